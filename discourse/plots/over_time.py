"""The choice among the labels of one concept, over time: a panel a group, a line a label."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection

from discourse.analysis.results import grouped_by, time_of
from discourse.errors import DiscourseError
from discourse.plots.sheet.cells import columns_of, not_found
from discourse.plots.sheet.intervals import Floats, alike, between, bounds, described, one
from discourse.plots.sheet.look import tint
from discourse.plots.sheet.panels import panel_grid, panel_title, panels
from discourse.plots.sheet.periods import name_periods
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BEHIND, BLUE, FAINT, SMALL, TEXT, TRACK, VERMILION, WIDTH, size
from discourse.plots.sheet.tables import (
    GROUP,
    groups,
    named,
    named_in,
    names_of,
    one_concept,
    places,
    require,
)
from discourse.plots.sheet.text import shorten, text_width, write
from discourse.plots.sheet.words import called, counted, number, say, ticks

# Colour, marker and its letter in the key; Okabe and Ito (2008), told apart by shape as well.
_LOOKS = ((BLUE, "o", "●"), (VERMILION, "s", "■"), ("#009E73", "^", "▲"), ("#CC79A7", "D", "◆"))
_MOST_PANELS = 30
_PANEL = 2.9  # inches: the least width of a panel
_TITLE, _PERIODS, _LEFT = 0.44, 0.26, 0.46  # inches: above, below and left of a panel
_STRIP = 0.3  # of the height of 100%: the bars of mentions below 0
_FEW, _FEW_ARTICLES = 5, 3  # mentions and articles; a share of fewer is drawn hollow


def over_time(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the shares of a concept's labels over time: a panel a group, a line a label.

    With one label, the lines of the other groups stand behind each group's own in grey. Bars at the foot of a
    panel show how many mentions each period has: what its shares are shares of. Only neighbouring periods
    are joined.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.framing` returns for one concept, with `every` or a year, quarter or month in `by`.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Panels in the order of the table. Of more than four labels the four most frequent are drawn, of more
        than 30 groups those with most mentions; a note names the others. A point is one period, hollow where
        it rests on fewer than 5 mentions or 3 articles; the upright line through it is the interval of its
        share, where the table has one, dotted where the table says that it is weak. Labels that occur
        nowhere stand in a note, as do articles without a date.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, the table has more than one concept, or no row has a date.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"), every="year")
    >>> ax = dc.plot.over_time(table[table.concept == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'Choice of label over time: armed-opponents'
    """
    needed = ["concept", "label", "count", "documents_total", "concept_count", "concept_documents", "share"]
    table = require(table, "over_time", needed, analysis="framing")
    concept, every = one_concept(table, "over_time"), time_of(table)
    if every is None:
        raise DiscourseError(
            'plot.over_time needs a table with a column of time, as dc.framing(…, every="year").'
        )
    by = [column for column in grouped_by(table) if column != every]
    rows, note = named(table, "over_time", [*by, every], "documents_total")
    rows[GROUP] = names_of(rows, by)
    place_of = places(list(rows[every]), every)
    rows["x"] = [float(place_of[value]) for value in rows[every]]
    rows["low"], rows["high"] = bounds(rows, "share")
    rows["weak"] = rows["share_weak"].astype(bool) if "share_weak" in rows else False
    found = columns_of(rows)
    labels, names = found[: len(_LOOKS)], _most_mentions(rows)
    periods = rows.drop_duplicates([GROUP, "x"])
    totals = periods.groupby(GROUP)[["concept_count", "concept_documents", "documents_total"]].sum()
    most = int(periods["concept_count"].max())
    rows["label"] = rows["label"].astype(str)
    drawn = rows[rows["label"].isin(labels)].sort_values("x", kind="stable")
    weak = bool((drawn["low"].notna() & drawn["weak"]).any())
    top = 0.5 if max(drawn["share"].max(), drawn["high"].max()) <= 0.5 else 1.0
    lines, columns = panel_grid(ax, len(names), _PANEL)
    width = 7.0 if columns == 1 else min(WIDTH, 4.2 * columns)
    height = 2.6 if lines == 1 else 1.6 if len(names) <= 6 else 1.15
    with sheet(ax, width, lines * (height + _TITLE + _PERIODS)) as page:
        ax = page.ax
        made = panels(ax, len(names), columns, left=_LEFT, right=0.1, top=_TITLE, bottom=_PERIODS)
        for index, (panel, name) in enumerate(zip(made, names, strict=True)):
            _axis(panel, every, place_of, top, first=index % columns == 0)
            own = periods[periods[GROUP] == name]
            bars = own["concept_count"] / max(most, 1) * top * _STRIP * 0.85
            panel.bar(own["x"], bars, bottom=-top * _STRIP, width=0.55, color=FAINT, gid="mentions")
            if len(labels) == 1:
                _behind(panel, drawn[drawn[GROUP] != name])
            for at, label in enumerate(labels):
                shift = 0.5 / max(len(labels), 2) * (at - (len(labels) - 1) / 2)
                mine = drawn[(drawn[GROUP] == name) & (drawn["label"] == label)]
                _line(panel, mine, tint(_LOOKS[at][0], name), _LOOKS[at][1], shift)
            if not own["concept_count"].any():
                write(panel, say("none"), (0.5, 0.6), coords="axes fraction", ha="center")
            detail = named_in(*map(int, totals.loc[name]))
            panel_title(panel, name, detail, 0, size(ax)[0] / columns - _LEFT)
        if labels:
            _key(ax, labels)
        else:
            none = say("no label of this concept occurs")
            write(ax, none, (0, 1), (0, 9), coords="axes fraction", points=TEXT)
        units = between(table)
        page.head(
            say("Choice of label over time: {concept}", concept=shorten(concept, 60)),
            say(
                "Share of the label among all mentions in that {period}; "
                if len(labels) == 1
                else "Share of each label among all mentions in that {period}; ",
                period=called(every),
            )
            + say(
                "hollow: fewer than {articles} articles or {mentions} mentions. Bars at the foot: mentions, "
                "the longest {longest:,}.",
                articles=_FEW_ARTICLES,
                mentions=_FEW,
                longest=most,
            )
            + alike(table)
            + (
                say(" Upright line: {interval}; none for {one}.", interval=described(table), one=one(table))
                if drawn["low"].notna().any()
                else ""
            )
            + (say(" Dotted: rests on few {units}, or on very uneven ones.", units=units) if weak else "")
            + (say(" Grey: the other panels.") if len(names) > 1 and len(labels) == 1 else ""),
        )
        page.foot([_left_out(rows, found, names), not_found(rows, found), note])
    return ax


def _most_mentions(rows: pd.DataFrame) -> list[str]:
    """Return the groups to draw, in the order of the table: of very many, those with most mentions."""
    mentions = rows.drop_duplicates([GROUP, "x"]).groupby(GROUP)["concept_count"].sum()
    chosen = set(mentions.sort_values(ascending=False, kind="stable").index[:_MOST_PANELS])
    return [name for name in groups(rows) if name in chosen]


def _left_out(rows: pd.DataFrame, found: Sequence[str], names: Sequence[str]) -> str:
    """Name the labels and count the groups that are not drawn."""
    rest = found[len(_LOOKS) :]
    counts = rows.groupby("label")["count"].sum()
    parts = [", ".join(f"{shorten(label, 30)} ({number(int(counts[label]), ',')})" for label in rest)]
    if more := len(groups(rows)) - len(names):
        parts.append(say("{groups} with fewer mentions", groups=counted(more, "group")))
    said = "; ".join(filter(None, parts))
    return say("Not drawn: {names}.", names=said) if said else ""


def _axis(panel: Axes, every: str, place_of: dict[object, int], top: float, *, first: bool) -> None:
    """Set the scales of a panel, its ground from 0 to the top, and the names of the periods."""
    start, end = min(place_of.values()), max(place_of.values())
    panel.set(xlim=(start - 0.5, end + 0.5), ylim=(-top * _STRIP, top * 1.04))
    panel.axhspan(0, top, color=TRACK, lw=0, zorder=0)
    panel.axhline(top / 2, color="white", lw=1, zorder=0.5)
    panel.axhline(0, color=FAINT, lw=0.8, zorder=0.5)
    panel.spines[:].set_visible(False)
    panel.set_yticks([0, top / 2, top])
    panel.yaxis.set_major_formatter(ticks("{:.0%}".format))
    panel.tick_params(axis="y", length=0, pad=3, labelsize=SMALL, labelleft=first)
    name_periods(panel, every, place_of)


def _line(panel: Axes, rows: pd.DataFrame, colour: str, marker: str, shift: float) -> None:
    """Draw a label's points, intervals and lines, shifted so that several labels stand beside one another."""
    rows = rows[rows["share"].notna()].assign(x=rows["x"] + shift)
    known, weak = rows["low"].notna().to_numpy(), rows["weak"].to_numpy(dtype=bool)
    for which, line in ((known & ~weak, "solid"), (known & weak, (0, (1.2, 1.2)))):
        ends = rows[which]
        if len(ends):
            upright = panel.vlines(ends["x"], ends["low"], ends["high"], color=colour, lw=0.8)
            upright.set(linestyle=line, alpha=0.75, zorder=1.8, gid="interval")
    panel.add_collection(
        LineCollection(_joined(rows), colors=colour, linewidths=1.3, zorder=2), autolim=False
    )
    enough = (rows["concept_count"] >= _FEW) & (rows["documents_total"] >= _FEW_ARTICLES)
    fills = [colour if filled else "white" for filled in enough]
    points = panel.scatter(rows["x"], rows["share"], s=16, c=fills, edgecolors=colour, lw=1, marker=marker)
    points.set(zorder=3, clip_on=False, gid="share")


def _behind(panel: Axes, rows: pd.DataFrame) -> None:
    """Draw the lines of the other groups."""
    blocks = rows[rows["share"].notna()].groupby(GROUP, sort=False)
    lines = [line for _, block in blocks for line in _joined(block)]
    panel.add_collection(LineCollection(lines, colors=BEHIND, linewidths=0.5, zorder=1), autolim=False)


def _joined(rows: pd.DataFrame) -> list[Floats]:
    """Return a segment for each two neighbouring periods; a period without mentions leaves its gap."""
    points = rows[["x", "share"]].to_numpy(dtype=np.float64)
    return [points[i : i + 2] for i in range(len(points) - 1) if points[i + 1, 0] - points[i, 0] < 1.5]


def _key(ax: Axes, labels: Sequence[str]) -> None:
    """Name the lines above the panels, in their colours and with their marks, over as many rows as needed."""
    lines: list[list[tuple[float, str, str]]] = [[]]
    across, room = 0.0, size(ax)[0]
    for label, (colour, _, sign) in zip(labels, _LOOKS, strict=False):
        name = f"{sign} {shorten(label, 30)}"
        wide = text_width(ax, [name], TEXT, "bold") + 0.3
        if lines[-1] and across + wide > room:
            lines.append([])
            across = 0.0
        lines[-1].append((across, name, colour))
        across += wide
    for up, line in enumerate(reversed(lines)):
        for along, name, colour in line:
            write(
                ax, name, (0, 1), (along * 72, 9 + up * TEXT * 1.4), coords="axes fraction", points=TEXT,
                colour=colour, weight="bold",
            )  # fmt: skip
