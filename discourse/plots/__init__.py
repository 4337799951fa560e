"""Figures: a tidy table in, matplotlib Axes out. Each draws exactly the rows that it is given."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pandas as pd

from discourse.analysis.results import described, time_of
from discourse.errors import DiscourseError

if TYPE_CHECKING:  # reading matplotlib's settings, also those in the working folder, is for who draws
    from matplotlib.axes import Axes

# A file here is a figure, with a function of its name; each is imported when it is first drawn.
FIGURES = tuple(file.name for file in iter_modules(__path__) if not file.ispkg and file.name != "save")


class Plot:
    """``dc.plot(table)`` draws a table's own figure; ``dc.plot.forest(table)``, say, another."""

    def __dir__(self) -> list[str]:
        return list(FIGURES)

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        if name not in FIGURES:
            raise AttributeError(f"dc.plot has no figure {name!r}; it has {', '.join(FIGURES)}")
        figure: Callable[..., Axes] = getattr(import_module(f"{__name__}.{name}"), name)
        return figure

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
        return self.__getattr__(_figure_of(known))(known, ax=ax)


def _figure_of(table: pd.DataFrame) -> str:
    """Name the figure of a table: that of its analysis, where it has one."""
    analysis: str = table.attrs["analysis"]
    if analysis == "framing":
        if "concept" not in table.columns:
            raise DiscourseError("a table of framing is drawn by its column 'concept', which this one lacks")
        if len(table["concept"].unique()) > 1:
            return "label_counts"
        return "choice" if time_of(table) is None else "over_time"
    if analysis == "voices" and "speaker" in table.columns:
        return "speakers"
    if analysis not in FIGURES:
        raise DiscourseError(
            f"a table of {analysis} has no figure of its own; figures are {', '.join(FIGURES)}"
        )
    return analysis


plot = Plot()
