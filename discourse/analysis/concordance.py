"""Where the labels stand: lines to read, and places in each article."""

import html
from collections.abc import Sequence
from typing import Any

import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.contexts import contexts, in_all_voices
from discourse.counting.groups import finish
from discourse.counting.labels import matches_of, names_of
from discourse.counting.shards import corpus_in, one_table, over_shards
from discourse.counting.speakers import said_by
from discourse.errors import DiscourseError, counted
from discourse.glance import NO_MATHS
from discourse.lexicon import Lexicon
from discourse.text.words import words
from discourse.voice.codes import Voice

COLUMNS = ("id", "source", "date", "title", "concept", "label", "left", "node", "right", "position")
_SAID = ("voice", "speaker")
_FIRST = ("id", "source", "date", "title")
_MOST_WORDS = 400_000_000  # of context; with their lines some gigabytes


class Concordance(pd.DataFrame):
    """A table of lines that shows itself with the node in the middle."""

    @property
    def _constructor(self) -> Any:
        return Concordance

    def _lines(self, width: int = 100) -> list[str]:
        """Return the lines as text of `width` characters and the source before them."""
        side = max((width - 20) // 2, 10)
        sources = [str(source)[:24] for source in self["source"]]
        lefts = [left[-side:] for left in self["left"]]
        first, second = (max(map(len, column), default=0) for column in (sources, lefts))
        return [
            f"{source:<{first}}  {left:>{second}}  {node}  {right[:side]}"
            for source, left, node, right in zip(sources, lefts, self["node"], self["right"], strict=True)
        ]

    def _shown(self) -> tuple["Concordance", str]:
        most = pd.get_option("display.max_rows") or len(self)
        found = max(self.attrs.get("lines", 0), len(self))  # a slice remembers how many there were
        return self.head(most), f"{min(most, len(self)):,} of {found:,} lines"

    def __repr__(self) -> str:
        if not set(COLUMNS) <= set(self.columns):
            return super().__repr__()
        shown, count = self._shown()
        return "\n".join([*shown._lines(), count])

    def _repr_html_(self) -> str:
        if not set(COLUMNS) <= set(self.columns):
            return self.to_html()
        shown, count = self._shown()
        days = shown["date"].dt.strftime("%Y-%m-%d").fillna("")
        cells = zip(shown["source"], days, shown["left"], shown["node"], shown["right"], strict=True)
        rows = [
            '<tr><td style="white-space:nowrap">{}</td><td style="white-space:nowrap">{}</td>'
            '<td style="text-align:right">{}</td>'
            '<td style="text-align:center"><b>{}</b></td><td style="text-align:left">{}</td></tr>'.format(
                *(html.escape(str(cell)) for cell in line)
            )
            for line in cells
        ]
        head = "<tr><th>source</th><th>date</th><th>left</th><th>node</th><th>right</th></tr>"
        body = "\n".join(rows)
        return (
            f'<table class="concordance {NO_MATHS}">\n<thead>{head}</thead>\n'
            f"<tbody>\n{body}\n</tbody>\n</table>\n<p>{count}</p>"
        )


def concordance(
    corpus: Corpus,
    what: str | Lexicon,
    *,
    concept: str | None = None,
    label: str | None = None,
    window: int | str = 8,
    voice: Voice = "all",
    speakers: bool = False,
    sort: str | Sequence[str] = ("source", "date"),
) -> Concordance:
    """List the places where a pattern, or a label of a lexicon, stands, in context (KWIC).

    Parameters
    ----------
    corpus : Corpus
    what : str or Lexicon
        A pattern, such as ``"moderate @ opposition"``; or a lexicon, for the very places that
        :func:`framing` counts.
    concept, label : str, optional
        Which part of the lexicon.
    window : int or "sentence"
        Words of context on each side; or all words of the sentence.
    voice : str or sequence of str
        Whose words are looked through, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    speakers : bool
        Whether each line says in its column ``voice`` whose words it has, and in ``speaker`` who is named as
        the speaker (empty if nobody is): every article with a line is read for that.
    sort : str or sequence of str
        ``"left"`` (the words before the node, nearest first), ``"right"``, ``"node"``, or any column of the
        result; lines that are equal in all stay in the order of the documents.

    Returns
    -------
    Concordance
        A DataFrame, one row a place: ``id``, ``source``, ``date``, ``title``, ``concept``, ``label`` (empty
        for a pattern), ``left``, ``node``, ``right`` (as written, white space made single), ``position``
        (the first word of the node, from 0), and every other column of the corpus; one that is called like a
        column of the lines ends in ``_given``.

    Raises
    ------
    DiscourseError
        If the pattern is wrong, or the lexicon has no such concept or label.

    Examples
    --------
    >>> import discourse as dc
    >>> lines = dc.concordance(dc.read("seeds"), "moderate @ opposition", window=3)
    >>> lines["left"].tolist(), lines["node"].tolist()
    (['it - against the', 'government and the'], ['moderate Syrian opposition', 'moderate opposition'])
    """
    if window != "sentence" and (not isinstance(window, int) or not 0 <= window <= 10**6):
        raise DiscourseError(
            f"window= must be a number of words from 0 to 1,000,000, or 'sentence', not {str(window)[:20]}"
        )
    keys = [sort] if isinstance(sort, str) else list(sort)
    corpus = corpus_in(corpus, voice)
    known = [*COLUMNS, *(_SAID if speakers else ()), *_others(corpus.shards[0]).values()]
    unknown = [key for key in keys if key not in known]
    if unknown:
        raise DiscourseError(f"sort={unknown[0]!r} is no column of the lines; they have {', '.join(known)}")
    table = one_table(over_shards(corpus, _lines_of, what, concept, label, window, speakers))
    order = pd.DataFrame({str(i): _sort_key(table, key) for i, key in enumerate(keys)}, index=table.index)
    table = table.loc[order.sort_values(list(order.columns), kind="stable").index] if keys else table
    sorted_lines = Concordance(table.reset_index(drop=True))
    lexicon = what if isinstance(what, Lexicon) else None
    pattern = what if isinstance(what, str) else None
    options = {"pattern": pattern, "concept": concept, "label": label, "window": window, "sort": keys}
    finish(sorted_lines, "concordance", corpus, lexicon, **options)
    sorted_lines.attrs["lines"] = len(sorted_lines)
    return sorted_lines


def _lines_of(
    corpus: Corpus,
    what: str | Lexicon,
    concept: str | None,
    label: str | None,
    window: int | str,
    speakers: bool,
) -> pd.DataFrame:
    """Return the lines of a shard in the order of its documents."""
    found = matches_of(corpus, what, concept, label)
    document = corpus.index.document_of(found.start)
    side = window if isinstance(window, int) else 50  # a sentence has fewer
    words = len(document) * (2 * min(side, int(corpus.lengths.max(initial=0))) + 1)
    if words > _MOST_WORDS:
        raise DiscourseError(
            f"{counted(len(document), 'line')} with up to {words:,} words of context, where {_MOST_WORDS:,} "
            "are in memory at a time; give a smaller window=, or select documents first"
        )
    corpus, start = in_all_voices(corpus, found.start)
    starts = start - corpus.index.offsets[document]
    cut = contexts(corpus, document, starts, found.length, window)
    table = corpus.metadata[list(_FIRST)].iloc[document].reset_index(drop=True)
    table["concept"], table["label"] = names_of(found)
    for number, column in enumerate(("left", "node", "right")):
        table[column] = pd.Series([context[number] for context in cut], dtype="str")
    table["position"] = starts
    if speakers:
        said = said_by(corpus, document, starts, found.length)
        for number, column in enumerate(_SAID):
            table[column] = pd.Series([each[number] for each in said], dtype="str")
    for column, name in _others(corpus).items():
        table[name] = corpus.metadata[column].iloc[document].array
    return table


def _others(corpus: Corpus) -> dict[str, str]:
    """Return the columns of the corpus that stand after the line, each with its name there."""
    others = [column for column in corpus.metadata.columns if column not in _FIRST]
    return {column: f"{column}_given" if column in (*COLUMNS, *_SAID) else column for column in others}


def _sort_key(table: pd.DataFrame, key: str) -> "pd.Series[Any]":
    if key in ("left", "right", "node"):  # by words, not by the marks between them
        step = -1 if key == "left" else 1  # the word next to the node decides first
        return table[key].map(lambda context: " ".join(words(context)[::step]))
    return table[key]


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    return f"{counted(len(table), 'line')} from {counted(table['id'].nunique(), 'article')}."
