"""A share estimated from a sample that was drawn stratum by stratum."""

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats
from discourse.measures.ratio import wilson


def stratified_share(
    hits: npt.ArrayLike, sampled: npt.ArrayLike, sizes: npt.ArrayLike, *, confidence: float = 0.95
) -> tuple[Floats, Floats, Floats]:
    """Estimate a share of a population from a sample of each of its strata, and its interval.

    The share is that of the strata, weighted by their sizes: ``Σ N_h (k_h / n_h) / Σ N_h``, which is unbiased
    whatever the shares and the sample sizes of the strata are (Cochran 1977, Sampling Techniques, 3rd ed.,
    ch. 5). The interval is that of Wilson (1927), Journal of the American Statistical Association 22,
    209-212, on the effective size of the sample (the idea of Korn and Graubard 1998, Survey Methodology 24,
    193-201): that of independent draws with the same variance, if the share were the same in all strata,
    ``1 / Σ W_h² (N_h - n_h) / (N_h - 1) / n_h`` with ``W_h = N_h / Σ N_h``. Where all is sampled there is
    nothing to guess, and the interval is the share.

    Parameters
    ----------
    hits, sampled, sizes : array_like, shape (..., strata)
        k, n and N of each stratum. One without a sample is left out: share and interval are of the others.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    share, low, high : ndarray of float, shape (...)
        NaN where nothing is sampled.

    Examples
    --------
    Half of a large stratum is right, and all of a small one:

    >>> share, low, high = stratified_share([5, 4], [10, 4], [300, 100])
    >>> float(share), round(float(low), 2), round(float(high), 2)
    (0.625, 0.37, 0.82)
    """
    k, n, size = floats(hits, sampled, sizes)
    size = np.where(n > 0, size, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = size / size.sum(axis=-1, keepdims=True)
        share = np.where(n > 0, weight * k / n, 0.0).sum(axis=-1)
        unseen = np.where(size > n, (size - n) / (size - 1) / n, 0.0)
    spread = (weight**2 * unseen).sum(axis=-1)
    z2 = scipy.special.ndtri((1 + confidence) / 2) ** 2 * spread  # over the effective size
    none, (low, high) = n.sum(axis=-1) == 0, wilson(share, z2)
    ends = np.maximum(low, 0.0), np.minimum(high, 1.0)
    return tuple(np.where(none, np.nan, each) for each in (share, *ends))  # type: ignore[return-value]
