"""The words that stand near a pattern or a label, group by group."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError
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
from discourse.plots.sheet.tables import GROUP, by_group, counted, groups, named, require

_BAR, _TITLE, _GAP = 0.2, 0.46, 0.18  # inches: a bar, a panel's title, the room below it
_PANEL = 2.4  # inches: the least width of a panel
_MOST_TERMS = 60
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
    names = groups(rows)
    most = int(rows[GROUP].value_counts().max())
    if most > _MOST_TERMS:
        raise DiscourseError(
            f"plot.collocates can show {_MOST_TERMS} terms of a group and was given {most:,}; choose rows "
            "first, for example with dc.top(table, n=10, rank_by=None)."
        )
    windows = by_group(rows, "window_tokens")
    width, least = (WIDTH, _PANEL) if ax is None else (size(ax)[0], _PANEL / 2)
    lines, columns = grid(len(names), width, least)
    with style():
        ax, own = canvas(ax, WIDTH if columns > 2 else 3.6 * columns, lines * (most * _BAR + _TITLE + _GAP))
        left = text_width(ax, [shorten(term, 20) for term in rows["term"]]) + 0.12
        counts = [f"{a:,} of {n:,}" for a, n in zip(rows["count"], rows["term_count"], strict=True)]
        right = text_width(ax, counts, SMALL) + 0.14
        points = bar_points(size(ax)[1] / lines - _TITLE - _GAP, most)
        made = panels(ax, len(names), columns, left=left, right=right, top=_TITLE, bottom=_GAP)
        values = rows[rank_by].astype(np.float64).clip(lower=0).fillna(0.0)
        rows = rows.assign(value=values, text=counts)
        highest = float(values.max()) or 1.0
        for panel, name in zip(made, names, strict=True):
            block = rows[rows[GROUP] == name].sort_values(["value", "term"], ascending=[False, True])
            panel.barh(range(len(block)), block["value"], height=0.72, color=BLUE)
            panel.set_yticks(range(len(block)), [shorten(term, 20) for term in block["term"]])
            panel.set(xlim=(0, highest), ylim=(most - 0.5, -0.5), xticks=[])
            panel.tick_params(axis="y", length=0, labelsize=points)
            panel.spines[["bottom", "left"]].set_visible(False)
            for index, (value, text) in enumerate(zip(block["value"], block["text"], strict=True)):
                write(panel, text, (value, index), (3, 0), points=min(points, SMALL))
            room = size(ax)[0] / columns - 0.15
            panel_title(panel, name, f"{counted(windows[name], 'word')} near it", left, room)
        head(
            ax,
            f"Words near {_node(options)}",
            f"Bars: {_NAMES.get(rank_by, rank_by.replace('_', ' '))}, one scale for all panels (longest bar "
            f"{highest:,.1f}). Numbers: near it, of all occurrences of the word.",
        )
        foot(ax, [note])
        return fit(ax, own)


def _node(options: dict[str, object]) -> str:
    """Return what the words stand near."""
    said = options.get("pattern") or options.get("label") or options.get("concept") or "the node"
    return f"“{shorten(str(said), 40)}”"
