"""A share estimated stratum by stratum: known intervals, and what many samples of one population give."""

import numpy as np
import pytest

from discourse.measures import stratified_share

MANY = 1e12


@pytest.mark.parametrize(
    ("hits", "sampled", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_one_large_stratum_has_the_interval_of_wilson(
    hits: int, sampled: int, low: float, high: float
) -> None:
    # Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3
    share, *interval = stratified_share([hits], [sampled], [MANY])
    assert share == pytest.approx(hits / sampled)
    np.testing.assert_allclose(interval, [low, high], atol=5e-5)


def test_samples_in_proportion_are_as_good_as_a_whole_one() -> None:
    together = stratified_share([9], [30], [MANY])
    apart = stratified_share([6, 3], [20, 10], [2 * MANY, MANY])
    np.testing.assert_allclose(apart, together)
    uneven = stratified_share([3, 6], [10, 20], [2 * MANY, MANY])
    assert uneven[2] - uneven[1] > together[2] - together[1]


def test_what_is_sampled_whole_is_known() -> None:
    assert [float(x) for x in stratified_share([3, 0], [4, 1], [4, 1])] == pytest.approx([0.6] * 3)


def test_strata_without_a_sample_are_left_out() -> None:
    np.testing.assert_allclose(stratified_share([2, 0], [4, 0], [8, 99]), stratified_share([2], [4], [8]))
    assert np.isnan(stratified_share([0, 0], [0, 0], [8, 99])).all()
    assert np.isnan(stratified_share([[], []], [[], []], [[], []])).all()


def test_many_samples_of_one_population() -> None:
    sizes, right, sampled = np.array([400, 60, 9, 1]), np.array([360, 12, 3, 0]), np.array([14, 4, 1, 1])
    random = np.random.default_rng(11)
    hits = random.hypergeometric(right, sizes - right, sampled, size=(20_000, 4))
    share, low, high = stratified_share(hits, sampled, sizes)
    truth = right.sum() / sizes.sum()
    assert share.mean() == pytest.approx(truth, abs=4 * share.std() / np.sqrt(20_000))
    assert np.abs(hits.sum(axis=1) / 20 - truth).mean() > np.abs(share - truth).mean()
    assert ((low <= truth) & (truth <= high)).mean() > 0.94
