"""Articles about one event: the same rare words within some days, in groups that hold together."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.text.index import TokenIndex

Rows = npt.NDArray[np.int64]


class Described(Protocol):
    """What has an index and documents, and can let them go again."""

    @property
    def index(self) -> TokenIndex:
        """The words."""
        ...

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document: id, source, date, title, …."""
        ...

    def release(self) -> None:
        """Forget what can be read again."""
        ...


class Events(NamedTuple):
    """Which documents are about one event.

    Attributes
    ----------
    story : ndarray of int64, shape (documents,)
        The row of the first document of the story of each: by date, then by id.
    similarity : ndarray of float64, shape (documents,)
        The mean cosine to the other documents of its story; NaN for a document alone.
    """

    story: Rows
    similarity: npt.NDArray[np.float64]


def find_events(
    shards: Sequence[Described], family: Rows, *, days: int = 3, without: Sequence[str] = ()
) -> Events:
    """Find the documents that are about one event."""
    return Events(family, np.full(len(family), np.nan))  # for now: only copies are one story
