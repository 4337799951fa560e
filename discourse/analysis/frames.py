"""How each group names each concept: counts of labels, and the choice among them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.groups import By, columns_of, finish, group, per_10000, share
from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.lexicon.match import find, resolve
from discourse.text.index import Positions


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


def _count(corpus: Corpus, lexicon: Lexicon, by: By) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Count labels; give with them, row by row, the documents that name the label's concept at all."""
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read gives it, not {lexicon!r}")
    queries = lexicon.queries()
    counted = resolve(find(queries, corpus.index))
    groups = group(corpus, by)
    document = corpus.index.document_of(counted.start)
    cell = groups.codes[document] * len(queries) + counted.query
    count = np.bincount(cell, minlength=len(groups) * len(queries))
    documents = _documents(document, counted.query, groups.codes, (len(groups), len(queries)))
    concepts = list(dict.fromkeys(query.concept for query in queries))
    concept_of = np.array([concepts.index(query.concept) for query in queries], dtype=np.int64)
    naming = _documents(document, concept_of[counted.query], groups.codes, (len(groups), len(concepts)))

    table = groups.repeat(len(queries))
    table["concept"] = np.tile([query.concept for query in queries], len(groups))
    table["label"] = np.tile([query.label for query in queries], len(groups))
    table["count"] = count
    table["tokens"] = np.repeat(groups.tokens, len(queries))
    table["rate"] = per_10000(table["count"], table["tokens"])
    table["documents"] = documents.ravel()
    table["documents_total"] = np.repeat(groups.documents, len(queries))
    table["document_share"] = share(table["documents"], table["documents_total"])
    return table, naming[:, concept_of].ravel()


def _documents(
    document: Positions, kind: Positions, group_of: Positions, shape: tuple[int, int]
) -> npt.NDArray[np.int64]:
    """Count the documents of each group that have a match of each kind at least once."""
    groups, kinds = shape
    document, kind = np.divmod(np.unique(document * kinds + kind), kinds)
    return np.bincount(group_of[document] * kinds + kind, minlength=groups * kinds).reshape(shape)


def _shares(corpus: Corpus, lexicon: Lexicon, by: By) -> pd.DataFrame:
    table, naming = _count(corpus, lexicon, by)
    names = columns_of(by)
    in_concept = table.groupby([*names, "concept"], dropna=False, sort=False)["count"]
    table["concept_count"] = in_concept.transform("sum")
    table["concept_documents"] = naming
    table["share"] = share(table["count"], table["concept_count"])
    return table
