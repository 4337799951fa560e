"""The word: the one definition of a token that every count in the library rests on."""

import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Protocol

import regex

from discourse.text.addresses import ADDRESS, CHARACTER, DOMAINS
from discourse.text.languages import DOTLESS, elided, vowels

APOSTROPHES = "'’ʼ‘＇׳`´"  # as they are typed
_APOSTROPHE = f"[{APOSTROPHES}]"
_LETTER = r"[\p{L}--[ʼ]]"
_FINAL_S = rf"{_APOSTROPHE}[sS](?!{CHARACTER}|{_APOSTROPHE}{CHARACTER})"


@cache
def word_of(language: str = "") -> "regex.Pattern[str]":
    """Return the definition of a word of a language, as an expression; without one, of any.

    Examples
    --------
    >>> word_of().findall("l'Irak, D'Souza"), word_of("en").findall("l'Irak")
    (["l'", 'Irak', "D'Souza"], ["l'Irak"])
    """
    parts = ["".join(f"[{c}{c.upper()}]" for c in part) for part in sorted(elided(language))]
    elision = rf"| (?:{'|'.join(parts)}){_APOSTROPHE}(?=[{vowels()}\p{{Nd}}])  # l', dell'" if parts else ""
    return regex.compile(
        rf"""
      {ADDRESS}                                               # an address: a URL, a@b.org, @name
    | {_LETTER}\p{{M}}*+(?:\.{_LETTER}\p{{M}}*+(?!{CHARACTER}))++  # an acronym with points: U.S, e.g
      (?:\.(?!{CHARACTER}))?+                                # and its last point
    {elision}
    | [{_LETTER}\p{{Nd}}]                                     # a word starts with a letter or a digit
      (?: {CHARACTER}++                                      # and goes on with letters, marks, digits,
        | (?!{_FINAL_S}){_APOSTROPHE}(?={CHARACTER})         # inner apostrophes,
        | [\u200c\u200d](?={CHARACTER})                      # the joiners inside Persian or Hindi words,
        | (?<=\p{{Nd}})[.,](?=\p{{Nd}})                       # and the points and commas of a number
      )*+                                                     # (++ never goes back: 10 MB may have no space)
    | (?<=[\p{{L}}\p{{M}}\p{{Nd}}.]){_FINAL_S}                # a final 's is a token of its own
    """,
        regex.VERBOSE | regex.VERSION1,
        domains=DOMAINS,
    )


_HAS_WORD_CHARACTER = regex.compile(r"[\p{L}\p{Nd}]")


class Tokenizer(Protocol):
    """What stands in for the word: an object with NLTK's ``span_tokenize``."""

    def __hash__(self) -> int: ...

    def span_tokenize(self, s: str) -> Iterable[tuple[int, int]]:
        """Yield the (start, end) character offsets of the tokens of a text."""
        ...


def spans(text: str, tokenizer: Tokenizer | None = None, language: str = "") -> Iterator[tuple[int, int]]:
    """Find where the words of a text stand.

    A word is a run of letters, marks and digits, with inner apostrophes (*don't*). A final *'s* is a token of
    its own, as in the Penn Treebank; so is an elided word where the language has any (*l'Irak*, *dell'Iran*);
    a hyphen separates; acronyms with points (*U.S.*) and numbers (*1,000*) stay whole. A fraction (*½*) is no
    word, nor is any other number sign that is no digit. Scripts that write no spaces (Chinese, Japanese,
    Thai) need a `tokenizer`.

    An address (a URL, an e-mail address, a domain, an @name) is one token, and no word of the language: only
    a pattern that begins like an address finds it, it is in no table of words, and no denominator counts it.
    A #hashtag is a word.

    Parameters
    ----------
    text : str
        Any text.
    tokenizer : object with ``span_tokenize``, optional
        Any NLTK tokenizer that gives spans. Its tokens without a letter or digit (punctuation) are left out.
    language : str
        The code of the language, such as ``"fr"``; default: none is known, and words are elided as in French
        and Italian.

    Yields
    ------
    tuple of int
        Start and end, in characters, of each token.

    Examples
    --------
    >>> text = "Daesh's U.S.-led foes don't hold 1,000 km."
    >>> [text[start:end] for start, end in spans(text)]
    ['Daesh', "'s", 'U.S.', 'led', 'foes', "don't", 'hold', '1,000', 'km']
    >>> text = "See https://x.org/a, @name or #tag."
    >>> [text[start:end] for start, end in spans(text)]
    ['See', 'https://x.org/a', '@name', 'or', 'tag']
    """
    if tokenizer is None:
        for match in word_of(language).finditer(text):
            yield match.span()
    elif _HAS_WORD_CHARACTER.search(text):  # NLTK's RegexpTokenizer fails on a text without tokens
        for start, end in tokenizer.span_tokenize(text):
            if _HAS_WORD_CHARACTER.search(text, start, end):
                yield start, end


def fold(word: str, language: str = "") -> str:
    """Return the form under which a word is counted: case-folded, in Unicode NFC, with straight apostrophes.

    The Turkish *İ* is the capital of *i*; where the language is Turkish or Azerbaijani, *I* is that of *ı*.

    Examples
    --------
    >>> fold("Assad’S"), fold("İSRAİL"), fold("IRAK", "tr")
    ("assad's", 'israil', 'ırak')
    """
    if word.isascii() and language not in DOTLESS:
        return word.lower().replace("`", "'")
    if language in DOTLESS:
        word = word.replace("I\u0307", "i").replace("İ", "i").replace("I", "ı")
    form = unicodedata.normalize("NFC", word.casefold().replace("i\u0307", "i"))
    while "i\u0307" in form:  # other marks stood between the two, or several dots did
        form = unicodedata.normalize("NFC", form.replace("i\u0307", "i"))
    for apostrophe in APOSTROPHES[1:]:
        form = form.replace(apostrophe, "'")
    return form


def words(text: str, tokenizer: Tokenizer | None = None, language: str = "") -> list[str]:
    """List the tokens of a text in the form under which they are counted.

    Examples
    --------
    >>> words("Asylum-seekers, al-Assad’s “foes”")
    ['asylum', 'seekers', 'al', 'assad', "'s", 'foes']
    """
    return [fold(text[start:end], language) for start, end in spans(text, tokenizer, language)]
