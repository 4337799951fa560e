"""How far apart the vocabularies of groups are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.groups import finish
from discourse.counting.pairs import divergences
from discourse.counting.shards import corpus_in
from discourse.counting.tally import total
from discourse.counting.terms import count_words
from discourse.voice.codes import Voice

COLUMNS = (
    "target",
    "reference",
    "tokens_target",
    "tokens_reference",
    "documents_total_target",
    "documents_total_reference",
    "divergence",
    "distance",
    "distance_expected",
)


def distances(corpus: Corpus, *, by: str | Sequence[str] = "source", voice: Voice = "all") -> pd.DataFrame:
    """Measure the Jensen-Shannon divergence between the word distributions of groups.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        Metadata columns, or ``year``, ``quarter``, ``month``.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.

    Returns
    -------
    DataFrame
        A row for each ordered pair of groups: ``target``, ``reference``, ``tokens_target``,
        ``tokens_reference``, ``documents_total_target``, ``documents_total_reference``, ``divergence`` (bits,
        0 to 1), ``distance``, its square root, which is a metric, and ``distance_expected``, the mean
        distance when the words of both are dealt at random into two of their sizes. All three are NaN where a
        group has no words.

    Notes
    -----
    Small samples lie further apart than large ones from the same source, so read a distance beside the
    expected one. That one deals words as if they were independent; whole articles would lie further apart.
    It is worked out, not drawn: see :mod:`discourse.measures.dealing`. Where each group has a hundred words
    or more it is right to a few thousandths.

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.distances(dc.read("seeds"))
    >>> len(table), float(table["divergence"].min())
    (16, 0.0)
    """
    corpus = corpus_in(corpus, voice)
    groups = total(corpus, count_words, by)
    divergence, expected = divergences(groups.count)
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
    table["distance_expected"] = expected.ravel()
    return finish(table, "distances", corpus, by=by)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    pairs = table[table["target"].astype(str) < table["reference"].astype(str)]
    if pairs.empty:
        return "One group, nothing to compare."
    ordered = pairs.sort_values("distance", kind="stable")
    said = [
        f"{row['target']} and {row['reference']} ({row['distance']:.2f}; "
        f"their words dealt at random {row['distance_expected']:.2f})"
        for row in (ordered.iloc[0], ordered.iloc[-1])
    ]
    return f"Nearest: {said[0]}; farthest: {said[1]}." if len(pairs) > 1 else f"Distance between {said[0]}."
