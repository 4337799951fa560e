"""Dictionaries of LIWC: words with the numbers of their categories, and since LIWC-22 a table of both."""

import csv
import io
import re

from discourse.lexicon.formats.source import Category, Source

_MARKED, _UNMARKED = ("x", "1", "1.0"), ("", "0", "0.0")  # cells of a table; others are weights
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


def read_table(source: Source) -> Category:
    """Read a ``.dicx`` file.

    Its cells are parted by commas: ``DicTerm`` and the categories in the first row, then in each row an entry
    and an ``X`` below its categories. A weight other than 1 cannot be carried over.

    References
    ----------
    Boyd, Ashokkumar, Seraj & Pennebaker (2022). The development and psychometric properties of LIWC-22.
    """
    root = Category("", 1)
    rows = csv.reader(io.StringIO(source.text), strict=True)
    categories: list[Category] = []
    try:
        for cells in rows:
            while cells and not cells[-1].strip():  # programs for tables fill up with empty cells
                cells.pop()
            if not categories:
                if len(cells) < 2 or cells[0].strip().lower() != "dicterm":
                    raise source.error(1, "a .dicx file begins with DicTerm and its categories, with commas")
                categories = [source.open(root, name.strip(), 1) for name in cells[1:]]
            elif cells:
                _row(cells, rows.line_num, categories, source)
    except csv.Error as error:
        raise source.error(rows.line_num, f"not comma-separated: {error}") from error
    return root


def _row(cells: list[str], number: int, categories: list[Category], source: Source) -> None:
    """Put an entry into the categories that are marked in its row."""
    entry, *marks = (cell.strip() for cell in cells)
    if len(marks) > len(categories):
        raise source.error(number, "a row longer than the first, which names the categories")
    meant = [
        category for mark, category in zip(marks, categories, strict=False) if mark.lower() not in _UNMARKED
    ]
    if not meant:
        source.fault(number, entry, "has no category; an X marks one")
        return
    weights = [mark for mark in marks if mark.lower() not in _MARKED + _UNMARKED]
    if weights:
        what = f"{entry} ({weights[0][:60]})"
        source.fault(number, what, "has a weight other than 1", done="kept without its weight")
    source.add(entry, number, *meant)


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
