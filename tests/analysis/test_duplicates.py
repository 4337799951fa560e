import pandas as pd
import pytest

import discourse as dc
from tests.copies.test_families import NEWS, STORIES


def test_the_pairs() -> None:
    table = dc.duplicates(dc.read(NEWS))
    assert list(table.columns) == [
        "family", "id_a", "source_a", "date_a", "id_b", "source_b", "date_b", "overlap", "opening_a",
        "opening_b",
    ]  # fmt: skip
    assert table[["family", "id_a", "id_b"]].to_numpy().tolist() == [
        ["a0", "a0", "a2"], ["a0", "a0", "a5"], ["a0", "a2", "a5"], ["a1", "a1", "a4"]
    ]  # fmt: skip
    assert table["overlap"].tolist() == pytest.approx([1, 1, 76 / 78, 1 - 1 / 63], abs=0.02)
    assert table["overlap"].is_monotonic_decreasing
    assert table["date_b"].isna().tolist() == [False, False, False, True]
    assert table["opening_b"].iloc[0].startswith("By AFP alpha0 alpha1")
    assert table["opening_b"].str.len().max() == 100
    assert table.attrs["analysis"] == "duplicates"


def test_a_selection_has_the_pairs_of_which_it_has_both() -> None:
    corpus = dc.read(NEWS)
    table = dc.duplicates(corpus.select(source=["SANA", "TRT"]))
    assert table[["family", "id_a", "id_b"]].to_numpy().tolist() == [["a0", "a0", "a2"]]
    assert dc.duplicates(corpus.select(id=["a2", "a5"]))["family"].tolist() == ["a0"]
    assert dc.duplicates(corpus.without_copies()).empty


def test_no_pair_has_the_same_columns() -> None:
    some, none = dc.duplicates(dc.read(NEWS)), dc.duplicates(dc.read(NEWS[:2]))
    assert none.empty
    assert none.dtypes.equals(some.dtypes)


def test_white_space_is_made_single() -> None:
    text = "An   opening\n\n\tin  " + STORIES[0]
    corpus = dc.read(pd.DataFrame({"source": ["A", "B"], "text": [text, text]}), clean=False)
    assert dc.duplicates(corpus)["opening_a"].iloc[0].startswith("An opening in alpha0")


def test_fakes(fakes: dc.Corpus) -> None:
    table = dc.duplicates(fakes)
    texts = pd.Series([fakes.text(document) for document in fakes.metadata["id"]])
    equal = texts.duplicated(keep=False).to_numpy()
    together = set(zip(fakes.column("family")[equal], texts[equal], strict=True))
    assert len(together) == len(set(texts[equal])), "equal texts are one family"
    assert len(table) == 90
    sizes = fakes.column("family").value_counts()
    assert (sizes[sizes > 1].sum(), (sizes > 1).sum(), sizes.max()) == (148, 69, 4)
    assert (table["source_a"] != table["source_b"]).sum() > 40
