"""Word files: what Word shows is read, and what it does not show is not."""

import io
import zipfile
from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse.errors import CorpusError
from discourse.ingest.exports import word
from discourse.ingest.exports.word import is_zip, read_word

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml"'
)

SEEN = "<w:vanish w:val='0'/>"


def word_file(*body: str, part: str = "word/document.xml", namespaces: str = NAMESPACES) -> bytes:
    """Make a Word file of paragraphs in WordprocessingML."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/header1.xml", f"<w:hdr {namespaces}>{paragraph('Page 1 of 3')}</w:hdr>")
        archive.writestr(
            part,
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document {namespaces}><w:body>'
            f"{''.join(body)}<w:sectPr/></w:body></w:document>",
        )
    return content.getvalue()


def run(text: str, properties: str = "") -> str:
    """Make a run of a text whose lines are parted by breaks."""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r><w:rPr>{properties}</w:rPr>{lines}</w:r>"


def paragraph(text: str = "", *, bookmark: str = "", link: bool = False, level: int | None = None) -> str:
    """Make a paragraph, perhaps with a bookmark, all of it a link, or with a level of the outline."""
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    mark = f"<w:bookmarkStart w:id='1' w:name={quoteattr(bookmark)}/><w:bookmarkEnd w:id='1'/>"
    inner = f"<w:hyperlink w:anchor='x'>{run(text)}</w:hyperlink>" if link else run(text) if text else ""
    return f"<w:p><w:pPr>{outline}</w:pPr>{mark if bookmark else ''}{inner}</w:p>"


def texts(*body: str) -> list[str]:
    return [read.text for read in read_word(word_file(*body), "a.docx")]


def test_runs_are_joined_as_they_are() -> None:
    assert texts(f"<w:p>{run('Southe')}{run('rn ')}{run('states', '<w:b/>')}</w:p>", "<w:p/>") == [
        "Southern states",
        "",
    ]


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        (f"<w:smartTag w:element='place'>{run('Aleppo')}</w:smartTag>{run(' fell')}", "Aleppo fell"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{run('Aleppo')}</w:sdtContent></w:sdt>", "Aleppo"),
        (f"<w:hyperlink w:anchor='a'>{run('Ale')}</w:hyperlink>{run('ppo')}", "Aleppo"),
        (f"<w:ins>{run('rebels')}</w:ins><w:del><w:r><w:delText>terror</w:delText></w:r></w:del>", "rebels"),
        (f"<w:del>{run('gone')}</w:del><w:moveFrom>{run('gone')}</w:moveFrom>{run('here')}", "here"),
        (f"<w:moveTo>{run('here')}</w:moveTo>", "here"),
        (f"{run('seen')}{run('hidden', '<w:vanish/>')}{run(' too', SEEN)}", "seen too"),
        ("<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>", "a b-c"),
        ("<w:pPr><w:tabs><w:tab w:val='left' w:pos='1'/></w:tabs></w:pPr>" + run("a"), "a"),
        (
            "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
            "<w:r><w:fldChar w:fldCharType='separate'/></w:r>" + run("7"),
            "7",
        ),
        (run("a\nb"), "a\nb"),
        ("<w:r><a:t>drawn</a:t></w:r>" + run("said"), "said"),
        (
            f"<w:r><w:ruby><w:rt>{run('kana')}</w:rt><w:rubyBase>{run('漢字')}</w:rubyBase></w:ruby></w:r>",
            "漢字",
        ),
    ],
)
def test_what_is_shown_is_read(inner: str, text: str) -> None:
    assert texts(f"<w:p>{inner}</w:p>") == [text]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the box')}{paragraph('Below')}</w:txbxContent>"
    drawn = (
        f"<mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>{box}</wps:txbx></mc:Choice>"
        f"<mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback></mc:AlternateContent>"
    )
    assert texts(f"<w:p>{run('Before, ')}<w:r>{drawn}</w:r>{run('after')}</w:p>", paragraph("Next")) == [
        "Before, after",
        "In the box",
        "Below",
        "Next",
    ]


def test_the_cells_of_a_table_are_paragraphs() -> None:
    row = f"<w:tr><w:tc>{paragraph('Town')}</w:tc><w:tc>{paragraph('Dead')}</w:tc></w:tr>"
    assert texts(paragraph("a"), f"<w:tbl>{row}</w:tbl>", paragraph("b")) == ["a", "Town", "Dead", "b"]


def test_a_paragraph_whose_end_is_deleted_goes_on() -> None:
    deleted = f"<w:p><w:pPr><w:rPr><w:del w:id='1'/></w:rPr></w:pPr>{run('One ')}</w:p>"
    assert texts(deleted, paragraph("two"), paragraph("three")) == ["One two", "three"]
    assert texts(deleted) == ["One "]


def test_bookmarks_and_headings() -> None:
    paragraphs = read_word(
        word_file(
            paragraph("a", bookmark="In"),
            "<w:bookmarkStart w:id='2' w:name='Before'/>",
            paragraph("b", link=True),
            paragraph("c", level=0),
            paragraph("d", level=9),
            f"<w:p><w:pPr><w:pStyle w:val='berschrift1'/></w:pPr>{run('e')}</w:p>",
            f"<w:p><w:hyperlink>{run('f')}</w:hyperlink>{run(' ')}{run('g')}</w:p>",
        ),
        "a.docx",
    )
    assert [read.bookmarks for read in paragraphs[:3]] == [["In"], ["Before"], []]
    assert [read.heading for read in paragraphs] == [False, True, True, False, True, False]


def test_the_part_and_the_namespace_may_be_others() -> None:
    strict = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    data = word_file("<w:p><w:r><w:t>a</w:t></w:r></w:p>", part="word/document2.xml", namespaces=strict)
    assert [read.text for read in read_word(data, "a.docx")] == ["a"]


def refusal(data: bytes) -> str:
    with pytest.raises(CorpusError) as raised:
        read_word(data, "a.docx")
    return str(raised.value)


def test_what_is_no_word_file_is_named() -> None:
    again = "; download the articles as Word (.docx) again"
    assert refusal(b"PK\x03\x04") == f"a.docx: a damaged Word file: File is not a zip file{again}"
    assert refusal(word_file(part="xl/workbook.xml")) == (
        "a.docx: a zip archive that is no Word file; unpack it first, and read the folder"
    )
    assert refusal(word_file("<w:p>")).startswith("a.docx: a damaged Word file: mismatched tag: line 1, ")
    assert not is_zip(b"%PDF-")


def test_entities_are_refused() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')
    assert refusal(content.getvalue()) == (
        "a.docx: a DOCTYPE or an entity, which no Word file has, is not read"
    )


def test_bombs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = word_file(paragraph(" " * (65 << 20)))
    assert len(bomb) < 1 << 20
    assert refusal(bomb).startswith("a.docx: unpacks to more than 64 MB, which no export does")
    assert "with more than 1,000 elements in each other" in refusal(word_file("<w:p>" * 2000))
    monkeypatch.setattr(word, "_MOST_ELEMENTS", 1000)
    assert "more than 1,000 elements" in refusal(word_file("<w:p/>" * 1000))


def test_a_size_that_lies_is_not_believed() -> None:
    data = word_file(paragraph("a" * 100_000))
    place = data.index(b"word/document.xml", data.rindex(b"PK\x01\x02", 0, data.rindex(b"PK\x05\x06")))
    lying = data[: place - 22] + (50).to_bytes(4, "little") + data[place - 18 :]
    assert refusal(lying).startswith("a.docx: a damaged Word file: ")


def pieces(data: bytes, cuts: Iterable[int]) -> bytes:
    damaged = bytearray(data)
    for cut in cuts:
        damaged[cut % len(damaged)] ^= 0xFF
    return bytes(damaged)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=8), st.integers(0, 2_000), st.booleans())
def test_a_damaged_file_is_read_or_named(cuts: list[int], end: int, cut_off: bool) -> None:
    data = pieces(word_file(paragraph("Rebels", bookmark="Bookmark_1"), paragraph("hold")), cuts)
    try:
        read_word(data[:end] if cut_off else data, "a.docx")
    except CorpusError as error:
        assert str(error).startswith("a.docx: ")
        assert len(str(error)) < 300


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.integers(0, 300), st.integers(0, 300))
def test_any_xml_is_read_or_named(text: str, start: int, end: int) -> None:
    inner = paragraph("Rebels", bookmark="Body") + f"<w:p><w:del>{run('a')}</w:del></w:p>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        xml = f"<w:document {NAMESPACES}><w:body>{inner}</w:body></w:document>"
        archive.writestr("word/document.xml", (xml[:start] + text + xml[end:]).encode("utf-8", "replace"))
    try:
        assert all(isinstance(read.text, str) for read in read_word(content.getvalue(), "a.docx"))
    except CorpusError as error:
        assert str(error).startswith("a.docx: ")
