"""Function words by language: our short list of English ones, and those of a library for others."""

from functools import cache
from pathlib import Path

from discourse.errors import DiscourseError
from discourse.text.function_words import ENGLISH_FUNCTION_WORDS
from discourse.text.languages import elided
from discourse.text.words import words


@cache
def function_words(language: str = "en") -> frozenset[str]:
    """Return the function words of a language, in the forms in which words are counted.

    For English, and where no language is said, it is the list of :mod:`discourse.text.function_words`.
    For other languages it is the list of *Stopwords ISO* (MIT licence), which is longer: it has words that
    say something of the matter, so look at what it takes away.

    Parameters
    ----------
    language : str
        Its code.

    Raises
    ------
    DiscourseError
        If there is no list for the language.

    Examples
    --------
    >>> function_words() == ENGLISH_FUNCTION_WORDS
    True
    """
    if language in ("", "en"):
        return ENGLISH_FUNCTION_WORDS
    try:
        import stopwordsiso
    except ImportError as error:
        raise DiscourseError(
            f"the function words of {language!r} are those of the package stopwordsiso, which is not "
            "installed; pip install stopwordsiso, or give a list of your own"
        ) from error
    if not stopwordsiso.has_lang(language):
        raise DiscourseError(
            f"there is no list of function words for {language!r}; there are "
            f"{', '.join(sorted(stopwordsiso.langs()))}, and any list of words can take their place"
        )
    tokens = (words(entry, None, language) for entry in stopwordsiso.stopwords(language))
    apostrophes = {f"{word}'" for word in elided(language)}
    return frozenset(word for found in tokens if len(found) == 1 for word in found) | apostrophes


def read_stop_words(path: str | Path, language: str = "") -> frozenset[str]:
    """Read a list of stop words: a text file in UTF-8, one word a line; a line that begins with # is none.

    Raises
    ------
    DiscourseError
        If it cannot be read, or a line has several words.
    """
    try:
        lines = Path(path).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise DiscourseError(f"{path}: not a list of words, one a line, in UTF-8: {error}") from error
    found = set[str]()
    for number, line in enumerate(lines, start=1):
        if line.strip() and not line.startswith("#"):
            read = words(line, None, language)
            if len(read) != 1:
                raise DiscourseError(
                    f"{path}, line {number}: {line.strip()[:40]!r} is {len(read)} words, not one"
                )
            found.update(read)
    return frozenset(found)
