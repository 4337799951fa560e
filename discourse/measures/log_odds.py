"""Keyness with a prior: the weighted log-odds ratio of whole vocabularies."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats, floats

UNINFORMATIVE = 0.01  # pseudo-occurrences of every word


class WeightedLogOdds(NamedTuple):
    """What :func:`weighted_log_odds` gives, with the prior that went in.

    Attributes
    ----------
    log_odds : ndarray of float, shape (..., terms)
        Posterior log-odds ratio, natural logarithm; positive means more in the target.
    z : ndarray of float, shape (..., terms)
        The same in its standard deviations.
    prior : ndarray of float, shape (..., terms)
        Pseudo-occurrences of each word on each side.
    prior_name : str
        "pooled", "uninformative" or "given".
    """

    log_odds: Floats
    z: Floats
    prior: Floats
    prior_name: str


def weighted_log_odds(
    count_target: npt.ArrayLike,
    count_reference: npt.ArrayLike,
    size_target: npt.ArrayLike | None = None,
    size_reference: npt.ArrayLike | None = None,
    *,
    prior: str | npt.ArrayLike = "pooled",
    prior_size: float = 500.0,
) -> WeightedLogOdds:
    """Log-odds ratio under a Dirichlet prior, and its z-score ("Fightin' Words").

    With y a count, n its side's size, α the word's prior and α₀ the prior's sum,
    ``δ = ln((y₁ + α) / (n₁ + α₀ - y₁ - α)) - ln((y₂ + α) / (n₂ + α₀ - y₂ - α))`` and
    ``z = δ / √(1 / (y₁ + α) + 1 / (y₂ + α))`` (Monroe, Colaresi and Quinn 2008, Political Analysis 16/4,
    372-403). The prior draws rare words to 0, so that no threshold of frequency is needed.

    Parameters
    ----------
    count_target, count_reference : array_like, shape (..., terms)
        Occurrences of every word of the vocabulary.
    size_target, size_reference : array_like, shape (...), optional
        All words; the sums of the counts unless said.
    prior : {"pooled", "uninformative"} or array_like, shape (..., terms)
        "pooled": the counts of both sides together, scaled to the sum `prior_size`, which draws a word to
        its common frequency. "uninformative": 0.01 for every word. Or own pseudo-counts, such as from a
        background corpus.
    prior_size : float
        α₀ of the pooled prior, in words; the larger, the more evidence a word needs.

    Returns
    -------
    WeightedLogOdds
        ``log_odds``, ``z``, ``prior``, ``prior_name``. NaN where a side has no words, or a word has neither
        an occurrence nor a prior.

    Raises
    ------
    DiscourseError
        If the prior is another name, or below 0, or `prior_size` is not above 0.

    Examples
    --------
    >>> result = weighted_log_odds([30, 5, 65], [10, 5, 85])
    >>> result.z.round(2).tolist(), result.prior.tolist(), result.prior_name
    ([1.61, 0.0, -2.67], [100.0, 25.0, 375.0], 'pooled')
    """
    y1, y2 = np.broadcast_arrays(*floats(count_target, count_reference))
    n1, n2 = (
        np.asarray(y.sum(axis=-1) if size is None else size, dtype=np.float64)[..., np.newaxis]
        for y, size in ((y1, size_target), (y2, size_reference))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        if isinstance(prior, str) and prior == "pooled":
            if not prior_size > 0:
                raise DiscourseError(f"prior_size= must be a number above 0, not {prior_size!r}")
            name, alpha = prior, prior_size * (y1 + y2) / (n1 + n2)
            alpha_0: float | Floats = prior_size
        else:
            name, alpha = _named(prior, y1.shape)
            alpha_0 = alpha.sum(axis=-1, keepdims=True)
        target, reference = y1 + alpha, y2 + alpha
        log_odds = np.log(target / (n1 + alpha_0 - target)) - np.log(reference / (n2 + alpha_0 - reference))
        z = log_odds / np.sqrt(1 / target + 1 / reference)
    defined = (n1 > 0) & (n2 > 0) & (target > 0) & (reference > 0)
    return WeightedLogOdds(np.where(defined, log_odds, np.nan), np.where(defined, z, np.nan), alpha, name)


def _named(prior: str | npt.ArrayLike, shape: tuple[int, ...]) -> tuple[str, Floats]:
    if isinstance(prior, str):
        if prior != "uninformative":
            raise DiscourseError(f"prior= must be 'pooled', 'uninformative' or pseudo-counts, not {prior!r}")
        return prior, np.full(shape, UNINFORMATIVE)
    alpha = np.array(np.broadcast_to(np.asarray(prior, dtype=np.float64), shape))
    if not (alpha >= 0).all():
        raise DiscourseError("prior has a number below 0, or that is none; pseudo-counts are from 0")
    return "given", alpha
