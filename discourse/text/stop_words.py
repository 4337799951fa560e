"""Function words by language: our short list of English ones, and those of a library for others."""

from functools import cache
from pathlib import Path

from discourse.errors import DiscourseError, outside
from discourse.text.function_words import ENGLISH_FUNCTION_WORDS
from discourse.text.languages import elided
from discourse.text.words import words

_MOST_BYTES, _LONGEST = 4 << 20, 500  # letters of a word


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
    import stopwordsiso  # reads all its lists

    if not stopwordsiso.has_lang(language):
        raise DiscourseError(
            f"there is no list of function words for {language!r}; there are "
            f"{', '.join(sorted(stopwordsiso.langs()))}; stop_words= takes a list of your own"
        )
    tokens = (words(entry, None, language) for entry in stopwordsiso.stopwords(language))
    apostrophes = {f"{word}'" for word in elided(language)}
    return frozenset(word for found in tokens if len(found) == 1 for word in found) | apostrophes


def read_stop_words(path: str | Path) -> frozenset[str]:
    """Read a list of stop words: a text file in UTF-8, one word a line; what follows a # is a comment.

    Raises
    ------
    DiscourseError
        If it cannot be read, or a line has several words.
    """
    from discourse.files import refuse_special  # brings pandas, which the help of a command does not need

    refuse_special(Path(path))
    if not Path(path).is_file():
        raise DiscourseError(f"there is no file {str(path)!r}; a list of stop words has one word a line")
    with outside(path):
        if (size := Path(path).stat().st_size) > _MOST_BYTES:
            raise DiscourseError(f"{path}: {size:,} bytes; a list of stop words has at most {_MOST_BYTES:,}")
        data = Path(path).read_bytes()
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise DiscourseError(f"{path}: not in UTF-8; a list of stop words has one word a line") from error
    found = [line.partition("#")[0].split() for line in lines]
    for number, entry in enumerate(found, start=1):
        if len(entry) > 1:
            raise DiscourseError(
                f"{path}, line {number}: {' '.join(entry)[:40]!r} is {len(entry)} words, not one"
            )
        if entry and (len(entry[0]) > _LONGEST or "\0" in entry[0]):
            raise DiscourseError(f"{path}, line {number}: {entry[0][:40]!r} is no word")
    return frozenset(word for entry in found for word in entry)
