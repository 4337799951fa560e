"""Does a lexicon count what it claims to: lines to code by hand, and what the coded lines tell."""

import os
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pandas as pd

from discourse.analysis import coded
from discourse.analysis.phrases import level, listed
from discourse.analysis.sample import STRATUM, Draw, drawn
from discourse.corpus import Corpus
from discourse.counting.contexts import contexts
from discourse.counting.groups import By, finish, per_10000, share
from discourse.counting.shards import over_shards
from discourse.errors import DiscourseError, counted
from discourse.lexicon import Lexicon
from discourse.measures.stratified import stratified_share

COLUMNS = (
    *("concept", "label", "count", "tokens", "rate", "lines", "coded", "correct", "represented"),
    *("precision", "precision_low", "precision_high"),
    *("corrected_rate", "corrected_rate_low", "corrected_rate_high"),
)
_LINES = [
    "line", "id", "source", "date", "concept", "label", "left", "node", "right", "correct", "note",
    "position", "stratum", "stratum_count", "drawn",
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
) -> pd.DataFrame:
    """Draw lines of each label by chance and write them into a CSV file, to be coded by hand.

    In the file, answer in the column ``correct`` whether the node means what the label claims: yes or no (y,
    n, 1, 0, true, false), or nothing where it cannot be told. Then :func:`validate` reads it; it needs the
    columns ``line`` and ``drawn`` as they are.

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
        The strata: every outlet (or other value) that uses the label has at least one line, and larger ones
        have more. If more outlets use it than lines are drawn, those too small for a line of their own are
        one stratum.
    seed : int
        Another seed draws other lines. The same seed and a larger `n` keep the lines of before, unless they
        had outlets in one stratum.
    window : int
        Words of context on each side.

    Returns
    -------
    DataFrame
        What was written, a row a line: ``line`` (its name, the same in every draw with this seed), ``id``,
        ``source``, ``date``, ``concept``, ``label``, ``left``, ``node``, ``right``, ``correct`` and ``note``
        (empty), ``position`` (the first word of the node, from 0), ``stratum``, ``stratum_count`` (matches of
        the label in the stratum), ``drawn`` (how, as JSON). Sorted by concept and label; their lines come in
        the order of chance, so that the first ones coded are a sample too.

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
    if not isinstance(window, int) or window < 0:
        raise DiscourseError(f"window={window!r} is a whole number of words from 0")
    _check(lexicon)
    file, draw = Path(path), Draw(concept, label, n, by, seed)
    coded.refuse_to_replace(file)
    lines = drawn(corpus, lexicon, draw)
    if lines.empty:
        raise DiscourseError(
            f"nothing to code: the lexicon {lexicon.name!r} finds nothing in these documents"
        )
    places = lines[["id", "position", "length"]]
    context = pd.concat(list(over_shards(corpus, _in_context, places, window))).sort_index()
    table = pd.concat([lines, context], axis=1)
    table["correct"] = table["note"] = ""
    table["drawn"] = coded.settings(corpus, lexicon, draw)
    table = table[_LINES]
    coded.write(table, file)
    return finish(table, "validation_sample", corpus, lexicon, **asdict(draw), window=window)


def validate(corpus: Corpus, lexicon: Lexicon, path: str | os.PathLike[str]) -> pd.DataFrame:
    """Measure from lines coded by hand how many matches of each label are what the label claims.

    That is precision. What the lexicon does not find is in no line, so recall is not seen this way: a label
    with a precision of 1 may still miss half of what it names.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
        The very corpus and lexicon that the lines were drawn from.
    path : str or path
        The file that :func:`validation_sample` wrote, with answers in ``correct``. Comma, semicolon or tab
        may separate its cells, rows may stand in any order, and columns may have been added.

    Returns
    -------
    DataFrame
        A row for each label asked for: ``concept``, ``label``, ``count`` (matches in the corpus), ``tokens``,
        ``rate`` (per 10,000 tokens), ``lines`` (drawn), ``coded`` and ``correct`` (of them), ``represented``
        (share of the matches that are in strata with a coded line; the rest counts for nothing),
        ``precision`` with ``precision_low`` and ``precision_high`` (95%), ``corrected_rate`` (``rate ×
        precision``) with ``corrected_rate_low`` and ``corrected_rate_high``. NaN where nothing is coded.

    Raises
    ------
    DiscourseError
        If the file is not one that :func:`validation_sample` wrote, was drawn from another corpus or lexicon,
        or has an answer that is none; the message names file, row and column.

    Notes
    -----
    Lines of strata are weighted by the matches that they stand for; estimate and interval are those of
    :func:`discourse.measures.stratified.stratified_share`. Lines that are not coded are taken to be like the
    coded ones of their stratum. The interval tells what chance did in drawing lines, not where coders differ.

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
    file = Path(path)
    rows = coded.read(file)
    draw = coded.draw_of(rows, corpus, lexicon, file.name)
    lines = drawn(corpus, lexicon, draw)
    lines["answer"] = lines["line"].map(coded.answers(rows, set(lines["line"]), file.name))
    lines["correct"] = lines["answer"].eq(True)
    strata = lines.groupby(STRATUM).agg(
        count=("stratum_count", "first"),
        lines=("line", "size"),
        coded=("answer", "count"),
        correct=("correct", "sum"),
    )
    table = _labels(lexicon, draw)
    rows_of_labels = pd.MultiIndex.from_frame(table)
    count, there, answered, correct = (
        strata[name].unstack(fill_value=0).reindex(rows_of_labels, fill_value=0).to_numpy()  # noqa: PD010
        for name in strata
    )
    table["count"] = count.sum(axis=1)  # every stratum has a line, so none is missing here
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
    return finish(table, "validate", corpus, lexicon, **asdict(draw), file=file.name)


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
    """Say how many coded lines of each label are what it claims."""
    said = [
        f"{label} {correct:,} of {counted(lines, 'coded line')} right ({level(precision, 'share')}; "
        f"{level(low, 'share')} to {level(high, 'share')})"
        for label, correct, lines, precision, low, high in zip(
            *(table[name] for name in ("label", "correct", "coded", *COLUMNS[9:12])), strict=True
        )
        if lines
    ]
    return f"What the labels claim: {listed(said)}." if said else "No line is coded."
