"""Counts that add up: what is counted on one shard of a corpus, and how the counts of many become one.

A document stands in one shard, and whatever is counted here is a whole number for a group of documents and a
item (a term, a label): how often it occurs there, in how many of the documents. Such numbers add, in any
order and to the last digit, so a corpus of many shards, on one machine or many, gives the very table that it
would give in one piece.

An analysis needs two items: a function at the top of its module that counts on one shard (it ends in
:func:`tally`), and :func:`total`, which has it run on each shard and adds what comes back. Whatever is no sum
(a rate, a share, a measure, ``minimum=``, the stop words) is made once, from the total.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, Concatenate, ParamSpec

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, group, group_names, grouped
from discourse.counting.shards import with_its_own
from discourse.counting.units import Cells, Spread, Units, cells_of, moved, spread_of, together, units_of
from discourse.text.counts import count_spread, count_types
from discourse.text.index import Ids, Positions
from discourse.text.vocabulary import merge

_AT_ONCE = 8  # how many results of shards wait in memory to be added

_Given = ParamSpec("_Given")


@dataclass(frozen=True, eq=False)
class Tally:
    """How often items occur in groups of documents.

    Attributes
    ----------
    keys : DataFrame, shape (groups, columns of by)
        The values that name each group, sorted, missing ones last.
    tokens, documents : ndarray of int64, shape (groups,)
        The denominators.
    count, holding : csr_array of int64, shape (groups, items)
        The occurrences of each item in each group, and the documents of the group that have it.
    terms : pyarrow.LargeStringArray, optional
        The items, where they are words or runs of words: in alphabetical order, as ``sorted`` gives it.
        Things that are the same in every shard, such as the labels of a lexicon, go by their numbers.
    apart : Spread, optional
        How the counts spread over the units that are not held one by one.
    cells : Cells, optional
        The units that are.
    """

    keys: pd.DataFrame
    tokens: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]
    count: sparse.csr_array
    holding: sparse.csr_array
    terms: Any = None
    apart: Spread | None = None
    cells: Cells | None = None

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def names(self) -> list[Any]:
        """One name a group; see :func:`discourse.counting.groups.group_names`."""
        return group_names(self.keys)

    @property
    def spread(self) -> Spread:
        """How the counts of each group spread over all its units."""
        assert self.apart is not None, "units were counted"
        assert self.cells is not None, "units were counted"
        return self.apart + spread_of(self.cells, len(self)) if len(self.cells) else self.apart

    def repeat(self, times: int) -> pd.DataFrame:
        """Return each key `times` times, one after the other."""
        return self.keys.take(np.repeat(np.arange(len(self)), times)).reset_index(drop=True)

    def over(self, columns: Sequence[str]) -> "Tally":
        """Add the groups that differ in other columns only."""
        return add([replace(self, keys=self.keys[[*columns]])])


def tally(
    corpus: Corpus,
    by: By,
    ids: Ids | None = None,
    offsets: Positions | None = None,
    *,
    items: int = 0,
    terms: Any = None,
    units: Units | None = None,
    sizes: npt.NDArray[np.int64] | None = None,
) -> Tally:
    """Count items by group in one shard; without `ids`, documents and tokens only.

    Parameters
    ----------
    corpus : Corpus
        One shard.
    by : str, sequence of str or None
        As for :func:`discourse.counting.groups.group`.
    ids : ndarray of int32, optional
        The numbers of the items, in the order of the documents that have them.
    offsets : ndarray of int64, shape (documents + 1,), optional
        Document ``d`` has ``ids[offsets[d]:offsets[d + 1]]``.
    items : int
        How many items there are.
    terms : pyarrow.LargeStringArray, optional
        Their names, in alphabetical order; without, each number means the same in every shard.
    units : Units, optional
        The unit of each document; without, nothing is counted of how items spread.
    sizes : ndarray of int64, shape (documents,), optional
        What the items of each document are counted among, for the spread; its tokens unless said.
    """
    groups = group(corpus, by)
    if ids is None or offsets is None:
        ids, offsets = np.empty(0, dtype=np.int32), np.zeros(len(corpus) + 1, dtype=np.int64)
    if units is None:
        count, holding = count_types(ids, offsets, groups.codes, groups=len(groups), types=items)
        return Tally(groups.keys, groups.tokens, groups.documents, count, holding, terms)
    lengths = corpus.index.lengths if sizes is None else sizes
    count, holding, square, product = count_spread(
        ids, offsets, groups.codes, np.where(units.held, -1, lengths), groups=len(groups), types=items
    )
    cells = cells_of(ids, offsets, items=items, lengths=lengths, codes=groups.codes, units=units)
    bearing = sparse.csr_array(holding - cells.member(len(groups)) @ cells.holding) if len(cells) else holding
    others = np.flatnonzero(~units.held)
    alone = Spread(
        square,
        product,
        bearing,
        _sum_of(groups.codes[others], lengths[others] ** 2, len(groups)),
        _sum_of(groups.codes[others], (lengths[others] > 0).astype(np.int64), len(groups)),
    )
    return Tally(groups.keys, groups.tokens, groups.documents, count, holding, terms, alone, cells)


def total(
    corpus: Corpus,
    work: Callable[Concatenate[Corpus, By, _Given], Tally],
    by: By,
    *args: _Given.args,
    **kwargs: _Given.kwargs,
) -> Tally:
    """Count on each shard and add, a few results at a time.

    Parameters
    ----------
    corpus : Corpus
    work : callable
        Takes a shard, `by`, and what else is given here; stands at the top of a module.
    by : str, sequence of str or None
    *args, **kwargs
        What else `work` takes.

    Raises
    ------
    DiscourseError
        If `by` names no column, or one whose values have no order.
    """
    return _added(corpus, work, [{}] * len(corpus.shards), by, args, kwargs)


def total_of_units(
    corpus: Corpus,
    work: Callable[..., Tally],
    by: By,
    *args: Any,
    unit: str,
    hold_all: bool = False,
) -> Tally:
    """Count on each shard and add, as :func:`total`, and with it how the counts spread over units.

    Parameters
    ----------
    corpus : Corpus
    work : callable
        Also takes the keyword `units`, which it hands to :func:`tally`.
    by : str, sequence of str or None
    *args
        What else `work` takes.
    unit : str
        As for :func:`discourse.counting.units.units_of`.
    hold_all : bool
        Whether every unit is to be held by itself, so that units can be drawn anew or left out.

    Raises
    ------
    DiscourseError
        If `by` or `unit` names no column, or `by` one whose values have no order.
    """
    _ask_for(corpus, by)
    units = units_of(corpus, unit, hold_all=hold_all)
    return _added(corpus, work, [{"units": mine} for mine in units], by, args, {})


def _ask_for(corpus: Corpus, by: By) -> None:
    for name in columns_of(by):  # before any work is done, and of one shard: all may not fit
        corpus.shards[0].column(name)


def _added(
    corpus: Corpus,
    work: Callable[..., Tally],
    own: Sequence[dict[str, Any]],
    by: By,
    args: tuple[Any, ...],
    kwargs: dict[str, Any],
) -> Tally:
    _ask_for(corpus, by)
    results = with_its_own(corpus, work, own, (by, *args), kwargs)
    whole = next(results)
    while some := list(islice(results, _AT_ONCE)):
        whole = add([whole, *some])
    return whole


def add(tallies: Sequence[Tally]) -> Tally:
    """Add tallies of different documents: groups and items with the same name become one.

    Parameters
    ----------
    tallies : sequence of Tally

    Raises
    ------
    DiscourseError
        If the keys of one cannot be ordered among those of another.
    """
    keys, codes = grouped(_together([each.keys for each in tallies]))
    rows = _split(codes, [len(each) for each in tallies])
    terms, columns = None, [np.arange(each.count.shape[1], dtype=np.int32) for each in tallies]
    if tallies[0].terms is not None:
        terms, columns = merge([each.terms for each in tallies])
    shape = (len(keys), tallies[0].count.shape[1] if terms is None else len(terms))
    places = list(zip(rows, columns, strict=True))

    def added(values: Sequence[npt.NDArray[np.int64]]) -> npt.NDArray[np.int64]:
        return _sum_of(codes, np.concatenate(values), len(keys))

    apart = [each.apart for each in tallies if each.apart is not None]
    cells = [each.cells for each in tallies if each.cells is not None]
    return Tally(
        keys,
        added([each.tokens for each in tallies]),
        added([each.documents for each in tallies]),
        _stacked([each.count for each in tallies], places, shape),
        _stacked([each.holding for each in tallies], places, shape),
        terms,
        Spread(
            _stacked([each.square for each in apart], places, shape),
            _stacked([each.product for each in apart], places, shape),
            _stacked([each.bearing for each in apart], places, shape),
            added([each.size_square for each in apart]),
            added([each.units for each in apart]),
        )
        if apart
        else None,
        together([moved(each, *place, shape[1]) for each, place in zip(cells, places, strict=True)])
        if cells
        else None,
    )


def _together(keys: Sequence[pd.DataFrame]) -> pd.DataFrame:
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


def _split(values: npt.NDArray[np.int64], lengths: Sequence[int]) -> list[npt.NDArray[np.int64]]:
    return np.split(values, np.cumsum(lengths)[:-1])


def _sum_of(
    codes: npt.NDArray[np.int64], values: npt.NDArray[np.int64], groups: int
) -> npt.NDArray[np.int64]:
    result = np.zeros(groups, dtype=np.int64)
    np.add.at(result, codes, values)
    return result


def _stacked(
    matrices: Sequence[sparse.csr_array],
    places: Sequence[tuple[npt.NDArray[np.int64], npt.NDArray[np.int32]]],
    shape: tuple[int, int],
) -> sparse.csr_array:
    """Add matrices, the rows and columns of each being put where they belong."""
    result = sparse.csr_array(shape, dtype=np.int64)
    for matrix, (rows, columns) in zip(matrices, places, strict=True):
        cells = matrix.tocoo()
        moved = sparse.csr_array((cells.data, (rows[cells.row], columns[cells.col])), shape=shape)
        result = sparse.csr_array(result + moved)  # rows are merged, which keeps them in order
    return result
