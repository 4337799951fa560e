"""The two sides of a comparison: one group of documents, and another or all the others."""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.counting.tally import UnitTally
from discourse.counting.units import Spread, UnitCounts, add_units, shared_spread, spread_of
from discourse.measures import RatioSums

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Side:
    """The target or the reference of a comparison: sums over its units, and what stands in the table."""

    count: Counts
    holding: Counts
    tokens: int
    documents: int
    square: Counts
    product: Counts
    size_square: int
    units: int
    bearing: Counts

    def less(self, other: "Side") -> "Side":
        """Take from a side what another has."""
        return Side(*(getattr(self, each.name) - getattr(other, each.name) for each in fields(self)))

    def sums(self, terms: Counts) -> RatioSums:
        """Return the sums of some terms per token."""
        return RatioSums(
            self.count[terms],
            self.tokens,
            self.square[terms],
            self.product[terms],
            self.size_square,
            self.units,
            self.bearing[terms],
        )


class Sides:
    """The sides that groups make: one of them, or all but one."""

    def __init__(self, groups: UnitTally) -> None:
        self._groups, self._spread = groups, groups.spread
        self._shared = shared_spread(groups.by_unit, len(groups))
        self._everything = self._all()

    def group(self, row: int) -> Side:
        """Return one group."""
        return self._row(row, self._spread)

    def all_but(self, row: int) -> Side:
        """Return all groups but one; a unit that has documents in several of them is one."""
        both = self._row(row, self._shared)  # units with documents here and elsewhere
        nothing = np.zeros_like(both.count)
        both = replace(both, count=nothing, holding=nothing, tokens=0, documents=0)
        return self._everything.less(self.group(row)).less(both)

    def count_of_both(self, row: int, other: int | None) -> Counts:
        """Return the counts of a group and another, or all others, added."""
        if other is None:
            return self._everything.count
        return _dense(self._groups.count, row) + _dense(self._groups.count, other)

    def units(self, row: int, *, but: bool = False) -> UnitCounts:
        """Return the units of one group that are counted one by one, or of all groups but one, each once."""
        inside = self._groups.by_unit.group == row
        return _in_one_group(self._groups.by_unit.take(np.flatnonzero(~inside if but else inside)))

    def _all(self) -> Side:
        """Sum over all groups; a unit that has documents in several is one."""
        groups, alone = self._groups, self._groups.alone
        one_by_one = spread_of(_in_one_group(groups.by_unit), 1)
        return Side(
            groups.count.sum(axis=0),
            groups.holding.sum(axis=0),
            int(groups.tokens.sum()),
            int(groups.documents.sum()),
            alone.square.sum(axis=0) + one_by_one.square.toarray()[0],
            alone.product.sum(axis=0) + one_by_one.product.toarray()[0],
            int(alone.size_square.sum() + one_by_one.size_square.sum()),
            int(alone.units.sum() + one_by_one.units.sum()),
            alone.bearing.sum(axis=0) + one_by_one.bearing.toarray()[0],
        )

    def _row(self, row: int, spread: Spread) -> Side:
        groups = self._groups
        return Side(
            _dense(groups.count, row),
            _dense(groups.holding, row),
            int(groups.tokens[row]),
            int(groups.documents[row]),
            _dense(spread.square, row),
            _dense(spread.product, row),
            int(spread.size_square[row]),
            int(spread.units[row]),
            _dense(spread.bearing, row),
        )


def _dense(matrix: sparse.csr_array, row: int) -> Counts:
    """Return one row; SciPy makes several matrices on the way to it."""
    values, here = np.zeros(matrix.shape[1], dtype=np.int64), slice(*matrix.indptr[row : row + 2])
    values[matrix.indices[here]] = matrix.data[here]
    return values


def _in_one_group(units: UnitCounts) -> UnitCounts:
    return add_units([replace(units, group=np.zeros_like(units.group))])
