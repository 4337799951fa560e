"""Keyness, against numbers published by others."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, chi2_contingency

from discourse.errors import DiscourseError
from discourse.measures import (
    bic,
    chi2,
    g2,
    log_ratio,
    log_ratio_conservative,
    odds_ratio,
    percent_diff,
    simple_maths,
)

ALL = [bic, chi2, g2, log_ratio, log_ratio_conservative, odds_ratio, percent_diff, simple_maths]
Measure = Callable[..., Any]

# Brezina 2018, Statistics in Corpus Linguistics: *war* 620 in 1,017,879 against 267 in 1,007,532 words
WAR = (620, 267, 1_017_879, 1_007_532)


@st.composite
def tables(draw: st.DrawFn, largest: int = 10**6) -> tuple[int, int, int, int]:
    n1, n2 = draw(st.integers(1, largest)), draw(st.integers(1, largest))
    return draw(st.integers(0, n1)), draw(st.integers(0, n2)), n1, n2


def test_g2_of_dunning() -> None:
    # Dunning 1993, table 2: "the swiss" 270.72; "can be" is of the second half: [[8, 5], [24, 31740]] 95.29
    assert g2(110, 111, 110 + 2442, 111 + 29114).round(2) == 270.72
    assert g2(8, 24, 8 + 5, 24 + 31740).round(2) == 95.29


def test_keyness_of_war() -> None:
    assert g2(*WAR).round(2) == 140.93
    assert g2(*WAR, cells=2).round(2) == 140.87
    assert chi2(*WAR).round(2) == 136.96
    assert log_ratio(*WAR).round(4) == 1.2007
    assert percent_diff(*WAR).round(2) == 129.85


def test_a_small_table() -> None:
    assert chi2(7, 2, 10, 9, yates=True).round(6) == 2.632438
    assert chi2(7, 2, 10, 9).round(6) == 4.337160
    assert g2(7, 2, 10, 9).round(6) == 4.534939
    assert odds_ratio(7, 2, 10, 9) == pytest.approx(7 * 7 / (3 * 2))


@pytest.mark.parametrize(
    ("row", "conservative"),
    [
        ((1189, 968, 168_329, 19_552_238), 6.910068549501856),  # eingebracht, the first row of the gold file
        ((49, 39, 168_329, 19_552_238), 5.941562136184079),
        ((150, 199, 168_329, 19_552_238), 5.821970068053486),
    ],
)
def test_conservative_log_ratio_of_evert(row: tuple[int, int, int, int], conservative: float) -> None:
    assert log_ratio_conservative(*row, comparisons=599) == pytest.approx(conservative, rel=1e-9)


def test_log_ratio_of_evert() -> None:
    assert log_ratio(1189, 968, 168_329, 19_552_238) == pytest.approx(7.156575955874566, abs=1e-12)


def test_every_row_of_evert(evert: pd.DataFrame) -> None:
    rows = evert["f"], evert["f2"] - evert["f"], evert["f1"], evert["N"] - evert["f1"]
    np.testing.assert_allclose(log_ratio(*rows), evert["lr"], rtol=1e-9)
    np.testing.assert_allclose(log_ratio_conservative(*rows, comparisons=599), evert["lrc"], rtol=1e-9)
    # "positive" is the bound of a one-sided interval
    one_sided = log_ratio_conservative(*rows, alpha=0.1, comparisons=599)
    np.testing.assert_allclose(one_sided, evert["lrc.positive"], rtol=1e-9)


@given(tables())
def test_g2_and_chi2_are_those_of_scipy(row: tuple[int, int, int, int]) -> None:
    a, b, n1, n2 = row
    if 0 < a + b < n1 + n2:
        observed = [[a, b], [n1 - a, n2 - b]]
        likelihood = chi2_contingency(observed, correction=False, lambda_="log-likelihood").statistic
        assert g2(*row) == pytest.approx(likelihood, rel=1e-9, abs=1e-7)  # scipy's own sum cancels
        for yates in (False, True):
            pearson = chi2_contingency(observed, correction=yates).statistic
            assert chi2(*row, yates=yates) == pytest.approx(pearson, rel=1e-9, abs=1e-7)


@given(tables(), st.integers(1, 10**6))
def test_the_conservative_log_ratio_is_a_bound_nearer_to_0(row: tuple[Any, ...], comparisons: int) -> None:
    a, b, n1, n2 = row
    if not a + b:
        return
    bound = float(log_ratio_conservative(*row, comparisons=comparisons))
    assert bound == -log_ratio_conservative(b, a, n2, n1, comparisons=comparisons)
    if bound:
        # the definition as it reads: quantiles of the beta distribution, where these keep their digits
        tail = 0.025 / comparisons
        share = beta.ppf(tail, a, b + 1) if bound > 0 else beta.isf(tail, a + 1, b)
        if 1e-6 < share < 1 - 1e-6:
            assert bound == pytest.approx(np.log2(share / (1 - share) * n2 / n1), rel=1e-6)
    if a and b:
        assert abs(bound) <= abs(float(log_ratio(*row))) + 1e-12


def test_g2_of_a_large_table_keeps_its_digits() -> None:
    # 20,000,000 words a side and a count one above chance: 4 times the squared surplus over the whole count
    assert g2(10_000_001, 9_999_999, 20_000_000, 20_000_000) == pytest.approx(4e-7, rel=1e-7)


def test_bic_takes_the_logarithm_of_all_words() -> None:
    assert bic(*WAR) == pytest.approx(140.93 - np.log(1_017_879 + 1_007_532), abs=0.01)
    assert bic(*WAR, cells=2) == pytest.approx(140.87 - np.log(1_017_879 + 1_007_532), abs=0.01)


def test_simple_maths_is_per_million() -> None:
    assert simple_maths(9, 1, 100_000, 100_000, k=10) == pytest.approx((90 + 10) / (10 + 10))
    assert simple_maths(0, 0, 100, 100) == 1


def test_no_table_is_no_number() -> None:
    for measure in ALL:
        for row in [(0, 1, 0, 10), (1, 0, 10, 0), (11, 1, 10, 10), (-1, 1, 10, 10), (np.nan, 1, 10, 10)]:
            assert np.isnan(measure(*row)), (measure, row)


def test_zero_counts() -> None:
    assert g2(0, 0, 10, 10) == 0
    assert g2(5, 0, 10, 10) > 0
    for undefined in (chi2, log_ratio, log_ratio_conservative, odds_ratio, percent_diff):
        assert np.isnan(undefined(0, 0, 10, 10))
    assert np.isnan(chi2(10, 10, 10, 10))
    assert log_ratio(1, 0, 10, 10) == pytest.approx(1.0)  # 0 enters as 0.5
    assert percent_diff(1, 0, 10, 10) == np.inf
    assert percent_diff(0, 1, 10, 10) == -100
    assert odds_ratio(1, 0, 10, 10) == np.inf
    assert odds_ratio(0, 1, 10, 10) == 0
    assert odds_ratio(1, 0, 10, 10, discount=0.5) == pytest.approx(1.5 * 10.5 / (0.5 * 9.5))
    # once against never warrants nothing; for 20 against 0 the bound has a closed form
    assert log_ratio_conservative(1, 0, 1000, 1000) == 0
    assert log_ratio_conservative(20, 0, 1000, 1000) == pytest.approx(
        np.log2(0.025 ** (1 / 20) / (1 - 0.025 ** (1 / 20)))
    )


def test_swapping_sides_flips_the_sign_only() -> None:
    assert log_ratio(3, 7, 100, 90) == -log_ratio(7, 3, 90, 100)
    assert odds_ratio(3, 7, 100, 90) == pytest.approx(1 / odds_ratio(7, 3, 90, 100))
    assert simple_maths(3, 7, 100, 90) == pytest.approx(1 / simple_maths(7, 3, 90, 100))
    for measure in (g2, chi2, bic):
        assert measure(3, 7, 100, 90) == pytest.approx(float(measure(7, 3, 90, 100)))


@pytest.mark.parametrize("measure", ALL)
def test_arrays_broadcast(measure: Measure) -> None:
    many = measure([[3], [0]], [7, 1, 2], 100, [90, 80, 70])
    assert many.shape == (2, 3)
    assert many[0, 1] == measure(3, 1, 100, 80)
    assert measure([], [], 100, 90).shape == (0,)


@pytest.mark.parametrize(
    ("measure", "option", "sentence"),
    [
        (g2, {"cells": 3}, "cells= must be 4 .*, not 3"),
        (bic, {"cells": 0}, "cells= must be 4 .*, not 0"),
        (log_ratio_conservative, {"alpha": 0}, "alpha= must be a number between 0 and 1, not 0"),
        (log_ratio_conservative, {"comparisons": 0}, "comparisons= must be a number from 1, not 0"),
        (odds_ratio, {"discount": -1}, "discount= must be a number from 0, not -1"),
        (simple_maths, {"k": 0}, "k= must be a number above 0, not 0"),
    ],
)
def test_options_that_cannot_be(measure: Measure, option: dict[str, Any], sentence: str) -> None:
    with pytest.raises(DiscourseError, match=sentence):
        measure(*WAR, **option)
