"""The index of a large file is kept: found again, made again, bounded, or left out."""

import errno
import hashlib
import json
import os
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import pandas as pd
import pytest

import discourse as dc
from discourse.store import build, cache
from discourse.store.sealed import SHARED, shared
from discourse.store.sources import READING
from tests.ingest.exports.test_europresse import CERTIFIED, NEWER, OLDER
from tests.ingest.exports.test_factiva import EXPORT
from tests.ingest.exports.test_nexis import CLASSIC, UNI
from tests.store.test_index import ARTICLES, write
from tests.store.test_saved import same


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "_OPEN_HERE", set())
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("discourse.reading.reading._LARGE", 1)
    return tmp_path / "cache"


@pytest.fixture(params=["news.parquet", "news.csv", "news.jsonl"])
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / request.param
    if path.suffix == ".parquet":
        return write(tmp_path, ARTICLES)
    if path.suffix == ".csv":
        ARTICLES.to_csv(path, index=False)
    else:
        ARTICLES.to_json(path, orient="records", lines=True)
    return path


def entries(folder: Path) -> set[str]:
    """The indexes that are kept; the families of copies are beside them."""
    folders = {path for path in folder.iterdir() if path.is_dir()} if folder.is_dir() else set()
    return {path.name for path in folders if not (path / "copies.npz").is_file()}


def test_less_is_kept_where_several_notebooks_read_it(
    kept: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discourse.reading.reading._LARGE", 1 << 30)
    monkeypatch.setattr("discourse.reading.reading._SHARED", 1)
    alone = dc.read(file, progress=False)
    assert not entries(kept)
    with shared():
        same(alone, dc.read(file, progress=False))
    assert len(entries(kept)) == 1
    assert SHARED not in os.environ


def test_read_once(kept: Path, file: Path) -> None:
    first = dc.read(file, progress=False)
    (entry,) = entries(kept)
    same(first, dc.read(file, cached=False))
    with (
        mock.patch("discourse.store.collection.build", side_effect=AssertionError("built again")),
        mock.patch("discourse.ingest.file.read_file", side_effect=AssertionError("read again")),
    ):
        same(dc.read(file), first)
    assert entries(kept) == {entry}


def test_other_content_or_options_are_another_entry(kept: Path, file: Path) -> None:
    dc.read(file, progress=False)
    as_it_is = dc.read(file, clean=False, progress=False)
    assert "Photo" in as_it_is.text("a0")
    assert len(entries(kept)) == 2
    before = file.stat()
    changed = ARTICLES.assign(text=ARTICLES["text"].str.replace("Rebels", "Rabble"))
    if file.suffix == ".parquet":
        write(file.parent, changed)
    elif file.suffix == ".csv":
        changed.to_csv(file, index=False)
    else:
        changed.to_json(file, orient="records", lines=True)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))  # the content counts, not the day
    assert dc.read(file, progress=False).text("a0").startswith("Rabble")
    assert len(entries(kept)) == 3


@pytest.mark.parametrize("name", ["corpus.json", "shards/00000/ids.npy", "shards/00000/shard.json"])
@pytest.mark.parametrize("damage", ["cut", "one bit", "gone"])
def test_a_broken_entry_is_made_again(kept: Path, tmp_path: Path, name: str, damage: str) -> None:
    file = write(tmp_path, ARTICLES)
    first = dc.read(file, progress=False)
    (entry,) = (kept / name for name in entries(kept))
    whole = (entry / name).read_bytes()
    changed = {"cut": whole[:-2], "one bit": whole[:-2] + bytes([whole[-2] ^ 1]) + whole[-1:]}
    (entry / name).unlink()
    if damage in changed:
        (entry / name).write_bytes(changed[damage])
    same(dc.read(file, progress=False), first)
    assert (entry / name).read_bytes() == whole


@pytest.mark.parametrize("exchanged", ["the folder", "all but the key"])
def test_the_entry_of_another_file_is_not_taken_for_its_own(
    kept: Path, tmp_path: Path, exchanged: str
) -> None:
    for name in ("rebels", "rabble"):
        (tmp_path / f"{name}.csv").write_text(f"source,text\nA,the {name}\n")
    first = dc.read(tmp_path / "rebels.csv", progress=False)
    (one,) = entries(kept)
    dc.read(tmp_path / "rabble.csv", progress=False)
    (two,) = entries(kept) - {one}
    (kept / one).rename(kept / "aside")
    (kept / two).rename(kept / one)
    (kept / "aside").rename(kept / two)
    if exchanged == "all but the key":
        one_key, two_key = ((kept / entry / ".key").read_bytes() for entry in (one, two))
        (kept / one / ".key").write_bytes(two_key)
        (kept / two / ".key").write_bytes(one_key)
    again = dc.read(tmp_path / "rebels.csv", progress=False)
    assert [*again.texts([0])] == [*first.texts([0])] == ["the rebels"]


def test_copies_and_voices_of_another_corpus_are_not_taken_for_its_own(kept: Path, tmp_path: Path) -> None:
    story = "The rebels left the town, said a man, and nobody knows where they went after that. " * 9
    texts = {"copies": [story, story], "others": [story, '"Rebels" and "terrorists", he said. ' * 9]}
    for name in texts:
        table = pd.DataFrame({"source": ["A", "B"], "text": texts[name]})
        dc.read(table).save(tmp_path / name)
    found = {name: dc.open(tmp_path / name) for name in texts}
    before = {name: (one.families.tolist(), one.voices.tolist()) for name, one in found.items()}
    for name in ("copies.npz", "voices"):
        one, two = kept.rglob(name)
        one.rename(kept / "aside")
        two.rename(one)
        (kept / "aside").rename(two)
    for name, expected in before.items():
        again = dc.open(tmp_path / name)
        assert (again.families.tolist(), again.voices.tolist()) == expected


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_the_cache_is_its_owner_s_alone(kept: Path, file: Path) -> None:
    assert dc.read(file, progress=False).copies is not None  # kept beside the index
    assert {path.stat().st_mode & 0o777 for path in (kept, *filter(Path.is_dir, kept.iterdir()))} == {0o700}


def test_an_entry_of_other_rules_is_not_used(kept: Path, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dc.read(file, progress=False)
    monkeypatch.setattr("discourse.store.sources.READING", "as it was last year")
    dc.read(file, progress=False)
    assert len(entries(kept)) == 2


def test_what_was_not_used_for_longest_goes(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [
        write(tmp_path, ARTICLES.assign(id=f"{n}-" + ARTICLES["id"]), name=f"{n}.parquet") for n in range(3)
    ]
    for number, file in enumerate(files[:2]):
        dc.read(file, progress=False)
        newest = max((kept / name for name in entries(kept)), key=lambda path: path.stat().st_ctime_ns)
        os.utime(newest, (number, number))
    dc.read(files[0], progress=False)  # used again: now the second is the oldest
    one = sum(path.stat().st_size for path in kept.rglob("*") if path.is_file()) // 2
    monkeypatch.setenv("DISCOURSE_CACHE_GB", str(2.2 * one / 1e9))
    dc.read(files[2], progress=False)
    assert len(entries(kept)) == 3, "what this process has open stays"
    monkeypatch.setattr(cache, "_OPEN_HERE", set())
    for entry in entries(kept):
        if (kept / entry).stat().st_mtime > 2:
            os.utime(kept / entry)
    dc.read(files[2], progress=False)
    dc.read(write(tmp_path, ARTICLES[:3], name="small.parquet"), progress=False)
    assert [(kept / entry).stat().st_mtime < 2 for entry in entries(kept)] == [False, False, False]
    with mock.patch("discourse.store.collection.build_shard", side_effect=AssertionError("built again")):
        dc.read(files[0])
        dc.read(files[2])
    monkeypatch.setenv("DISCOURSE_CACHE_GB", "0")
    same(dc.read(files[1]), dc.read(files[1], cached=False))
    monkeypatch.setenv("DISCOURSE_CACHE_GB", "plenty")
    with pytest.raises(dc.CorpusError, match="DISCOURSE_CACHE_GB='plenty': a number of gigabytes is needed"):
        dc.read(files[1])


def test_it_can_be_switched_off(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, ARTICLES)
    dc.read(file, cached=False)
    monkeypatch.setenv("DISCOURSE_CACHE", "")
    dc.read(file)
    assert entries(kept) == set()


def test_a_folder_that_cannot_be_written_is_no_obstacle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "file"))
    file = write(tmp_path, ARTICLES)
    same(dc.read(file), dc.read(file, cached=False))


def test_a_fault_leaves_nothing_that_is_used(kept: Path, tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES.assign(date="soon"))
    for _ in range(2):
        with pytest.raises(dc.CorpusError, match=r"row 1, column 'date': the date 'soon'"):
            dc.read(file, progress=False)
    assert dc.read(file, errors="repair", progress=False).documents["date"].isna().all()


def test_two_that_read_at_once_make_it_once(kept: Path, tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES)
    made = []
    real = build.build_shard

    def slowly(*args: Any, **options: Any) -> None:
        made.append(1)
        time.sleep(0.2)
        real(*args, **options)

    with mock.patch("discourse.store.collection.build_shard", slowly), ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: dc.read(file, progress=False), range(2))
    assert len(made) == 1
    same(one, other)


def test_an_entry_that_goes_while_it_is_open_is_one_sentence(kept: Path, tmp_path: Path) -> None:
    corpus = dc.read(write(tmp_path, ARTICLES), progress=False)
    (entry,) = entries(kept)
    shutil.rmtree(kept / entry)
    corpus.release()
    with pytest.raises(dc.CorpusError, match=r"documents\.parquet: removed since the corpus was opened"):
        corpus.metadata  # noqa: B018


@pytest.mark.parametrize("odd", [[1, "one"], [1, 2**70], [b"bytes", 1]])
def test_what_no_file_can_hold_is_read_all_the_same(kept: Path, tmp_path: Path, odd: list[object]) -> None:
    rows = [{"text": f"rebels {n}", "source": "S", "odd": str(v) if v == odd[0] == b"bytes" else v}
            for n, v in enumerate(odd)]  # fmt: skip
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(json.dumps(row, default=str) for row in rows))
    found, expected = dc.read(path, progress=False), dc.read(path, cached=False)
    pd.testing.assert_frame_equal(found.documents, expected.documents)


def test_a_full_disk_is_no_obstacle(kept: Path, tmp_path: Path) -> None:
    file = write(tmp_path, ARTICLES)
    full = OSError(errno.ENOSPC, "No space left on device")
    with mock.patch("discourse.store.writer._Growing.append", side_effect=full):
        same(dc.read(file, progress=False), dc.read(file, cached=False))
        with pytest.raises(OSError, match="No space left"):
            dc.index(file, tmp_path / "out", progress=False)
    assert not list((tmp_path / "out").rglob("*.npy"))


# What the input below becomes, by the number of the rules. If the digest is another one, raise READING in
# discourse/store/sources.py and add a line: an index that was kept before is then made anew.
DIGESTS = {8: "e15c8ad23ceb5cda2877416c4a73079c286cf57cbf82bb0f48dc2a3fd01024c9"}
TRICKY = {
    "id": ["007", "b", "b", "", "e"],
    "source": ["https://www.bbc.co.uk/news/1", "Fox  Online News", " ", "SANA", "L’Orient"],
    "date": ["2016-03-01T23:30:00-05:00", "3/4/16", "soon", "", "1456876800"],
    "title": ["Talks “resume”", "", "", "News", "Café"],
    "text": [
        'Home > World\r\nTalks "resume"\r\nPhoto by: AP\r\n'
        "Daesh's U.S.-led foes don't hold 1,000 km.\r\n\r\n\r\nEnd.",
        "Zero\u200bwidth, soft\u00adhyphen, non\u00a0breaking\x0bpage\x07 "
        "می\u200cخواهم İstanbul straße ﬁn x’s.",
        " \n",
        "LEARN MORE\n[a](b)\nTwice.\nTwice.\n"
        "See https://x.org/a?b=1 or me@x.org, @me #tag, 中文 AT&amp;T <b>3.5</b> e.g. this.",
        "Cafe\u0301\nPARIS (AFP) - L'Irak, l’État; aujourd'hui co-operate rock'n'roll 'quoted' \"so\" – "
        "dash… SEE ALSO: Talks. Facebook Twitter Digg Image copyright AP Copyright © 2019 The Paper.",
    ],
    "note": ["=1+1", "a\tb", "", "x", "y"],
}


def test_other_rules_have_another_number(tmp_path: Path) -> None:
    pytest.importorskip("lxml", reason="pages are read with the extra web")
    options: dict[str, Any] = {"date_format": ["iso", "%m/%d/%y", "%d/%m/%y", "unix"], "errors": "repair"}
    options |= {"timezone": "Asia/Damascus", "aliases": {"Fox Online News": "Fox"}, "drop_lines": "En.*"}
    table = pd.DataFrame(TRICKY)
    table.to_csv(tmp_path / "news.csv", index=False)
    table.to_json(tmp_path / "news.jsonl", orient="records", lines=True)
    exports = {"nexis": (CLASSIC, UNI), "factiva": (EXPORT,), "europresse": (NEWER, OLDER, CERTIFIED)}
    read = [dc.read(tmp_path / name, **options) for name in ("news.csv", "news.jsonl")]
    for kind, texts in exports.items():
        for text in texts:
            (tmp_path / kind).write_text(text, encoding="utf-8")
            read.append(dc.read(tmp_path / kind, format=kind, errors="repair"))
    made = []
    for corpus in read:
        for frame in (corpus.metadata, corpus.notes):
            cells = frame.astype(object).where(frame.notna(), None)
            made.append(
                [list(frame.columns), [[str(cell) for cell in row] for row in cells.to_numpy().tolist()]]
            )
        for document in corpus.metadata["id"]:
            made.append([corpus.raw(document), corpus.text(document)])
        made.append([corpus.index.vocabulary[word] for word in corpus.index.ids.tolist()])
        made.append(corpus.index.gaps.tolist())
    digest = hashlib.sha256(json.dumps(made).encode()).hexdigest()
    assert (READING, digest) == (max(DIGESTS), DIGESTS[max(DIGESTS)])
