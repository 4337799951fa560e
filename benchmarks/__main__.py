"""Make the table again: ``python -m benchmarks``."""

import json
import os
import platform
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date as day
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import click

from benchmarks import inputs, results, workers
from benchmarks.contenders import CONTENDERS
from benchmarks.five import FIVES
from benchmarks.ours import EVERYTHING, INDEXES, QUERIES, Query
from benchmarks.process import measure, memory_of_the_machine

ROOT = inputs.ROOT
RESULTS = Path(__file__).with_name("RESULTS.md")
PACKAGES = (
    "numpy", "pandas", "pyarrow", "numba", "scipy", "joblib", "scikit-learn", "polars", "duckdb",
    "distributed",
)  # fmt: skip
KEPT = "measured.json"
_IMPORTS = 5

Measured = dict[str, Any]


def _listed(allowed: list[str]) -> Callable[[click.Context, click.Parameter, str], list[str]]:
    """Read a list with commas, each of whose parts must be known."""

    def read(_context: click.Context, _parameter: click.Parameter, given: str) -> list[str]:
        names = [name.strip() for name in given.split(",") if name.strip()]
        if unknown := sorted(set(names) - set(allowed)):
            raise click.BadParameter(f"{', '.join(unknown)}; there are {', '.join(allowed)}")
        return [name for name in allowed if name in names]

    return read


_PEERS = [peer.name for peer in CONTENDERS]


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--peers", default=",".join(_PEERS), callback=_listed(_PEERS), help="Which peers; all that are installed."
)
@click.option(
    "--sizes",
    default=",".join(inputs.SIZES),
    callback=_listed([*inputs.SIZES]),
    help="Megabytes of text: 22,224,1120.",
)
@click.option("--runs", default=3, show_default=True, type=click.IntRange(min=1), help="Runs of each.")
@click.option("--date", default=lambda: day.today().isoformat(), metavar="DATE", help="Today, unless said.")
@click.option(
    "--work",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where inputs and indexes lie, 5 GB at 1120; a temporary folder unless said.",
)
@click.option(
    "--out",
    default=RESULTS,
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="The table; benchmarks/RESULTS.md unless said.",
)
@click.option("--rewrite", is_flag=True, help="Measure nothing: write what measured.json of --work has.")
def main(
    peers: list[str], sizes: list[str], runs: int, date: str, work: Path | None, out: Path, rewrite: bool
) -> None:
    """Measure ours and every peer that is installed, and write the table."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = (work or Path(temporary)).resolve()
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / KEPT
        if rewrite and not kept.is_file():
            raise click.ClickException(f"--rewrite needs --work with {KEPT} of an earlier run in it")
        if not rewrite:
            corpus = inputs.corpus()
            if corpus is None:
                raise click.ClickException(
                    f"{inputs.CORPUS} is not here: neither in ../shared/data beside the checkout nor in the "
                    "folder that DISCOURSE_DATA names"
                )
            measure_all(about(sizes, peers, runs, date), corpus, folder, peers=peers, sizes=sizes, runs=runs)
        measured = json.loads(kept.read_text(encoding="utf-8"))
    out.write_text(results.page(measured), encoding="utf-8")
    click.echo(f"{out.name} is written")


def about(sizes: list[str], peers: list[str], runs: int, date: str) -> Measured:
    """Say with what, where and how is measured."""
    told = ["python", "-m", "benchmarks", "--sizes", ",".join(sizes), "--runs", str(runs), "--date", date]
    if peers != _PEERS:
        told += ["--peers", ",".join(peers)]
    return {
        "command": shlex.join(told),
        "date": date,
        "runs": runs,
        "commit": commit(),
        "machine": {"cpu": cpu(), "cores": os.cpu_count(), "memory": memory_of_the_machine()},
        "versions": versions(),
        "inputs": {},
        "missing": {},
        "rows": {size: {} for size in sizes},
        "import": {},
        "workers": {"missing": "the run was broken off before"},
    }


def measure_all(
    measured: Measured, corpus: Path, work: Path, *, peers: list[str], sizes: list[str], runs: int
) -> None:
    """Run everything; what is known so far is kept in measured.json of the folder."""
    asked = [*(peer for peer in CONTENDERS if peer.name in peers), *INDEXES, *map(Query, QUERIES), *FIVES]
    for contender in asked:
        if why := contender.missing():
            measured["missing"][contender.name] = why
            click.echo(f"{contender.name}: {why}", err=True)
    installed = [contender for contender in asked if contender.name not in measured["missing"]]
    for size in sizes:
        there = [each for each in installed if size in getattr(each, "sizes", inputs.SIZES)]
        click.echo(f"making the input of {size} MB", err=True)
        measured["inputs"][size] = json.loads(run_aside("benchmarks.inputs", size, str(corpus), str(work)))
        if size == sizes[0]:
            for contender in there:  # once unmeasured: what is compiled or cached at first use is then there
                contender.before(work, size)
                measure(contender.command(work, size), folder=ROOT)
        for run in range(runs):  # round by round, so that a slow quarter of an hour hits all alike
            for contender in there:
                record(measured, contender, work, size)
                keep(measured, work)
            click.echo(f"{size} MB, run {run + 1} of {runs} is done", err=True)
    for code in ("pass", "import discourse", EVERYTHING):
        runs_of_it = [measure([sys.executable, "-c", code], folder=ROOT) for _ in range(_IMPORTS)]
        measured["import"][code] = [run.wall for run in runs_of_it if not run.failed]
    measured["workers"] = measure_workers(work, sizes[-1])
    keep(measured, work)


def keep(measured: Measured, work: Path) -> None:
    """Write down what is known so far: an hour of measuring is not lost to what comes after it."""
    (work / KEPT).write_text(json.dumps(measured, indent=1), encoding="utf-8")


def record(measured: Measured, contender: Any, work: Path, size: str) -> None:
    """Run a contender once and keep what it took; one that failed is not run again at this size."""
    kept = measured["rows"][size].setdefault(contender.name, {"runs": [], "said": [], "failed": ""})
    if kept["failed"]:
        return
    contender.before(work, size)
    run = measure(contender.command(work, size), folder=ROOT)
    kept["failed"] = without_places(run.failed, work)
    if not run.failed:
        said = contender.counted(run.output, work, size)
        kept["said"].append(said)
        kept["runs"].append([run.wall, run.cpu, run.others, run.largest, run.anonymous])
    click.echo(f"  {contender.name}: {run.failed or f'{run.wall:.2f} s'}", err=True)


def measure_workers(work: Path, size: str) -> Measured:
    """Measure one worker and two on eight files of this size."""
    if why := workers.missing() or INDEXES[0].missing():
        return {"missing": why}
    shards, found = work / "shards", Measured()
    run_aside("benchmarks.inputs", "shards", str(work / f"{size}.parquet"), str(shards))
    for number in (1, 2):
        run = measure(workers.command(number, shards, work / "index shards"), folder=ROOT)
        if run.failed:
            return {"missing": f"it failed: {without_places(run.failed, work)}"}
        found[str(number)] = json.loads(run.output)
    return found | {"size": size}


def without_places(failure: str, work: Path) -> str:
    """Return what went wrong as it may stand in a table: short, and without the folders of this machine."""
    places = {str(work), str(work.resolve()), str(ROOT), sys.prefix, sys.base_prefix, str(Path.home())}
    for place in sorted(places, key=len, reverse=True):
        failure = failure.replace(place, "…") if len(place) > 1 else failure
    return failure.replace("|", "/")[:200]


def run_aside(module: str, *arguments: str) -> str:
    """Run a module of this folder in a process of its own, and give what it wrote."""
    asked = [sys.executable, "-m", module, *arguments]
    return subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout  # noqa: S603


def commit() -> str:
    """Name the commit of the checkout, and say where the checkout is not quite it."""
    names = [["git", "rev-parse", "--short", "HEAD"], ["git", "status", "--porcelain", "-uno"]]
    try:
        name, changes = (
            subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout  # noqa: S603
            for asked in names
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return name.strip() + (", with changes" if changes else "")


def cpu() -> str:
    """Name the processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def versions() -> dict[str, str]:
    """Return the versions of what is measured."""
    found = {"Python": platform.python_version()}
    for package in ("comparative-discourse", *PACKAGES):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    for name, asked in {
        "wc": ["wc", "--version"],
        "R": ["Rscript", "--version"],
        "quanteda": ["Rscript", "--vanilla", "-e", 'cat(format(packageVersion("quanteda")))'],
    }.items():
        try:
            told = subprocess.run(asked, check=True, capture_output=True, text=True)  # noqa: S603
        except (OSError, subprocess.CalledProcessError):
            continue
        if number := re.search(r"\d+(?:\.\d+)+", told.stdout or told.stderr):
            found[name] = number[0]
    return found


if __name__ == "__main__":
    main(prog_name="python -m benchmarks")
