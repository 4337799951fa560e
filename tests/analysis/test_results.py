"""A table is known by its settings and the names of its columns: their places mean nothing."""

from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import discourse as dc
from discourse.analysis.results import analyses

SIDES = {"target": "X", "reference": "Y"}
OVER_TIME = {"label": "rebels", "unit": "document"}
NO_FIGURE = (
    "codes_needed",
    "concordance",
    "duplicates",
    "furniture",
    "neighbours",
    "quotations",
    "stories",
    "validate",
)


@cache
def corpus() -> dc.Corpus:
    """Return two outlets over six years; each names the opponents, and one story is printed twice."""
    random = np.random.default_rng(5)
    words = ["rebels", "opposition", "refugees", "migrants", "talks", "said"]
    rows = [
        (source, f"{2011 + n % 6}-0{1 + n % 9}-11", " ".join(random.choice(words, 30, p=often)))
        for source, often in (("X", [0.3, 0.1, 0.1, 0.1, 0.2, 0.2]), ("Y", [0.1, 0.3, 0.1, 0.1, 0.2, 0.2]))
        for n in range(24)
    ]
    story = " ".join(f"word{n}" for n in range(60))
    rows += [("X", "2013-01-01", f"rebels {story}"), ("Y", "2013-01-02", f"rebels {story}")]
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]), clean=False)


@cache
def table(analysis: str) -> pd.DataFrame:
    articles, labels = corpus(), dc.Lexicon.read("syria")
    framing = dc.framing(articles, labels)
    armed = framing[framing["concept"] == "armed-opponents"]
    made = {
        "overview": lambda: dc.overview(articles),
        "term_frequencies": lambda: dc.top(dc.term_frequencies(articles), n=5),
        "framing": lambda: armed[armed["count"] > 0],
        "contrast": lambda: dc.contrast(armed, **SIDES),
        "keyness": lambda: dc.top(dc.keyness(articles), n=5, rank_by=None),
        "collocates": lambda: dc.top(dc.collocates(articles, "rebels"), n=5, rank_by=None),
        "distances": lambda: dc.distances(articles),
        "voices": lambda: dc.voices(articles, labels).query("concept == 'armed-opponents'"),
        "quotations": lambda: dc.quotations(dc.read("seeds")),
        "divides": lambda: dc.divides(articles, labels, draws=200),
        "dispersion": lambda: dc.dispersion(articles, "rebels").head(20),
        "concordance": lambda: dc.concordance(articles, "rebels").head(20),
        "shift": lambda: dc.shift(articles, labels, before=2011, after=2014, **OVER_TIME),
        "standardize": lambda: dc.standardize(articles, labels, **OVER_TIME),
        "trend_model": lambda: dc.trend_model(articles, labels, **OVER_TIME),
        "change_points": lambda: dc.change_points(articles, labels, **OVER_TIME),
        "duplicates": lambda: dc.duplicates(articles),
        "furniture": lambda: dc.furniture(articles),
        "stories": lambda: dc.stories(articles),
        "neighbours": lambda: dc.neighbours(articles, ["rebels"], minimum=1),
        "sensitivity": lambda: dc.sensitivity(articles, labels, label="rebels", **SIDES, progress=False),
    }
    return made[analysis]()


def drawn(of: pd.DataFrame, **options: object) -> list[tuple[float, ...] | str]:
    """Return what a figure says, and where."""
    figure = dc.plot(of, **options).get_figure()
    figure.draw_without_rendering()
    found = [(text.get_text(), *text.get_window_extent().bounds) for text in figure.findobj(Text)]
    plt.close(figure)
    return sorted(each for each in found if each[0])


FROM_CODES = ("codes_needed", "validate")
SHOWN = [analysis for analysis in analyses() if analysis not in FROM_CODES]


@pytest.mark.parametrize("analysis", SHOWN)
def test_the_columns_of_a_table_are_those_of_its_groups_and_those_its_module_lists(analysis: str) -> None:
    own = import_module(f"discourse.analysis.{analysis}").COLUMNS
    others = [column for column in table(analysis).columns if column not in own]
    assert others == {"overview": ["source", "year"], "standardize": ["year"], "concordance": ["year"]}.get(
        analysis,
        ["source"]
        if analysis
        in ("term_frequencies", "framing", "collocates", "shift", "change_points", "furniture", "voices")
        else [],
    )
    assert not {"low", "high"} & {*own, *table(analysis).columns}


@pytest.mark.parametrize("analysis", SHOWN)
def test_the_order_of_columns_changes_no_word_and_no_figure(analysis: str) -> None:
    made = table(analysis)
    random = np.random.default_rng(3)
    orders = [made.columns[::-1], *(random.permutation(made.columns) for _ in range(3))]
    said = dc.in_words(made)
    picture = None if analysis in NO_FIGURE else drawn(made)
    for order in orders:
        moved = pd.DataFrame({name: made[name] for name in order})
        moved.attrs = made.attrs
        assert dc.in_words(moved) == said
        if picture is not None and order is orders[0]:
            assert drawn(moved) == picture


@pytest.mark.parametrize("analysis", SHOWN)
def test_what_concat_lost_can_be_said_again(analysis: str) -> None:
    made = table(analysis)
    lost = pd.DataFrame(made)
    lost.attrs = {}
    with pytest.raises(dc.DiscourseError, match="lost its settings; say analysis= one of"):
        dc.in_words(lost)
    needed = {
        "contrast": ("value",), "divides": ("by",), "shift": ("by", "before", "after"),
        "neighbours": ("words",),
        "collocates": ("pattern", "label", "concept", "rank_by"),
        "sensitivity": ("label", "target", "reference", "value"),
    }.get(analysis, ())  # fmt: skip
    options = {name: made.attrs["options"][name] for name in needed}
    assert dc.in_words(lost, analysis=analysis, **options) == dc.in_words(made)


def test_a_table_of_nothing_known_is_refused() -> None:
    with pytest.raises(dc.DiscourseError, match="there is no analysis 'frames'"):
        dc.in_words(table("framing"), analysis="frames")
    with pytest.raises(dc.DiscourseError, match="a table is needed, as an analysis returns it, not a list"):
        dc.in_words([1])  # type: ignore[arg-type]
    with pytest.raises(dc.DiscourseError, match="a table of duplicates has no figure"):
        dc.plot(table("duplicates"))


def test_a_column_that_is_missing_is_named() -> None:
    with pytest.raises(dc.DiscourseError, match="in_words: the table of keyness lacks 'log_ratio' in its"):
        dc.in_words(table("keyness").drop(columns="log_ratio"))


def test_a_group_column_that_is_gone_is_refused_and_can_be_said_again() -> None:
    renamed = table("framing").rename(columns={"source": "outlet"})
    with pytest.raises(dc.DiscourseError, match="has lost the column 'source' of its groups; say by= or"):
        dc.plot(renamed)
    assert dc.in_words(renamed, by="outlet") == dc.in_words(table("framing"))
    with pytest.raises(dc.DiscourseError, match="by its column 'concept', which this one lacks"):
        dc.plot(table("framing").drop(columns="concept"))


def test_a_label_that_is_not_chosen_is_not_said_to_go_unnamed(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    shares = dc.framing(seeds, syria)
    rebels = shares[(shares["label"] == "rebels") & (shares["source"] == "TRT World")]
    assert dc.in_words(rebels) == "Armed opponents. TRT World: none of these labels in 6 mentions."


def test_framing_is_drawn_by_what_it_holds() -> None:
    articles, labels = corpus(), dc.Lexicon.read("syria")
    counts = dc.framing(articles, labels)
    armed = counts["concept"] == "armed-opponents"
    years = dc.framing(articles, labels, every="year")
    titles = [
        dc.plot(each).get_title(loc="left")
        for each in (counts, counts[armed], years[years["concept"] == "armed-opponents"])
    ]
    plt.close("all")
    assert titles == [
        "Labels by source",
        "Choice of label: armed-opponents",
        "Choice of label over time: armed-opponents",
    ]


def test_only_public_names_are_offered() -> None:
    assert dir(dc) == sorted(dc.__all__)
    offered = [name for name in dir(dc.plot) if not name.startswith("_")]
    assert "forest" in offered
    assert not {"save", "Axes", "style", "sheet", "pd"} & set(offered)


def small(**options):
    lexicon = dc.Lexicon.from_dict(
        {"fighters": {"labels": {"rebels": ["rebel*"], "terrorists": ["terror*"]}}}
    )
    rows = {"source": ["A", "B", "B"], "text": ["rebels", "terrorists", "rebels"], "year": [2012, 2013, 2014]}
    return dc.framing(dc.read(pd.DataFrame(rows)), lexicon, **options)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda table: dc.in_words(table, foo=1), r"framing has no option foo=; it has by, every, .*unit"),
        (lambda table: dc.plot(table, foo=1), r"plot\.choice: .*'foo'; it takes a table, and ax="),
        (lambda table: dc.plot.forest(table, value="share"), r"plot\.forest: .*'value'; it takes a table"),
        (lambda table: dc.plot.label_map(table), r"plot\.label_map: .*'x'; it takes a table, and x=, y="),
        (
            lambda table: dc.in_words(pd.concat([table, table])),
            r"the table of framing has a row twice; keep one",
        ),
        (lambda table: dc.plot(pd.concat([table, table])), r"the table of framing has a row twice; keep one"),
    ],
)
def test_what_cannot_be_meant_is_one_sentence(call, said):
    with pytest.raises(dc.DiscourseError, match=said):
        call(small())


def test_columns_that_came_with_a_merge_make_no_groups():
    table = small()
    merged = table.merge(pd.DataFrame({"source": ["A", "B"], "country": ["X", "Y"]}), on="source")
    merged.attrs = {}
    assert dc.in_words(merged, analysis="framing") == dc.in_words(table)


def test_years_are_whole_after_a_csv_with_a_gap():
    table = small(every="year")
    merged = table.astype({"year": "float64"})
    assert dc.in_words(merged) == dc.in_words(table)
    assert "2012 " in dc.in_words(merged)
    seen = [text.get_text() for text in dc.plot(merged).figure.findobj(Text)]
    assert "2012" in seen
    assert not any("2012.0" in text for text in seen)


def test_figures_of_several_threads_are_those_of_one_and_settings_stay(tmp_path):
    table, before = small(), dict(plt.rcParams)

    def picture(number):
        return dc.save(table, "choice", folder=tmp_path / str(number)).png

    alone = picture(0)
    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(picture, range(1, 5))) == {alone}
    assert dict(plt.rcParams) == before


def test_a_figure_of_thousands_of_groups_is_one_sentence():
    table = small()
    many = pd.concat([table.assign(source=f"S{number}") for number in range(1000)], ignore_index=True)
    many.attrs = table.attrs
    assert len(dc.in_words(many)) < 500
    with pytest.raises(
        dc.DiscourseError, match=r"a figure of .* inches is more than a picture can hold; choose"
    ):
        dc.plot.forest(many, label="rebels")


def test_tables_and_lines_without_measure_are_one_sentence(monkeypatch):
    monkeypatch.setattr("discourse.counting.rows._MOST_ROWS", 3)
    with pytest.raises(
        dc.DiscourseError, match=r"2 groups × 2 labels are more than 3 rows; give by= with fewer"
    ):
        small()
    monkeypatch.setattr("discourse.analysis.concordance._MOST_WORDS", 3)
    corpus = dc.read(pd.DataFrame({"source": ["A"], "text": ["rebels and rebels"]}))
    with pytest.raises(
        dc.DiscourseError, match=r"2 lines with up to 14 words of context, where 3 are in memory"
    ):
        dc.concordance(corpus, "rebel*")
