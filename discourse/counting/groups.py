"""Groups of documents, and the settings that travel with every table made of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.corpus import Corpus
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.version import __version__

By = str | Sequence[str] | None
EVERYTHING = "all documents"
PERIODS = ("year", "quarter", "month")


@dataclass(frozen=True, eq=False)
class Groups:
    """Documents in groups.

    Attributes
    ----------
    keys : DataFrame, shape (groups, columns of by)
        The values that name each group, sorted, missing ones last.
    codes : ndarray of int64, shape (documents,)
        The row of `keys` of each document.
    tokens, documents : ndarray of int64, shape (groups,)
        The denominators.
    """

    keys: pd.DataFrame
    codes: npt.NDArray[np.int64]
    tokens: npt.NDArray[np.int64]
    documents: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.keys)


def columns_of(by: By) -> list[str]:
    """List the columns that `by` names.

    Raises
    ------
    DiscourseError
        If it names no text, or a column twice.
    """
    if by is None:
        return []
    names = [by] if isinstance(by, str) else list(by) if isinstance(by, Iterable) else [by]
    if not all(isinstance(name, str) for name in names):
        raise DiscourseError(f"by= is the name of a column or a list of names, not {by!r}")
    if len(set(names)) < len(names):
        raise DiscourseError(f"by= names a column twice: {', '.join(names)}")
    return names


def group_names(keys: pd.DataFrame) -> list[Any]:
    """Name each group: the value of the column, or the values of several joined by " · ".

    Examples
    --------
    >>> group_names(pd.DataFrame({"source": ["SANA", None], "year": [2015, 2016]}))
    ['SANA · 2015', '(no source) · 2016']
    """
    if keys.columns.empty:
        return [EVERYTHING] * len(keys)
    absent = keys.isna()
    named = [keys[column].astype(object).mask(absent[column], f"(no {column})").tolist() for column in keys]
    if len(named) == 1:
        return named[0]
    return [" · ".join(map(str, row)) for row in zip(*named, strict=True)]


def group(corpus: Corpus, by: By) -> Groups:
    """Put the documents of a corpus into groups.

    Parameters
    ----------
    corpus : Corpus
    by : str, sequence of str or None
        Metadata columns, or ``year``, ``quarter``, ``month``; None for one group of all documents.

    Raises
    ------
    DiscourseError
        If there is no such column, or one is named twice.
    """
    names = columns_of(by)
    frame = pd.DataFrame({name: corpus.column(name) for name in names}, index=range(len(corpus)))
    keys, codes = grouped(frame)
    return Groups(
        keys,
        codes,
        np.bincount(codes, weights=corpus.lengths, minlength=len(keys)).astype(np.int64),
        np.bincount(codes, minlength=len(keys)).astype(np.int64),
    )


def grouped(frame: pd.DataFrame) -> tuple[pd.DataFrame, npt.NDArray[np.int64]]:
    """Return the different rows of a table in order, missing values last, and which of them each row is.

    Raises
    ------
    DiscourseError
        If the values have no order.
    """
    names = list(frame.columns)
    if not names:
        return pd.DataFrame(index=range(1)), np.zeros(len(frame), dtype=np.int64)
    try:
        codes = np.asarray(
            frame.groupby(names, dropna=False, observed=True, sort=True).ngroup(), dtype=np.int64
        )
    except TypeError as error:
        raise DiscourseError(
            f"by={', '.join(names)}: {error}; a column of text or numbers is needed"
        ) from error
    first = np.unique(codes, return_index=True)[1]
    return frame.iloc[first].reset_index(drop=True), codes


def two_groups(corpus: Corpus, by: str, **sides: object) -> tuple[list[Any], list[Any]]:
    """List the values of the column `by` on each of two sides, as :meth:`Corpus.select` reads them.

    Raises
    ------
    DiscourseError
        If `by` is no name, both sides have a value, or no document has one of a side; it names the sides.
    """
    if not isinstance(by, str):
        raise DiscourseError(f"by= is the name of one column, not {by!r}")
    values = [
        [side] if isinstance(side, str) or not isinstance(side, Collection) else list(side)
        for side in sides.values()
    ]
    both = [value for value in values[0] if value in values[1]]
    if both:
        named = " and ".join(sides)
        raise DiscourseError(f"{named} both have {by}={both[0]!r}; a document stands on one side")
    found = corpus.column(by).dropna().unique().tolist()
    for side in values:
        if not any(value in found for value in side):
            as_text = next((value for value in found if str(value) in side), None)
            if as_text is not None:
                raise DiscourseError(f"{by} has numbers and no text; say {as_text}, not {str(as_text)!r}")
            known = ", ".join(map(str, sorted(found, key=str)))
            raise DiscourseError(f"no document has {by} in {in_list(side)}; it must be one of {known}")
    return values[0], values[1]


def in_list(values: Sequence[Any]) -> str:
    """Name values in a refusal."""
    return ", ".join(map(repr, values)) or "an empty list"


def finish(
    table: pd.DataFrame, analysis: str, corpus: Corpus, lexicon: Lexicon | None = None, **options: Any
) -> pd.DataFrame:
    """Write on a table what made it: corpus, lexicon, options, language, version; see ``table.attrs``."""
    table.attrs = {
        "analysis": analysis,
        "corpus": corpus.hash,
        **({"lexicon": lexicon.hash} if lexicon else {}),
        **({"stories": corpus.story_settings} if corpus.story_settings else {}),
        "options": {
            key: list(v) if isinstance(v, tuple | set | frozenset | range) else v
            for key, v in (options | ({"voice": corpus.voice} if corpus.voice else {})).items()
        },
        "tokenizer": corpus.tokenizer,
        "language": corpus.language,
        "version": __version__,
    }
    return table


def per_10000(count: npt.ArrayLike, tokens: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Return the rate per 10,000 tokens; NaN where there are no tokens."""
    return share(count, tokens) * 10_000


def share(part: npt.ArrayLike, whole: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Divide; NaN where there is nothing to divide by."""
    a, b = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    ratio: npt.NDArray[np.float64] = np.full(np.broadcast(a, b).shape, np.nan)
    return np.divide(a, b, out=ratio, where=b > 0)
