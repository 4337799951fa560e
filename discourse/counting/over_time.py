"""One label over time: what each unit has of it, in each group and period."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.codes import Codes
from discourse.counting.corrected import CorrectedLabels, corrections
from discourse.counting.groups import PERIODS, By, columns_of, group_names, grouped
from discourse.counting.labels import Asked, mentions_by_unit
from discourse.errors import DiscourseError, one_of
from discourse.measures.ratio import Noise
from discourse.text.index import Positions


@dataclass(frozen=True, eq=False)
class OverTime:
    """A label in units, groups and periods; a row is what a unit has in one group and one period.

    Attributes
    ----------
    asked : Asked
        The label, and what is measured of it.
    keys : DataFrame, shape (groups, columns of by)
        The values that name each group, sorted.
    periods : list
        The periods in order, as ``Corpus.column`` returns them.
    group, period : ndarray of int64, shape (rows,)
        The row of `keys`, and the place in `periods`.
    unit : ndarray of int64, shape (rows,)
        Equal for the rows of one unit.
    outlet : ndarray of int64, shape (rows,)
        Equal for the rows of one outlet; where outlets are not told apart, 0.
    count, whole : ndarray of int64, shape (rows,)
        The mentions of the label, and what they are a part of: all words for a rate, all mentions of the
        concept for a share. None is 0.
    documents : ndarray of int64, shape (rows,)
        The documents that have any of the whole.
    left_out : dict of str to int
        How many documents are not in the rows, by what they lack.
    coded : ndarray of int64, shape (rows,), optional
        The coded lines among the mentions of the label, where codes have corrected count and whole.
    noise : Noise, optional
        What is not known of these then.
    corrected : OverTime, optional
        What codes make of the rows; of count and whole, what is expected of each unit.
    """

    asked: Asked
    keys: pd.DataFrame
    periods: list[object]
    group: Positions
    period: Positions
    unit: Positions
    outlet: Positions
    count: npt.NDArray[Any]
    whole: npt.NDArray[Any]
    documents: Positions
    left_out: dict[str, int]
    coded: Positions | None = None
    noise: Noise | None = None
    corrected: "OverTime | None" = None

    @property
    def label(self) -> str:
        """The label."""
        return self.asked.queries[self.asked.labels[0]].label

    @cached_property
    def names(self) -> list[str]:
        """One name a group."""
        return [*map(str, group_names(self.keys))]

    def units(self, rows: npt.NDArray[np.bool_]) -> int:
        """Count the units of some rows."""
        return len(np.unique(self.unit[rows]))


def label_over_time(
    corpus: Corpus,
    asked: Asked,
    *,
    by: By,
    every: str,
    unit: str,
    outlet: str | None = None,
    codes: Codes | None = None,
    unbiased: bool = False,
) -> OverTime:
    """Count the one label that is asked for; the parameters are those of :func:`discourse.trend_model`.

    With `outlet`, a column, what a unit has in several outlets is several rows. Codes are those of the
    concept; if asked for, what they make of each unit is unbiased by itself, and all rows are in it.

    Raises
    ------
    DiscourseError
        If several labels are asked for, there is no such period, no document has a date, a value of each
        column of `by`, and any of the whole, or codes cannot be used.
    """
    if len(asked.labels) != 1:
        raise DiscourseError("one label is followed over time; say label=")
    one_of("every", every, PERIODS)
    columns = columns_of(by)
    if every in columns:
        raise DiscourseError(f"{every} is the time and cannot be a group as well; leave it out of by=")
    apart = [*columns, every] if outlet is None else [*columns, every, outlet]
    keys, cells = mentions_by_unit(corpus, asked, apart, unit=unit)
    whole, documents, lacking = asked.sizes(cells), cells.documents, "words"
    if asked.value == "share":
        documents, lacking = cells.holding[:, [len(asked.queries)]].toarray().ravel(), asked.concept
    left_out, kept = {}, np.ones(len(cells), dtype=bool)
    for name in (every, *columns):  # a document that lacks two items is counted with the first
        absent = kept & keys[name].isna().to_numpy()[cells.group]
        left_out["a date" if name == every else name] = int(cells.documents[absent].sum())
        kept &= ~absent
    there = int(cells.documents[kept].sum())
    kept &= whole > 0
    left_out[lacking] = there - int(documents[kept].sum())
    left_out = {what: number for what, number in left_out.items() if number}
    if not kept.any():
        said = ", ".join(f"{n:,} lack{'s' if n == 1 else ''} {what}" for what, n in left_out.items())
        raise DiscourseError(f"no document can be followed over time: {said}")
    own = keys.iloc[cells.group[kept]].reset_index(drop=True)
    groups, group = grouped(own[columns])
    period, periods = pd.factorize(own[every], sort=True)
    count = cells.count[:, asked.labels].toarray().ravel()
    rows = OverTime(
        asked,
        groups,
        list(periods),
        group,
        period.astype(np.int64),
        cells.unit[kept],
        np.zeros(len(own), dtype=np.int64) if outlet is None else grouped(own[[outlet]])[1],
        count[kept],
        whole[kept],
        documents[kept],
        left_out,
    )
    if codes is None:
        return rows
    made = corrections(corpus, codes, asked.queries, apart, unit=unit)
    of = made.labels(asked, unbiased=unbiased).take(np.flatnonzero(kept))
    return replace(rows, corrected=corrected_rows(rows, of, all_rows=unbiased))


def corrected_rows(rows: OverTime, of: CorrectedLabels, *, all_rows: bool = False) -> OverTime:
    """Return what codes make of the rows: those that have any of the whole then, or all."""
    (label,), whole = rows.asked.labels, of.whole(rows.asked, np.asarray(rows.whole))
    there = np.flatnonzero((whole > 0) | all_rows)
    some = {name: getattr(rows, name)[there] for name in ("group", "period", "unit", "outlet", "documents")}
    of = of.take(there)
    return replace(
        rows,
        **some,
        count=of.count[:, label],
        whole=whole[there],
        coded=of.coded[:, label],
        noise=of.noise_of(rows.asked, label),
    )


def years_of(periods: list[object], every: str) -> npt.NDArray[np.float64]:
    """Return the beginning of each period in years: 2016 is 2016.0, 2016Q3 is 2016.5, 2016-04 is 2016.25.

    Raises
    ------
    DiscourseError
        If the corpus has a metadata column of that name with other values in it.
    """
    frequency, parts = {"year": ("Y", 1), "quarter": ("Q", 4), "month": ("M", 12)}[every]
    try:
        ordinals = [pd.Period(str(period), freq=frequency).ordinal for period in periods]
    except ValueError as error:
        raise DiscourseError(f"the column {every} has values that are no {every}: {error}") from error
    return 1970 + np.array(ordinals, dtype=np.float64) / parts
