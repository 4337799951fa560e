import numpy as np
import pandas as pd
import pytest
from seen import bars, filled, intervals, is_clipped, row_names, says, texts, title

from discourse.errors import DiscourseError
from discourse.plots.shift import shift

NAMES = ["count", "concept_count", "documents", "documents_total", "concept_units", "share", "weight"]


def parts(
    strata: dict[str, tuple[float, float]], *, patterns: tuple[str, ...] = (), wide: float = 0.02
) -> pd.DataFrame:
    """Return a shift from what each stratum adds within and by the mix; intervals reach `wide` either way."""
    within, mix = (sum(each) for each in zip(*strata.values(), strict=True))
    rows = [("total", None, None, within, mix)]
    rows += [("stratum", name, None, *each) for name, each in strata.items()]
    rows += [("pattern", None, name, within, mix) for name in patterns]
    table = pd.DataFrame(rows, columns=["part", "source", "pattern", "within", "mix"])
    table.insert(0, "concept", "opponents")
    table.insert(1, "label", "terrorists")
    for name in NAMES:
        table[f"{name}_before"], table[f"{name}_after"] = 2, 3
    table["share_before"], table["share_after"] = 0.25, 0.5
    table["weight_before"], table["weight_after"] = 0.4, 0.6
    table["difference"] = table["within"] + table["mix"]
    for part in ("within", "mix", "difference"):
        table[f"{part}_low"], table[f"{part}_high"] = table[part] - wide, table[part] + wide
    options = {"by": "year", "before": 2013, "after": [2016, 2017], "over": "source", "confidence": 0.9}
    table.attrs = {"analysis": "shift", "options": options}
    return table


TABLE = parts({"Herald": (0.1, -0.05), "Post": (0.0, 0.06)}, patterns=("terroris*", "terror group*"))


def drawn(ax):
    return [bar for bar in bars(ax) if bar.get_gid() == "part"]


def test_rows_are_the_total_the_strata_and_the_patterns():
    ax = shift(TABLE)
    assert row_names(ax) == ["all", "Herald", "Post", "terroris*", "terror group*"]
    assert title(ax) == "Change of the share of terrorists, in parts"
    assert {"within", "mix", "together", "share", "weight"} <= set(texts(ax))
    assert len([found for found in ax.collections if found.get_gid() == "break"]) == 1


def test_three_columns_of_bars_have_one_scale():
    ax = shift(TABLE)
    assert len(drawn(ax)) == 3 * len(TABLE)
    widths = [bar.get_width() for bar in drawn(ax)]
    values = pd.concat([TABLE["within"], TABLE["mix"], TABLE["difference"]]).tolist()
    scale = widths[0] / values[0]
    np.testing.assert_allclose(widths, np.multiply(values, scale), atol=1e-12)
    assert {"+10.0", "−5.0", "+6.0", "+11.0", "0"} <= set(texts(ax))


def test_what_parts_are_made_of_and_rest_on_is_written():
    said = texts(shift(TABLE))
    assert said.count("25% → 50%") == 5
    assert said.count("40% → 60%") == 2  # of the strata only
    assert said.count("n = 2 → 3 articles") == 3
    assert said.count("2 → 3 mentions") == 2


def test_a_bar_is_filled_where_its_interval_leaves_out_0():
    ax = shift(parts({"Herald": (0.1, 0.01)}))
    assert [filled(bar) for bar in drawn(ax)] == [True, True, False, False, True, True]


def test_a_part_without_interval_is_hollow_and_said():
    table = TABLE.copy()
    table.loc[1, [name for name in table.columns if name.endswith(("low", "high"))]] = np.nan
    ax = shift(table)
    assert "No interval (too few articles, or all alike): Herald." in texts(ax)
    assert len(intervals(ax)) == 3 * (len(table) - 1)
    assert not filled(drawn(ax)[1])


def test_the_sides_and_the_confidence_are_said():
    assert says(shift(TABLE), "year 2013 → 2016–2017. Bars: percentage points")
    assert says(shift(TABLE), "Line: 90% interval between articles")
    bare = TABLE.copy()
    bare.attrs = {}
    assert any(text.startswith("Bars: percentage points") for text in texts(shift(bare)))


def test_a_stratum_that_is_new_has_a_dash():
    table = TABLE.copy()
    table.loc[2, ["share_before", "weight_before"]] = [np.nan, 0.0]
    assert {"– → 50%", "0% → 60%"} <= set(texts(shift(table)))


def test_a_stratum_without_a_name_says_so():
    table = TABLE.copy()
    table.loc[1, "source"] = None
    assert row_names(shift(table))[:2] == ["all", "(no source)"]


def test_years_may_be_strata_and_the_total_has_none():
    table = TABLE.rename(columns={"source": "year"})
    table["year"] = pd.array([pd.NA, 2015, 2016, pd.NA, pd.NA], dtype="Int64")
    table.attrs = {"analysis": "shift", "options": {"over": "year"}}
    assert row_names(shift(table))[:3] == ["all", "2015", "2016"]


def test_patterns_that_never_occur_stand_in_a_note():
    table = TABLE.copy()
    table.loc[4, ["count_before", "count_after"]] = 0
    ax = shift(table)
    assert row_names(ax)[-1] == "terroris*"
    assert "Not found: terror group*." in texts(ax)


def test_rates_are_per_10000_words():
    pairs = (("share", "rate"), ("concept_count", "tokens"), ("concept_units", "units"))
    names = {f"{old}_{side}": f"{new}_{side}" for side in ("before", "after") for old, new in pairs}
    table = parts({"Herald": (12.5, -3.0)}, wide=1).rename(columns=names)
    table["rate_before"], table["rate_after"] = 4.25, 13.75
    ax = shift(table)
    assert title(ax) == "Change of the rate of terrorists, in parts"
    assert {"4.2 → 13.8", "+12.5", "−3.0"} <= set(texts(ax))
    assert any("per 10,000 words" in text for text in texts(ax))


def test_two_labels_are_refused():
    with pytest.raises(DiscourseError) as error:
        shift(pd.concat([TABLE, TABLE.assign(label="rebels")]))
    assert str(error.value) == (
        "plot.shift draws one label at a time and this table has 2 (terrorists, rebels); choose one, for "
        "example table[table.label == 'terrorists']."
    )


def test_other_tables_are_refused():
    with pytest.raises(
        DiscourseError, match=r"needs the columns that dc\.shift returns; this table lacks mix"
    ):
        shift(TABLE.drop(columns="mix"))
    with pytest.raises(DiscourseError, match="without rows"):
        shift(TABLE[:0])
    with pytest.raises(DiscourseError, match=r"draws a DataFrame as dc\.shift returns it, not list"):
        shift([])


@pytest.mark.parametrize("strata", [1, 3, 8, 15, 40])
def test_any_number_of_long_names_stays_inside(strata):
    names = [f"The very long name of outlet number {number} in the city" for number in range(strata)]
    table = parts({name: (0.5 - number, number / 3) for number, name in enumerate(names)}, wide=4)
    ax = shift(table)
    assert not is_clipped(ax)
    assert ax.get_figure().get_size_inches()[0] <= 11.5
    spans = [text.get_window_extent() for text in ax.texts if text.get_text().startswith(("+", "−"))]
    assert not any(one.overlaps(other) for place, one in enumerate(spans) for other in spans[:place])


def test_the_table_is_not_changed_and_an_axes_may_be_given():
    import matplotlib.pyplot as plt

    before = TABLE.copy()
    given = plt.figure(figsize=(9, 4)).subplots()
    assert shift(TABLE, ax=given) is given
    pd.testing.assert_frame_equal(TABLE, before)


def of_stories(labels: tuple[str, ...] = ("terrorists",), stories: int = 20) -> pd.DataFrame:
    """Return a shift within stories: each adds a little less than the one before, half of it in words."""
    added = {f"story {number}": (0.02 - 0.001 * number, 0.0) for number in range(stories)}
    table = pd.concat([parts(added).assign(label=label) for label in labels], ignore_index=True)
    table = table.rename(columns={"source": "story"}).assign(only=0.01, only_low=0.0, only_high=0.02)
    table["difference"] += table["only"]
    ends = ["within_low", "within_high", "mix_low", "mix_high", "difference_low", "difference_high"]
    table.loc[table["part"] == "stratum", ends] = np.nan
    options = {"by": "source", "before": "Herald", "after": "Post", "over": "story", "within": "story"}
    table.attrs = {"analysis": "shift", "options": {**options, "unit": "story", "confidence": 0.95}}
    return table


def test_of_many_stories_those_that_add_most_are_drawn():
    ax = shift(of_stories())
    assert row_names(ax) == ["all", *(f"story {number}" for number in range(12))]
    assert len(drawn(ax)) == 4 * 13
    assert says(ax, "8 others are not drawn; they add +")
    assert {"words", "weights", "alone", "together"} <= set(texts(ax))
    assert title(ax) == "Difference in the share of terrorists, in parts"
    assert not says(ax, "No interval")
    assert says(ax, "interval between stories")


def test_what_is_not_known_has_a_dash():
    table = of_stories(("terrorists", "rebels"))
    for part in ("within", "mix", "only"):
        table[[part, f"{part}_low", f"{part}_high"]] = np.nan
    ax = shift(table)
    assert texts(ax).count("–") == 2 * 3
    assert not is_clipped(ax)


def test_of_several_labels_the_totals_are_drawn():
    ax = shift(of_stories(("terrorists", "rebels")))
    assert row_names(ax) == ["terrorists", "rebels"]
    assert title(ax) == "Differences in share of the labels of opponents, in parts"
    assert "weight" not in texts(ax)
    assert not is_clipped(ax)
