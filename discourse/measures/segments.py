"""Segments of a series of ratios: where a rate or a share changes its level."""

import numpy as np
import numpy.typing as npt
from scipy.special import xlogy

from discourse.measures.contingency import Floats, floats


def level_cost(count: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    """Return the cost of one level for several periods: minus twice the binomial log-likelihood.

    ``-2 (x ln(x / n) + (n - x) ln(1 - x / n))``, without the binomial coefficients, which are the same
    however periods are cut. A rate is the share of a label among all words; where it is small, this is the
    likelihood of a Poisson count.

    Parameters
    ----------
    count, whole : array_like
        The sums x and n of the periods.

    Returns
    -------
    ndarray of float
        0 where nothing was counted, or everything.

    Examples
    --------
    >>> level_cost([5, 0], [10, 10]).round(3).tolist()
    [13.863, 0.0]
    """
    x, n = floats(count, whole)
    return np.asarray(2 * (xlogy(n, n) - xlogy(x, x) - xlogy(n - x, n - x)))


def split_gains(count: npt.ArrayLike, whole: npt.ArrayLike, *, least: int = 1) -> Floats:
    """Return what two levels explain more than one, for each place where a series may be cut.

    The likelihood ratio statistic (G²) of before against after (Worsley 1983, The power of likelihood ratio
    and cumulative sum tests for a change in a binomial probability, Biometrika 70/2, 455-464).

    Parameters
    ----------
    count, whole : array_like, shape (…, periods)
    least : int
        The fewest periods on each side.

    Returns
    -------
    ndarray of float, shape (…, periods - 2 least + 1)
        The first is of a cut before period ``least``.

    Examples
    --------
    >>> split_gains([2, 2, 8, 8], [10, 10, 10, 10], least=1).round(2).tolist()
    [5.06, 15.42, 5.06]
    """
    x, n = (np.cumsum(each, axis=-1) for each in floats(count, whole))
    before = slice(least - 1, x.shape[-1] - least)
    all_x, all_n = x[..., -1:], n[..., -1:]
    return np.asarray(
        level_cost(all_x, all_n)
        - level_cost(x[..., before], n[..., before])
        - level_cost(all_x - x[..., before], all_n - n[..., before])
    )
