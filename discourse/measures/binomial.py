"""The binomial test of how a word's occurrences fall to a target and a reference, on effective counts."""

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, table

_TIED = 1e-9  # tails that differ by less, in their logarithm, reach as far


def binomial(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    design_effect: npt.ArrayLike = 1.0,
) -> Floats:
    """Two-sided mid-p of the binomial test that both sides have one rate.

    Under it, so many of a word's occurrences fall to the target as a coin would give that falls with the
    target's share of all words. Counts are divided by the design effect first, as for intervals on effective
    counts (Korn and Graubard 1998, Survey Methodology 24, 193-201); the incomplete beta function continues
    the binomial tail between whole numbers. What is as far counts half (Lancaster 1961, Journal of the
    American Statistical Association 56, 223-234), and the other tail counts as much as the observed one where
    it reaches so far, and not at all where it cannot, after Blaker (2000), Canadian Journal of Statistics 28,
    783-798: of six words, none in a target of a thirtieth of all words is no surprise.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.
    design_effect : array_like
        As :func:`discourse.measures.design_effect` of the units of both sides together gives it; 1 for
        independent words.

    Returns
    -------
    ndarray of float
        From 0 to 1; NaN where a side has no words, a count is below 0 or above its size, or the design effect
        is none. 1 where the design effect is 0: all units have one rate.

    Examples
    --------
    >>> float(binomial(8, 2, 1000, 1000).round(4))  # (2 * (10 + 1) + 45) / 2 ** 10, both tails
    0.0654
    >>> float(binomial(8, 2, 1000, 1000, design_effect=2).round(4))
    0.2188
    """
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    effect = np.asarray(design_effect, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        a, b, share = a / effect, b / effect, n1 / (n1 + n2)
        total = a + b
        above = a >= share * total
        near, rest = np.where(above, a, b), np.where(above, b, a)
        side = np.where(above, share, 1 - share)
        p = _tail(near, rest, side)
        p = np.clip(np.minimum(p, 1 - p), 0.0, None)  # the mean is not the median; digits end
        # the furthest that the other tail can reach: all on the other side
        other = scipy.special.xlogy(total, 1 - side) + np.log(0.5)
        p = np.minimum(np.where(other <= np.log(p) + _TIED, 2 * p, p), 1.0)
    return np.where(effect == 0, np.where(np.isnan(share), np.nan, 1.0), np.where(total > 0, p, total + 1.0))


def _tail(x: Floats, rest: Floats, share: Floats) -> Floats:
    """Return the probability of more than `x` of ``x + rest``, and half that of as many."""
    passed, some = np.zeros(np.shape(x)), rest > 0
    passed[some] = scipy.special.betainc(x[some] + 1, rest[some], share[some])
    as_many = (
        scipy.special.xlogy(x, share)
        + scipy.special.xlog1py(rest, -share)
        - scipy.special.betaln(x + 1, rest + 1)
        - np.log(x + rest + 1)
    )
    return np.asarray(passed + np.exp(as_many) / 2)
