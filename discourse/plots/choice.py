"""The choice among the labels of one concept, group by group."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.plots.sheet.cells import CELL, columns_of, not_found
from discourse.plots.sheet.intervals import alike, bounds, draw, line, n_1
from discourse.plots.sheet.look import tints
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BLUE, INK, MUTED, SMALL, TEXT, TRACK, size
from discourse.plots.sheet.tables import GROUP, counts_of, groups, named, named_in, one_concept, require
from discourse.plots.sheet.text import column_names, row_names, shorten, write
from discourse.plots.sheet.words import number, say

_ROW = 0.44  # inches
_BELOW = 0.85  # of a row's height: where the intervals are, below the bar and its number


def choice(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a table of bars for one concept: a row a group, a column a label, the share a bar.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.framing` returns for one concept.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Rows in the order of the table, labels from the most to the least frequent. A full cell is
        100%, in every figure. The line below a bar is the interval of its share, where the table has one.
        Labels that occur nowhere stand in a note; a group that never names the concept has dashes.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one concept.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.choice(table[table.concept == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Choice of label: armed-opponents'
    """
    needed = ["concept", "label", "count", "documents_total", "concept_count", "concept_documents", "share"]
    table = require(table, "choice", needed, analysis="framing")
    concept = one_concept(table, "choice")
    rows, note = named(table, "choice", grouped_by(table), "documents_total")
    names, labels = groups(rows), columns_of(rows)
    counts = counts_of(rows, "concept_count", "concept_documents", "documents_total")
    columns = max(len(labels), 2)
    with sheet(ax, min(1.35 * columns, 8.0), _ROW * len(names)) as page:
        ax = page.ax
        width = size(ax)[0] / columns
        ax.set(xlim=(0, columns - 1 + CELL), ylim=(len(names), 0))
        ax.spines[:].set_visible(False)
        found = rows[rows["label"].astype(str).isin(labels)]
        low, high = bounds(found, "share")
        columns_at = np.array([labels.index(str(label)) for label in found["label"]], dtype=float)
        lines_at = np.array([names.index(str(group)) for group in found[GROUP]], dtype=float)
        for at in np.unique(lines_at):
            tracks = [(column, CELL) for column in columns_at[lines_at == at]]
            ax.broken_barh(tracks, (at + 0.25, 0.5), color=TRACK, gid="track", zorder=0)
        told = found["share"].notna().to_numpy()
        shares, colours = found["share"][told] * CELL, tints(BLUE, found[GROUP][told])
        ax.barh(lines_at[told] + 0.5, shares, left=columns_at[told], height=0.5, color=colours, gid="share")
        cells = zip(columns_at, lines_at, found.to_dict("records"), found.index, strict=True)
        for column, at, row, index in cells:
            _count(ax, column, at, row, width)
            page.spot(index, column, at + 0.2, CELL, 0.7)
        draw(ax, lines_at + _BELOW, columns_at + low * CELL, columns_at + high * CELL)
        single = "share_low" in found and bool((np.isnan(low) & found["share"].notna()).any())
        details = [named_in(*each) for each in counts]
        row_names(ax, np.arange(len(names)) + 0.5, [shorten(name) for name in names], details)
        column_names(ax, range(len(labels)), [shorten(label, 30) for label in labels], width, align="left")
        if labels:
            _scale(ax, len(labels), len(names), width)
        else:
            none = say("no label of this concept occurs")
            ax.text(0.05, len(names) / 2, none, fontsize=TEXT, color=MUTED, va="center")
        page.head(
            say("Choice of label: {concept}", concept=shorten(concept, 60)),
            say("Bar: share of the row's mentions; a full cell is 100%. Number: occurrences.")
            + alike(table)
            + line(table, np.isfinite(low).any()),
        )
        page.foot([n_1(table) if single else "", not_found(rows, labels), note])
    return ax


def _count(ax: Axes, column: float, row: float, values: Mapping[Any, Any], width: float) -> None:
    """Write how often, at the end of the bar or in it."""
    known = not np.isnan(values["share"])
    text, end = (number(values["count"], ","), values["share"] * CELL) if known else ("–", 0.0)
    needed = (len(text) * SMALL * 0.64 + 5) / 72 / width  # what the number takes, in columns
    # Some of the gap may be used; a bar too short for its number has it outside whatever stands there.
    inside = end + needed > CELL + 0.08 and end >= needed
    colour = "white" if inside else INK if end else MUTED
    offset, ha = ((-3, 0), "right") if inside else ((3, 0), "left")
    write(ax, text, (column + end, row + 0.5), offset, ha=ha, colour=colour)


def _scale(ax: Axes, columns: int, rows: int, width: float) -> None:
    """Write 0 and 100% below the columns, or below the first where they are narrow."""
    for column in range(columns if width >= 0.8 else 1):
        for x, text, ha in ((column, "0", "left"), (column + CELL, number(1, ".0%"), "right")):
            write(ax, text, (x, rows), (0, -3), ha=ha, va="top")
