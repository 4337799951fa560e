"""Files that others open: tables as CSV that runs nothing, and writing that never leaves half a file."""

import atexit
import os
import re
import secrets
import shutil
import signal
import threading
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import CorpusError, DiscourseError, NotWrittenError, outside

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

LOCK = ".lock"
_MOST_TOML = 8_000_000  # bytes
# What XML 1.0 has no way to write, not even escaped.
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# They reverse the text that follows, our sentences too; every script runs in its direction without them.
DIRECTIONS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Where a cell begins with what OWASP lists (ASVS 5.0, 1.2.10), and where one does for a program that parts
# cells at semicolons; with or without apostrophes before it, so that ours can be removed, and with or without
# what no eye sees.
_UNSEEN = r"[\s\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]*"
_BEGINS = rf"(?='*{_UNSEEN}[=+\-@＝＋－＠])"
_FORMULA = re.compile(rf"\A(?='*[\0\t\n\r])|(?:\A|(?<=;)){_BEGINS}")
_OURS = re.compile(rf"\A'(?='*[\0\t\n\r])|(?:\A|(?<=;))'{_BEGINS}")


def real(path: str | os.PathLike[str]) -> Path:
    """Return a path without links; where they lead in a circle, ``Path.resolve`` raises no OSError."""
    return Path(os.path.realpath(path))


def refuse_special(path: Path) -> None:
    """Refuse a device or a pipe, which may have no end.

    Raises
    ------
    DiscourseError
        If it is one.
    """
    if path.exists() and not path.is_file() and not path.is_dir():
        raise DiscourseError(f"{path}: a device or a pipe; only regular files are read")


def read_bytes(path: Path) -> bytes:
    """Read a file, but no device or pipe; see :func:`refuse_special`."""
    refuse_special(path)
    return path.read_bytes()


def read_toml(path: Path, name: str) -> dict[str, Any]:
    """Read a TOML file.

    Raises
    ------
    CorpusError
        If it may not be read, is not TOML, or more than anybody writes.
    """
    with outside(name):
        data = read_bytes(path)
    if len(data) > _MOST_TOML:
        raise CorpusError(f"{name}: {len(data) / 1e6:,.0f} MB of TOML; {_MOST_TOML // 10**6} MB are read")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CorpusError(f"{name}: not TOML: it is not in UTF-8") from error
    except (ValueError, RecursionError) as error:  # not TOML, not UTF-8, a number without end; nested
        raise CorpusError(f"{name}: not TOML: {error}") from error


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
    held: list[int] = []  # numbers, as Python warns of files that Ctrl-C left open
    path = Path()
    try:
        for path, content in files.items():
            if path.exists() and not path.is_file():
                path.write_bytes(content)  # a folder refuses
                continue
            folder = real(path).parent
            _clear_halves(folder)
            made = None
            while made is None or not os.fstat(made).st_nlink:  # another run cleared it before it was held
                # a name that fits the system, and that nobody can foresee and put a link there
                halves[path] = folder / f".{secrets.token_hex(8)}.half"
                held.append(os.open(halves[path], os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o666))
                made = held[-1]
                _hold(made)
            halves[path].write_bytes(content)
        while fcntl is None and held:  # Windows renames no open file
            os.close(held.pop())
        for path, written in halves.items():
            written.replace(real(path))
    except OSError as error:
        raise cannot_write(path, error) from error
    finally:
        while held:
            os.close(held.pop())
        for written in halves.values():
            with suppress(OSError):
                written.unlink()


def _hold(file: int) -> None:
    """Hold a file, as other processes see, until it is closed or this process dies."""
    with suppress(OSError):  # a file system without locks
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)


def _clear_halves(folder: Path) -> None:
    """Remove the half files that killed runs left in a folder, but none that somebody holds."""
    for path in folder.glob(".*.half") if fcntl is not None else ():
        if re.fullmatch(r"\.[0-9a-f]{16}\.half", path.name) and path.is_file() and not path.is_symlink():
            with suppress(OSError), path.open("rb") as file:  # one that is held has its lock taken
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink()


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
    nothing can be done any more (``kill -9``), :func:`clear` removes it.

    Parameters
    ----------
    path : Path
        Where it will be, from :func:`beside`.

    Raises
    ------
    DiscourseError
        If something is there already, which may be somebody else's.
    """
    if os.path.lexists(path):
        raise DiscourseError(f"{path}: is there already, and was not made by this run; remove it")
    remove = partial(shutil.rmtree, path, ignore_errors=True)
    atexit.register(remove)
    try:
        yield path
    finally:
        remove()
        atexit.unregister(remove)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until the block is done: what is put in place is all new or all old."""
    if threading.current_thread() is not threading.main_thread():  # only that one has handlers
        yield
        return
    waiting: list[int] = []
    before = {
        number: signal.signal(number, lambda number, _: waiting.append(number))
        for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        for stopped in waiting[:1]:
            signal.raise_signal(stopped)


def cannot_write(path: Path, error: OSError) -> NotWrittenError:
    """Say in one sentence that something cannot be written, by the name that was asked for."""
    return NotWrittenError(f"{path}: cannot be written ({error.strerror or error})")


def beside(target: Path) -> Path:
    """Return a hidden path beside a place, which nobody can foresee."""
    return target.with_name(f".{target.name}-{secrets.token_hex(8)}")


def clear(target: Path) -> None:
    """Remove the folders that killed runs left :func:`beside` a place; to be called by who makes it."""
    ours = re.compile(rf"\.{re.escape(target.name)}-[0-9a-f]{{16}}")
    for left in target.parent.glob(".*-*"):
        if ours.fullmatch(left.name) and not left.is_symlink():
            shutil.rmtree(left, ignore_errors=True)


@contextmanager
def making(folder: Path, *, wait: bool = False) -> Iterator[None]:
    """Make a folder where it is missing, and be the only one that makes what is in it.

    The lock lies in the folder, so that every process that can write there meets it; it is removed at the
    end, and so is a new folder in which nothing was made. The system opens the lock of a process that died.

    Parameters
    ----------
    folder : Path
        The folder; this thread may make it already.
    wait : bool
        Whether to wait for another process or thread that makes it.

    Raises
    ------
    DiscourseError
        If another is making it, unless this one waits; or if it cannot be written.
    """
    from filelock import FileLock, Timeout  # brings asyncio

    new = not folder.exists()
    make_folder(folder)
    path = real(folder) / LOCK
    lock = FileLock(path, is_singleton=True)
    try:
        try:
            lock.acquire(timeout=-1 if wait else 0)
        except Timeout as error:
            raise DiscourseError(
                f"{folder}: another run is making it; wait, or give another folder"
            ) from error
        except OSError as error:
            raise cannot_write(folder, error) from error
        yield
    finally:
        if lock.lock_counter == 1:  # before it is released: who waits for it sees that it is gone
            with suppress(OSError):
                path.unlink()
            if new:
                with suppress(OSError):  # it has something in it
                    folder.rmdir()
        lock.release()


def strings(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return values as strings, missing ones as missing: pandas 2 would write "None" or "nan"."""
    named: pd.Series[Any] = values.astype("str").where(values.notna(), float("nan"))
    return named


def csv_bytes(data: pd.DataFrame) -> bytes:
    r"""Return a table as CSV: ten significant digits, empty cells for missing values, no formulas.

    A text that begins like a formula (``= + - @``, a tab, a line break, with or without apostrophes and
    what no eye sees before it) gets an apostrophe in front, and so does what begins like one behind a
    semicolon, where some programs part cells; a number never does. :func:`as_text` takes it away.

    Examples
    --------
    >>> csv_bytes(pd.DataFrame({"title": ["=1+1", "x;=1", "'s"], "change": [-0.5, 2, 3]}))
    b"title,change\n'=1+1,-0.5\nx;'=1,2\n's,3\n"
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
    return _FORMULA.sub("'", text)


def as_text(cell: str) -> str:
    """Return what a cell that :func:`csv_bytes` wrote says.

    Examples
    --------
    >>> as_text("'=1+1"), as_text("'s")
    ('=1+1', "'s")
    """
    return _OURS.sub("", cell)
