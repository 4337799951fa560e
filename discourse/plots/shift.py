"""A change in the use of a label in its parts: within each outlet, by the mix, by word; or by story."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.phrases import side_of
from discourse.analysis.results import grouped_by, value_of, within_of
from discourse.plots.sheet.intervals import Floats, bounds, described, draw
from discourse.plots.sheet.look import tints
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, FAINT, INK, SMALL, TEXT, VERMILION, size
from discourse.plots.sheet.tables import GROUP, names_of, one_concept, one_followed, require
from discourse.plots.sheet.text import row_names, shorten, text_width, write
from discourse.plots.sheet.words import called, number, say, signed

_WIDTH, _WIDE, _ROW = 8.4, 10.4, 0.44  # inches
_TEXT, _BETWEEN = 1.1, 0.25  # inches: a column of text, the room between columns of bars
_GAP = 0.5  # of a row: what sets the total, the strata and the words apart
_SIDES = ("before", "after")
_COLUMNS = {
    "within": ("within", "each changes"),
    "mix": ("mix", "their weights change"),
    "difference": ("together", "what it adds"),
}
_CHANGE, _DIFFERENCE, _SEVERAL = (
    {value: text.replace("share", value) for value in ("share", "rate")}
    for text in (
        "Change of the share of {label}, in parts",
        "Difference in the share of {label}, in parts",
        "Differences in share of the labels of {label}, in parts",
    )
)
_MOST = 12  # stories that are drawn: the others are one number in the note


def shift(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a table of bars: a row a part of a change, a column within, mix and both together.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.shift` returns for one label; or, within stories, for several.
    ax : Axes, optional
        Where to draw (default: a new figure of fitting size).

    Returns
    -------
    Axes
        Rows in the order of the table: the total, the strata, the patterns. All columns have one scale; a bar
        is filled where its interval leaves out 0. Patterns that never occur stand in a note. Within stories
        there is a column more, for what one side alone tells; of one label the twelve stories that add most
        are drawn, of several labels the totals.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one label.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.shift(dc.read("seeds"), dc.Lexicon.read("syria"), label="rebels", before=2016, after=2020)
    >>> ax = dc.plot.shift(table)
    >>> ax.get_title(loc="left")
    'Change of the share of rebels, in parts'
    """
    behind = [
        f"{name}_{side}" for name in ("count", "documents_total", "{value}", "weight") for side in _SIDES
    ]
    within = within_of(table)
    columns = _stories(within) if within else _COLUMNS
    parts = [f"{part}{end}" for part in columns for end in ("", "_low", "_high")]
    several = bool(within) and len(table["label"].unique()) > 1
    if several:
        table = table[table["part"] == "total"]
        value, label = value_of(table), one_concept(table, "shift")
        table = require(table, "shift", ["concept", "label", "part", *parts])
    else:
        table, label, value = one_followed(table, "shift", ["part", "pattern", *behind, *parts])
    rows, notes = _named(table, value, within)
    kinds = rows["part"].tolist()
    new = np.array([False, *(one != other for one, other in pairwise(kinds))])
    at = np.arange(len(kinds)) + _GAP * np.cumsum(new) + 0.5  # the middle of each row
    with sheet(ax, _WIDE if within else _WIDTH, (at[-1] + 0.5) * _ROW) as page:
        ax = page.ax
        ax.set(xlim=(0, size(ax)[0]), ylim=(at[-1] + 0.5, 0), xticks=[])
        ax.spines[:].set_visible(False)
        ax.hlines(at[new] - (1 + _GAP) / 2, 0, size(ax)[0], color=FAINT, lw=0.8, gid="break")
        records = rows.to_dict("records")
        row_names(ax, at, [shorten(name, 38) for name in rows[GROUP]], [_sizes(row) for row in records])
        texts = [value] if several else [value, "weight"]
        _texts(ax, records, at, texts, "" if within else say("before → after"))
        _bars(ax, rows, at, 100.0 if value == "share" else 1.0, columns)
        titles = _SEVERAL if several else _DIFFERENCE if within else _CHANGE
        page.head(say(titles[value], label=shorten(label, 40)), _reading(table, value, within))
        page.foot([_without_interval(rows), *notes])
    return ax


def _stories(within: str) -> dict[str, tuple[str, str]]:
    """Return the columns of bars of two sides that tell stories: words, weights, and what one alone tells."""
    return {
        "within": ("words", say("in the same {unit}", unit=called(shorten(within)))),
        "mix": ("weights", "how much of each"),
        "only": ("alone", "what one alone has"),
        "difference": ("together", "what it adds"),
    }


def _named(table: pd.DataFrame, value: str, within: str | None) -> tuple[pd.DataFrame, list[str]]:
    """Return the rows with their names, and notes on those that are left out."""
    never = (table["part"] == "pattern") & (table["count_before"] + table["count_after"] == 0)
    absent = ", ".join(shorten(name) for name in table.loc[never, "pattern"])
    rows = table[~never].reset_index(drop=True)
    notes = [say("Not found: {names}.", names=absent) if absent else ""]
    if within:
        strata = rows["part"] == "stratum"
        less = strata & (strata.cumsum() > _MOST)
        others = rows[less]
        rows = rows[~less].reset_index(drop=True)
        adds = _signed(others["difference"].sum() * (100 if value == "share" else 1))
        if len(others):
            notes.append(say("{n:,} others are not drawn; they add {adds}.", n=len(others), adds=adds))
        if len(table["label"].unique()) > 1:
            rows[GROUP] = [*map(str, rows["label"])]
            return rows, notes
    names = zip(rows["part"], rows["pattern"], names_of(rows, grouped_by(table)), strict=True)
    rows[GROUP] = [
        {"total": called("all"), "pattern": str(pattern)}.get(part, str(stratum))
        for part, pattern, stratum in names
    ]
    return rows, notes


def _sizes(row: Mapping[Any, Any]) -> str:
    """Return what a row consists of before and after."""
    name = "count" if row["part"] == "pattern" else "documents_total"
    both = {"a": int(row[f"{name}_before"]), "b": int(row[f"{name}_after"])}
    if name == "count":
        return say("{a:,} → {b:,} mentions", **both)
    return say("n = {a:,} → {b:,} articles", **both)


def _texts(
    ax: Axes, records: Sequence[Mapping[Any, Any]], at: Floats, names: Sequence[str], sides: str
) -> None:
    """Write what the bars are made of: shares and weights, before and after."""
    for column, name in enumerate(names):
        x = (column + 0.5) * _TEXT
        _heading(ax, x, called(name), sides)
        form = ",.1f" if name == "rate" else ".0%"
        for row, y in zip(records, at, strict=True):
            if name != "weight" or row["part"] == "stratum":
                ends = [number(row[f"{name}_{side}"], form) for side in _SIDES]
                write(ax, " → ".join(ends), (x, y), ha="center", colour=INK)


def _heading(ax: Axes, x: float, name: str, detail: str) -> None:
    write(ax, name, (x, 0), (0, 20), ha="center", va="baseline", points=TEXT, colour=INK, weight="bold")
    write(ax, detail, (x, 0), (0, 7), ha="center", va="baseline")


def _bars(
    ax: Axes, rows: pd.DataFrame, at: Floats, scale: float, columns: Mapping[str, tuple[str, str]]
) -> None:
    """Draw the columns of bars, all on one scale, with their intervals and numbers."""
    width = (size(ax)[0] - 2 * _TEXT) / len(columns)
    parts = {part: (rows[part].to_numpy(dtype=float), *bounds(rows, part)) for part in columns}
    reach = scale * np.concatenate([np.ravel(each) for each in parts.values()])
    low, high = (float(end(reach, initial=0.0)) for end in (np.fmin.reduce, np.fmax.reduce))
    digits = text_width(ax, [f"{low:+.1f}", f"{high:+.1f}"], SMALL) + 0.1
    room = max(width - _BETWEEN - digits * (1 + (low < 0)), 0.2 * width)
    inches = room / max(high - low, 1e-12)
    for column, (part, heading) in enumerate(columns.items()):
        left = 2 * _TEXT + column * width + _BETWEEN
        zero = left + (digits if low < 0 else 0.0) - low * inches
        _heading(ax, left + (width - _BETWEEN) / 2, *map(called, heading))
        ax.vlines(zero, 0, at[-1] + 0.5, color=FAINT, lw=0.8, zorder=0, gid="zero")
        value, lower, upper = (scale * values for values in parts[part])
        colours = np.where(value >= 0, tints(BLUE, rows[GROUP]), tints(VERMILION, rows[GROUP]))
        fills = np.where((lower > 0) | (upper < 0), colours, "white").tolist()
        look = {"color": fills, "edgecolor": colours.tolist(), "lw": 0.9, "gid": "part"}
        ax.barh(at, value * inches, left=zero, height=0.5, **look)
        draw(ax, at, zero + lower * inches, zero + upper * inches, ends=0)
        ends = np.where(value >= 0, np.fmax(value, np.fmax(upper, 0)), np.fmin(value, np.fmin(lower, 0)))
        ends = np.where(np.isnan(value), 0.0, ends)
        for y, each, end in zip(at, value, ends, strict=True):
            aside, ha = (4, "left") if each >= 0 else (-4, "right")
            write(ax, _signed(each), (zero + end * inches, y), (aside, 0), ha=ha, colour=INK)


def _signed(value: float) -> str:
    if abs(value) < 0.05:
        return number(0.0, ".1f") if value else "0"
    return signed(value)


def _reading(table: pd.DataFrame, value: str, within: str | None) -> str:
    """Return how to read the figure."""
    options = table.attrs["options"]
    sides = ""
    if {"by", "before", "after"} <= options.keys():
        before, after = (shorten(side_of(options[side]), 40) for side in _SIDES)
        sides = f"{called(options['by'])} {before} → {after}. "
    of, unit = say("words"), say("per 10,000 words")
    if value == "share":
        of = say("mentions of {concept}", concept=shorten(table["concept"].iloc[0], 40))
        unit = say("percentage points")
    return sides + say(
        "Bars: {unit}; those of a row add up to together. Line: {interval}; a bar is filled where it "
        "leaves out 0."
        if within and len(table["label"].unique()) > 1
        else "Bars: {unit}; those of a row add up to together, rows add up to all. Weight: part of all {of}. "
        "Line: {interval}; a bar is filled where it leaves out 0."
        if within
        else "Bars: {unit}; within and mix add up to together, rows add up to all. Weight: part of all {of}. "
        "Line: {interval}; a bar is filled where it leaves out 0.",
        unit=unit,
        of=of,
        interval=described(table),
    )


def _without_interval(rows: pd.DataFrame) -> str:
    """Return the note on rows whose interval is not known."""
    unknown = rows["difference_low"].isna() & (rows["difference"] != 0)
    unknown &= (rows["part"] != "stratum") | ("only" not in rows)  # a story is one unit
    names = ", ".join(shorten(name) for name in rows.loc[unknown, GROUP])
    return say("No interval (too few articles, or all alike): {names}.", names=names) if names else ""
