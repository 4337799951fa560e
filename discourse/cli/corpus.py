"""The commands about a corpus, ``discourse inspect`` and ``discourse index``, and how others read one."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec
from typing import Any, cast

import click

from discourse.cli.options import as_options, lexicon, read_options, reading, study
from discourse.cli.terminal import inspection_lines, say, shown, terminal_width
from discourse.errors import counted

# Facts of an inspection that name options.
_OF_OPTIONS = ("not found", "source?", "dates not read", "no outlet?", "sites", "furniture", "aliases")


def read(corpus: str | None, options: dict[str, Any]) -> Any:
    """Read the corpus of a command, or else of the study, and report repairs."""
    import discourse as dc
    from discourse.report.shipped import is_seeds, seeds

    _import_late("numpy", "f2py", "testing")
    ours = study()
    said = ours.reads(corpus) | read_options(options)
    corpus = ours.corpus if corpus is None else corpus  # not where a shell's variable was empty
    read = dc.read(seeds() if is_seeds(corpus) else str(corpus), **said)
    _say_changes(read, said)
    return read


def say_seeds(corpus: str | None) -> None:
    """Say that what a terminal shows is of the seeds, where neither a corpus nor a study was given."""
    if corpus is None and not study().file:
        click.echo("(no CORPUS was given: these are the four articles that come with the library)", err=True)


def _import_late(package: str, *names: str) -> None:
    """Import parts of a package when they are used, as SciPy asks for all of NumPy's and uses few."""
    home = import_module(package)
    for name in names:
        spec = find_spec(f"{package}.{name}")
        if spec is not None and spec.loader is not None and spec.name not in sys.modules:
            spec.loader = LazyLoader(spec.loader)
            sys.modules[spec.name] = module = module_from_spec(spec)
            spec.loader.exec_module(module)
            setattr(home, name, module)


def _say_changes(read: Any, said: dict[str, Any]) -> None:
    """Report repairs on standard error, so that a table on standard output stays a table."""
    if "errors" not in said:
        return
    changed = read.notes[read.notes["line"].isna()].groupby("what")["count"].sum()
    if len(changed):
        click.echo("; ".join(f"{what}: {count:,}" for what, count in changed.items()), err=True)


@click.command()
@click.argument("corpus")
@reading
@lexicon
def inspect(corpus: str, lexicon: str, **options: Any) -> None:
    """Look at CORPUS and print the command that reads it.

    Shows the format and encoding, the columns and what each appears to be, dates, outlets, languages, and
    what is empty, duplicated or in need of repair. Options that you pass are kept and the rest is proposed;
    no other command guesses. Where it prints `discourse report`, `discourse new my-study` with the same words
    makes a study of your own.

    \b
    Examples:
      discourse inspect news.csv
      discourse inspect articles/
      discourse inspect export.txt --format nexis
    """  # noqa: D301 - click reads \b as "keep these lines"
    import discourse as dc

    seen = dc.inspect(corpus, lexicon=lexicon, **read_options(options))
    ours = seen.facts["what"].isin(_OF_OPTIONS)
    seen.facts.loc[ours, "found"] = seen.facts["found"].map(as_options)
    say("\n".join(inspection_lines(seen, terminal_width())))


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@reading
@click.option("--out", required=True, metavar="DIR", help="A new folder, or one of an interrupted run.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Files read in parallel; default: 1.")
@click.option("--quiet", is_flag=True, help="No progress bar.")
def index(corpus: tuple[str, ...], **options: Any) -> None:
    """Index CORPUS, so that other commands open it at once.

    CORPUS may be many Parquet files, folders of them, patterns, or addresses such as s3://bucket/news, which
    are never in memory as a whole. Every command then takes DIR for the corpus.

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
    click.echo(f"{shown(out)}: {counted(len(indexed), 'document')}, {counted(indexed.tokens, 'token')}")


@click.command()
@click.argument("corpus", metavar="DIR")
def verify(corpus: str) -> None:
    """Check that the saved corpus DIR is whole and is what it says.

    Opening one compares sizes and checksums, which show damage. This computes the SHA-256 of its documents
    again and finds its words again, so that a forged file is found out too. Whether the documents are those
    that somebody meant to send, only the SHA-256 tells that came another way.

    \b
    Examples:
      discourse verify all-years
    """  # noqa: D301 - click reads \b as "keep these lines"
    from pathlib import Path

    import discourse as dc
    from discourse.store import collection

    opened = dc.open(corpus)
    collection.verify(Path(corpus))
    click.echo(f"{shown(corpus)}: {counted(len(opened), 'document')}, as it says; SHA-256 {opened.hash}")


def _side_by_side(jobs: int | None) -> AbstractContextManager[object]:
    if jobs is None:
        return nullcontext()
    from joblib import parallel_config

    return cast(AbstractContextManager[object], parallel_config(n_jobs=jobs))
