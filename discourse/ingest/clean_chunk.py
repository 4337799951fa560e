"""Texts cleaned many at a time: a compiled look finds what might go, and the rules see nothing else."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
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
    clean_characters,
    clean_lines,
    evened,
    furniture,
)
from discourse.ingest.notes import Notes
from discourse.ingest.parts import LONGEST_HINT, SIGNS, begins_with_hint, without_parts
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
    from discourse.compiled import cuts as cutting  # brings Numba
    from discourse.compiled import lines as look

    texts = Texts(chunk)
    data, starts, stops = texts.data, texts.starts.copy(), texts.stops.copy()
    heads = chunk_of(0, [title.strip().encode() for title in titles])
    known = _known()
    said, counts, lines = look.look(
        data, starts, stops, heads.data, heads.offsets[:-1], heads.offsets[1:], *known, markup=True
    )
    # Where HTML, odd characters or parts of lines may be, these go first, and the text is looked at again.
    noted: defaultdict[int, Notes] = defaultdict(Notes)
    plain: dict[int, bytes] = {}
    for row in np.flatnonzero(said & look.CHARACTERS).tolist():
        plain[row] = clean_characters(texts.text(row), notes=noted[row], document=ids[row]).encode()
    texts.put(plain)
    asked = list(plain)
    for row, hinted in with_parts(texts).items():
        left = _without_parts(texts, row, hinted, notes=noted[row], document=ids[row])
        if left is not None:
            plain[row] = left
    odd = np.array(sorted(plain), dtype=np.int64)
    same = {row for row in asked if plain[row] == texts.read(starts[row], stops[row])}
    rewrote = {row: None for row in odd.tolist() if row not in same}
    texts.put(plain)
    is_odd = np.zeros(len(said), dtype=np.bool_)
    is_odd[odd] = True
    if plain:
        first_bytes, past = heads.offsets[odd], heads.offsets[odd + 1]
        begin, end = texts.starts[odd] - len(data), texts.stops[odd] - len(data)
        again = look.look(texts.instead, begin, end, heads.data, first_bytes, past, *known, markup=False)
        said[odd], counts[odd] = again.said, again.counts
        again.lines[:, look.DOCUMENT] = odd[again.lines[:, look.DOCUMENT]]
        again.lines[:, look.START : look.WHY] += len(data)
        lines = np.concatenate((lines[~is_odd[lines[:, look.DOCUMENT]]], again.lines))
        lines = lines[np.argsort(lines[:, look.DOCUMENT], kind="stable")]
    if drop_lines or drop_text:
        said[:] = look.CHARACTERS  # only they know what they take
    first_lines = np.searchsorted(lines[:, look.DOCUMENT], np.arange(len(said) + 1)).tolist()
    line_places = lines.tolist()
    as_is, gone = said & look.LAYOUT == 0, list[int]()
    rewritten: dict[int, bytes] = {}
    kinds: dict[tuple[bytes, str, bytes], tuple[str, str | None]] = {}
    for row in np.flatnonzero(is_odd | (said & ~np.uint8(look.LAYOUT) != 0)).tolist():
        if row in noted:
            notes.rows += noted[row].rows
        if said[row] & look.CHARACTERS:
            before = texts.text(row)
            text = clean_lines(
                before,
                title=titles[row],
                drop_lines=drop_lines,
                drop_text=drop_text,
                notes=notes,
                document=ids[row],
            )
            if text != before:
                rewritten[row] = text.encode()
            continue
        mine = line_places[first_lines[row] : first_lines[row + 1]]
        for _, number, start, stop, last_start, last_stop, why in mine:
            raw = texts.read(start, stop)
            last = texts.read(last_start, last_stop) if why & look.REPEATED else b""
            named = why & look.TITLE or raw[:4].lower() == b"home"  # as breadcrumbs begin
            about = raw, as_heading(titles[row]) if named else "", last
            if about not in kinds:
                line = evened(texts.text(row, start, stop))
                kinds[about] = line, furniture(line, heading=about[1], last=evened(last.decode()))
            line, what = kinds[about]
            if what:
                notes.add(what, document=ids[row], line=number, text=line)
                gone.append(start)
                as_is[row] = False
    as_is[list(rewritten)] = True
    texts.put(rewritten)
    kept, offsets, cuts, cut = cutting.without(
        data, texts.instead, texts.starts, texts.stops, as_is, gone, counts
    )
    edges = pa.py_buffer(np.concatenate(([0], cuts[:, cutting.PAST])))
    were = pa.LargeStringArray.from_buffers(len(cuts), edges, pa.py_buffer(cut))
    # Of a text that was rewritten, what lies between what is as it was stands for all of its changes.
    whole = np.array(list(rewrote | dict.fromkeys(rewritten)), dtype=np.int64)
    is_whole = np.zeros(len(said), dtype=np.bool_)
    is_whole[whole] = True
    lost = ~is_whole[cuts[:, cutting.ROW]]
    begins, ends = offsets[whole], offsets[whole + 1]
    heads_shared, tails_shared = cutting.shared(kept, begins, ends, data, starts[whole], stops[whole])
    between = zip(
        (starts[whole] + heads_shared).tolist(), (stops[whole] - tails_shared).tolist(), strict=True
    )
    _, parts, edges = chunk_of(0, [texts.read(*some) for some in between])
    were_parts = pa.LargeStringArray.from_buffers(len(whole), pa.py_buffer(edges), pa.py_buffer(parts))
    where = np.concatenate(
        (
            np.column_stack((whole, heads_shared, ends - begins - tails_shared)),
            cuts[lost][:, [cutting.ROW, cutting.FROM, cutting.TO]],
        )
    )
    return Chunk(chunk.first, kept, offsets), Changes(
        where, pa.concat_arrays([were_parts, were.filter(lost)])
    )


class Texts:
    """The texts of a chunk, in place of some of which others stand, as if behind them all."""

    def __init__(self, chunk: Chunk) -> None:
        first, data, offsets = chunk
        self.data, self.instead = data[offsets[0] : offsets[-1]], np.empty(0, dtype=np.uint8)
        self._view, self._new = self.data.data, self.instead.data
        self.starts, self.stops = offsets[:-1] - offsets[0], offsets[1:] - offsets[0]
        self._first = first

    def put(self, texts: Mapping[int, bytes]) -> None:
        """Put texts in place of those of the same rows."""
        rows, (_, data, edges) = list(texts), chunk_of(0, list(texts.values()))
        edges += len(self.data) + len(self.instead)
        self.starts[rows], self.stops[rows] = edges[:-1], edges[1:]
        self.instead = np.concatenate((self.instead, data))
        self._new = self.instead.data

    def read(self, start: int, stop: int) -> bytes:
        """Return the bytes of a stretch."""
        size = len(self._view)
        return bytes(self._view[start:stop] if start < size else self._new[start - size : stop - size])

    def text(self, row: int, start: int | None = None, stop: int | None = None) -> str:
        """Return a text, or a stretch of it."""
        begin = int(self.starts[row])
        start, stop = begin if start is None else start, int(self.stops[row]) if stop is None else stop
        try:
            return self.read(start, stop).decode()
        except UnicodeDecodeError as error:
            raise not_utf8(self._first + row + 1, start - begin + error.start + 1) from error


class Hinted(NamedTuple):
    """What a text might have of parts that go.

    Attributes
    ----------
    lines : dict of int to list of int
        By each of the `HINTS` that it has, the numbers of the lines that have it.
    places : dict of int to (int, int)
        Where each of these lines begins and ends.
    """

    lines: dict[int, list[int]]
    places: dict[int, tuple[int, int]]


def _without_parts(texts: Texts, row: int, hinted: Hinted, *, notes: Notes, document: str) -> bytes | None:
    """Return a text without parts of some lines; nothing, if it has none."""
    lines = {number: texts.text(row, *place) for number, place in hinted.places.items()}
    left = without_parts(lines, hinted.lines, notes=notes, document=document)
    if left == lines:
        return None
    pieces, done = list[bytes](), int(texts.starts[row])
    for number, (start, stop) in hinted.places.items():
        pieces += texts.read(done, start), left[number].encode()
        done = stop
    return b"".join([*pieces, texts.read(done, int(texts.stops[row]))])


def with_parts(texts: Texts) -> dict[int, Hinted]:
    """Return the texts that might have parts that go."""
    from discourse.compiled import signs

    found: dict[int, tuple[defaultdict[int, set[int]], dict[int, tuple[int, int]]]] = {}
    hits = signs.find(texts.data, texts.instead, texts.starts, texts.stops, _signs())
    for row, number, start, begin, end, line in hits.tolist():
        _, _, hint, is_enough = SIGNS[number]
        if is_enough or begins_with_hint(
            hint, texts.read(start, min(start + LONGEST_HINT, end)).decode(errors="replace")
        ):
            if row not in found:
                found[row] = defaultdict(set), {}
            lines, places = found[row]
            lines[hint].add(line)
            places[line] = begin, end
    return {
        row: Hinted({hint: sorted(lines[hint]) for hint in sorted(lines)}, dict(sorted(places.items())))
        for row, (lines, places) in found.items()
    }


@cache
def _known() -> tuple[npt.NDArray[np.uint32], Any, Any]:
    """Return what the look knows of the rules."""
    from discourse.compiled.lines import Words

    return _folds(), Words.of(BEGINNINGS), Words.of(ENDINGS)


@cache
def _signs() -> Any:
    """Return what the look knows of parts of lines."""
    from discourse.compiled.signs import Signs

    return Signs.of((sign.string, sign.any_case) for sign in SIGNS)


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
