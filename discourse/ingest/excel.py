"""Excel and OpenDocument tables: one sheet, with one article per row."""

import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from xml.parsers import expat

import pandas as pd
import python_calamine as calamine

from discourse.errors import CorpusError, first_line
from discourse.ingest.notes import Notes
from discourse.ingest.table import tabulate

_MOST_BYTES = 4 << 30  # unpacked
_MOST_TIMES = 200  # of the bytes of the file; tables of text come to ten or twenty
_HARMLESS = 64 << 20
_MANY_CELLS = 20_000_000  # a sheet is in memory as a rectangle, whose empty cells take room as well
_A_PART = 1 << 24
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,9})([0-9]{1,10})[\"']")
_REPEATED = re.compile(rb"text:c\s*=\s*[\"']([0-9]+)[\"']")
_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"'][^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})")  # a text's number
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_MUCH_TEXT = 1 << 30  # letters of a sheet; one with more has them in the file, each once


def read_excel(data: bytes, *, name: str, sheet: str | None, notes: Notes) -> pd.DataFrame:
    """Read a sheet.

    Parameters
    ----------
    data : bytes
        An ``.xlsx``, ``.xlsb``, ``.xls`` or ``.ods`` file.
    name : str
        Its name, for messages.
    sheet : str, optional
        Which sheet; default: the only one that is not empty.
    notes : Notes
        Records repairs.

    Raises
    ------
    CorpusError
        If it is not such a file, unpacks to far more than it should, has several sheets of which none is
        chosen, or lacks the one that is.
    """
    _refuse_bombs(data, name)
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = {title: book.get_sheet_by_name(title).to_python() for title in book.sheet_names}
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise CorpusError(f"{name}: not an Excel file that can be read: {first_line(error)}") from error
    filled = {title: rows for title, rows in sheets.items() if any(any(map(_is_filled, row)) for row in rows)}
    if sheet is not None and sheet not in sheets:
        raise CorpusError(f"{name}: no sheet {sheet!r}; its sheets are {', '.join(map(repr, sheets))}")
    if sheet is None and len(filled) > 1:
        raise CorpusError(f"{name}: {len(filled)} sheets, {', '.join(map(repr, filled))}; say sheet= for one")
    if sheet is None and sheets and not filled:
        raise CorpusError(
            f"{name}: every sheet is empty; a first row with the names of the columns is needed"
        )
    rows = sheets[sheet] if sheet is not None else next(iter(filled.values()), [])
    cells = [[_cell(value) for value in row] for row in rows if any(map(_is_filled, row))]
    return tabulate(cells, name=name, notes=notes, accepted="every row has a cell for each column")


def _cell(value: Any) -> Any:
    """Return a cell as Excel shows it, which has no whole numbers and no dates without a time."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, datetime.time | datetime.timedelta):
        return str(value)
    return value


def _is_filled(value: object) -> bool:
    return value is not None and value != ""


def _refuse_bombs(data: bytes, name: str) -> None:
    """Refuse a file that unpacks to more than memory holds; inside, it is a zip archive."""
    if not data.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
            stray = _stray(archive) if size <= _MOST_BYTES else None
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise CorpusError(f"{name}: not an Excel file that can be read: {first_line(error)}") from error
    if stray is not None:
        raise CorpusError(f"{name}: {stray}, far from what a table has; remove it, or save as .csv")
    if size > _MOST_BYTES or (size > _HARMLESS and size > _MOST_TIMES * len(data)):
        times = f", more than {_MOST_TIMES} times its size" if size > _MOST_TIMES * len(data) else ""
        raise CorpusError(
            f"{name}: unpacks to {size / 1e9:.1f} GB{times}, which no table of articles does; save it as .csv"
        )


def _stray(archive: zipfile.ZipFile) -> str | None:
    """Name what makes a sheet of few bytes fill memory: a cell far out, or blanks repeated without end."""
    for entry in archive.infolist():
        if re.fullmatch(r"xl/worksheets/[^/]*\.xml", entry.filename):
            column, row = b"A", 1
            for part in _parts(archive, entry):
                for letters, number in _PLACE.findall(part):
                    column, row = max(column, letters.upper(), key=_column), max(row, int(number))
            cells = _column(column) * row
            if cells > max(_MANY_CELLS, entry.file_size):  # a cell that is there takes more than a byte
                return f"a sheet with a cell in column {column.decode()} and one in row {row:,}"
        elif entry.filename == "content.xml":
            blanks = sum(sum(map(int, _REPEATED.findall(part))) for part in _parts(archive, entry))
            if blanks > _MANY_CELLS:
                return f"{blanks:,} blanks between words"
            height, width, letters = _extent(archive, entry)
            if height * width > max(_MANY_CELLS, entry.file_size):
                return f"a sheet of {height:,} rows and {width:,} columns"
            if letters > max(_MUCH_TEXT, 2 * entry.file_size):
                return f"cells repeated until they have {letters / 1e9:.1f} GB of text"
    letters = _shared(archive)
    if letters > max(_MUCH_TEXT, 2 * sum(entry.file_size for entry in archive.infolist())):
        return f"texts repeated until cells have {letters / 1e9:.1f} GB of them"
    return None


def _shared(archive: zipfile.ZipFile) -> int:
    """Count the letters that cells have from the texts that they share, each as often as it is shown."""
    starts, before, shown = list[int](), 0, Counter[int]()
    for entry in archive.infolist():
        if entry.filename == "xl/sharedStrings.xml":
            for part in _parts(archive, entry):
                starts += [before + found.start() for found in _TEXT.finditer(part)]
                before += len(part)
        elif re.fullmatch(r"xl/worksheets/[^/]*\.xml", entry.filename):
            for part in _parts(archive, entry):
                shown.update(map(int, _SHARED.findall(part)))
    lengths = [end - start for start, end in pairwise([*starts, before])]
    return sum(times * lengths[number] for number, times in shown.items() if number < len(lengths))


def _extent(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[int, int, int]:
    """Return how many rows, columns and letters a table of OpenDocument has when its cells are repeated."""
    height = width = letters = at = rows = column = cells = inside = last = in_row = 0

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal at, rows, column, cells, inside, last, in_row
        if tag == "table:table-row":
            rows, column, last, in_row = int(said.get("table:number-rows-repeated", 1)), 0, 0, 0
        elif tag == "table:table-cell":
            cells = int(said.get("table:number-columns-repeated", 1))
            inside = int("office:value" in said)
        elif tag == "table:table":
            at = 0

    def text(some: str) -> None:
        nonlocal inside
        inside += len(some)

    def end(tag: str) -> None:
        nonlocal height, width, letters, at, column, last, in_row
        if tag == "table:table-cell":
            column += cells
            if inside:
                last, in_row = column, in_row + cells * inside
        elif tag == "table:table-row":
            at += rows
            if in_row:
                height, width, letters = max(height, at), max(width, last), letters + rows * in_row

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        with archive.open(entry) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ValueError(first_line(error)) from error
    return height, width, letters


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _parts(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[bytes]:
    """Read a file in an archive, some megabytes at a time, cut between two tags."""
    left = b""
    with archive.open(entry) as file:
        while some := file.read(_A_PART):
            whole, tag, left = (left + some).rpartition(b">")
            yield whole + tag
