"""A file of lines coded by hand: how it is written, and what is read of it."""

import codecs
import csv
import io
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from discourse.analysis.sample import STRATUM, Draw, drawn
from discourse.corpus import Corpus
from discourse.counting.codes import Codes, Missed
from discourse.counting.corrected import corrections
from discourse.counting.groups import per_10000, share
from discourse.counting.intervals import Intervals
from discourse.counting.shards import corpus_only
from discourse.errors import DiscourseError, outside
from discourse.files import csv_bytes, refuse_special, write_atomically
from discourse.lexicon import Lexicon
from discourse.measures.ratio import interval_degrees
from discourse.voice.codes import ALL

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # .xlsx and .ods, .xls
_BYTE_ORDER_MARK = codecs.BOM_UTF8  # without it a spreadsheet takes UTF-8 for the alphabet of its country
_NEEDED = ("line", "correct", "drawn")  # of plain ASCII, and nothing that a spreadsheet would rewrite
_PLACE = ["concept", "label", "id", "position"]  # what tells a match from all others
# in English, German, French and Spanish, as people, their spreadsheets and pandas write it
_YES = ("yes", "y", "1", "1.0", "true", "ja", "j", "wahr", "oui", "vrai", "sí", "si", "verdadero")
_NO = ("no", "n", "0", "0.0", "false", "nein", "falsch", "non", "faux", "falso")

CORRECTED = ("coded", "missed", "count_corrected", "concept_count_corrected", "rate_raw", "share_raw")
CODERS = ("all", "majority")

Rows = dict[int, dict[str, str]]  # by their numbers
Files = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


class Coded(NamedTuple):
    """A sample of matches, and what coders say of them.

    Attributes
    ----------
    draw : Draw
        Of the first file.
    lines, strata : DataFrame
        As :func:`discourse.analysis.sample.drawn` returns them; the column ``answer`` of a line is the share
        of its coders who say yes, or NaN.
    answers : DataFrame, shape (lines, coders)
        1.0 for yes, 0.0 for no, NaN where a coder did not answer; by the names of lines and coders.
    missed : list of Missed
        Sentences without a match, of the files that have them.
    files : list of str
        The names of all files.
    coders : str
    predictions : DataFrame, optional
        What is predicted of each match.
    """

    draw: Draw
    lines: pd.DataFrame
    strata: pd.DataFrame
    answers: pd.DataFrame
    missed: list[Missed]
    files: list[str]
    coders: str = "all"
    predictions: pd.DataFrame | None = None

    @property
    def options(self) -> dict[str, Any]:
        """What of it made a table."""
        predicted = {"predictions": True} if self.predictions is not None else {}
        return {"codes": self.files, "coders": self.coders, **predicted}

    def codes(self, concept: str | None = None) -> Codes:
        """Return what the counting needs of it, perhaps of one concept alone."""

        def mine(table: pd.DataFrame) -> pd.DataFrame:
            return table if concept is None else table[table["concept"] == concept]

        strata = mine(self.strata).drop_duplicates(STRATUM)
        strata = strata[[*STRATUM, "stratum_count"]].reset_index(drop=True)
        number = pd.Series(range(len(strata)), pd.MultiIndex.from_frame(strata[STRATUM]))

        def numbered(table: pd.DataFrame, *columns: str) -> pd.DataFrame:
            found = number.reindex(pd.MultiIndex.from_frame(table[STRATUM])).to_numpy()
            return table[["concept", "label", *columns]].assign(stratum=found)

        known = mine(self.lines[self.lines["answer"].notna()])
        known = numbered(known, "id", "position", "answer").reset_index(drop=True)
        predictions = None
        if self.predictions is not None:
            predictions = mine(self.predictions)
            known = known.merge(predictions, how="left", validate="one_to_one")
            lacking = known[known["predicted"].isna()]
            if len(lacking):
                first = lacking.iloc[0]
                raise DiscourseError(
                    f"predictions= has no row for a coded match of {first['label']!r} in {first['id']!r} at "
                    f"position {first['position']}; concordance of all documents lists it"
                )
        missed = [each for each in self.missed if concept in (None, each.concept)]
        return Codes(self.draw.by, strata, numbered(mine(self.strata), "value"), known, missed, predictions)


def read_codes(
    codes: Files,
    corpus: Corpus,
    lexicon: Lexicon,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
    *,
    part: bool = False,
) -> Coded:
    """Read the files of one sample, draw it anew, and join the answers to its lines.

    Parameters
    ----------
    codes : path or sequence of paths
        What :func:`discourse.validation_sample` wrote, coded; a file for each coder, or several in one.
    corpus : Corpus
        What lines were drawn from.
    lexicon : Lexicon
    coders : {"all", "majority"}
        Whether each coder of a line counts alike, or most of them decide and a tie is half of each.
    predictions : DataFrame, optional
        Lines of :func:`discourse.concordance` with a column ``predicted``.
    part : bool
        Whether the corpus may be a selection of what lines were drawn from: all lines are returned, as those
        of a stratum tell of each part of it with what probability its matches were drawn.

    Raises
    ------
    DiscourseError
        If a file cannot be used, files are of different samples, or a coder has coded a line twice.
    """
    if coders not in CODERS:
        raise DiscourseError(f"coders= must be one of {', '.join(CODERS)}, not {coders!r}")
    corpus = corpus_only(corpus).in_voice(ALL)  # from which lines are drawn
    paths = [codes] if isinstance(codes, str | os.PathLike) else list(codes)
    if not paths or not all(isinstance(path, str | os.PathLike) for path in paths):
        raise DiscourseError(f"codes= must be the path of a coded file, or a list of paths, not {codes!r}")
    files = [Path(path) for path in paths]
    rows = [read(file) for file in files]
    sheets = [
        _Sheet(file, each, *draw_of(each, corpus, lexicon, file.name, part=part))
        for each, file in zip(rows, files, strict=True)
    ]
    of_matches = [sheet for sheet in sheets if not sheet.draw.missed]
    if not of_matches:
        raise DiscourseError(
            f"{files[0].name} has sentences without a match; codes= needs a file of coded matches beside it"
        )
    first = of_matches[0]
    for sheet in of_matches:
        if (sheet.draw.by, sheet.draw.seed) != (first.draw.by, first.draw.seed):
            raise DiscourseError(
                f"{sheet.file.name} was not drawn as {first.file.name} was; samples go together that have "
                "the same by= and seed="
            )
    whole = first.whole
    for sheet in sheets:
        if sheet.whole.hash != whole.hash:
            raise DiscourseError(
                f"{sheet.file.name} was drawn from another selection of the corpus than {first.file.name}; "
                "samples go together that are of the same documents"
            )
    samples = {sheet.draw: drawn(whole, lexicon, sheet.draw) for sheet in sheets}
    lines, strata = _together([samples[draw] for draw in dict.fromkeys(sheet.draw for sheet in of_matches)])
    table = _answered(of_matches, samples, lexicon)["yes"].unstack("coder")  # noqa: PD010
    table = table.reindex(lines.loc[lines["line"].isin(table.index), "line"])
    lines["answer"] = lines["line"].map(_mean(table, coders)).astype(np.float64)
    of_sentences: dict[str | None, list[_Sheet]] = {}
    for sheet in sheets:
        if sheet.draw.missed:
            beside = of_sentences.setdefault(sheet.draw.concept, [])
            if beside and sheet.draw != beside[0].draw:
                raise DiscourseError(
                    f"{sheet.file.name} was not drawn as {beside[0].file.name} was; the sentences of a "
                    "concept are of one sample"
                )
            beside.append(sheet)
    missed = [_missed(some, samples, lexicon, coders) for some in of_sentences.values()]
    names, predicted = [file.name for file in files], _predictions(predictions, strata)
    return Coded(first.draw, lines, strata, table, missed, names, coders, predicted)


def codes_given(
    codes: Files | None,
    corpus: Corpus,
    lexicon: Lexicon,
    coders: str = "all",
    predictions: pd.DataFrame | None = None,
) -> Coded | None:
    """Read what is given to an analysis; None where nothing is.

    Raises
    ------
    DiscourseError
        As :func:`read_codes`, and if no match is coded or there are predictions alone.
    """
    if codes is not None:
        read = read_codes(codes, corpus, lexicon, coders, predictions, part=True)
        if not read.lines["answer"].notna().any():
            raise DiscourseError(
                f"{', '.join(read.files)}: no line is coded; its column 'correct' says yes or no of each"
            )
        return read
    if predictions is not None:
        raise DiscourseError("predictions= corrects nothing by itself; say codes= too, of some matches")
    return None


def _predictions(table: pd.DataFrame | None, strata: pd.DataFrame) -> pd.DataFrame | None:
    """Check what is predicted, and return that of the labels that are coded."""
    if table is None:
        return None
    needed = [*_PLACE, "predicted"]
    lacking = [name for name in needed if not isinstance(table, pd.DataFrame) or name not in table]
    if lacking:
        raise DiscourseError(
            "predictions= is a table of matches, as concordance(corpus, lexicon) lists them, and 'predicted' "
            f"beside; it lacks {', '.join(lacking)}"
        )
    table = table[needed].reset_index(drop=True)
    predicted = pd.to_numeric(table["predicted"].astype("object"), errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(~((predicted >= 0) & (predicted <= 1)))
    if len(wrong):
        raise DiscourseError(
            f"predictions=, row {wrong[0] + 1}: {table['predicted'].iloc[wrong[0]]} is no number from 0 (not "
            "what the label claims) to 1 (what it claims)"
        )
    twice = np.flatnonzero(table.duplicated(_PLACE))
    if len(twice):
        raise DiscourseError(f"predictions=, row {twice[0] + 1}: this match stands in a row before it too")
    coded = pd.MultiIndex.from_frame(strata[STRATUM[:2]].drop_duplicates())
    inside = pd.MultiIndex.from_frame(table[STRATUM[:2]]).isin(coded)
    return table.assign(predicted=predicted)[inside].reset_index(drop=True)


class _Sheet(NamedTuple):
    """One file of lines."""

    file: Path
    rows: Rows
    draw: Draw
    whole: Corpus  # what its lines were drawn from


_Samples = dict[Draw, tuple[pd.DataFrame, pd.DataFrame]]


def _answered(sheets: Sequence[_Sheet], samples: _Samples, lexicon: Lexicon) -> pd.DataFrame:
    """Return what each coder says of each line: of matches whether it is one, of sentences which labels."""
    known: dict[tuple[str, str], str] = {}
    found: dict[tuple[str, str], dict[str, float]] = {}
    draw = sheets[0].draw
    labels = list(lexicon.concepts[draw.concept].labels) if draw.missed and draw.concept else []
    for sheet in sheets:
        alone, lines = sheet.file.stem if len(sheets) > 1 else "", set(samples[sheet.draw][0]["line"])
        found |= answers(sheet.rows, lines, sheet.file.name, alone, known, labels)
    index = pd.MultiIndex.from_tuples([*found], names=["line", "coder"])
    return pd.DataFrame([*found.values()], index=index, columns=labels or ["yes"], dtype=np.float64)


def _mean(answers: pd.DataFrame, coders: str) -> "pd.Series[float]":
    """Return what the coders of each line say together, who are its columns."""
    mean: pd.Series[float] = answers.mean(axis=1)
    if coders == "majority":
        mean = mean.map(lambda share: (np.sign(share - 0.5) + 1) / 2)
    return mean


def _missed(sheets: Sequence[_Sheet], samples: _Samples, lexicon: Lexicon, coders: str) -> Missed:
    """Join the answers to the sentences of one sample."""
    draw = sheets[0].draw
    lines, strata = samples[draw]
    found = _answered(sheets, samples, lexicon)
    by_coder = {label: found[label].unstack("coder") for label in found}  # noqa: PD010
    table = pd.DataFrame({label: _mean(each, coders) for label, each in by_coder.items()})
    lines = lines[lines["line"].isin(table.index)].reset_index(drop=True)
    sizes = strata.drop_duplicates("stratum").set_index("stratum")["stratum_count"]
    return Missed(str(draw.concept), draw.seeds, draw.by, sizes, lines, table.loc[lines["line"]])


def _together(samples: list[tuple[pd.DataFrame, pd.DataFrame]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Put samples of one seed together: of each label the largest, in which the lines of the others are."""
    largest: dict[Any, tuple[pd.DataFrame, pd.DataFrame]] = {}
    for sample in sorted(samples, key=lambda sample: len(sample[0])):
        for key, lines in sample[0].groupby(STRATUM[:2]):
            if key not in largest or len(lines) >= len(largest[key][0]):
                strata = sample[1]
                largest[key] = lines, strata[(strata["concept"] == key[0]) & (strata["label"] == key[1])]
    parts = [largest[key] for key in sorted(largest)] or samples[:1]
    lines, strata = (pd.concat(each, ignore_index=True) for each in zip(*parts, strict=True))
    return lines, strata


def correct(
    table: pd.DataFrame, read: Coded, corpus: Corpus, lexicon: Lexicon, by: list[str], intervals: Intervals
) -> pd.DataFrame:
    """Correct the rates and shares of a table of groups and labels by coded lines.

    Raises
    ------
    DiscourseError
        If intervals are to come of units drawn anew.
    """
    if intervals.draws_anew:
        raise DiscourseError("codes= goes with uncertainty='linearized', which adds the drawing of lines")
    queries = lexicon.queries()
    made = corrections(corpus, read.codes(), queries, by, unit=intervals.unit)
    sought = np.isin([query.concept for query in queries], [each.concept for each in read.missed])
    missed = np.where(sought, made.missed, np.nan).ravel()  # NaN where nobody has looked
    raw = {"rate_raw": table["rate"], "share_raw": table["share"]}
    table = table.assign(coded=made.coded.ravel(), missed=missed, **raw)
    table["count_corrected"] = made.count.ravel()
    table["concept_count_corrected"] = made.concept_count.ravel()
    table["rate"] = per_10000(table["count_corrected"], table["tokens"])
    table["share"] = share(table["count_corrected"], table["concept_count_corrected"])
    for name, of, scale in (("rate", made.rate, 10_000), ("share", made.share, 1)):
        low, high = of.ends(intervals)
        table[f"{name}_low"], table[f"{name}_high"] = scale * low.ravel(), scale * high.ravel()
        degrees = interval_degrees(of.sums, unequal=intervals.of_blocks)
        table[f"{name}_degrees"] = np.broadcast_to(degrees, low.shape).ravel()
    return table[[*table.columns.drop([*CORRECTED]), *CORRECTED]]


def write(table: pd.DataFrame, file: Path) -> None:
    """Write lines to be coded, where no file is yet.

    Raises
    ------
    DiscourseError
        If there is one, or it cannot be written.
    """
    refuse_to_replace(file)
    write_atomically(file, _BYTE_ORDER_MARK + csv_bytes(table))


def refuse_to_replace(file: Path) -> None:
    """Raise if a file is there: hours may have gone into it."""
    if file.exists():
        raise DiscourseError(f"{file.name} is there already, perhaps coded by hand; give another name")


def read(file: Path) -> Rows:
    """Read the rows of a file that was coded; empty ones are left out.

    Raises
    ------
    DiscourseError
        If it is no table, or has not the columns that are needed.
    """
    refuse_special(file)
    if not file.is_file():
        raise DiscourseError(f"there is no file {str(file)!r}; dc.validation_sample writes one to be coded")
    # a spreadsheet may have changed encoding and separator; what is needed is the same in all of them
    with outside(file):
        data = file.read_bytes()
    if data.startswith(_WORKBOOKS):
        raise DiscourseError(f"{file.name} is a workbook, not a table of text; save it as CSV in its program")
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # "Unicode text" of a spreadsheet
    text = data.decode("utf-16" if wide else "utf-8-sig", "replace")
    head = text.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), restval="", strict=True
    )
    try:
        rows = [
            {name: row[name].strip() for name in row if name} for row in reader
        ]  # None is what is too much
    except csv.Error as error:
        raise DiscourseError(f"{file.name}, line {reader.line_num}: not a table: {error}") from error
    missing = [name for name in _NEEDED if name not in (reader.fieldnames or [])]
    if missing:
        raise DiscourseError(
            f"{file.name} has no column {missing[0]!r}; a file that dc.validation_sample wrote has "
            f"{', '.join(_NEEDED[:-1])} and {_NEEDED[-1]}"
        )
    return {number: row for number, row in enumerate(rows, start=1) if any(row.values())}


def settings(corpus: Corpus, lexicon: Lexicon, draw: Draw) -> str:
    """Say in one cell how lines were drawn, and from what."""
    return json.dumps({**asdict(draw), "corpus": corpus.hash, "lexicon": lexicon.hash})


def draw_of(rows: Rows, corpus: Corpus, lexicon: Lexicon, name: str, *, part: bool) -> tuple[Draw, Corpus]:
    """Read how the lines of a file were drawn, and find from what: the corpus, or what it is a part of.

    Raises
    ------
    DiscourseError
        If that cannot be read, is not the same in all rows, or they were drawn from something else.
    """
    advice = "it has to stay as dc.validation_sample wrote it"
    if not any(row["drawn"] for row in rows.values()):
        raise DiscourseError(f"{name}: no row has anything in the column 'drawn'; {advice}")
    start, first = next((number, row["drawn"]) for number, row in rows.items())
    for number, row in rows.items():
        if row["drawn"] != first:
            raise DiscourseError(f"{name}, row {number}, column 'drawn': not that of the first row; {advice}")
    try:
        found = json.loads(first)
        new = ("missed", "seeds")  # which older files do not say
        names = [field.name for field in fields(Draw) if field.name not in new or field.name in found]
        draw = Draw(**{name: found[name] for name in names})
        origin = found["corpus"], found["lexicon"]
    except (ValueError, KeyError, TypeError) as error:
        raise DiscourseError(
            f"{name}, row {start}, column 'drawn': {first[:40]!r} cannot be read; {advice}"
        ) from error
    whole = corpus.part_of(origin[0])
    if whole is None or origin[1] != lexicon.hash:
        what, theirs, ours = "lexicon", origin[1], lexicon.hash
        if whole is None:
            what, theirs, ours = "corpus", origin[0], corpus.hash
        raise DiscourseError(
            f"{name} was drawn from another {what} ({str(theirs)[:12]}, this one is {ours[:12]}); "
            "give that one, or draw anew from this one"
        )
    if whole is not corpus and not part:
        raise DiscourseError(
            f"{name} was drawn from more documents than these, which are a part of them; give all"
        )
    return draw, whole


def answers(
    rows: Rows,
    lines: set[str],
    name: str,
    alone: str,
    known: dict[tuple[str, str], str],
    labels: Sequence[str] = (),
) -> dict[tuple[str, str], dict[str, float]]:
    """Return the answers of a file, by line and coder.

    Parameters
    ----------
    rows : dict
    lines : set of str
        Those of the sample.
    name : str
        Of the file.
    alone : str
        The coder of rows that do not say one.
    known : dict
        Where lines stand that coders had before; those of this file are added.
    labels : sequence of str
        Those that may have been missed; without, lines are of matches.

    Raises
    ------
    DiscourseError
        If a row is of no line, or its coder has that line in another row too, or its answer is none.
    """
    result = {}
    for number, row in rows.items():
        line, answer = row["line"], row["correct"].casefold()
        key, place = (line, row.get("coder") or alone), f"{name}, row {number}"
        if line not in lines:
            raise DiscourseError(
                f"{place}, column 'line': {line!r} is no line of this sample; the column "
                "has to stay as dc.validation_sample wrote it"
            )
        if key in known:
            raise DiscourseError(
                f"{place}, column 'line': {line!r} stands in {known[key]} too; "
                "a line has one row for each coder, whom the column 'coder' names"
            )
        known[key] = place
        said = [each.strip() for each in answer.split(";")]
        yes = [label for label in labels if label.casefold() in said]
        if answer not in ("", *_NO) and (len(yes) < len(said) if labels else answer not in _YES):
            accepted = f"one of {', '.join(labels)} (several with ;)" if labels else ", ".join(_YES)
            raise DiscourseError(
                f"{place}, column 'correct': {row['correct']!r} is no answer; {accepted} or {', '.join(_NO)} "
                "is one, or an empty cell where the line is not coded"
            )
        if answer:
            result[key] = (
                {label: float(label in yes) for label in labels} if labels else {"yes": float(answer in _YES)}
            )
    return result
