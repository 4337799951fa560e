"""What the plots read off a table: its groups, their names and sizes, periods, and why it cannot be drawn."""

from collections.abc import Iterable, Sequence

import pandas as pd

from discourse.analysis.results import described, value_of
from discourse.counting.groups import EVERYTHING, PERIODS, group_names
from discourse.errors import DiscourseError
from discourse.plots.sheet.words import called, counted, say

GROUP = " group"  # the name of a row's group, joined; the blank keeps it apart from metadata columns
_FREQUENCIES = {"quarter": "Q", "month": "M"}
_FAR = 15  # years; and thrice as far as the others reach
_WIDEST_SPAN = 240  # periods; beyond it the empty ones would leave no room for the others


def require(table: pd.DataFrame, plot: str, columns: Sequence[str], analysis: str = "") -> pd.DataFrame:
    """Return a table that knows what made it; refuse one that lacks columns or rows, in one sentence.

    `analysis` makes such tables, where its name is not that of the plot.
    """
    analysis = analysis or plot
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(
            f"plot.{plot} draws a DataFrame as dc.{analysis} returns it, not {type(table).__name__}."
        )
    missing = [column for column in columns if column not in table.columns]
    if missing:
        raise DiscourseError(
            f"plot.{plot} needs the columns that dc.{analysis} returns; this table lacks "
            f"{', '.join(missing)}."
        )
    if table.empty:
        raise DiscourseError(f"plot.{plot} was given a table without rows, so there is nothing to draw.")
    return described(table, analysis)


def one_concept(table: pd.DataFrame, plot: str) -> str:
    """Return the only concept of a table, or refuse."""
    return _only(table["concept"].unique(), plot, "concept", "table[table.concept == {!r}]")


def label_of(table: pd.DataFrame, plot: str, label: str | None) -> str:
    """Return the label that is meant, or refuse."""
    labels = [str(name) for name in table["label"].unique()]
    if label is None:
        return _only(labels, plot, "label", "label={!r}")
    if label not in labels:
        raise DiscourseError(
            f"plot.{plot}: no row has label={label!r}; it must be one of {', '.join(labels)}."
        )
    return label


def _only(names: Iterable[object], plot: str, what: str, choice: str) -> str:
    """Return the only name; of several, refuse to draw all and say how one is chosen."""
    found = [str(name) for name in names]
    if len(found) != 1:
        raise DiscourseError(
            f"plot.{plot} draws one {what} at a time and this table has {len(found)} ({', '.join(found)}); "
            f"choose one, for example {choice.format(found[0])}."
        )
    return found[0]


def one_followed(table: pd.DataFrame, plot: str, columns: Sequence[str]) -> tuple[pd.DataFrame, str, str]:
    """Return a table of one label, the label, and whether it has shares or rates; refuse any other.

    In the names of columns, ``{value}`` is ``share`` or ``rate``, ``{whole}`` its denominator.
    """
    value = value_of(table) if isinstance(table, pd.DataFrame) else "share"
    names = {"value": value, "whole": "concept_count" if value == "share" else "tokens"}
    table = require(table, plot, ["concept", "label", *(column.format(**names) for column in columns)])
    labels = table.drop_duplicates(["concept", "label"])["label"]
    return table, _only(labels, plot, "label", "table[table.label == {!r}]"), value


def named(
    table: pd.DataFrame, plot: str, columns: Sequence[str], documents: str = ""
) -> tuple[pd.DataFrame, str]:
    """Return the table with each row's group name, without undated rows, and the note that says so.

    `documents` names the column that holds the size of a group in articles.
    """
    dated = [column for column in columns if column in PERIODS]
    undated = table[dated].isna().any(axis=1)
    rows = table[~undated].copy()
    if rows.empty:
        raise DiscourseError(f"plot.{plot} has no row with a date, so there is nothing to place in time.")
    rows[GROUP] = names_of(rows, columns)
    if not documents:
        return rows, say("documents without a date not shown") if undated.any() else ""
    left_out = int(table[undated].drop_duplicates(list(columns))[documents].sum())
    note = say("{articles} without a date not shown", articles=counted(left_out, "article"))
    return rows, note if left_out else ""


def names_of(rows: pd.DataFrame, columns: Sequence[str]) -> list[str]:
    """Return the name of each row's group; what is missing or everything is so in the figure's language."""
    if not columns:
        return [called(EVERYTHING)] * len(rows)
    missing = {f"(no {column})": say("(no {column})", column=called(column)) for column in columns}
    parts = [[*map(str, group_names(rows[[column]]))] for column in columns]
    return [" · ".join(missing.get(part, part) for part in row) for row in zip(*parts, strict=True)]


def groups(rows: pd.DataFrame) -> list[str]:
    """Return the group names in the order of the table."""
    return [str(group) for group in rows[GROUP].unique()]


def counts_of(rows: pd.DataFrame, *columns: str) -> Iterable[tuple[int, ...]]:
    """Return counts of each group, which are the same in all its rows, in the order of :func:`groups`."""
    return rows.drop_duplicates(GROUP)[[*columns]].astype(int).itertuples(index=False, name=None)


def size_of(documents: int, tokens: int, between: str = ", ") -> str:
    """Return what a group consists of: "n = 1 article, 640 words"."""
    return say("n = {articles}", articles=counted(documents, "article")) + between + counted(tokens, "word")


def named_in(mentions: int, articles: int, total: int) -> str:
    """Return how often a concept is named, and in how many articles: "44 mentions in 23 of 46 articles"."""
    of = counted(total, "article", "of ")
    return say("{mentions} in {n:,} {of_all}", mentions=counted(mentions, "mention"), n=articles, of_all=of)


def places(values: Sequence[object], column: str) -> dict[object, int]:
    """Return a position for each period, so that years, quarters or months nobody wrote in leave a gap.

    One that is very far from all others, as a wrong date is, stands beside them with a mark that time is left
    out, so that it does not press all others together.
    """
    distinct = sorted(set(values), key=str)
    in_order = {value: index for index, value in enumerate(distinct)}
    if column not in PERIODS:
        return in_order
    try:
        found = {value: _ordinal(value, column) for value in distinct}
    except ValueError:  # a metadata column of that name with other things in it
        return in_order
    found = _nearer(found, _FAR * {"quarter": 4, "month": 12}.get(column, 1))
    span = max(found.values()) - min(found.values())
    return found if span < _WIDEST_SPAN else in_order


def _nearer(places_of: dict[object, int], far: int) -> dict[object, int]:
    """Move what stands far off, such as an impossible date, to two places from the others."""
    near = sorted(places_of.values())
    before, after = list[int](), list[int]()
    while (cut := _cut(near, far)) is not None:
        first, last = near[:cut], near[cut:]
        if len(first) < len(last):
            before, near = [*before, *first], last
        else:
            after, near = [*last, *after], first
    moved = {place: near[0] - 2 * step for step, place in enumerate(reversed(before), 1)}
    moved |= {place: near[-1] + 2 * step for step, place in enumerate(after, 1)}
    return {value: moved.get(place, place) for value, place in places_of.items()}


def _cut(near: Sequence[int], far: int) -> int | None:
    """Return where few periods part from more that are close together in comparison."""
    for cut in range(1, len(near)):
        sides = sorted((near[:cut], near[cut:]), key=len)
        reach = sides[1][-1] - sides[1][0]
        if len(sides[0]) < len(sides[1]) and near[cut] - near[cut - 1] > max(far, 3 * reach):
            return cut
    return None


def place_name(position: int, column: str, places_of: dict[object, int]) -> str:
    """Return the name of a position on the time axis, also where no document stands."""
    for value, place in places_of.items():
        if place == position:
            return str(value)
    earlier = [value for value, place in places_of.items() if place < position]
    later = [value for value, place in places_of.items() if place > position]
    if earlier and later:
        before, after = max(earlier, key=places_of.__getitem__), min(later, key=places_of.__getitem__)
        if _ordinal(after, column) - _ordinal(before, column) != places_of[after] - places_of[before]:
            return "…"  # time is left out here
    frequency = _FREQUENCIES.get(column)
    return str(pd.Period(ordinal=position, freq=frequency)) if frequency else str(position)


def _ordinal(value: object, column: str) -> int:
    """Return the place of a period among all that there are."""
    frequency = _FREQUENCIES.get(column)
    return int(pd.Period(str(value), freq=frequency).ordinal) if frequency else int(str(value))
