"""How each group names each concept: counts of labels, and the choice among them."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, per_10000, share
from discourse.counting.intervals import Intervals, cell_intervals
from discourse.counting.labels import concept_of, count_labels
from discourse.counting.tally import Tally, total_of_units
from discourse.counting.units import Cells
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.measures import dp_norm


def frame_counts(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    unit: str = "family",
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count the labels of a lexicon by group.

    Inside one concept the longest match wins and a span counts once, so that "moderate Syrian opposition"
    adds nothing to *opposition*.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    unit : str
        What varies from sample to sample: ``"family"`` (documents that are copies of one another are one),
        ``"document"``, or a metadata column such as a story.
    confidence : float
        Of the intervals.
    uncertainty : {"linearized", "bootstrap"}
        How intervals are made: :func:`discourse.measures.ratio_interval`, or
        :func:`discourse.measures.bootstrap` of the units of each group.
    draws, seed : int
        Of the bootstrap.

    Returns
    -------
    DataFrame
        A row for each group and each label, zeros too: the columns of `by`, ``concept``, ``label``,
        ``count``, ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``low`` and ``high`` (of
        the rate; NaN where the group is one unit), ``documents`` (that use the label), ``documents_total``,
        ``document_share``, ``units`` (of the group).

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.frame_counts(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> rebels = table[(table["label"] == "rebels") & (table["source"] == "Bloomberg")]
    >>> rebels[["count", "tokens", "documents"]].values.tolist()
    [[6, 652, 1]]
    """
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    counted = _count(corpus, lexicon, by, intervals)
    return finish(
        _rates(counted, lexicon, intervals), "frame_counts", corpus, lexicon, by=by, **intervals.options
    )


def label_shares(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    unit: str = "family",
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Measure the choice among the competing labels of each concept, by group.

    A rate mixes how much a topic is covered with how it is named; the share is of the naming alone. A rate is
    also the product of prevalence (how many documents use the label at all) and intensity (how often those
    do); both are here.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    unit, confidence, uncertainty, draws, seed
        As for :func:`frame_counts`.

    Returns
    -------
    DataFrame
        A row for each group and each label, zeros too: the columns of `by`, ``concept``, ``label``,
        ``count``, ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``rate_low``,
        ``rate_high``; ``documents`` (that use the label), ``documents_total``, ``document_share`` (the
        prevalence), ``document_share_low``, ``document_share_high``; ``intensity`` (per 10,000 tokens of the
        documents that use the label), ``intensity_low``, ``intensity_high``; ``dp_norm`` (how
        unevenly the label is spread over the units, from 0 to 1); ``units`` (of the group),
        ``concept_count`` (all labels of the concept in the group), ``concept_documents`` (documents that name
        the concept at all), ``concept_units``, ``share`` (``count / concept_count``, NaN where the group
        never names the concept), ``low`` and ``high`` (of the share). Intervals are NaN where fewer than two
        units bear on them.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.label_shares(dc.read("seeds"), dc.Lexicon.read("syria"), by=None)
    >>> float(table.groupby("concept")["share"].sum().round(6).max())
    1.0
    """
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    table = _shares(corpus, lexicon, by, intervals)
    return finish(table, "label_shares", corpus, lexicon, by=by, **intervals.options)


def trends(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    every: str = "year",
    unit: str = "family",
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Follow rates and shares of labels over time, by group.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns; None for the whole corpus.
    every : {"year", "quarter", "month"} or a metadata column
        The period.
    unit, confidence, uncertainty, draws, seed
        As for :func:`frame_counts`.

    Returns
    -------
    DataFrame
        The columns of :func:`label_shares`, with those of `by` and `every` in front. Periods without a
        document of a group have no row; documents without a date are a period of their own, missing.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.trends(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> sorted(set(table["year"].tolist()))
    [2015, 2016, 2020]
    """
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    if not isinstance(every, str):
        raise DiscourseError(f"every= is the name of one column, not {every!r}")
    columns = list(dict.fromkeys([*columns_of(by), every]))
    table = _shares(corpus, lexicon, columns, intervals)
    return finish(table, "trends", corpus, lexicon, by=by, every=every, **intervals.options)


def _count(corpus: Corpus, lexicon: Lexicon, by: By, intervals: Intervals) -> Tally:
    """Count labels in the whole corpus, unit by unit."""
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read gives it, not {lexicon!r}")
    return total_of_units(corpus, count_labels, by, lexicon.queries(), unit=intervals.unit, hold_all=True)


def _rates(counted: Tally, lexicon: Lexicon, intervals: Intervals) -> pd.DataFrame:
    queries, cells, groups = lexicon.queries(), _cells(counted), len(counted)
    labels = slice(0, len(queries))
    row = np.tile(np.arange(len(queries)), groups)
    table = counted.repeat(len(queries))
    table["concept"] = pd.array([query.concept for query in queries], dtype="str").take(row)
    table["label"] = pd.array([query.label for query in queries], dtype="str").take(row)
    table["count"] = counted.count[:, labels].toarray().ravel()
    table["tokens"] = np.repeat(counted.tokens, len(queries))
    table["rate"] = per_10000(table["count"], table["tokens"])
    low, high = cell_intervals(cells, groups, cells.count[:, labels], cells.tokens, intervals)
    table["low"], table["high"] = 10_000 * low.ravel(), 10_000 * high.ravel()
    table["documents"] = counted.holding[:, labels].toarray().ravel()
    table["documents_total"] = np.repeat(counted.documents, len(queries))
    table["document_share"] = share(table["documents"], table["documents_total"])
    table["units"] = np.repeat(counted.spread.units, len(queries))
    return table


def _shares(corpus: Corpus, lexicon: Lexicon, by: By, intervals: Intervals) -> pd.DataFrame:
    counted = _count(corpus, lexicon, by, intervals)
    queries, cells, groups = lexicon.queries(), _cells(counted), len(counted)
    labels, concept = slice(0, len(queries)), len(queries) + concept_of(queries)
    table = _rates(counted, lexicon, intervals).rename(columns={"low": "rate_low", "high": "rate_high"})
    units = table.pop("units")

    def put(name: str, x: sparse.csr_array, y: npt.NDArray[np.int64] | sparse.csr_array, scale: int) -> None:
        low, high = cell_intervals(cells, groups, x, y, intervals)
        before = f"{name}_" if name else ""
        table[f"{before}low"], table[f"{before}high"] = scale * low.ravel(), scale * high.ravel()

    put("document_share", cells.holding[:, labels], cells.documents, 1)
    words = cells.member(groups) @ cells.within[:, labels]
    table["intensity"] = per_10000(table["count"], words.toarray().ravel())
    put("intensity", cells.count[:, labels], cells.within[:, labels], 10_000)
    table["dp_norm"] = np.concatenate([_dispersion(cells, labels, group) for group in range(groups)])
    table["units"] = units
    table["concept_count"] = counted.count.toarray()[:, concept].ravel()
    table["concept_documents"] = counted.holding.toarray()[:, concept].ravel()
    table["concept_units"] = counted.spread.bearing.toarray()[:, concept].ravel()
    table["share"] = share(table["count"], table["concept_count"])
    put("", cells.count[:, labels], cells.count[:, concept], 1)
    return table


def _dispersion(cells: Cells, labels: slice, group: int) -> npt.NDArray[np.float64]:
    rows = cells.in_group(group)
    return dp_norm(cells.count[rows][:, labels].T, cells.tokens[rows])


def _cells(counted: Tally) -> Cells:
    assert counted.cells is not None, "every unit is held"
    return counted.cells
