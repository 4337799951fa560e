"""Coded lines against a known truth: the bias that is left, and how often an interval covers."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.analysis.sample import allocate
from discourse.counting.codes import Lines, corrected
from discourse.counting.units import UnitCounts
from discourse.lexicon.match import Query
from discourse.measures import difference_interval

QUERIES = [Query("concept", label, (label,)) for label in "AB"]
FOUND = ((1.6, 0.8), (1.0, 1.0))  # matches an article, of each outlet (a row) and label, if all were right
ARTICLES, WORDS = (160, 240), 400.0

# What share of the matches is right, of each outlet and label.
PRECISION = {
    ".3 against 1": ((0.3, 1.0), (1.0, 1.0)),
    ".3 and .9 against .8 and .5": ((0.3, 0.9), (0.8, 0.5)),
    ".6 against .9": ((0.6, 0.8), (0.9, 0.95)),
    "1 everywhere": ((1.0, 1.0), (1.0, 1.0)),
}
LINES = (100, 200, 400)


class Simulated(NamedTuple):
    """What came of many samples; each is of the difference between two outlets.

    Attributes
    ----------
    truth, naive, corrected : float
        The true difference, and the means of what raw counts and codes make of it.
    coverage, above, below : float
        How often the interval has the truth, and how often it lies above or below it.
    coverage_naive : float
        Of the intervals of raw counts.
    width : float
        Of the interval of the codes, in that of an uncoded lexicon that is always right.
    """

    truth: float
    naive: float
    corrected: float
    coverage: float
    above: float
    below: float

    @property
    def bias_left(self) -> float:
        """The bias of the corrected difference in that of the naive one."""
        return (self.corrected - self.truth) / (self.naive - self.truth)


class _Drawn(NamedTuple):
    """Articles of two outlets, and the matches in them."""

    outlet: npt.NDArray[np.int64]
    tokens: npt.NDArray[np.int64]
    article: npt.NDArray[np.int64]
    label: npt.NDArray[np.int64]
    right: npt.NDArray[np.bool_]


def _articles(precision: npt.NDArray[np.float64], alike: float, random: np.random.Generator) -> _Drawn:
    """Draw articles; in a share `alike` of them all matches of a label are right, or all are wrong."""
    outlet = np.repeat(np.arange(2), ARTICLES)
    tokens = np.maximum(random.gamma(4.0, WORDS / 4, len(outlet)), 30).astype(np.int64)
    mean = np.array(FOUND)[outlet] * random.gamma(0.5, 2.0, (len(outlet), 2))
    found = random.poisson(mean * tokens[:, None] / WORDS)
    article, label = (each.repeat(found.ravel()) for each in np.divmod(np.arange(found.size), 2))
    own, shared = random.random(len(article)), random.random(found.shape)[article, label]
    one_sense = (random.random(found.shape) < alike)[article, label]
    right = np.where(one_sense, shared, own) < precision[outlet[article], label]
    return _Drawn(outlet, tokens, article, label, right)


def simulate(
    precision: Sequence[Sequence[float]],
    lines: int,
    *,
    draws: int,
    seed: Sequence[int],
    alike: float = 0.7,
    years: int = 1,
) -> dict[str, Simulated]:
    """Draw articles, code some of their matches, and compare the outlets, many times."""
    random, chance = np.random.default_rng(seed), np.array(precision)
    found = {name: np.empty((draws, 4)) for name in ("rate", "share")}
    for draw in range(draws):
        drawn = _articles(chance, alike, random)
        for name, values in _compared(drawn, lines, random).items():
            found[name][draw] = values
    rate = np.array(FOUND) * chance / WORDS * 10_000
    truth = {"rate": rate[0, 0] - rate[1, 0], "share": np.subtract(*(rate[:, 0] / rate.sum(axis=1)))}
    return {name: _summed(values, truth[name]) for name, values in found.items()}


def _compared(drawn: _Drawn, lines: int, random: np.random.Generator) -> dict[str, tuple[float, ...]]:
    """Return the naive difference of label A, the corrected one, and its interval."""
    outlet = drawn.outlet[drawn.article]
    stratum = 2 * outlet + drawn.label
    size = np.bincount(stratum, minlength=4)
    coded = np.zeros(len(stratum), dtype=bool)
    for label in range(2):
        mine = [label, 2 + label]
        for one, many in zip(mine, allocate(size[mine].tolist(), lines // 2), strict=True):
            coded[random.choice(np.flatnonzero(stratum == one), many, replace=False)] = True
    item, at = np.where(coded, 3 + np.cumsum(coded), stratum), drawn.article
    count = sparse.csr_array(
        (np.ones(len(item), np.int64), (at, item)), shape=(len(drawn.outlet), 4 + coded.sum())
    )
    cells = UnitCounts(
        drawn.outlet,
        np.arange(len(drawn.outlet)),
        np.ones_like(drawn.outlet),
        drawn.tokens,
        count,
        count,
        count,
    )
    words = np.bincount(drawn.outlet, weights=drawn.tokens)
    matches = size.reshape(2, 2)
    codes = Lines(
        np.arange(4) % 2, size, stratum[coded], drawn.right[coded].astype(np.float64), np.zeros(4, dtype=bool)
    )
    made = corrected(cells, 2, codes, QUERIES, matches)
    found = {}
    for name, naive, value, ends, scale in (
        ("rate", matches / words[:, None], made.count / words[:, None], made.rate.ends(0.95), 10_000),
        (
            "share",
            matches / matches.sum(axis=1, keepdims=True),
            made.count / made.concept_count,
            made.share.ends(0.95),
            1,
        ),
    ):
        sides = [each[outlet, 0] for outlet in range(2) for each in (value, *ends)]
        low, high = difference_interval(*sides)
        found[name] = tuple(
            float(scale * each) for each in (np.subtract(*naive[:, 0]), np.subtract(*value[:, 0]), low, high)
        )
    return found


def _summed(found: npt.NDArray[np.float64], truth: float) -> Simulated:
    naive, value, low, high = found.T
    above, below = float((low > truth).mean()), float((high < truth).mean())
    return Simulated(truth, float(naive.mean()), float(value.mean()), 1 - above - below, above, below)
