import pandas as pd
import pytest

import discourse as dc


def corpus(*rows: tuple[str, str]) -> dc.Corpus:
    return dc.read(pd.DataFrame(rows, columns=["source", "date"]).assign(text="word"))


def test_the_seeds_carry_their_caveat(seeds: dc.Corpus) -> None:
    said = dc.caveat(seeds)
    assert said.startswith("Each source has a single article, and with it a single year:")


def test_it_disappears_by_itself() -> None:
    two_each = [(s, f"{y}-01-0{d}") for s in "AB" for y in (2015, 2016) for d in (1, 2)]
    assert dc.caveat(corpus(*two_each)) == ""
    assert dc.caveat(corpus(("A", "2015-01-01"))) == ""


def test_single_articles_are_named() -> None:
    said = dc.caveat(corpus(("A", "2015-01-01"), ("A", "2016-01-01"), ("B", "2015-01-01")))
    assert said.startswith("1 of 2 values of source have a single article (B)")


def test_outlet_and_year_together() -> None:
    rows = [("A", "2015-01-01"), ("A", "2015-02-01"), ("B", "2016-01-01"), ("B", "2016-02-01")]
    assert dc.caveat(corpus(*rows)).startswith("No source is seen in more than one year:")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("*bold* _it_ `x`", r"\*bold\* \_it\_ \`x\`"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[a](javascript:b)", r"\[a\](javascript:b)"),
        ("$x$ | a\nb", r"\$x\$ \| a b"),
        (1234567, "1,234,567"),
        (0.5, "0.50"),
        (["a*", "b", "c"], r"a\*, b and c"),
        ([], ""),
    ],
)
def test_values_stay_text(value: object, shown: str) -> None:
    assert repr(dc.narrate("{v}", v=value)) == shown
    assert dc.narrate("**{v}**", v=value)._repr_markdown_() == f"**{shown}**"


def test_format_specifications() -> None:
    assert repr(dc.narrate("{x:.1%}", x=0.256)) == "25.6%"


def test_in_words_of_each_table(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    assert dc.in_words(dc.overview(seeds)).startswith(
        "4 articles and 2,647 words from 4 sources, 2015 to 2020."
    )
    assert "Bloomberg: said 8" in dc.in_words(
        dc.term_frequencies(seeds, stop_words=dc.ENGLISH_FUNCTION_WORDS)
    )
    assert "Bloomberg: rebels 6" in dc.in_words(dc.frame_counts(seeds, syria))
    assert "TRT World: tusk (6 against 0)" in dc.in_words(dc.keyness(seeds))
    assert dc.in_words(dc.distances(seeds)).startswith("Nearest: ")
    assert dc.in_words(dc.dispersion(seeds, "rebel*")) == "6 places in 1 article. Bloomberg: 6."
    assert dc.in_words(dc.concordance(seeds, "rebel*")) == "6 lines from 1 article."
    trends = dc.trends(seeds, syria).query("concept == 'displaced'")
    assert "TRT World: 2015 refugees 3 of 4 (75%)" in dc.in_words(trends)


def test_in_words_refuses(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="not this one"):
        dc.in_words(pd.DataFrame({"a": [1]}))
    with pytest.raises(dc.DiscourseError, match="has no rows"):
        dc.in_words(dc.overview(seeds).head(0))
