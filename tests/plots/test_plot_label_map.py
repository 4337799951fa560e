"""A map of outlets: points, intervals, names without overlap, and what has no place on it."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from seen import intervals, is_clipped, overlapping, says, texts, title
from small_tables import frames, with_intervals

from discourse.errors import DiscourseError
from discourse.plots.label_map import label_map
from discourse.plots.sheet.placement import place

OPPONENTS = {
    "Herald": {"terrorists": 1, "rebels": 3},
    "Post": {"terrorists": 4, "rebels": 0},
    "Times": {"terrorists": 0, "rebels": 0},
    "Star": {"terrorists": 0, "rebels": 0},
}
GOVERNMENT = {
    "Herald": {"regime": 2, "government": 2},
    "Post": {},
    "Times": {"regime": 1, "government": 4},
    "Star": {},
}


def both(first=OPPONENTS, second=GOVERNMENT):
    table = pd.concat([frames(first), frames(second, concept="rulers")], ignore_index=True)
    made = with_intervals(table)
    made.loc[made["share"].isna(), ["share_low", "share_high"]] = np.nan
    return made


def drawn(ax, gid):
    return list(ax.get_figure().findobj(lambda artist: artist.get_gid() == gid))


def points(ax):
    (found,) = drawn(ax, "share")
    fills = [to_hex(fill) for fill in found.get_facecolors()]
    return dict(zip([tuple(at) for at in np.round(found.get_offsets(), 3).tolist()], fills, strict=True))


def names(ax):
    return [text.get_text() for text in drawn(ax, "name")]


def test_a_point_stands_at_its_two_shares_with_both_intervals():
    ax = label_map(both(), x="terrorists", y="regime")
    assert title(ax) == "Who says “terrorists”, who says “regime”"
    assert (0.25, 0.5) in points(ax)
    assert [0.15, 0.5, 0.35, 0.5] in intervals(ax)
    assert [0.25, 0.4, 0.25, 0.6] in intervals(ax)
    assert says(ax, "95% interval between articles")


def test_who_never_names_one_thing_stands_in_a_band_and_who_names_neither_below():
    ax = label_map(both(), x="terrorists", y="regime")
    beside = -0.085
    assert set(points(ax)) == {(0.25, 0.5), (1.0, beside), (beside, 0.2)}
    assert "rulers: not named" in texts(ax)
    assert "opponents: not named" in texts(ax)
    assert says(ax, "Neither opponents nor rulers named by: Star.")
    assert sorted(names(ax)) == ["Herald (1)", "Post (2)", "Times (3)"]


def test_there_is_no_band_where_all_have_a_place():
    whole = {"A": {"a": 1, "b": 1}, "B": {"a": 2}}
    ax = label_map(both(whole, {"A": {"c": 1}, "B": {"c": 1, "d": 3}}), x="a", y="c")
    assert ax.get_xlim()[0] == ax.get_ylim()[0] == -0.03
    assert not any("not named" in text for text in texts(ax))


def test_the_ends_of_the_axes_say_what_they_mean():
    ends = {text.get_text() for text in drawn(label_map(both(), x="terrorists", y="regime"), "end x")}
    assert ends == {"← rebels", "“terrorists” →"}
    many = {"A": dict.fromkeys("abcde", 1)}
    ends = {text.get_text() for text in drawn(label_map(both(many, {"A": {"z": 1}}), x="a", y="z"), "end x")}
    assert ends == {"← the 4 other names", "“a” →"}


def test_a_share_from_one_article_is_hollow():
    table = both()
    table.loc[(table["source"] == "Herald") & (table["concept"] == "rulers"), ["share_low", "share_high"]] = (
        np.nan
    )
    ax = label_map(table, x="terrorists", y="regime")
    assert points(ax)[0.25, 0.5] == "#ffffff"
    assert points(ax)[1.0, -0.085] != "#ffffff"
    assert says(ax, "Hollow: n = 1, a share from one article.")
    assert not says(label_map(both(), x="terrorists", y="regime"), "Hollow")


def test_a_table_without_intervals_counts_articles():
    table = both().drop(columns=["share_low", "share_high", "concept_units"]).assign(concept_documents=2)
    table.loc[table["source"] == "Herald", "concept_documents"] = 1
    ax = label_map(table, x="terrorists", y="regime")
    assert intervals(ax) == []
    assert points(ax)[0.25, 0.5] == "#ffffff"
    assert not says(ax, "Lines:")


def test_those_with_most_articles_are_named_and_the_others_counted():
    ax = label_map(both(), x="terrorists", y="regime", label=1)
    assert names(ax) == ["Times (3)"]  # group n has n articles
    assert says(ax, "2 points without a name, of 2 articles or fewer.")
    assert names(label_map(both(), x="terrorists", y="regime", label=0)) == []


def test_one_concept_can_be_on_both_axes():
    ax = label_map(with_intervals(frames(OPPONENTS)), x="terrorists", y=("opponents", "rebels"))
    assert (0.25, 0.75) in points(ax)


def test_a_label_of_two_concepts_must_be_said_with_its_concept():
    table = both(second={"Herald": {"rebels": 1}})
    with pytest.raises(DiscourseError) as error:
        label_map(table, x="rebels", y="terrorists")
    assert str(error.value) == (
        "plot.label_map: 2 concepts have the label 'rebels'; say which, for example "
        "x=('opponents', 'rebels')."
    )
    assert label_map(table, x=("rulers", "rebels"), y="terrorists") is not None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"x": "heroes", "y": "regime"}, "no row has x='heroes'; it must be one of terrorists, rebels, "),
        (
            {"x": "regime", "y": ("rulers", "rebels")},
            r"no row has y=\('rulers', 'rebels'\); it must be one of "
            r"\('opponents', 'terrorists'\), \('opponents', 'rebels'\), \('rulers', 'regime'\), ",
        ),
        ({"x": None, "y": "regime"}, r"no row has x=None; it must be one of \('opponents', 'terrorists'\), "),
        ({"x": 3, "y": "regime"}, r"no row has x=3; it must be one of \('opponents', 'terrorists'\), "),
        ({"x": "regime", "y": "regime"}, "x and y are both 'regime' of 'rulers'."),
        ({"x": "regime", "y": "rebels", "label": -1}, "label= must be a whole number from 0, not -1"),
    ],
)  # fmt: skip
def test_what_cannot_be_drawn_is_refused(asked, said):
    with pytest.raises(DiscourseError, match=rf"^plot\.label_map: {said}"):
        label_map(both(), **asked)


def test_several_rows_of_a_group_are_refused():
    with pytest.raises(DiscourseError, match="several rows of Herald have the label 'terrorists'"):
        label_map(pd.concat([both(), both().assign(tokens=9)]), x="terrorists", y="regime")


def test_a_map_of_nobody_is_refused():
    nobody = {"Herald": {"terrorists": 0}}
    with pytest.raises(DiscourseError, match="no group names 'opponents' or 'rulers'"):
        label_map(both(nobody, {"Herald": {"regime": 0}}), x="terrorists", y="regime")


def test_names_lie_on_no_other_name_and_nothing_is_clipped():
    close = {f"The long name of outlet {n}": {"a": 50 + n % 5, "b": 50} for n in range(20)}
    other = {name: {"c": 30 + n, "d": 50} for n, name in enumerate(close)}
    ax = label_map(both(close, other), x="a", y="c")
    ax.get_figure().draw_without_rendering()
    assert overlapping(drawn(ax, "name")) == []
    assert not is_clipped(ax)
    missing = 20 - len(names(ax))
    assert missing == 0 or any(text.startswith(f"{missing} point") for text in texts(ax))


def test_names_are_placed_the_same_every_time():
    where = [
        [(text.get_text(), text.xy) for text in drawn(label_map(both(), x="terrorists", y="regime"), "name")]
        for _ in range(2)
    ]
    assert where[0] == where[1]


def test_a_name_without_room_is_not_free():
    points = np.array([[1.0, 1.0], [1.0, 1.0]])
    room = np.array([0.0, 0.0, 2.0, 2.0])
    _, _, free = place(points, np.array([[5.0, 0.1], [0.2, 0.1]]), room, np.empty((0, 4)))
    assert free.tolist() == [False, True]  # the first is wider than the room


def test_a_name_keeps_off_other_points():
    points = np.array([[1.0, 1.0], [1.25, 1.05], [0.75, 1.05]])
    middles, _, free = place(points, np.array([[0.3, 0.1]]), np.array([0.0, 0.0, 2.0, 2.0]), np.empty((0, 4)))
    assert free.all()
    assert (np.abs(middles[0] - points[1:]) > [0.15, 0.05]).any(axis=1).all()
