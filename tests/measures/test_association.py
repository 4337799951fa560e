"""Association, against the scores of the UCS toolkit."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.errors import DiscourseError
from discourse.measures import (
    association,
    chi2,
    cooccurrence_table,
    delta_p,
    dice,
    g2,
    log_dice,
    log_ratio,
    mi3,
    odds_ratio,
    pmi,
    t_score,
    z_score,
)

LOG10_2 = np.log10(2)
ALL = [pmi, mi3, dice, log_dice, t_score, z_score, delta_p, association.g2]


def test_every_row_of_ucs(ucs: pd.DataFrame) -> None:
    rows = tuple(ucs[column].to_numpy() for column in ("f", "f1", "f2", "N"))
    sides = cooccurrence_table(*rows)
    o11, row, column, n = rows
    scores = {
        "am.Dice": dice(*rows),
        "am.MI": pmi(*rows) * LOG10_2,
        "am.MI3": mi3(*rows) * LOG10_2,
        "am.t.score": t_score(*rows),
        "am.z.score": z_score(*rows),
        "am.log.likelihood": association.g2(*rows),
        "am.chi.squared": chi2(*sides),
        "am.odds.ratio": np.log10(odds_ratio(*sides)),
        "am.odds.ratio.disc": np.log10(odds_ratio(*sides, discount=0.5)),
        # relative to the collocate, with the node's words as the word
        "am.relative.risk": log_ratio(o11, row - o11, column, n - column) * LOG10_2,
    }
    for name, mine in scores.items():
        # the toolkit gives its tests the sign of O11 - E11
        gold = ucs[name].abs() if name in ("am.log.likelihood", "am.chi.squared") else ucs[name]
        finite = np.isfinite(mine)  # an infinite odds ratio is 10000000 there
        assert (~finite).sum() == (8 if name == "am.odds.ratio" else 0)
        # its own G² loses digits near 0: ours is within 2e-14 of the same sums in 50 digits, it within 6e-9
        near = 1e-9 if name == "am.log.likelihood" else 0
        np.testing.assert_allclose(mine[finite], gold[finite], rtol=1e-9, atol=near, err_msg=name)
    # its correction for continuity goes past 0 where O11 is nearer than 0.5 to E11
    clear = np.abs(o11 - row * column / n) >= 0.5
    assert clear.sum() == 72
    corrected = ucs["am.chi.squared.corr"].abs()[clear]
    np.testing.assert_allclose(chi2(*sides, yates=True)[clear], corrected, rtol=1e-9)


def test_rows_of_ucs() -> None:
    # appreciated, certain and arrived, rows 1, 2 and 5 of the gold file
    rows = ([1, 7, 2], 15334, [2, 120, 5], 191998)
    for mine, gold in [
        (dice(*rows), [0.000130412102243088, 0.00090591432638799, 0.000260773192515809]),
        (pmi(*rows) * LOG10_2, [0.796611250194937, -0.136441960174449, 0.699701237186881]),
        (mi3(*rows) * LOG10_2, [0.796611250194937, 1.55375411985406, 1.30176122851484]),
        (t_score(*rows), [0.840269169470515, -0.976603439999581, 1.1318466787932]),
        (z_score(*rows), [2.10244214695804, -0.834636300973578, 2.53301767020394]),
        (association.g2(*rows), [2.4487567246743, 0.829802488929075, 3.87912640510113]),
        (chi2(*cooccurrence_table(*rows)), [4.80398096104896, 0.757555937349874, 6.97326860448976]),
    ]:
        np.testing.assert_allclose(mine, gold, rtol=1e-9)


def test_log_dice_ends_at_14() -> None:
    # Rychlý 2008: 14 where neither word occurs without the other; one point less, half as often
    assert log_dice(50, 50, 50, 10_000) == 14
    assert log_dice(25, 50, 50, 10_000) == 13
    assert log_dice(1, 8192, 8192, 10**6) == pytest.approx(1.0)


def test_delta_p_has_two_directions() -> None:
    # node: 5 of 10 contexts have it against 10 of 90 others; collocate: 5 of 15 against 5 of 85
    assert delta_p(5, 10, 15, 100) == pytest.approx(5 / 10 - 10 / 90)
    assert delta_p(5, 10, 15, 100, cue="collocate") == pytest.approx(5 / 15 - 5 / 85)
    with pytest.raises(DiscourseError, match="cue= must be 'node' or 'collocate', not 'word'"):
        delta_p(5, 10, 15, 100, cue="word")


def test_g2_is_that_of_keyness() -> None:
    assert association.g2(110, 2552, 221, 31777) == g2(110, 111, 2552, 29225)
    assert association.g2(110, 2552, 221, 31777, cells=2) == g2(110, 111, 2552, 29225, cells=2)


@given(st.integers(0, 50), st.integers(1, 100), st.integers(1, 100), st.integers(200, 10**7))
def test_chance_is_0_and_more_is_above(o11: int, row: int, column: int, n: int) -> None:
    o11 = min(o11, row, column)
    sign = np.sign(o11 * n - row * column)
    for measure in (pmi, t_score, z_score, delta_p):
        assert np.sign(measure(o11, row, column, n).round(12)) == sign
    assert delta_p(o11, row, column, n) == delta_p(o11, column, row, n, cue="collocate")
    assert dice(o11, row, column, n) == dice(o11, column, row, n)


def test_words_that_never_meet_and_empty_marginals() -> None:
    for measure in (pmi, mi3, log_dice, t_score):
        assert measure(0, 10, 10, 100) == -np.inf
    assert dice(0, 10, 10, 100) == 0
    assert z_score(0, 10, 10, 100) == -1
    never: list[tuple[Any, ...]] = [(0, 0, 10, 100), (0, 10, 10, 0), (-1, 10, 10, 100), (np.nan, 10, 10, 100)]
    for one in ALL:
        assert [bool(np.isnan(one(*row))) for row in never] == [True] * 4, one
        assert one([[3], [0]], [7, 8, 9], 9, 100).shape == (2, 3)
    assert np.isnan(delta_p(3, 100, 3, 100))  # the cue is everywhere
    assert np.isnan(delta_p(12, 10, 20, 100))  # more cooccurrences than contexts are no table
    assert np.isfinite(pmi(12, 10, 20, 100))
