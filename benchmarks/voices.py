"""Score whose words are whose against PolNeAR: ``python -m benchmarks.voices [develop|report] [FOLDER]``.

PolNeAR (Newell, Margolin, Ruths 2018) marks in news articles who says or thinks what. Of its seven publishers
three were developed on; the other four are reported. No weights are learnt from it, and none of it is here.
Beside each score stand three baselines and how far two annotators of the same article agree.
"""

import os
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any, NamedTuple

from discourse.text.words import spans
from discourse.voice import ATTITUDE, MARKED, QUOTED, REPORTED
from discourse.voice.cues import cues
from discourse.voice.find import Attribution, read_voices

ROOT = Path(__file__).parents[1]
DEVELOP = ("breitbart", "nyt", "usa-today")
REPORT = ("huff-post", "politico", "wash-post", "west-journal")
FEW = 3  # words of a short quotation
Span = tuple[int, int]


class Gold(NamedTuple):
    """An attribution as an annotator marked it, in characters."""

    content: list[Span]
    source: list[Span]
    cue: str


def gold(path: Path) -> list[Gold]:
    """Read a file of annotations."""
    marked, events = dict[str, tuple[list[Span], str]](), list[dict[str, list[str]]]()
    with path.open(encoding="utf-8", newline="") as file:
        for line in file.read().split("\n"):
            if line.startswith("T"):
                name, where, text = line.rstrip("\r").split("\t", 2)
                pieces = [piece.split() for piece in where.split(" ", 1)[1].split(";")]
                marked[name] = [(int(a), int(b)) for a, b in pieces], text
            elif line.startswith("E"):
                parts = defaultdict(list)
                for part in line.rstrip("\r").split("\t")[1].split():
                    kind, name = part.split(":")
                    parts[kind.rstrip("0123456789")].append(name)
                events.append(parts)
    return [
        Gold(
            [span for name in event["Content"] for span in marked[name][0]],
            [span for name in event["Source"] for span in marked[name][0]],
            " ".join(marked[name][1] for name in event["Cue"]).lower(),
        )
        for event in events
    ]


class Article(NamedTuple):
    """A text and what each annotator marked in it."""

    name: str
    text: str
    annotators: list[list[Gold]]


def articles(folder: Path, publishers: tuple[str, ...]) -> Iterator[Article]:
    """Read the articles of some publishers."""
    for path in sorted((folder / "text").glob("*.txt")):
        if path.name.startswith(publishers):
            with path.open(encoding="utf-8", newline="") as file:
                text = file.read()
            found = sorted((folder / "attributions").glob(f"{path.stem}_*.ann"))
            yield Article(path.stem, text, [gold(each) for each in found])


def damaged(article: Article) -> Article:
    """Take out all commas and apostrophes, as FA-KES has lost them."""
    place, kept = [0], []
    for character in article.text:
        kept.append("" if character in ",'’‘" else character)
        place.append(place[-1] + len(kept[-1]))

    def moved(spans: list[Span]) -> list[Span]:
        return [(place[a], place[min(b, len(place) - 1)]) for a, b in spans]

    marked = [[Gold(moved(g.content), moved(g.source), g.cue) for g in each] for each in article.annotators]
    return Article(article.name, "".join(kept), marked)


def covered(at: list[Span], spans: list[Span]) -> set[int]:
    """Return the words that any of some stretches touches."""
    return {i for i, (a, b) in enumerate(at) for c, d in spans if a < d and c < b}


class Score:
    """True and false positives and negatives, added over articles."""

    def __init__(self) -> None:
        self.hit = self.false = self.missed = self.right_no = 0

    def add(self, found: set[int], wanted: set[int], among: set[int] | None = None) -> None:
        """Add an article."""
        if among is not None:
            found, wanted = found & among, wanted & among
            self.right_no += len(among - found - wanted)
        self.hit += len(found & wanted)
        self.false += len(found - wanted)
        self.missed += len(wanted - found)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        return 2 * self.hit / max(2 * self.hit + self.false + self.missed, 1)

    @property
    def accuracy(self) -> float:
        """The part that is right."""
        return (self.hit + self.right_no) / max(self.hit + self.right_no + self.false + self.missed, 1)

    @property
    def precision(self) -> float:
        """The part of what was found that is right."""
        return self.hit / max(self.hit + self.false, 1)

    @property
    def recall(self) -> float:
        """The part of what is right that was found."""
        return self.hit / max(self.hit + self.missed, 1)


_ATTITUDES = {"attitude", "attitude_to", "adjective"}
_SPEECH = {"say", "telling", "manner", "object", "prep", "noun", "noun_of", "speech", "according"}


def kind_of(cue: str) -> str:
    """Return what the shipped table makes of a cue that an annotator marked: speech, attitude or neither.

    Speech is saying, telling and judging (*said, reported, accused*), attitude thinking and wanting.
    """
    table = cues("en")
    assert table is not None
    words = re.findall(r"[\w'’-]+", cue)
    both = [*words, *map(" ".join, pairwise(words))]
    kinds = set().union(*(table.classes.get(word, frozenset()) for word in both))
    thinks = kinds & _ATTITUDES or set(words) & (table.words["attitude_noun"] | table.words["copula"])
    if thinks and not set(words) & table.words["speech_act"]:
        kinds -= {"noun", "noun_of", "speech", "manner"}  # "continue to hope", "plans to"
    if kinds & _SPEECH or "according" in words:
        return "speech"
    return "attitude" if thinks else ""


def baseline(text: str, at: list[Span], marks: set[int]) -> set[int]:
    """Return marks, and the sentences that have a form of say or tell, or according to."""
    said = regex_said.finditer(text)
    return marks | covered(at, [match.span() for match in said])


regex_said = re.compile(
    r"[^.!?\n]*\b(?:say|says|said|saying|tell|tells|told|telling|according to)\b[^.!?\n]*"
)


def head(text: str, words: list[Span]) -> str:
    """Return the last word with a capital before the first comma, or the last word."""
    run = []
    for place, (a, b) in enumerate(words):
        if place and re.search(r"[,(—]", text[words[place - 1][1] : a]):
            break
        run.append(text[a:b])
    large = [word for word in run if word[:1].isupper()]
    return (large or run or [""])[-1].lower()


def scores(every: list[Article]) -> dict[str, Any]:
    """Score all articles."""
    made: dict[str, Any] = defaultdict(Score)
    sources = [0, 0, 0]
    for article in every:
        text = article.text
        at = list(spans(text, None, "en"))
        found = read_voices(text, "en")
        voices = found.codes
        marks = {i for i, code in enumerate(voices) if code in (QUOTED, MARKED)}
        quoted = {i for i, code in enumerate(voices) if code == QUOTED}
        reported = {i for i, code in enumerate(voices) if code == REPORTED}
        attitude = {i for i, code in enumerate(voices) if code == ATTITUDE}
        everything = set(range(len(at)))
        base = baseline(text, at, marks)
        own = everything - marks
        for annotator in article.annotators:
            content = covered(at, [span for each in annotator for span in each.content])
            of = {
                kind: covered(
                    at, [span for each in annotator if kind_of(each.cue) == kind for span in each.content]
                )
                for kind in ("speech", "attitude", "")
            }
            other = of["speech"] | of[""]
            for name, guess in (
                ("", quoted | reported | attitude),
                (" everything", everything),
                (" marks", marks),
                (" say", base),
            ):
                made["all" + name].add(guess, content)
                said = guess - attitude if not name else guess
                made["outside" + name].add(guess, content, own)
                made["no attitude" + name].add(said, other, own - (content - other))
                made["no attitude, all" + name].add(said, other, own)
                made["speech" + name].add(said, of["speech"], own - (content - of["speech"]))
                made["quoted" + name].add(guess, content, marks)
            for first, last, _ in found.quotes:
                inside = set(range(first, last))
                if 0 < len(inside) <= FEW:
                    no = not inside & content
                    made["short"].add(*({0} if voices[first] == MARKED else set(), {0} if no else set(), {0}))
            for each in annotator:
                mine = covered(at, each.content)
                names = covered(at, each.source)
                if not mine or not names or text[each.source[0][0] :][:4] == "self":
                    continue
                best = max(found.attributions, key=lambda a: _likeness(a, mine), default=None)
                if best is None or 2 * _overlap(best, mine) < len(mine):
                    continue
                sources[0] += 1
                guess = set(range(*best.source)) if best.source else set()
                sources[1] += bool(guess & names)
                sources[2] += bool(guess) and head(text, [at[i] for i in sorted(guess)]) == head(
                    text, [at[i] for i in sorted(names)]
                )
        for one, other in combinations(article.annotators, 2):
            a, b = (covered(at, [span for each in some for span in each.content]) for some in (one, other))
            made["all annotators"].add(a, b)
            made["outside annotators"].add(a, b, own)
            made["quoted annotators"].add(a, b, marks)
    return {**made, "speakers": sources}


def _overlap(found: Attribution, wanted: set[int]) -> int:
    return sum(i in wanted for first, last in found.content for i in range(first, last))


def _likeness(found: Attribution, wanted: set[int]) -> float:
    both = _overlap(found, wanted)
    return both / (sum(last - first for first, last in found.content) + len(wanted) - both)


def main() -> None:
    """Print the table."""
    which = sys.argv[1] if len(sys.argv) > 1 else "report"
    home = os.environ.get("DISCOURSE_DATA", ROOT.parent / "shared" / "data")
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else Path(home) / "polnear-train"
    every = list(articles(folder, DEVELOP if which == "develop" else REPORT))
    for title, some in (("as printed", every), ("damaged", [damaged(each) for each in every])):
        made = scores(some)
        print(f"{which}, {title}: {len(some)} articles")  # noqa: T201
        for name, score in made.items():
            if isinstance(score, Score):
                numbers = f"F1 {score.f1:.3f}  P {score.precision:.3f}  R {score.recall:.3f}"
                print(f"  {name:20} {numbers}  accuracy {score.accuracy:.3f}")  # noqa: T201
        number, touched, same = made["speakers"]
        print(f"  speakers             any {touched / number:.3f}  head {same / number:.3f}  n {number}")  # noqa: T201


if __name__ == "__main__":
    main()
