"""The options of reading, each declared once."""

import datetime
import inspect
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, TypedDict, TypeVar, get_type_hints
from zoneinfo import ZoneInfo

from discourse.errors import CorpusError
from discourse.text.languages import LANGUAGES
from discourse.text.stop_words import read_stop_words

# How a file is read, by its ending, unless ``format=`` overrides it.
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
    ".docx": "nexis",
}
EXPORTS = ("nexis", "factiva", "europresse")
FORMATS = tuple(dict.fromkeys([*ENDINGS.values(), *EXPORTS]))
# The kinds of input that are no single file.
METADATA, TREE, FOLDER_OF_EXPORTS, DATAFRAME = "metadata.csv", "folder", "folder of exports", "DataFrame"
ROLES = ("id", "source", "date", "title", "text")
# Date formats for which strptime has no directive.
ISO, UNIX, EXCEL, WORDS = "iso", "unix", "excel", "words"
NAMED_FORMS = frozenset({ISO, UNIX, EXCEL, WORDS})


@dataclass(frozen=True)
class Option:
    """Everything about an option except its name, its type and its place in the documentation."""

    help: str  # its line in the help of commands
    metavar: str = ""  # the placeholder for its value there
    default: Any = None  # used where nothing, or None, is given
    check: Callable[[str, Any], Any] = lambda name, value: value  # normalizes a value or raises
    kinds: tuple[str, ...] = ()  # of input that it applies to, by default all; see :func:`refuse`
    only_for: str = ""  # the same in words
    repeated: bool = False  # commands take several values by repetition,
    separator: str = ""  # or in one word with this separator,
    switch: str = ""  # or no value: this switch,
    meaning: Any = None  # which stands for this value


def _word(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise CorpusError(f"{name}={value!r}: a text is needed, not {type(value).__name__}")
    return value


def _encoding(name: str, value: Any) -> str:
    try:
        b"a,1\n\xff".decode(_word(name, value), "replace")
    except (LookupError, ValueError) as error:  # not known, or not of texts: rot13, idna, undefined, a NUL
        raise CorpusError(f"{name}={value!r}: not known to Python for text; try utf-8 or latin-1") from error
    return str(value)


def _format(name: str, value: Any) -> str:
    if value not in FORMATS:
        raise CorpusError(f"{name}={value!r} is not known; it must be one of {', '.join(FORMATS)}")
    return str(value)


def _delimiter(name: str, value: Any) -> str:
    mark = {"tab": "\t", "\\t": "\t"}.get(_word(name, value), value)
    if len(mark) != 1 or mark in '"\r\n':
        raise CorpusError(f"{name}={mark!r}: one character is needed, such as ';', or \"tab\"")
    return str(mark)


def _escape(name: str, value: Any) -> str:
    mark = {"backslash": "\\"}.get(_word(name, value), value)
    if len(mark) != 1 or mark in '"\r\n':
        raise CorpusError(f'{name}={mark!r}: one character is needed, or "backslash"')
    return str(mark)


def _words(name: str, value: Any) -> tuple[str, ...]:
    """Normalize a list of texts; a single text is a list of one."""
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
            raise CorpusError(f"{name}={form!r}: a format as for strptime is needed, such as '%d.%m.%Y'")
        if form.lower() not in NAMED_FORMS:
            try:
                datetime.datetime.strptime("", form)
            except (ValueError, re.error) as error:
                if "does not match" not in str(error):
                    raise CorpusError(f"{name}={form!r}: {error}; see strptime") from error
    return forms


def _timezone(name: str, value: Any) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, ValueError, KeyError, TypeError) as error:  # a folder, a path out of it, an unknown name
        raise CorpusError(
            f"{name}={value!r} is not known; a name such as 'Europe/Berlin' or 'UTC' is needed"
        ) from error


def _aliases(name: str, value: Any) -> dict[str, str]:
    from discourse.ingest.outlets import (
        read_aliases,
    )  # imports pandas, which the help of a command does not need

    return read_aliases(value)


def _language(name: str, value: Any) -> str:
    code = re.split("[-_]", _word(name, value).lower())[0]
    if code not in LANGUAGES and not re.fullmatch("[a-z]{3}", code):
        raise CorpusError(
            f"{name}={value!r}: no language has this code; two letters as in ISO 639-1 are needed, such as "
            "'en', 'fr' or 'tr', or three for a language without such a code"
        )
    return code


def _yes_or_no(name: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise CorpusError(f"{name}= must be True or False, not {value!r}")
    return value


def _stop_words(name: str, value: Any) -> tuple[str, ...]:
    listed = read_stop_words(value) if isinstance(value, str | Path) else _words(name, value)
    return tuple(sorted(listed))


def _either(one: str, other: str) -> Callable[[str, Any], str]:
    def check(name: str, value: Any) -> str:
        if value not in (one, other):
            raise CorpusError(f'{name}= must be "{one}" or "{other}", not {value!r}')
        return str(value)

    return check


def _where(name: str, value: Any) -> dict[str, tuple[str, ...]]:
    """Normalize conditions: the texts, numbers or ranges of numbers that a column may have."""
    found: dict[str, tuple[str, ...]] = {}
    if isinstance(value, Mapping):
        for column, wanted in value.items():
            alone = isinstance(wanted, str) or not isinstance(wanted, Iterable)
            found[_word(name, column)] = tuple(map(str, [wanted] if alone else wanted))
        return found
    for condition in _words(name, value):
        column, equals, wanted = condition.partition("=")
        if not equals or not column:
            raise CorpusError(f"{name}={condition!r}: COLUMN=VALUE is needed, such as year=2015:2017")
        found[column] = (*found.get(column, ()), wanted)
    return found


class ReadOptions(TypedDict, total=False):
    """The options of :func:`discourse.read` and of every other function and command that reads.

    To add one, declare it here and use it where documents are made. The signatures and the help of functions
    and commands, the keys of the cache, and messages about options follow from this declaration.

    Parameters
    ----------
    text, source, date, title, id : str, optional
        The columns with these roles; default: the column of that very name. Text and source must exist.
        Without ids, documents are numbered from 1 (in a folder, the file name is the id). Other columns are
        kept as metadata. A source that is an address (``https://…``) becomes the registered domain of its
        site, and white space in a name becomes a single space; both are noted, and the original stays in
        ``source_given``.
    date_format : str or sequence of str
        The format of the dates: as for ``strptime`` (``"%m/%d/%Y"``), ``"iso"`` (ISO 8601, the default),
        ``"unix"`` (seconds since 1970; with 12 or more digits milliseconds, with 15 or more microseconds,
        with 18 or more nanoseconds), ``"excel"`` (days as Excel counts them, 42740) or ``"words"`` (the name
        of the month in one of fifteen languages, "3 mars 2019"). Several formats are tried in order; dates
        that two of them read as different days are counted in ``.notes``.
    timezone : str, optional
        The time zone of the days (``"Europe/Berlin"``), for dates written with a time and its offset from
        UTC; default: the day as written. Dates without an offset stay as they are, which is noted.
    aliases : path or mapping, optional
        Other names of outlets: a TOML file of lines such as ``"Fox Online News" = "Fox News"``, or a mapping;
        also hosts, where sites of one domain are outlets of their own (``"abc.go.com" = "ABC"``).
        Default in a folder: ``aliases.toml`` beside ``metadata.csv``. Each use is counted in ``.notes``.
    language : str, optional
        The language of the texts, by its code (``"en"``, ``"fr"``, ``"tr"``). It decides how words are folded
        (the Turkish *I*), which elided words are parted (*l'Irak*), where sentences end (abbreviations), and
        the ``function_words``; it is kept with the corpus and is in its hash. Default: none
        said; sentences then end as in English, and words are elided as in French and Italian. Chinese
        (``"zh"``) is cut into words by jieba, which the extra ``zh`` brings.
    format : str, optional
        The format of a file, if its ending does not tell: ``"csv"``, ``"tsv"``, ``"json"``, ``"jsonl"``,
        ``"parquet"``, ``"excel"``, ``"html"`` (a web page; needs the extra ``web``). Or that of an export, or
        of a folder of exports: ``"nexis"`` (Word files, which need no `format`, text or HTML), ``"factiva"``
        (text or HTML) or ``"europresse"`` (HTML).
    folders : str or sequence of str
        What the levels of subfolders mean, from the top: ``["source", "year"]`` for
        ``news/Reuters/2016/a.txt``.
    delimiter : str, optional
        The character between the cells of CSV, or ``"tab"``; default: a comma.
    escape : str, optional
        The character before a quotation mark inside a cell of CSV, or ``"backslash"``, as MySQL writes it;
        default: none, as a quotation mark is doubled there.
    sheet : str, optional
        The sheet of an Excel file that has several.
    encoding : str, optional
        The encoding of text files; default: UTF-8, with or without a byte order mark.
    errors : {"raise", "repair"}
        What to do about malformed dates, duplicate ids, empty texts and bytes that do not decode: raise an
        error that names the first, or repair them (the date becomes missing, the id gets a suffix, the
        document is left out, the bytes become U+FFFD) and count each repair in ``.notes``.
    clean : bool
        Whether to remove what is not part of the article; see :func:`discourse.ingest.clean.clean`.
    drop_lines : str or sequence of str
        Regular expressions for whole lines to remove, in addition to those in a folder's ``corpus.toml``.
    drop_text : str or sequence of str
        Regular expressions for parts of lines to remove (``"READ MORE: [^.]*"``), in the same way.
    furniture : {"keep", "drop"}
        Whether the runs of words that :func:`discourse.furniture` lists, by source, are taken out of the
        texts once all are read, each noted in ``.notes``. Look at the list before: what stands beside every
        name of one outlet may be a finding. Of a corpus larger than memory, they are dropped shard by shard:
        see :meth:`Corpus.without`.
    where : str, sequence of str or mapping
        The documents to keep, as ``"source=Reuters"``, ``"year=2015:2017"`` (both included) or
        ``{"source": ["Reuters", "AFP"]}``: any of the values of one column, and all of the columns. See
        :meth:`Corpus.select`.
    stop_words : str or sequence of str
        What ``.function_words`` returns in place of a list of the language: a file with a word a line (what
        follows a # is a comment), or the words. No count changes by it.
    """

    text: Annotated[str | None, Option("The column with the articles' text.", "COLUMN", check=_word)]
    source: Annotated[str | None, Option("The column with the outlet.", "COLUMN", check=_word)]
    date: Annotated[str | None, Option("The column with the date.", "COLUMN", check=_word)]
    title: Annotated[str | None, Option("The column with the title.", "COLUMN", check=_word)]
    id: Annotated[str | None, Option("The column with the article's id.", "COLUMN", check=_word)]
    date_format: Annotated[
        Sequence[str],
        Option(
            'The format of dates: iso, unix, excel, words, or as "%m/%d/%Y"; repeatable.',
            "FORM",
            default=(ISO,),
            check=_date_format,
            repeated=True,
        ),
    ]
    timezone: Annotated[
        str | None,
        Option("The zone of the days, as Europe/Berlin, for times with zones.", "ZONE", check=_timezone),
    ]
    aliases: Annotated[
        str | Path | Mapping[str, str] | None,
        Option('TOML with lines such as "Fox Online News" = "Fox News".', "FILE", check=_aliases),
    ]
    language: Annotated[
        str | None, Option("The language of the texts, as en, fr or tr.", "CODE", check=_language)
    ]
    format: Annotated[
        str | None, Option(f"The format of a file: {', '.join(FORMATS)}.", "NAME", check=_format)
    ]
    folders: Annotated[
        Sequence[str],
        Option(
            "What the levels of folders mean, as source,year.",
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
            "The mark between cells, as ; or tab; default: a comma.",
            "CHARACTER",
            check=_delimiter,
            kinds=("csv", "tsv", METADATA),
            only_for=".csv and .tsv files",
        ),
    ]
    escape: Annotated[
        str | None,
        Option(
            'The mark before a " in a cell, or backslash; default: none, a " is doubled.',
            "CHARACTER",
            check=_escape,
            kinds=("csv", "tsv", METADATA),
            only_for=".csv and .tsv files",
        ),
    ]
    sheet: Annotated[
        str | None,
        Option("The sheet of an Excel file.", "NAME", check=_word, kinds=("excel",), only_for="Excel files"),
    ]
    encoding: Annotated[
        str | None, Option("The encoding of the files; default: UTF-8.", "NAME", check=_encoding)
    ]
    errors: Annotated[
        Literal["raise", "repair"],
        Option(
            "Repair bad dates, ids, bytes and empty texts, and count it.",
            default="raise",
            check=_either("raise", "repair"),
            switch="--repair",
            meaning="repair",
        ),
    ]
    clean: Annotated[
        bool,
        Option(
            "Keep texts as they are, with titles and credits.",
            default=True,
            check=_yes_or_no,
            switch="--no-clean",
            meaning=False,
        ),
    ]
    drop_lines: Annotated[
        Sequence[str],
        Option(
            "A regular expression for lines to remove; repeatable.",
            "REGEX",
            default=(),
            check=_words,
            repeated=True,
        ),
    ]
    drop_text: Annotated[
        Sequence[str],
        Option(
            "A regular expression for parts of lines to remove; repeatable.",
            "REGEX",
            default=(),
            check=_words,
            repeated=True,
        ),
    ]
    furniture: Annotated[
        Literal["keep", "drop"],
        Option(
            "Take out the runs of words that many articles of an outlet repeat.",
            default="keep",
            check=_either("keep", "drop"),
            switch="--drop-furniture",
            meaning="drop",
        ),
    ]
    where: Annotated[
        str | Sequence[str] | Mapping[str, Any],
        Option(
            "Only documents with this, as source=Reuters or year=2015:2017; repeatable.",
            "COLUMN=VALUE",
            default={},
            check=_where,
            repeated=True,
        ),
    ]
    stop_words: Annotated[
        str | Sequence[str],
        Option("Words that notebooks leave out, one a line.", "FILE", default=(), check=_stop_words),
    ]


_HINTS = get_type_hints(ReadOptions, include_extras=True)
OPTIONS: dict[str, Option] = {name: hint.__metadata__[0] for name, hint in _HINTS.items()}
DEFAULTS: ReadOptions = {name: option.default for name, option in OPTIONS.items()}  # type: ignore[assignment]


def checked(options: Mapping[str, Any]) -> ReadOptions:
    r"""Return all options, with defaults filled in and each value normalized.

    Raises
    ------
    CorpusError
        If an option is unknown, or its value cannot be used.

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
    """Refuse options that do not apply to a kind of input.

    Parameters
    ----------
    options : ReadOptions
        From :func:`checked`.
    name : str
        The input, for the message.
    kind : str
        One of :data:`FORMATS`, or the kind of a folder or of a table in memory.

    Raises
    ------
    CorpusError
        If there is one; the message says what it applies to.
    """
    for one, value in options.items():
        if value and OPTIONS[one].kinds and kind not in OPTIONS[one].kinds:
            raise CorpusError(f"{name}: {one}= is for {OPTIONS[one].only_for}")


def as_words(options: Mapping[str, Any]) -> list[str]:
    """Write options as the words of a command.

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
        if name == "where" and isinstance(value, Mapping):
            value = [f"{column}={one}" for column, some in option.check(name, value).items() for one in some]
        if isinstance(value, Mapping):
            value = f"{name}.toml"  # a command takes a file
        elif name == "stop_words" and not isinstance(value, str | Path):
            value = f"{name}.txt"
        values = [str(value)] if isinstance(value, str | Path) else list(value)
        if option.separator:
            values = [option.separator.join(values)]
        for one in values:
            words += [f"--{name.replace('_', '-')}", one]
    return words


_Function = TypeVar("_Function", bound=Callable[..., Any])


def lists_options(function: _Function) -> _Function:
    """Make help and notebooks list each option of a function that takes ``**options``."""
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
