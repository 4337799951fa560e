"""The compiled voices are those of the same rules in Python, on any text."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.text.index import build_index
from discourse.voice import codes
from discourse.voice.cues import cues

pytest.importorskip("numba")

from discourse.voice import compiled

WORDS = [
    *(
        "Roe",
        "said",
        "“we",
        "go”",
        "the",
        "minister",
        "told",
        "that",
        "it",
        "is",
        ",",
        ".",
        "?",
        "”",
        "“",
        "it’s",
    ),
    *(
        "according",
        "to",
        "as",
        "put",
        "claims",
        "he",
        "and",
        "who",
        "-",
        " - ",
        "--",
        ":",
        "(",
        ")",
        "accused",
        "of",
    ),
    *(
        "\n",
        "\n\n",
        '"',
        "'",
        "''",
        "<a b='c'>",
        "ROE",
        "é",
        "𝐀",
        "5",
        "2017",
        "believes",
        "fear",
        "has",
        "n’t",
        "by",
    ),
]


def both(texts: list[str], language: str = "en") -> tuple[list[int], list[int]]:
    index = build_index(texts, None, language)
    found = compiled.codes_of(texts, index, cues(language), threads=2)
    return found.tolist(), codes.codes_of(texts, index).tolist()


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join), min_size=1, max_size=4))
def test_any_texts(texts: list[str]) -> None:
    found, expected = both(texts)
    assert found == expected


def test_the_seeds_and_texts_without_cues_or_capitals(
    seeds: dc.Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_AT_ONCE", 3)
    texts = [seeds.text(name) for name in seeds.metadata["id"]]
    texts += ["", "the minister said “we go” today. " * 10, "« On part », dit-il.", "\0 “a\0”"]
    found, expected = both(texts)
    assert found == expected
    assert np.bincount(found, minlength=5).all()
    with pytest.warns(dc.errors.MarksOnlyWarning):
        found, expected = both(texts, "de")
    assert found == expected
