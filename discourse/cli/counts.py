"""The commands that count and search: ``discourse count``, ``concordance``, ``neighbours``, ``sample``."""

from __future__ import annotations

from typing import Any

import click

from discourse.cli.corpus import read, say_seeds
from discourse.cli.options import corpus, csv, lexicon, reading, study, voice
from discourse.cli.terminal import concordance_lines, hand_over, plain, say, table_lines

_RATES = ["concept", "label", "count", "tokens", "rate", "rate_low", "rate_high", "documents"]
_SHARES = [*_RATES[:3], "concept_count", "share", "share_low", "share_high", "concept_documents"]
# by codes: the raw count, and what is right of it
_RATES_CORRECTED = [*_RATES[:3], "count_corrected", *_RATES[3:7], "rate_raw"]
_SHARES_CORRECTED = [*_SHARES[:3], "count_corrected", "concept_count_corrected", *_SHARES[4:7], "share_raw"]
_by = click.option(
    "--by",
    multiple=True,
    default=lambda: [study().by],
    metavar="COLUMN",
    help="A column to group by; repeatable; default: source.",
)
_codes = click.option(
    "--codes", multiple=True, metavar="FILE", help="Lines of `discourse sample`, coded by hand; repeatable."
)
_concept = click.option("--concept", metavar="NAME", help="Only the lines of this concept.")
_label = click.option("--label", metavar="NAME", help="Only the lines of this label.")


@click.command()
@corpus
@reading
@lexicon
@_by
@click.option("--every", metavar="PERIOD", help="Also by year, quarter or month.")
@click.option("--shares", is_flag=True, help="Show the share of each label among those of its concept.")
@_codes
@voice
@csv
def count(
    corpus: str | None,
    lexicon: str,
    by: tuple[str, ...],
    every: str | None,
    shares: bool,
    codes: tuple[str, ...],
    voice: tuple[str, ...],
    csv: str | None,
    **options: Any,
) -> None:
    """Count the labels of a lexicon in CORPUS.

    Every label and group has its row, even where nothing was found. A rate is per 10,000 words; after a rate
    or share come the ends of its interval, from the variation between articles (copies of one story count as
    one), or dashes if there is only one article. With --codes they are of the mentions that mean what their
    label claims, about count_corrected of the count. A terminal shows the main columns, a CSV all of them.

    \b
    Examples:
      discourse count
      discourse count news.csv --text body --every year --csv counts.csv
      discourse count --shares
      discourse count --voice outlet
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    found = dc.Lexicon.read(lexicon)
    articles, lines = read(corpus, options), list(codes) or None
    table = dc.framing(articles, found, by=list(by), every=every, voice=voice or "all", codes=lines)
    shown = _SHARES if shares else _RATES
    if codes:
        shown = _SHARES_CORRECTED if shares else _RATES_CORRECTED
    groups = [name for name in (*by, every) if name]
    hand_over(table, csv, lambda rows, width: table_lines(rows[[*groups, *shown]], width))
    say_seeds(csv or corpus)


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
    say_seeds(csv or corpus)


@click.command()
@click.argument("words", nargs=-1, required=True, metavar="PATTERN...")
@click.option(
    "--corpus", metavar="CORPUS", help="What is read; default: that of the study, or the four articles."
)
@reading
@click.option("-n", default=20, show_default=True, type=click.IntRange(min=1), help="Words that are listed.")
@click.option(
    "--minimum", default=10, show_default=True, type=click.IntRange(min=1), help="Leave out what is rarer."
)
@csv
def neighbours(
    words: tuple[str, ...], corpus: str | None, n: int, minimum: int, csv: str | None, **options: Any
) -> None:
    """List words that may compete with some for naming the same.

    They stand in the same slots of sentences (the column interchange: how likely one of the given comes in,
    if an occurrence is replaced by another one from the same slot) or in similar company (cosine). Read
    their lines with `discourse concordance` before you put them into a lexicon; a CSV has one of each.

    \b
    Examples:
      discourse neighbours rebels terrorists --corpus news.csv --text body
      discourse neighbours "moderate @ opposition" --minimum 3
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    table = dc.neighbours(read(corpus, options), list(words), n=n, minimum=minimum)
    hand_over(table, csv, lambda rows, width: table_lines(rows.drop(columns="line"), width))


@click.command()
@click.argument("file")
@corpus
@reading
@lexicon
@_by
@_concept
@_label
@click.option("--lines", default=20, show_default=True, type=click.IntRange(min=1), help="Lines of a label.")
@click.option("--seed", default=0, show_default=True, type=click.IntRange(min=0), help="Draws other lines.")
@_codes
@click.option("--missed", is_flag=True, help="Sentences without a match of --concept, for what is missed.")
@click.option("--seeds", multiple=True, metavar="PATTERN", help="Words that missed ones may stand near.")
def sample(
    file: str,
    corpus: str | None,
    lexicon: str,
    by: tuple[str, ...],
    lines: int,
    codes: tuple[str, ...],
    **options: Any,
) -> None:
    """Draw lines of each label into FILE, to be coded by hand.

    In its column `correct`, answer yes or no: does the node mean what the label claims? Then
    `discourse count --codes FILE` corrects what it counts. Every outlet (or other group of --by) has its part
    of the lines. With --codes, lines of a smaller sample that are coded already are left out. With --missed,
    answer with the labels that a sentence means, or no.

    \b
    Examples:
      discourse sample to-code.csv
      discourse sample to-code.csv news.csv --text body --label rebels --lines 40
      discourse sample more.csv news.csv --text body --lines 60 --codes coded.csv
      discourse sample missed.csv --concept displaced --missed --seeds "border*"
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    articles, found = read(corpus, options), dc.Lexicon.read(lexicon)  # what is left is of the sample
    groups, coded = by[0] if len(by) == 1 else list(by), list(codes) or None
    drawn = dc.validation_sample(articles, found, file, n=lines, by=groups, codes=coded, **options)
    say(f"{len(drawn):,} lines to code in {plain(file)}")
