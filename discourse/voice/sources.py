"""Who speaks: the name or noun phrase on either side of a cue."""

from discourse.voice.words import (
    BREAKS,
    CLOSES,
    COLON,
    COMMA,
    DASH,
    OPENS,
    QUOTE,
    SEMICOLON,
    STOP,
    UNQUOTE,
    Attribution,
    Stretch,
    Words,
    is_,
    is_adverb,
    is_nominal,
    kinds_of,
)


def verb_start(words: Words, i: int, a: int) -> int:
    """Return where the verb begins that ends with the word `i`: *has repeatedly said*."""
    j = i
    while j > a and not words.after[j - 1] & BREAKS:
        form = words.forms[j - 1]
        if form == "to" and j - 2 >= a:
            j -= 1
            while (
                j > a
                and not words.after[j - 1] & BREAKS
                and (
                    kinds_of(words, j - 1)
                    or words.forms[j - 1] in ("on", "went", "going", "continued", "began")
                )
            ):
                j -= 1
        elif is_(words, j - 1, "auxiliary") or is_adverb(words, j - 1):
            if words.large[j - 1] and j - 1 > a and form.endswith("ly"):
                break
            j -= 1
        else:
            break
    return j


def name_before(words: Words, j: int, a: int) -> Stretch | None:
    """Return the name or noun phrase that ends before the word `j`."""
    e = j
    if e <= a or words.after[e - 1] & (QUOTE | UNQUOTE | COLON | SEMICOLON):
        return None
    if words.after[e - 1] & (COMMA | DASH | CLOSES):
        e = before_apposition(words, e, a)
        if e <= a:
            return None
    s = e
    while s > a:
        t = s - 1
        if t != e - 1 and words.after[t] & BREAKS:
            break
        form = words.forms[t]
        if words.quote[t] >= 0:
            break
        if is_(words, t, "subject"):
            if s == e:
                if is_(words, t, "relative") and t > a:
                    up = (
                        name_before(words, t, a)
                        if not words.after[t - 1] & COMMA
                        else noun_before(words, t, a)
                    )
                    return (up[0], e) if up else (t, e)
                return t, e
            break
        if form in words.cues.words["relative"] and s == e and t > a:
            up = noun_before(words, t, a)
            return (up[0], e) if up else (t, e)
        if form == "that":
            break
        if form in ("and", "or"):
            if not (
                s < e and t > a and is_nominal(words, t - 1) and (words.large[t + 1] and words.large[t - 1])
            ):
                break
        elif form in words.cues.words["conjunction"] or (
            is_(words, t, "auxiliary") and form not in ("'s", "may", "will")
        ):
            break
        elif form in words.cues.words["preposition"]:
            inside = s < e and form in words.cues.words["inside_names"] and t > a and is_nominal(words, t - 1)
            if not inside or words.after[t - 1] & BREAKS:
                break
        elif (
            kinds_of(words, t) & {"say"}
            and not words.large[t]
            and "noun" not in kinds_of(words, t)
            and not is_(words, t, "homograph")
        ) or (form.endswith("ly") and is_adverb(words, t) and not words.large[t]):
            break
        s -= 1
    while s + 1 < e and (
        (is_(words, s, "time") and words.large[s]) or is_(words, s, "conjunction", "preposition")
    ):
        s += 1
    while e - 2 > s and (  # "the ministry on Monday", "on Jan. 31"
        (is_(words, e - 1, "time") and words.large[e - 1])
        or (words.forms[e - 1].isdigit() and is_(words, e - 2, "time"))
    ):
        e -= 1 + is_(words, e - 2, "preposition")
    if not words.commas:
        s = _begins_without_commas(words, s, e)
    return _somebody(words, s, e)


def _somebody(words: Words, s: int, e: int) -> Stretch | None:
    """Return words as a name, unless they are nobody's: *the* alone, a day."""
    named = [k for k in range(s, e) if not (words.forms[k].isdigit() and s < e - 1)]
    nobody = all(is_(words, k, "no_name") or words.forms[k].endswith("day") for k in named)
    verb = e - s == 1 and words.forms[s].endswith("ed") and not words.large[s]  # "those who voted said"
    return None if nobody or verb else (s, e)


def _begins_without_commas(words: Words, s: int, e: int) -> int:
    """Return where a name begins that no comma parts from the rest: *They left the town the army said*."""
    run = e
    while run > s and words.large[run - 1]:
        run -= 1
    office = is_(words, run - 1, "title", "person_noun", "article", "inside_names") if run > s else False
    if s < run < e - 1 and not office:
        return run
    for k in range(e - 2, s - 1, -1):
        if is_(words, k, "article") and (k == s or not is_(words, k - 1, "inside_names")):
            return k
    return run if s < run < e else s


def noun_before(words: Words, e: int, a: int) -> Stretch | None:
    """Return the noun phrase that a relative clause follows."""
    s = e
    while s > a and (s == e or not words.after[s - 1] & BREAKS):
        form = words.forms[s - 1]
        if form == "that":
            break
        names = form == "and" and s < e and s - 2 >= a and words.large[s] and words.large[s - 2]
        if not names and (
            (is_(words, s - 1, "auxiliary") and form != "'s") or is_(words, s - 1, "conjunction")
        ):
            break
        if form in words.cues.words["preposition"] and form not in words.cues.words["inside_names"]:
            break
        s -= 1
    while s + 1 < e and is_(words, s, "preposition"):
        s += 1
    return (s, e) if s < e else None


def before_apposition(words: Words, e: int, a: int) -> int:
    """Return the end of the name that an apposition follows, which ends before the word `e`; or `a`."""
    if words.after[e - 1] & CLOSES:
        for k in range(e - 1, max(a, e - 8), -1):
            if words.after[k - 1] & OPENS:
                return k
        return a
    mark = words.after[e - 1] & (COMMA | DASH)
    found = a
    for k in range(e - 1, max(a, e - 30), -1):
        if words.after[k - 1] & (QUOTE | UNQUOTE | SEMICOLON):
            break
        if is_(words, k, "auxiliary") and words.forms[k] != "'s" and found > a:
            break
        if not words.after[k - 1] & mark:
            continue
        if is_(words, k, "conjunction") and not is_(words, k, "relative"):
            break
        opens = (
            is_(words, k, "relative", "determiner")
            or is_(words, k, "preposition")
            or words.forms[k] == "including"
        )
        if found > a:
            if opens and words.large[k - 1]:
                found = k
        elif words.large[k - 1] or is_(words, k, "relative", "determiner"):
            found = k
        elif all(words.large[m] for m in range(k, e)):
            return e  # "the nominee, Jane Roe, said"
        elif _is_phrase(words, k, a):
            return k
    return found


def _is_phrase(words: Words, e: int, a: int) -> bool:
    """Say whether what ends before the word `e` is a noun phrase, such as *another pollster*."""
    s = e
    while s > a and not words.after[s - 1] & BREAKS and e - s < 9:
        s -= 1
        if is_(words, s, "auxiliary") or kinds_of(words, s) & {"say"}:
            return False
    return s == a and is_(words, s, "determiner")


def name_after(words: Words, i: int, b: int) -> Stretch | None:
    """Return the name that begins with the word `i`: *said X*."""
    e = i
    while e < b and words.quote[e] < 0:
        form = words.forms[e]
        if form in ("of", "for", "at", "from", "with") and e > i:
            pass
        elif form == "and":
            if not (e + 1 < b and words.large[e + 1] and words.large[e - 1]):
                break
        elif (
            form in words.cues.words["preposition"]
            or form in words.cues.words["conjunction"]
            or form in words.cues.words["relative"]
            or (is_(words, e, "auxiliary") and form != "'s")
            or (
                is_(words, e, "time")
                and e > i
                and not (form in ("may", "march", "sun") and words.large[e - 1])
            )
        ):
            break
        e += 1
        if words.after[e - 1] & (BREAKS | STOP):
            break
    return _somebody(words, i, e)


def first_name(words: Words, a: int, i: int) -> Stretch | None:
    """Return the name with which a sentence begins, after adverbials."""
    s = a
    while s < i and is_(words, s, "conjunction", "adverb", "preposition", "fronting"):
        if is_(words, s, "preposition", "fronting") or (
            is_(words, s, "conjunction") and words.forms[s] not in ("and", "but")
        ):
            k = s
            while k < i and not words.after[k] & COMMA:
                k += 1
            if k >= i and not is_(words, s, "conjunction"):
                return None
            s = k if k < i else s  # "While Jane Roe is united with those who …"
        s += 1
    if s >= i or words.forms[s].endswith("ing"):
        return None
    if is_(words, s, "subject"):
        return s, s + 1
    name = name_after(words, s, i)
    if name is None:
        return None
    for k in range(s + 1, name[1]):
        lower = not words.large[k] and words.forms[k] not in ("of", "'s", "and", "for", "at", "from")
        titled = any(words.large[m] for m in range(k, min(k + 4, name[1])))  # "foreign minister Jane Roe"
        named = words.large[k - 1] and not is_(words, k - 1, "determiner")
        if lower and not titled and (named or words.forms[k].endswith("ed") or k - s >= 5):
            return s, k
    return name


def source_of(words: Words, j: int, a: int, earlier: list[Attribution]) -> Stretch | None:
    """Return who speaks by the verb that begins with the word `j`: before it, or as earlier, or the first."""
    taking_part = j > a and words.forms[j].endswith("ing") and words.after[j - 1] & (COMMA | DASH)
    found = None if taking_part else name_before(words, j, a)
    if found is None:
        found = next((each.source for each in reversed(earlier) if each.source), None)
    if found is None:
        found = first_name(words, a, j)
    return found


def named_before(words: Words, place: int, a: int) -> Stretch | None:
    """Return the name right before a colon."""
    s = place
    while s > a and is_nominal(words, s - 1) and (s == place or not words.after[s - 1] & BREAKS):
        s -= 1
    return (s, place) if s < place else None


def named_after_by(words: Words, place: int, b: int) -> Stretch | None:
    """Return who follows in *envisioned by X*."""
    if words.after[place - 1] & COMMA:
        return None  # "“Feed,” written by five"
    if place + 2 < b and words.forms[place].endswith("ed") and words.forms[place + 1] == "by":
        return name_after(words, place + 2, b)
    return None


def owner(words: Words, i: int, a: int) -> Stretch | None:
    """Return whose a claim is: *Trump's repeated claim*, *his claim*."""
    s = i
    while s > a and not words.after[s - 1] & BREAKS and is_nominal(words, s - 1):
        s -= 1
    for k in range(i, s, -1):
        if words.forms[k - 1] == "'s":
            return (s, k - 1) if s < k - 1 else None
    if s > a and words.forms[s - 1] in ("his", "her", "their"):
        return s - 1, s
    return None


def goes_on(words: Words, name: Stretch, b: int, quoted: bool) -> bool:
    """Say whether a verb follows a name, or stands in it: it begins a clause then."""
    first, past = name
    if any(
        ("say" in kinds_of(words, k) and not words.large[k])
        or (
            is_(words, k, "homograph")
            and k > first + 1
            and words.forms[k].endswith("s")
            and not words.large[k]
        )
        for k in range(first + 1, past)
    ):
        return True
    if past >= b or words.after[past - 1] & (BREAKS | STOP) or words.quote[past] >= 0:
        return past - first > 1 and is_(words, first, "subject")
    if is_(words, past, "auxiliary"):
        return words.forms[past] != "'s"
    if is_(words, first, "subject"):
        return not is_(words, past, "preposition", "time", "adverb", "conjunction")
    return not quoted and _verb_follows(words, past, b)


def _verb_follows(words: Words, i: int, b: int) -> bool:
    """Say whether a clause goes on to its verb: *the price of carbon in the north could fall*."""
    for k in range(i, min(b, i + 12)):
        if is_(words, k, "auxiliary"):
            return words.forms[k] != "'s"
        if is_(words, k, "relative", "conjunction", "subject") or words.after[k] & (BREAKS | STOP):
            return False
    return False
