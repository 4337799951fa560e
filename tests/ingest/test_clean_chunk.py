"""Cleaned many at a time, texts are what `clean` makes of each, and can be shown as they were read."""

import re
import unicodedata
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discourse.errors import DiscourseError
from discourse.ingest import clean_chunk as many
from discourse.ingest.clean import _LINES, BEGINNINGS, ENDINGS, Regex, as_heading, clean, compile_drops
from discourse.ingest.clean_chunk import _folds, as_read, clean_by_the_rules, clean_chunk
from discourse.ingest.notes import Notes
from discourse.text.chunks import chunk_of, chunks_of_texts, texts_of

look = pytest.importorskip("discourse.compiled.lines")

# What the rules look for, as they look for it and nearly so.
PIECES = [
    *(BEGINNINGS + ENDINGS),
    *(
        "Home",
        "AP",
        "AFP Photo",
        "Reuters",
        "REUTERS image",
        "Photo:",
        "Image credit :",
        "photo by",
        "file Photo",
    ),
    *(
        "READ MORE",
        "Read  more",
        "click\there",
        "SIGN UP NOW",
        "SUBSCRIBE",
        "LEARN MORE",
        "CLICK HERE",
        "Sign up",
    ),
    *(
        "newsletter",
        "article",
        "courtesy of",
        "[a](b)",
        "![",
        "](",
        "[",
        "*",
        "-",
        "•",
        "·",
        "|",
        ">",
        "»",
        "::",
    ),
    *(
        "/",
        "(",
        ")",
        ":",
        ".",
        "!",
        "?",
        ",",
        ";",
        "…",
        "‘",
        "’",
        "“",
        "”",
        "'",
        '"',
        "_",
        "Talks",
        "talks",
        "Talk",
    ),
    *(
        "é",
        "É",
        "e\u0301",
        "ß",
        "SS",
        "ss",
        "ﬁ",
        "fi",
        "ς",
        "Σ",
        "ſ",
        "K",
        "İ",
        "ı",
        "k",
        "Å",
        "가",
        "\u1100\u1161",
    ),
    *(
        "中",
        "Ａ",
        "ａ",
        "😀",
        "\u200c",
        "\u00a0",
        "\u2003",
        "\u3000",
        "\u200b",
        "\ufeff",
        "\u00ad",
        "\u0301",
        "\u034f",
    ),
    *("(Reuters)", "(AP)", "(CNN)", " - ", " — ", "WASHINGTON", "Paris,", "Image copyright", "Image caption"),
    *(
        "Getty Images",
        "Media caption",
        "Media playback is unsupported on your device",
        "Slideshow (4 Images)",
    ),
    *("READ MORE:", "(RELATED:", "Read more:", "See Also:", "Copyright 2019", "©", "2019", "(c) 2019"),
    *("All rights reserved", "Facebook", "Twitter", "Tweet", "Email", "digg", "reddit", "Share", "Google +"),
    *("\x00", "\x1c", "\x7f", "\x85", "\u2028", "\r", "\r\n", "\x0b", "\f", "x" * 70, " w" * 31),
    *(
        "<p>",
        "</B >",
        "<a href='x'>",
        "<ſpan>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<br/>",
        "<",
        "< b",
        "<name>",
    ),
    *(
        "&amp;",
        "&amp",
        "&quot",
        "&nbsp",
        "&nbspx",
        "&#39;",
        "&#",
        "&lt;p&gt;",
        "&T",
        "&",
        ";",
        "=",
        "&notanentity;",
    ),
]
SPACES = [" "] * 6 + ["", "", "\n", "\n", "\n\n", "  ", "\t", "\n \n", " \n", "\n\n\n"]
WORDY = st.lists(st.sampled_from(PIECES) | st.sampled_from(SPACES), max_size=14).map("".join)
LINE = st.lists(st.sampled_from(PIECES), max_size=4).map(" ".join)
LINED = st.lists(LINE | st.sampled_from(["", " ", "\t"]), max_size=8).map("\n".join)
TEXT = WORDY | LINED | st.text(max_size=40)


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """Draw texts and their titles, some of which stand in the text."""
    texts = draw(st.lists(TEXT, max_size=6))
    titles = []
    for number, text in enumerate(texts):
        title = draw(
            LINE | st.sampled_from([*text.split("\n"), *text.swapcase().split("\n")]) | st.text(max_size=9)
        )
        if draw(st.booleans()):
            texts[number] = (
                f"{text}\n{draw(st.sampled_from([title, title.upper(), f'home {title}', f' {title} .']))}"
            )
        titles.append(title)
    return texts, titles


def by_the_rules(
    texts: list[str], titles: list[str], drop_lines: list[Regex]
) -> tuple[list[str], list[dict[str, object]]]:
    return with_what_they_were(clean_by_the_rules, texts, titles, drop_lines)[:2]


def many_at_a_time(
    texts: list[str], titles: list[str], drop_lines: list[Regex]
) -> tuple[list[str], list[dict[str, object]], list[str]]:
    return with_what_they_were(clean_chunk, texts, titles, drop_lines)


def with_what_they_were(
    way: Any, texts: list[str], titles: list[str], drop_lines: list[Regex]
) -> tuple[list[str], list[dict[str, object]], list[str]]:
    notes = Notes()
    chunk = chunk_of(0, [text.encode() for text in texts])
    ids = [str(row) for row in range(len(texts))]
    cleaned, changes = way(chunk, titles=titles, ids=ids, drop_lines=drop_lines, notes=notes)
    kept = list(texts_of([cleaned]))
    by_row = changes.by_row()
    assert set(by_row) == {row for row, text in enumerate(kept) if text != texts[row]}
    return kept, notes.rows, [as_read(text.encode(), by_row.get(row, [])) for row, text in enumerate(kept)]


def same_as_by_the_rules(texts: list[str], titles: list[str] | None = None, *patterns: str) -> None:
    """See that texts are cleaned as one by one, and can be had back as they were read."""
    titles, drop_lines = titles or [""] * len(texts), compile_drops(patterns, name="drop_lines", where="here")
    kept, notes, were = many_at_a_time(texts, titles, drop_lines)
    assert (kept, notes) == by_the_rules(texts, titles, drop_lines)
    assert were == texts


@settings(max_examples=150)
@given(documents())
def test_texts_made_of_what_the_rules_look_for(given_: tuple[list[str], list[str]]) -> None:
    same_as_by_the_rules(*given_)


def test_lines_to_drop_are_dropped() -> None:
    same_as_by_the_rules(["Talks resume\nThey met.\n-", "They met.", "-"], None, "Talks.*", "-")


@settings(max_examples=100)
@given(
    st.sampled_from([pattern for _, pattern in _LINES]).flatmap(
        lambda one: st.from_regex(one, fullmatch=True)
    )
)
def test_the_look_passes_by_no_line_that_a_pattern_takes(line: str) -> None:
    same_as_by_the_rules([f"One.\n{line}\nTwo.", line])


OF_PICTURES = ["{}: x", "{} by: AP", "{} by x", "{} credit: x", "({} source : x)", "{} photo: x"]
OF_AGENCIES = ["{}/Ali", "{} /  Abu Ali", "({}/A B C)"]
OF_CALLS = ["{}", "{} > x", "{} from us!", "{} here", "{}: the paper"]


@pytest.mark.parametrize("word", BEGINNINGS)
def test_every_word_that_lines_begin_with(word: str) -> None:
    lines = [form.format(word) for form in OF_PICTURES + OF_AGENCIES + OF_CALLS]
    lines += [
        form.format(re.sub("ap|afp|epa|reuters", lambda agency: agency[0].upper(), word))
        for form in OF_AGENCIES
    ]
    lines = [case for line in lines for case in (line, line.upper(), line.title(), line.replace(" ", "\t "))]
    same_as_by_the_rules(lines)
    kept, _ = by_the_rules(lines, [""] * len(lines), [])
    assert "" in kept, "no pattern takes a line that begins so: the word is one too many"
    fewer = look.Words.of(other for other in BEGINNINGS if other != word)
    with mock.patch.object(many, "_known", return_value=(_folds(), fewer, look.Words.of(ENDINGS))):
        assert many_at_a_time(lines, [""] * len(lines), [])[0] != kept, "other words do, without it"


@pytest.mark.parametrize("word", ENDINGS)
def test_every_word_that_lines_end_with(word: str) -> None:
    calls = (
        "LEARN MORE",
        "READ  MORE",
        "SUBSCRIBE",
        "SUBSCRIBE NOW",
        "SIGN UP",
        "SIGN UP\tNOW",
        "CLICK HERE",
    )
    lines = [form.format(call) for call in calls for form in ("It is. {}", "It is!{}…", "{} ”", "{}é", "{}_")]
    same_as_by_the_rules(lines)
    fewer = look.Words.of(other for other in ENDINGS if other != word)
    with mock.patch.object(many, "_known", return_value=(_folds(), look.Words.of(BEGINNINGS), fewer)):
        assert (
            many_at_a_time(lines, [""] * len(lines), [])[0] != by_the_rules(lines, [""] * len(lines), [])[0]
        )


@pytest.mark.parametrize(
    "line", ["• [a](b)", "-\t*|![a](b) [c](d)", "•[a](b) · [c](d)", "· [a](b)", "[a]", "!", "•"]
)
def test_links(line: str) -> None:
    same_as_by_the_rules([line])


@pytest.mark.parametrize(
    "letters", ["clic\u212a here", "ſubscribe", "subſcribe", "sıgn up now", "SİGN UP now", "CLIC\u212a"]
)
def test_letters_that_are_taken_for_others(letters: str) -> None:
    same_as_by_the_rules([letters, f"x. {letters}"])


@pytest.mark.parametrize(
    ("title", "line"),
    [
        *[("Straße", "STRASSE"), ("STRASSE", "straße"), ("ﬁve", "FIVE"), ("Οδός", "ΟΔΌΣ"), ("ΟΔΌΣ", "οδός")],
        *[
            ("Talks  in\tMoscow", "Talks in Moscow"),
            ("Talks in Moscow", "TALKS   in\tMoscow"),
            ("‘A’ “b”", "'a' \"B\""),
        ],
        *[
            ("\u00a0Talks\u2003resume", "Talks resume"),
            ("Cafe\u0301", "café"),
            ("café", "Cafe\u0301"),
            ("A\nb", "a b"),
        ],
        *[
            ("Talks", "Home Talks"),
            ("Talks", "home  news Talks"),
            ("Talks", "Hometalks"),
            ("Talks", "Talks" + " " * 9),
        ],
        *[
            ("Талибы", "ТАЛИБЫ"),
            ("Ａｂ", "ａB"),
            ("x" * 400, "X" * 400),
            ("Talks", "Talk"),
            ("Talk", "Talks"),
            (" ", ""),
        ],
    ],
)
def test_titles(title: str, line: str) -> None:
    same_as_by_the_rules([f"One.\n {line} \nTwo.", line], [title, title])


@pytest.mark.parametrize(
    "lines", ["One  two\nOne two", "One\ttwo\n\n One two ", "One\nOne.", "One.\nOne", "Né\nNÉ", "a\na\na"]
)
def test_lines_that_repeat(lines: str) -> None:
    same_as_by_the_rules([lines])


@pytest.mark.parametrize(
    "text", ["", "\n", " ", "\n\n", "a\n", "a ", "\na", " a", "a\n\n", "a\n\n\nb", "a\n \nb", "a\n\n \n\tb\n"]
)
def test_how_lines_are_set(text: str) -> None:
    same_as_by_the_rules(
        [text, text.replace("b", "READ MORE\n\nb"), f"READ MORE\n{text}", f"{text}\nREAD MORE"]
    )


PROSE = (
    "Rebels said they had left the town. The army’s spokesman — a former rebel — denied it:\n\n“Photographs "
    "of the dead were published,” he said; Apple and Reuterswerd are no agencies. Né à Alep, mort à Paris.\n"
    "\tHomes were shelled. Read the report by AT&T, R&D < 3 &c., SIGNED BY ALL.\n"
    "Талибы ушли. 平和 が 来た。 اللاجئون عادوا."
)


def test_what_has_nothing_to_clean_is_handed_to_no_rule() -> None:
    chunk = chunk_of(0, [PROSE.encode(), b"", b"Talks."])
    with mock.patch.object(many, "clean_lines", None), mock.patch.object(many, "furniture", None):
        cleaned, changes = clean_chunk(
            chunk, titles=["Rebels", "", "Talk"], ids=["a", "b", "c"], notes=Notes()
        )
    assert (cleaned.data.tobytes(), cleaned.offsets.tolist()) == (
        chunk.data.tobytes(),
        chunk.offsets.tolist(),
    )
    assert not changes.by_row()


def test_more_suspicious_lines_than_there_is_room_for() -> None:
    texts = ["\n".join(["Read more", "Text."] * 7), "Photo: AP\nText."] * 3
    with mock.patch.object(look, "_ROOM", 1):
        assert many_at_a_time(texts, [""] * 6, [])[:2] == by_the_rules(texts, [""] * 6, [])


def test_a_chunk_may_begin_behind_other_texts() -> None:
    (whole,) = chunks_of_texts(["Read more\nOne.", "Read more\nTwo.", "Three\u00a0."])
    some = whole._replace(first=1, offsets=whole.offsets[1:])
    cleaned, changes = clean_chunk(some, titles=["", ""], ids=["a", "b"], notes=Notes())
    assert list(texts_of([cleaned])) == ["Two.", "Three ."]
    assert changes.by_row() == {1: [(5, 6, "\u00a0")], 0: [(0, 0, "Read more\n")]}


def test_what_is_not_utf8_is_named() -> None:
    chunk = chunk_of(4, [b"One.", b"Photo: \xff"])
    with pytest.raises(DiscourseError, match=r"^text 6, byte 8: not UTF-8"):
        clean_chunk(chunk, titles=["", ""], ids=["a", "b"], notes=Notes())


def test_the_look_knows_only_characters_that_cleaning_leaves_alone() -> None:
    """By itself and whatever stands around it: none composes, is white space, or is taken for another."""
    everything = [chr(point) for point in range(0x110000) if not 0xD800 <= point < 0xE000]
    decomposed = [unicodedata.decomposition(char).split() for char in everything]
    composing = {chr(int(parts[1], 16)) for parts in decomposed if len(parts) == 2 and parts[0][0] != "<"}
    composing |= set(map(chr, [*range(0x1161, 0x1176), *range(0x11A8, 0x11C3)]))
    known = [chr(point) for point in np.flatnonzero(_folds()).tolist() if point >= 0x80]
    assert len(known) > 40_000
    assert not composing & set(known)
    assert not [char for char in known if unicodedata.combining(char) or char.isspace()]
    assert not [char for char in known if re.fullmatch(r"[a-z\s]", char, re.IGNORECASE)]
    kept = [clean(f"a{char}a", notes=Notes(), document="x") for char in known]
    assert kept == [f"a{char}a" for char in known]
    compared = [as_heading(char) for char in known]
    folds = _folds()[[ord(char) for char in known]].tolist()
    assert folds == [ord(folded) if len(folded) == 1 else look.SEVERAL for folded in compared]
