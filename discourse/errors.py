"""The exceptions a user may catch, and the warnings a user may filter."""

import re

_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class DiscourseError(ValueError):
    """Input that cannot be used; the message is one sentence that says what, where and what is accepted."""

    def __init__(self, message: str) -> None:
        super().__init__(_LINE_ENDS.sub(" ", message))  # what it quotes may have lines of its own


class LexiconError(DiscourseError):
    """A lexicon that cannot be used; the message names the file, line, concept and label."""


class CorpusError(DiscourseError):
    """Documents that cannot be read; the message names the file, row and column or value."""


class SlowerWarning(UserWarning):
    """The same numbers come, but slower than they could; the message says what is missing."""


def first_line(error: Exception) -> str:
    """Return what an error of a library says, as far as its first line."""
    return str(error).strip().split("\n")[0] or type(error).__name__
