"""Dispersion, against the examples in Gries's overviews of it."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from discourse.errors import DiscourseError
from discourse.measures import dp, dp_norm, dp_norm_of_groups

MEASURES = [dp, dp_norm]

some_counts = arrays(np.int64, (4, 6), elements=st.integers(0, 50))
some_sizes = arrays(np.int64, 6, elements=st.integers(60, 1000))


@pytest.mark.parametrize(("measure", "value", "digits"), [(dp, 0.18, 2), (dp_norm, 0.22, 2)])
def test_the_five_parts_of_gries(measure: Any, value: float, digits: int) -> None:
    # DP is that of Gries 2008 for the word "a"; DP norm is its formula on his parts
    assert measure([1, 2, 3, 4, 5], [9, 10, 10, 10, 11]).round(digits) == value


def test_equal_parts() -> None:
    assert dp_norm([2, 1, 0]) == pytest.approx(0.5)


@given(some_counts, some_sizes)
def test_the_formulas_as_they_read(counts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> None:
    for row in counts[counts.sum(axis=1) > 0]:
        v, s = row / row.sum(), sizes / sizes.sum()
        assert dp(row, sizes) == pytest.approx(np.abs(v - s).sum() / 2)
        assert dp_norm(row, sizes) == pytest.approx(np.abs(v - s).sum() / 2 / (1 - s.min()))


@given(some_counts, some_sizes)
def test_sparse_is_dense(counts: npt.NDArray[Any], sizes: npt.NDArray[Any]) -> None:
    for form in (sparse.csr_array, sparse.csc_array, sparse.coo_array, sparse.csr_matrix):
        for measure in MEASURES:
            np.testing.assert_array_equal(measure(form(counts), sizes), measure(counts, sizes))


@given(some_counts, some_sizes, st.lists(st.integers(0, 2), min_size=6, max_size=6))
def test_many_groups_are_each_by_itself(
    counts: npt.NDArray[Any], sizes: npt.NDArray[Any], drawn: list[int]
) -> None:
    group = np.array(drawn)
    found = dp_norm_of_groups(sparse.csr_array(counts.T), sizes, group, 3)
    for number in range(3):
        mine = group == number
        np.testing.assert_array_equal(found[number], dp_norm(counts[:, mine], sizes[mine]))


def test_a_sparse_matrix_stays_as_it_was() -> None:
    messy = sparse.csr_array((np.array([1, 1, 0, 2]), np.array([0, 0, 1, 1]), np.array([0, 3, 4])), (2, 2))
    assert dp(messy, [3, 1]).tolist() == dp([[2, 0], [0, 2]], [3, 1]).tolist()
    assert messy.nnz == 4


def test_even_and_all_in_one_part() -> None:
    sizes = [10, 20, 30, 40]
    for measure, even, one in [(dp, 0, 0.9), (dp_norm, 0, 1)]:
        assert measure([1, 2, 3, 4], sizes) == pytest.approx(even, abs=1e-12)
        assert measure([5, 0, 0, 0], sizes) == pytest.approx(one, abs=1e-12)


def test_parts_without_words_are_no_parts() -> None:
    for measure in MEASURES:
        assert measure([1, 0, 2, 3], [10, 0, 20, 40]) == measure([1, 2, 3], [10, 20, 40])


def test_what_is_undefined() -> None:
    for measure in MEASURES:
        assert np.isnan(measure([[0, 0], [1, 2]], [5, 6])).tolist() == [True, False]
        assert np.isnan(measure([[], []])).all()
    assert np.isnan(dp_norm([[3], [0]])).all()  # one part
    assert float(dp([3])) == 0
    assert dp(np.zeros((0, 3))).shape == (0,)
    assert dp(np.ones((2, 5, 3))).shape == (2, 5)


def test_errors() -> None:
    with pytest.raises(DiscourseError, match=r"sizes has the shape \(3,\); counts has 2 parts"):
        dp([1, 2], [1, 2, 3])
    with pytest.raises(DiscourseError, match="sizes has a number below 0"):
        dp([1, 2], [1, -2])
    with pytest.raises(DiscourseError, match=r"part 1 \(from 0\) has occurrences but the size 0"):
        dp([1, 2], [1, 0])
