"""Pairs of groups at a time give what each pair gives by itself, to the last digit."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse

from discourse.counting.pairs import divergences
from discourse.measures import jensen_shannon
from discourse.measures.dealing import dealt_divergence, expected_distance

Counts = npt.NDArray[np.int64]


def pair_by_pair(counts: Counts) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    divergence, expected = (np.full((len(counts), len(counts)), np.nan) for _ in range(2))
    for one, two in np.ndindex(divergence.shape):
        pair = counts[[one, two]][:, counts[[one, two]].any(axis=0)]
        divergence[one, two] = jensen_shannon(*pair)
        if pair.any(axis=1).all():
            dealt = dealt_divergence(pair.sum(axis=0), int(pair[0].sum()))
            expected[one, two] = expected_distance(*dealt)
    np.fill_diagonal(expected, 0.0)
    return divergence, expected


@given(
    arrays(np.int64, st.tuples(st.integers(1, 7), st.integers(1, 30)), elements=st.integers(-9, 3)),
    st.sampled_from([1, 40, 1 << 19]),
)
def test_they_are_those_of_each_pair(drawn: Counts, at_once: int) -> None:
    counts = np.maximum(drawn, 0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("discourse.counting.pairs._AT_ONCE", at_once)
        found = divergences(sparse.csr_array(counts))
    expected = pair_by_pair(counts)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], atol=1e-12)


def test_large_groups_and_small_ones() -> None:
    random = np.random.default_rng(2)
    chance = 1 / np.arange(1, 3001)
    sizes = [20_000, 3_000, 500, 400_000, 900]
    counts = np.stack([random.multinomial(size, chance / chance.sum()) for size in sizes])
    found, expected = divergences(sparse.csr_array(counts)), pair_by_pair(counts)
    np.testing.assert_array_equal(found[0], expected[0])
    np.testing.assert_allclose(found[1], expected[1], rtol=2e-3)
    np.testing.assert_allclose(np.sqrt(found[0]), found[1], rtol=0.05)  # they were dealt from one
