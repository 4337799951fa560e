"""Saved web pages: their text and what they say of themselves; addresses and their registered domains."""

import logging
import sys

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes
from discourse.ingest.page import read_pages, registered_domain

pytest.importorskip("trafilatura", reason="pages are read with the extra web")

SENTENCES = [
    "The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said.",
    "Residents said that armed men had entered the market and told shopkeepers to close.",
    "The government called the men terrorists and promised to retake the town within days.",
    "Aid groups said that some 4,000 people had fled towards the border &amp; its caf&eacute;s.",
]
HEAD = """<title>Rebels take town | The Gazette</title><meta property="og:site_name" content="The gazette">
<link rel="canonical" href="https://www.gazette.co.uk/world/rebels-take-town">
<meta property="article:published_time" content="2015-01-23T23:30:00-05:00">
<meta property="article:modified_time" content="2019-05-01T10:00:00Z">"""
STORIES = "".join(f'<li><a href="/s{i}">NOISE another story on 1 May 201{i}</a></li>' for i in range(5))


def page(
    head: str = HEAD, body: str = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES), *, before: str = ""
) -> bytes:
    return (
        f"<!DOCTYPE html>{before}<html><head>{head}</head><body><nav><ul><li><a href='/'>NOISE Home</a></li>"
        f"</ul></nav><article><h1>Rebels take town</h1>{body}</article><aside><ul>{STORIES}</ul></aside>"
        "<section id='comments'><div class='comment'><p>NOISE I do not believe it.</p></div></section>"
        "<footer><p>NOISE Copyright 2014 The Gazette</p></footer></body></html>"
    ).encode()


def read(content: bytes, *, encoding: str | None = None, repair: bool = False) -> dict[str, str]:
    notes = Notes(repair=repair)
    table = read_pages([("page.html", content)], encoding=encoding, notes=notes)
    assert set(table.dtypes.astype(str)) == {"object"}
    return {str(name): str(value) for name, value in table.iloc[0].items()}


def dated(head: str, body: str = "") -> str:
    return read(page(head, f"<p>{SENTENCES[0]}</p>{body}"))["date"]


def test_a_page_gives_its_text_and_what_it_says_of_itself() -> None:
    row = read(page())
    assert row.pop("text").split("\n") == [
        "Rebels take town",
        *SENTENCES[:3],
        "Aid groups said that some 4,000 people had fled towards the border & its cafés.",
    ]
    assert row == {
        "source": "gazette.co.uk",
        "date": "2015-01-23",
        "title": "Rebels take town",
        "site": "The gazette",
        "url": "https://www.gazette.co.uk/world/rebels-take-town",
    }


@pytest.mark.parametrize(
    "body",
    [
        "<br><br>".join(SENTENCES),
        "<div><div>" + "".join(f"<p>{sentence}</p><script>var NOISE = 1</script>" for sentence in SENTENCES),
        f"<table><tr><td>{'</td></tr><tr><td>'.join(SENTENCES)}</td></tr></table>",
        f"<p>{SENTENCES[0]}</p><h2>Flight</h2><ul><li>{SENTENCES[1]}</li></ul><blockquote>{SENTENCES[2]}</blockquote>",
        "".join(
            f"<p>{sentence}</p>" for sentence in [SENTENCES[0], SENTENCES[1], SENTENCES[0], SENTENCES[2]]
        ),
    ],
)
def test_all_of_the_article_and_nothing_else_is_its_text(body: str) -> None:
    text = " ".join(read(page(body=body))["text"].split())
    assert all(sentence in text for sentence in SENTENCES[:3])
    assert "NOISE" not in text
    assert text.count(SENTENCES[0]) == body.count(SENTENCES[0])


@pytest.mark.parametrize(
    ("head", "date"),
    [
        ('<meta name="date" content="Fri, 23 Jan 2015 10:00:00 GMT">', "2015-01-23"),
        ('<meta itemprop="datePublished" content="20150123">', "2015-01-23"),
        ('<meta name="DC.date.issued" content="2015-01-23">', "2015-01-23"),
        ('<meta name="date" content="2015-01">', ""),
        ('<meta name="date" content="03/04/2015">', ""),
        ('<meta name="date" content="0001-01-01T00:00:00">', ""),
        ('<meta property="article:modified_time" content="2015-01-23">', ""),
        ('<link rel="canonical" href="https://gazette.example.com/2015/1/23/town">', "2015-01-23"),
        (
            '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": '
            '"2015-01-23T08:00:00Z", "dateModified": "2016-01-01"}]}</script>',
            "2015-01-23",
        ),
        ('<script type="application/ld+json">{"datePublished": broken</script>', ""),
        (f'<script type="application/ld+json">{"[" * 100_000}</script>', ""),
        ("<title>The attacks of September 11, 2001</title>", ""),
        ("", ""),
    ],
)
def test_the_date_is_what_the_page_declares(head: str, date: str) -> None:
    assert dated(head) == date


@pytest.mark.parametrize(
    ("body", "date"),
    [
        ('<time datetime="2015-01-23T10:00">Friday</time>', "2015-01-23"),
        ('<time datetime="2015-01-23">a</time><time datetime="2015-01-24">b</time>', ""),
        (
            '<time itemprop="datePublished" datetime="2015-01-23">a</time><time datetime="2015-01-24">',
            "2015-01-23",
        ),
        ('<span class="entry-date">23 January 2015</span>', "2015-01-23"),
        ('<p class="dateline">Publié le vendredi 23 janvier 2015</p>', "2015-01-23"),
        ('<span class="update">23 January 2015</span>', ""),
        ("<p>It began on 23 January 2015.</p>", ""),
    ],
)
def test_a_date_in_the_page_counts_if_an_element_says_that_it_is_one(body: str, date: str) -> None:
    assert dated("", body) == date


def test_what_the_page_does_not_say_is_empty() -> None:
    row = read(page(""))
    assert {name: row[name] for name in ("source", "date", "site", "url")} == dict.fromkeys(
        ["source", "date", "site", "url"], ""
    )
    assert read(page('<meta property="og:site_name" content="The Gazette">'))["source"] == "The Gazette"


@pytest.mark.parametrize(
    "mark",
    [
        "<!-- saved from url=(0042)https://www.gazette.co.uk/world/1 -->",
        "<!--\n Page saved with SingleFile \n url: https://www.gazette.co.uk/world/1 \n saved date: Fri -->",
    ],
)
def test_the_address_that_a_browser_wrote_into_the_page_counts(mark: str) -> None:
    row = read(page("", before=mark))
    assert row["url"] == "https://www.gazette.co.uk/world/1"
    assert row["source"] == "gazette.co.uk"


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("windows-1251", "cp1251"),
        ("iso-8859-1", "cp1252"),
        ("Shift_JIS", "shift_jis"),
        ("utf-8", "utf-8"),
        ("windows-1252", "utf-8"),
    ],
)
def test_bytes_are_decoded_as_the_page_declares(declared: str, codec: str) -> None:
    words = {"cp1251": "Повстанцы", "shift_jis": "反乱軍"}.get(codec, "Café “rebels”")
    html = page(f'<meta charset="{declared}">', f"<p>{words} {SENTENCES[0]}</p>").decode()
    assert words in read(html.encode(codec))["text"]


def test_an_encoding_that_the_caller_says_comes_first() -> None:
    html = page('<meta charset="utf-8">', f"<p>Café {SENTENCES[0]}</p>").decode()
    assert "Café" in read(html.encode("cp1252"), encoding="cp1252")["text"]
    assert "Café" in read(b"\xff\xfe" + html.encode("utf-16-le"))["text"]
    with pytest.raises(CorpusError, match=r"^page\.html: the encoding 'nonsense' is not known to Python"):
        read(html.encode(), encoding="nonsense")


def test_bytes_that_do_not_decode_are_named() -> None:
    broken = page("", f"<p>Caf\xe9 {SENTENCES[0]}</p>").decode().encode("latin-1")
    with pytest.raises(CorpusError, match=r"^page\.html, line 1: the byte b'\\xe9' is not utf-8"):
        read(broken)
    assert SENTENCES[0] in read(broken, repair=True)["text"]


@pytest.mark.parametrize("content", [b"", b"   ", b"<!-- -->", b"<html></html>", bytes(range(256)) * 40])
def test_a_file_that_is_no_page_has_no_text(content: bytes) -> None:
    assert read(content, repair=True)["text"] == ""


def test_a_page_too_deep_to_be_read_is_named_and_a_deep_one_is_read() -> None:
    def nested(depth: int) -> bytes:
        return page(body="<div>" * depth + f"<p>{SENTENCES[0]}</p>" + "</div>" * depth)

    assert SENTENCES[0] in read(nested(400))["text"]
    with pytest.raises(CorpusError) as raised:
        read(nested(1000))
    assert str(raised.value) == (
        "page.html: elements are nested 1,004 deep; a page has at most 500 levels and 30,000 elements, one "
        'of these at most 2,000 attributes; errors="repair" leaves such a page without text'
    )
    with pytest.raises(CorpusError, match=r"^page\.html, line \d+: elements are nested too deep"):
        read(nested(5000))
    assert read(nested(5000), repair=True)["text"] == ""


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>The rebels came.</p>" * 30_001, r"30,0\d\d elements"),
        ('<a href="x">rebels</a> ' * 30_001, r"30,0\d\d elements"),
        ("<p " + " ".join(f"a{number}=''" for number in range(2001)) + ">x</p>", "an element with 2,001"),
    ],
    ids=["paragraphs", "links", "attributes"],
)
def test_a_page_that_would_take_for_ever_is_named(body: str, said: str) -> None:
    with pytest.raises(CorpusError, match=f"^page.html: {said}"):
        read(page(body=body))
    assert read(page(body=body), repair=True)["text"] == ""


def test_a_title_that_json_makes_a_number_is_text() -> None:
    linked = '{"@context": "http://schema.org", "@type": "NewsArticle", "headline": 5}'
    assert isinstance(read(page(f'<script type="application/ld+json">{linked}</script>'))["title"], str)


def test_a_page_of_ten_megabytes_is_read_whole() -> None:
    assert len(read(page(body=f"<p>{SENTENCES[0] * 100_000}</p>"))["text"]) > 9_000_000


def test_odd_pages_write_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    handlers = logging.root.handlers[:]
    logging.root.handlers.clear()  # pytest's own would hide what Python prints by itself
    try:
        read(b"<p></p>")
        read(b"x")
    finally:
        logging.root.handlers[:] = handlers
    assert capfd.readouterr() == ("", "")


def test_a_page_gives_the_same_every_time() -> None:
    pages = [("a.html", page()), ("b.html", page("")), ("c.html", b"")]
    first, second = (read_pages(pages, encoding=None, notes=Notes()) for _ in range(2))
    pd.testing.assert_frame_equal(first, second)


def test_the_extra_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(CorpusError, match=r"pip install 'comparative-discourse\[web\]' brings it$"):
        read(page())


@pytest.mark.parametrize(
    ("address", "domain"),
    [
        ("https://www.bbc.co.uk/news/1", "bbc.co.uk"),
        ("HTTP://USER:pa@ss@www.BBC.co.uk:8080/x", "bbc.co.uk"),
        ("https://www.bbc.co.uk./", "bbc.co.uk"),
        ("reuters.com", "reuters.com"),
        (" //cdn.example.org/x ", "example.org"),
        ("http://münchen.de/", "münchen.de"),
        ("http://xn--mnchen-3ya.de/", "münchen.de"),
        ("http://例え.jp/x", "例え.jp"),
        ("http://xn--r8jz45g.jp", "例え.jp"),
        ("http://xn--a.com", "xn--a.com"),
        ("http://192.168.0.1/x", ""),
        ("http://[::1]:80/", ""),
        ("http://[bad", ""),
        ("localhost:8000", ""),
        ("co.uk", ""),
        ("The Gazette", ""),
        ("St. Louis Post-Dispatch", ""),
        ("Il Post.it", ""),
        ("file:///home/x/page.html", ""),
        ("", ""),
        ("http://" + "a" * 100_000 + ".com", ""),
        ("\ud800.com", ""),
    ],
)
def test_registered_domains(address: str, domain: str) -> None:
    assert registered_domain(address) == domain


@given(st.text(max_size=60), st.sampled_from(["", "http://", "https://user:x@", "xn--", "www."]))
def test_any_address_has_a_domain_or_none(text: str, before: str) -> None:
    domain = registered_domain(before + text)
    assert domain == domain.strip()
    assert registered_domain(domain) == domain


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x01", "\x1f", "\ufffe", "\uffff", "&#11;", "&#x1f;"])
def test_a_control_character_is_white_space(mark: str) -> None:
    whole = page().decode()
    for where in ("<title>", "<h1>", "<p>"):
        assert where in whole
        assert read(whole.replace(where, where + mark, 1).encode())["text"] == read(whole.encode())["text"]


@given(st.binary(max_size=300), st.text(max_size=100), st.data())
def test_any_bytes_give_a_row_or_one_sentence(junk: bytes, text: str, data: st.DataObject) -> None:
    whole = page()
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
    for content in (
        junk,
        text.encode("utf-8", "replace"),
        whole[:start] + junk + whole[end:],
        whole[end:] + whole[:end],
        whole.replace(b"gazette.co.uk", text.encode("utf-8", "replace")),
    ):
        try:
            row = read(content, repair=True)
        except CorpusError as raised:
            sentence = str(raised)
        else:
            sentence = "page.html"
            assert set(row) == {"source", "date", "title", "text", "site", "url"}
        assert "page.html" in sentence


def test_no_pages_give_no_rows() -> None:
    table = read_pages([], encoding=None, notes=Notes())
    assert table.shape == (0, 4)
    assert table.columns.tolist() == ["source", "date", "title", "text"]
