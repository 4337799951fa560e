"""What is in the corpus: documents and tokens by group and period."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from discourse.analysis.phrases import listed, name_of
from discourse.analysis.results import grouped_by, time_of
from discourse.corpus import Corpus
from discourse.counting.groups import columns_of, finish
from discourse.counting.shards import corpus_in
from discourse.counting.tally import sizes
from discourse.errors import counted
from discourse.voice.codes import Voice

COLUMNS = (
    "documents",
    "tokens",
)


def overview(
    corpus: Corpus, *, by: str | Sequence[str] = "source", every: str = "year", voice: Voice = "all"
) -> pd.DataFrame:
    """Count documents and tokens by group and period.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns.
    every : {"year", "quarter", "month"} or a metadata column
        The period.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.

    Returns
    -------
    DataFrame
        The columns `by` and `every`, ``documents``, ``tokens``: every group with every period that occurs,
        zeros where there is nothing; documents without a date are a period of their own, missing.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.overview(dc.read("seeds"))
    >>> table[table["documents"] > 0].values.tolist()[0]
    ['Agency reprint', 2020, 1, 356]
    """
    corpus = corpus_in(corpus, voice)
    columns = columns_of(by)
    names = list(dict.fromkeys([*columns, every]))
    cells = sizes(corpus, names)
    filled = cells.keys.assign(documents=cells.documents, tokens=cells.tokens)
    if columns and every not in columns:
        groups, periods = cells.over(columns).keys, cells.over([every]).keys
        filled = groups.merge(periods, how="cross").merge(filled, on=names, how="left")
        counts = ["documents", "tokens"]
        filled[counts] = filled[counts].fillna(0).astype(np.int64)
    return finish(filled, "overview", corpus, by=by, every=every)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    time, groups = time_of(table), grouped_by(table)
    by = [column for column in groups if column != time] or groups
    sizes = (
        table.groupby(by, dropna=False, observed=True)["documents"]
        .sum()
        .sort_values(ascending=False, kind="stable")
    )
    articles, words = (int(table[name].sum()) for name in ("documents", "tokens"))
    said = f"{counted(articles, 'article')} and {counted(words, 'word')} from "
    said += counted(len(sizes), "source") if by == ["source"] else f"{len(sizes):,} values of {', '.join(by)}"
    if time is not None and by != [time] and table.loc[table["documents"] > 0, time].notna().any():
        dated = table.loc[(table["documents"] > 0) & table[time].notna(), time]
        first, last = dated.min(), dated.max()
        said += f", {first}" if first == last else f", {first} to {last}"
    names = [name_of(key if isinstance(key, tuple) else (key,), by) for key in sizes.index]
    each = listed([f"{name} {count:,}" for name, count in zip(names, sizes, strict=True)])
    return f"{said}. Articles: {each}."
