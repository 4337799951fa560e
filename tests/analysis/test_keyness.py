"""Keyness between times: months are the units, outlets are crossed with them, and too few are told."""

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.analysis.keyness import _bounds, _Choice
from discourse.counting.intervals import Intervals
from discourse.counting.sides import Side, Sides
from discourse.errors import DiscourseError
from tests.plots.seen import says

WORDS = np.array([f"w{number}" for number in range(30)])


def corpus(months: int, *, outlets: tuple[str, ...] = ("A",), seed: int = 1) -> dc.Corpus:
    """Make two years of some months, each with an event that all its articles report."""
    random = np.random.default_rng(seed)
    rows = []
    for year in (2015, 2016):
        for month in range(1, months + 1):
            event = random.dirichlet(np.full(len(WORDS), 0.5))
            for outlet in outlets:
                for day in range(1, 6):
                    text = " ".join(random.choice(WORDS, 80, p=event))
                    rows.append((outlet, f"{year}-{month:02}-{day:02}", text))
    return dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))


def between(read: dc.Corpus, **options: object) -> pd.DataFrame:
    return dc.keyness(read, by="year", target=2016, reference=2015, **options)


def test_years_are_compared_between_months() -> None:
    table, articles = between(corpus(10)), between(corpus(10), unit="family")
    assert (table["units_target"].iloc[0], table["units_reference"].iloc[0]) == (10, 10)
    assert (table.attrs["options"]["unit"], table.attrs["options"].get("crossed")) == ("month", None)
    assert (articles["q"] < 0.05).sum() > 3  # events, taken for years
    assert (table["q"] < 0.05).sum() == 0
    assert dc.in_words(table).endswith(". Tests are between months.")
    assert "between" not in dc.in_words(articles)
    figure = dc.plot(dc.top(table, n=5, rank_by="g2"))
    assert says(figure, "Filled: q < 0.05 between months; hollow: not, or a side has fewer than 4 months.")
    assert says(figure, "95% interval between months")


def test_an_outlet_that_comes_later_is_no_evidence_of_time() -> None:
    both = corpus(10, outlets=("A", "B", "C"))
    frame = both.documents[["source", "date"]].assign(text=[both.text(name) for name in both.documents["id"]])
    frame = frame[(frame["source"] != "C") | (frame["date"].dt.year == 2016)]
    frame.loc[frame["source"] == "C", "text"] += " byline" * 3
    read = dc.read(frame.reset_index(drop=True))
    crossed, as_they_are = (between(read, unit=unit).set_index("term") for unit in (None, "month"))
    assert crossed.attrs["options"]["crossed"] == "source"
    assert as_they_are.loc["byline", "q"] < 0.01
    assert crossed.loc["byline", "p"] > 0.05
    assert (crossed["p"] >= as_they_are.loc[crossed.index, "p"] - 1e-12).all()
    assert dc.in_words(crossed.reset_index()).endswith(". Tests are between months and outlets.")


def test_three_months_a_side_are_no_test_and_the_sentence_says_what_to_do() -> None:
    table = between(corpus(3))
    assert table[["design_effect", "g2_corrected", "p", "q"]].isna().all(axis=None)
    assert dc.in_words(table).endswith(
        " There are too few months to say how sure this is; compare longer times, or say "
        'unit="family" to take the articles of one for independent.'
    )
    with pytest.raises(DiscourseError, match="not known where a side has fewer than 4 months"):
        dc.plot.volcano(table)
    assert between(corpus(4))["p"].notna().all()


def test_on_fakes_no_word_sets_2016_apart(fakes: dc.Corpus) -> None:
    of = {"by": "year", "target": 2016, "reference": 2013}
    assert (dc.keyness(fakes, unit="family", **of)["q"] < 0.05).sum() > 100
    assert (dc.keyness(fakes, **of)["q"] < 0.05).sum() == 0


def test_the_intervals_of_shares_are_between_months_too() -> None:
    lexicon = dc.Lexicon.from_dict({"pair": {"labels": {"one": ["w1"], "two": ["w2"]}}})
    read = corpus(10)
    shares = dc.framing(read, lexicon, by=None, every="year")
    assert (shares["units"] == 10).all()
    assert dc.in_words(shares).endswith(" Intervals are between months.")
    both = dc.contrast(shares, by="year", target=2016, reference=2015)
    assert dc.in_words(both).endswith(" Intervals are between months.")
    articles = dc.framing(read, lexicon, by=None, every="year", unit="document")
    widths = [(each["share_high"] - each["share_low"]).mean() for each in (shares, articles)]
    assert widths[0] > 1.3 * widths[1]


@pytest.mark.parametrize("count", [[0, 3, 0, 1, 0], [0, 0], [2, 1], []])
def test_of_words_that_a_side_lacks_the_interval_is_one(count: list[int]) -> None:
    counts = np.array(count, dtype=np.int64)
    bearing = np.minimum(counts, 3)
    side = Side(counts, bearing, 900, 9, counts * 2, counts * 100, 100_000, 9, bearing)
    terms = np.arange(len(counts))[::-1]
    intervals = Intervals("family", 0.95, "linearized", 1000, 0)
    found = _bounds(side.sums(terms), _Choice(counts >= 0, 1, intervals, "g2_corrected"))
    for mine, each in zip(found, intervals.of_ratio(side.sums(terms)), strict=True):
        assert mine.tolist() == each.tolist()


def test_words_rare_in_one_way_are_worked_out_once_but_not_those_whose_month_has_the_target(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    months = [("A", "a b c"), ("B", "x d e")], [("B", "y z f g h i")], *[[("A", "a b"), ("B", "d d")]] * 3
    rows = [(each, f"2015-0{month}-01", text) for month, some in enumerate(months, 1) for each, text in some]
    read = dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]))
    quick = dc.keyness(read, target="A", unit="month")
    bounds = quick.set_index("term")["log_ratio_high"]
    assert bounds["y"] == bounds["z"] != bounds["x"]
    monkeypatch.setattr(Sides, "alike", lambda _self, _row, _other, terms: (terms, np.arange(len(terms))))
    each_by_itself = dc.keyness(read, target="A", unit="month")
    pd.testing.assert_frame_equal(quick, each_by_itself, check_exact=True)
