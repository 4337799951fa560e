"""Comparisons in the same stories, held against what is known: a section of STORIES.md."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

import discourse as dc
from benchmarks.arithmetic import table
from benchmarks.nulls import Rate
from benchmarks.verdicts import held, shown
from discourse.measures import (
    difference_interval,
    difference_terms,
    log_odds_variance,
    matched_interval,
    matched_p,
    odds_terms,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.change import shared_parts
from discourse.measures.ratio import prior_effect

Floats = npt.NDArray[np.float64]
Strata = tuple[Floats, Floats, Floats, Floats]

REJECTED, COVERED = (0.03, 0.06), (0.93, 0.97)
DEALS, DRAWS, WORLD = 2000, 1500, 200_000
BANDS = ((5, 9), (10, 19), (20, 60))  # stories that differ
PARTS = ("words", "weights", "alone", "together")

# Choices that American papers make in any story, so that outlets can be dealt.
CHOICES = dc.Lexicon.from_dict(
    {
        "president": {
            "labels": {
                "President Trump": ["president trump", "president donald trump"],
                "Mr. Trump": ["mr. trump"],
                "Donald Trump": ["donald trump", "donald j. trump"],
                "Trump": ["trump"],
            }
        },
        "saying": {"labels": {"said": ["said", "says"], "told": ["told", "tells"], "added": ["added", "adds"],
                              "according to": ["according to"], "claimed": ["claim*"]}},
        "obama": {"labels": {"President Obama": ["president obama", "president barack obama"],
                             "Mr. Obama": ["mr. obama"], "Obama": ["obama"]}},
        "parties": {"labels": {"Republicans": ["republican*"], "GOP": ["gop"], "Democrats": ["democrat*"]}},
    }
)  # fmt: skip


# What the Washington Times and CNN call people, in the articles of newsbias that have a date.
PEOPLE = dc.Lexicon.from_dict(
    {
        "attackers": {"labels": {"terrorists": ["terrorist*"], "militants": ["militant*"],
                                 "extremists": ["extremist*"],
                                 "jihadists": ["jihadi", "jihadis", "jihadist*"],
                                 "gunmen": ["gunman", "gunmen", "shooter*"]}},
        "migrants": {"labels": {"illegal immigrants": ["illegal immigrant*", "illegal alien*", "illegals"],
                                "undocumented": ["undocumented immigrant*", "undocumented worker*",
                                                 "undocumented migrant*"],
                                "refugees": ["refugee*"], "immigrants": ["immigrant*"],
                                "migrants": ["migrant*"]}},
    }
)  # fmt: skip
TWO, OUTLETS = ("Washington Times", "CNN (Web News)"), 25


class World(NamedTuple):
    """How two outlets tell stories: how many, how often a label is used, and by what they differ."""

    stories: int
    usual: float
    words: float  # by how much of what is left the second uses the label more often, in every story
    chosen: bool  # whether the second tells more of the stories in which the label is usual
    much: bool = False  # whether it writes more of them

    @property
    def name(self) -> str:
        """What differs."""
        differ = {"words": self.words > 0, "weights": self.much, "stories": self.chosen}
        return ", ".join(name for name, is_so in differ.items() if is_so) or "nothing"


WORLDS = [World(stories, usual, words, chosen) for stories, usual in ((40, 0.3), (100, 0.3), (200, 0.05))
          for words in (0.0, 0.25) for chosen in (False, True)]  # fmt: skip
WORLDS += [World(100, 0.3, 0.0, False, True), World(100, 0.3, 0.25, True, True)]


def drawn(world: World, random: np.random.Generator, stories: int | None = None) -> Strata:
    """Draw what both outlets write: counts and mentions of the first, and of the second, by story.

    A story is told by an outlet or is not; mentions of one article are alike, as the label is drawn anew for
    each article about what is usual in its story.
    """
    n = stories or world.stories
    usual = random.beta(4 * world.usual, 4 * (1 - world.usual), n)
    often = usual > world.usual
    sides = []
    for second in (False, True):
        told = np.where(often == second, 0.9, 0.5) if world.chosen else np.full(n, 0.7)
        much = np.where(often == second, 5.0, 2.0) if world.much else np.full(n, 3.0)
        size = (1 + random.poisson(much)) * (random.random(n) < told)
        share = np.clip(usual + second * world.words * (1 - usual), 1e-6, 1 - 1e-6)
        sides += [random.binomial(size, random.beta(2 * share, 2 * (1 - share))), size]
    return tuple(np.asarray(each, dtype=np.float64) for each in sides)  # type: ignore[return-value]


def totals(strata: Strata) -> Floats:
    """Return the parts of a difference, each with its interval."""
    return np.array([[end[-1] for end in part] for part in shared_parts(*strata)])


def turned(strata: Strata) -> Strata:
    """Return the second side first, as the target stands in the formulas of Mantel and Haenszel."""
    return strata[2], strata[3], strata[0], strata[1]


class Recovered(NamedTuple):
    """What a world has shown."""

    world: World
    truth: Floats  # the parts, and the difference of Mantel and Haenszel
    mean: Floats
    held: list[Rate]  # of each
    furthest: float  # how far parts were from adding up


def recover(world: World, seed: int) -> Recovered:
    """Draw a world again and again, and see whether intervals hold what is true of a very large one."""
    random = np.random.default_rng(seed)
    large = drawn(world, random, WORLD)
    truth = np.append(totals(large)[:, 0], matched_interval(difference_terms(*turned(large)))[0])
    found = np.empty((DRAWS, 5, 3))
    for draw in range(DRAWS):
        strata = drawn(world, random)
        found[draw, :4] = totals(strata)
        found[draw, 4] = matched_interval(difference_terms(*turned(strata)))
    known = ~np.isnan(found[:, :, 1])
    inside = (found[:, :, 1] <= truth) & (truth <= found[:, :, 2])
    rates = [_rate([*inside[known[:, part], part][:, np.newaxis]]) for part in range(5)]
    furthest = np.abs(found[:, :3, 0].sum(axis=1) - found[:, 3, 0]).max()
    return Recovered(world, truth, found[:, :, 0].mean(axis=0), rates, float(furthest))


def _rate(hits: Sequence[npt.NDArray[np.bool_]]) -> Rate:
    """Return the share of hits, and its error between draws."""
    trials = np.array([len(each) for each in hits], dtype=np.float64)
    if not trials.sum():
        return Rate(np.nan, np.nan, 0.0)
    each = np.array([found.sum() for found in hits])
    value = each.sum() / trials.sum()
    error = np.sqrt(((each - value * trials) ** 2).sum()) / trials.sum()
    return Rate(float(value), float(error), float(trials.mean()))


def articles_of(corpus: dc.Corpus) -> tuple[Floats, Floats, npt.NDArray[np.int64]]:
    """Return the labels of each article, the mentions of their concept, and the event of the article."""
    counts = dc.framing(corpus, CHOICES, by="id")
    wide = [counts.pivot_table(index="id", columns=["concept", "label"], values=name, sort=True)
            for name in ("count", "concept_count")]  # fmt: skip
    event = corpus.metadata.set_index("id")["event"].reindex(wide[0].index)
    return *(each.to_numpy(np.float64) for each in wide), pd.factorize(event)[0]


def dealt(corpus: dc.Corpus, seed: int) -> Iterator[Strata]:
    """Deal the articles of each event to three outlets at random, and return two of them, again and again."""
    count, size, event = articles_of(corpus)
    random, order = np.random.default_rng(seed), np.argsort(event, kind="stable")
    place = order.reshape(-1, 3)
    for _ in range(DEALS):
        two = random.permuted(place, axis=1)[:, :2].T
        yield count[two[0]], size[two[0]], count[two[1]], size[two[1]]


def rejected(corpus: dc.Corpus, seed: int) -> list[list[Rate]]:
    """Return how often there is a difference at .05 that is none: by band, and by test."""
    hits: list[list[list[npt.NDArray[np.bool_]]]] = [[[], [], []] for _ in BANDS]
    for strata in dealt(corpus, seed):
        terms = difference_terms(*strata)
        bearing = (terms.numerator != 0).sum(axis=0)
        odds = odds_terms(*strata)
        with np.errstate(divide="ignore", invalid="ignore"):
            log = np.log(odds.numerator.sum(axis=0) / odds.denominator.sum(axis=0))
            z = np.abs(log) / np.sqrt(log_odds_variance(*strata))
        sides = [ratio_sums(strata[2 * side], strata[2 * side + 1]) for side in range(2)]
        ends = [(np.divide(one.numerator, one.denominator), *ratio_interval(one, prior=prior_effect(one)))
                for one in sides]  # fmt: skip
        low, high = difference_interval(*ends[0], *ends[1])
        tests = matched_p(terms) < 0.05, z > 1.959964, (low > 0) | (high < 0)
        for (least, most), band in zip(BANDS, hits, strict=True):
            here = (bearing >= least) & (bearing <= most)
            for test, found in zip(tests, band, strict=True):
                found.append(test[here])
    return [[_rate(found) for found in band] for band in hits]


def section(data: Path) -> str:
    """Measure, and write the section."""
    corpus = dc.read(data / "basil-half.csv", language="en", errors="repair", progress=False)
    rates = rejected(corpus, 16)
    found = [recover(world, 100 + number) for number, world in enumerate(WORLDS)]
    return "\n\n".join([_nulls(rates), _worlds(found), _matters(data)]) + "\n"


def _nulls(rates: Sequence[Sequence[Rate]]) -> str:
    names = [f"{least} to {most}" for least, most in BANDS]
    rows = [[name, *(shown(rate, REJECTED) for rate in band), f"{DEALS * band[0].trials:,.0f}"]
            for name, band in zip(names, rates, strict=True)]  # fmt: skip
    head = ["stories that differ", "between stories", "mentions independent", "articles independent", "tests"]
    verdict = held([(f"{name} stories", band[0]) for name, band in zip(names, rates, strict=True)], REJECTED)
    asked = f"{len(CHOICES.queries())} labels of {len(CHOICES.concepts)} concepts"
    return f"""\
## Outlets dealt at random within stories

The three articles of each of 60 events of BASIL are dealt to three outlets at random, {DEALS:,} times,
and two of these compared in {asked}, so that no outlet truly differs. How often p is
below .05: *between stories* is what `contrast(…, within=…)` says; *mentions independent* the odds ratio of
Mantel and Haenszel with the variance of Robins, Breslow and Greenland; *articles independent* the interval
of a contrast that does not know that two articles are of one story.

{table(head, rows).strip()}

Between stories, {verdict}. Of five to nine stories few can be sure at all: that all of five differ to one
side has a probability of .06."""


def _worlds(found: Sequence[Recovered]) -> str:
    head = ["stories", "usual", "what differs", *PARTS, "Mantel–Haenszel"]
    means, covers = [], []
    cells = []
    for one in found:
        start = [str(one.world.stories), f"{one.world.usual:.2f}", one.world.name]
        pairs = zip(one.truth, one.mean, strict=True)
        means.append([*start, *(f"{100 * true:+.1f} ({100 * mean:+.1f})" for true, mean in pairs)])
        covers.append([*start, *(shown(rate, COVERED) for rate in one.held)])
        named = f"{one.world.stories} stories, usual {one.world.usual:.2f}, {one.world.name}"
        cells += [(f"{part} of {named}", rate) for part, rate in zip(head[3:], one.held, strict=True)]
    biased = max(float(np.nanmax(np.abs(one.mean - one.truth))) for one in found)
    alone = max(float(np.abs(one.truth[2])) for one in found if not one.world.chosen and not one.world.much)
    same = max(float(np.abs(one.truth[[0, 4]]).max()) for one in found if not one.world.words)
    furthest = max(one.furthest for one in found)
    return f"""\
## What differs is found

Two outlets tell stories of one world. Each tells seven in ten of them; or, where *stories* differ, the first
tells nine in ten of those in which the label is rare and half of the others, the second the other way round.
Where *weights* differ, they write so much more of such stories, and where *words* do, the second uses the
label more often in every story. Mentions of an article are alike.
In points, what is true of {WORLD:,} stories, and in brackets the mean of {DRAWS:,} draws:

{table(head, means).strip()}

The largest bias is {100 * biased:.1f} points. Where words are the same, no more than {100 * same:.1f} points
are called words; where stories are chosen alike, no more than {100 * alone:.1f} are put down to stories of
one alone. In all draws, words, weights and stories of one alone add up to the difference to {furthest:.0e}.

How often the intervals of 95% hold what is true:

{table(head, covers).strip()}

{held(cells, COVERED)}. The
jackknife counts twice what a story does together with others (Efron and Stein 1981), so that it is too large
where that is most of what there is: of the mix and of stories of one alone, if neither makes a difference."""


def _matters(data: Path) -> str:
    """Compare two outlets as they come and in the same stories."""
    frame = pd.read_parquet(data / "newsbias.parquet", columns=["id", "source", "date", "title", "text"])
    large = frame["source"].value_counts().index[:OUTLETS]
    frame = frame[frame["source"].isin(large) & (frame["date"].astype(str) != "")]
    corpus = dc.read(frame, language="en", errors="repair", progress=False).with_stories(PEOPLE)
    target, reference = TWO
    both, corpus = {"target": target, "reference": reference}, corpus.select(source=TWO)
    plain = dc.contrast(corpus, PEOPLE, **both).set_index("label")
    same = dc.contrast(corpus, PEOPLE, **both, within="story").set_index("label")
    sides = {"by": "source", "before": reference, "after": target, "within": "story"}
    parts = pd.concat([dc.shift(corpus, PEOPLE, concept=name, **sides) for name in PEOPLE.concepts])
    parts = parts[parts["part"] == "total"].set_index("label")
    rows = [
        [
            label,
            *(_points(table.loc[label]) for table in (plain, same)),
            f"{same.loc[label, 'stories']:,}",
            *(f"{100 * parts.loc[label, part]:+.1f}" for part in ("within", "mix", "only")),
        ]
        for label in plain.index
    ]
    seen = {label: (plain.loc[label, "p"] < 0.05, same.loc[label, "p"] < 0.05) for label in plain.index}
    gone, new, kept = (_listed([label for label, both in seen.items() if both == wanted])
                       for wanted in ((True, False), (False, True), (True, True)))  # fmt: skip
    head = ["label", "all articles", "same stories", "stories", "words", "weights", "alone"]
    return f"""\
## It matters

{target} against {reference}, in points with intervals of 95%: their {len(corpus):,} articles of newsbias as
they come (between articles), and those in the same stories (between stories, found among the articles of the
{OUTLETS} largest outlets without the words of the labels). Words, weights and stories that one alone tells
are what the difference of all articles is made of.

{table(head, rows).strip()}

Seen in all articles, but not in the same stories: {gone}. Seen in the same stories alone: {new}. In both:
{kept}."""


def _points(row: "pd.Series[float]") -> str:
    low, high = (100 * row[f"difference_{end}"] for end in ("low", "high"))
    known = "too few differ" if np.isnan(low) else f"{low:+.1f} to {high:+.1f}"
    return f"{100 * row['difference']:+.1f} ({known})"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"*{name}*" for name in names) or "none"
