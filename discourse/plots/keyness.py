"""The words that set a group apart from its reference."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.plots.sheet.intervals import LEVEL, between, bounds, draw, line, untested
from discourse.plots.sheet.look import tint
from discourse.plots.sheet.panels import bar_points, few_enough, panel_grid, panel_title, panels
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT, INK, MUTED, SMALL, VERMILION, WIDTH, size
from discourse.plots.sheet.tables import require
from discourse.plots.sheet.text import shorten, text_width, write
from discourse.plots.sheet.words import called, say

_BAR, _TITLE, _GAP = 0.21, 0.5, 0.42  # inches: a bar, a panel's title, the room below it for the axis
_PANEL = 3.2  # inches: the least width of a panel
_LETTERS = 18
_REACH = 1.25  # longest bars: an interval is cut there, so that a wide or open one does not flatten all bars


def keyness(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a panel of diverging bars for each target: the log ratio, with both counts at the end of the bar.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.keyness` returns, usually chosen by `dc.top`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        The frame of the figure; `child_axes` are the panels, one a pair of target and reference, in the order
        of the table. Bars to the right: more in the target; a filled bar has q < 0.05, a hollow one has not,
        or is not known to, as one side is one article. The thin line is the interval of the log ratio, where
        the table has one; an end without a mark goes on.
        The highest log ratio stands on top, ties by G2, then in alphabetical order.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or a target has more terms than can be read.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.keyness(dc.read("seeds"))
    >>> ax = dc.plot.keyness(dc.top(table, n=5, within="target", rank_by="g2"))
    >>> len(ax.child_axes)
    4
    """
    counts = ["count_target", "count_reference", "tokens_target", "tokens_reference"]
    table = require(table, "keyness", ["target", "reference", "term", *counts, "log_ratio", "g2", "q"])
    lower, upper = bounds(table, "log_ratio")
    longest = float(table["log_ratio"].abs().fillna(0.0).max())
    cut = _REACH * longest or 1.0
    table = table.assign(
        log_ratio=table["log_ratio"].fillna(0.0), low=lower, high=upper,
        # how far a row reaches on both sides of zero, bar or interval
        least=np.fmax(np.fmin(lower, np.fmin(table["log_ratio"], 0.0)), -cut),
        most=np.fmin(np.fmax(upper, np.fmax(table["log_ratio"], 0.0)), cut),
    )  # fmt: skip
    pairs = list(table.groupby(["target", "reference"], sort=False, dropna=False, observed=True))
    most = max(len(block) for _, block in pairs)
    few_enough("keyness", most, "dc.top(table, n=10, …)")
    lines, columns = panel_grid(ax, len(pairs), _PANEL)
    with sheet(ax, WIDTH if columns > 1 else 6.0, lines * (most * _BAR + _TITLE + _GAP)) as page:
        ax = page.ax
        points = bar_points(size(ax)[1] / lines - _TITLE - _GAP, most)
        side = 0.14  # inches left and right of a panel
        room = size(ax)[0] / columns - 2 * side
        low, high = _limits(ax, table, room, points)
        step = 1 if longest <= 3 else 2 if longest <= 7 else 4
        made = panels(ax, len(pairs), columns, left=side, right=side, top=_TITLE, bottom=_GAP)
        for panel, ((target, reference), block) in zip(made, pairs, strict=True):
            _bars(panel, block, most, points, cut)
            panel.set(xlim=(low, high))
            panel.set_xticks([tick for tick in range(-12, 13, step) if abs(tick) <= max(longest, 1)])
            if len(made) - made.index(panel) <= columns:  # the lowest panel of each column
                panel.set_xlabel(say("log ratio (binary logarithm)"), labelpad=2)
            panel_title(panel, str(target), sizes(block.iloc[0]), side, room, called(reference))
        page.head(
            say("Keyness: words that set a target apart from its reference"),
            say(
                "Right of 0: more often in the target; 1 is twice as often. Numbers: in target : reference. "
                "Filled: q < {level} between {units}; hollow: not, or a side has {few}.",
                level=LEVEL,
                units=between(table),
                few=untested(table),
            )
            + line(table, not np.isnan(lower).all(), cut=((lower < -cut) | (upper > cut)).any()),
        )
    return ax


def _bars(panel: Axes, block: pd.DataFrame, most: int, points: float, cut: float) -> None:
    """Draw the bars of one comparison, each term on the free side of the zero line."""
    ordered = block.sort_values(["log_ratio", "g2", "term"], ascending=[False, False, True])
    panel.axvline(0, color=FAINT, lw=0.8, zorder=0)
    for index, row in enumerate(ordered.to_dict("records")):
        ratio, sign = float(row["log_ratio"]), 1 if row["log_ratio"] >= 0 else -1
        colour = tint(BLUE if sign > 0 else VERMILION, row["target"])
        filled = row["q"] < LEVEL  # NaN, where a side is one article, is not
        panel.barh(
            index, ratio, height=0.66, facecolor=colour if filled else "white", edgecolor=colour, lw=0.9
        )
        ends = {1: float(row["most"]), -1: float(row["least"])}
        for text, x, direction, ink, size_ in (
            (shorten(row["term"], _LETTERS), ends[-sign], -sign, INK, points),
            (_counts(row), ends[sign], sign, MUTED, min(points, SMALL)),
        ):
            side = "left" if direction > 0 else "right"
            write(panel, text, (x, index), (4 * direction, 0), ha=side, points=size_, colour=ink)
    rows = np.arange(len(ordered))
    draw(panel, rows, ordered["low"], ordered["high"], limits=(-cut, cut), halo=True)
    panel.set(ylim=(most - 0.5, -0.5), yticks=[])
    panel.spines["left"].set_visible(False)
    panel.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)


def _counts(row: Mapping[Any, Any]) -> str:
    return say("{a:,} : {b:,}", a=int(row["count_target"]), b=int(row["count_reference"]))


def sizes(row: "pd.Series[Any]") -> str:
    """Return how large target and reference are: words, and articles where the table has them."""
    words = say("{a:,} : {b:,} words", a=int(row["tokens_target"]), b=int(row["tokens_reference"]))
    if "documents_total_target" not in row.index:
        return words
    a, b = (int(row[f"documents_total_{side}"]) for side in ("target", "reference"))
    return say("n = {a:,} : {b:,} articles, {words}", a=a, b=b, words=words)


def _limits(ax: Axes, table: pd.DataFrame, room: float, points: float) -> tuple[float, float]:
    """Return x limits, the same for all panels, with room for each term and each bar with its counts."""
    gap = 0.12
    # What each row takes on each side of the zero line: units of the log ratio, and inches.
    needs: dict[int, list[tuple[float, float]]] = {-1: [(0.0, 0.0)], 1: [(0.0, 0.0)]}
    for row in table.to_dict("records"):
        sign = 1 if row["log_ratio"] >= 0 else -1
        counts = text_width(ax, [_counts(row)], min(points, SMALL))
        ends = {1: float(row["most"]), -1: -float(row["least"])}
        needs[sign].append((ends[sign], counts + gap))
        needs[-sign].append((ends[-sign], text_width(ax, [shorten(row["term"], _LETTERS)], points) + gap))
    low, high = 0.0, room  # inches per unit: as many as both sides leave
    for _ in range(40):
        scale = (low + high) / 2
        taken = sum(max(units * scale + inches for units, inches in side) for side in needs.values())
        low, high = (scale, high) if taken <= room else (low, scale)
    scale = max(low, 1e-3)
    left, right = (max(units + inches / scale for units, inches in needs[sign]) for sign in (-1, 1))
    return -left, right
