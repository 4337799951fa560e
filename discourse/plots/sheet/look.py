"""What a user changes on a figure: its words, its colour, the order and the names of its groups."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import Collection
from matplotlib.colors import is_color_like, to_rgba, to_rgba_array
from matplotlib.patches import Patch

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError

# Columns of tables in which names of groups or labels stand, beside those of the groups themselves.
_NAMED = ("reference", "stratum", "concept", "label")
# Figures in which groups have colours; in the others a colour is a number, or all is of one group.
_COLOURED = (
    "change_points", "choice", "collocates", "dispersion", "forest", "keyness", "label_map", "over_time",
    "shift", "term_frequencies", "trend_model", "voices",
)  # fmt: skip
UNLIT = "#c4c4c4"
_NEARLY = 0.83  # how alike a misspelt name is


@dataclass(frozen=True)
class Place:
    """Where a figure is drawn, if not on one of its own.

    Attributes
    ----------
    scale : float
        Of letters, lines and marks.
    inner : tuple of float, optional
        Width and height in inches that the Axes would have at a scale of 1.
    room : float, optional
        Width in inches, at a scale of 1, of all that is drawn.
    """

    scale: float = 1.0
    inner: tuple[float, float] | None = None
    room: float | None = None


@dataclass(frozen=True)
class Words:
    """What stands in place of the English phrases, and of the marks in numbers."""

    phrases: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    def number(self, text: str) -> str:
        """Return a number with the marks of its language: 1.204,5."""
        return "".join(self.marks.get(char, char) for char in text)


ENGLISH = Words()  # what the code says


@dataclass(frozen=True)
class Look:
    """What stands in place of a figure's own words and colour; None leaves them."""

    title: str | None = None
    subtitle: str | None = None
    color: str | None = None
    ordered: bool = False
    place: Place | None = None
    words: Words = ENGLISH
    given: frozenset[str] = frozenset()  # names that are the user's, and whole
    highlight: frozenset[str] | None = None


_LISTED = 10  # groups that a message tells
_PLAIN = Look()
LOOK: ContextVar[Look] = ContextVar("look", default=_PLAIN)


@contextmanager
def looking(look: Look) -> Iterator[None]:
    """Draw figures with a look."""
    if look.color is not None and not is_color_like(look.color):
        raise DiscourseError(
            f"color= must be a colour that matplotlib knows, like '#7a1f5c', not {look.color!r}"
        )
    token = LOOK.set(look)
    try:
        yield
    finally:
        LOOK.reset(token)


def arranged(
    table: pd.DataFrame, order: Sequence[object] | None, names: Mapping[Any, str] | None
) -> pd.DataFrame:
    """Return a table with its groups in another order, and with other names.

    Parameters
    ----------
    table : DataFrame
    order : sequence, optional
        Groups as the table or as `names` calls them; those that are not in it follow in their own order. By
        default a column of groups that is an ordered Categorical has its own.
    names : mapping, optional
        What groups, concepts and labels are called on the figure.

    Raises
    ------
    DiscourseError
        If two groups would have one name, or a name in `order` or `names` is of no group, but nearly one.
    """
    if not isinstance(table, pd.DataFrame):
        return table
    groups = _groups_of(table)
    if isinstance(order, str):
        raise DiscourseError(f"order= must be a list of names, not {order!r}")
    made = table.copy(deep=False)
    named = [column for column in dict.fromkeys((*groups, *_NAMED)) if names and column in made.columns]
    _refuse_misspelt("names", list(map(str, names or ())), {str(v) for c in named for v in table[c].unique()})
    for column in named:
        values = made[column].astype(object)
        renamed = values.map(lambda value: (names or {}).get(value, value))
        if renamed.nunique() < values.nunique():
            raise DiscourseError(f"names= gives one name to two values of {column!r}")
        made[column] = renamed
    wanted = [str(value) for value in (() if order is None else order)]
    rank = {name: at for at, name in reversed([*enumerate(wanted)])}  # of a name that stands twice, the first
    known_to_none = bool(wanted)
    for column in reversed(groups):
        values = table[column]
        if order is not None:
            pairs = zip(map(str, values), map(str, made[column]), strict=True)
            known = [min(rank.get(name, len(wanted)) for name in pair) for pair in pairs]
            known_to_none &= min(known, default=0) == len(wanted)
        elif isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
            known = [code if code >= 0 else len(values) for code in values.cat.codes]
        else:
            continue
        at = np.argsort(known, kind="stable")
        table, made = table.iloc[at], made.iloc[at]
    if known_to_none:
        raise DiscourseError(f"order= names none of the groups; they are {_some(table, groups)}")
    if order is not None:
        found = {str(value) for each in (table, made) for column in groups for value in each[column]}
        _refuse_misspelt("order", wanted, found)
    made.attrs = dict(table.attrs)
    return made


def _refuse_misspelt(option: str, asked: Sequence[str], known: set[str]) -> None:
    """Refuse a name of no group that is nearly one which is not listed; others are of other figures."""
    rest = sorted(known.difference(asked))
    for name in asked:
        if name in known or re.search(r"\d", name):
            continue
        for near in get_close_matches(name, rest, 1, _NEARLY):
            if near[:1].lower() == name[:1].lower():
                raise DiscourseError(f"{option}= has {name!r}, which is no group; did you mean {near!r}?")


def _groups_of(table: pd.DataFrame) -> list[str]:
    columns = ["concept"] if "divide" in table.columns else [*grouped_by(table), "source", "target"]
    return [column for column in dict.fromkeys(columns) if column in table.columns]


def lit(
    figure: str, table: pd.DataFrame, highlight: object, names: Mapping[Any, str] | None
) -> frozenset[str] | None:
    """Return the names of the groups that are to have colour; None where all have.

    Raises
    ------
    DiscourseError
        If the figure has no colours of groups, or none of them is in the table.
    """
    if highlight is None or not isinstance(table, pd.DataFrame):
        return None
    if figure not in _COLOURED:
        raise DiscourseError(
            f"plot.{figure} has no colours of groups to highlight; those that have are {', '.join(_COLOURED)}"
        )
    asked = [highlight] if isinstance(highlight, str) or not isinstance(highlight, Iterable) else [*highlight]
    wanted = {str((names or {}).get(name, name)) for name in asked}
    groups = _groups_of(table)
    if not any(wanted & set(map(str, table[column].unique())) for column in groups):
        raise DiscourseError(f"highlight= names none of the groups; they are {_some(table, groups)}")
    return frozenset(wanted)


def is_lit(group: object) -> bool:
    """Return whether a group has its colour; one of several columns has it where one of its parts has."""
    wanted = LOOK.get().highlight
    return wanted is None or not wanted.isdisjoint([str(group), *str(group).split(" · ")])


def tint(colour: str, group: object) -> str:
    """Return the colour of a group: grey where others are highlighted."""
    return colour if is_lit(group) else UNLIT


def tints(colour: str, groups: Iterable[object]) -> Any:
    """Return the colour of each group, or one for all."""
    return colour if LOOK.get().highlight is None else [tint(colour, group) for group in groups]


def _some(table: pd.DataFrame, groups: Sequence[str]) -> str:
    names = [str(value) for column in groups[:1] for value in table[column].unique()]
    more = len(names) - _LISTED
    return ", ".join(names[:_LISTED]) + (f", and {more} more" if more > 0 else "")


def recolour(ax: Axes, old: str, new: str) -> None:
    """Put one colour in the place of another on everything that is drawn."""
    was, now = to_rgba(old)[:3], to_rgba(new)[:3]
    for artist in ax.findobj():
        drawn = isinstance(artist, Collection | Patch)
        for name in ("facecolor", "edgecolor") if drawn else ("color",):
            if not hasattr(artist, f"set_{name}") or not hasattr(artist, f"get_{name}"):
                continue
            colours = to_rgba_array(getattr(artist, f"get_{name}")())
            same = (colours[:, :3] == was).all(axis=1)
            if same.any():
                colours[same, :3] = now
                getattr(artist, f"set_{name}")(colours if isinstance(artist, Collection) else colours[0])
