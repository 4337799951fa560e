"""Dictionaries of WordStat: categories and words indented by tabs, a word with its weight in brackets."""

import re

from discourse.lexicon.formats.source import Category, Source

_WORD = re.compile(r"(.*\S)\s+\((-?\d+(?:[.,]\d+)?)\)")
# A rule has a name with @, brackets or a scope such as /S; "TOUCH AND GO" has none: a phrase in capitals.
_RULE = re.compile(r"^@|[\[\]]|\s/[A-Z]\d*\b")


def read(source: Source) -> Category:
    """Read a ``.cat`` file.

    A line that ends with a weight, ``refugee* (1)``, is an entry, any other a category; a category may hold
    both. ``_`` joins the words of a phrase. Rules (``@NAME [a NEAR b /S]``) cannot be carried over,
    nor can a weight other than 1.

    References
    ----------
    Provalis Research (2014). WordStat 7 User's Guide.
    """
    root = Category("", 1)
    above = [root]
    for number, line in source.lines():
        if not line.strip():
            continue
        indent = line[: len(line) - len(line.lstrip())]
        depth = indent.count("\t")
        if depth >= len(above):
            raise source.error(number, "the line is indented by more than one tab below its category")
        found = _WORD.fullmatch(line.strip())
        if found is None and line.strip().startswith("@"):
            source.fault(number, line.strip(), "is a rule")
        elif found is None:
            above[depth + 1 :] = [source.open(above[depth], line.strip(), number)]
        elif depth == 0:
            raise source.error(number, "an entry that no tab indents belongs to no category")
        else:
            del above[depth + 1 :]
            entry, weight = found[1], float(found[2].replace(",", "."))
            if _RULE.search(entry):
                source.fault(number, entry, "is a rule")
                continue
            if weight != 1:
                source.fault(
                    number, line.strip(), "has a weight other than 1", done="kept without its weight"
                )
            source.add(entry, number, above[depth], wildcards="*?")
    return root
