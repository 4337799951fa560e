import numpy as np
import pytest
from seen import bars, end_marks, filled, intervals, is_clipped, overlapping, says, texts
from small_tables import keywords

from discourse.errors import DiscourseError
from discourse.plots.keyness import keyness

ROWS = [
    ("Herald", "regime", 0, 15, -3.2, 0.2),
    ("Herald", "idlib", 4, 0, 5.7, 0.01),
    ("Herald", "erdogan", 5, 0, 5.7, 0.06),
    ("Post", "munich", 4, 1, 4.1, 0.3),
]


def test_a_panel_a_target_in_the_order_of_the_table():
    ax = keyness(keywords(ROWS))
    assert len(ax.child_axes) == 2
    assert [panel.texts[-2].get_text() for panel in ax.child_axes] == ["Herald : the rest", "Post : the rest"]


def test_a_long_name_is_smaller_before_its_middle_is_left_out():
    long = "Süddeutsche Allgemeine Zeitung Nord"
    rows = [
        (name, "idlib", 4, 0, 5.7, 0.01) for name in (long, f"{long} und ihre Söhne in der Stadt", "Post")
    ]
    titles = [panel.texts[-2] for panel in keyness(keywords(rows)).child_axes]
    assert titles[0].get_text() == f"{long} : the rest"
    assert titles[1].get_text().startswith("Süddeutsche Allgemeine")
    assert titles[1].get_text().endswith("der Stadt : the rest")
    assert titles[0].get_fontsize() < titles[2].get_fontsize()


def test_positive_on_top_and_right_ties_alphabetical():
    panel = keyness(keywords(ROWS)).child_axes[0]
    assert [bar.get_width() for bar in bars(panel)] == [5.7, 5.7, -3.2]
    assert [text.get_text() for text in panel.texts[:6:2]] == ["erdogan", "idlib", "regime"]


def test_counts_of_both_sides_stand_at_the_bars():
    panel = keyness(keywords(ROWS)).child_axes[0]
    assert [text.get_text() for text in panel.texts[1:6:2]] == ["5 : 0", "4 : 0", "0 : 15"]


def test_only_small_q_is_filled():
    panel = keyness(keywords(ROWS)).child_axes[0]
    assert [filled(bar) for bar in bars(panel)] == [False, True, False]
    assert any("q < 0.05" in text for text in texts(panel))


def test_words_of_target_and_reference_are_written():
    assert "640 : 2,310 words" in texts(keyness(keywords(ROWS)))


def test_one_article_says_n_1_where_the_table_knows():
    table = keywords(ROWS).assign(documents_total_target=1, documents_total_reference=3)
    assert "n = 1 : 3 articles, 640 : 2,310 words" in texts(keyness(table))


def test_a_named_reference_stands_in_the_heading():
    panel = keyness(keywords(ROWS).assign(reference="Times")).child_axes[0]
    assert panel.texts[-2].get_text() == "Herald : Times"


def test_panels_share_limits_that_hold_every_text():
    ax = keyness(keywords([*ROWS, ("Post", "donaudampfschifffahrt", 1_000_000, 123_456, 9.0, 0.0)]))
    first, second = ax.child_axes
    assert first.get_xlim() == second.get_xlim()
    for panel in ax.child_axes:
        inside = panel.get_window_extent()
        for text in panel.texts[:-2]:
            box = text.get_window_extent()
            assert inside.x0 - 10 <= box.x0
            assert box.x1 <= inside.x1 + 10  # the margin between panels is 14
    assert not is_clipped(ax)


def test_too_many_terms_are_refused():
    with pytest.raises(
        DiscourseError, match=r"^plot\.keyness can show 60 terms in a panel and was given 61;"
    ):
        keyness(keywords([("Herald", f"word{i}", 1, 0, 1.0, 0.5) for i in range(61)]))


def test_an_undefined_ratio_has_no_bar():
    panel = keyness(keywords([("Herald", "nothing", 0, 0, float("nan"), float("nan"))])).child_axes[0]
    assert [bar.get_width() for bar in bars(panel)] == [0]


def test_nothing_is_filled_where_a_side_is_one_article():
    table = keywords(ROWS).assign(q=np.nan, log_ratio_low=np.nan, log_ratio_high=np.nan, design_effect=np.nan)
    ax = keyness(table)
    assert [filled(bar) for panel in ax.child_axes for bar in bars(panel)] == [False] * 4
    assert [intervals(panel) for panel in ax.child_axes] == [[], []]
    said = " ".join(" ".join(texts(ax)).split())
    assert "Filled: q < 0.05 between articles; hollow: not, or a side has one article." in said
    assert "Line:" not in said


def test_intervals_lie_along_the_bars_and_no_text_on_them():
    table = keywords([*ROWS, ("Post", "perhaps", 3, 8, 0.4, 0.9), ("Post", "hardly", 3, 8, -0.4, 0.9)])
    ax = keyness(table)
    ax.get_figure().draw_without_rendering()
    assert intervals(ax.child_axes[0]) == [[4.7, 0, 6.7, 0], [4.7, 1, 6.7, 1], [-4.2, 2, -2.2, 2]]
    assert intervals(ax.child_axes[1])[1:] == [[-0.6, 1, 1.4, 1], [-1.4, 2, 0.6, 2]]
    for panel in ax.child_axes:
        assert len(end_marks(panel)) == 2 * len(intervals(panel))
        for (x, y, end, _), (name, counts) in zip(
            intervals(panel), zip(panel.texts[0:-2:2], panel.texts[1:-2:2], strict=True), strict=True
        ):
            (left, _), (right, _) = panel.transData.transform([(x, y), (end, y)])
            for box in (name.get_window_extent(), counts.get_window_extent()):
                assert box.x1 < left or right < box.x0
        assert overlapping(panel.texts) == []
    assert says(ax, "Line: interval between articles.")


def test_an_open_interval_is_cut_and_has_no_end_mark():
    table = keywords([("Herald", "only", 9, 0, 6.0, 0.01), ("Herald", "never", 0, 9, -6.0, 0.01)])
    table["log_ratio_low"], table["log_ratio_high"] = [2.0, -np.inf], [np.inf, -2.0]
    ax = keyness(table)
    panel = ax.child_axes[0]
    assert intervals(panel) == [[2, 0, 7.5, 0], [-7.5, 1, -2, 1]]  # 1.25 of the longest bar
    assert end_marks(panel) == [[2, 0], [-2, 1]]
    left, right = panel.get_xlim()
    assert left < -7.5
    assert right > 7.5
    assert says(ax, "without an end mark it goes on")
    assert not is_clipped(ax)


def test_a_table_without_intervals_is_drawn_without():
    ax = keyness(keywords(ROWS).drop(columns=["log_ratio_low", "log_ratio_high"]))
    assert [intervals(panel) for panel in ax.child_axes] == [[], []]
    assert not any("Line:" in text for text in texts(ax))


def test_ties_of_the_ratio_go_by_the_evidence():
    table = keywords(ROWS).assign(g2=[5.0, 9.0, 5.0, 5.0])
    panel = keyness(table).child_axes[0]
    assert [text.get_text() for text in panel.texts[:6:2]] == ["idlib", "erdogan", "regime"]
