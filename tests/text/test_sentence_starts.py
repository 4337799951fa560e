"""Where sentences begin; the lines are ours, after what newspapers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discourse.text.sentences import sentence_starts
from discourse.text.words import spans

LINES = [
    "The rebels fled. | The army came. | Nobody stayed!",
    "“We left,” she said. | “They stayed.” | Why? | Nobody knows.",
    "Gen. Smith and Sen. Jones of the U.S. Senate met Mr. Brown on Jan. 5 at No. 10.",
    "He lives in the U.S. | The war is far. | At 5 p.m. | They met.",
    "J. K. Rowling wrote to George H.W. Bush in Washington, D.C. | It was late.",
    "Acme Inc. Chairman Brown sold it to Beta Corp. | He was paid.",
    "It cost 3.5 million. | 20 people came. | So what…",
    "A headline without a point\n\n| Then the article. | It ends",
    "Three things:\n• | One thing\n• | Another thing",
    "wrapped hard\nin the middle of\nOne sentence.",
    "(He left.) | (She stayed.) | [Nobody] said a word?! | No.",
    "¿Por qué? | ¡Nadie! | Él vino. | Ещё раз. | Да.",
    "هل رحلوا؟ | نعم.",
    "the e.g. case, the vs. case, i.e. a small letter. or this",
]


@pytest.mark.parametrize("line", LINES)
def test_lines(line: str) -> None:
    text = line.replace("| ", "")
    at = list(spans(text))
    expected = [len(list(spans(line.replace("| ", "")[:cut]))) for cut in cuts(line)]
    assert sentence_starts(text, at) == [0, *expected]


def cuts(line: str) -> list[int]:
    """Return where the bars were, in the text without them."""
    parts = line.split("| ")
    return [sum(map(len, parts[:number])) for number in range(1, len(parts))]


def test_without_words_and_without_spaces() -> None:
    assert sentence_starts("...", []) == []
    text = "叛军走了。政府军来了！"
    at = [(0, 2), (2, 4), (5, 8), (8, 10)]
    assert sentence_starts(text, at) == [0, 2]


@given(st.text(alphabet="aB1 .?!”“\n•’sMrU", max_size=80))
def test_any_text(text: str) -> None:
    at = list(spans(text))
    starts = sentence_starts(text, at)
    assert starts == sorted(set(starts))
    assert starts[:1] == [0][: len(at)]
    assert all(word < len(at) for word in starts)
