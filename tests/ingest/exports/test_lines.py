"""Dates in words, wrapped paragraphs: what the exports of news databases have in common."""

import datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.ingest.exports.lines import in_rows, only_date, paragraphs, plain_lines, starting_date

LANGUAGES = ["en", "fr", "de", "es", "it", "nl", "pt", "ru", "tr", "pl", "cs", "uk"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_months_and_days_are_those_of_the_unicode_cldr(language: str) -> None:
    dates = pytest.importorskip("babel.dates", reason="Babel comes with JupyterLab, not with the library")
    for month in range(1, 13):
        date = datetime.date(2015, month, 23)
        name, day = (dates.format_date(date, form, locale=language) for form in ("d MMMM yyyy", "EEEE"))
        short = (
            dates.format_date(date, "d MMM yyyy", locale=language) if language not in {"cs", "uk"} else name
        )
        for written in (name, short, f"{day} {name}", f"{day}, {name}", f"{name}, {day}", name.upper()):
            assert starting_date(written) == (date.isoformat(), "")


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("January 23, 2015 Friday 2:10 PM GMT", ("2015-01-23", "2:10 PM GMT")),
        ("Friday, January 23, 2015", ("2015-01-23", "")),
        ("Jan. 23rd 2015, Final Edition", ("2015-01-23", "Final Edition")),
        ("23 de enero de 2015", ("2015-01-23", "")),
        ("1er août 2014", ("2014-08-01", "")),
        ("2015年1月23日", ("2015-01-23", "")),
        ("2015-01-23", ("2015-01-23", "")),
        ("February 31, 2015", ("February 31, 2015", "")),
        ("January/February 2015", ("January/February 2015", "")),
        ("23/01/2015", None),
        ("Marching on January 23, 2015", None),
        ("January 23, 20155", None),
    ],
)
def test_a_line_that_starts_with_a_date(line: str, date: tuple[str, str] | None) -> None:
    assert starting_date(line) == date


def test_the_one_date_in_a_line() -> None:
    assert only_date("Culture, lundi 28 janvier 2013, p. 9") == ("2013-01-28", 9)
    assert only_date("le 6 mai 2012, lundi 7 mai 2012") == ("2012-05-07", 15)
    assert only_date("le 6 mai 2012, le 7 mai 2012") is None
    assert only_date("31 février 2012") is None


@given(st.text(max_size=80))
def test_no_text_breaks_the_reading_of_dates(text: str) -> None:
    for date in (starting_date(text), only_date(text)):
        assert date is None or isinstance(date[0], str)


def test_lines_end_whatever_ends_them() -> None:
    assert plain_lines("\ufeffa\r\nb\rc\fd\u00a0e\u2028f") == ["a", "b", "c", "d e", "f"]


def test_wrapped_lines_are_one_paragraph_and_long_ones_each_one() -> None:
    long = "word " * 30
    assert paragraphs([["a ", " b"], [long, long], [" "]]) == f"a b\n{long.strip()}\n{long.strip()}"


def test_what_a_row_lacks_is_empty() -> None:
    table = in_rows([{"text": "a", "z": "1"}, {"id": "7", "source": "S"}])
    expected = {
        "id": ["", "7"],
        "source": ["", "S"],
        "date": "",
        "title": "",
        "text": ["a", ""],
        "z": ["1", ""],
    }
    pd.testing.assert_frame_equal(table, pd.DataFrame(expected, dtype=object))
