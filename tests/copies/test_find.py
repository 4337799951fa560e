"""Families of copies, against all pairs compared one by one, and what must and must not be found."""

from itertools import combinations
from types import SimpleNamespace
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.copies import find as families
from discourse.copies.find import Copies, find_copies
from discourse.text.index import build_index

SMALL: dict[str, Any] = {"words": 3, "overlap": 0.5, "least": 2}


def shard(texts: list[str]) -> SimpleNamespace:
    return SimpleNamespace(index=build_index(texts), release=lambda: None)


def find(texts: list[str], *cuts: int, **options: Any) -> Copies:
    parts = [texts[a:b] for a, b in zip([0, *cuts], [*cuts, len(texts)], strict=True)]
    return find_copies([shard(part) for part in parts], **options)


def one_by_one(texts: list[str], *, words: int, overlap: float, least: int) -> dict[tuple[int, int], float]:
    sets = []
    for text in texts:
        each = text.split()
        sets.append({tuple(each[at : at + words]) for at in range(len(each) - words + 1)})
    found = {}
    for (a, one), (b, other) in combinations(enumerate(sets), 2):
        shared, shorter = len(one & other), min(len(one), len(other))
        if shared >= least and shared >= overlap * shorter:
            found[a, b] = shared / shorter
    return found


def pairs(copies: Copies) -> dict[tuple[int, int], float]:
    rows = zip(copies.first.tolist(), copies.second.tolist(), strict=True)
    return dict(zip(rows, copies.overlap.tolist(), strict=True))


def rank(texts: list[str], found: dict[tuple[int, int], float]) -> list[int]:
    family = list(range(len(texts)))
    for a, b in found:
        first, later = sorted((family[a], family[b]))
        family = [first if one == later else one for one in family]
    return family


WORDS = st.lists(st.sampled_from("abcde"), max_size=14)


@st.composite
def corpora(draw: st.DrawFn) -> list[str]:
    documents = draw(st.lists(WORDS, min_size=1, max_size=6))
    for _ in range(draw(st.integers(0, 3))):  # a copy: a piece of another, with something before and behind
        source = draw(st.sampled_from(documents))
        begin = draw(st.integers(0, len(source)))
        piece = source[begin : draw(st.integers(begin, len(source)))]
        documents.append(draw(WORDS)[:3] + piece + draw(WORDS)[:3])
    return [" ".join(document) for document in draw(st.permutations(documents))]


@given(corpora())
def test_all_pairs_are_found_where_all_shingles_are_looked_at(texts: list[str]) -> None:
    expected = one_by_one(texts, **SMALL)
    with mock.patch.object(families, "_ONE_IN", 1):
        found = find(texts, **SMALL)
    assert pairs(found) == pytest.approx(expected)
    assert found.family.tolist() == rank(texts, expected)


@given(corpora(), st.data())
def test_no_cut_into_shards_changes_anything(texts: list[str], data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(texts)), max_size=3)))
    for one, other in zip(find(texts, **SMALL), find(texts, *cuts, **SMALL), strict=True):
        assert np.array_equal(one, other)


def article(random: np.random.Generator, length: int = 300) -> list[str]:
    """Words as frequent as in a language: the commonest is one in twelve."""
    return [f"w{min(word, 20_000)}" for word in random.zipf(1.25, length)]


@pytest.mark.parametrize(
    ("changed", "recall"), [(0.02, 1.0), (0.05, 1.0), (0.1, 0.9), (0.2, 0.0)], ids="{:.0%}".format
)
def test_words_changed_here_and_there(changed: float, recall: float) -> None:
    random = np.random.default_rng(1)
    originals = [article(random) for _ in range(100)]
    edited = [
        [f"new{n}" if random.random() < changed else word for n, word in enumerate(words)]
        for words in originals
    ]
    family = find([" ".join(words) for words in originals + edited]).family
    assert (family[100:] == np.arange(100)).mean() >= recall
    assert (family[:100] == np.arange(100)).all()


@pytest.mark.parametrize("length", [50, 100, 300, 1000])
def test_a_story_is_found_cut_wrapped_or_moved(length: int) -> None:
    random = np.random.default_rng(length)
    originals = [article(random, length) for _ in range(50)]
    copies = {
        "the first half": [words[: length // 2] for words in originals],
        "the second half": [words[length // 2 :] for words in originals],
        "with another beginning": [article(random, length // 2) + words for words in originals],
        "between other things": [article(random, length) + words + article(random) for words in originals],
        "paragraphs left out": [words[: length // 3] + words[length // 2 :] for words in originals],
    }
    for name, documents in copies.items():
        texts = [" ".join(words) for words in originals + documents]
        family = find(texts).family
        assert family.tolist() == [*range(50), *range(50)], name


def test_what_an_outlet_puts_under_everything_makes_no_family() -> None:
    random = np.random.default_rng(2)
    footer = article(random, 150)
    bodies = [article(random, int(length)) for length in random.integers(60, 400, 40)]
    texts = [" ".join(body + footer) for body in bodies]
    assert find(texts).family.tolist() == list(range(40))
    reprinted = " ".join(article(random, 100) + bodies[7])  # elsewhere, with no footer
    assert find([*texts, reprinted]).family.tolist() == [*range(40), 7]


def test_a_story_that_very_many_print_is_one_family() -> None:
    random = np.random.default_rng(3)
    story = article(random, 400)
    printed = [article(random, 40) + story + article(random, 20) for _ in range(60)]
    others = [article(random) for _ in range(60)]
    mixed = [" ".join(words) for both in zip(printed, others, strict=True) for words in both]
    cut = " ".join(story[:180])
    family = find([*mixed, cut]).family
    assert family[::2].tolist() == [0] * 61
    assert family[1::2].tolist() == list(range(1, 121, 2))


def test_equal_documents_without_number_are_paired_with_few() -> None:
    text = " ".join(f"w{n}" for n in range(50))
    copies = find([text] * 2000)
    assert set(copies.family.tolist()) == {0}
    assert len(copies.first) < 2 * 2000


def test_short_documents_are_their_own_families() -> None:
    short = "Subscribe to our newsletter and read this article in full"
    texts = [short, short, "", "", "one", "one", " ".join(f"w{n}" for n in range(23))]
    assert find([*texts, texts[-1]]).family.tolist() == list(range(8))
    just = " ".join(f"w{n}" for n in range(24))  # twenty runs of five words
    assert find([just, "", just]).family.tolist() == [0, 1, 0]
    assert find([""]).family.tolist() == [0]
    assert len(find([]).family) == 0


def test_a_document_that_repeats_itself_is_no_copy() -> None:
    chorus = " ".join(["la la la di da"] * 50)
    assert find([chorus, "la la la di da once, and then no more of it"]).family.tolist() == [0, 1]


def test_many_shards_are_let_go() -> None:
    text = " ".join(f"w{n}" for n in range(50))
    parts = [shard([text]) for _ in range(12)]
    released: list[int] = []
    for number, part in enumerate(parts):
        part.release = lambda number=number: released.append(number)
    assert set(find_copies(parts).family.tolist()) == {0}
    assert set(released) == set(range(12))
