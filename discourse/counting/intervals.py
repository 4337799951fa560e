"""Intervals between units for whole tables: linearised, or from units drawn anew."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.counting.tally import Tally
from discourse.counting.units import Cells, Spread
from discourse.errors import DiscourseError
from discourse.measures.ratio import RatioSums, ratio_interval
from discourse.measures.resampling import bootstrap

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Interval = tuple[Floats, Floats]
METHODS = ("linearized", "bootstrap")


class Intervals(NamedTuple):
    """How uncertainty between units is wanted; the names are those of the analyses."""

    unit: str
    confidence: float
    uncertainty: str
    draws: int
    seed: int

    @property
    def draws_anew(self) -> bool:
        """Whether units are drawn anew, for which each must be held."""
        return self.uncertainty == "bootstrap"

    def checked(self) -> "Intervals":
        """Return it back.

        Raises
        ------
        DiscourseError
            If an option is out of range.
        """
        if not (isinstance(self.confidence, int | float) and 0 < self.confidence < 1):
            raise DiscourseError(f"confidence={self.confidence!r} is a number between 0 and 1, such as 0.95")
        if self.uncertainty not in METHODS:
            raise DiscourseError(f"uncertainty={self.uncertainty!r} is one of {', '.join(METHODS)}")
        if not (isinstance(self.draws, int) and self.draws >= 100):
            raise DiscourseError(f"draws={self.draws!r} is a whole number from 100")
        if not (isinstance(self.seed, int | np.integer) and self.seed >= 0):
            raise DiscourseError(f"seed={self.seed!r} is a whole number from 0")
        return self

    @property
    def options(self) -> dict[str, Any]:
        """What of it made a table."""
        drawn = {"draws": self.draws, "seed": self.seed} if self.draws_anew else {}
        return {"unit": self.unit, "confidence": self.confidence, "uncertainty": self.uncertainty, **drawn}


def rate_intervals(
    counted: Tally,
    items: npt.NDArray[np.int64],
    intervals: Intervals,
    sizes: npt.NDArray[np.int64] | None = None,
) -> Interval:
    """Return the intervals of items per token (or per whatever `sizes` count), of shape (groups, items)."""
    if intervals.draws_anew:
        assert counted.cells is not None, "total_of_units() was told to hold all"
        return cell_intervals(
            counted.cells,
            len(counted),
            sparse.csr_array(counted.cells.count[:, items]),
            counted.cells.tokens,
            intervals,
        )
    spread, whole = counted.spread, counted.tokens if sizes is None else sizes
    groups, nothing = np.arange(len(counted)), np.zeros(len(counted), dtype=np.int64)
    low, high = (
        np.repeat(bound[:, np.newaxis], len(items), axis=1)  # most items are in few groups
        for bound in _of_places(nothing, nothing, nothing, nothing, groups, whole, spread, intervals)
    )
    found = counted.count[:, items].tocoo()
    rows, columns = (places.astype(np.int64) for places in (found.row, found.col))
    square, product, bearing = (
        _at(each, rows, items[columns]) for each in (spread.square, spread.product, spread.bearing)
    )
    low[rows, columns], high[rows, columns] = _of_places(
        found.data, square, product, bearing, rows, whole, spread, intervals
    )
    return low, high


def _of_places(
    count: Counts,
    square: Counts,
    product: Counts,
    bearing: Counts,
    group: Counts,
    sizes: Counts,
    spread: Spread,
    intervals: Intervals,
) -> Interval:
    sums = RatioSums(
        count, sizes[group], square, product, spread.size_square[group], spread.units[group], bearing
    )
    return ratio_interval(sums, confidence=intervals.confidence)


def _at(matrix: sparse.csr_array, rows: Counts, columns: Counts) -> Counts:
    """Take some places of a matrix; SciPy goes through whole rows for each."""
    matrix.sum_duplicates()
    there = matrix.tocoo()
    width = matrix.shape[1]
    known = there.row.astype(np.int64) * width + there.col
    wanted = rows * width + columns
    at = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
    if not len(known):
        return np.zeros(len(wanted), dtype=np.int64)
    return np.where(known[at] == wanted, there.data[at], 0)


def cell_intervals(
    cells: Cells,
    groups: int,
    x: sparse.csr_array,
    y: npt.NDArray[np.int64] | sparse.csr_array,
    intervals: Intervals,
) -> Interval:
    """Return the intervals of Σx / Σy in each group.

    Parameters
    ----------
    cells : Cells
        All units.
    groups : int
    x : csr_array, shape (cells, items)
    y : ndarray of int64, shape (cells,); or csr_array, shape (cells, items)
        At no place smaller than x.
    intervals : Intervals

    Returns
    -------
    low, high : ndarray of float, shape (groups, items)
    """
    if not intervals.draws_anew:
        return ratio_interval(cell_sums(cells, groups, x, y), confidence=intervals.confidence)
    from tqdm.auto import tqdm

    low, high = (np.full((groups, x.shape[1]), np.nan) for _ in range(2))
    many = len(cells) * intervals.draws > 10_000_000
    with tqdm(
        desc="Drawing units anew",
        total=groups * intervals.draws,
        unit=" draws",
        disable=None if many else True,
    ) as bar:
        for group in range(groups):
            rows = cells.in_group(group)
            low[group], high[group] = bootstrap(
                x[rows],
                y[rows],
                draws=intervals.draws,
                confidence=intervals.confidence,
                seed=[intervals.seed, group],
                advance=bar.update,
            )
    return low, high


def cell_sums(
    cells: Cells, groups: int, x: sparse.csr_array, y: npt.NDArray[np.int64] | sparse.csr_array
) -> RatioSums:
    """Sum over the cells of each group; the parameters are those of :func:`cell_intervals`."""
    member = cells.member(groups)
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
