"""A corpus of several shards gives, to the last digit, the tables of the same documents in one corpus."""

import datetime
import itertools
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import joblib
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import example, given, note, settings
from hypothesis import strategies as st
from scipy import sparse

import discourse as dc
from discourse.counting import shards
from discourse.counting import tally as tallies
from discourse.counting.groups import group
from discourse.counting.tally import Items, add, tally, total
from discourse.counting.terms import count_words
from discourse.text.vocabulary import merge

FIGHTERS = {"rebels": ["rebel*", "moderate rebel*"], "opposition": ["moderate @ opposition"]}
PEOPLE = {"refugees": ["refugee*"], "migrants": ["migrant*", "rebel migrant*"]}
LEXICON = dc.Lexicon.from_dict({"fighters": {"labels": FIGHTERS}, "people": {"labels": PEOPLE}})
WORDS = ["rebels", "opposition", "moderate", "refugees", "migrants", "rebel", "the", "É", "z", "𐐷a", "\uff41"]
DATES = ["2015-01-05", "2015-07-01", "2016-03-09", None]

DOCUMENT = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["X", "Y", "Z", "éclair"]),
        "date": st.sampled_from(DATES),
        "grade": st.sampled_from([1, 2, 10, None]),  # whole numbers in one shard, with gaps in the next
        "kind": st.sampled_from(["news", "opinion", "", None]),
        "text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).map(" ".join),
    }
)
DOCUMENTS = st.lists(DOCUMENT, min_size=1, max_size=14)

Analysis = Callable[[dc.Corpus], Any]
ANALYSES: dict[str, Analysis] = {
    "terms": dc.term_frequencies,
    "terms, zeros too": lambda corpus: dc.term_frequencies(corpus, zeros=True, minimum=2),
    "terms of all": lambda corpus: dc.term_frequencies(corpus, by=None),
    "terms, at least 3": lambda corpus: dc.term_frequencies(corpus, minimum=3, stop_words=["the"]),
    "terms by two": lambda corpus: dc.term_frequencies(corpus, by=["grade", "year"]),
    "terms by kind": lambda corpus: dc.term_frequencies(corpus, by="kind"),
    "pairs": lambda corpus: dc.term_frequencies(corpus, by="year", ngram=2, stop_words=["the"], minimum=2),
    "keyness": lambda corpus: dc.keyness(corpus, minimum=2),
    "keyness of years": lambda corpus: dc.keyness(corpus, by=["year"], stop_words=["the"]),
    "keyness against X": lambda corpus: dc.keyness(corpus, reference="X"),
    "keyness of pairs": lambda corpus: dc.keyness(corpus, by=["kind", "grade"]),
    "distances": dc.distances,
    "distances by grade": lambda corpus: dc.distances(corpus, by="grade"),
    "counts": lambda corpus: dc.framing(corpus, LEXICON, by=["source", "year"]),
    "counts of all": lambda corpus: dc.framing(corpus, LEXICON, by=None),
    "shares": lambda corpus: dc.framing(corpus, LEXICON, by=["kind", "source"]),
    "shares of months": lambda corpus: dc.framing(corpus, LEXICON, by="month"),
    "trends": lambda corpus: dc.framing(corpus, LEXICON),
    "trends of quarters": lambda corpus: dc.framing(corpus, LEXICON, by="grade", every="quarter"),
    "collocates": lambda corpus: dc.collocates(corpus, "rebel*", window=2, stop_words=["the"]),
    "collocates of labels": lambda corpus: dc.collocates(corpus, LEXICON, by=["grade", "year"], minimum=2),
    "collocates in sentences": lambda corpus: dc.collocates(corpus, LEXICON, by="kind", window="sentence"),
    "shift": lambda corpus: dc.shift(corpus, LEXICON, before=2015, after=2016, concept="fighters"),
    "shift of kinds": lambda corpus: dc.shift(
        corpus, LEXICON, by="kind", before="news", after="opinion", over=["grade", "year"], concept="people"
    ),
    "standardized": lambda corpus: dc.standardize(corpus, LEXICON, concept="fighters"),
    "standardized by grade": lambda corpus: dc.standardize(
        corpus, LEXICON, concept="people", every="grade", over="kind", value="rate"
    ),
    "overview": dc.overview,
    "overview of kinds": lambda corpus: dc.overview(corpus, by=["kind"], every="month"),
    "overview of years": lambda corpus: dc.overview(corpus, by="year"),
    "caveat": dc.caveat,
    "caveat by grade": lambda corpus: dc.caveat(corpus, by=["grade", "kind"]),
    "no such column": lambda corpus: dc.overview(corpus, by="outlet"),
}


class Sharded(dc.Corpus):
    """A corpus of several parts, which are never put together."""

    @property
    def index(self) -> Any:  # type: ignore[override]
        assert len(self._parts) == 1, "the whole was indexed, which may be larger than memory"
        return super().index


def in_one_and_many(frame: pd.DataFrame, cuts: list[int]) -> tuple[dc.Corpus, Sharded]:
    frame = frame.assign(id=[f"d{number}" for number in range(len(frame))])
    edges = sorted({0, len(frame), *(cut % len(frame) for cut in cuts)})
    rows = [frame.iloc[first:last] for first, last in itertools.pairwise(edges)]
    parts = [dc.read(pd.DataFrame(part.to_dict("list"))) for part in rows]  # each with types of its own
    whole = dc.read(frame)
    return whole, Sharded([each for part in parts for each in part._parts])


def answer(analyse: Analysis, corpus: dc.Corpus) -> Any:
    try:
        return analyse(corpus)
    except dc.DiscourseError as error:
        return str(error)


def assert_same(analyse: Analysis, one: dc.Corpus, many: dc.Corpus) -> None:
    expected, found = answer(analyse, one), answer(analyse, many)
    if not isinstance(expected, pd.DataFrame):
        assert found == expected
        return
    if pd.__version__ < "3":  # it has no type for text, so that of a column without values is any
        absent = [name for name in expected if name in found and expected[name].isna().all()]
        found = found.astype({name: expected[name].dtype for name in absent})
    pd.testing.assert_frame_equal(found, expected, check_exact=True)
    if len(many.shards) == 1:
        assert found.attrs == expected.attrs
    assert {**found.attrs, "corpus": ""} == {**expected.attrs, "corpus": ""}


ALIKE = {"source": "X", "date": "2015-01-05", "grade": 1, "text": "rebels"}


@settings(max_examples=3)
@example([{**ALIKE, "kind": ""}, {**ALIKE, "kind": None}], [1])  # missing in both, but text in the first
@given(DOCUMENTS, st.lists(st.integers(0, 1000), max_size=4))
def test_many_shards_are_one_corpus(documents: list[dict[str, Any]], cuts: list[int]) -> None:
    one, many = in_one_and_many(pd.DataFrame(documents), cuts)
    for name, analyse in ANALYSES.items():
        note(name)
        assert_same(analyse, one, many)


@pytest.fixture(scope="module")
def twenty() -> tuple[dc.Corpus, Sharded]:
    """More shards than are added at once, the last two of them alike in nothing."""
    random = np.random.default_rng(3)
    texts = [" ".join(random.choice(WORDS, size=random.integers(1, 30))) for _ in range(38)]
    frame = pd.DataFrame(
        {
            "source": [*random.choice(list("XYZ"), size=38), "only here", "and here"],
            "date": [*random.choice(DATES, size=38), None, None],
            "grade": [*random.integers(0, 3, size=38), None, None],
            "kind": None,
            "text": [*texts, "words that nobody uses", "rebels"],
        }
    )
    return in_one_and_many(frame, list(range(0, 40, 2)))


@pytest.mark.parametrize("name", ANALYSES)
def test_more_shards_than_are_added_at_once(name: str, twenty: tuple[dc.Corpus, Sharded]) -> None:
    one, many = twenty
    assert len(many.shards) == 20 > 2 * tallies._AT_ONCE
    assert_same(ANALYSES[name], one, many)


@pytest.mark.parametrize("backend", ["threading", "loky"])
def test_where_joblib_says(backend: str, twenty: tuple[dc.Corpus, Sharded]) -> None:
    one, many = twenty
    with joblib.parallel_config(backend, n_jobs=2):
        for name in ("terms", "keyness", "trends", "overview"):
            assert_same(ANALYSES[name], one, many)


def test_values_that_have_no_order_between_shards() -> None:
    kinds = [datetime.date(2015, 1, 1), datetime.date(2016, 1, 1), 5]
    frame = pd.DataFrame({"source": "X", "kind": pd.Series(kinds, dtype=object), "text": "word"})
    one, many = in_one_and_many(frame, [2])
    assert_same(lambda corpus: dc.term_frequencies(corpus, by="kind"), one, many)
    with pytest.raises(dc.DiscourseError, match=r"by=kind: .*; a column of text or numbers is needed"):
        dc.term_frequencies(many, by="kind")


def test_numbers_and_words_in_one_column() -> None:
    kinds = pd.Series([10, 9, None, "b", "a", None, 2.5, True], dtype=object)
    frame = pd.DataFrame({"source": "X", "kind": kinds, "text": "word"})
    for cuts in ([3], [2, 3, 6], [1, 2, 3, 4, 5, 6, 7]):
        assert_same(lambda corpus: dc.overview(corpus, by="kind"), *in_one_and_many(frame, cuts))
        assert_same(lambda corpus: dc.term_frequencies(corpus, by="kind"), *in_one_and_many(frame, cuts))


def test_an_order_of_their_own() -> None:
    sizes = pd.Categorical(["small", "large", "small", "huge"], ["small", "large", "huge"], ordered=True)
    frame = pd.DataFrame({"id": list("abcd"), "source": "X", "kind": sizes, "text": "word"})
    one = dc.read(frame)
    many = Sharded([dc.read(frame[first:last])._parts[0] for first, last in ((0, 1), (1, 3), (3, 4))])
    assert_same(lambda corpus: dc.term_frequencies(corpus, by="kind"), one, many)
    assert dc.term_frequencies(many, by="kind")["kind"].tolist() == ["small", "large", "huge"]


def test_results_are_added_as_they_come(
    twenty: tuple[dc.Corpus, Sharded], monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[int] = []
    monkeypatch.setattr(tallies, "add", lambda some: waiting.append(len(some)) or add(some))
    total(twenty[1], count_words, "source")
    assert waiting == [9, 9, 4]  # the sum so far, and eight more


def test_a_column_that_is_not_there_is_found_before_any_work(twenty: tuple[dc.Corpus, Sharded]) -> None:
    def work(shard: dc.Corpus) -> Items:
        raise AssertionError("worked in vain")

    with pytest.raises(dc.CorpusError, match="no column 'outlet'"):
        total(twenty[1], work, "outlet")


@given(st.lists(st.sets(st.text(max_size=3), max_size=6), min_size=1, max_size=5))
def test_merged_words_are_in_the_order_of_sorted(vocabularies: list[set[str]]) -> None:
    merged, places = merge([pa.array(sorted(words), pa.large_string()) for words in vocabularies])
    assert merged.to_pylist() == sorted(set().union(*vocabularies))
    for words, place in zip(vocabularies, places, strict=True):
        assert merged.take(pa.array(place)).to_pylist() == sorted(words)


def test_adding_more_groups_and_terms_keeps_the_matrices_in_order(seeds: dc.Corpus) -> None:
    chosen = [seeds.select(source=name) for name in ("TRT World", "Bloomberg")]
    parts = [tally(count_words(part), group(part, "source")) for part in chosen]
    both, reversed_ = add(parts), add(parts[::-1])
    assert both.names == reversed_.names == ["Bloomberg", "TRT World"]
    for matrix, other in ((both.count, reversed_.count), (both.holding, reversed_.holding)):
        assert isinstance(matrix, sparse.csr_array)
        assert matrix.has_canonical_format
        assert matrix.dtype == np.int64
        assert (matrix != other).nnz == 0
    assert both.count.sum() == both.tokens.sum() == 652 + 358


def test_what_was_read_of_many_shards_is_let_go(tmp_path: Path) -> None:
    table = pd.DataFrame({"text": [f"rebels {n}" for n in range(10)], "source": "S"})
    table.to_parquet(tmp_path / "news.parquet", row_group_size=1)
    with mock.patch("discourse.store.sources._SHARD_BYTES", 1):
        many = dc.index(tmp_path / "news.parquet", tmp_path / "many", progress=False)
    libraries = [library for library, _ in many._parts]
    assert len(libraries) == 10 > shards._KEPT
    dc.framing(many, dc.Lexicon.read("syria"))
    assert not any({"index", "texts", "documents"} & set(library.__dict__) for library in libraries)
    few = dc.Corpus(many._parts[:3])
    dc.framing(few, dc.Lexicon.read("syria"))
    assert all("index" in library.__dict__ for library, _ in few._parts)
