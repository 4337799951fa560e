"""The word: the one definition of a token that every count in the library rests on."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Protocol

import regex

_APOSTROPHE = r"['’]"
_LETTER = r"[\p{L}\p{M}\p{Nd}]"
_FINAL_S = rf"{_APOSTROPHE}[sS](?!{_LETTER}|{_APOSTROPHE}{_LETTER})"

WORD = regex.compile(
    rf"""
      \p{{L}}\p{{M}}*+(?:\.\p{{L}}\p{{M}}*+(?!{_LETTER}))++   # an acronym with points: U.S, e.g
      (?:\.(?!{_LETTER}))?+                                   # and its last point
    | [\p{{L}}\p{{Nd}}]                                       # a word starts with a letter or a digit
      (?: {_LETTER}++                                         # and goes on with letters, marks, digits,
        | (?!{_FINAL_S}){_APOSTROPHE}(?={_LETTER})            # inner apostrophes,
        | [\u200c\u200d](?={_LETTER})                         # the joiners inside Persian or Hindi words,
        | (?<=\p{{Nd}})[.,](?=\p{{Nd}})                       # and the points and commas of a number
      )*+                                                     # (++ never goes back: 10 MB may have no space)
    | (?<=[\p{{L}}\p{{M}}\p{{Nd}}.]){_FINAL_S}                # a final 's is a token of its own
    """,
    regex.VERBOSE,
)

_HAS_WORD_CHARACTER = regex.compile(r"[\p{L}\p{Nd}]")


class Tokenizer(Protocol):
    """What stands in for the word: an object with NLTK's ``span_tokenize``."""

    def __hash__(self) -> int: ...

    def span_tokenize(self, s: str) -> Iterable[tuple[int, int]]:
        """Yield the (start, end) character offsets of the tokens of a text."""
        ...


def spans(text: str, tokenizer: Tokenizer | None = None) -> Iterator[tuple[int, int]]:
    """Find where the words of a text stand.

    A word is a run of letters, marks and digits, with inner apostrophes (*don't*). A final *'s* is a token of
    its own, as in the Penn Treebank; a hyphen separates; acronyms with points (*U.S.*) and numbers (*1,000*)
    stay whole. Scripts that write no spaces (Chinese, Japanese, Thai) need a `tokenizer`.

    Parameters
    ----------
    text : str
        Any text.
    tokenizer : object with ``span_tokenize``, optional
        Any NLTK tokenizer that gives spans. Its tokens without a letter or digit (punctuation) are left out.

    Yields
    ------
    tuple of int
        Start and end, in characters, of each word.

    Examples
    --------
    >>> text = "Daesh's U.S.-led foes don't hold 1,000 km."
    >>> [text[start:end] for start, end in spans(text)]
    ['Daesh', "'s", 'U.S.', 'led', 'foes', "don't", 'hold', '1,000', 'km']
    """
    if tokenizer is None:
        for match in WORD.finditer(text):
            yield match.span()
    elif _HAS_WORD_CHARACTER.search(text):  # NLTK's RegexpTokenizer fails on a text without tokens
        for start, end in tokenizer.span_tokenize(text):
            if _HAS_WORD_CHARACTER.search(text, start, end):
                yield start, end


def fold(word: str) -> str:
    """Return the form under which a word is counted: case-folded, in Unicode NFC, with straight apostrophes.

    Examples
    --------
    >>> fold("Assad’S")
    "assad's"
    """
    return unicodedata.normalize("NFC", word.casefold()).replace("’", "'")


def words(text: str, tokenizer: Tokenizer | None = None) -> list[str]:
    """List the words of a text in the form under which they are counted.

    Examples
    --------
    >>> words("Asylum-seekers, al-Assad’s “foes”")
    ['asylum', 'seekers', 'al', 'assad', "'s", 'foes']
    """
    return [fold(text[start:end]) for start, end in spans(text, tokenizer)]
