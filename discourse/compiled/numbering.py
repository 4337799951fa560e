"""The words of texts, numbered as they are found, compiled.

Words are numbered **as written**, by their bytes: what is folded afterwards is a few hundred thousand types
instead of every occurrence. The compiled part holds no lock of Python, so threads run side by side, each with
a table of its own. Importing this module imports Numba: import it only where it is needed.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.compiled.characters import Bytes
from discourse.compiled.gaps import BEGINS, CASE, END, LINE, PARAGRAPH, SENTENCE, WIDE, case_of
from discourse.compiled.machine import borrowed, compiled, integer, item
from discourse.compiled.table import LONG, Table, Words64, same
from discourse.compiled.words import (
    ABOUT,
    COLUMNS,
    EDGE,
    FROM,
    KEY,
    SLOT,
    TAIL,
    TO,
    WHAT,
    Language,
    find,
    is_plain,
)

Words32 = npt.NDArray[np.uint32]
Ids = npt.NDArray[np.int32]
Positions = npt.NDArray[np.int64]

# What the compiled walk writes down before it returns, and why it returned.
_DOCUMENT, _POSITION, _BEFORE, _TOKENS, _TYPES, _USED, _MARKS, _PAST, _SURE, _QUEUED = range(10)
DONE, FEW_SLOTS, SHORT_ARENA, NOT_UTF8 = range(4)

# Of a word: its number, above it whether a point after it is no abbreviation's, and its large letters.
_NUMBER, _PLAIN, _CASES = np.uint64(0x1FFFFFFF), np.uint64(29), np.uint64(24)
_NONE, _HALF = np.uint64(0), np.uint64(32)


class Written(NamedTuple):
    """What is written of words as they are numbered.

    Attributes
    ----------
    ids : ndarray of int32
        The number of each word; there is room for one a byte.
    gaps : ndarray of uint8
        Of each word whether it is an address, its large letters, and the end of a document; as long as `ids`.
    queue : ndarray of int64
        What :func:`discourse.compiled.gaps.join` has to look at, three numbers each: a word, above a bit that
        says that a lone point after it is no abbreviation's; where the word ends; and where the next begins.
    counts : ndarray of int64
        The number of tokens of each document; zeros at first.
    marks : ndarray of uint32
        At which byte of its document a word begins: the first, and each that comes as many words after the
        last one marked as :func:`walk` is told.
    """

    ids: Ids
    gaps: Bytes
    queue: Positions
    counts: Positions
    marks: Words32


@compiled
def _number(
    data: Bytes,
    begin: int,
    language: Language,
    known: Table,
    written: Written,
    mask_between: int,
    tokens_before: int,
    some: Words64,
    words: int,
    state: Positions,
) -> int:
    """Give the words found their numbers, all or, for lack of room, none; document from `begin` on."""
    classes, joints, _, _, pointed = language
    table, arena, starts = known
    ids, gaps, queue, _, marks = written
    slots, tokens = len(table) // 2, integer(state[_TOKENS])
    types, used, marked = integer(state[_TYPES]), integer(state[_USED]), integer(state[_MARKS])
    past, sure, queued = integer(state[_PAST]), integer(state[_SURE]), integer(state[_QUEUED])
    if 2 * (types + words) >= slots:
        return FEW_SLOTS
    size = words  # a line end each
    for at in range(0, words * COLUMNS, COLUMNS):
        size += integer(item(some, at + TO) - item(some, at + FROM))
    if used + size > len(arena):
        return SHORT_ARENA
    for at in range(0, words * COLUMNS, COLUMNS):
        i, j, about = (
            integer(item(some, at + FROM)),
            integer(item(some, at + TO)),
            integer(item(some, at + ABOUT)),
        )
        key, tail, slot = item(some, at + KEY), item(some, at + TAIL), integer(item(some, at + SLOT))
        length = j - i
        while True:
            entry = item(table, 2 * slot + 1)
            if entry == _NONE:
                break
            if item(table, 2 * slot) == key and entry >> _HALF == tail:
                if tail != LONG:
                    break
                like = integer(entry & _NUMBER) - 1
                start = integer(item(starts, like))
                if item(starts, like + 1) - start == length + 1 and same(data, i, arena, start, length):
                    break
            slot = (slot + 1) & (slots - 1)
        if entry == _NONE:
            for k in range(length):
                arena[used + k] = data[i + k]
            arena[used + length] = 0x0A
            used += length + 1
            types += 1
            starts[types] = used
            entry = np.uint64(case_of(data, i, j, classes, joints)) << _CASES
            entry |= np.uint64(is_plain(data, i, j, pointed)) << _PLAIN
            entry |= np.uint64(types) | tail << _HALF
            table[2 * slot] = key
            table[2 * slot + 1] = entry
        if (i != past + 1 or item(data, past) != 0x20) and i > past >= 0:  # by far the most gaps are a space
            joint, following = integer(item(data, past)), integer(item(data, i))
            short = joint < 0x80 and (i == past + 1 or (i == past + 2 and item(data, past + 1) == 0x20))
            if not short or joints[joint] & (END | LINE | WIDE):
                begins = following < 0x80 and joints[following] & BEGINS
                if joint != 0x2E or i != past + 2 or not short or following >= 0x80 or (begins and not sure):
                    queue[queued], queue[queued + 1], queue[queued + 2] = (
                        (tokens - 1) << 1 | sure,
                        past,
                        i,
                    )
                    queued += 3
                elif begins:  # or a comma, a hyphen, or a point
                    gaps[tokens - 1] |= np.uint8(SENTENCE)
        if (tokens - tokens_before) & mask_between == 0:
            marks[marked] = np.uint32(i - begin)
            marked += 1
        ids[tokens] = np.int32(integer(entry & _NUMBER) - 1)
        gaps[tokens] = about & WHAT | integer(entry >> _CASES) & CASE
        tokens += 1
        past, sure = about >> EDGE, integer(entry >> _PLAIN) & 1
    state[_TOKENS], state[_TYPES], state[_USED], state[_MARKS] = tokens, types, used, marked
    state[_PAST], state[_SURE], state[_QUEUED] = past, sure, queued
    return DONE


@compiled
def walk(
    data: Bytes,
    offsets: Positions,
    language: Language,
    known: Table,
    written: Written,
    between: int,
    some: Words64,
    state: Positions,
) -> int:
    """Write the number of every word of the documents ``data[offsets[d]:offsets[d + 1]]``, from `state` on.

    Parameters
    ----------
    data, offsets : ndarray
        The bytes of the texts, and where each begins and ends.
    language : Language
    known : Table
        What is known of a word there are two bits for its large letters, one for what a point says after it,
        and its number + 1.
    written : Written
    between : int
        How many words are between two marks; a power of two.
    some : ndarray of uint64
        Room for words between finding and numbering them; as :func:`room_for_words` makes it.
    state : ndarray of int64, shape (10,)
        Document, position, class of the character before it, tokens, types, bytes used of the arena, marks,
        the end of the last word, that bit of it, and how far the queue is filled.

    Returns
    -------
    int
        `DONE`; `FEW_SLOTS` or `SHORT_ARENA` if table or arena must grow before it goes on; `NOT_UTF8` at the
        position in `state`.
    """
    data, offsets, some, state = borrowed(data), borrowed(offsets), borrowed(some), borrowed(state)
    language, known, written = borrowed(language), borrowed(known), borrowed(written)
    gaps, counts = written.gaps, written.counts
    document, i, before = integer(state[_DOCUMENT]), integer(state[_POSITION]), integer(state[_BEFORE])
    status, last_bit = DONE, between - 1
    while document < len(counts):
        begin, end = integer(offsets[document]), integer(offsets[document + 1])
        tokens_before = integer(state[_TOKENS]) - integer(counts[document])
        while i < end:
            words, after, last = find(data, i, end, before, language, known.slots, some)
            if words < 0:
                status, i = NOT_UTF8, after
                break
            status = _number(
                data, begin, language, known, written, last_bit, tokens_before, some, words, state
            )
            if status != DONE:
                break
            i, before = after, last
        tokens = integer(state[_TOKENS])
        counts[document] = tokens - tokens_before
        if status != DONE:
            break
        if tokens > tokens_before:
            gaps[tokens - 1] |= np.uint8(SENTENCE | PARAGRAPH)
        document += 1
        before, state[_PAST] = 0, -2
        if document < len(counts):
            i = integer(offsets[document])
    state[_DOCUMENT], state[_POSITION], state[_BEFORE] = document, i, before
    return status


@compiled
def renumber(ids: Ids, ranks: Ids, frequency: Positions) -> None:
    """Turn the numbers that one reader gave to words into their ranks, in place, and count each."""
    ids, ranks, frequency = borrowed(ids), borrowed(ranks), borrowed(frequency)
    for place in range(len(ids)):
        rank = ranks[np.uint32(ids[place])]
        ids[place] = rank
        frequency[np.uint32(rank)] += 1
