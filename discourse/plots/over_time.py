"""The choice among the labels of one concept, over time."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from discourse.analysis.results import grouped_by, time_of
from discourse.counting.groups import group_names
from discourse.errors import DiscourseError
from discourse.plots.sheet.cells import CELL, columns_of, headings, not_found
from discourse.plots.sheet.intervals import bounds, described, one
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import (
    BEHIND,
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    TEXT,
    TRACK,
    row_names,
    shorten,
    size,
    text_width,
    write,
)
from discourse.plots.sheet.tables import (
    GROUP,
    groups,
    named,
    named_in,
    one_concept,
    place_name,
    places,
    require,
)

_INSET = 0.05  # of a column's width: from the edge of a cell to its first and last period
_FLOOR, _CEILING = 0.84, 0.2  # of a row's height: where 0 and 100% are
_FEW, _FEW_ARTICLES = 5, 3  # mentions and articles; a share of fewer is drawn hollow


def over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a table of small time lines for one concept: a row a group, a column a label, the share upwards.

    The first column shows how many mentions each period has: what the shares are shares of. Behind each line
    stand those of the other groups in grey. Only neighbouring periods of one group are joined.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.framing` returns for one concept, with `every` or a year, quarter or month in `by`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Rows in the order of the table, labels from the most to the least frequent. A dot is one period of a
        group, hollow where it rests on fewer than 5 mentions or 3 articles; the upright line through it is
        the interval of its share, where the table has one. Labels that occur nowhere stand in a note, as do
        articles without a date.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, the table has more than one concept, or no row has a date.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"), every="year")
    >>> ax = dc.plot.over_time(table[table.concept == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Choice of label over time: armed-opponents'
    """
    needed = ["concept", "label", "count", "documents_total", "concept_count", "concept_documents", "share"]
    table = require(table, "over_time", needed, analysis="framing")
    concept, every = one_concept(table, "over_time"), time_of(table)
    if every is None:
        raise DiscourseError(
            'plot.over_time needs a table with a column of time, as dc.framing(…, every="year").'
        )
    by = [column for column in grouped_by(table) if column != every]
    rows, note = named(table, "over_time", [*by, every], "documents_total")
    rows[GROUP] = [*map(str, group_names(rows[by]))]
    names, labels = groups(rows), columns_of(rows)
    place_of = places(list(rows[every]), every)
    rows["place"] = [place_of[value] for value in rows[every]]
    first, last = min(place_of.values()), max(place_of.values())
    row_height = 0.8 if len(names) <= 6 else 0.52
    columns_drawn = max(len(labels) + 1, 3)
    with sheet(ax, min(1.5 * columns_drawn, 8.5), row_height * len(names)) as page:
        ax = page.ax
        width = size(ax)[0] / columns_drawn
        ax.set(xlim=(0, columns_drawn - 1 + CELL), ylim=(len(names), 0))
        ax.spines[:].set_visible(False)
        rows["x"] = [_INSET + _along(place, first, last) * (CELL - 2 * _INSET) for place in rows["place"]]
        low, high = bounds(rows, "share")
        for name, share in (("y", rows["share"].astype(float)), ("y_low", low), ("y_high", high)):
            rows[name] = _FLOOR - share * (_FLOOR - _CEILING)
        _frame(ax, len(labels) + 1, len(names))
        periods = rows.drop_duplicates([GROUP, "place"])
        _mentions(ax, periods, names)
        for column, label in enumerate(labels, start=1):
            _column(ax, rows[rows["label"].astype(str) == label], column, names)
        if not labels:
            middle = (1.0, len(names) / 2)
            write(ax, "no label of this concept occurs", middle, points=TEXT)
        details = []
        for name in names:
            own_periods = periods[periods[GROUP] == name]
            sums = own_periods[["concept_count", "concept_documents", "documents_total"]].sum()
            details.append(named_in(*map(int, sums)))
        row_names(ax, np.arange(len(names)) + 0.55, [shorten(name) for name in names], details)
        headings(ax, ["all mentions", *labels], width)
        ends = (place_name(first, every, place_of), place_name(last, every, place_of))
        _time(ax, len(labels) + 1, len(names), ends, width)
        page.head(
            f"Choice of label over time: {shorten(concept, 60)}",
            f"Height: share of the row's mentions in that {every}, from 0 to 100%; hollow: fewer than "
            f"{_FEW_ARTICLES} articles or {_FEW} mentions. Bars: mentions per {every}."
            + (f" Upright line: {described(table)}; none for {one(table)}." if np.isfinite(low).any() else "")
            + (" Grey: the other rows." if len(names) > 1 else ""),
        )
        page.foot([not_found(rows, labels), note])
    return ax


def _along(place: int, first: int, last: int) -> float:
    return (place - first) / (last - first) if last > first else 0.5


def _frame(ax: Axes, columns: int, rows: int) -> None:
    """Draw each cell's ground and its zero line."""
    for row in range(rows):
        for column in range(columns):
            ax.fill_between(
                [column, column + CELL], row + _CEILING, row + _FLOOR, color=TRACK, lw=0, zorder=0
            )
    floors = [
        [(column, row + _FLOOR), (column + CELL, row + _FLOOR)]
        for row in range(rows)
        for column in range(columns)
    ]
    ax.add_collection(LineCollection(floors, colors=FAINT, linewidths=0.8, zorder=0.5), autolim=False)


def _mentions(ax: Axes, periods: pd.DataFrame, names: Sequence[str]) -> None:
    """Draw the number of mentions in each period, on one scale; the highest of a row is written."""
    most = max(int(periods["concept_count"].max()), 1)
    for index, name in enumerate(names):
        block = periods[(periods[GROUP] == name) & (periods["concept_count"] > 0)]
        if block.empty:
            middle = (CELL / 2, index + (_FLOOR + _CEILING) / 2)
            write(ax, "none", middle, ha="center")
            continue
        tops = index + _FLOOR - block["concept_count"] / most * (_FLOOR - _CEILING - 0.2)
        ax.vlines(block["x"], index + _FLOOR, tops, color=MUTED, lw=3.0, gid="mentions")
        peak = int(np.argmax(block["concept_count"]))
        at = (float(block["x"].iloc[peak]), float(tops.iloc[peak]))
        write(ax, f"{int(block['concept_count'].iloc[peak]):,}", at, (0, 1.5), ha="center", va="bottom")


def _column(ax: Axes, rows: pd.DataFrame, column: int, names: Sequence[str]) -> None:
    """Draw one label for all groups: each group's own line in its row, the others' behind it."""
    defined = rows[rows["share"].notna()].sort_values("place", kind="stable")
    lines = {name: _joined(defined[defined[GROUP] == name]) for name in names}
    for index, name in enumerate(names):
        shift = np.array([column, index])
        small = 20 if len(names) <= 6 else 10  # square points
        others = defined[defined[GROUP] != name]
        behind = [line + shift for other, found in lines.items() if other != name for line in found]
        ax.add_collection(LineCollection(behind, colors=BEHIND, linewidths=0.6, zorder=1), autolim=False)
        ax.scatter(others["x"] + column, others["y"] + index, s=small / 2.5, color=BEHIND, lw=0, zorder=1)
        ahead = [line + shift for line in lines[name]]
        ax.add_collection(LineCollection(ahead, colors=BLUE, linewidths=1.4, zorder=2), autolim=False)
        block = defined[defined[GROUP] == name]
        enough = (block["concept_count"] >= _FEW) & (block["documents_total"] >= _FEW_ARTICLES)
        fills = [BLUE if filled else "white" for filled in enough]
        x, y = block["x"] + column, block["y"] + index
        known = block["y_low"].notna()
        reach = block["y_low"][known] + index, block["y_high"][known] + index
        ax.vlines(x[known], *reach, color=BLUE, lw=0.7, zorder=1.8, gid="interval")
        ax.scatter(x, y, s=small, c=fills, edgecolors=BLUE, linewidths=1, zorder=3, gid="share")
        if len(block) == 1 and block["count"].iloc[0] > 0:
            point = block.iloc[0]
            right = float(point["x"]) < CELL / 2
            text = write(
                ax,
                f"{int(point['count'])} of {int(point['concept_count'])}",
                (float(point["x"]) + column, float(point["y"]) + index),
                (5 if right else -5, 0),
                ha="left" if right else "right",
                colour=INK,
            )
            text.set(zorder=4, bbox={"facecolor": TRACK, "edgecolor": "none", "pad": 0.6})


def _joined(block: pd.DataFrame) -> list[np.ndarray[tuple[int, int], np.dtype[np.float64]]]:
    """Return a segment for each two neighbouring periods; a period without mentions leaves its gap."""
    place, points = block["place"].to_numpy(), block[["x", "y"]].to_numpy(dtype=float)
    return [points[i : i + 2] for i in range(len(block) - 1) if place[i + 1] - place[i] == 1]


def _time(ax: Axes, columns: int, rows: int, ends: tuple[str, str], width: float) -> None:
    """Write the first and last period below each column, or below the first where they are narrow."""
    one = ends[0] == ends[1]
    needed = text_width(ax, ends, SMALL) * (1 if one else 2) + 0.1
    level = needed <= width * CELL
    both = ends[0] if one else f"{ends[0]}–{ends[1]}"
    for column in range(columns if level else 1):
        marks = [(0.0, ends[0], "left"), (CELL, ends[1], "right")]
        for x, text, ha in marks if level and not one else [(CELL / 2, both, "center")]:
            write(ax, text, (column + x, rows), (0, 6), ha=ha, va="top")
