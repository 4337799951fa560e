"""Dealing: how far apart two groups lie when their words are dealt to them at random, as cards are.

The Jensen-Shannon divergence is a sum over types, so its mean over all deals is the sum of their means: each
over the hypergeometric distribution of how many of a type's words go to the first group. What a type adds
depends on its count, the share of the first group and hardly on anything else, so that many pairs of groups
are worked out from one table.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import betaln, rel_entr

from discourse.measures.contingency import Floats, floats

Counts = npt.NDArray[np.int64]

_STEPS = 32  # nodes in an octave of counts
_EXACT = 2 * _STEPS  # counts below it are nodes
_ROWS = 16  # in an octave of shares
_NARROW = 400.0  # variance of a dealt count; beyond it a few moments say all
_NOTHING = 1e-18  # beside the likeliest deal


class Dealing(NamedTuple):
    """What a type adds to the divergence of two groups to which all their words are dealt.

    Attributes
    ----------
    counts : ndarray of float, shape (nodes,)
        The counts that stand for those near them, see :func:`nodes_of`.
    mean, variance : ndarray of float, shape (shares, nodes)
        In bits times the words of both groups, and that squared. A row is a share of the smaller group, from
        a half down in sixteenths of an octave.
    """

    counts: Floats
    mean: Floats
    variance: Floats

    @classmethod
    def down_to(cls, share: float, count: int) -> "Dealing":
        """Make a table for shares of the smaller group from `share` on, and counts up to `count`."""
        rows, nodes = np.arange(int(_row_of(share)) + 2), np.arange(int(nodes_of(count)) + 1)
        octave = np.maximum(nodes // _STEPS - 1, 0)
        counts = ((nodes - _STEPS * octave) << octave).astype(np.float64)
        return cls(counts, *_moments(counts, 0.5 ** (1 + rows[:, np.newaxis] / _ROWS)))

    def divergence(self, types: Floats, size: Floats, other: Floats) -> tuple[Floats, Floats]:
        """Return mean and variance of the divergence of pairs of groups, as if types were independent.

        Parameters
        ----------
        types : ndarray of float, shape (pairs, nodes)
            How many types have a count near each node.
        size, other : ndarray of float, shape (pairs,)
            The words of one group, and of the other.
        """
        whole = size + other
        place = _row_of(np.minimum(size, other) / whole)
        row = place.astype(np.int64)

        def added(types: Floats, table: Floats) -> Floats:
            upper, lower = (np.einsum("pn,pn->p", types, table[rows]) for rows in (row, row + 1))
            return np.asarray(upper + (place - row) * (lower - upper))

        # without replacement: a common word is dealt more evenly than each of its occurrences by itself
        left = types * ((whole[:, np.newaxis] - self.counts) / (whole - 1)[:, np.newaxis])
        return added(left, self.mean) / whole, added(types, self.variance) / whole**2


def dealt_divergence(pooled: npt.ArrayLike, size: int) -> tuple[float, float]:
    """Return mean and variance of the Jensen-Shannon divergence when the words of two groups are dealt anew.

    In the variance types count as independent. This one is exact in the mean, and slow; :class:`Dealing` is
    tested against it.

    Parameters
    ----------
    pooled : array_like, shape (types,)
        The words of both groups, by type.
    size : int
        How many words the first has.

    Returns
    -------
    mean, variance : float
        In bits, and that squared; NaN where a group is empty.

    Examples
    --------
    Two words of one type and two of another, two to each group: alike in two of three deals, else nothing
    in common.

    >>> round(dealt_divergence([2, 2], 2)[0], 12)
    0.333333333333
    """
    counts, times = np.unique(np.asarray(pooled, dtype=np.int64), return_counts=True)
    whole = int((counts * times).sum())
    if not 0 < size < whole:
        return np.nan, np.nan
    mean = variance = 0.0
    for count, often in zip(counts.tolist(), times.tolist(), strict=True):
        dealt = np.arange(max(0, count - (whole - size)), min(count, size) + 1, dtype=np.float64)
        ways = _log_ways(size, dealt) + _log_ways(whole - size, count - dealt) - _log_ways(whole, count)
        chance, part = np.exp(ways), _part(dealt, count - dealt, size / whole) / whole
        expected = float((chance * part).sum())
        mean += often * expected
        variance += often * (float((chance * part**2).sum()) - expected**2)
    return mean, variance


def expected_distance(mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the mean of the square root of a divergence, from its own mean and variance.

    The second-order delta method: ``√m (1 - v / 8m²)``.

    Examples
    --------
    >>> float(expected_distance(0.25, 0.0))
    0.5
    """
    m, v = floats(mean, variance)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(m > 0, np.sqrt(m) * (1 - v / (8 * m * m)), m)


def nodes_of(counts: npt.ArrayLike) -> Counts:
    """Return the node nearest to each count: below 64 itself, from there on 32 in each octave.

    Examples
    --------
    >>> nodes_of([1, 63, 64, 65, 66, 128]).tolist()
    [1, 63, 64, 64, 65, 96]
    """
    n = np.asarray(counts, dtype=np.int64)
    octave = np.maximum(np.frexp(n)[1] - _EXACT.bit_length() + 1, 0).astype(np.int64)
    return np.asarray(((n + ((1 << octave) >> 1) - (octave > 0)) >> octave) + _STEPS * octave)


def _row_of(share: npt.ArrayLike) -> Floats:
    return np.asarray(-_ROWS * (np.log2(share) + 1))


def _part(target: npt.ArrayLike, reference: npt.ArrayLike, share: npt.ArrayLike) -> Floats:
    """Return what a type adds to the divergence, in bits, times all words; `share` is that of the target."""
    p, q = target / np.asarray(share), reference / (1 - np.asarray(share))
    middle = (p + q) / 2
    return np.asarray((rel_entr(p, middle) + rel_entr(q, middle)) / (2 * np.log(2)))


def _log_ways(size: float, chosen: npt.ArrayLike) -> Floats:
    """Return the logarithm of the number of ways to choose some of `size`."""
    k = np.asarray(chosen, dtype=np.float64)
    return np.asarray(-betaln(size - k + 1, k + 1) - np.log(size + 1))


def _moments(counts: Floats, shares: Floats) -> tuple[Floats, Floats]:
    """Return mean and variance of :func:`_part` where each word of a type goes to the target by a coin."""
    n, w = (each.ravel() for each in np.broadcast_arrays(counts, shares))
    spread = n * w * (1 - w)
    mean, variance = np.zeros(len(n)), np.zeros(len(n))
    wide = spread > _NARROW
    mean[wide], variance[wide] = _by_moments(n[wide], w[wide])
    mean[~wide], variance[~wide] = _by_all_deals(n[~wide], w[~wide])
    shape = np.broadcast_shapes(counts.shape, shares.shape)
    return mean.reshape(shape), variance.reshape(shape)


def _by_moments(n: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Expand around the mean to the fourth power of what is dealt above it."""
    a, b, v = 1 / (n * w), 1 / (n * (1 - w)), n * w * (1 - w)
    second = (a + b) ** 2 / 4 * v
    third = ((b**3 - a**3) / 6 + (a - b) ** 3 / 24) * v * (1 - 2 * w)
    fourth = ((a**4 + b**4) / 12 - (a - b) ** 4 / 96) * (3 * v**2 + v * (1 - 6 * w * (1 - w)))
    scale = n / (2 * np.log(2))
    return scale * (second + third + fourth), 2 * (scale * second) ** 2


def _by_all_deals(n: Floats, w: Floats) -> tuple[Floats, Floats]:
    """Sum over the binomial distribution, from its mode up and down."""
    mode = np.minimum(np.floor((n + 1) * w), n)
    part = _part(mode, n - mode, w)
    sums = np.stack([np.ones_like(n), part, part**2])
    for step in (1, -1):
        at, k, chance = np.arange(len(n)), mode, np.ones_like(n)
        while len(at):
            size, share = n[at], w[at]
            odds = share / (1 - share)
            chance = chance * ((size - k) / (k + 1) * odds if step > 0 else k / (size - k + 1) / odds)
            k = k + step
            there = chance > _NOTHING
            at, k, chance = at[there], k[there], chance[there]
            part = _part(k, n[at] - k, w[at])
            sums[:, at] += chance * np.stack([np.ones_like(part), part, part**2])
    mean = sums[1] / sums[0]
    return mean, np.maximum(sums[2] / sums[0] - mean**2, 0.0)
