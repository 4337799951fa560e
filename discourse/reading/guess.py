"""What a file appears to be: only what :func:`discourse.inspect` proposes, never how a file is read."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from pathlib import PurePosixPath
from textwrap import shorten
from typing import Any

import pandas as pd
from charset_normalizer import from_bytes

from discourse.ingest.dates import parse
from discourse.ingest.folder import composed_name
from discourse.ingest.markup import markup_in
from discourse.ingest.options import EXCEL, ISO, UNIX, WORDS
from discourse.ingest.outlets import host_of
from discourse.ingest.page import declared_encoding, registered_domain

# What columns with a role are called, the likeliest first, without case and punctuation.
_NAMES = {
    "text": "text body content articletext articlecontent articlebody fulltext maintext bodytext "
    "contenttext textbody story article document transcript volltext texte texto",
    "source": "source outlet publisher publication newspaper media medium sourcename outletname "
    "publishername medianame newssource mediaoutlet sourcedomain domain site website sitename journal "
    "channel sourcetitle quelle zeitung fuente url link",
    "date": "date published publicationdate publishdate datepublished publishedat pubdate publisheddate "
    "datetime articledate firstpublished publishedon created createdat timestamp time day seendate "
    "datum fecha createdutc datepublish webpublicationdate dateofpublication datepublication publishtime "
    "erscheinungsdatum",
    "title": "title headline articletitle head heading articleheadline headlinemain titel titre titulo "
    "webtitle título titolo überschrift ueberschrift schlagzeile",
    "id": "id articleid unitid docid documentid uuid guid identifier storyid newsid",
}
_FORMS = [
    ISO,
    *("%m/%d/%Y", "%d/%m/%Y", "%m/%d/%y", "%d/%m/%y", "%d.%m.%Y", "%d.%m.%y", "%d-%m-%Y", "%m-%d-%Y"),
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y%m%dT%H%M%S%z", "%d %B %Y", "%d %b %Y", "%B %d, %Y"),
    *("%b %d, %Y", "%B %d %Y", "%b. %d, %Y", "%A, %B %d, %Y", "%A, %d %B %Y", "%d-%b-%Y", "%d-%b-%y"),
    "%a, %d %b %Y %H:%M:%S %z",
    *("%a, %d %b %Y %H:%M:%S %Z", "%a %b %d %H:%M:%S %z %Y", "%Y-%m-%d %H:%M:%S %Z", "%Y-%m-%dT%H:%M:%S%z"),
    *("%m/%d/%Y %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%y %H:%M"),
    *("%d/%m/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y, %H:%M", "%d.%m.%Y %H:%M:%S"),
    *("%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%B %d, %Y %I:%M %p", "%Y-%m", "%m/%Y", "%B %Y", "%b %Y"),
    *(WORDS, "%Y", UNIX, EXCEL),
]
# Anything shorter is something else: a year, a year and a month.
_SHORTEST = {UNIX: 9, "%Y%m%d": 8, EXCEL: 5}
_LATIN = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman", "cp850")  # the likeliest first
# The letters beyond ASCII of languages in these encodings: in the right one, nearly all letters are of one.
_LETTERS = [
    *("àâæçéèêëîïôœùûüÿ", "äöüß", "áéíñóúü", "áàâãçéêíóôõúü", "àèéìíîòóùú", "éëïöüè", "æøåéòô", "åäöé"),
    *("áéíóúýðþæö", "äöõüšž", "ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű"),
    *("ăâîşţ", "čćđšž", "çğıöşüâîû", "ąčęėįšųūž", "āčēģīķļņšūž", "çë"),
]
_BETTER, _GOOD = 0.02, 0.9  # shares of such letters: than in windows-1252, and at least
_OTHER_SCRIPTS = (
    *("cp1251", "cp1253", "cp1255", "cp1256", "koi8_r", "iso8859_5", "cp866", "iso8859_6", "cp932"),
    *("euc_jp", "gb18030", "big5", "cp949"),
)
_FEW = 0.05  # of the bytes of a line: accents and dashes, no other script
_LOOKED_AT = 2_000  # cells, lines with bytes beyond ASCII
_DATES_OF, _MOST_FORMS = 300, 4
_MOST_CATEGORIES, _LONGEST_CATEGORY = 50, 60  # values; characters
_NO_OUTLETS = frozenset(
    {"-", "--", "–", "—", "?", ".", "*", "na", "n/a", "n.a.", "#n/a", "<na>", "nan", "null", "none", "nil"}
    | {"\\n", "unknown", "undefined", "missing"}
)
_DELIMITERS = ",;\t|"
# Words in which the names of one outlet differ.
_FILLERS = frozenset(["the", "online", "web", "www", "com", "org", "net", "co", "uk", "news", "newspaper"])


_INSIDE = re.compile(r"(?<=[^\W\d_])([^\x00-\x7f‘’–—…·])(?=[^\W\d_])|[©®±¹²³¼½¾¤¬](?=[^\W\d_])")
_LARGE_INSIDE = re.compile("(?<=[a-z])[À-ÖØ-ÞŒŠŸŽ]")  # "JosÈ"
_CONTROL = re.compile("[\x80-\x9f]")
_LOST = re.compile(r"[^\W\d_]{0,20}\ufffd+\w{0,20}")
_MOJIBAKE = re.compile("Ã[\x80-\xaa\xac-\xba\xbc-\xbf‰Ÿ]|â€[™œ¦“”˜\x9d]")


def encoding_of(data: bytes) -> str | None:
    """Propose an encoding; None for UTF-8, even if a few bytes of it are broken."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):  # first: one begins like UTF-16
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    head = data[: 1 << 16]
    if head.count(0) > len(head) // 5:  # every other byte is zero
        return "utf-16-le" if head[1::2].count(0) > head[::2].count(0) else "utf-16-be"
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd") - data.count("\ufffd".encode())  # others stand there and are no fault
    whole = sum(map(len, re.findall(r"[^\x00-\x7f\ufffd]+", text[: 1 << 24])))
    if broken <= 0 or whole > 10 * broken:
        return None
    lines = [line for line in data.splitlines() if not line.isascii()][:_LOOKED_AT]
    sample = b"\n".join(lines)
    shares = {name: _of_one_language(sample, name) for name in _LATIN if _decodes(data, name)}
    best = max(shares, key=lambda name: shares[name], default="cp1252")
    few = sum(byte > 127 for byte in sample) < _FEW * len(sample)
    if not few and shares.get(best, 0) < _GOOD:
        seems = from_bytes(sample, cp_isolation=[*_LATIN, *_OTHER_SCRIPTS]).best()
        could_be = () if seems is None else seems.could_be_from_charset
        for name in _OTHER_SCRIPTS:
            if name in could_be and _decodes(data, name):
                return name
    if shares.get(best, 0) >= max(_GOOD, shares.get("cp1252", 0) + _BETTER):
        return {"cp1252": "windows-1252", "iso8859_2": "iso-8859-2"}.get(best, best)
    return "windows-1252" if "cp1252" in shares else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except (UnicodeDecodeError, LookupError):  # a page may declare what does not exist
        return False
    return True


def _of_one_language(data: bytes, encoding: str) -> float:
    """Return how many of the letters beyond ASCII, and of the signs inside words, are one language's."""
    text = data.decode(encoding, "replace")
    letters = Counter(char for char in text.lower() if char > "\x7f" and char.isalpha())
    inside = sum(not found[0].isalpha() for found in _INSIDE.finditer(text))
    inside += len(_CONTROL.findall(text)) + len(_LARGE_INSIDE.findall(text))
    most = max(sum(letters[letter] for letter in language) for language in _LETTERS)
    every = letters.total() + inside
    return most / every if every else 1.0


def encoding_of_all(files: Sequence[bytes]) -> str | None:
    """Propose one encoding for several files; None for UTF-8, even if only some of them are in UTF-8."""
    if any(not data.isascii() and _decodes(data, "utf-8") for data in files):
        return None
    return encoding_of(b"\n".join(files))


def encoding_of_pages(pages: Sequence[bytes]) -> str | None:
    """Propose an encoding for web pages that declare a wrong one; None where each is as it declares.

    It has to be that of all pages, as it is used for all.
    """
    if all(_decodes(page, declared_encoding(page)) for page in pages):
        return None
    return encoding_of_all(pages)


def delimiter_of(text: str) -> str:
    """Propose the delimiter: the mark that makes rows of equal length, with the most cells."""
    lines = text[: 1 << 20].splitlines(keepends=True)[:1000]
    best, most = ",", (0.0, 0)
    for mark in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(lines, delimiter=mark) if row]
        except csv.Error:
            continue
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows) / max(len(rows), 1)
        if width > 1 and (alike, width) > most:
            best, most = mark, (alike, width)
    return best


def escape_of(text: str, delimiter: str) -> str | None:
    """Propose ``"backslash"`` if rows are whole only where it stands before quotation marks."""
    if '\\"' not in text:
        return None
    lines = text[: 1 << 20].splitlines(keepends=True)
    lines = lines[:-1] if len(text) > 1 << 20 else lines

    def whole(**how: Any) -> int:
        rows = []
        try:
            for row in csv.reader(lines, delimiter=delimiter, strict=True, **how):
                rows.append(row)
        except csv.Error:  # counts those before it
            pass
        return sum(len(row) == len(rows[0]) for row in rows)

    return "backslash" if whole(escapechar="\\") > whole() else None


def levels_of(files: Sequence[PurePosixPath]) -> list[str]:
    """Propose what the levels of folders are: years, or outlets if a level has several other names.

    Examples
    --------
    >>> levels_of([PurePosixPath("2015/Reuters/a.txt"), PurePosixPath("2016/SANA/a.txt")])
    ['year', 'source']
    """
    (depth, _), *_ = Counter(len(file.parts) - 1 for file in files).most_common(1)
    levels: list[str] = []
    for number in range(depth):
        names = {composed_name(file.parts[number]) for file in files if len(file.parts) - 1 == depth}
        years = all(re.fullmatch(r"(?:1[89]|20)\d\d", name) for name in names)
        kind = "year" if years else "source" if len(names) > 1 else "folder"
        levels.append(f"level {number + 1}" if kind in levels else kind)
    return levels


def roles_of(table: pd.DataFrame) -> dict[str, str]:
    """Propose the column of each role, by its name or, failing that, by its content."""
    plain = {column: re.sub(r"[\W_]+", "", str(column)).lower() for column in table.columns}
    lengths = {column: _lengths(table[column]) for column in table.columns}
    found: dict[str, str] = {}
    for role, names in _NAMES.items():
        ranks = {name: rank for rank, name in enumerate(names.split())}
        named = [column for column in table.columns if plain[column] in ranks and lengths[column] > 0]
        if role == "text":  # a column called "content" may hold a teaser
            named = [column for column in named if lengths[column] * 4 >= max(lengths.values())] or named
        if role == "id":
            named = [column for column in named if table[column].map(str).nunique() > 0.5 * len(table)]
        if named:
            found[role] = min(named, key=lambda column: ranks[plain[column]])
    rest = [column for column in table.columns if column not in found.values()]
    if "source" not in found:
        addresses = [column for column in rest if _are_addresses(table[column])]
        found |= {"source": addresses[0]} if addresses else {}
        rest = [column for column in rest if column not in found.values()]
    if "text" not in found and rest and max(lengths[column] for column in rest) >= 100:
        found["text"] = max(rest, key=lambda column: lengths[column])
    if "date" not in found:
        dated = (c for c in rest if c not in found.values() and plain[c] != "year" and _are_dates(table[c]))
        if (column := next(dated, None)) is not None:
            found["date"] = column
    return found


def date_forms(values: Iterable[str]) -> list[str]:
    """Propose date formats: the one that reads most of the dates, then the one that reads most others."""
    rest = [value for value in dict.fromkeys(values) if value]
    forms: list[str] = []
    while rest and len(forms) < _MOST_FORMS:
        some = rest[:: max(1, len(rest) // _DATES_OF)]
        counts = {form: sum(_reads(form, value) for value in some) for form in _FORMS}
        best = max(_FORMS, key=lambda form: counts[form])  # the first of those that read as many
        if counts[best] == 0:
            break
        forms.append(best)
        rest = [value for value in rest if not _reads(best, value)]
    return forms


def _reads(form: str, value: str) -> bool:
    return len(value) >= _SHORTEST.get(form, 0) and parse(value, [form]).day is not None


def other_forms(values: Iterable[str], form: str) -> list[str]:
    """List the formats that read every date that a given one reads, but some of them as other days."""
    days = {value: day for value in dict.fromkeys(values) if (day := parse(value, [form]).day) is not None}
    others = []
    for other in _FORMS if days else []:
        there = (parse(value, [other]).day if _reads(other, value) else None for value in days)
        pairs = [*takewhile(lambda pair: pair[1] is not None, zip(days.values(), there, strict=True))]
        if len(pairs) == len(days) and any(here != now for here, now in pairs):
            others.append(other)
    return others


def alike(outlets: Sequence[str]) -> list[list[str]]:
    """List outlets whose names differ only in case, punctuation and words such as "online".

    Examples
    --------
    >>> alike(["Fox News", "CNN", "Fox Online News", "cnn.com"])
    [['Fox News', 'Fox Online News'], ['CNN', 'cnn.com']]
    """
    groups: dict[str, list[str]] = {}
    for outlet in outlets:
        words = re.findall(r"\w+", outlet.casefold())
        core = "".join(word for word in words if word not in _FILLERS) or "".join(words)
        groups.setdefault(core, []).append(outlet)
    return [names for names in groups.values() if len(names) > 1]


def damage_of(texts: list[str], *, cleaned: bool) -> list[tuple[str, str]]:
    """Report HTML, letters that were once decoded wrongly, and letters that were lost."""
    html = "entities become characters, tags go" if cleaned else "without cleaning, its words are counted too"
    found = []
    for what, example_of, said in (
        ("markup", markup_in, f"HTML in the text; {html}"),
        ("damaged letters", _MOJIBAKE.search, "UTF-8 that was once read as windows-1252; mend it before"),
        (
            "lost letters",
            _LOST.search,
            "U+FFFD, for letters that were lost before; no encoding brings them back",
        ),
    ):
        some = [match[0].strip() for text in texts if (match := example_of(text))]
        if some:
            found.append(
                (what, f"in {len(some):,} of {len(texts):,} texts, as {shorten(some[0], 40)!r}: {said}")
            )
    return found


def _lengths(values: "pd.Series[Any]") -> float:
    """Return the average length of the cells of a column of text."""
    some = values.dropna().head(_LOOKED_AT)
    texts = [value for value in some if isinstance(value, str) and value.strip()]
    if not texts:
        return 0.5 if len(some) and not isinstance(some.iloc[0], str) else 0.0  # numbers, dates
    return sum(map(len, texts)) / len(texts)


def _are_addresses(values: "pd.Series[Any]") -> bool:
    some = [str(value) for value in values.dropna().head(_LOOKED_AT) if str(value).strip()]
    return bool(some) and sum(host_of(value) != "" for value in some) > 0.8 * len(some)


def filled(values: "pd.Series[Any]") -> "pd.Series[Any]":
    """Return the cells of a column that are not empty, as text."""
    texts = pd.Series([str(value).strip() for value in values.dropna().tolist()], dtype=object)
    return texts[texts != ""]


def categories_of(table: pd.DataFrame, roles: Mapping[str, str]) -> dict[str, "pd.Series[Any]"]:
    """List the columns with few different values, each with its counts: what may be compared."""
    found = {}
    for column in table.columns:
        if column in roles.values() or pd.api.types.is_float_dtype(table[column].dtype):
            continue
        counts = filled(table[column]).value_counts()
        short = all(len(value) <= _LONGEST_CATEGORY for value in counts.index)
        if 2 <= len(counts) <= min(_MOST_CATEGORIES, counts.sum() / 2) and short:
            found[str(column)] = counts
    return found


def no_outlets(outlets: Iterable[str]) -> list[str]:
    """List the names that stand for none.

    Examples
    --------
    >>> no_outlets(["SANA", "NULL", "-"])
    ['NULL', '-']
    """
    return [outlet for outlet in outlets if outlet.strip().casefold() in _NO_OUTLETS]


def sites_of(addresses: Iterable[str]) -> dict[str, Counter[str]]:
    """Count the hosts of each domain that has others than itself."""
    sites: dict[str, Counter[str]] = {}
    for address in addresses:
        if host := host_of(address):
            sites.setdefault(registered_domain(address) or host, Counter())[host] += 1
    return {site: hosts for site, hosts in sites.items() if set(hosts) != {site}}


def _are_dates(values: "pd.Series[Any]") -> bool:
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return True
    texts = [value for value in values.dropna().head(200) if isinstance(value, str) and value.strip()]
    forms = [form for form in _FORMS if form not in {UNIX, EXCEL, "%Y%m%d", "%Y-%m", "%Y"}]
    return bool(texts) and sum(parse(text, forms).day is not None for text in texts) > 0.8 * len(texts)
