"""Changes of a mean in parts that add up (within strata, by mix, by word); means with the mix held fixed.

A rate or a share of a whole is the mean of those of its strata (outlets, say), weighted by what each has of
the denominator. It moves when a stratum moves, and when only the mix of strata does.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.measures.contingency import Floats, floats
from discourse.measures.ratio import Noise, RatioSums


class Parts(NamedTuple):
    """The two parts of a change, stratum by stratum; all of them add up to the change.

    Attributes
    ----------
    within, mix : ndarray of float, shape (strata, ...)
    """

    within: Floats
    mix: Floats


def kitagawa(
    rate_before: npt.ArrayLike,
    weight_before: npt.ArrayLike,
    rate_after: npt.ArrayLike,
    weight_after: npt.ArrayLike,
) -> Parts:
    """Split the change of a weighted mean into change within strata and change of their mix.

    With r the rates and w the weights, a stratum adds ``(w0 + w1) / 2 · (r1 - r0)`` within, and
    ``((r0 + r1) / 2 - R) · (w1 - w0)`` by the mix (Kitagawa 1955, Journal of the American Statistical
    Association 50, 1168-1194). R, the average of the two means, is the reference score of Gallagher et al.
    (2021), EPJ Data Science 10, 4: it changes no sum, as weights add up to 1, and lets a stratum that grows
    add to a rise only where its rate is above R.

    Parameters
    ----------
    rate_before, rate_after : array_like, shape (strata, ...)
        Of each stratum; may be NaN where the stratum has no weight.
    weight_before, weight_after : array_like, shape (strata, ...)
        Each adds up to 1 over the strata.

    Returns
    -------
    Parts
        A stratum that is on one side only, without weight and with a rate of NaN on the other, takes its one
        rate r on both: all that it adds is mix, ``r - R`` times the weight it gains or loses. NaN where a
        stratum with weight has no rate.

    Examples
    --------
    One outlet writes what it wrote, another has come; the mean moves by a tenth, and it is all mix:

    >>> within, mix = kitagawa([0.2, np.nan], [1.0, 0.0], [0.2, 0.4], [0.5, 0.5])
    >>> [float(each) for each in within], float(mix.sum().round(12))
    ([0.0, 0.0], 0.1)
    """
    r0, w0, r1, w1 = np.broadcast_arrays(*floats(rate_before, weight_before, rate_after, weight_after))
    absent0, absent1 = np.isnan(r0) & ~(w0 > 0), np.isnan(r1) & ~(w1 > 0)
    nowhere = absent0 & absent1
    first, second = (
        np.where(nowhere, 0.0, each) for each in (np.where(absent0, r1, r0), np.where(absent1, r0, r1))
    )
    reference = ((w0 * first).sum(axis=0) + (w1 * second).sum(axis=0)) / 2
    return Parts((w0 + w1) / 2 * (second - first), ((first + second) / 2 - reference) * (w1 - w0))


class SharedParts(NamedTuple):
    """The three parts of a difference, stratum by stratum; all of them add up to the difference.

    Attributes
    ----------
    within, mix, only : ndarray of float, shape (strata, ...)
    """

    within: Floats
    mix: Floats
    only: Floats


def kitagawa_shared(
    rate_before: npt.ArrayLike,
    weight_before: npt.ArrayLike,
    rate_after: npt.ArrayLike,
    weight_after: npt.ArrayLike,
) -> SharedParts:
    """Split a difference of weighted means where many strata, such as stories, are on one side only.

    With m the mean of a side over the strata that both have, ``m1 - m0`` is split by :func:`kitagawa` into
    what differs within these strata and what their mix makes of it. All else is ``only``: what strata that
    one side alone has add to its mean, ``w1 (r1 - m1)`` of those after and ``-w0 (r0 - m0)`` of those before
    (the split by common support of Ñopo 2008, Review of Economics and Statistics 90/2, 290-299). A difference
    that is the same in all strata is thus all within, however few strata both sides have.

    Parameters
    ----------
    rate_before, weight_before, rate_after, weight_after : array_like, shape (strata, ...)
        As for :func:`kitagawa`; a stratum without weight is one that the side does not have.

    Returns
    -------
    SharedParts
        NaN where the sides have no stratum in common.

    Examples
    --------
    Both write alike of the one story that both tell; each has another, of which one writes otherwise:

    >>> parts = kitagawa_shared([0.2, 0.2, 0], [0.5, 0.5, 0], [0.2, 0, 0.6], [0.5, 0, 0.5])
    >>> [float(part.sum().round(12)) for part in parts]
    [0.0, 0.0, 0.2]
    """
    r0, w0, r1, w1 = np.broadcast_arrays(*floats(rate_before, weight_before, rate_after, weight_after))
    both = (w0 > 0) & (w1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        v0, v1 = (np.where(both, w, 0.0) / np.where(both, w, 0.0).sum(axis=0) for w in (w0, w1))
    m0, m1 = standardize(r0, v0), standardize(r1, v1)
    within, mix = kitagawa(np.where(both, r0, np.nan), v0, np.where(both, r1, np.nan), v1)
    only = np.where(both | ~(w1 > 0), 0.0, w1 * (r1 - m1)) - np.where(both | ~(w0 > 0), 0.0, w0 * (r0 - m0))
    none = ~both.any(axis=0)
    return SharedParts(*(np.where(none, np.nan, part) for part in (within, mix, only)))


def standardize(rate: npt.ArrayLike, weight: npt.ArrayLike) -> Floats:
    """Return the mean of rates with a mix that is given: direct standardization.

    ``Σ w r / Σ w`` (Das Gupta 1993, Standardization and decomposition of rates: a user's manual, U.S. Bureau
    of the Census, P23-186, ch. 5).

    Parameters
    ----------
    rate, weight : array_like, shape (strata, ...)
        Rates are read only where there is weight.

    Returns
    -------
    ndarray of float, shape (...)
        NaN where a rate that is needed is, or there is no weight.

    Examples
    --------
    >>> float(standardize([0.5, 0.25, np.nan], [2, 2, 0]))
    0.375
    """
    w = np.asarray(weight, dtype=np.float64)
    needed = np.where(w > 0, np.asarray(rate, dtype=np.float64), 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((w * needed).sum(axis=0) / w.sum(axis=0))


def standardized_sums(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    stratum: npt.ArrayLike,
    unit: npt.ArrayLike,
    weight: npt.ArrayLike,
) -> RatioSums:
    """Sum over units what :func:`ratio_interval` needs for a directly standardized rate or share.

    The rate is linearized (Woodruff 1971, Journal of the American Statistical Association 66, 411-414): a
    unit bears on it by ``Σ w / Y · √(n / (n - 1)) · (x - r y)`` over its strata, with r, Y and n the rate,
    the denominator and the units of the stratum; the root makes up for each stratum having its own r
    (Cochran 1977, Sampling Techniques, 3rd ed., ch. 5). A stratum of one unit shows no spread; its unit is
    held against the standardized rate instead, which makes the interval rather too wide than too narrow.

    Parameters
    ----------
    numerator, denominator : array_like, shape (cells,)
        The x and y of what a unit has in a stratum; 0 ≤ x ≤ y.
    stratum, unit : array_like of int, shape (cells,)
        Strata count from 0.
    weight : array_like, shape (strata,)
        Adds up to 1; a stratum with weight needs a y above 0.

    Returns
    -------
    RatioSums
        Of shape (); numerator over denominator is the standardized rate.

    Examples
    --------
    >>> sums = standardized_sums([1, 0, 4, 4], [4, 4, 4, 4], [0, 0, 1, 1], [0, 1, 2, 3], [0.5, 0.5])
    >>> float(sums.numerator / sums.denominator)
    0.5625
    """
    x, y, w = floats(numerator, denominator, weight)
    place = np.asarray(stratum)
    held = (w[place] > 0) & (y > 0)
    x, y, place = x[held], y[held], place[held]
    units, code = np.unique(np.asarray(unit)[held], return_inverse=True)
    top, bottom, members = (
        np.bincount(place, values, minlength=len(w)) for values in (x, y, np.ones_like(x))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        rates, each = top / bottom, w / bottom * bottom[w > 0].sum()
    rate = float(standardize(rates, w))
    centre = np.where(members > 1, rates, rate)
    freed = np.sqrt(members / np.maximum(members - 1, 1))
    if not np.isfinite(rate):  # a stratum with weight has nothing
        return RatioSums(np.nan, np.nan, np.nan, np.nan, np.nan, len(units), 0)

    def by_unit(values: Floats) -> Floats:
        return np.asarray(np.bincount(code, values, minlength=len(units)))

    size = by_unit(each[place] * y)
    value = by_unit((each * freed)[place] * (x - centre[place] * y)) + rate * size
    has, all_ = by_unit(x), by_unit(y)
    return RatioSums(
        rate * size.sum(),
        size.sum(),
        (value * value).sum(),
        (value * size).sum(),
        (size * size).sum(),
        len(units),
        min(int((has > 0).sum()), int((has < all_).sum())),
    )


def standardized_noise(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    stratum: npt.ArrayLike,
    weight: npt.ArrayLike,
    noise: Noise,
) -> float:
    """Return what noise adds to the variance of a directly standardized rate or share.

    ``Σ w² v / Y²`` over the strata, with v the noise of ``x - r y`` in a stratum.

    Parameters
    ----------
    numerator, denominator, stratum, weight
        As for :func:`standardized_sums`.
    noise : Noise
        Of the x and y of each cell.

    Examples
    --------
    >>> noise = Noise(*np.full((3, 4), 0.25))
    >>> round(standardized_noise([1, 0, 4, 4], [4, 4, 4, 4], [0, 0, 1, 1], [0.5, 0.5], noise), 4)
    0.0015
    """
    x, y, w = floats(numerator, denominator, weight)
    place = np.asarray(stratum)
    top, bottom = (np.bincount(place, values, minlength=len(w)) for values in (x, y))
    with np.errstate(divide="ignore", invalid="ignore"):
        own = np.bincount(place, np.broadcast_to(noise.about((top / bottom)[place]), y.shape), len(w))
        return float(np.where(w > 0, w**2 * own / bottom**2, 0.0).sum())
