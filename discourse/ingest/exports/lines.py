"""What exports of news databases have in common: lines, wrapped paragraphs, dates in words, rows.

Dates are written with the name of the month, in the language of the article or of the service. The names are
those of English, French, German, Spanish, Italian, Dutch, Portuguese and Russian, the languages that
LexisNexisTools documents (J. Gruber, ``lnt_asDate``, 2018, https://github.com/JBGruber/LexisNexisTools), and
of Danish, Norwegian and Swedish (amcat/amcat, issue 561); the spellings are those of the Unicode CLDR.
``strptime`` would expect the language of the machine.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterable, Sequence

import pandas as pd

from discourse.ingest.parts import LatePattern

_MONTHS = [
    "january february march april may june july august september october november december",
    "jan feb mar apr may jun jul aug sep oct nov dec",
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "januar februar marz april mai juni juli august september oktober november dezember",
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "januari februari maart april mei juni juli augustus september oktober november december",
    "janeiro fevereiro marco abril maio junho julho agosto setembro outubro novembro dezembro",
    "januar februar marts april maj juni juli august september oktober november december",
    "januari februari mars april maj juni juli augusti september oktober november december",
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ocak subat mart nisan mayıs haziran temmuz agustos eylul ekim kasım aralık",
    "stycznia lutego marca kwietnia maja czerwca lipca sierpnia wrzesnia pazdziernika listopada grudnia",
    "ledna unora brezna dubna kvetna cervna cervence srpna zari rijna listopadu prosince",
    "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    # as they are shortened, of the same languages
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "janner feb mrz apr mai juni juli aug sept okt nov dez",
    "ene feb mar abr may jun jul ago setiembre oct nov dic",
    "gen feb mar apr mag giu lug ago set ott nov dic",
    "jan feb mrt apr mei jun jul aug sep okt nov dec",
    "jan fev mar abr mai jun jul ago set out nov dez",
    "jan feb mars apr mai juni juli aug sep okt nov des",
    "янв февр мар апр мая июн июл авг сент окт нояб дек",
    "oca sub mar nis may haz tem agu eyl eki kas ara",
    "sty lut mar kwi maj cze lip sie wrz paz lis gru",
]
_NUMBER = {name: number for row in _MONTHS for number, name in enumerate(row.split(), 1)}
_NUMBER |= {"desember": 12, "mayis": 5, "kasim": 11, "aralik": 12}
_NAME = "|".join(sorted(_NUMBER, key=lambda name: (-len(name), name)))
_DAYS = (
    "monday tuesday wednesday thursday friday saturday sunday "
    "lundi mardi mercredi jeudi vendredi samedi dimanche "
    "montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag "
    "lunes martes miercoles jueves viernes sabado domingo "
    "lunedi martedi mercoledi giovedi venerdi sabato domenica "
    "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag "
    "segunda terca quarta quinta sexta "
    "mandag tirsdag onsdag torsdag fredag lørdag søndag mandag tisdag torsdag lordag sondag "
    "понедельник вторник среда четверг пятница суббота воскресенье "
    "pazar pazartesi salı sali carsamba persembe cuma cumartesi "
    "niedziela poniedziałek wtorek sroda czwartek piatek sobota "
    "nedele pondeli utery streda ctvrtek patek "
    "неділя понеділок вівторок середа четвер пʼятниця п'ятниця субота"
)
_DAY = rf"(?:{'|'.join(_DAYS.split())})(?:-feira)?\b[,;]?"
_DATES = (
    rf"(?<!\w)(?:(?P<day>[0-3]?\d)(?:\.|er|o|a|st|nd|rd|th)?\s*(?:de\s+)?(?P<month>{_NAME})\.?,?\s+(?:del?\s+)?"
    rf"(?P<year>\d{{4}})"
    rf"|(?P<month2>{_NAME})\.?\s+(?P<day2>[0-3]?\d)(?:st|nd|rd|th)?,?\s+(?P<year2>\d{{4}})"
    r"|(?P<year3>\d{4})-(?P<month3>\d\d)-(?P<day3>\d\d)"
    r"|(?P<year4>\d{4})\s*年\s*(?P<month4>\d\d?)\s*月\s*(?P<day4>\d\d?)\s*日)(?!\d)"
)
_DATE = LatePattern(_DATES, re.compile)
_STARTS = LatePattern(rf"\s*(?:{_DAY}\s+)?{_DATES}(?:[,;]?\s+{_DAY})?", re.compile)
_AFTER_DAY = LatePattern(rf"\b{_DAY}\s+$", re.compile)
# A monthly or quarterly has no day: its date stays as written.
_STARTS_WITHOUT_DAY = LatePattern(rf"\s*(?:{_NAME})(?:\s*[-/]\s*(?:{_NAME}))?,?\s+\d{{4}}(?!\d)", re.compile)
_LONGEST_HEADER = 1000  # characters; anything longer is not a line with a date
_WIDEST_WRAPPED = 100  # characters; the databases wrap at about 80
_FIRST_COLUMNS = ["id", "source", "date", "title", "text"]


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them (also a page break), with plain spaces."""
    for end in ("\r\n", *"\r\f\v\u2028"):
        text = text.replace(end, "\n")
    for space in "\u00a0\u202f\u2007":
        text = text.replace(space, " ")
    return text.replace("\ufeff", "").split("\n")


def blocks_of(lines: Iterable[str]) -> list[list[str]]:
    """Group lines into blocks that blank lines separate."""
    blocks: list[list[str]] = []
    fresh = True
    for line in lines:
        if not line.strip():
            fresh = True
        elif fresh:
            blocks.append([line])
            fresh = False
        else:
            blocks[-1].append(line)
    return blocks


def paragraphs(blocks: Iterable[Sequence[str]]) -> str:
    r"""Join blocks of lines into paragraphs, one per line.

    The lines of a block are one paragraph if they were wrapped, that is, if none of them is too long.

    Examples
    --------
    >>> paragraphs([["Rebels hold", "the town."], ["It is quiet."]])
    'Rebels hold the town.\nIt is quiet.'
    """
    found: list[str] = []
    for block in blocks:
        lines = [" ".join(line.split()) for line in block if line.strip()]
        wrapped = all(len(line) <= _WIDEST_WRAPPED for line in lines)
        found += [" ".join(lines)] if wrapped else lines
    return "\n".join(filter(None, found))


def fold(text: str) -> str:
    """Return a text in lower case without accents, letter by letter, so that positions stay the same."""
    if text.isascii():
        return text.lower()
    return "".join(unicodedata.normalize("NFD", letter)[0].lower()[0] for letter in text)


def only_date(text: str) -> tuple[str, int] | None:
    """Find the one date in a text; of several, the one that has the name of the day before it.

    Returns
    -------
    (str, int) or None
        The date as ISO 8601 and where it starts, including the name of the day; None if it is ambiguous.

    Examples
    --------
    >>> only_date("Culture, lundi 28 janvier 2013, p. 9")
    ('2013-01-28', 9)
    >>> only_date("Le 6 mai 2012 et le 7 mai 2012") is None
    True
    """
    folded = fold(unicodedata.normalize("NFC", text[:_LONGEST_HEADER]))
    found = [
        (_iso(match), _AFTER_DAY.search(folded[: match.start()]), match) for match in _DATE.finditer(folded)
    ]
    found = [dated for dated in found if dated[0]]
    if len({iso for iso, _, _ in found}) > 1:
        found = [dated for dated in found if dated[1]]
    if len({iso for iso, _, _ in found}) != 1:
        return None
    iso, day, match = found[-1]
    return iso, (day or match).start()


def starting_date(line: str) -> tuple[str, str] | None:
    """Read the date at the start of a line, perhaps with the name of the day before or after it.

    Returns
    -------
    (str, str) or None
        The date and what follows it, or None if the line does not start with a date. A date without a day, or
        with an impossible one, is returned as written.

    Examples
    --------
    >>> starting_date("January 23, 2015 Friday 2:10 PM GMT")
    ('2015-01-23', '2:10 PM GMT')
    >>> starting_date("Spring issue") is None
    True
    """
    composed = unicodedata.normalize("NFC", line)
    folded = fold(composed[:200])
    match = _STARTS.match(folded)
    day = _iso(match) if match else ""
    if match is None or not day:
        match = match or _STARTS_WITHOUT_DAY.match(folded)
        if match is None:
            return None
        day = composed[: match.end()].strip()
    return day, composed[match.end() :].strip(" ,;")


def in_rows(rows: Sequence[dict[str, str]]) -> pd.DataFrame:
    """Make a table from rows of text; what a row lacks is empty; the usual columns come first."""
    names = dict.fromkeys(name for row in rows for name in row)
    first = [name for name in _FIRST_COLUMNS if name != "id" or name in names]
    columns = first + [name for name in names if name not in first]
    return pd.DataFrame(
        {name: pd.Series([row.get(name, "") for row in rows], dtype=object) for name in columns}
    )


def _iso(match: re.Match[str]) -> str:
    """Return the date of a match; empty if there is no such day."""
    year, month, day = next(
        (match[f"year{form}"], match[f"month{form}"], match[f"day{form}"])
        for form in ("", "2", "3", "4")
        if match[f"year{form}"]
    )
    try:
        return datetime.date(int(year), _NUMBER.get(month) or int(month), int(day)).isoformat()
    except ValueError:  # 31 February
        return ""
