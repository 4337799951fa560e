"""Agreement of coders: how far what they say is more than chance would make it."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from discourse.measures.resampling import times_drawn

Floats = npt.NDArray[np.float64]


def krippendorff_alpha(counts: npt.ArrayLike) -> float:
    """Return Krippendorff's α of nominal codes: 1 where coders always agree, 0 where as often as by chance.

    ``1 - D_o / D_e``, the observed disagreement of pairs of codes of a unit over that of all pairs of codes
    (Krippendorff 2019, Content Analysis, 4th ed., ch. 12). Units may have different numbers of coders.

    Parameters
    ----------
    counts : array_like, shape (units, values)
        How many coders gave a unit each value. Units with fewer than two codes are left out.

    Returns
    -------
    float
        NaN where no unit has two codes, or all codes are one value: then agreement cannot be told from
        coders who always say the same.

    Examples
    --------
    >>> round(krippendorff_alpha([[2, 0], [2, 0], [1, 1], [0, 2]]), 3)
    0.533
    """
    return float(_alpha(_parts(counts).sum(axis=0)))


def alpha_interval(
    counts: npt.ArrayLike,
    cluster: npt.ArrayLike,
    *,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int | Sequence[int] = 0,
) -> tuple[float, float]:
    """Return the percentile interval of Krippendorff's α over clusters of units drawn anew.

    Parameters
    ----------
    counts : array_like, shape (units, values)
    cluster : array_like, shape (units,)
        What units are drawn together, such as the article of a line.
    confidence : float
        Between 0 and 1.
    draws, seed
        As for :func:`discourse.measures.bootstrap`.

    Returns
    -------
    low, high : float
        NaN where there are fewer than two clusters with two codes of a unit, or α is NaN.
    """
    parts = _parts(counts)
    known = parts[:, 0] > 0
    place = np.unique(np.asarray(cluster)[known], return_inverse=True)[1]
    sums = np.zeros((int(place.max(initial=-1)) + 1, parts.shape[1]))
    np.add.at(sums, place, parts[known])
    if len(sums) < 2 or np.isnan(_alpha(sums.sum(axis=0))):
        return np.nan, np.nan
    drawn = np.concatenate([_alpha((sums.T @ times).T) for times in times_drawn(len(sums), draws, seed)])
    tail = (1 - confidence) / 2
    low, high = np.nanquantile(drawn, [tail, 1 - tail])  # a draw may have codes of one value only
    return float(low), float(high)


def _parts(counts: npt.ArrayLike) -> Floats:
    """Return of each unit its codes, their disagreement and the codes of each value; 0 of a single code."""
    each = np.asarray(counts, dtype=np.float64)
    codes = each.sum(axis=1)
    apart = (codes**2 - (each**2).sum(axis=1)) / np.maximum(codes - 1, 1)
    parts: Floats = np.column_stack([codes, apart, each]) * (codes > 1)[:, np.newaxis]
    return parts


def _alpha(sums: Floats) -> Floats:
    """Return α from sums over units, of shape (..., 2 + values)."""
    codes, apart, values = sums[..., 0], sums[..., 1], sums[..., 2:]
    chance = codes**2 - (values**2).sum(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(chance > 0, 1 - (codes - 1) * apart / chance, np.nan)
