"""A shard: documents, texts and token ids in a folder, written in a stream and read through memory maps.

A shard is a folder of files in open formats:

========================  ==============================================================================
``shard.json``            format, version, the options it was made with, the size and XXH3-128 of each file
``documents.parquet``     one row a document: id, source, date, year, title, …
``texts.npy``             uint8: the cleaned texts in UTF-8, one after the other
``text_offsets.npy``      int64: text ``d`` is ``texts[text_offsets[d]:text_offsets[d + 1]]``
``raws.parquet``          the texts as they were read, of the documents that cleaning changed: row, raw
``ids.npy``               int32: the token ids of all documents; an id is a row of ``vocabulary.parquet``
``offsets.npy``           int64: document ``d`` has the tokens ``ids[offsets[d]:offsets[d + 1]]``
``vocabulary.parquet``    the types in alphabetical order, each as it is counted, and its frequency
``notes.parquet``         what was repaired, dropped or left empty
========================  ==============================================================================

It is written into a hidden folder beside its place and moved there when it is whole, so that what stands in
its place is whole, or was altered later; and that the sizes and hashes tell.
"""

import json
import mmap
import os
import shutil
import tempfile
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from discourse.errors import CorpusError
from discourse.store.library import TextDigest, content_hash, tokenizer_name
from discourse.text.chunks import Chunk
from discourse.text.index import TokenIndex, ranks
from discourse.text.numbering import Forms, Part
from discourse.text.words import WORD, Tokenizer

FORMAT, VERSION = "discourse shard", 1
MANIFEST = "shard.json"
_RAWS = pa.schema([("row", pa.int64()), ("raw", pa.large_string())])
_FEW = 1 << 20  # ids renumbered at a time


class Stored:
    """A library in a folder: opened at once, read as it is needed, checked where it is read.

    Parameters
    ----------
    folder : Path
        A shard.
    tokenizer : object with ``span_tokenize``, optional
        The one that it was made with, where that was not the word of this library.

    Raises
    ------
    CorpusError
        If the folder holds no shard, one of another version, or one that is not whole.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer | None = None) -> None:
        self.folder = folder
        self.tokenizer = tokenizer
        self.manifest = _read_manifest(folder, tokenizer)
        self._checked: set[str] = set()

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, (self.folder, self.tokenizer)

    def __len__(self) -> int:
        return int(self.manifest["documents"])

    @property
    def made_from(self) -> str:
        """What it was made from and how, as its maker wrote it."""
        return str(self.manifest["made_from"])

    @property
    def hash(self) -> str:
        """The hash of all documents."""
        return str(self.manifest["hash"])

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row a document."""
        table: pd.DataFrame = pq.read_table(self.path("documents.parquet")).to_pandas()
        return table.astype(self.manifest["dates"])  # Parquet knows no whole seconds

    @cached_property
    def notes(self) -> pd.DataFrame:
        """What was repaired, dropped or left empty."""
        table: pd.DataFrame = pq.read_table(self.path("notes.parquet")).to_pandas()
        return table

    @cached_property
    def texts(self) -> "_MappedTexts":
        """The texts, in the file."""
        return _MappedTexts(self._array("texts.npy", np.uint8), self._array("text_offsets.npy", np.int64))

    @cached_property
    def index(self) -> TokenIndex:
        """The words, their ids in the file."""
        vocabulary = pq.read_table(self.path("vocabulary.parquet"), columns=["type"])["type"].to_pylist()
        ids, offsets = self._array("ids.npy", np.int32), self._array("offsets.npy", np.int64)
        return TokenIndex(ids, np.array(offsets), vocabulary, self.tokenizer)

    def raw(self, row: int) -> str:
        """Give a text as it was read."""
        if "raws.parquet" in self.manifest["files"]:
            found = pq.read_table(self.path("raws.parquet"), filters=[("row", "=", row)])["raw"].to_pylist()
            if found:
                return str(found[0])
        return self.texts[row]

    def check(self) -> None:
        """Read every file and compare it with what was written.

        Raises
        ------
        CorpusError
            If one was altered.
        """
        for name in self.manifest["files"]:
            self.path(name)

    def path(self, name: str) -> Path:
        """Give the place of a file, when its bytes have been found to be those that were written."""
        path = self.folder / name
        if name not in self._checked:
            if _xxh3(path) != self.manifest["files"][name]["xxh3"]:
                raise CorpusError(f"{path}: altered since it was written; {_AGAIN}")
            self._checked.add(name)
        return path

    def _array(self, name: str, kind: type[np.generic]) -> npt.NDArray[Any]:
        array = np.load(self.path(name), mmap_mode="r" if self.manifest["files"][name]["items"] else None)
        if array.dtype != kind or array.ndim != 1:
            raise CorpusError(f"{self.folder / name}: {array.dtype} of shape {array.shape}; {_AGAIN}")
        return np.asarray(array)


_AGAIN = "remove the folder and make the saved corpus again"


class _MappedTexts:
    def __init__(self, data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64]) -> None:
        self._data = data
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        return self.utf8(row).decode()

    def utf8(self, row: int, start: int = 0, stop: int | None = None) -> bytes:
        """Give some bytes of a text in UTF-8."""
        begin, end = int(self._offsets[row]), int(self._offsets[row + 1])
        return self._data[begin + start : end if stop is None else min(begin + stop, end)].tobytes()


class Writer:
    """Writes a shard in a stream; nothing stands in its place before it is whole.

    Parameters
    ----------
    target : Path
        The folder to be; what stands there is replaced.
    """

    def __init__(self, target: Path) -> None:
        self._target = target

    def __enter__(self) -> "Writer":
        self._target.parent.mkdir(parents=True, exist_ok=True)
        self._folder = Path(tempfile.mkdtemp(prefix=f".{self._target.name}-", dir=self._target.parent))
        self._texts = _Growing(self._folder / "texts.npy", np.uint8)
        self._ids = _Growing(self._folder / "ids.npy", np.int32)
        self._raws: pq.ParquetWriter | None = None
        self._parts: list[tuple[int, int]] = []
        self._token_lengths: list[npt.NDArray[np.int64]] = []
        self._text_lengths: list[npt.NDArray[np.int64]] = []
        self._digest = TextDigest()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close()
        shutil.rmtree(self._folder, ignore_errors=True)  # moved away by now, if all went well

    def texts(self, chunk: Chunk) -> None:
        """Write texts."""
        data = chunk.data[chunk.offsets[0] : chunk.offsets[-1]]
        lengths = np.diff(chunk.offsets)
        self._texts.append(data)
        self._digest.update(data.data, lengths)
        self._text_lengths.append(lengths)

    def raws(self, raws: Mapping[int, str]) -> None:
        """Write texts as they were read, by row, where cleaning changed them."""
        if raws:
            if self._raws is None:
                self._raws = pq.ParquetWriter(self._folder / "raws.parquet", _RAWS, compression="zstd")
            columns = [pa.array(raws.keys(), pa.int64()), pa.array(raws.values(), pa.large_string())]
            self._raws.write_table(pa.table(columns, schema=_RAWS), row_group_size=200)

    def tokens(self, part: Part) -> None:
        """Write the words of texts, in their order, by the numbers of their reader."""
        self._ids.append(part.ids)
        self._parts.append((len(part.ids), part.reader))
        self._token_lengths.append(part.lengths)

    def finish(
        self,
        documents: pd.DataFrame,
        notes: pd.DataFrame,
        forms: Forms,
        *,
        made_from: str,
        tokenizer: Tokenizer | None = None,
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

        Raises
        ------
        CorpusError
            If a column holds values of several kinds.
        """
        self._close()
        vocabulary, remaps = ranks(forms())
        frequency = self._renumber(remaps, len(vocabulary))
        for name, lengths in (("offsets", self._token_lengths), ("text_offsets", self._text_lengths)):
            np.save(
                self._folder / f"{name}.npy", np.cumsum(np.concatenate([np.zeros(1, np.int64), *lengths]))
            )
        types = pa.table({"type": pa.array(vocabulary, pa.large_string()), "frequency": frequency})
        pq.write_table(types, self._folder / "vocabulary.parquet", compression="zstd")
        write_table(notes, self._folder / "notes.parquet")
        write_table(documents, self._folder / "documents.parquet")
        files = {path.name: _described(path) for path in sorted(self._folder.iterdir())}
        dates = {
            column: str(kind)
            for column, kind in documents.dtypes.items()
            if pd.api.types.is_datetime64_any_dtype(kind)
        }
        manifest = {
            "format": FORMAT,
            "version": VERSION,
            "made_from": made_from,
            "word": xxhash.xxh3_128_hexdigest(WORD.pattern.encode()),
            "tokenizer": tokenizer_name(tokenizer),
            "hash": content_hash(tokenizer, documents, self._digest.digest()),
            "documents": len(documents),
            "tokens": sum(tokens for tokens, _ in self._parts),
            "dates": dates,
            "files": files,
        }
        write_json(self._folder / MANIFEST, manifest)
        self._put_in_place()

    def _renumber(self, remaps: list[npt.NDArray[np.int32]], types: int) -> npt.NDArray[np.int64]:
        """Turn the numbers of each reader into ids, in the file; give the frequency of each type."""
        path = self._folder / "ids.npy"
        frequency = np.zeros(types, dtype=np.int64)
        ids = np.load(path, mmap_mode="r+") if any(tokens for tokens, _ in self._parts) else []
        begin = 0
        for tokens, reader in self._parts:
            for start in range(begin, begin + tokens, _FEW):
                few = ids[start : min(start + _FEW, begin + tokens)]
                few[:] = remaps[reader][few]
                frequency += np.bincount(few, minlength=types)
            begin += tokens
        return frequency

    def _put_in_place(self) -> None:
        if self._target.exists():
            aside = Path(tempfile.mkdtemp(prefix=f".{self._target.name}-", dir=self._target.parent))
            self._target.rename(aside / "old")
            self._folder.rename(self._target)
            shutil.rmtree(aside)
        else:
            self._folder.rename(self._target)

    def _close(self) -> None:
        for file in (self._texts, self._ids, self._raws):
            if file is not None:
                file.close()
        self._raws = None


def rewrite(folder: Path, documents: pd.DataFrame, notes: pd.DataFrame) -> None:
    """Write the metadata and notes of a shard anew; one that is interrupted here does not open."""
    shard = Stored(folder)
    manifest = shard.manifest
    texts = TextDigest()
    texts.update(np.load(shard.path("texts.npy")).data, np.diff(np.load(shard.path("text_offsets.npy"))))
    for name, table in (("documents.parquet", documents), ("notes.parquet", notes)):
        write_table(table, folder / name)
        manifest["files"][name] = _described(folder / name)
    write_json(
        folder / MANIFEST, {**manifest, "hash": content_hash(shard.tokenizer, documents, texts.digest())}
    )


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
            self._file.seek(0)
            self._header()
            self._file.close()


def write_table(table: pd.DataFrame, path: Path) -> None:
    """Write a DataFrame as Parquet.

    Raises
    ------
    CorpusError
        If a column holds values of several kinds.
    """
    try:
        pq.write_table(pa.Table.from_pandas(table, preserve_index=False), path, compression="zstd")
    except (pa.ArrowInvalid, pa.ArrowTypeError, pa.ArrowNotImplementedError) as error:
        reason = " ".join(str(part) for part in error.args)
        raise CorpusError(
            f"a column holds values of several kinds ({reason}); a saved corpus needs one kind a column"
        ) from error


def _described(path: Path) -> dict[str, Any]:
    items = len(np.load(path, mmap_mode="r")) if path.suffix == ".npy" and path.stat().st_size > 128 else 0
    return {"bytes": path.stat().st_size, "items": items, "xxh3": _xxh3(path)}


def _xxh3(path: Path) -> str:
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return xxhash.xxh3_128_hexdigest(b"")
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return xxhash.xxh3_128_hexdigest(data)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a description with its own hash in it."""
    sealed = {**content, "xxh3": _seal(content)}
    path.write_text(json.dumps(sealed, indent=1) + "\n", encoding="utf-8")


def read_json(path: Path, *, form: str, version: int) -> dict[str, Any]:
    """Read a description that :func:`write_json` wrote.

    Raises
    ------
    CorpusError
        If there is none, it was altered, or it is of another version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        seal = content.pop("xxh3")
    except FileNotFoundError as error:
        raise CorpusError(f"{path.parent}: no saved corpus, for it has no {path.name}; {_AGAIN}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise CorpusError(f"{path}: not the description of a saved corpus; {_AGAIN}") from error
    if (content.get("format"), content.get("version")) != (form, version):
        raise CorpusError(
            f"{path}: {content.get('format')!r}, version {content.get('version')!r}; this library reads "
            f"{form!r}, version {version}; {_AGAIN}"
        )
    if seal != _seal(content):
        raise CorpusError(f"{path}: altered since it was written; {_AGAIN}")
    return dict(content)


def _seal(content: dict[str, Any]) -> str:
    return xxhash.xxh3_128_hexdigest(json.dumps(content, sort_keys=True).encode())


def _read_manifest(folder: Path, tokenizer: Tokenizer | None) -> dict[str, Any]:
    path = folder / MANIFEST
    manifest = read_json(path, form=FORMAT, version=VERSION)
    if manifest["word"] != xxhash.xxh3_128_hexdigest(WORD.pattern.encode()):
        raise CorpusError(f"{path}: made when this library had another definition of a word; {_AGAIN}")
    if manifest["tokenizer"] != tokenizer_name(tokenizer):
        raise CorpusError(
            f"{path}: its words were found by tokenizer={manifest['tokenizer']}, not by "
            f"{tokenizer_name(tokenizer)}; give the one it was made with"
        )
    for name, file in manifest["files"].items():
        try:
            size = os.stat(folder / name).st_size  # noqa: PTH116  (a thousand shards have many files)
        except FileNotFoundError as error:
            raise CorpusError(f"{folder / name}: missing from the saved corpus; {_AGAIN}") from error
        if size != file["bytes"]:
            raise CorpusError(
                f"{folder / name}: {size:,} bytes where {file['bytes']:,} were written; {_AGAIN}"
            )
    return manifest
