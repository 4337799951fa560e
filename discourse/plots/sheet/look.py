"""What a user changes on a figure: its words, its colour, the order and the names of its groups."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Look:
    """What stands in place of a figure's own words and colour; None leaves them."""

    title: str | None = None
    subtitle: str | None = None
    color: str | None = None
    ordered: bool = False


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
        If two groups would have one name.
    """
    if not isinstance(table, pd.DataFrame):
        return table
    columns = ["concept"] if "divide" in table.columns else [*grouped_by(table), "source", "target"]
    groups = [column for column in dict.fromkeys(columns) if column in table.columns]
    if isinstance(order, str):
        raise DiscourseError(f"order= must be a list of names, not {order!r}")
    made = table.copy(deep=False)
    for column in [
        column for column in dict.fromkeys((*groups, *_NAMED)) if names and column in made.columns
    ]:
        values = made[column].astype(object)
        renamed = values.map(lambda value: (names or {}).get(value, value))
        if renamed.nunique() < values.nunique():
            raise DiscourseError(f"names= gives one name to two values of {column!r}")
        made[column] = renamed
    known_to_none = order is not None and len(order) > 0
    for column in reversed(groups):
        values = table[column]
        if order is not None:
            wanted = [str(value) for value in order]
            pairs = zip(map(str, values), map(str, made[column]), strict=True)
            known = [min(_place(old, wanted), _place(new, wanted)) for old, new in pairs]
        elif isinstance(values.dtype, pd.CategoricalDtype) and values.cat.ordered:
            known = [code if code >= 0 else len(values) for code in values.cat.codes]
        else:
            continue
        known_to_none &= order is not None and min(known, default=0) == len(order)
        at = np.argsort(known, kind="stable")
        table, made = table.iloc[at], made.iloc[at]
    if known_to_none:
        raise DiscourseError(f"order= names none of the groups; they are {', '.join(_some(table, groups))}")
    made.attrs = dict(table.attrs)
    return made


def _some(table: pd.DataFrame, groups: Sequence[str]) -> list[str]:
    return [str(value) for column in groups[:1] for value in table[column].unique()[:10]]


def _place(value: str, wanted: Sequence[str]) -> int:
    return wanted.index(value) if value in wanted else len(wanted)


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
