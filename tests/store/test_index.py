"""Parquet files become a saved corpus in a stream, the same as if they had been read whole."""

import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import discourse as dc
from discourse.errors import DiscourseError
from discourse.files import making
from discourse.store import build, collection, sources
from tests.store.test_saved import ROWS, same

ARTICLES = pd.DataFrame(
    {
        "id": [f"a{number}" for number in range(12)],
        "text": [f"Rebels said number {number} to the regime.\nPhoto by: AP\nTwice." for number in range(12)],
        "source": ["A", "B", "C"] * 4,
        "date": [f"20{10 + number // 3}-01-0{1 + number % 9}" for number in range(12)],
        "title": "",
        "words": range(12),
    }
)


@pytest.fixture
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "_SHARD_BYTES", 1)


def write(folder: Path, table: pd.DataFrame, *, name: str = "news.parquet", rows: int = 5) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    table.to_parquet(folder / name, row_group_size=rows)
    return folder / name


@settings(max_examples=25)
@given(ROWS, st.booleans(), st.integers(1, 3))
def test_streamed_is_as_if_read_whole(rows: list[dict[str, Any]], clean: bool, size: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        file = write(Path(name), pd.DataFrame(rows), rows=size)
        options: dict[str, Any] = {"clean": clean, "errors": "repair"}
        with mock.patch.object(build, "_BATCH_BYTES", 20):
            indexed = dc.index(file, Path(name) / "out", progress=False, **options)
        same(indexed, dc.read(file, progress=False, **options))


@pytest.mark.usefixtures("small_shards")
def test_shards_are_the_row_groups_and_make_one_corpus(tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES)
    indexed, whole = dc.index(file, tmp_path / "out", progress=False), dc.read(file)
    assert [len(shard) for shard in indexed.shards] == [5, 5, 2]
    assert len(indexed) == 12
    assert_frame_equal(indexed.documents, whole.documents)
    assert_frame_equal(indexed.notes, whole.notes)
    assert indexed.text("a11") == whole.text("a11") == "Rebels said number 11 to the regime.\nTwice."
    assert indexed.raw("a11") == whole.raw("a11") == ARTICLES["text"][11]
    assert list(indexed.index.vocabulary) == list(whole.index.vocabulary)
    assert indexed.index.ids.tolist() == whole.index.ids.tolist()
    some = indexed.select(source="A", year=range(2011, 2020))
    assert_frame_equal(some.documents, whole.select(source="A", year=range(2011, 2020)).documents)
    assert [len(shard) for shard in some.shards] == [1, 2]
    with pytest.raises(dc.CorpusError, match="no document has the id 'a0'"):
        some.text("a0")


EMPTY = ["", None, " \n ", "\u3000\u2003", "\ufeff", "\u200b"]


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("kind", ["string", "large_string", "dictionary"])
def test_empty_texts(tmp_path: Path, clean: bool, kind: str) -> None:
    texts = pa.array(["a b", *EMPTY[:4], "c", EMPTY[1], "d e f"], pa.large_string())
    texts = texts.dictionary_encode() if kind == "dictionary" else texts.cast(getattr(pa, kind)())
    table = pa.table({"text": texts, "source": ["S"] * 8, "id": [str(n) for n in range(8)]})
    pq.write_table(table, tmp_path / "news.parquet")
    indexed = dc.index(
        tmp_path / "news.parquet", tmp_path / "out", clean=clean, errors="repair", progress=False
    )
    same(indexed, dc.read(tmp_path / "news.parquet", clean=clean, errors="repair"))
    assert indexed.documents[["id", "tokens"]].to_numpy().tolist() == [["0", 2], ["5", 1], ["7", 3]]
    with pytest.raises(dc.CorpusError) as streamed:
        dc.index(tmp_path / "news.parquet", tmp_path / "other", clean=clean, progress=False)
    with pytest.raises(dc.CorpusError) as whole:
        dc.read(tmp_path / "news.parquet", clean=clean)
    assert str(streamed.value) == str(whole.value)
    assert "row 2, column 'text'" in str(whole.value)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.assign(text=range(12)),
        lambda t: t.assign(date="31.12.2016"),
        lambda t: t.assign(id="same"),
        lambda t: t.drop(columns="source"),
        lambda t: t.drop(columns="text"),
        lambda t: t.set_index("id"),
        lambda t: t.drop(columns="id"),
        lambda t: t.head(0),
        lambda t: t.assign(date=pd.to_datetime(t["date"]), words=pd.array([1, None] * 6, dtype="Int64")),
        lambda t: t.assign(source=pd.Categorical(t["source"]), tokens=1),
    ],
)
def test_the_same_or_the_same_sentence(
    tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    file = write(tmp_path, change(ARTICLES))
    whole, refused = attempt(lambda: dc.read(file))
    indexed, also_refused = attempt(lambda: dc.index(file, tmp_path / "out", progress=False))
    assert also_refused == refused
    if whole is None or indexed is None:
        assert whole is indexed
        assert "\n" not in refused
        with pytest.raises(dc.CorpusError, match="no saved corpus"):
            dc.open(tmp_path / "out")
    else:
        same(indexed, whole)


def attempt(make: Callable[[], dc.Corpus]) -> tuple[dc.Corpus | None, str]:
    try:
        return make(), ""
    except dc.CorpusError as error:
        return None, str(error)


@pytest.mark.usefixtures("small_shards")
def test_rows_are_those_of_the_file(tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES.assign(date=[*ARTICLES["date"][:11], "soon"]))
    with pytest.raises(dc.CorpusError, match=r"^news\.parquet, row 12, column 'date': the date 'soon'"):
        dc.index(file, tmp_path / "out", progress=False)


def test_several_files_are_one_corpus(tmp_path: Path) -> None:
    parts = [ARTICLES[:7], ARTICLES[7:]]
    for number, part in enumerate(parts):
        write(tmp_path / "news", part.drop(columns="id"), name=f"{number}.parquet")
    indexed = dc.index(tmp_path / "news", tmp_path / "out", progress=False)
    assert indexed.documents["id"].tolist() == [f"0:{n}" for n in range(1, 8)] + [
        f"1:{n}" for n in range(1, 6)
    ]
    for also in (tmp_path / "news", str(tmp_path / "news" / "*.parquet")):
        assert_frame_equal(dc.read(also).documents, indexed.documents)
    files = [tmp_path / "news" / "1.parquet", tmp_path / "news" / "0.parquet"]
    turned = dc.index(files, tmp_path / "turned", progress=False)
    assert turned.documents["id"].tolist()[0] == "1:1"
    with pytest.raises(dc.CorpusError, match=r"nothing\.parquet: no Parquet file"):
        dc.index([files[0], tmp_path / "nothing.parquet"], tmp_path / "third", progress=False)


@pytest.mark.parametrize("way", ["read", "index"])
def test_an_id_in_two_files(tmp_path: Path, way: str) -> None:
    for name in ("one", "two"):
        write(tmp_path / "news", ARTICLES[:3], name=f"{name}.parquet")

    def take(errors: str) -> dc.Corpus:
        if way == "read":
            return dc.read(tmp_path / "news", errors=errors)
        return dc.index(tmp_path / "news", tmp_path / "out", errors=errors, progress=False)

    with pytest.raises(dc.CorpusError, match=r"^two\.parquet: the id 'a0' is taken already in one\.parquet"):
        take("raise")
    mended = take("repair")
    assert mended.documents["id"].tolist() == ["a0", "a1", "a2", "a0-2", "a1-2", "a2-2"]
    assert mended.notes["what"].tolist().count("id made unique") == 3
    if way == "index":
        same(dc.open(tmp_path / "out"), mended)


def test_addresses(tmp_path: Path) -> None:
    import fsspec

    memory = fsspec.filesystem("memory")
    for number in range(2):
        file = write(tmp_path, ARTICLES[number * 6 : number * 6 + 6], name=f"{number}.parquet")
        memory.pipe(f"/bucket/{number}.parquet", file.read_bytes())
    whole = dc.read(pd.DataFrame(ARTICLES))
    for address in ("memory://bucket/*.parquet", "memory://bucket"):
        assert_frame_equal(dc.read(address).documents, whole.documents)
    indexed = dc.index("memory://bucket/*.parquet", tmp_path / "out", progress=False)
    assert_frame_equal(indexed.documents, whole.documents)
    assert len(dc.read("memory://bucket/1.parquet")) == 6
    for nowhere in ("memory://bucket/2.parquet", "nosuch://bucket/1.parquet", "memory://empty/*.parquet"):
        with pytest.raises(dc.CorpusError) as refused:
            dc.read(nowhere)
        assert "\n" not in str(refused.value)


def test_a_file_that_is_not_parquet_or_is_cut_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "news.parquet").write_bytes(b"id,text\n1,a\n")
    with pytest.raises(dc.CorpusError, match=r"^news\.parquet: not a \.parquet file that can be read"):
        dc.index(tmp_path / "news.parquet", tmp_path / "out", progress=False)
    file, whole = write(tmp_path, ARTICLES, rows=3), pq.ParquetFile.iter_batches
    monkeypatch.setattr(pq.ParquetFile, "iter_batches", lambda *a, **k: (b[:3] for b in whole(*a, **k)))
    for read in (dc.read, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(
            dc.CorpusError, match=r"^news\.parquet: changed while it was read: .* of which 3 came$"
        ):
            read(file)


def test_a_file_replaced_by_one_of_as_many_rows_while_it_is_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, whole = write(tmp_path, ARTICLES, rows=12), pq.ParquetFile.iter_batches

    def replaced(*args: Any, **options: Any) -> Any:
        new = write(tmp_path / "new", ARTICLES.assign(text="Nothing of it is so."), rows=12)
        new.replace(file)
        return whole(*args, **options)

    monkeypatch.setattr(pq.ParquetFile, "iter_batches", replaced)
    for read in (dc.read, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(
            dc.CorpusError, match=r"^news\.parquet: changed while it was read; read it again$"
        ):
            read(file)
    with pytest.raises(dc.CorpusError):
        dc.open(tmp_path / "out")


@pytest.mark.usefixtures("small_shards")
def test_an_interrupted_build_does_not_open_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, ARTICLES, rows=3)
    made: list[str] = []
    real = build.build_shard

    def break_off(source: Any, reading: Any, target: Path, **options: Any) -> None:
        if target.name == "00002" and not made.count("00002"):
            made.append("00002")
            with mock.patch("discourse.store.writer.write_json", side_effect=KeyboardInterrupt):
                real(source, reading, target, **options)
        made.append(target.name)
        real(source, reading, target, **options)

    monkeypatch.setattr(collection, "build_shard", break_off)
    with pytest.raises(KeyboardInterrupt):
        dc.index(file, tmp_path / "out", progress=False)
    with pytest.raises(dc.CorpusError, match="no saved corpus"):
        dc.open(tmp_path / "out")
    assert made == ["00000", "00001", "00002"]
    (tmp_path / "out" / "shards" / "00001" / "ids.npy").write_bytes(b"cut short")
    indexed = dc.index(file, tmp_path / "out", progress=False)
    assert made == ["00000", "00001", "00002", "00001", "00002", "00003"]
    assert_frame_equal(indexed.documents, dc.read(file).documents)
    shards = [path.name for path in (tmp_path / "out" / "shards").iterdir() if path.is_dir()]
    assert sorted(shards) == [f"{n:05}" for n in range(4)]
    dc.index(file, tmp_path / "out", progress=False)  # whole: nothing is made again
    assert len(made) == 6
    with pytest.raises(dc.CorpusError, match="holds a corpus of other files or options"):
        dc.index(file, tmp_path / "out", clean=False, progress=False)
    same(dc.open(tmp_path / "out"), indexed)


@pytest.mark.usefixtures("small_shards")
def test_in_processes_the_same(tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES, rows=3)
    with joblib.parallel_config(n_jobs=2):
        side_by_side = dc.index(file, tmp_path / "two", progress=False)
    same(side_by_side, dc.index(file, tmp_path / "one", progress=False))
    for path in (tmp_path / "one").rglob("*.*"):
        twin = tmp_path / "two" / path.relative_to(tmp_path / "one")
        assert path.is_dir() or path.read_bytes() == twin.read_bytes(), path.name


def test_two_builds_into_one_folder(tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES)
    with (
        ThreadPoolExecutor(1) as another,
        making(tmp_path / "out"),
        pytest.raises(DiscourseError, match="another run is making it"),
    ):
        another.submit(dc.index, file, tmp_path / "out", progress=False).result()
    assert len(dc.index(file, tmp_path / "out", progress=False)) == len(ARTICLES)


@pytest.mark.parametrize("many", [1, 1_000_000])
def test_what_many_readers_number_is_settled_on_disk(tmp_path: Path, many: int) -> None:
    random = np.random.default_rng(1)
    words = [f"{stem}{end}" for stem in ("rebel", "Rebel", "U.S.", "été", "x’s") for end in range(300)]
    texts = [" ".join(random.choice(words, size=60)) for _ in range(200)]
    file = write(tmp_path, pd.DataFrame({"text": texts, "source": "S"}), rows=50)
    expected = dc.read(file)
    with (
        mock.patch("discourse.text.chunks.MUCH", 1),
        mock.patch("discourse.text.chunks.CHUNK_BYTES", 500),
        mock.patch("discourse.text.counts._MANY", many),
        mock.patch.object(build, "_BATCH_BYTES", 3000),
    ):
        indexed = dc.index(file, tmp_path / "out", progress=False)
        compiled = dc.read(pd.DataFrame({"text": texts, "source": "S"}))
        assert compiled.index.marks is not None
        same(indexed, compiled)
    assert np.array_equal(indexed.index.ids, expected.index.ids)
    assert (tmp_path / "out" / "shards" / "00000" / "marks.npy").is_file()


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for year in ("2015", "2016"):
        write(tmp_path / year, ARTICLES[:2].drop(columns="id"))
    indexed = dc.index(str(tmp_path / "*" / "*.parquet"), tmp_path / "out", progress=False)
    assert indexed.documents["id"].tolist() == ["2015/news:1", "2015/news:2", "2016/news:1", "2016/news:2"]
    write(tmp_path / "2016", ARTICLES[:2].drop(columns="id").assign(date="soon"))
    with pytest.raises(dc.CorpusError, match=r"^2016/news\.parquet, row 1, column 'date'"):
        dc.read(str(tmp_path / "*" / "*.parquet"))


@pytest.mark.parametrize("way", ["read", "index"])
def test_columns_that_only_some_files_have(tmp_path: Path, way: str) -> None:
    write(tmp_path / "news", ARTICLES[:3], name="a.parquet")
    write(tmp_path / "news", ARTICLES[3:6].assign(section="world", words=2.5), name="b.parquet")
    write(tmp_path / "news", ARTICLES[:0], name="c.parquet")  # a part without a row, as Spark leaves them
    news = tmp_path / "news"
    corpus = dc.read(news) if way == "read" else dc.index(news, tmp_path / "out", progress=False)
    assert len(corpus.select(section="world")) == 3
    table = dc.term_frequencies(corpus, by="section")
    assert table["section"].isna().tolist().count(True) * 2 == len(table)


CUTS: list[Callable[[pd.DataFrame], pd.DataFrame]] = [
    lambda t: t.drop(columns="date").assign(year=[2015] * 5 + [None] * 7),
    lambda t: t.assign(id=[1.0, 2.5, *range(3, 13)]),
    lambda t: t.assign(id=["", "a", "", "b", "c", "", "a", *"defgh"]),
    lambda t: t.assign(text=["", *t["text"][1:5], *[" "] * 5, *t["text"][10:]]),
    lambda t: t.assign(source=pd.Categorical(["A"] * 5 + ["B"] * 7)),
    lambda t: t.assign(date=["2015-01-01", "", "soon", *t["date"][3:]], count=1),
]


@pytest.mark.usefixtures("small_shards")
@pytest.mark.parametrize("change", CUTS)
def test_where_a_file_is_cut_changes_nothing(
    tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    file = write(tmp_path, change(ARTICLES))
    whole = dc.read(file, errors="repair")
    indexed = dc.index(file, tmp_path / "out", errors="repair", progress=False)
    assert len(indexed.shards) > 1
    assert_frame_equal(indexed.documents, whole.documents)
    key = ["document", "line", "what", "text"]
    assert_frame_equal(
        indexed.notes.sort_values(key, ignore_index=True), whole.notes.sort_values(key, ignore_index=True)
    )


@pytest.mark.parametrize("role", ["title", "source", "id"])
def test_the_texts_in_another_role_too(tmp_path: Path, role: str) -> None:
    file = write(tmp_path, ARTICLES)
    same(
        dc.index(file, tmp_path / "out", clean=False, progress=False, **{role: "text"}),  # type: ignore[arg-type]
        dc.read(file, clean=False, **{role: "text"}),  # type: ignore[arg-type]
    )


@pytest.mark.parametrize("clean", [True, False])
@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
def test_bytes_that_are_no_text(tmp_path: Path, clean: bool, kind: pa.DataType) -> None:
    width = pa.binary() if kind == pa.string() else pa.large_binary()
    texts = pa.array([b"one", b"two \xff three", None, b"four"], width).view(kind)
    table = pa.table({"text": texts, "source": ["S"] * 4})
    pq.write_table(table, tmp_path / "news.parquet")
    with pytest.raises(
        dc.CorpusError, match=r"^news\.parquet, row 2, column 'text': bytes that are not UTF-8"
    ):
        dc.index(tmp_path / "news.parquet", tmp_path / "out", clean=clean, progress=False)
    news, options = tmp_path / "news.parquet", {"clean": clean, "errors": "repair"}
    mended = dc.index(news, tmp_path / "out", progress=False, **options)  # type: ignore[arg-type]
    assert mended.text("2") == "two \ufffd three"
    assert "bytes replaced by U+FFFD" in mended.notes["what"].tolist()
    same(mended, dc.read(news, **options))  # type: ignore[arg-type]
    with pytest.raises(dc.CorpusError, match=r"^news\.parquet"):
        dc.read(tmp_path / "news.parquet")


@pytest.mark.parametrize("column", ["source", "note", "date"])
def test_bytes_that_are_no_text_in_any_column(tmp_path: Path, column: str) -> None:
    broken = pa.array([b"one", b"2016 \xff"], pa.binary()).view(pa.string())
    columns = {"text": ["Rebels.", "Regime."], "source": ["A", "B"], "note": ["x", "y"], column: broken}
    news = tmp_path / "news.parquet"
    pq.write_table(pa.table(columns), news)
    said = rf"^news\.parquet, row 2, column '{column}': bytes that are not UTF-8; text is Unicode"
    for look in (dc.read, partial(dc.index, folder=tmp_path / "out", progress=False)):
        with pytest.raises(dc.CorpusError, match=said):
            look(news)
    seen = dc.inspect(news)
    assert "bytes replaced by U+FFFD: 1" in seen.facts["found"].tolist()
    mended = dc.read(news, errors="repair")
    assert mended.hash == dc.index(news, tmp_path / "out", progress=False, errors="repair").hash
    assert f"{news.name}, row 2, column '{column}'" in mended.notes["text"].tolist()
    lists = pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), broken)
    pq.write_table(pa.table({**columns, column: lists}), news)
    with pytest.raises(dc.CorpusError, match=rf"news\.parquet, column '{column}': bytes that are not UTF-8"):
        dc.read(news)


def test_renamed_ids_keep_their_notes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write(tmp_path / "news", ARTICLES[:1], name=f"{name}.parquet")
    for corpus in (
        dc.read(tmp_path / "news", errors="repair"),
        dc.index(tmp_path / "news", tmp_path / "out", errors="repair", progress=False),
    ):
        what = corpus.notes.groupby("document")["what"].agg(list).to_dict()
        assert what == {"a0": ["photo credit"], "a0-2": ["photo credit", "id made unique"]}


def test_what_others_leave_in_the_folder(tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES)
    (tmp_path / "out" / "shards").mkdir(parents=True)
    for name in (".DS_Store", ".corpus.json", "shards/.DS_Store"):
        (tmp_path / "out" / name).write_bytes(b"left")
    (tmp_path / "out" / "shards" / ".00000-left").mkdir()
    dc.index(file, tmp_path / "out", progress=False)
    assert not (tmp_path / "out" / "shards" / ".00000-left").exists()
    (tmp_path / "._news.parquet").write_bytes(b"of another system")
    (tmp_path / "MORE.PARQUET").write_bytes(file.read_bytes())
    assert len(dc.read(tmp_path, errors="repair")) == 24
    (tmp_path / "metadata.csv").write_text("file,source\na.txt,S\n")
    (tmp_path / "a.txt").write_text("rebels")
    assert len(dc.read(tmp_path)) == 1


@pytest.mark.parametrize("nothing", [[], ["news.parquet", 3], pd.DataFrame({"text": ["a"]})])
def test_what_is_no_path(tmp_path: Path, nothing: Any) -> None:
    with pytest.raises(dc.CorpusError, match="a path or a list of paths is indexed"):
        dc.index(nothing, tmp_path / "out", progress=False)


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(dc.CorpusError, match="not a pattern of file names"):
        dc.read(str(tmp_path / "**.parquet"))
