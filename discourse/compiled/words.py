"""The word, compiled: what `words.spans` finds in characters, found in UTF-8 bytes.

`words.word_of` stays the definition and this module follows it, alternative by alternative; property tests
hold the two together. Runs of ASCII letters and digits are found eight bytes at a time, and only what ends
such a run (an apostrophe, a point, a letter beyond ASCII) is looked at one by one. Importing this module
imports Numba: import it only where it is needed.
"""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from discourse.compiled.characters import (
    APOSTROPHE,
    BROKEN,
    COLON,
    COMMA,
    DIGIT,
    INNER,
    LETTER,
    LINK,
    MARK,
    POINT,
    SOFT,
    SOLID,
    VOWEL,
    WORDLY,
    Bytes,
    Classes,
    look,
)
from discourse.compiled.gaps import ADDRESS
from discourse.compiled.machine import compiled, eight_bytes, integer, item, soon
from discourse.compiled.table import LONG, Words64, home, key_of

_BOUND = WORDLY | POINT | LINK  # after such a character no address begins
_ON = POINT | LINK | COLON  # before which an address may have begun
_TELLING = WORDLY | INNER | LINK | COLON  # what may go on with a word

# What is written down of a word when it is found, to be numbered with others when its place in the table has
# come from memory: waiting for each by itself would take half of the time.
FROM, TO, KEY, TAIL, SLOT, ABOUT, COLUMNS = range(7)
EDGE, WHAT = 8, 0xFF  # what a word is, below the byte where the gap after it begins
_AT_ONCE = 64  # words

_ONES = np.uint64(0x0101010101010101)
_LOW7 = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH = np.uint64(0x8080808080808080)
_CASE = np.uint64(0x2020202020202020)
_FROM_A, _PAST_Z = np.uint64(0x1F1F1F1F1F1F1F1F), np.uint64(0x0505050505050505)  # 0x80 - "a", 0x7f - "z"
_FROM_0, _PAST_9 = np.uint64(0x5050505050505050), np.uint64(0x4646464646464646)  # 0x80 - "0", 0x7f - "9"
_NONE, _ONE, _SEVEN, _EIGHT, _TOP = np.uint64(0), np.uint64(1), np.uint64(7), np.uint64(8), np.uint64(56)
_FIRST, _SMALL = np.uint64(0x80), np.uint64(0x20)


class Language(NamedTuple):
    """What tells the words of a language.

    Attributes
    ----------
    classes : ndarray of uint16
        As :func:`discourse.compiled.characters.character_classes` makes it.
    joints : ndarray of uint8
        As :func:`discourse.compiled.gaps.gap_classes` makes it.
    domains, elided, pointed : ndarray of uint64
        The ends of domains, what is parted after an apostrophe, and the words whose point may be that of an
        abbreviation, as :func:`keys_of` makes them.
    """

    classes: Classes
    joints: Bytes
    domains: Words64
    elided: Words64
    pointed: Words64


def keys_of(words: Iterable[str]) -> Words64:
    """Return words of at most eight ASCII letters as numbers, in order."""
    return np.array(sorted(int.from_bytes(word.encode(), "little") for word in words), dtype=np.uint64)


@compiled
def _is_final_s(data: Bytes, i: int, end: int, classes: Classes) -> bool:
    """Say whether an apostrophe before `i` begins a final 's."""
    if i >= end or (data[i] != 0x73 and data[i] != 0x53):
        return False
    kind, after = look(data, i + 1, end, classes)
    if kind & APOSTROPHE:
        kind, after = look(data, after, end, classes)
    return not kind & WORDLY


@compiled
def _past_marks(data: Bytes, i: int, end: int, classes: Classes) -> int:
    kind, after = look(data, i, end, classes)
    while kind & MARK:
        i = after
        kind, after = look(data, i, end, classes)
    return i


@compiled
def _acronym(data: Bytes, i: int, end: int, classes: Classes) -> int:
    """Return the end of the acronym with points whose first letter ends at `i`, or -1."""
    i = _past_marks(data, i, end, classes)
    before, points = i, 0
    while i < end and data[i] == 0x2E:
        kind, after = look(data, i + 1, end, classes)
        if not kind & LETTER:
            return (i if kind & WORDLY else i + 1) if points else -1
        before, points = i, points + 1
        i = _past_marks(data, after, end, classes)
    if not look(data, i, end, classes)[0] & WORDLY:
        return i if points else -1
    return before if points > 1 else -1  # the last letter begins a word: "U.S.Army"


@compiled
def _slow_end(data: Bytes, i: int, end: int, before: int, classes: Classes) -> int:
    """Return the end of the word that has come to `i`, by character; `before` is the class there."""
    while True:
        kind, after = look(data, i, end, classes)
        if not kind & WORDLY:
            if not kind & INNER:
                return i
            following = look(data, after, end, classes)[0]
            if kind & (POINT | COMMA):
                if not before & DIGIT or not following & DIGIT:
                    return i
            elif not following & WORDLY or (kind & APOSTROPHE and _is_final_s(data, after, end, classes)):
                return i
        before = kind
        i = after


@compiled
def _run(data: Bytes, i: int, end: int, classes: Classes, others: int) -> int:
    """Return the end of the letters, marks and digits from `i` on, and of `others`, which are ASCII."""
    while True:
        kind, after = look(data, i, end, classes)
        if not kind & WORDLY and not (kind & others and data[i] != 0x40):
            return i
        i = after


@compiled
def _is_one_of(data: Bytes, i: int, j: int, keys: Words64, case: np.uint64) -> bool:
    """Say whether a run of bytes is one of some words; `case` is set in it first."""
    if j - i > 8:
        return False
    key = _NONE
    for k in range(j - 1, i - 1, -1):
        key = key << _EIGHT | np.uint64(data[k]) | case
    low, high = 0, len(keys)
    while low < high:
        middle = (low + high) >> 1
        if keys[middle] == key:
            return True
        if keys[middle] < key:
            low = middle + 1
        else:
            high = middle
    return False


@compiled
def _is_at_or_line(data: Bytes, i: int, end: int) -> bool:
    return i < end and (data[i] == 0x40 or data[i] == 0x5F)


@compiled
def _domain(data: Bytes, i: int, end: int, classes: Classes, known: bool, domains: Words64) -> int:
    """Return the end of the domain that begins at `i`, or -1; a `known` one ends as domains do."""
    found, label = -1, 0
    while look(data, i, end, classes)[0] & WORDLY:
        after = _run(data, i, end, classes, 0)
        ends = _is_one_of(data, i, after, domains, _NONE) and not _is_at_or_line(data, after, end)
        if label > 0 and (ends or not known):
            found = after
        i = after
        while i < end and (data[i] == 0x5F or data[i] == 0x2D):
            i = _run(data, i + 1, end, classes, 0)
        if i >= end or data[i] != 0x2E:
            break
        i, label = i + 1, label + 1
    return found


@compiled
def _rest(data: Bytes, i: int, end: int, classes: Classes) -> int:
    """Return the end of the rest of a URL, which does not end with a mark such as a point."""
    solid = i
    while True:
        kind, i = look(data, i, end, classes)
        if kind & (WORDLY | SOLID):
            solid = i
        elif not kind & SOFT:
            return solid


@compiled
def _address(data: Bytes, i: int, end: int, classes: Classes, domains: Words64) -> int:
    """Return the end of the address that begins at `i`, or -1; see `discourse.text.addresses`."""
    if data[i] == 0x40:
        i += 1
        while i < end and data[i] == 0x5F:
            i += 1
        j = _run(data, i, end, classes, 0)
        if j == i:
            return -1
        while j < end and data[j] == 0x5F:
            j = _run(data, j + 1, end, classes, 0)
        return j
    j = _run(data, i, end, classes, POINT | LINK)
    if j < end and data[j] == 0x40:
        found = _domain(data, j + 1, end, classes, False, domains)
        if found >= 0:
            return found
    j = i
    while j < end and data[j] < 0x80 and classes[data[j]] & WORDLY:
        j += 1
    if j + 3 < end and data[j] == 0x3A and data[j + 1] == 0x2F and data[j + 2] == 0x2F and data[i] > 0x39:
        found = _rest(data, j + 3, end, classes)
        if found > j + 3:
            return found
    www = j == i + 3 and j < end and data[j] == 0x2E
    www = www and data[i] | 0x20 == 0x77 and data[i + 1] | 0x20 == 0x77 and data[i + 2] | 0x20 == 0x77
    found = _domain(data, i, end, classes, not www, domains)
    return _rest(data, found, end, classes) if 0 <= found < end and data[found] == 0x2F else found


@compiled
def _elision(data: Bytes, i: int, k: int, end: int, classes: Classes, elided: Words64) -> int:
    """Return the end of the elided word at `i`, past its apostrophe, or -1; its letters reach `k`."""
    while k < end and data[k] < 0x80 and classes[data[k]] & WORDLY:
        k += 1
    mark, behind = look(data, k, end, classes)
    if not mark & APOSTROPHE or not look(data, behind, end, classes)[0] & (VOWEL | DIGIT):
        return -1
    return behind if _is_one_of(data, i, k, elided, _SMALL) else -1


@compiled
def is_plain(data: Bytes, i: int, j: int, pointed: Words64) -> bool:
    """Say whether a word has more than one letter, all of ASCII, and is none of the `pointed`."""
    for k in range(i, j):
        if data[k] | 0x20 < 0x61 or data[k] | 0x20 > 0x7A:
            return False
    return j > i + 1 and not _is_one_of(data, i, j, pointed, _SMALL)


@compiled
def _hyphened(data: Bytes, i: int, end: int, classes: Classes) -> bool:
    """Say whether the word at `i`, after a hyphen, ends so that it can be the part of no address."""
    while i < end and data[i] < 0x80:
        kind = classes[data[i]]
        if not kind & WORDLY and data[i] != 0x2D:
            return not kind & (LINK | POINT) or (
                data[i] == 0x2E
                and (i + 1 == end or (data[i + 1] < 0x80 and not classes[data[i + 1]] & _TELLING))
            )
        i += 1
    return i >= end


@compiled
def _stops(eight: np.uint64) -> np.uint64:
    """Set the highest bit of each byte that is not an ASCII letter or digit."""
    low = eight & _LOW7
    small = low | _CASE
    letters = (small + _FROM_A) & ~(small + _PAST_Z)
    digits = (low + _FROM_0) & ~(low + _PAST_9)
    return ~((letters | digits) & ~eight) & _HIGH


@compiled
def _mask(stops: np.uint64) -> np.uint64:
    """Set all bits of the bytes before the first stop."""
    return ((stops & (~stops + _ONE)) >> _SEVEN) - _ONE


@compiled
def _length(mask: np.uint64) -> int:
    return integer(((mask & _ONES) * _ONES) >> _TOP)


def room_for_words() -> Words64:
    """Return what :func:`walk` needs to find some words before it numbers them."""
    return np.empty(_AT_ONCE * COLUMNS, dtype=np.uint64)


@compiled
def find(
    data: Bytes,
    i: int,
    end: int,
    before: int,
    language: Language,
    table: Words64,
    some: Words64,
) -> tuple[int, int, int]:
    """Write down the next words of a document, as far as `some` has room, and ask for their places in memory.

    Return how many they are (-1 where this is not UTF-8), where the next may begin, and the class of the
    character before it. Of each word `some` gets the first byte, the byte after it, its key in two numbers,
    the place in the table where it is looked for first, and what it is, below the byte after which a gap
    begins.
    """
    classes, _, domains, elided, _ = language
    slots, words = len(table) // 2, 0
    while i < end and words < len(some):
        key, tail, j, step, last, here = _NONE, _NONE, i, 0, LETTER, 0
        if i + 8 <= end:
            eight = eight_bytes(data, i)
            stops = _stops(eight)
            if stops == _NONE:
                j = i + 8
                while j + 8 <= end:
                    more = eight_bytes(data, j)
                    stops = _stops(more)
                    if stops != _NONE:
                        mask = _mask(stops)
                        if j == i + 8 and mask <= LONG:
                            key, tail = eight, more & mask
                        j += _length(mask)
                        break
                    j += 8
            elif not stops & _FIRST:
                mask = _mask(stops)
                j = i + _length(mask)
                key = eight & mask
        stop = integer(classes[item(data, j)]) if i < j < end and item(data, j) < 0x80 else WORDLY
        if not stop & _TELLING:
            step, last = 1, 0  # by far the most words: ASCII, and then a space
        elif stop & LINK and (
            before & _BOUND or (item(data, j) == 0x2D and _hyphened(data, j + 1, end, classes))
        ):
            step, last = 1, stop  # or a hyphen that is in no address
        elif (
            not stop & WORDLY
            and j + 1 < end
            and item(data, j + 1) < 0x80
            and not classes[item(data, j + 1)] & (_TELLING | SOLID)
        ):
            step, last = 2, 0  # or a point or comma, and then a space
        else:
            kind, after = look(data, i, end, classes)
            if kind & (LETTER | DIGIT):
                fast = j
                j = _slow_end(
                    data, max(j, after), end, integer(classes[item(data, j - 1)]) if j > i else kind, classes
                )
                if kind & LETTER and j < end and item(data, j) == 0x2E:
                    longer = _acronym(data, after, end, classes)
                    if longer >= 0:
                        j, last = longer, POINT
                if len(elided) > 0 and (
                    fast == i or (fast < end and (data[fast] == 0x27 or data[fast] > 0x5F))
                ):
                    behind = _elision(data, i, fast, end, classes, elided)
                    if behind >= 0:
                        j, last = behind, APOSTROPHE
                on = j < end and item(data, j) < 0x80 and classes[item(data, j)] & _ON and not before & _BOUND
                if on and (item(data, j) != 0x2E or look(data, j + 1, end, classes)[0] & _BOUND):
                    longer = _address(data, i, end, classes, domains)
                    if longer >= 0:
                        j, here = longer, ADDRESS
                if j != fast:
                    key = _NONE
            elif kind & APOSTROPHE and before & (WORDLY | POINT) and _is_final_s(data, after, end, classes):
                j = after + 1
            elif kind & LINK and item(data, i) == 0x40 and not before & _BOUND:
                j, here = _address(data, i, end, classes, domains), ADDRESS
                if j < 0:
                    before, i = kind, after
                    continue
            elif kind & BROKEN:
                return -1, i, before
            else:
                before = kind
                i = after
                continue
        if here:
            last = integer(classes[item(data, j - 1)]) if item(data, j - 1) < 0x80 else LETTER
        if key == _NONE:
            key, tail = key_of(data, i, j)
        slot = home(key, tail, slots)
        soon(table, 2 * slot)
        # The point of "U.S." may end a sentence too.
        past = j - 1 if last == POINT and item(data, j - 1) == 0x2E else j
        some[words + FROM], some[words + TO] = np.uint64(i), np.uint64(j)
        some[words + KEY], some[words + TAIL], some[words + SLOT] = key, tail, np.uint64(slot)
        some[words + ABOUT] = np.uint64(past << 8 | here)
        words += COLUMNS
        before = last
        i = j + step
    return words // COLUMNS, i, before
