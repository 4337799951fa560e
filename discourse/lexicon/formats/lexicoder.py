"""Dictionaries of Lexicoder 3: a line with + begins a category, each line after it is an entry."""

from discourse.lexicon.formats.source import Category, Source


def read(source: Source) -> Category:
    """Read a ``.lc3`` file.

    ``*`` stands for any characters; an entry may have several words. What begins with ``~`` or ``++`` is more
    than the published dictionaries have and is told, not guessed.

    References
    ----------
    Daku, Soroka & Young (2015). Lexicoder 3.0 User's Manual; Young & Soroka (2012), Political
    Communication 29(2), 205-231.
    """
    root = Category("", 1)
    category: Category | None = None
    for number, line in source.lines():
        entry = line.strip()
        if entry.startswith("++"):
            raise source.error(number, "a category begins with one +; Lexicoder 3 has none inside others")
        if entry.startswith("+"):
            category = source.open(root, entry[1:].strip(), number)
        elif entry and category is None:
            raise source.error(
                number, "an entry before the first category; a category is a line with + and a name"
            )
        elif entry.startswith("~"):
            source.fault(number, entry, "begins with ~, which is not known here")
        elif entry and category is not None:
            source.add(entry, number, category)
    return root
