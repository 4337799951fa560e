"""A regression of a label on group and time: who uses it more, and whose use grows faster."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

from discourse.analysis.coded import Files, codes_given
from discourse.analysis.phrases import MOST, by_codes, first_of, of_blocks, times
from discourse.analysis.results import value_of
from discourse.corpus import Corpus
from discourse.counting.groups import EVERYTHING, By, columns_of, finish
from discourse.counting.intervals import Intervals
from discourse.counting.labels import ask
from discourse.counting.over_time import OverTime, label_over_time, years_of
from discourse.counting.shards import corpus_in
from discourse.counting.units import BLOCKS, OUTLET, crosses_outlets, fewest, unit_for_series
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.measures.crossed import crossed_excess
from discourse.measures.ratio import DEGREES_MORE
from discourse.measures.regression import Fitted, fit
from discourse.measures.separation import separated
from discourse.measures.uncertainty import benjamini_hochberg
from discourse.text.index import Positions
from discourse.voice.codes import Voice

COLUMNS = (
    *(
        "concept",
        "label",
        "kind",
        "target",
        "reference",
        "term",
        "ratio",
        "ratio_low",
        "ratio_high",
        "p",
        "q",
    ),
    *("count", "concept_count", "tokens", "documents", "units"),
    *("coded", "count_corrected", "concept_count_corrected", "ratio_raw"),
)

Floats = npt.NDArray[np.float64]
_FOUND = ["ratio", "ratio_low", "ratio_high", "p", "q"]
_WITHOUT = "set interaction=False"


class _Term(NamedTuple):
    """A row of the table: a sum of coefficients, and the groups that it is about."""

    kind: str
    target: int | None
    reference: int | None
    sum: Floats


def trend_model(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    label: str,
    concept: str | None = None,
    by: By = "source",
    every: str = "year",
    value: str = "share",
    reference: str | None = None,
    interaction: bool = True,
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    codes: Files | None = None,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Compare groups, their change per year, and how the change differs, by a regression.

    A generalized linear model of what each unit has in a group and period. The share of a label among the
    mentions of its concept is a quasi-binomial regression with the logit link (a share ends at 1, which a
    logarithmic link does not know), reported as odds ratios; its rate is a quasi-Poisson regression with the
    logarithm of the words as offset, reported as rate ratios (McCullagh and Nelder 1989, Generalized Linear
    Models, 2nd ed., ch. 4, 6 and 9). Each group has a level and a change per year; time is the beginning of
    the period, in years from the `centre`, which stands in the settings: the mean time of the mentions, or
    words, of all groups.

    Errors are between units, by default months, as articles of one month share events: each unit in turn is
    left out, in one step (:func:`discourse.measures.sandwich.jackknife_covariance`), so that documents of one
    unit may depend on each other in any way, also across groups. Where groups have several outlets, errors
    are clustered by these as well (:func:`discourse.measures.crossed_excess`).

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    label : str
        The label that is followed.
    concept : str, optional
        Its concept, where several have a label of that name.
    by : str, sequence of str or None
        Metadata columns; None for the whole corpus, which leaves the change per year.
    every : {"year", "quarter", "month"}
        How exactly time is measured.
    value : {"share", "rate"}
        Of the mentions of the concept, or per word.
    reference : str, optional
        The group that others are compared with (default: the one with most documents). The values of
        several columns are joined by " · ".
    interaction : bool
        Whether each group has a change of its own; else all share one.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit : str, optional
        As for :func:`framing`; by default months, whatever the periods.
    confidence : float
        Of the intervals.
    codes, coders, predictions
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row for each term, those of the reference first: ``concept``, ``label``, ``kind`` (``group``,
        ``time``, ``time by group``), ``target``, ``reference`` (missing where nothing is compared), ``term``
        (in words), ``ratio`` (of odds, or of rates; per year where time is in it), ``ratio_low``,
        ``ratio_high``, ``p`` (of a ratio of 1), ``q`` (the false discovery rate among the terms of the same
        kind), and of the target ``count``, ``concept_count`` (of a rate: ``tokens``), ``documents`` and
        ``units`` (those that name the concept, or have words). With `codes`, ratios and intervals are
        corrected; ``coded`` (lines), ``count_corrected``, ``concept_count_corrected`` (of the target) and
        ``ratio_raw`` are added. ``attrs["options"]`` has ``reference``,
        ``centre``, ``dispersion`` (Pearson's statistic over its degrees of freedom; 1 if mentions were
        independent draws), and ``left_out``: how many documents lack a date, a group, the concept or words.

    Raises
    ------
    DiscourseError
        If there is no such label, group or option; if there are fewer than three periods; if a group has
        fewer than three, or fewer than four blocks of time, or one document in each; if the label occurs
        nowhere in a group, or only at one end of its time, so that its ratio would be infinite; or if group
        and time cannot be told apart; if codes cannot be used. All groups that cannot be in the model are
        named at once.

    Notes
    -----
    Quantiles are those of Student's t. The degrees of freedom are one less than the units of the smaller of
    the groups compared, and at most eight more than the units that bear on the rarer: those that have the
    label (of a share: or those that have others, if they are fewer). Where outlets add to an error, they are
    at most one less than the outlets. Months dealt to a series at random had a `p` of 0.05 or less as often
    as benchmarks/CALIBRATION.md says; with families as units, two to four times as often.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> texts = ["the rebels left"] * 2 + ["the militants left"] + ["rebels and militants"]
    >>> frame = pd.DataFrame(
    ...     [(s, f"{y}-05-01", t) for s in "AB" for y in (2014, 2015, 2016) for t in texts[s == "B" :]],
    ...     columns=["source", "date", "text"],
    ... )
    >>> table = dc.trend_model(dc.read(frame), dc.Lexicon.read("syria"), label="rebels", unit="document")
    >>> table["term"].tolist()
    ['B against A', 'per year in A', 'per year in B', 'per year, B against A']
    >>> table["ratio"].round(2).tolist()
    [0.67, 1.0, 1.0, 1.0]
    """
    corpus = corpus_in(corpus, voice)
    asked, asked_unit = ask(lexicon, label, concept, value), unit
    unit = unit_for_series(corpus, unit)
    Intervals(unit, confidence).checked()
    crossed = OUTLET if crosses_outlets(corpus, asked_unit, unit, columns_of(by)) else None
    read = codes_given(codes, corpus, lexicon, coders, predictions)
    known = read.codes(asked.concept) if read else None
    rows = label_over_time(corpus, asked, by=by, every=every, unit=unit, outlet=crossed, codes=known)
    first = _reference(rows, reference)
    if len(rows.periods) < 3:
        there = " and ".join(map(str, rows.periods))
        raise DiscourseError(f"a trend needs three points in time, and these documents have {there} only")
    years = years_of(rows.periods, every)
    centre = float(np.average(years[rows.period], weights=rows.whole))
    design = _design(rows, years[rows.period] - centre, interaction)
    _refuse(rows, design, every, unit, interaction)
    fitted = fit(rows.count, rows.whole, design, rows.unit, binomial=value == "share")
    terms = _terms(rows, first, interaction)
    table = _table(rows, terms, fitted, confidence)
    of = rows.corrected
    if read and of and of.coded is not None:
        absent = np.bincount(of.group, minlength=len(of.names)) == 0
        gone = f"by the codes no match of {asked.concept!r} {_there(of)} is right"
        _refuse_groups(of, [(gone, "", absent)])
        design = _design(of, years[of.period] - centre, interaction)
        _refuse(of, design, every, unit, interaction)
        fitted = fit(of.count, of.whole, design, of.unit, binomial=value == "share", noise=of.noise)
        better = _table(of, terms, fitted, confidence)
        table["ratio_raw"] = table["ratio"]
        table[_FOUND] = better[_FOUND]
        members = [_members(of, term.target) for term in terms]
        table["coded"] = [int(of.coded[mine].sum()) for mine in members]
        table["count_corrected"] = [float(of.count[mine].sum()) for mine in members]
        if value == "share":
            table["concept_count_corrected"] = [float(of.whole[mine].sum()) for mine in members]
    return finish(
        table,
        "trend_model",
        corpus,
        lexicon,
        label=label,
        concept=asked.concept,
        by=by,
        every=every,
        value=value,
        reference=rows.names[first],
        interaction=interaction,
        unit=unit,
        **({"crossed": crossed} if crossed else {}),
        confidence=confidence,
        centre=centre,
        dispersion=fitted.dispersion,
        left_out=rows.left_out,
        **(read.options if read else {}),
    )


def _reference(rows: OverTime, reference: str | None) -> int:
    if reference is None:
        documents = np.bincount(rows.group, weights=rows.documents)
        return int(np.argmax(documents))  # of equally large ones the first in the alphabet
    if str(reference) not in rows.names:
        raise DiscourseError(
            f"reference={reference!r} is no group; it must be one of {', '.join(rows.names)}"
        )
    return rows.names.index(str(reference))


def _refuse(rows: OverTime, design: Floats, every: str, unit: str, interaction: bool) -> None:
    """Refuse what has no trend, before anything is estimated, for all groups that have none at once."""
    groups, label, there = np.arange(len(rows.names)), rows.label, _there(rows)
    units = np.array([rows.units(rows.group == group) for group in groups])
    count, whole = (np.bincount(rows.group, weights=each) for each in (rows.count, rows.whole))
    few, families = f"a single unit {there} says nothing about how much units differ", ""
    if unit in BLOCKS:
        few = f"fewer than {fewest(unit)} {unit}s {there} say too little about how much {unit}s differ"
        families = f"set unit='family' to take articles of one {unit} for independent"
    never = f"{label!r} occurs nowhere {there}, so that no ratio is finite"
    always = f"{label!r} is the only label {there}, so that no odds ratio is finite"
    found = [(few, families, units < fewest(unit)), (never, "", count == 0)]
    if rows.asked.value == "share":
        found.append((always, "", count == whole))
    if interaction:
        at = pd.DataFrame({"group": rows.group, "period": rows.period, "unit": rows.unit})
        sizes = at.groupby(["group", "period"])["unit"].nunique().groupby("group").agg(["size", "max"])
        short = (
            f"fewer than three points in time {there} (one a {every}) are too few for a change of their own"
        )
        one = f"one unit in each {every} {there} cannot tell time from unit"
        found += [(short, _WITHOUT, sizes["size"] < 3)]
        found += [(one, _WITHOUT, sizes["max"] < 2)] if unit not in BLOCKS else []
    bad = np.any([np.asarray(refused) for _, _, refused in found], axis=0)
    infinite = groups[bad] if bad.all() else _infinite(rows, design, ~bad[rows.group], every)
    ends = f"{label!r} occurs at one end of the time only {there}, so that no change is finite"
    _refuse_groups(rows, [*found, (ends, _WITHOUT if interaction else "", np.isin(groups, infinite))])


def _infinite(rows: OverTime, design: Floats, some: npt.NDArray[np.bool_], every: str) -> Positions:
    """Return the groups of some rows that have an infinite coefficient; refuse where one has no estimate."""
    at = pd.DataFrame({"group": rows.group[some], "period": rows.period[some]})
    first = ~at.duplicated().to_numpy()
    place = at.groupby(["group", "period"], sort=False).ngroup().to_numpy()
    count, whole = (np.bincount(place, weights=each[some]) for each in (rows.count, rows.whole))
    own = design[some][first]
    own = own[:, own.any(axis=0)]
    if np.linalg.matrix_rank(own) < own.shape[1]:
        raise DiscourseError(
            f"each group has documents of one {every} only, so that nothing tells group from time"
        )
    limit = whole if rows.asked.value == "share" else np.full(len(whole), np.inf)
    return np.asarray(at["group"].to_numpy()[first][separated(own, count, limit)])


def _there(rows: OverTime) -> str:
    return "in these documents" if rows.keys.columns.empty else "in these groups"


def _refuse_groups(rows: OverTime, found: list[tuple[str, str, npt.ArrayLike]]) -> None:
    """Refuse for what some groups lack, and name them all, each with the first reason."""
    said, others, left = [], set(), np.ones(len(rows.names), dtype=bool)
    for why, other, refused in found:
        mine = left & np.asarray(refused, dtype=bool)
        if mine.any():
            names = [name for name, no in zip(rows.names, mine, strict=True) if no]
            said.append(why if rows.keys.columns.empty else f"{why}: {', '.join(names)}")
            others.add(other)
        left &= ~mine
    if not said:
        return
    other = others.pop() if len(others) == 1 else ""
    if rows.keys.columns.empty:
        raise DiscourseError(f"{said[0]}; {other}" if other and other != _WITHOUT else said[0])
    raise DiscourseError(f"{'; '.join(said)}; leave them out with corpus.select{other and f', or {other}'}")


def _design(rows: OverTime, time: Floats, interaction: bool) -> Floats:
    """Return the regressors: the level of each group at time 0, then its change, or the one of all."""
    level = (rows.group[:, np.newaxis] == np.arange(len(rows.names))).astype(np.float64)
    slope = level * time[:, np.newaxis] if interaction else time[:, np.newaxis]
    return np.hstack([level, slope])


def _terms(rows: OverTime, first: int, interaction: bool) -> list[_Term]:
    """List what the table says, each as a sum of coefficients."""
    groups = len(rows.names)
    coefficients = np.eye(2 * groups if interaction else groups + 1)
    level, slope = coefficients[:groups], coefficients[groups:]
    others = [group for group in range(groups) if group != first]
    terms = [_Term("group", group, first, level[group] - level[first]) for group in others]
    if len(slope) == 1:
        return [*terms, _Term("time", first if groups == 1 else None, None, slope[0])]
    terms += [_Term("time", group, None, slope[group]) for group in (first, *others)]
    terms += [_Term("time by group", group, first, slope[group] - slope[first]) for group in others]
    return terms


def _words(kind: str, target: str, reference: str | None) -> str:
    against = f"{target} against {reference}"
    alone = "per year" if target == EVERYTHING else f"per year in {target}"
    return {"group": against, "time": alone, "time by group": f"per year, {against}"}[kind]


def _table(rows: OverTime, terms: list[_Term], fitted: Fitted, confidence: float) -> pd.DataFrame:
    sums = np.array([term.sum for term in terms])
    log_ratio = sums @ fitted.estimate
    excess = _crossed(rows, fitted.influence @ sums.T)
    error = np.sqrt(np.einsum("tc,cd,td->t", sums, fitted.covariance, sums) + excess)
    degrees = np.array([_degrees(rows, term) for term in terms])
    degrees = np.where(excess > 0, np.minimum(degrees, max(rows.outlet.max(), 1)), degrees)
    half = stdtrit(degrees, (1 + confidence) / 2) * error
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):  # a high end may be infinite
        low, high = np.exp(log_ratio - half), np.exp(log_ratio + half)
        p = 2 * stdtr(degrees, -np.abs(log_ratio / error))
    kinds = [term.kind for term in terms]
    targets = [EVERYTHING if term.target is None else rows.names[term.target] for term in terms]
    references = [None if term.reference is None else rows.names[term.reference] for term in terms]
    members = [_members(rows, term.target) for term in terms]
    table = pd.DataFrame(
        {
            "concept": _texts([rows.asked.concept] * len(terms)),
            "label": _texts([rows.label] * len(terms)),
            "kind": _texts(kinds),
            "target": _texts(targets),
            "reference": _texts(references),
            "term": _texts(map(_words, kinds, targets, references)),
            "ratio": np.exp(log_ratio),
            "ratio_low": low,
            "ratio_high": high,
            "p": p,
            "q": p,
            "count": [int(rows.count[mine].sum()) for mine in members],
            rows.asked.whole: [int(rows.whole[mine].sum()) for mine in members],
            "documents": [int(rows.documents[mine].sum()) for mine in members],
            "units": [rows.units(mine) for mine in members],
        }
    )
    table["q"] = table.groupby("kind")["p"].transform(benjamini_hochberg)
    return table


def _crossed(rows: OverTime, scores: Floats) -> Floats:
    """Return what outlets that go their own way add to the variance of each term."""
    cells, place = np.unique(np.column_stack([rows.outlet, rows.unit]), axis=0, return_inverse=True)
    own = np.zeros((len(cells), scores.shape[1]))
    np.add.at(own, place.ravel(), scores)
    moved, squares = np.zeros((2, int(rows.outlet.max()) + 1, scores.shape[1]))
    np.add.at(moved, cells[:, 0], own)
    np.add.at(squares, cells[:, 0], own**2)
    return crossed_excess(moved, squares) if len(moved) > 1 else np.zeros(len(scores.T))


def _texts(values: Iterable[str | None]) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def _members(rows: OverTime, group: int | None) -> npt.NDArray[np.bool_]:
    """Say which rows are of a group, or all."""
    return np.ones(len(rows.group), dtype=bool) if group is None else rows.group == group


def _degrees(rows: OverTime, term: _Term) -> int:
    """Return the degrees of freedom of a term: those of a share of the rarer of its groups."""
    degrees = []
    for group in (term.target, *([] if term.reference is None else [term.reference])):
        mine = _members(rows, group)
        bearing = [rows.units(mine & (rows.count > 0))]
        if rows.asked.value == "share":
            bearing.append(rows.units(mine & (rows.count < rows.whole)))
        degrees.append(min(rows.units(mine) - 1, min(bearing) + DEGREES_MORE))
    return max(min(degrees), 1)


def sentence(table: pd.DataFrame) -> str:
    """Say which ratios are surest."""
    surest = table.sort_values("p", kind="stable").head(MOST)
    cells = surest[["term", "ratio", "ratio_low", "ratio_high"]].itertuples(index=False, name=None)
    said = [f"{term} {times(ratio)} ({times(low)} to {times(high)})" for term, ratio, low, high in cells]
    of = "Odds" if value_of(table) == "share" else "Rate"
    return f"{of} ratios of {table['label'].iloc[0]}, the surest first: {first_of(said, len(table))}." + (
        by_codes(table) + of_blocks(table, "Errors are", known=True)
    )
