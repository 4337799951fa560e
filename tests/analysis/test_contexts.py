"""A line cut out of a piece of a document is the line cut out of the whole document."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.corpus import Corpus
from discourse.counting import contexts as cutting
from discourse.counting.contexts import contexts
from discourse.text import counts, index

pytest.importorskip("numba")

from discourse.text import compiled
from discourse.text.chunks import chunks_of_texts

TRICKY = st.text(alphabet="aBsSs 1١é한'''’..,,-\n\u200c\u200d\u0301𐐀²_“", min_size=1, max_size=200)
SHORT_WORDS = st.lists(
    st.sampled_from(["U.S.", "a", "’s", "'s", "é", " ", "...", "1,0", "the ", "𐐀 ", "(", "“x”", "a.b"]),
    min_size=1, max_size=150,
).map("".join)  # fmt: skip
TEXTS = st.lists(TRICKY | SHORT_WORDS, min_size=1, max_size=4)


def corpus_of(texts: list[str]) -> Corpus:
    """Make a corpus that has marks, however small it is."""
    table = pd.DataFrame({"text": ["x", *texts], "source": "s"})
    corpus = dc.read(table, clean=False, errors="repair", progress=False)
    known = list(corpus.texts(range(len(corpus))))
    corpus.__dict__["index"] = index._joined(*compiled.number(chunks_of_texts(known), threads=1), None)
    assert corpus.index.marks is not None
    return corpus


def without_marks(corpus: Corpus) -> Corpus:
    other = Corpus(corpus._parts)
    other.__dict__["index"] = replace(corpus.index, marks=None)
    return other


@settings(max_examples=150)
@given(TEXTS, st.integers(0, 40), st.integers(1, 3), st.integers(1, 30), st.booleans())
def test_lines_with_marks_are_lines_without(
    texts: list[str], window: int, length: int, batch: int, kernel: bool
) -> None:
    corpus = corpus_of(texts)
    start = np.concatenate([np.arange(max(n - length + 1, 0)) for n in corpus.index.lengths])
    document = np.repeat(np.arange(len(corpus)), np.maximum(corpus.index.lengths - length + 1, 0))
    asked = (document, start, np.full(len(start), length, dtype=np.int64), window)
    expected = contexts(without_marks(corpus), *asked)
    with (
        mock.patch.object(cutting, "_BATCH", batch),
        mock.patch.object(cutting, "_MANY_LINES", 0 if kernel else 1 << 40),
        mock.patch.object(counts, "_MANY", 0),
    ):
        assert contexts(corpus, *asked) == expected


def test_only_pieces_are_read() -> None:
    corpus = corpus_of(["word " * 5000 + "rebels, " + "word " * 5000])
    with (
        mock.patch.object(Corpus, "texts", side_effect=AssertionError),
        mock.patch.object(Corpus, "utf8", autospec=True, side_effect=Corpus.utf8) as utf8,
    ):
        lines = dc.concordance(corpus, "rebels", window=3)
    assert lines[["left", "node", "right"]].to_numpy().tolist() == (
        [["word word word", "rebels", ", word word word"]]
    )
    (_, _, start, stop), _ = utf8.call_args
    assert stop - start < 300


@pytest.mark.parametrize("sort", ["left", ("source", "date"), []])
def test_shards_give_the_lines_of_the_whole(sort: str) -> None:
    seeds = dc.read("seeds")
    ((library, rows),) = seeds._parts
    sharded = Corpus([(library, some) for some in np.array_split(rows, 2)])
    for found, expected in (
        (dc.concordance(sharded, "the", sort=sort), dc.concordance(seeds, "the", sort=sort)),
        (dc.dispersion(sharded, dc.Lexicon.read("syria")), dc.dispersion(seeds, dc.Lexicon.read("syria"))),
    ):
        assert {**found.attrs, "corpus": ""} == {**expected.attrs, "corpus": ""}
        pd.testing.assert_frame_equal(pd.DataFrame(found), pd.DataFrame(expected))
