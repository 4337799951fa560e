from seen import column_names, is_clipped, row_names, texts
from small_tables import hits

from discourse.plots.dispersion import dispersion

ROWS = [
    ("b", "Post", "2016-02-10", "rebels", 0.0),
    ("b", "Post", "2016-02-10", "rebels", 0.5),
    ("b", "Post", "2016-02-10", "terrorists", 1.0),
    ("a", "Herald", None, "rebels", 0.25),
]


def marks(ax):
    return [found.get_segments() for found in ax.collections if found.get_gid() == "marks"]


def test_columns_are_articles_sorted_by_source():
    ax = dispersion(hits(ROWS))
    assert column_names(ax) == ["Herald n = 1, no date 640 words", "Post n = 1, 2016-02-10 640 words"]


def test_rows_are_labels_with_their_number():
    assert row_names(dispersion(hits(ROWS))) == ["rebels  3", "terrorists  1"]


def test_a_mark_for_each_hit_at_its_place():
    herald, post = marks(dispersion(hits(ROWS)))
    assert [round(float(segment[0][0]), 3) for segment in herald] == [0.225]
    assert [round(float(segment[0][0] - 1), 3) for segment in post] == [0.0, 0.45, 0.9]


def test_many_articles_are_gathered_by_source_and_keep_lines_of_their_own():
    rows = [
        (f"{i:02d}", "Herald" if i < 10 else "Post", f"2016-01-{i + 1:02d}", "rebels", 0.5) for i in range(13)
    ]
    ax = dispersion(hits(rows))
    assert column_names(ax) == ["Herald n = 10 articles", "Post n = 3 articles"]
    heights = [float(segment[0][1]) for segment in marks(ax)[0]]
    assert heights == sorted(heights)
    assert len(set(heights)) == 10


def test_a_missing_source_is_a_column_of_its_own():
    rows = [(str(i), "Herald", "2016-01-01", "rebels", 0.5) for i in range(13)]
    table = hits(rows)
    table.loc[0, "source"] = None
    assert "(no source) n = 1 article" in column_names(dispersion(table))


def test_the_concept_heads_its_labels():
    assert "opponents" in texts(dispersion(hits(ROWS)))


def test_many_sources_stay_inside():
    rows = [(str(i), f"outlet {i}", "2016-01-01", f"label {i % 9}", i / 40) for i in range(40)]
    assert not is_clipped(dispersion(hits(rows)))
