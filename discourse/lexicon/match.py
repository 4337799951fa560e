"""Matching: where the patterns of a lexicon stand in a token index, and which of them counts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from discourse.lexicon.pattern import Pattern, parse_pattern
from discourse.lexicon.search import places
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

    The whole set of queries takes one look at the token ids; see :func:`discourse.lexicon.search.places`.
    """
    patterns = [
        (number, parse_pattern(text, *index.rules))
        for number, query in enumerate(queries)
        for text in query.patterns
    ]
    exceptions = [
        (number, parse_pattern(text, *index.rules))
        for number, query in enumerate(queries)
        for text in query.exceptions
    ]
    start, length, which = places([pattern for _, pattern in patterns + exceptions], index)
    wanted = which < len(patterns)
    found = Matches(start[wanted], length[wanted], which[wanted], patterns, queries)
    if wanted.all():
        return found
    forbidden, owners = which[~wanted] - len(patterns), np.array([number for number, _ in exceptions])
    return found.keep(~_touched(found, start[~wanted], length[~wanted], owners[forbidden]))


def resolve(found: Matches) -> Matches:
    """Let the longest match win inside each concept, so that a span counts once.

    Ties go to the more literal pattern, then to the earlier start, then to the label first in the alphabet:
    the order of entries in a lexicon decides nothing.
    """
    kept = np.ones(len(found), dtype=bool)
    concepts = [query.concept for query in found.queries]
    literal, named = _ranks(found)
    clusters = _clusters(found)
    members = np.fromiter(chain.from_iterable(clusters), dtype=np.int64)
    cluster = np.repeat(np.arange(len(clusters)), [len(cluster) for cluster in clusters])
    start, length, pattern = found.start[members], found.length[members], found.pattern[members]
    order = np.lexsort((named[pattern], start, literal[pattern], -length, cluster))
    columns = (members, cluster, found.query[members], start, length)
    taken: dict[str, set[int]] = {}
    before = -1
    for i, here, query, begin, size in zip(*(column[order].tolist() for column in columns), strict=True):
        if here != before:
            taken, before = {}, here
        span = range(begin, begin + size)
        words = taken.setdefault(concepts[query], set())
        if words.isdisjoint(span):
            words.update(span)
        else:
            kept[i] = False
    return found.keep(kept)


def _ranks(found: Matches) -> tuple[Positions, Positions]:
    """Rank the patterns, the most literal first; and by label, then by the pattern as written."""
    literal, named = [], []
    for number, pattern in found.patterns:
        letters, wildcards = pattern.literalness
        literal.append((-letters, -wildcards))
        named.append((found.queries[number].label, pattern.text))
    in_order = ({key: rank for rank, key in enumerate(sorted(set(keys)))} for keys in (literal, named))
    by_literal, by_name = in_order
    return np.array([by_literal[key] for key in literal]), np.array([by_name[key] for key in named])


def _touched(found: Matches, start: Positions, length: Positions, owner: Positions) -> npt.NDArray[np.bool_]:
    """Tell which matches share a word with one of some spans of their own query."""
    # Queries are laid one after the other, each as long as all words, so that one search serves them all.
    apart = max((found.start + found.length).max(initial=0), (start + length).max()) + 1
    first = found.query * apart + found.start
    start = owner * apart + start
    # A span touches unless it ends before the match starts or starts after it ends.
    begun = np.searchsorted(np.sort(start), first + found.length, side="left")
    over = np.searchsorted(np.sort(start + length), first, side="right")
    touched: npt.NDArray[np.bool_] = begun > over
    return touched


def _clusters(found: Matches) -> list[list[int]]:
    """Group matches that overlap, directly or through others; those that stand alone are left out."""
    if len(found) == 0:
        return []
    reach = np.maximum.accumulate(found.start + found.length)
    opens = np.concatenate(([True], found.start[1:] >= reach[:-1]))
    edges = np.append(np.flatnonzero(opens), len(found))
    sizes = np.diff(edges)
    return [list(range(edges[i], edges[i + 1])) for i in np.flatnonzero(sizes > 1)]
