"""Keyness: is a word commoner in a target than in a reference, and by how much.

All take the same four numbers and are NaN where these are no table: a side without words, a count below 0 or
above the size of its side. A quotient whose divisor alone is 0 is infinite, not undefined.
"""

import numpy as np
import numpy.typing as npt
import scipy

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats, table


def g2(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    cells: int = 4,
) -> Floats:
    """Log-likelihood ratio G² over the four cells (word or not, target or reference).

    ``2 Σ O ln(O / E)`` with the expected counts of independence (Dunning 1993, Computational Linguistics
    19/1, 61-74). It has no sign; the direction is that of :func:`log_ratio`. Much software sums the two cells
    of the word only (Rayson and Garside 2000, "Comparing corpora using frequency profiling", Workshop on
    Comparing Corpora, Hong Kong, 1-6), which is close where the word is rare.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    cells : {4, 2}
        All cells, or those of the word only.

    Returns
    -------
    ndarray of float
        At least 0, and 0 for a word that occurs nowhere; NaN where there is no table.

    Raises
    ------
    DiscourseError
        If `cells` is neither 4 nor 2.

    Examples
    --------
    >>> float(g2(110, 111, 2552, 29225).round(2))
    270.72
    >>> float(g2(620, 267, 1_017_879, 1_007_532, cells=2).round(2))
    140.87
    """
    if cells not in (4, 2):
        raise DiscourseError(f"cells= must be 4 (the word and all others) or 2 (the word), not {cells!r}")
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    word, others, n = a + b, n1 - a + n2 - b, n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        surplus = (a * n2 - b * n1) / n
        total = _g2_term(a, n1 * word / n, surplus) + _g2_term(b, n2 * word / n, -surplus)
        if cells == 4:
            total += _g2_term(n1 - a, n1 * others / n, -surplus) + _g2_term(n2 - b, n2 * others / n, surplus)
    return np.where(np.isnan(a), np.nan, np.maximum(2 * total, 0.0))


def _g2_term(observed: Floats, expected: Floats, surplus: Floats) -> Floats:
    # ln(O / E) from O - E, which is exact where O and E are large and nearly equal
    return np.where(observed > 0, observed * np.log1p(surplus / expected), 0.0)


def chi2(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    yates: bool = False,
) -> Floats:
    """Pearson's chi-squared over the four cells (word or not, target or reference).

    ``Σ (O - E)² / E`` (Pearson 1900, Philosophical Magazine 50, 157-175); with the correction for continuity
    ``|O - E|`` is brought half an occurrence nearer to 0, never past it (Yates 1934, Supplement to the
    Journal of the Royal Statistical Society 1/2, 217-235). It has no sign.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    yates : bool
        Correct for continuity.

    Returns
    -------
    ndarray of float
        At least 0; NaN where there is no table, and where the word, or any other, occurs nowhere.

    Examples
    --------
    >>> float(chi2(7, 2, 10, 9).round(5)), float(chi2(7, 2, 10, 9, yates=True).round(5))
    (4.33716, 2.63244)
    """
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    word, others, n = a + b, n1 - a + n2 - b, n1 + n2
    with np.errstate(divide="ignore", invalid="ignore"):
        surplus = np.abs(a * n2 - b * n1) / n
        if yates:
            surplus = np.maximum(surplus - 0.5, 0.0)
        # the four 1 / E together; 0 times infinity is NaN where a margin is empty
        return surplus**2 * (n / n1) * (n / n2) * (n / word) / others


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
        In doublings; NaN where there is no table or the word occurs on neither side.

    Examples
    --------
    >>> float(log_ratio(620, 267, 1_017_879, 1_007_532).round(4))
    1.2007
    """
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    ratio = np.log2(np.where(a == 0, 0.5, a) / n1) - np.log2(np.where(b == 0, 0.5, b) / n2)
    return np.where(a + b == 0, np.nan, ratio)


def log_ratio_conservative(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    alpha: float = 0.05,
    comparisons: int = 1,
) -> Floats:
    """Log ratio that the counts still warrant: the bound of its confidence interval nearer to 0.

    Given the sum of both counts, the count in the target is binomial; the exact interval of its share π
    (Clopper and Pearson 1934, Biometrika 26/4, 404-413) gives one of ``log2(π / (1 - π) · N_ref /
    N_target)``. 0 where that interval spans 0 (Evert 2022, "Measuring keyness", Digital Humanities 2022,
    Tokyo, 202-205). No count is altered: absence on one side leaves the nearer bound finite.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    alpha : float
        One minus the level of the two-sided interval.
    comparisons : int
        How many words are compared; `alpha` is divided by it (Bonferroni).

    Returns
    -------
    ndarray of float
        In doublings; NaN where there is no table or the word occurs on neither side.

    Raises
    ------
    DiscourseError
        If `alpha` is not between 0 and 1, or `comparisons` below 1.

    Examples
    --------
    >>> float(log_ratio_conservative(1189, 968, 168_329, 19_552_238, comparisons=599).round(6))
    6.910069
    >>> float(log_ratio_conservative(3, 1, 1000, 1000))
    0.0
    """
    if not 0 < alpha < 1:
        raise DiscourseError(f"alpha= must be a number between 0 and 1, not {alpha!r}")
    if comparisons < 1:
        raise DiscourseError(f"comparisons= must be a number from 1, not {comparisons!r}")
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    in_target = a / n1 > b / n2
    # of the side where the word is commoner, the lower bound; its odds need 1 - π exactly, not as a
    # difference
    more, fewer = np.where(in_target, a, b), np.where(in_target, b, a) + 1.0
    tail = alpha / comparisons / 2
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = scipy.special.betaincinv(more, fewer, tail) / scipy.special.betainccinv(fewer, more, tail)
        bound = np.maximum(np.log2(odds) + np.log2(np.where(in_target, n2 / n1, n1 / n2)), 0.0)
    # + 0.0, as minus nothing is nothing
    return np.where(a + b == 0, np.nan, np.where(in_target, bound, -bound) + 0.0)


def percent_diff(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Difference of two relative frequencies in percent of that in the reference (%DIFF).

    ``100 (f_target - f_reference) / f_reference`` (Gabrielatos and Marchi 2012, "Keyness: appropriate metrics
    and practical issues", CADS International Conference, Bologna). +100 means twice as common in the target,
    -100 absent from it. The authors put a tiny number in place of 0; here absence from the reference is
    infinite.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    ndarray of float
        In percent, from -100; NaN where there is no table or the word occurs on neither side.

    Examples
    --------
    >>> float(percent_diff(620, 267, 1_017_879, 1_007_532).round(2))
    129.85
    """
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 100 * (a * n2 - b * n1) / (b * n1)


def odds_ratio(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    discount: float = 0.0,
) -> Floats:
    """Odds of the word in the target over its odds in the reference: above 1 means more in the target.

    ``O11 O22 / (O12 O21)`` over the cells word or not by target or reference (Pojanapunya and Watson Todd
    2018, Corpus Linguistics and Linguistic Theory 14/1, 133-167). A word absent on one side has the odds
    ratio 0 or infinity; with ``discount=0.5``, added to every cell of every table, none has (Haldane 1956,
    Annals of Human Genetics 20/4, 309-311).

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    discount : float
        Added to each of the four cells.

    Returns
    -------
    ndarray of float
        At least 0; NaN where there is no table and where it is 0 / 0.

    Raises
    ------
    DiscourseError
        If `discount` is below 0.

    Examples
    --------
    >>> float(odds_ratio(7, 2, 10, 9).round(4)), float(odds_ratio(7, 0, 10, 9))
    (8.1667, inf)
    """
    if not discount >= 0:
        raise DiscourseError(f"discount= must be a number from 0, not {discount!r}")
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (a + discount) * (n2 - b + discount) / ((b + discount) * (n1 - a + discount))


def bic(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    cells: int = 4,
) -> Floats:
    """Evidence for a difference, by the Bayesian information criterion: positive speaks for one.

    ``G² - ln N`` with N all words of both sides (Wilson 2013, "Embracing Bayes factors for key item analysis
    in corpus linguistics", in Bieswanger and Koll-Stobbe (eds.), New Approaches to the Study of Linguistic
    Variability, Peter Lang, 3-11). By its scale 2 is positive, 6 strong and 10 very strong evidence. It has
    no direction; that is the sign of :func:`log_ratio`.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    cells : {4, 2}
        As for :func:`g2`.

    Returns
    -------
    ndarray of float
        NaN where there is no table.

    Raises
    ------
    DiscourseError
        If `cells` is neither 4 nor 2.

    Examples
    --------
    >>> float(bic(620, 267, 1_017_879, 1_007_532).round(2))
    126.4
    """
    sizes = np.asarray(size_target, dtype=np.float64) + np.asarray(size_reference, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return g2(count_target, count_reference, size_target, size_reference, cells=cells) - np.log(sizes)


def simple_maths(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    k: float = 100.0,
) -> Floats:
    """Ratio of two frequencies per million, each raised by a constant: above 1 means more in the target.

    ``(f_target + k) / (f_reference + k)``; a larger k brings commoner words to the top (Kilgarriff 2009,
    "Simple maths for keywords", Corpus Linguistics Conference, Liverpool).

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    k : float
        Occurrences per million added on both sides.

    Returns
    -------
    ndarray of float
        Above 0; NaN where there is no table. A word that occurs nowhere has 1.

    Raises
    ------
    DiscourseError
        If `k` is not above 0.

    Examples
    --------
    >>> float(simple_maths(900, 100, 1_000_000, 1_000_000))
    5.0
    """
    if not k > 0:
        raise DiscourseError(f"k= must be a number above 0, not {k!r}")
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    return (a * 1e6 / n1 + k) / (b * 1e6 / n2 + k)
