"""The order of rows."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from discourse.counting.rows import strongest

VALUES = st.sampled_from([-np.inf, 0.0, 1.0, 2.0])


@given(st.lists(st.tuples(VALUES, VALUES), max_size=30))
def test_the_strongest_come_first_as_lexsort_has_them(pairs: list[tuple[float, float]]) -> None:
    values, ties = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    assert strongest(values, ties).tolist() == np.lexsort((np.arange(len(values)), -ties, -values)).tolist()
