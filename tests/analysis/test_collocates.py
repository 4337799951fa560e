"""Collocates: against counting word by word, and what windows do not leave."""

import math
from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import discourse as dc
from discourse.text.index import build_index
from discourse.text.words import words

WORDS = ["node", "node two", "a", "b", "c", "A.", "b?", "node.", "\n\n"]
TEXT = st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join)
TEXTS = st.lists(st.tuples(st.sampled_from("XY"), TEXT), min_size=1, max_size=5)
WINDOWS = st.integers(1, 4) | st.tuples(st.integers(1, 4), st.integers(0, 4)) | st.just("sentence")
MEASURES = ["log_dice", "pmi", "t_score", "g2", "delta_p", "log_ratio"]


def corpus_of(*texts: str | tuple[str, str]) -> dc.Corpus:
    pairs = [("X", text) if isinstance(text, str) else text for text in texts]
    return dc.read(pd.DataFrame(pairs, columns=["source", "text"]), clean=False, errors="repair")


def by_hand(corpus: dc.Corpus, window: Any, within: str, *, zeros: bool) -> dict[tuple[str, str], list[int]]:
    """Count word by word what stands near "node" and "node two"."""
    near, terms, documents, sizes, windows = Counter(), Counter(), Counter(), Counter(), Counter()  # type: ignore[var-annotated]
    before, after = window if isinstance(window, tuple) else (window, window)
    for number, source in enumerate(corpus.metadata["source"]):
        text = next(corpus.texts([number]))
        tokens, starts = words(text), build_index([text]).sentences.tolist()[:-1]
        sentence = [sum(start <= place for start in starts) for place in range(len(tokens))]
        nodes: list[range] = []
        for place, token in enumerate(tokens):
            if token == "node":
                nodes.append(range(place, place + (2 if tokens[place + 1 : place + 2] == ["two"] else 1)))
        taken = {place for node in nodes for place in node}
        inside = set()
        for node in nodes:
            for place in set(range(len(tokens))) - taken:
                if window == "sentence":
                    close = sentence[node[0]] <= sentence[place] <= sentence[node[-1]]
                else:
                    close = node[0] - before <= place <= node[-1] + after
                    if within == "sentence":
                        close &= sentence[node[0]] <= sentence[place] <= sentence[node[-1]]
                inside |= {place} if close else set()
        for place, token in enumerate(tokens):
            if place not in taken:
                terms[source, token] += 1
                sizes[source] += 1
        for place in inside:
            near[source, tokens[place]] += 1
            windows[source] += 1
        documents.update((source, token) for token in {tokens[place] for place in inside})
    found = {term for _, term in near}
    return {
        (source, term): [
            near[source, term],
            windows[source],
            terms[source, term],
            sizes[source],
            documents[source, term],
        ]
        for source in set(corpus.metadata["source"])
        for term in found
        if zeros or near[source, term]
    }


LEXICON = dc.Lexicon.from_dict({"c": {"labels": {"one": ["node"], "two": ["node two"]}}})


@settings(max_examples=75)
@given(TEXTS, WINDOWS, st.sampled_from(["document", "sentence"]), st.booleans())
def test_counting_word_by_word(texts: list[tuple[str, str]], window: Any, within: str, zeros: bool) -> None:
    corpus = corpus_of(("X", "node a"), *texts)
    table = dc.collocates(corpus, LEXICON, window=window, within=within, zeros=zeros)
    columns = ["count", "window_tokens", "term_count", "tokens", "documents"]
    rows = table[["source", "term", *columns]].to_numpy().tolist()
    found = {(source, term): numbers for source, term, *numbers in rows}
    assert found == by_hand(corpus, window, within, zeros=zeros)
    assert (table["count"] <= table["term_count"]).all()
    assert (table["window_tokens"] <= table["tokens"]).all()


def test_measures_of_one_table() -> None:
    corpus = corpus_of("x node x y", "x y y y y y")
    row = dc.collocates(corpus, "node", window=1).set_index("term").loc["x"]
    assert row[["count", "window_tokens", "term_count", "tokens"]].tolist() == [2, 2, 3, 9]
    assert row["rate"] == 10_000
    assert row["log_dice"] == pytest.approx(14 + math.log2(4 / 5))
    assert row["pmi"] == pytest.approx(math.log2(3))
    assert row["t_score"] == pytest.approx((2 - 2 * 3 / 9) / math.sqrt(2))
    assert row["delta_p"] == pytest.approx(1 - 1 / 7)
    assert row["log_ratio"] == pytest.approx(math.log2(7))
    expected = 2 * (2 * math.log(3) + math.log(1 / (7 * 3 / 9)) + 6 * math.log(6 / (7 * 6 / 9)))
    assert row["g2"] == pytest.approx(expected)


def test_places_are_counted_not_pairs() -> None:
    table = dc.collocates(corpus_of("node a node a node"), "node", window=4)
    assert table[["term", "count", "window_tokens", "term_count", "tokens"]].to_numpy().tolist() == [
        ["a", 2, 2, 2, 2]
    ]


def test_windows_do_not_leave_the_document_or_the_sentence() -> None:
    corpus = corpus_of("a node", "b c. The U.S. node day. E f")

    def terms(**options: Any) -> list[str]:
        return sorted(dc.collocates(corpus, "node", **options)["term"])

    assert terms(window=9) == ["a", "b", "c", "day", "e", "f", "the", "u.s."]
    assert terms(window=9, within="sentence") == terms(window="sentence") == ["a", "day", "the", "u.s."]
    assert terms(window=(1, 0)) == ["a", "u.s."]
    assert terms(window=[0, 2]) == ["day", "e"]


def test_on_the_seeds(seeds: dc.Corpus) -> None:
    table = dc.collocates(seeds, "refugee*", by=None, window=(1, 0)).set_index("term")["count"]
    before = Counter(words(left)[-1] for left in dc.concordance(seeds, "refugee*")["left"])
    assert table.to_dict() == before


def test_a_label_of_a_lexicon(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    table = dc.collocates(seeds, syria, concept="displaced", label="refugees")
    assert table.attrs["lexicon"] == syria.hash
    assert table["count"].sum() == table.drop_duplicates("source")["window_tokens"].sum()
    with pytest.raises(dc.DiscourseError, match="has no label='soldiers'"):
        dc.collocates(seeds, syria, label="soldiers")


def test_rows_order_and_what_is_left_out(seeds: dc.Corpus) -> None:
    table = dc.collocates(seeds, "syria*", by=["source", "year"])
    assert table.columns.tolist() == [
        "source", "year", "term", "count", "window_tokens", "term_count", "tokens", "rate", "rate_low",
        "rate_high", "documents", "units", *MEASURES, "design_effect", "p", "q",
    ]  # fmt: skip
    assert (table["count"] > 0).all()
    every = dc.collocates(seeds, "syria*", by=["source", "year"], zeros=True)
    assert len(every) == 4 * table["term"].nunique()
    assert_frame_equal(every[every["count"] > 0].reset_index(drop=True), table)
    for rank_by in ("log_dice", "g2", "count"):
        ranked = dc.collocates(seeds, "syria*", rank_by=rank_by)
        expected = ranked.sort_values(
            ["source", rank_by, "term"], ascending=[True, False, True], kind="stable"
        )
        assert expected.index.tolist() == list(range(len(ranked)))
    fewer = dc.collocates(seeds, "syria*", minimum=3, stop_words=["THE"])
    assert "the" not in set(fewer["term"])
    assert (fewer.groupby("term")["count"].sum() >= 3).all()
    assert fewer["window_tokens"].unique().tolist() == table["window_tokens"].unique().tolist()


def test_nothing_near_and_nothing_found() -> None:
    corpus = corpus_of(("X", "node a"), ("Y", "a b"))
    table = dc.collocates(corpus, "node", zeros=True).set_index("source")
    assert table.loc["Y", ["count", "window_tokens", "term_count", "tokens"]].tolist() == [0, 0, 1, 2]
    assert table.loc["Y", ["rate", *MEASURES]].isna().all()
    assert len(dc.collocates(corpus, "zebra", within="sentence")) == 0
    assert len(dc.collocates(corpus_of("node node"), "node")) == 0


@pytest.mark.parametrize("window", [0, -1, 1.5, (0, 0), (1, 2, 3), (1, -1), "word", None, True])
def test_windows_that_are_none(window: Any) -> None:
    with pytest.raises(
        dc.DiscourseError, match=r"window= must be a whole number of words from 1, a pair of them"
    ):
        dc.collocates(corpus_of("node a"), "node", window=window)


def test_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = corpus_of("node a")
    with pytest.raises(dc.DiscourseError, match="within= must be 'document' or 'sentence', not 'page'"):
        dc.collocates(corpus, "node", within="page")
    with pytest.raises(dc.DiscourseError, match="minimum= must be a whole number from 1, not 0"):
        dc.collocates(corpus, "node", minimum=0)
    with pytest.raises(dc.DiscourseError, match="rank_by='q' is none of count, rate"):
        dc.collocates(corpus, "node", rank_by="q")
    with pytest.raises(dc.DiscourseError, match="a pattern has none"):
        dc.collocates(corpus, "node", label="x")
    monkeypatch.setattr("discourse.counting.rows._MOST_ROWS", 0)
    with pytest.raises(dc.DiscourseError, match=r"1 groups × 1 terms are more than 0 rows; raise minimum="):
        dc.collocates(corpus, "node", zeros=True)


def test_tables_are_numbers(seeds: dc.Corpus) -> None:
    table = dc.collocates(seeds, "rebel*")
    assert all(np.issubdtype(table[name].dtype, np.integer) for name in ("count", "window_tokens", "tokens"))


@pytest.mark.parametrize("measure", ["dice", "mi3", "z_score"])
def test_a_measure_is_a_column_where_it_ranks(seeds: dc.Corpus, measure: str) -> None:
    table = dc.collocates(seeds, "refugee*", by=None, rank_by=measure)
    cells = (table[name].to_numpy() for name in ("count", "window_tokens", "term_count", "tokens"))
    np.testing.assert_array_equal(table[measure], getattr(dc.measures, measure)(*cells))
    assert table[measure].is_monotonic_decreasing
    assert measure not in dc.collocates(seeds, "refugee*")


@pytest.mark.parametrize("unit", ["document", "story"])
def test_units_vary_in_and_out_of_windows(unit: str) -> None:
    random = np.random.default_rng(6)
    rows = [
        {"source": source, "story": str(n // 2), "text": " ".join(random.choice(list("abcdefgh"), 40)) + " z"}
        for source in "XY"
        for n in range(14)
    ]
    for row in rows[::2]:
        row["text"] = f"a a node a b {row['text']} node"
    corpus = dc.read(pd.DataFrame(rows), clean=False)
    table = dc.collocates(corpus, "node", window=3, unit=unit)
    units = pd.DataFrame(rows).assign(number=np.arange(len(rows)))
    units["unit"] = units["number"] if unit == "document" else units["story"]
    for source, mine in units.groupby("source"):
        cells = []
        for _, texts in mine.groupby("unit")["text"]:
            near, all_ = Counter(), Counter()  # type: ignore[var-annotated]
            for text in texts:
                tokens = text.split()
                nodes = [place for place, token in enumerate(tokens) if token == "node"]
                for place, token in enumerate(tokens):
                    if token != "node":
                        all_[token] += 1
                        near[token] += any(abs(place - node) <= 3 for node in nodes)
            cells.append((near, all_))
        n, whole = (sum(sum(cell[side].values()) for cell in cells) for side in (0, 1))
        for row in table[table["source"] == source].to_dict("records"):
            term = row["term"]
            rate = row["term_count"] / row["tokens"]
            scores = [
                (near[term] - rate * sum(near.values())) / n
                - (all_[term] - near[term] - rate * (sum(all_.values()) - sum(near.values()))) / (whole - n)
                for near, all_ in cells
            ]
            m, independent = len(cells), rate * (1 - rate) * (1 / n + 1 / (whole - n))
            effect = max(m / (m - 1) * sum(score**2 for score in scores) / independent, 1.0)
            assert row["design_effect"] == pytest.approx(effect)
            counts = row["count"], row["term_count"] - row["count"], n, whole - n
            p = float(dc.measures.binomial(*counts, design_effect=effect))
            assert row["p"] == pytest.approx(p)
        q = table.loc[table["source"] == source, ["p", "q"]]
        np.testing.assert_allclose(q["q"], dc.measures.benjamini_hochberg(q["p"]))


def test_words_near_a_node_that_stands_anywhere_are_near_by_chance() -> None:
    random, small, tests = np.random.default_rng(9), 0, 0
    shares = random.dirichlet(np.full(12, 0.4), 60)  # articles with words of their own
    for _ in range(12):
        texts = []
        for share in shares:
            words_ = list(random.choice(list("abcdefghijkl"), 80, p=share))
            for place in sorted(random.integers(0, 80, random.poisson(1.5)), reverse=True):
                words_.insert(int(place), "node")
            texts.append(" ".join(words_))
        table = dc.collocates(corpus_of(*texts), "node", by=None, window=4, unit="document")
        small, tests = small + int((table["p"] < 0.05).sum()), tests + len(table)
        assert (table["q"] >= 0.01).all()
    assert small / tests < 0.09


def test_windows_of_one_article_tell_nothing_of_others() -> None:
    table = dc.collocates(corpus_of("node a b", "a b c", "c a"), "node")
    assert table[["design_effect", "p", "q"]].isna().all(axis=None)
