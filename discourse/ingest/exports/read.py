"""Exports of news databases: which database a text comes from, and from its files to rows."""

import re
from collections.abc import Iterable
from itertools import islice

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.decode import decode, what_it_is
from discourse.ingest.exports.nexis_classic import ANNOUNCES, Announced
from discourse.ingest.notes import Notes
from discourse.ingest.page import looks_like_page

# The endings of the files that each database delivers.
EXPORT_ENDINGS = {
    "nexis": (".docx", ".txt", ".html", ".htm"),
    "factiva": (".txt", ".html", ".htm"),
    "europresse": (".html", ".htm"),
}
_IN_TEXT = re.compile(  # a mark of each article
    rf"^[ \t]*(?:{ANNOUNCES}|End of Document"
    r"|AN[ \t|]*(?:\r?\n[ \t|]*){0,3}[^\W\d_]{1,20} [A-Za-z0-9]{18,40})[ \t|\r]*$",
    re.MULTILINE,
)


def export_format(text: str) -> str | None:
    """Name the database that a text seems to be an export of."""
    from discourse.ingest.exports.europresse import looks_like_europresse
    from discourse.ingest.exports.factiva import looks_like_factiva
    from discourse.ingest.exports.nexis import looks_like_nexis

    kinds = {"nexis": looks_like_nexis, "factiva": looks_like_factiva, "europresse": looks_like_europresse}
    return next((export for export, looks in kinds.items() if looks(text)), None)


def export_of_several(text: str) -> str | None:
    r"""Name the database that a page, or a text of several articles, seems to be an export of.

    Examples
    --------
    >>> export_of_several("1 of 2 DOCUMENTS\n\nThe Gazette\n\n2 of 2 DOCUMENTS\n\nThe Mirror")
    'nexis'
    >>> export_of_several("1 of 1 DOCUMENT\n\nThe Gazette") is None
    True
    """
    several = looks_like_page(text) or len(list(islice(_IN_TEXT.finditer(text), 2))) == 2
    return export_format(text) if several else None


def read_exports(
    files: Iterable[tuple[str, bytes]],
    *,
    format: str,  # noqa: A002
    name: str,
    encoding: str | None,
    notes: Notes,
) -> list[pd.DataFrame]:
    """Read exports of one database, one table per file; files of one search are counted together.

    Parameters
    ----------
    files : iterable of (str, bytes)
        The name of each, for messages, and what is in it.
    format : str
        The database, a key of :data:`EXPORT_ENDINGS`.
    name : str
        The file, or the folder of all of them, for messages.
    encoding : str, optional
        The encoding of text and pages, by default UTF-8.
    notes : Notes
        Records what is part of no text.

    Returns
    -------
    list of DataFrame
        A table for each file.

    Raises
    ------
    CorpusError
        If a file is no such export, or an announced document is missing and faults are not repaired.
    """
    from discourse.ingest.exports.europresse import read_europresse
    from discourse.ingest.exports.factiva import read_factiva
    from discourse.ingest.exports.nexis import read_nexis
    from discourse.ingest.exports.word import is_zip

    announced = Announced()
    tables = []
    for file, data in files:
        if format == "nexis" and is_zip(data):
            tables.append(read_nexis(data, name=file, notes=notes, announced=announced))
            continue
        if format == "nexis" and (what := what_it_is(data)):
            raise CorpusError(f"{file}: {what}, which is not read; download the articles as Word (.docx)")
        text = decode(data, name=file, encoding=encoding, notes=notes)
        if format == "nexis":
            tables.append(read_nexis(text, name=file, notes=notes, announced=announced))
        else:
            read = read_factiva if format == "factiva" else read_europresse
            tables.append(read(text, name=file, notes=notes))
    announced.check(name, notes)
    return tables
