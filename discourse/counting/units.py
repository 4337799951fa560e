"""Units: the documents that vary together, and how counts spread over them.

A word that an agency wrote once stands in ten outlets. What varies from sample to sample is therefore a unit:
a family of copies, a story, or whatever column says so; see :mod:`discourse.measures.ratio` for what is made
of the sums. Only units of several documents are counted one by one: squares of the others add in any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.shards import corpus_only
from discourse.errors import DiscourseError
from discourse.text.counts import document_matrix, like, with_added
from discourse.text.index import Ids, Positions, slices

DOCUMENT, FAMILY = "document", "family"


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


def units_of(corpus: Corpus, unit: str, *, one_by_one: bool = False) -> list[Units]:
    """Say of each shard of a corpus which unit each document belongs to.

    Parameters
    ----------
    corpus : Corpus
    unit : str
        ``"family"``, ``"document"``, or a metadata column; a document without a value is a unit by itself.
    one_by_one : bool
        Whether to count every unit by itself, also those of one document.

    Raises
    ------
    DiscourseError
        If there is no such column.
    """
    if not isinstance(unit, str):
        raise DiscourseError(f"unit= is 'family', 'document' or the name of a metadata column, not {unit!r}")
    corpus_only(corpus)
    if unit == DOCUMENT:
        number = np.arange(len(corpus), dtype=np.int64)
    elif unit == FAMILY:
        number = corpus.families
    else:
        number = pd.factorize(corpus.column(unit))[0].astype(np.int64)
        alone = number < 0
        number[alone] = number.max(initial=-1) + 1 + np.arange(alone.sum())
    _, place, size = np.unique(number, return_inverse=True, return_counts=True)
    by_itself = np.ones(len(number), dtype=bool) if one_by_one else size[place] > 1
    ends = np.cumsum([len(shard) for shard in corpus.shards])
    parts = np.split(number, ends[:-1]), np.split(by_itself, ends[:-1])
    return [Units(*each) for each in zip(*parts, strict=True)]


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

    def member(self, groups: int) -> sparse.csr_array:
        """Return the matrix, of shape (groups, rows), that adds the rows of each group."""
        return _adding(self.group, groups)


def count_units(
    ids: Ids,
    starts: Positions,
    ends: Positions,
    *,
    items: int,
    lengths: Positions,
    codes: Positions,
    units: Units,
) -> UnitCounts:
    """Count the units of a shard that are counted one by one.

    Parameters
    ----------
    ids : ndarray of int32
        Items, from 0 to `items` - 1.
    starts, ends : ndarray of int64, shape (documents,)
        Document ``d`` has ``ids[starts[d]:ends[d]]``.
    items : int
    lengths : ndarray of int64, shape (documents,)
        The tokens of each document.
    codes : ndarray of int64, shape (documents,)
        The row of the group of each document.
    units : Units
    """
    rows = np.flatnonzero(units.one_by_one)
    starts, ends = starts[rows], ends[rows]
    offsets = np.concatenate(([0], np.cumsum(ends - starts)))
    count = document_matrix(slices(ids, starts, ends), offsets, types=items)
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
    adding = _adding(place, int(new.sum()))
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
    adding = _adding(codes, int(codes.max(initial=-1)) + 1)
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


def _adding(places: Positions, rows: int) -> sparse.csr_array:
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
