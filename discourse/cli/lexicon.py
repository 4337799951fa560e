"""The command line for lexicons: ``discourse lexicon check`` and ``discourse lexicon convert``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from discourse.cli.corpus import read
from discourse.cli.options import corpus, csv, reading
from discourse.cli.terminal import hand_over, plain, shown, table_lines
from discourse.errors import DiscourseError, counted

if TYPE_CHECKING:
    import pandas as pd

_NAMED = 10  # entries of a kind; LIWC has hundreds that cannot be carried over
_verbose = click.option(
    "--verbose", is_flag=True, help=f"Name all that cannot be carried over, not {_NAMED} of each kind."
)


@click.group("lexicon")
def commands() -> None:
    """Check a lexicon, or convert one of another program to TOML.

    \b
    Examples:
      discourse lexicon check my-lexicon.toml news.csv --text body
      discourse lexicon convert dictionary.dic my-lexicon.toml
    """  # noqa: D301 - click reads \b as "keep these lines"


@commands.command()
@click.argument("lexicon")
@corpus
@reading
@csv
@_verbose
def check(lexicon: str, corpus: str | None, csv: str | None, verbose: bool, **options: Any) -> None:
    """Show which patterns of LEXICON find nothing, and which overlap.

    LEXICON is a shipped lexicon or a file. The column found has the matches of a pattern, counted those that
    longer matches leave to it, overlaps the patterns of other labels that share words with it. A terminal
    shows the patterns that find nothing or overlap, a CSV all of them. --repair also leaves out what cannot
    be carried over from a dictionary of another program.

    \b
    Examples:
      discourse lexicon check syria
      discourse lexicon check my-lexicon.toml news.csv --text body --csv check.csv
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    found = dc.Lexicon.read(lexicon, errors="repair" if options["errors"] else "raise")
    _tell(found.notes, verbose=verbose)
    hand_over(found.check(read(corpus, options)), csv, _checked)


@commands.command()
@click.argument("lexicon", metavar="IN")
@click.argument("out")
@click.option("--encoding", metavar="NAME", help="The encoding of IN; default: UTF-8.")
@click.option("--case-sensitive", is_flag=True, help="The entries of IN are only found in their own case.")
@click.option("--repair", is_flag=True, help="Leave out and report what cannot be carried over.")
@click.option("--force", is_flag=True, help="Overwrite OUT if it exists.")
@_verbose
def convert(
    lexicon: str,
    out: str,
    encoding: str | None,
    case_sensitive: bool,
    repair: bool,
    force: bool,
    verbose: bool,
) -> None:
    """Convert the lexicon IN to OUT.

    IN is a shipped lexicon, TOML, or of another program: .dic or .dicx (LIWC), .lcd or .lc3 (Lexicoder),
    .ykd (Yoshikoder), .cat (WordStat), .yml or .yaml (quanteda). OUT ends in .toml, or for quanteda in
    .yml or .yaml. What could not be carried over is reported on standard error: how many of each kind,
    and the first ten by name.

    \b
    Examples:
      discourse lexicon convert dictionary.cat my-lexicon.toml
      discourse lexicon convert dictionary.dic my-lexicon.toml --repair
      discourse lexicon convert my-lexicon.toml for-quanteda.yml --force
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    errors: Any = "repair" if repair else "raise"
    found = dc.Lexicon.read(lexicon, encoding=encoding, case_sensitive=case_sensitive, errors=errors)
    if Path(out).exists() and not force:
        raise DiscourseError(f"{out}: is there already; --force writes over it")
    lost = found.write(out, errors=errors)
    _tell(found.notes, verbose=verbose)
    _tell(lost, verbose=verbose)
    patterns = sum(len(query.patterns) for query in found.queries())
    labels = sum(len(concept.labels) for concept in found.concepts.values())
    click.echo(
        f"{shown(out)}: {counted(len(found.concepts), 'concept')}, {counted(labels, 'label')}, "
        f"{counted(patterns, 'pattern')}"
    )


def _tell(notes: pd.DataFrame, *, verbose: bool) -> None:
    """Report on standard error what could not be carried over: how many of each kind, and which."""
    import pandas as pd

    for what, rows in notes.groupby("what", sort=False):
        click.echo(plain(f"{rows['count'].sum():,} × {what}"), err=True)
        for row in (rows if verbose else rows.head(_NAMED)).to_dict("records"):
            place = "" if pd.isna(row["line"]) else f"line {row['line']}, "
            click.echo("  " + plain(f"{place}{row['entry']!r}"), err=True)
        if not verbose and len(rows) > _NAMED:
            click.echo(f"  and {len(rows) - _NAMED:,} more, which --verbose names", err=True)


def _checked(table: pd.DataFrame, width: int) -> list[str]:
    """Show the patterns that need a look, and how many there are."""
    nothing, overlap = table["found"] == 0, table["overlaps"] != ""
    rows = table[nothing | overlap]
    total = f"of {len(table):,} patterns {nothing.sum():,} find nothing and {overlap.sum():,} overlap"
    return [*(table_lines(rows, width) if len(rows) else []), total]
