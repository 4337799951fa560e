"""Who carries which label: speakers × labels of a concept."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.plots.sheet.heat import heat
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import size
from discourse.plots.sheet.tables import one_concept, require
from discourse.plots.sheet.text import beside, column_names, row_names, shorten
from discourse.plots.sheet.words import number, say

_ROW, _WIDEST = 0.3, 7.0  # inches
_MOST = 16  # speakers


def speakers(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw speakers × labels: the number is the count, the colour its share of the speaker's mentions.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.voices` returns with ``by="speaker"``, for one concept.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        The sixteen that mention the concept most, and labels from the most to the least frequent.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, or the table has more than one concept.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.voices(dc.read("seeds"), dc.Lexicon.read("syria"), by="speaker")
    >>> ax = dc.plot(table[table["concept"] == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Who carries which label: armed-opponents'
    """
    needed = ["speaker", "concept", "label", "count", "concept_count", "share"]
    table = require(table, "speakers", needed, analysis="voices")
    concept = one_concept(table, "speakers")
    every = table.drop_duplicates("speaker").sort_values("concept_count", ascending=False, kind="stable")
    mentions = every.head(_MOST).set_index("speaker")["concept_count"]
    rows = table[table["speaker"].isin(mentions.index)]
    labels = [*rows.groupby("label")["count"].sum().sort_values(ascending=False, kind="stable").index]
    shares, texts = np.zeros((len(mentions), len(labels))), [[""] * len(labels) for _ in mentions]
    places = {name: place for place, name in enumerate(mentions.index)}
    for row in rows.to_dict("records"):
        at = places[row["speaker"]], labels.index(row["label"])
        shares[at], texts[at[0]][at[1]] = row["share"], number(row["count"], ",")
    with sheet(ax, min(1.1 * len(labels), _WIDEST), _ROW * len(mentions)) as page:
        ax = page.ax
        heat(ax, shares, texts)
        rows_at, columns_at = np.arange(len(mentions)) + 0.5, np.arange(len(labels)) + 0.5
        row_names(ax, rows_at, [shorten(name, 40) for name in mentions.index])
        heads = [shorten(label, 24) for label in labels]
        column_names(ax, columns_at, heads, size(ax)[0] / len(labels))
        beside(ax, rows_at, [[number(count, ",") for count in mentions]])
        page.head(
            say("Who carries which label: {concept}", concept=shorten(concept, 60)),
            say(
                "Number: mentions. Colour: their share of the speaker's mentions of the concept "
                "(at the right)."
            ),
        )
        left_out = len(every) - len(mentions)
        page.foot([say("{n:,} others not shown.", n=left_out) if left_out else ""])
    return ax
