"""Text exports of LexisNexis: each form, and what stands in real files beside the articles."""

from contextlib import suppress

import pandas as pd
import pytest

from discourse.errors import CorpusError
from discourse.ingest.exports.nexis import looks_like_nexis, read_nexis
from discourse.ingest.exports.nexis_classic import Announced
from discourse.ingest.notes import Notes
from tests.ingest.exports.noted import noting

COVER = """\
Download Request: Selected Items: 1-3
Time Of Request: Friday, March 20, 2015  16:51:31

Send To:
A LIBRARY

Terms: (rebels and Marun)


"""
CLASSIC = """\
                               1 of 3 DOCUMENTS



                              The Gazette (Marun)

                    January 23, 2015 Friday 2:10 PM GMT
                                   Edition 1;
                                    Scotland

Rebels take northern town after three
days of fighting

BYLINE: Layla Haddad

SECTION: NEWS; Pg. 6

LENGTH: 355 words

DATELINE: MARUN

The rebels took the northern town of Marun on Friday after three days of
fighting, the mayor said.

LENGTH: 3 metres, said the sign beside the bridge.

2 of 3 DOCUMENTS agree on that.

LANGUAGE: never stop learning new ones, said the teacher.

LOAD-DATE: January 24, 2015

LANGUAGE: ENGLISH

GRAPHIC: Fighters in the market. Photo by An Agency

(PHOTOGRAPH BY AN AGENCY)

PUBLICATION-TYPE: Newspaper

JOURNAL-CODE: GAZ


                       Copyright 2015 Gazette Newspapers
                              All Rights Reserved

                               2 of 3 DOCUMENTS


                     Copyright 2015 The Courier Company
                               The Courier

                    Friday, January 23, 2015

SECTION: Section A; Foreign Desk; Pg. 1

LENGTH: 12 words

HEADLINE: OPPOSITION DENIES

BYLINE:  By A REPORTER

BODY:
   The opposition denied it.

   Document

   It invited observers.

SUBJECT: WAR (90%); REBELS (80%)

LOAD-DATE: January 23, 2015

                               3 of 3 DOCUMENTS

                               Xinhua Style Agency

These materials may not be republished without consent.

                    January 23, 2015 Friday

LENGTH: 3 words

No headline here.

LANGUAGE: ENGLISH
"""
UNI = """\
User Name: A Reader
Date and Time: Friday, March 20, 2015 4:51:00 PM CET
Job Number: 123456

Documents (2)

1. Rebels take northern town
Client/Matter: -None-
Search Terms: rebels and Marun
Search Type: Natural Language

2. Opposition denies

Rebels take northern town
The Gazette (Marun)
January 23, 2015 Friday 2:10 PM GMT
First Edition

Copyright 2015 Gazette Newspapers All Rights Reserved

Section:\u00a0NEWS; Pg. 6
Length:\u00a0355 words
Byline:\u00a0Layla Haddad
Highlight:\u00a0Residents flee
Body

The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said, and held.
Length: 3 metres, said the sign beside the bridge that the government had built in the year of the flood.

Subject: a dog, said the child.

Graphic

Fighters in the market

Classification

Language:\u00a0ENGLISH

Publication-Type:\u00a0Newspaper

Subject:\u00a0WAR (90%); REBELS (80%)

Load-Date:\u00a0January 24, 2015

End of Document

Opposition denies
The Courier
January 24, 2015

Copyright 2015 The Courier Company

Length: 12 words
Body

The opposition denied it.

Load-Date: January 25, 2015

End of Document
"""
read = noting(read_nexis, "export.txt")


def test_the_classic_form_gives_a_row_an_article() -> None:
    table, notes = read(COVER + CLASSIC)
    assert table["source"].tolist() == ["The Gazette (Marun)", "The Courier", "Xinhua Style Agency"]
    assert table["date"].tolist() == ["2015-01-23"] * 3
    assert table["title"].tolist() == [
        "Rebels take northern town after three days of fighting",
        "OPPOSITION DENIES",
        "",
    ]
    assert table["text"].tolist() == [
        "The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said.\n"
        "LENGTH: 3 metres, said the sign beside the bridge.\n"
        "2 of 3 DOCUMENTS agree on that.\n"
        "LANGUAGE: never stop learning new ones, said the teacher.",
        "The opposition denied it.\nDocument\nIt invited observers.",
        "No headline here.",
    ]
    assert "id" not in table
    assert set(table.dtypes.astype(str)) == {"object"}
    assert notes == {
        "line outside the articles left out (cover, search terms, contents)": 5,
        "notice of the database left out": 1,
        "publisher's copyright line left out of the text": 3,
    }


def test_the_fields_of_the_classic_form_are_columns() -> None:
    table, _ = read(CLASSIC)
    first = table.iloc[0].to_dict()
    assert first["edition"] == "2:10 PM GMT Edition 1; Scotland"
    assert first["byline"] == "Layla Haddad"
    assert first["section"] == "NEWS; Pg. 6"
    assert first["length"] == "355 words"
    assert first["dateline"] == "MARUN"
    assert first["language"] == "ENGLISH"
    assert first["graphic"] == "Fighters in the market. Photo by An Agency (PHOTOGRAPH BY AN AGENCY)"
    assert first["publication_type"] == "Newspaper"
    assert first["journal_code"] == "GAZ"
    assert first["load_date"] == "January 24, 2015"
    assert first["copyright"] == "Copyright 2015 Gazette Newspapers All Rights Reserved"
    assert table["subject"].tolist() == ["", "WAR (90%); REBELS (80%)", ""]
    assert table.columns[:4].tolist() == ["source", "date", "title", "text"]


@pytest.mark.parametrize("ends", ["\r\n", "\r", "\n"])
def test_line_ends_marks_and_page_breaks_change_nothing(ends: str) -> None:
    odd = "\ufeff" + CLASSIC.replace(
        "                               2 of", "\f                               2 of"
    )
    pd.testing.assert_frame_equal(read(odd.replace("\n", ends))[0], read(CLASSIC)[0])


def test_nexis_uni_as_plain_text() -> None:
    table, notes = read(UNI)
    assert table["source"].tolist() == ["The Gazette (Marun)", "The Courier"]
    assert table["date"].tolist() == ["2015-01-23", "2015-01-24"]
    assert table["title"].tolist() == ["Rebels take northern town", "Opposition denies"]
    assert table["text"].tolist() == [
        "The rebels took the northern town of Marun on Friday after three days of fighting, the mayor said, "
        "and held.\n"
        "Length: 3 metres, said the sign beside the bridge that the government had built in the year of the "
        "flood.\nSubject: a dog, said the child.",
        "The opposition denied it.",
    ]
    first = table.iloc[0].to_dict()
    assert first["edition"] == "2:10 PM GMT First Edition"
    assert first["section"] == "NEWS; Pg. 6"
    assert first["highlight"] == "Residents flee"
    assert first["graphic"] == "Fighters in the market"
    assert first["subject"] == "WAR (90%); REBELS (80%)"
    assert table["load_date"].tolist() == ["January 24, 2015", "January 25, 2015"]
    assert notes["line outside the articles left out (cover, search terms, contents)"] == 9
    assert notes["publisher's copyright line left out of the text"] == 2


@pytest.mark.parametrize(
    ("mark", "length", "date", "iso"),
    [
        ("Dokument 1 von 1", "LÄNGE: 4 Wörter", "Dienstag 10.Dezember 2019", "2019-12-10"),
        ("Document 1 de 1", "LONGUEUR: 4 mots", "10 décembre 2019 mardi 3:00 AM GMT", "2019-12-10"),
        ("1 of 1 DOCUMENT", "LENGTH: 4 words", "vendredi 23 janvier 2015", "2015-01-23"),
        ("1 of 1 DOCUMENT", "LENGTH: 4 words", "January 23, 2015, Friday", "2015-01-23"),
        ("1 of 1 DOCUMENT", "LENGTH: 4 words", "January 2015", "January 2015"),
        ("1 of 1 DOCUMENT", "LENGTH: 4 words", "February 31, 2015", "February 31, 2015"),
        ("1 of 1 DOCUMENT", "LENGTH: 4 words", "de\u0301cembre 10 2019", "2019-12-10"),
    ],
)
def test_marks_and_dates_in_other_languages(mark: str, length: str, date: str, iso: str) -> None:
    table, _ = read(f"     {mark}\n\n     Le Journal\n\n     {date}\n\nTitre\n\n{length}\n\nLe texte.\n")
    assert table.iloc[0][["source", "date", "title", "text"]].tolist() == [
        "Le Journal",
        iso,
        "Titre",
        "Le texte.",
    ]
    assert table["length"].tolist() == [length.split(": ")[1]]


def test_text_from_right_to_left_stays_as_it_is() -> None:
    table, _ = read(
        "     1 of 1 DOCUMENT\n\n     الجريدة\n\n     January 23, 2015 Friday\n\nسقوط المدينة\n\n"
        "LENGTH: 3 words\n\nالثوار دخلوا المدينة\n\nLANGUAGE: ARABIC; ARABE\n"
    )
    assert table.iloc[0][["source", "title", "text"]].tolist() == [
        "الجريدة",
        "سقوط المدينة",
        "الثوار دخلوا المدينة",
    ]


def test_an_article_without_any_named_field_is_read_by_its_places() -> None:
    table, _ = read(
        "     1 of 1 DOCUMENT\n\n     The Gazette\n\n     January 23, 2015\n\nTown falls\n\nOne.\n\nTwo.\n"
    )
    assert table.iloc[0][["title", "text"]].tolist() == ["Town falls", "One.\nTwo."]


def test_documents_that_are_announced_and_not_there_are_named() -> None:
    lacking = CLASSIC[: CLASSIC.index("                               3 of 3")]
    with pytest.raises(CorpusError) as raised:
        read(lacking)
    assert str(raised.value) == (
        "export.txt: 3 documents are announced, and 1 of them is missing (the first is 3 of 3); an export is "
        'read whole, its files together from one folder; errors="repair" reads those that are there'
    )
    table, notes = read(lacking, repair=True)
    assert len(table) == 2
    assert notes["announced document that is missing"] == 1
    with pytest.raises(CorpusError, match="2 documents are announced, and 1 of them is missing"):
        read(UNI[: UNI.index("Opposition denies\nThe Courier")])


def test_exports_one_after_the_other_are_counted_each() -> None:
    assert len(read(CLASSIC + "\n\n" + COVER + CLASSIC)[0]) == 6


def mark(number: int, total: int) -> str:
    return f"                               {number} of {total} DOCUMENTS\n\n"


def short(outlet: str, number: int = 1, total: int = 1, *, text: str = "Rebels hold the town.") -> str:
    """Make an article of the classic form; without its mark if its number is 0."""
    return (
        (mark(number, total) if number else "")
        + f"                                  {outlet}\n\n                            "
        f"February 10, 2021 Wednesday\n\nTown falls\n\nLENGTH: 5 words\n\n{text}\n\n"
        "LOAD-DATE: February 11, 2021\n\nLANGUAGE: ENGLISH\n\n"
    )


NOT_HERE = "document of the search that was not downloaded here"


def test_a_mark_begins_an_article_whatever_the_count_before_it() -> None:
    searches = [
        ("The Gazette", 1, 2),
        ("The Gazette", 2, 2),
        ("The Mirror", 201, 202),
        ("The Mirror", 202, 202),
    ]
    table, notes = read("".join(short(*search) for search in searches))
    assert table["source"].tolist() == ["The Gazette", "The Gazette", "The Mirror", "The Mirror"]
    assert table["text"].tolist() == ["Rebels hold the town."] * 4
    assert notes == {NOT_HERE: 200}
    sample = short("The Gazette", 1, 3) + short("The Mirror", 2, 383) + short("The Gazette", 3, 3)
    table, notes = read(sample, repair=True)
    assert table["source"].tolist() == ["The Gazette", "The Mirror", "The Gazette"]
    assert table["text"].tolist() == ["Rebels hold the town."] * 3
    assert notes == {"announced document that is missing": 382, NOT_HERE: 1}
    table, _ = read(short("The Gazette", 7, 3) + short("The Mirror", 2, 0), repair=True)
    assert table["source"].tolist() == ["The Gazette", "The Mirror"]
    assert read(short("The Gazette").replace("1 of 1", "1,001 of 1,001"))[1] == {NOT_HERE: 1000}


def test_parts_of_a_search_belong_together() -> None:
    parts = [
        "".join(short("The Gazette", number, 5) for number in numbers) for numbers in ([1, 2], [3, 4], [5])
    ]
    assert read(parts[2] + parts[0] + parts[1])[1] == {}
    assert len(read(parts[0] + parts[1] + parts[1] + parts[2])[0]) == 7
    announced = Announced()
    tables = [read_nexis(part, name="a.txt", notes=Notes(), announced=announced) for part in parts]
    assert [len(table) for table in tables] == [2, 2, 1]
    announced.check("folder", Notes())
    announced.searches[5].remove(4)
    with pytest.raises(
        CorpusError, match=r"^folder: 5 documents .* 1 of them is missing \(the first is 4 of"
    ):
        announced.check("folder", Notes())


def test_the_cover_says_which_documents_were_asked_for() -> None:
    part = "".join(short("The Gazette", number, 500) for number in (1, 2, 3))
    with pytest.raises(CorpusError, match="500 documents are announced, and 497 of them are missing"):
        read(part)
    assert read(COVER + part)[1][NOT_HERE] == 497
    with pytest.raises(CorpusError, match="500 documents are announced, and 1 of them is missing"):
        read(COVER.replace("1-3", "1-4") + part)
    some = COVER.replace("Items: 1-3", "Items: 1, 7, 9") + "".join(short("A", n, 500) for n in (1, 7, 9))
    assert read(some)[1][NOT_HERE] == 497


@pytest.mark.parametrize(
    "end", ["PUBLICATION-TYPE: Newspaper\n", "GRAPHIC: Fighters\n\n(PHOTOGRAPH)\n", "MATP\n"]
)
def test_an_article_without_its_mark_is_its_outlets(end: str) -> None:
    unmarked = short("The Gazette", 1, 3) + end + "\n" + short("The Mirror", 0) + short("The Gazette", 3, 3)
    table, notes = read(unmarked)
    assert table["source"].tolist() == ["The Gazette", "The Mirror", "The Gazette"]
    assert table["text"].tolist() == ["Rebels hold the town."] * 3
    assert notes["article without a line that announces it"] == 1


def test_a_file_without_any_mark() -> None:
    lone = short("The Gazette", 0)
    assert looks_like_nexis(lone)
    table, notes = read(lone)
    assert table[["source", "title", "text"]].to_numpy().tolist() == [
        ["The Gazette", "Town falls", "Rebels hold the town."]
    ]
    assert notes == {"article without a line that announces it": 1}
    table, _ = read(COVER + lone + short("The Mirror", 0))
    assert table["source"].tolist() == ["The Gazette", "The Mirror"]
    assembled = (
        "USA TODAY STYLE\n\nNovember 9, 2015 Monday\n\n FIRST EDITION\n\nA wrong call\n\nSECTION: \n\n"
        "NEWS; Pg. 7A\n\nLENGTH: 452 words\n\nBy the time it fell.\n\nLOAD-DATE: November 9, 2015\n\n"
        "LANGUAGE: ENGLISH\n\nPUBLICATION-TYPE: NEWSPAPER\n\nCopyright 2015 A\nAll Rights Reserved\n\n"
    )
    table, _ = read(assembled * 2)
    assert (
        table[["source", "date", "text", "section"]].to_numpy().tolist()
        == [["USA TODAY STYLE", "2015-11-09", "By the time it fell.", "NEWS; Pg. 7A"]] * 2
    )


def test_a_text_about_dates_and_lengths_is_one_article() -> None:
    text = (
        "LANGUAGE: ENGLISH, said the sign.\n\nFebruary 10, 2021 was a Wednesday.\n\nLENGTH: 5 metres.\n\n"
        "LOAD-DATE: unknown\n\nFebruary 10, 2021\n\nLENGTH: 5 words"
    )
    table, _ = read(short("The Gazette", text=text))
    assert len(table) == 1
    assert table.loc[0, "text"] == text.replace("\n\n", "\n")


def test_an_outlet_of_two_lines_and_a_headline_before_the_date() -> None:
    for lines in ("The Gazette Blogs\n        (Crossings)", "The Gazette Blogs\n\n        (Crossings)"):
        assert read(short(lines))[0]["source"].tolist() == ["The Gazette Blogs (Crossings)"]
    before = "The Gazette\n\nTown falls\n\n February 10, 2021\n\nLENGTH: 5 words\n\nThey say.\n"
    assert read(mark(1, 1) + before)[0][["source", "title", "text"]].to_numpy().tolist() == [
        ["The Gazette", "Town falls", "They say."]
    ]


def test_a_code_among_the_fields_at_the_end_is_no_text() -> None:
    table, notes = read(short("The Gazette") + "MATP\n\nDISTRIBUTION: Every Zone\n\nJOURNAL-CODE: DP\n")
    assert table.loc[0, ["text", "journal_code"]].tolist() == ["Rebels hold the town.", "DP"]
    assert notes == {"notice of the database left out": 1}


PAGE = """<HTML><HEAD><STYLE TYPE="text/css"><!-- .c0 { text-align: center; } --></STYLE><TITLE>&nbsp;</TITLE>
<META TOPIC="null" DOCUMENTS="2" UPDATED="Saturday, October 21, 2017" /></HEAD><BODY>
<DIV CLASS="c5"><P><IMG SRC="logo.gif"><BR><SPAN>Download Request: Selected Items: 1-2<BR>Terms: x</SPAN></P>
</DIV><A NAME="DOC_ID_1_0"></A><!-- Hide XML section from browser
<DOC NUMBER=1>
<DOCFULL> -->
<BR><DIV CLASS="c0"><P CLASS="c1"><SPAN CLASS="c2">1 of 2 DOCUMENTS</SPAN></P></DIV>
<BR><DIV CLASS="c0"><BR><P><style>.r {color:red}</style><IMG><BR><SPAN>Der Bote Online</SPAN></P></DIV>
<BR><DIV CLASS="c3"><P><SPAN>27.</SPAN><SPAN> Februar 2012 Montag 9:50 PM</SPAN><SPAN>&nbsp;</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c7">Die Stadt <BR>f&auml;llt</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c8">AUTOR: </SPAN><SPAN>Lea Holt</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c8">L&Auml;NGE: </SPAN><SPAN>1285 W&ouml;rter</SPAN></P></DIV>
<BR><DIV CLASS="c5"><BR><P><SPAN CLASS="c8">HIGHLIGHT:</SPAN><SPAN>&nbsp;Nach drei Tagen.<BR></SPAN></P></DIV>
<BR><DIV CLASS="c5"><P CLASS="c9"><SPAN>Die </SPAN><SPAN>Rebellen</SPAN><SPAN> halten sie.</SPAN></P>
<P CLASS="c9"><SPAN>So der Rat.</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c8">UPDATE: </SPAN><SPAN>28. Februar 2012</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c8">SPRACHE: </SPAN><SPAN>GERMAN; DEUTSCH</SPAN></P></DIV>
<BR><DIV CLASS="c5"><P><SPAN CLASS="c8">ZEITUNGS-CODE: </SPAN><SPAN>bote</SPAN></P></DIV>
<BR><DIV CLASS="c0"><BR><P><SPAN>Copyright 2012 Bote GmbH<BR>Alle Rechte vorbehalten</SPAN></P></DIV>
<!-- </DOCFULL></DOC> --><div class=c0><p>2 of 2 DOCUMENTS</p></div><div class=c2><p>Agence Press</p></div>
<div class=c3><p>March 14, 2013 Thursday</p></div><p class=c5>Town falls</p><p>LENGTH: 239 words</p>
<p>The rebels hold it.</p><p>LOAD-DATE: March 15, 2013</p></BODY></HTML>"""


def test_a_saved_page_of_the_classic_form() -> None:
    pytest.importorskip("lxml", reason="pages are read with the extra web")
    assert looks_like_nexis(PAGE)
    assert looks_like_nexis(PAGE[: PAGE.index("<HEAD>")] + "<!-- " + "x" * 200_000 + " -->" + PAGE)
    assert not looks_like_nexis("<html><body><p>It has 1 of 2 DOCUMENTS in it.</p></body></html>")
    table, notes = read(PAGE)
    assert table[["source", "date", "title", "text"]].to_numpy().tolist() == [
        ["Der Bote Online", "2012-02-27", "Die Stadt fällt", "Die Rebellen halten sie.\nSo der Rat."],
        ["Agence Press", "2013-03-14", "Town falls", "The rebels hold it."],
    ]
    assert table.loc[0, ["byline", "length", "highlight", "language", "journal_code"]].tolist() == [
        *("Lea Holt", "1285 Wörter", "Nach drei Tagen.", "GERMAN; DEUTSCH", "bote")
    ]
    assert notes["publisher's copyright line left out of the text"] == 2


def test_a_file_without_articles_is_named() -> None:
    with pytest.raises(CorpusError) as raised:
        read("Some words\n\nBody\n\nof a letter.\n")
    assert str(raised.value) == (
        "export.txt: no article of LexisNexis in this file; accepted are the classic export as text or HTML "
        '("1 of 500 DOCUMENTS" before each article) and Nexis Uni as a Word file (.docx) or plain text '
        '("Body" before each text, "End of Document" after it)'
    )


def test_what_looks_like_an_export() -> None:
    assert looks_like_nexis(COVER + CLASSIC)
    assert looks_like_nexis(UNI)
    assert not looks_like_nexis("2 of 3 DOCUMENTS agree on that.\nBody\n")
    assert not looks_like_nexis("HD\nTown falls\nPD\n23 January 2015\n")


def test_a_long_article_and_many_articles() -> None:
    long = "\n\n".join(["LENGTH: 3 metres and more words about a bridge " * 3] * 4_000)
    table, _ = read(CLASSIC.replace("No headline here.", long))
    assert len(table.loc[2, "text"]) > 500_000
    one = CLASSIC[: CLASSIC.index("                               2 of 3")]
    many = "".join(one.replace("1 of 3 DOC", f"{number} of 2000 DOC") for number in range(1, 2001))
    assert len(read(many)[0]) == 2000


def test_hostile_lines_take_no_time() -> None:
    for text in (
        mark(1, 1) + "x\n" * 100_000,
        mark(1, 1) * 10_000,
        mark(1, 999_999_999) + "S\n\nJanuary 1, 2020\n\n" + "AB: c\n" * 50_000,
        mark(1, 1) + "January" * 200_000 + "\n\nLENGTH: 3 words\n\n" + "é" * 1_000_000,
        mark(1, 1) + "é 1. januar x\n" * 30_000,
        short("A") * 500 + "LANGUAGE: ENGLISH\n\n" * 10_000,
        short("A") + "Copyright 2015 A\n\n" * 10_000,
        "<html>" + ">" + " " * 2_000_000 + "<p>1 of 1 DOCUMENTS</p><p>A</p><p>January 1, 2020</p><p>b</p>",
    ):
        assert looks_like_nexis(text)
        with suppress(CorpusError):
            read(text, repair=True)


def test_a_name_that_stands_again_and_again_takes_no_time() -> None:
    again = "Length: 3\n" * 50_000  # joined one by one these took minutes
    assert len(read(f"Title\nThe Gazette\nJanuary 23, 2015\n{again}Body\nWords.\nEnd of Document\n")[0]) == 1


def test_a_centred_block_before_the_headline_is_of_the_edition() -> None:
    date = "                    January 23, 2015 Friday\n\n"
    head = f"{date}                          Late Edition\n\nRebels advance\n\nLENGTH: 3 words"
    text = CLASSIC.replace(f"{date}LENGTH: 3 words", head)
    assert text != CLASSIC
    assert read(text)[0].loc[2, "title"] == "Rebels advance"
