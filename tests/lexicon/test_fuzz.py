"""Whatever a file holds, it is a lexicon or one sentence; no other exception, and nothing hangs."""

import tomllib
from pathlib import Path

from dictionaries import ALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.lexicon.formats import read_foreign
from discourse.lexicon.formats.quanteda import globs
from discourse.lexicon.formats.source import pattern_of
from discourse.lexicon.pattern import parse_pattern

bounded = settings(max_examples=60, suppress_health_check=list(HealthCheck))
SIGNS = [
    "%",
    "\t",
    "\n",
    "+",
    "-",
    ": ",
    "&a ",
    "*a",
    "[",
    "]",
    "{",
    "}",
    "<",
    ">",
    "&amp;",
    "<!DOCTYPE a>",
    " (1)",
]
SIGNS += [
    "(",
    ")",
    "#",
    "@",
    "*",
    "?",
    '"',
    "'",
    "\x00",
    "\x85",
    "\u2028",
    "\ufeff",
    "!!int ",
    "<<: ",
    "9" * 30,
    "é",
]
SPLICES = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 30), st.sampled_from(SIGNS)), max_size=4)


def spliced(text: str, splices: list[tuple[int, int, str]]) -> bytes:
    for at, length, sign in splices:
        text = text[:at] + sign + text[at + length :]
    return text.encode()


def read(name: str, data: bytes, *, repair: bool) -> list[dc.Lexicon]:
    """Read what is a lexicon; of what is not, the sentence is held against the house rule."""
    try:
        foreign, _ = read_foreign(name, data, repair=repair)
        return [dc.Lexicon.from_dict(foreign, file=name)]
    except dc.LexiconError as error:
        assert "\n" not in str(error), str(error)
        assert str(error).startswith(name)
        return []


@bounded
@given(st.sampled_from(list(ALL)), SPLICES, st.booleans())
def test_a_dictionary_that_was_damaged(name: str, splices: list[tuple[int, int, str]], repair: bool) -> None:
    for lexicon in read(name, spliced(ALL[name], splices), repair=repair):
        assert all(parse_pattern(p).elements for query in lexicon.queries() for p in query.patterns)


@bounded
@given(
    st.sampled_from(list(ALL)), st.binary(max_size=200) | st.text(max_size=200).map(str.encode), st.booleans()
)
def test_bytes_that_are_no_dictionary(name: str, data: bytes, repair: bool) -> None:
    for lexicon in read(name, data, repair=repair):
        assert lexicon.concepts


GOOD = 'name = "n"\n[c.labels]\na = ["b*"]\nd = {patterns = ["e @ f"], except = ["g"], note = "h"}\n'


@bounded
@given(SPLICES, st.binary(max_size=60))
def test_a_toml_file_that_was_damaged(
    tmp_path: Path, splices: list[tuple[int, int, str]], rubbish: bytes
) -> None:
    for data in (spliced(GOOD, splices), rubbish):
        (tmp_path / "any.toml").write_bytes(data)
        try:
            lexicon = dc.Lexicon.read(tmp_path / "any.toml")
        except dc.LexiconError as error:
            assert "\n" not in str(error), str(error)
        else:
            assert set(lexicon.concepts) <= set(tomllib.loads(data.decode("utf-8-sig")))


PATTERNS = st.text(alphabet="ab *?#@\"'_-.:é“”+", max_size=14)


@bounded
@given(PATTERNS | st.text(max_size=14))
def test_a_pattern_is_read_again_as_itself(text: str) -> None:
    try:
        pattern = parse_pattern(text)
    except dc.LexiconError as error:
        assert "\n" not in str(error)
        return
    assert parse_pattern(pattern.text) == pattern
    variants = {_any_word(variant) for variant in pattern.variants}
    assert {_any_word(parse_pattern(value).elements) for value in globs(text)} == variants
    assert {_any_word(parse_pattern(pattern_of(value, "*?")).elements) for value in globs(text)} == variants


@bounded
@given(PATTERNS | st.text(max_size=14), st.sampled_from(["*", "*?"]))
def test_an_entry_never_means_more_than_its_letters(entry: str, wildcards: str) -> None:
    try:
        pattern = pattern_of(entry, wildcards)
    except dc.LexiconError as error:
        assert str(error).startswith("has ")
        return
    elements = _any_word(parse_pattern(pattern).elements)
    assert "@" not in elements
    assert elements.count("#") <= entry.count("*") + entry.count("?")
    assert ("\U00010001" in "".join(elements)) <= ("?" in wildcards and "?" in entry)


def _any_word(elements: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("#" if set(element) == {"\U00010000"} else element for element in elements)
