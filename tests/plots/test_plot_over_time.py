import pandas as pd
import pytest
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from seen import bars, intervals, is_clipped, overlapping, says, texts, title
from small_tables import frames, over_time, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.over_time import over_time as plot_over_time
from discourse.plots.sheet.style import BEHIND, BLUE, VERMILION


def panels(ax):
    return list(ax.child_axes)


def names(ax):
    """Return what each panel is called: the bold text above it."""
    return [
        next(text.get_text() for text in panel.texts if text.get_weight() == "bold") for panel in panels(ax)
    ]


def dots(panel):
    return [
        found
        for found in panel.collections
        if isinstance(found, PathCollection) and found.get_gid() == "share"
    ]


def lines(ax, colours=(BLUE, VERMILION)):
    """Return the number of segments of each label's line, panel by panel."""
    own = [
        found
        for panel in panels(ax)
        for found in panel.collections
        if isinstance(found, LineCollection) and found.get_gid() != "interval"
    ]
    shown = {colour.lower() for colour in colours}
    return (
        [len(found.get_segments()) for found in own if to_hex(found.get_edgecolors()[0]) in shown]
        if own
        else []
    )


def many_labels(table, count):
    """Return a table with labels more, each with fewer mentions than the one before."""
    parts = [
        table[table["label"] == "rebels"].assign(label=f"label {n}", count=count - n) for n in range(count)
    ]
    return pd.concat(parts, ignore_index=True)


def test_panels_are_groups_and_lines_are_labels():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    assert names(ax) == ["Herald", "Post"]
    assert [text for text in texts(ax) if text[0] in "●■"] == ["● rebels", "■ terrorists"]
    assert title(ax) == "Choice of label over time: opponents"


def test_one_dot_a_period_of_a_group_and_label():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    found = [[len(dot.get_offsets()) for dot in dots(panel)] for panel in panels(ax)]
    assert found == [[2, 2], [1, 1]]


def test_a_dot_stands_at_its_share_and_year():
    ax = plot_over_time(over_time({"Herald": {2015: 8, 2016: 6}}))
    rebels, terrorists = (dot.get_offsets().tolist() for dot in dots(panels(ax)[0]))
    assert [y for _, y in rebels] == [0.8, 0.6]
    assert [y for _, y in terrorists] == [0.2, 0.4]
    assert [round(x) for x, _ in rebels] == [2015, 2016]
    assert rebels[0][0] < terrorists[0][0]  # their intervals stand beside one another


def test_bars_are_the_mentions_on_one_scale():
    table = over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}})
    table.loc[table["source"] == "Post", "concept_count"] = 5
    herald, post = (bars(panel) for panel in panels(plot_over_time(table)))
    high = [bar.get_height() for bar in herald if bar.get_gid() == "mentions"]
    low = [bar.get_height() for bar in post if bar.get_gid() == "mentions"]
    assert high[0] == high[1] == 2 * low[0] > 0


def test_only_neighbouring_years_are_joined():
    assert lines(plot_over_time(over_time({"Herald": {2015: 8, 2016: 6, 2018: 6, 2019: 5}}))) == [2, 2]


def test_different_groups_are_never_joined():
    assert sum(lines(plot_over_time(over_time({"A": {2015: 8}, "B": {2016: 6}, "C": {2017: 6}})))) == 0


def test_one_label_has_the_lines_of_the_others_behind_it():
    table = over_time({"A": {2015: 8, 2016: 7}, "B": {2015: 6, 2016: 5}, "C": {2016: 6}})
    ax = plot_over_time(table[table["label"] == "rebels"])
    assert lines(ax, [BEHIND]) == [1, 1, 2]
    assert says(ax, "Grey: the other panels.")
    assert not says(plot_over_time(table), "Grey")


def test_the_four_most_frequent_labels_are_drawn_and_the_others_named():
    ax = plot_over_time(many_labels(over_time({"Herald": {2015: 8, 2016: 6}}), 6))
    assert len(dots(panels(ax)[0])) == 4
    assert says(ax, "Not drawn: label 4 (4), label 5 (2).")


def test_of_very_many_groups_those_with_most_mentions_are_drawn():
    table = over_time({f"outlet {i}": {2015: 5} for i in range(33)})
    table.loc[table["source"].isin(["outlet 2", "outlet 7", "outlet 30"]), "concept_count"] = 20
    ax = plot_over_time(table)
    assert len(names(ax)) == 30
    assert {"outlet 2", "outlet 7", "outlet 30"} < set(names(ax))
    assert says(ax, "Not drawn: 3 groups with fewer mentions.")


def test_shares_below_half_are_drawn_to_half():
    low = over_time({"Herald": {2015: 3, 2016: 4}})
    ax = plot_over_time(low[low["label"] == "rebels"])
    assert [label.get_text() for label in panels(ax)[0].get_yticklabels()] == ["0%", "25%", "50%"]


def test_few_namings_are_hollow():
    hollow = plot_over_time(over_time({"Herald": {2015: 2}}, of=4))
    full = plot_over_time(over_time({"Herald": {2015: 2}}, of=5))
    single = plot_over_time(over_time({"Herald": {2015: 2}}, of=5, articles=2))
    assert to_hex(dots(panels(hollow)[0])[0].get_facecolor()[0]) == "#ffffff"
    assert to_hex(dots(panels(single)[0])[0].get_facecolor()[0]) == "#ffffff"
    assert to_hex(dots(panels(full)[0])[0].get_facecolor()[0]) == BLUE.lower()


def test_a_year_without_namings_has_no_dot_and_breaks_the_line():
    table = over_time({"Herald": {2015: 8, 2016: 6, 2017: 6}})
    table.loc[table["year"] == 2016, ["share"]] = float("nan")
    table.loc[table["year"] == 2016, ["count", "concept_count"]] = 0
    ax = plot_over_time(table)
    assert len(dots(panels(ax)[0])[0].get_offsets()) == 2
    assert sum(lines(ax)) == 0


def test_a_group_without_namings_says_none():
    table = over_time({"Herald": {2015: 8}, "Silent": {2015: 0}})
    table.loc[table["source"] == "Silent", ["count", "concept_count"]] = 0
    table.loc[table["source"] == "Silent", ["share"]] = float("nan")
    assert texts(plot_over_time(table)).count("none") == 1


def test_articles_without_a_date_are_left_out_and_counted_once():
    ax = plot_over_time(over_time({"Herald": {2015: 8, None: 3}, "Post": {2016: 9, None: 1}}))
    assert "8 articles without a date not shown" in texts(ax)
    assert sum(len(found.get_offsets()) for panel in panels(ax) for found in dots(panel)) == 4


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
    assert names(plot_over_time(over_time({"Herald": {2015: 8}}).drop(columns="source"))) == ["all documents"]


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


def test_many_groups_stay_inside_and_no_name_stands_on_another():
    ax = plot_over_time(
        over_time({f"outlet {i}": dict.fromkeys(range(2011, 2019), i % 10) for i in range(15)})
    )
    assert len(names(ax)) == 15
    assert not is_clipped(ax)
    written = [text for panel in panels(ax) for text in (*panel.texts, *panel.get_xticklabels())]
    assert overlapping([text for text in written if text.get_text()]) == []


def test_intervals_stand_upright_at_the_points():
    table = with_intervals(over_time({"Herald": {2015: 8, 2016: 6}, "Post": {2016: 9}}))
    ax = plot_over_time(table)
    drawn = [line for panel in panels(ax) for line in intervals(panel)]
    assert len(drawn) == len(table)  # one a period of a group and label
    points = [
        tuple(point)
        for panel in panels(ax)
        for found in dots(panel)
        for point in found.get_offsets().round(6).tolist()
    ]
    for (x, low, top_x, high), (point_x, point) in zip(drawn, points, strict=True):
        assert x == top_x == point_x
        assert low <= point <= high
    assert says(ax, "Upright line: 95% interval between articles; none for one article.")
    assert not is_clipped(ax)


def test_a_period_of_one_article_has_no_interval():
    table = with_intervals(over_time({"Herald": {2015: 8, 2016: 6}}))
    table.loc[table["year"] == 2015, ["share_low", "share_high"]] = float("nan")
    assert len(intervals(panels(plot_over_time(table))[0])) == 2
    table[["share_low", "share_high"]] = float("nan")
    ax = plot_over_time(table)
    assert intervals(panels(ax)[0]) == []
    assert not says(ax, "Upright")


def test_a_weak_interval_is_dotted_and_said_to_be():
    table = with_intervals(over_time({"Herald": {2015: 8, 2016: 9}}))
    assert not says(plot_over_time(table), "Dotted")
    table["share_weak"] = table["year"] == 2016
    ax = plot_over_time(table)
    assert says(ax, "Dotted: rests on few articles, or on very uneven ones.")
    drawn = [found for found in ax.child_axes[0].collections if found.get_gid() == "interval"]
    assert [found.get_linestyle()[0][1] is None for found in drawn] == [True, False, True, False]
    at = [round(float(segment[0][0])) for found in drawn for segment in found.get_segments()]
    assert at == [2015, 2016, 2015, 2016]
