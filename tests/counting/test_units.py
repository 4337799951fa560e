"""Units: which is the default, which blocks of time there are, and an order that documents do not change."""

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.counting.labels import count_labels
from discourse.counting.tally import total_of_units
from discourse.counting.units import crosses_outlets, unit_for, unit_for_series, units_of

LEXICON = dc.Lexicon.from_dict({"sides": {"labels": {"rebels": ["rebels"], "army": ["army"]}}})


def read(dates: list[str], **columns: list[str]) -> dc.Corpus:
    texts = [f"rebels {'army ' * number}end" for number in range(len(dates))]
    return dc.read(pd.DataFrame({"source": "S", "date": dates, "text": texts, **columns}), errors="repair")


def numbers(corpus: dc.Corpus, unit: str) -> list[int]:
    return np.unique(np.concatenate([each.number for each in units_of(corpus, unit)]), return_inverse=True)[
        1
    ].tolist()


def test_blocks_of_time_are_those_of_the_calendar() -> None:
    corpus = read(["2015-12-28", "2016-01-03", "2016-01-04", "2016-01-04", "2016-02-01"])
    assert numbers(corpus, "month") == [0, 1, 1, 1, 2]
    assert numbers(corpus, "week") == [0, 0, 1, 1, 2]  # weeks begin on Mondays
    assert numbers(corpus, "day") == [0, 1, 2, 2, 3]


def test_what_has_no_date_is_its_family() -> None:
    corpus = dc.read(
        pd.DataFrame(
            {
                "source": "S",
                "date": ["2016-01-03", "", "", ""],
                "text": ["one", *[" ".join(f"word{number}" for number in range(200))] * 2, "four"],
            }
        ),
        errors="repair",
    )
    assert numbers(corpus, "month") == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("columns", "unit"),
    [
        ([], "family"),
        (["source"], "family"),
        (["year"], "month"),
        (["source", "year"], "month"),
        (["quarter"], "week"),
        (["month"], "week"),
        (["year", "month"], "week"),
    ],
)
def test_between_times_the_unit_is_a_block_below(columns: list[str], unit: str) -> None:
    corpus = read(["2016-01-03", "2017-01-03"])
    assert unit_for(corpus, None, columns) == unit
    assert unit_for(corpus, "document", columns) == "document"


def test_values_that_follow_one_another_are_times_and_outlets_are_not() -> None:
    months = [f"2016-{month:02}-{day:02}" for month in range(1, 9) for day in (3, 20)]
    halves = ["first"] * 8 + ["second"] * 8
    assert unit_for(read(months, half=halves), None, ["half"]) == "month"
    assert unit_for(read(months, half=halves), None, ["source", "half"]) == "month"
    assert unit_for(read(months, source=halves), None, ["source"]) == "family"
    assert unit_for(read(months, half=halves[::2] * 2), None, ["half"]) == "family"  # they overlap
    days = [f"2016-{month:02}-{day:02}" for month in (1, 2) for day in range(1, 29)]
    assert unit_for(read(days, half=["first"] * 28 + ["second"] * 28), None, ["half"]) == "week"
    assert unit_for(read(days[:8], half=["first"] * 4 + ["second"] * 4), None, ["half"]) == "family"


def test_a_series_has_months_and_a_corpus_without_dates_families() -> None:
    assert unit_for_series(read(["2016-01-03", "2017-01-03"]), None) == "month"
    undated = dc.read(pd.DataFrame({"source": "S", "year": [2015, 2016], "text": ["a b", "c d"]}))
    assert unit_for(undated, None, ["year"]) == unit_for_series(undated, None) == "family"


def test_outlets_are_crossed_where_several_are_pooled_and_no_unit_was_asked_for() -> None:
    two = read(["2016-01-03", "2017-01-03"], source=["A", "B"])
    assert crosses_outlets(two, None, "month", ["year"])
    assert not crosses_outlets(two, "month", "month", ["year"])
    assert not crosses_outlets(two, None, "month", ["source", "year"])
    assert not crosses_outlets(two, None, "family", ["topic"])
    assert not crosses_outlets(read(["2016-01-03"]), None, "month", ["year"])


def test_the_order_of_units_is_that_of_what_they_have() -> None:
    frame = pd.DataFrame(
        {
            "source": "S",
            "story": ["a", "b", "a", "c", "d", "e"],
            "text": ["rebels end", "army end", "army end", "rebels end", "rebels army", "army end"],
        }
    )
    tables = []
    for order in ([0, 1, 2, 3, 4, 5], [5, 3, 1, 4, 2, 0]):
        corpus = dc.read(frame.iloc[order].reset_index(drop=True))
        counted = total_of_units(
            corpus, count_labels, None, LEXICON.queries(), unit="story", one_by_one=True
        ).by_unit
        rows = counted.take(counted.by_content(np.arange(len(counted))))
        tables.append(np.column_stack([rows.count.toarray(), rows.tokens, rows.documents]).tolist())
    assert tables[0] == tables[1]
    assert len(tables[0]) == 5
