"""Tables over time say and draw the same in any order of their columns, and when their settings are lost."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from seen import texts

import discourse as dc
from discourse.analysis.results import grouped_by, module_of
from discourse.files import csv_bytes

LEXICON = dc.Lexicon.from_dict(
    {"fighters": {"labels": {"rebels": ["rebels", "insurgents"], "terrorists": ["terrorists"]}}}
)


YEARS = [f"{year}-06-01" for year in range(2011, 2018)]
MONTHS = [f"{year}-{month:02}-01" for year in (2015, 2016) for month in range(1, 7)]


def news(dates: list[str]) -> dc.Corpus:
    random = np.random.default_rng(1)
    words = {
        "Herald": ["rebels", "insurgents", "terrorists", "war"],
        "Post": ["terrorists", "rebels", "war"],
        None: ["terrorists", "rebels", "the"],
    }
    frame = pd.DataFrame(
        [
            ("S", desk, kind, season, date, " ".join(random.choice(words[desk], 12)))
            for desk in words
            for date in dates
            for kind in ("report", "comment")
            for season in ("spring", "winter")
        ],
        columns=["source", "desk", "kind", "season", "date", "text"],
    )
    return dc.read(frame)


# the analysis, its options, and what the names of columns cannot tell of them
ASKED = {
    "shift": (
        dc.shift,
        {"over": ["desk", "kind"], "before": [2011, 2012], "after": 2017, "label": "rebels"},
        ["by", "before", "after", "confidence"],
    ),
    "shift of words": (
        dc.shift,
        {"over": None, "before": 2011, "after": 2017, "label": "rebels", "value": "rate"},
        ["by", "before", "after", "confidence"],
    ),
    "standardize": (dc.standardize, {"over": "desk", "label": "rebels"}, ["over", "confidence", "fixed"]),
    "standardize by season": (
        dc.standardize,
        {"over": ["kind", "desk"], "label": "rebels", "every": "season", "value": "rate", "confidence": 0.9},
        ["over", "confidence", "fixed"],
    ),
    "trend_model": (dc.trend_model, {"by": ["desk", "kind"], "label": "rebels"}, ["confidence"]),
    "trend_model of rates": (
        dc.trend_model,
        {"by": None, "label": "rebels", "value": "rate"},
        ["confidence"],
    ),
    "change_points": (
        dc.change_points,
        {"by": ["kind", "desk"], "label": "rebels", "draws": 100},
        ["confidence"],
    ),
    "change_points of years": (
        dc.change_points,
        {"by": ["desk", "year"], "label": "rebels", "value": "rate", "draws": 100, "every": "month"},
        ["confidence"],
    ),
    "change_points of all": (
        dc.change_points,
        {"by": None, "label": "rebels", "draws": 100, "every": "quarter"},
        ["confidence"],
    ),
    "shift within stories": (
        dc.shift,
        {"by": "desk", "before": "Herald", "after": "Post", "within": "date", "concept": "fighters"},
        ["by", "before", "after", "confidence"],
    ),
    "contrast": (
        dc.contrast,
        {"by": "desk", "target": "Herald", "reference": "Post", "within": "kind", "confidence": 0.9},
        ["value", "within", "confidence"],
    ),
    "contrast of rates": (
        dc.contrast,
        {"by": "desk", "target": "Herald", "reference": "Post", "within": "date", "value": "rate"},
        ["value", "within", "confidence"],
    ),
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    years, months = news(YEARS), news(MONTHS)
    return {
        name: verb(
            months if options.get("every") == "month" else years,
            LEXICON,
            **({} if "within" in options else {"unit": "document"}),
            **options,
        )
        for name, (verb, options, _) in ASKED.items()
    }


@pytest.fixture(scope="module")
def told(tables: dict[str, pd.DataFrame]) -> dict[str, tuple[str, bytes, list[str]]]:
    return {name: everything(table) for name, table in tables.items()}


def everything(table: pd.DataFrame, **options: object) -> tuple[str, bytes, list[str]]:
    ordered = table[sorted(table.columns)]
    return dc.in_words(table, **options), csv_bytes(ordered), texts(dc.plot(table, **options))


@pytest.mark.parametrize("name", ASKED)
@settings(max_examples=2, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_order_of_columns_changes_nothing(tables, told, name, data):
    order = data.draw(st.permutations(list(tables[name].columns)))
    assert everything(tables[name][order]) == told[name]


@pytest.mark.parametrize("name", ASKED)
def test_what_was_lost_can_be_said_again(tables, told, name):
    table, unknown = tables[name], ASKED[name][2]
    known = {**table.attrs, **table.attrs["options"]}
    bare = table.copy()
    bare.attrs = {}
    again = {option: known[option] for option in unknown}
    assert everything(bare, analysis=name.split()[0], **again) == told[name]


@pytest.mark.parametrize("name", ASKED)
def test_each_column_is_of_the_analysis_or_of_the_groups(tables, name):
    table = tables[name]
    own = module_of(name.split()[0]).COLUMNS
    groups = [] if name.startswith("trend_model") else grouped_by(table)
    assert set(table.columns) - set(own) == set(groups)
    in_order = [column for column in table.columns if column in own]
    assert in_order == [column for column in own if column in in_order]
