"""A voice for every word of an index, and the words of some voices alone."""

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from discourse import jobs
from discourse.errors import DiscourseError, MarksOnlyWarning
from discourse.text.counts import is_worth_compiling
from discourse.text.index import Positions, TokenIndex
from discourse.text.sentences import CAPITAL, PARAGRAPH, SENTENCE
from discourse.text.words import spans
from discourse.voice import ATTITUDE, MARKED, OUTLET, QUOTED, REPORTED
from discourse.voice.cues import cues
from discourse.voice.words import FEW

if TYPE_CHECKING:
    from discourse.voice.find import Voices  # what reads characters is imported where voices are asked for

Codes = npt.NDArray[np.uint8]
Voice = str | Sequence[str]

ALL = "all"
_CODES = {
    "outlet": (OUTLET,),
    "quoted": (QUOTED,),
    "marked": (MARKED,),
    "reported": (REPORTED, ATTITUDE),
    "attitude": (ATTITUDE,),
}


def wanted(voice: Voice) -> tuple[str, ...]:
    """Return the names of voices; none means all.

    Raises
    ------
    DiscourseError
        If there is no such voice.

    Examples
    --------
    >>> wanted("all"), wanted("outlet"), wanted(["outlet", "attitude"])
    ((), ('outlet',), ('outlet', 'attitude'))
    """
    names = [voice] if isinstance(voice, str) else list(voice) if isinstance(voice, Iterable) else [voice]
    if names == [ALL]:
        return ()
    if not names or not all(isinstance(name, str) and name in _CODES for name in names):
        wrong = next((name for name in names if name not in _CODES), voice)
        raise DiscourseError(f"voice= must be all, or some of {', '.join(_CODES)}, not {wrong!r}")
    return tuple(dict.fromkeys(names))


class Document(NamedTuple):
    """A text, where its words stand in it, and whose they are."""

    text: str
    at: list[tuple[int, int]]
    found: "Voices"
    starts: list[int]  # the first word of each sentence


def read_document(
    text: str, index: TokenIndex, row: int, vocabulary: Sequence[str] | None = None
) -> Document:
    """Find whose words those of one document are; for many the vocabulary is a list of Python's."""
    from discourse.voice.find import voices_of

    vocabulary, at = vocabulary or index.vocabulary, list(spans(text, *index.rules))
    here = slice(int(index.offsets[row]), int(index.offsets[row + 1]))
    gaps = index.gaps[here]
    forms = [vocabulary[number] for number in index.ids[here].tolist()]
    plain = len(gaps) >= FEW and not (gaps & CAPITAL).any()  # without capitals no name is known
    found = voices_of(text, at, forms, gaps.tolist(), None if plain else cues(index.language))
    return Document(text, at, found, [0, *(np.flatnonzero(gaps[:-1] & SENTENCE) + 1).tolist()])


def codes_of(texts: Iterable[str], index: TokenIndex) -> Codes:
    """Return the voice of every word of an index, as a place in :data:`discourse.voice.VOICES`.

    Warns
    -----
    MarksOnlyWarning
        If no cues are known for the language: quotations are all marked then, and nothing is reported.
    """
    table = cues(index.language)
    if table is None:
        warnings.warn(
            f"no cues of speech are known for the language {index.language!r}: quotations are found by their "
            "marks, but nobody is named, and indirect speech counts as the outlet's own words",
            MarksOnlyWarning,
            stacklevel=2,
        )
    if index.tokenizer is None and is_worth_compiling(len(index.ids)):
        from discourse.voice import compiled

        return compiled.codes_of(texts, index, table, threads=jobs.threads())
    codes, vocabulary = np.zeros(len(index.ids), dtype=np.uint8), list(index.vocabulary)
    for row, text in enumerate(texts):
        found = read_document(text, index, row, vocabulary).found
        codes[index.offsets[row] : index.offsets[row + 1]] = found.codes
    return codes


def of_voice(codes: Codes, voice: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Tell which words are of some voices."""
    known = np.zeros(1 + max(code for each in _CODES.values() for code in each), dtype=bool)
    for name in voice:
        known[list(_CODES[name])] = True
    inside: npt.NDArray[np.bool_] = known[codes]
    return inside


def words_in(index: TokenIndex, codes: Codes, voice: tuple[str, ...]) -> tuple[TokenIndex, Positions]:
    """Return the index of the words of some voices alone, and where each of them stands in the whole.

    A sentence ends where words are left out, so that no pattern matches over the place.

    Examples
    --------
    >>> from discourse.text.index import build_index
    >>> index = build_index(["He said “we may go” today."])
    >>> own, places = words_in(index, np.array([0, 0, 1, 1, 1, 0], dtype=np.uint8), ("outlet",))
    >>> own.ids.tolist() == index.ids[[0, 1, 5]].tolist(), (own.gaps & 3).tolist(), places.tolist()
    (True, [0, 1, 3], [0, 1, 5])
    """
    kept = np.flatnonzero(of_voice(codes, voice))
    offsets = np.searchsorted(kept, index.offsets)
    gaps = index.gaps[kept]
    gaps[:-1][np.diff(kept) > 1] |= SENTENCE
    gaps[offsets[1:][np.diff(offsets) > 0] - 1] |= SENTENCE | PARAGRAPH
    return replace(index, ids=index.ids[kept], offsets=offsets, gaps=gaps, marks=None), kept
