"""What a reader of a figure would see."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text


def texts(ax: Axes) -> list[str]:
    """Return every text on the figure."""
    return [
        text.get_text() for text in ax.get_figure().findobj(Text) if text.get_visible() and text.get_text()
    ]


def says(ax: Axes, words: str) -> bool:
    """Return whether the figure says some words, wherever its lines break."""
    return any(words in " ".join(text.split()) for text in texts(ax))


def title(ax: Axes) -> str:
    return ax.get_title(loc="left")


def row_names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def column_names(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


def bars(ax: Axes) -> list[Rectangle]:
    unseen = ("track", "spot")
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_gid() not in unseen]


def filled(bar: Rectangle) -> bool:
    return to_hex(bar.get_facecolor()) != "#ffffff"


def is_clipped(ax: Axes) -> bool:
    """Return whether anything reaches out of the figure."""
    figure = ax.get_figure()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    return box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height


def intervals(ax: Axes) -> list[list[float]]:
    """Return the lines drawn as intervals: along, from, to, each rounded."""
    drawn = [found for found in ax.collections if found.get_gid() == "interval"]
    segments = [
        segment for found in drawn if isinstance(found, LineCollection) for segment in found.get_segments()
    ]
    return [np.round([*segment[0], *segment[1]], 6).tolist() for segment in segments]


def end_marks(ax: Axes) -> list[list[float]]:
    """Return where intervals have an end mark."""
    marks = [
        found for found in ax.collections if found.get_gid() == "ends" and isinstance(found, PathCollection)
    ]
    return [point for found in marks for point in np.round(found.get_offsets(), 6).tolist()]


def overlapping(written: list[Text]) -> list[tuple[str, str]]:
    """Return which texts stand on each other."""
    boxes = [(text.get_text(), text.get_window_extent()) for text in written]
    return [
        (one, other)
        for n, (one, box) in enumerate(boxes)
        for other, second in boxes[n + 1 :]
        if box.overlaps(second)
    ]
