"""Quotation marks of all kinds, paired; no damage passes its paragraph."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.voice.characters import characters
from discourse.voice.marks import paragraphs, quotations

PAIRS = [
    ('"We go," he said. "Now."', ["We go,", "Now."]),
    ("“We go,” he said.", ["We go,"]),
    ("''We go,'' he said.", ["We go,"]),
    ("„Wir gehen“, sagte er. „Idziemy”.", ["Wir gehen", "Idziemy"]),
    ("« On part », dit-il. »Wir gehen«, sagte er.", [" On part ", "Wir gehen"]),
    ("He said, 'It's the rebels' fault,' and left.", ["It's the rebels' fault,"]),
    ("‘We go,’ he said.", ["We go,"]),
    ("“He said ‘go’ and “stay” to us,” she said.", ["He said ‘go’ and “stay” to us,"]),
    ("det ”svenska” ordet", ["svenska"]),
    ("the foes’ men, the '90s, rock 'n' roll, get 'em, don't", []),
    ('He is 6\'2" and holds a 12" disc', []),
    ('<a href="x" title="y">"so"</a>', ["so"]),
]


def inner(text: str) -> list[str]:
    return [text[each.inner : each.outer] for each in quotations(text)]


@pytest.mark.parametrize(("text", "expected"), PAIRS, ids=[text for text, _ in PAIRS])
def test_marks_are_paired(text: str, expected: list[str]) -> None:
    assert inner(text) == expected


def test_a_quotation_goes_on_where_the_next_paragraph_reopens_it() -> None:
    found = quotations("“One.\n\n“Two.”\n\nThree")
    assert [(each.broken, each.goes_on) for each in found] == [(False, True), (False, False)]


def test_a_sentence_torn_by_an_empty_line_is_one_quotation_and_noted() -> None:
    text = 'It has "members of the\n\nother groups." The end'
    (found,) = quotations(text)
    assert text[found.inner : found.outer] == "members of the\n\nother groups."
    assert found.broken


def test_a_lost_mark_takes_no_more_than_its_sentence_or_paragraph() -> None:
    text = 'He said "go now. They went.\n\nFour "five" six'
    assert inner(text) == ["go now.", "five"]
    assert [each.broken for each in quotations(text)] == [True, False]
    assert inner("He “went. Then “came” home.") == ["went.", "came"]


@given(st.text(alphabet="ab .,\n\"'“”‘’«»„<>5", max_size=60))
def test_quotations_are_apart_and_pass_no_paragraph_unless_torn(text: str) -> None:
    found = quotations(text)
    assert all(each.start <= each.inner <= each.outer <= each.end <= len(text) for each in found)
    assert all(one.end <= other.start for one, other in pairwise(found))
    parts = paragraphs(*characters(text)[1:3])
    for each in found:
        touched = [start for start, end in parts if start < each.end and each.start < end]
        assert len(touched) <= 1 or each.broken


def test_the_thirty_quotations_of_the_seeds(seeds: dc.Corpus) -> None:
    numbers = [len(quotations(seeds.text(name))) for name in seeds.metadata["id"]]
    assert numbers == [1, 10, 15, 4]
