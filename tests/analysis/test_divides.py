from typing import Any

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.measures.homogeneity import apart, dealt

LEXICON = dc.Lexicon.from_dict(
    {
        "armed-fighters": {
            "labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"], "gunmen": ["gunmen"]}
        },
        "fled": {"labels": {"refugees": ["refugees"], "migrants": ["migrants"]}},
        "rare": {"labels": {"this": ["this"], "that": ["that"]}},
    }
)
WORDS = ["rebels", "terrorists", "gunmen", "refugees", "migrants", "said"]
OFTEN = {
    "Post": [0.20, 0.04, 0.02, 0.06, 0.06, 0.62],
    "News": [0.05, 0.18, 0.03, 0.06, 0.06, 0.62],
    "Star": [0.12, 0.10, 0.03, 0.06, 0.06, 0.63],
}


def frame(articles: int = 20) -> pd.DataFrame:
    random = np.random.default_rng(2)
    rows = [
        (source, f"{2015 + number % 2}-03-0{1 + number % 9}", " ".join(random.choice(WORDS, 25, p=often)))
        for source, often in OFTEN.items()
        for number in range(articles)
    ]
    return pd.DataFrame(rows, columns=["source", "date", "text"])


def divided(rows: pd.DataFrame | None = None, lexicon: dc.Lexicon = LEXICON, **options: Any) -> pd.DataFrame:
    corpus = dc.read(frame() if rows is None else rows, clean=False)
    return dc.divides(corpus, lexicon, **{"draws": 400, "unit": "document", **options})


def test_the_numbers_are_those_of_the_measures() -> None:
    rows = frame()
    fighters = divided(rows).set_index("concept").loc["armed-fighters"]
    count = np.array([[text.split().count(word) for word in WORDS[:3]] for text in rows["text"]])
    group = rows["source"].astype("category").cat.codes.to_numpy()
    found = apart(count, group)
    assert fighters["ratio"] == pytest.approx(float(found.ratio))
    assert fighters["design_effect"] == pytest.approx(found.chance.sum() / 4)
    assert fighters["p"] == dealt(count, group, draws=400).p == 1 / 401
    assert fighters["divide"] == pytest.approx(
        np.sqrt((found.statistic.sum() - found.chance.sum()) / count.sum() / 2)
    )
    assert fighters["concept_count"] == count.sum()
    assert fighters["concept_documents"] == fighters["concept_units"] == (count.sum(axis=1) > 0).sum()


def test_what_makes_most_of_it_is_named() -> None:
    rows = frame()
    table = divided(rows)
    assert table["concept"].tolist() == ["armed-fighters", "fled", "rare"]
    first = table.iloc[0]
    assert (first["label"], first["target"], first["reference"]) == ("rebels", "Post", "News")
    said = " ".join(rows.loc[rows["source"] == "Post", "text"]).split()
    assert first["count_target"] == said.count("rebels")
    assert first["concept_count_target"] == sum(map(said.count, WORDS[:3]))
    assert first["share_target"] == first["count_target"] / first["concept_count_target"]
    assert 0.3 < first["label_part"] <= 1
    assert first["divide_low"] > 0
    assert (first["labels"], first["groups"]) == (3, 3)


def test_counts_stay_whole_beside_a_concept_without_a_pair() -> None:
    table = divided().set_index("concept")
    for name in ("count_target", "count_reference", "concept_count_target", "concept_count_reference"):
        assert pd.api.types.is_integer_dtype(table[name].dtype)
        assert table[name].isna().tolist() == (table.index == "rare").tolist()


def test_q_is_over_the_concepts_that_can_be_tested() -> None:
    table = divided().set_index("concept")
    assert table.loc["armed-fighters", "q"] == table.loc["armed-fighters", "p"] * 2
    assert table.loc["fled", "p"] > 0.05
    assert table.loc["rare", ["divide", "p", "q", "label", "target"]].isna().all()
    assert table.loc["rare", ["labels", "groups", "concept_count"]].tolist() == [0, 0, 0]


def test_neither_order_nor_shards_change_a_number(tmp_path: Any) -> None:
    rows = frame()
    whole = divided(rows)
    turned = dc.Lexicon.from_dict(
        {
            name: {
                "labels": {label: list(concept.labels[label].patterns) for label in [*concept.labels][::-1]}
            }
            for name, concept in [*LEXICON.concepts.items()][::-1]
        }
    )
    pd.testing.assert_frame_equal(divided(rows.sample(frac=1, random_state=3), turned), whole)
    for part in range(3):
        rows.iloc[part::3].to_parquet(tmp_path / f"{part}.parquet")
    shards = dc.read(tmp_path, text="text", source="source", date="date", clean=False)
    pd.testing.assert_frame_equal(dc.divides(shards, LEXICON, draws=400, unit="document"), whole)


def test_copies_are_one_unit() -> None:
    rows = frame(8)
    story = "refugees refugees refugees " + " ".join(f"word{number}" for number in range(60))
    copies = pd.DataFrame({"source": "Star", "date": "2015-01-01", "text": [story] * 10})
    rows = pd.concat([rows, copies])
    apart_, together = (
        divided(rows, unit=unit).set_index("concept").loc["fled"] for unit in ("document", "family")
    )
    assert apart_["concept_units"] == together["concept_units"] + 9
    assert together["design_effect"] > apart_["design_effect"]
    assert together["p"] > apart_["p"]


def test_blocks_of_time_are_units() -> None:
    rows = frame(24)
    rows["date"] = [f"{2015 + n // 36}-{1 + n // 6 % 6:02}-05" for n in range(72)]
    table = divided(rows, by="year", unit=None).set_index("concept")
    sides = table[["target", "reference"]]
    assert set(map(str, sides.loc["armed-fighters"])) == {"2015", "2016"}  # whole, though one has no pair
    assert sides.loc["rare"].isna().all()
    months = table.loc["armed-fighters"]
    assert months["concept_units"] == 12
    articles = divided(rows, by="year").set_index("concept").loc["armed-fighters"]
    assert articles["concept_units"] > 60
    assert months["groups"] == articles["groups"] == 2
    assert months["design_effect"] != articles["design_effect"]


def test_in_words() -> None:
    table = divided()
    said = dc.in_words(table)
    assert said.startswith(
        "Outlets divide on 1 of 2 concepts (q below .05; 0 alike, 1 apart): armed fighters (0."
    )
    assert "most by rebels, such as Post " in said
    assert said.endswith(
        ". Not seen beyond chance: fled. Too few articles in two outlets that mention it: rare."
    )
    alike = dc.in_words(table[table["concept"] == "fled"])
    assert alike == "Outlets are not seen to choose differently in any of 1 concept."
    none = dc.in_words(table[table["concept"] == "rare"])
    assert none == (
        "Whether outlets choose alike cannot be said. Too few articles in two outlets that mention it: rare."
    )
    years = divided(by=["source", "year"], draws=100)
    assert dc.in_words(years).startswith("Groups by source and year divide on 1 of 2 concepts")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"by": None}, "by=None makes a single group (all documents); divides compares several"),
        ({"by": "date of print"}, "date of print"),
        ({"draws": 3}, "draws= must be a whole number from 100, not 3"),
        ({"confidence": 2}, "confidence= must be a number between 0 and 1, such as 0.95, not 2"),
    ],
)
def test_refusals(options: dict[str, Any], said: str) -> None:
    with pytest.raises(dc.DiscourseError) as error:
        divided(**options)
    assert said in str(error.value)


def test_a_lexicon_is_needed() -> None:
    with pytest.raises(dc.DiscourseError, match="a Lexicon is needed"):
        divided(lexicon="syria")  # type: ignore[arg-type]


def test_where_nothing_divides_the_label_is_one_that_occurs() -> None:
    rows = [
        {"source": source, "text": text}
        for source, texts in (("A", ["rebels", "rebels terrorists"]), ("B", ["rebels terrorists", "rebels"]))
        for text in texts * 3
    ]
    row = dc.divides(dc.read(pd.DataFrame(rows)), dc.Lexicon.read("syria")).iloc[0]
    assert row["label"] in ("rebels", "terrorists")
    assert row["target"] != row["reference"]
