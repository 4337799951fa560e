"""Do groups choose alike: one test of a whole choice over all groups, and how far apart they lie.

A choice is a table of counts, groups by labels, whose counts come in units (articles): a mention tells less
where one article has ten of them. Pearson's statistic of the table is therefore held against what chance
makes of it when units vary, and not against what it makes of independent mentions.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats

Counts = npt.NDArray[np.int64]

_TIED = 1e-9  # a deal that is the one made must count, whatever the last digit of its statistic
_DEALT_AT_ONCE = 4_000_000  # numbers


class RaoScott(NamedTuple):
    """A test of independence in a table whose counts come in units.

    Attributes
    ----------
    statistic : float
        F: Pearson's statistic over its corrected expectation.
    degrees, degrees_error : float
        Of the F distribution.
    p : float
    """

    statistic: float
    degrees: float
    degrees_error: float
    p: float


def rao_scott(count: npt.ArrayLike, group: npt.ArrayLike, unit: npt.ArrayLike) -> RaoScott:
    """Test whether groups choose alike, as survey statistics do: second-order corrected, in its F form.

    Pearson's statistic over the trace of the matrix of design effects, which is taken at the observed
    proportions, with Satterthwaite's degrees of freedom (Rao and Scott 1984, Annals of Statistics 12, 46-60;
    Thomas and Rao 1987, Journal of the American Statistical Association 82, 630-636). It is what
    ``svychisq`` of the R package survey computes for units drawn with equal probabilities. Where labels are
    missing in several groups it has no answer, and where it has one it rejects true nulls of articles too
    often, see benchmarks/CALIBRATION.md. For labels of articles take :func:`apart` and :func:`dealt`.

    Parameters
    ----------
    count : array_like, shape (cells, labels)
        What a unit has of each label in a group.
    group, unit : array_like of int, shape (cells,)

    Returns
    -------
    RaoScott
        NaN where fewer than two groups or labels occur, or empty cells leave a matrix without inverse.

    Examples
    --------
    >>> two = rao_scott([[3, 0], [2, 1], [0, 2], [1, 4]], group=[0, 0, 1, 1], unit=[0, 1, 2, 3])
    >>> round(two.statistic, 3), two.degrees, two.degrees_error
    (11.676, 1.0, 3.0)
    """
    x, place, number = _occurring(count, group, unit)
    units, groups, labels = int(number.max(initial=-1)) + 1, int(place.max(initial=-1)) + 1, x.shape[1]
    nothing = RaoScott(np.nan, np.nan, np.nan, np.nan)
    if groups < 2 or labels < 2 or units < 2:
        return nothing
    cells = np.zeros((units, groups * labels))
    np.add.at(cells, (number[:, np.newaxis], place[:, np.newaxis] * labels + np.arange(labels)), x)
    n, mean = x.sum(), cells.sum(axis=0) / x.sum()
    expected = np.outer(*(mean.reshape(groups, labels).sum(axis=axis) for axis in (1, 0))).ravel()
    pearson = n * ((mean - expected) ** 2 / expected).sum()
    with np.errstate(divide="ignore"):
        inverse = np.where(mean > 0, 1 / mean, 0.0)
    interaction = np.kron(scipy.linalg.helmert(groups), scipy.linalg.helmert(labels)).T
    influence = (cells - cells.sum(axis=1, keepdims=True) * mean) / n * inverse @ interaction
    independent = interaction.T @ (interaction * inverse[:, np.newaxis]) / n
    if np.linalg.matrix_rank(independent) < len(independent):
        return nothing
    effects = np.linalg.solve(independent, units / (units - 1) * influence.T @ influence)
    trace = np.trace(effects)
    degrees = float(trace**2 / (effects * effects.T).sum())
    statistic, error = float(pearson / trace), degrees * (units - 1)
    return RaoScott(statistic, degrees, error, float(scipy.special.fdtrc(degrees, error, statistic)))


class Apart(NamedTuple):
    """How far groups lie apart in a choice, and how far chance alone would put them.

    Attributes
    ----------
    statistic : ndarray of float, shape (..., labels)
        What each label adds to Pearson's statistic of the table.
    chance : ndarray of float, shape (..., labels)
        What chance would make it, on average, if all groups chose alike and units varied as they do.
    """

    statistic: Floats
    chance: Floats

    @property
    def ratio(self) -> Floats:
        """Pearson's statistic over its expectation: about 1 where groups choose alike."""
        with np.errstate(invalid="ignore"):
            return np.asarray(self.statistic.sum(axis=-1) / self.chance.sum(axis=-1))


def apart(count: npt.ArrayLike, group: npt.ArrayLike) -> Apart:
    """Measure how far groups lie apart in a choice, label by label, beside what chance does.

    With Y the mentions of a group, p its share of a label, P that of all groups and N all mentions, a label
    adds ``Σ Y (p - P)² / P``. Chance makes it ``Σ ((1 - 2 Y/N) v + (Y/N)² Σ v) / (Y P)`` where v, the
    variance of the group's count of the label, is ``Y s + Σ y (y - 1) c`` over its units of y mentions: s is
    that of an independent mention, and c the covariance of two mentions in one unit, found from how units
    vary inside all groups together (by moments, as Kleinman 1973, Journal of the American Statistical
    Association 68, 46-54). It is the first-order correction of Rao and Scott (1981), Journal of the American
    Statistical Association 76, 221-230, but with one c for all groups, so that it holds where a group has
    few units or much longer ones than others.

    Parameters
    ----------
    count : array_like, shape (units, labels)
    group : array_like of int, shape (units,)
        A unit in several groups is one of each.

    Returns
    -------
    Apart
        Of the labels given, 0 for one that never occurs; NaN where fewer than two groups or labels occur, or
        no group has two units.

    Examples
    --------
    >>> found = apart([[3, 0], [2, 1], [3, 1], [0, 2], [1, 4], [1, 5]], group=[0, 0, 0, 1, 1, 1])
    >>> round(float(found.statistic.sum()), 2), round(float(found.ratio), 1)
    (9.6, 15.3)
    """
    table = _table(count, group)
    x = np.asarray(count)
    statistic, chance = np.zeros((2, x.shape[-1]))
    there = np.flatnonzero(x.sum(axis=0) > 0)
    if table is None:
        statistic[:], chance[:] = np.nan, np.nan
    else:
        statistic[there], chance[there] = table.measured(np.add.reduceat(table.rows, table.starts))
    return Apart(statistic, chance)


class Dealt(NamedTuple):
    """What chance makes of the ratio of :class:`Apart`, where units are dealt to the groups.

    Attributes
    ----------
    p : float
        How often it is as large as it is.
    degrees : float
        Of the chi-squared distribution that varies as much: its variance is 2 over them.
    """

    p: float
    degrees: float


class Unsure(NamedTuple):
    """What is added to a statistic by counts that are estimates.

    Attributes
    ----------
    chance : ndarray of float, shape (labels,)
        On average, if all groups chose alike; see :class:`Apart`.
    degrees : float
        Of the chi-squared distribution that varies as much as their sum.
    """

    chance: Floats
    degrees: float


def unsure(whole: npt.ArrayLike, noise: npt.ArrayLike) -> Unsure:
    """Return what the noise of estimated counts adds to Pearson's statistic of their table.

    With independent errors of variance V, those of the table are ``Σ (δ - Y / N) (δ - P) e``, each over the
    root of ``Y P``; the sum of their squares has the expectation and the degrees of Satterthwaite (1946),
    Biometrics Bulletin 2, 110-114.

    Parameters
    ----------
    whole : array_like, shape (groups, labels)
        What the counts are taken to be.
    noise : array_like, shape (groups, labels)
        V of each.

    Examples
    --------
    >>> found = unsure([[10, 10], [10, 10]], [[1, 1], [1, 1]])
    >>> found.chance.round(3).tolist(), found.degrees
    ([0.05, 0.05], 1.0)
    """
    x, v = floats(whole, noise)
    y, share = x.sum(axis=1), x.sum(axis=0) / x.sum()
    groups, labels = y > 0, share > 0
    chance = np.zeros(len(share))
    y, share, v = y[groups], share[labels], v[np.ix_(groups, labels)]
    of_groups = (np.eye(len(y)) - (y / y.sum())[:, np.newaxis]) / np.sqrt(y)[:, np.newaxis]
    of_labels = (np.eye(len(share)) - share[:, np.newaxis]) / np.sqrt(share)[:, np.newaxis]
    chance[labels] = (of_groups**2).sum(axis=0) @ v @ (of_labels**2).T
    squares = (of_groups.T @ of_groups) ** 2 * (v @ (of_labels.T @ of_labels) ** 2 @ v.T)
    total = squares.sum()
    return Unsure(chance, float(chance.sum() ** 2 / total) if total > 0 else np.nan)


def dealt(
    count: npt.ArrayLike,
    group: npt.ArrayLike,
    *,
    draws: int = 2000,
    seed: int = 0,
    advance: Callable[[int], object] = lambda draws: None,
    estimated: Unsure | None = None,
) -> Dealt:
    """Deal units to groups at random, as many to each as it has, and see how often they lie as far apart.

    The statistic is the ratio of :class:`Apart`, which has its expectation anew in every deal: such a test
    stays a test of the choice where groups differ in how long their units are (Janssen 1997, Statistics and
    Probability Letters 36, 9-21; Chung and Romano 2013, Annals of Statistics 41, 484-507). The deal that was
    made counts as one (Phipson and Smyth 2010, Statistical Applications in Genetics and Molecular Biology
    9/1, 39), so p is never below ``1 / (draws + 1)``.

    Parameters
    ----------
    count, group
        As for :func:`apart`.
    draws, seed : int
        How often units are dealt, and from which start.
    advance : callable
        Told how many deals were made, whenever some are.
    estimated : Unsure, optional
        What is not known of the counts, where they are estimates: errors of as many degrees come to every
        deal.

    Returns
    -------
    Dealt
        The order of units changes nothing. NaN where :func:`apart` is.

    Examples
    --------
    >>> found = dealt([[3, 0], [2, 1], [3, 1], [0, 2], [1, 4], [1, 5]], group=[0, 0, 0, 1, 1, 1], draws=999)
    >>> round(found.p, 1)  # of 20 deals two are as far apart
    0.1
    """
    table = _table(count, group)
    if table is None:
        advance(draws)
        return Dealt(np.nan, np.nan)
    more = float(estimated.chance.sum()) if estimated else 0.0
    made = _ratio(table, np.add.reduceat(table.rows, table.starts), more)
    random, ratios = np.random.default_rng(seed), np.empty(draws)
    noise = _noise(estimated, draws, seed) if estimated and more > 0 else None
    step = max(1, _DEALT_AT_ONCE // (len(table.starts) * table.rows.shape[1]))
    for first in range(0, draws, step):
        some = slice(first, min(first + step, draws))
        sums = [
            np.add.reduceat(table.rows[random.permutation(len(table.rows))], table.starts)
            for _ in range(draws)[some]
        ]
        ratios[some] = _ratio(table, np.stack(sums), more, None if noise is None else noise[:, some])
        advance(len(sums))
    varies = ratios.var()
    p = (1 + int((ratios >= made * (1 - _TIED)).sum())) / (draws + 1)
    return Dealt(p, float(2 / varies) if varies > 0 else np.nan)


def cramers_v(
    statistic: float,
    chance: float,
    mentions: float,
    smaller: int,
    chances: Dealt,
    *,
    confidence: float = 0.95,
) -> tuple[float, float, float]:
    """Return Cramér's V less what chance adds to it, and its interval.

    ``√((X² - E) / N / (k - 1))``, where X² is less than its expectation by chance 0: the correction of
    Bergsma (2013), Journal of the Korean Statistical Society 42, 323-328, whose expectation is that of
    independent mentions. 0 where all groups choose alike, 1 where the group decides the label. The interval
    has all values that the statistic does not speak against: X² over its expectation is taken for a
    noncentral chi-squared over its degrees (the idea of Steiger and Fouladi 1997, in Harlow, Mulaik and
    Steiger (eds.), What if there were no significance tests?, Erlbaum, 221-257). It begins above 0 only where
    the dealt p is below half of ``1 - confidence``.

    Parameters
    ----------
    statistic, chance : float
        The sums over the labels of :class:`Apart`.
    mentions : float
        N.
    smaller : int
        How many groups or labels occur, whichever are fewer: k.
    chances : Dealt
    confidence : float

    Returns
    -------
    v, low, high : float
        NaN where they are not known.

    Examples
    --------
    >>> [round(each, 2) for each in cramers_v(40.0, 10.0, 200, 3, Dealt(0.001, 6.0))]
    [0.27, 0.14, 0.41]
    """
    if not np.isfinite(statistic) or not chance > 0:
        return np.nan, np.nan, np.nan
    scale = 1 / (mentions * (smaller - 1))
    v = float(np.sqrt(max(statistic - chance, 0.0) * scale))
    p, degrees = chances
    if not np.isfinite(degrees):
        return v, np.nan, np.nan
    tail, value = (1 - confidence) / 2, degrees * statistic / chance
    low, high = (
        scipy.special.chndtrinc(value, degrees, below)
        if scipy.special.chndtr(value, degrees, 0.0) > below
        else 0.0
        for below in (1 - tail, tail)
    )
    low, high = (float(np.sqrt(each * chance / degrees * scale)) for each in (low if p < tail else 0.0, high))
    return v, min(low, v), min(max(high, v), 1.0)


class _Table(NamedTuple):
    """A choice as sums over units need it: a row a unit, by group and then by what it has."""

    rows: Floats  # x / √P, x y / √P for each label, then y, y², y³
    starts: Counts  # of the groups
    labels: int
    square: Floats  # Σ x² / P of each label
    share: Floats  # P

    def measured(self, sums: Floats) -> tuple[Floats, Floats]:
        """Return statistic and chance of each label from the sums of (..., groups, columns)."""
        x, xy = sums[..., : self.labels], sums[..., self.labels : 2 * self.labels]
        y, yy, yyy = (sums[..., [at]] for at in range(2 * self.labels, sums.shape[-1]))
        n, groups = y.sum(axis=-2), y.shape[-2]
        share, middle = x / y, np.sqrt(self.share)
        statistic = (y * (share - middle) ** 2).sum(axis=-2)
        apart_by_chance = (groups - 1) * (1 - self.share)
        own = 1 - self.share - np.maximum(statistic - apart_by_chance, 0.0) / n
        pairs = yy - y
        inside = self.square - (2 * share * xy - share**2 * yy).sum(axis=-2)
        of_own = (y - yy / y).sum(axis=-2)
        of_pairs = (pairs - 2 * (yyy - yy) / y + yy * pairs / y**2).sum(axis=-2)
        left = np.maximum(inside - of_own * own, 0.0)
        together = np.divide(left, of_pairs, out=np.zeros_like(left), where=of_pairs > _TIED)
        weight = y / n[..., np.newaxis, :]
        variance = y * own[..., np.newaxis, :] + pairs * together[..., np.newaxis, :]
        all_ = variance.sum(axis=-2, keepdims=True)
        return statistic, (((1 - 2 * weight) * variance + weight**2 * all_) / y).sum(axis=-2)


def _ratio(table: _Table, sums: Floats, more: float, noise: Floats | None = None) -> Floats:
    """Return the statistic over what it is by chance, for sums that are dealt and perhaps noisy."""
    statistic, chance = (each.sum(axis=-1) for each in table.measured(sums))
    if noise is not None:  # errors add up before they are squared
        statistic = (np.sqrt(statistic) + noise[0]) ** 2 + noise[1]
    with np.errstate(invalid="ignore"):
        return np.asarray(statistic / (chance + more))


def _noise(estimated: Unsure, draws: int, seed: int) -> Floats:
    """Draw the errors of estimates: how far they move a statistic along its own direction, and across it."""
    random, degrees = np.random.default_rng([seed, 1]), max(estimated.degrees, 1.0)
    scale = float(estimated.chance.sum()) / degrees
    across = 2 * random.gamma((degrees - 1) / 2, size=draws) if degrees > 1 else np.zeros(draws)
    return np.stack([np.sqrt(scale) * random.standard_normal(draws), scale * across])


def _table(count: npt.ArrayLike, group: npt.ArrayLike) -> _Table | None:
    """Sum what is needed of each unit; None where there is no test."""
    x, place, _ = _occurring(count, group, np.zeros(np.shape(count)[0], dtype=np.int64))
    labels, groups = x.shape[1], int(place.max(initial=-1)) + 1
    if labels < 2 or groups < 2 or len(x) <= groups:
        return None
    order = np.lexsort((*x.T[np.argsort(-x.sum(axis=0), kind="stable")], place))
    x, place = x[order], place[order]
    share, y = x.sum(axis=0) / x.sum(), x.sum(axis=1, keepdims=True)
    scaled = x / np.sqrt(share)
    rows = np.hstack([scaled, scaled * y, y, y**2, y**3])
    return _Table(rows, np.searchsorted(place, np.arange(groups)), labels, (scaled**2).sum(axis=0), share)


def _occurring(
    count: npt.ArrayLike, group: npt.ArrayLike, unit: npt.ArrayLike
) -> tuple[Floats, Counts, Counts]:
    """Return the cells that have any, of the labels that occur; groups and units are numbered from 0."""
    x, some = np.asarray(count, dtype=np.float64), np.sum(count, axis=1) > 0
    place, number = (
        np.unique(np.asarray(each)[some], return_inverse=True)[1].astype(np.int64) for each in (group, unit)
    )
    return x[some][:, x.sum(axis=0) > 0], place, number
