"""A heatmap with its numbers written in: the shared drawing of overview, frame counts and distances."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import ListedColormap, Normalize, PowerNorm

from discourse.plots.sheet.style import INK, MUTED, SEQUENTIAL, TRACK, write

Matrix = npt.NDArray[np.float64]


def heat(
    ax: Axes,
    values: Matrix,
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


def _readable(colour: Sequence[float] | npt.NDArray[np.float64]) -> str:
    """Return dark or white ink, whichever stands out on a colour (relative luminance as in WCAG 2)."""
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour[:3]]
    return INK if 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] > 0.2 else "white"
