"""Nexis Uni and Lexis+: a headline, outlet and date, fields, "Body", the text, "Classification", more fields.

Each article ends with "End of Document". A Word file has a bookmark before each article (``Bookmark_1``), at
"Body" (``Body``, ``Body_2``) and at "Classification"; the headline is a link at level 1 of the outline; and a
cover with a list of the headlines comes first. Headers and footers are separate parts of the file, and each
search term is a run of its own, even inside a word. These are the forms of the files of 2018 that
koheiw/newspapers keeps for its tests (``tests/data/nexis/document.xml``). Plain text has the same lines
without the bookmarks. The marks are in the language of the interface (JBGruber/LexisNexisTools, issue 31):
bookmarks count first, and marks in words are known in seven languages, all but English being translations.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from discourse.ingest.exports.lines import blocks_of, fold, plain_lines
from discourse.ingest.exports.nexis_classic import Announced
from discourse.ingest.exports.nexis_fields import (
    FOOT,
    HEAD,
    UNI_LABEL,
    Left,
    column_of,
    day_of,
    is_notice,
    is_rights,
    joined,
    label,
    separate_foot,
    split_at_labels,
)
from discourse.ingest.exports.word import Paragraph

# Folded, in English, German, French, Spanish, Italian, Dutch and Portuguese.
_END = frozenset(
    {"end of document", "ende des dokuments", "dokumentende", "fin du document", "fin de document"}
    | {"fin del documento", "final del documento", "fine del documento", "fim do documento"}
    | {"einde van document", "einde van het document", "einde document"}
)
_BODY = frozenset(
    {"body", "haupttext", "textkorper", "volltext", "artikeltext", "corps", "corps du texte"}
    | {"corps de l'article", "corps du document", "texte", "texte integral", "cuerpo", "cuerpo del articulo"}
    | {"cuerpo del texto", "cuerpo del documento", "texto", "corpo", "corpo del testo", "corpo do texto"}
    | {"testo", "hoofdtekst", "tekst", "text"}
)
_CLASSIFICATION = frozenset(
    {"classification", "klassifizierung", "klassifikation", "clasificacion", "classificazione"}
    | {"classificatie", "classificacao"}
)
_LONGEST_MARK = 30
_MOST_HEAD = 60  # lines before the first field
_STARTS = re.compile(r"Bookmark_\d{1,9}")
_MARKED = re.compile(r"(Body|Classification)(?:_\d{1,9})?")
_LISTED = re.compile(r"[ \t]*(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten) \((\d{1,9})\)[ \t]*")
_ENTRY = re.compile(r"[ \t]*\d{1,5}\.[ \t]+(\S.*)")
_COVER = re.compile(
    r"[ \t]*(?:(?:User Name|Date and Time|Job Number|Client/Matter|Search Terms|Search Type|Narrowed by"
    r"|Benutzername|Datum und Uhrzeit|Auftragsnummer|Suchbegriffe|Suchtyp|Eingegrenzt durch"
    r"|Nom d'utilisateur|Date et heure|Num[ée]ro de (?:t[âa]che|travail)|Termes de (?:la )?recherche"
    r"|Type de recherche|Affin[ée] par|Nombre de usuario|Fecha y hora|N[úu]mero de (?:trabajo|tarea)"
    r"|T[ée]rminos de b[úu]squeda|Tipo de b[úu]squeda|Limitado por)[ \u00a0]?:.*|Narrowed by"
    r"|Content Type|[^:]{1,40}:.{0,5000}; ?Content Type:.*"
    r"|(?:Documents?|Dokumente?|Documentos?|Documenti|Documenten) \(\d+\))",
    re.IGNORECASE,
)
_EDITION = re.compile(
    r"\b(?:edition|ausgabe|[ée]dition|edici[óo]n|edizione|editie|edi[çc][ãa]o)\b", re.IGNORECASE
)
_UNFINISHED = (";", ",", ":", "-", "–", "—")  # the end of a line of a headline that continues
# Fields between a body and its classification.
_AFTER_BODY = {
    name: column
    for name, column in FOOT.items()
    if column in {"load_date", "graphic", "correction", "correction_date", "update", "notes", "url"}
}


@dataclass
class Script:
    """The lines of a file, and what Word says about them.

    Attributes
    ----------
    lines : list of str
        Blank lines separate blocks.
    starts : set of int
        The lines at whose bookmark an article begins.
    marked : dict of int to str
        The lines with a bookmark for a part of the article: "Body" or "Classification".
    headings : set of int
        The lines that are headings or links.
    """

    lines: list[str]
    starts: set[int] = field(default_factory=set)
    marked: dict[int, str] = field(default_factory=dict)
    headings: set[int] = field(default_factory=set)

    @classmethod
    def of(cls, read: Iterable[Paragraph]) -> "Script":
        """Turn paragraphs into lines, each a block of its own."""
        script = cls([])
        for paragraph in read:
            first = len(script.lines)
            for line in plain_lines(paragraph.text):
                if paragraph.heading and line.strip():
                    script.headings.add(len(script.lines))
                script.lines += [line, ""]
            for bookmark in paragraph.bookmarks:
                mark = _MARKED.fullmatch(bookmark)
                if mark:
                    script.marked[first] = mark[1]
                elif _STARTS.fullmatch(bookmark):
                    script.starts.add(first)
        return script


@dataclass
class _Piece:
    """Lines that may be an article."""

    first: int
    last: int
    started: bool
    ended: bool


@dataclass
class _Head:
    """The lines before the text of an article: unlabelled ones, then fields."""

    before: list[str]  # headline and outlet
    headings: int  # how many of these end with the lines that Word marks as headings
    date: str
    edition: list[str]
    rights: list[str]
    fields: dict[str, str]
    listed: str  # the headline as the list of contents has it


def looks_uni(lines: Sequence[str]) -> bool:
    """Say whether lines have the marks of the form: "Body", and an end or the date of loading."""
    marks = {_mark(line) for line in lines}
    loaded = any(FOOT.get(label(line, UNI_LABEL)[0]) == "load_date" for line in lines)
    return bool(marks & _BODY) and (loaded or bool(marks & _END))


def read_uni(script: Script, left: Left, announced: Announced) -> list[dict[str, str]]:
    """Read the articles of Nexis Uni."""
    rows: list[dict[str, str]] = []
    heads: list[_Head] = []
    contents: dict[int, str] = {}  # headlines in lists of contents, by the number of the article
    listed = 0
    for piece in _pieces(script):
        lines = script.lines[piece.first : piece.last]
        numbers = [int(match[1]) for line in lines if (match := _LISTED.fullmatch(line))]
        listed += sum(numbers)
        body = _body_of(script, piece)
        if not piece.started and (numbers or not heads):
            contents |= dict(enumerate(_contents(lines[:body]), len(heads)))
        if not _is_article(lines[:body], piece, body):
            left.outside += [line for line in lines if line.strip()]
            continue
        head, after = _head(script, piece, body, contents.get(len(heads), ""), left)
        heads.append(head)
        text, fields = _text(script, piece, piece.first + after, left)
        if body is None and text:
            left.unmarked.append(text.partition("\n")[0])
        text = "\n".join(filter(None, (head.fields.get("text", ""), text)))  # "Body:" may be a field
        row = head.fields | {"text": text} | {k: v for k, v in fields.items() if k not in head.fields}
        rows.append({"source": "", "date": head.date, "title": ""} | row)
    for row, head, (titles, outlet) in zip(rows, heads, _outlets(heads, left), strict=True):
        row["source"] = joined(outlet)
        row["title"] = joined([*titles, row["title"]])
        row |= {"edition": joined(head.edition)} if joined(head.edition) else {}
        row |= {"copyright": joined(head.rights)} if head.rights else {}
    announced.listed += listed
    announced.lacking += max(listed - len(rows), 0)
    return rows


def _mark(line: str) -> str:
    """Return a short line folded, to compare it with marks."""
    line = line.strip()
    if not 0 < len(line) <= _LONGEST_MARK:
        return ""
    return line.lower() if line.isascii() else fold(line)


def _pieces(script: Script) -> list[_Piece]:
    """Split the lines at the bookmark before, and at the mark after each article.

    Where both are missing, a "Body" with the length of an article before it shows that another article began
    after the fields at the end of the one before.
    """
    pieces = []
    first, started = 0, False
    foot, measured = 0, False  # after the last field at an end; whether a length follows
    for place, line in enumerate(script.lines):
        name, value = label(line, UNI_LABEL)
        if place in script.starts:
            pieces.append(_Piece(first, place, started, ended=False))
            first, started, foot, measured = place, True, 0, False
        if _mark(line) in _END:
            pieces.append(_Piece(first, place, started, ended=True))
            first, started, foot, measured = place + 1, False, 0, False
        elif FOOT.get(name) == "load_date" and day_of(value):
            foot, measured = place + 1, False
        elif HEAD.get(name) == "length":
            measured = bool(foot)
        elif measured and _mark(line) in _BODY:
            pieces.append(_Piece(first, foot, started, ended=False))
            first, started, foot, measured = foot, False, 0, False
    pieces.append(_Piece(first, len(script.lines), started, ended=False))
    return [piece for piece in pieces if any(map(str.strip, script.lines[piece.first : piece.last]))]


def _contents(lines: list[str]) -> list[str]:
    """Return the headlines that a list of contents names."""
    return [match[1] for line in lines[:100_000] if (match := _ENTRY.fullmatch(line))]


def _body_of(script: Script, piece: _Piece) -> int | None:
    """Find the line "Body" of a piece, other than a line that may be the headline or the outlet."""
    lines = range(piece.first, piece.last)
    marked = next((place for place in lines if script.marked.get(place) == "Body"), None)
    if marked is not None:
        return marked - piece.first
    seen = 0
    for place in lines:
        if seen >= 2 and _mark(script.lines[place]) in _BODY:
            return place - piece.first
        seen += bool(script.lines[place].strip())
    return None


def _is_article(head: list[str], piece: _Piece, body: int | None) -> bool:
    """Say whether a piece is an article, not a cover: it has a field, or a body and a beginning or end.

    A lone article may lack its end, and a picture has no body.
    """
    named = any(label(line, UNI_LABEL)[0] in HEAD for line in head)
    return named or (body is not None and (piece.started or piece.ended))


def _head(script: Script, piece: _Piece, body: int | None, listed: str, left: Left) -> tuple[_Head, int]:
    """Read the lines before the text, and return where in the piece the text begins."""
    lines = script.lines[piece.first : piece.last]
    places = [place for place, line in enumerate(lines[:body]) if line.strip()]
    if not piece.started:
        places = _without_cover(lines, places, listed, left)
    if body is not None and places and _mark(lines[places[-1]]) in _BODY:
        places.pop()  # the bookmark comes after the line
    first_block = next(
        (i for i, (place, after) in enumerate(pairwise(places), 1) if after != place + 1),
        len(places),
    )
    named = _first_named(lines, places)
    unnamed = places[:named]
    rights = [place for n, place in enumerate(unnamed) if _is_rights_in_head(lines[place], n)]
    notices = [place for place in unnamed if is_notice(lines[place])]
    left.rights += [lines[place] for place in rights]
    left.notices += [lines[place] for place in notices]
    apart = {*rights, *notices}
    kept = [place for place in unnamed if place not in apart]
    left.outside += [lines[place] for place in kept[:-_MOST_HEAD]]
    kept = kept[-_MOST_HEAD:]
    dates = [n for n, place in enumerate(kept) if day_of(lines[place])]
    # A headline may start with a date; that of the article follows headline and outlet.
    dated = next((n for n in dates if n >= 2), dates[-1] if dates and (dates[-1] or len(kept) == 1) else None)
    date, edition = "", []
    if dated is not None:
        date, follows = day_of(lines[kept[dated]]) or ("", "")
        edition = [follows.strip(" ,;"), *(lines[place] for place in kept[dated + 1 :])]
    before = kept[:dated]
    marked = [piece.first + place in script.headings for place in before]
    headings = marked.index(True) if True in marked else 0  # a section may come before the headline
    while headings < len(before) and marked[headings]:
        headings += 1
    if dated is None:  # without a date, what follows headline and outlet is an edition or a notice
        together = headings + 1 if 0 < headings < len(before) else max(first_block, 2)
        while together < len(before) and lines[before[together]].strip().startswith("("):
            together += 1
        before, edition = before[:together], [lines[place] for place in before[together:]]
    fields, after = _fields(lines, places[named:], body)
    head = _Head(
        [lines[place] for place in before],
        headings,
        date,
        edition,
        [lines[place] for place in rights],
        {"title": ""} | fields,
        listed,
    )
    return head, after


def _first_named(lines: list[str], places: list[int]) -> int:
    """Find the first field: a known one, or else the first label after the date."""
    labels = [label(lines[place], UNI_LABEL)[0] for place in places]
    known = next((n for n, name in enumerate(labels) if name in HEAD), None)
    if known is not None:
        return known
    dated = next((n for n in range(min(len(places), _MOST_HEAD)) if day_of(lines[places[n]])), len(places))
    return next((n for n in range(dated + 1, len(places)) if labels[n]), len(places))


def _is_rights_in_head(line: str, number: int) -> bool:
    """Say whether a line is a copyright notice; after headline and outlet it needs no year."""
    return is_rights(line) or (number >= 2 and fold(line[:20]).strip().startswith(("copyright", "©", "(c)")))


def _without_cover(lines: list[str], places: list[int], listed: str, left: Left) -> list[int]:
    """Remove cover and contents: the lines before the headline that comes next in the contents."""
    covers = [n for n, place in enumerate(places) if _COVER.fullmatch(lines[place])]
    if not covers:
        return places
    wanted, first = _compared(listed), covers[-1] + 1
    found = None
    for n in range(first, len(places)):
        said = _compared(lines[places[n]])
        if said and (said == wanted or (" " in said and wanted.startswith(f"{said} "))):
            found = n
            break
    if found is None:  # only the two lines before the date are known
        named = _first_named(lines, places)
        dates = [n for n in range(max(first, named - _MOST_HEAD), named) if day_of(lines[places[n]])]
        found = max((dates[-1] if dates else named) - 2, first)
    left.outside += [lines[place] for place in places[:found]]
    return places[found:]


def _compared(line: str) -> str:
    return " ".join(re.sub(r"\W+", " ", fold(line)).split())


def _fields(lines: list[str], places: list[int], body: int | None) -> tuple[dict[str, str], int]:
    """Read the fields of a head, and return where the text begins: after "Body" or else after the fields."""
    values: dict[str, list[str]] = {}
    column = ""
    after = len(lines) if body is None else body + 1
    for place in places:
        if is_notice(lines[place]):
            continue
        name, value = label(lines[place], UNI_LABEL)
        if body is None and not name and not (values and not joined(values[column])):
            return {key: joined(said) for key, said in values.items()}, place
        if name:
            column = HEAD.get(name) or column_of(name)
            values.setdefault(column, []).append(value)
        elif column:
            values.setdefault(column, []).append(lines[place])
    return {key: joined(said) for key, said in values.items()}, after


def _text(script: Script, piece: _Piece, first: int, left: Left) -> tuple[str, dict[str, str]]:
    """Separate the body from what follows it: "Graphic", "Classification", fields."""
    lines = script.lines[first : piece.last]
    opening = next((place for place, line in enumerate(lines) if line.strip()), 0)
    if lines and script.marked.get(first - 1) == "Body" and _mark(lines[opening]) in _BODY:
        lines[opening] = ""  # the bookmark comes before the line
    values: dict[str, list[str]] = {}
    places = range(len(lines))
    marked = [place for place in places if script.marked.get(first + place) == "Classification"]
    if not marked:
        marked = [place for place in places if _mark(lines[place]) in _CLASSIFICATION][-1:]
        if marked and not any(label(line, UNI_LABEL)[0] in FOOT for line in lines[marked[0] + 1 :]):
            marked = []
    if marked:
        for block in split_at_labels(blocks_of(lines[marked[0] + 1 :]), UNI_LABEL, None):
            name, value = label(block[0], UNI_LABEL)
            column = (FOOT.get(name) or column_of(name)) if name else "classification"
            if not name and _mark(block[0]) in _CLASSIFICATION:
                continue  # the bookmark comes before the line
            values.setdefault(column, []).extend([value if name else block[0], *block[1:]])
        lines = lines[: marked[0]]
        last = next((place for place in reversed(range(len(lines))) if lines[place].strip()), None)
        if last is not None and _mark(lines[last]) in _CLASSIFICATION:
            lines = lines[:last]  # the bookmark comes after the line
    seen = {column: joined(value) for column, value in values.items()}
    return separate_foot(blocks_of(lines), left, UNI_LABEL, seen=seen, names=_AFTER_BODY if seen else FOOT)


def _outlets(heads: list[_Head], left: Left) -> list[tuple[list[str], list[str]]]:
    """Separate the headline and the outlet of each article.

    The contents name the headline, or Word marks it; a line in brackets continues the outlet. Where that does
    not decide, the outlets of other articles do, or else the last line is the outlet.
    """
    separated = [_surely_separated(head) for head in heads]
    sure = {joined(outlet) for _, outlet in filter(None, separated)}
    alone = {joined(outlet) for _, outlet in filter(None, separated) if len(outlet) == 1}
    ends = Counter(
        tuple(head.before[-2:]) for head, known in zip(heads, separated, strict=True) if known is None
    )
    found = []
    for head, known in zip(heads, separated, strict=True):
        before = head.before
        last = joined(before[-1:])
        if known is not None:
            titles, outlet = known
            if len(outlet) > 1 and last in alone and _compared(joined(titles)) != _compared(head.listed):
                titles, outlet = before[:-1], before[-1:]  # the headline goes on where Word does not mark it
        elif joined(before[-2:]) in sure or (ends[tuple(before[-2:])] > 1 and last not in sure):
            titles, outlet = before[:-2], before[-2:]
        else:
            titles, outlet = before[:-1], before[-1:]
            if last not in sure and not all(line.rstrip().endswith(_UNFINISHED) for line in before[:-2]):
                left.unsure.append(joined(before))
        editions = [line for line in outlet[1:] if _EDITION.search(line)]
        head.edition[:0] = editions
        found.append((titles, [line for line in outlet if line not in editions]))
    return found


def _surely_separated(head: _Head) -> tuple[list[str], list[str]] | None:
    """Separate headline and outlet as far as the head itself tells."""
    before, said = head.before, ""
    for number, line in enumerate(before[:-1], 1):
        said = f"{said} {_compared(line)}".strip()
        if said and said == _compared(head.listed):
            return before[:number], before[number:]
    outlet = head.headings if 0 < head.headings < len(before) else len(before) - 1
    while outlet > 1 and before[outlet].strip().startswith("(") and before[outlet].strip().endswith(")"):
        outlet -= 1  # a blog or a city in a line of its own
    if 0 < head.headings < len(before) or outlet <= 1 or outlet < len(before) - 1:
        return before[: max(outlet, 0)], before[max(outlet, 0) :]
    return None
