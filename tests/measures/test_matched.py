"""Two sides stratum by stratum, against published examples and other implementations."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measures.matched import (
    LEAST,
    difference_terms,
    log_odds_variance,
    matched_interval,
    matched_p,
    odds_terms,
    ratio_terms,
)

# Admitted and rejected of men and women in six departments: UCBAdmissions of R, after Bickel, Hammel and
# O'Connell (1975), Science 187, 398-404.
MEN = np.array([[512, 313], [353, 207], [120, 205], [138, 279], [53, 138], [22, 351]])
WOMEN = np.array([[89, 19], [17, 8], [202, 391], [131, 244], [94, 299], [24, 317]])
BERKELEY = (MEN[:, 0], MEN.sum(axis=1), WOMEN[:, 0], WOMEN.sum(axis=1))
# Success and failure of a drug and of a control in eight centres: Agresti (2002), Categorical Data Analysis,
# 2nd ed., table 6.9.
DRUG = np.array([[11, 25], [16, 4], [14, 5], [2, 14], [6, 11], [1, 10], [1, 4], [4, 2]])
CONTROL = np.array([[10, 27], [22, 10], [7, 12], [1, 16], [0, 12], [0, 10], [1, 8], [6, 1]])
CENTRES = (DRUG[:, 0], DRUG.sum(axis=1), CONTROL[:, 0], CONTROL.sum(axis=1))

STRATUM = st.tuples(*[st.integers(1, 9)] * 2).flatmap(
    lambda sizes: st.tuples(
        st.integers(0, sizes[0]), st.just(sizes[0]), st.integers(0, sizes[1]), st.just(sizes[1])
    )
)
STRATA = st.lists(STRATUM, min_size=2, max_size=12).map(lambda rows: tuple(np.array(rows).T))


def value(terms):
    return float(terms.numerator.sum() / terms.denominator.sum())


def test_the_odds_ratio_is_that_of_mantelhaen_test_of_r():
    """``mantelhaen.test(UCBAdmissions)``: common odds ratio 0.9046968, 95% 0.7719074 to 1.0603298."""
    ratio = value(odds_terms(*BERKELEY))
    assert ratio == pytest.approx(0.9046968, abs=1e-7)
    half = 1.959964 * np.sqrt(log_odds_variance(*BERKELEY))
    assert np.exp(np.log(ratio) - half) == pytest.approx(0.7719074, abs=1e-7)
    assert np.exp(np.log(ratio) + half) == pytest.approx(1.0603298, abs=1e-7)


def test_agresti_eight_centres():
    """The common odds ratio is 2.13, its log .758 with standard error .303; the difference .130."""
    assert value(odds_terms(*CENTRES)) == pytest.approx(2.13, abs=0.005)
    assert np.log(value(odds_terms(*CENTRES))) == pytest.approx(0.758, abs=0.0005)
    assert np.sqrt(log_odds_variance(*CENTRES)) == pytest.approx(0.303, abs=0.0005)
    assert value(difference_terms(*CENTRES)) == pytest.approx(0.130, abs=0.0005)


def test_the_ratio_by_hand():
    """Greenland and Robins: Σ 2·10/20 + 6·5/15 over Σ 1·10/20 + 3·10/15."""
    assert value(ratio_terms([2, 6], [10, 10], [1, 3], [10, 5])) == pytest.approx((1 + 2) / (0.5 + 2))


@given(STRATA)
def test_without_a_difference_the_three_say_the_same(strata):
    difference, ratio, odds = (terms(*strata) for terms in (difference_terms, ratio_terms, odds_terms))
    np.testing.assert_allclose(difference.numerator, ratio.numerator - ratio.denominator, atol=1e-12)
    np.testing.assert_allclose(difference.numerator, odds.numerator - odds.denominator, atol=1e-12)


@given(STRATA)
def test_other_sides_turn_the_sign(strata):
    back = (*strata[2:], *strata[:2])
    one, other = (matched_interval(difference_terms(*each)) for each in (strata, back))
    np.testing.assert_allclose(one, [-other[0], -other[2], -other[1]], atol=1e-9)
    np.testing.assert_allclose(*(matched_p(difference_terms(*each)) for each in (strata, back)))


@given(STRATA)
def test_the_interval_holds_its_value_and_agrees_with_p(strata):
    terms = difference_terms(*strata)
    middle, low, high = matched_interval(terms)
    p = matched_p(terms)
    if np.isnan(low):
        return
    assert low <= middle <= high
    if abs(p - 0.05) > 1e-9:
        assert (p < 0.05) == (low > 0 or high < 0)


def test_the_interval_of_fieller_by_hand():
    """The ends solve (Σ u)² = z² Σ u², whatever they are."""
    terms = difference_terms(*CENTRES)
    _, *ends = matched_interval(terms, confidence=0.9)
    for end in ends:
        u = terms.numerator - end * terms.denominator
        assert u.sum() ** 2 / (u**2).sum() == pytest.approx(1.6448536**2)
    assert matched_interval(odds_terms(*CENTRES), null=1.0)[2] == np.inf  # eight centres say little


def test_four_strata_that_agree_prove_nothing():
    few, enough = ([[9] * n, [10] * n, [1] * n, [10] * n] for n in (LEAST - 1, LEAST))
    assert np.isnan(matched_p(difference_terms(*few)))
    assert np.isnan(matched_interval(difference_terms(*few))[1])
    assert matched_p(difference_terms(*enough)) == pytest.approx(0.0253, abs=1e-4)  # √5 standard errors


def test_strata_of_one_side_count_for_nothing():
    sizes = np.array([10, 10, 10, 10, 10, 0, 7]), np.array([10, 10, 10, 10, 10, 5, 0])
    counts = np.array([3, 4, 2, 5, 1, 0, 7]), np.array([1, 2, 2, 3, 0, 5, 0])
    whole = difference_terms(counts[0], sizes[0], counts[1], sizes[1])
    five = difference_terms(counts[0][:5], sizes[0][:5], counts[1][:5], sizes[1][:5])
    assert value(whole) == value(five)
    assert value(odds_terms(counts[0], sizes[0], counts[1], sizes[1])) == value(
        odds_terms(counts[0][:5], sizes[0][:5], counts[1][:5], sizes[1][:5])
    )


def test_given_weights_standardize_the_reference():
    """Own sizes as weights: the share of the target less the reference's at its mix."""
    terms = difference_terms([2, 6], [10, 30], [1, 3], [10, 10], weight=[10, 30])
    assert value(terms) == pytest.approx(8 / 40 - (0.1 * 10 + 0.3 * 30) / 40)


def test_many_items_at_once():
    both = difference_terms(*(np.stack([each, each[::-1]], axis=1) for each in CENTRES))
    np.testing.assert_allclose(matched_interval(both)[0], [value(difference_terms(*CENTRES))] * 2)
