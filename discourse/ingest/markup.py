"""HTML inside a text, as scrapers and feeds leave it: entities become characters, tags go."""

import html
import re
from html.entities import html5

from discourse.ingest.notes import Notes

_BLOCKS = (
    "address|article|aside|blockquote|br|center|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li"
    "|main|nav|ol|p|pre|section|table|tbody|thead|tr|ul"
)
_INLINE = (
    "a|abbr|acronym|audio|b|big|button|cite|code|del|em|embed|font|i|iframe|img|input|ins|kbd|label|link|mark"
    "|meta|object|picture|q|s|small|source|span|strike|strong|sub|sup|svg|td|th|time|tt|u|var|video|wbr"
)
# No stretch fits in two ways, so all of these take linear time. What is no tag ("x < y", "<name>") stays.
_TAG = re.compile(rf"</?(?:({_BLOCKS})|({_INLINE}))(?:\s[^<>=]*=[^<>]*|\s*)/?>", re.IGNORECASE)
_CELL = re.compile(r"<t[dh]\b", re.IGNORECASE)
_HIDDEN = [
    (re.compile(rf"<{name}(?:\s[^<>]*)?>", re.IGNORECASE), re.compile(rf"</{name}\s*>", re.IGNORECASE))
    for name in ("script", "style", "noscript")
] + [(re.compile("<!--"), re.compile("-->"))]
_ENTITY = re.compile(
    r"&(?:#\d{1,7};|#[xX][\da-fA-F]{1,6};|[a-zA-Z][a-zA-Z\d]{1,30};|(?:nbsp|amp|quot)(?![\w;=]))"
)
_NESTED = 3  # times: feeds escape what is escaped already


def markup_in(text: str) -> re.Match[str] | None:
    """Return the first that :func:`without_markup` would change, if any.

    Examples
    --------
    >>> markup_in("AT&T; x < y > z"), markup_in("AT&amp;T")[0]
    (None, '&amp;')
    """
    if "<" in text:
        if tag := _TAG.search(text):
            return tag
        for begins, ends in _HIDDEN:
            if (begin := begins.search(text)) and ends.search(text, begin.end()):
                return begin
    return (
        next((each for each in _ENTITY.finditer(text) if _is_entity(each[0])), None) if "&" in text else None
    )


def without_markup(text: str, *, notes: Notes, document: str) -> str:
    r"""Return a text without HTML; each kind of change is noted.

    Blocks end lines, cells are parted by a space, scripts, styles and comments go with their content. Of
    what looks like HTML only the tags and entities that exist are taken.

    Examples
    --------
    >>> notes = Notes()
    >>> without_markup("<p>Assad&#39;s <b>army</b></p>x < y", notes=notes, document="a")
    "\nAssad's army\nx < y"
    >>> notes.table()[["what", "count"]].to_numpy().tolist()
    [['HTML tags taken out', 4], ['HTML entities made characters', 1]]
    """
    hidden = tags = entities = 0
    for _ in range(_NESTED):
        before = text
        if "<" in text:
            text, found = _without_hidden(text)
            hidden += found
            text, found = _TAG.subn(_instead, text)
            tags += found
        if "&" in text:
            known = [found[0] for found in _ENTITY.finditer(text) if _is_entity(found[0])]
            entities += len(known)
            text = _ENTITY.sub(lambda found: html.unescape(found[0]), text) if known else text
        if text == before:
            break
    for what, count in (
        ("HTML scripts, styles and comments taken out", hidden),
        ("HTML tags taken out", tags),
        ("HTML entities made characters", entities),
    ):
        if count:
            notes.add(what, document=document, count=count)
    return text


def _is_entity(said: str) -> bool:
    return said[1] == "#" or said[1:] in html5 or not said.endswith(";")


def _instead(tag: re.Match[str]) -> str:
    return "\n" if tag[1] else " " if _CELL.match(tag[0]) else ""


def _without_hidden(text: str) -> tuple[str, int]:
    """Take out what begins and ends with a mark of its own; what never ends stays."""
    count = 0
    for begins, ends in _HIDDEN:
        kept, done = list[str](), 0
        while (begin := begins.search(text, done)) and (end := ends.search(text, begin.end())):
            kept.append(text[done : begin.start()])
            done = end.end()
            count += 1
        text = " ".join([*kept, text[done:]]) if kept else text
    return text, count
