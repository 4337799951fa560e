"""The mentions of one concept, counted pattern by pattern: what `shift` and `standardized` start from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import By
from discourse.counting.tally import Tally, tally
from discourse.counting.units import Cells, Units
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Matches, Query, find, resolve

SCALES = {"share": 1.0, "rate": 10_000.0}  # what one mention counts for


@dataclass(frozen=True)
class Asked:
    """The labels of one concept that are asked for.

    Attributes
    ----------
    concept : str
    queries : list of Query
        All labels of the concept, since they compete.
    labels : list of int
        Those asked for, as places in `queries`.
    """

    concept: str
    queries: list[Query]
    labels: list[int]

    @property
    def whole(self) -> int:
        """The item that is the concept; see :func:`count_mentions`."""
        return sum(len(query.patterns) for query in self.queries) + len(self.queries)

    def items(self, label: int) -> list[int]:
        """Return the item that is a label, and after it those that are its patterns, where it has several."""
        first = [0, *accumulate(len(query.patterns) for query in self.queries)]
        patterns = range(first[label], first[label + 1]) if len(self.queries[label].patterns) > 1 else []
        return [first[-1] + label, *patterns]


def ask(lexicon: Lexicon, label: str | None, concept: str | None) -> Asked:
    """Find the labels that are asked for.

    Raises
    ------
    DiscourseError
        If the lexicon has none such, or several concepts have it.
    """
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read gives it, not {lexicon!r}")
    if concept is not None and concept not in lexicon.concepts:
        listed = ", ".join(lexicon.concepts)
        raise DiscourseError(f"the lexicon has no concept {concept!r}; it is one of {listed}")
    fitting = [
        name
        for name, each in lexicon.concepts.items()
        if (concept is None or name == concept) and (label is None or label in each.labels)
    ]
    if not fitting and concept is not None:
        listed = ", ".join(lexicon.concepts[concept].labels)
        raise DiscourseError(f"the concept {concept!r} has no label {label!r}; it is one of {listed}")
    if not fitting:
        raise DiscourseError(f"the lexicon has no label {label!r}; look at lexicon.table for what there is")
    if len(fitting) > 1:
        what = f"the label {label!r} is in several concepts" if label else "several concepts could be meant"
        raise DiscourseError(f"{what}; say concept= one of {', '.join(fitting)}")
    queries = [query for query in lexicon.queries() if query.concept == fitting[0]]
    labels = [place for place, query in enumerate(queries) if label is None or query.label == label]
    return Asked(fitting[0], queries, labels)


def count_mentions(corpus: Corpus, by: By, queries: Sequence[Query], units: Units | None = None) -> Tally:
    """Count in one shard the matches of each pattern, after all patterns each label, and at last the concept.

    A match is one of each of the three, so patterns add up to their label, and labels to the concept.
    """
    found = resolve(find(queries, corpus.index))
    patterns = len(found.patterns)
    whole = np.full(len(found), patterns + len(queries))
    ids = np.column_stack([found.pattern, patterns + found.query, whole]).astype(np.int32)
    offsets = 3 * np.searchsorted(found.start, corpus.index.offsets)
    return tally(corpus, by, ids.ravel(), offsets, items=patterns + len(queries) + 1, units=units)


def whole_of(asked: Asked, measure: str) -> int | None:
    """Return the item that a measure has in its denominator; None where that is the tokens.

    Raises
    ------
    DiscourseError
        If there is no such measure.
    """
    if measure not in ("share", "rate"):
        raise DiscourseError(f"measure={measure!r} is one of share, rate")
    return asked.whole if measure == "share" else None


def sizes_of(counted: Tally | Cells, whole: int | None) -> npt.NDArray[np.int64]:
    """Return the denominators of groups or of cells."""
    return counted.tokens if whole is None else counted.count[:, [whole]].toarray().ravel()


def named_for(table: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Return the columns of a table of shares the names that rates and tokens have."""
    if measure == "share":
        return table
    names = {"concept_count": "tokens", "concept_units": "units", "share": "rate"}
    form = re.compile(rf"(held_)?({'|'.join(names)})(_before|_after|_low|_high)?")
    found = {column: form.fullmatch(column) for column in table.columns if column != "held_share"}
    return table.rename(
        columns={
            column: f"{parts[1] or ''}{names[parts[2]]}{parts[3] or ''}"
            for column, parts in found.items()
            if parts
        }
    )


def count_labels(corpus: Corpus, by: By, queries: Sequence[Query], units: Units | None = None) -> Tally:
    """Count in one shard the matches of each label, and after all labels those of each concept."""
    counted = resolve(find(queries, corpus.index))
    concept = len(queries) + concept_of(queries)
    both = np.column_stack([counted.query, concept[counted.query]]).astype(np.int32)  # a match is one of each
    offsets = 2 * np.searchsorted(counted.start, corpus.index.offsets)
    return tally(corpus, by, both.ravel(), offsets, items=int(concept.max()) + 1, units=units)


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


def names_of(found: Matches) -> tuple["pd.Series[str]", "pd.Series[str]"]:
    """Return the concept and the label of each match."""
    concepts = pd.Series([query.concept for query in found.queries], dtype="str")
    labels = pd.Series([query.label for query in found.queries], dtype="str")
    query = found.query
    return concepts.iloc[query].reset_index(drop=True), labels.iloc[query].reset_index(drop=True)
