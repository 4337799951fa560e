"""Rows to documents: the columns every corpus has, checked, with each fault named or repaired."""

from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.clean import clean, compile_drop_lines
from discourse.ingest.notes import Notes

NO_SOURCE = "(no source)"
_ISO_DATE = r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?"
_RESERVED = ("text", "tokens", "year", "quarter", "month")


def make_documents(
    table: pd.DataFrame,
    *,
    name: str,
    columns: dict[str, str | None],
    date_format: str | None,
    clean_texts: bool,
    drop_lines: list[str],
    notes: Notes,
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Turn the rows of a table into documents.

    Parameters
    ----------
    table : DataFrame
        One row a document.
    name : str
        The file, for messages.
    columns : dict
        For each of ``id``, ``source``, ``date``, ``title``, ``text`` the column named by the caller, or None
        for the column of that very name where there is one.
    date_format : str, optional
        As for ``strptime``; ISO 8601 unless said.
    clean_texts : bool
        Whether to clean.
    drop_lines : list of str
        Regular expressions for lines that only this corpus has.
    notes : Notes
        Where repairs are written down.

    Returns
    -------
    documents : DataFrame
        ``id``, ``source``, ``date``, ``title`` and every other column.
    texts, raws : list of str
        As cleaned and as read.
    """
    if len(table) == 0:
        raise CorpusError(f"{name}: no rows; at least one document is needed")
    found = {role: _column(table, role, given, name) for role, given in columns.items()}
    ids = _ids(table, found["id"], name, notes)
    documents = pd.DataFrame({"id": ids})
    documents["source"] = _sources(table, found["source"], ids, notes)
    documents["date"] = _dates(table, found["date"], date_format, ids, name, notes)
    documents["title"] = _strings(table, found["title"])
    for column in table.columns:
        if column not in found.values() and str(column) not in {*documents.columns, *_RESERVED}:
            documents[str(column)] = table[column].to_numpy()
    raws = _texts(table, str(found["text"]), ids, name, notes)
    texts = raws
    if clean_texts:
        compiled = compile_drop_lines(drop_lines, where=name)
        texts = [
            clean(raw, title=title, drop_lines=compiled, notes=notes, document=document)
            for raw, title, document in zip(raws, documents["title"], ids, strict=True)
        ]
    empty = [row for row, text in enumerate(texts) if not text.strip()]
    notes.fault(
        empty,
        lambda row: f"{name}, row {row + 1}, column {found['text']!r}: document {ids[row]!r} has no text",
        "every document needs some",
        "leaves such documents out",
    )
    for row in empty:
        notes.add("document without text left out", document=ids[row])
    left_out = set(empty)
    if len(left_out) == len(texts):
        raise CorpusError(f"{name}, column {found['text']!r}: no document has any text")
    kept = [row for row in range(len(texts)) if row not in left_out]
    documents = documents.iloc[kept].reset_index(drop=True)
    return documents, [texts[row] for row in kept], [raws[row] for row in kept]


def _column(table: pd.DataFrame, role: str, given: str | None, name: str) -> str | None:
    """Find the column of a role; those that a caller names, and the text and source, must exist."""
    column = given or role
    if column in table.columns:
        return column
    if given is None and role in {"id", "date", "title"}:
        return None
    names = ", ".join(map(str, table.columns))
    raise CorpusError(f"{name}: no column {column!r} for {role}=; its columns are {names}")


def _strings(table: pd.DataFrame, column: str | None) -> list[str]:
    if column is None:
        return [""] * len(table)
    return [
        "" if missing else str(v).strip()
        for v, missing in zip(table[column], table[column].isna(), strict=True)
    ]


def _ids(table: pd.DataFrame, column: str | None, name: str, notes: Notes) -> list[str]:
    if column is None:
        return [str(number) for number in range(1, len(table) + 1)]
    ids = _strings(table, column)
    seen: set[str] = set()
    faults = []
    for row, value in enumerate(ids):
        if not value or value in seen:
            faults.append(row)
        seen.add(value)
    notes.fault(
        faults,
        lambda row: (
            f"{name}, row {row + 1}, column {column!r}: "
            + (f"the id {ids[row]!r} stood before" if ids[row] else "the id is empty")
        ),
        "every document needs an id of its own",
        "adds a suffix",
    )
    for row in faults:
        stem = ids[row] or "document"
        number = 2
        while f"{stem}-{number}" in seen:
            number += 1
        notes.add("id made unique", document=f"{stem}-{number}", text=ids[row])
        ids[row] = f"{stem}-{number}"
        seen.add(ids[row])
    return ids


def _sources(table: pd.DataFrame, column: str | None, ids: list[str], notes: Notes) -> list[str]:
    sources = _strings(table, column)
    for row, source in enumerate(sources):
        if not source:
            notes.add("empty source", document=ids[row])
            sources[row] = NO_SOURCE
    return sources


def _dates(
    table: pd.DataFrame, column: str | None, date_format: str | None, ids: list[str], name: str, notes: Notes
) -> "pd.Series[Any]":
    if column is None:
        return pd.Series(pd.NaT, index=range(len(table)), dtype="datetime64[s]")
    values = table[column].reset_index(drop=True)
    faults: list[int] = []
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        dates = values.dt.tz_localize(None)  # the day as it was written where it was written
    elif pd.api.types.is_datetime64_dtype(values):
        dates = values
    else:
        strings = pd.Series(_strings(table, column), dtype="str")
        if date_format is None:
            whole = strings.where(strings.str.fullmatch(_ISO_DATE))
            dates = pd.to_datetime(whole.str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
        else:
            dates = pd.to_datetime(strings, format=date_format, errors="coerce")
            if isinstance(dates.dtype, pd.DatetimeTZDtype):
                dates = dates.dt.tz_localize(None)
        faults = list(strings.index[dates.isna() & (strings != "")])
        notes.fault(
            faults,
            lambda row: (
                f"{name}, row {row + 1}, column {column!r}: the date {strings[row]!r} is not "
                + (f"of the form {date_format!r}" if date_format else "ISO (2015-01-23)")
            ),
            "say date_format= for another form",
            "makes such dates missing",
        )
        for row in faults:
            notes.add("date made missing", document=ids[row], text=strings[row])
    empty = int(dates.isna().sum()) - len(faults)
    if empty:
        notes.add("empty date", count=empty)
    days: pd.Series[Any] = dates.dt.normalize().astype("datetime64[s]")
    return days


def _texts(table: pd.DataFrame, column: str, ids: list[str], name: str, notes: Notes) -> list[str]:
    missing = table[column].isna()
    texts = ["" if none else str(v) for v, none in zip(table[column], missing, strict=True)]
    faults = [row for row, text in enumerate(texts) if not _encodes(text)]
    notes.fault(
        faults,
        lambda row: (
            f"{name}, row {row + 1}, column {column!r}: document {ids[row]!r} has half a character "
            "(a lone surrogate)"
        ),
        "texts are Unicode",
        "replaces it by U+FFFD",
    )
    for row in faults:
        texts[row] = texts[row].encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        notes.add("lone surrogates replaced by U+FFFD", document=ids[row])
    return texts


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
