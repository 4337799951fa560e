import pytest
from seen import column_names, is_clipped, row_names, texts, title
from small_tables import corpus

from discourse.errors import DiscourseError
from discourse.plots.overview import overview

ROWS = [("Herald", 2015, 1, 640), ("Herald", 2018, 0, 0), ("Post", 2015, 2, 900), ("Post", 2018, 3, 1000)]


def test_rows_are_groups_with_their_size():
    ax = overview(corpus(ROWS))
    assert row_names(ax) == ["Herald", "Post"]
    assert "n = 1 article, 640 words" in texts(ax)
    assert "n = 5 articles, 1,900 words" in texts(ax)
    assert "6 articles, 2,540 words" in texts(ax)
    assert title(ax) == "Corpus overview: articles by source and year"


def test_years_nobody_wrote_in_keep_their_place():
    assert column_names(overview(corpus(ROWS))) == ["2015", "2016", "2017", "2018"]


def test_counts_are_written_in_their_cells():
    ax = overview(corpus(ROWS))
    written = {text.xy: text.get_text() for text in ax.texts[:4]}
    assert written == {(0.5, 0.5): "1", (3.5, 0.5): "0", (0.5, 1.5): "2", (3.5, 1.5): "3"}


def test_articles_without_a_date_are_left_out_and_counted():
    ax = overview(corpus([*ROWS, ("Herald", None, 2, 100), ("Post", None, 10, 100)]))
    assert "12 articles without a date not shown" in texts(ax)
    assert "Of the articles with a date: 6 articles, 2,540 words" in texts(ax)


def test_no_note_where_nothing_is_left_out():
    assert not any(
        "without a date" in text for text in texts(overview(corpus([*ROWS, ("Post", None, 0, 0)])))
    )


def test_many_months_have_a_colour_key_and_a_tick_a_year():
    table = corpus([(f"outlet {i}", 1, i, 100) for i in range(15)]).rename(columns={"year": "month"})
    table["month"] = [f"{2011 + i // 2}-{i % 12 + 1:02d}" for i in range(15)]
    ax = overview(table)
    assert len(ax.child_axes) == 1
    assert column_names(ax) == [f"{year}-01" for year in range(2011, 2019)]
    assert not is_clipped(ax)


def test_only_a_group_and_only_a_period():
    table = corpus(ROWS)
    assert title(overview(table.drop(columns="year"))) == "Corpus overview: articles by source"
    by_year = overview(table.drop(columns="source"))
    assert row_names(by_year) == ["all documents"]


def test_no_date_at_all_is_refused():
    with pytest.raises(DiscourseError, match="has no row with a date"):
        overview(corpus([("Herald", None, 2, 100)]))
