"""Concepts and the labels that compete to name them, as their tables in a TOML file say."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from discourse.errors import LexiconError
from discourse.lexicon.pattern import parse_pattern

_LONGEST_SLUG = 100  # letters; what makes files of it adds its own


@dataclass(frozen=True)
class Label:
    """One way to name a concept: the patterns that find it and the exceptions that limit them."""

    name: str
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Concept:
    """One referent and the labels that compete to name it."""

    name: str
    description: str
    labels: dict[str, Label]
    has_double: bool = field(default=False, compare=False)  # another of the lexicon would have its slug

    @property
    def slug(self) -> str:
        """The name in small letters, digits and hyphens, for the names of files."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().casefold()
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:8]
        slug = "-".join(re.findall(r"[a-z0-9]+", plain)) or f"concept-{digest}"
        if len(slug) <= _LONGEST_SLUG and not self.has_double:
            return slug
        return f"{slug[:_LONGEST_SLUG].rstrip('-')}-{digest}"


def read_concept(name: str, entry: dict[str, Any], file: str, text: str) -> Concept:
    """Read the table of a concept; the error of a wrong one names its place in the file."""

    def wrong(what: str, *way: str) -> LexiconError:  # the place is looked for only when it is told
        return LexiconError(f"{place(file, text, name, *way)}, concept {name!r}: {what}")

    unknown = set(entry) - {"description", "labels"}
    if unknown:
        raise wrong(f"{min(unknown)!r} is not known; a concept has description and labels", min(unknown))
    if not isinstance(entry.get("description", ""), str):
        raise wrong("description is text")
    labels = entry.get("labels")
    if not isinstance(labels, dict) or not labels:
        raise wrong(f"no labels; give a table [{name}.labels] with at least one label")
    concept = Concept(
        name,
        entry.get("description", ""),
        {label: _label(name, label, value, file, text) for label, value in labels.items()},
    )
    found = twice({label.name: label.patterns for label in concept.labels.values()})
    if found is not None:
        label, pattern, first = found
        raise wrong(
            f"label {label!r}: the pattern {pattern!r} stands under {first!r} too; it can belong to one "
            "label only",
            label,
        )
    return concept


def twice(labels: Mapping[str, Sequence[str]]) -> tuple[str, str, str] | None:
    """Find a pattern that stands under two labels: the second of them, the pattern, and the first."""
    owner: dict[tuple[str, ...], str] = {}
    for label, patterns in labels.items() if len(labels) > 1 else ():
        for pattern in patterns:
            first = owner.setdefault(parse_pattern(pattern).elements, label)
            if first != label:
                return label, pattern, first
    return None


def _label(concept: str, name: str, entry: Any, file: str, text: str) -> Label:
    def wrong(what: str) -> LexiconError:
        return LexiconError(
            f"{place(file, text, concept, name)}, concept {concept!r}, label {name!r}: {what}"
        )

    if isinstance(entry, list):
        entry = {"patterns": entry}
    if not isinstance(entry, dict):
        raise wrong(f"a list of patterns or a table with patterns is needed, not {entry!r}")
    unknown = set(entry) - {"patterns", "except", "note"}
    if unknown:
        raise wrong(f"{min(unknown)!r} is not known; a label has patterns, except and note")
    for key in ("patterns", "except"):
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(pattern, str) for pattern in value):
            raise wrong(f"{key} is a list of texts, not {value!r}")
        for pattern in value:
            try:
                parse_pattern(pattern)
            except LexiconError as error:
                raise wrong(str(error)) from error
    if not entry.get("patterns"):
        raise wrong("no patterns; at least one is needed")
    if not isinstance(entry.get("note", ""), str):
        raise wrong("note is text")
    return Label(name, tuple(entry["patterns"]), tuple(entry.get("except", ())), entry.get("note", ""))


def place(file: str, text: str, *path: str) -> str:
    """Name the file and, where it can be found again, the line of a concept or of a label in it."""
    line = 0
    lines = text.splitlines()
    for key in path:
        mention = re.compile(
            rf"^\s*(\[[^\]]*)?[\"']?{re.escape(key)}[\"']?\s*(=|\]|\.)|\.\s*[\"']?{re.escape(key)}[\"']?\s*\]"
        )
        line = next((n for n in range(line, len(lines)) if mention.search(lines[n])), line)
    return f"{file}, line {line + 1}" if lines else file
