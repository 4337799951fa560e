"""Panels inside one Axes: one for each group, side by side."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import draw
from discourse.plots.sheet.look import LOOK, tint
from discourse.plots.sheet.sheet import Sheet, sheet
from discourse.plots.sheet.style import BLUE, INK, MUTED, SMALL, TEXT, WIDTH, size
from discourse.plots.sheet.tables import GROUP
from discourse.plots.sheet.text import cells, cut, is_given, shorten, text_width, write

_BAR, _TITLE, _GAP = 0.2, 0.46, 0.18  # inches: a bar, a panel's title, the room below its bars
_PANEL = 2.4  # inches: the least width of a panel
_MOST_BARS = 60


def panels(
    ax: Axes, count: int, columns: int, *, left: float, right: float, top: float, bottom: float
) -> list[Axes]:
    """Divide an Axes into panels, row by row, each with room (inches) around it for its own labels."""
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    rows = ceil(count / columns)
    full_width, full_height = size(ax)
    cell_width, cell_height = 1 / columns, 1 / rows
    west, south, east, north = left / full_width, bottom / full_height, right / full_width, top / full_height
    width = max(cell_width - west - east, 0.2 * cell_width)
    height = max(cell_height - south - north, 0.2 * cell_height)
    places = (divmod(index, columns) for index in range(count))
    return [
        ax.inset_axes((column * cell_width + west, 1 - (row + 1) * cell_height + south, width, height))
        for row, column in places
    ]


def panel_title(panel: Axes, name: str, detail: str, left: float, room: float, other: str = "") -> None:
    """Write a panel's name and, below it, what it consists of, from the left edge of its labels.

    Where there is little room letters are smaller; where that is not enough, the middle of the name is left
    out, and that of the `other` one, whose side the panel is against.
    """
    least = 0.7 if is_given(name) else 0.85
    name, against = shorten(name, 200), f" : {shorten(other, 200)}" if other else ""
    fits = room / text_width(panel, [name + against], TEXT, "bold")
    if fits < least:
        letters = max(int(0.95 * fits / least * cells(name + against)), 8)
        against = cut(against, max(letters // 2, letters - cells(name)))
        name = cut(name, letters - cells(against))
    for text, height, points, weight in (
        (name + against, 19, TEXT * min(max(fits, least), 1.0), "bold"),
        (detail, 6, SMALL, "normal"),
    ):
        colour = INK if weight == "bold" else MUTED
        write(
            panel, text, (0, 1), (-left * 72, height), coords="axes fraction", va="baseline", points=points,
            colour=colour, weight=weight,
        )  # fmt: skip


def bar_points(height: float, bars: int) -> float:
    """Return the size of the terms, smaller where a user's Axes leaves little height for a bar."""
    return max(4.0, min(TEXT, height / bars * 72 * 0.75))


def panel_grid(ax: Axes | None, count: int, least: float) -> tuple[int, int]:
    """Return rows and columns for panels so many inches wide (less on a user's Axes), in even rows."""
    width = WIDTH
    if ax is not None:
        place, width = LOOK.get().place, size(ax)[0]
        least *= 0.8 if place and place.room else 0.5
    rows = ceil(count / max(int(width / least), 1))
    return rows, ceil(count / rows)


def few_enough(plot: str, bars: int, advice: str) -> None:
    """Refuse more bars in a panel than can be read."""
    if bars > _MOST_BARS:
        raise DiscourseError(
            f"plot.{plot} can show {_MOST_BARS} terms in a panel and was given {bars:,}; choose rows first, "
            f"for example with {advice}."
        )


@contextmanager
def bar_panels(
    ax: Axes | None, rows: pd.DataFrame, details: Sequence[str], *, plot: str, advice: str
) -> Iterator[Sheet]:
    """Draw a panel of bars for each group, all on one scale, and yield the sheet for its head and foot.

    Parameters
    ----------
    ax : Axes, optional
    rows : DataFrame
        The group of each bar (`GROUP`), ``term``, ``value`` (its length, from 0), ``text`` (what stands at
        its end), ``low`` and ``high`` (of its interval; NaN for none), ``limit`` (where the scale ends).
    details : sequence of str
        What stands below the name of each group, in the order of the groups.
    plot, advice : str
        The plot and the choice of rows to name where there are too many.

    Raises
    ------
    DiscourseError
        If a group has more bars than can be read.
    """
    names = [str(group) for group in rows[GROUP].unique()]
    most = int(rows[GROUP].value_counts().max())
    few_enough(plot, most, advice)
    lines, columns = panel_grid(ax, len(names), _PANEL)
    limit = float(rows["limit"].iloc[0])
    inches = WIDTH if columns > 2 else 3.6 * columns
    with sheet(ax, inches, lines * (most * _BAR + _TITLE + _GAP)) as page:
        ax = page.ax
        left = text_width(ax, [shorten(term, 20) for term in rows["term"]]) + 0.12
        right = text_width(ax, list(rows["text"]), SMALL) + 0.14
        points = bar_points(size(ax)[1] / lines - _TITLE - _GAP, most)
        made = panels(ax, len(names), columns, left=left, right=right, top=_TITLE, bottom=_GAP)
        for panel, name, detail in zip(made, names, details, strict=True):
            block = rows[rows[GROUP] == name].sort_values(["value", "term"], ascending=[False, True])
            panel.barh(range(len(block)), block["value"], height=0.72, color=tint(BLUE, name))
            panel.set_yticks(range(len(block)), [shorten(term, 20) for term in block["term"]])
            draw(panel, np.arange(len(block)), block["low"], block["high"], limits=(0, limit), halo=True)
            panel.set(xlim=(0, limit), ylim=(most - 0.5, -0.5), xticks=[])
            panel.tick_params(axis="y", length=0, labelsize=points)
            panel.spines[["bottom", "left"]].set_visible(False)
            free = np.fmax(block["value"], np.minimum(block["high"], limit))  # past the bar and its interval
            for index, (end, text) in enumerate(zip(free, block["text"], strict=True)):
                write(panel, text, (end, index), (3.5, 0), points=min(points, SMALL))
            panel_title(panel, name, detail, left, size(ax)[0] / columns - 0.15)
        yield page
