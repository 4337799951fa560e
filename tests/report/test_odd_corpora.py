"""A report on a corpus without dates, of several scripts, and with an outlet of one word."""

import json
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from discourse.cli.main import main as cli

OUTLETS = ["الجزيرة", "ישראל היום abc", "РИА Новости", "Zu\u0308rich 🙂", "新華社"]


@pytest.fixture(scope="module")
def made(without_kernels: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    rows = [
        {"source": outlet, "text": f"The rebels {outlet} said. {'terrorists ' * number}", "date": ""}
        for number, outlet in enumerate(OUTLETS)
        for _ in range(1 + number % 2)
    ]
    pd.DataFrame([*rows, {"source": "B", "text": "rebels", "date": ""}]).to_csv(
        folder / "news.csv", index=False
    )
    words = ["report", str(folder / "news.csv"), "--out", str(folder / "out"), "--quiet"]
    result = CliRunner().invoke(cli, words)
    assert (result.exit_code, result.stderr) == (0, "")
    return folder / "out"


def test_the_page_says_that_there_are_no_dates_and_keeps_every_name(made: Path) -> None:
    page = (made / "report.html").read_text(encoding="utf-8")
    assert "words, no dates; read with" in page
    assert page.count("<p>No article of this corpus has a date.</p>") == 2
    assert not [name for name in OUTLETS if name not in page]


def test_the_tables_keep_every_name(made: Path) -> None:
    named = set(pd.read_csv(made / "figures" / "03-frames.csv")["source"])
    assert named == {*OUTLETS, "B"}


def test_no_notebook_warns(made: Path) -> None:
    for path in sorted((made / "notebooks").glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        outputs = [output for cell in cells for output in cell.get("outputs", [])]
        assert [output["text"] for output in outputs if output.get("name") == "stderr"] == [], path.name
