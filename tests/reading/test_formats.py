"""Reading the world: each format and each thing that a caller may say about it."""

import errno
import io
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from nltk.tokenize import WhitespaceTokenizer

import discourse as dc

ROWS = [
    {"id": "007", "source": "SANA", "date": "2016-03-01", "text": "Terrorists fled, they say."},
    {"id": "008", "source": "Etilaf", "date": "2016-03-02", "text": "The rebels' advance; again."},
]
TABLE = pd.DataFrame(ROWS)


def wanted() -> str:
    return dc.read(TABLE).hash


def notes(corpus: dc.Corpus) -> list[list[Any]]:
    return corpus.notes[["what", "count", "text"]].to_numpy().tolist()


@pytest.mark.parametrize(("delimiter", "said"), [(";", ";"), ("\t", "tab"), ("\t", "\\t"), ("|", "|")])
def test_delimiters_are_said(tmp_path: Path, delimiter: str, said: str) -> None:
    path = tmp_path / "news.csv"
    TABLE.to_csv(path, sep=delimiter, index=False)
    assert dc.read(path, delimiter=said).hash == wanted()
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(path)
    assert str(raised.value) == (
        f"news.csv: its one column is called {delimiter.join(ROWS[0])!r}; say delimiter={delimiter!r} if "
        "that stands between the cells"
    )


def test_a_first_line_may_say_the_delimiter(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("sep=;\r\n" + TABLE.to_csv(sep=";", index=False), encoding="utf-8-sig")
    assert dc.read(path).hash == wanted()
    path.write_text('sep=;\nsource;text\nSANA;words\n\'"x";a"b"c\nEtilaf;"open\n', encoding="utf-8")
    with pytest.raises(dc.CorpusError, match="line 5"):
        dc.read(path)


@pytest.mark.parametrize("delimiter", ["", ";;", '"', "\n"])
def test_what_is_no_delimiter(delimiter: str) -> None:
    with pytest.raises(
        dc.CorpusError, match=r"delimiter=.*: one character is needed, such as ';', or \"tab\""
    ):
        dc.read("seeds", delimiter=delimiter)


@pytest.mark.parametrize("encoding", ["latin-1", "windows-1252", "utf-16", "utf-8-sig", "cp1251", "gb18030"])
def test_encodings_are_said(tmp_path: Path, encoding: str) -> None:
    said = {"cp1251": "Террористы бежали.", "gb18030": "政府 表示"}.get(encoding, "Réfugiés à la frontière.")
    path = tmp_path / "news.csv"
    path.write_text(f"source,text\nA,{said}\n", encoding=encoding)
    corpus = dc.read(path, encoding=encoding, tokenizer=WhitespaceTokenizer())  # Chinese needs one
    assert corpus.text("1") == said
    assert corpus.notes.empty


def test_latin_1_that_is_windows_1252_is_noted(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("source,text\nA,“Terrorists” – they say\n", encoding="windows-1252")
    assert notes(dc.read(path, encoding="latin-1")) == [
        ["control characters of latin-1; windows-1252 may be meant", 3, ""]
    ]


@pytest.mark.parametrize(
    "content",
    [ROWS, {"articles": ROWS}, {"status": "ok", "totalResults": 2, "articles": ROWS, "pages": [1, 2]}],
)
def test_json(tmp_path: Path, content: object) -> None:
    path = tmp_path / "news.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    assert dc.read(path).hash == wanted()


def test_nested_json_has_the_names_of_its_levels(tmp_path: Path) -> None:
    row = {
        "source": {"id": None, "name": "CNN"},
        "text": "words",
        "tags": ["a", "b"],
        "deep": {"a": {"b": 1}},
    }
    for path, content in (("n.json", json.dumps([row])), ("n.jsonl", json.dumps(row))):
        (tmp_path / path).write_text(content, encoding="utf-8")
        document = dc.read(tmp_path / path, source="source.name").documents.iloc[0]
        assert document[["source", "tags", "deep.a.b"]].tolist() == ["CNN", "['a', 'b']", 1]


DEEP = "[" * 600 + "]" * 600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "news.json: the file is empty; a list with an object for each article is needed, or .jsonl"),
        ("[1]", "news.json: not a list of objects; a list with an object for each"),
        ("[]", "news.json: not a list of objects"),
        ('{"text": "a"}', "news.json: not a list of objects"),
        ('{"a": [{}], "b": [{}]}', "news.json: lists of objects under 'a', 'b'; a list with"),
        ('[{"text": "a"}', "news.json: not JSON: Expecting"),
        ('{"a": 1}\n{"a": 2}', "news.json: not JSON: Extra data.*or .jsonl with one object a line"),
        (f'[{{"text": {DEEP}}}]', "news.json, object 1: nested more than 50 levels deep"),
        ("[" * 100_000, "news.json: not JSON: maximum recursion depth"),
        ('[{"a": ' + "1" * 5000 + "}]", "news.json: not JSON: Exceeds the limit"),
    ],
)
def test_what_is_no_json_of_articles(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "news.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(dc.CorpusError, match=says) as raised:
        dc.read(path)
    assert "\n" not in str(raised.value)


SHEET = """<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData>
</worksheet>"""


def excel(path: Path, **sheets: list[list[Any]]) -> Path:
    """Write an Excel file: texts, numbers, and days as the numbers that style 1 shows as dates."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{names}</sheets></workbook>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
        "</cellXfs></styleSheet>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        + f'<Relationship Id="s" Type="{office}/styles" Target="styles.xml"/></Relationships>',
    }
    for number, rows in enumerate(sheets.values(), start=1):
        body = ""
        for r, row in enumerate(rows, start=1):
            body += f'<row r="{r}">'
            for c, value in enumerate(row):
                where = f'r="{chr(65 + c)}{r}"'
                if isinstance(value, str):
                    body += f'<c {where} t="inlineStr"><is><t>{value}</t></is></c>'
                elif isinstance(value, pd.Timestamp):
                    body += f'<c {where} s="1"><v>{(value - pd.Timestamp("1899-12-30")).days}</v></c>'
                else:
                    body += f"<c {where}><v>{value}</v></c>"
            body += "</row>"
        parts[f"xl/worksheets/sheet{number}.xml"] = SHEET.format(body)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return path


HEADER = ["id", "source", "date", "text"]
BODY = [[row["id"], row["source"], pd.Timestamp(row["date"]), row["text"]] for row in ROWS]


def test_excel(tmp_path: Path) -> None:
    path = excel(tmp_path / "news.xlsx", Articles=[HEADER, *BODY], Empty=[])
    assert dc.read(path).hash == wanted()
    numbers = [["id", "source", "text", "n"], [7, "A", "words", 1.5], [8, "B", "more", 2]]
    documents = dc.read(excel(tmp_path / "n.xlsx", S=numbers)).documents
    assert documents[["id", "n"]].to_numpy().tolist() == [["7", 1.5], ["8", 2.0]]


def binary_excel(path: Path, *rows: tuple[int, list[str]], last: int = 0) -> Path:
    """Write a binary Excel file: rows with their numbers, whose cells stand side by side from a column on."""

    def record(kind: int, body: bytes) -> bytes:
        number = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        return number + bytes([len(body) & 127 | 128, len(body) >> 7]) + body

    def text(value: str) -> bytes:
        return len(value).to_bytes(4, "little") + value.encode("utf-16-le")

    def cell(column: int, value: str) -> bytes:
        return record(6, column.to_bytes(4, "little") + bytes(4) + text(value))

    cells = b""
    for number, values in rows:
        cells += record(0, number.to_bytes(4, "little") + bytes(13))
        cells += b"".join(cell(at + last * (number > 9), value) for at, value in enumerate(values))
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    book = record(143, b"") + record(156, bytes(4) + b"\1\0\0\0" + text("r1") + text("S")) + record(144, b"")
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("xl/workbook.bin", record(131, b"") + book + record(132, b""))
        file.writestr(
            "xl/_rels/workbook.bin.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="r1" Type="{office}" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        sheet = record(129, b"") + record(148, bytes(16)) + record(145, b"") + cells + record(146, b"")
        file.writestr("xl/worksheets/sheet1.bin", sheet + record(130, b""))
    return path


def test_binary_excel(tmp_path: Path) -> None:
    rows = [(0, ["source", "text"]), (1, ["A", "the rebels"]), (2, ["B", "words"])]
    documents = dc.read(binary_excel(tmp_path / "news.xlsb", *rows)).documents
    assert documents["source"].tolist() == ["A", "B"]
    stray = binary_excel(tmp_path / "stray.xlsb", *rows, (19_999, ["x"]), last=16_383)
    with pytest.raises(dc.CorpusError, match="a cell in column 16,384 and one in row 20,000, far from"):
        dc.read(stray)


def test_excel_may_count_days_from_1904(tmp_path: Path) -> None:
    path = excel(tmp_path / "news.xlsx", Articles=[HEADER, *BODY])
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    book = parts["xl/workbook.xml"]
    parts["xl/workbook.xml"] = book.replace(b"<sheets>", b'<workbookPr date1904="1"/><sheets>')
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    days = pd.Series([pd.Timestamp(row["date"]) for row in ROWS]) + pd.Timedelta(days=1462)
    assert dc.read(path).documents["date"].tolist() == days.tolist()


def test_excel_of_several_sheets(tmp_path: Path) -> None:
    path = excel(tmp_path / "news.xlsx", Articles=[HEADER, *BODY], Notes=[["nothing"]])
    assert dc.read(path, sheet="Articles").hash == wanted()
    for options, says in (
        ({}, "news.xlsx: 2 sheets, 'Articles', 'Notes'; say sheet= for one"),
        ({"sheet": "Else"}, "news.xlsx: no sheet 'Else'; its sheets are 'Articles', 'Notes'"),
        ({"sheet": "Notes"}, "no column 'source' for source=; its columns are nothing"),
    ):
        with pytest.raises(dc.CorpusError, match=says):
            dc.read(path, **options)
    with pytest.raises(dc.CorpusError, match=r"every sheet is empty; a first row"):
        dc.read(excel(tmp_path / "none.xlsx", A=[], B=[]))


def bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("xl/worksheets/sheet1.xml", b" " * (80 << 20))
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", r"news\.xlsx: not an Excel file that can be read"),
        (b"no Excel", r"news\.xlsx: not an Excel file that can be read"),
        (b"PK\x03\x04 nor zip", r"news\.xlsx: not an Excel file that can be read: File is not a zip file"),
        (
            bomb(),
            r"news\.xlsx: unpacks to 0\.1 GB, more than 200 times its size, which no table of articles does",
        ),
    ],
)
def test_what_is_no_excel(tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "news.xlsx"
    path.write_bytes(content)
    with pytest.raises(dc.CorpusError, match=says) as raised:
        dc.read(path)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("name", "content", "what"),
    [
        ("news.zip", b"PK\x03\x04....", "a zip archive"),
        ("news.csv", b"PK\x03\x04....", "a zip archive"),
        ("news.csv.gz", b"\x1f\x8b\x08\x00", "a gzip archive"),
        ("news.jsonl", b"\x28\xb5\x2f\xfd...", "a zstd archive"),
        ("news.csv", b"\x00" * 257 + b"ustar\x00", "a tar archive"),
        ("news.csv", b"PK\x03\x04....word/document.xml", "a Word document"),
        ("news.txt", b"{\\rtf1\\ansi", "an RTF document"),
        ("news.pdf", b"%PDF-1.7", "a PDF"),
        ("news.csv", b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    ],
)
def test_archives_and_pictures_are_named_not_read(
    tmp_path: Path, name: str, content: bytes, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(path)
    remedy = "unpack it first" if "archive" in what else "export it as text, CSV or Parquet"
    assert str(raised.value).startswith(f"{name}: {what}, ")
    assert str(raised.value).endswith(f"not read; {remedy}")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes(bytes(range(256)) * 40 + b"\x00" * 400)
    with pytest.raises(
        dc.CorpusError, match=r"news\.csv: 440 of its first 10,640 bytes are zero, so it is no text"
    ):
        dc.read(path)
    path.write_bytes("source,text\nA,words\n".encode("utf-16-le"))
    with pytest.raises(dc.CorpusError, match="or UTF-16 without a mark; say encoding= if it is that"):
        dc.read(path)
    assert dc.read(path, encoding="utf-16-le").text("1") == "words"


def test_the_format_is_said_where_the_ending_is_another(tmp_path: Path) -> None:
    path = tmp_path / "news.txt"
    TABLE.to_csv(path, sep="\t", index=False)
    assert dc.read(path, format="tsv").hash == wanted()
    with pytest.raises(dc.CorpusError, match=r"news\.txt: \.txt is not known; a corpus is a folder"):
        dc.read(path)
    with pytest.raises(
        dc.CorpusError, match=r"format='word' is not known; it must be one of csv, tsv, json, jsonl"
    ):
        dc.read(path, format="word")
    with pytest.raises(dc.CorpusError, match=r"news\.txt: sheet= is for Excel files"):
        dc.read(path, format="csv", sheet="A")
    with pytest.raises(dc.CorpusError, match=r"news\.txt: delimiter= is for \.csv and \.tsv files"):
        dc.read(path, format="jsonl", delimiter=";")


def tree(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_txt", ".txt")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_folders_are_outlets_and_years(tmp_path: Path) -> None:
    tree(tmp_path, SANA__2015__b_txt="one", SANA__2016__a_txt="two", Etilaf__2016__a_txt="three")
    (tmp_path / ".DS_Store").write_bytes(b"\x00")
    (tmp_path / "SANA" / "list.pdf").write_bytes(b"%PDF-")
    corpus = dc.read(tmp_path, folders=["source", "year"])
    assert corpus.documents[["id", "source", "year"]].to_numpy().tolist() == [
        ["Etilaf/2016/a", "Etilaf", 2016],
        ["SANA/2015/b", "SANA", 2015],
        ["SANA/2016/a", "SANA", 2016],
    ]
    assert notes(corpus) == [["file of another kind left out", 1, "SANA/list.pdf"]]
    assert dc.framing(corpus, dc.Lexicon.read("syria"), every="year")["year"].min() == 2015


def test_articles_at_another_depth(tmp_path: Path) -> None:
    tree(tmp_path, SANA__a_txt="one", b_txt="two", Etilaf__x__c_txt="three")
    with pytest.raises(dc.CorpusError) as raised:
        dc.read(tmp_path, folders="source")
    assert str(raised.value) == (
        f"{tmp_path.name}/Etilaf/x/c.txt: lies 2 folders deep, and folders= names 1 (source) (and 1 more); "
        'every article lies as deep as there are levels; errors="repair" leaves such files out'
    )
    corpus = dc.read(tmp_path, folders="source", errors="repair")
    assert corpus.documents["id"].tolist() == ["SANA/a"]
    assert [text for what, _, text in notes(corpus)] == ["Etilaf/x/c.txt", "b.txt"]


@pytest.mark.parametrize(
    ("files", "folders", "says"),
    [
        (
            {"SANA__a_txt": "one"},
            (),
            r"1 \.txt file, in folders such as SANA, and no metadata\.csv; a table with",
        ),
        ({"a_txt": "one"}, (), r"1 \.txt file and no metadata\.csv; a table with"),
        ({"x__a.csv": "one"}, (), r"no metadata\.csv; give a table by its own name, such as \S+x/a\.csv"),
        ({"SANA__a_txt": "one"}, ["year"], "no column 'source' for source="),
        (
            {"SANA__a_txt": "one"},
            ["source", "source"],
            r"folders=\['source', 'source'\]: each level of folders",
        ),
        ({"SANA__a_txt": "one"}, ["text"], "a level is neither the text"),
    ],
)
def test_folders_that_say_too_little(tmp_path: Path, files: dict[str, str], folders: Any, says: str) -> None:
    with pytest.raises(dc.CorpusError, match=says):
        dc.read(tree(tmp_path, **files), folders=folders)


def test_addresses_become_the_outlet(tmp_path: Path) -> None:
    rows = [
        {"url": "https://www.bbc.co.uk/news/1", "text": "one"},
        {"url": "HTTP://edition.cnn.com:80/2", "text": "two"},
        {"url": "https://edition.cnn.com/3", "text": "three"},
        {"url": "SANA", "text": "four"},
        {"url": "http://", "text": "five"},
        {"url": "", "text": "six"},
    ]
    corpus = dc.read(pd.DataFrame(rows), source="url")
    assert corpus.documents["source"].tolist() == [
        "bbc.co.uk",
        "cnn.com",
        "cnn.com",
        "SANA",
        "http://",
        "(no source)",
    ]
    assert corpus.documents["source_given"].tolist() == [row["url"] for row in rows]
    assert notes(corpus) == [
        ["address made the domain of its site", 1, "bbc.co.uk"],
        ["address made the domain of its site", 2, "cnn.com"],
        ["empty source", 1, ""],
    ]


def test_aliases_make_one_outlet(tmp_path: Path) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text('"Fox Online News" = "Fox News"\n"cnn.com" = "CNN"\n', encoding="utf-8")
    rows = pd.DataFrame(
        {"source": ["Fox News", "Fox Online News", "http://cnn.com/1"], "text": ["a", "b", "c"]}
    )
    corpus = dc.read(rows, aliases=path)
    assert corpus.documents["source"].tolist() == ["Fox News", "Fox News", "CNN"]
    assert notes(corpus) == [
        ["address made the domain of its site", 1, "cnn.com"],
        ["outlet by another name", 1, "Fox Online News → Fox News"],
        ["outlet by another name", 1, "cnn.com → CNN"],
    ]
    assert dc.read(rows, aliases={"Fox Online News": "Fox News", "cnn.com": "CNN"}).hash == corpus.hash
    parquet = tmp_path / "news.parquet"
    rows.to_parquet(parquet)
    saved = dc.index(parquet, tmp_path / "saved", aliases=path)
    assert saved.documents["source"].tolist() == ["Fox News", "Fox News", "CNN"]
    assert notes(saved) == notes(corpus)


def test_aliases_beside_the_articles(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_text("file,source\na.txt,TRT\n", encoding="utf-8")
    tree(tmp_path, a_txt="words")
    (tmp_path / "aliases.toml").write_text('TRT = "TRT World"\n', encoding="utf-8")
    assert dc.read(tmp_path).documents["source"].tolist() == ["TRT World"]
    assert dc.read(tmp_path, aliases={}).documents["source"].tolist() == ["TRT"]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("a = ", r"aliases\.toml: not TOML"),
        ("a = 1", r"aliases\.toml: 'a' is 1; each line is a name and, as text, the outlet it means"),
        ('a = ""', r"aliases\.toml: 'a' is ''; each line"),
        ('[a]\nb = "c"', r"aliases\.toml: 'a' is \{'b': 'c'\}; each line"),
        ('a = "b"\nb = "c"', r"aliases\.toml: 'a' is 'b', which is an alias itself; name 'c'"),
    ],
)
def test_what_are_no_aliases(tmp_path: Path, content: str, says: str) -> None:
    path = tmp_path / "aliases.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(dc.CorpusError, match=says) as raised:
        dc.read(TABLE, aliases=path)
    assert "\n" not in str(raised.value)
    with pytest.raises(dc.CorpusError, match=r"there is no 'nowhere\.toml'; aliases= is a TOML file"):
        dc.read(TABLE, aliases="nowhere.toml")


def dated(*dates: str, **options: Any) -> dc.Corpus:
    table = pd.DataFrame({"source": "A", "date": dates, "text": [f"word {n}" for n in range(len(dates))]})
    return dc.read(table, **options)


def days(corpus: dc.Corpus) -> list[str]:
    return corpus.documents["date"].astype(str).tolist()


def test_several_forms_of_dates() -> None:
    corpus = dated("2016-03-01", "3/2/16", "31/12/2015", date_format=["iso", "%m/%d/%y", "%d/%m/%Y"])
    assert days(corpus) == ["2016-03-01", "2016-03-02", "2015-12-31"]
    with pytest.raises(
        dc.CorpusError, match=r"the date '1\.2\.2016' is not ISO \(2015-01-23\) or of the form '%Y'"
    ):
        dated("1.2.2016", date_format=["ISO", "%Y"])


def test_dates_that_two_forms_read_otherwise_are_counted() -> None:
    corpus = dated("3/4/2016", "5/5/2016", "13/4/2016", date_format=["%m/%d/%Y", "%d/%m/%Y"])
    assert days(corpus) == ["2016-03-04", "2016-05-05", "2016-04-13"]
    assert notes(corpus) == [["date that a later form reads otherwise", 1, "3/4/2016"]]


@pytest.mark.parametrize("form", ["%Q", "%", "%d %d", ""])
def test_what_is_no_form_of_dates(form: str) -> None:
    with pytest.raises(dc.CorpusError, match="date_format="):
        dated("2016-03-01", date_format=form)


STAMPS = ("2016-03-01T23:30:00Z", "2016-03-01 23:30:00 -05:00", "2016-03-01 23:30", "2016-03-01")


def test_a_time_zone_says_where_days_begin() -> None:
    assert days(dated(*STAMPS)) == ["2016-03-01"] * 4
    corpus = dated(*STAMPS, timezone="Europe/Berlin")
    assert days(corpus) == ["2016-03-02", "2016-03-02", "2016-03-01", "2016-03-01"]
    assert notes(corpus) == [
        ["date of another day in the time zone", 2, "Europe/Berlin"],
        ["date without a time zone, taken as written", 2, "Europe/Berlin"],
    ]
    table = pd.DataFrame({"source": "A", "text": "a", "date": pd.to_datetime([STAMPS[0]])})
    assert days(dc.read(table, timezone="Europe/Berlin")) == ["2016-03-02"]
    assert days(dated("Tue, 01 Mar 2016 23:30:00 +0000", date_format="%a, %d %b %Y %H:%M:%S %z")) == [
        "2016-03-01"
    ]
    seconds = "1456875000"  # of the first stamp, as `date -d … +%s` gives it
    assert days(dated(seconds, date_format="unix")) == ["2016-03-01"]
    assert days(dated(seconds, date_format="unix", timezone="Europe/Berlin")) == ["2016-03-02"]


@pytest.mark.parametrize("zone", ["Nowhere/City", "", "../etc", "/etc/passwd", "Europe"])
def test_what_is_no_time_zone(zone: str) -> None:
    with pytest.raises(dc.CorpusError, match=r"timezone=.* is not known; a name such as 'Europe/Berlin'"):
        dated("2016-03-01", timezone=zone)


def test_dates_without_a_zone_are_counted_where_one_is_asked_for() -> None:
    days = ["2016-03-01", "2016-03-01 23:30", "2016-03-01T23:30:00Z", ""]
    table = pd.DataFrame({"source": "SANA", "text": "The rebels left.", "date": days})
    corpus = dc.read(table, timezone="Europe/Berlin")
    said = corpus.notes[corpus.notes["what"] != "empty date"]
    assert said[["what", "count", "text"]].to_numpy().tolist() == [
        ["date of another day in the time zone", 1, "Europe/Berlin"],
        ["date without a time zone, taken as written", 2, "Europe/Berlin"],
    ]
    moments = dc.read(table.head(2).assign(date=pd.to_datetime(days[:1] * 2)), timezone="Europe/Berlin")
    assert moments.notes[["what", "count"]].to_numpy().tolist() == [
        ["date without a time zone, taken as written", 2]
    ]
    assert dc.read(table.head(2)).notes.empty


def test_white_space_makes_no_outlet() -> None:
    names = ["TRT World", " TRT  World", "TRT\u00a0World", "SANA "]
    table = pd.DataFrame({"source": names, "text": "The rebels left."})
    corpus = dc.read(table, aliases={"TRT   World": "TRT"})
    assert corpus.documents["source"].tolist() == ["TRT", "TRT", "TRT", "SANA"]
    assert corpus.notes[["what", "count", "text"]].to_numpy().tolist() == [
        ["white space in an outlet's name made plain", 2, "TRT World"],
        ["outlet by another name", 3, "TRT World → TRT"],
    ]


def test_what_lies_below_or_is_a_link_is_left_out_with_a_note(tmp_path: Path) -> None:
    (tmp_path / "news" / "SANA").mkdir(parents=True)
    (tmp_path / "news" / "SANA" / "a.txt").write_text("The rebels left.", encoding="utf-8")
    (tmp_path / "news" / "Etilaf").symlink_to(tmp_path / "news" / "SANA", target_is_directory=True)
    tree = dc.read(tmp_path / "news", folders="source").notes
    assert tree[["what", "text"]].to_numpy().tolist() == [["file of another kind left out", "Etilaf"]]
    (tmp_path / "news" / "b.txt").write_text("The rebels came.", encoding="utf-8")
    (tmp_path / "news" / "metadata.csv").write_text("file,source\nb.txt,SANA\n", encoding="utf-8")
    described = dc.read(tmp_path / "news").notes
    assert described[["what", "text"]].to_numpy().tolist() == [
        ["file in a folder below left out", "SANA/a.txt"]
    ]


def test_reading_that_takes_long_shows_how_far_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(0, 10**7, 2)).__next__  # two seconds a look
    monkeypatch.setattr("tqdm.std.time", clock)
    monkeypatch.setattr("discourse.progress.monotonic", clock)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    for path in (tmp_path / "news.csv", tmp_path / "news.jsonl"):
        if path.suffix == ".csv":
            TABLE.to_csv(path, index=False)
        else:
            path.write_text("\n".join(map(json.dumps, ROWS)), encoding="utf-8")
        dc.read(path)
        shown = capsys.readouterr().err
        assert "Reading: 100%" in shown
        assert "Cleaning: 100%" in shown
        dc.read(path, progress=False)
        assert capsys.readouterr().err == ""


@pytest.fixture
def two_outlets(tmp_path: Path) -> Path:
    for outlet in "AB":
        (tmp_path / "t" / outlet).mkdir(parents=True)
        (tmp_path / "t" / outlet / "one.txt").write_text(f"the rebels of {outlet}")
    return tmp_path / "t"


def test_a_folder_that_cannot_be_read_is_refused_by_name(
    two_outlets: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.scandir

    def closed(path: str) -> Any:
        if Path(path).name == "B":  # also where root runs the tests, whom no mode keeps out
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path)

    monkeypatch.setattr(os, "scandir", closed)
    for look in (dc.read, dc.inspect):
        with pytest.raises(dc.CorpusError, match=r"B: cannot be read \(Permission denied\); every folder"):
            look(two_outlets, folders="source")
    read = dc.read(two_outlets, folders="source", errors="repair")
    assert read.metadata["source"].tolist() == ["A"]
    assert read.notes["what"].tolist() == ["folder that cannot be read left out"]
    assert read.notes["text"].tolist() == [str(two_outlets / "B")]


@pytest.mark.skipif(os.name != "posix", reason="on Windows only administrators make links")
def test_a_link_out_of_a_folder_is_not_followed(two_outlets: Path, tmp_path: Path) -> None:
    (tmp_path / "private.txt").write_text("my own letters")
    (two_outlets / "A" / "two.txt").symlink_to(tmp_path / "private.txt")
    (two_outlets / "A" / "three.txt").symlink_to(two_outlets / "B" / "one.txt")  # which stays inside
    with pytest.raises(dc.CorpusError, match=r"t/A/two\.txt: a link that leads out of the folder; a copy"):
        dc.read(two_outlets, folders="source")
    read = dc.read(two_outlets, folders="source", errors="repair")
    assert sorted(read.metadata["id"]) == ["A/one", "A/three", "B/one"]
    assert read.notes["text"].tolist() == ["A/two.txt"]
    (tmp_path / "private").mkdir()
    (two_outlets / "A" / "two.txt").unlink()
    (two_outlets / "C").symlink_to(tmp_path / "private", target_is_directory=True)
    with pytest.raises(dc.CorpusError, match=r"t/C: a link that leads out of the folder; a copy of the file"):
        dc.read(two_outlets, folders="source")
    assert dc.read(two_outlets, folders="source", errors="repair").notes["text"].tolist() == ["C"]
    (two_outlets / "C").unlink()
    (two_outlets / "A" / "two.txt").symlink_to(tmp_path / "private.txt")
    (two_outlets / "metadata.csv").write_text("file,source\nletters.txt,A\n")
    (two_outlets / "letters.txt").symlink_to(tmp_path / "private.txt")
    with pytest.raises(dc.CorpusError, match=r"t/letters.txt: a link .* \(and 1 more\); a copy"):
        dc.read(two_outlets)
    with pytest.raises(dc.CorpusError, match="t: no rows; at least one"):
        dc.read(two_outlets, errors="repair")
