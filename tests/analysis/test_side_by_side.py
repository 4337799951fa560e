"""Articles beside each other: what is shown of each, where it is cut, and that foreign text stays text."""

import pandas as pd
import pytest

import discourse as dc

TEXT = (
    'The city was quiet. Shops opened late. "Rebels came," said Ali. Nobody was hurt. '
    "Later terrorists and rebels fought. It rained."
)
LEXICON = {
    "sides": {"labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"]}},
    "places": {"labels": {"shops": ["shops"]}},
}


def corpus(*texts: str, **columns: list[object]) -> dc.Corpus:
    about = {
        "source": [f"Paper {n}" for n in range(len(texts))],
        "title": ["A title"] * len(texts),
        **columns,
    }
    return dc.read(pd.DataFrame({"text": list(texts), **about}))


@pytest.fixture
def lexicon() -> dc.Lexicon:
    return dc.Lexicon.from_dict(LEXICON)


def test_the_beginning_is_shown_and_of_the_rest_the_sentences_with_a_label(lexicon: dc.Lexicon) -> None:
    [article] = dc.side_by_side(corpus(TEXT), lexicon, concept="sides", lead=3).articles
    assert "".join(passage.text for passage in article.passages) == (
        'The city was quiet.  […] "Rebels came," said Ali.  […] Later terrorists and rebels fought.  […]'
    )
    marked = [passage for passage in article.passages if passage.label]
    assert marked == [("Rebels", "rebels"), ("terrorists", "terrorists"), ("rebels", "rebels")]
    assert article.labels == "rebels 2, terrorists 1"


def test_a_lead_as_long_as_the_article_shows_all_of_it(lexicon: dc.Lexicon) -> None:
    [article] = dc.side_by_side(corpus(TEXT), lexicon, lead=1000).articles
    assert "".join(passage.text for passage in article.passages) == TEXT
    assert article.labels == "rebels 2, shops 1, terrorists 1"


def test_no_lead_and_no_label_leave_a_headline(lexicon: dc.Lexicon) -> None:
    [article] = dc.side_by_side(corpus("Nothing of it."), lexicon, lead=0).articles
    assert (article.title, article.labels) == ("A title", "")
    assert [passage.text for passage in article.passages] == [" […]"]


def test_they_stand_by_date_and_source_and_say_what_is_missing(lexicon: dc.Lexicon) -> None:
    about = {"source": ["B", "a", None, "C"], "date": ["2020-01-02", "2020-01-02", "2020-01-01", None]}
    shown = dc.side_by_side(corpus(*["Rebels."] * 4, **about), lexicon)
    assert [(one.source, one.date) for one in shown.articles] == [
        ("(no source)", "2020-01-01"),
        ("a", "2020-01-02"),
        ("B", "2020-01-02"),
        ("C", ""),
    ]
    assert "C, no date: A title\n  (rebels 1)\n  *Rebels*." in repr(shown)


def test_of_concepts_that_overlap_each_stretch_is_marked_once() -> None:
    both = dc.Lexicon.from_dict(
        {"a": {"labels": {"x": ["armed rebel*"]}}, "b": {"labels": {"y": ["rebel*"]}}}
    )
    [article] = dc.side_by_side(corpus("The armed rebels left."), both).articles
    assert [passage for passage in article.passages if passage.label] == [("armed rebels", "x")]


def test_shards_and_voices_change_nothing(lexicon: dc.Lexicon) -> None:
    articles = corpus(TEXT, TEXT.upper())
    whole = dc.side_by_side(articles, lexicon)
    own = dc.side_by_side(articles.in_voice("outlet"), lexicon, lead=1000)
    assert own.articles[0].labels == "shops 1, terrorists 1, rebels 1"  # one of the rebels is Ali's word
    parts = [dc.side_by_side(articles.select(source=name), lexicon) for name in ("Paper 0", "Paper 1")]
    assert [one for part in parts for one in part.articles] == whole.articles


def test_foreign_text_is_text_in_html(lexicon: dc.Lexicon) -> None:
    evil = "<script>x()</script>"
    about = {"source": [evil], "title": [evil + "\u202e"]}
    html = dc.side_by_side(corpus("Rebels: 1 < 2 & 3.", **about), lexicon)._repr_html_()
    assert "<script" not in html
    assert html.count("&lt;script&gt;") == 2
    assert "1 &lt; 2 &amp; 3." in html
    assert "\u202e" not in html
    assert '<mark title="rebels">Rebels</mark>' in html


@pytest.mark.parametrize(
    ("number", "options", "said"),
    [
        (13, {}, r"side by side stand 1 to 12 articles, and here are 13; choose some with corpus\.select"),
        (1, {"lead": -1}, "lead=-1 must be a whole number of words from 0"),
        (1, {"lead": True}, "lead=True must be"),
        (1, {"concept": "x"}, "no concept"),
    ],
)
def test_what_cannot_be_shown_is_one_sentence(
    lexicon: dc.Lexicon, number: int, options: dict[str, object], said: str
) -> None:
    with pytest.raises(dc.DiscourseError, match=said):
        dc.side_by_side(corpus(*["Rebels."] * number), lexicon, **options)  # type: ignore[arg-type]
