"""Coded lines among the mentions of a corpus, and what they say of the labels of each group."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, group_names
from discourse.counting.intervals import Interval, Intervals, sums_of_units
from discourse.counting.labels import concept_of
from discourse.counting.missed import stratum_of, without_match
from discourse.counting.tally import Items, total_of_units
from discourse.counting.units import BLOCKS, UnitCounts
from discourse.lexicon.match import Query, find, resolve
from discourse.measures.coded import Strata, coded_strata, leave_one_out, pseudo_outcomes
from discourse.measures.ratio import PRIOR_EFFECT, RatioSums, prior_effect, ratio_interval
from discourse.text.index import Positions

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Codes:
    """A stratified sample of matches, and the answers of those who coded it.

    Attributes
    ----------
    by : str, sequence of str or None
        The columns that make the strata of a label.
    strata : DataFrame
        A row a stratum: ``concept``, ``label``, ``stratum``, ``stratum_count`` (its matches in the corpus).
    members : DataFrame
        ``concept``, ``label``, ``value`` (of `by`), ``stratum`` (the row of `strata`).
    lines : DataFrame
        The coded ones: ``concept``, ``label``, ``id``, ``position``, ``answer`` (from 0 to 1), ``stratum``.
    """

    by: By
    strata: pd.DataFrame
    members: pd.DataFrame
    lines: pd.DataFrame
    missed: Sequence["Missed"] = ()


@dataclass(frozen=True, eq=False)
class Missed:
    """A stratified sample of sentences without a match of a concept, and which labels were missed in them.

    Attributes
    ----------
    concept : str
    seeds : tuple of str
        The patterns that make sentences likelier to be drawn.
    by : str, sequence of str or None
    sizes : Series of int64
        The sentences of each stratum, by its name.
    lines : DataFrame
        The coded ones: ``id``, ``position``, ``stratum`` (its name).
    answers : DataFrame, shape (lines, labels)
        From 0 to 1, by the names of the labels.
    """

    concept: str
    seeds: tuple[str, ...]
    by: By
    sizes: "pd.Series[int]"
    lines: pd.DataFrame
    answers: pd.DataFrame


class Lines(NamedTuple):
    """Strata and coded lines as numbers.

    Attributes
    ----------
    label, size : ndarray of int64, shape (strata,)
        The number of the label of each stratum, and its matches.
    stratum : ndarray of int64, shape (lines,)
        Of each coded line.
    answer : ndarray of float, shape (lines,)
        From 0 (no) to 1 (yes).
    missed : ndarray of bool, shape (strata,)
        Whether a stratum is of sentences that the lexicon finds nothing in. They come after the others, once
        for each label that may be missed in them; and so do their lines.
    """

    label: Positions
    size: Positions
    stratum: Positions
    answer: Floats
    missed: npt.NDArray[np.bool_]


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
        prior = prior_effect(self.sums) if self.choice and intervals.of_articles else PRIOR_EFFECT
        low, high = ratio_interval(
            self.sums,
            confidence=intervals.confidence,
            prior=prior,
            more=more,
            unequal=intervals.unit in BLOCKS,
        )
        return np.where(self.lacking, np.nan, low), np.where(self.lacking, np.nan, high)


@dataclass(frozen=True, eq=False)
class Expected:
    """What the codes make of each cell, and how far it may be otherwise.

    Attributes
    ----------
    count, variance : csr_array of float, shape (cells, labels)
        Mentions that are what their label claims, and the variance of what is not known of them.
    unseen : csr_array, shape (cells, strata)
        Matches that are not coded: how far a count moves with the mean of a stratum.
    label : ndarray of int64, shape (strata,)
        Of each stratum.
    wobble : ndarray of float, shape (strata,)
        The variance of its mean: other lines would have been drawn.
    """

    count: sparse.csr_array
    variance: sparse.csr_array
    unseen: sparse.csr_array
    label: Positions
    wobble: Floats


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
    by_cell : Expected
    """

    count: Floats
    concept_count: Floats
    missed: Floats
    coded: npt.NDArray[np.int64]
    rate: Estimate
    share: Estimate
    strata: Strata
    matches: Floats
    by_cell: Expected


def values_of(corpus: Corpus, by: By) -> "pd.Series[str]":
    """Name the value of each document, the same whatever kind of column its shard made of the values."""
    values = {name: corpus.column(name) for name in columns_of(by)}
    said = pd.DataFrame({name: column.map(_said, na_action="ignore") for name, column in values.items()})
    named = group_names(said) if len(said.columns) else ["(all)"] * len(corpus)
    return pd.Series(named, dtype="str")


def _said(value: object) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def coded_mentions(
    corpus: Corpus, codes: Codes, queries: Sequence[Query], by: By, *, unit: str
) -> tuple[UnitCounts, Lines]:
    """Count in each group and unit the matches of each stratum that are not coded, and each coded line.

    Returns
    -------
    cells : UnitCounts
        Their groups are those of :func:`discourse.counting.tally.total_of_units`, and their items the strata
        and after them the lines.
    lines : Lines
    """
    number = {(query.concept, query.label): place for place, query in enumerate(queries)}
    label, of_member, of_line = (
        np.array([number[key] for key in zip(table["concept"], table["label"], strict=True)], np.int64)
        for table in (codes.strata, codes.members, codes.lines)
    )
    values = pd.Index(codes.members["value"].unique())
    stratum = np.full((len(queries), len(values) + 1), -1, dtype=np.int64)  # the last is of no value known
    stratum[of_member, values.get_indexer(codes.members["value"])] = codes.members["stratum"]
    lines = codes.lines.assign(query=of_line)
    asked = queries, codes.by, values, stratum, lines, len(label)
    cells = total_of_units(corpus, _count_coded, by, *asked, unit=unit, one_by_one=True).by_unit
    size, at = codes.strata["stratum_count"].to_numpy(np.int64), lines["stratum"].to_numpy(np.int64)
    answer = lines["answer"].to_numpy(np.float64)
    matched = Lines(label, size, at, answer, np.zeros(len(label), dtype=bool))
    if not codes.missed:
        return cells, matched
    return _with_missed(corpus, codes.missed, queries, by, unit, cells, matched)


def _with_missed(
    corpus: Corpus,
    missed: Sequence[Missed],
    queries: Sequence[Query],
    by: By,
    unit: str,
    cells: UnitCounts,
    lines: Lines,
) -> tuple[UnitCounts, Lines]:
    """Add the sentences of each sample: its strata and its lines once for each label of the concept."""
    unseen, seen = [cells.count[:, : len(lines.size)]], [cells.count[:, len(lines.size) :]]
    parts = [lines]
    for each in missed:
        asked = queries, each.concept, each.seeds, each.by, each.sizes.index, each.lines
        count = total_of_units(corpus, _count_sentences, by, *asked, unit=unit, one_by_one=True).by_unit.count
        strata, at = len(each.sizes), each.sizes.index.get_indexer(pd.Index(each.lines["stratum"]))
        for number, query in enumerate(queries):
            if query.concept == each.concept:
                before = sum(len(part.size) for part in parts)
                unseen.append(count[:, :strata])
                seen.append(count[:, strata:])
                parts.append(
                    Lines(
                        np.full(strata, number, dtype=np.int64),
                        np.asarray(each.sizes, dtype=np.int64),
                        before + at.astype(np.int64),
                        each.answers[query.label].to_numpy(np.float64),
                        np.ones(strata, dtype=bool),
                    )
                )
    count = sparse.csr_array(sparse.hstack([*unseen, *seen], format="csr"))
    return replace(cells, count=count), Lines(*map(np.concatenate, zip(*parts, strict=True)))


def _count_sentences(
    corpus: Corpus,
    queries: Sequence[Query],
    concept: str,
    seeds: tuple[str, ...],
    by: By,
    strata: "pd.Index[str]",
    lines: pd.DataFrame,
) -> Items:
    """Find in one shard the sentences without a match: the coded ones by themselves."""
    cut = without_match(corpus, queries, concept, seeds)
    item = strata.get_indexer(pd.Index(stratum_of(values_of(corpus, by).iloc[cut.document], cut.likely)))
    document = pd.Index(corpus.metadata["id"]).get_indexer(pd.Index(lines["id"]))
    here = np.flatnonzero(document >= 0)
    longest = int(corpus.index.lengths.max(initial=0)) + 1
    keys = cut.document * longest + cut.position  # in order
    wanted = document[here] * longest + lines["position"].to_numpy(np.int64)[here]
    item[np.searchsorted(keys, wanted)] = len(strata) + here
    offsets = np.searchsorted(cut.document, np.arange(len(corpus) + 1))
    return Items(item.astype(np.int32), offsets, len(strata) + len(lines))


def _count_coded(
    corpus: Corpus,
    queries: Sequence[Query],
    by: By,
    values: "pd.Index[str]",
    stratum: Positions,
    lines: pd.DataFrame,
    strata: int,
) -> Items:
    """Find in one shard the matches that are of a stratum: the coded lines by themselves."""
    found = resolve(find(queries, corpus.index))
    value = values.get_indexer(pd.Index(values_of(corpus, by)))
    item = stratum[found.query, value[corpus.index.document_of(found.start)]]
    document = pd.Index(corpus.metadata["id"]).get_indexer(pd.Index(lines["id"]))
    here = np.flatnonzero(document >= 0)
    start = corpus.index.offsets[document[here]] + lines["position"].to_numpy(np.int64)[here]
    keys = found.start * len(queries) + found.query
    wanted = start * len(queries) + lines["query"].to_numpy(np.int64)[here]
    order = np.argsort(keys)
    item[order[np.searchsorted(keys, wanted, sorter=order)]] = strata + here
    inside = item >= 0
    offsets = np.searchsorted(found.start[inside], corpus.index.offsets)
    return Items(item[inside].astype(np.int32), offsets, strata + len(lines))


def corrected(
    cells: UnitCounts,
    groups: int,
    lines: Lines,
    queries: Sequence[Query],
    found: npt.NDArray[np.int64],
) -> Corrected:
    """Estimate the mentions of each group that are what their label claims, and their intervals.

    A match is worth what :func:`discourse.measures.pseudo_outcomes` makes of it: the mean answer of its
    stratum, corrected where it is coded by how far its answer lies from the mean of the others. The sum over
    a group is unbiased, whatever the strata are.

    The variance has two parts. Other articles would have been written: the spread of what is expected of each
    unit, and of what is not known of it, as if the mentions of one label in a unit were all right or all
    wrong (one sense per discourse: Gale, Church and Yarowsky 1992, HLT, 233-237). Other lines would have
    been drawn: the variance of the stratified sample.

    Parameters
    ----------
    cells : UnitCounts
        As :func:`coded_mentions` returns them.
    groups : int
    lines : Lines
    queries : sequence of Query
        The labels.
    found : ndarray of int64, shape (groups, labels)
        All matches.
    """
    strata = coded_strata(lines.answer, lines.stratum, lines.size, lines.label, lines.missed)
    member, labels, known, concept = cells.member(groups), len(queries), strata.coded > 0, concept_of(queries)
    together = np.equal.outer(concept, concept).astype(np.float64)  # adds up the labels of a concept
    unseen, seen = cells.count[:, : len(known)], cells.count[:, len(known) :]
    unseen_here, seen_here = member @ unseen, member @ seen
    of_line = lines.label[lines.stratum]
    mean, chance = np.where(known, strata.mean, 0.0), 1 / strata.weight[lines.stratum]
    worth = pseudo_outcomes(leave_one_out(lines.answer, lines.stratum), lines.answer, chance)

    def added(missed: bool) -> Floats:
        """Add up what matches are worth, or sentences without one."""
        of, of_lines = lines.missed == missed, lines.missed[lines.stratum] == missed
        unseen_worth, seen_worth = (
            _to_label(each, label, labels)
            for each, label in ((mean * of, lines.label), (worth * of_lines, of_line))
        )
        total: Floats = (unseen_here @ unseen_worth + seen_here @ seen_worth).toarray()
        return total

    match, match_line = ~lines.missed, ~lines.missed[lines.stratum]
    coded = (seen_here @ _to_label(match_line, of_line, labels)).toarray().astype(np.int64)
    complete = (unseen_here @ _to_label(known & match, lines.label, labels)).toarray() + coded == found
    complete &= (unseen_here @ _to_label(~known & ~match, lines.label, labels)).toarray() == 0
    missed = np.maximum(added(missed=True), 0)  # of a part of a stratum it may be less than none,
    count = np.clip(added(missed=False), 0, found) + missed  # or more than all

    expected = unseen @ _to_label(mean * match, lines.label, labels)
    expected = expected + seen @ _to_label(lines.answer, of_line, labels)
    at, there = expected.tocoo(), (member @ expected).toarray()
    scale = np.divide(count, there, out=np.ones_like(count), where=there > 0)
    expected = sparse.csr_array((at.data * scale[cells.group[at.row], at.col], at.coords), shape=at.shape)
    alike = (unseen * unseen) @ _to_label(strata.variance * match, lines.label, labels)
    apart = unseen @ _to_label(strata.variance * ~match, lines.label, labels)
    unknown = (member @ (alike + apart)).toarray()
    weighed = np.where(known, strata.weight - 1, 0.0) * strata.variance  # of a match, by the drawing of lines
    matches = unseen_here + seen_here @ _to_label(np.ones(len(of_line)), lines.stratum, len(known))
    unsure = _to_label(weighed, lines.label, labels)
    sampling = (matches @ unsure).toarray()
    level = (matches @ _to_label(strata.level, lines.label, labels)).toarray()  # a count that is never 0

    rate = sums_of_units(cells, groups, expected, cells.tokens)
    rate = rate._replace(square=rate.square + unknown)
    share = sums_of_units(cells, groups, expected, sparse.csr_array(expected @ together))
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
    incomplete = ~complete @ together > 0
    return Corrected(
        np.where(complete, count, np.nan),
        np.where(incomplete, np.nan, count @ together),
        missed,
        coded,
        Estimate(rate, more, ~complete, False),
        Estimate(share, more_share, incomplete, True),
        strata,
        matches.toarray(),
        Expected(
            expected,
            sparse.csr_array(alike + apart),
            unseen,
            lines.label,
            weighed / np.maximum(lines.size, 1),
        ),
    )


def _to_label(values: npt.ArrayLike, label: Positions, labels: int) -> sparse.csr_array:
    """Return the matrix that adds items to their label, each with its value."""
    data = np.asarray(values, dtype=np.float64)
    return sparse.csr_array((data, (np.arange(len(label)), label)), shape=(len(label), labels))
