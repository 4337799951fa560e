"""In whose words the labels of a concept stand, group by group: stacked bars of voices."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from discourse.analysis.results import grouped_by
from discourse.errors import DiscourseError
from discourse.plots.sheet.cells import line_names
from discourse.plots.sheet.intervals import bounds, described, draw, n_1
from discourse.plots.sheet.look import tints
from discourse.plots.sheet.panels import few_enough
from discourse.plots.sheet.sheet import sheet
from discourse.plots.sheet.style import BEHIND, BLUE, FAINT, INK, MUTED, SMALL, VERMILION
from discourse.plots.sheet.tables import GROUP, named, one_concept, require
from discourse.plots.sheet.text import beside, shorten
from discourse.plots.sheet.words import called, number, say

_ROW, _WIDTH = 0.3, 5.2  # inches
_COLOURS = {"outlet": BLUE, "reported": BEHIND, "attitude": FAINT, "marked": "#E9B48C", "quoted": VERMILION}
_OWN, SPEAKER = "outlet", "speaker"


def voices(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the labels of one concept: a bar a group, parted by whose words the mentions are.

    Parameters
    ----------
    table : DataFrame
        Rows of what `dc.voices` returns for one concept.
    ax : Axes, optional
        Where to draw; without it a figure of fitting size is made.

    Returns
    -------
    Axes
        Labels from the most to the least frequent, in each the groups that use it, in the order of the
        table. The line is the interval of the outlet's own share, where the table has one.

    Raises
    ------
    DiscourseError
        If columns or rows are missing, the table has more than one concept, or it is by speaker.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.voices(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> ax = dc.plot.voices(table[table["concept"] == "armed-opponents"])
    >>> ax.get_title(loc="left")
    'In whose words: armed-opponents'
    """
    if isinstance(table, pd.DataFrame) and "voice" not in table.columns and SPEAKER in table.columns:
        raise DiscourseError("plot.voices draws voices by group; plot.speakers draws this table by speaker")
    needed = ["concept", "label", "voice", "count", "label_count", "voice_share"]
    table = require(table, "voices", needed)
    concept = one_concept(table, "voices")
    rows, note = named(table, "voices", grouped_by(table))
    used = rows[rows["label_count"] > 0]
    sizes = used.drop_duplicates([GROUP, "label"]).groupby("label", sort=False)["label_count"].sum()
    labels = [str(label) for label in sizes.sort_values(ascending=False, kind="stable").index]
    lines, order = list[tuple[str, str]](), list(used[GROUP].astype(str).unique())
    for label in labels:
        there = set(used.loc[used["label"] == label, GROUP].astype(str))
        lines += [(label, ""), *((label, group) for group in order if group in there)]
    few_enough("voices", len(lines), "table[table.label_count > 10]")
    at = {line: place + 0.5 for place, line in enumerate(lines)}
    with sheet(ax, _WIDTH, _ROW * max(len(lines), 1)) as page:
        ax = page.ax
        ax.set(xlim=(0, 1), ylim=(max(len(lines), 1), 0))
        ax.spines[:].set_visible(False)
        ax.set_xticks([0, 0.5, 1], ["0", number(0.5, ".0%"), number(1, ".0%")])
        ax.tick_params(axis="x", length=2, labelsize=SMALL, labelcolor=MUTED)
        height = np.array([at[str(a), str(b)] for a, b in zip(used["label"], used[GROUP], strict=True)])
        left = dict.fromkeys(at.values(), 0.0)
        for voice, colour in _COLOURS.items():
            mine = (used["voice"] == voice).to_numpy()
            share = used["voice_share"].to_numpy(dtype=np.float64)[mine]
            begin = [left[place] for place in height[mine].tolist()]
            told = {"color": tints(colour, used.loc[mine, GROUP]), "label": called(voice), "gid": voice}
            ax.barh(height[mine], share, left=begin, height=0.62, **told)
            left |= {p: b + s for p, b, s in zip(height[mine].tolist(), begin, share.tolist(), strict=True)}
        own = used[used["voice"] == _OWN]
        low, high = bounds(own, "voice_share")
        draw(ax, height[(used["voice"] == _OWN).to_numpy()], low, high, halo=True)
        line_names(ax, lines, [shorten(group) for _, group in lines])
        counts = {
            (str(row["label"]), str(row[GROUP])): number(row["label_count"], ",")
            for row in used.to_dict("records")
        }
        beside(ax, at.values(), [[counts.get(line, "") for line in lines]])
        if lines:
            ax.legend(
                loc="upper left", bbox_to_anchor=(0, 0), bbox_transform=ax.transAxes, ncols=len(_COLOURS),
                frameon=False, fontsize=SMALL, labelcolor=INK, handlelength=1, borderaxespad=1.6,
                columnspacing=1,
            )  # fmt: skip
        else:
            ax.text(0.5, 0.5, say("no label of this concept occurs"), color=MUTED, ha="center", va="center")
        known = bool(np.isfinite(low).any())
        page.head(
            say("In whose words: {concept}", concept=shorten(concept, 60)),
            say("Bar: the mentions of a label, parted by whose words they are. Number: mentions.")
            + (say(" Line: {interval}, of the outlet's own.", interval=described(table)) if known else ""),
        )
        page.foot([n_1(table) if len(own) and np.isnan(low).any() else "", note])
    return ax
