"""A regression of a label on group and time: who uses it more, and whose use grows faster."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import stdtr, stdtrit

from discourse.analysis.phrases import MOST, times
from discourse.analysis.results import value_of
from discourse.corpus import Corpus
from discourse.counting.groups import EVERYTHING, By, finish
from discourse.counting.intervals import METHODS, Intervals
from discourse.counting.labels import ask
from discourse.counting.over_time import OverTime, label_over_time, years_of
from discourse.counting.shards import corpus_in
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.measures.regression import Fitted, fit
from discourse.measures.separation import separated
from discourse.measures.uncertainty import benjamini_hochberg
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
)

Floats = npt.NDArray[np.float64]
_OR = ", or set interaction=False"


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
    unit: str = "family",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Compare groups, their change per year, and how the change differs, by a regression.

    A generalized linear model of what each unit has in a group and period. The share of a label among the
    mentions of its concept is a quasi-binomial regression with the logit link (a share ends at 1, which a
    logarithmic link does not know), reported as odds ratios; its rate is a quasi-Poisson regression with the
    logarithm of the words as offset, reported as rate ratios (McCullagh and Nelder 1989, Generalized Linear
    Models, 2nd ed., ch. 4, 6 and 9). Each group has a level and a change per year; time is the beginning of
    the period, in years from the `centre`, which stands in the settings: the mean time of the mentions, or
    words, of all groups.

    Errors are between units: each unit in turn is left out, in one step
    (:func:`discourse.measures.sandwich.jackknife_covariance`), so that documents of one unit may depend on
    each other in any way, and a group of few documents gets the wide interval that it should have.

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
    unit : str
        What varies from sample to sample: ``"family"``, ``"document"``, or a metadata column.
    confidence : float
        Of the intervals.

    Returns
    -------
    DataFrame
        A row for each term, those of the reference first: ``concept``, ``label``, ``kind`` (``group``,
        ``time``, ``time by group``), ``target``, ``reference`` (missing where nothing is compared), ``term``
        (in words), ``ratio`` (of odds, or of rates; per year where time is in it), ``ratio_low``,
        ``ratio_high``, ``p`` (of a ratio of 1), ``q`` (the false discovery rate among the terms of the same
        kind), and of the target ``count``, ``concept_count`` (of a rate: ``tokens``), ``documents`` and
        ``units`` (those that name the concept, or have words). ``attrs["options"]`` has ``reference``,
        ``centre``, ``dispersion`` (Pearson's statistic over its degrees of freedom; 1 if mentions were
        independent draws), and ``left_out``: how many documents lack a date, a group, the concept or words.

    Raises
    ------
    DiscourseError
        If there is no such label, group or option; if there are fewer than three periods; if a group has
        fewer than three, or one document in each; if the label occurs nowhere in a group, or only at one end
        of its time, so that its ratio would be infinite; or if group and time cannot be told apart.

    Notes
    -----
    Quantiles are those of Student's t. The degrees of freedom are one less than the units that bear on the
    rarer of the groups compared: those that have the label (of a share: or those that have others, if they
    are fewer). In simulated pairs of outlets of 10 to 400 articles (counts negative binomial, shape 0.3) this
    covered 92 to 100% where 95% were asked for; the usual cluster-robust errors, with the number of all units
    for the quantile, 81 to 95%.

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
    Intervals(unit, confidence, METHODS[0], draws=1000, seed=0).checked()
    asked = ask(lexicon, label, concept, value)
    rows = label_over_time(corpus, asked, by=by, every=every, unit=unit)
    first = _reference(rows, reference)
    _refuse(rows, every, interaction)
    years = years_of(rows.periods, every)
    centre = float(np.average(years[rows.period], weights=rows.whole))
    design = _design(rows, years[rows.period] - centre, interaction)
    _refuse_infinite(rows, design, every, interaction)
    fitted = fit(rows.count, rows.whole, design, rows.unit, binomial=value == "share")
    table = _table(rows, _terms(rows, first, interaction), fitted, confidence)
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
        confidence=confidence,
        centre=centre,
        dispersion=fitted.dispersion,
        left_out=rows.left_out,
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


def _refuse(rows: OverTime, every: str, interaction: bool) -> None:
    """Refuse what has no trend, before anything is estimated."""
    if len(rows.periods) < 3:
        there = " and ".join(map(str, rows.periods))
        raise DiscourseError(f"a trend needs three points in time, and these documents have {there} only")
    label, there = rows.label, _there(rows)
    single = [rows.units(rows.group == group) < 2 for group in range(len(rows.names))]
    _refuse_groups(rows, single, f"a single unit {there} says nothing about how much units differ")
    count, whole = (np.bincount(rows.group, weights=each) for each in (rows.count, rows.whole))
    _refuse_groups(rows, count == 0, f"{label!r} occurs nowhere {there}, so that no ratio is finite")
    if rows.asked.value == "share":
        only = f"{label!r} is the only label {there}, so that no odds ratio is finite"
        _refuse_groups(rows, count == whole, only)
    if interaction:
        units = pd.DataFrame({"group": rows.group, "period": rows.period, "unit": rows.unit})
        sizes = units.groupby(["group", "period"])["unit"].nunique().groupby("group").agg(["size", "max"])
        few = f"fewer than three points in time {there} (one a {every}) are too few for a change of their own"
        _refuse_groups(rows, sizes["size"] < 3, few, _OR)
        one = f"one unit in each {every} {there} cannot tell time from unit"
        _refuse_groups(rows, sizes["max"] < 2, one, _OR)


def _refuse_infinite(rows: OverTime, design: Floats, every: str, interaction: bool) -> None:
    """Refuse where a coefficient has no estimate, or an infinite one."""
    at = pd.DataFrame({"group": rows.group, "period": rows.period})
    first = ~at.duplicated().to_numpy()
    place = at.groupby(["group", "period"], sort=False).ngroup().to_numpy()
    count, whole = (np.bincount(place, weights=each) for each in (rows.count, rows.whole))
    if np.linalg.matrix_rank(design[first]) < design.shape[1]:
        raise DiscourseError(
            f"each group has documents of one {every} only, so that nothing tells group from time"
        )
    limit = whole if rows.asked.value == "share" else np.full(len(whole), np.inf)
    groups = rows.group[first][separated(design[first], count, limit)]
    why = f"{rows.label!r} occurs at one end of the time only {_there(rows)}, so that no change is finite"
    _refuse_groups(rows, np.isin(np.arange(len(rows.names)), groups), why, _OR if interaction else "")


def _there(rows: OverTime) -> str:
    return "in these documents" if rows.keys.columns.empty else "in these groups"


def _refuse_groups(rows: OverTime, refused: npt.ArrayLike, why: str, other: str = "") -> None:
    """Refuse for what some groups lack, and name them."""
    names = [name for name, no in zip(rows.names, np.asarray(refused), strict=True) if no]
    if names and rows.keys.columns.empty:
        raise DiscourseError(why)
    if names:
        more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
        raise DiscourseError(
            f"{why}: {', '.join(names[:MOST])}{more}; leave them out with corpus.select{other}"
        )


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
    error = np.sqrt(np.einsum("tc,cd,td->t", sums, fitted.covariance, sums))
    degrees = np.array([_degrees(rows, term) for term in terms])
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


def _texts(values: Iterable[str | None]) -> pd.Series:
    return pd.Series(list(values), dtype="str")


def _members(rows: OverTime, group: int | None) -> npt.NDArray[np.bool_]:
    """Say which rows are of a group, or all."""
    return np.ones(len(rows.group), dtype=bool) if group is None else rows.group == group


def _degrees(rows: OverTime, term: _Term) -> int:
    """Count the units that bear on a term, less one: of two groups, those of the rarer."""
    bearing = []
    for group in (term.target, *([] if term.reference is None else [term.reference])):
        mine = _members(rows, group)
        bearing.append(rows.units(mine & (rows.count > 0)))
        if rows.asked.value == "share":
            bearing.append(rows.units(mine & (rows.count < rows.whole)))
    return max(min(bearing) - 1, 1)


def sentence(table: pd.DataFrame) -> str:
    """Say which ratios are surest."""
    surest = table.sort_values("p", kind="stable").head(MOST)
    cells = surest[["term", "ratio", "ratio_low", "ratio_high"]].itertuples(index=False, name=None)
    said = [f"{term} {times(ratio)} ({times(low)} to {times(high)})" for term, ratio, low, high in cells]
    more = f"; and {len(table) - len(surest):,} more" if len(table) > len(surest) else ""
    of = "Odds" if value_of(table) == "share" else "Rate"
    return f"{of} ratios of {table['label'].iloc[0]}, the surest first: {'; '.join(said)}{more}."
