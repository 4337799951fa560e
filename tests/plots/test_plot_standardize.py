import numpy as np
import pandas as pd
import pytest
from seen import is_clipped, texts, title

from discourse.errors import DiscourseError
from discourse.plots.standardize import standardize


def lines(shares: dict[int, tuple[float, float]], *, wide: float = 0.05, every: str = "year") -> pd.DataFrame:
    """Return crude and standardized shares by year."""
    names = (
        "concept label count concept_count documents documents_total concept_units share share_low "
        "share_high standardized standardized_low standardized_high fixed_count fixed_concept_count "
        "fixed_concept_units fixed_share strata_fixed strata"
    )
    rows = []
    for year, (crude, fixed) in shares.items():
        ends = (crude, crude - wide, crude + wide, fixed, fixed - wide, fixed + wide)
        rows.append((year, "opponents", "terrorists", 4, 10, 2, 5, 3, *ends, 3, 6, 2, 0.6, 2, 7))
    table = pd.DataFrame(rows, columns=[every, *names.split()])
    table.attrs = {
        "analysis": "standardize",
        "options": {"every": every, "over": "source", "confidence": 0.95},
        "fixed": ["Herald", "Post"],
    }
    return table


TABLE = lines({2013: (0.2, 0.3), 2014: (0.4, 0.3), 2016: (0.6, 0.35)})


def of(ax, gid):
    return next(found for found in ax.get_children() if found.get_gid() == gid)


def test_two_lines_of_shares():
    ax = standardize(TABLE)
    assert title(ax) == "Share of terrorists, with a fixed mix"
    np.testing.assert_allclose(of(ax, "crude points").get_offsets()[:, 1], [20, 40, 60])
    np.testing.assert_allclose(of(ax, "standardized points").get_offsets()[:, 1], [30, 30, 35])
    assert {"all, as they come", "2 of 7, fixed mix"} <= set(texts(ax))


def test_a_year_that_is_missing_breaks_both_lines():
    ax = standardize(TABLE)
    for gid in ("crude", "standardized"):
        assert np.isnan(of(ax, gid).get_ydata()).sum() == 1
        assert of(ax, f"{gid} points").get_offsets()[:, 0].tolist() == [2013, 2014, 2016]


def test_intervals_stand_side_by_side():
    ax = standardize(TABLE)
    crude, fixed = (of(ax, f"{gid} interval").get_segments() for gid in ("crude", "standardized"))
    np.testing.assert_allclose(crude[0][:, 1], [15, 25])
    assert all(one[0, 0] < other[0, 0] for one, other in zip(crude, fixed, strict=True))
    assert any("95% interval between articles" in text.replace("\n", " ") for text in texts(ax))


def test_each_year_says_what_it_rests_on():
    said = texts(standardize(TABLE))
    assert "2013\n5\n10" in said
    assert "year\nn = articles\nmentions" in said
    assert "Fixed mix (Herald, Post): 60% of a year's mentions." in said


def test_rates_are_per_10000_words():
    names = {"share": "rate", "share_low": "rate_low", "share_high": "rate_high", "concept_count": "tokens"}
    ax = standardize(lines({2013: (20, 30), 2014: (25, 30)}, wide=3).rename(columns=names))
    assert title(ax) == "Rate of terrorists, with a fixed mix"
    assert any(text.startswith("Per 10,000 words.") for text in texts(ax))
    assert "year\nn = articles\nwords" in texts(ax)


@pytest.mark.parametrize("shares", [(0.0, 0.0), (0.3, 0.3), (0.3, 0.301), (0.301, 0.3), (0.0, 0.9)])
def test_the_names_of_the_lines_never_meet(shares):
    ax = standardize(lines({2013: (0.1, 0.2), 2014: shares}))
    names = [text for text in ax.texts if text.get_text() in ("2 of 7, fixed mix", "all, as they come")]
    boxes = [text.get_window_extent() for text in names]
    assert len(boxes) == 2
    assert not boxes[0].overlaps(boxes[1])
    periods = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert not any(box.overlaps(period) for box in boxes for period in periods)


def test_a_period_without_mentions_has_no_point():
    table = TABLE.copy()
    table.loc[1, ["share", "share_low", "share_high", "fixed_share"]] = np.nan
    table.loc[1, ["standardized", "standardized_low", "standardized_high"]] = np.nan
    ax = standardize(table)
    assert np.isnan(of(ax, "standardized").get_ydata()).sum() == 2


def test_a_very_wide_interval_is_cut_off_and_said():
    table = TABLE.copy()
    table.loc[0, "standardized_high"] = 1.0
    table[["share", "standardized"]] /= 4
    assert any("Intervals are cut off at the top." in text for text in texts(standardize(table)))


@pytest.mark.parametrize("periods", [1, 3, 8, 60])
def test_any_number_of_periods_stays_inside_and_apart(periods):
    names = [f"{2011 + number // 12}-{number % 12 + 1:02}" for number in range(periods)]
    ax = standardize(lines(dict.fromkeys(names, (0.4, 0.5)), every="month"))
    assert not is_clipped(ax)
    shown = [label.get_window_extent() for label in ax.get_xticklabels()]
    assert not any(one.overlaps(other) for place, one in enumerate(shown) for other in shown[:place])
    assert names[-1] in ax.get_xticklabels()[-1].get_text()


def test_two_labels_are_refused():
    with pytest.raises(
        DiscourseError, match=r"plot\.standardize draws one label at a time and this table has 2"
    ):
        standardize(pd.concat([TABLE, TABLE.assign(label="rebels")]))


def test_other_tables_are_refused():
    with pytest.raises(DiscourseError, match=r"dc\.standardize returns; this table lacks fixed_share"):
        standardize(TABLE.drop(columns="fixed_share"))


def test_the_table_is_not_changed():
    before = TABLE.copy()
    standardize(TABLE)
    pd.testing.assert_frame_equal(TABLE, before)


def test_a_table_that_lost_its_settings_is_told_by_the_names_of_its_columns():
    bare = lines({"spring": (0.2, 0.3), "winter": (0.4, 0.3)}, every="season")
    bare.attrs = {}
    said = texts(standardize(bare))
    assert "season\nn = articles\nmentions" in said
    assert "Fixed mix: 60% of a season's mentions." in said
    with pytest.raises(DiscourseError, match=r"needs the column of the periods; say every="):
        standardize(bare.drop(columns="season"))
