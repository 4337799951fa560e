"""Two-way clustering: what outlets that go their own way, block after block, add to the variance."""

import numpy as np
import numpy.typing as npt

from discourse.measures.contingency import Floats, floats

_LEVEL = 1.6448536269514722  # one-sided, at .05


def crossed_excess(moved: npt.ArrayLike, own: npt.ArrayLike, *, tested: bool = True) -> Floats:
    """Return what clustering by outlet adds to the variance of an estimate that is clustered by time.

    With the score ``a`` that the articles of one outlet and block of time add to an estimate, the variance of
    two-way clustering is that of blocks, plus that of outlets, less that of both crossed (Cameron, Gelbach
    and Miller 2011, Journal of Business & Economic Statistics 29/2, 238-249). This is the second less the
    third: ``Σ_o (Σ_t a)² - Σ_o Σ_t a²``, which is 0 on average where an outlet's blocks do not depend on each
    other. Of few outlets it is known badly, and a variance made smaller by it rejects far too often; so it
    counts where it is larger than chance makes it, by the score-variance test of MacKinnon, Nielsen and Webb
    (2023), Journal of Econometrics 235/2, 2027-2056, at .05: where it is more than 1.645 times its standard
    error ``√(2 Σ_o (Σ_t a²)²)``.

    Parameters
    ----------
    moved : array_like, shape (outlets, items)
        The sum of the scores of each outlet.
    own : array_like, shape (outlets, items)
        The sum of the squared scores of the blocks of each outlet.
    tested : bool
        Whether that test decides if it counts; otherwise it does where it is above 0.

    Returns
    -------
    ndarray of float, shape (items,)
        At least 0.

    Examples
    --------
    An outlet that moves an estimate the same way in each of four blocks, and two that do not:

    >>> scores = np.array([[1, 1, 1, 1], [1, -1, 1, -1], [-1, 1, 1, -1]])
    >>> crossed_excess(scores.sum(axis=1)[:, np.newaxis], (scores**2).sum(axis=1)[:, np.newaxis]).tolist()
    [0.0]
    >>> scores = np.array([[1, 1, 1, 1, 1, 1, 1, 1], [1, -1, 1, -1, 1, -1, 1, -1]])
    >>> crossed_excess(scores.sum(axis=1)[:, np.newaxis], (scores**2).sum(axis=1)[:, np.newaxis]).tolist()
    [48.0]
    """
    sums, squares = floats(moved, own)
    excess = (sums**2).sum(axis=0) - squares.sum(axis=0)
    least = _LEVEL * np.sqrt(2 * (squares**2).sum(axis=0)) if tested else 0.0
    return np.where(excess > least, excess, 0.0)
