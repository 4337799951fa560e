"""Ratios of two sums over units (documents, stories): how far they would move had other units been written.

A rate is the words of one kind over all words, a share is one label over all labels of a concept: both are a
sum over documents divided by another. What they vary with is therefore the document, not the word.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats

# Few documents tell little of how much documents differ: the design effect starts from 2, as if four had
# shown it, and the quantile is that of Student's t with eight degrees of freedom more than documents bear on
# the ratio. Found on one outlet's articles, and held against others in benchmarks/CALIBRATION.md. Of a choice
# more is known beforehand: two mentions in one article are likely to be alike, so that the effect grows with
# how many mentions an article has; `ALIKE` is their usual correlation.
PRIOR_EFFECT, PRIOR_UNITS, DEGREES_MORE = 2.0, 4.0, 8
ALIKE = 0.35
# A choice varies less between months than months with many mentions would make it by that; and blocks of
# unequal size tell no more than fewer equal ones. Found and held in the same way.
BLOCK_EFFECT, BLOCKS_MORE = 1.5, 2
_UNLIKE = 2.0  # times: sides whose units differ less in size need no model of it
_ROUNDING = 1e-13  # a spread this small beside Σx² is none: what three sums that cancel leave of their digits


class RatioSums(NamedTuple):
    """All that the variance of Σx / Σy between units needs; such sums of different units add.

    Every field has the same shape, or one that broadcasts to it.

    Attributes
    ----------
    numerator, denominator : array_like
        Σx and Σy. A unit has 0 ≤ x ≤ y: occurrences among words, or one label among those of its concept.
    square, product, denominator_square : array_like
        Σx², Σxy and Σy².
    units : array_like
        How many units have a y above 0.
    bearing : array_like
        How many units have an x above 0, or how many an x below y, whichever are fewer.
    """

    numerator: npt.ArrayLike
    denominator: npt.ArrayLike
    square: npt.ArrayLike
    product: npt.ArrayLike
    denominator_square: npt.ArrayLike
    units: npt.ArrayLike
    bearing: npt.ArrayLike


class Noise(NamedTuple):
    """What is not known of the x and y of a unit, where they are estimates; each of shape (units,) or ().

    Attributes
    ----------
    numerator, product, denominator : array_like
        The variance of x, the covariance of both, the variance of y.
    """

    numerator: npt.ArrayLike = 0.0
    product: npt.ArrayLike = 0.0
    denominator: npt.ArrayLike = 0.0

    def take(self, units: npt.NDArray[np.int64]) -> "Noise":
        """Return that of some units."""
        return Noise(*(np.asarray(each)[units] if np.ndim(each) else each for each in self))

    def about(self, ratio: npt.ArrayLike) -> Floats:
        """Return the variance of ``x - r y``.

        Examples
        --------
        >>> float(Noise(0.2, 0.2, 0.5).about(0.5))  # a label of noise .2 among others of .3
        0.125
        """
        x, xy, y, r = floats(*self, ratio)
        return np.asarray(x - 2 * r * xy + r**2 * y)


def ratio_sums(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> RatioSums:
    """Sum over units what :func:`ratio_interval` and :func:`design_effect` need.

    Parameters
    ----------
    numerator : array_like, shape (units,) or (units, things)
        The x of each unit.
    denominator : array_like, shape (units,), or that of `numerator`
        The y of each unit.

    Returns
    -------
    RatioSums
        Of shape () or (things,).

    Examples
    --------
    >>> sums = ratio_sums([0, 2, 1], [100, 100, 200])
    >>> float(sums.square), float(sums.product), int(sums.units), int(sums.bearing)
    (5.0, 400.0, 3, 2)
    """
    x, y = floats(numerator, denominator)
    y = np.broadcast_to(y if y.ndim == x.ndim else y[:, np.newaxis], x.shape)
    return RatioSums(
        x.sum(axis=0),
        y.sum(axis=0),
        (x * x).sum(axis=0),
        (x * y).sum(axis=0),
        (y * y).sum(axis=0),
        (y > 0).sum(axis=0),
        np.minimum((x > 0).sum(axis=0), (x < y).sum(axis=0)),
    )


def design_effect(sums: RatioSums, *, unequal: bool = False) -> Floats:
    """Return how many times the variance of a ratio exceeds what independent words would have.

    The linearised variance of the ratio r = Σx / Σy between units, ``m / (m - 1) Σ(x - r y)² / (Σy)²``, over
    ``r (1 - r) / Σy`` (Kish 1965, Survey Sampling, ch. 8; Cochran 1977, Sampling Techniques, 3rd ed., ch. 6).
    Of the units of two groups together it is the design effect pooled under the hypothesis that both have one
    rate: a statistic of independent words divided by it is the correction of Rao and Scott (1981), Journal of
    the American Statistical Association 76, 221-230.

    Parameters
    ----------
    sums : RatioSums
    unequal : bool
        Whether units are few and of unequal size, as blocks of time are. A large one draws the ratio towards
        its own: the sum is over ``(1 - h)²`` instead, h being the mean leverage ``Σy² / (Σy)²`` (CR3 of Bell
        and McCaffrey 2002, Survey Methodology 28/2, 169-181, which takes that of each unit).

    Returns
    -------
    ndarray of float
        NaN where there are fewer than two units, or the ratio is 0 or 1; 0 where all units have the same.

    Examples
    --------
    One word ten times in one of ten articles of equal length tells no more than one occurrence:

    >>> float(design_effect(ratio_sums([10, 0, 0, 0, 0, 0, 0, 0, 0, 0], [1000] * 10)).round(1))
    10.0
    """
    x, y, xx, xy, yy, m, _ = floats(*sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = x / y
        spread = xx - 2 * ratio * xy + ratio**2 * yy
        spread = np.where(spread > _ROUNDING * xx, spread, 0.0)
        more = 1 / (1 - yy / y**2) ** 2 if unequal else m / (m - 1)
        effect = more * spread / (y * ratio * (1 - ratio))
    return np.where((m >= 2) & (x > 0) & (x < y), effect, np.nan)


def design_effect_of_difference(target: RatioSums, reference: RatioSums) -> Floats:
    """Return how many times the variance of the difference of two ratios exceeds that of independent words.

    Under the hypothesis that both are one, it is the :func:`design_effect` D of the units of both sides
    together, as long as these are of about one size. An effect grows with the size of the units, ``1 + (b -
    1) ρ`` with ``b = Σy² / Σy`` (Kish 1965, ch. 5; for units of unequal size Gabler, Häder and Lahiri 1999,
    Survey Methodology 25/1, 105-106), so that few long articles against many short ones vary more than D
    says, and many long against few short ones less. Where the b of the sides differ more than twofold, ρ is
    therefore taken from D, and each side has the effect of its own b.

    Parameters
    ----------
    target, reference : RatioSums
        Of different units.

    Returns
    -------
    ndarray of float
        NaN as of :func:`design_effect`.

    Examples
    --------
    >>> short, long = ([1, 0, 0, 2, 0, 0, 1, 0] * 10, [100] * 80), ([5, 35], [2000, 2000])
    >>> both = ratio_sums(long[0] + short[0], long[1] + short[1])
    >>> sides = ratio_sums(*long), ratio_sums(*short)
    >>> float(design_effect(both).round(1)), float(design_effect_of_difference(*sides).round(1))
    (7.4, 12.9)
    """
    both = RatioSums(*(np.add(x, y) for x, y in zip(target, reference, strict=True)))
    effect = design_effect(both)
    n1, n2, n = floats(target.denominator, reference.denominator, both.denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        b1, b2, b = (
            np.asarray(each.denominator_square, dtype=np.float64) / size
            for each, size in ((target, n1), (reference, n2), (both, n))
        )
        rho = (effect - 1) / (b - 1)
        own = ((1 + (b1 - 1) * rho) * n2 + (1 + (b2 - 1) * rho) * n1) / n
        unlike = (np.maximum(b1, b2) > _UNLIKE * np.minimum(b1, b2)) & (effect > 1)
    return np.where(unlike, own, effect)


def prior_effect(sums: RatioSums, alike: float = ALIKE) -> Floats:
    """Return the design effect from which the interval of a choice starts.

    ``1 + (Σy² / Σy - 1) ρ``, with ρ for how alike two of y are in a unit (Kish 1965, Survey Sampling, ch. 5).

    Parameters
    ----------
    sums : RatioSums
    alike : float

    Examples
    --------
    >>> float(prior_effect(ratio_sums([1, 0], [5, 5])).round(2))
    2.4
    """
    y, yy = floats(sums.denominator, sums.denominator_square)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 1 + (yy / y - 1) * alike


def ratio_interval(
    sums: RatioSums,
    *,
    confidence: float = 0.95,
    prior: npt.ArrayLike = PRIOR_EFFECT,
    unequal: bool = False,
    more: npt.ArrayLike = 0.0,
) -> tuple[Floats, Floats]:
    """Return the interval of a ratio between units.

    The interval of Wilson (1927), Journal of the American Statistical Association 22, 209-212, on effective
    counts: both sums divided by the design effect, with a quantile of Student's t (the idea of Korn and
    Graubard 1998, Survey Methodology 24, 193-201). It stays within 0 and 1, and has a width for a count of 0.
    Where few units bear on the ratio, the design effect is drawn towards a prior one.

    Parameters
    ----------
    sums : RatioSums
    confidence : float
        Between 0 and 1.
    unequal : bool
        As for :func:`design_effect`.
    prior : array_like
        The design effect to start from; see :func:`prior_effect` for x that are chosen among y.
    more : array_like
        What comes to the design effect beside the spread between units, such as that of coded lines.

    Returns
    -------
    low, high : ndarray of float
        NaN where there are fewer than two units.

    Examples
    --------
    >>> low, high = ratio_interval(ratio_sums([3, 0, 1, 2, 0, 4], [500] * 6))
    >>> round(float(low) * 10_000, 1), round(float(high) * 10_000, 1)
    (11.7, 94.2)
    """
    x, y, m, bearing = floats(sums.numerator, sums.denominator, sums.units, sums.bearing)
    known = design_effect(sums, unequal=unequal)
    effect = np.where(np.isnan(known), 0.0, known) * bearing + np.asarray(prior) * PRIOR_UNITS
    effect /= np.where(np.isnan(known), 0.0, bearing) + PRIOR_UNITS
    effect = effect + np.asarray(more, dtype=np.float64)
    defined = (m >= 2) & (y > 0)
    degrees = np.where(defined, interval_degrees(sums, unequal=unequal), 0).astype(np.int64)
    z2 = _quantile(degrees, (1 + confidence) / 2) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        n, ratio = y / effect, x / y
        middle = (ratio + z2 / (2 * n)) / (1 + z2 / n)
        half = np.sqrt(z2 * (ratio * (1 - ratio) / n + z2 / (4 * n * n))) / (1 + z2 / n)
    low, high = np.clip(middle - half, 0.0, ratio), np.clip(middle + half, ratio, 1.0)
    return np.where(defined, low, np.nan), np.where(defined, high, np.nan)


def wilson(share: Floats, k: Floats) -> tuple[Floats, Floats]:
    """Return the interval of Wilson (1927), with k the squared quantile over the effective count."""
    middle, half = (share + k / 2) / (1 + k), np.sqrt(k * (share * (1 - share) + k / 4)) / (1 + k)
    return np.minimum(middle - half, share), np.maximum(middle + half, share)


def widened(
    value: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, more: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return the interval of a rate or share that may also be off by something else: 0 to 1 at most.

    Parameters
    ----------
    value, low, high : array_like
    more : array_like
        Half the width of what comes to it, squared; the two are independent.

    Examples
    --------
    >>> low, high = widened(0.5, 0.2, 0.9, 0.09)
    >>> round(float(low), 3), float(high)
    (0.076, 1.0)
    """
    v, l1, h1, m = floats(value, low, high, more)
    below, above = np.maximum(v - np.hypot(v - l1, np.sqrt(m)), 0.0), v + np.hypot(h1 - v, np.sqrt(m))
    return np.where(m > 0, below, l1), np.where(m > 0, np.minimum(above, 1.0), h1)


def interval_degrees(sums: RatioSums, *, unequal: bool = False) -> Floats:
    """Return the degrees of freedom of :func:`ratio_interval`: NaN where there are fewer than two units.

    Parameters
    ----------
    sums : RatioSums
    unequal : bool
        As for :func:`design_effect`. Degrees are then at most two more than the effective number of units,
        ``(Σy)² / Σy²`` (Carter, Schnepel and Steigerwald 2017, Review of Economics and Statistics 99/4,
        698-709): of six months of which one has most mentions, about one and a half.

    Examples
    --------
    >>> interval_degrees(ratio_sums([3, 0, 1, 2, 0, 4], [500] * 6)).tolist()
    5.0
    >>> interval_degrees(ratio_sums([3, 0, 1, 2, 0, 40], [5, 5, 5, 5, 5, 90]), unequal=True).tolist()
    4.0
    """
    m, bearing = floats(sums.units, sums.bearing)
    degrees = np.minimum(m - 1, bearing + DEGREES_MORE)
    if unequal:
        y, yy = floats(sums.denominator, sums.denominator_square)
        with np.errstate(divide="ignore", invalid="ignore"):
            degrees = np.fmin(degrees, np.rint(y**2 / yy) + BLOCKS_MORE)
    return np.where(m >= 2, degrees, np.nan)


def _quantile(degrees: npt.NDArray[np.int64], below: float) -> Floats:
    """Return the quantile of Student's t, worked out once for each number of degrees; 0 of none."""
    there = np.flatnonzero(np.bincount(degrees.ravel()))
    there = there[there > 0]
    table = np.zeros(int(there.max(initial=0)) + 1)
    if len(there):
        table[there] = scipy.special.stdtrit(there, below)
    return np.asarray(table[degrees])


def rate_ratio(
    rate_target: npt.ArrayLike,
    low_target: npt.ArrayLike,
    high_target: npt.ArrayLike,
    rate_reference: npt.ArrayLike,
    low_reference: npt.ArrayLike,
    high_reference: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Return the interval of the ratio of two rates from the interval of each.

    Method of variance estimates recovery, for ratios (Donner and Zou 2012, Statistical Methods in Medical
    Research 21/4, 347-359); the two are of different units.

    Parameters
    ----------
    rate_target, low_target, high_target : array_like
    rate_reference, low_reference, high_reference : array_like

    Returns
    -------
    low, high : ndarray of float
        From 0 to infinity: infinity where the rate of the reference may be 0, NaN where an interval is.

    Examples
    --------
    >>> low, high = rate_ratio(6.0, 4.0, 9.0, 2.0, 1.0, 3.5)
    >>> round(float(low), 2), round(float(high), 2)
    (1.5, 6.65)
    """
    p, l1, u1 = floats(rate_target, low_target, high_target)
    q, l2, u2 = floats(rate_reference, low_reference, high_reference)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        from_above, from_below = u2 * (2 * q - u2), l2 * (2 * q - l2)
        down = np.sqrt(np.maximum((p * q) ** 2 - l1 * (2 * p - l1) * from_above, 0.0))
        up = np.sqrt(np.maximum((p * q) ** 2 - u1 * (2 * p - u1) * from_below, 0.0))
        # the roots of one quadratic: of the two ways to write each, the one that subtracts nothing
        low = l1 * (2 * p - l1) / (p * q + down)
        high = (p * q + up) / from_below
    low = np.where(l1 <= 0, 0.0, low)
    high = np.where(l2 <= 0, np.inf, high)
    undefined = np.isnan(p + l1 + u1 + q + l2 + u2)
    return np.where(undefined, np.nan, low), np.where(undefined, np.nan, high)


def difference_interval(
    share_target: npt.ArrayLike,
    low_target: npt.ArrayLike,
    high_target: npt.ArrayLike,
    share_reference: npt.ArrayLike,
    low_reference: npt.ArrayLike,
    high_reference: npt.ArrayLike,
) -> tuple[Floats, Floats]:
    """Return the interval of the difference of two shares or rates from the interval of each.

    The tenth method of Newcombe (1998), Statistics in Medicine 17, 873-890; the two are of different units.

    Parameters
    ----------
    share_target, low_target, high_target : array_like
    share_reference, low_reference, high_reference : array_like

    Returns
    -------
    low, high : ndarray of float
        Of target less reference; NaN where an interval is.

    Examples
    --------
    Newcombe's example 56/70 against 48/80, with the Wilson intervals of both:

    >>> low, high = difference_interval(0.8, 0.6921, 0.8769, 0.6, 0.4904, 0.7004)
    >>> round(float(low), 3), round(float(high), 3)
    (0.053, 0.334)
    """
    p, l1, u1 = floats(share_target, low_target, high_target)
    q, l2, u2 = floats(share_reference, low_reference, high_reference)
    return p - q - np.hypot(p - l1, u2 - q), p - q + np.hypot(u1 - p, q - l2)
