"""The stories of a corpus: kept beside the families, taken along by selections, shards and processes."""

import pickle
from pathlib import Path
from unittest import mock

import joblib
import numpy as np
import pandas as pd
import pytest

import discourse as dc
from tests.copies.test_events import news
from tests.store.test_index import write

NEWS = news()
STORIES = [f"{name[:2]}t0" for name in NEWS["id"]]
LOOKED_AGAIN = mock.patch("discourse.copies.stories.find_events", side_effect=AssertionError("looked again"))
LEXICON = dc.Lexicon.from_dict({"fighters": {"labels": {"a": ["rebel*"], "b": ["moderate @ opposition"]}}})


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture(params=[1, 3, 9], ids=["one shard", "three shards", "nine shards"])
def saved(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    cuts = np.array_split(np.arange(len(NEWS)), request.param)
    files = [write(tmp_path, NEWS.iloc[rows], name=f"{n}.parquet") for n, rows in enumerate(cuts)]
    dc.index(files, tmp_path / "saved", progress=False)
    return tmp_path / "saved"


def test_saved_or_cut_they_are_the_same(saved: Path) -> None:
    opened, read = dc.open(saved).with_stories(), dc.read(NEWS).with_stories()
    assert opened.column("story").tolist() == STORIES
    assert opened.stories.tolist() == [3 * (n // 3) for n in range(len(NEWS))]
    assert [name for shard in opened.shards for name in shard.column("story")] == STORIES
    assert (opened.similarity == read.similarity).all(), "to the last digit"


def test_they_are_found_once_for_each_lexicon_and_number_of_days(kept: Path, saved: Path) -> None:
    first = dc.open(saved).with_stories().stories
    with LOOKED_AGAIN:
        again = dc.open(saved).with_stories()
        assert again.stories.tolist() == first.tolist()
        assert again.select(source="TRT").column("story").tolist() == STORIES[2::3]
        for other in ({"days": 2}, {"lexicon": LEXICON}):
            with pytest.raises(AssertionError, match="looked again"):
                dc.open(saved).with_stories(**other)
    dc.open(saved).with_stories(LEXICON)
    with LOOKED_AGAIN:
        dc.open(saved).with_stories(LEXICON)
    assert sorted(path.name for path in kept.rglob("*.npz")) == ["copies.npz", "stories.npz", "stories.npz"]


@pytest.mark.parametrize("damage", ["cut", "one bit", "empty", "another"])
def test_what_was_kept_and_broke_is_made_again(kept: Path, saved: Path, damage: str) -> None:
    first = dc.open(saved).with_stories().stories
    (file,) = kept.rglob("stories.npz")
    whole = file.read_bytes()
    changed = {"cut": whole[:-9], "one bit": whole[:99] + bytes([whole[99] ^ 1]) + whole[100:], "empty": b""}
    file.write_bytes(changed.get(damage, b"something else"))
    assert np.array_equal(dc.open(saved).with_stories().stories, first)
    assert file.read_bytes() == whole


def test_without_a_cache_nothing_is_kept(kept: Path, saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_CACHE", "")
    assert dc.open(saved).with_stories().column("story").tolist() == STORIES
    assert not kept.exists()


def test_a_column_as_any_other(saved: Path) -> None:
    corpus = dc.open(saved).with_stories()
    assert corpus.documents["story"].tolist() == corpus.metadata["story"].tolist() == STORIES
    assert corpus.select(story=["e0t0", "e5t0"]).metadata["id"].str[:2].unique().tolist() == ["e0", "e5"]
    assert corpus.in_voice("outlet").column("story").tolist() == STORIES
    assert dc.overview(corpus, by="story")["story"].unique().tolist() == sorted(set(STORIES))
    plain = dc.open(saved)
    frequencies = dc.term_frequencies(plain, by="source", minimum=20)
    by_story = dc.term_frequencies(corpus, by="source", minimum=20, unit="story")
    assert by_story["count"].tolist() == frequencies["count"].tolist()
    assert by_story.attrs["options"]["unit"] == "story"
    assert by_story.attrs["stories"] == {"days": 3, "lexicon": None}
    assert "stories" not in frequencies.attrs
    told = dc.open(saved).with_stories(LEXICON, days=2)
    assert dc.overview(told).attrs["stories"] == {"days": 2, "lexicon": LEXICON.hash}


def test_a_selection_has_the_stories_of_the_whole(saved: Path) -> None:
    corpus = dc.open(saved).select(source=["AFP", "TRT"]).with_stories()
    assert corpus.column("story").tolist() == [name for n, name in enumerate(STORIES) if n % 3]
    assert dc.stories(corpus)["story"].tolist() == corpus.column("story").tolist()


def test_another_process_gets_what_was_found(saved: Path) -> None:
    corpus = dc.open(saved).with_stories(LEXICON)
    with LOOKED_AGAIN:
        for part in [corpus, *corpus.shards, corpus.select(source="TRT")]:
            there = pickle.loads(pickle.dumps(pickle.loads(pickle.dumps(part))))
            assert there.column("story").tolist() == part.column("story").tolist()
            assert there.stories.tolist() == part.stories.tolist()
    with joblib.parallel_config(n_jobs=2):
        there = dc.overview(corpus, by="story")
    pd.testing.assert_frame_equal(dc.overview(corpus, by="story"), there)


def test_a_part_is_not_asked_for_what_only_the_whole_knows(tmp_path: Path) -> None:
    files = [write(tmp_path, NEWS[:2], name="one.parquet"), write(tmp_path, NEWS[2:], name="two.parquet")]
    dc.index(files, tmp_path / "saved", progress=False)
    part = pickle.loads(pickle.dumps(dc.open(tmp_path / "saved").shards[1]))
    with pytest.raises(dc.CorpusError, match=r"ask that for corpus\.with_stories first"):
        part.with_stories()


def test_who_takes_furniture_out_keeps_stories() -> None:
    box = " ".join(f"get{n}" for n in range(12))
    table = NEWS.assign(text=[f"{text} {box}" for text in NEWS["text"]], source="AFP")
    corpus = dc.read(table).with_stories()
    runs = dc.furniture(corpus)
    assert len(runs) == 1
    assert corpus.without(runs).column("story").tolist() == STORIES


def test_a_saved_corpus_has_no_column_of_them(tmp_path: Path) -> None:
    corpus = dc.read(NEWS.assign(date=None)).with_stories()
    corpus.save(tmp_path / "saved")
    opened = dc.open(tmp_path / "saved")
    assert "story" not in opened.metadata
    assert not opened.notes["what"].str.contains("story").any()
    assert opened.hash == corpus.hash


def test_a_corpus_that_says_its_stories_itself() -> None:
    corpus = dc.read(NEWS.assign(story="mine"))
    assert set(corpus.column("story")) == {"mine"}
    with pytest.raises(dc.CorpusError, match="have a column 'story' already"):
        corpus.with_stories()


@pytest.mark.parametrize("days", [-1, 1.5, "3", None, True])
def test_days_that_are_none(days: object) -> None:
    with pytest.raises(dc.CorpusError, match="days= is a whole number of days from 0, not"):
        dc.read(NEWS).with_stories(days=days)  # type: ignore[arg-type]


def test_without_looking_there_are_none() -> None:
    for ask in (lambda corpus: corpus.stories, lambda corpus: corpus.column("story")):
        with pytest.raises(dc.CorpusError, match=r"corpus\.with_stories\(lexicon\) does it"):
            ask(dc.read(NEWS))
