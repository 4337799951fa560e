"""The two sides of a comparison: one group of documents, and another or all the others."""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from discourse.counting.tally import Tally
from discourse.counting.units import Cells, Spread, shared_spread, spread_of, together
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

    def __init__(self, groups: Tally) -> None:
        self._groups, self._spread = groups, groups.spread
        cells = groups.cells
        assert cells is not None, "units were counted"
        self._cells = cells
        self._shared = shared_spread(cells, len(groups)) if len(cells) else None
        self._everything = self._all()

    def group(self, row: int) -> Side:
        """Return one group."""
        return self._of([row], self._spread)

    def all_but(self, row: int) -> Side:
        """Return all groups but one; a unit that has documents in several of them is one."""
        rest = self._everything.less(self.group(row))
        if self._shared is None:
            return rest
        both = self._of([row], self._shared)  # units with documents here and elsewhere
        nothing = np.zeros_like(both.count)
        return rest.less(replace(both, count=nothing, holding=nothing, tokens=0, documents=0))

    def cells(self, row: int, *, but: bool = False) -> Cells:
        """Return the held units of one group, or of all groups but one, each once."""
        inside = self._cells.group == row
        chosen = self._cells.take(np.flatnonzero(~inside if but else inside))
        return together([replace(chosen, group=np.zeros_like(chosen.group))])

    def _all(self) -> Side:
        """Sum over all groups; a unit that has documents in several is one."""
        apart, groups = self._groups.apart, self._groups
        assert apart is not None, "units were counted"
        every = self._of(slice(None), apart)
        if not len(self._cells):
            return every
        one = replace(self._cells, group=np.zeros_like(self._cells.group))
        held = self._of([0], spread_of(together([one]), len(groups)))
        return replace(
            every,
            square=every.square + held.square,
            product=every.product + held.product,
            size_square=every.size_square + held.size_square,
            units=every.units + held.units,
            bearing=every.bearing + held.bearing,
        )

    def _of(self, rows: slice | list[int], spread: Spread) -> Side:
        groups = self._groups
        return Side(
            groups.count[rows].sum(axis=0),
            groups.holding[rows].sum(axis=0),
            int(groups.tokens[rows].sum()),
            int(groups.documents[rows].sum()),
            spread.square[rows].sum(axis=0),
            spread.product[rows].sum(axis=0),
            int(spread.size_square[rows].sum()),
            int(spread.units[rows].sum()),
            spread.bearing[rows].sum(axis=0),
        )
