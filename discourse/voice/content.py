"""What is said: where it begins after a cue, and where it ends.

It runs to the end of the sentence: rules for where a clause ends gain almost nothing.
"""

from discourse.voice.bits import *
from discourse.voice.words import Words, any_is, clause_at, clause_soon, ends_in, in_class, is_

_NEAR = 12  # words before a verb in which a document that speaks is looked for
_FAR = 25  # words over which "that" is looked for


def tells_clause(words: Words, i: int, start: int, b: int) -> bool:
    """Say whether what follows is a clause, and not just the object of a verb that means much else."""
    if is_(words, start, L_THAT | L_CONTENT_QUESTION) or words[start].form in (W_YES, W_NO, W_SO):
        return True
    if start > i + 1 and words[start].form == W_TO:
        return True
    if is_(words, start, L_PREPOSITION):
        return False
    if ends_in(words, start, E_ING) and ends_in(words, i, E_TELLS_OF):
        return True
    if is_(words, i, L_OF_DOCUMENTS) and _document_before(words, i):
        return True
    return clause_at(words, start, b)


def _document_before(words: Words, i: int) -> bool:
    """Say whether a document speaks: *a poll of voters released on Monday found*."""
    for k in range(i - 1, max(i - _NEAR, 0) - 1, -1):
        if words[k].after & (STOP | QUOTE | UNQUOTE):
            return False
        if in_class(words, k, C_DOCUMENT):
            return True
    return False


def is_adverbial(words: Words, a: int, e: int) -> bool:
    """Say whether what stands before a name is *On Monday,* or *Asked about it,* and is not said."""
    if words[a].quote >= 0:
        return False
    if is_(words, a, L_PREPOSITION | L_CONJUNCTION | L_ADVERB | L_TIME) or ends_in(
        words, a, E_LY | E_ING | E_ED
    ):
        return True
    return e - a <= 3


def begins(words: Words, i: int, end: int, b: int, kind: int, inverted: bool) -> int:
    """Return where what is said begins after the verb, or -1 where nothing does."""
    j, mark = end, words[end - 1].after if end else 0
    if j >= b:
        return -1
    if mark & COLON or words[j].quote >= 0:
        return j
    if words[j].form == W_THAT:
        return j if j + 1 < b else -1
    if is_(words, i, L_TELLS) and is_(words, j, L_THAT):  # "asked whether"
        return j
    if is_(words, j, L_ADVERB) and j + 1 < b and words[j + 1].form == W_THAT:
        return j + 1  # "say, however, that"
    shows = ends_in(words, i, E_SHOW) and not is_(words, j, L_OBJECT)
    if not inverted and is_(words, i, L_TELLS) and not mark & BREAKS and not shows:
        k = _past_hearer(words, j, b)
        if k < 0:
            return _later(words, j, b, True)
        if k >= b:
            return -1
        j, mark = k, words[k - 1].after
        if mark & COLON or words[j].quote >= 0 or words[j].form in (W_THAT, W_TO):
            return j
    if mark & (COMMA | DASH | OPENS | SEMICOLON) or inverted:
        goes_on = words[j].form in (W_AND, W_BUT) and j + 1 < b and is_(words, j + 1, L_AUXILIARY)
        if mark & COMMA and not inverted and (words[j].form == W_TO or goes_on):
            return j  # "it is time, he said, to go"
        if is_(words, j, L_PREPOSITION | L_TIME | L_GOES_ON) or ends_in(words, j, E_ING):
            return _later(words, j, b, False)
        apposition = is_(words, j, L_DETERMINER) or not words[j].large  # of the name, or what is said further
        if inverted and (apposition or not mark & (COMMA | DASH | SEMICOLON)):
            return _later(words, j, b, False)
        return j
    if (
        words[j].form in (W_ABOUT, W_AROUND)
        and j + 1 < b
        and (ends_in(words, j + 1, E_DIGIT) or words[j + 1].form == W_HALF or is_(words, j + 1, L_DETERMINER))
    ):
        return j if i + 1 == j and clause_soon(words, j, b) else _later(words, j, b, True)
    if is_(words, j, L_PREPOSITION | L_TIME) or ends_in(words, j, E_LY):
        if is_(words, j, L_CONTENT_QUESTION) and words[j].form not in (W_WHERE, W_WHEN):
            return j
        return _later(words, j, b, True)
    if is_(words, j, L_OBJECT) and words[j].form not in (W_IT, W_YOU) and kind == C_SAY:
        return _later(words, j + 1, b, True)
    return j


def _past_hearer(words: Words, j: int, b: int) -> int:
    """Return the word after who is told something, or -1."""
    if is_(words, j, L_THAT | L_PREPOSITION):
        return -1
    if is_(words, j, L_OBJECT):
        return j + 1
    if words[j].large:  # "told SANA reporter"
        while j + 1 < b and is_(words, j + 1, L_HEARER) and not words[j].after & BREAKS:
            j += 1
    for k in range(j + 1, min(j + 12, b)):
        if words[k - 1].after & BREAKS or is_(words, k, L_AUXILIARY):
            break
        if words[k].form == W_THAT and words[k - 1].form != W_SO:
            return k
    k = j
    while k < b and k < j + 12:
        if words[k].form == W_THAT or words[k].quote >= 0:
            return k
        if words[k].after & (COMMA | COLON):
            return k + 1
        if k > j and (
            is_(words, k, L_SUBJECT | L_DETERMINER)
            or (is_(words, k, L_AUXILIARY) and words[k].form != W_OWNS)
        ):
            return k
        if (
            k > j
            and not words[k].large
            and words[k - 1].large
            and words[k].form not in (W_OWNS, W_OF, W_AND, W_ON)
        ):
            return k
        if (
            k > j
            and not words[k - 1].large
            and words[k - 1].form not in (W_THE, W_A, W_AN, W_OWNS, W_HIS, W_HER, W_ITS)
        ):
            return k
        k += 1
    return -1


def _later(words: Words, j: int, b: int, direct: bool) -> int:
    """Look past *in a statement on Monday* for where what is said begins; -1 if nowhere."""
    for k in range(j, min(b, j + _FAR)):
        that = words[k].form in (W_THAT, W_WHETHER) and k > j and words[k - 1].form != W_SO and k + 1 < b
        if that and (direct or words[k - 1].after & COMMA):
            return k
        if words[k].quote >= 0 and (k == 0 or words[k - 1].quote != words[k].quote):
            return k
        if k > j and words[k - 1].after & COLON:
            return k
        if direct and k > j and not words[k - 1].after & BREAKS:
            if is_(words, k, L_SUBJECT) and not is_(words, k, L_RELATIVE) and words[k].form != W_YOU:
                return k
            if (
                is_(words, k - 1, L_TIME)
                and (is_(words, k, L_DETERMINER) or words[k].large)
                and clause_soon(words, k, b)
                and not is_(words, k, L_TIME)
                and not ends_in(words, k, E_NUMBER)
            ):
                return k
        if direct and k > j and words[k - 1].after & (COMMA | DASH):
            direct = False
    return -1


def ends(words: Words, i: int, start: int, a: int, b: int, kind: int) -> int:
    """Return where what is meant ends: before *, which* or *, but*.

    After a noun with *of* also before the verb of *the fear of floods was great*.
    """
    fronted = _fronted(words, i, a) or _apart(words, i, a)
    for k in range(max(a, i - 6), i):
        fronted = fronted or words[k].form == W_WHAT
    for k in range(start + 1, b):
        inside, mark = words[k - 1].quote >= 0, words[k - 1].after
        if fronted and inside and words[k].quote != words[k - 1].quote and mark & COMMA:
            return k
        if words[k].quote < 0 and words[k].form in (W_AND, W_BUT):
            listed = k + 1 < b and words[k + 1].quote >= 0
            if kind != C_SAY and inside and not listed:
                return k
            says = k + 1 < b and in_class(words, k + 1, C_SAY | C_TELLING | C_OBJECT | C_ATTITUDE_TO)
            if says and ends_in(words, k + 1, E_ED | E_ID | E_LD):
                return k
        if kind == C_NOUN_OF:
            if is_(words, k, L_RELATIVE | L_SUBJECT | L_CONTENT_QUESTION | L_THAT):
                kind = 0  # a clause with a verb of its own
            elif is_(words, k, L_AUXILIARY) and words[k].form not in (W_OWNS, W_HAVE, W_BE):
                return k
        if inside or not mark & (COMMA | DASH | SEMICOLON):
            continue
        if words[k].quote < 0 and (words[k].form == W_ACCORDING or _says_it(words, k, b)):
            return k
        if fronted or (kind != C_SAY and is_(words, k, L_TURNS | L_DETERMINER | L_SUBJECT)):
            return k
    return b


def _says_it(words: Words, k: int, b: int) -> bool:
    """Say whether who says all of it follows a comma: *, Ms. Roe said on Monday*."""
    for m in range(k, min(k + 6, b)):
        if m > k and in_class(words, m, C_SAY):
            ends_it = m + 1 == b or bool(words[m].after & (COMMA | STOP))
            return ends_it or is_(words, m + 1, L_PREPOSITION | L_TIME)
        if words[m].after & (BREAKS | STOP) or is_(words, m, L_RELATIVE | L_CONJUNCTION):
            return False
    return False


def _apart(words: Words, i: int, a: int) -> bool:
    """Say whether the cue stands in a clause set apart by commas: *, which she said would fail,*."""
    for k in range(i - 1, max(a, i - 8), -1):
        if words[k - 1].after & COMMA:
            return is_(words, k, L_RELATIVE) and words[k].form != W_THAT
    return False


def _fronted(words: Words, i: int, a: int) -> bool:
    """Say whether the cue stands in a clause with which the sentence begins: *When he said so, …*."""
    for k in range(i - 1, a - 1, -1):
        if words[k].after & COMMA:
            a = k + 1
            break
    late = any_is(words, a, i, L_FRONTING_INSIDE)
    return late or is_(words, a, L_FRONTING) or (a == i and ends_in(words, a, E_ING | E_ED))
