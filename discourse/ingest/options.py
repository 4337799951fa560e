"""What can be said about reading: every option, declared once."""

import datetime
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from discourse.errors import CorpusError

# How a file is read, by its ending; ``format=`` overrides it.
ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xls": "excel",
    ".xlsb": "excel",
    ".ods": "excel",
    ".html": "html",
    ".htm": "html",
}
EXPORTS = ("nexis", "factiva", "europresse")
FORMATS = (*dict.fromkeys(ENDINGS.values()), *EXPORTS)
# The other kinds of input, beside the formats of a file.
METADATA, TREE, FOLDER_OF_EXPORTS, DATAFRAME = "metadata.csv", "folder", "folder of exports", "DataFrame"
ROLES = ("id", "source", "date", "title", "text")
ISO, UNIX = "iso", "unix"  # forms of dates that strptime has no sign for


@dataclass(frozen=True)
class Option:
    """What there is to know about an option, beside its name and its type."""

    help: str  # its line in the help of every command
    metavar: str = ""  # what stands for its value there
    default: Any = None  # where nothing, or None, is given
    check: Callable[[str, Any], Any] = lambda name, value: value  # the one form of a value, or a CorpusError
    kinds: tuple[str, ...] = ()  # of input that it is for, by default all; see :func:`refuse`
    only_for: str = ""  # the same in words
    repeated: bool = False  # a command takes several values by repeating the option,
    separator: str = ""  # or in one word, with this between them,
    switch: str = ""  # or takes none: so it is said there,
    meaning: Any = None  # and this is the value


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CorpusError(f"{name}={value!r}: a text is needed, not {type(value).__name__}")
    return value


def _format(name: str, value: Any) -> str:
    if value not in FORMATS:
        raise CorpusError(f"{name}={value!r} is not known; it is one of {', '.join(FORMATS)}")
    return str(value)


def _delimiter(name: str, value: Any) -> str:
    mark = {"tab": "\t", "\\t": "\t"}.get(_word(name, value), value)
    if len(mark) != 1 or mark in '"\r\n':
        raise CorpusError(f"{name}={mark!r}: one character is needed, such as ';', or \"tab\"")
    return str(mark)


def _words(name: str, value: Any) -> tuple[str, ...]:
    """Several texts; one alone stands for a list of one."""
    alone = isinstance(value, str) or not isinstance(value, Iterable)
    return tuple(_word(name, word) for word in ([value] if alone else value))


def _folders(name: str, value: Any) -> tuple[str, ...]:
    levels = _words(name, value)
    if not all(levels) or len(set(levels)) < len(levels):
        raise CorpusError(f"{name}={list(levels)}: each level of folders needs a name of its own")
    if {"text", "id"} & set(levels):
        raise CorpusError(f"{name}=: a level is neither the text, which is in a file, nor the id, its name")
    return levels


def _date_format(name: str, value: Any) -> tuple[str, ...]:
    forms = _words(name, value)
    for form in forms:
        if not form:
            raise CorpusError(f"{name}={form!r}: a form as for strptime is needed, such as '%d.%m.%Y'")
        if form.lower() not in {ISO, UNIX}:
            try:
                datetime.datetime.strptime("", form)
            except (ValueError, re.error) as error:
                if "does not match" not in str(error):
                    raise CorpusError(f"{name}={form!r}: {error}; see strptime") from error
    return forms


def _timezone(name: str, value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError, TypeError) as error:  # a folder, a way out of it, no such name
        raise CorpusError(
            f"{name}={value!r} is not known; a name such as 'Europe/Berlin' or 'UTC' is needed"
        ) from error


def _aliases(name: str, value: Any) -> dict[str, str]:
    from discourse.ingest.outlets import read_aliases  # brings pandas, which the help of a command needs not

    return read_aliases(value)


def _errors(name: str, value: Any) -> str:
    if value not in ("raise", "repair"):
        raise CorpusError(f'{name}= is "raise" or "repair", not {value!r}')
    return str(value)


class ReadOptions(TypedDict, total=False):
    """The options of :func:`discourse.read`, which every function and command that reads takes.

    To add one, declare it here and use it where documents are made: the signatures and the help of functions
    and commands, the keys of what is kept and the sentences about it follow.

    Parameters
    ----------
    text, source, date, title, id : str, optional
        The columns with these roles; by default the column of that very name. Text and source must exist.
        Without ids, documents are numbered from 1 (in a folder: the file's name). Other columns come along.
        A source that is an address (``https://…``) becomes the registered domain of its site, and white
        space in a name one space, both noted; what was written stays as ``source_given``.
    date_format : str or sequence of str
        The form of the dates, as for ``strptime`` (``"%m/%d/%Y"``), ``"iso"`` or ``"unix"`` (seconds since
        1970 or, of 12 digits and more, milliseconds); several are tried in the order given, and dates that
        two of them read as different days are counted in ``.notes``. Default: ISO 8601.
    timezone : str, optional
        Where days begin (``"Europe/Berlin"``), for dates written with a time and its distance from UTC; by
        default the day is that where it was written. Dates that say no distance stay, noted.
    aliases : path or mapping, optional
        Which names of outlets mean another: a TOML file of lines such as ``"Fox Online News" = "Fox News"``,
        or a mapping; in a folder, by default ``aliases.toml`` beside ``metadata.csv``. Each is counted in
        ``.notes``.
    format : str, optional
        What a file is, where its ending does not say: ``"csv"``, ``"tsv"``, ``"json"``, ``"jsonl"``,
        ``"parquet"``, ``"excel"``, ``"html"`` (a web page; needs the extra ``web``), or an export, also a
        folder of them: ``"nexis"`` and ``"factiva"`` (text) or ``"europresse"`` (HTML).
    folders : str or sequence of str
        What the levels of folders in a folder are, from the top: ``["source", "year"]`` for
        ``news/Reuters/2016/a.txt``.
    delimiter : str, optional
        What separates the cells of CSV: one character, or ``"tab"``. Default: a comma.
    sheet : str, optional
        The sheet of an Excel file that has several.
    encoding : str, optional
        Of text files. Default: UTF-8, with or without byte order mark.
    errors : {"raise", "repair"}
        What to do about a malformed date, an id that stands twice, an empty text, bytes that do not decode:
        one sentence that names the first, or repair (the date becomes missing, the id gets a suffix, the
        document leaves, the bytes become U+FFFD) with each repair in ``.notes``.
    clean : bool
        Whether to take out what is not the article's words; see :func:`discourse.ingest.clean.clean`.
    drop_lines : str or sequence of str
        Regular expressions for whole lines that only this corpus has, beside those in ``corpus.toml`` of a
        folder.
    """

    text: Annotated[str | None, Option("The column with the articles' text.", "COLUMN")]
    source: Annotated[str | None, Option("The column with the outlet.", "COLUMN")]
    date: Annotated[str | None, Option("The column with the date.", "COLUMN")]
    title: Annotated[str | None, Option("The column with the title.", "COLUMN")]
    id: Annotated[str | None, Option("The column with the article's id.", "COLUMN")]
    date_format: Annotated[
        Sequence[str],
        Option(
            'The form of the dates, as "%m/%d/%Y"; default: iso; may be given again.',
            "FORM",
            default=(ISO,),
            check=_date_format,
            repeated=True,
        ),
    ]
    timezone: Annotated[
        str | None,
        Option("Where days begin, as Europe/Berlin, for times with zones.", "ZONE", check=_timezone),
    ]
    aliases: Annotated[
        str | Path | Mapping[str, str] | None,
        Option('TOML lines such as "Fox Online News" = "Fox News": one name each.', "FILE", check=_aliases),
    ]
    format: Annotated[str | None, Option(f"What a file is: {', '.join(FORMATS)}.", "NAME", check=_format)]
    folders: Annotated[
        Sequence[str],
        Option(
            "What the levels of folders are, as source,year.",
            "A,B",
            default=(),
            check=_folders,
            kinds=(TREE,),
            only_for="a folder of .txt or .html files",
            separator=",",
        ),
    ]
    delimiter: Annotated[
        str | None,
        Option(
            "What separates cells: ; or tab; default: a comma.",
            "CHARACTER",
            check=_delimiter,
            kinds=("csv", "tsv", METADATA),
            only_for=".csv and .tsv files",
        ),
    ]
    sheet: Annotated[
        str | None,
        Option("The sheet of an Excel file.", "NAME", check=_word, kinds=("excel",), only_for="Excel files"),
    ]
    encoding: Annotated[str | None, Option("The encoding of the files; default: UTF-8.", "NAME", check=_word)]
    errors: Annotated[
        Literal["raise", "repair"],
        Option(
            "Mend bad dates, ids, bytes and empty texts, and count it.",
            default="raise",
            check=_errors,
            switch="--repair",
            meaning="repair",
        ),
    ]
    clean: Annotated[
        bool,
        Option(
            "Count the texts as they are, with titles and credits.",
            default=True,
            switch="--no-clean",
            meaning=False,
        ),
    ]
    drop_lines: Annotated[
        Sequence[str],
        Option(
            "A regular expression for lines to leave out; may be given again.",
            "REGEX",
            default=(),
            check=_words,
            repeated=True,
        ),
    ]


_HINTS = get_type_hints(ReadOptions, include_extras=True)
OPTIONS: dict[str, Option] = {name: hint.__metadata__[0] for name, hint in _HINTS.items()}
DEFAULTS: ReadOptions = {name: option.default for name, option in OPTIONS.items()}  # type: ignore[assignment]


def checked(options: Mapping[str, Any]) -> ReadOptions:
    r"""Return all options, the default ones too, each in the form in which it is compared, kept and used.

    Raises
    ------
    CorpusError
        If there is no such option, or its value cannot be used.

    Examples
    --------
    >>> said = checked({"delimiter": "tab", "folders": "source"})
    >>> said["delimiter"], said["folders"], said["errors"]
    ('\t', ('source',), 'raise')
    """
    unknown = sorted(set(options) - set(OPTIONS))
    if unknown:
        raise CorpusError(f"{unknown[0]}= is not known; what read takes is: {', '.join(OPTIONS)}")
    made: Any = dict(DEFAULTS)
    for name, value in options.items():
        if value is not None:
            made[name] = OPTIONS[name].check(name, value)
    return made  # type: ignore[no-any-return]


def refuse(options: ReadOptions, name: str, kind: str) -> None:
    """See that no option is given that is for another kind of input.

    Parameters
    ----------
    options : ReadOptions
        From :func:`checked`.
    name : str
        The input, for the message.
    kind : str
        One of :data:`FORMATS`, or what a folder or a table in memory is.

    Raises
    ------
    CorpusError
        If one is; the message says what it is for.
    """
    for one, value in options.items():
        if value and OPTIONS[one].kinds and kind not in OPTIONS[one].kinds:
            raise CorpusError(f"{name}: {one}= is for {OPTIONS[one].only_for}")


def as_words(options: Mapping[str, Any]) -> list[str]:
    """Say options as the words of a command.

    Examples
    --------
    >>> as_words({"text": "body", "folders": ["source", "year"], "errors": "repair"})
    ['--text', 'body', '--folders', 'source,year', '--repair']
    """
    words: list[str] = []
    for name, value in options.items():
        option = OPTIONS[name]
        if option.switch:
            words += [option.switch] if value == option.meaning else []
            continue
        if isinstance(value, Mapping):
            value = f"{name}.toml"  # a command takes a file of them
        values = [str(value)] if isinstance(value, str | Path) else list(value)
        if option.separator:
            values = [option.separator.join(values)]
        for one in values:
            words += [f"--{name.replace('_', '-')}", one]
    return words


_Function = TypeVar("_Function", bound=Callable[..., Any])


def lists_options(function: _Function) -> _Function:
    """Let help, notebooks and editors list each option where a function takes ``**options``."""
    signature = inspect.signature(function)
    *parameters, _ = signature.parameters.values()
    listed = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=OPTIONS[name].default, annotation=hint.__origin__
        )
        for name, hint in _HINTS.items()
    ]
    first = [each for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
    last = [each for each in parameters if each.kind is inspect.Parameter.KEYWORD_ONLY]
    function.__signature__ = signature.replace(parameters=[*first, *listed, *last])  # type: ignore[attr-defined]
    described = inspect.getdoc(ReadOptions) or ""
    described = described.partition("----------\n")[2] + "\n"
    text = inspect.cleandoc(function.__doc__ or "")
    function.__doc__ = re.sub(r"(?m)^\*\*options.*\n(?: +.*\n)+", lambda _: described, text)
    return function
