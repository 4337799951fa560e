"""Intervals between articles: what a table says of them, and the thin line they are drawn as."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from discourse.analysis.phrases import LEVEL as LEVEL  # of q: what is filled or coloured
from discourse.analysis.phrases import between_blocks, of_articles
from discourse.analysis.results import within_of
from discourse.counting.stories import STORY
from discourse.counting.units import OUTLET, fewest
from discourse.plots.sheet.style import BLUE, INK
from discourse.plots.sheet.text import shorten
from discourse.plots.sheet.words import called, say

Floats = npt.NDArray[np.float64]


def bounds(rows: pd.DataFrame, value: str) -> tuple[Floats, Floats]:
    """Return the interval of a column: those named after it; where a table has none, nothing is known."""
    names = [f"{value}_low", f"{value}_high"]
    if not set(names) <= set(rows.columns):
        unknown = np.full(len(rows), np.nan)
        return unknown, unknown
    low, high = (rows[name].to_numpy(dtype=np.float64, na_value=np.nan) for name in names)
    known = ~(np.isnan(low) | np.isnan(high))  # half an interval is none
    return np.where(known, low, np.nan), np.where(known, high, np.nan)


def between(table: pd.DataFrame) -> str:
    """Return between what the intervals of a table are: articles, blocks of time, or what was asked for."""
    unit = within_of(table) or _options(table).get("unit", "family")
    if between_blocks(table):
        crossed, units = _options(table).get("crossed"), called(f"{unit}s")
        others = say("outlets") if crossed == OUTLET else str(crossed)
        return say("{units} and {others}", units=units, others=others) if crossed else units
    if unit in ("family", "document"):
        return say("articles")
    return say("stories") if unit == STORY else say("values of {column}", column=shorten(unit))


def described(table: pd.DataFrame) -> str:
    """Return what the line is: "95% interval between articles", without the number where it is not known."""
    confidence, units = _options(table).get("confidence"), between(table)
    said = say("interval between {units}", units=units)
    if isinstance(confidence, int | float):
        said = say("{level:g}% interval between {units}", level=round(100 * confidence, 6), units=units)
    if _options(table).get("codes"):
        said += say(", corrected by coded lines like its value (no count is)")
    return said


def line(table: pd.DataFrame, known: bool | np.bool_, *, cut: bool | np.bool_ = False) -> str:
    """Return what the lines of a figure are, where there is any, and that one which is cut goes on."""
    goes_on = say("; without an end mark it goes on") if cut else ""
    return say(" Line: {interval}.", interval=described(table) + goes_on) if known else ""


def alike(table: pd.DataFrame) -> str:
    """Return what is to be said where each article counts alike in a share; else nothing."""
    return say(" Shares are means of the articles' own.") if of_articles(table) else ""


def one(table: pd.DataFrame) -> str:
    """Return what a row without interval comes from: "one article"."""
    if between_blocks(table):
        return called(f"one {_options(table)['unit']}")
    unit = _options(table).get("unit", "family")
    if unit in ("family", "document"):
        return say("one article")
    return say("one of the values of {column}", column=shorten(unit))


def untested(table: pd.DataFrame) -> str:
    """Return what a side of a comparison has that is not tested: "one article", "fewer than 4 months"."""
    unit = str(_options(table).get("unit"))
    if between_blocks(table):
        return say("fewer than {n} {units}", n=fewest(unit), units=called(f"{unit}s"))
    return one(table)


def single(rows: pd.DataFrame) -> "pd.Series[bool]":
    """Return which shares rest on one article: those without interval, or as the table counts them."""
    if "share_low" in rows:
        return rows["share_low"].isna()
    return rows["concept_units" if "concept_units" in rows else "concept_documents"] < 2


def n_1(table: pd.DataFrame) -> str:
    """Return the note on rows whose mentions have no interval."""
    return say("No interval where all of a row's mentions come from {one} (n = 1).", one=one(table))


def draw(
    ax: Axes,
    at: npt.ArrayLike,
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    *,
    limits: tuple[float, float] = (-np.inf, np.inf),
    ends: float = 3.5,
    halo: bool = False,
) -> None:
    """Draw level lines from `low` to `high` at the heights `at`, with small marks (points) at their ends.

    NaN is not drawn. What reaches beyond `limits` is cut there and has no mark at that end. A white `halo`
    lets a line stand out on a dark bar.
    """
    y, left, right = (np.asarray(values, dtype=np.float64) for values in (at, low, high))
    shown = ~(np.isnan(left) | np.isnan(right)) & (left <= limits[1]) & (right >= limits[0])
    y, left, right = y[shown], left[shown], right[shown]
    start, stop = np.maximum(left, limits[0]), np.minimum(right, limits[1])
    marks = np.concatenate([start[start == left], stop[stop == right]])
    heights = np.concatenate([y[start == left], y[stop == right]])
    lines = [((a, h), (b, h)) for a, b, h in zip(start, stop, y, strict=True)]
    for colour, more, order in [*([("white", 1.2, 2.4)] if halo else []), (INK, 0.0, 2.5)]:
        drawn = LineCollection(lines, colors=colour, linewidths=0.9 + more, zorder=order)
        drawn.set(gid="halo" if more else "interval", capstyle="butt")
        ax.add_collection(drawn, autolim=False)
        if ends:
            size = (ends + more) ** 2
            marked = ax.scatter(marks, heights, s=size, marker="|", color=colour, lw=0.9 + more, zorder=order)
            marked.set_gid("halo" if more else "ends")


def dots(
    ax: Axes,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    filled: npt.ArrayLike,
    *,
    size: float,
    gid: str,
    colour: str | list[str] = BLUE,
    lw: float = 1.2,
) -> None:
    """Draw a point for each value, whole also at the edge, hollow where it is not `filled`."""
    fills = np.where(np.asarray(filled, dtype=bool), colour, "white")
    ax.scatter(x, y, s=size, c=fills, edgecolors=colour, lw=lw, zorder=3, clip_on=False, gid=gid)


def _options(table: pd.DataFrame) -> dict[str, object]:
    options = table.attrs.get("options")
    return options if isinstance(options, dict) else {}
