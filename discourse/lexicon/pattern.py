"""The pattern: how a scholar writes down what to look for, and the words of a vocabulary that it means."""

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

import numpy as np

from discourse.errors import LexiconError
from discourse.text.addresses import is_address
from discourse.text.index import Ids, TokenIndex
from discourse.text.sentences import case_of
from discourse.text.words import Tokenizer, fold, spans, words

ONE_WORD, MAYBE_WORD = "#", "@"
# Wildcards ride through the tokenizer as two letters of Linear B, a script that no newspaper prints.
_MANY_CHARACTERS, _ONE_CHARACTER = "\U00010000", "\U00010001"
WILDCARDS_TO_LETTERS = str.maketrans({"*": _MANY_CHARACTERS, "?": _ONE_CHARACTER})
LETTERS_TO_WILDCARDS = str.maketrans({_MANY_CHARACTERS: "*", _ONE_CHARACTER: "?"})
_AS_WRITTEN = "\U00010002"  # before a form with its case
_WILDCARD = re.compile(f"[{_MANY_CHARACTERS}{_ONE_CHARACTER}]")
_MOST_OPTIONAL_WORDS = 6
# What only a regular expression has: \\b, a|b, words.*, [a-z], (?:…)
# Most patterns: words of plain small letters, which the tokenizer leaves as they are.
_PLAIN = re.compile(r"[a-z*?]*[a-z][a-z*?]*(?: (?:[a-z*?]*[a-z][a-z*?]*|[#@]))*")
_EXPRESSION = re.compile(r"\\[A-Za-z]|\||\[\w+\]\w|\w\w\.[*+]|\(\?|\[\^|\w-\w\]|\w\][*+?]|\w\)[*+?]")


@dataclass(frozen=True)
class Pattern:
    """A pattern, read.

    Attributes
    ----------
    text : str
        As written.
    elements : tuple of str
        One a word: a folded form (wildcards as their stand-ins), with its case before it where it was asked
        for (see :func:`case_and_form`), ``#`` or ``@``.
    """

    text: str
    elements: tuple[str, ...]

    @cached_property
    def literalness(self) -> tuple[int, int]:
        """What ranks patterns of equal length: letters as they are, then fewer wildcards."""
        forms = [element for element in self.elements if element not in (ONE_WORD, MAYBE_WORD)]
        wildcards = sum(len(_WILDCARD.findall(form)) for form in forms)
        return sum(map(len, forms)) - wildcards, -wildcards

    @cached_property
    def variants(self) -> list[tuple[str, ...]]:
        """The pattern with each ``@`` as one word and as none; every variant has a fixed length."""
        choices = [((), (ONE_WORD,)) if e == MAYBE_WORD else ((e,),) for e in self.elements]
        return [tuple(element for part in choice for element in part) for choice in product(*choices)]


@lru_cache(maxsize=1 << 16)  # the same patterns are read for every table; LIWC has 12,000
def parse_pattern(text: str, tokenizer: Tokenizer | None = None, language: str = "") -> Pattern:
    r"""Read a pattern with the tokenizer that read the texts.

    ``*`` stands for any characters and ``?`` for one character inside a word, ``#`` for exactly one word,
    ``@`` for one word or none, and what stands between double quotes is taken as it is. A word after ``=`` is
    only found in its own case: ``=US`` is not *us*, ``=Who`` neither *who* nor *WHO*. Four cases are told
    apart: small letters, a large one first, all large, and large ones elsewhere (*iPhone*).

    Parameters
    ----------
    text : str
        The pattern, such as ``moderate @ opposition`` or ``asylum-seeker*``.
    tokenizer : object with ``span_tokenize``, optional
        The tokenizer of the texts, if it is not the word of this library.
    language : str
        The language of the texts, as for :func:`discourse.text.words.spans`.

    Returns
    -------
    Pattern

    Raises
    ------
    LexiconError
        If the pattern has no word, an odd quotation mark, ``@`` at its edge, or is a regular expression.

    Examples
    --------
    >>> parse_pattern("Moderate @ OPPOSITION").elements
    ('moderate', '@', 'opposition')
    >>> parse_pattern('"Daesh\'s" #').elements
    ('daesh', "'s", '#')
    >>> case_and_form(parse_pattern("=US").elements[0])
    (192, 'us')
    """
    if tokenizer is None and _PLAIN.fullmatch(text):
        elements = text.translate(WILDCARDS_TO_LETTERS).split(" ")
    else:
        elements = _elements(text, tokenizer, language)
    forms = [case_and_form(element)[1] for element in elements if element not in (ONE_WORD, MAYBE_WORD)]
    if not any(_WILDCARD.sub("", form) for form in forms):
        raise LexiconError(f"the pattern {text!r} has no word to look for; at least one letter is needed")
    if MAYBE_WORD in (elements[0], elements[-1]):
        raise LexiconError(f"the pattern {text!r} has @ at its edge; @ stands between two words")
    if elements.count(MAYBE_WORD) > _MOST_OPTIONAL_WORDS:
        raise LexiconError(f"the pattern {text!r} has more than {_MOST_OPTIONAL_WORDS} @")
    return Pattern(text, tuple(elements))


def _elements(text: str, tokenizer: Tokenizer | None, language: str) -> list[str]:
    """Read any pattern; where it is one of plain words, it comes to the same."""
    pieces = text.replace("“", '"').replace("”", '"').split('"')
    if len(pieces) % 2 == 0:
        raise LexiconError(f"the pattern {text!r} has a quotation mark without its partner")
    elements = list[str]()
    for number, piece in enumerate(pieces):
        if number % 2:  # inside quotation marks
            elements += words(piece, tokenizer, language)
            continue
        if (sign := _EXPRESSION.search(piece)) is not None:
            raise LexiconError(
                f"the pattern {text!r} is a regular expression ({sign[0]!r}); a pattern is words, * for any "
                "characters and ? for one, and each alternative is a pattern of its own"
            )
        for part in re.split(r"(?:^|(?<=\s))([#@])(?=\s|$)", piece):
            if part in (ONE_WORD, MAYBE_WORD):
                elements.append(part)
            else:
                letters = part.translate(WILDCARDS_TO_LETTERS)
                read = _words(letters, tokenizer, language)
                if sum(len(_WILDCARD.findall(word)) for word in read) < len(_WILDCARD.findall(letters)):
                    raise LexiconError(f"the tokenizer of the texts drops a wildcard of the pattern {text!r}")
                elements += read
    return elements


def _words(part: str, tokenizer: Tokenizer | None, language: str) -> list[str]:
    """Read a part of a pattern; words after = keep their case."""
    read = list[str]()
    for which, some in enumerate(re.split(r"(?:^|(?<=\s))=(\S+)", part)):
        if which % 2:
            written = [some[start:end] for start, end in spans(some, tokenizer, language)]
            cases = (chr(case_of(_WILDCARD.sub("", one))) for one in written)
            read += [f"{_AS_WRITTEN}{c}{fold(one, language)}" for c, one in zip(cases, written, strict=True)]
        else:
            for one in some.split():
                read += [fold(one, language)] if _is_address(one) else words(one, tokenizer, language)
    return read


def _is_address(form: str) -> bool:
    """Say whether an element of a pattern begins like an address: ``b.org*``, ``*@b.org``, ``a@*``."""
    start = form.rstrip(f"{_MANY_CHARACTERS}{_ONE_CHARACTER}")
    return is_address(form) or is_address(start) or (start[-1:] == "@" and is_address(f"{start}b.org"))


def case_and_form(element: str) -> tuple[int | None, str]:
    """Return the case that an element of a pattern asks for, if any, and the form of its word."""
    return (ord(element[1]), element[2:]) if element[:1] == _AS_WRITTEN else (None, element)


def types_of(element: str, index: TokenIndex) -> Ids:
    """Return the ids of the types that one element of a pattern means; patterns meet the vocabulary only.

    Of addresses it means any only where it is one itself.
    """
    form = case_and_form(element)[1]
    found = _types_of(form, index)
    return found if _is_address(form) else found[~index.is_address[found]]


def _types_of(element: str, index: TokenIndex) -> Ids:
    wildcard = _WILDCARD.search(element)
    if wildcard is None:
        found: range | list[int] = index.types_between(element, element)
    else:  # the vocabulary is sorted, so the letters before the first wildcard bound the search
        prefix = element[: wildcard.start()]
        candidates = index.types_between(prefix, prefix + "\U0010ffff")
        if wildcard.end() == len(element) and wildcard[0] == _MANY_CHARACTERS:  # "rebel*": all of them
            return np.arange(candidates.start, candidates.stop, dtype=np.int32)
        matches = re.compile(_as_expression(element), re.DOTALL).fullmatch
        found = [i for i in candidates if matches(index.vocabulary[i])]
    return np.array(found, dtype=np.int32)


def _as_expression(element: str) -> str:
    """Write an element as a regular expression that never goes back: the first place of a part will do."""
    parts = [re.escape(part).replace(_ONE_CHARACTER, ".") for part in element.split(_MANY_CHARACTERS)]
    if len(parts) == 1:
        return parts[0]
    first, *middle, last = parts
    return first + "".join(f"(?>.*?{part})" for part in middle if part) + ".*" + last
