"""The options that commands share, and messages about options in the words of a command."""

import re
from collections.abc import Callable
from typing import Any

import click

from discourse.ingest.options import OPTIONS, Option


def study() -> Any:
    """Return what study.toml in the working folder says: what commands take where nothing else is said."""
    import discourse as dc

    return dc.study()


_Command = Callable[..., Any]
_OTHERS = ("by", "lexicon", "codes", "voice")  # which messages name too
_KEYWORD = re.compile(rf"\b({'|'.join([*OPTIONS, *_OTHERS])})=(?=[\s;,:()\['\"]|$)")


def together(*options: Callable[[_Command], _Command]) -> Callable[[_Command], _Command]:
    """Combine options, in their order."""

    def add(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _as_click(name: str, option: Option) -> Callable[[_Command], _Command]:
    if option.switch:
        return click.option(option.switch, name, is_flag=True, help=option.help)
    long = f"--{name.replace('_', '-')}"
    return click.option(long, name, multiple=option.repeated, metavar=option.metavar, help=option.help)


reading = together(*(_as_click(name, option) for name, option in OPTIONS.items()))


lexicon = click.option(
    "--lexicon",
    default=lambda: study().lexicon,
    metavar="NAME|FILE",
    help="A shipped lexicon, or a file: TOML, .dic, .lcd, .lc3, .ykd, .cat, .yml; default: syria.",
)
corpus = click.argument("corpus", required=False)
voice = click.option(
    "--voice",
    multiple=True,
    metavar="VOICE",
    help="Whose words: outlet, quoted, marked, reported, attitude; repeatable; default: all.",
)
csv = click.option("--csv", metavar="FILE|-", help="Write CSV to a file, or to standard output with -.")


def read_options(options: dict[str, Any]) -> dict[str, Any]:
    """Take the options of reading out of a command's options, as `discourse.read` takes them."""
    read = {}
    for name, option in OPTIONS.items():
        value = options.pop(name)
        if option.switch:
            value = option.meaning if value else None
        elif option.separator and value:
            value = [one.strip() for one in value.split(option.separator)]
        elif option.repeated:
            value = list(value) if len(value) > 1 else next(iter(value), None)
        if value is not None:
            read[name] = value
    return read


def as_options(message: str) -> str:
    """Replace the options of functions in a message by those of the command line."""
    for name, option in OPTIONS.items():
        if option.switch:
            value = f'"{option.meaning}"' if isinstance(option.meaning, str) else repr(option.meaning)
            message = message.replace(f"{name}={value}", option.switch)
    spaced = re.sub(_KEYWORD.pattern + r"(?=[\['\"])", r"\1= ", message)  # format='csv' is --format 'csv'
    return _KEYWORD.sub(lambda found: "--" + found[1].replace("_", "-"), spaced)
