"""Run the study of fifteen outlets again: ``python -m studies.fifteen_outlets``, in a clone of the project.

It needs the data (:func:`discourse.datasets.fakes`), so it is not part of a report. Its notebook shows counts
and figures; the cells that open lines of the articles carry the tag ``skip-execution`` and have no outputs,
because the project holds no text of the articles.
"""

import os
import shutil
import sys
from pathlib import Path

from discourse import datasets
from discourse.errors import DiscourseError
from discourse.files import passing
from discourse.report.build import install, install_figures
from discourse.report.run import run_notebooks

HERE = Path(__file__).parent.resolve()
ROOT = HERE.parents[1]
NOTEBOOK = HERE / "fifteen_outlets.ipynb"
FIGURES = ROOT / "figures" / "fifteen-outlets"
BESIDE = ("lexicon.toml", "coded_lines.csv")  # what the notebook reads


def run_study(made: Path, *, progress: bool = True) -> Path:
    """Run the notebook in another folder, laid out as the project is.

    Parameters
    ----------
    made : Path
        Gets ``studies/fifteen_outlets/`` with the executed notebook, and ``figures/fifteen-outlets/``.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Path
        The executed notebook.

    Raises
    ------
    DiscourseError
        If the data cannot be had or a cell fails.
    """
    datasets.fakes(progress=progress)  # fetched, or refused in one sentence, before a kernel starts
    folder = made / HERE.relative_to(ROOT)
    folder.mkdir(parents=True)
    for name in BESIDE:
        shutil.copyfile(HERE / name, folder / name)
    (notebook,) = run_notebooks([NOTEBOOK], folder, progress=progress)
    return notebook


def main() -> None:
    """Make the notebook and figures of this clone anew."""
    if os.environ.get(datasets.FOLDER):  # the notebook runs in another folder
        os.environ[datasets.FOLDER] = str(Path(os.environ[datasets.FOLDER]).expanduser().resolve())
    with passing(ROOT / ".study") as made:
        install({run_study(made): NOTEBOOK})
        install_figures(made / FIGURES.relative_to(ROOT), FIGURES)


if __name__ == "__main__":
    try:
        main()
    except DiscourseError as error:
        sys.exit(f"Error: {error}")
