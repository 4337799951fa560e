import matplotlib.pyplot as plt
import pandas as pd
import pytest
from seen import is_clipped, texts, title

import discourse as dc


def near(rows: list[tuple[str, str, int, int, float]], **options: object) -> pd.DataFrame:
    table = pd.DataFrame(rows, columns=["source", "term", "count", "term_count", "log_dice"])
    table.insert(3, "window_tokens", 120)
    table.attrs = {"options": {"by": "source", "pattern": "refugee*", "rank_by": "log_dice", **options}}
    return table


ROWS = [("Herald", "crisis", 3, 4, 11.2), ("Herald", "camp", 1, 9, 8.0), ("Post", "crisis", 2, 2, 12.0),
        ("Post", "camp", 0, 5, float("-inf"))]  # fmt: skip


def test_a_panel_a_group_and_both_counts_at_each_bar() -> None:
    ax = dc.plot.collocates(near(ROWS))
    assert title(ax) == "Words near “refugee*”"
    assert len(ax.child_axes) == 2
    assert [[label.get_text() for label in panel.get_yticklabels()] for panel in ax.child_axes] == [
        ["crisis", "camp"], ["crisis"]
    ]  # fmt: skip
    assert {"3 of 4", "1 of 9", "2 of 2"} <= set(texts(ax))
    assert [bar.get_width() for bar in ax.child_axes[0].patches] == [11.2, 8.0]
    assert ax.child_axes[0].get_xlim() == ax.child_axes[1].get_xlim() == (0, 12)
    assert not is_clipped(ax)


def test_the_measure_of_the_ranking_is_drawn() -> None:
    table = near(ROWS, rank_by="g2").assign(g2=[30.0, 2.0, 14.0, 0.0])
    ax = dc.plot.collocates(table)
    assert any(text.startswith("Bars: G², one scale for all panels (longest bar 30.0)") for text in texts(ax))


def test_on_an_axes_of_the_user() -> None:
    figure, ax = plt.subplots(figsize=(7, 3))
    assert dc.plot.collocates(near(ROWS), ax=ax) is ax
    plt.close(figure)


def test_what_cannot_be_drawn() -> None:
    with pytest.raises(dc.DiscourseError, match="no term that stands near the node"):
        dc.plot.collocates(near(ROWS[-1:]))
    with pytest.raises(dc.DiscourseError, match="can show 60 terms in a panel and was given 61"):
        dc.plot.collocates(near([("Herald", f"w{n}", 1, 1, 9.0) for n in range(61)]))
    with pytest.raises(dc.DiscourseError, match="lacks"):
        dc.plot.collocates(near(ROWS).drop(columns="term_count"))
