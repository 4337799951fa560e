"""What real files do: odd cells, columns with names of ours, broken marks. Nothing is lost without a note."""

import builtins
import datetime
import errno
import io
import os
import re
import struct
import tomllib
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import python_calamine as calamine

import discourse as dc
from discourse.errors import outside
from discourse.ingest.clean import clean
from discourse.ingest.notes import Notes
from discourse.store import cache


def is_error(each: object) -> bool:
    """Say whether something is an error that a library may raise about content, made of a message."""
    apart = (Warning, OSError, ImportError, ExceptionGroup, pd.errors.AbstractMethodError)
    return isinstance(each, type) and issubclass(each, Exception) and not issubclass(each, apart)


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"source": ["A", "B"], "text": ["rebels", "the rebels"]} | columns)


def noted(corpus: dc.Corpus) -> list[tuple[str, str]]:
    return list(zip(corpus.notes["what"], corpus.notes["text"], strict=True))


def test_metadata_with_a_name_of_the_results_is_renamed_and_noted() -> None:
    corpus = dc.read(frame(label=["p", "q"], tokens=[1, 2]))
    assert {("column renamed", "label → label_given"), ("column renamed", "tokens → tokens_given")} <= set(
        noted(corpus)
    )
    lexicon = dc.Lexicon.from_dict({"c": {"labels": {"r": ["rebel*"], "t": ["terroris*"]}}})
    table = dc.framing(corpus, lexicon, by="label_given")
    assert table["label_given"].tolist() == ["p", "p", "q", "q"]
    assert table["label"].tolist() == ["r", "t", "r", "t"]


def test_a_column_beside_the_one_with_its_role_comes_along() -> None:
    corpus = dc.read(frame(outlet=["X", "Y"], body=["one", "two"]), source="outlet", text="body")
    assert corpus.documents["source"].tolist() == ["X", "Y"]
    assert corpus.documents["source_given"].tolist() == ["A", "B"]
    assert corpus.documents["text_given"].tolist() == ["rebels", "the rebels"]


def test_years_without_dates() -> None:
    corpus = dc.read(frame(year=[2015, 2016]))
    assert corpus.documents["year"].tolist() == [2015, 2016]
    assert dc.overview(corpus)["documents"].sum() == 2
    seasons = dc.read(frame(year=["2015/16", "2016/17"])).documents
    assert seasons["year"].isna().all()
    assert seasons["year_given"].tolist() == ["2015/16", "2016/17"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("year", [2.0**70, 1e300, -20_000])
def test_what_is_no_year_is_named(tmp_path: Path, year: float, ending: str) -> None:
    file = tmp_path / f"news.{ending}"
    getattr(frame(year=[2016, year]), f"to_{ending}")(file, index=False)
    for look in (dc.read, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(
            dc.CorpusError, match=r"^news.*, row 2, column 'year': .* is no year; a year is a"
        ):
            look(file)
    assert dc.inspect(file).options["errors"] == "repair"
    assert dc.read(file, errors="repair").documents["year"].tolist() == [2016, pd.NA]


def test_an_index_with_a_name_is_a_column(tmp_path: Path) -> None:
    table = frame(id=["x1", "x2"]).set_index("id")
    assert dc.read(table).documents["id"].tolist() == ["x1", "x2"]
    table.to_parquet(tmp_path / "news.parquet")
    assert dc.read(tmp_path / "news.parquet").documents["id"].tolist() == ["x1", "x2"]


def test_whole_numbers_with_a_gap_stay_whole() -> None:
    corpus = dc.read(frame(id=[7.0, 8.0]))
    assert corpus.documents["id"].tolist() == ["7", "8"]


@pytest.mark.parametrize(
    "dates",
    [
        [datetime.date(2015, 1, 23), None],
        [datetime.datetime(2015, 1, 23, 23, 59), None],
        pd.to_datetime(["2015-01-23T23:59:00+05:00", None]),
        ["2015-01-23T23:59:00+05:00", ""],
        ["2015-01-23 10:00", None],
    ],
)
def test_dates_of_every_kind_are_the_day_as_written(dates: Any) -> None:
    corpus = dc.read(frame(date=dates))
    assert corpus.documents["date"].tolist() == [pd.Timestamp("2015-01-23"), pd.NaT]
    assert corpus.select(source="A").notes["what"].tolist() == []
    assert corpus.select(source="B").notes["what"].tolist() == ["empty date"]


@pytest.mark.parametrize("date", ["2015-01-01 99:99zzz", "2015-01-01T10", "20150101"])
def test_what_only_starts_like_a_date_is_none(date: str) -> None:
    with pytest.raises(dc.CorpusError, match="is not ISO"):
        dc.read(frame(date=[date, date]))


def test_a_date_format_that_is_none() -> None:
    with pytest.raises(dc.CorpusError, match="date_format='%Q'"):
        dc.read(frame(date=["1", "2"]), date_format="%Q")


def test_old_and_early_dates_are_kept() -> None:
    assert dc.read(frame(date=["0001-01-01", "1750-12-31"])).documents["year"].tolist() == [1, 1750]


def test_broken_quotation_marks_swallow_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text(
        'source,text\nA,fine one\nB,"oops\nC,third\nD,"half" quoted\nE,"two\nlines"\n', encoding="utf-8"
    )
    with pytest.raises(dc.CorpusError, match=r"news\.csv, line \d: not a table"):
        dc.read(path)
    corpus = dc.read(path, errors="repair")
    assert corpus.documents["source"].tolist() == ["A", "B", "C", "D", "E"]
    assert corpus.text("5") == "two\nlines"
    assert sum("quotation marks" in what for what, _ in noted(corpus)) == 2


def test_columns_without_name_and_content_leave_with_a_note(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("source,text,,\nA,one,,x\nB,two,,\n", encoding="utf-8")
    corpus = dc.read(path)
    assert "column 4" in corpus.documents
    assert "column 3" not in corpus.documents
    assert ("empty columns without a name left out", "") in noted(corpus)


@pytest.mark.parametrize("cell", [b"bytes", {"body": "x"}, ["a", "b"]])
def test_a_cell_that_is_no_text(cell: object) -> None:
    table = pd.DataFrame({"source": ["A", "B"], "text": pd.Series([cell, "words"], dtype=object)})
    with pytest.raises(dc.CorpusError, match=r"row 1, column 'text': .* is a (bytes|dict|list)"):
        dc.read(table)
    assert dc.read(table, errors="repair").documents["source"].tolist() == ["B"]


def test_half_characters_in_metadata(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text('{"source": "S\\ud800", "text": "words", "tone": "\\udfff"}\n', encoding="utf-8")
    with pytest.raises(dc.CorpusError, match="half a character"):
        dc.read(path)
    assert dc.read(path, errors="repair").documents[["source", "tone"]].iloc[0].tolist() == [
        "S\ufffd",
        "\ufffd",
    ]


def test_columns_of_one_name_and_of_several_levels() -> None:
    with pytest.raises(dc.CorpusError, match="two columns are called 'text'"):
        dc.read(pd.DataFrame([["A", "x", "y"]], columns=["source", "text", "text"]))
    with pytest.raises(dc.CorpusError, match="several levels"):
        dc.read(
            pd.DataFrame([["A", "x"]], columns=pd.MultiIndex.from_tuples([("a", "source"), ("a", "text")]))
        )


@pytest.mark.parametrize("wrong", [5, ["a"], None, ""])
def test_what_is_no_corpus(wrong: Any) -> None:
    with pytest.raises(dc.CorpusError, match="a corpus is a path or a DataFrame"):
        dc.read(wrong)


def test_what_is_no_tokenizer() -> None:
    with pytest.raises(dc.CorpusError, match="returns no spans"):
        dc.read("seeds", tokenizer=str.split)  # type: ignore[arg-type]


def test_one_expression_is_a_list_of_one() -> None:
    table = pd.DataFrame({"source": ["A"], "text": ["Go\nThe rebels left."]})
    assert dc.read(table, drop_lines="G.").text("1") == "The rebels left."
    with pytest.raises(dc.CorpusError, match="drop_lines=5: a text is needed, not int"):
        dc.read(table, drop_lines=["G.", 5])  # type: ignore[list-item]


def test_the_hash_has_no_memory_address() -> None:
    from nltk.tokenize import NLTKWordTokenizer

    hashes = {dc.read("seeds", tokenizer=NLTKWordTokenizer()).hash for _ in range(2)}
    assert len(hashes) == 1


def test_encodings_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_bytes("source,text\nA,café\n".encode("utf-8-sig"))
    assert dc.read(path, encoding="utf-8").text("1") == "café"
    path.write_bytes("source,text\nA,café\n".encode("utf-16"))
    assert dc.read(path, encoding="utf-16").text("1") == "café"
    with pytest.raises(dc.CorpusError, match="utf-16, by its first bytes"):
        dc.read(path)


def test_metadata_of_a_folder_is_read_in_its_encoding(tmp_path: Path) -> None:
    (tmp_path / "metadata.csv").write_bytes("file,source\na.txt,Réforme\n".encode("latin-1"))
    (tmp_path / "a.txt").write_bytes("été".encode("latin-1"))
    corpus = dc.read(tmp_path, encoding="latin-1")
    assert corpus.documents["source"].tolist() == ["Réforme"]
    assert corpus.text("a") == "été"


def test_text_that_cleaning_takes_whole_is_said_to_be() -> None:
    with pytest.raises(dc.CorpusError, match="no text left after cleaning"):
        dc.read(frame(title=["rebels", "x"]))


def test_page_breaks_separate_words() -> None:
    assert dc.read(frame(text=["one\x0ctwo\x0bthree", "x"])).documents["tokens"].tolist() == [3, 1]


@pytest.mark.parametrize(
    "line",
    [
        "Share this burden, Merkel tells Europe",
        "See more refugees than ever, Merkel warns",
        "Sign up for the ceasefire, Kerry urges rebels",
        "Reuters/Ipsos poll finds refugees welcome",
        "The rebels fled the city of Aleppo on Monday, and with them all who could walk or run. READ MORE",
    ],
)
def test_headings_and_sentences_stay(line: str) -> None:
    notes = Notes()
    assert clean(f"First.\n{line}\nLast.", notes=notes, document="x") == f"First.\n{line}\nLast."


def test_the_title_is_the_title_whatever_its_quotation_marks() -> None:
    notes = Notes()
    assert clean("Syria’s war\nText.", title="Syria's war", notes=notes, document="x") == "Text."


def test_twice_as_many_equal_ids_are_twice_the_work(work: Callable[[Callable[[], object]], int]) -> None:
    def read(rows: int) -> None:
        table = pd.DataFrame({"source": "A", "id": "same", "text": "words"}, index=range(rows))
        ids = dc.read(table, errors="repair", cached=False).documents["id"]
        assert ids.iloc[-1] == f"same-{rows}"

    read(10)
    assert work(lambda: read(600)) < 2.5 * work(
        lambda: read(300)
    )  # not each looking for its number from 2 on


def test_what_is_handed_out_is_a_copy(seeds: dc.Corpus) -> None:
    for table in (seeds.metadata, seeds.documents):
        table["source"] = "X"
    assert "X" not in set(seeds.documents["source"])


@pytest.mark.parametrize("look", [dc.read, dc.inspect])
@pytest.mark.parametrize(
    "name", ["uft-8", "rot13", "hex", "idna", "punycode", "undefined", "../x", "a\0b", "x" * 9999]
)
def test_an_encoding_that_is_none_of_text_is_one_sentence(
    tmp_path: Path, look: Callable[..., object], name: str
) -> None:
    (tmp_path / "news.csv").write_text("source,text\nA,rebels\n")
    with pytest.raises(dc.CorpusError, match="not known to Python for text; try utf-8 or latin-1") as caught:
        look(tmp_path / "news.csv", encoding=name)
    assert len(str(caught.value)) < 500


GOOD = pa.array(["the rebels", "the terrorists"])
BAD = pa.Array.from_buffers(pa.string(), 2, pa.array([b"A\xff", b"B"]).buffers())
HOSTILE = {
    "no UTF-8": pa.table({"source": BAD, "text": GOOD}),
    "no zone": pa.table(
        {"source": GOOD, "text": GOOD, "date": pa.array([0, 1], pa.timestamp("us", tz="Nowhere/X"))}
    ),
    "no column": pa.table({"source": GOOD, "text": GOOD}).replace_schema_metadata(
        {"pandas": '{"index_columns":["nope"],"columns":[{"name":"x"}]}'}
    ),
    "no JSON": pa.table({"source": GOOD, "text": GOOD}).replace_schema_metadata({"pandas": "no JSON"}),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_parquet_that_lies_is_one_sentence_or_read(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "news.parquet"
    pq.write_table(HOSTILE[kind], file)
    for look in (dc.read, dc.inspect, partial(dc.index, folder=tmp_path / "out", progress=False)):
        said = ""
        try:
            look(file)
        except dc.CorpusError as error:
            said = str(error)
        assert said.startswith(("news.parquet", str(file))) or kind.startswith("no "), look
        assert len(said) < 500


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("news.json", '[{"source": "A", "text": "the rebels", "\\ud800k": "x"}]'),
        ("news.jsonl", '{"source": "A", "text": "the \\ud800 rebels"}\n'),
    ],
)
def test_what_no_table_can_hold_is_one_sentence(tmp_path: Path, name: str, content: str) -> None:
    if "json" in name and pd.__version__ < "3":
        pytest.skip("columns of pandas 2 hold any str, half characters too")
    (tmp_path / name).write_text(content)
    for look in (dc.read, dc.inspect):
        with pytest.raises(dc.CorpusError, match=name):
            look(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="pipes and names in bytes are POSIX's")
def test_pipes_and_names_in_bytes_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "t" / "A").mkdir(parents=True)
    (tmp_path / "t" / "A" / "one.txt").write_text("the rebels")
    os.mkfifo(tmp_path / "t" / "A" / "two.txt")
    os.mkfifo(tmp_path / "news.csv")
    for look in (dc.read, dc.inspect):
        for place, options in (("t", {"folders": "source"}), ("news.csv", {})):
            with pytest.raises(dc.DiscourseError, match=r"(two\.txt|news\.csv): a device or a pipe; only"):
                look(tmp_path / place, **options)
    with pytest.raises(dc.DiscourseError, match=r"news\.csv: a device or a pipe"):
        dc.read("seeds", aliases=tmp_path / "news.csv")
    with pytest.raises(dc.DiscourseError, match=r"news\.csv: a device or a pipe"):
        dc.read("seeds", stop_words=tmp_path / "news.csv")
    with pytest.raises(dc.DiscourseError, match=r"news\.csv: a device or a pipe"):
        dc.Lexicon.read(tmp_path / "news.csv")
    with pytest.raises(dc.DiscourseError, match=r"news\.csv: a device or a pipe"):
        dc.validate(dc.read("seeds"), dc.Lexicon.read("syria"), tmp_path / "news.csv")
    (tmp_path / "t" / "A" / "two.txt").unlink()
    (tmp_path / "t" / "A" / os.fsdecode(b"t\xff.txt")).write_text("the rebels")
    for look in (dc.read, dc.inspect):
        with pytest.raises(dc.CorpusError, match=r"t/A/t.\.txt: its name is not in UTF-8; every"):
            look(tmp_path / "t", folders="source")
    read = dc.read(tmp_path / "t", folders="source", errors="repair")
    assert read.notes["what"].tolist() == ["file without a name in UTF-8 left out"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("a = " + "9" * 5000, "not TOML"),
        ("a = " + "[" * 5000 + "]" * 5000, "not TOML"),
        ("#" * 9_000_000, "9 MB of TOML; 8 MB are read"),
    ],
)
def test_toml_without_measure_is_one_sentence(tmp_path: Path, content: str, said: str) -> None:
    (tmp_path / "aliases.toml").write_text(content)
    with pytest.raises(dc.DiscourseError, match=f"aliases.toml: {said}"):
        dc.read("seeds", aliases=tmp_path / "aliases.toml")


def test_memory_that_is_used_up_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    (tmp_path / "news.csv").write_text("source,text\nA,rebels\n")
    monkeypatch.setattr("discourse.ingest.file.read_file", full)
    with pytest.raises(dc.CorpusError, match=r"news\.csv: not enough memory for it"):
        dc.read(tmp_path / "news.csv")


class PanicException(BaseException):
    """As pyo3 raises it where Rust panics."""


ODD = [
    PanicException,
    *(each for module in (pa.lib, pd.errors, calamine) for each in vars(module).values() if is_error(each)),
    *(
        each
        for each in vars(builtins).values()
        if is_error(each) and not issubclass(each, OSError | ImportError)
    ),
    tomllib.TOMLDecodeError,
    re.error,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
]


@pytest.mark.parametrize("kind", dict.fromkeys(ODD), ids=lambda kind: kind.__name__)
def test_whatever_a_library_raises_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[BaseException]
) -> None:
    odd = kind.__new__(kind, "odd\nsecond line")  # some ask for more than a message
    (tmp_path / "news.csv").write_text("source,text\nA,rebels\n")
    monkeypatch.setattr("discourse.ingest.file.read_file", mock.Mock(side_effect=odd))
    with pytest.raises(dc.CorpusError, match=r"news\.csv: "):
        dc.read(tmp_path / "news.csv")


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_who_stops_is_not_held_up(stop: type[BaseException]) -> None:
    with pytest.raises(stop), outside("news.csv"):
        raise stop


@pytest.mark.parametrize("window", [10**30, 10**7, -1, 1.5])
def test_a_window_without_measure_is_one_sentence(window: int) -> None:
    with pytest.raises(dc.DiscourseError, match="window"):
        dc.concordance(dc.read("seeds"), "rebel*", window=window)


def test_a_cache_in_no_home_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_CACHE", "~nobody-of-this-name/x")
    monkeypatch.setattr("discourse.reading.reading._LARGE", 1)
    with pytest.raises(dc.CorpusError, match="DISCOURSE_CACHE='~nobody-of-this-name/x': there is no such"):
        cache.folder()


def test_a_table_of_many_columns_is_read_in_linear_work(work: Callable[[Callable[[], object]], int]) -> None:
    def lines(columns: int) -> int:
        table = frame(**{f"column {number}": ["x", "y"] for number in range(columns)})
        return work(lambda: dc.read(table))

    lines(10)  # what is imported first
    few, many = lines(500), lines(2000)
    assert many < 5 * few
    assert "column 7" in dc.read(frame(**{f"column {number}": "x" for number in range(8000)})).metadata


def archive(**files: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name.replace("_", "/").replace("-", "."), content)
    return data.getvalue()


MORE = "table:number-%s-repeated"


def ods(of_row: str, of_cell: str, text: str = "x") -> str:
    cell = f"<table:table-cell {of_cell}><text:p>{text}</text:p></table:table-cell>"
    return f"<table:table><table:table-row {of_row}>{cell}</table:table-row></table:table>"


def test_parquet_that_would_fill_memory_is_one_sentence(tmp_path: Path) -> None:
    table = pa.table({"source": ["A"], "text": pa.array(["a" * (65 << 20)], pa.large_string())})
    pq.write_table(table, tmp_path / "news.parquet", compression="zstd", use_dictionary=False)
    said = r"news\.parquet, column 'text': unpacks to 0\.1 GB or more, over 200 times its size"
    for look in (dc.read, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(dc.CorpusError, match=said):
            look(tmp_path / "news.parquet")


@pytest.mark.parametrize("stored", [True, False])
def test_one_text_of_parquet_that_thousands_of_rows_share_is_one_sentence(
    tmp_path: Path, stored: bool
) -> None:
    def written(times: int) -> Path:
        few = pa.DictionaryArray.from_arrays(pa.array([0] * times, pa.int32()), ["rebels fight " * 100_000])
        table = pa.table({"source": ["A"] * times, "text": few})
        pq.write_table(table, tmp_path / "news.parquet", compression="none", store_schema=stored)
        return tmp_path / "news.parquet"

    said = r"news\.parquet, column 'text': unpacks to 3\.9 GB or more, over 200 times its size"
    for look in (dc.read, dc.inspect, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(dc.CorpusError, match=said):
            look(written(3000))
    assert len(dc.read(written(2))) == 2


N, LONG = 3000, "rebels fight " * 100_000
ONCE = pa.DictionaryArray.from_arrays(pa.array([0] * N, pa.int32()), [LONG])
EACH = pa.array(range(N + 1), pa.int32())
OTHERS = [f"{number * 7919 % 1_000_003:x}" * 6 for number in range(60_000)]
BOMBS: dict[str, tuple[Any, dict[str, Any]]] = {
    "tags.list.element": (pa.ListArray.from_arrays(EACH, ONCE), {}),
    "tags.inner": (pa.StructArray.from_arrays([ONCE], ["inner"]), {}),
    "tags.list.element.a.b": (
        pa.ListArray.from_arrays(EACH, pa.StructArray.from_arrays([ONCE, pa.array(range(N))], ["a.b", "n"])),
        {},
    ),
    "tags.key_value.value": (pa.MapArray.from_arrays(EACH, ["key"] * N, ONCE), {}),
    "among others": (
        pa.DictionaryArray.from_arrays(
            pa.array([0] * N + list(range(1, 60_001)), pa.int32()), pa.array([LONG, *OTHERS])
        ),
        {"dictionary_pagesize_limit": 1 << 30},
    ),
    "beginnings": (
        pa.array([LONG] * 200),
        {"use_dictionary": False, "column_encoding": {"beginnings": "DELTA_BYTE_ARRAY", "source": "PLAIN"}},
    ),
    "of one length": (pa.array([b"x" * 60_000] * N, pa.binary(60_000)), {}),
    "nothing": (pa.nulls(10_000_000, pa.string()), {}),
}


@pytest.mark.parametrize("column", BOMBS)
def test_what_parquet_has_once_for_many_rows_is_one_sentence(tmp_path: Path, column: str) -> None:
    values, how = BOMBS[column]
    table = pa.table({column.split(".")[0]: values, "source": ["A"] * len(values)})
    path = tmp_path / "news.parquet"
    pq.write_table(table, path, **how)
    said = rf"news\.parquet, column '{column}': unpacks to [0-4]\.[0-9] GB or more, over 200 times its size"
    text = column if "." not in column else None
    for look in (dc.read, dc.inspect, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(dc.CorpusError, match=said):
            look(path, text=text)
    path.rename(tmp_path / "news.dat")
    with pytest.raises(dc.CorpusError, match=said.replace("parquet", "dat")):
        dc.read(tmp_path / "news.dat", format="parquet", text=text)


def test_what_parquet_has_once_and_is_little_is_read(tmp_path: Path) -> None:
    texts = [f"{word} rebels" for word in OTHERS[:2000]]
    few = pa.DictionaryArray.from_arrays(pa.array([0, 1] * 1000, pa.int32()), ["SANA " * 50, "AP " * 900])
    columns = {
        "text": pa.array(texts),
        "source": few,
        "section": pa.ListArray.from_arrays(pa.array(range(2001), pa.int32()), few),
        "year": pa.array([2016] * 2000),
        "note": pa.nulls(2000, pa.string()),
        "price": pa.array([1] * 2000, pa.decimal128(30, 2)),
    }
    for how in ({}, {"use_dictionary": False, "column_encoding": {"text": "DELTA_BYTE_ARRAY"}}):
        table = pa.table(columns if not how else {"text": columns["text"], "source": ["A"] * 2000})
        pq.write_table(table, tmp_path / "news.parquet", **how)
        assert len(dc.read(tmp_path / "news.parquet")) == 2000


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        (
            "news.xlsx",
            {"odd_sheet1-xml": '<row><c r="A1"/></row><row><c r="XFD20000"/></row>'},
            "a sheet with a cell in column XFD and one in row 20,000, far from what a table has",
        ),
        (
            "news.xlsx",
            {"xl_worksheets_sheet1-xml": f"<row>{'<c><v>1</v></c>' * 9000}</row><row r='9000'><c/></row>"},
            "a sheet with a row of 9,000 cells and one in row 9,000",
        ),
        (
            "news.xlsx",
            {f"xl_worksheets_sheet{n}-xml": '<row r="1200"><c r="XFD1200"/></row>' for n in range(2)},
            "sheets of 39,321,600 cells",
        ),
        (
            "news.xlsx",
            {
                "xl_worksheets_sheet1-xml": '<c t="s"><f/><v>0</v></c>' * 20_000,
                "xl_sharedStrings-xml": f"<sst><si><t>{'words ' * 10_000}</t></si></sst>",
            },
            r"texts repeated until cells have 1\.2 GB of them",
        ),
        (
            "news.ods",
            {
                "content-xml": '<table:table><table:table-row table:number-rows-repeated="9000">'
                '<table:table-cell office:boolean-value="true" table:number-columns-repeated="9000"/>'
                "</table:table-row></table:table>"
            },
            "a sheet of 9,000 rows and 9,000 columns",
        ),
        (
            "news.ods",
            {
                "content-xml": "<office:spreadsheet>"
                + 3 * ods(f'{MORE % "rows"}="1500"', f'{MORE % "columns"}="9000"')
                + "</office:spreadsheet>"
            },
            "sheets of 40,500,000 cells",
        ),
        (
            "news.xlsx",
            {"xl_worksheets_sheet1-xml": '<row><c r="A1"/></row><row><c r="XFD20000"/></row>'},
            "a sheet with a cell in column XFD and one in row 20,000, far from what a table has",
        ),
        (
            "news.xlsx",
            {"xl_worksheets_sheet1-xml": '<row><c r="XFD1"/></row><row r="1048576"><c r="A1048576"/></row>'},
            "a sheet with a cell in column XFD and one in row 1,048,576",
        ),
        (
            "news.xlsx",
            {"xl_worksheets_sheet1-xml": "<row><c r='A1'/></row><row><c r = 'xfd20000'/></row>"},
            "a sheet with a cell in column XFD and one in row 20,000",
        ),
        (
            "news.xlsx",
            {
                "xl_worksheets_sheet1-xml": '<c t="s"><v>1</v></c>' * 20_000,
                "xl_sharedStrings-xml": f"<sst><si><t>a</t></si><si><t>{'words ' * 10_000}</t></si></sst>",
            },
            r"texts repeated until cells have 1\.2 GB of them",
        ),
        (
            "news.xlsx",  # as other programs name the same elements
            {
                "xl_worksheets_sheet1-xml": '<x:c t="s"><x:v xml:space="preserve">1</x:v></x:c>' * 20_000,
                "xl_sharedStrings-xml": f"<x:sst><x:si/><x:si><x:t>{'words ' * 10_000}</x:t></x:si></x:sst>",
            },
            r"texts repeated until cells have 1\.2 GB of them",
        ),
        ("news.ods", {"content-xml": '<text:s text:c="2147483648"/>'}, "2,147,483,648 blanks between words"),
        (
            "news.ods",
            {
                "content-xml": ods(
                    'table:number-rows-repeated="900000"', 'table:number-columns-repeated="9000"'
                )
            },
            "a sheet of 900,000 rows and 9,000 columns",
        ),
        (
            "news.ods",
            {"content-xml": ods(f'{MORE % "rows"}="1000000"', "", "words " * 1000)},
            r"texts repeated until cells have 6\.0 GB of them",
        ),
    ],
)
def test_a_sheet_that_would_fill_memory_is_one_sentence(
    tmp_path: Path, name: str, content: dict[str, str], said: str
) -> None:
    (tmp_path / name).write_bytes(archive(**content))
    for look in (dc.read, dc.inspect):
        with pytest.raises(dc.CorpusError, match=f"{name}: {said}"):
            look(tmp_path / name)


@pytest.mark.parametrize(
    "pattern",
    ["a{4000000000}", "a{,99999999}", "((a{999}){999}){9,}", "(" * 5000 + ")" * 5000, "(a", "(?<!a*"],
)
def test_a_regular_expression_without_measure_is_one_sentence(pattern: str) -> None:
    with pytest.raises(dc.CorpusError, match=r"drop_lines has .*not a regular expression") as caught:
        dc.read(frame(), drop_lines=[pattern])
    assert len(str(caught.value)) < 500


def test_a_regular_expression_that_would_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.ingest.clean._SECONDS", 0.05)
    text = "the rebels\n" + "xa" * 30 + "b"
    with pytest.raises(dc.CorpusError, match=r"the regular expression .* takes more than 0\.05 seconds on"):
        dc.read(frame(text=[text, text]), drop_lines=[r"(?:(?:x\w)+|(?:xa?\w?)+|\w)+\d"])


@pytest.mark.parametrize(
    "line",
    [
        "AP/" + "A" * 4000 + " x",
        "AP/" + "A " * 4000,
        "Photo" * 4000,
        "[a](b)" * 4000 + "x",
        "sign up " * 4000,
    ],
)
def test_no_rule_of_cleaning_goes_back(line: str) -> None:
    assert clean(line, notes=Notes(), document="d").split() == line.split()


def gone(path: Path) -> None:
    path.unlink()


def folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def halved(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize("opened", [1, 2])
@pytest.mark.parametrize("change", [gone, folder, halved])
@pytest.mark.parametrize("look", [dc.read, partial(dc.index, folder="out")])
def test_parquet_that_changes_while_it_is_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, look: Any, change: Any, opened: int
) -> None:
    path, times, whole = tmp_path / "news.parquet", [0], pq.ParquetFile

    def later(*args: Any, **kwargs: Any) -> Any:
        times[0] += 1
        if times[0] == opened:
            change(path)
        return whole(*args, **kwargs)

    pq.write_table(pa.table({"source": ["A", "B"], "text": ["rebels", "terrorists"]}), path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(pq, "ParquetFile", later)
    with pytest.raises(dc.CorpusError, match=r"^news\.parquet: not a \.parquet file that can be read: "):
        look(path, progress=False)
    assert [left.name for left in tmp_path.rglob("*/shards/*")] == []


@pytest.mark.parametrize("name", ["news.csv", "news.parquet", "folder/a.txt", "folder/metadata.csv"])
@pytest.mark.parametrize("look", [dc.read, dc.inspect])
def test_what_may_not_be_read_is_one_sentence(
    tmp_path: Path, name: str, look: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.txt").write_text("The rebels fled.")
    (tmp_path / "folder" / "metadata.csv").write_text("file,source\na.txt,A\n")
    frame().to_csv(tmp_path / "news.csv")
    frame().to_parquet(tmp_path / "news.parquet")
    closed = PermissionError(errno.EACCES, "Permission denied", str(tmp_path / name))
    read = Path.read_bytes

    def read_bytes(path: Path) -> bytes:  # the one who runs the tests may be allowed everything
        if path == tmp_path / name:
            raise closed
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", read_bytes)
    if name == "news.parquet":
        monkeypatch.setattr(pq, "ParquetFile", mock.Mock(side_effect=closed))
    where = tmp_path / name.split("/")[0]
    with pytest.raises(dc.CorpusError, match=rf"{Path(name).name}: .*[Pp]ermission denied"):
        look(where)


def test_a_saved_text_that_is_cut_short_is_one_sentence(tmp_path: Path) -> None:
    dc.read("seeds").save(tmp_path / "saved")
    corpus = dc.open(tmp_path / "saved")
    last = corpus.metadata["id"].iloc[-1]
    assert corpus.text(last)
    texts = tmp_path / "saved" / "shards" / "00000" / "texts.npy"
    os.truncate(texts, texts.stat().st_size - 100)
    with pytest.raises(dc.CorpusError, match=r"texts\.npy: cut short since the corpus was opened"):
        corpus.text(last)


def test_a_first_row_without_names_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("a" * 1_000_000)
    for look in (dc.read, dc.inspect):
        with pytest.raises(
            dc.CorpusError, match=r"news\.csv: a cell of 1,000,000 characters in the first row"
        ):
            look(tmp_path / "news.csv")
