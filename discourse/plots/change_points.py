"""When a label's share or rate changed its level."""

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.phrases import between_blocks
from discourse.analysis.results import grouped_by
from discourse.plots.sheet.intervals import LEVEL, between, described, dots, draw
from discourse.plots.sheet.look import tints
from discourse.plots.sheet.periods import name_periods
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT
from discourse.plots.sheet.tables import GROUP, named, one_followed, places
from discourse.plots.sheet.text import BESIDE, beside, row_names, shorten, write
from discourse.plots.sheet.words import called, number, say

_GROUP, _MORE = 0.34, 0.24  # inches: the first row of a group, and each further one
_WIDTH = 4.5  # inches
_DATES = ["change", "change_low", "change_high", "first", "last"]


def change_points(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the change points of a label in time: a row a change, groups one below the other.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.change_points` returns for one label.
    ax : Axes, optional
        Where to draw (default: a new figure of fitting size).

    Returns
    -------
    Axes
        A dot is the first period after the change, filled where p < 0.05; its line the interval of the date;
        the grey line the periods from the first to the last with documents. Level before and after, and p,
        stand at the right. A group with too little for a change point says so.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one label.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     [("A", f"{year}-05-01", "rebels" if year > 2014 and n else "militants")
    ...      for year in range(2011, 2019) for n in range(4)],
    ...     columns=["source", "date", "text"],
    ... )
    >>> found = dc.change_points(dc.read(frame), dc.Lexicon.read("syria"), label="rebels")
    >>> ax = dc.plot.change_points(found)
    >>> ax.get_title(loc="left")
    'Change points: rebels'
    """
    needed = [*_DATES, "{value}_before", "{value}_after", "p", "count", "documents"]
    table, label, value = one_followed(table, "change_points", needed)
    rows, _ = named(table, "change_points", grouped_by(table))
    every = _every(table)
    of = places([date for name in _DATES for date in rows[name].dropna()], every)
    dates = {name: rows[name].map(of).to_numpy(dtype=float, na_value=np.nan) for name in _DATES}
    firsts = ~rows[GROUP].duplicated().to_numpy()
    at = np.cumsum(np.where(firsts, _GROUP, _MORE)) - _GROUP / 2
    changed = rows["change"].notna().to_numpy()
    with sheet(ax, _WIDTH, at[-1] + _GROUP / 2) as page:
        ax = page.ax
        first, last = min(of.values()), max(of.values())
        room = 0.04 * max(last - first, 1)
        ax.set(xlim=(first - room, last + room), ylim=(at[-1] + _GROUP / 2, -0.02))
        ax.spines["left"].set_visible(False)
        ax.hlines(at, dates["first"], dates["last"], color=FAINT, lw=0.8, zorder=0, gid="covered")
        draw(ax, at, dates["change_low"], dates["change_high"])
        filled = rows.loc[changed, "p"] < LEVEL
        colour = tints(BLUE, rows.loc[changed, GROUP])
        dots(ax, dates["change"][changed], at[changed], filled, size=26, gid="change", colour=colour)
        told = [_told(row, value) for row in rows[changed].to_dict("records")]
        beside(ax, at[changed], list(zip(*told, strict=True)))
        for y, count in zip(at[~changed], rows.loc[~changed, "count"], strict=True):
            text = say("too little for a change point" if count else "the label does not occur")
            write(ax, text, (1, y), (6, 0), coords=BESIDE)
        row_names(ax, at[firsts], [shorten(name) for name in rows.loc[firsts, GROUP]])
        name_periods(ax, every, of)
        concept = shorten(rows["concept"].iloc[0], 40)
        unit = say(
            "per 10,000 words" if value == "rate" else "share of the mentions of {concept}", concept=concept
        )
        page.head(
            say("Change points: {label}", label=shorten(label, 60)),
            say(
                "Dot: the first {period} after the change, filled where p < {level}; line: {interval}. "
                "Grey: from the first to the last {period} with articles. Numbers: {unit}, before and after; "
                "n: articles.",
                period=called(every),
                level=LEVEL,
                interval=described(table),
                unit=unit,
            ),
        )
        if not changed.all():
            more = say(
                "seven {units} in all" if between_blocks(table) else "several articles in one of them",
                units=between(table),
            )
            periods = called(f"{every}s")
            page.foot([say("A change point takes five {periods}, and {more}.", periods=periods, more=more)])
    return ax


def _every(table: pd.DataFrame) -> str:
    """Return what the periods are, by their names where no option says: 2016, 2016Q1 or 2016-01."""
    first = str(table["first"].iloc[0])
    seen = "quarter" if "Q" in first else "month" if "-" in first else "year"
    return str(table.attrs["options"].get("every") or seen)


def _told(row: dict[Any, Any], value: str) -> tuple[str, str]:
    """Return when the level changed and from what to what, and how sure that is, of how many articles."""
    form = ".0%" if value == "share" else ".1f"
    before, after = (number(row[f"{value}_{when}"], form) for when in ("before", "after"))
    p = say("p < 0.001") if row["p"] < 0.001 else say("p = {p:.3f}", p=row["p"])
    return f"{row['change']}: {before} → {after}", say("{p}, n = {n:,}", p=p, n=int(row["documents"]))
