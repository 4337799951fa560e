"""The project itself: seeds, lock file, README."""

import hashlib
import re
import tomllib
from pathlib import Path

import click
import pytest

import discourse as dc
from discourse.cli.main import main

ROOT = Path(__file__).parents[1]
SEEDS = {  # as they were given
    "000_989707ccb86099fe.txt": "39ada1d14db18bea1ffa643d451f2635cdfeb85dba26f2adb09545926af76944",
    "001_533863e4d5e2877d.txt": "ec6129a8dac73741357bd0912bf84b53bb2e27ae1b813fbc4073579e4937b551",
    "002_23caa1055925fb85.txt": "620e2f635ead5708ffad608b4237c67156b729abbe632245cdb4d4bfa056c13c",
    "003_f74b1c298b775472.txt": "84511f0d7a4d11a73950b2e38f00bb09c99d7816abdcebc521e92a49d26c78cd",
}


@pytest.mark.parametrize(("name", "expected"), SEEDS.items())
def test_the_seeds_are_as_they_were_given(name: str, expected: str) -> None:
    assert hashlib.sha256((ROOT / "seeds" / name).read_bytes()).hexdigest() == expected


def test_the_lock_pins_everything_and_names_no_place() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|^-|@ file", lock, re.MULTILINE)
    entries = re.findall(r"^[a-z][^\n]*(?:\n    [^\n]*)*", lock, re.MULTILINE)
    assert len(entries) > 50
    assert all("==" in entry and "--hash=sha256:" in entry for entry in entries)
    pinned = {re.match(r"[a-z0-9._-]+", entry).group() for entry in entries}  # type: ignore[union-attr]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(
            dependency
            for extra, dependencies in project["optional-dependencies"].items()
            for dependency in dependencies
            if extra not in {"bench", "docs"}  # `make test` needs neither peers nor a site
        ),
    ]
    assert {re.match(r"[a-zA-Z0-9._-]+", d).group().lower() for d in asked} <= pinned  # type: ignore[union-attr]


def test_readme_names_every_command_and_public_function() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert isinstance(main, click.Group)
    assert all(f"discourse {name}" in readme for name in main.commands)
    elsewhere = {"Concept", "Label", "__version__", "ENGLISH_FUNCTION_WORDS", "caveat", "narrate"}
    elsewhere |= {"CorpusError", "DiscourseError", "LexiconError"}
    missing = [n for n in dc.__all__ if not re.search(rf"`(?:dc\.)?{n}\b|dc\.{n}\b", readme)]
    assert sorted(missing) == sorted(elsewhere & set(missing))


def test_the_code_in_the_readme_gives_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # it saves a figure
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    code = readme.split("```python\n")[1].split("```")[0]
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    armed = names["armed"]
    table = armed[armed["share"] >= 0.3][["source", "label", "count", "concept_count", "share"]].round(2)  # type: ignore[index]
    shown = repr(dc.concordance(dc.read("seeds"), "moderate @ opposition", window=4))
    assert "".join(f"# {line}\n" for line in shown.splitlines()) in code
    said = [line[2:].split() for line in code.splitlines() if line.startswith("# ")][1 : len(table) + 1]
    assert [line[-4:] for line in said] == [
        [str(row.label), str(row.count), str(row.concept_count), f"{row.share:.2f}"]
        for row in table.itertuples()
    ]
