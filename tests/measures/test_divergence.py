import numpy as np
import pytest
from scipy.spatial.distance import jensenshannon

from discourse.measures import jensen_shannon


def test_it_is_the_square_of_scipys_distance() -> None:
    random = np.random.default_rng(2)
    for p, q in random.integers(0, 20, size=(30, 2, 12)):
        assert jensen_shannon(p, q) == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-12)


def test_bounds_and_empty_sides() -> None:
    assert jensen_shannon([5, 0, 0], [0, 1, 2]) == 1
    assert jensen_shannon([5, 1], [10, 2]) == 0
    assert np.isnan(jensen_shannon([0, 0], [1, 2]))
