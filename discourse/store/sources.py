"""Where a corpus comes from when it is many or large: Parquet files, here or at any address fsspec knows."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from discourse.errors import CorpusError

_SHARD_BYTES = 512 << 20  # of text; a shard is read, counted and, if it breaks, made again as a whole
_GLOB = frozenset("*?[")
# Arrow else keeps all that it has read of a column until the file is closed.
_STREAMED = {"pre_buffer": False, "buffer_size": 1 << 20}


@dataclass(frozen=True)
class Source:
    """What one shard is made from: some row groups of a Parquet file.

    Attributes
    ----------
    url : str
        A path, or an address.
    groups : tuple of int
        The row groups.
    first, rows : int
        How many rows of the file come before, and how many these are.
    size : int
        How many bytes the texts have.
    content : str
        Changes when the content of the file does.
    prefix : str
        What stands before the numbers of documents without an id.
    """

    url: str
    groups: tuple[int, ...]
    first: int
    rows: int
    size: int
    content: str
    prefix: str = ""

    @property
    def name(self) -> str:
        """The file, for messages."""
        return PurePosixPath(self.url).name


def is_url(path: str | Path) -> bool:
    """Say whether something is an address rather than a path.

    Examples
    --------
    >>> is_url("s3://news/2016/*.parquet"), is_url("news/2016.parquet")
    (True, False)
    """
    return "://" in str(path)


def parquet_files(corpus: str | Path) -> list[str]:
    """List the Parquet files that a path, a folder, a pattern or an address stands for, in order; or none.

    Paths are absolute, for another process may have another working folder.

    Raises
    ------
    CorpusError
        If an address cannot be reached, or there is none.
    """
    path = Path(corpus)
    if is_url(corpus):
        return _remote_files(str(corpus))
    if path.is_dir():
        return sorted(str(file.absolute()) for file in path.glob("*.parquet"))
    if path.suffix == ".parquet" and path.is_file():
        return [str(path.absolute())]
    if _GLOB & set(str(corpus)) and not path.exists():
        anchor = Path(path.anchor) if path.is_absolute() else Path()
        pattern = path.relative_to(anchor) if path.is_absolute() else path
        found = (file for file in anchor.glob(str(pattern)) if file.is_file())
        return sorted(str(file.absolute()) for file in found if file.suffix == ".parquet")
    return []


def _remote_files(url: str) -> list[str]:
    import fsspec  # waits until there is an address

    try:
        files, path = fsspec.core.url_to_fs(url)
        if files.isdir(path):
            found = files.glob(f"{path.rstrip('/')}/*.parquet")
        else:
            found = files.glob(path) if _GLOB & set(path) else [path]
    except (OSError, ValueError, ImportError) as error:
        raise CorpusError(f"{url}: cannot be read: {_first_line(error)}") from error
    if not found:
        raise CorpusError(f"{url}: no Parquet file is there")
    return [files.unstrip_protocol(file) for file in sorted(map(str, found))]


@contextmanager
def open_parquet(url: str) -> Iterator[pq.ParquetFile]:
    """Open a Parquet file, here or elsewhere.

    Raises
    ------
    CorpusError
        If it cannot be read, or is not Parquet.
    """
    try:
        if not is_url(url):
            with pq.ParquetFile(url, **_STREAMED) as file:
                yield file
            return
        import fsspec

        with fsspec.open(url, "rb") as stream, pq.ParquetFile(stream, **_STREAMED) as file:
            yield file
    except (OSError, ImportError, pa.ArrowException) as error:
        raise CorpusError(
            f"{PurePosixPath(url).name}: not a .parquet file that can be read: {_first_line(error)}"
        ) from error


def plan(urls: list[str], *, text: str) -> list[Source]:
    """Cut files into shards, between row groups, from their descriptions alone.

    Parameters
    ----------
    urls : list of str
        Parquet files.
    text : str
        The column of the texts, whose bytes are counted.

    Returns
    -------
    list of Source
        In the order of files and rows.
    """
    sources = []
    for url in urls:
        with open_parquet(url) as file:
            sources += _cut(url, file.metadata, text, prefix="" if len(urls) == 1 else f"{_stem(url)}:")
    return sources


def _cut(url: str, metadata: Any, text: str, *, prefix: str) -> list[Source]:
    names = [metadata.schema.column(column).path.split(".")[0] for column in range(metadata.num_columns)]
    column = names.index(text) if text in names else None
    content = content_of(url)
    sources: list[Source] = []
    groups: list[int] = []
    first = rows = size = 0
    for group in range(metadata.num_row_groups):
        about = metadata.row_group(group)
        more = 0 if column is None else about.column(column).total_uncompressed_size
        if groups and size + more > _SHARD_BYTES:
            sources.append(Source(url, tuple(groups), first, rows, size, content, prefix))
            groups, first, rows, size = [], first + rows, 0, 0
        groups.append(group)
        rows += about.num_rows
        size += more
    return [*sources, Source(url, tuple(groups), first, rows, size, content, prefix)]


def content_of(url: str) -> str:
    """Give what changes when the content of a file does: its hash; at an address, what its keeper says."""
    if not is_url(url):
        digest = xxhash.xxh3_128()
        with Path(url).open("rb") as file:
            while block := file.read(8 << 20):
                digest.update(block)
        return digest.hexdigest()
    import fsspec

    files, path = fsspec.core.url_to_fs(url)
    return str(files.ukey(path))


def key(source: Source, options: dict[str, Any]) -> str:
    """Say what a shard is made from and how: the same words for what would be the same shard."""
    said = {"content": source.content, "groups": source.groups, "prefix": source.prefix, **options}
    return json.dumps(said, sort_keys=True)


def _stem(url: str) -> str:
    return PurePosixPath(url).stem


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
