import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from discourse.measures import (
    kitagawa,
    kitagawa_shared,
    ratio_interval,
    ratio_sums,
    standardize,
    standardized_sums,
)
from discourse.measures.decomposition import standardized_noise
from discourse.measures.ratio import Noise
from discourse.measures.resampling import times_drawn

# Das Gupta 1993 (Standardization and decomposition of rates, P23-186), example 5.1: household heads per 100
# people of an age, United States 1970 and 1985. His results as the R package DasGuptR 2.1.0 prints them.
SIZE_1970 = [12.9, 10.9, 9.5, 8.0, 7.8, 8.4, 8.6, 7.8, 7.0, 5.9, 4.7, 3.6, 4.9]
SIZE_1985 = [10.1, 11.2, 11.6, 10.9, 9.4, 7.7, 6.3, 6.0, 6.3, 5.9, 5.1, 4.0, 5.5]
RATE_1970 = [1.9, 25.8, 45.7, 49.6, 51.2, 51.6, 51.8, 54.9, 58.7, 60.4, 62.8, 66.6, 66.8]
RATE_1985 = [2.2, 24.3, 45.8, 52.5, 56.1, 55.6, 56.0, 57.4, 57.2, 61.2, 63.9, 68.6, 72.2]

STRATA = st.integers(1, 6).flatmap(
    lambda strata: st.tuples(*(arrays(np.int64, strata, elements=st.integers(0, 9)) for _ in range(4)))
)


def test_the_published_example_with_two_parts():
    within, mix = kitagawa(RATE_1970, np.divide(SIZE_1970, 100), RATE_1985, np.divide(SIZE_1985, 100))
    assert within.sum().round(4) == 1.7403
    assert mix.sum().round(4) == 1.2269
    assert (within.sum() + mix.sum()).round(4) == 2.9672


def test_the_published_standardized_and_crude_rates():
    both = np.add(SIZE_1970, SIZE_1985)
    assert [float(standardize(rates, both).round(4)) for rates in (RATE_1970, RATE_1985)] == [
        45.3309,
        47.0712,
    ]
    assert float(standardize(RATE_1970, SIZE_1970).round(4)) == 44.7268
    assert float(standardize(RATE_1985, SIZE_1985).round(4)) == 47.6940


def shares(counts, others):
    """Make rates and weights from what two labels have of each stratum."""
    whole = counts + others
    with np.errstate(invalid="ignore"):
        return counts / whole, whole / whole.sum()


@given(STRATA)
def test_parts_add_up_to_the_change(tables):
    a, b, c, d = tables
    if not (a + b).sum() or not (c + d).sum():
        return
    (r0, w0), (r1, w1) = shares(a, b), shares(c, d)
    within, mix = kitagawa(r0, w0, r1, w1)
    change = c.sum() / (c + d).sum() - a.sum() / (a + b).sum()
    assert within.sum() + mix.sum() == pytest.approx(change, abs=1e-12)
    turned = kitagawa(r1, w1, r0, w0)
    np.testing.assert_allclose([turned.within, turned.mix], [-within, -mix], atol=1e-12)
    on_one_side = (w0 > 0) != (w1 > 0)
    assert (within[on_one_side] == 0).all()


@given(STRATA)
def test_what_two_labels_add_is_what_both_together_add(tables):
    a, b, c, d = tables
    if not (a + b).sum() or not (c + d).sum():
        return
    one, other = (kitagawa(*shares(x, y), *shares(z, t)) for x, y, z, t in ((a, b, c, d), (b, a, d, c)))
    np.testing.assert_allclose(one.within + other.within, 0, atol=1e-12)
    np.testing.assert_allclose(one.mix + other.mix, 0, atol=1e-12)


def test_an_outlet_that_comes_adds_only_to_the_mix():
    within, mix = kitagawa([0.2, np.nan], [1, 0], [0.3, 0.9], [0.5, 0.5])
    middle = (0.2 + 0.6) / 2
    np.testing.assert_allclose(within, [0.75 * 0.1, 0])
    np.testing.assert_allclose(mix, [(0.25 - middle) * -0.5, (0.9 - middle) * 0.5])
    np.testing.assert_allclose(within.sum() + mix.sum(), 0.6 - 0.2)


def test_a_rate_that_is_needed_and_missing_is_not_guessed():
    within, mix = kitagawa([np.nan, 0.5], [0.5, 0.5], [0.1, 0.5], [0.5, 0.5])
    assert np.isnan(within[0])
    assert np.isnan(mix).all()


def test_several_things_at_once_are_each_by_itself():
    r0, r1 = np.array([[0.1, 0.9], [0.5, 0.5]]), np.array([[0.2, 0.8], [0.4, 0.6]])
    w0, w1 = np.array([[0.5], [0.5]]), np.array([[0.25], [0.75]])
    together = kitagawa(r0, w0, r1, w1)
    for thing in range(2):
        alone = kitagawa(r0[:, thing], w0[:, 0], r1[:, thing], w1[:, 0])
        np.testing.assert_array_equal(together.within[:, thing], alone.within)
        np.testing.assert_array_equal(together.mix[:, thing], alone.mix)


def test_the_spread_is_that_of_a_stratified_sample():
    # Cochran 1977, ch. 5: the variance of Σ w r is Σ w² s² / n, with s² the variance of the residuals over y
    outlets = ([3, 0, 1, 2], [9, 5, 5, 6]), ([0, 4, 6], [7, 8, 6])
    x, y = (np.concatenate([outlet[which] for outlet in outlets]) for which in (0, 1))
    sums = standardized_sums(x, y, [0] * 4 + [1] * 3, range(7), [0.3, 0.7])
    variance = 0.0
    for weight, (top, bottom) in zip((0.3, 0.7), (np.array(outlet) for outlet in outlets), strict=True):
        residual = (top - top.sum() / bottom.sum() * bottom) / bottom.mean()
        variance += weight**2 * residual.var(ddof=1) / len(top)
    assert spread(sums) / float(sums.denominator) ** 2 == pytest.approx(variance)


def test_one_stratum_has_the_rate_of_the_ratio_and_nearly_its_interval():
    x, y = np.array([3, 0, 1, 2, 0, 4] * 20), np.array([9, 5, 5, 6, 7, 8] * 20)
    ours = standardized_sums(x, y, np.zeros(120, dtype=int), np.arange(120), [1.0])
    theirs = ratio_sums(x, y)
    assert float(ours.numerator) == pytest.approx(float(theirs.numerator))
    np.testing.assert_allclose(ratio_interval(ours), ratio_interval(theirs), rtol=0.005)


def spread(sums):
    """Return what units vary around the ratio."""
    r = sums.numerator / sums.denominator
    return float(sums.square - 2 * r * sums.product + r**2 * sums.denominator_square)


def test_standardized_sums_have_the_spread_within_strata():
    # two outlets that never vary: with the mix held fixed nothing is left to vary
    x, y, outlet = np.array([9, 9, 1, 1]), np.full(4, 10), np.array([0, 0, 1, 1])
    sums = standardized_sums(x, y, outlet, np.arange(4), [0.5, 0.5])
    assert sums.numerator / sums.denominator == pytest.approx(0.5)
    assert spread(sums) == pytest.approx(0)


def test_one_unit_in_two_strata_is_one():
    x, y, outlet = np.array([9, 1, 9, 1]), np.full(4, 10), np.array([0, 0, 1, 1])
    apart = standardized_sums(x, y, outlet, [0, 1, 2, 3], [0.5, 0.5])
    joined = standardized_sums(x, y, outlet, [0, 1, 0, 1], [0.5, 0.5])  # the same two stories in both
    assert (apart.units, joined.units) == (4, 2)
    assert np.diff(ratio_interval(joined)) > np.diff(ratio_interval(apart))


def test_a_stratum_of_one_unit_is_not_taken_to_be_certain():
    certain = standardized_sums([9, 9, 1, 1], [10] * 4, [0, 0, 1, 1], range(4), [0.5, 0.5])
    alone = standardized_sums([9, 9, 2], [10, 10, 20], [0, 0, 1], range(3), [0.5, 0.5])
    assert (spread(certain), spread(alone)) == (pytest.approx(0), pytest.approx(64))  # (2 - 20 · 0.5)²


def test_standardized_is_nan_without_weight_or_rate():
    assert np.isnan(standardize([0.5], [0.0]))
    assert np.isnan(standardize([0.5, np.nan], [0.5, 0.5]))


def test_units_are_drawn_with_replacement_and_the_same_from_the_same_seed():
    first, again = (np.hstack(list(times_drawn(7, 40, [3, 1]))) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert (first.sum(axis=0) == 7).all()
    assert first.max() > 1


def test_strata_of_one_side_are_a_part_of_their_own_by_hand():
    """Of the mentions of each side half are in the stratum that both have, where the second has .1 more."""
    within, mix, only = kitagawa_shared([0.2, 0.6, 0], [0.5, 0.5, 0], [0.3, 0, 0.1], [0.5, 0, 0.5])
    np.testing.assert_allclose(within, [0.1, 0, 0])
    np.testing.assert_allclose(mix, [0, 0, 0], atol=1e-15)
    np.testing.assert_allclose(only, [0, -0.5 * (0.6 - 0.2), 0.5 * (0.1 - 0.3)])


def test_a_difference_that_is_the_same_everywhere_is_all_within():
    rates, before, after = np.array([0.1, 0.2, 0.3, 0.15]), [0.5, 0.5, 0, 0], [0, 0.1, 0.9, 0]
    rates = np.full(4, 0.2)
    parts = kitagawa_shared(rates, before, rates + 0.3, after)
    np.testing.assert_allclose([part.sum() for part in parts], [0.3, 0, 0], atol=1e-15)


@given(STRATA)
def test_the_three_parts_are_exact_and_those_of_the_shared_are_kitagawas(counts):
    x0, x1 = (np.minimum(part, whole) for part, whole in zip(counts[:2], counts[2:], strict=True))
    y0, y1 = counts[2:]
    both = (y0 > 0) & (y1 > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = kitagawa_shared(x0 / y0, y0 / y0.sum(), x1 / y1, y1 / y1.sum())
    if not both.any():
        assert np.isnan(parts).all()
        return
    whole = x1.sum() / y1.sum() - x0.sum() / y0.sum()
    assert sum(part.sum() for part in parts) == pytest.approx(whole, abs=1e-12)
    two = kitagawa(*(each[both] for each in (x0 / np.maximum(y0, 1), y0 / y0[both].sum(),
                                             x1 / np.maximum(y1, 1), y1 / y1[both].sum())))  # fmt: skip
    np.testing.assert_allclose(parts.within[both], two.within, atol=1e-12)
    np.testing.assert_allclose(parts.mix[both], two.mix, atol=1e-12)
    assert not parts.only[both].any()


def test_noise_of_a_standardized_share_is_that_of_draws() -> None:
    random = np.random.default_rng(4)
    x, y, stratum = np.tile([2.0, 1, 3, 0], 50), np.full(200, 4.0), np.tile([0, 0, 1, 1], 50)
    weight, own = np.array([0.3, 0.7]), np.full(200, 1.5)
    found = []
    for _ in range(3000):
        label, rest = random.normal(0, 1.5**0.5, 200), random.normal(0, 1, 200)
        top, bottom = (np.bincount(stratum, each) for each in (x + label, y + label + rest))
        found.append(float(standardize(top / bottom, weight)))
    more = standardized_noise(x, y, stratum, weight, Noise(own, own, own + 1))
    assert more == pytest.approx(np.var(found), rel=0.1)
