"""Files that others open: tables as CSV that runs nothing, and writing that never leaves half a file."""

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n")


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees half of it."""
    half = path.with_name(f".{path.name}.{os.getpid()}.half")
    try:
        half.write_bytes(content)
        half.replace(path)
    except OSError as error:  # name the file that was asked for, not the one on the way to it
        raise OSError(error.errno, error.strerror, str(path)) from error
    finally:
        with suppress(OSError):
            half.unlink()


def csv_bytes(data: pd.DataFrame) -> bytes:
    """Return a table as CSV: ten significant digits, empty for missing, nothing a spreadsheet would run."""
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
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
