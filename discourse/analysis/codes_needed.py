"""How many more lines are to be coded, and where, until the shares are as exact as wanted."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis.coded import Files, read_codes
from discourse.analysis.phrases import listed
from discourse.analysis.sample import STRATUM, allocate
from discourse.corpus import Corpus
from discourse.counting.codes import of_documents
from discourse.counting.corrected import Corrected, corrections
from discourse.counting.groups import By, columns_of, finish
from discourse.counting.intervals import Intervals
from discourse.counting.labels import VALUES, concept_of
from discourse.counting.units import unit_for
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.measures.coded import lines_to_reach

COLUMNS = (
    *("concept", "label", "stratum", "count", "coded", "precision", "widest", "widest_all_coded"),
    *("needed", "n"),
)
_STEPS = 40  # of a search by halves


def codes_needed(
    corpus: Corpus,
    lexicon: Lexicon,
    codes: Files,
    *,
    width: float = 0.05,
    value: str = "share",
    by: By = None,
    unit: str | None = None,
    confidence: float = 0.95,
    coders: str = "all",
) -> pd.DataFrame:
    """Say how many more lines of each stratum to code, so that no interval is wider than wanted.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    codes : path or sequence of paths
        Lines of :func:`validation_sample` that are coded; a first few of each label are enough to begin.
    width : float
        How wide an interval may be, from end to end: of shares 0.05 is five points, of rates a number per
        10,000 tokens.
    value : {"share", "rate"}
        What is to be exact.
    by : str, sequence of str or None
        The groups of :func:`framing` in which it is; by default those that make the strata, voices together.
    unit, confidence, coders
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row a stratum: ``concept``, ``label``, ``stratum``, ``count`` (matches), ``coded``, ``precision``
        (of the coded lines); ``widest`` (the widest interval of the label in a group that has matches of the
        stratum), ``widest_all_coded`` (what would be left of it if all were coded: the variation between
        articles); ``needed`` (more lines, also for shares of other labels of the concept; NaN where the
        stratum is in no interval that coding alone can make narrow enough) and ``n`` (what
        :func:`validation_sample` takes to draw them all, the same for each stratum of the label; NaN where
        none are needed).

    Raises
    ------
    DiscourseError
        If an option is out of range, or the codes cannot be used.

    Notes
    -----
    Lines are shared out over the strata of each interval as :func:`discourse.measures.lines_to_reach` does,
    and a stratum has what the most demanding interval asks for. It is a forecast: precision is taken to stay
    what it is among the coded lines. The sample grows, and keeps its lines, with
    ``validation_sample(…, label=label, n=n, codes=codes)``, which leaves out what is coded.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import discourse as dc
    >>> corpus, lexicon = dc.read("seeds"), dc.Lexicon.read("syria")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "coded.csv"
    ...     lines = dc.validation_sample(corpus, lexicon, file, label="rebels", n=3)
    ...     lines.assign(correct=["yes", "yes", "no"]).to_csv(file, index=False)
    ...     table = dc.codes_needed(corpus, lexicon, file, value="rate", width=150)
    >>> table[["stratum", "count", "coded", "precision"]].round(2).values.tolist()
    [['Bloomberg', 6, 3, 0.67]]
    """
    if value not in VALUES:
        raise DiscourseError(f"value= must be one of {', '.join(VALUES)}, not {value!r}")
    if not (isinstance(width, int | float) and width > 0):
        raise DiscourseError(f"width= must be a number above 0, such as 0.05, not {width!r}")
    read = read_codes(codes, corpus, lexicon, coders)
    columns = of_documents(corpus, read.draw.by) if by is None else columns_of(by)
    unit = unit_for(corpus, unit, columns)
    intervals = Intervals(unit, confidence).checked()
    queries = lexicon.queries()
    codes_of_matches = replace(read.codes(), missed=())
    made = corrections(corpus, codes_of_matches, queries, columns, unit=unit)
    scale, of = (1, made.share) if value == "share" else (10_000, made.rate)
    now, least = (scale * np.subtract(*of.ends(intervals, part)[::-1]) for part in (1.0, 0.0))
    place = {(query.concept, query.label): number for number, query in enumerate(queries)}
    keys = codes_of_matches.strata[["concept", "label"]].itertuples(index=False, name=None)
    label, size = np.array([place[key] for key in keys]), codes_of_matches.strata["stratum_count"].to_numpy()
    asked, needed = _needed(made, label, concept_of(queries), size, value, width / scale, intervals)
    table = codes_of_matches.strata.rename(columns={"stratum_count": "count"})
    table["coded"], table["precision"] = made.strata.coded, made.strata.mean
    here = made.matches > 0
    for name, widths in (("widest", now), ("widest_all_coded", least)):
        mine = np.where(here, widths[:, label], -np.inf).max(axis=0, initial=-np.inf)
        table[name] = np.where(np.isfinite(mine), mine, np.nan)
    table["needed"] = np.where(asked, needed - made.strata.coded, np.nan)
    table["n"] = _to_draw(table, np.where(asked, needed, 0))
    options = {"value": value, "width": width, "by": columns, "unit": unit, "confidence": confidence}
    return finish(table, "codes_needed", corpus, lexicon, codes=read.files, coders=coders, **options)


def _needed(
    made: Corrected,
    label: npt.NDArray[np.int64],
    concept: npt.NDArray[np.int64],
    sizes: npt.NDArray[np.int64],
    value: str,
    width: float,
    intervals: Intervals,
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.int64]]:
    """Return which strata are in an interval that can be narrow enough, and how many lines that takes."""
    of, strata = made.share if value == "share" else made.rate, made.strata
    low, high = np.zeros_like(of.more), np.ones_like(of.more)
    for _ in range(_STEPS):  # what part of the variance of lines may be left
        middle = (low + high) / 2
        narrow = np.subtract(*of.ends(intervals, middle)[::-1]) <= width
        low, high = np.where(narrow, middle, low), np.where(narrow, high, middle)
    enough = np.subtract(*of.ends(intervals)[::-1]) <= width
    reached = (low > 0) | enough
    total = made.matches * strata.level
    asked, needed = np.zeros(len(label), dtype=bool), strata.coded.copy()
    for group, mine in np.argwhere(reached & np.isfinite(of.more)):
        bears = (made.matches[group] > 0) & (concept[label] == concept[mine])
        own = label == mine
        if value == "rate":
            bears &= own
        if not (bears & own).any():
            continue
        share = total[group, own].sum() / total[group, bears].sum()
        part = np.where(own, 1 - share, share) if value == "share" else np.ones(len(label))
        spread = np.where(bears, part**2 * made.matches[group] * sizes * strata.variance, 0.0)[bears]
        asked |= bears
        if enough[group, mine]:
            continue
        now = (spread * (1 / strata.coded[bears] - 1 / sizes[bears])).sum()
        more = lines_to_reach(spread, strata.coded[bears], sizes[bears], low[group, mine] * now)
        needed[bears] = np.maximum(needed[bears], more)
    return asked, needed


def _to_draw(table: pd.DataFrame, wanted: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Return how many lines of each label to draw, so that each stratum has what is wanted of it."""
    result = np.full(len(table), np.nan)
    for rows in table.groupby(STRATUM[:2]).indices.values():
        if not (wanted[rows] > table["coded"].to_numpy()[rows]).any():
            continue
        sizes = table["count"].iloc[rows].tolist()
        low, high = max(int(wanted[rows].sum()), len(rows)) - 1, sum(sizes)
        while high - low > 1:
            middle = (low + high) // 2
            reached = (np.array(allocate(sizes, middle)) >= wanted[rows]).all()
            low, high = (low, middle) if reached else (middle, high)
        result[rows] = high
    return result


def sentence(table: pd.DataFrame) -> str:
    """Say how many more lines are needed in all, where most of them, and what no lines can mend."""
    more = table[table["needed"] > 0].sort_values("needed", ascending=False, kind="stable")
    said = [
        f"{int(row['needed']):,} of {row['label']} in {row['stratum']}" for row in more.to_dict("records")
    ]
    width = table.attrs["options"]["width"]
    wanted = f"{100 * width:g} points" if table.attrs["options"]["value"] == "share" else f"{width:g}"
    never = int(table["needed"].isna().sum())
    no_lines = ""
    if never:
        strata = counted(never, "stratum", "strata")
        no_lines = f" In {strata} no number of lines is enough: the articles differ too much."
    if not said and never == len(table):
        return f"No number of lines is enough for intervals of {wanted}: the articles differ too much."
    if not said:
        others = " in the others" if never else ""
        return f"No more lines are needed{others} for intervals of {wanted}.{no_lines}"
    lines = counted(int(more["needed"].sum()), "more line")
    return f"{lines} for intervals no wider than {wanted}: {listed(said)}.{no_lines}"
