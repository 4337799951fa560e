"""Sentences in which no label of a concept is found: where mentions that a lexicon misses are looked for."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.lexicon.match import Query, find, resolve
from discourse.text.index import Positions

LIKELY = ("near a seed", "in an article that mentions it", "elsewhere")
CHANCES = (8.0, 2.0, 1.0)  # of a sentence to be drawn, in proportion


class Sentences(NamedTuple):
    """The sentences of a shard without a match; each field of shape (sentences,).

    Attributes
    ----------
    document, position, length : ndarray of int64
        The row of the document, the first word in it, and the number of words.
    likely : ndarray of int64
        Whether a seed stands in it, or its article has a match elsewhere, or neither: a place in `LIKELY`.
    """

    document: Positions
    position: Positions
    length: Positions
    likely: Positions


def without_match(corpus: Corpus, queries: Sequence[Query], concept: str, seeds: Sequence[str]) -> Sentences:
    """Return the sentences of a shard in which no label of a concept is found."""
    index = corpus.index
    starts, length = index.sentences[:-1], np.diff(index.sentences)
    document = index.document_of(starts)
    taken, seeded = (np.zeros(len(starts), dtype=bool) for _ in range(2))
    mentions = np.zeros(len(corpus), dtype=bool)
    found = resolve(find([query for query in queries if query.concept == concept], index))
    taken[np.searchsorted(starts, found.start, side="right") - 1] = True  # no match leaves its sentence
    mentions[index.document_of(found.start)] = True
    if seeds:
        near = find([Query("", "", tuple(seeds))], index)
        seeded[np.searchsorted(starts, near.start, side="right") - 1] = True
    likely = np.where(seeded, 0, np.where(mentions[document], 1, 2))
    kept = np.flatnonzero(~taken)
    document = document[kept]
    return Sentences(document, starts[kept] - index.offsets[document], length[kept], likely[kept])


def stratum_of(values: "pd.Series[str]", likely: Positions) -> list[str]:
    """Name the stratum of each sentence: the value of its document, and how likely it misses a mention."""
    return [f"{value} · {LIKELY[place]}" for value, place in zip(values, likely.tolist(), strict=True)]
