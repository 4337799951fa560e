"""An export read as a table, with what was noted on the way."""

from collections.abc import Callable
from typing import TypeAlias

import pandas as pd

from discourse.ingest.notes import Notes

Noted: TypeAlias = tuple[pd.DataFrame, dict[str, int]]


def noting(read: Callable[..., pd.DataFrame], name: str) -> Callable[..., Noted]:
    """Return the function that reads a text of this name: its table, and how often what was noted."""

    def read_and_note(text: str, *, repair: bool = False) -> Noted:
        notes = Notes(repair=repair)
        table = read(text, name=name, notes=notes)
        return table, {str(row["what"]): int(str(row["count"])) for row in notes.rows}

    return read_and_note
