"""Look at a file: what is in it, what is wrong with it, and how it would be read."""

import datetime
import json
import re
import shlex
import statistics
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten
from types import SimpleNamespace
from typing import Any, Unpack

import numpy as np
import pandas as pd

from discourse.copies.find import find_copies
from discourse.copies.runs import find_runs, places_of
from discourse.errors import CorpusError, counted, outside
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
from discourse.ingest.outlets import NO_SOURCE, host_of, read_aliases
from discourse.ingest.parquet import is_url, open_parquet, refuse_bombs
from discourse.lexicon import Lexicon
from discourse.lexicon.match import find as find_places
from discourse.lexicon.match import resolve
from discourse.reading import guess
from discourse.reading.reading import find
from discourse.reading.reading import read as read_saved
from discourse.store import collection
from discourse.store.sources import parquet_files
from discourse.text.chunks import chunks_of_texts, texts_of
from discourse.text.index import build_index
from discourse.text.languages import is_unspaced
from discourse.text.segmenters import NOTE, unspaced_among

_LANGUAGES_OF = 300  # texts
_ENOUGH_TEXTS, _ONE_LANGUAGE = 10, 0.9  # of which so many are in the language that is proposed
_FILES_OF = 300  # of a folder, for their encoding
_DATES_NAMED = 3
_MOST_OUTLETS = 15
_MOST_SITES = 5
_FURNITURE_OF, _FURNITURE_OF_ALL = 100, 3000  # texts of an outlet, about, and in all
_SHIPPED = "syria"
FITS = 1.0  # labels an article
# Not in the command, as only a reader of both knows whether two names are one outlet.
_ALIASES = 'of these lines, write those that are right into a file, and add aliases="aliases.toml"'
_FIRST_YEAR = 1800


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
    lexicon : str
        What the command looks for: the lexicon given; empty if it is the shipped one and hardly fits.
    complete : bool
        Whether columns for text and source were found.
    command, call : str
        The same as a command and as a line of Python; empty without such columns.
    """

    path: str
    facts: pd.DataFrame
    columns: pd.DataFrame
    options: dict[str, Any]
    lexicon: str = _SHIPPED
    complete: bool = True

    @property
    def call(self) -> str:
        """The line of Python that reads it."""
        if not self.complete:
            return ""
        options = "".join(f", {name}={value!r}" for name, value in self.options.items())
        return f"dc.read({self.path!r}{options})"

    @property
    def command(self) -> str:
        """The command that makes a report of it, or a study with a lexicon to be written."""
        if not self.complete:
            return ""
        path = f"./{self.path}" if self.path.startswith("-") else self.path
        verb = ["report"] if self.lexicon else ["new", "my-study"]
        words = ["discourse", *verb, path, *as_words(self.options)]
        words += [] if self.lexicon in ("", _SHIPPED) else ["--lexicon", self.lexicon]
        return " ".join(map(_quoted, words))

    def __repr__(self) -> str:
        facts = "\n".join(f"{fact.what:15} {fact.found}" for fact in self.facts.itertuples())
        return f"{facts}\n\n{self.columns.to_string(index=False)}\n\n{self.call}".rstrip()


def _quoted(word: str) -> str:
    """Quote a word for a POSIX shell and, where one way serves both, for Windows."""
    if re.fullmatch(r"[\w@%+=:,./-]+", word, re.ASCII):
        return word
    in_both = not re.search(r'["$`!\\\x00-\x1f]', word)
    return f'"{word}"' if in_both else shlex.quote(word)


@lists_options
def inspect(
    corpus: str | Path, *, lexicon: str | Path = _SHIPPED, **options: Unpack[ReadOptions]
) -> Inspection:
    r"""Look at a file or folder and propose how to read it; reading itself guesses nothing.

    Parameters
    ----------
    corpus : str or Path
        What :func:`discourse.read` takes, except an address.
    **options : ReadOptions
        What you know already, as for :func:`discourse.read` (``text="body"``); the rest is proposed.
    lexicon : str or Path
        The lexicon whose labels are looked for in some of the texts.

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
    if not isinstance(corpus, str | Path) or is_url(corpus) or corpus == "":
        what = (
            ("an address" if corpus else "an empty text")
            if isinstance(corpus, str)
            else f"a {type(corpus).__name__}"
        )
        raise CorpusError(f"what is inspected is a file or a folder here, not {what}")
    with outside(corpus):
        return _inspected(corpus, said, lexicon)


def _inspected(corpus: str | Path, said: dict[str, Any], lexicon: str | Path) -> Inspection:
    if collection.is_saved(Path(corpus)):
        return _saved(corpus, said, lexicon)
    files = parquet_files(corpus)
    path = Path(files[0]) if files else find(corpus)
    if files:
        with open_parquet(files[0]) as file:
            refuse_bombs(files[0], file.metadata, path.name)
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
    roles = guess.roles_of(table) | {role: said[role] for role in ROLES if role in said}
    levels = proposed.get("folders", ())
    if "source" not in roles and "folders" not in said and "folder" in levels:  # then the one folder is it
        table = table.drop(columns="source", errors="ignore").rename(columns={"folder": "source"})
        proposed["folders"] = ["source" if level == "folder" else level for level in levels]
        roles["source"] = "source"
    proposed |= {role: column for role, column in roles.items() if column != role}
    missing = [role for role in ("text", "source") if role not in roles]
    looked_for = Lexicon.read(lexicon)
    if missing:
        facts.append(("not found", f"a column for {' or '.join(missing)}; say {missing[0]}="))
        if "source" in missing:
            facts += [
                ("source?", f"{column}: {_counted(counts)}; say source={column!r} to compare these")
                for column, counts in guess.categories_of(table, roles).items()
            ]
        fits = True
    else:
        _dates(Cells(table, path.name, Notes(repair=True)), roles, proposed, facts)
        texts = _documents(table, path, proposed, notes, facts)
        fits = _labels(texts, looked_for, proposed.get("language", ""), facts)
    noted = _noted(notes.table(), facts)
    if notes.mended:
        dated = sum(map(bool, Cells(table, path.name, Notes(repair=True)).strings(roles.get("date"))))
        if 0 < dated <= noted.get("date made missing", 0):
            facts.append(("no repair", "it would make all dates missing; make them ISO (2015-01-23) first"))
        else:
            proposed["errors"] = "repair"
            facts.append(("to repair", f"{notes.mended:,} of these; without repair, reading refuses them"))
    ordered = {name: proposed[name] for name in OPTIONS if name in proposed}
    return Inspection(
        str(corpus),
        pd.DataFrame(facts, columns=["what", "found"]),
        _columns(table, roles),
        ordered,
        str(lexicon) if fits or lexicon != _SHIPPED else "",
        complete=not missing,
    )


def _saved(corpus: str | Path, said: dict[str, Any], lexicon: str | Path) -> Inspection:
    """Describe a saved corpus, which has been read."""
    opened = read_saved(corpus, **said)
    documents = opened.metadata
    facts = [
        ("format", f"saved corpus, {counted(len(opened.shards), 'shard')}"),
        ("documents", f"{len(opened):,}, with {counted(opened.tokens, 'word')}"),
        ("language", opened.language or "none said"),
        *_of_documents(documents),
    ]
    some = range(0, len(opened), max(1, len(opened) // _LANGUAGES_OF))
    fits = _labels(list(opened.texts(some)), Lexicon.read(lexicon), opened.language, facts)
    _noted(opened.notes, facts)
    roles = {role: role for role in ROLES if role in documents.columns}
    return Inspection(
        str(corpus),
        pd.DataFrame(facts, columns=["what", "found"]),
        _columns(documents, roles),
        said,
        str(lexicon) if fits or lexicon != _SHIPPED else "",
    )


def _noted(notes: pd.DataFrame, facts: list[tuple[str, str]]) -> "pd.Series[int]":
    """Add what was noted while texts were read; return how often each."""
    noted = notes.groupby("what", sort=False)["count"].sum()
    facts += [("noted", f"{what}: {count:,}") for what, count in noted.items()]
    return noted


def _labels(texts: list[str], lexicon: Lexicon, language: str, facts: list[tuple[str, str]]) -> bool:
    """Say how many labels a lexicon finds in a sample of the texts, and whether it fits them."""
    some = texts[:: max(1, len(texts) // _LANGUAGES_OF)]
    found = len(resolve(find_places(lexicon.queries(), build_index(some)))) / len(some)
    about = f"the lexicon {lexicon.name!r} finds {found:.1f} labels an article here"
    if lexicon.name == _SHIPPED and found < FITS:
        about = (
            f"the shipped lexicon is about Syria; it finds {found:.1f} labels an article here; discourse new "
            "begins one of your own: see docs/recipes/start-a-lexicon.md"
        )
    if language and lexicon.language and language != lexicon.language:
        about += f"; its language is {lexicon.language!r}, and that of the texts {language!r}"
    facts.append(("labels", about))
    return found >= FITS


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
    guessed = guess.encoding_of_pages([data]) if kind == "html" else guess.encoding_of(data)
    encoding = said.get("encoding") or guessed
    if encoding is not None:
        found["encoding"] = encoding
    refuse_binary(data, path.name, encoding)
    text = data[: 4 << 20].decode(encoding or "utf-8", "replace")
    export = None if said.get("format") else export_format(text)
    if export is not None:
        kind = found["format"] = export
    elif kind is None and guess.delimiter_of(text) in next(iter(text.splitlines()), ""):
        kind = found["format"] = "csv"
    if kind in {"csv", "tsv"}:
        usual = "," if kind == "csv" else "\t"
        found |= {} if "delimiter" in said else _delimiter(text, usual)
        found |= _escape(text, said, found.get("delimiter", usual))
    named = f", {found['delimiter']} between cells" if "delimiter" in found else ""
    facts += [("format", f"{kind or 'not known'}, {size}{named}"), ("encoding", encoding or "utf-8")]
    return found


def _delimiter(text: str, usual: str) -> dict[str, str]:
    """Propose a delimiter, if it is not the usual one and the file does not declare it."""
    header = next(iter(text.splitlines()), "")
    if header.lower().startswith("sep=") or (usual == "\t" and usual in header):
        return {}
    mark = guess.delimiter_of(text)
    return {"delimiter": "tab" if mark == "\t" else mark} if mark != usual and mark in header else {}


def _escape(text: str, said: dict[str, Any], delimiter: str) -> dict[str, str]:
    """Propose the mark before quotation marks in cells."""
    mark = checked({"delimiter": said.get("delimiter", delimiter)})["delimiter"] or delimiter
    escape = None if "escape" in said else guess.escape_of(text, mark)
    return {"escape": escape} if escape else {}


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
    encoding = said.get("encoding") or (guess.encoding_of_all if texts else guess.encoding_of_pages)(some)
    if encoding is not None:
        found["encoding"] = encoding
        facts.append(("encoding", encoding))
    first = some[0][: 1 << 20].decode(said.get("encoding") or found.get("encoding") or "utf-8", "replace")
    if described:
        found |= {} if "delimiter" in said else _delimiter(first, ",")
        return found | _escape(first, said, found.get("delimiter", ","))
    export = export_format(first)
    if export is not None:
        return {**found, "format": export}
    levels = guess.levels_of(files)
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
    forms = guess.date_forms(texts)
    if forms and forms != [ISO]:
        proposed["date_format"] = forms[0] if len(forms) == 1 else forms
        facts.append(("date format", " or ".join(forms)))
    others = guess.other_forms(texts, forms[0]) if forms else []
    if others:
        facts.append(("other date format", f"{' or '.join(others)} reads all of them too, as other days"))


def _documents(
    table: pd.DataFrame, path: Path, proposed: dict[str, Any], notes: Notes, facts: list[tuple[str, str]]
) -> list[str]:
    """Describe the documents as they would be read; return their texts."""
    options = checked(proposed)
    name = path.name
    if path.is_dir():
        options = with_settings(options, path)
    rows = Rows(table.columns, name=name, options=options)
    documents = rows.describe(table, notes)
    texts = Cells(table, name, notes).strings(rows.text)
    for _ in rows.texts(chunks_of_texts(texts), lambda: documents, Notes()):
        pass  # to know what cleaning would empty
    kept = rows.leave_out(documents, notes)
    there = [text for row, text in enumerate(texts) if row not in rows.empty]
    if not there:
        raise no_text(name, options)
    unread = list(dict.fromkeys(row["text"] for row in notes.rows if row["what"] == "date made missing"))
    if unread:
        some = ", ".join(repr(text) for text in unread[:_DATES_NAMED])
        known = (
            "say date_format=" if "date_format" in proposed else "no form is known for them; say date_format="
        )
        facts.append(("dates not read", f"{some}{', …' if unread[_DATES_NAMED:] else ''}; {known}"))
    cleaned = " (some only after cleaning)" if any(rows.empty.values()) else ""
    again = len(there) - len(set(there))
    unspaced = is_unspaced(there)
    each = [len(text) if unspaced else text.count(" ") + 1 for text in there]
    size = f"{statistics.median(each):,.0f} {'signs' if unspaced else 'words'}"
    facts += [
        (
            "texts",
            f"{len(there):,}, with a median of {size}; {len(rows.empty):,} empty{cleaned}, "
            f"{again:,} repeated",
        ),
        *guess.damage_of(there, cleaned=options["clean"]),
        ("languages", _languages(there, proposed)),
        *_of_documents(kept),
    ]
    outlets = kept["source"].value_counts()
    textless = documents["source"].value_counts().drop(index=outlets.index)
    if len(textless):
        facts.append(("no text", f"{_counted(textless)}: left out, as these outlets have empty texts alone"))
    facts += _furniture(kept, there, rows)
    absent = guess.no_outlets(outlets.index.tolist())
    if absent:
        facts.append(
            ("no outlet?", f"{_counted(outlets[absent])}: counted as outlets; aliases= makes them none")
        )
    if "source_given" in documents:
        own = read_aliases(options["aliases"])
        addresses = [given for given in documents["source_given"] if host_of(given) not in own]
        for site, hosts in list(guess.sites_of(addresses).items())[:_MOST_SITES]:
            counts = ", ".join(f"{host} {count:,}" for host, count in hosts.most_common(_MOST_OUTLETS))
            remedy = (
                f'aliases= with lines such as "{next(iter(hosts))}" = "…" makes them outlets of their own'
            )
            facts.append(("sites", f"{site} stands for {counts}; {remedy}"))
    renamed = dict[str, str]()
    for names in guess.alike(outlets.index.drop(absent).tolist()):
        usual, *others = sorted(names, key=lambda outlet: -outlets[outlet])
        renamed |= dict.fromkeys(others, usual)
    renamed |= dict.fromkeys(absent, NO_SOURCE)
    for pair in renamed.items():
        facts.append(("alias?", " = ".join(json.dumps(name, ensure_ascii=False) for name in pair)))
    if renamed:
        facts.append(("aliases", _ALIASES))
    return there


def _of_documents(documents: pd.DataFrame) -> list[tuple[str, str]]:
    """Name the dates and the outlets."""
    outlets = documents["source"].value_counts()
    return [
        ("dates", _span(documents)),
        *_implausible(documents),
        ("outlets", f"{len(outlets):,}: {_counted(outlets)}"),
    ]


def _furniture(documents: pd.DataFrame, texts: list[str], rows: Rows) -> list[tuple[str, str]]:
    """Say how much of some articles of the largest outlets many articles of one outlet repeat."""
    rank = documents.groupby("source", sort=False).cumcount()
    size = documents["source"].map(documents["source"].value_counts())
    chosen = np.flatnonzero(rank % np.maximum(size // _FURNITURE_OF, 1) == 0)
    chosen = np.sort(chosen[np.argsort(-size.to_numpy()[chosen], kind="stable")][:_FURNITURE_OF_ALL])
    some = documents.iloc[chosen].reset_index(drop=True)
    again = Rows(
        pd.Index(dict.fromkeys(filter(None, rows.found.values()))), name=rows.name, options=rows.options
    )
    raws = chunks_of_texts(texts[row] for row in chosen.tolist())
    cleaned = texts_of(chunk for chunk, _ in again.texts(raws, lambda: some, Notes()))
    shard = SimpleNamespace(index=build_index(cleaned), release=lambda: None)
    outlets = some["source"].drop(index=list(again.empty))
    codes, names = pd.factorize(outlets)
    groups, words = np.asarray(codes, dtype=np.int64), len(shard.index.ids)
    families = find_copies([shard], progress=False).family
    runs = find_runs([shard], groups, families, tokens=words, progress=False)
    if not runs:
        return []
    places = places_of(runs, shard.index, groups)
    sizes = np.array([len(run.words) for run in runs])[places.run]
    of_outlet = np.bincount(groups[places.document], weights=sizes, minlength=len(names))
    shares = of_outlet / np.bincount(groups, weights=shard.index.lengths, minlength=len(names))
    most = ", ".join(
        f"{names[n]} {shares[n]:.1%}" for n in np.argsort(-shares, kind="stable")[:3] if shares[n]
    )
    looked = f" ({len(outlets):,} were looked at)" if len(outlets) < len(documents) else ""
    return [
        (
            "furniture",
            f"{sizes.sum() / words:.1%} of the words stand in many articles of one outlet and hardly "
            f"elsewhere, most in {most}{looked}; dc.furniture lists them, and "
            'furniture="drop" takes them out',
        )
    ]


def _counted(counts: "pd.Series[Any]") -> str:
    """Name the most frequent values, with their counts."""
    named = [f"{value} {count:,}" for value, count in counts.head(_MOST_OUTLETS).items()]
    more = f", and {len(counts) - _MOST_OUTLETS:,} more" if len(counts) > _MOST_OUTLETS else ""
    return f"{', '.join(named)}{more}"


def _implausible(documents: pd.DataFrame) -> list[tuple[str, str]]:
    """Name the dates that are hardly of news: one of them is enough to unscale every axis of time."""
    last = pd.Timestamp.today().normalize() + pd.Timedelta(days=1)
    years, dates = documents["year"], documents["date"]
    odd = documents[(years < _FIRST_YEAR).fillna(False) | (years > last.year).fillna(False) | (dates > last)]
    if odd.empty:
        return []
    rows = odd[["date", "year", "id"]].head(_DATES_NAMED).to_numpy(dtype=object).tolist()
    few = [
        f"{year if pd.isna(date) else date.isoformat()[:10]} ({document})" for date, year, document in rows
    ]
    more = ", …" if len(odd) > _DATES_NAMED else ""
    return [
        (
            "implausible",
            f"{counted(len(odd), 'date')} before {_FIRST_YEAR} or after today, {', '.join(few)}{more}: "
            f"correct {'it, for it' if len(odd) == 1 else 'them, for each'} stretches every axis of time",
        )
    ]


def _languages(texts: list[str], proposed: dict[str, Any]) -> str:
    """Name the languages of a sample of the texts; propose one that nearly all are in."""
    from py3langid.langid import classify  # loads its model

    some = texts[:: max(1, len(texts) // _LANGUAGES_OF)]
    found = Counter(classify(text[:2000])[0] for text in some)
    often = [(language, count) for language, count in found.most_common(5) if count >= 0.01 * len(some)]
    enough = len(some) >= _ENOUGH_TEXTS or is_unspaced(some)  # such a script needs a language
    if enough and often[0][1] >= _ONE_LANGUAGE * len(some):
        proposed.setdefault("language", often[0][0])
    rest = len(some) - sum(count for _, count in often)
    shares = [f"{language} {count / len(some):.0%}" for language, count in often]
    shares += [counted(rest, "other")] if rest else []
    known = f"{', '.join(shares)} (of {len(some):,} texts sampled)"
    unspaced = len(unspaced_among(some))
    return f"{known}; {unspaced} {NOTE}" if 0 < unspaced < len(some) else known


def _span(documents: pd.DataFrame) -> str:
    dates = documents["date"].dropna()
    without = len(documents) - len(dates)
    if dates.empty:
        years = documents["year"].dropna()
        return f"none, years {years.min()} to {years.max()}" if len(years) else "none"
    first, last = (date.isoformat()[:10] for date in (dates.min(), dates.max()))
    return f"{first} to {last}; {counted(without, 'document')} without a date"


def _columns(table: pd.DataFrame, roles: dict[str, str]) -> pd.DataFrame:
    role_of = {column: role for role, column in roles.items()}
    rows = []
    for column in table.columns:
        cells = guess.filled(table[column])
        example = shorten(next(iter(cells), ""), 40, placeholder="…")
        rows.append((str(column), role_of.get(column, ""), len(cells), cells.nunique(), example))
    return pd.DataFrame(rows, columns=["column", "role", "filled", "distinct", "example"])
