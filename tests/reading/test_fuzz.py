"""Whatever stands in a file: a corpus or one sentence, no other error and no hang.

A longer run by hand: ``FUZZ=20000 python -m pytest tests/reading/test_fuzz.py``.
"""

import io
import json
import os
import tempfile
import tomllib
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.ingest.options import checked
from discourse.ingest.outlets import read_aliases
from tests.ingest.exports.test_nexis_uni import article
from tests.ingest.exports.test_word import word_file

TIMES = int(os.environ.get("FUZZ", "40"))
bounded = settings(max_examples=TIMES, suppress_health_check=list(HealthCheck))

ROWS = [
    {"id": "1", "source": "SANA", "date": "2016-03-01", "title": "One", "text": "Terrorists fled."},
    {
        "id": "2",
        "source": "https://a.example.org/1",
        "date": "",
        "title": "",
        "text": 'The "rebels", they\nsay.',
    },
    {
        "id": "3",
        "source": "Etilaf",
        "date": "1/2/2016",
        "title": "Drei",
        "text": "Ünïcode \u202e \u0000 words",
    },
]


def parquet() -> bytes:
    content = io.BytesIO()
    pd.DataFrame(ROWS).to_parquet(content)
    return content.getvalue()


VALID: dict[str, bytes] = {
    ".csv": pd.DataFrame(ROWS).to_csv(index=False).encode(),
    ".tsv": pd.DataFrame(ROWS).to_csv(index=False, sep="\t").encode(),
    ".jsonl": "\n".join(json.dumps(row) for row in ROWS).encode(),
    ".json": json.dumps({"articles": ROWS}).encode(),
    ".parquet": parquet(),
    ".xlsx": b"PK\x03\x04",
    ".html": b"<html><head><title>T</title></head><body><article><p>Words of it.</p></article></body></html>",
    ".txt": b"words",
    ".docx": word_file(*article("SANA", "March 1, 2016"), *article("Etilaf", "March 2, 2016", number=2)),
}


@st.composite
def damaged(draw: st.DrawFn, valid: bytes) -> bytes:
    """Cut, double or overwrite pieces of a valid file, or take any bytes at all."""
    if draw(st.integers(0, 5)) == 0:
        return draw(st.binary(max_size=300))
    content = bytearray(valid)
    for _ in range(draw(st.integers(1, 4))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.integers(0, 40)))
        piece = draw(
            st.sampled_from([b"", b'"', b"\x00", b"\xff", b"\n", b",", b"{", bytes(content[begin:end]) * 2])
        )
        content[begin:end] = piece if draw(st.booleans()) else draw(st.binary(max_size=8))
    return bytes(content)


def read_or_say(path: Path, **options: Any) -> None:
    for errors in ("raise", "repair"):
        try:
            corpus = dc.read(path, errors=errors, progress=False, **options)
            documents = corpus.documents
        except dc.DiscourseError as error:
            assert "\n" not in str(error)
            assert len(str(error)) < 700
        else:
            assert len(documents) == len(corpus) >= 1
            assert documents["id"].is_unique
            assert (documents["source"] != "").all()


@pytest.mark.parametrize("kind", sorted(set(VALID) - {".txt"}))
def test_damaged_files(kind: str) -> None:
    @bounded
    @given(damaged(VALID[kind]), st.sampled_from([None, "latin-1", "utf-16"]))
    def check(content: bytes, encoding: str | None) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"news{kind}"
            path.write_bytes(content)
            read_or_say(path, encoding=encoding)

    check()


@bounded
@given(damaged(b"file,source,date\na.txt,SANA,2016-03-01\nb.html,Etilaf,\n"), damaged(VALID[".txt"]))
def test_damaged_folders(metadata: bytes, text: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("metadata.csv", metadata), ("a.txt", text), ("b.html", VALID[".html"])):
            (Path(folder) / name).write_bytes(content)
        read_or_say(Path(folder))
        (Path(folder) / "metadata.csv").unlink()
        read_or_say(Path(folder))


@pytest.mark.parametrize("kind", [".csv", ".docx", ".json", ".parquet", ".txt"])
def test_looking_at_damaged_files(kind: str) -> None:
    @settings(bounded, max_examples=TIMES // 3 or 1)
    @given(damaged(VALID[kind]))
    def check(content: bytes) -> None:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / f"news{kind}"
            path.write_bytes(content)
            try:
                seen = dc.inspect(path)
            except dc.DiscourseError as error:
                assert "\n" not in str(error)
            else:
                assert repr(seen)
                assert bool(seen.command) == bool(seen.call) == ("not found" not in set(seen.facts["what"]))
                if seen.command and "no repair" not in set(seen.facts["what"]):  # what is proposed reads
                    assert len(dc.read(path, **seen.options))

    check()


@bounded
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


@bounded
@given(damaged(b'"Fox Online News" = "Fox News"\n"cnn.com" = "CNN"\n'))
def test_damaged_aliases(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "aliases.toml"
        path.write_bytes(content)
        try:
            aliases = read_aliases(path)
        except dc.CorpusError as error:
            assert str(error).startswith("aliases.toml: ")
            assert "\n" not in str(error)
        else:
            written = tomllib.loads(content.decode("utf-8-sig"))
            assert {" ".join(name.split()) for name in written} == set(aliases)
            assert not set(aliases.values()) & {name for name, outlet in aliases.items() if name != outlet}
