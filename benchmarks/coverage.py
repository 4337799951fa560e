"""Coverage: how often an interval has the truth in it, where articles are drawn and the truth is known.

The articles of one origin are taken for all there are. Some are drawn with replacement, many times; the rate
of a word, or the share of one word among two, has its interval from what was drawn and its truth from all.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.nulls import Rate, rates
from benchmarks.samples import Sample
from discourse.measures import (
    RatioSums,
    bootstrap,
    design_effect,
    difference_interval,
    rate_ratio,
    ratio_interval,
)
from discourse.measures.ratio import prior_effect

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Interval = tuple[Floats, Floats]

SIZES = (10, 20, 50, 300)
PAIRS = ((50, 50), (20, 300))
BANDS = ((0, 0.5), (0.5, 1), (1, 2), (2, 5), (5, 10), (10, 20), (20, 50), (50, np.inf))
OURS, NAIVE, WALD, BOOTSTRAP = "ours", "naive Wilson", "Wald", "bootstrap"
MANY = 50  # expected articles that bear on a ratio, from which on all methods should agree
_Z = 1.959963984540054
_CANDIDATES = 10_000
_AT_ONCE = 50  # draws of articles in memory


class Ratios(NamedTuple):
    """Ratios Σx / Σy over the articles of a sample.

    Attributes
    ----------
    x : csr_array of float, shape (articles, items)
    y : csr_array of float, shape (articles, items), or (articles, 1) where it is the same for all
    """

    x: sparse.csr_array
    y: sparse.csr_array

    @property
    def truth(self) -> Floats:
        """The ratio over all articles."""
        return np.asarray(self.x.sum(axis=0) / self.y.sum(axis=0))

    @property
    def bearing(self) -> Floats:
        """The share of articles that have an x above 0, or an x below y, whichever are fewer."""
        above = np.bincount(self.x.indices, minlength=self.x.shape[1])
        return np.minimum(above, _more(self.y, self.x)) / self.x.shape[0]

    def take(self, items: Counts) -> "Ratios":
        """Take some of the items."""
        return Ratios(
            sparse.csr_array(self.x[:, items]),
            self.y if self.y.shape[1] == 1 else sparse.csr_array(self.y[:, items]),
        )


def _more(y: sparse.csr_array, x: sparse.csr_array) -> Counts:
    """Count, for each item, the articles where y is above x."""
    if y.shape[1] == 1:  # no article is one word over and over
        return np.full(x.shape[1], x.shape[0])
    return np.bincount(sparse.csr_array(y > x).indices, minlength=x.shape[1])


def words(sample: Sample) -> Ratios:
    """Return the rate of every term, per token."""
    return Ratios(sample.counts, sparse.csr_array(sample.lengths[:, np.newaxis]))


def pairs(sample: Sample, random: np.random.Generator) -> Ratios:
    """Return the shares of words in pairs, as if they were the two labels of a concept.

    Both are drawn so that common words come as often as rare ones: uniformly from all terms, sorted by the
    logarithm of how many articles have them.
    """
    holding = np.bincount(sample.counts.indices, minlength=sample.counts.shape[1])
    order = np.argsort(holding, kind="stable")
    known = holding[order]
    aims = np.exp(random.uniform(np.log(known[0]), np.log(known[-1]), (2, _CANDIDATES)))
    nearest = known[np.searchsorted(known, aims).clip(max=len(known) - 1)]
    first, last = (np.searchsorted(known, nearest, side=side) for side in ("left", "right"))
    picked = order[random.integers(first, last)]
    one, other = picked[:, picked[0] != picked[1]]
    by_term = sparse.csc_array(sample.counts)
    x = sparse.csr_array(by_term[:, one])
    return Ratios(x, sparse.csr_array(x + by_term[:, other]))


def chosen(ratios: Ratios, articles: int, most: int, random: np.random.Generator) -> tuple[Ratios, Counts]:
    """Choose up to so many items of each band of `BANDS`; the second is the band of each."""
    expected = ratios.bearing * articles
    band = np.searchsorted([low for low, _ in BANDS], expected, side="right") - 1
    picked = [random.permutation(np.flatnonzero(band == each))[:most] for each in range(len(BANDS))]
    items = np.concatenate(picked)
    return ratios.take(items), band[items]


def drawn_sums(ratios: Ratios, rows: Counts) -> RatioSums:
    """Sum over drawn articles.

    Parameters
    ----------
    ratios : Ratios
    rows : ndarray of int64, shape (draws, articles)

    Returns
    -------
    RatioSums
        Of shape (draws, items), or what broadcasts to it.
    """
    x, y = ratios
    draws, articles = rows.shape
    taken = sparse.csr_array(
        (np.ones(rows.size), (np.repeat(np.arange(draws), articles), rows.ravel())), shape=(draws, x.shape[0])
    )

    def summed(matrix: sparse.csr_array) -> Floats:
        return np.asarray((taken @ matrix).toarray())

    units = summed((y > 0).astype(np.float64))
    above = summed((x > 0).astype(np.float64))
    below = units if y.shape[1] == 1 else summed((y > x).astype(np.float64))
    product = sparse.csr_array(x.multiply(y))
    return RatioSums(
        summed(x), summed(y), summed(x * x), summed(product), summed(y * y), units, np.minimum(above, below)
    )


def naive_interval(sums: RatioSums) -> Interval:
    """Return the interval of Wilson (1927) as if every word were drawn by itself."""
    x, n = np.asarray(sums.numerator), np.asarray(sums.denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = x / n
        middle = (ratio + _Z**2 / (2 * n)) / (1 + _Z**2 / n)
        half = _Z * np.sqrt(ratio * (1 - ratio) / n + _Z**2 / (4 * n * n)) / (1 + _Z**2 / n)
    return np.minimum(middle - half, ratio), np.maximum(middle + half, ratio)


def wald_interval(sums: RatioSums) -> Interval:
    """Return the ratio ± 1.96 linearised standard errors; of no width where nothing was seen to vary."""
    x, n = np.asarray(sums.numerator), np.asarray(sums.denominator)
    effect = design_effect(sums)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = x / n
        half = _Z * np.sqrt(np.where(np.isnan(effect), 0.0, effect) * ratio * (1 - ratio) / n)
    return ratio - half, ratio + half


METHODS: dict[str, Callable[[RatioSums], Interval]] = {NAIVE: naive_interval, WALD: wald_interval}


def ours(ratios: Ratios) -> Callable[[RatioSums], Interval]:
    """Return how the library makes the intervals of rates, or of shares."""
    if ratios.y.shape[1] == 1:
        return ratio_interval
    return lambda sums: ratio_interval(sums, prior=prior_effect(sums))


class Covered(NamedTuple):
    """What came of one number of articles.

    Attributes
    ----------
    by_method : dict of str to list of Rate
        By band of `BANDS`.
    widths : float
        The median width of the bootstrap's intervals over that of ours, from `MANY` expected articles on; NaN
        where there are none.
    """

    by_method: dict[str, list[Rate]]
    widths: float


def holds(interval: Interval, truth: Floats) -> npt.NDArray[np.bool_]:
    """Tell where the truth is in the interval, but for the last digits."""
    slack = 1e-12 * (1 + np.abs(truth))
    return np.asarray((interval[0] <= truth + slack) & (interval[1] >= truth - slack))


def _pooled(hits: npt.NDArray[np.bool_], tried: npt.NDArray[np.bool_], band: Counts) -> list[Rate]:
    of_band = band[:, np.newaxis] == np.arange(len(BANDS))
    return rates((hits & tried).astype(np.float64) @ of_band, tried.astype(np.float64) @ of_band)


def covered(
    ratios: Ratios, articles: int, *, draws: int, redraws: int, most: int, seed: list[int]
) -> Covered:
    """Return how often each kind of interval holds the truth.

    Parameters
    ----------
    ratios : Ratios
    articles : int
        How many are drawn at once.
    draws : int
        How often; the bootstrap, which is slow, has a tenth of that.
    redraws : int
        Of the bootstrap, for each draw.
    most : int
        Things of a band; the bootstrap has a quarter of them.
    seed : list of int
    """
    random, methods = np.random.default_rng(seed), {OURS: ours(ratios), **METHODS}
    some, band = chosen(ratios, articles, most, random)
    rows = random.integers(0, ratios.x.shape[0], (draws, articles))
    hits: dict[str, list[npt.NDArray[np.bool_]]] = {name: [] for name in methods}
    tried = []
    for first in range(0, draws, _AT_ONCE):
        sums = drawn_sums(some, rows[first : first + _AT_ONCE])
        tried.append(np.broadcast_to(np.asarray(sums.units) >= 2, np.shape(sums.numerator)))
        for name, method in methods.items():
            hits[name].append(holds(method(sums), some.truth))
    by_method = {name: _pooled(np.vstack(hit), np.vstack(tried), band) for name, hit in hits.items()}
    again, band = chosen(some, articles, max(most // 4, 1), random)
    by_method[BOOTSTRAP], widths = _bootstrapped(
        again, band, rows[: max(draws // 10, 2)], redraws, seed, methods[OURS]
    )
    return Covered(by_method, widths)


def _bootstrapped(
    ratios: Ratios,
    band: Counts,
    rows: Counts,
    redraws: int,
    seed: list[int],
    interval: Callable[[RatioSums], Interval],
) -> tuple[list[Rate], float]:
    """Return the coverage of the bootstrap, and its median width over that of ours."""
    sums = drawn_sums(ratios, rows)
    tried = np.broadcast_to(np.asarray(sums.units) >= 2, np.shape(sums.numerator))
    low, high = interval(sums)
    hits, widths = np.zeros(tried.shape, dtype=bool), np.full(tried.shape, np.nan)
    for one, picked in enumerate(rows):
        found = bootstrap(ratios.x[picked], ratios.y[picked], draws=redraws, seed=[*seed, one])
        hits[one] = holds(found, ratios.truth)  # one that cannot be given holds nothing
        widths[one] = (found[1] - found[0]) / (high[one] - low[one])
    many = tried & (band == len(BANDS) - 1)
    known = many & np.isfinite(widths)
    return _pooled(hits, tried, band), float(np.median(widths[known])) if known.any() else np.nan


def compared(
    ratios: Ratios, articles: tuple[int, int], *, draws: int, most: int, seed: list[int], as_ratio: bool
) -> dict[str, list[Rate]]:
    """Return how often the interval between two groups of one truth holds it.

    As :func:`covered`; that of the ratio has to hold 1, that of the difference 0. Bands are by the smaller
    group. The naive one is made from naive intervals, in the same way.
    """
    random = np.random.default_rng(seed)
    some, band = chosen(ratios, min(articles), most, random)
    rows = [random.integers(0, ratios.x.shape[0], (draws, each)) for each in articles]
    methods = {OURS: ours(ratios), NAIVE: naive_interval}
    between, truth = (rate_ratio, 1.0) if as_ratio else (difference_interval, 0.0)
    hits: dict[str, list[npt.NDArray[np.bool_]]] = {name: [] for name in methods}
    tried = []
    for first in range(0, draws, _AT_ONCE):
        sums = [drawn_sums(some, each[first : first + _AT_ONCE]) for each in rows]
        units = np.minimum(*(np.asarray(each.units) for each in sums))
        tried.append(np.broadcast_to(units >= 2, np.shape(sums[0].numerator)))
        with np.errstate(divide="ignore", invalid="ignore"):
            found = [np.asarray(each.numerator) / np.asarray(each.denominator) for each in sums]
        for name, hit in hits.items():
            low_high = [methods[name](each) for each in sums]
            hit.append(holds(between(found[0], *low_high[0], found[1], *low_high[1]), np.asarray(truth)))
    return {name: _pooled(np.vstack(hit), np.vstack(tried), band) for name, hit in hits.items()}
