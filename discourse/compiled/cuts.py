"""Texts without some of their lines, compiled: what stays, what was cut, and what two texts have in common.

Importing this module imports Numba: import it only where it is needed.
"""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from discourse.compiled.characters import Bytes
from discourse.compiled.lines import LINE_END, Rows, before_spaces, line_end, past_spaces
from discourse.compiled.machine import borrowed, compile_with, compiled, copy, eight_bytes, integer, read_only

Positions = npt.NDArray[np.int64]

# What is written down of a cut: where in a document as it is kept, and where its bytes end among those cut.
ROW, FROM, TO, PAST = range(4)


@compiled
def _add(written: Bytes, used: int, data: Bytes, start: int, stop: int) -> int:
    """Copy bytes behind those that are written; return where they end."""
    copy(written, used, data, start, stop - start)
    return used + stop - start


@compiled
def _without(
    data: Bytes,
    instead: Bytes,
    starts: Positions,
    stops: Positions,
    as_is: npt.NDArray[np.bool_],
    gone: Positions,
    kept: Bytes,
    ends: Positions,
    cuts: Rows,
    cut: Bytes,
) -> tuple[int, int]:
    """Write the bytes that stay and those that do not; return how many cuts there are, and bytes cut."""
    data, instead, as_is, gone = borrowed(data), borrowed(instead), borrowed(as_is), borrowed(gone)
    starts, stops, kept, ends = borrowed(starts), borrowed(stops), borrowed(kept), borrowed(ends)
    cuts, cut = borrowed(cuts), borrowed(cut)
    used = next_gone = made = size = 0
    for document in range(len(as_is)):
        i, end, first = integer(starts[document]), integer(stops[document]), used
        text, before = (data, 0) if i < len(data) else (instead, len(data))
        i, end = i - before, end - before
        done, blank = i, False  # up to `done`, bytes are kept or cut
        if as_is[document]:
            used, done, i = _add(kept, used, text, i, end), end, end + 1
        while i <= end:
            start = i
            i = line_end(text, i, end)
            stop = before_spaces(text, start, i)
            inner = past_spaces(text, start, stop)
            if stop == start:
                blank = True
            elif inner + before == gone[next_gone]:
                next_gone += 1
            else:
                breaks = 0 if used == first else 2 if blank else 1
                if start - done != breaks:  # else they are these very line ends
                    size = _add(cut, size, text, done, start)
                    cuts[made, ROW], cuts[made, FROM] = document, used - first
                    cuts[made, TO], cuts[made, PAST] = used - first + breaks, size
                    made += 1
                for _ in range(breaks):
                    kept[used] = LINE_END
                    used += 1
                used = _add(kept, used, text, start, stop)
                done, blank = stop, False
            i += 1
        if done < end:
            size = _add(cut, size, text, done, end)
            cuts[made, ROW], cuts[made, FROM] = document, used - first
            cuts[made, TO], cuts[made, PAST] = used - first, size
            made += 1
        ends[document] = used
    return made, size


@compiled
def _shared(
    one: Bytes,
    starts: Positions,
    stops: Positions,
    other: Bytes,
    other_starts: Positions,
    other_stops: Positions,
    before: Positions,
    after: Positions,
) -> None:
    one, starts, stops = borrowed(one), borrowed(starts), borrowed(stops)
    other, other_starts, other_stops = borrowed(other), borrowed(other_starts), borrowed(other_stops)
    before, after = borrowed(before), borrowed(after)
    for document in range(len(before)):
        i, end = integer(starts[document]), integer(stops[document])
        j, other_end = integer(other_starts[document]), integer(other_stops[document])
        most, size = min(end - i, other_end - j), 0
        while size + 8 <= most and eight_bytes(one, i + size) == eight_bytes(other, j + size):
            size += 8
        while size < most and one[i + size] == other[j + size]:
            size += 1
        while size > 0 and (
            (i + size < end and one[i + size] & 0xC0 == 0x80)
            or (j + size < other_end and other[j + size] & 0xC0 == 0x80)
        ):
            size -= 1
        before[document], most, size = size, most - size, 0
        while size + 8 <= most and eight_bytes(one, end - size - 8) == eight_bytes(
            other, other_end - size - 8
        ):
            size += 8
        while size < most and one[end - size - 1] == other[other_end - size - 1]:
            size += 1
        while size > 0 and one[end - size] & 0xC0 == 0x80:
            size -= 1
        after[document] = size


def without(
    data: Bytes,
    instead: Bytes,
    starts: Positions,
    stops: Positions,
    as_is: npt.NDArray[np.bool_],
    gone: Sequence[int],
    counts: Positions,
) -> tuple[Bytes, Positions, Rows, Bytes]:
    """Return documents without some lines, set as `clean` sets them: none blank twice, no space at an end.

    Parameters
    ----------
    data, instead : ndarray
        The bytes of the texts, and of those that stand in place of some, as if behind the others.
    starts, stops : ndarray
        Where each text begins and ends.
    as_is : ndarray of bool
        Which documents stay as they are.
    gone : sequence of int
        Where the lines start that go, white space aside, in order.
    counts : ndarray of int64
        How many lines each document has, if it does not stay as it is.

    Returns
    -------
    kept, offsets : ndarray
        The bytes that stay, and where each document begins and ends.
    cuts : ndarray of int64, shape (cuts, 4)
        Document, the stretch of it as it is kept that stands for bytes cut, and where these end in `cut`.
    cut : ndarray of uint8
        The bytes that were cut.
    """
    _compile()
    sizes, rest = stops - starts, ~as_is
    kept, offsets = np.empty(sizes.sum(), dtype=np.uint8), np.zeros(len(starts) + 1, dtype=np.int64)
    cut, most = np.empty(sizes[rest].sum(), dtype=np.uint8), counts[rest].sum() + rest.sum()
    cuts = np.empty((most, 4), dtype=np.int64)
    data, instead, as_is = read_only(data), read_only(instead), read_only(as_is)
    starts, stops = read_only(starts), read_only(stops)
    places = read_only(np.array([*gone, -1], dtype=np.int64))
    made, size = _without(data, instead, starts, stops, as_is, places, kept, offsets[1:], cuts, cut)
    return kept[: offsets[-1]], offsets, cuts[:made], cut[:size]


def shared(
    one: Bytes,
    starts: Positions,
    stops: Positions,
    other: Bytes,
    other_starts: Positions,
    other_stops: Positions,
) -> tuple[Positions, Positions]:
    """Return how many bytes, of whole characters, texts share with others at their beginnings and ends.

    Examples
    --------
    >>> one, other = "né.nè.".encode(), "né!nê.".encode()
    >>> edges = np.array([0, 4, 8])
    >>> one, other = (np.frombuffer(text, np.uint8) for text in (one, other))
    >>> shared(one, edges[:-1], edges[1:], other, edges[:-1], edges[1:])
    (array([3, 1]), array([0, 1]))
    """
    _compile()
    before, after = np.zeros(len(starts), dtype=np.int64), np.zeros(len(starts), dtype=np.int64)
    one, starts, stops = read_only(one), read_only(starts), read_only(stops)
    other, other_starts, other_stops = read_only(other), read_only(other_starts), read_only(other_stops)
    _shared(one, starts, stops, other, other_starts, other_stops, before, after)
    return before, after


@cache
def _compile() -> None:
    none, no_bytes = read_only(np.zeros(0, dtype=np.int64)), read_only(np.zeros(0, dtype=np.uint8))
    nothing, few = read_only(np.zeros(0, dtype=np.bool_)), read_only(np.zeros(1, dtype=np.int64))
    out, written = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint8)

    def first_call() -> None:
        rows = np.zeros((0, 4), dtype=np.int64)
        _without(no_bytes, no_bytes, none, none, nothing, few, written, out, rows, written)
        _shared(no_bytes, none, none, no_bytes, none, none, out, out)

    compile_with(first_call, what="the cutting of lines")
