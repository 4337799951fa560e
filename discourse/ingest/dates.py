"""From written dates to days."""

import datetime
import re
from collections.abc import Sequence
from itertools import repeat
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd

from discourse.ingest.cells import Cells
from discourse.ingest.exports.lines import only_date
from discourse.ingest.options import EXCEL, ISO, UNIX, WORDS

_ISO_TIME = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?\s*(?:Z|[+-]\d\d:?\d\d)?"
_ISO_DATE = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}(?:[T ]{_ISO_TIME})?")
_SECONDS = re.compile(r"-?\d{1,11}(?:\.\d+)?")
_FRACTIONS = re.compile(r"\d{12,20}")  # as seconds they would be past the year 5000
_EXCEL_DAY = re.compile(r"\d{4,5}(?:\.\d+)?")
_EXCEL_ZERO = datetime.date(1899, 12, 30)  # from March 1900 on; its 29 February 1900 is none


class _Day(NamedTuple):
    """A day; whether the time zone moved it, or it has none; whether a later format reads another day."""

    day: str | None
    moved: bool = False
    zoneless: bool = False
    ambiguous: bool = False


def dates_of(
    cells: Cells, column: str | None, date_format: Sequence[str], timezone: str | None, ids: list[str]
) -> "pd.Series[Any]":
    """Read a column of dates.

    Parameters
    ----------
    cells : Cells
        The table.
    column : str, optional
        Its column of dates.
    date_format : sequence of str
        The formats, tried in this order.
    timezone : str, optional
        The time zone of the days, for dates with an offset from UTC; default: the day as written.
    ids : list of str
        The ids of the documents, for the notes.

    Returns
    -------
    Series
        Days, as ``datetime64[s]``; NaT where there is none.
    """
    if column is None:
        return pd.Series(pd.NaT, index=range(len(ids)), dtype="datetime64[s]")
    values = cells.table[column].reset_index(drop=True)
    zone = ZoneInfo(timezone) if timezone else None
    if isinstance(values.dtype, pd.DatetimeTZDtype):
        local = values.dt.tz_convert(zone) if zone else values
        there, values = values.dt.tz_localize(None), local.dt.tz_localize(None)
        moved = np.flatnonzero((there.dt.normalize() != values.dt.normalize()) & values.notna())
        _note_zone(cells, timezone, moved=len(moved))
    elif pd.api.types.is_datetime64_dtype(values) and zone:
        _note_zone(cells, timezone, zoneless=int(values.notna().sum()))
    if pd.api.types.is_datetime64_dtype(values):
        dates, empty = values, values.isna()
    else:
        strings = cells.strings(column)
        dates = _read(cells, column, values, strings, date_format, timezone, ids)
        empty = np.array(strings) == ""
    for row in np.flatnonzero(empty):
        cells.notes.add("empty date", document=ids[row])
    normal: pd.Series[Any] = dates.dt.normalize().astype("datetime64[s]")
    return normal


def _read(
    cells: Cells,
    column: str,
    values: "pd.Series[Any]",
    strings: list[str],
    forms: Sequence[str],
    timezone: str | None,
    ids: list[str],
) -> "pd.Series[Any]":
    zone = ZoneInfo(timezone) if timezone else None
    known: dict[str, _Day] = {"": _Day(None)}  # dates repeat
    days: list[_Day] = []
    may_be_dates = values if values.dtype == object else repeat(None, len(strings))
    for text, value in zip(strings, may_be_dates, strict=True):
        if isinstance(value, datetime.date) and not pd.isna(value):
            days.append(_in_zone(value, zone))
            continue
        if text not in known:
            known[text] = parse(text, forms, zone)
        days.append(known[text])
    faults = [row for row, found in enumerate(days) if found.day is None and strings[row]]
    cells.notes.fault(
        faults,
        lambda row: f"{cells.place(row, column)}: the date {strings[row]!r} is not {_in_words(forms)}",
        "say date_format= for another form",
        "makes such dates missing",
    )
    for row in faults:
        cells.notes.add("date made missing", document=ids[row], text=strings[row])
    moved, zoneless = sum(found.moved for found in days), sum(found.zoneless for found in days)
    _note_zone(cells, timezone, moved=moved, zoneless=zoneless)
    for row, found in enumerate(days):
        if found.ambiguous:
            cells.notes.add("date that a later form reads otherwise", document=ids[row], text=strings[row])
    return pd.Series(np.array([found.day or "NaT" for found in days], dtype="datetime64[s]"))


def parse(text: str, forms: Sequence[str], zone: ZoneInfo | None = None) -> _Day:
    """Read a date by the first format that fits.

    Examples
    --------
    >>> parse("3/4/2016", ["iso", "%m/%d/%Y"]).day
    '2016-03-04'
    """
    found = [day for form in forms if (day := _by(text, form, zone)) is not None]
    if not found:
        return _Day(None)
    return found[0]._replace(ambiguous=any(other.day != found[0].day for other in found[1:]))


def _by(text: str, form: str, zone: ZoneInfo | None) -> _Day | None:
    try:
        if form.lower() == ISO:
            if not _ISO_DATE.fullmatch(text):
                return None
            if zone is None:
                return _Day(datetime.date.fromisoformat(text[:10]).isoformat())
            return _in_zone(datetime.datetime.fromisoformat(re.sub(r"\s+(?=[Z+-])", "", text)), zone)
        if form.lower() == UNIX:
            fraction = _FRACTIONS.fullmatch(text) is not None
            if not fraction and not _SECONDS.fullmatch(text):
                return None
            seconds = float(text) / (1000 ** (len(text) // 3 - 3) if fraction else 1)
            moment = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(seconds=seconds)
            return _in_zone(moment, zone)
        if form.lower() == EXCEL:
            if not _EXCEL_DAY.fullmatch(text):
                return None
            return _in_zone(_EXCEL_ZERO + datetime.timedelta(days=int(float(text))), zone)
        if form.lower() == WORDS:
            dated = only_date(text)
            return _in_zone(datetime.date.fromisoformat(dated[0]), zone) if dated else None
        return _in_zone(datetime.datetime.strptime(text, form), zone)
    except (ValueError, OverflowError):  # 31 February; a moment past the year 9999
        return None


def _in_zone(value: datetime.date, zone: ZoneInfo | None) -> _Day:
    """Return the day of a moment in a time zone; a moment without a zone of its own keeps its day."""
    here = value.isoformat()[:10]
    if zone is None or not isinstance(value, datetime.datetime) or value.tzinfo is None:
        return _Day(here, zoneless=zone is not None)
    there = value.astimezone(zone).date().isoformat()
    return _Day(there, moved=there != here)


def _note_zone(cells: Cells, timezone: str | None, *, moved: int = 0, zoneless: int = 0) -> None:
    if moved:
        cells.notes.add("date of another day in the time zone", count=moved, text=str(timezone))
    if zoneless:
        cells.notes.add("date without a time zone, taken as written", count=zoneless, text=str(timezone))


def _in_words(forms: Sequence[str]) -> str:
    """Name formats, for messages."""
    named = {ISO: "ISO (2015-01-23)", EXCEL: "a day as Excel counts them", WORDS: "in words (3 mars 2019)"}
    names = [named.get(form.lower(), f"of the form {form!r}") for form in forms]
    return " or ".join(names)
