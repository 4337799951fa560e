"""Lexicons written as TOML and as quanteda dictionaries, and read again."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from dictionaries import ALL
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import discourse as dc
from discourse.lexicon.formats.quanteda import globs
from discourse.lexicon.pattern import parse_pattern

many = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def order(lexicon: dc.Lexicon) -> list[tuple[str, str]]:
    return [(query.concept, query.label) for query in lexicon.queries()]


@pytest.mark.parametrize("name", ALL)
def test_a_dictionary_of_each_program_goes_through_toml_and_yaml(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(ALL[name], encoding="utf-8")
    lexicon = dc.Lexicon.read(tmp_path / name)
    assert len(lexicon.write(tmp_path / "out.toml")) == 0
    again = dc.Lexicon.read(tmp_path / "out.toml")
    assert again == lexicon
    assert order(again) == order(lexicon)
    lexicon.write(tmp_path / "out.yml")
    from_yaml = dc.Lexicon.read(tmp_path / "out.yml")
    assert from_yaml.hash == lexicon.hash
    assert order(from_yaml) == order(lexicon)
    from_yaml.write(tmp_path / "twice.yaml")
    assert (tmp_path / "twice.yaml").read_bytes() == (tmp_path / "out.yml").read_bytes()


def test_writing_takes_linear_work(tmp_path: Path, work: Callable[[Callable[[], object]], int]) -> None:
    def lines(entries: int) -> int:
        names = [f"w{number}" for number in range(entries)]
        labels = {name: [f"{name}*"] for name in names} | {"many": [f"x{name}*" for name in names]}
        lexicon = dc.Lexicon.from_dict({"c": {"labels": labels}})
        return work(lambda: lexicon.write(tmp_path / "out.toml"))

    lines(10)
    assert lines(800) < 6 * lines(200)


def test_the_shipped_lexicon_goes_through_toml_whole(tmp_path: Path, syria: dc.Lexicon) -> None:
    syria.write(tmp_path / "other.toml")
    again = dc.Lexicon.read(tmp_path / "other.toml")
    assert again == syria
    assert again.table.equals(syria.table)


def test_categories_inside_categories_are_written_inside(tmp_path: Path) -> None:
    labels = {"fruit": ["apple"], "citrus > sour": ["lemon"], "citrus > sweet": ["orange"], " > odd": ["x"]}
    labels |= {"nut": ["nut"], "nut > hard": ["walnut"]}
    lexicon = dc.Lexicon.from_dict({"fruit": {"labels": labels}})
    lexicon.write(tmp_path / "lexicon.yml")
    assert (tmp_path / "lexicon.yml").read_text() == (
        "fruit:\n  fruit:\n  - apple\n  citrus:\n    sour:\n    - lemon\n    sweet:\n    - orange\n"
        "  ' > odd':\n  - x\n  nut:\n  - nut\n  nut > hard:\n  - walnut\n"
    )
    assert dc.Lexicon.read(tmp_path / "lexicon.yml").hash == lexicon.hash


def test_what_yaml_has_no_place_for_is_told(tmp_path: Path) -> None:
    lexicon = dc.Lexicon.from_dict(
        {
            "name": "n",
            "language": "en",
            "description": "d",
            "c": {"description": "e", "labels": {"l": {"patterns": ["a"], "except": ["a b"], "note": "o"}}},
        }
    )
    with pytest.raises(dc.LexiconError, match="concept 'c', label 'l' has exceptions, which a quanteda"):
        lexicon.write(tmp_path / "x.yml")
    assert list(tmp_path.iterdir()) == []
    lost = lexicon.write(tmp_path / "x.yml", errors="repair")
    assert lost[["what", "entry", "count"]].to_numpy().tolist() == [
        ["name: left out", "n", 1],
        ["language: left out", "en", 1],
        ["description: left out", "d", 1],
        ["description: left out", "c", 1],
        ["note: left out", "c: l", 1],
        ["exception: left out", "l: a b", 1],
    ]
    assert (tmp_path / "x.yml").read_text() == "c:\n  l:\n  - a\n"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("x.dic", {"c": {"labels": {"l": ["a"]}}}, "written as .toml, .yml or .yaml, not .dic"),
        ("x", {"c": {"labels": {"l": ["a"]}}}, "written as .toml, .yml or .yaml, not so"),
        ("x.yml", {"c": {"labels": {" ": ["a"]}}}, "label ' ' has an empty name"),
        ("x.yml", {"c": {"labels": {"k": ["a @ b"], "l": ["a # b"]}}}, "label 'l' looks for nothing"),
        (
            "x.yml",
            {"c": {"labels": {"a": ["a"], "b > __": ["b"]}}},
            "label 'b > __' has the name __, which is",
        ),
        ("x.toml", {"c": {"labels": {"l\udc80": ["a"]}}}, "is no character of UTF-8"),
        ("x.yml", {"c": {"labels": {"l\udc80": ["a"]}}}, "is no character of UTF-8"),
    ],
)
def test_what_cannot_be_written_is_told(
    tmp_path: Path, name: str, data: dict[str, object], says: str
) -> None:
    with pytest.raises(dc.LexiconError, match=says):
        dc.Lexicon.from_dict(data).write(tmp_path / name)
    with pytest.raises(dc.LexiconError, match="errors= must be"):
        dc.Lexicon.from_dict(data).write(tmp_path / name, errors="no")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_writing_where_there_is_no_folder_names_the_file(tmp_path: Path, syria: dc.Lexicon) -> None:
    with pytest.raises(dc.DiscourseError, match=r"nowhere/x\.toml: cannot be written"):
        syria.write(tmp_path / "nowhere" / "x.toml")


@pytest.mark.parametrize(
    ("pattern", "values"),
    [
        ("rebel*", ["rebel*"]),
        ("not # good", ["not * good"]),
        ("moderate @ opposition", ["moderate opposition", "moderate * opposition"]),
        ("a @ @ b", ["a b", "a * b", "a * * b"]),
        ('"what? #" now', ["what now"]),
        ("new_york — city", ["new york city"]),
        ("c++ 'code'", ["c 'code'"]),
        ("$5 U_S", ["5 U S"]),
    ],
)
def test_patterns_as_globs(pattern: str, values: list[str]) -> None:
    assert globs(pattern) == values


LETTERS = st.text(max_size=8)
PATTERNS = st.lists(
    st.sampled_from(
        ["rebel*", "wom?n", "#", "@", "Daesh's", '"a b"', "c++", "U.S.", "x_y", "é*", "—", "no", "3"]
    ),
    min_size=1,
    max_size=5,
).map(" ".join)


def is_pattern(text: str) -> bool:
    try:
        parse_pattern(text)
    except dc.LexiconError:
        return False
    return True


@st.composite
def lexicons(draw: st.DrawFn, patterns: st.SearchStrategy[str]) -> dc.Lexicon:
    data: dict[str, object] = {"name": draw(LETTERS), "language": draw(LETTERS), "description": draw(LETTERS)}
    names = st.text(min_size=1, max_size=6).filter(lambda name: name not in data)
    patterns = patterns.filter(is_pattern)
    used: set[tuple[str, ...]] = set()
    for concept in draw(st.lists(names, min_size=1, max_size=3, unique=True)):
        labels = {}
        used.clear()
        for label in draw(
            st.lists(names | st.sampled_from(["a > b", "a", concept]), max_size=4, unique=True)
        ):
            given = draw(st.lists(patterns, min_size=1, max_size=3))
            mine = {parse_pattern(pattern).elements for pattern in given}
            if used.isdisjoint(mine):
                used |= mine
                labels[label] = {"patterns": given, "except": draw(st.lists(patterns, max_size=1))}
                labels[label]["note"] = draw(LETTERS)
        if labels:
            data[concept] = {"description": draw(LETTERS), "labels": labels}
    try:
        return dc.Lexicon.from_dict(data)
    except dc.LexiconError:  # two names would share a file name, or none has labels
        return dc.Lexicon.from_dict({"c": {"labels": {"l": ["a"]}}})


@many
@given(lexicons(PATTERNS | st.text(max_size=12)))
def test_any_lexicon_goes_through_toml_unchanged(tmp_path: Path, lexicon: dc.Lexicon) -> None:
    lexicon.write(tmp_path / "any.toml")
    again = dc.Lexicon.read(tmp_path / "any.toml")
    assert again == lexicon
    assert order(again) == order(lexicon)


def as_values(lexicon: dc.Lexicon) -> dict[tuple[str, str], set[tuple[str, ...]]]:
    """What each label looks for, with @ written out; any word is # or a * alone."""
    return {
        (query.concept, query.label): {
            tuple("#" if set(element) == {"\U00010000"} else element for element in variant)
            for pattern in query.patterns
            for variant in parse_pattern(pattern).variants
        }
        for query in lexicon.queries()
    }


@many
@given(lexicons(PATTERNS))
def test_any_lexicon_means_the_same_after_yaml(tmp_path: Path, lexicon: dc.Lexicon) -> None:
    ours = as_values(lexicon)
    shared = any(
        times > 1
        for concept in lexicon.concepts
        for times in Counter(v for (name, _), its in ours.items() if name == concept for v in its).values()
    )
    if not is_written(lexicon, tmp_path / "any.yml"):  # an empty name, or a label that never counts
        assert shared or not all(name.strip() for key in ours for name in key)
        return
    again = as_values(dc.Lexicon.read(tmp_path / "any.yml"))
    assert set(again) == set(ours)
    assert shared or again == ours


def is_written(lexicon: dc.Lexicon, path: Path) -> bool:
    try:
        lexicon.write(path, errors="repair")
    except dc.LexiconError:
        return False
    return True
