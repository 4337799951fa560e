"""When a label's rate or share changed its level, group by group, and how sure that is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.phrases import MOST, counted, name_of
from discourse.corpus import Corpus
from discourse.counting.groups import By, finish
from discourse.counting.intervals import METHODS, Intervals
from discourse.counting.over_time import MEASURES, OverTime, label_over_time
from discourse.errors import DiscourseError
from discourse.files import strings
from discourse.lexicon import Lexicon
from discourse.measures.segments import level_cost, split_gains
from discourse.measures.uncertainty import benjamini_hochberg

Positions = npt.NDArray[np.int64]
_LEAST = 2  # periods of a level: one alone is an exception, not a level
_FEWEST = 5  # periods of a series: fewer leave nothing to choose between
_NUMBERS_AT_ONCE = 4_000_000
_EQUAL = 1e-9  # a deal that is the one made must count, whatever the last digit of its gain


def change_points(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    label: str,
    concept: str | None = None,
    by: By = "source",
    every: str = "year",
    measure: str = "rate",
    unit: str = "family",
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    progress: bool = True,
) -> pd.DataFrame:
    """Find the periods at which a label's rate or share changed its level, in each group.

    Binary segmentation (Vostrikova 1981, Soviet Mathematics Doklady 24, 55-59), as the package ruptures does
    it (Truong, Oudre and Vayatis 2020, Signal Processing 167, 107299): a series is cut where two levels make
    the counts likeliest, and each stretch is cut again, as long as chance does not cut as well. The
    likelihood is binomial, so that a period of many words weighs more
    (:func:`discourse.measures.segments.split_gains`), a level has two periods or more, and chance is the
    units of a stretch dealt to its periods at random.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    label, concept, by, every, measure, unit
        As for :func:`discourse.trend_model`.
    confidence : float
        Of the interval of the date.
    draws, seed : int
        How often units are dealt and drawn, and from which start.
    progress : bool
        Whether long work shows a progress bar.

    Returns
    -------
    DataFrame
        The columns of `by`, ``concept``, ``label``, ``change`` (the first period after it), ``low`` and
        ``high`` (periods between which it lies: percentiles of the best cut, units drawn anew in each
        period), ``rate_before`` and ``rate_after`` (per 10,000 tokens; or ``share_before``,
        ``share_after``) of the stretches up to the neighbouring changes, ``p`` (how often units dealt at
        random have a cut as good), ``q`` (the false discovery rate among the rows), ``count``, ``tokens`` (or
        ``concept_count``), ``documents``, ``units`` (of both stretches), ``periods`` (of the group, with
        documents), ``first`` and ``last`` (of them). Each group has a row for its best cut, whatever its `p`,
        and one for each further cut with a `p` of ``1 - confidence`` or less, in the order of time; a group
        with fewer than five periods, with one unit in each, or without the label, has one row without a
        change.
        ``attrs["options"]["left_out"]`` counts documents without a date, group, words or concept.

    Raises
    ------
    DiscourseError
        If there is no such label or option, ruptures is missing, or no group has five periods and in one of
        them two units.

    Notes
    -----
    Periods are taken as they follow each other; those without documents are no part of the series. What a
    unit has in one period is dealt together, and the deal that was made counts as one (Phipson and Smyth
    2010). A period with one unit varies with nothing, so where most are such, intervals are too narrow. A
    slow trend has no change point, yet its best cut may well have a small `p`, and a rise and a fall may hide
    each other: look at :func:`discourse.framing`. In simulated series of 8 to 48 periods without a change 3
    to 7% had a `p` of 0.05 or less.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     [("A", f"{year}-05-01", "rebels" if year > 2014 and n else "soldiers")
    ...      for year in range(2011, 2019) for n in range(4)],
    ...     columns=["source", "date", "text"],
    ... )
    >>> found = dc.change_points(dc.read(frame), dc.Lexicon.read("syria"), label="rebels", unit="document")
    >>> found[["source", "change", "low", "high", "rate_before", "rate_after"]].values.tolist()
    [['A', 2015, 2015, 2015, 0.0, 7500.0]]
    """
    Intervals(unit=unit, confidence=confidence, uncertainty=METHODS[0], draws=draws, seed=seed).checked()
    search = _search()
    rows = label_over_time(
        corpus, lexicon, label=label, concept=concept, by=by, every=every, measure=measure, unit=unit
    )
    series = [_series(rows, group) for group in range(len(rows.names))]
    if not any(each.bears for each in series):
        raise DiscourseError(
            f"a change point needs {_FEWEST} points in time, two units in one of them, and {label!r} beside "
            "other words; no group has all of this"
        )
    records = []
    for group, each in enumerate(_watched(series, draws, progress)):
        random = np.random.default_rng([seed, group])
        found = _cuts(each, search, 1 - confidence, draws, random) if each.bears else {}
        ends = [0, *found, len(each.periods)]
        for stretch in zip(ends, found, ends[2:], strict=False):
            spread = _spread(each, *stretch, confidence, draws, random)
            records.append({"group": group, **_change(each, *stretch, spread), "p": found[stretch[1]]})
        if not found:
            records.append({"group": group, **_change(each, 0, None, len(each.periods))})
    table = _table(rows, records, measure)
    return finish(
        table,
        "change_points",
        corpus,
        lexicon,
        label=label,
        concept=rows.query.concept,
        by=by,
        every=every,
        measure=measure,
        unit=unit,
        confidence=confidence,
        draws=draws,
        seed=seed,
        left_out=rows.left_out,
    )


@dataclass(frozen=True, eq=False)
class _Series:
    """One group: its units in the order of its periods; see :class:`OverTime`."""

    periods: list[object]
    period: Positions
    unit: Positions
    count: Positions
    whole: Positions
    documents: Positions

    @property
    def sums(self) -> npt.NDArray[np.float64]:
        """The count and the whole of each period, of shape (periods, 2)."""
        return np.column_stack([np.bincount(self.period, weights=each) for each in (self.count, self.whole)])

    def stretch(self, first: int, last: int) -> tuple[Positions, Positions, Positions, Positions]:
        """Return count, whole and period of the units of some periods, and where each period begins."""
        rows = slice(*np.searchsorted(self.period, [first, last]))
        period = self.period[rows] - first
        return self.count[rows], self.whole[rows], period, np.searchsorted(period, np.arange(last - first))

    @property
    def bears(self) -> bool:
        """Whether there is anything to look for."""
        return (
            len(self.periods) >= _FEWEST
            and len(self.period) > len(self.periods)
            and 0 < self.count.sum() < self.whole.sum()
        )


def _series(rows: OverTime, group: int) -> _Series:
    mine = np.flatnonzero(rows.group == group)
    # by what they have, so that the same units are drawn whatever the order of the documents
    mine = mine[np.lexsort((rows.documents[mine], rows.whole[mine], rows.count[mine], rows.period[mine]))]
    there, period = np.unique(rows.period[mine], return_inverse=True)
    return _Series(
        [rows.periods[place] for place in there],
        period.astype(np.int64),
        rows.unit[mine],
        rows.count[mine],
        rows.whole[mine],
        rows.documents[mine],
    )


def _search() -> Callable[[npt.NDArray[np.float64]], int]:
    """Return the search of ruptures for the best cut of a series of counts and wholes."""
    try:
        from ruptures import Binseg
        from ruptures.base import BaseCost
    except ImportError as error:
        raise DiscourseError(
            'ruptures finds change points; install it with: pip install "comparative-discourse[changes]"'
        ) from error

    class LevelCost(BaseCost):  # type: ignore[misc]  # ruptures has no types
        """The binomial cost of one level for a stretch."""

        model = "level"
        min_size = _LEAST

        def fit(self, signal: npt.NDArray[np.float64]) -> "LevelCost":
            self.signal = signal
            self.sums = np.vstack([[0.0, 0.0], np.cumsum(signal, axis=0)])
            return self

        def error(self, start: int, end: int) -> float:
            return float(level_cost(*(self.sums[end] - self.sums[start])))

    def search(sums: npt.NDArray[np.float64]) -> int:
        found = Binseg(custom_cost=LevelCost(), min_size=_LEAST, jump=1).fit(sums)
        return int(found.predict(n_bkps=1)[0])

    return search


def _cuts(
    series: _Series,
    search: Callable[[npt.NDArray[np.float64]], int],
    level: float,
    draws: int,
    random: np.random.Generator,
) -> dict[int, float]:
    """Return the best cut of a series, and further ones, in the order of time, each with its probability."""
    found: dict[int, float] = {}
    stretches = [(0, len(series.periods))]
    while stretches:
        first, last = stretches.pop()
        cut = first + search(series.sums[first:last])
        p = _chance(series, first, last, draws, random)
        if found and p > level:
            continue
        found[cut] = p
        if p <= level:
            stretches += [each for each in ((first, cut), (cut, last)) if each[1] - each[0] >= _FEWEST]
    return dict(sorted(found.items()))


def _chance(series: _Series, first: int, last: int, draws: int, random: np.random.Generator) -> float:
    """Return the probability that units dealt to the periods of a stretch at random have a cut as good."""
    best = split_gains(*series.sums[first:last].T, least=_LEAST).max()
    count, whole, period, starts = series.stretch(first, last)
    reached = 1  # the deal that was made
    for some in _some_at_once(draws, len(period)):
        dealt = random.permuted(np.tile(np.arange(len(period)), (some, 1)), axis=1)
        reached += int((_gains(count, whole, dealt, starts).max(axis=1) >= best * (1 - _EQUAL)).sum())
    return reached / (draws + 1)


def _spread(
    series: _Series,
    first: int,
    cut: int,
    last: int,
    confidence: float,
    draws: int,
    random: np.random.Generator,
) -> tuple[int, int]:
    """Return the interval of a cut between its neighbours, from units drawn anew in each period."""
    count, whole, period, starts = series.stretch(first, last)
    sizes = np.diff(np.append(starts, len(period)))
    places = []
    for some in _some_at_once(draws, len(period)):
        drawn = starts[period] + random.integers(0, sizes[period], (some, len(period)))
        places.append(first + _LEAST + _gains(count, whole, drawn, starts).argmax(axis=1))
    tail = (1 - confidence) / 2
    low, high = np.quantile(np.concatenate(places), [tail, 1 - tail], method="inverted_cdf")
    return min(int(low), cut), max(int(high), cut)


def _some_at_once(draws: int, units: int) -> Iterator[int]:
    """Divide draws into as many at a time as memory has room for."""
    step = max(1, _NUMBERS_AT_ONCE // units)
    for done in range(0, draws, step):
        yield min(step, draws - done)


def _watched(series: list[_Series], draws: int, progress: bool) -> Iterable[_Series]:
    """Return the series one by one, with a progress bar where that takes long."""
    from tqdm.auto import tqdm

    many = draws * sum(len(each.period) for each in series if each.bears) > 10_000_000
    return tqdm(
        series, desc="Dealing units to periods", unit=" groups", disable=None if many and progress else True
    )


def _gains(
    count: Positions, whole: Positions, chosen: Positions, starts: Positions
) -> npt.NDArray[np.float64]:
    """Return the gain of each cut of series made of other units, a row of `chosen` each."""
    x, n = (np.add.reduceat(each[chosen], starts, axis=1) for each in (count, whole))
    return split_gains(x, n, least=_LEAST)


def _change(
    series: _Series, first: int, cut: int | None, last: int, spread: tuple[int, int] | None = None
) -> dict[str, Any]:
    """Describe a change and what it stands on; where there is none, the group."""
    of = slice(*np.searchsorted(series.period, [first, last]))
    told: dict[str, Any] = {
        **dict.fromkeys(("change", "low", "high"), pd.NA),
        **dict.fromkeys(("before", "after", "p"), np.nan),
        **{name: int(getattr(series, name)[of].sum()) for name in ("count", "whole", "documents")},
        "units": len(np.unique(series.unit[of])),
        "periods": len(series.periods),
        "first": series.periods[0],
        "last": series.periods[-1],
    }
    if cut is not None and spread is not None:
        (x, n), (then_x, then_n) = (
            series.sums[at].sum(axis=0) for at in (slice(first, cut), slice(cut, last))
        )
        places = zip(("change", "low", "high"), (cut, *spread), strict=True)
        told |= {name: series.periods[place] for name, place in places}
        told |= {"before": x / n, "after": then_x / then_n}
    return told


def _table(rows: OverTime, records: list[dict[str, Any]], measure: str) -> pd.DataFrame:
    found = pd.DataFrame(records)
    table = rows.keys.take(found["group"].to_numpy()).reset_index(drop=True)
    table["concept"] = pd.Series([rows.query.concept] * len(found), dtype="str")
    table["label"] = pd.Series([rows.query.label] * len(found), dtype="str")
    whole_numbers = all(isinstance(period, int | np.integer) for period in rows.periods)
    in_time = {
        name: found[name].astype("Int64") if whole_numbers else strings(found[name])
        for name in ("change", "low", "high", "first", "last")
    }
    for name in ("change", "low", "high"):
        table[name] = in_time[name]
    scale = 10_000 if measure == "rate" else 1
    table[f"{measure}_before"] = scale * found["before"]
    table[f"{measure}_after"] = scale * found["after"]
    table["p"] = found["p"]
    table["q"] = benjamini_hochberg(found["p"])
    table["count"] = found["count"]
    table[MEASURES[measure]] = found["whole"]
    for name in ("documents", "units", "periods"):
        table[name] = found[name]
    return table.assign(first=in_time["first"], last=in_time["last"])


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    share = "share_before" in table.columns
    by = list(table.columns[: list(table.columns).index("concept")])
    found = table[table["change"].notna()].sort_values("p", kind="stable")
    said = []
    for row in found.head(MOST).to_dict("records"):
        name = name_of(tuple(row[column] for column in by), by)
        levels = [row[f"{'share' if share else 'rate'}_{when}"] for when in ("before", "after")]
        before, after = (f"{level:.0%}" if share else f"{level:.1f}" for level in levels)
        in_group = f"{name}: " if name else ""
        said.append(f"{in_group}{row['change']}, from {before} to {after} (p = {row['p']:.2g})")
    more, none = len(found) - len(said), int(table["change"].isna().sum())
    said += [f"and {more:,} more"] if more else []
    said += [f"no change can be told in {counted(none, 'group')}"] if none else []
    of = "share" if share else "rate per 10,000 words"
    return f"Where the {of} of {table['label'].iloc[0]} changed, the surest first. {'; '.join(said)}."
