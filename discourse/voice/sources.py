"""Who speaks: the name or noun phrase on either side of a cue."""

from discourse.voice.bits import *
from discourse.voice.words import (
    NOWHERE,
    Stretch,
    Words,
    any_large,
    ends_in,
    in_class,
    is_,
    is_adverb,
    is_nominal,
    known,
)


def verb_start(words: Words, i: int, a: int) -> int:
    """Return where the verb begins that ends with the word `i`: *has repeatedly said*."""
    j = i
    while j > a and not words[j - 1].after & BREAKS:
        form = words[j - 1].form
        if form == W_TO and j - 2 >= a:
            j -= 1
            while (
                j > a
                and not words[j - 1].after & BREAKS
                and (
                    words[j - 1].kinds != 0
                    or words[j - 1].form in (W_ON, W_WENT, W_GOING, W_CONTINUED, W_BEGAN)
                )
            ):
                j -= 1
        elif is_(words, j - 1, L_AUXILIARY) or is_adverb(words, j - 1):
            if words[j - 1].large and j - 1 > a and ends_in(words, j - 1, E_LY):
                break
            j -= 1
        else:
            break
    return j


def name_before(words: Words, j: int, a: int) -> Stretch:
    """Return the name or noun phrase that ends before the word `j`."""
    e = j
    if e <= a or words[e - 1].after & (QUOTE | UNQUOTE | COLON | SEMICOLON):
        return NOWHERE
    if words[e - 1].after & (COMMA | DASH | CLOSES):
        e = before_apposition(words, e, a)
        if e <= a:
            return NOWHERE
    s = e
    while s > a:
        t = s - 1
        if t != e - 1 and words[t].after & BREAKS:
            break
        form = words[t].form
        if words[t].quote >= 0:
            break
        if is_(words, t, L_RELATIVE) and s == e and t > a:
            named = is_(words, t, L_SUBJECT) and not words[t - 1].after & COMMA
            up = name_before(words, t, a) if named else noun_before(words, t, a)
            return (up[0], e) if known(up) else (t, e)
        if is_(words, t, L_SUBJECT):
            if s == e:
                return t, e
            break
        if form == W_THAT:
            break
        if form in (W_AND, W_OR):
            if not (
                s < e and t > a and is_nominal(words, t - 1) and (words[t + 1].large and words[t - 1].large)
            ):
                break
        elif is_(words, t, L_CONJUNCTION) or (
            is_(words, t, L_AUXILIARY) and form not in (W_OWNS, W_MAY, W_WILL)
        ):
            break
        elif is_(words, t, L_PREPOSITION):
            inside = s < e and is_(words, t, L_INSIDE_NAMES) and t > a and is_nominal(words, t - 1)
            if not inside or words[t - 1].after & BREAKS:
                break
        elif (
            in_class(words, t, C_SAY)
            and not words[t].large
            and not in_class(words, t, C_NOUN)
            and not is_(words, t, L_HOMOGRAPH)
        ) or (ends_in(words, t, E_LY) and is_adverb(words, t) and not words[t].large):
            break
        s -= 1
    while s + 1 < e and (
        (is_(words, s, L_TIME) and words[s].large) or is_(words, s, L_CONJUNCTION | L_PREPOSITION)
    ):
        s += 1
    while e - 2 > s and (  # "the ministry on Monday", "on Jan. 31"
        (is_(words, e - 1, L_TIME) and words[e - 1].large)
        or (ends_in(words, e - 1, E_NUMBER) and is_(words, e - 2, L_TIME))
    ):
        e -= 1 + is_(words, e - 2, L_PREPOSITION)
    if not words[0].commas:
        s = _begins_without_commas(words, s, e)
    return _somebody(words, s, e)


def _somebody(words: Words, s: int, e: int) -> Stretch:
    """Return words as a name, unless they are nobody's: *the* alone, a day."""
    if e - s == 1 and ends_in(words, s, E_ED) and not words[s].large:
        return NOWHERE  # "those who voted said"
    for k in range(s, e):
        number = ends_in(words, k, E_NUMBER) and s < e - 1
        if not (number or is_(words, k, L_NO_NAME) or ends_in(words, k, E_DAY)):
            return s, e
    return NOWHERE


def _begins_without_commas(words: Words, s: int, e: int) -> int:
    """Return where a name begins that no comma parts from the rest: *They left the town the army said*."""
    run = e
    while run > s and words[run - 1].large:
        run -= 1
    office = is_(words, run - 1, L_TITLE | L_PERSON_NOUN | L_ARTICLE | L_INSIDE_NAMES) if run > s else False
    if s < run < e - 1 and not office:
        return run
    for k in range(e - 2, s - 1, -1):
        if is_(words, k, L_ARTICLE) and (k == s or not is_(words, k - 1, L_INSIDE_NAMES)):
            return k
    return run if s < run < e else s


def noun_before(words: Words, e: int, a: int) -> Stretch:
    """Return the noun phrase that a relative clause follows."""
    s = e
    while s > a and (s == e or not words[s - 1].after & BREAKS):
        form = words[s - 1].form
        if form == W_THAT:
            break
        names = form == W_AND and s < e and s - 2 >= a and words[s].large and words[s - 2].large
        if not names and (
            (is_(words, s - 1, L_AUXILIARY) and form != W_OWNS) or is_(words, s - 1, L_CONJUNCTION)
        ):
            break
        if is_(words, s - 1, L_PREPOSITION) and not is_(words, s - 1, L_INSIDE_NAMES):
            break
        s -= 1
    while s + 1 < e and is_(words, s, L_PREPOSITION):
        s += 1
    return (s, e) if s < e else NOWHERE


def before_apposition(words: Words, e: int, a: int) -> int:
    """Return the end of the name that an apposition follows, which ends before the word `e`; or `a`."""
    if words[e - 1].after & CLOSES:
        for k in range(e - 1, max(a, e - 8), -1):
            if words[k - 1].after & OPENS:
                return k
        return a
    mark = words[e - 1].after & (COMMA | DASH)
    found = a
    for k in range(e - 1, max(a, e - 30), -1):
        if words[k - 1].after & (QUOTE | UNQUOTE | SEMICOLON):
            break
        if is_(words, k, L_AUXILIARY) and words[k].form != W_OWNS and found > a:
            break
        if not words[k - 1].after & mark:
            continue
        if is_(words, k, L_CONJUNCTION) and not is_(words, k, L_RELATIVE):
            break
        opens = is_(words, k, L_RELATIVE | L_DETERMINER | L_PREPOSITION) or words[k].form == W_INCLUDING
        if found > a:
            if opens and words[k - 1].large:
                found = k
        elif words[k - 1].large or is_(words, k, L_RELATIVE | L_DETERMINER):
            found = k
        elif _all_large(words, k, e):
            return e  # "the nominee, Jane Roe, said"
        elif _is_phrase(words, k, a):
            return k
    return found


def _all_large(words: Words, first: int, last: int) -> bool:
    for k in range(first, last):
        if not words[k].large:
            return False
    return True


def _is_phrase(words: Words, e: int, a: int) -> bool:
    """Say whether what ends before the word `e` is a noun phrase, such as *another pollster*."""
    s = e
    while s > a and not words[s - 1].after & BREAKS and e - s < 9:
        s -= 1
        if is_(words, s, L_AUXILIARY) or in_class(words, s, C_SAY):
            return False
    return s == a and is_(words, s, L_DETERMINER)


def name_after(words: Words, i: int, b: int) -> Stretch:
    """Return the name that begins with the word `i`: *said X*."""
    e = i
    while e < b and words[e].quote < 0:
        form = words[e].form
        if form in (W_OF, W_FOR, W_AT, W_FROM, W_WITH) and e > i:
            pass
        elif form == W_AND:
            if not (e + 1 < b and words[e + 1].large and words[e - 1].large):
                break
        elif (
            is_(words, e, L_PREPOSITION | L_CONJUNCTION | L_RELATIVE)
            or (is_(words, e, L_AUXILIARY) and form != W_OWNS)
            or (
                is_(words, e, L_TIME)
                and e > i
                and not (form in (W_MAY, W_MARCH, W_SUN) and words[e - 1].large)
            )
        ):
            break
        e += 1
        if words[e - 1].after & (BREAKS | STOP):
            break
    return _somebody(words, i, e)


def first_name(words: Words, a: int, i: int) -> Stretch:
    """Return the name with which a sentence begins, after adverbials."""
    s = a
    while s < i and is_(words, s, L_CONJUNCTION | L_ADVERB | L_PREPOSITION | L_FRONTING):
        if is_(words, s, L_PREPOSITION | L_FRONTING) or (
            is_(words, s, L_CONJUNCTION) and words[s].form not in (W_AND, W_BUT)
        ):
            k = s
            while k < i and not words[k].after & COMMA:
                k += 1
            if k >= i and not is_(words, s, L_CONJUNCTION):
                return NOWHERE
            s = k if k < i else s  # "While Jane Roe is united with those who …"
        s += 1
    if s >= i or ends_in(words, s, E_ING):
        return NOWHERE
    if is_(words, s, L_SUBJECT):
        return s, s + 1
    name = name_after(words, s, i)
    if not known(name):
        return NOWHERE
    for k in range(s + 1, name[1]):
        lower = not words[k].large and words[k].form not in (W_OF, W_OWNS, W_AND, W_FOR, W_AT, W_FROM)
        titled = any_large(words, k, min(k + 4, name[1]))  # "foreign minister Jane Roe"
        named = words[k - 1].large and not is_(words, k - 1, L_DETERMINER)
        if lower and not titled and (named or ends_in(words, k, E_ED) or k - s >= 5):
            return s, k
    return name


def source_of(words: Words, j: int, a: int, earlier: Stretch) -> Stretch:
    """Return who speaks by the verb that begins with the word `j`: before it, or as earlier, or the first."""
    taking_part = j > a and ends_in(words, j, E_ING) and words[j - 1].after & (COMMA | DASH)
    found = NOWHERE if taking_part else name_before(words, j, a)
    if not known(found):
        found = earlier
    return found if known(found) else first_name(words, a, j)


def named_before(words: Words, place: int, a: int) -> Stretch:
    """Return the name right before a colon."""
    s = place
    while s > a and is_nominal(words, s - 1) and (s == place or not words[s - 1].after & BREAKS):
        s -= 1
    return (s, place) if s < place else NOWHERE


def named_after_by(words: Words, place: int, b: int) -> Stretch:
    """Return who follows in *envisioned by X*."""
    if words[place - 1].after & COMMA:
        return NOWHERE  # "“Feed,” written by five"
    if place + 2 < b and ends_in(words, place, E_ED) and words[place + 1].form == W_BY:
        return name_after(words, place + 2, b)
    return NOWHERE


def owner(words: Words, i: int, a: int) -> Stretch:
    """Return whose a claim is: *Trump's repeated claim*, *his claim*."""
    s = i
    while s > a and not words[s - 1].after & BREAKS and is_nominal(words, s - 1):
        s -= 1
    for k in range(i, s, -1):
        if words[k - 1].form == W_OWNS:
            return (s, k - 1) if s < k - 1 else NOWHERE
    if s > a and words[s - 1].form in (W_HIS, W_HER, W_THEIR):
        return s - 1, s
    return NOWHERE


def goes_on(words: Words, name: Stretch, b: int, quoted: bool) -> bool:
    """Say whether a verb follows a name, or stands in it: it begins a clause then."""
    first, past = name
    for k in range(first + 1, past):
        verb = is_(words, k, L_HOMOGRAPH) and k > first + 1 and ends_in(words, k, E_S)
        if (verb or in_class(words, k, C_SAY)) and not words[k].large:
            return True
    if past >= b or words[past - 1].after & (BREAKS | STOP) or words[past].quote >= 0:
        return past - first > 1 and is_(words, first, L_SUBJECT)
    if is_(words, past, L_AUXILIARY):
        return words[past].form != W_OWNS
    if is_(words, first, L_SUBJECT):
        return not is_(words, past, L_PREPOSITION | L_TIME | L_ADVERB | L_CONJUNCTION)
    return not quoted and _verb_follows(words, past, b)


def _verb_follows(words: Words, i: int, b: int) -> bool:
    """Say whether a clause goes on to its verb: *the price of carbon in the north could fall*."""
    for k in range(i, min(b, i + 12)):
        if is_(words, k, L_AUXILIARY):
            return words[k].form != W_OWNS
        if is_(words, k, L_RELATIVE | L_CONJUNCTION | L_SUBJECT) or words[k].after & (BREAKS | STOP):
            return False
    return False
