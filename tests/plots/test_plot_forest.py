import numpy as np
import pandas as pd
import pytest
from matplotlib.collections import PathCollection
from matplotlib.colors import to_hex
from seen import end_marks, intervals, is_clipped, overlapping, row_names, says, texts, title
from small_tables import frames, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.forest import forest

MANY = {
    "Silent": {},
    "Herald": {"rebels": 1, "terrorists": 3},
    "Post": {"rebels": 4},
    "Times": {"rebels": 2, "terrorists": 2},
}


def points(ax):
    (found,) = [each for each in ax.collections if each.get_gid() == "share"]
    assert isinstance(found, PathCollection)
    return found


def known():
    table = with_intervals(frames(MANY))
    table.loc[table["source"] == "Silent", ["share_low", "share_high"]] = np.nan
    return table


def test_rows_fall_by_share_and_silent_groups_come_last_with_a_dash():
    ax = forest(known(), label="rebels")
    assert row_names(ax) == ["Post", "Times", "Herald", "Silent"]
    assert title(ax) == "opponents: how often it is “rebels”"
    assert points(ax).get_offsets()[:, 0].compressed().tolist() == [1.0, 0.5, 0.25]
    assert ax.yaxis_inverted()
    assert texts(ax).count("–") == 1
    assert {"100%", "50%", "25%"} <= set(texts(ax))


def test_ties_stay_in_the_order_of_the_table():
    ax = forest(with_intervals(frames({"B": {"a": 1}, "A": {"a": 2}})))
    assert row_names(ax) == ["B", "A"]


def test_intervals_are_drawn_and_written():
    ax = forest(known(), label="rebels")
    assert intervals(ax) == [[0.9, 0.5, 1, 0.5], [0.4, 1.5, 0.6, 1.5], [0.15, 2.5, 0.35, 2.5]]
    assert len(end_marks(ax)) == 6
    assert {"90–100%", "40–60%", "15–35%"} <= set(texts(ax))
    assert says(ax, "95% interval between articles")


def test_counts_stand_beside_each_name():
    said = texts(forest(known(), label="rebels"))
    assert "1 of 4 mentions in 1 of 2 articles" in said
    assert "no mention in 1 article" in said


def test_all_together_is_counts_added_then_divided():
    ax = forest(known(), label="rebels")
    assert "all together 58%" in texts(ax)  # 7 of 12, where the mean of the shares also is 58%
    (line,) = [line for line in ax.lines if line.get_gid() == "together"]
    assert line.get_xdata()[0] == pytest.approx(7 / 12)
    uneven = forest(frames({"A": {"a": 9, "b": 0}, "B": {"a": 0, "b": 1}}), label="a")
    assert "all together 90%" in texts(uneven)


def test_one_group_has_no_line_for_all():
    assert not any("all together" in text for text in texts(forest(frames({"A": {"a": 9}}))))


def test_one_article_is_hollow_without_a_line():
    table = known()
    table.loc[table["source"] == "Post", ["share_low", "share_high"]] = np.nan
    ax = forest(table, label="rebels")
    fills = [to_hex(colour) for colour in points(ax).get_facecolors()]
    assert fills[0] == "#ffffff"
    assert "#ffffff" not in fills[1:3]
    assert {y for _, y, _, _ in intervals(ax)} == {1.5, 2.5}
    assert texts(ax).count("n = 1") == 1
    assert says(ax, "Hollow: n = 1, all from one article.")


def test_a_table_without_intervals_counts_articles():
    table = frames(MANY)
    table.loc[table["source"] == "Times", "concept_documents"] = 2
    ax = forest(table, label="rebels")
    assert intervals(ax) == []
    assert texts(ax).count("n = 1") == 2
    assert not says(ax, "Line")


def test_few_are_not_called_none():
    ax = forest(frames({"A": {"a": 1, "b": 399}, "B": {"b": 4}}), label="a")
    assert {"0.2%", "0%"} <= set(texts(ax))


def test_the_label_is_asked_for_where_there_are_several():
    with pytest.raises(DiscourseError) as error:
        forest(frames())
    assert str(error.value) == (
        "plot.forest draws one label at a time and this table has 3 (rebels, terrorists, militants); "
        "choose one, for example label='rebels'."
    )


def test_another_label_is_refused():
    with pytest.raises(DiscourseError, match="label='heroes'; it must be one of rebels, terrorists"):
        forest(frames(), label="heroes")


def test_two_concepts_are_refused():
    with pytest.raises(DiscourseError, match=r"^plot\.forest draws one concept at a time"):
        forest(pd.concat([frames(), frames(concept="displaced")]), label="rebels")


def test_nothing_overlaps_or_is_clipped():
    counts = {f"The very long name of outlet number {i}": {"a": i, "b": 14 - i} for i in range(15)}
    ax = forest(with_intervals(frames(counts)), label="a")
    ax.get_figure().draw_without_rendering()
    assert overlapping([text for text in ax.texts if text.get_text()]) == []
    assert not is_clipped(ax)


def test_where_each_article_counts_alike_it_is_said_and_so_does_the_line_of_all():
    table = known()
    plain = forest(table, label="rebels")
    table.attrs["options"]["weight"] = "article"
    table["concept_documents"] = table["source"].map({"Silent": 0, "Herald": 6, "Post": 1, "Times": 1})
    alike = forest(table, label="rebels")
    assert says(alike, "Shares are means of the articles' own.")
    assert not says(plain, "Shares are means of the articles' own.")
    assert "all together 38%" in texts(alike)  # (6 · .25 + 1 + .5) / 8
