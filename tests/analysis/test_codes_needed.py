"""How many more lines: enough for what is asked, where they tell most, and none that cannot help."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.measures import lines_to_reach

LEXICON = dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebels"], "fighters": ["fighters"]}}})


@pytest.fixture(scope="module")
def corpus() -> dc.Corpus:
    """In A two of three rebels are no rebels, in B all are; fighters are always fighters."""
    texts = {
        "A": ["the rebels fled", "the rebels album", "the rebels album", "the fighters fled"] * 100,
        "B": ["the rebels fled"] * 100 + ["the fighters fled"] * 200,
    }
    rows = [(source, text) for source, each in texts.items() for text in each]
    frame = pd.DataFrame(rows, columns=["source", "text"])
    return dc.read(frame.assign(id=[f"d{n}" for n in frame.index]), clean=False)


def code(corpus: dc.Corpus, folder: Path, n: int, **options: object) -> Path:
    lines = dc.validation_sample(corpus, LEXICON, folder / f"empty-{n}.csv", n=n, **options)
    file = folder / f"coded-{n}.csv"
    lines.assign(correct=np.where(lines["right"] == "album", "no", "yes")).to_csv(file, index=False)
    return file


def test_the_lines_it_asks_for_make_the_intervals_narrow_enough(corpus: dc.Corpus, tmp_path: Path) -> None:
    codes, options = code(corpus, tmp_path, 30), {"unit": "document", "width": 0.25}
    table = dc.codes_needed(corpus, LEXICON, codes, **options)
    assert table["coded"].sum() == 60
    assert (
        table["needed"].idxmax() == table.index[(table["stratum"] == "A") & (table["label"] == "rebels")][0]
    )
    assert (table["widest_all_coded"] < table["widest"]).all()
    files = [codes]
    for label, rows in table[table["n"].notna()].groupby("label"):
        files.append(code(corpus, tmp_path, int(rows["n"].iloc[0]), label=label, codes=codes))
        more = pd.read_csv(files[-1])
        assert not set(more["line"]) & set(pd.read_csv(codes)["line"])
        assert len(more) == rows["n"].iloc[0] - rows["coded"].sum()
    after = dc.framing(corpus, LEXICON, unit="document", codes=files)
    assert (
        after["share_high"] - after["share_low"]
    ).max() < 0.25 * 1.05  # what is coded tells more of precision
    assert (after["coded"].to_numpy() >= (table["coded"] + table["needed"]).sort_index()[[2, 0, 3, 1]]).all()


def test_what_no_lines_can_mend_and_what_needs_none(corpus: dc.Corpus, tmp_path: Path) -> None:
    codes = code(corpus, tmp_path, 30)
    never = dc.codes_needed(corpus, LEXICON, codes, unit="document", width=0.02)
    assert never["needed"].isna().all()
    assert dc.in_words(never) == (
        "No number of lines is enough for intervals of 2 points: the articles differ too much."
    )
    enough = dc.codes_needed(corpus, LEXICON, codes, unit="document", width=0.9)
    assert enough["needed"].tolist() == [0, 0, 0, 0]
    assert enough["n"].isna().all()


def test_rates_and_labels_without_codes(corpus: dc.Corpus, tmp_path: Path) -> None:
    codes = code(corpus, tmp_path, 30, label="rebels")
    table = dc.codes_needed(corpus, LEXICON, codes, unit="document", value="rate", width=700)
    assert table["label"].tolist() == ["rebels", "rebels"]
    assert table["needed"].iloc[0] > 0
    shares = dc.codes_needed(corpus, LEXICON, codes, unit="document", width=0.5)
    assert shares["needed"].isna().all()  # fighters have no codes at all


def test_options_out_of_range_are_refused(corpus: dc.Corpus, tmp_path: Path) -> None:
    codes = code(corpus, tmp_path, 5)
    with pytest.raises(dc.DiscourseError, match=r"width= must be a number above 0, such as 0\.05, not 0"):
        dc.codes_needed(corpus, LEXICON, codes, width=0)
    with pytest.raises(dc.DiscourseError, match="value= must be one of share, rate, not 'count'"):
        dc.codes_needed(corpus, LEXICON, codes, value="count")
    with pytest.raises(
        dc.DiscourseError, match="n=5: all of these lines are coded already; a larger n= draws"
    ):
        dc.validation_sample(corpus, LEXICON, tmp_path / "more.csv", n=5, codes=codes)
    with pytest.raises(
        dc.DiscourseError, match="was drawn with by='source' and seed=0; a larger sample keeps"
    ):
        dc.validation_sample(corpus, LEXICON, tmp_path / "more.csv", n=9, by=None, codes=codes)


def test_the_fewest_lines_that_reach_a_variance() -> None:
    spread, coded, sizes = [900, 100, 0], [5, 5, 5], [10**9] * 3
    n = lines_to_reach(spread, coded, sizes, 20.0)
    assert n.tolist() == [60, 20, 5]
    variance = (np.array(spread) * (1 / n - 1e-9)).sum()
    assert variance <= 20
    assert lines_to_reach(spread, coded, sizes, 1e9).tolist() == coded
    assert lines_to_reach(spread, coded, sizes, 0).tolist() == [10**9, 10**9, 5]


def test_voices_of_a_sample_are_taken_together(tmp_path: Path) -> None:
    texts = ['The rebels fled. "The rebels album is here", Mr Smith said on Monday.'] * 30
    corpus = dc.read(pd.DataFrame({"source": "A", "date": "2015-01-01", "text": texts}), language="en")
    lexicon = dc.Lexicon.from_dict({"armed": {"labels": {"rebels": ["rebels"], "fighters": ["fighters"]}}})
    lines = dc.validation_sample(corpus, lexicon, tmp_path / "x.csv", n=10, by=["source", "voice"])
    lines.assign(correct=["yes", "no"] * 5).to_csv(tmp_path / "coded.csv", index=False)
    table = dc.codes_needed(corpus, lexicon, tmp_path / "coded.csv", value="rate", width=200)
    assert table["stratum"].tolist() == ["A · outlet", "A · quoted"]
    assert table["coded"].sum() == 10
    assert table["widest"].iloc[0] == table["widest"].iloc[1]
