import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from seen import intervals, is_clipped, row_names, texts, title

from discourse.errors import DiscourseError
from discourse.plots.change_points import change_points

NOTHING = (None, None, None, np.nan, np.nan, np.nan)


def found(rows):
    """Return what dc.change_points does from (source, change, low, high, rate before, rate after, p)."""
    columns = ["source", "change", "change_low", "change_high", "rate_before", "rate_after", "p"]
    table = pd.DataFrame(rows, columns=columns)
    table.insert(1, "concept", "opponents")
    table.insert(2, "label", "rebels")
    table = table.astype({"change": "Int64", "change_low": "Int64", "change_high": "Int64"})
    return table.assign(
        q=table["p"], count=50, tokens=9000, documents=46, units=44, periods=8, first=2011, last=2018
    )


BOTH = [("Herald", 2015, 2014, 2016, 12.34, 60.0, 0.004), ("Post", 2013, 2012, 2017, 5.0, 4.0, 0.4)]


def drawn(ax, gid):
    return [each for each in ax.collections if each.get_gid() == gid]


def dots(ax):
    (points,) = drawn(ax, "change")
    return points.get_offsets()


def test_a_dot_a_change_at_its_year_and_a_line_for_its_interval():
    ax = change_points(found(BOTH))
    assert title(ax) == "Change points: rebels"
    assert row_names(ax) == ["Herald", "Post"]
    assert dots(ax)[:, 0].tolist() == [2015, 2013]
    assert [line[::2] for line in intervals(ax)] == [[2014, 2016], [2012, 2017]]
    (covered,) = drawn(ax, "covered")
    assert [line[:, 0].tolist() for line in covered.get_segments()] == [[2011, 2018]] * 2


def test_levels_p_and_size_are_written():
    seen = texts(change_points(found(BOTH)))
    assert {"2015: 12.3 → 60.0", "p = 0.004, n = 46"} <= set(seen)
    assert any("per 10,000 words" in text for text in seen)


def test_shares_are_per_cent():
    names = {"rate_before": "share_before", "rate_after": "share_after", "tokens": "concept_count"}
    table = found(BOTH).rename(columns=names)
    table[["share_before", "share_after"]] /= 100
    assert "2015: 12% → 60%" in texts(change_points(table))


def test_only_small_p_is_filled():
    (drawn_dots,) = drawn(change_points(found(BOTH)), "change")
    fills = [to_hex(colour) for colour in drawn_dots.get_facecolor()]
    assert fills[0] != "#ffffff"
    assert fills[1] == "#ffffff"


def test_a_group_without_a_change_says_why_and_has_no_dot():
    table = found([*BOTH, ("Short", *NOTHING), ("Silent", *NOTHING)])
    table.loc[3, "count"] = 0
    ax = change_points(table)
    assert len(dots(ax)) == 2
    assert {"too little for a change point", "the label does not occur"} <= set(texts(ax))
    assert any("takes five years" in text for text in texts(ax))


def test_changes_of_one_group_stand_below_each_other_under_one_name():
    rows = [
        ("Herald", 2013, 2013, 2013, 1.0, 2.0, 0.01),
        ("Herald", 2016, 2015, 2016, 2.0, 3.0, 0.02),
        BOTH[1],
    ]
    ax = change_points(found(rows))
    assert row_names(ax) == ["Herald", "Post"]
    heights = dots(ax)[:, 1].tolist()
    assert heights == sorted(heights)
    assert heights[1] - heights[0] < heights[2] - heights[1]


def test_months_are_placed_by_the_calendar():
    table = found(BOTH)
    for column, names in {
        "change": ["2015-12", "2016-03"], "change_low": ["2015-11", "2016-01"],
        "change_high": ["2016-01", "2016-05"], "first": ["2015-01"] * 2, "last": ["2016-12"] * 2,
    }.items():  # fmt: skip
        table[column] = pd.Series(names, dtype="str")
    ax = change_points(table)
    december, march = dots(ax)[:, 0]
    assert march - december == 3
    assert ax.get_xticklabels()[0].get_text() == "2015-01"


def test_no_group_column_is_all_documents():
    assert row_names(change_points(found(BOTH[:1]).drop(columns="source"))) == ["all documents"]


@pytest.mark.parametrize("count", [1, 5, 15])
def test_many_groups_stay_inside(count):
    ax = change_points(found([(f"an outlet with a long name {i}", *BOTH[0][1:]) for i in range(count)]))
    assert len(row_names(ax)) == count
    assert not is_clipped(ax)


def test_two_labels_are_refused():
    table = found(BOTH)
    with pytest.raises(
        DiscourseError, match=r"plot\.change_points draws one label at a time and this table has 2"
    ):
        change_points(pd.concat([table, table.assign(label="terrorists")]))


def test_another_table_is_refused():
    with pytest.raises(DiscourseError, match=r"plot\.change_points needs .*this table lacks p\.$"):
        change_points(found(BOTH).drop(columns="p"))
