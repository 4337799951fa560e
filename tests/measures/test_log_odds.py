"""The weighted log-odds ratio, against the formula written out."""

import math

import numpy as np
import pytest

from discourse.errors import DiscourseError
from discourse.measures import weighted_log_odds


def by_hand(y1: float, y2: float, n1: float, n2: float, a: float, a0: float) -> tuple[float, float]:
    # Monroe, Colaresi and Quinn 2008
    delta = math.log((y1 + a) / (n1 + a0 - y1 - a)) - math.log((y2 + a) / (n2 + a0 - y2 - a))
    return delta, delta / math.sqrt(1 / (y1 + a) + 1 / (y2 + a))


def test_the_formula() -> None:
    target, reference = [30, 5, 65, 0], [10, 5, 180, 5]
    for prior, alphas, name in [
        ("pooled", [40 * 500 / 300, 10 * 500 / 300, 245 * 500 / 300, 5 * 500 / 300], "pooled"),
        ("uninformative", [0.01] * 4, "uninformative"),
        ([1, 2, 3, 4], [1, 2, 3, 4], "given"),
    ]:
        result = weighted_log_odds(target, reference, prior=prior)
        expected = [
            by_hand(y1, y2, 100, 200, a, sum(alphas))
            for y1, y2, a in zip(target, reference, alphas, strict=True)
        ]
        np.testing.assert_allclose(result.log_odds, [delta for delta, _ in expected], rtol=1e-12)
        np.testing.assert_allclose(result.z, [z for _, z in expected], rtol=1e-12)
        np.testing.assert_allclose(result.prior, alphas, rtol=1e-12)
        assert result.prior_name == name


def test_a_published_output() -> None:
    # the README of the package fightin_words gives these for two sentences, with the prior 0.05: the words
    # brown, fox, quick | donkey, lazier, purple | jumps, lazy, over, pig, the
    first = [1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 2]
    second = [0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2]
    z = weighted_log_odds(first, second, prior=0.05).z
    np.testing.assert_allclose(z[:3], 0.6894227886807968, rtol=1e-9)
    np.testing.assert_allclose(z[3:6], -0.6894227886807968, rtol=1e-9)
    np.testing.assert_allclose(z[6:], 0, atol=1e-12)


def test_without_a_prior_it_is_the_log_odds_ratio() -> None:
    result = weighted_log_odds([7, 3], [2, 7], prior=0)
    assert result.log_odds[0] == pytest.approx(math.log(7 * 7 / (3 * 2)))


def test_a_prior_draws_rare_words_to_0() -> None:
    target, reference = np.array([1, 1000, 9000]), np.array([0, 500, 9500])
    z = weighted_log_odds(target, reference).z
    assert 0 < z[0] < 1 < 10 < z[1]
    stronger = weighted_log_odds(target, reference, prior_size=50_000).z
    assert abs(stronger[1]) < abs(z[1])


def test_swapping_sides_flips_the_sign() -> None:
    there, back = weighted_log_odds([3, 9], [5, 1]), weighted_log_odds([5, 1], [3, 9])
    np.testing.assert_allclose(there.z, -back.z)


def test_given_sizes_are_those_of_the_whole_vocabulary() -> None:
    whole = weighted_log_odds([30, 5, 65], [10, 5, 85])
    part = weighted_log_odds([30, 5], [10, 5], 100, 100)
    np.testing.assert_allclose(part.z, whole.z[:2])
    np.testing.assert_allclose(part.prior, whole.prior[:2])


def test_many_pairs_at_once_and_what_is_undefined() -> None:
    target = [[3, 9, 0], [0, 0, 0]]
    result = weighted_log_odds(target, [5, 1, 0])
    assert result.z.shape == (2, 3)
    assert np.isnan(result.z).tolist() == [[False, False, True], [True, True, True]]
    np.testing.assert_allclose(result.z[0], weighted_log_odds(target[0], [5, 1, 0]).z)
    assert np.isfinite(weighted_log_odds(target[0], [5, 1, 0], prior="uninformative").z).all()
    assert np.isnan(weighted_log_odds([3], [5]).z).all()  # one word is the whole vocabulary: no odds


def test_errors() -> None:
    with pytest.raises(DiscourseError, match="prior= must be 'pooled', 'uninformative' or pseudo-counts"):
        weighted_log_odds([1, 2], [3, 4], prior="flat")
    with pytest.raises(DiscourseError, match="prior has a number below 0"):
        weighted_log_odds([1, 2], [3, 4], prior=[-1, 1])
    with pytest.raises(DiscourseError, match="prior_size= must be a number above 0, not 0"):
        weighted_log_odds([1, 2], [3, 4], prior_size=0)
