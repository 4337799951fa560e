"""Run notebooks: with other parameters if asked, several side by side, and to the same bytes every time."""

from __future__ import annotations

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, TypeAlias

from tqdm.auto import tqdm

from discourse.errors import DiscourseError
from discourse.files import passing, temporary, write_atomically
from discourse.report.shipped import checkout

Notebook: TypeAlias = Any  # nbformat's NotebookNode, whose keys are attributes

INJECTED = "injected-parameters"
SKIPPED = "skip-execution"  # nbclient's word: a cell with this tag is not run
_KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_VOLATILE = ("execution", "papermill", "ExecuteTime", "collapsed", "scrolled")
_PATIENCE = 120  # seconds for a Python to start
_WIDGET = "application/vnd.jupyter.widget-view+json"
_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def need_lab() -> None:
    """Say in one sentence what to install when the packages that run notebooks are missing."""
    try:
        import ipykernel  # noqa: F401
        import mistune  # noqa: F401
        import nbclient  # noqa: F401
        import nbformat  # noqa: F401
        import papermill.parameterize  # noqa: F401
    except ImportError as error:
        raise DiscourseError(
            f"running the notebooks needs {error.name}, which is not installed; "
            "pip install 'comparative-discourse[lab]' brings it"
        ) from error


def default_jobs() -> int:
    """Return how many notebooks run side by side unless said: two, or one on a single processor."""
    return min(2, os.cpu_count() or 1)


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
        What to set after the cell tagged ``parameters``. Without any, no cell is added.
    jobs : int, optional
        How many run side by side; two unless said.
    progress : bool
        Whether to show a bar over the cells of all notebooks.

    Returns
    -------
    list of Path
        The executed notebooks, in the order given.

    Raises
    ------
    DiscourseError
        A file that is no notebook, or a cell that fails; names the notebook, the cell and the error.
    """
    need_lab()
    folder.mkdir(parents=True, exist_ok=True)
    ready = []
    for source in sources:
        notebook = _parameterize(read_notebook(source), parameters or {})
        target = folder / source.name
        write_notebook(notebook, target)
        ready.append((target, notebook))
    cells = sum(bool(_runs(cell)) for _, notebook in ready for cell in notebook.cells)
    limit = max(1, jobs or default_jobs())
    with (
        tqdm(total=cells, desc="Notebooks", unit=" cells", disable=None if progress else True) as bar,
        passing(temporary(folder, "kernels")) as scratch,
    ):
        scratch.mkdir(mode=0o700)
        _in_own_loop(_run_all(ready, limit=limit, bar=bar, scratch=scratch))
    for target, notebook in ready:
        write_notebook(notebook, target)
    return [target for target, _ in ready]


def read_notebook(path: Path) -> Notebook:
    """Return a notebook; cells without an id get their number as one.

    Raises
    ------
    DiscourseError
        The file is not a notebook of format 4.
    """
    nbformat = import_module("nbformat")
    try:
        raw = json.loads(path.read_bytes())
        if raw["nbformat"] != 4:
            raise DiscourseError(f"{path.name} is a notebook of format {raw['nbformat']}, not of format 4")
        for number, cell in enumerate(raw["cells"], start=1):
            cell.setdefault("id", f"cell-{number:02}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, DiscourseError):
            raise
        raise DiscourseError(f"{path.name} is not a notebook: {error}") from error
    raw["nbformat_minor"] = max(5, int(raw.get("nbformat_minor", 5)))
    return nbformat.reads(json.dumps(raw), as_version=4)


def write_notebook(notebook: Notebook, path: Path) -> None:
    """Write a notebook without what changes from run to run or from machine to machine."""
    nbformat = import_module("nbformat")
    for cell in notebook.cells:
        for key in _VOLATILE:
            cell.metadata.pop(key, None)
        if not cell.metadata.get("tags", True):
            del cell.metadata["tags"]
        if cell.cell_type == "code":  # a progress bar is no result, and has a new id each time
            cell.outputs = [output for output in cell.outputs if _WIDGET not in output.get("data", {})]
    notebook.metadata.clear()
    notebook.metadata.update({"kernelspec": _KERNELSPEC, "language_info": {"name": "python"}})
    write_atomically(path, (nbformat.writes(notebook).rstrip("\n") + "\n").encode("utf-8"))


def _parameterize(notebook: Notebook, parameters: Mapping[str, Any]) -> Notebook:
    notebook.cells = [cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])]
    if not parameters:
        return notebook
    # papermill is imported late: it takes a second and a half
    from papermill.parameterize import parameterize_notebook

    notebook.metadata["papermill"] = {}  # papermill expects its own mark, and tags on every cell
    for cell in notebook.cells:
        cell.metadata.setdefault("tags", [])
    changed = parameterize_notebook(
        notebook, dict(parameters), comment="Set by discourse", kernel_name="python3", language="python"
    )
    for cell in changed.cells:
        if INJECTED in cell.metadata.get("tags", []):
            cell["id"] = INJECTED  # papermill draws one at random
            cell["source"] = cell["source"].rstrip("\n")
    return changed


def _runs(cell: Notebook) -> bool:
    skipped = SKIPPED in cell.metadata.get("tags", [])
    return bool(cell.cell_type == "code" and cell.source.strip() and not skipped)


def _environment(scratch: Path) -> dict[str, str]:
    """Return the kernel's environment: nothing of the user's own settings may change a figure."""
    import matplotlib as mpl

    environment = {
        **os.environ,
        "IPYTHONDIR": str(scratch / "ipython"),  # no start-up files of the user
        "MATPLOTLIBRC": str(Path(mpl.get_data_path()) / "matplotlibrc"),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",  # the debugger's remark about frozen modules
        "PYTHONHASHSEED": "0",
        "TQDM_DISABLE": "1",  # a bar's text in the outputs would differ from run to run
    }
    root = checkout()
    if root:  # the notebooks import this very code, also when it is not installed
        path = [str(root), os.environ.get("PYTHONPATH", "")]
        environment["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    return environment


async def _run_all(
    ready: Sequence[tuple[Path, Notebook]], *, limit: int, bar: tqdm[Any], scratch: Path
) -> None:
    places = asyncio.Semaphore(limit)

    async def run(path: Path, notebook: Notebook) -> None:
        async with places:
            await _run_one(path, notebook, bar=bar, scratch=scratch)

    try:
        async with asyncio.TaskGroup() as group:  # the first failure stops the others
            clock = group.create_task(_tick(bar))
            running = [group.create_task(run(path, notebook)) for path, notebook in ready]
            for one in running:
                await one
            clock.cancel()
    except* DiscourseError as failures:
        failure: BaseException = failures
        while isinstance(failure, BaseExceptionGroup):
            failure = failure.exceptions[0]
        failed = failure
    else:
        return
    raise failed


async def _tick(bar: tqdm[Any]) -> None:
    """Let a bar's clock go on while a long cell runs."""
    while True:
        await asyncio.sleep(1.0)
        bar.refresh()


async def _run_one(path: Path, notebook: Notebook, *, bar: tqdm[Any], scratch: Path) -> None:
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, DeadKernelError

    failed: list[int] = []
    try:
        async with _kernel(path, scratch) as (manager, channels):
            client = NotebookClient(
                notebook,
                km=manager,
                timeout=None,
                record_timing=False,
                on_cell_executed=lambda **_: bar.update(),
                on_cell_error=lambda cell_index, **_: failed.append(cell_index),
            )
            client.kc = channels
            await client.async_execute()
    except CellExecutionError as error:
        before = [cell for cell in notebook.cells[: failed[0] + 1] if _runs(cell) and cell["id"] != INJECTED]
        raise DiscourseError(f"{path.name}, code cell {len(before)}: {_last_line(error)}") from error
    except DeadKernelError as error:
        task = asyncio.current_task()
        if task and task.cancelling():  # nbclient takes being stopped for a kernel that died
            raise asyncio.CancelledError from error
        raise DiscourseError(f"{path.name}: its Python died, perhaps for want of memory") from error


@asynccontextmanager
async def _kernel(path: Path, scratch: Path) -> AsyncIterator[tuple[Any, Any]]:
    """Start a kernel in a notebook's folder; whatever happens, none is left running."""
    from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager

    class ThisInterpreter(KernelSpecManager):
        """Knows one kernel: the Python that runs this, whatever else is installed under the name."""

        def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
            command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=command, display_name=kernel_name, language="python")

    manager: Any = AsyncKernelManager(
        kernel_name="python3",
        kernel_spec_manager=ThisInterpreter(),
        connection_file=str(scratch / f"{path.stem}.json"),
    )
    channels: Any = None
    try:
        await manager.start_kernel(
            cwd=str(path.parent),
            env=_environment(scratch),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            extra_arguments=["--HistoryManager.hist_file=:memory:"],
        )
        channels = manager.client()
        channels.start_channels()
        try:
            await channels.wait_for_ready(timeout=_PATIENCE)
        except RuntimeError as error:
            raise DiscourseError(f"{path.name}: the Python to run it did not start ({error})") from error
        channels.allow_stdin = False
        yield manager, channels
    finally:
        if channels is not None:
            channels.stop_channels()
        if manager.has_kernel:
            await manager.shutdown_kernel(now=True)


def _last_line(error: Any) -> str:
    lines = _ANSI.sub("", str(error.evalue)).strip().splitlines()
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
    tasks: list[asyncio.Task[None]] = []

    async def begin() -> None:
        tasks.append(asyncio.create_task(work))
        await tasks[0]

    with ThreadPoolExecutor(max_workers=1) as pool:
        try:
            pool.submit(runner.run, begin()).result()
        except (KeyboardInterrupt, SystemExit):  # the second is how a SIGTERM arrives
            loop.call_soon_threadsafe(lambda: [task.cancel() for task in tasks])
            raise
        finally:
            pool.submit(runner.close)
