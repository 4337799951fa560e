"""The terms of each group and how often they occur."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.plots.sheet.intervals import bounds, line
from discourse.plots.sheet.panels import bar_panels
from discourse.plots.sheet.tables import counts_of, named, require, size_of
from discourse.plots.sheet.words import called, number, say

_REACH = 1.5  # longest bars: an interval is cut there, so that one wide one does not flatten all bars


def term_frequencies(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw a panel of bars for each group: the rate of each term, with its count at the end of the bar.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.term_frequencies` returns, usually chosen by `dc.top`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        The frame of the figure; `child_axes` are the panels, in the order of the table. All panels have the
        same scale; inside one the highest rate stands on top, ties in alphabetical order.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or a group has more terms than can be read.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.term_frequencies(dc.read("seeds"))
    >>> ax = dc.plot.term_frequencies(dc.top(table, n=5, within="source", rank_by="rate"))
    >>> len(ax.child_axes)
    4
    """
    table = require(table, "term_frequencies", ["term", "count", "tokens", "rate", "documents_total"])
    by = grouped_by(table)
    rows, note = named(table, "term_frequencies", by, "documents_total")
    rates = rows["rate"].fillna(0.0)
    low, high = bounds(rows, "rate")
    known, highest = np.isfinite(high), float(rates.max()) or 1.0
    limit = min(max([highest, *high[known]]), _REACH * highest)
    texts = [number(count, ",") for count in rows["count"]]
    rows = rows.assign(value=rates, text=texts, low=low, high=high, limit=limit)
    details = [size_of(n, words) for n, words in counts_of(rows, "documents_total", "tokens")]
    advice = "dc.top(table, n=10, …)"
    with bar_panels(ax, rows, details, plot="term_frequencies", advice=advice) as page:
        page.head(
            say(
                "Frequencies of {terms} by {groups}",
                terms=_what(rows["term"]),
                groups=", ".join(map(called, by)) or say("group"),
            ),
            say(
                "Bars: rate per 10,000 words, one scale for all panels (longest bar {longest:,.0f}). "
                "Number: occurrences.",
                longest=highest,
            )
            + line(table, known.any(), cut=(high > limit).any()),
        )
        page.foot([note])
    return page.ax


def _what(terms: "pd.Series[str]") -> str:
    """Return what the terms are: words, or runs of so many."""
    lengths = {str(term).count(" ") + 1 for term in terms}
    if len(lengths) > 1:
        return say("terms")
    runs = {1: say("words"), 2: say("pairs of words")}
    return runs.get(max(lengths), say("runs of {n} words", n=max(lengths)))
