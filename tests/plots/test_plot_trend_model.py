import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from seen import end_marks, is_clipped, row_names, says, texts, title

from discourse.errors import DiscourseError
from discourse.plots.trend_model import trend_model

KINDS = ("group", "time", "time by group")


def terms(names, *, ratio=0.5, low=0.25, high=1.0, q=0.01):
    """Return what dc.trend_model does for groups, of which the first is the reference."""
    rows = [
        (kind, name, None if kind == "time" else names[0])
        for kind in KINDS
        for name in (names if kind == "time" else names[1:])
    ]
    table = pd.DataFrame(rows, columns=["kind", "target", "reference"])
    sizes = {"count": 1204, "tokens": 90_000, "documents": 46, "units": 44}
    return table.assign(
        concept="opponents",
        label="rebels",
        term="",
        ratio=ratio,
        ratio_low=low,
        ratio_high=high,
        p=q,
        q=q,
        **sizes,
    )


def dots(panel):
    return [found for found in panel.collections if found.get_gid() == "ratio"]


def lines(panel):
    return [
        found
        for found in panel.collections
        if isinstance(found, LineCollection) and found.get_gid() == "interval"
    ]


def test_a_panel_a_kind_and_a_row_a_group():
    ax = trend_model(terms(["Herald", "Post", "Sun"]))
    assert title(ax) == "Rate ratios: rebels"
    assert row_names(ax.child_axes[0]) == ["Herald", "Post", "Sun"]
    assert [len(dots(panel)[0].get_offsets()) for panel in ax.child_axes] == [2, 3, 2]
    headings = ["Against Herald", "Change per year", "Change per year, compared"]
    assert [text for text in texts(ax) if text in headings] == headings


def test_a_dot_stands_at_its_ratio_and_its_line_from_low_to_high():
    panel = trend_model(terms(["Herald", "Post"])).child_axes[0]
    assert dots(panel)[0].get_offsets().tolist() == [[0.5, 1.0]]
    assert lines(panel)[0].get_segments()[0][:, 0].tolist() == [0.25, 1.0]
    assert panel.get_xscale() == "log"


def test_ratio_interval_and_sizes_are_written():
    seen = texts(trend_model(terms(["Herald", "Post"])))
    assert seen.count("0.50 (0.25–1.00)") == 4
    assert seen.count("1,204 mentions, n = 46 articles") == 2


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(0.0022, "0.0022"), (0.061, "0.061"), (12.34, "12.3"), (1234.5, "1,234"), (0.9, "0.90")],
)
def test_numbers_have_the_digits_that_count(ratio, said):
    seen = texts(trend_model(terms(["Herald", "Post"], ratio=ratio, low=ratio, high=ratio)))
    assert f"{said} ({said}–{said})" in seen


def test_only_small_q_is_filled():
    table = terms(["Herald", "Post"])
    assert to_hex(dots(trend_model(table).child_axes[0])[0].get_facecolor()[0]) != "#ffffff"
    assert to_hex(dots(trend_model(table.assign(q=0.2)).child_axes[0])[0].get_facecolor()[0]) == "#ffffff"


def test_an_interval_without_end_stays_inside_and_says_so():
    ax = trend_model(terms(["Herald", "Post"], low=0.0, high=np.inf))
    assert "0.50 (0–∞)" in texts(ax)
    for panel in ax.child_axes:
        low, high = panel.get_xlim()
        assert 0 < low < 0.5 < 1 < high < 100
        assert lines(panel)[0].get_segments()[0][:, 0].tolist() == pytest.approx([low, high])
        assert not end_marks(panel)
    assert says(ax, "without an end mark it goes on")


def test_odds_are_called_odds():
    ax = trend_model(terms(["Herald", "Post"]).rename(columns={"tokens": "concept_count"}))
    assert title(ax) == "Odds ratios: rebels"
    assert any("2 is twice the odds" in text for text in texts(ax))


def test_time_alone_is_one_panel():
    table = terms(["all documents"]).query("kind == 'time'")
    assert len(trend_model(table).child_axes) == 1


def test_a_long_reference_is_cut_once_and_to_its_room():
    name = "Norddeutsche Allgemeine Zeitung von gestern, heute und Ähnliches"
    heading = next(text for text in texts(trend_model(terms([name, "Post"]))) if text.startswith("Against"))
    assert heading.count("…") == 1


@pytest.mark.parametrize("count", [2, 5, 15])
def test_names_and_numbers_stay_inside_and_apart(count):
    names = [f"an outlet with a long name {i}" for i in range(count)]
    ax = trend_model(terms(names, ratio=0.0123, low=0.00123, high=0.0456))
    assert not is_clipped(ax)
    left, right = ax.child_axes[:2]
    ends = [text.get_window_extent().x1 for text in left.texts if "–" in text.get_text()]
    assert max(ends) < right.get_window_extent().x0


def test_two_labels_are_refused():
    table = terms(["Herald", "Post"])
    with pytest.raises(
        DiscourseError, match=r"plot\.trend_model draws one label at a time and this table has 2"
    ):
        trend_model(pd.concat([table, table.assign(label="terrorists")]))


def test_another_table_is_refused():
    with pytest.raises(
        DiscourseError, match=r"plot\.trend_model needs the columns that dc\.trend_model returns"
    ):
        trend_model(terms(["Herald"]).drop(columns="ratio"))
