import numpy as np
import statsmodels.api as sm

from discourse.measures import ratio_sums
from discourse.measures.sandwich import jackknife_covariance


def linearised(x, y):
    """The variance of log(Σx / Σy) between units, as measures.ratio has it of the ratio."""
    sums = ratio_sums(x, y)
    rate, m = sums.numerator / sums.denominator, len(x)
    spread = sums.square - 2 * rate * sums.product + rate**2 * sums.denominator_square
    return m / (m - 1) * spread / sums.numerator**2


def intercept(x, y):
    expected = y * x.sum() / y.sum()
    return float(jackknife_covariance(np.ones((len(x), 1)), x - expected, expected, np.arange(len(x)))[0, 0])


def test_of_units_of_one_size_it_is_the_linearised_variance_of_the_rate():
    x = np.random.default_rng(1).negative_binomial(1, 0.3, 40).astype(float)
    np.testing.assert_allclose(
        intercept(x, np.full(40, 500.0)), linearised(x, np.full(40, 500.0)), rtol=1e-12
    )


def test_of_units_of_other_sizes_it_comes_near_that_of_many():
    random = np.random.default_rng(2)
    y = random.lognormal(6, 0.4, 3000)
    x = random.poisson(y * 0.01 * random.gamma(0.5, 2, 3000)).astype(float)
    np.testing.assert_allclose(intercept(x, y), linearised(x, y), rtol=0.01)


def test_it_is_the_one_step_jackknife_by_hand():
    random = np.random.default_rng(3)
    design = np.column_stack([np.ones(12), random.normal(size=12)])
    residual, weight, unit = random.normal(size=12), random.uniform(1, 3, 12), np.repeat([5, 3, 9, 7], 3)
    information = (design * weight[:, None]).T @ design
    by_hand = np.zeros((2, 2))
    for each in np.unique(unit):
        mine = unit == each
        left = information - (design[mine] * weight[mine, None]).T @ design[mine]
        moved = np.linalg.solve(left, design[mine].T @ residual[mine])
        by_hand += 3 / 4 * np.outer(moved, moved)
    np.testing.assert_allclose(jackknife_covariance(design, residual, weight, unit), by_hand)
    shuffled = random.permutation(12)
    again = jackknife_covariance(design[shuffled], residual[shuffled], weight[shuffled], unit[shuffled])
    np.testing.assert_allclose(again, by_hand)


def test_of_many_units_it_comes_near_the_cluster_robust_errors_of_statsmodels():
    random = np.random.default_rng(4)
    unit, time = np.repeat(np.arange(800), 2), random.uniform(-2, 2, 1600)
    design = np.column_stack([np.ones(1600), time])
    mean = np.exp(0.3 + 0.2 * time) * np.repeat(random.gamma(1, 1, 800), 2)
    found = sm.GLM(random.poisson(mean), design, family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": unit}
    )
    ours = jackknife_covariance(design, found.resid_response, found.mu, unit)
    np.testing.assert_allclose(np.sqrt(np.diag(ours)), found.bse, rtol=0.01)


def test_what_stands_on_one_unit_has_no_finite_error():
    design = np.array([[1.0, 0], [1, 0], [1, 1]])
    assert np.isinf(jackknife_covariance(design, [1, -1, 0], [1, 1, 1], range(3))).all()
