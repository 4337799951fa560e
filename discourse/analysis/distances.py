"""How far apart the vocabularies of groups are."""

import numpy as np
import pandas as pd

from discourse.analysis.groups import finish, group
from discourse.corpus import Corpus
from discourse.measures import jensen_shannon


def distances(corpus: Corpus, *, by: str = "source") -> pd.DataFrame:
    """Measure the Jensen-Shannon divergence between the word distributions of groups.

    Parameters
    ----------
    corpus : Corpus
    by : str
        A metadata column, or ``year``, ``quarter``, ``month``.

    Returns
    -------
    DataFrame
        A row for each ordered pair of groups: ``target``, ``reference``, ``tokens_target``,
        ``tokens_reference``, ``divergence`` (bits, 0 to 1) and ``distance``, its square root, which is a
        metric.

    Notes
    -----
    Small samples lie further apart than large ones from the same source: compare distances between groups of
    like size, or read the tokens beside them.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.distances(dc.read("seeds"))
    >>> len(table), float(table["divergence"].min())
    (16, 0.0)
    """
    groups = group(corpus, by)
    counts = groups.sum(corpus.index.matrix)
    names = groups.keys[by]
    rows = []
    for target in range(len(groups)):
        for reference in range(len(groups)):
            types = np.union1d(counts[[target]].indices, counts[[reference]].indices)
            pair = counts[[target, reference]][:, types].toarray()
            rows.append(
                {
                    "target": names.iloc[target],
                    "reference": names.iloc[reference],
                    "tokens_target": int(groups.tokens[target]),
                    "tokens_reference": int(groups.tokens[reference]),
                    "divergence": float(jensen_shannon(pair[0], pair[1])),
                }
            )
    table = pd.DataFrame(rows)
    table["distance"] = np.sqrt(table["divergence"])
    return finish(table, "distances", corpus, by=by)
