"""What a reader of a figure would see."""

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text


def texts(ax: Axes) -> list[str]:
    """Return every text on the figure."""
    return [
        text.get_text() for text in ax.get_figure().findobj(Text) if text.get_visible() and text.get_text()
    ]


def title(ax: Axes) -> str:
    return ax.get_title(loc="left")


def row_names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def column_names(ax: Axes) -> list[str]:
    return [label.get_text().replace("\n", " ") for label in ax.get_xticklabels()]


def bars(ax: Axes) -> list[Rectangle]:
    return [patch for patch in ax.patches if isinstance(patch, Rectangle) and patch.get_gid() != "track"]


def filled(bar: Rectangle) -> bool:
    return to_hex(bar.get_facecolor()) != "#ffffff"


def is_clipped(ax: Axes) -> bool:
    """Return whether anything reaches out of the figure."""
    figure = ax.get_figure()
    box, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    return box.x0 < 0 or box.y0 < 0 or box.x1 > width or box.y1 > height
