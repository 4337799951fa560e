"""From a Parquet file to a shard: in memory, or as a stream into a folder, never with all texts at once."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from discourse.errors import CorpusError, DiscourseError
from discourse.ingest.cells import Cells
from discourse.ingest.clean_chunk import Changes
from discourse.ingest.documents import Rows, with_index
from discourse.ingest.notes import Notes
from discourse.ingest.options import ROLES, ReadOptions
from discourse.ingest.parquet import as_unicode, mended, open_parquet, refuse_changed, unreadable
from discourse.jobs import free_memory
from discourse.store.library import Memory, TextList
from discourse.store.sources import Source, key, text_bytes
from discourse.store.writer import Writer
from discourse.text.chunks import Chunk, chunks_of_arrow
from discourse.text.numbering import number
from discourse.text.segmenters import NOTE, segmenter, spaced
from discourse.text.words import Tokenizer

_BATCH_BYTES = 4 << 20
_AHEAD = 6  # such batches, most of which are read while Numba is loaded
_MOST_WAITING = 12  # three a chunk: its texts, its changes and its words


def read_shard(
    source: Source, options: ReadOptions, *, tokenizer: Tokenizer | None = None, progress: bool = False
) -> Memory:
    """Read row groups of a Parquet file into memory; for parameters and errors see :func:`build_shard`."""
    with open_parquet(source.url) as file, ThreadPoolExecutor(1) as ahead:
        rows = _rows(file, source, options)
        following = _ahead(file, source, rows.text, ahead)
        documents, notes = _describe(source, rows)
        raws = chunks_of_arrow(_strings(following, source, rows.text, notes))
        documents, texts, changed = rows.into_memory(raws, documents, notes, progress=progress)
    refuse_changed(source.url, source.name, source.state)
    return Memory(
        documents, TextList(texts), changed, notes.table(), tokenizer, progress, options["language"] or ""
    )


def build_shard(
    source: Source,
    options: ReadOptions,
    target: Path,
    *,
    threads: int,
    advance: Callable[[int], object] = lambda documents: None,
) -> None:
    """Make a shard from row groups of a Parquet file.

    Parameters
    ----------
    source : Source
        What to read.
    options : ReadOptions
        From :func:`discourse.ingest.options.checked`.
    target : Path
        The new folder.
    threads : int
        How many threads find words.
    advance : callable
        Called with the number of documents whenever some are done.

    Raises
    ------
    CorpusError
        If something in the file cannot be used, in which case the message names file, row and value; or if
        it changes while it is read.
    """
    notes = Notes(repair=options["errors"] == "repair")  # about the texts
    language = options["language"] or ""
    tokenizer, unspaced = segmenter(language), list[int]()
    with (
        open_parquet(source.url) as file,
        Writer(target) as writer,
        ThreadPoolExecutor(1) as aside,
        ThreadPoolExecutor(1) as ahead,
    ):
        rows = _rows(file, source, options)
        following = _ahead(file, source, rows.text, ahead)
        known = aside.submit(_describe, source, rows)  # while words are found
        raws = chunks_of_arrow(_strings(following, source, rows.text, notes))
        try:
            write = _Behind(aside)
            chunks = _written(rows.texts(raws, lambda: known.result()[0], notes), writer, write)
            chunks = spaced(chunks, source.name, unspaced) if tokenizer is None else chunks
            parts, forms = number(chunks, tokenizer, language, threads=threads)
            for part in parts:
                write.submit(writer.tokens, part)
                advance(len(part.lengths))
            write.wait()
        except DiscourseError as error:
            raise (
                error if isinstance(error, CorpusError) else CorpusError(f"{source.name}: {error}")
            ) from error
        documents, noted = known.result()
        documents = rows.leave_out(documents, notes)
        for row in unspaced:
            notes.add(NOTE, document=documents["id"].iloc[row])
        noted.rows += notes.rows
        refuse_changed(source.url, source.name, source.state)
        writer.finish(
            documents,
            noted.table(),
            forms,
            made_from=key(source, options),
            tokenizer=tokenizer,
            language=language,
        )
    free_memory()


def _rows(file: Any, source: Source, options: ReadOptions) -> Rows:
    names = [name for name in file.schema_arrow.names if not str(name).startswith("__index_level_")]
    return Rows(pd.Index(names, dtype=object), name=source.name, options=options, first=source.first)


def _describe(source: Source, rows: Rows) -> tuple[pd.DataFrame, Notes]:
    """Describe all documents of a file, so that it does not matter where it is cut; return these."""
    needed = {column for role, column in rows.found.items() if role != "text"}
    with open_parquet(source.url) as file, unreadable(source.name):
        names = [name for name in file.schema_arrow.names if name in needed or name != rows.text]
        of_the_file, notes = (Notes(repair=rows.options["errors"] == "repair") for _ in range(2))
        table = with_index(as_unicode(file.read(columns=names), source.name, of_the_file).to_pandas())
    given: Mapping[str, Any] = rows.options
    roles = {given[role] or role for role in ROLES}
    for column in source.absent:  # which other files of the corpus have
        if column not in roles:
            table[column] = None
    documents = rows.describe(table, of_the_file, prefix=source.prefix)
    mine = documents.iloc[source.first : source.first + source.rows].reset_index(drop=True)
    _refuse_changed(len(mine), source)
    ids = set(mine["id"].tolist())
    for row in of_the_file.rows:
        if row["document"] in ids or (row["document"] is None and source.first == 0):
            notes.rows.append(row)
    return mine, notes


def _refuse_changed(rows: int, source: Source) -> None:
    if rows != source.rows:
        raise CorpusError(
            f"{source.name}: changed while it was read: it had {source.rows:,} rows, of which {rows:,} came"
        )


def _ahead(file: Any, source: Source, text: str, thread: ThreadPoolExecutor) -> Callable[[], Any]:
    """Begin to read texts, some megabytes at a time, in another thread; return what gives the next array.

    It comes with whether all of it is UTF-8, and is None at the end.
    """
    size = sum(text_bytes(file.metadata, group, text) for group in source.groups)
    rows = max(1, source.rows * _BATCH_BYTES // max(size, 1))
    batches = file.iter_batches(min(rows, 1 << 16), row_groups=source.groups, columns=[text])

    def read() -> tuple[Any, bool]:
        batch = next(batches, None)
        array = None if batch is None else batch.column(0)
        try:
            if array is not None:
                array.validate(full=True)
        except pa.ArrowInvalid:
            return array, False
        return array, True

    coming = deque(thread.submit(read) for _ in range(_AHEAD))

    def following() -> tuple[Any, bool]:
        coming.append(thread.submit(read))
        return coming.popleft().result()

    return following


def _arrays(following: Callable[[], Any], source: Source, text: str, notes: Notes) -> Iterator[Any]:
    """Give the texts as they were read; what is not UTF-8 is refused or repaired."""
    first = source.first
    while True:
        with unreadable(source.name):
            array, is_utf8 = following()
        if array is None:
            _refuse_changed(first - source.first, source)  # Arrow may end early without an error
            return
        if not is_utf8:
            array = mended(array, source.name, text, notes, first)
        yield array
        first += len(array)


def _strings(following: Callable[[], Any], source: Source, text: str, notes: Notes) -> Iterator[Any]:
    """Make texts of what is none, such as numbers."""
    first = source.first
    for array in _arrays(following, source, text, notes):
        if pa.types.is_string(array.type) or pa.types.is_large_string(array.type):
            yield array
        else:
            cells = Cells(pa.table({text: array}).to_pandas(), source.name, notes, first)
            yield pa.array(cells.strings(text, strip=False), pa.large_string())
        first += len(array)


def _written(texts: Iterable[tuple[Chunk, Changes]], writer: Writer, write: "_Behind") -> Iterator[Chunk]:
    """Write texts while the next are read, and pass them on."""
    for chunk, changes in texts:
        write.submit(writer.texts, chunk)
        write.submit(writer.changes, changes)
        yield chunk


class _Behind:
    """What one other thread does in order, a few calls behind: what has been read must not pile up."""

    def __init__(self, thread: ThreadPoolExecutor) -> None:
        self._thread = thread
        self._waiting: deque[Future[None]] = deque()

    def submit(self, function: Callable[[Any], None], argument: Any) -> None:
        """Have a function called; wait for what was asked for long ago."""
        self._waiting.append(self._thread.submit(function, argument))
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popleft().result()

    def wait(self) -> None:
        """Wait for all calls."""
        while self._waiting:
            self._waiting.popleft().result()
