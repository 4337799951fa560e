"""Divergence: how far apart two distributions of words are, and which words make it so."""

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats


def _proportions(counts_p: npt.ArrayLike, counts_q: npt.ArrayLike) -> tuple[Floats, Floats]:
    # NaN throughout where a side is empty
    sides = []
    for counts in (counts_p, counts_q):
        values = np.asarray(counts, dtype=np.float64)
        total = values.sum(axis=-1, keepdims=True)
        sides.append(values / np.where(total > 0, total, np.nan))
    return sides[0], sides[1]


def _sum(values: Floats) -> Floats:
    # over no types there is no distribution
    return np.asarray(values.sum(axis=-1)) if values.shape[-1] else np.full(values.shape[:-1], np.nan)


def jensen_shannon(counts_p: npt.ArrayLike, counts_q: npt.ArrayLike) -> Floats:
    """Jensen-Shannon divergence of two distributions given by counts, in bits.

    The mean of the Kullback-Leibler divergences of both from their average (Lin 1991, IEEE Transactions on
    Information Theory 37/1, 145-151). 0 for equal distributions, 1 for distributions without a common word.
    Small samples lie further apart than large ones from the same source.

    Parameters
    ----------
    counts_p, counts_q : array_like, shape (..., types)
        Counts, or weights, over the same types.

    Returns
    -------
    ndarray of float, shape (...)
        NaN where a side is empty.

    Examples
    --------
    >>> float(jensen_shannon([1, 0], [0, 1])), float(jensen_shannon([3, 1], [6, 2]))
    (1.0, 0.0)
    """
    return _sum(jensen_shannon_contributions(counts_p, counts_q)).clip(max=1.0)


def jensen_shannon_contributions(counts_p: npt.ArrayLike, counts_q: npt.ArrayLike) -> Floats:
    """Part of the Jensen-Shannon divergence that each word makes, in bits; they add up to it.

    ``½ (p log2(p / m) + q log2(q / m))`` with ``m = (p + q) / 2`` (Gallagher et al. 2021, "Generalized word
    shift graphs", EPJ Data Science 10:4). A part has no sign; the word is commoner in p where ``p - q``, of
    the proportions, is positive.

    Parameters
    ----------
    counts_p, counts_q : array_like, shape (..., types)
        Counts, or weights, over the same types.

    Returns
    -------
    ndarray of float, shape (..., types)
        At least 0; 0 for a word equally common in both. NaN where a side is empty.

    Examples
    --------
    >>> jensen_shannon_contributions([2, 2, 0], [0, 2, 2]).tolist()
    [0.25, 0.0, 0.25]
    """
    return contributions_of(*_proportions(counts_p, counts_q))


def contributions_of(p: npt.ArrayLike, q: npt.ArrayLike) -> Floats:
    """Part of the Jensen-Shannon divergence that each word makes, from its proportions; as above.

    Examples
    --------
    >>> contributions_of([0.5, 0.5, 0.0], [0.0, 0.5, 0.5]).tolist()
    [0.25, 0.0, 0.25]
    """
    mean = np.add(p, q) / 2
    bits: Floats = (scipy.special.rel_entr(p, mean) + scipy.special.rel_entr(q, mean)) / (2 * np.log(2))
    return bits.clip(min=0.0)
