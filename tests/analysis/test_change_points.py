"""Change points: planted ones are found, none is made up, and what cannot be told is not."""

import numpy as np
import pandas as pd
import pytest
from ruptures import Binseg
from ruptures.base import BaseCost

import discourse as dc
from discourse.analysis import change_points as module
from discourse.measures.segments import level_cost


def articles(rates, *, n=20, words=400, seed=1, first=2009):
    """A corpus in which each source uses "rebels" at its rate of each year."""
    random = np.random.default_rng(seed)
    rows = [
        (source, f"{first + year}-06-01", " ".join(["rebels"] * count + ["soldiers"] * (words - count)))
        for source, levels in rates.items()
        for year, rate in enumerate(levels)
        for count in random.poisson(words * rate, n).tolist()
    ]
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))


def found(corpus, syria, **options):
    asked = {"label": "rebels", "value": "rate", "unit": "document", "draws": 199, **options}
    return dc.change_points(corpus, syria, **asked)


def test_a_planted_change_is_found_with_its_levels(syria):
    table = found(articles({"Herald": [0.005] * 6 + [0.02] * 4, "Post": [0.01] * 10}), syria)
    assert table["source"].tolist() == ["Herald", "Post"]
    herald, post = table.to_dict("records")
    assert herald["change"] == 2015
    assert herald["change_low"] <= 2015 <= herald["change_high"]
    assert herald["rate_before"] == pytest.approx(50, rel=0.1)
    assert herald["rate_after"] == pytest.approx(200, rel=0.1)
    assert herald["p"] == 1 / 200
    assert post["p"] > 0.05
    assert (herald["documents"], herald["units"], herald["tokens"]) == (200, 200, 80_000)
    assert (herald["periods"], herald["first"], herald["last"]) == (10, 2009, 2018)


def test_two_changes_are_two_rows_in_the_order_of_time(syria):
    table = found(articles({"Herald": [0.005] * 5 + [0.02] * 5 + [0.06] * 5}), syria)
    assert table["change"].tolist() == [2014, 2019]
    assert table["rate_after"].iloc[0] == table["rate_before"].iloc[1]
    assert table["documents"].tolist() == [200, 200]  # of the stretches on both sides


def test_a_share_changes_too(syria):
    corpus = articles({"Herald": [0.005] * 5 + [0.02] * 5})
    both = corpus.documents[["source", "date"]].assign(
        text=[f"{corpus.text(document)} terrorists terrorists" for document in corpus.documents["id"]]
    )
    (row,) = found(dc.read(both), syria, value="share").to_dict("records")
    assert row["change"] == 2014
    assert 0 < row["share_before"] < row["share_after"] < 1
    assert row["concept_count"] == row["count"] + 2 * 200


def test_a_group_that_cannot_bear_it_has_a_row_without_a_change(syria):
    corpus = articles({"Herald": [0.005] * 5 + [0.02] * 5, "Short": [0.01] * 4, "Silent": [0.0] * 8})
    table = found(corpus, syria).set_index("source")
    assert table["change"].isna().tolist() == [False, True, True]
    assert table.loc[["Short", "Silent"], ["rate_before", "p", "q"]].isna().all(axis=None)
    assert table["periods"].tolist() == [10, 4, 8]


def test_the_same_seed_gives_the_same_table_in_any_order_of_documents(syria):
    corpus = articles({"Herald": [0.008] * 5 + [0.011] * 5})
    once = found(corpus, syria)
    pd.testing.assert_frame_equal(found(corpus, syria), once)
    rows = corpus.documents.assign(text=[corpus.text(document) for document in corpus.documents["id"]])
    shuffled = dc.read(rows[["source", "date", "text"]].sample(frac=1, random_state=1))
    pd.testing.assert_frame_equal(found(shuffled, syria), once)


def test_months_and_quarters_are_named(syria):
    corpus = articles({"Herald": [0.005] * 5 + [0.02] * 5})
    assert found(corpus, syria, every="month")["change"].tolist() == ["2014-06"]
    assert found(corpus, syria, every="quarter", by=None)["change"].tolist() == ["2014Q2"]


def test_chance_alone_seldom_makes_one():
    random = np.random.default_rng(1)
    period = np.repeat(np.arange(10), 8)
    small = 0
    for _ in range(100):
        whole = random.integers(100, 600, 80)
        count = random.poisson(whole * 0.01 * random.gamma(0.5, 2, 80))  # articles differ far more than words
        series = module._Series(
            list(range(10)), period, np.arange(80), count, whole, np.ones(80, int), count, whole
        )
        cuts = module._cuts(series, 0.05, 99, random)
        small += min(cuts.values()) <= 0.05
    assert small <= 11  # of 100 at 5%: as many or fewer in 99% of all such trials


class LevelCost(BaseCost):
    """The binomial cost of one level, for ruptures (Truong, Oudre and Vayatis 2020)."""

    model = "level"
    min_size = 2

    def fit(self, signal):
        self.signal = signal
        return self

    def error(self, start, end):
        return float(level_cost(*self.signal[start:end].sum(axis=0)))


def test_the_first_cut_is_the_one_that_ruptures_finds():
    random = np.random.default_rng(2)
    for periods in (5, 8, 30):
        count, rest = random.integers(0, 30, periods), random.integers(200, 900, periods)
        sums = np.column_stack([count, count + rest]).astype(float)
        theirs = Binseg(custom_cost=LevelCost(), min_size=2, jump=1).fit(sums).predict(n_bkps=1)[0]
        series = module._Series(
            list(range(periods)), *[np.arange(periods)] * 2, count, count + rest, count, count, count + rest
        )
        assert next(iter(module._cuts(series, 0.0, 99, random))) == theirs


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({}, "a change point needs 5 points in time, two units in one of them, and 'rebels' beside other "
             "words; no group has all of this"),
        ({"draws": 10}, "draws= must be a whole number from 100, not 10"),
        ({"confidence": 1.5}, "confidence= must be a number between 0 and 1, such as 0.95, not 1.5"),
        ({"label": "heroes"}, "the lexicon has no label 'heroes'"),
    ],
)  # fmt: skip
def test_refusals(options, sentence, syria):
    with pytest.raises(dc.DiscourseError) as error:
        found(articles({"Herald": [0.01] * 4}), syria, **options)
    assert str(error.value).startswith(sentence)


def test_in_words(syria):
    table = found(articles({"Herald": [0.005] * 5 + [0.02] * 5, "Short": [0.01] * 4}), syria)
    before, after = table[["rate_before", "rate_after"]].iloc[0]
    assert dc.in_words(table) == (
        "Changes of the rate of rebels, per 10,000 words. "
        f"Herald: 2014, from {before:.1f} to {after:.1f} (p = 0.005); "
        "too little for a change point in 1 group."
    )


def test_what_chance_makes_as_often_is_told_as_no_change(syria):
    rates = {"Herald": [0.005] * 5 + [0.02] * 5, "Post": [0.01] * 10, "Times": [0.01] * 10}
    table = found(articles({**rates, "Mute": [0.0] * 10}), syria)
    none = table.set_index("source").loc[["Post", "Times"], "p"]
    assert none.min() > 0.05
    assert dc.in_words(table).endswith(
        f"(p = 0.005); none beyond chance in 2 groups (p = {none.min():.2g} or more); the label does not "
        "occur in 1 group."
    )
    assert dc.in_words(table[table["source"] == "Post"]) == (
        "Changes of the rate of rebels, per 10,000 words. None beyond chance in 1 group "
        f"(p = {none['Post']:.2g})."
    )


def monthly(rates, *, n=4, words=200, seed=1):
    """A corpus in which the Herald uses "rebels" at its rate of each month, from 2014-01 on."""
    random = np.random.default_rng(seed)
    rows = [
        ("Herald", f"{2014 + month // 12}-{month % 12 + 1:02}-{day:02}",
         " ".join(["rebels"] * count + ["soldiers"] * (words - count)))
        for month, rate in enumerate(rates)
        for day, count in enumerate(random.poisson(words * rate, n).tolist(), start=1)
    ]  # fmt: skip
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))


@pytest.mark.parametrize(("every", "change"), [("month", "2015-01"), ("quarter", "2015Q1")])
def test_by_default_months_are_dealt(every, change, syria):
    table = found(monthly([0.02] * 12 + [0.06] * 12), syria, every=every, unit=None)
    (row,) = table.to_dict("records")
    assert (row["change"], row["units"], table.attrs["options"]["unit"]) == (change, 24, "month")
    assert row["p"] == 1 / 200
    assert row["change_low"] <= change <= row["change_high"]
    assert dc.in_words(table).endswith(" Chance is months dealt anew.")


def test_what_comes_with_the_events_of_a_month_is_no_change(syria):
    random = np.random.default_rng(3)
    small = {"month": 0, "document": 0}
    for seed in range(12):
        corpus = monthly(0.03 * random.gamma(1, 1, 24), seed=seed)
        for unit in small:
            small[unit] += found(corpus, syria, every="month", unit=unit)["p"].iloc[0] <= 0.05
    assert small["document"] > 6
    assert small["month"] <= 3


def test_six_months_are_too_few(syria):
    with pytest.raises(dc.DiscourseError, match="needs 5 points in time, 7 months in all, and 'rebels'"):
        found(monthly([0.02] * 3 + [0.06] * 3), syria, every="month", unit=None)


def test_on_fakes_sputnik_changed_its_words_in_2016(fakes, syria):
    of = {"by": "source", "value": "rate", "draws": 199}
    rebels = dc.change_points(fakes, syria, label="rebels", **of).set_index("source").loc["sputnik"]
    daesh = dc.change_points(fakes, syria, label="Daesh", **of).set_index("source").loc["sputnik"]
    assert (rebels["change"], daesh["change"]) == (2016, 2016)
    assert rebels["rate_before"] > rebels["rate_after"]
    assert daesh["rate_before"] < daesh["rate_after"]
