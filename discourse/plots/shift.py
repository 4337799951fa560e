"""A change of naming in its parts: within each outlet, by the mix of outlets, and by word."""

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from discourse.errors import DiscourseError
from discourse.plots.sheet.style import (
    BLUE,
    FAINT,
    INK,
    SMALL,
    TEXT,
    VERMILION,
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
from discourse.plots.sheet.tables import GROUP, require

Floats = npt.NDArray[np.float64]

_WIDTH, _ROW = 8.4, 0.44  # inches
_TEXT, _BETWEEN = 1.1, 0.25  # inches: a column of text, the room between columns of bars
_GAP = 0.5  # of a row: what sets the total, the strata and the words apart
_SIDES = ("before", "after")
_COLUMNS = {
    "within": ("within", "each writes otherwise"),
    "mix": ("mix", "others write"),
    "difference": ("together", "what it adds"),
}


def shift(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a table of bars for one label: a row a part of its change, a column within, mix and both together.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.shift` returns for one label.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Rows in the order of the table: the total, the strata, the patterns. All columns have one scale; a bar
        is filled where its interval leaves out 0. Patterns that never occur stand in a note.

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
    measure = "rate" if isinstance(table, pd.DataFrame) and "rate_before" in table.columns else "share"
    sides = [f"{name}_{side}" for name in ("count", "documents_total", measure, "weight") for side in _SIDES]
    ends = [end for part in _COLUMNS for end in _ends(part)]
    table = require(table, "shift", ["concept", "label", "part", "pattern", *sides, *_COLUMNS, *ends])
    labels = list(table[["concept", "label"]].drop_duplicates().itertuples(index=False, name=None))
    if len(labels) > 1:
        raise DiscourseError(
            f"plot.shift draws one label at a time and this table has {len(labels)} "
            f"({', '.join(str(label) for _, label in labels)}); choose one, for example "
            f"table[table.label == {labels[0][1]!r}]."
        )
    rows, absent = _named(table)
    scale = 100.0 if measure == "share" else 1.0
    with style():
        at, breaks = _places(rows)
        ax, own = canvas(ax, _WIDTH, (at[-1] + 1) * _ROW)
        ax.set(xlim=(0, size(ax)[0]), ylim=(at[-1] + 1, 0), xticks=[])
        ax.spines[:].set_visible(False)
        ax.hlines(breaks, 0, size(ax)[0], color=FAINT, lw=0.8, gid="break")
        records = rows.to_dict("records")
        row_names(ax, at + 0.5, [shorten(name) for name in rows[GROUP]], [_sizes(row) for row in records])
        _texts(ax, records, at, measure, scale)
        _bars(ax, rows, at, scale)
        concept, label = labels[0]
        head(
            ax,
            f"Change of the {measure} of {shorten(label, 40)}, in parts",
            _reading(table, str(concept), measure),
        )
        foot(ax, [_alone(rows), absent])
        return fit(ax, own)


def _prefix(part: str) -> str:
    return "" if part == "difference" else f"{part}_"


def _named(table: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows with their names, without patterns that never occur, and the note that names these."""
    columns = list(table.columns)
    over = columns[columns.index("part") + 1 : columns.index("pattern")]
    never = (table["part"] == "pattern") & (table["count_before"] + table["count_after"] == 0)
    absent = ", ".join(shorten(name) for name in table.loc[never, "pattern"])
    rows = table[~never].reset_index(drop=True)
    names = []
    for row in rows.to_dict("records"):
        values = (f"no {column}" if pd.isna(row[column]) else str(row[column]) for column in over)
        stratum = " · ".join(values) or "all documents"
        names.append({"total": "all", "pattern": str(row["pattern"])}.get(row["part"], stratum))
    return rows.assign(**{GROUP: names}), f"Not found: {absent}." if absent else ""


def _places(rows: pd.DataFrame) -> tuple[Floats, list[float]]:
    """Return the top of each row, kinds of rows being set apart, and where a line parts them."""
    kinds = rows["part"].tolist()
    new = np.array([False, *(one != other for one, other in pairwise(kinds))])
    at = np.arange(len(kinds)) + _GAP * np.cumsum(new)
    return at, [float(each) - _GAP / 2 for each in at[new]]


def _sizes(row: Mapping[Any, Any]) -> str:
    """Return what a row consists of before and after."""
    name = "count" if row["part"] == "pattern" else "documents_total"
    both = f"{int(row[f'{name}_before']):,} → {int(row[f'{name}_after']):,}"
    return f"{both} times" if name == "count" else f"n = {both} articles"


def _texts(ax: Axes, records: Sequence[Mapping[Any, Any]], at: Floats, measure: str, scale: float) -> None:
    """Write what the bars are made of: shares and weights, before and after."""
    for column, (name, factor) in enumerate(((measure, scale), ("weight", 100.0))):
        x = (column + 0.5) * _TEXT
        _heading(ax, x, name, "before → after")
        for row, y in zip(records, at, strict=True):
            if name == "weight" and row["part"] != "stratum":
                continue
            ends = [_number(factor * row[f"{name}_{side}"], factor) for side in _SIDES]
            write(ax, " → ".join(ends), (x, y + 0.5), ha="center", colour=INK)


def _number(value: float, factor: float) -> str:
    if np.isnan(value):
        return "–"
    return f"{value:.0f}%" if factor == 100 else f"{value:,.1f}"


def _heading(ax: Axes, x: float, name: str, detail: str) -> None:
    write(ax, name, (x, 0), (0, 20), ha="center", va="baseline", points=TEXT, colour=INK, weight="bold")
    write(ax, detail, (x, 0), (0, 7), ha="center", va="baseline")


def _bars(ax: Axes, rows: pd.DataFrame, at: Floats, scale: float) -> None:
    """Draw the three columns of bars, all on one scale, with their intervals and numbers."""
    width = (size(ax)[0] - 2 * _TEXT) / len(_COLUMNS)
    values = {part: scale * rows[[part, *_ends(part)]].to_numpy(dtype=float) for part in _COLUMNS}
    reach = np.array(
        [np.nanmin(each) for each in values.values()] + [np.nanmax(each) for each in values.values()]
    )
    low, high = min(reach.min(), 0.0), max(reach.max(), 0.0)
    number = text_width(ax, [f"{low:+.1f}", f"{high:+.1f}"], SMALL) + 0.1
    room = max(width - _BETWEEN - number * (1 + (low < 0)), 0.2 * width)
    inches = room / max(high - low, 1e-12)
    for column, (part, (name, detail)) in enumerate(_COLUMNS.items()):
        left = 2 * _TEXT + column * width + _BETWEEN
        zero = left + (number if low < 0 else 0.0) - low * inches
        _heading(ax, left + (width - _BETWEEN) / 2, name, detail)
        ax.vlines(zero, 0, at[-1] + 1, color=FAINT, lw=0.8, zorder=0, gid="zero")
        for (value, down, up), y in zip(values[part], at, strict=True):
            _bar(ax, zero, y + 0.5, inches, (value, down, up))


def _ends(part: str) -> list[str]:
    return [f"{_prefix(part)}{end}" for end in ("low", "high")]


def _bar(ax: Axes, zero: float, y: float, inches: float, values: tuple[float, float, float]) -> None:
    """Draw one bar, its interval, and its number beyond both."""
    value, low, high = values
    if np.isnan(value):
        write(ax, "–", (zero, y), (4, 0))
        return
    colour = BLUE if value >= 0 else VERMILION
    clear = low > 0 or high < 0
    ax.barh(
        y,
        value * inches,
        left=zero,
        height=0.5,
        facecolor=colour if clear else "white",
        edgecolor=colour,
        lw=0.9,
        gid="part",
    )
    ends = [value, *(end for end in (low, high) if not np.isnan(end))]
    if len(ends) > 1:
        ax.hlines(y, zero + low * inches, zero + high * inches, color=INK, lw=1.0, gid="interval")
    tip, sign = (max(*ends, 0.0), 1) if value >= 0 else (min(*ends, 0.0), -1)
    text = f"{value:+.1f}".replace("-", "−") if abs(value) >= 0.05 else "0.0" if value else "0"
    write(ax, text, (zero + tip * inches, y), (4 * sign, 0), ha="left" if sign > 0 else "right", colour=INK)


def _reading(table: pd.DataFrame, concept: str, measure: str) -> str:
    """Return how to read the figure."""
    options = table.attrs.get("options", {})
    between = (
        f"{options['by']} {_side(options['before'])} → {_side(options['after'])}. "
        if {"by", "before", "after"} <= options.keys()
        else ""
    )
    of = f"mentions of {shorten(concept, 40)}" if measure == "share" else "words"
    unit = "percentage points" if measure == "share" else "per 10,000 words"
    interval = f"{options['confidence']:.0%} interval" if "confidence" in options else "interval"
    return (
        f"{between}Bars: {unit}; within and mix make the row's total, rows make the total of all. Weight: "
        f"part of all {of}. Line: {interval}; a bar is filled where it leaves out 0."
    )


def _side(values: object) -> str:
    """Name what stands on a side."""
    if isinstance(values, str) or not isinstance(values, Collection):
        return shorten(values)
    whole = sorted(values) if all(isinstance(value, int) for value in values) else []
    if len(whole) > 1 and whole == list(range(whole[0], whole[-1] + 1)):
        return f"{whole[0]}–{whole[-1]}"
    return shorten(", ".join(map(str, values)), 40)


def _alone(rows: pd.DataFrame) -> str:
    """Return the note on rows whose interval is not known."""
    unknown = rows["low"].isna() & (rows["difference"] != 0)
    names = ", ".join(shorten(name) for name in rows.loc[unknown, GROUP])
    return f"No interval, as one article tells nothing of others: {names}." if names else ""
