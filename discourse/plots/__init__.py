"""Figures: a tidy table in, matplotlib Axes out. Each draws exactly the rows that it is given."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import cache, wraps
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any

import pandas as pd

from discourse.analysis.results import described, options_of, time_of, within_of
from discourse.errors import DiscourseError
from discourse.jobs import uncollected

if TYPE_CHECKING:  # reading matplotlib's settings, also those in the working folder, is for who draws
    from matplotlib.axes import Axes

# A file here is a figure, with a function of its name; each is imported when it is first drawn.
FIGURES = tuple(file.name for file in iter_modules(__path__) if not file.ispkg and file.name != "save")
_LOOK = ("title", "subtitle", "order", "names", "color", "highlight", "language")  # which every figure takes


class Plot:
    """``dc.plot(table)`` draws a table's own figure; ``dc.plot.forest(table)``, say, another."""

    def __dir__(self) -> list[str]:
        return list(FIGURES)

    def __getattr__(self, name: str) -> Callable[..., Axes]:
        if name not in FIGURES:
            raise AttributeError(f"dc.plot has no figure {name!r}; it has {', '.join(FIGURES)}")
        with uncollected():
            figure = import_module(f"{__name__}.{name}")
        return _looked(getattr(figure, name))

    def __call__(
        self,
        table: pd.DataFrame,
        *,
        ax: Axes | None = None,
        title: str | None = None,
        subtitle: str | None = None,
        order: Sequence[object] | None = None,
        names: Mapping[Any, str] | None = None,
        color: str | None = None,
        highlight: object = None,
        language: str | None = None,
        analysis: str | None = None,
        **options: Any,
    ) -> Axes:
        """Draw the figure of a table. Every figure takes the options from `ax` to `language`.

        Letters have the size and the fonts of matplotlib's settings: ``plt.rcParams["font.size"] = 14``, a
        style sheet or a theme of seaborn holds for them; a figure of its own grows with its letters. On an
        Axes of a grid (``plt.subplots``) all is inside its part of the figure, and letters are smaller where
        there is no room for them.

        Parameters
        ----------
        table : DataFrame
            From an analysis of this library, or rows of one. A table of :func:`discourse.framing` is drawn
            over time where it has a column of time, else as the choice among the labels of its concept or,
            with several concepts, as counts of labels.
        ax : Axes, optional
            Where to draw; by default a figure of fitting size is made.
        title, subtitle : str, optional
            What stands above it in place of its own words; an empty subtitle leaves none.
        order : sequence, optional
            The order of the groups, as the table or `names` calls them; others follow in that of the table.
            By default the rows' order, or that of a column that is an ordered Categorical.
        names : mapping, optional
            What groups, concepts and labels are called on the figure: ``{"sana": "SANA"}``.
        color : str, optional
            A colour of matplotlib's in place of the blue.
        highlight : str or sequence, optional
            The groups that have colour, as the table or `names` calls them; all others are grey.
        language : str, optional
            Of the figure's own words and numbers: ``"en"``, ``"de"``, or a TOML file of phrases like those in
            ``discourse/plots/sheet/languages``; a phrase that is not in it stays English.
        analysis : str, optional
            Which analysis made the table, where ``concat`` or ``merge`` lost its settings.
        **options
            Of the figure, such as ``label="rebels"``; or how the table was made, where that was lost too:
            ``by="source"``, ``every="year"``.

        Returns
        -------
        Axes

        Raises
        ------
        DiscourseError
            If it is not known which analysis made the table, that analysis has no figure, columns or rows
            are missing, or an option is not known.

        Examples
        --------
        >>> import discourse as dc
        >>> shares = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
        >>> dc.plot(shares[shares["concept"] == "displaced"]).get_title(loc="left")
        'Choice of label: displaced'
        """
        made_how = options_of(analysis or getattr(table, "attrs", {}).get("analysis"))
        how = {name: options.pop(name) for name in made_how if name in options}
        known = described(table, analysis, **how)
        look = {"title": title, "subtitle": subtitle, "order": order, "names": names, "color": color,
                "highlight": highlight, "language": language}  # fmt: skip
        axes: Axes = getattr(self, _figure_of(known))(known, ax=ax, **look, **options)
        return axes


@cache
def _looked(figure: Callable[..., Axes]) -> Callable[..., Axes]:
    """Return a figure that takes the words, the colour, the order and the names of its user."""
    accepted = inspect.signature(figure)

    @wraps(figure)
    def drawn(table: pd.DataFrame, **options: Any) -> Axes:
        from discourse.plots.sheet.fit import drawn_inside
        from discourse.plots.sheet.look import Look, arranged, lit, looking
        from discourse.plots.sheet.style import DRAWING
        from discourse.plots.sheet.words import words_of

        title, subtitle, order, names, color, highlight, language = (options.pop(of, None) for of in _LOOK)
        try:
            accepted.bind(table, **options)
        except TypeError as error:
            named = ", ".join(f"{option}=" for option in [*list(accepted.parameters)[1:], *_LOOK])
            name = figure.__name__
            raise DiscourseError(f"plot.{name}: {error}; it takes a table, and {named}") from error
        if names:  # label="rebels" is asked for as the table calls it
            options = {name: names.get(of, of) if isinstance(of, str) else of for name, of in options.items()}
        made, ax = arranged(table, order, names), options.pop("ax", None)
        look = Look(title, subtitle, color, ordered=order is not None, words=words_of(language),
                    given=frozenset(map(str, (names or {}).values())),
                    highlight=lit(figure.__name__, made, highlight, names))  # fmt: skip
        with looking(look):
            if ax is None:
                return figure(made, **options)
            with DRAWING:  # again and again, until it fits
                return drawn_inside(ax, lambda on: figure(made, ax=on, **options))

    return drawn


def _figure_of(table: pd.DataFrame) -> str:
    """Name the figure of a table: that of its analysis, where it has one."""
    analysis: str = table.attrs["analysis"]
    if analysis == "framing" and within_of(table):
        return "contrast"
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
