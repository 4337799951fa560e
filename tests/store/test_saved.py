"""A corpus that is saved and opened is the corpus that was saved, or it does not open."""

import json
import pickle
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.tokenize import WordPunctTokenizer
from pandas.testing import assert_frame_equal

import discourse as dc
from discourse.store import collection
from discourse.store.shard import FORMAT, VERSION, read_json, write_json
from discourse.store.writer import described

TEXT = st.text(alphabet="ab B's’é.1 \n\0中😀", max_size=40).map(lambda text: text + "x\nzz")
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "text": TEXT,
            "source": st.sampled_from(["A", "B", ""]),
            "date": st.sampled_from(["2015-01-02", "2016-07-01", ""]),
            "title": st.sampled_from(["", "ax"]),
            "n": st.integers(0, 3) | st.none(),
            "section": st.sampled_from(["home", "world", None]),
        }
    ),
    min_size=1,
    max_size=6,
)


def same(one: dc.Corpus, other: dc.Corpus) -> None:
    assert_frame_equal(one.documents, other.documents)
    assert_frame_equal(one.notes, other.notes)
    ids = one.documents["id"].tolist()
    assert [one.text(i) for i in ids] == [other.text(i) for i in ids]
    assert [one.raw(i) for i in ids] == [other.raw(i) for i in ids]
    assert one.hash == other.hash
    assert list(one.index.vocabulary) == list(other.index.vocabulary)
    assert np.array_equal(one.index.ids, other.index.ids)
    assert np.array_equal(one.index.offsets, other.index.offsets)
    assert np.array_equal(one.index.frequencies, other.index.frequencies)
    assert np.array_equal(one.index.gaps, other.index.gaps)
    assert (one.index.marks is None) == (other.index.marks is None)
    assert one.index.marks is None or np.array_equal(one.index.marks, other.index.marks)


@settings(max_examples=25)
@given(ROWS)
def test_what_is_opened_is_what_was_saved(rows: list[dict[str, object]]) -> None:
    corpus = dc.read(pd.DataFrame(rows))
    with tempfile.TemporaryDirectory() as folder:
        corpus.save(Path(folder) / "saved")
        same(dc.open(Path(folder) / "saved"), corpus)


@pytest.fixture(scope="module")
def saved_once(seeds: dc.Corpus, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once") / "saved"
    seeds.save(folder)
    return folder


@pytest.fixture
def saved(saved_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(saved_once, tmp_path / "saved"))


def test_the_seeds_give_the_same_tables(saved: Path) -> None:
    seeds, opened, lexicon = dc.read("seeds"), dc.open(saved), dc.Lexicon.read("syria")
    same(opened, seeds)
    for analyse in (
        lambda corpus: dc.framing(corpus, lexicon),
        lambda corpus: dc.keyness(corpus),
        lambda corpus: dc.term_frequencies(corpus, ngram=2),
        lambda corpus: pd.DataFrame(dc.concordance(corpus, "rebel*")),
    ):
        assert_frame_equal(analyse(opened), analyse(seeds))
        assert analyse(opened).attrs == analyse(seeds).attrs
    assert repr(opened) == repr(seeds)


def test_a_saved_corpus_is_read_like_any_other(saved: Path) -> None:
    same(dc.read(saved), dc.read("seeds"))
    with pytest.raises(dc.CorpusError, match=r"a saved corpus, which was read when it was made"):
        dc.read(saved, text="body")


def resident(file: Path) -> int:
    """Return how many bytes of a mapped file are in memory."""
    blocks = Path("/proc/self/smaps").read_text(encoding="utf-8").split(str(file))[1:]
    return sum(int(block.split("Rss:")[1].split()[0]) for block in blocks)


@pytest.mark.skipif(not Path("/proc/self/smaps").exists(), reason="memory is looked up in /proc")
def test_what_was_counted_leaves_memory_and_is_read_again(saved: Path) -> None:
    corpus, ids = dc.open(saved), saved / "shards" / "00000" / "ids.npy"
    table = dc.term_frequencies(corpus)
    assert resident(ids) == 0
    assert corpus.index.ids.sum() > 0
    assert resident(ids) > 0
    assert_frame_equal(dc.term_frequencies(corpus), table)
    assert resident(ids) == 0


def test_a_selection_is_saved_alone(tmp_path: Path) -> None:
    some = dc.read("seeds").select(source=["Bloomberg", "TRT World"])
    some.save(tmp_path / "saved")
    opened = dc.open(tmp_path / "saved")
    assert len(opened) == 2
    assert opened.hash == some.hash
    assert_frame_equal(dc.term_frequencies(opened, minimum=1), dc.term_frequencies(some))
    assert opened.select(source="Bloomberg").hash == some.select(source="Bloomberg").hash


def test_a_tokenizer_must_be_given_again(tmp_path: Path) -> None:
    corpus = dc.read("seeds", tokenizer=WordPunctTokenizer())
    corpus.save(tmp_path / "saved")
    same(dc.open(tmp_path / "saved", tokenizer=WordPunctTokenizer()), corpus)
    with pytest.raises(dc.CorpusError, match=r"found by tokenizer=WordPunctTokenizer.*, not by word"):
        dc.open(tmp_path / "saved")


def test_an_opened_corpus_travels_as_its_address(saved: Path) -> None:
    opened = dc.open(saved)
    opened.index  # noqa: B018  (what was read does not travel)
    packed = pickle.dumps(opened)
    assert len(packed) < 1000
    same(pickle.loads(packed), opened)
    some = opened.select(year=2015)
    same(pickle.loads(pickle.dumps(some)), some)


def test_nothing_is_written_over(saved: Path) -> None:
    with pytest.raises(dc.CorpusError, match="holds a saved corpus"):
        dc.read("seeds").save(saved)
    (saved.parent / "mine").mkdir()
    (saved.parent / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(dc.CorpusError, match=r"'thesis\.txt' is in it"):
        dc.read("seeds").save(saved.parent / "mine")
    with pytest.raises(dc.CorpusError, match="a file; a saved corpus is a folder"):
        dc.read("seeds").save(saved.parent / "mine" / "thesis.txt")
    assert (saved.parent / "mine" / "thesis.txt").read_text() == "years of work"


def test_mixed_columns_are_refused_whole(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": ["a", "b"], "source": "S", "mixed": pd.Series([1, "one"], dtype=object)})
    with pytest.raises(dc.CorpusError, match=r"^a column holds values of several kinds \(.*mixed.*\)"):
        dc.read(table).save(tmp_path / "saved")
    with pytest.raises(dc.CorpusError, match="no saved corpus"):
        dc.open(tmp_path / "saved")
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


FILES = [
    "../../corpus.json",
    "documents.parquet",
    "ids.npy",
    "notes.parquet",
    "offsets.npy",
    "changes.parquet",
    "shard.json",
    "text_offsets.npy",
    "texts.npy",
    "vocabulary.parquet",
]


def use_all_of(folder: Path) -> None:
    corpus = dc.open(folder)
    repr(corpus)
    assert len(corpus.notes.columns)
    dc.concordance(corpus, "rebel*")
    for document in corpus.metadata["id"]:
        corpus.raw(document)


def refusal(folder: Path) -> str:
    with pytest.raises(dc.CorpusError) as refused:
        use_all_of(folder)
    return str(refused.value)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("damage", ["cut", "emptied", "one bit", "longer", "gone", "of another"])
def test_a_damaged_file_is_refused_in_one_sentence(
    saved: Path, tmp_path: Path, name: str, damage: str
) -> None:
    path = (saved / "shards" / "00000" / name).resolve()
    whole = path.read_bytes()
    middle = len(whole) // 2
    if damage == "gone":
        path.unlink()
    elif damage == "of another":
        dc.read(pd.DataFrame({"text": ["x\ny z"], "source": "S", "title": "x"})).save(tmp_path / "other")
        shutil.copy((tmp_path / "other" / "shards" / "00000" / name).resolve(), path)
    else:
        flipped = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
        changed = {"cut": whole[:-2], "emptied": b"", "one bit": flipped, "longer": whole + b"\0"}
        path.write_bytes(changed[damage])
    said = refusal(saved)
    assert "\n" not in said
    assert path.name in said or "shard" in said
    assert "again" in said or "makes one" in said


@pytest.mark.parametrize("name", ["corpus.json", "shards/00000/shard.json"])
@pytest.mark.parametrize(
    "content", ["", "{}", "[]", "null", "{", '"x"', "[" * 100_000, '{"xxh3": 1}', "\xff"]
)
def test_a_description_that_is_none_is_refused(saved: Path, name: str, content: str) -> None:
    (saved / name).write_bytes(content.encode("latin-1"))
    assert "\n" not in refusal(saved)


def test_another_version_is_refused_by_name(saved: Path) -> None:
    path = saved / "corpus.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "version": 0}))
    assert "version 0; this library reads 'discourse corpus', version 1" in refusal(saved)


def test_another_definition_of_a_word_is_refused(saved: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import regex

    monkeypatch.setattr("discourse.store.shard.word_of", lambda language: regex.compile(r"\w+"))
    assert "another definition of a word" in refusal(saved)


def test_no_corpus_at_all(tmp_path: Path) -> None:
    with pytest.raises(dc.CorpusError, match=r"no saved corpus, as it has no corpus\.json"):
        dc.open(tmp_path)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("ids", np.array([5, 99, 0], dtype=np.int32)),
        ("ids", np.array([-1, 0, 0], dtype=np.int32)),
        ("ids", np.array([0, 0], dtype=np.int32)),
        ("ids", np.array([0, 0, 0], dtype=np.int64)),
        ("ids", np.array([[0, 0, 0]], dtype=np.int32)),
        ("gaps", np.array([0, 3], dtype=np.uint8)),
        ("gaps", np.array([0, 3, 0], dtype=np.uint8)),
        ("offsets", np.array([0, 4, 3])),
        ("offsets", np.array([0, 3])),
        ("offsets", np.array([1, 2, 3])),
        ("text_offsets", np.array([0, 999])),
        ("marks", np.array([0, 1 << 31], dtype=np.uint32)),
        ("marks", np.array([0], dtype=np.uint32)),
        ("text_offsets", np.array([0, 5, 4])),
    ],
)
def test_numbers_that_point_outside_are_refused_even_if_sealed(
    tmp_path: Path, name: str, array: "np.ndarray[Any, Any]"
) -> None:
    with mock.patch("discourse.text.chunks.MUCH", 1):
        dc.read(pd.DataFrame({"text": ["a b", "c"], "source": "S"})).save(tmp_path / "saved")
    shard = tmp_path / "saved" / "shards" / "00000"
    np.save(shard / f"{name}.npy", array)
    manifest = read_json(shard / "shard.json", form=FORMAT, version=VERSION)
    manifest["files"][f"{name}.npy"] = described(shard / f"{name}.npy")
    write_json(shard / "shard.json", manifest)
    said = refusal(tmp_path / "saved")
    assert "\n" not in said
    assert "make the saved corpus again" in said


def forged(shard: Path, name: str, write: Callable[[Path], object]) -> None:
    """Write a file of a shard anew, and its checksum too."""
    write(shard / name)
    manifest = read_json(shard / "shard.json", form=FORMAT, version=VERSION)
    manifest["files"][name] = described(shard / name)
    write_json(shard / "shard.json", manifest)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("documents", lambda table: table.iloc[:-1]),
        ("documents", lambda table: table.assign(date="x")),
        ("vocabulary", lambda table: table.drop(columns="type")),
        ("vocabulary", lambda table: table.drop(columns="frequency")),
        ("changes", lambda table: table.drop(columns="row")),
        ("changes", lambda table: table.assign(start="x")),
    ],
)
def test_tables_that_are_others_are_refused_even_if_sealed(saved: Path, name: str, change: Any) -> None:
    other = change(pd.read_parquet(saved / "shards" / "00000" / f"{name}.parquet"))
    forged(saved / "shards" / "00000", f"{name}.parquet", other.to_parquet)
    said = refusal(saved)
    assert "00000" in said
    assert "\n" not in said


def test_verify_finds_out_what_checksums_do_not(tmp_path: Path) -> None:
    dc.read(pd.DataFrame({"text": ["the rebels", "a rabble"], "source": "S"})).save(tmp_path / "saved")
    shard = tmp_path / "saved" / "shards" / "00000"
    collection.verify(tmp_path / "saved")
    whole = np.load(shard / "ids.npy")
    forged(shard, "ids.npy", lambda path: np.save(path, whole[::-1].copy()))
    dc.open(tmp_path / "saved").index  # noqa: B018 - it opens
    with pytest.raises(dc.CorpusError, match="00000: forged: its words are not those of its texts"):
        collection.verify(tmp_path / "saved")
    forged(shard, "ids.npy", lambda path: np.save(path, whole))
    texts = (shard / "texts.npy").read_bytes().replace(b"rebels", b"rascal")
    forged(shard, "texts.npy", lambda path: path.write_bytes(texts))
    with pytest.raises(dc.CorpusError, match="00000: forged: its documents have the SHA-256"):
        collection.verify(tmp_path / "saved")


@pytest.mark.parametrize("change", ["texts", "offsets"])
@pytest.mark.parametrize(
    "ask",
    [
        lambda corpus: dc.concordance(corpus, "rebels"),
        lambda corpus: dc.voices(corpus, dc.Lexicon.from_dict({"one": {"labels": {"rebels": ["rebels"]}}})),
        dc.quotations,
    ],
)
def test_words_that_are_not_those_of_the_texts_are_told_in_a_sentence(
    tmp_path: Path, change: str, ask: Callable[[dc.Corpus], object]
) -> None:
    texts = [
        "“We won,” the rebels said on Friday. The rebels left.",
        "The minister said that the rebels left.",
    ]
    dc.read(pd.DataFrame({"text": texts, "source": "S"})).save(tmp_path / "saved")
    shard = tmp_path / "saved" / "shards" / "00000"
    ask(dc.open(tmp_path / "saved"))
    if change == "texts":
        blank = np.full_like(np.load(shard / "texts.npy"), ord(" "))
        forged(shard, "texts.npy", lambda path: np.save(path, blank))
    else:
        offsets = np.load(shard / "text_offsets.npy")
        offsets[1] = offsets[-1]
        forged(shard, "text_offsets.npy", lambda path: np.save(path, offsets))
    with pytest.raises(dc.CorpusError, match=r"00000: forged: .*; remove the folder and make the saved"):
        ask(dc.open(tmp_path / "saved"))


def test_a_folder_that_is_replaced_is_not_counted_for_the_one_that_was_opened(tmp_path: Path) -> None:
    for name, word in (("one", "rebels"), ("two", "rabble")):
        dc.read(pd.DataFrame({"source": ["A", "B"], "text": f"the {word}"})).save(tmp_path / name)
    opened = pickle.dumps(dc.open(tmp_path / "one"))  # as it travels to a worker
    assert len(pickle.loads(opened)) == 2
    shutil.rmtree(tmp_path / "one")
    (tmp_path / "two").rename(tmp_path / "one")
    with pytest.raises(
        dc.CorpusError, match="00000: replaced by another since the corpus was opened; open it"
    ):
        pickle.loads(opened)
