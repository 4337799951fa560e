"""What is said: where it begins after a cue, and where it ends.

It runs to the end of the sentence: rules for where a clause ends gain almost nothing.
"""

from discourse.voice.words import (
    BREAKS,
    COLON,
    COMMA,
    DASH,
    OPENS,
    QUOTE,
    SEMICOLON,
    STOP,
    UNQUOTE,
    Words,
    clause_at,
    clause_soon,
    is_,
    kinds_of,
)

_NEAR = 12  # words before a verb in which a document that speaks is looked for
_FAR = 25  # words over which "that" is looked for


def tells_clause(words: Words, i: int, start: int, b: int) -> bool:
    """Say whether what follows is a clause, and not just the object of a verb that means much else."""
    if is_(words, start, "that", "content_question") or words.forms[start] in ("yes", "no", "so"):
        return True
    if start > i + 1 and words.forms[start] == "to":
        return True
    if is_(words, start, "preposition"):
        return False
    if words.forms[start].endswith("ing") and words.forms[i].startswith(
        ("report", "admit", "acknowledg", "recall", "suggest")
    ):
        return True
    if is_(words, i, "of_documents") and _document_before(words, i):
        return True
    return clause_at(words, start, b)


def _document_before(words: Words, i: int) -> bool:
    """Say whether a document speaks: *a poll of voters released on Monday found*."""
    for k in range(i - 1, max(i - _NEAR, 0) - 1, -1):
        if words.after[k] & (STOP | QUOTE | UNQUOTE):
            return False
        if "document" in kinds_of(words, k):
            return True
    return False


def is_adverbial(words: Words, a: int, e: int) -> bool:
    """Say whether what stands before a name is *On Monday,* or *Asked about it,* and is not said."""
    if words.quote[a] >= 0:
        return False
    if is_(words, a, "preposition", "conjunction", "adverb", "time") or words.forms[a].endswith(
        ("ly", "ing", "ed")
    ):
        return True
    return e - a <= 3


def begins(words: Words, i: int, end: int, b: int, kind: str, inverted: bool) -> int | None:
    """Return where what is said begins after the verb, or None where nothing does."""
    j, mark = end, words.after[end - 1] if end else 0
    if j >= b:
        return None
    if mark & COLON or words.quote[j] >= 0:
        return j
    if words.forms[j] == "that":
        return j if j + 1 < b else None
    if is_(words, i, "tells") and is_(words, j, "that"):  # "asked whether"
        return j
    if is_(words, j, "adverb") and j + 1 < b and words.forms[j + 1] == "that":
        return j + 1  # "say, however, that"
    shows = words.forms[i].startswith("show") and not is_(words, j, "object")
    if not inverted and is_(words, i, "tells") and not mark & BREAKS and not shows:
        k = _past_hearer(words, j, b)
        if k is None:
            return _later(words, j, b, True)
        if k >= b:
            return None
        j, mark = k, words.after[k - 1]
        if mark & COLON or words.quote[j] >= 0 or words.forms[j] in ("that", "to"):
            return j
    if mark & (COMMA | DASH | OPENS | SEMICOLON) or inverted:
        goes_on = words.forms[j] in ("and", "but") and j + 1 < b and is_(words, j + 1, "auxiliary")
        if mark & COMMA and not inverted and (words.forms[j] == "to" or goes_on):
            return j  # "it is time, he said, to go"
        if is_(words, j, "preposition", "time", "goes_on") or words.forms[j].endswith("ing"):
            return _later(words, j, b, False)
        if inverted:
            if not mark & (COMMA | DASH | SEMICOLON):
                return _later(words, j, b, False)
            # an apposition of the name, or what is said further
            if is_(words, j, "determiner") or not words.large[j]:
                return _later(words, j, b, False)
        return j
    if (
        words.forms[j] in ("about", "around")
        and j + 1 < b
        and (
            words.forms[j + 1][:1].isdigit()
            or words.forms[j + 1] == "half"
            or is_(words, j + 1, "determiner")
        )
    ):
        return j if i + 1 == j and clause_soon(words, j, b) else _later(words, j, b, True)
    if is_(words, j, "preposition", "time") or words.forms[j].endswith("ly"):
        if is_(words, j, "content_question") and words.forms[j] not in ("where", "when"):
            return j
        return _later(words, j, b, True)
    if is_(words, j, "object") and words.forms[j] not in ("it", "you") and kind == "say":
        return _later(words, j + 1, b, True)
    return j


def _past_hearer(words: Words, j: int, b: int) -> int | None:
    """Return the word after who is told something."""
    if is_(words, j, "that", "preposition"):
        return None
    if is_(words, j, "object"):
        return j + 1
    if words.large[j]:  # "told SANA reporter"
        while j + 1 < b and is_(words, j + 1, "hearer") and not words.after[j] & BREAKS:
            j += 1
    for k in range(j + 1, min(j + 12, b)):
        if words.after[k - 1] & BREAKS or is_(words, k, "auxiliary"):
            break
        if words.forms[k] == "that" and words.forms[k - 1] != "so":
            return k
    k = j
    while k < b and k < j + 12:
        if words.forms[k] == "that" or words.quote[k] >= 0:
            return k
        if words.after[k] & (COMMA | COLON):
            return k + 1
        if k > j and (
            is_(words, k, "subject", "determiner") or (is_(words, k, "auxiliary") and words.forms[k] != "'s")
        ):
            return k
        if (
            k > j
            and not words.large[k]
            and words.large[k - 1]
            and words.forms[k] not in ("'s", "of", "and", "on")
        ):
            return k
        if (
            k > j
            and not words.large[k - 1]
            and words.forms[k - 1] not in ("the", "a", "an", "'s", "his", "her", "its")
        ):
            return k
        k += 1
    return None


def _later(words: Words, j: int, b: int, direct: bool) -> int | None:
    """Look past *in a statement on Monday* for where what is said begins."""
    for k in range(j, min(b, j + _FAR)):
        that = words.forms[k] in ("that", "whether") and k > j and words.forms[k - 1] != "so" and k + 1 < b
        if that and (direct or words.after[k - 1] & COMMA):
            return k
        if words.quote[k] >= 0 and (k == 0 or words.quote[k - 1] != words.quote[k]):
            return k
        if k > j and words.after[k - 1] & COLON:
            return k
        if direct and k > j and not words.after[k - 1] & BREAKS:
            if is_(words, k, "subject") and not is_(words, k, "relative") and words.forms[k] != "you":
                return k
            if (
                is_(words, k - 1, "time")
                and (is_(words, k, "determiner") or words.large[k])
                and clause_soon(words, k, b)
                and not is_(words, k, "time")
                and not words.forms[k].isdigit()
            ):
                return k
        if direct and k > j and words.after[k - 1] & (COMMA | DASH):
            direct = False
    return None


def ends(words: Words, i: int, start: int, a: int, b: int, kind: str = "") -> int:
    """Return where what is meant ends: before *, which* or *, but*.

    With the kind *of* also before the verb of *the fear of floods was great*.
    """
    forms, after, quote = words.forms, words.after, words.quote
    fronted = _fronted(words, i, a) or "what" in forms[max(a, i - 6) : i] or _apart(words, i, a)
    for k in range(start + 1, b):
        inside, mark = quote[k - 1] >= 0, after[k - 1]
        if fronted and inside and quote[k] != quote[k - 1] and mark & COMMA:
            return k
        if quote[k] < 0 and forms[k] in ("and", "but"):
            listed = k + 1 < b and quote[k + 1] >= 0
            if kind != "say" and inside and not listed:
                return k
            says = k + 1 < b and kinds_of(words, k + 1) & {"say", "telling", "object", "attitude_to"}
            if says and forms[k + 1].endswith(("ed", "id", "ld")):
                return k
        if kind == "of":
            if is_(words, k, "relative", "subject", "content_question", "that"):
                kind = ""  # a clause with a verb of its own
            elif is_(words, k, "auxiliary") and forms[k] not in ("'s", "have", "be"):
                return k
        if inside or not mark & (COMMA | DASH | SEMICOLON):
            continue
        if quote[k] < 0 and (forms[k] == "according" or _says_it(words, k, b)):
            return k
        if fronted or (kind != "say" and is_(words, k, "turns", "determiner", "subject")):
            return k
    return b


def _says_it(words: Words, k: int, b: int) -> bool:
    """Say whether who says all of it follows a comma: *, Ms. Roe said on Monday*."""
    for m in range(k, min(k + 6, b)):
        if m > k and "say" in kinds_of(words, m):
            ends_it = m + 1 == b or bool(words.after[m] & (COMMA | STOP))
            return ends_it or is_(words, m + 1, "preposition", "time")
        if words.after[m] & (BREAKS | STOP) or is_(words, m, "relative", "conjunction"):
            return False
    return False


def _apart(words: Words, i: int, a: int) -> bool:
    """Say whether the cue stands in a clause set apart by commas: *, which she said would fail,*."""
    for k in range(i - 1, max(a, i - 8), -1):
        if words.after[k - 1] & COMMA:
            return is_(words, k, "relative") and words.forms[k] != "that"
    return False


def _fronted(words: Words, i: int, a: int) -> bool:
    """Say whether the cue stands in a clause with which the sentence begins: *When he said so, …*."""
    a = next((k + 1 for k in range(i - 1, a - 1, -1) if words.after[k] & COMMA), a)
    late = any(is_(words, k, "fronting_inside") for k in range(a, i))
    return late or is_(words, a, "fronting") or (a == i and words.forms[a].endswith(("ing", "ed")))
