"""Exports of LexisNexis: the classic form (Academic, nexis.com, until 2019), and Nexis Uni or Lexis+.

The classic form is text or HTML; Nexis Uni delivers Word files, which are also read as plain text. The vendor
documents neither. Both are known from programs that read them, from which facts are used but no code:

- J. Gruber, LexisNexisTools, 2018, https://github.com/JBGruber/LexisNexisTools (marks in English, German and
  French; Word files)
- M. Bouchet-Valat and T. Nicholls, R.TeMiS: tm.plugin.lexisnexis, https://github.com/pmyteh/R.TeMiS (names of
  fields, order of the head, "Documents (N)", "End of Document", HTML)
- K. Watanabe, newspapers, https://github.com/koheiw/newspapers (Word files and HTML, with files for tests)
- Vrije Universiteit Amsterdam, AmCAT, https://github.com/amcat/amcat (cover pages, "1 of 1 DOCUMENT")

RTF files are not read: Nexis Uni gives the same articles as Word files.
"""

import re

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.exports.lines import in_rows, plain_lines
from discourse.ingest.exports.nexis_classic import ANNOUNCES, Announced, looks_classic, read_classic
from discourse.ingest.exports.nexis_fields import Left
from discourse.ingest.exports.nexis_uni import Script, looks_uni, read_uni
from discourse.ingest.exports.word import read_word
from discourse.ingest.notes import Notes
from discourse.ingest.page import looks_like_page, page_lines, parse_html

_IN_PAGES = re.compile(
    rf">(?:\s|&nbsp;){{0,50}}(?:{ANNOUNCES}|End of Document)(?:\s|&nbsp;){{0,50}}<"
    r"|<DOCFULL>|<A NAME=\"DOC_ID_\d"
)
_ACCEPTED = (
    'accepted are the classic export as text or HTML ("1 of 500 DOCUMENTS" before each article) and Nexis '
    'Uni as a Word file (.docx) or plain text ("Body" before each text, "End of Document" after it)'
)


def looks_like_nexis(text: str) -> bool:
    r"""Say whether a text looks like an export of LexisNexis; of plain text, 100,000 characters are read.

    Examples
    --------
    >>> looks_like_nexis("     1 of 2 DOCUMENTS\n\n   The Gazette\n")
    True
    >>> looks_like_nexis("Two of the documents agree.")
    False
    """
    if looks_like_page(text):
        return _IN_PAGES.search(text) is not None
    lines = plain_lines(text[:100_000])
    return looks_classic(lines) or looks_uni(lines)


def read_nexis(
    content: str | bytes, *, name: str, notes: Notes, announced: Announced | None = None
) -> pd.DataFrame:
    r"""Read an export of LexisNexis.

    Parameters
    ----------
    content : str or bytes
        The whole file: text, HTML, or the bytes of a Word file.
    name : str
        The file, for messages.
    notes : Notes
        Records what is part of no text: cover, contents, notices, copyright lines.
    announced : Announced, optional
        Adds up what the files of one search announce; the caller then checks that all of it is there. By
        default the file is checked by itself.

    Returns
    -------
    DataFrame
        One row per article, all columns as text, empty where missing: ``source``; ``date``, ISO 8601, or as
        written if it has no day; ``title``; ``text``, one paragraph per line; ``edition``, ``copyright``, and
        the fields of the file, such as ``byline``, ``section``, ``length``, ``load_date``, ``language``.
        There is no ``id``.

    Raises
    ------
    CorpusError
        If there is no article, or fewer than the file announces and faults are not repaired; if it is a
        damaged Word file, or HTML and lxml, which reads it, is not installed.

    Examples
    --------
    >>> from discourse.ingest.notes import Notes
    >>> table = read_nexis(
    ...     "   1 of 1 DOCUMENT\n\n   The Gazette\n\n   January 23, 2015 Friday\n\nTown falls\n\n"
    ...     "LENGTH: 4 words\n\nRebels hold the town.\n\nLANGUAGE: ENGLISH\n",
    ...     name="export.txt",
    ...     notes=Notes(),
    ... )
    >>> table.loc[0, ["source", "date", "title", "text"]].tolist()
    ['The Gazette', '2015-01-23', 'Town falls', 'Rebels hold the town.']
    """
    alone = announced is None
    announced = Announced() if announced is None else announced
    if isinstance(content, bytes):
        script = Script.of(read_word(content, name))
    elif looks_like_page(content):
        root = parse_html(content, name, notes)
        script = Script([] if root is None else page_lines(root))
    else:
        script = Script(plain_lines(content))
    left = Left()
    uni = bool(script.starts) or not looks_classic(script.lines)
    rows = read_uni(script, left, announced) if uni else read_classic(script.lines, left, announced)
    if not rows:
        raise CorpusError(f"{name}: no article of LexisNexis in this file; {_ACCEPTED}")
    left.write(notes)
    if alone:
        announced.check(name, notes)
    return in_rows(rows)
