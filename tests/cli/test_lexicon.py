"""``discourse lexicon``: what it shows, what it writes, and what it refuses."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

import discourse as dc
from discourse.files import csv_bytes
from discourse.report.build import Settings

Run = Callable[..., Result]

SEEDS = Path(__file__).parents[2] / "seeds"
LIWC = "%\n1\tarmed\n2\tdisplaced\n%\nrebel*\t1\nrefugee*\t2\nzebra*\t2\n"
CATEGORIES = "SIDES\n\tARMED\n\t\tREBEL* (1)\n\t\tMODERATE_OPPOSITION (1)\n\tOPEN\n\t\tOPPOSITION (1)\n"


@pytest.mark.parametrize("command", [[], ["check"], ["convert"]])
def test_every_help_has_examples(run: Run, command: list[str]) -> None:
    result = run("lexicon", *command, "-h")
    assert result.exit_code == 0
    assert "\n  Examples:\n    discourse lexicon " in result.output


def test_check_shows_what_asks_for_a_look(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sides.cat").write_text(CATEGORIES)
    lines = run("lexicon", "check", "sides.cat").output.splitlines()
    assert lines[0].split() == ["concept", "label", "pattern", "found", "counted", "overlaps"]
    assert lines[-1] == "of 3 patterns 0 find nothing and 2 overlap"
    assert len(lines) == 4
    assert "ARMED: MODERATE OPPOSITION (1)" in lines[2]
    (tmp_path / "words.dic").write_text(LIWC)
    lines = run("lexicon", "check", "words.dic").output.splitlines()
    assert lines[1].split() == ["displaced", "displaced", "zebra*", "0", "0"]
    assert lines[2] == "of 3 patterns 1 find nothing and 0 overlap"


def test_check_writes_the_very_table_of_the_library(run: Run) -> None:
    expected = dc.Lexicon.read("syria").check(dc.read(SEEDS))
    assert run("lexicon", "check", "syria", "--csv", "-").stdout_bytes == csv_bytes(expected)


def test_check_reads_any_corpus(run: Run, tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("id,body,source\n1,Zebras and rebels.,A\n")
    (tmp_path / "words.dic").write_text(LIWC + ":)\t1\n")
    refused = run("lexicon", "check", "words.dic", "news.csv", "--text", "body", "--csv", "-")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("discourse: words.dic, line 8: ':)' has a part that is no word here")
    checked = run("lexicon", "check", "words.dic", "news.csv", "--text", "body", "--repair", "--csv", "-")
    found = {row["pattern"]: row["found"] for row in csv.DictReader(io.StringIO(checked.stdout))}
    assert found == {"rebel*": "1", "refugee*": "0", "zebra*": "1"}
    assert checked.stderr.splitlines() == [
        "1 × has a part that is no word here, as :) or @ or c++: left out",
        "  line 8, ':)'",
    ]


def test_convert_goes_from_any_format_to_toml_and_yaml(run: Run, tmp_path: Path) -> None:
    (tmp_path / "sides.cat").write_text(CATEGORIES)
    made = run("lexicon", "convert", "sides.cat", "sides.toml")
    assert (made.exit_code, made.stderr) == (0, "")
    assert made.stdout == "sides.toml: 1 concept, 2 labels, 3 patterns\n"
    assert dc.Lexicon.read("sides.toml") == dc.Lexicon.read("sides.cat")
    run("lexicon", "convert", "sides.toml", "sides.yaml")
    assert dc.Lexicon.read("sides.yaml").hash == dc.Lexicon.read("sides.cat").hash


def test_convert_overwrites_only_when_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.dic").write_text(LIWC)
    (tmp_path / "mine.toml").write_text("precious")
    refused = run("lexicon", "convert", "words.dic", "mine.toml")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "discourse: mine.toml: is there already; --force writes over it\n"
    assert (tmp_path / "mine.toml").read_text() == "precious"
    assert run("lexicon", "convert", "words.dic", "mine.toml", "--force").exit_code == 0
    assert len(dc.Lexicon.read("mine.toml").concepts) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.toml", "words.dic"]


def test_convert_tells_all_that_is_lost(run: Run) -> None:
    refused = run("lexicon", "convert", "syria", "syria.yml")
    assert refused.exit_code == 1
    assert "has exceptions, which a quanteda dictionary has no place for" in refused.stderr
    made = run("lexicon", "convert", "syria", "syria.yml", "--repair")
    Path("again").mkdir()
    lost = dc.Lexicon.read("syria").write("again/syria.yml", errors="repair")
    assert made.exit_code == 0
    said = made.stderr.splitlines()
    assert said[:2] == ["1 × language: left out", "  'en'"]
    assert "85 × note: left out" in said
    assert sum(line.startswith("  ") for line in said) < 50
    named = run("lexicon", "convert", "syria", "syria.yml", "--repair", "--verbose", "--force").stderr
    assert len(named.splitlines()) == len(lost) + lost["what"].nunique()
    assert Path("syria.yml").read_bytes() == Path("again/syria.yml").read_bytes()


def test_convert_names_ten_of_a_kind_and_says_how_many_more(run: Run, tmp_path: Path) -> None:
    smileys = "".join(f":{')' * n}\t1\n" for n in range(1, 13))
    weighted = "".join(f"\tAID{n} ({n})\n" for n in range(2, 16))
    (tmp_path / "words.dic").write_text(LIWC + smileys + "kind\t7\n")
    (tmp_path / "sides.cat").write_text("SIDES\n" + weighted)
    made = run("lexicon", "convert", "words.dic", "words.toml", "--repair")
    assert made.stderr.splitlines() == [
        "12 × has a part that is no word here, as :) or @ or c++: left out",
        *(f"  line {7 + n}, ':{')' * n}'" for n in range(1, 11)),
        "  and 2 more, which --verbose names",
        "1 × has a number that no category has: left out",
        "  line 20, 'kind\\t7'",
    ]
    made = run("lexicon", "convert", "sides.cat", "sides.toml", "--repair", "--verbose")
    assert made.stderr.splitlines() == [
        "14 × has a weight other than 1: kept without its weight",
        *(f"  line {n}, 'AID{n} ({n})'" for n in range(2, 16)),
    ]


def test_convert_takes_an_encoding(run: Run, tmp_path: Path) -> None:
    (tmp_path / "words.dic").write_bytes("%\n1\tréfugiés\n%\nréfugié*\t1\n".encode("cp1252"))
    refused = run("lexicon", "convert", "words.dic", "words.toml")
    assert refused.stderr.startswith(
        'discourse: words.dic, line 2: not UTF-8; --encoding "cp1252" or the like reads it'
    )
    assert run("lexicon", "convert", "words.dic", "words.toml", "--encoding", "cp1252").exit_code == 0
    assert list(dc.Lexicon.read("words.toml").concepts) == ["réfugiés"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["nothing.dic", "x.toml"], "there is no lexicon 'nothing.dic'"),
        (["syria", "x.dic"], "x.dic: a lexicon is written as .toml, .yml or .yaml, not .dic"),
        (["syria", "nowhere/x.toml"], "nowhere/x.toml: cannot be written (No such file or directory)"),
    ],
)
def test_convert_refuses_in_one_sentence(run: Run, words: list[str], says: str) -> None:
    result = run("lexicon", "convert", *words)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"discourse: {says}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(("name", "text"), [("sides.cat", CATEGORIES), ("words.dic", LIWC)])
def test_every_command_takes_any_format(run: Run, tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    counted = run("count", "--lexicon", name, "--csv", "-")
    assert counted.stdout_bytes == csv_bytes(dc.framing(dc.read(SEEDS), dc.Lexicon.read(name), by=["source"]))
    settings = Settings(lexicon=name)
    assert settings.parameters(tmp_path / "report" / "notebooks")["lexicon"] == f"../../{name}"
