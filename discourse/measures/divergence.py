"""Divergence: how far apart two distributions of words are."""

import numpy as np
import numpy.typing as npt
from scipy.special import rel_entr


def jensen_shannon(counts_p: npt.ArrayLike, counts_q: npt.ArrayLike) -> npt.NDArray[np.float64]:
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
    p, q = (np.asarray(counts, dtype=np.float64) for counts in (counts_p, counts_q))
    defined = (p.sum(axis=-1) > 0) & (q.sum(axis=-1) > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = p / p.sum(axis=-1, keepdims=True)
        q = q / q.sum(axis=-1, keepdims=True)
    mean = (p + q) / 2
    bits = (rel_entr(p, mean) + rel_entr(q, mean)).sum(axis=-1) / (2 * np.log(2))
    return np.where(defined, np.clip(bits, 0.0, 1.0), np.nan)
