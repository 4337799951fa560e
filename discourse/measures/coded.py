"""What coded lines say of all: predictions of many, corrected by a probability sample that people coded."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.measures.contingency import Floats, floats

# Twelve coded lines that are all right do not make a label that is never wrong: the variance of a stratum is
# that of its answers and four more like those of all strata of its label, which start from half and half
# (Agresti and Coull 1998, The American Statistician 52, 119-126).
_PRIOR_LINES = 4.0


def pseudo_outcomes(predicted: npt.ArrayLike, coded: npt.ArrayLike, probability: npt.ArrayLike) -> Floats:
    """Return outcomes whose sum is unbiased, however good the predictions are: ``ŷ + R / π (y - ŷ)``.

    The design-based supervised learning of Egami, Hinck, Stewart and Wei (2023), Advances in Neural
    Information Processing Systems 36, 68589-68601; the difference estimator of Särndal, Swensson and Wretman
    (1992), Model Assisted Survey Sampling, ch. 6. Good predictions make it precise; that the sample was
    drawn with known probabilities makes it right. They may stand where an outcome would in a mean, a
    difference of means, or a regression.

    Parameters
    ----------
    predicted : array_like
        ŷ: what a lexicon or a classifier says of each item; it must not depend on the item's own code.
    coded : array_like
        y: what a person says; NaN where the item was not coded (R = 0).
    probability : array_like
        π: with which each item was drawn to be coded, above 0.

    Returns
    -------
    ndarray of float

    Examples
    --------
    A classifier finds four of six; two of six were drawn to be coded, and one of its four is wrong:

    >>> nan = float("nan")
    >>> outcomes = pseudo_outcomes([1, 1, 1, 1, 0, 0], [0, nan, nan, nan, 0, nan], 1 / 3)
    >>> round(float(outcomes.mean()), 3)
    0.167
    """
    guess, code, chance = floats(predicted, coded, probability)
    return np.asarray(guess + np.where(np.isnan(code), 0.0, (code - guess) / chance))


class Strata(NamedTuple):
    """What is known of each stratum of a sample; each of shape (strata,).

    Attributes
    ----------
    coded : ndarray of int64
        How many of it are coded.
    mean : ndarray of float
        Of the answers, less what was predicted; NaN where nothing is coded.
    weight : ndarray of float
        How many a coded one stands for; infinity where nothing is coded.
    level, variance : ndarray of float
        A mean of the answers that is never 0 or 1, and the variance of one answer at that mean; where there
        are predictions, of the error of one.
    """

    coded: npt.NDArray[np.int64]
    mean: Floats
    weight: Floats
    level: Floats
    variance: Floats


def coded_strata(
    answers: npt.ArrayLike,
    stratum: npt.ArrayLike,
    sizes: npt.ArrayLike,
    family: npt.ArrayLike,
    rare: npt.ArrayLike = False,
    predicted: npt.ArrayLike = 0.0,
) -> Strata:
    """Sum up the answers of each stratum.

    Parameters
    ----------
    answers : array_like, shape (lines,)
        From 0 (no) to 1 (yes).
    stratum : array_like of int, shape (lines,)
        The stratum of each.
    sizes : array_like of int, shape (strata,)
        How many there are in each, coded or not.
    family : array_like of int, shape (strata,)
        Strata of one number are alike (those of one label): where few are coded, the others tell.
    rare : array_like of bool, shape (strata,)
        Where a yes is rare, and strata differ in how rare: the others of the family that are rare tell by
        their weights, and start from half a yes in one line (Jeffreys).
    predicted : array_like, shape (lines,)
        What a classifier says of each line; by default nothing, which is 0 of all.

    Examples
    --------
    >>> strata = coded_strata([1, 1, 0, 1], [0, 0, 0, 1], [30, 10], [0, 0])
    >>> strata.mean.round(2).tolist(), strata.weight.tolist(), strata.level.round(2).tolist()
    ([0.67, 1.0], [10.0, 10.0], [0.64, 0.7])
    """
    y, at, size = np.asarray(answers, np.float64), np.asarray(stratum), np.asarray(sizes)
    n, right = np.bincount(at, minlength=len(size)), np.bincount(at, weights=y, minlength=len(size))
    few, kin = np.broadcast_to(np.asarray(rare, dtype=bool), size.shape), np.asarray(family)
    sizes_of = (np.bincount(kin, weights=each * few) for each in (n, size, size * right / np.maximum(n, 1)))
    lines, there, yes = sizes_of
    mean = yes / np.maximum(there, 1)
    of_all, all_right = (np.bincount(kin, weights=each * ~few) for each in (n, right))
    centre = (all_right + _PRIOR_LINES / 2) / (of_all + _PRIOR_LINES)
    centre = np.where(few, ((lines * mean + 0.5) / (lines + 1))[kin], centre[kin])
    level = (right + _PRIOR_LINES * centre) / (n + _PRIOR_LINES)
    variance, error = level * (1 - level), y - np.broadcast_to(predicted, y.shape)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = np.bincount(at, weights=error, minlength=len(size)) / n
        if np.any(predicted):
            squares = np.bincount(at, weights=(error - mean[at]) ** 2, minlength=len(size))
            together = np.bincount(kin, weights=squares * ~few) + _PRIOR_LINES / 4
            usual = together / (np.bincount(kin, weights=n * ~few) + _PRIOR_LINES)
            own = (squares + _PRIOR_LINES * usual[kin]) / (n + _PRIOR_LINES)
            variance = np.where(few, variance, own)
        return Strata(n, mean, size / n, level, variance)


def leave_one_out(answers: npt.ArrayLike, stratum: npt.ArrayLike) -> Floats:
    """Return for each answer the mean of the others of its stratum, or itself where it is the only one.

    Examples
    --------
    >>> leave_one_out([1, 0, 1, 1], [0, 0, 0, 1]).tolist()
    [0.5, 1.0, 0.5, 1.0]
    """
    y, at = np.asarray(answers, dtype=np.float64), np.asarray(stratum)
    n, total = np.bincount(at)[at], np.bincount(at, weights=y)[at]
    return np.where(n > 1, (total - y) / np.maximum(n - 1, 1), y)


def lines_to_reach(
    spread: npt.ArrayLike, coded: npt.ArrayLike, sizes: npt.ArrayLike, goal: float
) -> npt.NDArray[np.int64]:
    """Return how many of each stratum are to be coded, so that the variance of a sum is small enough.

    The fewest in all: in proportion to the roots of `spread` (Neyman 1934, Journal of the Royal Statistical
    Society 97, 558-606), but no fewer than are coded already, and no more than there are.

    Parameters
    ----------
    spread : array_like, shape (strata,)
        A of each, where the variance is ``Σ A (1 / n - 1 / N)``.
    coded, sizes : array_like of int, shape (strata,)
        Those that are coded, and all: N.
    goal : float
        The variance that is small enough, from 0.

    Returns
    -------
    ndarray of int64, shape (strata,)
        n of each.

    Examples
    --------
    >>> lines_to_reach([400, 100], [10, 10], [200, 200], 17.5).tolist()
    [30, 15]
    """
    root, least = np.sqrt(np.asarray(spread, dtype=np.float64)), np.asarray(coded, dtype=np.int64)
    most = np.maximum(np.asarray(sizes, dtype=np.int64), least)

    def taken(times: float) -> npt.NDArray[np.int64]:
        return np.clip(np.ceil(np.minimum(times * root, most)).astype(np.int64), least, most)

    def variance(n: npt.NDArray[np.int64]) -> float:
        short = (root > 0) & (n < most)
        return float((root[short] ** 2 * (1 / n[short] - 1 / most[short])).sum()) if short.any() else 0.0

    low, high = 0.0, float((most[root > 0] / root[root > 0]).max(initial=0.0))
    if variance(taken(low)) <= goal:
        return least
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (low, middle) if variance(taken(middle)) <= goal else (middle, high)
    return taken(high)
