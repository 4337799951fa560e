import hashlib
from pathlib import Path

import pytest

import discourse as dc
from discourse.lexicon.pattern import parse_pattern

GOOD = """
name = "small"
[armed.labels]
rebels = ["rebel*"]
terrorists = { patterns = ["terroris*"], except = ["counter @ terroris*"], note = "Denies the cause" }
"""


def read(folder: Path, text: str) -> dc.Lexicon:
    path = folder / "small.toml"
    path.write_text(text, encoding="utf-8")
    return dc.Lexicon.read(path)


def test_reading(tmp_path: Path) -> None:
    lexicon = read(tmp_path, GOOD)
    assert lexicon.name == "small"
    terrorists = lexicon.concepts["armed"].labels["terrorists"]
    assert terrorists.patterns == ("terroris*",)
    assert terrorists.exceptions == ("counter @ terroris*",)
    assert terrorists.note == "Denies the cause"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[armed.labels]\nrebels = [", "not TOML: .*line 2"),
        ("", "no concept"),
        ("name = 3\n[a.labels]\nx = ['y']", "line 1: name is text, not 3"),
        ("[a.labels]\nx = ['y']\n[a.labels]\nz = ['y']", "not TOML: Cannot declare .*line 3"),
        ("[name.labels]\nx = ['y']", "line 1: name is text, not"),
        ("[armed]\ndescription = 3\nlabels = {a = ['b']}", "line 1, concept 'armed': description is text"),
        ("[armed]\nlabels = []", "line 1, concept 'armed': no labels"),
        ("[armed.labels]", "line 1, concept 'armed': no labels"),
        ("[armed.labels]\na = {note = 'x'}", "line 2, concept 'armed', label 'a': no patterns"),
        ("[armed.labels]\na = {patterns = ['b'], note = 3}", "line 2, .*label 'a': note is text"),
        ("[armed.labels]\na = {patterns = 'b'}", "line 2, .*patterns is a list of texts, not 'b'"),
        ("[armed.labels]\na = {patterns = ['b'], except = ['b', 3]}", "line 2, .*except is a list of texts"),
        ("[armed.labels]\na = {patterns = ['b'], except = ['…']}", "line 2, .*no word to look for"),
        ("[armed.labels]\na = ['b \"c']", "line 2, .*quotation mark without its partner"),
        ("[armed.labels]\na = ['*']", "line 2, .*no word to look for"),
        ("[armed.labels]\na = ['b @ @ @ @ @ @ @ c']", "line 2, .*more than 6 @"),
        ("a = " + "[" * 20_000, "not TOML: "),
        ("a = " + "9" * 5_000, "not TOML: "),
        ("version = 1\n" + GOOD, "line 1: 'version' is neither"),
        ("[armed]\ndescription = 'x'", "line 1, concept 'armed': no labels"),
        (
            "[armed]\ncolour = 'red'\n[armed.labels]\na = ['b']",
            "line 2, concept 'armed': 'colour' is not known",
        ),
        ("[armed.labels]\na = ['b']\nrebels = 'rebel*'", "line 3, concept 'armed', label 'rebels': a list"),
        ("[armed.labels]\nrebels = []", "line 2, .*no patterns"),
        ("[armed.labels]\nrebels = ['rebel', 3]", "line 2, .*patterns is a list of texts"),
        ("[armed.labels]\nrebels = ['@ rebel']", "line 2, concept 'armed', label 'rebels': .*@ at its edge"),
        ("[armed.labels]\nrebels = { patterns = ['r'], exept = ['x'] }", "line 2, .*'exept' is not known"),
        ("[a.labels]\nx = ['rebel']\ny = ['Rebel']", "line 3, .*stands under 'x' too"),
        ("[a.labels]\nx = ['r']\n[b.labels]\nx = ['@ s']", "line 4, concept 'b', label 'x'"),
        ("[a.labels]\nx = ['r']\ngröße = ['s']", "line 3: the name 'größe' needs quotation marks"),
        ("[a.labels]\nmoderate opposition = ['s']", "line 2: the name 'moderate opposition' needs quotation"),
        ("[flüchtlinge.labels]\nx = ['r']", "line 1: the name 'flüchtlinge.labels' needs quotation marks"),
        ("[a.labels]\nx = ['immigrants?\\\\b']", "line 2, .*is a regular expression"),
        ("[a.labels]\nx = ['b|c']", "line 2, .*each alternative is a pattern of its own"),
    ],
)
def test_a_wrong_file_names_its_place(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(dc.LexiconError, match=says) as raised:
        read(tmp_path, text)
    assert "small.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_utf8_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "latin.toml"
    path.write_bytes("[a.labels]\nréfugiés = ['x']".encode("latin-1"))
    with pytest.raises(dc.LexiconError, match="line 2: not UTF-8"):
        dc.Lexicon.read(path)


def test_another_ending_says_which_are_read(tmp_path: Path) -> None:
    path = tmp_path / "words.csv"
    path.write_text("DicTerm,fruit\napple,X\n", encoding="utf-8")
    with pytest.raises(
        dc.LexiconError, match=r"not TOML: .*; other formats have the endings .dic .dicx .lc3 .lcd"
    ):
        dc.Lexicon.read(path)


def test_a_name_that_is_not_shipped(tmp_path: Path) -> None:
    with pytest.raises(dc.LexiconError, match=r"no lexicon 'ukraine'.*syria"):
        dc.Lexicon.read("ukraine")
    with pytest.raises(dc.LexiconError, match="no lexicon"):
        dc.Lexicon.read(tmp_path / "none.toml")


def test_the_hash_follows_what_is_looked_for(tmp_path: Path) -> None:
    lexicon = read(tmp_path, GOOD)
    assert read(tmp_path, GOOD.replace("Denies the cause", "Another note")).hash == lexicon.hash
    assert read(tmp_path, GOOD.replace("rebel*", "rebels")).hash != lexicon.hash


def test_check_tells_what_finds_nothing_and_what_overlaps() -> None:
    lexicon = dc.Lexicon.from_dict(
        {"c": {"labels": {"plain": ["opposition", "nowhere"], "moderate": ["moderate @ opposition"]}}}
    )
    checked = lexicon.check(dc.read("seeds")).set_index("pattern")
    assert checked["found"].to_dict() == {"opposition": 17, "nowhere": 0, "moderate @ opposition": 2}
    assert checked["counted"].to_dict() == {"opposition": 15, "nowhere": 0, "moderate @ opposition": 2}
    assert checked.loc["opposition", "overlaps"] == "moderate: moderate @ opposition (2)"


def test_the_shipped_lexicon_says_what_each_label_does(syria: dc.Lexicon) -> None:
    assert all(concept.description for concept in syria.concepts.values())
    labels = [label for concept in syria.concepts.values() for label in concept.labels.values()]
    assert all(label.note and "\n" not in label.note for label in labels)


def test_the_shipped_lexicon_covers_the_war(syria: dc.Lexicon) -> None:
    names = {label for concept in syria.concepts.values() for label in concept.labels}
    assert names >= {
        "terrorists", "extremists", "militants", "rebels", "fighters", "moderate opposition", "opposition",
        "regime", "government", "Assad's rule", "refugees", "migrants", "asylum seekers", "displaced people",
        "ISIS", "ISIL", "Islamic State", "Daesh", "intervention", "air strikes", "campaign", "bombing",
        "aggression", "peace talks", "cease-fire", "transition", "negotiations",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Armed opponents", "armed-opponents"),
        ("Türkei / الجزيرة", "turkei"),
        ("الجزيرة", "concept-6b21f88e"),
        ("a" * 98 + " b" * 9, "a" * 98 + "-b-6b21f88e"),
        ("a" * 100 + " b", "a" * 100 + "-6b21f88e"),
    ],
)
def test_a_concepts_name_becomes_the_name_of_a_file(name: str, slug: str) -> None:
    digest = hashlib.sha256(name.encode()).hexdigest()[:8]
    assert dc.Concept(name, "", {}).slug == slug.replace("6b21f88e", digest)


def test_names_that_differ_by_a_sign_are_two_concepts_with_files_of_their_own() -> None:
    signs = {
        "+STATE+": {"labels": {"a": ["a"]}},
        "-STATE-": {"labels": {"b": ["b"]}},
        "c": {"labels": {"c": ["c"]}},
    }
    lexicon = dc.Lexicon.from_dict(signs)
    first, second, third = (concept.slug for concept in lexicon.concepts.values())
    assert first.startswith("state-")
    assert second.startswith("state-")
    assert first != second
    assert third == "c"
    assert lexicon == dc.Lexicon.from_dict(dict(reversed(signs.items())))


@pytest.mark.parametrize(
    "pattern", ["rebel*", "U.S.*", "US$", "asylum-seeker?", '"a|b"', "[sic]", "(many)", "x + y", "rebel?"]
)
def test_what_is_no_regular_expression(pattern: str) -> None:
    assert parse_pattern(pattern).elements


@pytest.mark.parametrize(
    "pattern", ["immigrants?\\b", "b|c", "rebel.*", "[Rr]ebels?+", "(a)?", "(?:a) b", "re[a-z]el", "\\w+"]
)
def test_a_regular_expression_is_called_one(pattern: str) -> None:
    with pytest.raises(dc.LexiconError, match="is a regular expression"):
        parse_pattern(pattern)
