"""HTML exports of Europresse (CEDROM-SNi, Cision): the classes of elements mark the parts of articles.

Since 2013 each article is an ``article`` with ``DocPublicationName``, ``DocHeader`` (section, date, page),
``titreArticle``, ``docAuthors``, and the text in ``docOcurrContainer`` (sic) or ``DocText``; before that it
is a table cell with ``DocPublicationName``, ``DocHeader`` and ``TitreArticleVisu``, then author and text. A
certificate of permitted use follows each article. The vendor documents neither. Both are known from programs
that read them, from which facts are used but no code:

- M. Bouchet-Valat, R.TeMiS: tm.plugin.europresse, https://github.com/nalimilan/R.TeMiS (both forms)
- CERES, Sorbonne Université, EuroParser, https://github.com/CERES-Sorbonne/EuroParser (the newer form)
- ISCPIF-CNRS, Gargantext, 2015 (headers in French and English)
- M. Triclot, Europresse_to_iramuteq, https://github.com/mtriclot/Europresse_to_iramuteq (``publiC-lblNodoc``)
"""

import re
from collections.abc import Collection
from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.exports.lines import in_rows, only_date
from discourse.ingest.notes import Notes
from discourse.ingest.page import classes_of, one_line, page_lines, parse_html

_TITLES = ("rdp__articletitle", "titrearticlevisu", "titrearticle")
_TEXTS = ("dococurrcontainer", "dococcurrcontainer", "doctext")
_ISSUE = re.compile(r"[,;]?\s+no\.?\s|\s{2,}")
_NUMBER = re.compile(r"news[·•.\-]\d{8}[·•.\-][\w·•.\-]+")
_RIGHTS = re.compile(r"(?:copyright\s*)?©|copyright\s+\d{4}", re.IGNORECASE)
_PAGE = re.compile(r"\bp\.\s*([^,;]+)")
_WORDS = re.compile(r"\b(\d[\d\s.,]*)(?:mots|words)\b")
_LONGEST_END = 200  # characters of date, number of words and page
_APPEARED = "Cet article est paru dans"
_CERTIFICATE = re.compile(
    r"ce certificat est [ée]mis|this certificate is|date d.[ée]mission\s*:|(?:date of issue|issue date)\s*:"
    r"|(?:le|this) (?:pr[ée]sent |present )?document (?:est prot[ée]g[ée]|is protected)",
    re.IGNORECASE,
)
_MOST_CERTIFICATE = 12  # lines at the end that are searched for it
_MOST_AUTHOR = 10  # words; a longer line is text for R.TeMiS too
_SENTENCE_END = (".", "!", "?", "…", ":", "»")
_NAMES = re.compile(
    r"(?:(?:par|by) )?(?:AFP|AP|Reuters|EFE|ANSA|dpa"
    r"|[A-ZÀ-Þ][\w.'’-]{0,30}"
    r"(?:,? (?:et |and |de |du |la |le |van |von |di |el )?[A-ZÀ-Þ][\w.'’-]{0,30}){1,7})"
)
_ACCEPTED = (
    "accepted is the HTML export, in which each article has an element of the class DocPublicationName "
    "and one of the class titreArticle or docOcurrContainer"
)
_CLASSES = re.compile(
    r"class\s*=\s*[\"']?[^\"'>]{0,200}?(?:DocPublicationName|docOcc?urrContainer)", re.IGNORECASE
)


def looks_like_europresse(text: str) -> bool:
    """Say whether a text looks like an export of Europresse; only its first 100,000 characters are read.

    Examples
    --------
    >>> looks_like_europresse('<article><span class="DocPublicationName">Le Journal</span></article>')
    True
    >>> looks_like_europresse("<article>DocPublicationName</article>")
    False
    """
    return _CLASSES.search(text[:100_000]) is not None


def read_europresse(html: str, *, name: str, notes: Notes) -> pd.DataFrame:
    r"""Read an HTML export of Europresse.

    Parameters
    ----------
    html : str
        The whole file.
    name : str
        The file, for messages.
    notes : Notes
        Records what is part of no text: copyright lines, references of the database.

    Returns
    -------
    DataFrame
        One row per article, all columns as text, empty where missing: ``id``, the document's public number,
        if it has one; ``source``, without the issue; ``date``, ISO 8601, or the header as written if its date
        is ambiguous; ``title``; ``text``, one paragraph per line; and, if present, ``issue``, ``section``,
        ``page``, ``length``, ``subtitle``, ``byline``, ``copyright``, ``url``.

    Raises
    ------
    CorpusError
        If there is no article; if elements are nested too deep and faults are not repaired; or if lxml is not
        installed.

    Examples
    --------
    >>> from discourse.ingest.notes import Notes
    >>> table = read_europresse(
    ...     '<article><header><span class="DocPublicationName">Le Journal, no. 12</span>'
    ...     '<span class="DocHeader">Monde, vendredi 23 janvier 2015, p. 4</span>'
    ...     '<div class="titreArticle"><p class="titreArticleVisu">La ville tombe</p></div></header>'
    ...     '<div class="docOcurrContainer"><p>Les rebelles</p><p>tiennent.</p></div></article>',
    ...     name="export.html",
    ...     notes=Notes(),
    ... )
    >>> table.loc[0, ["source", "date", "title", "text"]].tolist()
    ['Le Journal', '2015-01-23', 'La ville tombe', 'Les rebelles\ntiennent.']
    """
    root = parse_html(html, name, notes)
    articles = [] if root is None else list(root.iter("article"))
    articles = [article for article in articles if next(article.iterancestors("article"), None) is None]
    older = not articles
    if older and root is not None:
        names = (span for span in root.iter("span") if "docpublicationname" in classes_of(span))
        cells = (next(span.iterancestors("td"), None) for span in names)
        articles = list(dict.fromkeys(cell for cell in cells if cell is not None))
    rows: list[dict[str, str]] = []
    others = 0
    left: dict[str, list[str]] = {}
    for article in articles:
        parts = _parts(article)
        if not parts.keys() & {"docpublicationname", *_TEXTS}:
            others += 1
            continue
        rows.append(_row(article, parts, left, older=older))
    if not rows:
        raise CorpusError(f"{name}: no article of Europresse in this file; {_ACCEPTED}")
    if others:
        notes.add("part of the page that is no article left out", count=others, text=name)
    for what, lines in left.items():
        notes.add(what, count=len(lines), text=lines[0][:80])
    return in_rows(rows)


def _parts(article: Any) -> dict[str, list[Any]]:
    """Find the elements of each class."""
    parts: dict[str, list[Any]] = {}
    for element in article.iter():
        for name in classes_of(element):
            parts.setdefault(name, []).append(element)
    return parts


def _row(
    article: Any, parts: dict[str, list[Any]], left: dict[str, list[str]], *, older: bool
) -> dict[str, str]:
    """Make the row of an article."""
    publication = _text(parts.get("docpublicationname", []))
    issue = _ISSUE.search(publication)
    row = {"source": " ".join((publication[: issue.start()] if issue else publication).split())}
    if issue and publication[issue.end() :].strip():
        row["issue"] = " ".join(publication[issue.end() :].split())
    row |= _header(one_line(parts.get("docheader", [])) or _subsection(parts))
    titles = next((parts[name] for name in _TITLES if name in parts), [])
    row["title"] = one_line(titles[:1])
    authors: list[str] = []
    if older and titles:
        lines = _lines(article, after=titles[-1], without=_certificates(article, parts))
        authors = _authors(titles[-1], lines)
        lines = lines[len(authors) :]
    else:
        lines = _body(article, parts)
    certified = [line for line in lines[-_MOST_CERTIFICATE:] if _CERTIFICATE.match(line)]
    if certified:
        left.setdefault("certificate of the database left out", []).extend(certified)
        lines = [line for line in lines if line not in certified]
    number = next(
        (match for text in [*_numbered(article, parts), *lines[-3:]] if (match := _NUMBER.search(text))), None
    )
    row |= {"id": number[0]} if number else {}
    kept = []
    for line in lines:
        if line.startswith(_APPEARED) or (older and len(line) < 200 and _NUMBER.search(line)):
            left.setdefault("reference of the database left out", []).append(line)
        elif older and len(line) < 200 and _RIGHTS.match(line):
            left.setdefault("publisher's copyright line left out of the text", []).append(line)
        else:
            kept.append(line)
    row["text"] = "\n".join(kept)
    if not authors:
        named = parts.get("docauthors") or [
            p for p in parts.get("sm-margin-bottomnews", []) if not _in(p, "titrearticle")
        ]
        authors = [one_line(named[:1] or _after_title(parts))]
    rights = [
        line for footer in article.iter("footer") for small in footer.iter("small") for line in _lines(small)
    ]
    if rights:
        left.setdefault("publisher's copyright line left out of the text", []).extend(rights)
    links = (a.get("href") or "" for a in article.iter("a") if _APPEARED in "".join(a.itertext()))
    others = {
        "subtitle": one_line(parts.get("rdp__subtitle", [])[:1]),
        "byline": " ".join(authors),
        "copyright": " ".join(rights),
        "url": next(links, ""),
    }
    return row | {column: value for column, value in others.items() if value}


def _header(header: str) -> dict[str, str]:
    """Read "section, day date, words, page"."""
    dated = only_date(header)
    if dated is None:
        return {"date": header}
    date, start = dated
    row = {"date": date}
    section, rest = header[:start].strip(" ,"), header[start : start + _LONGEST_END]
    page, words = _PAGE.search(rest), _WORDS.search(rest)
    if section:
        row["section"] = section
    if page:
        row["page"] = page[1].strip()
    if words:  # before "mots" there may be the year and the number of words
        row["length"] = words[1].split()[-1] + " " + words[0].split()[-1]
    return row


def _subsection(parts: dict[str, list[Any]]) -> str:
    """Return what takes the place of the header after a subsection."""
    for element in parts.get("doctitresoussection", []):
        following = element.getnext()
        if following is not None:
            return one_line([following])
    return ""


def _numbered(article: Any, parts: dict[str, list[Any]]) -> list[str]:
    """Return the texts that may contain the public number of the document."""
    footers = list(article.iter("footer"))
    return [one_line([element]) for element in [*parts.get("public-lblnodoc", []), *footers]]


def _body(article: Any, parts: dict[str, list[Any]]) -> list[str]:
    """Return the lines of the text."""
    for name in _TEXTS:
        outer = [element for element in parts.get(name, []) if not _in(element.getparent(), name)]
        lines = [line for element in outer for line in _lines(element)]
        if lines:
            return lines
    return [line for section in article.iter("section") for line in _lines(section)]


def _certificates(article: Any, parts: dict[str, list[Any]]) -> set[Any]:
    """Return the tables in an article that contain its certificate."""
    tables = (next(element.iterancestors("table"), None) for element in parts.get("txtcertificat", []))
    return {table for table in tables if table is not None and table not in article.iterancestors("table")}


def _authors(title: Any, lines: list[str]) -> list[str]:
    """Return the lines after the title that name the author: those before a first paragraph, or a name."""
    following = title.getnext()
    before = [title.tail or ""]
    while following is not None and following.tag != "p" and len(before) <= _MOST_AUTHOR:
        before += [
            *following.itertext(),
            "\n" if following.tag in {"br", "div"} else "",
            following.tail or "",
        ]
        following = following.getnext()
    said = [" ".join(line.split()) for line in "".join(before).split("\n")]
    said = [line for line in said if line]
    short = all(len(line.split()) <= _MOST_AUTHOR and not line.endswith(_SENTENCE_END) for line in said)
    if following is not None and following.tag == "p" and 1 <= len(said) <= 2 and short:
        return said if lines[: len(said)] == said and len(lines) > len(said) else []
    return lines[:1] if len(lines) > 1 and _NAMES.fullmatch(lines[0]) else []


def _after_title(parts: dict[str, list[Any]]) -> list[Any]:
    """Return the element without a class that follows the title: the author in the first files."""
    following = [element.getnext() for element in parts.get("titrearticle", [])[:1]]
    return [e for e in following if e is not None and e.tag == "div" and not e.keys()]


def _in(element: Any, name: str) -> bool:
    """Say whether an element or one around it has a class."""
    return any(name in classes_of(each) for each in (element, *element.iterancestors()))


def _lines(element: Any, *, after: Any = None, without: Collection[Any] = ()) -> list[str]:
    return [line for line in page_lines(element, after=after, without=without) if line]


def _text(elements: list[Any]) -> str:
    """Return the text of the first of some elements as written."""
    return "".join(elements[0].itertext()).strip().replace("\u00a0", " ") if elements else ""
