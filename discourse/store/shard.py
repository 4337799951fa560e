"""A shard: documents, texts and token ids in a folder, written in a stream and read through memory maps.

A shard is a folder of files in open formats:

========================  ==============================================================================
``shard.json``            format, version, the options it was made with, the size and XXH3-128 of each file
``documents.parquet``     one row per document: id, source, date, year, title, …
``texts.npy``             uint8: the cleaned texts in UTF-8, one after the other
``text_offsets.npy``      int64: text ``d`` is ``texts[text_offsets[d]:text_offsets[d + 1]]``
``changes.parquet``       what cleaning changed: row, start, stop, was; these bytes of the text were others
``ids.npy``               int32: the token ids of all documents; an id is a row of ``vocabulary.parquet``
``offsets.npy``           int64: document ``d`` has the tokens ``ids[offsets[d]:offsets[d + 1]]``
``gaps.npy``              uint8: ends after each word (1 sentence, 2 paragraph); 4: an address; 64, 128: case
``marks.npy``             uint32: at which byte of its text each 16th word of a document begins
``vocabulary.parquet``    the types in alphabetical order, each as it is counted, and its frequency
``notes.parquet``         what was repaired, dropped or left empty
========================  ==============================================================================

It is written into a hidden folder beside its place and moved there when complete. So what is in its place is
complete unless it was altered later, which sizes and hashes reveal.
"""

import json
import mmap
import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import xxhash

from discourse.errors import CorpusError, DiscourseError, outside
from discourse.files import cannot_write
from discourse.ingest.clean_chunk import Change, Changes, as_read
from discourse.store.library import Memory, tokenizer_name
from discourse.store.sealed import read_sealed, write_sealed
from discourse.text.index import TokenIndex
from discourse.text.segmenters import segmenter
from discourse.text.sentences import SENTENCE, definition
from discourse.text.words import Tokenizer, word_of
from discourse.voice.codes import codes_of
from discourse.voice.cues import rules

FORMAT, VERSION = "discourse shard", 3
MANIFEST, _VOICES = "shard.json", "voices"
_WINDOW = 1 << 16  # bytes; a worker of Dask gets larger blocks from the system anew each time


class Stored:
    """A part of a corpus in a folder: opened at once, read as needed, and checked when read.

    Parameters
    ----------
    folder : Path
        A shard.
    tokenizer : object with ``span_tokenize``, optional
        The one that it was made with, if any.
    expected : str, optional
        The hash that it must have: a worker opens what was opened, or nothing.

    Raises
    ------
    CorpusError
        If the folder has no shard, another than expected, one of another version, or one that is incomplete.
    """

    def __init__(self, folder: Path, tokenizer: Tokenizer | None = None, expected: str | None = None) -> None:
        self.folder = folder
        self.manifest, self.tokenizer = _read_manifest(folder, tokenizer)
        if expected not in {None, self.hash}:
            raise CorpusError(f"{folder}: replaced by another since the corpus was opened; open it again")
        self._checked: set[str] = set()
        self._maps: list[mmap.mmap] = []

    def __reduce__(self) -> tuple[Any, ...]:
        return Stored, (self.folder, self.tokenizer, self.hash)

    def __len__(self) -> int:
        return int(self.manifest["documents"])

    @property
    def made_from(self) -> str:
        """What it was made from and how, from :func:`discourse.store.sources.key`."""
        return str(self.manifest["made_from"])

    @property
    def language(self) -> str:
        """The code of the language, or nothing."""
        return str(self.manifest["language"])

    @property
    def tokens(self) -> int:
        """How many words there are."""
        return int(self.manifest["tokens"])

    @property
    def hash(self) -> str:
        """The hash of all documents."""
        return str(self.manifest["hash"])

    @cached_property
    def hashes(self) -> dict[bytes, str]:
        """The hashes of the selections that were asked for, by a hash of their rows."""
        return {}

    @cached_property
    def documents(self) -> pd.DataFrame:
        """One row per document."""
        return self._documents()

    def column(self, name: str) -> pd.DataFrame:
        """Return :attr:`documents` with this column alone, or with none where there is none of that name."""
        if "documents" in self.__dict__:
            return self.documents.filter([name])
        return self._documents([name])

    def _documents(self, columns: list[str] | None = None) -> pd.DataFrame:
        with outside(self.folder / "documents.parquet"):
            table: pd.DataFrame = self._table("documents.parquet", columns).to_pandas()
            if len(table) != len(self):
                raise CorpusError(f"{self.folder}: {len(table):,} documents, not {len(self):,}; {_AGAIN}")
            dates = self.manifest["dates"]  # Parquet knows no whole seconds
            return table.astype({each: kind for each, kind in dates.items() if each in table})

    @cached_property
    def notes(self) -> pd.DataFrame:
        """What was repaired, dropped or left empty."""
        with outside(self.folder / "notes.parquet"):
            table: pd.DataFrame = self._table("notes.parquet").to_pandas()
        return table

    @cached_property
    def texts(self) -> "_Texts":
        """The texts, in the file."""
        self._array("texts.npy", np.uint8)  # looks at the head of the file
        path, offsets = self.path("texts.npy"), self._text_offsets
        with outside(path):
            return _Texts(path, offsets)

    @cached_property
    def _text_offsets(self) -> npt.NDArray[np.int64]:
        offsets = np.array(self._array("text_offsets.npy", np.int64))
        size = self.manifest["files"]["texts.npy"]["items"]
        if len(offsets) != len(self) + 1 or not _in_order(offsets, size):
            raise CorpusError(f"{self.folder}: its texts end outside their file; {_AGAIN}")
        return offsets

    @cached_property
    def index(self) -> TokenIndex:
        """The words, with ids mapped from the file."""
        with outside(self.folder):
            return self._index()

    def raw(self, row: int) -> str:
        """Return a text as it was read, before cleaning."""
        with outside(self.folder):
            return as_read(self.texts.utf8(row), self.changes.get(row, ()))

    @cached_property
    def voices(self) -> npt.NDArray[np.uint8]:
        """Whose word each word is, found when first needed, and kept in the cache folder."""
        made_from = json.dumps([rules(self.language), word_rule(self.language), self.hash])
        kept = read_sealed(made_from, _VOICES)
        if kept is not None and len(kept) == len(self.index.ids):
            return np.frombuffer(kept, dtype=np.uint8)
        codes = codes_of((self.texts[row] for row in range(len(self))), self.index)
        write_sealed(made_from, _VOICES, codes.tobytes())
        return codes

    @cached_property
    def changes(self) -> dict[int, list[Change]]:
        """What cleaning changed in which text."""
        if "changes.parquet" not in self.manifest["files"]:
            return {}
        with outside(self.folder / "changes.parquet"):
            table = self._table("changes.parquet")
            where = np.column_stack([table[name].to_numpy() for name in ("row", "start", "stop")])
            return Changes(where, table["was"]).by_row()

    def release(self) -> None:
        """Release what was read."""
        for name in ("documents", "notes", "texts", "index", "voices", "changes", "_text_offsets"):
            self.__dict__.pop(name, None)
        self._maps.clear()

    def rest(self) -> None:
        """Take the pages of mapped files out of memory; they are read again when they are needed."""
        for each in self._maps if hasattr(mmap, "MADV_DONTNEED") else ():
            each.madvise(mmap.MADV_DONTNEED)

    def check(self) -> None:
        """Read every file and compare its hash.

        Raises
        ------
        CorpusError
            If one was altered.
        """
        for name in self.manifest["files"]:
            self.path(name)

    def path(self, name: str) -> Path:
        """Return the path of a file whose bytes are those that were written.

        Raises
        ------
        CorpusError
            If they are not.
        """
        path = self.folder / name
        if name not in self._checked:
            with outside(path):
                if not path.exists():
                    raise CorpusError(f"{path}: removed since the corpus was opened; {_AGAIN}")
                written = xxh3(path) == self.manifest["files"][name]["xxh3"]
            if not written:
                raise CorpusError(f"{path}: altered since it was written; {_AGAIN}")
            self._checked.add(name)
        return path

    def _index(self) -> TokenIndex:
        types = self._table("vocabulary.parquet")
        ids, offsets = self._array("ids.npy", np.int32), np.array(self._array("offsets.npy", np.int64))
        gaps = self._array("gaps.npy", np.uint8)
        marked = "marks.npy" in self.manifest["files"]
        marks = self._array("marks.npy", np.uint32) if marked else None
        # Compiled code trusts these numbers, so none that points outside may reach it.
        inside = ids.min(initial=0) >= 0 and ids.max(initial=-1) < len(types)
        inside &= len(gaps) == len(ids)
        if not inside or len(offsets) != len(self) + 1 or not _in_order(offsets, len(ids)):
            raise CorpusError(f"{self.folder}: its token ids point outside its words; {_AGAIN}")
        if not (gaps[offsets[1:][np.diff(offsets) > 0] - 1] & SENTENCE).all():
            raise CorpusError(f"{self.folder}: its sentences run over the ends of documents; {_AGAIN}")
        index = TokenIndex(
            ids,
            offsets,
            types["type"].cast(pa.string()).to_pylist(),
            gaps,
            self.tokenizer,
            marks,
            self.language,
        )
        if marks is not None:
            ends = np.repeat(np.diff(self._text_offsets), np.diff(index.mark_offsets))
            if len(marks) != len(ends) or (marks >= ends).any():
                raise CorpusError(f"{self.folder}: its marks point outside its texts; {_AGAIN}")
        index.__dict__["frequencies"] = types["frequency"].to_numpy()  # as if it had been asked for
        return index

    def _table(self, name: str, columns: list[str] | None = None) -> pa.Table:
        path = self.path(name)
        with outside(path), pq.ParquetFile(path) as file:  # read_table reads a folder in its place
            return file.read(columns)

    def _array(self, name: str, kind: type[np.generic]) -> npt.NDArray[Any]:
        path = self.path(name)
        with outside(path):
            array = np.load(path, mmap_mode="r" if self.manifest["files"][name]["items"] else None)
        if array.dtype != kind or array.ndim != 1:
            raise CorpusError(f"{self.folder / name}: {array.dtype} of shape {array.shape}; {_AGAIN}")
        if isinstance(array, np.memmap):
            self._maps.append(array._mmap)  # type: ignore[attr-defined]
        return np.asarray(array)


Library = Memory | Stored  # a part of a corpus; all selections share it

_AGAIN = "remove the folder and make the saved corpus again"


def _in_order(offsets: npt.NDArray[np.int64], items: int) -> bool:
    return bool(offsets[0] == 0 and offsets[-1] == items and (np.diff(offsets) >= 0).all())


class _Texts:
    """Texts, read from their file one by one: of a map, all that was ever read would stay in memory."""

    def __init__(self, path: Path, offsets: npt.NDArray[np.int64]) -> None:
        self._file, self._lock = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0)), Lock()
        weakref.finalize(self, os.close, self._file)
        self._path = path
        self._begin = path.stat().st_size - int(offsets[-1])  # after the head of the file
        self._offsets = offsets

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, row: int) -> str:
        with outside(self._path):
            return self.utf8(row).decode()

    def utf8(self, row: int, start: int = 0, stop: int | None = None) -> bytes:
        """Return some bytes of a text in UTF-8."""
        begin, end = int(self._offsets[row]), int(self._offsets[row + 1])
        begin, end = begin + start, end if stop is None else min(begin + stop, end)
        with self._lock, outside(self._path):
            os.lseek(self._file, self._begin + begin, os.SEEK_SET)
            found = os.read(self._file, max(end - begin, 0))
        if len(found) < end - begin:
            raise CorpusError(f"{self._path}: cut short since the corpus was opened; {_AGAIN}")
        return found


def word_rule(language: str) -> str:
    """Return a hash of the definition of a word, and of the ends of sentences."""
    return xxhash.xxh3_128_hexdigest(f"{word_of(language).pattern}\n{definition(language)}".encode())


def xxh3(path: Path) -> str:
    """Return the hash of a file; little of it is in memory at a time."""
    digest, window = xxhash.xxh3_128(), memoryview(bytearray(_WINDOW))
    with path.open("rb", buffering=0) as file:  # no map, as who reads one of a file that shrinks is killed
        while read := file.readinto(window):
            digest.update(window[:read])
    return digest.hexdigest()


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a description together with its own hash."""
    sealed = {**content, "xxh3": _seal(content)}
    with written_at(path):
        path.write_text(json.dumps(sealed, indent=1) + "\n", encoding="utf-8")


@contextmanager
def written_at(place: Path) -> Iterator[None]:
    """Make an OSError in writing one sentence that names the place; that of a full disk names none."""
    try:
        yield
    except DiscourseError:
        raise
    except OSError as error:
        raise cannot_write(Path(error.filename or place), error) from error


def read_json(path: Path, *, form: str, version: int) -> dict[str, Any]:
    """Read a description that :func:`write_json` wrote.

    Raises
    ------
    CorpusError
        If it is missing, altered, or of another version.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        seal = content.pop("xxh3")
    except FileNotFoundError as error:
        raise CorpusError(
            f"{path.parent}: no saved corpus, as it has no {path.name}; discourse.index makes one"
        ) from error
    except NotADirectoryError as error:
        raise CorpusError(
            f"{path.parent}: a file; a saved corpus is a folder, which discourse.index makes"
        ) from error
    except OSError as error:
        raise CorpusError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
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


def _read_manifest(folder: Path, tokenizer: Tokenizer | None) -> tuple[dict[str, Any], Tokenizer | None]:
    path = folder / MANIFEST
    manifest = read_json(path, form=FORMAT, version=VERSION)
    if manifest["word"] != word_rule(manifest["language"]):
        raise CorpusError(f"{path}: made when this library had another definition of a word; {_AGAIN}")
    if tokenizer is None and manifest["tokenizer"] != tokenizer_name(None):
        tokenizer = segmenter(manifest["language"])
    if manifest["tokenizer"] != tokenizer_name(tokenizer):
        raise CorpusError(
            f"{path}: its words were found by tokenizer={manifest['tokenizer']}, not by "
            f"{tokenizer_name(tokenizer)}; pass the one it was made with"
        )
    for name, file in manifest["files"].items():
        try:
            size = os.stat(folder / name).st_size  # noqa: PTH116  (a thousand shards have many files)
        except FileNotFoundError as error:
            raise CorpusError(f"{folder / name}: missing from the saved corpus; {_AGAIN}") from error
        except OSError as error:
            raise CorpusError(f"{folder / name}: cannot be read ({error.strerror})") from error
        if size != file["bytes"]:
            raise CorpusError(
                f"{folder / name}: {size:,} bytes where {file['bytes']:,} were written; {_AGAIN}"
            )
    return manifest, tokenizer
