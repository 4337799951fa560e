"""Does a lexicon count what it claims to: lines to code by hand, and what the coded lines tell."""

import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.analysis import coded
from discourse.analysis.phrases import level, listed
from discourse.analysis.sample import STRATUM, Draw, drawn
from discourse.corpus import Corpus
from discourse.counting.codes import by_voice
from discourse.counting.contexts import contexts
from discourse.counting.corrected import corrections
from discourse.counting.groups import By, finish, per_10000, share
from discourse.counting.shards import over_shards
from discourse.counting.units import DOCUMENT
from discourse.errors import DiscourseError, counted, whole_number
from discourse.lexicon import Lexicon
from discourse.measures.agreement import alpha_interval, krippendorff_alpha
from discourse.measures.stratified import stratified_share
from discourse.voice.codes import ALL

COLUMNS = (
    *("concept", "label", "count", "tokens", "rate", "lines", "coded", "correct", "represented"),
    *("precision", "precision_low", "precision_high"),
    *("corrected_rate", "corrected_rate_low", "corrected_rate_high"),
    *("coded_twice", "alpha", "alpha_low", "alpha_high"),
)
_LINES = [
    "line", "id", "source", "date", "concept", "label", "left", "node", "right", "correct", "coder", "note",
    "position", "stratum", "stratum_count", "probability", "drawn",
]  # fmt: skip


def validation_sample(
    corpus: Corpus,
    lexicon: Lexicon,
    path: str | os.PathLike[str],
    *,
    concept: str | None = None,
    label: str | None = None,
    n: int = 20,
    by: By = "source",
    seed: int = 0,
    window: int = 15,
    codes: coded.Files | None = None,
    missed: bool = False,
    seeds: str | Sequence[str] = (),
) -> pd.DataFrame:
    """Draw lines of each label by chance and write them into a CSV file, to be coded by hand.

    In the file, answer in the column ``correct`` whether the node means what the label claims: yes or no (y,
    n, 1, 0, true, false; also ja, nein, oui, non, sí), or nothing where it cannot be told. Then
    :func:`validate` reads it, and :func:`framing` and other analyses as ``codes=``; they need the columns
    ``line`` and ``drawn`` as they are. Several coders have a copy
    each, or a row each for a line, with their names in ``coder``.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    path : str or path
        The CSV file to be; one that is there already is never written over, for it may have been coded.
    concept, label : str, optional
        Which part of the lexicon.
    n : int
        Lines a label; all of them where there are fewer.
    by : str, sequence of str or None
        The strata, best what is to be compared, such as ``["source", "year"]``: every outlet (or other value)
        that uses the label has at least one line, and larger ones have more. If more use it than lines are
        drawn, those too small for a line of their own are one stratum. ``"voice"`` among them is whose words
        a match is (where no column of the corpus is called so), for `voice` of what is corrected.
    seed : int
        Another seed draws other lines. The same seed and a larger `n` keep the lines of before, unless they
        had outlets in one stratum.
    window : int
        Words of context on each side.
    codes : path or sequence of paths, optional
        Coded lines of smaller samples with the same `by` and `seed`: what has an answer is left out.
    missed : bool
        Whether sentences without a match of `concept` are drawn instead, `n` in all, for the
        mentions that the lexicon misses. Answer with the labels that are meant in one, separated by ``;``,
        or no.
    seeds : str or sequence of str
        Patterns of words that missed mentions may stand near, or be: sentences that have one are likelier to
        be drawn, and so are those of articles with a match elsewhere. All have some chance, which the codes
        are weighted with.

    Returns
    -------
    DataFrame
        What was written, a row a line: ``line`` (its name, the same in every draw with this seed), ``id``,
        ``source``, ``date``, ``concept``, ``label``, ``left``, ``node``, ``right``, ``correct``, ``coder``
        and ``note`` (empty), ``position`` (the first word of the node, from 0), ``stratum``,
        ``stratum_count`` (matches of the label in the stratum), ``probability`` (of each of them to be
        drawn), ``drawn`` (how, as JSON). Sorted by concept and label; their lines come in the order of
        chance, so that the first ones coded are a sample too.

    Raises
    ------
    DiscourseError
        If the file is there, the lexicon has no such concept or label, nothing is found, or an option is out
        of range.

    Notes
    -----
    A match is drawn by its own number, made by BLAKE2b of seed, concept, label, document and position: those
    with the smallest numbers are a simple random sample (permanent random numbers: Ohlsson 1995, in Cox et
    al. (eds.), Business Survey Methods, Wiley, 153-169). So neither the order of the lexicon nor that of the
    documents, nor how they are stored, changes the sample. Lines are given to strata by equal proportions
    (Huntington and Hill), the allocation of least variance with at least one line each (Wright 2012, The
    American Statistician 66/4, 217-224).

    In the file, a cell that a spreadsheet would run as a formula has an apostrophe in front. Nothing needs to
    take it away: :func:`validate` draws the lines anew, and reads of the file only what was answered.

    Examples
    --------
    >>> import tempfile
    >>> import discourse as dc
    >>> corpus, lexicon = dc.read("seeds"), dc.Lexicon.read("syria")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "to-code.csv"
    ...     lines = dc.validation_sample(corpus, lexicon, file, label="rebels", n=3)
    >>> lines["node"].tolist(), lines["stratum_count"].tolist()
    (['rebels', 'rebels', 'rebel'], [6, 6, 6])
    """
    whole_number("window", window, 0, " of words")
    _check(lexicon)
    if missed and (concept not in lexicon.concepts or label is not None or codes is not None):
        known = ", ".join(lexicon.concepts)
        raise DiscourseError(
            f"missed=True looks for all labels of a concept: say concept= one of {known}, no label= or codes="
        )
    if missed and by_voice(corpus, by):
        raise DiscourseError("a sentence without a match has no one voice; leave voice out of by=")
    near = (seeds,) if isinstance(seeds, str) else tuple(seeds)
    file, draw = Path(path), Draw(concept, label, n, by, seed, missed, near)
    coded.refuse_to_replace(file)
    lines, _ = drawn(corpus, lexicon, draw)
    if lines.empty:
        why = f"no sentence is without {concept!r}" if missed else f"{lexicon.name!r} finds nothing"
        raise DiscourseError(f"nothing to code: {why} in these documents")
    if codes is not None:
        read = coded.read_codes(codes, corpus, lexicon)
        if (read.draw.by, read.draw.seed) != (draw.by, draw.seed):
            raise DiscourseError(
                f"{read.files[0]} was drawn with by={read.draw.by!r} and seed={read.draw.seed!r}; a larger "
                "sample keeps its lines with the same"
            )
        lines = lines[~lines["line"].isin(read.answers.index)].reset_index(drop=True)
        if lines.empty:
            raise DiscourseError(f"n={n!r}: all of these lines are coded already; a larger n= draws more")
    places = lines[["id", "position", "length"]]
    context = pd.concat(list(over_shards(corpus, _in_context, places, window))).sort_index()
    table = pd.concat([lines, context], axis=1)
    table["correct"] = table["coder"] = table["note"] = ""
    table["drawn"] = coded.settings(corpus, lexicon, draw)
    table = table[_LINES]
    coded.write(table, file)
    return finish(table, "validation_sample", corpus, lexicon, **asdict(draw), window=window)


def validate(corpus: Corpus, lexicon: Lexicon, codes: coded.Files, *, coders: str = "all") -> pd.DataFrame:
    """Measure from lines coded by hand how many matches of each label are what the label claims.

    That is precision. What the lexicon does not find is in no line: a label with a precision of 1 may still
    miss half of what it names, see ``missed=True`` of :func:`validation_sample`. To correct what is compared,
    pass the same files as ``codes=`` to :func:`framing` and what compares labels.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
        The very corpus and lexicon that the lines were drawn from, or a part of that corpus, such as an
        outlet alone: its own lines tell of its matches.
    codes : path or sequence of paths
        What :func:`validation_sample` wrote, with answers in ``correct``; comma, semicolon or tab may
        separate its cells, rows may stand in any order, and columns may have been added. Of several coders
        there is a file each, or a row each for a line, with their names in ``coder``.
    coders : {"all", "majority"}
        Whether each coder of a line counts alike, or most of them decide and a tie is half of each.

    Returns
    -------
    DataFrame
        A row for each label asked for: ``concept``, ``label``, ``count`` (matches in the corpus), ``tokens``,
        ``rate`` (per 10,000 tokens), ``lines`` (drawn), ``coded`` and ``correct`` (of them), ``represented``
        (share of the matches that are in strata with a coded line; the rest counts for nothing),
        ``precision`` with ``precision_low`` and ``precision_high`` (95%), ``corrected_rate`` (``rate ×
        precision``) with ``corrected_rate_low`` and ``corrected_rate_high``; ``coded_twice`` (lines that
        several have coded), and of those Krippendorff's ``alpha`` with ``alpha_low`` and ``alpha_high``. NaN
        where nothing is coded. ``.attrs["agreement"]`` has ``coders`` and the α of all labels together.

    Raises
    ------
    DiscourseError
        If the file is not one that :func:`validation_sample` wrote, was drawn from another corpus or lexicon,
        or has an answer that is none; the message names file, row and column.

    Notes
    -----
    ``precision`` is not ``correct / coded``: each line counts for the matches of its stratum that it stands
    for (``1 / probability``). Where a large outlet has 60 matches and 8 lines, and a small one 20 and 3, a
    line of the first counts for 7.5 and one of the second for 6.7. Estimate and interval are those of
    :func:`discourse.measures.stratified_share`. Lines that are not coded are taken to be like the coded ones
    of their stratum. The interval tells what chance did in drawing lines, and how coders differ from one
    line to another, but not what all coders mistake.

    Agreement is :func:`discourse.measures.krippendorff_alpha`, each line counting once, with an interval over
    articles drawn anew.

    Examples
    --------
    >>> import tempfile
    >>> import discourse as dc
    >>> corpus, lexicon = dc.read("seeds"), dc.Lexicon.read("syria")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "to-code.csv"
    ...     lines = dc.validation_sample(corpus, lexicon, file, label="rebels", n=4)
    ...     lines.assign(correct=["yes", "yes", "no", ""]).to_csv(file, index=False)
    ...     table = dc.validate(corpus, lexicon, file)
    >>> table[["count", "coded", "precision", "precision_low", "precision_high"]].round(2).values.tolist()
    [[6.0, 3.0, 0.67, 0.28, 0.91]]
    """
    _check(lexicon)
    read = coded.read_codes(codes, corpus, lexicon, coders, part=True)
    read = read._replace(lines=read.lines[read.lines["id"].isin(corpus.metadata["id"])])
    read = read._replace(answers=read.answers[read.answers.index.isin(read.lines["line"])])
    draw, of_matches = read.draw, replace(read.codes(), missed=())
    found = corrections(corpus.in_voice(ALL), of_matches, lexicon.queries(), None, unit=DOCUMENT)
    strata = of_matches.strata[STRATUM].assign(count=found.matches.sum(axis=0).astype(np.int64))
    of_lines = read.lines.groupby(STRATUM)["answer"].agg(lines="size", coded="count", correct="sum")
    strata = strata.set_index(STRATUM).join(of_lines).fillna(0)
    strata = strata.astype({"lines": np.int64, "coded": np.int64})
    table = _labels(lexicon, draw)
    rows_of_labels = pd.MultiIndex.from_frame(table)
    count, there, answered, correct = (
        strata[name].unstack(fill_value=0).reindex(rows_of_labels, fill_value=0).to_numpy()  # noqa: PD010
        for name in strata
    )
    table["count"] = count.sum(axis=1)
    table["tokens"] = corpus.tokens
    table["rate"] = per_10000(table["count"], table["tokens"])
    table["lines"], table["coded"] = there.sum(axis=1), answered.sum(axis=1)
    table["correct"] = correct.sum(axis=1)
    table["represented"] = share(np.where(answered > 0, count, 0).sum(axis=1), table["count"])
    estimates = stratified_share(correct, answered, count)
    for name, estimate in zip(("precision", "precision_low", "precision_high"), estimates, strict=True):
        table[name] = estimate
    for end, estimate in zip(("", "_low", "_high"), estimates, strict=True):
        table[f"corrected_rate{end}"] = table["rate"] * estimate
    agreed = _agreement(read, list(zip(table["concept"], table["label"], strict=True)))
    for name in COLUMNS[-4:]:
        table[name] = [each[name] for each in agreed[:-1]]
    made = finish(table, "validate", corpus, lexicon, **asdict(draw), codes=read.files, coders=coders)
    made.attrs["agreement"] = {"coders": [*map(str, read.answers.columns)], **agreed[-1]}
    return made


def _agreement(read: coded.Coded, labels: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return how far coders agree on the lines of each label, and last on all."""
    lines = read.lines.set_index("line").loc[read.answers.index]
    counts = np.column_stack([read.answers.eq(value).sum(axis=1) for value in (0.0, 1.0)])
    places = lines.reset_index().groupby(["concept", "label"]).indices
    found = []
    for rows in [*(places.get(key, []) for key in labels), np.arange(len(lines))]:
        here = np.asarray(rows, np.int64)
        mine, articles = counts[here], lines["id"].to_numpy()[here]
        values = int((mine.sum(axis=1) > 1).sum()), krippendorff_alpha(mine), *alpha_interval(mine, articles)
        found.append(dict(zip(COLUMNS[-4:], values, strict=True)))
    return found


def _labels(lexicon: Lexicon, draw: Draw) -> pd.DataFrame:
    """List the labels asked for, in the order of the lexicon."""
    table = lexicon.table[["concept", "label"]]
    for name, wanted in (("concept", draw.concept), ("label", draw.label)):
        if wanted is not None:
            table = table[table[name] == wanted]
    return table.reset_index(drop=True)


def _in_context(corpus: Corpus, places: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return the lines of those places that are in a shard, under the numbers of their rows."""
    document = pd.Index(corpus.metadata["id"]).get_indexer(pd.Index(places["id"]))
    here = np.flatnonzero(document >= 0)
    here = here[np.argsort(document[here], kind="stable")]
    chosen, document = places.iloc[here], document[here]
    starts, lengths = chosen["position"].to_numpy(), chosen["length"].to_numpy()
    cut = contexts(corpus, document, starts, lengths, window)
    table: pd.DataFrame = corpus.metadata[["source", "date"]].iloc[document].set_axis(chosen.index)
    for number, column in enumerate(("left", "node", "right")):
        table[column] = pd.Series([context[number] for context in cut], chosen.index, dtype="str")
    return table


def _check(lexicon: Lexicon) -> None:
    if not isinstance(lexicon, Lexicon):
        raise DiscourseError(f"a Lexicon is needed, as Lexicon.read gives it, not {lexicon!r}")


def sentence(table: pd.DataFrame) -> str:
    """Say how many matches of each label are what it claims, and how far coders agree."""
    said = [
        f"{row['label']} {row['correct']:,.10g} of {counted(row['coded'], 'coded line')} right, so "
        f"{level(row['precision'], 'share')} of {counted(row['count'], 'mention')} "
        f"({level(row['precision_low'], 'share')} to {level(row['precision_high'], 'share')})"
        for row in table.to_dict("records")
        if row["coded"]
    ]
    if not said:
        return "No line is coded."
    agreed = table.attrs.get("agreement", {})
    alpha = ""
    if agreed.get("coded_twice"):
        how = "too few answers to tell whether they agree"
        if not np.isnan(agreed["alpha"]):
            ends = " to ".join(f"{agreed[f'alpha{end}']:.2f}" for end in ("_low", "_high"))
            how = f"α = {agreed['alpha']:.2f}{'' if 'nan' in ends else f' ({ends})'}"
        by = f"{len(agreed['coders'])} coders on {counted(agreed['coded_twice'], 'line')}"
        alpha = f" Agreement of {by}: {how}."
    weighted = "each line counting for the mentions that it stands for"
    return f"What the labels claim, {weighted}: {listed(said)}.{alpha}"
