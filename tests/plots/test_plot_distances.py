import pandas as pd
from seen import column_names, is_clipped, row_names, texts
from small_tables import apart

from discourse.plots.distances import distances


def test_rows_are_targets_and_columns_references():
    ax = distances(apart(["Herald", "Post"]))
    assert row_names(ax) == ["Herald", "Post"]
    assert column_names(ax) == ["Herald 640 words", "Post 640 words"]


def test_each_pair_is_written_and_the_diagonal_is_zero():
    found = texts(distances(apart(["Herald", "Post"])))
    assert found.count("0.70") >= 2
    assert found.count("0") == 2


def test_small_differences_look_small():
    table = apart(["Herald", "Post", "Times"], 0.74)
    table.loc[1, "distance"] = 0.71
    low, high = distances(table).collections[0].get_clim()
    assert high - low >= 0.3


def test_undefined_is_a_dash():
    table = apart(["Herald", "Post"])
    table.loc[1, "distance"] = float("nan")
    assert "–" in texts(distances(table))


def test_one_group_alone():
    ax = distances(apart(["Herald"]))
    assert "0" in texts(ax)
    assert not is_clipped(ax)


def test_one_article_says_n_1_where_the_table_knows():
    table = apart(["Herald", "Post"]).assign(documents_total_target=1, documents_total_reference=1)
    assert "n = 1 article, 640 words" in texts(distances(table))


def test_some_rows_only():
    table = apart(["Herald", "Post", "Times"])
    ax = distances(table[table["target"] == "Post"])
    assert row_names(ax) == ["Post"]
    assert len(column_names(ax)) == 3


def test_many_groups_stay_inside():
    ax = distances(apart([f"outlet number {i}" for i in range(15)]))
    assert not is_clipped(ax)
    assert isinstance(ax.get_figure().get_size_inches()[0], float)
    assert pd.Series(column_names(ax)).is_unique
