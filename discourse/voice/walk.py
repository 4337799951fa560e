"""Who says what in a sentence: from the words and the marks between them to attributions.

A cue (*said*, *accused*, *according to*) is looked at with what stands on both sides of it. What is said
stands after it (*X said the deal is dead*), before it (*the deal is dead, X said*), or around it.
"""

from discourse.voice.bits import *
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
    NOTHING,
    NOWHERE,
    Said,
    Stretch,
    Words,
    any_is,
    around,
    clause_at,
    clause_soon,
    ends_in,
    in_class,
    is_,
    is_adverb,
    is_verb,
    known,
)

_NEAR = 7  # words before a noun that is the subject of its sentence
_TAIL = 12  # words after a verb that ends a sentence
_VERBS = C_SAY | C_TELLING | C_MANNER | C_OBJECT | C_ATTITUDE | C_ATTITUDE_TO


def attributions_in(words: Words, a: int, b: int, found: list[Said]) -> None:
    """Add the attributions of a sentence to those before it."""
    past, earlier, hearsay = a, NOWHERE, -1
    before = len(found)
    for i in range(a, b):
        if not ends_in(words, i, E_CUE) or words[i].quote >= 0:
            continue
        if hearsay < 0 and in_class(words, i, C_HEARSAY):
            hearsay = i
        if i < past:
            continue
        made = _at(words, i, a, b, earlier)
        if made.kind:
            found.append(made)
            past = made.cue[1]
            earlier = made.source if known(made.source) else earlier
    if len(found) > before:
        return
    made = _in_document(words, a, b)
    if not made.kind and hearsay >= 0:  # "reportedly": nobody is named, but it is somebody's sentence
        made = around((a, hearsay), (hearsay + 1, b), (hearsay, hearsay + 1), NOWHERE, C_HEARSAY)
    if made.kind:
        found.append(made)


def _in_document(words: Words, a: int, b: int) -> Said:
    """Read *In a poll of voters, few are for it*."""
    if words[a].form != W_IN:
        return NOTHING
    end, of_document = b, False
    for k in range(a, min(b, a + _NEAR + 5)):
        if words[k].after & BREAKS:
            end = k + 1
            break
    for k in range(a, end):
        of_document = of_document or in_class(words, k, C_DOCUMENT)
    return Said((end, b), NOWHERE, (a, a + 1), (a + 1, end), C_SAY) if of_document and end < b else NOTHING


def _at(words: Words, i: int, a: int, b: int, earlier: Stretch) -> Said:
    if is_(words, i, L_AS) and i + 1 < b:
        made = _as_put(words, i, a, b)
        if made.kind:
            return made
    kinds = words[i].kinds
    if kinds & C_ACCORDING:
        return _according(words, i, i + 1, a, b)
    if i + 1 < b and not words[i].after & BREAKS and words[i].pair:
        if words[i].pair & C_ACCORDING:
            return _according(words, i, i + 2, a, b)
        made = _phrase(words, i, a, b, words[i].pair, earlier)
        if made.kind:
            return made
    if not kinds & _VERBS or not is_verb(words, i, a, b, False) or _impersonal(words, i, a):
        kinds &= ~_VERBS
    for kind in (C_SAY, C_TELLING, C_MANNER):
        if kinds & kind:
            made = _say(words, i, a, b, kind, earlier, 1)
            if made.kind:
                return made
            break
    if kinds & C_OBJECT:
        made = _object(words, i, a, b, earlier)
        if made.kind:
            return made
    if kinds & (C_ATTITUDE | C_ATTITUDE_TO):
        made = _attitude(words, i, a, b, earlier)
        if made.kind:
            return made
    if kinds & C_ADJECTIVE:
        return _adjective(words, i, a, b, earlier)
    return _noun(words, i, a, b) if kinds & C_NOUN else NOTHING


def _impersonal(words: Words, i: int, a: int) -> bool:
    """Tell *it is too soon to say*, *it is worth noting* and *as if to say*."""
    k = i - 1 - (i > a and words[i - 1].form == W_TO)
    return k > a and is_(words, k, L_IMPERSONAL)


def _phrase(words: Words, i: int, a: int, b: int, phrase: int, earlier: Stretch) -> Said:
    """Read a cue of two words: *point out*, *calls for*, *fear of*."""
    if phrase & C_SAY and is_verb(words, i, a, b, True):
        return _say(words, i, a, b, C_SAY, earlier, 2)
    if i + 2 >= b:
        return NOTHING
    if phrase & C_PREP and is_verb(words, i, a, b, True):
        timely = is_(words, i + 2, L_TIME)  # "called on Monday"
        return NOTHING if timely else _right(words, i, i + 2, a, b, i + 2, C_OBJECT, earlier)
    if phrase & C_NOUN_OF and not words[i].large and not is_verb(words, i, a, b, False):
        subject = i - a < _NEAR and not any_is(words, a, i, L_AUXILIARY)
        end = ends(words, i, i + 2, a, b, C_NOUN_OF if subject else 0)
        kind = C_ATTITUDE if is_(words, i, L_ATTITUDE_NOUN) else C_OBJECT
        return Said((i + 2, end), NOWHERE, (i, i + 2), _owner_or_first(words, i, a), kind)
    return NOTHING


def _owner_or_first(words: Words, i: int, a: int) -> Stretch:
    source = owner(words, i, a)
    return source if known(source) else first_name(words, a, i)


def _say(words: Words, i: int, a: int, b: int, kind: int, earlier: Stretch, width: int) -> Said:
    j = verb_start(words, i, a)
    form = words[i].form
    gap_before = words[j - 1].after if j > a else 0
    passive = i > j and is_(words, i - 1, L_PASSIVE)
    inverted = NOWHERE
    if (
        j == i
        and j > a
        and gap_before & (COMMA | UNQUOTE | DASH)
        and not ends_in(words, i, E_ING)
        and i + 1 < b
        and not words[i].after & (BREAKS | STOP)
        and words[i + 1].quote < 0
        and not is_(words, i + 1, L_PREPOSITION | L_CONJUNCTION | L_TIME | L_ADVERB | L_THAT | L_OBJECT)
        and (
            gap_before & UNQUOTE
            or words[i + 1].large
            or (is_(words, i + 1, L_DETERMINER) and not is_(words, i + 1, L_NO_SPEAKER))
            or before_apposition(words, j, a) <= a
        )
    ):
        inverted = name_after(words, i + 1, b)
    if i == a and i + 1 < b and words[i + 1].large and not ends_in(words, i, E_ING) and a > 0:
        inverted = name_after(words, i + 1, b)  # "Is it?” asked X
    if not known(inverted) and not words[0].commas and j == i and is_(words, i, L_TAIL):
        inverted = _tail_without_commas(words, i, a, b)
    hearer = is_(words, i, L_TELLS) and form != W_ASKED  # "told the paper"
    if known(inverted) and not gap_before & UNQUOTE and (hearer or _is_subject(words, j, a)):
        inverted = NOWHERE
    if known(inverted) and goes_on(words, inverted, b, bool(gap_before & UNQUOTE)):
        inverted = NOWHERE  # "X, with others, said the deal is dead"
    turned = known(inverted)
    if turned:
        source, end, left_edge = inverted, inverted[1], j
    else:
        taking_part = ends_in(words, i, E_ING) and bool(gap_before & (COMMA | DASH))
        source, end = NOWHERE if taking_part else name_before(words, j, a), i + width
        left_edge = source[0] if known(source) else j
    mark = words[left_edge - 1].after if left_edge > a else 0
    parted = bool(mark & (COMMA | UNQUOTE | DASH | STOP)) or (turned and not words[0].commas)
    has_left = left_edge > a and parted and left_edge - a >= (1 if mark & UNQUOTE else 2)
    if not turned and ends_in(words, i, E_ING) and not known(source) and not mark & UNQUOTE:
        has_left = False
    if turned and not has_left:
        return NOTHING
    start = begins(words, i, end, b, kind, turned)
    if not words[0].commas and start < 0 and known(source) and left_edge - a >= 4 and is_(words, i, L_TAIL):
        has_left = True
    free = bool(words[end - 1].after & (COMMA | DASH)) and not turned
    if has_left and not free and is_adverbial(words, a, left_edge) and start >= 0:
        has_left = False
    if has_left and start < 0 and kind == C_TELLING and not turned and not mark & UNQUOTE and end < b:
        beside = is_(words, end, L_PREPOSITION | L_TIME | L_ADVERB) and not is_(words, a, L_FRONTING)
        if not (words[end - 1].after & (BREAKS | STOP) or beside or is_(words, i, L_TELLS)):
            has_left = False  # "After the talks failed, he proposed others"
    before_quote = has_left and start >= 0 and words[start].quote >= 0 and not mark & UNQUOTE
    if before_quote and is_adverbial(words, a, left_edge) and not _has_verb(words, a, left_edge):
        has_left = False  # "And in an interview, he said: …"
    if i > a and words[i - 1].form == W_TO and words[i].form == W_SAY:
        has_left = False
    said_to = form in (W_SAID, W_ALLEGED, W_REPORTED) and i + 1 < b and words[i + 1].form == W_TO
    if passive and not has_left and said_to and not words[i].after & BREAKS:
        return _passive(words, (i, i + width), j, a, (i + 1, ends(words, i, i + 1, a, b, 0)), kind)
    if start < 0 and not has_left:
        return NOTHING
    if start >= 0 and has_left:
        direct = start == end and not words[end - 1].after & (
            COMMA | COLON | DASH | QUOTE | UNQUOTE | SEMICOLON
        )
        if words[end - 1].after & (COMMA | DASH | SEMICOLON) or turned:
            short = left_edge - a <= 3  # "They could, he said, lead to more"
            if words[start].quote < 0 and (b - start < 3 or not (short or clause_soon(words, start, b))):
                start = -1
        elif direct or words[start].form == W_THAT or words[start - 1].after & COLON:
            has_left = False
    if start >= 0 and has_left and mark & UNQUOTE:
        while start < b and words[start].quote < 0:
            start += 1
        start = start if start < b else -1  # “Follow us,” she said, and went
    told = i > a + 1 and (words[i - 2].kinds != 0 or is_(words, i - 2, L_COPULA))
    free = i > a and words[i - 1].form == W_TO and not told
    if free and not has_left and not is_(words, i, L_CORE):
        return NOTHING  # "a chance to prove that"
    if start >= 0 and not has_left and not is_(words, i, L_CORE):
        marked = words[start - 1].after & (COLON | QUOTE) or words[start].quote >= 0
        if kind == C_MANNER and start > end:
            return NOTHING
        if not marked and (kind == C_MANNER or not tells_clause(words, i, start, b)):
            return NOTHING
    if kind == C_MANNER and has_left and not mark & UNQUOTE:
        return NOTHING
    if form == W_SAY and words[i].after & COMMA and i > a and words[i - 1].after & COMMA:
        return NOTHING
    bare = not has_left and start >= 0 and not is_(words, start, L_THAT)
    if passive and bare and form not in (W_TOLD, W_ASKED, W_QUOTED, W_REPORTED):
        return NOTHING
    if not known(source):
        source = source_of(words, j, a, earlier)
    if start >= 0 and not has_left:
        b = ends(words, i, start, a, b, C_SAY)
    left, right = (a, left_edge) if has_left else NOWHERE, (start, b) if start >= 0 else NOWHERE
    return around(left, right, (i, i + width), source, kind)


def _has_verb(words: Words, first: int, last: int) -> bool:
    for k in range(first, last):
        if is_(words, k, L_AUXILIARY | L_SUBJECT) or ends_in(words, k, E_ED):
            return True
    return False


def _tail_without_commas(words: Words, i: int, a: int, b: int) -> Stretch:
    """Return who speaks in *They left the town said the head of the army*."""
    if not 0 < b - i - 1 <= _TAIL or not clause_soon(words, a + 1, i) or words[i].after & (BREAKS | STOP):
        return NOWHERE
    if not (words[i + 1].large or is_(words, i + 1, L_ARTICLE)) or clause_soon(words, i + 1, b):
        return NOWHERE
    return name_after(words, i + 1, b)


def _is_subject(words: Words, j: int, a: int) -> bool:
    """Say whether all that stands before a verb is a name and its apposition: *Ms. Roe, a nurse, said …*."""
    name = name_before(words, j, a)
    first = a + is_(words, a, L_CONJUNCTION)
    return known(name) and name[0] == first and name[1] < j


def _right(words: Words, i: int, past: int, a: int, b: int, start: int, kind: int, earlier: Stretch) -> Said:
    if start >= b:
        return NOTHING
    j, end = verb_start(words, i, a), ends(words, i, start, a, b, 0)
    passive = any_is(words, j, i, L_PASSIVE) and not ends_in(words, i, E_ING)
    if passive and not in_class(words, i, C_ADJECTIVE):
        return _passive(words, (i, past), j, a, (start, end), kind)
    return Said((start, end), NOWHERE, (i, past), source_of(words, j, a, earlier), kind)


def _passive(words: Words, cue: Stretch, j: int, a: int, content: Stretch, kind: int) -> Said:
    """Read *the army is accused of it by the mayor*: of whom it is said stands before."""
    whom = name_before(words, j, a)
    by = cue[1]
    while by < content[1] and words[by].form != W_BY:
        by += 1
    source = name_after(words, by + 1, content[1]) if by < content[1] else NOWHERE
    if known(source) and by == cue[1]:
        content = source[1], content[1]
    return around(whom, content, cue, source, kind)


def _object(words: Words, i: int, a: int, b: int, earlier: Stretch) -> Said:
    if i + 1 >= b or words[i].after & (STOP | COMMA | SEMICOLON):
        return NOTHING
    j = verb_start(words, i, a)
    passive = i > j and is_(words, i - 1, L_PASSIVE)
    if passive and words[i + 1].form not in (W_OF, W_AS, W_FOR, W_BY):
        return NOTHING
    as_ = words[i + 1].form == W_AS  # "what they describe as racist"
    if is_(words, i + 1, L_PREPOSITION) and not passive and not as_:
        return NOTHING
    if not passive and not as_ and not _is_object(words, i, j, a, b):
        return NOTHING
    return _right(words, i, i + 1, a, b, i + 1, C_OBJECT, earlier)


def _is_object(words: Words, i: int, j: int, a: int, b: int) -> bool:
    """Tell *called her a liar* from *a party called Anti-Prom* and *an endorsed candidate*."""
    k = i + 1
    if words[k].quote >= 0:
        return True
    named = words[i].form in (W_CALLED, W_NAMED, W_DUBBED) and j == i and i > a and not words[i - 1].large
    for m in range(max(a, i - 4), i - 1):
        if named and words[m].form in (W_A, W_AN):
            return False  # "a party called Anti-Prom"
    if is_(words, k, L_DETERMINER | L_OBJECT) or words[k].form in (W_BOTH, W_WHAT, W_HOW):
        return True
    if ends_in(words, i, E_ED) and j == i and i > a + 1:
        if (
            not words[i - 1].large
            and not is_(words, i - 1, L_SUBJECT | L_ADVERB | L_RELATIVE)
            and (words[i - 2].form in (W_A, W_AN) or is_(words, i - 1, L_DETERMINER))
        ):
            return False
        if (
            not words[k].large
            and not words[i - 1].large
            and not is_(words, i - 1, L_SUBJECT)
            and not ends_in(words, i - 1, E_S)
        ):
            return False
    return not is_(words, k, L_PREPOSITION | L_AUXILIARY | L_ADVERB | L_TIME)


def _attitude(words: Words, i: int, a: int, b: int, earlier: Stretch) -> Said:
    if i + 1 >= b or words[i].after & (STOP | COMMA | SEMICOLON):
        return NOTHING
    kinds, k = words[i].kinds, i + 1
    if words[k].form == W_TO and kinds & C_ATTITUDE_TO:
        kind = C_OBJECT if is_(words, i, L_SPEECH_ACT) else C_ATTITUDE  # "promised to leave" is said
        return _right(words, i, i + 1, a, b, k, kind, earlier)
    if not kinds & C_ATTITUDE:
        return NOTHING
    quoted = words[k].quote >= 0
    if not (
        is_(words, k, L_DETERMINER | L_SUBJECT | L_OBJECT | L_THAT | L_CONTENT_QUESTION | L_AUXILIARY)
        or words[k].large
        or quoted
    ):
        return NOTHING
    clause = is_(words, k, L_THAT | L_CONTENT_QUESTION) or quoted or clause_at(words, k, b)
    if is_(words, i, L_NEEDS_CLAUSE) and not clause:
        return NOTHING
    return _right(words, i, i + 1, a, b, k, C_ATTITUDE, earlier)


def _adjective(words: Words, i: int, a: int, b: int, earlier: Stretch) -> Said:
    """Read *is confident that*, *are worried about*."""
    if i + 2 >= b or words[i].after & BREAKS:
        return NOTHING
    if not is_(words, i + 1, L_AFTER_ADJECTIVE) and not clause_at(words, i + 1, b):
        return NOTHING
    j = i
    while j > a and is_adverb(words, j - 1):
        j -= 1
    if j == a or not is_(words, j - 1, L_AUXILIARY | L_COPULA):
        return NOTHING
    return _right(words, i, i + 1, a, b, i + 1, C_ATTITUDE, earlier)


def _noun(words: Words, i: int, a: int, b: int) -> Said:
    if i + 2 >= b or words[i].after & BREAKS:
        return NOTHING
    that, kind = i + 1, C_ATTITUDE if is_(words, i, L_ATTITUDE_NOUN) else C_NOUN
    if words[that].form in (W_IS, W_WAS) and is_(words, that + 1, L_THAT) and not words[that].after & BREAKS:
        return Said((that + 1, b), NOWHERE, (i, i + 1), owner(words, i, a), kind)  # "the fear is that"
    if words[that].form in (W_BY, W_FROM, W_IN, W_TO, W_ON, W_AMONG):
        while that < min(b, i + 8) and words[that].form != W_THAT and not words[that].after & BREAKS:
            that += 1
    if that + 1 >= b or words[that].form != W_THAT or is_(words, that + 1, L_AUXILIARY):
        return NOTHING  # a relative clause: "a claim that was made"
    content = that, ends(words, i, that, a, b, 0)
    return Said(content, NOWHERE, (i, i + 1), _owner_or_first(words, i, a), kind)


def _according(words: Words, i: int, past: int, a: int, b: int) -> Said:
    source = name_after(words, past, b)
    if not known(source) or any_is(words, source[0], source[1], L_NO_SOURCE):
        return NOTHING
    end = source[1]
    if i - a <= 1:
        k = end if words[0].commas else _after_name(words, past, b)
        source = past, min(k, end)
        while words[0].commas and k < b and not words[k - 1].after & (COMMA | QUOTE):
            k += 1
        return around((k, b), NOWHERE, (i, past), source, C_SAY)
    more = NOWHERE
    if words[i - 1].after & COMMA:
        k = end
        while k < b and not words[k - 1].after & COMMA:
            k += 1
        begun = is_(words, a, L_PREPOSITION | L_TIME) and not clause_soon(words, a, i)
        if k < b and (begun or is_(words, k, L_AUXILIARY | L_CONJUNCTION | L_ADVERB)):
            more = k, b
    return Said((a, i), more, (i, past), source, C_SAY)


def _after_name(words: Words, i: int, b: int) -> int:
    """Return where a clause begins after a name without a comma: *According to the army the town is lost*."""
    for k in range(i + 1, b):
        begins_it = is_(words, k, L_DETERMINER | L_SUBJECT) or ends_in(words, k, E_DIGIT)
        if begins_it and not is_(words, k - 1, L_DETERMINER | L_PREPOSITION | L_INSIDE_NAMES):
            return k
    return b


def _as_put(words: Words, i: int, a: int, b: int) -> Said:
    """Read *as X put it*, *as X has said*."""
    if i > a and not words[i - 1].after & BREAKS:
        return NOTHING
    for k in range(i + 1, min(b, i + 9)):
        if words[k - 1].after & BREAKS:
            return NOTHING
        put = words[k].form in (W_PUT, W_PUTS) and k + 1 < b and words[k + 1].form == W_IT
        says = in_class(words, k, C_SAY | C_TELLING) and k > i + 1
        past = k + 2 if put else k + 1
        if says and i == a:  # "As the paper reported on Monday, …"
            while past < min(b, k + 4) and not words[past - 1].after & BREAKS:
                past += 1
        if put or (says and (past == b or words[past - 1].after & BREAKS)):
            source = name_before(words, verb_start(words, k, i + 1), i + 1)
            return around((a, i), (past, b), (k, k + 1 + put), source, C_SAY)
    return NOTHING
