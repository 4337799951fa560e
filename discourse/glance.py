"""What a corpus shows of itself: a sentence, and how many documents each source has in each year."""

import html
from typing import NamedTuple

import pandas as pd

from discourse.errors import counted
from discourse.files import strings

NO_MATHS = "tex2jax_ignore mathjax_ignore"  # what Jupyter leaves alone: a dollar in a text is a dollar
_MOST_SOURCES_SHOWN = 20
_LEFT_OUT = r"(?:document|file|row|long row)\b.*left out"  # and not the cover or notices of an export


class Glance(NamedTuple):
    """What is shown of a corpus: its metadata and notes, how many tokens it has and how many types."""

    metadata: pd.DataFrame
    notes: pd.DataFrame
    tokens: int
    types: int

    def as_text(self) -> str:
        """Show a corpus as text."""
        grid, more = _grid(self.metadata)
        return "\n".join(filter(None, [f"Corpus: {self._summary()}", grid.to_string(), more]))

    def as_html(self) -> str:
        """Show a corpus as a table in HTML, with all that comes from it escaped."""
        grid, more = _grid(self.metadata)
        with pd.option_context("display.html.use_mathjax", True):  # else pandas says a part of it again
            table = grid.reset_index().to_html(index=False, border=0, escape=True, classes=NO_MATHS)
        return f"<p><b>Corpus</b>: {html.escape(self._summary())}</p>{table}<p>{more}</p>"

    def _summary(self) -> str:
        years = self.metadata["year"].dropna()
        span = "no dates" if years.empty else "–".join(dict.fromkeys([str(years.min()), str(years.max())]))
        left_out = self.notes.loc[self.notes["what"].str.match(_LEFT_OUT), "count"].sum()
        lines = (self.notes["line"].notna() & self.notes["document"].notna()).sum()
        sources = self.metadata["source"].nunique()
        return (
            f"{counted(len(self.metadata), 'document')}, {counted(self.tokens, 'token')}, "
            f"{counted(self.types, 'type')}, {counted(sources, 'source')}, {span}; "
            f"left out: {counted(int(left_out), 'document')} or files, "
            f"{counted(int(lines), 'line')} (see .notes)"
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
    return grid.head(_MOST_SOURCES_SHOWN), f"and {counted(more, 'more source')}" if more > 0 else ""
