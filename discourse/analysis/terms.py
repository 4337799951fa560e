"""Which words each group uses, and how often."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from discourse.analysis.groups import By, columns_of, finish, grouped_by, per_10000, share
from discourse.analysis.intervals import Between, rate_intervals
from discourse.analysis.tally import Tally, tally, total_of_units
from discourse.analysis.units import Units
from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.text.vocabulary import arrow
from discourse.text.words import fold

_MOST_ROWS = 20_000_000


def term_frequencies(
    corpus: Corpus,
    *,
    by: By = "source",
    ngram: int = 1,
    stop_words: Collection[str] = (),
    minimum: int = 1,
    unit: str = "family",
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
    unit, confidence, uncertainty, draws, seed
        As for :func:`frame_counts`.

    Returns
    -------
    DataFrame
        A row for each group and each term of the corpus: the columns of `by`, ``term``, ``count``,
        ``tokens`` (all words of the group), ``rate`` (per 10,000 tokens), ``low`` and ``high`` (of the rate;
        NaN where the group is one unit), ``documents`` (that have the term), ``documents_total``,
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
    if not (isinstance(ngram, int) and isinstance(minimum, int) and ngram >= 1 and minimum >= 1):
        raise DiscourseError(f"ngram={ngram} and minimum={minimum} are whole numbers from 1")
    stops = folded(stop_words)
    between = Between(unit, confidence, uncertainty, draws, seed).checked()
    counted = total_of_units(corpus, count_words, by, ngram, unit=unit, hold_all=between.draws_anew)
    wanted = np.flatnonzero((counted.count.sum(axis=0) >= minimum) & ~_ends_in(counted.terms, stops))
    if len(counted) * len(wanted) > _MOST_ROWS:
        raise DiscourseError(
            f"{len(counted):,} groups × {len(wanted):,} terms are more than {_MOST_ROWS:,} rows; "
            f"raise minimum= (now {minimum}), or select sources first"
        )
    count, documents = counted.count[:, wanted].toarray(), counted.holding[:, wanted].toarray()
    order = np.argsort(-count, axis=1, kind="stable")  # the terms are in alphabetical order already
    low, high = rate_intervals(counted, wanted, between)
    table = counted.repeat(len(wanted))
    table["term"] = column_of(counted.terms, wanted[order].ravel())
    table["count"] = np.take_along_axis(count, order, axis=1).ravel()
    table["tokens"] = np.repeat(counted.tokens, len(wanted))
    table["rate"] = per_10000(table["count"], table["tokens"])
    table["low"] = 10_000 * np.take_along_axis(low, order, axis=1).ravel()
    table["high"] = 10_000 * np.take_along_axis(high, order, axis=1).ravel()
    table["documents"] = np.take_along_axis(documents, order, axis=1).ravel()
    table["documents_total"] = np.repeat(counted.documents, len(wanted))
    table["document_share"] = share(table["documents"], table["documents_total"])
    table["units"] = np.repeat(counted.spread.units, len(wanted))
    return finish(
        table,
        "term_frequencies",
        corpus,
        by=by,
        ngram=ngram,
        stop_words=sorted(stop_words),
        minimum=minimum,
        **between.options,
    )


def count_words(corpus: Corpus, by: By, ngram: int = 1, units: Units | None = None) -> Tally:
    """Count the words, or the runs of words, of one shard."""
    index = corpus.index if ngram == 1 else corpus.index.ngrams(ngram)
    terms = arrow(index.vocabulary)
    return tally(corpus, by, index.ids, index.offsets, things=len(terms), terms=terms, units=units)


def column_of(terms: Any, rows: npt.NDArray[np.int64]) -> ExtensionArray:
    """Give some terms as a column of text."""
    column: ExtensionArray = pd.array(terms.take(pa.array(rows)), dtype="str")
    return column


def folded(stop_words: Collection[str]) -> frozenset[str]:
    """Give stop words as they are counted.

    Raises
    ------
    DiscourseError
        If they are one text, which would be a collection of letters, or not all are text.
    """
    if isinstance(stop_words, str):
        raise DiscourseError(f"stop_words= is a collection of words, not the text {stop_words[:40]!r}")
    other = next((word for word in stop_words if not isinstance(word, str)), None)
    if other is not None:
        raise DiscourseError(f"stop_words= is a collection of words, and {other!r} is none")
    return frozenset(map(fold, stop_words))


def among(terms: Any, words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Tell which terms are some words."""
    found: npt.NDArray[np.bool_] = pc.is_in(terms, arrow(words)).to_numpy(zero_copy_only=False)
    return found


def _ends_in(terms: Any, stops: Collection[str]) -> npt.NDArray[np.bool_]:
    """Tell which runs of words start or end with one of some words."""
    words = pc.split_pattern(terms, " ")
    edges = words.offsets.to_numpy()
    found = among(words.values, stops)
    stopped: npt.NDArray[np.bool_] = found[edges[:-1]] | found[edges[1:] - 1]
    return stopped


def top(
    table: pd.DataFrame,
    *,
    n: int = 10,
    rank_by: str | None = "count",
    within: str | Sequence[str] | None = None,
) -> pd.DataFrame:
    """Take the first rows of each group of a table.

    Parameters
    ----------
    table : DataFrame
        From any analysis of this library.
    n : int
        Rows a group.
    rank_by : str, optional
        The column to rank by, largest first; ties are broken by the alphabet of the term (or label). None
        keeps the order of the table, as for :func:`keyness`.
    within : str or sequence of str, optional
        The columns that make the groups; the columns before the measured ones unless said (for keyness:
        ``target``).

    Returns
    -------
    DataFrame
        The columns of `table`, its settings in ``attrs``.

    Raises
    ------
    DiscourseError
        If `table` has no column `rank_by`, or `n` is no whole number from 1.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.term_frequencies(dc.read("seeds"), by=None, stop_words=dc.ENGLISH_FUNCTION_WORDS)
    >>> dc.top(table, n=2)["term"].tolist()
    ['assad', 'syrian']
    """
    if not isinstance(n, int) or n < 1:
        raise DiscourseError(f"n={n!r} is a whole number of rows from 1")
    if rank_by is not None and rank_by not in table.columns:
        raise DiscourseError(
            f"the table has no column {rank_by!r}; it has {', '.join(map(str, table.columns))}"
        )
    columns = grouped_by(table) if within is None else columns_of(within)
    unknown = [column for column in columns if column not in table.columns]
    if unknown:
        raise DiscourseError(
            f"the table has no column {unknown[0]!r}; it has {', '.join(map(str, table.columns))}"
        )
    ties = [name for name in ("term", "concept", "label") if name in table.columns]
    ranked = table
    if rank_by is not None:
        ranked = table.sort_values(
            [*columns, rank_by, *ties],
            ascending=[True] * len(columns) + [False] + [True] * len(ties),
            kind="stable",
        )
    chosen = ranked.groupby(columns, dropna=False, sort=False).head(n) if columns else ranked.head(n)
    chosen = chosen.reset_index(drop=True)
    chosen.attrs = {
        **table.attrs,
        "options": {
            **table.attrs.get("options", {}),
            "top": n,
            **({} if rank_by is None else {"rank_by": rank_by}),
        },
    }
    return chosen
