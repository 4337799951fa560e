"""Whose words the words of a text are: quotations and reports, and a voice for every word."""

from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.text.index import build_index
from discourse.text.sentences import CAPITAL, SENTENCE
from discourse.text.words import Tokenizer, spans
from discourse.voice import MARKED
from discourse.voice.bits import C_SPEAKS, COMMA, STOP, traits
from discourse.voice.characters import characters
from discourse.voice.cues import CLASSES, Cues, cues
from discourse.voice.marks import Quotation, quotations_in
from discourse.voice.signs import add_signs, words_between
from discourse.voice.whole import attributions, is_title, voice_in
from discourse.voice.words import Said, Stretch, Word, known

_MANY = 1 << 16  # words; so many are known without looking again
_KINDS = {1 << n: name for n, name in enumerate(CLASSES)} | {C_SPEAKS: "speaks"}


class Attribution(NamedTuple):
    """Words that somebody is said to have said or thought; all places are words, the last not included.

    Attributes
    ----------
    content : tuple of (int, int)
        What is said.
    cue : (int, int) or None
        By which words this is known; None for a quotation that only stands near its speaker.
    source : (int, int) or None
        Who says it.
    kind : str
        The class of the cue.
    """

    content: tuple[Stretch, ...]
    cue: Stretch | None
    source: Stretch | None
    kind: str


class Quoted(NamedTuple):
    """A quotation with its words: from `first` to before `last`."""

    first: int
    last: int
    marks: Quotation


class Voices(NamedTuple):
    """What is known about the words of a text.

    Attributes
    ----------
    codes : ndarray of uint8, shape (words,)
        The voice of each word, as a place in `VOICES`.
    attributions : list of Attribution
    quotes : list of Quoted
        Those that have words.
    """

    codes: npt.NDArray[np.uint8]
    attributions: list[Attribution]
    quotes: list[Quoted]


def read_voices(text: str, language: str = "en", tokenizer: Tokenizer | None = None) -> Voices:
    """Find whose words the words of a text are.

    Examples
    --------
    >>> text = '“We are leaving,” said Ms. Roe. The minister said the town is lost. It fell in 2016.'
    >>> from discourse.voice import VOICES
    >>> [VOICES[code] for code in read_voices(text).codes]
    ... # doctest: +NORMALIZE_WHITESPACE
    ['quoted', 'quoted', 'quoted', 'outlet', 'outlet', 'outlet', 'outlet', 'outlet', 'outlet', 'reported',
     'reported', 'reported', 'reported', 'outlet', 'outlet', 'outlet', 'outlet']
    """
    index = build_index([text], tokenizer, language)
    forms = [index.vocabulary[number] for number in index.ids.tolist()]
    return voices_of(text, list(spans(text, tokenizer, language)), forms, index.gaps.tolist(), cues(language))


def voices_of(
    text: str, at: Sequence[tuple[int, int]], forms: Sequence[str], gaps: Sequence[int], table: Cues | None
) -> Voices:
    """Find whose words the words of a text are, where it is known where they stand.

    Parameters
    ----------
    text : str
    at : sequence of tuple of int
        Where its words stand, in characters.
    forms : sequence of str
        The words as they are counted.
    gaps : sequence of int
        What ends after each; see :class:`discourse.text.index.TokenIndex`.
    table : Cues or None
        Without one, no cue is known, and all quotations are marked.
    """
    begins, ends = [start for start, _ in at], [end for _, end in at]
    letters, kinds, lines, marks, signs = characters(text)
    found_marks = quotations_in(letters, kinds, lines, marks)
    stretches = words_between(found_marks, begins)
    quotes = [Quoted(*one, mark) for one, mark in zip(stretches, found_marks, strict=True) if one[0] < one[1]]
    codes = bytearray(len(at))
    for first, last, _ in quotes:
        codes[first:last] = bytes([MARKED]) * (last - first)
    if table is None or not len(at):
        return Voices(np.frombuffer(codes, dtype=np.uint8), [], quotes)
    edges = [(first, last) for first, last, _ in quotes]
    after = [STOP if gap & SENTENCE else 0 for gap in gaps]
    add_signs(letters, signs, begins, ends, edges, after)
    words = _words(forms, gaps, after, edges, table)
    titles = [is_title(words, first, last) for first, last in edges]
    for (first, last), title in zip(edges, titles, strict=True):
        if title:
            words[first:last] = [word._replace(quote=-1) for word in words[first:last]]
    found = attributions(words, edges, titles)
    for each in found:
        for first, last in (each.content, each.more):
            for place in range(first, last):
                codes[place] = voice_in(codes[place], each.kind)
    return Voices(np.frombuffer(codes, dtype=np.uint8), [_told(each) for each in found], quotes)


def _told(said: Said) -> Attribution:
    content = (said.content, said.more) if known(said.more) else (said.content,)
    cue, source = (each if known(each) else None for each in (said.cue, said.source))
    return Attribution(content, cue, source, _KINDS[said.kind])


def _words(
    forms: Sequence[str], gaps: Sequence[int], after: Sequence[int], quotes: Sequence[Stretch], table: Cues
) -> list[Word]:
    """Bring together what is known of each word."""
    numbers, nothing, commas = [-1] * len(forms), dict[str, int](), any(mark & COMMA for mark in after)
    for number, (first, last) in enumerate(quotes):
        numbers[first:last] = [number] * (last - first)
    pairs = [
        table.pairs.get(one, nothing).get(other, 0)
        for one, other in zip(forms, [*forms[1:], ""], strict=True)
    ]
    return list(map(_word, forms, repeat(table.language), pairs, after, numbers, gaps, repeat(commas)))


@lru_cache(_MANY)
def _word(form: str, language: str, pair: int, after: int, quote: int, gap: int, commas: bool) -> Word:
    """Return a word where it stands; most words that stand alike are one."""
    return Word(*traits(form, language), pair, after, quote, gap, gap & CAPITAL > 0, commas)


def speaker_of(found: Voices, quote: Quoted) -> Attribution | None:
    """Return who speaks a quotation: of several attributions a verb of saying, then the nearest."""
    mine = [
        each
        for each in found.attributions
        if any(a < quote.last and quote.first < b for a, b in each.content)
    ]

    def far(each: Attribution) -> tuple[int, int]:
        place = quote.last if each.cue is None else each.cue[0]
        return int(each.kind not in ("say", "telling", "speaks")), abs(place - quote.first)

    return min(mine, key=far, default=None)
