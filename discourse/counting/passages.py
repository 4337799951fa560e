"""Passages in which no label of a concept is found: where mentions that a lexicon misses are looked for."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.lexicon.match import Query, find, resolve
from discourse.text.index import Positions

WORDS = 20  # of a passage; about a sentence, and known without reading a text
LIKELY = ("near a seed", "in an article that mentions it", "elsewhere")
CHANCES = (8.0, 2.0, 1.0)  # of a passage to be drawn, in proportion


class Passages(NamedTuple):
    """The passages of a shard without a match; each field of shape (passages,).

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


def passages(corpus: Corpus, queries: Sequence[Query], concept: str, seeds: Sequence[str]) -> Passages:
    """Cut the documents of a shard into passages, and keep those without a word of a match of a concept."""
    index = corpus.index
    many = -(-index.lengths // WORDS)
    first = np.concatenate(([0], np.cumsum(many)))
    document = np.repeat(np.arange(len(many)), many)
    position = (np.arange(len(document)) - first[document]) * WORDS
    length = np.minimum(index.lengths[document] - position, WORDS)

    def at(word: Positions) -> Positions:
        row = index.document_of(word)
        return np.asarray(first[row] + (word - index.offsets[row]) // WORDS)

    found = resolve(find([query for query in queries if query.concept == concept], index))
    taken, seeded = (np.zeros(len(document), dtype=bool) for _ in range(2))
    taken[at(found.start)] = taken[at(found.start + found.length - 1)] = True
    if seeds:
        near = find([Query("", "", tuple(seeds))], index)
        seeded[at(near.start)] = True
    mentions: npt.NDArray[np.bool_] = np.zeros(len(many), dtype=bool)
    mentions[index.document_of(found.start)] = True
    likely = np.where(seeded, 0, np.where(mentions[document], 1, 2))
    kept = np.flatnonzero(~taken)
    return Passages(document[kept], position[kept], length[kept], likely[kept])


def stratum_of(values: "pd.Series[str]", likely: Positions) -> list[str]:
    """Name the stratum of each passage: the value of its document, and how likely it misses a mention."""
    return [f"{value} · {LIKELY[place]}" for value, place in zip(values, likely.tolist(), strict=True)]
