"""Units: the documents that vary together, and how counts spread over them.

A word that an agency wrote once stands in ten outlets. What varies from sample to sample is therefore a unit:
a family of copies, a story, or whatever column says so; between times it is a block of time, whose documents
share events. See :mod:`discourse.measures.ratio` for what is made of the sums. Only units of several
documents are counted one by one: squares of the others add in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import xxhash
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.groups import PERIODS
from discourse.counting.shards import corpus_only
from discourse.errors import DiscourseError
from discourse.text.counts import document_matrix, like, with_added, without
from discourse.text.index import Ids, Positions, slices

DOCUMENT, FAMILY = "document", "family"
OUTLET = "source"
BLOCKS = ("month", "week", "day")
# The block below a period. Days share too much with their neighbours: see benchmarks/CALIBRATION.md.
_BELOW = {"year": "month", "quarter": "week", "month": "week"}
_LEAST_BLOCKS = 4  # of three dealt to each of two sides, no deal is rarer than .05


class Units(NamedTuple):
    """The unit of each document of a shard.

    Attributes
    ----------
    number : ndarray of int64, shape (documents,)
        Equal for the documents of one unit, in all shards.
    one_by_one : ndarray of bool, shape (documents,)
        Whether the unit is counted by itself, because it may have more documents than this.
    """

    number: Positions
    one_by_one: npt.NDArray[np.bool_]


def unit_for(corpus: Corpus, unit: str | None, columns: Sequence[str]) -> str:
    """Return the unit that is asked for, or the default: families; between times, a block of time below them.

    Documents of one month or week share events, so that they do not vary from each other as documents of
    other months do.

    Parameters
    ----------
    corpus : Corpus
    unit : str or None
        What is asked for; None for the default.
    columns : sequence of str
        The columns whose values are compared: times, or values that follow one another in time.
    """
    times = [name for name in PERIODS if name in columns]
    if unit is not None or corpus_only(corpus).column("date").isna().all():
        return FAMILY if unit is None else unit
    if times:
        return _BELOW[times[-1]]
    found = {_lasting(corpus, name) for name in columns if name != OUTLET}
    return next((block for block in BLOCKS if block in found), FAMILY)


def _lasting(corpus: Corpus, name: str) -> str:
    """Return the block of a column whose values follow one another in time, such as halves; empty if none."""
    frame = pd.DataFrame({"date": corpus.column("date"), "value": corpus.column(name)}).dropna()
    ends = frame.groupby("value", observed=True)["date"].agg(["min", "max"]).sort_values("min")
    if len(ends) < 2 or (ends["max"].to_numpy()[:-1] >= ends["min"].to_numpy()[1:]).any():
        return ""
    for block, code in (("month", "M"), ("week", "W")):
        lasts = frame["date"].dt.to_period(code).groupby(frame["value"], observed=True).nunique()
        if lasts.min() >= _LEAST_BLOCKS:
            return block
    return ""


def unit_for_series(corpus: Corpus, unit: str | None) -> str:
    """Return the unit that is asked for, or the default where one label is followed over time: months."""
    return unit_for(corpus, unit, PERIODS[:1])


def crosses_outlets(corpus: Corpus, asked: str | None, unit: str, columns: Sequence[str]) -> bool:
    """Say whether units are crossed with outlets: blocks by default, where groups have several outlets."""
    if asked is not None or unit not in BLOCKS or OUTLET in columns:
        return False
    return len(corpus.column(OUTLET).unique()) > 1


def fewest(unit: str) -> int:
    """Return how many units each side of a comparison needs."""
    return _LEAST_BLOCKS if unit in BLOCKS else 2


def units_of(corpus: Corpus, unit: str, *, one_by_one: bool = False) -> list[Units]:
    """Say of each shard of a corpus which unit each document belongs to.

    Parameters
    ----------
    corpus : Corpus
    unit : str
        ``"family"``, ``"document"``, ``"month"``, ``"week"`` or ``"day"`` of the date, or a metadata column.
        A document without a value is a unit by itself; without a date, its family is.
    one_by_one : bool
        Whether to count every unit by itself, also those of one document.

    Raises
    ------
    DiscourseError
        If there is no such column.
    """
    if not isinstance(unit, str):
        raise DiscourseError(
            f"unit= is 'family', 'document', a block of time ({', '.join(BLOCKS)}) or the name of a metadata "
            f"column, not {unit!r}"
        )
    corpus_only(corpus)
    if unit == DOCUMENT:
        number = np.arange(len(corpus), dtype=np.int64)
    elif unit == FAMILY:
        number = corpus.families
    elif unit in BLOCKS:
        number = _blocks(corpus, unit)
    else:
        number = pd.factorize(corpus.column(unit))[0].astype(np.int64)
        alone = number < 0
        number[alone] = number.max(initial=-1) + 1 + np.arange(alone.sum())
    _, place, size = np.unique(number, return_inverse=True, return_counts=True)
    by_itself = np.ones(len(number), dtype=bool) if one_by_one else size[place] > 1
    ends = np.cumsum([len(shard) for shard in corpus.shards])
    parts = np.split(number, ends[:-1]), np.split(by_itself, ends[:-1])
    return [Units(*each) for each in zip(*parts, strict=True)]


def _blocks(corpus: Corpus, unit: str) -> Positions:
    """Return the block of time of each document; of one without a date, its family."""
    days = corpus.column("date").to_numpy(dtype="datetime64[D]")
    if unit == "month":
        number = days.astype("datetime64[M]").astype(np.int64)
    else:  # the first day of 1970 was a Thursday; weeks begin on Mondays
        number = days.astype(np.int64) if unit == "day" else (days.astype(np.int64) + 3) // 7
    undated = np.isnat(days)
    if undated.any():
        number[undated] = number[~undated].max(initial=-1) + 1 + corpus.families[undated]
    return number


@dataclass(frozen=True, eq=False)
class UnitCounts:
    """Counts unit by unit: what the documents of a group that are one unit have in all.

    Attributes
    ----------
    group, unit : ndarray of int64, shape (rows,)
        The row of the group, and the number of the unit: each pair comes once.
    documents, tokens : ndarray of int64, shape (rows,)
    count, holding, within : csr_array of int64, shape (rows, items)
        The occurrences of each item, the documents that have it, and the tokens of these documents.
    """

    group: Positions
    unit: Positions
    documents: Positions
    tokens: Positions
    count: sparse.csr_array
    holding: sparse.csr_array
    within: sparse.csr_array

    def __len__(self) -> int:
        return len(self.group)

    def take(self, rows: npt.NDArray[np.int64]) -> "UnitCounts":
        """Return some of the rows."""
        return UnitCounts(*(getattr(self, each.name)[rows] for each in fields(self)))

    def in_group(self, group: int) -> npt.NDArray[np.int64]:
        """Return the rows of a group."""
        return np.flatnonzero(self.group == group)

    def by_content(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return some rows in the order of what they have, which the order of documents does not change."""
        parts = (self.count.indices, self.count.data, self.holding.data, self.within.data)
        content = np.column_stack([part.astype(np.int64) for part in parts])
        ends = self.count.indptr
        seals = [xxhash.xxh3_64_intdigest(content[ends[row] : ends[row + 1]].tobytes()) for row in rows]
        return rows[np.lexsort((np.array(seals, dtype=np.uint64), self.documents[rows], self.tokens[rows]))]

    def member(self, groups: int) -> sparse.csr_array:
        """Return the matrix, of shape (groups, rows), that adds the rows of each group."""
        return adding_rows(self.group, groups)


def count_units(
    ids: Ids,
    starts: Positions,
    ends: Positions,
    *,
    items: int,
    others: Ids,
    lengths: Positions,
    codes: Positions,
    units: Units,
) -> UnitCounts:
    """Count the units of a shard that are counted one by one.

    Parameters
    ----------
    ids : ndarray of int32
        Items, from 0 to `items` - 1; `others` are not counted.
    starts, ends : ndarray of int64, shape (documents,)
        Document ``d`` has ``ids[starts[d]:ends[d]]``.
    items : int
    others : ndarray of int32
    lengths : ndarray of int64, shape (documents,)
        The tokens of each document.
    codes : ndarray of int64, shape (documents,)
        The row of the group of each document.
    units : Units
    """
    rows = np.flatnonzero(units.one_by_one)
    starts, ends = starts[rows], ends[rows]
    offsets = np.concatenate(([0], np.cumsum(ends - starts)))
    (count,) = without([document_matrix(slices(ids, starts, ends), offsets, types=items)], others)
    holding = like(count, np.ones_like(count.data))
    within = like(count, np.repeat(lengths[rows], np.diff(count.indptr)))
    each = UnitCounts(
        codes[rows], units.number[rows], np.ones_like(rows), lengths[rows], count, holding, within
    )
    return add_units([each])


def add_units(parts: Sequence[UnitCounts]) -> UnitCounts:
    """Add counts of different documents: rows of the same group and unit become one."""
    group, unit, documents, tokens = (
        np.concatenate([getattr(each, name) for each in parts])
        for name in ("group", "unit", "documents", "tokens")
    )
    order = np.lexsort((unit, group))
    new = np.ones(len(order), dtype=bool)
    new[1:] = (np.diff(group[order]) != 0) | (np.diff(unit[order]) != 0)
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    adding = adding_rows(place, int(new.sum()))
    first = order[new]
    count, holding, within = (
        sparse.csr_array(adding @ sparse.vstack([getattr(each, name) for each in parts], format="csr"))
        for name in ("count", "holding", "within")
    )
    # whatever is counted has the same places, which are sorted, sent and kept once
    places = sparse.csr_array((np.arange(count.nnz), count.indices, count.indptr), shape=count.shape)
    places.sort_indices()
    return UnitCounts(
        group[first],
        unit[first],
        adding @ documents,
        adding @ tokens,
        *(like(places, each.data[places.data]) for each in (count, holding, within)),
    )


@dataclass(frozen=True, eq=False)
class Spread:
    """How the counts of each group spread over its units; see :class:`discourse.measures.RatioSums`.

    Attributes
    ----------
    square, product, bearing : csr_array of int64, shape (groups, items)
        The sums of squared counts and of counts times tokens, and the units that have the item.
    size_square, units : ndarray of int64, shape (groups,)
        The sum of squared tokens, and how many units have any.
    """

    square: sparse.csr_array
    product: sparse.csr_array
    bearing: sparse.csr_array
    size_square: Positions
    units: Positions

    def plus(self, other: "Spread") -> "Spread":
        """Add the spread over other units, of which none has an item where this one has no place for it."""
        return Spread(
            with_added(self.square, other.square),
            with_added(self.product, other.product),
            with_added(self.bearing, other.bearing),
            self.size_square + other.size_square,
            self.units + other.units,
        )


def spread_of(units: UnitCounts, groups: int) -> Spread:
    """Sum over the units of each group."""
    member, count = units.member(groups), units.count
    sized = sparse.csr_array(member * units.tokens)
    return Spread(
        sparse.csr_array(member @ (count * count)),
        sparse.csr_array(sized @ count),
        sparse.csr_array(member @ (count > 0).astype(np.int64)),
        member @ units.tokens**2,
        member @ (units.tokens > 0).astype(np.int64),
    )


def shared_spread(units: UnitCounts, groups: int) -> Spread:
    """Sum what a group has in common with all others, through the units that have documents in both.

    With h what a group has of a unit, and w what all groups have of it: Σw² - Σh² counts 2Σh(w - h) too much
    for Σ(w - h)², the spread of all other groups. This is that excess, group by group.
    """
    codes = np.unique(units.unit, return_inverse=True)[1]
    several = np.flatnonzero(np.bincount(codes)[codes] > 1)
    some = units.take(several)
    codes = np.unique(some.unit, return_inverse=True)[1]
    adding = adding_rows(codes, int(codes.max(initial=-1)) + 1)
    count, member = some.count, some.member(groups)
    others = sparse.csr_array((adding @ count)[codes] - count)
    size, size_others = some.tokens, (adding @ some.tokens)[codes] - some.tokens
    both = ((count > 0) * (others > 0)).astype(np.int64)
    return Spread(
        sparse.csr_array(member @ (count * others) * 2),
        sparse.csr_array((member * size_others) @ count + (member * size) @ others),
        sparse.csr_array(-(member @ both)),
        2 * (member @ (size * size_others)),
        -(member @ ((size > 0) & (size_others > 0)).astype(np.int64)),
    )


def adding_rows(places: Positions, rows: int) -> sparse.csr_array:
    """Return the matrix that adds what stands in the same place."""
    ones = np.ones(len(places), dtype=np.int64)
    at = places.astype(np.int32), np.arange(len(places), dtype=np.int32)  # in 64 bits SciPy leaves them so
    return sparse.csr_array((ones, at), shape=(rows, len(places)))


def renumbered(units: UnitCounts, rows: Positions, columns: npt.NDArray[np.int32], items: int) -> UnitCounts:
    """Return counts with other numbers for their groups and items."""

    def moved(matrix: sparse.csr_array) -> sparse.csr_array:
        shape = (matrix.shape[0], items)
        return sparse.csr_array((matrix.data, columns[matrix.indices], matrix.indptr), shape=shape)

    return replace(
        units,
        group=rows[units.group],
        count=moved(units.count),
        holding=moved(units.holding),
        within=moved(units.within),
    )
