"""Runs of words taken out of texts, with the marks that go with them."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import regex

from discourse.copies.find import Rows
from discourse.copies.runs import Run, places_of
from discourse.text.counts import is_worth_compiling
from discourse.text.index import Positions, TokenIndex
from discourse.text.words import Tokenizer, spans

_AT_ONCE = 256  # texts whose words are found together
_WORD = regex.compile(r"[\p{L}\p{Nd}]")
_OPENS = regex.compile(r"[\p{Ps}\p{Pi}\p{S}\"'*•@#]")
_CLOSES = regex.compile(r"\p{P}*+")


class Cut(NamedTuple):
    """A text without some runs.

    Attributes
    ----------
    text : str
        As it is now; as it was, if nothing else is in it.
    runs : list of (int, str)
        What was taken out: the line on which it stood, and how it was written.
    """

    text: str
    runs: list[tuple[int, str]]


def without_runs(
    text_of: Callable[[int], bytes], runs: Sequence[Run], index: TokenIndex, groups: Rows
) -> Iterator[tuple[int, Cut]]:
    """Take runs of words out of the texts of their groups.

    Parameters
    ----------
    text_of : callable
        Returns the text of a row of the index, in UTF-8.
    runs : sequence of Run
    index : TokenIndex
    groups : ndarray of int64, shape (documents,)

    Yields
    ------
    tuple of (int, Cut)
        The row of each text that has a run, and the text without.
    """
    places = places_of(runs, index, groups)
    rows, first = np.unique(places.document, return_index=True)
    if not len(rows):
        return
    sizes = np.array([len(run.words) for run in runs], dtype=np.int64)
    begins, ends = (np.split(words, first[1:]) for words in (places.start, places.start + sizes[places.run]))
    texts = [text_of(row).decode() for row in rows.tolist()]
    yield from zip(rows.tolist(), cut_out(texts, begins, ends, *index.rules), strict=True)


def cut_out(
    texts: Sequence[str],
    firsts: Sequence[Positions],
    ends: Sequence[Positions],
    tokenizer: Tokenizer | None,
    language: str = "",
) -> Iterator[Cut]:
    r"""Take runs of words out of texts.

    Parameters
    ----------
    texts : sequence of str
    firsts, ends : sequence of ndarray of int64
        Of each text the first word of each run, and the one after its last, in order; no two share a word.
    tokenizer : object with ``span_tokenize``, optional
        What found the words.
    language : str
        The code of the language that the words were found in.

    Examples
    --------
    >>> text = "They met.\n\n(All rights reserved.)\n\nThey left. Read more"
    >>> next(cut_out([text], [np.array([2, 7])], [np.array([5, 9])], None)).text
    'They met.\n\nThey left.'
    """
    for at in range(0, len(texts), _AT_ONCE):
        here = slice(at, at + _AT_ONCE)
        found = zip(texts[here], firsts[here], ends[here], strict=True)
        for (text, first, end), edges in zip(found, _edges(texts[here], tokenizer, language), strict=True):
            yield _without(text, [(edges[a][0], edges[b - 1][1]) for a, b in zip(first, end, strict=True)])


def _edges(
    texts: Sequence[str], tokenizer: Tokenizer | None, language: str
) -> Iterator[Sequence[tuple[int, int]]]:
    """Yield where the words of each text stand, in characters."""
    encoded = [text.encode() for text in texts]
    if tokenizer is not None or not is_worth_compiling(sum(map(len, encoded))):
        yield from (list(spans(text, tokenizer, language)) for text in texts)
        return
    from discourse.text.compiled import word_bounds  # brings Numba

    starts, sizes, counts = word_bounds(encoded, language)
    ends = starts + sizes
    for data, (a, b) in zip(encoded, pairwise([0, *np.cumsum(counts).tolist()]), strict=True):
        first, last = starts[a:b], ends[a:b]
        if not data.isascii():  # a character is counted where its first byte is
            before = np.concatenate(([0], np.cumsum(np.frombuffer(data, dtype=np.int8) >= -64)))
            first, last = before[first], before[last]
        yield list(zip(first.tolist(), last.tolist(), strict=True))


def _without(text: str, runs: list[tuple[int, int]]) -> Cut:
    pieces, done, line, counted = list[str](), 0, 1, 0
    noted: list[tuple[int, str]] = []
    for begin, end in _joined(text, runs):
        begin, end = _grown(text, done, begin, end)
        pieces.append(text[done:begin])
        before = pieces[-1][-1:] or (pieces[-2][-1:] if len(pieces) > 1 else "")
        if not before or before.isspace():
            while end < len(text) and text[end].isspace() and (text[end] != "\n" or before in ("", "\n")):
                end += 1
        elif end < len(text) and not text[end].isspace():
            pieces.append(" ")  # or two words became one
        done = end
    pieces.append(text[done:])
    for begin, end in runs:
        line += text.count("\n", counted, begin)
        counted = begin
        noted.append((line, text[begin:end]))
    left = "".join(pieces).rstrip() if done == len(text) else "".join(pieces)
    return Cut(left, noted) if _WORD.search(left) else Cut(text, [])


def _joined(text: str, runs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put runs together between which there is no word."""
    joined: list[tuple[int, int]] = []
    for begin, end in runs:
        if joined and not _WORD.search(text, joined[-1][1], begin):
            begin = joined.pop()[0]
        joined.append((begin, end))
    return joined


def _grown(text: str, done: int, begin: int, end: int) -> tuple[int, int]:
    """Return the bounds of a run with the marks that touch it; of its whole line, if it has no other word."""
    start, stop = max(text.rfind("\n", 0, begin) + 1, done), text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if not _WORD.search(text, start, begin) and not _WORD.search(text, end, stop):
        return start, stop
    while begin > start and _OPENS.match(text, begin - 1):
        begin -= 1
    closes = _CLOSES.match(text, end)
    return begin, closes.end() if closes else end
