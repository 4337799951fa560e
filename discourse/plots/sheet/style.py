"""How every figure looks: its colours, its fonts and settings, and how large it is in inches."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from threading import RLock
from typing import Any, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.transforms import Affine2D, Affine2DBase, Bbox, ScaledTranslation

# Okabe and Ito (2008); position, filling or a number always says the same as the colour does.
BLUE, VERMILION = "#0072B2", "#D55E00"
INK, MUTED, BEHIND, FAINT, TRACK = "#1a1a1a", "#5f5f5f", "#b4b4b4", "#c9c9c9", "#f1f1f1"
SEQUENTIAL = "mako_r"  # seaborn's perceptually uniform map, light to dark, so that it also reads in grey

TITLE, TEXT, SMALL = 12.0, 9.5, 8.5  # points
WIDTH = 10.5  # inches: the widest a figure should be

# Tried in this order for characters that the bundled font lacks; DejaVu Sans stays first everywhere.
NO_GLYPH = "□"  # stands for a character that no installed font has
_FALLBACK_FONTS = (
    "Noto Sans CJK SC", "Noto Sans CJK JP", "PingFang SC", "Hiragino Sans", "Microsoft YaHei", "SimHei",
    "Noto Naskh Arabic", "Noto Sans Arabic", "Geeza Pro",
)  # fmt: skip


# Matplotlib's settings, its fonts and what measures text are the same for all threads.
DRAWING = RLock()


@dataclass
class Stretch:
    """What is at a distance in inches, and so stretches with the letters; these have their size in the end.

    Attributes
    ----------
    inch : Affine2D
        The transform that all such distances go through.
    raised : list
        The Axes whose row names stand above a line of details.
    taller : float
        How much higher the figure must be, as rows have names of several lines.
    """

    inch: Affine2D = field(default_factory=Affine2D)
    raised: list[Axes] = field(default_factory=list)
    taller: float = 1.0

    def by(self, scale: float) -> None:
        """Stretch; a tick that was given another pad has its name at the old height again."""
        self.inch.scale(scale)
        for ax in self.raised:
            raise_names(ax)


STRETCH: ContextVar[Stretch] = ContextVar("stretch")


@cache
def _families() -> list[str]:
    """Return the fonts that are tried, of those that are installed."""
    installed = set(fontManager.get_font_names())
    return ["DejaVu Sans", *(name for name in _FALLBACK_FONTS if name in installed)]


@cache
def has_glyph(char: str) -> bool:
    """Return whether one of the fonts can draw a character."""
    fonts = (get_font(fontManager.findfont(FontProperties(family=[name]))) for name in _families())
    return any(font.get_char_index(ord(char)) for font in fonts)


def letters() -> float:
    """Return how large the user wants letters, 1 where the settings are those of matplotlib."""
    return float(mpl.rcParams["font.size"] / mpl.rcParamsDefault["font.size"])


def _chosen_fonts() -> list[str]:
    """Return the fonts of the user's settings, in their order, where they are not those of matplotlib."""
    settings = cast("dict[str, Any]", mpl.rcParams)
    names = [name for family in settings["font.family"] for name in settings.get(f"font.{family}", [family])]
    usual = mpl.rcParamsDefault["font.sans-serif"]
    if names == usual:
        return []
    installed = set(fontManager.get_font_names())
    return [name for name in names if name in installed]


@contextmanager
def style() -> Iterator[None]:
    """Draw with the library's settings and the user's fonts, and put the user's settings back afterwards."""
    with DRAWING:  # before the settings are read, which are another thread's while it draws
        settings = {
            "font.family": [*dict.fromkeys([*_chosen_fonts(), *_families()])],
            "font.size": TEXT,
            "text.hinting": "no_hinting",  # measured as wide as it is at any resolution
            "text.parse_math": False,  # a dollar sign in somebody's text is a dollar sign
            "text.color": INK,
            "axes.edgecolor": FAINT,
            "axes.labelcolor": MUTED,
            "axes.labelsize": SMALL,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "xtick.color": FAINT,
            "ytick.color": FAINT,
            "xtick.labelcolor": MUTED,
            "ytick.labelcolor": INK,
            "xtick.labelsize": SMALL,
            "ytick.labelsize": TEXT,
            "hatch.linewidth": 0.6,
        }
        with plt.style.context(settings, after_reset=True):
            yield


def size(ax: Axes) -> tuple[float, float]:
    """Return width and height of the Axes in inches."""
    box = ax.get_window_extent()
    dpi = figure_of(ax).dpi
    return box.width / dpi, box.height / dpi


def overhang(ax: Axes) -> tuple[float, float, float, float]:
    """Return how far labels reach out of the Axes, in inches: left, bottom, right, top."""
    inner, outer = ax.get_window_extent(), ax.get_tightbbox()
    if outer is None:
        return 0.0, 0.0, 0.0, 0.0
    # Before matplotlib 3.11 the name of an inner axis was taken to be no wider than the axis.
    names = [inside.xaxis.label for inside in ax.child_axes if inside.get_xlabel()]
    outer = Bbox.union([outer, *(name.get_window_extent() for name in names)])
    reach = (inner.x0 - outer.x0, inner.y0 - outer.y0, outer.x1 - inner.x1, outer.y1 - inner.y1)
    left, bottom, right, top = (max(pixels, 0) / figure_of(ax).dpi for pixels in reach)
    return left, bottom, right, top


def raise_names(ax: Axes) -> None:
    """Lift the names of the rows, so that their last line is above the details."""
    for label in ax.get_yticklabels():
        points = 6 + label.get_text().count("\n") * TEXT * 0.8
        label.set_transform(label.get_transform() + ScaledTranslation(0, points / 72, inch(ax)))


def inch(ax: Axes) -> Affine2DBase:
    """Return the transform of inches, at the scale of the figure."""
    return STRETCH.get().inch + figure_of(ax).dpi_scale_trans  # type: ignore[return-value]  # so are both


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure that an Axes belongs to."""
    figure = ax.get_figure()
    if figure is None:
        raise ValueError("The Axes has been removed from its figure.")
    return figure.figure  # that of a part is the whole; matplotlib 3.9 knows no get_figure(root=True)
