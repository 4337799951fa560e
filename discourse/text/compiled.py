"""Texts through the compiled word: chunks to threads, and the words that each thread has met."""

from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from queue import SimpleQueue
from typing import Any

import numpy as np
import numpy.typing as npt

from discourse.compiled.characters import Bytes, Classes, character_classes
from discourse.compiled.gaps import gap_classes, join
from discourse.compiled.machine import compile_with, read_only
from discourse.compiled.numbering import DONE, FEW_SLOTS, NOT_UTF8, SHORT_ARENA, Written, walk
from discourse.compiled.table import Table, Words64, rehash
from discourse.compiled.words import Language, keys_of, room_for_words
from discourse.text.addresses import DOMAINS, SOFT, SOLID
from discourse.text.chunks import BETWEEN_MARKS, Chunk, Forms, Part, Parts, chunk_of, not_utf8
from discourse.text.languages import elided, points, vowels
from discourse.text.sentences import CLASSES, Gaps, settle
from discourse.text.vocabulary import arrow_of_lines
from discourse.text.words import APOSTROPHES, fold

_MOST_BYTES = (1 << 32) - 1  # of a document: marks have four bytes each
Numbered = tuple[npt.NDArray[np.int32], Gaps, npt.NDArray[np.int64], npt.NDArray[np.uint32] | None]


class Vocabulary:
    """The words that one thread has met, as written, each with a number; it grows as they come."""

    def __init__(self, language: str = "", *, slots: int = 1 << 16, arena: int = 1 << 19) -> None:
        self._language, known = language, points(language)
        pointed = keys_of(filter(str.isascii, known.abbreviations | known.never_last | known.before_numbers))
        classes, joints, domains = _classes()
        self._signs = Language(classes, joints, domains, keys_of(elided(language)), pointed)
        self._table = Table(
            np.zeros(2 * slots, dtype=np.uint64),
            np.empty(arena, dtype=np.uint8),
            np.zeros(slots // 2 + 2, dtype=np.int64),
        )
        self._ids, self._gaps = np.empty(0, dtype=np.int32), np.empty(0, dtype=np.uint8)
        self._queue, self._some = np.empty(3, dtype=np.int64), room_for_words()
        self._known = np.zeros(0, dtype=np.uint8)  # what words say about points beside them
        self._types = self._used = 0

    def number(self, chunk: Chunk, *, between: int = BETWEEN_MARKS) -> Numbered:
        """Return the number of every word of a chunk, what ends after it, each document's length, and marks.

        Raises
        ------
        DiscourseError
            If a document is not UTF-8.
        """
        first, data, offsets = chunk
        if len(self._ids) < chunk.size:
            self._ids = np.empty(chunk.size, dtype=np.int32)  # far from all of it is ever touched
            self._gaps = np.empty(chunk.size, dtype=np.uint8)
            self._queue = np.empty(3 * (chunk.size + 1), dtype=np.int64)
        data = read_only(data)  # Arrow's memory and Python's are then of one type
        counts, signs = np.zeros(len(offsets) - 1, dtype=np.int64), self._signs
        marks = np.empty(chunk.size // between + len(counts), dtype=np.uint32)
        written = Written(self._ids, self._gaps, self._queue, counts, marks)
        state = np.array([0, offsets[0], 0, 0, self._types, self._used, 0, -2, 0, 0], dtype=np.int64)
        status = FEW_SLOTS
        while status != DONE:
            status = walk(data, offsets, signs, self._table, written, between, self._some, state)
            document, position, _, tokens, self._types, self._used, marked, *_, queued = state.tolist()
            if status == NOT_UTF8:
                raise not_utf8(first + document + 1, position - int(offsets[document]) + 1)
            if status == FEW_SLOTS:
                self._more_slots()
            elif status == SHORT_ARENA:
                arena = self._table.arena
                self._table = self._table._replace(arena=np.concatenate((arena, np.empty_like(arena))))
        fitting = np.diff(offsets).max(initial=0) <= _MOST_BYTES
        ids, gaps = self._ids[:tokens].copy(), self._gaps[:tokens].copy()
        doubts = np.empty(queued // 3, dtype=np.int64)
        found = join(data, self._queue[:queued], signs.joints, signs.classes, gaps, doubts)
        self._known = np.concatenate((self._known, np.zeros(self._types - len(self._known), dtype=np.uint8)))
        settle(gaps, ids, doubts[:found], self._known, self._written, self._language)
        return ids, gaps, counts, marks[:marked].copy() if fitting else None

    def _written(self, word: int) -> str:
        _, arena, starts = self._table
        return arena[starts[word] : starts[word + 1] - 1].tobytes().decode()

    def bytes_of(self, ids: npt.NDArray[np.int32]) -> npt.NDArray[np.int64]:
        """Return how many bytes words have, by their numbers."""
        starts = self._table.starts
        sizes: npt.NDArray[np.int64] = starts[ids + 1] - starts[ids] - 1
        return sizes

    def _more_slots(self) -> None:
        few, arena, starts = self._table
        slots = np.zeros(2 * len(few), dtype=np.uint64)
        rehash(few, slots)
        self._table = Table(slots, arena, np.concatenate((starts, np.zeros_like(starts))))

    def folded(self) -> Any:
        """Give, for each number, the form under which the word is counted: all are folded in one go."""
        return arrow_of_lines(fold(self._table.arena[: self._used].tobytes().decode(), self._language))


def number(chunks: Iterable[Chunk], language: str = "", *, threads: int) -> tuple[Parts, Forms]:
    """Return the words of chunks their numbers, as :func:`discourse.text.numbering.number` says."""
    vocabularies = [Vocabulary(language) for _ in range(threads)]
    idle: SimpleQueue[int] = SimpleQueue()
    for which in range(threads):
        idle.put(which)

    def work(chunk: Chunk, compiled: Future[None]) -> Part:
        compiled.result()
        which = idle.get()
        try:
            ids, gaps, lengths, marks = vocabularies[which].number(chunk)
            return Part(ids, gaps, lengths, which, marks)
        finally:
            idle.put(which)

    def parts() -> Parts:
        pool = ThreadPoolExecutor(threads)
        compiled = pool.submit(_compile)  # while the first chunks are read
        waiting: deque[Future[Part]] = deque()
        try:
            for chunk in chunks:
                waiting.append(pool.submit(work, chunk, compiled))
                if len(waiting) > 2 * threads:  # what has been read must not pile up
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)

    return parts(), lambda: [vocabulary.folded() for vocabulary in vocabularies]


def word_bounds(
    texts: Sequence[bytes], language: str = "", vocabulary: Vocabulary | None = None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the byte of its text at which each word begins, its bytes, and how many words each text has.

    Who asks for many texts in turn says with which vocabulary, that words are met only once.

    Examples
    --------
    >>> starts, sizes, counts = word_bounds(["Né rebels".encode(), b"", b"(a)"])
    >>> starts.tolist(), sizes.tolist(), counts.tolist()
    ([0, 4, 1], [3, 6, 1], [2, 0, 1])
    """
    _compile()
    vocabulary = vocabulary or Vocabulary(language)
    ids, _, counts, starts = vocabulary.number(chunk_of(0, texts), between=1)
    assert starts is not None, "no text here has 4 GiB"
    return starts.astype(np.int64), vocabulary.bytes_of(ids), counts


@cache
def _classes() -> tuple[Classes, Bytes, Words64]:
    classes = character_classes(APOSTROPHES, vowels(), SOLID, SOFT)
    return classes, gap_classes(CLASSES, classes), keys_of(DOMAINS)


@cache
def _compile() -> None:
    small = Vocabulary(slots=2, arena=2)
    compile_with(lambda: small.number(chunk_of(0, [b"a b c d e"])), what="the tokenizer")
