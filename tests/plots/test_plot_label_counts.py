import pandas as pd
from seen import column_names, is_clipped, row_names, texts, title
from small_tables import frames


def test_rows_are_labels_and_columns_are_groups_with_their_size():
    ax = frame_counts(frames())
    assert row_names(ax) == ["rebels", "terrorists"]
    assert column_names(ax) == ["Herald n = 1 article 1,000 words", "Post n = 2 articles 2,000 words"]
    assert title(ax) == "Frame counts: labels by source"


def test_counts_are_written_and_zero_is_zero():
    counts = [text for text in texts(frame_counts(frames())) if text.isdigit()]
    assert {"3", "1", "4"} <= set(counts)
    assert counts.count("0") >= 1


def test_zero_stays_white_and_the_rest_is_coloured_by_rate():
    (mesh,) = frame_counts(frames()).collections[:1]
    values = mesh.get_array()
    assert values.mask.sum() == 3  # the heading's two cells and the one zero
    assert sorted(values.compressed()) == [10 / 1, 40 / 2, 30 / 1]


def test_labels_come_in_blocks_under_their_concept():
    ax = frame_counts(pd.concat([frames(), frames({"Herald": {"refugees": 2}}, concept="displaced")]))
    assert row_names(ax) == ["rebels", "terrorists", "refugees"]
    assert list(ax.get_yticks()) == [1.5, 2.5, 4.5]
    assert {"opponents", "displaced"} <= set(texts(ax))


def test_labels_that_never_occur_stand_in_a_note():
    assert "Not found: opponents (militants)." in texts(frame_counts(frames()))


def test_title_names_all_group_columns():
    table = frames()
    table.insert(1, "kind", "news")
    assert title(frame_counts(table)) == "Frame counts: labels by source, kind"


def test_nothing_found_has_no_colour_key():
    ax = frame_counts(frames({"Herald": {"rebels": 0}}))
    assert ax.child_axes == []
    assert "Not found: opponents (rebels)." in texts(ax)


def test_many_groups_stay_inside():
    for number in (1, 15, 40):
        ax = frame_counts(frames({f"outlet number {i}": {"rebels": 1000 * i + 1} for i in range(number)}))
        assert len(column_names(ax)) == number
        assert not is_clipped(ax)
