"""Figures: a tidy table in, matplotlib Axes out. Each draws exactly the rows that it is given."""

from collections.abc import Callable
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import described, time_of
from discourse.errors import DiscourseError
from discourse.plots.change_points import change_points
from discourse.plots.choice import choice
from discourse.plots.collocates import collocates
from discourse.plots.dispersion import dispersion
from discourse.plots.distances import distances
from discourse.plots.forest import forest
from discourse.plots.keyness import keyness
from discourse.plots.label_counts import label_counts
from discourse.plots.label_map import label_map
from discourse.plots.over_time import over_time
from discourse.plots.overview import overview
from discourse.plots.sensitivity import sensitivity
from discourse.plots.shift import shift
from discourse.plots.standardize import standardize
from discourse.plots.term_frequencies import term_frequencies
from discourse.plots.trend_model import trend_model
from discourse.plots.volcano import volcano

_OWN: dict[str, Callable[..., Axes]] = {
    "change_points": change_points,
    "collocates": collocates,
    "dispersion": dispersion,
    "distances": distances,
    "keyness": keyness,
    "overview": overview,
    "sensitivity": sensitivity,
    "shift": shift,
    "standardize": standardize,
    "term_frequencies": term_frequencies,
    "trend_model": trend_model,
}


class Plot:
    """``dc.plot(table)`` draws a table's own figure; ``dc.plot.forest(table)``, say, another."""

    change_points = staticmethod(change_points)
    choice = staticmethod(choice)
    collocates = staticmethod(collocates)
    dispersion = staticmethod(dispersion)
    distances = staticmethod(distances)
    forest = staticmethod(forest)
    keyness = staticmethod(keyness)
    label_counts = staticmethod(label_counts)
    label_map = staticmethod(label_map)
    over_time = staticmethod(over_time)
    overview = staticmethod(overview)
    sensitivity = staticmethod(sensitivity)
    shift = staticmethod(shift)
    standardize = staticmethod(standardize)
    term_frequencies = staticmethod(term_frequencies)
    trend_model = staticmethod(trend_model)
    volcano = staticmethod(volcano)

    def __call__(
        self, table: pd.DataFrame, *, ax: Axes | None = None, analysis: str | None = None, **options: Any
    ) -> Axes:
        """Draw the figure of a table.

        Parameters
        ----------
        table : DataFrame
            From an analysis of this library, or rows of one. A table of :func:`discourse.framing` is drawn
            over time where it has a column of time, else as the choice among the labels of its concept or,
            with several concepts, as counts of labels.
        ax : Axes, optional
            Where to draw; by default a figure of fitting size is made.
        analysis : str, optional
            Which analysis made the table, where ``concat`` or ``merge`` lost its settings.
        **options
            How it was made, where that was lost too: ``by="source"``, ``every="year"``.

        Returns
        -------
        Axes

        Raises
        ------
        DiscourseError
            If it is not known which analysis made the table, that analysis has no figure, or columns or rows
            are missing.

        Examples
        --------
        >>> import discourse as dc
        >>> shares = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
        >>> dc.plot(shares[shares["concept"] == "displaced"]).get_title(loc="left")
        'Choice of label: displaced'
        """
        known = described(table, analysis, **options)
        return _figure_of(known)(known, ax=ax)


def _figure_of(table: pd.DataFrame) -> Callable[..., Axes]:
    analysis = table.attrs["analysis"]
    if analysis == "framing":
        if len(table["concept"].unique()) > 1:
            return label_counts
        return choice if time_of(table) is None else over_time
    if analysis not in _OWN:
        raise DiscourseError(
            f"a table of {analysis} has no figure; those of {', '.join(_OWN)} and framing have"
        )
    return _OWN[analysis]


plot = Plot()
