"""What the first page says: true on any corpus, and nothing where nothing can be said."""

import itertools
import re

import pandas as pd
import pytest

import discourse as dc
from discourse.report.findings import Followed, findings, followed

LEXICON = dc.Lexicon.from_dict(
    {
        "fighters": {"labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"]}},
        "rare": {"labels": {"x": ["xylophone"], "y": ["yak"]}},
    }
)


def corpus(sources: dict[str, str], articles: int = 30, years: tuple[int, ...] = (2015, 2016)) -> dc.Corpus:
    """Return articles of outlets that each have a word of their own for the same fighters."""
    rows = [
        {
            "source": source,
            "text": f"The {word} came to town number {number}. The {word} left it with {source}.",
            "date": f"{years[number % len(years)]}-{1 + number % 12:02}-{1 + number % 28:02}"
            if years
            else "",
        }
        for source, word in sources.items()
        for number in range(articles)
    ]
    return dc.read(pd.DataFrame(rows))


def said(articles: dc.Corpus, by: str = "source") -> dict[str, str]:
    choice = followed(articles, LEXICON, by=by)
    return {each.question: each.text for each in findings(articles, LEXICON, choice, by=by)}


def test_what_divides_is_followed_through_all_answers() -> None:
    articles = corpus({"Herald": "rebels", "Post": "terrorists", "Mail": "rebels"})
    choice = followed(articles, LEXICON, by="source")
    assert choice.tested
    assert choice.concept == "fighters"
    assert choice.parameters["concept"] == "fighters"
    assert {choice.target, choice.reference} > {"Post"} or choice.target == "Post"
    told = said(articles)
    assert list(told)[:2] == ["Do outlets choose alike?", f"Who says {choice.label}?"]
    assert "Outlets divide on 1 of 1 concept" in told["Do outlets choose alike?"]
    assert "(60 of 60; " in told[f"Who says {choice.label}?"]
    assert "from 2015 to 2016: +0.0" in told["What moved over time?"]
    assert "Post: post (30 against 0) and terrorists (60 against 0)" in told["Which words set outlets apart?"]
    assert "It survives" in told["Does it survive other choices?"]
    assert told["What is too thin to say?"] == "Fewer than 10 mentions: rare."


def test_what_two_say_of_the_same_stories_is_told_from_what_they_choose_to_tell() -> None:
    words = {"Herald": "rebels", "Post": "terrorists"}
    rows = [
        {
            "source": source,
            "date": f"2016-{1 + number // 2:02}-{1 + 14 * (number % 2):02}",
            "text": f"The {word} came. " + " ".join(f"place{number}x{at}" for at in range(40)),
        }
        for source, word in words.items()
        for number in range(10 if source == "Herald" else 14)
    ]
    told = said(dc.read(pd.DataFrame(rows)))["Is it words, or stories?"]
    assert "Both mention fighters in 10 of 14 stories" in told
    # Post names alike in the stories that it tells alone: all that they differ by is words
    whole, same, more, alone = (float(n) for n in re.findall(r"([+-]\d+\.\d) \(", told))
    assert abs(whole) == 100
    assert whole == same
    assert more == alone == 0


def test_outlets_without_a_story_in_common_are_not_compared_by_stories() -> None:
    assert "Is it words, or stories?" not in said(
        corpus({"Herald": "rebels", "Post": "terrorists"}, years=())
    )


def test_alike_outlets_are_not_said_to_divide() -> None:
    sources = {"Herald": "rebels", "Post": "rebels"}
    rows = corpus(sources).metadata.assign(text=["rebels and terrorists", "terrorists"] * 30)
    told = said(dc.read(rows[["source", "date", "text"]]))
    assert told["Do outlets choose alike?"].startswith("Outlets are not seen to choose differently in any of")
    assert "there is nothing that could survive" in told["Does it survive other choices?"]


def test_what_moved_most_is_told_before_what_divides_most() -> None:
    rows = [
        {
            "source": source,
            "date": f"{year}-{1 + number % 12:02}-10",
            "text": f"The {word} came, number {number} of {source}. A {animal} saw them, and a {animal} ran.",
        }
        for source, word in {"Herald": "rebels", "Post": "terrorists"}.items()
        for year, animal in ((2015, "xylophone"), (2016, "yak"))
        for number in range(36)
    ]
    told = said(dc.read(pd.DataFrame(rows)))["What moved over time?"]
    first, second = told.split("less of others. ")
    assert re.match(r"[xy], of all mentions of rare, from 2015 to 2016: [+-]100\.0 \(", first)
    assert second.startswith("rebels, of all mentions of fighters, from 2015 to 2016: +0.0 (")


def test_ties_at_the_end_are_told_as_such() -> None:
    sources = dict.fromkeys("ABCDE", "rebels") | dict.fromkeys("FGHIJ", "terrorists")
    choice = followed(articles := corpus(sources, articles=6), LEXICON, by="source")
    (text,) = (
        each.text
        for each in findings(articles, LEXICON, choice, by="source")
        if each.question.startswith("Who")
    )
    assert "Least: 0% in 5, such as " in text


def test_one_article_each_says_first_that_nothing_can_be_inferred() -> None:
    articles, labels = dc.read("seeds"), dc.Lexicon.read("syria")
    choice = followed(articles, labels, by="source")
    assert not choice.tested
    assert choice.parameters == {}
    told = findings(articles, labels, choice, by="source")
    assert [each.question for each in told][:2] == ["What is too thin to say?", "Do outlets choose alike?"]
    assert told[0].text.startswith("Each source has a single article")
    assert len(told) == 3
    assert "counts of words, not what anybody does" in told[2].text


def test_without_dates_nothing_is_said_of_time() -> None:
    articles = corpus({"Herald": "rebels", "Post": "terrorists"}, years=())
    assert followed(articles, LEXICON, by="source").every is None
    assert "What moved over time?" not in said(articles)


def test_a_single_year_is_followed_by_its_quarters() -> None:
    articles = corpus({"Herald": "rebels", "Post": "terrorists"}, years=(2015,))
    choice = followed(articles, LEXICON, by="source")
    assert choice.every == "quarter"
    assert choice.parameters["every"] == "quarter"
    assert "from 2015Q1–2015Q2 to 2015Q3–2015Q4" in said(articles)["What moved over time?"]


def test_years_are_compared_by_years_and_have_no_change_over_time() -> None:
    articles = corpus({"Herald": "rebels", "Post": "terrorists"})
    told = said(articles, by="year")
    assert "What moved over time?" not in told
    assert "Do values of year choose alike?" in told


def test_small_outlets_and_those_left_out_are_told() -> None:
    names = ["".join(pair) for pair in itertools.product("ABCDE", "1234")]
    rows = [
        {"source": name, "text": "rebels terrorists", "date": ""}
        for number, name in enumerate(names)
        for _ in range(1 + number)
    ]
    told = said(dc.read(pd.DataFrame(rows)))["What is too thin to say?"]
    assert "4 of 20 values of source have fewer than 5 articles." in told
    assert "Only the 16 with most articles are compared: 200 of 210 articles." in told


def test_outlets_whose_words_are_not_listed_are_counted() -> None:
    words = ["rebels", "terrorists", "rebels", "terrorists", "rebels", "terrorists"]
    told = said(corpus(dict(zip("ABCDEF", words, strict=True)), articles=15))
    assert told["Which words set outlets apart?"].startswith("The 5 largest of 6 against the rest, with q")


@pytest.mark.parametrize("by", ["source", "kind"])
def test_names_that_are_markup_stay_text(by: str) -> None:
    rows = [
        {"source": name, "kind": name, "text": f"The {word} came.", "date": ""}
        for name, word in (("<b>A</b>", "rebels"), ("B & C", "terrorists"))
        for _ in range(12)
    ]
    articles = dc.read(pd.DataFrame(rows))
    choice = followed(articles, LEXICON, by=by)
    assert isinstance(choice, Followed)
    assert any("<b>A</b>" in each.text for each in findings(articles, LEXICON, choice, by=by))
