"""Resampling: what would have come of other units, drawn from those there are."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse

Floats = npt.NDArray[np.float64]
_NUMBERS_AT_ONCE = 4_000_000  # of weights in memory
_RATIOS_AT_ONCE = 20_000_000  # as many more when they are sorted


def bootstrap(
    numerator: npt.ArrayLike | sparse.sparray,
    denominator: npt.ArrayLike | sparse.sparray,
    *,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int | Sequence[int] = 0,
    advance: Callable[[int], object] = lambda draws: None,
) -> tuple[Floats, Floats]:
    """Return percentile intervals of ratios Σx / Σy over units drawn anew, with replacement.

    The nonparametric bootstrap of Efron (1979), Annals of Statistics 7/1, 1-26; the units are drawn whole.

    Parameters
    ----------
    numerator : array_like or sparse array, shape (units, things)
        The x of each unit.
    denominator : array_like, shape (units,), or as `numerator`
        The y of each unit.
    draws : int
        How often; each draws as many units as there are.
    confidence : float
        Between 0 and 1.
    seed : int or sequence of int
        The same seed draws the same units.
    advance : callable
        Told how many draws were made, whenever some are.

    Returns
    -------
    low, high : ndarray of float, shape (things,)
        NaN where there are fewer than two units, or Σx is 0 or Σy: of what never came none can be drawn.

    Examples
    --------
    >>> low, high = bootstrap([[3], [0], [1], [2], [0], [4]], [500] * 6, seed=1)
    >>> bool(low[0] < 10 / 3000 < high[0])
    True
    """
    x, y = _by_unit(numerator), _by_unit(denominator)
    units, things = x.shape
    low, high = np.full(things, np.nan), np.full(things, np.nan)
    known = np.flatnonzero((x.sum(axis=0) > 0) & (y.sum(axis=0) > 0))
    if units < 2 or not len(known):
        return low, high
    rows_x = sparse.csr_array(x[:, known].T)
    rows_y = sparse.csr_array(y.T if y.shape[1] == 1 else y[:, known].T)
    block = max(1, _RATIOS_AT_ONCE // draws)
    made = told = 0
    for first in range(0, len(known), block):  # of each the same units are drawn
        mine = slice(first, min(first + block, len(known)))
        part_x, part_y = rows_x[mine], rows_y if y.shape[1] == 1 else rows_y[mine]
        drawn = np.empty((draws, mine.stop - first), dtype=np.float64)
        done = 0
        for weights in times_drawn(units, draws, seed):
            some = slice(done, done + weights.shape[1])
            with np.errstate(divide="ignore", invalid="ignore"):
                drawn[some] = ((part_x @ weights) / (part_y @ weights)).T
            done = some.stop
            made += weights.shape[1] * (mine.stop - first)
            advance(made // len(known) - told)
            told = made // len(known)
        low[known[mine]], high[known[mine]] = _percentiles(drawn, confidence)
    return low, high


def bootstrap_ratio(
    numerator_target: npt.ArrayLike | sparse.sparray,
    denominator_target: npt.ArrayLike,
    numerator_reference: npt.ArrayLike | sparse.sparray,
    denominator_reference: npt.ArrayLike,
    *,
    draws: int = 1000,
    confidence: float = 0.95,
    seed: int | Sequence[int] = 0,
    advance: Callable[[int], object] = lambda draws: None,
) -> tuple[Floats, Floats]:
    """Return percentile intervals of the ratio of two rates, the units of each side drawn anew.

    Parameters
    ----------
    numerator_target, numerator_reference : array_like or sparse array, shape (units, things)
        The x of each unit of a side.
    denominator_target, denominator_reference : array_like, shape (units,)
        The y of each unit of a side.
    draws, confidence, seed, advance
        As for :func:`bootstrap`; `advance` is told how many things are done.

    Returns
    -------
    low, high : ndarray of float, shape (things,)
        From 0 to infinity; draws where neither side has the thing tell nothing. NaN where a side has fewer
        than two units, or the thing never came.

    Examples
    --------
    >>> target, reference = [[5], [6], [4], [7]], [[1], [0], [2], [1]]
    >>> low, high = bootstrap_ratio(target, [100] * 4, reference, [100] * 4, seed=1)
    >>> bool(1 < low[0] < 22 / 4 < high[0])
    True
    """
    sides = [_by_unit(numerator_target), _by_unit(numerator_reference)]
    words = [np.asarray(each, np.float64) for each in (denominator_target, denominator_reference)]
    things = sides[0].shape[1]
    low, high = np.full(things, np.nan), np.full(things, np.nan)
    known = np.flatnonzero(sides[0].sum(axis=0) + sides[1].sum(axis=0) > 0)
    if min(side.shape[0] for side in sides) < 2:
        return low, high
    seeds = [[*np.atleast_1d(seed).tolist(), side] for side in range(2)]
    step = max(1, _RATIOS_AT_ONCE // draws)
    for first in range(0, len(known), step):  # the same units are drawn for all things
        some = known[first : first + step]
        with np.errstate(divide="ignore", invalid="ignore"):  # a draw may take units without words only
            rates = [
                np.concatenate(
                    [
                        ((sparse.csr_array(side[:, some].T) @ weights) / (y @ weights)).T
                        for weights in times_drawn(len(y), draws, seed_of)
                    ]
                )
                for side, y, seed_of in zip(sides, words, seeds, strict=True)
            ]
            low[some], high[some] = _percentiles(rates[0] / rates[1], confidence)
        advance(len(some))
    return low, high


def _percentiles(drawn: Floats, confidence: float) -> tuple[Floats, Floats]:
    """Return the nearest ranks of each column, of the draws that are defined; infinity is a value."""
    ordered, tail = np.sort(drawn, axis=0), (1 - confidence) / 2  # what is undefined comes last
    defined = (~np.isnan(drawn)).sum(axis=0)
    low, high = (
        np.take_along_axis(
            ordered, np.rint(q * np.maximum(defined - 1, 0)).astype(np.int64)[np.newaxis], axis=0
        )
        for q in (tail, 1 - tail)
    )
    return low[0], high[0]


def _by_unit(values: Any) -> sparse.csr_array:
    if not sparse.issparse(values):
        values = np.asarray(values, dtype=np.float64)
        values = values if values.ndim == 2 else values[:, np.newaxis]
    return sparse.csr_array(values)


def times_drawn(units: int, draws: int, seed: int | Sequence[int]) -> Iterator[Floats]:
    """Say how often each draw takes each unit, with replacement.

    Parameters
    ----------
    units : int
        How many there are, and how many each draw takes; at least one.
    draws, seed
        As for :func:`bootstrap`.

    Yields
    ------
    ndarray of float, shape (units, some)
        A column for each of the next draws; as many as fit into memory.

    Examples
    --------
    >>> [float(column.sum()) for column in next(times_drawn(5, 3, seed=0)).T]
    [5.0, 5.0, 5.0]
    """
    random = np.random.default_rng(seed)
    step = max(1, _NUMBERS_AT_ONCE // units)
    for first in range(0, draws, step):
        some = min(step, draws - first)
        taken = random.integers(0, units, (some, units)) + units * np.arange(some)[:, np.newaxis]
        yield np.bincount(taken.ravel(), minlength=some * units).reshape(some, units).T.astype(np.float64)
