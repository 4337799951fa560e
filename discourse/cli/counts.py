"""The commands that count and search: ``discourse count`` and ``discourse concordance``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.corpus import read
from discourse.cli.options import corpus, csv, lexicon, reading
from discourse.cli.terminal import concordance_lines, hand_over, table_lines

_RATES = ["concept", "label", "count", "tokens", "rate", "rate_low", "rate_high", "documents"]
_SHARES = [*_RATES[:3], "concept_count", "share", "share_low", "share_high", "concept_documents"]


@click.command()
@corpus
@reading
@lexicon
@click.option(
    "--by",
    multiple=True,
    metavar="COLUMN",
    help="A column to group by; repeatable; default: source.",
)
@click.option("--every", metavar="PERIOD", help="Also by year, quarter or month.")
@click.option("--shares", is_flag=True, help="Show the share of each label among those of its concept.")
@csv
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

    Every label and group has its row, even where nothing was found. A rate is per 10,000 words; after a rate
    or share come the ends of its interval, from the variation between articles (copies of one story count as
    one), or dashes if there is only one article. A terminal shows the main columns, a CSV all of them.

    \b
    Examples:
      discourse count
      discourse count news.csv --text body --every year --csv counts.csv
      discourse count --shares
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    found = dc.Lexicon.read(lexicon)
    table = dc.framing(read(corpus, options), found, by=list(by) or ["source"], every=every)
    shown = _SHARES if shares else _RATES
    groups = [name for name in (*(by or ["source"]), every) if name]
    hand_over(table, csv, lambda rows, width: table_lines(rows[[*groups, *shown]], width))


@click.command()
@click.argument("pattern")
@corpus
@reading
@click.option(
    "--window",
    default=8,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Words on each side.",
)
@click.option("--sort", multiple=True, metavar="COLUMN", help="left, right, node or a column; repeatable.")
@csv
def concordance(
    pattern: str, corpus: str | None, window: int, sort: tuple[str, ...], csv: str | None, **options: Any
) -> None:
    """Show every match of PATTERN in CORPUS, with its context.

    In a pattern, * stands for any characters and ? for one character inside a word, # for exactly one word
    and @ for one word or none.

    \b
    Examples:
      discourse concordance "rebel*"
      discourse concordance "moderate @ opposition" news.csv --sort right
      discourse concordance "refugee*" --csv lines.csv
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    order = list(sort) or ["source", "date"]
    table = dc.concordance(read(corpus, options), pattern, window=window, sort=order)
    hand_over(table, csv, concordance_lines)
