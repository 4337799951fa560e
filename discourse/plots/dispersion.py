"""Where in each article the labels fall."""

from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from discourse.plots.sheet.cells import line_names
from discourse.plots.sheet.look import tint
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, TRACK, size
from discourse.plots.sheet.tables import GROUP, names_of, require
from discourse.plots.sheet.text import column_names, shorten, write
from discourse.plots.sheet.words import counted, number, say

_CELL = 0.9  # of a column's width
_MOST_ARTICLES = 12  # with more, a column is a source and its articles lie above each other


def dispersion(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a mark for each hit, from the first word of its article (left) to the last (right).

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.dispersion` returns.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        One row a label, the most frequent first, in blocks by concept; one column an article, or, with more
        than 12 articles, a source: then each of its articles has a line of its own inside the row, the
        earliest on top. Columns are sorted by source, then date.

    Raises
    ------
    DiscourseError
        If columns or rows are missing.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.dispersion(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.dispersion(table[table.concept == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Dispersion: where in each article the labels fall'
    """
    table = require(table, "dispersion", ["id", "source", "date", "concept", "label", "tokens", "relative"])
    rows = table.copy()
    rows["id"] = rows["id"].astype(str)
    single = rows["id"].nunique() <= _MOST_ARTICLES
    rows[GROUP] = rows["id"] if single else names_of(rows, ["source"])
    ordered = rows.sort_values(["source", "date", "id"], kind="stable", na_position="last")
    names = [str(name) for name in ordered[GROUP].unique()]
    lines: list[tuple[str, str]] = []  # (concept, label); a line without label heads its concept
    for concept, block in rows.groupby("concept", sort=False):
        by_count = sorted(block["label"].value_counts().items(), key=lambda item: (-item[1], str(item[0])))
        lines += [(str(concept), ""), *((str(concept), str(label)) for label, _ in by_count)]
    height = 0.26 if single else 0.42 if len(lines) < 20 else 0.3
    with sheet(ax, max(min(2.2 * len(names), 8.2), 0.3 * len(names)), height * len(lines)) as page:
        ax = page.ax
        width = size(ax)[0] / len(names)
        ax.set(xlim=(0, len(names) - 1 + _CELL), ylim=(len(lines), 0))
        ax.spines[:].set_visible(False)
        for index, column in product([at for at, line in enumerate(lines) if line[1]], range(len(names))):
            ax.fill_between([column, column + _CELL], index + 0.08, index + 0.92, color=TRACK, lw=0, zorder=0)
        blocks = [rows[rows[GROUP] == name] for name in names]
        for column, mine in enumerate(blocks):
            _marks(ax, mine, column, lines, tint(BLUE, mine["source"].iloc[0]))
        totals = rows.groupby(["concept", "label"], sort=False).size()
        line_names(
            ax, lines, [f"{shorten(line[1])}  {number(int(totals.get(line, 0)), ',')}" for line in lines]
        )
        heads = [shorten(block["source" if single else GROUP].iloc[0], 24) for block in blocks]
        details = [_size(block, single) for block in blocks]
        column_names(ax, np.arange(len(names)) + _CELL / 2, heads, width, details)
        _ends(ax, len(names), len(lines), width)
        page.head(
            say("Dispersion: where in each article the labels fall"),
            say(
                "One column an article"
                if single
                else "One column a source, one line in it an article (earliest on top)"
            )
            + say(
                ", from its first word (left) to its last (right). A mark is an occurrence, their number "
                "stands beside the label; articles without any are not in the table."
            ),
        )
    return ax


def _size(block: pd.DataFrame, single: bool) -> str:
    """Return what a column consists of."""
    if not single:
        return say("n = {articles}", articles=counted(int(block["id"].nunique()), "article"))
    date = block["date"].iloc[0]
    day = say("no date") if pd.isna(date) else pd.Timestamp(date).strftime("%Y-%m-%d")
    return f"n = 1, {day}\n{counted(int(block['tokens'].iloc[0]), 'word')}"


def _marks(ax: Axes, rows: pd.DataFrame, column: int, lines: list[tuple[str, str]], colour: str) -> None:
    """Draw the marks of one column, each article at a height of its own inside the rows."""
    ordered = rows.sort_values(["date", "id"], kind="stable", na_position="last")["id"].unique()
    articles = {article: index for index, article in enumerate(ordered)}
    slot = 0.84 / len(articles)
    tall = max(slot, 0.1)
    at = {line: index for index, line in enumerate(lines)}
    row = [at[str(a), str(b)] for a, b in zip(rows["concept"], rows["label"], strict=True)]
    middle = np.array(row) + 0.08 + (rows["id"].map(articles) + 0.5) * slot
    x = column + rows["relative"].astype(float) * _CELL
    marks = [[(a, b - tall / 2), (a, b + tall / 2)] for a, b in zip(x, middle, strict=True)]
    weight = 1.6 if len(articles) == 1 else 0.8
    ax.add_collection(LineCollection(marks, colors=colour, linewidths=weight, gid="marks"), autolim=False)


def _ends(ax: Axes, columns: int, rows: int, width: float) -> None:
    """Say below the columns which side is the start, below the first and last only where they are narrow."""
    for column in range(columns):
        for x, text, ha in ((0.0, say("start"), "left"), (_CELL, say("end"), "right")):
            outermost = column == (0 if ha == "left" else columns - 1)
            if width < 0.9 and not (outermost and columns > 1):
                continue
            write(ax, text, (column + x, rows), (0, -2), ha=ha, va="top")
