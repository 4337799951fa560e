"""Dispersion: is a word spread over the parts of a corpus, or does it come from a few of them.

All take the occurrences of terms in parts, such as documents: an array whose last axis is the parts, or a
sparse matrix of terms by parts, which stays sparse. `sizes` are the words of the parts; without them the
parts count as equally large. Parts of size 0 are no parts. A term that occurs nowhere is NaN.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats

Counts = npt.ArrayLike | sparse.sparray | sparse.spmatrix


def _spread(counts: Counts, sizes: npt.ArrayLike | None) -> tuple[Floats, Floats]:
    """Return the :func:`dp` of each term, and the sizes of the parts that have words."""
    if sparse.issparse(counts):
        matrix = sparse.csr_array(counts)
        if not matrix.has_canonical_format:  # a cell written twice is their sum
            matrix = matrix.copy()
            matrix.sum_duplicates()
        terms, parts = matrix.shape
        shape: tuple[int, ...] = (terms,)
        count, part = matrix.data.astype(np.float64), matrix.indices
        term = np.repeat(np.arange(terms), np.diff(matrix.indptr))
        if not count.all():
            count, part, term = (x[matrix.data != 0] for x in (count, part, term))
    else:
        dense = np.asarray(counts, dtype=np.float64)
        shape, parts = dense.shape[:-1], dense.shape[-1]
        flat = dense.reshape(int(np.prod(shape)), parts)
        term, part = np.nonzero(flat)
        count, terms = flat[term, part], len(flat)
    of_parts = np.ones(parts) if sizes is None else np.asarray(sizes, dtype=np.float64)
    if of_parts.shape != (parts,):
        raise DiscourseError(f"sizes has the shape {of_parts.shape}; counts has {parts} parts")
    if not (of_parts >= 0).all():
        raise DiscourseError("sizes has a number below 0, or that is none; sizes are from 0")
    size = of_parts[part]
    if not size.all():
        raise DiscourseError(f"part {part[np.argmin(size)]} (from 0) has occurrences but the size 0")
    total, words = np.bincount(term, weights=count, minlength=terms), of_parts[of_parts > 0]
    # both proportions have the sum 1: what is above is as much as what is below, and parts without it are
    # below
    above = count / total[term] - size / words.sum()
    moved = np.bincount(term, weights=np.maximum(above, 0.0), minlength=terms)
    return np.where(total > 0, moved, np.nan).reshape(shape), words


def dp(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Deviation of proportions: the part of the occurrences that would have to move to be spread evenly.

    ``½ Σ |v - s|``, with v the part's proportion of the occurrences and s that of the words (Gries 2008,
    International Journal of Corpus Linguistics 13/4, 403-437). 0 is spread as the words are; near 1, all in
    one small part.

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From 0 to 1 minus the proportion of the smallest part; NaN for a term that occurs nowhere.

    Raises
    ------
    DiscourseError
        If `sizes` are not one for each part and from 0, or a part without words has occurrences.

    Examples
    --------
    >>> float(dp([1, 2, 3, 4, 5], sizes=[9, 10, 10, 10, 11]).round(2))
    0.18
    """
    return _spread(counts, sizes)[0]


def dp_norm(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Deviation of proportions over the largest that it can be with these parts: from 0 to 1.

    ``DP / (1 - min s)`` with s the part's proportion of the words (Lijffijt and Gries 2012, International
    Journal of Corpus Linguistics 17/1, 147-149).

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From 0 (even) to 1 (all in the smallest part); NaN for a term that occurs nowhere, and if there is but
        one part.

    Raises
    ------
    DiscourseError
        As for :func:`dp`.

    Examples
    --------
    >>> float(dp_norm([2, 1, 0]).round(12))
    0.5
    """
    spread, words = _spread(counts, sizes)
    if len(words) < 2:
        return np.full(spread.shape, np.nan)
    return np.asarray(spread / (1 - words.min() / words.sum()))


def dp_norm_of_groups(
    counts: sparse.csr_array, sizes: npt.ArrayLike, group: npt.NDArray[np.int64], groups: int
) -> Floats:
    """Return the :func:`dp_norm` of each term in each of many groups of parts.

    Parameters
    ----------
    counts : csr_array, shape (parts, terms)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,)
        Words of each part.
    group : ndarray of int64, shape (parts,)
        From 0 to `groups` - 1.
    groups : int

    Returns
    -------
    ndarray of float, shape (groups, terms)

    Examples
    --------
    >>> counts = sparse.csr_array([[2, 0], [1, 3], [0, 1], [4, 1]])
    >>> dp_norm_of_groups(counts, [1, 1, 1, 1], np.array([0, 0, 0, 1]), 2).round(12).tolist()
    [[0.5, 0.625], [nan, nan]]
    """
    terms, words = counts.shape[1], np.asarray(sizes, dtype=np.float64)
    part = np.repeat(np.arange(len(words)), np.diff(counts.indptr))
    cell = group[part] * terms + counts.indices
    total = np.bincount(cell, counts.data, groups * terms)
    whole, some = np.bincount(group, words, groups), words > 0
    smallest = np.full(groups, np.inf)
    np.minimum.at(smallest, group[some], words[some])
    with np.errstate(divide="ignore", invalid="ignore"):
        above = counts.data / total[cell] - words[part] / whole[group[part]]
        moved = np.bincount(cell, np.maximum(above, 0.0), groups * terms).reshape(groups, terms)
        found: Floats = moved / (1 - smallest / whole)[:, np.newaxis]
    found[np.bincount(group[some], minlength=groups) < 2] = np.nan
    return np.where(total.reshape(groups, terms) > 0, found, np.nan)
