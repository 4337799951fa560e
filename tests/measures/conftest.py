"""Scores computed by others, row by row."""

import csv
from pathlib import Path

import pandas as pd
import pytest


@pytest.fixture(scope="session")
def ucs(data: Path) -> pd.DataFrame:
    # from the package pandas-association-measures; computed with the UCS toolkit. Its logarithms are decimal.
    gold = pd.read_csv(data / "gold" / "ucs-gold-100.ds", sep="\t", quoting=csv.QUOTE_NONE, comment="#")
    assert len(gold) == 94
    return gold


@pytest.fixture(scope="session")
def evert(data: Path) -> pd.DataFrame:
    # from the package pandas-association-measures; computed with the reference implementation in R
    gold = pd.read_csv(data / "gold" / "log-ratio-gold-100.tsv", sep="\t", quoting=csv.QUOTE_NONE)
    assert len(gold) == 100
    return gold
