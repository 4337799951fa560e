"""Do groups choose alike: numbers of R's survey, all deals counted out, and what true nulls give."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from scipy.stats.contingency import association

from discourse.measures.homogeneity import Dealt, apart, cramers_v, dealt, rao_scott, unsure

# The schools of R's data `apiclus1` (survey 4.1-1) by district: No and Yes of sch.wide, each by stype E, H, M
SCHOOLS = np.array(
    [
        [0, 0, 2, 10, 0, 1], [3, 0, 0, 31, 0, 0], [0, 0, 1, 2, 1, 0], [1, 0, 2, 9, 0, 1], [1, 0, 0, 12, 0, 3],
        [0, 0, 0, 2, 0, 0], [0, 0, 0, 1, 0, 0], [0, 0, 0, 2, 1, 1], [0, 0, 0, 9, 1, 2], [1, 1, 1, 15, 1, 2],
        [1, 1, 0, 3, 3, 1], [0, 0, 0, 8, 1, 2], [5, 0, 0, 25, 3, 4], [0, 0, 1, 1, 0, 0], [0, 1, 1, 2, 0, 0],
    ]
)  # fmt: skip
WITH_EMPTY_CELL = np.array(
    [
        [5, 1, 0], [2, 2, 1], [9, 0, 0], [1, 1, 3], [4, 0, 1], [0, 3, 1], [1, 6, 0], [0, 2, 0], [2, 2, 0],
        [2, 0, 4], [1, 0, 1], [0, 0, 3], [3, 0, 1], [1, 0, 0],
    ]
)  # fmt: skip
THREE = np.repeat([0, 1, 2], [5, 4, 5])


def test_rao_scott_is_svychisq() -> None:
    # svychisq(~sch.wide + stype, svydesign(id = ~dnum, data = apiclus1, weights = ~1)), survey 4.1-1, R 4.2.2
    count, district = np.concatenate([SCHOOLS[:, :3], SCHOOLS[:, 3:]]), np.tile(np.arange(15), 2)
    found = rao_scott(count, np.repeat([0, 1], 15), district)
    np.testing.assert_allclose(found, [5.090462615290, 1.494639777707, 20.924956887904, 0.023071616826], 1e-9)
    # with the correction for drawing 15 of 757 districts, as the manual of survey prints it
    assert found.statistic / (1 - 15 / 757) == pytest.approx(5.1934, abs=5e-5)


def test_rao_scott_is_svychisq_where_a_cell_is_empty() -> None:
    # svychisq(~g + l, svydesign(id = ~u, data = d, weights = ~1)), survey 4.1-1, R 4.2.2
    found = rao_scott(WITH_EMPTY_CELL, THREE, np.arange(14))
    np.testing.assert_allclose(found, [6.991295977148, 3.427344129654, 44.555473685508, 0.000353427482], 1e-8)


def test_the_statistic_is_pearsons_and_labels_add_up_to_it() -> None:
    table = np.array([WITH_EMPTY_CELL[group == THREE].sum(axis=0) for group in range(3)])
    found = apart(WITH_EMPTY_CELL, THREE)
    assert found.statistic.sum() == pytest.approx(chi2_contingency(table, correction=False).statistic)
    unused = apart(np.insert(WITH_EMPTY_CELL, 1, 0, axis=1), THREE)
    np.testing.assert_allclose(unused.statistic, np.insert(found.statistic, 1, 0))


def test_chance_by_hand() -> None:
    # shares of .75 and .25 in two groups of 12 mentions: each label adds 12 · 2 · .25² / .5
    count = np.array([[4, 0], [4, 0], [1, 3], [0, 4], [0, 4], [3, 1]])
    found = apart(count, [0, 0, 0, 1, 1, 1])
    np.testing.assert_allclose(found.statistic, [3.0, 3.0])
    own = 0.5 - (3.0 - 0.5) / 24  # less what lies between the groups
    inside = 2 * (1 + 1 + 4) / 0.5  # (x - y p)² / P: 1, 1 and 4 in each group
    of_own, of_pairs = 2 * (12 - 48 / 12), 2 * (36 - 2 * (192 - 48) / 12 + 48 * 36 / 144)
    together = (inside - of_own * own) / of_pairs
    variance = 12 * own + 36 * together
    np.testing.assert_allclose(found.chance, 2 * ((1 - 1) * variance + 0.25 * 2 * variance) / 12)


def test_independent_mentions_have_the_usual_expectation() -> None:
    random = np.random.default_rng(4)
    count = np.eye(4, dtype=int)[random.choice(4, 3000, p=[0.4, 0.3, 0.2, 0.1])]
    found = apart(count, random.integers(0, 5, 3000))
    assert found.chance.sum() == pytest.approx(4 * 3, rel=0.01)


def test_p_is_the_share_of_all_deals() -> None:
    random = np.random.default_rng(8)
    count = random.multinomial(4, [0.5, 0.3, 0.2], 8)
    count[:3] += [3, 0, 0]
    made = apart(count, [0, 0, 0, 0, 1, 1, 1, 1]).ratio
    ratios = [apart(count, np.isin(np.arange(8), some)).ratio for some in combinations(range(8), 4)]
    exact = np.mean(np.array(ratios) >= made * (1 - 1e-9))
    found = dealt(count, [0, 0, 0, 0, 1, 1, 1, 1], draws=20_000, seed=1)
    assert found.p == pytest.approx(exact, abs=0.012)
    assert found.degrees == pytest.approx(2 / np.var(ratios), rel=0.05)


def test_the_order_of_units_and_labels_changes_nothing() -> None:
    one = dealt(WITH_EMPTY_CELL, THREE, draws=300)
    order = np.random.default_rng(1).permutation(14)
    assert dealt(WITH_EMPTY_CELL[order], THREE[order], draws=300) == one
    assert dealt(WITH_EMPTY_CELL[:, ::-1], THREE, draws=300).p == one.p
    assert one.p < 0.02


@pytest.mark.parametrize(
    "nothing",
    [
        (WITH_EMPTY_CELL, np.zeros(14)),  # one group
        (WITH_EMPTY_CELL[:, :1], THREE),  # one label
        (WITH_EMPTY_CELL[[0, 5]], [0, 1]),  # a unit each
        (WITH_EMPTY_CELL[:0], []),
    ],
)
def test_no_test_is_nan(nothing: tuple[np.ndarray, np.ndarray]) -> None:
    assert np.isnan(apart(*nothing).chance).all()
    assert np.isnan(dealt(*nothing, draws=100)).all()


@pytest.mark.parametrize("layout", [(60, 60), (40, 20, 20, 20), (20, 200)])
def test_true_nulls_of_labels_that_cluster_are_rejected_as_often_as_said(layout: tuple[int, ...]) -> None:
    random = np.random.default_rng(len(layout))
    group, p = np.repeat(np.arange(len(layout)), layout), []
    long = group == 0 if layout[0] < layout[-1] else np.zeros(len(group), dtype=bool)
    for _ in range(150):
        sizes = 1 + random.poisson(np.where(long, 12, 2))
        shares = random.dirichlet([1.2, 0.7, 0.3, 0.1], len(group))
        count = np.array([random.multinomial(n, share) for n, share in zip(sizes, shares, strict=True)])
        p.append(dealt(count, group, draws=100).p)
    assert 0.01 <= np.mean(np.array(p) <= 0.05) <= 0.09


def test_v_is_cramers_where_chance_is_nothing() -> None:
    table = np.array([[90, 10, 30], [20, 60, 20]]) * 1000
    statistic = chi2_contingency(table, correction=False).statistic
    v, low, high = cramers_v(statistic, 2.0, table.sum(), 2, Dealt(0.001, 2.0))
    assert v == pytest.approx(association(table), abs=1e-4)
    assert low < v < high
    assert high - low < 0.02


def test_v_of_no_more_than_chance_is_0_and_its_interval_begins_there() -> None:
    assert cramers_v(5.0, 6.0, 100, 3, Dealt(0.6, 6.0))[:2] == (0.0, 0.0)
    assert cramers_v(20.0, 6.0, 100, 3, Dealt(0.04, 6.0))[1] == 0.0  # what p does not say
    assert np.isnan(cramers_v(np.nan, np.nan, 0, 1, Dealt(np.nan, np.nan))).all()


def test_noise_adds_what_is_foretold_to_the_statistic() -> None:
    random = np.random.default_rng(5)
    whole, noise = np.array([[60.0, 30, 10], [120, 60, 20]]), np.array([[9.0, 4, 1], [16, 30, 2]])
    found = unsure(whole, noise)
    statistic = []
    for _ in range(4000):
        x = whole + np.sqrt(noise) * random.standard_normal(whole.shape)
        apart_by = x - x.sum(axis=1, keepdims=True) * x.sum(axis=0) / x.sum()
        expected = whole.sum(axis=1, keepdims=True) * whole.sum(axis=0) / whole.sum()
        statistic.append((apart_by**2 / expected).sum(axis=0))
    assert np.mean(statistic, axis=0) == pytest.approx(found.chance, rel=0.08)
    total = np.sum(statistic, axis=1)
    assert 2 * total.mean() ** 2 / total.var() == pytest.approx(found.degrees, rel=0.1)


def test_no_noise_deals_as_before_and_much_makes_p_larger() -> None:
    random = np.random.default_rng(2)
    count = random.poisson([[3.0, 1], [2, 2]], (20, 2, 2)).reshape(-1, 2)
    group, whole = np.tile([0, 1], 20), np.full((2, 2), 80.0)
    alone = dealt(count, group, draws=300)
    assert dealt(count, group, draws=300, estimated=unsure(whole, np.zeros((2, 2)))) == alone
    noisy = [dealt(count, group, draws=300, estimated=unsure(whole, np.full((2, 2), v))).p for v in (20, 400)]
    assert alone.p <= noisy[0] < noisy[1]
