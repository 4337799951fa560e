"""A table as a paper prints it: readable headings, sensible digits, an interval beside its number."""

import os
import re
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from discourse.analysis.office import docx, xlsx
from discourse.analysis.results import described, refuse_without, value_of
from discourse.counting.groups import PERIODS
from discourse.errors import DiscourseError, counted
from discourse.files import DIRECTIONS, NOT_XML, csv_bytes, make_folder, write_together

FORMATS = ("csv", "html", "tex", "docx", "xlsx")
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NONE = "–"
_HEADINGS = {
    "count": "Mentions",
    "concept_count": "Mentions of the concept",
    "count_corrected": "Mentions, corrected",
    "concept_count_corrected": "Mentions of the concept, corrected",
    "concept_documents": "Articles",
    "label_count": "Mentions of the label",
    "tokens": "Words",
    "documents": "Articles",
    "documents_total": "Articles in all",
    "document_share": "Share of articles",
    "rate": "Per 10,000 words",
    "term": "Word",
    "g2": "G²",
    "g2_corrected": "G², corrected",
    "p": "p",
    "q": "q",
    "pmi": "PMI",
    "t_score": "t",
}
_SIDES = ("target", "reference", "before", "after")
# What is printed of a table with many columns; the CSV beside it has all of them.
_PRINTED = {
    "framing": (
        *("concept", "label", "count", "concept_count", "share", "rate", "documents"),
        *("share_others", "difference", "stories"),
    ),
    "contrast": (
        *("concept", "label", "{value}_target", "{value}_reference", "difference"),
        *("difference_all", "stories"),
    ),
    "keyness": ("target", "term", "count_target", "count_reference", "log_ratio", "q"),
    "term_frequencies": ("term", "count", "rate", "documents"),
    "collocates": ("term", "count", "rate", "documents", "log_dice"),
    "standardize": ("concept", "label", "count", "share", "rate", "standardized"),
    "divides": (
        *("concept", "divide", "q", "label", "target", "reference"),
        *("concept_count", "concept_documents"),
    ),
    "furniture": ("term", "count", "documents", "document_share", "word_share", "place", "labels"),
    "shift": (
        *("concept", "label", "part", "pattern"),
        *("{value}_before", "{value}_after", "difference", "within", "mix", "only"),
    ),
    "sensitivity": ("check", "detail", "difference", "survives"),
    "trend_model": ("kind", "term", "reference", "ratio", "p", "q"),
    "change_points": ("concept", "label", "change", "{value}_before", "{value}_after", "p", "q"),
}
_NO_HEADINGS: Mapping[str, str] = {}
_TIMES = ("change", "first", "last")  # years, or months and quarters, of a series
_IN_POINTS = ("difference", "within", "mix", "only")  # differences of shares


def save_table(
    table: pd.DataFrame,
    name: str,
    *,
    columns: Sequence[str] | None = None,
    headings: Mapping[str, str] | None = None,
    caption: str = "",
    folder: str | os.PathLike[str] = "tables",
    formats: Sequence[str] = ("csv", "html", "tex"),
    analysis: str | None = None,
) -> pd.DataFrame:
    """Write a table as CSV, HTML and LaTeX, or for Word and Excel, and return what is printed.

    The CSV has all columns and all digits, as has the second sheet of Excel. The others are for readers:
    shares in per cent, an interval in brackets beside its number, p below .001 as such, a dash for what
    cannot be computed, and a note on what made the numbers. The same input gives the same bytes.

    Parameters
    ----------
    table : DataFrame
        From an analysis of this library.
    name : str
        The files' name: small letters a to z, digits and hyphens.
    columns : sequence of str, optional
        What is printed; by default the groups and the columns that answer the question of the analysis. The
        bounds of an interval come with their number.
    headings : mapping, optional
        Headings in place of ours, by column.
    caption : str
        What stands above the table.
    folder : path
        Where the files go (default: ``tables``).
    formats : sequence of {"csv", "html", "tex", "docx", "xlsx"}
        LaTeX needs the package booktabs; Word (docx) and Excel (xlsx) need the extra ``office``.
    analysis : str, optional
        Which analysis made the table, where ``concat`` or ``merge`` lost its settings.

    Returns
    -------
    DataFrame of str
        The table as it is printed.

    Raises
    ------
    DiscourseError
        If the analysis is not known, a column is missing, the name has other characters, a library for Word
        or Excel is missing, or the folder cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> import discourse as dc
    >>> table = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"), by=None)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     printed = dc.save_table(table[table.label == "rebels"], "rebels", folder=folder)
    >>> printed[["Label", "Mentions", "Articles"]].values.tolist()
    [['rebels', '6', '1']]
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise DiscourseError(
            f"a table cannot be called {name!r}; a name has small letters a to z, digits and single hyphens"
        )
    unknown = [each for each in formats if each not in FORMATS]
    if unknown or isinstance(formats, str):
        raise DiscourseError(f"formats= must be a list of {', '.join(FORMATS)}, not {formats!r}")
    table = described(table, analysis)
    printed = printed_table(table, columns, headings or {})
    note, caption = _note(table), _clean(caption)
    made = {
        "csv": lambda: csv_bytes(table),
        "html": lambda: _html(printed, caption, note).encode("utf-8"),
        "tex": lambda: _tex(printed, caption, note, name).encode("utf-8"),
        "docx": lambda: docx(printed, numbers_of(printed), caption, note),
        "xlsx": lambda: xlsx(table, printed, numbers_of(printed), caption, note),
    }
    files = {Path(folder) / f"{name}.{each}": made[each]() for each in formats}
    make_folder(Path(folder))
    write_together(files)
    return printed


def printed_table(
    table: pd.DataFrame, columns: Sequence[str] | None = None, headings: Mapping[str, str] = _NO_HEADINGS
) -> pd.DataFrame:
    """Return the chosen columns of a table that says what made it as text, under headings."""
    value = value_of(table)
    if columns is None:
        kept = [name.format(value=value) for name in _PRINTED.get(table.attrs["analysis"], ())]
        kept = [each if (each := f"{name}_corrected") in table.columns else name for name in kept]
        options = table.attrs["options"]
        made_by = [name for option in ("by", "over") for name in np.atleast_1d(options.get(option) or [])]
        groups = [*made_by, options.get("every")]
        columns = list(dict.fromkeys([*groups, *kept])) if kept else list(table.columns)
        columns = [name for name in columns if name in table.columns and not _is_bound(name, table)]
    refuse_without(table, *columns, *headings)
    confidence = table.attrs["options"].get("confidence", 0.95)
    interval = f" ({round(100 * confidence, 6):g}% interval)"
    sides = {
        side: _clean(str(table[side].iloc[0]))
        for side in _SIDES
        if side in table.columns and side not in columns and len(table[side].unique()) == 1
    }
    for side in ("before", "after"):  # of shift, whose sides may be outlets
        values = np.atleast_1d(table.attrs["options"].get(side) or [])
        if len(values) == 1:
            sides.setdefault(side, _clean(str(values[0])))
    made: dict[str, list[str]] = {}
    for name in columns:
        scale = 100.0 if _in_percent(name, value) else 1.0
        cells = [_cell(each, name, scale) for each in table[name].tolist()]
        heading = headings.get(name) or _heading(name, sides)
        if name == "term" and name not in headings:
            runs = any(" " in str(term) for term in table[name])
            heading = {"furniture": "Run of words", "trend_model": "Term"}.get(
                table.attrs["analysis"], "Run of words" if runs else heading
            )
        heading += " (points)" if scale > 1 and name.startswith(_IN_POINTS) and name not in headings else ""
        raw = table.attrs["options"].get("codes") and name in ("documents", "concept_documents")
        heading += ", not corrected" if raw and name not in headings else ""
        low, high = (table.get(_end(name, end)) for end in ("low", "high"))
        if low is not None and high is not None:
            of = 0.0 if name in _TIMES else scale
            reach = [_reach(*ends, of) for ends in zip(low, high, strict=True)]
            cells = [cell + ends for cell, ends in zip(cells, reach, strict=True)]
            heading += interval
        made[heading] = cells
    return pd.DataFrame(made, index=range(len(table)), dtype=object)


def _in_percent(name: str, value: str) -> bool:
    """Return whether a column has shares, or differences of them."""
    return "share" in name or (value == "share" and name.startswith(("standardized", *_IN_POINTS)))


def _end(name: str, end: str) -> str:
    """Return the column of an end of a number's interval: share_target has share_low_target."""
    base, _, side = name.rpartition("_")
    return f"{base}_{end}_{side}" if side in _SIDES else f"{name}_{end}"


def _is_bound(name: str, table: pd.DataFrame) -> bool:
    """Return whether a column is an end of the interval of another one."""
    return any(_end(other, end) == name for other in table.columns for end in ("low", "high"))


def _cell(value: Any, name: str, scale: float) -> str:
    """Write one value."""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return _NONE
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if not isinstance(value, int | float | np.number) or name in PERIODS:
        return _clean(str(value))
    if isinstance(value, int | np.integer) and scale == 1:
        return str(value) if name in _TIMES else f"{value:,}"
    if name in ("p", "q"):
        return "< .001" if value < 0.001 else f"{value:.3f}".replace("0.", ".", 1)
    sign = "+" if name.startswith((*_IN_POINTS, "log_ratio")) else ""
    return _digits(value * scale, sign) + ("%" if scale > 1 and not sign else "")


def _reach(low: Any, high: Any, scale: float) -> str:
    """Write an interval, of times as they are (`scale` 0); none where it is not known."""
    if pd.isna(low) or pd.isna(high):
        return ""
    if not scale:
        return f" ({low}–{high})"
    between = " to " if low < 0 else "–"
    return f" ({_digits(low * scale)}{between}{_digits(high * scale)})"


def _digits(value: float, sign: str = "") -> str:
    """Write a number with the digits that a reader can use: 1,204, 46, 7.9, 0.32."""
    if not np.isfinite(value):
        return "∞" if value > 0 else "−∞"
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 9.95 else 1 if abs(value) >= 0.995 else 2
    return f"{value:{sign},.{digits}f}".replace("-", "−")


def _heading(name: str, sides: Mapping[str, str]) -> str:
    """Return the heading of a column: "Share of articles, target", with the target's name if it is one."""
    base, _, side = name.rpartition("_")
    if base and side in _SIDES:
        return f"{_heading(base, sides)}, {sides.get(side, side)}"
    return _HEADINGS.get(name, name.replace("_", " ").capitalize())


def _clean(text: str) -> str:
    return " ".join(DIRECTIONS.sub("", NOT_XML.sub(" ", text)).split())


def _note(table: pd.DataFrame) -> str:
    """Say what made the numbers."""
    attrs, options = table.attrs, table.attrs["options"]
    unit = options.get("unit", "family")
    said = []
    if any(str(name).endswith(("_low", "_high")) or "_low_" in str(name) for name in table.columns):
        said.append(
            f"Intervals between {'articles' if unit in ('family', 'document') else f'values of {unit}'}"
        )
    if options.get("codes"):
        # other tables have the lines of a mention in several rows
        known = "coded" in table and attrs["analysis"] in ("framing", "divides")
        lines = counted(int(table["coded"].sum()), "coded line") if known else "coded lines"
        said.append(f"Corrected by {lines}")
    made = [f"discourse {attrs['version']}"] if attrs.get("version") else []
    made += [f"{what} {str(attrs[what])[:12]}" for what in ("corpus", "lexicon") if attrs.get(what)]
    if made:
        said.append(f"Made by {', '.join(made)}")
    return _clean(". ".join(said) + "." if said else "")


def numbers_of(printed: pd.DataFrame) -> list[bool]:
    """Return which columns hold numbers, to stand at the right."""
    number = re.compile(rf"[+−]?[\d,.]+%?( \(.*\))?|[+−]?∞|< \.001|{_NONE}")
    return [all(number.fullmatch(cell) for cell in printed.iloc[:, at]) for at in range(printed.shape[1])]


def _html(printed: pd.DataFrame, caption: str, note: str) -> str:
    """Return a page of one table that needs nothing else; foreign text is escaped."""
    right = [' style="text-align:right"' if number else "" for number in numbers_of(printed)]
    head = "".join(
        f'<th scope="col"{at}>{escape(name)}</th>' for name, at in zip(printed.columns, right, strict=True)
    )
    rows = (
        "".join(f"<td{at}>{escape(cell)}</td>" for cell, at in zip(row, right, strict=True))
        for row in printed.itertuples(index=False)
    )
    body = "\n".join(f"<tr>{row}</tr>" for row in rows)
    title = escape(caption)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">'
        f"<title>{title or 'Table'}</title></head>\n"
        f"<body>\n<table>\n<caption>{title}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n"
        f"</tbody>\n</table>\n<p><small>{escape(note)}</small></p>\n</body>\n</html>\n"
    )


_TEX = str.maketrans(
    {
        **{char: f"\\{char}" for char in "&%$#_{}"},
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "−": "$-$",
        "∞": r"$\infty$",
        "–": "--",
        "²": r"\textsuperscript{2}",
    }
)


def _tex(printed: pd.DataFrame, caption: str, note: str, name: str) -> str:
    """Return a table for the package booktabs; foreign text is escaped."""
    lines = [tuple(printed.columns), *printed.itertuples(index=False)]
    head, *rows = [" & ".join(cell.translate(_TEX) for cell in line) + r" \\" for line in lines]
    align = "".join("r" if number else "l" for number in numbers_of(printed))
    return "\n".join(
        [
            r"\begin{table}",
            r"\centering",
            rf"\caption{{{caption.translate(_TEX)}}}",
            rf"\label{{tab:{name}}}",
            rf"\begin{{tabular}}{{{align}}}",
            r"\toprule",
            head,
            r"\midrule",
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
            rf"\par\smallskip\footnotesize {note.translate(_TEX)}",
            r"\end{table}",
            "",
        ]
    )
