"""Coded lines among the mentions of a corpus: which of each group and unit are coded, and which are not."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse

from discourse.corpus import Corpus
from discourse.counting.contexts import in_all_voices
from discourse.counting.groups import By, columns_of, group_names
from discourse.counting.missed import stratum_of, without_match
from discourse.counting.speakers import voice_of
from discourse.counting.tally import Items, total_of_units
from discourse.counting.units import UnitCounts
from discourse.errors import DiscourseError, counted
from discourse.lexicon.match import Matches, Query, find, resolve
from discourse.text.index import Positions
from discourse.voice import VOICES

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Codes:
    """A stratified sample of matches, and the answers of those who coded it.

    Attributes
    ----------
    by : str, sequence of str or None
        The columns that make the strata of a label.
    strata : DataFrame
        A row a stratum: ``concept``, ``label``, ``stratum``, ``stratum_count`` (its matches in the corpus).
    members : DataFrame
        ``concept``, ``label``, ``value`` (of `by`), ``stratum`` (the row of `strata`).
    lines : DataFrame
        The coded ones: ``concept``, ``label``, ``id``, ``position``, ``answer`` (from 0 to 1), ``stratum``;
        with predictions ``predicted`` too.
    missed : sequence of Missed
    guesses : DataFrame, optional
        What is predicted of each match: ``concept``, ``label``, ``id``, ``position``, ``predicted``.
    """

    by: By
    strata: pd.DataFrame
    members: pd.DataFrame
    lines: pd.DataFrame
    missed: Sequence["Missed"] = ()
    guesses: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class Missed:
    """A stratified sample of sentences without a match of a concept, and which labels were missed in them.

    Attributes
    ----------
    concept : str
    seeds : tuple of str
        The patterns that make sentences likelier to be drawn.
    by : str, sequence of str or None
    sizes : Series of int64
        The sentences of each stratum, by its name.
    lines : DataFrame
        The coded ones: ``id``, ``position``, ``stratum`` (its name).
    answers : DataFrame, shape (lines, labels)
        From 0 to 1, by the names of the labels.
    """

    concept: str
    seeds: tuple[str, ...]
    by: By
    sizes: "pd.Series[int]"
    lines: pd.DataFrame
    answers: pd.DataFrame


class Lines(NamedTuple):
    """Strata and coded lines as numbers.

    Attributes
    ----------
    label, size : ndarray of int64, shape (strata,)
        The number of the label of each stratum, and its matches.
    stratum : ndarray of int64, shape (lines,)
        Of each coded line.
    answer : ndarray of float, shape (lines,)
        From 0 (no) to 1 (yes).
    missed : ndarray of bool, shape (strata,)
        Whether a stratum is of sentences that the lexicon finds nothing in. They come after the others, once
        for each label that may be missed in them; and so do their lines.
    guess : ndarray of float, shape (lines,)
        What was predicted of each line; 0 where nothing was.
    """

    label: Positions
    size: Positions
    stratum: Positions
    answer: Floats
    missed: npt.NDArray[np.bool_]
    guess: Floats


class Mentions(NamedTuple):
    """What each group and unit has of the strata; rows are those of the :class:`UnitCounts` beside.

    Attributes
    ----------
    unseen : csr_array of int64, shape (rows, strata)
        Matches, or sentences without one, that are not coded.
    seen : csr_array of int64, shape (rows, lines)
        Those that are.
    loose : csr_array of int64, shape (rows, labels)
        Matches that are in no stratum.
    guess : csr_array of float, shape (rows, labels)
        The sum of what was predicted of the matches that are not coded; 0 where nothing was.
    """

    unseen: sparse.csr_array
    seen: sparse.csr_array
    loose: sparse.csr_array
    guess: sparse.csr_array


def values_of(corpus: Corpus, by: By) -> "pd.Series[str]":
    """Name the value of each document, the same whatever kind of column its shard made of the values."""
    values = {name: corpus.column(name) for name in of_documents(corpus, by)}
    said = pd.DataFrame({name: column.map(_said, na_action="ignore") for name, column in values.items()})
    named = group_names(said) if len(said.columns) else ["(all)"] * len(corpus)
    return pd.Series(named, dtype="str")


def values_at(corpus: Corpus, by: By, found: Matches) -> "pd.Series[str]":
    """Name the value of each match of a shard: that of its document, and its voice if that is asked for."""
    named, asked = of_documents(corpus, by), columns_of(by)
    values = values_of(corpus, named).iloc[corpus.index.document_of(found.start)]
    values = values.reset_index(drop=True)
    if len(named) == len(asked):
        return values
    said = pd.Series([*VOICES], dtype="str").iloc[voice_of(corpus, found)].reset_index(drop=True)
    return values.str.cat(said, sep=" · ") if named else said


def by_voice(corpus: Corpus, by: By) -> bool:
    """Say whether matches are told apart by their voices, which no column of the documents is called."""
    return len(of_documents(corpus, by)) < len(columns_of(by))


def of_documents(corpus: Corpus, by: By) -> list[str]:
    """List the columns that documents have; ``"voice"`` is none, if the corpus has no such column."""
    own = "voice" in corpus.metadata.columns
    return [name for name in columns_of(by) if name != "voice" or own]


def _said(value: object) -> str:
    whole = isinstance(value, float | np.floating) and float(value).is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def coded_mentions(
    corpus: Corpus, codes: Codes, queries: Sequence[Query], by: By, *, unit: str
) -> tuple[UnitCounts, Mentions, Lines]:
    """Count in each group and unit the matches of each stratum that are not coded, and each coded line.

    Returns
    -------
    cells : UnitCounts
        Their groups are those of :func:`discourse.counting.tally.total_of_units`.
    mentions : Mentions
    lines : Lines

    Raises
    ------
    DiscourseError
        If a match has no prediction where others have one, or sentences are to be counted in some voices.
    """
    number = {(query.concept, query.label): place for place, query in enumerate(queries)}

    def numbered(table: pd.DataFrame) -> Positions:
        return np.array([number[key] for key in zip(table["concept"], table["label"], strict=True)], np.int64)

    label, of_member = numbered(codes.strata), numbered(codes.members)
    values = pd.Index(codes.members["value"].unique())
    stratum = np.full((len(queries), len(values) + 1), -1, dtype=np.int64)  # the last is of no value known
    stratum[of_member, values.get_indexer(codes.members["value"])] = codes.members["stratum"]
    lines = codes.lines.assign(query=numbered(codes.lines))
    guesses, kinds = None, pd.DataFrame({"query": [], "predicted": []})
    if codes.guesses is not None:
        guesses = codes.guesses.assign(query=numbered(codes.guesses))
        kinds = guesses[["query", "predicted"]].drop_duplicates(ignore_index=True)
        guesses = guesses.merge(kinds.assign(kind=np.arange(len(kinds))))
    asked = queries, codes.by, values, stratum, lines, len(label), guesses, len(kinds)
    cells = total_of_units(corpus, _count_coded, by, *asked, unit=unit, one_by_one=True).by_unit
    ends = np.cumsum([len(label), len(lines), len(queries)])
    unseen, seen, loose, guess = np.split(np.arange(cells.count.shape[1]), ends)
    worth = to_label(kinds["predicted"], kinds["query"].to_numpy(np.int64), len(queries))
    count = cells.count
    mentions = Mentions(count[:, unseen], count[:, seen], count[:, loose], count[:, guess] @ worth)
    matched = Lines(
        label,
        codes.strata["stratum_count"].to_numpy(np.int64),
        lines["stratum"].to_numpy(np.int64),
        lines["answer"].to_numpy(np.float64),
        np.zeros(len(label), dtype=bool),
        lines["predicted"].to_numpy(np.float64) if "predicted" in lines else np.zeros(len(lines)),
    )
    if not codes.missed:
        return cells, mentions, matched
    if corpus.voice:
        raise DiscourseError(
            "sentences without a match are of all voices; leave their file out of codes=, or leave voice= out"
        )
    return cells, *_with_missed(corpus, codes.missed, queries, by, unit, mentions, matched)


def _with_missed(
    corpus: Corpus,
    missed: Sequence[Missed],
    queries: Sequence[Query],
    by: By,
    unit: str,
    mentions: Mentions,
    lines: Lines,
) -> tuple[Mentions, Lines]:
    """Add the sentences of each sample: its strata and its lines once for each label of the concept."""
    unseen, seen = [mentions.unseen], [mentions.seen]
    parts = [lines]
    for each in missed:
        asked = queries, each.concept, each.seeds, each.by, each.sizes.index, each.lines
        count = total_of_units(corpus, _count_sentences, by, *asked, unit=unit, one_by_one=True).by_unit.count
        strata, at = len(each.sizes), each.sizes.index.get_indexer(pd.Index(each.lines["stratum"]))
        for number, query in enumerate(queries):
            if query.concept == each.concept:
                before = sum(len(part.size) for part in parts)
                unseen.append(count[:, :strata])
                seen.append(count[:, strata:])
                parts.append(
                    Lines(
                        np.full(strata, number, dtype=np.int64),
                        np.asarray(each.sizes, dtype=np.int64),
                        before + at.astype(np.int64),
                        each.answers[query.label].to_numpy(np.float64),
                        np.ones(strata, dtype=bool),
                        np.zeros(len(at)),
                    )
                )
    rest, coded = (sparse.csr_array(sparse.hstack(each, format="csr")) for each in (unseen, seen))
    together = Lines(*map(np.concatenate, zip(*parts, strict=True)))
    return mentions._replace(unseen=rest, seen=coded), together


def _count_sentences(
    corpus: Corpus,
    queries: Sequence[Query],
    concept: str,
    seeds: tuple[str, ...],
    by: By,
    strata: "pd.Index[str]",
    lines: pd.DataFrame,
) -> Items:
    """Find in one shard the sentences without a match: the coded ones by themselves."""
    cut = without_match(corpus, queries, concept, seeds)
    item = strata.get_indexer(pd.Index(stratum_of(values_of(corpus, by).iloc[cut.document], cut.likely)))
    document = pd.Index(corpus.metadata["id"]).get_indexer(pd.Index(lines["id"]))
    here = np.flatnonzero(document >= 0)
    longest = int(corpus.index.lengths.max(initial=0)) + 1
    keys = cut.document * longest + cut.position  # in order
    wanted = document[here] * longest + lines["position"].to_numpy(np.int64)[here]
    item[np.searchsorted(keys, wanted)] = len(strata) + here
    offsets = np.searchsorted(cut.document, np.arange(len(corpus) + 1))
    return Items(item.astype(np.int32), offsets, len(strata) + len(lines))


def _count_coded(
    corpus: Corpus,
    queries: Sequence[Query],
    by: By,
    values: "pd.Index[str]",
    stratum: Positions,
    lines: pd.DataFrame,
    strata: int,
    guesses: pd.DataFrame | None,
    kinds: int,
) -> Items:
    """Find in one shard the matches that are of a stratum, the coded lines by themselves.

    After the strata and the lines come the matches of no stratum, by their label; and after these, where
    there are predictions, the matches that are not coded once more, by what is predicted of them.
    """
    found = resolve(find(queries, corpus.index))
    item = stratum[found.query, values.get_indexer(pd.Index(values_at(corpus, by, found)))]
    ends = np.cumsum([strata, len(lines), len(queries)])
    item = np.where(item < 0, ends[1] + found.query, item)
    whole, start = in_all_voices(corpus, found.start)  # lines say where they stand in these
    keys = start * len(queries) + found.query
    order = np.argsort(keys)

    def sought(table: pd.DataFrame) -> tuple[Positions, Positions]:
        """Return the rows of a table that are matches of this shard, and which."""
        document = pd.Index(corpus.metadata["id"]).get_indexer(pd.Index(table["id"]))
        here = np.flatnonzero(document >= 0)
        first = whole.index.offsets[document[here]] + table["position"].to_numpy(np.int64)[here]
        wanted = first * len(queries) + table["query"].to_numpy(np.int64)[here]
        place = np.minimum(np.searchsorted(keys, wanted, sorter=order), max(len(keys) - 1, 0))
        match = order[place] if len(order) else place
        there = keys[match] == wanted if len(keys) else np.zeros(len(here), dtype=bool)
        return here[there], match[there]

    rows, match = sought(lines)
    item[match] = strata + rows
    both = np.column_stack([item, np.full(len(item), -1)])
    if guesses is not None:
        rows, match = sought(guesses)
        both[match, 1] = ends[2] + guesses["kind"].to_numpy(np.int64)[rows]
        lacking = np.flatnonzero((item < strata) & (both[:, 1] < 0))
        if len(lacking):
            first = lacking[0]
            document = corpus.index.document_of(found.start[[first]])[0]
            named = queries[found.query[first]].label, corpus.metadata["id"].iloc[document]
            raise DiscourseError(
                f"predictions= has no row for {counted(len(lacking), 'mention')}, such as {named[0]!r} in "
                f"{named[1]!r} at position {start[first] - whole.index.offsets[document]}; see concordance"
            )
        both[item >= strata, 1] = -1
    kept = both >= 0
    offsets = np.concatenate(([0], np.cumsum(kept.sum(axis=1))))
    offsets = offsets[np.searchsorted(found.start, corpus.index.offsets)]
    return Items(both[kept].astype(np.int32), offsets, int(ends[2]) + kinds)


def to_label(values: npt.ArrayLike, label: Positions, labels: int) -> sparse.csr_array:
    """Return the matrix that adds items to their label, each with its value."""
    data = np.asarray(values, dtype=np.float64)
    return sparse.csr_array((data, (np.arange(len(label)), label)), shape=(len(label), labels))
