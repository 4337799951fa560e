"""Counts that add up: what is counted on one shard of a corpus, and how the counts of many become one.

A document stands in one shard, and whatever is counted here is a whole number for a group of documents and an
item (a term, a label): how often it occurs there, in how many of the documents. Such numbers add, in any
order and to the last digit, so a corpus of many shards, on one machine or many, gives the very table that it
would give in one piece.

An analysis needs two parts: a function at the top of a module that finds the :class:`Items` of one shard, and
:func:`total` or :func:`total_of_units`, which counts them by group on each shard and adds what comes back.
Whatever is no sum (a rate, a share, a measure, ``minimum=``, the stop words) is made once, from the total.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import numpy as np
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.groups import By, Groups, columns_of, group, group_names, grouped
from discourse.counting.shards import corpus_only, over_shards, with_its_own
from discourse.counting.units import (
    Spread,
    UnitCounts,
    Units,
    add_units,
    count_units,
    renumbered,
    spread_of,
    units_of,
)
from discourse.text.counts import count_spread, count_types, like, with_added, without
from discourse.text.index import Ids, Positions
from discourse.text.vocabulary import merge

_AT_ONCE = 8  # how many results of shards wait in memory to be added
_DENOMINATORS = ("tokens", "documents")

_Given = ParamSpec("_Given")
_Counted = TypeVar("_Counted")


class Items(NamedTuple):
    """What is counted in one shard.

    Attributes
    ----------
    ids : ndarray of int32
        The numbers of the items, in the order of the documents that have them.
    offsets : ndarray of int64
        Row ``r`` has ``ids[offsets[r]:offsets[r + 1]]``.
    kinds : int
        How many different items there are.
    terms : pyarrow.LargeStringArray, optional
        Their names, in alphabetical order; without, each number means the same in every shard.
    sizes : ndarray of int64, shape (documents,), optional
        What the items of each document are counted among; by default its words.
    rows : ndarray of int64, shape (documents,), optional
        The row of each document; by default each is one, and there are no others.
    others : ndarray of int32, optional
        Items that are not counted.
    """

    ids: Ids
    offsets: Positions
    kinds: int
    terms: Any = None
    sizes: Positions | None = None
    rows: Positions | None = None
    others: Ids = np.zeros(0, dtype=np.int32)

    def by_row(self, values: Positions) -> Positions:
        """Return numbers of documents as numbers of rows; -1 for a row that is no document's."""
        if self.rows is None:
            return values
        found = np.full(len(self.offsets) - 1, -1, dtype=np.int64)
        found[self.rows] = values
        return found


@dataclass(frozen=True, eq=False)
class Sizes:
    """How large groups of documents are.

    Attributes
    ----------
    keys : DataFrame, shape (groups, columns of by)
        The values that name each group, sorted, missing ones last.
    tokens, documents : ndarray of int64, shape (groups,)
        The denominators.
    """

    keys: pd.DataFrame
    tokens: Positions
    documents: Positions

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def names(self) -> list[Any]:
        """One name a group; see :func:`discourse.counting.groups.group_names`."""
        return group_names(self.keys)

    def repeat(self, times: int) -> pd.DataFrame:
        """Return each key `times` times, one after the other."""
        return self.keys.take(np.repeat(np.arange(len(self)), times)).reset_index(drop=True)

    def over(self, columns: Sequence[str]) -> "Sizes":
        """Add the groups that differ in other columns only."""
        return add_sizes([Sizes(self.keys[[*columns]], self.tokens, self.documents)])


@dataclass(frozen=True, eq=False)
class Tally(Sizes):
    """How often items occur in groups of documents.

    Attributes
    ----------
    count, holding : csr_array of int64, shape (groups, items)
        The occurrences of each item in each group, and the documents of the group that have it.
    terms : pyarrow.LargeStringArray or None
        The items, where they are words or runs of words: in alphabetical order, as ``sorted`` gives it.
        Items that are the same in every shard, such as the labels of a lexicon, go by their numbers.
    """

    count: sparse.csr_array
    holding: sparse.csr_array
    terms: Any


@dataclass(frozen=True, eq=False)
class UnitTally(Tally):
    """How often items occur in groups of documents, and how that spreads over units.

    Attributes
    ----------
    alone : Spread
        How the counts spread over the units that are not counted one by one.
    by_unit : UnitCounts
        The units that are.
    """

    alone: Spread
    by_unit: UnitCounts

    @cached_property
    def spread(self) -> Spread:
        """How the counts of each group spread over all its units."""
        return self.alone.plus(spread_of(self.by_unit, len(self))) if len(self.by_unit) else self.alone


@dataclass(frozen=True, eq=False)
class _Each(Sizes):
    """Groups of documents of which every unit is counted by itself."""

    terms: Any
    by_unit: UnitCounts


def sizes(corpus: Corpus, by: By) -> Sizes:
    """Count documents and tokens by group.

    Raises
    ------
    DiscourseError
        As for :func:`total`.
    """
    _ask_for(corpus, by)
    parts = over_shards(corpus, group, by)
    return add_sizes([Sizes(each.keys, each.tokens, each.documents) for each in parts])


def total(
    corpus: Corpus,
    work: Callable[Concatenate[Corpus, _Given], Items],
    by: By,
    *args: _Given.args,
    **kwargs: _Given.kwargs,
) -> Tally:
    """Count on each shard and add, a few results at a time.

    Parameters
    ----------
    corpus : Corpus
    work : callable
        Takes a shard and what else is given here, and finds its items; stands at the top of a module.
    by : str, sequence of str or None
        As for :func:`discourse.counting.groups.group`.
    *args, **kwargs
        What else `work` takes.

    Raises
    ------
    DiscourseError
        If `by` names no column, or one whose values have no order.
    """
    _ask_for(corpus, by)
    return _added(over_shards(corpus, _tally, by, work, args, kwargs), add)


def total_of_units(
    corpus: Corpus,
    work: Callable[..., Items],
    by: By,
    *args: Any,
    unit: str,
    one_by_one: bool = False,
) -> UnitTally:
    """Count on each shard and add, as :func:`total`, and with it how the counts spread over units.

    Parameters
    ----------
    corpus, work, by, *args
        As for :func:`total`.
    unit : str
        As for :func:`discourse.counting.units.units_of`.
    one_by_one : bool
        Whether to count every unit by itself, so that units can be drawn anew or left out.

    Raises
    ------
    DiscourseError
        If `by` or `unit` names no column, or `by` one whose values have no order.
    """
    _ask_for(corpus, by)
    own = [{"units": mine} for mine in units_of(corpus, unit, one_by_one=one_by_one)]
    if one_by_one:  # all else follows from the units, so they alone are counted, sent and added
        return _by_unit(_added(with_its_own(corpus, _tally_one_by_one, own, (by, work, args), {}), _add_each))
    return _added(with_its_own(corpus, _tally_of_units, own, (by, work, args), {}), add_of_units)


def _ask_for(corpus: Corpus, by: By) -> None:
    for name in columns_of(by):  # before any work is done, and of one shard: all may not fit
        corpus_only(corpus).shards[0].column(name)


def _added(results: Iterator[_Counted], add: Callable[[Sequence[_Counted]], _Counted]) -> _Counted:
    whole = next(results)
    while some := list(islice(results, _AT_ONCE)):
        whole = add([whole, *some])
    return whole


def _tally(
    corpus: Corpus, by: By, work: Callable[..., Items], args: tuple[Any, ...], kwargs: dict[str, Any]
) -> Tally:
    return tally(work(corpus, *args, **kwargs), group(corpus, by))


def tally(items: Items, groups: Groups) -> Tally:
    """Count the items of one shard by group."""
    codes = items.by_row(groups.codes)
    counts = count_types(items.ids, items.offsets, codes, groups=len(groups), types=items.kinds)
    count, holding = without(counts, items.others)
    return Tally(groups.keys, groups.tokens, groups.documents, count, holding, items.terms)


def _tally_of_units(
    corpus: Corpus, by: By, work: Callable[..., Items], args: tuple[Any, ...], *, units: Units
) -> UnitTally:
    items, groups = work(corpus, *args), group(corpus, by)
    lengths = corpus.lengths if items.sizes is None else items.sizes
    counts = count_spread(
        items.ids,
        items.offsets,
        items.by_row(groups.codes),
        items.by_row(np.where(units.one_by_one, -1, lengths)),
        groups=len(groups),
        types=items.kinds,
    )
    count, holding, square, product = without(counts, items.others)
    by_unit = _count_units(items, groups, lengths, units)
    others = np.flatnonzero(~units.one_by_one)
    mine = groups.codes[others]
    alone = Spread(
        square,
        product,
        with_added(holding, -(by_unit.member(len(groups)) @ by_unit.holding)),
        _sum_of(mine, lengths[others] ** 2, len(groups)),
        _sum_of(mine, (lengths[others] > 0).astype(np.int64), len(groups)),
    )
    return UnitTally(
        groups.keys, groups.tokens, groups.documents, count, holding, items.terms, alone, by_unit
    )


def _count_units(items: Items, groups: Groups, lengths: Positions, units: Units) -> UnitCounts:
    rows = np.arange(len(lengths)) if items.rows is None else items.rows
    return count_units(
        items.ids,
        items.offsets[rows],
        items.offsets[rows + 1],
        items=items.kinds,
        others=items.others,
        lengths=lengths,
        codes=groups.codes,
        units=units,
    )


def _tally_one_by_one(
    corpus: Corpus, by: By, work: Callable[..., Items], args: tuple[Any, ...], *, units: Units
) -> _Each:
    items, groups = work(corpus, *args), group(corpus, by)
    lengths = corpus.lengths if items.sizes is None else items.sizes
    by_unit = _count_units(items, groups, lengths, units)
    return _Each(groups.keys, groups.tokens, groups.documents, items.terms, by_unit)


def _by_unit(each: _Each) -> UnitTally:
    """Add the units of each group."""
    count, holding = (
        sparse.csr_array(each.by_unit.member(len(each)) @ matrix)
        for matrix in (each.by_unit.count, each.by_unit.holding)
    )
    count.sort_indices()
    holding.sort_indices()
    none, nobody = like(count, np.zeros_like(count.data)), np.zeros(len(each), dtype=np.int64)
    return UnitTally(
        each.keys,
        each.tokens,
        each.documents,
        count,
        like(count, holding.data),
        each.terms,
        Spread(none, none, none, nobody, nobody),
        each.by_unit,
    )


def add_sizes(parts: Sequence[Sizes]) -> Sizes:
    """Add sizes of different documents: groups with the same name become one.

    Raises
    ------
    DiscourseError
        If the keys of one cannot be ordered among those of another.
    """
    keys, codes = grouped(_stacked_keys([each.keys for each in parts]))
    tokens, documents = (np.concatenate([getattr(each, name) for each in parts]) for name in _DENOMINATORS)
    return Sizes(keys, _sum_of(codes, tokens, len(keys)), _sum_of(codes, documents, len(keys)))


def add(tallies: Sequence[Tally]) -> Tally:
    """Add tallies of different documents: groups and items with the same name become one.

    Raises
    ------
    DiscourseError
        If the keys of one cannot be ordered among those of another.
    """
    return _Sum(tallies, tallies[0].count.shape[1]).tally(tallies)


def add_of_units(tallies: Sequence[UnitTally]) -> UnitTally:
    """Add tallies of different documents, and how they spread over units; see :func:`add`."""
    sums = _Sum(tallies, tallies[0].count.shape[1])
    whole = sums.tally(tallies)
    alone = [each.alone for each in tallies]
    return UnitTally(
        **vars(whole),
        alone=Spread(
            sums.matrix([each.square for each in alone], whole.count),
            sums.matrix([each.product for each in alone], whole.count),
            sums.matrix([each.bearing for each in alone], whole.count),
            sums.vector([each.size_square for each in alone]),
            sums.vector([each.units for each in alone]),
        ),
        by_unit=sums.units([each.by_unit for each in tallies]),
    )


def _add_each(parts: Sequence[_Each]) -> _Each:
    sums = _Sum(parts, parts[0].by_unit.count.shape[1])
    return _Each(
        sums.keys,
        sums.vector([each.tokens for each in parts]),
        sums.vector([each.documents for each in parts]),
        sums.terms,
        sums.units([each.by_unit for each in parts]),
    )


def merged(tally: UnitTally, columns: Sequence[str]) -> UnitTally:
    """Add the groups that differ in other columns only, unit by unit."""
    return add_of_units([replace(tally, keys=tally.keys[[*columns]])])


class _Sum:
    """Where the groups and the items of some tallies stand in their sum."""

    def __init__(self, tallies: Sequence[Tally | _Each], kinds: int) -> None:
        self.keys, self._codes = grouped(_stacked_keys([each.keys for each in tallies]))
        self.rows = np.split(self._codes, np.cumsum([len(each) for each in tallies])[:-1])
        self.terms, self.kinds = None, kinds
        self.columns = [np.arange(kinds, dtype=np.int32)] * len(tallies)
        if tallies[0].terms is not None:
            self.terms, self.columns = merge([each.terms for each in tallies])
            self.kinds = len(self.terms)

    def tally(self, tallies: Sequence[Tally]) -> Tally:
        """Return the sum without its units."""
        count = self.matrix([each.count for each in tallies])
        return Tally(
            self.keys,
            self.vector([each.tokens for each in tallies]),
            self.vector([each.documents for each in tallies]),
            count,
            self.matrix([each.holding for each in tallies], count),
            self.terms,
        )

    def units(self, units: Sequence[UnitCounts]) -> UnitCounts:
        """Add counts unit by unit."""
        parts = zip(units, self.rows, self.columns, strict=True)
        return add_units([renumbered(each, rows, columns, self.kinds) for each, rows, columns in parts])

    def vector(self, values: Sequence[Positions]) -> Positions:
        """Add numbers of groups."""
        return _sum_of(self._codes, np.concatenate(values), len(self.keys))

    def matrix(
        self, matrices: Sequence[sparse.csr_array], places: sparse.csr_array | None = None
    ) -> sparse.csr_array:
        """Add matrices, the rows and columns of each being put where they belong, and with them zeros."""
        shape = (len(self.keys), self.kinds)
        result = sparse.csr_array(shape, dtype=np.int64)
        for matrix, rows, columns in zip(matrices, self.rows, self.columns, strict=True):
            at = matrix.tocoo()
            moved = sparse.csr_array((at.data, (rows[at.row], columns[at.col])), shape=shape)
            moved.sum_duplicates()  # older SciPy leaves rows as they come
            result = sparse.csr_array(result + moved)  # rows are merged, which keeps them in order
        return result if places is None else with_added(like(places, np.zeros_like(places.data)), result)


def _stacked_keys(keys: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if keys[0].columns.empty:
        return pd.DataFrame(index=range(len(keys)))
    for name in keys[0].columns:  # a shard where all is missing cannot know that its column has text
        text = [each[name].dtype for each in keys if isinstance(each[name].dtype, pd.StringDtype)]
        if text:
            keys = [
                each.astype({name: text[0]}) if each[name].isna().all() and len(each) else each
                for each in keys
            ]
    return pd.concat(keys, ignore_index=True).infer_objects()


def _sum_of(codes: Positions, values: Positions, groups: int) -> Positions:
    result = np.zeros(groups, dtype=np.int64)
    np.add.at(result, codes, values)
    return result
