"""Dictionaries of Yoshikoder and Lexicoder 2: XML of categories (cnode) and patterns (pnode)."""

import re
from xml.parsers import expat

from discourse.errors import LexiconError
from discourse.lexicon.formats.source import Category, Source

_DECLARED = re.compile(rb"""\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.-]{1,40})["']""")


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that an XML file says it is in; None where that is UTF-8 or nothing."""
    found = _DECLARED.match(data)
    name = found[1].decode("ascii") if found else "utf-8"
    return None if name.lower().replace("-", "") == "utf8" else name


def read(source: Source) -> Category:
    """Read a ``.ykd`` file.

    A pattern is one word or more, ``*`` stands for any characters. Where one category holds all the others,
    it is the dictionary and names the lexicon. A score other than 1 and patterns that are regular
    expressions (``patternengine="regexp"``) cannot be carried over.

    References
    ----------
    Lowe (2015). Yoshikoder: cross-platform multilingual content analysis; the dictionary of style 050805.
    """
    return _read(source, lexicoder=False)


def read_lexicoder(source: Source) -> Category:
    """Read a ``.lcd`` file.

    Lexicoder 2 looks for the characters of an entry anywhere, and a space at its side ends a word there:
    ``" aid "`` is the word, ``" aid"`` is ``aid*``, and ``"aid"`` is ``*aid*``. A dictionary of Yoshikoder's
    style is read as one of Yoshikoder.

    References
    ----------
    Daku, Soroka & Young (2011). Lexicoder 2.0 User's Manual.
    """
    return _read(source, lexicoder=True)


def _read(source: Source, *, lexicoder: bool) -> Category:
    parser = expat.ParserCreate(encoding="utf-8")
    root = Category("", 1)
    open_categories = [root]
    names: list[str] = []
    style = {"spaces": lexicoder}

    def start(name: str, attributes: dict[str, str]) -> None:
        line, inside = parser.CurrentLineNumber, names[-1] if names else ""
        names.append(name)
        if (name == "dictionary") != (inside == "") or inside == "pnode":
            raise source.error(line, "the element dictionary holds cnode, which holds cnode and pnode")
        if name == "dictionary":
            style["spaces"] = attributes.get("style", "Lexicoder" if lexicoder else "") == "Lexicoder"
            engine = attributes.get("patternengine", "substring")
            if engine != "substring":
                raise source.error(line, f"patterns of the kind {engine[:60]!r}; only substring is read")
            root.name = " ".join(attributes.get("name", "").split())
        elif name == "cnode":
            category = source.open(
                open_categories[-1], attributes.get("name", ""), line, attributes.get("desc", "")
            )
            open_categories.append(category)
        elif name == "pnode" and inside == "cnode":
            _entry(attributes, line)
        else:
            raise source.error(line, f"the element {name[:60]!r} is not known here; cnode and pnode are")

    def _entry(attributes: dict[str, str], line: int) -> None:
        entry = attributes.get("name", "")
        score = attributes.get("score", "")
        if score.strip() not in ("", "1", "1.0"):
            source.fault(
                line, f"{entry} ({score[:60]})", "has a score other than 1", done="kept without its score"
            )
        if style["spaces"] and entry.strip():
            before, after = "" if entry[0].isspace() else "*", "" if entry[-1].isspace() else "*"
            entry = before + entry.strip() + after
        source.add(entry, line, open_categories[-1])

    def end(name: str) -> None:
        names.pop()
        if name == "cnode":
            open_categories.pop()

    def refuse(*_: object) -> None:
        raise source.error(parser.CurrentLineNumber, "a DOCTYPE or an entity is not read; take it out")

    def text(data: str) -> None:
        if data.strip():
            what = f"text between the elements, {data.strip()[:40]!r}, is not known here"
            raise source.error(parser.CurrentLineNumber, what)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.CharacterDataHandler = text
    try:
        parser.Parse(source.text, True)
    except expat.ExpatError as error:
        what = expat.ErrorString(error.code)
        raise LexiconError(f"{source.file}, line {error.lineno}: not XML: {what}") from error
    tops = list(root.inner.values())
    if not style["spaces"] and len(tops) == 1 and tops[0].inner:
        return _without_root(tops[0], source)
    return root


def _without_root(dictionary: Category, source: Source) -> Category:
    """Let the one category that holds the others be the dictionary; its own entries stay a category."""
    if dictionary.patterns:
        if dictionary.name in dictionary.inner:
            raise source.error(
                dictionary.line, f"{dictionary.name!r} is also a category inside it; rename one"
            )
        own = Category(dictionary.name, dictionary.line, dictionary.note, 2, dictionary.patterns)
        dictionary.inner = {own.name: own, **dictionary.inner}
    return dictionary
