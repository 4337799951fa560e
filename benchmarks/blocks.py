"""Months, weeks and days dealt whole: how often a comparison of times finds what is not true."""

from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.special import stdtrit

from benchmarks.inputs import CORPUS
from benchmarks.nulls import ALPHA, Rate, rates, word_sums
from benchmarks.samples import FAKES, OUTLETS, Sample, sample_of
from discourse.analysis import change_points, trend_model
from discourse.counting.over_time import OverTime
from discourse.counting.units import BLOCKS
from discourse.errors import DiscourseError
from discourse.measures import (
    RatioSums,
    benjamini_hochberg,
    binomial,
    crossed_excess,
    design_effect,
    design_effect_of_difference,
    difference_interval,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.ratio import BLOCK_EFFECT, prior_effect, widened
from discourse.measures.regression import fit

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

FAMILIES, OURS = 'unit="family"', "ours"
# Blocks dealt to each side; as many as a sample has are taken, in these proportions.
LAYOUTS = (("month", (8, 8)), ("month", (8, 40)), ("month", (24, 24)), ("week", (12, 12)), ("day", (40, 40)))
SERIES = (("month", 16), ("month", 48), ("quarter", 48))  # periods, and months in all
WORDS = ((10, 19), (20, 49), (50, None))  # articles that have the word
LABELS = ((20, 49), (50, None))  # articles that bear on the share
_PAIRS, _DRAWS = 300, 199


class Dated(NamedTuple):
    """A sample with dates and outlets.

    Attributes
    ----------
    sample : Sample
    blocks : dict of str to ndarray of int64, shape (articles,)
        The month, week and day of each article, from 0.
    outlet : ndarray of int64, shape (articles,)
    """

    sample: Sample
    blocks: dict[str, Counts]
    outlet: Counts


class Dealt(NamedTuple):
    """How often families and blocks as units reject what is true.

    Attributes
    ----------
    usual : dict of str to list of Rate
        At .05, by band.
    found : dict of str to Rate
        In what share of deals any word has a q below .05; empty where there is no q.
    bearing : list of float
        How many blocks bear on a share, on the side that has fewer, by band; empty where none are dealt.
    """

    usual: dict[str, list[Rate]]
    found: dict[str, Rate]
    bearing: Sequence[float] = ()


def dated(corpus: Any, name: str) -> Dated:
    """Take the articles of a corpus that have a date."""
    corpus = corpus.select(id=corpus.metadata.loc[corpus.metadata["date"].notna(), "id"].tolist())
    dates = corpus.metadata["date"]
    periods = {"month": "M", "week": "W-SUN", "day": "D"}
    blocks = {block: pd.factorize(dates.dt.to_period(code), sort=True)[0] for block, code in periods.items()}
    return Dated(sample_of(name, corpus), blocks, pd.factorize(corpus.metadata["source"])[0])


def dated_samples(data: Path) -> list[Dated]:
    """Read the outlets and FA-KES from the folder of the data, with dates."""
    import pyarrow.parquet as pq

    import discourse as dc
    from discourse.datasets import FAKES_READ_AS

    found = []
    for outlet in OUTLETS:
        columns = ["id", "source", "date", "text"]
        frame = pq.read_table(data / CORPUS, columns=columns, filters=[("source", "=", outlet)]).to_pandas()
        found.append(dated(dc.read(frame, text="text", errors="repair"), outlet))
    return [*found, dated(dc.read(data / FAKES, **FAKES_READ_AS), "FA-KES")]


def summed(sample: Sample, rows: Counts, unit: Counts) -> RatioSums:
    """Sum each term over some articles, those of one unit together."""
    place = np.unique(unit[rows], return_inverse=True)[1]
    counts = sparse.csr_array(_adding(place) @ sample.counts[rows])
    lengths = np.bincount(place, weights=sample.lengths[rows])
    return word_sums(Sample(sample.name, counts, lengths, np.arange(len(lengths))), np.arange(len(lengths)))


def _adding(place: Counts) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(place)), (place, np.arange(len(place)))))


def p_values(one: Dated, sides: Sequence[Counts], block: str | None) -> Floats:
    """Test each term as ``keyness`` does: between families, or between blocks crossed with outlets."""
    sample = one.sample
    unit = sample.family if block is None else one.blocks[block]
    sums = [summed(sample, rows, unit) for rows in sides]
    both = RatioSums(*(np.add(x, y) for x, y in zip(*sums, strict=True)))
    effect = design_effect_of_difference(*sums) if block is None else design_effect(both)
    a, b = (np.asarray(each.numerator) for each in sums)
    sizes = [float(each.denominator) for each in sums]
    if block is not None and len(np.unique(one.outlet)) > 1:
        effect = effect + _outlets(one, sides, unit, (a + b) / sum(sizes), sizes)
    with np.errstate(divide="ignore", invalid="ignore"):
        return binomial(a, b, *sizes, design_effect=effect)


def _outlets(
    one: Dated, sides: Sequence[Counts], unit: Counts, rate: Floats, sizes: Sequence[float]
) -> Floats:
    """Return what outlets add to the design effect, from the score of each article, term by term."""
    rows = np.concatenate([*sides])
    sign = np.repeat([1 / sizes[0], -1 / sizes[1]], [len(side) for side in sides])
    counts = one.sample.counts[rows].toarray()
    score = sign[:, np.newaxis] * (counts - rate * one.sample.lengths[rows][:, np.newaxis])
    cells, place = np.unique(np.column_stack([one.outlet[rows], unit[rows]]), axis=0, return_inverse=True)
    own, outlet = _adding(place.ravel()) @ score, np.unique(cells[:, 0], return_inverse=True)[1]
    excess = crossed_excess(_adding(outlet) @ own, _adding(outlet) @ own**2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(excess / (rate * (1 - rate) * (1 / sizes[0] + 1 / sizes[1])))


def deal(block: Counts, layout: tuple[int, int], random: np.random.Generator) -> list[Counts]:
    """Deal whole blocks to two sides: the articles of each."""
    blocks = random.permutation(int(block.max()) + 1)
    first, both = layout[0], sum(layout)
    return [np.flatnonzero(np.isin(block, part)) for part in (blocks[:first], blocks[first:both])]


def words(one: Dated, block: str, layout: tuple[int, int], *, deals: int, seed: list[int]) -> Dealt:
    """Return how often keyness between dealt blocks rejects, and whether any q is small."""
    random = np.random.default_rng(seed)
    several = one._replace(sample=_several(one.sample, WORDS[0][0]))
    hits, trials = np.zeros((2, deals, len(WORDS))), np.zeros((deals, len(WORDS)))
    found = np.zeros((2, deals))
    for at in range(deals):
        sides = deal(one.blocks[block], layout, random)
        both = np.concatenate(sides)
        bearing = np.bincount(several.sample.counts[both].indices, minlength=several.sample.counts.shape[1])
        band = _bands(WORDS, bearing)
        trials[at] = [(band == each).sum() for each in range(len(WORDS))]
        for test, unit in enumerate((None, block)):
            p = p_values(several, sides, unit)
            hits[test, at] = [(p[band == each] < ALPHA).sum() for each in range(len(WORDS))]
            q = benjamini_hochberg(np.where(bearing >= 2, p, np.nan))
            found[test, at] = (q < ALPHA).any()
    names = (FAMILIES, OURS)
    return Dealt(
        {name: rates(hits[test], trials) for test, name in enumerate(names)},
        {name: rates(found[test][:, np.newaxis], np.ones((deals, 1)))[0] for test, name in enumerate(names)},
    )


def labels(one: Dated, block: str, layout: tuple[int, int], *, deals: int, seed: list[int]) -> Dealt:
    """Return how often the interval of the difference of two shares, as of ``contrast``, leaves out 0."""
    random, dealt = np.random.default_rng(seed), sum(layout) / (int(one.blocks[block].max()) + 1)
    x, y = _pairs(one.sample, random, int(LABELS[0][0] / dealt))
    hits, trials = np.zeros((2, deals, len(LABELS))), np.zeros((deals, len(LABELS)))
    blocks = np.zeros((deals, len(LABELS)))
    for at in range(deals):
        sides = deal(one.blocks[block], layout, random)
        bearing = ratio_sums(x[np.concatenate(sides)], y[np.concatenate(sides)]).bearing
        band = _bands(LABELS, np.asarray(bearing))
        for test, unit in enumerate((one.sample.family, one.blocks[block])):
            ends, shares, fewest = [], [], np.full(x.shape[1], np.inf)
            for rows in sides:
                adding = _adding(np.unique(unit[rows], return_inverse=True)[1])
                sums = ratio_sums(adding @ x[rows], adding @ y[rows])
                prior = BLOCK_EFFECT if test else prior_effect(sums)
                fewest = np.minimum(fewest, np.asarray(sums.bearing))
                with np.errstate(divide="ignore", invalid="ignore"):
                    shares.append(np.asarray(sums.numerator) / np.asarray(sums.denominator))
                    ends += [shares[-1], *ratio_interval(sums, prior=prior, unequal=test == 1)]
            more = _of_outlets(one, sides, unit, x, y, shares) if test else 0.0
            wider = [
                widened(side[0], side[1], side[2], np.asarray(more) / 2) for side in (ends[:3], ends[3:])
            ]
            low, high = difference_interval(shares[0], *wider[0], shares[1], *wider[1])
            for each in range(len(LABELS)):
                mine = (band == each) & ~np.isnan(low)
                hits[test, at, each] = ((low[mine] > 0) | (high[mine] < 0)).sum()
                trials[at, each], blocks[at, each] = (
                    mine.sum(),
                    fewest[mine].sum(),
                )  # of the last test: blocks
    with np.errstate(invalid="ignore"):
        bearing = blocks.sum(axis=0) / trials.sum(axis=0)
    usual = {name: rates(hits[test], trials) for test, name in enumerate((FAMILIES, OURS))}
    return Dealt(usual, {}, bearing.tolist())


def _of_outlets(
    one: Dated, sides: Sequence[Counts], unit: Counts, x: Floats, y: Floats, shares: Sequence[Floats]
) -> Floats | float:
    """Return what outlets add to the intervals of differences, half their width, squared."""
    outlet = np.unique(one.outlet, return_inverse=True)[1]
    outlets = int(outlet.max()) + 1
    if outlets == 1:
        return 0.0
    moved, own = np.zeros((2, outlets, x.shape[1]))
    for sign, rows, share in zip((1, -1), sides, shares, strict=True):
        cells, place = np.unique(np.column_stack([outlet[rows], unit[rows]]), axis=0, return_inverse=True)
        score = sign * (_adding(place.ravel()) @ (x[rows] - share * y[rows])) / y[rows].sum(axis=0)
        np.add.at(moved, cells[:, 0], score)
        np.add.at(own, cells[:, 0], score**2)
    return np.asarray(crossed_excess(moved, own) * stdtrit(outlets - 1, 1 - ALPHA / 2) ** 2)


def trends(one: Dated, every: str, months: int, *, deals: int, seed: list[int]) -> dict[str, Dealt]:
    """Return how often months dealt to a series have a trend, and a change point, with a p below .05."""
    random = np.random.default_rng(seed)
    x, y = _pairs(one.sample, random)
    month, hits, trials = one.blocks["month"], np.zeros((2, 2, deals)), np.zeros((2, 2, deals))
    for at in range(deals):
        place = np.full(int(month.max()) + 1, -1)
        chosen = random.permutation(len(place))[:months]
        place[chosen] = np.arange(len(chosen)) // (3 if every == "quarter" else 1)
        rows, pair = np.flatnonzero(place[month] >= 0), int(random.integers(x.shape[1]))
        for test, unit in enumerate((one.sample.family, month)):
            series = _series(place[month[rows]], unit[rows], x[rows, pair], y[rows, pair], blocks=test == 1)
            for which, p in enumerate((_slope(series), _change(series, int(random.integers(1 << 31))))):
                hits[which, test, at], trials[which, test, at] = p < ALPHA, not np.isnan(p)
    kinds, names = ("trend", "change point"), (FAMILIES, OURS)
    return {
        kind: Dealt(
            {
                name: rates(hits[which, test][:, np.newaxis], trials[which, test][:, np.newaxis])
                for test, name in enumerate(names)
            },
            {},
        )
        for which, kind in enumerate(kinds)
    }


def _series(period: Counts, unit: Counts, x: Floats, y: Floats, *, blocks: bool) -> OverTime:
    """Make one series of a label in units."""
    cells, place = np.unique(np.column_stack([period, unit]), axis=0, return_inverse=True)
    count, whole, documents = (np.bincount(place.ravel(), weights=each) for each in (x, y, y > 0))
    cells, count, whole, documents = (each[whole > 0] for each in (cells, count, whole, documents))
    there, period = np.unique(cells[:, 0], return_inverse=True)
    asked = SimpleNamespace(value="share", whole="concept_count", concept="pair", labels=[0])
    asked.queries, asked.blocks = [SimpleNamespace(label="word")], blocks
    numbers = [each.astype(np.int64) for each in (count, whole, documents)]
    nothing = np.zeros(len(count), dtype=np.int64)
    frame = pd.DataFrame(index=range(1))
    return OverTime(asked, frame, there.tolist(), nothing, period, cells[:, 1], nothing, *numbers, {})


def _slope(rows: OverTime) -> float:
    """Return the p of a trend, as ``trend_model`` does; NaN where it would refuse."""
    bearing = min((rows.count > 0).sum(), (rows.count < rows.whole).sum())
    if len(rows.periods) < 3 or bearing < 4:
        return float("nan")
    time = np.array(rows.periods)[rows.period] - float(np.mean(rows.periods))
    design = trend_model._design(rows, time, True)
    try:
        fitted = fit(rows.count, rows.whole, design, rows.unit, binomial=True)
    except DiscourseError:
        return float("nan")
    return float(trend_model._table(rows, trend_model._terms(rows, 0, True), fitted, 0.95)["p"].iloc[0])


def _change(rows: OverTime, seed: int) -> float:
    """Return the p of the best cut, as ``change_points`` does; NaN where it has none."""
    series = change_points._series(rows, 0, blocks=rows.asked.blocks)
    if not series.searchable:
        return float("nan")
    return min(change_points._cuts(series, 0.0, _DRAWS, np.random.default_rng(seed)).values())


def _several(sample: Sample, least: int) -> Sample:
    """Leave out the terms that fewer articles have."""
    kept = np.bincount(sample.counts.indices, minlength=sample.counts.shape[1]) >= least
    return sample._replace(counts=sparse.csr_array(sample.counts[:, kept]))


def _pairs(sample: Sample, random: np.random.Generator, least: int = 0) -> tuple[Floats, Floats]:
    """Take words two and two, as if both were the labels of a concept: counts of the first, and of both.

    Where few articles are dealt, `least` of the sample have each word, so that many pairs bear.
    """
    bearing = np.bincount(sample.counts.indices, minlength=sample.counts.shape[1])
    chosen = random.permutation(np.flatnonzero(bearing >= max(40, least)))[: 2 * _PAIRS]
    half = len(chosen) // 2
    first, second = (sample.counts[:, part].toarray() for part in (chosen[:half], chosen[half : 2 * half]))
    return first, first + second


def _bands(bands: Sequence[tuple[int, int | None]], values: Counts) -> Counts:
    return np.asarray(np.searchsorted([low for low, _ in bands], values, side="right") - 1)


def pieces(
    found: Sequence[Dated], *, deals: int, seed: int
) -> dict[tuple[str, str, str], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]:
    """List what is to be measured: what, of which sample, in which layout; each has a seed of its own."""
    work: dict[tuple[str, str, str], tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]] = {}
    for number, one in enumerate(found):
        for block, (a, b) in LAYOUTS:
            if a + b > int(one.blocks[block].max()) + 1:
                continue
            options = {"deals": deals, "seed": [seed, number, 5, BLOCKS.index(block), a, b]}
            layout = f"{a}+{b} {block}s"
            work["keyness", one.sample.name, layout] = words, (one, block, (a, b)), options
            work["contrast", one.sample.name, layout] = labels, (one, block, (a, b)), options
        for every, months in SERIES:
            options = {"deals": 5 * deals, "seed": [seed, number, 6, months, every == "quarter"]}
            work["series", one.sample.name, f"{months} months, every {every}"] = (
                trends, (one, every, months), options
            )  # fmt: skip
    return work
