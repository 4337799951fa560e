"""Text exports of LexisNexis: each form, and what stands in real files beside the articles."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import CorpusError
from discourse.ingest.exports.nexis import looks_like_nexis, read_nexis
from discourse.ingest.notes import Notes

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


def read(text: str, *, repair: bool = False) -> tuple[pd.DataFrame, dict[str, int]]:
    notes = Notes(repair=repair)
    table = read_nexis(text, name="export.txt", notes=notes)
    return table, {str(row["what"]): int(str(row["count"])) for row in notes.rows}


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
        "export.txt: the file announces 3 documents and lacks 1 of them; an export is read whole; "
        'errors="repair" reads those that are there'
    )
    table, notes = read(lacking, repair=True)
    assert len(table) == 2
    assert notes["announced document that is not in the file"] == 1
    with pytest.raises(CorpusError, match="the file announces 2 documents and lacks 1 of them"):
        read(UNI[: UNI.index("Opposition denies\nThe Courier")])


def test_exports_one_after_the_other_are_counted_each() -> None:
    assert len(read(CLASSIC + "\n\n" + COVER + CLASSIC)[0]) == 6


def test_a_file_without_articles_is_named() -> None:
    with pytest.raises(CorpusError) as raised:
        read("Some words\n\nBody\n\nof a letter.\n")
    assert str(raised.value) == (
        'export.txt: no article of LexisNexis in this file; accepted are the classic text export ("1 of 500 '
        'DOCUMENTS" before each article) and Nexis Uni as plain text ("Body" before each text, "End of '
        'Document" after it)'
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


def test_a_name_that_stands_again_and_again_takes_no_time() -> None:
    again = "Length: 3\n" * 50_000  # joined one by one these took minutes
    assert len(read(f"Title\nThe Gazette\nJanuary 23, 2015\n{again}Body\nWords.\nEnd of Document\n")[0]) == 1


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from([CLASSIC, UNI, COVER]), st.data())
def test_any_text_gives_a_table_or_one_sentence(text: str, export: str, data: st.DataObject) -> None:
    start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(export))] * 2)))
    for candidate in (
        text,
        export[:start] + text + export[end:],
        export[start:end],
        export[end:] + export[:end],
    ):
        for repair in (False, True):
            try:
                table, _ = read(candidate, repair=repair)
            except CorpusError as raised:
                sentence = str(raised)
            else:
                sentence = "export.txt"
                assert len(table) > 0
                assert {"source", "date", "title", "text"} <= set(table.columns)
                assert all(isinstance(value, str) for column in table for value in table[column])
            assert "export.txt" in sentence
