"""Characters in UTF-8 bytes, compiled: which each is, and of which class.

Importing this module imports Numba: import it only where it is needed.
"""

import numpy as np
import numpy.typing as npt
import regex

from discourse.compiled.machine import compiled, integer

Bytes = npt.NDArray[np.uint8]
Classes = npt.NDArray[np.uint16]

# The class of a character, one bit each; 0 is what only separates.
LETTER, MARK, DIGIT, APOSTROPHE, JOINER, POINT, COMMA, BROKEN = 1, 2, 4, 8, 16, 32, 64, 128
LINK, COLON, VOWEL, SOLID, SOFT = 256, 512, 1024, 2048, 4096  # of addresses, and of elision
INNER = APOSTROPHE | JOINER | POINT | COMMA
WORDLY = LETTER | MARK | DIGIT


def character_classes(apostrophes: str, vowels: str, solid: str, soft: str) -> Classes:
    """Return the class of every code point as `regex`, which defines the word, sees it: so they agree.

    Parameters
    ----------
    apostrophes, vowels : str
        Characters.
    solid, soft : str
        What stands in addresses, as `regex` writes sets.
    """
    everything = np.arange(0x110000, dtype="<u4").tobytes().decode("utf-32-le", errors="surrogatepass")
    classes = np.zeros(len(everything), dtype=np.uint16)
    for run in regex.finditer(r"[\p{L}\p{M}\p{Nd}]+", everything):
        for part in regex.finditer(r"(\p{L}+)|(\p{M}+)|(\p{Nd}+)", run[0]):
            begin, end = part.span()
            classes[run.start() + begin : run.start() + end] = (LETTER, MARK, DIGIT)[part.lastindex - 1]
    classes[[*map(ord, apostrophes)]] = APOSTROPHE
    classes[[*map(ord, vowels)]] |= VOWEL
    classes[[0x200C, 0x200D]] = JOINER
    classes[ord(".")], classes[ord(",")], classes[ord(":")] = POINT, COMMA, COLON
    classes[[*map(ord, "_%+-@")]] = LINK
    for bit, characters in ((SOLID, solid), (SOFT, soft)):
        for one in regex.finditer(f"[{characters}]", everything[:128], regex.VERSION1):
            if not classes[one.start()] & WORDLY:
                classes[one.start()] |= bit
    return classes


@compiled
def decode(data: Bytes, i: int, end: int) -> tuple[int, int]:
    """Read the character beyond ASCII at `i`: code point (-1 if this is not UTF-8) and the place after it."""
    first = integer(data[i])
    if first < 0xC2 or first > 0xF4:
        return -1, i + 1
    length = 2 if first < 0xE0 else 3 if first < 0xF0 else 4
    if i + length > end:
        return -1, i + 1
    point = first & (0x7F >> length)
    for k in range(i + 1, i + length):
        if data[k] & 0xC0 != 0x80:
            return -1, i + 1
        point = point << 6 | integer(data[k] & 0x3F)
    least = 0x80 if length == 2 else 0x800 if length == 3 else 0x10000
    if point < least or point > 0x10FFFF or 0xD800 <= point < 0xE000:
        return -1, i + 1
    return point, i + length


@compiled
def look(data: Bytes, i: int, end: int, classes: Classes) -> tuple[int, int]:
    """Return the class of the character at `i` (0 at the end of a text) and the place after it."""
    if i >= end:
        return 0, i
    if data[i] < 0x80:
        return integer(classes[data[i]]), i + 1
    point, after = decode(data, i, end)
    return (integer(classes[point]) if point >= 0 else BROKEN), after
