"""Folders that pass: whatever line is interrupted on the way, none is left when the process has ended."""

import contextlib
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any

import pytest

import discourse as dc
from discourse import files
from discourse.report import build
from discourse.store import collection, writer
from discourse.store.shard import Stored

AtExit = list[Callable[[], object]]


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
    place.mkdir()  # a run that was killed has left it
    work()
    assert (place.exists(), at_exit) == (False, [])


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
def test_a_shard(tmp_path: Path, seeds: dc.Corpus, at_exit: AtExit) -> None:
    corpus, shard = seeds.select(source="Bloomberg"), tmp_path / "00000"
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
        assert [path.name for path in kept.rglob(".*")] == []
        shutil.rmtree(kept, ignore_errors=True)


def test_a_report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at_exit: AtExit) -> None:
    def some(_: object, folder: Path, **__: object) -> list[Path]:
        files.make_folder(folder)
        files.write_atomically(folder / "one.ipynb", b"{}")
        return []

    def work() -> None:
        with build._made(build.Settings(), beside=tmp_path / "out", jobs=1, progress=False):
            pass

    monkeypatch.setattr(build, "_read", lambda *_, **__: (None, None))
    monkeypatch.setattr(build, "run_notebooks", some)
    for _ in interrupted_everywhere(work, "test_files.py", *of(files, build)):
        ended(at_exit)
        assert list(tmp_path.iterdir()) == []
