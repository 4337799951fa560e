"""Saved web pages: the text of each, and what the page says about its title, date, site and address.

The text is found by trafilatura (A. Barbaresi, "Trafilatura: a web scraping library and command-line tool for
text discovery and extraction", ACL 2021, system demonstrations, 122-131). Its own search for a date takes any
date in the text of a page and depends on the day of the run; here only a declared date counts.
"""

import functools
import itertools
import json
import logging
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.decode import decode
from discourse.ingest.exports.lines import in_rows, only_date, plain_lines
from discourse.ingest.notes import Notes

_DECLARED = re.compile(
    rb"<(?:meta[^>]{0,500}?charset|\?xml[^>]{0,100}?encoding)\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.I
)
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
# How browsers understand these names (WHATWG, Encoding Standard, "Names and labels").
_AS_BROWSERS = {
    **dict.fromkeys(["iso-8859-1", "iso8859-1", "latin1", "latin-1", "ascii", "us-ascii"], "cp1252"),
    **dict.fromkeys(["gb2312", "gbk"], "gb18030"),
}
_SAVED_FROM = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:\s*)(https?://[^\s>]+)"
)
# Names of meta elements with the day of publication, the most reliable first; a day of change is not one.
_META_DATES = (
    *("article:published_time", "og:article:published_time", "og:published_time", "article.published"),
    *("datepublished", "publishdate", "publish_date", "publish-date", "publication_date", "pubdate"),
    *("citation_publication_date", "citation_date", "parsely-pub-date", "sailthru.date", "dcterms.issued"),
    *("dc.date.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date", "date"),
)
_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")
_DAY_IN_ADDRESS = re.compile(r"/(\d{4})[/-](\d{1,2})[/-](\d{1,2})(?:[/-]|$)")
_DATED_CLASS = re.compile(
    r"(?:^|[-_ ])(?:date|dateline|datetime|posted|pubdate|published|timestamp)(?:[-_ ]|$)", re.I
)
_LONGEST_DATE = 80  # characters; anything longer is more than a date
_DEEPEST = 500  # levels of elements; trafilatura's time grows with the square
_MOST_ELEMENTS, _MOST_ATTRIBUTES = 30_000, 2_000  # in a page, of an element: its time grows as much, too
_NO_WORDS = re.compile("[\x00-\x08\x0e-\x1f\ufffd]")
# What XML 1.0 forbids, also as a numeric reference: the parser accepts it, but it cannot be written again.
_NO_XML = re.compile(
    "[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
    r"|&#0*(?:[1-8]|1[124-9]|2\d|3[01]|6553[45])(?!\d);?"
    r"|&#[xX]0*(?:[1-8bBcCeEfF]|1[0-9a-fA-F]|[fF]{3}[eEfF])(?![0-9a-fA-F]);?"
)
_HOST = re.compile(r"[\w-]{1,63}(?:\.[\w-]{1,63})+")
_PAGE = re.compile(r"<(?:!doctype html|html|head|body|article|div|table|p)\b", re.IGNORECASE)
_BLOCK = frozenset(
    {"address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "figcaption", "figure"}
    | {"footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre"}
    | {"section", "table", "td", "th", "tr", "ul"}
)
_NO_TEXT = frozenset({"head", "noscript", "script", "style", "template", "title"})


def read_pages(pages: Iterable[tuple[str, bytes]], *, encoding: str | None, notes: Notes) -> pd.DataFrame:
    """Read saved web pages.

    Parameters
    ----------
    pages : iterable of (str, bytes)
        The name of each, for messages, and the content of its file.
    encoding : str, optional
        The encoding of all pages; default: UTF-8 or else what each page declares.
    notes : Notes
        Records bytes that were replaced.

    Returns
    -------
    DataFrame
        One row per page, all columns as text, empty where the page says nothing: ``source``, the registered
        domain of ``url``, or else ``site``; ``date``, ISO 8601; ``title``; ``text``, one paragraph per line,
        without readers' comments, empty if none was found; ``site``; ``url``, the canonical address or the
        one from which a browser saved the page.

    Raises
    ------
    CorpusError
        If trafilatura is not installed; if an encoding is unknown; if bytes do not decode or elements are
        nested too deep, and faults are not repaired.

    Examples
    --------
    >>> from discourse.ingest.notes import Notes
    >>> page = b'''<html><head><title>Town falls</title>
    ... <meta property="og:site_name" content="The Gazette">
    ... <link rel="canonical" href="https://www.example.com/2015/01/23/town"></head>
    ... <body><article><p>The rebels took the town and held it until evening.</p></article></body></html>'''
    >>> table = read_pages([("page.html", page)], encoding=None, notes=Notes())
    >>> table.loc[0, ["source", "date", "site", "text"]].tolist()
    ['example.com', '2015-01-23', 'The Gazette', 'The rebels took the town and held it until evening.']
    """
    return in_rows([_row(name, content, encoding, notes) for name, content in pages])


def registered_domain(address: str) -> str:
    """Return the registered domain of an address: a public suffix and the name before it.

    Parameters
    ----------
    address : str
        An address, a host, or anything else.

    Returns
    -------
    str
        In lower case and in Unicode; empty if there is none, as for an IP address.

    Examples
    --------
    >>> registered_domain("https://www.bbc.co.uk/news/1")
    'bbc.co.uk'
    >>> registered_domain("http://127.0.0.1:8000"), registered_domain("The Gazette")
    ('', '')
    """
    host = _suffixes()(address.strip()[:10_000]).top_domain_under_public_suffix
    host = unicodedata.normalize("NFKC", host).lower()
    if not _HOST.fullmatch(host):
        return ""
    try:
        return host.encode("ascii").decode("idna") if "xn--" in host else host
    except UnicodeError:  # it starts with xn-- but is not Punycode
        return host


def parse_html(html: str, name: str, notes: Notes) -> Any:
    """Parse a page.

    Returns
    -------
    lxml.html.HtmlElement or None
        Its root; None if it is empty.

    Raises
    ------
    CorpusError
        If lxml is not installed; if elements are nested too deep, and faults are not repaired.
    """
    with _needed(name, "lxml, which reads pages"):
        from lxml import etree
        from lxml.html import HTMLParser
    # Without huge_tree the parser drops elements below 256 levels, and texts of 10 MB.
    parser = HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(_NO_XML.sub(" ", html.replace("\0", "")).encode("utf-8", "replace"), parser)
    except etree.LxmlError:  # not a page at all
        root = None
    cut_off = [entry.line for entry in parser.error_log if entry.type_name == "ERR_RESOURCE_LIMIT"]
    notes.fault(
        cut_off,
        lambda line: f"{name}, line {line}: elements are nested too deep to be read further",
        "a page is read whole",
        "reads what comes before",
    )
    for line in cut_off:
        notes.add("page too deep to be read to its end", line=line, text=name)
    return root


def looks_like_page(text: str) -> bool:
    """Say whether a text is HTML.

    Examples
    --------
    >>> looks_like_page("<html><body><p>A town.</p></body></html>"), looks_like_page("1 of 2 DOCUMENTS")
    (True, False)
    """
    head = text[:5000].lstrip("\ufeff \r\n\t")
    return head.startswith("<") and _PAGE.search(head) is not None


def page_lines(element: Any, *, after: Any = None, without: Collection[Any] = ()) -> list[str]:
    """Return the text in an element as lines, with a blank line wherever a block of the page ends.

    Parameters
    ----------
    element : lxml.html.HtmlElement
        From :func:`parse_html`.
    after : lxml.html.HtmlElement, optional
        An element in it; only the text after its end is returned.
    without : collection of lxml.html.HtmlElement
        Elements in it to skip.

    Returns
    -------
    list of str
    """
    from lxml import etree

    pieces: list[str] = []
    begun = after is None
    hidden = 0
    for event, inner in etree.iterwalk(element, events=("start", "end")):
        opens = event == "start"
        if inner.tag in _NO_TEXT or inner in without:
            hidden += 1 if opens else -1
        said = (inner.text if opens else inner.tail if inner is not element else "") or ""
        begun |= inner is after and not opens
        if begun:
            pieces.append("\n\n" if inner.tag in _BLOCK else "\n" if inner.tag == "br" and opens else "")
            # A line end in HTML is a space; only blocks separate lines.
            pieces.append("" if hidden else " ".join(plain_lines(said)))
    lines = [" ".join(line.split()) for line in "".join(pieces).split("\n")]
    return [line for line, before in zip(lines, ["", *lines], strict=False) if line or before]


def one_line(elements: Iterable[Any]) -> str:
    """Return the text in some elements with single spaces."""
    return " ".join(filter(None, (line for element in elements for line in page_lines(element))))


def classes_of(element: Any) -> list[str]:
    """Return the classes of an element, in small letters."""
    return (element.get("class") or "").lower().split()


@contextmanager
def _needed(name: str, package: str) -> Iterator[None]:
    """Say which package is missing where it is imported."""
    try:
        yield
    except ImportError as error:
        raise CorpusError(
            f"{name}: {package}, is not installed ({error}); "
            "pip install 'comparative-discourse[web]' brings it"
        ) from error


@functools.cache
def _suffixes() -> Any:
    """Make the parser of addresses, with the list of public suffixes that it ships: nothing is fetched."""
    from tldextract import TLDExtract

    return TLDExtract(suffix_list_urls=(), cache_dir=None)


def _row(name: str, content: bytes, encoding: str | None, notes: Notes) -> dict[str, str]:
    """Make the row of a page."""
    with _needed(name, "trafilatura, which reads web pages"):
        from trafilatura import extract
        from trafilatura.metadata import extract_metadata
    row = {"source": "", "date": "", "title": "", "text": "", "site": "", "url": ""}
    html = decode(content, name=name, encoding=encoding or declared_encoding(content), notes=notes)
    root = parse_html(html, name, notes)
    if root is None or len(_NO_WORDS.findall(html)) > len(html) / 20:  # a picture or the like
        return row
    over = _over_measure(root)
    notes.fault(
        [0] if over else [],
        lambda _: f"{name}: {over}",
        f"a page has at most {_DEEPEST} levels and {_MOST_ELEMENTS:,} elements, one of these at most "
        f"{_MOST_ATTRIBUTES:,} attributes",
        "leaves such a page without text",
    )
    if over:
        notes.add("page beyond measure left without text", text=name)
        return row
    logger = logging.getLogger("trafilatura")
    if not logger.handlers:  # otherwise its remarks on odd pages go to the terminal
        logger.addHandler(logging.NullHandler())
    # The limit is far off, so that nothing depends on the day of the run; this date is not used.
    found = extract_metadata(
        root, date_config={"extensive_search": False, "original_date": True, "max_date": "2199-12-31"}
    )
    text = extract(root, include_comments=False, include_tables=True, deduplicate=False) or ""
    declared = next((m.get("content") for m in _metas(root) if m.get("property") == "og:site_name"), "")
    saved = _SAVED_FROM.search(html[:10_000])
    url = found.url or (saved[1] if saved else "")
    named_by_page = "" if (found.sitename or "") in (found.url or "") else found.sitename
    row["url"] = url
    row["site"] = " ".join((declared or named_by_page or "").split())
    row["source"] = registered_domain(url) or row["site"]
    row["title"] = " ".join(str(found.title or "").split())  # JSON-LD may say a number
    row["text"] = "\n".join(filter(None, (line.strip() for line in text.splitlines())))
    row["date"] = _date(root, url)
    return row


def _over_measure(root: Any) -> str:
    """Say what a page has more of than can be read in a while; empty for nothing."""
    from lxml import etree

    depth = deepest = elements = attributes = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if event == "start":
            elements += 1
            deepest, attributes = max(deepest, depth), max(attributes, len(element.attrib))
    if deepest > _DEEPEST:
        return f"elements are nested {deepest:,} deep"
    if elements > _MOST_ELEMENTS:
        return f"{elements:,} elements"
    if attributes > _MOST_ATTRIBUTES:
        return f"an element with {attributes:,} attributes"
    return ""


def declared_encoding(content: bytes) -> str:
    """Return the encoding of a page: by its byte order mark, UTF-8 if it decodes, or as it declares."""
    if content.startswith(_UTF_16):
        return "utf-16"
    found = _DECLARED.search(content[:4096])
    declared = found[1].decode("ascii", "replace").lower() if found else "utf-8"
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _AS_BROWSERS.get(declared, declared)
    return declared if declared.startswith("iso-2022") else "utf-8"


def _metas(root: Any) -> Iterator[Any]:
    return (meta for meta in root.iter("meta") if meta.get("content"))


def _date(root: Any, url: str) -> str:
    """Return the day of publication that a page declares; empty if it declares none or several."""
    metas: dict[str, str] = {}
    for meta in _metas(root):
        for name in (meta.get("property"), meta.get("name"), meta.get("itemprop")):
            metas.setdefault((name or "").lower(), meta.get("content"))
    for name in _META_DATES:
        if day := _day(metas.get(name, "")):
            return day
    address = _DAY_IN_ADDRESS.search(url)
    marked = (e for e in root.iter() if e.get("itemprop") == "datePublished" or e.get("pubdate") is not None)
    for days in (
        _linked_data(root),
        [_day("{}-{:0>2}-{:0>2}".format(*address.groups()))] if address else [],
        [_day(e.get("datetime") or e.get("content") or e.text or "") for e in marked],
        [_day(time.get("datetime") or "".join(time.itertext())) for time in root.iter("time")],
        [_day(" ".join(text.split())) for text in _dated_texts(root)],
    ):
        distinct = set(filter(None, days))
        if len(distinct) == 1:
            return distinct.pop()
    return ""


def _day(text: str) -> str:
    """Read a day: ISO 8601, or with the name of the month."""
    match = _DAY.match(text)
    dated = only_date("-".join(match.groups()) if match else text[:_LONGEST_DATE])
    return dated[0] if dated and dated[0] >= "1800" else ""  # some systems write 0001-01-01 for none


def _linked_data(root: Any) -> list[str]:
    """Return the days of publication in a page's JSON-LD."""
    days = []
    for script in root.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):  # not JSON, so it declares nothing
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, dict):
                published = value.get("datePublished")
                days += [_day(published)] if isinstance(published, str) else []
                waiting += value.values()
            elif isinstance(value, list):
                waiting += value
    return days


def _dated_texts(root: Any) -> Iterator[str]:
    """Return the short texts of elements whose class announces a date."""
    for element in root.iter("span", "div", "p", "li", "abbr", "small", "em", "b", "strong", "font", "td"):
        if _DATED_CLASS.search(element.get("class") or ""):
            text = "".join(itertools.islice(element.itertext(), 10))[: 4 * _LONGEST_DATE]
            if len(" ".join(text.split())) <= _LONGEST_DATE:
                yield text
