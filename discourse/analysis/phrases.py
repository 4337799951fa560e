"""Phrases that the sentences of several analyses share."""

import re
from collections.abc import Callable, Collection, Hashable
from typing import Any

import pandas as pd

from discourse.counting.groups import group_names
from discourse.counting.stories import STORY
from discourse.counting.units import BLOCKS, OUTLET
from discourse.errors import counted
from discourse.measures.matched import LEAST

MOST = 6  # groups or words that a sentence lists
LEVEL = 0.05  # of q, below which a difference is told as one
_SHARES = ("share", "document_share")


def each_group(table: pd.DataFrame, columns: list[str], say: Callable[[pd.DataFrame], str]) -> str:
    """Say something of each group of a table, of the largest first where there are many."""
    if not columns:
        return f"{say(table)}."
    grouped = [
        (name_of(key, columns), rows)
        for key, rows in table.groupby(columns, dropna=False, observed=True, sort=True)
    ]
    size = next(name for name in ("tokens", "tokens_target") if name in table.columns)
    largest = sorted(grouped, key=lambda pair: -int(pair[1][size].max()))[:MOST]
    kept = {name for name, _ in largest}
    return f"{first_of([f'{name}: {say(rows)}' for name, rows in grouped if name in kept], len(grouped))}."


def first_of(said: list[str], number: int) -> str:
    """Put together what is said of the first of some things, and how many more there are."""
    more = number - len(said)
    return "; ".join([*said, *([f"and {more:,} more"] if more > 0 else [])])


def capital(text: str) -> str:
    """Begin a sentence with a text."""
    return f"{text[:1].upper()}{text[1:]}"


def name_of(key: tuple[object, ...], columns: list[str]) -> str:
    """Name a group by its values, as the figures do."""
    return str(group_names(pd.DataFrame([key], columns=columns))[0]) if columns else ""


def _leading(rows: pd.DataFrame, name: str, most: int, count: str = "count") -> pd.DataFrame:
    """Take the rows of the largest counts, and all that tie with the last of them; by alphabet in a tie."""
    ranked: pd.DataFrame = rows[rows[count] > 0].sort_values(
        [count, name], ascending=[False, True], kind="stable"
    )
    if len(ranked) <= most:
        return ranked
    found: pd.DataFrame = ranked[ranked[count] >= ranked[count].iloc[most - 1]]
    return found.head(MOST)


def most_used(rows: pd.DataFrame, name: str) -> str:
    """List the three words or labels that are used most, and those that tie; corrected ones are estimates."""
    count, about = ("count_corrected", "about ") if "count_corrected" in rows else ("count", "")
    top = _leading(rows, name, 3, count)
    cells = zip(top[name], top[count], strict=True)
    none = "not corrected" if rows[count].isna().any() else "none"
    return listed([f"{what} {about}{number:,.0f}" for what, number in cells]) or none


def chosen(rows: pd.DataFrame, most: int = 2) -> str:
    """List the labels that are chosen most, and those that tie with them; corrected ones are estimates."""
    end, about = ("_corrected", "about ") if "count_corrected" in rows else ("", "")
    count, whole = f"count{end}", f"concept_count{end}"
    top = _leading(rows, "label", most, count)
    cells = zip(top["label"], top[count], top[whole], top["share"], strict=True)
    said = ", ".join(
        f"{label} {about}{a:,.0f} "
        + (f"of {n:,.0f} ({share:.0%})" if n == n else "(other labels lack coded lines)")
        for label, a, n, share in cells
    )
    if said:
        return said
    mentions = int(rows["concept_count"].max())
    if about and mentions and rows[count].isna().all():
        return f"{mentions:,} found, not corrected"
    if about and mentions:
        return f"{mentions:,} found, none of which is known to be right"
    return f"none of these labels in {counted(mentions, 'mention')}" if mentions else "not named"


def as_prose(concept: object) -> str:
    """Return the name of a concept as words: "armed opponents"."""
    return " ".join(re.split(r"[\s_-]+", str(concept).strip()))


def of_articles(table: pd.DataFrame) -> bool:
    """Whether rates and shares of a table are means of articles and not of all words and mentions."""
    return bool(table.attrs.get("options", {}).get("weight") == "article")


def times(ratio: float) -> str:
    """Say a ratio: whole where it is large, never with a row of invented digits, and 1 only where it is 1."""
    if 100 <= ratio < 1e6:
        return f"{float(f'{ratio:.2g}'):,.0f}"
    digits = next((n for n in range(2, 6) if float(f"{ratio:.{n}g}") != 1), 2)
    return f"{ratio:.{digits}g}"


def by_codes(table: pd.DataFrame) -> str:
    """Say that coded lines have corrected a table; nothing where none have."""
    return " Corrected by coded lines." if (table.attrs.get("options") or {}).get("codes") else ""


def between_blocks(table: pd.DataFrame) -> str:
    """Return between which blocks of time the intervals and tests of a table are; empty where of none."""
    options = table.attrs.get("options") or {}
    if options.get("unit") not in BLOCKS:
        return ""
    crossed = options.get("crossed")
    return f"{options['unit']}s" + (f" and {'outlets' if crossed == OUTLET else crossed}" if crossed else "")


def of_blocks(table: pd.DataFrame, what: str, known: bool) -> str:
    """Say that intervals or tests are between blocks of time; or, where none is known, what to do."""
    blocks = between_blocks(table)
    if not blocks or known:
        return f" {what} between {blocks}." if blocks else ""
    return (
        f" There are too few {blocks.split()[0]} to say how sure this is; compare longer times, or say "
        'unit="family" to take the articles of one for independent.'
    )


def stories_of(within: object) -> str:
    """Name the values of the column inside which groups are compared: "stories", "values of event"."""
    return "stories" if within == STORY else f"values of {within}"


def between_stories(within: object, shared: int, known: bool) -> str:
    """Say that intervals are between stories; or, where none is known, why."""
    if known:
        return f" Intervals are between {stories_of(within)}."
    if shared >= LEAST:
        return ""
    few = f"only {shared:,}" if shared else "none"
    return f" Of {stories_of(within)}, {few} can be compared: too few to say how sure this is."


def level(value: float, of: str) -> str:
    """Say a rate or share."""
    return f"{value:.0%}" if of in _SHARES else f"{value:.1f}"


def unit_of(of: str) -> str:
    """Say what a rate is counted in; a share needs no word for it."""
    return "" if of in _SHARES else ", per 10,000 words"


def change(difference: float, of: str) -> str:
    """Say a difference."""
    return f"{100 * difference:+.1f} points" if of in _SHARES else f"{difference:+.1f}"


def difference(row: dict[Hashable, Any], of: str) -> str:
    """Say a difference and its interval."""
    if pd.isna(row["difference_low"]):
        return f"{change(row['difference'], of)} (without interval)"
    scale = 100 if of in _SHARES else 1
    low, high = scale * row["difference_low"], scale * row["difference_high"]
    return f"{change(row['difference'], of)} ({low:+.1f} to {high:+.1f})"


def largest_first(table: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose difference is known, the largest first."""
    known = table[table["difference"].notna()]
    return known.sort_values("difference", key=abs, ascending=False, kind="stable")


def side_of(values: object) -> str:
    """Name what stands on a side of a comparison: "2016", "2011–2013", "Reuters, SANA"."""
    if isinstance(values, str) or not isinstance(values, Collection):
        return str(values)
    whole = sorted(values) if all(isinstance(value, int) for value in values) else []
    if len(whole) > 1 and whole == list(range(whole[0], whole[-1] + 1)):
        return f"{whole[0]}–{whole[-1]}"
    return ", ".join(map(str, values))


def some_q(table: pd.DataFrame, what: str) -> str:
    """Say of how many tests q is small; nothing where none was made."""
    q = table.get("q", pd.Series(dtype="float64"))
    tests, small = int(q.notna().sum()), int((q < LEVEL).sum())
    if not tests:
        return ""
    if not small:
        return f" No q of {counted(tests, what)} is below .05: chance alone may make such differences."
    return f" In {small:,} of {counted(tests, what)} q is below .05."


def listed(parts: list[str]) -> str:
    """Join parts with commas and a last "and"; many are cut."""
    shown = parts[:MOST]
    more = [f"{len(parts) - len(shown):,} more"] if len(parts) > len(shown) else []
    shown = [*shown, *more]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))
