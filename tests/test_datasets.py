"""FA-KES is found, or fetched once and checked; what goes wrong is one sentence."""

import hashlib
from pathlib import Path
from typing import Any

import pooch
import pytest
import requests

import discourse as dc
from discourse import datasets

NAME = "FA-KES-Dataset.csv"
PUBLISHED = (  # an invented article in the columns of the published file
    "unit_id,article_title,article_content,source,date,location,labels,,,,\r\n"
    "7,Nothing happened,A rebel said that caf\xe9s were open.,Herald,4/5/2017,Nowhere,1,,,,\r\n"
).encode("latin-1")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """A small file that passes for the published one."""
    monkeypatch.setattr(datasets, "_SHA256", hashlib.sha256(PUBLISHED).hexdigest())
    return PUBLISHED


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.delenv("DISCOURSE_DATA", raising=False)
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def serve(monkeypatch: pytest.MonkeyPatch, content: bytes | Exception) -> list[str]:
    """Answer pooch with some bytes, or an error; the list fills with what was asked for."""
    asked = []

    def download(url: str, output_file: Any, _: object) -> None:
        asked.append(url)
        if isinstance(content, Exception):
            raise content
        Path(output_file).write_bytes(content)

    monkeypatch.setattr(pooch.core, "choose_downloader", lambda *_, **__: download)
    return asked


@pytest.mark.parametrize("place", ["fakes", "."])
def test_it_is_found_where_the_variable_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, small: bytes, place: str
) -> None:
    (tmp_path / place).mkdir(exist_ok=True)
    (tmp_path / place / NAME).write_bytes(small)
    monkeypatch.setenv("DISCOURSE_DATA", str(tmp_path))
    asked = serve(monkeypatch, AssertionError("nothing is to be fetched"))
    corpus = dc.datasets.fakes()
    assert corpus.documents[["id", "source", "title", "year"]].values.tolist() == [
        ["7", "Herald", "Nothing happened", 2017]
    ]
    assert corpus.text("7") == "A rebel said that caf\xe9s were open."
    assert asked == []


def test_another_file_under_the_variable_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(b"something else")
    monkeypatch.setenv("DISCOURSE_DATA", str(tmp_path))
    with pytest.raises(dc.CorpusError) as error:
        dc.datasets.fakes()
    assert str(error.value) == (
        f"{tmp_path / NAME} is not the published file: its SHA-256 is "
        f"{hashlib.sha256(b'something else').hexdigest()}, that of https://zenodo.org/records/2607278 is "
        "90822dc38d080fa220960d4b7c704fb66adba0feaf038ab44e56ec4d6f2e15ab"
    )


def test_it_is_fetched_once(monkeypatch: pytest.MonkeyPatch, cache: Path, small: bytes) -> None:
    asked = serve(monkeypatch, small)
    assert len(dc.datasets.fakes()) == 1
    assert len(dc.datasets.fakes()) == 1
    assert asked == [f"https://zenodo.org/records/2607278/files/{NAME}?download=1"]
    assert [path.name for path in cache.iterdir()] == [NAME]


def test_a_broken_file_in_the_cache_is_fetched_again_and_never_read(
    monkeypatch: pytest.MonkeyPatch, cache: Path, small: bytes
) -> None:
    cache.mkdir()
    (cache / NAME).write_bytes(small[:-40])
    serve(monkeypatch, requests.ConnectionError("no route to host"))
    with pytest.raises(
        dc.CorpusError, match=r"could not be fetched into .* \(ConnectionError\); get it from"
    ):
        dc.datasets.fakes()
    serve(monkeypatch, small)
    assert dc.datasets.fakes().documents["id"].tolist() == ["7"]
    assert (cache / NAME).read_bytes() == small
    assert [path.name for path in cache.iterdir()] == [NAME]


def test_a_folder_without_the_file_is_no_reason_not_to_fetch(
    monkeypatch: pytest.MonkeyPatch, cache: Path, tmp_path: Path, small: bytes
) -> None:
    monkeypatch.setenv("DISCOURSE_DATA", str(tmp_path))
    assert serve(monkeypatch, small) == []
    assert len(dc.datasets.fakes()) == 1
    assert (cache / NAME).is_file()


def test_without_a_network_it_says_where_to_get_it(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    serve(monkeypatch, requests.ConnectionError("no route to host"))
    with pytest.raises(dc.CorpusError) as error:
        dc.datasets.fakes()
    assert str(error.value) == (
        f"FA-KES-Dataset.csv could not be fetched into {cache} (ConnectionError); get it from "
        "https://zenodo.org/records/2607278 and name its folder in DISCOURSE_DATA"
    )
    assert list(cache.iterdir()) == []


def test_what_comes_with_another_hash_is_not_kept(monkeypatch: pytest.MonkeyPatch, cache: Path) -> None:
    serve(monkeypatch, b"a page that says sorry")
    with pytest.raises(dc.CorpusError, match=r"is not the file that was published, by its SHA-256; get it"):
        dc.datasets.fakes()
    assert not (cache / NAME).exists()


def test_without_a_cache_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch, small: bytes) -> None:
    monkeypatch.delenv("DISCOURSE_DATA", raising=False)
    monkeypatch.setenv("DISCOURSE_CACHE", "")
    asked = serve(monkeypatch, small)
    with pytest.raises(dc.CorpusError, match=r"cannot be kept because DISCOURSE_CACHE is empty; get it"):
        dc.datasets.fakes()
    assert asked == []


def test_the_published_file(fakes: dc.Corpus) -> None:
    assert len(fakes) == 804
    assert fakes.documents["source"].nunique() == 15
    assert (fakes.documents["year"].min(), fakes.documents["year"].max()) == (2011, 2018)
