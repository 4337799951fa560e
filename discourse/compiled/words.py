"""The word, compiled: what `words.spans` finds in characters, found in UTF-8 bytes and numbered at once.

`words.word_of` stays the definition and this module follows it, alternative by alternative; property tests
hold the two together. Three things make it fast. Words are numbered **as written**, by their bytes: what is
folded afterwards is a few hundred thousand types instead of every occurrence. Runs of ASCII letters and
digits are found eight bytes at a time, and only what ends such a run (an apostrophe, a point, a letter beyond
ASCII) is looked at one by one. And the compiled part holds no lock of Python, so threads run side by side,
each with a table of its own. Importing this module imports Numba: import it only where it is needed.

The constants stand in this file because Numba keeps what it compiled until *this* file changes; who edits
`machine.py` must touch this one.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import regex

from discourse.compiled.machine import borrowed, compiled, eight_bytes, item, soon

Bytes = npt.NDArray[np.uint8]
Classes = npt.NDArray[np.uint16]
Words64 = npt.NDArray[np.uint64]
Words32 = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
_whole: Callable[[Any], int] = cast(Any, np.int64)

# The class of a character, one bit each; 0 is what only separates.
_LETTER, _MARK, _DIGIT, _APOSTROPHE, _JOINER, _POINT, _COMMA, _BROKEN = 1, 2, 4, 8, 16, 32, 64, 128
_LINK, _COLON, _VOWEL, _SOLID, _SOFT = 256, 512, 1024, 2048, 4096  # of addresses, and of elision
_INNER = _APOSTROPHE | _JOINER | _POINT | _COMMA
_WORDLY = _LETTER | _MARK | _DIGIT
_BOUND = _WORDLY | _POINT | _LINK  # after such a character no address begins
_ON = _POINT | _LINK | _COLON  # before which an address may have begun
_TELLING = _WORDLY | _INNER | _LINK | _COLON  # what may go on with a word

# The class of a character between words, as `sentences.CLASSES` has them; what it may say of a word; and how
# far an end has come.
_END, _WIDE, _CLOSES, _OPENS, _SPACE, _LINE, _BULLET, _BEGINS = 1, 2, 4, 8, 16, 32, 64, 128
SENTENCE, PARAGRAPH, ADDRESS, TOUCHING, CLOSE, CAPITAL, MIXED = 1, 2, 4, 16, 32, 64, 128
CASE = CAPITAL | MIXED
_NOTHING, _RUN, _CLOSED, _SPACED = range(4)

# What the compiled walk writes down before it returns, and why it returned.
_DOCUMENT, _POSITION, _BEFORE, _TOKENS, _TYPES, _USED, _MARKS, _PAST, _SURE, _QUEUED = range(10)
DONE, FEW_SLOTS, SHORT_ARENA, NOT_UTF8 = range(4)

# What is written down of a word when it is found, to be numbered with others when its place in the table has
# come from memory: waiting for each by itself would take half of the time.
_FROM, _TO, _KEY, _TAIL, _SLOT, _ABOUT, _COLUMNS = range(7)
_AT_ONCE = 64  # words
_EDGE, _WHAT = 8, 0xFF  # what a word is, below the byte where the gap after it begins

_LONG = np.uint64(0xFFFFFFFF)  # no UTF-8: marks a word of more than twelve bytes
# Of a word: its number, above it whether a point after it is no abbreviation's, and its large letters.
_NUMBER, _PLAIN, _CASES = np.uint64(0x1FFFFFFF), np.uint64(29), np.uint64(24)
_ONES = np.uint64(0x0101010101010101)
_LOW7 = np.uint64(0x7F7F7F7F7F7F7F7F)
_HIGH = np.uint64(0x8080808080808080)
_CASE = np.uint64(0x2020202020202020)
_FROM_A, _PAST_Z = np.uint64(0x1F1F1F1F1F1F1F1F), np.uint64(0x0505050505050505)  # 0x80 - "a", 0x7f - "z"
_FROM_0, _PAST_9 = np.uint64(0x5050505050505050), np.uint64(0x4646464646464646)  # 0x80 - "0", 0x7f - "9"
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_ONE, _SEVEN, _EIGHT = np.uint64(1), np.uint64(7), np.uint64(8)
_FIRST = np.uint64(0x80)
_HALF, _TOP = np.uint64(32), np.uint64(56)
_NONE, _SMALL = np.uint64(0), np.uint64(0x20)


def character_classes(apostrophes: str, vowels: str, solid: str, soft: str) -> Classes:
    """Return the class of every code point as `regex`, which defines the word, sees it: so they agree.

    Parameters
    ----------
    apostrophes, vowels : str
        Characters.
    solid, soft : str
        What stands in addresses, as `regex` writes sets.
    """
    everything = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", errors="surrogatepass")
    classes = np.zeros(len(everything), dtype=np.uint16)
    for run in regex.finditer(r"[\p{L}\p{M}\p{Nd}]+", everything):
        for part in regex.finditer(r"(\p{L}+)|(\p{M}+)|(\p{Nd}+)", run[0]):
            begin, end = part.span()
            classes[run.start() + begin : run.start() + end] = (_LETTER, _MARK, _DIGIT)[part.lastindex - 1]
    classes[[*map(ord, apostrophes)]] = _APOSTROPHE
    classes[[*map(ord, vowels)]] |= _VOWEL
    classes[[0x200C, 0x200D]] = _JOINER
    classes[ord(".")], classes[ord(",")], classes[ord(":")] = _POINT, _COMMA, _COLON
    classes[[*map(ord, "_%+-@")]] = _LINK
    for bit, characters in ((_SOLID, solid), (_SOFT, soft)):
        for one in regex.finditer(f"[{characters}]", everything[:128], regex.VERSION1):
            if not classes[one.start()] & _WORDLY:
                classes[one.start()] |= bit
    return classes


def keys_of(words: Iterable[str]) -> Words64:
    """Return words of at most eight ASCII letters as numbers, in order."""
    return np.array(sorted(int.from_bytes(word.encode(), "little") for word in words), dtype=np.uint64)


def room_for_words() -> Words64:
    """Return what :func:`walk` needs to find some words before it numbers them."""
    return np.empty(_AT_ONCE * _COLUMNS, dtype=np.uint64)


def gap_classes(characters: Sequence[str], letters: Classes) -> Bytes:
    """Return the class of every code point between words: one bit for each set; the last may be large."""
    most = np.arange(0x20000, dtype="<u4").tobytes().decode("utf-32-le", errors="surrogatepass")
    *few, many = characters
    classes = ((letters & _LETTER) << len(few)).astype(np.uint8)  # beyond are letters without case alone
    classes[: len(most)] = 0
    for run in regex.finditer(f"[{many}]+", most):
        classes[run.start() : run.end()] = 1 << len(few)
    sets = [regex.compile(f"[{some}]") for some in few]
    for one in regex.finditer(f"[{''.join(few)}]", most):
        classes[one.start()] |= sum(1 << n for n, some in enumerate(sets) if some.match(one[0]))
    return classes


@compiled
def _decode(data: Bytes, i: int, end: int) -> tuple[int, int]:
    """Read the character beyond ASCII at `i`: code point (-1 if this is not UTF-8) and the place after it."""
    first = _whole(data[i])
    if first < 0xC2 or first > 0xF4:
        return -1, i + 1
    length = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if i + length > end:
        return -1, i + 1
    point = first & (0x7F >> length)
    for k in range(i + 1, i + length):
        if data[k] & 0xC0 != 0x80:
            return -1, i + 1
        point = point << 6 | _whole(data[k] & 0x3F)
    least = 0x80 if length == 2 else 0x800 if length == 3 else 0x10000
    if point < least or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return -1, i + 1
    return point, i + length


@compiled
def _look(data: Bytes, i: int, end: int, classes: Classes) -> tuple[int, int]:
    """Return the class of the character at `i` (0 at the end of a text) and the place after it."""
    if i >= end:
        return 0, i
    if data[i] < 0x80:
        return _whole(classes[data[i]]), i + 1
    point, after = _decode(data, i, end)
    return (_whole(classes[point]) if point >= 0 else _BROKEN), after


@compiled
def _is_final_s(data: Bytes, i: int, end: int, classes: Classes) -> bool:
    """Say whether an apostrophe before `i` begins a final 's."""
    if i >= end or (data[i] != 0x73 and data[i] != 0x53):
        return False
    kind, after = _look(data, i + 1, end, classes)
    if kind & _APOSTROPHE:
        kind, after = _look(data, after, end, classes)
    return not kind & _WORDLY


@compiled
def _past_marks(data: Bytes, i: int, end: int, classes: Classes) -> int:
    kind, after = _look(data, i, end, classes)
    while kind & _MARK:
        i = after
        kind, after = _look(data, i, end, classes)
    return i


@compiled
def _acronym(data: Bytes, i: int, end: int, classes: Classes) -> int:
    """Return the end of the acronym with points whose first letter ends at `i`, or -1."""
    i = _past_marks(data, i, end, classes)
    before, points = i, 0
    while i < end and data[i] == 0x2E:
        kind, after = _look(data, i + 1, end, classes)
        if not kind & _LETTER:
            return (i if kind & _WORDLY else i + 1) if points else -1
        before, points = i, points + 1
        i = _past_marks(data, after, end, classes)
    if not _look(data, i, end, classes)[0] & _WORDLY:
        return i if points else -1
    return before if points > 1 else -1  # the last letter begins a word: "U.S.Army"


@compiled
def _slow_end(data: Bytes, i: int, end: int, before: int, classes: Classes) -> int:
    """Return the end of the word that has come to `i`, by character; `before` is the class there."""
    while True:
        kind, after = _look(data, i, end, classes)
        if not kind & _WORDLY:
            if not kind & _INNER:
                return i
            following = _look(data, after, end, classes)[0]
            if kind & (_POINT | _COMMA):
                if not before & _DIGIT or not following & _DIGIT:
                    return i
            elif not following & _WORDLY or (kind & _APOSTROPHE and _is_final_s(data, after, end, classes)):
                return i
        before = kind
        i = after


@compiled
def _run(data: Bytes, i: int, end: int, classes: Classes, others: int) -> int:
    """Return the end of the letters, marks and digits from `i` on, and of `others`, which are ASCII."""
    while True:
        kind, after = _look(data, i, end, classes)
        if not kind & _WORDLY and not (kind & others and data[i] != 0x40):
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
    while _look(data, i, end, classes)[0] & _WORDLY:
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
        kind, i = _look(data, i, end, classes)
        if kind & (_WORDLY | _SOLID):
            solid = i
        elif not kind & _SOFT:
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
    j = _run(data, i, end, classes, _POINT | _LINK)
    if j < end and data[j] == 0x40:
        found = _domain(data, j + 1, end, classes, False, domains)
        if found >= 0:
            return found
    j = i
    while j < end and data[j] < 0x80 and classes[data[j]] & _WORDLY:
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
    while k < end and data[k] < 0x80 and classes[data[k]] & _WORDLY:
        k += 1
    mark, behind = _look(data, k, end, classes)
    if not mark & _APOSTROPHE or not _look(data, behind, end, classes)[0] & (_VOWEL | _DIGIT):
        return -1
    return behind if _is_one_of(data, i, k, elided, _SMALL) else -1


@compiled
def _is_plain(data: Bytes, i: int, j: int, pointed: Words64) -> bool:
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
        if not kind & _WORDLY and data[i] != 0x2D:
            return not kind & (_LINK | _POINT) or (
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
    return _whole(((mask & _ONES) * _ONES) >> _TOP)


@compiled
def _key(data: Bytes, i: int, j: int) -> tuple[np.uint64, np.uint64]:
    """Return the bytes of a word of at most twelve as two numbers, or a hash of a longer word and `_LONG`."""
    key, tail = _NONE, _NONE
    if j - i <= 12:
        for k in range(j - 1, i + 7, -1):
            tail = tail << _EIGHT | np.uint64(data[k])
        for k in range(min(j, i + 8) - 1, i - 1, -1):
            key = key << _EIGHT | np.uint64(data[k])
        return key, tail
    key = np.uint64(j - i)
    while i + 8 < j:
        key = (key ^ eight_bytes(data, i)) * _GOLDEN
        key ^= key >> _HALF
        i += 8
    return (key ^ eight_bytes(data, j - 8)) * _GOLDEN, _LONG


@compiled
def _same(data: Bytes, i: int, arena: Bytes, start: int, length: int) -> bool:
    """Compare more than eight bytes."""
    for k in range(0, length - 8, 8):
        if eight_bytes(data, i + k) != eight_bytes(arena, start + k):
            return False
    return bool(eight_bytes(data, i + length - 8) == eight_bytes(arena, start + length - 8))


@compiled
def _home(key: np.uint64, tail: np.uint64, slots: int) -> int:
    key ^= tail * _GOLDEN
    return _whole(((key ^ key >> _HALF) * _GOLDEN) >> _HALF) & (slots - 1)


@compiled
def _case(data: Bytes, i: int, j: int, classes: Classes, joints: Bytes) -> int:
    """Return which letters of a word are large, as `sentences.case_of` says it."""
    letters, large, first = 0, 0, False
    while i < j:
        character, after = _whole(data[i]), i + 1
        if character >= 0x80:
            character, after = _decode(data, i, j)
        if classes[character] & _LETTER:
            if joints[character] & _BEGINS:
                large += 1
                first = first or letters == 0
            letters += 1
        i = after
    if large == letters > 1:
        return CAPITAL | MIXED
    return 0 if large == 0 else CAPITAL if first else MIXED


@compiled
def _between(data: Bytes, i: int, end: int, joints: Bytes, classes: Classes) -> int:
    """Return what ends between a word and the next, at `end`, as `sentences.found_between` says it."""
    begin, sure, lines, bullet = i, 0, 0, 0
    came, run, touching, point = _NOTHING, 0, False, False
    while i < end:
        first, after = i, i + 1
        if data[i] < 0x80:
            kind = _whole(joints[data[i]])
        else:
            character, after = _decode(data, i, end)
            kind = _whole(joints[character])
        i = after
        if kind & _WIDE:
            sure |= SENTENCE
        if kind & _LINE:
            lines, bullet = lines + 1, 1
            if lines == 2:
                sure |= SENTENCE | PARAGRAPH
        elif kind & _SPACE:
            if bullet == 2:
                sure |= SENTENCE
        else:
            lines, bullet = 0, 2 if bullet == 1 and kind & _BULLET else 0
        if kind & _END:
            run = run + 1 if came == _RUN else 1
            came, touching, point = _RUN, first == begin, data[first] == 0x2E
        elif came != _NOTHING and kind & _SPACE:
            came = _SPACED
        elif came == _RUN and kind & _CLOSES:
            came = _CLOSED
        elif not (came == _CLOSED and kind & _CLOSES) and not (came == _SPACED and kind & _OPENS):
            came = _NOTHING
    if sure or came == _NOTHING:
        return sure
    character = _whole(data[end])
    if character >= 0x80:
        character, _ = _decode(data, end, len(data))
    if not joints[character] & _BEGINS or (came != _SPACED and not classes[character] & _LETTER):
        return 0
    if run > 1 or not point:
        return SENTENCE
    doubt = (TOUCHING if touching else 0) | (CLOSE if came != _SPACED else 0)
    return doubt if doubt else SENTENCE


@compiled
def join(
    data: Bytes, queue: Positions, joints: Bytes, classes: Classes, gaps: Bytes, doubts: Positions
) -> int:
    """Add what ends after the words of the queue to `gaps`; write down where that is in doubt; count it."""
    data, queue, joints, classes = borrowed(data), borrowed(queue), borrowed(joints), borrowed(classes)
    gaps, doubts, found = borrowed(gaps), borrowed(doubts), 0
    for at in range(0, len(queue), 3):
        token, past, i = _whole(queue[at]), _whole(queue[at + 1]), _whole(queue[at + 2])
        ended = _between(data, past, i, joints, classes)
        if ended == TOUCHING and token & 1:
            ended = SENTENCE
        gaps[token >> 1] |= np.uint8(ended)
        if ended > PARAGRAPH | SENTENCE:
            doubts[found] = token >> 1
            found += 1
    return found


@compiled
def rehash(old: Words64, new: Words64) -> None:
    """Move the entries of one table into a larger, empty one."""
    slots = len(new) // 2
    for entry in range(0, len(old), 2):
        if old[entry + 1] != _NONE:
            slot = _home(old[entry], old[entry + 1] >> _HALF, slots)
            while new[2 * slot + 1] != _NONE:
                slot = (slot + 1) & (slots - 1)
            new[2 * slot] = old[entry]
            new[2 * slot + 1] = old[entry + 1]


@compiled
def renumber(ids: Ids, ranks: Ids, frequency: Positions) -> None:
    """Turn the numbers that one reader gave to words into their ranks, in place, and count each."""
    ids, ranks, frequency = borrowed(ids), borrowed(ranks), borrowed(frequency)
    for place in range(len(ids)):
        rank = ranks[np.uint32(ids[place])]
        ids[place] = rank
        frequency[np.uint32(rank)] += 1


@compiled
def _find(
    data: Bytes,
    i: int,
    end: int,
    before: int,
    classes: Classes,
    domains: Words64,
    elided: Words64,
    table: Words64,
    some: Words64,
) -> tuple[int, int, int]:
    """Write down the next words of a document, as far as `some` has room, and ask for their places in memory.

    Return how many they are (-1 where this is not UTF-8), where the next may begin, and the class of the
    character before it. Of each word `some` gets the first byte, the byte after it, its key in two numbers,
    the place in the table where it is looked for first, and what it is, below the byte after which a gap
    begins.
    """
    slots, words = len(table) // 2, 0
    while i < end and words < len(some):
        key, tail, j, step, last, here = _NONE, _NONE, i, 0, _LETTER, 0
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
                        if j == i + 8 and mask <= _LONG:
                            key, tail = eight, more & mask
                        j += _length(mask)
                        break
                    j += 8
            elif not stops & _FIRST:
                mask = _mask(stops)
                j = i + _length(mask)
                key = eight & mask
        stop = _whole(classes[item(data, j)]) if i < j < end and item(data, j) < 0x80 else _WORDLY
        if not stop & _TELLING:
            step, last = 1, 0  # by far the most words: ASCII, and then a space
        elif stop & _LINK and (
            before & _BOUND or (item(data, j) == 0x2D and _hyphened(data, j + 1, end, classes))
        ):
            step, last = 1, stop  # or a hyphen that is in no address
        elif (
            not stop & _WORDLY
            and j + 1 < end
            and item(data, j + 1) < 0x80
            and not classes[item(data, j + 1)] & (_TELLING | _SOLID)
        ):
            step, last = 2, 0  # or a point or comma, and then a space
        else:
            kind, after = _look(data, i, end, classes)
            if kind & (_LETTER | _DIGIT):
                fast = j
                j = _slow_end(
                    data, max(j, after), end, _whole(classes[item(data, j - 1)]) if j > i else kind, classes
                )
                if kind & _LETTER and j < end and item(data, j) == 0x2E:
                    longer = _acronym(data, after, end, classes)
                    if longer >= 0:
                        j, last = longer, _POINT
                if len(elided) > 0 and (
                    fast == i or (fast < end and (data[fast] == 0x27 or data[fast] > 0x5F))
                ):
                    behind = _elision(data, i, fast, end, classes, elided)
                    if behind >= 0:
                        j, last = behind, _APOSTROPHE
                on = j < end and item(data, j) < 0x80 and classes[item(data, j)] & _ON and not before & _BOUND
                if on and (item(data, j) != 0x2E or _look(data, j + 1, end, classes)[0] & _BOUND):
                    longer = _address(data, i, end, classes, domains)
                    if longer >= 0:
                        j, here = longer, ADDRESS
                if j != fast:
                    key = _NONE
            elif (
                kind & _APOSTROPHE and before & (_WORDLY | _POINT) and _is_final_s(data, after, end, classes)
            ):
                j = after + 1
            elif kind & _LINK and item(data, i) == 0x40 and not before & _BOUND:
                j, here = _address(data, i, end, classes, domains), ADDRESS
                if j < 0:
                    before, i = kind, after
                    continue
            elif kind & _BROKEN:
                return -1, i, before
            else:
                before = kind
                i = after
                continue
        if here:
            last = _whole(classes[item(data, j - 1)]) if item(data, j - 1) < 0x80 else _LETTER
        if key == _NONE:
            key, tail = _key(data, i, j)
        slot = _home(key, tail, slots)
        soon(table, 2 * slot)
        # The point of "U.S." may end a sentence too.
        past = j - 1 if last == _POINT and item(data, j - 1) == 0x2E else j
        some[words + _FROM], some[words + _TO] = np.uint64(i), np.uint64(j)
        some[words + _KEY], some[words + _TAIL], some[words + _SLOT] = key, tail, np.uint64(slot)
        some[words + _ABOUT] = np.uint64(past << 8 | here)
        words += _COLUMNS
        before = last
        i = j + step
    return words // _COLUMNS, i, before


@compiled
def _number(
    data: Bytes,
    begin: int,
    classes: Classes,
    joints: Bytes,
    pointed: Words64,
    table: Words64,
    arena: Bytes,
    starts: Positions,
    ids: Ids,
    gaps: Bytes,
    queue: Positions,
    marks: Words32,
    mask_between: int,
    tokens_before: int,
    some: Words64,
    words: int,
    state: Positions,
) -> int:
    """Give the words found their numbers, all or, for lack of room, none; document from `begin` on."""
    slots, tokens = len(table) // 2, _whole(state[_TOKENS])
    known, used, marked = _whole(state[_TYPES]), _whole(state[_USED]), _whole(state[_MARKS])
    past, sure, queued = _whole(state[_PAST]), _whole(state[_SURE]), _whole(state[_QUEUED])
    if 2 * (known + words) >= slots:
        return FEW_SLOTS
    size = words  # a line end each
    for at in range(0, words * _COLUMNS, _COLUMNS):
        size += _whole(item(some, at + _TO) - item(some, at + _FROM))
    if used + size > len(arena):
        return SHORT_ARENA
    for at in range(0, words * _COLUMNS, _COLUMNS):
        i, j, about = (
            _whole(item(some, at + _FROM)),
            _whole(item(some, at + _TO)),
            _whole(item(some, at + _ABOUT)),
        )
        key, tail, slot = item(some, at + _KEY), item(some, at + _TAIL), _whole(item(some, at + _SLOT))
        length = j - i
        while True:
            entry = item(table, 2 * slot + 1)
            if entry == _NONE:
                break
            if item(table, 2 * slot) == key and entry >> _HALF == tail:
                if tail != _LONG:
                    break
                like = _whole(entry & _NUMBER) - 1
                start = _whole(item(starts, like))
                if item(starts, like + 1) - start == length + 1 and _same(data, i, arena, start, length):
                    break
            slot = (slot + 1) & (slots - 1)
        if entry == _NONE:
            for k in range(length):
                arena[used + k] = data[i + k]
            arena[used + length] = 0x0A
            used += length + 1
            known += 1
            starts[known] = used
            entry = np.uint64(_case(data, i, j, classes, joints)) << _CASES
            entry |= np.uint64(_is_plain(data, i, j, pointed)) << _PLAIN
            entry |= np.uint64(known) | tail << _HALF
            table[2 * slot] = key
            table[2 * slot + 1] = entry
        if (i != past + 1 or item(data, past) != 0x20) and i > past >= 0:  # by far the most gaps are a space
            joint, following = _whole(item(data, past)), _whole(item(data, i))
            short = joint < 0x80 and (i == past + 1 or (i == past + 2 and item(data, past + 1) == 0x20))
            if not short or joints[joint] & (_END | _LINE | _WIDE):
                begins = following < 0x80 and joints[following] & _BEGINS
                if joint != 0x2E or i != past + 2 or not short or following >= 0x80 or (begins and not sure):
                    queue[queued], queue[queued + 1], queue[queued + 2] = (
                        (tokens - 1) << 1 | sure,
                        past,
                        i,
                    )
                    queued += 3
                elif begins:  # or a comma, a hyphen, or a point
                    gaps[tokens - 1] |= np.uint8(SENTENCE)
        if (tokens - tokens_before) & mask_between == 0:
            marks[marked] = np.uint32(i - begin)
            marked += 1
        ids[tokens] = np.int32(_whole(entry & _NUMBER) - 1)
        gaps[tokens] = about & _WHAT | _whole(entry >> _CASES) & CASE
        tokens += 1
        past, sure = about >> _EDGE, _whole(entry >> _PLAIN) & 1
    state[_TOKENS], state[_TYPES], state[_USED], state[_MARKS] = tokens, known, used, marked
    state[_PAST], state[_SURE], state[_QUEUED] = past, sure, queued
    return DONE


@compiled
def walk(
    data: Bytes,
    offsets: Positions,
    classes: Classes,
    joints: Bytes,
    domains: Words64,
    elided: Words64,
    pointed: Words64,
    table: Words64,
    arena: Bytes,
    starts: Positions,
    ids: Ids,
    gaps: Bytes,
    queue: Positions,
    counts: Positions,
    marks: Words32,
    between: int,
    some: Words64,
    state: Positions,
) -> int:
    """Write the number of every word of the documents ``data[offsets[d]:offsets[d + 1]]``, from `state` on.

    Parameters
    ----------
    data, offsets : ndarray
        The bytes of the texts, and where each begins and ends.
    classes : ndarray of uint8
        As :func:`character_classes` makes it.
    joints : ndarray of uint8
        As :func:`gap_classes` makes it.
    domains, elided, pointed : ndarray of uint64
        The ends of domains, what is parted after an apostrophe, and the words whose point may be that of an
        abbreviation, as :func:`keys_of` makes them.
    table : ndarray of uint64, shape (2 * slots,)
        A power of two of slots: a word's first eight bytes; its next four, above two bits for its large
        letters, one for what a point says after it, and its number + 1. A longer word has a hash and `_LONG`
        there, and its bytes are compared with those in the arena.
    arena, starts : ndarray
        The bytes of each word met, with a line end after each, and where each begins.
    ids : ndarray of int32
        Where the numbers go; there is room for one a byte.
    gaps : ndarray of uint8
        Where it goes of each word whether it is an address, its large letters, and the end of a document; as
        long as `ids`.
    queue : ndarray of int64
        Where it goes what :func:`join` has to look at, three numbers each: a word, above a bit that says
        that a lone point after it is no abbreviation's; where the word ends; and where the next begins.
    counts : ndarray of int64
        Where the number of tokens of each document goes; zeros at first.
    marks : ndarray of uint32
        Where it goes at which byte of its document a word begins: the first, and each that comes `between`
        (a power of two) words after the last one marked.
    some : ndarray of uint64
        Room for words between finding and numbering them; as :func:`room_for_words` makes it.
    state : ndarray of int64, shape (10,)
        Document, position, class of the character before it, tokens, types, bytes used of the arena, marks,
        the end of the last word, that bit of it, and how far the queue is filled.

    Returns
    -------
    int
        `DONE`; `FEW_SLOTS` or `SHORT_ARENA` if table or arena must grow before it goes on; `NOT_UTF8` at the
        position in `state`.
    """
    data, classes, table = borrowed(data), borrowed(classes), borrowed(table)
    joints, gaps, domains, elided = borrowed(joints), borrowed(gaps), borrowed(domains), borrowed(elided)
    queue, pointed, some = borrowed(queue), borrowed(pointed), borrowed(some)
    arena, starts, offsets = borrowed(arena), borrowed(starts), borrowed(offsets)
    ids, counts, marks, state = borrowed(ids), borrowed(counts), borrowed(marks), borrowed(state)
    document, i, before = _whole(state[_DOCUMENT]), _whole(state[_POSITION]), _whole(state[_BEFORE])
    status, last_bit = DONE, between - 1
    while document < len(counts):
        begin, end = _whole(offsets[document]), _whole(offsets[document + 1])
        tokens_before = _whole(state[_TOKENS]) - _whole(counts[document])
        while i < end:
            words, after, last = _find(data, i, end, before, classes, domains, elided, table, some)
            if words < 0:
                status, i = NOT_UTF8, after
                break
            status = _number(
                data,
                begin,
                classes,
                joints,
                pointed,
                table,
                arena,
                starts,
                ids,
                gaps,
                queue,
                marks,
                last_bit,
                tokens_before,
                some,
                words,
                state,
            )
            if status != DONE:
                break
            i, before = after, last
        tokens = _whole(state[_TOKENS])
        counts[document] = tokens - tokens_before
        if status != DONE:
            break
        if tokens > tokens_before:
            gaps[tokens - 1] |= np.uint8(SENTENCE | PARAGRAPH)
        document += 1
        before, state[_PAST] = 0, -2
        if document < len(counts):
            i = _whole(offsets[document])
    state[_DOCUMENT], state[_POSITION], state[_BEFORE] = document, i, before
    return status
