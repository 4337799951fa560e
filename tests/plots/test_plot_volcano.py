import io

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from seen import is_clipped, overlapping, says, texts, title
from small_tables import keywords

import discourse as dc
from discourse.errors import DiscourseError
from discourse.plots.sheet.style import BLUE, VERMILION
from discourse.plots.volcano import volcano


def cloud(count=60, seed=1):
    """Return one comparison of so many terms; those with much evidence have a small q."""
    draw = np.random.default_rng(seed)
    evidence = np.sort(draw.chisquare(1, count) * 9)[::-1]
    ratio = draw.normal(0, 3, count)
    rows = [("Herald", f"term{i}", 3, 2, ratio[i], 0.01 if evidence[i] > 8 else 0.4) for i in range(count)]
    return keywords(rows).assign(g2_corrected=evidence)


def clouds(ax):
    return [found for found in ax.collections if found.get_gid() == "terms"]


def names(ax, table):
    return [text for text in ax.texts if text.get_text() in set(table["term"])]


def test_every_term_is_a_point_coloured_by_side_where_it_is_sure():
    table = cloud()
    ax = volcano(table)
    grey, left, right = clouds(ax)
    sure = table["q"] < 0.05
    assert len(grey.get_offsets()) == (~sure).sum()
    assert (left.get_offsets()[:, 0] < 0).all()
    assert (right.get_offsets()[:, 0] >= 0).all()
    assert len(left.get_offsets()) + len(right.get_offsets()) == sure.sum()
    assert to_hex(left.get_facecolor()[0]) == VERMILION.lower()
    assert to_hex(right.get_facecolor()[0]) == BLUE.lower()
    assert title(ax) == "All words: Herald against the rest"
    assert says(ax, f"of {len(table)} terms")


def test_height_is_the_corrected_evidence_on_a_square_root_scale():
    table = cloud()
    heights = np.sort(np.concatenate([found.get_offsets()[:, 1] for found in clouds(volcano(table))]))
    assert np.allclose(heights, np.sort(np.sqrt(table["g2_corrected"])))
    ax = volcano(table)
    for tick, text in zip(ax.get_yticks(), ax.get_yticklabels(), strict=True):
        assert tick**2 == pytest.approx(float(text.get_text().replace(",", "")))


def test_the_strongest_of_both_sides_are_named_and_no_name_stands_on_another():
    table = cloud(300)
    ax = volcano(table, label=5)
    ax.get_figure().draw_without_rendering()
    named = names(ax, table)
    sides = [float(text.xy[0]) >= 0 for text in named]
    assert sides.count(True) == sides.count(False) == 5
    sure = table[table["q"] < 0.05]
    for side, found in (("right", sure["log_ratio"] >= 0), ("left", sure["log_ratio"] < 0)):
        assert sure.loc[found, "term"].iloc[0] in {text.get_text() for text in named}, side
    assert overlapping(ax.texts) == []
    inside = ax.get_window_extent()
    assert all(inside.x0 <= t.get_window_extent().x0 and t.get_window_extent().x1 <= inside.x1 for t in named)
    assert not is_clipped(ax)


def test_no_name_stands_on_a_coloured_point():
    table = cloud(2_000)
    ax = volcano(table)
    ax.get_figure().draw_without_rendering()
    spots = np.concatenate([ax.transData.transform(found.get_offsets()) for found in clouds(ax)[1:]])
    for text in names(ax, table):
        box = text.get_window_extent()
        assert not any(box.contains(*spot) for spot in spots)


def test_names_can_be_left_out():
    table = cloud()
    assert names(volcano(table, label=0), table) == []
    with pytest.raises(DiscourseError, match=r"^plot\.volcano: label= must be a whole number from 0"):
        volcano(table, label=-1)


def test_nothing_sure_is_all_grey():
    ax = volcano(cloud().assign(q=0.5))
    assert [len(found.get_offsets()) for found in clouds(ax)] == [60, 0, 0]
    assert says(ax, "(0 right, 0 left")


def test_terms_without_evidence_are_counted():
    table = cloud()
    table.loc[3, "g2_corrected"] = np.nan
    assert "1 term without corrected evidence not shown" in texts(volcano(table))


def test_several_targets_are_refused():
    table = pd.concat([cloud(), cloud().assign(target="Post")])
    with pytest.raises(DiscourseError) as error:
        volcano(table)
    assert str(error.value) == (
        "plot.volcano draws one target at a time and this table has 2 (Herald, Post); choose one, for "
        "example table[table.target == 'Herald']."
    )


def test_a_comparison_with_one_article_is_refused():
    with pytest.raises(DiscourseError) as error:
        volcano(cloud().assign(g2_corrected=np.nan, q=np.nan))
    assert str(error.value) == (
        "plot.volcano has nothing to draw for Herald : the rest: no term has corrected evidence "
        "(g2_corrected), which is not known where a side has one article."
    )


def test_two_hundred_thousand_terms_stay_small_and_quick(tmp_path, work):
    draw = np.random.default_rng(0)
    count = 200_000
    table = cloud(1).loc[[0] * count]
    table["term"] = [f"term{i}" for i in range(count)]
    table["log_ratio"] = draw.normal(0, 3, count)
    table["g2_corrected"] = draw.chisquare(1, count) * 10
    table["q"] = np.where(table["g2_corrected"] > 40, 0.01, 0.5)
    dc.save(table.head(), "volcano", figure=volcano(table), alt="terms", folder=tmp_path)
    assert (tmp_path / "volcano.svg").stat().st_size < 1_000_000
    assert work(lambda: volcano(table)) < count  # no line of ours is run for each term


def test_the_same_table_gives_the_same_picture():
    def drawn() -> bytes:
        file = io.BytesIO()
        volcano(cloud(5_000)).get_figure().savefig(file, format="raw")
        return file.getvalue()

    assert drawn() == drawn()
