"""The options of reading: each declared once, and everything that takes or names options follows."""

import inspect
import re
from typing import Any

import click
import pytest
from click.testing import CliRunner

import discourse as dc
from discourse.cli.main import main
from discourse.cli.options import as_options, read_options, reading
from discourse.ingest.options import DEFAULTS, OPTIONS, ReadOptions, as_words, checked, refuse

READERS = [name for name, command in main.commands.items() if "text" in {p.name for p in command.params}]


@pytest.mark.parametrize(
    ("function", "own"),
    [
        (dc.read, {"corpus", "tokenizer", "cached", "progress"}),
        (dc.index, {"corpus", "folder", "progress"}),
        (dc.inspect, {"corpus", "lexicon"}),
    ],
)
def test_functions_list_every_option(function: Any, own: set[str]) -> None:
    parameters = inspect.signature(function).parameters
    assert set(parameters) == {*OPTIONS, *own}
    assert {name: parameters[name].default for name in OPTIONS} == DEFAULTS
    described = inspect.getdoc(function).partition("Returns\n")[0]  # type: ignore[union-attr]
    named = re.findall(r"^(\w[\w, ]*) : ", described, re.MULTILINE)
    assert {name for names in named for name in names.split(", ")} == set(parameters)
    assert "**options" not in described


@pytest.mark.parametrize("command", READERS)
def test_commands_take_every_option(command: str) -> None:
    assert {"count", "concordance", "report", "figures", "inspect", "index"} <= set(READERS)
    assert set(OPTIONS) <= {each.name for each in main.commands[command].params}
    shown = " ".join(CliRunner().invoke(main, [command, "--help"]).output.split())
    assert all(option.help in shown for option in OPTIONS.values())


@pytest.mark.parametrize("name", OPTIONS)
def test_what_is_said_as_the_words_of_a_command_comes_back(name: str) -> None:
    option = OPTIONS[name]
    several = bool(option.repeated or option.separator)
    value = option.meaning if option.switch else ["a b", "-c"] if several else "it's"
    given: list[dict[str, Any]] = []

    @click.command()
    @reading
    def command(**options: Any) -> None:
        given.append(read_options(options))

    result = CliRunner().invoke(command, as_words({name: value}))
    assert (result.output, given) == ("", [{name: value}])


@pytest.mark.parametrize("name", OPTIONS)
def test_sentences_name_options_as_a_command_does(name: str) -> None:
    flag = "--" + name.replace("_", "-")
    assert as_options(f"say {name}= for it; {name}='x' is none") == f"say {flag} for it; {flag} 'x' is none"


def test_switches_in_sentences() -> None:
    assert as_options('say errors="repair" or clean=False') == "say --repair or --no-clean"


def test_an_option_that_is_none() -> None:
    with pytest.raises(dc.CorpusError, match=r"^colour= is not known; what read takes is: text, source, "):
        dc.read("seeds", colour="red")  # type: ignore[call-arg]


def test_nothing_given_is_the_default() -> None:
    assert checked({}) == checked(dict.fromkeys(OPTIONS)) == DEFAULTS


def test_what_is_checked_stays() -> None:
    options: ReadOptions = {"delimiter": "tab", "folders": "source", "aliases": {" A ": "B"}, "clean": False}
    said = checked(options)
    assert (said["delimiter"], said["folders"], said["aliases"]) == ("\t", ("source",), {"A": "B"})
    assert checked(said) == said


def test_options_for_files_are_refused_for_a_table_in_memory() -> None:
    with pytest.raises(dc.CorpusError, match=r"^DataFrame: sheet= is for Excel files$"):
        dc.read(dc.read("seeds").metadata, sheet="A")
    refuse(checked({"sheet": "A"}), "news.xlsx", "excel")


def test_conditions_are_words_of_a_command() -> None:
    words = as_words({"where": {"source": ["A", "B"], "year": 2015}})
    assert words == ["--where", "source=A", "--where", "source=B", "--where", "year=2015"]
