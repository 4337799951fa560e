"""Who says what in a sentence: from the words and the marks between them to attributions.

A cue (*said*, *accused*, *according to*) is looked at with what stands on both sides of it. What is said
stands after it (*X said the deal is dead*), before it (*the deal is dead, X said*), or around it, and runs
to the end of the sentence: rules for where a clause ends gain almost nothing.
"""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from discourse.voice.cues import Cues

COMMA, COLON, SEMICOLON, DASH, OPENS, CLOSES, QUOTE, UNQUOTE, STOP, HYPHEN = (1 << n for n in range(10))
_BREAKS = COMMA | COLON | SEMICOLON | DASH | OPENS | CLOSES | QUOTE | UNQUOTE
_NONE = frozenset[str]()
_CLOSED = ("auxiliary", "preposition", "conjunction", "determiner", "adverb", "subject")
_VERBS = frozenset(("say", "telling", "manner", "object", "attitude", "attitude_to"))
_FAR = 25  # words over which "that" is looked for

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
    """

    forms: Sequence[str]
    large: Sequence[bool]
    after: Sequence[int]
    quote: Sequence[int]


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


class _Kinds:
    """The classes of each word, looked up when they are asked for: few ever are."""

    def __init__(self, forms: Sequence[str], cues: Cues) -> None:
        self._forms, self._classes = forms, cues.classes

    def __getitem__(self, place: int) -> frozenset[str]:
        return self._classes.get(self._forms[place], _NONE)


class Walk:
    """The attributions of a text."""

    def __init__(self, words: Words, cues: Cues) -> None:
        self.forms, self.large, self.after, self.quote = words
        self.cues, self.words = cues, cues.words
        self.found = list[Attribution]()
        self.kinds = _Kinds(self.forms, cues)
        begins = cues.begins
        self.hot = [place for place, form in enumerate(self.forms) if form in begins]

    def is_(self, i: int, *names: str) -> bool:
        """Say whether a word is in any of some lists."""
        return not self.cues.lists.get(self.forms[i], _NONE).isdisjoint(names)

    def sentence(self, a: int, b: int) -> None:
        """Find the attributions of a sentence."""
        before = len(self.found)
        past = a
        for i in self.hot[bisect_left(self.hot, a) : bisect_left(self.hot, b)]:
            if i < past or self.quote[i] >= 0:
                continue
            made = self._at(i, a, b, self.found[before:])
            if made is not None:
                self.found.append(made)
                past = made.cue[1] if made.cue else i + 1
        if len(self.found) == before:
            self._hearsay(a, b)

    def _hearsay(self, a: int, b: int) -> None:
        """Read *reportedly*, where nobody is named: the sentence is somebody's."""
        for i in self.hot[bisect_left(self.hot, a) : bisect_left(self.hot, b)]:
            if "hearsay" in self.kinds[i] and self.quote[i] < 0:
                content = tuple(each for each in ((a, i), (i + 1, b)) if each[0] < each[1])
                self.found += [Attribution(content, (i, i + 1), None, "hearsay")] if content else []
                return

    def _at(self, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
        form = self.forms[i]
        if form in self.words["as"] and i + 1 < b and (made := self._as_put(i, a, b)):
            return made
        kinds = self.kinds[i]
        if "according" in kinds:
            return self._according(i, i + 1, a, b)
        if i + 1 < b and not self.after[i] & _BREAKS:
            phrase = self.cues.classes.get(f"{form} {self.forms[i + 1]}", _NONE)
            if "according" in phrase:
                return self._according(i, i + 2, a, b)
            if phrase and (made := self._phrase(i, a, b, phrase, earlier)):
                return made
        if not kinds & _VERBS or not self._is_verb(i, a, b):
            kinds -= _VERBS
        if says := kinds & {"say", "telling", "manner"}:
            kind = next(each for each in ("say", "telling", "manner") if each in says)
            if made := self._say(i, a, b, kind, earlier):
                return made
        if "object" in kinds and (made := self._object(i, a, b, earlier)):
            return made
        if kinds & {"attitude", "attitude_to"} and (made := self._attitude(i, a, b, earlier)):
            return made
        if "adjective" in kinds:
            return self._adjective(i, a, b, earlier)
        return self._noun(i, a, b) if "noun" in kinds else None

    def _phrase(
        self, i: int, a: int, b: int, phrase: frozenset[str], earlier: list[Attribution]
    ) -> Attribution | None:
        """Read a cue of two words: *point out*, *calls for*, *fear of*."""
        if "say" in phrase and self._is_verb(i, a, b, phrase=True):
            return self._say(i, a, b, "say", earlier, width=2)
        if i + 2 >= b:
            return None
        if "prep" in phrase and self._is_verb(i, a, b, phrase=True):
            timely = self.is_(i + 2, "time")  # "called on Monday"
            return None if timely else self._right(i, i + 2, a, b, i + 2, "object", earlier)
        if "noun_of" in phrase and not self.large[i] and not self._is_verb(i, a, b):
            source = self._owner(i, a) or self.first(a, i)
            return Attribution(((i + 2, self._end(i, i + 2, a, b)),), (i, i + 2), source, "object")
        return None

    # what kind of word it is

    def _is_verb(self, i: int, a: int, b: int, *, phrase: bool = False) -> bool:
        """Tell *the claims*, *claimed territory* and *United States* from verbs."""
        form = self.forms[i]
        if self.large[i] and i > a and not self.after[i - 1] & (UNQUOTE | QUOTE | COLON):
            return False
        if self.after[i] & HYPHEN or (i > a and self.after[i - 1] & HYPHEN):
            return False
        following = i + 1 < b and not self.after[i] & (_BREAKS | STOP)
        doubtful = not phrase or (i > a and self.is_(i - 1, "determiner"))
        if self.is_(i, "homograph") and doubtful:
            return self._shows_verb(i, a, b, following)
        if following and self.is_(i + 1, "auxiliary") and self.forms[i + 1] not in ("'s", "not", "never"):
            return False
        if i == a or self.after[i - 1] & _BREAKS:
            return True
        before = self.forms[i - 1]
        if form.endswith("ing"):
            return not self.is_(i - 1, "determiner") and before not in ("of", "'s", "for")
        if before in self.words["article"]:
            return form in ("said", "says", "told")
        if before == "'s" or (self.is_(i - 1, "preposition") and not self.is_(i - 1, "before_verb")):
            return False
        return not (form.endswith("ed") and before in ("to", "after", "before"))

    def _shows_verb(self, i: int, a: int, b: int, following: bool) -> bool:
        """Tell *he claims* and *officials claim that* from *the claims* and *claims that*."""
        if i == a:
            return False
        before = self.forms[i - 1]
        if following and self.is_(i + 1, "auxiliary"):
            return False
        if following and self.forms[i + 1] == "that" and not self.is_(i - 1, "preposition"):
            return True
        if following and "document" in self.kinds[i - 1] and not self.is_(i + 1, "preposition"):
            return True
        if self.after[i - 1] & _BREAKS:
            closing = self.after[i - 1] & (UNQUOTE | COMMA | CLOSES | DASH)
            return (
                bool(closing)
                and following
                and (self.is_(i + 1, "that", "determiner", "object", "subject") or self.large[i + 1])
            ) or bool(self.after[i] & COLON and closing)
        if self.is_(i - 1, "subject", "modal") or before in ("to", "not", "also", "never", "n't"):
            return True
        if before.endswith("ly"):
            return True
        if (
            self.after[i] & (STOP | COMMA | UNQUOTE)
            or not following
            or self.is_(i + 1, "preposition", "time")
        ):
            k = i - 1  # "…," Smith notes.
            while k > a and (self.large[k - 1] or i - k < 3) and not self.after[k - 1] & _BREAKS:
                k -= 1
            if (
                (self.large[k] or self.forms[i - 1].endswith("s"))
                and k > a
                and self.after[k - 1] & (UNQUOTE | COMMA)
                and not self.is_(k, "time")
            ):
                return (
                    bool(self.after[k - 1] & UNQUOTE) or self.forms[i].endswith("s") or before.endswith("s")
                )
        if self.is_(i - 1, "determiner", "preposition") or before == "'s":
            return False
        marked = bool(self.after[i] & (COLON | QUOTE))
        telling = marked or (
            following and (self.is_(i + 1, "that", "determiner", "object") or self.large[i + 1])
        )
        singular = self.forms[i].endswith("s")
        return telling and (self.large[i - 1] or before.endswith("s") != singular)

    # who

    def _group(self, i: int, a: int) -> int:
        """Return where the verb begins that ends with the word `i`: *has repeatedly said*."""
        j = i
        while j > a and not self.after[j - 1] & _BREAKS:
            form = self.forms[j - 1]
            if form == "to" and j - 2 >= a:
                j -= 1
                while (
                    j > a
                    and not self.after[j - 1] & _BREAKS
                    and (
                        self.kinds[j - 1]
                        or self.forms[j - 1] in ("on", "went", "going", "continued", "began")
                    )
                ):
                    j -= 1
            elif self.is_(j - 1, "auxiliary") or self.is_(j - 1, "adverb") or form.endswith("ly"):
                if self.large[j - 1] and j - 1 > a and form.endswith("ly"):
                    break
                j -= 1
            else:
                break
        return j

    def _left(self, j: int, a: int) -> Stretch | None:
        """Return the name or noun phrase that ends before the word `j`."""
        e = j
        if e <= a or self.after[e - 1] & (QUOTE | UNQUOTE | COLON | SEMICOLON):
            return None
        if self.after[e - 1] & (COMMA | DASH | CLOSES):
            e = self._before_apposition(e, a)
            if e <= a:
                return None
        s = e
        while s > a:
            t = s - 1
            if t != e - 1 and self.after[t] & _BREAKS:
                break
            form = self.forms[t]
            if self.quote[t] >= 0:
                break
            if self.is_(t, "subject"):
                if s == e:
                    if self.is_(t, "relative") and t > a:
                        up = self._left(t, a) if not self.after[t - 1] & COMMA else self._left_plain(t, a)
                        return (up[0], e) if up else (t, e)
                    return t, e
                break
            if form in self.words["relative"] and s == e and t > a:
                up = self._left_plain(t, a)
                return (up[0], e) if up else (t, e)
            if form == "that":
                break
            if form in ("and", "or"):
                if not (
                    s < e and t > a and self._nominal(t - 1) and (self.large[t + 1] and self.large[t - 1])
                ):
                    break
            elif form in self.words["conjunction"] or (
                self.is_(t, "auxiliary") and form not in ("'s", "may", "will")
            ):
                break
            elif form in self.words["preposition"]:
                inside = form in self.words["inside_names"] and t > a and self._nominal(t - 1)
                if not inside or self.after[t - 1] & _BREAKS:
                    break
            elif (
                self.kinds[t] & {"say"}
                and not self.large[t]
                and "noun" not in self.kinds[t]
                and not self.is_(t, "homograph")
            ) or (form.endswith("ly") and not self.large[t]):
                break
            s -= 1
        while s + 1 < e and (
            (self.is_(s, "time") and self.large[s]) or self.is_(s, "conjunction", "preposition")
        ):
            s += 1
        return (s, e) if s < e else None

    def _left_plain(self, e: int, a: int) -> Stretch | None:
        """Return the noun phrase that a relative clause follows."""
        s = e
        while s > a and (s == e or not self.after[s - 1] & _BREAKS):
            form = self.forms[s - 1]
            names = form == "and" and s < e and s - 2 >= a and self.large[s] and self.large[s - 2]
            if not names and (
                (self.is_(s - 1, "auxiliary") and form != "'s") or self.is_(s - 1, "conjunction")
            ):
                break
            if form in self.words["preposition"] and form not in self.words["inside_names"]:
                break
            s -= 1
        while s + 1 < e and self.is_(s, "preposition"):
            s += 1
        return (s, e) if s < e else None

    def _nominal(self, t: int) -> bool:
        return self.large[t] or not self.is_(t, *_CLOSED)

    def _before_apposition(self, e: int, a: int) -> int:
        """Return the end of the name that an apposition follows, which ends before the word `e`; or `a`."""
        if self.after[e - 1] & CLOSES:
            for k in range(e - 1, max(a, e - 8), -1):
                if self.after[k - 1] & OPENS:
                    return k
            return a
        mark = self.after[e - 1] & (COMMA | DASH)
        found = a
        for k in range(e - 1, max(a, e - 30), -1):
            if self.after[k - 1] & (QUOTE | UNQUOTE | SEMICOLON):
                break
            if self.is_(k, "auxiliary") and self.forms[k] != "'s" and found > a:
                break
            if not self.after[k - 1] & mark:
                continue
            if self.is_(k, "conjunction") and not self.is_(k, "relative"):
                break
            opens = (
                self.is_(k, "relative", "determiner")
                or self.is_(k, "preposition")
                or self.forms[k] == "including"
            )
            if found > a:
                if opens and self.large[k - 1]:
                    found = k
            elif self.large[k - 1] or self.is_(k, "relative", "determiner"):
                found = k
            elif all(self.large[m] for m in range(k, e)):
                return e  # "the nominee, Jane Roe, said"
            elif self._is_phrase(k, a):
                return k
        return found

    def _is_phrase(self, e: int, a: int) -> bool:
        """Say whether what ends before the word `e` is a noun phrase, such as *another pollster*."""
        s = e
        while s > a and not self.after[s - 1] & _BREAKS and e - s < 9:
            s -= 1
            if self.is_(s, "auxiliary") or self.kinds[s] & {"say"}:
                return False
        return s == a and self.is_(s, "determiner")

    def _right_name(self, i: int, b: int) -> Stretch | None:
        """Return the name that begins with the word `i`: *said X*."""
        e = i
        while e < b and self.quote[e] < 0:
            form = self.forms[e]
            if form in ("of", "for", "at", "from", "with") and e > i:
                pass
            elif form == "and":
                if not (e + 1 < b and self.large[e + 1] and self.large[e - 1]):
                    break
            elif (
                form in self.words["preposition"]
                or form in self.words["conjunction"]
                or form in self.words["relative"]
                or (self.is_(e, "auxiliary") and form != "'s")
                or (
                    self.is_(e, "time")
                    and e > i
                    and not (form in ("may", "march", "sun") and self.large[e - 1])
                )
            ):
                break
            e += 1
            if self.after[e - 1] & (_BREAKS | STOP):
                break
        return (i, e) if e > i else None

    def first(self, a: int, i: int) -> Stretch | None:
        """Return the name with which a sentence begins, after adverbials."""
        s = a
        while s < i and (self.is_(s, "conjunction") or self.is_(s, "adverb") or self.is_(s, "preposition")):
            if self.is_(s, "preposition") or (
                self.is_(s, "conjunction") and self.forms[s] not in ("and", "but")
            ):
                k = s
                while k < i and not self.after[k] & COMMA:
                    k += 1
                if k >= i:
                    return None
                s = k
            s += 1
        if s >= i:
            return None
        name = self._right_name(s, i)
        if name is None:
            return None
        for k in range(s + 1, name[1]):
            lower = not self.large[k] and self.forms[k] not in ("of", "'s", "and", "for", "at", "from")
            titled = any(self.large[m] for m in range(k, min(k + 4, name[1])))  # "foreign minister Jane Roe"
            named = self.large[k - 1] and not self.is_(k - 1, "determiner")
            if lower and not titled and (named or self.forms[k].endswith("ed") or k - s >= 5):
                return s, k
        return name

    def _source(self, j: int, a: int, earlier: list[Attribution]) -> Stretch | None:
        taking_part = j > a and self.forms[j].endswith("ing") and self.after[j - 1] & (COMMA | DASH)
        found = None if taking_part else self._left(j, a)
        if found is None:
            found = next((each.source for each in reversed(earlier) if each.source), None)
        if found is None:
            found = self.first(a, j)
        return found

    def named_before(self, place: int, a: int) -> Stretch | None:
        """Return the name right before a colon."""
        s = place
        while s > a and self._nominal(s - 1) and (s == place or not self.after[s - 1] & _BREAKS):
            s -= 1
        return (s, place) if s < place else None

    def by_after(self, place: int, b: int) -> Stretch | None:
        """Return who follows in *envisioned by X*."""
        if place + 2 < b and self.forms[place].endswith("ed") and self.forms[place + 1] == "by":
            return self._right_name(place + 2, b)
        return None

    # what

    def _say(
        self, i: int, a: int, b: int, kind: str, earlier: list[Attribution], width: int = 1
    ) -> Attribution | None:
        j = self._group(i, a)
        form = self.forms[i]
        gap_before = self.after[j - 1] if j > a else 0
        passive = i > j and self.is_(i - 1, "passive")
        inverted = None
        if (
            j == i
            and j > a
            and gap_before & (COMMA | UNQUOTE | DASH)
            and not form.endswith("ing")
            and i + 1 < b
            and not self.after[i] & (_BREAKS | STOP)
            and self.quote[i + 1] < 0
            and not self.is_(i + 1, "preposition", "conjunction", "time", "adverb", "that", "object")
            and (
                gap_before & UNQUOTE
                or self.large[i + 1]
                or (self.is_(i + 1, "determiner") and self.forms[i + 1] != "no")
                or self._before_apposition(j, a) <= a
            )
        ):
            inverted = self._right_name(i + 1, b)
        if i == a and i + 1 < b and self.large[i + 1] and not form.endswith("ing") and a > 0:
            inverted = self._right_name(i + 1, b)  # "Is it?” asked X
        if inverted and self._goes_on(inverted, b):
            inverted = None  # "X, with others, said the deal is dead"
        source: Stretch | None
        if inverted:
            source, end, left_edge = inverted, inverted[1], j
        else:
            taking_part = form.endswith("ing") and bool(gap_before & (COMMA | DASH))
            source, end = None if taking_part else self._left(j, a), i + width
            left_edge = source[0] if source else j
        mark = self.after[left_edge - 1] if left_edge > a else 0
        has_left = left_edge > a and bool(mark & (COMMA | UNQUOTE | DASH | STOP)) and left_edge - a >= 2
        if not inverted and form.endswith("ing") and source is None and not mark & UNQUOTE:
            has_left = False
        if inverted and not has_left:
            return None
        start = self._content_after(i, end, b, kind, bool(inverted))
        left = (a, left_edge) if has_left else None
        free = bool(self.after[end - 1] & (COMMA | DASH)) and not inverted
        if left and not free and self._is_adverbial(a, left_edge) and start is not None:
            left = None
        if i > a and self.forms[i - 1] == "to" and self.forms[i] == "say":
            left = None
        if start is None and left is None:
            return None
        if start is not None and left is not None:
            direct = start == end and not self.after[end - 1] & (
                COMMA | COLON | DASH | QUOTE | UNQUOTE | SEMICOLON
            )
            if self.after[end - 1] & (COMMA | DASH | SEMICOLON) or inverted:
                short = left_edge - a <= 3  # "They could, he said, lead to more"
                if self.quote[start] < 0 and (b - start < 3 or not (short or self._clause(start, b))):
                    start = None
            elif direct or self.forms[start] == "that" or self.after[start - 1] & COLON:
                left = None
        if start is not None and left is not None and mark & UNQUOTE and self.quote[start] < 0:
            quoted = [k for k in range(start, b) if self.quote[k] >= 0]
            start = quoted[0] if quoted else None  # “Follow us,” she said, and went
        free = i > a and self.forms[i - 1] == "to" and not (i > a + 1 and self.kinds[i - 2])
        if free and left is None and form not in self.words["core"]:
            return None  # "a chance to prove that"
        if start is not None and left is None and form not in self.words["core"]:
            marked = self.after[start - 1] & (COLON | QUOTE) or self.quote[start] >= 0
            if not marked and (kind == "manner" or not self._tells_clause(i, start, b, source)):
                return None
        if kind == "manner" and left is not None and not mark & UNQUOTE:
            return None
        if form == "say" and self.after[i] & COMMA and i > a and self.after[i - 1] & COMMA:
            return None
        bare = left is None and start is not None and not self.is_(start, "that")
        if passive and bare and form not in ("told", "asked", "quoted", "reported"):
            return None
        if source is None:
            source = self._source(j, a, earlier)
        if start is not None and left is None:
            b = self._end(i, start, a, b, "say")
        content = [each for each in (left, (start, b) if start is not None else None) if each]
        return Attribution(tuple(content), (i, i + width), source, kind)

    def _goes_on(self, name: Stretch, b: int) -> bool:
        """Say whether a verb follows a name, or stands in it: it begins a clause then."""
        first, past = name
        if any(
            ("say" in self.kinds[k] and not self.large[k])
            or (
                self.is_(k, "homograph")
                and k > first + 1
                and self.forms[k].endswith("s")
                and not self.large[k]
            )
            for k in range(first + 1, past)
        ):
            return True
        if past >= b or self.after[past - 1] & (_BREAKS | STOP) or self.quote[past] >= 0:
            return past - first > 1 and self.is_(first, "subject")
        if self.is_(past, "auxiliary"):
            return self.forms[past] != "'s"
        return self.is_(first, "subject") and not self.is_(
            past, "preposition", "time", "adverb", "conjunction"
        )

    def _tells_clause(self, i: int, start: int, b: int, source: Stretch | None) -> bool:
        """Say whether what follows is a clause, and not just the object of a verb that means much else."""
        if self.is_(start, "that", "content_question") or self.forms[start] in ("yes", "no", "so"):
            return True
        if self.is_(start, "preposition"):
            return False
        if start > i + 1 and self.forms[start] == "to":
            return True
        if self.forms[start].endswith("ing") and self.forms[i].startswith(
            ("report", "admit", "acknowledg", "recall", "suggest")
        ):
            return True
        if source and any(
            "document" in self.kinds[k] or self.forms[k] in ("polls", "data", "figures")
            for k in range(*source)
        ):
            return True
        return self._clause_at(start, b)

    def _clause_at(self, s: int, b: int) -> bool:
        """Say whether a subject and its verb begin here."""
        if self.is_(s, "subject") and not self.is_(s, "relative"):
            return s + 1 < b and not self.is_(s + 1, "preposition")
        for k in range(s + 1, min(b, s + 14)):
            if self.after[k - 1] & _BREAKS or self.is_(k, "relative"):
                return False
            if self.is_(k, "auxiliary") and self.forms[k] != "'s":
                return True
            if (
                self.kinds[k] & {"say", "telling", "object", "attitude", "attitude_to"}
                and self._is_verb(k, s, b)
            ) or (
                self.forms[k].endswith("ed")
                and not self.is_(k - 1, "determiner", "preposition")
                and not self.large[k]
            ):
                return not self.forms[k].endswith("ing")
        return False

    def _clause(self, s: int, b: int) -> bool:
        """Say whether words look like a clause: there is a verb that shows itself soon."""
        for k in range(s, min(b, s + 20)):
            if (self.is_(k, "auxiliary") and self.forms[k] != "'s") or (self.kinds[k] and k > s):
                return True
            if self.forms[k].endswith("ed") and k > s:
                return True
            if self.is_(k, "subject") and not self.is_(k, "relative"):
                return True
        return False

    def _is_adverbial(self, a: int, e: int) -> bool:
        """Say whether what stands before a name is *On Monday,* or *Asked about it,* and is not said."""
        if self.quote[a] >= 0:
            return False
        if self.is_(a, "preposition", "conjunction", "adverb", "time") or self.forms[a].endswith(
            ("ly", "ing", "ed")
        ):
            return True
        return e - a <= 3

    def _content_after(self, i: int, end: int, b: int, kind: str, inverted: bool) -> int | None:
        """Return where what is said begins after the verb, or None where nothing does."""
        j, mark = end, self.after[end - 1] if end else 0
        if j >= b:
            return None
        if mark & COLON or self.quote[j] >= 0:
            return j
        if self.forms[j] == "that":
            return j if j + 1 < b else None
        if not inverted and self.is_(i, "tells") and not mark & _BREAKS:
            k = self._past_hearer(j, b)
            if k is None:
                return self._later(j, b, True)
            if k >= b:
                return None
            j, mark = k, self.after[k - 1]
            if mark & COLON or self.quote[j] >= 0 or self.forms[j] == "that":
                return j
        if mark & (COMMA | DASH | OPENS | SEMICOLON) or inverted:
            if self.is_(j, "preposition", "time", "goes_on") or self.forms[j].endswith("ing"):
                return self._later(j, b, False)
            if inverted:
                if not mark & (COMMA | DASH | SEMICOLON):
                    return self._later(j, b, False)
                # an apposition of the name, or what is said further
                if self.is_(j, "determiner") or not self.large[j]:
                    return self._later(j, b, False)
            return j
        if (
            self.forms[j] in ("about", "around")
            and j + 1 < b
            and (
                self.forms[j + 1][:1].isdigit()
                or self.forms[j + 1] == "half"
                or self.is_(j + 1, "determiner")
            )
        ):
            return j if i + 1 == j and self._clause(j, b) else self._later(j, b, True)
        if self.is_(j, "preposition", "time") or self.forms[j].endswith("ly"):
            if self.is_(j, "content_question") and self.forms[j] not in ("where", "when"):
                return j
            return self._later(j, b, True)
        if self.is_(j, "object") and self.forms[j] not in ("it", "you") and kind == "say":
            return self._later(j + 1, b, True)
        return j

    def _past_hearer(self, j: int, b: int) -> int | None:
        """Return the word after who is told something."""
        if self.is_(j, "that", "preposition"):
            return None
        if self.is_(j, "object"):
            return j + 1
        k = j
        while k < b and k < j + 12:
            if self.forms[k] == "that" or self.quote[k] >= 0:
                return k
            if self.after[k] & (COMMA | COLON):
                return k + 1
            if k > j and (
                self.is_(k, "subject", "determiner") or (self.is_(k, "auxiliary") and self.forms[k] != "'s")
            ):
                return k
            if (
                k > j
                and not self.large[k]
                and self.large[k - 1]
                and self.forms[k] not in ("'s", "of", "and", "on")
            ):
                return k
            if (
                k > j
                and not self.large[k - 1]
                and self.forms[k - 1] not in ("the", "a", "an", "'s", "his", "her", "its")
            ):
                return k
            k += 1
        return None

    def _later(self, j: int, b: int, direct: bool) -> int | None:
        """Look past *in a statement on Monday* for where what is said begins."""
        for k in range(j, min(b, j + _FAR)):
            that = self.forms[k] == "that" and k > j and self.forms[k - 1] != "so" and k + 1 < b
            if that and (direct or self.after[k - 1] & COMMA):
                return k
            if self.quote[k] >= 0 and (k == 0 or self.quote[k - 1] != self.quote[k]):
                return k
            if k > j and self.after[k - 1] & COLON:
                return k
            if direct and k > j and not self.after[k - 1] & _BREAKS:
                if self.is_(k, "subject") and not self.is_(k, "relative") and self.forms[k] != "you":
                    return k
                if (
                    self.is_(k - 1, "time")
                    and (self.is_(k, "determiner") or self.large[k])
                    and self._clause(k, b)
                    and not self.is_(k, "time")
                    and not self.forms[k].isdigit()
                ):
                    return k
            if direct and k > j and self.after[k - 1] & (COMMA | DASH):
                direct = False
        return None

    def _right(
        self, i: int, past: int, a: int, b: int, start: int, kind: str, earlier: list[Attribution]
    ) -> Attribution | None:
        if start >= b:
            return None
        source = self._source(self._group(i, a), a, earlier)
        return Attribution(((start, self._end(i, start, a, b)),), (i, past), source, kind)

    def _end(self, i: int, start: int, a: int, b: int, kind: str = "") -> int:
        """Return where what is meant ends: before *, which* or *, but*."""
        fronted = self._fronted(i, a) or "what" in self.forms[max(a, i - 6) : i]
        for k in range(start + 1, b):
            quoted = self.quote[k - 1] >= 0 and self.quote[k] < 0
            listed = k + 1 < b and self.quote[k + 1] >= 0
            if kind != "say" and quoted and not listed and self.forms[k] in ("and", "but"):
                return k
            if (
                fronted
                and self.quote[k - 1] >= 0
                and self.quote[k] != self.quote[k - 1]
                and self.after[k - 1] & COMMA
            ):
                return k
            if (
                self.forms[k] in ("and", "but")
                and k + 1 < b
                and self.quote[k] < 0
                and self.kinds[k + 1] & {"say", "telling", "object", "attitude_to"}
                and self.forms[k + 1].endswith(("ed", "id", "ld"))
            ):
                return k
            apart = self.after[k - 1] & (COMMA | DASH | SEMICOLON) and self.quote[k - 1] < 0
            if apart and (fronted or (kind != "say" and self.is_(k, "turns"))):
                return k
        return b

    def _fronted(self, i: int, a: int) -> bool:
        """Say whether the cue stands in a clause with which the sentence begins: *When he said so, …*."""
        while any(self.after[k] & COMMA for k in range(a, i)):
            a += 1
        late = any(self.is_(k, "fronting_inside") for k in range(a, i))
        return late or self.is_(a, "fronting") or (a == i and self.forms[a].endswith(("ing", "ed")))

    def _object(self, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
        if i + 1 >= b or self.after[i] & (STOP | COMMA | SEMICOLON):
            return None
        j = self._group(i, a)
        if i > a and self.forms[i - 1] == "to" and self.quote[i + 1] < 0:
            return None
        passive = i > j and self.is_(i - 1, "passive")
        if passive and self.forms[i + 1] not in ("of", "as", "for", "by"):
            return None
        if self.is_(i + 1, "preposition") and not passive:
            return None
        if not passive and not self._is_object(i, j, a, b):
            return None
        return self._right(i, i + 1, a, b, i + 1, "object", earlier)

    def _is_object(self, i: int, j: int, a: int, b: int) -> bool:
        """Tell *called her a liar* from *a party called Anti-Prom* and *an endorsed candidate*."""
        k = i + 1
        if self.quote[k] >= 0:
            return True
        named = self.forms[i] in ("called", "named", "dubbed") and j == i and i > a and not self.large[i - 1]
        if named and any(self.forms[m] in ("a", "an") for m in range(max(a, i - 4), i - 1)):
            return False  # "a party called Anti-Prom"
        if self.is_(k, "determiner", "object") or self.forms[k] in ("both", "what", "how"):
            return True
        if self.forms[i].endswith("ed") and j == i and i > a + 1:
            before = self.forms[i - 1]
            if (
                not self.large[i - 1]
                and not self.is_(i - 1, "subject", "adverb", "relative")
                and (self.forms[i - 2] in ("a", "an") or self.is_(i - 1, "determiner"))
            ):
                return False
            if (
                not self.large[k]
                and not self.large[i - 1]
                and not self.is_(i - 1, "subject")
                and not before.endswith("s")
            ):
                return False
        return not self.is_(k, "preposition", "auxiliary", "adverb", "time")

    def _attitude(self, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
        if i + 1 >= b or self.after[i] & (STOP | COMMA | SEMICOLON):
            return None
        kinds, k = self.kinds[i], i + 1
        if self.forms[k] == "to" and "attitude_to" in kinds:
            return self._right(i, i + 1, a, b, k, "attitude", earlier)
        if "attitude" not in kinds:
            return None
        quoted = self.quote[k] >= 0
        if not (self.is_(k, "determiner", "subject", "object", "that") or self.large[k] or quoted):
            return None
        clause = self.forms[k] == "that" or quoted or self._clause_at(k, b)
        if self.is_(i, "needs_clause") and not clause:
            return None
        return self._right(i, i + 1, a, b, k, "attitude", earlier)

    def _adjective(self, i: int, a: int, b: int, earlier: list[Attribution]) -> Attribution | None:
        """Read *is confident that*, *are worried about*."""
        if i + 2 >= b or self.after[i] & _BREAKS or not self.is_(i + 1, "after_adjective"):
            return None
        j = i
        while j > a and (self.is_(j - 1, "adverb") or self.forms[j - 1].endswith("ly")):
            j -= 1
        if j == a or not (
            self.is_(j - 1, "auxiliary") or self.forms[j - 1] in ("felt", "feels", "feel", "remains")
        ):
            return None
        return self._right(i, i + 1, a, b, i + 1, "attitude", earlier)

    def _noun(self, i: int, a: int, b: int) -> Attribution | None:
        if i + 2 >= b or self.after[i] & _BREAKS:
            return None
        that = i + 1
        if self.forms[that] in ("by", "from", "in", "to", "on", "among"):
            while that < min(b, i + 8) and self.forms[that] != "that" and not self.after[that] & _BREAKS:
                that += 1
        if that + 1 >= b or self.forms[that] != "that" or self.is_(that + 1, "auxiliary"):
            return None  # a relative clause: "a claim that was made"
        source = self._owner(i, a) or self.first(a, i)
        return Attribution(((that, self._end(i, that, a, b)),), (i, i + 1), source, "noun")

    def _owner(self, i: int, a: int) -> Stretch | None:
        """Return whose a claim is: *Trump's repeated claim*, *his claim*."""
        s = i
        while s > a and not self.after[s - 1] & _BREAKS and self._nominal(s - 1):
            s -= 1
        for k in range(i, s, -1):
            if self.forms[k - 1] == "'s":
                return (s, k - 1) if s < k - 1 else None
        if s > a and self.forms[s - 1] in ("his", "her", "their"):
            return s - 1, s
        return None

    def _according(self, i: int, past: int, a: int, b: int) -> Attribution | None:
        source = self._right_name(past, b)
        if source is None:
            return None
        end = source[1]
        if i - a <= 1:
            k = end
            while k < b and not self.after[k - 1] & (COMMA | QUOTE):
                k += 1
            return Attribution(((k, b),), (i, past), source, "say") if k < b else None
        content = [(a, i)]
        if self.after[i - 1] & COMMA:
            k = end
            while k < b and not self.after[k - 1] & COMMA:
                k += 1
            if k < b and self.is_(k, "auxiliary", "conjunction", "adverb", "determiner"):
                content.append((k, b))
        return Attribution(tuple(content), (i, past), source, "say")

    def _as_put(self, i: int, a: int, b: int) -> Attribution | None:
        """Read *as X put it*, *as X has said*."""
        if i > a and not self.after[i - 1] & _BREAKS:
            return None
        for k in range(i + 1, min(b, i + 9)):
            if self.after[k - 1] & _BREAKS:
                return None
            put = self.forms[k] in ("put", "puts") and k + 1 < b and self.forms[k + 1] == "it"
            if put or ("say" in self.kinds[k] and k > i + 1 and (k + 1 == b or self.after[k] & _BREAKS)):
                source = self._left(self._group(k, i + 1), i + 1)
                past = k + 2 if put else k + 1
                content = [each for each in ((a, i), (past, b)) if each[0] < each[1]]
                return Attribution(tuple(content), (k, past), source, "say") if content else None
        return None
