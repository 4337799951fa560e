"""Which words set one group apart from another."""

from collections.abc import Callable, Collection, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse import measures
from discourse.analysis.phrases import each_group, listed, of_blocks, some_q
from discourse.corpus import Corpus
from discourse.counting.groups import columns_of, finish, share
from discourse.counting.intervals import Intervals
from discourse.counting.rows import columns_of_numbers, refuse_more, stretches, strongest, table_of
from discourse.counting.shards import corpus_in, corpus_only
from discourse.counting.sides import Outlets, Side, Sides
from discourse.counting.tally import merged, total_of_units
from discourse.counting.terms import among, column_of, count_words, folded, repeated
from discourse.counting.units import BLOCKS, OUTLET, crosses_outlets, fewest, unit_for
from discourse.errors import DiscourseError, one_of, whole_number
from discourse.jobs import free_memory, threads
from discourse.measures import (
    RatioSums,
    benjamini_hochberg,
    binomial,
    bootstrap_ratio,
    design_effect,
    design_effect_of_difference,
    g2,
    log_ratio,
    rate_ratio,
)
from discourse.progress import bar
from discourse.voice.codes import Voice

Floats = npt.NDArray[np.float64]

# what a table can be sorted by; each takes the counts and sizes of both sides
MEASURES: dict[str, Callable[[Any, Any, Any, Any], Floats]] = {
    "g2": g2,
    "log_ratio": log_ratio,
    "log_ratio_conservative": lambda a, b, n1, n2: measures.log_ratio_conservative(
        a, b, n1, n2, comparisons=max(len(a), 1)
    ),
    "weighted_log_odds": lambda a, b, n1, n2: measures.weighted_log_odds(a, b, n1, n2).z,
    "percent_diff": measures.percent_diff,
    "odds_ratio": lambda a, b, n1, n2: measures.odds_ratio(a, b, n1, n2, discount=0.5),
    "simple_maths": measures.simple_maths,
    "chi2": measures.chi2,
    "bic": measures.bic,
}
_FEW_UNITS = 20  # of both sides, blocks of time apart: of fewer the design effect is at least 1
_EFFECTIVE = ("log_ratio_conservative", "bic")  # that are of what the counts warrant: on effective counts
COLUMNS = (
    "target",
    "reference",
    "term",
    "count_target",
    "count_reference",
    "tokens_target",
    "tokens_reference",
    "rate_target",
    "rate_reference",
    "documents_target",
    "documents_reference",
    "documents_total_target",
    "documents_total_reference",
    "document_share_target",
    "document_share_reference",
    "units_target",
    "units_reference",
    "log_ratio",
    "log_ratio_low",
    "log_ratio_high",
    "g2",
    "design_effect",
    "g2_corrected",
    "score",
    "p",
    "q",
)

_EACH = (  # what is worked out of each term, once for all whose numbers are the same
    *(
        f"{name}_{side}"
        for side in ("target", "reference")
        for name in ("count", "rate", "documents", "document_share")
    ),
    *("log_ratio", "log_ratio_low", "log_ratio_high", "g2", "design_effect", "g2_corrected", "p"),
)

THE_REST = "the rest"


def keyness(
    corpus: Corpus,
    *,
    by: str | Sequence[str] = "source",
    target: object = None,
    reference: object = None,
    stop_words: Collection[str] = (),
    minimum: int = 1,
    rank_by: str = "g2_corrected",
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Compare the words of a target with those of a reference; positive means more in the target.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns, or ``year``, ``quarter``, ``month``.
    target : optional
        A value of that column, or a list of values to take in turn (several columns: their values joined by
        " · "); by default each in turn.
    reference : optional
        Another value; by default all other documents.
    stop_words : collection of str
        Words whose rows are left out. Denominators do not change.
    minimum : int
        Terms with fewer occurrences on both sides together are left out.
    rank_by : str
        What the words are ranked by: ``"g2_corrected"``; ``"g2"``, as if words were independent;
        ``"log_ratio"``, ``"log_ratio_conservative"`` (with Bonferroni's correction for the number of terms),
        ``"weighted_log_odds"`` (the z of Monroe, Colaresi and Quinn, with the pooled prior),
        ``"percent_diff"``, ``"odds_ratio"`` (0.5 added to each cell), ``"simple_maths"``, ``"chi2"`` or
        ``"bic"``; see :mod:`discourse.measures`. The conservative log ratio and ``"bic"`` are of counts
        divided by the design effect.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit, confidence, uncertainty, draws, seed
        As for :func:`framing`. The bootstrap makes ``log_ratio_low`` and ``log_ratio_high``, from
        units drawn anew on both sides; it takes minutes where there are many articles and words.

    Returns
    -------
    DataFrame
        A row for each comparison and each term of the two sides, also those absent on one: ``target``,
        ``reference``, ``term``, ``count_target``, ``count_reference``, ``tokens_target``,
        ``tokens_reference``, ``rate_target``, ``rate_reference`` (per 10,000 tokens), ``documents_target``,
        ``documents_reference`` (that have the term), ``documents_total_target``,
        ``documents_total_reference``, ``document_share_target``, ``document_share_reference``,
        ``units_target``, ``units_reference``; ``log_ratio`` with ``log_ratio_low`` and ``log_ratio_high``
        (infinite where a side may not have the term at all), ``g2`` (four cells, as if words were
        independent), ``design_effect`` (how many times the units of both sides together vary more than that),
        ``g2_corrected`` (``g2 / design_effect``), ``score`` (what `rank_by` asks for), ``p``, ``q``
        (Benjamini-Hochberg over the terms of the comparison). Sorted by comparison, then by ``score``,
        largest first whatever its sign (but for that of ``"bic"``: below 0 is evidence of no difference;
        where a side is one unit the corrected G² is not known, and ``g2`` decides), then alphabet.

    Raises
    ------
    DiscourseError
        If `target` or `reference` is no value of the column, there is nothing to compare with, an option is
        out of range, or the table would have more than 20 million rows.

    Notes
    -----
    ``p`` is that of :func:`discourse.measures.binomial` on counts divided by the design effect, and not the
    chi-squared tail of ``g2_corrected``, which rejects too rarely where one side is small; both are tested
    against true nulls in benchmarks/CALIBRATION.md, down to .001, where ``q`` is decided. A family with
    documents on both sides counts as a unit of each, which makes ``p`` rather too large. With fewer than two
    units on a side, both bounds, ``design_effect``, ``g2_corrected``, ``p`` and ``q`` are NaN: one
    article cannot tell what its outlet does from what it does itself. With fewer than 20 units on both sides
    together ``design_effect`` is at least 1. Few long articles against many short
    ones are the hardest: of 20 of 3,000 words against 400 of 300, words that come in bursts were called
    different in .05 to .08 of true nulls. Student's t does not mend it, since of 10 against 100 it would call
    .02; look at ``units_target`` and ``documents_target``.

    Between times units are blocks of time (see `unit` of :func:`framing`), and where a side has several
    outlets the variance is clustered by these as well: what an outlet does in all its blocks is no evidence
    of time (:func:`discourse.measures.crossed_excess`; ``crossed`` in the settings). ``unit="month"`` takes
    the outlets as they are. A test needs four blocks on each side; with fewer, ``design_effect``,
    ``g2_corrected``, ``p`` and ``q`` are NaN.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.keyness(dc.read("seeds"), target="Bloomberg", reference="TRT World")
    >>> table.loc[table["term"] == "rebels", ["count_target", "count_reference"]].values.tolist()
    [[4, 0]]
    """
    corpus = corpus_in(corpus, voice)
    whole_number("minimum", minimum)
    one_of("rank_by", rank_by, ("g2_corrected", *MEASURES))
    stops = folded(stop_words, corpus_only(corpus).language)
    columns, outlets, asked_unit = columns_of(by), None, unit
    unit = unit_for(corpus, unit, columns)
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    crossed: dict[str, Any] = {}
    if crosses_outlets(corpus, asked_unit, unit, columns):
        crossed = {"crossed": OUTLET}
        cells = total_of_units(corpus, count_words, [*columns, OUTLET], unit=unit, one_by_one=True)
        groups, outlets = merged(cells, columns), Outlets(cells, columns)
    else:
        groups = total_of_units(corpus, count_words, by, unit=unit, one_by_one=intervals.draws_anew)
    names = groups.names
    what = " · ".join(columns) or "by"
    known = {name: row for row, name in enumerate(names)}
    if len(known) < len(names):
        raise DiscourseError(f"two groups of {what} have the same name; rename one in the metadata")
    if len(groups) < 2:
        raise DiscourseError(f"{what} has one value only ({names[0]!r}); keyness needs two groups to compare")
    if target is None:
        asked = [name for name in known if reference is None or name != reference]
    else:
        asked = [*target] if isinstance(target, list | tuple) else [target]
    for value in [*asked, *([] if reference is None else [reference])]:
        if not isinstance(value, Hashable) or value not in known:
            listed = ", ".join(map(str, known))
            raise DiscourseError(f"no document has {what}={value!r}; it must be one of {listed}")
    if reference in asked:
        raise DiscourseError(f"target and reference are both {reference!r}")
    if not asked:
        raise DiscourseError("target= is an empty list; at least one value is needed")
    targets = [known[value] for value in asked]

    sides = Sides(groups, outlets)
    other_row = None if reference is None else known[reference]
    chosen = _Choice(~among(groups.terms, stops), minimum, intervals, rank_by)
    lengths, made = _compare_all(sides, targets, other_row, chosen)
    terms = groups.terms
    del groups, sides, outlets
    free_memory()  # what was counted is not needed again
    table = table_of(
        {
            "target": repeated(asked, lengths),
            "reference": repeated([THE_REST if reference is None else reference], [sum(lengths)]),
            "term": column_of(terms, made.pop("term")),
            **made,
        }
    )
    if "score" not in table:  # one and the same: pandas keeps it once
        table.insert(COLUMNS.index("score"), "score", table["g2_corrected"])
    return finish(
        table,
        "keyness",
        corpus,
        by=by,
        target=target,
        reference=reference,
        stop_words=sorted(stop_words),
        minimum=minimum,
        rank_by=rank_by,
        **intervals.options,
        **crossed,
    )


class _Choice(NamedTuple):
    """What is asked of every comparison."""

    allowed: npt.NDArray[np.bool_]
    minimum: int
    intervals: Intervals
    rank_by: str

    @property
    def measure(self) -> Callable[[Any, Any, Any, Any], Floats] | None:
        """What scores the terms; None for the corrected G² that every table has."""
        return MEASURES.get(self.rank_by)

    def effect(self, target: RatioSums, reference: RatioSums) -> Floats:
        """Return the design effect of some terms: what both sides would vary by if they were one.

        The articles of a month depend on each other far less than the words of an article, so that the size
        of a block is no reason for a larger effect. That few articles vary less than words would is no
        evidence: they may be of one template.
        """
        if self.intervals.unit in BLOCKS:
            return design_effect(RatioSums(*(np.add(x, y) for x, y in zip(target, reference, strict=True))))
        effect = design_effect_of_difference(target, reference)
        few = np.add(target.units, reference.units) < _FEW_UNITS
        return np.where(few, np.maximum(effect, 1.0), effect)

    def terms(self, count: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the terms that are compared, by their count on both sides."""
        return np.flatnonzero(self.allowed & (count >= self.minimum))


def _compare_all(
    sides: Sides, targets: list[int], other: int | None, asked: _Choice
) -> tuple[list[int], dict[str, npt.NDArray[Any]]]:
    """Return how many terms each comparison has, and the columns of all, the terms by their numbers.

    Raises
    ------
    DiscourseError
        If these are too many.
    """
    lengths = [len(asked.terms(sides.count_of_both(row, other))) for row in targets]
    refuse_more(sum(lengths), f"{len(targets):,} comparisons × up to {max(lengths):,} terms")
    made = columns_of_numbers(sum(lengths), _kinds(asked.rank_by))
    made["term"] = np.empty(sum(lengths), dtype=np.int32)  # apart from the others, as it does not stay

    def compare(row: int, end: int, length: int) -> None:
        mine = {name: column[end - length : end] for name, column in made.items()}
        _compare(sides, row, other, asked, mine)

    # NumPy and SciPy let other threads run; a bar has one thread, as have units that are drawn anew
    with ThreadPoolExecutor(1 if asked.intervals.draws_anew else threads()) as pool:
        list(pool.map(compare, targets, np.cumsum(lengths).tolist(), lengths))
    return lengths, made


def _kinds(rank_by: str) -> dict[str, type[np.generic]]:
    """Say what kind of number each column has."""
    kinds: dict[str, type[np.generic]] = dict.fromkeys(COLUMNS[COLUMNS.index("term") + 1 :], np.float64)
    for side in ("target", "reference"):
        kinds |= dict.fromkeys((f"count_{side}", f"tokens_{side}"), np.int64)
        kinds |= dict.fromkeys((f"documents_{side}", f"documents_total_{side}", f"units_{side}"), np.int32)
    if rank_by not in MEASURES:
        del kinds["score"]  # it is another column
    return kinds


def _compare(
    sides: Sides, row: int, other: int | None, asked: _Choice, columns: dict[str, npt.NDArray[Any]]
) -> None:
    """Fill the columns of one comparison; the first terms are those with the most evidence."""
    target = sides.group(row)
    reference = sides.all_but(row) if other is None else sides.group(other)
    terms = asked.terms(target.count + reference.count)
    sizes = target.tokens, reference.tokens
    alone = min(target.units, reference.units) < fewest(asked.intervals.unit)
    some, which = sides.alike(row, other, terms)
    made = {name: np.empty(len(some), column.dtype) for name, column in columns.items() if name in _EACH}
    more = np.zeros(len(some))
    if sides.outlets is not None and not alone:
        more = sides.outlets.excess(row, other, target, reference, some)
    for here in stretches(len(some)):
        each = {name: column[here] for name, column in made.items()}
        _fill(target, reference, some[here], each, np.nan if alone else more[here], asked)
    naive, score = made["g2"][which], made["g2_corrected"][which]
    if asked.measure is not None:
        effect = made["design_effect"][which]
        by = np.where(effect == 0, 1.0, effect) if asked.rank_by in _EFFECTIVE else 1
        counts = target.count[terms] / by, reference.count[terms] / by
        score = asked.measure(*counts, sizes[0] / by, sizes[1] / by)
    size = score if asked.measure is measures.bic else np.abs(score)  # below 0 it speaks for no difference
    order = strongest(np.where(np.isnan(size), -np.inf, size), naive)  # ties: the terms are in order already
    columns["term"][:] = terms = terms[order]
    if asked.measure is not None:
        columns["score"][:] = score[order]
    for side, name in ((target, "target"), (reference, "reference")):
        columns[f"tokens_{name}"][:] = side.tokens
        columns[f"documents_total_{name}"][:] = side.documents
        columns[f"units_{name}"][:] = side.units
    which = which[order]
    for name, column in made.items():
        np.take(column, which, out=columns[name], mode="clip")  # with "raise" NumPy makes a copy on the way
    if asked.intervals.draws_anew:
        columns["log_ratio_low"][:], columns["log_ratio_high"][:] = _drawn(sides, row, other, terms, asked)
    columns["q"][:] = benjamini_hochberg(columns["p"])


def _fill(
    target: Side,
    reference: Side,
    terms: npt.NDArray[np.int64],
    columns: dict[str, npt.NDArray[Any]],
    more: Floats | float,
    asked: _Choice,
) -> None:
    """Fill the columns of some terms; what comes to the design effect beside the spread is known."""
    for side, name in ((target, "target"), (reference, "reference")):
        columns[f"count_{name}"][:] = side.count[terms]
        columns[f"documents_{name}"][:] = side.holding[terms]
        columns[f"document_share_{name}"][:] = share(side.holding[terms], side.documents)
    a, b, sizes = columns["count_target"], columns["count_reference"], (target.tokens, reference.tokens)
    rates = share(a, sizes[0]), share(b, sizes[1])
    columns["rate_target"][:], columns["rate_reference"][:] = rates[0] * 10_000, rates[1] * 10_000
    columns["log_ratio"][:] = log_ratio(a, b, *sizes)
    sums = target.sums(terms), reference.sums(terms)
    columns["g2"][:] = naive = g2(a, b, *sizes)
    columns["design_effect"][:] = effect = asked.effect(*sums) + more
    with np.errstate(invalid="ignore"):  # a word with one rate in all units has a design effect and a G² of 0
        columns["g2_corrected"][:] = np.where(effect == 0, 0.0, naive / effect)
    columns["p"][:] = binomial(a, b, *sizes, design_effect=effect)
    if asked.intervals.draws_anew:
        return
    bounds = [_bounds(each, asked) for each in sums]
    low, high = rate_ratio(rates[0], *bounds[0], rates[1], *bounds[1])
    with np.errstate(divide="ignore"):
        columns["log_ratio_low"][:], columns["log_ratio_high"][:] = np.log2(low), np.log2(high)


def _bounds(sums: RatioSums, asked: _Choice) -> tuple[Floats, Floats]:
    """Return the interval of each rate of a side; of all terms that it lacks it is one and the same."""
    lacking = np.flatnonzero(np.asarray(sums.numerator) == 0)
    some = np.delete(np.arange(np.size(sums.numerator)), lacking[1:])
    low, high = np.empty(np.size(sums.numerator)), np.empty(np.size(sums.numerator))
    few = RatioSums(*(np.asarray(each)[some] if np.ndim(each) else each for each in sums))
    low[some], high[some] = asked.intervals.of_ratio(few)
    low[lacking], high[lacking] = low[lacking[:1]], high[lacking[:1]]
    return low, high


def _drawn(
    sides: Sides, row: int, other: int | None, terms: npt.NDArray[np.int64], asked: _Choice
) -> tuple[Floats, Floats]:
    """Return the interval of the log ratio of each term from units drawn anew."""
    units = sides.units(row), sides.units(row if other is None else other, but=other is None)
    with bar(len(terms), "Drawing units anew", "terms", progress=True) as steps:
        low, high = bootstrap_ratio(
            units[0].count[:, terms],
            units[0].tokens,
            units[1].count[:, terms],
            units[1].tokens,
            draws=asked.intervals.draws,
            confidence=asked.intervals.confidence,
            seed=[asked.intervals.seed, row],
            advance=steps.update,
        )
    with np.errstate(divide="ignore"):
        return np.log2(low), np.log2(high)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""

    def typical(rows: pd.DataFrame) -> str:
        more = rows[rows["log_ratio"] > 0].head(3)  # in the order of the table, which is that of evidence
        pairs = zip(more["term"], more["count_target"], more["count_reference"], strict=True)
        return listed([f"{term} ({a:,} against {b:,})" for term, a, b in pairs]) or "no word more often"

    reference = table["reference"].iloc[0]
    said = f"Words more frequent than in {reference}. " + each_group(table, ["target"], typical)
    return said + some_q(table, "word") + of_blocks(table, "Tests are", bool(table["p"].notna().any()))
