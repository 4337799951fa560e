"""Which types stand near which, compiled: a pass over the places of each type."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt

from discourse.compiled.machine import borrowed, compile_with, compiled, integer, read_only

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


@compiled
def _follow(
    ids: Ids,
    ends: npt.NDArray[np.bool_],
    order: Positions,
    edges: Positions,
    first: int,
    last: int,
    reach: int,
    times: Ids,
    indptr: Positions,
    indices: Ids,
    counts: Ids,
) -> None:
    """Count the types after each place of some types; only how many they are, as long as nothing is to fill.

    `times` has a zero for each type, and has it again afterwards.
    """
    ids, ends, order, edges = borrowed(ids), borrowed(ends), borrowed(order), borrowed(edges)
    times, indptr, indices, counts = borrowed(times), borrowed(indptr), borrowed(indices), borrowed(counts)
    new = np.empty(len(times), np.int32)
    for kind in range(first, last):
        different = 0
        for number in range(edges[kind], edges[kind + 1]):
            place = order[number]
            stop = min(place + reach, integer(len(ids)) - 1)
            while place < stop and not ends[place]:
                place += 1
                other = ids[place]
                if other >= 0:
                    if times[other] == 0:
                        new[different] = other
                        different += 1
                    times[other] += 1
        if len(indices) == 0:
            indptr[kind + 1] = different
        for at in range(different):
            other = new[at]
            if len(indices) > 0:
                indices[indptr[kind] + at] = other
                counts[indptr[kind] + at] = times[other]
            times[other] = 0


def count_followers(
    ids: Ids, ends: npt.NDArray[np.bool_], *, types: int, reach: int, threads: int
) -> tuple[Positions, Ids, Ids]:
    """Return `indptr`, `indices` in no order, and counts of types × types; a negative id is no type."""
    _compile()
    order = np.argsort(ids, kind="stable")
    edges = np.searchsorted(ids, np.arange(types + 1), sorter=order)
    ids, ends, order, edges = read_only(ids), read_only(ends), read_only(order), read_only(edges)
    cuts = np.searchsorted(edges, np.linspace(edges[0], edges[-1], threads + 1)[1:-1]).tolist()
    cuts = [0, *cuts, types]
    indptr, indices, counts = np.zeros(types + 1, np.int64), np.empty(0, np.int32), np.empty(0, np.int32)

    def follow(first: int, last: int) -> None:
        times = np.zeros(types, np.int32)
        _follow(ids, ends, order, edges, first, last, reach, times, indptr, indices, counts)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(follow, cuts[:-1], cuts[1:]))
        np.cumsum(indptr, out=indptr)
        indices, counts = np.empty(indptr[-1], np.int32), np.empty(indptr[-1], np.int32)
        if len(indices):
            list(pool.map(follow, cuts[:-1], cuts[1:]))
    return indptr, indices, counts


@cache
def _compile() -> None:
    compile_with(_all_of_it, what="what counts words near others")


def _all_of_it() -> None:
    ids, few = read_only(np.zeros(1, np.int32)), read_only(np.zeros(2, np.int64))
    ends, out, kinds = read_only(np.zeros(1, np.bool_)), np.zeros(2, np.int64), np.zeros(1, np.int32)
    _follow(ids, ends, few, few, 0, 0, 1, kinds, out, kinds, kinds)
