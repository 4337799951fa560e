"""In whose words each label stands: the outlet's own, or words it quotes or reports."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from discourse.analysis.phrases import MOST, each_group, listed
from discourse.analysis.results import grouped_by
from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, share
from discourse.counting.intervals import Intervals, unit_intervals
from discourse.counting.labels import lexicon_only, names_at
from discourse.counting.shards import corpus_only, one_table, over_shards
from discourse.counting.speakers import said_by, voice_of
from discourse.counting.tally import Items, total_of_units
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Query, find, resolve
from discourse.voice import OUTLET, VOICES

COLUMNS = (
    *("concept", "label", "voice", "count", "label_count", "voice_share"),
    *("voice_share_low", "voice_share_high", "documents", "units"),
)
SPEAKER = "speaker"
OWN, NOBODY = "(the outlet)", "(nobody named)"


def voices(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    unit: str = "family",
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count in whose words the labels of a lexicon stand.

    "Terrorists" in the mouth of a minister is not "terrorists" in the voice of the paper. A mention is the
    outlet's own if all its words are; see :meth:`Corpus.in_voice` for the voices, and for counts and rates of
    one voice alone.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus; or ``"speaker"``,
        for who carries which label.
    unit, confidence, uncertainty, draws, seed
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row for each group, label and voice (``outlet``, ``quoted``, ``marked``, ``reported``,
        ``attitude``), zeros too: the columns of `by`, ``concept``, ``label``, ``voice``, ``count``,
        ``label_count`` (in all voices), ``voice_share`` (the first in the second; NaN where the label is not
        used) with ``voice_share_low`` and ``voice_share_high`` (NaN where fewer than two units bear on them),
        ``documents`` (with the label in this voice), ``units`` (with the label).

        By speaker, a row for each speaker and label that occurs: ``speaker`` (``(the outlet)`` for its own
        words, ``(nobody named)``), ``concept``, ``label``, ``count``, ``documents``, ``concept_count`` (of
        the speaker), ``share``; the speakers with most mentions first.

    Raises
    ------
    DiscourseError
        If `by` names no column, or an option is out of range.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.voices(dc.read("seeds"), dc.Lexicon.read("syria"), by=None)
    >>> rebels = table[table["label"] == "terrorists"].set_index("voice")
    >>> rebels[["count", "label_count"]].T.to_dict("list")["quoted"]
    [3, 5]
    """
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    lexicon_only(lexicon)
    if by == SPEAKER:
        return finish(_by_speaker(corpus, lexicon), "voices", corpus, lexicon, by=by)
    queries, kinds = lexicon.queries(), len(VOICES)
    columns = columns_of(by)
    counted = total_of_units(corpus_only(corpus), count_voices, columns, queries, unit=unit, one_by_one=True)
    cells, groups, size = counted.by_unit, len(counted), len(queries) * kinds
    label = size + np.repeat(np.arange(len(queries)), kinds)
    table = counted.repeat(size)
    row = np.tile(np.repeat(np.arange(len(queries)), kinds), groups)
    table["concept"], table["label"] = names_at(queries, row)
    table["voice"] = pd.Series([*VOICES] * (groups * len(queries)), dtype="str")
    table["count"] = counted.count[:, :size].toarray().ravel()
    table["label_count"] = counted.count.toarray()[:, label].ravel()
    table["voice_share"] = share(table["count"], table["label_count"])
    low, high, _ = unit_intervals(cells, groups, cells.count[:, :size], cells.count[:, label], intervals)
    table["voice_share_low"], table["voice_share_high"] = low.ravel(), high.ravel()
    table["documents"] = counted.holding[:, :size].toarray().ravel()
    table["units"] = counted.spread.bearing.toarray()[:, label].ravel()
    return finish(table, "voices", corpus, lexicon, by=by, **intervals.options)


def count_voices(corpus: Corpus, queries: Sequence[Query]) -> Items:
    """Find in one shard the matches of each label in each voice, and after all these those of each label."""
    found = resolve(find(queries, corpus.index))
    voice, kinds = voice_of(corpus, found), len(VOICES)
    both = np.column_stack([found.query * kinds + voice, len(queries) * kinds + found.query])
    offsets = 2 * np.searchsorted(found.start, corpus.index.offsets)
    return Items(both.astype(np.int32).ravel(), offsets, len(queries) * (kinds + 1))


def _by_speaker(corpus: Corpus, lexicon: Lexicon) -> pd.DataFrame:
    queries = lexicon.queries()
    said = one_table(over_shards(corpus_only(corpus), _said_of, queries))
    each = said.groupby(["speaker", "query"], as_index=False)
    table = each.agg(count=("count", "sum"), documents=("count", "size"))
    most = table.groupby("speaker")["count"].transform("sum")
    table = table.loc[most.sort_values(ascending=False, kind="stable").index].reset_index(drop=True)
    table["concept"], table["label"] = names_at(queries, table.pop("query"))
    table["concept_count"] = table.groupby(["speaker", "concept"])["count"].transform("sum")
    table["share"] = share(table["count"], table["concept_count"])
    return table[["speaker", "concept", "label", "count", "documents", "concept_count", "share"]]


def _said_of(corpus: Corpus, queries: Sequence[Query]) -> pd.DataFrame:
    """Count the labels of each speaker in each document of a shard."""
    found = resolve(find(queries, corpus.index))
    document = corpus.index.document_of(found.start)
    said = said_by(corpus, document, found.start - corpus.index.offsets[document], found.length)
    names = [OWN if voice == VOICES[OUTLET] else speaker or NOBODY for voice, speaker in said]
    table = pd.DataFrame(
        {"speaker": pd.Series(names, dtype="str"), "query": found.query, "document": document}
    )
    return table.groupby(["speaker", "query", "document"]).size().rename("count").reset_index()


def sentence(table: pd.DataFrame) -> str:
    """Say of each group how much of what it mentions is in its own words."""
    if SPEAKER in table.columns:
        named = table[~table[SPEAKER].isin([OWN, NOBODY])]
        top = named.sort_values("count", ascending=False, kind="stable").head(MOST)
        said = [f"{row['speaker']} {row['label']} {row['count']:,}" for row in top.to_dict("records")]
        return f"{'; '.join(said)}." if said else "No speaker is named with any of these labels."

    def own(rows: pd.DataFrame) -> str:
        mentions = rows.groupby(["concept", "label"], sort=False)["label_count"].first()
        mine = rows[rows["voice"] == VOICES[OUTLET]].set_index(["concept", "label"])["count"]
        top = mentions[mentions > 0].sort_values(ascending=False, kind="stable").head(3)
        cells = zip(top.index, mine[top.index], top, strict=True)
        said = [f"{label} {n:,} of {whole:,} ({n / whole:.0%})" for (_, label), n, whole in cells]
        return listed(said) or "none of these labels"

    sized = table.assign(tokens=table["label_count"])  # the groups with most mentions are told of
    return f"In the outlet's own words. {each_group(sized, grouped_by(table), own)}"
