"""Changes in the use of labels, in parts: sums that are exact, and what cannot be asked."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.measures import kitagawa

LEXICON = dc.Lexicon.from_dict(
    {
        "fighters": {
            "labels": {"rebels": ["rebel*", "rebel fighter*", "insurgent*"], "terrorists": ["terrorist*"]}
        },
        "people": {"labels": {"refugees": ["refugee*"], "terrorists": ["scum"]}},
    }
)
WORDS = ["rebels", "rebel", "fighters", "insurgents", "terrorists", "refugees", "the", "war"]
DOCUMENT = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["X", "Y", "Z", None]),
        "date": st.sampled_from(["2013-02-01", "2014-05-01", "2016-03-09", None]),
        "story": st.sampled_from(["a", "b", None]),
        "text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join),
    }
)
PARTS = ["within", "mix", "difference"]
NAMED = {"label": "terrorists", "concept": "fighters"}


def corpus(rows: list[tuple[str, int, str]]) -> dc.Corpus:
    """Make a corpus from (source, year, text)."""
    frame = pd.DataFrame(rows, columns=["source", "year", "text"])
    months = enumerate(frame.pop("year"))  # one of its own for each article of a year
    frame["date"] = [f"{year}-{1 + number % 12:02}-01" for number, year in months]
    return dc.read(frame)


TWO = corpus(
    [
        ("Herald", 2013, "rebels rebels rebels terrorists"),
        ("Herald", 2013, "rebels rebels rebels rebels"),
        ("Herald", 2016, "rebels rebels rebels terrorists"),
        ("Herald", 2016, "rebels rebels insurgents rebels"),
        ("Post", 2016, "terrorists terrorists terrorists terrorists"),
        ("Post", 2016, "terrorists terrorists terrorists rebels"),
    ]
)


def total(table: pd.DataFrame) -> "pd.Series[float]":
    (row,) = table[table["part"] == "total"].to_dict("records")
    return pd.Series(row)


def test_a_change_of_outlets_alone_is_all_mix() -> None:
    table = dc.shift(TWO, LEXICON, before=2013, after=2016, **NAMED)
    whole = total(table)
    assert [whole["share_before"], whole["share_after"]] == [1 / 8, 1 / 2]
    assert whole["within"] == 0
    assert whole["mix"] == pytest.approx(3 / 8)
    post = table[(table["part"] == "stratum") & (table["source"] == "Post")].iloc[0]
    assert np.isnan(post["share_before"])
    assert [post["weight_before"], post["weight_after"], post["share_after"]] == [0, 0.5, 7 / 8]
    assert post["mix"] == pytest.approx((7 / 8 - (1 / 8 + 1 / 2) / 2) * 0.5)
    assert np.isnan(post["within_low"])  # all mix by definition, so there is nothing to vary


def test_in_words() -> None:
    table = dc.shift(TWO, LEXICON, before=2013, after=2016, **NAMED)
    said = dc.in_words(table)
    assert said.startswith("Year 2013, then 2016. terrorists 1 of 8, then 8 of 16, +37.5 points (")
    assert said.endswith("): +0.0 within, +37.5 by the mix. Intervals are between months.")
    low, high = 100 * total(table)[["difference_low", "difference_high"]]
    assert f"({low:+.1f} to {high:+.1f})" in said
    rates = dc.in_words(dc.shift(TWO, LEXICON, before=2013, after=2016, value="rate", **NAMED))
    assert rates.startswith("Year 2013, then 2016, per 10,000 words. terrorists 1 of 8")
    assert ": +0.0 within, +3750.0 by the mix." in rates


def test_labels_that_never_occur_are_not_said() -> None:
    lexicon = dc.Lexicon.from_dict({"f": {"labels": {"rebels": ["rebel*"], "heroes": ["hero*"], "x": ["y"]}}})
    table = dc.shift(TWO, lexicon, before=2013, after=2016, concept="f")
    assert set(table["label"]) == {"rebels", "heroes", "x"}
    assert "heroes" not in dc.in_words(table)
    never = dc.in_words(table[table["label"] == "heroes"])
    assert never == "Year 2013, then 2016. No label occurs on either side."


def test_columns_and_counts() -> None:
    table = dc.shift(TWO, LEXICON, before=2013, after=2016, label="rebels")
    counts = ["count", "concept_count", "documents", "documents_total", "concept_units", "share", "weight"]
    assert table.columns.tolist() == [
        "concept", "label", "part", "source", "pattern",
        *(f"{name}_{side}" for name in counts for side in ("before", "after")),
        *(f"{part}{end}" for part in PARTS for end in ("", "_low", "_high")),
    ]  # fmt: skip
    assert table["part"].tolist() == ["total", "stratum", "stratum", "pattern", "pattern", "pattern"]
    whole = total(table)
    assert [whole[f"{name}_after"] for name in counts[:5]] == [8, 16, 3, 4, 4]
    patterns = table.dropna(subset=["pattern"]).set_index("pattern")
    assert patterns["count_after"].to_dict() == {"rebel*": 7, "insurgent*": 1, "rebel fighter*": 0}
    assert table.attrs["options"]["before"] == 2013
    assert table.attrs["analysis"] == "shift"


def test_two_outlets_over_years() -> None:
    table = dc.shift(TWO, LEXICON, by="source", before="Herald", after="Post", over="year", **NAMED)
    strata = table[table["part"] == "stratum"].set_index("year")
    assert strata["weight_before"].to_dict() == {2013: 0.5, 2016: 0.5}
    assert strata.loc[2016, "within"] == pytest.approx(0.75 * (7 / 8 - 1 / 8))
    assert str(table["year"].dtype) == "Int64"
    graded = dc.read(
        pd.DataFrame({"date": ["2013-01-01", "2016-01-01"], "grade": [1, 2], "text": "rebels", "source": "X"})
    )
    table = dc.shift(graded, LEXICON, before=2013, after=2016, over="grade", label="rebels")
    assert table["grade"].tolist() == [pd.NA, 1, 2, pd.NA, pd.NA, pd.NA]


def test_without_strata_there_are_words() -> None:
    table = dc.shift(TWO, LEXICON, before=2013, after=2016, over=None, label="rebels")
    assert (table["mix"] == 0).all()
    assert table.loc[table["part"] == "pattern", "within"].sum() == pytest.approx(total(table)["within"])


def test_all_labels_of_a_concept_move_by_nothing_together() -> None:
    table = dc.shift(TWO, LEXICON, before=2013, after=2016, concept="fighters")
    whole = table[table["part"] == "total"]
    assert whole["label"].tolist() == ["rebels", "terrorists"]
    np.testing.assert_allclose(whole[PARTS].sum(), 0, atol=1e-12)
    one = dc.shift(TWO, LEXICON, before=2013, after=2016, **NAMED)
    both = table[table["label"] == "terrorists"].reset_index(drop=True)
    pd.testing.assert_frame_equal(both, one, check_exact=True)  # the same units are drawn


def test_a_rate_is_split_by_tokens() -> None:
    whole = total(dc.shift(TWO, LEXICON, before=2013, after=2016, value="rate", **NAMED))
    assert [whole["tokens_before"], whole["tokens_after"]] == [8, 16]
    assert [whole["rate_before"], whole["rate_after"]] == [1250, 5000]
    assert whole["difference"] == pytest.approx(3750)
    assert "units_before" in whole.index


@settings(max_examples=25)
@given(st.lists(DOCUMENT, min_size=2, max_size=16), st.sampled_from(["share", "rate"]), st.integers(1, 15))
def test_parts_add_up_in_any_corpus_of_any_shards(documents, value, cut) -> None:  # type: ignore[no-untyped-def]
    frame = pd.DataFrame(documents)
    asked = {"before": [2013, 2014], "after": 2016, "concept": "fighters", "value": value}
    asked |= {"unit": "story"}
    whole = dc.read(frame.assign(id=[f"d{row}" for row in range(len(frame))]))
    try:
        table = dc.shift(whole, LEXICON, **asked)
    except dc.DiscourseError:
        return
    scale = 1 if value == "share" else 10_000
    for _, rows in table.groupby("label"):
        (change,) = rows.loc[rows["part"] == "total", PARTS].to_numpy()
        assert change[0] + change[1] == pytest.approx(change[2], abs=1e-12 * scale)
        sides = rows.loc[rows["part"] == "total", [f"{value}_after", f"{value}_before"]].iloc[0]
        assert change[2] == pytest.approx(sides.iloc[0] - sides.iloc[1], abs=1e-12 * scale)
        for kind in {"stratum", "pattern"} & set(rows["part"]):
            sums = rows.loc[rows["part"] == kind, PARTS].sum()
            np.testing.assert_allclose(sums, change, atol=1e-12 * scale)
    assert ((table["difference_low"] <= table["difference_high"]) | table["difference_low"].isna()).all()
    parts = [each for each in (frame[:cut], frame[cut:]) if len(each)]
    ids = iter(range(len(frame)))
    many = dc.Corpus(
        [
            part
            for each in parts
            for part in dc.read(each.assign(id=[f"d{next(ids)}" for _ in range(len(each))]))._parts
        ]
    )
    pd.testing.assert_frame_equal(dc.shift(many, LEXICON, **asked), table, check_exact=True)


def test_turned_round_every_part_changes_its_sign() -> None:
    one = dc.shift(TWO, LEXICON, before=2013, after=2016, **NAMED)
    other = dc.shift(TWO, LEXICON, before=2016, after=2013, **NAMED)
    np.testing.assert_allclose(one[PARTS], -other[PARTS], atol=1e-12)


def test_the_whole_change_has_the_interval_of_contrast() -> None:
    random = np.random.default_rng(3)
    rows = [
        (outlet, year, " ".join(random.choice(["rebels", "terrorists", "the"], 12, p=[0.5 - p, p, 0.5])))
        for outlet, p in (("Herald", 0.1), ("Post", 0.3))
        for year in (2013, 2016)
        for _ in range(15)
    ]
    news = corpus(rows)
    whole = total(dc.shift(news, LEXICON, before=2013, after=2016, unit="document", **NAMED))
    years = dc.framing(news, LEXICON, by="year", unit="document")
    both = dc.contrast(years[years["concept"] == "fighters"], by="year", target=2016, reference=2013)
    row = both.set_index("label").loc["terrorists"]
    for name in ("difference", "difference_low", "difference_high"):
        assert whole[name] == pytest.approx(row[name])
    alone = total(dc.shift(news, LEXICON, before=2013, after=2016, over=None, unit="document", **NAMED))
    ends = ["within_low", "within_high"]
    assert alone[ends].tolist() == pytest.approx(alone[["difference_low", "difference_high"]].tolist())


def test_between_months_the_whole_is_that_of_contrast_too() -> None:
    random = np.random.default_rng(4)
    rows = [
        ("Herald", f"{year}-{month:02d}-01", "rebels " * random.binomial(6, chance) + "terrorists")
        for year, chance in ((2013, 0.3), (2016, 0.6))
        for month in range(1, 13)
        for _ in range(random.integers(1, 9))
    ]
    news = dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))
    for value in ("share", "rate"):
        whole = total(dc.shift(news, LEXICON, before=2013, after=2016, value=value, **NAMED))
        both = dc.contrast(
            dc.framing(news, LEXICON, by="year"), by="year", target=2016, reference=2013, value=value
        )
        ends = ["difference", "difference_low", "difference_high"]
        expected = both[both["concept"] == "fighters"].set_index("label").loc["terrorists", ends]
        assert whole[ends].tolist() == pytest.approx(expected.tolist())


def test_none_of_few_is_no_certainty() -> None:
    rows = [("Herald", 2013, "rebels rebels"), ("Post", 2013, "rebels")] * 4 + [
        ("Herald", 2016, "rebels")
    ] * 6
    whole = total(dc.shift(corpus(rows), LEXICON, before=2013, after=2016, unit="document", **NAMED))
    for part in PARTS:
        assert whole[f"{part}_low"] < 0 == whole[part] < whole[f"{part}_high"]


def test_few_articles_on_a_side_tell_no_interval() -> None:
    few = corpus([("Herald", 2013, "rebels terrorists"), *[("Herald", 2016, "terrorists rebels")] * 9])
    table = dc.shift(few, LEXICON, before=2013, after=2016, **NAMED)
    assert table[["difference_low", "difference_high", "within_low", "mix_high"]].isna().all(axis=None)
    more = corpus(
        [
            ("Herald", 2013, "rebels terrorists"),
            *[("Post", 2013, text) for text in ("rebels", "rebels terrorists", "terrorists")] * 2,
            *[
                (outlet, 2016, text)
                for outlet in ("Herald", "Post")
                for text in ("terrorists", "rebels rebels")
            ]
            * 2,
        ]
    )
    strata = dc.shift(more, LEXICON, before=2013, after=2016, **NAMED).set_index("source")
    assert np.isnan(strata.loc["Herald", "difference_low"])
    assert strata.loc["Post", "difference_low"] < strata.loc["Post", "difference_high"]


def test_a_story_in_two_outlets_is_drawn_whole() -> None:
    rows = [(f"{outlet}", 2013 + 3 * (story > 4), "terrorists " * story + "rebels") for story in range(10)
            for outlet in ("Herald", "Post")]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["source", "year", "text"])
    frame["date"], frame["story"] = [f"{year}-06-01" for year in frame.pop("year")], np.repeat(range(10), 2)
    news = dc.read(frame)
    apart, joined = (
        total(dc.shift(news, LEXICON, before=2013, after=2016, unit=unit, **NAMED))
        for unit in ("document", "story")
    )
    assert joined["concept_units_before"] == 5
    joined, apart = (each["difference_high"] - each["difference_low"] for each in (joined, apart))
    assert joined > apart


REFUSED = [
    (
        {"before": 2013, "after": 2013, "label": "rebels"},
        "before and after both have year=2013; a document stands on one side",
    ),
    (
        {"before": 2011, "after": 2016, "label": "rebels"},
        "no document has year in 2011; it must be one of 2013, 2016",
    ),
    (
        {"before": [], "after": 2016, "label": "rebels"},
        "no document has year in an empty list; it must be one of 2013, 2016",
    ),
    (
        {"before": 2013, "after": 2016, "label": "heroes"},
        "the lexicon has no label 'heroes'; look at lexicon",
    ),
    (
        {"before": 2013, "after": 2016, "label": "terrorists"},
        "the label 'terrorists' is in several concepts; say concept= one of fighters, people",
    ),
    (
        {"before": 2013, "after": 2016, "label": "heroes", "concept": "people"},
        "the concept 'people' has no label 'heroes'; it must be one of refugees, terrorists",
    ),
    (
        {"before": 2013, "after": 2016, "concept": "places"},
        "the lexicon has no concept 'places'; it must be one of fighters, people",
    ),
    (
        {"before": 2013, "after": 2016},
        "several concepts could be meant; say concept= one of fighters, people",
    ),
    (
        {"before": 2013, "after": 2016, "label": "refugees"},
        "no document with year in 2013 mentions 'people', so there is no share",
    ),
    ({"before": 2013, "after": 2016, "over": "year", "label": "rebels"}, "by= and over= both name 'year'"),
    ({"before": 2013, "after": 2016, "by": ["year"], "label": "rebels"}, "by= is the name of one column"),
    (
        {"before": 2013, "after": 2016, "label": "rebels", "value": "count"},
        "value='count': it must be one of share, rate",
    ),
    (
        {"before": 2013, "after": 2016, "label": "rebels", "confidence": 3},
        "confidence= must be a number between 0 and 1, such as 0.95, not 3",
    ),
]


@pytest.mark.parametrize(("asked", "sentence"), REFUSED)
def test_what_cannot_be_asked_is_refused_in_one_sentence(asked, sentence) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(dc.DiscourseError) as error:
        dc.shift(TWO, LEXICON, **asked)
    assert str(error.value).startswith(sentence)
    assert "\n" not in str(error.value)


def test_what_is_no_lexicon_is_refused() -> None:
    with pytest.raises(
        dc.DiscourseError, match=r"a Lexicon is needed, as Lexicon\.read returns it, not 'syria'"
    ):
        dc.shift(TWO, "syria", before=2013, after=2016)  # type: ignore[arg-type]


def test_shift_is_kitagawa_of_label_shares(fakes: dc.Corpus, syria: dc.Lexicon) -> None:
    asked = {"label": "terrorists", "concept": "armed-opponents"}
    table = dc.shift(fakes, syria, before=2013, after=2016, **asked)
    shares = dc.framing(fakes, syria, by=["source", "year"])
    mine = shares[(shares["concept"] == "armed-opponents") & (shares["label"] == "terrorists")]
    wide = mine.pivot_table(index="source", columns="year", values=["count", "concept_count"]).fillna(0)
    sides = []
    for year in (2013, 2016):
        count, whole = wide[("count", year)].to_numpy(), wide[("concept_count", year)].to_numpy()
        with np.errstate(invalid="ignore"):
            sides += [count / whole, whole / whole.sum()]
    within, mix = kitagawa(*sides)
    strata = table[table["part"] == "stratum"].set_index("source").loc[wide.index]
    np.testing.assert_allclose(strata["within"], within, atol=1e-15)
    np.testing.assert_allclose(strata["mix"], mix, atol=1e-15)
    whole = total(table)
    counts = ["count_before", "concept_count_before", "count_after", "concept_count_after"]
    assert whole[counts].tolist() == [39, 242, 875, 2137]
    assert [round(100 * whole[part], 1) for part in PARTS] == [16.1, 8.7, 24.8]


def test_no_interval_reaches_beyond_what_a_share_can_change() -> None:
    rows = [
        {"source": source, "date": f"{year}-0{month}-01", "text": text}
        for source, year, texts in (
            ("A", 2015, ["rebels", "terrorists rebels"]),
            ("A", 2016, ["rebels", "terrorists"]),
            ("B", 2016, ["rebels rebels", "terrorists"]),
        )
        for month, text in enumerate(texts, start=1)
    ]
    corpus, lexicon = dc.read(pd.DataFrame(rows)), dc.Lexicon.read("syria")
    asked = {"label": "rebels", "concept": "armed-opponents", "unit": "document"}
    table = dc.shift(corpus, lexicon, before=2015, after=2016, **asked)
    for part in ("within", "mix", "difference"):
        assert (table[f"{part}_low"].dropna() >= -1).all()
        assert (table[f"{part}_high"].dropna() <= 1).all()


# Of each story, what two outlets write of rebels and terrorists.
STORIES = [
    ("a", "rebels rebels rebels terrorists", "rebels terrorists terrorists terrorists"),
    ("b", "rebels rebels terrorists terrorists", "rebels terrorists terrorists terrorists"),
    ("c", "rebel fighters rebels", "rebels terrorists"),
    ("d", "rebels terrorists terrorists", "terrorists terrorists terrorists"),
    ("e", "rebels rebels", "rebels rebels terrorists"),
    ("f", "insurgents rebels rebels rebels", "rebels rebels rebels rebels rebels terrorists"),
    ("own", "terrorists terrorists terrorists terrorists", None),
    ("other", None, "rebels rebels rebels rebels"),
    ("quiet", "the war", "the war"),
]
TELLING = dc.read(
    pd.DataFrame(
        [
            {"source": source, "event": event, "text": text}
            for event, *texts in STORIES
            for source, text in zip(("Post", "Herald"), texts, strict=True)
            if text is not None
        ]
    )
)
TOLD = {"by": "source", "before": "Herald", "after": "Post", "within": "event", "concept": "fighters"}
OF_STORIES = ["within", "mix", "only", "difference"]


def test_two_outlets_are_split_by_the_stories_that_they_tell() -> None:
    table = dc.shift(TELLING, LEXICON, label="rebels", **TOLD)
    whole, strata = total(table), table[table["part"] == "stratum"].set_index("event")
    assert whole["difference"] == pytest.approx(14 / 23 - 14 / 26)
    assert whole["within"] + whole["mix"] + whole["only"] == pytest.approx(whole["difference"], abs=1e-12)
    assert [whole["stories"], whole["stories_total"]] == [6, 8]  # "quiet" mentions nobody
    assert [whole["common_before"], whole["common_after"]] == [22 / 26, 19 / 23]
    np.testing.assert_allclose(strata[OF_STORIES].sum(), whole[OF_STORIES].astype(float), atol=1e-12)
    assert strata.loc["own", "only"] == pytest.approx(4 / 23 * (0 - 14 / 19))
    assert strata.loc["other", "only"] == pytest.approx(-4 / 26 * (1 - 10 / 22))
    assert strata.loc[["own", "other"], ["within", "mix"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    assert not strata.loc[[*"abcdef"], "only"].any()
    assert strata.loc["a", "within"] == pytest.approx((4 / 22 + 4 / 19) / 2 * (3 / 4 - 1 / 4))
    assert (whole["within"] > 0) & (whole["only"] < 0)
    assert whole["within_low"] < whole["within"] < whole["within_high"]
    assert strata[[f"{part}_low" for part in OF_STORIES]].isna().all(axis=None)


def test_patterns_add_up_within_stories_too() -> None:
    table = dc.shift(TELLING, LEXICON, label="rebels", **TOLD)
    patterns = table[table["part"] == "pattern"]
    assert sorted(patterns["pattern"]) == ["insurgent*", "rebel fighter*", "rebel*"]
    np.testing.assert_allclose(patterns[OF_STORIES].sum(), total(table)[OF_STORIES].astype(float), atol=1e-12)


def test_turned_round_the_parts_of_stories_change_sign() -> None:
    one = total(dc.shift(TELLING, LEXICON, label="rebels", **TOLD))
    back = {**TOLD, "before": "Post", "after": "Herald"}
    other = total(dc.shift(TELLING, LEXICON, label="rebels", **back))
    np.testing.assert_allclose(one[OF_STORIES].astype(float), -other[OF_STORIES].astype(float), atol=1e-12)
    assert one["within_low"] == pytest.approx(-other["within_high"])


def test_stories_in_words() -> None:
    said = dc.in_words(dc.shift(TELLING, LEXICON, label="rebels", **TOLD))
    assert said.startswith("Post against Herald. rebels 14 of 23 against 14 of 26, +7.0 points (")
    assert " by words in the same event, " in said
    assert said.endswith(
        " by what one alone has. Both have 6 of 8 values of event, with 83% and 85% of their mentions. "
        "Intervals are between values of event."
    )
    rate = dc.in_words(dc.shift(TELLING, LEXICON, label="rebels", value="rate", **TOLD))
    assert "Both have 7 of 9 values of event, with 85% and 86% of their words." in rate
    few = TELLING.select(event=["a", "own", "other"])
    assert dc.in_words(dc.shift(few, LEXICON, label="rebels", **TOLD)).endswith(
        "Of values of event, only 1 can be compared: too few to say how sure this is."
    )
    none = dc.shift(TELLING.select(event=["own", "other"]), LEXICON, label="rebels", **TOLD)
    assert total(none)[["within", "mix", "only"]].isna().all()
    assert ": they have no event in common. Both have 0 of 2 values of event" in dc.in_words(none)


@settings(max_examples=25)
@given(st.lists(DOCUMENT, min_size=1, max_size=10))
def test_parts_of_stories_always_add_up(rows) -> None:
    rows = [
        *rows,
        {"source": "X", "story": "a", "text": "rebels"},
        {"source": "Y", "story": "a", "text": "rebel"},
    ]
    told = dc.read(pd.DataFrame(rows), clean=False)
    for value in ("share", "rate"):
        table = dc.shift(
            told, LEXICON, by="source", before="X", after="Y", within="story", concept="fighters", value=value
        )
        parts = table["within"] + table["mix"] + table["only"]
        np.testing.assert_allclose(parts, table["difference"], atol=1e-12 if value == "share" else 1e-8)
        sums = table.groupby(["label", "part"])[OF_STORIES].sum()
        for label in sums.index.levels[0]:
            np.testing.assert_allclose(sums.loc[(label, "stratum")], sums.loc[(label, "total")], atol=1e-8)


def test_what_stories_cannot_be_asked() -> None:
    with pytest.raises(dc.DiscourseError, match="by= and within= both name 'source'"):
        dc.shift(TELLING, LEXICON, **{**TOLD, "within": "source"})
    with pytest.raises(dc.DiscourseError, match="leave unit= out"):
        dc.shift(TELLING, LEXICON, unit="document", **TOLD)
    with pytest.raises(dc.DiscourseError, match="no column 'events'"):
        dc.shift(TELLING, LEXICON, **{**TOLD, "within": "events"})
