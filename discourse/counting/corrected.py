"""What coded lines make of the labels of each group and unit, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.codes import Codes, Lines, Mentions, coded_mentions, to_label
from discourse.counting.groups import By
from discourse.counting.intervals import Interval, Intervals, sums_of_units
from discourse.counting.labels import Asked, concept_of
from discourse.counting.units import UnitCounts
from discourse.errors import DiscourseError
from discourse.lexicon.match import Query
from discourse.measures.coded import Strata, coded_strata, leave_one_out, pseudo_outcomes
from discourse.measures.ratio import Noise, RatioSums, ratio_interval
from discourse.text.index import Positions

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-12  # of a sum, for each match
_PRIOR_PAIRS = 20.0  # of matches in one unit, that were both right or both wrong


@dataclass(frozen=True, eq=False)
class CorrectedCells:
    """The labels of each group and unit as the codes correct them; each csr_array of shape (rows, labels).

    Attributes
    ----------
    cells : UnitCounts
        The rows; their items are not those of the labels.
    count : csr_array of float
        What is expected of each unit; in each group they add up to the corrected count.
    unbiased : csr_array of float
        What the codes say of each unit by itself, as if no more were known: right on average, and maybe below
        0 or more than there are matches.
    unknown : csr_array of float
        The variance of what is not known of a unit: its mentions that are not coded.
    sampling : csr_array of float
        What the drawing of lines adds to the variance of a count, if it is of this unit.
    level : csr_array of float
        A count that is never 0 where there are matches.
    coded : csr_array of int64
        The coded lines among the matches.
    unseen : csr_array of int64, shape (rows, strata)
        Matches that are not coded: how far a count moves with the mean of a stratum.
    label : ndarray of int64, shape (strata,)
        Of each stratum.
    wobble : ndarray of float, shape (strata,)
        The variance of its mean: other lines would have been drawn.
    """

    cells: UnitCounts
    count: sparse.csr_array
    unbiased: sparse.csr_array
    unknown: sparse.csr_array
    sampling: sparse.csr_array
    level: sparse.csr_array
    coded: sparse.csr_array
    unseen: sparse.csr_array
    label: Positions
    wobble: Floats


class Estimate(NamedTuple):
    """A ratio of corrected counts, and what its interval is made of; each of shape (groups, labels).

    Attributes
    ----------
    sums : RatioSums
        Over the units of each group.
    more : ndarray of float
        What the drawing of lines adds to the design effect.
    lacking : ndarray of bool
        Where matches are of a stratum without codes.
    choice : bool
        Whether it is of a choice among mentions, and not of words.
    """

    sums: RatioSums
    more: Floats
    lacking: npt.NDArray[np.bool_]
    choice: bool

    def ends(self, intervals: Intervals, part: npt.ArrayLike = 1.0) -> Interval:
        """Return the interval, or what it would be if the drawing of lines added only a part of that."""
        more = np.where(np.isfinite(self.more), self.more, 0.0) * part
        prior = intervals.prior(self.sums, choice=self.choice)
        low, high = ratio_interval(
            self.sums,
            confidence=intervals.confidence,
            prior=prior,
            more=more,
            unequal=intervals.of_blocks,
        )
        return np.where(self.lacking, np.nan, low), np.where(self.lacking, np.nan, high)


@dataclass(frozen=True, eq=False)
class CorrectedLabels:
    """The labels of one concept in each group and unit; rows are those of :func:`mentions_by_unit`.

    Attributes
    ----------
    count : ndarray of float, shape (rows, labels)
        What is expected.
    noise : ndarray of float, shape (rows, labels)
        The variance of what is not known of it, and of the drawing of lines.
    coded : ndarray of int64, shape (rows, labels)
    """

    count: Floats
    noise: Floats
    coded: npt.NDArray[np.int64]

    def take(self, rows: npt.NDArray[np.int64]) -> "CorrectedLabels":
        """Return some of the rows."""
        return CorrectedLabels(self.count[rows], self.noise[rows], self.coded[rows])

    def whole(self, asked: Asked, tokens: Positions) -> Floats:
        """Return the denominators: the mentions of the concept, or the words."""
        return self.count.sum(axis=1) if asked.value == "share" else tokens.astype(np.float64)

    def noise_of(self, asked: Asked, label: int) -> Noise:
        """Return what is not known of a label and its denominator."""
        own = self.noise[:, label]
        return Noise(own, own, self.noise.sum(axis=1)) if asked.value == "share" else Noise(own)


@dataclass(frozen=True, eq=False)
class Corrected:
    """What the codes make of the labels of each group.

    Attributes
    ----------
    count, concept_count : ndarray of float, shape (groups, labels)
        Mentions that are what their label claims, estimated; NaN where a match is of a stratum without codes.
    missed : ndarray of float, shape (groups, labels)
        What of the count no match is.
    coded : ndarray of int64, shape (groups, labels)
        The coded lines among the matches.
    rate, share : Estimate
        Per token, and among those of the concept.
    strata : Strata
    matches : ndarray of float, shape (groups, strata)
        Those of each stratum, coded or not.
    by_unit : CorrectedCells
        The same unit by unit.
    """

    count: Floats
    concept_count: Floats
    missed: Floats
    coded: npt.NDArray[np.int64]
    rate: Estimate
    share: Estimate
    strata: Strata
    matches: Floats
    by_unit: CorrectedCells

    def labels(self, asked: Asked, *, unbiased: bool = False) -> CorrectedLabels:
        """Return the labels of a concept, where no others were counted; each unit by itself, if asked for.

        Raises
        ------
        DiscourseError
            If some that are needed have matches of which no line is coded.
        """
        needed = range(len(asked.queries)) if asked.value == "share" else asked.labels
        lacking = [at for at in needed if np.isnan(self.count[:, at]).any()]
        if lacking:
            names = ", ".join(asked.queries[at].label for at in lacking)
            raise DiscourseError(
                f"codes= has no coded line for some matches of {names}, so that the {asked.value} cannot be "
                "corrected; validation_sample draws lines of each label, in each value of its by="
            )
        of = self.by_unit
        count, unknown, sampling, coded = (
            each.toarray()
            for each in (of.unbiased if unbiased else of.count, of.unknown, of.sampling, of.coded)
        )
        return CorrectedLabels(count, unknown + sampling, coded)


def corrections(corpus: Corpus, codes: Codes, queries: Sequence[Query], by: By, *, unit: str) -> Corrected:
    """Count the matches of some labels, and return what the codes make of them; see :func:`corrected`.

    Raises
    ------
    DiscourseError
        As :func:`coded_mentions`.
    """
    cells, mentions, lines = coded_mentions(corpus, codes, queries, by, unit=unit)
    return corrected(cells, int(cells.group.max(initial=-1)) + 1, mentions, lines, queries)


def corrected(
    cells: UnitCounts, groups: int, mentions: Mentions, lines: Lines, queries: Sequence[Query]
) -> Corrected:
    """Estimate the mentions of each group that are what their label claims, and their intervals.

    A match is worth what :func:`discourse.measures.pseudo_outcomes` makes of it: the mean answer of its
    stratum, corrected where it is coded by how far its answer lies from the mean of the others. Where there
    are predictions, it is the prediction, and the mean of its error in the stratum. The sum over a group is
    unbiased, whatever the strata are, but where few lines would take it too far from its stratum
    (:func:`_apart`); it is no less than what is known to be right, and no more than what is not known to be
    wrong. Groups add up to what they are together.

    The variance has two parts. Other articles would have been written: the spread of what is expected of each
    unit, and of what is not known of it. Two mentions of one label in a unit are as alike as coded ones are
    seen to be; without such, as if all were right or all wrong (one sense per discourse: Gale, Church and
    Yarowsky 1992, HLT, 233-237). Other lines would have been drawn: the variance of the stratified sample.

    Parameters
    ----------
    cells : UnitCounts
        What :func:`coded_mentions` returns, as the next two.
    groups : int
    mentions : Mentions
    lines : Lines
    queries : sequence of Query
        The labels.
    """
    strata = coded_strata(lines.answer, lines.stratum, lines.size, lines.label, lines.missed, lines.guess)
    member, labels, known = cells.member(groups), len(queries), strata.coded > 0
    together = _together(queries)
    unseen, seen = mentions.unseen, mentions.seen
    unseen_here, seen_here = member @ unseen, member @ seen
    of_line, line_missed = lines.label[lines.stratum], lines.missed[lines.stratum]
    match, match_line = ~lines.missed, ~line_missed
    error = lines.answer - lines.guess
    mean, chance = np.where(known, strata.mean, 0.0), 1 / strata.weight[lines.stratum]
    worth = lines.guess + pseudo_outcomes(leave_one_out(error, lines.stratum), error, chance)

    def of_strata(values: npt.ArrayLike) -> sparse.csr_array:
        return to_label(values, lines.label, labels)

    def of_lines(values: npt.ArrayLike) -> sparse.csr_array:
        return to_label(values, of_line, labels)

    apart = _apart(unseen_here, seen_here, lines, worth - lines.answer)
    right = (seen_here @ of_lines(lines.answer * match_line)).toarray()
    count = right + (
        member @ mentions.guess + unseen_here @ of_strata(mean * match) + apart @ of_strata(match)
    )
    missed = (
        unseen_here @ of_strata(mean * ~match)
        + seen_here @ of_lines(lines.answer * line_missed)
        + apart @ of_strata(~match)
    ).toarray()
    coded = (seen_here @ of_lines(match_line)).toarray().astype(np.int64)
    loose = (unseen_here @ of_strata(~known)).toarray() + (member @ mentions.loose).toarray()
    complete = loose == 0
    rest = (unseen_here @ of_strata(match)).toarray()
    count = np.clip(count, right, right + rest) + missed  # where predictions and their error go too far

    expected = mentions.guess + unseen @ of_strata(mean * match) + seen @ of_lines(lines.answer)
    expected = sparse.csr_array(expected.maximum(0))
    nowhere = ((member @ expected).toarray() == 0) & (count > 0)  # where all is missed, in any sentence alike
    if nowhere.any():
        thin = (unseen @ of_strata(mean * ~match)).toarray() * nowhere[cells.group]
        expected = sparse.csr_array(expected + sparse.csr_array(thin))
    at, there = expected.tocoo(), (member @ expected).toarray()
    scale = np.divide(count, there, out=np.ones_like(count), where=there > 0)
    expected = sparse.csr_array((at.data * scale[cells.group[at.row], at.col], at.coords), shape=at.shape)
    off = (error - mean[lines.stratum]) / np.sqrt(strata.variance[lines.stratum]) * match_line
    alike = _alike(seen, of_lines(off), of_lines(match_line))[lines.label]
    seen_there = seen @ to_label(np.ones(len(of_line)), lines.stratum, len(known))
    matches = unseen + seen_there
    pairs = matches.power(2) - seen_there.power(2)  # of which one at least is not coded
    weighed = np.where(known, strata.weight - 1, 0.0) * strata.variance  # of a match, by the drawing of lines
    by_unit = CorrectedCells(
        cells,
        expected,
        mentions.guess + unseen @ of_strata(mean) + seen @ of_lines(worth),
        pairs @ of_strata(alike * strata.variance * match)
        + unseen @ of_strata((1 - alike * match) * strata.variance),
        matches @ of_strata(weighed),
        matches @ of_strata(strata.level),
        sparse.csr_array((seen @ of_lines(match_line)).astype(np.int64)),
        unseen,
        lines.label,
        weighed / np.maximum(lines.size, 1),
    )
    incomplete = ~complete @ together > 0
    rate, share = _estimates(by_unit, groups, together)
    return Corrected(
        np.where(complete, count, np.nan),
        np.where(incomplete, np.nan, count @ together),
        missed,
        coded,
        Estimate(*rate, ~complete, False),
        Estimate(*share, incomplete, True),
        strata,
        (member @ matches).toarray(),
        by_unit,
    )


def _apart(unseen: sparse.csr_array, seen: sparse.csr_array, lines: Lines, more: Floats) -> sparse.csr_array:
    """Return how many more matches that are not coded are right than if all of a stratum were alike.

    Each line of a group takes it at most half of the way that is left to where all its other matches are
    right, or none is: one line half, two three quarters, and many wherever they say. What that cuts is shared
    out, by their matches, over the groups that have lines (and what is in no group): over a stratum it adds
    up to 0, and groups to what they are together.

    Parameters
    ----------
    unseen : csr_array, shape (groups, strata)
    seen : csr_array, shape (groups, lines)
    lines : Lines
    more : ndarray of float, shape (lines,)
        What each line says; in each stratum it adds up to 0.

    Returns
    -------
    csr_array, shape (groups, strata)
    """
    strata, each = len(lines.label), np.ones(len(more))
    coded = np.bincount(lines.stratum, minlength=strata)
    level = np.bincount(lines.stratum, lines.answer, strata) / np.maximum(coded, 1)
    rest, n, push = (
        np.vstack([here, np.maximum(whole - here.sum(axis=0), least)])
        for here, whole, least in (
            (unseen.toarray(), lines.size - coded, 0.0),
            ((seen @ to_label(each, lines.stratum, strata)).toarray(), coded, 0.0),
            ((seen @ to_label(more, lines.stratum, strata)).toarray(), np.zeros(strata), -np.inf),
        )
    )
    room = rest * (1 - 0.5**n)
    least, most = -room * level, room * (1 - level)
    push = np.clip(push, least, most)
    cut = np.flatnonzero(np.abs(push.sum(axis=0)) > _ROUNDING * lines.size)
    start, rest, least, most = push[:, cut], rest[:, cut], least[:, cut], most[:, cut]
    low, high = np.full(len(cut), -2.0), np.full(len(cut), 2.0)
    for _ in range(60 if len(cut) else 0):
        middle = (low + high) / 2
        push[:, cut] = np.clip(start + middle * rest, least, most)
        above = push[:, cut].sum(axis=0) > 0
        low, high = np.where(above, low, middle), np.where(above, middle, high)
    return sparse.csr_array(push[:-1])


def _alike(seen: sparse.csr_array, apart: sparse.csr_array, one: sparse.csr_array) -> Floats:
    """Return how alike two matches of a label in one unit are: the correlation of their answers.

    It starts from 1, as if `_PRIOR_PAIRS` pairs had shown it, and has no less than 0.

    Parameters
    ----------
    seen : csr_array, shape (rows, lines)
    apart, one : csr_array, shape (lines, labels)
        How far each answer lies from what is expected, in standard deviations; and 1 for each line.
    """
    alike, pairs = (
        np.asarray(((seen @ each).power(2) - seen @ each.power(2)).sum(axis=0)).ravel()
        for each in (apart, one)
    )
    return np.clip((alike + _PRIOR_PAIRS) / (pairs + _PRIOR_PAIRS), 0, 1)


def _estimates(
    of: CorrectedCells, groups: int, together: Floats
) -> tuple[tuple[RatioSums, Floats], tuple[RatioSums, Floats]]:
    """Return what the intervals of rates and shares are made of: sums, and what the drawing of lines adds."""
    cells, member = of.cells, of.cells.member(groups)
    unknown, sampling, level = ((member @ each).toarray() for each in (of.unknown, of.sampling, of.level))
    rate = sums_of_units(cells, groups, of.count, cells.tokens)
    rate = rate._replace(square=rate.square + unknown)
    share = sums_of_units(cells, groups, of.count, sparse.csr_array(of.count @ together))
    share = share._replace(
        square=share.square + unknown,
        product=share.product + unknown,
        denominator_square=share.denominator_square + unknown @ together,
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        more = sampling / level / (1 - level / rate.denominator)
        part, others = level / (level @ together), (sampling @ together) - sampling
        more_share = ((1 - part) ** 2 * sampling + part**2 * others) / (
            part * (1 - part) * (level @ together)
        )
    return (rate, more), (share, more_share)


def _together(queries: Sequence[Query]) -> Floats:
    """Return the matrix that adds up the labels of a concept."""
    concept = concept_of(queries)
    return np.equal.outer(concept, concept).astype(np.float64)
