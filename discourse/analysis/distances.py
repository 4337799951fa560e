"""How far apart the vocabularies of groups are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from discourse.analysis.groups import finish, group
from discourse.corpus import Corpus
from discourse.measures import jensen_shannon


def distances(corpus: Corpus, *, by: str | Sequence[str] = "source") -> pd.DataFrame:
    """Measure the Jensen-Shannon divergence between the word distributions of groups.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns, or ``year``, ``quarter``, ``month``.

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
    divergence = np.zeros((len(groups), len(groups)))
    for one in range(len(groups)):
        for two in range(one, len(groups)):
            types = np.union1d(counts[[one]].indices, counts[[two]].indices)
            pair = counts[[one, two]][:, types].toarray()
            divergence[one, two] = divergence[two, one] = jensen_shannon(pair[0], pair[1])
    target, reference = (axis.ravel() for axis in np.indices(divergence.shape))
    names = np.array(groups.names, dtype=np.object_)
    table = pd.DataFrame(
        {
            "target": names[target],
            "reference": names[reference],
            "tokens_target": groups.tokens[target],
            "tokens_reference": groups.tokens[reference],
            "documents_total_target": groups.documents[target],
            "documents_total_reference": groups.documents[reference],
            "divergence": divergence.ravel(),
        }
    )
    table["distance"] = np.sqrt(table["divergence"])
    return finish(table, "distances", corpus, by=by)
