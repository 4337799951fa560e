"""The lines behind the numbers of a report: some of each cell, drawn by chance, on the page itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.contexts import contexts
from discourse.counting.groups import group_names
from discourse.counting.labels import matches_of, names_of
from discourse.counting.shards import over_shards
from discourse.counting.speakers import said_by
from discourse.errors import counted
from discourse.files import DIRECTIONS
from discourse.lexicon import Lexicon

WINDOWS = {"short": 8, "full": 25}  # words on each side
_MOST, _LEAST, _IN_ALL = 20, 3, 5_000  # lines of a cell, and of a page
_SHOWN = ["date", "left", "node", "right", "article", "said", "url"]
_WEB = ("https://", "http://")
_CELL = ["group", "concept", "label"]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)  # spreads consecutive numbers over all (Knuth 1998, section 6.4)


@dataclass(frozen=True)
class Cell:
    """The lines of one label in one group.

    Attributes
    ----------
    number : int
        Its place among the cells of the page.
    name : str
        Group and label.
    found : int
        How many lines there are; `lines` are some of them.
    lines : list of tuple of str
        Date, left, node, right, the article, whose words they are if not the outlet's own, and the address
        of the article.
    """

    number: int
    name: str
    found: int
    lines: list[tuple[str, ...]]


def cells(corpus: Corpus, lexicon: Lexicon, *, by: str, lines: str) -> dict[tuple[str, ...], Cell]:
    """Draw lines for each label of a lexicon in each group.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str
        The column that makes the groups.
    lines : {"short", "full", "none"}
        8 or 25 words on each side of a match, or no lines.

    Returns
    -------
    dict of (str, str, str) to Cell
        By group, concept and label: at most 20 lines of each, fewer where there are many cells, so that a
        page stays one that can be sent. Which ones depends on the articles alone, not on their order.
    """
    if lines == "none":
        return {}
    counts = pd.concat(list(over_shards(corpus, _counts, lexicon, by))).groupby(level=_CELL, sort=True).sum()
    most = min(max(_IN_ALL // max(len(counts), 1), _LEAST), _MOST)
    parts = list(over_shards(corpus, _drawn, lexicon, by, most, WINDOWS[lines]))
    found = pd.concat(parts, ignore_index=True).sort_values([*_CELL, "draw"], kind="stable")
    found = found[found.groupby(_CELL).cumcount() < most].sort_values([*_CELL, "date", "id", "start"])
    made: dict[tuple[str, ...], Cell] = {}
    for number, (key, rows) in enumerate(found.groupby(_CELL, sort=True)):
        group, concept, label = map(str, key)
        shown = rows[_SHOWN].itertuples(index=False, name=None)
        size = int(counts.loc[(group, concept, label)])
        name = DIRECTIONS.sub("", f"{group}: {label}")
        made[group, concept, label] = Cell(number, name, size, list(shown))
    return made


def _places(corpus: Corpus, lexicon: Lexicon, by: str) -> pd.DataFrame:
    """Return the cell of each match of a shard, its document and its place in it."""
    found = matches_of(corpus, lexicon, None, None)
    document = corpus.index.document_of(found.start)
    names = [str(name) for name in group_names(pd.DataFrame({by: corpus.column(by)}))]
    concepts, labels = names_of(found)
    places = pd.DataFrame(
        {"group": np.array(names, dtype=object)[document], "concept": concepts, "label": labels}
    )
    places["document"], places["start"] = document, found.start - corpus.index.offsets[document]
    return places.assign(length=found.length)


def _counts(corpus: Corpus, lexicon: Lexicon, by: str) -> "pd.Series[int]":
    return _places(corpus, lexicon, by).groupby(_CELL).size()


def _drawn(corpus: Corpus, lexicon: Lexicon, by: str, most: int, window: int) -> pd.DataFrame:
    """Draw so many matches of each cell of a shard, and cut their lines."""
    places = _places(corpus, lexicon, by)
    hashes = pd.util.hash_array(corpus.metadata["id"].astype(str).to_numpy(dtype=object))
    start = places["start"].to_numpy(dtype=np.int64)
    places["draw"] = _mixed(hashes[places["document"].to_numpy()], start)
    places = places.sort_values("draw", kind="stable")
    places = places[places.groupby(_CELL).cumcount() < most].sort_values(["document", "start"], kind="stable")
    names = ("document", "start", "length")
    document, start, length = (places[name].to_numpy(dtype=np.int64) for name in names)
    cut = contexts(corpus, document, start, length, window)
    for number, name in enumerate(("left", "node", "right")):
        places[name] = [context[number] for context in cut]
    said = said_by(corpus, document, start, length)
    places["said"] = ["" if voice == "outlet" else f"{voice}: {by}" if by else voice for voice, by in said]
    about = corpus.metadata.iloc[document]
    places["id"] = about["id"].astype(str).tolist()
    places["date"] = about["date"].dt.strftime("%Y-%m-%d").fillna("").tolist()
    titles, urls = (_texts(about, name) for name in ("title", "url"))
    named = [title or id_ for title, id_ in zip(titles, places["id"], strict=True)]
    if by != "source" and "source" in about:
        sources = group_names(about[["source"]].reset_index(drop=True))
        named = [f"{source}: {name}" for source, name in zip(sources, named, strict=True)]
    places["article"] = named
    places["url"] = [url if url.startswith(_WEB) else "" for url in urls]
    return places.drop(columns="document")


def _texts(about: pd.DataFrame, name: str) -> list[str]:
    """Return a column as text, empty where it is missing."""
    return about[name].astype(object).fillna("").astype(str).tolist() if name in about else [""] * len(about)


def _mixed(hashes: npt.NDArray[np.uint64], start: npt.NDArray[np.int64]) -> npt.NDArray[np.uint64]:
    """Return a number for each match that looks drawn by chance, and is the same on every run."""
    mixed: npt.NDArray[np.uint64] = (hashes ^ (start.astype(np.uint64) * _GOLDEN)) * _GOLDEN
    return mixed ^ (mixed >> np.uint64(32))


def spots(
    row: Mapping[str, Any],
    header: Sequence[str],
    table: Sequence[Sequence[str]],
    by: str,
    drawn: Mapping[tuple[str, ...], Cell],
) -> list[dict[str, Any]]:
    """Return the places on a figure that open lines.

    Parameters
    ----------
    row : mapping
        Of the manifest; its ``spots`` are "row,x,y,width,height" in pixels.
    header, table : sequence
        The figure's data.
    by : str
        The column that makes the groups.
    drawn : mapping
        What :func:`cells` returns.

    Returns
    -------
    list of dict
        ``cell``, ``box`` (left, top, width and height in pixels) and ``says`` (count, total, interval,
        articles).
    """
    if row.get("analysis") != "framing" or not {by, "concept", "label"} <= set(header):
        return []
    made = []
    for spot in row.get("spots", []):
        number, *box = (int(part) for part in str(spot).split(","))
        values = dict(zip(header, table[number], strict=True))
        cell = drawn.get((values[by] or f"(no {by})", values["concept"], values["label"]))
        if cell:
            made.append({"cell": cell, "box": box, "says": _says(cell, values)})
    return made


def _says(cell: Cell, values: Mapping[str, str]) -> str:
    """Say what a place on a figure stands for."""
    said = f"{cell.name}, {cell.found:,}"
    if values.get("share"):
        said += f" of {int(float(values['concept_count'])):,} mentions, {float(values['share']):.0%}"
    if values.get("share_low"):
        said += f" ({float(values['share_low']):.0%} to {float(values['share_high']):.0%})"
    articles = int(float(values["documents"]))
    if values.get("documents_total"):  # else the articles of the group might be meant
        return f"{said}, in {articles:,} of {counted(int(float(values['documents_total'])), 'article')}"
    return f"{said}, in {counted(articles, 'article')}"
