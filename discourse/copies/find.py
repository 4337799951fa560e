"""Families of copies: documents that share so many runs of words that one must come from the other.

Agency stories are reprinted by other outlets and on other days, whole, cut or with another beginning. They
are found over shingles, the runs of a few words (Broder 1997). A fourth of all shingles, chosen by their
hashes, is sorted once and tells which documents might be copies; these are then compared by all they have.

What counts is the share of the *shorter* document that stands in the longer one too, so that a story cut by
half is found. That share alone would also find the footer, the box of captions or the subscription prompt
that an outlet puts under everything, so shingles that are common do not count. Common is what stands in more
than a few documents that do not resemble one another as wholes: a story that two hundred outlets print stands
in two hundred documents, but these are alike.

Shingles are hashed by their words, so it does not matter how a corpus is cut into shards.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import starmap
from typing import Any, NamedTuple, Protocol
from weakref import WeakKeyDictionary

import numpy as np
import numpy.typing as npt
import scipy  # its parts are imported when they are first used
import xxhash

from discourse.jobs import run
from discourse.progress import bar
from discourse.text.index import TokenIndex

Hashes = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

_ONE_IN = 4  # of the shingles are looked at first; a power of two
_ALIKE = 0.6  # of all shingles of two documents are in both: as wholes they resemble one another
_DEVIATIONS = 3.0  # by which the share of the sample may fall short for chance
_TOKENS_AT_ONCE = 1 << 18  # their hashes fit into the processor's cache
_SHINGLES_AT_ONCE = 1 << 22  # when pairs are compared
KEPT = 8  # shards: of more, each is let go when it has been gone through
_KNOWN: WeakKeyDictionary[TokenIndex, Hashes] = WeakKeyDictionary()  # the hashes of its types


class Indexed(Protocol):
    """What has an index and can let it go again."""

    @property
    def index(self) -> TokenIndex:
        """The words."""
        ...

    def release(self) -> None:
        """Forget what can be read again."""
        ...


class Copies(NamedTuple):
    """Which documents are copies of which.

    Attributes
    ----------
    family : ndarray of int64, shape (documents,)
        The row of the first document of the family of each; a document without copies is its own family.
    first, second : ndarray of int64, shape (pairs,)
        The rows of two documents that are copies, ``first < second``, in order. Where a family has more
        documents than `common`, some of its pairs may be missing; all its documents are there.
    overlap : ndarray of float64, shape (pairs,)
        The share of the shingles of the shorter document that the other has too.
    """

    family: Rows
    first: Rows
    second: Rows
    overlap: npt.NDArray[np.float64]


def find_copies(
    shards: Sequence[Indexed],
    *,
    words: int = 5,
    overlap: float = 0.5,
    common: int = 10,
    least: int = 20,
    progress: bool = True,
) -> Copies:
    """Find the families of copies in a corpus.

    Two documents are copies if at least `overlap` of the shingles of the one with fewer stand in the other,
    and at least `least` of them, what is common left out. A family is what such pairs connect.

    Parameters
    ----------
    shards : sequence of objects with ``index`` and ``release``
        The corpus; how it is cut into shards changes nothing. They are gone through where
        ``joblib.parallel_config`` says.
    words : int
        The length of a shingle.
    overlap : float
        The share of the shingles of the shorter document that the longer one must have too.
    common : int
        A shingle in more documents than this is common; documents of whose shingles three in five are in
        both count as one.
    least : int
        How many shingles must be shared: shorter documents are never copies, even if they are equal.
    progress : bool
        Whether a bar is shown where it takes over a second.

    Returns
    -------
    Copies

    Notes
    -----
    The defaults were chosen by reading what they find in two corpora of news. With one word in ten changed,
    at random, six in ten shingles of five words are left; with one in five a third: no copy any more.

    The sample decides which pairs are compared, so that one may be missed: where only 20 shingles are shared,
    one pair in three hundred; where 50 are, one in a million. Beyond that, one pair in a thousand of those
    whose overlap is just what was asked for.

    References
    ----------
    Broder, A. Z. (1997). On the resemblance and containment of documents. *Compression and Complexity of
    Sequences*, 21–29.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from discourse.text.index import build_index
    >>> story = " ".join(f"word{number}" for number in range(60))
    >>> texts = [f"By AFP {story}", "Something else", story[:248]]
    >>> shard = SimpleNamespace(index=build_index(texts), release=lambda: None)
    >>> copies = find_copies([shard])
    >>> copies.family.tolist(), copies.overlap.tolist()
    ([0, 1, 0], [1.0])
    """
    with bar(3 * len(shards), "Finding copies", "passes", progress=progress) as steps:

        def each(work: Callable[..., Any], *more: Sequence[Any]) -> Iterator[Any]:
            keep = len(shards) <= KEPT
            calls = ((work, shard, keep, words, *given) for shard, *given in zip(shards, *more, strict=True))
            for result in starmap(_go_through, calls) if len(shards) == 1 else run(_go_through, calls):
                steps.update()
                yield result

        # Which might be copies, by a sample.
        sampled = list(each(_sample))
        lengths = np.array([documents for documents, _, _ in sampled], dtype=np.int64)
        starts = np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(lengths)))
        documents = int(starts[-1])
        keys, bits = _keys(sampled, starts)
        first, second = _candidates(keys, bits, documents, overlap=overlap, common=common)
        del sampled, keys
        if not len(first):
            return _connected(documents, first, second, np.empty(0))
        # How much all shingles of these are alike, and which shingles are common.
        rows = np.unique(np.concatenate((first, second)))
        cuts = np.searchsorted(rows, starts)
        mine = [rows[a:b] - s for a, b, s in zip(cuts[:-1], cuts[1:], starts[:-1], strict=True)]
        found, matrix = _matrix(list(each(_fetch, mine)))
        first_at, second_at = np.searchsorted(rows, first), np.searchsorted(rows, second)
        shared, sizes = _shared(matrix, first_at, second_at), np.diff(matrix.indptr)
        either = sizes[first_at] + sizes[second_at] - shared
        alike = shared >= _ALIKE * either
        holders = _holders(matrix, first_at[alike], second_at[alike])
        for held in each(_count, mine, [found] * len(shards)):
            holders += held
    # Which are copies, by what is not common.
    matrix = matrix[:, np.flatnonzero(holders <= common)]
    shared, sizes = _shared(matrix, first_at, second_at), np.diff(matrix.indptr)
    shorter = np.minimum(sizes[first_at], sizes[second_at])
    copies = (shared >= least) & (shared >= overlap * shorter) & (shared > 0)
    return _connected(documents, first[copies], second[copies], shared[copies] / shorter[copies])


def _go_through(work: Callable[..., Any], shard: Indexed, keep: bool, *given: Any) -> Any:
    try:
        return work(shard.index, *given)
    finally:
        if not keep:
            shard.release()


def hashes_of_types(index: TokenIndex) -> Hashes:
    """Return the hash of each type, worked out once for an index that is passed over several times."""
    if index not in _KNOWN:
        hashes = (xxhash.xxh3_64_intdigest(word.encode()) for word in index.vocabulary)
        _KNOWN[index] = np.fromiter(hashes, dtype=np.uint64, count=len(index.vocabulary))
    return _KNOWN[index]


def shingles(index: TokenIndex, words: int, of_type: Hashes) -> Iterator[tuple[Hashes, Rows]]:
    """Yield the hashes of all shingles of some documents at a time, and the document of each."""
    document = 0
    while document < index.documents:
        begin = index.offsets[document]
        end = max(
            int(np.searchsorted(index.offsets, begin + _TOKENS_AT_ONCE, side="right")) - 1, document + 1
        )
        lengths = index.lengths[document:end]
        hashes = of_type[index.ids[begin : index.offsets[end]]]
        runs = hashes_of_runs(hashes, words)
        inside = np.ones(len(hashes), dtype=bool)  # not over the end of a document
        ends = np.cumsum(lengths)
        for back in range(1, words):
            inside[ends[lengths >= back] - back] = False
        documents = np.repeat(np.arange(document, end), np.maximum(lengths - words + 1, 0))
        yield runs[inside[: len(runs)]], documents
        document = end


def hashes_of_runs(hashes: Hashes, words: int) -> Hashes:
    """Return the hash of each run of so many words, from the hashes of all words."""
    runs = max(len(hashes) - words + 1, 0)
    mixed = np.zeros(runs, dtype=np.uint64)
    for place in range(words if runs else 0):
        mixed *= np.uint64(0x9E3779B97F4A7C15)
        mixed += hashes[place : place + runs]
    return _scattered(mixed)


def _scattered(values: Hashes) -> Hashes:
    """Let every bit depend on every bit, in place (the finalizer of SplitMix64: Steele, Lea, Flood 2014)."""
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values ^= values >> np.uint64(shift)
        values *= np.uint64(factor)
    values ^= values >> np.uint64(31)
    return values


def _sample(index: TokenIndex, words: int) -> tuple[int, Hashes, npt.NDArray[np.int32]]:
    """Return the number of documents of a shard, and some of its shingles: their hashes and documents."""
    hashes, documents = [np.empty(0, dtype=np.uint64)], [np.empty(0, dtype=np.int32)]
    for values, rows in shingles(index, words, hashes_of_types(index)):
        chosen = values < np.uint64((1 << 64) // _ONE_IN) if _ONE_IN > 1 else np.ones(len(values), dtype=bool)
        hashes.append(values[chosen])
        documents.append(rows[chosen].astype(np.int32))
    return index.documents, np.concatenate(hashes), np.concatenate(documents)


def _keys(sampled: Sequence[tuple[int, Hashes, npt.NDArray[np.int32]]], starts: Rows) -> tuple[Hashes, int]:
    """Return shingle and document in one number each, sorted: plain numbers sort several times faster.

    The document has the lowest bits, as many as it needs; the hash loses its own, and those that say that it
    was chosen. Two shingles that then look the same make a candidate more, and no copy.
    """
    bits = max(int(starts[-1]) - 1, 1).bit_length()
    keys = np.concatenate([hashes for _, hashes, _ in sampled])
    keys *= np.uint64(_ONE_IN)
    keys >>= np.uint64(bits)
    keys <<= np.uint64(bits)
    begin = 0
    for (_, _, rows), start in zip(sampled, starts[:-1].tolist(), strict=True):
        keys[begin : begin + len(rows)] |= rows.astype(np.uint64) + np.uint64(start)
        begin += len(rows)
    keys.sort()
    return keys[begins(keys)], bits


def begins(values: Hashes | Rows) -> npt.NDArray[np.bool_]:
    """Say of each of some sorted numbers whether the one before is another."""
    new = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=new[1:])
    return new


def _candidates(keys: Hashes, bits: int, documents: int, *, overlap: float, common: int) -> tuple[Rows, Rows]:
    """Return the pairs of documents that share enough of the sample to be looked at.

    Of a rare shingle, all its documents are paired. Of a common one only neighbours are, in the order of the
    corpus, which is enough to connect copies, however many, and never quadratic.
    """
    everything = np.bincount((keys & np.uint64((1 << bits) - 1)).astype(np.int64), minlength=documents)
    new = begins(keys >> np.uint64(bits))
    several = ~(new & np.append(new[1:], True))  # most shingles stand in one document
    keys, new = keys[several], new[several]
    rows = (keys & np.uint64((1 << bits) - 1)).astype(np.int64)
    starts = np.flatnonzero(new)
    held = np.diff(starts, append=len(keys))
    pairs = [np.empty(0, dtype=np.int64)]
    for size in range(2, common + 1):
        holding = rows[starts[held == size][:, np.newaxis] + np.arange(size)]
        one, other = np.triu_indices(size, 1)
        pairs.append((holding[:, one] * documents + holding[:, other]).ravel())
    is_common = np.repeat(held > common, held)
    at = np.flatnonzero(is_common[1:] & ~new[1:])  # the next one has the same shingle
    of_rare, shared_rare = np.unique(np.concatenate(pairs), return_counts=True)
    of_common, shared_common = np.unique(rows[at] * documents + rows[at + 1], return_counts=True)
    together = np.sort(np.concatenate((of_rare, of_common)))
    together = together[begins(together)]
    in_rare, in_all = (np.zeros(len(together), dtype=np.int64) for _ in range(2))
    in_rare[np.searchsorted(together, of_rare)] = shared_rare
    in_all[np.searchsorted(together, of_common)] = shared_common
    in_all += in_rare
    first, second = np.divmod(together, max(documents, 1))
    rare = everything - np.bincount(rows[is_common], minlength=documents)
    likely = _enough(in_rare, np.minimum(rare[first], rare[second]), overlap)
    shorter = np.minimum(everything[first], everything[second])
    likely |= _enough(in_all, shorter, min(overlap, _ALIKE))
    return first[likely], second[likely]


def _enough(shared: Rows, sampled: Rows, overlap: float) -> npt.NDArray[np.bool_]:
    """Say whether documents may have an overlap that share so many of so many sampled shingles."""
    chance = _DEVIATIONS * np.sqrt(sampled * overlap * (1 - overlap))
    enough: npt.NDArray[np.bool_] = (shared > 0) & (shared >= overlap * sampled - chance)
    return enough


def _fetch(index: TokenIndex, words: int, rows: Rows) -> tuple[Hashes, Rows]:
    """Return all shingles of some documents, and how many each has."""
    taken = list(shingles(index.take(rows), words, hashes_of_types(index))) if len(rows) else []
    hashes = np.concatenate([np.empty(0, dtype=np.uint64), *(values for values, _ in taken)])
    return hashes, np.maximum(index.lengths[rows] - words + 1, 0)


def _matrix(fetched: Sequence[tuple[Hashes, Rows]]) -> tuple[Hashes, "scipy.sparse.csr_array"]:
    """Return the different shingles, sorted, and a matrix of ones: which document has which."""
    different, columns = np.unique(np.concatenate([hashes for hashes, _ in fetched]), return_inverse=True)
    counts = np.concatenate([counts for _, counts in fetched])
    return different, _ones(np.repeat(np.arange(len(counts)), counts), columns, (len(counts), len(different)))


def _ones(rows: Rows, columns: Rows, shape: tuple[int, int]) -> "scipy.sparse.csr_array":
    """Return a matrix with a one wherever something is."""
    matrix = scipy.sparse.coo_array(
        (np.ones(len(rows), dtype=np.int32), (rows, columns)), shape=shape
    ).tocsr()
    matrix.data[:] = 1  # it has added what came twice
    return matrix


def _shared(matrix: "scipy.sparse.csr_array", first: Rows, second: Rows) -> Rows:
    """Return how many shingles the two documents of each pair share."""
    sizes = np.diff(matrix.indptr).astype(np.int64)
    blocks = np.cumsum(sizes[first] + sizes[second]) // _SHINGLES_AT_ONCE
    shared = np.zeros(len(first), dtype=np.int64)
    for some in np.split(np.arange(len(first)), np.flatnonzero(np.diff(blocks)) + 1):
        shared[some] = matrix[first[some]].multiply(matrix[second[some]]).sum(axis=1)
    return shared


def _holders(matrix: "scipy.sparse.csr_array", first: Rows, second: Rows) -> Rows:
    """Return how many documents have each shingle, those that resemble one another counted as one."""
    kinds = _components(matrix.shape[0], first, second)
    rows = np.repeat(kinds, np.diff(matrix.indptr))
    return np.bincount(
        _ones(rows, matrix.indices.astype(np.int64), matrix.shape).indices, minlength=matrix.shape[1]
    )


def _count(index: TokenIndex, words: int, apart: Rows, wanted: Hashes) -> Rows:
    """Count in how many documents of a shard, but for some rows, each of some shingles stands."""
    held, find = np.zeros(len(wanted), dtype=np.int64), finder(wanted)
    looked_at = np.ones(index.documents, dtype=bool)
    looked_at[apart] = False
    for values, rows in shingles(index, words, hashes_of_types(index)):
        places, which = find(values, rows, looked_at)
        once = np.sort(rows[places] * len(wanted) + which)
        np.add.at(held, once[begins(once)] % len(wanted), 1)  # a document may have one many times
    return held


def finder(wanted: Hashes) -> Callable[..., tuple[Rows, Rows]]:
    """Return what finds some sorted hashes among others: at which places, and there which of them.

    It takes the others, and if only some documents are looked at, the document of each and which are.
    """
    shift = np.uint64(64 - min(max(16 * len(wanted), 2).bit_length(), 26))
    perhaps = np.zeros(1 << (64 - int(shift)), dtype=bool)  # most are told to be others at once
    perhaps[wanted >> shift] = True

    def found(
        hashes: Hashes, document: Rows | None = None, looked_at: npt.NDArray[np.bool_] | None = None
    ) -> tuple[Rows, Rows]:
        near = np.flatnonzero(perhaps[hashes >> shift])
        if document is not None and looked_at is not None:
            near = near[looked_at[document[near]]]
        at = np.minimum(np.searchsorted(wanted, hashes[near]), len(wanted) - 1)
        same = wanted[at] == hashes[near]
        return near[same], at[same]

    return found


def _components(documents: int, first: Rows, second: Rows) -> Rows:
    """Return a number to each document, equal for those that pairs connect."""
    if not len(first):
        return np.arange(documents)
    pairs = scipy.sparse.coo_array(
        (np.ones(len(first), dtype=np.int8), (first, second)), shape=(documents,) * 2
    )
    labels: Rows = scipy.sparse.csgraph.connected_components(pairs, directed=False)[1].astype(np.int64)
    return labels


def _connected(documents: int, first: Rows, second: Rows, overlap: npt.NDArray[np.float64]) -> Copies:
    labels = _components(documents, first, second)
    earliest = np.unique(labels, return_index=True)[1]
    return Copies(earliest[labels], first, second, overlap)
