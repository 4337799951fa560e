"""All words of one comparison: how far apart the sides are, and how much evidence there is for it."""

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.errors import DiscourseError
from discourse.plots.keyness import sizes
from discourse.plots.sheet.intervals import LEVEL, Floats, between, untested
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BEHIND, BLUE, FAINT, INK, MUTED, SMALL, VERMILION, size
from discourse.plots.sheet.tables import require
from discourse.plots.sheet.text import shorten, text_width, write
from discourse.plots.sheet.words import called, counted, number, say

_WIDTH, _HEIGHT = 7.6, 5.2  # inches
_GRAIN = 0.015  # inches: of the points that fall so close together, one is drawn
_AS_PICTURE = 1_000  # points; more of a colour are a picture inside an SVG, which stays small
_LETTERS = 20
_TRIED = 4  # times as many terms are tried as are to be named
_LINE = SMALL * 1.25 / 72  # inches: height of a label

_Box = tuple[float, float, float, float]  # left, bottom, right, top


def volcano(table: pd.DataFrame, *, label: int = 12, ax: Axes | None = None) -> Axes:
    """Draw every term of one comparison: the log ratio to the side, the corrected evidence upwards.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.keyness` returns for one target and its reference; all terms, not only the top.
    label : int
        How many terms are named on each side, the strongest first; one without room is left out.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Right: more in the target. Height: G² corrected for how articles vary, on a square-root scale, so that
        it grows as a number of standard errors does. Coloured: q < 0.05; grey: not. Of points on the same
        spot one is drawn.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, the table has several targets, or no term has corrected evidence, as
        is so where a side is one article.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.keyness(dc.read("seeds"), by="year", target=2015, unit="family")
    >>> dc.plot.volcano(table).get_title(loc="left")
    'All words: 2015 against the rest'
    """
    table = require(table, "volcano", ["target", "reference", "term", "log_ratio", "g2_corrected", "q",
                               "tokens_target", "tokens_reference"], analysis="keyness")  # fmt: skip
    if not isinstance(label, int) or label < 0:
        raise DiscourseError(f"plot.volcano: label= must be a whole number from 0, not {label!r}")
    target, reference = _pair(table)
    rows = table[np.isfinite(table["g2_corrected"]) & np.isfinite(table["log_ratio"])]
    if rows.empty:
        raise DiscourseError(
            f"plot.volcano has nothing to draw for {target} : {reference}: no term has corrected evidence "
            f"(g2_corrected), which is not known where a side has {untested(table)}."
        )
    x = rows["log_ratio"].to_numpy(dtype=np.float64)
    y = np.sqrt(np.maximum(rows["g2_corrected"].to_numpy(dtype=np.float64), 0))
    sure = rows["q"].to_numpy(dtype=np.float64) < LEVEL
    with sheet(ax, _WIDTH, _HEIGHT) as page:
        ax = page.ax
        scale = _frame(ax, x, y)
        for which, colour, points, order in (
            (~sure, BEHIND, 5.0, 1), (sure & (x < 0), VERMILION, 9.0, 2), (sure & (x >= 0), BLUE, 9.0, 2),
        ):  # fmt: skip
            _cloud(ax, x[which], y[which], scale, colour, points, order)
        _name(ax, rows["term"].to_numpy()[sure], x[sure], y[sure], scale, label)
        units, said = between(table), shorten(target)
        page.head(
            say("All words: {target} against {reference}", target=said, reference=shorten(called(reference))),
            say(
                "{sizes}. Right: more often in {target}. Up: more evidence, corrected for how {units} vary. "
                "Coloured: q < {level} between {units} ({right:,} right, {left:,} left, of {n:,} terms); "
                "grey: not.",
                sizes=sizes(rows.iloc[0]),
                target=said,
                units=units,
                level=LEVEL,
                right=int((sure & (x >= 0)).sum()),
                left=int((sure & (x < 0)).sum()),
                n=len(rows),
            ),
        )
        lost = len(table) - len(rows)
        note = say("{terms} without corrected evidence not shown", terms=counted(lost, "term"))
        page.foot([note if lost else ""])
    return ax


def _pair(table: pd.DataFrame) -> tuple[str, str]:
    """Return the only target and reference of a table, or refuse."""
    for side in ("target", "reference"):
        values = table[side].unique().tolist()  # 2016, not np.int64(2016)
        if len(values) != 1:
            listed = ", ".join(shorten(value) for value in values[:20]) + (", …" if len(values) > 20 else "")
            raise DiscourseError(
                f"plot.volcano draws one {side} at a time and this table has {len(values)} ({listed}); "
                f"choose one, for example table[table.{side} == {values[0]!r}]."
            )
    return str(table["target"].iloc[0]), str(table["reference"].iloc[0])


def _frame(ax: Axes, x: Floats, y: Floats) -> tuple[float, float]:
    """Set limits and ticks; return how many inches a unit takes across and up."""
    width, height = size(ax)
    reach = max(1.0, float(np.abs(x).max()))
    left, right = min(float(x.min()), -reach / 3), max(float(x.max()), reach / 3)  # both sides are seen
    room = 0.07 * (right - left)
    top = max(float(y.max()), 2.5) * 1.06
    ax.set(xlim=(left - room, right + room), ylim=(-0.02 * top, top))
    ax.axvline(0, color=FAINT, lw=0.8, zorder=0)
    ax.set_xlabel(say("log ratio (binary logarithm): 1 is twice as often"), labelpad=3)
    ax.set_ylabel(say("corrected G² (square-root scale)"), labelpad=4)
    places = _ticks(top**2)
    ax.set_yticks(np.sqrt(places), [number(tick, ",") for tick in places])
    ax.tick_params(length=2, labelsize=SMALL, labelcolor=MUTED)
    return width / (right - left + 2 * room), height / (1.02 * top)


def _ticks(highest: float) -> list[int]:
    """Return round values, apart on a square-root scale."""
    ticks, last = [0], 0.0
    for value in (digit * 10**power for power in range(9) for digit in (1, 2, 5)):
        if value <= highest and value**0.5 - last >= 0.09 * highest**0.5:
            ticks.append(value)
            last = value**0.5
    return ticks


def _cloud(
    ax: Axes, x: Floats, y: Floats, scale: tuple[float, float], colour: str, points: float, order: float
) -> None:
    """Draw points, one of those that cover each other."""
    grid = np.column_stack([np.round(x * scale[0] / _GRAIN), np.round(y * scale[1] / _GRAIN)])
    kept = np.sort(np.unique(grid.astype(np.int64), axis=0, return_index=True)[1])
    ax.scatter(
        x[kept], y[kept], s=points, color=colour, lw=0, zorder=order, gid="terms",
        rasterized=len(kept) > _AS_PICTURE, clip_on=False,
    )  # fmt: skip


def _name(
    ax: Axes, words: Sequence[object], x: Floats, y: Floats, scale: tuple[float, float], most: int
) -> None:
    """Name the strongest of some terms on both sides, where there is room."""
    inches = np.column_stack([x - ax.get_xlim()[0], y - ax.get_ylim()[0]]) * scale
    taken: list[_Box] = []  # only `inches` stay free: the grey cloud lies lower, and a word on it can be read
    strongest = np.argsort(-y, kind="stable")  # ties in the order of the table
    for outward in (1, -1):
        side = strongest[(x[strongest] >= 0) == (outward > 0)]
        named = 0
        for term in side[: _TRIED * most]:
            text = shorten(words[term], _LETTERS)
            width = text_width(ax, [text], SMALL)
            spot = _spot(inches[term], width, outward, size(ax), inches, taken)
            if spot is not None:
                write(ax, text, (float(x[term]), float(y[term])), (72 * spot[0], 72 * spot[1]), colour=INK)
                named += 1
            if named == most:
                break


def _spot(
    point: Floats, width: float, outward: int, whole: tuple[float, float], points: Floats, taken: list[_Box]
) -> tuple[float, float] | None:
    """Take the first free place at a point; return where the name begins and its middle, from there."""
    gap, up = 0.055, 0.75 * _LINE
    beside = {1: gap, -1: -gap - width}
    places = (
        (beside[outward], 0.0),
        (beside[-outward], 0.0),
        (-width / 2, up + 0.02),
        (-width / 2, -up - 0.02),
        (beside[outward], up),
        (beside[outward], -up),
    )
    # Better where no other point is as near as the named one, so that it is seen whose name it is.
    for near, (dx, dy) in product((0.05, 0.01), places):
        left, middle = float(point[0]) + dx, float(point[1]) + dy
        box = (left, middle - _LINE / 2, left + width, middle + _LINE / 2)
        if _is_free(box, near, whole, points, taken):
            taken.append(box)
            return dx, dy
    return None


def _is_free(
    box: _Box, near: float, whole: tuple[float, float], points: Floats, taken: Sequence[_Box]
) -> bool:
    """Return whether a box (inches from the lower left corner) is inside, on no other and near no point."""
    left, bottom, right, top = box
    if left < 0 or bottom < 0 or right > whole[0] or top > whole[1]:
        return False
    apart = 0.08  # so that two names on one line do not read as one
    if any(
        left - apart < other[2] and other[0] < right + apart and bottom < other[3] and other[1] < top
        for other in taken
    ):
        return False
    x, y = points[:, 0], points[:, 1]
    return not ((x > left - near) & (x < right + near) & (y > bottom - near) & (y < top + near)).any()
