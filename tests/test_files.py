"""Folders that pass: whatever line is interrupted on the way, none is left when the process has ended."""

import contextlib
import gc
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import pandas as pd
import pytest

import discourse as dc
from discourse import files
from discourse.errors import DiscourseError
from discourse.report import build
from discourse.store import collection, writer
from discourse.store.shard import Stored

AtExit = list[Callable[[], object]]
PATIENCE = 3600.0  # seconds, for what takes a few; only what hangs needs them


@pytest.fixture
def at_exit(monkeypatch: pytest.MonkeyPatch) -> AtExit:
    """Return what is left to be done when the process ends."""
    left: AtExit = []

    def unregister(done: Callable[[], object]) -> None:
        left[:] = [other for other in left if other is not done]

    monkeypatch.setattr(files, "atexit", SimpleNamespace(register=left.append, unregister=unregister))
    return left


def interrupted_everywhere(work: Callable[[], object], *traced: str) -> Iterator[None]:
    """Do some work again and again, each time with Ctrl-C one step later, until it comes through.

    Steps are the calls, lines and returns in the files named, and in what makes their blocks of functions:
    Python looks for signals at no other places of them.
    """

    def trace(frame: FrameType, event: str, _: object) -> Any:
        nonlocal steps
        block = frame.f_code.co_filename == contextlib.__file__ and frame.f_back
        if not (block or frame).f_code.co_filename.endswith(traced):
            return None
        steps -= 1
        if steps < 0:
            sys.settrace(None)
            raise KeyboardInterrupt
        return trace

    before = sys.gettrace()
    for at in range(10_000):
        steps = at
        sys.settrace(trace)
        try:
            work()
        except KeyboardInterrupt:
            pass
        finally:
            sys.settrace(before)
        yield
        if steps >= 0:
            assert at > 20, "nothing was traced"
            return
    raise AssertionError("it never came through")


def of(*modules: Any) -> list[str]:
    return [str(module.__file__) for module in modules]


def ended(at_exit: AtExit) -> None:
    while at_exit:
        at_exit.pop()()


def test_a_passing_folder(tmp_path: Path, at_exit: AtExit) -> None:
    place = tmp_path / "passing"

    def work() -> None:
        with files.passing(place):
            place.mkdir()
            (place / "file").touch()

    for _ in interrupted_everywhere(work, "test_files.py", *of(files)):
        ended(at_exit)
        assert not place.exists()
    assert at_exit == []


def test_what_stands_in_the_place_of_a_passing_folder_is_refused_and_left(tmp_path: Path) -> None:
    (tmp_path / "passing").mkdir()
    (tmp_path / "passing" / "ipykernel_launcher.py").touch()  # prepared by somebody else
    with (
        pytest.raises(DiscourseError, match="passing: is there already"),
        files.passing(tmp_path / "passing"),
    ):
        raise AssertionError("it was used")
    assert (tmp_path / "passing" / "ipykernel_launcher.py").exists()


def test_what_killed_runs_left_is_cleared_and_nothing_else(tmp_path: Path) -> None:
    left = files.beside(tmp_path / "out")
    others = [files.beside(tmp_path / "out-of-it"), tmp_path / ".out-0123", tmp_path / "out"]
    for folder in (left, *others):
        (folder / "notebooks").mkdir(parents=True)
    files.clear(tmp_path / "out")
    assert sorted(tmp_path.iterdir()) == sorted(others)


KILLED = """
import os, pathlib, signal, sys
from discourse.files import write_atomically
write = pathlib.Path.write_bytes
def stop(path, content):
    write(path, content[:5])
    print(path.name, flush=True)
    if "killed" in sys.argv:
        os.kill(os.getpid(), signal.SIGKILL)
    sys.stdin.read()
    return len(content)
pathlib.Path.write_bytes = stop
write_atomically(pathlib.Path(sys.argv[1]), b"0123456789")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells nobody who holds a file")
def test_half_files_of_killed_runs_are_cleared_and_those_of_others_are_not(tmp_path: Path) -> None:
    def other(*how: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", KILLED, str(tmp_path / "theirs.csv"), *how],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    with other("killed") as killed, other() as writing:
        assert killed.stdout
        assert writing.stdout
        left, held = killed.stdout.readline().strip(), writing.stdout.readline().strip()
        assert killed.wait() == -9
        names = ["0123456789abcdef.half", ".0123.half", ".mine.half"]
        for name in names:
            (tmp_path / name).touch()
        (tmp_path / ".0123456789abcdef.half").symlink_to(tmp_path / ".mine.half")
        files.write_atomically(tmp_path / "mine.csv", b"all of it")
        names += ["mine.csv", held, ".0123456789abcdef.half"]
        assert left not in names
        assert {path.name for path in tmp_path.iterdir()} == set(names)
        writing.communicate("")
    assert not (tmp_path / held).exists()
    assert not writing.returncode


ONE_MAKES = """
import sys
from pathlib import Path
from discourse.files import making
with making(Path(sys.argv[1]), wait="wait" in sys.argv):
    print("mine", flush=True)
    sys.stdin.read()
"""


def made_by_another(folder: Path, tmp_path: Path, *wait: str) -> "subprocess.Popen[str]":
    (tmp_path / "elsewhere").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-c", ONE_MAKES, str(folder), *wait],
        env={**os.environ, "TMPDIR": str(tmp_path / "elsewhere"), "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_one_process_makes_a_folder_and_the_next_is_refused_or_waits(
    tmp_path: Path, seeds: dc.Corpus
) -> None:
    (tmp_path / "news.csv").write_text("source,text\nA,rebels\n")
    pd.DataFrame({"source": ["A"], "text": ["rebels"]}).to_parquet(tmp_path / "news.parquet")
    out = tmp_path / "out"
    refused: list[Callable[[], object]] = [
        lambda: seeds.save(out),
        lambda: dc.index(tmp_path / "news.csv", out, progress=False),
        lambda: dc.index(tmp_path / "news.parquet", out, progress=False),
        lambda: build.report(out=out, progress=False),
        lambda: build.figures(out=out, progress=False),
    ]
    with made_by_another(out, tmp_path) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "mine\n"
        for make in refused:
            with pytest.raises(DiscourseError, match="out: another run is making it; wait, or give another"):
                make()
        with made_by_another(out, tmp_path, "wait") as second:
            first.communicate(timeout=PATIENCE)
            assert second.stdout is not None
            assert second.stdout.readline() == "mine\n"
            second.communicate(timeout=PATIENCE)
    assert not out.exists()
    seeds.save(out)
    assert len(dc.open(out)) == len(seeds)


def test_two_threads_save_into_one_folder_and_one_is_told(tmp_path: Path, seeds: dc.Corpus) -> None:
    ready = threading.Barrier(2)

    def save(source: str) -> str:
        corpus = seeds.select(source=source)
        ready.wait()
        try:
            corpus.save(tmp_path / "out")
        except DiscourseError:
            return "refused"
        return corpus.hash

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(save, ["Bloomberg", "TRT World"]))
    assert sorted(word == "refused" for word in said) == [False, True]
    assert dc.open(tmp_path / "out").hash in said


def test_who_waits_loses_nothing(tmp_path: Path) -> None:
    rows = [{"name": f"figure-{number}"} for number in range(40)]

    def enter(row: dict[str, str]) -> None:
        with files.making(tmp_path / "figures", wait=True):
            file = tmp_path / "figures" / "manifest.json"
            before = json.loads(file.read_text()) if file.exists() else []
            files.write_atomically(file, json.dumps([*before, row]).encode())

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(enter, rows))
    made = json.loads((tmp_path / "figures" / "manifest.json").read_text())
    assert sorted(row["name"] for row in made) == sorted(row["name"] for row in rows)
    assert [path.name for path in (tmp_path / "figures").iterdir()] == ["manifest.json"]


@pytest.mark.parametrize("name", ["mkdir", "rmdir", "unlink"])
def test_a_passing_folder_and_a_signal_within_the_system_call(
    tmp_path: Path, at_exit: AtExit, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    real, place = getattr(os, name), tmp_path / "passing"

    def interrupted(*arguments: Any, **options: Any) -> None:
        real(*arguments, **options)
        monkeypatch.setattr(os, name, real)
        raise KeyboardInterrupt

    def work() -> None:
        with files.passing(place):
            monkeypatch.setattr(os, name, interrupted)
            place.mkdir()
            (place / "one").touch()
            (place / "two").touch()

    with pytest.raises(KeyboardInterrupt):
        work()
    ended(at_exit)
    assert not place.exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # its files stay open, unnamed
def test_a_shard(tmp_path: Path, at_exit: AtExit) -> None:
    corpus = dc.read(pd.DataFrame({"text": ["The rebels left.\nShare this article"], "source": "A"}))
    shard = tmp_path / "00000"
    corpus._save(shard)  # to be replaced
    whole = 0
    for _ in interrupted_everywhere(lambda: corpus._save(shard), *of(files, writer)):
        ended(at_exit)
        assert [path.name for path in tmp_path.iterdir()] in (["00000"], [])
        if shard.exists():
            Stored(shard).check()
            whole += 1
    assert whole > 200
    gc.collect()  # here, where open files are ignored


def test_a_saved_corpus(tmp_path: Path, seeds: dc.Corpus, at_exit: AtExit) -> None:
    kept = tmp_path / "kept"

    def work() -> None:
        seeds.save(kept)

    for _ in interrupted_everywhere(work, *of(files, collection)):
        ended(at_exit)
        assert {path.name for path in kept.rglob(".*")} <= {files.LOCK}  # which nobody holds any more
        shutil.rmtree(kept, ignore_errors=True)


def test_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_exit: AtExit) -> None:
    def some(_: object, folder: Path, **__: object) -> list[Path]:
        files.make_folder(folder)
        files.write_atomically(folder / "one.ipynb", b"{}")
        return []

    def work() -> None:
        with build._made(build.Settings(), [], target=tmp_path / "out", jobs=1, progress=False):
            pass

    monkeypatch.setattr(build, "_read", lambda *_, **__: (None, None))
    monkeypatch.setattr(build, "followed", lambda *_, **__: SimpleNamespace(parameters={}))
    monkeypatch.setattr(build, "first_figure", lambda *_, **__: None)
    monkeypatch.setattr(build, "run_notebooks", some)
    for _ in interrupted_everywhere(work, "test_files.py", *of(files, build)):
        ended(at_exit)
        assert {path.name for path in tmp_path.rglob("*")} <= {"out", files.LOCK}  # which nobody holds


@pytest.mark.skipif(os.name != "posix", reason="on Windows only administrators make links")
def test_links_that_lead_in_a_circle_are_one_sentence_or_replaced(tmp_path: Path, seeds: dc.Corpus) -> None:
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    with pytest.raises(DiscourseError, match="loop"):
        build.report(out=loop / "report", progress=False)
    with pytest.raises(DiscourseError, match="loop"):
        dc.index("seeds", loop, progress=False)
    (tmp_path / "A").mkdir()
    (tmp_path / "A" / "a.txt").write_text("The rebels fled.")
    notes = dc.read(tmp_path, folders="source", errors="repair").notes
    assert "loop" in notes["text"].tolist()
    files.write_atomically(loop, b"a table")
    assert loop.read_bytes() == b"a table"
