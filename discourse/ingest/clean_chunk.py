"""Texts cleaned many at a time: a compiled look finds what might go, and the rules see nothing else."""

import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from re import Pattern
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from discourse.ingest.clean import (
    BEGINNINGS,
    ENDINGS,
    QUOTATION_MARKS,
    as_heading,
    clean,
    evened,
    furniture,
)
from discourse.ingest.notes import Notes
from discourse.text.chunks import Chunk, chunk_of, not_utf8

_TAKEN_FOR_ASCII = "ſıİK"  # by `re`, where case does not count
_JOINERS = "\u200c\u200d"
# Each of these characters is asked about; those below are letters without case, or signs: Chinese, Hangul.
_ASKED = (range(0x80, 0x3000), range(0xFF01, 0xFF5F))
_PLAIN = (
    *(range(0x3001, 0x302A), range(0x3041, 0x3097), range(0x30A1, 0x30FB), range(0x3400, 0x4DC0)),
    *(range(0x4E00, 0xA000), range(0xAC00, 0xD7A4), range(0x1F300, 0x1FB00)),
)
_PAST_UTF8 = 0x140000  # what four bytes can say


class Changes(NamedTuple):
    """What cleaning changed, so that a text can be shown as it was read.

    Attributes
    ----------
    rows : ndarray of int64
        The texts; the changes of one stand together, from its beginning to its end.
    starts, stops : ndarray of int64
        Which bytes of the text, as it is now, stand for others.
    were : pyarrow.LargeStringArray
        The others.
    """

    rows: npt.NDArray[np.int64]
    starts: npt.NDArray[np.int64]
    stops: npt.NDArray[np.int64]
    were: Any


def clean_chunk(
    chunk: Chunk,
    *,
    titles: Sequence[str],
    ids: Sequence[str],
    drop_lines: Sequence[Pattern[str]] = (),
    notes: Notes,
) -> tuple[Chunk, Changes]:
    r"""Clean each text of a chunk, as :func:`discourse.ingest.clean.clean` does.

    Parameters
    ----------
    chunk : Chunk
        The texts, in UTF-8.
    titles, ids : sequence of str
        Of these documents.
    drop_lines, notes
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
    >>> changes.rows.tolist(), changes.starts.tolist(), changes.stops.tolist(), changes.were.to_pylist()
    ([0], [9], [9], ['\nPhoto by: Reuters'])
    """
    from discourse.compiled import lines as look  # brings Numba

    first, data, offsets = chunk
    data, starts, stops = data[offsets[0] : offsets[-1]], offsets[:-1] - offsets[0], offsets[1:] - offsets[0]
    headings = chunk_of(0, [title.strip().encode() for title in titles])
    begins, ends = look.Words.of(BEGINNINGS), look.Words.of(ENDINGS)
    seen = look.look(data, starts, stops, headings.data, headings.offsets, _folds(), begins, ends)
    if drop_lines:
        seen.said[:] = look.CHARACTERS  # only they know which lines they take
    of_document = {row: list(some) for row, some in groupby(seen.lines.tolist(), key=lambda line: line[0])}
    as_is, gone = seen.said & look.LAYOUT == 0, list[int]()
    rewritten: dict[int, bytes] = {}
    for row in np.flatnonzero(seen.said & ~np.uint8(look.LAYOUT)).tolist():
        if seen.said[row] & look.CHARACTERS:
            raw = _text(data[starts[row] : stops[row]], first + row)
            text = clean(raw, title=titles[row], drop_lines=drop_lines, notes=notes, document=ids[row])
            if text != raw:
                rewritten[row] = text.encode()
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
    rows, sizes = list(rewritten), [len(text) for text in rewritten.values()]
    raws = chunk_of(0, [data[starts[row] : stops[row]].tobytes() for row in rows])
    if rewritten:
        stops[rows] = len(data) + np.cumsum(sizes)
        starts[rows] = stops[rows] - sizes
        data = np.concatenate([data, np.frombuffer(b"".join(rewritten.values()), dtype=np.uint8)])
    kept, offsets, cuts, cut = look.without(data, starts, stops, as_is, gone, seen.counts)
    changes = Changes(
        np.concatenate((np.array(rows, dtype=np.int64), cuts[:, look.ROW])),
        np.concatenate((np.zeros_like(rows, dtype=np.int64), cuts[:, look.FROM])),
        np.concatenate((np.array(sizes, dtype=np.int64), cuts[:, look.TO])),
        pa.concat_arrays([_strings(raws.data, raws.offsets[1:]), _strings(cut, cuts[:, look.PAST])]),
    )
    return Chunk(first, kept, offsets), changes


def _text(data: npt.NDArray[np.uint8], row: int) -> str:
    try:
        return data.tobytes().decode()
    except UnicodeDecodeError as error:
        raise not_utf8(row + 1, error.start + 1) from error


def _strings(data: npt.NDArray[np.uint8], ends: npt.NDArray[np.int64]) -> Any:
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), ends))
    return pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))


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
