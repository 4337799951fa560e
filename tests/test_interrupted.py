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
from discourse.report import build

ROOT = Path(__file__).parents[1]
PATIENCE = 120.0

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of tables that take a second or two to index."""
    folder = tmp_path_factory.mktemp("tables")
    draw = np.random.default_rng(1)
    words = np.array([*(f"w{number}" for number in range(5000)), "rebels", "terrorists"])
    texts = [" ".join(draw.choice(words, 200)) for _ in range(2000)]
    for name in ("one", "two"):
        table = pd.DataFrame({"source": draw.choice(["A", "B"], 20_000), "text": draw.choice(texts, 20_000)})
        table.to_parquet(folder / f"{name}.parquet")
    table.to_csv(folder / "two.csv", index=False)
    return folder


def start(folder: Path, *words: str) -> "subprocess.Popen[str]":
    (folder / "passing").mkdir(exist_ok=True)
    environment = {**os.environ, "TMPDIR": str(folder / "passing"), "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-m", "discourse", *words],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored where tests run unattended
    )


def wait_for(what: Callable[[], object], process: "subprocess.Popen[str] | None" = None) -> None:
    end = time.monotonic() + PATIENCE
    while not what():
        assert process is None or process.poll() is None, "it was over before it could be stopped"
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def of_it(folder: Path) -> list[str]:
    """Return the processes that name the folder: kernels have a file in it."""
    found = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return [line for line in found.splitlines() if str(folder) in line]


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob(".*") if path.name != ".lock"]


def kept(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize(
    "moment", ["", ".discourse-out/notebooks/07_does_it_survive.ipynb", ".discourse-out/figures/*.svg"]
)
def test_a_report_that_is_stopped(tmp_path: Path, number: int, code: int, moment: str) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "report.html").write_text(build.GENERATOR, encoding="utf-8")  # an earlier one
    process = start(tmp_path, "report", "--out", "out")
    wait_for(lambda: any(tmp_path.glob(moment)) if moment else any((tmp_path / "passing").iterdir()), process)
    os.killpg(process.pid, number)  # as a terminal does: everything in front gets it
    said, complaint = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (code, "")
    assert "Traceback" not in complaint
    assert hidden(tmp_path) == []
    assert of_it(tmp_path) == []
    assert kept(tmp_path / "out") == {str(tmp_path / "out" / "report.html"): build.GENERATOR.encode()}


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="how far it is cannot be seen here")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_count_that_is_stopped(tmp_path: Path, tables: Path, number: int, code: int) -> None:
    (tmp_path / "counts.csv").write_bytes(b"earlier")
    process = start(tmp_path, "count", str(tables / "two.csv"), "--csv", "counts.csv")
    wait_for(lambda: "pyarrow" in Path(f"/proc/{process.pid}/maps").read_text(), process)
    os.killpg(process.pid, number)
    said, complaint = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said, complaint) == (code, "", "")
    assert (tmp_path / "counts.csv").read_bytes() == b"earlier"
    assert hidden(tmp_path) == []


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
@pytest.mark.parametrize("moment", ["kept/shards/.00000-*/texts.npy", "kept/shards/.00001-*/texts.npy"])
def test_an_index_that_is_stopped_goes_on(
    tmp_path: Path, tables: Path, number: int, code: int, moment: str
) -> None:
    words = ["index", str(tables / "one.parquet"), str(tables / "two.parquet"), "--out", "kept", "--quiet"]
    process = start(tmp_path, *words)
    wait_for(lambda: any(tmp_path.glob(moment)), process)
    os.killpg(process.pid, number)
    assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == code
    assert hidden(tmp_path) == []
    whole = [path.stat().st_mtime_ns for path in tmp_path.glob("kept/shards/00000/shard.json")]
    assert len(whole) == ("00001" in moment)
    with pytest.raises(dc.CorpusError, match="no saved corpus"):
        dc.open(tmp_path / "kept")
    again = start(tmp_path, *words)
    assert again.communicate(timeout=PATIENCE)[1] == ""
    assert len(dc.open(tmp_path / "kept")) == 40_000
    if whole:  # what was done was not done again
        assert [(tmp_path / "kept/shards/00000/shard.json").stat().st_mtime_ns] == whole


def test_two_reports_into_one_folder_and_one_that_was_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start(tmp_path, "report", "--out", "out", "--quiet")
    wait_for(lambda: any(tmp_path.glob(".discourse-out/figures/*.svg")), first)
    for command in ("report", "figures"):
        second = start(tmp_path, command, "--out", "out", "--quiet")
        assert second.communicate(timeout=PATIENCE) == (
            "",
            f"discourse: {tmp_path}/out: another run is making it; wait, or give another folder\n",
        )
        assert second.returncode == 1
    first.kill()
    first.communicate()
    assert (tmp_path / ".discourse-out").is_dir()
    wait_for(lambda: not of_it(tmp_path))  # kernels notice that nobody is there
    third = start(tmp_path, "report", "nothing.csv", "--out", "out", "--quiet")
    assert third.communicate(timeout=PATIENCE)[1].startswith("discourse: there is no 'nothing.csv'")

    def look(*_: object, **__: object) -> list[Path]:
        assert list((tmp_path / ".discourse-out").iterdir()) == []  # what the killed run left is gone
        raise DiscourseError("seen")

    monkeypatch.setattr(build, "run_notebooks", look)
    with pytest.raises(DiscourseError, match="seen"):
        build.report(out=tmp_path / "out", progress=False)
    assert hidden(tmp_path) == []
