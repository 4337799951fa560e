"""Small tables by hand, with the columns of the analyses, so that figures are tested on their own."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

Counts = Mapping[str, Mapping[str, int]]  # group → label → count
BOTH: Counts = {
    "Herald": {"rebels": 3, "terrorists": 1, "militants": 0},
    "Post": {"terrorists": 4, "rebels": 0},
}


def with_intervals(
    table: pd.DataFrame, reach: float = 0.1, *, value: str = "share", units: int = 5
) -> pd.DataFrame:
    """Return a table with intervals of that reach about a column, and what made them in its settings."""
    middle = table[value]
    bounds = {f"{value}_low": np.maximum(middle - reach, 0), f"{value}_high": middle + reach}
    table = table.assign(**bounds, units=units)
    if value == "share":
        table["share_high"] = table["share_high"].clip(upper=1)
        table["concept_units"] = units
    every = {"every": "year"} if "year" in table else {}
    table.attrs = {"options": {"by": "source", **every, "unit": "family", "confidence": 0.95}}
    return table


def frames(counts: Counts = BOTH, *, concept: str = "opponents", by: str = "source") -> pd.DataFrame:
    """Return label shares of one concept, every group with every label."""
    labels = list(dict.fromkeys(label for found in counts.values() for label in found))
    rows = []
    for number, (group, found) in enumerate(counts.items(), start=1):
        total = sum(found.values())
        for label in labels:
            count = found.get(label, 0)
            share = count / total if total else np.nan
            used = min(count, 1)
            rates = (1000 * number, count * 10 / number, used, number, used / number)
            rows.append((group, concept, label, count, *rates, total, min(total, 1), share))
    names = (
        "concept label count tokens rate documents documents_total document_share concept_count "
        "concept_documents share"
    )
    return pd.DataFrame(rows, columns=[by, *names.split()])


def over_time(
    shares: Mapping[str, Mapping[int | None, int]], *, of: int = 10, articles: int = 4
) -> pd.DataFrame:
    """Return framing over the years of two labels: `rebels` that often, the other times `terrorists`."""
    rows = []
    for group, years in shares.items():
        for year, count in years.items():
            for label, found in (("rebels", count), ("terrorists", of - count)):
                share = found / of if of else np.nan
                rows.append(
                    (group, year, "opponents", label, found, 500, 0.0, 1, articles, 0.5, of, 1, share)
                )
    names = (
        "concept label count tokens rate documents documents_total document_share concept_count "
        "concept_documents share"
    )
    table = pd.DataFrame(rows, columns=["source", "year", *names.split()])
    return table.astype({"year": "Int64"})


def terms(counts: Mapping[str, Mapping[str, int]], *, documents: int = 1) -> pd.DataFrame:
    rows = [
        (group, term, count, 1000, count * 10.0, 1, documents, 1 / documents)
        for group, found in counts.items()
        for term, count in found.items()
    ]
    names = "source term count tokens rate documents documents_total document_share"
    return pd.DataFrame(rows, columns=names.split())


def keywords(rows: Sequence[tuple[str, str, int, int, float, float]]) -> pd.DataFrame:
    """Return keyness from (target, term, count in target, count in reference, log ratio, q)."""
    table = pd.DataFrame(
        rows, columns=["target", "term", "count_target", "count_reference", "log_ratio", "q"]
    )
    table.insert(1, "reference", "the rest")
    return table.assign(
        tokens_target=640, tokens_reference=2310, units_target=8, units_reference=9,
        log_ratio_low=table["log_ratio"] - 1, log_ratio_high=table["log_ratio"] + 1,
        g2=5.0, design_effect=2.0, g2_corrected=2.5, p=0.01,
    )  # fmt: skip


def apart(names: Sequence[str], distance: float = 0.7) -> pd.DataFrame:
    rows = [
        (target, reference, 640, 640, (target != reference) * distance**2, (target != reference) * distance)
        for target in names
        for reference in names
    ]
    columns = ["target", "reference", "tokens_target", "tokens_reference", "divergence", "distance"]
    return pd.DataFrame(rows, columns=columns)


def hits(rows: Sequence[tuple[str, str, str | None, str, float]]) -> pd.DataFrame:
    """Return dispersion from (id, source, date, label, relative)."""
    table = pd.DataFrame(rows, columns=["id", "source", "date", "label", "relative"])
    table["date"] = pd.to_datetime(table["date"])
    return table.assign(concept="opponents", position=0, tokens=640)


def corpus(rows: Sequence[tuple[str, int | None, int, int]]) -> pd.DataFrame:
    """Return an overview from (source, year, documents, tokens)."""
    table = pd.DataFrame(rows, columns=["source", "year", "documents", "tokens"])
    return table.astype({"year": "Int64"})
