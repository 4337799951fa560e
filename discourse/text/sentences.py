"""Where sentences and paragraphs end: a rule of a page about what stands between two words.

NLTK's Punkt without training knows no abbreviation at all and ends a sentence at every "Mr.", "Gen." and
"Jan."; trained models would have to be downloaded. So the ends are looked for by their marks, and the points
of abbreviations, initials and acronyms are told apart by a list of the language and by the word that follows.

What is found is kept in one byte a word (see :class:`discourse.text.index.TokenIndex`), whose bits are here.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import regex

from discourse.text.languages import points
from discourse.text.words import fold

Gaps = npt.NDArray[np.uint8]

SENTENCE, PARAGRAPH = 1, 2  # what ends after a word
ADDRESS = 4  # it is an address
# Only while an index is made: a lone point touches the word, or no white space follows it.
TOUCHING, CLOSE = 16, 32
CAPITAL, MIXED = 64, 128  # of its letters the first is large, or another; both: all of several are
CASE = CAPITAL | MIXED

# The classes of characters between words, as `regex` writes them.
ENDS, CLOSES = r"\p{STerm}…", r"""\"'\p{Pe}\p{Pf}\p{Pi}"""
OPENS = r"""\"'\p{Ps}\p{Pi}\p{Pf}\p{Pd}\p{Sc}¿¡•*·\#&"""
WIDE, BULLETS, BEGINS = r"。！？｡", r"•·*–—\-", r"\p{Lu}\p{Lt}\p{Lo}\p{Nd}@"  # Chinese ends need no space
CLASSES = (ENDS, WIDE, CLOSES, OPENS, r"\s", r"\n", BULLETS, BEGINS)  # for the compiled word

_SURE = regex.compile(rf"[{WIDE}] | \n[^\S\n]*+[{BULLETS}][^\S\n]", regex.VERBOSE)  # or a point of a list
_EMPTY_LINE = regex.compile(r"\n[^\S\n]*+\n")
_END = regex.compile(rf"(?<![{ENDS}])(?P<run>[{ENDS}]++)[{CLOSES}]*+(?P<space>\s[{OPENS}\s]*+)?+\Z")
_BEGIN, _LETTER_BEGINS = regex.compile(f"[{BEGINS}]"), regex.compile(r"[\p{Lu}\p{Lt}\p{Lo}]")
_LETTERS, _LARGE = regex.compile(r"(?!ʼ)\p{L}"), _LETTER_BEGINS
_END_OF_WORD, _OPENS_WORD = regex.compile(f"[{ENDS}]"), frozenset('"“”„«»‹›([')

# What a word says about a point beside it.
_GOES_ON, _NUMBERS, _STARTS, _LETTER, _DIGIT, _NEVER, _KNOWN = 1, 2, 4, 8, 16, 32, 128


def definition(language: str) -> str:
    """Return all that decides where sentences of a language end, so that a change can be noticed."""
    *words, ordinals = points(language)
    listed = [" ".join(sorted(some)) for some in words]
    return "\n".join([_SURE.pattern, _EMPTY_LINE.pattern, _END.pattern, *listed, str(ordinals)])


def found_between(text: str, at: Sequence[tuple[int, int]]) -> bytes:
    r"""Return what the marks after each word say: the bits of one byte a word.

    A sentence ends at a point, an exclamation or a question mark, with its closing quotation marks, before a
    letter that is not small, or a digit, and white space before it; without white space only before a letter
    (*war.The*). It also ends at an empty line, which ends the paragraph, and at the next point of a list.
    Whether a lone point is that of an abbreviation is left to :func:`settle`.

    Parameters
    ----------
    text : str
    at : sequence of tuple of int
        Where its words stand, as :func:`discourse.text.words.spans` returns it.

    Returns
    -------
    bytes
        `SENTENCE`, `PARAGRAPH`, `TOUCHING`, `CLOSE`; the last word has the first two.

    Examples
    --------
    >>> text = "They left. He stayed\n\nin"
    >>> list(found_between(text, [(0, 4), (5, 9), (11, 13), (14, 20), (22, 24)]))
    [0, 16, 0, 3, 3]
    """
    found = bytearray(len(at))
    for place, ((first, end), (start, last)) in enumerate(pairwise(at)):
        while end - 1 > first and _END_OF_WORD.match(text, end - 1):  # "U.S.", and other tokenizers' "end."
            end -= 1
        while start + 1 < last and text[start] in _OPENS_WORD:  # other tokenizers' '"The'
            start += 1
        if text[end:start] != " ":
            found[place] = _between(text[end:start], text[start])
    found[-1:] = [SENTENCE | PARAGRAPH][: len(at)]
    return bytes(found)


def _between(gap: str, following: str) -> int:
    """Return what ends in what stands between two words, before the letter or digit that follows."""
    if _EMPTY_LINE.search(gap):
        return SENTENCE | PARAGRAPH
    if _SURE.search(gap):
        return SENTENCE
    end = _END.search(gap)
    if end is None or not (_BEGIN if end["space"] else _LETTER_BEGINS).match(following):
        return 0
    if end["run"] != ".":
        return SENTENCE
    doubt = (0 if end.start() else TOUCHING) | (0 if end["space"] else CLOSE)
    return doubt or SENTENCE


def case_of(written: str) -> int:
    """Return which letters of a word are large, as bits; letters that have no case count as large.

    Examples
    --------
    >>> [case_of(word) for word in ("us", "Us", "iPhone", "US", "U.S.", "A")]
    [0, 64, 128, 192, 192, 64]
    """
    large = [_LARGE.match(letter) is not None for letter in _LETTERS.findall(written)]
    if len(large) > 1 and all(large):
        return CAPITAL | MIXED
    return 0 if not any(large) else CAPITAL if large[0] else MIXED


def standing(written: str, language: str = "") -> int:
    """Return what a word says about a point after it, and about one before it."""
    known = points(language)
    form = fold(written, language).rstrip(".")
    says, first = _KNOWN, form[:1]
    letters = form.split(".")
    if form in known.abbreviations or (first.isalpha() and all(len(letter) == 1 for letter in letters)):
        says |= _GOES_ON  # an abbreviation, an initial, an acronym
    if form in known.never_last:
        says |= _GOES_ON | _NEVER
    if form in known.before_numbers:
        says |= _NUMBERS
    if form in known.starters and written[:1].isupper():
        says |= _STARTS
    if len(form) == 1 and first.isalpha():
        says |= _LETTER
    if first.isdigit():
        says |= _DIGIT
        if known.ordinals and form.isdigit() and len(form) <= 2:
            says |= _GOES_ON
    return says


def settle(
    gaps: Gaps,
    ids: npt.NDArray[np.int32],
    places: npt.NDArray[np.int64],
    known: Gaps,
    written: Callable[[int], str],
    language: str = "",
) -> None:
    """Decide, in place, which lone points end a sentence.

    The point of an initial, an acronym or an abbreviation (*Gen.*, *Inc.*, *Jan.*), and of an ordinal where
    the language has one (*3. Oktober*), ends one only before a function word with a capital, as in
    *left the U.S. The …*, but for a title (*Mr.*) and *e.g.*; that of *No.* or *p.* always but before a
    number. An initial (*J. A. Smith*) is no function word. Without white space, it ends none before a
    single letter (*Ph.D*).

    Parameters
    ----------
    gaps : ndarray of uint8, shape (tokens,)
        What :func:`found_between` returned.
    ids : ndarray of int32, shape (tokens,)
        The number of each word as written.
    places : ndarray of int64
        After which words such a point stands: `TOUCHING` or `CLOSE`.
    known : ndarray of uint8
        For each number what :func:`standing` says, or 0 where it was not asked yet; it is filled in.
    written : callable
        Returns the word of a number.
    language : str
        The code of the language; see :func:`discourse.text.languages.points`.
    """

    def says(numbers: npt.NDArray[np.int32]) -> Gaps:
        for number in np.unique(numbers[known[numbers] == 0]).tolist():
            known[number] = standing(written(number), language)
        return known[numbers]

    doubts, before, follow = gaps[places], says(ids[places]), gaps[places + 1]
    gaps[places] = gaps[places] & (ADDRESS | CASE) | SENTENCE
    close, touching = doubts & CLOSE > 0, doubts & TOUCHING > 0
    open_ = close | (touching & (before & (_GOES_ON | _NUMBERS) > 0))
    places, close, touching = places[open_], close[open_], touching[open_]
    before, follow = before[open_], follow[open_]
    after = says(ids[places + 1])
    starts = (after & _STARTS > 0) & ((after & _LETTER == 0) | (follow & TOUCHING == 0))
    goes_on = (before & _NEVER > 0) | ((before & _GOES_ON > 0) & ~starts)
    goes_on |= (before & _NUMBERS > 0) & (after & _DIGIT > 0)
    gaps[places[(touching & goes_on) | (close & (after & _LETTER > 0))]] ^= SENTENCE
