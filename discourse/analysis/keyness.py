"""Which words set one group apart from another."""

from collections.abc import Collection, Hashable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.groups import columns_of, finish, group, per_10000
from discourse.analysis.terms import folded
from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.measures import benjamini_hochberg, chi2_p, g2, log_ratio

THE_REST = "the rest"


def keyness(
    corpus: Corpus,
    *,
    by: str | Sequence[str] = "source",
    target: object = None,
    reference: object = None,
    stop_words: Collection[str] = (),
    minimum: int = 1,
) -> pd.DataFrame:
    """Compare the words of a target with those of a reference; positive means more in the target.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns, or ``year``, ``quarter``, ``month``.
    target : optional
        A value of that column, or a list of values to take in turn (several columns: their values joined by
        " · "); each in turn unless said.
    reference : optional
        Another value; all other documents unless said.
    stop_words : collection of str
        Words whose rows are left out. Denominators do not change.
    minimum : int
        Terms with fewer occurrences on both sides together are left out.

    Returns
    -------
    DataFrame
        A row for each comparison and each term of the two sides, also those absent on one: ``target``,
        ``reference``, ``term``, ``count_target``, ``count_reference``, ``tokens_target``,
        ``tokens_reference``, ``rate_target``, ``rate_reference`` (per 10,000 tokens), ``documents_target``,
        ``documents_reference`` (that have the term), ``documents_total_target``,
        ``documents_total_reference``, ``log_ratio``, ``g2`` (four cells), ``p``, ``q`` (Benjamini-Hochberg
        over the terms of the comparison). Sorted by comparison, then falling ``g2``, then alphabet.

    Raises
    ------
    DiscourseError
        If `target` or `reference` is no value of the column, or there is nothing to compare with.

    Notes
    -----
    ``p`` and ``q`` take every word for an independent draw. Words come in articles, so they are far too small
    wherever a word is frequent in few articles: read ``documents_target`` beside them.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.keyness(dc.read("seeds"), target="Bloomberg", reference="TRT World")
    >>> table.loc[table["term"] == "rebels", ["count_target", "count_reference"]].values.tolist()
    [[4, 0]]
    """
    groups = group(corpus, by)
    names = groups.names
    what = " · ".join(columns_of(by)) or "by"
    known = {name: row for row, name in enumerate(names)}
    if len(known) < len(names):
        raise DiscourseError(f"two groups of {what} have the same name; rename one in the metadata")
    if len(groups) < 2:
        raise DiscourseError(f"{what} has one value only ({names[0]!r}); keyness needs two groups to compare")
    if target is None:
        asked = [name for name in known if reference is None or name != reference]
    else:
        asked = [*target] if isinstance(target, list | tuple) else [target]
    for value in [*asked, *([] if reference is None else [reference])]:
        if not isinstance(value, Hashable) or value not in known:
            listed = ", ".join(map(str, known))
            raise DiscourseError(f"no document has {what}={value!r}; it is one of {listed}")
    if reference in asked:
        raise DiscourseError(f"target and reference are both {reference!r}")
    if not asked:
        raise DiscourseError("target= is an empty list; at least one value is needed")
    targets = [known[value] for value in asked]

    index = corpus.index
    counts = groups.sum(index.matrix)
    documents = groups.sum((index.matrix > 0).astype(np.int64))
    all_counts, all_documents = _dense(counts.sum(axis=0)), _dense(documents.sum(axis=0))
    stops = folded(stop_words)
    allowed = np.array([term not in stops for term in index.vocabulary], dtype=bool)
    tables = []
    for row in targets:
        count_target, documents_target = _dense(counts[[row]].toarray()), _dense(documents[[row]].toarray())
        size_target, articles_target = int(groups.tokens[row]), int(groups.documents[row])
        if reference is None:
            count_reference, documents_reference = all_counts - count_target, all_documents - documents_target
            size_reference = int(groups.tokens.sum()) - size_target
            articles_reference = int(groups.documents.sum()) - articles_target
        else:
            other = known[reference]
            count_reference = _dense(counts[[other]].toarray())
            documents_reference = _dense(documents[[other]].toarray())
            size_reference, articles_reference = int(groups.tokens[other]), int(groups.documents[other])
        terms = np.flatnonzero(allowed & (count_target + count_reference >= max(minimum, 1)))
        a, b = count_target[terms], count_reference[terms]
        evidence = g2(a, b, size_target, size_reference)
        p = chi2_p(evidence)
        table = pd.DataFrame(
            {
                "target": names[row],
                "reference": THE_REST if reference is None else reference,
                "term": [index.vocabulary[term] for term in terms.tolist()],
                "count_target": a,
                "count_reference": b,
                "tokens_target": size_target,
                "tokens_reference": size_reference,
                "rate_target": per_10000(a, size_target),
                "rate_reference": per_10000(b, size_reference),
                "documents_target": documents_target[terms],
                "documents_reference": documents_reference[terms],
                "documents_total_target": articles_target,
                "documents_total_reference": articles_reference,
                "log_ratio": log_ratio(a, b, size_target, size_reference),
                "g2": evidence,
                "p": p,
                "q": benjamini_hochberg(p),
            }
        )
        tables.append(table.sort_values(["g2", "term"], ascending=[False, True], kind="stable"))
    return finish(
        pd.concat(tables, ignore_index=True),
        "keyness",
        corpus,
        by=by,
        target=target,
        reference=reference,
        stop_words=sorted(stop_words),
        minimum=minimum,
    )


def _dense(values: npt.ArrayLike) -> npt.NDArray[np.int64]:
    return np.asarray(values, dtype=np.int64).ravel()
