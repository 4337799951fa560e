"""When a label's rate or share changed its level."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.plots.sheet.style import (
    BLUE,
    FAINT,
    INK,
    MUTED,
    SMALL,
    canvas,
    fit,
    foot,
    head,
    row_names,
    shorten,
    size,
    style,
    text_width,
    write,
)
from discourse.plots.sheet.tables import (
    GROUP,
    groups,
    named,
    one_label,
    place_name,
    places,
    require,
)

_GROUP, _MORE = 0.34, 0.24  # inches: the first row of a group, and each further one
_WIDTH = 4.5  # inches
_STEPS = {  # periods between two that are written
    "year": (1, 2, 5, 10, 20, 50, 100),
    "quarter": (1, 2, 4, 8, 20, 40, 80, 400),
    "month": (1, 3, 6, 12, 24, 60, 120, 240, 1200),
}
_PERIODS = ("change", "low", "high", "first", "last")
_LEVEL = 0.05  # probability below which a dot is filled


def change_points(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the change points of a label in time: a row a change, groups one below the other.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.change_points` returns for one label.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        A dot is the first period after the change, filled where p < 0.05; its line the interval of the date;
        the grey line the periods from the first to the last with documents. Level before and after, and p,
        stand at the right. A group in which no change can be told says so.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one label.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     [("A", f"{year}-05-01", "rebels" if year > 2014 and n else "soldiers")
    ...      for year in range(2011, 2019) for n in range(4)],
    ...     columns=["source", "date", "text"],
    ... )
    >>> found = dc.change_points(dc.read(frame), dc.Lexicon.read("syria"), label="rebels")
    >>> ax = dc.plot.change_points(found)
    >>> ax.get_title(loc="left")
    'Change points: rebels'
    """
    columns = ["concept", "label", "change", "low", "high", "p", "count", "documents", "first", "last"]
    table = require(table, "change_points", columns)
    measure = "share" if "share_before" in table.columns else "rate"
    require(table, "change_points", [f"{measure}_before", f"{measure}_after"])
    label = one_label(table, "change_points")
    rows, _ = named(table, "change_points", grouped_by(table))
    names = groups(rows)
    every = _every(table)
    of = places([value for name in _PERIODS for value in rows[name].dropna()], every)
    heights = _heights(rows)
    total = heights[-1] + _GROUP / 2
    with style():
        ax, own = canvas(ax, _WIDTH, total)
        first, last = min(of.values()), max(of.values())
        room = 0.04 * max(last - first, 1)
        ax.set(xlim=(first - room, last + room), ylim=(total, -0.02))
        ax.spines["left"].set_visible(False)
        told = [_told(row, measure)[0] for row in rows[rows["change"].notna()].to_dict("records")]
        columns_at = (6.0, 20.0 + 72 * text_width(ax, told or [""], SMALL))
        for y, row in zip(heights, rows.to_dict("records"), strict=True):
            ax.hlines(y, of[row["first"]], of[row["last"]], color=FAINT, lw=0.8, zorder=0, gid="covered")
            if pd.isna(row["change"]):
                text = "too little to tell a change" if row["count"] else "the label does not occur"
                write(ax, text, (1, y), (6, 0), coords=("axes fraction", "data"))
                continue
            ax.hlines(y, of[row["low"]], of[row["high"]], color=BLUE, lw=1.8, zorder=2, gid="interval")
            fill = BLUE if row["p"] < _LEVEL else "white"
            at = of[row["change"]]
            ax.scatter(at, y, s=26, color=fill, edgecolors=BLUE, linewidths=1, zorder=3, gid="change")
            for text, right in zip(_told(row, measure), columns_at, strict=True):
                write(ax, text, (1, y), (right, 0), coords=("axes fraction", "data"), colour=INK)
        firsts = ~rows[GROUP].duplicated().to_numpy()
        row_names(ax, np.array(heights)[firsts], [shorten(name) for name in names])
        _time(ax, first, last, every, of)
        concept = shorten(rows["concept"].iloc[0], 40)
        unit = "per 10,000 words" if measure == "rate" else f"share of the mentions of {concept}"
        head(
            ax,
            f"Change points: {shorten(label, 60)}",
            f"Dot: the first {every} after the change, filled where p < {_LEVEL}; line: its interval. "
            f"Grey: from the first to the last {every} with articles. Numbers: {unit}, before and after; "
            "n: articles.",
        )
        if rows["change"].isna().any():
            foot(ax, [f"To tell a change takes five {every}s, and several articles in one of them."])
        return fit(ax, own)


def _every(table: pd.DataFrame) -> str:
    """Return what the periods are: 2016 is a year, 2016Q1 a quarter, 2016-01 a month."""
    first = str(table["first"].iloc[0])
    return "quarter" if "Q" in first else "month" if "-" in first else "year"


def _heights(rows: pd.DataFrame) -> list[float]:
    """Return where each row stands, in inches: closer to its group than to others."""
    heights, y = [], _GROUP / 2
    for index, again in enumerate(rows[GROUP].duplicated()):
        y += (_MORE if again else _GROUP) if index else 0.0
        heights.append(y)
    return heights


def _told(row: dict[Any, Any], measure: str) -> tuple[str, str]:
    """Return when the level changed and from what to what, and how sure that is, of how many articles."""
    levels = (row[f"{measure}_before"], row[f"{measure}_after"])
    before, after = (f"{level:.0%}" if measure == "share" else f"{level:.1f}" for level in levels)
    p = "p < 0.001" if row["p"] < 0.001 else f"p = {row['p']:.3f}"
    return f"{row['change']}: {before} → {after}", f"{p}, n = {int(row['documents']):,}"


def _time(ax: Axes, first: int, last: int, every: str, of: dict[object, int]) -> None:
    """Write as many periods below as have room."""
    widest = text_width(ax, [place_name(first, every, of), place_name(last, every, of)], SMALL) * 1.6
    most = max(int(size(ax)[0] / widest), 1)
    step = next(step for step in _STEPS[every] if (last - first) // step < most)
    ticks = [place for place in range(first, last + 1) if (place - first) % step == 0]
    ax.set_xticks(ticks, [place_name(place, every, of) for place in ticks])
    ax.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)
