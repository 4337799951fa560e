"""The stories of a corpus as it was read: which articles are about one event, shared by all selections."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.copies.events import Events, find_events
from discourse.copies.families import Families, ids_of, kept, shows_progress
from discourse.errors import CorpusError
from discourse.lexicon import Lexicon
from discourse.store.shard import Library

_RULES = ["stories 2", find_events.__kwdefaults__]  # the first to be changed with how they are found
Rows = npt.NDArray[np.int64]


class Told(NamedTuple):
    """The stories of some documents.

    Attributes
    ----------
    numbers : ndarray of int64, shape (documents,)
        The place of each document in the corpus as it was read.
    story : ndarray of int64, shape (documents,)
        The place of the first article of its story: its own, if it is alone.
    similarity : ndarray of float64, shape (documents,)
        To the other articles of its story; NaN for an article alone.
    names : dict of int to str
        The ids of the articles that stories of several are called after.
    """

    numbers: Rows
    story: Rows
    similarity: npt.NDArray[np.float64]
    names: dict[int, str]


@dataclass(frozen=True, eq=False)
class Stories:
    """The stories told by the documents of some libraries; :func:`find_stories` makes it.

    Attributes
    ----------
    lexicon : Lexicon or None
        Whose words did not count.
    days : int
        How many days apart two articles may be that are compared.
    libraries : list of Library
    begins : list of int
        The place of the first document of each in the corpus as it was read.
    events : list of Events
        What was found, a library each.
    names : dict of int to str
        The ids of the articles that stories of several are called after.
    """

    lexicon: Lexicon | None
    days: int
    libraries: list[Library]
    begins: list[int]
    events: list[Events]
    names: dict[int, str]

    def among(self, parts: Sequence[tuple[Library, Rows]]) -> Told:
        """Return what concerns some documents: rows of libraries."""
        places = [self._place(library) for library, _ in parts]
        some = list(zip(places, (rows for _, rows in parts), strict=True))
        numbers = np.concatenate([self.begins[place] + rows for place, rows in some])
        story = np.concatenate([self.events[place].story[rows] for place, rows in some])
        similarity = np.concatenate([self.events[place].similarity[rows] for place, rows in some])
        return Told(numbers, story, similarity, self.names)

    def only(self, libraries: Sequence[Library]) -> "Stories":
        """Return what concerns some libraries, for another process."""
        places = [self._place(library) for library in libraries]
        begins, events = [self.begins[place] for place in places], [self.events[place] for place in places]
        wanted = set(np.concatenate([each.story for each in events]).tolist()) & self.names.keys()
        names = {number: self.names[number] for number in sorted(wanted)}
        return replace(self, libraries=list(libraries), begins=begins, events=events, names=names)

    def _place(self, library: Library) -> int:
        return next(place for place, other in enumerate(self.libraries) if other is library)


def find_stories(families: Families, lexicon: Lexicon | None, *, days: int) -> Stories:
    """Find the stories of a corpus as it was read, whose families of copies are these.

    Raises
    ------
    CorpusError
        If this is a part of a corpus, or `days` is no whole number from 0.
    """
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise CorpusError(f"days= is a whole number of days from 0, not {days!r}")
    if not families.whole:
        raise CorpusError(
            "this part of a corpus was sent to another process before its stories were looked for, and "
            "only the whole has them all; ask that for corpus.with_stories first"
        )
    libraries = families.libraries
    patterns = [text for query in lexicon.queries() for text in query.patterns] if lexicon else []
    found = kept(
        libraries,
        [*_RULES, days, sorted({*patterns})],
        "stories",
        Events,
        lambda: find_events(
            libraries,
            families.found.copies.family,
            days=days,
            without=patterns,
            progress=shows_progress(libraries),
        ),
    )
    ends = np.cumsum([len(library) for library in libraries]).tolist()
    begins = [0, *ends[:-1]]
    events = [
        Events(found.story[begin:end], found.similarity[begin:end])
        for begin, end in zip(begins, ends, strict=True)
    ]
    several = np.unique(found.story[found.story != np.arange(len(found.story))])
    return Stories(lexicon, days, libraries, begins, events, ids_of(libraries, several))
