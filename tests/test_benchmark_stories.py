"""What the benchmark of stories makes of events, by hand; the sheet of pairs that were read."""

import pandas as pd
import pytest

from benchmarks import stories_matching
from benchmarks.stories_matching import average_linkage, halves, same_weeks, score
from discourse.copies.events import _grouped


def test_scores_of_pairs_and_of_articles() -> None:
    # a, b and c are one event, d and e another; c is taken for one of the latter
    found = score([1, 1, 2, 2, 2], ["x", "x", "x", "y", "y"])
    assert found.precision == 2 / 4
    assert found.recall == 2 / 4
    assert found.f1 == pytest.approx(0.5)
    precision, recall = (1 + 1 + 1 / 3 + 2 / 3 + 2 / 3) / 5, (2 / 3 + 2 / 3 + 1 / 3 + 1 + 1) / 5
    assert found.b_cubed == pytest.approx(2 * precision * recall / (precision + recall))
    assert score([3, 3, 4], ["x", "x", "y"]) == (1, 1, 1, 1)
    assert score([1, 2, 3], ["x", "x", "y"])[:3] == (1, 0, 0), "no pair is wrong where none is proposed"


def test_halves_have_all_events_once() -> None:
    one, other = halves([f"e{number % 9}" for number in range(30)])
    assert one.isdisjoint(other)
    assert one | other == {f"e{number}" for number in range(9)}
    assert halves([f"e{number}" for number in range(8, -1, -1)]) == (one, other)


def test_same_weeks() -> None:
    others = pd.DataFrame({"date": ["2015-01-01", "2015-01-09", "2015-01-10", None]})
    assert same_weeks(others, pd.DataFrame({"date": ["2015-01-02"]})).index.tolist() == [0, 1]


def test_average_linkage_leaves_out_what_is_near_to_one_alone() -> None:
    import numpy as np

    one, other, cosine = np.array([0, 1, 3]), np.array([1, 2, 4]), np.array([0.6, 0.5, 0.9])
    assert average_linkage(6, one, other, cosine, 0.4).tolist() == [0, 0, 2, 3, 3, 5]
    assert _grouped(6, one, other, cosine, 0.4).tolist() == [0, 0, 2, 3, 3, 5]


def test_the_sheet_has_ids_and_verdicts_alone() -> None:
    sheet = pd.read_csv(stories_matching.SHEET, dtype=str)
    assert list(sheet.columns) == ["id_a", "id_b", "verdict"]
    assert set(sheet["verdict"]) == {"same", "other"}
    assert len(sheet) == 200
    assert not sheet.duplicated(["id_a", "id_b"]).any()
    assert (sheet["id_a"] != sheet["id_b"]).all()
    assert sheet["id_a"].str.fullmatch(r"\w{16}").all()
