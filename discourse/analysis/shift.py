"""What a difference in the use of a label consists of: other words, other outlets or stories; by word."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.analysis.coded import Files, codes_given
from discourse.analysis.phrases import (
    between_stories,
    by_codes,
    capital,
    difference,
    of_blocks,
    side_of,
    stories_of,
    unit_of,
)
from discourse.analysis.results import value_of, within_of
from discourse.corpus import Corpus
from discourse.counting.corrected import CorrectedLabels, corrections
from discourse.counting.groups import By, columns_of, finish, grouped, in_list, share, two_groups
from discourse.counting.intervals import Intervals
from discourse.counting.labels import Asked, ask, mentions_by_unit, names_at
from discourse.counting.shards import corpus_in
from discourse.counting.stories import names_of_stories, told_in
from discourse.counting.units import UnitCounts, unit_for
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.measures.change import Cells, change_parts, shared_parts
from discourse.measures.ratio import Noise
from discourse.voice.codes import Voice

_SIDES = ("before", "after")
_PARTS = ("within", "mix", "only", "difference")
_MOST_SAID = 4  # labels
_ALWAYS = ("within", "mix", "difference")
_KINDS = ("total", "stratum", "pattern")
_BEHIND = ("count", "concept_count", "tokens", "documents", "documents_total", "concept_units", "units")
_CORRECTED = ("coded", "count_corrected", "concept_count_corrected", "share_raw", "rate_raw")
COLUMNS = (
    *("concept", "label", "part", "pattern"),
    *(f"{name}_{side}" for name in (*_BEHIND, "share", "rate", "weight", *_CORRECTED) for side in _SIDES),
    *("common_before", "common_after", "stories", "stories_total"),
    *(f"{part}{end}" for part in _PARTS for end in ("", "_low", "_high")),
)

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


def shift(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    before: object,
    after: object,
    by: str = "year",
    over: By = "source",
    label: str | None = None,
    concept: str | None = None,
    value: str = "share",
    voice: Voice = "all",
    within: str | None = None,
    unit: str | None = None,
    confidence: float = 0.95,
    codes: Files | None = None,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Split the change of a share or rate exactly: within outlets, by the mix of outlets, and by word.

    A corpus that has other outlets in 2016 than in 2013 uses other labels in 2016, even if no outlet does.
    Between two years split by outlet (the default), or between two outlets split by year:
    ``by="source", before="Reuters", after="SANA", over="year"``; or by the stories that they tell:
    ``by="source", before="Reuters", after="SANA", within="story"``.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    before, after
        Values of `by`, or collections of them (``range(2011, 2014)``); a positive part is more after.
    by : str
        A metadata column, or ``year``, ``quarter``, ``month``.
    over : str, sequence of str or None
        The columns whose mix is split off; None for the words alone.
    label : str, optional
        A label (default: each label of `concept`).
    concept : str, optional
        Needed where several concepts have the label, or there is no `label`.
    value : {"share", "rate"}
        Of the mentions of the concept, or per 10,000 tokens.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    within : str, optional
        The column of stories, as for :func:`framing`: each is then a stratum in place of those of `over`, and
        a unit in place of `unit`. Most stand on one side only, which is a part of its own.
    unit, confidence, codes, coders, predictions
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        For each label a row for the change as a whole (``part`` is ``"total"``), one for each stratum
        (``"stratum"``; its name in the columns of `over`), and, where the label has several patterns, one for
        each (``"pattern"``; its name in the column ``pattern``); strata and patterns are sorted by the size
        of what they add. Columns: ``concept``, ``label``, ``part``, those of `over`, ``pattern``;
        ``count_before``, ``count_after``, ``concept_count_…`` (of a rate: ``tokens_…``), ``documents_…``
        (that use the label), ``documents_total_…``, ``concept_units_…`` (units that mention the concept; of
        a rate: ``units_…``), ``share_…`` (or ``rate_…``), ``weight_…`` (of the stratum in the denominator of
        its side); ``within`` and ``mix`` (:func:`discourse.measures.kitagawa`), ``difference`` (their sum),
        each with its interval: ``within_low``, ``within_high``, ``mix_low``, …, ``difference_high``. In each
        of the three, strata add up to the total, and so do patterns. With `codes` shares (or rates), weights
        and parts are corrected; ``coded_…`` (lines), ``count_corrected_…``, ``concept_count_corrected_…`` and
        ``share_raw_…`` (or ``rate_raw_…``) are added, and there are no rows of patterns, which nobody codes.

        With `within`, also ``only`` (what stories that one side alone tells add), ``stories`` (that both
        tell) of ``stories_total``, and ``common_before``, ``common_after`` (what part of its mentions a side
        has in them); intervals are then of totals and patterns, as a story is one unit.

    Raises
    ------
    DiscourseError
        If a side has no document or does not mention the concept, both sides share a value, the lexicon
        has no such label or concept, or codes cannot be used.

    Notes
    -----
    With `within`, the parts are those of :func:`discourse.measures.kitagawa_shared`: what both sides say of
    the stories that both tell differs in words (``within``) and in how much they write of each (``mix``);
    all else is ``only``. Words that differ alike in all stories are thus all words, however few stories are
    shared. Intervals are a jackknife by story (:func:`discourse.measures.change.shared_parts`).

    Otherwise a stratum that mentions the concept on one side only is all mix. The share of each stratum is
    compared with the mean of both sides, so that an outlet that grows adds to a rise where it is above that
    mean. The shares of all labels of a concept change by 0 together; their rates by the rate of the concept.

    The change as a whole has the interval that :func:`contrast` gives two rows of a table; within, mix and
    strata have those of :func:`discourse.measures.change_parts`. Outlets are taken as they are, as strata;
    :func:`contrast` of a corpus is wider between times, because it takes outlets that change their own way
    for some of many. Units are whole in them, so that a story in ten outlets stays
    one, and those of the two sides are independent. An interval is NaN where it would reach beyond what a
    share can change, where a side has fewer than two units, a stratum one, or a part is 0 by definition. Of
    samples of 20 to 395 articles of fifteen outlets (FA-KES), those of 95% covered the true change in 96 to
    100%, and its parts in 92 to 100%; but what lies within in some 90% where 50 articles leave outlets out
    on one side, of which then all is mix.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.shift(dc.read("seeds"), dc.Lexicon.read("syria"), label="rebels", before=2016, after=2020)
    >>> table.loc[table["part"] == "total", ["share_before", "share_after", "within", "mix"]].round(2).values
    array([[ 0.46,  0.  ,  0.  , -0.46]])
    """
    corpus = corpus_in(corpus, voice)
    asked, columns = ask(lexicon, label, concept, value), columns_of(over if within is None else within)
    values = two_groups(corpus, by, before=before, after=after)
    if within is not None:
        if codes is not None or predictions is not None:
            raise DiscourseError("codes= does not go with within= here; framing and contrast take both")
        corpus, unit = told_in(corpus, lexicon, within, [by], unit), within
    elif by in columns:
        raise DiscourseError(f"by= and over= both name {by!r}; a mix of what is compared cannot be split off")
    unit, read = unit_for(corpus, unit, [by]), codes_given(codes, corpus, lexicon, coders, predictions)
    intervals = Intervals(unit, confidence).checked()
    chosen = corpus.select(**{by: [*values[0], *values[1]]})
    groups = [by] if within else [by, *columns]
    keys, cells = mentions_by_unit(chosen, asked, groups, unit=unit)
    corrected = None
    if read:
        made = corrections(chosen, read.codes(asked.concept), asked.queries, groups, unit=unit)
        corrected = made.labels(asked)
    if within is None:
        strata, stratum_of = grouped(keys[columns])
        stratum = stratum_of[cells.group]
    else:  # those that mention the concept at all
        cells = cells.take(np.flatnonzero(asked.sizes(cells) > 0))
        told, stratum = np.unique(cells.unit, return_inverse=True)
        strata = names_of_stories(chosen, within).reindex(told).to_frame().reset_index(drop=True)
    rows, items = _rows(asked, len(strata), patterns=not read)
    sides = []
    for mine in values:
        here = np.flatnonzero(keys[by].isin(mine).to_numpy(dtype=bool)[cells.group])
        own = corrected.take(here) if corrected else None
        sides.append(_side(cells.take(here), stratum[here], len(strata), items, asked, own))
        if not sides[-1].whole[-1]:
            what = f"mentions {asked.concept!r}" if value == "share" else "has a word"
            what += ", by the codes" if corrected and sides[-1].size[-1] else ""
            raise DiscourseError(f"no document with {by} in {in_list(mine)} {what}, so there is no {value}")
    if within is None:
        parts = _split(sides, rows, intervals, choice=value == "share")
        table = _table(sides, strata, rows, asked, dict(zip(_ALWAYS, parts, strict=True)))
    else:
        parts = _split_stories(sides, rows, confidence)
        shared = _shared(sides)
        table = _table(sides, strata, rows, asked, dict(zip(_PARTS, parts, strict=True)), shared)
    return finish(
        table,
        "shift",
        corpus,
        lexicon,
        before=before,
        after=after,
        by=by,
        over=over if within is None else within,
        label=label,
        concept=concept,
        value=value,
        **({} if within is None else {"within": within}),
        unit=unit,
        confidence=confidence,
        **(read.options if read else {}),
    )


def _rows(asked: Asked, strata: int, *, patterns: bool) -> tuple[pd.DataFrame, list[int]]:
    """List the rows of the table, and the items that they are of.

    A row is of one stratum, or of all together, which come after the last; and of one place among the items.
    """
    rows: list[tuple[int, str, int, int, str | None]] = []
    items: list[int] = []
    for label in asked.labels:
        place, own = len(items), asked.patterns(label)
        rows += [(label, "total", strata, place, None)]
        rows += [(label, "stratum", stratum, place, None) for stratum in range(strata)]
        items += [label]
        if patterns and len(own) > 1:
            words = enumerate(asked.queries[label].patterns, start=place + 1)
            rows += [(label, "pattern", strata, at, pattern) for at, pattern in words]
            items += own
    return pd.DataFrame(rows, columns=["label", "part", "stratum", "item", "pattern"]), items


@dataclass(frozen=True, eq=False)
class _Side:
    """One side: sums by stratum, and last over all, of some items; and the same cell by cell.

    The counts are those of the lexicon; what is measured, codes may have corrected.
    """

    count: Counts  # (strata + 1, items)
    documents: Counts  # (strata + 1, items)
    size: Counts  # (strata + 1,): the denominator
    documents_total: Counts  # (strata + 1,)
    units: Counts  # (strata + 1,): that have any of the denominator
    coded: Counts | None  # (strata + 1, items)
    part: Counts | Floats  # (strata + 1, items): what is measured
    whole: Counts | Floats  # (strata + 1,)
    x: sparse.csc_array  # (cells, items): of the cells that have any of it
    y: Counts | Floats  # (cells,)
    stratum: Counts  # (cells,)
    unit: Counts  # (cells,)
    noise: list[Noise]  # of each item, of what is estimated

    def cells(self, item: int) -> Cells:
        """Return what each unit has of an item in each stratum."""
        count = self.x[:, [item]].toarray().ravel().astype(np.float64)
        return Cells(count, self.y.astype(np.float64), self.stratum, self.unit, self.noise[item])


def _side(
    cells: UnitCounts,
    stratum: Counts,
    strata: int,
    items: Sequence[int],
    asked: Asked,
    corrected: CorrectedLabels | None,
) -> _Side:
    """Sum the cells of a side."""
    size, count = asked.sizes(cells), cells.count[:, items]
    member = replace(cells, group=stratum).member(strata)
    x, y = count, size.astype(np.float64)
    if corrected:
        x, y = sparse.csr_array(corrected.count[:, items]), corrected.whole(asked, cells.tokens)
    there = np.flatnonzero(y > 0)
    unit = np.unique(cells.unit[there], return_inverse=True)[1].astype(np.int64)
    known = corrected.take(there) if corrected else None
    found = np.flatnonzero(size > 0)

    def with_all(by_stratum: Any) -> Any:
        return np.concatenate([by_stratum, by_stratum.sum(axis=0, keepdims=True)])

    return _Side(
        with_all((member @ count).toarray()),
        with_all((member @ cells.holding[:, items]).toarray()),
        with_all(member @ size),
        with_all(member @ cells.documents),
        np.append(member @ (size > 0).astype(np.int64), len(np.unique(cells.unit[found]))),
        with_all(member @ corrected.coded[:, items]) if corrected else None,
        with_all((member @ x).toarray()),
        with_all(member @ y),
        sparse.csc_array(x[there]),
        y[there],
        stratum[there],
        unit,
        [known.noise_of(asked, item) if known else Noise() for item in items],
    )


def _split(sides: Sequence[_Side], rows: pd.DataFrame, intervals: Intervals, *, choice: bool) -> Floats:
    """Split the change of each item: an array of shape (parts, ends, rows)."""
    before, after = sides
    found = [
        change_parts(
            before.cells(item),
            after.cells(item),
            len(before.size) - 1,
            confidence=intervals.confidence,
            choice=choice and (intervals.of_articles or intervals.of_blocks),
            unequal=intervals.of_blocks,
        )
        for item in range(before.count.shape[1])
    ]
    return np.array(found)[rows["item"], :, :, rows["stratum"]].transpose(1, 2, 0)


def _split_stories(sides: Sequence[_Side], rows: pd.DataFrame, confidence: float) -> Floats:
    """Split the difference of each item by stories, which are units: as :func:`_split` returns it."""
    before, after = ((side.count[:-1], side.size[:-1, np.newaxis]) for side in sides)
    found = np.array(shared_parts(*before, *after, confidence=confidence))
    return np.asarray(found[:, :, rows["stratum"], rows["item"]])


def _shared(sides: Sequence[_Side]) -> dict[str, Any]:
    """Return what is in stories that both sides tell: the same of every row."""
    both = (sides[0].size[:-1] > 0) & (sides[1].size[:-1] > 0)
    parts = {
        f"common_{when}": float(side.size[:-1][both].sum() / side.size[-1])
        for when, side in zip(_SIDES, sides, strict=True)
    }
    return {**parts, "stories": int(both.sum()), "stories_total": len(both)}


def _table(
    sides: Sequence[_Side],
    strata: pd.DataFrame,
    rows: pd.DataFrame,
    asked: Asked,
    parts: Mapping[str, Floats],
    more: Mapping[str, Any] = {},
) -> pd.DataFrame:
    """Name the columns, and sort strata and patterns by the size of what they add."""
    # whole numbers stay whole beside rows that are no stratum, as `strata` has no row -1
    strata = strata.astype(dict.fromkeys(strata.select_dtypes("int64"), "Int64"))
    table = strata.reindex(rows["stratum"].where(rows["part"] == "stratum", -1)).reset_index(drop=True)
    concepts, labels = names_at(asked.queries, rows["label"].to_numpy())
    table.insert(0, "concept", concepts)
    table.insert(1, "label", labels)
    table.insert(2, "part", rows["part"])
    table["pattern"] = pd.Series(rows["pattern"].tolist(), dtype="str")
    both = [_behind(side, rows["stratum"].to_numpy(), rows["item"].to_numpy(), asked) for side in sides]
    for name in both[0]:
        for when, columns in zip(_SIDES, both, strict=True):
            table[f"{name}_{when}"] = columns[name]
    table = table.assign(**more)
    for part, (value, *ends) in parts.items():
        table[part] = asked.scale * value
        # a share cannot change by more than 1: such an interval says nothing
        beyond = (asked.whole == "concept_count") & ((ends[0] < -1) | (ends[1] > 1))
        for end, values in zip(("_low", "_high"), ends, strict=True):
            table[f"{part}{end}"] = asked.scale * np.where(beyond, np.nan, values)
    order = np.lexsort((-np.abs(table["difference"]), rows["part"].map(_KINDS.index), rows["label"]))
    return table.iloc[order].reset_index(drop=True)


def _behind(side: _Side, stratum: Counts, item: Counts, asked: Asked) -> dict[str, npt.NDArray[Any]]:
    """Return what the rows are made of on one side."""
    count, size = side.count[stratum, item], side.size[stratum]
    part, whole = side.part[stratum, item], side.whole[stratum]
    columns: dict[str, npt.NDArray[Any]] = {
        "count": count,
        asked.whole: size,
        "documents": side.documents[stratum, item],
        "documents_total": side.documents_total[stratum],
        asked.units: side.units[stratum],
        asked.value: asked.scale * share(part, whole),
        "weight": share(whole, side.whole[-1]),
    }
    if side.coded is not None:
        columns |= {"coded": side.coded[stratum, item], "count_corrected": part}
        columns |= {"concept_count_corrected": whole} if asked.value == "share" else {}
        columns |= {f"{asked.value}_raw": asked.scale * share(count, size)}
    return columns


def _of(row: Mapping[Hashable, Any], side: str, whole: str) -> str:
    """Say how many of how many, where codes correct them about."""
    if f"count_corrected_{side}" not in row:
        return f"{row[f'count_{side}']:,} of {row[f'{whole}_{side}']:,}"
    size = row.get(f"{whole}_corrected_{side}", row[f"{whole}_{side}"])
    return f"about {row[f'count_corrected_{side}']:,.0f} of {size:,.0f}"


def sentence(table: pd.DataFrame) -> str:
    """Say how much labels changed, within and by the mix, or by words and by stories: the largest first."""
    value, options = value_of(table), table.attrs["options"]
    whole = "concept_count" if value == "share" else "tokens"
    within = within_of(table)
    joined, sides = (" against ", _SIDES[::-1]) if within else (", then ", _SIDES)
    totals, said = table[table["part"] == "total"], []
    used = totals[totals["count_before"] + totals["count_after"] > 0]
    used = used.sort_values("difference", key=abs, ascending=False, kind="stable")
    for row in used.head(_MOST_SAID).to_dict("records"):
        ends = joined.join(_of(row, side, whole) for side in sides)
        said.append(f"{row['label']} {ends}, {difference(row, value)}: {_parts(row, value, within)}")
    if len(used) > _MOST_SAID:
        said.append(f"and {counted(len(used) - _MOST_SAID, 'more label')}")
    if totals.empty:
        return "Parts of a change, without their total."
    compared = ""
    if {"by", "before", "after"} <= options.keys():
        both = joined.join(side_of(options[side]) for side in sides)
        compared = both if within else f"{options['by']} {both}"
        compared = f"{capital(compared)}{unit_of(value)}. "
    if not said:
        return f"{compared}No label occurs on either side."
    sure = bool(totals["difference_low"].notna().any())
    if not within:
        said_so = by_codes(table) + of_blocks(table, "Intervals are", sure)
        return f"{compared}{'; '.join(said)}.{said_so}"
    first, what = totals.iloc[0], "mentions" if value == "share" else "words"
    told = f"{first['stories']:,} of {first['stories_total']:,} {stories_of(within)}, with "
    told += f"{first['common_after']:.0%} and {first['common_before']:.0%} of their {what}"
    ends = between_stories(within, int(first["stories"]), sure)
    return f"{compared}{'; '.join(said)}. Both have {told}.{ends}"


def _parts(row: Mapping[Hashable, Any], value: str, within: object) -> str:
    scale = 100 if value == "share" else 1
    words, mix = (f"{scale * row[part]:+.1f}" for part in ("within", "mix"))
    if not within:
        return f"{words} within, {mix} by the mix"
    if pd.isna(row["within"]):
        return f"they have no {within} in common"
    only = f"{scale * row['only']:+.1f} by what one alone has"
    return f"{words} by words in the same {within}, {mix} by how much each has of it, {only}"
