"""Stopped in the middle, killed, or started twice: nothing is left behind, and earlier results are intact."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.errors import DiscourseError
from discourse.files import uninterrupted
from discourse.report import build

ROOT = Path(__file__).parents[1]
PATIENCE = 3600.0  # seconds, for what takes a few; only what hangs needs them
# Runs the command line, and gets a signal at the moment when it opens a file: no luck, and no clock.
STOPPED = """
import fnmatch, os, sys
moment, number = sys.argv.pop(1), int(sys.argv.pop(1))
def stop(event, arguments):
    global moment
    if event == "open" and moment and fnmatch.fnmatch(str(arguments[0]), moment):
        moment = ""
        os.killpg(0, number)  # as a terminal does: everything in front gets it
    elif event == "open" and not moment and str(arguments[0]).endswith("/07_does_it_survive.json"):
        os._exit(99)  # it went on as if nothing had happened
sys.addaudithook(stop)
from discourse.cli.main import main
main(prog_name="discourse")
"""

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


def start(folder: Path, *command: str) -> "subprocess.Popen[str]":
    (folder / "passing").mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder / "passing"), "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run unattended
    )


def stopped(folder: Path, moment: str, number: int, *words: str) -> tuple[int, str, str]:
    process = start(folder, "-c", STOPPED, moment, str(number), *words)
    said, complaint = process.communicate(timeout=PATIENCE)
    return process.returncode, said, complaint


def wait_for(what: Callable[[], object], process: "subprocess.Popen[str] | None" = None) -> None:
    while not what():
        assert process is None or process.poll() is None, "it was over before it could be stopped"
        time.sleep(0.02)


def of_it(folder: Path) -> list[str]:
    """Return the processes that name the folder: kernels have a file in it."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if str(folder) in line]


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*") if path.name != ".lock"]


def kept(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("moment", "number", "code"),
    [
        ("*.lock", signal.SIGINT, 130),
        ("*/.out-*/notebooks/.*", signal.SIGTERM, 143),
        ("*/.kernels-*/02_vocabulary.json", signal.SIGTERM, 143),  # while the first kernel starts
        ("", signal.SIGINT, 130),  # while cells are run
    ],
)
def test_a_report_that_is_stopped(tmp_path: Path, moment: str, number: int, code: int) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text(build.GENERATOR, encoding="utf-8")  # an earlier one
    if moment:
        ended = stopped(tmp_path, moment, number, "report", "--out", "out")
    else:
        process = start(tmp_path, "-m", "discourse", "report", "--out", "out", "--jobs", "1")
        wait_for(lambda: any(tmp_path.glob(".out-*/figures/*.svg")), process)
        os.killpg(process.pid, number)
        said, complaint = process.communicate(timeout=PATIENCE)
        ended = process.returncode, said, complaint
    assert ended[:2] == (code, "")
    assert "Traceback" not in ended[2]
    assert hidden(tmp_path) == []
    assert of_it(tmp_path) == []
    assert kept(tmp_path / "out") == {str(tmp_path / "out" / "report.html"): build.GENERATOR.encode()}
    assert list((tmp_path / "passing").iterdir()) == []


def test_a_count_that_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "counts.csv").write_bytes(b"earlier")
    (tmp_path / "news.csv").write_text("source,text\nA,rebels\n")
    words = ["count", "news.csv", "--csv", "counts.csv"]
    assert stopped(tmp_path, "*news.csv", signal.SIGINT, *words) == (130, "", "")
    assert (tmp_path / "counts.csv").read_bytes() == b"earlier"
    assert hidden(tmp_path) == []


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of tables that are large enough for threads."""
    folder = tmp_path_factory.mktemp("tables")
    draw = np.random.default_rng(1)
    words = np.array([*(f"word{number}" for number in range(5000)), "rebels", "terrorists"])
    texts = [" ".join(draw.choice(words, 200)) for _ in range(2000)]
    for name in ("one", "two"):
        table = pd.DataFrame({"source": draw.choice(["A", "B"], 2000), "text": texts})
        table.to_parquet(folder / f"{name}.parquet")
    return folder


@pytest.mark.parametrize(
    ("moment", "number", "code"),
    [
        ("00000-*/texts.npy", signal.SIGTERM, 143),
        ("00000-*/offsets.npy", signal.SIGINT, 130),
        ("00001-*/texts.npy", signal.SIGINT, 130),
        ("00001-*/shard.json", signal.SIGTERM, 143),
        ("00001-*/ids.npy", signal.SIGKILL, -9),
    ],
)
def test_an_index_that_is_stopped_goes_on(
    tmp_path: Path, tables: Path, moment: str, number: int, code: int
) -> None:
    places = [tables / "one.parquet", tables / "two.parquet"]
    words = ["index", *map(str, places), "--out", "kept", "--quiet"]
    assert stopped(tmp_path, f"*/kept/shards/.{moment}", number, *words) == (code, "", "")
    if number != signal.SIGKILL:
        assert hidden(tmp_path) == []
    whole = [path.stat().st_mtime_ns for path in tmp_path.glob("kept/shards/00000/shard.json")]
    assert len(whole) == ("00001" in moment)
    with pytest.raises(dc.CorpusError, match="no saved corpus"):
        dc.open(tmp_path / "kept")
    assert len(dc.index(places, tmp_path / "kept", progress=False)) == 4000
    assert hidden(tmp_path) == []
    if whole:  # what was done was not done again
        assert [(tmp_path / "kept/shards/00000/shard.json").stat().st_mtime_ns] == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_index_of_two_processes_that_is_stopped(tmp_path: Path, tables: Path, number: int) -> None:
    words = [str(tables / "*.parquet"), "--out", "kept", "--jobs", "2", "--quiet"]
    process = start(tmp_path, "-m", "discourse", "index", *words)
    wait_for(lambda: any(tmp_path.glob("kept/shards/.0*")), process)
    os.killpg(process.pid, number)
    assert process.communicate(timeout=PATIENCE) == ("", "")
    assert hidden(tmp_path) == []
    assert of_it(tmp_path) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_is_put_in_place_is_put_there_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    made = {tmp_path / f"made-{name}": tmp_path / "out" / name for name in "abc"}
    for file in made:
        file.write_text("new")
    replace = Path.replace

    def stopped_there(file: Path, place: Path) -> Path:
        signal.raise_signal(number)
        return replace(file, place)

    def end(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", stopped_there)
    before = {each: signal.signal(each, end) for each in (signal.SIGINT, signal.SIGTERM)}
    try:
        with pytest.raises(KeyboardInterrupt), uninterrupted():
            build.install(made)
        assert signal.getsignal(number) is end
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    assert [path.read_text() for path in sorted((tmp_path / "out").iterdir())] == ["new"] * 3


def test_two_reports_into_one_folder_and_one_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    first = start(tmp_path, "-m", "discourse", "report", "--out", "out", "--jobs", "1")
    wait_for(lambda: any(tmp_path.glob(".out-*/figures/*.svg")), first)
    (made,) = tmp_path.glob(".out-*")
    assert made.stat().st_mode & 0o777 == 0o700
    for command in (build.report, build.figures):
        with pytest.raises(DiscourseError, match="out: another run is making it; wait, or give another"):
            command(out=out, progress=False)
    first.kill()
    first.communicate()
    assert made.is_dir()
    wait_for(lambda: not of_it(tmp_path))  # kernels notice that nobody is there
    with pytest.raises(DiscourseError, match=r"there is no '.*nothing\.csv'"):
        build.report("nothing.csv", out=out, progress=False)

    def look(*_: object, **__: object) -> list[Path]:
        assert not made.exists()  # what the killed run left is gone
        raise DiscourseError("seen")

    monkeypatch.setattr(build, "run_notebooks", look)
    with pytest.raises(DiscourseError, match="seen"):
        build.report(out=out, progress=False)
    assert hidden(tmp_path) == []
