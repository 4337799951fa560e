"""Pairs of groups: how far apart the words of each two of them lie, many pairs at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.jobs import threads
from discourse.measures.dealing import Dealing, dealt_divergence, expected_distance, nodes_of
from discourse.measures.divergence import contributions_of
from discourse.text.index import Positions

Floats = npt.NDArray[np.float64]

_AT_ONCE = 1 << 19  # numbers: the types of several pairs
_FEW = 200  # words of both groups; so few are dealt exactly


def divergences(counts: sparse.csr_array) -> tuple[Floats, Floats]:
    """Return the Jensen-Shannon divergence of each two groups, and the distance that chance alone would make.

    Parameters
    ----------
    counts : csr_array of int64, shape (groups, types)
        In the order of types.

    Returns
    -------
    divergence, expected : ndarray of float, shape (groups, groups)
        What :func:`discourse.measures.jensen_shannon` returns, to the last digit; and the mean distance, its
        square root, of groups of these sizes to which the words of both are dealt at random. NaN where a
        group is empty (but to itself nothing is expected).
    """
    divergence, expected = (np.full((counts.shape[0], counts.shape[0]), np.nan) for _ in range(2))
    np.fill_diagonal(expected, 0.0)
    order = np.argsort(-np.diff(counts.indptr), kind="stable")
    order = order[np.diff(counts.indptr)[order] > 0]
    if not len(order):
        return divergence, expected
    pairs = _Pairs(sparse.csr_array(counts[order]))

    def compare(large: int) -> None:
        for small, *made in pairs.with_smaller(large):
            for matrix, values in zip((divergence, expected), made, strict=True):
                matrix[order[large], order[small]] = matrix[order[small], order[large]] = values

    divergence[order, order] = 0.0
    with ThreadPoolExecutor(threads()) as pool:  # NumPy lets other threads run
        list(pool.map(compare, range(len(order))))
    return divergence, expected


class _Pairs:
    """Groups, the one with the most types first, and what each type adds by itself."""

    def __init__(self, counts: sparse.csr_array) -> None:
        self.counts, self.ends = counts, counts.indptr.astype(np.int64)
        self.sizes = counts.sum(axis=1).astype(np.float64)
        groups = np.repeat(np.arange(len(self.sizes)), np.diff(self.ends))
        self.share = counts.data / self.sizes[groups]
        self.alone = contributions_of(self.share, 0.0)  # where the other group does not have the type
        least = self.sizes.min() / (self.sizes.min() + self.sizes.max())
        self.dealing = Dealing.down_to(least, int(counts.sum(axis=0).max()))
        self.node, nodes = nodes_of(counts.data), len(self.dealing.counts)
        self.types = np.bincount(groups * nodes + self.node, minlength=len(self.sizes) * nodes)
        self.types = self.types.reshape(len(self.sizes), nodes)

    def with_smaller(self, large: int) -> Iterator[tuple[Positions, Floats, Floats]]:
        """Compare a group with all after it, some at a time: numbers, divergences, expected distances."""
        mine = slice(*self.ends[large : large + 2])
        types = self.counts.indices[mine]
        place = np.zeros(self.counts.shape[1] + 1, dtype=np.int32)
        place[types + 1] = 1
        np.cumsum(place, out=place)  # of each type among those of the large one
        step, first = max(1, _AT_ONCE // (2 * len(types))), large + 1
        while first < len(self.sizes):
            small = np.arange(first, min(first + step, len(self.sizes)))
            yield small, *self._compare(large, mine, np.append(types, -1), place, small)
            first += step

    def _compare(
        self,
        large: int,
        mine: slice,
        types: npt.NDArray[np.int32],
        place: npt.NDArray[np.int32],
        small: Positions,
    ) -> tuple[Floats, Floats]:
        """Compare a group with some that follow one another."""
        theirs = slice(self.ends[small[0]], self.ends[small[-1] + 1])
        pair = np.repeat(np.arange(len(small)), np.diff(self.ends[small[0] : small[-1] + 2]))
        at = place[self.counts.indices[theirs]]  # where each of their types is, or would be
        shared = types[at] == self.counts.indices[theirs]
        both, other = np.flatnonzero(shared), np.flatnonzero(~shared)
        there = mine.start + at[both]
        # a row per pair: what all types of both add, in their order, as in jensen_shannon
        many = len(types) - 1
        added = np.bincount(pair[other], minlength=len(small))
        ends = np.cumsum(many + added)
        parts, own = np.empty(ends[-1]), np.ones(ends[-1], dtype=bool)
        before = np.arange(len(other)) - (np.cumsum(added) - added)[pair[other]]
        between = (ends - many - added)[pair[other]] + at[other] + before
        parts[between], own[between] = self.alone[theirs][other], False
        whole = np.tile(self.alone[mine], len(small))
        whole[pair[both] * many + at[both]] = contributions_of(self.share[there], self.share[theirs][both])
        parts[own] = whole
        starts = (ends - many - added).tolist()
        sums = [parts[start:end].sum() for start, end in zip(starts, ends.tolist(), strict=True)]
        return np.minimum(sums, 1.0), self._expected(large, small, theirs, pair, both, there)

    def _expected(
        self, large: int, small: Positions, theirs: slice, pair: Positions, both: Positions, there: Positions
    ) -> Floats:
        """Return the distance that the words of each pair would have, dealt at random."""
        nodes, row = len(self.dealing.counts), pair[both] * len(self.dealing.counts)
        together = nodes_of(self.counts.data[there] + self.counts.data[theirs][both])
        met = sum(
            sign * np.bincount(row + node, minlength=len(small) * nodes)
            for sign, node in ((1, together), (-1, self.node[there]), (-1, self.node[theirs][both]))
        )
        types = self.types[large] + self.types[small] + np.reshape(met, (len(small), nodes))
        mean, variance = self.dealing.divergence(types, self.sizes[large], self.sizes[small])
        for few in np.flatnonzero(self.sizes[large] + self.sizes[small] <= _FEW):
            pooled = self.counts[[large, int(small[few])]].sum(axis=0)
            mean[few], variance[few] = dealt_divergence(pooled[pooled > 0], int(self.sizes[large]))
        return expected_distance(mean, variance)
