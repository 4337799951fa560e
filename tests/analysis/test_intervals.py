"""Intervals in tables: each is what its formula gives of units that were put together by hand."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.analysis.keyness import MEASURES
from discourse.counting.labels import count_labels
from discourse.counting.tally import total_of_units
from discourse.measures import (
    benjamini_hochberg,
    binomial,
    bootstrap,
    bootstrap_ratio,
    design_effect,
    design_effect_of_difference,
    g2,
    rate_ratio,
    ratio_interval,
    ratio_sums,
)
from discourse.measures.ratio import prior_effect

FIGHTERS = {"rebels": ["rebel*"], "opposition": ["opposition"]}
LEXICON = dc.Lexicon.from_dict({"fighters": {"labels": FIGHTERS}, "people": {"labels": {"r": ["refugee*"]}}})
WORDS = ["rebels", "rebel", "opposition", "refugees", "the", "end"]
DOCUMENT = st.fixed_dictionaries(
    {
        "source": st.sampled_from(["X", "Y", "Z"]),
        "story": st.sampled_from(["1", "2", "3", "4", "5", None]),
        "text": st.lists(st.sampled_from(WORDS[:-1]), min_size=1, max_size=9).map(
            lambda words: " ".join([*words, "end"])  # else all words of a unit may be one, which no unit is
        ),
    }
)
DOCUMENTS = st.lists(DOCUMENT, min_size=4, max_size=14).filter(
    lambda documents: len({document["source"] for document in documents}) > 1
)


def by_unit(documents: list[dict[str, Any]], unit: str) -> pd.DataFrame:
    """Count each word in each source and unit, as a reader would."""
    frame = pd.DataFrame(documents)
    own = frame.index.astype(str) + " alone"
    frame["unit"] = own if unit == "document" else frame[unit].fillna(pd.Series(own, index=frame.index))
    for word in WORDS:
        frame[word] = [text.split().count(word) for text in frame["text"]]
    frame["tokens"] = [len(text.split()) for text in frame["text"]]
    return frame.groupby(["source", "unit"], as_index=False)[[*WORDS, "tokens"]].sum()


def read(documents: list[dict[str, Any]]) -> dc.Corpus:
    return dc.read(pd.DataFrame(documents), clean=False)


@settings(max_examples=15)
@given(DOCUMENTS, st.sampled_from(["document", "story"]))
def test_labels(documents: list[dict[str, Any]], unit: str) -> None:
    corpus, units = read(documents), by_unit(documents, unit)
    table = dc.framing(corpus, LEXICON, unit=unit).set_index(["source", "label"])
    for source, mine in units.groupby("source"):
        rebels, named = mine["rebels"] + mine["rebel"], mine["rebels"] + mine["rebel"] + mine["opposition"]
        row = table.loc[(source, "rebels")]
        sums = ratio_sums(rebels, named)  # how alike the mentions of a story are is not known
        expected = ratio_interval(sums, prior=prior_effect(sums) if unit == "document" else 2.0)
        np.testing.assert_allclose(row[["share_low", "share_high"]].tolist(), expected, atol=1e-12)
        expected = ratio_interval(ratio_sums(rebels, mine["tokens"]))
        found = row[["rate_low", "rate_high"]].tolist()
        np.testing.assert_allclose(found, np.multiply(expected, 1e4), atol=1e-9)
        assert row["units"] == len(mine)
        assert row["concept_units"] == (named > 0).sum()


@settings(max_examples=15)
@given(DOCUMENTS, st.sampled_from(["document", "story"]))
def test_terms(documents: list[dict[str, Any]], unit: str) -> None:
    units = by_unit(documents, unit)
    table = dc.term_frequencies(read(documents), unit=unit).set_index(["source", "term"])
    for source, mine in units.groupby("source"):
        for word in table.loc[source].index:
            expected = ratio_interval(ratio_sums(mine[word], mine["tokens"]))
            found = table.loc[(source, word), ["rate_low", "rate_high"]].tolist()
            np.testing.assert_allclose(found, np.multiply(expected, 1e4), atol=1e-9)


@settings(max_examples=15)
@given(DOCUMENTS, st.sampled_from(["document", "story"]), st.booleans())
def test_keyness(documents: list[dict[str, Any]], unit: str, against_one: bool) -> None:
    units = by_unit(documents, unit)
    first, second = sorted(set(units["source"]))[:2]
    table = dc.keyness(
        read(documents), target=first, reference=second if against_one else None, unit=unit
    ).set_index("term")
    mine = units[units["source"] == first]
    others = units[units["source"] == second] if against_one else units[units["source"] != first]
    others = others.groupby("unit")[[*WORDS, "tokens"]].sum()  # a story of several others is one unit
    for word in table.index:
        one, other = (ratio_sums(side[word], side["tokens"]) for side in (mine, others))
        row = table.loc[word]
        cells = row[["count_target", "count_reference", "tokens_target", "tokens_reference"]].tolist()
        single = min(len(mine), len(others)) < 2
        effect = np.nan if single else float(design_effect_of_difference(one, other))
        effect = max(effect, 1.0) if len(mine) + len(others) < 20 and not single else effect
        assert (row["units_target"], row["units_reference"]) == (len(mine), len(others))
        np.testing.assert_allclose(row["design_effect"], effect, atol=1e-9)
        corrected = g2(*cells) / effect if effect else 0.0
        np.testing.assert_allclose(row["g2_corrected"], corrected, rtol=1e-6, atol=1e-9)
        np.testing.assert_allclose(row["p"], binomial(*cells, design_effect=effect), rtol=1e-6, atol=1e-12)
        rates = [cells[0] / cells[2], cells[1] / cells[3]]
        bounds = [ratio_interval(sums) for sums in (one, other)]
        with np.errstate(divide="ignore"):
            expected = np.log2(rate_ratio(rates[0], *bounds[0], rates[1], *bounds[1]))
        np.testing.assert_allclose(row[["log_ratio_low", "log_ratio_high"]].tolist(), expected, atol=1e-9)
    np.testing.assert_allclose(table["q"], benjamini_hochberg(table["p"]))


@pytest.mark.parametrize("rank_by", ["g2_corrected", *MEASURES])
def test_any_rank_gives_the_same_columns(rank_by: str) -> None:
    random = np.random.default_rng(4)
    rows = [
        {"source": source, "story": str(n), "text": " ".join(random.choice(WORDS, 30, p=p))}
        for source, p in (("X", [0.3, 0.1, 0.1, 0.1, 0.2, 0.2]), ("Y", [0.1, 0.2, 0.1, 0.1, 0.2, 0.3]))
        for n in range(12)
    ]
    table = dc.keyness(read(rows), target="X", rank_by=rank_by)
    assert table.columns.equals(dc.keyness(read(rows), target="X").columns)
    assert (table["score"] if rank_by == "bic" else table["score"].abs()).is_monotonic_decreasing
    assert dc.keyness(read(rows), rank_by=rank_by, minimum=1_000_000).empty
    cells = [table[name] for name in ("count_target", "count_reference", "tokens_target", "tokens_reference")]
    effective = [each / table["design_effect"] for each in cells]
    expected = {
        "bic": lambda: dc.measures.bic(*effective),
        "g2_corrected": lambda: g2(*cells) / table["design_effect"],
        "weighted_log_odds": lambda: dc.measures.weighted_log_odds(*cells[:2]).z,  # all words are there
        "odds_ratio": lambda: dc.measures.odds_ratio(*cells, discount=0.5),
        "log_ratio_conservative": lambda: dc.measures.log_ratio_conservative(
            *effective, comparisons=len(table)
        ),
    }
    found = expected.get(rank_by, lambda: getattr(dc.measures, rank_by)(*cells))()
    np.testing.assert_allclose(table["score"], found)
    with pytest.raises(dc.DiscourseError, match="rank_by='mutual': it must be one of g2_corrected, g2"):
        dc.keyness(read(rows), rank_by="mutual")


def test_a_share_that_is_to_be_read_with_care_is_marked() -> None:
    rows = [{"source": "S", "text": "rebels opposition"} for _ in range(8)]
    even = dc.framing(read(rows), LEXICON, unit="document").set_index("label")
    assert even.loc["rebels", "share_effect"] == 0
    assert not even.loc["rebels", "share_weak"]
    few = dc.framing(read(rows[:4]), LEXICON, unit="document").set_index("label")
    assert few.loc["rebels", "share_weak"]
    rows += [{"source": "S", "text": "rebels " * 30}]
    lumps = dc.framing(read(rows), LEXICON, unit="document").set_index("label").loc["rebels"]
    x, y = [1] * 8 + [30], [2] * 8 + [30]
    assert lumps["share_effect"] == pytest.approx(float(design_effect(ratio_sums(x, y))))
    assert lumps["share_weak"] == (lumps["share_effect"] > 5)


def test_labels_are_as_uneven_as_their_measure_says() -> None:
    documents = [
        {"source": "S", "text": "rebels rebels end"},
        {"source": "S", "text": "the end of it all now"},
    ]
    row = dc.framing(read(documents), LEXICON).query("label == 'rebels'").iloc[0]
    assert row["dp_norm"] == float(dc.measures.dp_norm([2, 0], [3, 6])) == 1


def test_the_bootstrap_draws_the_units_of_each_group() -> None:
    random = np.random.default_rng(4)
    documents = [
        {"source": source, "story": str(number // 2), "text": " ".join(random.choice(WORDS, 30))}
        for source in "XY"
        for number in range(12)
    ]
    corpus, drawn = read(documents), {"unit": "story", "uncertainty": "bootstrap", "draws": 200, "seed": 7}
    table = dc.framing(corpus, LEXICON, **drawn).set_index(["source", "label"])
    units = total_of_units(
        corpus, count_labels, "source", LEXICON.queries(), unit="story", one_by_one=True
    ).by_unit
    for group, source in enumerate("XY"):
        mine = units.take(units.by_content(units.in_group(group)))
        expected = bootstrap(mine.count[:, :3], mine.tokens, draws=200, seed=[7, group])
        np.testing.assert_allclose(
            table.loc[source, ["rate_low", "rate_high"]].to_numpy(),
            1e4 * np.column_stack(expected),
            atol=1e-9,
        )
    assert table.attrs["options"]["draws"] == 200
    again = dc.term_frequencies(corpus, **drawn)
    rebels = again[(again["source"] == "X") & (again["term"] == "the")].iloc[0]
    assert rebels["rate_low"] < rebels["rate"] < rebels["rate_high"]


def test_the_order_of_documents_does_not_change_what_is_drawn() -> None:
    random = np.random.default_rng(4)
    documents = [
        {"source": "XY"[number % 2], "story": str(number // 3), "text": " ".join(random.choice(WORDS, 30))}
        for number in range(40)
    ]
    drawn = {"unit": "story", "uncertainty": "bootstrap", "draws": 200}
    one, other = (read(list(some)) for some in (documents, documents[::-1]))
    pd.testing.assert_frame_equal(dc.framing(one, LEXICON, **drawn), dc.framing(other, LEXICON, **drawn))
    pd.testing.assert_frame_equal(dc.keyness(one, **drawn), dc.keyness(other, **drawn))
    pd.testing.assert_frame_equal(dc.term_frequencies(one, **drawn), dc.term_frequencies(other, **drawn))


@pytest.mark.parametrize("reference", [None, "Y"])
def test_keyness_from_units_drawn_anew(reference: str | None) -> None:
    random = np.random.default_rng(4)
    often = {"X": [0.3, 0.1, 0.1, 0.1, 0.2, 0.2], "Y": [0.1, 0.2, 0.1, 0.1, 0.2, 0.3], "Z": None}
    documents = [
        {"source": source, "story": str(random.integers(60)), "text": " ".join(random.choice(WORDS, 80, p=p))}
        for source, p in often.items()
        for _ in range(100)
    ]
    options = {"target": "X", "reference": reference, "unit": "story"}
    made = dc.keyness(read(documents), **options).set_index("term")
    drawn = dc.keyness(read(documents), **options, uncertainty="bootstrap", draws=1000).set_index("term")
    bounds = ["log_ratio_low", "log_ratio_high"]
    np.testing.assert_allclose(drawn.loc[made.index, bounds], made[bounds], atol=0.1)
    same = [column for column in made.columns if column not in bounds]
    pd.testing.assert_frame_equal(drawn[same], made[same])
    units = by_unit(documents, "story")
    mine = units[units["source"] == "X"]
    others = units[units["source"] == "Y"] if reference else units[units["source"] != "X"]
    others = others.groupby("unit")[[*WORDS, "tokens"]].sum()
    expected = bootstrap_ratio(
        mine[WORDS].to_numpy(), mine["tokens"], others[WORDS].to_numpy(), others["tokens"], seed=[0, 0]
    )
    np.testing.assert_allclose(drawn.loc[WORDS, bounds].to_numpy().T, np.log2(expected), atol=0.06)


def test_copies_are_one_unit_unless_said() -> None:
    story = "the rebels took the town and " + " ".join(f"word{n}" for n in range(60))
    texts = [story, story, *(f"the opposition {' '.join(f'w{d}x{n}' for n in range(60))}" for d in range(6))]
    corpus = dc.read(pd.DataFrame({"source": "S", "text": texts}), clean=False)
    family, document = (
        dc.framing(corpus, LEXICON, unit=unit).query("label == 'rebels'").iloc[0]
        for unit in ("family", "document")
    )
    assert (family["units"], document["units"]) == (7, 8)
    assert family["count"] == document["count"] == 2
    assert family["rate_high"] > document["rate_high"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"unit": "storey"}, "no column 'storey'"),
        ({"unit": 3}, "unit= is 'family', 'document', a block of time .month, week, day. or .*, not 3"),
        ({"confidence": 95}, "confidence= must be a number between 0 and 1, such as 0.95, not 95"),
        ({"uncertainty": "bayes"}, "uncertainty='bayes': it must be one of linearized, bootstrap"),
        ({"draws": 10}, "draws= must be a whole number from 100, not 10"),
        ({"seed": -1}, "seed= must be a whole number from 0, not -1"),
        ({"seed": None}, "seed= must be a whole number from 0, not None"),
        ({"by": 5}, "by= is the name of a column or a list of names, not 5"),
    ],
)
def test_options_out_of_range(seeds: dc.Corpus, syria: dc.Lexicon, options: Any, said: str) -> None:
    with pytest.raises(dc.DiscourseError, match=said):
        dc.framing(seeds, syria, **options)
