"""The same stories: what each group has of a story, and what the others have of it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.units import UnitCounts, add_units, adding_rows, units_of
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon
from discourse.text.index import Positions

STORY = "story"


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


def as_sides(cells: UnitCounts, side: Positions) -> UnitCounts:
    """Return cells of other groups: those of `side`, -1 for a cell that is left out."""
    here = np.flatnonzero(side >= 0)
    return add_units([replace(cells.take(here), group=side[here])])


def rest_of_stories(cells: UnitCounts) -> UnitCounts:
    """Return for each group and story what all other groups have of the story, row by row."""
    story = np.unique(cells.unit, return_inverse=True)[1]
    adding = adding_rows(story, int(story.max(initial=-1)) + 1)

    def others(matrix: sparse.csr_array) -> sparse.csr_array:
        return sparse.csr_array((adding @ matrix)[story] - matrix)

    return replace(
        cells,
        documents=(adding @ cells.documents)[story] - cells.documents,
        tokens=(adding @ cells.tokens)[story] - cells.tokens,
        count=others(cells.count),
        holding=others(cells.holding),
        within=others(cells.within),
    )
