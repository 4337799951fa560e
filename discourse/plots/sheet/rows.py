"""Rows, each with a point or a line on one scale: their ground, and the numbers at the right."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes

from discourse.plots.sheet.style import INK, MUTED, SMALL, TEXT, TRACK
from discourse.plots.sheet.text import BESIDE, text_width, write

Numbers = npt.NDArray[np.floating[Any]]


def ground(ax: Axes, at: Numbers, low: float, high: float) -> None:
    """Set the scale of rows whose middles are `at`, and draw a faint line behind each."""
    ax.set(xlim=(low, high), ylim=(len(at), 0))
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)
    ax.hlines(at, low, high, color=TRACK, lw=0.8, zorder=0)


def around(*values: Numbers) -> tuple[float, float]:
    """Return limits with some room around 0 and all values that are known."""
    every = np.concatenate([[0.0], *values])
    known = every[np.isfinite(every)]
    low, high = float(known.min()), float(known.max())
    room = 0.04 * (high - low or 1.0)
    return low - room, high + room


def numbers(
    ax: Axes, at: Numbers, texts: Sequence[str], more: Sequence[str | None] = (), points: float = TEXT
) -> None:
    """Write the number of each row at the right, their ends in one line, and behind it what is `more`."""
    end = 12 + 72 * text_width(ax, texts, points)
    for height, text, behind in zip_longest(at, texts, more):
        write(ax, text, (1, height), (end, 0), coords=BESIDE, ha="right", points=points, colour=INK)
        if behind is not None:
            write(ax, behind, (1, height), (end + 8, 0), coords=BESIDE)
