"""Which words stand near a pattern or a label, in each group."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.phrases import each_group, listed, some_q
from discourse.analysis.results import grouped_by
from discourse.corpus import Corpus
from discourse.counting.contexts import sentence_of
from discourse.counting.groups import By, columns_of, finish, per_10000
from discourse.counting.intervals import Intervals, rate_intervals
from discourse.counting.labels import matches_of
from discourse.counting.rows import Rows, falling, rows_of, table_of
from discourse.counting.shards import corpus_in, corpus_only
from discourse.counting.tally import Items, UnitTally, total_of_units
from discourse.counting.terms import among, folded
from discourse.counting.units import unit_for
from discourse.errors import DiscourseError, whole_number
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Matches
from discourse.measures import benjamini_hochberg, binomial, log_ratio
from discourse.measures.association import delta_p, dice, g2, log_dice, mi3, pmi, t_score, z_score
from discourse.text.index import Positions, TokenIndex
from discourse.text.sentences import ADDRESS
from discourse.text.vocabulary import arrow
from discourse.voice.codes import Voice

COLUMNS = (
    "term",
    "count",
    "window_tokens",
    "term_count",
    "tokens",
    "rate",
    "rate_low",
    "rate_high",
    "documents",
    "units",
    "log_dice",
    "pmi",
    "t_score",
    "g2",
    "delta_p",
    "log_ratio",
    "design_effect",
    "p",
    "q",
)

_A_DOCUMENT = 1 << 40  # words; more than any has
_ASSOCIATION = {"log_dice": log_dice, "pmi": pmi, "t_score": t_score, "g2": g2, "delta_p": delta_p}
_ASKED_FOR = {"dice": dice, "mi3": mi3, "z_score": z_score}  # a column only where it ranks
_RANKS = ("count", "rate", "documents", *_ASSOCIATION, "log_ratio", *_ASKED_FOR)

Reach = tuple[int, int]  # words before and after


def collocates(
    corpus: Corpus,
    what: str | Lexicon,
    *,
    concept: str | None = None,
    label: str | None = None,
    by: By = "source",
    window: int | Reach | str = 5,
    within: str = "document",
    stop_words: Collection[str] = (),
    minimum: int = 1,
    zeros: bool = False,
    rank_by: str = "log_dice",
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count the words that stand near a pattern, or a label of a lexicon, by group.

    Parameters
    ----------
    corpus : Corpus
    what : str or Lexicon
        A pattern, such as ``"refugee*"``; or a lexicon, for the very places that :func:`framing` counts.
    concept, label : str, optional
        Which part of the lexicon.
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    window : int, (int, int) or "sentence"
        Words on each side; words before and after; or all words of the sentence.
    within : {"document", "sentence"}
        What a window does not leave; see :mod:`discourse.text.sentences` for where sentences end.
    stop_words : collection of str
        Words whose rows are left out. Windows and denominators do not change.
    minimum : int
        Terms that stand fewer times in the windows of the whole corpus are left out.
    zeros : bool
        Whether a group also has rows for terms that only stand in windows of others.
    rank_by : str
        ``count``, ``rate``, ``documents``, or a measure: one of the columns below, or ``dice``, ``mi3`` or
        ``z_score``, which is then a column too.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit, confidence, uncertainty, draws, seed
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row for each group and each term that stands in any window of the group: the columns of `by`,
        ``term``, ``count`` (in windows), ``window_tokens`` (all words in windows), ``term_count`` (in windows
        and elsewhere), ``tokens`` (all words in windows and elsewhere), ``rate`` (``count`` per 10,000 window
        tokens), ``rate_low`` and ``rate_high`` (NaN where the windows are those of one unit),
        ``documents`` (with the term in a window), ``units`` (with a window), and how the term is associated
        with the windows: ``log_dice``, ``pmi``, ``t_score``, ``g2`` (without a sign), ``delta_p`` (how much
        likelier the term is in a window than elsewhere), ``log_ratio`` (of its rates in windows and
        elsewhere); ``design_effect`` (how many times the difference of these rates varies more between units
        than independent words would make it, at least 1), ``p`` (that both rates are one) and ``q``
        (Benjamini-Hochberg over the rows of the group), NaN where the windows are those of one unit. Sorted
        by group, then falling `rank_by`, then alphabet.

    Raises
    ------
    DiscourseError
        If the pattern is wrong, the lexicon has no such concept or label, an option is out of range, or the
        table would have more than 20 million rows.

    Notes
    -----
    What is counted are places, not pairs: a word in the windows of two nodes stands there once. So ``count``
    is never more than ``term_count``, and the four cells of every term add up to ``tokens``. The words of the
    nodes themselves belong neither to a window nor to ``term_count`` and ``tokens``, as usual for surface
    cooccurrence (Evert 2008, "Corpora and collocations", in Lüdeling and Kytö (eds.), Corpus Linguistics, de
    Gruyter, 1212-1248). ``g2`` takes words for independent draws; ``p`` lets units vary, whose words stand in
    windows and elsewhere, and is that of :func:`discourse.measures.binomial` on counts divided by the design
    effect. What articles with windows are about stands near the node as well: a small ``q`` says that a word
    is there more often, not why.

    The formulas and their sources are in :mod:`discourse.measures.association` and
    :func:`discourse.measures.keyness.log_ratio`.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.collocates(dc.read("seeds"), "refugee*", window=3, stop_words=dc.ENGLISH_FUNCTION_WORDS)
    >>> columns = ["term", "count", "window_tokens", "term_count", "tokens"]
    >>> table.loc[table["source"] == "TRT World", columns].head(2).values.tolist()
    [['context', 1, 18, 1, 355], ['crisis', 1, 18, 1, 355]]
    """
    corpus = corpus_in(corpus, voice)
    reach, sentences = _reach(window, within)
    whole_number("minimum", minimum)
    if rank_by not in _RANKS:
        raise DiscourseError(f"rank_by={rank_by!r} is none of {', '.join(_RANKS)}")
    stops = folded(stop_words, corpus_only(corpus).language)
    unit = unit_for(corpus, unit, columns_of(by))
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    asked = what, concept, label, reach, sentences
    near = total_of_units(corpus, count_near, by, *asked, unit=unit, one_by_one=intervals.draws_anew)
    outside = total_of_units(corpus, count_outside_nodes, by, what, concept, label, unit=unit)
    both = total_of_units(corpus, count_both, by, *asked, unit=unit)
    wanted = (near.count.sum(axis=0) >= minimum) & ~among(near.terms, stops)
    rows = rows_of(near, wanted, zeros=zeros)
    columns = _columns(near, outside, both, rows, intervals, rank_by)
    order = falling(rows.group, columns[rank_by])  # ties stay in alphabetical order, as the terms are
    ordered = {name: values[order] for name, values in columns.items()}
    table = table_of({**rows.take(order).keys(near), **ordered})
    return finish(
        table,
        "collocates",
        corpus,
        what if isinstance(what, Lexicon) else None,
        pattern=what if isinstance(what, str) else None,
        concept=concept,
        label=label,
        by=by,
        window=window,
        within=within,
        stop_words=sorted(stop_words),
        minimum=minimum,
        zeros=zeros,
        rank_by=rank_by,
        **intervals.options,
    )


def count_near(
    corpus: Corpus,
    what: str | Lexicon,
    concept: str | None,
    label: str | None,
    reach: Reach,
    sentences: bool,
) -> Items:
    """Find in one shard the words that stand in windows; an address takes a place there, and is none."""
    index = corpus.index
    found = matches_of(corpus, what, concept, label)
    places = around(found, *(sentence_of if sentences else _document_of)(index, found.start), reach)
    places = places[(index.gaps[places] & ADDRESS) == 0]
    terms = arrow(index.vocabulary)
    offsets = np.searchsorted(places, index.offsets)
    return Items(index.ids[places], offsets, len(terms), terms, sizes=np.diff(offsets))


def count_outside_nodes(corpus: Corpus, what: str | Lexicon, concept: str | None, label: str | None) -> Items:
    """Find in one shard all words but those of the nodes, and no address."""
    index = corpus.index
    found = matches_of(corpus, what, concept, label)
    nodes = _covered(found.start, found.start + found.length)
    terms = arrow(index.vocabulary)
    others = np.union1d(nodes, np.flatnonzero(index.gaps & ADDRESS))
    offsets = index.offsets - np.searchsorted(others, index.offsets)
    return Items(np.delete(index.ids, others), offsets, len(terms), terms, sizes=np.diff(offsets))


def count_both(
    corpus: Corpus,
    what: str | Lexicon,
    concept: str | None,
    label: str | None,
    reach: Reach,
    sentences: bool,
) -> Items:
    """Find in one shard the words in windows and all words but the nodes, so that the former come twice."""
    near = count_near(corpus, what, concept, label, reach, sentences)
    all_ = count_outside_nodes(corpus, what, concept, label)
    offsets = near.offsets + all_.offsets
    ids = np.empty(len(near.ids) + len(all_.ids), dtype=all_.ids.dtype)
    first, second = np.diff(near.offsets), np.diff(all_.offsets)
    ids[np.arange(len(near.ids)) + np.repeat(all_.offsets[:-1], first)] = near.ids
    ids[np.arange(len(all_.ids)) + np.repeat(near.offsets[1:], second)] = all_.ids
    return Items(ids, offsets, all_.kinds, all_.terms, sizes=first + second)


def around(found: Matches, first: Positions, end: Positions, reach: Reach) -> Positions:
    """Return the places in the windows of some nodes, each once and ascending, those of nodes left out.

    Parameters
    ----------
    found : Matches
    first, end : ndarray of int64
        What the window of each node does not leave: its first place, and the one after its last.
    reach : tuple of int
        Words before and after.
    """
    before, after = reach
    ends = found.start + found.length
    windows = _covered(np.maximum(found.start - before, first), np.minimum(ends + after, end))
    nodes = _covered(found.start, ends)
    return windows[~np.isin(windows, nodes, assume_unique=True)]


def _covered(starts: Positions, ends: Positions) -> Positions:
    """Return the places that some spans cover, each once and ascending."""
    if len(starts) == 0:
        return np.empty(0, dtype=np.int64)
    order = np.argsort(starts, kind="stable")
    starts, reach = starts[order], np.maximum.accumulate(ends[order])
    opens = np.append(0, np.flatnonzero(starts[1:] > reach[:-1]) + 1)
    starts, reach = starts[opens], reach[np.append(opens[1:], len(reach)) - 1]
    lengths = reach - starts
    skipped = starts - np.append(0, np.cumsum(lengths)[:-1])
    places: Positions = np.arange(lengths.sum()) + np.repeat(skipped, lengths)
    return places


def _document_of(index: TokenIndex, places: Positions) -> tuple[Positions, Positions]:
    """Return where the document of each place begins, and where it ends."""
    document = index.document_of(places)
    return index.offsets[document], index.offsets[document + 1]


def _columns(
    near: UnitTally, outside: UnitTally, both: UnitTally, rows: Rows, intervals: Intervals, rank_by: str
) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of the table that are numbers."""
    count, column = rows.of(near.count), rows.placed_in(outside.count).of(outside.count)
    windows = near.count.sum(axis=1)
    row, n = windows[rows.group], outside.count.sum(axis=1)[rows.group]
    low, high = rate_intervals(near, rows, intervals, windows)
    asked = {rank_by: _ASKED_FOR[rank_by]} if rank_by in _ASKED_FOR else {}
    effect = _design_effect(near, outside, both, rows)
    p = binomial(count, column - count, row, n - row, design_effect=effect)
    q = np.full(len(rows), np.nan)
    for group in range(len(near)):
        mine = rows.group == group
        q[mine] = benjamini_hochberg(p[mine])
    return {
        "count": count,
        "window_tokens": row,
        "term_count": column,
        "tokens": n,
        "rate": per_10000(count, row),
        "rate_low": 10_000 * low,
        "rate_high": 10_000 * high,
        "documents": rows.of(near.holding).astype(np.int32),
        "units": near.spread.units.astype(np.int32)[rows.group],
        **{name: measure(count, row, column, n) for name, measure in (_ASSOCIATION | asked).items()},
        "log_ratio": log_ratio(count, column - count, row, n - row),
        "design_effect": effect,
        "p": p,
        "q": q,
    }


def _design_effect(
    near: UnitTally, outside: UnitTally, both: UnitTally, rows: Rows
) -> npt.NDArray[np.float64]:
    """Return how many times the difference of two rates varies more between units than words would make it.

    With e = x - r w, where r is the rate of all words but the nodes, a unit adds ``e (1/N + 1/M) - E / M`` to
    the difference: e of its windows, E of all, N words in windows and M elsewhere. The products e E are known
    from the squares of e, E and e + E.
    """
    windows, whole = near.count.sum(axis=1), outside.count.sum(axis=1)
    n, m = windows[rows.group], (whole - windows)[rows.group]
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = rows.placed_in(outside.count).of(outside.count) / whole[rows.group]
        squares = []
        for counted in (near, outside, both):
            placed, spread = rows.placed_in(counted.count), counted.spread
            squares.append(
                placed.of(spread.square)
                - 2 * rate * placed.of(spread.product)
                + rate**2 * spread.size_square[rows.group]
            )
        inside, all_, product = squares[0], squares[1], (squares[2] - squares[0] - squares[1]) / 2
        weight = 1 / n + 1 / m
        moved = weight**2 * inside - 2 * weight / m * product + all_ / m**2
        units = outside.spread.units[rows.group]
        effect = units / (units - 1) * np.maximum(moved, 0.0) / (rate * (1 - rate) * weight)
    # few places in windows show less spread than words dealt at random would have
    return np.where(near.spread.units[rows.group] > 1, np.maximum(effect, 1.0), np.nan)


def _reach(window: int | Reach | str, within: str) -> tuple[Reach, bool]:
    """Read `window` and `within`: words before and after, and whether sentences are not left."""
    if within not in ("document", "sentence"):
        raise DiscourseError(f"within= must be 'document' or 'sentence', not {within!r}")
    if window == "sentence":
        return (_A_DOCUMENT, _A_DOCUMENT), True
    sides = tuple(window) if isinstance(window, tuple | list) else (window, window)
    whole = len(sides) == 2 and all(type(side) is int and 0 <= side <= _A_DOCUMENT for side in sides)
    if not whole or not any(sides):
        raise DiscourseError(
            "window= must be a whole number of words from 1, a pair of them (before, after), one of which "
            f"may be 0, or 'sentence', not {window!r}"
        )
    return (int(sides[0]), int(sides[1])), within == "sentence"


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""

    def nearest(rows: pd.DataFrame) -> str:
        top = rows[rows["count"] > 0].head(3)  # the table is in the order of the measure asked for
        cells = zip(top["term"], top["count"], top["term_count"], strict=True)
        return listed([f"{term} ({near:,} of its {count:,})" for term, near, count in cells]) or "none"

    options = table.attrs["options"]
    node = next((options[name] for name in ("pattern", "label", "concept") if options[name]), "a label")
    said = f"Words near {node}, by {options['rank_by']}. {each_group(table, grouped_by(table), nearest)}"
    return said + some_q(table, "word")
