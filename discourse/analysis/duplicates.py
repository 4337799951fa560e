"""Copies of one story: agency copy reprinted, articles posted twice."""

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import finish
from discourse.counting.shards import corpus_only
from discourse.errors import counted

COLUMNS = (
    "family",
    "id_a",
    "source_a",
    "date_a",
    "id_b",
    "source_b",
    "date_b",
    "overlap",
    "opening_a",
    "opening_b",
)

_OPENING = 100  # characters


def duplicates(corpus: Corpus) -> pd.DataFrame:
    """List the pairs of documents of which one is a copy of the other, whole, cut or edited.

    Parameters
    ----------
    corpus : Corpus
        Copies are looked for in the corpus as it was read; of a selection, the pairs are listed of which it
        has both documents.

    Returns
    -------
    DataFrame
        One row a pair, the greatest overlap first, then by ids: ``family`` (the id of the first document of
        all that such pairs connect), ``id_a``, ``source_a``, ``date_a`` and ``id_b``, ``source_b``,
        ``date_b`` (in the order of the corpus), ``overlap`` (the share of the runs of five words of the
        shorter document that stand in the other too, without those that many documents have: 1 for all),
        ``opening_a``, ``opening_b`` (the first 100 characters, white space made single). Of a family of more
        than ten not all pairs may be listed.

    See Also
    --------
    discourse.copies.find.find_copies : what a copy is, and how copies are found.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> story = " ".join(f"word{number}" for number in range(60))
    >>> texts = [story, "Something else", "By AFP: " + story]
    >>> corpus = dc.read(pd.DataFrame({"source": ["A", "B", "C"], "text": texts}))
    >>> dc.duplicates(corpus)[["family", "id_a", "id_b", "overlap"]]
      family id_a id_b  overlap
    0      1    1    3      1.0
    """
    _, first, second, overlap = corpus_only(corpus).copies
    documents = corpus.metadata[["id", "source", "date"]]
    table = pd.DataFrame({"family": corpus.column("family").iloc[first].to_numpy()}, dtype="str")
    for side, rows in (("a", first), ("b", second)):
        for column in documents.columns:
            table[f"{column}_{side}"] = documents[column].iloc[rows].array
    table["overlap"] = overlap
    for side, rows in (("a", first), ("b", second)):
        openings = [_opening(text) for text in corpus.texts(rows.tolist())]
        table[f"opening_{side}"] = pd.Series(openings, dtype="str")
    order = np.lexsort((table["id_b"], table["id_a"], -table["overlap"]))
    return finish(table.iloc[order].reset_index(drop=True), "duplicates", corpus)


def _opening(text: str) -> str:
    return " ".join(text[: 10 * _OPENING].split())[:_OPENING]


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    if table.empty:
        return "No article is a copy of another one."
    ids = pd.concat([table["id_a"], table["id_b"]]).nunique()
    across = int((table["source_a"] != table["source_b"]).sum())
    whole = int((table["overlap"] >= 1).sum())
    families = counted(table["family"].nunique(), "family", "families")
    return (
        f"{counted(len(table), 'pair')} of copies among {counted(ids, 'article')}, in {families}: "
        f"{across:,} between two sources, {len(table) - across:,} within one. In {whole:,} all of the "
        f"shorter article stands in the other, in the least alike {table['overlap'].min():.0%} of it."
    )
