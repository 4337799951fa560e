"""Articles beside each other: each with its headline, how it begins, and the sentences that use a label."""

import html
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from discourse.corpus import Corpus
from discourse.counting.contexts import in_all_voices
from discourse.counting.labels import matches_of, names_of
from discourse.counting.shards import corpus_only, over_shards
from discourse.errors import DiscourseError
from discourse.files import DIRECTIONS
from discourse.glance import NO_MATHS
from discourse.lexicon import Lexicon
from discourse.text.words import spans

_MOST = 12  # columns that a window has room for
_BREAK = "[…]"
_OPENING = "“„«‘\"'([¿¡"


class Passage(NamedTuple):
    """A stretch of an article, as written: the name of a label that it is, or none."""

    text: str
    label: str


class Article(NamedTuple):
    """What is shown of an article."""

    source: str
    date: str
    title: str
    passages: list[Passage]

    @property
    def labels(self) -> str:
        """How often which labels occur, those that occur most first."""
        found = Counter(passage.label for passage in self.passages if passage.label)
        return ", ".join(f"{label} {count:,}" for label, count in found.most_common())


@dataclass(frozen=True)
class SideBySide:
    """Some articles; a notebook shows each as a column, with its labels marked.

    Attributes
    ----------
    articles : list of Article
        By date, then by source.
    """

    articles: list[Article]

    def __repr__(self) -> str:
        return "\n\n".join(
            f"{article.source}, {article.date or 'no date'}: {article.title}\n"
            f"  ({article.labels or 'none of the labels'})\n  "
            + "".join(f"*{text}*" if label else text for text, label in article.passages)
            for article in self.articles
        )

    def _repr_html_(self) -> str:
        wide = f"min-width:16em;max-width:{max(20, 90 // max(len(self.articles), 1))}em"
        style = f'style="text-align:left;vertical-align:top;white-space:normal;{wide}"'
        rows = [
            [f"<b>{_escaped(one.source)}</b>, {one.date or 'no date'}" for one in self.articles],
            [f"<b>{_escaped(one.title) or '(no title)'}</b>" for one in self.articles],
            [f"<i>{_escaped(one.labels) or 'none of the labels'}</i>" for one in self.articles],
            ["".join(map(_marked, one.passages)) for one in self.articles],
        ]
        lines = ("".join(f"<td {style}>{cell}</td>" for cell in row) for row in rows)
        body = "\n".join(f"<tr>{line}</tr>" for line in lines)
        return f'<table class="{NO_MATHS}"><tbody>\n{body}\n</tbody></table>'


def side_by_side(
    corpus: Corpus, lexicon: Lexicon, *, concept: str | None = None, lead: int = 40
) -> SideBySide:
    """Show articles beside each other, such as those of one story, with the labels that they use marked.

    Parameters
    ----------
    corpus : Corpus
        Of 1 to 12 articles: ``corpus.select(story=…)``, after :meth:`Corpus.with_stories`.
    lexicon : Lexicon
    concept : str, optional
        The only concept whose labels are marked.
    lead : int
        How many words of the beginning are shown, whole sentences; of the rest, sentences that use a label.

    Returns
    -------
    SideBySide
        Shows itself in a notebook: by date and source, headline first.

    Raises
    ------
    DiscourseError
        If there is no article, or more than 12, or the lexicon has no such concept.

    Examples
    --------
    >>> import discourse as dc
    >>> seeds = dc.read("seeds")
    >>> shown = dc.side_by_side(seeds.select(source="TRT World"), dc.Lexicon.read("syria"), lead=0)
    >>> shown.articles[0].labels.split(", ")[0]
    'Daesh 5'
    """
    corpus_only(corpus)
    if not 0 < len(corpus) <= _MOST:
        raise DiscourseError(
            f"side by side stand 1 to {_MOST} articles, and here are {len(corpus):,}; choose some with "
            "corpus.select(story=…) or corpus.select(id=[…])"
        )
    if isinstance(lead, bool) or not isinstance(lead, int) or lead < 0:
        raise DiscourseError(f"lead={lead!r} must be a whole number of words from 0")
    found = [one for part in over_shards(corpus, _articles_of, lexicon, concept, lead) for one in part]
    return SideBySide(sorted(found, key=lambda one: (one.date or "9999", one.source.casefold(), one.title)))


def _articles_of(corpus: Corpus, lexicon: Lexicon, concept: str | None, lead: int) -> list[Article]:
    """Cut what is shown out of the articles of a shard."""
    found = matches_of(corpus, lexicon, concept, None)
    document, (_, labels) = corpus.index.document_of(found.start), names_of(found)
    corpus, start = in_all_voices(corpus, found.start)
    made = []
    about = corpus.metadata[["source", "date", "title"]].astype({"source": object, "title": object})
    for row, (text, (source, date, title)) in enumerate(
        zip(corpus.texts(np.arange(len(corpus))), about.itertuples(index=False), strict=True)
    ):
        here = np.flatnonzero(document == row)
        begin, bounds = int(corpus.index.offsets[row]), corpus.index.sentences
        first, last = np.searchsorted(bounds, [begin, begin + int(corpus.lengths[row])])
        names = [labels.iloc[at] for at in here]
        starts = (start[here] - begin).tolist()
        places = list(zip(starts, found.length[here].tolist(), names, strict=True))
        at = list(spans(text, *corpus.index.rules))
        passages = _cut(text, at, (bounds[first : last + 1] - begin).tolist(), places, lead)
        day = "" if date != date else f"{date:%Y-%m-%d}"
        made.append(Article(_said(source) or "(no source)", day, _said(title), passages))
    return made


def _cut(
    text: str,
    at: list[tuple[int, int]],
    bounds: list[int],
    places: list[tuple[int, int, str]],
    lead: int,
) -> list[Passage]:
    """Take the sentences that are shown, cut where labels begin and end; of labels that overlap the first."""
    made: list[Passage] = []
    shown_to = 0  # the first word after what is shown
    for first, after in pairwise(bounds):
        here = sorted(place for place in places if first <= place[0] < after)
        if not here and first >= lead:
            continue
        if first > shown_to:
            made.append(Passage(f" {_BREAK} ", ""))
        char, end = (_opens(text, at[word][0]) if word < len(at) else len(text) for word in (first, after))
        for start, length, label in here:
            begin, stop = at[start][0], at[start + length - 1][1]
            if begin >= char:
                made += [Passage(text[char:begin], ""), Passage(text[begin:stop], label)]
                char = stop
        made.append(Passage(text[char:end], ""))
        shown_to = after
    if at and shown_to < len(at):
        made.append(Passage(f" {_BREAK}", ""))
    return [passage for passage in made if passage.text]


def _opens(text: str, start: int) -> int:
    """Return where a sentence begins: with the quotation marks and brackets before its first word."""
    return len(text[:start].rstrip(_OPENING))


def _said(value: object) -> str:
    return value if isinstance(value, str) else ""


def _escaped(text: str) -> str:
    return html.escape(" ".join(DIRECTIONS.sub("", text).split()))


def _marked(passage: Passage) -> str:
    """Return a passage as HTML: white space stays a blank at its ends."""
    text = html.escape(DIRECTIONS.sub("", passage.text))
    return f'<mark title="{html.escape(passage.label)}">{text}</mark>' if passage.label else text
