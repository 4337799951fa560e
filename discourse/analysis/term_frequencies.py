"""Which words each group uses, and how often."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow.compute as pc

from discourse.analysis.phrases import each_group, most_used
from discourse.analysis.results import grouped_by
from discourse.corpus import Corpus
from discourse.counting.groups import By, columns_of, finish, per_10000, share
from discourse.counting.intervals import Intervals, rate_intervals
from discourse.counting.rows import columns_of_numbers, falling, rows_of, table_of
from discourse.counting.shards import corpus_in, corpus_only
from discourse.counting.tally import total_of_units
from discourse.counting.terms import among, count_words, folded
from discourse.counting.units import unit_for
from discourse.errors import DiscourseError
from discourse.voice.codes import Voice

COLUMNS = (
    "term",
    "count",
    "tokens",
    "rate",
    "rate_low",
    "rate_high",
    "documents",
    "documents_total",
    "document_share",
    "units",
)
_KINDS: dict[str, type[np.generic]] = {
    **dict.fromkeys(COLUMNS[1:], np.float64),
    **dict.fromkeys(("count", "tokens"), np.int64),
    **dict.fromkeys(("documents", "documents_total", "units"), np.int32),
}


def term_frequencies(
    corpus: Corpus,
    *,
    by: By = "source",
    ngram: int = 1,
    stop_words: Collection[str] = (),
    minimum: int = 1,
    zeros: bool = False,
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    uncertainty: str = "linearized",
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count words, or runs of words, by group.

    Parameters
    ----------
    corpus : Corpus
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for the whole corpus.
    ngram : int
        Length of the runs; they do not cross documents.
    stop_words : collection of str
        Words whose rows are left out (a run, if it starts or ends with one). Denominators do not change.
    minimum : int
        Terms with fewer occurrences in the whole corpus are left out.
    zeros : bool
        Whether a group also has rows for terms that only others use.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit, confidence, uncertainty, draws, seed
        As for :func:`framing`.

    Returns
    -------
    DataFrame
        A row for each group and each term that occurs in it: the columns of `by`, ``term``, ``count``,
        ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``rate_low`` and ``rate_high``
        (NaN where the group is one unit), ``documents`` (that have the term), ``documents_total``,
        ``document_share``, ``units`` (of the group). Sorted by group, then falling count, then alphabet.

    Raises
    ------
    DiscourseError
        If the table would have more than 20 million rows, or an option is out of range.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.term_frequencies(dc.read("seeds"), stop_words=dc.ENGLISH_FUNCTION_WORDS)
    >>> table.loc[table["source"] == "Bloomberg", ["term", "count", "tokens"]].head(3).values.tolist()
    [['said', 8, 652], ['russian', 7, 652], ['syria', 7, 652]]
    """
    corpus = corpus_in(corpus, voice)
    if not (isinstance(ngram, int) and isinstance(minimum, int) and ngram >= 1 and minimum >= 1):
        raise DiscourseError(
            f"ngram= and minimum= must be whole numbers from 1, not {ngram!r} and {minimum!r}"
        )
    stops = folded(stop_words, corpus_only(corpus).language)
    unit = unit_for(corpus, unit, columns_of(by))
    intervals = Intervals(unit, confidence, uncertainty, draws, seed).checked()
    # what is rare in a shard may come often in others
    least = minimum if len(corpus_only(corpus).shards) == 1 else 1
    counted = total_of_units(
        corpus, count_words, by, ngram, least, unit=unit, one_by_one=intervals.draws_anew
    )
    wanted = counted.count.sum(axis=0) >= minimum
    if stops:
        wanted &= ~_ends_in(counted.terms, stops)
    rows = rows_of(counted, wanted, zeros=zeros)
    rows = rows.take(falling(rows.group, rows.of(counted.count)))  # the terms are in alphabetical order
    made = columns_of_numbers(len(rows), _KINDS)
    made["count"][:], made["documents"][:] = rows.of(counted.count), rows.of(counted.holding)
    made["tokens"][:], made["documents_total"][:] = counted.tokens[rows.group], counted.documents[rows.group]
    made["units"][:] = counted.spread.units[rows.group]
    made["rate"][:] = per_10000(made["count"], made["tokens"])
    made["rate_low"][:], made["rate_high"][:] = rate_intervals(counted, rows, intervals)
    made["rate_low"] *= 10_000
    made["rate_high"] *= 10_000
    made["document_share"][:] = share(made["documents"], made["documents_total"])
    table = table_of({**rows.keys(counted), **made})
    return finish(
        table,
        "term_frequencies",
        corpus,
        by=by,
        ngram=ngram,
        stop_words=sorted(stop_words),
        minimum=minimum,
        zeros=zeros,
        **intervals.options,
    )


def _ends_in(terms: Any, stops: Collection[str]) -> npt.NDArray[np.bool_]:
    """Tell which runs of words start or end with one of some words."""
    words = pc.split_pattern(terms, " ")
    edges = words.offsets.to_numpy()
    found = among(words.values, stops)
    stopped: npt.NDArray[np.bool_] = found[edges[:-1]] | found[edges[1:] - 1]
    return stopped


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    return each_group(table, grouped_by(table), lambda rows: most_used(rows, "term"))
