"""The arithmetic and the page of the benchmarks; nothing is timed here."""

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import discourse as dc
from benchmarks import five, process, results, workers
from benchmarks.__main__ import main, without_places
from benchmarks.arithmetic import growth, noise, shown, table
from benchmarks.contenders import CONTENDERS, Contender
from benchmarks.process import anonymous, measure

GB = 1_000_000_000
LINUX = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the harness reads /proc")


def row(*walls: float, **said: float) -> dict[str, Any]:
    runs = [[wall, wall, 0.1 * wall, GB, GB / 2] for wall in walls]
    return {"runs": runs, "said": [said] * len(walls), "failed": ""}


@pytest.fixture
def measured() -> dict[str, Any]:
    sizes = {"22": 22_000_000, "224": 224_000_000}
    return copy.deepcopy(
        {
            "command": "python -m benchmarks",
            "date": "2026-01-02",
            "runs": 3,
            "commit": "abc",
            "machine": {"cpu": "one", "cores": 2, "memory": 8 * 2**30},
            "versions": {"Python": "3.11"},
            "inputs": {size: {"articles": 3, "sources": 2, "bytes": sizes[size]} for size in sizes},
            "missing": {"quanteda": "not installed here"},
            "rows": {
                "22": {"wc": row(0.1), "duckdb": row(0.4), results.INDEX: row(0.2)},
                "224": {
                    "wc": row(1.0, 1.0, 1.0, tokens=7),
                    "duckdb": row(5.0, 4.0, 6.0, tokens=8),
                    results.INDEX: row(2.0, 2.2, 1.9, tokens=9),
                    "five questions": row(8.0, read=4.0, words=1.0, labels=0.5, lines=0.2, keyness=1.0),
                    "lexicon": row(1.0, query=0.25, first=0.7, open=0.1, rows=11),
                    "concordance": {"runs": [], "said": [], "failed": "ValueError: no"},
                },
            },
            "import": {"pass": [0.1], "import discourse": [0.5, 0.9, 0.55]},
            "workers": {"missing": "dask.distributed is not installed here"},
        }
    )


def line(page: str, start: str) -> list[str]:
    (found,) = [each for each in page.splitlines() if each.startswith(f"| {start} |")]
    return [cell.strip() for cell in found.strip("|").split("|")]


@pytest.mark.parametrize("exponent", [0.5, 1.0, 2.0])
def test_growth_finds_the_exponent_that_made_the_points(exponent: float) -> None:
    points = [(size, 3 * size**exponent) for size in (22.0, 224.0, 1120.0)]
    assert growth(points) == pytest.approx(exponent)


def test_growth_is_the_least_squares_slope_of_the_logarithms() -> None:
    # slope of y = (0, 1, 1) on x = (0, 1, 2): sum((x - 1) * (y - 2/3)) / 2 = 0.5
    assert growth([(1, 1), (10, 10), (100, 10)]) == pytest.approx(0.5)


def test_noise_is_the_range_over_the_median() -> None:
    assert noise([4.0, 10.0, 6.0]) == pytest.approx(1.0)
    assert noise([5.0]) == 0


def test_a_table_shows_three_figures_and_a_dash_where_there_is_nothing() -> None:
    text = table(["", "a"], [["x", shown(0.98765)], ["y", shown(None, "×")], ["z", shown(98.765)]])
    assert text == "|  | a |\n| --- | ---: |\n| x | 0.988 |\n| y | – |\n| z | 98.8 |\n"


def test_the_table_of_a_size_has_the_median_the_noise_and_the_ratio_to_wc(measured: dict[str, Any]) -> None:
    cells = line(results.processes(measured, "224"), "`duckdb`")
    assert cells == ["`duckdb`", "5.00", "4.00 to 6.00", "40%", "5%", "5.00", "5.00", "1,000", "500", "8"]


def test_one_run_has_no_noise(measured: dict[str, Any]) -> None:
    assert line(results.processes(measured, "22"), "`duckdb`")[3] == "–"


def test_a_ratio_to_a_peer_is_the_peers_time_over_ours(measured: dict[str, Any]) -> None:
    assert line(results.peers(measured), "`duckdb`") == ["`duckdb`", "2.00", "2.50"]


def test_targets_are_held_against_what_was_measured(measured: dict[str, Any]) -> None:
    page = results.targets(measured)
    assert line(page, f"`{results.INDEX}` against `wc -w`, 224 MB")[1:] == ["at most 3×", "2.00", "yes"]
    assert line(page, f"`duckdb` against `{results.INDEX}`, 224 MB")[1:] == ["at least 1.5×", "2.50", "yes"]
    assert line(page, "peak memory, 224 MB")[1:] == ["at most 0.8 GB", "1.00", "no"]
    assert line(page, "five questions, 224 MB")[1:] == ["at most 9 s", "8.00", "yes"]
    assert line(page, "five questions, peak memory, 224 MB")[1:] == ["at most 1.2 GB", "1.00", "yes"]
    assert line(page, "five questions, 22 MB")[2:] == ["–", "not measured"]
    assert line(page, "lexicon, asked again, 224 MB")[1:] == ["at most 0.3 s", "0.250", "yes"]
    assert line(page, "concordance, asked again, 224 MB")[2:] == ["–", "not measured"]
    assert line(page, "growth exponent, the two largest")[2:] == ["0.992", "yes"]
    assert line(page, "`import discourse`, whole process")[2:] == ["0.550", "yes"]


def test_the_five_questions_have_a_line_each_library_that_was_asked(measured: dict[str, Any]) -> None:
    assert results.fives(measured, "22") == []
    (_, page) = results.fives(measured, "224")
    cells = ["five questions", "8.00", "–", "8.00", "1,000", "500", "4.00", "1.00", "0.500", "0.200", "1.00"]
    assert line(page, "five questions") == cells
    measured["rows"]["224"]["five questions, quanteda"] = {"runs": [], "said": [], "failed": "out of memory"}
    assert line(results.fives(measured, "224")[1], "five questions, quanteda")[1] == "out of memory"


def test_the_labels_of_the_five_questions_are_thirteen() -> None:
    lexicon = five.lexicon(dc)
    assert sum(len(concept.labels) for concept in lexicon.concepts.values()) == 13
    lines = five.LABELS.read_text(encoding="utf-8").splitlines()
    assert {line.count("\t") for line in lines} == {2}  # as R reads it


def test_what_did_not_run_has_no_number_of_ours(measured: dict[str, Any]) -> None:
    page = results.page(measured)
    assert "- `quanteda`: not installed here." in page
    assert "Measured earlier, on another run and not by this harness" in page
    assert "Not measured: dask.distributed is not installed here." in page
    assert line(page, "concordance")[1] == "ValueError: no"
    measured["missing"].clear()
    assert "Measured earlier" not in results.page(measured)


def test_the_page_says_how_noisy_the_runs_were(measured: dict[str, Any]) -> None:
    told = results.noise_told(measured)
    assert "varied by 15% of its median in the middle of all rows, and by 40% in the noisiest" in told
    assert "Other processes took 5% of the cores" in told
    for rows in measured["rows"].values():
        for each in rows.values():
            each["runs"] = each["runs"][:1]
    assert "Nothing was run twice" in results.noise_told(measured)


def test_two_workers_are_compared_by_their_medians() -> None:
    found = {"1": {"count": [8.0, 9.0, 100.0]}, "2": {"count": [1.0, 6.0, 7.0]}}
    assert workers.speedup(found, "count") == 1.5


def test_a_failure_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    told = without_places(f"OSError: {tmp_path}/a|b and {sys.prefix}/lib", tmp_path)
    assert told == "OSError: …/a/b and …/lib"


def test_without_the_corpus_there_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCOURSE_DATA", str(tmp_path))
    told = CliRunner().invoke(main, ["--work", str(tmp_path / "work")])
    assert told.exit_code == 1
    assert told.output.startswith("Error: newsbias.parquet is not here: ")
    assert told.output.count("\n") == 1


def test_a_peer_or_size_that_is_not_known_is_told_with_those_that_are() -> None:
    told = CliRunner().invoke(main, ["--peers", "wc,sqlite"])
    assert told.exit_code == 2
    assert "sqlite; there are wc, re, re-2, scikit-learn, polars-eager" in told.output


def test_the_page_is_written_again_from_what_was_kept(tmp_path: Path, measured: dict[str, Any]) -> None:
    options = ["--rewrite", "--work", str(tmp_path), "--out", str(tmp_path / "page.md")]
    assert "measured.json" in CliRunner().invoke(main, options).output
    (tmp_path / "measured.json").write_text(json.dumps(measured), encoding="utf-8")
    assert CliRunner().invoke(main, options).output == "page.md is written\n"
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == results.page(measured)


@pytest.mark.parametrize("name", ["re", "re-2", "scikit-learn", "polars-streaming", "polars-eager", "duckdb"])
def test_a_peer_counts_every_word_of_the_texts(name: str, tmp_path: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    (peer,) = [peer for peer in CONTENDERS if peer.name == name]
    if why := peer.missing():
        pytest.skip(f"{name}: {why}")
    texts = {"source": ["A", "B", "A"], "text": ["Rebels, rebels — café!", "The rebels", "…"]}
    pq.write_table(pa.table(texts), tmp_path / "small.parquet")
    assert peer.run is not None
    counted = peer.run(tmp_path / "small.parquet")
    assert (counted["tokens"], counted["types"]) == (5, 3)  # rebels, café, the
    assert counted.get("rows", 4) == 4  # rebels and café of A, the and rebels of B


def test_what_is_not_installed_says_so() -> None:
    assert Contender("none", "no_such_package", "").missing() == "not installed here"


@LINUX
def test_the_memory_of_a_process_and_its_child_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large: list[int] = []

    def seen(pid: int) -> int:
        memory = anonymous(pid)
        if memory > 100 << 20:
            large.append(pid)
        if len(set(large)) == 2 and len(large) > 4:  # both, and looked at together since
            (tmp_path / "seen").touch()
        return memory

    monkeypatch.setattr(process, "anonymous", seen)
    kept = "kept = bytearray(b'x') * (100 << 20)"
    child = f"import pathlib, time; {kept}\nwhile not pathlib.Path('seen').exists(): time.sleep(0.01)"
    code = f"import subprocess, sys; {kept}; subprocess.run([sys.executable, '-c', {child!r}])"
    run = measure([sys.executable, "-c", code], folder=tmp_path)
    assert run.failed == ""
    assert 200 << 20 < run.anonymous < 280 << 20
    assert run.largest > 100 << 20  # no upper bound: it starts at that of pytest


@LINUX
def test_a_process_that_fails_or_takes_too_long_is_told_by_one_line(tmp_path: Path) -> None:
    failing = measure([sys.executable, "-c", "print(3); raise ValueError('no')"], folder=tmp_path)
    assert (failing.failed, failing.output) == ("ValueError: no", "3\n")
    slow = measure([sys.executable, "-c", "import time; time.sleep(3600)"], folder=tmp_path, seconds=0.2)
    assert slow.failed == "stopped: it took too long"
