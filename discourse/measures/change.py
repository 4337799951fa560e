"""Intervals of the parts of a change: within strata, by their mix, by strata of one side, and in all."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats
from discourse.measures.decomposition import kitagawa, kitagawa_shared
from discourse.measures.matched import LEAST
from discourse.measures.ratio import (
    BLOCK_EFFECT,
    PRIOR_EFFECT,
    PRIOR_UNITS,
    Noise,
    difference_interval,
    interval_degrees,
    prior_effect,
    ratio_interval,
    ratio_sums,
    widened,
    wilson,
)

Counts = npt.NDArray[np.int64]
Interval = tuple[Floats, Floats]


class Cells(NamedTuple):
    """One side of a change: what units have in strata.

    Attributes
    ----------
    numerator, denominator : ndarray of float, shape (cells,)
        The x and y of a unit in a stratum; 0 ≤ x ≤ y, and y is above 0.
    stratum, unit : ndarray of int64, shape (cells,)
        From 0.
    noise : Noise
        What is not known of x and y, where they are estimates.
    """

    numerator: Floats
    denominator: Floats
    stratum: Counts
    unit: Counts
    noise: Noise = Noise()


class Parts(NamedTuple):
    """The parts of a change with their intervals: of each stratum, and last of all together.

    Attributes
    ----------
    within, mix, difference : tuple of three ndarrays of float, shape (strata + 1,)
        The part, its low and its high end.
    """

    within: tuple[Floats, Floats, Floats]
    mix: tuple[Floats, Floats, Floats]
    difference: tuple[Floats, Floats, Floats]


def change_parts(
    before: Cells,
    after: Cells,
    strata: int,
    *,
    confidence: float = 0.95,
    choice: bool = False,
    unequal: bool = False,
) -> Parts:
    """Split a change of Σx / Σy between two sides, and return the interval of each part between units.

    The parts are those of :func:`discourse.measures.kitagawa`. The change as a whole has the interval of
    :func:`discourse.measures.difference_interval`. The parts are linearised (Woodruff 1971, Journal of the
    American Statistical Association 66, 411-414) and stratified (Cochran 1977, Sampling Techniques, 3rd ed.,
    ch. 5): a rate varies as its stratum's own units do, and the mix as units do among strata. Where a stratum
    has few units, its variance is ``e p (1 - p) / y`` with one design effect e for all strata of the side and
    a rate p that is drawn towards that of the side, so that 0 of 3 is no certainty (Agresti and Coull 1998,
    The American Statistician 52, 119-126). What lies within has Wilson's interval on each side, from which
    that of the difference is made; that of the mix is symmetric. The noise of estimates is added to each of
    these variances.

    Parameters
    ----------
    before, after : Cells
    strata : int
        How many there are.
    confidence : float
    choice : bool
        Whether x is chosen among y, so that :func:`discourse.measures.ratio.prior_effect` tells what design
        effect to start from, or, of blocks of time, `BLOCK_EFFECT` beside it.
    unequal : bool
        Whether units are blocks of time; as for :func:`discourse.measures.ratio_interval`.

    Returns
    -------
    Parts
        Parts of all strata add up to the last ones. An interval is NaN where a side has fewer than two
        units, or the stratum has one; what is 0 by definition (what is within a stratum that only one side
        has, the mix of a single stratum) has none either.

    Examples
    --------
    Two strata that both write as they wrote, and of which the second has come to write more:

    >>> before = Cells(np.array([1, 0, 4.0, 3]), np.full(4, 5.0), np.array([0, 0, 1, 1]), np.arange(4))
    >>> whole = np.array([5.0, 5, 9, 11])
    >>> after = Cells(np.array([0, 1.0, 6, 8]), whole, np.array([0, 0, 1, 1]), np.arange(4))
    >>> parts = change_parts(before, after, 2)
    >>> [round(float(value[-1]), 2) for value in (parts.within[0], parts.mix[0], parts.difference[0])]
    [0.0, 0.1, 0.1]
    """
    sides = [_Side(cells, strata, confidence, choice, unequal) for cells in (before, after)]
    within, mix = (
        np.append(each, each.sum())
        for each in kitagawa(sides[0].rate, sides[0].weight, sides[1].rate, sides[1].weight)
    )
    both = (sides[0].size > 0) & (sides[1].size > 0)
    rates = [np.where(one.size > 0, one.rate, other.rate) for one, other in (sides, sides[::-1])]
    likely = [np.where(one.size > 0, one.likely, other.likely) for one, other in (sides, sides[::-1])]
    mean = (sides[0].weight + sides[1].weight) / 2
    moved = np.where(both, rates[1] - rates[0], 0.0)  # 0 too in a stratum that is nowhere
    grown = sides[1].weight - sides[0].weight
    middle = (likely[0] + likely[1]) / 2  # what a change of the mix is worth
    middle = np.where(np.isnan(middle), 0.0, middle)
    reference = sum(float((side.weight * middle).sum()) for side in sides) / 2

    # within: the rates of both sides at the mean mix, and how far that mix may be another
    by_weight = sum(side.squared_mean(moved / 2) for side in sides)
    low, high = np.full(strata + 1, np.nan), np.full(strata + 1, np.nan)
    if both.any():
        shared = mean * both / mean[both].sum()
        all_ = [side.standardized(shared) for side in sides]
        low[-1], high[-1] = _about(within[-1], mean[both].sum(), by_weight, all_)
    each = [(side.rate, *side.interval()) for side in sides]
    spread = sum(side.weight_squared() for side in sides)
    low[:-1], high[:-1] = _about(within[:-1], mean, moved**2 / 4 * spread, each)
    low[:-1][~both], high[:-1][~both] = np.nan, np.nan

    # the mix: how far units may fall to strata otherwise, and how far the rates of these may be others
    half = np.where(both, 0.5, 1.0) * grown
    of_rates = sum(half**2 * side.rate_squared for side in sides)
    reach = (middle - reference) ** 2 * spread + of_rates
    total = sum(side.squared_mean(middle) for side in sides) + of_rates.sum()
    width = np.sqrt(np.append(reach, total)) if strata > 1 else np.full(strata + 1, np.nan)

    # both together: what each side has of the whole in the stratum
    change = within + mix
    by_mix = sum(
        (each - reference) ** 2 * side.weight_squared() for each, side in zip(likely, sides, strict=True)
    )
    held = [
        [np.where(side.size > 0, side.weight * end, 0.0) for end in ends]
        for side, ends in zip(sides, each, strict=True)
    ]
    difference = [np.append(end, np.nan) for end in _about(change[:-1], 1.0, by_mix, held)]
    whole = [side.whole for side in sides]
    difference[0][-1], difference[1][-1] = difference_interval(*whole[1], *whole[0])
    if strata == 1:
        difference[0][0], difference[1][0] = difference[0][-1], difference[1][-1]
    alone = np.append(np.any([side.units == 1 for side in sides], axis=0), False)
    alone |= any(side.alone for side in sides)

    def known(value: Floats, low: Floats, high: Floats) -> tuple[Floats, Floats, Floats]:
        return value, np.where(alone, np.nan, low), np.where(alone, np.nan, high)

    return Parts(known(within, low, high), known(mix, mix - width, mix + width), known(change, *difference))


class SharedParts(NamedTuple):
    """The parts of a difference whose strata are units, such as stories: of each, and last of all together.

    Attributes
    ----------
    within, mix, only, difference : tuple of three ndarrays of float, shape (strata + 1, ...)
        The part, its low and its high end.
    """

    within: tuple[Floats, Floats, Floats]
    mix: tuple[Floats, Floats, Floats]
    only: tuple[Floats, Floats, Floats]
    difference: tuple[Floats, Floats, Floats]


def shared_parts(
    count_before: npt.ArrayLike,
    size_before: npt.ArrayLike,
    count_after: npt.ArrayLike,
    size_after: npt.ArrayLike,
    *,
    confidence: float = 0.95,
) -> SharedParts:
    """Split a difference of Σx / Σy between two sides by strata that are units, with their jackknife.

    The parts are those of :func:`discourse.measures.kitagawa_shared`. The interval of each total is that of
    a delete-one jackknife (Tukey 1958, Annals of Mathematical Statistics 29/2, 614; Efron and Stein 1981,
    Annals of Statistics 9/3, 586-596), its variance V taken about the value in question, as
    :func:`discourse.measures.matched_interval` takes it: ``± z √(V / (1 - z² / n))``, with n the strata that
    the part is made of. V counts twice what a stratum does together with others, so that it is too large of
    few strata where the mix or the strata of one side alone hardly matter.

    Parameters
    ----------
    count_before, size_before, count_after, size_after : array_like, shape (strata, ...)
        The x and the y of a stratum on each side; 0 ≤ x ≤ y, and y is 0 where the side does not have it.
    confidence : float

    Returns
    -------
    SharedParts
        A stratum is one unit and has no interval: NaN; so has a total of fewer than five strata that both
        sides have, or where fewer than five have any x, or an x below y, or whose interval would have no end.

    Examples
    --------
    >>> parts = shared_parts([1, 2, 3, 0], [4, 4, 4, 0], [2, 3, 4, 4], [4, 4, 4, 4])
    >>> [round(float(part[0][-1]), 4) for part in parts]
    [0.25, 0.0, 0.0625, 0.3125]
    """
    x0, y0, x1, y1 = np.broadcast_arrays(*floats(count_before, size_before, count_after, size_after))
    with np.errstate(divide="ignore", invalid="ignore"):
        rates = x0 / y0, y0 / y0.sum(axis=0), x1 / y1, y1 / y1.sum(axis=0)
    split = [*kitagawa_shared(*rates)]
    parts = [
        np.concatenate([part, part.sum(axis=0, keepdims=True)])
        for part in (*split, split[0] + split[1] + split[2])
    ]
    both = (y0 > 0) & (y1 > 0)
    any_ = (y0 > 0) | (y1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):  # known also where nothing is shared
        whole = x1.sum(axis=0) / y1.sum(axis=0) - x0.sum(axis=0) / y0.sum(axis=0)
    parts[-1][-1] = np.where(both.any(axis=0), parts[-1][-1], whole)
    bearing = np.minimum((x0 + x1 > 0).sum(axis=0), (x0 + x1 < y0 + y1).sum(axis=0))
    z2 = scipy.special.ndtri((1 + confidence) / 2) ** 2
    known, found = (bearing >= LEAST) & (both.sum(axis=0) >= LEAST), []
    for part, without, of in zip(
        parts, _without_each(x0, y0, x1, y1, both), (both, both, any_, any_), strict=True
    ):
        n = of.sum(axis=0)
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = np.where(of, without, 0.0).sum(axis=0) / n
            variance = (n - 1) / n * (np.where(of, without - mean, 0.0) ** 2).sum(axis=0)
            width = np.sqrt(z2 * variance / (1 - z2 / n))
        width = np.where(known & (n > z2) & (variance > 0), width, np.nan)
        ends = [np.full_like(part, np.nan), np.full_like(part, np.nan)]
        ends[0][-1], ends[1][-1] = part[-1] - width, part[-1] + width
        found.append((part, *ends))
    return SharedParts(*((part[0], part[1], part[2]) for part in found))


def _without_each(
    x0: Floats, y0: Floats, x1: Floats, y1: Floats, both: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the total of each part as it would be without each stratum."""

    def left(values: Floats, of: npt.ArrayLike = True) -> Floats:
        inside = np.where(of, values, 0.0)
        return np.asarray(inside.sum(axis=0) - inside)

    with np.errstate(divide="ignore", invalid="ignore"):
        apart = np.where(both, x1 / y1 - x0 / y0, 0.0)
        within = (left(y0 * apart, both) / left(y0, both) + left(y1 * apart, both) / left(y1, both)) / 2
        shared = left(x1, both) / left(y1, both) - left(x0, both) / left(y0, both)
        whole = left(x1) / left(y1) - left(x0) / left(y0)
    return within, shared - within, whole - shared, whole


def _about(value: Any, weight: Any, more: Any, sides: Sequence[Sequence[Any]]) -> Interval:
    """Return the interval of what moves as a weighted difference, and by more (half a width, squared)."""
    point = np.asarray(sides[1][0]) - np.asarray(sides[0][0])
    low, high = difference_interval(*sides[1], *sides[0])
    below, above = weight * (point - low), weight * (high - point)
    return value - np.sqrt(below**2 + more), value + np.sqrt(above**2 + more)


class _Side:
    """What a side has in each stratum, and how that varies: half the widths of intervals, squared."""

    def __init__(self, cells: Cells, strata: int, confidence: float, choice: bool, unequal: bool) -> None:
        x, y, stratum, unit, noise = cells
        self._cells = cells
        self._strata = strata
        sums = ratio_sums(np.bincount(unit, x), np.bincount(unit, y))
        self.alone = bool(np.asarray(sums.units) < 2)
        self.size, self.units = np.bincount(stratum, y, strata), np.bincount(stratum, minlength=strata)
        count, n = np.bincount(stratum, x, strata), self.size.sum()
        with np.errstate(divide="ignore", invalid="ignore"):
            self.rate, self.weight = count / self.size, self.size / n
        share = float(np.divide(sums.numerator, sums.denominator))
        chosen = BLOCK_EFFECT if unequal else float(prior_effect(sums))
        prior = chosen if choice else PRIOR_EFFECT
        degrees = float(interval_degrees(sums, unequal=unequal))
        self._t2 = float(scipy.special.stdtrit(degrees, (1 + confidence) / 2)) ** 2
        effect = self._effect(float(np.asarray(sums.bearing)), prior)
        likely = (count.sum() + 2 * effect) / (n + 4 * effect)
        ends = ratio_interval(sums, confidence=confidence, prior=prior, unequal=unequal)
        ends = widened(share, *ends, self._t2 * self._sum(noise.about(share)) / n**2)
        self.whole = (share, *(float(end) for end in ends))
        self.likely = (count + 4 * effect * likely) / (self.size + 4 * effect)
        with np.errstate(divide="ignore", invalid="ignore"):
            self._over_size = np.where(self.size > 0, self._t2 * effect / self.size, 0.0)
            noisy = np.bincount(stratum, noise.about(self.rate[stratum]), strata) / self.size**2
        self._noisy = np.where(self.size > 0, self._t2 * noisy, 0.0)
        self._sampled = self._over_size * self.likely * (1 - self.likely)
        self.rate_squared = self._sampled + self._noisy

    def _effect(self, bearing: float, prior: float) -> float:
        """Return the design effect inside strata, drawn towards the prior where few units bear on it."""
        x, y, stratum, unit, _ = self._cells
        several = self.units > 1
        freed = np.sqrt(np.where(several, self.units / np.maximum(self.units - 1, 1), 0.0))
        rate = np.where(several, self.rate, 0.0)
        by_unit = np.bincount(unit, freed[stratum] * (x - rate[stratum] * y))
        independent = float((self.size * rate * (1 - rate)).sum())
        known = bearing if independent > 0 else 0.0
        found = float((by_unit**2).sum()) / independent if independent > 0 else 0.0
        return (found * known + prior * PRIOR_UNITS) / (known + PRIOR_UNITS)

    def interval(self) -> Interval:
        """Return the interval of the rate of each stratum."""
        return widened(self.rate, *wilson(self.rate, self._over_size), self._noisy)

    def standardized(self, weight: Floats) -> tuple[Floats, ...]:
        """Return the rate with another mix, and its interval."""
        rate = np.asarray((weight * np.where(weight > 0, self.rate, 0.0)).sum())
        likely = float((weight * self.likely).sum())
        ends = wilson(rate, (weight**2 * self._sampled).sum() / (likely * (1 - likely)))
        return rate, *widened(rate, *ends, (weight**2 * self._noisy).sum())

    def squared_mean(self, worth: Floats) -> float:
        """Return how far a mean of strata may move with their mix."""
        _, y, stratum, unit, noise = self._cells
        apart = (worth - (worth * self.weight).sum())[stratum]
        by_unit = np.bincount(unit, apart * y)
        moved = float((by_unit**2).sum()) + self._sum(apart**2 * np.asarray(noise.denominator))
        return self._t2 * self._freed(unit) * moved / float(self.size.sum()) ** 2

    def weight_squared(self) -> Floats:
        """Return how far the weight of each stratum may move."""
        _, y, stratum, unit, noise = self._cells
        whole, unknown = np.bincount(unit, y), np.broadcast_to(noise.denominator, y.shape)
        own, shared = (np.bincount(stratum, y * other + unknown, self._strata) for other in (y, whole[unit]))
        moved = own - 2 * self.weight * shared + self.weight**2 * ((whole**2).sum() + unknown.sum())
        scale = self._t2 * self._freed(unit) / float(self.size.sum()) ** 2
        return np.asarray(scale * np.maximum(moved, 0.0))

    def _sum(self, values: Floats) -> float:
        """Add up over cells."""
        return float(np.broadcast_to(values, self._cells.unit.shape).sum())

    def _freed(self, unit: Counts) -> float:
        units = len(np.unique(unit))
        return units / (units - 1) if units > 1 else np.nan
