"""Run notebooks: with other parameters if asked, several side by side, and to the same bytes every time."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, TypeAlias

import nbformat
from ipykernel.kernelspec import KERNEL_NAME
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from discourse import progress as bars
from discourse.errors import DiscourseError, first_line
from discourse.files import beside, passing, write_atomically
from discourse.report.shipped import checkout

Notebook: TypeAlias = Any  # nbformat's NotebookNode, whose keys are attributes

ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")  # colours and the like, meant for a terminal
INJECTED = "injected-parameters"
SKIPPED = "skip-execution"  # nbclient's word: a cell with this tag is not run
_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_PATIENCE = 180  # seconds for a Python to start; on a machine that has nothing else to do it takes one
_GRACE = 3  # seconds for a Python that has failed to say so itself
_FAILED = b"Traceback (most recent call last)"  # what cells write to standard error is in their outputs
# Bytes of address space, measured: with less, libraries try in vain, some without end, or end the process.
_ROOM = 2_900_000_000
# A warning in its words alone: where the code that gave it lies differs from machine to machine.
_SENTENCE = (
    "__import__('warnings').formatwarning = lambda said, kind, *_, **__: f'{kind.__name__}: {said}\\n'"
)
_WIDGET = "application/vnd.jupyter.widget-view+json"


def run_notebooks(
    sources: Sequence[Path],
    folder: Path,
    *,
    parameters: Mapping[str, Any] | None = None,
    jobs: int | None = None,
    progress: bool = True,
) -> list[Path]:
    """Run notebooks in a folder and write them there, executed.

    Parameters
    ----------
    sources : sequence of Path
        The notebooks; they stay as they are.
    folder : Path
        Where the executed ones go; also the folder that they run in.
    parameters : mapping, optional
        What to set after the cell tagged ``parameters``, where it has that name. Without any, no cell is
        added.
    jobs : int, optional
        How many run side by side (default: two, or one on a single processor).
    progress : bool
        Whether to show a bar over the cells of all notebooks.

    Returns
    -------
    list of Path
        The executed notebooks, in the order given.

    Raises
    ------
    DiscourseError
        A file that is no notebook, or a cell that fails; names the notebook, the cell and the error. Or if
        processes may have too little memory here for any notebook.
    """
    _refuse_little_room()
    folder.mkdir(parents=True, exist_ok=True)
    ready = {
        folder / source.name: _parameterize(read_notebook(source), parameters or {}) for source in sources
    }
    for path, notebook in ready.items():
        for cell in notebook.cells:
            if SKIPPED in cell.metadata.get("tags", []):  # what somebody ran and saved does not stay
                cell.update(outputs=[], execution_count=None)
        write_notebook(notebook, path)
    cells = sum(_runs(cell) for notebook in ready.values() for cell in notebook.cells)
    limit = max(1, jobs or min(2, os.cpu_count() or 1))
    with (
        bars.bar(cells, "Notebooks", "cells", progress=progress) as bar,
        passing(beside(folder / "kernels")) as scratch,
    ):
        scratch.mkdir(mode=0o700)
        _in_own_loop(_run_all(ready, limit=limit, bar=bar, scratch=scratch))
    for path, notebook in ready.items():
        write_notebook(notebook, path)
    return list(ready)


def _refuse_little_room() -> None:
    try:
        import resource
    except ImportError:  # Windows, which has no such limit
        return
    room, _ = resource.getrlimit(resource.RLIMIT_AS)
    if room != resource.RLIM_INFINITY and room < _ROOM:
        raise DiscourseError(
            f"a process may have {room / 1e9:.1f} GB of address space here (ulimit -v), and a notebook needs "
            f"{_ROOM / 1e9:.1f} GB or more"
        )


def read_notebook(path: Path) -> Notebook:
    """Return a notebook; cells without an id get their number as one.

    Raises
    ------
    DiscourseError
        The file is not a notebook of format 4.
    """
    try:
        notebook = nbformat.v4.reads(path.read_text("utf-8"))
        found = notebook.nbformat
    except (ValueError, TypeError, AttributeError) as error:
        raise DiscourseError(f"{path.name} is not a notebook: {error}") from error
    if found != 4:
        raise DiscourseError(f"{path.name} is a notebook of format {found}, not of format 4")
    notebook.nbformat_minor = max(5, notebook.get("nbformat_minor", 5))
    for number, cell in enumerate(notebook.cells, start=1):
        cell.setdefault("id", f"cell-{number:02}")
    return notebook


def write_notebook(notebook: Notebook, path: Path) -> None:
    """Write a notebook without what changes from run to run or from machine to machine."""
    for cell in notebook.cells:
        tags = cell.metadata.get("tags")
        cell.metadata = {"tags": tags} if tags else {}
        if cell.cell_type == "code":  # a progress bar is no result, and has a new id each time
            cell.outputs = [output for output in cell.outputs if _WIDGET not in output.get("data", {})]
    notebook.metadata = {"kernelspec": _KERNELSPEC, "language_info": {"name": "python"}}
    write_atomically(path, (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8"))


def _parameterize(notebook: Notebook, parameters: Mapping[str, Any]) -> Notebook:
    """Set parameters in a cell of their own after the one that has them, in place of an earlier run's.

    A notebook is told only what it has a parameter for.
    """
    tags = [cell.metadata.get("tags", []) for cell in notebook.cells]
    at = next((number for number, those in enumerate(tags, start=1) if "parameters" in those), 0)
    known = notebook.cells[at - 1].source if at else ""
    cells = [cell for cell, those in zip(notebook.cells, tags, strict=True) if INJECTED not in those]
    told = {name: value for name, value in parameters.items() if re.search(rf"(?m)^{name}\s*=", known)}
    if told:
        lines = ["# Set by discourse", *(f"{name} = {_literal(value)}" for name, value in told.items())]
        about = {"id": INJECTED, "metadata": {"tags": [INJECTED]}}
        cells.insert(at, nbformat.v4.new_code_cell("\n".join(lines), **about))
    notebook.cells = cells
    return notebook


def _literal(value: Any) -> str:
    """Return a value as Python: text in ASCII, so that nothing in it can act on the cell or its reader."""
    if isinstance(value, str):
        return '"' + value.encode("unicode_escape").decode("ascii").replace('"', r"\"") + '"'
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_literal(key)}: {_literal(item)}" for key, item in value.items()) + "}"
    return f"[{', '.join(map(_literal, value))}]" if isinstance(value, list) else repr(value)


def _runs(cell: Notebook) -> bool:
    skipped = SKIPPED in cell.metadata.get("tags", [])
    return bool(cell.cell_type == "code" and cell.source.strip() and not skipped)


def _environment(notebook: Path, scratch: Path) -> dict[str, str]:
    """Return the kernel's environment: nothing of the user's own settings may change a figure."""
    environment = {
        **os.environ,
        "IPYTHONDIR": str(scratch / "ipython"),  # no start-up files of the user
        "JPY_SESSION_NAME": notebook.name,  # as JupyterLab sets it: figures say which notebook draws them
        "MATPLOTLIBRC": os.devnull,
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger's remark about frozen modules
        "PYTHONHASHSEED": "0",
        "PYTHONSAFEPATH": "1",  # a module that lies in the folder is not imported for one of the libraries
        "TQDM_DISABLE": "1",  # a bar's text in the outputs would differ from run to run
    }
    root = checkout()
    if root:  # the notebooks import this very code, even when it is not installed
        path = [str(root), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return environment


async def _run_all(ready: Mapping[Path, Notebook], *, limit: int, bar: Any, scratch: Path) -> None:
    places = asyncio.Semaphore(limit)

    async def run(path: Path, notebook: Notebook) -> None:
        async with places:
            await _run_one(path, notebook, bar=bar, scratch=scratch)

    tasks = [asyncio.create_task(run(path, notebook)) for path, notebook in ready.items()]
    clock = asyncio.create_task(_tick(bar))
    try:
        await asyncio.gather(*tasks)
    finally:  # the first failure stops the others
        for task in (clock, *tasks):
            task.cancel()
        await asyncio.gather(clock, *tasks, return_exceptions=True)


async def _tick(bar: Any) -> None:
    """Let a bar's clock go on while a long cell runs."""
    while True:
        await asyncio.sleep(1.0)
        bar.refresh()


async def _run_one(path: Path, notebook: Notebook, *, bar: Any, scratch: Path) -> None:
    """Run a notebook in its folder; whatever happens, no kernel is left running."""
    failed: list[int] = []
    manager: Any = AsyncKernelManager(
        kernel_name=KERNEL_NAME,
        kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # the Python that runs this, and no other
        connection_file=str(scratch / f"{path.stem}.json"),
    )
    client = NotebookClient(
        notebook,
        km=manager,
        timeout=None,
        iopub_timeout=_PATIENCE,  # after its default, four seconds, outputs would be left out,
        raise_on_iopub_timeout=True,  # and without this they are left out all the same
        record_timing=False,
        on_cell_executed=lambda **_: bar.update(),
        on_cell_error=lambda cell_index, **_: failed.append(cell_index),
    )
    errors = scratch / f"{path.stem}.stderr"
    try:
        with errors.open("wb") as file:
            await manager.start_kernel(
                cwd=str(path.parent),
                env=_environment(path, scratch),
                stdout=subprocess.DEVNULL,
                stderr=file,
                extra_arguments=[
                    "--HistoryManager.hist_file=:memory:",
                    "--InteractiveShellApp.ignore_cwd=True",
                    f"--InteractiveShellApp.exec_lines={_SENTENCE}",
                ],
            )
        client.kc = channels = manager.client()
        channels.start_channels()
        await _unless_failed(channels.wait_for_ready(timeout=_PATIENCE), errors)
        channels.allow_stdin = False
        await _unless_failed(client.async_execute(), errors)
    except CellExecutionError as error:
        before = [cell for cell in notebook.cells[: failed[0] + 1] if _runs(cell) and cell["id"] != INJECTED]
        raise DiscourseError(f"{path.name}, code cell {len(before)}: {_last_line(error)}") from error
    except (RuntimeError, TimeoutError) as error:
        said = _last_said(errors) or first_line(error)
        raise DiscourseError(
            f"{path.name}: its Python died or does not answer, perhaps for lack of memory ({said})"
        ) from error
    finally:
        if client.kc is not None:
            client.kc.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


async def _unless_failed(work: Coroutine[Any, Any, Any], errors: Path) -> None:
    """Wait for a kernel, unless it writes of an error of its own, after which it may be there but mute."""
    task = asyncio.create_task(work)
    try:
        while not task.done():
            await asyncio.wait([task], timeout=1.0)
            if _FAILED in errors.read_bytes():
                await asyncio.wait([task], timeout=_GRACE)
                break
        if not task.done():
            raise RuntimeError
        task.result()
    finally:
        task.cancel()
        await asyncio.gather(
            task, return_exceptions=True
        )  # nbclient takes being stopped for a kernel's death


def _last_said(errors: Path) -> str:
    lines = errors.read_text("utf-8", "replace").splitlines() if errors.exists() else []
    return next((line.strip() for line in reversed(lines) if line.strip() and "] WARNING |" not in line), "")


def _last_line(error: Any) -> str:
    lines = ANSI.sub("", str(error.evalue)).strip().splitlines()
    said = lines[-1].strip() if lines else ""
    if error.ename in {"DiscourseError", "CorpusError", "LexiconError"}:
        return said
    return f"{error.ename}: {said}" if said else str(error.ename)


def _in_own_loop(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread with a loop of its own: a notebook has one running already.

    The selector loop is the one that ZeroMQ knows on every system. Ctrl-C stops the kernels first.
    """
    runner = asyncio.Runner(loop_factory=asyncio.SelectorEventLoop)
    loop = runner.get_loop()
    task = loop.create_task(work)
    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            running = pool.submit(runner.run, asyncio.wait_for(task, None))
            while wait([running], timeout=0.5).not_done:
                pass  # a signal may reach another thread, and is seen when this one wakes
            running.result()
        except (KeyboardInterrupt, SystemExit):  # the second is how a SIGTERM arrives
            loop.call_soon_threadsafe(task.cancel)
            raise
        finally:
            pool.submit(runner.close)
