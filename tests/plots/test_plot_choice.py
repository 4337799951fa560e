import numpy as np
import pandas as pd
import pytest
from seen import bars, column_names, end_marks, intervals, is_clipped, row_names, says, texts, title
from small_tables import frames, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.choice import choice


def shares(ax):
    return [bar for bar in bars(ax) if bar.get_gid() == "share"]


def test_rows_are_groups_and_columns_are_labels_by_frequency():
    ax = choice(frames())
    assert row_names(ax) == ["Herald", "Post"]
    assert column_names(ax) == ["terrorists", "rebels"]
    assert title(ax) == "Choice of label: opponents"


def test_bars_are_the_shares_and_counts_are_written():
    table = frames()
    ax = choice(table)
    widths = sorted(round(bar.get_width() / 0.86, 6) for bar in shares(ax))
    assert widths == [0.0, 0.25, 0.75, 1.0]
    assert {"0", "1", "3", "4"} <= set(texts(ax))


def test_a_full_cell_is_every_naming_in_every_figure():
    ax = choice(frames({"Herald": {"a": 3, "b": 2, "c": 2}}))
    assert max(bar.get_width() for bar in shares(ax)) == pytest.approx(0.86 * 3 / 7)
    assert any("a full cell is 100%" in text for text in texts(ax))


def test_namings_and_articles_stand_at_each_row():
    said = texts(choice(frames()))
    assert "4 mentions in 1 of 1 article" in said
    assert "4 mentions in 1 of 2 articles" in said


def test_labels_that_never_occur_stand_in_a_note():
    ax = choice(frames())
    assert "Not found: militants." in texts(ax)


def test_a_group_without_namings_has_dashes_not_zeros():
    ax = choice(frames({"Herald": {"rebels": 2, "terrorists": 1}, "Silent": {}}))
    assert texts(ax).count("–") == 2
    assert "0 mentions in 0 of 2 articles" in texts(ax)
    assert len(shares(ax)) == 2


def test_a_concept_nobody_names_says_so():
    ax = choice(frames({"Herald": {"rebels": 0, "terrorists": 0}}))
    assert "no label of this concept occurs" in texts(ax)
    assert "Not found: rebels, terrorists." in texts(ax)
    assert not is_clipped(ax)


def test_several_group_columns_are_joined():
    table = frames()
    table.insert(1, "kind", "news")
    table.attrs = {"analysis": "framing", "options": {"by": ["source", "kind"]}}
    assert row_names(choice(table)) == ["Herald · news", "Post · news"]


def test_the_group_column_may_have_any_name():
    assert row_names(choice(frames(by="author"))) == ["Herald", "Post"]


def test_undated_groups_are_left_out_and_counted():
    table = frames({"2015": {"rebels": 1}, "2016": {"rebels": 2}}, by="year")
    table["year"] = pd.array([2015, pd.NA], dtype="Int64")
    ax = choice(table)
    assert row_names(ax) == ["2015"]
    assert "2 articles without a date not shown" in texts(ax)


def test_a_missing_author_is_a_group_of_its_own():
    table = frames(by="author")
    table.loc[table["author"] == "Post", "author"] = None
    assert row_names(choice(table)) == ["Herald", "(no author)"]


def test_two_concepts_are_refused():
    table = pd.concat([frames(), frames(concept="displaced")])
    with pytest.raises(DiscourseError) as error:
        choice(table)
    assert str(error.value) == (
        "plot.choice draws one concept at a time and this table has 2 (opponents, displaced); "
        "choose one, for example table[table.concept == 'opponents']."
    )


def test_the_table_is_not_changed():
    table = frames()
    before = table.copy()
    choice(table)
    pd.testing.assert_frame_equal(table, before)


def test_many_long_names_stay_inside():
    names = {f"The very long name of outlet number {i} in the city": {f"label {i}": i} for i in range(1, 12)}
    ax = choice(frames(names))
    assert not is_clipped(ax)
    assert ax.get_figure().get_size_inches()[0] <= 11.5
    assert all("…" in name for name in row_names(ax))
    assert np.isfinite(ax.get_ylim()).all()


def test_characters_without_a_glyph_are_said_to_be_missing():
    ax = choice(frames({"Herald \U000f1234": {"a": 3}, "Post": {"a": 1}}))
    assert row_names(ax) == ["Herald", "Post"]  # private use: not printed at all
    ax = choice(frames({"Herald \U00012000": {"a": 3}, "Post": {"a": 1}}))  # cuneiform
    assert row_names(ax)[0] in {"Herald □", "Herald \U00012000"}
    assert any("no font installed here" in text for text in texts(ax)) == ("□" in row_names(ax)[0])


def test_intervals_lie_below_the_bars_of_their_cells():
    ax = choice(with_intervals(frames()))
    drawn = {(round(y, 2), round(x, 3), round(end, 3)) for x, y, end, _ in intervals(ax)}
    assert drawn == {
        (0.85, 0.129, 0.301),  # terrorists, Herald: 15% to 35% of a cell of 0.86
        (0.85, 1.559, 1.731),
        (1.85, 0.774, 0.86),
        (1.85, 1.0, 1.086),
    }
    assert len(end_marks(ax)) == 2 * len(drawn)
    assert says(ax, "Line: 95% interval between articles.")
    bottoms = [bar.get_y() + bar.get_height() for bar in bars(ax)]
    assert max(bottoms) < 1.85 < 2  # below its bar, inside its row
    assert not is_clipped(ax)


def test_no_interval_touches_a_number():
    ax = choice(with_intervals(frames({f"outlet {i}": {"a": 99, "b": 1} for i in range(6)})))
    ax.get_figure().draw_without_rendering()
    numbers = [text.get_window_extent() for text in ax.texts if text.get_text() in {"99", "1"}]
    assert len(numbers) == 12
    for x, y, end, _ in intervals(ax):
        (left, height), (right, _) = ax.transData.transform([(x, y), (end, y)])
        assert not any(
            box.x0 < right and left < box.x1 and box.y0 - 1 < height < box.y1 + 1 for box in numbers
        )


def test_a_row_of_one_article_has_no_interval_and_a_note_says_so():
    table = with_intervals(frames())
    table.loc[table["source"] == "Herald", ["share_low", "share_high"]] = np.nan
    ax = choice(table)
    assert {y for _, y, _, _ in intervals(ax)} == {1.85}
    assert says(ax, "No interval where all of a row's mentions come from one article (n = 1).")


def test_a_table_without_intervals_says_nothing_of_them():
    ax = choice(frames())
    assert intervals(ax) == []
    assert not says(ax, "nterval")


def test_a_silent_group_is_not_said_to_have_one_article():
    ax = choice(with_intervals(frames({"Herald": {"rebels": 2, "terrorists": 1}, "Silent": {}})))
    assert not says(ax, "n = 1)")


def test_the_line_is_named_as_the_table_was_made():
    table = with_intervals(frames())
    table.attrs["options"].update(confidence=0.9, unit="story")
    assert says(choice(table), "Line: 90% interval between stories.")
    table.attrs = {}
    assert says(choice(table), "Line: interval between articles.")


def test_a_number_wider_than_its_bar_stands_outside():
    ax = choice(frames({"Herald": {f"label {i}": 123_456 for i in range(13)}}))
    numbers = [text for text in ax.texts if text.get_text() == "123,456"]
    assert len(numbers) == 13
    assert {text.get_ha() for text in numbers} == {"left"}
