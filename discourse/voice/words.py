"""The words of a text with the marks between them, and what kind of word each is."""

from collections.abc import Sequence
from typing import NamedTuple

from discourse.voice.cues import Cues

COMMA, COLON, SEMICOLON, DASH, OPENS, CLOSES, QUOTE, UNQUOTE, STOP, HYPHEN = (1 << n for n in range(10))
BREAKS = COMMA | COLON | SEMICOLON | DASH | OPENS | CLOSES | QUOTE | UNQUOTE
NONE = frozenset[str]()
_CLOSED = ("auxiliary", "preposition", "conjunction", "determiner", "adverb", "subject")

Stretch = tuple[int, int]


class Words(NamedTuple):
    """The words of a text.

    Attributes
    ----------
    forms : list of str
        As they are counted.
    large : list of bool
        Whether the first letter is.
    after : list of int
        The marks after each, as bits.
    quote : list of int
        The number of the quotation that each stands in, or -1.
    cues : Cues
        What is known of words.
    commas : bool
        Whether the text has any: some have lost them.
    """

    forms: Sequence[str]
    large: Sequence[bool]
    after: Sequence[int]
    quote: Sequence[int]
    cues: Cues
    commas: bool


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


def kinds_of(words: Words, i: int) -> frozenset[str]:
    """Return the classes of a word."""
    return words.cues.classes.get(words.forms[i], NONE)


def is_(words: Words, i: int, *names: str) -> bool:
    """Say whether a word is in any of some lists."""
    return not words.cues.lists.get(words.forms[i], NONE).isdisjoint(names)


def is_adverb(words: Words, i: int) -> bool:
    """Say whether a word is an adverb: one of the list, or in *-ly* as *family* is not."""
    return is_(words, i, "adverb") or (words.forms[i].endswith("ly") and not is_(words, i, "no_adverb"))


def is_verb(words: Words, i: int, a: int, b: int, *, phrase: bool = False) -> bool:
    """Tell *the claims*, *claimed territory* and *United States* from verbs."""
    form = words.forms[i]
    if words.large[i] and i > a and not words.after[i - 1] & (UNQUOTE | QUOTE | COLON):
        return False
    near = range(i + 1, min(b, i + 4))
    if form.startswith("claim") and any(is_(words, k, "claims_other") for k in near):
        return False
    if words.after[i] & HYPHEN or (i > a and words.after[i - 1] & HYPHEN):
        return False
    following = i + 1 < b and not words.after[i] & (BREAKS | STOP)
    doubtful = not phrase or (i > a and is_(words, i - 1, "determiner"))
    if is_(words, i, "homograph") and doubtful:
        return _shows_verb(words, i, a, b, following)
    if following and is_(words, i + 1, "auxiliary") and words.forms[i + 1] not in ("'s", "not", "never"):
        return _in_relative(words, i, a)
    if i == a or words.after[i - 1] & BREAKS:
        return True
    before = words.forms[i - 1]
    if before == "so" and form == "called":
        return False
    if form.endswith("ing"):
        return not is_(words, i - 1, "determiner") and before not in ("of", "'s", "for")
    if before in words.cues.words["article"]:
        return form in ("said", "says", "told")
    if before == "'s" or (is_(words, i - 1, "preposition") and not is_(words, i - 1, "before_verb")):
        return False
    return not (form.endswith("ed") and before in ("to", "after", "before"))


def _in_relative(words: Words, i: int, a: int) -> bool:
    """Tell *which she said would fail* and *what they say is true* from *the reports were false*."""
    for k in range(i - 1, max(a, i - 8) - 1, -1):
        if words.after[k] & BREAKS:
            return False
        if words.forms[k] in ("which", "what", "who", "that"):
            return k < i - 1
    return False


def _shows_verb(words: Words, i: int, a: int, b: int, following: bool) -> bool:
    """Tell *he claims* and *officials claim that* from *the claims* and *claims that*."""
    if i == a:
        return False
    before = words.forms[i - 1]
    if following and is_(words, i + 1, "auxiliary"):
        return False
    if following and words.forms[i + 1] == "that" and not is_(words, i - 1, "preposition", "determiner"):
        return True
    if following and "document" in kinds_of(words, i - 1) and not is_(words, i + 1, "preposition"):
        return True
    if words.after[i - 1] & BREAKS:
        closing = words.after[i - 1] & (UNQUOTE | COMMA | CLOSES | DASH)
        return (
            bool(closing)
            and following
            and (is_(words, i + 1, "that", "determiner", "object", "subject") or words.large[i + 1])
        ) or bool(words.after[i] & COLON and closing)
    if is_(words, i - 1, "subject", "modal") or before in ("to", "not", "also", "never", "n't"):
        return True
    if before.endswith("ly") and not is_(words, i - 1, "no_adverb"):
        return True
    if words.after[i] & (STOP | COMMA | UNQUOTE) or not following or is_(words, i + 1, "preposition", "time"):
        k = i - 1  # "…," Smith notes.
        while k > a and (words.large[k - 1] or i - k < 3) and not words.after[k - 1] & BREAKS:
            k -= 1
        if (
            (words.large[k] or words.forms[i - 1].endswith("s"))
            and k > a
            and words.after[k - 1] & (UNQUOTE | COMMA)
            and not is_(words, k, "time")
        ):
            return bool(words.after[k - 1] & UNQUOTE) or words.forms[i].endswith("s") or before.endswith("s")
    if is_(words, i - 1, "determiner", "preposition") or before == "'s":
        return False
    marked = bool(words.after[i] & (COLON | QUOTE))
    telling = marked or (
        following
        and (
            is_(words, i + 1, "that", "determiner", "object")
            or words.large[i + 1]
            or ("object" in kinds_of(words, i) and words.forms[i + 1].endswith(("ing", "ly")))
        )
    )
    singular = words.forms[i].endswith("s")
    return telling and (words.large[i - 1] or before.endswith("s") != singular)


def is_nominal(words: Words, t: int) -> bool:
    """Say whether a word may stand in a name or noun phrase."""
    return words.large[t] or not is_(words, t, *_CLOSED)


def clause_at(words: Words, s: int, b: int) -> bool:
    """Say whether a subject and its verb begin here."""
    if is_(words, s, "subject") and not is_(words, s, "relative"):
        return s + 1 < b and not is_(words, s + 1, "preposition")
    for k in range(s + 1, min(b, s + 14)):
        if words.after[k - 1] & BREAKS or is_(words, k, "relative"):
            return False
        if is_(words, k, "auxiliary") and words.forms[k] != "'s":
            return True
        if (
            kinds_of(words, k) & {"say", "telling", "object", "attitude", "attitude_to"}
            and is_verb(words, k, s, b)
        ) or (
            words.forms[k].endswith("ed")
            and not is_(words, k - 1, "determiner", "preposition")
            and not words.large[k]
        ):
            return not words.forms[k].endswith("ing")
    return False


def clause_soon(words: Words, s: int, b: int) -> bool:
    """Say whether words look like a clause: there is a verb that shows itself soon."""
    for k in range(s, min(b, s + 20)):
        if (is_(words, k, "auxiliary") and words.forms[k] != "'s") or (kinds_of(words, k) and k > s):
            return True
        if words.forms[k].endswith("ed") and k > s:
            return True
        if is_(words, k, "subject") and not is_(words, k, "relative"):
            return True
    return False
