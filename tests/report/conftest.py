"""Small notebooks made by hand."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


@pytest.fixture
def write() -> Callable[..., Path]:
    """Return the function that writes a notebook from the sources of its cells, or whole cells."""
    return _write


@pytest.fixture
def parameters() -> str:
    """Return the cell that every notebook has."""
    return PARAMETERS
