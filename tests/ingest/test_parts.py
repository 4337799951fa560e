"""Parts of lines that go, those that stay, and that no look passes by one."""

from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.ingest.clean_chunk import Texts, with_parts
from discourse.ingest.notes import Notes
from discourse.ingest.parts import HINTS, clean_parts, without_parts
from discourse.text.chunks import chunk_of

CASE = Path(__file__).parent / "furniture.csv"
GONE = [
    ("NEW YORK (Reuters) - The price", "The price", "dateline"),
    ("(Reuters) - The price", "The price", "dateline"),
    ("BEIRUT, March 3 (Reuters) – The", "The", "dateline"),
    ("ST. LOUIS (AP) -- The", "The", "dateline"),
    ("Paris (AFP) - The", "The", "dateline"),
    ("Rio de Janeiro (AP/Reuters) — The", "The", "dateline"),
    ("Washington (CNN) If you", "If you", "dateline"),
    ("(CNN) President", "President", "dateline"),
    ("by Darren Calabrese. TORONTO (AP) — Don Cherry", "by Darren Calabrese. Don Cherry", "dateline"),
    ("Image copyright AP The minister", "The minister", "picture credit"),
    ("Image copyright Jackie Speier / Twitter Image caption Women", "Women", "picture credit"),
    ("Image source, Getty Images Image caption, A river", "A river", "picture credit"),
    ("It rains. Image copyright Getty Images", "It rains. ", "picture credit"),
    (
        "Media playback is unsupported on your device Media caption He speaks",
        "He speaks",
        "label of a caption",
    ),
    ("Media playback is not supported on this device", "", "notice of a player"),
    ("It rose. Slideshow (10 Images) It fell.", "It rose. It fell.", "notice of a slideshow"),
    ("He said so. (RELATED: The 44 Stories) During", "He said so. During", "call to the reader"),
    ("He said so. READ MORE: Five facts. He went.", "He said so. He went.", "call to the reader"),
    ("READ MORE: What you need, to know, about it.", "", "call to the reader"),
    ("Read More: Trump’s Steel War on Turkey", "", "call to the reader"),
    ("SEE ALSO:", "", "call to the reader"),
    ("Copyright © 2019 The Paper, LLC. Click here for reprint permission.", "", "copyright notice"),
    ("It ended. Copyright 2018 The Agency. All rights reserved.", "It ended. ", "copyright notice"),
    ("It ended. © 2020 by King", "It ended. ", "copyright notice"),
    ("Facebook Twitter Pinterest Russell at Omaha", "Russell at Omaha", "buttons to share"),
    ("Send Facebook Twitter google+ Whatsapp Tumblr linkedin stumble Digg reddit", "", "buttons to share"),
    ("Facebook | Twitter | WhatsApp", "", "buttons to share"),
    ("Share Tweet Email Print", "", "buttons to share"),
]
STAYS = [
    "The Associated Press (AP) reported it",
    "officials at the Associated Press (AP) - whose offices closed",
    "It belongs to Cable News Network (CNN) and others",
    "The image caption says so; the copyright of an image is not its caption",
    "He read more: the books, the letters",
    "It is related: he said so",
    "The Copyright Act of 1976",
    "paragraph (c) 20 of it",
    "on Facebook, Twitter, Reddit and Digg",
    "They posted it on Facebook Twitter and said so",
    "Share prices fell",
    "a Reuters/Ipsos poll of AP/NORC voters",
    "a slideshow (in colour)",
]


def cleaned(text: str) -> tuple[str, list[str]]:
    notes = Notes()
    return clean_parts(text, notes=notes, document="a"), [str(row["what"]) for row in notes.rows]


@pytest.mark.parametrize(("line", "left", "what"), GONE)
@pytest.mark.parametrize("around", ["", "Before.\n", "“Before…”)\n", "After."])
def test_parts_that_go(line: str, left: str, what: str, around: str) -> None:
    if around.endswith("\n"):
        assert cleaned(around + line)[0] == around + left
    else:
        text, kinds = cleaned(line + f"\n{around}" * bool(around))
        assert text == left + f"\n{around}" * bool(around)
        assert what in kinds


@pytest.mark.parametrize("line", STAYS)
def test_prose_stays(line: str) -> None:
    assert cleaned(line) == (line, [])


def test_what_goes_is_noted_with_its_line() -> None:
    notes = Notes()
    clean_parts("One.\n\nROME (AP) - It. READ MORE: That. So.\nSEE ALSO: x", notes=notes, document="a")
    assert [(row["line"], row["what"], row["text"]) for row in notes.rows] == [
        (3, "dateline", "ROME (AP) -"),
        (3, "call to the reader", "READ MORE: That."),
        (4, "call to the reader", "SEE ALSO: x"),
    ]


WORDS = sorted({word for line, _, _ in GONE for word in line.split()} | {"\n", "(", "READ ALSO:", "x,", "·"})
PIECES = [
    "(AP",
    "(Reuters /",
    "AFP)",
    "Don’t miss:",
    "(c)",
    "Copyright",
    "19",
    "8",
    "•",
    "all rights reserved",
    "é",
]


@given(
    st.lists(st.sampled_from([*WORDS, *PIECES, *(line for line, _, _ in GONE)]), max_size=8), st.booleans()
)
def test_no_text_is_passed_by_of_which_a_part_goes(pieces: list[str], apart: bool) -> None:
    text = (" " if apart else "").join(pieces)
    texts = Texts(chunk_of(0, [b"(AP)", "–".encode(), b"Image source"]))
    texts.put({1: text.encode()})
    hinted, places = with_parts(texts).get(1, ({}, {}))
    assert list(hinted) == [number for number, hint in enumerate(HINTS) if regex.search(hint, text)]
    left, kinds = cleaned(text)
    lines = dict(enumerate(text.split("\n"), 1))
    changed = [number for number, line in lines.items() if line != left.split("\n")[number - 1]]
    assert [texts.text(1, *place) for place in places.values()] == [lines[number] for number in places]
    assert set(places).issuperset(changed)
    for number, having in hinted.items():
        assert having == [line for line in lines if regex.search(HINTS[number], lines[line])]
    everywhere = {number: list(lines) for number in range(len(HINTS))}
    every = without_parts(lines, everywhere, notes=Notes(), document="a")
    assert (every == lines) == (not kinds)  # a part may be there only when another has gone


def test_what_stands_beside_articles_is_no_keyword() -> None:
    corpus = dc.read(CASE)
    words = {"copyright", "image", "playback", "unsupported", "device", "reuters", "slideshow"}
    for outlet in ("BBC", "Reuters", "Paper"):
        table = dc.keyness(corpus, target=outlet, stop_words=dc.ENGLISH_FUNCTION_WORDS)
        assert not words & set(table.loc[table["log_ratio"] > 0, "term"])
        assert set(dc.keyness(dc.read(CASE, clean=False), target=outlet)["term"]) & words
    assert corpus.raw("1") == dc.read(CASE, clean=False).text("1")
