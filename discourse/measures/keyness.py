"""Keyness: is a word commoner in a target than in a reference, and by how much."""

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

Floats = npt.NDArray[np.float64]


def g2(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Log-likelihood ratio G² over the four cells (word or not, target or reference).

    ``2 Σ O ln(O / E)`` with the expected counts of independence (Dunning 1993, Computational Linguistics
    19/1, 61-74). It has no sign; the direction is that of :func:`log_ratio`.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    ndarray of float
        At least 0; NaN where a side has no words.

    Examples
    --------
    >>> float(g2(110, 111, 2552, 29225).round(2))
    270.72
    """
    a, b, n1, n2 = (
        np.asarray(x, dtype=np.float64) for x in (count_target, count_reference, size_target, size_reference)
    )
    n = n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        total = (
            _term(a, n1 * (a + b) / n)
            + _term(b, n2 * (a + b) / n)
            + _term(n1 - a, n1 * (n - a - b) / n)
            + _term(n2 - b, n2 * (n - a - b) / n)
        )
    return np.where((n1 > 0) & (n2 > 0), np.maximum(2 * total, 0.0), np.nan)


def _term(observed: Floats, expected: Floats) -> Floats:
    return np.where(observed > 0, xlogy(observed, observed / expected), 0.0)


def log_ratio(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Binary logarithm of the ratio of two relative frequencies: +1 means twice as common in the target.

    A count of 0 enters as 0.5, so that a word absent on one side has a finite value (Hardie 2014, "Log
    Ratio: an informal introduction", CASS, Lancaster University).

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    ndarray of float
        In doublings; NaN where a side has no words or the word occurs on neither.

    Examples
    --------
    >>> float(log_ratio(620, 267, 1_017_879, 1_007_532).round(4))
    1.2007
    """
    a, b, n1, n2 = (
        np.asarray(x, dtype=np.float64) for x in (count_target, count_reference, size_target, size_reference)
    )
    defined = (n1 > 0) & (n2 > 0) & (a + b > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.log2(np.where(a > 0, a, 0.5) / n1) - np.log2(np.where(b > 0, b, 0.5) / n2)
    return np.where(defined, ratio, np.nan)


def cressie_read(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Power divergence of Cressie and Read over the four cells, with their λ of 2/3.

    ``2 / (λ (λ + 1)) Σ O ((O / E)^λ - 1)`` (Cressie and Read 1984, Journal of the Royal Statistical Society B
    46/3, 440-464): between G² (λ = 0) and X² (λ = 1), and closer than either to its chi-squared distribution
    where expected counts are small.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    ndarray of float
        At least 0; NaN where a side has no words.

    Examples
    --------
    >>> float(cressie_read(7, 2, 10, 9).round(4))
    4.3802
    """
    a, b, n1, n2 = (
        np.asarray(x, dtype=np.float64) for x in (count_target, count_reference, size_target, size_reference)
    )
    n, both = n1 + n2, a + b
    with np.errstate(divide="ignore", invalid="ignore"):
        total = sum(
            np.where(observed > 0, observed * np.expm1(2 / 3 * np.log(observed / expected)), 0.0)
            for observed, expected in (
                (a, n1 * both / n),
                (b, n2 * both / n),
                (n1 - a, n1 * (n - both) / n),
                (n2 - b, n2 * (n - both) / n),
            )
        )
    return np.where((n1 > 0) & (n2 > 0), np.maximum(9 / 5 * total, 0.0), np.nan)
