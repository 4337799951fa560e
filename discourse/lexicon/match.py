"""Matching: where the patterns of a lexicon stand in a token index, and which of them counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from discourse.lexicon.pattern import MAYBE_WORD, ONE_WORD, Pattern, parse_pattern, types_of
from discourse.text.index import Positions, TokenIndex


@dataclass(frozen=True)
class Query:
    """What is looked for: patterns and their exceptions, as one label of one concept."""

    concept: str
    label: str
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Matches:
    """Places in a token index, ordered by start.

    Attributes
    ----------
    start : ndarray of int64, shape (matches,)
        Position of the first word in the index.
    length : ndarray of int64, shape (matches,)
        Number of words.
    pattern : ndarray of int64, shape (matches,)
        Row of `patterns`.
    patterns : list of (int, Pattern)
        Each pattern with the number of its query.
    queries : sequence of Query
        What was looked for.
    """

    start: Positions
    length: Positions
    pattern: Positions
    patterns: list[tuple[int, Pattern]]
    queries: Sequence[Query]

    def __len__(self) -> int:
        return len(self.start)

    @property
    def query(self) -> Positions:
        """The number of the query of each match."""
        owners = np.array([query for query, _ in self.patterns], dtype=np.int64)
        return owners[self.pattern]

    def keep(self, mask: npt.NDArray[np.bool_]) -> "Matches":
        """Keep the matches where `mask` is true."""
        return replace(self, start=self.start[mask], length=self.length[mask], pattern=self.pattern[mask])

    def rivals(self) -> dict[int, Counter[int]]:
        """Count, for each pattern, the overlaps with patterns of other labels of its concept."""
        result: dict[int, Counter[int]] = {}
        concepts = [query.concept for query in self.queries]
        query = self.query
        for cluster in _clusters(self):
            for i in cluster:
                for j in cluster:
                    rival = query[i] != query[j] and concepts[query[i]] == concepts[query[j]]
                    apart = self.start[i] + self.length[i] <= self.start[j] or (
                        self.start[j] + self.length[j] <= self.start[i]
                    )
                    if rival and not apart:
                        result.setdefault(int(self.pattern[i]), Counter())[int(self.pattern[j])] += 1
        return result


def find(queries: Sequence[Query], index: TokenIndex) -> Matches:
    """Find every place where a pattern matches and no exception of its label shares a word with it.

    The whole set of queries takes one look at the token ids; all else is done where an anchor, the rarest
    word of a pattern, was found.
    """
    patterns = [
        (number, parse_pattern(text, index.tokenizer))
        for number, query in enumerate(queries)
        for text in query.patterns
    ]
    exceptions = [
        (number, parse_pattern(text, index.tokenizer))
        for number, query in enumerate(queries)
        for text in query.exceptions
    ]
    search = _Search(index, [pattern for _, pattern in patterns + exceptions])
    places = [search.places(pattern) for _, pattern in patterns]
    found = Matches(
        np.concatenate([start for start, _ in places]),
        np.concatenate([length for _, length in places]),
        np.repeat(np.arange(len(places)), [len(start) for start, _ in places]),
        patterns,
        queries,
    )
    allowed = np.ones(len(found), dtype=bool)
    owner = found.query
    for number, pattern in exceptions:
        start, length = search.places(pattern)
        allowed[owner == number] &= ~_touches(found, owner == number, start, start + length)
    found = found.keep(allowed)
    order = np.lexsort((found.pattern, found.length, found.start))
    return replace(found, start=found.start[order], length=found.length[order], pattern=found.pattern[order])


def resolve(found: Matches) -> Matches:
    """Let the longest match win inside each concept, so that a span counts once.

    Ties go to the more literal pattern, then to the earlier start, then to the label first in the alphabet:
    the order of entries in a lexicon decides nothing.
    """
    kept = np.ones(len(found), dtype=bool)
    concepts = [query.concept for query in found.queries]
    query = found.query
    for cluster in _clusters(found):
        taken: dict[str, set[int]] = {}

        def rank(i: int) -> tuple[int, tuple[int, ...], int, str, str]:
            number, pattern = found.patterns[found.pattern[i]]
            letters, wildcards = pattern.literalness
            label = found.queries[number].label
            literal = (-letters, -wildcards)
            return -int(found.length[i]), literal, int(found.start[i]), label, pattern.text

        for i in sorted(cluster, key=rank):
            span = range(found.start[i], found.start[i] + found.length[i])
            words = taken.setdefault(concepts[query[i]], set())
            if words.isdisjoint(span):
                words.update(span)
            else:
                kept[i] = False
    return found.keep(kept)


class _Search:
    """The places in an index where the anchors of some patterns stand."""

    def __init__(self, index: TokenIndex, patterns: Sequence[Pattern]) -> None:
        self.index = index
        forms = {e for pattern in patterns for e in pattern.elements if e not in (ONE_WORD, MAYBE_WORD)}
        self.types = {form: types_of(form, index) for form in sorted(forms)}
        self.frequency = np.bincount(index.ids, minlength=len(index.vocabulary))
        wanted = np.zeros(len(index.vocabulary), dtype=bool)
        for pattern in patterns:
            wanted[self.types[self.anchor(pattern)]] = True
        self.positions = np.flatnonzero(wanted[index.ids])
        by_type = np.argsort(index.ids[self.positions], kind="stable")
        self.positions = self.positions[by_type]  # grouped by type, in order inside each
        self.starts = np.searchsorted(index.ids[self.positions], np.arange(len(index.vocabulary) + 1))

    def anchor(self, pattern: Pattern) -> str:
        """Choose the rarest word of a pattern."""
        forms = [e for e in pattern.elements if e not in (ONE_WORD, MAYBE_WORD)]
        return min(forms, key=lambda form: (self.frequency[self.types[form]].sum(), form))

    def places(self, pattern: Pattern) -> tuple[Positions, Positions]:
        """Find the starts and lengths of all matches of a pattern; matches do not cross documents."""
        anchor = self.anchor(pattern)
        hits = [self.positions[self.starts[t] : self.starts[t + 1]] for t in self.types[anchor]]
        anchored = np.sort(np.concatenate(hits)) if hits else np.empty(0, np.int64)
        document = self.index.document_of(anchored)
        starts, lengths = [], []
        for elements in pattern.variants():
            before = elements.index(anchor)
            start = anchored - before
            fits = (start >= self.index.offsets[document]) & (
                start + len(elements) <= self.index.offsets[document + 1]
            )
            start = start[fits]
            for place, element in enumerate(elements):
                if element not in (anchor, ONE_WORD) or (element == anchor and place != before):
                    start = start[np.isin(self.index.ids[start + place], self.types[element])]
            starts.append(start)
            lengths.append(np.full(len(start), len(elements), dtype=np.int64))
        once = np.unique(np.stack([np.concatenate(starts), np.concatenate(lengths)]), axis=1)
        return once[0], once[1]  # "a @ @ b" has two variants of the same length


def _touches(
    found: Matches, mine: npt.NDArray[np.bool_], start: Positions, end: Positions
) -> npt.NDArray[np.bool_]:
    """Tell which of my matches share a word with one of the spans from `start` to `end`."""
    first, last = found.start[mine], found.start[mine] + found.length[mine]
    # A span touches unless it ends before the match starts or starts after it ends.
    begun = np.searchsorted(np.sort(start), last, side="left")
    over = np.searchsorted(np.sort(end), first, side="right")
    return begun > over


def _clusters(found: Matches) -> list[list[int]]:
    """Group matches that overlap, directly or through others; those that stand alone are left out."""
    if len(found) == 0:
        return []
    reach = np.maximum.accumulate(found.start + found.length)
    opens = np.concatenate(([True], found.start[1:] >= reach[:-1]))
    edges = np.append(np.flatnonzero(opens), len(found))
    sizes = np.diff(edges)
    return [list(range(edges[i], edges[i + 1])) for i in np.flatnonzero(sizes > 1)]
