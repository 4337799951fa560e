"""A label over time: as it comes, and with the mix of outlets held fixed."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from discourse.errors import DiscourseError
from discourse.plots.sheet.style import (
    BLUE,
    FAINT,
    MUTED,
    SMALL,
    TEXT,
    canvas,
    fit,
    foot,
    head,
    shorten,
    size,
    style,
    text_width,
    write,
)
from discourse.plots.sheet.tables import place_name, places, require

Floats = npt.NDArray[np.float64]

_WIDTH, _HEIGHT = 6.4, 3.2  # inches
_MOST_ABOVE = 2.5  # times the highest point: where an interval is cut off
_APART = 3.0  # points that one line's intervals stand beside the other's
_BELOW = 8.0  # points from the figure to the names of the periods
_MOST_NAMES = 12


def standardize(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw one label over time twice: of all outlets as they come, and of the same outlets with a fixed mix.

    Where the two part, the change is one of outlets.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.standardized` returns for one label; the first column is the period.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Two lines, named at their ends, with intervals; below each period the articles and the mentions
        (of a rate: the words) it has. Only neighbouring periods are joined.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one label.

    Examples
    --------
    >>> import discourse as dc
    >>> seeds = dc.read("seeds").select(kind="news report")
    >>> table = dc.standardize(seeds, dc.Lexicon.read("syria"), label="rebels", over="kind")
    >>> ax = dc.plot.standardize(table)
    >>> ax.get_title(loc="left")
    'Share of rebels, the mix held fixed'
    """
    measure = "rate" if isinstance(table, pd.DataFrame) and "rate" in table.columns else "share"
    whole, noun = ("concept_count", "mentions") if measure == "share" else ("tokens", "words")
    crude = [measure, f"{measure}_low", f"{measure}_high"]
    fixed = ["standardized", "low", "high"]
    held = ["held", "strata", "held_share"]
    table = require(
        table, "standardize", ["concept", "label", whole, "documents_total", *crude, *fixed, *held]
    )
    labels = list(table[["concept", "label"]].drop_duplicates().itertuples(index=False, name=None))
    if len(labels) > 1:
        raise DiscourseError(
            f"plot.standardize draws one label at a time and this table has {len(labels)} "
            f"({', '.join(str(label) for _, label in labels)}); choose one, for example "
            f"table[table.label == {labels[0][1]!r}]."
        )
    every = str(table.columns[0])
    place_of = places(list(table[every]), every)
    table = table.assign(place=[place_of[value] for value in table[every]]).sort_values(
        "place", kind="stable"
    )
    scale = 100.0 if measure == "share" else 1.0
    with style():
        ax, own = canvas(ax, _WIDTH, _HEIGHT)
        x = table["place"].to_numpy(dtype=float)
        lines = [scale * table[columns].to_numpy(dtype=float) for columns in (crude, fixed)]
        top, cut = _top(lines, scale)
        ax.set(xlim=(x.min() - 0.4, x.max() + 0.4), ylim=(0, top))
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y", color=FAINT, lw=0.5)
        ax.tick_params(axis="y", length=0, labelsize=SMALL, labelcolor=MUTED)
        if measure == "share":
            ax.yaxis.set_major_formatter("{x:.0f}%")
        _line(ax, x, lines[0], MUTED, "crude", -_APART)
        _line(ax, x, lines[1], BLUE, "standardized", _APART)
        _periods(ax, table, every, whole, noun, place_of)
        over = _over(table)
        number, all_ = int(table["held"].iloc[0]), int(table["strata"].iloc[0])
        names = ["all, as they come", f"{number} of {all_}, mix held fixed"]
        _names(ax, x.max(), [line[:, 0] for line in lines], names)
        concept, label = labels[0]
        of = f"Part of the mentions of {shorten(concept, 40)}" if measure == "share" else "Per 10,000 words"
        head(
            ax,
            f"{measure.capitalize()} of {shorten(label, 40)}, the mix held fixed",
            f"{of}. Grey: each {over} as much as it wrote in that {every}. Blue: those that are in every "
            f"{every}, each as much as it wrote in all. Lines: {_interval(table)}s.",
        )
        foot(ax, [_held(table, over, every, noun), cut])
        return fit(ax, own)


def _top(lines: Sequence[Floats], scale: float) -> tuple[float, str]:
    """Return where the figure ends, and the note that an interval goes on."""
    highest = max((np.nanmax(line[:, 0]) for line in lines if not np.isnan(line[:, 0]).all()), default=0.0)
    ends = max((np.nanmax(line) for line in lines if not np.isnan(line).all()), default=0.0)
    most = max(highest * _MOST_ABOVE, 0.02 * scale)
    return min(ends * 1.06, most) or 1.0, "Intervals are cut off at the top." if ends * 1.06 > most else ""


def _line(ax: Axes, x: Floats, values: Floats, colour: str, gid: str, aside: float) -> None:
    """Draw one line with its intervals; periods without a value, or apart, are not joined."""
    joined = np.insert(values[:, 0], np.flatnonzero(np.diff(x) > 1) + 1, np.nan)
    along = np.insert(x, np.flatnonzero(np.diff(x) > 1) + 1, np.nan)
    ax.plot(along, joined, color=colour, lw=1.6, ls="-" if gid == "standardized" else (0, (4, 2)), gid=gid)
    fill = colour if gid == "standardized" else "white"
    ax.scatter(
        x, values[:, 0], s=26, c=fill, edgecolors=colour, lw=1.2, zorder=3, clip_on=False, gid=f"{gid} points"
    )
    from_left = aside / 72 / size(ax)[0] * np.diff(ax.get_xlim())[0]
    ax.vlines(
        x + from_left, values[:, 1], values[:, 2], color=colour, lw=1.0, alpha=0.8, gid=f"{gid} interval"
    )


def _periods(
    ax: Axes, table: pd.DataFrame, every: str, whole: str, noun: str, place_of: dict[object, int]
) -> None:
    """Name the periods, with what each rests on; where there are many, as many as fit."""
    rows = list(table[["place", "documents_total", whole]].itertuples(index=False, name=None))
    names = [place_name(place, every, place_of) for place, *_ in rows]
    details = [f"{articles:,}\n{size_:,}" for _, articles, size_ in rows]
    width = text_width(ax, [line for text in (*names, *details) for line in text.split("\n")], SMALL) + 0.12
    span = size(ax)[0] / np.diff(ax.get_xlim())[0]
    step = max(1, int(np.ceil(width / span)))
    shown = [index for index, (place, *_) in enumerate(rows) if (rows[-1][0] - place) % step == 0]
    ax.set_xticks([rows[index][0] for index in shown], [f"{names[i]}\n{details[i]}" for i in shown])
    ax.tick_params(axis="x", length=0, pad=_BELOW, labelsize=SMALL, labelcolor=MUTED)
    for tick in ax.get_xticklabels():
        tick.set_linespacing(1.25)
    beside = f"{every}\nn = articles\n{noun}"
    write(ax, beside, (0, 0), (-8, -_BELOW), coords="axes fraction", ha="right", va="top")


def _names(ax: Axes, x: float, lines: Sequence[Floats], names: Sequence[str]) -> None:
    """Name the lines at their ends, moved apart where the ends are close."""
    points = size(ax)[1] * 72 / np.diff(ax.get_ylim())[0]
    ends = [float(line[~np.isnan(line)][-1]) if not np.isnan(line).all() else 0.0 for line in lines]
    first, second = (end * points for end in ends)
    aside = max(TEXT * 1.5 - abs(first - second), 0.0) / 2
    aside = aside if first >= second else -aside
    lift = max(
        TEXT * 0.5 - min(first + aside, second - aside), 0.0
    )  # a name below 0 would be among the periods
    for end, name, colour, up in zip(ends, names, (MUTED, BLUE), (aside, -aside), strict=True):
        write(ax, name, (x, end), (14, up + lift), points=TEXT, colour=colour)


def _over(table: pd.DataFrame) -> str:
    """Name what is held fixed."""
    over = table.attrs.get("options", {}).get("over", "source")
    return over if isinstance(over, str) else " and ".join(over)


def _interval(table: pd.DataFrame) -> str:
    confidence = table.attrs.get("options", {}).get("confidence")
    return f"{confidence:.0%} interval" if confidence else "interval"


def _held(table: pd.DataFrame, over: str, every: str, noun: str) -> str:
    """Return the note that says what is held, and how much of the whole that is."""
    shares = table["held_share"].dropna()
    ends = dict.fromkeys(f"{end:.0%}" for end in (shares.min(), shares.max())) if len(shares) else ["none"]
    names = [shorten(name) for name in table.attrs.get("held", [])]
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    named = f": {', '.join(names[:_MOST_NAMES])}{more}" if names else ""
    return f"In every {every}{named}; {' to '.join(ends)} of a {every}'s {noun}."
