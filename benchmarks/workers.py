"""One worker of Dask and two: ``python -m benchmarks.workers WORKERS SHARDS OUT`` measures one of them.

Eight Parquet files are indexed, and the eight parts of what was made are counted; each once to warm the
workers up, then three times. So many workers have so many cores: with one of one thread joblib does the work
in the process itself, which could else use all cores and would make two workers look useless.
"""

import json
import os
import shutil
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.ours import COLUMNS

TIMES = 3


def missing() -> str:
    """Say what is not installed; nothing where it can run."""
    return "" if find_spec("distributed") else "dask.distributed is not installed here"


def command(workers: int, shards: Path, out: Path) -> list[str]:
    """Return the command that measures so many workers."""
    return [sys.executable, "-m", "benchmarks.workers", str(workers), str(shards), str(out)]


def measure(workers: int, shards: Path, out: Path) -> dict[str, Any]:
    """Return the seconds of each run, by what was done."""
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:workers])  # and of all processes it starts
    import joblib
    from dask.distributed import Client, LocalCluster

    import discourse as dc

    def clear() -> None:
        shutil.rmtree(out, ignore_errors=True)

    def index(_: object) -> None:
        files = sorted(shards.glob("*.parquet"))
        dc.index(files, out, **COLUMNS, errors="repair", clean=False, progress=False)

    def count(corpus: Any) -> None:
        dc.framing(corpus, dc.Lexicon.read("syria"), by=["source", "year"])

    options = {"threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}
    with (
        LocalCluster(n_workers=workers, **options) as cluster,
        Client(cluster),
        joblib.parallel_config("dask"),
    ):
        return {"index": timed(index, clear), "count": timed(count, lambda: dc.open(out))}


def timed(action: Callable[[Any], None], prepare: Callable[[], Any]) -> list[float]:
    """Do something once, and then three times with the clock on; the clock does not see what comes before."""
    seconds = []
    for _ in range(1 + TIMES):
        given = prepare()
        start = time.perf_counter()
        action(given)
        seconds.append(time.perf_counter() - start)
    return seconds[1:]


def speedup(measured: dict[str, dict[str, list[float]]], what: str) -> float:
    """Return how many times as long one worker took as two.

    Examples
    --------
    >>> speedup({"1": {"index": [9.0, 10.0, 11.0]}, "2": {"index": [5.0, 5.0, 6.0]}}, "index")
    2.0
    """
    return median(measured["1"][what]) / median(measured["2"][what])


if __name__ == "__main__":
    found = measure(int(sys.argv[1]), Path(sys.argv[2]), Path(sys.argv[3]))
    sys.stdout.write(json.dumps(found) + "\n")
