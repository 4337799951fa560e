"""A table in words: for those who do not see its figure, and for the sentence beside it."""

from collections.abc import Callable, Hashable
from typing import Any

import pandas as pd

from discourse.counting.groups import grouped_by
from discourse.errors import DiscourseError

_MOST_GROUPS = 6
_NONE_IS_A_FINDING = ("duplicates",)
_SHARES = ("share", "document_share")


def in_words(table: pd.DataFrame) -> str:
    """Say in a sentence or two what a table shows.

    Parameters
    ----------
    table : DataFrame
        From an analysis of this library, or rows of one.

    Returns
    -------
    str
        Plain text, for ``alt=`` of a figure or for :func:`narrate`.

    Raises
    ------
    DiscourseError
        If the table comes from nowhere known, or has no rows (but that there are no copies can be said).

    Examples
    --------
    >>> import discourse as dc
    >>> table = dc.label_shares(dc.read("seeds"), dc.Lexicon.read("syria"))
    >>> displaced = table[(table["concept"] == "displaced") & (table["source"] == "TRT World")]
    >>> dc.in_words(displaced)
    'Displaced. TRT World: refugees 3 of 4 (75%), asylum seekers 1 of 4 (25%).'
    """
    analysis = table.attrs.get("analysis")
    if analysis not in _SAYERS:
        known = ", ".join(_SAYERS)
        raise DiscourseError(f"in_words knows the tables of {known}, not {analysis or 'this one'}")
    if len(table) == 0 and analysis not in _NONE_IS_A_FINDING:
        raise DiscourseError(f"in_words: the table of {analysis} has no rows")
    return _SAYERS[analysis](table)


def _overview(table: pd.DataFrame) -> str:
    columns = list(table.columns)
    every = columns[columns.index("documents") - 1]
    by = columns[: columns.index("documents") - 1] or [every]
    sizes = table.groupby(by, dropna=False)["documents"].sum().sort_values(ascending=False, kind="stable")
    dated = table.loc[(table["documents"] > 0) & table[every].notna(), every]
    said = (
        f"{_n(int(table['documents'].sum()), 'article')} and {_n(int(table['tokens'].sum()), 'word')} from "
    )
    said += _n(len(sizes), "source") if by == ["source"] else f"{len(sizes):,} values of {', '.join(by)}"
    if len(dated) and by != [every]:
        first, last = dated.min(), dated.max()
        said += f", {first}" if first == last else f", {first} to {last}"
    names = [_name(key if isinstance(key, tuple) else (key,), by) for key in sizes.index]
    listed = _join([f"{name} {count:,}" for name, count in zip(names, sizes, strict=True)])
    return f"{said}. Articles: {listed}."


def _term_frequencies(table: pd.DataFrame) -> str:
    return _each(table, grouped_by(table), lambda rows: _counts(rows, "term"))


def _frame_counts(table: pd.DataFrame) -> str:
    return _each(table, grouped_by(table), lambda rows: _counts(rows, "label"))


def _label_shares(table: pd.DataFrame) -> str:
    said = []
    groups = grouped_by(table)
    for concept, rows in table.groupby("concept", sort=False):
        choice = _each(rows, groups, _choice)
        said.append(f"{str(concept)[:1].upper()}{str(concept)[1:]}. {choice}")
    return " ".join(said)


def _keyness(table: pd.DataFrame) -> str:
    def typical(rows: pd.DataFrame) -> str:
        more = rows[rows["log_ratio"] > 0].head(3)  # in the order of the table, which is that of evidence
        pairs = zip(more["term"], more["count_target"], more["count_reference"], strict=True)
        return _join([f"{term} ({a:,} against {b:,})" for term, a, b in pairs]) or "no word more often"

    reference = table["reference"].iloc[0]
    return f"Words more frequent than in {reference}. " + _each(table, ["target"], typical)


def _distances(table: pd.DataFrame) -> str:
    pairs = table[table["target"].astype(str) < table["reference"].astype(str)]
    if pairs.empty:
        return "One group, nothing to compare."
    ordered = pairs.sort_values("distance", kind="stable")
    said = [
        f"{row['target']} and {row['reference']} ({row['distance']:.2f}; "
        f"their words dealt at random {row['distance_expected']:.2f})"
        for row in (ordered.iloc[0], ordered.iloc[-1])
    ]
    return f"Nearest: {said[0]}; farthest: {said[1]}." if len(pairs) > 1 else f"Distance between {said[0]}."


def _trends(table: pd.DataFrame) -> str:
    every = table.columns[list(table.columns).index("concept") - 1]
    dated = table[table[every].notna() & (table["concept_count"] > 0)]
    if dated.empty:
        return "Nothing is named in an article with a date."
    by = list(table.columns[: list(table.columns).index("concept") - 1])

    def ends(rows: pd.DataFrame) -> str:
        periods = sorted(set(rows[every]))
        said = [f"{period} {_choice(rows[rows[every] == period], 1)}" for period in (periods[0], periods[-1])]
        return said[0] if len(periods) == 1 else f"{said[0]}, then {said[1]}"

    concept = str(dated["concept"].iloc[0])
    leading = f"{concept[:1].upper()}{concept[1:]}, the leading label in the first and the last {every}. "
    return leading + _each(dated, by, ends)


def _shift(table: pd.DataFrame) -> str:
    measure = "share" if "share_before" in table.columns else "rate"
    whole = "concept_count" if measure == "share" else "tokens"
    scale, unit = (100, "points") if measure == "share" else (1, "per 10,000 words")
    said = []
    for label, rows in table.groupby("label", sort=False):
        for row in rows[rows["part"] == "total"].to_dict("records"):
            ends = (f"{row[f'count_{side}']:,} of {row[f'{whole}_{side}']:,}" for side in ("before", "after"))
            parts = f"{scale * row['within']:+.1f} within, {scale * row['mix']:+.1f} by the mix"
            change = f"{scale * row['difference']:+.1f} {unit} ({parts})"
            said.append(f"{label}: {', then '.join(ends)}, {change}")
    return f"{'; '.join(said)}." if said else "Parts of a change, without their total."


def _standardized(table: pd.DataFrame) -> str:
    measure = "share" if "share" in table.columns else "rate"
    every = table.columns[0]
    known = table[table["standardized"].notna()]

    def value(number: float) -> str:
        return f"{number:.0%}" if measure == "share" else f"{number:.1f}"

    said = []
    for label, rows in known.groupby("label", sort=False):
        ends = [rows.iloc[0], rows.iloc[-1]] if len(rows) > 1 else [rows.iloc[0]]
        both = (
            f"{row[every]} {value(row[measure])} (held fixed {value(row['standardized'])})" for row in ends
        )
        said.append(f"{label}: {', then '.join(both)}")
    return f"With the mix held fixed. {'; '.join(said)}." if said else "Nothing is named in any period."


def _trend_model(table: pd.DataFrame) -> str:
    of = "Odds" if "concept_count" in table.columns else "Rate"
    surest = table.sort_values("p", kind="stable").head(_MOST_GROUPS)
    cells = zip(surest["term"], surest["ratio"], surest["low"], surest["high"], strict=True)
    said = [f"{term} {_times(ratio)} ({_times(low)} to {_times(high)})" for term, ratio, low, high in cells]
    more = len(table) - len(surest)
    label = table["label"].iloc[0]
    return (
        f"{of} ratios of {label}, the surest first: {'; '.join(said)}{f'; and {more} more' if more else ''}."
    )


def _change_points(table: pd.DataFrame) -> str:
    share = "share_before" in table.columns
    by = list(table.columns[: list(table.columns).index("concept")])
    found = table[table["change"].notna()].sort_values("p", kind="stable")
    said = []
    for row in found.head(_MOST_GROUPS).to_dict("records"):
        name = _name(tuple(row[column] for column in by), by)
        levels = [row[f"{'share' if share else 'rate'}_{when}"] for when in ("before", "after")]
        before, after = (f"{level:.0%}" if share else f"{level:.1f}" for level in levels)
        in_group = f"{name}: " if name else ""
        said.append(f"{in_group}{row['change']}, from {before} to {after} (p = {row['p']:.2g})")
    more, none = len(found) - len(said), int(table["change"].isna().sum())
    said += [f"and {more:,} more"] if more else []
    said += [f"no change can be told in {_n(none, 'group')}"] if none else []
    of = "share" if share else "rate per 10,000 words"
    return f"Where the {of} of {table['label'].iloc[0]} changed, the surest first. {'; '.join(said)}."


def _collocates(table: pd.DataFrame) -> str:
    def nearest(rows: pd.DataFrame) -> str:
        top = rows[rows["count"] > 0].head(3)  # the table is in the order of the measure asked for
        cells = zip(top["term"], top["count"], top["term_count"], strict=True)
        return _join([f"{term} ({near:,} of its {count:,})" for term, near, count in cells]) or "none"

    options = table.attrs["options"]
    node = next((options[name] for name in ("pattern", "label", "concept") if options[name]), "a label")
    return f"Words near {node}, by {options['rank_by']}. {_each(table, grouped_by(table), nearest)}"


def _contrast(table: pd.DataFrame) -> str:
    value = table.attrs["options"]["value"]
    keys = [str(name) for name in table.columns[: list(table.columns).index("target")] if name != "concept"]
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    told = table.loc[order][table["difference"].loc[order].notna()]

    def side(row: dict[Hashable, Any], which: str) -> str:
        said = _level(row[f"{value}_{which}"], value)
        if value != "share" or f"concept_count_{which}" not in row:
            return said
        return f"{int(row[f'count_{which}']):,} of {int(row[f'concept_count_{which}']):,} ({said})"

    said = [
        f"{_name(tuple(row[key] for key in keys), keys)} {side(row, 'target')} against "
        f"{side(row, 'reference')}, {_difference(row, value)}"
        for row in told.head(3).to_dict("records")
    ]
    more = len(told) - len(said)
    between = f"{table['target'].iloc[0]} against {table['reference'].iloc[0]}{_unit(value)}"
    if not said:
        return f"{between}: nothing that both have can be compared."
    said += [f"and {more:,} more"] if more else []
    return f"{between}{', the largest difference first' if len(told) > 1 else ''}: {'; '.join(said)}."


def _sensitivity(table: pd.DataFrame) -> str:
    options = table.attrs["options"]
    value, rows = options["value"], table.to_dict("records")
    first, others = rows[0], table.iloc[1:]
    said = (
        f"{options['label']}, {options['target']} less {options['reference']}{_unit(value)}: "
        f"{_difference(first, value)}."
    )
    if table["low"].isna().all():
        return f"{said} Nothing can be said to survive: no check has an interval."
    if others.empty:
        return said
    said += (
        f" In {int(others['survives'].sum()):,} of {_n(len(others), 'check')} with one choice made otherwise "
        "the interval leaves out 0 on the same side"
    )
    lost = others[~others["survives"]]
    failed = [
        f"{check}, {detail}" if detail else check
        for check, detail in zip(lost["check"], lost["detail"], strict=True)
    ]
    more = len(failed) - _MOST_GROUPS
    failed = [*failed[:_MOST_GROUPS], f"{more:,} more"] if more > 0 else failed
    said += f"; not in this: {'; '.join(failed)}" if failed else ""
    ends = [_change(float(each), value) for each in (others["difference"].min(), others["difference"].max())]
    return f"{said}. Differences from {ends[0]} to {ends[1]}."


def _duplicates(table: pd.DataFrame) -> str:
    if table.empty:
        return "No article is a copy of another one."
    ids = pd.concat([table["id_a"], table["id_b"]]).nunique()
    across = int((table["source_a"] != table["source_b"]).sum())
    whole = int((table["overlap"] >= 1).sum())
    return (
        f"{_n(len(table), 'pair')} of copies among {_n(ids, 'article')}, in {_families(table)}: "
        f"{across:,} between two sources, {len(table) - across:,} within one. In {whole:,} all of the "
        f"shorter article stands in the other, in the least alike {table['overlap'].min():.0%} of it."
    )


def _families(table: pd.DataFrame) -> str:
    count = table["family"].nunique()
    return f"{count:,} {'family' if count == 1 else 'families'}"


def _dispersion(table: pd.DataFrame) -> str:
    def most(rows: pd.DataFrame) -> str:
        counts = rows["label"].value_counts(sort=False).sort_values(ascending=False, kind="stable")
        return (
            _join([f"{label} {count:,}" for label, count in counts.head(3).items() if label])
            or f"{len(rows):,}"
        )

    places = f"{_n(len(table), 'place')} in {_n(table['id'].nunique(), 'article')}. "
    return places + _each(table, ["source"], most)


def _concordance(table: pd.DataFrame) -> str:
    return f"{_n(len(table), 'line')} from {_n(table['id'].nunique(), 'article')}."


_SAYERS: dict[str, Callable[[pd.DataFrame], str]] = {
    "overview": _overview,
    "term_frequencies": _term_frequencies,
    "frame_counts": _frame_counts,
    "label_shares": _label_shares,
    "trends": _trends,
    "shift": _shift,
    "standardized": _standardized,
    "trend_model": _trend_model,
    "change_points": _change_points,
    "contrast": _contrast,
    "sensitivity": _sensitivity,
    "collocates": _collocates,
    "keyness": _keyness,
    "distances": _distances,
    "dispersion": _dispersion,
    "concordance": _concordance,
    "duplicates": _duplicates,
}


def _each(table: pd.DataFrame, columns: list[str], say: Callable[[pd.DataFrame], str]) -> str:
    """Say something of each group of a table, of the largest first where there are many."""
    if not columns:
        return f"{say(table)}."
    grouped = [(_name(key, columns), rows) for key, rows in table.groupby(columns, dropna=False, sort=True)]
    size = next(name for name in ("tokens", "tokens_target") if name in table.columns)
    largest = sorted(grouped, key=lambda pair: -int(pair[1][size].max()))[:_MOST_GROUPS]
    kept = {name for name, _ in largest}
    said = "; ".join(f"{name}: {say(rows)}" for name, rows in grouped if name in kept)
    more = len(grouped) - len(largest)
    return f"{said}{f'; and {more:,} more' if more else ''}."


def _name(key: tuple[object, ...], columns: list[str]) -> str:
    """Name a group by its values, as the figures do."""
    missing = pd.isna(pd.Series(key, dtype=object))
    return " · ".join(
        f"no {column}" if none else str(value)
        for value, column, none in zip(key, columns, missing, strict=True)
    )


def _counts(rows: pd.DataFrame, name: str) -> str:
    top = rows[rows["count"] > 0].sort_values("count", ascending=False, kind="stable").head(3)
    return _join([f"{what} {count:,}" for what, count in zip(top[name], top["count"], strict=True)]) or "none"


def _choice(rows: pd.DataFrame, most: int = 2) -> str:
    top = rows[rows["count"] > 0].sort_values("count", ascending=False, kind="stable").head(most)
    cells = zip(top["label"], top["count"], top["concept_count"], top["share"], strict=True)
    return ", ".join(f"{label} {a:,} of {n:,} ({share:.0%})" for label, a, n, share in cells) or "not named"


def _times(ratio: float) -> str:
    """Say a ratio: whole where it is large, but never with a row of invented digits."""
    return f"{float(f'{ratio:.2g}'):,.0f}" if 100 <= ratio < 1e6 else f"{ratio:.2g}"


def _level(value: float, of: str) -> str:
    """Say a rate or share."""
    return f"{value:.0%}" if of in _SHARES else f"{value:.1f}"


def _unit(of: str) -> str:
    return "" if of in _SHARES else ", per 10,000 words"


def _change(difference: float, of: str) -> str:
    return f"{100 * difference:+.1f} points" if of in _SHARES else f"{difference:+.1f}"


def _difference(row: dict[Hashable, Any], of: str) -> str:
    """Say a difference and its interval."""
    if pd.isna(row["low"]):
        return f"{_change(row['difference'], of)} (without interval)"
    scale = 100 if of in _SHARES else 1
    return f"{_change(row['difference'], of)} ({scale * row['low']:+.1f} to {scale * row['high']:+.1f})"


def _join(parts: list[str]) -> str:
    shown = parts[:_MOST_GROUPS]
    more = [f"{len(parts) - len(shown):,} more"] if len(parts) > len(shown) else []
    shown = [*shown, *more]
    return " and ".join(filter(None, [", ".join(shown[:-1]), *shown[-1:]]))


def _n(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"
