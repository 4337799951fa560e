import os
import subprocess
import sys

import pytest

import discourse as dc
from discourse.ingest.clean import clean, compile_drops
from discourse.ingest.notes import Notes


def cleaned(text: str, title: str = "", drop_lines: tuple[str, ...] = ()) -> tuple[str, list[object]]:
    notes = Notes()
    compiled = compile_drops(drop_lines, name="drop_lines", where="here")
    result = clean(text, title=title, drop_lines=compiled, notes=notes, document="x")
    return result, [row["what"] for row in notes.rows]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Photo by: Reuters", "photo credit"),
        ("(Photo: AP/Hassan Ammar)", "photo credit"),
        ("Image credit: Getty Images", "photo credit"),
        ("AP Photo/Hassan Ammar", "photo credit"),
        ("LEARN MORE", "call to the reader"),
        ("Read more", "call to the reader"),
        ("Before it's here, it's on the Bloomberg Terminal. LEARN MORE", "call to the reader"),
        ("Sign up for our newsletter", "call to the reader"),
        ("[Anna Borshchevskaya](#)", "link only"),
        ("- [World](/w) | [Syria](/s)", "link only"),
        ("Home > World > Middle East", "breadcrumb"),
        ("Home » News", "breadcrumb"),
    ],
)
def test_lines_that_are_not_the_articles_words(line: str, what: str) -> None:
    assert cleaned(f"First.\n{line}\nLast.") == ("First.\nLast.", [what])


@pytest.mark.parametrize(
    "line",
    [
        "The photo by a passer-by was shown in court. It was blurred.",
        "Homes were shelled.",
        "Read more slowly, she said. He did.",
        "He wrote to [the UN](http://example.org) about it.",
        "U.S. Goal",
        "Photographs of the dead were published.",
        "Home is where the refugees want to return to",
        "Reuters reported that talks resumed.",
    ],
)
def test_prose_stays(line: str) -> None:
    assert cleaned(f"First.\n{line}\nLast.") == (f"First.\n{line}\nLast.", [])


def test_an_article_in_one_line_does_not_leave_with_its_last_words() -> None:
    text = "Word " * 40 + "READ MORE"
    assert cleaned(text) == (text, [])


def test_the_title_and_the_breadcrumb_before_it() -> None:
    text = "Home Main Talks in Moscow\n\nTALKS in  Moscow\n\nThe talks in Moscow\n"
    assert cleaned(text, title="Talks in Moscow") == ("The talks in Moscow", ["breadcrumb", "title"])


def test_repeated_lines_and_blank_lines() -> None:
    assert cleaned("One.\nOne.\n\n\n\nTwo.\nOne.") == ("One.\n\nTwo.\nOne.", ["line repeated"])


def test_characters() -> None:
    text, what = cleaned("cafe\u0301\u00a0a\u200bb\r\nc\u00add\x00\u2028e")
    assert text == "café ab\ncd\ne"
    assert what == [
        "Unicode made NFC",
        "line ends made plain",
        "non-breaking spaces made plain",
        "zero-width characters removed",
        "control characters removed",
    ]


def test_joiners_inside_words_stay() -> None:
    assert cleaned("می‌خواهم") == ("می‌خواهم", [])


def test_drop_lines_match_whole_lines() -> None:
    assert cleaned("Go\nGo on.\n", drop_lines=("Go",)) == ("Go on.", ["named in drop_lines"])


def test_a_wrong_regular_expression_is_named() -> None:
    with pytest.raises(dc.CorpusError, match=r"here: drop_lines has '\('"):
        cleaned("a", drop_lines=("(",))


LONG = """
import resource
resource.setrlimit(resource.RLIMIT_CPU, (100, 100))  # seconds that it works, on any machine

from discourse.ingest.clean import clean
from discourse.ingest.notes import Notes

n = 100_000
links = "[a](b) " * n
lines = [
    "AP/" + "A" * n + " x", "AP/" + "Aa" * n + ")x", "(Reuters photo / " + "Ab," * n + " x",
    "photo:" + "x)" * n + "\\x85", "photo by " + "a)" * n + ".", "photo" + "\u2003" * n + "x",
    "home" + "\u2003" * n + "x", "home>" * n,
    "[" * n, "![" * n, "[a](" * n, "[a]" * n, "[](" + "[" * n, links + "x", links + "-" * n + "x",
    "read more" + "!" * n + "x", "click here " + "- " * 20 + "-" * n + "x", "advertisement" + "'!" * n + "x",
    "subscribe" + "-" * n + "x", "follow us" + "-" * n + "x", "share this article" + "!" * n + "x",
    "sign up " + "now-" * n + "x", "sign up " + "-" * n + "now" + "-" * n + "x", "sign up now" + "\u2003" * n,
    "-*" * n + "x", "sign up now" + "\u2003!" * n + "x",
    "x" * n + ". READ MORE", "x! " + "\u2003" * n + "x", "READ MORE" + "!" * n + "x", "." * n + "READ MORE!x",
    "e" + "\\u0301\\u0316" * n, "(" * n, ")" * n, " \\t" * n + "x", "Home" + " Home" * 25 + "x" * n,
    "(AP) " * n, "A " * n + "(AP) - x", "A" * n + " (AP) - x", "A, " * n, "(CNN) A" * n, "Aa-" * n + "(AP) -",
    "Image copyright " * n, "Image copyright " + "x" * n, "Image copyright AP" + "/AP" * n,
    "Media caption" * n,
    "READ MORE: " * n, "(READ MORE: " * n, "RELATED: " + "x" * n, "READ MORE:" + "." * n, "Slideshow (1" * n,
    "Copyright 2019 " * n, "© 2019" * n, "Copyright 2019 " + "x" * n, "All rights reserved" * n,
    "Facebook Twitter " * n, "Facebook | " * n, "Facebook" + " " * n + "Twitter", "Tweet Email, " * (n // 10),
    "Media playback is " * n, "REUTERS/Aa" * n, "(AP Photo/" * n, "REUTERS/A" + " Aa" * n,
]
for line in lines:
    for title in ("", "Talks", line):
        clean(f"One.\\n{line}\\n{line}.\\nTwo.", title=title, notes=Notes(), document="x")
"""


@pytest.mark.skipif(os.name != "posix", reason="how long a process works is limited by POSIX")
def test_every_rule_reads_a_long_line_in_linear_time() -> None:
    """In quadratic time, one of these lines alone would take longer than all of them may."""
    subprocess.run([sys.executable, "-c", LONG], check=True)


def test_a_letter_with_hundreds_of_marks_is_composed_some_at_a_time() -> None:
    marks = "\u0301\u0316" * 600
    text, what = cleaned("e" + marks + " e\u0301 \u1100\u1161")
    assert what == ["Unicode made NFC"]
    assert text.endswith(" é 가")
    assert sorted(text.split()[0]) == sorted("\u00e9" + marks[1:])


def test_the_seeds_line_by_line(seeds: dc.Corpus) -> None:
    """Nothing but the lines looked at by hand is gone, and every one of them is on record."""
    dropped = seeds.notes.dropna(subset="line").groupby("document")["line"].agg(list).to_dict()
    assert dropped == {
        "000_989707ccb86099fe": [1, 3],
        "001_533863e4d5e2877d": [1, 3, 11, 45],
        "002_23caa1055925fb85": [5, 7, 9, 11, 13, 63, 65, 67],
        "003_f74b1c298b775472": [1, 5, 6, 26],
    }
    for document, lines in dropped.items():
        raw = seeds.raw(document).split("\n")
        kept = [line.strip() for n, line in enumerate(raw, 1) if n not in lines and line.strip()]
        assert [line.strip() for line in seeds.text(document).split("\n") if line.strip()] == [
            line.replace("\u00a0", " ") for line in kept
        ]
