"""Exports and saved pages, from the file to the corpus and to the proposal how to read it."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import discourse as dc
from discourse.cli.main import main
from tests.ingest.exports.test_nexis_uni import article
from tests.ingest.exports.test_word import paragraph, word_file

NEXIS = """\
                               1 of 2 DOCUMENTS

                              The Gazette (Marun)

                          January 23, 2015 Friday

Rebels take northern town

BYLINE: Layla Haddad

LENGTH: 355 words

The rebels took the northern town of Marun on Friday, the mayor said.

LOAD-DATE: January 24, 2015

                               2 of 2 DOCUMENTS

                                 The Courier

                          February 3, 2016 Wednesday

Opposition denies

LENGTH: 12 words

The opposition denied that terrorists were in the town.

LOAD-DATE: February 4, 2016
"""
FACTIVA = """\
HD  Rebels take northern town
WC  12 words
PD  23 January 2015
SN  The Gazette
SC  GAZ
LA  English
LP  The rebels took the northern town of Marun.
TD
The mayor said so.
AN  Document GAZ0000020150123eb1n00001
"""
EUROPRESSE = """<html><body><article><header><span class="DocPublicationName">La Gazette, no. 2</span>
<span class="DocHeader">Monde, vendredi 23 janvier 2015, p. 4</span>
<div class="titreArticle"><p>Les rebelles prennent Marun</p></div></header><section>
<div class="DocText clearfix"><div class="docOcurrContainer"><p>Les rebelles ont pris la ville.</p>
</div></div></section><footer>
<div class="publiC-lblNodoc">news·20150123·GA·6073254</div></footer></article></body></html>"""
PAGE = """<html lang="en"><head><title>Rebels take town</title>
<meta property="article:published_time" content="2015-01-23T10:00:00Z">
<link rel="canonical" href="https://www.gazette.co.uk/2015/rebels"></head><body><article>
<h1>Rebels take town</h1>
<p>The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said.</p>
<p>The government denied it in the evening, and spoke of terrorists who had come over the border.</p>
</article></body></html>"""
FILES = {
    "nexis": ("export.txt", NEXIS, ["The Gazette (Marun)", "The Courier"], ["2015-01-23", "2016-02-03"]),
    "factiva": ("export.txt", FACTIVA, ["The Gazette"], ["2015-01-23"]),
    "europresse": ("export.html", EUROPRESSE, ["La Gazette"], ["2015-01-23"]),
}


@pytest.mark.parametrize("kind", FILES)
def test_exports_are_read_as_they_are_said_to_be(tmp_path: Path, kind: str) -> None:
    if kind == "europresse":
        pytest.importorskip("lxml", reason="pages are read with the extra web")
    name, content, outlets, days = FILES[kind]
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    documents = dc.read(path, format=kind).documents
    assert documents["source"].tolist() == outlets
    assert documents["date"].astype(str).tolist() == days
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(path)
    assert f"{name}: looks like an export of {kind.title()}; say format={kind!r}" in str(raised.value)
    seen = dc.inspect(path)
    assert seen.options == {"format": kind}
    assert len(dc.read(path, **seen.options)) == len(outlets)
    (tmp_path / "list.pdf").write_bytes(b"%PDF-")
    folder = dc.read(tmp_path, format=kind)
    assert folder.documents["file"].tolist() == [name] * len(outlets)
    assert folder.notes["text"].tolist()[:1] == ["list.pdf"]


def test_a_folder_without_an_export(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_bytes(b"a,b")
    sentence = r"no \.docx, \.txt, \.html, \.htm file in it; format='nexis' needs one"
    with pytest.raises(dc.CorpusError, match=sentence):
        dc.read(tmp_path, format="nexis")


def word_files(folder: Path) -> None:
    for number, outlet in enumerate(["The Gazette", "The Courier", "The Gazette"], 1):
        body = article(outlet, f"February {number}, 2021", title=f"Town {number} falls")
        (folder / f"Town {number}.{'DOCX' if number == 1 else 'docx'}").write_bytes(word_file(*body))


def test_word_files_of_nexis_uni_need_no_format(tmp_path: Path) -> None:
    word_files(tmp_path)
    file = tmp_path / "Town 1.DOCX"
    for options in ({}, {"format": "nexis"}):
        documents = dc.read(file, **options).documents
        assert documents[["source", "title", "tokens"]].to_numpy().tolist() == [
            ["The Gazette", "Town 1 falls", 4]
        ]
        assert documents["date"].astype(str).tolist() == ["2021-02-01"]
    (tmp_path / "~$Town 1.docx").write_bytes(b"a file of Word's while it has the other open")
    (tmp_path / "list.csv").write_bytes(b"a,b")
    corpus = dc.read(tmp_path)
    assert corpus.documents["source"].tolist() == ["The Gazette", "The Courier", "The Gazette"]
    assert corpus.documents["file"].tolist() == ["Town 1.DOCX", "Town 2.docx", "Town 3.docx"]
    assert corpus.notes["text"].tolist()[:1] == ["list.csv"]
    for path in (file, tmp_path):
        seen = dc.inspect(path)
        assert seen.options == {}
        assert seen.call == f"dc.read({str(path)!r})"
    assert dc.inspect(file).facts["found"].tolist()[0].startswith("nexis, 0.0 MB")
    with pytest.raises(dc.CorpusError, match=r"folders= is for a folder of \.txt or \.html files"):
        dc.read(tmp_path, folders="source")


def test_other_word_files_and_rtf_are_named(tmp_path: Path) -> None:
    (tmp_path / "letter.docx").write_bytes(word_file(paragraph("Dear editor")))
    with pytest.raises(
        dc.CorpusError, match=r"^letter\.docx: no article of LexisNexis in this file; accepted"
    ):
        dc.read(tmp_path / "letter.docx")
    (tmp_path / "export.txt").write_bytes(b"{\\rtf1 Town falls}")
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(tmp_path / "export.txt", format="nexis")
    assert str(raised.value) == (
        "export.txt: an RTF document, which is not read; download the articles as Word (.docx)"
    )


def test_the_files_of_one_search_belong_together(tmp_path: Path) -> None:
    first, second = NEXIS.split("                               2 of 2")
    for name, part in (("a.txt", first), ("b.txt", "                               2 of 2" + second)):
        (tmp_path / name).write_text(part.replace(" of 2 DOC", " of 3 DOC"), encoding="utf-8")
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(tmp_path, format="nexis")
    assert str(raised.value) == (
        f"{tmp_path}: 3 documents are announced, and 1 of them is missing (the first is 3 of 3); an export "
        'is read whole, its files together from one folder; errors="repair" reads those that are there'
    )
    (tmp_path / "c.txt").write_text(first.replace("1 of 2", "3 of 3"), encoding="utf-8")
    corpus = dc.read(tmp_path, format="nexis")
    assert corpus.documents["file"].tolist() == ["a.txt", "b.txt", "c.txt"]
    assert "announced document that is missing" not in set(corpus.notes["what"])
    with pytest.raises(
        dc.CorpusError, match=r"^a\.txt: 3 documents are announced, and 2 of them are missing"
    ):
        dc.read(tmp_path / "a.txt", format="nexis")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("export.html", "<html><p>1 of 1 DOCUMENTS</p><p>The Gazette</p></html>", "Nexis"),
        ("export.htm", "<!DOCTYPE html><div class='article enArticle'><p>A</p></div>", "Factiva"),
        ("export.html", EUROPRESSE, "Europresse"),
        ("export.txt", NEXIS, "Nexis"),
        ("export.txt", FACTIVA * 2, "Factiva"),
    ],
)
def test_exports_among_articles_are_not_read_as_one(
    tmp_path: Path, name: str, content: str, kind: str
) -> None:
    for outlet in ("AFP", "Reuters"):
        (tmp_path / outlet).mkdir()
    (tmp_path / "AFP" / name).write_text(content, encoding="utf-8")
    (tmp_path / "Reuters" / "a.html").write_text(PAGE, encoding="utf-8")
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(tmp_path, folders="source")
    assert f"{tmp_path.name}/AFP/{name}: looks like an export of {kind}; say format=" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_saved_pages(tmp_path: Path) -> None:
    pytest.importorskip("trafilatura", reason="pages are read with the extra web")
    (tmp_path / "a_files").mkdir()
    (tmp_path / "a_files" / "frame.html").write_text("<p>An advertisement</p>", encoding="utf-8")
    (tmp_path / "a.html").write_text(PAGE, encoding="utf-8")
    corpus = dc.read(tmp_path)
    document = corpus.documents.iloc[0]
    assert document[["id", "source", "title"]].tolist() == ["a", "gazette.co.uk", "Rebels take town"]
    assert (str(document["date"])[:10], document["tokens"]) == ("2015-01-23", 35)
    assert ["file of another kind left out", "a_files"] in corpus.notes[["what", "text"]].to_numpy().tolist()
    assert dc.inspect(tmp_path / "a.html").options == {}
    (tmp_path / "SANA").mkdir()
    (tmp_path / "a.html").rename(tmp_path / "SANA" / "a.html")
    document = dc.read(tmp_path, folders="source").documents.iloc[0]
    assert document[["source", "site_domain"]].tolist() == ["SANA", "gazette.co.uk"]


def test_an_export_on_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("export.txt").write_text(NEXIS, encoding="utf-8")
    told = CliRunner().invoke(main, ["count", "export.txt"])
    assert told.output == (
        "discourse: export.txt: looks like an export of Nexis; say --format 'nexis' to read it as one\n"
    )
    counted = CliRunner().invoke(main, ["count", "export.txt", "--format", "nexis", "--csv", "-"])
    assert counted.exit_code == 0
    assert "The Gazette (Marun)" in counted.output


@pytest.mark.parametrize(
    ("name", "options", "sentence"),
    [
        ("a.csv", {"folders": "source"}, "a.csv: folders= is for a folder of .txt or .html files"),
        ("a.csv", {"sheet": "A"}, "a.csv: sheet= is for Excel files"),
        ("a.parquet", {"delimiter": ";"}, "a.parquet: delimiter= is for .csv and .tsv files"),
        ("a.parquet", {"folders": "year"}, "a.parquet: folders= is for a folder of .txt or .html files"),
        ("tree", {"sheet": "A"}, "tree: sheet= is for Excel files"),
        ("tree", {"delimiter": ";", "folders": "source"}, "tree: delimiter= is for .csv and .tsv files"),
        (
            "tree",
            {"format": "csv"},
            "tree: format='csv' is a file's; of a folder it is 'nexis', 'factiva' or 'europresse'",
        ),
        (
            "tree",
            {"folders": ["id", "source"]},
            "folders=: a level is neither the text, which is in a file, nor the id, its name",
        ),
        ("a.csv", {"delimiter": 5}, "delimiter=5: a text is needed, not int"),
        ("a.csv", {"aliases": ["SANA"]}, "aliases= is a TOML file or a mapping, not a list"),
    ],
)
def test_an_option_that_does_not_apply_is_named(
    name: str, options: dict[str, Any], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = pd.DataFrame({"source": ["SANA"], "text": ["The rebels left."]})
    table.to_csv("a.csv", index=False)
    table.to_parquet("a.parquet")
    Path("tree/SANA").mkdir(parents=True)
    Path("tree/SANA/a.txt").write_text("The rebels left.", encoding="utf-8")
    with pytest.raises(dc.CorpusError) as caught:
        dc.read(name, **options)
    assert str(caught.value) == sentence


def test_options_that_do_not_apply_to_several_parquet_files(tmp_path: Path) -> None:
    table = pd.DataFrame({"source": ["SANA"], "text": ["The rebels left."]})
    files = [tmp_path / "a.parquet", tmp_path / "b.parquet"]
    for file in files:
        table.to_parquet(file)
    for options, sentence in (
        ({"sheet": "A"}, "sheet= is for Excel files"),
        ({"format": "csv"}, "format='csv', but the files are Parquet"),
    ):
        with pytest.raises(dc.CorpusError) as caught:
            dc.index(files, tmp_path / "index", **options)  # type: ignore[arg-type]
        assert str(caught.value) == f"{files[0]}: {sentence}"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["--folders", "source,,year"],
            "--folders ['source', '', 'year']: each level of folders needs a name of its own",
        ),
        (
            ["--folders", "id,source"],
            "--folders: a level is neither the text, which is in a file, nor the id, its name",
        ),
        (["--folders", "source"], "a.csv: --folders is for a folder of .txt or .html files"),
    ],
)
def test_folders_on_the_command_line(
    words: list[str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("source,text\nSANA,Words.\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["count", "a.csv", *words])
    assert (told.exit_code, told.output) == (1, f"discourse: {sentence}\n")


def test_a_saved_corpus_takes_no_options(tmp_path: Path) -> None:
    dc.read("seeds").save(tmp_path / "saved")
    told = CliRunner().invoke(main, ["count", str(tmp_path / "saved"), "--repair"])
    assert told.output == (
        f"discourse: {tmp_path / 'saved'}: a saved corpus, which was read when it was made and takes no "
        "options such as --text or --encoding any more, only --where and --stop-words\n"
    )
