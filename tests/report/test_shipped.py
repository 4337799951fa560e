"""The notebooks and the seeds are found in a clone and in an installed package."""

import subprocess
import sys
from pathlib import Path

import pytest

from discourse.errors import DiscourseError
from discourse.report import shipped


def test_an_installed_package_has_them_inside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "discourse"
    folder = package / "shipped" / "notebooks"
    (folder / ".ipynb_checkpoints").mkdir(parents=True)
    for name in (
        "02_b.ipynb",
        "01_a.ipynb",
        "10_study.ipynb",
        "Untitled.ipynb",
        ".ipynb_checkpoints/01_a-checkpoint.ipynb",
    ):
        (folder / name).touch()
    monkeypatch.setattr(shipped, "_PACKAGE", package)
    assert shipped.checkout() is None
    assert [path.name for path in shipped.notebooks()] == ["01_a.ipynb", "02_b.ipynb"]
    assert shipped.seeds() == package / "shipped" / "seeds"


def test_a_package_without_notebooks_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shipped, "_PACKAGE", tmp_path / "discourse")
    with pytest.raises(DiscourseError, match="install comparative-discourse again"):
        shipped.notebooks()


def test_what_means_the_seeds(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert shipped.is_seeds(None)
    assert shipped.is_seeds("seeds")
    assert shipped.is_seeds(shipped.seeds())
    assert not shipped.is_seeds("news.csv")
    (tmp_path / "seeds").mkdir()
    assert not shipped.is_seeds("seeds")


def test_asking_where_the_seeds_are_loads_nothing_else() -> None:
    """Every command asks, and the rest of the report takes seconds to import."""
    code = "import sys; from discourse.report.shipped import seeds; seeds(); print('pandas' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"
