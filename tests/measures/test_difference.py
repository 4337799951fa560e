"""The p of a difference: that of the interval that ends at 0, made anew at every level."""

import numpy as np
import pytest
from scipy.optimize import brentq

from discourse.measures import (
    RatioSums,
    difference_interval,
    difference_p,
    interval_degrees,
    ratio_interval,
    ratio_sums,
)


def _side(sums: RatioSums, confidence: float) -> tuple[np.ndarray, ...]:
    return np.divide(sums.numerator, sums.denominator), *ratio_interval(sums, confidence=confidence)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_p_is_the_level_whose_interval_ends_at_0(seed: int, confidence: float) -> None:
    random = np.random.default_rng(seed)
    sides = [
        ratio_sums(random.binomial(y := random.integers(1, 9, units), share), y)
        for units, share in ((14, 0.7), (60, 0.25))
    ]
    known = [(*_side(sums, confidence), interval_degrees(sums)) for sums in sides]
    p = float(difference_p(*known, confidence=confidence))

    def end(level: float) -> float:
        return float(difference_interval(*(x for sums in sides for x in _side(sums, 1 - level)))[0])

    assert p == pytest.approx(brentq(end, 1e-11, 0.99, xtol=1e-14), rel=1e-4)


def test_nothing_on_one_side_and_the_other_way_round() -> None:
    none, some = ratio_sums([0, 0, 0, 0], [5, 4, 6, 3]), ratio_sums([2, 3, 1, 4], [5, 4, 6, 5])
    one, other = ((*_side(sums, 0.95), interval_degrees(sums)) for sums in (none, some))
    p = difference_p(one, other)
    assert 0 < p < 0.1
    assert difference_p(other, one) == p
    low, high = difference_interval(*one[:3], *other[:3])
    assert (p < 0.05) == (high < 0 or low > 0)


def test_equal_shares_are_no_difference_and_the_unknown_stays_unknown() -> None:
    side = (0.5, 0.3, 0.7, 9.0)
    assert difference_p(side, side) == pytest.approx(1)
    assert np.isnan(difference_p(side, (0.5, np.nan, np.nan, np.nan)))
    assert np.isnan(difference_p(side, (0.5, 0.3, 0.7, np.nan)))
    far = difference_p((0.99, 0.98, 0.995, 900), (0.01, 0.005, 0.02, 900))
    assert far == pytest.approx(1e-12)
