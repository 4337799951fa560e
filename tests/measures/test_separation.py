import numpy as np
import pytest

from discourse.measures.separation import separated


def line(times):
    return np.column_stack([np.ones(len(times)), times])


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        ([0, 0, 3], [True, True, False]),  # only at the end
        ([3, 0, 0], [False, True, True]),  # only at the beginning
        ([0, 3, 0], [False, False, False]),  # the zeros hold it on both sides
        ([0, 1, 3], [False, False, False]),
        ([0, 0, 0], [True, True, True]),
    ],
)
def test_of_counts(count, expected):
    assert separated(line([0, 1, 2]), count, [np.inf] * 3).tolist() == expected


def test_of_shares_a_full_row_pulls_the_other_way():
    whole = [10, 10, 10, 10]
    assert separated(line(range(4)), [0, 0, 10, 10], whole).any()  # complete separation
    assert not separated(line(range(4)), [0, 10, 0, 10], whole).any()
    assert not separated(line(range(4)), [0, 3, 5, 10], whole).any()


def test_of_two_groups_only_the_one_that_is_separated():
    design = np.kron(np.eye(2), line([0, 1, 2]))
    found = separated(design, [1, 2, 3, 0, 0, 5], [np.inf] * 6)
    assert found.tolist() == [False, False, False, True, True, False]


def test_a_common_slope_is_held_by_the_other_group():
    design = np.column_stack([np.kron(np.eye(2), np.ones((3, 1))), np.tile([0, 1, 2], 2)])
    assert not separated(design, [1, 2, 3, 0, 0, 5], [np.inf] * 6).any()
