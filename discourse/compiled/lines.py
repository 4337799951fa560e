"""The lines of texts, compiled: which ones a rule of cleaning might take.

`ingest/clean.py` stays the truth. The look here only has to be quick and never to pass by what a rule would
change: where it cannot know, it says *perhaps*, and property tests hold it to that. Importing this module
imports Numba: import it only where it is needed.
"""

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.compiled.machine import (
    borrowed,
    compile_with,
    compiled,
    eight_bytes,
    integer,
    lowest_bit,
    read_only,
)

Bytes = npt.NDArray[np.uint8]
Folds = npt.NDArray[np.uint32]
Positions = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

# What a look says of a document: bits.
CHARACTERS, LAYOUT, LINES = 1, 2, 4
# What it writes down of a line.
DOCUMENT, NUMBER, START, END, LAST_START, LAST_END, WHY = range(7)
# Why it might go: it begins or ends as a rule says, or is the same as the line before, or the title.
RULE, REPEATED, TITLE = 1, 2, 4

_ROOM = 1 << 13  # lines that might go before there must be more room
LINE_END = 0x0A
_SPACE, _TAB, _BRACKET = 0x20, 0x09, 0x28
_HIGH, _LOW7 = np.uint64(0x8080808080808080), np.uint64(0x7F7F7F7F7F7F7F7F)
_PAST_CONTROL = np.uint64(0x6060606060606060)  # 0x80 - " "
_ONES, _EIGHTH = np.uint64(0x0101010101010101), np.uint64(3)
_LINE_ENDS = np.uint64(0x0A0A0A0A0A0A0A0A)
_LESS, _AND = 0x3C, 0x26
_ALL_LESS, _ALL_AND = np.uint64(0x3C3C3C3C3C3C3C3C), np.uint64(0x2626262626262626)
_NOTHING = np.uint64(0)
# What a character is compared by: only the readable rules know; several characters.
UNKNOWN, SEVERAL = 0, 1
_UNKNOWN, _SEVERAL = np.uint32(UNKNOWN), np.uint32(SEVERAL)


@compiled
def _point(data: Bytes, i: int, end: int) -> tuple[int, int]:
    """Return the character at `i` of good UTF-8 as code point, and the place after it; 0 where it is cut."""
    first = integer(data[i])
    if first < 0x80:
        return first, i + 1
    length = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if first < 0xC0 or first > 0xF4 or i + length > end:
        return 0, i + 1
    point = first & (0x7F >> length)
    for k in range(i + 1, i + length):
        point = point << 6 | integer(data[k] & 0x3F)
    return point, i + length


@compiled
def _is_space(byte: int) -> bool:
    return byte in (_SPACE, _TAB, LINE_END)


@compiled
def past_spaces(data: Bytes, i: int, end: int) -> int:
    """Return where white space from `i` on ends."""
    while i < end and _is_space(data[i]):
        i += 1
    return i


@compiled
def before_spaces(data: Bytes, start: int, i: int) -> int:
    """Return where white space up to `i` begins."""
    while i > start and _is_space(data[i - 1]):
        i -= 1
    return i


@compiled
def _is_letter(byte: int) -> bool:
    return 0x61 <= byte | 0x20 <= 0x7A or 0x30 <= byte <= 0x39


@compiled
def _same(
    one: Bytes, i: int, i_end: int, other: Bytes, j: int, j_end: int, folds: Folds, folding: bool
) -> bool:
    """Say whether two stretches may differ in white space alone or, if asked, in case and quotation marks."""
    while i < i_end and j < j_end:
        space = _is_space(one[i])
        if space != _is_space(other[j]):
            return False
        if space:
            i, j = past_spaces(one, i, i_end), past_spaces(other, j, j_end)
        elif folding:
            left, i = _point(one, i, i_end)
            right, j = _point(other, j, j_end)
            if folds[left] == _SEVERAL or folds[right] == _SEVERAL:
                return True
            if folds[left] != folds[right]:
                return False
        elif one[i] != other[j]:
            return False
        else:
            i, j = i + 1, j + 1
    return i == i_end and j == j_end


@compiled
def line_end(data: Bytes, i: int, end: int) -> int:
    """Return where the line around `i` ends."""
    while i + 8 <= end:
        eight = eight_bytes(data, i) ^ _LINE_ENDS
        ends = (eight - _ONES) & ~eight & _HIGH  # the lowest bit set is right; those above may be wrong
        if ends != _NOTHING:
            return i + integer(lowest_bit(ends) >> _EIGHTH)
        i += 8
    while i < end and data[i] != LINE_END:
        i += 1
    return i


@compiled
def _may_be_markup(data: Bytes, i: int, end: int) -> bool:
    """Say whether a tag or comment of HTML, or an entity, may begin at a `<` or `&`."""
    if i + 1 >= end:
        return False
    first = integer(data[i + 1])
    if data[i] == _LESS:
        return first == 0x2F or first == 0x21 or 0x61 <= first | 0x20 <= 0x7A
    if first == 0x23:
        return True
    j = i + 1
    while j < end and _is_letter(integer(data[j])):
        j += 1
    if j > i + 1 and j < end and data[j] == 0x3B:
        return True
    # nbsp, amp and quot count without a semicolon, too
    second = integer(data[i + 2]) if i + 2 < end else 0
    pair = first << 8 | second
    return j > i + 3 and pair in (0x6E62, 0x616D, 0x7175)


@compiled
def _past_plain(data: Bytes, i: int, end: int, folds: Folds, markup: bool) -> int:
    """Return where the line ends; before that, where a character stands that only the readable rules know."""
    while i < end:
        if i + 8 <= end:
            eight = eight_bytes(data, i)
            low = eight & _LOW7
            odd = eight | ~(low + _PAST_CONTROL) | (low + _ONES)
            if markup:
                odd |= ~((low ^ _ALL_LESS) + _LOW7) | ~((low ^ _ALL_AND) + _LOW7)
            odd &= _HIGH
            if odd == _NOTHING:
                i += 8
                continue
            i += integer(lowest_bit(odd) >> _EIGHTH)
        if data[i] == LINE_END:
            return i
        if markup and (data[i] == _LESS or data[i] == _AND) and _may_be_markup(data, i, end):
            return i
        point, after = _point(data, i, end)
        if folds[point] == _UNKNOWN:
            return i
        i = after
    return end


@compiled
def _begins(data: Bytes, i: int, end: int, words: Bytes, edges: Positions, first_of: Positions) -> bool:
    """Say whether one of some words in small letters, in the order of the alphabet, stands at `i`."""
    letter = (integer(data[i]) | 0x20) - 0x61
    if not 0 <= letter < 26:
        return False
    for word in range(first_of[letter], first_of[letter + 1]):
        at, k = i, integer(edges[word])
        stop = integer(edges[word + 1])
        while k < stop and at < end:
            if words[k] == _SPACE:
                if data[at] != _SPACE and data[at] != _TAB:
                    break
                at = past_spaces(data, at, end)
            else:
                if integer(data[at]) | 0x20 != words[k]:
                    break
                at += 1
            k += 1
        if k == stop and (at == end or not _is_letter(integer(data[at]))):
            return True
    return False


@compiled
def _ends(data: Bytes, start: int, end: int, words: Bytes, edges: Positions) -> bool:
    """Say whether the last word, marks aside, might be one of some words."""
    while end > start and not _is_letter(integer(data[end - 1])) and data[end - 1] != 0x5F:
        end -= 1
    if end == start or not 0x41 <= data[end - 1] <= 0x5A:
        return False
    for word in range(len(edges) - 1):
        at, k = end, integer(edges[word + 1])
        stop = integer(edges[word])
        while k > stop and at > start and data[at - 1] == words[k - 1]:
            at, k = at - 1, k - 1
        if k == stop:
            return True
    return False


@compiled
def _is_link(data: Bytes, i: int, end: int) -> bool:
    """Say whether what follows dashes, stars, bars and bullets begins as a link of Markdown does."""
    while i < end:
        byte = data[i]
        if byte == 0x5B:
            return True
        if byte == 0x21:
            return i + 1 < end and data[i + 1] == 0x5B
        if byte == 0xE2 and i + 2 < end and data[i + 1] == 0x80 and data[i + 2] == 0xA2:
            i += 3
        elif byte in (0x2D, 0x2A, 0x7C, _SPACE, _TAB):
            i += 1
        else:
            return False
    return False


@compiled
def _look(
    data: Bytes,
    starts: Positions,
    stops: Positions,
    titles: Bytes,
    title_starts: Positions,
    title_stops: Positions,
    folds: Folds,
    begins: Bytes,
    begin_edges: Positions,
    begin_first: Positions,
    ends: Bytes,
    end_edges: Positions,
    markup: bool,
    document: int,
    said: Bytes,
    counts: Positions,
    lines: Rows,
    found: int,
) -> tuple[int, int]:
    """Look from a document on; return the one to go on from when there is more room, and the lines found."""
    data, starts, stops = borrowed(data), borrowed(starts), borrowed(stops)
    titles, title_starts, title_stops = borrowed(titles), borrowed(title_starts), borrowed(title_stops)
    folds = borrowed(folds)
    begins, begin_edges, begin_first = borrowed(begins), borrowed(begin_edges), borrowed(begin_first)
    ends, end_edges, said = borrowed(ends), borrowed(end_edges), borrowed(said)
    counts, lines = borrowed(counts), borrowed(lines)
    while document < len(said):
        i, end = integer(starts[document]), integer(stops[document])
        title, title_end = integer(title_starts[document]), integer(title_stops[document])
        last_start, last_end, number, before = -1, -1, 1, found
        blank, seen = True, 0
        if _past_plain(titles, title, title_end, folds, False) < title_end:
            seen = CHARACTERS
        title = past_spaces(titles, title, title_end)
        title_end = before_spaces(titles, title, title_end)
        while not seen & CHARACTERS:
            start = i
            i = _past_plain(data, i, end, folds, markup)
            if i < end and data[i] != LINE_END:
                seen = CHARACTERS
                break
            stop = before_spaces(data, start, i)
            if stop < i or (stop == start and blank and end > start):
                seen |= LAYOUT
            blank = stop == start
            if not blank:
                start = past_spaces(data, start, stop)
                word = start + (data[start] == _BRACKET)
                why = 0
                if (
                    (word < stop and _begins(data, word, stop, begins, begin_edges, begin_first))
                    or _ends(data, start, stop, ends, end_edges)
                    or _is_link(data, start, stop)
                ):
                    why |= RULE
                if last_start >= 0 and _same(data, start, stop, data, last_start, last_end, folds, False):
                    why |= REPEATED
                if title < title_end and _same(data, start, stop, titles, title, title_end, folds, True):
                    why |= TITLE
                if why:
                    if found == len(lines):
                        return document, before
                    lines[found, DOCUMENT], lines[found, NUMBER] = document, number
                    lines[found, START], lines[found, END] = start, stop
                    lines[found, LAST_START], lines[found, LAST_END] = last_start, last_end
                    lines[found, WHY] = why
                    found += 1
                last_start, last_end = start, stop
            if i == end:
                if blank and number > 1:
                    seen |= LAYOUT
                if found > before:
                    seen |= LINES
                break
            i += 1
            number += 1
        if seen & CHARACTERS:
            found = before
        said[document], counts[document] = seen, number
        document += 1
    return document, found


class Words(NamedTuple):
    """Words in the order of the alphabet: their letters, where each begins, and the first with each letter.

    Examples
    --------
    >>> few = Words.of(["read more", "photo", "click here"])
    >>> few.letters.tobytes(), few.edges.tolist(), few.first[2:4].tolist()
    (b'click herephotoread more', [0, 10, 15, 24], [0, 1])
    """

    letters: Bytes
    edges: Positions
    first: Positions

    @classmethod
    def of(cls, words: Iterable[str]) -> "Words":
        """Put words in order."""
        ordered = sorted(words)
        letters = [chr(letter) for letter in range(ord("a"), ord("z") + 2)]
        return cls(
            read_only(np.frombuffer("".join(ordered).encode(), dtype=np.uint8)),
            read_only(np.cumsum([0, *map(len, ordered)], dtype=np.int64)),
            read_only(np.searchsorted(ordered, letters).astype(np.int64)),
        )


class Seen(NamedTuple):
    """What a look saw.

    Attributes
    ----------
    said : ndarray of uint8
        Of each document a sum of `CHARACTERS`, `LAYOUT` and `LINES`, or nothing.
    counts : ndarray of int64
        How many lines each document has, where `CHARACTERS` is not said.
    lines : ndarray of int64, shape (lines, 7)
        The lines that might go: document, number, start, end, start and end of the line before, and why.
    """

    said: Bytes
    counts: Positions
    lines: Rows


def look(
    data: Bytes,
    starts: Positions,
    stops: Positions,
    titles: Bytes,
    title_starts: Positions,
    title_stops: Positions,
    folds: Folds,
    begins: Words,
    ends: Words,
    *,
    markup: bool,
) -> Seen:
    """Look at documents for what cleaning might change.

    Parameters
    ----------
    data, starts, stops : ndarray
        The bytes of the texts, and where each begins and ends.
    titles, title_starts, title_stops : ndarray
        The same of their titles.
    folds : ndarray of uint32
        For each code point the one that it is compared by; `UNKNOWN` if only the readable rules know the
        character, `SEVERAL` if it is compared by more than one.
    begins, ends : Words
        With which lines begin, in small letters, or end that might go.
    markup : bool
        Whether HTML is looked for, too: it counts among the `CHARACTERS`.
    """
    _compile()
    said, counts = np.zeros(len(starts), dtype=np.uint8), np.zeros(len(starts), dtype=np.int64)
    lines = np.empty((_ROOM, 7), dtype=np.int64)
    data, starts, stops = read_only(data), read_only(starts), read_only(stops)
    titles, title_starts, title_stops = read_only(titles), read_only(title_starts), read_only(title_stops)
    folds = read_only(folds)
    words = (begins.letters, begins.edges, begins.first, ends.letters, ends.edges)
    document = found = 0
    while True:
        document, found = _look(
            data,
            starts,
            stops,
            titles,
            title_starts,
            title_stops,
            folds,
            *words,
            markup,
            document,
            said,
            counts,
            lines,
            found,
        )
        if document == len(said):
            break
        lines = np.concatenate((lines, np.empty_like(lines)))
    return Seen(said, counts, lines[:found])


@cache
def _compile() -> None:
    no_bytes, few = read_only(np.zeros(0, dtype=np.uint8)), read_only(np.zeros(1, dtype=np.int64))
    none, out = read_only(np.zeros(0, dtype=np.int64)), np.zeros(0, dtype=np.int64)
    folds = read_only(np.zeros(1, dtype=np.uint32))

    def first_call() -> None:
        said, rows = np.zeros(0, dtype=np.uint8), np.zeros((0, 7), dtype=np.int64)
        words = (no_bytes, few, few, no_bytes, few)
        _look(no_bytes, none, none, no_bytes, none, none, folds, *words, True, 0, said, out, rows, 0)

    compile_with(first_call, what="the cleaning")
