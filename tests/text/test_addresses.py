"""Addresses are one token each, and what only looks like one is words."""

import pandas as pd
import pytest

import discourse as dc
from discourse.text.addresses import is_address
from discourse.text.words import words

ONE = [
    "https://site.com/world/syria-rebels-2015?id=1&x=2#top",
    "HTTP://10.0.0.1:80/a_(b)c",
    "rebels@regime.org",
    "first.last+tag@mail.example.co.uk",
    "@rebels",
    "@_the_rebels1",
    "pic.twitter.com/zk3di3",
    "www.example.nowhere",
    "t.co/abc",
    "anti-war.com",
    "süddeutsche.de",
    "ftp://files.example.org",
    "CREATORS.COM",
]


@pytest.mark.parametrize("address", ONE)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("see ", "."), ("(", "),"), ("“", "”?"), ("by:", "…"), ("\n", "\n")]
)
def test_one_token(address: str, before: str, after: str) -> None:
    assert is_address(address)
    assert words(f"a {before}{address}{after} b")[-2:] == [address.casefold(), "b"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("army.It was, war.The end, Node.js", ["army", "it", "was", "war", "the", "end", "node", "js"]),
        (
            "U.S. e.g. 3.5 1,000.50 12:30 a/b either/or",
            ["u.s.", "e.g.", "3.5", "1,000.50", "12", "30", "a", "b", "either", "or"],
        ),
        ("5 @ 3, foo@bar, @", ["5", "3", "foo", "bar"]),
        ("#tag #x.org", ["tag", "x.org"]),
        ("http:// www. .com", ["http", "www", "com"]),
        ("Amazon.com's, FoxNews.com-owned", ["amazon.com", "'s", "foxnews.com", "owned"]),
        ("mailto:me@x.org", ["mailto", "me@x.org"]),
        ("ISIS.\nhttps://x.org", ["isis", "https://x.org"]),
    ],
)
def test_words_and_addresses(text: str, expected: list[str]) -> None:
    assert words(text) == expected


TEXT = "Watch https://site.com/syria-rebels or write to rebels@regime.org, says @rebels. "
TEXT += "The rebels left. #Rebels"


def corpus() -> dc.Corpus:
    return dc.read(pd.DataFrame({"text": [TEXT], "source": ["S"]}), progress=False)


@pytest.mark.parametrize(
    ("pattern", "found"),
    [
        ("rebel*", 2),
        ("*rebels", 2),
        ("regime", 0),
        ("@rebel*", 1),
        ("*@regime.org", 1),
        ("https://site.com/*", 1),
        ("@*", 1),
        ("?rebels", 0),
    ],
)
def test_only_a_pattern_that_begins_like_an_address_finds_one(pattern: str, found: int) -> None:
    assert len(dc.concordance(corpus(), pattern)) == found


def test_no_denominator_and_no_table_of_words_has_them() -> None:
    here = corpus()
    assert here.tokens == 9
    assert here.documents["tokens"].tolist() == [9]
    table = dc.term_frequencies(here)
    assert sorted(table["term"]) == ["left", "or", "rebels", "says", "the", "to", "watch", "write"]
    assert table["tokens"].unique().tolist() == [9]
    near = dc.collocates(here, "says", window=9)
    assert near[["window_tokens", "tokens"]].drop_duplicates().to_numpy().tolist() == [[8, 8]]
    assert "@rebels" not in set(near["term"])
    assert dc.overview(here)["tokens"].sum() == 9
    assert set(dc.term_frequencies(here, ngram=2)["term"]) == {
        "or write",
        "write to",
        "the rebels",
        "rebels left",
    }
