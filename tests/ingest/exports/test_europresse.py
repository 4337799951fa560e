"""HTML exports of Europresse: the newer and the older form, and what stands beside the articles."""

import re

import pandas as pd
import pytest

from discourse.errors import CorpusError
from discourse.ingest.exports.europresse import looks_like_europresse, read_europresse
from tests.ingest.exports.noted import noting

pytest.importorskip("lxml", reason="pages are read with the extra web")

NEWER = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>Europresse</title></head><body>
<article><header>
<div class="rdp__DocPublicationName"><span class="DocPublicationName">La Gazette, no. 23763</span></div>
<div><span class="DocHeader">Monde, vendredi 23 janvier 2015 355 mots, p. 4</span></div>
<div class="titreArticle"><p class="sm-margin-TopNews titreArticleVisu rdp__articletitle">Les
 <mark>rebelles</mark> prennent Marun</p><p class="sm-margin-TopNews rdp__subtitle">Trois jours</p></div>
<div class="docAuthors">Layla Haddad</div></header>
<section><div class="DocText clearfix"><div class="docOcurrContainer">
<p>Les <mark>rebelles</mark> ont pris la ville
de Marun, dit le maire&nbsp;: &laquo;&nbsp;trois jours&nbsp;&raquo;.</p>
<script>var x = "<p>pas le texte</p>";</script>
<p>LENGTH: 3 mètres<br>Document</p><p></p>
<ul><li>un</li><li>deux</li></ul>
<p><a href="https://www.gazette.example/1">Cet article est paru dans La Gazette (site web)</a></p>
</div></div></section>
<footer><small>© 2015 La Gazette. Tous droits réservés.</small>
<div class="publiC-lblNodoc">news·20150123·GA·6073254</div></footer></article>
<article><header><span class="DocPublicationName">The Courier</span>
<span class="DocHeader">World, Friday, November 13, 2015</span>
<div class="titreArticle">Opposition denies</div></header>
<section><div class="DocText clearfix"><p>The opposition denied it.</p></div></section>
<footer><p>Document number : news·20151113·CO·2</p></footer></article>
<article><header><span class="DocPublicationName">Le Jour</span>
<span class="DocHeader">hiver 2015</span></header>
<div class="docOcurrContainer"><p>الثوار دخلوا المدينة</p></div></article>
</body></html>"""
OLDER = """<html><body><table><tr><td><span class="DocPublicationName">La Gazette, no. 23000</span><br>
<span class="DocHeader">Monde, samedi 7 janvier 2012, p. 3</span><br>
<span class="TitreArticleVisu">Les rebelles avancent</span><br>Ils ont avancé.<br><br>Le maire le dit.<br>
© 2012 La Gazette. Tous droits réservés.<br>news·20120107·GA·12</td></tr></table></body></html>"""
read = noting(read_europresse, "export.html")


def test_the_newer_form_gives_a_row_an_article() -> None:
    table, notes = read(NEWER)
    assert table["source"].tolist() == ["La Gazette", "The Courier", "Le Jour"]
    assert table["date"].tolist() == ["2015-01-23", "2015-11-13", "hiver 2015"]
    assert table["title"].tolist() == ["Les rebelles prennent Marun", "Opposition denies", ""]
    assert table["text"].tolist() == [
        "Les rebelles ont pris la ville de Marun, dit le maire : « trois jours ».\nLENGTH: 3 mètres\n"
        "Document\nun\ndeux",
        "The opposition denied it.",
        "الثوار دخلوا المدينة",
    ]
    assert table["id"].tolist() == ["news·20150123·GA·6073254", "news·20151113·CO·2", ""]
    assert notes == {
        "reference of the database left out": 1,
        "publisher's copyright line left out of the text": 1,
    }


def test_what_else_is_known_of_an_article_are_columns() -> None:
    table, _ = read(NEWER)
    assert set(table.dtypes.astype(str)) == {"object"}
    first = table.iloc[0].to_dict()
    assert {name: first[name] for name in list(first)[5:]} == {
        "issue": "23763",
        "section": "Monde",
        "page": "4",
        "length": "355 mots",
        "subtitle": "Trois jours",
        "byline": "Layla Haddad",
        "copyright": "© 2015 La Gazette. Tous droits réservés.",
        "url": "https://www.gazette.example/1",
    }
    assert table["section"].tolist() == ["Monde", "World", ""]


def test_the_older_form() -> None:
    table, notes = read(OLDER)
    assert table.loc[0, ["id", "source", "date", "title", "text", "page"]].tolist() == [
        "news·20120107·GA·12",
        "La Gazette",
        "2012-01-07",
        "Les rebelles avancent",
        "Ils ont avancé.\nLe maire le dit.",
        "3",
    ]
    assert notes == {
        "publisher's copyright line left out of the text": 1,
        "reference of the database left out": 1,
    }


CERTIFICATE = """<table><tr><td align="center">news·20121004·AB·12345</td></tr>
<tr><td align="center">Ce certificat est émis à <b>University</b> à des fins de visualisation personnelle et
temporaire.</td></tr><tr><td align="center">Date d'émission : <b>2012-10-05</b></td></tr>
<tr><td align="center" class="txtCertificat">Le présent document est protégé par la loi.</td></tr></table>"""
CERTIFIED = f"""<table><tr><td><span class="DocPublicationName">Le Journal, no. 1</span><br>
<span class="DocHeader">Monde, </span><span class="DocHeader">jeudi </span>
<span class="DocHeader">4 octobre 2012</span><br><br>
<span class="TitreArticleVisu">Titre</span><br><br>Jeanne Dupont
<br><p></p>Les rebelles tiennent la ville.<p></p><b><i>© 2012 Le Journal. Tous droits réservés.</i></b><p></p>
Numéro de document : news·20121004·AB·12345<br><br>{CERTIFICATE}</td></tr></table>"""


@pytest.mark.parametrize(
    ("changed", "byline"),
    [
        (CERTIFIED, "Jeanne Dupont"),
        (CERTIFIED.replace("Jeanne Dupont\n", ""), ""),
        (CERTIFIED.replace("<p></p>", "<br>"), "Jeanne Dupont"),
        (
            CERTIFIED.replace("Jeanne Dupont", "Par Jeanne Dupont et Paul de la Tour, AFP"),
            "Par Jeanne Dupont et ",
        ),
        (CERTIFIED.replace(' class="txtCertificat"', ""), "Jeanne Dupont"),
        (CERTIFIED.replace("Ce certificat est émis à", "This certificate is issued to"), "Jeanne Dupont"),
    ],
)
def test_author_and_certificate_are_no_text(changed: str, byline: str) -> None:
    table, _ = read(f"<html><body>{changed * 2}</body></html>")
    assert table["text"].tolist() == ["Les rebelles tiennent la ville."] * 2
    assert table["id"].tolist() == ["news·20121004·AB·12345"] * 2
    assert (table["byline"][0] if "byline" in table else "").startswith(byline)


def test_a_first_sentence_is_no_author() -> None:
    for first in (
        "Les rebelles ont fui.",
        "Ils sont trois",
        "Le maire de Marun a dit hier que la ville tenait encore",
    ):
        table, _ = read(
            f"<html>{CERTIFIED.replace('Jeanne Dupont', first).replace('<p></p>', '<br>')}</html>"
        )
        assert table.loc[0, "text"] == f"{first}\nLes rebelles tiennent la ville."


def test_a_text_in_no_container_and_an_author_without_a_class() -> None:
    article = (
        '<article><header><span class="DocPublicationName">Le Jour </span><span class="DocHeader">Monde, '
        'lundi 13 mars 2006, p. 6</span><div class="titreArticle"><p class="sm-margin-bottom">TRIBUNES</p>'
        '<p class="titreArticleVisu">Titre</p></div><div>Ariane Chemin</div></header>'
        "<section><p>Un texte.</p></section><aside><div><b>Note(s) : </b></div></aside>"
        "<footer><small>© 2006 Le Jour.</small><p>Numéro de document : news·20060314·LJ·1</p>"
        f"<div id='divPubliC'>{CERTIFICATE}</div></footer></article>"
    )
    table, _ = read(f"<html><body>{article}</body></html>")
    assert table.loc[0, ["id", "source", "date", "title", "text", "byline"]].tolist() == [
        *("news·20060314·LJ·1", "Le Jour", "2006-03-13", "Titre", "Un texte.", "Ariane Chemin")
    ]


@pytest.mark.parametrize(
    ("header", "date"),
    [
        ("Élections, Le 6 mai 2012 en vue, lundi 7 mai 2012, p. 3", "2012-05-07"),
        ("Votre ville, jeudi 6 février 2014", "2014-02-06"),
        ("1er août 2014 - 14:30 UTC +00:00", "2014-08-01"),
        ("Du 6 mai 2012 au 7 mai 2012", "Du 6 mai 2012 au 7 mai 2012"),
        ("lundi 31 février 2014", "lundi 31 février 2014"),
    ],
)
def test_dates_are_read_and_never_guessed(header: str, date: str) -> None:
    table, _ = read(re.sub(r"Monde, vendredi.*?p\. 4", header, NEWER))
    assert table.loc[0, "date"] == date


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_and_marks_change_nothing(ends: str) -> None:
    pd.testing.assert_frame_equal(read("\ufeff" + NEWER.replace("\n", ends))[0], read(NEWER)[0])


def test_an_article_without_a_header_uses_the_subsection() -> None:
    html = NEWER.replace(
        '<span class="DocHeader">Monde, vendredi 23 janvier 2015 355 mots, p. 4</span>',
        '<span class="DocTitreSousSection">Monde</span><span>vendredi 23 janvier 2015</span>',
    )
    assert read(html)[0].loc[0, "date"] == "2015-01-23"


def test_a_page_without_articles_is_named() -> None:
    sentence = (
        "export.html: no article of Europresse in this file; accepted is the HTML export, in which each "
        "article has an element of the class DocPublicationName and one of the class titreArticle or "
        "docOcurrContainer"
    )
    for html in ("", "   ", "words", "<html><body><article><p>An article.</p></article></body></html>"):
        with pytest.raises(CorpusError) as raised:
            read(html)
        assert str(raised.value) == sentence


def test_a_page_too_deep_to_be_read_to_its_end_is_named() -> None:
    deep = NEWER.replace("</body>", "<div>" * 5000 + "</body>")
    with pytest.raises(CorpusError) as raised:
        read(deep)
    assert str(raised.value) == (
        "export.html, line 26: elements are nested too deep to be read further; a page is read "
        'whole; errors="repair" reads what comes before'
    )
    table, notes = read(deep, repair=True)
    assert len(table) == 3
    assert notes["page too deep to be read to its end"] == 1


def test_what_looks_like_an_export() -> None:
    assert looks_like_europresse(NEWER)
    assert looks_like_europresse(OLDER)
    assert not looks_like_europresse("<html><article class='story'>DocPublicationName</article></html>")


def test_a_long_article_and_many_articles() -> None:
    table, _ = read(NEWER.replace("The opposition denied it.", "The opposition denied it. " * 20_000))
    assert len(table.loc[1, "text"]) > 500_000
    articles = re.search("<article>.*</article>", NEWER, re.DOTALL)
    assert articles is not None
    assert len(read(f"<html><body>{articles[0] * 500}</body></html>")[0]) == 1500


def test_a_part_that_is_no_article_is_counted() -> None:
    table, notes = read(NEWER.replace("</body>", "<article><p>Advertisement</p></article></body>"))
    assert len(table) == len(read(NEWER)[0])
    assert notes["part of the page that is no article left out"] == 1
