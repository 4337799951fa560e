"""Words to numbers, in a stream: what an index is made of, whether it stays in memory or goes to disk."""

import warnings
from collections import defaultdict
from collections.abc import Iterable
from itertools import count
from typing import Any

import numpy as np

from discourse.errors import SlowerWarning
from discourse.jobs import run
from discourse.text.addresses import is_address
from discourse.text.chunks import Chunk, Forms, Part, Parts, texts_of, with_size
from discourse.text.sentences import ADDRESS, CLOSE, TOUCHING, case_of, found_between, settle
from discourse.text.vocabulary import arrow
from discourse.text.words import Tokenizer, fold, spans


def number(
    chunks: Iterable[Chunk], tokenizer: Tokenizer | None = None, language: str = "", *, threads: int = 2
) -> tuple[Parts, Forms]:
    """Return the words of texts numbers as they come.

    Parameters
    ----------
    chunks : iterable of Chunk
        Taken from as the readers get ready for more, in the thread that calls.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library; it runs in this thread alone.
    language : str
        The code of the language, as for :func:`discourse.text.words.spans`.
    threads : int
        How many threads (without Numba: processes) read, where there are more than some megabytes of text.

    Returns
    -------
    parts : iterator of Part
        One a chunk, in order; few are in memory at a time.
    forms : callable
        When the parts are through: for each reader a ``pyarrow.LargeStringArray`` that has, for each of its
        numbers, the form that is counted.

    Raises
    ------
    DiscourseError
        If a text is not UTF-8.

    Warns
    -----
    SlowerWarning
        If there is much text and no Numba.
    """
    much, everything = with_size(chunks) if tokenizer is None else (False, iter(chunks))
    if not much:
        return _number_here(everything, tokenizer, language)
    try:
        from discourse.text import compiled
    except ImportError as error:
        warnings.warn(
            f"Numba is not there ({error}), so words are found some 20 times slower; pip install numba",
            SlowerWarning,
            stacklevel=3,
        )
        return _number_in_processes(everything, language, threads)
    return compiled.number(everything, language, threads=threads)


def _number_here(
    chunks: Iterable[Chunk], tokenizer: Tokenizer | None = None, language: str = ""
) -> tuple[Parts, Forms]:
    """Return words their numbers as the definition finds them; every faster way is held against this one."""
    # of the words as written, each new one the next: types are folded afterwards, not every occurrence
    numbering = defaultdict[str, int](count().__next__)

    def parts() -> Parts:
        known = np.zeros(0, dtype=np.uint8)
        for chunk in chunks:
            ids, between, lengths = list[int](), list[bytes](), list[int]()
            for text in texts_of([chunk]):
                at = list(spans(text, tokenizer, language))
                ids += [numbering[text[start:end]] for start, end in at]
                between.append(found_between(text, at))
                lengths.append(len(at))
            numbers = np.array(ids, dtype=np.int32)
            gaps, written = np.frombuffer(b"".join(between), dtype=np.uint8).copy(), list(numbering)
            is_new = np.zeros(len(written) - len(known), dtype=np.uint8)
            known, places = np.concatenate((known, is_new)), np.flatnonzero(gaps & (TOUCHING | CLOSE))
            settle(gaps, numbers, places, known, written.__getitem__, language)
            flags = np.array(
                [(ADDRESS if is_address(word) else 0) | case_of(word) for word in written], dtype=np.uint8
            )
            gaps |= flags[numbers]
            yield Part(numbers, gaps, np.array(lengths, dtype=np.int64), 0)

    return parts(), lambda: [arrow(fold(word, language) for word in numbering)]


def _number_in_processes(chunks: Iterable[Chunk], language: str, processes: int) -> tuple[Parts, Forms]:
    forms: list[Any] = []

    def parts() -> Parts:
        numbered = run(_number_chunk, ((chunk, language) for chunk in chunks), processes=processes)
        for reader, (part, known) in enumerate(numbered):
            forms.append(known)
            yield part._replace(reader=reader)

    return parts(), lambda: forms


def _number_chunk(chunk: Chunk, language: str) -> tuple[Part, Any]:
    parts, forms = _number_here([chunk], None, language)
    return next(parts), forms()[0]
