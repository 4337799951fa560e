"""Whatever stands in what is read, and whatever becomes of it meanwhile: a value or one sentence.

A longer run by hand: ``FUZZ=2000 python -m pytest tests/reading/test_fuzz.py``.
"""

import builtins
import csv
import errno
import io
import json
import os
import random
import shutil
import struct
import tomllib
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from dictionaries import ALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.ingest.options import checked
from discourse.reading.study import read_study
from discourse.text.stop_words import read_stop_words
from tests.ingest.exports.test_nexis_uni import article
from tests.ingest.exports.test_word import word_file
from tests.reading.test_edges import PanicException, ods
from tests.reading.test_formats import BODY, HEADER, excel
from tests.reading.test_kinds import EUROPRESSE, FACTIVA, NEXIS, PAGE

TIMES = int(os.environ.get("FUZZ", "5"))
ROWS = [
    {"id": "1", "source": "SANA", "date": "2016-03-01", "title": "One", "text": "Terrorists fled."},
    {"id": "2", "source": "https://a.example.org/1", "date": "", "title": "", "text": '"rebels",\nthey say'},
    {"id": "3", "source": "Etilaf", "date": "1/2/2016", "title": "Drei", "text": "Ünï \u202e \u0000 words"},
]
FOLDER = {
    "metadata.csv": b"file,source,date\na.txt,SANA,2016-03-01\nb.html,Etilaf,\n",
    "a.txt": "Wörter of it".encode(),
    "b.html": PAGE.encode(),
    "corpus.toml": b'drop_lines = ["READ MORE.*"]\ndrop_text = ["\\\\(Reuters\\\\)"]\n',
    "aliases.toml": b'"Fox Online News" = "Fox News"\n"cnn.com" = "CNN"\n',
}
LEXICON = b'name = "n"\n[c.labels]\na = ["b*"]\nd = {patterns = ["e @ f"], except = ["g"], note = "h"}\n'
STUDY = (
    b'corpus = "seeds"\nby = "source"\n[options]\ntext = "body"\nwhere = {source = "A"}\ndrop_lines = "a"\n'
)


@contextmanager
def answered(path: Path) -> Iterator[None]:
    """Take a sentence of ours as an answer, if it is short and names what was read; nothing else."""
    try:
        yield
    except dc.DiscourseError as error:
        sentence, names = str(error), [path, *path.rglob("*")] if path.is_dir() else [path]
        assert "\n" not in sentence
        assert len(sentence) < 500
        assert any(each.name in sentence for each in names) or "aliases.toml" in sentence, sentence


def read_any(path: Path, **options: Any) -> None:
    for errors in ("raise", "repair"):
        with answered(path):
            documents = dc.read(path, errors=errors, progress=False, **options).documents
            assert len(documents)
            assert documents["id"].is_unique
            assert (documents["source"] != "").all()
    with answered(path):
        seen = dc.inspect(path, **options)
        assert repr(seen)
        assert bool(seen.command) == bool(seen.call) == ("not found" not in set(seen.facts["what"]))
        if seen.command and "no repair" not in set(seen.facts["what"]):
            assert len(dc.read(path, **seen.options))  # what is proposed reads


def open_any(path: Path) -> None:
    with answered(path):
        corpus = dc.open(path)
        assert [corpus.raw(each) for each in corpus.metadata["id"]]
        assert len(corpus.index.vocabulary) > len(corpus.notes)


def by(read: Callable[[Path], object], **options: Any) -> Callable[[Path], None]:
    def call(path: Path) -> None:
        with answered(path):
            read(path, **options)

    return call


def lexicon_of(path: Path) -> None:
    for errors in ("raise", "repair"):
        with answered(path):
            assert dc.Lexicon.read(path, errors=errors).queries()  # type: ignore[arg-type]


def codes(path: Path) -> None:
    dc.validate(dc.read("seeds"), dc.Lexicon.read("syria"), path)


def parquet(path: Path) -> None:
    pd.DataFrame(ROWS).to_parquet(path)


def sheet(path: Path) -> None:
    excel(path, A=[HEADER, *BODY])


def sheet_of_ods(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ods("", ""))


def coded(path: Path) -> None:
    dc.validation_sample(dc.read("seeds"), dc.Lexicon.read("syria"), path, n=3)
    path.write_bytes(path.read_bytes().replace(b"\n", b"yes\n"))


def saved(path: Path) -> None:
    dc.read("seeds").save(path)


def folder(path: Path) -> None:
    path.mkdir()
    for name, content in FOLDER.items():
        (path / name).write_bytes(content)


Make = bytes | str | Callable[[Path], object]
# What is read: how it is made, and how it is read.
READ: dict[str, tuple[Make, Callable[[Path], None]]] = {
    "news.csv": (pd.DataFrame(ROWS).to_csv(index=False), read_any),
    "news.tsv": (pd.DataFrame(ROWS).to_csv(index=False, sep="\t"), read_any),
    "news.jsonl": ("\n".join(json.dumps(row) for row in ROWS), read_any),
    "news.json": (json.dumps({"articles": ROWS}), read_any),
    "news.parquet": (parquet, read_any),
    "news.xlsx": (sheet, read_any),
    "news.ods": (sheet_of_ods, read_any),
    "news.docx": (word_file(*article("SANA", "March 1, 2016")), read_any),
    "news.html": (PAGE, read_any),
    "nexis.txt": (NEXIS, read_any),
    "factiva.txt": (FACTIVA, read_any),
    "europresse.html": (EUROPRESSE, read_any),
    "folder": (folder, read_any),
    "saved": (saved, open_any),
    "aliases.toml": (FOLDER["aliases.toml"], by(lambda path: dc.read("seeds", aliases=path))),
    "study.toml": (STUDY, by(read_study)),
    "words.txt": ("the\na # c\nof\n", by(read_stop_words)),
    "codes.csv": (coded, by(codes)),
    "lexicon.toml": (LEXICON, lexicon_of),
    **{name: (content, lexicon_of) for name, content in ALL.items()},
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("whole")
    for name, (make, _) in READ.items():
        if callable(make):
            make(place / name)
        else:
            (place / name).write_bytes(make.encode() if isinstance(make, str) else make)
    return place


SPLICES = [
    b"",
    b'"',
    b"\0",
    b"\xff",
    b"\n",
    b",",
    b"{",
    b"\\",
    b"\\ud800",
    b"9" * 5000,
    b"[" * 3000,
    b"1e999",
]
SPLICES += [
    b"NaN",
    b"&#x110000;",
    b"<!DOCTYPE a>",
    b"<!--",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\x80",
    b"'''",
]
SPLICES += [
    "\u2028".encode(),
    b"(a+)+$",
    b"{99999999}",
    b"=",
    b"\t",
    b"%",
    b"*a",
    b"!!int ",
    b"<<: ",
    b"\x85",
]
SPLICES += [
    b"charset=undefined",
    b"2016-13-45",
    b"99999-01-01",
    b"\xff\xff\xff\x7f",
    b"\0" * 40,
    b"\x80\0\0\0",
]


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, splice, double, flip or overwrite; inside an archive, mostly in one of its files."""
    if data.startswith(b"PK") and chance.random() < 0.7:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        one, content = chance.choice(list(parts)), io.BytesIO()
        parts[one] = damaged(parts[one], chance)
        with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, part in parts.items():
                archive.writestr(name, part)
        return content.getvalue()
    content_ = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 5])):
        begin = chance.randrange(len(content_) + 1)
        end = min(len(content_), begin + chance.choice([0, 1, 4, 40]))
        match chance.randrange(6):
            case 0:
                del content_[begin:]
            case 1:
                content_[begin:end] = bytes(each ^ 1 << chance.randrange(8) for each in content_[begin:end])
            case 2:
                content_[begin:end] = content_[begin:end] * chance.choice([2, 50])
            case 3:
                content_[begin:end] = chance.randbytes(end - begin)
            case _:
                content_[begin:end] = chance.choice(SPLICES)
    return bytes(content_)


def copied(whole: Path, to: Path) -> Path:
    to.parent.mkdir()
    return Path((shutil.copytree if whole.is_dir() else shutil.copy)(whole, to))


@pytest.mark.parametrize("name", READ)
def test_damaged_bytes(whole: Path, tmp_path: Path, name: str) -> None:
    for seed in range(TIMES):
        chance, place = random.Random(f"{name} {seed}"), copied(whole / name, tmp_path / str(seed) / name)
        file = chance.choice(sorted(each for each in [place, *place.rglob("*")] if each.is_file()))
        file.write_bytes(damaged(file.read_bytes(), chance))
        READ[name][1](place)


def gone(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()


def another(path: Path) -> None:
    gone(path)
    path.mkdir()


def shorter(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def longer(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b'\n\xff\0,"')


def circle(path: Path) -> None:
    gone(path)
    path.symlink_to(path)


def raising(error: BaseException) -> Callable[[Path], None]:
    def fails(_: Path) -> None:
        raise error

    return fails


ERRORS = [OSError(number, os.strerror(number)) for number in (errno.EACCES, errno.EIO, errno.ESTALE)]
ERRORS += [OSError("as NumPy says it"), MemoryError(), RecursionError("deep"), struct.error("short")]
ERRORS += [
    pa.ArrowInvalid("odd\nlines"),
    pa.ArrowKeyError("key"),
    PanicException("Rust"),
    zipfile.BadZipFile("no"),
]
ERRORS += [
    pd.errors.ParserError("odd"),
    tomllib.TOMLDecodeError("odd"),
    csv.Error("odd"),
    UnicodeError("odd"),
]
CHANGES = [gone, another, shorter, longer, circle, *map(raising, ERRORS)]


@pytest.mark.parametrize(
    "name", ["news.csv", "news.parquet", "news.xlsx", "folder", "saved", *list(READ)[14:20]]
)
def test_what_changes_while_it_is_read(
    whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before: list[Callable[[Path], None]] = []  # what happens before a file or folder is opened
    place = tmp_path

    def watched(opens: Callable[..., Any]) -> Callable[..., Any]:
        def opened(path: Any = ".", *args: Any, **kwargs: Any) -> Any:
            ours = isinstance(path, str | Path) and Path(path).is_relative_to(place)
            if before and ours and (Path(path).is_dir() or Path(path).is_file()):
                before.pop()(Path(path))
            return opens(path, *args, **kwargs)

        return opened

    for module, function in [
        (builtins, "open"),
        (io, "open"),
        (os, "open"),
        (os, "scandir"),
        (os, "listdir"),
    ]:
        monkeypatch.setattr(module, function, watched(getattr(module, function)))
    monkeypatch.setattr(pq, "ParquetFile", watched(pq.ParquetFile))
    for number in range(TIMES):
        chance = random.Random(f"{name} {number}")
        place = copied(whole / name, tmp_path / str(number) / name)
        change = chance.choice(CHANGES)
        before[:] = [change, *[lambda _: None] * chance.randrange(12)]
        READ[name][1](place)
        before.clear()


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(
    st.text(max_size=12) | st.from_regex(r"(%[a-zA-Z%][-/., ]?){1,4}", fullmatch=True), st.text(max_size=20)
)
def test_any_form_of_dates(form: str, date: str) -> None:
    try:
        checked({"date_format": form})
    except dc.CorpusError as error:
        assert str(error).startswith("date_format=")
        return
    table = pd.DataFrame({"source": ["A"], "text": ["words"], "date": [date]})
    documents = dc.read(table, date_format=form, timezone="Asia/Tokyo", errors="repair").documents
    assert documents["date"].isna().sum() in {0, 1}
