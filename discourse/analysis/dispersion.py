"""Where in each article the labels fall."""

import pandas as pd

from discourse.analysis.phrases import each_group, listed
from discourse.corpus import Corpus
from discourse.counting.groups import finish
from discourse.counting.labels import matches_of, names_of
from discourse.counting.shards import corpus_in, one_table, over_shards
from discourse.errors import counted
from discourse.lexicon import Lexicon
from discourse.voice.codes import Voice

COLUMNS = (
    "id",
    "source",
    "date",
    "concept",
    "label",
    "position",
    "tokens",
    "relative",
)


def dispersion(
    corpus: Corpus,
    what: str | Lexicon,
    *,
    concept: str | None = None,
    label: str | None = None,
    voice: Voice = "all",
) -> pd.DataFrame:
    """Find where in each document the labels, or a pattern, fall (lexical dispersion).

    Parameters
    ----------
    corpus : Corpus
    what : str or Lexicon
        A pattern or a lexicon.
    concept, label : str, optional
        Which part of the lexicon.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.

    Returns
    -------
    DataFrame
        One row a place, in the order of the documents: ``id``, ``source``, ``date``, ``concept``, ``label``,
        ``position`` (the first word, from 0), ``tokens`` (words of the document), ``relative`` (``position /
        tokens``).

    Raises
    ------
    DiscourseError
        If the pattern is wrong, or the lexicon has no such concept or label.

    Examples
    --------
    >>> import discourse as dc
    >>> dc.dispersion(dc.read("seeds"), "rebel*")["position"].tolist()
    [36, 498, 527, 546, 589, 618]
    """
    corpus = corpus_in(corpus, voice)
    table = one_table(over_shards(corpus, _dispersion_of, what, concept, label))
    lexicon = what if isinstance(what, Lexicon) else None
    pattern = what if isinstance(what, str) else None
    return finish(table, "dispersion", corpus, lexicon, pattern=pattern, concept=concept, label=label)


def _dispersion_of(
    corpus: Corpus, what: str | Lexicon, concept: str | None, label: str | None
) -> pd.DataFrame:
    """Return the places of a shard in the order of its documents."""
    found = matches_of(corpus, what, concept, label)
    document = corpus.index.document_of(found.start)
    table = corpus.metadata[["id", "source", "date"]].iloc[document].reset_index(drop=True)
    table["concept"], table["label"] = names_of(found)
    table["position"] = found.start - corpus.index.offsets[document]
    table["tokens"] = corpus.index.lengths[document]
    table["relative"] = table["position"] / table["tokens"]
    return table


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""

    def most(rows: pd.DataFrame) -> str:
        counts = rows["label"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
        return (
            listed([f"{label} {count:,}" for label, count in counts.head(3).items() if label])
            or f"{len(rows):,}"
        )

    places = f"{counted(len(table), 'place')} in {counted(table['id'].nunique(), 'article')}. "
    return places + each_group(table, ["source"], most)
