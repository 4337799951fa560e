"""How much more one side chooses each label than the other, and what is left of it in the same stories."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by, within_of
from discourse.counting.groups import group_names
from discourse.counting.stories import STORY
from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import LEVEL, bounds, dots, draw, line
from discourse.plots.sheet.rows import around, ground, numbers
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import INK, MUTED
from discourse.plots.sheet.tables import label_of, one_concept, require
from discourse.plots.sheet.text import row_names, shorten
from discourse.plots.sheet.words import number, say, signed

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
    'Bloomberg against TRT World: armed-opponents'
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
        left, right = around(middle, low, high, plain)
        ground(ax, at, left, right)
        ax.axvline(0, color=INK, lw=0.8, zorder=1, gid="zero")
        draw(ax, at, low, high, ends=6)
        sure = rows["q"].to_numpy(dtype=np.float64) < LEVEL
        ax.scatter(plain, at, s=170, marker="|", color=MUTED, lw=1.8, zorder=2.8, gid="plain")
        dots(ax, middle, at, sure, size=42, gid="difference")
        for height, row in zip(at, rows.index, strict=True):
            page.spot(row, left, height - 0.4, right - left, 0.8)
        records = rows.to_dict("records")
        row_names(ax, at, [shorten(row["name"]) for row in records], [row["detail"] for row in records])
        numbers(ax, at, [signed(each) for each in middle], [_both(row, value) for row in records])
        page.head(title, _reading(rows, value, within, bool(np.isfinite(low).any())))
        page.foot([_without(rows, low)])
    return ax


def _reading(rows: pd.DataFrame, value: str, within: str | None, sure: bool) -> str:
    """Return how to read the figure."""
    points = value in ("share", "document_share")
    said = say("Point: difference in percentage points" if points else "Point: difference per 10,000 words")
    if within:
        said += say(
            " in the same story" if within == STORY else " in the same {column}", column=shorten(within)
        )
    if rows["plain"].notna().any():
        said += say("; grey line: of all articles as they come")
    said += "." + line(rows, sure)
    if rows["q"].notna().any():
        said += say(" Filled: q < {level}.", level=LEVEL)
    return said + say(" Beside it: what both have.")


def _both(row: Mapping[Any, Any], value: str) -> str | None:
    """Return what both sides have, where both have something."""
    if np.isnan(row["target_value"] + row["reference_value"]):
        return None
    form = ".0%" if value in ("share", "document_share") else ".1f"
    target, reference = (number(row[f"{side}_value"], form) for side in ("target", "reference"))
    return say("{a} against {b}", a=target, b=reference)


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
    if several or "concept" not in table:
        return made, say("{target} against {reference}", target=target, reference=reference), value
    of = shorten(table["concept"].iloc[0], 40)
    title = say("{target} against {reference}: {concept}", target=target, reference=reference, concept=of)
    return made, title, value


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
    title = say(
        "{concept}: how often it is “{label}”, against the others",
        concept=shorten(concept, 40),
        label=shorten(chosen, 40),
    )
    return made, title, "share"


def _behind(row: Mapping[Any, Any], value: str, within: object) -> str:
    """Return what a row rests on."""
    if "stories" in row:
        stories = int(row["stories"])
        if within != STORY:
            return say("in {n:,} values of {column}", n=stories, column=shorten(within))
        return say("in 1 story") if stories == 1 else say("in {n:,} stories", n=stories)
    if value == "share" and "concept_count_target" in row:
        mentions = row["concept_count_target"], row["concept_count_reference"]
        return say("of {a:,} and {b:,} mentions", a=int(mentions[0]), b=int(mentions[1]))
    if "documents_total_target" in row:
        articles = row["documents_total_target"], row["documents_total_reference"]
        return say("n = {a:,} and {b:,} articles", a=int(articles[0]), b=int(articles[1]))
    return ""


def _without(rows: pd.DataFrame, low: "np.typing.NDArray[np.float64]") -> str:
    """Return the note on rows whose interval is not known."""
    unknown = np.isnan(low) & rows["difference"].notna().to_numpy()
    names = ", ".join(shorten(name) for name in rows.loc[unknown, "name"])
    return say("No interval (too few of them, or all alike): {names}.", names=names) if names else ""
