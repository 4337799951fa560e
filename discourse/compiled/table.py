"""The place of a word in a table, by its bytes, compiled.

A table has a power of two of slots, each of two numbers: a word's first eight bytes; and its next four, above
what is known of the word (32 bits, never 0). A word of more than twelve bytes has a hash and `LONG` there,
and its bytes are compared with those in the arena.

Importing this module imports Numba: import it only where it is needed.
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.compiled.characters import Bytes
from discourse.compiled.machine import compiled, eight_bytes, integer

Positions = npt.NDArray[np.int64]
Words64 = npt.NDArray[np.uint64]

LONG = np.uint64(0xFFFFFFFF)  # no UTF-8: marks a word of more than twelve bytes
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_NONE, _EIGHT, _HALF = np.uint64(0), np.uint64(8), np.uint64(32)


class Table(NamedTuple):
    """The words that were met.

    Attributes
    ----------
    slots : ndarray of uint64, shape (2 * slots,)
        As above.
    arena : ndarray of uint8
        The bytes of each word, with a line end after each.
    starts : ndarray of int64
        Where each begins in the arena, and where the next will.
    """

    slots: Words64
    arena: Bytes
    starts: Positions


@compiled
def key_of(data: Bytes, i: int, j: int) -> tuple[np.uint64, np.uint64]:
    """Return the bytes of a word of at most twelve as two numbers, or a hash of a longer word and `LONG`."""
    key, tail = _NONE, _NONE
    if j - i <= 12:
        for k in range(j - 1, i + 7, -1):
            tail = tail << _EIGHT | np.uint64(data[k])
        for k in range(min(j, i + 8) - 1, i - 1, -1):
            key = key << _EIGHT | np.uint64(data[k])
        return key, tail
    key = np.uint64(j - i)
    while i + 8 < j:
        key = (key ^ eight_bytes(data, i)) * _GOLDEN
        key ^= key >> _HALF
        i += 8
    return (key ^ eight_bytes(data, j - 8)) * _GOLDEN, LONG


@compiled
def same(data: Bytes, i: int, arena: Bytes, start: int, length: int) -> bool:
    """Compare more than eight bytes."""
    for k in range(0, length - 8, 8):
        if eight_bytes(data, i + k) != eight_bytes(arena, start + k):
            return False
    return bool(eight_bytes(data, i + length - 8) == eight_bytes(arena, start + length - 8))


@compiled
def home(key: np.uint64, tail: np.uint64, slots: int) -> int:
    """Return the slot where a word is looked for first."""
    key ^= tail * _GOLDEN
    return integer(((key ^ key >> _HALF) * _GOLDEN) >> _HALF) & (slots - 1)


@compiled
def rehash(old: Words64, new: Words64) -> None:
    """Move the entries of one table into a larger, empty one."""
    slots = len(new) // 2
    for entry in range(0, len(old), 2):
        if old[entry + 1] != _NONE:
            slot = home(old[entry], old[entry + 1] >> _HALF, slots)
            while new[2 * slot + 1] != _NONE:
                slot = (slot + 1) & (slots - 1)
            new[2 * slot] = old[entry]
            new[2 * slot + 1] = old[entry + 1]
