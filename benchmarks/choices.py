"""Whole choices: articles of one origin dealt into several groups, and how often a test says these divide.

Words stand for the labels of a concept: two to eight of them, common and rare ones, drawn as in coverage.
"""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.nulls import ALPHA, Rate, rates
from benchmarks.samples import Sample, merged
from discourse.measures.homogeneity import dealt, rao_scott

LAYOUTS = ((100, 100), (50,) * 5, (200, 100, 50, 25, 10, 5), (20,) * 15)  # families
BANDS = ((10, 19), (20, 49), (50, 99), (100, None))  # families that mention the concept
LABELS = (2, 3, 5, 8)
SURVEY, NOTHING, OURS = "Rao–Scott F, where it has an answer", "Rao–Scott F: no answer", "ours"
_DRAWS = 199  # of the dealt p: .05 is one of its values
_FEWEST, _MOST = 5, 0.5  # articles that have a word, and of what share of all

Counts = npt.NDArray[np.int64]


def choices_rejected(
    sample: Sample, layout: tuple[int, ...], *, deals: int, seed: list[int]
) -> dict[str, list[Rate]]:
    """Return the share of true nulls rejected at .05 where families are dealt whole, by band of `BANDS`.

    Beside it the share of choices for which the F test of survey statistics has no answer.
    """
    random, families = np.random.default_rng(seed), merged(sample)
    counts = sparse.csc_array(families.counts)
    group = np.repeat(np.arange(len(layout)), layout)
    survey, nothing, ours, trials = np.zeros((4, deals, len(BANDS)))
    edges = [low for low, _ in BANDS]
    for one in range(deals):
        rows = random.choice(len(families.lengths), sum(layout), replace=False)
        for labels in LABELS:
            count = counts[:, _words(counts, labels, random)].toarray()[rows]
            there = count.sum(axis=1) > 0
            band = int(np.searchsorted(edges, there.sum(), side="right")) - 1
            p = dealt(count, group, draws=_DRAWS, seed=one).p
            if band < 0 or np.isnan(p):
                continue
            trials[one, band] += 1
            ours[one, band] += p <= ALPHA
            theirs = rao_scott(count, group, np.arange(len(group))).p
            survey[one, band] += theirs < ALPHA
            nothing[one, band] += np.isnan(theirs)
    return {
        SURVEY: rates(survey, trials - nothing),
        NOTHING: rates(nothing, trials),
        OURS: rates(ours, trials),
    }


def _words(counts: sparse.csc_array, labels: int, random: np.random.Generator) -> Counts:
    """Choose words, from rare to common ones on the scale of logarithms."""
    holding = np.diff(counts.indptr)
    order = np.argsort(holding, kind="stable")
    low, high = np.log(_FEWEST), np.log(_MOST * counts.shape[0])
    chosen: set[int] = set()
    while len(chosen) < labels:
        aim = np.exp(random.uniform(low, high))
        same = [int(np.searchsorted(holding[order], aim, side=side)) for side in ("left", "right")]
        near = order[random.integers(max(same[0] - 5, 0), min(same[1] + 5, len(order)))]
        chosen.add(int(near))
    return np.array(sorted(chosen), dtype=np.int64)
