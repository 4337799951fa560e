"""A printed table as a Word document and as an Excel workbook, the same bytes each time."""

import io
import zipfile
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pandas as pd

from discourse.errors import DiscourseError

_WHEN = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # no clock: the same table is the same file
_STAMP = (1980, 1, 1, 0, 0, 0)  # the first day that a zip archive knows


def _library(name: str, package: str, what: str) -> Any:
    try:
        return import_module(name)
    except ImportError as error:
        raise DiscourseError(
            f"a {what} file needs {package}: pip install 'comparative-discourse[office]'"
        ) from error


def docx(printed: pd.DataFrame, right: list[bool], caption: str, note: str) -> bytes:
    """Return a Word document of one table: caption, headings that are repeated on each page, note.

    Raises
    ------
    DiscourseError
        If python-docx is not installed.
    """
    library = _library("docx", "python-docx", "docx")
    document = library.Document()
    align = import_module("docx.enum.text").WD_ALIGN_PARAGRAPH
    if caption:
        document.add_paragraph(caption, style="Caption")
    table = document.add_table(rows=1, cols=printed.shape[1], style="Light List")
    lines = [list(printed.columns), *printed.itertuples(index=False)]
    for number, line in enumerate(lines):
        cells = table.rows[0].cells if number == 0 else table.add_row().cells
        for cell, text, at_right in zip(cells, line, right, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.text = text
            if at_right:
                paragraph.alignment = align.RIGHT
    heading = table.rows[0]._tr.get_or_add_trPr()  # the library has no word for it
    heading.append(import_module("docx.oxml").OxmlElement("w:tblHeader"))
    if note:
        run = document.add_paragraph().add_run(note)
        run.font.size = import_module("docx.shared").Pt(8)
    about = document.core_properties
    about.author, about.title, about.comments = "discourse", caption, ""
    about.created = about.modified = _WHEN
    about.last_modified_by, about.revision = "discourse", 1
    stream = io.BytesIO()
    document.save(stream)
    return _dated(stream.getvalue())


def xlsx(table: pd.DataFrame, printed: pd.DataFrame, right: list[bool], caption: str, note: str) -> bytes:
    """Return an Excel workbook of a table as it is printed, with its numbers on a second sheet.

    A text that begins like a formula stays a text.

    Raises
    ------
    DiscourseError
        If XlsxWriter is not installed.
    """
    library = _library("xlsxwriter", "XlsxWriter", "xlsx")
    stream = io.BytesIO()
    settings = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    book = library.Workbook(stream, settings)
    book.set_properties({"author": "discourse", "title": caption, "created": _WHEN})
    small = book.add_format({"italic": True, "font_size": 9})
    bold, ways = {"bold": True, "bottom": 1, "text_wrap": True}, {True: "right", False: "left"}
    sides = {at_right: book.add_format({"align": way}) for at_right, way in ways.items()}
    heads = {at_right: book.add_format({"align": way, **bold}) for at_right, way in ways.items()}
    sheet = book.add_worksheet("Table")
    first = 1 if caption else 0
    if caption:
        sheet.write_string(0, 0, caption, book.add_format({"bold": True}))
    for column, (name, at_right) in enumerate(zip(printed.columns, right, strict=True)):
        sheet.write_string(first, column, name, heads[at_right])
        for row, text in enumerate(printed.iloc[:, column], first + 1):
            sheet.write_string(row, column, text, sides[at_right])
        longest = max([len(str(text)) for text in printed.iloc[:, column]], default=0)
        sheet.set_column(column, column, min(max(longest, len(name) / 2, 8) + 2, 60))
    if note:
        sheet.write_string(first + len(printed) + 2, 0, note, small)
    sheet.freeze_panes(first + 1, 0)
    numbers = book.add_worksheet("Numbers")
    for column, name in enumerate(map(str, table.columns)):
        numbers.write_string(0, column, name, heads[False])
        for row, value in enumerate(table.iloc[:, column].tolist(), 1):
            _write(numbers, row, column, value)
    numbers.freeze_panes(1, 0)
    book.close()
    return _dated(stream.getvalue())


def _write(sheet: Any, row: int, column: int, value: Any) -> None:
    """Write a value as what it is; what is missing stays empty."""
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, int | float):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def _dated(archive: bytes) -> bytes:
    """Return a zip archive whose entries all have one date."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as made,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as dated,
    ):
        for entry in made.infolist():
            same = zipfile.ZipInfo(entry.filename, _STAMP)
            same.compress_type = zipfile.ZIP_DEFLATED
            dated.writestr(same, made.read(entry))
    return stream.getvalue()
