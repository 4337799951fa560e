"""Who says what in a sentence: from the words and the marks between them to attributions.

A cue (*said*, *accused*, *according to*) is looked at with what stands on both sides of it. What is said
stands after it (*X said the deal is dead*), before it (*the deal is dead, X said*), or around it.
"""

from bisect import bisect_left

from discourse.voice.content import begins, ends, is_adverbial, tells_clause
from discourse.voice.sources import (
    before_apposition,
    first_name,
    goes_on,
    name_after,
    name_before,
    owner,
    source_of,
    verb_start,
)
from discourse.voice.words import (
    BREAKS,
    COLON,
    COMMA,
    DASH,
    NONE,
    QUOTE,
    SEMICOLON,
    STOP,
    UNQUOTE,
    Attribution,
    Stretch,
    Words,
    clause_at,
    clause_soon,
    is_,
    is_adverb,
    is_verb,
    kinds_of,
)

_NEAR = 7  # words before a noun that is the subject of its sentence
_TAIL = 12  # words after a verb that ends a sentence
_VERBS = frozenset(("say", "telling", "manner", "object", "attitude", "attitude_to"))


def places_of_cues(words: Words) -> list[int]:
    """Return where any cue may begin."""
    return [place for place, form in enumerate(words.forms) if form in words.cues.begins]


def attributions_in(words: Words, places: list[int], a: int, b: int) -> list[Attribution]:
    """Return the attributions of a sentence, whose cues may be at some places of the text."""
    found, past = list[Attribution](), a
    here = places[bisect_left(places, a) : bisect_left(places, b)]
    for i in here:
        if i < past or words.quote[i] >= 0:
            continue
        made = _at(words, i, a, b, found)
        if made is not None:
            found.append(made)
            past = made.cue[1] if made.cue else i + 1
    return found or _in_document(words, a, b) or _hearsay(words, here, a, b)


def _in_document(words: Words, a: int, b: int) -> list[Attribution]:
    """Read *In a poll of voters, few are for it*."""
    if words.forms[a] != "in":
        return []
    end = next((k + 1 for k in range(a, min(b, a + _NEAR + 5)) if words.after[k] & BREAKS), b)
    of_document = end < b and any("document" in kinds_of(words, k) for k in range(a, end))
    return [Attribution(((end, b),), (a, a + 1), (a + 1, end), "say")] if of_document else []


def _hearsay(words: Words, here: list[int], a: int, b: int) -> list[Attribution]:
    """Read *reportedly*, where nobody is named: the sentence is somebody's."""
    for i in here:
        if "hearsay" in kinds_of(words, i) and words.quote[i] < 0:
            content = tuple(each for each in ((a, i), (i + 1, b)) if each[0] < each[1])
            return [Attribution(content, (i, i + 1), None, "hearsay")] if content else []
    return []


def _at(words: Words, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
    form = words.forms[i]
    if form in words.cues.words["as"] and i + 1 < b and (made := _as_put(words, i, a, b)):
        return made
    kinds = kinds_of(words, i)
    if "according" in kinds:
        return _according(words, i, i + 1, a, b)
    if i + 1 < b and not words.after[i] & BREAKS:
        phrase = words.cues.classes.get(f"{form} {words.forms[i + 1]}", NONE)
        if "according" in phrase:
            return _according(words, i, i + 2, a, b)
        if phrase and (made := _phrase(words, i, a, b, phrase, earlier)):
            return made
    if not kinds & _VERBS or not is_verb(words, i, a, b) or _impersonal(words, i, a):
        kinds -= _VERBS
    if says := kinds & {"say", "telling", "manner"}:
        kind = next(each for each in ("say", "telling", "manner") if each in says)
        if made := _say(words, i, a, b, kind, earlier):
            return made
    if "object" in kinds and (made := _object(words, i, a, b, earlier)):
        return made
    if kinds & {"attitude", "attitude_to"} and (made := _attitude(words, i, a, b, earlier)):
        return made
    if "adjective" in kinds:
        return _adjective(words, i, a, b, earlier)
    return _noun(words, i, a, b) if "noun" in kinds else None


def _impersonal(words: Words, i: int, a: int) -> bool:
    """Tell *it is too soon to say*, *it is worth noting* and *as if to say*."""
    k = i - 1 - (i > a and words.forms[i - 1] == "to")
    return k > a and is_(words, k, "impersonal")


def _phrase(
    words: Words, i: int, a: int, b: int, phrase: frozenset[str], earlier: list[Attribution]
) -> Attribution | None:
    """Read a cue of two words: *point out*, *calls for*, *fear of*."""
    if "say" in phrase and is_verb(words, i, a, b, phrase=True):
        return _say(words, i, a, b, "say", earlier, width=2)
    if i + 2 >= b:
        return None
    if "prep" in phrase and is_verb(words, i, a, b, phrase=True):
        timely = is_(words, i + 2, "time")  # "called on Monday"
        return None if timely else _right(words, i, i + 2, a, b, i + 2, "object", earlier)
    if "noun_of" in phrase and not words.large[i] and not is_verb(words, i, a, b):
        source = owner(words, i, a) or first_name(words, a, i)
        subject = i - a < _NEAR and not any(is_(words, k, "auxiliary") for k in range(a, i))
        end = ends(words, i, i + 2, a, b, "of" if subject else "")
        kind = "attitude" if is_(words, i, "attitude_noun") else "object"
        return Attribution(((i + 2, end),), (i, i + 2), source, kind)
    return None


def _say(
    words: Words, i: int, a: int, b: int, kind: str, earlier: list[Attribution], width: int = 1
) -> Attribution | None:
    j = verb_start(words, i, a)
    form = words.forms[i]
    gap_before = words.after[j - 1] if j > a else 0
    passive = i > j and is_(words, i - 1, "passive")
    inverted = None
    if (
        j == i
        and j > a
        and gap_before & (COMMA | UNQUOTE | DASH)
        and not form.endswith("ing")
        and i + 1 < b
        and not words.after[i] & (BREAKS | STOP)
        and words.quote[i + 1] < 0
        and not is_(words, i + 1, "preposition", "conjunction", "time", "adverb", "that", "object")
        and (
            gap_before & UNQUOTE
            or words.large[i + 1]
            or (is_(words, i + 1, "determiner") and not is_(words, i + 1, "no_speaker"))
            or before_apposition(words, j, a) <= a
        )
    ):
        inverted = name_after(words, i + 1, b)
    if i == a and i + 1 < b and words.large[i + 1] and not form.endswith("ing") and a > 0:
        inverted = name_after(words, i + 1, b)  # "Is it?” asked X
    if inverted is None and not words.commas and j == i and is_(words, i, "tail"):
        inverted = _tail_without_commas(words, i, a, b)
    hearer = is_(words, i, "tells") and form != "asked"  # "told the paper"
    if inverted and not gap_before & UNQUOTE and (hearer or _is_subject(words, j, a)):
        inverted = None
    if inverted and goes_on(words, inverted, b, bool(gap_before & UNQUOTE)):
        inverted = None  # "X, with others, said the deal is dead"
    source: Stretch | None
    if inverted:
        source, end, left_edge = inverted, inverted[1], j
    else:
        taking_part = form.endswith("ing") and bool(gap_before & (COMMA | DASH))
        source, end = None if taking_part else name_before(words, j, a), i + width
        left_edge = source[0] if source else j
    mark = words.after[left_edge - 1] if left_edge > a else 0
    parted = bool(mark & (COMMA | UNQUOTE | DASH | STOP)) or (inverted is not None and not words.commas)
    has_left = left_edge > a and parted and left_edge - a >= (1 if mark & UNQUOTE else 2)
    if not inverted and form.endswith("ing") and source is None and not mark & UNQUOTE:
        has_left = False
    if inverted and not has_left:
        return None
    start = begins(words, i, end, b, kind, bool(inverted))
    if not words.commas and start is None and source and left_edge - a >= 4 and is_(words, i, "tail"):
        has_left = True
    left = (a, left_edge) if has_left else None
    free = bool(words.after[end - 1] & (COMMA | DASH)) and not inverted
    if left and not free and is_adverbial(words, a, left_edge) and start is not None:
        left = None
    if left and start is None and kind == "telling" and not inverted and not mark & UNQUOTE and end < b:
        beside = is_(words, end, "preposition", "time", "adverb") and not is_(words, a, "fronting")
        if not (words.after[end - 1] & (BREAKS | STOP) or beside or is_(words, i, "tells")):
            left = None  # "After the talks failed, he proposed others"
    if left and start is not None and words.quote[start] >= 0 and not mark & UNQUOTE:
        verbs = (is_(words, k, "auxiliary", "subject") or words.forms[k].endswith("ed") for k in range(*left))
        if is_adverbial(words, a, left_edge) and not any(verbs):
            left = None  # "And in an interview, he said: …"
    if i > a and words.forms[i - 1] == "to" and words.forms[i] == "say":
        left = None
    said_to = form in ("said", "alleged", "reported") and i + 1 < b and words.forms[i + 1] == "to"
    if passive and left is None and said_to and not words.after[i] & BREAKS:
        return _passive(words, (i, i + width), j, a, (i + 1, ends(words, i, i + 1, a, b)), kind)
    if start is None and left is None:
        return None
    if start is not None and left is not None:
        direct = start == end and not words.after[end - 1] & (
            COMMA | COLON | DASH | QUOTE | UNQUOTE | SEMICOLON
        )
        if words.after[end - 1] & (COMMA | DASH | SEMICOLON) or inverted:
            short = left_edge - a <= 3  # "They could, he said, lead to more"
            if words.quote[start] < 0 and (b - start < 3 or not (short or clause_soon(words, start, b))):
                start = None
        elif direct or words.forms[start] == "that" or words.after[start - 1] & COLON:
            left = None
    if start is not None and left is not None and mark & UNQUOTE and words.quote[start] < 0:
        quoted = [k for k in range(start, b) if words.quote[k] >= 0]
        start = quoted[0] if quoted else None  # “Follow us,” she said, and went
    free = (
        i > a
        and words.forms[i - 1] == "to"
        and not (i > a + 1 and (kinds_of(words, i - 2) or is_(words, i - 2, "copula")))
    )
    if free and left is None and form not in words.cues.words["core"]:
        return None  # "a chance to prove that"
    if start is not None and left is None and form not in words.cues.words["core"]:
        marked = words.after[start - 1] & (COLON | QUOTE) or words.quote[start] >= 0
        if kind == "manner" and start > end:
            return None
        if not marked and (kind == "manner" or not tells_clause(words, i, start, b)):
            return None
    if kind == "manner" and left is not None and not mark & UNQUOTE:
        return None
    if form == "say" and words.after[i] & COMMA and i > a and words.after[i - 1] & COMMA:
        return None
    bare = left is None and start is not None and not is_(words, start, "that")
    if passive and bare and form not in ("told", "asked", "quoted", "reported"):
        return None
    if source is None:
        source = source_of(words, j, a, earlier)
    if start is not None and left is None:
        b = ends(words, i, start, a, b, "say")
    content = [each for each in (left, (start, b) if start is not None else None) if each]
    return Attribution(tuple(content), (i, i + width), source, kind)


def _tail_without_commas(words: Words, i: int, a: int, b: int) -> Stretch | None:
    """Return who speaks in *They left the town said the head of the army*."""
    if not 0 < b - i - 1 <= _TAIL or not clause_soon(words, a + 1, i) or words.after[i] & (BREAKS | STOP):
        return None
    if not (words.large[i + 1] or is_(words, i + 1, "article")) or clause_soon(words, i + 1, b):
        return None
    return name_after(words, i + 1, b)


def _is_subject(words: Words, j: int, a: int) -> bool:
    """Say whether all that stands before a verb is a name and its apposition: *Ms. Roe, a nurse, said …*."""
    name = name_before(words, j, a)
    first = a + is_(words, a, "conjunction")
    return name is not None and name[0] == first and name[1] < j


def _right(
    words: Words, i: int, past: int, a: int, b: int, start: int, kind: str, earlier: list[Attribution]
) -> Attribution | None:
    if start >= b:
        return None
    j, end = verb_start(words, i, a), ends(words, i, start, a, b)
    passive = any(is_(words, k, "passive") for k in range(j, i)) and not words.forms[i].endswith("ing")
    if passive and "adjective" not in kinds_of(words, i):
        return _passive(words, (i, past), j, a, (start, end), kind)
    return Attribution(((start, end),), (i, past), source_of(words, j, a, earlier), kind)


def _passive(words: Words, cue: Stretch, j: int, a: int, content: Stretch, kind: str) -> Attribution | None:
    """Read *the army is accused of it by the mayor*: of whom it is said stands before."""
    whom = name_before(words, j, a)
    by = next((k for k in range(cue[1], content[1]) if words.forms[k] == "by"), None)
    source = name_after(words, by + 1, content[1]) if by is not None else None
    if source and by == cue[1]:
        content = source[1], content[1]
    pieces = [each for each in (whom, content) if each and each[0] < each[1]]
    return Attribution(tuple(pieces), cue, source, kind) if pieces else None


def _object(words: Words, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
    if i + 1 >= b or words.after[i] & (STOP | COMMA | SEMICOLON):
        return None
    j = verb_start(words, i, a)
    passive = i > j and is_(words, i - 1, "passive")
    if passive and words.forms[i + 1] not in ("of", "as", "for", "by"):
        return None
    as_ = words.forms[i + 1] == "as"  # "what they describe as racist"
    if is_(words, i + 1, "preposition") and not passive and not as_:
        return None
    if not passive and not as_ and not _is_object(words, i, j, a, b):
        return None
    return _right(words, i, i + 1, a, b, i + 1, "object", earlier)


def _is_object(words: Words, i: int, j: int, a: int, b: int) -> bool:
    """Tell *called her a liar* from *a party called Anti-Prom* and *an endorsed candidate*."""
    k = i + 1
    if words.quote[k] >= 0:
        return True
    named = words.forms[i] in ("called", "named", "dubbed") and j == i and i > a and not words.large[i - 1]
    if named and any(words.forms[m] in ("a", "an") for m in range(max(a, i - 4), i - 1)):
        return False  # "a party called Anti-Prom"
    if is_(words, k, "determiner", "object") or words.forms[k] in ("both", "what", "how"):
        return True
    if words.forms[i].endswith("ed") and j == i and i > a + 1:
        before = words.forms[i - 1]
        if (
            not words.large[i - 1]
            and not is_(words, i - 1, "subject", "adverb", "relative")
            and (words.forms[i - 2] in ("a", "an") or is_(words, i - 1, "determiner"))
        ):
            return False
        if (
            not words.large[k]
            and not words.large[i - 1]
            and not is_(words, i - 1, "subject")
            and not before.endswith("s")
        ):
            return False
    return not is_(words, k, "preposition", "auxiliary", "adverb", "time")


def _attitude(words: Words, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
    if i + 1 >= b or words.after[i] & (STOP | COMMA | SEMICOLON):
        return None
    kinds, k = kinds_of(words, i), i + 1
    if words.forms[k] == "to" and "attitude_to" in kinds:
        kind = "object" if is_(words, i, "speech_act") else "attitude"  # "promised to leave" is said
        return _right(words, i, i + 1, a, b, k, kind, earlier)
    if "attitude" not in kinds:
        return None
    quoted = words.quote[k] >= 0
    if not (
        is_(words, k, "determiner", "subject", "object", "that", "content_question", "auxiliary")
        or words.large[k]
        or quoted
    ):
        return None
    clause = is_(words, k, "that", "content_question") or quoted or clause_at(words, k, b)
    if is_(words, i, "needs_clause") and not clause:
        return None
    return _right(words, i, i + 1, a, b, k, "attitude", earlier)


def _adjective(words: Words, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
    """Read *is confident that*, *are worried about*."""
    if i + 2 >= b or words.after[i] & BREAKS:
        return None
    if not is_(words, i + 1, "after_adjective") and not clause_at(words, i + 1, b):
        return None
    j = i
    while j > a and is_adverb(words, j - 1):
        j -= 1
    if j == a or not is_(words, j - 1, "auxiliary", "copula"):
        return None
    return _right(words, i, i + 1, a, b, i + 1, "attitude", earlier)


def _noun(words: Words, i: int, a: int, b: int) -> Attribution | None:
    if i + 2 >= b or words.after[i] & BREAKS:
        return None
    that, kind = i + 1, "attitude" if is_(words, i, "attitude_noun") else "noun"
    if words.forms[that] in ("is", "was") and is_(words, that + 1, "that") and not words.after[that] & BREAKS:
        source = owner(words, i, a)  # "the fear is that"
        return Attribution(((that + 1, b),), (i, i + 1), source, kind)
    if words.forms[that] in ("by", "from", "in", "to", "on", "among"):
        while that < min(b, i + 8) and words.forms[that] != "that" and not words.after[that] & BREAKS:
            that += 1
    if that + 1 >= b or words.forms[that] != "that" or is_(words, that + 1, "auxiliary"):
        return None  # a relative clause: "a claim that was made"
    source = owner(words, i, a) or first_name(words, a, i)
    return Attribution(((that, ends(words, i, that, a, b)),), (i, i + 1), source, kind)


def _according(words: Words, i: int, past: int, a: int, b: int) -> Attribution | None:
    source = name_after(words, past, b)
    if source is None or any(is_(words, k, "no_source") for k in range(*source)):
        return None
    end = source[1]
    if i - a <= 1:
        k = end if words.commas else _after_name(words, past, b)
        source = past, min(k, end)
        while words.commas and k < b and not words.after[k - 1] & (COMMA | QUOTE):
            k += 1
        return Attribution(((k, b),), (i, past), source, "say") if k < b else None
    content = [(a, i)]
    if words.after[i - 1] & COMMA:
        k = end
        while k < b and not words.after[k - 1] & COMMA:
            k += 1
        begun = is_(words, a, "preposition", "time") and not clause_soon(words, a, i)
        if k < b and (begun or is_(words, k, "auxiliary", "conjunction", "adverb")):
            content.append((k, b))
    return Attribution(tuple(content), (i, past), source, "say")


def _after_name(words: Words, i: int, b: int) -> int:
    """Return where a clause begins after a name without a comma: *According to the army the town is lost*."""
    for k in range(i + 1, b):
        begins_it = is_(words, k, "determiner", "subject") or words.forms[k][:1].isdigit()
        if begins_it and not is_(words, k - 1, "determiner", "preposition", "inside_names"):
            return k
    return b


def _as_put(words: Words, i: int, a: int, b: int) -> Attribution | None:
    """Read *as X put it*, *as X has said*."""
    if i > a and not words.after[i - 1] & BREAKS:
        return None
    for k in range(i + 1, min(b, i + 9)):
        if words.after[k - 1] & BREAKS:
            return None
        put = words.forms[k] in ("put", "puts") and k + 1 < b and words.forms[k + 1] == "it"
        says = kinds_of(words, k) & {"say", "telling"} and k > i + 1
        past = k + 2 if put else k + 1
        if says and i == a:  # "As the paper reported on Monday, …"
            while past < min(b, k + 4) and not words.after[past - 1] & BREAKS:
                past += 1
        if put or (says and (past == b or words.after[past - 1] & BREAKS)):
            source = name_before(words, verb_start(words, k, i + 1), i + 1)
            content = [each for each in ((a, i), (past, b)) if each[0] < each[1]]
            return Attribution(tuple(content), (k, k + 1 + put), source, "say") if content else None
    return None
