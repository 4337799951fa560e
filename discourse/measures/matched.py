"""Two sides compared stratum by stratum (in the same stories): Mantel and Haenszel, with strata as units.

Of each stratum, both sides have a part x of a whole y. Whatever makes strata differ (what a story is about)
makes no difference between the sides. Each estimate here is a ratio of two sums over strata.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats

LEAST = 5  # strata that differ: that four differ to one side is no rarer than .125


class Terms(NamedTuple):
    """What each stratum adds to the two sums whose ratio an estimate is, each of shape (strata, ...)."""

    numerator: Floats
    denominator: Floats


def odds_terms(
    count_target: npt.ArrayLike,
    size_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Terms:
    """Return the terms of the common odds ratio, ``Σ x1 (y0 - x0) / n`` over ``Σ x0 (y1 - x1) / n``.

    With n = y0 + y1 of the stratum (Mantel and Haenszel 1959, Journal of the National Cancer Institute 22,
    719-748).

    Parameters
    ----------
    count_target, size_target, count_reference, size_reference : array_like, shape (strata, ...)
        The x and y of the target (1) and of the reference (0); a stratum without any y adds nothing.

    Examples
    --------
    >>> terms = odds_terms([2, 6], [10, 10], [1, 3], [10, 10])
    >>> float((terms.numerator.sum() / terms.denominator.sum()).round(2))
    3.0
    """
    x1, y1, x0, y0, n = _strata(count_target, size_target, count_reference, size_reference)
    return Terms(x1 * (y0 - x0) / n, x0 * (y1 - x1) / n)


def ratio_terms(
    count_target: npt.ArrayLike,
    size_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Terms:
    """Return the terms of the common ratio of shares or rates, ``Σ x1 y0 / n`` over ``Σ x0 y1 / n``.

    Greenland and Robins (1985), Biometrics 41/1, 55-68. The parameters are those of :func:`odds_terms`.

    Examples
    --------
    >>> terms = ratio_terms([2, 6], [10, 10], [1, 3], [10, 10])
    >>> float(terms.numerator.sum() / terms.denominator.sum())
    2.0
    """
    x1, y1, x0, y0, n = _strata(count_target, size_target, count_reference, size_reference)
    return Terms(x1 * y0 / n, x0 * y1 / n)


def difference_terms(
    count_target: npt.ArrayLike,
    size_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    weight: npt.ArrayLike | None = None,
) -> Terms:
    """Return the terms of the common difference of shares or rates, ``Σ w (x1 / y1 - x0 / y0)`` over ``Σ w``.

    With ``w = y0 y1 / (y0 + y1)``, which has the least variance where mentions are independent (Greenland and
    Robins 1985, Biometrics 41/1, 55-68); or with weights that are given, such as y1, by which the reference
    is standardized to the strata of the target.

    Parameters
    ----------
    count_target, size_target, count_reference, size_reference : array_like, shape (strata, ...)
        As for :func:`odds_terms`; strata that one side lacks count for nothing.
    weight : array_like, shape (strata, ...), optional

    Examples
    --------
    >>> terms = difference_terms([2, 6], [10, 10], [1, 3], [10, 10])
    >>> float((terms.numerator.sum() / terms.denominator.sum()).round(2))
    0.2
    """
    x1, y1, x0, y0, n = _strata(count_target, size_target, count_reference, size_reference)
    both = (y1 > 0) & (y0 > 0)
    w = np.where(both, y0 * y1 / n if weight is None else np.asarray(weight, dtype=np.float64), 0.0)
    apart = x1 / np.where(both, y1, 1.0) - x0 / np.where(both, y0, 1.0)
    return Terms(w * apart, w)


def log_odds_variance(
    count_target: npt.ArrayLike,
    size_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Return the variance of the log of the common odds ratio if all mentions were independent.

    Robins, Breslow and Greenland (1986), Biometrics 42/2, 311-323. Mentions of one story are not
    independent: :func:`matched_interval` is between strata. The parameters are those of :func:`odds_terms`.

    Examples
    --------
    >>> float(log_odds_variance([2, 6], [10, 10], [1, 3], [10, 10]).round(2))
    0.59
    """
    x1, y1, x0, y0, n = _strata(count_target, size_target, count_reference, size_reference)
    terms = odds_terms(count_target, size_target, count_reference, size_reference)
    r, s = terms.numerator.sum(axis=0), terms.denominator.sum(axis=0)
    p, q = (x1 + y0 - x0) / n, (y1 - x1 + x0) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(
            (p * terms.numerator).sum(axis=0) / (2 * r**2)
            + (p * terms.denominator + q * terms.numerator).sum(axis=0) / (2 * r * s)
            + (q * terms.denominator).sum(axis=0) / (2 * s**2)
        )


def matched_interval(
    terms: Terms, *, null: float = 0.0, confidence: float = 0.95, more: npt.ArrayLike = 0.0
) -> tuple[Floats, Floats, Floats]:
    """Return an estimate and its interval between strata: the values that their spread does not rule out.

    A value ψ stands as long as ``(Σ u)² ≤ z² Σ u²``, with ``u = numerator - ψ denominator`` of each stratum:
    the statistic of Liang (1985), Biometrika 72/3, 678-682, for data that depend on each other inside strata,
    and the interval of Fieller (1954), Journal of the Royal Statistical Society B 16/2, 175-185. Σ u² is what
    deleting one stratum at a time makes of the variance of a sum, about the value in question; a jackknife
    of the ratio itself has no answer where a side never has the part, and is too sure of few strata. Terms
    that may as well have the other sign have a sum with tails no heavier than the normal (Efron 1969, Journal
    of the American Statistical Association 64, 1278-1302), so that z is its quantile.

    Parameters
    ----------
    terms : Terms
    null : float
        What the estimate is where the sides do not differ: 0 of a difference, 1 of a ratio.
    confidence : float
        Between 0 and 1.
    more : array_like
        What comes to Σ u² beside the spread between strata, such as that of coded lines.

    Returns
    -------
    value, low, high : ndarray of float
        The value is NaN where no stratum has both sides. The interval is NaN where fewer than five strata
        differ, all differ alike, or nothing is ruled out; it ends at infinity where nothing is on one side.

    Examples
    --------
    >>> sizes, first, second = [10] * 8, [4, 5, 6, 3, 4, 6, 5, 7], [1, 3, 2, 1, 4, 2, 2, 3]
    >>> found = matched_interval(difference_terms(first, sizes, second, sizes))
    >>> [round(float(each), 2) for each in found]
    [0.28, 0.15, 0.4]
    """
    r, s = floats(*terms)
    bearing = (r != null * s).sum(axis=0)
    z2 = scipy.special.ndtri((1 + confidence) / 2) ** 2
    top, bottom = r.sum(axis=0), s.sum(axis=0)
    a = bottom**2 - z2 * (s * s).sum(axis=0)
    b = top * bottom - z2 * (r * s).sum(axis=0)
    c = top**2 - z2 * ((r * r).sum(axis=0) + np.asarray(more))
    with np.errstate(divide="ignore", invalid="ignore"):
        value = top / bottom
        root = np.sqrt(b * b - a * c)
        first, second = (b - root) / a, (b + root) / a
        # where the leading term is below 0, what lies between the roots is ruled out, and all else stands
        low = np.where(a > 0, first, np.where(value >= first, first, -np.inf))
        high = np.where(a > 0, second, np.where(value >= first, np.inf, second))
    known = (bearing >= LEAST) & (first != second) & ~np.isnan(first) & np.isfinite(value)
    return value, np.where(known, low, np.nan), np.where(known, high, np.nan)


def matched_p(terms: Terms, *, null: float = 0.0, more: npt.ArrayLike = 0.0) -> Floats:
    """Return how likely strata would lie as far to one side if the sides did not differ.

    The test that belongs to :func:`matched_interval`: p is below .05 where the interval of 95% leaves out the
    null. The three kinds of terms with weights of their own have one p, as their u are then the same.

    Parameters
    ----------
    terms : Terms
    null, more
        As for :func:`matched_interval`.

    Returns
    -------
    ndarray of float
        NaN where fewer than five strata differ.

    Examples
    --------
    >>> sizes, first, second = [10] * 8, [4, 5, 6, 3, 4, 6, 5, 7], [1, 3, 2, 1, 4, 2, 2, 3]
    >>> round(float(matched_p(difference_terms(first, sizes, second, sizes))), 3)
    0.011
    """
    u = np.asarray(terms.numerator, dtype=np.float64) - null * np.asarray(terms.denominator)
    bearing = (u != 0).sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.abs(u.sum(axis=0)) / np.sqrt((u * u).sum(axis=0) + np.asarray(more))
    p = 2 * scipy.special.ndtr(-z)
    return np.asarray(np.where(bearing >= LEAST, p, np.nan))


def _strata(*given: npt.ArrayLike) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Return the four as floats of one shape, and the size of each stratum; 1 where it has none."""
    x1, y1, x0, y0 = np.broadcast_arrays(*floats(*given))
    return x1, y1, x0, y0, np.where(y0 + y1 > 0, y0 + y1, 1.0)
