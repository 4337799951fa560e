"""What the rules ask of a word, as bits, so that the same functions run in Python and compiled.

Lists of words that the language's table has begin with `L_`, classes of cues with `C_`, endings and other
looks with `E_`. The few words that a rule means themselves have numbers, which begin with `W_`.
"""

from functools import cache, lru_cache
from typing import NamedTuple

from discourse.voice.cues import CLASSES, cues

(
    L_ADVERB, L_AFTER_ADJECTIVE, L_ARTICLE, L_AS, L_ATTITUDE_NOUN, L_AUXILIARY, L_BEFORE_TERM,
    L_BEFORE_TITLE, L_BEFORE_VERB, L_CLAIMS_OTHER, L_CONJUNCTION, L_CONTENT_QUESTION, L_COPULA, L_CORE,
    L_DETERMINER, L_FRONTING, L_FRONTING_INSIDE, L_GOES_ON, L_HEARER, L_HOMOGRAPH, L_IMPERSONAL,
    L_INSIDE_NAMES, L_MODAL, L_NEEDS_CLAUSE, L_NO_ADVERB, L_NO_NAME, L_NO_SOURCE, L_NO_SPEAKER, L_OBJECT,
    L_OF_DOCUMENTS, L_PASSIVE, L_PERSON_NOUN, L_PREPOSITION, L_RELATIVE, L_SPEECH_ACT, L_SUBJECT, L_TAIL,
    L_TELLS, L_THAT, L_TIME, L_TITLE, L_TURNS,
) = (1 << n for n in range(42))  # fmt: skip
(
    C_SAY, C_TELLING, C_MANNER, C_OBJECT, C_ATTITUDE, C_ATTITUDE_TO, C_ADJECTIVE, C_PREP, C_NOUN, C_NOUN_OF,
    C_DOCUMENT, C_SPEECH, C_HEARSAY, C_ACCORDING,
) = (1 << n for n in range(len(CLASSES)))  # fmt: skip
C_SPEAKS = 1 << len(CLASSES)  # of no word: who speaks stands before a colon, as in a transcript
_LAST = ("ing", "ed", "ly", "s", "day", "id", "ld")
(
    E_ING, E_ED, E_LY, E_S, E_DAY, E_ID, E_LD, E_CLAIM, E_SHOW, E_TELLS_OF, E_NUMBER, E_DIGIT, E_LONG,
    E_CUE, E_PAIR,
) = (1 << n for n in range(15))  # fmt: skip
_ENDINGS = (E_ING, E_ED, E_LY, E_S, E_DAY, E_ID, E_LD)
_BEGINNINGS = (
    (E_CLAIM, "claim"),
    (E_SHOW, "show"),
    (E_TELLS_OF, ("report", "admit", "acknowledg", "recall", "suggest")),
)
_LONG = 4  # letters
(
    W_A, W_ABOUT, W_ACCORDING, W_AFTER, W_ALLEGED, W_ALSO, W_AMONG, W_AN, W_AND, W_AROUND, W_AS, W_ASKED,
    W_AT, W_BE, W_BEFORE, W_BEGAN, W_BOTH, W_BUT, W_BY, W_CALLED, W_CONTINUED, W_DUBBED, W_FOR, W_FROM,
    W_GOING, W_HALF, W_HAVE, W_HER, W_HIS, W_HOW, W_IN, W_INCLUDING, W_IS, W_IT, W_ITS, W_MARCH, W_MAY,
    W_NAMED, W_NEVER, W_NO, W_NOT, W_OF, W_ON, W_OR, W_PUT, W_PUTS, W_QUOTED, W_REPORTED, W_SAID, W_SAY,
    W_SAYS, W_SO, W_SUN, W_THAT, W_THE, W_THEIR, W_TO, W_TOLD, W_WAS, W_WENT, W_WHAT, W_WHEN, W_WHERE,
    W_WHETHER, W_WHICH, W_WHO, W_WILL, W_WITH, W_YES, W_YOU, W_OWNS, W_NT,
) = range(1, 73)  # fmt: skip
_ODD = {"owns": "'s", "nt": "n't"}  # what cannot be written in a name


# The marks after a word; where a sentence ends, too, there is a stop.
COMMA, COLON, SEMICOLON, DASH, OPENS, CLOSES, QUOTE, UNQUOTE, STOP, HYPHEN = (1 << n for n in range(10))
BREAKS = COMMA | COLON | SEMICOLON | DASH | OPENS | CLOSES | QUOTE | UNQUOTE


def _named(begin: str) -> list[str]:
    return [name[2:].lower() for name in globals() if name.startswith(begin)]


LISTS = tuple(_named("L_"))
_NUMBERS = {_ODD.get(word, word): number for number, word in enumerate(_named("W_"), 1)}


class Traits(NamedTuple):
    """What is known of a word wherever it stands.

    Attributes
    ----------
    form : int
        Its number, or 0.
    lists, kinds, look : int
        Bits: its lists, its classes as a cue, and how it is spelled.
    """

    form: int
    lists: int
    kinds: int
    look: int


def _bits(names: frozenset[str], among: tuple[str, ...]) -> int:
    return sum(1 << n for n, name in enumerate(among) if name in names)


@cache
def listed(language: str) -> frozenset[str]:
    """Return the words of which more is known than how they look."""
    table = cues(language)
    assert table is not None, "who asks has cues"
    return frozenset((*table.lists, *table.classes, *table.begins, *_NUMBERS))


def look_of(form: str) -> int:
    """Return how a word is spelled, as bits."""
    look = E_LONG if len(form) > _LONG else 0
    if form.endswith(_LAST):
        look |= sum(bit for bit, end in zip(_ENDINGS, _LAST, strict=True) if form.endswith(end))
    if form[:1].isdigit():
        look |= E_DIGIT | (E_NUMBER if form.isdigit() else 0)
    for bit, begin in _BEGINNINGS:
        if form.startswith(begin):
            look |= bit
    return look


@lru_cache(1 << 16)
def traits(form: str, language: str) -> Traits:
    """Return what is known of a word as it is counted.

    Examples
    --------
    >>> found = traits("claims", "en")
    >>> found.form, bool(found.kinds & C_SAY), bool(found.lists & L_HOMOGRAPH), bool(found.look & E_CLAIM)
    (0, True, True, True)
    """
    look, table = look_of(form), cues(language)
    if table is None or form not in listed(language):
        return Traits(0, 0, 0, look)
    look |= (E_CUE if form in table.begins else 0) | (E_PAIR if form in table.pairs else 0)
    lists, kinds = table.lists.get(form, frozenset()), table.classes.get(form, frozenset())
    return Traits(_NUMBERS.get(form, 0), _bits(lists, LISTS), _bits(kinds, CLASSES), look)
