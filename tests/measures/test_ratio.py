"""Ratios between units, held against numbers others published and against what the formulas must give."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measures import (
    RatioSums,
    binomial,
    bootstrap,
    bootstrap_ratio,
    design_effect,
    design_effect_of_difference,
    difference_interval,
    rate_ratio,
    ratio_interval,
    ratio_sums,
    resampling,
)
from discourse.measures import ratio as ratio_module
from discourse.measures.ratio import prior_effect

UNIT = st.tuples(st.integers(0, 5), st.integers(0, 40)).map(lambda pair: (min(pair), max(pair)))
UNITS = st.lists(UNIT, min_size=2, max_size=12)


def summed(*parts: RatioSums) -> RatioSums:
    return RatioSums(*(np.sum(fields, axis=0) for fields in zip(*parts, strict=True)))


def wilson(x: float, n: float, z: float) -> tuple[float, float]:
    """The interval as Wilson wrote it."""
    middle, half = (x + z * z / 2) / (n + z * z), z / (n + z * z) * np.sqrt(x * (n - x) / n + z * z / 4)
    return middle - half, middle + half


@given(UNITS)
def test_the_design_effect_is_the_linearized_variance_over_that_of_words(
    units: list[tuple[int, int]],
) -> None:
    x, y = np.array(units, dtype=float).T
    effect = float(design_effect(ratio_sums(x, y)))
    if not 0 < x.sum() < y.sum() or (y > 0).sum() < 2:
        assert np.isnan(effect)
        return
    r, m = x.sum() / y.sum(), (y > 0).sum()
    residuals = (x - r * y) / y.sum()  # the linearised values; those of units without words are 0
    variance = m / (m - 1) * (residuals**2).sum()
    assert effect == pytest.approx(variance / (r * (1 - r) / y.sum()), abs=1e-9)


@given(
    st.integers(1, 5), st.integers(5, 20), st.lists(st.integers(1, 200), min_size=2, max_size=30), st.data()
)
def test_units_of_one_rate_have_no_spread_and_are_no_evidence(
    word: int, others: int, times: list[int], data: st.DataObject
) -> None:
    x, y = word * np.array(times), (word + others) * np.array(times)
    effect = float(design_effect(ratio_sums(x, y)))
    assert effect == 0
    cut = data.draw(st.integers(1, len(times) - 1))
    assert binomial(x[:cut].sum(), x[cut:].sum(), y[:cut].sum(), y[cut:].sum(), design_effect=effect) == 1


@pytest.mark.parametrize("own_sizes", [False, True])
def test_many_things_are_drawn_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch, own_sizes: bool) -> None:
    random = np.random.default_rng(2)
    x = random.poisson(0.3, size=(12, 50))
    y = x + random.poisson(1.0, size=x.shape) if own_sizes else random.integers(20, 60, 12)
    at_once = bootstrap(x, y, draws=100, seed=3)
    monkeypatch.setattr(resampling, "_RATIOS_AT_ONCE", 700)
    told: list[int] = []
    np.testing.assert_array_equal(bootstrap(x, y, draws=100, seed=3, advance=told.append), at_once)
    assert sum(told) == 100
    assert len(told) == -(-int((x.sum(axis=0) > 0).sum()) // 7)  # seven things, a hundred draws each


@pytest.mark.parametrize(
    ("layout", "wrong"),
    [(((20, 3000), (400, 300)), 0.09), (((10, 2000), (100, 500)), 0.07), (((30, 600), (300, 600)), None)],
)
def test_few_long_articles_are_not_taken_for_as_much_as_many_short_ones(layout, wrong) -> None:
    random = np.random.default_rng(1)
    sides = []
    for articles, words in layout:
        y = np.round(random.gamma(4, words / 4, articles)).clip(50)
        often = 0.003 * random.gamma(0.5, 2, (articles, 3000))  # of one rate, but articles differ
        sums = ratio_sums(random.poisson(often * y[:, np.newaxis]), y)
        sides.append(sums)
    cells = [np.asarray(side.numerator) for side in sides] + [np.asarray(side.denominator) for side in sides]
    both = RatioSums(*(np.add(a, b) for a, b in zip(*sides, strict=True)))
    own, pooled = (
        np.mean(binomial(*cells, design_effect=effect) < 0.05)
        for effect in (design_effect_of_difference(*sides), design_effect(both))
    )
    assert 0.025 < own < 0.08
    assert own == pooled if wrong is None else pooled > wrong


def test_words_in_equal_documents_that_vary_as_words_do_have_no_design_effect() -> None:
    x = np.random.default_rng(5).binomial(1000, 0.01, size=(4000, 1))
    assert float(design_effect(ratio_sums(x, np.full(4000, 1000)))[0]) == pytest.approx(1, abs=0.07)


@given(UNITS, UNITS)
def test_sums_add(one: list[tuple[int, int]], other: list[tuple[int, int]]) -> None:
    parts = [ratio_sums(*np.array(units).T) for units in (one, other)]
    whole = ratio_sums(*np.array(one + other).T)
    for field in ("numerator", "denominator", "square", "product", "denominator_square", "units"):
        assert getattr(summed(*parts), field) == getattr(whole, field)


def test_with_many_units_the_interval_is_that_of_wilson_on_effective_counts() -> None:
    random = np.random.default_rng(1)
    y = random.integers(200, 900, 20_000)
    x = random.poisson(y / 100 * random.gamma(1, 1, 20_000))
    sums = ratio_sums(x, y)
    low, high = ratio_interval(sums)
    effect = float(design_effect(sums))
    expected = wilson(x.sum() / effect, y.sum() / effect, 1.959964)
    np.testing.assert_allclose([low, high], expected, rtol=1e-4)


def test_rare_absent_and_single() -> None:
    absent, one_unit = ratio_sums([0, 0, 0], [500, 400, 600]), ratio_sums([3], [500])
    low, high = ratio_interval(absent)
    assert low == 0
    assert 3 / 1500 < high < 0.03  # wider than the rule of three for independent words
    assert np.isnan(ratio_interval(one_unit)).all()
    full = ratio_interval(ratio_sums([4, 2, 9], [4, 2, 9]))
    assert full[1] == 1
    assert 0 < full[0] < 0.9
    assert np.isnan(ratio_interval(ratio_sums([0, 0], [0, 0]))).all()
    assert np.isnan(ratio_module.design_effect(absent))


def test_more_confidence_is_wider_and_never_leaves_what_is_possible() -> None:
    sums = ratio_sums([[3, 0, 5], [0, 0, 5], [1, 1, 4]], [5, 5, 5])
    (low95, high95), (low99, high99) = ratio_interval(sums), ratio_interval(sums, confidence=0.99)
    assert (low99 <= low95).all()
    assert (high95 <= high99).all()
    assert (low99 >= 0).all()
    assert (high99 <= 1).all()


# Newcombe 1998, Statistics in Medicine 17, table II, method 10
NEWCOMBE = {
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (10, 10, 0, 10): (0.6075, 1.0000),
}


@pytest.mark.parametrize(("cells", "published"), NEWCOMBE.items())
def test_newcombes_table(cells: tuple[int, int, int, int], published: tuple[float, float]) -> None:
    a, m, b, n = cells
    one, other = wilson(a, m, 1.959964), wilson(b, n, 1.959964)
    low, high = difference_interval(a / m, *one, b / n, *other)
    np.testing.assert_allclose([low, high], published, atol=5.1e-5)


@given(
    st.tuples(st.floats(0.001, 0.5), st.floats(0, 1), st.floats(1.01, 5)),
    st.tuples(st.floats(0.001, 0.5), st.floats(0, 1), st.floats(1.01, 5)),
)
def test_a_ratio_turned_around_has_its_interval_turned_around(
    one: tuple[float, float, float], other: tuple[float, float, float]
) -> None:
    (p, down, up), (q, down_q, up_q) = one, other
    first, second = (p, p * down, p * up), (q, q * down_q, q * up_q)
    low, high = rate_ratio(*first, *second)
    back = rate_ratio(*second, *first)
    assert low <= p / q <= high
    if low > 1e-9:
        assert float(back[1]) == pytest.approx(1 / float(low), rel=1e-6)


def test_a_ratio_to_nothing_has_no_upper_bound() -> None:
    low, high = rate_ratio(0.01, 0.005, 0.02, 0.0, 0.0, 0.004)
    assert low > 1
    assert high == np.inf
    low, high = rate_ratio(0.0, 0.0, 0.004, 0.01, 0.005, 0.02)
    assert low == 0
    assert 0 < high < 1
    assert np.isnan(rate_ratio(0.01, np.nan, np.nan, 0.01, 0.005, 0.02)).all()


def test_bootstrap_and_formula_agree_where_both_are_valid() -> None:
    random = np.random.default_rng(2)
    y = random.integers(200, 900, 400)
    x = random.poisson(np.outer(y, [0.01, 0.002]) * random.gamma(1, 1, (400, 2)))
    made, drawn = ratio_interval(ratio_sums(x, y)), bootstrap(x, y, draws=2000, seed=3)
    np.testing.assert_allclose(made, drawn, rtol=0.04)
    assert np.array_equal(drawn, bootstrap(x, y, draws=2000, seed=3))
    assert not np.array_equal(drawn, bootstrap(x, y, draws=2000, seed=4))


def test_ratios_drawn_anew_agree_with_the_formula_where_both_are_valid() -> None:
    random = np.random.default_rng(2)
    sides = []
    for rates in ([0.02, 0.004, 0.0], [0.01, 0.005, 0.001]):
        y = random.integers(200, 900, 400)
        sides.append((random.poisson(np.outer(y, rates) * random.gamma(2, 0.5, (400, 3))), y))
    sums = [ratio_sums(*side) for side in sides]
    rates = [np.asarray(each.numerator) / each.denominator for each in sums]
    bounds = [ratio_interval(each) for each in sums]
    made = rate_ratio(rates[0], *bounds[0], rates[1], *bounds[1])
    drawn = bootstrap_ratio(*sides[0], *sides[1], draws=2000, seed=3)
    np.testing.assert_allclose(np.array(made)[:, :2], np.array(drawn)[:, :2], rtol=0.05)
    assert drawn[0][2] == drawn[1][2] == 0  # of what never came on a side none can be drawn
    turned = bootstrap_ratio(*sides[1], *sides[0], draws=500, seed=3)
    assert turned[1][2] == np.inf
    assert np.isnan(bootstrap_ratio([[1]], [5], [[1], [2]], [5, 5])).all()
    low, high = bootstrap_ratio([[0], [0], [5]], [0, 0, 100], [[1], [2]], [100, 100])
    assert 0 < low[0] <= high[0]  # draws of units without words tell nothing


def test_what_never_came_cannot_be_drawn() -> None:
    low, high = bootstrap([[0, 2], [0, 1], [0, 0]], [[5, 5], [5, 5], [5, 5]])
    assert np.isnan([low[0], high[0]]).all()
    assert 0 <= low[1] < high[1] <= 1
    assert np.isnan(bootstrap([[1]], [5])).all()


def test_a_choice_of_one_a_unit_has_nearly_the_interval_of_wilson() -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3: 15 of 148
    x = np.arange(148) < 15
    sums = ratio_sums(x, np.ones(148))
    low, high = ratio_interval(sums, prior=prior_effect(sums))
    assert (float(low), float(high)) == pytest.approx((0.0624, 0.1605), abs=0.005)  # t of 23 degrees, not z


def test_what_is_known_beforehand_grows_with_the_mentions_of_a_unit_and_fades_with_the_units() -> None:
    def width(mentions: int, units: int, known: bool) -> float:
        x = np.full(units, mentions // 2)
        x[0] = 0
        sums = ratio_sums(x, np.full(units, mentions))
        low, high = ratio_interval(sums, prior=prior_effect(sums)) if known else ratio_interval(sums)
        return float(high - low)

    assert width(2, 6, True) < width(2, 6, False)
    assert width(10, 6, True) > width(10, 6, False)
    assert width(10, 4000, True) == pytest.approx(width(10, 4000, False), rel=0.3)


@pytest.mark.parametrize("units", [10, 30])
def test_shares_of_labels_that_cluster_hold_the_truth_more_often(units: int) -> None:
    random, held = np.random.default_rng(units), []
    for _ in range(600):
        whole = 1 + random.negative_binomial(1, 0.1, units)
        x = random.binomial(whole, random.beta(0.3, 0.7, units))  # an effect of about 8
        sums = ratio_sums(x, whole)
        ends = [ratio_interval(sums), ratio_interval(sums, prior=prior_effect(sums))]
        held.append([low <= 0.3 <= high for low, high in ends])
    before, now = np.mean(held, axis=0)
    assert now > before
    assert now > 0.9
