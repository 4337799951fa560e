"""Texts cleaned many at a time: a compiled look finds what might go, and the rules see nothing else."""

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from discourse.ingest.clean import (
    BEGINNINGS,
    ENDINGS,
    QUOTATION_MARKS,
    Regex,
    as_heading,
    clean,
    evened,
    furniture,
)
from discourse.ingest.markup import markup_in
from discourse.ingest.notes import Notes
from discourse.text.chunks import Chunk, chunk_of, not_utf8, texts_of

_TAKEN_FOR_ASCII = "ſıİ"  # by `re`, where case does not count
_JOINERS = "\u200c\u200d"
# Each of these characters is asked about; those below are letters without case, or signs: Chinese, Hangul.
_ASKED = (range(0x80, 0x3000), range(0xFF01, 0xFF5F))
_PLAIN = (
    *(range(0x3001, 0x302A), range(0x3041, 0x3097), range(0x30A1, 0x30FB), range(0x3400, 0x4DC0)),
    *(range(0x4E00, 0xA000), range(0xAC00, 0xD7A4), range(0x1F300, 0x1FB00)),
)
_PAST_UTF8 = 0x140000  # what four bytes can say

Change = tuple[int, int, str]  # from which byte of a text to which, and what was there


class Changes(NamedTuple):
    """What cleaning changed, so that a text can be shown as it was read.

    Attributes
    ----------
    where : ndarray of int64, shape (changes, 3)
        The row of a text, and from which of its bytes to which, as it is now, others were. The changes of one
        text stand together, from its beginning to its end.
    were : pyarrow.LargeStringArray
        The others.
    """

    where: npt.NDArray[np.int64]
    were: Any

    @classmethod
    def of(cls, changes: Mapping[int, Iterable[Change]]) -> "Changes":
        """Put the changes of texts together."""
        every = [(row, *change) for row, some in changes.items() for change in some]
        where = np.array([change[:3] for change in every], dtype=np.int64).reshape(-1, 3)
        return cls(where, pa.array([change[3] for change in every], pa.large_string()))

    def by_row(self) -> dict[int, list[Change]]:
        """Return the changes of each text."""
        changes: dict[int, list[Change]] = {}
        for (row, start, stop), was in zip(self.where.tolist(), self.were.to_pylist(), strict=True):
            changes.setdefault(row, []).append((start, stop, was))
        return changes


def as_read(text: bytes, changes: Sequence[Change]) -> str:
    r"""Return a text as it was before some changes, in their order.

    Examples
    --------
    >>> as_read(b"They met.", [(0, 0, "Talks\n\n"), (9, 9, "\n")])
    'Talks\n\nThey met.\n'
    """
    for start, stop, was in reversed(changes):
        text = text[:start] + was.encode() + text[stop:]
    return text.decode()


def clean_by_the_rules(
    chunk: Chunk,
    *,
    titles: Sequence[str],
    ids: Sequence[str],
    drop_lines: Sequence[Regex] = (),
    drop_text: Sequence[Regex] = (),
    notes: Notes,
) -> tuple[Chunk, Changes]:
    """Clean each text of a chunk by the rules alone, as :func:`clean_chunk` does in less time."""
    texts, changes = list[str](), dict[int, list[Change]]()
    for row, raw in enumerate(texts_of([chunk])):
        text = clean(
            raw,
            title=titles[row],
            drop_lines=drop_lines,
            drop_text=drop_text,
            notes=notes,
            document=ids[row],
        )
        texts.append(text)
        if text != raw:
            changes[row] = [(0, len(text.encode()), raw)]
    return chunk_of(chunk.first, [text.encode() for text in texts]), Changes.of(changes)


def clean_chunk(
    chunk: Chunk,
    *,
    titles: Sequence[str],
    ids: Sequence[str],
    drop_lines: Sequence[Regex] = (),
    drop_text: Sequence[Regex] = (),
    notes: Notes,
) -> tuple[Chunk, Changes]:
    r"""Clean each text of a chunk, as :func:`discourse.ingest.clean.clean` does.

    Parameters
    ----------
    chunk : Chunk
        The texts, in UTF-8.
    titles, ids : sequence of str
        Of these documents.
    drop_lines, drop_text, notes
        As for :func:`discourse.ingest.clean.clean`.

    Returns
    -------
    cleaned : Chunk
        As many texts; one of which nothing is left is empty.
    changes : Changes
        By rows of this chunk.

    Raises
    ------
    DiscourseError
        If a text is not UTF-8.

    Examples
    --------
    >>> texts = chunk_of(0, [b"They met.\nPhoto by: Reuters", b"They left."])
    >>> cleaned, changes = clean_chunk(texts, titles=["", ""], ids=["a", "b"], notes=Notes())
    >>> cleaned.data.tobytes(), cleaned.offsets.tolist()
    (b'They met.They left.', [0, 9, 19])
    >>> changes.by_row()
    {0: [(9, 9, '\nPhoto by: Reuters')]}
    """
    from discourse.compiled import lines as look  # brings Numba

    first, data, offsets = chunk
    data, starts, stops = data[offsets[0] : offsets[-1]], offsets[:-1] - offsets[0], offsets[1:] - offsets[0]
    headings = chunk_of(0, [title.strip().encode() for title in titles])
    seen = look.look(data, starts, stops, headings.data, headings.offsets, *_known())
    if drop_lines or drop_text:
        seen.said[:] = look.CHARACTERS  # only they know what they take
    marks = np.flatnonzero((data == ord("<")) | (data == ord("&")))
    for row in np.unique(np.searchsorted(stops, marks, side="right")).tolist():
        if markup_in(_text(data[starts[row] : stops[row]], first + row)):
            seen.said[row] = look.CHARACTERS
    of_document = {row: list(some) for row, some in groupby(seen.lines.tolist(), key=lambda line: line[0])}
    as_is, gone = seen.said & look.LAYOUT == 0, list[int]()
    rewritten: dict[int, tuple[bytes, str]] = {}
    for row in np.flatnonzero(seen.said & ~np.uint8(look.LAYOUT)).tolist():
        if seen.said[row] & look.CHARACTERS:
            raw = _text(data[starts[row] : stops[row]], first + row)
            text = clean(
                raw,
                title=titles[row],
                drop_lines=drop_lines,
                drop_text=drop_text,
                notes=notes,
                document=ids[row],
            )
            if text != raw:
                rewritten[row] = text.encode(), raw
            continue
        heading = as_heading(titles[row])
        for _, number, start, stop, last_start, last_stop in of_document[row]:
            line = evened(_text(data[start:stop], first + row))
            last = evened(_text(data[last_start:last_stop], first + row))
            what = furniture(line, heading=heading, last=last)
            if what:
                notes.add(what, document=ids[row], line=number, text=line)
                gone.append(start)
                as_is[row] = False
    if rewritten:
        rows, texts = list(rewritten), [text for text, _ in rewritten.values()]
        past = len(data) + np.cumsum([len(text) for text in texts])
        starts[rows], stops[rows] = np.concatenate(([len(data)], past[:-1])), past
        data = np.concatenate([data, np.frombuffer(b"".join(texts), dtype=np.uint8)])
    whole = Changes.of({row: [(0, len(text), raw)] for row, (text, raw) in rewritten.items()})
    kept, offsets, cuts, cut = look.without(data, starts, stops, as_is, gone, seen.counts)
    bounds = pa.py_buffer(np.concatenate(([0], cuts[:, look.PAST])))
    were = pa.LargeStringArray.from_buffers(len(cuts), bounds, pa.py_buffer(cut))
    where = np.concatenate((whole.where, cuts[:, [look.ROW, look.FROM, look.TO]]))
    return Chunk(first, kept, offsets), Changes(where, pa.concat_arrays([whole.were, were]))


def _text(data: npt.NDArray[np.uint8], row: int) -> str:
    try:
        return data.tobytes().decode()
    except UnicodeDecodeError as error:
        raise not_utf8(row + 1, error.start + 1) from error


@cache
def _known() -> tuple[npt.NDArray[np.uint32], Any, Any]:
    """Return what the look knows of the rules."""
    from discourse.compiled.lines import Words

    return _folds(), Words.of(BEGINNINGS), Words.of(ENDINGS)


@cache
def _folds() -> npt.NDArray[np.uint32]:
    """Return for each character what it is compared by, as the look needs it."""
    from discourse.compiled.lines import SEVERAL

    folds: npt.NDArray[Any] = np.zeros(_PAST_UTF8, dtype=np.uint32)
    folds[[0x09, 0x0A]] = 0x20
    folds[0x20:0x7F] = list(bytes(range(0x20, 0x7F)).lower())
    for some in _PLAIN:
        folds[some.start : some.stop] = np.arange(some.start, some.stop)
    for some in _ASKED:
        folded = [char.casefold() if is_plain(char) else "\0" for char in map(chr, some)]
        folds[some.start : some.stop] = [ord(char) if len(char) == 1 else SEVERAL for char in folded]
    for mark, straight in QUOTATION_MARKS:
        folds[ord(mark)] = ord(straight)
    return folds


def is_plain(char: str) -> bool:
    """Say whether cleaning leaves a character beyond ASCII alone, whatever stands around it."""
    if unicodedata.category(char)[0] in "CMZ":  # control and format characters, marks, separators
        return char in _JOINERS
    conjoining = "\u1100" <= char < "\u1200"
    return unicodedata.is_normalized("NFC", char) and not conjoining and char not in _TAKEN_FOR_ASCII
