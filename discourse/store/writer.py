"""Writing a shard in a stream; what it consists of is told in :mod:`discourse.store.shard`."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from discourse.errors import CorpusError
from discourse.files import beside, passing
from discourse.ingest.clean_chunk import Changes
from discourse.store.library import TextDigest, content_hash, tokenizer_name
from discourse.store.shard import FORMAT, MANIFEST, VERSION, Stored, word_rule, write_json, written_at, xxh3
from discourse.text.chunks import Chunk, Forms, Part
from discourse.text.counts import is_worth_compiling
from discourse.text.sentences import ADDRESS
from discourse.text.vocabulary import merge
from discourse.text.words import Tokenizer

_CHANGES = pa.schema(
    [("row", pa.int64()), ("start", pa.int64()), ("stop", pa.int64()), ("was", pa.large_string())]
)


class Writer:
    """Writes a shard in a stream; nothing stands in its place before it is whole.

    Parameters
    ----------
    target : Path
        The folder to be; what stands there is replaced.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._folder = beside(target)
        self._block = self._opened()
        self._files = ExitStack()

    def __enter__(self) -> "Writer":
        return self._block.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._block.__exit__(kind, error, trace)

    @contextmanager
    def _opened(self) -> Iterator["Writer"]:
        with passing(self._folder), written_at(self._target), self._files:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            self._folder.mkdir()
            self._texts = self._growing("texts.npy", np.uint8)
            self._ids = self._growing("ids.npy", np.int32)
            self._gaps = self._growing("gaps.npy", np.uint8)
            self._marks = self._growing("marks.npy", np.uint32)
            self._all_marked = True
            self._changes: pq.ParquetWriter | None = None
            self._parts: list[tuple[int, int]] = []
            self._words = 0
            self._token_lengths: list[npt.NDArray[np.int64]] = []
            self._text_lengths: list[npt.NDArray[np.int64]] = []
            self._digest = TextDigest()
            yield self

    def _growing(self, name: str, kind: type[np.generic]) -> "_Growing":
        file = _Growing(self._folder / name, kind)
        self._files.callback(file.close)
        return file

    def texts(self, chunk: Chunk) -> None:
        """Write texts."""
        data = chunk.data[chunk.offsets[0] : chunk.offsets[-1]]
        lengths = np.diff(chunk.offsets)
        self._texts.append(data)
        self._digest.update(data.data, lengths)
        self._text_lengths.append(lengths)

    def changes(self, changes: Changes) -> None:
        """Write what cleaning changed."""
        if len(changes.where):
            if self._changes is None:
                path = self._folder / "changes.parquet"
                self._changes = pq.ParquetWriter(path, _CHANGES, compression="zstd", use_dictionary=False)
                self._files.callback(self._changes.close)
            self._changes.write_table(pa.table([*changes.where.T, changes.were], schema=_CHANGES))

    def tokens(self, part: Part) -> None:
        """Write the words of texts, in their order, by the numbers of their reader."""
        self._ids.append(part.ids)
        self._gaps.append(part.gaps)
        if part.marks is None:
            self._all_marked = False
        else:
            self._marks.append(part.marks)
        self._parts.append((len(part.ids), part.reader))
        self._words += len(part.ids) - int(np.count_nonzero(part.gaps & ADDRESS))
        self._token_lengths.append(part.lengths)

    def finish(
        self,
        documents: pd.DataFrame,
        notes: pd.DataFrame,
        forms: Forms,
        *,
        made_from: str,
        tokenizer: Tokenizer | None = None,
        language: str = "",
    ) -> None:
        """Write what is known about the documents, and put the shard in its place.

        Parameters
        ----------
        documents, notes : DataFrame
            As a library has them.
        forms : callable
            The forms of each reader's numbers, from :func:`discourse.text.numbering.number`.
        made_from : str
            What it is made from and how; asked for when a build is gone on with.
        tokenizer : object with ``span_tokenize``, optional
            What found the words, by its name.
        language : str
            The code of the language, or nothing.

        Raises
        ------
        CorpusError
            If a column holds values of several kinds.
        """
        self._files.close()
        if not self._all_marked:
            (self._folder / "marks.npy").unlink()
        with ThreadPoolExecutor(1) as aside:
            closed = [path for path in self._folder.iterdir() if path.name != "ids.npy"]
            known = aside.submit(self._write_tables, documents, notes, tokenizer, language)
            about = aside.submit(lambda: {path: described(path) for path in closed})
            types, ranks = merge(forms())
            frequency = self._renumber(ranks, len(types))
            hashed, files = known.result(), about.result()
        for name, lengths in (("offsets", self._token_lengths), ("text_offsets", self._text_lengths)):
            np.save(
                self._folder / f"{name}.npy", np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
            )
        vocabulary = pa.table({"type": types, "frequency": frequency})
        pq.write_table(vocabulary, self._folder / "vocabulary.parquet", compression="zstd")
        dates = {
            column: str(kind)
            for column, kind in documents.dtypes.items()
            if pd.api.types.is_datetime64_any_dtype(kind)
        }
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_from": made_from,
            "word": word_rule(language),
            "tokenizer": tokenizer_name(tokenizer),
            "language": language,
            "hash": hashed,
            "documents": len(documents),
            "tokens": self._words,
            "dates": dates,
            "files": {
                path.name: files.get(path) or described(path) for path in sorted(self._folder.iterdir())
            },
        }
        write_json(self._folder / MANIFEST, manifest)
        self._put_in_place()

    def _write_tables(
        self, documents: pd.DataFrame, notes: pd.DataFrame, tokenizer: Tokenizer | None, language: str
    ) -> str:
        write_table(notes, self._folder / "notes.parquet")
        write_table(documents, self._folder / "documents.parquet")
        return content_hash(tokenizer, language, documents, self._digest.digest())

    def _renumber(self, ranks: list[npt.NDArray[np.int32]], types: int) -> npt.NDArray[np.int64]:
        """Turn the numbers of each reader into ids, in the file; give the frequency of each type."""
        frequency = np.zeros(types, dtype=np.int64)
        ends = np.cumsum([tokens for tokens, _ in self._parts], dtype=np.int64).tolist()
        if not ends or ends[-1] == 0:
            return frequency
        path, width = self._folder / "ids.npy", np.dtype(np.int32).itemsize
        first = path.stat().st_size - width * ends[-1]
        renumber = _renumber_here
        if is_worth_compiling(ends[-1]):
            from discourse.compiled.numbering import renumber

        def settle(parts: slice) -> npt.NDArray[np.int64]:
            counted = np.zeros(types, dtype=np.int64)
            with path.open("r+b", buffering=0) as file:
                for end, (tokens, reader) in zip(ends[parts], self._parts[parts], strict=True):
                    start = first + width * (end - tokens)
                    file.seek(start)
                    ids = np.fromfile(file, dtype=np.int32, count=tokens)
                    renumber(ids, ranks[reader], counted)
                    file.seek(start)
                    file.write(ids.data)
            return counted

        half = len(ends) // 2
        with ThreadPoolExecutor(2) as pool:
            return sum(pool.map(settle, (slice(half), slice(half, None))), start=frequency)

    def _put_in_place(self) -> None:
        with passing(beside(self._target)) as old:
            if self._target.exists():
                self._target.rename(old)
            self._folder.rename(self._target)


def _renumber_here(
    ids: npt.NDArray[np.int32], ranks: npt.NDArray[np.int32], frequency: npt.NDArray[np.int64]
) -> None:
    """Turn the numbers of a reader into ids, in place, and count each."""
    ids[:] = ranks[ids]
    frequency += np.bincount(ids, minlength=len(frequency))


def rewrite(folder: Path, documents: pd.DataFrame, notes: pd.DataFrame) -> None:
    """Write the metadata and notes of a shard anew; one that is interrupted here does not open."""
    shard = Stored(folder)
    manifest = shard.manifest
    texts = TextDigest()
    mapped = np.load(shard.path("texts.npy"), mmap_mode="r")
    texts.update(mapped.data, np.diff(np.load(shard.path("text_offsets.npy"))))
    for name, table in (("documents.parquet", documents), ("notes.parquet", notes)):
        write_table(table, folder / name)
        manifest["files"][name] = described(folder / name)
    write_json(
        folder / MANIFEST,
        {**manifest, "hash": content_hash(shard.tokenizer, shard.language, documents, texts.digest())},
    )


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a DataFrame as Parquet.

    Raises
    ------
    CorpusError
        If a column holds values of several kinds.
    """
    try:
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression="zstd")
    except (pa.ArrowException, TypeError, OverflowError) as error:
        reason = " ".join(str(part) for part in error.args)
        raise CorpusError(
            f"a column holds values of several kinds ({reason}); a saved corpus needs one kind a column"
        ) from error


class _Growing:
    """A one-dimensional .npy file that is written before its length is known."""

    def __init__(self, path: Path, kind: type[np.generic]) -> None:
        self._kind = np.dtype(kind)
        self._items = 0
        self._file: BinaryIO = path.open("wb")
        self._header()

    def _header(self) -> None:
        # NumPy leaves room for a length of 20 digits, so that the header does not change its size.
        shape = {"descr": self._kind.str, "fortran_order": False, "shape": (self._items,)}
        np.lib.format.write_array_header_1_0(self._file, shape)

    def append(self, array: npt.NDArray[Any]) -> None:
        self._file.write(np.ascontiguousarray(array, dtype=self._kind).data)
        self._items += len(array)

    def close(self) -> None:
        if not self._file.closed:
            with self._file:
                self._file.seek(0)
                self._header()


def described(path: Path) -> dict[str, Any]:
    """Return what a shard's description says of a file."""
    items = len(np.load(path, mmap_mode="r")) if path.suffix == ".npy" and path.stat().st_size > 128 else 0
    return {"bytes": path.stat().st_size, "items": items, "xxh3": xxh3(path)}
