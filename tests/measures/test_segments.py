import numpy as np
from scipy.stats import chi2_contingency

from discourse.measures.segments import level_cost, split_gains

COUNT, WHOLE = np.array([3.0, 1, 4, 9, 8]), np.array([100.0, 80, 120, 90, 100])


def test_a_gain_is_the_likelihood_ratio_of_the_table_before_and_after():
    gains = split_gains(COUNT, WHOLE)
    for cut, gain in enumerate(gains, start=1):
        sides = [(COUNT[:cut].sum(), WHOLE[:cut].sum()), (COUNT[cut:].sum(), WHOLE[cut:].sum())]
        table = [[x, n - x] for x, n in sides]
        expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        np.testing.assert_allclose(gain, expected)


def test_the_fewest_periods_of_a_side_leave_out_the_ends():
    np.testing.assert_allclose(split_gains(COUNT, WHOLE, least=2), split_gains(COUNT, WHOLE)[1:-1])


def test_many_series_at_once_are_each_of_them():
    many = split_gains(np.stack([COUNT, COUNT[::-1]]), np.stack([WHOLE, WHOLE[::-1]]))
    np.testing.assert_allclose(many[1], many[0][::-1], atol=1e-9)


def test_nothing_and_everything_cost_nothing():
    assert level_cost([0, 7], [7, 7]).tolist() == [0, 0]
    assert split_gains(np.zeros(4), np.full(4, 9.0)).tolist() == [0, 0, 0]
