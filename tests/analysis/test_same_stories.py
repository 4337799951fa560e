"""Labels compared in the same stories: by hand, against the measures, and what cannot be asked."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.measures import difference_terms, matched_interval, matched_p, odds_terms, ratio_terms

LEXICON = dc.Lexicon.from_dict(
    {
        "fighters": {"labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"]}},
        "people": {"labels": {"refugees": ["refugee*"]}},
    }
)
# Of each story, what each outlet writes: rebels, terrorists.
TOLD = {
    "X": {"a": (3, 1), "b": (2, 2), "c": (4, 0), "d": (1, 3), "e": (3, 1), "f": (2, 0), "own": (0, 9)},
    "Y": {"a": (1, 3), "b": (1, 4), "c": (2, 2), "d": (0, 2), "e": (2, 2), "f": (1, 1), "other": (7, 0)},
    "Z": {"a": (2, 0), "f": (0, 1), "silent": (0, 0)},
}


def corpus(told=TOLD) -> dc.Corpus:
    rows = [
        {"source": source, "event": event, "text": f"{'rebels ' * a}{'terrorists ' * b}today {number}"}
        for source, events in told.items()
        for number, (event, (a, b)) in enumerate(events.items())
    ]
    return dc.read(pd.DataFrame(rows), clean=False)


def of(source: str) -> tuple[np.ndarray, np.ndarray]:
    """Return rebels and all mentions of an outlet in the stories a to f."""
    pairs = np.array([TOLD[source][event] for event in "abcdef"])
    return pairs[:, 0], pairs.sum(axis=1)


def row(table: pd.DataFrame, label: str = "rebels", **columns: object) -> "pd.Series[float]":
    for column, value in {"label": label, **columns}.items():
        table = table[table[column] == value]
    (found,) = table.to_dict("records")
    return pd.Series(found)


OTHERS = of("Y")[0] + np.array([2, 0, 0, 0, 0, 0]), of("Y")[1] + np.array([2, 0, 0, 0, 0, 1])  # and Z
BOTH = dc.contrast(corpus(), LEXICON, target="X", reference="Y", within="event")


def test_two_outlets_are_compared_as_mantel_and_haenszel_do() -> None:
    found = row(BOTH)
    sides = (*of("X"), *of("Y"))
    for name, terms, null in (
        ("difference", difference_terms(*sides), 0.0),
        ("ratio", ratio_terms(*sides), 1.0),
        ("odds_ratio", odds_terms(*sides), 1.0),
    ):
        expected = matched_interval(terms, null=null)
        np.testing.assert_allclose(found[[name, f"{name}_low", f"{name}_high"]].tolist(), expected)
    assert found["p"] == pytest.approx(float(matched_p(difference_terms(*sides))))
    assert found["difference"] == pytest.approx(found["share_target"] - found["share_reference"])


def test_what_carries_it_is_told() -> None:
    found = row(BOTH)
    assert found[["stories", "stories_total_target", "stories_total_reference"]].tolist() == [6, 7, 7]
    assert found[["count_target", "concept_count_target", "concept_documents_target"]].tolist() == [15, 22, 6]
    assert found[["count_reference", "concept_count_reference"]].tolist() == [7, 21]
    assert [found["share_all_target"], found["share_all_reference"]] == [15 / 31, 14 / 28]
    assert found["difference_all"] == pytest.approx(15 / 31 - 14 / 28)
    assert found["difference"] > 0.2 > 0 > found["difference_all"]  # each has a story of its own
    u = difference_terms(*of("X"), *of("Y")).numerator
    assert found["story"] == "abcdef"[np.abs(u).argmax()]
    assert found["story_part"] == pytest.approx(np.abs(u).max() / np.abs(u).sum())


def test_a_concept_that_one_side_never_names_is_nan() -> None:
    found = row(BOTH, "refugees")
    assert found["stories"] == 0
    assert found[["difference", "odds_ratio", "p", "q", "story_part"]].isna().all()
    assert pd.isna(found["story"])


def test_a_side_may_be_several_outlets() -> None:
    found = row(dc.contrast(corpus(), LEXICON, target="X", reference=["Y", "Z"], within="event"))
    expected = difference_terms(*of("X"), *OTHERS)
    assert found["difference"] == pytest.approx(expected.numerator.sum() / expected.denominator.sum())
    assert found["reference"] == "Y, Z"


def test_rates_are_per_word_of_the_stories_that_both_tell() -> None:
    found = row(dc.contrast(corpus(), LEXICON, target="X", reference="Y", within="event", value="rate"))
    sides = of("X")[0], of("X")[1] + 2, of("Y")[0], of("Y")[1] + 2
    value, low, high = matched_interval(difference_terms(*sides))
    expected = [10_000 * float(each) for each in (value, low, high)]
    np.testing.assert_allclose(found[["difference", "difference_low", "difference_high"]].tolist(), expected)
    assert found[["tokens_target", "documents_total_target"]].tolist() == [22 + 12, 6]
    assert "odds_ratio" not in found


def test_each_outlet_against_all_others_in_its_stories() -> None:
    table = dc.framing(corpus(), LEXICON, within="event")
    found = row(table, source="X")
    x, y = of("X")
    assert found[["count", "concept_count", "concept_documents"]].tolist() == [15, 22, 6]
    assert found[["stories", "stories_total", "concept_count_others"]].tolist() == [6, 7, 24]
    assert [found["share"], found["share_all"]] == [15 / 22, 15 / 31]
    assert found["share_others"] == pytest.approx((y * OTHERS[0] / OTHERS[1]).sum() / y.sum())
    expected = matched_interval(difference_terms(x, y, *OTHERS, weight=y))
    np.testing.assert_allclose(found[["difference", "difference_low", "difference_high"]].tolist(), expected)
    assert found["difference"] == pytest.approx(found["share"] - found["share_others"])
    few = row(table, source="Z")
    assert few["stories"] == 2
    assert few[["difference_low", "p"]].isna().all()  # of two stories nothing is known


def test_in_words() -> None:
    said = dc.in_words(BOTH)
    assert said.startswith("X against Y in the same event, the largest difference first: rebels 71% against ")
    assert ", in 6 values of event (-1.6 points in all articles); terrorists" in said
    assert said.endswith("Intervals are between values of event.")
    groups = dc.in_words(dc.framing(corpus(), LEXICON, within="event"))
    assert groups.startswith("The largest difference first: ")
    assert "X: rebels 68% against" in groups
    one = {source: {"a": events["a"]} for source, events in TOLD.items()}
    table = dc.contrast(corpus(one), LEXICON, target="X", reference="Y", within="event")
    assert dc.in_words(table).endswith(" only 1 can be compared: too few to say how sure this is.")
    none = {"X": {"a": (1, 0)}, "Y": {"b": (0, 1)}}
    table = dc.contrast(corpus(none), LEXICON, target="X", reference="Y", within="event")
    assert dc.in_words(table) == "X against Y in the same event: there is none in which both can be compared."
    table = dc.framing(corpus(none), LEXICON, within="event")
    assert dc.in_words(table) == "In the same event no two groups name the same concept."


WORDS = ["rebels", "terrorists", "refugees", "war"]
ROW = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["X", "Y", "Z", None]),
        "event": st.sampled_from(["a", "b", "c", None]),
        "text": st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    }
)


@settings(max_examples=25)
@given(st.lists(ROW, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_documents_changes_nothing_and_counts_add_up(rows, random) -> None:
    rows += [{"source": "X", "event": "a", "text": "rebels"}, {"source": "Y", "event": "a", "text": "war"}]
    mixed = random.sample(rows, len(rows))
    one, other = (dc.read(pd.DataFrame(each), clean=False) for each in (rows, mixed))
    tables = [dc.framing(each, LEXICON, within="event", confidence=0.9) for each in (one, other)]
    pd.testing.assert_frame_equal(*tables, check_exact=False, rtol=1e-9)
    for _, group in tables[0].groupby(["source", "concept"], dropna=False):
        assert (group["count"].sum() == group["concept_count"]).all()
        assert group["difference"].sum() == pytest.approx(0, abs=1e-9)
    sides = [dc.contrast(each, LEXICON, target="X", reference="Y", within="event") for each in (one, other)]
    back = dc.contrast(one, LEXICON, target="Y", reference="X", within="event")
    drop = [name for name in sides[0] if name.startswith("story")]  # of two that add as much, either may lead
    pd.testing.assert_frame_equal(*(each.drop(columns=drop) for each in sides), check_exact=False, rtol=1e-9)
    np.testing.assert_allclose(sides[0]["difference"], -back["difference"], atol=1e-12)


def test_a_document_without_a_story_is_a_story_of_its_own() -> None:
    told = [("X", None, "rebels"), ("Y", None, "terrorists"), ("X", "a", "war")]
    frame = pd.DataFrame(told, columns=["source", "event", "text"])
    table = dc.contrast(dc.read(frame, clean=False), LEXICON, target="X", reference="Y", within="event")
    assert table["stories"].tolist() == [0, 0, 0]
    assert row(table)["stories_total_target"] == 1


def test_the_words_of_some_voices_alone() -> None:
    rows = [
        {"source": source, "event": event, "text": f'It rained on {who}. "They are {said}," Ann Lee said.'}
        for event in "abcdefg"
        for source, who, said in (("X", "rebels", "terrorists"), ("Y", "terrorists", "rebels"))
    ]
    table = dc.contrast(
        dc.read(pd.DataFrame(rows)), LEXICON, target="X", reference="Y", within="event", voice="outlet"
    )
    assert row(table)["difference"] == 1
    assert table.attrs["options"]["voice"] == ["outlet"]


def test_a_corpus_without_stories_is_counted_as_framing_does() -> None:
    made = dc.contrast(corpus(), LEXICON, target="X", reference="Y")
    pd.testing.assert_frame_equal(made, dc.contrast(dc.framing(corpus(), LEXICON), target="X", reference="Y"))


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"within": "events"}, "no column 'events'"),
        ({"within": "source"}, "by= and within= both name 'source'"),
        ({"within": 3}, "within= is the name of one column"),
        ({"within": "event", "value": "intensity"}, "value='intensity': within stories it must be one of"),
        ({"within": "event", "reference": "X"}, "target and reference both have source='X'"),
        ({"within": "event", "reference": "W"}, "no document has source in 'W'"),
        ({"within": "event", "by": ["source"]}, "by= is the name of one column"),
        ({"within": "event", "confidence": 2}, "confidence= must be a number between 0 and 1"),
    ],
)
def test_what_contrast_refuses(options, says) -> None:
    asked = {"target": "X", "reference": "Y", **options}
    with pytest.raises(dc.DiscourseError, match=says):
        dc.contrast(corpus(), LEXICON, **asked)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"every": "year"}, "within= takes no every="),
        ({"weight": "article"}, "within= takes no every="),
        ({"uncertainty": "bootstrap"}, "within= takes no every="),
        ({"unit": "document"}, "leave unit= out"),
        ({"by": "event"}, "by= and within= both name 'event'"),
    ],
)
def test_what_framing_refuses(options, says) -> None:
    with pytest.raises(dc.DiscourseError, match=says):
        dc.framing(corpus(), LEXICON, within="event", **options)


def test_what_a_table_cannot_be_asked() -> None:
    with pytest.raises(dc.DiscourseError, match="contrast needs the corpus for that"):
        dc.contrast(dc.framing(corpus(), LEXICON), target="X", reference="Y", within="event")
    with pytest.raises(dc.DiscourseError, match="each group of this table stands in stories of its own"):
        dc.contrast(dc.framing(corpus(), LEXICON, within="event"), target="X", reference="Y")
    with pytest.raises(dc.DiscourseError, match="a Lexicon is needed"):
        dc.contrast(corpus(), target="X", reference="Y", within="event")


def coded(folder: Path, n: int = 500) -> tuple[dc.Corpus, dc.Corpus, Path]:
    """Return a corpus in which some rebels of X are an album, the same without them, and its coded lines."""
    random, rows, right = np.random.default_rng(3), [], []
    for number in range(16):
        for source, often in (("X", 0.5), ("Y", 0.3)):
            rebels, album = int(random.binomial(4, often)), int(random.integers(0, 4))
            said = ["rebels fled"] * rebels + ["terrorists fled"] * (5 - rebels)
            rows.append((f"d{len(rows)}", source, f"e{number}", " said ".join(said)))
            more = ["rebels album"] * (album if source == "X" else 0)
            right.append((*rows[-1][:3], " said ".join([*said, *more])))
    columns = ["id", "source", "event", "text"]
    true, found = (dc.read(pd.DataFrame(each, columns=columns), clean=False) for each in (rows, right))
    lines = dc.validation_sample(found, LEXICON, folder / "lines.csv", n=n)
    answers = lines["right"].str.startswith("album").map({True: "no", False: "yes"})
    lines.assign(correct=answers).to_csv(folder / "coded.csv", index=False)
    return found, true, folder / "coded.csv"


VALUES = ["difference", "difference_low", "difference_high", "p"]


def test_where_all_is_coded_the_same_stories_say_what_is_true(tmp_path: Path) -> None:
    found, true, codes = coded(tmp_path)
    for value in ("share", "rate"):
        asked = {"target": "X", "reference": "Y", "within": "event", "value": value}
        corrected = row(dc.contrast(found, LEXICON, codes=codes, **asked))
        raw, right = (row(dc.contrast(each, LEXICON, **asked)) for each in (found, true))
        if value == "share":  # words of an album are words all the same
            np.testing.assert_allclose(corrected[VALUES].astype(float), right[VALUES].astype(float))
        assert corrected["count_corrected_target"] == right["count_target"] < corrected["count_target"]
        assert corrected["difference"] < raw["difference"]
    groups = [
        row(dc.framing(each, LEXICON, within="event", **options), source="X")
        for each, options in ((found, {"codes": codes}), (true, {}), (found, {}))
    ]
    same = ["share", "share_others", "difference", "difference_low", "difference_high", "p", "share_all"]
    np.testing.assert_allclose(groups[0][same].astype(float), groups[1][same].astype(float))
    assert groups[0]["share_raw"] == groups[2]["share"] > groups[0]["share"]
    assert groups[0]["count"] == groups[2]["count"]


def test_few_coded_lines_leave_more_open(tmp_path: Path) -> None:
    found, _, codes = coded(tmp_path, n=12)
    asked = {"target": "X", "reference": "Y", "within": "event"}
    few, raw = (
        row(dc.contrast(found, LEXICON, codes=codes, **asked)),
        row(dc.contrast(found, LEXICON, **asked)),
    )
    assert few["difference"] < raw["difference"]
    assert few["difference_high"] - few["difference_low"] > raw["difference_high"] - raw["difference_low"]
    table = dc.contrast(found, LEXICON, codes=codes, **asked)
    assert table.attrs["options"]["codes"] == ["coded.csv"]
    assert " Corrected by coded lines. " in dc.in_words(table)


def test_a_label_without_codes_is_not_known(tmp_path: Path) -> None:
    found, _, _ = coded(tmp_path)
    lines = dc.validation_sample(found, LEXICON, tmp_path / "some.csv", label="rebels", n=12)
    lines.assign(correct="yes").to_csv(tmp_path / "yes.csv", index=False)
    asked = {"target": "X", "reference": "Y", "within": "event", "codes": tmp_path / "yes.csv"}
    share = row(dc.contrast(found, LEXICON, **asked))
    assert share[["difference", "share_target", "odds_ratio", "p", "q"]].isna().all()
    assert share["count_target"] > 0
    rate = row(dc.contrast(found, LEXICON, value="rate", **asked))
    assert rate[["difference", "p"]].notna().all()
    with pytest.raises(dc.DiscourseError, match="leave voice= out"):
        dc.contrast(found, LEXICON, voice="outlet", **asked)


def test_shards_change_nothing() -> None:
    whole = corpus()
    parts = dc.Corpus([part for name in "ZXY" for part in whole.select(source=name)._parts])
    for made in (
        lambda each: dc.contrast(each, LEXICON, target="X", reference="Y", within="event"),
        lambda each: dc.framing(each, LEXICON, within="event"),
    ):
        pd.testing.assert_frame_equal(made(whole), made(parts), check_exact=False, rtol=1e-12)


def test_stories_are_looked_for_where_there_is_no_such_column() -> None:
    about = [
        "quake shakes Izmir harbour",
        "senate passes budget amendment",
        "ferry sinks near Rhodes lighthouse",
    ]
    rows = [
        (source, f"2016-10-{1 + 9 * day:02}", f"{words}. {words} again: {said}.")
        for day, words in enumerate(about)
        for source, said in (("X", "rebels"), ("Y", "terrorists"))
    ]
    articles = dc.read(pd.DataFrame(rows, columns=["source", "date", "text"]), clean=False)
    table = dc.contrast(articles, LEXICON, target="X", reference="Y", within="story")
    assert row(table)[["stories", "difference"]].tolist() == [3, 1]
    assert table.attrs["stories"] == {"days": 3, "lexicon": LEXICON.hash}
    pd.testing.assert_frame_equal(
        table, dc.contrast(articles.with_stories(LEXICON), LEXICON, target="X", reference="Y", within="story")
    )
    assert (
        dc.framing(articles, LEXICON, within="story").query("concept == 'fighters'")["stories"] == 3
    ).all()
    asked = {"by": "source", "before": "Y", "after": "X", "concept": "fighters"}
    assert (dc.shift(articles, LEXICON, within="story", **asked)["stories"] == 3).all()
