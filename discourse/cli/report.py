"""The commands that run the notebooks: ``discourse report`` and ``discourse figures``."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click

from discourse.cli.options import corpus, lexicon, read_options, reading, together
from discourse.cli.terminal import shown

_running = together(
    lexicon,
    click.option("--by", default="source", show_default=True, metavar="COLUMN", help="What to compare."),
    click.option("--out", metavar="DIR", help="Where the results go."),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Notebooks run in parallel; default: 2."
    ),
    click.option("--quiet", is_flag=True, help="No progress bar."),
)


@click.command()
@corpus
@reading
@_running
@click.option("--headline", default="", metavar="TEXT", help="What stands above the page.")
@click.option("--byline", default="", metavar="TEXT", help="Who made it, and when.")
@click.option("--abstract", default="", metavar="TEXT", help="A paragraph before what was found.")
@click.option(
    "--lines", type=click.Choice(["short", "full", "none"]), default="short", show_default=True,
    help="Lines behind a number that the page carries: 8 or 25 words on each side, or no lines.",
)  # fmt: skip
def report(corpus: str | None, headline: str, byline: str, abstract: str, lines: str, **options: Any) -> None:
    """Run the notebooks on CORPUS and make one page of them.

    The page begins with what was found, in half a page.

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

    In a clone of the project, without CORPUS, these are the clone's own figures. Otherwise they go into DIR
    (default: "figures").

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
