"""What a table is: its analysis, its groups and its time, by its settings and the names of its columns."""

from importlib import import_module
from inspect import signature
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

import pandas as pd

from discourse.counting.groups import PERIODS, columns_of
from discourse.counting.stories import STORY
from discourse.errors import DiscourseError

_FILES = tuple(file.name for file in iter_modules([str(Path(__file__).parent)]))
# The option that names the columns of the groups, where it is not `by`.
_GROUPED = ("overview", "term_frequencies", "framing", "collocates", "furniture")  # their groups are columns
_USUAL = ("source", *PERIODS)  # what groups are made of, where it is not said
_NOTED = (
    "pattern",
    "words",
    "before",
    "after",
    "fixed",
    "centre",
    "dispersion",
    "left_out",
)  # beside options
_ITEMS = ("concept", "label", "term")
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


def options_of(analysis: str | None) -> list[str]:
    """List the options of an analysis, and what it notes with them; none where there is no such analysis."""
    if analysis not in _FILES or not hasattr(module_of(analysis), "COLUMNS"):
        return []
    parameters = signature(getattr(module_of(analysis), analysis)).parameters.values()
    return [*(one.name for one in parameters if one.default is not one.empty or one.kind is one.KEYWORD_ONLY),
            *_NOTED]  # fmt: skip


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
        If no analysis of that name exists, or none is known, or has no such option, or the table
        lacks columns or has a row twice.
    """
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(f"a table is needed, as an analysis returns it, not a {type(table).__name__}")
    known = table.attrs.get("analysis")
    name = analysis or known
    if name not in _FILES or not hasattr(module_of(name), "COLUMNS"):
        asked = f"there is no analysis {name!r}" if name else "the table has lost its settings"
        raise DiscourseError(f"{asked}; say analysis= one of {', '.join(analyses())}")
    options = {option: value for option, value in options.items() if value is not None}
    unknown = next((option for option in options if option not in options_of(name)), None)
    if unknown is not None:
        raise DiscourseError(f"{name} has no option {unknown}=; it has {', '.join(options_of(name))}")
    if table.duplicated().any():
        raise DiscourseError(f"the table of {name} has a row twice; keep one: table.drop_duplicates()")
    settings = table.attrs.get("options", {}) if known in (None, name) else {}
    settings = {**settings, **options}
    own = set(module_of(name).COLUMNS)
    lost = [str(column) for column in table.columns if column not in own and column != settings.get("every")]
    groups = _GROUPS.get(name, "by")
    usual = [column for column in lost if column in _USUAL]
    if usual and not table.duplicated([*usual, *(item for item in _ITEMS if item in table.columns)]).any():
        lost = usual  # others came with a merge
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
    for column in {*grouping, *PERIODS} & {*made.columns}:  # a CSV with a gap has years as 2012.0
        values = made[column]
        if pd.api.types.is_float_dtype(values.dtype) and (values.dropna() % 1 == 0).all():
            made[column] = values.astype("Int64")
    made.attrs = {**table.attrs, "analysis": name, "options": settings}
    return made


def refuse_without(table: pd.DataFrame, *columns: str) -> None:
    """Refuse a table that lacks one of some columns.

    Raises
    ------
    DiscourseError
        Names the first that it lacks, and those that it has.
    """
    lacking = [name for name in columns if name not in table.columns]
    if lacking:
        raise DiscourseError(
            f"the table has no column {lacking[0]!r}; it has {', '.join(map(str, table.columns))}"
        )


def value_of(table: pd.DataFrame) -> str:
    """Return whether a table that has one value of labels over time has shares or rates."""
    names = map(str, table.columns)
    return "share" if any(name.startswith(("share", "concept_count")) for name in names) else "rate"


def within_of(table: pd.DataFrame) -> str | None:
    """Return the column of stories inside which a table compares; None where it does not, or is no table."""
    if not isinstance(table, pd.DataFrame) or not {"only", "share_others", "story_part"} & {*table.columns}:
        return None
    options = table.attrs.get("options", {})
    return str(options.get("within") or next(iter(columns_of(options.get("over"))), STORY))


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
