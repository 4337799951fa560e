"""Shares over time with a fixed mix of outlets."""

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from tests.analysis.test_shift import LEXICON, NAMED, TWO, corpus

OUTLETS = {"Herald": "rebels rebels rebels terrorists", "Post": "terrorists terrorists terrorists rebels"}
# both write the same each year, but the corpus has more and more of the Post
TURNING = corpus(
    [
        (outlet, year, text)
        for year, times in ((2013, (6, 2)), (2014, (4, 4)), (2015, (2, 6)))
        for (outlet, text), many in zip(OUTLETS.items(), times, strict=True)
        for _ in range(many)
    ]
    + [("Times", 2014, "terrorists")]
)


def test_outlets_that_write_the_same_make_a_level_line() -> None:
    table = dc.standardize(TURNING, LEXICON, **NAMED)
    assert table["year"].tolist() == [2013, 2014, 2015]
    np.testing.assert_allclose(table["standardized"], 0.5)
    np.testing.assert_allclose(table["share"], [3 / 8, 17 / 33, 5 / 8])
    assert table["count"].tolist() == [12, 17, 20]
    assert table["fixed_count"].tolist() == [12, 16, 20]
    assert table["fixed_concept_count"].tolist() == [32, 32, 32]
    np.testing.assert_allclose(table["fixed_share"], [1, 32 / 33, 1])
    assert table[["strata_fixed", "strata"]].drop_duplicates().to_numpy().tolist() == [[2, 3]]
    assert table.attrs["fixed"] == ["Herald", "Post"]
    assert table.attrs["left_out"] == ["Times"]


def test_weights_are_what_outlets_have_in_all_periods() -> None:
    table = dc.standardize(TWO, LEXICON, **NAMED)
    assert table.attrs["fixed"] == ["Herald"]
    np.testing.assert_allclose(table["standardized"], [1 / 8, 1 / 8])
    np.testing.assert_allclose(table["share"], [1 / 8, 1 / 2])


def test_the_crude_line_is_that_of_framing() -> None:
    table = dc.standardize(TURNING, LEXICON, concept="fighters")
    framed = dc.framing(TURNING, LEXICON, by=None, every="year").query("concept == 'fighters'")
    framed = framed.sort_values(["label", "year"], kind="stable").reset_index(drop=True)
    columns = ["label", "year", "count", "concept_count", "documents", "documents_total", "concept_units"]
    columns += ["share", "share_low", "share_high"]
    pd.testing.assert_frame_equal(table[columns], framed[columns])


def test_with_one_outlet_both_lines_are_one() -> None:
    one = TURNING.select(source="Herald")
    table = dc.standardize(one, LEXICON, **NAMED)
    np.testing.assert_allclose(table["standardized"], table["share"])
    np.testing.assert_allclose(
        table[["standardized_low", "standardized_high"]], table[["share_low", "share_high"]], atol=0.05
    )


def test_rates_have_words_as_weights() -> None:
    table = dc.standardize(TURNING, LEXICON, value="rate", **NAMED)
    np.testing.assert_allclose(table["standardized"], 5000)
    assert {"tokens", "rate", "rate_low", "fixed_tokens", "units", "fixed_units"} <= set(table.columns)


def test_articles_without_a_date_have_no_row_and_are_counted() -> None:
    frame = pd.DataFrame(
        {
            "source": ["Herald"] * 3,
            "date": ["2013-01-01", "2014-01-01", None],
            "text": ["rebels", "terrorists rebels", "rebels"],
        }
    )
    table = dc.standardize(dc.read(frame), LEXICON, **NAMED)
    assert table["year"].tolist() == [2013, 2014]
    assert table.attrs["documents_without_period"] == 1


def test_a_year_without_mentions_does_not_count() -> None:
    silent = corpus([("Herald", 2013, "rebels"), ("Herald", 2014, "war"), ("Herald", 2015, "terrorists")])
    table = dc.standardize(silent, LEXICON, **NAMED)
    assert table["standardized"].isna().tolist() == [False, True, False]
    assert table["share"].isna().tolist() == [False, True, False]
    assert table["fixed_count"].tolist() == [0, 0, 1]


def test_a_mix_that_nobody_keeps_is_refused() -> None:
    never = corpus([("Herald", 2013, "rebels"), ("Post", 2014, "rebels")])
    with pytest.raises(dc.DiscourseError) as error:
        dc.standardize(never, LEXICON, **NAMED)
    assert str(error.value) == (
        "no source mentions 'fighters' in every year, so no mix can be fixed; compare fewer with "
        "corpus.select(year=…)"
    )
    with pytest.raises(dc.DiscourseError, match=r"^every= and over= both name 'year'; the mix of what"):
        dc.standardize(never, LEXICON, over="year", **NAMED)


def test_in_words() -> None:
    table = dc.standardize(TURNING, LEXICON, **NAMED)
    assert dc.in_words(table) == (
        "Share as it comes (and with a fixed mix). terrorists: 38% in 2013 (50%), then 62% in 2015 (50%). "
        "Intervals are between months."
    )
