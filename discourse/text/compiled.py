"""Texts through the compiled word: chunks to threads, and the words that each thread has met."""

from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import cache
from queue import SimpleQueue

import numpy as np
import numpy.typing as npt

from discourse.text import kernel
from discourse.text.chunks import Chunk, not_utf8
from discourse.text.words import fold

Numbered = tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], int]
_SECONDS_WORTH_A_MESSAGE = 1.0


class Vocabulary:
    """The words that one thread has met, as written, each with a number; it grows as they come."""

    def __init__(self, *, slots: int = 1 << 16, arena: int = 1 << 19) -> None:
        self._table = np.zeros(2 * slots, dtype=np.uint64)
        self._starts = np.zeros(slots // 2 + 2, dtype=np.int64)
        self._arena = np.empty(arena, dtype=np.uint8)
        self._ids = np.empty(0, dtype=np.int32)
        self._types = self._used = 0

    def number(self, chunk: Chunk) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64]]:
        """Give the number of every word of a chunk, and how many words each document has.

        Raises
        ------
        DiscourseError
            If a document is not UTF-8.
        """
        first, data, offsets = chunk
        if len(self._ids) < chunk.size:
            self._ids = np.empty(chunk.size, dtype=np.int32)  # far from all of it is ever touched
        data = data.view()
        data.flags.writeable = False  # Arrow's memory and Python's are then of one type: compiled once
        counts = np.zeros(len(offsets) - 1, dtype=np.int64)
        state = np.array([0, offsets[0], 0, 0, self._types, self._used], dtype=np.int64)
        status = kernel.FULL
        while status == kernel.FULL:
            status = kernel.walk(
                data, offsets, _classes(), self._table, self._arena, self._starts, self._ids, counts, state
            )
            document, position, _, tokens, self._types, self._used = state.tolist()
            if status == kernel.NOT_UTF8:
                raise not_utf8(first + document + 1, position - int(offsets[document]) + 1)
            if status == kernel.FULL:
                self._grow()
        return self._ids[:tokens].copy(), counts

    def _grow(self) -> None:
        if 4 * self._types >= len(self._table):
            table = np.zeros(2 * len(self._table), dtype=np.uint64)
            kernel.rehash(self._table, table)
            self._table = table
            self._starts = np.concatenate((self._starts, np.zeros_like(self._starts)))
        else:
            self._arena = np.concatenate((self._arena, np.empty_like(self._arena)))

    def folded(self) -> list[str]:
        """Give, for each number, the form under which the word is counted: all are folded in one go."""
        return fold(self._arena[: self._used].tobytes().decode()).split("\n")[:-1]


def number(chunks: Iterable[Chunk], *, threads: int) -> tuple[list[Numbered], list[list[str]]]:
    """Give the words of all chunks their numbers.

    Parameters
    ----------
    chunks : iterable of Chunk
        Taken from as the threads get ready for more, in the thread that calls.
    threads : int
        How many threads read.

    Returns
    -------
    parts : list of tuple
        For each chunk, in order: the number of every word, the lengths of the documents, and which of the
        vocabularies numbered them.
    vocabularies : list of list of str
        For each number the folded form of the word.

    Raises
    ------
    DiscourseError
        If a document is not UTF-8.
    """
    _compile()
    vocabularies = [Vocabulary() for _ in range(threads)]
    idle: SimpleQueue[int] = SimpleQueue()
    for which in range(threads):
        idle.put(which)

    def work(chunk: Chunk) -> Numbered:
        which = idle.get()
        try:
            return *vocabularies[which].number(chunk), which
        finally:
            idle.put(which)

    parts: list[Future[Numbered]] = []
    waiting: set[Future[Numbered]] = set()
    pool = ThreadPoolExecutor(threads)
    try:
        for chunk in chunks:
            if len(waiting) > threads:
                done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                for future in done:
                    future.result()
            parts.append(pool.submit(work, chunk))
            waiting.add(parts[-1])
        numbered = [part.result() for part in parts]
    finally:
        pool.shutdown(cancel_futures=True)
    return numbered, [vocabulary.folded() for vocabulary in vocabularies]


@cache
def _classes() -> kernel.Bytes:
    return kernel.character_classes()


@cache
def _compile() -> None:
    """Compile, or load what was compiled before; say so where it takes long, for it takes long only once."""
    words = np.frombuffer(b"a b c d e", dtype=np.uint8)
    small = Vocabulary(slots=2, arena=2)
    with ThreadPoolExecutor(1) as pool:
        ready = pool.submit(small.number, Chunk(0, words, np.array([0, len(words)], dtype=np.int64)))
        if wait([ready], timeout=_SECONDS_WORTH_A_MESSAGE).not_done:
            from tqdm.auto import tqdm

            message = "Compiling the tokenizer (once on this machine)"
            with tqdm(desc=message, bar_format="{desc}: {elapsed}", leave=False, disable=None) as bar:
                while wait([ready], timeout=0.2).not_done:
                    bar.refresh()
        ready.result()
