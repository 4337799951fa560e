"""Dictionaries of LIWC: categories with numbers between two %, then words with the numbers of theirs."""

import re

from discourse.lexicon.formats.source import Category, Source

_CATEGORY = re.compile(r"(\t*)\s*([0-9]+)\s+(.*)")
_CONDITION = re.compile(r"<of>|[()/]", re.IGNORECASE)  # as it stands among the numbers


def read(source: Source) -> Category:
    """Read a ``.dic`` file.

    An entry may have several words, and a ``*``. What LIWC decides by the words around it (``(like) like*``,
    ``<of>131/125``, ``(02 134)125/464``) cannot be carried over, nor can smileys. Categories that are
    indented by tabs, as since 2015, lie inside the one above.

    References
    ----------
    Pennebaker, Booth, Boyd & Francis (2015). LIWC2015 Operator's Manual.
    """
    root = Category("", 1)
    categories: dict[str, Category] = {}
    above = [root]
    marks = 0
    for number, line in source.lines():
        if not line.strip():
            continue
        if line.strip() == "%":
            marks += 1
            if marks > 2:
                raise source.error(number, "a third %; one stands before the categories and one after them")
        elif marks == 0:
            raise source.error(number, "a LIWC dictionary begins with a line that is %")
        elif marks == 1:
            found = _CATEGORY.fullmatch(line.rstrip())
            if found is None:
                raise source.error(number, "a category is a number and a name, with a tab between them")
            depth, code, name = len(found[1]), _number(found[2]), found[3]
            if depth >= len(above):
                raise source.error(number, "the category is indented by more than one tab below the last")
            if code in categories:
                raise source.error(number, f"the number {code} is that of {categories[code].name!r} too")
            category = source.open(above[depth], name, number)
            categories[code] = category
            above[depth + 1 :] = [category]
        else:
            _entry(line.strip(), number, categories, source)
    if marks < 2:
        raise source.error(
            source.text.count("\n") + 1,
            "the categories of a LIWC dictionary stand between two lines that are %",
        )
    return root


def _entry(line: str, number: int, categories: dict[str, Category], source: Source) -> None:
    """Put an entry into the categories whose numbers follow it."""
    entry, _, rest = line.partition("\t")
    if not rest:  # some files have spaces instead of tabs
        cells = line.split()
        first = next((n for n in range(len(cells), 1, -1) if not _is_number(cells[n - 1])), 1)
        entry, rest = " ".join(cells[:first]), " ".join(cells[first:])
    inside = entry[entry.find("(") + 1 : max(entry.rfind(")"), 0)] if "(" in entry else ""
    if "<of>" in entry.lower() or any(map(str.isalnum, inside)) or _CONDITION.search(rest):
        source.fault(number, line, "is conditional on the words around it")
        return
    keys = dict.fromkeys(_number(code) for code in rest.split())  # one that stands twice means no more
    known = [categories[key] for key in keys if key in categories]
    if not keys:
        source.fault(number, line, "has no category; its numbers follow it after a tab")
    elif len(known) < len(keys):
        done = "kept without that number" if known else "left out"
        source.fault(number, line, "has a number that no category has", done=done)
    if known:
        source.add(entry, number, *known)


def _is_number(cell: str) -> bool:
    return cell.isascii() and cell.isdigit()


def _number(code: str) -> str:
    return code.lstrip("0") or "0"
