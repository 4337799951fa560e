"""The first rows of each group of a table."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from discourse.analysis.results import grouped_by, refuse_without
from discourse.counting.groups import columns_of
from discourse.errors import DiscourseError, whole_number


def top(
    table: pd.DataFrame,
    *,
    n: int = 10,
    rank_by: str | None = None,
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
        The column to rank by, largest first; ties are broken by the alphabet of the term (or label). By
        default the order of a table that is ranked already, such as one of :func:`keyness` or
        :func:`collocates`; for others ``count``.
    within : str or sequence of str, optional
        The columns that make the groups; by default those that the table was grouped by (for keyness:
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
    whole_number("n", n, of=" of rows")
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(f"a table is needed, as an analysis returns it, not a {type(table).__name__}")
    options = table.attrs.get("options", {})
    if rank_by is None and "rank_by" not in options:
        rank_by = "count"
    columns = grouped_by(table) if within is None else columns_of(within)
    ranked: Any = table
    refuse_without(table, *filter(None, [rank_by]), *columns)
    options = {**options, "top": n}
    if rank_by is not None:
        options["rank_by"] = rank_by
        ties = [name for name in ("term", "concept", "label") if name in table.columns]
        by, rising = [*columns, rank_by, *ties], [True] * len(columns) + [False] + [True] * len(ties)
        ranked = table.sort_values(by, ascending=rising, kind="stable")
    if columns:
        ranked = ranked.groupby(columns, dropna=False, observed=True, sort=False)
    chosen: pd.DataFrame = ranked.head(n).reset_index(drop=True)
    chosen.attrs = {**table.attrs, "options": options}
    return chosen
