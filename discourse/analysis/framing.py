"""How each group names each concept: counts of labels, and the choice among them."""

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.analysis.coded import CORRECTED, Files, codes_given, correct
from discourse.analysis.phrases import (
    as_prose,
    capital,
    chosen,
    each_group,
    listed,
    most_used,
    of_articles,
    of_blocks,
)
from discourse.analysis.results import grouped_by, time_of, within_of
from discourse.analysis.same_stories import OF_GROUPS, Asked, sentence_of_groups, with_others
from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, per_10000, share
from discourse.counting.intervals import METHODS, Intervals, sums_of_units, unit_intervals
from discourse.counting.labels import concept_of, count_labels, lexicon_only, names_at
from discourse.counting.rows import refuse_more
from discourse.counting.shards import corpus_in
from discourse.counting.stories import told_in
from discourse.counting.tally import total_of_units
from discourse.counting.units import DOCUMENT, add_units, unit_for, units_of
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.lexicon.match import Query
from discourse.measures import RatioSums, design_effect, dp_norm_of_groups
from discourse.measures.ratio import ALIKE, PRIOR_EFFECT
from discourse.text.counts import like
from discourse.voice.codes import Voice

COLUMNS = (
    *("concept", "label", "count", "tokens", "documents", "documents_total", "dp_norm", "units"),
    *("concept_count", "concept_documents", "concept_units", "share_effect", "share_weak"),
    *(
        f"{value}{end}"
        for value in ("rate", "document_share", "intensity", "share")
        for end in ("", "_low", "_high", "_degrees")
    ),
    *CORRECTED,
    *OF_GROUPS,
)


WEIGHTS = ("mention", "article")
_FEW, _LARGE = 5, 5.0  # units that bear on a share, and its design effect: an interval to be read with care


def framing(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    every: str | None = None,
    within: str | None = None,
    weight: str = "mention",
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
    codes: Files | None = None,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Count the labels of a lexicon by group, and measure the choice among those that compete.

    Inside one concept the longest match wins and a span counts once, so that "moderate Syrian opposition"
    adds nothing to *opposition*. A rate mixes how much a topic is covered with how it is named; the share is
    of the choice of a name alone. A rate is also the product of prevalence (how many documents use the label
    at all) and intensity (how often those do); both are here.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    every : {"year", "quarter", "month"} or a metadata column, optional
        The period, a column after those of `by`. Periods in which a group has no document have no row;
        documents without a date are a period of their own, missing.
    within : str, optional
        The column of stories: each group is compared with all others in the stories that they tell too, see
        below for what is returned. ``"story"`` is that of :meth:`Corpus.with_stories`, if no column is.
    weight : {"mention", "article"}
        What counts alike in a rate and a share: each word and mention (counts are added, then divided), or
        each article (the mean of the articles' own rates, and of the shares of those that mention the
        concept). One long article that says *suffering* twenty times moves the first, and hardly the second.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit : str, optional
        What varies from sample to sample: ``"family"`` (documents that are copies of one another are one),
        ``"document"``, a block of time (``"month"``, ``"week"``, ``"day"``), or a metadata column such as a
        story. By default families; where `by` or `every` is a time, the blocks below it, as documents of one
        month share events: months of years, weeks of quarters and months, and of values that follow one
        another in time (such as halves) months, or weeks if they last fewer than four.
    confidence : float
        Of the intervals.
    uncertainty : {"linearized", "bootstrap"}
        How intervals are made: :func:`discourse.measures.ratio_interval`, or
        :func:`discourse.measures.bootstrap` of the units of each group.
    draws, seed : int
        Of the bootstrap.
    codes : path or sequence of paths, optional
        Lines of :func:`validation_sample`, of these documents or of more from which they were selected, coded
        by hand: rates and shares are then those of the mentions that are what their label claims, see Notes.
        With a file of ``missed=True`` beside it, mentions that the lexicon misses are added.
    coders : {"all", "majority"}
        Where several have coded a line: each counts alike, or most of them decide.
    predictions : DataFrame, optional
        What a classifier or language model says of every match, beside the codes: lines of
        :func:`concordance` of the lexicon with a column ``predicted``, from 0 (not what the label claims) to
        1. The better it is, the narrower the intervals; a bad one biases nothing.

    Returns
    -------
    DataFrame
        A row for each group and each label, zeros too: the columns of `by` and `every`, ``concept``,
        ``label``, ``count``, ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``rate_low``,
        ``rate_high``; ``documents`` (that use the label), ``documents_total``, ``document_share`` (the
        prevalence), ``document_share_low``, ``document_share_high``; ``intensity`` (per 10,000 tokens of the
        documents that use the label), ``intensity_low``, ``intensity_high``; ``dp_norm`` (how unevenly the
        label is spread over the units, from 0 to 1; few units or mentions make it large by themselves, so
        that it compares labels of one group, or groups of one size); ``units`` (of the group),
        ``concept_count`` (all labels of the concept in the group), ``concept_documents`` (documents that name
        the concept at all), ``concept_units``, ``share`` (``count / concept_count``, NaN where the group
        never names the concept), ``share_low`` and ``share_high``; ``share_effect`` (the design effect: how
        many times the share varies more between units than independent mentions would) and ``share_weak``
        (whether its interval is to be read with care: fewer than five units bear on the share, or the effect
        of articles is above 5, where intervals of 95% hold the truth in some 90%); last the degrees of
        freedom of each interval (``rate_degrees``, …), from which :func:`contrast` makes p. Intervals are NaN
        where fewer than two units bear on them. With `codes`, ``rate`` and ``share`` and their intervals are
        corrected, and what the lexicon alone says is in ``rate_raw`` and ``share_raw``; ``coded`` (lines in
        the group), ``count_corrected`` and ``concept_count_corrected`` (mentions that are what their label
        claims, estimated), and ``missed`` (those among them that the lexicon does not find; NaN where no
        sentences are coded) are added.

        With `within`, a row for each group and label: ``count``, ``concept_count``, ``concept_documents``
        and ``share`` of the group in the stories in which others mention the concept too; ``stories`` (how
        many) of ``stories_total`` (in which the group does); ``concept_count_others``,
        ``concept_documents_others`` and ``share_others`` of all others in the same stories, each story
        weighing what it weighs in the group; ``difference`` (of the shares) with ``difference_low`` and
        ``difference_high`` between stories, ``p``, ``q`` (over all rows); ``share_all`` (of the group in all
        its stories). Intervals and p are NaN where they differ in fewer than five stories. With `codes`,
        shares are corrected, beside ``count_corrected``, ``concept_count_corrected`` and ``share_raw``.

    Raises
    ------
    DiscourseError
        If `by` or `every` names no column, an option is out of range, codes cannot be used, or articles are
        to count alike and units to be drawn anew or lines to correct.

    Notes
    -----
    Corrected counts add up pseudo-outcomes, ``ŷ + R / π (y - ŷ)`` for each match, where ŷ is the mean answer
    of the other lines of its stratum, y its own answer if it has one (R = 1), and π the probability with
    which it was drawn (:func:`discourse.measures.pseudo_outcomes`): unbiased, also where outlets differ in
    how often a label is wrong, and where a group or period is a part of a stratum or of several. Groups add
    up to what they are together. Each line of a group takes it from the mean of its stratum at most half of
    the way that is left to where all or none of its other matches are right; what that cuts is shared out
    over its other groups, so that a group of a few lines is pulled to its stratum. Intervals add the drawing
    of lines to that of articles. All is NaN where a label has matches in a stratum without a coded line; of a
    share, where any label of the concept has. Of a selection all is as in the whole, but that how alike two
    mentions of one article are is known from its own lines alone, and that what was cut is shared among all
    that is not selected. Missed mentions add up in the same way, over sentences (those that have a match are
    not looked into again). Within stories each match that is not coded counts as much as those of its stratum
    are right on average, as a single story has too few lines for more; what differs from story to story in
    that is left in the interval. ``documents``, ``document_share``, ``intensity`` and ``dp_norm`` stay those
    of the lexicon alone.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> rebels = table[(table["label"] == "rebels") & (table["source"] == "Bloomberg")]
    >>> rebels[["count", "tokens", "documents", "concept_count", "share"]].round(2).values.tolist()
    [[6.0, 652.0, 1.0, 13.0, 0.46]]
    """
    corpus = corpus_in(corpus, voice)
    lexicon_only(lexicon)
    if not isinstance(every, str | None):
        raise DiscourseError(f"every= is the name of one column, not {every!r}")
    columns = list(dict.fromkeys([*columns_of(by), *([every] if every else [])]))
    if within is not None:
        if (every, weight, uncertainty) != (None, WEIGHTS[0], METHODS[0]):
            raise DiscourseError("within= takes no every=, weight= and uncertainty=; leave them out")
        inside = told_in(corpus, lexicon, within, columns, unit)
        return with_others(
            inside, lexicon, by, Asked(within, "share", confidence, codes, coders).checked(corpus)
        )
    unit = unit_for(corpus, unit, columns)
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    if weight not in WEIGHTS:
        raise DiscourseError(f"weight= must be one of {', '.join(WEIGHTS)}, not {weight!r}")
    if weight == "article" and intervals.draws_anew:
        raise DiscourseError('weight="article" has intervals by formula only; leave uncertainty= out')
    read = codes_given(codes, corpus, lexicon, coders, predictions)
    if weight == "article" and read:
        raise DiscourseError('codes= corrects counts that are added up; leave weight="article" out')
    queries = lexicon.queries()
    counted = total_of_units(corpus, count_labels, columns, queries, unit=unit, one_by_one=True)
    cells, groups = counted.by_unit, len(counted)
    labels, concept = slice(0, len(queries)), len(queries) + concept_of(queries)
    asked = f"{groups:,} groups × {len(queries):,} labels"
    refuse_more(groups * len(queries), asked, "give by= with fewer values, or select sources first")
    row = np.tile(np.arange(len(queries)), groups)
    table, freedom = counted.repeat(len(queries)), {}

    def put(
        name: str,
        x: sparse.csr_array,
        y: npt.NDArray[np.int64] | sparse.csr_array,
        scale: int,
        sums: RatioSums | None = None,
    ) -> None:
        share = scale == 1  # of documents or mentions, which are chosen among each other; words are not
        low, high, degrees = unit_intervals(cells, groups, x, y, intervals, choice=share, sums=sums)
        table[f"{name}_low"], table[f"{name}_high"] = scale * low.ravel(), scale * high.ravel()
        freedom[f"{name}_degrees"] = np.broadcast_to(degrees, low.shape).ravel()

    table["concept"], table["label"] = names_at(queries, row)
    table["count"] = counted.count[:, labels].toarray().ravel()
    table["tokens"] = np.repeat(counted.tokens, len(queries))
    table["rate"] = per_10000(table["count"], table["tokens"])
    put("rate", cells.count[:, labels], cells.tokens, 10_000)
    table["documents"] = counted.holding[:, labels].toarray().ravel()
    table["documents_total"] = np.repeat(counted.documents, len(queries))
    table["document_share"] = share(table["documents"], table["documents_total"])
    put("document_share", cells.holding[:, labels], cells.documents, 1)
    words = cells.member(groups) @ cells.within[:, labels]
    table["intensity"] = per_10000(table["count"], words.toarray().ravel())
    put("intensity", cells.count[:, labels], cells.within[:, labels], 10_000)
    table["dp_norm"] = dp_norm_of_groups(cells.count[:, labels], cells.tokens, cells.group, groups).ravel()
    table["units"] = np.repeat(counted.spread.units, len(queries))
    table["concept_count"] = counted.count.toarray()[:, concept].ravel()
    table["concept_documents"] = counted.holding.toarray()[:, concept].ravel()
    table["concept_units"] = counted.spread.bearing.toarray()[:, concept].ravel()
    table["share"] = share(table["count"], table["concept_count"])
    whole = cells.count[:, concept]
    choices = sums_of_units(cells, groups, cells.count[:, labels], whole)
    put("share", cells.count[:, labels], whole, 1, choices)
    effect = design_effect(choices).ravel()
    table["share_effect"] = effect
    large = (effect > _LARGE) & intervals.of_articles  # of a month it is nothing unusual
    table["share_weak"] = (np.asarray(choices.bearing).ravel() < _FEW) | large
    table = table.assign(**freedom)
    if weight == "article":
        table = table.assign(**_of_articles(corpus, queries, columns, intervals))
    made = {"weight": weight, **intervals.options}
    if read:
        table = correct(table, read, corpus, lexicon, columns, intervals)
        made |= read.options
    return finish(table, "framing", corpus, lexicon, by=by, every=every, **made)


def _of_articles(
    corpus: Corpus, queries: list[Query], columns: list[str], intervals: Intervals
) -> dict[str, npt.NDArray[Any]]:
    """Return the columns of rates and shares in which each article counts alike."""
    counted = total_of_units(corpus, count_labels, columns, queries, unit=DOCUMENT, one_by_one=True)
    cells, groups, concept = counted.by_unit, len(counted), concept_of(queries)
    labels, concepts = slice(0, len(queries)), slice(len(queries), cells.count.shape[1])
    unit = np.concatenate([each.number for each in units_of(corpus, intervals.unit)])[cells.unit]
    member, at = cells.member(groups), cells.count.tocoo()
    mentions = cells.count[:, concepts].toarray()
    whole = mentions[at.row, np.append(concept, np.arange(mentions.shape[1]))[at.col]]
    with np.errstate(divide="ignore", invalid="ignore"):
        # what an article of its size is likely to vary by, over what yes and no would
        word = PRIOR_EFFECT * (member @ (1 / cells.tokens))[:, np.newaxis]
        mention = np.where(mentions > 0, ALIKE + (1 - ALIKE) / mentions, 0.0)
        starts = word / counted.documents[:, np.newaxis], (member @ mention) / (member @ (mentions > 0))
    found: dict[str, npt.NDArray[Any]] = {}
    for name, size, start, scale in (
        ("rate", cells.tokens[at.row], np.repeat(starts[0], len(queries), axis=1), 10_000),
        ("share", whole, starts[1][:, concept], 1),
    ):
        parts = add_units([replace(cells, unit=unit, count=like(cells.count, at.data / size))])
        x = parts.count[:, labels]
        y = parts.documents if name == "rate" else parts.holding[:, len(queries) + concept]
        sums = sums_of_units(parts, groups, x, y)
        low, high, degrees = unit_intervals(parts, groups, x, y, intervals, prior=start, sums=sums)
        found[name] = scale * share(sums.numerator, sums.denominator).ravel()
        found[f"{name}_low"], found[f"{name}_high"] = scale * low.ravel(), scale * high.ravel()
        found[f"{name}_degrees"] = np.broadcast_to(degrees, low.shape).ravel()
    bearing = np.asarray(sums.bearing).ravel()
    return {**found, "share_effect": np.full(len(bearing), np.nan), "share_weak": bearing < _FEW}


def sentence(table: pd.DataFrame) -> str:
    """Say of one concept which label each group chooses, of several which labels each group uses most."""
    if within_of(table):
        return sentence_of_groups(table)
    alike = " Shares are means of articles." if of_articles(table) else ""
    return _said(table) + alike + of_blocks(table, "Intervals are", bool(table["rate_low"].notna().any()))


def _said(table: pd.DataFrame) -> str:
    concepts, time = table["concept"].unique(), time_of(table)
    codes = _by_codes(table) if "coded" in table else ""
    if len(concepts) > 1:
        return each_group(table, grouped_by(table), lambda rows: most_used(rows, "label")) + codes
    if time is not None:
        return _over_time(table, time) + codes
    return f"{capital(as_prose(concepts[0]))}. {each_group(table, grouped_by(table), chosen)}{codes}"


def _by_codes(table: pd.DataFrame) -> str:
    """Say how many coded lines have corrected a table, and which concepts or labels lack some."""
    coded, without = int(table["coded"].sum()), list[str]()
    for concept, rows in table[table["count"] > 0].groupby("concept", sort=False):
        lacking = rows["count_corrected"].isna()
        without += [as_prose(concept)] if lacking.all() else [*rows.loc[lacking, "label"].unique()]
    if not coded:
        return " No line of it is coded, so nothing is corrected." if without else ""
    said = f" Corrected by {counted(coded, 'coded line')}."
    return said + (f" Not corrected, for lack of coded lines: {listed(without)}." if without else "")


def _over_time(table: pd.DataFrame, time: str) -> str:
    dated = table[table[time].notna() & (table["concept_count"] > 0)]
    if dated.empty:
        return "Nothing is named in an article with a date."

    def ends(rows: pd.DataFrame) -> str:
        periods = sorted(set(rows[time]))
        said = [f"{period} {chosen(rows[rows[time] == period], 1)}" for period in (periods[0], periods[-1])]
        return said[0] if len(periods) == 1 else f"{said[0]}, then {said[1]}"

    by = [column for column in grouped_by(table) if column != time]
    concept = capital(as_prose(dated["concept"].iloc[0]))
    leading = f"{concept}, the leading label in the first and the last {time}. "
    return leading + each_group(dated, by, ends)
