"""The command line: ``discourse report``, ``new``, ``inspect``, ``count``, ``concordance`` and others."""

from __future__ import annotations

import signal
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from discourse.cli.corpus import index, inspect, verify
from discourse.cli.counts import concordance, count, neighbours, sample
from discourse.cli.lexicon import commands as lexicon
from discourse.cli.options import as_options
from discourse.cli.report import figures, new, report
from discourse.cli.terminal import plain
from discourse.errors import DiscourseError, first_line

_INTERRUPTED, _ENDED = 130, 143  # 128 and the number of the signal
_NO_MEMORY = "not enough memory for this; index Parquet files, or select fewer articles with --where"
_HELP = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _UserError(click.ClickException):
    """A problem that the user can solve, in one sentence on stderr."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Write the sentence."""
        sentence = str(DiscourseError(self.format_message()))  # no longer than those of ours
        click.echo(f"discourse: {plain(sentence)}", err=True, file=file)


class _Commands(click.Group):
    """Turns every expected failure of a command into one sentence and an exit code, never a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            with _ended_as_interrupted(), warnings.catch_warnings():
                warnings.showwarning = _said
                return super().invoke(ctx)
        except DiscourseError as error:
            raise _UserError(as_options(str(error))) from error
        except BrokenPipeError:
            raise  # `discourse … | head`: click ends quietly
        except OSError as error:
            where = f"{error.filename}: " if error.filename else ""
            raise _UserError(f"{where}{error.strerror or error}") from error
        except MemoryError as error:
            raise _UserError(_NO_MEMORY) from error
        except RuntimeError as error:
            if "new thread" not in str(error):  # which has no room
                raise
            raise _UserError(_NO_MEMORY) from error
        except ModuleNotFoundError as error:
            raise _UserError(
                f"{error.name or 'a package'} is not installed; "
                "pip install 'comparative-discourse[lab]' brings it"
            ) from error
        except ImportError as error:  # it is there; a library that finds no memory says this as well
            raise _UserError(
                f"{error.name or 'a package'} cannot be loaded ({first_line(error)}); it may be damaged, or "
                "there is not enough memory"
            ) from error
        except KeyboardInterrupt:
            raise click.exceptions.Exit(_INTERRUPTED) from None


def _said(message: Warning | str, *_: object, **__: object) -> None:
    """Say a warning in its sentence alone, without the line of code that gave it."""
    click.echo(f"discourse: {plain(str(message))}", err=True)


@contextmanager
def _ended_as_interrupted() -> Iterator[None]:
    """Let SIGTERM end a command as Ctrl-C does: kernels are stopped, temporary folders removed."""
    if threading.current_thread() is not threading.main_thread():  # only that one may set a handler
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


@click.group(cls=_Commands, context_settings=_HELP)
@click.option(
    "--version", is_flag=True, callback=_version, expose_value=False, is_eager=True, help="Show the version."
)
def main() -> None:
    """Compare how outlets name the same people, groups and events.

    CORPUS is a table with one article per row (.csv, .tsv, .json, .jsonl, .parquet, .xlsx, .ods); a folder of
    .txt or .html files with metadata.csv beside them, or in subfolders; an export of Nexis, Factiva or
    Europresse; a folder or pattern of .parquet files; or what `discourse index` made. By default, it is the
    four articles that come with the library. `discourse inspect` proposes how to read a file of yours.

    \b
    Examples:
      discourse report
      discourse inspect news.csv
      discourse report news.csv --text body --source outlet --date published
      discourse count news.csv --every year --shares
      discourse concordance "moderate @ opposition"
    """  # noqa: D301 - click reads \b as "keep these lines"


for command in (
    inspect, new, report, figures, count, concordance, neighbours, sample, index, verify, lexicon,
):  # fmt: skip
    main.add_command(command)
