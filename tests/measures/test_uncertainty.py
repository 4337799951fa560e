import numpy as np
from scipy.stats import chi2, false_discovery_control

from discourse.measures import benjamini_hochberg, chi2_p

# Benjamini and Hochberg 1995, section 3.1: the fifteen probabilities of their example
PUBLISHED = [
    .0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1.
]  # fmt: skip


def test_the_published_example_rejects_four() -> None:
    assert (benjamini_hochberg(PUBLISHED) <= 0.05).sum() == 4


def test_it_is_that_of_scipy_in_any_order() -> None:
    p = np.random.default_rng(3).permutation(PUBLISHED)
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p))


def test_what_is_undefined_stays_so_and_counts_for_nothing() -> None:
    q = benjamini_hochberg([0.01, np.nan, 0.04])
    assert np.isnan(q[1])
    np.testing.assert_allclose(q[[0, 2]], benjamini_hochberg([0.01, 0.04]))
    assert benjamini_hochberg([]).tolist() == []


def test_survival_does_not_underflow() -> None:
    np.testing.assert_allclose(chi2_p([0.5, 3.84, 100.0]), chi2.sf([0.5, 3.84, 100.0], 1))
    assert chi2_p(1000.0) > 0
    assert np.isnan(chi2_p(np.nan))
    assert chi2_p(-1e-16) == 1  # what rounding makes of 0
