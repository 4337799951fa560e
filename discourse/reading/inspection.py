"""Look at a file: what is in it, what is wrong with it, and how it would be read."""

import datetime
import json
import shlex
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from typing import Any, Unpack

import pandas as pd

from discourse.errors import CorpusError, outside
from discourse.files import read_bytes
from discourse.ingest.cells import Cells
from discourse.ingest.decode import refuse_binary
from discourse.ingest.documents import Rows, no_column, no_rows, no_text, with_index
from discourse.ingest.exports.read import export_format
from discourse.ingest.file import read_file
from discourse.ingest.folder import files_of, read_folder, with_settings
from discourse.ingest.notes import Notes
from discourse.ingest.options import (
    ENDINGS,
    EXPORTS,
    ISO,
    METADATA,
    OPTIONS,
    ROLES,
    ReadOptions,
    as_words,
    checked,
    lists_options,
)
from discourse.reading.guess import (
    alike,
    damage_of,
    date_forms,
    delimiter_of,
    encoding_of,
    encoding_of_all,
    levels_of,
    other_forms,
    roles_of,
)
from discourse.reading.reading import find
from discourse.store import collection
from discourse.store.sources import is_url, parquet_files
from discourse.text.chunks import chunks_of_texts

_LANGUAGES_OF = 300  # texts
_FILES_OF = 300  # of a folder, for their encoding
_DATES_NAMED = 3
_MOST_OUTLETS = 15


@dataclass(frozen=True, repr=False)
class Inspection:
    """What :func:`inspect` found.

    Attributes
    ----------
    facts : DataFrame
        ``what`` and ``found``, one row for each finding: the format, the encoding, how many rows, texts,
        outlets and dates, the languages, what is empty, duplicated or in need of repair.
    columns : DataFrame
        One row for each column: ``column``, ``role`` (what it would be read as), ``filled`` (rows in which it
        is not empty), ``distinct`` (different values), ``example``.
    options : dict
        The options with which :func:`discourse.read` reads it.
    command, call : str
        The same as a command and as a line of Python; empty if no column for text or source was found.
    """

    path: str
    facts: pd.DataFrame
    columns: pd.DataFrame
    options: dict[str, Any]

    @property
    def call(self) -> str:
        """The line of Python that reads it."""
        if not self._reads:
            return ""
        options = "".join(f", {name}={value!r}" for name, value in self.options.items())
        return f"dc.read({self.path!r}{options})"

    @property
    def command(self) -> str:
        """The command that makes a report of it."""
        if not self._reads:
            return ""
        path = f"./{self.path}" if self.path.startswith("-") else self.path
        return shlex.join(["discourse", "report", path, *as_words(self.options)])

    @property
    def _reads(self) -> bool:
        return {"text", "source"} <= set(self.columns["role"])

    def __repr__(self) -> str:
        facts = "\n".join(f"{fact.what:15} {fact.found}" for fact in self.facts.itertuples())
        return f"{facts}\n\n{self.columns.to_string(index=False)}\n\n{self.call}".rstrip()


@lists_options
def inspect(corpus: str | Path, **options: Unpack[ReadOptions]) -> Inspection:
    r"""Look at a file or folder and propose how to read it; reading itself guesses nothing.

    Parameters
    ----------
    corpus : str or Path
        What :func:`discourse.read` takes, except an address or a saved corpus.
    **options : ReadOptions
        What you know already, as for :func:`discourse.read` (``text="body"``); the rest is proposed.

    Returns
    -------
    Inspection
        With ``.facts``, ``.columns`` and ``.options`` for :func:`discourse.read`; it shows all of them.

    Raises
    ------
    CorpusError
        If it cannot be read, whatever the options.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "news.csv"
    ...     written = path.write_text("outlet;published;body\nSANA;31.12.2015;The terrorists fled.\n")
    ...     inspect(path).options["date_format"]
    '%d.%m.%Y'
    """
    checked(options)
    given: dict[str, Any] = {**options}
    said = {name: value for name, value in given.items() if value not in (None, OPTIONS[name].default)}
    if not isinstance(corpus, str | Path) or is_url(corpus):
        what = "an address" if isinstance(corpus, str) else f"a {type(corpus).__name__}"
        raise CorpusError(f"what is inspected is a file or a folder here, not {what}")
    with outside(corpus):
        return _inspected(corpus, said)


def _inspected(corpus: str | Path, said: dict[str, Any]) -> Inspection:
    if collection.is_saved(Path(corpus)):
        raise CorpusError(f"{corpus}: a saved corpus, which is opened by its name alone, with no options")
    files = parquet_files(corpus)
    path = Path(files[0]) if files else find(corpus)
    facts: list[tuple[str, str]] = []
    if len(files) > 1:
        facts.append(("files", f"{len(files):,} Parquet files; this is the first, {path.name}"))
    proposed = said | _form(path, said, facts)
    known = checked(proposed)
    notes = Notes(repair=True)
    read = read_folder if path.is_dir() else read_file
    table = with_index(read(path, options=known, notes=notes))
    if table.empty:
        read(path, options=known, notes=Notes())  # names what a repair would leave nothing of
        raise no_rows(path.name)
    for role in ROLES:
        if role in said and said[role] not in table.columns:
            raise no_column(path.name, f"{said[role]!r} for {role}=", table.columns)
    facts.append(("rows", f"{len(table):,}"))
    roles = roles_of(table) | {role: said[role] for role in ROLES if role in said}
    proposed |= {role: column for role, column in roles.items() if column != role}
    missing = [role for role in ("text", "source") if role not in roles]
    if missing:
        facts.append(("not found", f"a column for {' or '.join(missing)}; say {missing[0]}="))
    else:
        _dates(Cells(table, path.name, Notes(repair=True)), roles, proposed, facts)
        _documents(table, path, proposed, notes, facts)
    noted = notes.table().groupby("what", sort=False)["count"].sum()
    facts += [("noted", f"{what}: {count:,}") for what, count in noted.items()]
    if notes.mended:
        proposed["errors"] = "repair"
        facts.append(("to repair", f"{notes.mended:,} of these; without repair, reading refuses them"))
    ordered = {name: proposed[name] for name in OPTIONS if name in proposed}
    return Inspection(
        str(corpus), pd.DataFrame(facts, columns=["what", "found"]), _columns(table, roles), ordered
    )


def _form(path: Path, said: dict[str, Any], facts: list[tuple[str, str]]) -> dict[str, Any]:
    """Propose the options about files that their endings do not settle."""
    if path.is_dir():
        return _form_of_folder(path, said, facts)
    kind = said.get("format") or ENDINGS.get(path.suffix.lower())
    size = f"{path.stat().st_size / 1e6:,.1f} MB"
    if kind in {"parquet", "excel"} or path.suffix.lower() == ".docx":
        facts.append(("format", f"{kind}, {size}"))
        return {}
    data = read_bytes(path)
    found: dict[str, Any] = {}
    encoding = said.get("encoding") or encoding_of(data)
    if encoding is not None and kind != "html":  # a page declares its own
        found["encoding"] = encoding
    refuse_binary(data, path.name, encoding)
    text = data[: 4 << 20].decode(encoding or "utf-8", "replace")
    export = None if said.get("format") else export_format(text)
    if export is not None:
        kind = found["format"] = export
    elif kind is None and len(delimited := text.splitlines()[:1]) and delimiter_of(text) in delimited[0]:
        kind = found["format"] = "csv"
    if kind in {"csv", "tsv"} and "delimiter" not in said:
        found |= _delimiter(text, "," if kind == "csv" else "\t")
    named = f", {found['delimiter']} between cells" if "delimiter" in found else ""
    facts += [("format", f"{kind or 'not known'}, {size}{named}"), ("encoding", encoding or "utf-8")]
    return found


def _delimiter(text: str, usual: str) -> dict[str, str]:
    """Propose a delimiter, if it is not the usual one and the file does not declare it."""
    header = next(iter(text.splitlines()), "")
    if header.lower().startswith("sep=") or (usual == "\t" and usual in header):
        return {}
    mark = delimiter_of(text)
    return {"delimiter": "tab" if mark == "\t" else mark} if mark != usual and mark in header else {}


def _form_of_folder(path: Path, said: dict[str, Any], facts: list[tuple[str, str]]) -> dict[str, Any]:
    files, others = files_of(path, Notes(repair=said.get("errors") == "repair"))
    kinds = Counter(file.suffix.lower() for file in [*files, *others])
    facts.append(
        ("files", ", ".join(f"{count:,} {kind or 'without ending'}" for kind, count in kinds.items()))
    )
    if said.get("format") in EXPORTS or not files:
        return {}
    described = (path / METADATA).is_file() and "folders" not in said
    texts = [file for file in files if file.suffix.lower() == ".txt"]
    some = [read_bytes(path / file) for file in (texts or files)[:_FILES_OF]]
    some[:0] = [read_bytes(path / METADATA)] if described else []
    found: dict[str, Any] = {}
    if texts and "encoding" not in said and (encoding := encoding_of_all(some)) is not None:
        found["encoding"] = encoding
    first = some[0][: 1 << 20].decode(said.get("encoding") or found.get("encoding") or "utf-8", "replace")
    if described:
        return found | ({} if "delimiter" in said else _delimiter(first, ","))
    export = export_format(first)
    if export is not None:
        return {**found, "format": export}
    levels = levels_of(files)
    if levels and "folders" not in said:
        found["folders"] = levels
        facts.append(("folders", f"{' / '.join(levels)}, as in {files[0]}"))
    return found


def _dates(
    cells: Cells, roles: dict[str, str], proposed: dict[str, Any], facts: list[tuple[str, str]]
) -> None:
    """Propose formats for dates that are text or numbers; report formats that read them as other days."""
    column = roles.get("date")
    if column is None or "date_format" in proposed:
        return
    values = cells.table[column]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return
    strings = zip(cells.strings(column), values, strict=True)
    texts = [text for text, value in strings if text and not isinstance(value, datetime.date)]
    forms = date_forms(texts)
    if forms and forms != [ISO]:
        proposed["date_format"] = forms[0] if len(forms) == 1 else forms
        facts.append(("date format", " or ".join(forms)))
    others = other_forms(texts, forms[0]) if forms else []
    if others:
        facts.append(("other date format", f"{' or '.join(others)} reads all of them too, as other days"))


def _documents(
    table: pd.DataFrame, path: Path, proposed: dict[str, Any], notes: Notes, facts: list[tuple[str, str]]
) -> None:
    """Describe the documents as they would be read."""
    options = checked(proposed)
    name = path.name
    if path.is_dir():
        options = with_settings(options, path)
    rows = Rows(table.columns, name=name, options=options)
    documents = rows.describe(table, notes)
    texts = Cells(table, name, notes).strings(rows.text)
    for _ in rows.texts(chunks_of_texts(texts), lambda: documents, Notes()):
        pass  # to know what cleaning would empty
    rows.leave_out(documents, notes)
    filled = [text for row, text in enumerate(texts) if row not in rows.empty]
    if not filled:
        raise no_text(name, options)
    unread = list(dict.fromkeys(row["text"] for row in notes.rows if row["what"] == "date made missing"))
    if unread:
        some = ", ".join(repr(text) for text in unread[:_DATES_NAMED])
        facts.append(("dates not read", f"{some}{', …' if unread[_DATES_NAMED:] else ''}; say date_format="))
    cleaned = " (some only after cleaning)" if any(rows.empty.values()) else ""
    again = len(filled) - len(set(filled))
    words = statistics.median([text.count(" ") + 1 for text in filled])
    facts += [
        (
            "texts",
            f"{len(filled):,}, with a median of {words:,.0f} words; {len(rows.empty):,} empty{cleaned}, "
            f"{again:,} repeated",
        ),
        *damage_of(filled),
        ("languages", _languages(filled)),
        ("dates", _span(documents)),
    ]
    outlets = documents["source"].value_counts()
    named = [f"{outlet} {count:,}" for outlet, count in outlets.head(_MOST_OUTLETS).items()]
    more = f", and {len(outlets) - _MOST_OUTLETS:,} more" if len(outlets) > _MOST_OUTLETS else ""
    facts.append(("outlets", f"{len(outlets):,}: {', '.join(named)}{more}"))
    for names in alike(outlets.index.tolist()):
        usual, *others = sorted(names, key=lambda outlet: -outlets[outlet])
        facts += [
            ("alias?", f"{json.dumps(o, ensure_ascii=False)} = {json.dumps(usual, ensure_ascii=False)}")
            for o in others
        ]


def _languages(texts: list[str]) -> str:
    """Name the languages of a sample of the texts, taken at even steps."""
    from py3langid.langid import classify  # loads its model

    some = texts[:: max(1, len(texts) // _LANGUAGES_OF)]
    found = Counter(classify(text[:2000])[0] for text in some)
    often = [(language, count) for language, count in found.most_common(5) if count >= 0.01 * len(some)]
    rest = len(some) - sum(count for _, count in often)
    shares = [f"{language} {count / len(some):.0%}" for language, count in often]
    return f"{', '.join(shares)}{f', {rest} others' if rest else ''} (of {len(some):,} texts sampled)"


def _span(documents: pd.DataFrame) -> str:
    dates = documents["date"].dropna()
    without = len(documents) - len(dates)
    if dates.empty:
        years = documents["year"].dropna()
        return f"none, years {years.min()} to {years.max()}" if len(years) else "none"
    first, last = (date.isoformat()[:10] for date in (dates.min(), dates.max()))
    return f"{first} to {last}; {without:,} documents without a date"


def _columns(table: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    role_of = {column: role for role, column in roles.items()}
    rows = []
    for column in table.columns:
        values = pd.Series([str(value).strip() for value in table[column].dropna().tolist()], dtype=object)
        filled = values[values != ""]
        example = filled.iloc[0] if len(filled) else ""
        rows.append(
            {
                "column": str(column),
                "role": role_of.get(column, ""),
                "filled": len(filled),
                "distinct": filled.nunique(),
                "example": shorten(example, 40, placeholder="…"),
            }
        )
    return pd.DataFrame(rows, columns=["column", "role", "filled", "distinct", "example"])
