"""Reading: each kind of input, each fault in one sentence, each repair on record."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nltk.tokenize import NLTKWordTokenizer, RegexpTokenizer

import discourse as dc

ROWS = [
    {
        "id": "a",
        "source": "SANA",
        "date": "2016-03-01",
        "title": "One",
        "text": "Terrorists fled.",
        "tone": "1",
    },
    {"id": "b", "source": "Etilaf", "date": "", "title": "Two", "text": "The rebels' advance.", "tone": "NA"},
]


def write(folder: Path, rows: list[dict[str, str]], kind: str) -> Path:
    path = folder / f"news{kind}"
    frame = pd.DataFrame(rows)
    if kind == ".parquet":
        frame.to_parquet(path)
    elif kind == ".jsonl":
        path.write_text("\n".join(json.dumps(row) for row in rows) + "\n", encoding="utf-8")
    else:
        frame.to_csv(path, sep="\t" if kind == ".tsv" else ",", index=False)
    return path


def change(row: int, **values: str) -> list[dict[str, str]]:
    return [{**r, **values} if i == row else r for i, r in enumerate(ROWS)]


@pytest.mark.parametrize("kind", [".csv", ".tsv", ".jsonl", ".parquet"])
def test_every_format_gives_the_same_corpus(tmp_path: Path, kind: str) -> None:
    corpus = dc.read(write(tmp_path, ROWS, kind))
    assert corpus.hash == dc.read(pd.DataFrame(ROWS)).hash
    documents = corpus.documents
    names = ["id", "source", "date", "year", "title", "tone", "tokens", "family"]
    assert documents.columns.tolist() == names
    assert documents["tone"].tolist() == ["1", "NA"]
    assert documents["tokens"].tolist() == [2, 3]
    assert documents["year"].tolist() == [2016, pd.NA]
    assert corpus.notes[["what", "count"]].to_numpy().tolist() == [["empty date", 1]]


def test_columns_are_named_by_the_caller(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    path.write_text("nr;x\n", encoding="utf-8")
    path.write_text("nr,outlet,day,body,head\n007,SANA,31.12.2015,Words here,H\n", encoding="utf-8-sig")
    corpus = dc.read(
        path, id="nr", source="outlet", date="day", text="body", title="head", date_format="%d.%m.%Y"
    )
    document = corpus.documents.iloc[0]
    assert document[["id", "source", "year", "title"]].tolist() == ["007", "SANA", 2015, "H"]


FAULTS: list[tuple[list[dict[str, str]], str, str, list[list[Any]]]] = [
    (
        change(1, date="1/2/2016"),
        r"news\.csv, row 2, column 'date': the date '1/2/2016' is not ISO .*date_format=",
        "date made missing",
        [["b", "1/2/2016"]],
    ),
    (
        change(1, date="2016-02-31"),
        "the date '2016-02-31' is not ISO",
        "date made missing",
        [["b", "2016-02-31"]],
    ),
    (change(1, date="2016"), "the date '2016' is not ISO", "date made missing", [["b", "2016"]]),
    (change(1, id="a"), r"row 2, column 'id': the id 'a' is taken already", "id made unique", [["a-2", "a"]]),
    (change(0, id=""), r"row 1, column 'id': the id is empty", "id made unique", [["document-2", ""]]),
    (
        change(1, text="  \n "),
        r"news\.csv, row 2, column 'text': document 'b' has no text",
        "document without text left out",
        [["b", ""]],
    ),
    (
        change(1, text="Two\nTWO"),
        "row 2, column 'text': document 'b' has no text",
        "document without text left out",
        [["b", ""]],
    ),
]


@pytest.mark.parametrize(("rows", "says", "what", "noted"), FAULTS)
def test_a_fault_is_one_sentence_or_one_repair(
    tmp_path: Path, rows: list[dict[str, str]], says: str, what: str, noted: list[list[Any]]
) -> None:
    path = write(tmp_path, rows, ".csv")
    with pytest.raises(dc.CorpusError, match=says) as raised:
        dc.read(path)
    assert "\n" not in str(raised.value)
    notes = dc.read(path, errors="repair").notes
    assert notes.loc[notes["what"] == what, ["document", "text"]].to_numpy().tolist() == noted


def test_how_many_more(tmp_path: Path) -> None:
    rows = [{**ROWS[0], "id": "a"} for _ in range(4)]
    with pytest.raises(dc.CorpusError, match=r"row 2.* \(and 2 more\)"):
        dc.read(write(tmp_path, rows, ".csv"))
    ids = dc.read(write(tmp_path, rows, ".csv"), errors="repair").documents["id"].tolist()
    assert ids == ["a", "a-2", "a-3", "a-4"]


def test_bytes_that_do_not_decode(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(b"source,text\nSANA,one\nSANA,caf\xe9 and \xff\n")
    with pytest.raises(
        dc.CorpusError, match=r"news\.csv, line 3: the byte b'\\xe9' is not UTF-8 \(and 1 more\)"
    ):
        dc.read(path)
    repaired = dc.read(path, errors="repair")
    assert repaired.notes[["what", "count"]].to_numpy().tolist()[0] == ["bytes replaced by U+FFFD", 2]
    assert dc.read(path, encoding="latin-1").text("2") == "café and ÿ"
    with pytest.raises(dc.CorpusError, match="encoding='klingon': not known to Python"):
        dc.read(path, encoding="klingon")


def test_half_a_character(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"source": "S", "text": "a \\ud800 b"}\n', encoding="utf-8")
    with pytest.raises(dc.CorpusError, match=r"row 1, column 'text': .*lone surrogate"):
        dc.read(path)
    assert dc.read(path, errors="repair").text("1") == "a \ufffd b"


def test_an_empty_source_is_kept_and_noted() -> None:
    corpus = dc.read(pd.DataFrame(change(0, source=" ")))
    assert corpus.documents["source"].tolist() == ["(no source)", "Etilaf"]
    assert "empty source" in corpus.notes["what"].tolist()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"source,text\n", "no rows"),
        (b"outlet,text\nSANA,words\n", r"no column 'source' for source=; its columns are outlet, text"),
        (b"source,body\nSANA,words\n", r"no column 'text' for text=; its columns are source, body"),
        (b"source,text\na,b\na,b,c,d\n1,2\n", r"row 2: 4 cells under 2 columns"),
        (b"source,text\na\n", r"row 1: 1 cells under 2 columns"),
        (b"source,text,text\na,b,c\n", "two columns are called 'text'"),
        (b'source,text\na,"never closed\nb,c\n', r"news\.csv, line 2: not a table"),
        (b"source,text\nSANA,\n", "has no text"),
    ],
)
def test_tables_that_cannot_be_used(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(content)
    with pytest.raises(dc.CorpusError, match=says):
        dc.read(path)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("news.jsonl", b'{"source": 1}\n{oops\n', r"news\.jsonl, line 2: not JSON"),
        ("news.jsonl", b"[1]\n", "line 1: not an object"),
        ("news.jsonl", b"\n", "the file is empty"),
        ("news.parquet", b"PAR1 not really", r"news\.parquet: not a \.parquet file"),
        ("news.pdf", b"x", r"\.pdf is not known; a corpus is"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(dc.CorpusError, match=says) as raised:
        dc.read(path)
    assert "\n" not in str(raised.value)


def test_no_document_has_any_text(tmp_path: Path) -> None:
    with pytest.raises(dc.CorpusError, match="no document has any text"):
        dc.read(pd.DataFrame({"source": ["a"], "text": [" "]}), errors="repair")


def test_there_is_no_such_corpus() -> None:
    with pytest.raises(dc.CorpusError, match=r"there is no 'nowhere'; give a folder"):
        dc.read("nowhere")
    with pytest.raises(dc.CorpusError, match='errors= must be "raise" or "repair"'):
        dc.read("seeds", errors="ignore")


def folder(path: Path, metadata: str, **files: str) -> Path:
    (path / "metadata.csv").write_text(metadata, encoding="utf-8")
    for name, text in files.items():
        (path / f"{name}.txt").write_text(text, encoding="utf-8")
    return path


def test_a_folder(tmp_path: Path) -> None:
    folder(tmp_path, "file,source\nb.txt,SANA\na.txt,Etilaf\n", a="One word", b="\ufeffTwo")
    corpus = dc.read(tmp_path)
    assert corpus.documents["id"].tolist() == ["b", "a"]
    assert corpus.text("b") == "Two"


@pytest.mark.parametrize(
    ("metadata", "says", "what"),
    [
        (
            "file,source\na.txt,S\nc.txt,S\n",
            r"row 2: the file 'c\.txt' is not in the folder",
            "row without its file",
        ),
        (
            "file,source\na.txt,S\n../a.txt,S\n",
            r"row 2: the file '\.\./a\.txt' is not in",
            "row without its file",
        ),
    ],
)
def test_rows_without_files(tmp_path: Path, metadata: str, says: str, what: str) -> None:
    folder(tmp_path, metadata, a="words")
    with pytest.raises(dc.CorpusError, match=says):
        dc.read(tmp_path)
    assert dc.read(tmp_path, errors="repair").notes["what"].str.contains(what).any()


def test_files_without_rows(tmp_path: Path) -> None:
    folder(tmp_path, "file,source\na.txt,S\n", a="words", b="more")
    with pytest.raises(dc.CorpusError, match=r"b\.txt: no row in metadata\.csv"):
        dc.read(tmp_path)
    assert dc.read(tmp_path, errors="repair").notes["text"].tolist() == ["b.txt"]


def test_folders_that_cannot_be_used(tmp_path: Path) -> None:
    with pytest.raises(
        dc.CorpusError, match=r"no \.txt or \.html file in it, and no metadata\.csv; an article a file is"
    ):
        dc.read(tmp_path)
    folder(tmp_path, "name,source\na,b\n")
    with pytest.raises(dc.CorpusError, match="no column 'file'; its columns are name, source"):
        dc.read(tmp_path)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ("drop_lines = [", "corpus.toml: not TOML"),
        ("drop_lines = ['(']", r"drop_lines has '\(', not a regular expression"),
        ("drop_lines = 'x'", "drop_lines is a list of regular expressions"),
        ("drop = []", "'drop' is not known; only drop_lines and drop_text are"),
    ],
)
def test_settings_that_cannot_be_used(tmp_path: Path, settings: str, says: str) -> None:
    folder(tmp_path, "file,source\na.txt,S\n", a="words")
    (tmp_path / "corpus.toml").write_text(settings, encoding="utf-8")
    with pytest.raises(dc.CorpusError, match=says):
        dc.read(tmp_path)


@pytest.mark.parametrize("tokenizer", [NLTKWordTokenizer(), RegexpTokenizer(r"\w+")])
def test_tokenizers_of_nltk_go_the_same_way(tokenizer: Any, syria: dc.Lexicon) -> None:
    corpus = dc.read("seeds", tokenizer=tokenizer)
    assert corpus.hash != dc.read("seeds").hash
    refugees = dc.framing(corpus, syria).query("label == 'refugees'")
    assert dict(zip(refugees["source"], refugees["count"], strict=True))["TRT World"] == 3
    nodes = dc.concordance(corpus, "moderate @ opposition*")["node"].tolist()
    assert [node.rstrip(".") for node in nodes] == ["moderate Syrian opposition", "moderate opposition"]


def test_fakes_says_what_is_in_the_way(data: Path) -> None:
    options = {"text": "article_content", "date": "date", "date_format": "%m/%d/%Y", "id": "unit_id"}
    with pytest.raises(
        dc.CorpusError, match=r"'unit_id': the id '1926479049' is taken already \(and 11 more\).*repair"
    ):
        dc.read(data / "fakes" / "FA-KES-Dataset.csv", encoding="latin-1", **options)  # type: ignore[arg-type]


def test_fakes_with_repairs(fakes: dc.Corpus) -> None:
    assert len(fakes) == 804
    assert fakes.documents["source"].nunique() == 15
    assert (fakes.notes["what"] == "id made unique").sum() == 12
    assert fakes.documents["year"].dropna().between(2011, 2018).all()


def test_uneven_rows_are_filled_or_left_out(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("source,text,tone\nA,one,1\nB,two\nC,three,3,4\nD,four,4,,\n", encoding="utf-8")
    corpus = dc.read(path, errors="repair")
    assert corpus.documents["source"].tolist() == ["A", "B", "D"]
    assert corpus.notes[["what", "text"]].to_numpy().tolist() == [
        ["short row filled", "B,two"],
        ["long row left out", "C,three,3,4"],
    ]


def test_a_cell_longer_than_the_csv_module_takes_by_default(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("source,text\nA," + "word " * 100_000 + "\n", encoding="utf-8")
    assert dc.read(path).documents["tokens"].tolist() == [100_000]


@pytest.mark.parametrize(
    ("where", "ids"),
    [
        ("source=A", ["1", "3"]),
        (["source=A", "source=B", "year=2016:"], ["2", "3"]),
        ({"source": ["A"], "year": range(2015, 2016)}, ["1"]),
        ("date=2015-06-01:2016-02", ["1", "2"]),
        ("month=2016-02:2017-12", ["2", "3"]),
        ("rank=2", ["2", "3"]),
    ],
)
def test_where_selects_what_is_read(tmp_path: Path, where: Any, ids: list[str]) -> None:
    table = pd.DataFrame(
        {
            "text": ["Rebels came."] * 3,
            "source": ["A", "B", "A"],
            "date": ["2015-06-01", "2016-02-03", "2017-01-01"],
            "rank": ["1", "2", "2"],
        }
    )
    assert dc.read(table, where=where).documents["id"].tolist() == ids
    dc.read(table).save(tmp_path / "saved")
    assert dc.read(tmp_path / "saved", where=where).documents["id"].tolist() == ids


@pytest.mark.parametrize(
    ("where", "message"),
    [
        ("source", "where='source': COLUMN=VALUE is needed, such as year=2015:2017"),
        ("source=Reuter", "no document has source=Reuter; it must be one of A, B"),
        ("paper=A", "no column 'paper'"),
    ],
)
def test_where_that_selects_nothing_is_refused(where: str, message: str) -> None:
    table = pd.DataFrame({"text": ["Rebels came.", "They left."], "source": ["A", "B"]})
    with pytest.raises(dc.CorpusError, match=message):
        dc.read(table, where=where)


def test_a_file_is_found_however_a_system_writes_its_accents(tmp_path: Path) -> None:
    apart, composed = unicodedata.normalize("NFD", "été"), "été"
    (tmp_path / "metadata.csv").write_text(f"file,source\n{composed}.txt,A\n", encoding="utf-8")
    (tmp_path / f"{apart}.txt").write_text("Les rebelles.", encoding="utf-8")
    assert dc.read(tmp_path).documents["id"].tolist() == [composed]
    folder = tmp_path / "folders" / apart
    folder.mkdir(parents=True)
    (folder / f"{apart}.txt").write_text("Les rebelles.", encoding="utf-8")
    read = dc.read(tmp_path / "folders", folders="source").documents
    assert read[["id", "source"]].to_numpy().tolist() == [["été/été", "été"]]
