"""Labels compared in the same stories: each group with all others, and two sides with each other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.analysis.coded import CORRECTED, Files, read_codes
from discourse.analysis.phrases import (
    between_stories,
    by_codes,
    change,
    difference,
    first_of,
    largest_first,
    level,
    name_of,
    some_q,
    stories_of,
    unit_of,
)
from discourse.analysis.results import within_of
from discourse.corpus import Corpus
from discourse.counting.corrected import CorrectedCells, corrections
from discourse.counting.groups import By, columns_of, finish, share
from discourse.counting.intervals import Intervals
from discourse.counting.labels import concept_of, count_labels, names_at
from discourse.counting.stories import Told, names_of_stories
from discourse.counting.tally import total_of_units
from discourse.errors import DiscourseError
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
Pair = Sequence[npt.NDArray[Any]]  # of both sides

_FOUND = ("concept", "label", "count", "concept_count", "concept_documents", "share")
OF_GROUPS = (
    *("stories", "stories_total", "concept_count_others", "concept_documents_others", "share_others"),
    *("difference", "difference_low", "difference_high", "p", "q", "share_all"),
)
ORDER = (*_FOUND, *CORRECTED, *OF_GROUPS)
SIDES = ("target", "reference")
_MOST_SAID = 3  # rows of a table
_SIZES = ("tokens", "documents")


class Asked(NamedTuple):
    """What is compared in the same stories, and how."""

    within: str
    value: str
    confidence: float
    codes: Files | None
    coders: str

    def checked(self, corpus: Corpus) -> "Asked":
        """Return it back.

        Raises
        ------
        DiscourseError
            If an option is out of range, or lines are to correct the words of some voices.
        """
        Intervals(self.within, self.confidence).checked()
        if self.codes is not None and corpus.voice:
            raise DiscourseError("codes= corrects the counts of all words; leave voice= out")
        return self

    def options(self, files: Sequence[str]) -> dict[str, Any]:
        """List what of it made a table, beside its value."""
        made = {"within": self.within, "unit": self.within, "confidence": self.confidence}
        return {**made, "codes": files, "coders": self.coders} if files else made


@dataclass(frozen=True, eq=False)
class _Counted:
    """What groups have of stories, and which item is the concept of each label."""

    keys: pd.DataFrame
    told: Told
    concept: Counts
    expected: CorrectedCells | None = None
    files: Sequence[str] = ()  # of coded lines


def _count(corpus: Corpus, lexicon: Lexicon, by: By, asked: Asked) -> _Counted:
    """Count the labels of each group in each story; with codes, what is expected of them."""
    queries = lexicon.queries()
    counted = total_of_units(corpus, count_labels, by, queries, unit=asked.within, one_by_one=True)
    concept = len(queries) + concept_of(queries)
    if asked.codes is None:
        return _Counted(counted.keys, Told.of(counted.by_unit), concept)
    read = read_codes(asked.codes, corpus, lexicon, asked.coders, part=True)
    made = corrections(corpus, read.codes(), queries, by, unit=asked.within)
    lacking = made.share.lacking if asked.value == "share" else made.rate.lacking
    told = Told.of(
        counted.by_unit,
        expected=made.by_unit.count,
        variance=made.by_unit.unknown,
        unseen=made.by_unit.unseen,
        lacking=sparse.csr_array(lacking.astype(np.int64)[counted.by_unit.group]),
    )
    return _Counted(counted.keys, told, concept, made.by_unit, read.files)


@dataclass(frozen=True, eq=False)
class _Both:
    """What both sides have in each story that the first tells: arrays of shape (stories, labels)."""

    story: Counts  # (stories,)
    count: Pair
    size: Pair
    documents: Pair  # that mention the concept, or of a rate all
    found: Pair  # as the lexicon finds them, and of the concept
    found_size: Pair
    lacking: npt.NDArray[np.bool_]  # (labels,): matches of a stratum without codes
    doubt: "_Doubt | None"

    @property
    def shared(self) -> npt.NDArray[np.bool_]:
        """Whether both have any of the denominator."""
        return (self.size[0] > 0) & (self.size[1] > 0)

    def sums(self, values: Pair) -> Pair:
        """Add over the stories that both tell."""
        return [np.where(self.shared, each, 0).sum(axis=0) for each in values]

    @property
    def terms(self) -> tuple[Floats, Floats, Floats, Floats]:
        """Counts and sizes, as :mod:`discourse.measures.matched` takes them: none in other stories."""
        x, y = ([np.where(self.shared, each, 0.0) for each in both] for both in (self.count, self.size))
        return x[0], y[0], x[1], y[1]

    def more(self, weight: Floats) -> Floats | float:
        """Return what coded lines add to the variance of a weighted sum of differences."""
        return 0.0 if self.doubt is None else self.doubt.variance(self, weight)

    def known(self, values: Columns, names: Sequence[str]) -> Columns:
        """Return columns with nothing where matches are of a stratum without codes."""
        return {
            name: np.where(self.lacking, np.nan, each) if name in names else each
            for name, each in values.items()
        }


class _Doubt(NamedTuple):
    """What is not known of counts that coded lines correct, for both sides of :class:`_Both`."""

    variance_of: Pair  # (stories, labels): of what is not known of a count
    unseen: Pair  # (stories, strata)
    expected: CorrectedCells
    concept: Counts  # (labels,)
    value: str

    def variance(self, both: _Both, weight: Floats) -> Floats:
        """Return the variance of the sum over stories of weight times difference.

        Mentions of a label in a story are all right or all wrong, as elsewhere; and other lines would have
        been drawn, which moves all counts of their stratum at once.
        """
        alike = np.equal.outer(self.concept, self.concept)
        own = np.equal.outer(self.expected.label, np.arange(len(self.concept)))
        among = alike[self.expected.label]
        unknown, moved = np.zeros(weight.shape[1]), np.zeros(own.shape)
        for sign, count, size, variance, unseen in zip(
            (1, -1), both.count, both.size, self.variance_of, self.unseen, strict=True
        ):
            each = np.where(both.shared, weight / np.where(both.shared, size, 1.0), 0.0)
            part = np.where(both.shared, count / np.where(both.shared, size, 1.0), 0.0)
            if self.value == "rate":
                part = np.zeros_like(part)
            others = variance @ alike - variance
            unknown += (each**2 * ((1 - part) ** 2 * variance + part**2 * others)).sum(axis=0)
            moved += sign * (own * (unseen.T @ each) - among * (unseen.T @ (each * part)))
        return np.asarray(unknown + (moved**2 * self.expected.wobble[:, np.newaxis]).sum(axis=0))


def _both(counted: _Counted, rest: Told, group: int, value: str) -> _Both:
    """Take what one group has of its stories, and what the rest has of them."""
    story, own = counted.told.of_group(group)
    both = own, rest.of_group(group)[1]
    concept, labels = counted.concept, slice(0, len(counted.concept))
    found = [each["count"][:, labels] for each in both]
    if value == "share":
        found_size, documents = ([each[name][:, concept] for each in both] for name in ("count", "holding"))
    else:
        wide = np.zeros_like(concept)  # the same for each label
        found_size, documents = ([each[name][:, wide] for each in both] for name in _SIZES)
    if counted.expected is None:
        none = np.zeros(len(concept), dtype=bool)
        return _Both(story, found, found_size, documents, found, found_size, none, None)
    alike = np.equal.outer(concept, concept).astype(np.float64)
    count = [each["expected"] for each in both]
    size = [each @ alike for each in count] if value == "share" else found_size
    shared = (size[0] > 0) & (size[1] > 0)
    lacking = (shared & (both[0]["lacking"] + both[1]["lacking"] > 0)).any(axis=0)
    variance, unseen = ([each[name] for each in both] for name in ("variance", "unseen"))
    doubt = _Doubt(variance, unseen, counted.expected, concept, value)
    return _Both(story, count, size, documents, found, found_size, lacking, doubt)


def with_others(corpus: Corpus, lexicon: Lexicon, by: By, asked: Asked) -> pd.DataFrame:
    """Compare the choices of each group with those of all others in the same stories.

    See ``within`` of :func:`discourse.framing`, which has checked the rest.
    """
    counted, queries = _count(corpus, lexicon, by, asked), lexicon.queries()
    rest, groups = counted.told.rest(), len(counted.keys)
    table = counted.keys.take(np.repeat(np.arange(groups), len(queries))).reset_index(drop=True)
    table["concept"], table["label"] = names_at(queries, np.tile(np.arange(len(queries)), groups))
    sides = (_both(counted, rest, group, asked.value) for group in range(groups))
    found = [_with_rest(both, asked.confidence) for both in sides]
    for name in found[0]:
        table[name] = np.concatenate([each[name] for each in found])
    table["q"] = benjamini_hochberg(table["p"])
    table = table[[*counted.keys.columns, *(name for name in ORDER if name in table)]]
    return finish(table, "framing", corpus, lexicon, by=by, every=None, **asked.options(counted.files))


def _with_rest(both: _Both, confidence: float) -> Columns:
    """Measure all labels of one group against the others, its stories weighing as they do in it."""
    count, _ = both.sums(both.found)
    size, size_others = both.sums(both.found_size)
    documents, documents_others = both.sums(both.documents)
    right, whole = both.sums(both.count)[0], both.sums(both.size)[0]
    terms = difference_terms(*both.terms, weight=both.size[0])
    more = both.more(terms.denominator)
    value, low, high = matched_interval(terms, confidence=confidence, more=more)
    low, high = _possible(low, high)
    own = share(right, whole)
    found = {
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
        "p": matched_p(terms, more=more),
        "share_all": share(both.count[0].sum(axis=0), both.size[0].sum(axis=0)),
    }
    corrected = {"count_corrected": right, "concept_count_corrected": whole}
    estimated = [name for name in found if name.startswith(("share", "difference", "p"))]
    if both.doubt is not None:
        found |= {**corrected, "share_raw": share(count, size)}
    return both.known(found, [*estimated, *corrected])


def _possible(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return no interval where it would reach beyond what a share can differ by."""
    beyond = ~((low >= -1) & (high <= 1))
    return np.where(beyond, np.nan, low), np.where(beyond, np.nan, high)


def two_sides(
    corpus: Corpus, lexicon: Lexicon, sides: tuple[Sequence[Any], Sequence[Any]], by: str, asked: Asked
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Compare two sides in the stories that both tell, and say what made the table.

    See ``within`` of :func:`discourse.contrast`, which has checked the rest.
    """
    queries, chosen = lexicon.queries(), corpus.select(**{by: [*sides[0], *sides[1]]})
    counted = _count(chosen, lexicon, by, asked)
    side = np.where(counted.keys[by].isin(sides[0]), 0, 1)
    counted = replace(counted, told=counted.told.in_sides(side))
    rest = counted.told.rest()
    both, other = (_both(counted, rest, group, asked.value) for group in range(2))
    concepts, labels = names_at(queries, range(len(queries)))
    made = _compared(both, other, names_of_stories(chosen, asked.within), asked)
    return pd.DataFrame({"concept": concepts, "label": labels, **made}), asked.options(counted.files)


def _compared(both: _Both, other: _Both, names: "pd.Series[Any]", asked: Asked) -> Columns:
    value = asked.value
    scale, whole = (1, "concept_count") if value == "share" else (10_000, "tokens")
    articles = "concept_documents" if value == "share" else "documents_total"
    found: Columns = {"stories": both.shared.sum(axis=0)}
    terms = difference_terms(*both.terms)
    weight = terms.denominator
    for number, (name, one) in enumerate(zip(SIDES, (both, other), strict=True)):
        found[f"stories_total_{name}"] = (one.size[0] > 0).sum(axis=0)
        found[f"count_{name}"] = both.sums(both.found)[number]
        found[f"{whole}_{name}"] = both.sums(both.found_size)[number]
        found[f"{articles}_{name}"] = both.sums(both.documents)[number]
        part = np.where(both.shared, share(both.count[number], both.size[number]), 0.0)
        found[f"{value}_{name}"] = scale * share((weight * part).sum(axis=0), weight.sum(axis=0))
        found[f"{value}_all_{name}"] = scale * share(one.count[0].sum(axis=0), one.size[0].sum(axis=0))
        if both.doubt is not None:
            found[f"count_corrected_{name}"] = both.sums(both.count)[number]
            if value == "share":
                found[f"concept_count_corrected_{name}"] = both.sums(both.size)[number]
    more = both.more(weight)
    middle, low, high = matched_interval(terms, confidence=asked.confidence, more=more)
    found |= _named("difference", middle, *_possible(low, high), scale)
    found |= _ratio("ratio", ratio_terms(*both.terms), asked.confidence, more)
    if value == "share":
        found |= _ratio("odds_ratio", odds_terms(*both.terms), asked.confidence, more)
    found["p"] = matched_p(terms, more=more)
    found["difference_all"] = found[f"{value}_all_target"] - found[f"{value}_all_reference"]
    size = np.abs(terms.numerator)
    found["story_part"] = share(size.max(axis=0), size.sum(axis=0))
    counts = ("stories", "count_target", "count_reference", *(f"{each}_{side}" for each in (whole, articles)
              for side in SIDES))  # fmt: skip
    found = both.known(found, [name for name in found if name not in counts])
    found["q"] = benjamini_hochberg(found["p"])
    told = names.reindex(both.story[size.argmax(axis=0)])
    told = told.astype("Int64") if pd.api.types.is_integer_dtype(told.dtype) else told
    return {**found, "story": told.mask(np.isnan(found["story_part"])).array}


def _named(name: str, value: Floats, low: Floats, high: Floats, scale: int = 1) -> Columns:
    return {name: scale * value, f"{name}_low": scale * low, f"{name}_high": scale * high}


def _ratio(name: str, terms: Terms, confidence: float, more: Floats | float) -> Columns:
    """Return a ratio from 0 to infinity, and its interval."""
    value, low, high = matched_interval(terms, null=1.0, confidence=confidence, more=more)
    with np.errstate(invalid="ignore"):
        return _named(name, value, np.maximum(low, 0.0), high)


def sentence_of_groups(table: pd.DataFrame) -> str:
    """Say of which groups the choice of which label differs most from that of others in the same stories."""
    within = within_of(table)
    by = [name for name in columns_of(table.attrs["options"]["by"]) if name in table.columns]
    ranked = largest_first(table)
    if ranked.empty:
        return f"In the same {within} no two groups name the same concept."
    said = [
        f"{name_of(tuple(row[name] for name in by), by) or 'all'}: {row['label']} {row['share']:.0%} against "
        f"{row['share_others']:.0%} of the others in the same {within}, {difference(row, 'share')}, in "
        f"{row['stories']:,} of {row['stories_total']:,} {stories_of(within)}"
        for row in ranked.head(_MOST_SAID).to_dict("records")
    ]
    order = "The largest difference first: " if len(ranked) > 1 else ""
    return f"{order}{first_of(said, len(ranked))}.{_how_sure(table, ranked, within)}"


def sentence_of_sides(table: pd.DataFrame) -> str:
    """Say by how much the choices of two sides differ in the same stories, and by how much as they come."""
    options = table.attrs["options"]
    value, within = options["value"], within_of(table)
    between = f"{table['target'].iloc[0]} against {table['reference'].iloc[0]} in the same {within}"
    ranked = largest_first(table)
    if ranked.empty:
        return f"{between}: there is none in which both can be compared."
    said = [
        f"{row['label']} {level(row[f'{value}_target'], value)} against "
        f"{level(row[f'{value}_reference'], value)}, {difference(row, value)}, in {row['stories']:,} "
        f"{stories_of(within)} ({change(row['difference_all'], value)} in all articles)"
        for row in ranked.head(_MOST_SAID).to_dict("records")
    ]
    order = ", the largest difference first" if len(ranked) > 1 else ""
    told = first_of(said, len(ranked))
    return f"{between}{unit_of(value)}{order}: {told}.{_how_sure(table, ranked, within)}"


def _how_sure(table: pd.DataFrame, ranked: pd.DataFrame, within: object) -> str:
    """Say how many differences chance alone would hardly make, and what intervals are between."""
    sure = bool(ranked["difference_low"].notna().any())
    ends = between_stories(within, int(ranked["stories"].max()), sure)
    return f"{some_q(table, 'difference')}{by_codes(table)}{ends}"
