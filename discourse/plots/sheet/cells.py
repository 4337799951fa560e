"""Tables of small drawings: groups and labels as rows and columns."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from discourse.plots.sheet.style import INK, TEXT
from discourse.plots.sheet.text import BESIDE, row_names, shorten, write
from discourse.plots.sheet.words import say

CELL = 0.86  # of a column's width; the rest is the gap to the next


def columns_of(rows: pd.DataFrame, *, by_count: bool = True) -> list[str]:
    """Return the labels that occur, the most frequent first; ties, or all, in the order of the table."""
    totals = rows.groupby("label", sort=False)["count"].sum()
    if by_count:
        totals = totals.sort_values(ascending=False, kind="stable")
    return [str(label) for label, total in totals.items() if total > 0]


def not_found(rows: pd.DataFrame, labels: Sequence[str]) -> str:
    """Return the note that names the labels which occur in no group."""
    missing = unfound(rows, labels)
    return say("Not found: {names}.", names=missing) if missing else ""


def unfound(rows: pd.DataFrame, labels: Sequence[str]) -> str:
    """Return the names of the labels that are not among those found."""
    return ", ".join(shorten(label, 30) for label in rows["label"].unique() if str(label) not in labels)


def line_names(ax: Axes, lines: Sequence[tuple[str, str]], names: Sequence[str]) -> None:
    """Name rows that are (concept, label); a row without label is the bold heading of its concept."""
    labelled = [index for index, (_, label) in enumerate(lines) if label]
    row_names(ax, [index + 0.5 for index in labelled], [names[index] for index in labelled])
    for index, (concept, label) in enumerate(lines):
        if not label:
            write(
                ax, shorten(concept, 30), (0, index + 0.5), (-6, -1), coords=BESIDE, ha="right", points=TEXT,
                colour=INK, weight="bold",
            )  # fmt: skip
