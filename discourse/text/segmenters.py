"""Scripts that write no spaces between words: what cuts them, and the refusal where nothing does."""

import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import regex

from discourse.errors import CorpusError
from discourse.text.chunks import Chunk, texts_of
from discourse.text.languages import UNSPACED, is_unspaced
from discourse.text.words import Tokenizer, spans

_CHINESE, _RUNS = "zh", regex.compile(r"(?P<han>\p{Han}+)|\P{Han}+")
_HEAD = 300  # bytes of a document that are looked at
_FIRST_BYTE, _BYTES, _OF_PUNCTUATION = np.uint8(0xE0), 10, 0xE2  # of characters of such scripts, and no other
NOTE = "in a script without spaces between words: each run of its signs counts as one word"
_NEEDED = "a tokenizer is needed that cuts it into words: tokenizer= takes any object with span_tokenize"


@dataclass(frozen=True)
class Jieba:
    """Cuts Chinese into words, by jieba and its dictionary; all else is the word of this library."""

    def span_tokenize(self, s: str) -> Iterator[tuple[int, int]]:
        """Yield the (start, end) character offsets of the words of a text."""
        for run in _RUNS.finditer(s):  # no space stands before a URL or an @name either
            start = run.start()
            if run["han"]:
                yield from ((start + first, start + last) for _, first, last in _jieba().tokenize(run[0]))
            else:
                yield from ((start + first, start + last) for first, last in spans(run[0], None, _CHINESE))


@cache
def _jieba() -> Any:
    """Return jieba with its dictionary, which it would keep in a file that others can write."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of setuptools, and of its own escapes, when it is compiled
        import jieba
    jieba.setLogLevel("WARNING")  # it tells on standard error that it reads its dictionary
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made


def segmenter(language: str) -> Tokenizer | None:
    """Return what cuts a language into words where spaces do not; None where they do.

    Raises
    ------
    CorpusError
        If nothing here cuts it.

    Examples
    --------
    >>> segmenter("en") is None
    True
    """
    if language not in UNSPACED:
        return None
    if language != _CHINESE:
        raise CorpusError(f"language={language!r} writes no spaces between words; {_NEEDED}")
    try:
        _jieba()
    except ImportError as error:
        raise CorpusError(
            "language='zh' writes no spaces between words; pip install 'comparative-discourse[zh]' brings "
            "jieba, which cuts Chinese, or tokenizer= takes another"
        ) from error
    return Jieba()


def refuse_unspaced(texts: Iterable[str], name: str) -> None:
    """Refuse texts whose script writes no spaces, which would be read into nonsense.

    Raises
    ------
    CorpusError
        If most letters of a sample are of such a script.
    """
    if is_unspaced(list(texts)):
        raise CorpusError(
            f"{name}: the texts are in a script that writes no spaces between words; Chinese is read with "
            f"language='zh' (the extra zh brings jieba), and for others {_NEEDED}"
        )


def spaced(chunks: Iterable[Chunk], name: str, unspaced: list[int]) -> Iterator[Chunk]:
    """Return chunks, of which the first says whether they are refused; see :func:`refuse_unspaced`.

    Into `unspaced` goes which documents of those that are not refused are in such a script.
    """
    before = 0
    for chunk in chunks:
        if before == 0:
            refuse_unspaced(texts_of([chunk]), name)
        unspaced += (before + row for row in _unspaced_of(chunk))
        before += len(chunk.offsets) - 1
        yield chunk


def unspaced_among(texts: Iterable[str]) -> list[int]:
    """Return which texts begin in a script that writes no spaces between words.

    Examples
    --------
    >>> unspaced_among(["The rebels", "叛军占领了道路"])
    [1]
    """
    return [row for row, text in enumerate(texts) if _is_unspaced(text[:_HEAD].encode()[:_HEAD])]


def _unspaced_of(chunk: Chunk) -> list[int]:
    """Return which documents of a chunk do; only those are decoded that have a byte of such a script."""
    starts = chunk.offsets[:-1]
    size = min(_HEAD, len(chunk.data))
    heads = np.lib.stride_tricks.sliding_window_view(chunk.data, size)[
        np.minimum(starts, len(chunk.data) - size)  # where the last begin earlier, they hold all the same
    ]
    likely = np.flatnonzero(((heads - _FIRST_BYTE < _BYTES) & (heads != _OF_PUNCTUATION)).any(axis=1))
    ends = np.minimum(chunk.offsets[1:], starts + _HEAD)
    return [row for row in likely.tolist() if _is_unspaced(chunk.data[starts[row] : ends[row]].tobytes())]


def _is_unspaced(head: bytes) -> bool:
    return not head.isascii() and is_unspaced([head.decode(errors="ignore")])
