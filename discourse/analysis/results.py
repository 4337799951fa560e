"""What a table is: its analysis, its groups and its time, by its settings and the names of its columns."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pandas as pd

from discourse.counting.groups import PERIODS, columns_of
from discourse.errors import DiscourseError

_FILES = tuple(file.name for file in iter_modules([str(Path(__file__).parent)]))
# The option that names the columns of the groups, where it is not `by`.
_GROUPED = ("overview", "term_frequencies", "framing", "collocates")  # their groups are columns
_GROUPS = {
    "shift": "over",
    "divides": "",
    "keyness": "",
    "distances": "",
    "standardize": "every",
    "trend_model": "",
}


def module_of(analysis: str) -> ModuleType:
    """Return the module of an analysis: its ``COLUMNS`` beside those of the groups, and its ``sentence``."""
    return import_module(f"discourse.analysis.{analysis}")


def analyses() -> list[str]:
    """List the analyses: a file that says the ``COLUMNS`` of its table is one."""
    return [name for name in _FILES if hasattr(module_of(name), "COLUMNS")]


def described(table: pd.DataFrame, analysis: str | None = None, **options: Any) -> pd.DataFrame:
    """Return a table that knows what made it, as it says itself or as it is said again.

    Parameters
    ----------
    table : DataFrame
    analysis : str, optional
        The analysis, where the table does not say it.
    **options
        Options of the analysis, in place of those of the table.

    Raises
    ------
    DiscourseError
        If no analysis of that name exists, or none is known, or the table lacks columns of it.
    """
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(f"a table is needed, as an analysis returns it, not a {type(table).__name__}")
    known = table.attrs.get("analysis")
    name = analysis or known
    if name not in _FILES or not hasattr(module_of(name), "COLUMNS"):
        asked = f"there is no analysis {name!r}" if name else "the table has lost its settings"
        raise DiscourseError(f"{asked}; say analysis= one of {', '.join(analyses())}")
    settings = table.attrs.get("options", {}) if known in (None, name) else {}
    settings = {**settings, **{key: value for key, value in options.items() if value is not None}}
    own = set(module_of(name).COLUMNS)
    lost = [str(column) for column in table.columns if column not in own and column != settings.get("every")]
    groups = _GROUPS.get(name, "by")
    if groups and groups not in settings:
        settings[groups] = next(iter(lost), None) if groups == "every" else lost
    grouping = [*columns_of(settings.get(groups)), settings.get("every")] if name in _GROUPED else []
    missing = [column for column in grouping if column is not None and column not in table.columns]
    if missing:
        raise DiscourseError(
            f"the table of {name} has lost the column {missing[0]!r} of its groups; say by= or every= for "
            "what stands in its place"
        )
    made = table.copy(deep=False)
    made.attrs = {**table.attrs, "analysis": name, "options": settings}
    return made


def value_of(table: pd.DataFrame) -> str:
    """Return whether a table that has one value of labels over time has shares or rates."""
    names = map(str, table.columns)
    return "share" if any(name.startswith(("share", "concept_count")) for name in names) else "rate"


def grouped_by(table: pd.DataFrame) -> list[str]:
    """List the columns that make the groups of a table: those of its settings, in their order."""
    analysis, options = table.attrs.get("analysis", ""), table.attrs.get("options", {})
    if analysis in ("keyness", "distances"):
        return ["target"]
    columns = [*columns_of(options.get(_GROUPS.get(analysis, "by"))), *filter(None, [options.get("every")])]
    return [column for column in dict.fromkeys(columns) if column in table.columns]


def time_of(table: pd.DataFrame) -> str | None:
    """Return the column of time of a table: ``every``, or a year, quarter or month among its groups."""
    every = table.attrs.get("options", {}).get("every")
    if every in table.columns:
        return str(every)
    return next((column for column in grouped_by(table) if column in PERIODS), None)
