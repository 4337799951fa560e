"""Do outlets choose alike: which concepts divide them most, by which label, and how sure that is."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.coded import Files, codes_given
from discourse.analysis.phrases import LEVEL, as_prose, by_codes, capital, first_of, level, listed, of_blocks
from discourse.corpus import Corpus
from discourse.counting.corrected import Corrected, corrections
from discourse.counting.groups import By, columns_of, finish, share
from discourse.counting.intervals import Intervals
from discourse.counting.labels import concept_of, count_labels, lexicon_only
from discourse.counting.shards import corpus_in
from discourse.counting.tally import UnitTally, total_of_units
from discourse.counting.units import unit_for
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.measures import benjamini_hochberg
from discourse.measures.homogeneity import Apart, Dealt, apart, cramers_v, dealt, unsure
from discourse.progress import over
from discourse.voice.codes import Voice

_SIDES = ("target", "reference")
_CORRECTED = (
    *("coded", "concept_count_corrected", "divide_raw"),
    *(
        f"{name}_{side}"
        for name in ("count_corrected", "concept_count_corrected", "share_raw")
        for side in _SIDES
    ),
)
COLUMNS = (
    *("concept", "labels", "groups", "concept_count", "concept_documents", "concept_units"),
    *("divide", "divide_low", "divide_high", "ratio", "design_effect", "p", "q", "label", "label_part"),
    *("target", "reference"),
    *(f"{name}_{side}" for name in ("count", "concept_count", "share") for side in _SIDES),
    *_CORRECTED,
)

Counts = npt.NDArray[np.int64]


def divides(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    by: By = "source",
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    draws: int = 2000,
    seed: int = 0,
    progress: bool = True,
    codes: Files | None = None,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Test for each concept whether all groups choose its labels alike, and say which divides them most.

    This is the first question of a comparison. One test of the whole choice over all groups stands for all
    pairs of them and all labels, of which some would differ by chance alone.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    by : str or sequence of str
        Metadata columns, or ``year``, ``quarter``, ``month``.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit : str, optional
        What varies from sample to sample, as for :func:`framing`: between times by default blocks of time,
        since articles of one month share events; of months of FA-KES dealt at random, articles reject .6 and
        more at .05, months .04.
    confidence : float
        Of the interval of the divide.
    draws, seed : int
        How often units are dealt to groups at random, and from which start.
    progress : bool
        Whether to show a bar where it takes long.
    codes, coders, predictions
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row for each concept, the one that divides most first: ``concept``; ``labels`` and ``groups`` (how
        many occur), ``concept_count`` (mentions), ``concept_documents`` and ``concept_units`` (documents and
        units that mention it); ``divide`` (how far the groups lie apart beyond chance: Cramér's V, 0 where
        all choose alike, 1 where the group decides the label) with ``divide_low`` and ``divide_high``;
        ``ratio`` (how far they lie apart over how far chance would put them), ``design_effect`` (how many
        times chance does more than with independent mentions), ``p``, ``q`` (Benjamini-Hochberg over the
        concepts); ``label`` (that makes most of the divide), ``label_part`` (how much of it); ``target`` and
        ``reference`` (the two groups that make most of that), with ``count_…``, ``concept_count_…`` and
        ``share_…`` of the label. NaN or missing where fewer than two groups mention the concept, fewer than
        two labels occur, or no group has two units. With `codes`, the test, the divide and shares are
        corrected, and NaN where matches of the concept are in a stratum without a coded line; ``coded``
        (lines), ``concept_count_corrected``, ``divide_raw`` and, of the two groups, ``count_corrected_…``,
        ``concept_count_corrected_…`` and ``share_raw_…`` are added.

    Raises
    ------
    DiscourseError
        If `by` names no column or one with a single value, an option is out of range, or codes cannot be
        used.

    Notes
    -----
    Pearson's statistic of the table of groups and labels is divided by what chance makes of it where units
    vary (:func:`discourse.measures.homogeneity.apart`, after Rao and Scott 1981 and 1984). ``p`` tells how
    often units dealt to the groups at random, as many to each as it has, lie as far apart
    (:func:`discourse.measures.homogeneity.dealt`); it is never below ``1 / (draws + 1)``. The F test of
    survey statistics, :func:`discourse.measures.rao_scott`, often has no answer here, as labels are rare.
    A family with documents in several groups is a unit of each, which makes ``p`` rather too large. With
    `codes`, what is expected of each unit is dealt, and what is not known of it, and the drawing of lines,
    come to every deal (:func:`discourse.measures.homogeneity.unsure`).

    Groups weigh by their mentions, so a large outlet makes more of the divide than a small one.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.divides(dc.read("seeds"), dc.Lexicon.read("syria"))  # an article an outlet bears nothing
    >>> table.loc[table["concept"] == "displaced", ["labels", "groups", "concept_count"]].values.tolist()
    [[3, 3, 7]]
    >>> bool(table["p"].isna().all())
    True
    """
    corpus = corpus_in(corpus, voice)
    lexicon_only(lexicon)
    unit = unit_for(corpus, unit, columns_of(by))
    Intervals(unit, confidence, draws=draws, seed=seed).checked()
    queries = lexicon.queries()
    counts = total_of_units(corpus, count_labels, by, queries, unit=unit, one_by_one=True)
    read = codes_given(codes, corpus, lexicon, coders, predictions)
    made = corrections(corpus, read.codes(), queries, by, unit=unit) if read else None
    if len(counts) < 2:
        raise DiscourseError(f"by={by!r} makes a single group ({counts.names[0]}); divides compares several")
    concept = concept_of(queries)
    rows = []
    for number in over(range(int(concept.max()) + 1), "Dealing units", "concepts", progress=progress):
        places = sorted(np.flatnonzero(concept == number).tolist(), key=lambda place: queries[place].label)
        names = [queries[place].label for place in places]
        row = {"concept": queries[places[0]].concept, **_size(counts, places, len(queries) + number)}
        rows.append({**row, **_divide(counts, made, places, names, confidence, draws, seed)})
    columns = [name for name in COLUMNS if made or name not in _CORRECTED]
    table = pd.DataFrame(rows, columns=columns).astype({"concept": "str"})
    table["label"] = pd.Series(table["label"].tolist(), dtype="str")
    for side in _SIDES:
        if table[side].dtype.kind == "f":  # years stay whole beside a concept without a pair
            table[side] = pd.array([row[side] for row in rows])
    table["q"] = benjamini_hochberg(table["p"])
    table = table.sort_values(["divide", "concept"], ascending=[False, True], ignore_index=True)
    return finish(
        table,
        "divides",
        corpus,
        lexicon,
        by=by,
        unit=unit,
        confidence=confidence,
        draws=draws,
        seed=seed,
        **(read.options if read else {}),
    )


def _size(counts: UnitTally, labels: list[int], concept: int) -> dict[str, Any]:
    """Return how many labels and groups a concept has, and what carries it."""
    mentions = counts.count[:, [concept]].toarray().ravel()
    units = np.unique(counts.by_unit.unit[counts.by_unit.count[:, [concept]].toarray().ravel() > 0])
    return {
        "labels": int((counts.count[:, labels].sum(axis=0) > 0).sum()),
        "groups": int((mentions > 0).sum()),
        "concept_count": int(mentions.sum()),
        "concept_documents": int(counts.holding[:, [concept]].sum()),
        "concept_units": len(units),
    }


def _divide(
    counts: UnitTally,
    made: Corrected | None,
    labels: list[int],
    names: list[str],
    confidence: float,
    draws: int,
    seed: int,
) -> dict[str, Any]:
    """Test the choice of one concept, and find what makes most of it."""
    count, group = counts.by_unit.count[:, labels].toarray(), counts.by_unit.group
    raw, estimated = counts.count[:, labels].toarray(), None
    whole: npt.NDArray[Any] = raw
    row: dict[str, Any] = {"label": None, "target": None, "reference": None}
    if made:
        whole = made.count[:, labels]
        if np.isnan(whole).any():
            return row
        of = made.by_unit
        row |= {"coded": int(made.coded[:, labels].sum()), "concept_count_corrected": float(whole.sum())}
        row |= {"divide_raw": cramers_v(*_sums(apart(count, group), raw), Dealt(np.nan, np.nan))[0]}
        count = of.count[:, labels].toarray()
        noise = of.cells.member(len(raw)) @ (of.unknown + of.sampling)[:, labels]
        estimated = unsure(whole, noise.toarray()) if whole.any() else None
    found = apart(count, group)
    if np.isnan(found.chance).any():
        return row
    if estimated:
        found = found._replace(chance=found.chance + estimated.chance)
    chances = dealt(count, group, draws=draws, seed=seed, estimated=estimated)
    statistic, chance, mentions, smaller = _sums(found, whole)
    ends = cramers_v(statistic, chance, mentions, smaller, chances, confidence=confidence)
    degrees = ((whole.sum(axis=1) > 0).sum() - 1) * ((whole.sum(axis=0) > 0).sum() - 1)
    row |= dict(zip(("divide", "divide_low", "divide_high"), ends, strict=True))
    row |= {"ratio": float(found.ratio), "design_effect": chance / degrees, "p": chances.p}
    bearing = np.bincount(group[count.any(axis=1)], minlength=len(whole))
    most = _most_of_it(found, whole, bearing, names, counts.names)
    if made:
        number = names.index(most["label"])
        for side in _SIDES:
            at = counts.names.index(most[side])
            most |= {
                f"{name}_corrected_{side}": most[f"{name}_{side}"] for name in ("count", "concept_count")
            }
            most |= {f"count_{side}": raw[at, number], f"concept_count_{side}": raw[at].sum()}
            most |= {f"share_raw_{side}": float(share(raw[at, number], raw[at].sum()))}
    return row | most


def _sums(found: Apart, whole: npt.NDArray[Any]) -> tuple[float, float, float, int]:
    """Return what Cramér's V is made of: statistic, chance, mentions, and groups or labels, the fewer."""
    smaller = min((whole.sum(axis=1) > 0).sum(), (whole.sum(axis=0) > 0).sum())
    return float(found.statistic.sum()), float(found.chance.sum()), float(whole.sum()), int(smaller)


def _most_of_it(
    found: Apart, whole: npt.NDArray[Any], bearing: Counts, names: list[str], groups: list[Any]
) -> dict[str, Any]:
    """Find the label that makes most of a divide, and the two groups that make most of that.

    Groups with a single unit are left out where there are two others: they speak for that unit only.
    """
    beyond = np.maximum(found.statistic - found.chance, 0.0)
    occurs = whole.sum(axis=0) > 0
    label = int(np.argmax(np.where(occurs, found.statistic - found.chance, -np.inf)))
    size, part = whole.sum(axis=1), share(whole[:, label], whole.sum(axis=1))
    # Σ Y (p - P)² is Σ Y Y' (p - p')² / N over pairs
    pairs = np.nan_to_num(np.multiply.outer(size, size) * np.subtract.outer(part, part) ** 2)
    single = bearing < 2
    if (~single).sum() >= 2:
        pairs[single, :] = pairs[:, single] = -1.0
    np.fill_diagonal(pairs, -1.0)  # where all choose alike, two groups all the same
    one, other = np.unravel_index(int(np.argmax(pairs)), pairs.shape)
    target, reference = (one, other) if part[one] > part[other] else (other, one)
    row = {"label": names[label], "label_part": float(share(beyond[label], beyond.sum()))}
    for side, at in (("target", target), ("reference", reference)):
        row |= {
            side: groups[at],
            f"count_{side}": whole[at, label],
            f"concept_count_{side}": size[at],
            f"share_{side}": float(part[at]),
        }
    return row


def sentence(table: pd.DataFrame) -> str:
    """Say which concepts divide the groups, by which label, and on which nothing is seen."""
    by = table.attrs["options"]["by"]
    what = "outlets" if by == "source" else f"groups by {by if isinstance(by, str) else ' and '.join(by)}"
    tested = table[table["q"].notna()]
    clear = tested[tested["q"] < LEVEL]
    untested = _untested(table[table["q"].isna()], what)
    if tested.empty:
        return f"Whether {what} choose alike cannot be said.{untested}"
    concepts = counted(len(tested), "concept")
    if clear.empty:
        said = f"{capital(what)} are not seen to choose differently in any of {concepts}"
    else:
        said = f"{capital(what)} divide on {len(clear):,} of {concepts}"
        said += f" (q below .05; 0 alike, 1 apart){', most first' if len(clear) > 1 else ''}: "
        said += first_of([_one(row) for row in clear.head(3).to_dict("records")], len(clear))
    others = [as_prose(name) for name in tested.loc[tested["q"] >= LEVEL, "concept"]]
    if others and not clear.empty:
        said += f". Not seen beyond chance: {listed(others)}"
    return f"{said}.{untested}" + by_codes(table) + of_blocks(table, "Tests are", known=True)


def _untested(rows: pd.DataFrame, what: str) -> str:
    """Say of each concept without a test what it lacks: coded lines, labels to choose from, or articles."""
    size = rows.get("concept_count_corrected", rows["concept_count"])
    uncoded, single = size.isna(), (rows["labels"] == 1) & size.notna()
    wrong = (size == 0) & (rows["concept_count"] > 0)
    end = " by the codes, or a single label" if "coded" in rows else ""
    lacks = {
        "Too few coded lines to say": uncoded,
        "No match is right": wrong,
        "With a single label": single & ~wrong,
        f"Too few articles in two {what} that mention it{end}": ~(uncoded | single | wrong),
    }
    names = {why: [as_prose(name) for name in rows.loc[of, "concept"]] for why, of in lacks.items()}
    return "".join(f" {why}: {listed(some)}." for why, some in names.items() if some)


def _one(row: dict[Hashable, Any]) -> str:
    carried = f"{counted(row['concept_count'], 'mention')} in {counted(row['concept_documents'], 'article')}"
    sides = f"{row['target']} {level(row['share_target'], 'share')} against {row['reference']} " + level(
        row["share_reference"], "share"
    )
    return (
        f"{as_prose(row['concept'])} ({row['divide']:.2f}, {row['divide_low']:.2f} to "
        f"{row['divide_high']:.2f}; {carried}), most by {row['label']}, such as {sides}"
    )
