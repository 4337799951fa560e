"""Which words compete with some: those in the same slots of sentences, and those in the same company."""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import add
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, svds
from scipy.stats import rankdata

from discourse.analysis.phrases import listed
from discourse.corpus import Corpus
from discourse.counting.contexts import contexts, in_all_voices, sentence_of
from discourse.counting.groups import finish
from discourse.counting.labels import matches_of
from discourse.counting.shards import corpus_only, over_shards
from discourse.counting.terms import column_of, folded
from discourse.errors import DiscourseError, counted
from discourse.measures.ratio import wilson
from discourse.progress import tqdm
from discourse.text.counts import count_followers
from discourse.text.index import Positions, TokenIndex
from discourse.text.sentences import ADDRESS, SENTENCE
from discourse.text.vocabulary import arrow, merge

COLUMNS = ("term", "count", "documents", "slots", "interchange", "cosine", "slot", "line")

_TYPES = 30_000
_SMOOTHING = 0.75  # of the frequencies of contexts
_FUSED = 60  # what softens the first ranks
_LINE = 8  # words on each side
_AT_ONCE = 1 << 20  # places
_ROWS = 1024  # words
_DIGITS = 6  # beyond them a machine may differ from another
_RANKS = ("both", "interchange", "cosine")

Floats = npt.NDArray[np.float64]


def neighbours(
    corpus: Corpus,
    words: str | Sequence[str],
    *,
    window: int = 5,
    minimum: int = 10,
    dimensions: int = 100,
    n: int = 50,
    rank_by: str = "both",
    stop_words: Collection[str] | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """List words that may compete with some for naming the same, to accept or reject beside their lines.

    Parameters
    ----------
    corpus : Corpus
    words : str or sequence of str
        Words that name the same, or patterns: ``["rebels", "terrorists"]``, ``"moderate @ opposition"``.
    window : int
        Words on each side that are company, in the sentence.
    minimum : int
        Words that come fewer times are left out; and all but the most frequent 30,000.
    dimensions : int
        Of the space in which company is compared.
    n : int
        Rows.
    rank_by : {"both", "interchange", "cosine"}
        What the rows are sorted by.
    stop_words : collection of str, optional
        Words that are not listed, though they are company; default: ``corpus.function_words``.
    progress : bool
        Whether to show a bar where it takes long, on a terminal or in a notebook.

    Returns
    -------
    DataFrame
        A row for each word: ``term``, ``count``, ``documents``; ``slots`` (in how many different slots it
        stands where one of the given stands too: the words just before and after it, in one sentence);
        ``interchange`` (the probability that, if each of its occurrences is replaced by another occurrence
        from the same slot, one of the given comes in); ``cosine`` (how alike its company is to that of the
        given, on average); ``slot`` (the one that adds most to ``interchange``, with the word in it, which is
        a pattern for :func:`concordance`; missing if there is none) and ``line`` (one line, in that slot).

    Raises
    ------
    DiscourseError
        If a pattern is wrong or finds nothing, an option is out of range, or the language has no list of
        function words.

    Notes
    -----
    The two ways find different words. Whoever stands in *the … said* need not be what is spoken of; whoever
    is spoken of alike need not fit the same slot. ``interchange`` is the chain from word to slot to word: the
    sum over slots of P(slot | word) P(given | slot), where a word stands in no slot at the edge of a
    sentence. Words that are rarely seen are ranked by the lower end of Wilson's interval of 95%, as a single
    slot would make them certain.

    ``cosine`` compares the rows of a matrix of words by words near them, in positive pointwise mutual
    information with the frequencies of contexts to the power .75, after a truncated singular value
    decomposition, the singular values to the power 1/2, and without a shift: what Levy, Goldberg and Dagan
    (2015), "Improving distributional similarity with lessons learned from word embeddings", TACL 3, 211-225,
    recommend. Words of a small corpus have little company, and it says little there. ``rank_by="both"`` adds
    1 / (60 + rank) of both ways (Cormack, Clarke and Büttcher 2009, SIGIR, 758-759). A table proposes; what
    names the same is for the reader of lines to say.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.neighbours(dc.read("seeds"), "opposition", minimum=10, rank_by="interchange")
    >>> table[["term", "count", "slots", "slot"]].head(1).values.tolist()
    [['government', 10, 1, 'the government and']]
    """
    asked = _checked(words, window, minimum, dimensions, n, rank_by)
    corpus = corpus_only(corpus)
    stops = folded(corpus.function_words if stop_words is None else stop_words, corpus.language)
    parts = list(over_shards(corpus, _frequencies))
    merged, places = merge([terms for terms, _ in parts])
    frequency = np.zeros(len(merged), dtype=np.int64)
    for at, (_, counts) in zip(places, parts, strict=True):
        frequency[at] += counts
    least = max(minimum, int(np.sort(frequency)[-_TYPES - 1]) + 1 if len(frequency) > _TYPES else 0)
    kept = np.flatnonzero(frequency >= least)
    terms, frequency = merged.take(pa.array(kept)), frequency[kept]
    found = over_shards(corpus, _given, asked, terms, window)
    near_given, frames_of, places_of, single_words = zip(*found, strict=True)
    missing = [repr(word) for word, n in zip(asked, np.sum(places_of, axis=0), strict=True) if not n]
    if missing:
        raise DiscourseError(
            f"{listed(missing)} {'is' if len(missing) == 1 else 'are'} not in the corpus; "
            "give words that are, or patterns like rebel*"
        )
    after = reduce(add, over_shards(corpus, _followers, terms, window))
    cosine = _cosine(after + after.T, np.sum(near_given, axis=0), dimensions, progress)
    frames: pd.DataFrame = pd.concat(frames_of).groupby(["left", "right"], as_index=False).sum()
    fillers = list(over_shards(corpus, _fillers, terms, frames[["left", "right"]]))
    whole = sum(total for _, total in fillers) + frames["longer"].to_numpy()
    shared = reduce(add, (some for some, _ in fillers))
    weights = frames["count"].to_numpy() / np.maximum(whole, 1)
    expected = np.asarray(shared @ weights, dtype=np.float64)
    interchange = np.round(expected / np.maximum(frequency, 1), _DIGITS)
    left_out = pc.is_in(terms, arrow(sorted(stops.union(*single_words))))
    others = np.flatnonzero(~left_out.to_numpy(zero_copy_only=False))
    order = _order(others, _lower(expected, frequency), cosine, frequency, rank_by)[:n]
    best = _best_slots(shared, weights, order)
    chosen = pd.DataFrame({"term": column_of(terms, order)})
    for side in ("left", "right"):
        chosen[side] = frames[side].reindex(best).array
    lines = pd.concat(over_shards(corpus, _lines, chosen)).sort_values(["at", "id", "start"], kind="stable")
    table = pd.DataFrame(
        {
            "term": chosen["term"],
            "count": frequency[order],
            "documents": lines.groupby("at")["documents"].sum().reindex(range(len(order))).to_numpy(np.int64),
            "slots": np.diff(shared.indptr)[order],
            "interchange": interchange[order],
            "cosine": cosine[order],
            "slot": chosen["left"] + " " + chosen["term"] + " " + chosen["right"],
            "line": lines.drop_duplicates("at").set_index("at")["line"].reindex(range(len(order))).array,
        }
    )
    return finish(
        table, "neighbours", corpus, words=asked, window=window, minimum=minimum,
        dimensions=dimensions, n=n, rank_by=rank_by,
        stop_words=None if stop_words is None else sorted(stop_words),
    )  # fmt: skip


def _checked(
    words: object, window: object, minimum: object, dimensions: object, n: object, rank_by: object
) -> list[str]:
    """Return the words asked for, each once, in alphabetical order."""
    given = [words] if isinstance(words, str) else words
    if not isinstance(given, list | tuple | set | frozenset) or not given:
        raise DiscourseError(f"words={words!r}: a list of words is needed, such as ['rebels', 'terrorists']")
    other = next((word for word in given if not isinstance(word, str)), None)
    if other is not None:
        raise DiscourseError(f"words= is a list of words, and {other!r} is none")
    numbers = {"window": window, "minimum": minimum, "dimensions": dimensions, "n": n}
    for name, number in numbers.items():
        if type(number) is not int or number < 1:
            raise DiscourseError(f"{name}={number!r} is a whole number from 1")
    if rank_by not in _RANKS:
        raise DiscourseError(f"rank_by={rank_by!r} is none of {', '.join(_RANKS)}")
    return sorted(set(given))


def _frequencies(corpus: Corpus) -> tuple[Any, Positions]:
    """Return the words of one shard, and how often each comes; addresses are none."""
    counts = corpus.index.frequencies.copy()
    counts[corpus.index.address_types] = 0
    return corpus.index.terms, counts


def _followers(corpus: Corpus, terms: Any, window: int) -> sparse.csr_array:
    """Count in one shard how often each word stands after each other one, near by."""
    ids, ends = _kept(corpus.index, terms), _ends(corpus.index)
    return count_followers(ids, ends, types=len(terms), reach=window)


def _given(
    corpus: Corpus, asked: list[str], terms: Any, window: int
) -> tuple[Positions, pd.DataFrame, list[int], set[str]]:
    """Return what one shard has of the words given.

    Returns
    -------
    near : ndarray of int64
        Those given, by words in the window on both sides.
    frames : DataFrame
        The slots of those given: ``left``, ``right``, ``count`` and, of runs of several words, ``longer``.
    places : list of int
        How often each of those given comes.
    words : set of str
        Those given that are single words, as they are counted.
    """
    index, ids = corpus.index, _kept(corpus.index, terms)
    near = np.zeros((len(asked), len(terms)), dtype=np.int64)
    spans, places = [], []
    for row, pattern in enumerate(asked):
        found = matches_of(corpus, pattern, None, None)
        places.append(len(found))
        spans.append(np.stack([found.start, found.start + found.length], axis=1))
        first, last = sentence_of(index, found.start)
        for distance in range(window):
            before, after = found.start - 1 - distance, spans[row][:, 1] + distance
            near_by = ids[np.concatenate([before[before >= first], after[after < last]])]
            near[row] += np.bincount(near_by[near_by >= 0], minlength=len(terms))
    both = np.unique(np.concatenate(spans), axis=0)
    single = index.ids[both[both[:, 1] - both[:, 0] == 1, 0]]
    words = {index.vocabulary[at] for at in np.unique(single).tolist()}
    return near, _frames(index, both), places, words


def _frames(index: TokenIndex, spans: Positions) -> pd.DataFrame:
    """Count the slots that some spans stand in."""
    first, last = sentence_of(index, spans[:, 0])
    spans = spans[(spans[:, 0] > first) & (spans[:, 1] < last)]
    left, right = spans[:, 0] - 1, spans[:, 1]
    words = (index.gaps[left] | index.gaps[right]) & ADDRESS == 0
    keys = index.ids[left].astype(np.int64) * len(index.terms) + index.ids[right]
    longer = (right - left > 2)[words]
    keys, at, count = np.unique(keys[words], return_inverse=True, return_counts=True)
    sides = np.divmod(keys, max(len(index.terms), 1))
    columns = {
        side: column_of(index.terms, some) for side, some in zip(("left", "right"), sides, strict=True)
    }
    return pd.DataFrame({**columns, "count": count, "longer": np.bincount(at[longer], minlength=len(keys))})


def _fillers(corpus: Corpus, terms: Any, frames: pd.DataFrame) -> tuple[sparse.csr_array, Positions]:
    """Count in one shard which words stand in some slots, words by slots; and all words of each slot."""
    index, ids, ends = corpus.index, _kept(corpus.index, terms), _ends(corpus.index)
    left, right = (_numbers(frames[side], index.terms) for side in ("left", "right"))
    here = np.flatnonzero((left >= 0) & (right >= 0))
    types = len(index.terms)
    keys = left[here].astype(np.int64) * types + right[here]
    here, keys = here[np.argsort(keys)], np.sort(keys)
    is_left, is_right = (np.isin(np.arange(types), some[some >= 0]) for some in (left, right))
    total = np.zeros(len(frames), dtype=np.int64)
    rows, slots = [], []
    for first in range(1, max(len(ids) - 1, 1), _AT_ONCE):
        places = np.arange(first, min(first + _AT_ONCE, len(ids) - 1))
        inside = ~(ends[places - 1] | ends[places]) & (index.gaps[places] & ADDRESS == 0)
        places = places[inside & is_left[index.ids[places - 1]] & is_right[index.ids[places + 1]]]
        asked = index.ids[places - 1].astype(np.int64) * types + index.ids[places + 1]
        at = np.searchsorted(keys, asked)
        there = keys[np.minimum(at, len(keys) - 1)] == asked if len(keys) else np.zeros(0, dtype=bool)
        slot, places = here[at[there]], places[there]
        total += np.bincount(slot, minlength=len(frames))
        rows.append(ids[places][ids[places] >= 0])
        slots.append(slot[ids[places] >= 0])
    pairs = (np.concatenate([np.empty(0, np.int64), *rows]), np.concatenate([np.empty(0, np.int64), *slots]))
    ones = np.ones(len(pairs[0]), dtype=np.int64)
    return sparse.csr_array(sparse.coo_array((ones, pairs), shape=(len(terms), len(frames)))), total


def _lines(corpus: Corpus, chosen: pd.DataFrame) -> pd.DataFrame:
    """Return of one shard a line of each word, in its slot if it has one, and how many documents have it."""
    index, ends = corpus.index, _ends(corpus.index)
    term, left, right = (_numbers(chosen[column], index.terms) for column in ("term", "left", "right"))
    number = np.full(len(index.terms) + 1, -1)
    number[term[term >= 0]] = np.flatnonzero(term >= 0)
    places = np.flatnonzero(number[index.ids] >= 0)
    at = number[index.ids[places]]
    document = index.document_of(places)
    counted_in = pd.DataFrame({"at": at, "document": document}).drop_duplicates().groupby("at").size()
    before, after = np.maximum(places - 1, 0), np.minimum(places + 1, max(len(index.ids) - 1, 0))
    inside = (before < places) & ~ends[before] & ~ends[places]
    inside &= (index.ids[before] == left[at]) & (index.ids[after] == right[at])
    fits = inside | chosen["left"].isna().to_numpy()[at]
    found = pd.DataFrame({"at": at[fits], "row": document[fits], "start": places[fits]})
    found["id"] = corpus.metadata["id"].iloc[found["row"]].array
    found = found.sort_values(["at", "id", "start"]).drop_duplicates("at").sort_values("row", kind="stable")
    start, row = found["start"].to_numpy(), found["row"].to_numpy()
    corpus, start = in_all_voices(corpus, start)
    cut = contexts(corpus, row, start - corpus.index.offsets[row], np.ones_like(start), _LINE)
    found["line"] = pd.Series([" ".join(filter(None, line)) for line in cut], index=found.index, dtype="str")
    return found[["at", "id", "start", "line"]].merge(counted_in.rename("documents"), on="at", how="outer")


def _cosine(near: sparse.csr_array, given: Positions, dimensions: int, progress: bool) -> Floats:
    """Return how alike the company of each word is to that of those given, on average; NaN without any."""
    columns = near.sum(axis=0) ** _SMOOTHING
    k = min(dimensions, near.shape[0] - 1)
    if k < 1 or not columns.sum():
        return np.full(near.shape[0], np.nan)
    context = np.log(np.maximum(columns, 1)) - np.log(columns.sum())
    near, given_rows = _ppmi(near, context), _ppmi(sparse.csr_array(given), context)
    turned = near.T  # a view, of which SciPy by itself would make a copy
    steps = {"desc": "Comparing company", "unit": " steps", "leave": False, "delay": 1}
    with tqdm(**steps, disable=None if progress else True) as bar:

        def times(vector: Floats) -> Floats:
            bar.update()
            product: Floats = near @ vector
            return product

        both = LinearOperator(
            near.shape,
            matvec=times,
            rmatvec=turned.dot,
            matmat=near.dot,
            rmatmat=turned.dot,
            dtype=near.dtype,
        )
        u, s, vt = svds(both, k=k, v0=np.ones(near.shape[0]))
    known = s > s.max(initial=0.0) * 1e-9
    space = u[:, known] * np.sqrt(s[known])
    asked = (given_rows @ vt[known].T) / np.sqrt(s[known])
    with np.errstate(invalid="ignore", divide="ignore"):
        space /= np.linalg.norm(space, axis=1, keepdims=True)
        asked /= np.linalg.norm(asked, axis=1, keepdims=True)
    asked = asked[~np.isnan(asked).any(axis=1)]
    if not len(asked):
        return np.full(near.shape[0], np.nan)
    cosine: Floats = np.round((space @ asked.T).mean(axis=1), _DIGITS) + 0.0
    return cosine


def _ppmi(counts: sparse.csr_array, context: Floats) -> sparse.csr_array:
    """Turn counts into positive pointwise mutual information; what is zero takes no memory."""
    rows = np.log(np.maximum(counts.sum(axis=1), 1))
    parts = []
    for first in range(0, counts.shape[0], _ROWS):
        some: Any = counts[first : first + _ROWS].astype(np.float64)
        np.log(some.data, out=some.data)
        some.data -= np.repeat(rows[first : first + _ROWS], np.diff(some.indptr)) + context[some.indices]
        np.maximum(some.data, 0.0, out=some.data)
        some.eliminate_zeros()
        parts.append(some)
    return sparse.csr_array(sparse.vstack(parts, format="csr"))


def _lower(expected: Floats, whole: Positions) -> Floats:
    """Return the lower end of Wilson's interval of 95%, where what is expected stands for successes."""
    size = np.maximum(whole, 1)
    lower, _ = wilson(expected / size, 1.959964**2 / size)
    return np.asarray(np.round(np.maximum(lower, 0.0), _DIGITS))


def _order(others: Positions, lower: Floats, cosine: Floats, frequency: Positions, rank_by: str) -> Positions:
    """Return words, the nearest first; ties by their number, then by the alphabet, as words are."""
    near = {"interchange": lower[others], "cosine": np.nan_to_num(cosine[others], nan=-1.0)}
    ranks = {name: rankdata(-values, method="min") for name, values in near.items()}
    scores = near | {"both": sum(1 / (_FUSED + rank) for rank in ranks.values())}
    order: Positions = others[np.lexsort((-frequency[others], -np.round(scores[rank_by], 12)))]
    return order


def _best_slots(shared: sparse.csr_array, weights: Floats, rows: Positions) -> list[int]:
    """Return for each of some words the slot that adds most; -1 for none."""
    best = []
    for row in rows.tolist():
        mine = slice(*shared.indptr[row : row + 2])
        worth = np.round(shared.data[mine] * weights[shared.indices[mine]], _DIGITS)
        best.append(int(shared.indices[mine][np.argmax(worth)]) if len(worth) else -1)
    return best


def _kept(index: TokenIndex, terms: Any) -> npt.NDArray[np.int32]:
    """Return the places of the tokens of a shard among some terms, -1 for others."""
    numbers = _numbers(terms, index.terms, of=True)
    numbers[index.address_types] = -1
    return numbers[index.ids]


def _numbers(some: Any, terms: Any, *, of: bool = False) -> npt.NDArray[np.int32]:
    """Return where in `terms` each of some words is, or, `of` these, where in some; -1 for none."""
    some = some if isinstance(some, pa.Array | pa.ChunkedArray) else pa.array(some, pa.large_string())
    where = pc.index_in(terms, some) if of else pc.index_in(some, terms)
    numbers: npt.NDArray[np.int32] = where.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int32)
    return numbers


def _ends(index: TokenIndex) -> npt.NDArray[np.bool_]:
    return (index.gaps & SENTENCE) > 0


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    given = listed(table.attrs["options"]["words"])
    if table.empty:
        return f"No other word comes often enough to be set beside {given}."
    slots = table[table["slots"] > 0].head(5)
    cells = zip(slots["term"], slots["slots"], strict=True)
    same = listed([f"{term} ({counted(places, 'slot')})" for term, places in cells]) or "none of them"
    alike = table[table["cosine"].notna()].sort_values("cosine", ascending=False, kind="stable").head(5)
    cells = zip(alike["term"], alike["cosine"], strict=True)
    company = listed([f"{term} ({cosine:.2f})" for term, cosine in cells]) or "none of them"
    known = (
        f"Of {counted(len(table), 'word')} that may compete with {given}, in the same slots: {same}; "
        f"in the most similar company (cosine): {company}. "
    )
    return f"{known}Whether one of them names the same, its lines tell."
