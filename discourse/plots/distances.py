"""How far the word distributions of the groups lie apart."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.plots.sheet.heat import colour_key, heat
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import size
from discourse.plots.sheet.tables import require, size_of
from discourse.plots.sheet.text import column_names, row_names, shorten
from discourse.plots.sheet.words import counted, number, say

_ROW = 0.42  # inches: height of a row
_WIDEST, _NARROWEST = 7.0, 0.36  # inches: all columns together, and a column where there are many


def distances(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the Jensen-Shannon distance of every pair of groups, darker for further apart.

    Parameters
    ----------
    table : DataFrame
        What `dc.distances` returns.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        One row a target, one column a reference, in the order of the table.

    Raises
    ------
    DiscourseError
        If columns or rows are missing.

    Examples
    --------
    >>> import discourse as dc
    >>> ax = dc.plot.distances(dc.distances(dc.read("seeds")))
    >>> ax.get_title(loc="left")
    'Distances between word distributions'
    """
    table = require(
        table, "distances", ["target", "reference", "tokens_target", "tokens_reference", "distance"]
    )
    targets = [str(name) for name in table["target"].unique()]
    references = [str(name) for name in table["reference"].unique()]
    matrix = np.full((len(targets), len(references)), np.nan)
    sizes: dict[str, str] = {}
    for row in table.to_dict("records"):
        matrix[targets.index(str(row["target"])), references.index(str(row["reference"]))] = row["distance"]
        sizes |= {str(row[side]): _size(row, side) for side in ("target", "reference")}
    texts = [["0" if value == 0 else number(value, ".2f") for value in line] for line in matrix]
    with sheet(
        ax, max(min(1.3 * len(references), _WIDEST), _NARROWEST * len(references)), _ROW * len(targets)
    ) as page:
        ax = page.ax
        width = size(ax)[0] / len(references)
        off_diagonal = matrix[matrix > 0]
        # The colours start near the smallest distance, as texts of one language never come close to 0,
        # but they span 0.3 at least, so that small differences look small.
        near, far = (off_diagonal.min(), off_diagonal.max()) if off_diagonal.size else (0.0, 1.0)
        lowest = max(float(np.floor(min(near, far - 0.3) * 10) / 10), 0.0)
        colours = heat(ax, matrix, texts, lowest=lowest, least=lowest + 0.3)
        details = [sizes[name].replace("\n", ", ") for name in targets]
        row_names(ax, np.arange(len(targets)) + 0.5, [shorten(name) for name in targets], details)
        heads = [shorten(name, 24) for name in references]
        column_names(ax, np.arange(len(heads)) + 0.5, heads, width, [sizes[name] for name in references])
        colour_key(ax, colours, say("Jensen–Shannon distance (colour starts at {lowest:g})", lowest=lowest))
        page.head(
            say("Distances between word distributions"),
            say("Jensen–Shannon distance: 0 is the same words equally often, 1 is no word in common."),
        )
        page.foot([say("Short texts lie further apart than long ones, whoever wrote them.")])
    return ax


def _size(row: Mapping[Any, Any], side: str) -> str:
    """Return what a side consists of: its articles, where the table has them, and its words."""
    words, articles = int(row[f"tokens_{side}"]), row.get(f"documents_total_{side}")
    return counted(words, "word") if articles is None else size_of(int(articles), words, "\n")
