import numpy as np
import pandas as pd
import pytest
from seen import bars, column_names, is_clipped, row_names, texts, title
from small_tables import frames

from discourse.errors import DiscourseError
from discourse.plots import label_shares


def shares(ax):
    return [bar for bar in bars(ax) if bar.get_gid() == "share"]


def test_rows_are_groups_and_columns_are_labels_by_frequency():
    ax = label_shares(frames())
    assert row_names(ax) == ["Herald", "Post"]
    assert column_names(ax) == ["terrorists", "rebels"]
    assert title(ax) == "Choice of label: opponents"


def test_bars_are_the_shares_and_counts_are_written():
    table = frames()
    ax = label_shares(table)
    widths = sorted(round(bar.get_width() / 0.86, 6) for bar in shares(ax))
    assert widths == [0.0, 0.25, 0.75, 1.0]
    assert {"0", "1", "3", "4"} <= set(texts(ax))


def test_a_full_cell_is_every_naming_in_every_figure():
    ax = label_shares(frames({"Herald": {"a": 3, "b": 2, "c": 2}}))
    assert max(bar.get_width() for bar in shares(ax)) == pytest.approx(0.86 * 3 / 7)
    assert any("a full cell is 100%" in text for text in texts(ax))


def test_namings_and_articles_stand_at_each_row():
    said = texts(label_shares(frames()))
    assert "4 namings in 1 of n = 1 article" in said
    assert "4 namings in 1 of n = 2 articles" in said


def test_labels_that_never_occur_stand_in_a_note():
    ax = label_shares(frames())
    assert "Not found: militants." in texts(ax)


def test_a_group_without_namings_has_dashes_not_zeros():
    ax = label_shares(frames({"Herald": {"rebels": 2, "terrorists": 1}, "Silent": {}}))
    assert texts(ax).count("–") == 2
    assert "0 namings in 0 of n = 2 articles" in texts(ax)
    assert len(shares(ax)) == 2


def test_a_concept_nobody_names_says_so():
    ax = label_shares(frames({"Herald": {"rebels": 0, "terrorists": 0}}))
    assert "no label of this concept occurs" in texts(ax)
    assert "Not found: rebels, terrorists." in texts(ax)
    assert not is_clipped(ax)


def test_several_group_columns_are_joined():
    table = frames()
    table.insert(1, "kind", "news")
    assert row_names(label_shares(table)) == ["Herald · news", "Post · news"]


def test_the_group_column_may_have_any_name():
    assert row_names(label_shares(frames(by="author"))) == ["Herald", "Post"]


def test_undated_groups_are_left_out_and_counted():
    table = frames({"2015": {"rebels": 1}, "2016": {"rebels": 2}}, by="year")
    table["year"] = pd.array([2015, pd.NA], dtype="Int64")
    ax = label_shares(table)
    assert row_names(ax) == ["2015"]
    assert "2 articles without a date not shown" in texts(ax)


def test_a_missing_author_is_a_group_of_its_own():
    table = frames(by="author")
    table.loc[table["author"] == "Post", "author"] = None
    assert row_names(label_shares(table)) == ["Herald", "no author"]


def test_two_concepts_are_refused():
    table = pd.concat([frames(), frames(concept="displaced")])
    with pytest.raises(DiscourseError) as error:
        label_shares(table)
    assert str(error.value) == (
        "plot.label_shares draws one concept at a time and this table has 2 (opponents, displaced); "
        "choose one, for example table[table.concept == 'opponents']."
    )


def test_the_table_is_not_changed():
    table = frames()
    before = table.copy()
    label_shares(table)
    pd.testing.assert_frame_equal(table, before)


def test_many_long_names_stay_inside():
    names = {f"The very long name of outlet number {i} in the city": {f"label {i}": i} for i in range(1, 12)}
    ax = label_shares(frames(names))
    assert not is_clipped(ax)
    assert ax.get_figure().get_size_inches()[0] <= 11.5
    assert all("…" in name for name in row_names(ax))
    assert np.isfinite(ax.get_ylim()).all()


def test_characters_without_a_glyph_are_said_to_be_missing():
    ax = label_shares(frames({"Herald \U000f1234": {"a": 3}, "Post": {"a": 1}}))
    assert row_names(ax) == ["Herald", "Post"]  # private use: not printed at all
    ax = label_shares(frames({"Herald \U00012000": {"a": 3}, "Post": {"a": 1}}))  # cuneiform
    assert row_names(ax)[0] in {"Herald □", "Herald \U00012000"}
    assert any("no font installed here" in text for text in texts(ax)) == ("□" in row_names(ax)[0])
