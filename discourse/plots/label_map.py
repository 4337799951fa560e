"""Who names two things how: a point for each group, the share of one label across, of another up."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError
from discourse.plots.sheet.intervals import Floats, alike, bounds, described, one, single
from discourse.plots.sheet.look import is_lit
from discourse.plots.sheet.placement import place
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BEHIND, BLUE, FAINT, INK, MUTED, SMALL, TEXT, TRACK, size
from discourse.plots.sheet.tables import GROUP, named, require
from discourse.plots.sheet.text import shorten, text_width, write
from discourse.plots.sheet.words import counted, number, say

_SIDE = 6.4  # inches
_MARGIN, _BAND = 0.03, 0.11  # shares: around the square, and beside it for those who are on one axis only
_MOST_NAMED = 3  # other labels that are said by name at the end of an axis
_FEW = 16  # names; more are written smaller

Choice = str | tuple[str, str]


class _Axis(NamedTuple):
    """One label of one concept, and what every group does with it."""

    concept: str
    label: str
    others: list[str]
    rows: pd.DataFrame  # by group: count, concept_count, share, low, high, single


def label_map(table: pd.DataFrame, *, x: Choice, y: Choice, label: int = 25, ax: Axes | None = None) -> Axes:
    """Draw a map of outlets: across how often each chooses one label, up how often another.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.framing` returns for one or two concepts.
    x, y : str or tuple of str
        A label, or its concept and the label where several concepts have one of that name.
    label : int
        How many points are named: those with most articles, of equals the first in the table.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        A point for each group, with the intervals of both shares and, behind its name, the number of its
        articles; a name for which there is no room is left out, and counted below. A point is hollow where a
        share rests on one article. A group that never names one of the two concepts has no place on that
        axis and stands in a band beside it; one that names neither is listed below.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, a label is not in the table or in several concepts, or no group names
        either concept.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.label_map(table, x="rebels", y=("government", "regime"))
    >>> ax.get_title(loc="left")
    'Who says “rebels”, who says “regime”'
    """
    needed = ["concept", "label", "documents_total", "concept_count", "concept_documents", "share"]
    table = require(table, "label_map", needed, analysis="framing")
    if not isinstance(label, int) or isinstance(label, bool) or label < 0:
        raise DiscourseError(f"plot.label_map: label= must be a whole number from 0, not {label!r}")
    rows, note = named(table, "label_map", grouped_by(table), "documents_total")
    across, upward = _axis(rows, x, "x"), _axis(rows, y, "y")
    if across[:2] == upward[:2]:
        raise DiscourseError(f"plot.label_map: x and y are both {across.label!r} of {across.concept!r}.")
    both = pd.concat([across.rows.add_suffix("_x"), upward.rows.add_suffix("_y")], axis=1)
    both = both.reindex(rows[GROUP].unique())  # in the order of the table
    both["articles"] = both["articles_x"].fillna(both["articles_y"])
    both["hollow"] = (both["single_x"].eq(True) | both["single_y"].eq(True)).astype(bool)
    placed = both[both["share_x"].notna() | both["share_y"].notna()]
    placed = placed.iloc[np.argsort(-placed["articles"].to_numpy(dtype=np.float64), kind="stable")]
    if placed.empty:
        raise DiscourseError(f"plot.label_map: no group names {across.concept!r} or {upward.concept!r}.")
    with sheet(ax, _SIDE, _SIDE) as page:
        ax = page.ax
        left, bottom = (bool(placed[share].isna().any()) for share in ("share_x", "share_y"))
        _frame(ax, across, upward, left=left, bottom=bottom)
        spots, lines = _draw(ax, placed, label)
        unnamed = _name(ax, placed, spots, lines, label)
        page.head(
            say("Who says “{x}”, who says “{y}”", x=shorten(across.label), y=shorten(upward.label)),
            _explained(table, across, upward, placed),
        )
        page.foot([*_notes(both, placed, across, upward, unnamed), note])
    return ax


def _axis(rows: pd.DataFrame, asked: Choice, name: str) -> _Axis:
    """Return the label that is meant and its row for each group, or refuse."""
    listed = rows.drop_duplicates(["concept", "label"])
    pairs = list(zip(listed["concept"].astype(str), listed["label"].astype(str), strict=True))
    found = [pair for pair in pairs if asked in (pair, list(pair), pair[1])]
    if len(found) > 1:
        raise DiscourseError(
            f"plot.label_map: {len(found)} concepts have the label {asked!r}; say which, for example "
            f"{name}={found[0]!r}."
        )
    if not found:
        known = ", ".join(
            dict.fromkeys(label if isinstance(asked, str) else str((at, label)) for at, label in pairs)
        )
        raise DiscourseError(f"plot.label_map: no row has {name}={asked!r}; it must be one of {known}.")
    concept, label = found[0]
    mine = rows[(rows["concept"] == concept) & (rows["label"] == label)]
    if mine[GROUP].duplicated().any():
        twice = mine.loc[mine[GROUP].duplicated(), GROUP].iloc[0]
        raise DiscourseError(f"plot.label_map: several rows of {twice} have the label {label!r}.")
    low, high = bounds(mine, "share")
    columns = {
        "share": mine["share"].to_numpy(dtype=np.float64, na_value=np.nan),
        "low": low,
        "high": high,
        "single": (mine["share"].notna() & single(mine)).to_numpy(dtype=bool),
        "articles": mine["documents_total"].to_numpy(),
    }
    others = [other for at, other in pairs if at == concept and other != label]
    return _Axis(concept, label, others, pd.DataFrame(columns, index=mine[GROUP].tolist()))


def _frame(ax: Axes, across: _Axis, upward: _Axis, *, left: bool, bottom: bool) -> None:
    """Set limits and ticks, part off the bands, and say what the ends of the axes mean."""
    low_x, low_y = -_MARGIN - _BAND * left, -_MARGIN - _BAND * bottom
    ax.set(xlim=(low_x, 1 + _MARGIN), ylim=(low_y, 1 + _MARGIN))
    percent = [number(tick / 100, ".0%") for tick in range(0, 101, 20)]
    for set_ticks in (ax.set_xticks, ax.set_yticks):
        set_ticks(np.linspace(0, 1, 6), percent)
    ax.tick_params(length=2, labelsize=SMALL, labelcolor=MUTED)
    ax.vlines(np.linspace(0, 1, 6), -_MARGIN, 1 + _MARGIN, color=FAINT, lw=0.4, zorder=0)
    ax.hlines(np.linspace(0, 1, 6), -_MARGIN, 1 + _MARGIN, color=FAINT, lw=0.4, zorder=0)
    if bottom:
        ax.axhline(-_MARGIN, color=FAINT, lw=0.8, zorder=0)
        write(ax, say("{concept}: not named", concept=shorten(upward.concept)), (low_x, low_y), (4, 7))
    if left:
        ax.axvline(-_MARGIN, color=FAINT, lw=0.8, zorder=0)
        said = say("{concept}: not named", concept=shorten(across.concept))
        text = write(ax, said, (low_x, 1 + _MARGIN), (8, -4), va="top")
        text.set(rotation=90, ha="center")
    for axis, along, vertical in ((across, "x", False), (upward, "y", True)):
        for end, said in (
            (0.0, f"← {_others(axis)}"),
            (1.0, say("“{label}” →", label=shorten(axis.label, 28))),
        ):
            at, offset = ((0.0, end), (-42, 0)) if vertical else ((end, 0.0), (0, -20))
            side = "right" if end else "left"
            text = write(ax, said, at, offset, coords="axes fraction", ha=side, va="top", points=TEXT,
                         colour=INK, weight="bold" if end else "normal")  # fmt: skip
            text.set_gid(f"end {along}")
            if vertical:
                text.set(rotation=90, rotation_mode="anchor", va="baseline")


def _others(axis: _Axis) -> str:
    if len(axis.others) > _MOST_NAMED:
        return say("the {n} other names", n=len(axis.others))
    return ", ".join(shorten(other, 28) for other in axis.others) or say("nothing else")


def _draw(ax: Axes, placed: pd.DataFrame, most: int) -> tuple[Floats, Floats]:
    """Draw points and intervals; return their places and the lines' boxes, in inches."""
    x, y = (placed[f"share_{side}"].to_numpy(dtype=np.float64) for side in "xy")
    beside = -_MARGIN - _BAND / 2  # the middle of a band
    at_x, at_y = np.where(np.isnan(x), beside, x), np.where(np.isnan(y), beside, y)
    first = np.arange(len(placed)) < most  # those without a name stay behind those with one
    segments, colours = [], []
    for side in "xy":
        low, high = (placed[f"{end}_{side}"].to_numpy(dtype=np.float64) for end in ("low", "high"))
        for start, stop, px, py, strong in zip(low, high, at_x, at_y, first, strict=True):
            if not np.isnan(start):
                segments.append(((start, py), (stop, py)) if side == "x" else ((px, start), (px, stop)))
                colours.append(BEHIND if strong else TRACK)
    lines = LineCollection(segments, colors=colours, linewidths=0.9, zorder=1, gid="interval")
    ax.add_collection(lines, autolim=False)
    lights = [is_lit(group) for group in placed.index]
    edges = [BLUE if strong and lit else BEHIND for strong, lit in zip(first, lights, strict=True)]
    fills, sizes = np.where(placed["hollow"], "white", edges), np.where(first, 34, 16)
    ax.scatter(at_x, at_y, s=sizes, c=fills, edgecolors=edges, lw=1.2, zorder=3, gid="share")
    corner, scale = _scale(ax)
    boxes = (np.array(segments).reshape(-1, 2, 2) - corner) * scale
    return (np.column_stack([at_x, at_y]) - corner) * scale, boxes.reshape(-1, 4)


def _scale(ax: Axes) -> tuple[Floats, Floats]:
    """Return the lower left corner of the Axes, and how many inches a share takes each way."""
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    return np.array([left, bottom]), np.array(size(ax)) / (right - left, top - bottom)


def _name(ax: Axes, placed: pd.DataFrame, spots: Floats, lines: Floats, most: int) -> pd.DataFrame:
    """Write the names of the first points, with a line to those that stand far off; return those left out."""
    articles = placed["articles"].astype(int)
    names = [
        f"{shorten(group)} ({number(n, ',')})"
        for group, n in zip(placed.index[:most], articles, strict=False)
    ]
    points = TEXT if len(names) <= _FEW else SMALL
    height = points * 1.3 / 72
    sizes = np.array([[text_width(ax, [name], points) + 0.04, height] for name in names]).reshape(-1, 2)
    padded = lines + np.array([-1, -1, 1, 1]) * 0.01  # a line has no area of its own
    middles, far, free = place(spots, sizes, np.array([0.0, 0.0, *size(ax)]), padded)
    corner, scale = _scale(ax)
    for at in np.flatnonzero(free):
        middle, half = middles[at], sizes[at] / 2
        edge = np.clip(spots[at], middle - half, middle + half)  # where a line to the point begins
        if far[at]:
            ends = (np.array([spots[at], edge]) / scale + corner).T
            ax.plot(*ends, color=MUTED, lw=0.5, zorder=5, gid="leader")
        to = middle / scale + corner
        text = write(ax, names[at], (float(to[0]), float(to[1])), ha="center", points=points, colour=INK)
        text.set(gid="name", zorder=4)
        text.set_bbox({"facecolor": "white", "alpha": 0.75, "lw": 0, "pad": 0.4})
    return placed.drop(index=placed.index[np.flatnonzero(free)])


def _explained(table: pd.DataFrame, across: _Axis, upward: _Axis, placed: pd.DataFrame) -> str:
    known = placed[["low_x", "low_y"]].notna().any(axis=None)
    return (
        say(
            "Across: share of “{x}” among the mentions of {concept}. Up: of “{y}” among those of {other}. In "
            "brackets: articles.",
            x=shorten(across.label),
            concept=shorten(across.concept),
            y=shorten(upward.label),
            other=shorten(upward.concept),
        )
        + alike(table)
        + (say(" Lines: {interval}.", interval=described(table)) if known else "")
        + (say(" Hollow: n = 1, a share from {one}.", one=one(table)) if placed["hollow"].any() else "")
    )


def _notes(
    both: pd.DataFrame, placed: pd.DataFrame, across: _Axis, upward: _Axis, unnamed: pd.DataFrame
) -> list[str]:
    """Return what is not on the map, or not named on it."""
    nowhere = [shorten(group) for group in both.index.difference(placed.index, sort=False)]
    notes = []
    if nowhere:
        both_ = {"x": shorten(across.concept), "y": shorten(upward.concept)}
        notes.append(say("Neither {x} nor {y} named by: {names}.", names=", ".join(nowhere), **both_))
    if len(unnamed):
        few = counted(int(unnamed["articles"].max()), "article")
        points = counted(len(unnamed), "point")
        notes.append(say("{points} without a name, of {articles} or fewer.", points=points, articles=few))
    return notes
