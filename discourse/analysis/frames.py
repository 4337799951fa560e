"""How each group names each concept: counts of labels, and the choice among them."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.groups import By, columns_of, finish, per_10000, share
from discourse.analysis.tally import Tally, tally, total
from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Query, find, resolve


def frame_counts(corpus: Corpus, lexicon: Lexicon, *, by: By = "source") -> pd.DataFrame:
    """Count the labels of a lexicon by group.

    Inside one concept the longest match wins and a span counts once, so that "moderate Syrian opposition"
    adds nothing to *opposition*.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.

    Returns
    -------
    DataFrame
        A row for each group and each label, zeros too: the columns of `by`, ``concept``, ``label``,
        ``count``, ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``documents`` (that use
        the label), ``documents_total``, ``document_share``.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.frame_counts(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> rebels = table[(table["label"] == "rebels") & (table["source"] == "Bloomberg")]
    >>> rebels[["count", "tokens", "documents"]].values.tolist()
    [[6, 652, 1]]
    """
    table, _ = _count(corpus, lexicon, by)
    return finish(table, "frame_counts", corpus, lexicon, by=by)


def label_shares(corpus: Corpus, lexicon: Lexicon, *, by: By = "source") -> pd.DataFrame:
    """Measure the choice among the competing labels of each concept, by group.

    A rate mixes how much a topic is covered with how it is named; the share is of the naming alone.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.

    Returns
    -------
    DataFrame
        As :func:`frame_counts`, and ``concept_count`` (all labels of the concept in the group),
        ``concept_documents`` (documents that name the concept at all) and ``share``
        (``count / concept_count``, NaN where the group never names the concept).

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.label_shares(dc.read("seeds"), dc.Lexicon.read("syria"), by=None)
    >>> float(table.groupby("concept")["share"].sum().round(6).max())
    1.0
    """
    return finish(_shares(corpus, lexicon, by), "label_shares", corpus, lexicon, by=by)


def trends(corpus: Corpus, lexicon: Lexicon, *, by: By = "source", every: str = "year") -> pd.DataFrame:
    """Follow rates and shares of labels over time, by group.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns; None for the whole corpus.
    every : {"year", "quarter", "month"} or a metadata column
        The period.

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
    columns = list(dict.fromkeys([*columns_of(by), every]))
    return finish(_shares(corpus, lexicon, columns), "trends", corpus, lexicon, by=by, every=every)


def count_labels(corpus: Corpus, by: By, queries: Sequence[Query]) -> Tally:
    """Count in one shard the matches of each label, and after all labels those of each concept."""
    counted = resolve(find(queries, corpus.index))
    concept = len(queries) + _concept_of(queries)
    both = np.column_stack([counted.query, concept[counted.query]]).astype(np.int32)  # a match is one of each
    offsets = 2 * np.searchsorted(counted.start, corpus.index.offsets)
    return tally(corpus, by, both.ravel(), offsets, things=int(concept.max()) + 1)


def _concept_of(queries: Sequence[Query]) -> npt.NDArray[np.int64]:
    """Give the number of the concept of each label; concepts are numbered as they come."""
    concepts = {query.concept: None for query in queries}
    numbers = dict(zip(concepts, range(len(concepts)), strict=True))
    return np.array([numbers[query.concept] for query in queries], dtype=np.int64)


def _count(corpus: Corpus, lexicon: Lexicon, by: By) -> tuple[pd.DataFrame, Tally]:
    """Count labels in the whole corpus; give with the table what it was made of."""
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read gives it, not {lexicon!r}")
    queries = lexicon.queries()
    counted = total(corpus, count_labels, by, queries)
    labels = slice(0, len(queries))
    row = np.tile(np.arange(len(queries)), len(counted))
    table = counted.repeat(len(queries))
    table["concept"] = pd.array([query.concept for query in queries], dtype="str").take(row)
    table["label"] = pd.array([query.label for query in queries], dtype="str").take(row)
    table["count"] = counted.count[:, labels].toarray().ravel()
    table["tokens"] = np.repeat(counted.tokens, len(queries))
    table["rate"] = per_10000(table["count"], table["tokens"])
    table["documents"] = counted.holding[:, labels].toarray().ravel()
    table["documents_total"] = np.repeat(counted.documents, len(queries))
    table["document_share"] = share(table["documents"], table["documents_total"])
    return table, counted


def _shares(corpus: Corpus, lexicon: Lexicon, by: By) -> pd.DataFrame:
    table, counted = _count(corpus, lexicon, by)
    queries = lexicon.queries()
    concept = len(queries) + _concept_of(queries)
    table["concept_count"] = counted.count.toarray()[:, concept].ravel()
    table["concept_documents"] = counted.holding.toarray()[:, concept].ravel()
    table["share"] = share(table["count"], table["concept_count"])
    return table
