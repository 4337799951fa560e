"""Text on a figure: how wide it is, where it is cut and broken, and the names of rows and columns."""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from discourse.plots.sheet.look import LOOK
from discourse.plots.sheet.style import (
    INK,
    MUTED,
    NO_GLYPH,
    SMALL,
    STRETCH,
    TEXT,
    figure_of,
    has_glyph,
    raise_names,
    size,
)

BESIDE = ("axes fraction", "data")  # coordinates of what stands left or right of a row
_LINE = 34  # letters of a line of a name that a user gave


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
    line = "".join(char if has_glyph(char) else NO_GLYPH for char in line)
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
    raise_names(ax)
    for position, detail in zip(positions, details, strict=True):
        write(ax, detail, (0, position), (-6, -6.5), coords=BESIDE, ha="right")


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
    width: float,
    details: Sequence[str] = (),
    align: str = "center",
) -> None:
    """Name the columns above, level where `width` inches are enough, slanted where they are not.

    Names break at their blanks, details where they have a line end; slanted text has two lines, or one where
    the columns are very narrow.
    """
    details = details or [""] * len(names)
    most = max(int(width * 72 / (SMALL * 0.6)), 1)  # letters of a line; a longer word stays whole
    broken = [
        "\n".join(textwrap.wrap(n, most, break_long_words=False, break_on_hyphens=False)) for n in names
    ]
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
