"""What a reader of a figure would see."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
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


def corners(text: Text) -> np.ndarray:
    """Return the four corners of a text, in the pixels of its figure, along its own slant."""
    whole, angle = text.get_window_extent(), text.get_rotation()
    if angle % 90 == 0:
        return np.array(
            [(whole.x0, whole.y0), (whole.x1, whole.y0), (whole.x1, whole.y1), (whole.x0, whole.y1)]
        )
    text.set_rotation(0)
    level = text.get_window_extent()
    text.set_rotation(angle)
    turn = np.deg2rad(angle)
    half = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (level.width / 2, level.height / 2)
    along = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return half @ along + ((whole.x0 + whole.x1) / 2, (whole.y0 + whole.y1) / 2)


def apart(one: np.ndarray, other: np.ndarray, slack: float) -> bool:
    """Return whether a line goes between two convex shapes, or only so many pixels of them overlap."""
    for shape in (one, other):
        for side in np.roll(shape, -1, axis=0) - shape:
            across = np.array([-side[1], side[0]]) / max(np.hypot(*side), 1e-9)
            first, second = one @ across, other @ across
            if min(first.max(), second.max()) - max(first.min(), second.min()) <= slack:
                return True
    return False


def crowded(figure: Figure, slack: float = 0.25) -> list[str]:
    """Return the texts that stand on one another or are cut at the edge of the figure.

    `slack` is the part of a line's height that two boxes may share: they have room for letters that reach
    higher and lower than those in them.
    """
    figure.draw_without_rendering()
    drawn = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    unseen = unseen_ticks(figure)
    drawn = [text for text in drawn if text not in unseen]
    boxes = [corners(text) for text in drawn]
    ends = np.array([[*box.min(axis=0), *box.max(axis=0)] for box in boxes])
    whole, found = figure.bbox, []
    for n, (text, box, size) in enumerate(zip(drawn, boxes, ends, strict=True)):
        if (size[:2] < (-1, -1)).any() or (size[2:] > (whole.width + 1, whole.height + 1)).any():
            found.append(f"cut: {text.get_text()!r}")
        later = ends[n + 1 :]
        near = (size[:2] < later[:, 2:]).all(axis=1) & (later[:, :2] < size[2:]).all(axis=1)
        for m in np.flatnonzero(near) + n + 1:
            small = min(text.get_fontsize(), drawn[m].get_fontsize()) * figure.dpi / 72
            if not apart(box, boxes[m], slack * small):
                found.append(f"{text.get_text()!r} on {drawn[m].get_text()!r}")
    return found


def unseen_ticks(figure: Figure) -> set[Text]:
    """Return the names of ticks that are not drawn: of an axis that is off, or beyond its ends."""
    found = set()
    for axes in figure.findobj(Axes):
        for axis in (axes.xaxis, axes.yaxis):
            every = {
                label for tick in (*axis.majorTicks, *axis.minorTicks) for label in (tick.label1, tick.label2)
            }
            drawn = axis._update_ticks() if axes.axison else []
            found |= every - {label for tick in drawn for label in (tick.label1, tick.label2)}
    return found
