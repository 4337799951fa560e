"""The words that stand near a pattern or a label, group by group."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError
from discourse.plots.sheet.panels import bar_panels
from discourse.plots.sheet.tables import counts_of, named, require
from discourse.plots.sheet.text import shorten
from discourse.plots.sheet.words import called, counted, say

_NAMES = {"log_dice": "logDice", "pmi": "PMI", "t_score": "t", "g2": "G²", "delta_p": "ΔP"}


def collocates(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a panel of bars for each group: how strongly each term is tied to the node, with its count.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.collocates` returns, usually chosen by `dc.top(…, rank_by=None)`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        The frame of the figure; `child_axes` are the panels, in the order of the table. The bars are the
        measure that the table is ranked by, on one scale; below 0 and undefined there is no bar. Terms that
        never stand near the node in a group are left out of its panel.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or a group has more terms than can be read.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.collocates(dc.read("seeds"), "refugee*", stop_words=dc.ENGLISH_FUNCTION_WORDS)
    >>> ax = dc.plot.collocates(dc.top(table, n=5, rank_by=None))
    >>> len(ax.child_axes)
    2
    """
    options = table.attrs.get("options", {}) if isinstance(table, pd.DataFrame) else {}
    rank_by = str(options.get("rank_by") or "log_dice")
    rank_by = rank_by if rank_by in getattr(table, "columns", ()) else "log_dice"
    table = require(table, "collocates", ["term", "count", "window_tokens", "term_count", rank_by])
    rows, note = named(table, "collocates", grouped_by(table))
    rows = rows[rows["count"] > 0]
    if rows.empty:
        raise DiscourseError("plot.collocates was given no term that stands near the node.")
    values = rows[rank_by].astype(np.float64).clip(lower=0).fillna(0.0)
    highest = float(values.max()) or 1.0
    pairs = zip(rows["count"], rows["term_count"], strict=True)
    texts = [say("{n:,} of {all:,}", n=near, all=found) for near, found in pairs]
    rows = rows.assign(value=values, text=texts, low=np.nan, high=np.nan, limit=highest)
    details = [
        say("{words} near it", words=counted(words, "word")) for (words,) in counts_of(rows, "window_tokens")
    ]
    advice = "dc.top(table, n=10, rank_by=None)"
    with bar_panels(ax, rows, details, plot="collocates", advice=advice) as page:
        page.head(
            say("Words near {node}", node=_node(options)),
            say(
                "Bars: {measure}, one scale for all panels (longest bar {longest:,.1f}). Numbers: near it, "
                "of all occurrences of the word.",
                measure=_NAMES.get(rank_by, called(rank_by.replace("_", " "))),
                longest=highest,
            ),
        )
        page.foot([note])
    return page.ax


def _node(options: dict[str, object]) -> str:
    """Return what the words stand near."""
    said = options.get("pattern") or options.get("label") or options.get("concept") or say("the node")
    return f"“{shorten(str(said), 40)}”"
