"""True nulls: articles of one origin dealt into two groups, and how often a test says that these differ."""

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtr
from scipy.stats import power_divergence

from benchmarks.samples import Sample, merged
from discourse.measures import (
    RatioSums,
    benjamini_hochberg,
    binomial,
    chi2_p,
    design_effect,
    design_effect_of_difference,
    g2,
)

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

LAYOUTS = ((300, 300), (20, 20), (20, 580), (10, 100))
WHOLE = ((300, 300), (20, 20))  # of families
BANDS = ((2, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, None))  # documents that have the term
ALPHA, FAR = 0.05, 0.001
NAIVE, CORRECTED, POWER = "naive G²", "G² / design effect", "Cressie-Read / design effect"
WELCH, OURS = "Welch", "ours"
TESTS = (NAIVE, CORRECTED, POWER, WELCH, OURS)
BY_DOCUMENT, BY_FAMILY = 'ours, unit="document"', 'ours, unit="family"'


class Rate(NamedTuple):
    """A share of trials, and its standard error.

    Attributes
    ----------
    value, error : float
        NaN where there was no trial; the error is clustered by what was drawn at once.
    trials : float
        How many each draw had, on average.
    """

    value: float
    error: float
    trials: float


class Rejections(NamedTuple):
    """How often a test rejects true nulls.

    Attributes
    ----------
    usual : list of Rate
        At .05, by band of `BANDS`.
    far : Rate
        At .001, of the terms that five articles have or more.
    found : Rate
        In what share of deals any term has a q below .05.
    terms : float
        How many terms have, a deal.
    """

    usual: list[Rate]
    far: Rate
    found: Rate
    terms: float


def cressie_read(a: Floats, b: Floats, n1: float, n2: float) -> Floats:
    """Power divergence over the four cells (Cressie and Read 1984), as SciPy has it."""
    row, total = np.array([n1, n2]), n1 + n2
    observed = np.array([a, b, n1 - a, n2 - b])
    expected = np.concatenate([np.outer(row, (a + b) / total), np.outer(row, 1 - (a + b) / total)])
    return np.asarray(power_divergence(observed, expected, lambda_="cressie-read", axis=0).statistic)


def word_sums(sample: Sample, rows: Counts) -> RatioSums:
    """Sum each term, per token, over some articles, each of them a unit."""
    counts, lengths = sample.counts[rows], sample.lengths[rows]
    words = np.repeat(lengths, np.diff(counts.indptr))

    def of_terms(values: Floats | None) -> Floats:
        return np.bincount(counts.indices, weights=values, minlength=counts.shape[1]).astype(np.float64)

    return RatioSums(
        of_terms(counts.data),
        lengths.sum(),
        of_terms(counts.data**2),
        of_terms(counts.data * words),
        (lengths**2).sum(),
        (lengths > 0).sum(),
        of_terms(None),
    )


def of_items(sums: RatioSums, items: Any) -> RatioSums:
    """Take some of the items that were summed."""
    return RatioSums(*(np.asarray(each)[items] if np.ndim(each) else each for each in sums))


def p_values(target: RatioSums, reference: RatioSums) -> dict[str, Floats]:
    """Test each term by every test; ours is what ``keyness`` does."""
    a, b = np.asarray(target.numerator), np.asarray(reference.numerator)
    sizes = np.asarray(target.denominator), np.asarray(reference.denominator)
    effect = design_effect_of_difference(target, reference)
    naive = g2(a, b, *sizes)
    return {
        NAIVE: chi2_p(naive),
        CORRECTED: chi2_p(naive / effect),
        POWER: chi2_p(cressie_read(a, b, *sizes) / effect),
        WELCH: welch(target, reference),
        OURS: binomial(a, b, *sizes, design_effect=effect),
    }


def welch(target: RatioSums, reference: RatioSums) -> Floats:
    """Test the difference of two rates by the linearised variance of each side.

    As Welch (1947), Biometrika 34, 28-35, does two means; a side that lacks the term shows no variance.
    """
    rates, variances, degrees = [], [], []
    for sums in (target, reference):
        x, y, m = (np.asarray(each, np.float64) for each in (sums.numerator, sums.denominator, sums.units))
        rates.append(x / y)
        effect = design_effect(sums)
        variances.append(np.where(np.isnan(effect), 0.0, effect * x / y * (1 - x / y) / y))
        degrees.append(m - 1)
    both = variances[0] + variances[1]
    with np.errstate(divide="ignore", invalid="ignore"):
        t = np.abs(rates[0] - rates[1]) / np.sqrt(both)
        share = variances[0] / both
        freedom = 1 / (share**2 / degrees[0] + (1 - share) ** 2 / degrees[1])
    return np.asarray(2 * stdtr(freedom, -t))


def deal(sample: Sample, layout: tuple[int, int], random: np.random.Generator) -> tuple[RatioSums, RatioSums]:
    """Deal articles into two groups, and sum the terms that two articles of both have."""
    rows = random.choice(len(sample.lengths), sum(layout), replace=False)
    sums = word_sums(sample, rows[: layout[0]]), word_sums(sample, rows[layout[0] :])
    there = np.flatnonzero(np.add(sums[0].bearing, sums[1].bearing) >= BANDS[0][0])
    return of_items(sums[0], there), of_items(sums[1], there)


def rejected(
    sample: Sample, layout: tuple[int, int], *, deals: int, seed: list[int]
) -> dict[str, Rejections]:
    """Return how often each test rejects true nulls."""
    random = np.random.default_rng(seed)
    edges = [low for low, _ in BANDS]
    usual, trials = np.zeros((len(TESTS), deals, len(BANDS))), np.zeros((deals, len(BANDS)))
    far, found = np.zeros((2, len(TESTS), deals))
    for one in range(deals):
        sums = deal(sample, layout, random)
        band = np.searchsorted(edges, np.add(sums[0].bearing, sums[1].bearing), side="right") - 1
        trials[one] = np.bincount(band, minlength=len(BANDS))
        for test, p in enumerate(p_values(*sums).values()):
            usual[test, one] = np.bincount(band[p < ALPHA], minlength=len(BANDS))
            far[test, one] = (band[p < FAR] > 0).sum()
            found[test, one] = (benjamini_hochberg(p) < ALPHA).sum()
    return {
        name: Rejections(
            rates(usual[test], trials),
            rates(far[test][:, np.newaxis], trials[:, 1:].sum(axis=1, keepdims=True))[0],
            rates((found[test] > 0).astype(np.float64)[:, np.newaxis], np.ones((deals, 1)))[0],
            float(found[test].mean()),
        )
        for test, name in enumerate(TESTS)
    }


def rejected_whole(
    sample: Sample, layout: tuple[int, int], *, deals: int, seed: list[int]
) -> dict[str, list[Rate]]:
    """Return the share of true nulls rejected at .05 where families are dealt whole, by band of `BANDS`.

    The band is of families; the unit is told by the name of the test.
    """
    random, families = np.random.default_rng(seed), merged(sample)
    edges, names = [low for low, _ in BANDS], (NAIVE, BY_DOCUMENT, BY_FAMILY)
    usual, trials = np.zeros((len(names), deals, len(BANDS))), np.zeros((deals, len(BANDS)))
    for one in range(deals):
        picked = random.choice(len(families.lengths), sum(layout), replace=False)
        sides = picked[: layout[0]], picked[layout[0] :]
        sums = [word_sums(families, side) for side in sides]
        there = np.flatnonzero(np.add(sums[0].bearing, sums[1].bearing) >= BANDS[0][0])
        by_family = [of_items(each, there) for each in sums]
        rows = [np.flatnonzero(np.isin(sample.family, side)) for side in sides]
        by_document = [of_items(word_sums(sample, each), there) for each in rows]
        band = np.searchsorted(edges, np.add(by_family[0].bearing, by_family[1].bearing), side="right") - 1
        trials[one] = np.bincount(band, minlength=len(BANDS))
        apart, whole = p_values(*by_document), p_values(*by_family)
        for test, p in enumerate((apart[NAIVE], apart[OURS], whole[OURS])):
            usual[test, one] = np.bincount(band[p < ALPHA], minlength=len(BANDS))
    return {name: rates(usual[test], trials) for test, name in enumerate(names)}


def rates(hits: Floats, trials: Floats) -> list[Rate]:
    """Pool draws, the rows, into a rate for each column; what was drawn at once is one observation."""
    draws, found = len(hits), []
    for hit, tried in zip(hits.T, trials.T, strict=True):
        if not tried.sum():
            found.append(Rate(np.nan, np.nan, 0.0))
            continue
        value = hit.sum() / tried.sum()
        spread = draws / max(draws - 1, 1) * ((hit - value * tried) ** 2).sum()
        found.append(Rate(float(value), float(np.sqrt(spread) / tried.sum()), float(tried.mean())))
    return found
