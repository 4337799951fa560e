"""The words of a text with the marks between them, and what kind of word each is.

The rules of this room are written in what both Python and Numba run: numbers and tuples, no strings.
"""

from collections.abc import Sequence
from typing import NamedTuple

from discourse.voice.bits import *

_CLOSED = L_AUXILIARY | L_PREPOSITION | L_CONJUNCTION | L_DETERMINER | L_ADVERB | L_SUBJECT

FEW = 50  # words; so short a text may well have no capital

Stretch = tuple[int, int]
NOWHERE = (-1, -1)


class Word(NamedTuple):
    """A word where it stands.

    Attributes
    ----------
    form, lists, kinds, look : int
        See :class:`discourse.voice.bits.Traits`.
    pair : int
        The classes of the phrase that it makes with the next word, as bits.
    after : int
        The marks after it, as bits.
    quote : int
        The number of the quotation that it stands in, or -1.
    gap : int
        What ends after it, and its large letters; see :class:`discourse.text.index.TokenIndex`.
    large : bool
        Whether its first letter is.
    commas : bool
        Whether the text has any: some have lost them.
    """

    form: int
    lists: int
    kinds: int
    look: int
    pair: int
    after: int
    quote: int
    gap: int
    large: bool
    commas: bool


Words = Sequence[Word]


class Said(NamedTuple):
    """Words that somebody is said to have said or thought; all places are words, the last not included.

    Attributes
    ----------
    content, more : tuple of (int, int)
        What is said: one stretch or, around its cue, two.
    cue : tuple of (int, int)
        By which words this is known; `NOWHERE` for a quotation that only stands near its speaker.
    source : tuple of (int, int)
        Who says it, or `NOWHERE`.
    kind : int
        The class of the cue; 0 where nothing is said.
    """

    content: Stretch
    more: Stretch
    cue: Stretch
    source: Stretch
    kind: int


def known(stretch: Stretch) -> bool:
    """Say whether it is anywhere."""
    return stretch[1] > 0


NOTHING = Said(NOWHERE, NOWHERE, NOWHERE, NOWHERE, 0)


def around(one: Stretch, other: Stretch, cue: Stretch, source: Stretch, kind: int) -> Said:
    """Return what two stretches say, either of which may be empty."""
    if one[0] >= one[1]:
        one, other = other, NOWHERE
    if one[0] >= one[1]:
        return NOTHING
    return Said(one, other if other[0] < other[1] else NOWHERE, cue, source, kind)


def is_(words: Words, i: int, lists: int) -> bool:
    """Say whether a word is in any of some lists."""
    return bool(words[i].lists & lists)


def in_class(words: Words, i: int, kinds: int) -> bool:
    """Say whether a word is a cue of any of some classes."""
    return bool(words[i].kinds & kinds)


def ends_in(words: Words, i: int, look: int) -> bool:
    """Say whether a word has any of some endings, or looks in another way."""
    return bool(words[i].look & look)


def any_large(words: Words, first: int, last: int) -> bool:
    """Say whether any word of a stretch has a capital."""
    for k in range(first, last):
        if words[k].large:
            return True
    return False


def any_is(words: Words, first: int, last: int, lists: int) -> bool:
    """Say whether any word of a stretch is in any of some lists."""
    for k in range(first, last):
        if words[k].lists & lists:
            return True
    return False


def is_adverb(words: Words, i: int) -> bool:
    """Say whether a word is an adverb: one of the list, or in *-ly* as *family* is not."""
    return is_(words, i, L_ADVERB) or (ends_in(words, i, E_LY) and not is_(words, i, L_NO_ADVERB))


def is_verb(words: Words, i: int, a: int, b: int, phrase: bool) -> bool:
    """Tell *the claims*, *claimed territory* and *United States* from verbs."""
    form = words[i].form
    if words[i].large and i > a and not words[i - 1].after & (UNQUOTE | QUOTE | COLON):
        return False
    if ends_in(words, i, E_CLAIM) and any_is(words, i + 1, min(b, i + 4), L_CLAIMS_OTHER):
        return False
    if words[i].after & HYPHEN or (i > a and words[i - 1].after & HYPHEN):
        return False
    following = i + 1 < b and not words[i].after & (BREAKS | STOP)
    doubtful = not phrase or (i > a and is_(words, i - 1, L_DETERMINER))
    if is_(words, i, L_HOMOGRAPH) and doubtful:
        return _shows_verb(words, i, a, b, following)
    if following and is_(words, i + 1, L_AUXILIARY) and words[i + 1].form not in (W_OWNS, W_NOT, W_NEVER):
        return _in_relative(words, i, a)
    if i == a or words[i - 1].after & BREAKS:
        return True
    before = words[i - 1].form
    if before == W_SO and form == W_CALLED:
        return False
    if ends_in(words, i, E_ING):
        return not is_(words, i - 1, L_DETERMINER) and before not in (W_OF, W_OWNS, W_FOR)
    if is_(words, i - 1, L_ARTICLE):
        return form in (W_SAID, W_SAYS, W_TOLD)
    if before == W_OWNS or (is_(words, i - 1, L_PREPOSITION) and not is_(words, i - 1, L_BEFORE_VERB)):
        return False
    return not (ends_in(words, i, E_ED) and before in (W_TO, W_AFTER, W_BEFORE))


def _in_relative(words: Words, i: int, a: int) -> bool:
    """Tell *which she said would fail* and *what they say is true* from *the reports were false*."""
    for k in range(i - 1, max(a, i - 8) - 1, -1):
        if words[k].after & BREAKS:
            return False
        if words[k].form in (W_WHICH, W_WHAT, W_WHO, W_THAT):
            return k < i - 1
    return False


def _shows_verb(words: Words, i: int, a: int, b: int, following: bool) -> bool:
    """Tell *he claims* and *officials claim that* from *the claims* and *claims that*."""
    if i == a:
        return False
    before = words[i - 1].form
    if following and is_(words, i + 1, L_AUXILIARY):
        return False
    if following and words[i + 1].form == W_THAT and not is_(words, i - 1, L_PREPOSITION | L_DETERMINER):
        return True
    if following and in_class(words, i - 1, C_DOCUMENT) and not is_(words, i + 1, L_PREPOSITION):
        return True
    if words[i - 1].after & BREAKS:
        closing = words[i - 1].after & (UNQUOTE | COMMA | CLOSES | DASH)
        return (
            bool(closing)
            and following
            and (is_(words, i + 1, L_THAT | L_DETERMINER | L_OBJECT | L_SUBJECT) or words[i + 1].large)
        ) or bool(words[i].after & COLON and closing)
    if is_(words, i - 1, L_SUBJECT | L_MODAL) or before in (W_TO, W_NOT, W_ALSO, W_NEVER, W_NT):
        return True
    if ends_in(words, i - 1, E_LY) and not is_(words, i - 1, L_NO_ADVERB):
        return True
    if (
        words[i].after & (STOP | COMMA | UNQUOTE)
        or not following
        or is_(words, i + 1, L_PREPOSITION | L_TIME)
    ):
        k = i - 1  # "…," Smith notes.
        while k > a and (words[k - 1].large or i - k < 3) and not words[k - 1].after & BREAKS:
            k -= 1
        if (
            (words[k].large or ends_in(words, i - 1, E_S))
            and k > a
            and words[k - 1].after & (UNQUOTE | COMMA)
            and not is_(words, k, L_TIME)
        ):
            return bool(words[k - 1].after & UNQUOTE) or ends_in(words, i, E_S) or ends_in(words, i - 1, E_S)
    if is_(words, i - 1, L_DETERMINER | L_PREPOSITION) or before == W_OWNS:
        return False
    marked = bool(words[i].after & (COLON | QUOTE))
    telling = marked or (
        following
        and (
            is_(words, i + 1, L_THAT | L_DETERMINER | L_OBJECT)
            or words[i + 1].large
            or (in_class(words, i, C_OBJECT) and ends_in(words, i + 1, E_ING | E_LY))
        )
    )
    singular = ends_in(words, i, E_S)
    return telling and (words[i - 1].large or ends_in(words, i - 1, E_S) != singular)


def is_nominal(words: Words, t: int) -> bool:
    """Say whether a word may stand in a name or noun phrase."""
    return words[t].large or not is_(words, t, _CLOSED)


def clause_at(words: Words, s: int, b: int) -> bool:
    """Say whether a subject and its verb begin here."""
    if is_(words, s, L_SUBJECT) and not is_(words, s, L_RELATIVE):
        return s + 1 < b and not is_(words, s + 1, L_PREPOSITION)
    for k in range(s + 1, min(b, s + 14)):
        if words[k - 1].after & BREAKS or is_(words, k, L_RELATIVE):
            return False
        if is_(words, k, L_AUXILIARY) and words[k].form != W_OWNS:
            return True
        if (
            in_class(words, k, C_SAY | C_TELLING | C_OBJECT | C_ATTITUDE | C_ATTITUDE_TO)
            and is_verb(words, k, s, b, False)
        ) or (
            ends_in(words, k, E_ED)
            and not is_(words, k - 1, L_DETERMINER | L_PREPOSITION)
            and not words[k].large
        ):
            return not ends_in(words, k, E_ING)
    return False


def clause_soon(words: Words, s: int, b: int) -> bool:
    """Say whether words look like a clause: there is a verb that shows itself soon."""
    for k in range(s, min(b, s + 20)):
        if (is_(words, k, L_AUXILIARY) and words[k].form != W_OWNS) or (words[k].kinds != 0 and k > s):
            return True
        if ends_in(words, k, E_ED) and k > s:
            return True
        if is_(words, k, L_SUBJECT) and not is_(words, k, L_RELATIVE):
            return True
    return False
