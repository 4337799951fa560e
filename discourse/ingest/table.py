"""Tables from text: CSV, TSV and JSON; and from rows of cells, as Excel has them."""

import csv
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes
from discourse.progress import bar, over

_DELIMITERS = ";\t|,"
_DEEPEST, _LONGEST_NAME = 50, 2000


def parse_csv(
    text: str,
    *,
    name: str,
    notes: Notes,
    delimiter: str | None = None,
    escape: str | None = None,
    usual: str = ",",
    progress: bool = False,
) -> pd.DataFrame:
    """Read CSV with every cell as text, so that no id loses its zeros and no word "NA" becomes missing.

    Parameters
    ----------
    text : str
        The content of the file.
    name : str
        Its name, for messages.
    notes : Notes
        Records repairs.
    delimiter : str, optional
        The mark between cells; default: the one in a first line ``sep=;``, or the usual one.
    escape : str, optional
        The mark before a quotation mark inside a cell; default: none, as it is doubled.
    usual : str
        The usual mark between cells in such a file.
    progress : bool
        Whether to show a bar when it takes more than a second.

    Raises
    ------
    CorpusError
        If there is no header, two columns have one name, a row has more or fewer cells than the header, or
        a quotation mark is never closed.
    """
    first, _, rest = text.partition("\n")
    skipped = 0
    if first.lower().startswith("sep=") and len(first.rstrip("\r")) == len("sep=;"):  # as Excel writes it
        delimiter, text, skipped = delimiter or first[4], rest, 1
    if escape:  # an empty cell as MySQL writes it
        mark = re.escape(delimiter or usual)
        null = rf"(?m)(?:^|(?<={mark})){re.escape(escape)}N(?={mark}|\r?$)"
        text = re.sub(null, "", text)
    rows = _csv_rows(text, name, notes, delimiter or usual, escape, skipped, progress)
    if delimiter is None and rows and len(rows[0]) == 1:
        other = next((mark for mark in _DELIMITERS if mark in rows[0][0]), None)
        if other is not None:
            raise CorpusError(
                f"{name}: its one column is called {rows[0][0][:60]!r}; say delimiter={other!r} if that "
                "stands between the cells"
            )
    return tabulate(
        rows,
        name=name,
        notes=notes,
        accepted="every row has a cell for each column, and a cell with a separator in it stands in "
        "quotation marks",
    )


def tabulate(
    rows: list[list[str]] | list[list[Any]], *, name: str, notes: Notes, accepted: str
) -> pd.DataFrame:
    """Make a table from rows of cells, the first of which names the columns.

    Raises
    ------
    CorpusError
        If there is no header, two columns have one name, or a row has more or fewer cells than the header.
    """
    if not rows:
        raise CorpusError(f"{name}: the file is empty; a first row with the names of the columns is needed")
    names = [str(column).strip() for column in rows[0]]
    longest = max(map(len, names))
    if longest > _LONGEST_NAME:
        raise CorpusError(
            f"{name}: a cell of {longest:,} characters in the first row, which has the names of the columns"
        )
    header = [column or f"column {number}" for number, column in enumerate(names, start=1)]
    times = Counter(header)
    twice = next((column for column in header if times[column] > 1), None)
    if twice is not None:
        raise CorpusError(f"{name}: two columns are called {twice!r}; every column needs a name of its own")
    body, width = rows[1:], len(header)
    body = [row[:width] if not any(row[width:]) else row for row in body]  # without empty cells past the end
    uneven = [number for number, row in enumerate(body) if len(row) != width]
    notes.fault(
        uneven,
        lambda row: f"{name}, row {row + 1}: {len(body[row])} cells under {width} columns",
        accepted,
        "fills short rows and leaves long ones out",
    )
    for number in uneven:
        kind = "long row left out" if len(body[number]) > width else "short row filled"
        notes.add(kind, text=",".join(map(str, body[number]))[:80])
    even = [row + [""] * (width - len(row)) for row in body if len(row) <= width]
    table = pd.DataFrame(even, columns=pd.Index(header, dtype=object), dtype=object)
    nameless = [column for column, given in zip(header, names, strict=True) if not given]
    blank = [column for column in nameless if (table[column] == "").all()]
    if blank:
        notes.add("empty columns without a name left out", count=len(blank))
    return table.drop(columns=blank)


def _csv_rows(
    text: str, name: str, notes: Notes, delimiter: str, escape: str | None, skipped: int, progress: bool
) -> list[list[str]]:
    limit = csv.field_size_limit(len(text) + 1)  # an article may be longer than the default of 128 KiB
    lines = io.StringIO(text, newline="").readlines()
    rows: list[list[str]] = []
    done = 0  # lines whose rows are complete
    try:
        with bar(len(lines), "Reading", "lines", progress=progress) as steps:
            while done < len(lines):
                rest = itertools.islice(lines, done, None)
                reader = csv.reader(rest, delimiter=delimiter, escapechar=escape, strict=True)
                begin = done
                try:
                    for row in reader:
                        rows.append(row)
                        steps.update(begin + reader.line_num - done)
                        done = begin + reader.line_num
                except csv.Error as error:
                    fault = f"{name}, line {skipped + done + 1}: not a table: {error}"
                    notes.fault(
                        [0],
                        _say(fault),
                        "a cell with a quotation mark in it stands in quotation marks, and the mark is "
                        "doubled, or say escape= for the one before it",
                        "reads such rows as they stand",
                    )
                    notes.add("row with quotation marks that do not match", text=lines[done][:80].strip())
                    # A line that is a row by itself is one: an open mark must not swallow the next.
                    (alone,) = csv.reader([lines[done]], delimiter=delimiter, quoting=csv.QUOTE_NONE)
                    lenient = csv.reader(itertools.islice(lines, done, None), delimiter=delimiter)
                    whole = len(alone) == len(rows[0]) if rows else True
                    rows.append(alone if whole else next(lenient))
                    done += 1 if whole else lenient.line_num
    finally:
        csv.field_size_limit(limit)
    return [row for row in rows if row]


def _say(sentence: str) -> Callable[[int], str]:
    return lambda _: sentence


def parse_jsonl(text: str, name: str, *, progress: bool = False) -> pd.DataFrame:
    """Read one JSON object per line.

    Raises
    ------
    CorpusError
        If a line is not a JSON object; the message names it.
    """
    rows, places = [], []
    lines = over(text.split("\n"), "Reading", "lines", progress=progress)
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        places.append(f"{name}, line {number}")
        rows.append(_json(line, places[-1], "one object a line is needed"))
        if not isinstance(rows[-1], dict):
            raise CorpusError(f"{places[-1]}: not an object; one object a line is needed")
    if not rows:
        raise CorpusError(f"{name}: the file is empty; one JSON object a line is needed")
    return _table_of(rows, places)


def parse_json(text: str, name: str) -> pd.DataFrame:
    """Read a JSON list of objects, or an object with one such list in it (``{"articles": […]}``).

    Raises
    ------
    CorpusError
        If it is not JSON, or not of this form.
    """
    accepted = "a list with an object for each article is needed, or .jsonl with one object a line"
    if not text.strip():
        raise CorpusError(f"{name}: the file is empty; {accepted}")
    found = _json(text, name, accepted)
    if isinstance(found, dict):
        lists = {key: value for key, value in found.items() if _is_rows(value)}
        if len(lists) > 1:
            raise CorpusError(f"{name}: lists of objects under {', '.join(map(repr, lists))}; {accepted}")
        found = next(iter(lists.values()), found)
    if not _is_rows(found):
        raise CorpusError(f"{name}: not a list of objects; {accepted}")
    return _table_of(found, [f"{name}, object {number}" for number in range(1, len(found) + 1)])


def _json(text: str, where: str, accepted: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:  # ValueError: also a number of thousands of digits
        raise CorpusError(f"{where}: not JSON: {error}; {accepted}") from error


def _is_rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)


def _table_of(rows: Sequence[dict[str, Any]], places: Sequence[str]) -> pd.DataFrame:
    """Make a table from objects; nested values get the names of their levels, as in ``source.name``."""
    flat: list[dict[str, Any]] = []
    for row, place in zip(rows, places, strict=True):
        if any(_too_deep(value) for value in row.values() if isinstance(value, dict | list)):
            raise CorpusError(
                f"{place}: nested more than {_DEEPEST} levels deep; an article has a few fields"
            )
        flat.append(_flat(row))
    return pd.DataFrame(flat, dtype=object)


def _flat(row: dict[str, Any], before: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in row.items():
        flat.update(_flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": value})
    return flat


def _too_deep(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return bool(level)
