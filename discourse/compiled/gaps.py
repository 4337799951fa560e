"""What ends between two words, compiled: what `sentences.found_between` finds in characters, found in bytes.

Importing this module imports Numba: import it only where it is needed.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import regex

from discourse.compiled.characters import LETTER, Bytes, Classes, decode
from discourse.compiled.machine import borrowed, compiled, integer

Positions = npt.NDArray[np.int64]

# The class of a character between words, as `sentences.CLASSES` has them; what it may say of a word; and how
# far an end has come.
END, WIDE, _CLOSES, _OPENS, _SPACE, LINE, _BULLET, BEGINS = 1, 2, 4, 8, 16, 32, 64, 128
SENTENCE, PARAGRAPH, ADDRESS, TOUCHING, CLOSE, CAPITAL, MIXED = 1, 2, 4, 16, 32, 64, 128
CASE = CAPITAL | MIXED
_NOTHING, _RUN, _CLOSED, _SPACED = range(4)


def gap_classes(characters: Sequence[str], letters: Classes) -> Bytes:
    """Return the class of every code point between words: one bit for each set; the last may be large."""
    most = np.arange(0x20000, dtype="<u4").tobytes().decode("utf-32-le", errors="surrogatepass")
    *few, many = characters
    classes = ((letters & LETTER) << len(few)).astype(np.uint8)  # beyond are letters without case alone
    classes[: len(most)] = 0
    for run in regex.finditer(f"[{many}]+", most):
        classes[run.start() : run.end()] = 1 << len(few)
    sets = [regex.compile(f"[{some}]") for some in few]
    for one in regex.finditer(f"[{''.join(few)}]", most):
        classes[one.start()] |= sum(1 << n for n, some in enumerate(sets) if some.match(one[0]))
    return classes


@compiled
def case_of(data: Bytes, i: int, j: int, classes: Classes, joints: Bytes) -> int:
    """Return which letters of a word are large, as `sentences.case_of` says it."""
    letters, large, first = 0, 0, False
    while i < j:
        character, after = integer(data[i]), i + 1
        if character >= 0x80:
            character, after = decode(data, i, j)
        if classes[character] & LETTER:
            if joints[character] & BEGINS:
                large += 1
                first = first or letters == 0
            letters += 1
        i = after
    if large == letters > 1:
        return CAPITAL | MIXED
    return 0 if large == 0 else CAPITAL if first else MIXED


@compiled
def _between(data: Bytes, i: int, end: int, joints: Bytes, classes: Classes) -> int:
    """Return what ends between a word and the next, at `end`, as `sentences.found_between` says it."""
    begin, sure, lines, bullet = i, 0, 0, 0
    came, run, touching, point = _NOTHING, 0, False, False
    while i < end:
        first, after = i, i + 1
        if data[i] < 0x80:
            kind = integer(joints[data[i]])
        else:
            character, after = decode(data, i, end)
            kind = integer(joints[character])
        i = after
        if kind & WIDE:
            sure |= SENTENCE
        if kind & LINE:
            lines, bullet = lines + 1, 1
            if lines == 2:
                sure |= SENTENCE | PARAGRAPH
        elif kind & _SPACE:
            if bullet == 2:
                sure |= SENTENCE
        else:
            lines, bullet = 0, 2 if bullet == 1 and kind & _BULLET else 0
        if kind & END:
            run = run + 1 if came == _RUN else 1
            came, touching, point = _RUN, first == begin, data[first] == 0x2E
        elif came != _NOTHING and kind & _SPACE:
            came = _SPACED
        elif came == _RUN and kind & _CLOSES:
            came = _CLOSED
        elif not (came == _CLOSED and kind & _CLOSES) and not (came == _SPACED and kind & _OPENS):
            came = _NOTHING
    if sure or came == _NOTHING:
        return sure
    character = integer(data[end])
    if character >= 0x80:
        character, _ = decode(data, end, len(data))
    if not joints[character] & BEGINS or (came != _SPACED and not classes[character] & LETTER):
        return 0
    if run > 1 or not point:
        return SENTENCE
    doubt = (TOUCHING if touching else 0) | (CLOSE if came != _SPACED else 0)
    return doubt if doubt else SENTENCE


@compiled
def join(
    data: Bytes, queue: Positions, joints: Bytes, classes: Classes, gaps: Bytes, doubts: Positions
) -> int:
    """Add what ends after the words of the queue to `gaps`; write down where that is in doubt; count it."""
    data, queue, joints, classes = borrowed(data), borrowed(queue), borrowed(joints), borrowed(classes)
    gaps, doubts, found = borrowed(gaps), borrowed(doubts), 0
    for at in range(0, len(queue), 3):
        token, past, i = integer(queue[at]), integer(queue[at + 1]), integer(queue[at + 2])
        ended = _between(data, past, i, joints, classes)
        if ended == TOUCHING and token & 1:
            ended = SENTENCE
        gaps[token >> 1] |= np.uint8(ended)
        if ended > PARAGRAPH | SENTENCE:
            doubts[found] = token >> 1
            found += 1
    return found
