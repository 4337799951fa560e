"""The marks between the words of a text, and the words between quotation marks."""

from discourse.voice.bits import *
from discourse.voice.marks import Codes, Quotation, Stretch

_HYPHEN, _POINT, _SPACE, _COMMA, _COLON, _SEMICOLON, _STRAIGHT, _APOSTROPHE = map(ord, "-. ,:;\"'")
_RIGHT, _RIGHT_TWO, _ANGLE, _DASH, _SHORT_DASH = map(ord, "’”»—–")
_OPENING, _CLOSING = tuple(map(ord, "([")), tuple(map(ord, ")]"))
_AFTER_POINT = (_STRAIGHT, _APOSTROPHE, _RIGHT, _RIGHT_TWO, _ANGLE)


def words_between(found: list[Quotation], begins: Codes) -> list[Stretch]:
    """Return the first word of each quotation, and the one after its last; some have none."""
    stretches, place = [(0, 0)][:0], 0
    for each in found:
        while place < len(begins) and begins[place] < each.inner:
            place += 1
        first = place
        while place < len(begins) and begins[place] < each.outer:
            place += 1
        stretches.append((first, place))
    return stretches


def add_signs(
    text: Codes, signs: Codes, begins: Codes, ends: Codes, quotes: list[Stretch], after: list[int]
) -> None:
    """Add the signs between words, and the marks of quotations, to what is known of the end of each word.

    Points are those of abbreviations, where no sentence ends.
    """
    for first, last in quotes:
        after[last - 1] |= UNQUOTE
        if first:
            after[first - 1] |= QUOTE
    place, past, size = 0, 0, len(text)
    for at in signs:
        if at < past or not len(begins):
            continue
        sign, where, following = text[at], at, text[at + 1] if at + 1 < size else 0
        alone = sign == _HYPHEN and following == _SPACE and at > past and text[at - 1] == _SPACE
        past = at + 1
        if alone:
            mark, where, past = DASH, at - 1, at + 2
        elif sign == _POINT:
            if following not in _AFTER_POINT:
                continue
            mark, past = STOP, at + 2
        elif sign == _HYPHEN and following == _HYPHEN:
            mark, past = DASH, at + 2
        else:
            mark = _bit(sign)
        while place + 1 < len(begins) and begins[place + 1] <= where:
            place += 1
        if where < begins[0] or where < ends[place]:
            continue  # inside a word: "1,000"
        if sign == _HYPHEN and mark == HYPHEN:
            touching = place + 1 < len(begins) and ends[place] == where and begins[place + 1] == where + 1
            mark = HYPHEN if touching else 0
        after[place] |= mark


def _bit(sign: int) -> int:
    if sign == _COMMA:
        return COMMA
    if sign == _COLON:
        return COLON
    if sign == _SEMICOLON:
        return SEMICOLON
    if sign == _HYPHEN:
        return HYPHEN
    if sign in (_DASH, _SHORT_DASH):
        return DASH
    if sign in _OPENING:
        return OPENS
    return CLOSES if sign in _CLOSING else STOP
