"""The calibration: its tests are those of the library, its draws and its page do what they say."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from scipy import sparse, stats

import discourse as dc
from benchmarks import blocks, calibration, calibration_page, choices, codes, coverage, nulls, verdicts
from benchmarks.blocks import Dated
from benchmarks.calibration import Effort, Measured, measure
from benchmarks.nulls import Rate
from benchmarks.samples import Sample, merged, sample_of
from discourse.counting.units import BLOCKS
from discourse.measures import RatioSums, chi2_p, ratio_sums

SMALL: dict[str, Any] = {
    "layouts": [(20, 20), (100, 100)],
    "whole": [(20, 20)],
    "whole_choices": [(60, 60), (30, 30, 20)],
    "sizes": [10, 120],
    "lines": [100],
}


def bursty(articles: int, terms: int, *, seed: int) -> Sample:
    """Make articles where a word that comes at all comes four times on average."""
    random = np.random.default_rng(seed)
    share = np.exp(random.uniform(np.log(0.02), np.log(0.6), terms))
    counts = (random.random((articles, terms)) < share) * (1 + random.poisson(3, (articles, terms)))
    lengths = random.integers(600, 900, articles).astype(np.float64)
    return Sample("made", sparse.csr_array(counts.astype(np.float64)), lengths, np.arange(articles))


@pytest.fixture(scope="module")
def made() -> Sample:
    return bursty(200, 250, seed=1)


def eventful(months: int, terms: int, *, seed: int, outlets: int = 1) -> Dated:
    """Make articles whose words come with the events of their month, which all outlets report."""
    random = np.random.default_rng(seed)
    month = np.repeat(np.arange(months), random.integers(8, 40, months))
    articles = len(month)
    share = np.exp(random.uniform(np.log(0.03), np.log(0.5), terms))
    events = random.gamma(2, 1 / 2, (months, terms))
    counts = (random.random((articles, terms)) < share * events[month]) * (1 + random.poisson(2, terms))
    lengths = random.integers(600, 900, articles).astype(np.float64)
    sample = Sample("eventful", sparse.csr_array(counts.astype(np.float64)), lengths, np.arange(articles))
    return Dated(sample, dict.fromkeys(BLOCKS, month), random.integers(0, outlets, articles))


@pytest.fixture(scope="module")
def measured(made: Sample) -> Measured:
    effort = Effort(deals=5, draws=10, redraws=100, items=8)
    return measure([made], effort, seed=3, command="python", dated=[eventful(20, 60, seed=1)], **SMALL)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_p_of_the_benchmark_is_that_of_keyness(seed: int) -> None:
    random = np.random.default_rng(seed)
    words = np.array([f"w{number}" for number in range(60)])
    texts = [" ".join(random.choice(words[: random.integers(5, 60)], 80)) for _ in range(30)]
    rows = random.permutation(30)
    side = np.where(np.isin(np.arange(30), rows[:8]), "target", "reference")
    corpus = dc.read(pd.DataFrame({"text": texts, "source": side}), text="text")
    table = dc.keyness(corpus, target="target", reference="reference", unit="document")

    counts = sparse.csr_array(corpus.index.matrix, dtype=np.float64)
    sample = Sample("all terms", counts, corpus.index.lengths.astype(np.float64), np.arange(30))
    sides = nulls.word_sums(sample, rows[:8]), nulls.word_sums(sample, rows[8:])
    found = pd.DataFrame(nulls.p_values(*sides), index=list(corpus.index.vocabulary)).loc[table["term"]]
    np.testing.assert_allclose(found[nulls.OURS], table["p"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(found[nulls.NAIVE], chi2_p(table["g2"]), rtol=0, atol=1e-12)
    np.testing.assert_allclose(found[nulls.CORRECTED], chi2_p(table["g2_corrected"]), rtol=0, atol=1e-12)


def test_a_sample_has_the_terms_of_several_articles_and_all_tokens() -> None:
    corpus = dc.read(pd.DataFrame({"text": ["a b b", "a c", "a b"], "source": "s"}), text="text")
    sample = sample_of("three", corpus)
    assert sample.counts.toarray().tolist() == [[1, 2], [1, 0], [1, 1]]
    assert sample.lengths.tolist() == [3, 2, 2]


def test_sums_of_words_are_those_of_the_library(made: Sample) -> None:
    rows = np.array([3, 5, 8, 13])
    ours, theirs = nulls.word_sums(made, rows), ratio_sums(made.counts[rows].toarray(), made.lengths[rows])
    for mine, wanted in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(np.broadcast_to(mine, np.shape(wanted)), wanted)


def test_a_true_null_is_rejected_about_as_often_as_said_only_if_articles_vary(made: Sample) -> None:
    for layout in ((40, 60), (15, 150)):
        found = nulls.rejected(made, layout, deals=60, seed=[1, *layout])
        pooled = {
            name: np.average(
                [rate.value for rate in each.usual[1:] if rate.trials],
                weights=[rate.trials for rate in each.usual[1:] if rate.trials],
            )
            for name, each in found.items()
        }
        assert pooled[nulls.NAIVE] > 0.2
        assert 0.03 < pooled[nulls.OURS] < 0.06
        assert found[nulls.NAIVE].found.value == 1
        assert found[nulls.OURS].far.value < 0.002


def test_copies_are_no_evidence_where_the_family_is_the_unit(made: Sample) -> None:
    often = np.random.default_rng(0).integers(1, 8, 200)  # each story as often as this
    rows = np.repeat(np.arange(200), often)
    copied = Sample("copied", made.counts[rows], made.lengths[rows], rows)
    families = merged(copied)
    np.testing.assert_allclose(families.counts.toarray(), made.counts.toarray() * often[:, np.newaxis])
    assert families.lengths.tolist() == (made.lengths * often).tolist()
    found = nulls.rejected_whole(copied, (60, 60), deals=40, seed=[1])
    for at in (1, 2, 3):  # from five families on
        assert found[nulls.BY_DOCUMENT][at].value > 0.15
        assert 0.025 < found[nulls.BY_FAMILY][at].value < 0.065


@pytest.mark.parametrize("outlets", [1, 12])
def test_months_dealt_whole_differ_only_if_families_are_the_units(outlets: int) -> None:
    one = eventful(60, 120, seed=2, outlets=outlets)
    for layout in ((8, 8), (8, 40), (24, 24)):
        found = blocks.words(one, "month", layout, deals=40, seed=[1])
        for at in range(1, len(blocks.WORDS)):
            assert found.usual[blocks.FAMILIES][at].value > 0.08
            assert 0.01 < found.usual[blocks.OURS][at].value < 0.065
        assert found.found[blocks.FAMILIES].value > 0.3
        assert found.found[blocks.OURS].value < 0.08


def test_so_do_shares_trends_and_change_points() -> None:
    one = eventful(60, 120, seed=3)
    found = blocks.labels(one, "month", (24, 24), deals=40, seed=[1])
    assert found.usual[blocks.FAMILIES][1].value > 0.12
    assert 0.02 < found.usual[blocks.OURS][1].value < 0.07
    for dealt in blocks.trends(one, "month", 30, deals=80, seed=[1]).values():
        assert dealt.usual[blocks.FAMILIES][0].value > 0.12
        assert dealt.usual[blocks.OURS][0].value < 0.1


@pytest.mark.parametrize("outlets", [1, 4])
def test_the_p_of_dealt_blocks_is_that_of_keyness_by_year(outlets: int) -> None:
    random = np.random.default_rng(outlets)
    words = np.array([f"w{number}" for number in range(40)])
    rows = [
        {
            "source": f"outlet {number % outlets}",
            "date": f"{year}-{month:02}-{1 + number:02}",
            # each outlet and month has words of its own
            "text": " ".join(random.choice(words[(number % outlets) * 5 + month % 7 :], 60)),
        }
        for year in (2015, 2016)
        for month in range(1, 10)
        for number in range(9)
    ]
    corpus = dc.read(pd.DataFrame(rows))
    table = dc.keyness(corpus, by="year", target=2016, reference=2015)
    assert table.attrs["options"].get("crossed") == (None if outlets == 1 else "source")
    one = blocks.dated(corpus, "made")
    year = corpus.column("year").to_numpy()
    found = blocks.p_values(one, [np.flatnonzero(year == each) for each in (2016, 2015)], "month")
    wanted = table.set_index("term").loc[list(corpus.index.vocabulary), "p"]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-12)
    assert (table["units_target"] == 9).all()
    as_they_are = dc.keyness(corpus, by="year", target=2016, reference=2015, unit="month").set_index("term")
    more = table.set_index("term")["design_effect"] - as_they_are["design_effect"]
    assert ((more > 0.01).any(), more.min() > -1e-9) == (outlets > 1, True)


def test_whole_choices_of_one_origin_divide_as_often_as_said(made: Sample) -> None:
    found = choices.choices_rejected(made, (60, 40, 20, 10), deals=60, seed=[2])
    ours = [rate for rate in found[choices.OURS] if rate.trials]
    assert 0.02 < np.average([r.value for r in ours], weights=[r.trials for r in ours]) < 0.08
    assert any(rate.value > 0 for rate in found[choices.NOTHING])  # rare words, many groups


def test_welch_is_the_t_test_of_welch_where_articles_are_equally_long() -> None:
    random = np.random.default_rng(0)
    one, two = random.poisson(3, (9, 5)), random.poisson(4, (14, 5))
    p = nulls.welch(ratio_sums(one, np.full(9, 500)), ratio_sums(two, np.full(14, 500)))
    np.testing.assert_allclose(p, stats.ttest_ind(one, two, equal_var=False).pvalue, rtol=1e-9)


def test_rates_are_clustered_by_what_was_drawn_at_once() -> None:
    (alike,) = nulls.rates(np.array([[1.0], [1.0], [1.0]]), np.array([[4.0], [4.0], [4.0]]))
    assert alike == Rate(0.25, 0.0, 4.0)
    (apart,) = nulls.rates(np.array([[4.0], [0.0]]), np.array([[4.0], [4.0]]))
    assert (apart.value, apart.error) == (0.5, 0.5)
    (nothing,) = nulls.rates(np.zeros((2, 1)), np.zeros((2, 1)))
    assert np.isnan(nothing.value)


@pytest.mark.parametrize("kind", ["words", "pairs"])
def test_sums_of_drawn_articles_are_those_of_the_library(kind: str, made: Sample) -> None:
    random = np.random.default_rng(0)
    all_of_it = coverage.words(made) if kind == "words" else coverage.pairs(made, random)
    ratios, _ = coverage.chosen(all_of_it, 12, 3, random)
    rows = random.integers(0, 200, (3, 12))
    sums = coverage.drawn_sums(ratios, rows)
    for draw, picked in enumerate(rows):
        y = ratios.y[picked].toarray()
        wanted = ratio_sums(ratios.x[picked].toarray(), y[:, 0] if y.shape[1] == 1 else y)
        for mine, each in zip(sums, wanted, strict=True):
            np.testing.assert_allclose(np.broadcast_to(np.asarray(mine)[draw], np.shape(each)), each)


def test_pairs_are_two_words_rare_and_common(made: Sample) -> None:
    pairs = coverage.pairs(made, np.random.default_rng(0))
    assert ((pairs.truth > 0) & (pairs.truth < 1)).all()
    assert len(np.unique(pairs.truth.round(12))) > 1000
    assert pairs.bearing.min() < 0.05 < 0.4 < pairs.bearing.max()


def test_the_naive_interval_is_that_of_wilson() -> None:
    sums = RatioSums(*([np.array([56.0])] + [np.array([70.0])] + [np.array([0.0])] * 5))
    low, high = coverage.naive_interval(sums)
    wanted = stats.binomtest(56, 70).proportion_ci(method="wilson")
    assert (low[0], high[0]) == pytest.approx((wanted.low, wanted.high))


def test_intervals_hold_the_truth_as_often_as_said_only_if_articles_vary(made: Sample) -> None:
    found = coverage.covered(coverage.words(made), 60, draws=100, redraws=200, most=40, seed=[1]).by_method
    known = [at for at, (low, _) in enumerate(coverage.BANDS) if low >= 5 and found[coverage.OURS][at].trials]
    assert len(known) == 3

    def mean(method: str) -> float:
        return float(np.mean([found[method][at].value for at in known]))

    assert 0.93 < mean(coverage.OURS) < 0.975
    assert mean(coverage.NAIVE) < 0.85
    assert 0.87 < mean(coverage.WALD) < mean(coverage.OURS)
    assert 0.85 < mean(coverage.BOOTSTRAP) < 0.96


def test_the_page_has_all_its_tables_and_is_the_same_again(made: Sample, measured: Measured) -> None:
    text = calibration_page.page(measured)
    for heading in (
        "### 20+20 articles, 30 deals",
        "### 100+100 articles, 5 deals",
        "### Copies",
        "## Whole choices",
        "## The far tail",
        "### Rates",
        "### Shares",
        "### Ratio of two rates",
        "### Difference of two shares",
        "## Bootstrap and linearised",
        "## Days and months dealt whole",
    ):
        assert f"\n{heading}\n" in text
    assert text.count("\n| --- |") == 1 + 2 + 1 + 1 + 1 + 2 + 2 + 2 + 2 + 1 + 1
    assert "nan" not in text
    dated = [eventful(20, 60, seed=1)]
    again = measure([made], measured.effort, seed=3, command="python", dated=dated, **SMALL)
    assert calibration_page.page(again) == text


def test_what_is_said_comes_from_the_figures(measured: Measured) -> None:
    cells = [
        ("here", Rate(0.04, 0.001, 9.0)),
        ("there", Rate(0.0604, 0.001, 9.0)),
        ("yon", Rate(0.2, 0.1, 9.0)),
    ]
    told = verdicts.held(cells, (0.03, 0.06))
    assert told == "2 of 3 cells are within 0.03–0.06; 1 above: yon (0.200)"
    row = next(iter(measured.nulls.values()))[nulls.OURS]
    bad = row._replace(far=Rate(0.01, 0.0, 9.0), found=Rate(1.0, 0.0, 1.0))
    worse = {key: {**found, nulls.OURS: bad} for key, found in measured.nulls.items()}
    line = calibration_page.tail_told(measured._replace(nulls=worse)).splitlines()
    (ours,) = [each for each in line if each.startswith("- *ours*")]
    assert ours.count("in 2 of 2 rows (20+20, 100+100)") == 2


def test_without_the_data_there_is_one_sentence(tmp_path: Path) -> None:
    told = CliRunner().invoke(calibration.main, ["--data", str(tmp_path)])
    assert told.exit_code == 1
    assert told.output.startswith("Error: not here: newsbias.parquet, ")
    assert told.output.count("\n") == 1


@pytest.mark.parametrize("name", codes.ERRORS)
def test_codes_take_the_bias_away(name: str) -> None:
    found = codes.simulate(codes.ERRORS[name], 200, draws=30, seed=[8])
    for each in found.values():
        assert each.corrected == pytest.approx(each.truth, abs=3.5 * each.error)
        assert each.covered >= 0.8
        assert each.covered + each.above + each.below == pytest.approx(1)
    if name == "1 everywhere":
        assert found["rate"].corrected == pytest.approx(found["rate"].naive)
    else:
        assert abs(found["rate"].bias_left) < 0.4


@pytest.mark.parametrize("name", codes.IN_TIME)
def test_codes_take_the_bias_of_years_away(name: str) -> None:
    found = codes.simulate_years(codes.IN_TIME[name], 400, draws=25, seed=[8])
    for each in found.values():
        assert abs(each.naive - each.all_coded) > 6 * each.error  # the rise is hidden
        assert each.corrected == pytest.approx(each.all_coded, abs=3.5 * each.error)
        assert each.covered >= 0.8


def test_the_page_tells_what_codes_do(measured: Measured) -> None:
    said = codes.section(measured.codes, measured.codes_in_time, (0.93, 0.97))
    assert said in calibration_page.page(measured)
    assert said.count("| .3 against 1 | 100 |") == 2
    assert "of 36 cells are within 0.93–0.97" in said
