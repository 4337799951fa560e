"""The command line: output, exit codes, one sentence for what the user can mend."""

import csv
import errno
import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from click.testing import CliRunner, Result

import discourse as dc
from discourse.cli import terminal
from discourse.cli.main import main
from discourse.files import csv_bytes
from discourse.report.page import About

Run = Callable[..., Result]


@pytest.mark.parametrize(
    "command", [[], ["report"], ["figures"], ["count"], ["concordance"], ["sample"], ["index"]]
)
def test_every_help_has_examples(run: Run, command: list[str]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert "\n  Examples:\n    discourse " in result.output
    assert result.output.startswith("Usage: discourse")


COMMANDS = [[], *([name] for name in main.commands), ["lexicon", "check"], ["lexicon", "convert"]]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_terminal_of_80_columns_shows_every_help_whole(
    run: Run, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    usage, *lines = run(*command, "--help").output.splitlines()
    assert usage.startswith("Usage: discourse")
    assert [line for line in lines if len(line) > 80 or line.endswith("...")] == []


def test_version(run: Run) -> None:
    assert run("--version").output == f"discourse {dc.__version__}\n"


def test_a_matplotlibrc_of_the_working_folder_is_read_by_no_command(tmp_path: Path) -> None:
    program = "import sys, discourse.report.build, discourse.cli.main; print('matplotlib' in sys.modules)"
    (tmp_path / "matplotlibrc").write_text("no settings")
    environment = {**os.environ, "PYTHONPATH": str(Path(dc.__file__).parents[1])}
    said = subprocess.check_output([sys.executable, "-P", "-c", program], cwd=tmp_path, env=environment)
    assert said == b"False\n"  # notebooks draw, in a folder of their own


@pytest.mark.skipif(os.name != "posix", reason="the shell's way to close it is POSIX's")
def test_standard_output_that_is_closed_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "news.csv").write_text("source,text\nA,rebels\nB,rebels\n")
    for words, said in (
        ("inspect news.csv", "discourse: standard output is closed, so nothing can be shown\n"),
        ("count news.csv", "discourse: standard output is closed, so nothing can be shown\n"),
        ("count news.csv --csv counts.csv", ""),
    ):
        ended = subprocess.run(
            ["sh", "-c", f'exec "{sys.executable}" -m discourse {words} >&-'],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(Path(dc.__file__).parents[1])},
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        assert (ended.returncode, ended.stderr) == (int(bool(said)), said)
    assert (tmp_path / "counts.csv").is_file()


def test_count_shows_an_aligned_table(run: Run) -> None:
    result = run("count")
    assert result.exit_code == 0
    lines = result.output.splitlines()
    assert lines[0].split()[:4] == ["source", "concept", "label", "count"]
    [rebels] = [line for line in lines if line.startswith("Bloomberg") and " rebels " in line]
    assert rebels.split()[3] == "6"
    at = lines[0].index("count")
    assert rebels[at : at + 5] == "    6"


def test_count_writes_the_very_table_of_the_library(run: Run, tmp_path: Path) -> None:
    expected = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"), by=["source", "year"])
    asked = ["count", "--shares", "--by", "source", "--by", "year", "--csv"]
    assert run(*asked, "-").stdout_bytes == csv_bytes(expected)
    result = run(*asked, "counts.csv")
    assert result.output == ""
    assert (tmp_path / "counts.csv").read_bytes() == csv_bytes(expected)


def test_lines_are_drawn_coded_and_correct_what_is_counted(run: Run, tmp_path: Path) -> None:
    drawn = run("sample", "to-code.csv", "--label", "rebels", "--lines", "4")
    assert drawn.output == "4 lines to code in to-code.csv\n"
    lines = pd.read_csv(tmp_path / "to-code.csv")
    lines.assign(correct=["yes", "no", "yes", "yes"]).to_csv(tmp_path / "coded.csv", index=False)
    result = run("count", "--codes", "coded.csv")
    head = "source concept label count count_corrected tokens rate rate_low rate_high rate_raw"
    assert result.output.splitlines()[0].split() == head.split()
    head = "source concept label count count_corrected concept_count_corrected "
    head += "share share_low share_high share_raw"
    assert run("count", "--codes", "coded.csv", "--shares").output.splitlines()[0].split() == head.split()
    expected = dc.framing(dc.read("seeds"), dc.Lexicon.read("syria"), codes=tmp_path / "coded.csv")
    assert run("count", "--codes", "coded.csv", "--csv", "-").stdout_bytes == csv_bytes(expected)
    some = run(
        "count", "--codes", "coded.csv", "--where", "source=Bloomberg", "--csv", "-"
    ).output.splitlines()
    assert [
        line for line in csv_bytes(expected).decode().splitlines() if line.startswith("Bloomberg")
    ] == some[1:]
    more = run("sample", "more.csv", "--label", "rebels", "--lines", "6", "--codes", "coded.csv")
    assert more.output == "2 lines to code in more.csv\n"
    sentences = run(
        "sample", "p.csv", "--concept", "displaced", "--missed", "--seeds", "border*", "--lines", "9"
    )
    assert sentences.output == "9 lines to code in p.csv\n"
    wrong = run("count", "--codes", "to-code.txt")
    assert "there is no file 'to-code.txt'" in wrong.stderr
    assert wrong.exit_code == 1


def test_index_makes_what_every_command_opens(run: Run, tmp_path: Path) -> None:
    quoted = 'id,body,source,date\n1,"Rebels.\nPhoto by: AP",A,2015-01-01\n2,Terrorists.,B,soon\n'
    (tmp_path / "news.csv").write_text(quoted)
    refused = run("index", "news.csv", "--text", "body", "--out", "kept")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr.startswith("discourse: news.csv, row 2, column 'date'")
    made = run("index", "news.csv", "--text", "body", "--repair", "--quiet", "--out", "kept")
    assert made.exit_code == 0
    assert made.stdout == "kept: 2 documents, 2 tokens\n"
    assert made.stderr == "date made missing: 1\n"
    direct = run("count", "news.csv", "--text", "body", "--repair", "--csv", "-")
    assert run("count", "kept", "--csv", "-").stdout_bytes == direct.stdout_bytes
    again = run("index", "news.csv", "--text", "body", "--repair", "--out", "kept")
    assert (again.exit_code, again.stderr) == (
        1,
        "discourse: kept: holds a saved corpus; remove it, or give another folder\n",
    )
    as_is = run("index", "news.csv", "--text", "body", "--repair", "--no-clean", "--out", "as-is", "--quiet")
    assert as_is.stdout == "as-is: 2 documents, 5 tokens\n"


def test_index_takes_many_files_side_by_side(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        table = pd.DataFrame({"text": [f"rebels {name}"], "source": ["S"]})
        table.to_parquet(tmp_path / f"{name}.parquet")
    made = run("index", "one.parquet", "two.parquet", "--jobs", "2", "--quiet", "--out", "kept")
    assert made.output == "kept: 2 documents, 4 tokens\n"
    assert dc.open("kept").documents["id"].tolist() == ["one:1", "two:1"]
    assert run("concordance", "rebels", "kept").output.endswith("2 places\n")


def test_reading_options_reach_the_reader(run: Run, tmp_path: Path) -> None:
    rows = "nr;who;when;what\n".replace(";", ",")
    rows += "1,A,31.12.2015,Rebels é.\n1,A,32.12.2015,Rebels.\n2,B,01.01.2016,\n"
    (tmp_path / "news.csv").write_bytes(rows.encode("latin-1"))
    options = ["--text", "what", "--source", "who", "--date", "when", "--id", "nr"]
    options += ["--date-format", "%d.%m.%Y", "--encoding", "latin-1"]
    broken = run("count", "news.csv", *options)
    assert broken.exit_code == 1
    assert broken.stderr.startswith("discourse: ")
    mended = run("count", "news.csv", *options, "--repair", "--csv", "-", "--by", "year")
    assert mended.exit_code == 0
    found = [row for row in csv.DictReader(io.StringIO(mended.stdout)) if row["label"] == "rebels"]
    assert [(row["year"], row["count"]) for row in found] == [("2015", "1"), ("", "1")]


def test_concordance_aligns_the_nodes(run: Run) -> None:
    result = run("concordance", "moderate @ opposition")
    *lines, last = result.stdout.splitlines()
    assert last == "2 places"
    assert "these are the four articles that come with the library" in result.stderr
    assert len(lines) == 2
    assert {line.index("moderate") for line in lines if "moderate" in line[40:]} == {
        lines[0].index("moderate")
    }
    assert run("concordance", "zebra*").stdout == "0 places\n"
    assert run("concordance", "zebra*", "seeds").stderr == ""


def test_a_terminal_never_obeys_an_article(run: Run, tmp_path: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J\u202egnidaer\u202c"
    rows = f'source,text\n"A{evil}","the{evil} rebels {evil}came\nhome می\u200cخواهم"\n'
    (tmp_path / "news.csv").write_text(rows, encoding="utf-8")
    for result in (run("concordance", "rebels", "news.csv"), run("count", "news.csv")):
        assert result.exit_code == 0
        assert not {"\x1b", "\x07", "\u202e", "\u202c"} & set(result.output)
        assert "\ufffd]0;owned" in result.output or "\ufffd[2J" in result.output
    assert "می\u200cخواهم" in run("concordance", "rebels", "news.csv").output


def test_wide_and_combining_letters_keep_the_columns(run: Run, tmp_path: Path) -> None:
    rows = "source,text\n新華社,the rebels came\nZu\u0308rich,the rebels came\nA,the rebels came\n"
    (tmp_path / "news.csv").write_text(rows, encoding="utf-8")
    *lines, _ = run("concordance", "rebels", "news.csv").output.splitlines()
    assert len({terminal.width_of(line[: line.index("rebels")]) for line in lines}) == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["count", "nothing.csv"], "there is no 'nothing.csv'"),
        (["count", "--lexicon", "nothing"], "there is no lexicon 'nothing'"),
        (["count", "--by", "outlet"], "the corpus has no column 'outlet'"),
        (["count", "--every", "week"], "family, and the periods year, quarter and month"),
        (
            ["count", "--csv", "no-folder/x.csv"],
            "no-folder/x.csv: cannot be written (No such file or directory)",
        ),
        (["concordance", "*"], "the pattern '*' has no word"),
        (["concordance", "rebels", "--sort", "colour"], "sort='colour' is no column"),
        (["report", "nothing.csv"], "there is no 'nothing.csv'"),
        (["verify", "taken/mine.txt"], "taken/mine.txt: a file; a saved corpus is a folder, which"),
        (["count", "--language", "xx"], "--language 'xx': no language has this code; two letters as in"),
        (["figures", "--out", "taken"], "has other files in it"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence_and_exit_code_1(
    run: Run, tmp_path: Path, words: list[str], said: str
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine.txt").touch()
    result = run(*words)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.startswith("discourse: ")
    assert said in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words", [["cuont"], ["count", "--nope"], ["concordance"], ["report", "--jobs", "0"]]
)
def test_wrong_usage_is_exit_code_2(run: Run, words: list[str]) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert "Usage: discourse" in result.stderr


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (KeyboardInterrupt(), 130),
        (PermissionError(errno.EACCES, "Permission denied", "/data/news.csv"), 1),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 1),
    ],
)
def test_interruptions_are_quiet(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(dc, "read", fail)
    result = run("count")
    assert result.exit_code == code
    said = "discourse: /data/news.csv: Permission denied\n" if isinstance(error, PermissionError) else ""
    assert result.output == said


def test_a_missing_extra_is_one_sentence(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "nbclient", None)  # as if it were not there
    for module in ("build", "run"):  # nor imported earlier
        monkeypatch.delitem(sys.modules, f"discourse.report.{module}", raising=False)
    result = run("report")
    assert result.exit_code == 1
    assert result.stderr == (
        "discourse: nbclient is not installed; pip install 'comparative-discourse[lab]' brings it\n"
    )


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError(), "not enough memory for this; index Parquet files, or select fewer articles"),
        (
            ImportError("DLL load failed while importing _imaging", name="_imaging"),
            "_imaging cannot be loaded (DLL load failed while importing _imaging); it may be damaged",
        ),
    ],
)
def test_memory_that_is_used_up_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, said: str
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(dc, "read", fail)
    result = run("count")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"discourse: {said}")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["report", "figures"])
def test_report_and_figures_pass_everything_on(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    asked: list[Any] = []

    def take(corpus: str | None, **options: Any) -> Path:
        asked.append((corpus, options))
        return Path("made") / "page.html"

    monkeypatch.setattr(f"discourse.report.build.{command}", take)
    words = ["--text", "t", "--date", "d", "--date-format", "%Y", "--repair", "--lexicon", "l.toml"]
    if command == "report":
        words += ["--headline", "Who says what", "--byline", "A. Reader", "--abstract", "In short."]
        words += ["--lines", "none"]
    result = run(
        command,
        "news.csv",
        *words,
        "--by",
        "kind",
        "--every",
        "month",
        "--out",
        "o",
        "--jobs",
        "3",
        "--quiet",
    )
    assert result.output == f"{Path('made') / 'page.html'}\n"
    options = {"text": "t", "date": "d", "date_format": "%Y", "errors": "repair"}
    expected = {"lexicon": "l.toml", "by": "kind", "out": "o", "jobs": 3, "progress": False}
    expected |= {"every": "month", "notebooks": [], "study": ""}
    if command == "report":
        expected |= {"about": About("Who says what", "A. Reader", "In short."), "lines": "none"}
    assert asked == [("news.csv", {"options": options, **expected})]


HEAVY = (
    "seaborn",
    "numpy.f2py.f2py2e",
    "numpy.testing._private",
    "matplotlib",
    "scipy.stats",
    "statsmodels",
    "numba",
    "nbformat",
    "jinja2",
    "IPython",
    "joblib",
    "tqdm",
)


@pytest.mark.parametrize(
    "command", [["count"], ["concordance", "rebel*"], ["inspect", "seeds"]], ids=" ".join
)
def test_a_command_imports_only_what_it_needs(command: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from discourse.cli.main import main; main(sys.argv[1:], standalone_mode=False); "
        f"print(*(name for name in {HEAVY} if name in sys.modules))"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, *command], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stdout.splitlines()[-1]) == (0, "")


def as_process(*words: str, cwd: Path, before: str = "pass") -> subprocess.CompletedProcess[str]:
    code = f"{before}; import sys; sys.argv[1:] = {words!r}; from discourse.__main__ import run; run()"
    return subprocess.run([sys.executable, "-c", code], cwd=cwd, capture_output=True, text=True, check=False)


def test_a_process_ends_with_its_code_when_all_is_written(run: Run, tmp_path: Path) -> None:
    counted = as_process("count", "--csv", "-", cwd=tmp_path)
    assert (counted.returncode, counted.stdout) == (0, run("count", "--csv", "-").output)
    refused = as_process("count", "nowhere", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr.startswith("discourse: there is no 'nowhere'")
    assert as_process("count", "--nowhere", cwd=tmp_path).returncode == 2


def test_a_process_runs_what_was_to_run_at_its_end(tmp_path: Path) -> None:
    later = "import atexit; atexit.register(open, 'ended', 'w')"
    in_a_command = f"import discourse.cli.terminal as t; t.say = lambda text: exec({later!r})"
    assert as_process("count", cwd=tmp_path, before=in_a_command).returncode == 0
    assert (tmp_path / "ended").is_file()


def test_the_lines_behind_a_bar(tmp_path: Path) -> None:
    path = tmp_path / "news.csv"
    path.write_text("text,source,year\nRebels came.,A,2015\nRebels left.,B,2016\n", encoding="utf-8")
    lexicon = tmp_path / "own.toml"
    lexicon.write_text('[armed.labels]\nrebels = ["rebel*"]\n', encoding="utf-8")
    asked = [
        "concordance",
        str(path),
        "--lexicon",
        str(lexicon),
        "--label",
        "rebels",
        "--where",
        "year=2016:",
    ]
    shown = CliRunner().invoke(main, asked)
    assert shown.exit_code == 0, shown.output
    assert shown.output.splitlines() == ["B      Rebels  left.", "1 place"]
    both = CliRunner().invoke(main, ["concordance", "rebel*", str(path), "--label", "rebels"])
    assert both.exit_code == 2
    assert "PATTERN or --label is looked for, not both." in both.output
    neither = CliRunner().invoke(main, ["concordance"])
    assert "Missing PATTERN, or --label with --lexicon." in neither.output


def test_a_voice_is_an_option() -> None:
    words = {}
    for voice in ([], ["--voice", "outlet"], ["--voice", "outlet", "--voice", "attitude"]):
        made = CliRunner().invoke(main, ["count", "--csv", "-", *voice])
        assert made.exit_code == 0
        words[len(voice)] = int(made.stdout.splitlines()[1].split(",")[4])
    assert words[2] <= words[4] < words[0]
    refused = CliRunner().invoke(main, ["count", "--voice", "mine"])
    assert refused.exit_code != 0
    assert "--voice" in refused.output


@pytest.mark.parametrize("corpus", ["", "x" * 5000, "x/" * 3000])
@pytest.mark.parametrize(
    "command",
    [
        *("count", "report", "figures", "report --folders source", "inspect", "index --out o"),
        *("concordance x", "new n", "verify"),
        *("count ok.csv --aliases", "count ok.csv --lexicon", "count ok.csv --stop-words"),
    ],
)
def test_a_name_without_measure_is_one_sentence_and_an_empty_one_is_not_the_seeds(
    run: Run, command: str, corpus: str
) -> None:
    Path("ok.csv").write_text("source,text\nA,the rebels\n")
    result = run(*command.split(), corpus)
    assert result.exit_code == 1, result.output
    if not corpus and "ok.csv" not in command:  # nor the current folder
        assert re.search(r"not an empty text$|not ''$|list of paths is indexed;", result.stderr, re.MULTILINE)
    assert result.stderr.startswith("discourse: ")
    assert result.stderr.count("\n") == 1
    assert len(result.stderr) < 500
