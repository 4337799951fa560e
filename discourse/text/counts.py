"""Token ids to counts: how often each type comes in each group of documents, and in how many of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from discourse import jobs

if TYPE_CHECKING:
    from scipy import sparse  # takes a while to import, and an index is made without it

_MANY = 2_000_000  # tokens; fewer are counted before Numba is even imported


def count_types(
    ids: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    *,
    groups: int,
    types: int,
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Count each type in each group of documents.

    Parameters
    ----------
    ids : ndarray of int32, shape (tokens,)
        Token ids, from 0 to `types` - 1; perhaps a map of a file.
    offsets : ndarray of int64, shape (documents + 1,)
        Document ``d`` has the tokens ``ids[offsets[d]:offsets[d + 1]]``.
    codes : ndarray of int64, shape (documents,)
        The group of each document; -1 leaves it out.
    groups, types : int
        How many there are.

    Returns
    -------
    counts, documents : csr_array of int64, shape (groups, types)
        The occurrences of each type in each group, and the documents of the group that have it.

    Examples
    --------
    >>> ids, offsets = np.array([0, 1, 0, 1], dtype=np.int32), np.array([0, 3, 4])
    >>> counts, documents = count_types(ids, offsets, np.array([0, 0]), groups=1, types=2)
    >>> counts.toarray().tolist(), documents.toarray().tolist()
    ([[2, 2]], [[1, 2]])
    """
    if not is_worth_compiling(len(ids)):
        return _count_here(_matrix_here(ids, offsets, types=types), codes, groups=groups)
    counts, (within, *_) = _count_compiled(ids, offsets, codes, groups=groups, types=types)
    return counts, like(counts, within)


def count_spread(
    ids: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    *,
    groups: int,
    types: int,
) -> tuple[sparse.csr_array, sparse.csr_array, sparse.csr_array, sparse.csr_array]:
    """Count each type in each group of documents, and how its counts spread over the documents.

    Parameters
    ----------
    ids, offsets, codes, groups, types
        As for :func:`count_types`.
    sizes : ndarray of int64, shape (documents,)
        The words of each document; one that is negative is counted, and adds nothing to the spread.

    Returns
    -------
    counts, documents, squares, products : csr_array of int64, shape (groups, types)
        The first two of :func:`count_types`; the sums over documents of squared counts, and of counts times
        sizes. All have the same places, so that some of their numbers may be zeros.

    Examples
    --------
    >>> ids, offsets = np.array([0, 1, 0, 1], dtype=np.int32), np.array([0, 3, 4])
    >>> *_, squares, products = count_spread(
    ...     ids, offsets, np.array([0, 0]), np.array([3, 1]), groups=1, types=2
    ... )
    >>> squares.toarray().tolist(), products.toarray().tolist()
    ([[4, 2]], [[6, 4]])
    """
    if not is_worth_compiling(len(ids)):
        matrix = _matrix_here(ids, offsets, types=types)
        counts, documents = _count_here(matrix, codes, groups=groups)
        return counts, documents, *_spread_here(matrix, codes, sizes, counts)
    counts, (within, squares, products) = _count_compiled(
        ids, offsets, codes, groups=groups, types=types, sizes=sizes
    )
    return counts, like(counts, within), like(counts, squares), like(counts, products)


def like(matrix: sparse.csr_array, data: npt.NDArray[np.int64]) -> sparse.csr_array:
    """Return a matrix with other numbers in the places of this one; the places are shared, not copied."""
    from scipy import sparse

    made = sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)
    made.indices, made.indptr = matrix.indices, matrix.indptr  # the very arrays, which are pickled once
    made.has_canonical_format = True  # sorted, and each type once a row: SciPy need not look
    return made


def without(matrices: Sequence[sparse.csr_array], types: npt.NDArray[np.int32]) -> Sequence[sparse.csr_array]:
    """Return matrices that share their places without the counts of some types.

    Examples
    --------
    >>> from scipy import sparse
    >>> (some,) = without([sparse.csr_array([[1, 0, 2], [0, 3, 0]])], np.array([1]))
    >>> some.toarray().tolist(), some.nnz
    ([[1, 0, 2], [0, 0, 0]], 2)
    """
    if not len(types):
        return matrices
    there = np.ones(matrices[0].shape[1], dtype=bool)
    there[types] = False
    kept = np.flatnonzero(there[matrices[0].indices])
    places = _rows(
        matrices[0].data[kept],
        matrices[0].indices[kept],
        np.searchsorted(kept, matrices[0].indptr),
        len(there),
    )
    return [places, *(like(places, each.data[kept]) for each in matrices[1:])]


def with_added(matrix: sparse.csr_array, other: sparse.csr_array) -> sparse.csr_array:
    """Add a matrix all of whose places are places of this one; the sum keeps these, zeros too.

    Examples
    --------
    >>> from scipy import sparse
    >>> some = sparse.csr_array([[1, 0, 2], [0, 3, 0]])
    >>> with_added(some, sparse.csr_array([[0, 0, 5], [0, -3, 0]])).data.tolist()
    [1, 7, 0]
    """
    data = matrix.data.copy()
    data[_places(other, matrix)] += other.data
    return like(matrix, data)


def _places(these: sparse.csr_array, among: sparse.csr_array) -> npt.NDArray[np.int64]:
    """Return where in the data of a matrix the places of another are."""
    known, wanted = (
        np.repeat(np.arange(each.shape[0]), np.diff(each.indptr)) * each.shape[1] + each.indices
        for each in (among, these)
    )
    return np.searchsorted(known, wanted)


def document_matrix(
    ids: npt.NDArray[np.int32], offsets: npt.NDArray[np.int64], *, types: int
) -> sparse.csr_array:
    """Count each type in each document: int64, shape (documents, types).

    Examples
    --------
    >>> document_matrix(np.array([1, 1, 0], dtype=np.int32), np.array([0, 2, 3]), types=2).toarray().tolist()
    [[0, 2], [1, 0]]
    """
    if not is_worth_compiling(len(ids)):
        return _matrix_here(ids, offsets, types=types)
    every = np.arange(len(offsets) - 1)
    return _count_compiled(ids, offsets, every, groups=len(every), types=types, in_documents=False)[0]


def frequencies(ids: npt.NDArray[np.int32], *, types: int) -> npt.NDArray[np.int64]:
    """Count each type in all documents.

    Examples
    --------
    >>> frequencies(np.array([1, 1, 0], dtype=np.int32), types=3).tolist()
    [1, 2, 0]
    """
    if not is_worth_compiling(len(ids)):
        return np.bincount(ids, minlength=types)
    from discourse.compiled import counts as counting

    return counting.frequencies(ids, types=types, threads=jobs.threads())


def count_followers(
    ids: npt.NDArray[np.int32],
    ends: npt.NDArray[np.bool_],
    *,
    types: int,
    reach: int,
) -> sparse.csr_array:
    """Count how often each type stands up to some words after each other one, in one sentence.

    Parameters
    ----------
    ids : ndarray of int32, shape (tokens,)
        Token ids, from 0 to `types` - 1; one that is negative takes a place and is no type.
    ends : ndarray of bool, shape (tokens,)
        Where a sentence ends with this word.
    types, reach : int
        How many types there are, and how many words after one are looked at.

    Returns
    -------
    csr_array of int32, shape (types, types)
        A row for each type, with those after it.

    Examples
    --------
    >>> ids, ends = np.array([0, 1, 0, 1], dtype=np.int32), np.array([False, False, True, True])
    >>> count_followers(ids, ends, types=2, reach=2).toarray().tolist()
    [[1, 1], [1, 0]]
    """
    from scipy import sparse

    if not is_worth_compiling(len(ids)):
        return _followers_here(ids, ends, types=types, reach=reach)
    from discourse.compiled import followers

    places, kinds, times = followers.count_followers(
        ids, ends, types=types, reach=reach, threads=jobs.threads()
    )
    counts = sparse.csr_array((times, kinds, places), shape=(types, types))
    counts.sort_indices()
    return counts


def _followers_here(
    ids: npt.NDArray[np.int32], ends: npt.NDArray[np.bool_], *, types: int, reach: int
) -> sparse.csr_array:
    """Count them one distance after the other: what the faster way is held against."""
    from scipy import sparse

    total: Any = sparse.csr_array((types, types), dtype=np.int32)
    near = np.ones(len(ids), dtype=np.bool_)  # whether no sentence ends before the word so far on
    for distance in range(1, min(reach, len(ids) - 1) + 1):
        near = near[: len(ids) - distance] & ~ends[distance - 1 : -1]
        first, second = ids[: len(ids) - distance], ids[distance:]
        there = near & (first >= 0) & (second >= 0)
        pairs = (first[there], second[there])
        ones = np.ones(len(pairs[0]), dtype=np.int32)
        total = total + sparse.csr_array(sparse.coo_array((ones, pairs), shape=(types, types)))
    counts: sparse.csr_array = total
    return counts


def is_worth_compiling(tokens: int) -> bool:
    """Say whether so many tokens are worth importing Numba for, and Numba is there."""
    if tokens < _MANY:
        return False
    try:
        import numba  # noqa: F401
    except ImportError:  # whoever indexed so much without Numba has been warned
        return False
    return True


def _count_compiled(
    ids: npt.NDArray[np.int32],
    offsets: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    *,
    groups: int,
    types: int,
    in_documents: bool = True,
    sizes: npt.NDArray[np.int64] | None = None,
) -> tuple[sparse.csr_array, list[npt.NDArray[np.int64]]]:
    """Count with Numba: occurrences; and for their places documents, squares and products, if asked for."""
    from discourse.compiled import counts as counting

    places, kinds, times, *others = counting.count_types(
        ids,
        offsets,
        codes,
        groups=groups,
        types=types,
        in_documents=in_documents,
        sizes=sizes,
        threads=jobs.threads(),
    )
    return _rows(times, kinds, places, types), others


def _matrix_here(
    ids: npt.NDArray[np.int32], offsets: npt.NDArray[np.int64], *, types: int
) -> sparse.csr_array:
    from scipy import sparse

    ones = np.ones(len(ids), dtype=np.int64)
    matrix = sparse.csr_array((ones, ids, _narrow(offsets)), shape=(len(offsets) - 1, types), copy=True)
    matrix.sum_duplicates()
    return matrix


def _count_here(
    matrix: sparse.csr_array, codes: npt.NDArray[np.int64], *, groups: int
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Count with SciPy; the compiled way is tested against this one."""
    member = _adding(codes, np.ones_like(codes), groups)
    counts, documents = member @ matrix, member @ (matrix > 0).astype(np.int64)
    counts.sort_indices()
    documents.sort_indices()
    return counts, like(counts, documents.data)


def _spread_here(
    matrix: sparse.csr_array,
    codes: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    counts: sparse.csr_array,
) -> tuple[sparse.csr_array, sparse.csr_array]:
    """Sum squares and products with SciPy; the compiled way is tested against this one."""
    codes, none = np.where(sizes < 0, -1, codes), like(counts, np.zeros_like(counts.data))
    squares = _adding(codes, np.ones_like(codes), len(counts.indptr) - 1) @ (matrix * matrix)
    products = _adding(codes, sizes, len(counts.indptr) - 1) @ matrix
    return with_added(none, squares), with_added(none, products)


def _adding(codes: npt.NDArray[np.int64], weights: npt.NDArray[np.int64], groups: int) -> sparse.csr_array:
    """Return the matrix that adds the documents of each group, so many times each."""
    from scipy import sparse

    inside = np.flatnonzero(codes >= 0)
    return sparse.csr_array((weights[inside], (codes[inside], inside)), shape=(groups, len(codes)))


def _rows(
    data: npt.NDArray[np.int64], kinds: npt.NDArray[np.int32], places: npt.NDArray[np.int64], types: int
) -> sparse.csr_array:
    from scipy import sparse

    matrix = sparse.csr_array((data, kinds, _narrow(places)), shape=(len(places) - 1, types))
    matrix.has_canonical_format = True  # sorted, and each type once a row: SciPy need not look
    return matrix


def _narrow(places: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | npt.NDArray[np.int32]:
    """Return where rows begin in 32 bits if they fit: SciPy has both kinds of places in one width."""
    return places.astype(np.int32) if places[-1] < 1 << 31 else places
