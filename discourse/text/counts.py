"""Token ids to counts: how often each type comes in each group of documents, and in how many of them."""

import numpy as np
import numpy.typing as npt
from scipy import sparse


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
        Token ids.
    offsets : ndarray of int64, shape (documents + 1,)
        Document ``d`` has the tokens ``ids[offsets[d]:offsets[d + 1]]``.
    codes : ndarray of int64, shape (documents,)
        The group of each document.
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
    number = len(offsets) - 1
    matrix = sparse.csr_array(
        (np.ones(len(ids), dtype=np.int64), ids, offsets), shape=(number, types), copy=True
    )
    matrix.sum_duplicates()
    places = (codes, np.arange(number))
    member = sparse.csr_array((np.ones(number, dtype=np.int64), places), shape=(groups, number))
    counts, documents = member @ matrix, member @ (matrix > 0).astype(np.int64)
    counts.sort_indices()
    documents.sort_indices()
    return sparse.csr_array(counts), sparse.csr_array(documents)
