"""The corpus at a glance: how many articles each group has in each period."""

from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by, time_of
from discourse.plots.sheet.heat import colour_key, heat
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import MUTED, SMALL, size
from discourse.plots.sheet.tables import GROUP, groups, named, names_of, place_name, places, require, size_of
from discourse.plots.sheet.text import BESIDE, row_names, shorten, text_width, write
from discourse.plots.sheet.words import called, counted, number, say

_ROW, _COLUMN = 0.3, 0.55  # inches
_WIDEST = 5.6  # inches for all columns together


def overview(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the number of articles per group and period, darker for more, with each group's size at the right.

    Parameters
    ----------
    table : DataFrame
        What `dc.overview` returns, or some rows of it.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        One row a group in the order of the table, one column a period; periods without any article leave
        their gap. Articles without a date are not shown, and a note says how many there are.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or no row has a date.

    Examples
    --------
    >>> import discourse as dc
    >>> ax = dc.plot.overview(dc.overview(dc.read("seeds")))
    >>> ax.get_title(loc="left")
    'Corpus overview: articles by source and year'
    """
    table = require(table, "overview", ["documents", "tokens"])
    every = time_of(table) or ""
    by = [column for column in grouped_by(table) if column != every]
    rows, note = named(table, "overview", grouped_by(table), "documents")
    rows[GROUP] = names_of(rows, by)
    rows["documents"] = rows["documents"].astype(int)
    names = groups(rows)
    place_of = places(list(rows[every]), every) if every else {}
    first = min(place_of.values(), default=0)
    matrix = np.full((len(names), max(place_of.values(), default=0) - first + 1), np.nan)
    for row in rows.to_dict("records"):
        column = place_of[row[every]] - first if every else 0
        matrix[names.index(row[GROUP]), column] = row["documents"]
    with sheet(ax, min(_COLUMN * matrix.shape[1], _WIDEST), _ROW * len(names)) as page:
        ax = page.ax
        width = size(ax)[0] / matrix.shape[1]
        texts = [[number(int(value), ",") if np.isfinite(value) else "" for value in line] for line in matrix]
        written = text_width(ax, [text for line in texts for text in line], SMALL) < width * 0.92
        colours = heat(ax, matrix, texts if written else None, power=0.5, least=10)
        row_names(ax, np.arange(len(names)) + 0.5, [shorten(name) for name in names])
        shown = {first + i: place_name(first + i, every, place_of) for i in range(matrix.shape[1])}
        _period_names(ax, shown, every, width)
        for index, name in enumerate(names):
            block = rows[rows[GROUP] == name]
            text = size_of(int(block["documents"].sum()), int(block["tokens"].sum()))
            write(ax, text, (1, index + 0.5), (8, 0), coords=BESIDE)
        if not written:
            colour_key(ax, colours, say("articles (colour on a square-root scale)"))
        everything = counted(int(rows["documents"].sum()), "article")
        subtitle = f"{everything}, {counted(int(rows['tokens'].sum()), 'word')}"
        if note:
            subtitle = say("Of the articles with a date: {sizes}", sizes=subtitle)
        said = ", ".join(map(called, by)) or say("group")
        said = say("{groups} and {period}", groups=said, period=called(every)) if every else said
        page.head(say("Corpus overview: articles by {groups}", groups=said), subtitle)
        page.foot([note])
    return ax


def _period_names(ax: Axes, names: dict[int, str], every: str, width: float) -> None:
    """Name the periods below, as many as fit side by side; of months and quarters the first of a year."""
    first = min(names)
    if not every:
        ax.set_xticks([0.5], [say("articles")])
    else:
        step = max(1, ceil(text_width(ax, list(names.values()), SMALL) * 1.25 / width))
        a_year = {"quarter": 4, "month": 12}.get(every, 1)
        if step > 1 and a_year < len(names):
            step = ceil(step / a_year) * a_year
        shown = [place for place in names if place % step == 0] if a_year > 1 else list(names)[::step]
        ax.set_xticks([place - first + 0.5 for place in shown], [names[place] for place in shown])
    ax.tick_params(axis="x", length=0, labelsize=SMALL, labelcolor=MUTED)
