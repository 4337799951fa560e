"""Words counted shard by shard, and what is looked up among them."""

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pandas.api.extensions import ExtensionArray

from discourse.corpus import Corpus
from discourse.counting.tally import Items
from discourse.errors import DiscourseError
from discourse.text.vocabulary import arrow
from discourse.text.words import fold

_REPEATED = 1 << 10  # rows


def count_words(corpus: Corpus, ngram: int = 1, minimum: int = 1) -> Items:
    """Find the words, or the runs of words that come so often, of one shard; addresses are none."""
    if ngram == 1:
        index, rows = corpus.shared_index
        others = index.address_types
        if index.frequencies[others].sum() > index.addresses:  # a word for the user's own tokenizer
            index, others = index.words(), others[:0]
    else:
        index, rows = corpus.index.ngrams(ngram, minimum=minimum), np.arange(len(corpus))
        others = np.zeros(0, dtype=np.int32)
    return Items(index.ids, index.offsets, len(index.terms), index.terms, rows=rows, others=others)


def column_of(terms: Any, rows: npt.NDArray[np.integer]) -> ExtensionArray:
    """Return some terms as a column of text."""
    return _column(terms.take(pa.array(rows)))


def repeated(values: Sequence[Any] | ExtensionArray, times: Sequence[int]) -> ExtensionArray:
    """Return a column of values, each so many times; texts take no memory for being repeated."""
    column: ExtensionArray = pd.Series(values).array
    if not isinstance(column.dtype, pd.StringDtype):
        return column.repeat(times)
    chunks = []
    for value, number in zip(pa.array(column, pa.large_string(), from_pandas=True), times, strict=True):
        some = pa.repeat(value, min(number, _REPEATED))
        chunks += [some] * (number // _REPEATED) + [some.slice(0, number % _REPEATED)]
    return _column(pa.chunked_array(chunks, pa.large_string()))


def _column(texts: Any) -> ExtensionArray:
    column: ExtensionArray = texts.to_pandas().astype("str").array
    return column


def folded(stop_words: Collection[str], language: str = "") -> frozenset[str]:
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
    return frozenset(fold(word, language) for word in stop_words)


def among(terms: Any, words: Collection[str]) -> npt.NDArray[np.bool_]:
    """Tell which terms are some words."""
    found: npt.NDArray[np.bool_] = pc.is_in(terms, arrow(words)).to_numpy(zero_copy_only=False)
    return found
