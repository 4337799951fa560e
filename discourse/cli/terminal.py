"""Output: tables and lines as a terminal shows them, aligned and free of control characters, or as CSV."""

from __future__ import annotations

import sys
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from discourse.errors import DiscourseError, counted

if TYPE_CHECKING:
    import pandas as pd

    from discourse.reading.inspection import Inspection

_WIDTH_IN_FILES = 120
_MOST_COLUMNS = 100  # of a file, one a line
_JOINERS = "\u200c\u200d"  # Persian and Hindi need them, and they move nothing


def table_lines(table: pd.DataFrame, width: int) -> list[str]:
    """Return a table as aligned lines: text to the left, numbers to the right."""
    import pandas as pd

    columns = []
    for name in table.columns:
        column = table[name]
        number = pd.api.types.is_numeric_dtype(column.dtype)
        digits = 3 if number and column.abs().max() <= 1 else 1  # shares and the like need more of them
        cells = [plain(str(name)), *(shown(value, digits) for value in column.tolist())]
        wide = max(map(width_of, cells))
        columns.append([_pad(cell, wide, right=number) for cell in cells])
    return ["  ".join(cells).rstrip() for cells in zip(*columns, strict=True)]


def inspection_lines(inspection: Inspection, width: int) -> list[str]:
    """Return an inspection as lines: the facts, the columns, the command that reads the file, its aliases."""
    facts, aliases = [], list[str]()
    for what, found in inspection.facts.itertuples(index=False):
        if what in ("alias?", "aliases"):  # as they are, to be copied into a file
            at = 0 if what == "aliases" else len(aliases)
            aliases.insert(at, f"{'# ' if what == 'aliases' else ''}{plain(found)}")
            continue
        indent = " " * 18
        wrapped = textwrap.wrap(plain(found), max(width - len(indent), 40), break_on_hyphens=False) or [""]
        facts += [f"{what:16}  {wrapped[0]}", *(indent + line for line in wrapped[1:])]
    command = "".join(char if char in "\n\t" else _visible(char) for char in inspection.command)
    lines = table_lines(inspection.columns.head(_MOST_COLUMNS), width)
    more = len(inspection.columns) - _MOST_COLUMNS
    lines += [f"and {more:,} more columns"] if more > 0 else []
    return [*facts, "", *lines, *(["", command] if command else []), *(["", *aliases] if aliases else [])]


def concordance_lines(table: pd.DataFrame, width: int) -> list[str]:
    """Return the lines of a concordance with aligned nodes, and their number."""
    from pandas import NaT

    rows = [
        (row.source, "" if row.date is NaT else f"{row.date:%Y-%m-%d}", row.left, row.node, row.right)
        for row in table.itertuples(index=False)
    ]
    cells = [[plain(str(cell)) for cell in row] for row in rows]
    wide = [max((width_of(row[column]) for row in cells), default=0) for column in range(5)]
    wide[0] = min(wide[0], 24)
    side = max((width - wide[0] - wide[1] - min(wide[3], 40) - 8) // 2, 12)
    lines = [
        "  ".join(
            [
                _pad(_cut(source, wide[0]), wide[0]),
                _pad(date, wide[1]),
                _pad(_cut(left, side, end=True), min(side, wide[2]), right=True),
                _pad(node, min(wide[3], 40)),
                _cut(right, side),
            ]
        ).rstrip()
        for source, date, left, node, right in cells
    ]
    return [*lines, counted(len(rows), "place")]


def plain(text: str) -> str:
    """Return text without control and direction characters, which a terminal would obey or hide."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    return "".join(map(_visible, " ".join(text.replace("\u00ad", "").split())))


def _visible(char: str) -> str:
    obeyed = unicodedata.category(char) in {"Cc", "Cf", "Cs"} and char not in _JOINERS
    return "\ufffd" if obeyed else char


def shown(value: Any, digits: int = 1) -> str:
    """Return a value as a cell; a missing one is a dash."""
    import pandas as pd

    if pd.isna(value):
        return "-"
    return f"{value:.{digits}f}" if isinstance(value, float) else plain(str(value))


def width_of(text: str) -> int:
    """Return the width of a text in a terminal."""
    if text.isascii():
        return len(text)
    wide = sum(unicodedata.east_asian_width(char) in {"W", "F"} for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)


def _pad(text: str, width: int, *, right: bool = False) -> str:
    room = " " * max(width - width_of(text), 0)
    return room + text if right else text + room


def _cut(text: str, width: int, *, end: bool = False) -> str:
    """Return as much of a text as fits, its end if asked."""
    while width_of(text) > width:
        text = text[1:] if end else text[:-1]
    return text


def terminal_width() -> int:
    """Return the width of the terminal, or of lines in a file."""
    import shutil

    return (
        shutil.get_terminal_size().columns
        if sys.stdout is not None and sys.stdout.isatty()
        else _WIDTH_IN_FILES
    )


def say(text: str) -> None:
    """Write to the terminal; what its encoding lacks becomes a question mark."""
    if sys.stdout is None:
        raise DiscourseError("standard output is closed, so nothing can be shown")
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    click.echo(text.encode(encoding, "replace").decode(encoding))


def hand_over(table: pd.DataFrame, csv: str | None, lines: Callable[[pd.DataFrame, int], list[str]]) -> None:
    """Write a table as CSV, or show it."""
    if csv is None:
        say("\n".join(lines(table, terminal_width())))
        return
    from discourse.files import csv_bytes, write_atomically

    content = csv_bytes(table)
    if csv != "-":
        write_atomically(Path(csv), content)
    elif sys.stdout is None or sys.stdout.isatty():  # a terminal obeys control characters, a file does not
        say("\n".join(plain(line) for line in content.decode("utf-8").splitlines()))
    else:
        click.echo(content, nl=False)
