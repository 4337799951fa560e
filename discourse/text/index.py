"""The token index: every word of a corpus as an integer, so that all later work is arithmetic on arrays."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt

from discourse.errors import counted
from discourse.text.chunks import BETWEEN_MARKS, Forms, Part, Parts, chunks_of_texts
from discourse.text.counts import document_matrix, frequencies
from discourse.text.numbering import number
from discourse.text.sentences import ADDRESS, PARAGRAPH, SENTENCE, Gaps
from discourse.text.vocabulary import Words, arrow, followed, merge
from discourse.text.words import Tokenizer

if TYPE_CHECKING:
    from scipy import sparse

Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]
_AT_ONCE = 1 << 20  # places
_BITS = 63  # of a whole number
_Item = TypeVar("_Item", bound=np.generic)


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
    gaps : ndarray of uint8, shape (tokens,)
        What stands after each word: bit 1 where its sentence ends, bit 2 where its paragraph does (the last
        word of a document has both). Bit 4 says that the token is an address, and no word;
        bits 64 and 128 which of its letters are large, see :func:`discourse.text.sentences.case_of`.
    tokenizer : object with ``span_tokenize``, optional
        What split the texts, where it was not the word of this library; patterns are read with it too.
    marks : ndarray of uint32, optional
        At which byte of its document, in UTF-8, each 16th word begins: document ``d`` has
        ``ceil(lengths[d] / 16)`` of them, from ``mark_offsets[d]`` on. With them a line of context is found
        without reading its whole document; an index without them does all the same work.
    language : str
        The code of the language that decided about the words, if any; patterns are read with it too.
    """

    ids: Ids
    offsets: Positions
    vocabulary: Sequence[str]
    gaps: Gaps
    tokenizer: Tokenizer | None = None
    marks: npt.NDArray[np.uint32] | None = None
    language: str = ""

    def __repr__(self) -> str:
        return f"TokenIndex({counted(self.documents, 'document')}, {counted(len(self.ids), 'token')})"

    @property
    def rules(self) -> tuple[Tokenizer | None, str]:
        """The tokenizer and the language: what texts and patterns are read with."""
        return self.tokenizer, self.language

    @property
    def documents(self) -> int:
        """The number of documents."""
        return len(self.offsets) - 1

    @cached_property
    def lengths(self) -> Positions:
        """The number of tokens of each document."""
        return np.diff(self.offsets)

    @cached_property
    def sizes(self) -> Positions:
        """The number of words of each document: addresses are none. What rates are counted among."""
        return self.lengths - np.diff(np.searchsorted(self._addresses, self.offsets))

    @cached_property
    def _addresses(self) -> Positions:
        return np.flatnonzero(self.gaps & ADDRESS)

    @property
    def addresses(self) -> int:
        """The number of tokens that are addresses."""
        return len(self._addresses)

    @cached_property
    def address_types(self) -> Ids:
        """The types that are addresses, ascending."""
        return np.flatnonzero(self.is_address).astype(np.int32)

    @cached_property
    def is_address(self) -> npt.NDArray[np.bool_]:
        """Which types are addresses, shape (types,)."""
        found = np.zeros(len(self.vocabulary), dtype=bool)
        found[self.ids[self._addresses]] = True
        return found

    def words(self) -> "TokenIndex":
        """Return the index without its addresses."""
        if not len(self._addresses):
            return self
        offsets = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(self.sizes)))
        ids, gaps = np.delete(self.ids, self._addresses), np.delete(self.gaps, self._addresses)
        return replace(self, ids=ids, offsets=offsets, gaps=gaps, marks=None)

    @cached_property
    def mark_offsets(self) -> Positions:
        """Where the marks of each document are, if there are marks, shape (documents + 1,)."""
        each = -(-self.lengths // BETWEEN_MARKS)
        return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(each)))

    @cached_property
    def terms(self) -> Any:
        """The vocabulary as Arrow keeps it."""
        return arrow(self.vocabulary)

    @cached_property
    def matrix(self) -> "sparse.csr_array":
        """The document-term matrix of counts, shape (documents, types)."""
        return document_matrix(self.ids, self.offsets, types=len(self.vocabulary))

    @cached_property
    def frequencies(self) -> Positions:
        """How often each type comes, shape (types,)."""
        return frequencies(self.ids, types=len(self.vocabulary))

    def document_of(self, positions: Positions) -> Positions:
        """Return the document (row) that each token position stands in."""
        return np.searchsorted(self.offsets, positions, side="right") - 1

    def types_between(self, first: str, last: str) -> range:
        """Return the ids of the types from `first` to `last`, both included, in alphabetical order."""
        return range(bisect_left(self.vocabulary, first), bisect_right(self.vocabulary, last))

    def take(self, rows: Positions) -> "TokenIndex":
        """Return the index of some documents, with the same vocabulary."""
        lengths = self.lengths[rows]
        offsets = np.concatenate(([0], np.cumsum(lengths)))
        ids = slices(self.ids, self.offsets[rows], self.offsets[rows] + lengths)
        gaps = slices(self.gaps, self.offsets[rows], self.offsets[rows] + lengths)
        marks = self.marks
        if marks is not None:
            marks = slices(marks, self.mark_offsets[rows], self.mark_offsets[rows + 1])
        return replace(self, ids=ids, offsets=offsets, gaps=gaps, marks=marks)

    @cached_property
    def sentences(self) -> Positions:
        """Where sentences begin, in all documents, and where the last one ends."""
        return np.concatenate((np.zeros(1, dtype=np.int64), np.flatnonzero(self.gaps & SENTENCE) + 1))

    def ngrams(self, n: int, *, minimum: int = 1) -> "TokenIndex":
        """Return the index of the runs of `n` words inside sentences; their words are joined by a space.

        No run has an address in it. Runs that come fewer than `minimum` times are left out where that is
        known at once.
        """
        words = terms = self.terms
        ordered = all(min(word, default="") > " " for word in self.vocabulary)  # as pairs, so as words
        ends, is_address = self.gaps & (SENTENCE | PARAGRAPH) > 0, self.gaps & ADDRESS > 0
        runs = np.array(self.ids)  # which run begins at each place; -1 for none
        runs[is_address] = -1
        for more in range(1, n):
            runs[: len(runs) - more][ends[more - 1 : -1] | is_address[more:]] = -1
            runs[max(len(runs) - more, 0) :] = -1
            least = minimum if more == n - 1 and ordered else 1
            pairs = _lengthen(runs, self.ids, more, len(words), least)
            heads, tails = np.divmod(pairs, max(len(words), 1))
            terms = followed(terms, heads, words, tails)
        there = np.flatnonzero(runs >= 0)
        offsets, ids, gaps = np.searchsorted(there, self.offsets), runs[there], self.gaps[there + n - 1]
        if not ordered:  # "a b" + "c" is "a" + "b c"
            terms, (places,) = merge([terms])
            ids = places[ids]
        return TokenIndex(ids, offsets, Words(terms), gaps)


def build_index(
    texts: Iterable[str | bytes],
    tokenizer: Tokenizer | None = None,
    language: str = "",
    *,
    threads: int = 2,
) -> TokenIndex:
    """Read texts once and keep their words as integers.

    Parameters
    ----------
    texts : iterable of str or bytes
        One text a document; bytes are UTF-8.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library; it runs in this thread alone.
    language : str
        The code of the language, as for :func:`discourse.text.words.spans`.
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
    numbered = number(chunks_of_texts(texts), tokenizer, language, threads=threads)
    return _joined(*numbered, tokenizer, language)


def join(indexes: Sequence[TokenIndex]) -> TokenIndex:
    """Put several indexes into one, in memory, with the vocabulary of all.

    Examples
    --------
    >>> index = join([build_index(["the rebels"]), build_index(["a rebel", "the"])])
    >>> list(index.vocabulary), index.ids.tolist(), index.offsets.tolist()
    (['a', 'rebel', 'rebels', 'the'], [3, 2, 0, 1, 3], [0, 2, 4, 5])
    """
    parts = (
        Part(index.ids, index.gaps, index.lengths, number, index.marks)
        for number, index in enumerate(indexes)
    )
    return _joined(parts, lambda: [index.terms for index in indexes], *indexes[0].rules)


def slices(values: npt.NDArray[_Item], starts: Positions, ends: Positions) -> npt.NDArray[_Item]:
    """Put slices one after the other; those that are neighbours are copied in one go."""
    breaks = np.flatnonzero(starts[1:] != ends[:-1]) + 1
    first, last = np.concatenate(([0], breaks)), np.concatenate((breaks, [len(starts)])) - 1
    if len(starts) == 0:
        return values[:0].copy()
    runs = zip(starts[first].tolist(), ends[last].tolist(), strict=True)
    return np.concatenate([values[start:end] for start, end in runs])


def _lengthen(runs: Ids, ids: Ids, more: int, types: int, minimum: int) -> Positions:
    """Make each run longer by the word `more` places on: number the pairs of both in order, and return them.

    The numbers take the place of the runs. A pair is a run times the number of `types`, plus a word. One that
    comes fewer than `minimum` times gets no number, and -1 stands in its places.
    """
    bits, size = len(runs).bit_length(), int(np.count_nonzero(runs >= 0))
    shifted = bits if (int(runs.max(initial=0)) + 1) * types < 1 << (_BITS - bits) else 0
    pairs, filled = np.empty(size, dtype=np.int64), 0
    for here in _stretches(len(runs)):
        places = here.start + np.flatnonzero(runs[here] >= 0)
        some = (runs[places] * np.int64(types) + ids[places + more]) << shifted
        pairs[filled : filled + len(places)] = some | places if shifted else some
        filled += len(places)
    if shifted:  # sorted as plain numbers, each with its place, which is several times faster
        pairs.sort()
    else:
        order = np.argsort(pairs, kind="stable")
        places = np.flatnonzero(runs >= 0)[order]
        pairs = pairs[order]
    new = np.ones(size, dtype=bool)
    for here in _stretches(size):
        kinds = pairs[max(here.start - 1, 0) : here.stop] >> shifted
        new[max(here.start, 1) : here.stop] = kinds[1:] != kinds[:-1]
    starts = np.flatnonzero(new)
    kept = np.diff(starts, append=size) >= minimum
    numbers, last = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32), -1
    for here in _stretches(size):
        which = np.cumsum(new[here]) + last
        at = pairs[here] & ((1 << bits) - 1) if shifted else places[here]
        runs[at] = numbers[which]
        last = which[-1]
    return pairs[starts[kept]] >> shifted


def _stretches(length: int) -> Iterator[slice]:
    """Cut a length into slices, so that what is worked out of each takes little memory."""
    for first in range(0, length, _AT_ONCE):
        yield slice(first, min(first + _AT_ONCE, length))


def _joined(parts: Parts, forms: Forms, tokenizer: Tokenizer | None = None, language: str = "") -> TokenIndex:
    numbered = list(parts)
    types, ranks = merge(forms())
    lengths = np.concatenate([np.zeros(1, dtype=np.int64), *(part.lengths for part in numbered)])
    ids = np.empty(lengths.sum(), dtype=np.int32)
    marks = [part.marks for part in numbered if part.marks is not None]
    whole = np.concatenate([np.empty(0, dtype=np.uint32), *marks]) if len(marks) == len(numbered) else None
    gaps = np.concatenate([np.empty(0, dtype=np.uint8), *(part.gaps for part in numbered)])
    end = len(ids)
    while numbered:  # from the last, so that each part leaves memory when it has been taken over
        part = numbered.pop()
        ranks[part.reader].take(part.ids, out=ids[end - len(part.ids) : end], mode="clip")
        end -= len(part.ids)
    return TokenIndex(ids, np.cumsum(lengths), types.to_pylist(), gaps, tokenizer, whole, language)
