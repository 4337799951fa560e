"""What a corpus shows of itself: a sentence, and how many documents each source has in each year."""

import html
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from discourse.files import strings

if TYPE_CHECKING:
    from discourse.corpus import Corpus

_MOST_SOURCES_SHOWN = 20
_LEFT_OUT = r"(?:document|file|row|long row)\b.*left out"  # and not the cover or notices of an export


def as_text(corpus: "Corpus") -> str:
    """Show a corpus as text."""
    grid, more = _grid(corpus.metadata)
    return "\n".join(filter(None, [f"Corpus: {_summary(corpus)}", grid.to_string(), more]))


def as_html(corpus: "Corpus") -> str:
    """Show a corpus as a table in HTML, with all that comes from it escaped."""
    grid, more = _grid(corpus.metadata)
    with pd.option_context("display.html.use_mathjax", False):  # a dollar in a name is a dollar
        table = grid.reset_index().to_html(index=False, border=0, escape=True)
    return f"<p><b>Corpus</b>: {html.escape(_summary(corpus))}</p>{table}<p>{more}</p>"


def _types(corpus: "Corpus") -> set[str]:
    """Return the words that stand in a selection; the vocabulary of its index has those of all."""
    return {
        index.vocabulary[known]
        for index in corpus._indexes
        for known in np.flatnonzero(index.frequencies).tolist()
    }


def _summary(corpus: "Corpus") -> str:
    metadata, notes = corpus.metadata, corpus.notes
    years = metadata["year"].dropna()
    span = "no dates" if years.empty else f"{years.min()}–{years.max()}"
    left_out = notes.loc[notes["what"].str.match(_LEFT_OUT), "count"].sum()
    lines = (notes["line"].notna() & notes["document"].notna()).sum()
    return (
        f"{len(corpus):,} documents, {corpus.tokens:,} tokens, "
        f"{len(_types(corpus)):,} types, "
        f"{metadata['source'].nunique():,} sources, {span}; "
        f"left out: {left_out:,} documents or files, {lines:,} lines (see .notes)"
    )


def _grid(metadata: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Count the documents by source and year, the largest sources first."""
    years = strings(metadata["year"]).fillna("no date")
    grid = pd.crosstab(metadata["source"], years)
    grid.index.name, grid.columns.name = "source", None
    grid["all"] = grid.sum(axis=1)
    order = grid.index.to_series().str.casefold()
    grid = grid.loc[grid.assign(_name=order).sort_values(["all", "_name"], ascending=[False, True]).index]
    more = len(grid) - _MOST_SOURCES_SHOWN
    return grid.head(_MOST_SOURCES_SHOWN), f"and {more:,} more sources" if more > 0 else ""
