"""Figures in a figure of one's own: nothing overlaps or is cut, whatever the letters and the names."""

from collections.abc import Iterator, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import pytest
import seaborn as sns
from every_table import Drawn, every_table
from matplotlib.axes import Axes
from seen import crowded, title
from small_tables import frames, over_time

from discourse.plots import FIGURES, plot

LONG = (
    "The Very Long Name of an Evening Paper of Some Northern Town",
    "صحيفة الشرق الأوسط الدولية اليومية للأخبار والتحليلات العامة",
    "人民日报海外版国际新闻中心中东分社特约记者联合报道组驻地编辑部",
    "Zeitungsverlagsgesellschaftsdruckereigenossenschaftsblattesw",
)
LABELS = ("those who are said to be terrorists and are not", LONG[1], LONG[2], LONG[3], "migrants")
# Of 24 groups, those figures that have a row, a column, a panel or a point for each.
CROWDED = (
    "overview",
    "choice",
    "forest",
    "label_map",
    "distances",
    "over_time of one",
    "dispersion",
    "trend_model",
)


def names(count: int) -> list[str]:
    return [*LONG, *(f"{LONG[0][:56]} {n}" for n in range(count))][:count]


@pytest.fixture(scope="module")
def two() -> dict[str, Drawn]:
    return every_table(names(2), LABELS, (LONG[3], "flight"))


@pytest.fixture(scope="module")
def crowd() -> dict[str, Drawn]:
    return every_table(names(24), LABELS, (LONG[3], "flight"))


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    with mpl.rc_context():
        yield


def fours(wanted: Sequence[str]) -> list[Sequence[str]]:
    return [wanted[at : at + 4] for at in range(0, len(wanted), 4)]


def drawn(
    tables: dict[str, Drawn], some: Sequence[str], layout: str, inches: tuple[float, float]
) -> list[str]:
    """Return what overlaps or is cut where some figures stand in a grid of 2 × 2."""
    figure, axes = plt.subplots(2, 2, figsize=inches, layout=layout)
    for ax, name in zip(axes.flat, some, strict=False):
        which, table, options = tables[name]
        getattr(plot, which)(table, ax=ax, **options)
    for ax in axes.flat[len(some) :]:
        ax.remove()
    return crowded(figure)


def test_there_is_a_table_for_every_figure(two: dict[str, Drawn]) -> None:
    assert {which for which, _, _ in two.values()} == set(FIGURES)


@pytest.mark.filterwarnings("ignore:Glyph")
@pytest.mark.parametrize("layout", ["none", "constrained"])
def test_every_figure_in_a_grid_with_large_letters_and_long_names(two: dict[str, Drawn], layout: str) -> None:
    plt.rcParams["font.size"] = 14 if layout == "none" else 18
    found = {(*some,): drawn(two, some, layout, (18, 13)) for some in fours([*two])}
    assert {some: texts for some, texts in found.items() if texts} == {}


@pytest.mark.filterwarnings("ignore:Glyph")
def test_many_groups_in_a_grid(crowd: dict[str, Drawn]) -> None:
    plt.rcParams["font.size"] = 14
    layouts = ("none", "constrained")
    found = [
        drawn(crowd, some, layout, (24, 17)) for some, layout in zip(fours(CROWDED), layouts, strict=True)
    ]
    assert found == [[], []]


@pytest.mark.filterwarnings("ignore:Glyph")
def test_names_that_are_given_are_whole_and_cut_nowhere() -> None:
    table = frames({"a": {"rebels": 3, "terrorists": 1}, "b": {"rebels": 1, "terrorists": 4}})
    given = dict(zip(("a", "b", "rebels", "opponents"), (*LONG[:2], LONG[3], LABELS[0]), strict=True))
    for name, options in (("choice", {}), ("forest", {"label": "rebels"}), ("label_counts", {})):
        ax = getattr(plot, name)(table, names=given, **options)
        assert crowded(ax.figure) == []
        shown = " ".join(" ".join(text.get_text() for text in ax.figure.findobj(mpl.text.Text)).split())
        assert LONG[0] in shown
        assert LONG[3] in shown
        plt.close(ax.figure)


def letters(ax: Axes) -> float:
    return float(ax.get_yticklabels()[0].get_fontsize())


def test_letters_have_the_size_of_the_settings() -> None:
    plain = plot.choice(frames())
    plt.rcParams["font.size"] = 15
    large = plot.choice(frames())
    assert letters(large) == pytest.approx(1.5 * letters(plain))
    assert large.figure.get_size_inches() == pytest.approx(1.5 * plain.figure.get_size_inches(), rel=0.05)
    assert plt.rcParams["font.size"] == 15
    assert crowded(large.figure) == []


def test_letters_have_the_size_of_a_theme_and_its_font() -> None:
    plain = letters(plot.choice(frames()))
    sns.set_theme(context="talk", font="DejaVu Serif")
    ax = plot.choice(frames())
    assert letters(ax) == pytest.approx(1.8 * plain)
    assert ax.title.get_fontfamily()[0] == "DejaVu Serif"


def test_letters_have_the_font_of_a_style_sheet() -> None:
    with plt.style.context(
        {"font.family": "monospace", "font.monospace": ["Nowhere Mono", "DejaVu Sans Mono"]}
    ):
        ax = plot.choice(frames())
    assert ax.title.get_fontfamily()[0] == "DejaVu Sans Mono"


def test_a_figure_of_ones_own_keeps_its_size_and_what_is_beside_it() -> None:
    figure, (left, right) = plt.subplots(1, 2, figsize=(14, 5), layout="constrained")
    right.plot([0, 1], [0, 1])
    right.set(title="Mine", ylabel="a label of mine")
    plot.choice(frames(), ax=left)
    figure.suptitle("Both")
    assert tuple(figure.get_size_inches()) == (14, 5)
    assert crowded(figure) == []


def test_small_parts_have_small_letters_and_an_axes_put_by_hand_stays() -> None:
    _, axes = plt.subplots(2, 2, figsize=(6.4, 4.8))
    assert letters(plot.choice(frames(), ax=axes[0, 0])) < 9
    ax = plt.figure().add_axes((0.3, 0.2, 0.5, 0.5))
    assert plot.choice(frames(), ax=ax).get_position().bounds == pytest.approx((0.3, 0.2, 0.5, 0.5))


def test_an_empty_axes_looks_as_ours_and_what_is_drawn_on_one_stays() -> None:
    plt.rcParams["axes.labelsize"] = 30
    _, (left, right) = plt.subplots(1, 2, figsize=(20, 6))
    (line,) = right.plot([0, 1], [0, 1])
    table = frames({"Herald": {"rebels": 3, "terrorists": 1}, "Post": {"rebels": 1, "terrorists": 1}})
    for ax in (left, right):
        plot.forest(table, label="rebels", ax=ax)
    assert not left.spines["top"].get_visible()
    assert left.xaxis.label.get_fontsize() < 12
    assert line in right.lines


def test_a_refused_table_leaves_the_axes_as_it_was() -> None:
    figure, ax = plt.subplots()
    before = len(ax.get_children())
    with pytest.raises(ValueError, match="without rows"):
        plot.choice(frames().iloc[:0], ax=ax)
    assert len(ax.get_children()) == before
    assert plt.get_fignums() == [figure.number]


def test_texts_can_be_changed_afterwards_and_a_title_is_where_titles_are() -> None:
    _, ax = plt.subplots(figsize=(9, 5))
    plot.over_time(over_time({"Herald": {2015: 8, 2016: 3}}), ax=ax)
    ax.figure.draw_without_rendering()
    (ours,) = [text for text in ax.findobj(mpl.text.Text) if text.get_text() == title(ax)]
    place, look = ours.get_window_extent().y0, ours.get_fontweight()
    for options in ({}, {"loc": "left"}, {"color": "red", "fontdict": {"fontstyle": "italic"}}):
        assert ax.set_title("My own words", **options) is ours
        assert title(ax) == "My own words"
        assert ours.get_window_extent().y0 == pytest.approx(place, abs=2)
        assert ours.get_fontweight() == look
        assert crowded(ax.figure) == []
    assert (ours.get_color(), ours.get_fontstyle()) == ("red", "italic")
    assert ax.set_title("Another", loc="right") is not ours
    assert title(ax) == "My own words"
