"""The committed notebooks and figures are what the code, as a user installs it, makes today."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from discourse.plots.save import gallery, read_manifest
from discourse.report.shipped import notebooks
from tests.promised import as_locked, pictures, same_data, without_pictures

ROOT = Path(__file__).parents[1]
NAMES = [path.name for path in notebooks()]


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the library as its wheel installs it."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = folder.glob("*.whl")
    assert wheel.name.startswith("comparative_discourse-")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def fresh(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a report on the seeds that the wheel made where nothing else is."""
    folder = tmp_path_factory.mktemp("fresh")
    closed = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY"), "http://127.0.0.1:9")  # no way out for a kernel
    made = subprocess.run(
        [sys.executable, "-m", "discourse", "report", "--quiet"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(installed), **closed},
        capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert (made.returncode, made.stderr) == (0, "")
    assert [path.name for path in folder.iterdir()] == ["report"]
    return folder / "report"


def test_there_are_notebooks() -> None:
    assert NAMES == [
        "01_corpus.ipynb",
        "02_vocabulary.ipynb",
        "03_framing.ipynb",
        "04_comparison.ipynb",
        "05_close_reading.ipynb",
        "06_over_time.ipynb",
        "07_does_it_survive.ipynb",
        "08_whose_words.ipynb",
        "09_same_story.ipynb",
    ]


def test_the_wheel_has_what_a_report_needs_and_nothing_else(installed: Path) -> None:
    names = [path.relative_to(installed).as_posix() for path in installed.rglob("*")]
    assert "discourse/shipped/seeds/metadata.csv" in names
    assert {f"discourse/shipped/notebooks/{name}" for name in NAMES} <= set(names)
    assert not [name for name in names if name.startswith(("tests/", "figures/", "benchmarks/"))]
    assert not [name for name in names if "fifteen_outlets" in name or "studies" in name]


def test_the_page_has_the_articles(fresh: Path) -> None:
    assert "Washington Institute" in (fresh / "report.html").read_text(encoding="utf-8")


@as_locked
@pytest.mark.parametrize("name", NAMES)
def test_texts_and_tables_are_those_committed(fresh: Path, name: str) -> None:
    assert without_pictures(fresh / "notebooks" / name) == without_pictures(ROOT / "notebooks" / name)


@pictures
@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_the_same_bytes(fresh: Path, name: str) -> None:
    assert (fresh / "notebooks" / name).read_bytes() == (ROOT / "notebooks" / name).read_bytes()


def test_the_data_of_figures_are_those_committed(fresh: Path) -> None:
    committed = sorted(path.name for path in (ROOT / "figures").glob("*.csv"))
    assert sorted(path.name for path in (fresh / "figures").glob("*.csv")) == committed
    assert [n for n in committed if not same_data(fresh / "figures" / n, ROOT / "figures" / n)] == []
    assert len(committed) >= 8


@pictures
def test_figures_are_the_same_bytes(fresh: Path) -> None:
    committed = {path.name: path.read_bytes() for path in (ROOT / "figures").iterdir() if path.is_file()}
    made = {path.name: path.read_bytes() for path in (fresh / "figures").iterdir()}
    page = gallery(read_manifest(fresh / "figures"), ROOT / "figures")  # which links the study's
    assert {**made, "README.md": page.encode()} == committed


@pytest.mark.parametrize("name", NAMES)
def test_cells_load_call_display_and_narrate(name: str) -> None:
    notebook = json.loads((ROOT / "notebooks" / name).read_text(encoding="utf-8"))
    sources = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert not [source for source in sources if "def " in source or "filterwarnings" in source]
    tagged = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    assert all("corpus" in "".join(cell["source"]) for cell in tagged)
    assert not [
        cell
        for cell in notebook["cells"]
        if any(o["output_type"] == "error" for o in cell.get("outputs", []))
    ]
