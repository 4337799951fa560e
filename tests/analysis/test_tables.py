"""The tables: numbers of the seeds, zero rows, denominators, and counts that add up."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import discourse as dc
from discourse.text.words import words

SEEDS = [  # counted by hand in the bodies of the four articles
    ("rebel*", {"Bloomberg": 6}),
    ("terroris*", {"Bloomberg": 2, "TRT World": 1, "Washington Institute": 2}),
    ("refugee*", {"Bloomberg": 2, "TRT World": 3}),
    ("moderate @ opposition", {"TRT World": 1, "Washington Institute": 1}),
    ("isis", {"Washington Institute": 4}),
    ("migrants", {"Agency reprint": 1}),
]


@pytest.mark.parametrize(("pattern", "expected"), SEEDS)
def test_patterns_on_the_seeds(seeds: dc.Corpus, pattern: str, expected: dict[str, int]) -> None:
    assert dc.concordance(seeds, pattern)["source"].value_counts().to_dict() == expected


def label(table: pd.DataFrame, name: str) -> dict[str, int]:
    rows = table[table["label"] == name]
    return dict(zip(rows["source"], rows["count"].tolist(), strict=True))


def test_labels_on_the_seeds(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    table = dc.framing(seeds, syria)
    assert label(table, "opposition")["Bloomberg"] == 4
    assert label(table, "moderate opposition") == {
        "Agency reprint": 0, "Bloomberg": 0, "TRT World": 1, "Washington Institute": 1
    }  # fmt: skip
    assert label(table, "opposition")["TRT World"] == 3  # "the moderate Syrian opposition" adds nothing
    assert label(table, "terrorists")["Agency reprint"] == 0


def test_every_group_and_label_has_its_row(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    table = dc.framing(seeds, syria, every="year")
    labels = sum(len(concept.labels) for concept in syria.concepts.values())
    assert len(table) == 4 * labels
    assert table.columns.tolist() == [
        "source", "year", "concept", "label", "count", "tokens", "rate", "rate_low", "rate_high", "documents",
        "documents_total", "document_share", "document_share_low", "document_share_high", "intensity",
        "intensity_low", "intensity_high", "dp_norm", "units", "concept_count", "concept_documents",
        "concept_units", "share", "share_low", "share_high", "share_effect", "share_weak", "rate_degrees",
        "document_share_degrees", "intensity_degrees", "share_degrees",
    ]  # fmt: skip
    pd.testing.assert_frame_equal(table, dc.framing(seeds, syria, by=["source", "year"]))
    assert (table["rate"] == table["count"] / table["tokens"] * 10_000).all()


def test_shares(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    table = dc.framing(seeds, syria)
    sums = table.groupby(["source", "concept"])["share"].agg(["sum", "count"])
    named = table.groupby(["source", "concept"])["concept_count"].first() > 0
    assert np.allclose(sums.loc[named, "sum"], 1)
    assert (sums.loc[~named, "count"] == 0).all()  # undefined, not zero
    assert (~named).any()


def test_pooling_and_settings(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    apart, pooled = dc.framing(seeds, syria), dc.framing(seeds, syria, by=None)
    assert apart["count"].sum() == pooled["count"].sum()
    assert pooled["tokens"].unique().tolist() == [2647]
    assert pooled.attrs["corpus"] == seeds.hash
    assert pooled.attrs["lexicon"] == syria.hash
    assert apart.attrs["options"] == {
        "by": "source", "every": None, "weight": "mention", "unit": "family", "confidence": 0.95,
        "uncertainty": "linearized",
    }  # fmt: skip


def test_documents_without_a_date_are_a_group(syria: dc.Lexicon) -> None:
    frame = pd.DataFrame({"source": "S", "date": ["2015-01-01", ""], "text": ["rebels", "rebels rebels"]})
    table = dc.framing(dc.read(frame), syria, every="year").query("label == 'rebels'")
    assert table["year"].tolist() == [2015, pd.NA]
    assert table["count"].tolist() == [1, 2]
    overview = dc.overview(dc.read(frame))
    assert overview["documents"].tolist() == [1, 1]
    quarters = dc.framing(dc.read(frame), syria, by="quarter").query("label == 'rebels'")
    assert quarters["quarter"].fillna("none").tolist() == ["2015Q1", "none"]


def test_overview_has_every_cell(seeds: dc.Corpus) -> None:
    table = dc.overview(seeds)
    assert len(table) == 4 * 3
    assert table["documents"].sum() == 4
    assert table["tokens"].sum() == 2647


def test_term_frequencies(seeds: dc.Corpus) -> None:
    table = dc.term_frequencies(seeds)
    assert (table["count"] > 0).all()
    assert (table.groupby("source")["count"].sum() == table.groupby("source")["tokens"].first()).all()
    fewer = dc.term_frequencies(seeds, stop_words={"the"})
    assert "the" not in set(fewer["term"])
    assert fewer["tokens"].unique().tolist() == table["tokens"].unique().tolist()
    with pytest.raises(dc.DiscourseError, match="ngram= and minimum= must be whole numbers from 1"):
        dc.term_frequencies(seeds, ngram=0)


@pytest.mark.parametrize(
    "options", [{}, {"uncertainty": "bootstrap", "draws": 100}, {"by": ["source", "year"]}]
)
def test_zero_rows_on_request(seeds: dc.Corpus, options: dict[str, Any]) -> None:
    table = dc.term_frequencies(seeds, **options, minimum=2)
    all_rows = dc.term_frequencies(seeds, **options, minimum=2, zeros=True)
    assert len(all_rows) == 4 * table["term"].nunique() > len(table)
    assert_frame_equal(all_rows[all_rows["count"] > 0].reset_index(drop=True), table)
    zeros = all_rows[all_rows["count"] == 0]
    assert (zeros[["rate", "documents", "document_share"]] == 0).all(axis=None)
    order = [*(options.get("by") or ["source"]), "count", "term"]
    ranked = all_rows.sort_values(order, ascending=[name != "count" for name in order])
    assert ranked.index.tolist() == list(range(len(all_rows)))


def test_a_word_that_is_not_there_has_an_interval() -> None:
    documents = [("X", "a b"), ("X", "a a"), ("Y", "b"), ("Y", "b b")]
    table = dc.term_frequencies(dc.read(pd.DataFrame(documents, columns=["source", "text"])), zeros=True)
    (row,) = table[(table["source"] == "Y") & (table["term"] == "a")].to_dict("records")
    expected = dc.measures.ratio_interval(dc.measures.ratio_sums([0, 0], [1, 2]))
    assert (row["rate_low"], row["rate_high"]) == (0, 10_000 * float(expected[1]))


def test_more_rows_than_a_table_has(seeds: dc.Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.counting.rows._MOST_ROWS", 1000)
    with pytest.raises(dc.DiscourseError, match=r"1,268 terms of groups are more than 1,000 rows; raise min"):
        dc.term_frequencies(seeds)
    with pytest.raises(dc.DiscourseError, match=r"4 groups × 932 terms are more than 1,000 rows"):
        dc.term_frequencies(seeds, zeros=True)
    with pytest.raises(dc.DiscourseError, match=r"4 comparisons × up to 932 terms are more than 1,000 rows"):
        dc.keyness(seeds)


def test_pairs_of_words(seeds: dc.Corpus) -> None:
    pairs = dc.term_frequencies(seeds, by=None, ngram=2).set_index("term")["count"]
    text = " ".join(" ".join(words(seeds.text(i))) for i in seeds.documents["id"])
    assert pairs["peace talks"] == text.count("peace talks")


def test_top_breaks_ties_by_the_alphabet() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["S"], "text": ["b a c c"]}))
    words = dc.keyness(dc.read(pd.DataFrame({"text": ["a a b", "b c c"], "source": ["X", "Y"]})))
    assert dc.top(words, n=1)["term"].tolist() == words.groupby("target").head(1)["term"].tolist()
    assert dc.top(dc.term_frequencies(corpus), n=2)["term"].tolist() == ["c", "a"]
    with pytest.raises(dc.DiscourseError, match="no column 'g2'"):
        dc.top(dc.term_frequencies(corpus), rank_by="g2")
    for n in ("2", -1):
        with pytest.raises(dc.DiscourseError, match="must be a whole number of rows from 1"):
            dc.top(dc.term_frequencies(corpus), n=n)  # type: ignore[arg-type]


def test_by_names_columns(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    with pytest.raises(dc.CorpusError, match="no column 'outlet'"):
        dc.framing(seeds, syria, by="outlet")
    with pytest.raises(dc.DiscourseError, match="names a column twice"):
        dc.framing(seeds, syria, by=["source", "source"])
    with pytest.raises(dc.DiscourseError, match="every= is the name of one column"):
        dc.framing(seeds, syria, every=["year"])  # type: ignore[arg-type]


def test_keyness_keeps_words_absent_on_one_side(seeds: dc.Corpus) -> None:
    table = dc.keyness(seeds, target="TRT World", reference="Bloomberg").set_index("term")
    assert table.loc["daesh", ["count_target", "count_reference"]].tolist() == [5, 0]
    assert table.loc["rebels", ["count_target", "count_reference"]].tolist() == [0, 4]
    assert table.loc["daesh", "log_ratio"] > 0 > table.loc["rebels", "log_ratio"]
    assert table["count_target"].sum() == 358
    assert table["count_reference"].sum() == 652


def test_keyness_against_the_rest(seeds: dc.Corpus) -> None:
    table = dc.keyness(seeds)
    assert table.groupby("target")["count_target"].sum().to_dict() == {
        "Agency reprint": 356, "Bloomberg": 652, "TRT World": 358, "Washington Institute": 1281
    }  # fmt: skip
    assert (table["tokens_target"] + table["tokens_reference"] == 2647).all()
    assert table["reference"].unique().tolist() == ["the rest"]
    # one article cannot tell what its outlet does
    assert (
        table[["log_ratio_low", "log_ratio_high", "design_effect", "g2_corrected", "p", "q"]]
        .isna()
        .all(axis=None)
    )


def test_swapping_target_and_reference_flips_the_sign(seeds: dc.Corpus) -> None:
    one = dc.keyness(seeds, target="TRT World", reference="Bloomberg").set_index("term").sort_index()
    two = dc.keyness(seeds, target="Bloomberg", reference="TRT World").set_index("term").sort_index()
    np.testing.assert_allclose(one["log_ratio"], -two["log_ratio"])
    np.testing.assert_allclose(one["g2"], two["g2"], atol=1e-9)


def test_keyness_refuses(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="no document has source='SANA'; it must be one of Agency"):
        dc.keyness(seeds, target="SANA")
    with pytest.raises(dc.DiscourseError, match="both 'Bloomberg'"):
        dc.keyness(seeds, target="Bloomberg", reference="Bloomberg")
    with pytest.raises(dc.DiscourseError, match="needs two groups"):
        dc.keyness(seeds.select(source="Bloomberg"))


def test_distances_are_symmetric_and_zero_to_oneself(seeds: dc.Corpus) -> None:
    grid = dc.distances(seeds).pivot_table(index="target", columns="reference", values="divergence")
    np.testing.assert_allclose(grid, grid.T)
    assert (np.diag(grid) == 0).all()
    assert ((grid >= 0) & (grid <= 1)).all(axis=None)


def test_two_halves_of_one_text_lie_as_far_apart_as_chance_says() -> None:
    random = np.random.default_rng(5)
    texts = [" ".join(random.choice(list("abcdefghij"), size=400)) for _ in range(2)]
    table = dc.distances(dc.read(pd.DataFrame({"source": ["A", "B"], "text": texts})))
    pair = table[table["target"] != table["reference"]].iloc[0]
    assert pair["distance"] == pytest.approx(pair["distance_expected"], rel=0.5)
    assert (table.loc[table["target"] == table["reference"], "distance_expected"] == 0).all()


def test_how_many_articles_name_a_concept_at_all() -> None:
    texts = ["rebels and opposition", "nobody", "rebels", "opposition"]
    corpus = dc.read(pd.DataFrame({"source": list("AAAB"), "text": texts}))
    table = dc.framing(corpus, dc.Lexicon.from_dict(SMALL | {"d": {"labels": {"o": ["opposition"]}}}))
    assert table["concept_documents"].tolist() == [2, 2, 1, 0, 0, 1]
    assert table["documents_total"].tolist() == [3, 3, 3, 1, 1, 1]


def test_an_empty_cell_of_the_metadata_is_no_value(seeds: dc.Corpus) -> None:
    table = dc.overview(seeds, by="author", every="kind")
    assert table["author"].isna().sum() == 2
    assert set(dc.keyness(seeds, by="author")["target"]) == {"Anna Borshchevskaya", "(no author)"}


def test_by_several_columns(seeds: dc.Corpus) -> None:
    assert "TRT World · 2015" in set(dc.keyness(seeds, by=["source", "year"])["target"])
    assert len(dc.distances(seeds, by=["source", "year"])) == 16
    assert len(dc.overview(seeds, by=["source", "kind"])) == 4 * 3


WORDS = st.lists(st.sampled_from(["rebels", "opposition", "moderate", "war"]), min_size=1)
ARTICLES = st.lists(st.tuples(st.sampled_from("XYZ"), WORDS), min_size=1, max_size=8)
SMALL = {"c": {"labels": {"rebels": ["rebel*", "moderate rebel*"], "opposition": ["moderate @ opposition"]}}}


@settings(max_examples=20)
@given(ARTICLES, st.randoms())
def test_the_order_of_documents_changes_nothing(articles: list[tuple[str, list[str]]], chance) -> None:  # type: ignore[no-untyped-def]
    lexicon = dc.Lexicon.from_dict(SMALL)
    frame = pd.DataFrame({"source": [s for s, _ in articles], "text": [" ".join(w) for _, w in articles]})
    shuffled = frame.sample(frac=1, random_state=chance.randrange(1000)).reset_index(drop=True)
    for analyse in (
        lambda corpus: dc.framing(corpus, lexicon),
        lambda corpus: dc.term_frequencies(corpus),
        lambda corpus: dc.distances(corpus),
    ):
        pd.testing.assert_frame_equal(analyse(dc.read(frame)), analyse(dc.read(shuffled)), check_flags=False)


def test_fakes(fakes: dc.Corpus, syria: dc.Lexicon) -> None:
    shares = dc.framing(fakes, syria).query("concept == 'armed-opponents'").set_index(["source", "label"])
    assert shares.loc[("sana", "terrorists"), "share"] > 0.8
    assert shares.loc[("etilaf", "terrorists"), "share"] < 0.5


def test_groups_are_those_the_table_was_made_by(seeds: dc.Corpus) -> None:
    table = dc.top(dc.term_frequencies(seeds, by="id", stop_words=dc.ENGLISH_FUNCTION_WORDS), n=1)
    assert len(table) == 4
    assert dc.in_words(table).startswith("000_989707ccb86099fe: putin 7;")


def test_words_that_are_no_list_of_words(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="stop_words= is a collection of words"):
        dc.term_frequencies(seeds, stop_words="the")
    with pytest.raises(dc.DiscourseError, match="collection of words, and 1 is none"):
        dc.keyness(seeds, stop_words=["the", 1])  # type: ignore[list-item]
    assert "the" not in set(dc.term_frequencies(seeds, stop_words=["THE"])["term"])


def test_arguments_that_are_none_of_their_kind(seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="a Lexicon is needed"):
        dc.framing(seeds, "syria")  # type: ignore[arg-type]
    with pytest.raises(dc.DiscourseError, match="a pattern or a Lexicon"):
        dc.concordance(seeds, ["a"])  # type: ignore[arg-type]
    with pytest.raises(dc.DiscourseError, match="window= must be a number of words from 0 to 1,000,000"):
        dc.concordance(seeds, "rebel*", window=-1)
    with pytest.raises(dc.DiscourseError, match="no column 'typo'"):
        dc.top(dc.overview(seeds), within=["typo"], rank_by="tokens")
    with pytest.raises(dc.DiscourseError, match=r"no document has source=\['A'\]"):
        dc.keyness(seeds, target=[["A"]])
    with pytest.raises(dc.DiscourseError, match="an empty list"):
        dc.keyness(seeds, target=[])
    with pytest.raises(dc.DiscourseError, match="needs two groups"):
        dc.keyness(seeds, by=[])


def test_texts_without_words_lie_nowhere() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["A", "B"], "text": ["...", "words"]}))
    assert dc.distances(corpus)["divergence"].isna().tolist() == [True, True, True, False]
    silent = dc.distances(dc.read(pd.DataFrame({"source": ["A", "B"], "text": ["...", "!"]})))
    assert silent["distance_expected"].isna().tolist() == [False, True, True, False]


def test_keyness_of_some_targets_is_that_of_all(seeds: dc.Corpus) -> None:
    some = dc.keyness(seeds, target=["TRT World", "Bloomberg"])
    everything = dc.keyness(seeds)
    assert list(dict.fromkeys(some["target"])) == ["TRT World", "Bloomberg"]
    for name, rows in some.groupby("target"):
        whole = everything[everything["target"] == name]
        pd.testing.assert_frame_equal(
            rows.reset_index(drop=True), whole.reset_index(drop=True), check_flags=False
        )


def test_a_minimum_that_no_word_reaches_leaves_an_empty_table(seeds: dc.Corpus) -> None:
    for analyse in (dc.keyness, dc.term_frequencies):
        table, full = analyse(seeds, minimum=10_000), analyse(seeds)
        assert len(table) == 0
        assert table.dtypes.to_dict() == full.dtypes.to_dict()


def test_keyness_is_told_in_the_order_of_its_table() -> None:
    rows = [
        {"source": source, "text": f"{often} " * 2 + "the a of " * 4 + burst}
        for source, often, burst in [("X", "war", "")] * 19
        + [("X", "war", "caption " * 60)]
        + [("Y", "peace", "")] * 20
    ]
    table = dc.keyness(dc.read(pd.DataFrame(rows), clean=False), target="X", unit="document")
    assert table.loc[table["g2"].idxmax(), "term"] == "caption"  # sixty times, but in one article
    assert table.loc[table["log_ratio"] > 0, "term"].iloc[0] == "war"
    assert "X: war (40 against 0)" in dc.in_words(table)
    twelve = [
        {"source": name, "text": f"an an {'the a of ' * (20 + n % 3 + 8 * (name == 'X'))}"}
        for name in "XYZW" for n in range(3)
    ]  # of one template: they vary less than words would  # fmt: skip
    table = dc.keyness(dc.read(pd.DataFrame(twelve), clean=False), target="X", unit="document")
    an = table.set_index("term").loc["an"]
    assert an["design_effect"] == 1
    assert an["p"] > 0.3


def test_each_article_counts_alike_where_that_is_asked_for() -> None:
    lexicon = dc.Lexicon.from_dict({"f": {"labels": {"rebels": ["rebels"], "others": ["others"]}}})
    texts = ["rebels " * 8, "rebels others x x", "others x", "x x x x", "others others"]
    corpus = dc.read(pd.DataFrame({"text": texts, "source": ["A"] * 4 + ["B"]}), clean=False)
    table = dc.framing(corpus, lexicon, weight="article", unit="document")
    rebels = table[table["label"] == "rebels"].set_index("source")
    assert rebels.loc["A", ["count", "concept_count", "concept_documents"]].tolist() == [9, 11, 3]
    assert rebels.loc["A", "share"] == pytest.approx((1 + 1 / 2 + 0) / 3)
    assert rebels.loc["A", "rate"] == pytest.approx(10_000 * (1 + 1 / 4 + 0 + 0) / 4)
    assert rebels.loc["A", "share_low"] < rebels.loc["A", "share"] < rebels.loc["A", "share_high"]
    assert np.isnan(rebels.loc["B", "share_low"])
    assert table.attrs["options"]["weight"] == "article"
    assert dc.in_words(table).endswith(" Shares are means of articles.")
    same = ["documents", "document_share", "intensity", "dp_norm", "units", "concept_units"]
    pd.testing.assert_frame_equal(table[same], dc.framing(corpus, lexicon, unit="document")[same])


def test_copies_of_an_article_are_one_unit_of_a_mean_of_articles() -> None:
    lexicon = dc.Lexicon.from_dict({"f": {"labels": {"rebels": ["rebels"], "others": ["others"]}}})
    story = " ".join(["rebels", *(f"word{number}" for number in range(60))])
    texts = [story] * 6 + ["others one", "rebels others two", "others three", "rebels four"]
    corpus = dc.read(pd.DataFrame({"text": texts, "source": "A"}), clean=False)
    apart, together = (
        dc.framing(corpus, lexicon, weight="article", unit=unit).set_index("label").loc["rebels"]
        for unit in ("document", "family")
    )
    assert apart["share"] == together["share"] == pytest.approx((6 + 0.5 + 1) / 10)
    assert together["share_low"] < apart["share_low"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"weight": "outlet"}, "weight= must be one of mention, article, not 'outlet'"),
        ({"weight": "article", "uncertainty": "bootstrap"}, 'weight="article" has intervals by formula only'),
    ],
)
def test_a_weight_that_is_none_is_refused(options: dict[str, str], said: str, seeds: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match=said):
        dc.framing(seeds, dc.Lexicon.read("syria"), **options)  # type: ignore[arg-type]
