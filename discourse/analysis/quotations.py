"""Who is quoted and reported, and with which words."""

from collections.abc import Iterator

import pandas as pd

from discourse.analysis.phrases import listed
from discourse.corpus import Corpus
from discourse.counting.groups import finish
from discourse.counting.shards import corpus_only, one_table, over_shards
from discourse.errors import counted
from discourse.voice import ATTITUDE, OUTLET, VOICES
from discourse.voice.codes import Document, read_document
from discourse.voice.cues import Cues, cues
from discourse.voice.find import Attribution, speaker_of
from discourse.voice.speakers import names_of
from discourse.voice.words import Stretch

COLUMNS = (
    *("id", "source", "date", "speaker", "speaker_as_written", "cue", "stance", "voice", "text"),
    *("start", "end"),
)


def quotations(corpus: Corpus) -> pd.DataFrame:
    """List what is quoted and what is reported, with who says it.

    Parameters
    ----------
    corpus : Corpus

    Returns
    -------
    DataFrame
        A row for each quotation, and for each stretch of indirect speech or of what somebody is said to
        think, in the order of the text: ``id``, ``source``, ``date``, ``speaker`` (the fullest name that the
        article has for whom it names; empty where it names nobody), ``speaker_as_written``, ``cue`` (the
        words that say so; empty for a quotation that only stands near its speaker), ``stance`` (of the cue:
        neutral, doubting or endorsing), ``voice`` (``quoted``, ``marked``, ``reported`` or ``attitude``),
        ``text``, ``start`` and ``end`` (in characters of ``corpus.text(id)``). What is reported inside
        another report has a row of its own.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.quotations(dc.read("seeds"))
    >>> quoted = table[table["voice"].isin(["quoted", "marked"])]
    >>> len(quoted), quoted["speaker"].iloc[2]
    (30, 'Irina Zvyagelskaya')
    """
    table = one_table(over_shards(corpus_only(corpus), _quotations_of))
    return finish(table, "quotations", corpus)


def _quotations_of(corpus: Corpus) -> pd.DataFrame:
    table, rows = cues(corpus.language), list[tuple[object, ...]]()
    ids = corpus.metadata["id"].tolist()
    document = list[int]()
    for row in range(len(corpus)):
        text = corpus.text(ids[row])
        found = sorted(_of_document(read_document(text, corpus.index, row), table))
        rows += [each[2:] for each in found]
        document += [row] * len(found)
    made = corpus.metadata[["id", "source", "date"]].iloc[document].reset_index(drop=True)
    named = pd.DataFrame(rows, columns=[*COLUMNS[3:]])
    kinds = {name: "int64" if name in ("start", "end") else "str" for name in named.columns}
    return pd.concat([made, named.astype(kinds)], axis=1)


def _of_document(document: Document, table: Cues | None) -> Iterator[tuple[object, ...]]:
    """Yield the rows of a document, each after its place and its length."""
    text, at, (codes, attributions, quotes), _ = document
    names = names_of(document, table)

    def row(voice: str, by: Attribution | None, first: int, last: int, span: Stretch) -> tuple[object, ...]:
        cue = "" if by is None or by.cue is None else text[at[by.cue[0]][0] : at[by.cue[1] - 1][1]]
        stance = table.stance.get(" ".join(cue.casefold().split()), "neutral") if table and cue else ""
        speaker, written = (
            ("", "") if by is None or names is None else (names.of(by), names.written(by.source))
        )
        return first, last, speaker, written, cue, stance, voice, text[slice(*span)], *span

    for quote in quotes:
        span = quote.marks.inner, quote.marks.outer
        by = speaker_of(document.found, quote)
        yield row(VOICES[codes[quote.first]], by, quote.first, -quote.last, span)
    inside = [False] * len(at)
    for quote in quotes:
        inside[quote.first : quote.last] = [True] * (quote.last - quote.first)
    for each in attributions:
        for first, last in each.content:
            if all(inside[first:last]):
                continue
            voice = VOICES[ATTITUDE] if each.kind == "attitude" else "reported"
            yield row(voice, each, first, -last, (at[first][0], at[last - 1][1]))


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    counts = table["voice"].value_counts()
    said = [f"{counts[voice]:,} {voice}" for voice in VOICES[OUTLET + 1 :] if voice in counts]
    speakers = table.loc[table["speaker"] != "", "speaker"].value_counts(sort=True)
    top = [f"{name} {count:,}" for name, count in list(speakers.items())[:3]]
    most = f" Most often: {listed(top)}." if top else ""
    whole = f"{counted(len(table), 'passage')} in {counted(table['id'].nunique(), 'article')}"
    return f"{whole}: {listed(said)}.{most}"
