"""The two sides of a comparison: one group of documents, and another or all the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.counting.groups import grouped
from discourse.counting.tally import UnitTally
from discourse.counting.units import (
    OUTLET,
    UnitCounts,
    add_units,
    adding_rows,
    shared_spread,
    spread_of,
)
from discourse.measures import RatioSums, crossed_excess
from discourse.text.counts import like

Counts = npt.NDArray[np.int64]
_NUMBERS_AT_ONCE = 2_000_000


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

    def __init__(self, groups: UnitTally, outlets: "Outlets | None" = None) -> None:
        self._groups, self.outlets = groups, outlets
        self._shared = shared_spread(groups.by_unit, len(groups))
        self._everything = self._all()
        self._kinds = _kinds(self._everything)

    def group(self, row: int) -> Side:
        """Return one group."""
        groups, spread = self._groups, self._groups.spread
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

    def all_but(self, row: int, group: Side) -> Side:
        """Return all groups but one; a unit that has documents in several of them is one."""
        every, shared = self._everything, self._shared  # by units with documents here and elsewhere
        return Side(
            every.count - group.count,
            every.holding - group.holding,
            every.tokens - group.tokens,
            every.documents - group.documents,
            every.square - group.square - _dense(shared.square, row),
            every.product - group.product - _dense(shared.product, row),
            every.size_square - group.size_square - int(shared.size_square[row]),
            every.units - group.units - int(shared.units[row]),
            every.bearing - group.bearing - _dense(shared.bearing, row),
        )

    def count_of_both(self, row: int, other: int | None) -> Counts:
        """Return the counts of a group and another, or all others, added."""
        if other is None:
            return self._everything.count
        return _dense(self._groups.count, row) + _dense(self._groups.count, other)

    def alike(self, row: int, other: int | None, terms: Counts) -> tuple[Counts, Counts]:
        """Return some of the terms, and which of them has the numbers of each term on both sides.

        Most words are rare, and many are rare in the same way: where one side has all there is of a word, in
        units without documents on the other, its numbers are those of all groups together.
        """
        every = np.arange(len(terms))
        if other is not None or self.outlets is not None:
            return terms, every
        here = _dense(self._groups.count, row)[terms]
        on_both = (here > 0) & (here < self._everything.count[terms])
        on_both |= _dense(self._shared.product, row)[terms] > 0
        own, others = np.flatnonzero(on_both), np.flatnonzero(~on_both)
        kind = self._kinds[terms[others]] * 2 + (here[others] > 0)
        number = np.empty(2 * len(self._kinds), dtype=np.int64)
        number[kind] = others
        one = number[kind] == others  # of each kind
        some = np.concatenate((own, others[one]))
        number[kind[one]] = every[len(own) : len(some)]
        which = np.empty_like(every)
        which[own], which[others] = every[: len(own)], number[kind]
        return terms[some], which

    def units(self, row: int, *, but: bool = False) -> UnitCounts:
        """Return the units of one group that are counted one by one, or of all groups but one, each once."""
        inside = self._groups.by_unit.group == row
        units = _in_one_group(self._groups.by_unit.take(np.flatnonzero(~inside if but else inside)))
        return units.take(units.by_content(np.arange(len(units))))

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


class Outlets:
    """What each outlet has in each block of time: how far outlets go their own way from time to time.

    Parameters
    ----------
    cells : UnitTally
        By the groups that are compared and by outlet, each block of time counted by itself.
    columns : sequence of str
        The columns of the groups.
    """

    def __init__(self, cells: UnitTally, columns: Sequence[str]) -> None:
        self._cells = cells.by_unit
        self._group = grouped(cells.keys[[*columns]])[1][self._cells.group]
        self._outlet = grouped(cells.keys[[OUTLET]])[1][self._cells.group]

    def excess(
        self, row: int, other: int | None, target: Side, reference: Side, terms: Counts
    ) -> npt.NDArray[np.float64]:
        """Return what outlets add to the design effect of some terms; see :func:`crossed_excess`.

        The score of an outlet in a block is what it adds to the difference of the two rates, beyond what it
        would add if both sides had the rate of both together.
        """
        inside = self._group == row
        rows = np.flatnonzero(inside | (other is None) | (self._group == other))
        outlet = np.unique(self._outlet[rows], return_inverse=True)[1]
        sign = np.where(inside[rows], 1 / target.tokens, -1 / reference.tokens)
        count, y = self._cells.count[rows], sign * self._cells.tokens[rows]
        x = like(count, count.data * np.repeat(sign, np.diff(count.indptr)))
        adding = adding_rows(outlet, int(outlet.max()) + 1)
        sums = [sparse.csc_array(adding @ each) for each in (x, x * x, x * y[:, np.newaxis])]
        sizes = [(adding @ each)[:, np.newaxis] for each in (y, y * y)]
        rate = (target.count + reference.count) / (target.tokens + reference.tokens)
        added = np.empty(len(terms))
        step = max(1, _NUMBERS_AT_ONCE // len(sizes[0]))
        for first in range(0, len(terms), step):
            some = terms[first : first + step]
            of_x, of_xx, of_xy = (each[:, some].toarray() for each in sums)
            moved = of_x - rate[some] * sizes[0]
            own = of_xx - 2 * rate[some] * of_xy + rate[some] ** 2 * sizes[1]
            added[first : first + step] = crossed_excess(moved, own)
        rate = rate[terms]
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.asarray(added / (rate * (1 - rate) * (1 / target.tokens + 1 / reference.tokens)))


def _dense(matrix: sparse.csr_array, row: int) -> Counts:
    """Return one row; SciPy makes several matrices on the way to it."""
    values, here = np.zeros(matrix.shape[1], dtype=np.int64), slice(*matrix.indptr[row : row + 2])
    values[matrix.indices[here]] = matrix.data[here]
    return values


def _kinds(side: Side) -> Counts:
    """Return a number for each term, one and the same for those with the same counts."""
    kinds = np.zeros(len(side.count), dtype=np.int64)
    for numbers in (side.count, side.holding, side.square, side.product, side.bearing):
        codes = pd.factorize(numbers)[0]
        kinds = pd.factorize(kinds * len(codes) + codes)[0]
    return kinds


def _in_one_group(units: UnitCounts) -> UnitCounts:
    return add_units([replace(units, group=np.zeros_like(units.group))])
