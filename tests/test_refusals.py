"""What cannot be used is refused in one sentence, exit code 1, and nothing is lost or left half made."""

import errno
import gzip
import inspect
import io
import os
import random
import stat
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from matplotlib.figure import Figure

import discourse as dc
from discourse import files
from discourse.cli.main import main

GOOD = b"source,text,date\nA,The rebels came.,2015-01-01\nB,Terrorists came.,2016-01-01\n"
LEXICON = b'[armed.labels]\nrebels = ["rebel*"]\nterrorists = ["terrorist*"]\n'
NOISE = random.Random(1).randbytes(2000)
SURROGATE = b'{"source": "A", "text": "half \\ud800"}\n'
KNOWN = (
    "a corpus is a folder of .txt with metadata.csv or --folders, a .csv, .tsv, .json, .jsonl, .parquet, "
    ".xlsx, .ods or .html file, or an export with --format"
)
WITH_EARLIER = "give a folder that is new, empty or has an earlier report"
ONE_VALUE = (
    "source has one value only (A); a report compares at least two groups: choose another column with --by"
)


def archive(name: str, content: bytes) -> bytes:
    """Pack one file under a name."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


# what it is: the files (a folder ends with /), the command, the sentence
REFUSED: dict[str, tuple[dict[str, bytes], list[str], str]] = {
    "nothing": (
        {},
        ["count", "news.csv"],
        "there is no 'news.csv'; give a folder, a table such as .csv or .parquet, an export, or 'seeds'",
    ),
    "an empty folder": (
        {"news/": b""},
        ["count", "news"],
        "news: no .txt or .html file in it, and no metadata.csv; an article a file is needed",
    ),
    "an index that is not finished": (
        {"news/shards/00000/changes.parquet": b""},
        ["count", "news"],
        "news: a saved corpus that is not finished; the same discourse index goes on with it",
    ),
    "a study": (
        {"mine/study.toml": b"", "mine/table.csv": GOOD},
        ["count", "mine"],
        "mine: a study; type the command in this folder, without a corpus",
    ),
    "0 bytes of CSV": (
        {"news.csv": b""},
        ["count", "news.csv"],
        "news.csv: the file is empty; a first row with the names of the columns is needed",
    ),
    "0 bytes of JSON": (
        {"news.jsonl": b""},
        ["count", "news.jsonl"],
        "news.jsonl: the file is empty; one JSON object a line is needed",
    ),
    "0 bytes of Parquet": (
        {"news.parquet": b""},
        ["count", "news.parquet"],
        "news.parquet: not a .parquet file that can be read: Parquet file size is 0 bytes",
    ),
    "0 bytes of lexicon": (
        {"news.csv": GOOD, "mine.toml": b""},
        ["count", "news.csv", "--lexicon", "mine.toml"],
        "mine.toml: no concept; a lexicon has at least one [concept] with labels",
    ),
    "only a header": (
        {"news.csv": b"source,text\n"},
        ["count", "news.csv"],
        "news.csv: no rows; at least one document is needed",
    ),
    "a picture that is called CSV": (
        {"news.csv": b"\x89PNG\r\n\x1a\n" + NOISE},
        ["count", "news.csv"],
        "news.csv: a PNG picture, and this is not read; export it as text, CSV or Parquet",
    ),
    "noise that is called CSV": (
        {"news.csv": NOISE},
        ["count", "news.csv"],
        "news.csv, line 1: the byte b'\\xf5' is not UTF-8 (and 789 more); say --encoding "
        "(latin-1 decodes anything); --repair replaces such bytes by U+FFFD",
    ),
    "noise that is called Parquet": (
        {"news.parquet": NOISE},
        ["count", "news.parquet"],
        "news.parquet: not a .parquet file that can be read: Parquet magic bytes not found in "
        "footer. Either the file is corrupted or this is not a parquet file.",
    ),
    "a file of another kind": (
        {"news.doc": b"words"},
        ["count", "news.doc"],
        f"news.doc: .doc is not known; {KNOWN}",
    ),
    "an archive": (
        {"news.zip": b"PK\x03\x04" + NOISE},
        ["count", "news.zip"],
        "news.zip: a zip archive, which is not read; unpack it first",
    ),
    "an archive with a way out of its folder": (
        {"news.csv": archive("../../escaped.csv", b"source,text\n")},
        ["report", "news.csv", "--quiet"],
        "news.csv: a zip archive, and archives are not read; unpack it first",
    ),
    "a gzip that is called CSV": (
        {"news.csv": gzip.compress(GOOD)},
        ["count", "news.csv"],
        "news.csv: a gzip archive, and archives are not read; unpack it first",
    ),
    "a bomb that is called Excel": (
        {"news.xlsx": archive("xl/worksheets/sheet1.xml", bytes(80 << 20))},
        ["count", "news.xlsx"],
        "news.xlsx: unpacks to 0.1 GB, more than 200 times its size, which no table of "
        "articles does; save it as .csv",
    ),
    "another delimiter": (
        {"news.csv": GOOD.replace(b",", b";")},
        ["count", "news.csv"],
        "news.csv: its one column is called 'source;text;date'; say --delimiter ';' if that stands between "
        "the cells",
    ),
    "a time zone that is none": (
        {"news.csv": GOOD},
        ["count", "news.csv", "--timezone", "Mars"],
        "--timezone 'Mars' is not known; a name such as 'Europe/Berlin' or 'UTC' is needed",
    ),
    "a form of dates that is none": (
        {"news.csv": GOOD},
        ["count", "news.csv", "--date-format", "%Q"],
        "--date-format '%Q': 'Q' is a bad directive in format '%Q'; see strptime",
    ),
    "aliases that are none": (
        {"news.csv": GOOD, "aliases.toml": b"A = 1"},
        ["count", "news.csv", "--aliases", "aliases.toml"],
        "aliases.toml: 'A' is 1; each line is a name and, as text, the outlet it means",
    ),
    "folders that lie at another depth": (
        {"news/A/a.txt": b"words", "news/b.txt": b"words"},
        ["count", "news", "--folders", "source"],
        "news/b.txt: lies 0 folders deep, and --folders names 1 (source); every article lies as deep as "
        "there are levels; --repair leaves such files out",
    ),
    "folders that nobody named": (
        {"news/A/a.txt": b"words"},
        ["count", "news"],
        "news: 1 .txt file, in folders such as A, and no metadata.csv; a table with the columns file, "
        "source, date (and title, …) is needed beside them, or --folders that says what the folders are, "
        "such as source, year",
    ),
    "no column of texts": (
        {"news.csv": b"source,body\nA,x\n"},
        ["count", "news.csv"],
        "news.csv: no column 'text' for --text; its columns are source, body",
    ),
    "no column of outlets": (
        {"news.csv": b"outlet,text\nA,x\n"},
        ["count", "news.csv"],
        "news.csv: no column 'source' for --source; its columns are outlet, text",
    ),
    "an id that stands twice": (
        {"news.csv": b"id,source,text\n1,A,x\n1,B,y\n"},
        ["count", "news.csv"],
        "news.csv, row 2, column 'id': the id '1' is taken already; every document needs an id of its own; "
        "--repair adds a suffix",
    ),
    "half a character": (
        {"news.jsonl": SURROGATE},
        ["count", "news.jsonl"],
        "news.jsonl, row 1, column 'text': half a character (a lone surrogate); text is Unicode; "
        "--repair replaces it by U+FFFD",
    ),
    "a report on one document": (
        {"news.csv": GOOD[: GOOD.index(b"B,")]},
        ["report", "news.csv", "--quiet"],
        ONE_VALUE,
    ),
    "a report on one group": (
        {"news.csv": GOOD.replace(b"\nB", b"\nA")},
        ["report", "news.csv", "--quiet"],
        ONE_VALUE,
    ),
    "a lexicon that finds nothing": (
        {"news.csv": GOOD, "mine.toml": b'[c.labels]\na = ["zebra"]\n'},
        ["report", "news.csv", "--lexicon", "mine.toml", "--quiet"],
        "the lexicon 'mine' finds nothing in news.csv; give one for this corpus with --lexicon",
    ),
    "a report into a file": (
        {"news.csv": GOOD, "taken": b"mine"},
        ["report", "news.csv", "--out", "taken", "--quiet"],
        f"FOLDER/taken is a file; {WITH_EARLIER}",
    ),
    "a report below a file": (
        {"news.csv": GOOD, "taken": b"mine"},
        ["report", "news.csv", "--out", "taken/here", "--quiet"],
        "FOLDER/taken/here: cannot be written (Not a directory)",
    ),
    "figures into a folder of others": (
        {"news.csv": GOOD, "taken/mine.png": b"mine"},
        ["figures", "news.csv", "--out", "taken", "--quiet"],
        f"FOLDER/taken has other files in it; {WITH_EARLIER}",
    ),
    "a table into a folder": (
        {"news.csv": GOOD, "taken/": b""},
        ["count", "news.csv", "--csv", "taken"],
        "taken: cannot be written (Is a directory)",
    ),
    "a table into no folder": (
        {"news.csv": GOOD},
        ["count", "news.csv", "--csv", "none/counts.csv"],
        "none/counts.csv: cannot be written (No such file or directory)",
    ),
    "a table with no name": (
        {"news.csv": GOOD},
        ["count", "news.csv", "--csv", ""],
        ".: cannot be written (Is a directory)",
    ),
    "an index into a file": (
        {"news.csv": GOOD, "taken": b"mine"},
        ["index", "news.csv", "--out", "taken", "--quiet"],
        "taken: a file; a saved corpus is a folder",
    ),
    "an index into a folder of others": (
        {"news.csv": GOOD, "taken/mine.txt": b"mine"},
        ["index", "news.csv", "--out", "taken", "--quiet"],
        "taken: 'mine.txt' is in it; a saved corpus needs a folder of its own",
    ),
    "an index below a file": (
        {"news.csv": GOOD, "taken": b"mine"},
        ["index", "news.csv", "--out", "taken/here", "--quiet"],
        "taken/here: cannot be written (Not a directory)",
    ),
}


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words, prog_name="discourse")


def lay(folder: Path, contents: dict[str, bytes]) -> None:
    for name, content in contents.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).mkdir() if name.endswith("/") else (folder / name).write_bytes(content)


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def refused(result: Result, sentence: str) -> None:
    assert (result.exit_code, result.stdout, result.stderr) == (1, "", f"discourse: {sentence}\n")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(("contents", "words", "sentence"), REFUSED.values(), ids=REFUSED)
def test_is_refused_in_one_sentence_and_nothing_is_lost(
    tmp_path: Path, contents: dict[str, bytes], words: list[str], sentence: str
) -> None:
    lay(tmp_path, contents)
    before = tree(tmp_path)
    result = run(*words)
    refused(result, sentence.replace("FOLDER", str(tmp_path)))
    assert tree(tmp_path) == before


def frame(**columns: Any) -> pd.DataFrame:
    return pd.DataFrame({"source": ["A", "B"], "text": ["rebels came", "the terrorists"]} | columns)


def half_a_character() -> dc.Corpus:
    return dc.read(frame(text=pd.Series(["half \ud800", "x"], dtype=object)))


# what it is: the call, the sentence
ALSO_REFUSED: dict[str, tuple[Callable[[], object], str]] = {
    "half a character in a DataFrame": (
        half_a_character,
        "DataFrame, row 1, column 'text': half a character (a lone surrogate); text is Unicode; "
        'errors="repair" replaces it by U+FFFD',
    ),
    "no rows": (lambda: dc.read(frame()[:0]), "DataFrame: no rows; at least one document is needed"),
    "no document after a filter": (
        lambda: dc.read(frame()).select(source="C"),
        "no document has source='C'; look at corpus.documents for what there is",
    ),
    "one group to compare": (
        lambda: dc.keyness(dc.read(frame()[:1]), by="source"),
        "source has one value only ('A'); keyness needs two groups to compare",
    ),
    "a figure into a file": (lambda: save("taken"), "taken: cannot be written (File exists)"),
    "a figure below a file": (lambda: save("taken/here"), "taken/here: cannot be written (Not a directory)"),
}


@pytest.mark.parametrize(("call", "sentence"), ALSO_REFUSED.values(), ids=ALSO_REFUSED)
def test_is_refused_by_the_library_in_one_sentence(
    tmp_path: Path, call: Callable[[], object], sentence: str
) -> None:
    (tmp_path / "taken").write_bytes(b"mine")
    with pytest.raises(dc.DiscourseError) as caught:
        call()
    assert str(caught.value) == sentence
    assert tree(tmp_path) == {"taken": b"mine"}


def save(folder: str | Path, value: int = 1) -> object:
    axes = Figure(figsize=(2, 1)).subplots()
    axes.barh(["A"], [value])
    return dc.save(frame(value=[value, value]), "bars", figure=axes, alt=f"A {value}", folder=folder)


def test_what_is_only_odd_is_read_and_noted(tmp_path: Path) -> None:
    corpus = dc.read(frame(text=["reb\0els came", "\ufeffthe terrorists"], date=["", ""]))
    assert [corpus.text("1"), corpus.text("2")] == ["rebels came", "the terrorists"]
    assert set(corpus.notes["what"]) == {
        "control characters removed",
        "zero-width characters removed",
        "empty date",
    }


def test_every_script_is_kept_from_the_file_to_the_table_and_the_lines(tmp_path: Path) -> None:
    outlets = ["الجزيرة", "РИА Новости", "新華社", "ישראל היום abc", "Z\u0308eit 🙂"]
    table = pd.DataFrame({"source": outlets, "text": [f"قال {name} rebels 叛军 сказали" for name in outlets]})
    table.to_csv(tmp_path / "news.csv", index=False)
    counted = run("count", "news.csv", "--csv", "counts.csv")
    assert (counted.exit_code, counted.stderr) == (0, "")
    assert set(pd.read_csv(tmp_path / "counts.csv")["source"]) == set(outlets)
    lines = dc.concordance(dc.read(table), "rebels")
    assert sorted(lines["source"]) == sorted(outlets)
    assert sorted(lines["left"]) == sorted(f"قال {name}" for name in outlets)
    assert set(lines["right"]) == {"叛军 сказали"}


@pytest.mark.parametrize(
    "megabytes",
    [
        20,
        pytest.param(
            1000,
            marks=pytest.mark.skipif(
                "DISCOURSE_BY_HAND" not in os.environ,
                reason="takes minutes and gigabytes; DISCOURSE_BY_HAND=1 runs it",
            ),
        ),
    ],
)
@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_very_long_line_is_a_long_article(tmp_path: Path, megabytes: int, form: str) -> None:
    words = "rebel " * (megabytes * 1_000_000 // 6)
    news = tmp_path / f"news.{form}"
    first = '{"source": "A", "text": "' if form == "jsonl" else "source,text\nA,"
    last = '"}\n' if form == "jsonl" else "\n"
    news.write_text(first + words + last, encoding="utf-8")
    assert dc.read(news, cached=False, progress=False).tokens == megabytes * 1_000_000 // 6


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[[str], Path]]:
    """Return the function that mounts a small disk of its own; skip where that is not allowed."""
    place = tmp_path / "disk"
    mounted: list[Path] = []

    def mount_one(options: str) -> Path:
        place.mkdir(exist_ok=True)
        command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)]
        try:
            subprocess.run(command, check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError) as error:
            pytest.skip(f"a small disk cannot be mounted here: {error}")
        mounted.append(place)
        return place

    yield mount_one
    for one in mounted:
        subprocess.run(["umount", str(one)], check=True)


def test_a_disk_that_is_full_keeps_what_was_there(tmp_path: Path, mount: Callable[[str], Path]) -> None:
    (tmp_path / "news.csv").write_bytes(GOOD)
    disk = mount("size=200k")
    save(disk / "figures")
    assert run("count", "news.csv", "--csv", "disk/counts.csv").exit_code == 0
    free = os.statvfs(disk)
    (disk / "filler").write_bytes(b"x" * (free.f_bavail * free.f_frsize))
    before = tree(disk)
    no_room = "cannot be written (No space left on device)"
    refused(run("count", "--csv", "disk/counts.csv"), f"disk/counts.csv: {no_room}")
    with pytest.raises(dc.DiscourseError) as caught:
        save(disk / "figures", 2)
    assert str(caught.value).startswith(f"{disk}/figures/")
    assert str(caught.value).endswith(no_room)
    result = run("report", "news.csv", "--out", "disk/report", "--quiet")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith(f"discourse: {disk}/.report-")
    assert result.output.endswith(f"/notebooks/01_corpus.ipynb: {no_room}\n")
    assert tree(disk) == before
    result = run("index", "news.csv", "--out", "disk/kept", "--quiet")
    refused(result, f"disk/kept/shards/00000: {no_room}")
    (disk / "filler").unlink()
    assert run("index", "news.csv", "--out", "disk/kept", "--quiet").exit_code == 0


def test_a_disk_that_is_read_only_is_named(tmp_path: Path, mount: Callable[[str], Path]) -> None:
    (tmp_path / "news.csv").write_bytes(GOOD)
    mount("size=200k,ro")
    why = "Read-only file system"
    refused(run("count", "news.csv", "--csv", "disk/c.csv"), f"disk/c.csv: cannot be written ({why})")
    result = run("report", "news.csv", "--out", "disk/report", "--quiet")
    refused(result, f"{tmp_path}/disk/report: cannot be written ({why})")
    refused(
        run("index", "news.csv", "--out", "disk/kept", "--quiet"), f"disk/kept: cannot be written ({why})"
    )


@pytest.mark.parametrize("file", range(5))
def test_a_figure_that_has_no_room_leaves_the_earlier_one_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: int
) -> None:
    save(tmp_path / "figures")
    before = tree(tmp_path)
    write, written = Path.write_bytes, []

    def fill(path: Path, content: bytes) -> int:
        if len(written) == file:
            write(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        return write(path, content)

    monkeypatch.setattr(files.Path, "write_bytes", fill)
    with pytest.raises(dc.DiscourseError, match=r": cannot be written \(No space left on device\)$"):
        save(tmp_path / "figures", 2)
    assert tree(tmp_path) == before


def test_a_device_is_written_to_and_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_bytes(GOOD)
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    assert run("count", "news.csv", "--csv", "link.csv").exit_code == 0
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_bytes().startswith(b"source,concept,label")
    device = Path("/dev/full")
    if not (device.exists() and stat.S_ISCHR(device.stat().st_mode)):
        pytest.skip("this system has no /dev/full")
    (tmp_path / "full").symlink_to(device)
    result = run("count", "news.csv", "--csv", "full")
    refused(result, "full: cannot be written (No space left on device)")
    assert stat.S_ISCHR(device.stat().st_mode)


def _asked_of(function: Callable[..., Any], corpus: object) -> None:
    """Ask an analysis about something, with whatever else it needs."""
    known: dict[str, Any] = {
        "corpus": corpus,
        "lexicon": dc.Lexicon.read("syria"),
        "what": "rebel*",
        "label": "rebels",
        "by": "source",
        "target": "A",
        "reference": "B",
        "before": 2015,
        "after": 2016,
        "path": "lines.csv",
    }
    needed = inspect.signature(function).parameters.values()
    given = {p.name: known[p.name] for p in needed if p.default is p.empty or p.name == "label"}
    function(**given)


ANALYSES = (
    "caveat change_points collocates concordance dispersion distances duplicates framing keyness overview "
    "sensitivity shift standardize stories term_frequencies trend_model validation_sample"
)


@pytest.mark.parametrize("name", ANALYSES.split())
def test_a_table_is_no_corpus(name: str) -> None:
    with pytest.raises(dc.DiscourseError) as caught:
        _asked_of(getattr(dc, name), pd.read_csv(io.BytesIO(GOOD)))
    assert str(caught.value) == "a Corpus is needed, as dc.read(table) returns it, not DataFrame"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda corpus: corpus.without("x"), "what is taken out is a table of dc.furniture"),
        (lambda corpus: corpus.largest("source", n="a"), "n= must be a whole number of groups from 1"),
        (lambda corpus: corpus.largest("source", n=0), "n= must be a whole number of groups from 1"),
        (lambda _: dc.top(3), "a table is needed"),
        (lambda _: dc.open(3), "a folder is needed, not 3"),
        (lambda corpus: dc.save(dc.overview(corpus), 3), "a figure cannot be called 3"),
    ],
)
def test_what_is_of_another_type_is_one_sentence(call: Any, said: str) -> None:
    with pytest.raises(dc.DiscourseError, match=said):
        call(dc.read("seeds"))
