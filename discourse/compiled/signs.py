"""Short strings looked for in many texts at once, compiled: which texts have which of them.

Of each string a few bytes in a row are chosen that are rare together. A text is read two bytes at a time, so
one of two pairs among them is met, and a table of pairs and of what follows tells it from nearly all others.
Importing this module imports Numba: import it only where it is needed.
"""

from collections.abc import Iterable
from functools import cache
from math import prod
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.compiled.machine import borrowed, compile_with, compiled, eight_bytes, integer, read_only

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]
Hits = npt.NDArray[np.int64]

DOCUMENT, NUMBER, PLACE, FROM, TO, LINE = range(6)  # of a hit: from FROM on of its line
_ROOM = 1 << 12  # hits for which there is room at first

_PAIR = np.uint64(0xFFFF)
_ONE, _SEVEN = np.uint64(1), np.uint64(7)
_SECOND, _THIRD, _FOURTH = np.uint64(16), np.uint64(32), np.uint64(48)
_LINE_END, _LINE_ENDS = 0x0A, np.uint64(0x0A0A0A0A0A0A0A0A)
_LOW7, _ONES, _TOP = np.uint64(0x7F7F7F7F7F7F7F7F), np.uint64(0x0101010101010101), np.uint64(56)
_COMMON = " etaonisrhldcumpfg\u00e2\u0080\u0099wyb,vk01T29ASMCIR"  # from the most frequent byte of news
_RARER = 0.88  # each than the one before
_SMALL = 0x20  # what a small letter has and a large one has not


class Signs(NamedTuple):
    """Strings to look for, as the look needs them.

    Attributes
    ----------
    letters, cases, edges : ndarray
        Their bytes, one string after the other, those that are letters in any case in small ones; what is to
        be set in a byte of a text before it is compared; and where each string begins.
    pairs : ndarray of uint8
        For each pair of bytes, as a number, a bit for each last three bits of a byte that may follow it.
    first, which, offsets : ndarray of int64
        For each pair the first of its entries; for each entry a string, and where in it the pair stands.
    """

    letters: Bytes
    cases: Bytes
    edges: Positions
    pairs: Bytes
    first: Positions
    which: Positions
    offsets: Positions

    @classmethod
    def of(cls, signs: Iterable[tuple[str, bool]]) -> "Signs":
        """Put strings together, each with whether its letters are of any case."""
        strings, cases, entries = list[bytes](), list[int](), list[tuple[int, int, int]]()
        pairs = np.zeros(1 << 16, dtype=np.uint8)
        for number, (sign, any_case) in enumerate(signs):
            string = (sign.lower() if any_case else sign).encode()
            case = [_SMALL if any_case and 0x61 <= byte <= 0x7A else 0 for byte in string]
            seen = [
                [byte, byte ^ small] if small else [byte] for byte, small in zip(string, case, strict=True)
            ]
            seen += [[*range(256)]] * 2  # what follows
            for at in _rarest(string):
                for pair in {one | two << 8 for one in seen[at] for two in seen[at + 1]}:
                    pairs[pair] |= np.bitwise_or.reduce([1 << (byte & 7) for byte in seen[at + 2]])
                    entries.append((pair, number, at))
            strings.append(string)
            cases += case
        table = np.array(sorted(entries), dtype=np.int64).reshape(-1, 3)
        return cls(
            read_only(np.frombuffer(b"".join(strings), dtype=np.uint8)),
            read_only(np.array(cases, dtype=np.uint8)),
            read_only(np.cumsum([0, *map(len, strings)], dtype=np.int64)),
            read_only(pairs),
            read_only(np.searchsorted(table[:, 0], np.arange((1 << 16) + 1)).astype(np.int64)),
            read_only(table[:, 1]),
            read_only(table[:, 2]),
        )


def _rarest(string: bytes) -> tuple[int, int]:
    """Return where two pairs that overlap stand in a string of three bytes or more, or at its end."""
    weights = [
        _RARER ** (place if place >= 0 else len(_COMMON)) for place in map(_COMMON.find, map(chr, string))
    ]
    costs = [prod(some) for some in zip(weights, [*weights[1:], 1], [*weights[2:], 1, 1], strict=True)]
    at = min(range(len(costs) - 1), key=lambda place: costs[place] + costs[place + 1])
    return at, at + 1


@compiled
def _stands(
    data: Bytes, i: int, start: int, end: int, letters: Bytes, cases: Bytes, edges: Positions, sign: int
) -> bool:
    """Say whether a string stands at `i` in a text."""
    k, stop = integer(edges[sign]), integer(edges[sign + 1])
    if i < start or i + stop - k > end:
        return False
    while k < stop and data[i] | cases[k] == letters[k]:
        i, k = i + 1, k + 1
    return k == stop


@compiled
def _line_around(data: Bytes, i: int, start: int, end: int) -> tuple[int, int]:
    """Return where the line of a text around `i` begins and ends."""
    stop = i
    while i > start and data[i - 1] != _LINE_END:
        i -= 1
    while stop < end and data[stop] != _LINE_END:
        stop += 1
    return i, stop


@compiled
def _lines_in(data: Bytes, i: int, end: int) -> int:
    """Count the ends of lines in a stretch."""
    lines = 0
    while i + 8 <= end:
        other = eight_bytes(data, i) ^ _LINE_ENDS
        ends = ~((other & _LOW7) + _LOW7 | other | _LOW7)
        lines += integer((ends >> _SEVEN) * _ONES >> _TOP)
        i += 8
    while i < end:
        lines += data[i] == _LINE_END
        i += 1
    return lines


@compiled
def _find(
    data: Bytes,
    instead: Bytes,
    starts: Positions,
    stops: Positions,
    letters: Bytes,
    cases: Bytes,
    edges: Positions,
    pairs: Bytes,
    first: Positions,
    which: Positions,
    offsets: Positions,
    hits: Hits,
) -> int:
    """Write down where strings stand, as far as there is room; return how often they do."""
    data, instead, hits = borrowed(data), borrowed(instead), borrowed(hits)
    starts, stops = borrowed(starts), borrowed(stops)
    letters, cases, edges = borrowed(letters), borrowed(cases), borrowed(edges)
    pairs, first, which, offsets = borrowed(pairs), borrowed(first), borrowed(which), borrowed(offsets)
    found = 0
    for document in range(len(starts)):
        start, end = integer(starts[document]), integer(stops[document])
        text, before = (data, 0) if start < len(data) else (instead, len(data))
        start, end = start - before, end - before
        i = line = line_end = start
        lines = 1
        while i < end:
            if i + 10 <= end:
                eight, after = eight_bytes(text, i), eight_bytes(text, i + 2)
                met = pairs[eight & _PAIR] >> (after & _SEVEN)
                met |= pairs[eight >> _SECOND & _PAIR] >> (after >> _SECOND & _SEVEN)
                met |= pairs[eight >> _THIRD & _PAIR] >> (after >> _THIRD & _SEVEN)
                met |= pairs[eight >> _FOURTH] >> (after >> _FOURTH & _SEVEN)
                if not met & _ONE:
                    i += 8
                    continue
            for at in range(i, min(i + 8, end), 2):
                pair = integer(text[at]) | (integer(text[at + 1]) << 8 if at + 1 < end else 0)
                if pairs[pair] and (at + 2 >= end or pairs[pair] >> (text[at + 2] & 7) & 1):
                    for entry in range(first[pair], first[pair + 1]):
                        sign, place = which[entry], at - integer(offsets[entry])
                        if _stands(text, place, start, end, letters, cases, edges, sign):
                            if found < len(hits):
                                hits[found, DOCUMENT], hits[found, NUMBER] = document, sign
                                if not line <= place < line_end:
                                    begin, line_end = _line_around(text, place, start, end)
                                    lines += _lines_in(text, line, begin)
                                    line = begin
                                hits[found, PLACE] = before + place
                                hits[found, FROM], hits[found, TO] = before + line, before + line_end
                                hits[found, LINE] = lines
                            found += 1
            i += 8
    return found


def find(data: Bytes, instead: Bytes, starts: Positions, stops: Positions, signs: Signs) -> Hits:
    """Return hits: row, number of the string, first byte; begin, end and number of its line.

    Parameters
    ----------
    data, instead : ndarray
        The bytes of the texts, and of those that stand in place of some, as if behind the others.
    starts, stops : ndarray
        Where each text begins and ends.
    signs : Signs
        Of three bytes or more.

    Examples
    --------
    >>> data = np.frombuffer(b"Read MORE: (AP) read more", dtype=np.uint8)
    >>> some = Signs.of([("read more:", True), ("(AP)", False), ("(ap)", False)])
    >>> find(data, data[:0], np.array([0, 11]), np.array([11, 25]), some).tolist()
    [[0, 0, 0, 0, 11, 1], [1, 1, 11, 11, 25, 1]]
    """
    _compile()
    data, instead = read_only(data), read_only(instead)
    starts, stops = read_only(starts), read_only(stops)
    found, hits = _ROOM, np.empty((0, 6), dtype=np.int64)
    while found > len(hits):
        hits = np.empty((found, 6), dtype=np.int64)
        found = _find(data, instead, starts, stops, *signs, hits)
    return hits[:found]


@cache
def _compile() -> None:
    no_bytes, none = read_only(np.zeros(0, dtype=np.uint8)), read_only(np.zeros(0, dtype=np.int64))
    hits = np.zeros((0, 6), dtype=np.int64)
    compile_with(lambda: _find(no_bytes, no_bytes, none, none, *Signs.of([]), hits), what="the cleaning")
