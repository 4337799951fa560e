"""Regressions of counts on group and time: how much of one rate or share another is."""

import warnings
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats, floats
from discourse.measures.ratio import Noise
from discourse.measures.sandwich import jackknife_covariance


class Fitted(NamedTuple):
    """What a regression found.

    Attributes
    ----------
    estimate : ndarray of float, shape (coefficients,)
    covariance : ndarray of float, shape (coefficients, coefficients)
        Of the estimates, between units.
    dispersion : float
        Pearson's statistic over its degrees of freedom; NaN where there are none.
    influence : ndarray of float, shape (rows, coefficients)
        How far each row moves the estimates, to first order; the sum of all rows is 0.
    """

    estimate: Floats
    covariance: Floats
    dispersion: float
    influence: Floats


def fit(
    count: npt.ArrayLike,
    whole: npt.ArrayLike,
    design: npt.ArrayLike,
    unit: npt.ArrayLike,
    *,
    binomial: bool = False,
    noise: Noise | None = None,
) -> Fitted:
    """Fit a quasi-Poisson regression with an offset, or a quasi-binomial one, with errors between units.

    McCullagh and Nelder 1989, Generalized Linear Models, 2nd ed., ch. 4, 6 and 9; the errors are those of
    :func:`discourse.measures.sandwich.jackknife_covariance`.

    Parameters
    ----------
    count, whole : array_like, shape (rows,)
        The counts, and what they are a part of.
    design : array_like, shape (rows, coefficients)
    unit : array_like of int, shape (rows,)
        Equal for rows that may depend on each other.
    binomial : bool
        Whether the logit of ``count / whole`` is linear; else the logarithm of it is.
    noise : Noise, optional
        What is not known of the counts and wholes, where they are estimates.

    Returns
    -------
    Fitted

    Raises
    ------
    DiscourseError
        If the estimates do not settle, or one of them stands on a single unit.

    Examples
    --------
    >>> fitted = fit([1, 3, 4, 8], [100] * 4, [[1, 0], [1, 0], [1, 1], [1, 1]], range(4))
    >>> float(np.exp(fitted.estimate[1]).round(6)), round(fitted.dispersion, 3)
    (3.0, 1.167)
    """
    import statsmodels.api as sm  # a second to import, and only regressions need it
    from statsmodels.tools.sm_exceptions import ModelWarning

    x, y, design = floats(count, whole, design)
    if binomial:
        model = sm.GLM(np.column_stack([x, y - x]), design, family=sm.families.Binomial())
    else:
        model = sm.GLM(x, design, family=sm.families.Poisson(), offset=np.log(y))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", ModelWarning)
            warnings.simplefilter("error", RuntimeWarning)
            found = model.fit(maxiter=200)
    except (ModelWarning, RuntimeWarning, np.linalg.LinAlgError) as error:
        raise DiscourseError(f"the regression does not settle on estimates: {error}") from error
    if not found.converged:
        raise DiscourseError("the regression does not settle on estimates in 200 steps")
    mean = np.asarray(found.fittedvalues)  # of a binomial one, the share
    expected, variance = (y * mean, y * mean * (1 - mean)) if binomial else (mean, mean)
    residual = x - expected
    covariance = jackknife_covariance(design, residual, variance, unit)
    if not np.isfinite(covariance).all():
        raise DiscourseError(
            "one of the units carries a trend alone; leave out the smallest groups with corpus.select"
        )
    dispersion = float(found.pearson_chi2 / found.df_resid) if found.df_resid > 0 else float("nan")
    information = (design * variance[:, np.newaxis]).T @ design
    influence = np.linalg.solve(information, (design * residual[:, np.newaxis]).T).T
    if noise is not None:
        unknown = noise.about(mean if binomial else 0.0)[:, np.newaxis]
        half = np.linalg.solve(information, (design * unknown).T @ design)
        covariance = covariance + np.linalg.solve(information, half.T)
    return Fitted(np.asarray(found.params), covariance, dispersion, influence)
