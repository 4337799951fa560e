"""Text exports of Factiva: articles with field codes, as "Full Article/Report plus Indexing" displays them.

Each field starts with its code on a line of its own, or before a tab, a bar or several spaces. Codes come in
a fixed order, and ``AN``, "Document" and the accession number, is the last. Their meaning: ProQuest Support,
"Custom Search Fields in Factiva.com", https://support.proquest.com/articledetail?id=kA23r000000FVF1CAO; their
order and their names in an export: M. Bouchet-Valat, R.TeMiS: tm.plugin.factiva,
https://github.com/nalimilan/R.TeMiS; the accession number: Dow Jones, "Factiva Select Feed XML Reference",
https://developer.dowjones.com. Facts are used but no code. The display without codes is not read, as it does
not mark where the headline ends and the text starts.
"""

import re
from collections.abc import Sequence

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.exports.lines import blocks_of, in_rows, only_date, paragraphs, plain_lines
from discourse.ingest.notes import Notes

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
_ACCEPTED = (
    'accepted is the text display "Full Article/Report plus Indexing", in which field codes such as HD, PD '
    "and LP stand before the fields and AN before the accession number"
)


def looks_like_factiva(text: str) -> bool:
    r"""Say whether a text looks like an export of Factiva; only its first 100,000 characters are read.

    Examples
    --------
    >>> looks_like_factiva("HD\nTown falls\n\nPD\n23 January 2015\n\nLP\nRebels.\n")
    True
    >>> looks_like_factiva("HD television\n")
    False
    """
    codes = {code for line in plain_lines(text[:100_000]) if (code := _code(line)[0])}
    return {"HD", "PD"} <= codes and bool(codes & _BODY)


def read_factiva(text: str, *, name: str, notes: Notes) -> pd.DataFrame:
    r"""Read a text export of Factiva.

    Parameters
    ----------
    text : str
        The whole file.
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
        If there is no article, or one lacks the accession number that marks its end, and faults are not
        repaired.

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
