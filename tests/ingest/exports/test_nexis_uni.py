"""Nexis Uni: Word files and the same lines as plain text, in forms that other people's files have."""

from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discourse.errors import CorpusError
from discourse.ingest.exports.nexis import looks_like_nexis, read_nexis
from discourse.ingest.exports.word import read_word
from discourse.ingest.notes import Notes
from tests.ingest.exports.test_word import paragraph, run, word_file

COVER = [
    "User Name: A Reader",
    "Date and Time: Friday, March 1, 2024 9:31:00 AM GMT",
    "Job Number: 00000001",
    "",
]


def cover(*titles: str) -> list[str]:
    """Make the paragraphs of a cover with its list of headlines."""
    lines = [*map(paragraph, COVER), paragraph(f"Documents ({len(titles)})")]
    for number, title in enumerate(titles, 1):
        link = f"<w:hyperlink w:anchor='x'>{run(' ' + title)}</w:hyperlink>"
        cells = "".join(
            f"<w:tr><w:tc>{paragraph(left)}</w:tc><w:tc>{paragraph(right)}</w:tc></w:tr>"
            for left, right in [
                ("Content Type", "Narrowed by"),
                ("News", "Sources: The Gazette; Timeline: Jan 01, 2015 to Dec 31, 2016; Content Type: News"),
            ]
        )
        lines += [
            f"<w:p>{run(f'{number}.')}{link}</w:p>",
            *map(
                paragraph,
                ["Client/Matter: -None-", "Search Terms: hill town", "Search Type: Natural Language "],
            ),
            *[paragraph("Narrowed by: "), f"<w:tbl>{cells}</w:tbl>", paragraph()],
        ]
    return lines


def article(
    *head: str,
    title: str = "Town falls",
    body: str = "Rebels hold the town.",
    fields: str = "Section: WORLD; Pg. 5\nLength: 355 words\nByline: Layla Haddad",
    foot: str = "Language: ENGLISH\nPublication-Type: Newspaper\nLoad-Date: January 24, 2015",
    rights: str = "\nCopyright 2015 The Gazette Company All Rights Reserved",
    marks: tuple[str, str, str] = ("Body", "Classification", "End of Document"),
    number: int = 1,
    bookmarked: bool = True,
    link: bool = True,
) -> list[str]:
    """Make the paragraphs of an article: its headline, further lines of its head, fields, text and end."""
    names = [f"Bookmark_{number}", "Body", "Classification"] if bookmarked else ["", "", ""]
    names = [
        name if number == 1 or i == 0 or not name else f"{name}_{number}" for i, name in enumerate(names)
    ]
    return [
        *([paragraph(bookmark=names[0])] if bookmarked else []),
        *(paragraph(title, link=link, level=0 if link else None) if title else ""),
        *map(paragraph, head),
        paragraph(),
        *([paragraph(rights)] if rights else []),
        *(paragraph(line) for line in fields.split("\n") if line),
        paragraph(marks[0], bookmark=names[1]),
        paragraph(),
        *map(paragraph, body.split("\n")),
        *([paragraph(marks[1], bookmark=names[2]), paragraph()] if foot else []),
        *(paragraph(line) for line in foot.split("\n") if line),
        paragraph(),
        *([paragraph(marks[2])] if marks[2] else []),
    ]


GAZETTE = ("The Gazette", "January 23, 2015 Friday 9:03 AM GMT")


def read(*body: str, repair: bool = False) -> tuple[list[dict[str, str]], dict[str, int]]:
    notes = Notes(repair=repair)
    table = read_nexis(word_file(*body), name="uni.docx", notes=notes)
    rows = [{column: value for column, value in row.items() if value} for row in table.to_dict("records")]
    return rows, {str(row["what"]): int(str(row["count"])) for row in notes.rows}  # type: ignore[misc]


def brief(*body: str) -> list[tuple[str, str, str, str]]:
    return [
        (row.get("source", ""), row.get("date", ""), row.get("title", ""), row.get("text", ""))
        for row in read(*body)[0]
    ]


FALLS = ("The Gazette", "2015-01-23", "Town falls", "Rebels hold the town.")


def test_a_word_file_gives_a_row_an_article() -> None:
    rows, notes = read(
        *cover("Town falls", "Talks & terms"),
        *article(
            *GAZETTE, fields="Section:\u00a0WORLD; Pg. 5\nLength:\u00a0355 words\nDateline:\u00a0ALEPPO"
        ),
        *article(
            "The Courier", "24. Januar 2015 Samstag", title="Talks & terms", number=2, body="One.\nTwo."
        ),
    )
    assert rows == [
        {
            "source": "The Gazette",
            "date": "2015-01-23",
            "title": "Town falls",
            "text": "Rebels hold the town.",
            "section": "WORLD; Pg. 5",
            "length": "355 words",
            "dateline": "ALEPPO",
            "language": "ENGLISH",
            "publication_type": "Newspaper",
            "load_date": "January 24, 2015",
            "edition": "9:03 AM GMT",
            "copyright": "Copyright 2015 The Gazette Company All Rights Reserved",
        },
        rows[1],
    ]
    assert (rows[1]["source"], rows[1]["date"], rows[1]["text"]) == (
        "The Courier",
        "2015-01-24",
        "One.\nTwo.",
    )
    assert notes == {
        "line outside the articles left out (cover, search terms, contents)": 22,
        "publisher's copyright line left out of the text": 2,
    }


@pytest.mark.parametrize(
    "body",
    [
        article(*GAZETTE),
        article(*GAZETTE, fields="Length: 4 words"),
        article(*GAZETTE, fields=""),
        article(*GAZETTE, rights=""),
        article(*GAZETTE, foot=""),
        article(*GAZETTE, foot="Load-Date: January 24, 2015"),
        article(*GAZETTE, bookmarked=False),
        article(*GAZETTE, link=False),
        article(*GAZETTE, bookmarked=False, link=False),
        article("The Gazette", "January 23, 2015 Friday", "Late Edition - Final", "Correction Appended"),
        article("The Gazette", "January 23, 2015, Friday,, FINAL EDITION"),
        article("The Gazette", "Final Edition", "January 23, 2015"),
        article(*GAZETTE, title="Town\nfalls"),
        [*cover("Town falls"), *article(*GAZETTE)],
        [*cover("Town falls"), *article(*GAZETTE, bookmarked=False)],
        [*cover("Town falls"), *article(*GAZETTE, bookmarked=False, link=False)],
        [*article(*GAZETTE), *map(paragraph, ["", "Page 1 of 2", "", "Page 2 of 2"])],
        [paragraph("Page 1 of 2"), *article(*GAZETTE, bookmarked=False)],
        article(*GAZETTE, body="Link to PDF\nRebels hold the town.\nPage 2 of 3"),
        article(*GAZETTE, marks=("Body", "Classification", "")),
    ],
)
def test_what_a_file_lacks_or_has_besides_changes_nothing(body: list[str]) -> None:
    assert brief(*body) == [FALLS]


@pytest.mark.parametrize(
    ("day", "labels", "marks"),
    [
        ("23. Januar 2015 Freitag", "Rubrik Länge Autor", "Haupttext|Klassifizierung|Ende des Dokuments"),
        ("Freitag 23. Januar 2015", "Rubrik Länge Autor", "Body|Classification|End of Document"),
        ("Freitag, 23.01.2015", "Ressort Länge Von", "Textkörper|Klassifikation|Dokumentende"),
        ("23 janvier 2015 vendredi", "Rubrique Longueur Auteur", "Corps|Classification|Fin du document"),
        ("Vendredi 23 Janvier 2015", "Rubrique Longueur Auteur", "Texte|Classification|Fin de document"),
        ("23 de enero de 2015 viernes", "Sección Longitud Autor", "Cuerpo|Clasificación|Fin del documento"),
        ("viernes 23 enero 2015", "Sección Extensión Autor", "Texto|Clasificación|Final del documento"),
        ("23 gennaio 2015 venerdì", "Sezione Lunghezza Autore", "Corpo|Classificazione|Fine del documento"),
        ("23 januari 2015 vrijdag", "Sectie Lengte Auteur", "Hoofdtekst|Classificatie|Einde van document"),
        ("23 de janeiro de 2015", "Seção Extensão Autor", "Corpo|Classificação|Fim do documento"),
        ("23. januar 2015 fredag", "Section Length Byline", "Body|Classification|End of Document"),
        ("2015-01-23", "Afdeling Omvang Door", "Body|Classification|End of Document"),
    ],
)
@pytest.mark.parametrize("bookmarked", [True, False])
def test_the_interface_may_have_another_language(day: str, labels: str, marks: str, bookmarked: bool) -> None:
    fields = "\n".join(f"{name}: 9 x" for name in labels.split())
    body, classification, end = marks.split("|")
    lines = [
        line
        for number in (1, 2)
        for line in article(
            "The Gazette",
            day,
            fields=fields.replace("Länge:", "Länge :"),
            marks=(body, classification, end),
            number=number,
            bookmarked=bookmarked,
        )
    ]
    assert brief(*lines) == [FALLS, FALLS]


@pytest.mark.parametrize("bookmarked", [True, False])
def test_bookmarks_show_what_words_do_not(bookmarked: bool) -> None:
    body = article(*GAZETTE, marks=("Contenuto", "Indicizzazione", "Basta"), bookmarked=bookmarked)
    (row,) = brief(*body, *(article(*GAZETTE, number=2) if bookmarked else []))[:1]
    assert row[:3] == FALLS[:3]
    assert (row[3] == "Rebels hold the town.") is bookmarked


def test_an_outlet_or_a_headline_of_two_lines() -> None:
    day = "January 23, 2015 Friday"
    assert [row[0] for row in brief(*article("The Gazette Blogs", "(Crossings)", day))] == [
        "The Gazette Blogs (Crossings)"
    ]
    assert [row[0] for row in brief(*article("The Gazette Blogs", "Crossings", day))] == [
        "The Gazette Blogs Crossings"
    ]
    two_links = [
        paragraph(bookmark="Bookmark_1"),
        paragraph("Town", link=True),
        paragraph("falls", link=True),
    ]
    assert brief(*two_links, *article(*GAZETTE, title="", bookmarked=False)) == [FALLS]
    listed = [*cover("Town falls"), *article("falls", *GAZETTE, title="Town", link=False)]
    assert brief(*listed) == [FALLS]
    listed = [*cover("Town falls"), *article("The Gazette", "Blogs", day, link=False)]
    assert brief(*listed) == [("The Gazette Blogs", *FALLS[1:])]


def test_word_may_mark_part_of_a_headline_or_the_outlet_too() -> None:
    day = "January 23, 2015 Friday"
    section = [paragraph("WORLD;", bookmark="Bookmark_1"), paragraph("Town falls", link=True)]
    assert brief(*section, *article(*GAZETTE, title="", bookmarked=False)) == [
        (*FALLS[:2], "WORLD; Town falls", FALLS[3])
    ]
    both = [paragraph("Town falls", link=True), paragraph("The Gazette", link=True)]
    assert brief(*both, *article(day, title="", bookmarked=False)) == [FALLS]
    blog = article("(Crossings)", day, title="", bookmarked=False)
    assert brief(*both, *blog) == [("The Gazette (Crossings)", *FALLS[1:])]
    goes_on = [*article("in the night", *GAZETTE), *article(*GAZETTE, number=2)]
    assert [row[:3] for row in brief(*goes_on)] == [(*FALLS[:2], "Town falls in the night"), FALLS[:3]]


def test_an_outlet_that_is_not_sure_is_noted_and_others_decide() -> None:
    doubtful = article("Late in the day", *GAZETTE, link=False)
    rows, notes = read(*doubtful)
    assert (rows[0]["source"], rows[0]["title"]) == ("The Gazette", "Town falls Late in the day")
    assert notes["headline or outlet of several lines: the last line is read as the outlet"] == 1
    _, notes = read(*doubtful, *article(*GAZETTE, number=2))
    assert "headline or outlet of several lines: the last line is read as the outlet" not in notes
    blogs = [
        line
        for number, title in enumerate(["Town falls", "Talks end"], 1)
        for line in article(
            "The Gazette", "Blogs", "January 23, 2015", title=title, link=False, number=number
        )
    ]
    assert [row[0] for row in brief(*blogs)] == ["The Gazette Blogs"] * 2


def test_a_date_that_is_missing_or_not_clear_stays_as_it_is() -> None:
    assert brief(*article("The Gazette", "Correction Appended")) == [("The Gazette", "", *FALLS[2:])]
    assert brief(*article("The Gazette", "10/02/2016")) == [("The Gazette", "10/02/2016", *FALLS[2:])]
    assert brief(*article("The Gazette", "January 2015")) == [("The Gazette", "January 2015", *FALLS[2:])]
    dated = article("The Gazette", "January 23, 2015", title="January 6, 2014: a town falls")
    assert brief(*dated)[0][:3] == ("The Gazette", "2015-01-23", "January 6, 2014: a town falls")


def test_words_that_look_like_marks_stay_text() -> None:
    body = (
        "Length: 3 metres, said the sign.\nBody is a word too.\nClassification of towns went on.\n"
        "Copyright law is their least worry.\nSubject: a dog, said the child.\n\nEnd of the document."
    )
    rows, _ = read(*article(*GAZETTE, body=body))
    assert rows[0]["text"] == body.replace("\n\n", "\n")


def test_what_stands_after_the_text_is_no_text() -> None:
    rows, _ = read(*article(*GAZETTE, body="Rebels hold the town.\nGraphic\nFighters\nPhoto by An Agency"))
    assert (rows[0]["text"], rows[0]["graphic"]) == ("Rebels hold the town.", "Fighters Photo by An Agency")
    body = article(*GAZETTE, foot="", body="Rebels hold the town.\nLoad-Date: January 24, 2015")
    rows, _ = read(*body)
    assert (rows[0]["text"], rows[0]["load_date"]) == ("Rebels hold the town.", "January 24, 2015")


def test_the_body_may_have_boxes_tables_and_tracked_changes() -> None:
    box = f"<w:txbxContent>{paragraph('A box.')}</w:txbxContent>"
    row = f"<w:tr><w:tc>{paragraph('Aleppo')}</w:tc><w:tc>{paragraph('5')}</w:tc></w:tr>"
    lines = article(*GAZETTE, body="HERE")
    (place,) = [number for number, line in enumerate(lines) if "HERE" in line]
    lines[place] = (
        f"<w:p>{run('Reb')}{run('els', '<w:b/>')}<w:ins>{run(' hold')}</w:ins>"
        f"<w:del><w:r><w:delText>flee</w:delText></w:r></w:del><w:smartTag>{run(' Marun')}</w:smartTag>"
        f"<w:r>{box}</w:r></w:p><w:tbl>{row}</w:tbl>"
    )
    assert brief(*lines)[0][3] == "Rebels hold Marun\nA box.\nAleppo\n5"


def test_fields_may_stand_in_a_table() -> None:
    cells = "".join(
        f"<w:tr><w:tc>{paragraph(name)}</w:tc><w:tc>{paragraph(value)}</w:tc></w:tr>"
        for name, value in [("Section:", "WORLD"), ("Length:", "355 words")]
    )
    lines = article(*GAZETTE, fields="HERE")
    (place,) = [number for number, line in enumerate(lines) if "HERE" in line]
    lines[place] = f"<w:tbl>{cells}</w:tbl>"
    rows, _ = read(*lines)
    assert (rows[0]["section"], rows[0]["length"], rows[0]["text"]) == ("WORLD", "355 words", FALLS[3])


def test_a_text_without_its_mark_begins_after_the_fields() -> None:
    rows, notes = read(*article(*GAZETTE, marks=("", "Classification", "End of Document"), bookmarked=False))
    assert rows[0]["text"] == "Rebels hold the town."
    assert rows[0]["byline"] == "Layla Haddad"
    assert notes['text without the mark "Body": read from the end of the fields'] == 1


def test_an_announced_article_that_is_missing_is_named() -> None:
    body = [*cover("Town falls", "Talks end"), *article(*GAZETTE)]
    with pytest.raises(CorpusError) as raised:
        read(*body)
    assert str(raised.value) == (
        "uni.docx: 2 documents are announced, and 1 of them is missing; an export is read whole, its files "
        'together from one folder; errors="repair" reads those that are there'
    )
    rows, notes = read(*body, repair=True)
    assert (len(rows), notes["announced document that is missing"]) == (1, 1)


def test_an_article_without_the_mark_at_its_end_is_its_outlets() -> None:
    body = [
        *article(*GAZETTE, marks=("Body", "Classification", ""), bookmarked=False),
        *article("The Mirror", "January 24, 2015", title="Talks end", bookmarked=False),
    ]
    assert brief(*body) == [FALLS, ("The Mirror", "2015-01-24", "Talks end", FALLS[3])]
    assert brief(*body[:-1]) == brief(*body)
    foot = "Load-Date: January 24, 2015"
    body = article(
        *GAZETTE, foot=foot, body="Load-Date: unknown\nLength: 5 words\nBody\nOne.", bookmarked=False
    )
    assert brief(*body)[0][3] == "Load-Date: unknown\nLength: 5 words\nBody\nOne."


def test_exports_one_after_the_other() -> None:
    first = [*cover("Town falls"), *article(*GAZETTE, bookmarked=False, link=False)]
    two_lines = article("in the night", *GAZETTE, title="Talks end", bookmarked=False, link=False)
    assert brief(*first, *cover("Talks end in the night"), *two_lines) == [
        FALLS,
        (*FALLS[:2], "Talks end in the night", FALLS[3]),
    ]


def test_a_bookmark_may_have_a_paragraph_of_its_own() -> None:
    lines = article(*GAZETTE, marks=("BODY", "CLASSIFICATION", "End of Document"), bookmarked=False)
    for before in (True, False):
        body = list(lines)
        for mark in ("Classification", "Body"):
            place = next(i for i, line in enumerate(body) if f">{mark.upper()}<" in line)
            body[place : place + 1] = [paragraph(bookmark=mark), paragraph(mark)][:: 1 if before else -1]
        rows, _ = read(*body)
        assert (rows[0]["text"], rows[0]["byline"]) == (FALLS[3], "Layla Haddad")
        assert "classification" not in rows[0]


def test_a_field_that_a_cover_might_have_is_no_cover() -> None:
    body = article(*GAZETTE, fields="Source: An agency\nLength: 4 words", bookmarked=False, link=False)
    assert brief(*body) == [FALLS]


def test_a_word_file_of_another_kind_is_named() -> None:
    for body in ([], cover("Town falls"), [paragraph("A letter."), paragraph("Body"), paragraph("of it.")]):
        with pytest.raises(
            CorpusError, match=r"^uni\.docx: no article of LexisNexis in this file; accepted are"
        ):
            read(*body)


def test_the_classic_form_as_a_word_file() -> None:
    lines = ["1 of 2 DOCUMENTS", "The Gazette", "January 23, 2015", "Town falls", "LENGTH: 4 words", FALLS[3]]
    lines += ["LOAD-DATE: January 24, 2015", "2 of 2 DOCUMENTS", *lines[1:6], "LANGUAGE: ENGLISH"]
    assert brief(*map(paragraph, lines)) == [FALLS, FALLS]


def plain(*body: str) -> str:
    """Return the lines of paragraphs, as Word saves them."""
    return "\n".join(read.text for read in read_word(word_file(*body), "a.docx"))


def test_the_same_as_plain_text_and_as_a_page() -> None:
    body = [*cover("Town falls", "Talks end"), *article(*GAZETTE), *article(*GAZETTE, title="Talks end")]
    text = plain(*body)
    page = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.split("\n")) + "</body></html>"
    for written in (text, page):
        assert looks_like_nexis(written)
        table = read_nexis(written, name="uni.txt", notes=Notes())
        assert table[["source", "date", "text"]].to_numpy().tolist() == [[FALLS[0], FALLS[1], FALLS[3]]] * 2
        assert table["title"].tolist() == ["Town falls", "Talks end"]


def test_case_of_a_source_over_two_lines_and_a_section_before_the_headline() -> None:
    end = (
        "\nCopyright 2014 The Daily Company All Rights Reserved\nSection: WORLD; asia\nLength: 5 words\n"
        "Byline: JANE DOE\n\nBody\n\nRebels hold the hill.\n\nClassification\n\nLanguage: ENGLISH\n\n"
        "Load-Date: September 11, 2014\n\n\nEnd of Document\n\n"
    )
    text = (
        f"Company wins approval\nThe Daily Times Blogs\n(Sinosphere)\nSeptember 10, 2014 Wednesday\n{end}"
        f"Town falls\nThe Daily Times\nSeptember 10, 2014 Wednesday\n{end}"
        "INTERNATIONAL BUSINESS;\nAdvocates gain ground - Correction Appended\nThe Daily Times\n\n"
        f" Correction Appended\n{end}"
    )
    table = read_nexis(text, name="uni.txt", notes=Notes())
    assert table[["source", "date", "title"]].to_numpy().tolist() == [
        ["The Daily Times Blogs (Sinosphere)", "2014-09-10", "Company wins approval"],
        ["The Daily Times", "2014-09-10", "Town falls"],
        ["The Daily Times", "", "INTERNATIONAL BUSINESS; Advocates gain ground - Correction Appended"],
    ]
    assert table["text"].tolist() == ["Rebels hold the hill."] * 3


def test_many_articles_and_long_lines_take_no_time() -> None:
    one = article(*GAZETTE, body="Rebels hold the town. " * 500)
    assert len(brief(*(line for _ in range(100) for line in one))) == 100
    again = "Section: A\n" * 30_000
    for text in (
        "Title\n" * 50_000 + "Body\nWords.\nEnd of Document\n",
        f"Title\nThe Gazette\n{again}Body\nWords.\nEnd of Document\n",
        "End of Document\n" * 30_000 + f"T\nS\n{again}",
        "Title\nS\n" + " " * 1_000_000 + "\nBody\n" + "word " * 500_000 + "\nEnd of Document\n",
        "Title\nS\nLength: 3 words\n" + "Jänner 2015 x\n" * 20_000 + "Body\nWords.\nEnd of Document\n",
    ):
        assert len(read_nexis(text, name="uni.txt", notes=Notes())) >= 1


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_order_of_paragraphs_gives_a_table_or_one_sentence(data: st.DataObject) -> None:
    body = [*cover("Town falls"), *article(*GAZETTE), *article(*GAZETTE, number=2, link=False)]
    cuts = data.draw(st.lists(st.integers(0, len(body)), min_size=1, max_size=6))
    pieces = [body[start:end] for start, end in pairwise([0, *sorted(cuts), len(body)])]
    kept = data.draw(st.permutations(pieces))
    kept = kept[: data.draw(st.integers(0, len(kept)))]
    words = data.draw(st.lists(st.text(max_size=30), max_size=3))
    lines = [line for piece in kept for line in piece]
    try:
        table = read_nexis(
            word_file(*lines, *map(paragraph, filter(str.isprintable, words))),
            name="uni.docx",
            notes=Notes(repair=True),
        )
    except CorpusError as error:
        assert str(error).startswith("uni.docx: ")
    else:
        assert isinstance(table, pd.DataFrame)
        assert {"source", "date", "title", "text"} <= set(table.columns)
        assert (
            not table["text"].str.contains("Load-Date|End of Document|Narrowed by", regex=True).any() or words
        )
