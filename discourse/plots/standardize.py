"""A label over time: as it comes, and with a fixed mix of outlets."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import time_of
from discourse.counting.groups import columns_of
from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import Floats, bounds, described, dots
from discourse.plots.sheet.periods import name_periods
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT, MUTED, SMALL, TEXT, size
from discourse.plots.sheet.tables import one_followed, places
from discourse.plots.sheet.text import shorten, write
from discourse.plots.sheet.words import called, number, say, ticks

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
        Rows of what `dc.standardize` returns for one label.
    ax : Axes, optional
        Where to draw (default: a new figure of fitting size).

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
    'Share of rebels, with a fixed mix'
    """
    lines = [f"{name}{end}" for name in ("{value}", "standardized") for end in ("", "_low", "_high")]
    needed = ["{whole}", "documents_total", *lines, "strata_fixed", "strata", "fixed_share"]
    table, label, value = one_followed(table, "standardize", needed)
    every = time_of(table)
    if every is None:
        raise DiscourseError("plot.standardize needs the column of the periods; say every=")
    share = value == "share"
    whole, noun = ("concept_count", say("mentions")) if share else ("tokens", say("words"))
    place_of = places(list(table[every]), every)
    table = table.assign(place=table[every].map(place_of).astype(int)).sort_values("place", kind="stable")
    columns = [called(column) for column in columns_of(table.attrs["options"].get("over"))]
    over = say(" and ").join(columns) or say("group")
    x, scale = table["place"].to_numpy(dtype=float), 100.0 if share else 1.0
    crude, fixed = (
        scale * np.column_stack([table[name].to_numpy(dtype=float), *bounds(table, name)])
        for name in (value, "standardized")
    )
    with sheet(ax, _WIDTH, _HEIGHT) as page:
        ax = page.ax
        top, cut = _top(crude, fixed, scale)
        ax.set(xlim=(x.min() - 0.4, x.max() + 0.4), ylim=(0, top))
        ax.spines["left"].set_visible(False)
        ax.grid(axis="y", color=FAINT, lw=0.5)
        ax.tick_params(axis="y", length=0, labelsize=SMALL, labelcolor=MUTED)
        if share:
            ax.yaxis.set_major_formatter(ticks("{:.0f}%".format))
        _line(ax, x, crude, MUTED, "crude", -_APART)
        _line(ax, x, fixed, BLUE, "standardized", _APART)
        behind = zip(table["place"], table["documents_total"], table[whole], strict=True)
        details = {place: f"{number(n, ',')}\n{number(of, ',')}" for place, n, of in behind}
        name_periods(ax, every, place_of, details, pad=_BELOW)
        beside = f"{called(every)}\n{say('n = articles')}\n{noun}"
        write(ax, beside, (0, 0), (-8, -_BELOW), coords="axes fraction", ha="right", va="top")
        first = table.iloc[0]
        mixed = say("{n} of {all}, fixed mix", n=first["strata_fixed"], all=first["strata"])
        names = [say("all, as they come"), mixed]
        _names(ax, x.max(), [crude[:, 0], fixed[:, 0]], names)
        concept = shorten(first["concept"], 40)
        page.head(
            say(
                "Share of {label}, with a fixed mix" if share else "Rate of {label}, with a fixed mix",
                label=shorten(label, 40),
            ),
            say("Part of the mentions of {concept}. " if share else "Per 10,000 words. ", concept=concept)
            + say(
                "Grey: each {group} counts as much as it has in that {period}. Blue: only those that are in "
                "every {period}, and each counts as much as it has in all. Upright lines: {interval}.",
                group=over,
                period=called(every),
                interval=described(table),
            ),
        )
        page.foot([_fixed(table, called(every), noun), cut])
    return ax


def _top(crude: Floats, fixed: Floats, scale: float) -> tuple[float, str]:
    """Return where the figure ends, and the note that an interval goes on."""
    highest = max(np.nanmax(line[:, 0], initial=0.0) for line in (crude, fixed))
    ends = max(np.nanmax(line, initial=0.0) for line in (crude, fixed))
    most = max(highest * _MOST_ABOVE, 0.02 * scale)
    note = say("Intervals are cut off at the top.") if ends * 1.06 > most else ""
    return min(ends * 1.06, most) or 1.0, note


def _line(ax: Axes, x: Floats, values: Floats, colour: str, gid: str, aside: float) -> None:
    """Draw one line with its intervals; periods without a value, or apart, are not joined."""
    gaps, full = np.flatnonzero(np.diff(x) > 1) + 1, gid == "standardized"
    along, joined = np.insert(x, gaps, np.nan), np.insert(values[:, 0], gaps, np.nan)
    ax.plot(along, joined, color=colour, lw=1.6, ls="-" if full else (0, (4, 2)), gid=gid)
    dots(ax, x, values[:, 0], np.full(len(x), full), size=26, gid=f"{gid} points", colour=colour)
    at = x + aside / 72 / size(ax)[0] * np.diff(ax.get_xlim())[0]
    ax.vlines(at, *values.T[1:], color=colour, lw=1.0, alpha=0.8, gid=f"{gid} interval")


def _names(ax: Axes, x: float, lines: Sequence[Floats], names: Sequence[str]) -> None:
    """Name the lines at their ends, moved apart where the ends are close."""
    points = size(ax)[1] * 72 / np.diff(ax.get_ylim())[0]
    ends = [float(line[~np.isnan(line)][-1]) if not np.isnan(line).all() else 0.0 for line in lines]
    first, second = (end * points for end in ends)
    aside = max(TEXT * 1.5 - abs(first - second), 0.0) / 2
    aside = aside if first >= second else -aside
    # a name below 0 would be among the periods
    lift = max(TEXT * 0.5 - min(first + aside, second - aside), 0.0)
    for end, name, colour, up in zip(ends, names, (MUTED, BLUE), (aside, -aside), strict=True):
        write(ax, name, (x, end), (14, up + lift), points=TEXT, colour=colour)


def _fixed(table: pd.DataFrame, every: str, noun: str) -> str:
    """Return the note that says what is in the fixed mix, and how much of the whole that is."""
    shares = table["fixed_share"].dropna()
    ends = dict.fromkeys(number(end, ".0%") for end in (shares.min(), shares.max())) if len(shares) else ["–"]
    fixed = table.attrs.get("fixed") or table.attrs["options"].get("fixed", [])
    names = [shorten(name) for name in fixed]
    more = say(" and {n:,} more", n=len(names) - _MOST_NAMES) if len(names) > _MOST_NAMES else ""
    said = f" ({', '.join(names[:_MOST_NAMES])}{more})" if names else ""
    shares_ = say(" to ").join(ends)
    return say("Fixed mix{names}: {shares} of a {period}'s {noun}.", names=said, shares=shares_, period=every,
               noun=noun)  # fmt: skip
