"""Mentions of the labels of a lexicon, counted: which labels are asked for, and what each counts among."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import By
from discourse.counting.tally import Items, total_of_units
from discourse.counting.units import UnitCounts
from discourse.errors import DiscourseError, one_of
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Matches, Query, find, resolve

VALUES = ("share", "rate")
Texts: TypeAlias = "pd.Series[str]"


@dataclass(frozen=True)
class Asked:
    """The labels of one concept that are asked for, and what is measured of them.

    Attributes
    ----------
    concept : str
    queries : list of Query
        All labels of the concept, since they compete.
    labels : list of int
        Those asked for, as places in `queries`.
    value : {"share", "rate"}
        Of the mentions of the concept, or per 10,000 tokens.
    """

    concept: str
    queries: list[Query]
    labels: list[int]
    value: str

    @property
    def whole(self) -> str:
        """The column of the denominator."""
        return "concept_count" if self.value == "share" else "tokens"

    @property
    def units(self) -> str:
        """The column of the units that have any of it."""
        return "concept_units" if self.value == "share" else "units"

    @property
    def scale(self) -> int:
        """What one mention in one of the denominator counts as."""
        return 1 if self.value == "share" else 10_000

    def sizes(self, cells: UnitCounts) -> npt.NDArray[np.int64]:
        """Return the denominator of each cell that :func:`mentions_by_unit` counted."""
        return cells.tokens if self.value == "rate" else cells.count[:, [len(self.queries)]].toarray().ravel()

    def patterns(self, label: int) -> range:
        """Return the items that are the patterns of a label."""
        first = [len(self.queries) + 1, *(len(query.patterns) for query in self.queries)]
        ends = [*accumulate(first)]
        return range(ends[label], ends[label + 1])


def lexicon_only(lexicon: object) -> Lexicon:
    """Return what is a lexicon.

    Raises
    ------
    DiscourseError
        If it is something else.
    """
    if isinstance(lexicon, Lexicon):
        return lexicon
    raise DiscourseError(f"a Lexicon is needed, as Lexicon.read returns it, not {lexicon!r}")


def ask(lexicon: Lexicon, label: str | None, concept: str | None, value: str = "share") -> Asked:
    """Find the labels that are asked for.

    Raises
    ------
    DiscourseError
        If the lexicon has no such label or concept, several concepts have it, or there is no such value.
    """
    lexicon_only(lexicon)
    one_of("value", value, VALUES)
    if concept is not None and concept not in lexicon.concepts:
        listed = ", ".join(lexicon.concepts)
        raise DiscourseError(f"the lexicon has no concept {concept!r}; it must be one of {listed}")
    fitting = [
        name
        for name, each in lexicon.concepts.items()
        if (concept is None or name == concept) and (label is None or label in each.labels)
    ]
    if not fitting and concept is not None:
        listed = ", ".join(lexicon.concepts[concept].labels)
        raise DiscourseError(f"the concept {concept!r} has no label {label!r}; it must be one of {listed}")
    if not fitting:
        raise DiscourseError(f"the lexicon has no label {label!r}; look at lexicon.table for what there is")
    if len(fitting) > 1:
        what = f"the label {label!r} is in several concepts" if label else "several concepts could be meant"
        raise DiscourseError(f"{what}; say concept= one of {', '.join(fitting)}")
    queries = [query for query in lexicon.queries() if query.concept == fitting[0]]
    labels = [place for place, query in enumerate(queries) if label is None or query.label == label]
    return Asked(fitting[0], queries, labels, value)


def count_mentions(corpus: Corpus, queries: Sequence[Query]) -> Items:
    """Find in one shard the matches of each label of a concept, then the concept, then each pattern.

    A match is one of each of the three, so patterns add up to their label, and labels to the concept.
    """
    found = resolve(find(queries, corpus.index))
    concept = len(queries)
    ids = np.column_stack([found.query, np.full(len(found), concept), concept + 1 + found.pattern])
    offsets = 3 * np.searchsorted(found.start, corpus.index.offsets)
    return Items(ids.astype(np.int32).ravel(), offsets, concept + 1 + len(found.patterns))


def mentions_by_unit(corpus: Corpus, asked: Asked, by: By, *, unit: str) -> tuple[pd.DataFrame, UnitCounts]:
    """Count what is asked for in each group and unit.

    Returns
    -------
    keys : DataFrame, shape (groups, columns of by)
    cells : UnitCounts
        Their items are those of :func:`count_mentions`.
    """
    counted = total_of_units(corpus, count_mentions, by, asked.queries, unit=unit, one_by_one=True)
    return counted.keys, counted.by_unit


def count_labels(corpus: Corpus, queries: Sequence[Query]) -> Items:
    """Find in one shard the matches of each label, and after all labels those of each concept."""
    counted = resolve(find(queries, corpus.index))
    concept = len(queries) + concept_of(queries)
    both = np.column_stack([counted.query, concept[counted.query]]).astype(np.int32)  # a match is one of each
    offsets = 2 * np.searchsorted(counted.start, corpus.index.offsets)
    return Items(both.ravel(), offsets, int(concept.max()) + 1)


def concept_of(queries: Sequence[Query]) -> npt.NDArray[np.int64]:
    """Return the number of the concept of each label; concepts are numbered as they come."""
    concepts = {query.concept: None for query in queries}
    numbers = dict(zip(concepts, range(len(concepts)), strict=True))
    return np.array([numbers[query.concept] for query in queries], dtype=np.int64)


def matches_of(corpus: Corpus, what: str | Lexicon, concept: str | None, label: str | None) -> Matches:
    """Find in one shard what is counted, of the part asked for.

    Raises
    ------
    DiscourseError
        If the pattern is wrong, or the lexicon has no such concept or label.
    """
    if isinstance(what, str):
        if concept or label:
            raise DiscourseError("concept= and label= choose from a lexicon; a pattern has none")
        return resolve(find([Query("", "", (what,))], corpus.index))
    if not isinstance(what, Lexicon):
        raise DiscourseError(f"a pattern or a Lexicon is needed, not {type(what).__name__}")
    queries = what.queries()
    chosen = [
        number
        for number, query in enumerate(queries)
        if concept in (None, query.concept) and label in (None, query.label)
    ]
    if not chosen:
        asked = ", ".join(f"{k}={v!r}" for k, v in (("concept", concept), ("label", label)) if v)
        known = list(what.concepts)
        if concept in what.concepts:
            known = list(what.concepts[concept].labels)
        elif concept is None:
            known = list(dict.fromkeys(query.label for query in queries))
        names = ", ".join(known)
        raise DiscourseError(f"the lexicon {what.name!r} has no {asked}; it has {names}")
    found = resolve(find(queries, corpus.index))
    return found.keep(np.isin(found.query, chosen))


def names_of(found: Matches) -> tuple[Texts, Texts]:
    """Return the concept and the label of each match."""
    return names_at(found.queries, found.query)


def names_at(queries: Sequence[Query], which: npt.ArrayLike) -> tuple[Texts, Texts]:
    """Return the concept and the label of some labels, by their numbers."""
    concepts = pd.Series([query.concept for query in queries], dtype="str")
    labels = pd.Series([query.label for query in queries], dtype="str")
    place = np.asarray(which, dtype=np.int64)
    return concepts.iloc[place].reset_index(drop=True), labels.iloc[place].reset_index(drop=True)
