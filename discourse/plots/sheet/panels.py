"""Panels inside one Axes: one for each group, side by side."""

from math import ceil

from matplotlib.axes import Axes

from discourse.plots.sheet.style import INK, MUTED, SMALL, TEXT, shorten, size, write


def grid(count: int, width: float, least: float) -> tuple[int, int]:
    """Return rows and columns for panels at least `least` inches wide, in rows as even as possible."""
    rows = ceil(count / max(int(width / least), 1))
    return rows, ceil(count / rows)


def panels(
    ax: Axes, count: int, columns: int, *, left: float, right: float, top: float, bottom: float
) -> list[Axes]:
    """Divide an Axes into panels, row by row, each with room (inches) around it for its own labels."""
    ax.set_axis_off()
    ax.set(xlim=(0, 1), ylim=(0, 1))
    rows = ceil(count / columns)
    full_width, full_height = size(ax)
    cell_width, cell_height = 1 / columns, 1 / rows
    room = (left / full_width, bottom / full_height, right / full_width, top / full_height)
    made = []
    for index in range(count):
        row, column = divmod(index, columns)
        bounds = (
            column * cell_width + room[0],
            1 - (row + 1) * cell_height + room[1],
            max(cell_width - room[0] - room[2], 0.2 * cell_width),
            max(cell_height - room[1] - room[3], 0.2 * cell_height),
        )
        made.append(ax.inset_axes(bounds))
    return made


def panel_title(panel: Axes, name: str, detail: str, left: float, room: float) -> None:
    """Write a panel's name and, below it, what it consists of, from the left edge of its labels."""
    letters = max(int(room * 72 / (TEXT * 0.66)), 8)
    for text, height, points, weight in (
        (shorten(name, letters), 19, TEXT, "bold"),
        (detail, 6, SMALL, "normal"),
    ):
        colour = INK if weight == "bold" else MUTED
        offset = (-left * 72, height)
        write(
            panel,
            text,
            (0, 1),
            offset,
            coords="axes fraction",
            va="baseline",
            points=points,
            colour=colour,
            weight=weight,
        )


def bar_points(height: float, bars: int) -> float:
    """Return the size of the terms, smaller where a user's Axes leaves little height for a bar."""
    return max(4.0, min(TEXT, height / bars * 72 * 0.75))
