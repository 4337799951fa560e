"""Small notebooks made by hand, and a report whose notebooks run in this process."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from discourse.report import build, run

PARAMETERS = 'corpus = "seeds"\noptions = {}\nlexicon = "syria"\nby = "source"\nfigures = "../figures"'


def _cell(source: str, *, outputs: list[dict[str, Any]] | None = None, number: int = 1) -> dict[str, Any]:
    """Return a cell; one that starts with # and a space is Markdown."""
    if source.startswith(("# ", "## ", "text:")):
        text = source.removeprefix("text:")
        return {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": text}
    return {
        "cell_type": "code",
        "id": f"cell-{number}",
        "metadata": {"tags": ["parameters"]} if source.startswith("corpus = ") else {},
        "source": source,
        "outputs": outputs or [],
        "execution_count": None,
    }


def _write(path: Path, *cells: str | dict[str, Any]) -> Path:
    """Write a notebook."""
    made = [_cell(one, number=at) if isinstance(one, str) else one for at, one in enumerate(cells, start=1)]
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def _run_here(
    sources: Sequence[Path], folder: Path, *, parameters: Mapping[str, Any], **_: object
) -> list[Path]:
    """Run notebooks one after the other with the IPython that is in a kernel, and keep what they show."""
    folder.mkdir()
    for source in sources:
        notebook = run._parameterize(run.read_notebook(source), parameters)
        shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
        options = pd.option_context("display.html.use_mathjax", True, "display.max_colwidth", 50)
        with contextlib.chdir(folder), options:  # which notebooks set
            for cell in filter(run._runs, notebook.cells):
                with capture_output() as said:
                    shell.run_cell(cell.source).raise_error()
                cell.outputs = [nbformat.v4.new_output("display_data", each.data) for each in said.outputs]
                if said.stderr:
                    cell.outputs.append(nbformat.v4.new_output("stream", name="stderr", text=said.stderr))
        InteractiveShell.clear_instance()
        run.write_notebook(notebook, folder / source.name)
    return [folder / source.name for source in sources]


@pytest.fixture(scope="module")
def without_kernels() -> Iterator[None]:
    """Let reports run their notebooks in this process: to start nine others takes most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "run_notebooks", _run_here)
        patch.setitem(sys.modules, "__main__", sys.modules["__main__"])  # IPython has another
        yield


@pytest.fixture(scope="session")
def write() -> Callable[..., Path]:
    """Return the function that writes a notebook from the sources of its cells, or whole cells."""
    return _write


@pytest.fixture(scope="session")
def parameters() -> str:
    """Return the cell that every notebook has."""
    return PARAMETERS
