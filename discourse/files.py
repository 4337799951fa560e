"""Files that others open: tables as CSV that runs nothing, and writing that never leaves half a file."""

import atexit
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from discourse.errors import DiscourseError

if TYPE_CHECKING:
    from filelock import FileLock

# They reverse the text that follows, our sentences too; every script runs in its direction without them.
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What OWASP lists (ASVS 5.0, 1.2.10), with or without apostrophes before it, so that ours can be removed.
_FORMULA = re.compile(r"'*[=+\-@\0\t\n\r＝＋－＠]")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file as :func:`write_together` does."""
    write_together({path: content})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files so that nobody ever sees half of one: either all are new, or all are as they were.

    A link stays a link; a device or a pipe is written to, not replaced.

    Raises
    ------
    DiscourseError
        If one cannot be written: no such folder, no permission, a full disk.
    """
    halves: dict[Path, Path] = {}
    path = Path()
    try:
        for path, content in files.items():
            if path.exists() and not path.is_file():
                path.write_bytes(content)  # a folder refuses
                continue
            name = hashlib.sha256(os.fsencode(path.name)).hexdigest()[
                :12
            ]  # a name may not be longer than the system allows
            halves[path] = path.resolve().with_name(f".{name}.{os.getpid()}.half")
            halves[path].write_bytes(content)
        for path, half in halves.items():
            half.replace(path.resolve())
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        for half in halves.values():
            with suppress(OSError):
                half.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and its parents where they are missing.

    Raises
    ------
    DiscourseError
        If it cannot be made.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path, error) from error


@contextmanager
def passing(path: Path) -> Iterator[Path]:
    """Yield the path of a folder to make; when the block ends it is gone, however it was interrupted.

    The path is known before the folder is made, so that no signal can come between making it and arranging
    for its removal. If a signal stops the removal itself, the folder is removed when the process ends; if
    nothing can be done any more (``kill -9``), by the next run that asks for the same path.

    Parameters
    ----------
    path : Path
        Where it will be; what is there already is removed.
    """
    remove = partial(shutil.rmtree, path, ignore_errors=True)
    atexit.register(remove)
    try:
        remove()
        yield path
    finally:
        remove()
        atexit.unregister(remove)


def cannot_write(path: Path, error: OSError) -> DiscourseError:
    """Say in one sentence that something cannot be written, by the name that was asked for."""
    return DiscourseError(f"{path}: cannot be written ({error.strerror or error})")


def lock_of(folder: Path) -> "FileLock":
    """Return the lock of a folder; it lies among the system's temporary files, so that none is left in it.

    The system releases it when the process that holds it ends, however that happens.
    """
    from filelock import FileLock  # brings asyncio

    return FileLock(temporary(folder, "lock"))


def temporary(folder: Path, ending: str) -> Path:
    """Return a place among the system's temporary files that belongs to a folder and to this user."""
    key = hashlib.sha256(os.fsencode(folder.resolve())).hexdigest()[:20]
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"discourse-{owner}-{key}.{ending}"


def strings(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return values as strings, missing ones as missing: pandas 2 would write "None" or "nan"."""
    named: pd.Series[Any] = values.astype("str").where(values.notna(), float("nan"))
    return named


def csv_bytes(data: pd.DataFrame) -> bytes:
    r"""Return a table as CSV: ten significant digits, empty cells for missing values, no formulas.

    A text that begins like a formula (``= + - @``, a tab, a line break, with or without apostrophes before
    it) gets an apostrophe in front; a number never does. :func:`as_text` takes it away.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"title": ["=1+1", "'s"], "change": [-0.5, 2]}))
    b"title,change\n'=1+1,-0.5\n's,2\n"
    """
    if data.index.nlevels > 1 or data.index.name is not None or data.index.dtype.kind not in "iu":
        data = data.reset_index()  # an index that says something is data too
    frame = pd.DataFrame(
        {at: [_cell(value) for value in data.iloc[:, at].tolist()] for at in range(data.shape[1])},
        dtype=object,
    )
    header = [_cell(str(name)) for name in data.columns]
    text = frame.to_csv(index=False, header=header, lineterminator="\n")
    return text.encode("utf-8", "replace")


def _cell(value: Any) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{float(value) + 0.0:.10g}"  # adding 0.0 turns -0 into 0
    if isinstance(value, bool | int | np.bool_ | np.integer):
        return str(value)
    if isinstance(value, pd.Timestamp):
        return value.isoformat() if value != value.normalize() else value.strftime("%Y-%m-%d")
    text = str(value).replace("\r\n", "\n").replace("\r", "\n")  # Python versions differ in quoting \r
    return f"'{text}" if _FORMULA.match(text) else text


def as_text(cell: str) -> str:
    """Return what a cell that :func:`csv_bytes` wrote says.

    Examples
    --------
    >>> as_text("'=1+1"), as_text("'s")
    ('=1+1', "'s")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
