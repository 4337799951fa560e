"""Calls side by side: in order, a few at a time, with whatever does them."""

import gc
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import joblib
import pandas as pd
import pytest
from joblib.externals.loky import get_reusable_executor

from discourse import jobs
from discourse.errors import DiscourseError

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("backend", ["sequential", "threading", "loky", "multiprocessing"])
def test_results_come_in_order_with_any_backend(backend: str) -> None:
    with joblib.parallel_config(backend, n_jobs=2):
        assert list(jobs.run(pow, ((number, 2) for number in range(20)))) == [n**2 for n in range(20)]


def test_neither_calls_nor_results_pile_up() -> None:
    taken = []

    def calls() -> Iterator[tuple[int]]:
        for number in range(100):
            taken.append(number)
            yield (number,)

    results = jobs.run(abs, calls())
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert len(taken) == jobs._A_JOB


@pytest.mark.parametrize(
    ("said", "meant"), [("", 2), ("1", 1), ("2", 2), ("16", 2), ("0", 2), ("4,2", 2), ("all", 2)]
)
def test_threads_are_those_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch, said: str, meant: int
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert jobs.threads() == meant


def test_a_worker_that_is_killed_is_one_sentence_and_the_next_run_is_right() -> None:
    with joblib.parallel_config("loky", n_jobs=2):
        with pytest.raises(
            DiscourseError, match="a worker process was ended from outside, perhaps for lack of"
        ):
            list(jobs.run(os._exit, [(9,)]))
        assert list(jobs.run(abs, [(-1,), (-2,)])) == [1, 2]


def unheard(_: int) -> bool:
    return signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, [])


@pytest.mark.skipif(not hasattr(signal, "pthread_sigmask"), reason="Windows has no such masks")
def test_workers_leave_ctrl_c_to_the_one_that_ends_them() -> None:
    get_reusable_executor().shutdown(wait=True)  # another test's
    with joblib.parallel_config("loky", n_jobs=2):
        assert list(jobs.run(unheard, [(1,), (2,)])) == [True, True]
    assert not unheard(0)


def test_modules_of_the_working_folder_are_not_run_by_workers(tmp_path: Path) -> None:
    (tmp_path / "bin").mkdir()
    program = "import sys\nfrom discourse.cli.main import main\nmain(sys.argv[1:])\n"
    (tmp_path / "bin" / "discourse").write_text(program)
    (tmp_path / "downloaded").mkdir()
    for name in ("joblib", "json", "numpy", "cloudpickle", "multiprocessing", "threading"):
        (tmp_path / "downloaded" / f"{name}.py").write_text("open('ran', 'w').close()\n")
    for name in "ab":
        table = pd.DataFrame({"source": ["A"], "text": ["the rebels"]})
        table.to_parquet(tmp_path / "downloaded" / f"{name}.parquet")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONSAFEPATH"}
    words = ["index", "a.parquet", "b.parquet", "--out", tmp_path / "out", "--jobs", "2", "--quiet"]
    ended = subprocess.run(
        [sys.executable, tmp_path / "bin" / "discourse", *words],
        cwd=tmp_path / "downloaded",
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert not (tmp_path / "downloaded" / "ran").exists()


def test_what_an_import_leaves_is_not_looked_through_as_if_it_were_new() -> None:
    gc.unfreeze()
    with jobs.uncollected():
        made: list[list[object]] = [[] for _ in range(5000)]
        assert not gc.isenabled()
    assert gc.isenabled()
    new = {id(one) for one in gc.get_objects(generation=0)}
    gc.freeze()  # as it is in all tests
    assert not new.intersection(map(id, made))


def test_garbage_is_looked_for_rarely_only_meanwhile() -> None:
    often = gc.get_threshold()
    with jobs.rarely_collected():
        assert gc.get_threshold()[0] > often[0]
    assert gc.get_threshold() == often
