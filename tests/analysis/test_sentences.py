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
        ("\u202egnp.exe\u2066 5", "gnp.exe 5"),
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
    assert "Bloomberg: rebels 6" in dc.in_words(dc.framing(seeds, syria))
    assert "TRT World: tusk (6 against 0)" in dc.in_words(dc.keyness(seeds))
    assert dc.in_words(dc.distances(seeds)).startswith("Nearest: ")
    assert dc.in_words(dc.dispersion(seeds, "rebel*")) == "6 places in 1 article. Bloomberg: 6."
    assert dc.in_words(dc.concordance(seeds, "rebel*")) == "6 lines from 1 article."
    trends = dc.framing(seeds, syria, every="year").query("concept == 'displaced'")
    assert "TRT World: 2015 refugees 3 of 4 (75%)" in dc.in_words(trends)


def test_in_words_of_a_contrast(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    sides = {"target": "Bloomberg", "reference": "TRT World"}
    shares = dc.framing(seeds, syria)
    armed = shares[shares["concept"] == "armed-opponents"]
    assert dc.in_words(dc.contrast(armed, **sides)) == (
        "Bloomberg against TRT World, the largest difference first: rebels 6 of 13 (46%) against 0 of 6 "
        "(0%), +46.2 points (without interval); opposition 4 of 13 (31%) against 3 of 6 (50%), -19.2 points "
        "(without interval); opponents 0 of 13 (0%) against 1 of 6 (17%), -16.7 points (without interval); "
        "and 10 more."
    )
    rates = dc.in_words(dc.contrast(shares, **sides, value="rate"))
    assert rates.startswith(
        "Bloomberg against TRT World, per 10,000 words, the largest difference first: Daesh 0.0 against "
        "139.7, -139.7 (without interval); "
    )
    wanted = {"target": "TRT World", "reference": "Washington Institute"}
    years = dc.in_words(dc.contrast(dc.framing(seeds, syria, every="year"), **wanted))
    assert "2015 · " in years
    assert years.count("against") == 4
    never = shares[shares["concept"] == "displaced"]
    assert dc.in_words(dc.contrast(never, **wanted)).endswith(": nothing that both have can be compared.")


def test_in_words_of_sensitivity(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    sides = {"target": "Bloomberg", "reference": "TRT World", "label": "rebels", "progress": False}
    assert dc.in_words(dc.sensitivity(seeds, syria, **sides)) == (
        "rebels, Bloomberg less TRT World: +46.2 points (without interval). "
        "Nothing can be said to survive: no check has an interval."
    )
    texts = {"A": "rebels rebels insurgents opposition", "B": "opposition rebels opposition"}
    frame = pd.DataFrame([(s, f"{t} {n} x") for s, t in texts.items() for n in range(9)])
    corpus = dc.read(frame.set_axis(["source", "text"], axis=1))
    lexicon = dc.Lexicon.from_dict(
        {"side": {"labels": {"rebels": ["rebels", "insurgents"], "other": ["opposition"]}}}
    )
    sides = {"target": "A", "reference": "B", "label": "rebels", "unit": "document", "progress": False}
    table = dc.sensitivity(corpus, lexicon, **sides)
    table.loc[:, ["difference_low", "difference_high"]] = [[0.3, 0.5]] * len(table)
    said = dc.in_words(table.assign(survives=table["check"] != "without the most influential document"))
    assert said == (
        "rebels, A less B: +41.7 points (+30.0 to +50.0). In 5 of 6 checks with one choice made differently "
        "the interval leaves out 0 on the same side; not in this: without the most influential document, "
        "1 (A). Differences from +33.3 points to +50.0 points."
    )


def test_in_words_of_copies(seeds: dc.Corpus) -> None:
    assert dc.in_words(dc.duplicates(seeds)) == "No article is a copy of another one."
    story = " ".join(f"word{number}" for number in range(60))
    texts = [story, "Something else", f"By AFP: {story}", story]
    corpus = dc.read(pd.DataFrame({"source": ["A", "B", "C", "A"], "text": texts}))
    assert dc.in_words(dc.duplicates(corpus)) == (
        "3 pairs of copies among 3 articles, in 1 family: 2 between two sources, 1 within one. In 3 all of "
        "the shorter article stands in the other, in the least alike 100% of it."
    )


def test_in_words_of_collocates(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    said = dc.in_words(dc.collocates(seeds, "refugee*", window=3, stop_words=dc.ENGLISH_FUNCTION_WORDS))
    assert said.startswith("Words near refugee*, by log_dice. Bloomberg: ")
    assert "TRT World: context (1 of its 1)" in said
    said = dc.in_words(dc.collocates(seeds, syria, label="rebels", by=None, rank_by="count"))
    assert said.startswith("Words near rebels, by count. ")


def test_in_words_refuses(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="the table has lost its settings; say analysis= one of"):
        dc.in_words(pd.DataFrame({"a": [1]}))
    with pytest.raises(dc.DiscourseError, match="has no rows"):
        dc.in_words(dc.overview(seeds).head(0))
