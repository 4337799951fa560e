"""Excel and OpenDocument tables: one sheet, with one article per row."""

import datetime
import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
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
_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,9})([0-9]{1,10})[\"']")  # of a cell, or of a row
# A row, or a cell that does not say its place, which is then beside the one before it.
_NO_PLACE = re.compile(rb"<(?:\w+:)?(?:(row)(?=[\s/>])|c(?=[\s/>])(?![^>]*\sr\s*=))")
_REPEATED = re.compile(rb"text:c\s*=\s*[\"']([0-9]+)[\"']")
_IS_SHARED = re.compile(rb"\st\s*=\s*[\"']s[\"']")  # a cell's text is one of those that cells share,
_SHARED = re.compile(_IS_SHARED.pattern + rb"[^>]*>\s*<(?:\w+:)?v[^>]*>\s*([0-9]{1,9})")  # with this number
_TEXT = re.compile(rb"<(?:\w+:)?si[\s/>]")
_CELLS = ("table:table-cell", "table:covered-table-cell")
_VALUES = frozenset(f"office:{kind}value" for kind in ("", "string-", "boolean-", "date-", "time-"))
# Kinds of records inside an .xlsb.
_SHARED_CELL, _LAST_CELL, _BINARY_TEXT, _BEGIN_CELLS, _END_CELLS = 7, 11, 19, 145, 146
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
    """Name what makes sheets of few bytes fill memory: cells far out, or what is repeated without end."""
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    many = max(_MANY_CELLS, size)  # a cell that is there takes more than a byte
    cells = letters = 0
    shown, lengths = Counter[int](), list[int]()
    for entry in entries:
        if entry.filename == "content.xml":
            blanks = sum(sum(map(int, _REPEATED.findall(part))) for part in _parts(archive, entry))
            if blanks > _MANY_CELLS:
                return f"{blanks:,} blanks between words"
            sheets, letters = _extents(archive, entry)
            for height, width in sheets:
                cells += height * width
                if height * width > many:
                    return f"a sheet of {height:,} rows and {width:,} columns"
        elif entry.filename.endswith(".bin"):
            part = archive.read(entry) if not _is_bomb(entry) else b""
            height, width, numbers = _binary_corner(_records(part))
            cells, shown = cells + height * width, shown + numbers
            if height * width > many:
                return f"a sheet with a cell in column {width:,} and one in row {height:,}"
            if entry.filename.lower() == "xl/sharedstrings.bin":
                lengths = [length for kind, length, _ in _records(part) if kind == _BINARY_TEXT]
        else:  # a sheet of Excel may have any name
            column, row, width = _corner(archive, entry)
            cells += max(_column(column), width) * row
            if _column(column) * row > many:
                return f"a sheet with a cell in column {column.decode()} and one in row {row:,}"
            if width * row > many:
                return f"a sheet with a row of {width:,} cells and one in row {row:,}"
    if lengths:
        letters = sum(times * lengths[number] for number, times in shown.items() if number < len(lengths))
    letters = letters or _shared(archive)
    if cells > many:
        return f"sheets of {cells:,} cells"
    if letters > max(_MUCH_TEXT, 2 * size):
        return f"texts repeated until cells have {letters / 1e9:.1f} GB of them"
    return None


def _corner(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[bytes, int, int]:
    """Return the last column and row that are named in a sheet of Excel, and its longest row of others."""
    column, row, rows, width, most = b"A", 1, 0, 0, 0
    for part in _parts(archive, entry):
        for letters, number in _PLACE.findall(part):
            column, row = max(column, letters.upper(), key=_column), max(row, int(number))
        for new in _NO_PLACE.findall(part):
            rows, width = (rows + 1, 0) if new else (rows, width + 1)
            most = max(most, width)
    return column, max(row, rows), most


def _is_bomb(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > max(_HARMLESS, _MOST_TIMES * entry.compress_size)


def _records(part: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Read the records of a file inside an ``.xlsb``: kind, length, and how each begins."""
    at = 0

    def number(most: int) -> int:  # seven bits a byte, the lowest first
        nonlocal at
        value, shift = 0, 0
        while at < len(part) and shift < 7 * most:
            byte = part[at]
            value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
            if byte < 128:
                break
        return value

    while at < len(part):
        kind, length = number(2), number(4)
        yield kind, length, part[at : at + 12]
        at += length


def _binary_corner(records: Iterable[tuple[int, int, bytes]]) -> tuple[int, int, Counter[int]]:
    """Return the last row and column that have a cell, and how often each shared text is shown."""
    height = width = row = 0
    inside, shown = False, Counter[int]()
    for kind, _, begin in records:
        first = int.from_bytes(begin[:4], "little")
        if kind in (_BEGIN_CELLS, _END_CELLS):
            inside = kind == _BEGIN_CELLS
        elif inside and kind == 0:
            row = first + 1
        elif inside and kind <= _LAST_CELL:
            height, width = max(height, row), max(width, first + 1)
            shown[int.from_bytes(begin[8:12], "little")] += kind == _SHARED_CELL
    return height, width, shown


def _shared(archive: zipfile.ZipFile) -> int:
    """Count the letters that cells have from the texts that they share, each as often as it is shown."""
    starts, before, shown, all_shown = list[int](), 0, Counter[int](), 0
    for entry in archive.infolist():
        if entry.filename.lower() == "xl/sharedstrings.xml":
            for part in _parts(archive, entry):
                starts += [before + found.start() for found in _TEXT.finditer(part)]
                before += len(part)
        else:
            for part in _parts(archive, entry):
                shown.update(map(int, _SHARED.findall(part)))
                all_shown += len(_IS_SHARED.findall(part))
    lengths = [end - start for start, end in pairwise([*starts, before])]
    written_otherwise = max(all_shown - shown.total(), 0)
    return sum(times * lengths[number] for number, times in shown.items() if number < len(lengths)) + (
        written_otherwise * max(lengths, default=0)
    )


def _extents(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> tuple[list[tuple[int, int]], int]:
    """Return the rows and columns of the tables of OpenDocument when cells are repeated, and all letters."""
    sheets = list[tuple[int, int]]()
    letters = at = rows = column = cells = inside = last = in_row = 0

    def start(tag: str, said: dict[str, str]) -> None:
        nonlocal at, rows, column, cells, inside, last, in_row
        if tag == "table:table-row":
            rows, column, last, in_row = int(said.get("table:number-rows-repeated", 1)), 0, 0, 0
        elif tag in _CELLS:
            cells = int(said.get("table:number-columns-repeated", 1))
            inside = max((len(value) for name, value in said.items() if name in _VALUES), default=0)
        elif tag == "table:table":
            at = 0
            sheets.append((0, 0))

    def text(some: str) -> None:
        nonlocal inside
        inside += len(some)

    def end(tag: str) -> None:
        nonlocal letters, at, column, last, in_row
        if tag in _CELLS:
            column += cells
            if inside:
                last, in_row = column, in_row + cells * inside
        elif tag == "table:table-row":
            at += rows
            if in_row:
                height, width = sheets.pop() if sheets else (0, 0)
                sheets.append((max(height, at), max(width, last)))
                letters += rows * in_row

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    try:
        with archive.open(entry) as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        raise ValueError(first_line(error)) from error
    return sheets, letters


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
