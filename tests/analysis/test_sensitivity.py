"""A planted difference survives what it must, and not what carries it."""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

import discourse as dc

LABELS = {"rebels": ["rebel*", "insurgent*"], "opposition": ["opposition"]}
LEXICON = dc.Lexicon.from_dict(
    {"fighters": {"labels": LABELS}, "people": {"labels": {"refugees": ["refugee*"]}}}
)


def rows(seed: int = 1, *, often: tuple[float, float] = (0.2, 0.05), each: int = 30) -> list[dict[str, Any]]:
    random = np.random.default_rng(seed)
    return [
        {
            "source": source,
            "date": f"{2014 + number % 3}-01-01",
            "title": "Opposition opposition",
            "text": " ".join(
                random.choice(["rebels", "opposition", "the", "a"], 20, p=[p, 0.1, 0.4, 0.5 - p])
            ),
        }
        for source, p in zip("XY", often, strict=True)
        for number in range(each)
    ]


def check(documents: list[dict[str, Any]], **options: Any) -> pd.DataFrame:
    corpus = dc.read(pd.DataFrame(documents), clean=False)
    given = {"label": "rebels", "target": "X", "reference": "Y", "progress": False, **options}
    return dc.sensitivity(corpus, LEXICON, **given)


def difference(documents: list[dict[str, Any]], value: str = "share") -> float:
    shares = dc.framing(dc.read(pd.DataFrame(documents), clean=False), LEXICON)
    sides = dc.contrast(shares, target="X", reference="Y", value=value)
    return float(sides.set_index("label")["difference"]["rebels"])


def test_a_difference_that_is_there_survives() -> None:
    table = check(rows())
    assert table["check"].tolist() == [
        "as it is",
        "each document by itself",
        "outlet's own words only",
        "copies collapsed",
        "without the most influential document",
        "without the most influential year",
        "titles counted too",
        "words split differently",
        "without a pattern",  # "insurgent*" counts nothing, and "opposition" has no other
    ]
    assert table["survives"].tolist() == [True] * 8 + [False]  # without "rebel*" there are none
    first = table.iloc[0]
    shares = dc.framing(dc.read(pd.DataFrame(rows()), clean=False), LEXICON)
    both = dc.contrast(shares, target="X", reference="Y").set_index("label").loc["rebels"]
    bounds = ["difference", "difference_low", "difference_high"]
    assert first[bounds].tolist() == both[bounds].tolist()
    titles = table.set_index("check").loc["titles counted too"]
    assert titles["concept_count_target"] == first["concept_count_target"] + 2 * 30


def test_one_document_that_carries_it_is_named() -> None:
    documents = rows(often=(0.08, 0.08))
    documents.append({"source": "X", "date": "2015-01-01", "title": "", "text": "rebels " * 60})
    table = check(documents).set_index("check")
    row = table.loc["without the most influential document"]
    assert row["detail"] == f"{len(documents)} (X)"
    assert abs(row["difference"]) < table.loc["as it is", "difference"]
    assert row["difference"] == difference(documents[:-1])


def test_the_most_influential_document_is_that_of_all_tried() -> None:
    documents = rows(seed=5, each=8)
    row = check(documents).set_index("check").loc["without the most influential document"]
    tried = [difference([*documents[:n], *documents[n + 1 :]]) for n in range(len(documents))]
    assert row["difference"] == pytest.approx(min(tried))
    row = check(documents, value="rate").set_index("check").loc["without the most influential year"]
    dates = sorted({document["date"] for document in documents})
    without = [
        difference([each for each in documents if each["date"] != date], value="rate") for date in dates
    ]
    assert row["difference"] == pytest.approx(min(without))


def test_copies_that_carry_it_are_collapsed() -> None:
    filler = " ".join(f"word{n}" for n in range(60))
    documents = rows(often=(0.08, 0.08))
    documents += [
        {"source": "X", "date": "2015-01-01", "title": "", "text": f"{'rebels ' * 9}{filler}"}
        for _ in range(9)
    ]
    table = check(documents).set_index("check")
    assert table.loc["copies collapsed", "detail"] == f"8 of {len(documents)} documents left out"
    assert table.loc["copies collapsed", "difference"] < table.loc["as it is", "difference"] / 2
    assert not table.loc["copies collapsed", "survives"]
    # as one family they are a unit; each by itself they look like evidence
    assert table.loc["each document by itself", "difference_low"] > table.loc["as it is", "difference_low"]


def test_each_pattern_that_counts_is_dropped_in_turn() -> None:
    documents = rows()
    for document in documents[:10]:
        document["text"] += " insurgents"
    table = check(documents)
    dropped = table[table["check"] == "without a pattern"]
    assert [detail.split(" (")[0] for detail in dropped["detail"]] == ["rebel*", "insurgent*"]
    alone = dc.Lexicon.from_dict({"fighters": {"labels": {**LABELS, "rebels": ["insurgent*"]}}})
    corpus = dc.read(pd.DataFrame(documents), clean=False)
    expected = dc.contrast(dc.framing(corpus, alone), target="X", reference="Y").iloc[0]
    assert dropped.iloc[0]["difference"] == expected["difference"]


def test_between_years_an_outlet_is_left_out() -> None:
    documents = rows()
    table = check(documents, by="year", target=2015, reference=2016, leave_out="source")
    assert "without the most influential source" in table["check"].tolist()
    assert "without the most influential year" not in table["check"].tolist()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"label": "fighters"}, "has no label 'fighters'"),
        ({"value": "count"}, "value='count': it must be one of share, rate"),
        ({"target": "Z"}, "'fighters' is not named in both source='Z' and source='Y'"),
        ({"label": "refugees"}, "'people' is not named in both"),
        ({"leave_out": "outlet"}, "no column 'outlet'"),
        ({"by": ["source"]}, "by= is the name of one column"),
        ({"target": ["X"]}, r"target= must be one value of the column 'source', not \['X'\]"),
    ],
)
def test_what_cannot_be_tested(options: dict[str, Any], said: str) -> None:
    with pytest.raises(dc.DiscourseError, match=said):
        check(rows(), **options)


def test_any_column_may_be_the_unit() -> None:
    documents = [{**row, "story": f"s{number // 2}"} for number, row in enumerate(rows())]
    table = check(documents, unit="story").set_index("check")
    assert table.loc["each document by itself", "units_target"] == 30
    others = table.drop(index=["each document by itself", "without the most influential document"])
    assert set(others.loc[others["documents_total_target"] == 30, "units_target"]) == {15}
    assert {"titles counted too", "words split differently"} <= set(others.index)


def test_documents_without_a_value_stay_where_a_value_is_left_out() -> None:
    documents = [
        {**row, "date": None if number % 5 == 0 else row["date"]} for number, row in enumerate(rows())
    ]
    table = check(documents).set_index("check")
    left_out = table.loc["without the most influential year"]
    there = pd.DataFrame(documents)["date"].str[:4] != left_out["detail"]
    assert left_out["documents_total_target"] + left_out["documents_total_reference"] == there.sum()


def test_titles_are_split_as_the_texts_are() -> None:
    class Letters:
        def span_tokenize(self, text: str) -> list[tuple[int, int]]:
            return [(place, place + 1) for place in range(len(text)) if text[place].isalpha()]

    lexicon = dc.Lexicon.from_dict({"letters": {"labels": {"e": ["e"], "o": ["o"]}}})
    corpus = dc.read(pd.DataFrame(rows()), clean=False, tokenizer=Letters())
    given = {"label": "e", "target": "X", "reference": "Y", "progress": False}
    counted = dc.sensitivity(corpus, lexicon, **given).set_index("check")["concept_count_target"]
    added = counted["titles counted too"] - counted["as it is"]
    assert added == 30 * "Opposition opposition".casefold().count("o")


@pytest.mark.parametrize("value", ["share", "rate"])
def test_words_split_so_that_the_label_is_not_found_test_nothing(value: str) -> None:
    labels = {"trump": ["mr. trump"], "president": ["president"]}
    documents = [
        {"source": source, "text": "Mr. Trump met us. " * often + "The president said it. " * 3}
        for source, often in (("X", 3), ("Y", 1))
        for _ in range(20)
    ]
    table = dc.sensitivity(
        dc.read(pd.DataFrame(documents), clean=False), dc.Lexicon.from_dict({"who": {"labels": labels}}),
        label="trump", target="X", reference="Y", value=value, progress=False,
    )  # fmt: skip
    row = table.set_index("check").loc["words split differently"]
    assert row["detail"] == "TreebankWordTokenizer, under which no pattern of trump finds anything"
    assert row[["difference", "difference_low", "difference_high", "change", "survives"]].isna().all()
    assert row["count_target"] == 0
    assert table["survives"].isna().sum() == 1
    assert "In 4 of 4 checks" in (said := dc.in_words(table))
    assert "1 more check has no interval" in said
    dc.plot(table)
    plt.close("all")
