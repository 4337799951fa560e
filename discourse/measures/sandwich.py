"""Errors of a regression between units: what becomes of the estimates when each unit in turn is left out."""

import numpy as np
import numpy.typing as npt

from discourse.measures.contingency import Floats, floats

_NUMBERS_AT_ONCE = 4_000_000


def jackknife_covariance(
    design: npt.ArrayLike, residual: npt.ArrayLike, weight: npt.ArrayLike, unit: npt.ArrayLike
) -> Floats:
    """Return the covariance of the coefficients of a generalised linear model, robust between units.

    With the scores ``s = Σ x e`` and the information ``H = Σ w x xᵀ`` of a unit, and A of all units, leaving
    the unit out moves the estimates by ``d = (A - H)⁻¹ s`` in one step, and the covariance is
    ``(m - 1) / m Σ d dᵀ``: the estimator CR3 of Bell and McCaffrey (2002), Survey Methodology 28/2, 169-181,
    as MacKinnon, Nielsen and Webb (2023), Journal of Applied Econometrics 38/5, 671-694, compute it. Of an
    intercept alone and units of equal size it is the linearised variance of :func:`ratio_interval`.

    Parameters
    ----------
    design : array_like, shape (rows, coefficients)
    residual : array_like, shape (rows,)
        Count less expected count; the link is the canonical one.
    weight : array_like, shape (rows,)
        The variance of each count under the model.
    unit : array_like of int, shape (rows,)
        Equal for rows that may depend on each other.

    Returns
    -------
    ndarray of float, shape (coefficients, coefficients)
        Infinite where a coefficient has no estimate without one of the units.

    Examples
    --------
    The logarithm of a rate, of four texts of equal length; the linearised variance is 4/3 · 26 / 16²:

    >>> counts = np.array([1.0, 3.0, 4.0, 8.0])
    >>> jackknife_covariance(np.ones((4, 1)), counts - 4, np.full(4, 4.0), range(4)).round(4).tolist()
    [[0.1354]]
    """
    x, e, w = floats(design, residual, weight)
    codes = np.unique(np.asarray(unit), return_inverse=True)[1]
    order = np.argsort(codes, kind="stable")
    x, e, w = x[order], e[order], w[order]
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    units, k = len(starts), x.shape[1]
    scores = np.add.reduceat(x * e[:, np.newaxis], starts, axis=0)
    information = (x * w[:, np.newaxis]).T @ x
    size = np.sqrt(np.diag(information))
    moved = np.empty((units, k))
    ends = np.append(starts[1:], len(x))
    step = max(1, _NUMBERS_AT_ONCE // (k * k))
    for first in range(0, units, step):
        some = slice(first, min(first + step, units))
        own = _information(x, w, starts[some], ends[some]) / np.outer(size, size)
        left = information / np.outer(size, size) - own
        alone = np.linalg.cond(left) > 1e12  # scaled to one, so that units of measurement do not matter
        left[alone] = np.eye(k)
        moved[some] = np.linalg.solve(left, (scores[some] / size)[..., np.newaxis])[..., 0] / size
        moved[some][alone] = np.inf
    if np.isinf(moved).any():
        return np.full((k, k), np.inf)
    return np.asarray((units - 1) / units * moved.T @ moved)


def _information(x: Floats, w: Floats, starts: npt.NDArray[np.int64], ends: npt.NDArray[np.int64]) -> Floats:
    """Return Σ w x xᵀ of each unit, of shape (units, coefficients, coefficients)."""
    rows = slice(starts[0], ends[-1])
    outer = np.einsum("r,ri,rj->rij", w[rows], x[rows], x[rows])
    return np.asarray(np.add.reduceat(outer, starts - starts[0], axis=0))
