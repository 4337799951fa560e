"""A figure being drawn: its Axes, what stands above and below them, and the fitting of one to the other."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from matplotlib.transforms import ScaledTranslation

from discourse.errors import DiscourseError
from discourse.plots.sheet.fit import WIDER, inside, rescale, scratch, sized
from discourse.plots.sheet.look import LOOK, recolour
from discourse.plots.sheet.style import (
    BLUE,
    DRAWING,
    FAINT,
    INK,
    NO_GLYPH,
    SMALL,
    STRETCH,
    TITLE,
    WIDTH,
    Stretch,
    figure_of,
    inch,
    letters,
    overhang,
    size,
    style,
)
from discourse.plots.sheet.text import wrap, write
from discourse.plots.sheet.words import localize, say

SPOT = "spot"
_PAD = 0.12  # inches around everything
_LARGEST = 300.0  # inches: a picture has at most 65,535 points each way


class Sheet:
    """The Axes of a figure, with its head and foot; ours to size, unless somebody gave us the Axes.

    Attributes
    ----------
    ax : Axes
    own : bool
        Whether the figure is ours to size.
    """

    def __init__(self, ax: Axes | None, width: float, height: float) -> None:
        self.own = ax is None
        if ax is not None:
            self.ax = ax
            if not (ax.has_data() or ax.texts):
                ax.clear()  # ticks and labels as ours are
                ax.spines[:].set(edgecolor=FAINT, linewidth=0.8)
                ax.spines[["top", "right"]].set_visible(False)
            if (place := LOOK.get().place) and place.inner and place.inner != size(ax):
                ax.set_axes_locator(partial(sized, place.inner))
                ax.apply_aspect(sized(place.inner, ax))
            return
        if max(width, height) > _LARGEST:
            raise DiscourseError(
                f"a figure of {width:,.0f} × {height:,.0f} inches is more than a picture can hold; "
                "choose some of the groups, words or labels of the table"
            )
        full = width + 2 * _PAD, height + 2 * _PAD
        figure = scratch(*full) if LOOK.get().place else plt.figure(figsize=full, layout="none")
        self.ax = figure.add_axes((_PAD / full[0], _PAD / full[1], width / full[0], height / full[1]))

    def widen(self, width: float) -> None:
        """Make the Axes of our own figure at least so many inches wide."""
        if self.own and width > size(self.ax)[0]:
            self._place(width, size(self.ax)[1])

    def head(self, title: str, subtitle: str = "") -> None:
        """Write title and subtitle above everything drawn so far, from the left edge of the labels."""
        ax, look = self.ax, LOOK.get()
        title = title if look.title is None else str(look.title)
        subtitle = subtitle if look.subtitle is None else str(look.subtitle)
        left, _, right, top = overhang(ax)
        room = self._room(left, right)
        lines = wrap(ax, subtitle, room, SMALL) if subtitle else []
        gap = 0.1
        if lines:
            offset = (-left * 72, (top + gap) * 72)
            write(ax, "\n".join(lines), (0, 1), offset, coords="axes fraction", va="bottom")
            gap += len(lines) * SMALL * 1.25 / 72 + 0.05
        text = "\n".join(wrap(ax, title, room, TITLE, "bold"))
        artist = ax.set_title(text, loc="left", y=1.0, pad=0, fontsize=TITLE, fontweight="bold", color=INK)
        artist.set(ha="left", va="bottom")
        artist.set_transform(ax.transAxes + ScaledTranslation(-left, top + gap, inch(ax)))
        vars(ax)["set_title"] = partial(_retitle, ax, artist)  # matplotlib would put it on the subtitle

    def spot(self, row: object, x: float, y: float, width: float, height: float) -> None:
        """Mark, unseen, where a row of the table stands, so that a page can open its lines there."""
        place = Rectangle((x, y), width, height, visible=False, label=f"_{row}", gid=SPOT)
        if self.ax.get_autoscale_on():
            self.ax.add_patch(place)
        else:  # where limits are set, looking for what a patch does to them is a third of the time
            self.ax.add_artist(place)

    def foot(self, notes: Sequence[str]) -> None:
        """Write notes below everything drawn so far, each on lines of its own; empty ones are left out."""
        ax = self.ax
        left, bottom, right, _ = overhang(ax)
        room = self._room(left, right)
        if any(NO_GLYPH in text.get_text() for text in ax.findobj(Text)):
            said = say("{sign} is a character that no font installed here can draw.", sign=NO_GLYPH)
            notes = [*notes, said]
        lines = [line for note in notes if note for line in wrap(ax, note, room, SMALL)]
        if lines:
            offset = (-left * 72, (-bottom - 0.12) * 72)
            write(ax, "\n".join(lines), (0, 0), offset, coords="axes fraction", va="top")

    def _room(self, left: float, right: float) -> float:
        """Return how wide in inches title and notes may be."""
        place = LOOK.get().place
        if place and place.room:  # the user's settings may set letters wider than ours, at other resolutions
            return 0.96 * place.room
        return max(size(self.ax)[0] + left + right, 5.0)

    def fit(self, scale: float) -> None:
        """Bring letters to their size, and our own figure to that of what it holds."""
        for text in self.ax.findobj(Text):  # a title or tick made before, on a user's Axes, reads mathtext
            text.set_parse_math(False)
        localize(self.ax)
        if (colour := LOOK.get().color) is not None:
            recolour(self.ax, BLUE, colour)
        width, height = size(self.ax)
        height *= STRETCH.get().taller
        if scale != 1.0:
            rescale(self.ax, scale)
            STRETCH.get().by(scale)
        if self.own:
            if scale != 1.0 or STRETCH.get().taller > 1.0:
                self._place(scale * width, scale * height)
            left, bottom, right, top = overhang(self.ax)
            self._place(scale * width, scale * height, (WIDER * left, bottom, WIDER * right, top))
        elif (place := LOOK.get().place) and place.inner:
            self._inside((scale * place.inner[0], scale * place.inner[1]), within=place.room is not None)

    def _inside(self, inner: tuple[float, float], *, within: bool) -> None:
        """Put a user's Axes where it is to be, with room around it for what reaches out of it."""
        ax, locator = self.ax, None
        if within and ax.get_subplotspec() is not None:
            ax.set_axes_locator(partial(sized, inner))
            locator = partial(inside, overhang(ax))
        ax.set_axes_locator(locator)  # type: ignore[arg-type]  # None is the usual one
        ax.apply_aspect(locator(ax) if locator else None)

    def _place(self, width: float, height: float, around: Sequence[float] = (0, 0, 0, 0)) -> None:
        left, bottom, right, top = around
        full = (width + left + right + 2 * _PAD, height + bottom + top + 2 * _PAD)
        figure_of(self.ax).set_size_inches(full)
        corner = (left + _PAD) / full[0], (bottom + _PAD) / full[1]
        self.ax.set_position((*corner, width / full[0], height / full[1]))


def _retitle(ax: Axes, title: Text, label: str, *args: Any, **options: Any) -> Text:
    """Change the title where it stands and as it looks; one that is asked for elsewhere goes there."""
    if args or {"loc", "pad", "y"} & options.keys() - ({"loc"} if options.get("loc") == "left" else set()):
        return Axes.set_title(ax, label, *args, **options)
    options.pop("loc", None)
    title.set(text=label, **options.pop("fontdict", None) or {}, **options)
    return title


@contextmanager
def sheet(ax: Axes | None, width: float = WIDTH, height: float = 3.0) -> Iterator[Sheet]:
    """Draw on an Axes, or on a figure of our own with one of so many inches, in the library's style.

    Whatever the user's settings are, they are back afterwards; at the end, our own figure fits what it holds.
    One thread draws at a time, as settings are the same for all.
    """
    place, token = LOOK.get().place, STRETCH.set(Stretch())
    try:
        with DRAWING:
            scale = place.scale if place else letters()
        with style():
            page = Sheet(ax, width, height)
            yield page
            page.fit(scale)
    finally:
        STRETCH.reset(token)
