from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import scipy

import discourse as dc
from discourse.measures import difference_interval, rate_ratio

LEXICON = dc.Lexicon.from_dict({"fighters": {"labels": {"rebels": ["rebel*"], "opposition": ["opposition"]}}})

ENDS = ["difference_low", "difference_high", "ratio_low", "ratio_high"]
WORDS = ["rebels", "opposition", "the", "a"]


def corpus(seed: int = 1) -> dc.Corpus:
    random = np.random.default_rng(seed)
    rows = [
        {
            "source": source,
            "date": f"{year}-0{1 + number % 9}-01",
            "text": " ".join(
                random.choice(["rebels", "opposition", "the", "a"], 20, p=[often, 0.1, 0.4, 0.5 - often])
            ),
        }
        for source, often in (("X", 0.2), ("Y", 0.05))
        for year in (2015, 2016)
        for number in range(15)
    ]
    return dc.read(pd.DataFrame(rows), clean=False)


def test_shares_and_rates_against_the_measures() -> None:
    shares = dc.framing(corpus(), LEXICON)
    for value in ("share", "rate"):
        both = dc.contrast(shares, target="X", reference="Y", value=value).set_index("label")
        sides = [
            shares[(shares["source"] == source) & (shares["label"] == "rebels")]
            .iloc[0][[value, f"{value}_low", f"{value}_high"]]
            .tolist()
            for source in "XY"
        ]
        row = both.loc["rebels"]
        assert row["difference"] == sides[0][0] - sides[1][0]
        np.testing.assert_allclose(
            row[["difference_low", "difference_high"]].tolist(), difference_interval(*sides[0], *sides[1])
        )
        np.testing.assert_allclose(
            row[["ratio_low", "ratio_high"]].tolist(), rate_ratio(*sides[0], *sides[1])
        )
        assert row["difference_low"] > 0
        assert both.attrs["analysis"] == "contrast"


def test_the_bounds_of_a_rate_are_not_those_of_another_value() -> None:
    counts = dc.framing(corpus(), LEXICON)
    assert dc.contrast(counts, target="X", reference="Y", value="rate")["difference_low"].iloc[0] > 0
    with pytest.raises(dc.DiscourseError, match="no column 'document_share_low'"):
        dc.contrast(dc.term_frequencies(corpus()), target="X", reference="Y", value="document_share")


def test_p_says_what_the_interval_says_and_q_is_over_the_rows() -> None:
    for value in ("share", "rate", "document_share", "intensity"):
        both = dc.contrast(dc.framing(corpus(), LEXICON), target="X", reference="Y", value=value)
        outside = (both["difference_low"] > 0) | (both["difference_high"] < 0)
        assert ((both["p"] < 0.05) == outside).all()
        np.testing.assert_allclose(both["q"], dc.measures.benjamini_hochberg(both["p"]))
        narrow = dc.contrast(
            dc.framing(corpus(), LEXICON, confidence=0.5), target="X", reference="Y", value=value
        )
        np.testing.assert_allclose(narrow["p"], both["p"], rtol=1e-6)  # whatever the level of the table is
    drawn = dc.framing(corpus(), LEXICON, uncertainty="bootstrap", draws=100)
    words = dc.term_frequencies(corpus())
    for table in (drawn, words):
        assert dc.contrast(table, target="X", reference="Y")[["p", "q"]].isna().all(axis=None)


def test_in_words_says_how_many_differences_are_left() -> None:
    shares = dc.framing(corpus(), LEXICON)
    assert dc.in_words(dc.contrast(shares, target="X", reference="Y")).endswith(
        " In 2 of 2 differences q is below .05."
    )
    years = dc.contrast(dc.framing(corpus(), LEXICON, by="year"), by="year", target=2016, reference=2015)
    assert dc.in_words(years).endswith(
        " No q of 2 differences is below .05: chance alone may make such differences. Intervals are between "
        "months."
    )


def test_each_period_and_each_term_has_its_row() -> None:
    over_time = dc.contrast(dc.framing(corpus(), LEXICON, every="year"), target="X", reference="Y")
    assert over_time[["year", "label"]].to_numpy().tolist() == [
        [2015, "rebels"], [2015, "opposition"], [2016, "rebels"], [2016, "opposition"]
    ]  # fmt: skip
    terms = dc.contrast(dc.term_frequencies(corpus()), target="Y", reference="X").set_index("term")
    assert terms.loc["rebels", "difference_high"] < 0
    years = dc.contrast(dc.framing(corpus(), LEXICON, by="year"), by="year", target=2016, reference=2015)
    assert years["label"].tolist() == ["rebels", "opposition"]


def test_the_years_of_a_difference_that_is_none_span_it() -> None:
    years = dc.contrast(dc.framing(corpus(), LEXICON, by="year"), by="year", target=2016, reference=2015)
    assert ((years["difference_low"] < 0) & (years["difference_high"] > 0)).all()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"target": "Z"}, "no row of the table has source='Z'; it must be one of X, Y"),
        ({"target": "Y"}, "target and reference are both 'Y'"),
        ({"by": "outlet"}, "no column 'outlet'"),
        ({"by": ["source"]}, "by= is the name of one column"),
        ({"target": ["X"]}, "target= must be one value of the column 'source'"),
        ({"reference": pd.NA}, "reference= must be one value of the column"),
        ({"value": "count"}, "value='count': it must be one of share, rate"),
    ],
)
def test_what_cannot_be_compared(options: dict[str, Any], said: str) -> None:
    table = dc.framing(corpus(), LEXICON)
    with pytest.raises(dc.DiscourseError, match=said):
        dc.contrast(table, **{"target": "X", "reference": "Y", **options})
    with pytest.raises(dc.DiscourseError, match="several rows of source='X' have the same concept, label"):
        dc.contrast(pd.concat([table, table.assign(count=9)]), target="X", reference="Y")
    with pytest.raises(dc.DiscourseError, match="the table of framing has a row twice; keep one"):
        dc.contrast(pd.concat([table, table]), target="X", reference="Y")
    with pytest.raises(dc.DiscourseError, match="no column concept or label or term"):
        dc.contrast(
            dc.overview(corpus()).assign(rate=1.0, rate_low=1.0, rate_high=1.0), target="X", reference="Y"
        )


def test_outlets_that_change_their_own_way_are_crossed_with_months_of_a_corpus(tmp_path: Path) -> None:
    random, rows = np.random.default_rng(3), []
    for source, chances in {"A": (0.2, 0.9), "B": (0.5, 0.5), "C": (0.5, 0.4)}.items():
        for year, chance in zip((2015, 2016), chances, strict=True):
            for month in range(1, 13):
                right = random.binomial(8, chance)
                rows.append(
                    (source, f"{year}-{month:02d}-03", "rebels " * right + "militants " * (8 - right))
                )
    articles = dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))
    lexicon = dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebels"], "militants": ["militants"]}}})
    sides = {"by": "year", "target": 2016, "reference": 2015}
    crossed = dc.contrast(articles, lexicon, **sides)
    alone = dc.contrast(dc.framing(articles, lexicon, by="year"), **sides)
    pd.testing.assert_series_equal(crossed["difference"], alone["difference"])
    assert (alone["p"] < 0.05).all()
    assert (crossed["p"] > 0.05).all()
    for table in (crossed, alone):
        left_out = (table["difference_low"] > 0) | (table["difference_high"] < 0)
        assert left_out.equals(table["p"] < 0.05)
        assert left_out.equals((table["ratio_low"] > 1) | (table["ratio_high"] < 1))
    # Cameron, Gelbach and Miller (2011), worked out by hand
    cells = dc.framing(articles, lexicon, by=["year", "source", "month"]).query("label == 'rebels'")
    shares = alone.set_index("label").loc["rebels"]
    mean = cells["year"].map({2016: shares["share_target"], 2015: shares["share_reference"]})
    whole = cells.groupby("year")["concept_count"].transform("sum")
    score = (cells["count"] - mean * cells["concept_count"]) / whole * cells["year"].map({2016: 1, 2015: -1})
    excess = (score.groupby(cells["source"]).sum() ** 2).sum() - (score**2).sum()
    beside = np.sqrt(excess / 2) * scipy.special.stdtrit(2, 0.975)  # of each side
    above = np.hypot(shares["share_high_target"] - shares["share_target"], beside)
    below = np.hypot(shares["share_reference"] - shares["share_low_reference"], beside)
    ends = min(shares["share_target"] + above, 1), max(shares["share_reference"] - below, 0)
    moved = np.hypot(ends[0] - shares["share_target"], shares["share_reference"] - ends[1])
    high = crossed.set_index("label").loc["rebels", "difference_high"]
    assert high == pytest.approx(shares["difference"] + moved)
    assert high < 1 < shares["difference"] + np.hypot(above, below)
    assert "between months and outlets" in dc.in_words(crossed)
    months = dc.contrast(articles, lexicon, unit="month", **sides)  # as they are, once somebody says so
    pd.testing.assert_frame_equal(months[[*ENDS, "p"]], alone[[*ENDS, "p"]])
    tested = dc.sensitivity(articles, lexicon, label="rebels", progress=False, **sides)
    first = crossed.set_index("label").loc["rebels", [*ENDS, "p"]]
    assert tested.loc[0, [*ENDS, "p"]].tolist() == first.tolist()
    assert tested.loc[tested["survives"], "check"].tolist() == ["each document by itself"]
    assert crossed["crossed"].all()
    alike = articles.select(source=["B", "C"])  # who change alike
    between = dc.contrast(alike, lexicon, **sides)
    assert not between["crossed"].any()
    assert dc.in_words(between).endswith("What outlets add is no more than chance, and left out.")
    as_they_are = dc.contrast(alike, lexicon, unit="month", **sides)
    pd.testing.assert_frame_equal(between[[*ENDS, "p"]], as_they_are[[*ENDS, "p"]])
    tested = dc.sensitivity(alike, lexicon, label="rebels", progress=False, **sides).set_index("check")
    without = tested.loc["without the most influential document", "detail"].split(" (")[0]
    left = alike.select(id=alike.metadata["id"][alike.metadata["id"] != without].tolist())
    high = (
        dc.contrast(left, lexicon, unit="month", **sides).set_index("label").loc["rebels", "difference_high"]
    )
    assert tested.loc["without the most influential document", "difference_high"] == high
    lines = dc.validation_sample(articles, lexicon, tmp_path / "empty.csv", n=1000)
    lines.assign(correct="yes").to_csv(tmp_path / "coded.csv", index=False)
    coded = dc.contrast(articles, lexicon, codes=tmp_path / "coded.csv", **sides)
    pd.testing.assert_frame_equal(coded[[*ENDS, "p"]], crossed[[*ENDS, "p"]])
