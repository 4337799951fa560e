"""The regression: against published ones and closed forms."""

import numpy as np
import pytest

from discourse.measures.ratio import Noise
from discourse.measures.regression import fit

# Lung cancer in Fredericia, Horsens, Kolding, Vejle 1968-71 at 40-54, 55-59, 60-64, 65-69, 70-74, 75 and
# more years (Andersen 1977, Scandinavian Journal of Statistics 4, 153-158), and the coefficients which
# Dalgaard 2008, Introductory Statistics with R, 2nd ed., ch. 15, prints of cases ~ city + age.
CASES = [11, 13, 4, 5, 11, 6, 8, 7, 11, 15, 7, 10, 10, 10, 11, 14, 11, 12, 9, 8, 10, 2, 12, 7]
PEOPLE = [
    3059, 2879, 3142, 2520, 800, 1083, 1050, 878, 710, 923, 895, 839,
    581, 834, 702, 631, 509, 634, 535, 539, 605, 782, 659, 619,
]  # fmt: skip
LUNG = [-5.6321, -0.3301, -0.3715, -0.2723, 1.1010, 1.5186, 1.7677, 1.8569, 1.4197]

# Damage to ships by type (A to E), years of construction and of operation: McCullagh and Nelder 1989,
# Generalized Linear Models, 2nd ed., section 6.3; their dispersion is 1.69.
MONTHS = [
    127, 63, 1095, 1095, 1512, 3353, 0, 2244, 44882, 17176, 28609, 20370, 7064, 13099, 0, 7117, 1179, 552,
    781, 676, 783, 1948, 0, 274, 251, 105, 288, 192, 349, 1208, 0, 2051, 45, 0, 789, 437, 1157, 2161, 0, 542,
]  # fmt: skip
DAMAGE = [
    0, 0, 3, 4, 6, 18, 0, 11, 39, 29, 58, 53, 12, 44, 0, 18, 1, 1, 0, 1, 6, 2, 0, 1, 0, 0, 0, 0, 2, 11, 0, 4,
    0, 0, 7, 7, 5, 12, 0, 1,
]  # fmt: skip
SHIPS = [-6.41, -0.54, -0.69, -0.08, 0.33, 0.70, 0.82, 0.45, 0.38]


def dummies(codes):
    return (np.asarray(codes)[:, None] == np.arange(1, max(codes) + 1)).astype(float)


def test_the_published_regression_of_lung_cancer():
    design = np.hstack([np.ones((24, 1)), dummies(np.arange(24) % 4), dummies(np.arange(24) // 4)])
    found = fit(CASES, PEOPLE, design, np.arange(24))
    np.testing.assert_allclose(found.estimate, LUNG, atol=5.1e-5)


def test_the_published_quasi_poisson_regression_of_ships():
    at = np.arange(40)
    design = np.hstack([np.ones((40, 1)), dummies(at // 8), dummies(at // 2 % 4), dummies(at % 2)])
    sailed = np.array(MONTHS) > 0
    found = fit(np.array(DAMAGE)[sailed], np.array(MONTHS)[sailed], design[sailed], at[sailed])
    np.testing.assert_allclose(found.estimate, SHIPS, atol=5.1e-3)
    assert round(found.dispersion, 2) == 1.69


@pytest.mark.parametrize("binomial", [False, True])
def test_two_groups_without_time_have_the_ratio_of_the_closed_form(binomial):
    count, whole = np.array([3, 5, 1, 0, 9, 4]), np.array([90, 110, 60, 20, 100, 70])
    design = np.column_stack([np.ones(6), [0, 0, 0, 1, 1, 1]])
    found = fit(count, whole, design, np.arange(6), binomial=binomial)
    (a, n), (b, m) = ((count[s].sum(), whole[s].sum()) for s in (slice(3, 6), slice(3)))
    expected = (a / (n - a)) / (b / (m - b)) if binomial else (a / n) / (b / m)
    np.testing.assert_allclose(np.exp(found.estimate[1]), expected)


def test_a_unit_may_be_split_into_rows_without_changing_estimate_or_error():
    design = np.column_stack([np.ones(4), [0.0, 0, 1, 1]])
    whole = fit([3, 5, 9, 4], [90, 110, 100, 70], design, range(4))
    rows = [0, 0, 1, 2, 3]
    split = fit([1, 2, 5, 9, 4], [40, 50, 110, 100, 70], design[rows], rows)
    np.testing.assert_allclose(split.estimate, whole.estimate, rtol=1e-7)
    np.testing.assert_allclose(split.covariance, whole.covariance, rtol=1e-6)


def test_noise_of_estimated_counts_adds_to_the_errors() -> None:
    count, whole, level = np.array([3.0, 5, 2, 6]), np.full(4, 10.0), np.ones((4, 1))
    own = np.array([0.5, 1.0, 0.25, 0.0])
    for binomial, noise in ((False, Noise(own)), (True, Noise(own, own, 2 * own))):
        alone, noisy = (
            fit(count, whole, level, range(4), binomial=binomial, noise=each) for each in (None, noise)
        )
        assert noisy.estimate == pytest.approx(alone.estimate)
        added = float(noisy.covariance[0, 0] - alone.covariance[0, 0])
        if not binomial:
            assert added == pytest.approx(own.sum() / count.sum() ** 2)
        else:  # of the logit: the variance of x - p y over that of the share's slope
            p = count.sum() / whole.sum()
            unknown = (own - 2 * p * own + p**2 * 2 * own).sum()
            assert added == pytest.approx(unknown / (whole.sum() * p * (1 - p)) ** 2)
