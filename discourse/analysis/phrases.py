"""Phrases that the sentences of several analyses share."""

import re
from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from discourse.counting.groups import group_names

MOST = 6  # groups or words that a sentence lists
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
    said = "; ".join(f"{name}: {say(rows)}" for name, rows in grouped if name in kept)
    more = len(grouped) - len(largest)
    return f"{said}{f'; and {more:,} more' if more else ''}."


def name_of(key: tuple[object, ...], columns: list[str]) -> str:
    """Name a group by its values, as the figures do."""
    return str(group_names(pd.DataFrame([key], columns=columns))[0]) if columns else ""


def most_used(rows: pd.DataFrame, name: str) -> str:
    """List the three words or labels that are used most."""
    top = rows[rows["count"] > 0].sort_values("count", ascending=False, kind="stable").head(3)
    return (
        listed([f"{what} {count:,}" for what, count in zip(top[name], top["count"], strict=True)]) or "none"
    )


def chosen(rows: pd.DataFrame, most: int = 2) -> str:
    """List the labels that are chosen most, with count and share."""
    top = rows[rows["count"] > 0].sort_values("count", ascending=False, kind="stable").head(most)
    cells = zip(top["label"], top["count"], top["concept_count"], top["share"], strict=True)
    said = ", ".join(f"{label} {a:,} of {n:,} ({share:.0%})" for label, a, n, share in cells)
    mentions = int(rows["concept_count"].max())
    return said or (f"none of these labels in {counted(mentions, 'mention')}" if mentions else "not named")


def as_prose(concept: object) -> str:
    """Return the name of a concept as words: "armed opponents"."""
    return " ".join(re.split(r"[\s_-]+", str(concept).strip()))


def times(ratio: float) -> str:
    """Say a ratio: whole where it is large, but never with a row of invented digits."""
    return f"{float(f'{ratio:.2g}'):,.0f}" if 100 <= ratio < 1e6 else f"{ratio:.2g}"


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


def listed(parts: list[str]) -> str:
    """Join parts with commas and a last "and"; many are cut."""
    shown = parts[:MOST]
    more = [f"{len(parts) - len(shown):,} more"] if len(parts) > len(shown) else []
    shown = [*shown, *more]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def counted(count: int, noun: str) -> str:
    """Say a number of items: "1 article", "2 articles"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
