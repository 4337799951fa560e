"""What the rules ask of a character, as bits, so that the same functions run in Python and compiled."""

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import regex

DOUBLE, GUILLEMET, SINGLE = '"“”„‟〝〞「」『』', "«»", "'‘’‚‛‹›"
(
    K_DOUBLE, K_GUILLEMET, K_SINGLE, K_PART, K_WORD, K_LETTER, K_DIGIT, K_LOWER, K_SPACE, K_LINE, K_FREE,
    K_STOP, K_CLOSER, K_PAUSE, K_RUN, K_SIGN,
) = (1 << n for n in range(16))  # fmt: skip
K_MARK = K_DOUBLE | K_GUILLEMET | K_SINGLE | K_PART

_CLASSES = tuple(
    (bit, regex.compile(pattern).match)
    for bit, pattern in (
        (K_DOUBLE, f"[{DOUBLE}]"),
        (K_GUILLEMET, f"[{GUILLEMET}]"),
        (K_SINGLE, f"[{SINGLE}]"),
        (K_PART, "[<`´,]"),  # two of them may be a mark; a tag has marks that are none
        (K_WORD, r"[\p{L}\p{M}\p{Nd}]"),
        (K_LETTER, r"\p{L}"),
        (K_DIGIT, r"\d"),
        (K_LOWER, r"\p{Lowercase}"),
        (K_SPACE, r"\s"),
        (K_LINE, r"\n"),
        (K_FREE, r"[\s(\[{<—–\-/:;=>¿¡\u00a0]"),  # after which a mark opens
        (K_STOP, "[.!?…]"),
        (K_CLOSER, "[\"'”’»)\\]]"),  # that may follow the stop of a sentence
        (K_PAUSE, "[.!?…:\"”»’']"),  # with which a line ends that ends a paragraph
        (K_RUN, r"\w"),
        (K_SIGN, r"[-.,:;—–()\[\]!?…]"),
    )
)
UNKNOWN = -1


@cache
def class_of(character: str) -> int:
    """Return what is known of a character, as bits.

    Examples
    --------
    >>> class_of("a") == K_WORD | K_LETTER | K_LOWER | K_RUN, class_of("“") == K_DOUBLE
    (True, True)
    """
    return sum(bit for bit, match in _CLASSES if match(character))


@cache
def known_classes() -> npt.NDArray[np.int32]:
    """Return the classes of all characters as far as they are known; whoever meets another adds its class."""
    return np.full(0x110000, UNKNOWN, dtype=np.int32)


class Characters(NamedTuple):
    """The characters of a text.

    Attributes
    ----------
    letters, kinds : list of int
        Their code points, and what each is, as bits.
    lines, marks, signs : list of int
        Where lines end, where a quotation mark may be, and where a sign that parts words.
    """

    letters: list[int]
    kinds: list[int]
    lines: list[int]
    marks: list[int]
    signs: list[int]


def characters(text: str) -> Characters:
    """Return the characters of a text.

    Examples
    --------
    >>> found = characters("é,")
    >>> found.letters, [kind & K_LETTER > 0 for kind in found.kinds], found.signs
    ([233, 44], [True, False], [1])
    """
    letters = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.int32)
    classes = known_classes()
    kinds = classes[letters]
    if (kinds == UNKNOWN).any():
        for code in np.unique(letters[kinds == UNKNOWN]).tolist():
            classes[code] = class_of(chr(code))
        kinds = classes[letters]
    places = (np.flatnonzero(kinds & bits).tolist() for bits in (K_LINE, K_MARK, K_SIGN))
    return Characters(letters.tolist(), kinds.tolist(), *places)
