"""Text exports of LexisNexis: the classic form (Academic, until 2019), and Nexis Uni or Lexis+ as plain text.

The classic form has "1 of 500 DOCUMENTS" before each article, a head whose first lines are unlabelled
(source, date, edition, headline), fields such as ``LENGTH:``, the body, and more fields. Nexis Uni delivers
Word and RTF; as plain text each article is a headline, source and date, fields such as ``Length:``, a line
"Body", the body, a line "Classification" with fields, and "End of Document". The vendor documents neither.
Both are known from programs that read them, from which facts are used but no code:

- J. Gruber, LexisNexisTools, 2018, https://github.com/JBGruber/LexisNexisTools (marks in English, German and
  French)
- M. Bouchet-Valat and T. Nicholls, R.TeMiS: tm.plugin.lexisnexis, https://github.com/pmyteh/R.TeMiS (names of
  fields, order of the head, "Documents (N)", "End of Document")
- Vrije Universiteit Amsterdam, AmCAT, https://github.com/amcat/amcat (cover pages, "1 of 1 DOCUMENT")

Word and RTF files themselves are not read, nor is Nexis Uni in an interface language other than English.
"""

import re
from dataclasses import dataclass, field
from itertools import pairwise

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.exports.lines import blocks_of, fold, in_rows, paragraphs, plain_lines, starting_date
from discourse.ingest.notes import Notes

_ANNOUNCED = re.compile(
    r"[ \t]*(?:(?:FOCUS - )?(\d{1,9}) of (\d{1,9}) DOCUMENTS?"
    r"|Dokument (\d{1,9}) von (\d{1,9})|Document (\d{1,9}) de (\d{1,9}))[ \t]*"
)
_END = re.compile(r"[ \t]*End of Document[ \t]*")
_LISTED = re.compile(r"[ \t]*Documents? \((\d{1,9})\)[ \t]*")
_COVER = re.compile(
    r"[ \t]*(?:(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms):|Documents? \(\d+\)).*"
)
_PAGE_NUMBER = re.compile(r"[ \t]*Page \d+ of \d+[ \t]*")
_CLASSIC_LABEL = re.compile(r"[ \t]*([A-ZÀ-Þ][A-ZÀ-Þ/ -]{1,24}):(?:[ \t]+(.*))?$")
_UNI_LABEL = re.compile(r"[ \t]*([A-ZÀ-Þ][\w/ -]{1,24}):(?:[ \t]+(.*))?$")
_RIGHTS = re.compile(
    r"\s*(?:(?:copyright\s*(?:©|\(c\))?|©|\(c\))\s*\d{4}\b|all rights reserved\b).{0,200}", re.IGNORECASE
)
# The names of fields in English, French and German, folded, and the column of each.
_HEAD = {
    **dict.fromkeys(["byline", "auteur", "autor"], "byline"),
    **dict.fromkeys(["section", "rubrique", "rubrik"], "section"),
    **dict.fromkeys(["length", "longueur", "lange"], "length"),
    **dict.fromkeys(["insert", "encart"], "insert"),
    **{name: name for name in ("dateline", "highlight", "show", "series")},
    "headline": "title",
    "body": "text",
}
_FOOT = {
    **dict.fromkeys(["load-date", "date-chargement"], "load_date"),
    **dict.fromkeys(["language", "langue", "sprache"], "language"),
    **dict.fromkeys(["publication-type", "type-publication", "type"], "publication_type"),
    **dict.fromkeys(["subject", "sujet"], "subject"),
    **dict.fromkeys(["geographic", "geo-localization", "localisation-geo"], "geographic"),
    **dict.fromkeys(["company", "societe"], "company"),
    **dict.fromkeys(["organization", "organisation"], "organization"),
    **dict.fromkeys(["ticker", "stock-symbol", "symbole-boursier"], "ticker"),
    **dict.fromkeys(["industry", "activity-sector", "secteur-activite"], "industry"),
    **dict.fromkeys(["graphic", "grafik"], "graphic"),
    **{name: name for name in ("update", "person", "url", "name", "correction", "distribution", "series")},
    "document-type": "document_type",
    "journal-code": "journal_code",
    "correction-date": "correction_date",
}
_TAKEN = {"id", "source", "date", "title", "text", "copyright", "edition"}
_MOST_HEAD = 12  # blocks before the first named field: source, date, edition, a headline in several parts
_MOST_FOOT = 40  # blocks at the end that are searched for fields
_MOST_CAPTIONS = 10  # blocks of a field GRAPHIC
_ACCEPTED = (
    'accepted are the classic text export ("1 of 500 DOCUMENTS" before each article) '
    'and Nexis Uni as plain text ("Body" before each text, "End of Document" after it)'
)


@dataclass
class _Left:
    """The lines that become part of no text."""

    outside: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)

    def write(self, notes: Notes) -> None:
        for what, lines in (
            ("line outside the articles left out (cover, search terms, contents)", self.outside),
            ("notice of the database left out", self.notices),
            ("publisher's copyright line left out of the text", self.rights),
        ):
            if lines:
                notes.add(what, count=len(lines), text=lines[0].strip()[:80])


def looks_like_nexis(text: str) -> bool:
    r"""Say whether a text looks like an export of LexisNexis; only its first 100,000 characters are read.

    Examples
    --------
    >>> looks_like_nexis("     1 of 2 DOCUMENTS\n\n   The Gazette\n")
    True
    >>> looks_like_nexis("Two of the documents agree.")
    False
    """
    lines = plain_lines(text[:100_000])
    if any(_ANNOUNCED.fullmatch(line) for line in lines):
        return True
    ended = any(_END.fullmatch(line) or line.startswith("Load-Date:") for line in lines)
    return ended and any(line.strip() == "Body" for line in lines)


def read_nexis(text: str, *, name: str, notes: Notes) -> pd.DataFrame:
    r"""Read a text export of LexisNexis.

    Parameters
    ----------
    text : str
        The whole file.
    name : str
        The file, for messages.
    notes : Notes
        Records what is part of no text: cover, contents, notices, copyright lines.

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
        If there is no article, or fewer than the file announces and faults are not repaired.

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
    lines = plain_lines(text)
    left = _Left()
    starts, announced = _announcements(lines)
    if starts:
        left.outside += [line for line in lines[: starts[0]] if line.strip()]
        pieces = [blocks_of(lines[start + 1 : end]) for start, end in pairwise([*starts, len(lines)])]
        rows = [_classic(piece, left) for piece in pieces if piece]
    else:
        rows, announced = _uni(lines, left)
    if not rows:
        raise CorpusError(f"{name}: no article of LexisNexis in this file; {_ACCEPTED}")
    missing = announced - len(rows)
    notes.fault(
        [missing] if missing > 0 else [],
        lambda count: f"{name}: the file announces {announced:,} documents and lacks {count:,} of them",
        "an export is read whole",
        "reads those that are there",
    )
    if missing > 0:
        notes.add("announced document that is not in the file", count=missing, text=name)
    left.write(notes)
    return in_rows(rows)


def _announcements(lines: list[str]) -> tuple[list[int], int]:
    """Find the lines that announce an article, and how many are announced in all.

    A file may contain several exports. A line that does not continue the count belongs to the article.
    """
    starts: list[int] = []
    announced, last, total = 0, 0, 0
    for place, line in enumerate(lines):
        match = _ANNOUNCED.fullmatch(line) if len(line) < 120 else None
        if match is None:
            continue
        number, of = (int(group) for group in match.groups() if group is not None)
        goes_on = of == total and number > last
        if 0 < number <= of and (goes_on or not starts or number == 1):
            announced += 0 if goes_on else of
            last, total = number, of
            starts.append(place)
    return starts, announced


def _classic(blocks: list[list[str]], left: _Left) -> dict[str, str]:
    """Read an article of the classic form."""
    blocks = _split_at_labels(blocks[:_MOST_HEAD], _CLASSIC_LABEL, _HEAD) + blocks[_MOST_HEAD:]
    labels = [_label(block[0], _CLASSIC_LABEL)[0] for block in blocks[: 2 * _MOST_HEAD]]
    named = next((place for place, label in enumerate(labels[:_MOST_HEAD]) if label in _HEAD), None)
    head = blocks[: _MOST_HEAD if named is None else named]
    dated = next((i for i, block in enumerate(head[:6]) if any(starting_date(line) for line in block)), None)
    if named is None:  # without labels only source, date and headline can be told from the body
        foot = next((place for place, label in enumerate(labels) if label in _FOOT), len(head))
        head = head[: min(foot, 2 if dated is None else dated + 2)]
    rest = blocks[len(head) :]
    row = _unnamed_head(head, dated, left, titled="headline" in labels)
    done: set[str] = set()
    body = 0
    for block in rest if named is not None else []:
        label, first = _label(block[0], _CLASSIC_LABEL)
        column = _HEAD.get(label, "")
        if column == "text":
            rest[body] = [first, *block[1:]]
        if column in {"", "text"} or column in done:
            break
        done.add(column)
        row[column] = _joined([row.get(column, ""), first, *block[1:]])
        body += 1
    text, fields = _foot(rest[body:], left, _CLASSIC_LABEL, seen={})
    return row | {"text": text} | {column: value for column, value in fields.items() if column not in row}


def _unnamed_head(head: list[list[str]], dated: int | None, left: _Left, *, titled: bool) -> dict[str, str]:
    """Read unlabelled lines by their position: source, date, edition, headline."""
    row = {"source": "", "date": "", "title": ""}
    before: list[list[str]] = []
    edition: list[str] = []
    titles: list[list[str]] = []
    for place, block in enumerate(head):
        rights = [line for line in block if _RIGHTS.match(line)]
        lines = [line for line in block if not _RIGHTS.match(line)]
        if rights:
            row["copyright"] = _joined([row.get("copyright", ""), *rights])
            left.rights += rights
        if place == dated:
            at = next(i for i, line in enumerate(lines) if starting_date(line))
            row["date"], follows = starting_date(lines[at]) or ("", "")
            before += [lines[:at]] if at else []
            edition += [follows, *lines[at + 1 :]]
        elif lines and (place < dated if dated is not None else not before):
            before.append(lines)
        elif lines:
            titles.append(lines)
    # A centred block before the headline belongs to the date.
    while titles and (len(titles) > 1 or titled) and all(line.startswith("     ") for line in titles[0]):
        edition += titles.pop(0)
    if before:
        row["source"] = _joined(before[0])
        left.notices += [line for block in before[1:] for line in block]
    row["title"] = _joined([line for block in titles for line in block])
    return row | ({"edition": _joined(edition).strip(" ;")} if _joined(edition) else {})


def _uni(lines: list[str], left: _Left) -> tuple[list[dict[str, str]], int]:
    """Read the articles of Nexis Uni as plain text; also return how many the cover announces."""
    ends = [place for place, line in enumerate(lines) if _END.fullmatch(line)]
    rows = []
    announced = 0
    for start, end in pairwise([-1, *ends, len(lines)]):
        piece = lines[start + 1 : end]
        body = next((place for place, line in enumerate(piece) if line.strip() == "Body"), None)
        head = [line for line in piece[:body] if line.strip()]
        announced += sum(int(match[1]) for line in head if (match := _LISTED.fullmatch(line)))
        named = next((i for i, line in enumerate(head) if _label(line, _UNI_LABEL)[0] in _HEAD), None)
        ended = end < len(lines)
        # A lone article may lack its end, and one that is a picture its body; a field shows what it is.
        if named is None and not (ended and body is not None):
            left.outside += [line for line in piece if line.strip()]
            continue
        row = _uni_head(head, len(head) if named is None else named, left)
        text, fields = ("", {}) if body is None else _uni_body(piece[body + 1 :], left)
        rows.append(row | {"text": text} | {key: value for key, value in fields.items() if key not in row})
    return rows, announced


def _uni_head(head: list[str], named: int, left: _Left) -> dict[str, str]:
    """Read what comes before "Body": headline, source, date, edition, copyright, then fields."""
    row = {"source": "", "date": "", "title": ""}
    covered = any(_COVER.fullmatch(line) for line in head[:named])
    rights = [line for line in head[:named] if _RIGHTS.match(line)]
    left.rights += rights
    left.outside += [line for line in head if _PAGE_NUMBER.fullmatch(line)]
    unnamed = [line for line in head[:named] if not (_RIGHTS.match(line) or _PAGE_NUMBER.fullmatch(line))]
    dates = [place for place, line in enumerate(unnamed) if starting_date(line)]
    place = dates[-1] if dates else len(unnamed) if covered else 2
    before, edition = unnamed[:place], unnamed[place:]
    if dates:
        row["date"], edition[0] = starting_date(edition[0]) or ("", "")
    if covered:  # among cover, contents and article only the two lines before the date are certain
        left.outside += before[:-2]
        before = before[-2:]
    row["source"] = _joined(before[-1:])
    row["title"] = _joined(before[:-1])
    row |= {"edition": _joined(edition)} if _joined(edition) else {}
    row |= {"copyright": _joined(rights)} if rights else {}
    values: dict[str, list[str]] = {"title": [row["title"]]}
    column = "title"
    for line in head[named:]:
        if _PAGE_NUMBER.fullmatch(line):
            continue
        label, value = _label(line, _UNI_LABEL)
        column = _HEAD.get(label, column)
        values.setdefault(column, []).append(value if label in _HEAD else line)
    return row | {column: _joined(lines) for column, lines in values.items()}


def _uni_body(lines: list[str], left: _Left) -> tuple[str, dict[str, str]]:
    """Split the body from what follows it: "Graphic", "Classification", fields."""
    values: dict[str, list[str]] = {}
    marked = [place for place, line in enumerate(lines) if line.strip() == "Classification"]
    if marked and any(_label(line, _UNI_LABEL)[0] in _FOOT for line in lines[marked[-1] + 1 :]):
        for block in _split_at_labels(blocks_of(lines[marked[-1] + 1 :]), _UNI_LABEL, None):
            label, first = _label(block[0], _UNI_LABEL)
            column = (_FOOT.get(label) or _column(label)) if label else "classification"
            values.setdefault(column, []).extend([first if label else block[0], *block[1:]])
        lines = lines[: marked[-1]]
    seen = {column: _joined(value) for column, value in values.items()}
    return _foot(blocks_of(lines), left, _UNI_LABEL, seen=seen)


def _foot(
    blocks: list[list[str]], left: _Left, pattern: re.Pattern[str], *, seen: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Split the body from the fields and copyright lines after it, working backwards from the end.

    A label counts once, so that a last paragraph "LANGUAGE: never stop learning" stays text.
    """
    fields = dict(seen)
    parted = _split_at_labels(blocks[-_MOST_FOOT:], pattern, _FOOT)
    unknown: dict[str, str] = {}  # fields with other labels, if a known one comes before them
    place = end = len(parted)
    while place:
        place -= 1
        if all(_RIGHTS.match(line) for line in parted[place]) and not unknown:
            left.rights += parted[place]
            fields["copyright"] = _joined([*parted[place], fields.get("copyright", "")])
            end = place
            continue
        last = place
        if not _label(parted[place][0], pattern)[0] and fields:
            place = _captions(parted, last, pattern)
        label, first = _label(parted[place][0], pattern)
        if pattern is _UNI_LABEL and parted[place][0].strip() == "Graphic":
            label = "graphic"
        column = _FOOT.get(label) or (_column(label) if label and pattern is _CLASSIC_LABEL else "")
        if not column or column in fields or column in unknown:
            break
        after = [line for block in parted[place + 1 : last + 1] for line in block]
        unknown[column] = _joined([first, *parted[place][1:], *after])
        if label in _FOOT:
            fields |= unknown
            unknown = {}
            end = place
    if end == len(parted):  # nothing was split off: the lines of the body stay together
        return paragraphs(blocks), fields
    return paragraphs([*blocks[:-_MOST_FOOT], *parted[:end]]), dict(reversed(fields.items()))


def _captions(blocks: list[list[str]], last: int, pattern: re.Pattern[str]) -> int:
    """Find where the captions that end with a block start, at GRAPHIC; otherwise return that block."""
    for place in range(last, max(last - _MOST_CAPTIONS, -1), -1):
        label = _label(blocks[place][0], pattern)[0]
        if _FOOT.get(label) == "graphic" or (pattern is _UNI_LABEL and blocks[place][0].strip() == "Graphic"):
            return place
    return last


def _label(line: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Return the label at the start of a line, folded, and the rest of the line; empty without a label."""
    match = pattern.match(line)
    return (fold(match[1]).replace(" ", "-"), match[2] or "") if match else ("", "")


def _split_at_labels(
    blocks: list[list[str]], pattern: re.Pattern[str], names: dict[str, str] | None
) -> list[list[str]]:
    """Split blocks before each line with a label."""
    parted: list[list[str]] = []
    for block in blocks:
        parted.append(block[:1])
        for line in block[1:]:
            label = _label(line, pattern)[0]
            if label and (names is None or label in names):
                parted.append([line])
            else:
                parted[-1].append(line)
    return parted


def _column(label: str) -> str:
    """Make the name of a column from a label."""
    column = re.sub(r"\W+", "_", label).strip("_")
    return f"{column}_field" if column in _TAKEN else column


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())
