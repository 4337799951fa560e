"""A study of one's own: made whole or not at all, the same each time, and taken by every command in it."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner

import discourse as dc
from discourse.cli.main import main
from discourse.errors import DiscourseError
from discourse.report import build, shipped
from discourse.report.new import new
from discourse.report.run import read_notebook

TEXT = "The rebels said so. The militants said so. The rebels fled. The militants fled."


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "news.csv"
    table = pd.DataFrame({"outlet": ["A", "B"] * 8, "body": TEXT, "day": "2015-01-02"})
    table.to_csv(path, index=False)
    return path


OPTIONS = ["--text", "body", "--source", "outlet", "--date", "day", "--repair", "--quiet"]


def typed(*words: str) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def refused(*words: str) -> str:
    done = CliRunner().invoke(main, list(words))
    assert done.exit_code == 1, done.output
    return done.output


def tree(folder: Path) -> dict[str, bytes | None]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
    }


def test_it_keeps_what_was_said_and_is_the_same_each_time(news: Path, tmp_path: Path) -> None:
    Path("names.toml").write_text('B = "C"\n', encoding="utf-8")
    said = [
        *OPTIONS, "--aliases", "names.toml", "--where", "year=2015", "--where", "year=2016", "--no-clean",
        "--lexicon", "syria", "--by", "year", "--every", "month", "--headline", 'Who "rebels"?',
    ]  # fmt: skip
    assert typed("new", "mine", "news.csv", *said) == "mine\n"
    made = tree(tmp_path / "mine")
    names = [f"notebooks/{path.name}" for path in shipped.notebooks()]
    assert set(made) == {"README.md", "figures", "lexicon.toml", "notebooks", "study.toml", *names}
    again = tmp_path / "again"
    again.mkdir()
    (tmp_path / "mine").rename(again / "mine")
    typed("new", "mine", "news.csv", *said)
    assert tree(tmp_path / "mine") == made

    found = dc.study()  # from here there is none
    assert found.file == ""
    study = build_of(tmp_path / "mine")
    assert study.corpus == (tmp_path / "mine" / ".." / "news.csv").as_posix()
    assert study.options == {
        "text": "body", "source": "outlet", "date": "day", "errors": "repair", "clean": False,
        "aliases": (tmp_path / "mine" / ".." / "names.toml").as_posix(), "where": ["year=2015", "year=2016"],
    }  # fmt: skip
    assert (study.by, study.every, study.headline) == ("year", "month", 'Who "rebels"?')
    lexicon = tmp_path / "mine" / "lexicon.toml"
    assert dc.Lexicon.read(lexicon) == dc.Lexicon.read("syria")
    assert lexicon.read_text(encoding="utf-8").startswith("# How outlets name the sides")


def build_of(folder: Path) -> Any:
    from discourse.reading.study import read_study

    return read_study(folder / "study.toml")


def test_its_notebooks_have_no_outputs_of_the_seeds(news: Path, tmp_path: Path) -> None:
    typed("new", "mine", "news.csv", *OPTIONS)
    for path in (tmp_path / "mine" / "notebooks").iterdir():
        for cell in read_notebook(path).cells:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None


def test_a_folder_that_is_there_and_what_cannot_be_read_leave_nothing(news: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    before = tree(tmp_path)
    assert refused("new", "mine", "news.csv", *OPTIONS) == (
        "discourse: mine: is there already; a study is made in a new folder\n"
    )
    assert "no column" in refused("new", "other", "news.csv", "--text", "article")
    assert "there is no 'none.csv'" in refused("new", "other", "none.csv")
    assert "country" in refused("new", "other", "news.csv", *OPTIONS, "--by", "country")
    assert "there is no lexicon 'x'" in refused("new", "other", "news.csv", *OPTIONS, "--lexicon", "x")
    assert "'queen' is not in the corpus" in refused("new", "other", "news.csv", *OPTIONS, "--seeds", "queen")
    both = ["--lexicon", "syria", "--seeds", "rebels"]
    assert "with a lexicon or with seeds, not with both" in refused(
        "new", "other", "news.csv", *OPTIONS, *both
    )
    assert "cannot be written" in refused("new", "news.csv/mine", "news.csv", *OPTIONS)
    assert tree(tmp_path) == before


def test_a_failure_while_it_is_made_leaves_nothing(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(files: object) -> None:
        raise DiscourseError("study.toml: cannot be written (No space left on device)")

    monkeypatch.setattr("discourse.report.new.write_together", full)
    before = tree(tmp_path)
    with pytest.raises(DiscourseError, match="No space left"):
        new("mine", "news.csv", options={"text": "body", "source": "outlet"}, progress=False)
    assert tree(tmp_path) == before


def test_the_example_is_valid_once_its_signs_are_taken_away(news: Path, tmp_path: Path) -> None:
    typed("new", "mine", "news.csv", *OPTIONS, "--language", "en")
    text = (tmp_path / "mine" / "lexicon.toml").read_text(encoding="utf-8")
    assert 'name = "mine"\nlanguage = "en"\n' in text
    assert "militants, rebels" in text.replace("fled, ", "").replace("said, ", "")
    head, example = text.split("# An example;")
    taken = re.sub("(?m)^# ?", "", example.partition("\n")[2])
    (tmp_path / "taken.toml").write_text(head + taken, encoding="utf-8")
    assert list(dc.Lexicon.read(tmp_path / "taken.toml").concepts) == ["people"]
    with pytest.raises(DiscourseError, match=r"lexicon\.toml: no concept; a lexicon has at least one"):
        dc.Lexicon.read(tmp_path / "mine" / "lexicon.toml")


def test_seeds_begin_a_lexicon_and_each_proposal_can_be_taken(news: Path, tmp_path: Path) -> None:
    typed("new", "mine", "news.csv", *OPTIONS, "--seeds", "rebels", "--seeds", "# fled")
    text = (tmp_path / "mine" / "lexicon.toml").read_text(encoding="utf-8")
    (concept,) = dc.Lexicon.read(tmp_path / "mine" / "lexicon.toml").concepts.values()
    assert list(concept.labels) == ["rebels", "# fled"]
    assert concept.description == ""  # nothing that a page would quote
    assert '# militants = ["militants"]' in text
    assert '# 32 times, in 2 slots such as "the militants ' in text
    assert "# the = " not in text  # builds sentences
    taken = re.sub(r'(?m)^# (?=\S+ = \[")', "", text)
    (tmp_path / "all.toml").write_text(taken, encoding="utf-8")
    assert "militants" in dc.Lexicon.read(tmp_path / "all.toml").concepts[concept.name].labels


def test_a_dictionary_of_another_program_becomes_toml(news: Path, tmp_path: Path) -> None:
    Path("mine.yml").write_text("people:\n  rebels: [rebel*]\n  militants: [militant*]\n", encoding="utf-8")
    typed("new", "mine", "news.csv", *OPTIONS, "--lexicon", "mine.yml")
    copied = dc.Lexicon.read(tmp_path / "mine" / "lexicon.toml")
    assert copied.hash == dc.Lexicon.read("mine.yml").hash


def test_commands_in_it_need_no_options_and_what_is_said_wins(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("new", "mine", "news.csv", *OPTIONS, "--seeds", "rebels", "--seeds", "militants")
    monkeypatch.chdir(tmp_path / "mine")
    rows = typed("count", "--csv", "-").splitlines()
    assert rows[0].startswith("source,concept,label,count")
    assert rows[1].startswith("A,rebels or militants,rebels,16,")
    assert typed("count", "--where", "source=B", "--csv", "-").splitlines()[1].startswith("B,")
    assert typed("count", "--by", "year", "--csv", "-").splitlines()[1].startswith("2015,")
    assert "16 places" in typed("concordance", "militants said", "--where", "year=2015")
    assert "militants" in typed("neighbours", "rebels")
    assert "of 2 patterns 0 find nothing" in typed("lexicon", "check", "lexicon.toml")
    assert "20 lines" in typed("sample", "lines.csv", "--lines", "10")
    monkeypatch.chdir(tmp_path / "mine" / "notebooks")
    assert typed("count", "--csv", "-").splitlines() == rows
    Path("../study.toml").write_text("corpus = 3\n", encoding="utf-8")
    assert refused("count") == ("discourse: ../study.toml: corpus is a text in quotation marks, not 3\n")


def test_in_it_its_own_corpus_is_read_or_another_as_that_is(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed("new", "some/where/mine", "news.csv", *OPTIONS, "--seeds", "rebels")  # with the folders above it
    monkeypatch.chdir(tmp_path / "some" / "where" / "mine")
    for words in (["count"], ["concordance", "rebels"]):
        assert "no CORPUS was given" not in typed(*words)
    named = ["count", "../../../news.csv", "--csv", "-"]  # its own, by name
    assert typed(*named) == typed("count", "--csv", "-")
    pd.DataFrame({"source": ["C"], "text": [TEXT], "date": ["2015-01-02"]}).to_csv("other.csv", index=False)
    assert typed("count", "other.csv", "--csv", "-").splitlines()[1].startswith("C,")


def test_report_and_figures_run_its_own_notebooks_and_the_page_says_so(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, write: Callable[..., Path]
) -> None:
    asked: list[tuple[list[str], dict[str, Any]]] = []

    def run(
        sources: Sequence[Path], folder: Path, *, parameters: Mapping[str, Any], **_: object
    ) -> list[Path]:
        asked.append(([source.name for source in sources], dict(parameters)))
        dc.save(dc.overview(dc.read("seeds")), "x", folder=folder.parent / "figures")
        return [write(folder / "01.ipynb", "# One")]

    monkeypatch.setattr(build, "run_notebooks", run)
    typed("new", "mine", "news.csv", *OPTIONS, "--seeds", "rebels", "--seeds", "militants",
          "--headline", "My question", "--every", "month")  # fmt: skip
    monkeypatch.chdir(tmp_path / "mine")
    for path in list(Path("notebooks").iterdir())[1:]:
        path.unlink()
    write(Path("notebooks/9_mine.ipynb"), "# Mine")
    write(Path("notebooks/draft.ipynb"), "# Not run")
    assert typed("report", "--quiet") == f"{tmp_path / 'mine' / 'report' / 'report.html'}\n"
    sources, parameters = asked[0]
    assert sources == [*(path.name for path in sorted(Path("notebooks").glob("0*"))), "9_mine.ipynb"]
    assert parameters["corpus"] == "../../../news.csv"
    assert parameters["lexicon"] == "../../lexicon.toml"
    assert parameters["every"] == "month"
    assert parameters["options"] == {"text": "body", "source": "outlet", "date": "day", "errors": "repair"}
    page = Path("report/report.html").read_text(encoding="utf-8")
    assert "<h1>My question</h1>" in page
    assert re.search(r"study<td>study\.toml\n", page)

    typed("report", "--quiet", "--where", "year=2015", "--lexicon", "syria", "--headline", "Other")
    page = Path("report/report.html").read_text(encoding="utf-8")
    assert "study.toml, and in place of what it says --where, --lexicon, --headline of the command" in page
    assert asked[1][1]["options"]["where"] == "year=2015"
    assert "lexicon" not in asked[1][1]  # that of the library is what a notebook reads where it is told none
    assert "<h1>Other</h1>" in page
    typed("figures", "--quiet")
    assert asked[2] == asked[0]
    assert json.loads(Path("figures/manifest.json").read_text(encoding="utf-8"))["figures"]
    pd.DataFrame({"source": ["C", "D"] * 8, "text": TEXT}).to_csv("other.csv", index=False)
    typed("figures", "other.csv", "--quiet", "--repair", "--out", "other")
    assert asked[3][1]["options"] == {"errors": "repair"}  # what the study says is of its own corpus


def _cells(name: str) -> list[str]:
    notebook = next(path for path in shipped.notebooks() if path.name == name)
    return [cell.source for cell in read_notebook(notebook).cells if cell.cell_type == "code"]


@pytest.mark.parametrize("name", [path.name for path in shipped.notebooks()])
def test_another_corpus_in_a_notebook_overwrites_no_figure_of_the_library(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings, *_ = _cells(name)
    for change, figures in (
        ("", "../figures"),
        ("corpus = 'news.csv'", "own-figures"),
        ("options = {'where': 'source=Reuters'}", "own-figures"),
        ("lexicon = 'mine.toml'", "own-figures"),
        ("by = 'year'", "own-figures"),
    ):
        changed, _, _ = change.partition(" = ")
        source = re.sub(rf"(?m)^{changed} = .*$", change, settings) if change else settings
        names: dict[str, Any] = {}
        exec(compile(source, name, "exec"), names)
        assert names["figures"] == figures


def test_a_notebook_of_the_clone_run_on_another_corpus_leaves_the_gallery_as_it_is(
    news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clone" / "notebooks").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "clone" / "notebooks")
    dc.save(dc.overview(dc.read("seeds")), "01-overview", folder="../figures")
    before = tree(tmp_path / "clone" / "figures")
    names: dict[str, Any] = {"display": lambda shown: None}
    for source in _cells("01_corpus.ipynb"):
        mine = re.sub("(?m)^corpus = .*$", "corpus = '../../news.csv'", source)
        options = "options = {'text': 'body', 'source': 'outlet', 'date': 'day'}"
        exec(compile(re.sub("(?m)^options = .*$", options, mine), "01", "exec"), names)
    assert tree(tmp_path / "clone" / "figures") == before
    assert (tmp_path / "clone" / "notebooks" / "own-figures" / "01-overview.svg").is_file()
