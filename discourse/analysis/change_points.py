"""When a label's rate or share changed its level, group by group, and how sure that is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.coded import Files, codes_given
from discourse.analysis.phrases import MOST, between_blocks, by_codes, capital, level, name_of, unit_of
from discourse.analysis.results import grouped_by, value_of
from discourse.corpus import Corpus
from discourse.counting.groups import By, finish, share
from discourse.counting.intervals import Intervals
from discourse.counting.labels import Asked, ask, names_at
from discourse.counting.over_time import OverTime, label_over_time
from discourse.counting.shards import corpus_in
from discourse.counting.units import BLOCKS, unit_for_series
from discourse.errors import DiscourseError, counted
from discourse.files import strings
from discourse.lexicon import Lexicon
from discourse.measures.segments import split_gains
from discourse.measures.uncertainty import benjamini_hochberg
from discourse.progress import over
from discourse.text.index import Positions
from discourse.voice.codes import Voice

COLUMNS = (
    *("concept", "label", "change", "change_low", "change_high"),
    *("share_before", "share_after", "rate_before", "rate_after", "p", "q"),
    *("share_raw_before", "share_raw_after", "rate_raw_before", "rate_raw_after"),
    *("count", "concept_count", "tokens", "coded", "count_corrected", "concept_count_corrected"),
    *("documents", "units", "periods", "first", "last"),
)

Floats = npt.NDArray[np.float64]

_LEAST = 2  # periods of a level: one alone is an exception, not a level
_FEWEST = 5  # periods of a series: fewer leave nothing to choose between
_FEWEST_BLOCKS = 7  # of a series: of fewer, dealt anew, no cut is rarer than .05
_NUMBERS_AT_ONCE = 4_000_000
_DATES = ("change", "change_low", "change_high", "first", "last")  # the columns that are periods
_EQUAL = 1e-9  # a deal that is the one made must count, whatever the last digit of its gain


def change_points(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    label: str,
    concept: str | None = None,
    by: By = "source",
    every: str = "year",
    value: str = "share",
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
    codes: Files | None = None,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
    progress: bool = True,
) -> pd.DataFrame:
    """Find the periods at which a label's share or rate changed its level, in each group.

    Binary segmentation (Vostrikova 1981, Soviet Mathematics Doklady 24, 55-59; Truong, Oudre and Vayatis
    2020, Signal Processing 167, 107299): a series is cut where two levels make the counts likeliest, and each
    stretch is cut again, as long as chance does not cut as well. The likelihood is binomial, so that a period
    of many words weighs more (:func:`discourse.measures.segments.split_gains`), a level has two periods or
    more, and chance is the units of a stretch, by default its months, dealt to its periods at random.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    label, concept, by, every, value, voice, unit
        As for :func:`discourse.trend_model`.
    confidence : float
        Of the interval of the date.
    draws, seed : int
        How often units are dealt and drawn, and from which start.
    codes, coders, predictions
        As for :func:`framing`.
    progress : bool
        Whether long work shows a progress bar.

    Returns
    -------
    DataFrame
        The columns of `by`, ``concept``, ``label``, ``change`` (the first period after it), ``change_low``
        and ``change_high`` (periods between which it lies: percentiles of the best cut, units drawn anew in
        each period, or blocks of time in each stretch), ``share_before`` and ``share_after`` (or
        ``rate_before``, ``rate_after``, per 10,000
        tokens) of the stretches up to the neighbouring changes, ``p`` (how often units dealt at random have a
        cut as good), ``q`` (the false discovery rate among the rows), ``count``, ``concept_count`` (of a
        rate: ``tokens``), ``documents``, ``units`` (of both stretches), ``periods`` (of the group, with
        documents), ``first`` and ``last`` (of them). Each group has a row for its best cut, whatever its `p`,
        and one for each further cut with a `p` of ``1 - confidence`` or less, in the order of time; a group
        with fewer than five periods, with fewer than seven blocks of time (of other units: with one in each),
        or without the label, has one row without a change. With `codes`, levels are corrected, and so is
        where they change; ``share_raw_before`` and ``share_raw_after`` (or ``rate_raw_…``), ``coded``
        (lines), ``count_corrected`` and ``concept_count_corrected`` are added.
        ``attrs["options"]["left_out"]`` counts documents without a date, group, concept or words.

    Raises
    ------
    DiscourseError
        If there is no such label or option, or no group has what a change point takes.

    Notes
    -----
    Periods are taken as they follow each other; those without documents are no part of the series. What a
    unit has in one period is dealt together, and the deal that was made counts as one (Phipson and Smyth
    2010). Of units that are no blocks of time, a period with one varies with nothing, so where most are such,
    intervals are too narrow. A slow trend has no change point, yet its best cut may well have a small `p`,
    and a rise and a fall may hide each other: look at :func:`discourse.framing`. How often months dealt to a
    series at random have a `p` of 0.05 or less is in benchmarks/CALIBRATION.md.

    With `codes`, what is dealt and drawn is what they say of each unit by itself, the sum of its
    pseudo-outcomes (:func:`discourse.measures.pseudo_outcomes`): right on average, and with the drawing of
    its lines in it. A period has no less than 0 of them, and no more of a label than of its concept.

    Examples
    --------
    >>> import discourse as dc
    >>> import pandas as pd
    >>> frame = pd.DataFrame(
    ...     [("A", f"{year}-05-01", "rebels" if year > 2014 and n else "militants")
    ...      for year in range(2011, 2019) for n in range(4)],
    ...     columns=["source", "date", "text"],
    ... )
    >>> found = dc.change_points(dc.read(frame), dc.Lexicon.read("syria"), label="rebels", unit="document")
    >>> found[["change", "change_low", "change_high", "share_before", "share_after"]].values.tolist()
    [[2015, 2015, 2015, 0.0, 0.75]]
    """
    corpus = corpus_in(corpus, voice)
    asked, unit = ask(lexicon, label, concept, value), unit_for_series(corpus, unit)
    Intervals(unit, confidence, draws=draws, seed=seed).checked()
    read = codes_given(codes, corpus, lexicon, coders, predictions)
    known = read.codes(asked.concept) if read else None
    rows = label_over_time(corpus, asked, by=by, every=every, unit=unit, codes=known, unbiased=True)
    series = [_series(rows, group, blocks=unit in BLOCKS) for group in range(len(rows.keys))]
    if not any(each.searchable for each in series):
        others = "words" if value == "rate" else f"labels of {asked.concept!r}"
        units = f"{_FEWEST_BLOCKS} {unit}s in all" if unit in BLOCKS else "two units in one of them"
        raise DiscourseError(
            f"a change point needs {_FEWEST} points in time, {units}, and {label!r} beside other {others}; "
            "no group has all of this"
        )
    groups, changes = [], []
    watched = over(series, "Dealing units to periods", "groups", progress=progress)
    for group, each in enumerate(watched):
        random = np.random.default_rng([seed, group])
        cuts = _cuts(each, 1 - confidence, draws, random) if each.searchable else {}
        found = _changes(each, cuts, asked, confidence, draws, random)
        groups += [group] * len(found)
        changes += found
    table = _table(rows, groups, changes)
    return finish(
        table,
        "change_points",
        corpus,
        lexicon,
        label=label,
        concept=asked.concept,
        by=by,
        every=every,
        value=value,
        unit=unit,
        confidence=confidence,
        draws=draws,
        seed=seed,
        left_out=rows.left_out,
        **(read.options if read else {}),
    )


@dataclass(frozen=True, eq=False)
class _Series:
    """One group: its units in the order of its periods, maybe blocks of time; see :class:`OverTime`.

    What is measured of a unit, `part` of `size`, is its count and whole, or what codes make of these.
    """

    periods: list[object]
    period: Positions
    unit: Positions
    count: Positions
    whole: Positions
    documents: Positions
    part: npt.NDArray[Any]
    size: npt.NDArray[Any]
    coded: Positions | None = None
    blocks: bool = False

    @property
    def sums(self) -> Floats:
        """What is measured of each period, of shape (periods, 2)."""
        sums = (np.bincount(self.period, weights=each) for each in (self.part, self.size))
        return np.column_stack(_possible(*sums))

    def stretch(self, first: int, last: int) -> slice:
        """Return the rows of some periods."""
        return slice(*np.searchsorted(self.period, [first, last]))

    @property
    def searchable(self) -> bool:
        """Whether there is anything to look for."""
        enough = len(self.period) >= _FEWEST_BLOCKS if self.blocks else len(self.period) > len(self.periods)
        return len(self.periods) >= _FEWEST and enough and 0 < self.part.sum() < self.size.sum()


def _possible(part: npt.NDArray[Any], size: npt.NDArray[Any]) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Return sums that may be those of counts: none below 0, and no part above the whole."""
    size = np.maximum(size, 0)
    return np.clip(part, 0, size), size


def _series(rows: OverTime, group: int, *, blocks: bool) -> _Series:
    mine, of = np.flatnonzero(rows.group == group), rows.corrected or rows
    columns = rows.count, rows.whole, rows.documents, of.count, of.whole
    # by what they have, so that the same units are drawn whatever the order of the documents
    mine = mine[np.lexsort([*(each[mine] for each in (*columns[::-1], rows.period))])]
    there, period = np.unique(rows.period[mine], return_inverse=True)
    periods = [rows.periods[place] for place in there]
    unit, count, whole, documents, part, size = (each[mine] for each in (rows.unit, *columns))
    coded = None if of.coded is None else of.coded[mine]
    of_units = unit, count, whole, documents, part, size, coded
    return _Series(periods, period.astype(np.int64), *of_units, blocks)


def _cuts(series: _Series, level: float, draws: int, random: np.random.Generator) -> dict[int, float]:
    """Return the best cut of a series, and further ones, in the order of time, each with its probability."""
    found: dict[int, float] = {}
    stretches = [(0, len(series.periods))]
    while stretches:
        first, last = stretches.pop()
        gains = split_gains(*series.sums[first:last].T, least=_LEAST)
        cut = last - _LEAST - int(gains[::-1].argmax())  # of equals the last, as ruptures has it
        p = _chance(series, first, last, gains.max(), draws, random)
        if found and p > level:
            continue
        found[cut] = p
        if p <= level:
            stretches += [each for each in ((first, cut), (cut, last)) if each[1] - each[0] >= _FEWEST]
    return dict(sorted(found.items()))


def _chance(
    series: _Series, first: int, last: int, best: float, draws: int, random: np.random.Generator
) -> float:
    """Return the probability that units dealt to the periods of a stretch at random have a cut as good."""

    def dealt(some: int, period: Positions, _: Positions) -> Positions:
        return random.permuted(np.tile(np.arange(len(period)), (some, 1)), axis=1)

    gains = _gains_of_others(series, first, last, draws, dealt)
    reached = sum(int((each.max(axis=1) >= best * (1 - _EQUAL)).sum()) for each in gains)
    return (1 + reached) / (draws + 1)  # the deal that was made is one


def _spread(
    series: _Series,
    first: int,
    cut: int,
    last: int,
    confidence: float,
    draws: int,
    random: np.random.Generator,
) -> tuple[int, int]:
    """Return the interval of a cut, from units drawn anew in each period; blocks of time, from each level."""

    def drawn(some: int, period: Positions, starts: Positions) -> Positions:
        if series.blocks:  # a period may be a single one
            starts, period = starts[[0, cut - first]], (period >= cut - first).astype(np.int64)
        sizes = np.diff(np.append(starts, len(period)))
        return starts[period] + random.integers(0, sizes[period], (some, len(period)))

    gains = _gains_of_others(series, first, last, draws, drawn)
    places = first + _LEAST + np.concatenate([each.argmax(axis=1) for each in gains])
    tail = (1 - confidence) / 2
    low, high = np.quantile(places, [tail, 1 - tail], method="inverted_cdf")
    return min(int(low), cut), max(int(high), cut)


def _gains_of_others(
    series: _Series,
    first: int,
    last: int,
    draws: int,
    choose: Callable[[int, Positions, Positions], Positions],
) -> Iterator[Floats]:
    """Yield the gain of each cut of a stretch made of other units, a row each, as many as fit in memory.

    `choose` returns some rows of units, from the period of each unit and where each period begins.
    """
    rows = series.stretch(first, last)
    period = series.period[rows] - first
    starts = np.searchsorted(period, np.arange(last - first))
    step = max(1, _NUMBERS_AT_ONCE // len(period))
    for done in range(0, draws, step):
        units = choose(min(step, draws - done), period, starts)
        sums = (np.add.reduceat(each[rows][units], starts, axis=1) for each in (series.part, series.size))
        yield split_gains(*_possible(*sums), least=_LEAST)


def _changes(
    series: _Series,
    cuts: dict[int, float],
    asked: Asked,
    confidence: float,
    draws: int,
    random: np.random.Generator,
) -> list[dict[str, Any]]:
    """Describe the changes of a group, or the group where it has none, by the columns of the table."""
    if not cuts:
        return [_behind(series, 0, len(series.periods), asked)]
    changes, ends = [], [0, *cuts, len(series.periods)]
    for first, cut, last in zip(ends, cuts, ends[2:], strict=False):
        places = (cut, *_spread(series, first, cut, last, confidence, draws, random))
        change = {name: series.periods[place] for name, place in zip(_DATES, places, strict=False)}
        for when, ends_of in (("before", (first, cut)), ("after", (cut, last))):
            rows = series.stretch(*ends_of)
            part, size = _possible(series.part[rows].sum(), series.size[rows].sum())
            change[f"{asked.value}_{when}"] = asked.scale * float(share(part, size))
            if series.coded is not None:
                raw = share(series.count[rows].sum(), series.whole[rows].sum())
                change[f"{asked.value}_raw_{when}"] = asked.scale * float(raw)
        changes.append({**change, "p": cuts[cut], **_behind(series, first, last, asked)})
    return changes


def _behind(series: _Series, first: int, last: int, asked: Asked) -> dict[str, Any]:
    """Say what a stretch of a series consists of."""
    rows = series.stretch(first, last)
    corrected = {}
    if series.coded is not None:
        part, size = _possible(series.part[rows].sum(), series.size[rows].sum())
        corrected = {"coded": int(series.coded[rows].sum()), "count_corrected": float(part)}
        corrected |= {"concept_count_corrected": float(size)} if asked.value == "share" else {}
    return {
        "count": int(series.count[rows].sum()),
        asked.whole: int(series.whole[rows].sum()),
        **corrected,
        "documents": int(series.documents[rows].sum()),
        "units": len(np.unique(series.unit[rows])),
        "periods": len(series.periods),
        "first": series.periods[0],
        "last": series.periods[-1],
    }


def _table(rows: OverTime, groups: list[int], changes: list[dict[str, Any]]) -> pd.DataFrame:
    found = pd.DataFrame(changes)
    whole_numbers = all(isinstance(period, int | np.integer) for period in rows.periods)
    for name in _DATES:
        found[name] = found[name].astype("Int64") if whole_numbers else strings(found[name])
    found["concept"], found["label"] = names_at(rows.asked.queries, rows.asked.labels * len(found))
    found["q"] = benjamini_hochberg(found["p"])
    columns = [name for name in COLUMNS if name in found]
    return pd.concat([rows.keys.take(groups).reset_index(drop=True), found[columns]], axis=1)


def sentence(table: pd.DataFrame) -> str:
    """Say when each group changed, the surest changes first, and which groups did not beyond chance."""
    value, by = value_of(table), grouped_by(table)
    level_of_p = 1 - table.attrs["options"].get("confidence", 0.95)
    found = table[table["change"].notna()].sort_values("p", kind="stable")
    sure, chance = found[found["p"] <= level_of_p + _EQUAL], found[found["p"] > level_of_p + _EQUAL]
    said = []
    for row in sure.head(MOST).to_dict("records"):
        name = f"{name_of(tuple(row[column] for column in by), by)}: " if by else ""
        before, after = (level(row[f"{value}_{when}"], value) for when in ("before", "after"))
        said.append(f"{name}{row['change']}, from {before} to {after} (p = {row['p']:.2g})")
    said += [f"and {len(sure) - MOST:,} more"] if len(sure) > MOST else []
    if len(chance):
        least = f"p = {chance['p'].iloc[0]:.2g}{' or more' if len(chance) > 1 else ''}"
        said.append(f"none beyond chance{_in_groups(len(chance), by)} ({least})")
    never = int((table["change"].isna() & (table["count"] == 0)).sum())
    few = int(table["change"].isna().sum()) - never
    said += [f"too little for a change point{_in_groups(few, by)}"] if few else []
    said += [f"the label does not occur{_in_groups(never, by)}"] if never else []
    of = f"the {value} of {table['label'].iloc[0]}{unit_of(value)}"
    first = ", the surest first" if len(sure) > 1 else ""
    if sure.empty:
        said[0] = capital(said[0])
    blocks = between_blocks(table)
    dealt = f" Chance is {blocks} dealt anew." if blocks and len(found) else ""
    return f"Changes of {of}{first}. {'; '.join(said)}.{dealt}{by_codes(table)}"


def _in_groups(number: int, by: list[str]) -> str:
    return f" in {counted(number, 'group')}" if by else ""
