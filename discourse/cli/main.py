"""The command line: ``discourse report``, ``inspect``, ``count``, ``concordance``, ``lexicon`` and others."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import click

from discourse.cli.lexicon import lexicon_commands
from discourse.cli.options import as_options, read_options, reading, together
from discourse.cli.terminal import (
    concordance_lines,
    inspection_lines,
    plain,
    say,
    shown,
    table_lines,
    terminal_width,
)
from discourse.errors import DiscourseError

if TYPE_CHECKING:
    import pandas as pd

_INTERRUPTED, _ENDED = 130, 143  # 128 and the number of the signal
_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _UserError(click.ClickException):
    """What the user can mend, in one sentence on stderr."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Write the sentence."""
        click.echo(f"discourse: {plain(self.format_message())}", err=True, file=file)


class _Commands(click.Group):
    """Turns every expected failure of a command into one sentence and an exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            with _ended_as_interrupted():
                return super().invoke(ctx)
        except DiscourseError as error:
            raise _UserError(as_options(str(error))) from error
        except BrokenPipeError:
            raise  # `discourse … | head`: click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _UserError(f"{where}{error.strerror or error}") from error
        except ImportError as error:
            raise _UserError(
                f"{error.name or 'a package'} is not installed; "
                "pip install 'comparative-discourse[lab]' brings it"
            ) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl-C does: kernels stopped, passing folders removed."""
    if threading.current_thread() is not threading.main_thread():  # only that one may say
        yield
        return

    def end(*_: object) -> None:
        raise SystemExit(_ENDED)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _version(ctx: click.Context, _: click.Parameter, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        from discourse.version import __version__

        click.echo(f"discourse {__version__}")
        ctx.exit()


_lexicon = click.option(
    "--lexicon",
    default="syria",
    show_default=True,
    metavar="NAME|FILE",
    help="A shipped lexicon, or a file: TOML, .dic, .lcd, .lc3, .ykd, .cat, .yml.",
)
_RATES = ["concept", "label", "count", "tokens", "rate", "rate_low", "rate_high", "documents"]
_SHARES = [
    "concept",
    "label",
    "count",
    "concept_count",
    "share",
    "share_low",
    "share_high",
    "concept_documents",
]
_corpus = click.argument("corpus", required=False)
_csv = click.option("--csv", metavar="FILE|-", help="Write CSV to a file, or to standard output with -.")
_running = together(
    _lexicon,
    click.option("--by", default="source", show_default=True, metavar="COLUMN", help="What is compared."),
    click.option("--out", metavar="DIR", help="Where the results go."),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Notebooks side by side; 2 by default."
    ),
    click.option("--quiet", is_flag=True, help="No progress bar."),
)


def _read(corpus: str | None, options: dict[str, Any]) -> Any:
    import discourse as dc
    from discourse.report.shipped import is_seeds, seeds

    said = read_options(options)
    read = dc.read(seeds() if is_seeds(corpus) else str(corpus), **said)
    _say_changes(read, said)
    return read


def _say_changes(read: Any, said: dict[str, Any]) -> None:
    """Say what was repaired, on standard error, so that a table on standard output stays a table."""
    if "errors" not in said:
        return
    changed = read.notes[read.notes["line"].isna()].groupby("what")["count"].sum()
    if len(changed):
        click.echo("; ".join(f"{what}: {count:,}" for what, count in changed.items()), err=True)


@click.group(cls=_Commands, context_settings=_HELP)
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version."
)
def main() -> None:
    """Compare how outlets name the same things.

    CORPUS is a table with one article a row (.csv, .tsv, .json, .jsonl, .parquet, .xlsx, .ods); a folder of
    .txt or .html files with metadata.csv beside them, or in folders of their own; an export of Nexis, Factiva
    or Europresse; a folder or pattern of .parquet files; or what `discourse index` made. Without it, the four
    articles that come with the library are used. `discourse inspect` says how a file of yours is read.

    \b
    Examples:
      discourse report
      discourse inspect news.csv
      discourse report news.csv --text body --source outlet --date published
      discourse count news.csv --every year --shares
      discourse concordance "moderate @ opposition"
    """  # noqa: D301 - click reads \b as "keep these lines"


@main.command()
@_corpus
@reading
@_running
def report(corpus: str | None, **options: Any) -> None:
    """Run the notebooks on CORPUS and make one page of them.

    In a clone of the project, without CORPUS, the clone's own notebooks and figures are made anew and the
    page is build/report.html. Otherwise everything goes into DIR ("report" by default).

    \b
    Examples:
      discourse report
      discourse report news.csv --text body --date-format "%m/%d/%Y" --repair
      discourse report articles/ --lexicon my-lexicon.toml --by country
    """  # noqa: D301 - click reads \b as "keep these lines"
    from discourse.report.build import report as run

    _run(run, corpus, options)


@main.command()
@_corpus
@reading
@_running
def figures(corpus: str | None, **options: Any) -> None:
    """Run the notebooks on CORPUS and keep only the figures.

    In a clone of the project, without CORPUS, these are the clone's own figures. Otherwise they go into DIR
    ("figures" by default).

    \b
    Examples:
      discourse figures
      discourse figures news.csv --text body --out news-figures
    """  # noqa: D301 - click reads \b as "keep these lines"
    from discourse.report.build import figures as run

    _run(run, corpus, options)


def _run(run: Callable[..., Path], corpus: str | None, options: dict[str, Any]) -> None:
    read, progress = read_options(options), not options.pop("quiet")
    click.echo(shown(run(corpus, options=read, progress=progress, **options)))


@main.command()
@_corpus
@reading
@_lexicon
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="A column to group by; may be given again.  [default: source]",
)
@click.option("--every", metavar="PERIOD", help="Also by year, quarter or month.")
@click.option("--shares", is_flag=True, help="Show the share of each label among those of its concept.")
@_csv
def count(
    corpus: str | None,
    lexicon: str,
    by: tuple[str, ...],
    every: str | None,
    shares: bool,
    csv: str | None,
    **options: Any,
) -> None:
    """Count the labels of a lexicon in CORPUS.

    Every label and group has its row, also where nothing was found. A rate is per 10,000 words; what follows
    a rate or share are the ends of its interval between articles (copies of one story count as one), and a
    dash where there is but one article. A terminal shows the main columns, a CSV all of them.

    \b
    Examples:
      discourse count
      discourse count news.csv --text body --every year --csv counts.csv
      discourse count --shares
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    found = dc.Lexicon.read(lexicon)
    table = dc.framing(_read(corpus, options), found, by=list(by) or ["source"], every=every)
    shown = _SHARES if shares else _RATES
    groups = [name for name in (*(by or ["source"]), every) if name]
    _hand_over(table, csv, lambda rows, width: table_lines(rows[[*groups, *shown]], width))


@main.command()
@click.argument("pattern")
@_corpus
@reading
@click.option(
    "--window",
    default=8,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Words on each side.",
)
@click.option(
    "--sort", multiple=True, metavar="COLUMN", help="left, right, node or a column; may be given again."
)
@_csv
def concordance(
    pattern: str, corpus: str | None, window: int, sort: tuple[str, ...], csv: str | None, **options: Any
) -> None:
    """Show the lines of CORPUS in which PATTERN stands.

    Each place has its line, with the words around it. In a pattern, * is any characters and ? one inside a
    word, # exactly one word, @ one word or none.

    \b
    Examples:
      discourse concordance "rebel*"
      discourse concordance "moderate @ opposition" news.csv --sort right
      discourse concordance "refugee*" --csv lines.csv
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    order = list(sort) or ["source", "date"]
    table = dc.concordance(_read(corpus, options), pattern, window=window, sort=order)
    _hand_over(table, csv, concordance_lines)


@main.command("inspect")
@click.argument("corpus")
@reading
def inspect_command(corpus: str, **options: Any) -> None:
    """Look at CORPUS and print the command that reads it.

    Shows the format and encoding, the columns and what each seems to be, dates, outlets, languages, what is
    empty, stands twice or would have to be repaired. What you say is taken as said, the rest is proposed;
    every other command reads a corpus only as it is told.

    \b
    Examples:
      discourse inspect news.csv
      discourse inspect articles/
      discourse inspect export.txt --format nexis
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    seen = dc.inspect(corpus, **read_options(options))
    ours = seen.facts["what"].isin(["not found", "dates not read"])
    seen.facts.loc[ours, "found"] = seen.facts["found"].map(as_options)
    say("\n".join(inspection_lines(seen, terminal_width())))


@main.command("index")
@click.argument("corpus", nargs=-1, required=True)
@reading
@click.option("--out", required=True, metavar="DIR", help="The folder to be; what a broken run left is used.")
@click.option(
    "--jobs", type=click.IntRange(min=1), metavar="N", help="Files read side by side; 1 unless said."
)
@click.option("--quiet", is_flag=True, help="No progress bar.")
def index_command(corpus: tuple[str, ...], **options: Any) -> None:
    """Index CORPUS, so that other commands open it at once.

    CORPUS may be many Parquet files, folders of them, patterns, or addresses such as s3://bucket/news; none
    is ever in memory as a whole. DIR then stands for the corpus in every command.

    \b
    Examples:
      discourse index news.parquet --text body --source outlet --out news-index
      discourse index "years/*.parquet" --out all-years --jobs 2
      discourse count news-index --by source --by year
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    out, jobs, quiet = options.pop("out"), options.pop("jobs"), options.pop("quiet")
    said = read_options(options)
    several = corpus if len(corpus) > 1 else corpus[0]
    with _side_by_side(jobs):
        indexed = dc.index(several, out, progress=not quiet, **said)
    _say_changes(indexed, said)
    click.echo(f"{shown(out)}: {len(indexed):,} documents, {indexed.tokens:,} tokens")


def _side_by_side(jobs: int | None) -> AbstractContextManager[object]:
    if jobs is None:
        return nullcontext()
    from joblib import parallel_config

    return cast(AbstractContextManager[object], parallel_config(n_jobs=jobs))


def _hand_over(table: pd.DataFrame, csv: str | None, lines: Callable[[pd.DataFrame, int], list[str]]) -> None:
    """Write a table as CSV, or show it."""
    if csv is None:
        say("\n".join(lines(table, terminal_width())))
        return
    from discourse.files import csv_bytes, write_atomically

    content = csv_bytes(table)
    if csv != "-":
        write_atomically(Path(csv), content)
    elif sys.stdout.isatty():  # a terminal obeys control characters, a file does not
        say("\n".join(plain(line) for line in content.decode("utf-8").splitlines()))
    else:
        click.echo(content, nl=False)


main.add_command(
    lexicon_commands(corpus=_corpus, reading=reading, csv=_csv, read=_read, hand_over=_hand_over)
)
