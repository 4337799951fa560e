"""The exceptions a user may catch, and the warnings a user may filter."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

_LONGEST, _START, _END = 480, 320, 150  # letters of a sentence that is still read
_LINE_ENDS = re.compile("[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]+")


class DiscourseError(ValueError):
    """Input that cannot be used; the message is one sentence that says what, where and what is accepted."""

    def __init__(self, message: str) -> None:
        line = _LINE_ENDS.sub(" ", message)  # what it quotes may have lines of its own, or no end
        super().__init__(line if len(line) <= _LONGEST else f"{line[:_START]} … {line[-_END:]}")


class LexiconError(DiscourseError):
    """A lexicon that cannot be used; the message names the file, line, concept and label."""


class CorpusError(DiscourseError):
    """Documents that cannot be read; the message names the file, row and column or value."""


class NotWrittenError(DiscourseError, OSError):
    """A file or folder that cannot be written: there is no such folder, no permission, or no room."""


class SlowerWarning(UserWarning):
    """The same numbers come, but slower than they could; the message says what is missing."""


class MarksOnlyWarning(UserWarning):
    """Whose words the words are is known from quotation marks alone; the message says why."""


@contextmanager
def outside(name: object, kind: type[DiscourseError] = CorpusError) -> Iterator[None]:
    """Turn whatever the system or a library says about what is read into one sentence.

    Parameters
    ----------
    name : object
        What is read.
    kind : type
        The error to raise.

    Raises
    ------
    DiscourseError
        Names what was read; the cause stays with it. A missing package passes as it is.
    """
    try:
        yield
    except (DiscourseError, ImportError):
        raise
    except OSError as error:
        raise kind(
            f"{error.filename or name}: cannot be read ({error.strerror or first_line(error)})"
        ) from error
    except MemoryError as error:
        raise kind(f"{name}: not enough memory for it; index Parquet files instead") from error
    except BaseException as error:
        # a library in Rust that panics raises what is no Exception
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise kind(f"{name}: cannot be read ({type(error).__name__}: {first_line(error)})") from error


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return "1 article", "2 articles", "1,204 words"; "2 stories" where the plural is given."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def one_of(option: str, value: object, allowed: Iterable[object]) -> None:
    """Refuse what is no value of an option.

    Raises
    ------
    DiscourseError
        Names those that it has.
    """
    known = list(allowed)
    if value not in known:
        raise DiscourseError(f"{option}={value!r}: it must be one of {', '.join(map(str, known))}")


def whole_number(option: str, value: object, least: int = 1, of: str = "") -> None:
    """Refuse what is no whole number from the least on; `of` says of what.

    Raises
    ------
    DiscourseError
        Names the option and its value.
    """
    if not isinstance(value, int) or value < least:
        raise DiscourseError(f"{option}= must be a whole number{of} from {least}, not {value!r}")


def first_line(error: BaseException) -> str:
    """Return what an error of a library says, as far as its first line."""
    return str(error).strip().split("\n")[0] or type(error).__name__
