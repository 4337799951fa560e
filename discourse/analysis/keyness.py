"""Which words set one group apart from another."""

from collections.abc import Callable, Collection, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse import measures
from discourse.analysis.phrases import each_group, listed
from discourse.corpus import Corpus
from discourse.counting.groups import columns_of, finish, share
from discourse.counting.intervals import Intervals
from discourse.counting.sides import Sides
from discourse.counting.tally import total_of_units
from discourse.counting.terms import among, column_of, count_words, folded
from discourse.errors import DiscourseError
from discourse.jobs import threads
from discourse.measures import (
    RatioSums,
    benjamini_hochberg,
    binomial,
    bootstrap_ratio,
    design_effect,
    g2,
    log_ratio,
    rate_ratio,
    ratio_interval,
)

Floats = npt.NDArray[np.float64]

# what a table can be sorted by; each takes the counts and sizes of both sides
MEASURES: dict[str, Callable[[Any, Any, int, int], Floats]] = {
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
    unit: str = "family",
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
        " · "); each in turn unless said.
    reference : optional
        Another value; all other documents unless said.
    stop_words : collection of str
        Words whose rows are left out. Denominators do not change.
    minimum : int
        Terms with fewer occurrences on both sides together are left out.
    rank_by : str
        What the words are ranked by: ``"g2_corrected"``; ``"g2"``, as if words were independent;
        ``"log_ratio"``, ``"log_ratio_conservative"`` (with
        Bonferroni's correction for the number of terms), ``"weighted_log_odds"`` (the z of Monroe, Colaresi
        and Quinn, with the pooled prior), ``"percent_diff"``, ``"odds_ratio"`` (0.5 added to each cell),
        ``"simple_maths"``, ``"chi2"`` or ``"bic"``; see :mod:`discourse.measures`.
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
        If `target` or `reference` is no value of the column, there is nothing to compare with, or an option
        is out of range.

    Notes
    -----
    ``p`` is that of :func:`discourse.measures.binomial` on counts divided by the design effect, and not the
    chi-squared tail of ``g2_corrected``, which rejects too rarely where one side is small; both are held
    against true nulls in benchmarks/CALIBRATION.md, down to .001, where ``q`` is decided. A family with
    documents on both sides counts as a unit of each, which makes ``p`` rather too large. With fewer than two
    units on a side, both bounds, ``design_effect``, ``g2_corrected``, ``p`` and ``q`` are NaN: one
    article cannot tell what its outlet does from what it does itself.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.keyness(dc.read("seeds"), target="Bloomberg", reference="TRT World")
    >>> table.loc[table["term"] == "rebels", ["count_target", "count_reference"]].values.tolist()
    [[4, 0]]
    """
    if not isinstance(minimum, int) or minimum < 1:
        raise DiscourseError(f"minimum={minimum!r} is a whole number from 1")
    if rank_by != "g2_corrected" and rank_by not in MEASURES:
        raise DiscourseError(f"rank_by={rank_by!r} is one of g2_corrected, {', '.join(MEASURES)}")
    stops = folded(stop_words)
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    groups = total_of_units(corpus, count_words, by, unit=unit, one_by_one=intervals.draws_anew)
    names = groups.names
    what = " · ".join(columns_of(by)) or "by"
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
            raise DiscourseError(f"no document has {what}={value!r}; it is one of {listed}")
    if reference in asked:
        raise DiscourseError(f"target and reference are both {reference!r}")
    if not asked:
        raise DiscourseError("target= is an empty list; at least one value is needed")
    targets = [known[value] for value in asked]

    allowed = ~among(groups.terms, stops)
    sides = Sides(groups)
    other_row = None if reference is None else known[reference]
    chosen = _Choice(allowed, minimum, intervals, MEASURES.get(rank_by))
    # NumPy and SciPy let other threads run; a bar has one thread, as have units that are drawn anew
    with ThreadPoolExecutor(1 if intervals.draws_anew else threads()) as pool:
        compared = list(pool.map(lambda row: _compare(sides, row, other_row, chosen), targets))
    rows = [len(part["term"]) for part in compared]
    made = {name: np.concatenate([part[name] for part in compared]) for name in compared[0]}
    within = np.split(made["p"], np.cumsum(rows)[:-1])
    table = pd.DataFrame(
        {
            "target": pd.Series(asked).repeat(rows).array,
            "reference": THE_REST if reference is None else reference,
            "term": column_of(groups.terms, made.pop("term")),
            **made,
            "q": np.concatenate([benjamini_hochberg(tests) for tests in within]),
        },
        copy=False,
    )
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
    )


class _Choice(NamedTuple):
    """What is asked of every comparison."""

    allowed: npt.NDArray[np.bool_]
    minimum: int
    intervals: Intervals
    measure: Callable[[Any, Any, int, int], Floats] | None


def _compare(sides: Sides, row: int, other: int | None, asked: _Choice) -> dict[str, npt.NDArray[Any]]:
    """Compare two sides; the first terms are those with the most evidence."""
    target = sides.group(row)
    reference = sides.all_but(row) if other is None else sides.group(other)
    terms = np.flatnonzero(asked.allowed & (target.count + reference.count >= asked.minimum))
    sizes = target.tokens, reference.tokens
    a, b = target.count[terms], reference.count[terms]
    sums = target.sums(terms), reference.sums(terms)
    # both together: what they would vary by if they were one
    effect = design_effect(RatioSums(*(np.add(x, y) for x, y in zip(*sums, strict=True))))
    if min(target.units, reference.units) < 2:
        effect = np.full(len(terms), np.nan)
    naive = g2(a, b, *sizes)
    with np.errstate(invalid="ignore"):  # a word with one rate in all units has a design effect and a G² of 0
        corrected = np.where(effect == 0, 0.0, naive / effect)
    p = binomial(a, b, *sizes, design_effect=effect)
    rates = share(a, sizes[0]), share(b, sizes[1])
    low, high = _bounds(sides, row, other, terms, rates, sums, asked.intervals)
    score = corrected if asked.measure is None else asked.measure(a, b, *sizes)
    size = score if asked.measure is measures.bic else np.abs(score)  # below 0 it speaks for no difference
    known = np.where(np.isnan(size), -np.inf, size)
    order = np.lexsort((-naive, -known))  # stable: the terms are in alphabetical order already
    columns: dict[str, npt.NDArray[Any]] = {
        "term": terms,
        "count_target": a,
        "count_reference": b,
        "tokens_target": np.full(len(terms), target.tokens),
        "tokens_reference": np.full(len(terms), reference.tokens),
        "rate_target": rates[0] * 10_000,
        "rate_reference": rates[1] * 10_000,
        "documents_target": target.holding[terms],
        "documents_reference": reference.holding[terms],
        "documents_total_target": np.full(len(terms), target.documents),
        "documents_total_reference": np.full(len(terms), reference.documents),
        "document_share_target": share(target.holding[terms], target.documents),
        "document_share_reference": share(reference.holding[terms], reference.documents),
        "units_target": np.full(len(terms), target.units),
        "units_reference": np.full(len(terms), reference.units),
        "log_ratio": log_ratio(a, b, *sizes),
        "log_ratio_low": low,
        "log_ratio_high": high,
        "g2": naive,
        "design_effect": effect,
        "g2_corrected": corrected,
        "score": score,
        "p": p,
    }
    return {name: values[order] for name, values in columns.items()}


def _bounds(
    sides: Sides,
    row: int,
    other: int | None,
    terms: npt.NDArray[np.int64],
    rates: tuple[Floats, Floats],
    sums: tuple[RatioSums, RatioSums],
    intervals: Intervals,
) -> tuple[Floats, Floats]:
    """Return the interval of the log ratio of each term."""
    if intervals.draws_anew:
        from tqdm.auto import tqdm

        units = sides.units(row), sides.units(row if other is None else other, but=other is None)
        many = sum(map(len, units)) * intervals.draws > 1_000_000
        with tqdm(
            desc="Drawing units anew", total=len(terms), unit=" terms", disable=None if many else True
        ) as bar:
            low, high = bootstrap_ratio(
                units[0].count[:, terms],
                units[0].tokens,
                units[1].count[:, terms],
                units[1].tokens,
                draws=intervals.draws,
                confidence=intervals.confidence,
                seed=[intervals.seed, row],
                advance=bar.update,
            )
    else:
        bounds = [ratio_interval(each, confidence=intervals.confidence) for each in sums]
        low, high = rate_ratio(rates[0], *bounds[0], rates[1], *bounds[1])
    with np.errstate(divide="ignore"):
        return np.log2(low), np.log2(high)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""

    def typical(rows: pd.DataFrame) -> str:
        more = rows[rows["log_ratio"] > 0].head(3)  # in the order of the table, which is that of evidence
        pairs = zip(more["term"], more["count_target"], more["count_reference"], strict=True)
        return listed([f"{term} ({a:,} against {b:,})" for term, a, b in pairs]) or "no word more often"

    reference = table["reference"].iloc[0]
    return f"Words more frequent than in {reference}. " + each_group(table, ["target"], typical)
