"""Text exports of Factiva: field codes, and what stands in real files beside them."""

import pandas as pd
import pytest

from discourse.errors import CorpusError
from discourse.ingest.exports.factiva import looks_like_factiva, read_factiva
from tests.ingest.exports.noted import noting

EXPORT = """\
Headlines
Rebels take northern town
Opposition denies

   SE
News
   HD
Rebels take
northern town
   BY
By Layla Haddad
   WC
355 words
   PD
23 January 2015
   ET
14:10
   SN
The Gazette
   SC
GAZET
   ED
First
   PG
6
   LA
English
   CY
Copyright 2015 Gazette Newspapers.

   LP
The rebels took the northern town of Marun on Friday after three days of
fighting, the mayor said.

IN
the market, said a sign. "LENGTH: 3 metres"

   TD
Document

The words "HD" and "AN" stood on a wall:

HD

2 of 3 DOCUMENTS agree.

CO

   CO
gazet : Gazette Newspapers | cour : The Courier Company
   IN
i475 : Printing/Publishing
   NS
gvio : Military Action | gcat : Political/General News
   RE
syria : Syria | asiaz : Asia
   PUB
Gazette Newspapers
   AN
Document GAZET00020150123eb1n0001x


   HD
Opposition denies
   WC
12 words
   PD
24 janvier 2015
   SN
The Courier
   LA
French
   TD
The opposition denied it.
   AN
Document COUR000020150124eb1o00002


Search Summary
Text\trebels and Marun
Results Found\t2
Timestamp\t20 March 2015 16:51
"""
read = noting(read_factiva, "factiva.txt")


def test_an_export_gives_a_row_an_article() -> None:
    table, notes = read(EXPORT)
    assert table["id"].tolist() == ["GAZET00020150123eb1n0001x", "COUR000020150124eb1o00002"]
    assert table["source"].tolist() == ["The Gazette", "The Courier"]
    assert table["date"].tolist() == ["2015-01-23", "2015-01-24"]
    assert table["title"].tolist() == ["Rebels take northern town", "Opposition denies"]
    assert table["text"].tolist() == [
        "The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said.\n"
        'IN the market, said a sign. "LENGTH: 3 metres"\n'
        'Document\nThe words "HD" and "AN" stood on a wall:\nHD\n2 of 3 DOCUMENTS agree.\nCO',
        "The opposition denied it.",
    ]
    assert notes == {"line outside the articles left out (cover, headlines, search summary)": 7}


def test_the_fields_are_columns() -> None:
    table, _ = read(EXPORT)
    assert table.columns[:5].tolist() == ["id", "source", "date", "title", "text"]
    assert set(table.dtypes.astype(str)) == {"object"}
    first = table.iloc[0].to_dict()
    assert {name: first[name] for name in ("section", "byline", "length", "time", "source_code", "page")} == {
        "section": "News",
        "byline": "By Layla Haddad",
        "length": "355 words",
        "time": "14:10",
        "source_code": "GAZET",
        "page": "6",
    }
    assert first["company"] == "gazet : Gazette Newspapers | cour : The Courier Company"
    assert first["industry"] == "i475 : Printing/Publishing"
    assert first["region"] == "syria : Syria | asiaz : Asia"
    assert first["copyright"] == "Copyright 2015 Gazette Newspapers."
    assert table["edition"].tolist() == ["First", ""]


@pytest.mark.parametrize("after", ["\t", "   ", " | ", "\u00a0\u00a0"])
def test_codes_may_stand_before_their_values(after: str) -> None:
    table, _ = read(
        f"HD{after}Town falls\nPD{after}23 enero 2015\nSN{after}La Gaceta\nLP{after}Uno.\n\nDos.\n"
        f"TD{after}Tres.\nAN{after}Documento GAZET00020150123eb1n0001x\n"
    )
    assert table.iloc[0].tolist() == [
        "GAZET00020150123eb1n0001x",
        "La Gaceta",
        "2015-01-23",
        "Town falls",
        "Uno.\nDos.\nTres.",
    ]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_marks_and_page_breaks_change_nothing(ends: str) -> None:
    odd = "\ufeff" + EXPORT.replace("\n\n   HD", "\n\f   HD")
    pd.testing.assert_frame_equal(read(odd.replace("\n", ends))[0], read(EXPORT)[0])


def test_a_missing_headline_and_a_date_that_cannot_be_read() -> None:
    table, _ = read("PD\nJanuary 2015\nSN\nThe Gazette\nLP\nOne.\nAN\nDocument GAZET00020150123eb1n0001x\n")
    assert table.loc[0, ["date", "title", "text"]].tolist() == ["January 2015", "", "One."]


def test_unwrapped_paragraphs_stay_paragraphs() -> None:
    long = "The rebels took the town of Marun on Friday after three days of fighting. " * 2 + "So it was."
    table, _ = read(
        f"HD\nT\nPD\n23 January 2015\nLP\n{long}\n{long}\nAN\nDocument GAZET00020150123eb1n0001x\n"
    )
    assert table.loc[0, "text"] == f"{long}\n{long}"


def test_text_from_right_to_left_stays_as_it_is() -> None:
    table, _ = read(EXPORT.replace("The opposition denied it.", "الثوار دخلوا المدينة"))
    assert table.loc[1, "text"] == "الثوار دخلوا المدينة"


def test_an_article_that_is_cut_off_is_named() -> None:
    cut = EXPORT[: EXPORT.index("   AN\nDocument COUR")]
    with pytest.raises(CorpusError) as raised:
        read(cut)
    assert str(raised.value) == (
        "factiva.txt, article 2: no accession number (AN, Document …) ends it; an export is read whole; "
        'errors="repair" reads what there is of it'
    )
    table, notes = read(cut, repair=True)
    assert table["text"].tolist()[1] == "The opposition denied it."
    assert table["id"].tolist()[1] == ""
    assert notes["article without its end"] == 1


def test_a_file_without_articles_is_named() -> None:
    with pytest.raises(CorpusError) as raised:
        read("Rebels take northern town\n355 words\n23 January 2015\n")
    assert str(raised.value) == (
        "factiva.txt: no article of Factiva in this file; accepted are the display "
        '"Full Article/Report plus Indexing" as text, in which field codes such as HD, PD and LP stand '
        "before the fields and AN before the accession number, and articles saved as HTML"
    )


def test_what_looks_like_an_export() -> None:
    assert looks_like_factiva(EXPORT)
    assert not looks_like_factiva("1 of 3 DOCUMENTS\n\nThe Gazette\n")
    assert not looks_like_factiva("HD television and LP records\n")


def coded(code: str, value: str) -> str:
    return f"<tr><td align='right' class='index'><b>{code}</b>&nbsp;</td><td>{value}</td></tr>"


def page(*articles: str) -> str:
    style = "<style>" + ".article {page-break-after:always;}" * 4_000 + "</style>"
    inner = "<br/><span></span>".join(articles)
    return f"<!DOCTYPE html><html><head><title>Factiva</title>{style}</head><body>{inner}</body></html>"


PARAGRAPH = '<p class="articleParagraph enarticleParagraph">'
CODED = "<div class='article enArticle'><table>{}</table><br/></div>".format(
    "".join(
        [
            coded("SE", "News"),
            coded("HD", "<b class='enHeadline'>Rebels take\n <b>northern</b> town</b>"),
            coded("WC", "12 words"),
            coded("PD", "23 January 2015"),
            coded("SN", "The Gazette"),
            coded("SC", "GAZET"),
            coded("NGC", "Gazettes"),
            coded("GC", "CTGGAZ"),
            coded("LA", "English"),
            coded("LP", f"{PARAGRAPH}The rebels took it.</p>\n{PARAGRAPH}IN</p>"),
            coded("TD", f"{PARAGRAPH}The <b>mayor</b> said so.</p>"),
            coded("NS", "<br/>gvio : Military Action"),
            coded("AN", "<br/>Document GAZET00020150123eb1n0001x"),
        ]
    )
)
UNCODED = f"""<div id="article-COUR" class="article"><div class="article deArticle"><p>
<div>Politik</div><div id="hd"><span class='deHeadline'> Die Opposition
 widerspricht</span></div><div class="author">Lea Holt</div><div>1.234 Wörter</div><div>24. Januar 2015</div>
<div>14:10</div><div>Der <b>Bote</b></div><div>BOTE</div><div>18</div><div>Deutsch</div>
<div>(c) 2015 Bote GmbH</div></p>{PARAGRAPH.replace("en", "de")}Sie widersprach.</p>
{PARAGRAPH.replace("en", "de")}Und ging.</p><p>Dokument BOTE000020150124eb1o00002</p></div></div>"""


def test_saved_pages_with_and_without_codes() -> None:
    pytest.importorskip("lxml", reason="pages are read with the extra web")
    assert looks_like_factiva(page(CODED))
    assert looks_like_factiva(page(UNCODED))
    assert not looks_like_factiva("<html><div class='article'><p class='articleParagraph'>A</p></div></html>")
    table, notes = read(page(CODED, UNCODED))
    assert table[["id", "source", "date", "title", "text"]].to_numpy().tolist() == [
        [
            "GAZET00020150123eb1n0001x",
            "The Gazette",
            "2015-01-23",
            "Rebels take northern town",
            "The rebels took it.\nIN\nThe mayor said so.",
        ],
        [
            "BOTE000020150124eb1o00002",
            "Der Bote",
            "2015-01-24",
            "Die Opposition widerspricht",
            "Sie widersprach.\nUnd ging.",
        ],
    ]
    assert notes == {}
    first, second = table.to_dict("records")
    assert [first[column] for column in ("section", "source_code", "source_group", "subject")] == [
        *("News", "GAZET", "Gazettes", "gvio : Military Action")
    ]
    columns = ["section", "byline", "length", "time", "source_code", "page", "language", "copyright"]
    assert [second[column] for column in columns] == [
        *("Politik", "Lea Holt", "1.234 Wörter", "14:10", "BOTE", "18", "Deutsch", "(c) 2015 Bote GmbH")
    ]


def test_a_page_may_lack_author_time_and_page() -> None:
    pytest.importorskip("lxml", reason="pages are read with the extra web")
    brief = UNCODED
    for gone in (
        "<div>14:10</div>",
        "<div>18</div>",
        "<div>Politik</div>",
        '<div class="author">Lea Holt</div>',
    ):
        brief = brief.replace(gone, "")
    table, _ = read(page(brief, brief.replace("24. Januar 2015", "Winter")))
    assert table["source"].tolist() == ["Der Bote", ""]
    assert table["language"].tolist() == ["Deutsch", ""]
    assert table["text"].tolist() == ["Sie widersprach.\nUnd ging."] * 2


def test_a_page_without_articles_is_named() -> None:
    pytest.importorskip("lxml", reason="pages are read with the extra web")
    with pytest.raises(CorpusError, match=r"^factiva\.txt: no article of Factiva in this page; accepted are"):
        read(page("<div class='particle'>A</div>"))


def test_a_long_article_and_many_articles() -> None:
    long = "\n\n".join(["CO\n\nDocument and more words about a bridge and the river under it " * 3] * 3_000)
    table, _ = read(EXPORT.replace("The opposition denied it.", long))
    assert len(table.loc[1, "text"]) > 500_000
    assert len(read(EXPORT * 1000)[0]) == 2000
