"""Intervals between units for whole tables: linearised, or from units drawn anew."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.counting.rows import Rows, stretches
from discourse.counting.tally import UnitTally
from discourse.counting.units import BLOCKS, DOCUMENT, FAMILY, UnitCounts
from discourse.errors import DiscourseError, one_of, whole_number
from discourse.jobs import threads
from discourse.measures.ratio import (
    BLOCK_EFFECT,
    PRIOR_EFFECT,
    RatioSums,
    interval_degrees,
    prior_effect,
    ratio_interval,
)
from discourse.measures.resampling import bootstrap
from discourse.progress import bar

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Interval = tuple[Floats, Floats]
METHODS = ("linearized", "bootstrap")


class Intervals(NamedTuple):
    """How uncertainty between units is wanted; the names are those of the analyses."""

    unit: str
    confidence: float
    uncertainty: str = METHODS[0]
    draws: int = 1000
    seed: int = 0

    def of_ratio(self, sums: RatioSums, prior: npt.ArrayLike = PRIOR_EFFECT) -> Interval:
        """Return the linearised intervals of ratios."""
        return ratio_interval(sums, confidence=self.confidence, prior=prior, unequal=self.of_blocks)

    def prior(self, sums: RatioSums, *, choice: bool) -> npt.ArrayLike:
        """Return the design effect to start from; labels and documents are a choice, words are not."""
        if choice and self.of_articles:
            return prior_effect(sums)
        return BLOCK_EFFECT if choice and self.of_blocks else PRIOR_EFFECT

    @property
    def of_blocks(self) -> bool:
        """Whether units are blocks of time, which are few and of unequal size."""
        return self.unit in BLOCKS

    @property
    def of_articles(self) -> bool:
        """Whether units are articles or their copies, of which it is known how alike two mentions are."""
        return self.unit in (DOCUMENT, FAMILY)

    @property
    def draws_anew(self) -> bool:
        """Whether units are drawn anew, for which each must be counted by itself."""
        return self.uncertainty == "bootstrap"

    def checked(self) -> "Intervals":
        """Return it back.

        Raises
        ------
        DiscourseError
            If an option is out of range.
        """
        if not (isinstance(self.confidence, int | float) and 0 < self.confidence < 1):
            raise DiscourseError(
                f"confidence= must be a number between 0 and 1, such as 0.95, not {self.confidence!r}"
            )
        one_of("uncertainty", self.uncertainty, METHODS)
        whole_number("draws", self.draws, 100)
        if not (isinstance(self.seed, int | np.integer) and self.seed >= 0):
            raise DiscourseError(f"seed= must be a whole number from 0, not {self.seed!r}")
        return self

    @property
    def options(self) -> dict[str, Any]:
        """What of it made a table."""
        drawn = {"draws": self.draws, "seed": self.seed} if self.draws_anew else {}
        return {"unit": self.unit, "confidence": self.confidence, "uncertainty": self.uncertainty, **drawn}


def rate_intervals(
    counted: UnitTally, rows: Rows, intervals: Intervals, sizes: Counts | None = None
) -> Interval:
    """Return the intervals of items per token (or per whatever `sizes` count), a row each."""
    if intervals.draws_anew:
        units, items = counted.by_unit, np.unique(rows.item)
        x = sparse.csr_array(units.count[:, items])
        drawn = unit_intervals(units, len(counted), x, units.tokens, intervals)
        places = rows.group, np.searchsorted(items, rows.item)
        return drawn[0][places], drawn[1][places]
    spread, whole = counted.spread, counted.tokens if sizes is None else sizes
    low, high = np.empty(len(rows)), np.empty(len(rows))

    def fill(here: slice) -> None:
        some = rows.take(here)
        sums = RatioSums(
            some.of(counted.count),
            whole[some.group],
            some.of(spread.square),
            some.of(spread.product),
            spread.size_square[some.group],
            spread.units[some.group],
            some.of(spread.bearing),
        )
        low[here], high[here] = intervals.of_ratio(sums)

    with ThreadPoolExecutor(threads()) as pool:  # NumPy lets other threads run
        list(pool.map(fill, stretches(len(rows))))
    return low, high


def unit_intervals(
    counts: UnitCounts,
    groups: int,
    x: sparse.csr_array,
    y: npt.NDArray[np.int64] | sparse.csr_array,
    intervals: Intervals,
    *,
    choice: bool = False,
    prior: Floats | None = None,
    sums: RatioSums | None = None,
) -> tuple[Floats, Floats, Floats]:
    """Return the intervals of Σx / Σy in each group, and their degrees of freedom.

    Parameters
    ----------
    counts : UnitCounts
        All units.
    groups : int
    x : csr_array, shape (rows, items)
    y : ndarray of int64, shape (rows,); or csr_array, shape (rows, items)
        At no place smaller than x.
    intervals : Intervals
    choice : bool
        Whether x is chosen among y, as labels and documents are, and not a word among words.
    prior : ndarray of float, optional
        The design effects to start from, where they are known otherwise.
    sums : RatioSums, optional
        Those of :func:`sums_of_units`, where they are known already.

    Returns
    -------
    low, high, degrees : ndarray of float, shape (groups, items)
        Units that are drawn anew have no degrees of freedom: NaN.
    """
    if not intervals.draws_anew:
        sums = sums_of_units(counts, groups, x, y) if sums is None else sums
        start = intervals.prior(sums, choice=choice) if prior is None else prior
        return *intervals.of_ratio(sums, start), interval_degrees(sums, unequal=intervals.of_blocks)
    low, high, degrees = (np.full((groups, x.shape[1]), np.nan) for _ in range(3))
    with bar(groups * intervals.draws, "Drawing units anew", "draws", progress=True) as steps:
        for group in range(groups):
            rows = counts.by_content(counts.in_group(group))
            low[group], high[group] = bootstrap(
                x[rows],
                y[rows],
                draws=intervals.draws,
                confidence=intervals.confidence,
                seed=[intervals.seed, group],
                advance=steps.update,
            )
    return low, high, degrees


def sums_of_units(
    counts: UnitCounts, groups: int, x: sparse.csr_array, y: npt.NDArray[np.int64] | sparse.csr_array
) -> RatioSums:
    """Sum over the units of each group; the parameters are those of :func:`unit_intervals`."""
    member = counts.member(groups)
    with_any = (member @ (x > 0).astype(np.int64)).toarray()
    if isinstance(y, sparse.csr_array):
        units = (member @ (y > 0).astype(np.int64)).toarray()
        below = (member @ (y > x).astype(np.int64)).toarray()
        denominator, product, square = member @ y, member @ (x * y), member @ (y * y)
        whole, squared = denominator.toarray(), square.toarray()
    else:
        at = x.tocoo()
        full = at.data == y[at.row]
        filled = sparse.csr_array((full.astype(np.int64), (at.row, at.col)), shape=x.shape)
        units = (member @ (y > 0).astype(np.int64))[:, np.newaxis]
        below = units - (member @ filled).toarray()
        product = (member * y) @ x
        whole, squared = (member @ y)[:, np.newaxis], (member @ y**2)[:, np.newaxis]
    return RatioSums(
        (member @ x).toarray(),
        whole,
        (member @ (x * x)).toarray(),
        product.toarray(),
        squared,
        units,
        np.minimum(with_any, below),
    )
