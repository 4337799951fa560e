"""Labels by group: how often each label of each concept is used."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.plots.sheet.cells import columns_of, line_names, unfound
from discourse.plots.sheet.heat import colour_key, heat
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import SMALL, size
from discourse.plots.sheet.tables import GROUP, counts_of, groups, named, require, size_of
from discourse.plots.sheet.text import column_names, shorten, text_width
from discourse.plots.sheet.words import called, number, say

_ROW = 0.23  # inches: height of a row
_WIDEST = 7.0  # inches: all columns together, where their numbers fit


def label_counts(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw labels × groups: the number is the count, the colour the rate per 10,000 words of the group.

    Parameters
    ----------
    table : DataFrame
        What `dc.framing` returns (or some rows of it).
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        One row a label, in blocks by concept, in the order of the table; one column a group, headed by its
        number of articles and words. Zero is written and stays white. Labels
        that occur nowhere stand in a note.

    Raises
    ------
    DiscourseError
        If columns or rows are missing.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.label_counts(table)
    >>> ax.get_title(loc="left")
    'Labels by source'
    """
    needs = ["concept", "label", "count", "tokens", "rate", "documents_total"]
    table = require(table, "label_counts", needs, analysis="framing")
    by = grouped_by(table)
    rows, note = named(table, "label_counts", by, "documents_total")
    names = groups(rows)
    lines: list[tuple[str, str]] = []  # (concept, label); a line without label heads its concept
    missing = []
    for concept, block in rows.groupby("concept", sort=False):
        found = columns_of(block, by_count=False)
        lines += [(str(concept), ""), *((str(concept), label) for label in found)]
        if names_missing := unfound(block, found):
            missing.append(f"{shorten(concept, 30)} ({names_missing})")
    at = {line: index for index, line in enumerate(lines)}
    rates = np.full((len(lines), len(names)), np.nan)
    texts = [["" for _ in names] for _ in lines]
    places = []  # of each row
    for index, row in zip(rows.index, rows.to_dict("records"), strict=True):
        line = (str(row["concept"]), str(row["label"]))
        if line not in at:
            continue
        place, column = at[line], names.index(row[GROUP])
        rates[place, column] = row["rate"]
        texts[place][column] = number(int(row["count"]), ",")
        places.append((index, column, place))
    with sheet(ax, min(1.4 * len(names), _WIDEST), _ROW * len(lines)) as page:
        ax = page.ax
        # Many columns make the figure wider rather than its numbers unreadable.
        page.widen(len(names) * (text_width(ax, [text for line in texts for text in line], SMALL) + 0.06))
        width = size(ax)[0] / len(names)
        colours = heat(ax, rates, texts, power=0.5)
        for index, column, place in places:
            page.spot(index, column, place, 1, 1)
        line_names(ax, lines, [shorten(label, 30) for _, label in lines])
        details = [size_of(n, words, "\n") for n, words in counts_of(rows, "documents_total", "tokens")]
        column_names(ax, np.arange(len(names)) + 0.5, [shorten(name, 24) for name in names], width, details)
        if (rates > 0).any():
            colour_key(ax, colours, say("rate per 10,000 words (colour on a square-root scale)"))
        page.head(
            say("Labels by {groups}", groups=", ".join(map(called, by)) or say("group")),
            say("Number: occurrences. Colour: rate per 10,000 words of the column; white is none."),
        )
        page.foot([say("Not found: {names}.", names="; ".join(missing)) if missing else "", note])
    return ax
