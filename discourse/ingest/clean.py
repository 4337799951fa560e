"""Cleaning: what stands in a file but is not the words of the article."""

import re
import unicodedata
from collections.abc import Sequence
from math import prod
from textwrap import shorten
from typing import TypeAlias

import regex

from discourse.errors import CorpusError
from discourse.ingest.markup import without_markup
from discourse.ingest.notes import Notes
from discourse.ingest.parts import clean_parts

Regex: TypeAlias = "regex.Pattern[str]"
_SECONDS = 5  # for a pattern of others on a line

# Longer lines are prose, whatever they look like: an article in one line must not leave whole.
_MOST_WORDS_OF_FURNITURE = 30
_MOST_REPEATED = 100_000  # each time is compiled
_REPETITIONS = re.compile(r"\{(?:[0-9]*,)?0*([1-9][0-9]*)(?:,\})?")
_LONGEST_BREADCRUMB = 60  # characters before the title

_CHARACTERS = [
    ("line ends made plain", "\r\u2028\u2029\u0085", "\n"),
    ("non-breaking spaces made plain", "\u00a0\u2007\u202f", " "),
    ("zero-width characters removed", "\u200b\u2060\ufeff\u00ad", ""),
    ("page breaks and separators made line ends", "\x0b\x0c\x1c\x1d\x1e\x1f", "\n"),
    ("control characters removed", "".join(map(chr, [*range(0x09), *range(0x0E, 0x1C), 0x7F])), ""),
]

# Python sorts the marks on a letter by insertion, in quadratic time; a letter with hundreds is no word's.
_MOST_MARKS = 500
_MANY_MARKS = regex.compile(rf"\p{{M}}{{{_MOST_MARKS + 1}}}")
_WITH_FEW_MARKS = regex.compile(rf"\P{{M}}*+\p{{M}}{{0,{_MOST_MARKS}}}+")

QUOTATION_MARKS = (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'))
_LINK = r"!?\[[^\]]*\]\([^)]*\)"
# A line may be a whole article, so each pattern is read in linear time: no stretch fits it in two ways.
_LINES = [
    ("breadcrumb", re.compile(r"home\s*(>|»|›|/|\||::).*", re.IGNORECASE)),
    ("link only", re.compile(rf"[-*•|\s]*{_LINK}(?:[-,*•·|\s]*{_LINK})*[-,*•·|\s]*")),
    (
        "photo credit",
        re.compile(
            r"\(?(?:(?i:(?:file )?(?:photo(?:graph)?|image|picture)s?"
            r"(?: credits?| by| courtesy(?: of)?| source)?\s*:\s*\S.*)"
            r"|(?i:(?:photo(?:graph)?|image|picture) by) [^.]*"
            r"|(?:AP|AFP|Reuters|REUTERS|EPA)(?: ?(?i:photo|image))?\s*/\s*"
            r"[A-Z]\S*(?:\s+[A-Z]\S*){0,4}\s*)\)?"
        ),
    ),
    (
        "call to the reader",
        re.compile(
            r"(?:(?i:click here|(?:learn|read|see|find out) more|continue reading)\b[^.,;]{0,60}+"
            r"|(?i:advertisement)\b[^.,;]{0,60}+"
            r"|(?i:subscribe|log in|print this|email this)\b[^.,;]{0,30}+"
            r"|(?i:share this(?: (?:article|story|post|page|with))?|follow us\b[^.,;]{0,40}+)"
            r"|(?i:sign up\b.*\b(?:newsletters?|alerts?|emails?|updates?|now|today|here|free))"
            r"|(?:[^.!?]{0,80}+[.!?]\s*+)?(?:LEARN MORE|READ MORE|SUBSCRIBE(?: NOW)?|SIGN UP(?: NOW)?"
            r"|CLICK HERE))\W*+"
        ),
    ),
]
# Every line that a pattern takes is one of links, begins with one of these words, in any case, perhaps in
# brackets, or ends with one. The compiled look passes by all other lines: who adds a pattern adds its words.
_PICTURES = ("photo", "photograph", "image", "picture")
BEGINNINGS = (
    *("home", "file", *_PICTURES, *(f"{picture}s" for picture in _PICTURES)),
    *(agency + kind for agency in ("ap", "afp", "reuters", "epa") for kind in ("", "photo", "image")),
    *(
        "click here",
        "learn more",
        "read more",
        "see more",
        "find out more",
        "continue reading",
        "advertisement",
    ),
    *("subscribe", "log in", "print this", "email this", "share this", "follow us", "sign up"),
)
ENDINGS = ("MORE", "SUBSCRIBE", "NOW", "UP", "HERE")


def compile_drops(patterns: Sequence[str], *, name: str, where: str) -> list[Regex]:
    """Compile regular expressions for lines, or parts of lines, to remove.

    Raises
    ------
    CorpusError
        If one is not a regular expression; the message names it, the option and `where` it came from.
    """
    compiled = []
    for pattern in patterns:
        try:
            re.compile(pattern)  # which refuses depth without measure
            if prod(map(int, _REPETITIONS.findall(pattern))) > _MOST_REPEATED:
                raise OverflowError(f"repetitions come to more than {_MOST_REPEATED:,}")
            compiled.append(regex.compile(pattern))  # which can be told to stop
        except (re.error, regex.error, OverflowError, RecursionError, ValueError) as error:
            raise CorpusError(
                f"{where}: {name} has {pattern!r}, not a regular expression: {error}"
            ) from error
    return compiled


def clean(
    text: str,
    *,
    title: str = "",
    drop_lines: Sequence[Regex] = (),
    drop_text: Sequence[Regex] = (),
    notes: Notes,
    document: str,
) -> str:
    r"""Take from a text what is not the article's words.

    HTML: entities become characters, tags go, scripts and comments with their content. Characters: Unicode
    NFC; line ends become ``\n``, non-breaking spaces plain ones; zero-width characters (but not the joiners
    of Persian or Hindi), soft hyphens and control characters go. Parts of lines that go: datelines with the
    credit of an agency, credits of pictures, calls to the reader, copyright notices, buttons to share (see
    :func:`discourse.ingest.parts.clean_parts`), and what matches `drop_text`. Lines that go: the title
    repeated in the body; breadcrumbs ("Home > World", "Home News" before the title); lines of Markdown links
    alone; photo credits; calls to the reader ("LEARN MORE"); a line that repeats the line before; lines that
    match `drop_lines` whole. A line of more than 30 words is prose and stays, unless `drop_lines` names it.
    Runs of blank lines become one.

    Parameters
    ----------
    text : str
        The text as it was read.
    title : str
        The title of the article.
    drop_lines, drop_text : sequence of regex.Pattern
        What only this corpus has, from :func:`compile_drops`: whole lines, and parts of lines.
    notes : Notes
        Where each change is written down, a row each line dropped, a row each kind of character changed.
    document : str
        The id of the document, for `notes`.

    Returns
    -------
    str

    Raises
    ------
    CorpusError
        If one of `drop_lines` and `drop_text` takes too long on a line.

    Examples
    --------
    >>> notes = Notes()
    >>> clean("Talks resume\nPhoto by: Reuters\nThey met.", title="Talks resume", notes=notes, document="a")
    'They met.'
    >>> notes.table()[["line", "what", "text"]].values.tolist()
    [[1, 'title', 'Talks resume'], [2, 'photo credit', 'Photo by: Reuters']]
    """
    text = clean_characters(text, notes=notes, document=document)
    text = clean_parts(text, notes=notes, document=document)
    return clean_lines(
        text, title=title, drop_lines=drop_lines, drop_text=drop_text, notes=notes, document=document
    )


def clean_characters(text: str, *, notes: Notes, document: str) -> str:
    """Take out HTML and make the characters of a text plain: the first half of :func:`clean`."""
    if "<" in text or "&" in text:
        text = without_markup(text, notes=notes, document=document)
    if not unicodedata.is_normalized("NFC", text):
        text = _composed(text)
        notes.add("Unicode made NFC", document=document)
    text = text.replace("\r\n", "\r")  # one line end
    for change, characters, instead in _CHARACTERS:
        count = 0
        for character in characters:
            if character in text:
                count += text.count(character)
                text = text.replace(character, instead)
        if count:
            notes.add(change, document=document, count=count)
    return text


def clean_lines(
    text: str,
    *,
    title: str,
    drop_lines: Sequence[Regex],
    drop_text: Sequence[Regex],
    notes: Notes,
    document: str,
) -> str:
    """Take lines, and parts of them, that are not the article's words: the second half of :func:`clean`."""
    heading = as_heading(title)
    kept: list[str] = []
    last = ""
    for number, line in enumerate(text.split("\n"), start=1):
        for pattern in drop_text:
            line, parts = _without(pattern, line, document)
            for part in parts:
                notes.add("part named in drop_text", document=document, line=number, text=part)
        line = line.rstrip()
        plain = line.lstrip()
        if not plain:
            if kept and kept[-1]:
                kept.append("")
            continue
        plain = evened(plain)
        what = "named in drop_lines" if any(_fits(p, plain, document) for p in drop_lines) else None
        what = what or furniture(plain, heading=heading, last=last)
        last = plain
        if what:
            notes.add(what, document=document, line=number, text=plain)
        else:
            kept.append(line)
    return "\n".join(kept).strip("\n")


def evened(line: str) -> str:
    """Return a line with one space where there was more white space."""
    return " ".join(line.split()) if "  " in line or "\t" in line else line


def _without(pattern: Regex, line: str, document: str) -> tuple[str, list[str]]:
    """Return a line without the parts that a pattern takes, and these."""
    parts: list[str] = []

    def take(found: regex.Match[str]) -> str:
        parts.extend([found[0]] if found[0] else [])
        return ""

    try:
        return pattern.sub(take, line, timeout=_SECONDS), parts
    except TimeoutError as error:
        raise _too_slow(pattern, document) from error


def _fits(pattern: Regex, line: str, document: str) -> bool:
    try:
        return pattern.fullmatch(line, timeout=_SECONDS) is not None
    except TimeoutError as error:
        raise _too_slow(pattern, document) from error


def _too_slow(pattern: Regex, document: str) -> CorpusError:
    return CorpusError(
        f"document {document!r}: the regular expression {shorten(pattern.pattern, 100)!r} takes more than "
        f"{_SECONDS} seconds on a line; say it without a repetition inside a repetition"
    )


def furniture(line: str, *, heading: str, last: str) -> str | None:
    """Say what a line is, if it is not the article's words.

    Parameters
    ----------
    line : str
        Evened, with no white space around it.
    heading : str
        The title, from :func:`as_heading`.
    last : str
        The line before that is not blank.
    """
    if line == last:
        return "line repeated"
    if heading and len(line) <= len(heading) + _LONGEST_BREADCRUMB:
        plain = as_heading(line)
        if plain == heading:
            return "title"
        if plain.startswith("home ") and plain.endswith(" " + heading):
            return "breadcrumb"
    if line.count(" ") >= _MOST_WORDS_OF_FURNITURE:
        return None
    return next((what for what, pattern in _LINES if pattern.fullmatch(line)), None)


def as_heading(line: str) -> str:
    """Return a line as it is compared with the title: case, quotation marks and white space aside."""
    line = _composed(line)
    for mark, straight in QUOTATION_MARKS:
        line = line.replace(mark, straight)
    return " ".join(line.split()).casefold()


def _composed(text: str) -> str:
    """Return a text in Unicode NFC; of hundreds of marks on a letter, so many at a time."""
    if unicodedata.is_normalized("NFC", text):
        return text
    if _MANY_MARKS.search(text):
        return "".join(unicodedata.normalize("NFC", part) for part in _WITH_FEW_MARKS.findall(text))
    return unicodedata.normalize("NFC", text)
