"""How often each group chooses one label of a concept, with the interval of each and all groups together."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.phrases import of_articles
from discourse.analysis.results import grouped_by
from discourse.plots.sheet.intervals import alike, bounds, described, dots, draw, n_1, one, single
from discourse.plots.sheet.look import LOOK, tints
from discourse.plots.sheet.rows import ground, numbers
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, INK, MUTED
from discourse.plots.sheet.tables import GROUP, label_of, named, one_concept, require
from discourse.plots.sheet.text import row_names, shorten, write
from discourse.plots.sheet.words import counted, number, say

_ROW, _WIDTH = 0.42, 5.4  # inches


def forest(table: pd.DataFrame, *, label: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw the share of one label: a row a group, a point with its interval, and all groups as a line.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.framing` returns for one concept.
    label : str, optional
        The label; needed where the table has several.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Rows by falling share, ties in the order of the table; groups that never name the concept come last
        with a dash. A point is hollow where one article is all there is. The upright line is the share of all
        groups together: their counts are added, then divided.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, the table has more than one concept, or it is not clear which label
        is meant.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.forest(table[table.concept == "armed-opponents"], label="opposition")
    >>> [text.get_text() for text in ax.get_yticklabels()][0]
    'Washington Institute'
    """
    needed = ["concept", "label", "count", "documents_total", "concept_count", "concept_documents", "share"]
    table = require(table, "forest", needed, analysis="framing")
    concept, chosen = one_concept(table, "forest"), label_of(table, "forest", label)
    rows, note = named(table, "forest", grouped_by(table), "documents_total")
    rows = rows[rows["label"].astype(str) == chosen].copy()
    rows["low"], rows["high"] = bounds(rows, "share")
    if not LOOK.get().ordered:
        rows = rows.sort_values("share", ascending=False, kind="stable")
    rows["single"] = rows["share"].notna() & single(rows)
    at, known, hollow = np.arange(len(rows)) + 0.5, rows["low"].notna().any(), rows["single"].any()
    of = shorten(concept, 40)
    with sheet(ax, _WIDTH, _ROW * len(rows)) as page:
        ax = page.ax
        ground(ax, at, 0, 1)
        ax.set_xticks(np.linspace(0, 1, 6), [number(tick / 100, ".0%") for tick in range(0, 101, 20)])
        draw(ax, at, rows["low"], rows["high"], ends=6)
        colours = tints(BLUE, rows[GROUP])
        dots(ax, rows["share"], at, ~rows["single"], size=42, gid="share", colour=colours, lw=1.3)
        for height, index in zip(at, rows.index, strict=True):
            page.spot(index, 0, height - 0.4, 1, 0.8)
        records = rows.to_dict("records")
        row_names(ax, at, [shorten(row[GROUP]) for row in records], [_counts(row) for row in records])
        numbers(ax, at, [_percent(row["share"]) for row in records], [_beside(row) for row in records])
        if rows["concept_count"].any() and len(rows) > 1:
            _together(ax, _pooled(rows, means=of_articles(table)))
        page.head(
            say("{concept}: how often it is “{label}”", concept=of, label=shorten(chosen, 40)),
            say("Point: share of the row's mentions of {concept}.", concept=of)
            + alike(table)
            + (
                say(" Line, and numbers after the share: {interval}.", interval=described(table))
                if known
                else ""
            )
            + (say(" Hollow: n = 1, all from {one}.", one=one(table)) if hollow and known else ""),
        )
        page.foot([n_1(table) if hollow and not known else "", note])
    return ax


def _together(ax: Axes, share: float) -> None:
    """Draw and name the share of all groups."""
    ax.axvline(share, color=MUTED, lw=1.0, ls=(0, (4, 2)), zorder=1, gid="together")
    ha, inward = ("left", -3) if share < 0.5 else ("right", 3)
    at = (share, 1.0)
    text = say("all together {share}", share=_percent(share))
    write(ax, text, at, (inward, 4), coords=("data", "axes fraction"), ha=ha, va="bottom", colour=INK)


def _pooled(rows: pd.DataFrame, *, means: bool) -> float:
    """Return the share of all groups, corrected where theirs are, or the mean of all articles."""
    if means:
        told = rows[rows["share"].notna()]
        return float(np.average(told["share"], weights=told["concept_documents"]))
    end = "_corrected" if "count_corrected" in rows else ""
    return float(rows[f"count{end}"].sum(skipna=False) / rows[f"concept_count{end}"].sum(skipna=False))


def _counts(row: Mapping[Any, Any]) -> str:
    mentions, total = int(row["concept_count"]), int(row["documents_total"])
    if not mentions:
        return say("no mention {in_articles}", in_articles=counted(total, "article", "in "))
    return say(
        "{n:,} {of_mentions} in {articles:,} {of_all}",
        n=int(row["count"]),
        of_mentions=counted(mentions, "mention", "of "),
        articles=int(row["concept_documents"]),
        of_all=counted(total, "article", "of "),
    )


def _beside(row: Mapping[Any, Any]) -> str:
    """Return what stands after the share: its interval, or why there is none."""
    if row["single"]:
        return "n = 1"
    return "" if np.isnan(row["low"]) else f"{_percent(row['low'], '')}–{_percent(row['high'])}"


def _percent(share: float, end: str = "%") -> str:
    """Return a share as read; more exactly where it is near 0 or all, so that few are not called none."""
    exact = 0 < share < 0.01 or 0.99 < share < 1
    said = number(share, ".1%" if exact else ".0%")
    return said if end else said[: -len(number(0, ".0%")) + 1]
