"""Two-way clustering: against the formula of Cameron, Gelbach and Miller, written out cell by cell."""

import numpy as np
import pytest

from discourse.measures import crossed_excess


def two_way(scores: np.ndarray, outlet: np.ndarray, block: np.ndarray) -> tuple[float, float]:
    """Return the variance by blocks, and that by blocks and outlets (their equation 2.11): a double sum."""
    by_block = both = 0.0
    for i in range(len(scores)):
        for j in range(len(scores)):
            pair = scores[i] * scores[j]
            by_block += pair * (block[i] == block[j])
            both += pair * (block[i] == block[j] or outlet[i] == outlet[j])
    return by_block, both


def excess(scores: np.ndarray, outlet: np.ndarray, block: np.ndarray) -> float:
    moved, own = np.zeros((2, int(outlet.max()) + 1, 1))
    for one in np.unique(outlet):
        moved[one] = scores[outlet == one].sum()
        own[one] = sum(scores[(outlet == one) & (block == each)].sum() ** 2 for each in np.unique(block))
    return float(crossed_excess(moved, own)[0])


@pytest.mark.parametrize("seed", range(6))
def test_with_blocks_it_is_the_variance_of_two_way_clustering(seed: int) -> None:
    random = np.random.default_rng(seed)
    outlet, block = random.integers(0, 5, 120), random.integers(0, 12, 120)
    own_way = random.normal(0, 1, 5)[outlet]  # an outlet goes its own way in all its blocks
    scores = own_way + random.normal(0, 0.3, 120)
    by_block, both = two_way(scores, outlet, block)
    assert both > by_block
    assert by_block + excess(scores, outlet, block) == pytest.approx(both)


def test_chance_does_not_make_a_variance_larger_or_smaller() -> None:
    random = np.random.default_rng(1)
    added = []
    for _ in range(400):
        outlet, block = np.repeat(np.arange(8), 20), np.tile(np.arange(20), 8)
        added.append(excess(random.normal(0, 1, 160), outlet, block))
    assert min(added) == 0
    assert np.mean(np.array(added) > 0) < 0.1  # a test at .05, of eight outlets


def test_without_its_test_an_excess_counts_wherever_it_is_above_zero() -> None:
    sums, squares = np.array([[2.0, 1.0], [0.0, 0.0]]), np.array([[2.0, 2.0], [1.0, 1.0]])
    assert crossed_excess(sums, squares).tolist() == [0.0, 0.0]
    assert crossed_excess(sums, squares, tested=False).tolist() == [1.0, 0.0]


def test_one_outlet_alone_that_has_a_word_in_all_its_blocks_carries_it() -> None:
    scores = np.zeros((6, 2))
    scores[0] = [12.0, 0.0]
    own = np.zeros((6, 2))
    own[0] = [12.0, 0.0]  # twelve blocks, one each
    assert crossed_excess(scores, own).tolist() == [132.0, 0.0]
