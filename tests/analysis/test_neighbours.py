"""Words that compete with some: the numbers by hand, the order of nothing matters, what is refused."""

import math

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from discourse.analysis.neighbours import COLUMNS, sentence
from discourse.errors import DiscourseError

TEXTS = [
    "The rebels said so. The militants said so. In town the rebels fled.",
    "The militants said no. The weather said no. Rebels said it.",
    "In town the rebels said so. The militants fled.",
]


def corpus(texts: list[str] = TEXTS) -> dc.Corpus:
    return dc.read(pd.DataFrame({"text": texts, "source": ["A", "B", "C"][: len(texts)]}))


def test_slots_and_interchange_are_counted_by_hand() -> None:
    table = dc.neighbours(corpus(), "rebels", minimum=1).set_index("term")
    assert tuple(table.reset_index().columns) == COLUMNS
    assert table.loc["militants", ["count", "documents", "slots"]].tolist() == [3, 3, 2]
    # the … said: rebels 2, militants 2, weather 1; the … fled: rebels 1, militants 1
    assert table.loc["militants", "interchange"] == round((2 * 2 / 5 + 1 / 2) / 3, 6)
    assert table.loc["weather", "interchange"] == round(2 / 5, 6)
    assert table.loc["militants", "slot"] == "the militants said"
    assert table.loc["militants", "line"] == TEXTS[0]
    assert table.loc["town", "slots"] == 0
    assert pd.isna(table.loc["town", "slot"])
    ranked = dc.neighbours(corpus(), "rebels", minimum=1, rank_by="interchange")
    assert ranked["term"].head(2).tolist() == ["militants", "weather"]
    assert "rebels" not in table.index


def test_a_slot_is_a_pattern_that_finds_its_lines() -> None:
    table = dc.neighbours(corpus(), "rebels", minimum=1)
    for row in table[table["slots"] > 0].itertuples():
        assert len(dc.concordance(corpus(), str(row.slot)))


def test_the_cosine_is_that_of_ppmi_with_smoothed_contexts() -> None:
    """With all dimensions nothing is cut off: a dense reference with the square root of the matrix."""
    table = dc.neighbours(corpus(), ["rebels", "militants"], minimum=1, window=2, n=99, stop_words=())
    sentences = [
        each.lower().replace(".", "").split()
        for text in TEXTS
        for each in text.replace(". ", ".\n").splitlines()
    ]
    words = sorted({word for each in sentences for word in each})
    counts = np.zeros((len(words), len(words)))
    for each in sentences:
        for at, one in enumerate(each):
            for other in each[max(at - 2, 0) : at] + each[at + 1 : at + 3]:
                counts[words.index(one), words.index(other)] += 1
    context = counts.sum(axis=0) ** 0.75
    with np.errstate(divide="ignore"):
        pmi = np.log(counts / counts.sum(axis=1, keepdims=True) / (context / context.sum()))
    u, s, _ = np.linalg.svd(np.maximum(pmi, 0))
    space = u[:, :-1] * np.sqrt(s[:-1])
    space /= np.linalg.norm(space, axis=1, keepdims=True)
    mean = (space @ space[[words.index("rebels"), words.index("militants")]].T).mean(axis=1)
    found = table.set_index("term")["cosine"]
    assert len(found) == len(words) - 2
    assert all(math.isclose(found[word], mean[words.index(word)], abs_tol=2e-6) for word in found.index)


def test_the_order_of_documents_and_words_and_shards_change_nothing(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("parts")
    frame = pd.DataFrame({"id": ["a", "b", "c"], "text": TEXTS, "source": "A"})
    whole = dc.neighbours(dc.read(frame), ["rebels", "weather"], minimum=1)
    turned = dc.neighbours(dc.read(frame[::-1].reset_index(drop=True)), ["weather", "rebels"], minimum=1)
    pd.testing.assert_frame_equal(whole, turned)
    for row in range(3):
        frame.iloc[[row]].to_parquet(folder / f"{row}.parquet")
    shards = dc.index(str(folder / "*.parquet"), folder / "index", progress=False)
    assert len(shards.shards) == 3
    pd.testing.assert_frame_equal(dc.neighbours(shards, ["rebels", "weather"], minimum=1), whole)


def test_runs_of_words_and_patterns_can_be_given() -> None:
    texts = [
        "The moderate opposition said so. The rebels said so.",
        "The armed opposition said so. A rebel said so.",
    ]
    table = dc.neighbours(corpus(texts), "# opposition", minimum=1).set_index("term")
    assert table.loc["rebels", ["slots", "interchange"]].tolist() == [1, round(2 / 3, 6)]
    assert "opposition" in table.index
    given = dc.neighbours(corpus(texts), "rebel*", minimum=1)
    assert not {"rebel", "rebels"} & set(given["term"])


def test_an_address_is_no_word_and_no_side_of_a_slot() -> None:
    texts = ["See rebels at a.org rebels today. See militants at a.org militants today."]
    table = dc.neighbours(corpus(texts), "rebels", minimum=1).set_index("term")
    assert table.loc["militants", "slots"] == 1
    assert "a.org" not in table.index


def test_a_corpus_with_nothing_to_compare_gives_an_empty_table() -> None:
    for minimum in (1, 10):
        table = dc.neighbours(corpus(["Rebels"]), "rebels", minimum=minimum)
        assert table.empty
        assert tuple(table.columns) == COLUMNS
        assert sentence(table) == "No other word comes often enough to be set beside rebels."


def test_its_sentence_names_words_of_the_table() -> None:
    said = dc.in_words(dc.neighbours(corpus(), "rebels", minimum=1))
    assert "in the same slots: militants (2 slots) and weather (1 slot)" in said
    assert "may compete with rebels" in said
    nowhere = dc.neighbours(corpus(["Rebels met. No men fled."]), "rebels", minimum=1)
    assert "in the same slots: none of them" in dc.in_words(nowhere)


@pytest.mark.parametrize(
    ("words", "options", "message"),
    [
        ([], {}, r"words=\[\]: a list of words is needed, such as \['rebels', 'terrorists'\]"),
        (3, {}, "words=3: a list of words is needed"),
        ([3], {}, "words= is a list of words, and 3 is none"),
        ("queen", {}, "'queen' is not in the corpus; give words that are, or patterns like rebel\\*"),
        (["rebels", "que*"], {}, r"'que\*' is not in the corpus"),
        (["king", "queen"], {}, "'king' and 'queen' are not in the corpus; give"),
        ("rebels", {"stop_words": "the"}, "stop_words= is a collection of words, not the text 'the'"),
        ("rebels", {"window": 0}, "window=0 is a whole number from 1"),
        ("rebels", {"n": True}, "n=True is a whole number from 1"),
        ("rebels", {"rank_by": "count"}, "rank_by='count' is none of both, interchange, cosine"),
    ],
)
def test_what_cannot_be_asked(words: object, options: dict[str, object], message: str) -> None:
    with pytest.raises(DiscourseError, match=message):
        dc.neighbours(corpus(), words, **options)  # type: ignore[arg-type]


def test_function_words_of_the_language_are_not_listed() -> None:
    texts = ["Die Rebellen flohen in die Stadt.", "Die Kämpfer flohen in den Wald."] * 5
    frame = pd.DataFrame({"source": "A", "date": "2015-01-01", "text": texts})
    german = dc.read(frame, language="de", clean=False)
    terms = set(dc.neighbours(german, "Rebellen", minimum=1)["term"])
    assert "kämpfer" in terms
    assert not terms & german.function_words
    own = dc.neighbours(german, "Rebellen", minimum=1, stop_words=["Kämpfer"])
    assert {"in", "den"} <= set(own["term"])
    assert "kämpfer" not in set(own["term"])
    assert own.attrs["options"]["stop_words"] == ["Kämpfer"]
