"""What all exports of LexisNexis share: the names of fields in several languages, and the end of an article.

The names in English, German and French are those that the programs named in
:mod:`discourse.ingest.exports.nexis` look for, and those in a German file of nexis.com from 2017 (AUTOR,
RUBRIK, SPRACHE, ZEITUNGS-CODE: koheiw/newspapers, ``spiegel_2012-02-01_0001.html``). The Spanish, Italian,
Dutch and Portuguese ones are translations: no file with them was at hand.
"""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from discourse.ingest.exports.lines import fold, paragraphs, starting_date
from discourse.ingest.notes import Notes

CLASSIC_LABEL = re.compile(r"[ \t]*([A-ZÀ-Þ][A-ZÀ-Þ/ -]{1,24}):(?:[ \t]+(.*))?$")
UNI_LABEL = re.compile(r"[ \t]*([A-ZÀ-Þ][\w/ -]{1,24}):(?:[ \t]+(.*))?$")
_RESERVED = (
    "all rights reserved|alle rechte vorbehalten|tous droits r[ée]serv[ée]s|todos los derechos reservados|"
    "tutti i diritti riservati|alle rechten voorbehouden|todos os direitos reservados"
)
_RIGHTS = re.compile(
    rf"\s*(?:(?:(?:©|\(c\))?\s*copyright\s*(?:©|\(c\))?|©|\(c\))\s*\d{{4}}\b|(?:{_RESERVED})\b).{{0,200}}",
    re.IGNORECASE,
)
_NOTICE = re.compile(
    r"\s*(?:(?:correction|clarification)s?(?: \w+)? appended|appended corrections?"
    r"|link (?:to|zum) (?:the )?(?:pdf|image|bild|original|document|website)\b.{0,60}"
    r"|pdf-datei dieses dokuments"
    r"|(?:page|seite|p[áa]gina|pagina) \d+ (?:of|sur|von|de|di|van) \d+)[\s.]*",
    re.IGNORECASE,
)


def _names(column: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), column)


# The names of fields, folded, with - for a space, and the column of each.
HEAD = {
    **_names("byline", "byline auteur autor autorin autora autore verfasser firma"),
    **_names("section", "section rubrique rubrik ressort seccion sezione sectie rubriek secao"),
    **_names("length", "length longueur lange longitud extension lunghezza lengte extensao comprimento"),
    **_names("dateline", "dateline origine-depeche ortsmarke datumszeile dateline-ort lieu lugar"),
    **_names("insert", "insert encart"),
    **_names("highlight", "highlight highlights destacado"),
    **_names("show", "show"),
    **_names("series", "series"),
    "headline": "title",
    "body": "text",
}
FOOT = {
    **_names(
        "load_date",
        "load-date date-chargement date-de-chargement ladedatum fecha-de-carga fecha-carga "
        "data-di-caricamento laaddatum data-de-carregamento",
    ),
    **_names("language", "language langue sprache idioma lingua taal"),
    **_names(
        "publication_type",
        "publication-type type-publication type-de-publication publikationstyp publikationsart "
        "tipo-de-publicacion tipo-publicacion tipo-di-pubblicazione publicatietype tipo-de-publicacao type",
    ),
    **_names("journal_code", "journal-code zeitungs-code code-journal codigo-de-publicacion"),
    **_names(
        "subject", "subject sujet thema themen schlagworter tema temas asunto soggetto onderwerp assunto"
    ),
    **_names(
        "geographic",
        "geographic geo-localization localisation-geo geographie geografia geografie geografisch",
    ),
    **_names("company", "company societe unternehmen firmen compania empresa azienda bedrijf"),
    **_names("organization", "organization organisation organizacion organizzazione organisatie"),
    **_names("ticker", "ticker stock-symbol symbole-boursier"),
    **_names("industry", "industry activity-sector secteur-activite branche industria industrie"),
    **_names("graphic", "graphic grafik graphique grafico"),
    **_names("person", "person personne persona persoon pessoa"),
    **{name: name for name in ("update", "url", "name", "correction", "distribution", "series", "notes")},
    "document-type": "document_type",
    "correction-date": "correction_date",
}
_CAPTIONED = {name for name, column in FOOT.items() if column == "graphic"}
_DAY_IN_NUMBERS = re.compile(r"\s*(?:[^\W\d_]{2,15}[,.]?\s+)?(\d{1,2})([./])(\d{1,2})\2(\d{4})(?![\d./])")
_TAKEN = {"id", "source", "date", "title", "text", "copyright", "edition", "file"}
_MOST_FOOT = 40  # blocks at the end that are searched for fields
_MOST_CAPTIONS = 10  # blocks of a field GRAPHIC
_STRAY_CODE = re.compile(r"[ \t]*[A-Z0-9][A-Z0-9&;/ -]{0,19}[ \t]*")  # an unlabelled code among the fields


@dataclass
class Left:
    """The lines that become part of no text, and those that were read with doubt."""

    outside: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    rights: list[str] = field(default_factory=list)
    unsure: list[str] = field(default_factory=list)
    unmarked: list[str] = field(default_factory=list)

    def write(self, notes: Notes) -> None:
        """Record how many there are of each kind, with an example."""
        for what, lines in (
            ("line outside the articles left out (cover, search terms, contents)", self.outside),
            ("notice of the database left out", self.notices),
            ("publisher's copyright line left out of the text", self.rights),
            ("headline or outlet of several lines: the last line is read as the outlet", self.unsure),
            ('text without the mark "Body": read from the end of the fields', self.unmarked),
        ):
            if lines:
                notes.add(what, count=len(lines), text=lines[0].strip()[:80])


def is_rights(line: str) -> bool:
    """Say whether a line is the publisher's copyright notice, not a sentence about copyright.

    Examples
    --------
    >>> is_rights("Copyright 2015 The Courier"), is_rights("Copyright law is their least worry.")
    (True, False)
    """
    return _RIGHTS.match(line) is not None


def is_notice(line: str) -> bool:
    """Say whether a whole line is a note of the database: a correction, a link, a page number."""
    return len(line) < 120 and _NOTICE.fullmatch(line) is not None


def day_of(line: str) -> tuple[str, str] | None:
    """Read the date at the start of a line, as :func:`starting_date` does, or one in numbers.

    A date with slashes stays as it is written: it means one day in London and another in New York.

    Examples
    --------
    >>> day_of("Mittwoch, 10.02.2016 Ausgabe Nord"), day_of("10/02/2016")
    (('2016-02-10', 'Ausgabe Nord'), ('10/02/2016', ''))
    """
    found = starting_date(line)
    numbers = None if found else _DAY_IN_NUMBERS.match(line[:200])
    if numbers is None:
        return found
    day, mark, month, year = numbers.groups()
    rest = line[numbers.end() :].strip(" ,;")
    try:
        dotted = datetime.date(int(year), int(month), int(day)).isoformat() if mark == "." else ""
    except ValueError:  # 31 February
        dotted = ""
    return dotted or f"{day}{mark}{month}{mark}{year}", rest


def label(line: str, pattern: re.Pattern[str]) -> tuple[str, str]:
    """Return the folded name of the field that a line starts, and the rest of the line; or no name."""
    match = pattern.match(line)
    return (fold(match[1].strip()).replace(" ", "-"), match[2] or "") if match else ("", "")


def column_of(name: str) -> str:
    """Return the column for a field with an unknown name."""
    column = re.sub(r"\W+", "_", name).strip("_")
    return f"{column}_field" if column in _TAKEN else column


def joined(lines: Iterable[str]) -> str:
    """Join lines into one, with single spaces."""
    return " ".join(" ".join(lines).split())


def split_at_labels(
    blocks: list[list[str]], pattern: re.Pattern[str], names: dict[str, str] | None
) -> list[list[str]]:
    """Split blocks before each line that names a field."""
    split: list[list[str]] = []
    for block in blocks:
        split.append(block[:1])
        for line in block[1:]:
            name = label(line, pattern)[0]
            if name and (names is None or name in names):
                split.append([line])
            else:
                split[-1].append(line)
    return split


def separate_foot(
    blocks: list[list[str]],
    left: Left,
    pattern: re.Pattern[str],
    *,
    seen: dict[str, str],
    names: dict[str, str] = FOOT,
) -> tuple[str, dict[str, str]]:
    """Separate the body from the fields and copyright lines after it, from the end towards the body.

    A name counts once, so that a last paragraph "LANGUAGE: never stop learning" stays text.
    """
    fields = dict(seen)
    split = split_at_labels(blocks[-_MOST_FOOT:], pattern, names)
    unknown: dict[str, str] = {}  # fields with other names, if a known one comes before them
    stray: list[str] = []
    place = end = len(split)
    while place:
        place -= 1
        if all(map(is_rights, split[place])) and not unknown:
            left.rights += split[place]
            left.notices += stray
            stray = []
            fields["copyright"] = joined([*split[place], fields.get("copyright", "")])
            end = place
            continue
        last = place
        if not label(split[place][0], pattern)[0]:
            start = _captions(split, last, pattern)
            if fields or (start and label(split[start - 1][0], pattern)[0] in names):
                place = start
        name, first = label(split[place][0], pattern)
        if pattern is UNI_LABEL and fold(split[place][0].strip()) in _CAPTIONED:
            name = "graphic"
        if not name and all(map(_STRAY_CODE.fullmatch, split[place])):
            stray += split[place]
            continue
        column = names.get(name) or (column_of(name) if name and pattern is CLASSIC_LABEL else "")
        if not column or column in fields or column in unknown:
            break
        after = [line for block in split[place + 1 : last + 1] for line in block]
        unknown[column] = joined([first, *split[place][1:], *after])
        if name in names:
            fields |= unknown
            left.notices += stray
            unknown, stray = {}, []
            end = place
    if end == len(split):  # nothing to separate: the lines of the body stay together
        return _body(blocks, left), fields
    return _body([*blocks[:-_MOST_FOOT], *split[:end]], left), dict(reversed(fields.items()))


def _body(blocks: list[list[str]], left: Left) -> str:
    kept = [[line for line in block if not is_notice(line)] for block in blocks]
    left.notices += [line for block in blocks for line in block if is_notice(line)]
    return paragraphs(kept)


def _captions(blocks: list[list[str]], last: int, pattern: re.Pattern[str]) -> int:
    """Find where the captions start that end with a block: at GRAPHIC, or else at that block."""
    for place in range(last, max(last - _MOST_CAPTIONS, -1), -1):
        line = blocks[place][0]
        name = label(line, pattern)[0]
        if name in _CAPTIONED or (pattern is UNI_LABEL and fold(line.strip()) in _CAPTIONED):
            return place
    return last
