"""The cells of a table as text; what is not text is refused or repaired here."""

import datetime
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes

_MOST_WHOLE = 2.0**53  # decimals above have no ones
_NO_TEXT = (bytes, list, dict, tuple, set, np.ndarray)


class Cells:
    """The cells of a table.

    Parameters
    ----------
    table : DataFrame
        One row per document.
    name : str
        The file, for messages.
    notes : Notes
        Records repairs.
    first : int
        How many rows of the file came before these.
    """

    def __init__(self, table: pd.DataFrame, name: str, notes: Notes, first: int = 0) -> None:
        self.table, self.name, self.notes, self.first = table, name, notes, first

    def strings(self, column: str | None, *, strip: bool = True) -> list[str]:
        """Return a column as text; missing cells are empty, whole numbers have no decimals."""
        if column is None:
            return [""] * len(self.table)
        values = self.table[column]
        if pd.api.types.is_float_dtype(values.dtype):
            there = values.dropna()
            if (there % 1 == 0).all() and (there.abs() < _MOST_WHOLE).all():
                values = values.astype("Int64")  # a column of whole numbers with a gap comes as decimals
        try:
            cells = values.tolist()
        except pa.ArrowException as error:
            raise CorpusError(
                f"{self.name}, column {column!r}: bytes that are not UTF-8; text is Unicode"
            ) from error
        found = ["" if none else v for v, none in zip(cells, values.isna().tolist(), strict=True)]
        if isinstance(values.dtype, pd.StringDtype) and values.dtype.storage == "pyarrow":
            return [text.strip() for text in found] if strip else found  # text, and whole
        odd = [row for row, value in enumerate(found) if isinstance(value, _NO_TEXT)]
        self.notes.fault(
            odd,
            lambda row: (
                f"{self.place(row, column)}: {str(found[row])[:40]!r} is a {type(found[row]).__name__}"
            ),
            "a cell is text, a number or a date",
            "leaves such cells empty",
        )
        for row in odd:
            self.notes.add("cell that is no text left empty", text=f"{self.place(row, column)}")
            found[row] = ""
        texts = [str(value) for value in found]
        halves = [row for row, text in enumerate(texts) if not is_unicode(text)]
        self.notes.fault(
            halves,
            lambda row: f"{self.place(row, column)}: half a character (a lone surrogate)",
            "text is Unicode",
            "replaces it by U+FFFD",
        )
        for row in halves:
            texts[row] = texts[row].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
            self.notes.add("lone surrogates replaced by U+FFFD", text=self.place(row, column))
        return [text.strip() for text in texts] if strip else texts

    def metadata(self, column: str) -> "pd.Series[Any]":
        """Return a column as it is, except that text is checked and lists and the like become text."""
        values = self.table[column].reset_index(drop=True)
        if values.dtype != object:
            return values
        plain = (int, float, datetime.date, type(None), type(pd.NA))
        kept = [value if isinstance(value, plain) else str(value) for value in values]
        whole = all(is_unicode(value) for value in kept if isinstance(value, str))
        return pd.Series(kept if whole else self.strings(column), dtype=object).infer_objects()

    def place(self, row: int, column: str) -> str:
        """Name a cell, for messages."""
        return f"{self.name}, row {self.first + row + 1}, column {column!r}"


def is_unicode(text: str) -> bool:
    """Say whether a text has no half of a character in it."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
