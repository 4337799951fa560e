"""How much more one side chooses each label than the other, and what is left of it in the same stories."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.phrases import level, stories_of
from discourse.analysis.results import grouped_by, within_of
from discourse.counting.groups import group_names
from discourse.counting.stories import STORY
from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import LEVEL, bounds, described, dots, draw
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import (
    BESIDE,
    INK,
    MUTED,
    SMALL,
    TEXT,
    TRACK,
    row_names,
    shorten,
    text_width,
    write,
)
from discourse.plots.sheet.tables import label_of, one_concept, require

_ROW, _WIDTH = 0.42, 5.0  # inches


def contrast(table: pd.DataFrame, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw differences between two sides: a row an item, a point with its interval, and 0 as a line.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.contrast` returns; or, of one concept, of what `dc.framing` returns with `within`.
    label : str, optional
        Of `dc.framing`: the label; needed where the table has several.
    ax : Axes, optional
        Where to draw (default: a new figure of fitting size).

    Returns
    -------
    Axes
        Rows in the order of the table. A point is filled where q is below .05. In the same stories, a grey
        upright line is the difference of all articles as they come. What cannot be compared has a dash.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or it is not clear which label is meant.

    Examples
    --------
    >>> import discourse as dc
    >>> shares = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> both = dc.contrast(shares, target="Bloomberg", reference="TRT World")
    >>> ax = dc.plot.contrast(both[both["concept"] == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Bloomberg against TRT World'
    """
    of_groups = isinstance(table, pd.DataFrame) and "share_others" in table.columns
    rows, title, value = _of_groups(table, label) if of_groups else _of_sides(table, label)
    points = 100.0 if value in ("share", "document_share") else 1.0
    within = within_of(table)
    low, high = (points * end for end in bounds(rows, "difference"))
    middle, at = points * rows["difference"].to_numpy(dtype=np.float64), np.arange(len(rows)) + 0.5
    plain = points * rows["plain"].to_numpy(dtype=np.float64)
    with sheet(ax, _WIDTH, _ROW * len(rows)) as page:
        ax = page.ax
        known = np.concatenate([[0.0], *(each[np.isfinite(each)] for each in (middle, low, high, plain))])
        room = 0.04 * (np.ptp(known) or 1.0)
        ax.set(xlim=(known.min() - room, known.max() + room), ylim=(len(rows), 0))
        ax.spines["left"].set_visible(False)
        ax.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)
        ax.hlines(at, *ax.get_xlim(), color=TRACK, lw=0.8, zorder=0)
        ax.axvline(0, color=INK, lw=0.8, zorder=1, gid="zero")
        draw(ax, at, low, high, ends=6)
        sure = rows["q"].to_numpy(dtype=np.float64) < LEVEL
        ax.scatter(plain, at, s=170, marker="|", color=MUTED, lw=1.8, zorder=2.8, gid="plain")
        dots(ax, middle, at, sure, size=42, gid="difference")
        for height, number in zip(at, rows.index, strict=True):
            page.spot(number, ax.get_xlim()[0], height - 0.4, float(np.ptp(ax.get_xlim())), 0.8)
        records = rows.to_dict("records")
        row_names(ax, at, [shorten(row["name"]) for row in records], [row["detail"] for row in records])
        _numbers(ax, at.tolist(), middle.tolist(), records, value)
        what = "in percentage points" if points > 1 else "per 10,000 words"
        of = f" in the same {shorten(within)}" if within else ""
        of += "; grey line: of all articles as they come" if np.isfinite(plain).any() else ""
        filled = f" Filled: q < {LEVEL}." if np.isfinite(rows["q"].to_numpy(dtype=np.float64)).any() else ""
        line = f" Line: {described(rows)}." if np.isfinite(low).any() else ""
        page.head(title, f"Point: difference {what}{of}.{line}{filled} Beside it: both {_plural(value)}.")
        page.foot([_without(rows, low)])
    return ax


def _plural(value: str) -> str:
    return {"share": "shares", "document_share": "shares of articles"}.get(value, f"{value}s")


def _numbers(
    ax: Axes, at: Sequence[float], middle: Sequence[float], records: Sequence[Mapping[Any, Any]], value: str
) -> None:
    """Write at the right the difference, and what both sides have."""
    signed = ["–" if np.isnan(each) else f"{each:+.1f}".replace("-", "−") for each in middle]
    column = 12 + 72 * text_width(ax, signed, TEXT)
    for height, row, number in zip(at, records, signed, strict=True):
        write(ax, number, (1, height), (column, 0), coords=BESIDE, ha="right", points=TEXT, colour=INK)
        if not np.isnan(row["target_value"] + row["reference_value"]):
            both = " against ".join(level(row[f"{side}_value"], value) for side in ("target", "reference"))
            write(ax, both, (1, height), (column + 8, 0), coords=BESIDE)


def _of_sides(table: pd.DataFrame, label: str | None) -> tuple[pd.DataFrame, str, str]:
    """Return the rows of a contrast, a title, and what is compared."""
    needed = ["target", "reference", "difference", "difference_low", "difference_high", "q"]
    table = require(table, "contrast", needed, analysis="contrast")
    if label is not None:
        raise DiscourseError("plot.contrast: label= chooses from a table of framing; choose rows of this one")
    value, within = table.attrs["options"]["value"], within_of(table)
    items = [name for name in ("label", "term") if name in table.columns]
    several = ["concept"] if "concept" in table and len(table["concept"].unique()) > 1 else []
    names = group_names(table[[*several, *grouped_by(table), *items]])
    made = table.assign(
        name=[*map(str, names)],
        detail=[_behind(row, value, within) for row in table.to_dict("records")],
        target_value=table[f"{value}_target"],
        reference_value=table[f"{value}_reference"],
        plain=table.get("difference_all", np.nan),
    )
    made.attrs = table.attrs
    target, reference = (shorten(table[side].iloc[0], 40) for side in ("target", "reference"))
    concept = "" if several or "concept" not in table else f": {shorten(table['concept'].iloc[0], 40)}"
    return made, f"{target} against {reference}{concept}", value


def _of_groups(table: pd.DataFrame, label: str | None) -> tuple[pd.DataFrame, str, str]:
    """Return the rows of one label of framing within stories, a title, and what is compared."""
    needed = ["concept", "label", "share", "share_others", "difference", "difference_low", "difference_high"]
    table = require(table, "contrast", [*needed, "q", "stories", "share_all"], analysis="framing")
    concept, chosen = one_concept(table, "contrast"), label_of(table, "contrast", label)
    rows, within = table[table["label"].astype(str) == chosen], within_of(table)
    made = rows.assign(
        name=[*map(str, group_names(rows[grouped_by(rows)]))],
        detail=[_behind(row, "share", within) for row in rows.to_dict("records")],
        target_value=rows["share"],
        reference_value=rows["share_others"],
        plain=np.nan,
    )
    made.attrs = table.attrs
    title = f"{shorten(concept, 40)}: how often it is “{shorten(chosen, 40)}”, against the others"
    return made, title, "share"


def _behind(row: Mapping[Any, Any], value: str, within: object) -> str:
    """Return what a row rests on."""
    if "stories" in row:
        stories = int(row["stories"])
        return "in 1 story" if stories == 1 and within == STORY else f"in {stories:,} {stories_of(within)}"
    if value == "share" and "concept_count_target" in row:
        both = [row[f"concept_count_{side}"] for side in ("target", "reference")]
        return f"of {both[0]:,} and {both[1]:,} mentions"
    if "documents_total_target" in row:
        both = [row[f"documents_total_{side}"] for side in ("target", "reference")]
        return f"n = {both[0]:,} and {both[1]:,} articles"
    return ""


def _without(rows: pd.DataFrame, low: "np.typing.NDArray[np.float64]") -> str:
    """Return the note on rows whose interval is not known."""
    unknown = np.isnan(low) & rows["difference"].notna().to_numpy()
    names = ", ".join(shorten(name) for name in rows.loc[unknown, "name"])
    return f"No interval (too few of them, or all alike): {names}." if names else ""
