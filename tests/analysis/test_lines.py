import pandas as pd
import pytest

import discourse as dc


def test_lines_are_those_that_are_counted(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    counts = dc.framing(seeds, syria, by=None)
    lines = dc.concordance(seeds, syria)
    assert len(lines) == counts["count"].sum()
    per_label = lines.groupby(["concept", "label"]).size()
    for row in counts[counts["count"] > 0].itertuples():
        assert per_label[(row.concept, row.label)] == row.count
    assert len(dc.dispersion(seeds, syria)) == len(lines)


def test_context_is_as_written(seeds: dc.Corpus) -> None:
    line = dc.concordance(seeds, "moderate @ opposition", window=4).iloc[0]
    assert (line["left"], line["node"], line["right"]) == (
        "accept it - against the", "moderate Syrian opposition", '," he continued. This year'
    )  # fmt: skip


def test_edges_of_a_document() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["S"], "text": ["Rebels\nfled  the rebels"]}))
    lines = dc.concordance(corpus, "rebels")
    assert lines[["left", "node", "right"]].to_numpy().tolist() == [
        ["", "Rebels", "fled the rebels"],
        ["Rebels fled the", "rebels", ""],
    ]


def test_the_whole_sentence() -> None:
    text = "First came Gen. Smith. The rebels (many) “fled.” Then rebels\n\nThe end"
    corpus = dc.read(pd.DataFrame({"source": ["S"], "text": [text]}))
    lines = dc.concordance(corpus, "rebels", window="sentence")
    assert lines[["left", "node", "right"]].to_numpy().tolist() == [
        ["The", "rebels", "(many) “fled.”"],
        ["Then", "rebels", ""],
    ]
    with pytest.raises(dc.DiscourseError, match="or 'sentence', not paragraph"):
        dc.concordance(corpus, "rebels", window="paragraph")


def test_sorting() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["S"], "text": ["a x c. b x b. C x a"]}))
    assert dc.concordance(corpus, "x", window=1, sort="left")["left"].tolist() == ["a", "b", "C"]
    assert dc.concordance(corpus, "x", window=1, sort="right")["right"].tolist() == ["a", "b.", "c."]
    assert dc.concordance(corpus, "x", sort=[])["position"].tolist() == [1, 4, 7]
    with pytest.raises(dc.DiscourseError, match="sort='colour' is no column"):
        dc.concordance(corpus, "x", sort="colour")


def test_nothing_found_is_an_empty_table(seeds: dc.Corpus) -> None:
    lines = dc.concordance(seeds, "zebra*")
    assert len(lines) == 0
    assert "0 of 0 lines" in lines._repr_html_()
    assert repr(lines) == "0 of 0 lines"


def test_lines_show_themselves_escaped_and_aligned() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["<b>S</b>"], "text": ["the <i>rebels</i> fled"]}), clean=False)
    shown = dc.concordance(corpus, "rebels")._repr_html_()
    assert "mathjax_ignore" in shown  # between two dollars stands no formula
    assert "<i>" not in shown
    assert "<b>S" not in shown
    assert "&lt;i&gt;" in shown
    assert 'text-align:right">the &lt;i&gt;' in shown


def test_a_slice_is_still_a_concordance_and_a_column_is_not(seeds: dc.Corpus) -> None:
    lines = dc.concordance(seeds, "rebel*")
    assert "3 of 6 lines" in repr(lines.head(3))
    assert "left" not in repr(lines[["source", "node"]]).split("\n")[0].replace("source", "")


def test_asking_for_what_the_lexicon_has_not(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    with pytest.raises(dc.DiscourseError, match="no concept='armed'; it has armed-opponents"):
        dc.concordance(seeds, syria, concept="armed")
    with pytest.raises(dc.DiscourseError, match="a pattern has none"):
        dc.concordance(seeds, "rebel*", label="rebels")


def test_dispersion(seeds: dc.Corpus) -> None:
    table = dc.dispersion(seeds, "rebel*")
    assert table["position"].tolist() == [36, 498, 527, 546, 589, 618]
    assert (table["relative"] == table["position"] / 652).all()


def test_every_column_of_the_corpus_stands_beside_the_line() -> None:
    table = pd.DataFrame(
        {"text": ["Rebels came.", "Rebels left."], "source": ["A", "B"], "party": ["Tory", "Labour"]}
    ).assign(left=["no", "yes"])
    lines = dc.concordance(dc.read(table), "rebels", sort="party")
    assert lines["party"].tolist() == ["Labour", "Tory"]
    assert lines["left_given"].tolist() == ["yes", "no"]
    with pytest.raises(dc.DiscourseError, match=r"position, year, party, left_given$"):
        dc.concordance(dc.read(table), "rebels", sort="partei")
