"""Labels compared in the same stories: each group with all others, and two sides with each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.phrases import (
    between_stories,
    change,
    difference,
    level,
    name_of,
    some_q,
    unit_of,
)
from discourse.analysis.results import within_of
from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, share
from discourse.counting.labels import concept_of, count_labels
from discourse.counting.stories import as_sides, names_of_stories, rest_of_stories, told_in
from discourse.counting.tally import total_of_units
from discourse.counting.units import UnitCounts
from discourse.lexicon import Lexicon
from discourse.measures import benjamini_hochberg
from discourse.measures.matched import (
    Terms,
    difference_terms,
    matched_interval,
    matched_p,
    odds_terms,
    ratio_terms,
)

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]
Columns = dict[str, Any]

OF_GROUPS = (
    *("stories", "stories_total", "concept_count_others", "concept_documents_others", "share_others"),
    *("difference", "difference_low", "difference_high", "p", "q", "share_all"),
)
SIDES = ("target", "reference")


@dataclass(frozen=True, eq=False)
class _Both:
    """What both sides have in each story that the target tells: of shape (stories, labels)."""

    story: Counts  # (stories,)
    count: tuple[Counts, Counts]
    size: tuple[Counts, Counts]
    documents: tuple[Counts, Counts]  # that mention the concept, or of a rate all

    @property
    def shared(self) -> npt.NDArray[np.bool_]:
        """Whether both have any of the denominator."""
        return (self.size[0] > 0) & (self.size[1] > 0)

    def sums(self, values: tuple[Counts, Counts]) -> tuple[Counts, Counts]:
        """Add over the stories that both tell."""
        target, reference = (np.where(self.shared, each, 0).sum(axis=0) for each in values)
        return target, reference

    @property
    def terms(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Counts and sizes, as :mod:`discourse.measures.matched` takes them: none in other stories."""
        x, y = ([np.where(self.shared, each, 0.0) for each in both] for both in (self.count, self.size))
        return x[0], y[0], x[1], y[1]


def _both(cells: UnitCounts, rest: UnitCounts, rows: Counts, concept: Counts, value: str) -> _Both:
    """Take the rows of one group and what the rest has; `concept` has the item of each label's concept."""
    labels = slice(0, len(concept))
    sides = [each.take(rows) for each in (cells, rest)]
    count = [side.count[:, labels].toarray() for side in sides]
    if value == "share":
        size, documents = ([getattr(side, name)[:, concept].toarray() for side in sides]
                           for name in ("count", "holding"))  # fmt: skip
    else:
        size, documents = ([np.repeat(getattr(side, name)[:, np.newaxis], len(concept), axis=1)
                            for side in sides] for name in ("tokens", "documents"))  # fmt: skip
    return _Both(cells.unit[rows], *((each[0], each[1]) for each in (count, size, documents)))


def with_others(
    corpus: Corpus, lexicon: Lexicon, *, by: By, within: str, unit: str | None, confidence: float
) -> pd.DataFrame:
    """Compare the choices of each group with those of all others in the same stories.

    See ``within`` of :func:`discourse.framing`, which has checked the rest.
    """
    columns = columns_of(by)
    corpus, queries = told_in(corpus, lexicon, within, columns, unit), lexicon.queries()
    counted = total_of_units(corpus, count_labels, columns, queries, unit=within, one_by_one=True)
    cells, concept = counted.by_unit, len(queries) + concept_of(queries)
    rest = rest_of_stories(cells)
    table = counted.repeat(len(queries))
    for name in ("concept", "label"):
        names = pd.Series([getattr(query, name) for query in queries], dtype="str")
        table[name] = names.array.take(np.tile(np.arange(len(queries)), len(counted)))
    found = [
        _with_rest(_both(cells, rest, cells.in_group(group), concept, "share"), confidence)
        for group in range(len(counted))
    ]
    for name in found[0]:
        table[name] = np.concatenate([each[name] for each in found])
    table.insert(list(table.columns).index("share_all"), "q", benjamini_hochberg(table["p"]))
    return finish(
        table,
        "framing",
        corpus,
        lexicon,
        by=by,
        every=None,
        within=within,
        unit=within,
        confidence=confidence,
    )


def _with_rest(both: _Both, confidence: float) -> Columns:
    """Measure all labels of one group against the others, its stories weighing as they do in it."""
    count, _ = both.sums(both.count)
    size, size_others = both.sums(both.size)
    documents, documents_others = both.sums(both.documents)
    terms = difference_terms(*both.terms, weight=both.size[0])
    value, low, high = matched_interval(terms, confidence=confidence)
    low, high = _possible(low, high)
    own = share(count, size)
    return {
        "count": count,
        "concept_count": size,
        "concept_documents": documents,
        "share": own,
        "stories": both.shared.sum(axis=0),
        "stories_total": (both.size[0] > 0).sum(axis=0),
        "concept_count_others": size_others,
        "concept_documents_others": documents_others,
        "share_others": own - value,
        "difference": value,
        "difference_low": low,
        "difference_high": high,
        "p": matched_p(terms),
        "share_all": share(both.count[0].sum(axis=0), both.size[0].sum(axis=0)),
    }


def _possible(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return no interval where it would reach beyond what a share can differ by."""
    beyond = ~((low >= -1) & (high <= 1))
    return np.where(beyond, np.nan, low), np.where(beyond, np.nan, high)


def two_sides(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    sides: tuple[Sequence[Any], Sequence[Any]],
    by: str,
    value: str,
    within: str,
    confidence: float,
) -> pd.DataFrame:
    """Compare two sides in the stories that both tell.

    See ``within`` of :func:`discourse.contrast`, which has checked the rest.
    """
    corpus, queries = told_in(corpus, lexicon, within, [by]), lexicon.queries()
    chosen = corpus.select(**{by: [*sides[0], *sides[1]]})
    counted = total_of_units(chosen, count_labels, by, queries, unit=within, one_by_one=True)
    side = np.where(counted.keys[by].isin(sides[0]), 0, 1)
    cells, concept = counted.by_unit, len(queries) + concept_of(queries)
    cells = as_sides(cells, side[cells.group])
    rest, names = rest_of_stories(cells), names_of_stories(chosen, within)
    both = _both(cells, rest, cells.in_group(0), concept, value)
    other = _both(cells, rest, cells.in_group(1), concept, value)
    table = pd.DataFrame({"concept": [query.concept for query in queries],
                          "label": [query.label for query in queries]}, dtype="str")  # fmt: skip
    return table.assign(**_compared(both, other, names, value, confidence))


def _compared(both: _Both, other: _Both, names: "pd.Series[Any]", value: str, confidence: float) -> Columns:
    scale, whole = (1, "concept_count") if value == "share" else (10_000, "tokens")
    articles = "concept_documents" if value == "share" else "documents_total"
    found: Columns = {"stories": both.shared.sum(axis=0)}
    for name, one in zip(SIDES, (both, other), strict=True):
        found[f"stories_total_{name}"] = (one.size[0] > 0).sum(axis=0)
    for number, name in enumerate(SIDES):
        found[f"count_{name}"] = both.sums(both.count)[number]
        found[f"{whole}_{name}"] = both.sums(both.size)[number]
        found[f"{articles}_{name}"] = both.sums(both.documents)[number]
    terms = difference_terms(*both.terms)
    weight = terms.denominator
    for number, name in enumerate(SIDES):
        part = np.where(both.shared, share(both.count[number], both.size[number]), 0.0)
        found[f"{value}_{name}"] = scale * share((weight * part).sum(axis=0), weight.sum(axis=0))
    ends = matched_interval(terms, confidence=confidence)
    found |= _named("difference", ends[0], *_possible(*ends[1:]), scale)
    found |= _ratio("ratio", ratio_terms(*both.terms), confidence)
    if value == "share":
        found |= _ratio("odds_ratio", odds_terms(*both.terms), confidence)
    found["p"] = matched_p(terms)
    found["q"] = benjamini_hochberg(found["p"])
    for name, one in zip(SIDES, (both, other), strict=True):
        found[f"{value}_all_{name}"] = scale * share(one.count[0].sum(axis=0), one.size[0].sum(axis=0))
    found["difference_all"] = found[f"{value}_all_target"] - found[f"{value}_all_reference"]
    size = np.abs(terms.numerator)
    part = share(size.max(axis=0), size.sum(axis=0))
    told = names.reindex(both.story[size.argmax(axis=0)])
    told = told.astype("Int64") if pd.api.types.is_integer_dtype(told.dtype) else told
    return {**found, "story": told.mask(np.isnan(part)).array, "story_part": part}


def _named(name: str, value: Floats, low: Floats, high: Floats, scale: int = 1) -> Columns:
    return {name: scale * value, f"{name}_low": scale * low, f"{name}_high": scale * high}


def _ratio(name: str, terms: Terms, confidence: float) -> Columns:
    """Return a ratio from 0 to infinity, and its interval."""
    value, low, high = matched_interval(terms, null=1.0, confidence=confidence)
    with np.errstate(invalid="ignore"):
        return _named(name, value, np.maximum(low, 0.0), high)


def sentence_of_groups(table: pd.DataFrame) -> str:
    """Say of which groups the choice of which label differs most from that of others in the same stories."""
    within = within_of(table)
    by = [name for name in columns_of(table.attrs["options"]["by"]) if name in table.columns]
    known = table[table["difference"].notna()]
    if known.empty:
        return f"In the same {within} no two groups name the same concept."
    ranked = known.loc[known["difference"].abs().sort_values(ascending=False, kind="stable").index]
    said = [
        f"{name_of(tuple(row[name] for name in by), by) or 'all'}: {row['label']} {row['share']:.0%} against "
        f"{row['share_others']:.0%} of the others in the same {within}, {difference(row, 'share')}, in "
        f"{row['stories']:,} of {row['stories_total']:,}"
        for row in ranked.head(3).to_dict("records")
    ]
    said += [f"and {len(ranked) - 3:,} more"] if len(ranked) > 3 else []
    order = "The largest difference first: " if len(ranked) > 1 else ""
    sure = bool(known["difference_low"].notna().any())
    ends = between_stories(within, int(known["stories"].max()), sure)
    return f"{order}{'; '.join(said)}.{some_q(table['q'], 'difference')}{ends}"


def sentence_of_sides(table: pd.DataFrame) -> str:
    """Say by how much the choices of two sides differ in the same stories, and by how much as they come."""
    options = table.attrs["options"]
    value, within = options["value"], within_of(table)
    between = f"{table['target'].iloc[0]} against {table['reference'].iloc[0]} in the same {within}"
    known = table[table["difference"].notna()]
    if known.empty:
        return f"{between}: there is none in which both can be compared."
    ranked = known.loc[known["difference"].abs().sort_values(ascending=False, kind="stable").index]
    said = [
        f"{row['label']} {level(row[f'{value}_target'], value)} against "
        f"{level(row[f'{value}_reference'], value)}, {difference(row, value)}, in {row['stories']:,}; of all "
        f"articles {change(row['difference_all'], value)}"
        for row in ranked.head(3).to_dict("records")
    ]
    said += [f"and {len(ranked) - 3:,} more"] if len(ranked) > 3 else []
    order = ", the largest difference first" if len(ranked) > 1 else ""
    sure = bool(known["difference_low"].notna().any())
    ends = between_stories(within, int(known["stories"].max()), sure)
    return f"{between}{unit_of(value)}{order}: {'. '.join(said)}.{some_q(table['q'], 'difference')}{ends}"
