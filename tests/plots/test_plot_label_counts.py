import pandas as pd
from seen import column_names, is_clipped, row_names, texts, title
from small_tables import frames

from discourse.plots.label_counts import label_counts


def test_rows_are_labels_and_columns_are_groups_with_their_size():
    ax = label_counts(frames())
    assert row_names(ax) == ["rebels", "terrorists"]
    assert column_names(ax) == ["Herald n = 1 article 1,000 words", "Post n = 2 articles 2,000 words"]
    assert title(ax) == "Labels by source"


def test_counts_are_written_and_zero_is_zero():
    counts = [text for text in texts(label_counts(frames())) if text.isdigit()]
    assert {"3", "1", "4"} <= set(counts)
    assert counts.count("0") >= 1


def test_zero_stays_white_and_the_rest_is_coloured_by_rate():
    (mesh,) = label_counts(frames()).collections[:1]
    values = mesh.get_array()
    assert values.mask.sum() == 3  # the heading's two cells and the one zero
    assert sorted(values.compressed()) == [10 / 1, 40 / 2, 30 / 1]


def test_labels_come_in_blocks_under_their_concept():
    ax = label_counts(pd.concat([frames(), frames({"Herald": {"refugees": 2}}, concept="displaced")]))
    assert row_names(ax) == ["rebels", "terrorists", "refugees"]
    assert list(ax.get_yticks()) == [1.5, 2.5, 4.5]
    assert {"opponents", "displaced"} <= set(texts(ax))


def test_labels_that_never_occur_stand_in_a_note():
    assert "Not found: opponents (militants)." in texts(label_counts(frames()))


def test_title_names_all_group_columns():
    table = frames()
    table.insert(1, "kind", "news")
    table.attrs = {"analysis": "framing", "options": {"by": ["source", "kind"]}}
    assert title(label_counts(table)) == "Labels by source, kind"


def test_nothing_found_has_no_colour_key():
    ax = label_counts(frames({"Herald": {"rebels": 0}}))
    assert ax.child_axes == []
    assert "Not found: opponents (rebels)." in texts(ax)


def test_many_groups_stay_inside():
    for number in (1, 15, 40):
        ax = label_counts(frames({f"outlet number {i}": {"rebels": 1000 * i + 1} for i in range(number)}))
        assert len(column_names(ax)) == number
        assert not is_clipped(ax)
