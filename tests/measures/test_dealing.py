"""Dealing, against all deals there are, and the table against the sum over all deals."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.measures import jensen_shannon
from discourse.measures.dealing import (
    _NARROW,
    Dealing,
    _by_all_deals,
    _by_moments,
    dealt_divergence,
    expected_distance,
    nodes_of,
)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.data())
def test_every_deal_counts_the_same(pooled: list[int], data: st.DataObject) -> None:
    words = np.repeat(np.arange(len(pooled)), pooled)
    size = data.draw(st.integers(1, max(len(words) - 1, 1)))
    if len(words) == 1:
        assert np.isnan(dealt_divergence(pooled, size)).all()  # nothing is left for the other
        return
    deals = [
        np.bincount(words[list(mine)], minlength=len(pooled))
        for mine in combinations(range(len(words)), size)
    ]
    found = [float(jensen_shannon(deal, np.subtract(pooled, deal))) for deal in deals]
    assert dealt_divergence(pooled, size)[0] == pytest.approx(np.mean(found), abs=1e-12)


@given(st.integers(1, 1 << 40))
def test_a_node_stands_for_counts_near_it(count: int) -> None:
    node = int(nodes_of(count))
    octave = max(node // 32 - 1, 0)
    assert (node - 32 * octave) << octave == pytest.approx(count, rel=1 / 64)
    assert int(nodes_of(count + 1)) in (node, node + 1)


@pytest.mark.parametrize("types", [300, 4000])
@pytest.mark.parametrize("share", [0.5, 0.2, 0.03])
def test_a_table_is_as_good_as_the_sum_over_all_deals(types: int, share: float) -> None:
    pooled = 1 + np.random.default_rng(types).pareto(1.0, types).astype(np.int64)
    whole = int(pooled.sum())
    size = int(whole * share)
    dealing = Dealing.down_to(size / whole, int(pooled.max()))
    near = np.bincount(nodes_of(pooled), minlength=len(dealing.counts))[np.newaxis].astype(np.float64)
    for first, second in ((size, whole - size), (whole - size, size)):
        mean, variance = dealing.divergence(near, np.array([float(first)]), np.array([float(second)]))
        exact = dealt_divergence(pooled, first)
        assert mean[0] == pytest.approx(exact[0], rel=5e-3)
        assert variance[0] == pytest.approx(exact[1], rel=5e-2)


@pytest.mark.parametrize("share", [0.5, 0.1, 0.001])
def test_a_few_moments_go_on_where_all_deals_end(share: float) -> None:
    count, w = np.array([np.ceil(_NARROW / (share * (1 - share)))]), np.array([share])
    (mean, variance), (other, rough) = _by_all_deals(count, w), _by_moments(count, w)
    assert other == pytest.approx(mean, rel=2e-5)
    assert rough == pytest.approx(variance, rel=1e-2)


def test_the_distance_is_the_mean_of_roots() -> None:
    random = np.random.default_rng(1)
    pooled = 1 + random.pareto(1.0, 200).astype(np.int64)
    deals = random.multivariate_hypergeometric(pooled, int(pooled.sum()) // 3, size=4000, method="marginals")
    found = np.sqrt([float(jensen_shannon(deal, pooled - deal)) for deal in deals])
    expected = expected_distance(*dealt_divergence(pooled, int(pooled.sum()) // 3))
    assert float(expected) == pytest.approx(found.mean(), abs=4 * found.std() / 4000**0.5)
    assert expected_distance([0.0, np.nan], [0.0, np.nan]).tolist() == pytest.approx(
        [0.0, np.nan], nan_ok=True
    )
