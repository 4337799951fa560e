"""The committed notebooks and figures are what the code makes today."""

import json
import platform
import sys
from pathlib import Path
from typing import Any

import pytest

from discourse.plots.save import gallery, read_manifest
from discourse.report.run import run_notebooks
from discourse.report.shipped import notebooks

ROOT = Path(__file__).parents[1]
PICTURES_ARE_PROMISED = sys.platform == "linux" and platform.machine() == "x86_64"
NAMES = [path.name for path in notebooks()]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks executed on the seeds, and the figures that they made."""
    folder = tmp_path_factory.mktemp("fresh")
    with pytest.MonkeyPatch.context() as patch:
        for scheme in ("HTTP_PROXY", "HTTPS_PROXY"):  # a kernel has sockets of its own: leave it no way out
            patch.setenv(scheme, "http://127.0.0.1:9")
        run_notebooks(notebooks(), folder / "notebooks", progress=False)
    return folder


def without_pictures(notebook: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    return content


def test_there_are_notebooks() -> None:
    assert NAMES == [
        "01_corpus.ipynb",
        "02_vocabulary.ipynb",
        "03_framing.ipynb",
        "04_comparison.ipynb",
        "05_close_reading.ipynb",
        "06_over_time.ipynb",
        "07_does_it_survive.ipynb",
    ]


@pytest.mark.parametrize("name", NAMES)
def test_texts_and_tables_are_those_committed(fresh: Path, name: str) -> None:
    assert without_pictures(fresh / "notebooks" / name) == without_pictures(ROOT / "notebooks" / name)


@pytest.mark.skipif(not PICTURES_ARE_PROMISED, reason="bytes of pictures are promised on Linux x86-64 only")
@pytest.mark.parametrize("name", NAMES)
def test_notebooks_are_the_same_bytes(fresh: Path, name: str) -> None:
    assert (fresh / "notebooks" / name).read_bytes() == (ROOT / "notebooks" / name).read_bytes()


def test_the_data_of_figures_are_those_committed(fresh: Path) -> None:
    committed = {path.name: path.read_bytes() for path in (ROOT / "figures").glob("*.csv")}
    assert {path.name: path.read_bytes() for path in (fresh / "figures").glob("*.csv")} == committed
    assert len(committed) >= 8


@pytest.mark.skipif(not PICTURES_ARE_PROMISED, reason="bytes of pictures are promised on Linux x86-64 only")
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
