"""The exceptions a user may catch, and the warnings a user may filter."""


class DiscourseError(ValueError):
    """Input that cannot be used; the message is one sentence that says what, where and what is accepted."""


class LexiconError(DiscourseError):
    """A lexicon that cannot be used; the message names the file, line, concept and label."""


class CorpusError(DiscourseError):
    """Documents that cannot be read; the message names the file, row and column or value."""


class SlowerWarning(UserWarning):
    """The same numbers come, but slower than they could; the message says what is missing."""
