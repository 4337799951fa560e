import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize import NLTKWordTokenizer, RegexpTokenizer

from discourse.text.words import fold, spans, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Daesh's fighters", ["daesh", "'s", "fighters"]),
        ("Assad’S government", ["assad", "'s", "government"]),
        ("they don't, they won’t", ["they", "don't", "they", "won't"]),
        ("Sciences’ Institute, James' book", ["sciences", "institute", "james", "book"]),
        ("asylum-seekers of al-Assad", ["asylum", "seekers", "of", "al", "assad"]),
        ("U.S.-led, the U.S.'s, e.g. this", ["u.s.", "led", "the", "u.s.", "'s", "e.g.", "this"]),
        (
            "1,000 men, 3.5 km, 12:30, the 1990's",
            ["1,000", "men", "3.5", "km", "12", "30", "the", "1990", "'s"],
        ),
        ("'tis a ''quoted'' 'word'", ["tis", "a", "quoted", "word"]),
        ("See...[W]e left.The end", ["see", "w", "e", "left", "the", "end"]),
        ("@user_name #metoo", ["@user_name", "metoo"]),
        ("пʼять don‘t Assad´s Shi`a 'n צ׳ילי", ["п'ять", "don't", "assad", "'s", "shi'a", "n", "צ'ילי"]),
        ("½ a pint, 1½ pints, m², №5", ["a", "pint", "1", "pints", "m", "5"]),
        ("İSRAİL İsrail israil I\u0307stanbul", ["israil", "israil", "israil", "istanbul"]),
        ("الدَّوْلَة الإسلامية", ["الدَّوْلَة", "الإسلامية"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("می‌خواهم بروم", ["می‌خواهم", "بروم"]),
        ("café, Straße", ["café", "strasse"]),
        ("❤️ 👨‍👩‍👧 — … «»", []),
        ("", []),
    ],
)
def test_the_word(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@given(st.text())
def test_words_are_in_order_and_hold_no_white_space(text: str) -> None:
    end = 0
    for start, stop in spans(text):
        assert end <= start < stop
        assert not any(character.isspace() for character in text[start:stop])
        end = stop


@given(st.text())
def test_every_letter_and_digit_is_in_a_word(text: str) -> None:
    import regex

    covered = {place for start, end in spans(text) for place in range(start, end)}
    assert {match.start() for match in regex.finditer(r"[\p{L}\p{Nd}]", text)} <= covered


@given(st.text(), st.text())
def test_a_line_break_separates(left: str, right: str) -> None:
    assert words(f"{left}\n{right}") == words(left) + words(right)


@given(st.text())
def test_folding_twice_is_folding_once(word: str) -> None:
    assert fold(fold(word)) == fold(word)


def test_nltk_word_tokenizer() -> None:
    text = "The rebels, they said, don't hold Daesh's \"capital\"."
    assert words(text, NLTKWordTokenizer()) == [
        "the", "rebels", "they", "said", "do", "n't", "hold", "daesh", "'s", "capital"
    ]  # fmt: skip


def test_nltk_regexp_tokenizer() -> None:
    tokenizer = RegexpTokenizer(r"[\w-]+")
    assert words("Asylum-seekers -- and others!", tokenizer) == ["asylum-seekers", "and", "others"]
    assert words("!!!", tokenizer) == []
