"""Words to numbers, in a stream: what an index is made of, whether it stays in memory or goes to disk."""

import warnings
from collections.abc import Iterable
from itertools import chain
from typing import Any

import numpy as np

from discourse.errors import SlowerWarning
from discourse.jobs import run
from discourse.text.chunks import Chunk, Forms, Part, Parts, texts_of, with_size
from discourse.text.vocabulary import arrow
from discourse.text.words import Tokenizer, fold, spans


def number(
    chunks: Iterable[Chunk], tokenizer: Tokenizer | None = None, *, threads: int = 2
) -> tuple[Parts, Forms]:
    """Return the words of texts numbers as they come.

    Parameters
    ----------
    chunks : iterable of Chunk
        Taken from as the readers get ready for more, in the thread that calls.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library; it runs in this thread alone.
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
        return _number_here(everything, tokenizer)
    try:
        from discourse.text import compiled
    except ImportError as error:
        warnings.warn(
            f"Numba is not there ({error}), so words are found some 20 times slower; pip install numba",
            SlowerWarning,
            stacklevel=3,
        )
        return _number_in_processes(everything, threads)
    return compiled.number(everything, threads=threads)


class _Numbering(dict[str, int]):
    """Number each new key with the count of keys before it."""

    def __missing__(self, key: str) -> int:
        number = self[key] = len(self)
        return number


def _number_here(chunks: Iterable[Chunk], tokenizer: Tokenizer | None) -> tuple[Parts, Forms]:
    """Return words their numbers as the definition finds them; every faster way is held against this one."""
    numbering = _Numbering()  # of the words as written: types are folded afterwards, not every occurrence

    def parts() -> Parts:
        for chunk in chunks:
            written = [
                [numbering[text[start:end]] for start, end in spans(text, tokenizer)]
                for text in texts_of([chunk])
            ]
            yield Part(
                np.array(list(chain.from_iterable(written)), dtype=np.int32),
                np.array([len(words) for words in written], dtype=np.int64),
                0,
            )

    return parts(), lambda: [arrow(map(fold, numbering))]


def _number_in_processes(chunks: Iterable[Chunk], processes: int) -> tuple[Parts, Forms]:
    forms: list[Any] = []

    def parts() -> Parts:
        numbered = run(_number_chunk, ((chunk,) for chunk in chunks), processes=processes)
        for reader, (part, known) in enumerate(numbered):
            forms.append(known)
            yield part._replace(reader=reader)

    return parts(), lambda: forms


def _number_chunk(chunk: Chunk) -> tuple[Part, Any]:
    parts, forms = _number_here([chunk], None)
    return next(parts), forms()[0]
