"""A heatmap with its numbers written in: the shared drawing of overview, frame counts and distances."""

from collections.abc import Sequence
from math import floor, log10

import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize, PowerNorm
from matplotlib.transforms import ScaledTranslation

from discourse.plots.sheet.intervals import Floats
from discourse.plots.sheet.style import INK, MUTED, SEQUENTIAL, SMALL, TRACK, figure_of, inch, overhang
from discourse.plots.sheet.text import write
from discourse.plots.sheet.words import ticks


def heat(
    ax: Axes,
    values: Floats,
    texts: Sequence[Sequence[str]] | None,
    *,
    power: float = 1.0,
    lowest: float = 0.0,
    least: float = 1.0,
) -> ScalarMappable:
    """Draw a matrix, dark for high; zero and undefined stay white, so that absence can be seen.

    `texts` are written into the cells; `power` below 1 spreads the low values; `lowest` and `least` are where
    the colours start and how far they reach at least.
    """
    defined = values[np.isfinite(values)]
    highest = max(float(defined.max()) if defined.size else least, least)
    norm = Normalize(lowest, highest) if power == 1.0 else PowerNorm(power, lowest, highest)
    # Without its blackest part: one article is not an emergency.
    colours = ListedColormap(sns.color_palette(SEQUENTIAL, as_cmap=True)(np.linspace(0.03, 0.85, 256)))
    seen = np.ma.masked_where(~(values > 0), values)
    ax.pcolormesh(seen, cmap=colours, norm=norm, lw=min(1.0, 20 / values.shape[1]), edgecolor="white")
    ax.set(xlim=(0, values.shape[1]), ylim=(values.shape[0], 0), xticks=[], yticks=[], facecolor="white")
    ax.spines[:].set_visible(False)
    mappable = ScalarMappable(norm, colours)
    for row, line in enumerate(texts or ()):
        for column, text in enumerate(line):
            if text:
                value = values[row, column]
                colour = _readable(mappable.to_rgba(np.array([value]))[0]) if value > 0 else MUTED
                inside = write(ax, text, (column + 0.5, row + 0.5), ha="center", colour=colour)
                inside.set_in_layout(False)  # nothing to make room for: measuring them all is slow
    ax.hlines(np.arange(values.shape[0] + 1), 0, values.shape[1], color=TRACK, lw=0.8, zorder=0)
    return mappable


def colour_key(ax: Axes, colours: ScalarMappable, label: str) -> None:
    """Add a small colour bar below the Axes; its size is in inches, so it stays the same on every figure."""
    below = overhang(ax)[1] + 0.18
    corner = ScaledTranslation(0, 0, ax.transAxes)  # type: ignore[arg-type]  # which any transform may be
    key = ax.inset_axes((0, -below - 0.12, 2.4, 0.12), transform=inch(ax) + corner)
    low, high = colours.get_clim()
    # Three ticks, evenly spread also on a square-root scale: the ends and about the middle of the colours.
    middle = float(colours.norm.inverse(0.5))  # type: ignore[attr-defined]  # ours have it
    step = 10.0 ** floor(log10(high - low)) if high > low else 1.0
    places = sorted({low, round(middle / step * 10) * step / 10, floor(high / step * 10 + 1e-9) * step / 10})
    form = ticks("{:g}".format)
    bar = figure_of(ax).colorbar(colours, cax=key, orientation="horizontal", ticks=places, format=form)
    bar.outline.set_visible(False)
    bar.ax.minorticks_off()
    bar.ax.tick_params(labelsize=SMALL, labelcolor=MUTED, length=2)
    bar.set_label(label, fontsize=SMALL, color=MUTED, loc="left")


def _readable(colour: Floats) -> str:
    """Return dark or white ink, whichever stands out on a colour (relative luminance as in WCAG 2)."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return INK if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.2 else "white"
