"""Words counted shard by shard, and what is looked up among them."""

from collections.abc import Collection
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from discourse.corpus import Corpus
from discourse.counting.tally import Items
from discourse.errors import DiscourseError
from discourse.text.vocabulary import arrow
from discourse.text.words import fold


def count_words(corpus: Corpus, ngram: int = 1) -> Items:
    """Find the words, or the runs of words, of one shard; addresses are none."""
    index = corpus.index.words() if ngram == 1 else corpus.index.ngrams(ngram)
    terms = arrow(index.vocabulary)
    return Items(index.ids, index.offsets, len(terms), terms)


def column_of(terms: Any, rows: npt.NDArray[np.integer]) -> ExtensionArray:
    """Return some terms as a column of text."""
    column: ExtensionArray = terms.take(pa.array(rows)).to_pandas().astype("str").array
    return column


def folded(stop_words: Collection[str]) -> frozenset[str]:
    """Return stop words as they are counted.

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
