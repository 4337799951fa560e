"""Does a finding survive: the same comparison, made again under other choices."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.analysis import contrast
from discourse.analysis.coded import Coded, Files, codes_given
from discourse.analysis.phrases import MOST, by_codes, change, difference, unit_of
from discourse.corpus import Corpus
from discourse.counting.corrected import corrections
from discourse.counting.groups import columns_of, finish
from discourse.counting.labels import VALUES, ask, count_labels
from discourse.counting.shards import corpus_in, corpus_only
from discourse.counting.tally import total_of_units
from discourse.counting.units import BLOCKS, DOCUMENT, OUTLET, crosses_outlets, unit_for, units_of
from discourse.errors import DiscourseError, counted, one_of
from discourse.lexicon import Concept, Lexicon
from discourse.progress import over
from discourse.reading.reading import read
from discourse.text.words import Tokenizer
from discourse.voice.codes import ALL, Voice

COLUMNS = (
    "check",
    "detail",
    *(name for name in contrast.COLUMNS if name not in ("q", "crossed")),
    "change",
    "survives",
)
_UNIT = "unit of the finding"  # a column
_SPLIT = "words split differently"
_SAYING = ("difference", "ratio", "odds_ratio")  # columns that would say something of the finding


class _Finding(NamedTuple):
    """What is compared: a label of a concept, in a target and a reference."""

    label: str
    concept: str
    target: object
    reference: object
    by: str
    value: str
    unit: str
    crossed: bool  # with outlets
    outlets: bool | None  # whether what they add counts; None where its test says so
    confidence: float
    codes: Files | None
    coders: str

    def of(self, corpus: Corpus, lexicon: Lexicon) -> dict[str, Any]:
        """Make the comparison; a side without a document, or without a mention, leaves NaN."""
        if not set(corpus.column(self.by)) >= {self.target, self.reference}:
            return {}
        made = contrast.of_corpus(
            corpus,
            lexicon,
            self.target,
            self.reference,
            by=self.by,
            value=self.value,
            unit=None if self.crossed else self.unit,
            confidence=self.confidence,
            codes=self.codes,
            coders=self.coders,
            outlets=self.outlets,
        )
        mine = made[(made["label"] == self.label) & (made["concept"] == self.concept)]
        known = ("concept", "label", "target", "reference", "q")  # which is of all labels
        return {name: mine[name].iloc[0] for name in mine.columns if name not in known}


def sensitivity(
    corpus: Corpus,
    lexicon: Lexicon,
    *,
    label: str,
    target: Any,
    reference: Any,
    concept: str | None = None,
    by: str = "source",
    value: str = "share",
    leave_out: str | Sequence[str] = ("year",),
    tokenizer: Tokenizer | None = None,
    voice: Voice = "all",
    unit: str | None = None,
    confidence: float = 0.95,
    codes: Files | None = None,
    coders: str = "all",
    progress: bool = True,
) -> pd.DataFrame:
    """Make one comparison of a label again, each time with one choice made differently.

    Parameters
    ----------
    corpus : Corpus
    lexicon : Lexicon
    label : str
        The label whose share or rate is compared.
    target, reference
        Two values of the column `by`.
    concept : str, optional
        The concept of the label, where several concepts have one of that name.
    by : str
        A metadata column, or ``year``, ``quarter``, ``month``.
    value : {"share", "rate"}
        The share among the labels of the concept, or the rate per 10,000 tokens.
    leave_out : str or sequence of str
        Columns of which the most influential value is left out, such as ``"year"`` or (between years)
        ``"source"``.
    tokenizer : object with ``span_tokenize``, optional
        The other way to split words; NLTK's ``TreebankWordTokenizer`` unless said.
    voice : str or sequence of str
        Whose words are counted, and counted among, such as ``"outlet"``; see :meth:`Corpus.in_voice`.
    unit, confidence, codes, coders
        As for :func:`framing`.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    DataFrame
        A row a check, the first the comparison as it is: ``check``, ``detail`` (what was left out), then the
        columns of :func:`contrast`: the value of both sides, the counts behind, ``difference`` with
        ``difference_low`` and ``difference_high``; ``change`` (of the difference, from the first row) and
        ``survives`` (whether the interval leaves out 0 on the side of the first row's difference; False where
        there is no interval; missing where the label is not found at all as words are split, which tests
        nothing). The checks: each document as a unit of its own, the outlet's own words only,
        copies collapsed, the most influential document left out (the one without which the difference is
        nearest to 0, or past it), the most influential value of each column of `leave_out`, titles counted
        too, words split differently, and each pattern of the concept that counts anything dropped. With
        `codes` all is corrected, and the last three are left out: what was coded is of these texts and this
        lexicon. Where blocks of time are crossed with outlets, what these add counts in every check, or in
        none, as in the first row.

    Raises
    ------
    DiscourseError
        If there is no such label, column or value, or the label's concept is not named on both sides.

    Examples
    --------
    >>> import discourse as dc
    >>> sides = {"target": "Bloomberg", "reference": "TRT World"}
    >>> table = dc.sensitivity(dc.read("seeds"), dc.Lexicon.read("syria"), label="rebels", **sides)
    >>> table["check"].iloc[0], bool(table["survives"].any())  # an article a side bears nothing
    ('as it is', False)
    """
    corpus = corpus_in(corpus, voice)
    one_of("value", value, VALUES)
    if not isinstance(by, str):
        raise DiscourseError(f"by= is the name of one column, not {by!r}")
    for side, group in (("target", target), ("reference", reference)):
        if not pd.api.types.is_scalar(group):
            raise DiscourseError(f"{side}= must be one value of the column {by!r}, not {group!r}")
    columns = columns_of(leave_out)
    if by in columns:
        columns.remove(by)  # without one of its values there is nothing left to compare
    named = ask(lexicon, label, concept).concept
    one = replace(lexicon, concepts={named: lexicon.concepts[named]})
    sides = corpus_only(corpus).select(**{by: [target, reference]})
    asked, read_of = unit, codes_given(codes, sides, lexicon, coders)
    unit = unit_for(sides, asked, [by])
    crossed = crosses_outlets(sides, asked, unit, [by])
    finding = _Finding(
        label, named, target, reference, by, value, unit, crossed, None, confidence, codes, coders
    )
    first = finding.of(sides, lexicon if read_of else one)
    if crossed and first:  # one choice is made differently in each check, and this is none of them
        finding = finding._replace(outlets=bool(first.pop("crossed")))
    if read_of and first and np.isnan(first["difference"]):
        raise DiscourseError(
            f"codes= cannot correct {label!r} of both {target!r} and {reference!r}: it takes a coded line in "
            f"each stratum of its matches (of a share: of all labels of {named!r}), and one that is right"
        )
    if not first or np.isnan(first["difference"]):
        raise DiscourseError(
            f"{named!r} is not named in both {by}={target!r} and {by}={reference!r}; "
            "there is no comparison to test"
        )
    checks = list(_checks(sides, one, finding, columns, tokenizer, read_of))
    rows, lost = [{"check": "as it is", "detail": "", **first}], list[int]()
    for each in over(checks, "Checking", "checks", progress=progress):
        made, detail = each.finding.of(each.corpus(), lexicon if read_of else each.lexicon), each.detail
        made.pop("crossed", None)
        if each.check == _SPLIT and made and not made["count_target"] + made["count_reference"]:
            # patterns are cut otherwise, so that 0 against 0 says nothing of the finding
            made |= dict.fromkeys([name for name in made if name.startswith(_SAYING) or name == "p"], np.nan)
            detail += f", under which no pattern of {label} finds anything"
            lost.append(len(rows))
        rows.append({"check": each.check, "detail": detail, **made})
    table = pd.DataFrame(rows)
    table["change"] = table["difference"] - first["difference"]
    side = np.sign(first["difference"])
    bound = table["difference_low"] if side > 0 else -table["difference_high"]
    table["survives"] = ((bound > 0) & (side != 0)).astype("boolean")
    table.loc[lost, "survives"] = pd.NA
    return finish(
        table,
        "sensitivity",
        corpus,
        lexicon,
        label=label,
        concept=named,
        target=target,
        reference=reference,
        by=by,
        value=value,
        leave_out=columns,
        unit=unit,
        confidence=confidence,
        **({"crossed": OUTLET} if finding.outlets else {}),
        **(read_of.options if read_of else {}),
    )


class _Check(NamedTuple):
    """One comparison to make: what is different, and on which corpus and lexicon."""

    check: str
    detail: str
    finding: _Finding
    corpus: Callable[[], Corpus]
    lexicon: Lexicon


def _checks(
    sides: Corpus,
    lexicon: Lexicon,
    finding: _Finding,
    columns: Sequence[str],
    tokenizer: Tokenizer | None,
    coded: Coded | None,
) -> Iterator[_Check]:
    def one(
        check: str,
        detail: str,
        corpus: Callable[[], Corpus],
        finding: _Finding = finding,
        lexicon: Lexicon = lexicon,
    ) -> _Check:
        return _Check(check, detail, finding, corpus, lexicon)

    if finding.unit != DOCUMENT:
        apart = finding._replace(unit=DOCUMENT, crossed=False)
        yield one("each document by itself", f"not each {finding.unit} as one", lambda: sides, apart)
    if not sides.voice and not (coded and coded.missed):  # sentences without a match have no one voice
        yield one("outlet's own words only", "neither quoted nor reported", lambda: sides.in_voice("outlet"))
    collapsed = sides.without_copies()
    copies = len(sides) - len(collapsed)
    yield one("copies collapsed", f"{copies:,} of {len(sides):,} documents left out", lambda: collapsed)
    document = _most_influential(sides, lexicon, finding, None, coded)
    if document is not None:
        metadata = sides.metadata.iloc[document]
        yield one(
            "without the most influential document",
            f"{metadata['id']} ({metadata['source']})",
            partial(_without, sides, np.arange(len(sides)) == document),
        )
    for column in columns:
        code = _most_influential(sides, lexicon, finding, column, coded)
        if code is not None:
            codes, values = pd.factorize(sides.column(column))
            yield one(
                f"without the most influential {column}",
                str(values[code]),
                partial(_without, sides, codes == code),
            )
    if coded:  # of these texts, and by this lexicon
        return
    again = finding if finding.unit in BLOCKS else finding._replace(unit=_UNIT)
    if (sides.metadata["title"].fillna("") != "").any():
        own = sides.shards[0].index.tokenizer
        titled = partial(_read_again, sides, finding, titles=True, tokenizer=own)
        yield one("titles counted too", "", titled, again)
    if tokenizer is None:
        from nltk.tokenize import TreebankWordTokenizer

        tokenizer = TreebankWordTokenizer()
    split = partial(_read_again, sides, finding, tokenizer=tokenizer)
    yield one(_SPLIT, type(tokenizer).__name__, split, again)
    counted = lexicon.check(sides)
    for row in counted[counted["counted"] > 0].to_dict("records"):
        fewer = _without_pattern(lexicon, str(row["label"]), str(row["pattern"]))
        if fewer is not None:
            found = f"{row['pattern']} ({row['label']}, {row['counted']:,} of its mentions)"
            yield one("without a pattern", found, lambda: sides, lexicon=fewer)


def _without_pattern(lexicon: Lexicon, label: str, pattern: str) -> Lexicon | None:
    """Drop a pattern; None where it is the only one of its label."""
    ((name, concept),) = lexicon.concepts.items()
    old = concept.labels[label]
    left = tuple(each for each in old.patterns if each != pattern)
    if not left:
        return None
    labels = {**concept.labels, label: replace(old, patterns=left)}
    return replace(lexicon, concepts={name: Concept(concept.name, concept.description, labels)})


def _most_influential(
    corpus: Corpus, lexicon: Lexicon, finding: _Finding, column: str | None, coded: Coded | None
) -> int | None:
    """Return the row of the document (or the number of the value of a column) that carries most of a finding.

    Without it, the difference of the two sides is nearest to 0, or past it.
    """
    by = [finding.by] if column is None else [finding.by, column]
    unit = DOCUMENT if column is None else column
    counted = total_of_units(corpus, count_labels, by, lexicon.queries(), unit=unit, one_by_one=True)
    cells = counted.by_unit
    labels = [query.label for query in lexicon.queries()]
    count = cells.count[:, slice(0, len(labels))]
    if coded:
        made = corrections(corpus, coded.codes(finding.concept), lexicon.queries(), by, unit=unit)
        count = made.by_unit.count
    x = count[:, [labels.index(finding.label)]].toarray().ravel()
    y = np.asarray(count.sum(axis=1)).ravel() if finding.value == "share" else cells.tokens
    side = (counted.keys[finding.by] == finding.target).to_numpy()[cells.group]
    dated = np.ones(len(cells), dtype=bool)
    if column is not None:
        dated = counted.keys[column].notna().to_numpy()[cells.group]
    number = np.unique(cells.unit, return_inverse=True)[1]
    size = int(number.max(initial=-1)) + 1

    def left(values: npt.NDArray[Any], on: npt.NDArray[np.bool_]) -> npt.NDArray[np.float64]:
        """Sum over a side, without each unit in turn."""
        mine = np.bincount(number[on], weights=values[on], minlength=size)
        return np.asarray(values[on].sum() - mine)

    with np.errstate(divide="ignore", invalid="ignore"):
        without = left(x, side) / left(y, side) - left(x, ~side) / left(y, ~side)
        whole = x[side].sum() / y[side].sum() - x[~side].sum() / y[~side].sum()
    can = np.isfinite(without) & np.isin(np.arange(size), number[dated])
    if not can.any() or size < 2:
        return None
    moved = np.where(can, without * np.sign(whole), np.inf)
    return int(cells.unit[np.flatnonzero(number == int(np.argmin(moved)))[0]])


def _without(corpus: Corpus, left_out: npt.NDArray[np.bool_]) -> Corpus:
    """Leave out some documents."""
    return corpus.select(id=corpus.metadata["id"][~left_out].tolist())


def _read_again(
    corpus: Corpus, finding: _Finding, *, titles: bool = False, tokenizer: Tokenizer | None
) -> Corpus:
    """Read the texts of a corpus anew, with their titles in front, or with other words.

    The units stay what they are, in the column ``_UNIT``: only one choice is made differently.
    """
    metadata = corpus.metadata
    texts = list(corpus.texts(range(len(corpus))))
    if titles:
        named = metadata["title"].fillna("").tolist()
        texts = [
            f"{title}\n\n{text}" if title and not text.startswith(title) else text
            for title, text in zip(named, texts, strict=True)
        ]
    frame = metadata[["id", "source", "date"]].assign(text=texts)
    if finding.by in metadata.columns:
        frame[finding.by] = metadata[finding.by]
    frame[_UNIT] = np.concatenate([each.number for each in units_of(corpus, finding.unit)])
    language = corpus.language or None
    again = read(frame, clean=False, tokenizer=tokenizer, language=language, errors="repair", progress=False)
    return again.in_voice(corpus.voice or ALL)


def sentence(table: pd.DataFrame) -> str:
    """Say what a table of this analysis shows."""
    options = table.attrs["options"]
    value, rows = options["value"], table.to_dict("records")
    first, others = rows[0], table.iloc[1:]
    said = (
        f"{options['label']}, {options['target']} less {options['reference']}{unit_of(value)}: "
        f"{difference(first, value)}."
    )
    if table["difference_low"].isna().all():
        return f"{said} Nothing can be said to survive: no check has an interval."
    if others.empty:
        return said
    tested = others[others["difference_low"].notna()]
    said += (
        f" In {int(tested['survives'].sum()):,} of {counted(len(tested), 'check')} with one choice made "
        "differently the interval leaves out 0 on the same side"
    )
    lost = tested[~tested["survives"]]
    failed = [
        f"{check}, {detail}" if detail else check
        for check, detail in zip(lost["check"], lost["detail"], strict=True)
    ]
    more = len(failed) - MOST
    failed = [*failed[:MOST], f"{more:,} more"] if more > 0 else failed
    said += f"; not in this: {'; '.join(failed)}" if failed else ""
    untested = len(others) - len(tested)
    said += (
        f". {counted(untested, 'more check')} {'has' if untested == 1 else 'have'} no interval"
        if untested
        else ""
    )
    ends = [change(float(end), value) for end in others["difference"].agg(["min", "max"])]
    return f"{said}. Differences from {ends[0]} to {ends[1]}.{by_codes(table)}"
