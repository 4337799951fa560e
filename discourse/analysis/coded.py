"""A file of lines coded by hand: how it is written, and what is read of it."""

import csv
import io
import json
from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd

from discourse.analysis.sample import Draw
from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.files import csv_bytes, write_atomically
from discourse.lexicon import Lexicon

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"  # without it a spreadsheet takes UTF-8 for the alphabet of its country
_NEEDED = ("line", "correct", "drawn")  # of plain ASCII, and nothing that a spreadsheet would rewrite
_YES, _NO = ("yes", "y", "1", "true"), ("no", "n", "0", "false")

Rows = dict[int, dict[str, str]]  # by their numbers


def write(table: pd.DataFrame, file: Path) -> None:
    """Write lines to be coded, where no file is yet.

    Raises
    ------
    DiscourseError
        If there is one, or it cannot be written.
    """
    refuse_to_replace(file)
    write_atomically(file, _BYTE_ORDER_MARK + csv_bytes(table))


def refuse_to_replace(file: Path) -> None:
    """Raise if a file is there: hours may have gone into it."""
    if file.exists():
        raise DiscourseError(f"{file.name} is there already, perhaps coded by hand; give another name")


def read(file: Path) -> Rows:
    """Read the rows of a file that was coded; empty ones are left out.

    Raises
    ------
    DiscourseError
        If it is no table, or has not the columns that are needed.
    """
    if not file.is_file():
        raise DiscourseError(f"there is no file {str(file)!r}; dc.validation_sample writes one to be coded")
    # a spreadsheet may have changed encoding and separator; what is needed is the same in all of them
    text = file.read_bytes().decode("utf-8-sig", "replace")
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), restval="", strict=True
    )
    try:
        rows = [
            {name: row[name].strip() for name in row if name} for row in reader
        ]  # None is what is too much
    except csv.Error as error:
        raise DiscourseError(f"{file.name}, line {reader.line_num}: not a table: {error}") from error
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or [])]
    if missing:
        raise DiscourseError(
            f"{file.name} has no column {missing[0]!r}; a file that dc.validation_sample wrote has "
            f"{', '.join(_NEEDED[:-1])} and {_NEEDED[-1]}"
        )
    return {number: row for number, row in enumerate(rows, start=1) if any(row.values())}


def settings(corpus: Corpus, lexicon: Lexicon, draw: Draw) -> str:
    """Say in one cell how lines were drawn, and from what."""
    return json.dumps({**asdict(draw), "corpus": corpus.hash, "lexicon": lexicon.hash})


def draw_of(rows: Rows, corpus: Corpus, lexicon: Lexicon, name: str) -> Draw:
    """Read how the lines of a file were drawn.

    Raises
    ------
    DiscourseError
        If that cannot be read, is not the same in all rows, or they were drawn from something else.
    """
    advice = "it has to stay as dc.validation_sample wrote it"
    if not any(row["drawn"] for row in rows.values()):
        raise DiscourseError(f"{name}: no row has anything in the column 'drawn'; {advice}")
    start, first = next((number, row["drawn"]) for number, row in rows.items())
    for number, row in rows.items():
        if row["drawn"] != first:
            raise DiscourseError(f"{name}, row {number}, column 'drawn': not that of the first row; {advice}")
    try:
        found = json.loads(first)
        draw = Draw(**{field.name: found[field.name] for field in fields(Draw)})
        origin = found["corpus"], found["lexicon"]
    except (ValueError, KeyError, TypeError) as error:
        raise DiscourseError(
            f"{name}, row {start}, column 'drawn': {first[:40]!r} cannot be read; {advice}"
        ) from error
    for what, theirs, ours in zip(("corpus", "lexicon"), origin, (corpus.hash, lexicon.hash), strict=True):
        if theirs != ours:
            raise DiscourseError(
                f"{name} was drawn from another {what} ({str(theirs)[:12]}, this one is {ours[:12]}); "
                "give that one, or draw anew from this one"
            )
    return draw


def answers(rows: Rows, lines: set[str], name: str) -> dict[str, bool]:
    """Return the answers for the lines that have one.

    Raises
    ------
    DiscourseError
        If a row is of no line, or of one that stands in another row too, or its answer is none.
    """
    known: dict[str, int] = {}
    result = {}
    for number, row in rows.items():
        line, answer = row["line"], row["correct"].casefold()
        if line not in lines:
            raise DiscourseError(
                f"{name}, row {number}, column 'line': {line!r} is no line of this sample; the column "
                "has to stay as dc.validation_sample wrote it"
            )
        if line in known:
            raise DiscourseError(
                f"{name}, row {number}, column 'line': {line!r} stands in row {known[line]} too; "
                "a line has one row"
            )
        known[line] = number
        if answer not in ("", *_YES, *_NO):
            raise DiscourseError(
                f"{name}, row {number}, column 'correct': {row['correct']!r} is no answer; "
                f"{', '.join(_YES)} or {', '.join(_NO)} is one, or an empty cell where the line is not coded"
            )
        if answer:
            result[line] = answer in _YES
    return result
