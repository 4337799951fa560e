"""Fisher's exact test, for many large tables at once."""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats, table
from discourse.measures.keyness import g2

BLOCK = 2**20  # cells of a matrix of summands
TIE = 1e-7  # tables whose probabilities differ by less, relatively, are equally probable


def fisher(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
    *,
    alternative: str = "two-sided",
    log: bool = False,
) -> Floats:
    """Probability of so uneven a table, its margins given, by Fisher's exact test.

    The sum of hypergeometric probabilities over the tables at least as far out (Fisher 1935, Journal of the
    Royal Statistical Society 98/1, 39-82; for words Pedersen 1996, "Fishing for exactness", South-Central SAS
    Users Group Conference, 188-200). Two-sided, these are all tables not more probable than the one observed,
    on both sides.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word; whole numbers, as are the sizes.
    size_target, size_reference : array_like
        All words.
    alternative : {"two-sided", "greater", "less"}
        Uneven at all; more in the target; less in the target.
    log : bool
        Give the natural logarithm, which still tells words apart whose probability is too small for a float.

    Returns
    -------
    ndarray of float
        1 for a word that occurs nowhere; NaN where there is no table.

    Raises
    ------
    DiscourseError
        If `alternative` is another, or a count or size is no whole number.

    Notes
    -----
    The probability of the observed table is ``exp(-G²/2)`` times what Stirling's formula leaves of the
    factorials, which loses no digits in large tables (after Loader 2000, "Fast and accurate computation of
    binomial probabilities"). The tail follows from it by the ratios of neighbours, the other tail begins
    where bisection finds a table as improbable.

    Examples
    --------
    >>> float(fisher(7, 2, 10, 9).round(6)), float(fisher(7, 2, 10, 9, alternative="greater").round(6))
    (0.069779, 0.051257)
    """
    if alternative not in ("two-sided", "greater", "less"):
        raise DiscourseError(f"alternative={alternative!r} is 'two-sided', 'greater' or 'less'")
    a, b, n1, n2 = table(count_target, count_reference, size_target, size_reference)
    possible = ~np.isnan(a)
    tables = np.stack([x[possible] for x in (a, b, n1, n2)], axis=1)
    if (tables % 1 != 0).any():
        raise DiscourseError("fisher takes whole numbers: occurrences and words, not rates")
    distinct, back = _distinct(tables)
    k, others, row, rest = distinct.T
    margins = row, k + others, row + rest
    if alternative == "greater":
        log_p = _log_at_least(k, *margins)
    elif alternative == "less":
        log_p = _log_at_least(*_mirrored(k, *margins))
    else:
        log_p = _log_two_sided(k, *margins)
    result = np.full(a.shape, np.nan)
    result[possible] = (log_p if log else np.exp(log_p))[back]
    return result


def _distinct(tables: Floats) -> tuple[Floats, npt.NDArray[np.intp]]:
    # words are rare: most tables of a vocabulary occur many times. np.unique takes eight times as long
    order = np.lexsort(tables.T)
    ordered = tables[order]
    new = np.ones(len(tables), dtype=np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    back = np.empty(len(tables), dtype=np.intp)
    back[order] = np.cumsum(new) - 1
    return ordered[new], back


# Below, k is a count in the target, `row` the words of the target, `column` the occurrences of the word on
# both sides and `total` all words; all are arrays of one length.


def _mirrored(k: Floats, row: Floats, column: Floats, total: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    # the same table, told of the other words: at most k of these is at least row - k of those
    return row - k, row, total - column, total


def _log_at_least(k: Floats, row: Floats, column: Floats, total: Floats) -> Floats:
    upper = k >= row * column / total
    # below the mean the lower tail is the shorter: P(X >= k) = 1 - P(X <= k - 1)
    below = _mirrored(k - 1, row, column, total)
    tail = _log_tail(np.where(upper, k, below[0]), row, np.where(upper, column, below[2]), total)
    with np.errstate(divide="ignore"):
        return np.where(upper, tail, np.log1p(-np.exp(tail)))


def _log_two_sided(k: Floats, row: Floats, column: Floats, total: Floats) -> Floats:
    lower = k < row * column / total
    mirrored = _mirrored(k, row, column, total)
    k, column = np.where(lower, mirrored[0], k), np.where(lower, mirrored[2], column)
    mode = np.floor((row + 1) * (column + 1) / (total + 2))
    least = np.maximum(row + column - total, 0)
    bound = _log_probability(k, row, column, total) + TIE
    # left: as improbable as k, or out of range; right: more probable. Up to the mode probabilities rise
    left, right = least - 1, mode
    open_ = np.arange(len(k))
    while len(open_):
        open_ = open_[right[open_] - left[open_] > 1]
        middle = np.floor((left[open_] + right[open_]) / 2)
        far = _log_probability(middle, row[open_], column[open_], total[open_]) <= bound[open_]
        left[open_] = np.where(far, middle, left[open_])
        right[open_] = np.where(far, right[open_], middle)
    near = _log_tail(k, row, column, total)
    other, _, others, _ = _mirrored(left, row, column, total)
    both = np.logaddexp(near, _log_tail(other, row, others, total))
    at_mode = _log_probability(mode, row, column, total) <= bound
    return np.where(at_mode, 0.0, np.minimum(both, 0.0))


def _log_probability(k: Floats, row: Floats, column: Floats, total: Floats) -> Floats:
    rest = total - row
    fixed = sum(map(_factorial_rest, (row, rest, column, total - column)), -_factorial_rest(total))
    cells = sum(map(_factorial_rest, (k, row - k, column - k, rest - column + k)), np.zeros(len(k)))
    return fixed - cells - g2(k, column - k, row, rest) / 2


def _factorial_rest(n: Floats) -> Floats:
    # ln n! - (n ln n - n), by Stirling's series where the difference would lose digits
    small = np.minimum(n, 16.0)
    exact = gammaln(small + 1) - xlogy(small, small) + small
    large = np.maximum(n, 16.0)
    square = large * large
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / square) / square) / square) / large
    return np.where(n < 16, exact, np.log(2 * np.pi * large) / 2 + series)


def _log_tail(k: Floats, row: Floats, column: Floats, total: Floats) -> Floats:
    # ln P(X >= k) for k not below the mean: from there on each probability is smaller than the one before
    reach = np.minimum(row, column) - k
    result = np.full(len(k), -np.inf)
    open_ = np.flatnonzero(reach >= 0)
    result[open_] = _log_probability(k[open_], row[open_], column[open_], total[open_])
    sums, last, done = np.ones(len(k)), np.ones(len(k)), 0
    while len(open_ := open_[(reach[open_] > done) & (last[open_] > 1e-22 * sums[open_])]):
        # twice as far each time, as long as the matrix is not too large
        steps = done + np.arange(max(min(done + 16, BLOCK // len(open_)), 1))
        at = k[open_, np.newaxis] + steps
        r, c, n = (x[open_, np.newaxis] for x in (row, column, total))
        ratios = (r - at) * (c - at) / ((at + 1) * (n - r - c + at + 1))  # 0 at the end of the range
        products = last[open_, np.newaxis] * np.cumprod(ratios, axis=1)
        sums[open_] += products.sum(axis=1)
        last[open_] = products[:, -1]
        done += len(steps)
    return (result + np.log(sums)).clip(max=0.0)
