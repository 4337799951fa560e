"""The token index: every word of a corpus as an integer, so that all later work is arithmetic on arrays."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.text.words import Tokenizer, fold, spans

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]


class _Numbering(dict[str, int]):
    """Number each new key with the count of keys before it."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


@dataclass(frozen=True, eq=False, repr=False)
class TokenIndex:
    """The words of a corpus as integers.

    Attributes
    ----------
    ids : ndarray of int32, shape (tokens,)
        The token ids of all documents, one after the other. An id is the rank of a type in `vocabulary`.
    offsets : ndarray of int64, shape (documents + 1,)
        Document ``d`` has the tokens ``ids[offsets[d]:offsets[d + 1]]``.
    vocabulary : sequence of str, shape (types,)
        The types in alphabetical order of their folded forms; no order of documents changes it.
    tokenizer : object with ``span_tokenize``, optional
        What split the texts, where it was not the word of this library; patterns are read with it too.
    """

    ids: Ids
    offsets: Positions
    vocabulary: Sequence[str]
    tokenizer: Tokenizer | None = None

    def __repr__(self) -> str:
        return f"TokenIndex({self.documents:,} documents, {len(self.ids):,} tokens)"

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.offsets) - 1

    @cached_property
    def lengths(self) -> Positions:
        """The number of tokens of each document."""
        return np.diff(self.offsets)

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The document-term matrix of counts, shape (documents, types)."""
        counts = sparse.csr_array(
            (np.ones(len(self.ids), dtype=np.int64), self.ids, self.offsets),
            shape=(self.documents, len(self.vocabulary)),
            copy=True,
        )
        counts.sum_duplicates()
        return counts

    def document_of(self, positions: Positions) -> Positions:
        """Give the document (row) that each token position stands in."""
        return np.searchsorted(self.offsets, positions, side="right") - 1

    def types_between(self, first: str, last: str) -> range:
        """Give the ids of the types from `first` to `last`, both included, in alphabetical order."""
        return range(bisect_left(self.vocabulary, first), bisect_right(self.vocabulary, last))

    def take(self, rows: Positions) -> "TokenIndex":
        """Give the index of some documents, with the same vocabulary."""
        lengths = self.lengths[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        places = np.arange(offsets[-1]) + np.repeat(self.offsets[rows] - offsets[:-1], lengths)
        return TokenIndex(self.ids[places], offsets, self.vocabulary, self.tokenizer)

    def ngrams(self, n: int) -> "TokenIndex":
        """Give the index of the runs of `n` words inside documents; their words are joined by a space."""
        ids = self.ids.astype(np.int64)
        types: list[str] = list(self.vocabulary)
        starts = np.arange(len(ids))
        ends = np.repeat(self.offsets[1:], self.lengths)
        for more in range(1, n):
            inside = starts + more < ends[starts]
            starts, ids = starts[inside], ids[inside]
            pairs = ids * len(self.vocabulary) + self.ids[starts + more]
            unique, ids = np.unique(pairs, return_inverse=True)
            heads, tails = np.divmod(unique, max(len(self.vocabulary), 1))
            types = [
                f"{types[head]} {self.vocabulary[tail]}" for head, tail in zip(heads, tails, strict=True)
            ]
        alphabetical = np.array(sorted(range(len(types)), key=types.__getitem__), dtype=np.int64)
        rank = np.empty(len(types), dtype=np.int32)
        rank[alphabetical] = np.arange(len(types), dtype=np.int32)
        lengths = np.maximum(self.lengths - (n - 1), 0)
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        return TokenIndex(rank[ids], offsets, [types[i] for i in alphabetical], self.tokenizer)


def build_index(texts: Iterable[str], tokenizer: Tokenizer | None = None) -> TokenIndex:
    """Read texts once and keep their words as integers.

    Parameters
    ----------
    texts : iterable of str
        One text a document.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library.

    Returns
    -------
    TokenIndex

    Examples
    --------
    >>> index = build_index(["The rebels, the REBELS!", "Terrorists."])
    >>> list(index.vocabulary), index.ids.tolist(), index.offsets.tolist()
    (['rebels', 'terrorists', 'the'], [2, 0, 2, 0, 1], [0, 4, 5])
    """
    numbering = _Numbering()  # of the words as written: types are folded afterwards, not every occurrence
    chunks: list[Ids] = []
    for text in texts:
        written = [numbering[text[start:end]] for start, end in spans(text, tokenizer)]
        chunks.append(np.array(written, dtype=np.int32))
    folded = [fold(word) for word in numbering]
    vocabulary = sorted(set(folded))
    rank = {form: number for number, form in enumerate(vocabulary)}
    remap = np.array([rank[form] for form in folded], dtype=np.int32)
    ids = remap[np.concatenate(chunks)] if numbering else np.empty(0, dtype=np.int32)
    offsets = np.concatenate(([0], np.cumsum([len(chunk) for chunk in chunks], dtype=np.int64)))
    return TokenIndex(ids, offsets.astype(np.int64), vocabulary, tokenizer)
