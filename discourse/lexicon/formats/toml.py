"""Lexicons written as TOML, such that reading the file gives the same lexicon."""

from collections.abc import Iterator, Mapping

import tomlkit

from discourse.lexicon.concept import Concept, Label


def write(heads: Mapping[str, str], concepts: Mapping[str, Concept]) -> str:
    """Write concepts as the text of a TOML file; what is empty is left away.

    Names and texts are tomlkit's; the lines are put together here, as its tables take quadratic time to grow.

    Parameters
    ----------
    heads : mapping of str to str
        Name, language and description of the lexicon.
    concepts : mapping of str to Concept
        Its concepts, in order.
    """
    # without a name the file would be named after itself
    lines = [f"{key} = {_text(value)}" for key, value in heads.items() if value or key == "name"]
    for concept in concepts.values():
        lines += _concept(concept)
    return "\n".join([*lines, ""])


def _concept(concept: Concept) -> Iterator[str]:
    name = _key(concept.name)
    if concept.description:
        yield from ("", f"[{name}]", f"description = {_text(concept.description)}")
    yield from ("", f"[{name}.labels]")
    for label in concept.labels.values():
        yield f"{_key(label.name)} = {_label(label)}"


def _label(label: Label) -> str:
    patterns = _array(label.patterns)
    if not label.exceptions and not label.note:
        return patterns
    parts = [f"patterns = {patterns}"]
    if label.exceptions:
        parts.append(f"except = {_array(label.exceptions)}")
    if label.note:
        parts.append(f"note = {_text(label.note)}")
    return f"{{{', '.join(parts)}}}"


def _array(patterns: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, patterns))}]"


def _text(text: str) -> str:
    return tomlkit.item(text).as_string()


def _key(name: str) -> str:
    return tomlkit.key(name).as_string() if name else '""'
