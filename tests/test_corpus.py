from pathlib import Path

import pandas as pd
import pytest

import discourse as dc


def test_the_seeds(seeds: dc.Corpus) -> None:
    documents = seeds.documents
    assert documents["source"].tolist() == [
        "Agency reprint",
        "Bloomberg",
        "Washington Institute",
        "TRT World",
    ]
    assert documents["date"].dt.strftime("%Y-%m-%d").tolist() == [
        "2020-03-05", "2016-02-10", "2015-01-23", "2015-11-15"
    ]  # fmt: skip
    assert documents["tokens"].tolist() == [356, 652, 1281, 358]


def test_selecting(seeds: dc.Corpus) -> None:
    assert seeds.select(year=range(2015, 2017)).documents["tokens"].tolist() == [652, 1281, 358]
    assert seeds.select(kind="analysis").documents["source"].tolist() == ["Washington Institute"]
    assert len(seeds.select(source={"Bloomberg", "TRT World"}, quarter="2016Q1")) == 1
    assert seeds.select(month="2015-11").documents["id"].tolist() == ["003_f74b1c298b775472"]
    some = seeds.select(source=["Bloomberg", "TRT World"])
    assert some.select(year=2015).hash == seeds.select(source="TRT World").hash
    assert some.hash != seeds.hash


def test_a_selection_counts_like_the_whole(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    part = dc.framing(seeds.select(source="Bloomberg"), syria)
    whole = dc.framing(seeds, syria).query("source == 'Bloomberg'").reset_index(drop=True)
    pd.testing.assert_frame_equal(part, whole, check_flags=False)


def test_what_cannot_be_selected(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.CorpusError, match="no document has source='SANA'"):
        seeds.select(source="SANA")
    with pytest.raises(dc.CorpusError, match="no column 'outlet'; it has id, source, date"):
        seeds.select(outlet="SANA")
    with pytest.raises(dc.CorpusError, match="no document has the id '7'"):
        seeds.text("7")
    with pytest.raises(dc.CorpusError, match="no document has the id"):
        seeds.select(source="Bloomberg").text("003_f74b1c298b775472")


def test_the_raw_text_stays_in_reach(seeds: dc.Corpus) -> None:
    assert "Photo by: Reuters" in seeds.raw("003_f74b1c298b775472")
    assert "Photo by: Reuters" not in seeds.text("003_f74b1c298b775472")


def test_it_shows_itself_escaped() -> None:
    evil = "<script>alert(1)</script>"
    corpus = dc.read(pd.DataFrame({"source": [evil, "SANA"], "text": ["one", "two words"]}))
    shown = corpus._repr_html_()
    assert "mathjax_ignore" in shown
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown
    assert "2 documents, 3 tokens, 3 types, 2 sources, no dates" in repr(corpus)
    dated = pd.DataFrame({"source": ["A", "B"], "text": ["one", "two"], "date": ["2023-01-02", "2023-03-04"]})
    assert "2 sources, 2023; left out" in repr(dc.read(dated))


def test_what_an_export_has_beside_articles_is_no_document_left_out(tmp_path: Path) -> None:
    head = "\nThe Gazette\n\nJanuary 23, 2015\n\nTalks\n\nLENGTH: 3 words\n\n"
    article = f"{head}Rebels met here.\n\nCopyright 2015 Gazette\n"
    export = tmp_path / "export.txt"
    export.write_text(
        f"Search: rebels\n\n1 of 2 DOCUMENTS\n{article}\n2 of 2 DOCUMENTS\n{article}", encoding="utf-8"
    )
    corpus = dc.read(export, format="nexis")
    assert corpus.notes["what"].tolist() == [
        "line outside the articles left out (cover, search terms, contents)",
        "publisher's copyright line left out of the text",
    ]
    assert "left out: 0 documents or files, 0 lines" in str(corpus)
    frame = pd.DataFrame({"source": ["A"] * 3, "text": ["Rebels.", "", " "]})
    assert "left out: 2 documents or files, 0 lines" in str(dc.read(frame, errors="repair"))


def test_many_sources_are_shown_in_part() -> None:
    names = [f"outlet {n:03}" for n in range(60)]
    corpus = dc.read(pd.DataFrame({"source": names, "text": ["word"] * 60}))
    assert "and 40 more sources" in repr(corpus)
    assert len(corpus.largest(n=10)) == 10
    assert corpus.largest(n=60) is corpus


def test_the_hash_follows_texts_and_metadata() -> None:
    frame = pd.DataFrame({"source": ["a", "b"], "text": ["x", "y"], "tone": ["1", "2"]})
    assert dc.read(frame).hash == dc.read(frame.copy()).hash
    for column in frame:
        assert dc.read(frame.assign(**{column: ["a", "z"]})).hash != dc.read(frame).hash


STORY = " ".join(f"word{n}" for n in range(80))
COPIED = pd.DataFrame(
    {
        "id": ["p", "q", "r", "s"],
        "source": ["SANA", "AFP", "TRT", "AFP"],
        "date": ["", "2016-05-02", "2016-05-01", "2016-05-01"],
        "text": [STORY, f"{STORY} more", f"By AFP {STORY}", "Something else"],
    }
)


def test_families_are_a_column() -> None:
    corpus = dc.read(COPIED)
    assert corpus.column("family").tolist() == ["p", "p", "p", "s"]
    assert corpus.documents["family"].tolist() == ["p", "p", "p", "s"]
    assert corpus.families.tolist() == [0, 0, 0, 3]
    assert corpus.families.dtype == "int64"
    assert corpus.select(family="p").metadata["id"].tolist() == ["p", "q", "r"]
    assert corpus.select(id=["r", "s"]).column("family").tolist() == ["p", "s"]
    assert dc.top(dc.term_frequencies(corpus, by="family"), n=1)["family"].tolist() == ["p", "s"]
    assert "family" not in corpus.metadata


def test_families_change_no_hash_and_nothing_saved(tmp_path: Path) -> None:
    corpus, untouched = dc.read(COPIED), dc.read(COPIED)
    assert corpus.families.sum()
    assert corpus.hash == untouched.hash
    corpus.save(tmp_path / "one")
    untouched.save(tmp_path / "other")
    for file in (tmp_path / "one").rglob("*"):
        other = tmp_path / "other" / file.relative_to(tmp_path / "one")
        assert file.is_dir() or file.read_bytes() == other.read_bytes()


def test_one_document_of_each_family() -> None:
    corpus = dc.read(COPIED)
    assert corpus.without_copies().metadata["id"].tolist() == ["r", "s"], "the earliest"
    assert corpus.select(id=["p", "s"]).without_copies().metadata["id"].tolist() == ["p", "s"]
    same_day = dc.read(COPIED.assign(date="2016-05-01"))
    assert same_day.without_copies().metadata["id"].tolist() == ["p", "s"], "then the first"
    assert corpus.without_copies().without_copies().families.tolist() == [0, 3]


def test_a_column_called_family_gets_another_name() -> None:
    corpus = dc.read(COPIED.assign(family="news"))
    assert corpus.column("family_given").tolist() == ["news"] * 4
    assert corpus.column("family").tolist() == ["p", "p", "p", "s"]
    assert "family → family_given" in corpus.notes["text"].tolist()
