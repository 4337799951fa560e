"""Does a difference survive: the same comparison under other choices."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from discourse.plots.sheet.intervals import bounds, described, draw
from discourse.plots.sheet.rows import around, ground, numbers
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT, MUTED, SMALL
from discourse.plots.sheet.tables import require
from discourse.plots.sheet.text import row_names, shorten
from discourse.plots.sheet.words import called, say, signed, ticks

_ROW, _WIDTH = 0.4, 4.4  # inches


def sensitivity(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the difference of each check with its interval; a row a check, the comparison as it is on top.

    Parameters
    ----------
    table : DataFrame
        What `dc.sensitivity` returns.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Rows in the order of the table. A point is filled where the difference survives, hollow where it does
        not; the dashed line is the difference as it is.

    Raises
    ------
    DiscourseError
        If columns or rows are missing.

    Examples
    --------
    >>> import discourse as dc
    >>> sides = {"target": "Bloomberg", "reference": "TRT World"}
    >>> table = dc.sensitivity(dc.read("seeds"), dc.Lexicon.read("syria"), label="rebels", **sides)
    >>> ax = dc.plot.sensitivity(table)
    >>> ax.get_yticklabels()[0].get_text()
    'as it is'
    """
    table = require(table, "sensitivity", ["check", "detail", "difference", "survives"])
    options = table.attrs.get("options", {})
    shares = options.get("value", "share") == "share"
    difference, low, high = (
        each * (100 if shares else 1)
        for each in (table["difference"].to_numpy(dtype=np.float64), *bounds(table, "difference"))
    )
    rows, at = table.to_dict("records"), np.arange(len(table)) + 0.5
    with sheet(ax, _WIDTH, _ROW * len(rows)) as page:
        ax = page.ax
        ground(ax, at, *around(difference, low, high))
        ax.xaxis.set_major_locator(MaxNLocator(5))
        ax.xaxis.set_major_formatter(ticks(_tick))
        ax.set_xlabel(
            say("difference in percentage points" if shares else "difference in occurrences per 10,000 words")
        )
        ax.axvline(0, color=FAINT, lw=1.0, zorder=1)
        ax.axvline(difference[0], color=MUTED, lw=0.9, ls=(0, (4, 2)), zorder=1, gid="as it is")
        draw(ax, at, low, high, ends=5)
        fills = [BLUE if pd.notna(row["survives"]) and row["survives"] else "white" for row in rows]
        ax.scatter(difference, at, s=36, c=fills, edgecolors=BLUE, lw=1.2, zorder=3, gid="difference")
        names = [shorten(called(row["check"]), 44) for row in rows]
        row_names(ax, at, names, [_detail(called(row["detail"]) or _behind(row)) for row in rows])
        numbers(ax, at, [_value(value, shares) for value in difference], points=SMALL)
        sides = {name: shorten(options.get(name, name), 30) for name in ("label", "target", "reference")}
        what = say("share of its concept's mentions" if shares else "rate")
        page.head(
            say("Does it survive? “{label}”: {target} less {reference}", **sides),
            say("Point: difference of the {what}, each time with one choice made differently. ", what=what)
            + (say("Line: {interval}. ", interval=described(table)) if np.isfinite(low).any() else "")
            + say("Filled: on the same side as above, and the interval leaves out 0; hollow: not")
            + (say(", or without interval.") if np.isnan(low).any() else "."),
        )
    return ax


def _detail(text: str) -> str:
    """Return what a check consists of; how often a pattern is found stands whole at the end."""
    pattern, comma, found = text.rpartition(", ")
    return shorten(pattern, 52 - len(found)) + comma + found if pattern else shorten(text, 52)


def _behind(row: Mapping[Any, Any]) -> str:
    """Return the counts of both sides."""
    if "concept_count_target" in row:
        return " : ".join(
            say("{n:,} of {all:,}", n=int(row[f"count_{side}"]), all=int(row[f"concept_count_{side}"]))
            for side in ("target", "reference")
        )
    if "count_target" not in row:
        return ""
    return say("{a:,} : {b:,}", a=int(row["count_target"]), b=int(row["count_reference"]))


def _tick(tick: float) -> str:
    return f"{tick:+g}".replace("-", "−") if tick else "0"


def _value(value: float, shares: bool) -> str:
    form = "+.0f" if shares and abs(value) >= 1 else "+.1f"
    return "0" if float(format(value, form)) == 0 else signed(value, form)
