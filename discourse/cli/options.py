"""What every command is told about reading a corpus, and what that is for :func:`discourse.read`."""

from collections.abc import Callable
from typing import Any

import click

from discourse.ingest.options import FORMATS

_Command = Callable[..., Any]


def together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Make one option of several, in their order."""

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


reading = together(
    click.option("--text", metavar="COLUMN", help="The column with the articles' text."),
    click.option("--source", metavar="COLUMN", help="The column with the outlet."),
    click.option("--date", metavar="COLUMN", help="The column with the date."),
    click.option("--title", metavar="COLUMN", help="The column with the title."),
    click.option("--id", metavar="COLUMN", help="The column with the article's id."),
    click.option(
        "--date-format",
        multiple=True,
        metavar="FORM",
        help='The form of the dates, as "%m/%d/%Y"; iso unless said; may be given again.',
    ),
    click.option(
        "--timezone", metavar="ZONE", help="Where days begin, as Europe/Berlin, for times with zones."
    ),
    click.option(
        "--aliases", metavar="FILE", help='TOML lines such as "Fox Online News" = "Fox News": one name each.'
    ),
    click.option("--format", metavar="NAME", help=f"What a file is: {', '.join(FORMATS)}."),
    click.option("--folders", metavar="A,B", help="What the levels of folders are, as source,year."),
    click.option(
        "--delimiter", metavar="CHARACTER", help="What stands between cells: ; or tab; else a comma."
    ),
    click.option("--sheet", metavar="NAME", help="The sheet of an Excel file."),
    click.option("--encoding", metavar="NAME", help="The encoding of the files; UTF-8 unless said."),
    click.option("--repair", is_flag=True, help="Mend bad dates, ids, bytes and empty texts, and count it."),
)


def read_options(options: dict[str, Any]) -> dict[str, Any]:
    """Take the reading options out of a command's options, as `discourse.read` takes them."""
    columns = ("text", "source", "date", "title", "id")
    others = ("timezone", "aliases", "format", "delimiter", "sheet", "encoding")
    read = {name: options.pop(name) for name in (*columns, *others)}
    forms, folders = options.pop("date_format"), options.pop("folders")
    read["date_format"] = (forms[0] if len(forms) == 1 else list(forms)) or None
    read["folders"] = [level.strip() for level in folders.split(",")] if folders else None
    kept = {name: value for name, value in read.items() if value is not None}
    return kept | ({"errors": "repair"} if options.pop("repair") else {})
