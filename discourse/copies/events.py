"""Articles about one event: the same rare words within some days, in groups that hold together.

Each article is a list of weighted words. What news has first says what it is about, so the words of the title
count most, those of the first paragraphs follow, and the rest does not count at all. A word counts the more,
the fewer articles have it (Sparck Jones 1972), and little where most articles of its outlet do: bylines,
captions and the stock phrases of a house bring nothing together. Two articles are as alike as the cosine of
their words, a quarter of it that of their titles alone, and the less, the further apart they are: at the most
days by a quarter, beyond them not at all. Most articles of an event come on one day, the same words some days
later are more often those of its sequel.

Groups grow by the closest pair. How close two groups are is the geometric mean of the average similarity of
their articles and of the cosine of their sums. The average alone (UPGMA) breaks the story of forty articles
in pieces, for few of its pairs have many words in common; the cosine alone lets it grow without end. A chain
of articles, each like the next, has a low average and stays apart.

Words are compared as they are written, so it does not matter how a corpus is cut into shards; documents are
taken in the order of their dates and ids, so that it does not matter in which order they came.
"""

import heapq
from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy  # its parts are imported when they are first used

from discourse.copies.find import KEPT, begins
from discourse.lexicon.pattern import MAYBE_WORD, ONE_WORD, parse_pattern, types_of
from discourse.progress import bar
from discourse.text.index import TokenIndex, build_index, slices
from discourse.text.vocabulary import merge

Rows = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_TITLE, _FIRST, _NEXT = 10.0, 2.0, 1.0  # what a word of the title counts, of the first words, of the next
_TITLES = 0.25  # of the likeness of two articles is that of their titles alone
_FADING = 0.25  # of it is gone when they are as far apart as two of a story may be
_WORDS = 100  # so many are the first words, and so many the next
_BESIDES = 4  # documents that there are thought to be besides: of three about one event, all words count
_USUAL = 20  # articles that an outlet is thought to have besides, in which words are as frequent as in all
_LEAST = 0.05  # less counts as nothing
_AT_ONCE = 1 << 22  # pairs


class Described(Protocol):
    """What has documents and an index, and can let them go again."""

    @property
    def index(self) -> TokenIndex:
        """The words."""
        ...

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document: id, source, date and, if known, title."""
        ...

    def __len__(self) -> int: ...

    def rest(self) -> None:
        """Take out of memory what stands in files."""
        ...

    def release(self) -> None:
        """Forget what can be read again."""
        ...


class Events(NamedTuple):
    """Which documents are about one event.

    Attributes
    ----------
    story : ndarray of int64, shape (documents,)
        The row of the first document of the story of each, by date, then by id.
    similarity : ndarray of float64, shape (documents,)
        How alike a document and the others of its story are on average, copies of one text counted once; 1
        if all are copies of one, NaN for a document alone.
    """

    story: Rows
    similarity: Floats


def find_events(
    shards: Sequence[Described],
    family: Rows,
    *,
    days: int = 3,
    without: Sequence[str] = (),
    closeness: float = 0.2,
    progress: bool = True,
) -> Events:
    """Find the documents that are about one event.

    Parameters
    ----------
    shards : sequence of objects with ``documents``, ``index``, ``rest`` and ``release``
        The corpus; how it is cut into shards changes nothing.
    family : ndarray of int64, shape (documents,)
        The family of copies of each document. Copies count as the first of them, but for one that is printed
        again after a pause of more than `days`.
    days : int
        How many days apart two documents may be that are compared. One without a date is compared with none.
    without : sequence of str
        Patterns; a word that any word of them means does not count.
    closeness : float
        How close two groups must be to become one.
    progress : bool
        Whether a bar is shown where it takes over a second.

    Returns
    -------
    Events

    Notes
    -----
    All numbers were chosen on 30 events of BASIL (Fan et al. 2019), some hundred pairs of other news that
    were read, and the topics of more; ``benchmarks/STORIES.md`` says what they find on others.

    The weight of a word is ``log(1 + f) * sqrt(-log(p))``, where ``f`` is how often it stands in the title
    (times 10), in the first 100 words (times 2) and in the next 100; ``p`` is the larger of its share of all
    documents, to which four are added without it, and of those of the outlet, to which 20 are added in which
    it is as frequent as in all. Three quarters of the likeness of two documents are the cosine of these
    words, a quarter is that of the words of their titles alone, with their own shares. A quarter of it all
    is taken off for `days`, and in proportion for fewer.

    References
    ----------
    Sparck Jones, K. (1972). A statistical interpretation of term specificity and its application in
    retrieval. *Journal of Documentation* 28, 11–21.
    Sokal, R. R., Michener, C. D. (1958). A statistical method for evaluating systematic relationships.
    *University of Kansas Science Bulletin* 38, 1409–1438.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> texts = ["Quake hits Izmir", "Senate votes on budget", "Izmir: strong quake", "A day at sea"]
    >>> documents = pd.DataFrame({"id": list("abcd"), "source": list("xxyy"), "date": ["2020-10-30"] * 4})
    >>> documents["date"] = pd.to_datetime(documents["date"])
    >>> class Shard(SimpleNamespace):
    ...     __len__ = lambda self: len(self.documents)
    ...     rest = release = lambda self: None
    >>> shard = Shard(index=build_index(texts), documents=documents)
    >>> find_events([shard], np.arange(4)).story.tolist()
    [0, 1, 0, 3]
    """
    begins = np.concatenate(([0], np.cumsum([len(shard) for shard in shards]))).astype(np.int64)
    table = pd.concat([shard.documents[["id", "source", "date"]] for shard in shards], ignore_index=True)
    order = table.sort_values(["date", "id"], kind="stable").index.to_numpy()  # without a date: last
    table, family = table.iloc[order], family[order]
    dated = table["date"].notna().to_numpy()
    day = table["date"].to_numpy(dtype="datetime64[D]").astype(np.int64)
    copied = _first_copy(family, day, dated, days)
    chosen = np.flatnonzero(dated & (copied == np.arange(len(order))))
    outlet = pd.factorize(table["source"].iloc[chosen], use_na_sentinel=False)[0].astype(np.int64)
    counted = _counted(shards, begins, order[chosen], without)
    parts = [_weighted(part, outlet) * weight**0.5 for part, weight in counted]
    matrix = _unit(scipy.sparse.hstack(parts, format="csr"))
    del counted, parts
    one, other, likeness = _pairs(matrix, day[chosen], days, progress=progress)
    del matrix
    group = _grouped(len(chosen), one, other, likeness, closeness)
    mean = _mean_within(group, one, other, likeness)
    # What holds of a document, holds of its copies.
    known = dated[copied]
    at = np.searchsorted(chosen, copied[known])
    first, alike = copied.copy(), np.full(len(order), np.nan)
    first[known], alike[known] = chosen[group[at]], mean[at]
    alike[np.isnan(alike) & (np.bincount(copied)[copied] > 1)] = 1.0
    story, similarity = np.empty_like(first), np.empty_like(alike)
    story[order], similarity[order] = order[first], alike
    return Events(story, similarity)


def _first_copy(family: Rows, day: Rows, dated: npt.NDArray[np.bool_], days: int) -> Rows:
    """Return the document that each counts as: the first of its family, or after a pause of more than `days`.

    What is printed again a year later belongs to another story. Documents come by date, those without last.
    """
    by_family = np.argsort(family, kind="stable")
    new = begins(family[by_family])
    new[1:] |= (np.diff(day[by_family]) > days) & dated[by_family[1:]]
    copied = np.empty(len(family), dtype=np.int64)
    copied[by_family] = by_family[new][np.cumsum(new) - 1]
    return copied


def _counted(
    shards: Sequence[Described], begins: Rows, rows: Rows, without: Sequence[str]
) -> list[tuple["scipy.sparse.csr_array", float]]:
    """Count the words of some documents, of title and text by where they stand, and of the title alone.

    Addresses and words left out are none. Beside each is what it weighs in the likeness of two documents.
    """
    counts, terms, left_out = [], [], []
    by_shard = np.sort(rows)
    for shard, begin, end in zip(shards, begins[:-1], begins[1:], strict=True):
        mine = by_shard[np.searchsorted(by_shard, begin) : np.searchsorted(by_shard, end)] - begin
        documents, index = shard.documents, shard.index
        titles = documents["title"].iloc[mine] if "title" in documents else pd.Series("", index=mine)
        headed = build_index(titles.fillna("").tolist(), *index.rules)
        starts, sizes = index.offsets[mine], np.minimum(index.lengths[mine], 2 * _WORDS)
        inside = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        counting = np.where(inside < _WORDS, _FIRST, _NEXT)
        del inside
        for words, some, each, weight in (
            (headed, headed.ids, headed.lengths, np.full(len(headed.ids), _TITLE)),
            (index, slices(index.ids, starts, starts + sizes), sizes, counting),
        ):
            used, numbers = np.unique(some, return_inverse=True)
            ends = np.concatenate(([0], np.cumsum(each)))
            matrix = scipy.sparse.csr_array((weight, numbers, ends), shape=(len(each), len(used)))
            matrix.sum_duplicates()
            counts.append(matrix)
            terms.append(words.terms.take(used))
            left_out.append(np.isin(used, _left_out(words, without)))
        shard.rest()
        if len(shards) > KEPT:
            shard.release()
    known, places = merge(terms)
    kept = np.ones(len(known), dtype=bool)
    for number, (to, out) in enumerate(zip(places, left_out, strict=True)):
        kept[to[out]] = False
        matrix = counts[number]
        shape = (matrix.shape[0], len(known))
        counts[number] = scipy.sparse.csr_array((matrix.data, to[matrix.indices], matrix.indptr), shape=shape)
    in_titles, in_texts = scipy.sparse.vstack(counts[::2]), scipy.sparse.vstack(counts[1::2])
    place = np.searchsorted(by_shard, rows)
    return [
        (_kept_of(in_titles + in_texts, place, kept), 1 - _TITLES),
        (_kept_of(in_titles, place, kept), _TITLES),
    ]


def _kept_of(
    matrix: "scipy.sparse.csr_array", rows: Rows, kept: npt.NDArray[np.bool_]
) -> "scipy.sparse.csr_array":
    """Return some rows of counts, without the words that do not count."""
    counts = scipy.sparse.csr_array(matrix[rows])
    counts.data *= kept[counts.indices]
    counts.eliminate_zeros()
    counts.sort_indices()  # so that sums are added in one order
    return counts


def _left_out(index: TokenIndex, patterns: Sequence[str]) -> npt.NDArray[np.int32]:
    """Return the types that are addresses, or that a word of a pattern means."""
    elements = {e for text in patterns for e in parse_pattern(text, *index.rules).elements}
    meant = [types_of(element, index) for element in sorted(elements - {ONE_WORD, MAYBE_WORD})]
    return np.concatenate([index.address_types, *meant])


def _weighted(counts: "scipy.sparse.csr_array", outlet: Rows) -> "scipy.sparse.csr_array":
    """Weigh the words of each document."""
    documents, words = counts.shape
    row, column = np.repeat(np.arange(documents), np.diff(counts.indptr)), counts.indices
    _, which, times = np.unique(outlet[row] * words + column, return_inverse=True, return_counts=True)
    share = (np.bincount(column, minlength=words) / (documents + _BESIDES))[column]
    in_outlet = times[which] + _USUAL * share
    del which
    in_outlet /= np.bincount(outlet)[outlet[row]] + _USUAL
    share = np.minimum(np.maximum(share, in_outlet), 1.0)
    data = np.log1p(counts.data) * np.sqrt(-np.log(share))
    del row, in_outlet, share
    return _unit(scipy.sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape))


def _unit(matrix: "scipy.sparse.csr_array") -> "scipy.sparse.csr_array":
    """Make each row of length 1, or leave it empty."""
    row = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    length = np.sqrt(np.bincount(row, weights=matrix.data**2, minlength=matrix.shape[0]))[row]
    data = np.divide(matrix.data, length, out=np.zeros_like(matrix.data), where=length > 0)
    return scipy.sparse.csr_array((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def _pairs(
    matrix: "scipy.sparse.csr_array", day: Rows, days: int, *, progress: bool
) -> tuple[Rows, Rows, Floats]:
    """Return the pairs of documents that are near in time, and how alike they are, where it is not little."""
    found = [(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64), np.empty(0))]
    ends = np.searchsorted(day, day + days, side="right")
    with bar(len(day), "Comparing", "articles", progress=progress) as steps:
        begin = 0
        while begin < len(day):
            end = begin + max(_AT_ONCE // int(ends[begin] - begin), 1)
            end = min(end, int(ends[begin]))
            cosine = scipy.sparse.coo_array(matrix[begin:end] @ matrix[begin : ends[end - 1]].T)
            one, other = cosine.row + np.int64(begin), cosine.col + np.int64(begin)
            near = (other > one) & (other < ends[one]) & (cosine.data >= _LEAST)
            one, other = one[near], other[near]
            faded = 1 - _FADING / max(days, 1) * (day[other] - day[one])
            found.append((one, other, cosine.data[near] * faded))
            steps.update(end - begin)
            begin = end
    one, other, likeness = (np.concatenate(column) for column in zip(*found, strict=True))
    return one, other, likeness


def _grouped(documents: int, one: Rows, other: Rows, likeness: Floats, closeness: float) -> Rows:
    """Return the first document of the group of each.

    Of two pairs that are equally close, the one whose groups begin earlier is first.
    """
    near: list[dict[int, float]] = [{} for _ in range(documents)]  # the sum of what makes it like another
    for a, b, value in zip(one.tolist(), other.tolist(), likeness.tolist(), strict=True):
        near[a][b] = near[b][a] = value
    size, square = [1] * documents, [1.0] * documents  # of the sum of a group: how many, squared length
    group = np.arange(documents)

    def close(a: int, b: int) -> float:
        average = near[a][b] / (size[a] * size[b])
        of_sums = near[a][b] / (square[a] * square[b]) ** 0.5
        return float((average * of_sums) ** 0.5)

    likely = likeness >= closeness
    heap = [(-close(a, b), a, b) for a, b in zip(one[likely].tolist(), other[likely].tolist(), strict=True)]
    heapq.heapify(heap)
    while heap:
        value, a, b = heapq.heappop(heap)
        if b not in near[a] or close(a, b) != -value:  # one of them has grown since, or is no more
            continue
        shared = near[a].pop(b)
        del near[b][a]
        group[b] = a
        size[a] += size[b]
        square[a] += square[b] + 2 * shared
        for c, more in near[b].items():
            del near[c][b]
            near[a][c] = near[c][a] = near[a].get(c, 0.0) + more
        near[b] = {}
        for c in near[a]:
            if (value := close(a, c)) >= closeness:
                heapq.heappush(heap, (-value, min(a, c), max(a, c)))
    while (group[group] != group).any():
        group = group[group]
    return group


def _mean_within(group: Rows, one: Rows, other: Rows, likeness: Floats) -> Floats:
    """Return how alike each document and the others of its group are on average."""
    same = group[one] == group[other]
    total = np.bincount(one[same], weights=likeness[same], minlength=len(group))
    total += np.bincount(other[same], weights=likeness[same], minlength=len(group))
    others = np.bincount(group, minlength=len(group))[group] - 1
    mean: Floats = np.divide(total, others, out=np.full(len(group), np.nan), where=others > 0)
    return mean
