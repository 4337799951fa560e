"""How each group names each concept: counts of labels, and the choice among them."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.analysis.phrases import chosen, each_group, most_used
from discourse.analysis.results import grouped_by, time_of
from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, per_10000, share
from discourse.counting.intervals import Intervals, unit_intervals
from discourse.counting.labels import concept_of, count_labels
from discourse.counting.shards import corpus_in
from discourse.counting.tally import total_of_units
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.measures import dp_norm_of_groups
from discourse.voice.codes import Voice

COLUMNS = (
    *("concept", "label", "count", "tokens", "rate", "rate_low", "rate_high"),
    *("documents", "documents_total", "document_share", "document_share_low", "document_share_high"),
    *("intensity", "intensity_low", "intensity_high", "dp_norm", "units"),
    *("concept_count", "concept_documents", "concept_units", "share", "share_low", "share_high"),
)


def framing(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    every: str | None = None,
    voice: Voice = "all",
    unit: str = "family",
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count the labels of a lexicon by group, and measure the choice among those that compete.

    Inside one concept the longest match wins and a span counts once, so that "moderate Syrian opposition"
    adds nothing to *opposition*. A rate mixes how much a topic is covered with how it is named; the share is
    of the choice of a name alone. A rate is also the product of prevalence (how many documents use the label
    at all) and intensity (how often those do); both are here.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    every : {"year", "quarter", "month"} or a metadata column, optional
        The period, a column after those of `by`. Periods in which a group has no document have no row;
        documents without a date are a period of their own, missing.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
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
        A row for each group and each label, zeros too: the columns of `by` and `every`, ``concept``,
        ``label``, ``count``, ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``rate_low``,
        ``rate_high``; ``documents`` (that use the label), ``documents_total``, ``document_share`` (the
        prevalence), ``document_share_low``, ``document_share_high``; ``intensity`` (per 10,000 tokens of the
        documents that use the label), ``intensity_low``, ``intensity_high``; ``dp_norm`` (how unevenly the
        label is spread over the units, from 0 to 1); ``units`` (of the group), ``concept_count`` (all labels
        of the concept in the group), ``concept_documents`` (documents that name the concept at all),
        ``concept_units``, ``share`` (``count / concept_count``, NaN where the group never names the
        concept), ``share_low`` and ``share_high``. Intervals are NaN where fewer than two units bear on them.

    Raises
    ------
    DiscourseError
        If `by` or `every` names no column, or an option is out of range.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> rebels = table[(table["label"] == "rebels") & (table["source"] == "Bloomberg")]
    >>> rebels[["count", "tokens", "documents", "concept_count", "share"]].round(2).values.tolist()
    [[6.0, 652.0, 1.0, 13.0, 0.46]]
    """
    corpus = corpus_in(corpus, voice)
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read returns it, not {lexicon!r}")
    if not isinstance(every, str | None):
        raise DiscourseError(f"every= is the name of one column, not {every!r}")
    columns = list(dict.fromkeys([*columns_of(by), *([every] if every else [])]))
    queries = lexicon.queries()
    counted = total_of_units(corpus, count_labels, columns, queries, unit=unit, one_by_one=True)
    cells, groups = counted.by_unit, len(counted)
    labels, concept = slice(0, len(queries)), len(queries) + concept_of(queries)
    row = np.tile(np.arange(len(queries)), groups)
    table = counted.repeat(len(queries))

    def put(name: str, x: sparse.csr_array, y: npt.NDArray[np.int64] | sparse.csr_array, scale: int) -> None:
        low, high = unit_intervals(cells, groups, x, y, intervals)
        table[f"{name}_low"], table[f"{name}_high"] = scale * low.ravel(), scale * high.ravel()

    table["concept"] = pd.Series([query.concept for query in queries], dtype="str").array.take(row)
    table["label"] = pd.Series([query.label for query in queries], dtype="str").array.take(row)
    table["count"] = counted.count[:, labels].toarray().ravel()
    table["tokens"] = np.repeat(counted.tokens, len(queries))
    table["rate"] = per_10000(table["count"], table["tokens"])
    put("rate", cells.count[:, labels], cells.tokens, 10_000)
    table["documents"] = counted.holding[:, labels].toarray().ravel()
    table["documents_total"] = np.repeat(counted.documents, len(queries))
    table["document_share"] = share(table["documents"], table["documents_total"])
    put("document_share", cells.holding[:, labels], cells.documents, 1)
    words = cells.member(groups) @ cells.within[:, labels]
    table["intensity"] = per_10000(table["count"], words.toarray().ravel())
    put("intensity", cells.count[:, labels], cells.within[:, labels], 10_000)
    table["dp_norm"] = dp_norm_of_groups(cells.count[:, labels], cells.tokens, cells.group, groups).ravel()
    table["units"] = np.repeat(counted.spread.units, len(queries))
    table["concept_count"] = counted.count.toarray()[:, concept].ravel()
    table["concept_documents"] = counted.holding.toarray()[:, concept].ravel()
    table["concept_units"] = counted.spread.bearing.toarray()[:, concept].ravel()
    table["share"] = share(table["count"], table["concept_count"])
    put("share", cells.count[:, labels], cells.count[:, concept], 1)
    return finish(table, "framing", corpus, lexicon, by=by, every=every, **intervals.options)


def sentence(table: pd.DataFrame) -> str:
    """Say of one concept which label each group chooses, of several which labels each group uses most."""
    concepts, time = table["concept"].unique(), time_of(table)
    if len(concepts) > 1:
        return each_group(table, grouped_by(table), lambda rows: most_used(rows, "label"))
    if time is not None:
        return _over_time(table, time)
    return f"{_capital(concepts[0])}. {each_group(table, grouped_by(table), chosen)}"


def _over_time(table: pd.DataFrame, time: str) -> str:
    dated = table[table[time].notna() & (table["concept_count"] > 0)]
    if dated.empty:
        return "Nothing is named in an article with a date."

    def ends(rows: pd.DataFrame) -> str:
        periods = sorted(set(rows[time]))
        said = [f"{period} {chosen(rows[rows[time] == period], 1)}" for period in (periods[0], periods[-1])]
        return said[0] if len(periods) == 1 else f"{said[0]}, then {said[1]}"

    by = [column for column in grouped_by(table) if column != time]
    leading = f"{_capital(dated['concept'].iloc[0])}, the leading label in the first and the last {time}. "
    return leading + each_group(dated, by, ends)


def _capital(concept: object) -> str:
    return f"{str(concept)[:1].upper()}{str(concept)[1:]}"
