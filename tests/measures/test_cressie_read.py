import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import power_divergence

from discourse.measures import chi2, cressie_read, g2

COUNTS = st.integers(0, 2000)


@given(COUNTS, COUNTS, st.integers(1, 10**6), st.integers(1, 10**6))
def test_it_is_that_of_scipy(a: int, b: int, more: int, others: int) -> None:
    n1, n2 = a + more, b + others
    if a + b == 0:
        assert cressie_read(a, b, n1, n2) == 0
        return
    observed = np.array([a, b, n1 - a, n2 - b])
    expected = np.outer([a + b, n1 + n2 - a - b], [n1, n2]).ravel() / (n1 + n2)
    found = power_divergence(observed, expected, lambda_="cressie-read").statistic
    assert float(cressie_read(a, b, n1, n2)) == pytest.approx(found, rel=1e-7, abs=1e-7)


def test_it_lies_between_g2_and_chi2() -> None:
    cells = 12, 4, 10_000, 30_000
    between = sorted([float(g2(*cells)), float(chi2(*cells))])
    assert between[0] < float(cressie_read(*cells)) < between[1]


def test_what_is_no_table_is_undefined() -> None:
    assert np.isnan(cressie_read([3, 1, 5], [0, 1, 1], [10, 0, 4], [0, 10, 10])).all()
