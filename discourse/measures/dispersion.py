"""Dispersion: is a word spread over the parts of a corpus, or does it come from a few of them.

All take the occurrences of terms in parts, such as documents: an array whose last axis is the parts, or a
sparse matrix of terms by parts, which stays sparse. `sizes` are the words of the parts; without them the
parts count as equally large. Parts of size 0 are no parts. A term that occurs nowhere is NaN (its range is
0).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.errors import DiscourseError
from discourse.measures.contingency import Floats

Counts = npt.ArrayLike | sparse.sparray | sparse.spmatrix


@dataclass(frozen=True)
class _Cells:
    """Where terms occur; what is 0 adds nothing to any of these measures, or is counted."""

    shape: tuple[int, ...]  # of the result
    count: Floats  # of each cell that is not 0
    term: npt.NDArray[np.intp]  # its term, from 0
    size: Floats  # the size of its part
    total: Floats  # of each term
    sizes: Floats  # of each part that has words

    def sum(self, values: Floats) -> Floats:
        return np.bincount(self.term, weights=values, minlength=len(self.total)).astype(np.float64)

    def each(self, of_terms: Floats) -> Floats:
        return of_terms[self.term]

    def result(self, of_terms: Floats) -> Floats:
        return np.where(self.total > 0, of_terms, np.nan).reshape(self.shape)


def _cells(counts: Counts, sizes: npt.ArrayLike | None = None) -> _Cells:
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
    total = np.bincount(term, weights=count, minlength=terms).astype(np.float64)
    return _Cells(shape, count, term, size, total, of_parts[of_parts > 0])


def document_range(counts: Counts, *, proportion: bool = False) -> Floats:
    """Range: the number of parts in which a term occurs, or their proportion.

    Also document frequency (Gries 2008, International Journal of Corpus Linguistics 13/4, 403-437). It takes
    no account of the sizes of the parts.

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    proportion : bool
        Divide by the number of parts.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        Parts, or from 0 to 1; 0 for a term that occurs nowhere. The proportion of no parts is NaN.

    Examples
    --------
    >>> float(document_range([3, 0, 1, 0])), float(document_range([3, 0, 1, 0], proportion=True))
    (2.0, 0.5)
    """
    cells = _cells(counts)
    parts = cells.sum(np.ones(len(cells.count))).reshape(cells.shape)
    if not proportion:
        return parts
    return parts / (len(cells.sizes) or np.nan)


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
    cells = _cells(counts, sizes)
    return cells.result(_dp(cells))


def _dp(cells: _Cells) -> Floats:
    # both proportions have the sum 1: what is above is as much as what is below, and parts without it are
    # below
    above = cells.count / cells.each(cells.total) - cells.size / cells.sizes.sum()
    return cells.sum(np.maximum(above, 0.0))


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
    cells = _cells(counts, sizes)
    if len(cells.sizes) < 2:
        return np.full(cells.shape, np.nan)
    return cells.result(_dp(cells) / (1 - cells.sizes.min() / cells.sizes.sum()))


def juilland_d(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Juilland's D: one minus the coefficient of variation over the parts, brought to its range.

    ``1 - (σ / μ) / √(parts - 1)``, with μ and σ the mean and the standard deviation (divided by the number
    of parts) of the frequencies in the parts (Juilland and Chang-Rodríguez 1964, Frequency Dictionary of
    Spanish Words, Mouton, for equal parts). With `sizes`, frequencies are relative to these. It nears 1 for
    every word where parts are many.

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From 0 (all in one part) to 1 (even); NaN for a term that occurs nowhere, and if there is but one
        part.

    Raises
    ------
    DiscourseError
        As for :func:`dp`.

    Examples
    --------
    >>> float(juilland_d([0, 4, 3, 2, 1]).round(4))
    0.6464
    """
    cells = _cells(counts, sizes)
    parts = len(cells.sizes)
    if parts < 2:
        return np.full(cells.shape, np.nan)
    rate = cells.count / cells.size
    mean = cells.sum(rate) / parts
    absent = parts - cells.sum(np.ones(len(rate)))
    variance = (cells.sum((rate - cells.each(mean)) ** 2) + absent * mean**2) / parts
    with np.errstate(invalid="ignore"):
        return cells.result(1 - np.sqrt(variance) / mean / np.sqrt(parts - 1))


def carroll_d2(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Carroll's D₂: the entropy of a term over the parts, over the largest that it can be.

    ``-Σ p log2 p / log2 parts``, with p the frequency in a part over the sum of those in all parts (Carroll
    1970, Computer Studies in the Humanities and Verbal Behavior 3/2, 61-65). With `sizes`, frequencies are
    relative to these.

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From 0 (all in one part) to 1 (even); NaN for a term that occurs nowhere, and if there is but one
        part.

    Raises
    ------
    DiscourseError
        As for :func:`dp`.

    Examples
    --------
    >>> float(carroll_d2([2, 1, 1, 1, 0]).round(4))
    0.8277
    """
    cells = _cells(counts, sizes)
    if len(cells.sizes) < 2:
        return np.full(cells.shape, np.nan)
    rate = cells.count / cells.size
    p = rate / cells.each(cells.sum(rate))
    return cells.result(cells.sum(p * -np.log2(p)) / np.log2(len(cells.sizes)))


def rosengren_s(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Rosengren's S: how much of its frequency a term keeps when it is adjusted for its spread.

    ``(Σ √(s v))²``, with s the part's proportion of the words and v that of the occurrences (Rosengren 1971,
    Études de linguistique appliquée, n.s. 1, 103-127); with equal parts ``(Σ √f)² / (parts · Σ f)``.

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From the proportion of the smallest part (all there) to 1 (even); NaN for a term that occurs nowhere.

    Raises
    ------
    DiscourseError
        As for :func:`dp`.

    Examples
    --------
    >>> float(rosengren_s([1, 2, 3, 4, 5]).round(3))
    0.937
    """
    cells = _cells(counts, sizes)
    roots = cells.sum(np.sqrt(cells.size / cells.sizes.sum() * cells.count / cells.each(cells.total)))
    return cells.result(roots**2)


def kl_dispersion(counts: Counts, sizes: npt.ArrayLike | None = None) -> Floats:
    """Kullback-Leibler divergence of a term's spread from that of all words, in bits.

    ``Σ v log2(v / s)``, with v the part's proportion of the occurrences and s that of the words (Gries 2020,
    "Analyzing dispersion", in Paquot and Gries (eds.), A Practical Handbook of Corpus Linguistics, Springer,
    99-118). Higher is less even; ``1 - exp(-KL)`` brings it below 1 (Gries 2024, Frequency, Dispersion,
    Association, and Keyness, Benjamins).

    Parameters
    ----------
    counts : array_like, shape (..., parts), or sparse matrix, shape (terms, parts)
        Occurrences of terms in parts.
    sizes : array_like, shape (parts,), optional
        Words of each part; equal parts unless said.

    Returns
    -------
    ndarray of float, shape (...) or (terms,)
        From 0 (even) to minus log2 of the proportion of the smallest part; NaN for a term that occurs
        nowhere.

    Raises
    ------
    DiscourseError
        As for :func:`dp`.

    Examples
    --------
    >>> float(kl_dispersion([0, 0, 4, 0])), float(kl_dispersion([10, 30], sizes=[100, 300]))
    (2.0, 0.0)
    """
    cells = _cells(counts, sizes)
    v = cells.count / cells.each(cells.total)
    divergence = cells.sum(v * np.log2(v * cells.sizes.sum() / cells.size))
    return cells.result(np.maximum(divergence, 0.0))
