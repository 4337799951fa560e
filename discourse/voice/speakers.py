"""Who a source is: pronouns and surnames led to the fuller name that the article has."""

from collections.abc import Iterator

import regex

from discourse.voice import QUOTED
from discourse.voice.codes import Document
from discourse.voice.cues import Cues
from discourse.voice.find import Attribution
from discourse.voice.words import Stretch

_PARTICLES = frozenset(
    {"al", "el", "de", "del", "della", "di", "da", "dos", "van", "von", "der", "den", "bin", "ibn", "ben"}
    | {"la", "le", "st"}
)
_SMALL = ("determiner", "preposition", "conjunction", "subject", "adverb")
_TOUCHING = frozenset((" ", "-", "‑", ". ", "\n", ""))
_BACK = 80  # words before a pronoun in which a mention is looked for
_BODIES = regex.compile(
    r"\b(?:Ministry|Party|Committee|University|Times|Post|News|Department|Institute|Institution|Council|Cent(?:er|re)"
    r"|House|Agency|Government|Court|Press|Group|Union|Nations|States|Kingdom|Coalition|Communique|Journal|Army"
    r"|State|Association|Foundation|Commission|Office|Bank|Company|Congress|Senate|Parliament|Street|Poll|Report)\b"
)


class Names:
    """The names of a text, by the words of a language."""

    def __init__(self, document: Document, table: Cues) -> None:
        text, at, found, starts = document
        self._text, self._at, self._starts, self._lists = text, at, starts, table.words
        self._codes, self._begins = found.codes, set(starts)
        self._words = words = [text[start:end] for start, end in at]
        edges = [*(start for start, _ in at[1:]), len(text)]
        self._apart = [text[a:b] not in _TOUCHING for (_, a), b in zip(at, edges, strict=True)]
        self._last_of = dict[str, list[tuple[int, Stretch]]]()
        for run in self._runs(0, len(words)):
            if run[1] - run[0] > 1:
                self._last_of.setdefault(words[run[1] - 1].casefold(), []).append((run[0], run))
        self._sex = self._sexes()
        self._known = dict[Attribution, str]()
        order = sorted(found.attributions, key=lambda a: a.cue[0] if a.cue else a.content[0][0])
        persons = {
            name for each in order for name, is_person in [self._name(each.source, [], "")] if is_person
        }
        begun = sorted(self._begun(persons), reverse=True)  # sentences, by the persons they begin with
        recent, several = list[str](), ""
        for each in order:
            place = each.source[0] if each.source else each.cue[0] if each.cue else each.content[0][0]
            while begun and begun[-1][0] < place:
                recent.append(begun.pop()[1])
            name, is_person = self._name(each.source, recent, several)
            self._known[each] = name
            if is_person and name:
                recent.append(name)
            if " and " in name:
                several = name

    def _sexes(self) -> dict[str, set[str]]:
        """Return by which titles each surname stands: *Mrs. Roe*, *spokesman Doe*."""
        found = dict[str, set[str]]()
        for place, word in enumerate(self._words[:-1]):
            for sex in ("male", "female"):
                if word.casefold() in self._lists[f"{sex}_title"]:
                    for first, last in self._runs(place + (not word[:1].isupper()), place + 5)[:1]:
                        if first <= place + 1:
                            found.setdefault(self._words[last - 1].casefold(), set()).add(sex)
        return found

    def _sex_of(self, name: str) -> str:
        """Return the sex of a person, by the first name or by titles of the surname; empty if not known."""
        first, *_, last = name.casefold().split() if " " in name else ["", name.casefold()]
        sexes = {sex for sex in ("male", "female") if first in self._lists[sex]} or self._sex.get(last, set())
        return next(iter(sexes)) if len(sexes) == 1 else ""

    def _led(self, pronoun: str, recent: list[str], place: int) -> str:
        """Return whom *he* or *she* means: who spoke last, or else who was mentioned last and has the sex."""
        sex = "female" if pronoun in ("she", "her") else "male"
        if recent and self._sex_of(recent[-1]) in ("", sex):
            return recent[-1]
        for run in reversed(self._runs(max(place - _BACK, 0), place)):
            name = self._fuller(run)
            apart = self._owns(run) or self._is(run[0] - 1, "preposition") or self._is_quoted(run[0])
            if self._sex_of(name) == sex and not apart:
                return name
        return next((name for name in reversed(recent) if self._sex_of(name) in ("", sex)), "")

    def _begun(self, persons: set[str]) -> Iterator[tuple[int, str]]:
        """Yield the sentences outside quotations that begin with a person who also speaks."""
        for start in self._starts:
            if self._is_quoted(start):
                continue
            at = start
            while at < start + 2 and self._is(at, "conjunction", "adverb"):
                at += 1
            for run in self._runs(at, min(at + 5, len(self._words))):
                if run[0] == at and not self._owns(run):
                    name = self._fuller(run)
                    if name in persons or (" " in name and self._sex_of(name)):
                        yield at, name
                break

    def _owns(self, run: Stretch) -> bool:
        return self._words[run[1] : run[1] + 1] in (["'s"], ["’s"])

    def _is_quoted(self, place: int) -> bool:
        return place < len(self._codes) and int(self._codes[place]) == QUOTED

    def _is(self, place: int, *names: str) -> bool:
        word = self._words[place] if place < len(self._words) else ""
        if word.isupper() and len(word) > 1:  # "WHO", "US"
            return False
        word = word.casefold()
        return any(word in self._lists[name] for name in names)

    def of(self, attribution: Attribution) -> str:
        """Return the name of who speaks, as full as the text has it; empty if nobody is named."""
        return self._known[attribution]

    def written(self, source: Stretch | None) -> str:
        """Return a source as it is written, white space made single."""
        return (
            " ".join(self._text[self._at[source[0]][0] : self._at[source[1] - 1][1]].split())
            if source
            else ""
        )

    def _name(self, source: Stretch | None, recent: list[str], several: str) -> tuple[str, bool]:
        """Return the name of a source, and whether it is that of a person."""
        if source is None:
            return "", False
        (first, last), article = source, False
        while last - first > 1 and self._is(last - 1, "relative"):
            last -= 1
        while last - first > 1 and self._words[first].casefold() in ("the", "a", "an", "both"):
            article, first = True, first + 1
        form = self._words[first].casefold()
        if last - first == 1 and form in ("he", "she", "his", "her", "him"):
            person = self._led(form, recent, first)
            return person or form, bool(person)
        if form in ("this", "that", "it", "these") and (last - first > 1 or form != "that"):
            antecedent = self._before(first)
            if antecedent:
                return antecedent, False
        if last - first == 1 and form in ("both", "they", "their") and several:
            return several, False
        if last - first == 1 and self._is(first, "subject"):
            return form, False
        runs = list(self._runs(first, last))
        joined = any(self._words[i] == "and" for i in range(first, last))
        if not runs or (joined and len(runs) > 1):
            parts = [self._fuller(run) for run in runs]
            return (" and ".join(parts) if joined and len(parts) == 2 else self.written((first, last))), False
        run = runs[0]
        if run[1] < last - 1 and self._owns(run) and run is runs[-1]:
            return self.written((first, last)), False  # "Roe's supporters"
        for other in runs[1:]:  # "Russian foreign minister Sergei Lavrov": the last before a mark or "of"
            between = [self._words[i] for i in range(run[1], other[0])]
            titles = self._lists["title"]
            office = all(word.casefold() in titles for word in self._words[slice(*run)])
            office |= any(word.casefold() in titles for word in between)
            inside = {"of", "at", "for", "from", "in"} & set(between)
            if between == ["for"] and not self._apart[other[0] - 1]:
                run = run[0], other[1]  # "Observatory for Human Rights"
                continue
            if any(self._apart[i] for i in range(run[1] - 1, other[0])) or (inside and not office):
                break
            run = other
        fuller = self._fuller(run)
        titled = any(word.casefold() in self._lists["title"] for word in self._words[first : run[1]])
        is_person = not _BODIES.search(fuller) and (titled or (" " in fuller and not article))
        if article and not titled and run[0] > first:
            return self.written((first, last)), False  # "the Russian press"
        if run[1] < last and not self._apart[run[1] - 1] and self._words[run[1]].islower() and not is_person:
            return self.written((first, last)), False
        return fuller, is_person

    def _fuller(self, run: Stretch) -> str:
        """Return the longest name that ends like this one and stands before it, or else anywhere."""
        run = self._untitled(run)
        mine = [word.casefold() for word in self._words[slice(*run)]]
        if " " in self.written(run) and not (len(mine) == 2 and mine[0] in _PARTICLES):
            return self.written(run)
        fitting = [self._untitled(other) for _, other in self._last_of.get(mine[-1], [])]
        size = 1 if mine[0] in _PARTICLES else len(mine)  # "al-Assad" is also "Bashar Assad"
        fitting = [
            (first, last)
            for first, last in fitting
            if " " in (name := self.written((first, last)))
            and not _BODIES.search(name)
            and [word.casefold() for word in self._words[last - size : last]] == mine[-size:]
        ]
        before = [other for other in fitting if other[0] <= run[0]]
        return self.written((before or fitting or [run])[0])

    def _untitled(self, run: Stretch) -> Stretch:
        """Leave out titles and offices: *European Council President Donald Tusk*."""
        first, last = run
        for i in range(first, last - 1):
            word = self._words[i].rstrip(".")
            if word.casefold() in self._lists["title"] or (last - i > 2 and _BODIES.fullmatch(word)):
                first = i + 1
        return first, last

    def _runs(self, first: int, last: int) -> list[Stretch]:
        """Find the runs of words with capitals, with the particles of names in them."""
        runs, i, last = list[Stretch](), first, min(last, len(self._words))
        while i < last:
            if not self._words[i][:1].isupper() or self._is(i, *_SMALL):
                i += 1
                continue
            j = i + 1
            while j < last and not self._apart[j - 1] and j not in self._begins:
                if self._words[j][:1].isupper() and not self._is(j, "determiner"):
                    j += 1
                elif (
                    self._words[j].casefold() in _PARTICLES
                    and j + 1 < last
                    and self._words[j + 1][:1].isupper()
                ):
                    j += 2
                else:
                    break
            runs.append((i, j))
            i = j
        return runs

    def _before(self, place: int) -> str:
        """Return the name with which the sentence before begins, for *this plan* and *it*."""
        for start in [start for start in self._starts if start <= place][-2:-1]:
            begin = start + (self._words[start].casefold() in ("the", "a", "an"))
            for run in self._runs(begin, min(begin + 4, len(self._words))):
                if run[0] == begin and not self._apart[start]:
                    return self.written(run)
        return ""
