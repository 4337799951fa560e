"""Exports of Factiva: text with field codes ("Full Article/Report plus Indexing"), HTML with or without them.

Each field starts with its code on a line of its own, or before a tab, a bar or several spaces. Codes come in
a fixed order, and ``AN``, "Document" and the accession number, is the last. Their meaning: ProQuest Support,
"Custom Search Fields in Factiva.com", https://support.proquest.com/articledetail?id=kA23r000000FVF1CAO; their
order and their names in an export: M. Bouchet-Valat, R.TeMiS: tm.plugin.factiva,
https://github.com/nalimilan/R.TeMiS; the accession number: Dow Jones, "Factiva Select Feed XML Reference",
https://developer.dowjones.com. Facts are used but no code. Text without codes is not read, as it does not
mark where the headline ends and the text starts.

In HTML an article is a ``div`` of the class "article enArticle" (by its language). With codes it is a table,
with one row per field. Without codes the headline has a class; the author, the number of words, the date,
perhaps a time, the outlet and its code, perhaps a page or an edition, the language and the copyright follow,
each in a ``div``; paragraphs are ``p`` of the class "articleParagraph", and "Document" with the accession
number comes last (with codes: R.TeMiS, ``factiva_test.html``; without: B. Clemm,
https://github.com/BernhardClemm/factiva-parsing, and K. Watanabe, https://github.com/koheiw/newspapers).
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.exports.lines import blocks_of, in_rows, only_date, paragraphs, plain_lines
from discourse.ingest.notes import Notes
from discourse.ingest.page import classes_of, looks_like_page, one_line, page_lines, parse_html

# In the order of an export. LP is the first two paragraphs, TD the rest, ART the captions.
_COLUMNS = {
    "CLM": "column",
    "SE": "section",
    "HD": "title",
    "BY": "byline",
    "CR": "credit",
    "WC": "length",
    "PD": "date",
    "ET": "time",
    "SN": "source",
    "SC": "source_code",
    "NGC": "source_group",
    "GC": "source_group_code",
    "ED": "edition",
    "PG": "page",
    "VOL": "volume",
    "LA": "language",
    "CY": "copyright",
    "CX": "correction",
    "LP": "lead",
    "TD": "body",
    "ART": "graphic",
    "CT": "contact",
    "RF": "reference",
    "CO": "company",
    "IN": "industry",
    "NS": "subject",
    "RE": "region",
    "IPC": "information_codes",
    "IPD": "descriptors",
    "PUB": "publisher",
    "AN": "id",
}
_ORDER = {code: place for place, code in enumerate(_COLUMNS)}
_BODY = {"LP", "TD"}
_PAIRS = {"CO", "IN", "NS", "RE"}  # their value is "code : name | code : name", unlike text
_FIELD = re.compile(
    rf"[ \t]*({'|'.join(sorted(_COLUMNS, key=len, reverse=True))})[ \t]*(?:\||\t|[ ]{{2,}}|$)(.*)"
)
_ACCESSION = re.compile(r"[ \t|]*[^\W\d_]+[ \t]+([A-Za-z0-9]{18,40})[ \t|]*")
_ARTICLE_CLASS = re.compile(r"[a-z]{2,4}article")
_IN_PAGES = re.compile(
    r"class\s*=\s*[\"']?(?:article\s{1,9}[a-z]{2,4}Article|articleParagraph\s{1,9}[a-z]{2,4}articleParagraph)\b",
    re.IGNORECASE,
)
_BLOCKS = frozenset({"div", "p", "table"})
_WORDS = re.compile(r"\d[\d.,\s]{0,11}\s?[^\W\d_]{1,12}")
_TIME = re.compile(r"\d{1,2}[:.]\d{2}\b.{0,12}")
_RIGHTS = re.compile(r"\s*(?:©|\(c\)|copyright\b)", re.IGNORECASE)
_ACCEPTED = (
    'accepted are the display "Full Article/Report plus Indexing" as text, in which field codes such as HD, '
    "PD and LP stand before the fields and AN before the accession number, and articles saved as HTML"
)


def looks_like_factiva(text: str) -> bool:
    r"""Say whether a text looks like an export of Factiva; of plain text, 100,000 characters are read.

    Examples
    --------
    >>> looks_like_factiva("HD\nTown falls\n\nPD\n23 January 2015\n\nLP\nRebels.\n")
    True
    >>> looks_like_factiva("HD television\n")
    False
    """
    if looks_like_page(text):
        return _IN_PAGES.search(text) is not None
    codes = {code for line in plain_lines(text[:100_000]) if (code := _code(line)[0])}
    return {"HD", "PD"} <= codes and bool(codes & _BODY)


def read_factiva(text: str, *, name: str, notes: Notes) -> pd.DataFrame:
    r"""Read an export of Factiva.

    Parameters
    ----------
    text : str
        The whole file, text or HTML.
    name : str
        The file, for messages.
    notes : Notes
        Records what is part of no row: cover, list of headlines, search summary.

    Returns
    -------
    DataFrame
        One row per article, all columns as text, empty where missing: ``id``, the accession number;
        ``source``; ``date``, ISO 8601, or as written; ``title``; ``text``, one paragraph per line; and the
        other fields of the file, such as ``byline``, ``section``, ``length``, ``language``, ``copyright``,
        ``company``, ``subject``, ``region``, ``publisher``.

    Raises
    ------
    CorpusError
        If there is no article; if one in a text lacks the accession number that marks its end, and faults are
        not repaired; or if the file is HTML and lxml, which reads it, is not installed.

    Examples
    --------
    >>> from discourse.ingest.notes import Notes
    >>> table = read_factiva(
    ...     "HD\nTown falls\n\nPD\n23 January 2015\n\nSN\nThe Gazette\n\nLP\nRebels hold the town.\n\n"
    ...     "AN\nDocument GAZET00020150123eb1n0001x\n",
    ...     name="export.txt",
    ...     notes=Notes(),
    ... )
    >>> table.loc[0, ["id", "source", "date", "title", "text"]].tolist()
    ['GAZET00020150123eb1n0001x', 'The Gazette', '2015-01-23', 'Town falls', 'Rebels hold the town.']
    """
    if looks_like_page(text):
        return _read_page(text, name, notes)
    lines = plain_lines(text)
    codes = {place: code for place, line in enumerate(lines) if (code := _code(line)[0])}
    rows: list[dict[str, str]] = []
    outside: list[str] = []
    cut_off: list[int] = []
    done = 0
    for end in [*_ends(lines, codes), len(lines)]:
        fields = _fields(lines, codes, done, end)
        start = fields[0][0] if fields else end
        outside += [line for line in lines[done:start] if line.strip()]
        if {code for _, code in fields} & {"HD", *_BODY}:
            row = _row(lines, fields, end)
            if not row.get("id"):
                cut_off.append(len(rows))
            rows.append(row)
        else:
            outside += [line for line in lines[start:end] if line.strip()]
        done = end
    if not rows:
        raise CorpusError(f"{name}: no article of Factiva in this file; {_ACCEPTED}")
    notes.fault(
        cut_off,
        lambda row: f"{name}, article {row + 1}: no accession number (AN, Document …) ends it",
        "an export is read whole",
        "reads what there is of it",
    )
    for row_number in cut_off:
        notes.add("article without its end", text=f"{name}, article {row_number + 1}")
    if outside:
        notes.add(
            "line outside the articles left out (cover, headlines, search summary)",
            count=len(outside),
            text=outside[0].strip()[:80],
        )
    return in_rows(rows)


def _read_page(html: str, name: str, notes: Notes) -> pd.DataFrame:
    """Read the articles of an HTML page."""
    root = parse_html(html, name, notes)
    rows = []
    for article in [] if root is None else _articles(root):
        lines = page_lines(article)
        codes = {place: code for place, line in enumerate(lines) if (code := _code(line)[0])}
        coded = {"HD", "PD"} <= set(codes.values())
        fields = _fields(lines, codes, 0, len(lines)) if coded else []
        rows.append(_row(lines, fields, len(lines)) if fields else _uncoded(article, lines))
    if not rows:
        raise CorpusError(f"{name}: no article of Factiva in this page; {_ACCEPTED}")
    return in_rows(rows)


def _articles(root: Any) -> Iterator[Any]:
    """Find the elements of the articles, none inside another."""
    last = None
    for element in root.iter("div", "article"):
        classes = classes_of(element)
        if "article" not in classes or not any(map(_ARTICLE_CLASS.fullmatch, classes)):
            continue
        if last is None or last not in element.iterancestors():
            yield element
            last = element


def _uncoded(article: Any, lines: list[str]) -> dict[str, str]:
    """Read an article without codes, by the classes and the order of its elements."""
    title = [
        e for e in article.iter("span", "b", "div") if any(c.endswith("headline") for c in classes_of(e))
    ]
    text = [e for e in article.iter("p") if "articleparagraph" in classes_of(e)]
    byline = [e for e in article.iter("div") if "author" in classes_of(e)]
    row = {
        "source": "",
        "date": "",
        "title": one_line(title[:1]),
        "text": "\n".join(filter(None, (one_line([e]) for e in text))),
    }
    row |= {"byline": one_line(byline)} if byline else {}
    ends = [match for line in lines[-3:] if (match := _ACCESSION.fullmatch(line))]
    row |= {"id": ends[-1][1]} if ends else {}
    others = [e for e in article.iter("div") if not e.keys() and not any(c.tag in _BLOCKS for c in e)]
    said = [line for line in (one_line([e]) for e in others) if line]
    day = next((place for place, line in enumerate(said) if only_date(line)), None)
    if day is None:
        return row
    dated = only_date(said[day])
    row["date"] = dated[0] if dated else ""
    if day and _WORDS.fullmatch(said[day - 1]):
        row["length"] = said[day - 1]
        row |= {"section": said[0]} if day > 1 else {}
    after = said[day + 1 :]
    if after and _TIME.fullmatch(after[0]):
        row["time"] = after.pop(0)
    rights = next((place for place, line in enumerate(after) if _RIGHTS.match(line)), len(after))
    if rights < len(after):
        row["copyright"] = after[rights]
    row["source"] = after[0] if rights else ""
    row |= {"source_code": after[1]} if rights > 1 else {}
    row |= {"language": after[rights - 1]} if rights > 2 else {}
    row |= {"page": " ".join(after[2 : rights - 1])} if rights > 3 else {}
    return row


def _code(line: str) -> tuple[str, str]:
    """Return the field code at the start of a line, and the rest of the line."""
    match = _FIELD.match(line)
    return (match[1], match[2]) if match else ("", "")


def _ends(lines: Sequence[str], codes: dict[int, str]) -> list[int]:
    """Find where articles end: after the accession number."""
    ends = []
    for place, code in codes.items():
        if code == "AN":
            values = [_code(lines[place])[1], *lines[place + 1 : place + 4]]
            at = next((i for i, value in enumerate(values) if value.strip(" |\t")), None)
            if at is not None and _ACCESSION.fullmatch(values[at]):
                ends.append(place + at + 1)
    return ends


def _fields(lines: Sequence[str], codes: dict[int, str], start: int, end: int) -> list[tuple[int, str]]:
    """Find the fields of an article: place and code, in the order that codes have.

    Before the body the first of equal codes counts, after it the last, so that a code in the body is text.
    """
    found = [(place, codes[place]) for place in range(start, end) if place in codes]
    headline = next((place for place, code in found if code == "HD"), start)
    found = [(place, code) for place, code in found if place >= headline or _ORDER[code] < _ORDER["HD"]]
    last_body = max((_ORDER[code] for _, code in found if code in _BODY), default=_ORDER["TD"])
    head: list[tuple[int, str]] = []
    for place, code in found:
        if _ORDER[code] <= last_body and (not head or _ORDER[code] > _ORDER[head[-1][1]]):
            head.append((place, code))
    body = head[-1][0] if head else start
    tail: list[tuple[int, str]] = []
    for place, code in reversed(found):
        follows = not tail or _ORDER[code] < _ORDER[tail[-1][1]]
        if place > body and _ORDER[code] > last_body and follows and _plausible(lines, place, code, end):
            tail.append((place, code))
    return head + tail[::-1]


def _plausible(lines: Sequence[str], place: int, code: str, end: int) -> bool:
    """Say whether the value of an indexing field is a list of codes and names."""
    if code not in _PAIRS:
        return True
    values = [_code(lines[place])[1], *lines[place + 1 : min(place + 4, end)]]
    return ":" in next((value for value in values if value.strip()), "")


def _row(lines: Sequence[str], fields: list[tuple[int, str]], end: int) -> dict[str, str]:
    """Make a row from the fields of an article."""
    row = {"source": "", "date": "", "title": "", "text": ""}
    stops = [place for place, _ in fields[1:]] + [end]
    for (place, code), stop in zip(fields, stops, strict=True):
        block = [_code(lines[place])[1].strip(" |\t"), *lines[place + 1 : stop]]
        value = " ".join(" ".join(block).split()).strip(" |")
        if code in _BODY:
            row["text"] = "\n".join(filter(None, (row["text"], paragraphs(blocks_of(block)))))
        elif code == "AN":
            row["id"] = value.rsplit(" ", 1)[-1]
        elif code == "PD":
            dated = only_date(value)
            row["date"] = dated[0] if dated else value
        else:
            row[_COLUMNS[code]] = value
    return row
