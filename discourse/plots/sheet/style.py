"""How every figure looks: colours, sizes, titles and notes, and the fitting of a figure to what it holds."""

import textwrap
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from math import floor, log10
from threading import RLock
from typing import Any, cast

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager, get_font
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Affine2DBase, Bbox, ScaledTranslation, Transform

from discourse.plots.sheet.look import LOOK
from discourse.plots.sheet.words import ticks

# Okabe and Ito (2008); position, filling or a number always says the same as the colour does.
BLUE, VERMILION = "#0072B2", "#D55E00"
INK, MUTED, BEHIND, FAINT, TRACK = "#1a1a1a", "#5f5f5f", "#b4b4b4", "#c9c9c9", "#f1f1f1"
SEQUENTIAL = "mako_r"  # seaborn's perceptually uniform map, light to dark, so that it also reads in grey

TITLE, TEXT, SMALL = 12.0, 9.5, 8.5  # points
_LINE = 34  # letters of a line of a name that a user gave
WIDTH = 10.5  # inches: the widest a figure should be
BESIDE = ("axes fraction", "data")  # coordinates of what stands left or right of a row

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
            _raise(ax)


STRETCH: ContextVar[Stretch] = ContextVar("stretch")


@cache
def _families() -> list[str]:
    """Return the fonts that are tried, of those that are installed."""
    installed = set(fontManager.get_font_names())
    return ["DejaVu Sans", *(name for name in _FALLBACK_FONTS if name in installed)]


@cache
def _has_glyph(char: str) -> bool:
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
    dpi = figure_of(ax).dpi
    return (max(reach[0], 0) / dpi, max(reach[1], 0) / dpi, max(reach[2], 0) / dpi, max(reach[3], 0) / dpi)


def text_width(ax: Axes, texts: Sequence[str], points: float = TEXT, weight: str = "normal") -> float:
    """Return the width of the widest text in inches."""
    figure = figure_of(ax)
    widest = 0.0
    for text in sorted(set(texts), key=lambda text: (-cells(text), text))[:12]:
        artist = figure.text(0, 0, text, fontsize=points, fontweight=weight)
        widest = max(widest, artist.get_window_extent().width / figure.dpi)
        artist.remove()
    return widest


def wrap(ax: Axes, text: str, width: float, points: float, weight: str = "normal") -> list[str]:
    """Break text into lines that fit a width in inches."""
    letter = text_width(ax, [text], points, weight) / max(len(text), 1)
    most = max(int(width / max(letter, 0.01) * 0.93), 12)
    lines = textwrap.wrap(text, most, break_on_hyphens=False)
    while most > 12 and text_width(ax, lines, points, weight) > width:  # of letters that are wider than most
        most -= 1
        lines = textwrap.wrap(text, most, break_on_hyphens=False)
    return lines


def cells(text: str) -> int:
    """Return the width of text in letters; Chinese, Japanese and Korean characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def shorten(text: object, width: int = 40) -> str:
    """Return text on one line, without control characters, cut past `width` letters if no user gave it."""
    printable = "".join(char if _prints(char) else " " for char in str(text))
    line = " ".join(printable.split()) or "(empty)"
    line = "".join(char if _has_glyph(char) else NO_GLYPH for char in line)
    return line if is_given(text) else cut(line, width)


def is_given(name: object) -> bool:
    """Return whether a user gave a name, or a part of it where there are several: it is shown whole."""
    given = LOOK.get().given
    return bool(given) and not given.isdisjoint([str(name), *str(name).split(" · ")])


def cut(line: str, width: int) -> str:
    """Return a line with … in its middle past `width` letters."""
    if len(line) <= width and cells(line) <= width:
        return line
    start, end = line[: width - 1 - width // 3], line[-(width // 3) :]  # names of a kind differ at the end
    while cells(start) + cells(end) > width - 1:
        start, end = (start[:-1], end) if cells(start) > cells(end) else (start, end[1:])
    return f"{start.rstrip()}…{end.lstrip()}"


def _prints(char: str) -> bool:
    """Return whether a character shows; the two joiners shape the letters beside them and stay."""
    return char in "\u200c\u200d" or unicodedata.category(char)[0] not in "CZ"


def write(
    ax: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float] = (0, 0),
    *,
    coords: str | tuple[str, str] = "data",
    ha: str = "left",
    va: str = "center",
    points: float = SMALL,
    colour: str = MUTED,
    weight: str = "normal",
) -> Text:
    """Write text at a place on the Axes, moved by an offset in points."""
    if va == "center":  # by the height of small letters, so that a descender does not lift its line
        offset, va = (offset[0], offset[1] - 0.36 * points), "baseline"
    return ax.annotate(
        text,
        at,
        offset,
        xycoords=coords,
        textcoords="offset points",
        ha=ha,
        va=va,
        fontsize=points,
        color=colour,
        fontweight=weight,
        linespacing=1.25,
        annotation_clip=False,
    )


def row_names(
    ax: Axes, positions: Iterable[float], names: Sequence[str], details: Sequence[str] = ()
) -> None:
    """Name the rows at the left; what counts in each row stands smaller below its name."""
    positions = list(positions)
    names = ["\n".join(textwrap.wrap(n, _LINE, break_long_words=False)) if is_given(n) else n for n in names]
    lines = max((name.count("\n") for name in names), default=0)
    if lines:
        apart = min((abs(b - a) for a, b in pairwise(positions)), default=1.0)
        row = 72 * size(ax)[1] * apart / abs(np.diff(ax.get_ylim())[0])  # points
        needed = (lines + 1) * TEXT * 1.3 + (lines * TEXT * 0.8 + 18 if details else 5)
        STRETCH.get().taller = max(STRETCH.get().taller, needed / row)
    ax.set_yticks(positions, names)
    ax.tick_params(axis="y", length=0, pad=6, labelsize=TEXT, labelcolor=INK)
    if not details:
        return
    STRETCH.get().raised.append(ax)
    _raise(ax)
    for position, detail in zip(positions, details, strict=True):
        write(ax, detail, (0, position), (-6, -6.5), coords=BESIDE, ha="right")


def _raise(ax: Axes) -> None:
    """Lift the names of the rows, so that their last line is above the details."""
    for label in ax.get_yticklabels():
        points = 6 + label.get_text().count("\n") * TEXT * 0.8
        label.set_transform(label.get_transform() + ScaledTranslation(0, points / 72, inch(ax)))


def beside(ax: Axes, positions: Iterable[float], columns: Sequence[Sequence[str]]) -> None:
    """Write columns of text right of the rows."""
    positions, right = list(positions), 6.0
    for texts in columns:
        for position, text in zip(positions, texts, strict=True):
            write(ax, text, (1, position), (right, 0), coords=BESIDE, colour=INK)
        right += 14 + 72 * text_width(ax, texts, SMALL)


def column_names(
    ax: Axes,
    positions: Iterable[float],
    names: Sequence[str],
    details: Sequence[str],
    width: float,
    align: str = "center",
) -> None:
    """Name the columns above, level where `width` inches are enough, slanted where they are not.

    Names break at their blanks, details where they have a line end; slanted text has two lines, or one where
    the columns are very narrow.
    """
    broken = [break_at_blanks(name, width) for name in names]
    texts = [f"{name}\n{detail}".strip() for name, detail in zip(broken, details, strict=True)]
    level = text_width(ax, [line for text in texts for line in text.split("\n")], SMALL) <= width * 0.97
    if not level:
        lines = [detail.replace("\n", ", ") for detail in details]
        between = "\n" if width > 0.3 else "  "
        texts = [f"{name}{between}{line}".strip() for name, line in zip(names, lines, strict=True)]
    ax.xaxis.tick_top()
    ax.set_xticks(list(positions), texts)
    ax.tick_params(
        axis="x", length=0, pad=4, labelsize=SMALL, labelcolor=INK, labeltop=True, labelbottom=False
    )
    slant = 45 if width >= 0.42 else 90
    for label in ax.get_xticklabels():
        label.set(ha=align, va="baseline", linespacing=1.2)
        if not level:
            label.set(rotation=slant, rotation_mode="anchor", ha="left")
            label.set_verticalalignment("center" if slant == 90 or align == "left" else "bottom")


def break_at_blanks(text: str, width: float) -> str:
    """Break a name at its blanks only, so that its lines fit `width` inches; a long word stays whole."""
    lines: list[str] = []
    most = int(width * 72 / (SMALL * 0.6))
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= most:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return "\n".join(lines)


def colour_key(ax: Axes, colours: ScalarMappable, label: str, power: float = 1.0) -> None:
    """Add a small colour bar below the Axes; its size is in inches, so it stays the same on every figure."""
    below = overhang(ax)[1] + 0.18
    key = ax.inset_axes((0, -below - 0.12, 2.4, 0.12), transform=inches(ax))
    low, high = colours.get_clim()
    # Three ticks, evenly spread also on a square-root scale: the ends and about the middle of the colours.
    middle = float(Normalize(low, high).inverse(0.5 if power == 1.0 else 0.5 ** (1 / power)))
    step = 10.0 ** floor(log10(high - low)) if high > low else 1.0
    places = sorted({low, round(middle / step * 10) * step / 10, floor(high / step * 10 + 1e-9) * step / 10})
    form = ticks("{:g}".format)
    bar = figure_of(ax).colorbar(colours, cax=key, orientation="horizontal", ticks=places, format=form)
    bar.outline.set_visible(False)
    bar.ax.minorticks_off()
    bar.ax.tick_params(labelsize=SMALL, labelcolor=MUTED, length=2)
    bar.set_label(label, fontsize=SMALL, color=MUTED, loc="left")


def inches(ax: Axes, corner: tuple[float, float] = (0, 0)) -> Transform:
    """Return the transform that counts in inches from a corner of the Axes (as fractions of it)."""
    return inch(ax) + ScaledTranslation(*corner, ax.transAxes)  # type: ignore[arg-type]


def inch(ax: Axes) -> Affine2DBase:
    """Return the transform of inches, at the scale of the figure."""
    return STRETCH.get().inch + figure_of(ax).dpi_scale_trans  # type: ignore[return-value]  # so are both


def figure_of(ax: Axes) -> Figure:
    """Return the whole figure that an Axes belongs to."""
    figure = ax.get_figure()
    if figure is None:
        raise ValueError("The Axes has been removed from its figure.")
    return figure.figure  # that of a part is the whole; matplotlib 3.9 knows no get_figure(root=True)
