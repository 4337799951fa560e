"""Whose words the words of a text are: quotations and reports, and a voice for every word."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

from discourse.text.index import build_index
from discourse.text.sentences import CAPITAL, MIXED, PARAGRAPH, SENTENCE
from discourse.text.words import Tokenizer, spans
from discourse.voice import ATTITUDE, MARKED, OUTLET, QUOTED, REPORTED
from discourse.voice.cues import Cues, cues
from discourse.voice.marks import Quotation, quotations
from discourse.voice.sources import first_name, named_after_by, named_before
from discourse.voice.walk import attributions_in, places_of_cues
from discourse.voice.words import (
    CLOSES,
    COLON,
    COMMA,
    DASH,
    HYPHEN,
    OPENS,
    QUOTE,
    SEMICOLON,
    STOP,
    UNQUOTE,
    Attribution,
    Words,
    is_,
    kinds_of,
)

_SIGNS = (
    (",", COMMA),
    (":", COLON),
    (";", SEMICOLON),
    ("—–", DASH),
    ("([", OPENS),
    (")]", CLOSES),
    ("!?…", STOP),
)
_SIGN = regex.compile(r"""--| - |\.["'”’»]|[,:;—–()\[\]!?…\-]""")
_BITS = {character: bit for characters, bit in _SIGNS for character in characters}
_SAID, _THOUGHT = (  # what each voice becomes in words that somebody says, or thinks
    bytes.maketrans(bytes([OUTLET, MARKED, ATTITUDE]), bytes([code, QUOTED, code]))
    for code in (REPORTED, ATTITUDE)
)
_TITLE = 8  # words
_NEAR = 3  # words
_BEFORE, _BEHIND = 6, 2  # words around a term in which a cue says that it is somebody's
_LONG = 5  # words; shorter quotations are terms more often than speech


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
    quotes, numbers = _in_words(quotations(text), at)
    codes = bytearray(len(at))
    for quote in quotes:
        codes[quote.first : quote.last] = bytes([MARKED]) * (quote.last - quote.first)
    if table is None or not len(at):
        return Voices(np.frombuffer(codes, dtype=np.uint8), [], quotes)
    after = _marks_between(text, at, gaps)
    for quote in quotes:
        if quote.first:
            after[quote.first - 1] |= QUOTE
        after[quote.last - 1] |= UNQUOTE
    ends = np.asarray(gaps)
    large = (ends & CAPITAL > 0).tolist()
    titles = {n for n, quote in enumerate(quotes) if _is_title(quote, forms, large, after, gaps, table)}
    if titles:
        numbers = [-1 if number in titles else number for number in numbers]
    words = Words(forms, large, after, numbers, table, any(mark & COMMA for mark in after))
    edges = _sentences(words, gaps, np.flatnonzero(ends & SENTENCE).tolist())
    cued, places = list[Attribution](), places_of_cues(words)
    for first, last in edges:
        if not _speaks(words, gaps, first, last, cued):
            cued += attributions_in(words, places, first, last)
    found = cued + _left_over(words, gaps, edges, quotes, titles, cued)
    for each in found:
        said = _THOUGHT if each.kind == "attitude" else _SAID
        for first, last in each.content:
            codes[first:last] = codes[first:last].translate(said)
    return Voices(np.frombuffer(codes, dtype=np.uint8), found, quotes)


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


def _in_words(found: list[Quotation], at: Sequence[tuple[int, int]]) -> tuple[list[Quoted], list[int]]:
    """Return quotations that have words, and for each word its quotation."""
    starts = [start for start, _ in at]
    numbers, quotes = [-1] * len(at), list[Quoted]()
    for each in found:
        first = bisect_left(starts, each.inner)
        last = bisect_left(starts, max(each.outer, each.inner), first)
        if first < last:
            numbers[first:last] = [len(quotes)] * (last - first)
            quotes.append(Quoted(first, last, each))
    return quotes, numbers


def _marks_between(text: str, at: Sequence[tuple[int, int]], gaps: Sequence[int]) -> list[int]:
    """Return the marks after each word, as bits."""
    after = [STOP if gap & SENTENCE else 0 for gap in gaps]  # other points are those of abbreviations
    begins = [start for start, _ in at]
    place, most = 0, len(at) - 1
    for match in _SIGN.finditer(text):
        where, sign = match.start(), match[0]
        if where < begins[0]:
            continue
        place = bisect_right(begins, where, place) - 1
        if where < at[place][1]:
            continue  # inside a word: "1,000"
        if len(sign) == 1:
            if sign == "-":
                touching = place < most and at[place][1] == where and begins[place + 1] == where + 1
                after[place] |= HYPHEN if touching else 0
            else:
                after[place] |= _BITS[sign]
        else:
            after[place] |= STOP if sign[0] == "." else DASH
    return after


def _sentences(words: Words, gaps: Sequence[int], ends: list[int]) -> list[tuple[int, int]]:
    """Return the sentences; none ends inside a quotation, nor before who said what was quoted."""
    edges, first = list[tuple[int, int]](), 0
    for place in ends:
        if not gaps[place] & PARAGRAPH and place + 1 < len(gaps):
            if words.quote[place] >= 0 and words.quote[place] == words.quote[place + 1]:
                continue
            if words.after[place] & UNQUOTE and _says_who(words, place + 1):
                continue
        edges.append((first, place + 1))
        first = place + 1
    if first < len(gaps):
        edges.append((first, len(gaps)))
    return edges


def _speaks(words: Words, gaps: Sequence[int], first: int, last: int, found: list[Attribution]) -> bool:
    """Read the line of a transcript, *SMITH: We are leaving.*, or of a headline."""
    if first and not gaps[first - 1] & PARAGRAPH:
        if found and found[-1].kind == "speaks" and found[-1].content[-1][1] == first:
            found[-1] = found[-1]._replace(content=((found[-1].content[0][0], last),))
            return True
        return False
    for k in range(first, min(first + 6, last - 1)):
        if not words.large[k] or words.quote[k] >= 0:
            return False
        if words.after[k] & COLON:
            capitals = all(gaps[i] & MIXED for i in range(first, k + 1))
            kind = "speaks" if capitals else "say"
            found.append(Attribution(((k + 1, last),), (k, k + 1), (first, k + 1), kind))
            return True
        if words.after[k] & ~HYPHEN:
            return False
    return False


def _says_who(words: Words, place: int) -> bool:
    """Say whether a sentence after a quotation is only *X asked*, or *asked X*."""
    for k in range(place, min(place + 6, len(words.forms))):
        if kinds_of(words, k) & {"say"} or words.forms[k] == "asked":
            return (
                k == place
                or bool(words.after[k] & (STOP | COMMA))
                or (k + 1 < len(words.forms) and is_(words, k + 1, "preposition", "time"))
            )
        if words.after[k] & (STOP | COMMA | QUOTE | UNQUOTE):
            return False
    return False


def _left_over(
    words: Words,
    gaps: Sequence[int],
    edges: list[tuple[int, int]],
    quotes: list[Quoted],
    titles: set[int],
    cued: list[Attribution],
) -> list[Attribution]:
    """Attribute quotations that no cue reached: to who speaks in their sentence, or near them."""
    if not quotes:
        return []
    found = list[Attribution]()
    paragraph = np.cumsum(np.append(0, np.asarray(gaps) & PARAGRAPH > 0)).tolist()
    starts = [first for first, _ in edges]
    speaking = sorted((each.cue[0], each) for each in cued if each.cue)
    cue_places = [place for place, _ in speaking]
    inside = dict[int, Attribution]()  # the quotations that are known to be said
    for each in (*(each for _, each in speaking), *cued):
        for first, last in each.content:
            for number in set(words.quote[first:last]):
                inside.setdefault(number, each)
    previous: tuple[int, Attribution] | None = None
    for number, quote in enumerate(quotes):
        end = edges[max(bisect_right(starts, quote.first) - 1, 0)][1]
        if quote.last - quote.first < _LONG and (by := named_after_by(words, quote.last, end)) is not None:
            made = Attribution(((quote.first, quote.last),), (quote.last, quote.last + 2), by, "say")
            found.append(made)
            previous = quote.last, made
            continue
        if number in inside:
            previous = quote.last, inside[number]
            continue
        sentence = edges[max(bisect_right(starts, quote.first) - 1, 0)]
        size = quote.last - quote.first
        whole = quote.first <= sentence[0] and quote.last >= sentence[1]
        here = paragraph[quote.first]
        speaker: Attribution | None = None
        here_first, here_last = (bisect_left(cue_places, place) for place in sentence)
        same = [each for _, each in speaking[here_first:here_last]]
        if number in titles:
            continue
        if quote.first > sentence[0] and words.after[quote.first - 1] & COLON and not same:
            speaker = Attribution((), None, named_before(words, quote.first, sentence[0]), "")
        elif size < _LONG and quote.first and is_(words, quote.first - 1, "before_term"):
            continue  # "self-described “geek”"
        elif size == 1 and not whole and all(_far(each, quote) > _NEAR for each in same):
            continue  # one word that no verb of saying touches is a term
        elif same:
            speaker = min(same, key=lambda each: abs((each.cue or (0, 0))[0] - quote.first))
        elif size < _LONG and not whole:
            around = range(max(sentence[0], quote.first - _BEFORE), min(sentence[1], quote.last + _BEHIND))
            if any(kinds_of(words, i) for i in around if words.quote[i] < 0):
                speaker = Attribution((), None, first_name(words, sentence[0], quote.first), "")
        elif previous and paragraph[previous[0] - 1] == here:
            speaker = previous[1]
        else:
            k = bisect_left(cue_places, quote.first)
            if k and paragraph[cue_places[k - 1]] == here:
                speaker = speaking[k - 1][1]
            elif k < len(speaking) and paragraph[cue_places[k]] == here:
                speaker = speaking[k][1]
            elif previous and paragraph[previous[0] - 1] == here - 1:
                speaker = previous[1]
            elif k and paragraph[cue_places[k - 1]] == here - 1:
                speaker = speaking[k - 1][1]
            else:
                speaker = Attribution((), None, None, "")
        if speaker is not None:
            source = speaker.source
            made = Attribution(((quote.first, quote.last),), None, source, "say")
            found.append(made)
            previous = quote.last, made
    return found


def _far(attribution: Attribution, quote: Quoted) -> int:
    """Return how many words are between a quotation and the cue of an attribution."""
    first, past = attribution.cue or (quote.first, quote.first)
    return max(first - quote.last, quote.first - past, 0)


def _is_title(
    quote: Quoted,
    forms: Sequence[str],
    large: Sequence[bool],
    after: Sequence[int],
    gaps: Sequence[int],
    table: Cues,
) -> bool:
    """Say whether a quotation is the title of a work, or a nickname: all words that matter have capitals."""
    first, last, _ = quote
    if last - first > _TITLE or not large[first] or not large[last - 1]:
        return False
    if last < len(forms) and "speech" in table.classes.get(forms[last], ()):
        return False  # “Bridges Now” signs
    if any(len(forms[i]) > 4 for i in range(first, last) if not large[i]):
        return False
    if not first or gaps[first - 1] & SENTENCE or after[first - 1] & COLON:
        return False
    says = table.classes.get(forms[first - 1], frozenset()) & {"say"}
    if says or (last < len(forms) and table.classes.get(forms[last], frozenset()) & {"say"}):
        return False
    return last - first > 1 or forms[first - 1] in table.words["before_title"]
