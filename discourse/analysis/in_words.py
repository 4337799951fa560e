"""A table in words: for those who do not see its figure, and for the sentence beside it."""

from typing import Any

import pandas as pd

from discourse.analysis.phrases import listed
from discourse.analysis.results import described, module_of
from discourse.errors import DiscourseError

_NONE_IS_A_FINDING = ("duplicates", "furniture")


def in_words(table: pd.DataFrame, *, analysis: str | None = None, **options: Any) -> str:
    """Say in a sentence or two what a table shows.

    Parameters
    ----------
    table : DataFrame
        From an analysis of this library, or rows of one.
    analysis : str, optional
        Which analysis made the table, where ``concat`` or ``merge`` lost its settings: ``"framing"``.
    **options
        How it was made, where that was lost too, such as ``by="source"``; by default it is read from the
        names of the columns.

    Returns
    -------
    str
        Plain text, for ``alt=`` of a figure or for :func:`narrate`.

    Raises
    ------
    DiscourseError
        If it is not known which analysis made the table, a column that it needs is missing, or it has no
        rows (but that there are no copies, or no furniture, can be said).

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> displaced = table[(table["concept"] == "displaced") & (table["source"] == "TRT World")]
    >>> dc.in_words(displaced)
    'Displaced. TRT World: refugees 3 of 4 (75%), asylum seekers 1 of 4 (25%).'
    """
    table = described(table, analysis, **options)
    name = table.attrs["analysis"]
    if len(table) == 0 and name not in _NONE_IS_A_FINDING:
        raise DiscourseError(f"in_words: the table of {name} has no rows")
    try:
        sentence: str = module_of(name).sentence(table)
    except KeyError as error:
        lacking = f"in_words: the table of {name} lacks {error} in its columns or settings"
        raise DiscourseError(lacking) from error
    voice = table.attrs["options"].get("voice")
    return f"Counted in {listed(voice)} words alone. {sentence}" if voice else sentence
