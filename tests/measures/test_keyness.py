"""G² and the log ratio, against numbers published by others."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from discourse.measures import g2, log_ratio


def test_g2_of_dunning() -> None:
    # Dunning 1993, table 2: "the swiss" 270.72; "can be" is of the second half: [[8, 5], [24, 31740]] 95.29
    assert g2(110, 111, 110 + 2442, 111 + 29114).round(2) == 270.72
    assert g2(8, 24, 8 + 5, 24 + 31740).round(2) == 95.29


def test_keyness_of_war() -> None:
    # Brezina 2018, Statistics in Corpus Linguistics: *war* 620 in 1,017,879 against 267 in 1,007,532 words
    assert g2(620, 267, 1_017_879, 1_007_532).round(2) == 140.93
    assert log_ratio(620, 267, 1_017_879, 1_007_532).round(4) == 1.2007


def test_log_ratio_of_evert() -> None:
    # the example of the reference implementation by Evert: 1189 in 168,329 against 968 in 19,552,238 words
    assert log_ratio(1189, 968, 168_329, 19_552_238) == pytest.approx(7.156575955874566, abs=1e-12)


def test_g2_is_that_of_scipy() -> None:
    random = np.random.default_rng(1)
    for a, b, n1, n2 in random.integers(1, 500, size=(50, 4)) + np.array([0, 0, 600, 600]):
        table = [[a, b], [n1 - a, n2 - b]]
        expected = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
        assert g2(a, b, n1, n2) == pytest.approx(expected, rel=1e-9)


def test_gold_rows(data: Path) -> None:
    # the rows shipped with the package pandas-association-measures, computed with the UCS toolkit
    rows = (data / "gold" / "ucs-gold-100.ds").read_text(encoding="utf-8").splitlines()
    table = "\n".join(row for row in rows if not row.startswith("#"))
    gold = pd.read_csv(io.StringIO(table), sep="\t", quoting=csv.QUOTE_NONE)
    a, b = gold["f"], gold["f2"] - gold["f"]
    mine = g2(a, b, gold["f1"], gold["N"] - gold["f1"])
    assert len(gold) == 94
    np.testing.assert_allclose(mine, gold["am.log.likelihood"].abs(), rtol=1e-9, atol=1e-9)


def test_zeros_and_empty_sides() -> None:
    assert g2(0, 0, 10, 10) == 0
    assert g2(5, 0, 10, 10) > 0
    assert np.isnan(g2(0, 1, 0, 10))
    assert np.isnan(log_ratio(0, 0, 10, 10))
    assert np.isnan(log_ratio(0, 1, 0, 10))
    assert log_ratio(1, 0, 10, 10) == pytest.approx(1.0)  # 0 enters as 0.5


def test_swapping_sides_flips_the_sign_only() -> None:
    assert log_ratio(3, 7, 100, 90) == -log_ratio(7, 3, 90, 100)
    assert g2(3, 7, 100, 90) == pytest.approx(float(g2(7, 3, 90, 100)))
