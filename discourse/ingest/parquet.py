"""Parquet files: opened here or elsewhere, their bytes made text, and refused where few would fill memory."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from discourse.errors import CorpusError, first_line
from discourse.ingest.notes import Notes

# Otherwise Arrow keeps all that it has read of a column until the file is closed.
_STREAMED = {"pre_buffer": False, "buffer_size": 1 << 20}
_HARMLESS, _MOST_TIMES = 64 << 20, 200  # bytes of a column unpacked, and as often what is in the file
_A_CELL = 8  # bytes that any cell takes in memory, at least
_AT_ONCE, _MUCH = 4096, 1 << 28  # rows; bytes
_REPORTED = ("size", "mtime", "LastModified", "last_modified", "updated", "ETag", "etag", "md5Hash")


def is_url(path: str | Path) -> bool:
    """Say whether something is an address rather than a path.

    Examples
    --------
    >>> is_url("s3://news/2016/*.parquet"), is_url("news/2016.parquet")
    (True, False)
    """
    return "://" in str(path)


def state_of(url: str) -> str:
    """Return what tells a file from one that took its place, as the system or, elsewhere, storage reports."""
    if not is_url(url):
        about = Path(url).stat()
        return f"{about.st_ino} {about.st_mtime_ns} {about.st_size}"
    import fsspec

    files, path = fsspec.core.url_to_fs(url)
    reported = files.info(path)
    return f"{files.ukey(path)} {[str(reported[each]) for each in _REPORTED if each in reported]}"


def refuse_changed(url: str, name: str, before: str) -> None:
    """Refuse what was read of a file that was written or replaced meanwhile.

    Parameters
    ----------
    url, name : str
        The file, and its name for messages.
    before : str
        What :func:`state_of` said before it was read.

    Raises
    ------
    CorpusError
        Names the file.
    """
    with unreadable(name):
        if state_of(url) != before:
            raise CorpusError(f"{name}: changed while it was read; read it again")


@contextmanager
def open_parquet(url: str, *, as_dictionary: Sequence[str] = ()) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file, here or elsewhere; some columns stay the different values and their numbers.

    Raises
    ------
    CorpusError
        If it cannot be read, or is not Parquet.
    """
    with ExitStack() as opened:
        with unreadable(Path(url).name):
            file: Any = url
            if is_url(url):
                import fsspec

                file = opened.enter_context(fsspec.open(url, "rb").open())
            file = opened.enter_context(pq.ParquetFile(file, read_dictionary=as_dictionary, **_STREAMED))
        yield file


@contextmanager
def unreadable(name: str) -> Iterator[None]:
    """Turn any error while a Parquet file is read into one sentence.

    Raises
    ------
    CorpusError
        Names the file.
    """
    try:
        yield
    except CorpusError:
        raise
    except PermissionError as error:
        raise CorpusError(f"{name}: cannot be read (permission denied)") from error
    except Exception as error:  # each kind of storage has errors of its own
        raise CorpusError(f"{name}: not a .parquet file that can be read: {first_line(error)}") from error


def refuse_bombs(url: str, metadata: Any, name: str) -> None:
    """Refuse a Parquet file with a column that unpacks to more than memory holds.

    Raises
    ------
    CorpusError
        Names the file and the column.
    """
    groups = [metadata.row_group(number) for number in range(metadata.num_row_groups)]
    columns = [[group.column(number) for group in groups] for number in range(metadata.num_columns)]
    in_all = max(_HARMLESS, _MOST_TIMES * sum(part.total_compressed_size for c in columns for part in c))
    for number, parts in enumerate(columns):
        most = max(_HARMLESS, _MOST_TIMES * sum(part.total_compressed_size for part in parts))
        cells = sum(part.num_values for part in parts)
        as_written = sum(part.total_uncompressed_size for part in parts)
        size = cells * max(_A_CELL, metadata.schema.column(number).length or 0)
        if size <= in_all:  # a year may be the same in all rows, where other columns have texts
            size = as_written
            if size <= most < cells * size:
                size = _of_texts(url, parts, most, name)
            if size <= most:
                continue
        raise CorpusError(
            f"{name}, column {metadata.schema.column(number).path!r}: unpacks to {size / 1e9:.1f} GB or "
            f"more, over {_MOST_TIMES} times its size, which no table of articles does"
        )


def _of_texts(url: str, parts: Sequence[Any], most: int, name: str) -> int:
    """Count the bytes of a column when each row has its own text, without making these, as far as `most`.

    A file may have a text once for many rows, in a dictionary, or the beginning of one (DELTA_BYTE_ARRAY).
    """
    column, written = parts[0].path_in_schema, sum(int(part.total_uncompressed_size) for part in parts)
    if parts[0].physical_type != "BYTE_ARRAY":
        return written
    deltas = {number for number, part in enumerate(parts) if "DELTA_BYTE_ARRAY" in part.encodings}
    with open_parquet(url, as_dictionary=[column]) as listed, open_parquet(url) as plain, unreadable(name):

        def texts(number: int, rows: int) -> Iterator[Any]:
            file = plain if number in deltas else listed  # Arrow makes no dictionary of the others
            for batch in file.iter_batches(rows, row_groups=[number], columns=[column]):
                yield _innermost(batch.column(0), column)

        bound = written
        for number, part in enumerate(parts):
            if part.has_dictionary_page and number not in deltas:
                bound += part.num_values * _longest(next(texts(number, 1), None))
        if bound <= most and not deltas:
            return written
        size = 0
        for number, part in enumerate(parts):
            few = max(1, _MUCH // (part.total_uncompressed_size or 1))
            for some in texts(number, min(few, _AT_ONCE) if number in deltas else _AT_ONCE):
                size += _bytes(some)
                if size > most:
                    return size
    return size


def _innermost(array: Any, column: str) -> Any:
    """Return the texts in lists, maps and structs."""
    while pa.types.is_nested(array.type):
        if pa.types.is_struct(array.type):
            named = list(zip((field.name for field in array.type), array.flatten(), strict=True))
            array = next((one for name, one in reversed(named) if f".{name}" in column), named[-1][1])
        else:
            array = array.flatten()
    return array


def _longest(array: Any) -> int:
    """Return the length of the longest text that is listed for all rows."""
    if array is None or not pa.types.is_dictionary(array.type):
        return 0
    return pc.max(pc.binary_length(array.dictionary)).as_py() or 0


def _bytes(array: Any) -> int:
    if pa.types.is_dictionary(array.type):
        lengths = pc.binary_length(array.dictionary).cast(pa.int64()).take(array.indices)
    elif pa.types.is_decimal(array.type):
        return int(array.nbytes)
    else:
        lengths = pc.binary_length(array)
    return pc.sum(lengths).as_py() or 0


def as_unicode(table: pa.Table, name: str, notes: Notes) -> pa.Table:
    """Return a table whose texts are UTF-8; see :func:`mended`."""
    for number, column in enumerate(table.column_names):
        try:
            table.column(number).validate(full=True)
        except pa.ArrowInvalid as error:
            if pa.types.is_nested(table.column(number).type):
                raise CorpusError(f"{name}, column {column!r}: bytes that are not UTF-8 in a list") from error
            whole = pa.concat_arrays(table.column(number).chunks)
            table = table.set_column(number, column, mended(whole, name, column, notes))
    return table


def mended(array: Any, name: str, column: str, notes: Notes, first: int = 0) -> Any:
    """Replace bytes that are not UTF-8 by U+FFFD, if faults are repaired; `first` rows came before."""
    whole = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    kind = pa.large_binary() if pa.types.is_large_string(whole.type) else pa.binary()
    raws = [None if raw is None else bytes(raw) for raw in whole.view(kind).to_pylist()]
    texts = [None if raw is None else raw.decode(errors="replace") for raw in raws]
    broken = [
        row
        for row, (raw, said) in enumerate(zip(raws, texts, strict=True))
        if raw is not None and said is not None and raw != said.encode()
    ]
    notes.fault(
        broken,
        lambda row: f"{name}, row {first + row + 1}, column {column!r}: bytes that are not UTF-8",
        "text is Unicode, which Arrow stores as UTF-8",
        "replaces such bytes by U+FFFD",
    )
    for row in broken:
        notes.add("bytes replaced by U+FFFD", text=f"{name}, row {first + row + 1}, column {column!r}")
    return pa.array(texts, pa.large_string())
