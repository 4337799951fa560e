"""Passes over token ids, compiled: how often each type comes, in which group, and where.

Each takes a stretch of the work, so that threads run side by side. Types are looked up in tables of four
bytes a type, which stay in the processor's cache, and hot loops have no branch that depends on the word.
Importing this module imports Numba: import it only where it is needed.
"""

from concurrent.futures import ThreadPoolExecutor
from functools import cache

import numpy as np
import numpy.typing as npt

from discourse.compiled.machine import borrowed, compile_with, compiled, integer, lowest_bit, read_only

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]

_ZERO, _ONE, _SIX = np.uint64(0), np.uint64(1), np.uint64(6)
_NONE, _ONCE = np.int32(0), np.int32(1)


@compiled
def _tally(ids: Ids, first: int, last: int, frequencies: Positions) -> None:
    """Count the types of some tokens."""
    ids, frequencies = borrowed(ids), borrowed(frequencies)
    for place in range(first, last):
        frequencies[np.uint32(ids[place])] += 1


@compiled
def _touch(
    ids: Ids,
    offsets: Positions,
    order: Positions,
    edges: Positions,
    first: int,
    last: int,
    seen: Ids,
    touched: Positions,
) -> None:
    """Count the different types of each group; `seen` has a zero for each type."""
    ids, offsets, order, edges = borrowed(ids), borrowed(offsets), borrowed(order), borrowed(edges)
    seen, touched = borrowed(seen), borrowed(touched)
    for group in range(first, last):
        mark = np.int32(group + 1)
        different = 0
        for document in order[edges[group] : edges[group + 1]]:
            for place in range(offsets[document], offsets[document + 1]):
                kind = np.uint32(ids[place])
                different += seen[kind] != mark
                seen[kind] = mark
        touched[group + 1] = different


@compiled
def _fill(
    ids: Ids,
    offsets: Positions,
    order: Positions,
    edges: Positions,
    first: int,
    last: int,
    types: int,
    longest: int,
    indptr: Positions,
    indices: Ids,
    counts: Positions,
    documents: Positions,
    sizes: Positions,
    squares: Positions,
    products: Positions,
) -> None:
    """Write the rows of some groups: the types in order, how often each comes, and in how many documents.

    Where there are `sizes`, also the sums over documents of squared counts, and of counts times the size;
    a document of negative size adds to neither.
    """
    ids, offsets, order, edges = borrowed(ids), borrowed(offsets), borrowed(order), borrowed(edges)
    indptr, indices, counts, documents = (
        borrowed(indptr),
        borrowed(indices),
        borrowed(counts),
        borrowed(documents),
    )
    sizes, squares, products = borrowed(sizes), borrowed(squares), borrowed(products)
    # Of each type: how often it comes in a document, and the sums over those of a group.
    spread = len(sizes) > 0
    here, sums = np.zeros(types, np.int32), np.zeros((types, 4 if spread else 2), np.int64)
    new = np.empty(longest + 1, np.uint32)
    # A bit a type, and a bit for each 64 of these: read from the lowest, they give the types in order.
    bits = np.zeros((types >> 6) + 1, np.uint64)
    above = np.zeros((len(bits) >> 6) + 1, np.uint64)
    for group in range(first, last):
        for document in order[edges[group] : edges[group + 1]]:
            different = 0
            for place in range(offsets[document], offsets[document + 1]):
                kind = np.uint32(ids[place])
                new[np.uint32(different)] = kind
                different += here[kind] == _NONE
                here[kind] += _ONCE
            size = sizes[document] if spread else -1
            for place in range(different):
                kind = new[np.uint32(place)]
                once = integer(here[kind])
                here[kind] = _NONE
                sums[kind, 0] += once
                sums[kind, 1] += 1
                if size >= 0:
                    sums[kind, 2] += once * once
                    sums[kind, 3] += once * size
                block = np.uint64(kind) >> _SIX
                bits[block] |= _ONE << (np.uint64(kind) & np.uint64(63))
                above[block >> _SIX] |= _ONE << (block & np.uint64(63))
        at = np.uint64(indptr[group])
        for top in range(len(above)):
            blocks = above[np.uint64(top)]
            above[np.uint64(top)] = _ZERO
            while blocks != _ZERO:
                block = np.uint64(top) << _SIX | lowest_bit(blocks)
                blocks &= blocks - _ONE
                kinds = bits[block]
                bits[block] = _ZERO
                while kinds != _ZERO:
                    which = block << _SIX | lowest_bit(kinds)
                    kinds &= kinds - _ONE
                    indices[at] = np.int32(which)
                    counts[at] = sums[which, 0]
                    if len(documents) > 0:
                        documents[at] = sums[which, 1]
                    if spread:
                        squares[at], products[at] = sums[which, 2], sums[which, 3]
                    for each in range(sums.shape[1]):
                        sums[which, each] = 0
                    at += _ONE


def count_types(
    ids: Ids,
    offsets: Positions,
    codes: Positions,
    *,
    groups: int,
    types: int,
    in_documents: bool,
    sizes: Positions | None = None,
    threads: int,
) -> tuple[Positions, Ids, Positions, Positions, Positions, Positions]:
    """Return `indptr`, `indices`, counts of groups × types; of documents, if wanted; with `sizes`, more."""
    _compile()
    lengths = np.diff(offsets)
    order = np.argsort(codes, kind="stable")
    order = order[np.searchsorted(codes[order], 0) :]
    edges = np.searchsorted(codes[order], np.arange(groups + 1))
    before = np.concatenate(([0], np.cumsum(lengths[order])))[edges]
    cuts = [0, *np.searchsorted(before, np.linspace(0, before[-1], threads + 1)[1:-1]).tolist(), groups]
    ids, offsets, order, edges = read_only(ids), read_only(offsets), read_only(order), read_only(edges)
    indptr = np.zeros(groups + 1, dtype=np.int64)

    def touch(first: int, last: int) -> None:
        _touch(ids, offsets, order, edges, first, last, np.zeros(types, dtype=np.int32), indptr)

    def fill(first: int, last: int) -> None:
        _fill(
            ids,
            offsets,
            order,
            edges,
            first,
            last,
            types,
            longest,
            ends,
            indices,
            counts,
            documents,
            weighed,
            squares,
            products,
        )

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(touch, cuts[:-1], cuts[1:]))
        np.cumsum(indptr, out=indptr)
        found, longest, ends = int(indptr[-1]), int(lengths.max(initial=0)), read_only(indptr)
        indices, counts = np.empty(found, dtype=np.int32), np.empty(found, dtype=np.int64)
        documents = np.empty(found if in_documents else 0, dtype=np.int64)
        weighed = read_only(np.empty(0, dtype=np.int64) if sizes is None else sizes)
        squares, products = (np.empty(0 if sizes is None else found, dtype=np.int64) for _ in range(2))
        list(pool.map(fill, cuts[:-1], cuts[1:]))
    return indptr, indices, counts, documents, squares, products


def frequencies(ids: Ids, *, types: int, threads: int) -> Positions:
    """Count each type."""
    _compile()
    ids, cuts = read_only(ids), np.linspace(0, len(ids), threads + 1).astype(np.int64).tolist()
    tallies = np.zeros((threads, types), dtype=np.int64)

    def tally(first: int, last: int, mine: Positions) -> None:
        _tally(ids, first, last, mine)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(tally, cuts[:-1], cuts[1:], tallies))
    total: Positions = tallies.sum(axis=0)
    return total


@cache
def _compile() -> None:
    compile_with(_all_of_it, what="the counts")


def _all_of_it() -> None:
    few = read_only(np.zeros(2, dtype=np.int64))
    ids = read_only(np.zeros(1, dtype=np.int32))
    out, kinds = np.zeros(2, dtype=np.int64), np.zeros(1, dtype=np.int32)
    _tally(ids, 0, 0, out)
    _touch(ids, few, few, few, 0, 0, kinds, out)
    _fill(ids, few, few, few, 0, 0, 1, 0, few, kinds, out, out, few, out, out)
