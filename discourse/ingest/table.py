"""Tables to documents: CSV, TSV, JSON Lines, Parquet, a DataFrame."""

import codecs
import csv
import io
import itertools
import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes


def read_table(path: Path, *, encoding: str | None, notes: Notes) -> pd.DataFrame:
    """Read a file with one document a row; every cell of a text format comes as it is written.

    Parameters
    ----------
    path : Path
        A ``.csv``, ``.tsv``, ``.jsonl`` or ``.parquet`` file.
    encoding : str, optional
        UTF-8, with or without byte order mark, unless said.
    notes : Notes
        Where repairs are written down.

    Raises
    ------
    CorpusError
        If the file is empty, not of its format, or has bytes that do not decode.
    """
    kind = path.suffix.lower()
    try:
        if kind == ".parquet":
            return pd.read_parquet(path)
        if kind in {".csv", ".tsv"}:
            text = decode(path.read_bytes(), name=path.name, encoding=encoding, notes=notes)
            return parse_csv(text, name=path.name, notes=notes, separator="\t" if kind == ".tsv" else ",")
        if kind == ".jsonl":
            text = decode(path.read_bytes(), name=path.name, encoding=encoding, notes=notes)
            return _parse_jsonl(text, path.name)
    except (OSError, ValueError, pa.ArrowException) as error:
        if isinstance(error, CorpusError | FileNotFoundError | PermissionError):
            raise
        raise CorpusError(f"{path.name}: not a {kind} file that can be read: {_first_line(error)}") from error
    raise CorpusError(
        f"{path.name}: {kind or 'no ending'} is not known; a corpus is a folder of .txt with metadata.csv, "
        "or a .csv, .tsv, .jsonl or .parquet file"
    )


def decode(data: bytes, *, name: str, encoding: str | None, notes: Notes, document: str | None = None) -> str:
    """Decode the bytes of a file.

    Raises
    ------
    CorpusError
        If the encoding is unknown, or bytes do not decode; the message names file, line and bytes.
    """
    try:
        codec = codecs.lookup(encoding or "utf-8").name
        codec = "utf-8-sig" if codec == "utf-8" else codec  # which takes away a byte order mark
        return data.decode(codec)
    except LookupError as error:
        raise CorpusError(
            f"{name}: the encoding {encoding!r} is not known to Python; try utf-8 or latin-1"
        ) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        value = data[error.start : error.start + 1]
        text = data.decode(codec, errors="replace")
        count = text.count("\ufffd")
        notes.fault(
            [line] * count,
            lambda line: f"{name}, line {line}: the byte {value!r} is not {encoding or 'UTF-8'}",
            "say encoding= (utf-16, by its first bytes)"
            if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
            else "say encoding= (latin-1 decodes anything)",
            "replaces such bytes by U+FFFD",
        )
        notes.add("bytes replaced by U+FFFD", document=document, count=count)
        return text


def parse_csv(text: str, *, name: str, notes: Notes, separator: str = ",") -> pd.DataFrame:
    """Read CSV with every cell as text, so that no id loses its zeros and no word "NA" becomes missing.

    Raises
    ------
    CorpusError
        If there is no header, a column is named twice, a row has more or fewer cells than the header, or
        a quotation mark is never closed.
    """
    rows = _csv_rows(text, name, notes, separator)
    if not rows:
        raise CorpusError(f"{name}: the file is empty; a first row with the names of the columns is needed")
    header = [column.strip() or f"column {number}" for number, column in enumerate(rows[0], start=1)]
    twice = next((column for column in header if header.count(column) > 1), None)
    if twice is not None:
        raise CorpusError(f"{name}: two columns are called {twice!r}; every column needs a name of its own")
    body, width = rows[1:], len(header)
    body = [row[:width] if not any(row[width:]) else row for row in body]  # empty cells past the end
    uneven = [number for number, row in enumerate(body) if len(row) != width]
    notes.fault(
        uneven,
        lambda row: f"{name}, row {row + 1}: {len(body[row])} cells under {width} columns",
        "every row has a cell for each column, and a cell with a separator in it stands in quotation marks",
        "fills short rows and leaves long ones out",
    )
    for number in uneven:
        kind = "long row left out" if len(body[number]) > width else "short row filled"
        notes.add(kind, text=separator.join(body[number])[:80])
    even = [row + [""] * (width - len(row)) for row in body if len(row) <= width]
    table = pd.DataFrame(even, columns=pd.Index(header, dtype=object), dtype=object)
    nameless = [column for column, given in zip(header, rows[0], strict=True) if not given.strip()]
    blank = [column for column in nameless if (table[column] == "").all()]
    if blank:
        notes.add("empty columns without a name left out", count=len(blank))
    return table.drop(columns=blank)


def _csv_rows(text: str, name: str, notes: Notes, separator: str) -> list[list[str]]:
    limit = csv.field_size_limit(len(text) + 1)  # an article may be longer than the module's 128 KiB
    lines = io.StringIO(text, newline="").readlines()
    rows: list[list[str]] = []
    done = 0  # lines whose rows are whole
    try:
        while done < len(lines):
            reader = csv.reader(itertools.islice(lines, done, None), delimiter=separator, strict=True)
            begin = done
            try:
                for row in reader:
                    rows.append(row)
                    done = begin + reader.line_num
            except csv.Error as error:
                fault = f"{name}, line {done + 1}: not a table: {error}"
                notes.fault(
                    [0],
                    _say(fault),
                    "a cell with a quotation mark in it stands in quotation marks, and the mark is doubled",
                    "reads such rows as they stand",
                )
                notes.add("row with quotation marks that do not match", text=lines[done][:80].strip())
                # A line that is a row by itself is one: a mark never closed must not swallow the next.
                (alone,) = csv.reader([lines[done]], delimiter=separator, quoting=csv.QUOTE_NONE)
                lenient = csv.reader(itertools.islice(lines, done, None), delimiter=separator)
                whole = len(alone) == len(rows[0]) if rows else True
                rows.append(alone if whole else next(lenient))
                done += 1 if whole else lenient.line_num
    finally:
        csv.field_size_limit(limit)
    return [row for row in rows if row]


def _say(sentence: str) -> Callable[[int], str]:
    return lambda _: sentence


def _parse_jsonl(text: str, name: str) -> pd.DataFrame:
    rows = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            raise CorpusError(
                f"{name}, line {number}: not JSON: {error}; one object a line is needed"
            ) from error
        if not isinstance(row, dict):
            raise CorpusError(f"{name}, line {number}: not an object; one object a line is needed")
        rows.append(row)
    if not rows:
        raise CorpusError(f"{name}: the file is empty; one JSON object a line is needed")
    return pd.DataFrame(rows, dtype=object)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
