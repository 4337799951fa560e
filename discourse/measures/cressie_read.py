"""The power divergence of Cressie and Read."""

import numpy as np
import numpy.typing as npt

from discourse.measures.contingency import Floats, table

_POWER = 2 / 3


def cressie_read(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> Floats:
    """Power divergence over the four cells, with the λ of 2/3 that its authors recommend.

    ``2 / (λ (λ + 1)) Σ O ((O / E)^λ - 1)`` (Cressie and Read 1984, Journal of the Royal Statistical Society B
    46/3, 440-464): between G² (λ = 0) and X² (λ = 1), and closer than either to its chi-squared distribution
    where expected counts are small.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    ndarray of float
        At least 0; NaN where a side has no words, or a count is below 0 or above its size.

    Examples
    --------
    >>> float(cressie_read(7, 2, 10, 9).round(4))
    4.3802
    """
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    n, both = n1 + n2, a + b
    surplus = (a * n2 - b * n1) / n  # of the first cell; that of the others is the same or its opposite
    total = sum(
        _term(observed, expected, sign * surplus)
        for observed, expected, sign in (
            (a, n1 * both / n, 1),
            (b, n2 * both / n, -1),
            (n1 - a, n1 * (n - both) / n, -1),
            (n2 - b, n2 * (n - both) / n, 1),
        )
    )
    return np.maximum(2 / (_POWER * (_POWER + 1)) * total, 0.0)


def _term(observed: Floats, expected: Floats, surplus: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        # what all four sum to 0 by is taken out of each, so that large tables keep their digits
        term = observed * np.expm1(_POWER * np.log1p(surplus / expected)) - _POWER * surplus
    return np.where(observed > 0, term, np.where(np.isnan(observed), np.nan, -_POWER * surplus))
