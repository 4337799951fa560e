"""What a report found, in half a page: sentences written from tables, so that they are true on any corpus."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.analysis.divides import divides
from discourse.analysis.framing import framing
from discourse.analysis.in_words import in_words
from discourse.analysis.keyness import keyness
from discourse.analysis.phrases import LEVEL, as_prose, difference, level, listed
from discourse.analysis.sensitivity import sensitivity
from discourse.analysis.sentences import caveat
from discourse.analysis.shift import shift
from discourse.corpus import Corpus
from discourse.counting.groups import PERIODS, group_names
from discourse.errors import DiscourseError, counted
from discourse.files import DIRECTIONS
from discourse.lexicon import Lexicon
from discourse.plots.save import save

FIGURE = "00-who-stands-where"
_MOST = 16  # groups that are compared, as in the notebooks
_FEW_ARTICLES, _FEW_MENTIONS, _FEW_STORIES = 5, 10, 5  # what bears no sentence about an outlet
_NOT_PARTED = ", too few to tell one from the other."
_WORDS, _OUTLETS = 3, 5  # words named of an outlet, and outlets whose words are named


@dataclass(frozen=True)
class Finding:
    """A paragraph of the first page.

    Attributes
    ----------
    question : str
        What it answers.
    text : str
        The answer, with its numbers.
    figure : str
        The figure on the page that shows it; empty for none.
    """

    question: str
    text: str
    figure: str = ""


@dataclass(frozen=True)
class Followed:
    """The choice that the report follows: the one that divides most, or is made most often.

    Attributes
    ----------
    apart : DataFrame
        What :func:`discourse.divides` says of the corpus.
    concept, label : str
    target, reference
        The two groups that make most of the divide.
    every : str or None
        The column of time: years, or the quarters or months of a single year; None without dates.
    """

    apart: pd.DataFrame
    concept: str
    label: str
    target: Any
    reference: Any
    every: str | None

    @property
    def tested(self) -> bool:
        """Whether the corpus bears a test at all."""
        return bool(self.apart["label"].notna().any())

    @property
    def parameters(self) -> dict[str, Any]:
        """What notebooks are told: nothing where no test is borne, so that they choose by themselves."""
        time = {"every": self.every} if self.every not in (None, "year") else {}
        if not self.tested:
            return time
        sides = {"target": _plain(self.target), "reference": _plain(self.reference)}
        return {"concept": self.concept, "label": self.label, **sides, **time}


def followed(corpus: Corpus, lexicon: Lexicon, *, by: str, every: str | None = None) -> Followed:
    """Choose what the report follows, among the 16 groups with most articles; the time only if not given."""
    articles = corpus.largest(by, n=_MOST)
    apart = divides(articles, lexicon, by=by, progress=False)
    varies = (each for each in PERIODS if len(articles.column(each).dropna().unique()) > 1)
    every = every or next(varies, None)
    clear = apart[apart["q"] < LEVEL]
    if len(clear):
        row = clear.iloc[0].to_dict()
        return Followed(apart, row["concept"], row["label"], row["target"], row["reference"], every)
    shares = framing(articles, lexicon, by=by)
    mentions = _mentions(shares, by)
    concept = str(mentions.index[mentions >= mentions.max() / 2][0])  # as notebooks 6 and 7 choose it
    rows = shares[shares["concept"] == concept]
    label = str(rows.groupby("label", sort=False)["count"].sum().idxmax())
    rows = rows[rows["label"] == label].sort_values("concept_count", ascending=False, kind="stable")
    target, reference, *_ = rows[by].tolist()
    return Followed(apart, concept, label, target, reference, every)


def first_figure(corpus: Corpus, lexicon: Lexicon, choice: Followed, *, by: str, figures: Path) -> None:
    """Save the figure of the first page: who uses the label that is followed, and how sure that is."""
    told = f"{choice.concept}: how often it is {choice.label}, by {by}"
    rows = _rows(framing(corpus.largest(by, n=_MOST), lexicon, by=by), choice)
    save(rows, FIGURE, figure="forest", label=choice.label, caption=told, notebook="", folder=figures)


def findings(corpus: Corpus, lexicon: Lexicon, choice: Followed, *, by: str) -> list[Finding]:
    """Ask a corpus the questions of the report and write the answers, most important first.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    choice : Followed
        What is followed.
    by : str
        The column whose groups are compared.

    Returns
    -------
    list of Finding
        What cannot be answered is said in a sentence, with the reason, or left out.
    """
    articles = corpus.largest(by, n=_MOST)
    shares = framing(articles, lexicon, by=by)
    asked: list[tuple[str, str, Callable[[], str]]] = [
        (f"Do {_groups(by)} choose alike?", "", lambda: in_words(choice.apart)),
        (f"Who says {choice.label}?", FIGURE, lambda: _standing(_rows(shares, choice), choice, by)),
        ("What moved over time?", "06-shift", lambda: _moved(articles, lexicon, by, choice)),
        ("Is it words, or stories?", "09-words-and-stories", lambda: _parted(articles, lexicon, by, choice)),
        (f"Which words set {_groups(by)} apart?", "04-keyness", lambda: _words(articles, by)),
        ("Does it survive other choices?", "07-survives", lambda: _survives(articles, lexicon, by, choice)),
        ("What is too thin to say?", "", lambda: _thin(corpus, articles, shares, by)),
    ]
    if not choice.tested:  # nothing can be inferred: that is the first thing to say
        asked = [asked[-1], *asked[:2]]
    return [
        Finding(
            DIRECTIONS.sub("", question),
            DIRECTIONS.sub("", said),
            "" if said.endswith(_NOT_PARTED) else figure,  # which is then of two others
        )
        for question, figure, ask in asked
        if (said := _answer(ask))
    ]


def _mentions(shares: pd.DataFrame, by: str) -> "pd.Series[int]":
    """Return how often each concept is named, by all groups together."""
    firsts = shares.drop_duplicates([by, "concept"])
    return firsts.groupby("concept", sort=False)["concept_count"].sum()


def _rows(shares: pd.DataFrame, choice: Followed) -> pd.DataFrame:
    return shares[(shares["concept"] == choice.concept) & (shares["label"] == choice.label)]


def _plain(value: Any) -> Any:
    """Return a value of a table as Python has it."""
    return value.item() if isinstance(value, np.generic) else value


def _answer(ask: Callable[[], str]) -> str:
    """Return an answer, or why there is none."""
    try:
        return ask()
    except DiscourseError as refusal:
        return f"Cannot be said here: {refusal}."


def _groups(by: str) -> str:
    return "outlets" if by == "source" else f"values of {by}"


def _standing(rows: pd.DataFrame, choice: Followed, by: str) -> str:
    """Say who uses the label most and least, with intervals."""
    named = rows[rows["concept_count"] > 0].sort_values(
        ["share", "concept_count"], ascending=False, kind="stable"
    )
    known = named[named["share_low"].notna()]
    what = f"Of all mentions of {as_prose(choice.concept)}, {choice.label} makes"
    if known.empty:
        used = named.sort_values("concept_count", ascending=False, kind="stable")
        return (
            f"{what}: {listed([_share(row, by) for row in used.to_dict('records')])}. Each rests on one "
            "article or copies of it: these are counts of words, not what anybody does."
        )
    said = [_share(row, by) for row in known.to_dict("records")]
    single = len(named) - len(known)
    more = f" {counted(single, 'other')} without an interval." if single else ""
    if len(said) <= 6:
        return f"{what}: {'; '.join(said)}.{more}"
    most, least = f"{what} most: {'; '.join(said[:3])}.", known[known["share"] == known["share"].min()]
    if len(least) <= 3:
        return f"{most} Least: {'; '.join(said[-3:])}; {len(said) - 6:,} between them.{more}"
    some = "; ".join(_share(row, by) for row in least.head(3).to_dict("records"))
    return f"{most} Least: {level(least['share'].iloc[0], 'share')} in {len(least):,}, such as {some}.{more}"


def _share(row: dict[Hashable, Any], by: str) -> str:
    """Say a share with its counts and, where it has one, its interval."""
    name = group_names(pd.DataFrame({by: [row[by]]}))[0]
    said = f"{name} {level(row['share'], 'share')} ({row['count']:,} of {row['concept_count']:,}"
    if pd.isna(row["share_low"]):
        return f"{said})"
    return f"{said}; {level(row['share_low'], 'share')} to {level(row['share_high'], 'share')})"


def _moved(articles: Corpus, lexicon: Lexicon, by: str, choice: Followed) -> str:
    """Follow what times divide most, and what the report follows, with the mix of groups held fixed."""
    every = choice.every
    if every is None or by in PERIODS:
        return ""
    said, _ = _halves(articles, lexicon, by, every, choice.concept, choice.label)
    apart = divides(articles, lexicon, by=every, progress=False)
    for row in apart[apart["q"] < LEVEL].head(1).itertuples(index=False):
        if (row.concept, row.label) != (choice.concept, choice.label):
            other, moved = _halves(articles, lexicon, by, every, str(row.concept), str(row.label))
            said = f"{other} {said}".strip() if moved else said
    return said


def _halves(
    articles: Corpus, lexicon: Lexicon, by: str, every: str, concept: str, label: str
) -> tuple[str, bool]:
    """Set the second half of the mentions of a concept against the first; say whether groups surely moved."""
    shares = framing(articles, lexicon, by=None, every=every)
    shares = shares[(shares["concept"] == concept) & (shares["label"] == label)]
    sizes = shares[shares[every].notna() & (shares["concept_count"] > 0)].set_index(every)["concept_count"]
    if len(sizes) < 2:
        return "", False
    cut = (sizes.cumsum().iloc[:-1] - sizes.sum() / 2).abs().idxmin()
    early, late = sizes.index[sizes.index <= cut].tolist(), sizes.index[sizes.index > cut].tolist()
    parts = shift(
        articles, lexicon, before=early, after=late, by=every, over=by, label=label, concept=concept
    )
    total = parts[parts["part"] == "total"].iloc[0]
    if pd.isna(total["difference_low"]):
        return "", False
    strata = parts[parts["part"] == "stratum"]
    both = int(((strata["concept_count_before"] > 0) & (strata["concept_count_after"] > 0)).sum())
    change, within, mix = (_points(total, part) for part in ("difference", "within", "mix"))
    said = (
        f"{label}, of all mentions of {as_prose(concept)}, from {_span(early)} to "
        f"{_span(late)}: {change} points. Of these, {within} are {_groups(by)} that write differently "
        f"({both:,} of {len(strata):,} mention it at both times), and {mix} are the mix: other "
        f"{_groups(by)}, or more of some and less of others."
    )
    return said, bool(total["within_low"] > 0 or total["within_high"] < 0)


def _parted(articles: Corpus, lexicon: Lexicon, by: str, choice: Followed) -> str:
    """Split the difference of the two that make most of the divide; nothing where nobody shares a story."""
    told = articles if "story" in articles.metadata.columns else articles.with_stories(lexicon)
    sides = {"by": by, "before": choice.reference, "after": choice.target}
    parts = shift(told, lexicon, label=choice.label, concept=choice.concept, within="story", **sides)
    total = parts[parts["part"] == "total"].iloc[0]
    if told.documents.groupby("story")[by].nunique().max() < 2:
        return ""
    what = f"{choice.label}, {choice.target} less {choice.reference}"
    both = f"mention {as_prose(choice.concept)} in {total['stories']:,} of {total['stories_total']:,} stories"
    if total["stories"] < _FEW_STORIES:
        return f"{what}: both {both}{_NOT_PARTED}"
    parted = ("difference", "within", "mix", "only")
    whole, words, weights, alone = (_points(total, part) for part in parted)
    return (
        f"{what}: {whole} points. Both {both}. Of the difference, {words} are other words in the same story, "
        f"{weights} that one writes more of some of them, and {alone} what comes of stories that one alone "
        "tells. These intervals are between stories."
    )


def _span(periods: list[Any]) -> str:
    return str(periods[0]) if len(periods) == 1 else f"{periods[0]}–{periods[-1]}"


def _points(total: "pd.Series[Any]", part: str) -> str:
    """Say a part of a difference of shares in points, with its interval."""
    value, low, high = (100 * total[f"{part}{end}"] for end in ("", "_low", "_high"))
    ends = "no interval" if pd.isna(low) or pd.isna(high) else f"{low:+z.1f} to {high:+z.1f}"
    return f"{value:+z.1f} ({ends})"


def _words(articles: Corpus, by: str) -> str:
    """Name the words that most surely set the largest groups apart from the rest."""
    sizes = articles.column(by).value_counts().sort_index(key=lambda names: names.astype(str))
    largest = sizes.sort_values(ascending=False, kind="stable").index[:_OUTLETS].tolist()
    table = keyness(articles, by=by, target=largest, minimum=_FEW_MENTIONS)
    sure = table[(table["q"] < LEVEL) & (table["log_ratio"] > 0)]
    if sure.empty:
        return (
            f"No word is more frequent, with q below .05, in one of the {len(largest)} largest than in the "
            "rest: too few articles, or too few differences."
        )
    said = []
    for name in largest:
        rows = sure[sure["target"] == name]
        words = [
            f"{row.term} ({row.count_target:,} against {row.count_reference:,})"
            for row in rows.head(_WORDS).itertuples(index=False)
        ]
        said.append(f"{name}: {listed(words) or 'none'}")
    some = f"The {len(largest)} largest of {len(sizes):,}" if len(sizes) > len(largest) else "Each"
    return f"{some} against the rest, with q below .05. {'; '.join(said)}."


def _survives(articles: Corpus, lexicon: Lexicon, by: str, choice: Followed) -> str:
    """Say whether the difference of the two that make most of the divide holds when choices change."""
    asked = {"label": choice.label, "concept": choice.concept, "target": choice.target}
    checks = sensitivity(articles, lexicon, by=by, reference=choice.reference, leave_out=["year"], **asked)
    first, others = checks.iloc[0], checks.iloc[1:]
    said = f"{choice.label}, {choice.target} less {choice.reference}: {difference(dict(first), 'share')}"
    if pd.isna(first["difference_low"]):
        return f"{said}. One article on a side bears no interval, so nothing can be said to survive."
    if not first["survives"]:
        return f"{said}. As it is, the interval has 0 in it: there is nothing that could survive."
    tested = others[others["difference_low"].notna()]
    lost = tested[~tested["survives"]]
    names = [f"{row.check} {row.detail}".strip() for row in lost.itertuples(index=False)]
    said += f". It survives {len(tested) - len(lost):,} of {counted(len(tested), 'check')}"
    return f"{said}{f'; not {listed(names)}' if names else ''}."


def _thin(corpus: Corpus, articles: Corpus, shares: pd.DataFrame, by: str) -> str:
    """Name what has too few articles or mentions to say anything of, and what forbids a conclusion."""
    sizes = corpus.column(by).value_counts()
    few = int((sizes < _FEW_ARTICLES).sum())
    said = [caveat(articles, by=by)]
    if (sizes == 1).sum() < few < len(sizes):  # single articles have their own sentence
        said.append(
            f"{few:,} of {counted(len(sizes), 'value')} of {by} have fewer than {_FEW_ARTICLES} articles."
        )
    if len(articles) < len(corpus):
        said.append(
            f"Only the {_MOST} with most articles are compared: {len(articles):,} of "
            f"{counted(len(corpus), 'article')}."
        )
    rare = [str(name) for name, count in _mentions(shares, by).items() if count < _FEW_MENTIONS]
    if rare:
        said.append(f"Fewer than {_FEW_MENTIONS} mentions: {listed(rare)}.")
    return " ".join(filter(None, said))
