"""Word files (.docx): their paragraphs as Word shows them, and bookmarks; nothing in them is run or fetched.

The format is ECMA-376, "Office Open XML File Formats", part 1, chapter 17: a zip archive whose part
``word/document.xml`` has paragraphs ``w:p`` with runs ``w:r`` of text ``w:t``. The standard library reads
both. python-docx would be another dependency, would build a tree of the whole document, and its paragraphs
lack the text in boxes, smart tags, content controls and tracked insertions.
"""

import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from xml.parsers import expat

from discourse.errors import CorpusError, first_line

_MAIN = re.compile(r"word/document\d{0,3}\.xml")
_NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_MOST_BYTES = 512 << 20  # unpacked; ten thousand articles are about 300 MB
_MOST_TIMES = 200  # the size of the file; usual are twenty or thirty times
_HARMLESS = 64 << 20
_MOST_ELEMENTS = 10_000_000
_DEEPEST = 1000
_HEADING = re.compile(r"(?:heading|title|berschrift|titre|titel|t.?tulo|titolo|kop)[ _-]?\d?", re.IGNORECASE)
_OUTLINED = frozenset("012345678")  # level 9 is text
_UNSEEN = frozenset({"del", "moveFrom", "rt"})  # deleted, moved away, the reading over a word
_CHARACTERS = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = frozenset({"0", "false", "off"})
# What zipfile, and the modules that it unpacks with, raise about damage, passwords and unknown methods.
_UNPACKING = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError, RuntimeError, ValueError)
_REMEDY = "download the articles as Word (.docx) again"


@dataclass
class Paragraph:
    """A paragraph.

    Attributes
    ----------
    text : str
        The text that Word shows; a line break is a line end.
    heading : bool
        Whether it has a level in the outline or the style of a heading, or is all one link.
    bookmarks : list of str
        The names of the bookmarks that start in it, or between it and the previous paragraph.
    """

    text: str = ""
    heading: bool = False
    bookmarks: list[str] = field(default_factory=list)


def is_zip(data: bytes) -> bool:
    """Say whether bytes are a zip archive, as every Word file is."""
    return data.startswith(b"PK\x03\x04")


def read_word(data: bytes, name: str) -> list[Paragraph]:
    """Read the paragraphs of a Word file in order, those of tables and text boxes too.

    Deleted and hidden text, comments, notes, headers and footers are left out.

    Raises
    ------
    CorpusError
        If it is no Word file, is damaged, or unpacks to far more than it should.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    document = _Document(name)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = document.start, document.end
    parser.CharacterDataHandler = document.characters
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = document.refuse
    try:
        parser.Parse(_unpacked(data, name), True)
    except CorpusError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two: an encoding that is none
        raise CorpusError(f"{name}: a damaged Word file: {first_line(error)}; {_REMEDY}") from error
    if document.joined:
        document.paragraphs.append(Paragraph("".join(document.joined)))
    return document.paragraphs


def _unpacked(data: bytes, name: str) -> bytes:
    """Unpack the main part of the document, within bounds, whatever size the archive declares."""
    most = max(min(_MOST_BYTES, _MOST_TIMES * len(data)), _HARMLESS)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            main = next(filter(_MAIN.fullmatch, archive.namelist()), None)
            if main is None:
                raise CorpusError(
                    f"{name}: a zip archive that is no Word file; unpack it first, and read the folder"
                )
            with archive.open(main) as part:
                content = part.read(most + 1)
    except CorpusError:
        raise
    except _UNPACKING as error:
        raise CorpusError(f"{name}: a damaged Word file: {first_line(error)}; {_REMEDY}") from error
    if len(content) > most:
        raise CorpusError(f"{name}: unpacks to more than {most >> 20:,} MB, which no export does; {_REMEDY}")
    return content


class _Document:
    """Builds paragraphs from the elements of a document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.paragraphs: list[Paragraph] = []
        self.bookmarks: list[str] = []  # before the next paragraph
        self.open: list[_Open] = []  # several inside each other, as in a text box
        self.inner: list[Paragraph] = []  # finished paragraphs inside one that is not
        self.joined: list[str] = []  # text before the deleted end of a paragraph
        self.depth = self.elements = self.unseen = self.links = self.properties = 0
        self.hidden = self.in_text = False

    def refuse(self, *_: object) -> None:
        raise CorpusError(f"{self.name}: a DOCTYPE or an entity, which no Word file has, is not read")

    def start(self, element: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        self.elements += 1
        if self.depth > _DEEPEST or self.elements > _MOST_ELEMENTS:
            deep = self.depth > _DEEPEST
            much = f"{_DEEPEST:,} elements in each other" if deep else f"{_MOST_ELEMENTS:,} elements"
            raise CorpusError(f"{self.name}: a Word file with more than {much}, which no export has")
        space, _, kind = element.partition(" ")
        if space not in _NAMESPACES:
            self.unseen += element == _FALLBACK  # repeats what comes before it
            return
        value = attributes.get(f"{space} val", "")
        if kind in _UNSEEN:
            self.unseen += 1
            if self.properties and self.open and kind != "rt":
                self.open[-1].goes_on = True
        elif kind == "p":
            self.open.append(_Open())
        elif kind == "bookmarkStart":
            bookmark = attributes.get(f"{space} name", "")
            (self.open[-1].bookmarks if self.open else self.bookmarks).append(bookmark)
        elif kind == "hyperlink":
            self.links += 1
        elif kind == "pPr":
            self.properties += 1
        elif kind == "r":
            self.hidden = False
        elif kind == "t":
            self.in_text = True
        elif not self.open:
            return
        elif self.properties:
            outlined = kind == "outlineLvl" and value in _OUTLINED
            styled = kind == "pStyle" and _HEADING.fullmatch(value) is not None
            self.open[-1].heading |= outlined or styled
        elif kind == "vanish":
            self.hidden = value not in _OFF
        elif kind in _CHARACTERS:
            self._add(_CHARACTERS[kind])

    def end(self, element: str) -> None:
        self.depth -= 1
        space, _, kind = element.partition(" ")
        if space not in _NAMESPACES:
            self.unseen -= element == _FALLBACK
        elif kind in _UNSEEN:
            self.unseen -= 1
        elif kind == "hyperlink":
            self.links -= 1
        elif kind == "pPr":
            self.properties -= 1
        elif kind == "t":
            self.in_text = False
        elif kind == "p":
            self._close(self.open.pop())

    def characters(self, text: str) -> None:
        if self.in_text:
            self._add(text)

    def _add(self, text: str) -> None:
        if self.open and not self.unseen and not self.hidden:
            paragraph = self.open[-1]
            paragraph.pieces.append(text)
            if not self.links and not text.isspace():
                paragraph.linked = False

    def _close(self, paragraph: "_Open") -> None:
        if self.unseen:
            return
        if paragraph.goes_on and not self.open:
            self.joined += paragraph.pieces
            self.bookmarks += paragraph.bookmarks
            return
        text = "".join(paragraph.pieces)
        made = Paragraph(
            text, paragraph.heading or (paragraph.linked and bool(text.strip())), paragraph.bookmarks
        )
        if self.open:
            self.inner.append(made)
            return
        made.text = "".join(self.joined) + text
        made.bookmarks = self.bookmarks + made.bookmarks
        self.paragraphs += [made, *self.inner]
        self.bookmarks, self.joined, self.inner = [], [], []


@dataclass
class _Open:
    """A paragraph that has not ended."""

    pieces: list[str] = field(default_factory=list)
    bookmarks: list[str] = field(default_factory=list)
    heading: bool = False
    linked: bool = True
    goes_on: bool = False
