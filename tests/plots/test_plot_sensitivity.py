import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from seen import intervals, is_clipped, row_names, texts, title

import discourse as dc


def checks(rows: list[tuple[str, str, float, float, float, bool]], *, value: str = "share") -> pd.DataFrame:
    table = pd.DataFrame(
        rows, columns=["check", "detail", "difference", "difference_low", "difference_high", "survives"]
    )
    options = {"label": "rebels", "target": "Herald", "reference": "Post", "value": value, "confidence": 0.95}
    table.attrs = {"options": options}
    return table


ROWS = [
    ("as it is", "", 0.4, 0.2, 0.6, True),
    ("copies collapsed", "3 of 40 documents left out", 0.1, -0.1, 0.3, False),
    ("without a pattern", f"{'rebel' * 9}* (rebels, 1,234 of its mentions)", 0.0, np.nan, np.nan, False),
]


def test_each_check_is_a_row_filled_where_it_survives() -> None:
    ax = dc.plot.sensitivity(checks(ROWS))
    assert title(ax) == "Does it survive? “rebels”: Herald less Post"
    assert row_names(ax) == ["as it is", "copies collapsed", "without a pattern"]
    assert "rebelrebelrebelrebe…l* (rebels, 1,234 of its mentions)" in texts(ax)
    assert [text for text in ("+40", "+10", "0") if text in texts(ax)] == ["+40", "+10", "0"]
    (points,) = [drawn for drawn in ax.collections if drawn.get_gid() == "difference"]
    assert [tuple(colour) == (1, 1, 1, 1) for colour in points.get_facecolor()] == [False, True, True]
    assert intervals(ax) == [[20, 0.5, 60, 0.5], [-10, 1.5, 30, 1.5]]
    assert not is_clipped(ax)


def test_rates_have_their_own_scale_and_negative_ones_a_minus() -> None:
    ax = dc.plot.sensitivity(checks([("as it is", "", -3.25, -5.0, -1.0, True)], value="rate"))
    assert "−3.2" in texts(ax)
    assert ax.get_xlabel() == "difference in occurrences per 10,000 words"


def test_on_an_axes_of_the_user() -> None:
    figure, ax = plt.subplots(figsize=(7, 3))
    assert dc.plot.sensitivity(checks(ROWS), ax=ax) is ax
    plt.close(figure)


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(dc.DiscourseError, match="this table lacks check, detail"):
        dc.plot.sensitivity(pd.DataFrame({"difference": [1.0], "survives": [True]}))
