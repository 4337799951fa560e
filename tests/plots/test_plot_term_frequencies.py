import pytest
from seen import bars, end_marks, intervals, is_clipped, row_names, says, texts
from small_tables import terms, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.term_frequencies import term_frequencies

FOUND = {"Herald": {"war": 3, "assad": 5, "aleppo": 3}, "Post": {"talks": 2}}


def test_a_panel_a_group_named_with_its_size():
    ax = term_frequencies(terms(FOUND))
    assert len(ax.child_axes) == 2
    assert [panel.texts[-2].get_text() for panel in ax.child_axes] == ["Herald", "Post"]
    assert texts(ax).count("n = 1 article, 1,000 words") == 2


def test_highest_rate_first_and_ties_alphabetical():
    panel = term_frequencies(terms(FOUND)).child_axes[0]
    assert row_names(panel) == ["assad", "aleppo", "war"]
    assert [bar.get_width() for bar in bars(panel)] == [50, 30, 30]
    assert panel.yaxis_inverted()


def test_panels_share_their_scale():
    first, second = term_frequencies(terms(FOUND)).child_axes
    assert first.get_xlim() == second.get_xlim()


def test_counts_stand_at_the_bars():
    panel = term_frequencies(terms(FOUND)).child_axes[0]
    assert [text.get_text() for text in panel.texts[:3]] == ["5", "3", "3"]


def test_the_unit_is_said():
    assert any("rate per 10,000 words" in text for text in texts(term_frequencies(terms(FOUND))))


def test_too_many_terms_are_refused():
    with pytest.raises(DiscourseError) as error:
        term_frequencies(terms({"Herald": {f"word{i}": 1 for i in range(61)}}))
    assert str(error.value) == (
        "plot.term_frequencies can show 60 terms in a panel and was given 61; choose rows first, "
        "for example with dc.top(table, n=10, …)."
    )


def test_panels_do_not_overlap_and_nothing_is_clipped():
    found = {f"outlet {i}": {f"extraordinarily{j}": 10_000 * j for j in range(10)} for i in range(15)}
    ax = term_frequencies(terms(found))
    boxes = [panel.get_tightbbox() for panel in ax.child_axes]
    assert not any(one.overlaps(other) for n, one in enumerate(boxes) for other in boxes[n + 1 :])
    assert not is_clipped(ax)


def test_a_users_axes_keeps_its_place():
    import matplotlib.pyplot as plt

    figure, (left, right) = plt.subplots(1, 2)
    before = left.get_position().bounds
    assert term_frequencies(terms(FOUND), ax=left) is left
    assert left.get_position().bounds == before
    assert right.child_axes == []
    assert figure.axes[:2] == [left, right]


def test_intervals_lie_along_the_bars_and_counts_right_of_them():
    ax = term_frequencies(with_intervals(terms(FOUND), 8, value="rate"))
    panel = ax.child_axes[0]
    assert intervals(panel) == [[42, 0, 58, 0], [22, 1, 38, 1], [22, 2, 38, 2]]
    assert len(end_marks(panel)) == 6
    assert [text.xy[0] for text in panel.texts[:3]] == [58, 38, 38]
    assert panel.get_xlim() == (0, 58)
    assert says(ax, "Line: 95% interval between articles.")


def test_an_interval_is_cut_where_it_would_flatten_the_bars():
    table = with_intervals(terms(FOUND), 8, value="rate")
    table.loc[table["term"] == "talks", "rate_high"] = 9_000.0
    ax = term_frequencies(table)
    first, second = ax.child_axes
    assert first.get_xlim() == second.get_xlim() == (0, 75)  # 1.5 of the longest bar, which is 50
    assert intervals(second) == [[12, 0, 75, 0]]
    assert end_marks(second) == [[12, 0]]
    assert [text.xy[0] for text in second.texts[:1]] == [75]
    assert says(ax, "without an end mark it goes on")
    assert not is_clipped(ax)


def test_a_group_of_one_article_has_no_interval():
    table = with_intervals(terms(FOUND), 8, value="rate")
    table.loc[table["source"] == "Herald", ["rate_low", "rate_high"]] = float("nan")
    first, second = term_frequencies(table).child_axes
    assert intervals(first) == []
    assert [text.xy[0] for text in first.texts[:3]] == [50, 30, 30]
    assert len(intervals(second)) == 1
