"""What the language of a corpus decides about its words, for the languages that need it."""

import unicodedata

# Elided words before a vowel: a word of its own in these languages, and wherever no language is said.
_FRENCH = "c d j l m n s t qu jusqu lorsqu puisqu quoiqu"
_ITALIAN = """
    agl all anch bell c coll com cos d dagl dall degl dell gl grand l m mezz n negl nell nient quest quell s
    sant sott senz sugl sull t tant trent tutt un v vent
"""
_CATALAN = "d l m n s t"
_ELIDED = {"fr": _FRENCH, "it": _ITALIAN, "ca": _CATALAN, "oc": _CATALAN, "": f"{_FRENCH} {_ITALIAN}"}
_VOWELS = "aeiouyhœæ"
DOTLESS = frozenset({"tr", "az"})  # where I is the capital of ı


def elided(language: str) -> frozenset[str]:
    """Return what is parted from the word that follows it after an apostrophe, in small letters.

    Examples
    --------
    >>> sorted(elided("ca"))
    ['d', 'l', 'm', 'n', 's', 't']
    """
    return frozenset(_ELIDED.get(language, "").split())


def vowels() -> str:
    """Return the letters before which a word is elided: vowels and h, with and without accents."""
    latin = map(chr, [*range(0x41, 0x250), *range(0x1E00, 0x1F00)])
    return "".join(
        letter
        for letter in latin
        if letter.isalpha() and unicodedata.normalize("NFD", letter)[0].lower() in _VOWELS
    )
