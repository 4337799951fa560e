import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from discourse.measures import binomial


@given(st.integers(0, 60), st.integers(0, 60), st.integers(100, 10_000), st.integers(100, 10_000))
def test_whole_counts_have_the_tails_of_scipy(a: int, b: int, n1: int, n2: int) -> None:
    if a + b == 0:
        assert np.isnan(binomial(a, b, n1, n2)) or binomial(a, b, n1, n2) == 1
        return
    coin = binom(a + b, n1 / (n1 + n2))
    half = coin.pmf(a) / 2
    near = min(coin.cdf(a) - half, coin.sf(a) + half)
    below = coin.cdf(a) - half < coin.sf(a) + half
    furthest = coin.pmf(a + b if below else 0) / 2
    expected = min(near + (near if furthest <= near * (1 + 1e-9) else 0), 1)
    assert float(binomial(a, b, n1, n2)) == pytest.approx(expected, rel=1e-7, abs=1e-12)


def test_turned_around_it_is_the_same() -> None:
    effect = [1.0, 2.5, 0.8]
    one = binomial([30, 2, 7], [12, 9, 0], 9000, 31_000, design_effect=effect)
    np.testing.assert_allclose(one, binomial([12, 9, 0], [30, 2, 7], 31_000, 9000, design_effect=effect))


def test_a_larger_design_effect_is_less_evidence() -> None:
    p = binomial(60, 20, 5000, 5000, design_effect=[1, 2, 4, 8, 16])
    assert (np.diff(p) > 0).all()


def test_the_tail_does_not_underflow() -> None:
    p = float(binomial(900, 0, 10_000, 90_000))
    assert p == pytest.approx(0.1**900 / 2, rel=1e-6) if 0.1**900 else p == 0
    assert 0 < float(binomial(250, 0, 10_000, 90_000)) < 1e-249


def test_what_is_undefined_and_what_does_not_vary() -> None:
    assert np.isnan(binomial([-1, 12, 3], [1, 1, 1], [10, 10, 0], [10, 10, 10])).all()
    assert np.isnan(binomial(3, 1, 10, 10, design_effect=np.nan))
    assert binomial(5, 5, 10, 10, design_effect=0.0) == 1
