"""The two-by-two table behind keyness and association: a word or not, in a target or a reference."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def floats(*numbers: npt.ArrayLike) -> tuple[Floats, ...]:
    """Return each of some numbers as an array of floats."""
    return tuple(np.asarray(each, dtype=np.float64) for each in numbers)


def table(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike,
    size_reference: npt.ArrayLike,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the four numbers as floats of one shape, all NaN where they are no table.

    Parameters
    ----------
    count_target, count_reference : array_like
        Occurrences of the word.
    size_target, size_reference : array_like
        All words.

    Returns
    -------
    tuple of four ndarrays of float
        NaN where a side has no words, or a count is below 0 or above the size of its side.

    Examples
    --------
    >>> [float(x) for x in table(3, 1, 10, 0)]
    [nan, nan, nan, nan]
    """
    numbers = floats(count_target, count_reference, size_target, size_reference)
    a, b, n1, n2 = np.broadcast_arrays(*numbers)
    possible = (n1 > 0) & (n2 > 0) & (a >= 0) & (b >= 0) & (a <= n1) & (b <= n2)
    if possible.all():
        return a, b, n1, n2
    a, b, n1, n2 = (np.where(possible, x, np.nan) for x in (a, b, n1, n2))
    return a, b, n1, n2


def cooccurrence_table(
    o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    """Tell cooccurrences as keyness: the words near the node are the target, all others the reference.

    So every measure of keyness is one of association too, such as ``g2(*cooccurrence_table(…))``.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, such as all words in its windows; and of the collocate.
    n : array_like
        All words.

    Returns
    -------
    tuple of four ndarrays of float
        Count in target and reference, size of target and reference; NaN where they are no table, as of
        :func:`table`.

    Examples
    --------
    >>> [float(x) for x in cooccurrence_table(7, 10, 9, 19)]
    [7.0, 2.0, 10.0, 9.0]
    """
    o, r, c, total = floats(o11, row, column, n)
    return table(o, c - o, r, total - r)
