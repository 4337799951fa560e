"""Patterns looked for in one walk through the token ids, compiled.

At each token that is the anchor of patterns, the words around it are looked at there and then, while they are
in the processor's cache. Importing this module imports Numba: import it only where it is needed.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.compiled.machine import borrowed, compile_with, compiled, integer, read_only

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
Bytes = npt.NDArray[np.uint8]

_DOCUMENT, _PLACE, _FOUND = range(3)
_ENDS = 3  # the bits of a sentence and of a paragraph, in what stands after a word
_ROOM = 1 << 16  # places found before there must be more room


class Chances(NamedTuple):
    """What may stand at an anchor, as arrays.

    Attributes
    ----------
    heads : ndarray of int32, shape (types + 1,)
        Type ``t`` is the anchor of the variants ``variants[heads[t]:heads[t + 1]]``.
    variants : ndarray of int32
        Numbers of variants.
    before : ndarray of int32
        How many words of a variant stand before its anchor.
    edges : ndarray of int32, shape (number of variants + 1,)
        Variant ``v`` has the elements ``elements[edges[v]:edges[v + 1]]``.
    elements : ndarray of int32
        The set of types that each word is of; -1 for any word, and for the anchor.
    sets : ndarray of int32
        Set ``s`` has the types ``kinds[sets[s]:sets[s + 1]]``.
    kinds : ndarray of int32
        Types, in order in each set.
    """

    heads: Ids
    variants: Ids
    before: Ids
    edges: Ids
    elements: Ids
    sets: Ids
    kinds: Ids


@compiled
def _is_in(kind: int, kinds: Ids, low: int, high: int) -> bool:
    """Say whether a type is one of those from `low` to `high`."""
    while low < high:
        middle = (low + high) >> 1
        if kinds[middle] < kind:
            low = middle + 1
        elif kinds[middle] > kind:
            high = middle
        else:
            return True
    return False


@compiled
def _walk(
    ids: Ids,
    ends: Bytes,
    offsets: Positions,
    last: int,
    heads: Ids,
    variants: Ids,
    before: Ids,
    edges: Ids,
    elements: Ids,
    sets: Ids,
    kinds: Ids,
    starts: Positions,
    which: Ids,
    state: Positions,
) -> bool:
    """Write down where variants start, in the documents from `state` to `last`; say whether room sufficed."""
    ids, ends, offsets = borrowed(ids), borrowed(ends), borrowed(offsets)
    heads, variants = borrowed(heads), borrowed(variants)
    before, edges, elements = borrowed(before), borrowed(edges), borrowed(elements)
    sets, kinds, starts, which = borrowed(sets), borrowed(kinds), borrowed(starts), borrowed(which)
    state = borrowed(state)
    document, place, found = integer(state[_DOCUMENT]), integer(state[_PLACE]), integer(state[_FOUND])
    while document < last:
        begin, end = integer(offsets[document]), integer(offsets[document + 1])
        place = max(place, begin)
        while place < end:
            anchor = np.uint32(ids[place])
            chance, past = integer(heads[anchor]), integer(heads[anchor + np.uint32(1)])
            if found + past - chance > len(starts):
                state[_DOCUMENT], state[_PLACE], state[_FOUND] = document, place, found
                return False
            while chance < past:
                variant = integer(variants[chance])
                edge, stop = integer(edges[variant]), integer(edges[variant + 1])
                start = place - integer(before[variant])
                fits = start >= begin and start + stop - edge <= end
                at = start
                while fits and edge < stop:
                    element = integer(elements[edge])
                    fits = edge + 1 == stop or ends[at] & _ENDS == 0
                    if fits and element >= 0:
                        kind = integer(ids[at])
                        fits = _is_in(kind, kinds, integer(sets[element]), integer(sets[element + 1]))
                    edge, at = edge + 1, at + 1
                if fits:
                    starts[found], which[found] = start, variant
                    found += 1
                chance += 1
            place += 1
        document += 1
    state[_DOCUMENT], state[_PLACE], state[_FOUND] = document, place, found
    return True


def scan(
    ids: Ids, gaps: Bytes, offsets: Positions, chances: Chances, *, threads: int
) -> tuple[Positions, Ids]:
    """Return where variants start, in no order, and which they are; none runs over the end of a sentence."""
    _compile()
    ids, ends, offsets = read_only(ids), read_only(gaps), read_only(offsets)
    given = Chances(*map(read_only, chances))

    def walk(first: int, last: int) -> tuple[Positions, Ids]:
        starts, which = np.empty(_ROOM, dtype=np.int64), np.empty(_ROOM, dtype=np.int32)
        most = int(np.diff(chances.heads).max(initial=0))
        state = np.array([first, 0, 0], dtype=np.int64)
        while not _walk(ids, ends, offsets, last, *given, starts, which, state):
            starts = np.concatenate((starts, np.empty(len(starts) + most, dtype=np.int64)))
            which = np.concatenate((which, np.empty(len(starts) - len(which), dtype=np.int32)))
        return starts[: state[_FOUND]], which[: state[_FOUND]]

    cuts = np.searchsorted(offsets, np.linspace(0, len(ids), threads + 1)[1:-1]).tolist()
    cuts = [0, *cuts, len(offsets) - 1]
    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(walk, cuts[:-1], cuts[1:]))
    return np.concatenate([starts for starts, _ in parts]), np.concatenate([which for _, which in parts])


@cache
def _compile() -> None:
    nothing, few = read_only(np.zeros(2, dtype=np.int32)), read_only(np.zeros(2, dtype=np.int64))
    ends = read_only(np.zeros(2, dtype=np.uint8))
    nothings = Chances(*[nothing] * 7)
    starts, which, state = np.zeros(1, np.int64), np.zeros(1, np.int32), np.zeros(3, np.int64)
    compile_with(
        lambda: _walk(nothing, ends, few, 0, *nothings, starts, which, state),
        what="the search",
    )
