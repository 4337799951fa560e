"""The probability that goes with the interval of a difference."""

import numpy as np
import numpy.typing as npt
import scipy

from discourse.measures.contingency import Floats, floats
from discourse.measures.ratio import difference_interval, widened, wilson

_More = tuple[npt.ArrayLike, npt.ArrayLike]
_Side = tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]

_LEAST = 1e-12  # no p is smaller
_HALVINGS = 50
_MANY = 1e6  # degrees of freedom, from which on the quantile is that of the normal distribution


def difference_p(
    target: _Side, reference: _Side, *, confidence: float = 0.95, more: _More = (0.0, 1.0)
) -> Floats:
    """Return the p at which the interval of a difference of two shares ends at 0.

    An interval and its test say the same: p is 1 less the confidence with which
    :func:`discourse.measures.difference_interval` would just leave out 0, and so below .05 exactly where the
    interval of 95% does (Cox and Hinkley 1974, Theoretical Statistics, ch. 7.2). The interval of each side is
    Wilson's with a quantile of Student's t, as :func:`discourse.measures.ratio_interval` makes it: that of
    one level tells those of all others.

    Parameters
    ----------
    target, reference : tuple of four array_like
        The share of a side, from 0 to 1; the two ends of its interval; and the degrees of freedom.
    confidence : float
        Of these intervals.
    more : tuple of two array_like
        A variance that comes to that of the difference, and its degrees of freedom; each side has half of it.

    Returns
    -------
    ndarray of float
        From 1e-12 to 1; NaN where an interval or its degrees are.

    Examples
    --------
    Newcombe's example 56/70 against 48/80, with the Wilson intervals of both:

    >>> both = (0.8, 0.6921, 0.8769, np.inf), (0.6, 0.4904, 0.7004, np.inf)
    >>> round(float(difference_p(*both)), 3)
    0.008
    """
    sides = [_effective(side, confidence) for side in (target, reference)]
    undefined = np.isnan(sides[0][1] + sides[1][1])
    low, high = (np.full(undefined.shape, np.log(end)) for end in (_LEAST, 1.0))
    for _ in range(_HALVINGS):
        level = (low + high) / 2
        beside, below, ends = more_width(more, np.exp(level)) / 2, 1 - np.exp(level) / 2, []
        for share, one, degrees in sides:
            own = wilson(share, one * scipy.special.stdtrit(degrees, below) ** 2)
            ends += [share, *widened(share, *own, beside)]
        from_, to = difference_interval(*ends)
        out = (from_ > 0) | (to < 0)
        low, high = np.where(out, low, level), np.where(out, level, high)
    return np.where(undefined, np.nan, np.exp(high))


def more_width(more: _More, level: npt.ArrayLike) -> Floats:
    """Return half the width, squared, that a variance adds to an interval of 1 less that level.

    Examples
    --------
    >>> round(float(more_width((4.0, np.inf), 0.05)), 1)
    15.4
    """
    variance, degrees = more
    quantile = scipy.special.stdtrit(np.minimum(degrees, _MANY), 1 - np.asarray(level) / 2)
    return np.asarray(np.asarray(variance) * quantile**2)


def _effective(side: _Side, confidence: float) -> tuple[Floats, Floats, Floats]:
    """Return a share, 1 over its effective count, and its degrees of freedom, from one interval of it."""
    share, low, high, degrees = floats(*side)
    end = np.where(low * (1 - low) > high * (1 - high), low, high)  # at 0 and 1 nothing can be seen
    degrees = np.minimum(degrees, _MANY)
    quantile = scipy.special.stdtrit(degrees, (1 + confidence) / 2)
    with np.errstate(divide="ignore", invalid="ignore"):
        # the end of a Wilson interval solves (share - end)² = quantile² / n · end (1 - end)
        return share, (share - end) ** 2 / (end * (1 - end)) / quantile**2, degrees
