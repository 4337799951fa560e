"""Where sentences begin: a rule of a page, for windows that are not to leave the sentence.

NLTK's Punkt without training knows no abbreviation at all and ends a sentence at every "Mr.", "Gen." and
"Jan."; trained models would have to be downloaded. So the ends are looked for by their marks, and the points
of abbreviations, initials and acronyms are told apart by a list of English ones and by the word that follows.
"""

from bisect import bisect_left
from collections.abc import Sequence

import regex

from discourse.text.function_words import ENGLISH_FUNCTION_WORDS
from discourse.text.words import fold

_BREAK = regex.compile(
    r"""
      (?P<point>[.!?…؟۔।]++) ["'”’»›)\]]*+ \s++     # an end, the quotation marks that close there,
      ["'“‘„«‹(\[¿¡•*–—-]*+ \s*+                    # those that open,
      (?=\p{Lu}|\p{Lt}|\p{Lo}|\p{Nd})               # and what may begin a sentence
    | [。！？]++ ["”’」』）]*+                       # no space follows in Chinese and Japanese
    | \n [^\S\n]*+ \n \s*+                          # an empty line
    | \n [^\S\n]*+ [•·*–—-] [^\S\n]++               # the next point of a list
    """,
    regex.VERBOSE,
)

_LISTED = """
    adm al amb apr assn atty aug ave bldg blvd brig bros ca calif capt cf cmdr co col colo comdr
    conn corp cpl dec dept det dist dr eds eg est etc feb fig fla fri ft ga gen gov hon ie inc insp
    jan jr kan ky la lt ltd maj mar md messrs mich minn mon mont mr mrs ms mt mx neb nev no nos nov
    oct okla penn pp pres prof pvt rd rep reps rev sec sen sens sep sept sgt spc spec sq sr st supt
    tenn tex thu thurs tue tues va vol vols vs vt wed wis wyo
"""
_ABBREVIATIONS = frozenset(_LISTED.split())


def sentence_starts(text: str, at: Sequence[tuple[int, int]]) -> list[int]:
    """Find the words that begin a sentence.

    A sentence ends at a point, an exclamation or a question mark, with its closing quotation marks, before
    white space and a letter that is not small, or a digit; and at an empty line, or the next point of a list.
    The point of an initial, an acronym or an English abbreviation (*Gen.*, *Inc.*, *Jan.*) ends one only
    before a function word with a capital, as in *left the U.S. The …*.

    Parameters
    ----------
    text : str
    at : sequence of tuple of int
        Where its words stand, as :func:`discourse.text.words.spans` gives it.

    Returns
    -------
    list of int
        The numbers of the words, ascending, with 0; nothing if there are no words.

    Examples
    --------
    >>> from discourse.text.words import spans
    >>> text = "Gen. Smith left the U.S. on Jan. 5. He flew at 5 p.m. The war went on!"
    >>> at = list(spans(text))
    >>> [text[slice(*at[word])] for word in sentence_starts(text, at)]
    ['Gen', 'He', 'The']
    """
    if not at:
        return []
    firsts = [start for start, _ in at]
    starts = [0]
    for found in _BREAK.finditer(text):
        word = bisect_left(firsts, found.end())
        if starts[-1] < word < len(at) and _ends(text, found, text[slice(*at[word])]):
            starts.append(word)
    return starts


def _ends(text: str, found: "regex.Match[str]", following: str) -> bool:
    """Say whether what looks like the end of a sentence is one."""
    if found["point"] != "." or found[0].count("\n") > 1:
        return True
    first = last = found.start()
    while first and (text[first - 1].isalpha() or text[first - 1] == "."):
        first -= 1
    word = fold(text[first:last])
    if len(word) > 1 and "." not in word and word not in _ABBREVIATIONS:
        return True
    return following[:1].isupper() and fold(following) in ENGLISH_FUNCTION_WORDS
