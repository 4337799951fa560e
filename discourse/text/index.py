"""The token index: every word of a corpus as an integer, so that all later work is arithmetic on arrays."""

import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.errors import SlowerWarning
from discourse.text.chunks import Chunk, chunks_of_arrow, chunks_of_texts, encode, texts_of
from discourse.text.words import Tokenizer, fold, spans

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
_Item = TypeVar("_Item")

_MUCH = 2 << 20  # characters or bytes of text; less is indexed before Numba is even imported


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


def build_index(texts: Iterable[str], tokenizer: Tokenizer | None = None, *, threads: int = 2) -> TokenIndex:
    """Read texts once and keep their words as integers.

    Parameters
    ----------
    texts : iterable of str
        One text a document.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library; it runs in this thread alone.
    threads : int
        How many threads (without Numba: processes) read, where there are more than some megabytes of text.
        It never changes the index.

    Returns
    -------
    TokenIndex

    Raises
    ------
    DiscourseError
        If a text has half a character (a lone surrogate) in it; the message names the text.

    Warns
    -----
    SlowerWarning
        If there is much text and no Numba.

    Examples
    --------
    >>> index = build_index(["The rebels, the REBELS!", "Terrorists."])
    >>> list(index.vocabulary), index.ids.tolist(), index.offsets.tolist()
    (['rebels', 'terrorists', 'the'], [2, 0, 2, 0, 1], [0, 4, 5])
    """
    if tokenizer is not None:
        return _index_here(texts, tokenizer)
    head, rest = _begin(texts, len)
    if rest is None:
        return _index_here(head)
    return _index_much(chunks_of_texts(chain(head, rest)), threads)


def index_arrow(arrays: Any, tokenizer: Tokenizer | None = None, *, threads: int = 2) -> TokenIndex:
    """Read the texts of Arrow arrays, as a Parquet file gives them, without making a Python string of each.

    Parameters
    ----------
    arrays : pyarrow.Array, pyarrow.ChunkedArray or iterable of pyarrow.Array
        One string a document; a missing one counts as empty. An iterable is read as a stream: about one
        array a thread is in memory.
    tokenizer, threads
        As for :func:`build_index`.

    Returns
    -------
    TokenIndex

    Raises
    ------
    DiscourseError
        If the arrays hold no strings, or a text is not UTF-8.

    Warns
    -----
    SlowerWarning
        If there is much text and no Numba.

    Examples
    --------
    >>> import pyarrow
    >>> index = index_arrow(pyarrow.chunked_array([["The rebels, the REBELS!"], ["Terrorists."]]))
    >>> list(index.vocabulary), index.ids.tolist(), index.offsets.tolist()
    (['rebels', 'terrorists', 'the'], [2, 0, 2, 0, 1], [0, 4, 5])
    """
    chunks = chunks_of_arrow(arrays)
    if tokenizer is not None:
        return _index_here(texts_of(chunks), tokenizer)
    head, rest = _begin(chunks, lambda chunk: chunk.size)
    if rest is None:
        return _index_here(texts_of(head))
    return _index_much(chain(head, rest), threads)


def _begin(
    items: Iterable[_Item], size: Callable[[_Item], int]
) -> tuple[list[_Item], Iterator[_Item] | None]:
    """Take as many items as are worth more than the reference; None is what remains where all were few."""
    remaining = iter(items)
    head: list[_Item] = []
    taken = 0
    for item in remaining:
        head.append(item)
        taken += size(item)
        if taken >= _MUCH:
            return head, remaining
    return head, None


def _index_here(texts: Iterable[str], tokenizer: Tokenizer | None = None) -> TokenIndex:
    ids, lengths, forms = _number(texts, tokenizer)
    return _joined([(ids, lengths, 0)], [forms], tokenizer)


def _index_much(chunks: Iterable[Chunk], threads: int) -> TokenIndex:
    try:
        from discourse.text import compiled
    except ImportError as error:
        warnings.warn(
            f"Numba is not there ({error}), so words are found some 20 times slower; pip install numba",
            SlowerWarning,
            stacklevel=3,
        )
        return _index_in_processes(chunks, threads)
    return _joined(*compiled.number(chunks, threads=threads))


def _index_in_processes(chunks: Iterable[Chunk], processes: int) -> TokenIndex:
    from joblib import Parallel, delayed  # its processes need no guard in the script of the user

    run = Parallel(n_jobs=processes, return_as="generator", pre_dispatch="1.5*n_jobs")
    parts, forms = [], []
    for which, (ids, lengths, folded) in enumerate(run(delayed(_number_chunk)(chunk) for chunk in chunks)):
        parts.append((ids, lengths, which))
        forms.append(folded)
    return _joined(parts, forms)


def _number_chunk(chunk: Chunk) -> tuple[Ids, Positions, list[str]]:
    return _number(texts_of([chunk]))


def _number(texts: Iterable[str], tokenizer: Tokenizer | None = None) -> tuple[Ids, Positions, list[str]]:
    """Give words numbers as they come; the last result has, by number, the forms that are counted."""
    numbering = _Numbering()  # of the words as written: types are folded afterwards, not every occurrence
    numbers: list[Ids] = [np.empty(0, dtype=np.int32)]
    lengths: list[int] = []
    for row, text in enumerate(texts, start=1):
        encode(text, row)
        written = [numbering[text[start:end]] for start, end in spans(text, tokenizer)]
        numbers.append(np.array(written, dtype=np.int32))
        lengths.append(len(written))
    return np.concatenate(numbers), np.array(lengths, dtype=np.int64), [fold(word) for word in numbering]


def _joined(
    parts: list[tuple[Ids, Positions, int]], forms: list[list[str]], tokenizer: Tokenizer | None = None
) -> TokenIndex:
    """Put numbered parts together; the third of each says which list of forms its numbers belong to."""
    vocabulary = sorted(set().union(*forms))
    rank = dict(zip(vocabulary, range(len(vocabulary)), strict=True))
    remaps = [np.fromiter(map(rank.__getitem__, known), dtype=np.int32, count=len(known)) for known in forms]
    lengths = np.concatenate([np.zeros(1, dtype=np.int64), *(lengths for _, lengths, _ in parts)])
    ids = np.empty(lengths.sum(), dtype=np.int32)
    end = len(ids)
    while parts:  # from the last, so that each part leaves memory when it has been taken over
        numbers, _, which = parts.pop()
        remaps[which].take(numbers, out=ids[end - len(numbers) : end], mode="clip")
        end -= len(numbers)
    return TokenIndex(ids, np.cumsum(lengths), vocabulary, tokenizer)
