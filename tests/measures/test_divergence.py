"""Divergence, against scipy, and the parts against their sum."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import jensenshannon

from discourse.measures import jensen_shannon, jensen_shannon_contributions

some_counts = arrays(np.int64, (2, 8), elements=st.integers(0, 10**6)).filter(lambda pair: pair.sum(1).all())


@given(some_counts)
def test_they_are_those_of_scipy(pair: npt.NDArray[Any]) -> None:
    p, q = pair.astype(np.float64)  # scipy multiplies whole numbers until they overflow
    assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-12)


@given(some_counts)
def test_contributions_add_up(pair: npt.NDArray[Any]) -> None:
    parts = jensen_shannon_contributions(*pair)
    assert parts.sum() == pytest.approx(float(jensen_shannon(*pair)), abs=1e-12)
    assert (parts >= 0).all()
    np.testing.assert_array_equal(parts, jensen_shannon_contributions(pair[1], pair[0]))
    p, q = pair / pair.sum(axis=1, keepdims=True)
    assert (parts[p == q] == 0).all()


def test_contributions_as_gallagher_has_them() -> None:
    # Gallagher et al. 2021: p/2 of the surprise log2(p/m) on one side and q/2 of log2(q/m) on the other
    p, q = np.array([0.5, 0.25, 0.25]), np.array([0.25, 0.5, 0.25])
    m = np.array([0.375, 0.375, 0.25])
    expected = (p * np.log2(p / m) + q * np.log2(q / m)) / 2
    np.testing.assert_allclose(jensen_shannon_contributions([2, 1, 1], [5, 10, 5]), expected, atol=1e-15)


def test_bounds_and_empty_sides() -> None:
    assert jensen_shannon([5, 0, 0], [0, 1, 2]) == 1
    assert jensen_shannon([5, 1], [10, 2]) == 0
    assert np.isnan(jensen_shannon([0, 0], [1, 2]))
    assert np.isnan(jensen_shannon([1, 2], [0, 0]))
    assert np.isnan(jensen_shannon([], []))
    assert np.isnan(jensen_shannon([[0, 0], [1, 2]], [3, 4])).tolist() == [True, False]
    assert np.isnan(jensen_shannon_contributions([0, 0], [1, 2])).all()
