"""What is in the corpus: documents and tokens by group and period."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import columns_of, finish
from discourse.counting.tally import tally, total


def overview(corpus: Corpus, *, by: str | Sequence[str] = "source", every: str = "year") -> pd.DataFrame:
    """Count documents and tokens by group and period.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns.
    every : {"year", "quarter", "month"} or a metadata column
        The period.

    Returns
    -------
    DataFrame
        The columns `by` and `every`, ``documents``, ``tokens``: every group with every period that occurs,
        zeros where there is nothing; documents without a date are a period of their own, missing.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.overview(dc.read("seeds"))
    >>> table[table["documents"] > 0].values.tolist()[0]
    ['Agency reprint', 2020, 1, 356]
    """
    columns = columns_of(by)
    names = list(dict.fromkeys([*columns, every]))
    cells = total(corpus, tally, names)
    filled = cells.keys.assign(documents=cells.documents, tokens=cells.tokens)
    if columns and every not in columns:
        groups, periods = cells.over(columns).keys, cells.over([every]).keys
        filled = groups.merge(periods, how="cross").merge(filled, on=names, how="left")
        counts = ["documents", "tokens"]
        filled[counts] = filled[counts].fillna(0).astype(np.int64)
    return finish(filled, "overview", corpus, by=by, every=every)
