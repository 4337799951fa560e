"""Lexicons written as TOML, such that reading the file gives the same lexicon."""

from collections.abc import Mapping
from typing import Any

import tomlkit
from tomlkit.items import Array

from discourse.lexicon.concept import Concept, Label


def write(heads: Mapping[str, str], concepts: Mapping[str, Concept]) -> str:
    """Write concepts as the text of a TOML file; what is empty is left away.

    Parameters
    ----------
    heads : mapping of str to str
        Name, language and description of the lexicon.
    concepts : mapping of str to Concept
        Its concepts, in order.
    """
    document = tomlkit.document()
    for key, value in heads.items():
        if value or key == "name":  # without a name the file would be named after itself
            document.add(key, tomlkit.item(value))
    for concept in concepts.values():
        table = tomlkit.table()
        if concept.description:
            table.add("description", concept.description)
        labels = tomlkit.table()
        for label in concept.labels.values():
            labels.add(label.name, _label(label))
        table.add("labels", labels)
        document.add(concept.name, table)
    return tomlkit.dumps(document)


def _label(label: Label) -> Any:
    patterns = _array(label.patterns)
    if not label.exceptions and not label.note:
        return patterns
    entry = tomlkit.inline_table()
    entry.add("patterns", patterns)
    if label.exceptions:
        entry.add("except", _array(label.exceptions))
    if label.note:
        entry.add("note", label.note)
    return entry


def _array(patterns: tuple[str, ...]) -> Array:
    array = tomlkit.array()
    array.extend(patterns)
    return array
