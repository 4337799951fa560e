"""The families of a corpus: kept beside the indexes, taken along by selections, shards and processes."""

import pickle
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import joblib
import numpy as np
import pandas as pd
import pytest

import discourse as dc
from tests.store.test_index import write

STORIES = [" ".join(f"{name}{n}" for n in range(80)) for name in ("alpha", "beta", "gamma")]
NEWS = pd.DataFrame(
    {
        "id": [f"a{n}" for n in range(6)],
        "source": ["SANA", "AFP", "TRT", "SANA", "TRT", "AFP"],
        "date": ["2015-01-03", "2015-01-01", "2015-01-02", "2015-01-02", None, "2015-01-01"],
        "text": [
            STORIES[0],
            STORIES[1],
            f"By AFP {STORIES[0]}",
            STORIES[2],
            STORIES[1][:400],
            f"{STORIES[0]} Reuters",
        ],
    }
)
FAMILIES = ["a0", "a1", "a0", "a3", "a1", "a0"]
LOOKED_AGAIN = mock.patch("discourse.copies.families.find_copies", side_effect=AssertionError("looked again"))


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(params=[1, 2], ids=["one shard", "two shards"])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    if request.param == 1:
        dc.read(NEWS).save(tmp_path / "saved")
    else:
        files = [write(tmp_path, NEWS[:2], name="one.parquet"), write(tmp_path, NEWS[2:], name="two.parquet")]
        dc.index(files, tmp_path / "saved", progress=False)
    return tmp_path / "saved"


def test_saved_or_cut_they_are_the_same(saved: Path) -> None:
    opened = dc.open(saved)
    assert opened.column("family").tolist() == FAMILIES
    assert opened.families.tolist() == [0, 1, 0, 3, 1, 0]
    assert [name for shard in opened.shards for name in shard.column("family")] == FAMILIES
    pd.testing.assert_frame_equal(
        dc.duplicates(opened), dc.duplicates(dc.read(NEWS)), check_flags=False, check_dtype=False
    )


def test_they_are_found_once(kept: Path, saved: Path) -> None:
    assert dc.open(saved).column("family").tolist() == FAMILIES
    with LOOKED_AGAIN:
        again = dc.open(saved)
        assert again.select(source="TRT").column("family").tolist() == ["a0", "a1"]
        assert len(dc.duplicates(again)) == 4
    assert [path.name for path in kept.rglob("*") if path.is_file()] == ["copies.npz"]


@pytest.mark.parametrize("damage", ["cut", "one bit", "empty", "another"])
def test_what_was_kept_and_broke_is_made_again(kept: Path, saved: Path, damage: str) -> None:
    first = dc.open(saved).families
    (file,) = kept.rglob("copies.npz")
    whole = file.read_bytes()
    changed = {"cut": whole[:-9], "one bit": whole[:99] + bytes([whole[99] ^ 1]) + whole[100:], "empty": b""}
    file.write_bytes(changed.get(damage, b"something else"))
    assert np.array_equal(dc.open(saved).families, first)
    assert file.read_bytes() == whole


def test_without_a_cache_nothing_is_kept(kept: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_CACHE", "")
    assert dc.open(saved).column("family").tolist() == FAMILIES
    monkeypatch.setenv("DISCOURSE_CACHE", str(kept))
    assert dc.read(NEWS).column("family").tolist() == FAMILIES
    assert not kept.exists()


def test_a_cache_that_cannot_be_written_is_none(
    tmp_path: Path, saved: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "file"))
    assert dc.open(saved).column("family").tolist() == FAMILIES


def test_nobody_looks_for_copies_who_was_not_asked(saved: Path, syria: dc.Lexicon) -> None:
    with LOOKED_AGAIN:
        corpus = dc.open(saved)
        assert "family" not in corpus.metadata
        dc.framing(corpus, syria, by="source", unit="document")
        dc.overview(corpus)
        assert corpus.select(source="SANA").hash
        assert repr(corpus)


def sent(corpus: dc.Corpus) -> dc.Corpus:
    there = pickle.loads(pickle.dumps(corpus))
    assert isinstance(there, dc.Corpus)
    return there


def parts(corpus: dc.Corpus) -> Iterator[dc.Corpus]:
    yield from corpus.shards
    yield corpus.select(id=["a3", "a4", "a5"])
    yield corpus.select(source="TRT")


def test_another_process_gets_what_was_found(saved: Path) -> None:
    corpus = dc.open(saved)
    corpus.families  # noqa: B018
    with LOOKED_AGAIN:
        for part in [corpus, *parts(corpus)]:
            there = sent(sent(part))
            assert there.column("family").tolist() == part.column("family").tolist()
            assert there.families.tolist() == part.families.tolist()
            assert dc.duplicates(there).equals(dc.duplicates(part))


def test_a_part_is_not_asked_for_what_only_the_whole_knows(tmp_path: Path) -> None:
    files = [write(tmp_path, NEWS[:2], name="one.parquet"), write(tmp_path, NEWS[2:], name="two.parquet")]
    dc.index(files, tmp_path / "saved", progress=False)
    corpus = dc.open(tmp_path / "saved")
    with pytest.raises(dc.CorpusError, match=r"ask that for corpus\.families first"):
        sent(corpus.shards[1]).column("family")
    with pytest.raises(dc.CorpusError, match=r"ask that for corpus\.families first"):
        sent(sent(corpus.shards[1])).column("family")
    assert sent(corpus).column("family").tolist() == FAMILIES


def test_counts_by_family_in_other_processes(saved: Path) -> None:
    here = dc.overview(dc.open(saved), by="family")
    with joblib.parallel_config(n_jobs=2):
        there = dc.overview(dc.open(saved), by="family")
    pd.testing.assert_frame_equal(here, there)
    assert here.groupby("family")["documents"].sum().to_dict() == {"a0": 3, "a1": 2, "a3": 1}
