"""Who says what in a whole text: its sentences, its transcripts, and the quotations that no cue reached."""

from discourse.text.sentences import MIXED, PARAGRAPH, SENTENCE
from discourse.voice import ATTITUDE, MARKED, OUTLET, QUOTED, REPORTED
from discourse.voice.bits import *
from discourse.voice.sources import first_name, named_after_by, named_before
from discourse.voice.walk import attributions_in
from discourse.voice.words import NOTHING, NOWHERE, Said, Stretch, Words, ends_in, in_class, is_, known

_TITLE = 8  # words
_NEAR = 3  # words
_BEFORE, _BEHIND = 6, 2  # words around a term in which a cue says that it is somebody's
_LONG = 5  # words; shorter quotations are terms more often than speech


def attributions(words: Words, quotes: list[Stretch], titles: list[bool]) -> list[Said]:
    """Find who says what.

    Parameters
    ----------
    words : sequence of Word
    quotes : list of (int, int)
        The first word of each quotation, and the one after its last.
    titles : list of bool
        Which of them is the title of a work, and stands in no quotation.
    """
    edges, cued = _sentences(words), [NOTHING][:0]
    for first, last in edges:
        if not _speaks(words, first, last, cued):
            attributions_in(words, first, last, cued)
    return cued + _left_over(words, edges, quotes, titles, cued)


def voice_in(code: int, kind: int) -> int:
    """Return what a voice becomes in words that somebody says, or thinks."""
    if code == MARKED:
        return QUOTED
    if code in (OUTLET, ATTITUDE):
        return ATTITUDE if kind == C_ATTITUDE else REPORTED
    return code


def is_title(words: Words, first: int, last: int) -> bool:
    """Say whether a quotation is the title of a work, or a nickname: all words that matter have capitals."""
    if last - first > _TITLE or not words[first].large or not words[last - 1].large:
        return False
    if last < len(words) and in_class(words, last, C_SPEECH):
        return False  # “Bridges Now” signs
    for k in range(first, last):
        if not words[k].large and ends_in(words, k, E_LONG):
            return False
    if not first or words[first - 1].gap & SENTENCE or words[first - 1].after & COLON:
        return False
    if in_class(words, first - 1, C_SAY) or (last < len(words) and in_class(words, last, C_SAY)):
        return False
    return last - first > 1 or is_(words, first - 1, L_BEFORE_TITLE)


def _sentences(words: Words) -> list[Stretch]:
    """Return the sentences; none ends inside a quotation, nor before who said what was quoted."""
    edges, first, size = [NOWHERE][:0], 0, len(words)
    for place in range(size):
        if not words[place].gap & SENTENCE:
            continue
        if not words[place].gap & PARAGRAPH and place + 1 < size:
            if words[place].quote >= 0 and words[place].quote == words[place + 1].quote:
                continue
            if words[place].after & UNQUOTE and _says_who(words, place + 1):
                continue
        edges.append((first, place + 1))
        first = place + 1
    if first < size:
        edges.append((first, size))
    return edges


def _says_who(words: Words, place: int) -> bool:
    """Say whether a sentence after a quotation is only *X asked*, or *asked X*."""
    for k in range(place, min(place + 6, len(words))):
        if in_class(words, k, C_SAY) or words[k].form == W_ASKED:
            return (
                k == place
                or bool(words[k].after & (STOP | COMMA))
                or (k + 1 < len(words) and is_(words, k + 1, L_PREPOSITION | L_TIME))
            )
        if words[k].after & (STOP | COMMA | QUOTE | UNQUOTE):
            return False
    return False


def _speaks(words: Words, first: int, last: int, found: list[Said]) -> bool:
    """Read the line of a transcript, *SMITH: We are leaving.*, or of a headline."""
    if first and not words[first - 1].gap & PARAGRAPH:
        if found and found[-1].kind == C_SPEAKS and found[-1].content[1] == first:
            before = found.pop()
            found.append(Said((before.content[0], last), NOWHERE, before.cue, before.source, C_SPEAKS))
            return True
        return False
    capitals = True
    for k in range(first, min(first + 6, last - 1)):
        if not words[k].large or words[k].quote >= 0:
            return False
        capitals = capitals and words[k].gap & MIXED != 0
        if words[k].after & COLON:
            kind = C_SPEAKS if capitals else C_SAY
            found.append(Said((k + 1, last), NOWHERE, (k, k + 1), (first, k + 1), kind))
            return True
        if words[k].after & ~HYPHEN:
            return False
    return False


def _first_at(found: list[Said], place: int) -> int:
    """Return the first of some attributions whose cue is not before a place."""
    low, high = 0, len(found)
    while low < high:
        middle = (low + high) // 2
        if found[middle].cue[0] < place:
            low = middle + 1
        else:
            high = middle
    return low


def _paragraphs(words: Words) -> list[int]:
    """Return the number of the paragraph of each word."""
    numbers, number = [0][:0], 0
    for k in range(len(words)):
        numbers.append(number)
        number += words[k].gap & PARAGRAPH != 0
    return numbers


def _said_already(words: Words, quotes: list[Stretch], cued: list[Said]) -> list[int]:
    """Return which attribution has each quotation; -1 where none has."""
    inside = [-1] * len(quotes)
    for n in range(len(cued)):
        for first, last in (cued[n].content, cued[n].more):
            for k in range(first, last):
                if words[k].quote >= 0 and inside[words[k].quote] < 0:
                    inside[words[k].quote] = n
    return inside


def _left_over(
    words: Words, edges: list[Stretch], quotes: list[Stretch], titles: list[bool], cued: list[Said]
) -> list[Said]:
    """Attribute quotations that no cue reached: to who speaks in their sentence, or near them."""
    found = [NOTHING][:0]
    if not quotes:
        return found
    paragraph, inside = _paragraphs(words), _said_already(words, quotes, cued)
    at, before, source_before = 0, -1, NOWHERE  # the last quotation that is somebody's
    for number in range(len(quotes)):
        first, last = quotes[number]
        while at + 1 < len(edges) and edges[at + 1][0] <= first:
            at += 1
        size, (a, b) = last - first, edges[at]
        by = named_after_by(words, last, b) if size < _LONG else NOWHERE
        if known(by):
            found.append(Said((first, last), NOWHERE, (last, last + 2), by, C_SAY))
            before, source_before = last, by
            continue
        if inside[number] >= 0:
            before, source_before = last, cued[inside[number]].source
            continue
        if titles[number]:
            continue
        whole = first <= a and last >= b
        here, same, past = paragraph[first], _first_at(cued, a), _first_at(cued, b)
        if first > a and words[first - 1].after & COLON and same == past:
            source = named_before(words, first, a)
        elif size < _LONG and first and is_(words, first - 1, L_BEFORE_TERM):
            continue  # "self-described “geek”"
        elif size == 1 and not whole and not _any_near(cued, same, past, first, last):
            continue  # one word that no verb of saying touches is a term
        elif same < past:
            nearest = same
            for n in range(same + 1, past):
                if abs(cued[n].cue[0] - first) < abs(cued[nearest].cue[0] - first):
                    nearest = n
            source = cued[nearest].source
        elif size < _LONG and not whole:
            if not _any_cue(words, max(a, first - _BEFORE), min(b, last + _BEHIND)):
                continue
            source = first_name(words, a, first)
        elif before >= 0 and paragraph[before - 1] == here:
            source = source_before
        else:
            k = _first_at(cued, first)
            if k and paragraph[cued[k - 1].cue[0]] == here:
                source = cued[k - 1].source
            elif k < len(cued) and paragraph[cued[k].cue[0]] == here:
                source = cued[k].source
            elif before >= 0 and paragraph[before - 1] == here - 1:
                source = source_before
            elif k and paragraph[cued[k - 1].cue[0]] == here - 1:
                source = cued[k - 1].source
            else:
                source = NOWHERE
        found.append(Said((first, last), NOWHERE, NOWHERE, source, C_SAY))
        before, source_before = last, source
    return found


def _any_cue(words: Words, a: int, b: int) -> bool:
    """Say whether any word outside quotations is a cue."""
    for k in range(a, b):
        if words[k].kinds and words[k].quote < 0:
            return True
    return False


def _any_near(cued: list[Said], some: int, past: int, first: int, last: int) -> bool:
    """Say whether a quotation is a few words from the cue of any of some attributions."""
    for n in range(some, past):
        cue = cued[n].cue
        if max(cue[0] - last, first - cue[1], 0) <= _NEAR:
            return True
    return False
