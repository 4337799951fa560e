"""What every reader of a foreign dictionary shares: its text, its faults, its entries as patterns."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from discourse.errors import LexiconError
from discourse.lexicon.pattern import WILDCARDS_TO_LETTERS, parse_pattern
from discourse.text.words import spans

WAY = " > "  # between the names of a category and of one inside it
DEEPEST = 30  # levels of categories; no dictionary of people has ten
_LONGEST = 500  # characters of an entry or a name
_SHOWN = 60
# Quotation marks mean something in a pattern; in most formats _ joins the words of a phrase.
_APART = re.compile('["“”_]')
_WILDCARDS = set("*?".translate(WILDCARDS_TO_LETTERS))
_HARMLESS = set(".,-–")  # signs that a tokenizer drops from words without changing which word is meant


@dataclass
class Category:
    """A category of a foreign dictionary: its own entries as patterns, and the categories inside it."""

    name: str
    line: int
    note: str = ""
    depth: int = 0
    patterns: list[str] = field(default_factory=list)
    inner: dict[str, "Category"] = field(default_factory=dict)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], "Category"]]:
        """Return this category and all inside it, each with the names on the way to it."""
        here = (*path, self.name)
        yield here, self
        for category in self.inner.values():
            yield from category.walk(here)


@dataclass
class Source:
    """A foreign dictionary as a file: where its faults are, and what was left out.

    Attributes
    ----------
    file, text : str
        Its name for messages, and what is in it.
    repair : bool
        Whether an entry that cannot be carried over is left out and noted, or raised.
    case_sensitive : bool
        Whether entries are only found in their own case.
    """

    file: str
    text: str
    repair: bool
    case_sensitive: bool = False
    rows: list[dict[str, object]] = field(default_factory=list)

    def lines(self) -> Iterator[tuple[int, str]]:
        """Return the lines with their numbers."""
        return enumerate(self.text.split("\n"), start=1)

    def error(self, line: int, what: str) -> LexiconError:
        """Make the error that names a line."""
        return LexiconError(f"{self.file}, line {line}: {what}")

    def note(self, line: int, entry: str, what: str, count: int = 1) -> None:
        """Write down what differs here from the file."""
        self.rows.append({"what": what, "line": line, "entry": entry, "count": count})

    def fault(self, line: int, entry: str, what: str, *, done: str = "left out") -> None:
        """Raise what cannot be carried over, or note it."""
        if not self.repair:
            verb = "leaves it out" if done == "left out" else done.replace("kept", "keeps it", 1)
            raise self.error(
                line,
                f'{_short(entry)} {what}; errors="repair" {verb} and counts it',
            )
        self.note(line, entry, f"{what}: {done}")

    def open(self, parent: Category, name: str, line: int, note: str = "") -> Category:
        """Begin a category inside another."""
        if not name.strip():
            raise self.error(line, "a category without a name")
        if len(name) > _LONGEST:
            raise self.error(line, f"the name of a category has at most {_LONGEST} characters")
        if name in parent.inner:
            first = parent.inner[name].line
            raise self.error(line, f"the category {_short(name)} stands on line {first} too; give it once")
        if parent.depth >= DEEPEST:
            raise self.error(line, f"categories nested more than {DEEPEST} deep")
        parent.inner[name] = Category(name, line, note, parent.depth + 1)
        return parent.inner[name]

    def add(self, entry: str, line: int, *categories: Category, wildcards: str = "*") -> None:
        """Add an entry to categories as a pattern that means the same."""
        try:
            pattern = pattern_of(entry, wildcards, case_sensitive=self.case_sensitive)
        except LexiconError as error:
            self.fault(line, entry[:_LONGEST], str(error))
            return
        if any(set(element) <= _WILDCARDS for element in parse_pattern(pattern).elements):
            self.note(line, entry, "has a wildcard beside a hyphen or the like: it is a word of its own here")
        for category in categories:
            category.patterns.append(pattern)


def pattern_of(entry: str, wildcards: str, *, case_sensitive: bool = False) -> str:
    """Write an entry as a pattern: what is a letter or a sign there stays one here.

    Raises
    ------
    LexiconError
        If no pattern means the same; the message goes on after the entry.
    """
    if len(entry) > _LONGEST:
        raise LexiconError(f"is longer than {_LONGEST} characters")
    plain = _APART.sub(" ", entry if "?" in wildcards else entry.replace("?", " "))
    parts = [part.lstrip("=") or part for part in plain.split()]  # which would ask for a case
    if any(map(is_mostly_signs, parts)):
        raise LexiconError("has a part that is no word here, as :) or @ or c++")
    sign = "=" if case_sensitive else ""
    pattern = " ".join("#" if set(part) == {"*"} else f"{sign}{part}" for part in parts)
    try:
        parse_pattern(pattern)
    except LexiconError as error:
        raise LexiconError("has no word to look for") from error
    return pattern


def is_mostly_signs(part: str) -> bool:
    """Say whether the tokenizer would drop as much as it keeps: a smiley must not become a letter."""
    if part.isalnum() and part.isascii():  # nearly every part, and it is no matter for a tokenizer
        return False
    letters = part.translate(WILDCARDS_TO_LETTERS)
    kept = list(spans(letters))
    inside = {place for start, end in kept for place in range(start, end)}
    dropped = sum(place not in inside and char not in _HARMLESS for place, char in enumerate(letters))
    return not kept or dropped >= len(inside)


def decode(file: str, data: bytes, encoding: str | None) -> str:
    """Read the bytes of a lexicon as text with plain line ends.

    Raises
    ------
    LexiconError
        If it is not in the encoding, or the encoding is not known.
    """
    try:
        if encoding is not None:
            codecs.lookup(encoding)
        text = data.decode(encoding or "utf-8-sig").removeprefix("\ufeff")
        text.encode("utf-8")  # some codecs make halves of characters
    except UnicodeError as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line = data[:start].count(b"\n") + 1
        if encoding is not None:
            raise LexiconError(f"{file}, line {line}: not {encoding}; name another encoding") from error
        raise LexiconError(
            f'{file}, line {line}: not UTF-8; encoding="cp1252" or the like reads it'
        ) from error
    except (LookupError, ValueError) as error:
        raise LexiconError(f"{file}: the encoding {encoding!r} is not known") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")
