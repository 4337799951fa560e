"""The rules of counting: longest match, exceptions, and an order of entries that decides nothing."""

import random
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.lexicon.match import Query, find, resolve
from discourse.lexicon.search import _in_order
from discourse.text import counts
from discourse.text.index import build_index


def count(text: str | list[str], *queries: Query) -> dict[str, int]:
    index = build_index([text] if isinstance(text, str) else text)
    counted = resolve(find(queries, index))
    labels = [queries[query].label for query in counted.query]
    return {query.label: labels.count(query.label) for query in queries}


OPPOSITION = Query("opponents", "opposition", ("opposition",))
MODERATE = Query("opponents", "moderate opposition", ("moderate @ opposition",))


def test_the_longest_match_wins_and_a_span_counts_once() -> None:
    text = "The moderate Syrian opposition, the moderate opposition and the opposition."
    assert count(text, OPPOSITION, MODERATE) == {"opposition": 1, "moderate opposition": 2}


def test_concepts_do_not_compete() -> None:
    elsewhere = Query("politics", "opposition", ("opposition",))
    index = build_index(["moderate opposition"])
    assert len(resolve(find([MODERATE, elsewhere], index))) == 2


def test_ties_go_to_the_more_literal_pattern() -> None:
    vague, exact = Query("c", "vague", ("rebel*",)), Query("c", "exact", ("rebels",))
    assert count("rebels rebellion", vague, exact) == {"vague": 1, "exact": 1}


def test_then_to_the_earlier_start() -> None:
    left, right = Query("c", "left", ("aa bb",)), Query("c", "right", ("bb cc",))
    assert count("aa bb cc", left, right) == {"left": 1, "right": 0}


def test_a_longer_match_beats_an_earlier_one() -> None:
    short, long = Query("c", "short", ("a b",)), Query("c", "long", ("b c d",))
    assert count("a b c d", short, long) == {"short": 0, "long": 1}


def test_exceptions_limit_their_label_only() -> None:
    terrorists = Query("c", "terrorists", ("terroris*",), ("counter @ terroris*",))
    policy = Query("c", "policy", ("terrorism",))
    text = "counter-terrorism, counter the terrorism, terrorism, terrorists"
    assert count(text, terrorists) == {"terrorists": 2}
    assert count("counter terrorism", terrorists, policy) == {"terrorists": 0, "policy": 1}


def test_an_exception_that_shares_a_word_is_enough() -> None:
    rebels = Query("c", "rebels", ("moderate rebel*",), ("rebel yell",))
    assert count("a moderate rebel yell", rebels) == {"rebels": 0}


def test_matches_do_not_cross_documents() -> None:
    assert count(["the moderate", "opposition"], MODERATE) == {"moderate opposition": 0}


def test_one_word_and_one_word_or_none() -> None:
    exactly, maybe = Query("a", "exactly", ("x # y",)), Query("b", "maybe", ("x @ y",))
    assert count("x y, x z y, x z z y", exactly, maybe) == {"exactly": 1, "maybe": 2}


def test_a_word_that_stands_twice_in_a_pattern() -> None:
    assert count("war war war peace war", Query("c", "war war", ("war war",))) == {"war war": 1}
    assert count("war on war", Query("c", "war on war", ("war # war",))) == {"war on war": 1}


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), max_size=25).map(" ".join)
PATTERNS = st.lists(
    st.sampled_from(["a", "b", "a b", "b c", "a @ c", "a # b", "b c d", "?", "a* b", "c d e", "d"])
    .filter(lambda pattern: pattern != "?"),
    min_size=1, max_size=3, unique=True,
)  # fmt: skip


@given(WORDS, st.lists(PATTERNS, min_size=1, max_size=4), st.randoms())
def test_the_order_of_entries_decides_nothing(
    text: str, patterns: list[list[str]], chance: random.Random
) -> None:
    queries = [Query("c", f"label {i}", tuple(p)) for i, p in enumerate(patterns)]
    shuffled = [Query(q.concept, q.label, tuple(chance.sample(q.patterns, len(q.patterns)))) for q in queries]
    chance.shuffle(shuffled)
    assert count(text, *queries) == count(text, *shuffled)


@given(WORDS, st.lists(PATTERNS, min_size=1, max_size=4))
def test_inside_a_concept_no_word_counts_twice(text: str, patterns: list[list[str]]) -> None:
    index = build_index([text])
    counted = resolve(find([Query("c", str(i), tuple(p)) for i, p in enumerate(patterns)], index))
    taken = [
        place
        for start, length in zip(counted.start, counted.length, strict=True)
        for place in range(start, start + length)
    ]
    assert len(taken) == len(set(taken))


@given(WORDS, PATTERNS)
def test_finding_is_what_reading_word_by_word_finds(text: str, patterns: list[str]) -> None:
    tokens = text.split()

    def fits(words: list[str], pattern: list[str]) -> bool:
        if not pattern:
            return not words
        if pattern[0] == "@":
            return fits(words, pattern[1:]) or (bool(words) and fits(words[1:], pattern[1:]))
        return bool(words) and pattern[0].rstrip("*") in ("#", words[0]) and fits(words[1:], pattern[1:])

    expected = sorted(
        (start, end - start, number)
        for number, pattern in enumerate(patterns)
        for start in range(len(tokens))
        for end in range(start + 1, len(tokens) + 1)
        if fits(tokens[start:end], pattern.split())
    )
    found = find([Query("c", "l", tuple(patterns))], build_index([text]))
    places = zip(found.start.tolist(), found.length.tolist(), found.pattern.tolist(), strict=True)
    assert sorted(places) == expected


def test_two_optional_words_find_a_place_once() -> None:
    found = find([Query("c", "l", ("a @ @ b",))], build_index(["a x b"]))
    assert len(found) == 1


MORE_PATTERNS = st.lists(
    st.sampled_from(
        [
            "a",
            "b c",
            "a @ c",
            "a # b",
            "b*",
            "*b a",
            "a @ @ a",
            "a a",
            "# a",
            "zz",
            "a* #",
            "=AA",
            "=A b",
            "=Bb @ a",
            "=a*",
        ]
    ),
    max_size=3,
)
TEXTS = st.lists(
    st.lists(st.sampled_from(["a", "b", "c", "aa", "bb", "ab", "a\n\n", "c.", "A", "AA", "Bb"]), max_size=12),
    max_size=6,
)


@settings(max_examples=150)
@given(TEXTS, st.lists(st.tuples(st.sampled_from("xy"), MORE_PATTERNS, MORE_PATTERNS), max_size=4))
def test_the_compiled_walk_finds_the_same(
    texts: list[list[str]], entries: list[tuple[str, list[str], list[str]]]
) -> None:
    pytest.importorskip("numba")
    index = build_index(map(" ".join, texts))
    queries = [Query(concept, str(i), tuple(p), tuple(e)) for i, (concept, p, e) in enumerate(entries)]
    expected = find(queries, index)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counts, "_MANY", 0)
        patch.setattr("discourse.lexicon.search._here", None)  # else it would be held against itself
        patch.setattr("discourse.compiled.patterns._ROOM", 1)
        found = find(queries, index)
    for one, other in ((found, expected), (resolve(found), resolve(expected))):
        assert one.start.tolist() == other.start.tolist()
        assert one.length.tolist() == other.length.tolist()
        assert one.pattern.tolist() == other.pattern.tolist()


@given(WORDS, st.lists(PATTERNS, min_size=1, max_size=4), PATTERNS)
def test_exceptions_are_those_that_share_a_word(
    text: str, entries: list[list[str]], never: list[str]
) -> None:
    index = build_index([text])
    queries = [Query("c", str(i), tuple(p), tuple(never[i:])) for i, p in enumerate(entries)]
    found, free = find(queries, index), find([replace(query, exceptions=()) for query in queries], index)
    spans = [set(range(s, s + n)) for s, n in zip(free.start.tolist(), free.length.tolist(), strict=True)]
    banned = []
    for query in queries:
        places = find([Query("c", "l", query.exceptions)], index) if query.exceptions else find([], index)
        ends = zip(places.start.tolist(), places.length.tolist(), strict=True)
        banned.append({place for s, n in ends for place in range(s, s + n)})
    kept = [span.isdisjoint(banned[query]) for span, query in zip(spans, free.query.tolist(), strict=True)]
    assert found.start.tolist() == free.start[kept].tolist()
    assert found.pattern.tolist() == free.pattern[kept].tolist()


def test_places_too_far_apart_for_one_number_are_sorted_all_the_same() -> None:
    start, length, which = (np.array(column) for column in ([5, 5, 1, 5], [2, 1, 1, 2], [0, 3, 2, 0]))
    for tokens in (6, 1 << 62):
        places = _in_order(start, length, which, tokens=tokens)
        assert [column.tolist() for column in places] == [[1, 5, 5], [1, 1, 2], [2, 3, 0]]


def test_patterns_written_with_combining_accents_find_the_composed_word() -> None:
    assert count("café cafés", Query("c", "l", ("cafe\u0301*",))) == {"l": 2}


def test_an_exception_limits_no_other_label_though_the_last_match_begins_inside_a_longer_one() -> None:
    index = build_index(["the refugees. Nothing.", "x syrian so moderate and armed opposition"])
    armed = Query("armed", "opposition", ("syrian @ moderate @ armed opposition", "moderate"))
    people = Query("people", "refugees", ("refugee*",), ("the refugee*",))
    alone = find([armed], index)
    beside = find([armed, people], index)
    assert beside.start.tolist() == alone.start.tolist() == [4, 6]
    assert beside.length.tolist() == alone.length.tolist() == [6, 1]


def test_matches_and_exceptions_do_not_run_over_the_end_of_a_sentence() -> None:
    text = "They were moderate. Opposition leaders left. The army was armed.\n\nGroups of men came."
    assert count(text, OPPOSITION, MODERATE) == {"opposition": 1, "moderate opposition": 0}
    assert count(text, Query("c", "armed groups", ("armed @ groups",))) == {"armed groups": 0}
    limited = Query("c", "opposition", ("opposition",), ("moderate opposition",))
    assert count(text, limited) == {"opposition": 1}


def test_as_written() -> None:
    text = "The US told us, Us, that the WHO asked who is with IS; it is so. An iPhone, ISIS, the U.S. Army"
    cases = {
        "=US": 1,
        "=us": 1,
        "=Us": 1,
        "us": 3,
        "=WHO": 1,
        "=who": 1,
        "=IS": 1,
        "=is": 2,
        "=IS*": 2,
        "=ISIS": 1,
    }
    cases |= {
        "=iPhone": 1,
        "=IPhone": 0,
        "=U.S. army": 1,
        "=US @ =us": 1,
        "=US @ =Us": 0,
        "the =who": 0,
        "=The": 1,
    }
    for pattern, times in cases.items():
        assert count(text, Query("c", "l", (pattern,))) == {"l": times}, pattern
    both = Query("c", "land", ("=US",)), Query("c", "we", ("us",))
    assert count(text, *both) == {"land": 1, "we": 2}
    but = Query("c", "we", ("us",), ("=US",))
    assert count(text, but) == {"we": 2}
    assert count("США и сша", Query("c", "l", ("=США",))) == {"l": 1}


@pytest.mark.parametrize(
    ("pattern", "nodes"),
    [
        ("amazon.com", ["Amazon.com", "AMAZON.COM"]),
        ("=Amazon.com", ["Amazon.com"]),
        ("amazon.com*", ["Amazon.com", "amazon.com/news", "AMAZON.COM"]),
        ("amazon*", []),
        ("com", []),
        ("https://amazon.com*", ["https://amazon.com/x"]),
        ("@pot*", ["@potus"]),
        ("*@b.org", ["jim@b.org"]),
        ("jim@*", ["jim@b.org"]),
        ("#brexit", ["Brexit"]),
        ("=US*", ["US", "USSR"]),
        ("=us*", ["used", "us"]),
    ],
)
def test_addresses_and_cases_of_patterns(pattern: str, nodes: list[str]) -> None:
    text = "Amazon.com used amazon.com/news, https://amazon.com/x. @potus jim@b.org #Brexit AMAZON.COM US us"
    table = pd.DataFrame({"text": [f"{text} USSR"], "source": "S"})
    assert dc.concordance(dc.read(table, progress=False), pattern)["node"].tolist() == nodes
