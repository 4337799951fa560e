"""Fisher's exact test, against scipy's and against whole numbers."""

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from discourse.errors import DiscourseError
from discourse.measures import cooccurrence_table, fisher

SIDES = ("two-sided", "greater", "less")


@st.composite
def tables(draw: st.DrawFn) -> tuple[int, int, int, int]:
    n1, n2 = (draw(st.one_of(st.integers(1, 30), st.integers(1, 200_000))) for _ in range(2))
    a, b = (draw(st.one_of(st.integers(0, min(n, 40)), st.integers(0, n))) for n in (n1, n2))
    return a, b, n1, n2


def exactly(a: int, b: int, n1: int, n2: int) -> Fraction:
    # P(X >= a), in whole numbers
    ways = sum(comb(n1, x) * comb(n2, a + b - x) for x in range(a, min(a + b, n1) + 1))
    return Fraction(ways, comb(n1 + n2, a + b))


@pytest.mark.parametrize("alternative", SIDES)
@given(row=tables())
def test_it_is_that_of_scipy(alternative: str, row: tuple[int, int, int, int]) -> None:
    a, b, n1, n2 = row
    expected = fisher_exact([[a, b], [n1 - a, n2 - b]], alternative=alternative).pvalue
    if expected > 1e-290:  # further out scipy's ends
        assert fisher(*row, alternative=alternative) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    "row", [(7, 2, 10, 9), (300, 100, 30_000, 29_000), (5, 3, 20_000_000, 19_000_000), (0, 9, 40, 50)]
)
def test_it_is_exact(row: tuple[int, int, int, int]) -> None:
    exact = exactly(*row)
    assert fisher(*row, alternative="greater") == pytest.approx(float(exact), rel=1e-12)
    mirrored = exactly(row[1], row[0], row[3], row[2])
    assert fisher(*row, alternative="less") == pytest.approx(float(mirrored), rel=1e-12)


def test_the_lady_tasting_tea() -> None:
    # Fisher 1935, The Design of Experiments: all four cups right is 1 in 70; three right or more 17 in 70
    assert fisher(4, 0, 4, 4, alternative="greater") == pytest.approx(1 / 70)
    assert fisher(3, 1, 4, 4, alternative="greater") == pytest.approx(17 / 70)
    assert fisher(3, 1, 4, 4) == pytest.approx(34 / 70)  # the other tail is as probable: a tie


def test_a_probability_too_small_for_a_float_has_a_logarithm() -> None:
    row = (3000, 0, 10_000, 10_000)
    assert fisher(*row) == 0
    # all of 3,000 draws from one half
    exact = sum(np.log(np.arange(10_000 - 2999, 10_001)) - np.log(np.arange(20_000 - 2999, 20_001)))
    assert fisher(*row, alternative="greater", log=True) == pytest.approx(exact, rel=1e-12)
    assert fisher(*row, log=True) == pytest.approx(exact + np.log(2), rel=1e-12)


def test_every_row_of_ucs(ucs: pd.DataFrame) -> None:
    sides = cooccurrence_table(ucs["f"], ucs["f1"], ucs["f2"], ucs["N"])
    p = fisher(*sides, alternative="greater", log=True)
    np.testing.assert_allclose(-p / np.log(10), ucs["am.Fisher.pv"], rtol=1e-9)


def test_rows_of_ucs() -> None:
    # appreciated and arrived, the first and the fifth row of the gold file: minus the decimal logarithm
    sides = cooccurrence_table([1, 2], 15334, [2, 5], 191998)
    p = fisher(*sides, alternative="greater")
    np.testing.assert_allclose(-np.log10(p), [0.8143084918729303, 1.26606872757431], rtol=1e-9)


@given(row=tables())
def test_the_sides_belong_together(row: tuple[int, int, int, int]) -> None:
    a, b, n1, n2 = row
    two, more, less = (float(fisher(*row, alternative=side)) for side in SIDES)
    assert two == pytest.approx(float(fisher(b, a, n2, n1)), rel=1e-9)
    assert less == pytest.approx(float(fisher(b, a, n2, n1, alternative="greater")), rel=1e-9)
    assert more + less >= 1 - 1e-9  # the observed table is in both
    assert two >= min(more, less) * (1 - 1e-9)
    assert 0 <= two <= 1


def test_large_and_common_words() -> None:
    # as the normal distribution has it: 1,000,000 draws, half of the words; 3 standard deviations
    assert fisher(501_500, 498_500, 10**9, 10**9) == pytest.approx(0.0027, rel=0.01)


def test_shapes_and_what_is_undefined() -> None:
    assert fisher([[3], [0]], [7, 1, 2], 100, 90).shape == (2, 3)
    assert fisher([], [], 1, 1).shape == (0,)
    assert fisher(0, 0, 10, 10) == 1
    assert fisher(10, 10, 10, 10) == 1
    p = fisher([1, 3, 11], [1, 1, 1], [0, 10, 10], 10)
    assert np.isnan(p).tolist() == [True, False, True]


def test_errors() -> None:
    with pytest.raises(DiscourseError, match="alternative='both' is 'two-sided', 'greater' or 'less'"):
        fisher(1, 1, 10, 10, alternative="both")
    with pytest.raises(DiscourseError, match="fisher takes whole numbers"):
        fisher(1.5, 1, 10, 10)
