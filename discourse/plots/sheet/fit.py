"""A figure in a part of somebody's figure: nothing of it reaches into its neighbours or is cut."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, PathCollection
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec, GridSpecFromSubplotSpec, SubplotSpec
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from discourse.plots.sheet.look import LOOK, Place, looking
from discourse.plots.sheet.style import SMALL, figure_of, letters, overhang, size

_PAD = 0.08  # inches between what is drawn and the edge of its part
_LEAST = (0.75, 0.9)  # of a figure's own width and height; before it is smaller, its letters are
_TRIALS = 6
WIDER = 1.04  # letters are that much wider at some resolutions


def drawn_inside(ax: Axes, draw: Callable[[Axes | None], Axes]) -> Axes:
    """Draw on an Axes of a grid so that labels, title and notes are inside its part of the figure.

    Letters have the size that is asked for where there is room, and are smaller where there is not. An Axes
    that was placed by hand stays where it is.
    """
    scale, look = letters(), LOOK.get()
    if ax.get_subplotspec() is None:
        with looking(replace(look, place=Place(scale, size(ax), None))):
            return draw(ax)
    part = part_of(ax)
    whole = np.array([part.width, part.height]) * _parent(ax) - 2 * _PAD
    with looking(replace(look, place=Place())):
        own = draw(None)
    natural = np.array(size(own)) * _LEAST
    around = _sides(own)
    for _ in range(_TRIALS):
        scale = min(scale, *(whole / (natural + around)).tolist())
        inner = tuple((whole / scale - around).tolist())
        place = Place(scale, inner, float(whole[0] / scale))
        with looking(replace(look, place=replace(place, scale=1.0))):
            found = _sides(draw(scratch(*inner).add_axes((0, 0, 1, 1))))
        fits = bool((found <= around + 0.01).all())
        around = found
        if fits:
            break
    with looking(replace(look, place=place)):
        return draw(ax)


def scratch(width: float, height: float) -> Figure:
    """Return a figure that nobody sees."""
    figure = Figure(figsize=(width, height), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def _sides(ax: Axes) -> Any:
    """Return what reaches out of the Axes, both sides together: across and up."""
    left, bottom, right, top = overhang(ax)
    return np.array([left + right, bottom + top]) * WIDER


def inside(margin: tuple[float, float, float, float], ax: Any, renderer: object = None) -> Bbox:
    """Return where an Axes is inside its part of a figure, whose size may change: all but a margin (inches).

    Without the first argument it is what matplotlib calls a locator; so is :func:`sized`.
    """
    box, (width, height) = part_of(ax), _parent(ax)
    left, bottom, right, top = (inches * WIDER + _PAD for inches in margin)
    x0, x1 = box.x0 + left / width, box.x1 - right / width
    y0, y1 = box.y0 + bottom / height, box.y1 - top / height
    return Bbox.from_extents(x0, y0, max(x1, x0 + 0.01), max(y1, y0 + 0.01))


def sized(inner: tuple[float, float], ax: Any, renderer: object = None) -> Bbox:
    """Return the place of an Axes of so many inches, wherever it stands."""
    width, height = _parent(ax)
    corner = ax.get_position(original=True)
    return Bbox.from_bounds(corner.x0, corner.y0, inner[0] / width, inner[1] / height)


def _parent(ax: Axes) -> tuple[float, float]:
    """Return the size in inches of the figure, or the part of one, that an Axes is in."""
    box, dpi = ax.figure.bbox, figure_of(ax).dpi
    return box.width / dpi, box.height / dpi


def part_of(ax: Axes) -> Bbox:
    """Return the part of its figure that an Axes of a grid has, from edge to edge, as fractions."""
    spec = ax.get_subplotspec()
    if spec is None:
        return ax.get_position(original=True)
    box = _cell(spec)
    title = getattr(ax.figure, "_suptitle", None)
    if title is not None and title.get_text():
        above = title.get_window_extent().transformed(ax.figure.transSubfigure.inverted())
        return Bbox.from_extents(box.x0, box.y0, box.x1, min(box.y1, above.y0))
    return box


def _cell(spec: SubplotSpec) -> Bbox:
    """Return a cell of a grid as matplotlib places it where there is no room around or between cells."""
    grid: Any = spec.get_gridspec()
    nested = isinstance(grid, GridSpecFromSubplotSpec)
    outer = _cell(vars(grid)["_subplot_spec"]) if nested else Bbox.unit()
    ratios = {"width_ratios": grid.get_width_ratios(), "height_ratios": grid.get_height_ratios()}
    left, bottom, right, top = outer.extents
    tight = GridSpec(
        grid.nrows, grid.ncols, left=left, bottom=bottom, right=right, top=top, wspace=0, hspace=0, **ratios
    )
    return SubplotSpec(tight, spec.num1, spec.num2).get_position(Figure())


def rescale(ax: Axes, by: float) -> None:
    """Make the letters, lines and marks on an Axes larger or smaller."""
    for artist in ax.findobj():
        match artist:
            case Text():
                artist.set_fontsize(float(artist.get_fontsize()) * by)
                if isinstance(artist, Annotation):
                    across, up = artist.xyann
                    artist.xyann = by * across, by * up
            case Line2D():
                artist.set_linewidth(artist.get_linewidth() * by)
                artist.set_markersize(artist.get_markersize() * by)
            case Collection():
                artist.set_linewidth([by * points for points in np.atleast_1d(artist.get_linewidth())])
                if isinstance(artist, PathCollection):
                    artist.set_sizes(artist.get_sizes() * by**2)
            case Patch():
                artist.set_linewidth(artist.get_linewidth() * by)
    for axes in ax.findobj(Axes):
        for axis in (axes.xaxis, axes.yaxis):
            usual: dict[str, Any] = {"labelsize": SMALL, "length": 3.5, "width": 0.8, "pad": 3.5}
            known: dict[str, Any] = usual | dict(axis.get_tick_params() or {})
            stretched: dict[str, Any] = {part: by * known[part] for part in usual}
            axis.set_tick_params(**stretched)
            axis.labelpad *= by
