"""Separation: whether a regression of counts has an estimate at all."""

import numpy as np
import numpy.typing as npt
from scipy.optimize import linprog

from discourse.measures.contingency import floats


def separated(design: npt.ArrayLike, count: npt.ArrayLike, whole: npt.ArrayLike) -> npt.NDArray[np.bool_]:
    """Say which rows of a regression drive a coefficient to infinity.

    Where some sum of the regressors is 0 at every row that has both kinds of words, nowhere positive at rows
    with a count of 0, and nowhere negative at rows that are full, the likelihood grows along it without end.
    A linear programme finds it: Konis (2007), Linear programming algorithms for detecting separated data in
    binary logistic regression models, Oxford; for counts Correia, Guimarães and Zylkin (2019), Verifying the
    existence of maximum likelihood estimates for generalized linear models, arXiv:1903.01633.

    Parameters
    ----------
    design : array_like, shape (rows, regressors)
        Of full rank.
    count, whole : array_like, shape (rows,)
        Of each row the count, and what it cannot exceed (infinity for a Poisson regression).

    Returns
    -------
    ndarray of bool, shape (rows,)
        True at the rows that one such sum sets apart; nowhere, where all estimates are finite.

    Examples
    --------
    A word that came up in the last of three years only has no finite trend:

    >>> separated([[1, 0], [1, 1], [1, 2]], [0, 0, 5], [100, 100, 100]).tolist()
    [True, True, False]
    >>> separated([[1, 0], [1, 1], [1, 2]], [0, 5, 0], [100, 100, 100]).tolist()
    [False, False, False]
    """
    x, counts, wholes = floats(design, count, whole)
    empty, full = counts == 0, counts == wholes
    one_kind = empty | full
    apart = np.zeros(len(x), dtype=bool)
    if not one_kind.any():
        return apart
    outward = np.where(empty, -1.0, 1.0)[one_kind, np.newaxis] * x[one_kind]
    mixed = x[~one_kind]
    found = linprog(
        -outward.sum(axis=0),
        A_ub=-outward,
        b_ub=np.zeros(len(outward)),
        A_eq=mixed if len(mixed) else None,
        b_eq=np.zeros(len(mixed)) if len(mixed) else None,
        bounds=(-1, 1),
        method="highs",
    )
    apart[one_kind] = outward @ found.x > 1e-7
    return apart
