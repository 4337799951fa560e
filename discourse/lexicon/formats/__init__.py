"""Dictionaries of other programs, read as lexicons; the file's ending tells the format.

======================  =====================================================================
``.dic``, ``.dicx``     LIWC 2007 and 2015; LIWC-22
``.lcd``                Lexicoder 2 (XML)
``.lc3``                Lexicoder 3
``.ykd``                Yoshikoder (XML)
``.cat``                WordStat
``.yml``, ``.yaml``     quanteda
======================  =====================================================================

How categories become concepts
------------------------------
A foreign dictionary is a tree of categories; a word may stand in many of them and counts in each. Here the
labels of a *concept* compete, a pattern belongs to one of them, and a span counts once. So:

- A category at the top without others inside becomes a concept with one label of the same name. Such
  concepts do not compete, and every count is that of the other program.
- A category at the top with others inside becomes a concept, and those its labels; a deeper one is named
  with the way to it, ``fruit > citrus``. Entries of the top category itself become a label with its name.
- Where two categories below the same top share an entry, they cannot compete. Then each becomes a concept of
  its own, named with the way to it from the top, and `Lexicon.notes` says so.

Beside quanteda (``tokens_lookup``), whose rule is documented: the sum of a concept is what ``levels = 1``
counts, and a label is what ``levels = 1:5`` counts. One thing differs, where patterns of two labels of one
concept overlap in a text: quanteda counts both (``nested_scope = "key"``), here the longest match counts, as
with ``nested_scope = "dictionary"``. Words are ours: a hyphen separates, punctuation is no word; that
``fair-*`` is therefore *fair* and any word, `Lexicon.notes` says.

References
----------
quanteda reference manual, ``dictionary`` and ``tokens_lookup``; Benoit et al. (2018), Journal of Open Source
Software 3(30), 774.
"""

from importlib import import_module
from pathlib import Path
from typing import Any

from discourse.errors import LexiconError
from discourse.lexicon.concept import twice
from discourse.lexicon.formats.source import WAY, Category, Source, decode

_RESERVED = ("name", "language", "description")  # what a lexicon says of itself, so no concept in TOML
# The module of each format, imported when there is such a file, and its function.
_READERS = {
    ".dic": ("liwc", "read"),
    ".dicx": ("liwc", "read_table"),
    ".lc3": ("lexicoder", "read"),
    ".lcd": ("yoshikoder", "read_lexicoder"),
    ".ykd": ("yoshikoder", "read"),
    ".cat": ("wordstat", "read"),
    ".yml": ("quanteda", "read"),
    ".yaml": ("quanteda", "read"),
}
ENDINGS = tuple(_READERS)
_XML = (".lcd", ".ykd")
_MOST_BYTES = 4 << 20  # the largest dictionaries in use have three


def read_foreign(
    file: str,
    data: bytes,
    *,
    encoding: str | None = None,
    repair: bool = False,
    case_sensitive: bool = False,
) -> tuple[dict[str, Any], list[dict[str, object]]]:
    """Read the bytes of a dictionary whose file name tells its format.

    Parameters
    ----------
    file : str
        Its name.
    data : bytes
        What is in it.
    encoding : str, optional
        UTF-8, or what an XML file declares, unless said.
    repair : bool
        Leave out what cannot be carried over, and note it.
    case_sensitive : bool
        Whether its program finds entries in their own case alone, which no format says.

    Returns
    -------
    data : dict
        The mapping of a TOML file.
    rows : list of dict
        What could not be carried over.

    Raises
    ------
    LexiconError
        If it is too large or not of its format, or, unless `repair`, an entry cannot be carried over.
    """
    if len(data) > _MOST_BYTES:
        raise LexiconError(f"{file}: {len(data):,} bytes; a dictionary has at most {_MOST_BYTES:,}")
    ending = Path(file).suffix.lower()
    module, function = _READERS[ending]
    reader: Any = import_module(f"{__name__}.{module}")
    if encoding is None and ending in _XML:
        encoding = reader.declared_encoding(data)
    source = Source(file, decode(file, data, encoding), repair, case_sensitive)
    root: Category = getattr(reader, function)(source)
    return {"name": root.name or Path(file).stem, **_concepts(root, source)}, source.rows


def _concepts(root: Category, source: Source) -> dict[str, Any]:
    """Turn a tree of categories into concepts, as the docstring of this package says."""
    concepts: dict[str, Any] = {}
    for top in root.inner.values():
        labels: dict[str, Category] = {}
        for (_, *way), category in top.walk():
            name = WAY.join(way) or top.name
            if not category.patterns and not category.inner:
                source.fault(category.line, WAY.join([top.name, *way]), "is a category without an entry")
            elif category.patterns and name in labels:
                raise source.error(category.line, f"{name!r} would be two labels of {top.name!r}; rename one")
            elif category.patterns:
                labels[name] = category
        if twice({name: category.patterns for name, category in labels.items()}) is not None:
            ways = {name: name if name == top.name else top.name + WAY + name for name in labels}
            source.note(
                top.line,
                top.name,
                "categories inside it share an entry: each is a concept of its own",
                len(labels),
            )
            found = {ways[name]: {ways[name]: category} for name, category in labels.items()}
        else:
            found = {top.name: labels} if labels else {}
        for name, its in found.items():
            if name in concepts or name in _RESERVED:
                why = "would be two concepts" if name in concepts else "is no name of a concept"
                raise source.error(top.line, f"{name!r} {why}; rename the category")
            concepts[name] = _concept(top, its)
    if not concepts:
        raise LexiconError(f"{source.file}: no category with an entry that can be looked for")
    return concepts


def _concept(top: Category, labels: dict[str, Category]) -> dict[str, Any]:
    return {
        "description": top.note,
        "labels": {
            name: {"patterns": category.patterns, "note": "" if category is top else category.note}
            for name, category in labels.items()
        },
    }
