"""Predictions corrected by coded ones: held against another implementation, and exactly unbiased."""

from itertools import combinations

import numpy as np
import pytest

from discourse.measures import coded_strata, leave_one_out, pseudo_outcomes

NUMBER = np.arange(240)
GROUP = NUMBER % 3 == 0
TRUTH = np.where(GROUP, NUMBER * 7919 % 11 < 7, NUMBER * 7919 % 11 < 4).astype(float)
GUESS = np.where(NUMBER * 104729 % 13 < 9, 0.6 * TRUTH + 0.3, 0.2)
CODED = NUMBER * 29 % 7 == 3


def test_mean_and_difference_are_those_of_prediction_powered_inference() -> None:
    # ppi-python 0.2.3: ppi_mean_pointestimate(TRUTH[CODED], GUESS[CODED], GUESS, lam=1), and
    # ppi_ols_pointestimate(X[CODED], TRUTH[CODED], GUESS[CODED], X, GUESS, lam=1) with X = (1, GROUP)
    code = np.where(CODED, TRUTH, np.nan)
    assert pseudo_outcomes(GUESS, code, CODED.mean()).mean() == pytest.approx(0.47470588235294114, abs=1e-9)
    chance = np.where(GROUP, CODED[GROUP].mean(), CODED[~GROUP].mean())
    outcomes = pseudo_outcomes(GUESS, code, chance)
    first, other = outcomes[~GROUP].mean(), outcomes[GROUP].mean()
    assert first == pytest.approx(0.37909090909090876, abs=1e-9)
    assert other - first == pytest.approx(0.2775757575757576, abs=1e-9)


def test_a_part_of_a_stratum_is_unbiased_over_all_samples() -> None:
    truth, part = np.array([1.0, 0, 1, 1, 0, 0, 1]), np.array([1, 1, 0, 0, 1, 0, 0], dtype=bool)
    for n in (2, 3, 5, 7):
        found = []
        for sample in map(list, combinations(range(7), n)):
            coded = np.full(7, np.nan)
            coded[sample] = truth[sample]
            guess = np.full(7, truth[sample].mean())
            guess[sample] = leave_one_out(truth[sample], np.zeros(n, dtype=int))
            found.append(pseudo_outcomes(guess, coded, n / 7)[part].sum())
        assert np.mean(found) == pytest.approx(truth[part].sum())


def test_all_coded_is_what_the_codes_say() -> None:
    np.testing.assert_allclose(pseudo_outcomes(GUESS, TRUTH, 1), TRUTH)


def test_no_stratum_is_ever_sure() -> None:
    strata = coded_strata([1] * 12 + [0], [0] * 12 + [1], [100, 5, 7], [0, 0, 0])
    np.testing.assert_allclose(strata.mean, [1, 0, np.nan])
    np.testing.assert_array_equal(strata.coded, [12, 1, 0])
    np.testing.assert_allclose(strata.weight[:2], [100 / 12, 5])
    centre = 14 / 17  # of all thirteen lines, and four that start from half and half
    np.testing.assert_allclose(strata.level, [(12 + 4 * centre) / 16, 4 * centre / 5, centre])
    assert (strata.variance > 0).all()


def test_where_a_yes_is_rare_strata_tell_by_their_weight() -> None:
    answers, stratum = [1, 1, 0, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1]
    strata = coded_strata(answers, stratum, [8, 3000], [0, 0], rare=[True, True])
    mean = 4 / 3008  # half of eight, and none of three thousand
    centre = (7 * mean + 0.5) / 8
    np.testing.assert_allclose(strata.level, [(2 + 4 * centre) / 8, 4 * centre / 7])
    others = coded_strata(answers, stratum, [8, 3000], [0, 0])
    assert strata.level[1] < others.level[1] / 4
