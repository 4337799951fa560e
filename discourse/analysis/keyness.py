"""Which words set one group apart from another."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.groups import columns_of, finish, per_10000
from discourse.analysis.tally import Tally, total
from discourse.analysis.terms import among, column_of, count_words, folded
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
    if not isinstance(minimum, int) or minimum < 1:
        raise DiscourseError(f"minimum={minimum!r} is a whole number from 1")
    stops = folded(stop_words)
    groups = total(corpus, count_words, by)
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

    allowed = ~among(groups.terms, stops)
    whole = _side(groups, slice(None) if reference is None else [known[reference]])
    compared = []
    for row in targets:
        one = _side(groups, [row])
        compared.append(_compare(one, whole if reference is not None else whole - one, allowed, minimum))
    rows = [len(part["term"]) for part in compared]
    made = {name: np.concatenate([part[name] for part in compared]) for name in compared[0]}
    p = _p_of(made["g2"])
    within = np.split(p, np.cumsum(rows)[:-1])
    table = pd.DataFrame(
        {
            "target": pd.Series(asked).repeat(rows).array,
            "reference": THE_REST if reference is None else reference,
            "term": column_of(groups.terms, made.pop("term")),
            **made,
            "p": p,
            "q": np.concatenate([benjamini_hochberg(tests) for tests in within]),
        },
        copy=False,
    )
    return finish(
        table,
        "keyness",
        corpus,
        by=by,
        target=target,
        reference=reference,
        stop_words=sorted(stop_words),
        minimum=minimum,
    )


@dataclass(frozen=True, eq=False)
class _Side:
    """The target or the reference of a comparison."""

    count: npt.NDArray[np.int64]
    holding: npt.NDArray[np.int64]
    tokens: int
    documents: int

    def __sub__(self, other: "_Side") -> "_Side":
        return _Side(
            self.count - other.count,
            self.holding - other.holding,
            self.tokens - other.tokens,
            self.documents - other.documents,
        )


def _side(groups: Tally, rows: slice | list[int]) -> _Side:
    return _Side(
        groups.count[rows].sum(axis=0),
        groups.holding[rows].sum(axis=0),
        int(groups.tokens[rows].sum()),
        int(groups.documents[rows].sum()),
    )


def _compare(
    target: _Side, reference: _Side, allowed: npt.NDArray[np.bool_], minimum: int
) -> dict[str, npt.NDArray[Any]]:
    """Compare two sides; the first terms are those with the largest G²."""
    terms = np.flatnonzero(allowed & (target.count + reference.count >= max(minimum, 1)))
    sizes = target.tokens, reference.tokens
    evidence = g2(target.count[terms], reference.count[terms], *sizes)
    order = np.argsort(-evidence, kind="stable")  # the terms are in alphabetical order already
    terms = terms[order]
    a, b = target.count[terms], reference.count[terms]
    return {
        "term": terms,
        "count_target": a,
        "count_reference": b,
        "tokens_target": np.full(len(terms), target.tokens),
        "tokens_reference": np.full(len(terms), reference.tokens),
        "rate_target": per_10000(a, target.tokens),
        "rate_reference": per_10000(b, reference.tokens),
        "documents_target": target.holding[terms],
        "documents_reference": reference.holding[terms],
        "documents_total_target": np.full(len(terms), target.documents),
        "documents_total_reference": np.full(len(terms), reference.documents),
        "log_ratio": log_ratio(a, b, *sizes),
        "g2": evidence[order],
    }


def _p_of(evidence: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Give the p of sorted values, once for each run of equal ones: most words are rare, and many alike."""
    new = np.ones(len(evidence), dtype=bool)
    new[1:] = evidence[1:] != evidence[:-1]
    p: npt.NDArray[np.float64] = chi2_p(evidence[new])[np.cumsum(new) - 1]
    return p
