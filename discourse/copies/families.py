"""The families of copies of a corpus as it was read: found when first asked for, shared by all selections."""

import io
import json
from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import Any, NamedTuple, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from discourse.copies.find import Copies, find_copies
from discourse.errors import CorpusError
from discourse.store.sealed import read_sealed, write_sealed
from discourse.store.shard import Library, Stored, word_rule

_RULES = ["copies 1", find_copies.__kwdefaults__]  # the first to be changed with how they are found
Rows = npt.NDArray[np.int64]


class _Arrays(Protocol):
    """Several arrays with a name each, of which the first has an item a document."""

    def _asdict(self) -> dict[str, Any]: ...


_Found = TypeVar("_Found", bound=_Arrays)


class Found(NamedTuple):
    """What is known about the copies among some documents.

    Attributes
    ----------
    numbers : ndarray of int64, shape (documents,)
        The place of each document in the corpus as it was read.
    copies : Copies
        Families and pairs, by these numbers.
    names : dict of int to str
        The ids of the documents that families with copies are called after.
    """

    numbers: Rows
    copies: Copies
    names: dict[int, str]

    def of(self, rows: Rows) -> "Found":
        """Return what concerns some of the documents."""
        numbers, family = self.numbers[rows], self.copies.family[rows]
        _, first, second, overlap = self.copies
        both = np.isin(first, numbers) & np.isin(second, numbers)
        copies = Copies(family, first[both], second[both], overlap[both])
        named = np.unique(family[family != numbers]).tolist()
        return Found(numbers, copies, {number: self.names[number] for number in named})


class Families:
    """The copies among the documents of some libraries.

    Parameters
    ----------
    libraries : sequence of Library
        All of the corpus; or, in another process, some of it.
    found : Found, optional
        What was found before.
    whole : bool
        Whether these are all libraries of the corpus: copies cannot be looked for in a part of it.
    """

    def __init__(
        self, libraries: Sequence[Library], found: Found | None = None, *, whole: bool = True
    ) -> None:
        self.libraries = list(libraries)
        self.whole = whole
        if found is not None:
            self.__dict__["found"] = found

    @cached_property
    def found(self) -> Found:
        """What is known, from the cache folder or found now.

        Raises
        ------
        CorpusError
            If this is a part of a corpus.
        """
        if not self.whole:
            raise CorpusError(
                "this part of a corpus was sent to another process before its copies were looked for, and "
                "only the whole has them all; ask that for corpus.families first"
            )
        copies = kept(
            self.libraries,
            _RULES,
            "copies",
            Copies,
            lambda: find_copies(self.libraries, progress=shows_progress(self.libraries)),
        )
        numbers, family = np.arange(len(copies.family)), copies.family
        return Found(numbers, copies, ids_of(self.libraries, np.unique(family[family != numbers])))

    def among(self, parts: Sequence[tuple[Library, Rows]]) -> Found:
        """Return what concerns some documents: rows of libraries."""
        return self.found.of(np.concatenate([self._begin(library) + rows for library, rows in parts]))

    def only(self, libraries: Sequence[Library]) -> "Families":
        """Return what concerns some libraries, for another process: with what was found, without texts."""
        if len(libraries) == len(self.libraries):
            return self
        if "found" not in self.__dict__:
            return Families(libraries, whole=False)
        found = self.among([(library, np.arange(len(library))) for library in libraries])
        return Families(libraries, found, whole=False)

    def _begin(self, library: Library) -> int:
        """Return the place of the first document of a library among all."""
        place = next(place for place, other in enumerate(self.libraries) if other is library)
        return sum(map(len, self.libraries[:place]))

    def __reduce__(self) -> tuple[object, ...]:
        return partial(Families, whole=self.whole), (self.libraries, self.__dict__.get("found"))


def ids_of(libraries: Sequence[Library], numbers: Rows) -> dict[int, str]:
    """Return the ids of some documents by their numbers; a library without any is not opened for it."""
    ids: dict[int, str] = {}
    begin = 0
    for library in libraries:
        mine = numbers[(numbers >= begin) & (numbers < begin + len(library))]
        if len(mine):
            ids.update(zip(mine.tolist(), library.documents["id"].iloc[mine - begin], strict=True))
        begin += len(library)
    return ids


def shows_progress(libraries: Sequence[Library]) -> bool:
    """Say whether what takes over a second may show a bar."""
    return all(getattr(library, "progress", True) for library in libraries)


def kept(
    libraries: Sequence[Library],
    rules: Sequence[object],
    name: str,
    kind: Callable[..., _Found],
    find: Callable[[], _Found],
) -> _Found:
    """Return what was found in libraries; of a saved corpus it is kept in the cache folder: it takes seconds.

    It goes when the cache needs room, like an index.

    Parameters
    ----------
    libraries : sequence of Library
    rules : sequence
        How it is found: what JSON can tell.
    name : str
        The name of its file.
    kind, find : callable
        The named tuple that it is, and what finds it.
    """
    if not all(isinstance(library, Stored) for library in libraries):
        return find()  # the hash of what is only in memory takes as long
    made_from = json.dumps(
        [*rules, word_rule(libraries[0].language), *(library.hash for library in libraries)]
    )
    before = _read(made_from, name, kind, documents=sum(map(len, libraries)))
    if before is not None:
        return before
    found = find()
    data = io.BytesIO()
    np.savez(data, **found._asdict())
    write_sealed(made_from, f"{name}.npz", data.getvalue())
    return found


def _read(made_from: str, name: str, kind: Callable[..., _Found], *, documents: int) -> _Found | None:
    """Read what was kept; None if there is nothing, or it is not what was written."""
    data = read_sealed(made_from, f"{name}.npz")
    if data is None:
        return None
    with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
        whole = len(arrays[arrays.files[0]]) == documents
        return kind(**{each: arrays[each] for each in arrays.files}) if whole else None
