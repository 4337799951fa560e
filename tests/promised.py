"""What is promised: bytes with the versions of the lock (pictures on Linux x86-64), numbers with any."""

import csv
import json
import math
import platform
import re
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

LOCK = dict(
    re.findall(
        r"^([a-z0-9-]+)==([^\s;\\]+)",
        (Path(__file__).parents[1] / "requirements.lock").read_text(encoding="utf-8"),
        re.MULTILINE,
    )
)
DRAWN_WITH = ("matplotlib", "numpy", "pandas", "scipy", "seaborn", "statsmodels", "ipykernel", "nbformat")
OTHER = [f"{name} {version(name)}" for name in DRAWN_WITH if version(name) != LOCK[name]]

as_locked = pytest.mark.skipif(
    bool(OTHER),
    reason=f"what tables look like is promised with the versions of the lock, not {', '.join(OTHER)}",
)
pictures = pytest.mark.skipif(
    bool(OTHER) or (sys.platform, platform.machine()) != ("linux", "x86_64"),
    reason="bytes of pictures are promised on Linux x86-64 only, with the versions of the lock",
)


def without_pictures(notebook: Path) -> dict[str, Any]:
    """Return what a notebook says, without the pictures in it."""
    content: dict[str, Any] = json.loads(notebook.read_text(encoding="utf-8"))
    for cell in content["cells"]:
        for output in cell.get("outputs", []):
            output.get("data", {}).pop("image/png", None)
    return content


def same_data(made: Path, committed: Path) -> bool:
    """Return whether two CSVs say the same: to the byte with the lock's versions, else to eight digits."""
    if not OTHER:
        return made.read_bytes() == committed.read_bytes()
    rows, expected = (
        list(csv.reader(path.read_text(encoding="utf-8").splitlines(True))) for path in (made, committed)
    )
    return [len(row) for row in rows] == [len(row) for row in expected] and all(
        one == other or math.isclose(float(one), float(other), rel_tol=1e-8)
        for row, as_committed in zip(rows, expected, strict=True)
        for one, other in zip(row, as_committed, strict=True)
    )
