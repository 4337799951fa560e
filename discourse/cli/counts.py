"""The commands that count and search: ``discourse count`` and ``discourse concordance``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.corpus import read
from discourse.cli.options import corpus, csv, lexicon, reading, voice
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
@voice
@csv
def count(
    corpus: str | None,
    lexicon: str,
    by: tuple[str, ...],
    every: str | None,
    shares: bool,
    voice: tuple[str, ...],
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
      discourse count --voice outlet
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    found = dc.Lexicon.read(lexicon)
    articles = read(corpus, options)
    table = dc.framing(articles, found, by=list(by) or ["source"], every=every, voice=voice or "all")
    shown = _SHARES if shares else _RATES
    groups = [name for name in (*(by or ["source"]), every) if name]
    hand_over(table, csv, lambda rows, width: table_lines(rows[[*groups, *shown]], width))


@click.command()
@click.argument("pattern", required=False)
@corpus
@reading
@lexicon
@click.option("--concept", metavar="NAME", help="The lines of a concept of the lexicon, instead of PATTERN.")
@click.option("--label", metavar="NAME", help="The lines of a label of the lexicon, instead of PATTERN.")
@click.option(
    "--window",
    default=8,
    show_default=True,
    type=click.IntRange(min=1),
    metavar="N",
    help="Words on each side.",
)
@click.option("--sort", multiple=True, metavar="COLUMN", help="left, right, node or a column; repeatable.")
@voice
@csv
def concordance(
    pattern: str | None,
    corpus: str | None,
    lexicon: str,
    concept: str | None,
    label: str | None,
    window: int,
    sort: tuple[str, ...],
    voice: tuple[str, ...],
    csv: str | None,
    **options: Any,
) -> None:
    """Show every match of PATTERN, or of a label, in CORPUS.

    In a pattern, * stands for any characters and ? for one character inside a word, # for exactly one word
    and @ for one word or none; =US is only found in its own case.

    \b
    Examples:
      discourse concordance "rebel*"
      discourse concordance "moderate @ opposition" news.csv --sort right
      discourse concordance "refugee*" --csv lines.csv
      discourse concordance news.csv --lexicon my-lexicon.toml --label terrorists
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    what: Any = pattern
    if concept or label:
        if pattern and corpus:
            raise click.UsageError("PATTERN or --label is looked for, not both.")
        what, corpus = dc.Lexicon.read(lexicon), pattern  # the one argument is the corpus
    elif pattern is None:
        raise click.UsageError("Missing PATTERN, or --label with --lexicon.")
    order = list(sort) or ["source", "date"]
    articles, whose = read(corpus, options), voice or "all"
    table = dc.concordance(
        articles, what, concept=concept, label=label, window=window, voice=whose, sort=order
    )
    hand_over(table, csv, concordance_lines)
