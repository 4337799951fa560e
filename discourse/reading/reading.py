"""From the outside world to a corpus: read it, open it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from importlib import resources
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from discourse.corpus import Corpus
from discourse.errors import CorpusError
from discourse.ingest.documents import Reading, make_documents, renamed, unique_ids
from discourse.ingest.file import read_file
from discourse.ingest.folder import ALIASES, read_folder, read_settings
from discourse.ingest.notes import Notes
from discourse.ingest.options import Form
from discourse.ingest.outlets import read_aliases
from discourse.store import cache, collection
from discourse.store.build import fill
from discourse.store.library import Memory, TextList
from discourse.store.sources import (
    Source,
    content_of,
    is_url,
    key,
    open_parquet,
    parquet_files,
    plan,
    rules,
    unreadable,
)
from discourse.text.words import Tokenizer

_LARGE = 32 << 20  # bytes of text from which its index is worth keeping
_SWELLS = 1.8  # a saved corpus has about so many times the bytes of its texts


def read(
    corpus: str | Path | pd.DataFrame,
    *,
    text: str | None = None,
    source: str | None = None,
    date: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002  (the field's name for it, and the column's)
    date_format: str | Sequence[str] | None = None,
    timezone: str | None = None,
    aliases: str | Path | Mapping[str, str] | None = None,
    format: str | None = None,  # noqa: A002
    folders: str | Sequence[str] = (),
    delimiter: str | None = None,
    sheet: str | None = None,
    encoding: str | None = None,
    errors: str = "raise",
    clean: bool = True,
    drop_lines: Sequence[str] = (),
    tokenizer: Tokenizer | None = None,
    cached: bool = True,
    progress: bool = True,
) -> Corpus:
    """Read a corpus.

    Parameters
    ----------
    corpus : str, Path or DataFrame
        A table with one document a row: a ``.csv``, ``.tsv``, ``.json`` (a list of objects), ``.jsonl``,
        ``.parquet``, ``.xlsx``, ``.xls`` or ``.ods`` file. A folder of ``.txt`` or ``.html`` files with
        ``metadata.csv`` (a column ``file``) beside them, or whose own folders are outlets, years or the like,
        see `folders`. A saved web page or a folder of them. An export of a news database, see `format`. A
        folder, a pattern (``"news/*.parquet"``) or any address that fsspec knows (``"s3://…"``) of Parquet
        files. A folder where a corpus was saved. A DataFrame. Or ``"seeds"``, the four articles that come
        with the library (unless the current folder has something of that name). :func:`inspect` looks at a
        file and says how it is read.
    text, source, date, title, id : str, optional
        The columns with these roles; by default the column of that very name. Text and source must exist.
        Without ids, documents are numbered from 1 (in a folder: the file's name). Other columns come along.
        A source that is an address (``https://…``) becomes the registered domain of its site, and white
        space in a name one space, both noted; what was written stays as ``source_given``.
    date_format : str or sequence of str, optional
        The form of the dates, as for ``strptime`` (``"%m/%d/%Y"``), ``"iso"`` or ``"unix"`` (seconds since
        1970 or, of 12 digits and more, milliseconds); several are tried in the order given, and dates that
        two of them read as different days are counted in ``.notes``. ISO 8601 unless said.
    timezone : str, optional
        Where days begin (``"Europe/Berlin"``), for dates written with a time and its distance from UTC; by
        default the day is that where it was written. Dates that say no distance stay, noted.
    aliases : path or mapping, optional
        Which names of outlets mean another: a TOML file of lines such as ``"Fox Online News" = "Fox News"``,
        or a mapping. In a folder, ``aliases.toml`` beside ``metadata.csv`` unless said. Each is counted in
        ``.notes``.
    format : str, optional
        What a file is, where its ending does not say: ``"csv"``, ``"tsv"``, ``"json"``, ``"jsonl"``,
        ``"parquet"``, ``"excel"``, ``"html"`` (a web page; needs the extra ``web``), or an export, also a
        folder of them: ``"nexis"`` and ``"factiva"`` (text) or ``"europresse"`` (HTML).
    folders : str or sequence of str, optional
        What the levels of folders in a folder are, from the top: ``["source", "year"]`` for
        ``news/Reuters/2016/a.txt``.
    delimiter : str, optional
        What stands between the cells of CSV: one character, or ``"tab"``; a comma unless said.
    sheet : str, optional
        The sheet of an Excel file that has several.
    encoding : str, optional
        UTF-8, with or without byte order mark, unless said.
    errors : {"raise", "repair"}
        What to do about a malformed date, an id that stands twice, an empty text, bytes that do not decode:
        one sentence that names the first, or repair (the date becomes missing, the id gets a suffix, the
        document leaves, the bytes become U+FFFD) with each repair in ``.notes``.
    clean : bool
        Whether to take out what is not the article's words; see :func:`discourse.ingest.clean.clean`.
    drop_lines : sequence of str
        Regular expressions for whole lines that only this corpus has, beside those in ``corpus.toml`` of a
        folder.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer in place of the word of this library. ``NLTKWordTokenizer`` expects single
        sentences: in an article it leaves the full stop on the last word of all sentences but the last.
    cached : bool
        Whether the index of a file of more than 32 MB of text is kept in the user's cache folder, and taken
        from there when the same content is read again in the same way. The environment variable
        ``DISCOURSE_CACHE`` names another folder, or, empty, none; ``DISCOURSE_CACHE_GB`` bounds its size
        (20): what was not used for the longest time goes. A corpus with a `tokenizer` is not kept.
    progress : bool
        Whether work over a second or so shows a bar.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If the input cannot be used; one sentence names the file, the row and the value.

    Examples
    --------
    >>> read("seeds").documents[["source", "year", "tokens"]]
                     source  year  tokens
    0        Agency reprint  2020     356
    1             Bloomberg  2016     652
    2  Washington Institute  2015    1281
    3             TRT World  2015     358
    """
    if tokenizer is not None:
        _try(tokenizer)
    form = Form.of(format, encoding, delimiter, sheet, folders)
    given = Reading.of(
        text=text,
        source=source,
        date=date,
        title=title,
        id=id,
        date_format=date_format,
        timezone=timezone,
        aliases=aliases,
        errors=errors,
        clean=clean,
        drop_lines=drop_lines,
    )
    rest = _Rest(form, tokenizer, progress)
    if isinstance(corpus, pd.DataFrame):
        return Corpus(
            [(_in_memory(corpus, "DataFrame", given, rest, Notes(repair=errors == "repair")), None)]
        )
    if not isinstance(corpus, str | Path):
        raise CorpusError(f"a corpus is a path or a DataFrame, not {type(corpus).__name__}")
    if collection.is_saved(Path(corpus)):
        if given != Reading() or form != Form():
            raise CorpusError(
                f"{corpus}: a saved corpus, which was read when it was made; columns, encoding and the "
                "like are no longer to be said"
            )
        return open(corpus, tokenizer=tokenizer)
    sources = _parquet(corpus, form, text)
    if cached and tokenizer is None:
        kept = _kept(corpus, sources, given, rest)
        if kept is not None:
            return kept
    if len(sources) > 1 or is_url(corpus):
        return _several(sources, given, rest)
    path = find(corpus)
    notes = Notes(repair=errors == "repair")
    if path.is_dir() and not sources:
        table = read_folder(path, form=form, notes=notes, progress=progress)
        given = with_settings(given, path, aliases=aliases is None)
    else:
        path = Path(sources[0].url) if sources else path
        table = read_file(path, form=form, notes=notes, progress=progress)
    return Corpus([(_in_memory(table, path.name or str(path), given, rest, notes), None)])


def open(folder: str | Path, *, tokenizer: Tokenizer | None = None) -> Corpus:  # noqa: A001
    """Open a saved corpus; it is read from the folder as it is needed, through memory maps.

    Parameters
    ----------
    folder : str or Path
        What :meth:`Corpus.save` or :func:`index` wrote.
    tokenizer : object with ``span_tokenize``, optional
        The one that the corpus was read with, if that was not the word of this library.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If there is no saved corpus, it is of another version, or a file of it was cut short or altered. Sizes
        are compared at once, hashes when a file is first read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read("seeds").save(Path(folder) / "saved")
    ...     open(Path(folder) / "saved").metadata["source"].tolist()
    ['Agency reprint', 'Bloomberg', 'Washington Institute', 'TRT World']
    """
    return Corpus([(shard, None) for shard in collection.open_shards(Path(folder), tokenizer)])


class _Rest(NamedTuple):
    """What else is said about reading, and changes no shard."""

    form: Form
    tokenizer: Tokenizer | None
    progress: bool


def _parquet(corpus: str | Path, form: Form, text: str | None) -> list[Source]:
    """Plan the Parquet files that a corpus is, if it is."""
    if form.format not in {None, "parquet"} or form.folders:
        return []
    files = parquet_files(corpus)
    if files:
        form.refuse(str(corpus), "delimiter", "sheet")
    return plan(files, text=text or "text")


def _in_memory(
    table: pd.DataFrame, name: str, given: Reading, rest: _Rest, notes: Notes, prefix: str = ""
) -> Memory:
    documents, texts, raws = make_documents(
        with_index(table),
        name=name,
        reading=given,
        notes=notes,
        prefix=prefix,
        progress=rest.progress,
    )
    return Memory(documents, TextList(texts), raws, notes.table(), rest.tokenizer, rest.progress)


def with_settings(given: Reading, folder: Path, *, aliases: bool) -> Reading:
    """Add what a folder says of itself: lines to drop and, if none are said, aliases."""
    given = replace(given, drop_lines=(*given.drop_lines, *read_settings(folder)))
    if aliases and (folder / ALIASES).is_file():
        given = replace(given, aliases=tuple(sorted(read_aliases(folder / ALIASES).items())))
    return given


def with_index(table: pd.DataFrame) -> pd.DataFrame:
    """Make an index with a name a column: often the ids."""
    if any(level is not None and level not in table.columns for level in table.index.names):
        table = table.reset_index()
    return table.reset_index(drop=True)


def _several(sources: Sequence[Source], given: Reading, rest: _Rest) -> Corpus:
    """Read several Parquet files into memory, a shard each."""
    libraries: list[Memory] = []
    for url, parts in groupby(sources, key=lambda source: source.url):
        first = next(parts)
        with open_parquet(url) as file, unreadable(first.name):
            table = file.read().to_pandas()
        fill(table, first, given)
        notes = Notes(repair=given.errors == "repair")
        libraries.append(_in_memory(table, first.name, given, rest, notes, first.prefix))
    names = [source.name for source in {source.url: source for source in sources}.values()]
    changed = unique_ids(
        [library.documents["id"].tolist() for library in libraries], names, repair=given.errors == "repair"
    )
    for number, (ids, noted) in changed.items():
        library = libraries[number]
        library.documents["id"] = renamed(library.documents, "id", ids)
        before = library.notes.assign(document=renamed(library.notes, "document", ids))
        library.notes = pd.concat([before, noted.table()], ignore_index=True)
    return Corpus([(library, None) for library in libraries])


def _kept(corpus: str | Path, sources: Sequence[Source], given: Reading, rest: _Rest) -> Corpus | None:
    """Open the index of a large file from the cache, or make it there."""
    if sources:
        keys = [key(source, given.options) for source in sources]
        size = sum(source.size for source in sources)
    else:
        path = Path(corpus)
        if not path.is_file() or path.stat().st_size < _LARGE:
            return None
        size = path.stat().st_size
        keys = [rules(), content_of(str(path)), path.name, json.dumps([asdict(rest.form), given.options])]
    if size < _LARGE:
        return None

    made: list[Corpus] = []

    def make(folder: Path) -> None:
        if sources:
            collection.build(folder, sources, given, progress=rest.progress)
            return
        notes = Notes(repair=given.errors == "repair")
        table = read_file(path, form=rest.form, notes=notes, progress=rest.progress)
        made.append(Corpus([(_in_memory(table, path.name, given, rest, notes), None)]))
        made[0].save(folder)

    try:
        shards = cache.kept(keys, make, expected=int(size * _SWELLS))
    except CorpusError:
        if made:  # read, but with a column that no file can hold
            return made[0]
        raise
    return None if shards is None else Corpus([(shard, None) for shard in shards])


def _try(tokenizer: Tokenizer) -> None:
    try:
        spans = [(int(start), int(end)) for start, end in tokenizer.span_tokenize("A word.")]
    except (AttributeError, NotImplementedError, TypeError, ValueError) as error:
        raise CorpusError(
            f"tokenizer={tokenizer!r} gives no spans; an object with span_tokenize is needed, such as "
            "nltk.tokenize.NLTKWordTokenizer()"
        ) from error
    if not spans:
        raise CorpusError(f"tokenizer={tokenizer!r} finds no word in 'A word.'")


def find(corpus: str | Path) -> Path:
    """Find a corpus on this machine.

    Raises
    ------
    CorpusError
        If there is none.
    """
    path = Path(corpus)
    if path.exists():
        return path
    if str(corpus) == "seeds":
        shipped = Path(str(resources.files("discourse"))) / "shipped" / "seeds"
        return shipped if shipped.is_dir() else Path(__file__).parents[2] / "seeds"
    raise CorpusError(
        f"there is no {str(corpus)!r}; give a folder, a table such as .csv or .parquet, an export, or 'seeds'"
    )
