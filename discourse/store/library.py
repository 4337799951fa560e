"""A part of a corpus in memory, and the hash of what is counted."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.files import strings
from discourse.ingest.clean_chunk import Change, as_read
from discourse.progress import tqdm
from discourse.text.index import TokenIndex, build_index
from discourse.text.words import Tokenizer
from discourse.voice.codes import codes_of

_TEXTS_WORTH_A_BAR = 5000


class TextList:
    """Texts in memory, in UTF-8: as strings, those with a curly quotation mark would take twice as much."""

    def __init__(self, encoded: list[bytes]) -> None:
        self.encoded = encoded

    def __len__(self) -> int:
        return len(self.encoded)

    def __getitem__(self, row: int) -> str:
        return self.encoded[row].decode()

    def __iter__(self) -> Iterator[str]:
        return (text.decode() for text in self.encoded)

    def utf8(self, row: int, start: int = 0, stop: int | None = None) -> bytes:
        """Return some bytes of a text in UTF-8."""
        return self.encoded[row][start:stop]


@dataclass
class Memory:
    """A part of a corpus in memory, indexed when first needed.

    It has the same attributes and methods as :class:`discourse.store.shard.Stored`.
    """

    documents: pd.DataFrame  # one row per document, without token counts
    texts: TextList  # as they are counted
    changes: dict[int, list[Change]]  # what cleaning changed in them
    notes: pd.DataFrame  # what was repaired, dropped or left empty
    tokenizer: Tokenizer | None = None
    progress: bool = True
    language: str = ""

    def __len__(self) -> int:
        return len(self.documents)

    def column(self, name: str) -> pd.DataFrame:
        """Return `documents` with this column alone, or with none where there is none of that name."""
        return self.documents.filter([name])

    @cached_property
    def index(self) -> TokenIndex:
        """The words, found when first needed."""
        if not self.progress or len(self.texts) < _TEXTS_WORTH_A_BAR:
            return build_index(self.texts.encoded, self.tokenizer, self.language)
        shown = tqdm(self.texts.encoded, desc="Indexing", unit=" documents", disable=None)
        return build_index(shown, self.tokenizer, self.language)

    @cached_property
    def voices(self) -> npt.NDArray[np.uint8]:
        """Whose word each word is, found when first needed."""
        return codes_of(self.texts, self.index)

    @property
    def has_voices(self) -> bool:
        """Whether voices have been found: of few texts they are found anew sooner than of all."""
        return "voices" in self.__dict__

    @property
    def tokens(self) -> int:
        """The number of words."""
        return int(self.index.sizes.sum())

    @cached_property
    def hash(self) -> str:
        """The hash of all documents; see :func:`content_hash`."""
        return content_hash(self.tokenizer, self.language, self.documents, self.texts.encoded)

    @cached_property
    def hashes(self) -> dict[bytes, str]:
        """The hashes of the selections that were asked for: a notebook makes the same one again and again."""
        return {}

    def raw(self, row: int) -> str:
        """Return a text as it was read, before cleaning."""
        return as_read(self.texts.utf8(row), self.changes.get(row, ()))

    def release(self) -> None:
        """Release nothing: it is nowhere else."""

    def rest(self) -> None:
        """Take nothing out of memory: it is nowhere else."""


def tokenizer_name(tokenizer: Tokenizer | None) -> str:
    """Return the name of a tokenizer.

    Examples
    --------
    >>> tokenizer_name(None)
    'word'
    """
    # without the memory address in a plain repr
    return "word" if tokenizer is None else re.sub(r" at 0x[0-9a-fA-F]+", "", repr(tokenizer))


class TextDigest:
    """The digest of texts that are added one or many at a time."""

    def __init__(self) -> None:
        self._bytes = hashlib.sha256()
        self._lengths: list[npt.NDArray[np.int64]] = []

    def update(self, data: bytes | memoryview, lengths: npt.NDArray[np.int64]) -> None:
        """Add texts: their concatenated bytes, and the length of each."""
        self._bytes.update(data)
        self._lengths.append(lengths)

    def digest(self) -> str:
        """Return the digest of all texts so far, which depends on where one ends and the next begins."""
        lengths = np.concatenate([np.empty(0, dtype=np.int64), *self._lengths])
        return hashlib.sha256(self._bytes.digest() + lengths.astype("<i8").tobytes()).hexdigest()


def content_hash(
    tokenizer: Tokenizer | None, language: str, documents: pd.DataFrame, texts: Iterable[bytes] | str
) -> str:
    """Return the SHA-256 of documents as they are counted: tokenizer, language, metadata and texts, in order.

    Parameters
    ----------
    tokenizer : object with ``span_tokenize``, optional
        It counts by its name.
    language : str
        The code of the language, or nothing.
    documents : DataFrame
        One row per document.
    texts : iterable of bytes, or str
        The texts in UTF-8, or their digest if known.
    """
    if not isinstance(texts, str):
        digest, remaining = TextDigest(), iter(texts)
        while some := list(islice(remaining, 1000)):
            digest.update(b"".join(some), np.array([len(text) for text in some], dtype=np.int64))
        texts = digest.digest()
    rules = [tokenizer_name(tokenizer), *([language] if language else [])]
    sha = hashlib.sha256("".join(f"{line}\n" for line in (*rules, texts)).encode())
    for column in documents.columns:
        sha.update(json.dumps([str(column), *strings(documents[column]).tolist()]).encode())
    return sha.hexdigest()
