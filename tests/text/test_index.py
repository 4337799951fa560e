import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.text.index import TokenIndex, build_index
from discourse.text.sentences import ADDRESS, SENTENCE
from discourse.text.words import words

TEXTS = st.lists(st.text(alphabet="ab B'sé.1 \n", max_size=30), max_size=8)


@given(TEXTS)
def test_the_index_holds_the_words_in_order(texts: list[str]) -> None:
    index = build_index(texts)
    again = [
        [index.vocabulary[i] for i in index.ids[start:end]]
        for start, end in zip(index.offsets, index.offsets[1:], strict=False)
    ]
    assert again == [words(text) for text in texts]
    assert list(index.vocabulary) == sorted(set(index.vocabulary))


@given(TEXTS)
def test_the_matrix_counts(texts: list[str]) -> None:
    index = build_index(texts)
    for row, text in enumerate(texts):
        counts = index.matrix[[row]].toarray().ravel()
        assert {index.vocabulary[i]: n for i, n in enumerate(counts.tolist()) if n} == Counter(words(text))


@given(TEXTS, st.integers(1, 4))
def test_ngrams_are_runs_of_words_inside_sentences(texts: list[str], n: int) -> None:
    whole = build_index(texts)
    index = whole.ngrams(n)
    for row, text in enumerate(texts):
        gaps = whole.gaps[whole.offsets[row] : whole.offsets[row + 1]]
        expected = [
            " ".join(words(text)[i : i + n])
            for i in range(len(words(text)) - n + 1)
            if not (gaps[i : i + n - 1] & SENTENCE).any() and not (gaps[i : i + n] & ADDRESS).any()
        ]
        found = [index.vocabulary[i] for i in index.ids[index.offsets[row] : index.offsets[row + 1]]]
        assert found == expected
    assert list(index.vocabulary) == sorted(set(index.vocabulary))


@given(TEXTS, st.integers(2, 4), st.integers(1, 4), st.sampled_from([63, 8]))
def test_rare_ngrams_are_left_out(texts: list[str], n: int, minimum: int, bits: int) -> None:
    whole = build_index(texts).ngrams(n)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("discourse.text.index._AT_ONCE", 3)
        patch.setattr("discourse.text.index._BITS", bits)  # with 8 a pair and its place do not fit a number
        fewer = build_index(texts).ngrams(n, minimum=minimum)
    times = Counter(whole.ids.tolist())
    assert list(fewer.vocabulary) == [word for i, word in enumerate(whole.vocabulary) if times[i] >= minimum]
    for row in range(len(texts)):
        every = whole.ids[whole.offsets[row] : whole.offsets[row + 1]].tolist()
        expected = [whole.vocabulary[i] for i in every if times[i] >= minimum]
        found = fewer.ids[fewer.offsets[row] : fewer.offsets[row + 1]]
        assert [fewer.vocabulary[i] for i in found] == expected


def test_ngrams_are_in_order_where_words_have_spaces_in_them() -> None:
    ids, gaps = np.array([1, 0, 0, 2], dtype=np.int32), np.array([0, 3, 0, 3], dtype=np.uint8)
    index = TokenIndex(ids, np.array([0, 2, 4]), ["a", "a\tb", "b"], gaps)
    assert list(index.ngrams(2).vocabulary) == ["a b", "a\tb a"][::-1]
    assert [index.ngrams(2).vocabulary[i] for i in index.ngrams(2).ids] == ["a\tb a", "a b"]


@given(TEXTS, st.data())
def test_taking_documents_is_indexing_them(texts: list[str], data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1), unique=True) if texts else st.just([]))
    index = build_index(texts)
    taken = index.take(np.array(sorted(rows), dtype=np.int64))
    alone = build_index([texts[row] for row in sorted(rows)])
    assert [index.vocabulary[i] for i in taken.ids] == [alone.vocabulary[i] for i in alone.ids]
    assert taken.offsets.tolist() == alone.offsets.tolist()
    assert taken.gaps.tolist() == alone.gaps.tolist()
    assert taken.sentences.tolist() == alone.sentences.tolist()


def test_addresses_are_tokens_and_no_words() -> None:
    index = build_index(["See x.org, the rebels", "@rebels", "of x.org"])
    assert index.lengths.tolist() == [4, 1, 2]
    assert index.sizes.tolist() == [3, 0, 1]
    assert [index.vocabulary[kind] for kind in index.address_types] == ["@rebels", "x.org"]
    bare = index.words()
    assert [bare.vocabulary[kind] for kind in bare.ids] == ["see", "the", "rebels", "of"]
    assert (bare.offsets.tolist(), (bare.gaps & 3).tolist()) == ([0, 3, 3, 4], [0, 0, 3, 0])
    assert list(index.ngrams(2).vocabulary) == ["the rebels"]
    assert build_index(["no address"]).words().lengths.tolist() == [2]


def test_document_of_skips_empty_documents() -> None:
    index = build_index(["one two", "", "three"])
    assert index.document_of(np.arange(3)).tolist() == [0, 0, 2]


def test_runs_of_words_that_have_spaces_are_one_type_each() -> None:
    class AtBars:
        def span_tokenize(self, s: str) -> list[tuple[int, int]]:
            return [match.span() for match in re.finditer(r"[^|]+", s)]

    index = build_index(["a|b c", "a b|c"], AtBars()).ngrams(2)
    assert list(index.vocabulary) == ["a b c"]
    assert index.ids.tolist() == [0, 0]


def test_texts_that_are_utf_8_already_have_the_same_words():
    texts = ["The “rebels” left.", "", "Né à Alep"]
    index, encoded = build_index(texts), build_index([text.encode() for text in texts])
    assert encoded.vocabulary == index.vocabulary
    assert encoded.ids.tolist() == index.ids.tolist()
