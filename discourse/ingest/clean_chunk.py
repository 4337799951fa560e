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
from discourse.ingest.parts import LONGEST_HINT, SIGNS, begins_with_hint, clean_parts
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
    heads = chunk_of(0, [title.strip().encode() for title in titles])
    known = _known()
    said, counts, lines = look.look(
        data, starts, stops, heads.data, heads.offsets[:-1], heads.offsets[1:], *known, markup=True
    )
    # Where HTML, odd characters or parts of lines may be, these go first, and the text is looked at again.
    noted: defaultdict[int, Notes] = defaultdict(Notes)
    raws: dict[int, bytes] = {}  # of texts that have not just lost some lines
    plain: dict[int, str] = {}
    for row in np.flatnonzero(said & look.CHARACTERS).tolist():
        text = _text(data[starts[row] : stops[row]], first + row)
        plain[row] = clean_characters(text, notes=noted[row], document=ids[row])
    parts = {row: hinted for row, hinted in with_parts(data, starts, stops).items() if row not in plain}
    if plain:
        _, some, edges = chunk_of(0, [text.encode() for text in plain.values()])
        rows = list(plain)
        parts |= {rows[row]: hinted for row, hinted in with_parts(some, edges[:-1], edges[1:]).items()}
    for row, hinted in parts.items():
        text = plain[row] if row in plain else _text(data[starts[row] : stops[row]], first + row)
        plain[row] = clean_parts(text, notes=noted[row], document=ids[row], hinted=hinted)
    odd = np.array(sorted(plain), dtype=np.int64)
    if len(odd):
        changed: dict[int, bytes] = {}
        for row in odd.tolist():
            raw, new = data[starts[row] : stops[row]].tobytes(), plain[row].encode()
            if new != raw:
                raws[row], changed[row] = raw, new
        data = _put(data, starts, stops, changed)
        first_bytes, past = heads.offsets[odd], heads.offsets[odd + 1]
        again = look.look(data, starts[odd], stops[odd], heads.data, first_bytes, past, *known, markup=False)
        said[odd], counts[odd] = again.said, again.counts
        again.lines[:, look.DOCUMENT] = odd[again.lines[:, look.DOCUMENT]]
        first_seen = lines[~np.isin(lines[:, look.DOCUMENT], odd)]
        lines = np.concatenate((first_seen, again.lines))
        lines = lines[np.argsort(lines[:, look.DOCUMENT], kind="stable")]
    if drop_lines or drop_text:
        said[:] = look.CHARACTERS  # only they know what they take
    first_lines = np.searchsorted(lines[:, look.DOCUMENT], np.arange(len(said) + 1)).tolist()
    line_places = lines.tolist()
    as_is, gone = said & look.LAYOUT == 0, list[int]()
    rewritten: dict[int, bytes] = {}
    for row in np.union1d(odd, np.flatnonzero(said & ~np.uint8(look.LAYOUT))).tolist():
        if row in noted:
            notes.rows += noted[row].rows
        if said[row] & look.CHARACTERS:
            before = _text(data[starts[row] : stops[row]], first + row)
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
                raws.setdefault(row, before.encode())
            continue
        mine = line_places[first_lines[row] : first_lines[row + 1]]
        heading = as_heading(titles[row]) if mine else ""
        for _, number, start, stop, last_start, last_stop in mine:
            line = evened(_text(data[start:stop], first + row))
            last = evened(_text(data[last_start:last_stop], first + row))
            what = furniture(line, heading=heading, last=last)
            if what:
                notes.add(what, document=ids[row], line=number, text=line)
                gone.append(start)
                as_is[row] = False
    as_is[list(rewritten)] = True
    data = _put(data, starts, stops, rewritten)
    kept, offsets, cuts, cut = look.without(data, starts, stops, as_is, gone, counts)
    edges = pa.py_buffer(np.concatenate(([0], cuts[:, look.PAST])))
    were = pa.LargeStringArray.from_buffers(len(cuts), edges, pa.py_buffer(cut))
    lost = ~np.isin(cuts[:, look.ROW], list(raws))
    # Of a text that was rewritten, what lies between what is as it was stands for all of its changes.
    rewrote, were_whole = np.array(list(raws), dtype=np.int64), list(raws.values())
    _, whole, ends = chunk_of(0, were_whole)
    begins, ends_now = offsets[rewrote], offsets[rewrote + 1]
    heads_shared, tails_shared = look.shared(kept, begins, ends_now, whole, ends[:-1], ends[1:])
    places = zip(were_whole, heads_shared.tolist(), tails_shared.tolist(), strict=True)
    _, whole, ends = chunk_of(0, [raw[head : len(raw) - tail] for raw, head, tail in places])
    were_parts = pa.LargeStringArray.from_buffers(len(rewrote), pa.py_buffer(ends), pa.py_buffer(whole))
    where = np.concatenate(
        (
            np.column_stack((rewrote, heads_shared, ends_now - begins - tails_shared)),
            cuts[lost][:, [look.ROW, look.FROM, look.TO]],
        )
    )
    return Chunk(first, kept, offsets), Changes(where, pa.concat_arrays([were_parts, were.filter(lost)]))


def with_parts(
    data: npt.NDArray[np.uint8], starts: npt.NDArray[np.int64], stops: npt.NDArray[np.int64]
) -> dict[int, list[int]]:
    """Return the texts in which there might be parts of lines that go, and which of the `HINTS` they have."""
    from discourse.compiled import signs

    parts: dict[int, list[int]] = {}
    hits = signs.find(data, starts, stops, _signs())
    ends = np.minimum(hits[:, signs.PLACE] + LONGEST_HINT, stops[hits[:, signs.DOCUMENT]])
    for (row, sign, start), end in zip(hits.tolist(), ends.tolist(), strict=True):
        hints = parts.setdefault(row, [])
        hint = SIGNS[sign].hint
        if hint not in hints and (
            SIGNS[sign].is_enough
            or begins_with_hint(hint, data[start:end].tobytes().decode(errors="replace"))
        ):
            hints.append(hint)
    return {row: sorted(hints) for row, hints in parts.items() if hints}


def _put(
    data: npt.NDArray[np.uint8],
    starts: npt.NDArray[np.int64],
    stops: npt.NDArray[np.int64],
    texts: Mapping[int, bytes],
) -> npt.NDArray[np.uint8]:
    """Put texts behind all others in place of those of the same rows; where they are is changed in place."""
    if not texts:
        return data
    rows, past = list(texts), len(data) + np.cumsum([len(text) for text in texts.values()])
    starts[rows], stops[rows] = np.concatenate(([len(data)], past[:-1])), past
    return np.concatenate([data, np.frombuffer(b"".join(texts.values()), dtype=np.uint8)])


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
