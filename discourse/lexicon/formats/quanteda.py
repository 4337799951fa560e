"""Dictionaries of quanteda in YAML: categories inside categories, and lists of values in glob form."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import yaml

from discourse.errors import LexiconError
from discourse.lexicon.concept import Concept
from discourse.lexicon.formats.source import DEEPEST, WAY, Category, Source, is_mostly_signs
from discourse.lexicon.pattern import (
    LETTERS_TO_WILDCARDS,
    MAYBE_WORD,
    ONE_WORD,
    WILDCARDS_TO_LETTERS,
    parse_pattern,
)
from discourse.text.words import words

# The C parser is over twenty times faster and reads the same; wheels have it, a build of PyYAML may not.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXT = "tag:yaml.org,2002:str"
_OWN = "__"  # where as.yaml of quanteda puts what a category has beside the categories inside it
_resolve = yaml.resolver.Resolver().resolve


def read(source: Source) -> Category:
    """Read a ``.yml`` file.

    A value is text: one word or more, with ``*`` for any characters and ``?`` for one, and ``*`` alone for
    any word. Words may be joined by spaces or by ``_``. The values under ``__`` are those of the category
    around it, as ``as.yaml`` writes them. What YAML takes for a number, a date or a yes must be
    quoted, as quanteda asks too; the names of categories are taken as written. Nothing but text is ever made
    of a file: its events are read, no object is built, and an alias is refused.

    References
    ----------
    quanteda reference manual, ``dictionary`` (``format = "YAML"``) and ``as.yaml``.
    """
    root = Category("", 1)
    try:
        events = yaml.parse(source.text, Loader=_LOADER)
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                break
        else:
            raise LexiconError(f"{source.file}: no category; a dictionary is a mapping of names to lists")
        event = next(events)
        if not isinstance(event, yaml.MappingStartEvent):
            raise source.error(_line(event), "a dictionary maps the names of categories to lists of values")
        _mapping(event, events, root, source)
        next(events)  # the end of the document
        event = next(events)
        if not isinstance(event, yaml.StreamEndEvent):
            raise source.error(_line(event), "a second YAML document; a dictionary is one")
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise source.error(line, f"not YAML: {error.problem or error.context}") from error
    except yaml.YAMLError as error:
        raise LexiconError(f"{source.file}: not YAML: {' '.join(str(error).split())[:200]}") from error
    return root


def _mapping(start: Any, events: Iterator[Any], parent: Category, source: Source) -> None:
    """Read a mapping as categories inside `parent`."""
    _no_tag(start, source)
    for key in events:
        if isinstance(key, yaml.MappingEndEvent):
            return
        if not isinstance(key, yaml.ScalarEvent):
            raise source.error(_line(key), "the name of a category is text")
        value = next(events)
        own = key.value == _OWN and parent.depth > 0 and not isinstance(value, yaml.MappingStartEvent)
        category = parent if own else source.open(parent, key.value, _line(key))
        if isinstance(value, yaml.MappingStartEvent):
            _mapping(value, events, category, source)
        elif isinstance(value, yaml.SequenceStartEvent):
            _list(value, events, category, source)
        elif not (isinstance(value, yaml.ScalarEvent) and value.value == "" and value.implicit[0]):
            _value(value, category, source)


def _list(start: Any, events: Iterator[Any], category: Category, source: Source) -> None:
    """Read a list of values, among which may be mappings: categories beside the values."""
    _no_tag(start, source)
    for event in events:
        if isinstance(event, yaml.SequenceEndEvent):
            return
        if isinstance(event, yaml.MappingStartEvent):
            _mapping(event, events, category, source)
        elif isinstance(event, yaml.SequenceStartEvent):
            raise source.error(_line(event), "a list inside a list; give the inner one a name")
        else:
            _value(event, category, source)


def _value(event: Any, category: Category, source: Source) -> None:
    if isinstance(event, yaml.AliasEvent):
        raise source.error(
            _line(event), f"*{event.anchor[:60]} is an alias in YAML, unless quoted, and not read"
        )
    untagged = event.tag in (None, "!")
    tag = _resolve(yaml.ScalarNode, event.value, event.implicit) if untagged else event.tag
    if tag != _TEXT:
        kind = tag.rpartition(":")[2][:40]
        source.fault(_line(event), event.value, f"is not text in YAML but {kind}, unless quoted")
        return
    source.add(event.value, _line(event), category, wildcards="*?")


def _no_tag(event: Any, source: Source) -> None:
    if event.tag is not None:
        raise source.error(_line(event), f"the tag {event.tag[:60]!r} is not read; take it out")


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def write(concepts: Mapping[str, Concept]) -> str:
    """Write concepts as a dictionary; notes and exceptions have no place in it.

    A concept with one label of the same name becomes a category with values, any other a category that holds
    its labels; ``fruit > citrus`` goes inside ``fruit``. ``#`` becomes ``*``, and ``@`` a value with a word
    more and one without. What `read` makes of the file counts the same.

    Raises
    ------
    LexiconError
        If a concept or label has an empty name or is called ``__``, or all that a label looks for stands
        under another too.
    """
    tree: dict[str, Any] = {}
    for concept in concepts.values():
        values = _values(concept)
        alone = list(values) == [concept.name]
        tree[concept.name] = values[concept.name] if alone else _nest(values)
    text: str = yaml.dump(tree, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1 << 20)
    return text


def _text(dumper: Any, text: str) -> Any:
    """Write a text such that it is read again as it was."""
    text.encode("utf-8")  # YAML would write half a character as a code that no reader takes
    # PyYAML folds a line break of Unicode outside double quotes into a space.
    return dumper.represent_scalar(_TEXT, text, style=None if text.isprintable() else '"')


_CASED = re.compile(r"(?:^|(?<=\s))=(?=\S)")
_Dumper: Any = type("_Dumper", (yaml.SafeDumper,), {})  # the class of PyYAML stays as it is for others
_Dumper.add_representer(str, _text)


def left_out(concepts: Mapping[str, Concept], *, repair: bool) -> list[dict[str, object]]:
    """List what of concepts a dictionary has no place for.

    Raises
    ------
    LexiconError
        If a label has exceptions or a pattern with ``=``, unless `repair`.
    """
    rows = []
    for concept in concepts.values():
        if concept.description:
            rows.append(lost("description", concept.name))
        for label in concept.labels.values():
            if label.note:
                rows.append(lost("note", f"{concept.name}: {label.name}"))
            if label.exceptions and not repair:
                raise LexiconError(
                    f"concept {concept.name!r}, label {label.name!r} has exceptions, which a "
                    'quanteda dictionary has no place for; errors="repair" leaves them out and counts them'
                )
            rows += [lost("exception", f"{label.name}: {pattern}") for pattern in label.exceptions]
            cased = [pattern for pattern in label.patterns if _CASED.search(pattern)]
            if cased and not repair:
                raise LexiconError(
                    f"concept {concept.name!r}, label {label.name!r} has {cased[0]!r}, found in its own case "
                    "alone, which a quanteda dictionary has no place for; discourse lexicon convert --repair "
                    "(in Python errors='repair') leaves the sign out and counts it"
                )
            rows += [lost("case", f"{label.name}: {pattern}") for pattern in cased]
    return rows


def lost(what: str, entry: str) -> dict[str, object]:
    """Write down one thing that a dictionary has no place for."""
    return {"what": f"{what}: left out", "line": None, "entry": entry, "count": 1}


def _nest(values: dict[str, list[str]]) -> dict[str, Any]:
    """Put labels such as ``fruit > citrus`` inside each other; quanteda mixes no values with categories."""
    tree: dict[str, Any] = {}
    for label, its in values.items():
        way = label.split(WAY)
        above = [WAY.join(way[:end]) for end in range(1, len(way))]
        if not all(name.strip() for name in way) or len(way) > DEEPEST - 2 or any(n in values for n in above):
            way = [label]
        inside = tree
        for name in way[:-1]:
            inside = inside.setdefault(name, {})
        inside[way[-1]] = its
    return tree


def _values(concept: Concept) -> dict[str, list[str]]:
    """Return the values of each label; what two would share goes to the one that wins a tie in `resolve`."""
    owner: dict[tuple[str, ...], str] = {}
    values: dict[str, list[str]] = {name: [] for name in concept.labels}
    for name in sorted(concept.labels):
        for pattern in sorted(concept.labels[name].patterns):
            for value in globs(pattern):
                owner.setdefault(parse_pattern(value).elements, name)
    for name, label in concept.labels.items():
        found = dict.fromkeys(value for pattern in label.patterns for value in globs(pattern))
        values[name] = [value for value in found if owner[parse_pattern(value).elements] == name]
        faults = {
            "looks for nothing that another does not": not values[name],
            "has an empty name": not name.strip() or not concept.name.strip(),
            f"has the name {_OWN}, which is the category around it": _OWN in name.split(WAY),
        }
        for why in (why for why, so in faults.items() if so):
            raise LexiconError(f"concept {concept.name!r}, label {name!r} {why}; YAML has no place for it")
    return values


def globs(pattern: str) -> list[str]:
    """Write a pattern as values in glob form that mean the same together.

    Examples
    --------
    >>> globs('moderate @ "opposition"')
    ['moderate opposition', 'moderate * opposition']
    """
    parts: list[tuple[str, ...]] = []
    for number, piece in enumerate(pattern.replace("“", '"').replace("”", '"').split('"')):
        quoted = number % 2 == 1
        for part in (re.sub(r"[*?]", " ", piece) if quoted else _CASED.sub("", piece)).split():
            if not quoted and part == ONE_WORD:
                parts.append(("*",))
            elif not quoted and part == MAYBE_WORD:
                parts.append(("", "*"))
            else:
                parts += [(word,) for joined in part.split("_") for word in _readable(joined)]
    return list(dict.fromkeys(" ".join(filter(None, choice)) for choice in product(*parts)))


def _readable(part: str) -> list[str]:
    """Return a part of a pattern as it is, or only its words if it were refused when read again."""
    if part and not is_mostly_signs(part):
        return [part]
    return [word.translate(LETTERS_TO_WILDCARDS) for word in words(part.translate(WILDCARDS_TO_LETTERS))]
