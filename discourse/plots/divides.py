"""Which concepts divide the groups, and by which label."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.phrases import as_prose
from discourse.plots.sheet.intervals import LEVEL, bounds, dots, draw, line
from discourse.plots.sheet.rows import ground, numbers
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.tables import require
from discourse.plots.sheet.text import row_names, shorten
from discourse.plots.sheet.words import called, counted, number, say

_ROW, _WIDTH = 0.42, 4.4  # inches


def divides(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw how far groups lie apart in each concept, with the label and the groups that make most of it.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.divides` returns.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        A row a concept, in the order of the table. A point is filled where q is below .05; a concept that
        cannot be tested has a dash.

    Raises
    ------
    DiscourseError
        If columns or rows are missing.

    Examples
    --------
    >>> import discourse as dc
    >>> ax = dc.plot.divides(dc.divides(dc.read("seeds"), dc.Lexicon.read("syria")))
    >>> ax.get_title(loc="left")
    'Do outlets choose alike?'
    """
    needed = ["concept", "groups", "concept_count", "concept_documents", "divide", "q", "label"]
    table = require(table, "divides", [*needed, "target", "reference", "share_target", "share_reference"])
    low, high = bounds(table, "divide")
    divide = table["divide"].to_numpy(dtype=np.float64, na_value=np.nan)
    rows, at = table.to_dict("records"), np.arange(len(table)) + 0.5
    what = "outlets" if table.attrs["options"].get("by") == "source" else "groups"
    with sheet(ax, _WIDTH, _ROW * len(rows)) as page:
        ax = page.ax
        ground(ax, at, 0, 1)
        ax.set_xticks(np.linspace(0, 1, 6))
        ax.set_xlabel(say("0: all choose alike; 1: who writes decides the label"))
        draw(ax, at, low, high, ends=6)
        dots(ax, divide, at, table["q"] < LEVEL, size=42, gid="divide")
        details = [_carried(row, what) for row in rows]
        row_names(ax, at, [shorten(as_prose(row["concept"]), 40) for row in rows], details)
        numbers(ax, at, [number(each, ".2f") for each in divide], [_most_of_it(row) for row in rows])
        page.head(
            say("Do {groups} choose alike?", groups=called(what)),
            say("Point: how far they lie apart in a concept's labels, beyond chance (Cramér's V).")
            + line(table, np.isfinite(low).any())
            + say(
                " Filled: q below .05. Beside: the label that makes most of it, and two of the {groups} "
                "that do.",
                groups=called(what),
            ),
        )
        page.foot([say("Dash: too few articles to say.") if np.isnan(divide).any() else ""])
    return ax


def _carried(row: Mapping[Any, Any], what: str) -> str:
    mentions, articles = int(row["concept_count"]), int(row["concept_documents"])
    if not mentions:
        return say("no mention")
    return say(
        "{mentions} {in_articles} {of_groups}",
        mentions=counted(mentions, "mention"),
        in_articles=counted(articles, "article", "in "),
        of_groups=counted(int(row["groups"]), what[:-1], "of "),
    )


def _most_of_it(row: Mapping[Any, Any]) -> str:
    if np.isnan(row["divide"]):
        return ""
    sides = (f"{shorten(row[side], 20)} {number(row[f'share_{side}'], '.0%')}"
             for side in ("target", "reference"))  # fmt: skip
    return f"{shorten(row['label'], 24)}: {', '.join(sides)}"
