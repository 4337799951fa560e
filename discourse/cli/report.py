"""The commands that run the notebooks or set them up: ``discourse report``, ``figures`` and ``new``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from discourse.cli.options import corpus, lexicon, read_options, reading, study, together
from discourse.cli.terminal import shown

_compared = together(
    click.option(
        "--by", default=lambda: study().by, metavar="COLUMN", help="What to compare; default: source."
    ),
    click.option(
        "--every",
        default=lambda: study().every,
        type=click.Choice(["year", "quarter", "month"]),
        help="The time; default: years, or what a single year is made of.",
    ),
)
_above = together(
    click.option(
        "--headline", default=lambda: study().headline, metavar="TEXT", help="What stands above the page."
    ),
    click.option("--byline", default=lambda: study().byline, metavar="TEXT", help="Who made it, and when."),
    click.option(
        "--abstract",
        default=lambda: study().abstract,
        metavar="TEXT",
        help="A paragraph before what was found.",
    ),
)
_quiet = click.option("--quiet", is_flag=True, help="No progress bar.")
_running = together(
    lexicon,
    _compared,
    click.option("--out", metavar="DIR", help="Where the results go."),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Notebooks run in parallel; default: 2."
    ),
    _quiet,
)


@click.command()
@corpus
@reading
@_running
@_above
@click.option(
    "--lines", type=click.Choice(["short", "full", "none"]), default="short", show_default=True,
    help="Lines behind a number that the page carries: 8 or 25 words on each side, or no passage of a text.",
)  # fmt: skip
def report(corpus: str | None, headline: str, byline: str, abstract: str, lines: str, **options: Any) -> None:
    """Run the notebooks on CORPUS and make one page of them.

    The page begins with what was found, in half a page.

    In a folder that `discourse new` made, study.toml says the corpus and the options; what is said here wins,
    and another CORPUS is read as the options here say.
    In a clone of the project, without CORPUS, the clone's own notebooks and figures are updated and the page
    is build/report.html. Otherwise everything goes into DIR (default: "report").

    \b
    Examples:
      discourse report
      discourse report news.csv --text body --date-format "%m/%d/%Y" --repair
      discourse report articles/ --lexicon my-lexicon.toml --by country
    """  # noqa: D301 - click reads \b as "keep these lines"
    from discourse.report.build import report as run
    from discourse.report.page import About

    _run(partial(run, about=About(headline, byline, abstract), lines=lines), corpus, options)


@click.command()
@corpus
@reading
@_running
def figures(corpus: str | None, **options: Any) -> None:
    """Run the notebooks on CORPUS and keep only the figures.

    In a folder that `discourse new` made, study.toml says the corpus and the options; what is said here wins,
    and another CORPUS is read as the options here say.
    In a clone of the project, without CORPUS, these are the clone's own figures. Otherwise they go into DIR
    (default: "figures").

    \b
    Examples:
      discourse figures
      discourse figures news.csv --text body --out news-figures
    """  # noqa: D301 - click reads \b as "keep these lines"
    from discourse.report.build import figures as run

    _run(run, corpus, options)


@click.command()
@click.argument("folder")
@corpus
@reading
@click.option("--lexicon", metavar="NAME|FILE", help="Begin with this lexicon; default: an example to fill.")
@click.option(
    "--seeds",
    multiple=True,
    metavar="PATTERN",
    help="Begin a lexicon with words that name the same, and propose what competes with them; repeatable.",
)
@_compared
@_above
@_quiet
def new(folder: str, corpus: str | None, quiet: bool, **options: Any) -> None:
    """Make FOLDER, a study of CORPUS to be your own.

    It has settings, a lexicon to fill, notebooks and a README. Its study.toml keeps the corpus and all that
    is said here, so that `discourse report` in FOLDER needs no options. The folder must not be there yet.

    \b
    Examples:
      discourse new my-study news.csv --text body --repair --lexicon syria
      discourse new my-study news.csv --seeds rebels --seeds terrorists
      cd my-study
      discourse report
    """  # noqa: D301 - click reads \b as "keep these lines"
    from discourse.report.new import new as make

    read = read_options(options)
    click.echo(shown(make(folder, corpus, options=read, progress=not quiet, **options)))


def _run(run: Callable[..., Path], corpus: str | None, options: dict[str, Any]) -> None:
    ours = study()
    read, progress = ours.reads(corpus) | read_options(options), not options.pop("quiet")
    notebooks = sorted((Path(ours.file).parent / "notebooks").glob("[0-9]*.ipynb")) if ours.file else []
    made = run(
        ours.corpus if corpus is None else corpus,
        options=read,
        notebooks=notebooks,
        study=_said(ours.file),
        progress=progress,
        **options,
    )
    click.echo(shown(made))


def _said(file: str) -> str:
    """Say that settings are those of a file, and which the command line has in their place."""
    context = click.get_current_context()
    given = (
        option.opts[0] if isinstance(option, click.Option) else "CORPUS"
        for option in context.command.params
        if context.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
    )
    others = [name for name in given if name not in ("--out", "--jobs", "--quiet", "--lines")]
    if not file or not others:
        return file
    return f"{file}, and in place of what it says {', '.join(others)} of the command"
