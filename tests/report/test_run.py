"""Notebooks run with this Python, with other parameters if asked, to the same bytes."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tqdm
from nbclient import NotebookClient

from discourse.errors import DiscourseError
from discourse.report.run import SKIPPED, read_notebook, run_notebooks, write_notebook


def test_runs_side_by_side_in_the_notebooks_folder_with_this_interpreter(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    where = "import os, sys\n(corpus, options, os.path.basename(os.getcwd()), sys.executable)"
    bar = "from discourse.progress import tqdm\nsum(tqdm(range(3), disable=True))"
    sources = [
        write(tmp_path / "01_a.ipynb", "# A", parameters, where),
        write(tmp_path / "02_b.ipynb", parameters, bar),
    ]
    before = [source.read_bytes() for source in sources]
    asked = {"corpus": "../my “news”.csv", "options": {"text": "body", "clean": True}}
    made = run_notebooks(sources, tmp_path / "out" / "notebooks", parameters=asked, jobs=2, progress=False)

    assert [path.name for path in made] == ["01_a.ipynb", "02_b.ipynb"]
    assert [source.read_bytes() for source in sources] == before
    notebook = json.loads(made[0].read_text(encoding="utf-8"))
    assert [cell["id"] for cell in notebook["cells"]] == ["cell-1", "cell-2", "injected-parameters", "cell-3"]
    assert [cell.get("execution_count") for cell in notebook["cells"]] == [None, 1, 2, 3]
    said = "".join(notebook["cells"][3]["outputs"][0]["data"]["text/plain"])
    for expected in ("../my “news”.csv", "{'text': 'body', 'clean': True}", "'notebooks'"):
        assert expected in said
    assert repr(sys.executable) in said
    [output] = json.loads(made[1].read_text(encoding="utf-8"))["cells"][-1]["outputs"]
    assert output["data"] == {"text/plain": ["3"]}  # and no progress bar


def test_a_failing_cell_is_named_in_one_sentence_and_stops_the_rest(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    sources = [
        write(tmp_path / "01_a.ipynb", parameters, "# Here", "{'source': 1}['outlet']"),
        write(tmp_path / "02_b.ipynb", "import time\ntime.sleep(60)"),
    ]
    with pytest.raises(DiscourseError) as caught:
        run_notebooks(sources, tmp_path / "out", jobs=2, progress=False)
    assert str(caught.value) == "01_a.ipynb, code cell 2: KeyError: 'outlet'"


def test_a_tagged_cell_is_not_run_and_loses_what_somebody_saved(
    tmp_path: Path, write: Callable[..., Path]
) -> None:
    said = [{"output_type": "stream", "name": "stdout", "text": "said by nobody"}]
    cell = {"cell_type": "code", "source": "1", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [
        {**cell, "id": "a"},
        {**cell, "id": "b", "metadata": {"tags": [SKIPPED]}, "outputs": said, "execution_count": 7},
    ]
    notebook = write(tmp_path / "small.ipynb", *cells)
    (made,) = run_notebooks([notebook], tmp_path / "out", progress=False)
    run, left = read_notebook(made).cells
    assert run.execution_count == 1
    assert left.execution_count is None
    assert left.outputs == []


def test_a_notebook_knows_its_name_and_the_settings_of_an_earlier_run_are_replaced(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    source = write(tmp_path / "01_a.ipynb", parameters, "import os\nby, os.environ['JPY_SESSION_NAME']")
    for by in ("year", 'it\'s "é"'):
        (source,) = run_notebooks([source], tmp_path / "out", parameters={"by": by}, progress=False)
    cells = read_notebook(source).cells
    assert [cell["id"] for cell in cells] == ["cell-1", "injected-parameters", "cell-2"]
    assert cells[1].source == '# Set by discourse\nby = "it\'s \\"\\xe9\\""'
    assert cells[2].outputs[0].data["text/plain"] == "('it\\'s \"é\"', '01_a.ipynb')"


def test_a_warning_is_its_words_without_a_path(tmp_path: Path, write: Callable[..., Path]) -> None:
    source = write(tmp_path / "a.ipynb", "import warnings\nwarnings.warn('no cues:\\n  none')\nIn[1:]")
    [made] = run_notebooks([source], tmp_path / "out", progress=False)
    said, value = json.loads(made.read_text(encoding="utf-8"))["cells"][0]["outputs"]
    assert "".join(said["text"]) == "UserWarning: no cues:\n  none\n"
    assert len(value["data"]["text/plain"]) == 1  # what the kernel was told is in no history


def test_what_changes_from_run_to_run_is_not_written(tmp_path: Path, write: Callable[..., Path]) -> None:
    source = write(tmp_path / "a.ipynb", "# A", "1")
    raw = json.loads(source.read_text(encoding="utf-8"))
    raw["metadata"] = {
        "papermill": {"start_time": "now"},
        "widgets": {},
        "language_info": {"version": "3.11.7"},
        "kernelspec": {"name": "mine", "display_name": "My own"},
    }
    raw["cells"][1]["metadata"] = {"execution": {"x": 1}, "papermill": {}, "tags": []}
    del raw["cells"][1]["id"]
    source.write_text(json.dumps(raw), encoding="utf-8")
    write_notebook(read_notebook(source), tmp_path / "b.ipynb")
    text = (tmp_path / "b.ipynb").read_text(encoding="utf-8")
    written = json.loads(text)
    assert text.endswith("}\n")
    assert written["metadata"] == {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert written["cells"][1]["metadata"] == {}
    assert written["cells"][1]["id"] == "cell-02"


@pytest.mark.parametrize("content", ["not JSON", "[]", "{}", '{"nbformat": 3, "cells": []}'])
def test_what_is_no_notebook_is_named(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.ipynb").write_text(content, encoding="utf-8")
    with pytest.raises(DiscourseError, match=r"^a\.ipynb is "):
        read_notebook(tmp_path / "a.ipynb")


def test_the_bar_goes_on_while_a_long_cell_runs(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[object] = []

    class Bar(tqdm.tqdm):  # type: ignore[type-arg]
        def refresh(self, *args: object, **kwargs: object) -> None:
            ticks.append(self)
            if len(ticks) == 2:
                (tmp_path / "out" / "go").touch()

    monkeypatch.setattr(tqdm, "tqdm", Bar)
    waiting = "for _ in range(60_000):\n    time.sleep(0.01)\n    if pathlib.Path('go').exists(): break"
    source = write(tmp_path / "01_a.ipynb", "1", "import pathlib, time", waiting)
    run_notebooks([source], tmp_path / "out")
    assert len(ticks) >= 2


def test_modules_that_lie_in_the_folder_are_not_run(tmp_path: Path, write: Callable[..., Path]) -> None:
    (tmp_path / "out").mkdir()
    for name in ("ipykernel_launcher", "ipykernel", "colorsys"):
        (tmp_path / "out" / f"{name}.py").write_text("open('ran', 'w').close()\n")
    notebook = write(tmp_path / "small.ipynb", "import colorsys\ncolorsys.rgb_to_yiq(0, 0, 0)")
    (made,) = run_notebooks([notebook], tmp_path / "out", progress=False)
    assert read_notebook(made).cells[-1].outputs[0].data["text/plain"] == "(0.0, 0.0, 0.0)"
    assert not (tmp_path / "out" / "ran").exists()


@pytest.mark.parametrize(
    ("fails", "said"),
    [
        ("raise SystemExit('no room')", "SystemExit: no room"),  # its process ends
        ("traceback.print_exc()\n        time.sleep(600)", "RuntimeError: can't start new thread"),  # is mute
    ],
)
def test_a_python_that_cannot_start_or_is_mute_is_noticed(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, fails: str, said: str
) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(
        "import sys, time, traceback\n"
        "if 'ipykernel_launcher' in sys.orig_argv:\n"
        "    try:\n"
        '        raise RuntimeError("can\'t start new thread")\n'
        "    except RuntimeError:\n"
        f"        {fails}\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"), prepend=os.pathsep)
    with pytest.raises(DiscourseError) as caught:
        run_notebooks([write(tmp_path / "01_a.ipynb", "1")], tmp_path / "out", progress=False)
    assert str(caught.value) == (
        f"01_a.ipynb: its Python died or does not answer, perhaps for lack of memory ({said})"
    )


def test_a_python_that_becomes_mute_or_dies_is_noticed(tmp_path: Path, write: Callable[..., Path]) -> None:
    mute = "import time\nfrom ipykernel.kernelapp import IPKernelApp"
    mute += "\ntry: 1 / 0\nexcept ZeroDivisionError: IPKernelApp.instance().log.exception('in a handler')"
    for name, code in (("01_mute", f"{mute}\ntime.sleep(600)"), ("02_dies", "import os\nos._exit(1)")):
        with pytest.raises(DiscourseError, match=rf"^{name}\.ipynb: its Python died or does not answer"):
            run_notebooks([write(tmp_path / f"{name}.ipynb", code)], tmp_path / "out", progress=False)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_no_kernel_is_tried_where_none_has_room(
    tmp_path: Path, write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    monkeypatch.setattr(resource, "getrlimit", lambda _: (1_200_000_000, resource.RLIM_INFINITY))
    with pytest.raises(DiscourseError, match=r"^a process may have 1\.2 GB of address space here "):
        run_notebooks([write(tmp_path / "01_a.ipynb", "1")], tmp_path / "out", progress=False)


def test_a_bar_in_a_notebook_is_text_and_leaves_nothing_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., Path]
) -> None:
    """As a reader runs it: nothing switches bars off, and what is saved is what he sees at the end."""
    shown: list[dict[str, str]] = []

    class Seen(NotebookClient):
        def process_message(self, msg: dict[str, Any], *rest: Any) -> Any:
            shown.append(msg["content"].get("data", {}))
            return super().process_message(msg, *rest)

    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    bar = "from discourse.progress import tqdm\nsum(tqdm([1, 2], desc='Counting', disable=None))"
    notebook = read_notebook(write(tmp_path / "a.ipynb", bar))
    Seen(notebook, kernel_name="python3").execute()
    assert any("Counting" in data.get("text/plain", "") for data in shown)
    cleared, result = (output.data for output in notebook.cells[0].outputs)
    assert cleared == {"text/plain": ""}
    assert result == {"text/plain": "3"}
