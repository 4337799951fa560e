"""Some of the matches of a lexicon, drawn by chance: a number of each label, from all who use it."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.counting.codes import values_at, values_of
from discourse.counting.groups import By
from discourse.counting.labels import matches_of, names_of
from discourse.counting.missed import CHANCES, LIKELY, stratum_of, without_match
from discourse.counting.shards import over_shards
from discourse.errors import DiscourseError
from discourse.lexicon import Lexicon

STRATUM = ["concept", "label", "stratum"]
_THE_REST = "(all others)"


@dataclass(frozen=True)
class Draw:
    """What decides, beside corpus and lexicon, which matches are drawn.

    Attributes
    ----------
    concept, label : str, optional
        Which part of the lexicon.
    n : int
        Matches a label.
    by : str, sequence of str or None
        The columns whose values make the strata; ``"voice"`` is that of each match.
    seed : int
    missed : bool
        Whether sentences without a match are drawn, for what the lexicon misses, and not matches.
    seeds : tuple of str
        Patterns near which such sentences are likelier to be drawn.
    """

    concept: str | None
    label: str | None
    n: int
    by: By
    seed: int
    missed: bool = False
    seeds: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if type(self.n) is not int or self.n < 1:
            raise DiscourseError(f"n= must be a whole number of lines from 1, not {self.n!r}")
        if type(self.seed) is not int:
            raise DiscourseError(f"seed= must be a whole number, not {self.seed!r}")
        for name in ("by", "seeds"):
            if isinstance(getattr(self, name), list):
                object.__setattr__(self, name, tuple(getattr(self, name)))  # so that a draw can be a key


def drawn(corpus: Corpus, lexicon: Lexicon, draw: Draw) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Draw matches without replacement: the same ones whatever the order of documents and of the lexicon.

    A match has a number made by BLAKE2b of its name; those of a stratum with the smallest numbers are a
    simple random sample of it. Each shard gives its smallest, so that no list of all is ever made.

    Returns
    -------
    lines : DataFrame
        A row a match: ``id``, ``concept``, ``label``, ``stratum``, ``stratum_count`` (its matches in the
        corpus), ``probability`` (of being drawn), ``position``, ``length`` (words), ``line`` (its number).
        Sorted by concept, label, number.
    strata : DataFrame
        A row for each label and value of `by` that uses it: ``concept``, ``label``, ``value``, ``count``
        (matches), ``stratum``, ``stratum_count``.

    Raises
    ------
    DiscourseError
        If the lexicon has no such concept or label, or the corpus no such column.
    """
    parts = list(over_shards(corpus, _smallest, lexicon, draw))
    found = pd.concat([lines for lines, _ in parts], ignore_index=True)
    counts = pd.concat([sizes for _, sizes in parts]).groupby(level=STRATUM).sum()
    strata = counts.rename_axis([*STRATUM[:2], "value"]).rename("count").reset_index()
    of_label = strata.groupby(STRATUM[:2])["count"]
    # too small for a line of their own, where a label has more of them than `n`
    small = (of_label.transform("size") > draw.n) & (strata["count"] * draw.n < of_label.transform("sum"))
    small &= not draw.missed
    strata["stratum"] = strata["value"].mask(small, _THE_REST)
    strata["stratum_count"] = strata.groupby(STRATUM)["count"].transform("sum")
    sizes = strata.drop_duplicates(STRATUM).set_index(STRATUM)["stratum_count"]
    chance = strata.drop_duplicates(STRATUM).set_index(STRATUM)["value"].map(_chance)
    room = sizes.groupby(level=STRATUM[:2]).transform(
        lambda each: allocate(each.tolist(), draw.n, chance.loc[each.index].tolist() if draw.missed else None)
    )
    found = found.rename(columns={"stratum": "value"}).merge(strata.drop(columns="count"), how="left")
    found = found.sort_values([*STRATUM[:2], "line"], ignore_index=True)
    mine = pd.MultiIndex.from_frame(found[STRATUM])
    chosen = found[found.groupby(STRATUM).cumcount().to_numpy() < room.reindex(mine).to_numpy()]
    taken = chosen.groupby(STRATUM)["line"].transform("size")
    lines = chosen.assign(probability=taken / chosen["stratum_count"]).drop(columns="value")
    return lines.reset_index(drop=True), strata


def allocate(sizes: Sequence[int], n: int, chances: Sequence[float] | None = None) -> list[int]:
    """Share out a sample among strata by equal proportions, with one at least and no more than there are.

    The next one goes to the stratum with the largest ``N / √(n (n + 1))`` (Huntington and Hill), which gives
    the estimate of a total the least variance if that within strata is alike (Wright 2012, The American
    Statistician 66/4, 217-224). A larger `n` takes nothing away from any stratum.

    Parameters
    ----------
    sizes : sequence of int
        How many there are in each stratum.
    n : int
        How many are sampled; no fewer than there are strata.
    chances : sequence of float, optional
        How much likelier each of a stratum is to be drawn.

    Returns
    -------
    list of int

    Examples
    --------
    >>> allocate([90, 9, 1], 10)
    [8, 1, 1]
    """
    there = np.asarray(sizes, dtype=np.int64)
    weight = there * (1.0 if chances is None else np.asarray(chances, dtype=np.float64))
    taken = np.ones(len(there), dtype=np.int64)
    for _ in range(min(n, int(there.sum())) - len(there)):
        priority = np.where(taken < there, weight / np.sqrt(taken * (taken + 1.0)), 0.0)
        taken[np.argmax(priority)] += 1
    return [int(number) for number in taken]


def _smallest(corpus: Corpus, lexicon: Lexicon, draw: Draw) -> tuple[pd.DataFrame, "pd.Series[Any]"]:
    """Return the matches of a shard that may be drawn, and how many there are in each stratum."""
    if draw.missed:
        assert draw.concept is not None
        values = values_of(corpus, draw.by)
        cut = without_match(corpus, lexicon.queries(), draw.concept, draw.seeds)
        table = corpus.metadata[["id"]].iloc[cut.document].reset_index(drop=True)
        table["concept"], table["label"] = draw.concept, ""
        table["stratum"] = stratum_of(values.iloc[cut.document], cut.likely)
        table["position"], table["length"] = cut.position, cut.length
    else:
        found = matches_of(corpus, lexicon, draw.concept, draw.label)
        document = corpus.index.document_of(found.start)
        table = corpus.metadata[["id"]].iloc[document].reset_index(drop=True)
        table["concept"], table["label"] = names_of(found)
        table["stratum"] = values_at(corpus, draw.by, found).array
        table["position"] = found.start - corpus.index.offsets[document]
        table["length"] = found.length
    named = zip(*(table[name].tolist() for name in ("concept", "label", "id", "position")), strict=True)
    table["line"] = pd.Series([_number((draw.seed, *name)) for name in named], dtype="str")
    sizes = table.groupby(STRATUM).size()
    return table.sort_values("line").groupby(STRATUM).head(draw.n), sizes


def _chance(value: str) -> float:
    """Return how likely a sentence of a stratum is to be drawn."""
    return next((chance for name, chance in zip(LIKELY, CHANCES, strict=True) if value.endswith(name)), 1.0)


def _number(name: tuple[object, ...]) -> str:
    """Return a match a number that chance might have given, and that no spreadsheet takes for one."""
    return "m" + hashlib.blake2b(repr(name).encode(), digest_size=8).hexdigest()
