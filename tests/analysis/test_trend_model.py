"""The regression of a label: planted trends, and what it refuses."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.special import stdtrit

import discourse as dc
from discourse.analysis import trend_model as module
from discourse.counting.over_time import OverTime
from discourse.measures.regression import fit


def articles(rates, *, years=range(2011, 2019), n=30, words=400, seed=1):
    """A corpus in which each source uses "rebels" at its rate, `(first, factor a year)`."""
    random = np.random.default_rng(seed)
    rows = []
    for source, (rate, factor) in rates.items():
        for year in years:
            for count in random.poisson(words * rate * factor ** (year - years[0]), n):
                words_of = ["rebels"] * min(count, words) + ["soldiers"] * max(words - count, 0)
                rows.append((source, f"{year}-06-01", " ".join(words_of)))
    return pd.DataFrame(rows, columns=["source", "date", "text"])


@pytest.fixture(scope="module")
def planted():
    return dc.read(articles({"Herald": (0.01, 1.0), "Post": (0.03, 1.2)}))


def model(corpus, syria, **options):
    return dc.trend_model(
        corpus, syria, **{"label": "rebels", "value": "rate", "unit": "document", **options}
    )


def test_planted_trends_are_found(planted, syria):
    table = model(planted, syria).set_index("term")
    assert table.index.tolist() == [
        "Post against Herald", "per year in Herald", "per year in Post", "per year, Post against Herald"
    ]  # fmt: skip
    at_centre = 3 * 1.2 ** (table_centre(planted, syria) - 2011)
    for term, true in zip(table.index, [at_centre, 1, 1.2, 1.2], strict=True):
        assert table.loc[term, "ratio_low"] < true < table.loc[term, "ratio_high"]
    assert (table["p"] <= table["q"]).all()
    assert table["documents"].tolist() == table["units"].tolist() == [240] * 4
    assert table.loc["per year in Post", "tokens"] == 240 * 400


def table_centre(corpus, syria):
    return model(corpus, syria).attrs["options"]["centre"]


def test_the_other_way_round_every_ratio_is_turned_over(planted, syria):
    one = model(planted, syria, reference="Herald").set_index("kind")
    two = model(planted, syria, reference="Post").set_index("kind")
    for kind in ("group", "time by group"):
        np.testing.assert_allclose(one.loc[kind, "ratio"], 1 / two.loc[kind, "ratio"], rtol=1e-6)
        np.testing.assert_allclose(one.loc[kind, "ratio_low"], 1 / two.loc[kind, "ratio_high"], rtol=1e-6)
        np.testing.assert_allclose(one.loc[kind, "p"], two.loc[kind, "p"], rtol=1e-6)


def test_years_months_and_quarters_tell_the_same_of_articles_of_one_day_a_year(planted, syria):
    by_year = model(planted, syria)["ratio"]
    for every in ("quarter", "month"):
        np.testing.assert_allclose(model(planted, syria, every=every)["ratio"], by_year, rtol=1e-6)


def test_one_change_for_all_and_none_but_time(planted, syria):
    common = model(planted, syria, interaction=False)
    assert common["term"].tolist() == ["Post against Herald", "per year"]
    assert common["target"].tolist() == ["Post", "all documents"]
    alone = model(planted, syria, by=None)
    assert alone["term"].tolist() == ["per year"]
    assert alone["documents"].tolist() == [480]


def test_a_share_is_told_in_odds(syria):
    frame = articles({"Herald": (0.01, 1.0), "Post": (0.02, 1.0)})
    frame["text"] += " terrorists" * 8
    table = model(dc.read(frame), syria, value="share").set_index("kind")
    assert table.loc["group", "ratio_low"] < 2 < table.loc["group", "ratio_high"]
    assert table.loc["group", "concept_count"] == table.loc["group", "count"] + 8 * 240
    assert table.attrs["options"]["value"] == "share"


def test_what_lacks_a_date_or_a_group_or_words_is_counted(syria):
    frame = articles({"Herald": (0.01, 1.0), "Post": (0.02, 1.0)})
    lacking = [
        ("Herald", "", "rebels"),
        ("", "2012-01-01", "rebels"),
        ("", "", "x"),
        ("Post", "2012-01-01", "…"),
    ]
    more = pd.concat([frame, pd.DataFrame(lacking, columns=frame.columns)])
    corpus = dc.read(more.rename(columns={"source": "desk"}).assign(source="S"), errors="repair")
    table = model(corpus, syria, by="desk")
    assert table.attrs["options"]["left_out"] == {"a date": 2, "desk": 1, "words": 1}
    assert table["ratio"].tolist() == model(dc.read(frame), syria)["ratio"].tolist()


def test_copies_of_one_article_are_one_unit(planted, syria):
    story = [f"story {row % 8}" for row in range(480)]
    table = model(
        dc.read(articles({"H": (0.01, 1), "P": (0.03, 1)}).assign(story=story)), syria, unit="story"
    )
    assert table["units"].max() == 8


def test_the_order_of_documents_changes_nothing(planted, syria):
    frame = articles({"Herald": (0.01, 1.0), "Post": (0.03, 1.2)})
    shuffled = model(dc.read(frame.sample(frac=1, random_state=1)), syria)
    pd.testing.assert_frame_equal(shuffled, model(planted, syria), rtol=1e-8)


def monthly(sources=("Herald", "Post"), *, years=range(2013, 2017), events=0.8, n=4, seed=1):
    """A corpus in which all sources use "rebels" at one rate, more in some months than in others."""
    random = np.random.default_rng(seed)
    rows = []
    for year in years:
        for month in range(1, 13):
            rate = 4 * random.gamma(1 / events, events)
            for source in sources:
                for day, count in enumerate(random.poisson(rate, n), start=1):
                    words_of = ["rebels"] * count + ["soldiers"] * (200 - count)
                    rows.append((source, f"{year}-{month:02}-{day:02}", " ".join(words_of)))
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))


@pytest.mark.parametrize("every", ["year", "quarter", "month"])
def test_by_default_the_units_are_months_whatever_the_periods(every, syria):
    corpus = monthly()
    asked = {"label": "rebels", "value": "rate", "every": every}
    table = dc.trend_model(corpus, syria, **asked)
    assert table["units"].tolist() == [48] * 4
    assert table.attrs["options"]["unit"] == "month"
    assert "crossed" not in table.attrs["options"]
    assert dc.in_words(table).endswith(" Errors are between months.")
    pd.testing.assert_frame_equal(dc.trend_model(corpus, syria, unit="month", **asked), table)
    apart = dc.trend_model(corpus, syria, unit="document", **asked)
    slopes = (apart["kind"] == "time").to_numpy()
    width = [np.log(each["ratio_high"] / each["ratio_low"])[slopes].mean() for each in (table, apart)]
    assert width[0] > 1.3 * width[1]  # articles of one month share its events


def test_where_outlets_are_pooled_one_that_comes_later_is_no_trend(syria):
    early = monthly(["A", "B", "C"], years=(2013, 2014), events=0.1)
    late = monthly(["A", "D"], years=(2015, 2016), events=0.1, seed=2)
    frames = []
    for corpus in (early, late):
        texts = [corpus.text(document) for document in corpus.documents["id"]]
        frames.append(corpus.documents[["source", "date"]].assign(text=texts))
    frame = pd.concat(frames, ignore_index=True)
    frame.loc[frame["source"] == "D", "text"] += " rebels" * 12  # its own way, in all its months
    corpus = dc.read(frame)
    asked = {"label": "rebels", "value": "rate", "by": None}
    table, as_they_are = (dc.trend_model(corpus, syria, unit=unit, **asked) for unit in (None, "month"))
    assert table.attrs["options"]["crossed"] == "source"
    assert dc.in_words(table).endswith(" Errors are between months and outlets.")
    assert as_they_are["p"].iloc[0] < 0.001
    assert table["p"].iloc[0] > 0.05
    assert table["ratio"].iloc[0] == pytest.approx(as_they_are["ratio"].iloc[0])


def test_all_groups_that_cannot_be_in_the_model_are_named_at_once(syria):
    rows = [*THREE, ("B", "2014-01-01", USED), *[("C", date, UNUSED) for _, date, _ in THREE]]
    rows += [*[("D", date, text) for _, date, text in THREE[:6]], ("E", "2014-01-01", USED)]
    rows += [("F", date, UNUSED if "2016" not in date else USED) for _, date, _ in THREE]
    with pytest.raises(dc.DiscourseError) as error:
        model(corpus_of(rows), syria)
    assert str(error.value) == (
        "a single unit in these groups says nothing about how much units differ: B, E; 'rebels' occurs "
        "nowhere in these groups, so that no ratio is finite: C; fewer than three points in time in these "
        "groups (one a year) are too few for a change of their own: D; 'rebels' occurs at one end of the "
        "time only in these groups, so that no change is finite: F; leave them out with corpus.select"
    )


@pytest.mark.parametrize(
    ("by", "sentence"),
    [
        (
            "source",
            "fewer than 4 months in these groups say too little about how much months differ: A; leave them "
            "out with corpus.select, or set unit='family' to take articles of one month for independent",
        ),
        (
            None,
            "fewer than 4 months in these documents say too little about how much months differ; set "
            "unit='family' to take articles of one month for independent",
        ),
    ],
)
def test_three_months_are_too_few(by, sentence, syria):
    with pytest.raises(dc.DiscourseError) as error:
        model(corpus_of(THREE), syria, unit=None, by=by)
    assert str(error.value) == sentence


def corpus_of(rows):
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))


USED, UNUSED = "the rebels left", "the army came back"
THREE = [("A", f"{year}-01-01", text) for year in (2014, 2015, 2016) for text in (USED, USED, UNUSED)]


@pytest.mark.parametrize(
    ("rows", "options", "sentence"),
    [
        (THREE[:6], {}, "a trend needs three points in time, and these documents have 2014 and 2015 only"),
        (
            [*THREE, ("B", "2014-01-01", USED)],
            {},
            "a single unit in these groups says nothing about how much units differ: B; leave them out with "
            "corpus.select",
        ),
        (
            [*THREE, *[("B", date, UNUSED) for _, date, _ in THREE]],
            {},
            "'rebels' occurs nowhere in these groups, so that no ratio is finite: B; leave them out with "
            "corpus.select",
        ),
        (
            [*THREE, *[("B", date, UNUSED if "2016" not in date else USED) for _, date, _ in THREE]],
            {},
            "'rebels' occurs at one end of the time only in these groups, so that no change is finite: B; "
            "leave them out with corpus.select, or set interaction=False",
        ),
        (
            [*THREE, *[("B", date, text) for _, date, text in THREE[:6]]],
            {},
            "fewer than three points in time in these groups (one a year) are too few for a change of their "
            "own: B; leave them out with corpus.select, or set interaction=False",
        ),
        (
            [*THREE, *[("B", date, USED) for _, date, _ in THREE[::3]]],
            {},
            "one unit in each year in these groups cannot tell time from unit: B; leave them out with "
            "corpus.select, or set interaction=False",
        ),
        (
            [(source, f"201{year}-01-01", USED) for source, year in zip("AABBCC", "112233", strict=True)],
            {"interaction": False},
            "each group has documents of one year only, so that nothing tells group from time",
        ),
        (
            [*THREE, *[("B", date, text) for _, date, text in THREE]],
            {"value": "share"},
            "'rebels' is the only label in these groups, so that no odds ratio is finite: A, B; leave them "
            "out with corpus.select",
        ),
        (THREE[:3], {"by": None}, "a trend needs three points in time, and these documents have 2014 only"),
        (THREE, {"label": "heroes"}, "the lexicon has no label 'heroes'"),
        (THREE, {"concept": "heroes"}, "the lexicon has no concept 'heroes'; it must be one of "),
        (THREE, {"value": "odds"}, "value='odds': it must be one of share, rate"),
        (THREE, {"every": "week"}, "every='week': it must be one of year, quarter, month"),
        (THREE, {"by": "year"}, "year is the time and cannot be a group as well; leave it out of by="),
        (THREE, {"reference": "Z"}, "reference='Z' is no group; it must be one of A"),
        (THREE, {"confidence": 95}, "confidence= must be a number between 0 and 1, such as 0.95, not 95"),
        ([("A", "", USED)], {}, "no document can be followed over time: 1 lacks a date"),
    ],
)
def test_what_the_data_cannot_bear_is_refused_in_a_sentence(rows, options, sentence, syria):
    with pytest.raises(dc.DiscourseError) as error:
        model(corpus_of(rows), syria, **options)
    assert str(error.value).startswith(sentence)


def test_a_trend_that_one_story_carries_is_refused(syria):
    rows = [("A", f"{year}-01-01", USED, "one") for year in (2014, 2015, 2016)]
    rows += [("A", "2014-01-01", text, story) for text, story in ((USED, "two"), (UNUSED, "three"))]
    corpus = dc.read(pd.DataFrame(rows, columns=["source", "date", "text", "story"]))
    with pytest.raises(dc.DiscourseError, match="one of the units carries a trend alone; leave"):
        model(corpus, syria, unit="story")


def test_on_fakes_sputnik_gave_up_a_word(fakes, syria):
    two = fakes.select(source=["ahram", "sputnik"])
    table = dc.trend_model(two, syria, label="rebels", value="rate").set_index("term")
    assert table.loc["per year in sputnik", "ratio_high"] < 1
    assert table.loc["per year in ahram", "ratio_low"] < 1 < table.loc["per year in ahram", "ratio_high"]


def test_in_words(planted, syria):
    table = model(planted, syria, interaction=False)
    said = dc.in_words(table)
    assert said.startswith("Rate ratios of rebels, the surest first: Post against Herald ")
    assert said.count("; ") == 1
    table.loc[:, ["ratio", "ratio_low", "ratio_high"]] = [[1258.4, 0.0417, 7.2e6]] * len(table)
    assert ": Post against Herald 1,300 (0.042 to 7.2e+06)" in dc.in_words(table)
    table.loc[:, ["ratio", "ratio_low", "ratio_high"]] = [[1.04, 1.006, 1.0]] * len(table)
    assert ": Post against Herald 1.04 (1.01 to 1)" in dc.in_words(table)


def test_where_few_units_bear_the_interval_is_not_needlessly_wide():
    random = np.random.default_rng(0)
    group, time = np.repeat([0, 1], 40), np.tile(np.arange(40) % 8 - 3.5, 2)
    design = np.column_stack([group == 0, group == 1, (group == 0) * time, (group == 1) * time]).astype(float)
    held, tried = 0, 0
    for _ in range(150):
        count = random.poisson(0.3 * random.gamma(0.3, 1 / 0.3, 80))
        if min(np.bincount(group, weights=count)) < 2:
            continue
        try:
            fitted = fit(count, np.full(80, 500.0), design, np.arange(80))
        except dc.DiscourseError:
            continue
        keys, units = pd.DataFrame({"source": ["A", "B"]}), np.arange(80)
        asked = SimpleNamespace(value="rate")
        rows = OverTime(asked, keys, [], group, group, units, group, count, count, count, {})
        term = module._Term("group", 1, 0, np.array([-1.0, 1.0, 0.0, 0.0]))
        half = stdtrit(module._degrees(rows, term), 0.975) * np.sqrt(term.sum @ fitted.covariance @ term.sum)
        held, tried = held + (abs(term.sum @ fitted.estimate) <= half), tried + 1
    assert tried > 100
    assert 0.9 < held / tried < 0.985
