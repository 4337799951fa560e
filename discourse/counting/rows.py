"""The rows of a long table of words: each group with the words that occur in it, or with all of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.counting.tally import Tally
from discourse.counting.terms import column_of, repeated
from discourse.errors import DiscourseError
from discourse.jobs import free_memory
from discourse.text.index import Ids, Positions

_MOST_ROWS = 20_000_000
_AT_ONCE = 1 << 14  # rows


@dataclass(frozen=True, eq=False)
class Rows:
    """Groups and items, a row each: group by group, in each by item unless taken in another order.

    Attributes
    ----------
    group, item : ndarray of int32, shape (rows,)
    place : ndarray of int64, shape (rows,)
        Where the number of a row stands in the data of the counts; -1 where that is 0 and not there.
    """

    group: Ids
    item: Ids
    place: Positions

    def __len__(self) -> int:
        return len(self.place)

    def of(self, matrix: sparse.csr_array) -> npt.NDArray[Any]:
        """Return the number of each row from a matrix with the places of the counts."""
        if not len(matrix.data):
            return np.zeros(len(self), dtype=matrix.dtype)
        values: npt.NDArray[Any] = matrix.data[self.place]
        values[self.place < 0] = 0
        return values

    def placed_in(self, matrix: sparse.csr_array) -> "Rows":
        """Return the same rows with their places in another matrix of groups and items."""
        known, wanted = (
            group.astype(np.int64) * matrix.shape[1] + item
            for group, item in ((_rows_of(matrix), matrix.indices), (self.group, self.item))
        )
        place = np.searchsorted(known, wanted)
        there = np.append(known, -1)[place] == wanted
        return Rows(self.group, self.item, np.where(there, place, -1))

    def take(self, order: npt.NDArray[np.int64] | slice) -> "Rows":
        """Return some rows, or all in another order."""
        return Rows(self.group[order], self.item[order], self.place[order])

    def keys(self, counted: Tally) -> dict[str, Any]:
        """Return the columns that name the group and the item of each row."""
        times = np.bincount(self.group, minlength=len(counted)).tolist()
        keys = {str(name): repeated(counted.keys[name].array, times) for name in counted.keys}
        return {**keys, "term": column_of(counted.terms, self.item)}


def rows_of(counted: Tally, wanted: npt.NDArray[np.bool_], *, zeros: bool) -> Rows:
    """Return the rows of some items: those that occur, or with `zeros` all.

    Raises
    ------
    DiscourseError
        If these are too many.
    """
    count = counted.count
    group = _rows_of(count)
    place = np.flatnonzero(wanted[count.indices])
    found = Rows(group[place], count.indices[place], place)
    items = np.flatnonzero(wanted).astype(np.int32)
    size = len(counted) * len(items) if zeros else len(found)
    refuse_more(
        size, f"{len(counted):,} groups × {len(items):,} terms" if zeros else f"{size:,} terms of groups"
    )
    if not zeros:
        return found
    places = np.full((len(counted), len(items)), -1, dtype=np.int64)
    places[found.group, np.searchsorted(items, found.item)] = found.place
    groups = np.repeat(np.arange(len(counted), dtype=np.int32), len(items))
    return Rows(groups, np.tile(items, len(counted)), places.ravel())


def _rows_of(matrix: sparse.csr_array) -> Ids:
    """Return the row of each number of a matrix."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int32), np.diff(matrix.indptr))


def falling(group: Ids, values: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """Return the order by group, then falling value; ties stay as they are, and NaN is last.

    Examples
    --------
    >>> falling(np.array([0, 0, 0, 1], dtype=np.int32), np.array([3, 5, 3, 9])).tolist()
    [1, 0, 2, 3]
    """
    size = len(values)
    if size and np.issubdtype(values.dtype, np.integer):
        most, groups = int(values.max()), int(group[-1]) + 1
        if (most + 1) * groups * size < 1 << 62:  # sorted as plain numbers, which is several times faster
            keys = (group.astype(np.int64) * (most + 1) + (most - values)) * size + np.arange(size)
            keys.sort()
            return np.asarray(keys % size)
    order: npt.NDArray[np.int64] = np.lexsort((-values, group))
    return order


def strongest(values: npt.NDArray[np.float64], ties: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Return the order by falling value, then falling ties, then as they are; as lexsort, but faster.

    Examples
    --------
    >>> strongest(np.array([1.0, 2.0, 1.0, 1.0]), np.array([5.0, 0.0, 7.0, 5.0])).tolist()
    [1, 2, 0, 3]
    """
    order = np.argsort(-values)
    ranked = values[order]
    equal = ranked[1:] == ranked[:-1]
    tied = np.flatnonzero(np.append(equal, False) | np.append(False, equal))
    which = np.cumsum(np.append(True, ~equal))[tied]  # of the runs of one value
    keys = which * len(values) + order[tied]
    keys.sort()
    order[tied] = some = keys % max(len(values), 1)
    unlike = np.flatnonzero((ties[some[1:]] != ties[some[:-1]]) & (which[1:] == which[:-1]))
    here = np.isin(which, which[unlike])
    some, which = some[here], which[here]
    order[tied[here]] = some[np.lexsort((some, -ties[some], which))]
    return order


def stretches(length: int) -> Iterator[slice]:
    """Cut a length into slices so short that what is worked out of one stays in the processor's cache."""
    for first in range(0, length, _AT_ONCE):
        yield slice(first, min(first + _AT_ONCE, length))


def refuse_more(rows: int, what: str, remedy: str = "raise minimum=, or select sources first") -> None:
    """Refuse a table with too many rows.

    Raises
    ------
    DiscourseError
    """
    if rows > _MOST_ROWS:
        raise DiscourseError(f"{what} are more than {_MOST_ROWS:,} rows; {remedy}")


def columns_of_numbers(rows: int, kinds: dict[str, type[np.generic]]) -> dict[str, npt.NDArray[Any]]:
    """Return columns to be filled; those of a kind lie side by side, apart from what is used on the way.

    Between arrays that stay, memory of those that go is lost to the machine.
    """
    free_memory()  # what counting took is not needed again
    columns: dict[str, npt.NDArray[Any]] = {}
    for kind in dict.fromkeys(kinds.values()):
        names = [name for name, each in kinds.items() if each is kind]
        columns |= dict(zip(names, np.empty((len(names), rows), dtype=kind), strict=True))
    return {name: columns[name] for name in kinds}


def table_of(columns: dict[str, Any]) -> pd.DataFrame:
    """Make a table of columns without copying them."""
    return pd.DataFrame(columns, copy=False)
