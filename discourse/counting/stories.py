"""The same stories: what each group has of a story, and what the others have of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.units import UnitCounts, adding_rows, units_of
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.text.index import Positions

STORY = "story"
_SIZES = ("tokens", "documents")


def told_in(
    corpus: Corpus, lexicon: Lexicon, within: str, columns: Sequence[str], unit: str | None = None
) -> Corpus:
    """Return the corpus whose stories are asked for; those of `story` are looked for where it has none.

    Raises
    ------
    DiscourseError
        If `within` names no column, or one that is compared itself, or other units are asked for.
    """
    if not isinstance(within, str):
        raise DiscourseError(f"within= is the name of one column, such as 'story', not {within!r}")
    if within in columns:
        raise DiscourseError(f"by= and within= both name {within!r}; groups stand inside something else")
    if unit is not None:
        raise DiscourseError(f"within={within!r} makes its values the units; leave unit= out")
    if within == STORY and STORY not in corpus.metadata.columns:
        return corpus.with_stories(lexicon)
    corpus.column(within)
    return corpus


def names_of_stories(corpus: Corpus, within: str) -> "pd.Series[Any]":
    """Return the value of each story, by its number as a unit; a document without one is one by itself."""
    number = np.concatenate([each.number for each in units_of(corpus, within)])
    told, first = np.unique(number, return_index=True)
    return pd.Series(corpus.column(within).iloc[first].to_numpy(), index=told, name=within)


@dataclass(frozen=True, eq=False)
class Told:
    """What groups have of stories.

    Attributes
    ----------
    group, story : ndarray of int64, shape (rows,)
        Each pair comes once.
    matrices : dict of str to csr_array, shape (rows, …)
        Whatever adds up.
    """

    group: Positions
    story: Positions
    matrices: dict[str, sparse.csr_array]

    @classmethod
    def of(cls, cells: UnitCounts, **more: sparse.csr_array) -> "Told":
        """Take what was counted by group and story, and what else is known of the rows."""
        sizes = {name: sparse.csr_array(getattr(cells, name)[:, np.newaxis]) for name in _SIZES}
        return cls(cells.group, cells.unit, {"count": cells.count, "holding": cells.holding, **sizes, **more})

    def in_sides(self, side: Positions) -> "Told":
        """Return what sides have: the side of each group."""
        at = pd.MultiIndex.from_arrays([side[self.group], self.story])
        place, pairs = pd.factorize(at, sort=True)
        adding = adding_rows(place, len(pairs))
        added = {name: sparse.csr_array(adding @ each) for name, each in self.matrices.items()}
        group, story = (pairs.get_level_values(level).to_numpy(np.int64) for level in range(2))
        return Told(group, story, added)

    def rest(self) -> "Told":
        """Return for each group and story what all other groups have of the story, row by row."""
        story = np.unique(self.story, return_inverse=True)[1]
        adding = adding_rows(story, int(story.max(initial=-1)) + 1)
        others = {
            name: sparse.csr_array((adding @ each)[story] - each) for name, each in self.matrices.items()
        }
        return replace(self, matrices=others)

    def of_group(self, group: int) -> tuple[Positions, dict[str, npt.NDArray[Any]]]:
        """Return the stories of a group, and what it has of each."""
        rows = np.flatnonzero(self.group == group)
        return self.story[rows], {name: each[rows].toarray() for name, each in self.matrices.items()}
