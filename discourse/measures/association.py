"""Association: do two words occur together more often than chance would have it.

All take the observed cooccurrences, the marginals of the node and of the collocate, and all words. They are
NaN where a marginal is empty. Words that never cooccur have the limit of the formula, minus infinity for
logarithms. Every measure of keyness is one of association too, through :func:`cooccurrence_table`.
"""

import numpy as np
import numpy.typing as npt

from discourse.errors import DiscourseError
from discourse.measures import keyness
from discourse.measures.contingency import Floats, cooccurrence_table, floats


def _marginals(
    o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike
) -> tuple[Floats, Floats, Floats, Floats]:
    # O11 may exceed a marginal: where nodes stand close together, a collocate is in several windows
    o, r, c, total = np.broadcast_arrays(*floats(o11, row, column, n))
    possible = (o >= 0) & (r > 0) & (c > 0) & (r <= total) & (c <= total)
    return np.where(possible, o, np.nan), r, c, total


def pmi(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Pointwise mutual information: how many times doubled is what chance would give.

    ``log2(O11 / E11)`` with ``E11 = row · column / n`` (Church and Hanks 1990, Computational Linguistics
    16/1, 22-29). It is highest for the rarest words.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        In bits; minus infinity where the words never cooccur, NaN where a marginal is empty.

    Examples
    --------
    >>> float(pmi(20, 100, 200, 16_000))
    4.0
    """
    o, r, c, total = _marginals(o11, row, column, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log2(o) - np.log2(r * c / total)


def mi3(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Cubed mutual information: less in favour of rare words than :func:`pmi`.

    ``log2(O11³ / E11)`` with ``E11 = row · column / n`` (Daille 1994, Approche mixte pour l'extraction
    automatique de terminologie, thesis, Université Paris 7).

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        In bits; minus infinity where the words never cooccur, NaN where a marginal is empty.

    Examples
    --------
    >>> float(mi3(8, 100, 20, 16_000))
    12.0
    """
    o, r, c, total = _marginals(o11, row, column, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 3 * np.log2(o) - np.log2(r * c / total)


def dice(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Dice coefficient: the cooccurrences over the mean of both marginals.

    ``2 O11 / (row + column)`` (Dice 1945, Ecology 26/3, 297-302). `n` plays no part.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        From 0 to 1 as long as the cooccurrences are within both marginals; NaN where a marginal is empty.

    Examples
    --------
    >>> float(dice(20, 100, 60, 16_000))
    0.25
    """
    o, r, c, _ = _marginals(o11, row, column, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return 2 * o / (r + c)


def log_dice(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """LogDice: the Dice coefficient on a scale of doublings that ends at 14, comparable over corpora.

    ``14 + log2(2 O11 / (row + column))`` (Rychlý 2008, "A lexicographer-friendly association score", RASLAN
    2008, Brno, 6-9). 0 is one cooccurrence in 16,384 occurrences of either word. `n` plays no part.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        In doublings; minus infinity where the words never cooccur, NaN where a marginal is empty.

    Examples
    --------
    >>> float(log_dice(20, 100, 60, 16_000))
    12.0
    """
    with np.errstate(divide="ignore"):
        return 14 + np.log2(dice(o11, row, column, n))


def t_score(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """T-score: how many of its own standard deviations the cooccurrences are above chance.

    ``(O11 - E11) / √O11`` with ``E11 = row · column / n`` (Church, Gale, Hanks and Hindle 1991, "Using
    statistics in lexical analysis", in Zernik (ed.), Lexical Acquisition, Erlbaum, 115-164). It is highest
    for frequent words.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        In standard deviations; minus infinity where the words never cooccur, NaN where a marginal is empty.

    Examples
    --------
    >>> float(t_score(16, 100, 640, 16_000))
    3.0
    """
    o, r, c, total = _marginals(o11, row, column, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return (o - r * c / total) / np.sqrt(o)


def z_score(o11: npt.ArrayLike, row: npt.ArrayLike, column: npt.ArrayLike, n: npt.ArrayLike) -> Floats:
    """Z-score: how many standard deviations of chance the cooccurrences are above it.

    ``(O11 - E11) / √E11`` with ``E11 = row · column / n`` (after Berry-Rogghe 1973, in Aitken, Bailey and
    Hamilton-Smith (eds.), The Computer and Literary Studies, Edinburgh, 103-112; in this form Evert 2005, The
    Statistics of Word Cooccurrences, thesis, Stuttgart). It is highest for rare words.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.

    Returns
    -------
    ndarray of float
        In standard deviations; NaN where a marginal is empty.

    Examples
    --------
    >>> float(z_score(16, 100, 640, 16_000))
    6.0
    """
    o, r, c, total = _marginals(o11, row, column, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        expected = r * c / total
        return (o - expected) / np.sqrt(expected)


def delta_p(
    o11: npt.ArrayLike,
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    cue: str = "node",
) -> Floats:
    """ΔP: how much likelier one word becomes when the other, its cue, is there.

    Cue node: ``O11 / row - O21 / (n - row)``; cue collocate: ``O11 / column - O12 / (n - column)`` (Gries
    2013, "50-something years of work on collocations", International Journal of Corpus Linguistics 18/1,
    137-165). The two differ: *course* predicts *of* better than *of* predicts *course*.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.
    cue : {"node", "collocate"}
        The word that is given.

    Returns
    -------
    ndarray of float
        A difference of probabilities, from -1 to 1; NaN where the cue is nowhere or everywhere, or the
        numbers are no table.

    Raises
    ------
    DiscourseError
        If `cue` is another.

    Examples
    --------
    >>> [float(delta_p(16, 20, 64, 100, cue=cue).round(4)) for cue in ("node", "collocate")]
    [0.2, 0.1389]
    """
    if cue not in ("node", "collocate"):
        raise DiscourseError(f"cue= must be 'node' or 'collocate', not {cue!r}")
    given, other = (row, column) if cue == "node" else (column, row)
    with_cue, without, size_with, size_without = cooccurrence_table(o11, given, other, n)
    return with_cue / size_with - without / size_without


def g2(
    o11: npt.ArrayLike,
    row: npt.ArrayLike,
    column: npt.ArrayLike,
    n: npt.ArrayLike,
    *,
    cells: int = 4,
) -> Floats:
    """Log-likelihood ratio G² of a cooccurrence table; the arithmetic is that of keyness.

    See :func:`discourse.measures.keyness.g2`. It has no sign; the direction is that of :func:`pmi`.

    Parameters
    ----------
    o11 : array_like
        Cooccurrences of node and collocate.
    row, column : array_like
        Marginal of the node, of the collocate.
    n : array_like
        All words.
    cells : {4, 2}
        All cells, or those of the collocate only.

    Returns
    -------
    ndarray of float
        At least 0; NaN where the numbers are no table.

    Raises
    ------
    DiscourseError
        If `cells` is neither 4 nor 2.

    Examples
    --------
    >>> float(g2(110, 2552, 221, 31777).round(2))
    270.72
    """
    return keyness.g2(*cooccurrence_table(o11, row, column, n), cells=cells)
