"""The ratios of a regression: who uses a label more, and whose use grows faster."""

from math import floor, isfinite, log2, log10
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from discourse.plots.sheet.intervals import LEVEL, bounds, dots, draw, line
from discourse.plots.sheet.look import tints
from discourse.plots.sheet.panels import panel_title, panels
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT, MUTED, SMALL, TRACK, size
from discourse.plots.sheet.tables import one_followed
from discourse.plots.sheet.text import beside, row_names, shorten, text_width
from discourse.plots.sheet.words import counted, number, say

_KINDS = ("group", "time", "time by group")
_ROW, _TITLE, _AXIS = 0.44, 0.5, 0.42  # inches: a row, a panel's title, the room below it
_PANEL, _GAP = 1.9, 0.22  # inches: the width of a panel, and what is left of it free
_WIDEST = 30.0  # times beyond the ratios themselves: where an interval is cut off


def trend_model(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the ratios of a regression with their intervals: a row a group, a panel a kind of term.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.trend_model` returns for one label.
    ax : Axes, optional
        Where to draw (default: a new figure of fitting size).

    Returns
    -------
    Axes
        The frame of the figure; `child_axes` are the panels: groups against the reference, change per year,
        and that against the reference. The scale is logarithmic, with a line at 1; a filled dot has q < 0.05.
        Ratio and interval stand beside each dot; an interval that goes on has no mark at that end.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one label.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> texts = ["the rebels left"] * 2 + ["the militants left"] + ["rebels and militants"]
    >>> frame = pd.DataFrame(
    ...     [(s, f"{y}-05-01", t) for s in "AB" for y in (2014, 2015, 2016) for t in texts[s == "B" :]],
    ...     columns=["source", "date", "text"],
    ... )
    >>> table = dc.trend_model(dc.read(frame), dc.Lexicon.read("syria"), label="rebels", unit="document")
    >>> ax = dc.plot.trend_model(table)
    >>> [panel.get_xscale() for panel in ax.child_axes]
    ['log', 'log', 'log']
    """
    needed = ["kind", "target", "reference", "ratio", "ratio_low", "ratio_high", "q", "count", "documents"]
    table, label, value = one_followed(table, "trend_model", needed)
    odds = value == "share"
    kinds = [kind for kind in _KINDS if (table["kind"] == kind).any()]
    names = _names(table)
    behind = table.drop_duplicates("target").set_index("target").loc[names, ["count", "documents"]]
    with sheet(ax, (_PANEL + 1.6) * len(kinds), _ROW * len(names) + _TITLE + _AXIS) as page:
        ax = page.ax
        right = text_width(ax, [_told(row) for row in table.to_dict("records")], SMALL) + 0.1
        made = panels(ax, len(kinds), len(kinds), left=_GAP, right=right, top=_TITLE, bottom=_AXIS)
        cut = False
        for panel, kind in zip(made, kinds, strict=True):
            rows = table[table["kind"] == kind]
            cut |= _panel(panel, rows, names)
            title, detail = _heading(rows, kind, odds)
            panel_title(panel, title, detail, 0.0, size(panel)[0] + right)
        details = [
            counted(int(count), "mention")
            + say(", n = {articles}", articles=counted(int(documents), "article"))
            for count, documents in behind.itertuples(index=False, name=None)
        ]
        row_names(made[0], range(len(names)), [shorten(name) for name in names], details)
        page.head(
            say("Odds ratios: {label}" if odds else "Rate ratios: {label}", label=shorten(label, 60)),
            say(
                "1 is no difference, 2 is twice the odds."
                if odds
                else "1 is no difference, 2 is twice the rate."
            )
            + line(table, known=True, cut=cut)
            + say(" Filled: q < {level}.", level=LEVEL),
        )
    return ax


def _names(table: pd.DataFrame) -> list[str]:
    """Return the groups in the order of the table, the reference first where it has a row."""
    targets = [str(name) for name in table["target"].unique()]
    first = [str(name) for name in table["reference"].dropna().unique() if name in targets]
    return [*first, *(name for name in targets if name not in first)]


def _heading(rows: pd.DataFrame, kind: str, odds: bool) -> tuple[str, str]:
    """Return the title of a panel, and what its numbers are."""
    if kind == "time":
        return say("Change per year"), say("odds ratio, a year later" if odds else "rate ratio, a year later")
    other = rows["reference"].iloc[0]
    if kind == "group":
        mean = say("odds ratio, at the mean time" if odds else "rate ratio, at the mean time")
        return say("Against {reference}", reference=other), mean  # which panel_title cuts, as a whole
    return say("Change per year, compared"), say("its ratio against {reference}", reference=shorten(other))


def _panel(panel: Axes, rows: pd.DataFrame, names: list[str]) -> bool:
    """Draw one kind of term, a dot and a line a group; say whether a line is cut off."""
    least, most = _limits(rows)
    panel.set(xscale="log", xlim=(least, most), ylim=(len(names) - 0.5, -0.5), yticks=[])
    ticks = _ticks(least, most)
    while len(ticks) > 2 and len(ticks) * _widest(panel, ticks) > size(panel)[0]:
        ticks = ticks[ticks.index(1.0) % 2 :: 2] if 1.0 in ticks else ticks[::2]
    panel.set_xticks(ticks, [number(tick, "g") for tick in ticks])
    panel.xaxis.set_minor_locator(NullLocator())
    panel.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)
    panel.spines["left"].set_visible(False)
    at = np.array([names.index(str(name)) for name in rows["target"]])
    panel.hlines(at, least, most, color=TRACK, lw=0.8, zorder=0)
    panel.axvline(1, color=FAINT, lw=0.8, zorder=0.5)
    low, high = bounds(rows, "ratio")
    draw(panel, at, low, high, limits=(least, most))
    known = np.isfinite(rows["ratio"])
    dots(panel, rows.loc[known, "ratio"], at[known], rows.loc[known, "q"] < LEVEL, size=24, gid="ratio",
         colour=tints(BLUE, rows.loc[known, "target"]))  # fmt: skip
    beside(panel, at, [[_told(row) for row in rows.to_dict("records")]])
    return bool(((low < least) | (high > most)).any())


def _widest(panel: Axes, ticks: list[float]) -> float:
    return text_width(panel, [number(tick, "g") for tick in ticks], SMALL) + 0.06


def _told(row: dict[Any, Any]) -> str:
    """Return a ratio and its interval in digits that tell them apart."""
    if not isfinite(row["ratio"]):
        return "–"
    return f"{_number(row['ratio'])} ({_number(row['ratio_low'])}–{_number(row['ratio_high'])})"


def _number(value: float) -> str:
    """Return a ratio in two or three digits that count."""
    if not isfinite(value):
        return "∞" if value > 0 else "?"
    if value < 0.0001 or value > 10_000:
        return "0" if value < 1 else f"> {number(10_000, ',')}"
    if value < 0.1:
        return number(value, f".{1 - floor(log10(value))}f")
    return number(value, ".2f" if value < 10 else ".1f" if value < 100 else ",.0f")


def _limits(rows: pd.DataFrame) -> tuple[float, float]:
    """Return the limits of a panel: those of its intervals, as far as they are near the ratios."""
    ratios = [ratio for ratio in (*rows["ratio"], 1.0) if isfinite(ratio)]
    least, most = min(ratios), max(ratios)
    ends = [end for end in (*rows["ratio_low"], *rows["ratio_high"]) if isfinite(end) and end > 0]
    low = max(min([*ends, least]), least / _WIDEST)
    high = min(max([*ends, most]), most * _WIDEST)
    margin = max((high / low) ** 0.04, 1.05)
    return low / margin, high * margin


def _ticks(low: float, high: float) -> list[float]:
    """Return few round places on a logarithmic scale, 1 among them."""
    decades = log10(high / low)
    base, step = (10.0, max(floor(decades / 4), 1)) if decades > 1.6 else (2.0, 1 + (decades > 1.2))
    reach = log10 if base == 10.0 else log2
    powers = range(step * floor(reach(low) / step), floor(reach(high)) + 1)
    ticks = [base**power for power in powers if power % step == 0 and low <= base**power <= high]
    return ticks if len(ticks) > 1 else sorted({round(low, 2), 1.0, round(high, 2)})
