"""Run the study of fifteen outlets again: ``python -m discourse.report.study``, in a clone of the project.

It needs the data (:func:`discourse.datasets.fakes`), so it is no part of a report. Its notebook shows counts
and figures; the cells that open lines of the articles carry the tag ``skip-execution`` and have no outputs,
for the project holds no text of the articles.
"""

import os
import shutil
import sys
from pathlib import Path

from discourse import datasets
from discourse.errors import DiscourseError
from discourse.files import passing, temporary, write_atomically
from discourse.report import shipped
from discourse.report.run import SKIPPED, read_notebook, run_notebooks, write_notebook

NAME, FIGURES = "10_fifteen_outlets", "fifteen-outlets"
BESIDE = (f"{NAME}.toml", "10_coded_lines.csv")  # what the notebook reads


def run_study(root: Path, made: Path, *, progress: bool = True) -> None:
    """Run the notebook of a clone in another folder.

    Parameters
    ----------
    root : Path
        The clone.
    made : Path
        Gets ``notebooks/`` with the executed notebook, and ``figures/fifteen-outlets/``.
    progress : bool
        Whether to show a bar.

    Raises
    ------
    DiscourseError
        If the data cannot be had or a cell fails.
    """
    datasets.fakes(progress=progress)  # fetched, or refused in one sentence, before a kernel starts
    (made / "notebooks").mkdir(parents=True)
    for name in BESIDE:
        shutil.copyfile(root / "notebooks" / name, made / "notebooks" / name)
    source = made / f"{NAME}.ipynb"
    notebook = read_notebook(root / "notebooks" / source.name)
    for cell in notebook.cells:
        if SKIPPED in cell.metadata.get("tags", []):  # what somebody ran and saved does not stay
            cell.update(outputs=[], execution_count=None)
    write_notebook(notebook, source)
    run_notebooks([source], made / "notebooks", progress=progress)


def _install(made: Path, target: Path) -> None:
    """Make a folder of figures the same as another one; files with the same content are left alone."""
    target.mkdir(parents=True, exist_ok=True)
    names = {path.name for path in made.iterdir()}
    for path in target.iterdir():
        if path.name not in names:
            path.unlink()
    for path in made.iterdir():
        _put(path, target / path.name)


def _put(source: Path, target: Path) -> None:
    if not target.is_file() or target.read_bytes() != source.read_bytes():
        write_atomically(target, source.read_bytes())


def main() -> None:
    """Make the notebook and figures of this clone anew."""
    root = shipped.checkout()
    if root is None:
        raise DiscourseError("the study is run in a clone of the project; this discourse is an installed one")
    if os.environ.get(datasets.FOLDER):  # the notebook runs in another folder
        os.environ[datasets.FOLDER] = str(Path(os.environ[datasets.FOLDER]).expanduser().resolve())
    with passing(temporary(root, "study")) as made:
        run_study(root, made)
        _put(made / "notebooks" / f"{NAME}.ipynb", root / "notebooks" / f"{NAME}.ipynb")
        _install(made / "figures" / FIGURES, root / "figures" / FIGURES)


if __name__ == "__main__":
    try:
        main()
    except DiscourseError as error:
        sys.exit(f"Error: {error}")
