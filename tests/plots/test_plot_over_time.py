import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from seen import column_names, intervals, is_clipped, row_names, says, texts, title
from small_tables import frames, over_time, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.over_time import over_time as plot_over_time
from discourse.plots.sheet.style import BLUE


def dots(ax):
    return [
        found for found in ax.collections if isinstance(found, PathCollection) and found.get_gid() == "share"
    ]


def lines(ax):
    """Return the number of segments in each group's own lines, label by label."""
    own = [
        found
        for found in ax.collections
        if isinstance(found, LineCollection) and found.get_gid() != "interval"
    ]
    return [len(found.get_segments()) for found in own if to_hex(found.get_colors()[0]) == BLUE.lower()]


def test_rows_are_groups_and_columns_are_labels_after_all_mentions():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    assert row_names(ax) == ["Herald", "Post"]
    assert column_names(ax) == ["all mentions", "rebels", "terrorists"]
    assert title(ax) == "Choice of label over time: opponents"


def test_one_dot_a_period_of_a_group_and_label():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    assert [len(found.get_offsets()) for found in dots(ax)] == [2, 1, 2, 1]


def test_higher_share_stands_higher_and_later_year_further_right():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}}))
    (x0, y0), (x1, y1) = dots(ax)[0].get_offsets()
    assert x0 < x1
    assert y0 < y1  # the axis points down, so that the first row is on top
    assert ax.yaxis_inverted()


def test_only_neighbouring_years_are_joined():
    assert lines(plot_over_time(over_time({"Herald": {2015: 8, 2016: 6, 2018: 6, 2019: 5}}))) == [2, 2]


def test_different_groups_are_never_joined():
    assert sum(lines(plot_over_time(over_time({"A": {2015: 8}, "B": {2016: 6}, "C": {2017: 6}})))) == 0


def test_a_single_period_says_its_counts():
    assert "8 of 10" in texts(plot_over_time(over_time({"Herald": {2015: 8}})))


def test_few_namings_are_hollow():
    hollow = plot_over_time(over_time({"Herald": {2015: 2}}, of=4))
    full = plot_over_time(over_time({"Herald": {2015: 2}}, of=5))
    single = plot_over_time(over_time({"Herald": {2015: 2}}, of=5, articles=2))
    assert to_hex(dots(hollow)[0].get_facecolor()[0]) == "#ffffff"
    assert to_hex(dots(single)[0].get_facecolor()[0]) == "#ffffff"
    assert to_hex(dots(full)[0].get_facecolor()[0]) == BLUE.lower()


def test_a_year_without_namings_has_no_dot_and_breaks_the_line():
    table = over_time({"Herald": {2015: 8, 2016: 6, 2017: 6}})
    table.loc[table["year"] == 2016, ["share"]] = float("nan")
    table.loc[table["year"] == 2016, ["count", "concept_count"]] = 0
    ax = plot_over_time(table)
    assert len(dots(ax)[0].get_offsets()) == 2
    assert sum(lines(ax)) == 0


def test_a_group_without_namings_says_none():
    table = over_time({"Herald": {2015: 8}, "Silent": {2015: 0}})
    table.loc[table["source"] == "Silent", ["count", "concept_count"]] = 0
    table.loc[table["source"] == "Silent", ["share"]] = float("nan")
    assert texts(plot_over_time(table)).count("none") == 1


def test_articles_without_a_date_are_left_out_and_counted_once():
    ax = plot_over_time(over_time({"Herald": {2015: 8, None: 3}, "Post": {2016: 9, None: 1}}))
    assert "8 articles without a date not shown" in texts(ax)
    assert sum(len(found.get_offsets()) for found in dots(ax)) == 4


def test_months_and_quarters_are_placed_by_the_calendar():
    table = over_time({"Herald": {2015: 8, 2016: 6}})
    for column, values, joined in (
        ("month", ["2015-12", "2016-01"], 1),
        ("month", ["2015-12", "2016-03"], 0),
        ("quarter", ["2015Q4", "2016Q1"], 1),
    ):
        renamed = table.rename(columns={"year": column})
        renamed[column] = renamed[column].map({2015: values[0], 2016: values[1]}).astype(object)
        assert sum(lines(plot_over_time(renamed))) == 2 * joined


def test_no_group_column_is_all_documents():
    assert row_names(plot_over_time(over_time({"Herald": {2015: 8}}).drop(columns="source"))) == [
        "all documents"
    ]


def test_a_table_without_any_date_is_refused():
    with pytest.raises(DiscourseError, match=r"^plot\.over_time has no row with a date, so there is nothing"):
        plot_over_time(over_time({"Herald": {None: 8}}))


def test_two_concepts_are_refused():
    table = over_time({"Herald": {2015: 8}})
    with pytest.raises(
        DiscourseError, match=r"plot\.over_time draws one concept at a time and this table has 2"
    ):
        plot_over_time(pd.concat([table, table.assign(concept="displaced")]))


def test_a_table_without_period_column_is_refused():
    with pytest.raises(DiscourseError, match="needs a table with a column of time"):
        plot_over_time(frames().drop(columns="source"))


def test_many_groups_stay_inside():
    ax = plot_over_time(
        over_time({f"outlet {i}": dict.fromkeys(range(2011, 2019), i % 10) for i in range(15)})
    )
    assert len(row_names(ax)) == 15
    assert not is_clipped(ax)


def test_intervals_stand_upright_at_the_own_points_only():
    table = with_intervals(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    ax = plot_over_time(table)
    drawn = intervals(ax)
    assert len(drawn) == len(table)  # one a period of a group and label; none behind
    points = [tuple(point) for found in dots(ax) for point in found.get_offsets().round(6).tolist()]
    for (x, low, top_x, high), (point_x, point) in zip(drawn, points, strict=True):
        assert x == top_x == point_x
        assert low >= point >= high  # the axis points down
    assert says(ax, "Upright line: 95% interval between articles; none for one article.")
    assert sum(lines(ax)) == 2
    assert not is_clipped(ax)


def test_a_period_of_one_article_has_no_interval():
    table = with_intervals(over_time({"Herald": {2015: 8, 2016: 6}}))
    table.loc[table["year"] == 2015, ["share_low", "share_high"]] = float("nan")
    assert len(intervals(plot_over_time(table))) == 2
    table[["share_low", "share_high"]] = float("nan")
    ax = plot_over_time(table)
    assert intervals(ax) == []
    assert not says(ax, "Upright")
