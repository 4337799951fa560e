"""Rows to documents: the columns every corpus has, checked, with each fault named or repaired."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.cells import Cells
from discourse.ingest.clean import clean, compile_drop_lines
from discourse.ingest.dates import dates_of, formats_of, zone_of
from discourse.ingest.notes import Notes
from discourse.ingest.outlets import outlets_of, read_aliases
from discourse.progress import over

_MOST_NAMES, _LONGEST_NAME = 30, 60  # of columns, in a message
# What a table of results calls its own columns: metadata of that name would be taken for them.
RESULT_COLUMNS = frozenset(
    {"text", "tokens", "term", "concept", "label", "count", "rate", "documents", "documents_total"}
    | {
        "document_share",
        "concept_count",
        "concept_documents",
        "share",
        "target",
        "reference",
        "quarter",
        "month",
        "family",
    }
)


@dataclass(frozen=True)
class Reading:
    """How rows become documents; the names are those of :func:`discourse.read`."""

    text: str | None = None
    source: str | None = None
    date: str | None = None
    title: str | None = None
    id: str | None = None
    date_format: tuple[str, ...] = ()
    timezone: str | None = None
    aliases: tuple[tuple[str, str], ...] = ()
    errors: str = "raise"
    clean: bool = True
    drop_lines: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        date_format: str | Sequence[str] | None = None,
        timezone: str | None = None,
        aliases: str | Path | Mapping[str, str] | None = None,
        errors: str = "raise",
        clean: bool = True,
        drop_lines: Sequence[str] = (),
        **columns: str | None,
    ) -> "Reading":
        """Check what a caller says, and give it in a form that can be compared and written down.

        Raises
        ------
        CorpusError
            If a form of dates, a time zone, an alias or an option is none.
        """
        if errors not in {"raise", "repair"}:
            raise CorpusError(f'errors= is "raise" or "repair", not {errors!r}')
        if isinstance(drop_lines, str):
            raise CorpusError("drop_lines= is a list of regular expressions, not one text")
        return cls(
            **columns,
            date_format=formats_of(date_format),
            timezone=zone_of(timezone),
            aliases=tuple(sorted(read_aliases(aliases).items())),
            errors=errors,
            clean=clean,
            drop_lines=tuple(drop_lines),
        )

    @property
    def columns(self) -> dict[str, str | None]:
        """The column of each role, as the caller named it."""
        return {role: getattr(self, role) for role in ("id", "source", "date", "title", "text")}

    @property
    def options(self) -> dict[str, Any]:
        """All of it, for the description of what was made."""
        return asdict(self)


def make_documents(
    table: pd.DataFrame,
    *,
    name: str,
    reading: Reading,
    notes: Notes,
    prefix: str = "",
    progress: bool = False,
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """Turn the rows of a table into documents.

    Parameters
    ----------
    table : DataFrame
        One row a document.
    name : str
        The file, for messages.
    reading : Reading
        What the caller says of columns, dates, outlets and cleaning.
    notes : Notes
        Where repairs are written down.
    prefix : str
        What stands before the numbers of documents without an id.
    progress : bool
        Whether more than a second shows a bar.

    Returns
    -------
    documents : DataFrame
        ``id``, ``source``, ``date``, ``year``, ``title`` and every other column.
    texts, raws : list of str
        As cleaned and as read.
    """
    found = find_columns(table.columns, reading.columns, name)
    documents = describe(table, found, name=name, reading=reading, notes=notes, prefix=prefix)
    raws = Cells(table, name, notes).strings(found["text"], strip=False)
    texts = raws
    if reading.clean:
        compiled = compile_drop_lines(reading.drop_lines, where=name)
        texts = [
            clean(raw, title=title, drop_lines=compiled, notes=notes, document=document)
            for raw, title, document in over(
                list(zip(raws, documents["title"], documents["id"], strict=True)),
                "Cleaning",
                "documents",
                progress=progress,
            )
        ]
    empty = {row: bool(raws[row].strip()) for row, text in enumerate(texts) if not text.strip()}
    documents = leave_out(empty, documents, name=name, column=found["text"], notes=notes)
    kept = [row for row in range(len(texts)) if row not in empty]
    if not kept:
        raise no_text(name, found["text"])
    return documents, [texts[row] for row in kept], [raws[row] for row in kept]


def find_columns(names: "pd.Index[Any]", columns: dict[str, str | None], name: str) -> dict[str, str | None]:
    """Find the column of each role.

    Parameters
    ----------
    names : Index
        The columns that there are.
    columns : dict
        For each of ``id``, ``source``, ``date``, ``title``, ``text`` the column named by the caller, or None
        for the column of that very name where there is one.
    name : str
        The file, for messages.

    Raises
    ------
    CorpusError
        If two columns have one name, a column that the caller names is not there, or there is none for text
        or source.
    """
    if isinstance(names, pd.MultiIndex) or not names.is_unique:
        twice = names[names.duplicated()]
        what = f"two columns are called {twice[0]!r}" if len(twice) else "the columns have several levels"
        raise CorpusError(f"{name}: {what}; every column needs one name of its own")
    return {role: _column(names, role, given, name) for role, given in columns.items()}


def describe(
    table: pd.DataFrame,
    found: dict[str, str | None],
    *,
    name: str,
    reading: Reading,
    notes: Notes,
    prefix: str = "",
) -> pd.DataFrame:
    """Return what is known about documents: everything but their texts.

    Parameters
    ----------
    table : DataFrame
        One row a document; its column of texts need not be there.
    found : dict
        The column of each role, from :func:`find_columns`.
    name, reading, notes
        As for :func:`make_documents`.
    prefix : str
        What stands before the numbers of documents without an id.

    Returns
    -------
    DataFrame
    """
    if len(table) == 0:
        raise no_rows(name)
    cells = Cells(table, name, notes)
    ids = _ids(cells, found["id"], prefix)
    documents = pd.DataFrame({"id": ids})
    documents["source"], as_written = outlets_of(cells, found["source"], dict(reading.aliases), ids)
    documents["date"] = dates_of(cells, found["date"], reading.date_format, reading.timezone, ids)
    documents["title"] = cells.strings(found["title"])
    documents.insert(3, "year", _years(cells, documents["date"], found["date"]))
    if as_written is not None:
        documents["source_given"] = as_written
    years_taken = found["date"] is None and documents["year"].notna().any()
    for column in table.columns:
        if column not in found.values() and not (column == "year" and years_taken):
            documents[_free_name(str(column), documents, notes)] = cells.metadata(column)
    return documents


def leave_out(
    empty: dict[int, bool],
    documents: pd.DataFrame,
    *,
    name: str,
    column: str | None,
    notes: Notes,
    first: int = 0,
) -> pd.DataFrame:
    """Leave out documents without text.

    Parameters
    ----------
    empty : dict of int to bool
        Their rows, and whether cleaning took what they had.
    documents : DataFrame
        From :func:`describe`.
    name, column : str
        The file and its column of texts, for messages.
    notes : Notes
        Where it is written down.
    first : int
        How many rows of the file came before these.

    Raises
    ------
    CorpusError
        If faults are not repaired and there is one.
    """
    ids = documents["id"].tolist() if empty else []
    notes.fault(
        list(empty),
        lambda row: (
            f"{name}, row {first + row + 1}, column {column!r}: document {ids[row]!r} has no text"
            + (" left after cleaning" if empty[row] else "")
        ),
        "every document needs some",
        "leaves such documents out",
    )
    for row in empty:
        notes.add("document without text left out", document=ids[row])
    return documents.drop(index=list(empty)).reset_index(drop=True)


def no_rows(name: str) -> CorpusError:
    """Make the error about a table without a document."""
    return CorpusError(f"{name}: no rows; at least one document is needed")


def no_text(name: str, column: str | None) -> CorpusError:
    """Make the error about a corpus of which nothing is left."""
    return CorpusError(f"{name}, column {column!r}: no document has any text")


def renamed(table: pd.DataFrame, column: str, ids: dict[str, str]) -> "pd.Series[Any]":
    """Return a column of ids after some have changed."""
    return table[column].map(lambda document: ids.get(document, document)).astype(table[column].dtype)


def _column(known: Collection[Any], role: str, given: str | None, name: str) -> str | None:
    """Find the column of a role; those that a caller names, and the text and source, must exist."""
    column = given or role
    if column in known:
        return column
    if given is None and role in {"id", "date", "title"}:
        return None
    raise no_column(name, f"{column!r} for {role}=", known)


def no_column(name: str, wanted: str, known: Collection[Any]) -> CorpusError:
    """Make the error about a column that is not there; it names those that are, as far as one can read."""
    names = [shorten(str(column), _LONGEST_NAME, placeholder="…") for column in known]
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return CorpusError(f"{name}: no column {wanted}; its columns are {', '.join(names[:_MOST_NAMES])}{more}")


def _free_name(column: str, documents: pd.DataFrame, notes: Notes) -> str:
    """Return a metadata column a name that no other column of the corpus or of its results has."""
    free = column
    while free in documents.columns or free in RESULT_COLUMNS:
        free += "_given"
    if free != column:
        notes.add("column renamed", text=f"{column} → {free}")
    return free


def _years(cells: Cells, dates: "pd.Series[Any]", date: str | None) -> "pd.Series[Any]":
    """Return the years of the dates; without dates, those of a column ``year`` of whole numbers."""
    if date is None and "year" in cells.table.columns:
        given = pd.to_numeric(pd.Series(cells.strings("year"), dtype=object), errors="coerce")
        if given.notna().any() and (given.dropna() % 1 == 0).all():
            return given.astype("Int64")
    years: pd.Series[Any] = dates.dt.year.astype("Int64")
    return years


def _ids(cells: Cells, column: str | None, prefix: str) -> list[str]:
    if column is None:
        return [f"{prefix}{number}" for number in range(1, len(cells.table) + 1)]
    ids, notes = cells.strings(column), cells.notes
    seen: set[str] = set()
    faults = []
    for row, value in enumerate(ids):
        if not value or value in seen:
            faults.append(row)
        seen.add(value)
    notes.fault(
        faults,
        lambda row: (
            f"{cells.place(row, column)}: "
            + (f"the id {ids[row]!r} stood before" if ids[row] else "the id is empty")
        ),
        "every document needs an id of its own",
        "adds a suffix",
    )
    _make_unique(ids, faults, seen, notes)
    return ids


def unique_ids(
    shards: Sequence[list[str]], names: Sequence[str], *, repair: bool
) -> dict[int, tuple[dict[str, str], Notes]]:
    """See that no id stands in two shards of a corpus.

    Parameters
    ----------
    shards : sequence of list of str
        The ids of each, unique in it.
    names : sequence of str
        The file that each comes from.
    repair : bool
        Whether an id that stood before gets a suffix.

    Returns
    -------
    dict of int to (dict of str to str, Notes)
        The shards that changed: the new ids by the old ones, and what to write down about it.

    Raises
    ------
    CorpusError
        If an id stands in two shards, and that is not repaired.
    """
    seen: dict[str, int] = {}
    taken = {document for ids in shards for document in ids}
    changed = {}
    for number, ids in enumerate(shards):
        again = [row for row, document in enumerate(ids) if document in seen]
        if again and not repair:
            raise CorpusError(
                f"{names[number]}: the id {ids[again[0]]!r} stands in {names[seen[ids[again[0]]]]} too; "
                'every document needs an id of its own; errors="repair" adds a suffix'
            )
        seen.update(dict.fromkeys(ids, number))
        if again:
            notes = Notes(repair=True)
            new = list(ids)
            _make_unique(new, again, taken, notes)
            changed[number] = dict(zip(ids, new, strict=True)), notes
    return changed


def _make_unique(ids: list[str], rows: Sequence[int], seen: set[str], notes: Notes) -> None:
    """Return a suffix to the ids of some rows, none that `seen` has; both are changed."""
    following: dict[str, int] = {}
    for row in rows:
        given, stem = ids[row], ids[row] or "document"
        number = following.get(stem, 2)
        while f"{stem}-{number}" in seen:
            number += 1
        following[stem] = number + 1
        ids[row] = f"{stem}-{number}"
        seen.add(ids[row])
        notes.add("id made unique", document=ids[row], text=given)
