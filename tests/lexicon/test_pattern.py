import re
from fnmatch import fnmatchcase
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize import NLTKWordTokenizer, RegexpTokenizer

from discourse.errors import LexiconError
from discourse.lexicon.pattern import parse_pattern, types_of
from discourse.text.index import build_index


@pytest.mark.parametrize(
    ("pattern", "vocabulary"),
    [
        ("terroris*", {"terrorism", "terrorist", "terrorists"}),
        ("*ism", {"terrorism"}),
        ("wom?n", {"woman", "women"}),
        ("terrorist", {"terrorist"}),
        ('"terrorist"', {"terrorist"}),
        ("TERRORIST?", {"terrorists"}),
        ("*", None),
    ],
)
def test_wildcards_mean_words_of_the_vocabulary(pattern: str, vocabulary: set[str] | None) -> None:
    index = build_index(["Terrorism terrorist terrorists woman women womn terror"])
    if vocabulary is None:
        with pytest.raises(LexiconError, match="no word to look for"):
            parse_pattern(pattern)
        return
    (element,) = parse_pattern(pattern).elements
    assert {index.vocabulary[i] for i in types_of(element, index)} == vocabulary


@pytest.mark.parametrize(
    ("pattern", "elements"),
    [
        ("asylum-seeker", ("asylum", "seeker")),
        ("Daesh's", ("daesh", "'s")),
        ("U.S. # strike", ("u.s.", "#", "strike")),
        ("moderate @ @ opposition", ("moderate", "@", "@", "opposition")),
        ("#metoo", ("metoo",)),
        ('"what? #" now', ("what", "now")),
    ],
)
def test_patterns_are_read_like_texts(pattern: str, elements: tuple[str, ...]) -> None:
    assert parse_pattern(pattern).elements == elements


@pytest.mark.parametrize(
    ("pattern", "says"),
    [
        ("", "no word to look for"),
        ("# #", "no word to look for"),
        ("…!", "no word to look for"),
        ("* ?", "no word to look for"),
        ('say "rebel', "quotation mark without its partner"),
        ("@ rebels", "@ at its edge"),
        ("rebels @", "@ at its edge"),
        ("a @ @ @ @ @ @ @ b", "more than 6 @"),
    ],
)
def test_bad_patterns_say_what_is_wrong(pattern: str, says: str) -> None:
    with pytest.raises(LexiconError, match=says):
        parse_pattern(pattern)


@given(st.text("abis*?#@ .-'=A", max_size=12), st.sampled_from(["", "en", "fr", "tr"]))
def test_plain_patterns_are_read_as_any_other(text: str, language: str) -> None:
    def read() -> tuple[str, ...] | str:
        try:
            return parse_pattern.__wrapped__(text, None, language).elements
        except LexiconError as error:
            return str(error)

    plain = read()
    with mock.patch("discourse.lexicon.pattern._PLAIN", re.compile("(?!)")):
        assert read() == plain


def test_patterns_are_read_with_the_tokenizer_of_the_texts() -> None:
    assert parse_pattern("don't", NLTKWordTokenizer()).elements == ("do", "n't")


@given(st.text(max_size=30))
def test_any_text_is_a_pattern_or_a_lexicon_error(text: str) -> None:
    try:
        variants = list(parse_pattern(text).variants)
    except LexiconError:
        variants = [("refused in a sentence",)]
    assert all(variants)


def test_a_tokenizer_that_drops_wildcards_is_told() -> None:
    with pytest.raises(LexiconError, match="drops a wildcard of the pattern 'rebel"):
        parse_pattern("rebel*", RegexpTokenizer(r"[a-zA-Z]+"))


@pytest.mark.parametrize("pattern", ["*a*a*a*a*b", "*a*b", "a*a*a*a*a*a?b", "*a**a*a*b*"])
def test_wildcards_never_go_back(pattern: str) -> None:
    index = build_index(["a" * 30_000, "aaaab", "aab", "xaxaxaxab"])
    element = parse_pattern(pattern).elements[0]
    expected = [i for i, word in enumerate(index.vocabulary) if len(word) < 99 and fnmatchcase(word, pattern)]
    assert types_of(element, index).tolist() == expected
