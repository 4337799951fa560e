"""From rows to documents: the columns that every corpus has, with each fault refused or repaired."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from textwrap import shorten
from typing import Any

import numpy as np
import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.cells import Cells
from discourse.ingest.clean import compile_drops
from discourse.ingest.clean_chunk import Change, Changes, clean_by_the_rules, clean_chunk
from discourse.ingest.dates import dates_of
from discourse.ingest.notes import Notes
from discourse.ingest.options import ROLES, ReadOptions
from discourse.ingest.outlets import outlets_of, read_aliases
from discourse.progress import bar
from discourse.text.chunks import Chunk, blank_rows, bytes_of, with_size, without_rows

_MOST_NAMES, _LONGEST_NAME = 30, 60  # of columns, in a message
_LAST_YEAR = 9999  # which a date may have
# The columns of result tables: metadata of the same name would be taken for them.
RESULT_COLUMNS = frozenset(
    {"text", "tokens", "term", "concept", "label", "count", "rate", "documents", "documents_total"}
    | {"document_share", "concept_count", "concept_documents", "share", "target", "reference", "quarter"}
    | {"month", "family"}
)


class Rows:
    """The rows of a file on their way to documents: first all columns but the text, then the texts.

    Parameters
    ----------
    columns : Index
        The columns that there are.
    name : str
        The file, for messages.
    options : ReadOptions
        From :func:`discourse.ingest.options.checked`.
    first : int
        How many rows of the file come before these.

    Attributes
    ----------
    found : dict
        The column of each role, or None.
    text : str
        The column of texts.
    empty : dict of int to bool
        The rows without text so far, and whether cleaning removed the text they had.

    Raises
    ------
    CorpusError
        If two columns have one name, a column that the options name is missing, or there is none for text or
        source.
    """

    def __init__(self, columns: "pd.Index[Any]", *, name: str, options: ReadOptions, first: int = 0) -> None:
        if isinstance(columns, pd.MultiIndex) or not columns.is_unique:
            twice = columns[columns.duplicated()]
            what = f"two columns are called {twice[0]!r}" if len(twice) else "the columns have several levels"
            raise CorpusError(f"{name}: {what}; every column needs one name of its own")
        self.name, self.options, self.first = name, options, first
        given: Mapping[str, Any] = options
        self.found = {role: _column(columns, role, given[role], name) for role in ROLES}
        self.text = str(self.found["text"])
        self.empty: dict[int, bool] = {}

    def describe(self, table: pd.DataFrame, notes: Notes, *, prefix: str = "") -> pd.DataFrame:
        """Describe the documents before their texts are read.

        Parameters
        ----------
        table : DataFrame
            One row per document; it need not have the column of texts.
        notes : Notes
            Records repairs.
        prefix : str
            Put before the numbers of documents without an id.

        Returns
        -------
        DataFrame
            ``id``, ``source``, ``date``, ``year``, ``title`` and every other column.
        """
        if len(table) == 0:
            raise no_rows(self.name)
        found, options, cells = self.found, self.options, Cells(table, self.name, notes)
        ids = _ids(cells, found["id"], prefix)
        documents = pd.DataFrame({"id": ids})
        aliases = read_aliases(options["aliases"])
        documents["source"], as_written = outlets_of(cells, found["source"], aliases, ids)
        documents["date"] = dates_of(cells, found["date"], options["date_format"], options["timezone"], ids)
        documents["title"] = cells.strings(found["title"])
        documents.insert(3, "year", _years(cells, documents["date"], found["date"]))
        if as_written is not None:
            documents["source_given"] = as_written
        years_taken = found["date"] is None and documents["year"].notna().any()
        taken, roles = {*documents.columns, *RESULT_COLUMNS}, set(found.values())
        others: dict[str, Any] = {}
        for column in table.columns:
            if column not in roles and not (column == "year" and years_taken):
                name = _free_name(str(column), taken, notes)
                taken.add(name)
                others[name] = cells.metadata(column)
        return pd.concat([documents, pd.DataFrame(others, index=documents.index)], axis=1)

    def texts(
        self, raws: Iterable[Chunk], documents: Callable[[], pd.DataFrame], notes: Notes
    ) -> Iterator[tuple[Chunk, Changes]]:
        """Clean texts, some at a time.

        Parameters
        ----------
        raws : iterable of Chunk
            The texts as they are read.
        documents : callable
            Returns what :meth:`describe` returned, for titles and ids.
        notes : Notes
            Records cleaning.

        Yields
        ------
        (Chunk, Changes)
            The texts that are not empty; and, by their position among all that are not empty, what cleaning
            changed in them.
        """
        cleaned = (
            self._cleaned(raws, documents(), notes)
            if self.options["clean"]
            else ((raw, raw, Changes.of({})) for raw in raws)
        )
        for raw, chunk, changes in cleaned:
            blank = blank_rows(chunk)
            place = np.arange(len(raw.offsets) - 1) + raw.first - len(self.empty)
            if blank:
                had = set(blank) - set(blank_rows(raw))
                self.empty |= {raw.first + row: row in had for row in blank}
                filled = np.ones(len(place), dtype=bool)
                filled[blank] = False
                place = np.cumsum(filled) - 1 + place[0]
                chunk, stays = without_rows(chunk, blank), filled[changes.where[:, 0]]
                changes = Changes(changes.where[stays], changes.were.filter(stays))
            changes.where[:, 0] = place[changes.where[:, 0]]
            yield chunk, changes

    def _cleaned(
        self, raws: Iterable[Chunk], documents: pd.DataFrame, notes: Notes
    ) -> Iterator[tuple[Chunk, Chunk, Changes]]:
        lines = compile_drops(self.options["drop_lines"], name="drop_lines", where=self.name)
        parts = compile_drops(self.options["drop_text"], name="drop_text", where=self.name)
        titles, ids = documents["title"].tolist(), documents["id"].tolist()
        much, raws = with_size(raws)
        clean = partial(clean_chunk if much else clean_by_the_rules, drop_lines=lines, drop_text=parts)
        for raw in raws:
            mine = slice(raw.first, raw.first + len(raw.offsets) - 1)
            chunk, changes = clean(raw, titles=titles[mine], ids=ids[mine], notes=notes)
            yield raw, chunk, changes

    def leave_out(self, documents: pd.DataFrame, notes: Notes) -> pd.DataFrame:
        """Leave out the documents without text.

        Raises
        ------
        CorpusError
            If there is one and faults are not repaired.
        """
        ids, empty = documents["id"].tolist(), self.empty
        notes.fault(
            list(empty),
            lambda row: (
                f"{self.name}, row {self.first + row + 1}, column {self.text!r}: document {ids[row]!r} has "
                "no text" + (" left after cleaning" if empty[row] else "")
            ),
            "every document needs some",
            "leaves such documents out",
        )
        for row in empty:
            notes.add("document without text left out", document=ids[row])
        return documents.drop(index=list(empty)).reset_index(drop=True)

    def into_memory(
        self, raws: Iterable[Chunk], documents: pd.DataFrame, notes: Notes, *, progress: bool
    ) -> tuple[pd.DataFrame, list[bytes], dict[int, list[Change]]]:
        """Return the documents that have a text, all texts in UTF-8, and what cleaning changed in which."""
        texts: list[bytes] = []
        changed: dict[int, list[Change]] = {}
        with bar(
            len(documents), "Cleaning", "documents", progress=progress and self.options["clean"]
        ) as steps:
            for chunk, changes in self.texts(raws, lambda: documents, notes):
                texts += bytes_of(chunk)
                changed |= changes.by_row()
                steps.update(len(texts) + len(self.empty) - steps.done)
        return self.leave_out(documents, notes), texts, changed


def no_rows(name: str) -> CorpusError:
    """Make the error about a table without rows."""
    return CorpusError(f"{name}: no rows; at least one document is needed")


def no_text(name: str, options: ReadOptions) -> CorpusError:
    """Make the error about a corpus without any text."""
    return CorpusError(f"{name}, column {options['text'] or 'text'!r}: no document has any text")


def with_index(table: pd.DataFrame) -> pd.DataFrame:
    """Make a column of an index that has a name: it often has the ids."""
    if any(level is not None and level not in table.columns for level in table.index.names):
        table = table.reset_index()
    return table.reset_index(drop=True)


def _column(known: Collection[Any], role: str, given: str | None, name: str) -> str | None:
    """Find the column of a role; it must exist if it is named in the options, or for text and source."""
    column = given or role
    if column in known:
        return column
    if given is None and role in {"id", "date", "title"}:
        return None
    raise no_column(name, f"{column!r} for {role}=", known)


def no_column(name: str, wanted: str, known: Collection[Any]) -> CorpusError:
    """Make the error about a missing column, which lists those that exist, within reason."""
    names = [shorten(str(column), _LONGEST_NAME, placeholder="…") for column in known]
    more = f" and {len(names) - _MOST_NAMES:,} more" if len(names) > _MOST_NAMES else ""
    return CorpusError(f"{name}: no column {wanted}; its columns are {', '.join(names[:_MOST_NAMES])}{more}")


def _free_name(column: str, taken: Collection[str], notes: Notes) -> str:
    """Give a metadata column a name that no other column of the corpus or its results has."""
    free = column
    while free in taken:
        free += "_given"
    if free != column:
        notes.add("column renamed", text=f"{column} → {free}")
    return free


def _years(cells: Cells, dates: "pd.Series[Any]", date: str | None) -> "pd.Series[Any]":
    """Return the years of the dates or, without dates, of a column ``year`` of whole numbers."""
    if date is None and "year" in cells.table.columns:
        given = pd.to_numeric(pd.Series(cells.strings("year"), dtype=object), errors="coerce")
        if given.notna().any() and (given.dropna() % 1 == 0).all():
            odd = given.abs() > _LAST_YEAR
            cells.notes.fault(
                np.flatnonzero(odd).tolist(),
                lambda row: f"{cells.place(row, 'year')}: {given[row]:g} is no year",
                f"a year is a number up to {_LAST_YEAR}",
                "makes such years missing",
            )
            for row in np.flatnonzero(odd):
                cells.notes.add("year made missing", text=f"{given[row]:g}")
            return given.mask(odd).astype("Int64")
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
            + (f"the id {ids[row]!r} is taken already" if ids[row] else "the id is empty")
        ),
        "every document needs an id of its own",
        "adds a suffix",
    )
    _make_unique(ids, faults, seen, notes)
    return ids


def unique_ids(
    shards: Sequence[list[str]], names: Sequence[str], *, repair: bool
) -> dict[int, tuple[dict[str, str], Notes]]:
    """Find ids that occur in more than one shard of a corpus, and make them unique.

    Parameters
    ----------
    shards : sequence of list of str
        The ids of each shard, which are unique within it.
    names : sequence of str
        The file that each shard comes from.
    repair : bool
        Whether to add a suffix to ids that occurred before.

    Returns
    -------
    dict of int to (dict of str to str, Notes)
        For each shard that changes, the new ids by the old ones and notes about them, for :func:`with_ids`.

    Raises
    ------
    CorpusError
        If an id occurs in two shards and faults are not repaired.
    """
    seen: dict[str, int] = {}
    taken = {document for ids in shards for document in ids}
    changed = {}
    for number, ids in enumerate(shards):
        again = [row for row, document in enumerate(ids) if document in seen]
        if again and not repair:
            raise CorpusError(
                f"{names[number]}: the id {ids[again[0]]!r} is taken already in "
                f"{names[seen[ids[again[0]]]]}; "
                'every document needs an id of its own; errors="repair" adds a suffix'
            )
        seen.update(dict.fromkeys(ids, number))
        if again:
            notes = Notes(repair=True)
            new = list(ids)
            _make_unique(new, again, taken, notes)
            changed[number] = dict(zip(ids, new, strict=True)), notes
    return changed


def with_ids(
    documents: pd.DataFrame, notes: pd.DataFrame, ids: dict[str, str], noted: Notes
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the documents and notes of a shard with the new ids from :func:`unique_ids`."""

    def renamed(column: "pd.Series[Any]") -> "pd.Series[Any]":
        return column.map(lambda document: ids.get(document, document)).astype(column.dtype)

    before = notes.assign(document=renamed(notes["document"]))
    return documents.assign(id=renamed(documents["id"])), pd.concat(
        [before, noted.table()], ignore_index=True
    )


def _make_unique(ids: list[str], rows: Sequence[int], seen: set[str], notes: Notes) -> None:
    """Add a suffix to the ids of some rows, so that none is in `seen`; both are changed."""
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
