import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from every_table import every_table
from matplotlib.collections import Collection
from matplotlib.colors import to_hex, to_rgba_array
from matplotlib.patches import Patch
from seen import bars, column_names, is_clipped, row_names, says, texts, title
from small_tables import corpus, frames, keywords, over_time, terms

from discourse.errors import DiscourseError
from discourse.plots import FIGURES, plot
from discourse.plots.sheet.look import _COLOURED as COLOURED
from discourse.plots.sheet.look import UNLIT
from discourse.plots.sheet.style import BEHIND, BLUE, VERMILION
from discourse.plots.sheet.tables import place_name, places

THREE = {name: {"rebels": 3, "terrorists": 1} for name in ("Herald", "Post", "Mail")}


@pytest.fixture(scope="module")
def drawn_from():
    return every_table(("Herald", "Post", "Mail"), ("a", "b", "c", "d", "e"), ("side", "flight"))


def test_title_and_subtitle_are_the_users():
    ax = plot.choice(frames(), title="Who fights?", subtitle="Two papers")
    assert title(ax) == "Who fights?"
    assert says(ax, "Two papers")
    assert not is_clipped(ax)
    plain = len(texts(plot.choice(frames())))
    assert len(texts(plot.choice(frames(), subtitle=""))) == plain - 1


def test_the_next_figure_is_plain_again():
    plain = title(plot.choice(frames()))
    plot.choice(frames(), title="Mine")
    with pytest.raises(DiscourseError):
        plot.choice(frames().iloc[:0], title="Mine")
    assert title(plot.choice(frames())) == plain


@pytest.mark.parametrize("name", ["choice", "forest", "label_counts"])
def test_groups_stand_in_the_order_asked_for_and_the_others_after_them(name):
    table = frames(THREE, concept="opponents")
    options = {"label": "rebels"} if name == "forest" else {}
    ax = getattr(plot, name)(table, order=["Mail", "Post"], **options)
    shown = column_names(ax) if name == "label_counts" else row_names(ax)
    assert [row.split()[0] for row in shown] == ["Mail", "Post", "Herald"]


def test_panels_stand_in_the_order_asked_for():
    ax = plot.over_time(over_time({"Herald": {2015: 8}, "Post": {2015: 9}}), order=["Post"])
    assert [panel.texts[-2].get_text() for panel in ax.child_axes] == ["Post", "Herald"]


def test_an_ordered_categorical_orders():
    table = frames(THREE)
    table["source"] = pd.Categorical(table["source"], ["Post", "Mail", "Herald"], ordered=True)
    assert row_names(plot.choice(table)) == ["Post", "Mail", "Herald"]
    table["source"] = pd.Categorical(table["source"], ["Post", "Mail", "Herald"], ordered=False)
    assert row_names(plot.choice(table)) == list(THREE)


def test_names_are_the_users_and_the_table_stays():
    table = frames(THREE, concept="opponents")
    before = table.copy()
    names = {"Herald": "The Herald", "rebels": "Rebels", "opponents": "Those who fight", "nobody": "x"}
    ax = plot.forest(table, names=names, label="rebels", order=["Mail", "The Herald"])
    assert row_names(ax) == ["Mail", "The Herald", "Post"]
    assert says(ax, "Rebels")
    assert says(ax, "Those who fight")
    pd.testing.assert_frame_equal(table, before)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("Post", "order= must be a list"),
        (["Nix"], "order= names none of the groups"),
        (["Heralt", "Mail", "Post"], "order= has .Heralt., which is no group; did you mean .Herald."),
    ],
)
def test_an_order_that_is_none_is_refused(order, words):
    with pytest.raises(DiscourseError, match=words):
        plot.choice(frames(THREE), order=order)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ({"Herald": "Post"}, "names= gives one name to two values of 'source'"),
        ({"Heralt": "The Herald"}, "names= has 'Heralt', which is no group; did you mean 'Herald'"),
    ],
)
def test_names_that_are_none_are_refused(names, words):
    with pytest.raises(DiscourseError, match=words):
        plot.choice(frames(THREE), names=names)


def test_keywords_are_renamed_and_ordered():
    table = keywords([("Herald", "rest", 2, 1, 1.5, 0.1), ("Post", "rest", 2, 1, 1.5, 0.1)])
    ax = plot.keyness(table, order=["Post"], names={"Herald": "The Herald"})
    shown = [text for text in texts(ax) if text.startswith(("Post", "The Herald"))]
    assert [text.split(" : ")[0] for text in shown] == ["Post", "The Herald"]


def test_the_colour_is_the_users_everywhere():
    ax = plot.term_frequencies(terms({"Herald": {"war": 3, "peace": 1}}), color="#7a1f5c")
    drawn = {to_hex(bar.get_facecolor()) for panel in ax.child_axes for bar in bars(panel)}
    assert "#7a1f5c" in drawn
    assert BLUE.lower() not in drawn


def test_no_colour_is_refused():
    with pytest.raises(DiscourseError, match="color= must be a colour that matplotlib knows"):
        plot.choice(frames(), color="blueish")


def test_a_table_draws_itself_with_them():
    table = frames()
    table.attrs = {"analysis": "framing", "options": {"by": "source"}}
    ax = plot(table, title="Mine", order=["Post"])
    assert title(ax) == "Mine"
    assert row_names(ax) == ["Post", "Herald"]


@pytest.mark.parametrize("name", FIGURES)
def test_every_figure_keeps_its_name_and_words(name):
    assert getattr(plot, name).__name__ == name
    assert "Returns" in getattr(plot, name).__doc__


def test_figures_side_by_side_are_drawn_on_the_users_axes():
    _, axes = plt.subplots(1, 2, figsize=(12, 5))
    for ax, colour in zip(axes, ("#7a1f5c", "#d9a441"), strict=True):
        plot.choice(frames(), ax=ax, color=colour, title=colour)
    assert [title(ax) for ax in axes] == ["#7a1f5c", "#d9a441"]
    assert {to_hex(bar.get_facecolor()) for bar in bars(axes[0])} & {"#d9a441"} == set()


@pytest.mark.parametrize(
    ("years", "places_of"),
    [
        ((2013, 2014, 2016, 2050), [2013, 2014, 2016, 2018]),
        ((1, 2013, 2014, 2016), [2011, 2013, 2014, 2016]),
        ((1, 2, 2013, 2014, 2016), [2009, 2011, 2013, 2014, 2016]),
        ((1990, 2013, 2014, 2025), [1990, 2013, 2014, 2025]),  # within thrice what the others reach
        ((2015, 2016, 2020), [2015, 2016, 2020]),
        ((2016, 2050), [2016, 2050]),  # nobody knows which is wrong
    ],
)
def test_an_impossible_date_leaves_the_scale_of_the_others(years, places_of):
    assert list(places(years, "year").values()) == places_of


def test_time_that_is_left_out_has_a_mark():
    of = places((2013, 2014, 2016, 2050), "year")
    assert [place_name(place, "year", of) for place in range(2013, 2019)] == [
        "2013", "2014", "2015", "2016", "…", "2050",
    ]  # fmt: skip
    months = places(("2016-01", "2016-02", "2016-04", "2050-01"), "month")
    there = range(min(months.values()), max(months.values()) + 1)
    assert [place_name(place, "month", months) for place in there] == [
        "2016-01", "2016-02", "2016-03", "2016-04", "…", "2050-01",
    ]  # fmt: skip


@pytest.mark.parametrize("year", [1, 2050])
def test_every_time_figure_keeps_its_scale(year):
    table = over_time({"Herald": {2013: 3, 2014: 4, 2015: 5, year: 2}})
    panel = plot.over_time(table).child_axes[0]
    assert np.diff(panel.get_xlim())[0] <= 6
    rows = [("Herald", each, 3, 100) for each in (2013, 2014, 2015, year)]
    assert np.diff(plot.overview(corpus(rows)).get_xlim())[0] <= 6


def test_what_is_highlighted_has_colour_and_the_rest_is_grey():
    ax = plot.choice(frames(THREE), highlight="Post")
    found = {bar.get_y() // 1: to_hex(bar.get_facecolor()) for bar in bars(ax)}
    assert found == {0: UNLIT, 1: BLUE.lower(), 2: UNLIT}


def test_a_highlight_has_the_users_colour_and_name():
    ax = plot.choice(frames(THREE), highlight=["My Post"], names={"Post": "My Post"}, color="#7a1f5c")
    assert {to_hex(bar.get_facecolor()) for bar in bars(ax)} == {"#7a1f5c", UNLIT}


@pytest.mark.parametrize("name", COLOURED)
def test_every_figure_of_groups_can_highlight_one(name, drawn_from):
    figure, table, options = drawn_from[name]
    ax = getattr(plot, figure)(table, highlight="Post", **options)
    colours = {
        to_hex(colour)
        for artist in ax.findobj(lambda one: isinstance(one, Collection | Patch))
        for colour in all_of(artist)
    }
    assert colours & {UNLIT, BEHIND}
    assert colours & {BLUE.lower(), VERMILION.lower()}


@pytest.mark.parametrize("name", sorted(set(FIGURES) - set(COLOURED)))
def test_a_figure_without_colours_of_groups_refuses_to_highlight(name, drawn_from):
    figure, table, options = drawn_from[name]
    with pytest.raises(DiscourseError, match=f"plot.{name} has no colours of groups to highlight"):
        getattr(plot, figure)(table, highlight="Post", **options)


def test_a_highlight_of_nothing_is_refused():
    with pytest.raises(DiscourseError, match="highlight= names none of the groups; they are Herald, Post"):
        plot.choice(frames(), highlight="Nix")
    many = {f"P{number:02}": {"rebels": 1} for number in range(15)}
    with pytest.raises(DiscourseError, match=r"they are P00, .*, P09, and 5 more$"):
        plot.choice(frames(many), highlight="Nix")


def all_of(artist):
    """Return the colours of an artist."""
    return [*to_rgba_array(artist.get_facecolor()), *to_rgba_array(artist.get_edgecolor())]
