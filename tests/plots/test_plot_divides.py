import numpy as np
import pandas as pd
import pytest
from seen import intervals, row_names, says, texts, title

from discourse.errors import DiscourseError
from discourse.plots.divides import divides


def table() -> pd.DataFrame:
    rows = {
        "concept": ["armed-opponents", "displaced", "rare"],
        "groups": [5, 4, 1],
        "concept_count": [1200, 80, 1],
        "concept_documents": [300, 40, 1],
        "divide": [0.4, 0.1, np.nan],
        "divide_low": [0.3, 0.0, np.nan],
        "divide_high": [0.5, 0.3, np.nan],
        "q": [0.002, 0.3, np.nan],
        "label": ["terrorists", "migrants", None],
        "target": ["Post", "Star", None],
        "reference": ["News", "Post", None],
        "share_target": [0.7, 0.5, np.nan],
        "share_reference": [0.05, 0.2, np.nan],
    }
    made = pd.DataFrame(rows)
    made.attrs = {"analysis": "divides", "options": {"by": "source", "unit": "family", "confidence": 0.95}}
    return made


def test_a_row_a_concept_filled_where_q_says_so() -> None:
    ax = divides(table())
    assert title(ax) == "Do outlets choose alike?"
    assert row_names(ax) == ["armed opponents", "displaced", "rare"]
    assert intervals(ax) == [[0.3, 0.5, 0.5, 0.5], [0.0, 1.5, 0.3, 1.5]]
    (points,) = [each for each in ax.collections if each.get_gid() == "divide"]
    assert [tuple(colour[:3]) == (1, 1, 1) for colour in points.get_facecolors()] == [False, True, True]
    assert says(ax, "95% interval between articles")


def test_what_carries_it_and_what_makes_most_of_it_stand_beside() -> None:
    said = texts(divides(table()))
    assert {"1,200 mentions in 300 articles of 5 outlets", "1 mention in 1 article of 1 outlet"} <= set(said)
    assert {"terrorists: Post 70%, News 5%", "0.40", "–"} <= set(said)
    assert "Dash: too few articles to say." in said


def test_other_groups_are_no_outlets() -> None:
    made = table()
    made.attrs["options"]["by"] = ["source", "year"]
    assert title(divides(made)) == "Do groups choose alike?"


def test_refusals() -> None:
    with pytest.raises(DiscourseError, match="this table lacks divide, q"):
        divides(table().drop(columns=["divide", "q"]))
