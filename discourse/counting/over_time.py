"""One label over time: what each unit has of it, in each group and period."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import PERIODS, By, columns_of, group_names, grouped
from discourse.counting.labels import ask, concept_of, count_labels
from discourse.counting.tally import Tally, total_of_units
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Query
from discourse.text.index import Positions

MEASURES = {"rate": "tokens", "share": "concept_count"}  # and the column of what the count is a part of


@dataclass(frozen=True, eq=False)
class OverTime:
    """A label in units, groups and periods; a row is what a unit has in one group and one period.

    Attributes
    ----------
    query : Query
        The label.
    keys : DataFrame, shape (groups, columns of by)
        The values that name each group, sorted.
    names : list of str
        One name a group.
    periods : list
        The periods in order, as ``Corpus.column`` gives them.
    group, period : ndarray of int64, shape (rows,)
        The row of `keys`, and the place in `periods`.
    unit : ndarray of int64, shape (rows,)
        Equal for the rows of one unit.
    count, whole : ndarray of int64, shape (rows,)
        The occurrences of the label, and what they are a part of: all words for a rate, all labels of the
        concept for a share. None is 0.
    documents : ndarray of int64, shape (rows,)
        The documents that have any of the whole.
    left_out : dict of str to int
        How many documents are not in the rows, by what they lack.
    """

    query: Query
    keys: pd.DataFrame
    names: list[str]
    periods: list[object]
    group: Positions
    period: Positions
    unit: Positions
    count: Positions
    whole: Positions
    documents: Positions
    left_out: dict[str, int]

    def units(self, rows: npt.NDArray[np.bool_]) -> int:
        """Count the units of some rows."""
        return len(np.unique(self.unit[rows]))


def label_over_time(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    label: str,
    concept: str | None,
    by: By,
    every: str,
    measure: str,
    unit: str,
) -> OverTime:
    """Count one label unit by unit; the parameters are those of :func:`discourse.trend_model`.

    Raises
    ------
    DiscourseError
        If an option is none there is, the lexicon has no such label, or no document has a date, a value of
        each column of `by`, and any of the whole.
    """
    asked = ask(lexicon, label, concept)
    if measure not in MEASURES:
        raise DiscourseError(f"measure={measure!r} is one of {', '.join(MEASURES)}")
    if every not in PERIODS:
        raise DiscourseError(f"every={every!r} is one of {', '.join(PERIODS)}")
    columns = columns_of(by)
    if every in columns:
        raise DiscourseError(f"{every} is the time and cannot be a group as well; leave it out of by=")
    queries = lexicon.queries()
    number = queries.index(asked.queries[asked.labels[0]])
    counted = total_of_units(corpus, count_labels, [*columns, every], queries, unit=unit, hold_all=True)
    return _rows(counted, queries, number, columns, every, measure)


def years_of(periods: list[object], every: str) -> npt.NDArray[np.float64]:
    """Return the beginning of each period in years: 2016 is 2016.0, 2016Q3 is 2016.5, 2016-04 is 2016.25.

    Raises
    ------
    DiscourseError
        If the corpus has a metadata column of that name with other items in it.
    """
    parts = {"year": 1, "quarter": 4, "month": 12}[every]
    frequency = {"year": "Y", "quarter": "Q", "month": "M"}[every]
    try:
        ordinals = [pd.Period(str(period), freq=frequency).ordinal for period in periods]
    except ValueError as error:
        raise DiscourseError(f"the column {every} holds other items than a {every}: {error}") from error
    return 1970 + np.array(ordinals, dtype=np.float64) / parts


def _rows(
    counted: Tally, queries: list[Query], number: int, columns: list[str], every: str, measure: str
) -> OverTime:
    cells = counted.cells
    assert cells is not None, "every unit is held"
    column = len(queries) + int(concept_of(queries)[number])
    if measure == "rate":
        whole, documents, lacking = cells.tokens, cells.documents, "words"
    else:
        whole, documents = (matrix[:, [column]].toarray().ravel() for matrix in (cells.count, cells.holding))
        lacking = queries[number].concept
    left_out, known = {}, np.ones(len(counted), dtype=bool)
    for name in (every, *columns):  # a document that lacks two items is counted with the first
        absent = counted.keys[name].isna().to_numpy() & known
        left_out["a date" if name == every else name] = int(counted.documents[absent].sum())
        known &= ~absent
    kept = known[cells.group] & (whole > 0)
    left_out[lacking] = int(cells.documents[known[cells.group]].sum() - documents[kept].sum())
    left_out = {what: documents for what, documents in left_out.items() if documents}
    if not kept.any():
        said = ", ".join(f"{n:,} lack{'s' if n == 1 else ''} {what}" for what, n in left_out.items())
        raise DiscourseError(f"no document can be followed over time: {said}")
    own = counted.keys.iloc[cells.group[kept]].reset_index(drop=True)
    keys, group = grouped(own[columns])
    period, periods = pd.factorize(own[every], sort=True)
    return OverTime(
        queries[number],
        keys,
        [*map(str, group_names(keys))],
        list(periods),
        group,
        period.astype(np.int64),
        cells.unit[kept],
        cells.count[:, [number]].toarray().ravel()[kept],
        whole[kept],
        documents[kept],
        left_out,
    )
