"""Uncertainty: what chance alone would do."""

import numpy as np
import numpy.typing as npt
import scipy


def chi2_p(statistic: npt.ArrayLike, degrees: int = 1) -> npt.NDArray[np.float64]:
    """Return the probability that a chi-squared variable exceeds a value.

    The survival function itself, not one minus the distribution function, which ends at 0 from about 80 on.

    Parameters
    ----------
    statistic : array_like
        Such as G².
    degrees : int
        Degrees of freedom.

    Returns
    -------
    ndarray of float
        NaN where the statistic is NaN.

    Examples
    --------
    >>> float(chi2_p(3.841458820694124).round(6))
    0.05
    >>> float(chi2_p(500.0)) > 0
    True
    """
    values = np.asarray(statistic, dtype=np.float64)
    if degrees == 1:  # the square of a normal variable: many times faster
        return np.asarray(scipy.special.erfc(np.sqrt(np.maximum(values, 0) / 2)))
    return np.where(np.isnan(values), np.nan, scipy.special.chdtrc(degrees, values))


def benjamini_hochberg(p: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the false discovery rate at which each of many tests would just be rejected (q).

    Step-up procedure of Benjamini and Hochberg (1995), Journal of the Royal Statistical Society B 57/1,
    289-300.

    Parameters
    ----------
    p : array_like, shape (tests,)
        Probabilities; NaN is no test and stays NaN.

    Returns
    -------
    ndarray of float, shape (tests,)

    Examples
    --------
    >>> benjamini_hochberg([0.01, 0.04, 0.03]).round(3).tolist()
    [0.03, 0.04, 0.04]
    """
    values = np.atleast_1d(np.asarray(p, dtype=np.float64))
    q = np.full(values.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(values))
    order = tested[np.argsort(values[tested])]  # equal ones have one q, whatever their order
    scaled = values[order] * len(order) / np.arange(1, len(order) + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q
