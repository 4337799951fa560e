"""The sources of a corpus of Parquet files, which may be many, large, or at any address that fsspec knows."""

import json
import os
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from discourse.errors import CorpusError, first_line
from discourse.ingest.options import METADATA, ReadOptions
from discourse.ingest.parquet import is_url, open_parquet, refuse_bombs, state_of, unreadable
from discourse.store.shard import xxh3

# The version of everything that decides how files are read. Raise it with every change by which the same
# content, read with the same options, becomes other documents, texts, notes or words: what was made before
# is then made again.
READING = 8
_SHARD_BYTES = 512 << 20  # of text; a shard is read, counted and, if damaged, made again as a whole
_GLOB = frozenset("*?[")


@dataclass(frozen=True)
class Source:
    """What one shard is made from: some row groups of a Parquet file.

    Attributes
    ----------
    url : str
        A path, or an address.
    name : str
        The file, for messages.
    groups : tuple of int
        The row groups.
    first, rows : int
        The number of rows of the file before these, and of these.
    size : int
        The bytes of text.
    content : str
        Changes when the content of the file does.
    state : str
        What told the file from others when the content was read, see
        :func:`discourse.ingest.parquet.state_of`; it does not tell what is read.
    prefix : str
        Put before the numbers of documents without an id.
    absent : tuple of str
        The columns that other files of the corpus have but this one lacks.
    """

    url: str
    name: str
    groups: tuple[int, ...]
    first: int
    rows: int
    size: int
    content: str
    state: str
    prefix: str = ""
    absent: tuple[str, ...] = ()


def parquet_files(corpus: str | Path) -> list[str]:
    """List the Parquet files that a path, folder, pattern or address stands for, in order, if any.

    A folder with ``metadata.csv`` is one of ``.txt`` files, whatever else it has. Paths are absolute, as
    another process may have another working directory.

    Raises
    ------
    CorpusError
        If an address cannot be reached or has no Parquet file.
    """
    if is_url(corpus):
        return _remote_files(str(corpus))
    path = Path(corpus)
    if path.is_dir():
        found = [] if (path / METADATA).is_file() else list(path.iterdir())
    elif path.exists():
        found = [path]
    elif _GLOB & set(str(corpus)):
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        pattern = path.relative_to(anchor) if path.is_absolute() else path
        try:
            found = list(anchor.glob(str(pattern)))
        except (ValueError, NotImplementedError) as error:
            raise CorpusError(f"{corpus}: not a pattern of file names: {error}") from error
    else:
        found = []
    return sorted(str(file.absolute()) for file in found if _is_parquet(file.name) and file.is_file())


def _is_parquet(name: str) -> bool:
    return name.lower().endswith(".parquet") and not name.startswith(".")


def _remote_files(url: str) -> list[str]:
    import fsspec  # only for addresses

    try:
        files, path = fsspec.core.url_to_fs(url)
        if files.isdir(path):
            found = files.glob(f"{path.rstrip('/')}/*.parquet")
        elif _GLOB & set(path):
            found = files.glob(path)
        else:
            return [url]
    except Exception as error:  # each kind of storage has errors of its own
        raise CorpusError(f"{url}: cannot be read: {first_line(error)}") from error
    if not found:
        raise CorpusError(f"{url}: no Parquet file is there")
    return [files.unstrip_protocol(file) for file in sorted(map(str, found))]


def plan(urls: list[str], *, text: str) -> list[Source]:
    """Cut files into shards between row groups; only their metadata is read.

    Parameters
    ----------
    urls : list of str
        Parquet files. Those without rows, as writers of partitions leave them, are skipped if there are
        others.
    text : str
        The column of the texts, whose bytes are counted.

    Returns
    -------
    list of Source
        In the order of files and rows.

    Raises
    ------
    CorpusError
        If a file cannot be read, or unpacks to far more than it should.
    """
    names, prefixes = _names(urls)
    sources: list[Source] = []
    columns: dict[str, tuple[str, ...]] = {}
    for url, name, prefix in zip(urls, names, prefixes, strict=True):
        with unreadable(name):
            state = state_of(url)
        with open_parquet(url) as file:
            refuse_bombs(url, file.metadata, name)
            if file.metadata.num_rows or (url == urls[-1] and not sources):
                sources += _cut(url, file.metadata, text, name=name, prefix=prefix, state=state)
                columns[url] = tuple(file.schema_arrow.names)
    everywhere = list(dict.fromkeys(column for known in columns.values() for column in known))
    return [
        replace(each, absent=tuple(c for c in everywhere if c not in columns[each.url])) for each in sources
    ]


def _names(urls: list[str]) -> tuple[list[str], list[str]]:
    """Give each file a name for messages and a prefix for ids, as short as keeps them distinct."""
    paths = [PurePosixPath(url) if is_url(url) else PurePosixPath(Path(url).as_posix()) for url in urls]
    if len(urls) == 1:
        return [paths[0].name], [""]
    if max(Counter(path.stem for path in paths).values(), default=0) > 1:
        common = os.path.commonpath([str(path.parent) for path in paths])
        paths = [path.relative_to(common) for path in paths]
    else:
        paths = [PurePosixPath(path.name) for path in paths]
    return [str(path) for path in paths], [f"{path.with_suffix('')}:" for path in paths]


def text_bytes(metadata: Any, group: int, text: str) -> int:
    """Return the size of a column in a row group, in bytes when decompressed."""
    about = metadata.row_group(group)
    leaves = (about.column(leaf) for leaf in range(about.num_columns))
    return sum(leaf.total_uncompressed_size for leaf in leaves if leaf.path_in_schema == text)


def _cut(url: str, metadata: Any, text: str, *, name: str, prefix: str, state: str) -> list[Source]:
    content = content_of(url)
    sources: list[Source] = []
    groups: list[int] = []
    first = rows = size = 0
    for group in range(metadata.num_row_groups):
        more = text_bytes(metadata, group, text)
        if groups and size + more > _SHARD_BYTES:
            sources.append(Source(url, name, tuple(groups), first, rows, size, content, state, prefix))
            groups, first, rows, size = [], first + rows, 0, 0
        groups.append(group)
        rows += metadata.row_group(group).num_rows
        size += more
    return [*sources, Source(url, name, tuple(groups), first, rows, size, content, state, prefix)]


def content_of(url: str) -> str:
    """Return what changes with the content of a file: its hash or, at an address, what storage reports."""
    return state_of(url) if is_url(url) else xxh3(Path(url))


def key(source: Source | Path, options: ReadOptions) -> str:
    """Describe what is read and how, in the same words whenever the result would be the same."""
    if isinstance(source, Source):
        about = {
            each: getattr(source, each) for each in ("name", "content", "groups", "first", "prefix", "absent")
        }
    else:
        about = {"name": source.name, "content": content_of(str(source))}
    return json.dumps({"reading": READING, "source": about, "options": options}, sort_keys=True)
