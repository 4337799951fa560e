"""Two groups against each other, of a table or in the same stories: difference and ratio, with intervals."""

from collections.abc import Callable, Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.coded import Coded, Files, codes_given
from discourse.analysis.framing import framing
from discourse.analysis.phrases import (
    difference,
    first_of,
    largest_first,
    level,
    name_of,
    of_articles,
    of_blocks,
    side_of,
    some_q,
    unit_of,
)
from discourse.analysis.results import described, grouped_by, refuse_without, within_of
from discourse.analysis.same_stories import Asked, sentence_of_sides, two_sides
from discourse.corpus import Corpus
from discourse.counting.corrected import corrections
from discourse.counting.groups import finish, grouped, share, two_groups
from discourse.counting.labels import VALUES, concept_of, count_labels, lexicon_only
from discourse.counting.shards import corpus_in
from discourse.counting.stories import told_in
from discourse.counting.tally import total_of_units
from discourse.counting.units import OUTLET, adding_rows, crosses_outlets
from discourse.errors import DiscourseError, counted, one_of
from discourse.lexicon import Lexicon
from discourse.measures import (
    benjamini_hochberg,
    crossed_excess,
    difference_interval,
    difference_p,
    rate_ratio,
)
from discourse.measures.difference import more_width
from discourse.measures.ratio import widened
from discourse.voice.codes import Voice

_VALUES = ("share", "rate", "document_share", "intensity")
_ITEMS = ("concept", "label", "term")
_BEHIND = (
    *("count", "concept_count", "window_tokens", "documents", "documents_total", "units"),
    *("coded", "count_corrected", "concept_count_corrected", "rate_raw", "share_raw"),
)
Floats = npt.NDArray[np.float64]
COLUMNS = (
    *_ITEMS,
    *("target", "reference", "stories", "stories_total_target", "stories_total_reference"),
    *(f"{name}_{side}" for side in ("target", "reference")
      for name in (*_BEHIND, "tokens", "concept_documents")),
    *(f"{value}{end}_{side}" for value in _VALUES for side in ("target", "reference")
      for end in ("", "_low", "_high")),
    *("difference", "difference_low", "difference_high", "ratio", "ratio_low", "ratio_high"),
    *("odds_ratio", "odds_ratio_low", "odds_ratio_high", "p", "q", "crossed"),
    *(f"{value}_all_{side}" for value in VALUES for side in ("target", "reference")),
    *("difference_all", "story", "story_part"),
)  # fmt: skip


def contrast(
    table: pd.DataFrame | Corpus,
    lexicon: Lexicon | None = None,
    *,
    target: Any,
    reference: Any,
    by: str = "source",
    value: str | None = None,
    within: str | None = None,
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    codes: Files | None = None,
    coders: str = "all",
) -> pd.DataFrame:
    """Set one group against another: how much more, with the interval of the difference.

    Of a table, its rows are compared as they are. Of a corpus, the labels of a lexicon are counted; with
    `within`, only in the stories that both sides tell, each story against itself, so that what they choose
    to report makes no difference.

    Parameters
    ----------
    table : DataFrame or Corpus
        Of :func:`framing`, :func:`term_frequencies` or
        :func:`collocates`, or some rows of it; or a corpus, to be counted as :func:`framing` does.
    lexicon : Lexicon, optional
        For a corpus.
    target, reference
        Two values of the column `by`; with `within` also collections of them.
    by : str
        The column of the groups.
    value : {"share", "rate", "document_share", "intensity"}, optional
        What is compared; the share where the table has one, else the rate.
    within : str, optional
        The column of stories, of a corpus; as for :func:`framing`.
    voice, unit, confidence, codes, coders
        As for :func:`framing`; of a corpus.

    Returns
    -------
    DataFrame
        A row for each item (label, term; and period, where the table has one) that stands in both: its
        columns, ``target``, ``reference``; the value of both sides (``share_target``, ``share_reference``)
        with their intervals (``share_low_target`` and so on), and the counts behind them; ``difference``
        (target less reference) with ``difference_low`` and ``difference_high``; ``ratio`` with ``ratio_low``
        and ``ratio_high``; ``p`` (that of the interval of the difference) and ``q`` (Benjamini-Hochberg over
        the rows); of a corpus whose outlets are crossed with blocks of time ``crossed``: whether they add
        more than chance, which then counts. Intervals are NaN where a side is one unit; so are p and q, and
        also of words, which :func:`keyness` tests, and where units were drawn anew.

        With `within`, a row for each label: ``stories`` (in which both mention the concept; of a rate: that
        both tell) of ``stories_total_…`` of each side; ``count_…``, ``concept_count_…`` (of a rate:
        ``tokens_…``) and ``concept_documents_…`` (``documents_total_…``) in these stories; ``share_…`` (or
        ``rate_…``): of the same mix of stories; ``difference`` (of Mantel and Haenszel), ``ratio`` and, of
        shares, ``odds_ratio``, with their intervals; ``p`` and ``q``; ``share_all_…`` and ``difference_all``:
        of all articles as they come; ``story``: which makes most of it, and ``story_part``: how much. With
        `codes`, shares and rates are corrected, and ``count_corrected_…`` and ``concept_count_corrected_…``
        are added.
        Intervals and p are NaN where the sides differ in fewer than five stories.

    Raises
    ------
    DiscourseError
        If the table lacks a column (as that of words lacks the interval of its ``document_share``), no row
        is of `target` or `reference`, or several rows are of one item; or if an option is of corpora alone.

    Notes
    -----
    Within stories, units are stories, on both sides at once, and ``y0 y1 / (y0 + y1)`` is the weight of one,
    with y0 and y1 the mentions of each side (:mod:`discourse.measures.matched`). The estimates need no model,
    and few mentions in each of many stories do not bias them; a conditional logit, which could take in all
    outlets at once, takes each mention for independent of the others in its article.

    :func:`discourse.measures.difference_interval` and :func:`discourse.measures.rate_ratio` make the
    intervals from those of the table, and :func:`discourse.measures.difference_p` the p at which the first
    ends at 0. Of many labels some differ by chance: that is what q is for. All take the two sides for
    independent: where units stand on both, as a story that both outlets print, the intervals are rather too
    wide. Between times the units are blocks of time (see `unit` of :func:`framing`). Of a corpus, where
    outlets are pooled they are crossed with these: what outlets that change their own way add to the variance
    (:func:`discourse.measures.crossed_excess`) widens the interval of each side, from 0 to 1 at most, by a
    quantile of Student's t with one degree of freedom less than there are outlets. The rows of a table cannot
    tell, whose outlets are taken as they are: what an outlet has above others on both sides cancels in a
    difference, and each row knows its own side alone.

    Examples
    --------
    >>> import discourse as dc
    >>> shares = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> both = dc.contrast(shares, target="Bloomberg", reference="TRT World")
    >>> rebels = both[both["label"] == "rebels"]
    >>> rebels[["count_target", "count_reference", "difference"]].round(2).values.tolist()
    [[6.0, 0.0, 0.46]]
    """
    if isinstance(table, Corpus):
        corpus, lexicon = corpus_in(table, voice), lexicon_only(lexicon)
        if within is None:
            return of_corpus(
                corpus,
                lexicon,
                target,
                reference,
                by=by,
                value=value,
                unit=unit,
                confidence=confidence,
                codes=codes,
                coders=coders,
            )
        asked = Asked(within, value or "share", confidence, codes, coders)
        return _in_stories(corpus, lexicon, target, reference, by, unit, asked)
    if any(option is not None for option in (within, lexicon, unit, codes)):
        raise DiscourseError(
            "lexicon=, within=, unit= and codes= count anew; contrast needs the corpus for that"
        )
    return _compared(table, target, reference, by, value)


def of_corpus(
    corpus: Corpus,
    lexicon: Lexicon,
    target: Any,
    reference: Any,
    *,
    by: str,
    value: str | None,
    unit: str | None,
    confidence: float,
    codes: Files | None,
    coders: str,
    outlets: bool | None = None,
) -> pd.DataFrame:
    """Compare two groups of a corpus, as :func:`contrast` does.

    Where blocks of time are crossed with outlets, `outlets` says whether what these add counts; None lets
    the test of it say so.
    """
    table = framing(corpus, lexicon, by=by, unit=unit, confidence=confidence, codes=codes, coders=coders)
    options = table.attrs["options"]
    if outlets is False or not crosses_outlets(corpus, unit, options["unit"], [by]):
        return _compared(table, target, reference, by, value)
    options["crossed"] = OUTLET

    def added(value: str) -> tuple[Floats, int]:
        both, read = corpus.select(**{by: [target, reference]}), codes_given(codes, corpus, lexicon, coders)
        return _of_outlets(both, lexicon, by, target, value, options["unit"], read, tested=outlets is None)

    return _compared(table, target, reference, by, value, added)


def _compared(
    table: pd.DataFrame,
    target: Any,
    reference: Any,
    by: str,
    value: str | None,
    added: Callable[[str], tuple[Floats, int]] | None = None,
) -> pd.DataFrame:
    """Compare two groups of a table; `added` gives a variance of the differences, and its degrees."""
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(f"contrast compares groups of a table, not of a {type(table).__name__}")
    if within_of(table):
        raise DiscourseError(
            "each group of this table stands in stories of its own; compare two with "
            "contrast(corpus, lexicon, target=…, reference=…, within=…)"
        )
    value = value or ("share" if "share" in table.columns else "rate")
    one_of("value", value, _VALUES)
    if not isinstance(by, str):
        raise DiscourseError(f"by= is the name of one column, not {by!r}")
    for side, group in (("target", target), ("reference", reference)):
        if not pd.api.types.is_scalar(group) or pd.isna(group):
            raise DiscourseError(f"{side}= must be one value of the column {by!r}, not {group!r}")
    measured = [value, f"{value}_low", f"{value}_high"]
    refuse_without(table, by, *measured)
    if target == reference:
        raise DiscourseError(f"target and reference are both {target!r}")
    table = described(
        table, table.attrs.get("analysis", "term_frequencies" if "term" in table else "framing")
    )
    keys = _keys(table, by)
    behind = [name for name in (*_BEHIND, f"{value}_degrees") if name in table.columns]
    sides = []
    for side, group in (("target", target), ("reference", reference)):
        rows = table.loc[table[by] == group, [*keys, *measured, *behind]]
        if rows.empty:
            known = ", ".join(map(str, table[by].dropna().unique()))
            raise DiscourseError(f"no row of the table has {by}={group!r}; it must be one of {known}")
        if rows.duplicated(keys).any() if keys else len(rows) > 1:
            raise DiscourseError(f"several rows of {by}={group!r} have the same {', '.join(keys) or by}")
        sides.append(rows.rename(columns={name: f"{name}_{side}" for name in [*measured, *behind]}))
    if keys:
        result: pd.DataFrame = sides[0].merge(sides[1], on=keys, how="inner", validate="one_to_one")
    else:
        result = pd.concat([side.reset_index(drop=True) for side in sides], axis=1)
    result.insert(len(keys), "target", target)
    result.insert(len(keys) + 1, "reference", reference)
    bounds = [
        result[f"{name}_{side}"].to_numpy(dtype=np.float64)
        for side in ("target", "reference")
        for name in measured
    ]
    result["difference"] = bounds[0] - bounds[3]
    settings = table.attrs.get("options", {})
    confidence, scale = settings.get("confidence", 0.95), 10_000 if value in ("rate", "intensity") else 1
    more = added(value) if added else (np.zeros(len(result)), 1)
    wide = more_width(more, 1 - confidence) / 2  # each side has half of it
    for at in (0, 3):
        middle, low, high = (each / scale for each in bounds[at : at + 3])
        for end, wider in zip((at + 1, at + 2), widened(middle, low, high, wide), strict=True):
            bounds[end] = np.where(wide > 0, scale * wider, bounds[end])
    result["difference_low"], result["difference_high"] = difference_interval(*bounds)
    with np.errstate(divide="ignore", invalid="ignore"):
        result["ratio"] = bounds[0] / bounds[3]
    result["ratio_low"], result["ratio_high"] = rate_ratio(*bounds)
    result["p"] = difference_p(
        *(_side(result, value, side, scale) for side in ("target", "reference")),
        confidence=confidence,
        more=more,
    )
    result["q"] = benjamini_hochberg(result["p"])
    if added:
        result["crossed"] = more[0] > 0
    options = {
        **settings,
        "by": [name for name in keys if name not in _ITEMS],
        "every": None,
        "compared": by,
        "value": value,
    }
    result.attrs = {
        **table.attrs,
        "analysis": "contrast",
        "of": table.attrs.get("analysis"),
        "options": options,
    }
    return result


def _in_stories(
    corpus: Corpus, lexicon: Lexicon, target: Any, reference: Any, by: str, unit: str | None, asked: Asked
) -> pd.DataFrame:
    """Compare two sides in the stories that both tell."""
    if asked.value not in VALUES:
        raise DiscourseError(f"value={asked.value!r}: within stories it must be one of {', '.join(VALUES)}")
    asked.checked(corpus)
    sides = two_groups(corpus, by, target=target, reference=reference)
    corpus = told_in(corpus, lexicon, asked.within, [by], unit)
    table, made = two_sides(corpus, lexicon, sides, by, asked)
    for place, (name, side) in enumerate((("target", target), ("reference", reference)), start=2):
        table.insert(place, name, side_of(side))
    table = table[[name for name in COLUMNS if name in table.columns]]
    groups: dict[str, Any] = {"by": [], "every": None, "compared": by}
    return finish(table, "contrast", corpus, lexicon, **groups, value=asked.value, **made)


def _of_outlets(
    corpus: Corpus,
    lexicon: Lexicon,
    by: str,
    target: Any,
    value: str,
    unit: str,
    read: Coded | None,
    *,
    tested: bool,
) -> tuple[Floats, int]:
    """Return what outlets that go their own way add to the variance of each difference, and its degrees.

    The score of an outlet in a block of time is what it adds to the difference, as :func:`keyness` has it.
    """
    queries = lexicon.queries()
    counted = total_of_units(corpus, count_labels, [by, OUTLET], queries, unit=unit, one_by_one=True)
    cells, labels = counted.by_unit, slice(0, len(queries))
    count, concept = cells.count[:, labels], concept_of(queries)
    if read and value in VALUES:
        count = corrections(corpus, read.codes(), queries, [by, OUTLET], unit=unit).by_unit.count
    x = (cells.holding[:, labels] if value == "document_share" else count).toarray().astype(np.float64)
    if value == "share":
        y = x @ np.equal.outer(concept, concept).astype(np.float64)
    elif value == "intensity":
        y = cells.within[:, labels].toarray()
    else:
        size = cells.tokens if value == "rate" else cells.documents
        y = np.broadcast_to(size[:, np.newaxis], x.shape)
    inside = (counted.keys[by] == target).to_numpy()[cells.group]
    outlet = grouped(counted.keys[[OUTLET]])[1][cells.group]
    score = np.zeros_like(x)
    for side, sign in ((inside, 1), (~inside, -1)):
        part, whole = x[side].sum(axis=0), y[side].sum(axis=0)
        score[side] = np.nan_to_num(sign * share(x[side] - share(part, whole) * y[side], whole))
    adding = adding_rows(outlet, int(outlet.max()) + 1)
    excess = crossed_excess(adding @ score, adding @ score**2, tested=tested)
    return excess, max(int(outlet.max()), 1)


def _side(result: pd.DataFrame, value: str, side: str, scale: int) -> tuple[Floats, Floats, Floats, Floats]:
    """Return share, interval and degrees of freedom of a side; the last is taken from the table."""
    share, low, high = (
        result[f"{value}{end}_{side}"].to_numpy(dtype=np.float64) / scale for end in ("", "_low", "_high")
    )
    name = f"{value}_degrees_{side}"
    degrees = result.pop(name).to_numpy(dtype=np.float64) if name in result else np.full_like(share, np.nan)
    return share, low, high, degrees


def _keys(table: pd.DataFrame, by: str) -> list[str]:
    """List the columns that say what a row is of, but for the groups that are compared."""
    items = [name for name in _ITEMS if name in table.columns]
    if not items:
        raise DiscourseError(f"the table has no column {' or '.join(_ITEMS)}; contrast needs labels or terms")
    return [name for name in [*grouped_by(table), *items] if name != by]


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    if within_of(table):
        return sentence_of_sides(table)
    value = table.attrs["options"]["value"]
    keys = [*grouped_by(table), *(name for name in ("label", "term") if name in table.columns)]
    told = largest_first(table)

    def side(row: dict[Hashable, Any], which: str) -> str:
        said = level(row[f"{value}_{which}"], value)
        if value != "share" or of_articles(table) or f"concept_count_{which}" not in row:
            return said
        end, about = ("_corrected", "about ") if f"count_corrected_{which}" in row else ("", "")
        count, whole = row[f"count{end}_{which}"], row[f"concept_count{end}_{which}"]
        return f"{about}{count:,.0f} of {whole:,.0f} ({said})"

    said = [
        f"{name_of(tuple(row[key] for key in keys), keys)} {side(row, 'target')} against "
        f"{side(row, 'reference')}, {difference(row, value)}"
        for row in told.head(3).to_dict("records")
    ]
    between = f"{table['target'].iloc[0]} against {table['reference'].iloc[0]}{unit_of(value)}"
    between += ", means of articles" if of_articles(table) else ""
    if not said:
        return f"{between}: nothing that both have can be compared."
    order = ", the largest difference first" if len(told) > 1 else ""
    known = bool(table["difference_low"].notna().any())
    tested = some_q(table, "difference") + of_blocks(table, "Intervals are", known)
    if known and "crossed" in table.columns and not table["crossed"].all():
        added = int(table["crossed"].sum())
        where = f"is more than chance, and counts, in {added:,} of {counted(len(table), 'row')}"
        tested += f" What outlets add {where if added else 'is no more than chance, and left out'}."
    return f"{between}{order}: {first_of(said, len(told))}.{tested}"
