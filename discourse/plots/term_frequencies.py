"""The terms of each group and how often they occur."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import bounds, described, draw
from discourse.plots.sheet.panels import bar_points, grid, panel_title, panels
from discourse.plots.sheet.style import (
    BLUE,
    SMALL,
    WIDTH,
    canvas,
    fit,
    foot,
    head,
    shorten,
    size,
    style,
    text_width,
    write,
)
from discourse.plots.sheet.tables import GROUP, by_group, groups, named, require, size_of

_BAR, _TITLE, _GAP = 0.2, 0.46, 0.18  # inches: a bar, a panel's title, the room below it
_PANEL = 2.4  # inches: the least width of a panel
_MOST_TERMS = 60
_REACH = 1.5  # longest bars: an interval is cut there, so that one wide one does not flatten all bars


def term_frequencies(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a panel of bars for each group: the rate of each term, with its count at the end of the bar.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.term_frequencies` returns, usually chosen by `dc.top`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        The frame of the figure; `child_axes` are the panels, in the order of the table. All panels have the
        same scale; inside one the highest rate stands on top, ties in alphabetical order.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or a group has more terms than can be read.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.term_frequencies(dc.read("seeds"))
    >>> ax = dc.plot.term_frequencies(dc.top(table, n=5, within="source", rank_by="rate"))
    >>> len(ax.child_axes)
    4
    """
    table = require(table, "term_frequencies", ["term", "count", "tokens", "rate", "documents_total"])
    by = grouped_by(table)
    rows, note = named(table, "term_frequencies", by, "documents_total")
    names = groups(rows)
    most = int(rows[GROUP].value_counts().max())
    if most > _MOST_TERMS:
        raise DiscourseError(
            f"plot.term_frequencies can show {_MOST_TERMS} terms of a group and was given {most:,}; choose "
            "rows first, for example with dc.top(table, n=10, …)."
        )
    articles, words = by_group(rows, "documents_total"), by_group(rows, "tokens")
    width, least = (WIDTH, _PANEL) if ax is None else (size(ax)[0], _PANEL / 2)
    lines, columns = grid(len(names), width, least)
    with style():
        ax, own = canvas(ax, WIDTH if columns > 2 else 3.6 * columns, lines * (most * _BAR + _TITLE + _GAP))
        left = text_width(ax, [shorten(term, 20) for term in rows["term"]]) + 0.12
        right = text_width(ax, [f"{count:,}" for count in rows["count"]], SMALL) + 0.14
        points = bar_points(size(ax)[1] / lines - _TITLE - _GAP, most)
        made = panels(ax, len(names), columns, left=left, right=right, top=_TITLE, bottom=_GAP)
        rows["rate"] = rows["rate"].fillna(0.0)
        highest = float(rows["rate"].max()) or 1.0
        ends = bounds(rows, "rate")[1]
        known = bool(np.isfinite(ends).any())
        limit = min(max([highest, *ends[np.isfinite(ends)]]), _REACH * highest)
        for panel, name in zip(made, names, strict=True):
            block = rows[rows[GROUP] == name].sort_values(["rate", "term"], ascending=[False, True])
            panel.barh(range(len(block)), block["rate"], height=0.72, color=BLUE)
            panel.set_yticks(range(len(block)), [shorten(term, 20) for term in block["term"]])
            low, high = bounds(block, "rate")
            draw(panel, np.arange(len(block)), low, high, limits=(0, limit), halo=True)
            panel.set(xlim=(0, limit), ylim=(most - 0.5, -0.5), xticks=[])
            panel.tick_params(axis="y", length=0, labelsize=points)
            panel.spines[["bottom", "left"]].set_visible(False)
            free = np.fmax(block["rate"], np.minimum(high, limit))  # where neither bar nor interval is
            for index, (end, count) in enumerate(zip(free, block["count"], strict=True)):
                write(panel, f"{count:,}", (end, index), (3.5, 0), points=min(points, SMALL))
            room = size(ax)[0] / columns - 0.15
            panel_title(panel, name, size_of(articles[name], words[name]), left, room)
        head(
            ax,
            f"Frequencies of {_what(rows['term'])} by {', '.join(by) or 'group'}",
            f"Bars: rate per 10,000 words, one scale for all panels (longest bar {highest:,.0f}). "
            "Number: occurrences." + (f" Line: {described(table)}" + _cut(ends, limit) if known else ""),
        )
        foot(ax, [note])
        return fit(ax, own)


def _cut(ends: np.ndarray[tuple[int], np.dtype[np.float64]], limit: float) -> str:
    return "; without an end mark it goes on." if (ends > limit).any() else "."


def _what(terms: "pd.Series[str]") -> str:
    """Return what the terms are: words, or runs of so many."""
    lengths = {str(term).count(" ") + 1 for term in terms}
    runs = {1: "words", 2: "pairs of words"}
    return runs.get(max(lengths), f"runs of {max(lengths)} words") if len(lengths) == 1 else "terms"
