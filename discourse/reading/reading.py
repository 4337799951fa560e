"""From files to a corpus: read it, index it in a folder, open it."""

import datetime
import os
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from textwrap import shorten
from typing import Any, Unpack

import numpy as np
import pandas as pd

from discourse.corpus import Corpus
from discourse.errors import CorpusError, outside
from discourse.ingest.cells import Cells
from discourse.ingest.documents import Rows, no_text, unique_ids, with_ids, with_index
from discourse.ingest.notes import Notes
from discourse.ingest.options import DATAFRAME, DEFAULTS, ReadOptions, checked, lists_options, refuse
from discourse.jobs import free_memory
from discourse.store import cache, collection
from discourse.store.build import read_shard
from discourse.store.library import Memory, TextList
from discourse.store.sealed import SHARED
from discourse.store.sources import Source, key, parquet_files, plan
from discourse.text.chunks import chunks_of_texts
from discourse.text.segmenters import NOTE, refuse_unspaced, segmenter, unspaced_among
from discourse.text.words import Tokenizer

_LARGE = 32 << 20  # bytes of text: from here on the index is worth keeping
_SHARED = 1 << 20  # from here on where several notebooks of a report read the same corpus
_NAMED = 10  # values, in a message
PERIODS = ("quarter", "month")
_MOST_IN_MEMORY = 4 << 30  # bytes of text
_SWELLS = 1.8  # size of a saved corpus over that of its texts, about


@lists_options
def read(
    corpus: str | Path | pd.DataFrame,
    *,
    tokenizer: Tokenizer | None = None,
    cached: bool = True,
    progress: bool = True,
    **options: Unpack[ReadOptions],
) -> Corpus:
    """Read a corpus.

    Parameters
    ----------
    corpus : str, Path or DataFrame
        A table with one document per row: a ``.csv``, ``.tsv``, ``.json`` (a list of objects), ``.jsonl``,
        ``.parquet``, ``.xlsx``, ``.xls`` or ``.ods`` file. A folder of ``.txt`` or ``.html`` files with
        ``metadata.csv`` (with a column ``file``) beside them, or whose subfolders are outlets, years or the
        like, see `folders`. A saved web page or a folder of them. An export of a news database, see `format`.
        A folder, a pattern (``"news/*.parquet"``) or any address that fsspec knows (``"s3://…"``) of Parquet
        files. A folder where a corpus was saved. A DataFrame. Or ``"seeds"``, the four articles that come
        with the library (unless the current folder has an entry of that name). :func:`inspect` looks at a
        file and proposes how to read it.
    **options : ReadOptions
        Columns, dates, encoding and so on; :class:`discourse.ingest.options.ReadOptions` explains each.
    tokenizer : object with ``span_tokenize``, optional
        An NLTK tokenizer to use in place of this library's definition of a word. ``NLTKWordTokenizer``
        expects single sentences: in an article it leaves the full stop on the last word of every sentence but
        the last.
    cached : bool
        Whether to keep the index of a file of more than 32 MB of text (in the notebooks of a report: of more
        than 1 MB) in the user's cache folder, and to use it when the same content is read again with the same
        options. The environment variable ``DISCOURSE_CACHE`` names another folder or, if empty, none;
        ``DISCOURSE_CACHE_GB`` bounds its size (20): the least recently used entries go first. A corpus with a
        `tokenizer` is not kept.
    progress : bool
        Whether to show a bar when work takes more than a second.

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
    said = checked(options)
    where, stop_words = said["where"], list(map(str, said["stop_words"]))
    said = {**said, "where": DEFAULTS["where"], "stop_words": DEFAULTS["stop_words"]}
    found = selected(_read(corpus, said, tokenizer, cached, progress), where)
    free_memory()  # what the files took is not needed again
    return found.leaving_out(stop_words) if stop_words else found


def selected(corpus: Corpus, where: Any) -> Corpus:
    """Select documents by the values of their columns as they are written.

    Parameters
    ----------
    corpus : Corpus
    where : mapping of str to sequence of str
        From :func:`discourse.ingest.options.checked`.

    Raises
    ------
    CorpusError
        If there is no such column, or no document has what is asked.
    """
    conditions = {}
    for column, asked in where.items():
        values = corpus.column(column).dropna().unique().tolist()
        conditions[column] = [value for value in values if any(_is(value, each, column) for each in asked)]
        if not conditions[column]:
            known = ", ".join(shorten(_written(one), 30, placeholder="…") for one in values[:_NAMED]) + (
                ", …" if len(values) > _NAMED else ""
            )
            raise CorpusError(f"no document has {column}={' or '.join(asked)}; it must be one of {known}")
    return corpus.select(**conditions) if conditions else corpus


def _written(value: Any) -> str:
    return value.isoformat()[:10] if isinstance(value, datetime.date) else str(value)


def _is(value: Any, asked: str, column: str) -> bool:
    """Say whether a value is the one that is asked for, or in the range of numbers, days or periods."""
    written = _written(value)
    if written == asked or written == f"{asked}.0":
        return True
    first, colon, last = asked.partition(":")
    if not colon or (isinstance(value, str) and column not in PERIODS):
        return False
    if isinstance(value, int | float):
        try:
            return float(first or "-inf") <= value <= float(last or "inf")
        except ValueError:
            return False
    return first <= written and (not last or written[: len(last)] <= last)


def _read(
    corpus: str | Path | pd.DataFrame,
    said: ReadOptions,
    tokenizer: Tokenizer | None,
    cached: bool,
    progress: bool,
) -> Corpus:
    if isinstance(corpus, pd.DataFrame):
        with outside(DATAFRAME):
            return _into_memory(corpus, [], said, tokenizer, progress)
    if not isinstance(corpus, str | Path) or corpus == "":
        what = type(corpus).__name__ if corpus != "" else "an empty text"
        raise CorpusError(f"a corpus is a path or a DataFrame, not {what}")
    with outside(corpus):
        if collection.is_saved(Path(corpus)):
            if said != DEFAULTS:
                raise CorpusError(
                    f"{corpus}: a saved corpus, which was read when it was made and takes no options such as "
                    "text= or encoding= any more, only where= and stop_words="
                )
            return open(corpus, tokenizer=tokenizer)
        sources = _parquet(corpus, said)
        if cached and tokenizer is None:
            kept = _kept(corpus, sources, said, progress=progress)
            if kept is not None:
                return kept
        return _into_memory(corpus, sources, said, tokenizer, progress)


@lists_options
def index(
    corpus: str | Path | Sequence[str | Path],
    folder: str | Path,
    *,
    progress: bool = True,
    **options: Unpack[ReadOptions],
) -> Corpus:
    """Read a corpus into a folder, from which it opens at once from then on.

    Parquet files are read as a stream, so the corpus may be larger than memory: each becomes a shard or, if
    it has more than half a gigabyte of text in several row groups, several shards. Several shards are made in
    parallel where ``joblib.parallel_config`` asks for it. An interrupted run leaves nothing that opens; the
    same call continues with the shards that are missing.

    Parameters
    ----------
    corpus : str, Path or sequence of them
        What :func:`read` takes, except a DataFrame; or several Parquet files, folders or addresses.
    folder : str or Path
        A new or empty folder, or one that the same call began to fill. Every process that takes part must be
        able to reach it. See :meth:`Corpus.save` for its content.
    **options : ReadOptions
        Columns, dates, encoding and so on; :class:`discourse.ingest.options.ReadOptions` explains each.
    progress : bool
        Whether to show a bar.

    Returns
    -------
    Corpus
        Opened from the folder.

    Raises
    ------
    CorpusError
        If the input cannot be used, or the folder has other content.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(index("seeds", Path(folder) / "saved"))
    4
    """
    several: list[Any] = list(corpus) if isinstance(corpus, list | tuple) else [corpus]
    if not several or not all(isinstance(one, str | Path) and one != "" for one in several):
        raise CorpusError(
            "a path or a list of paths is indexed; Corpus.save keeps what was read in another way"
        )
    said = checked(options)
    with outside(several[0]):
        found = [parquet_files(one) for one in several]
    if len(several) == 1 and not found[0]:
        collection.refuse_saved(Path(folder))
        read(several[0], cached=False, progress=progress, **options).save(folder)
        return open(folder)
    if not all(found):
        raise CorpusError(
            f"{several[found.index([])]}: no Parquet file; several files make one index if all are Parquet"
        )
    refuse(said, str(several[0]), "parquet")
    if said["where"]:
        raise CorpusError(f"{several[0]}: where= selects from what is read; index all, and select from that")
    if said["stop_words"]:
        raise CorpusError(f"{several[0]}: stop_words= is for what is counted, and an index has all words")
    if said["format"] not in {None, "parquet"}:
        raise CorpusError(f"{several[0]}: format={said['format']!r}, but the files are Parquet")
    with outside(several[0] if len(several) == 1 else f"{several[0]} and others"):
        sources = plan([file for files in found for file in files], text=said["text"] or "text")
        _build(Path(folder), sources, said, progress=progress)
    return open(folder)


def _build(folder: Path, sources: Sequence[Source], options: ReadOptions, *, progress: bool) -> None:
    """Make a saved corpus of Parquet files; in memory, if all of it must be read before any is written."""
    if options["furniture"] == "keep":
        collection.build(folder, sources, options, progress=progress)
        return
    size = sum(source.size for source in sources)
    if size > _MOST_IN_MEMORY:
        raise CorpusError(
            f'{sources[0].name}: furniture="drop" is for {_MOST_IN_MEMORY >> 30} GB of text, and there are '
            f"{size / 2**30:,.1f}; index it without, and save its shards without(dc.furniture(corpus))"
        )
    collection.refuse_saved(folder)
    _into_memory(sources[0].name, sources, options, None, progress).save(folder)


def open(folder: str | Path, *, tokenizer: Tokenizer | None = None) -> Corpus:  # noqa: A001
    """Open a saved corpus, which is read from its folder as needed, through memory maps.

    Parameters
    ----------
    folder : str or Path
        What :meth:`Corpus.save` or :func:`index` wrote.
    tokenizer : object with ``span_tokenize``, optional
        The one that the corpus was read with, if any.

    Returns
    -------
    Corpus

    Raises
    ------
    CorpusError
        If there is no saved corpus, it is of another version, or one of its files was cut short or altered.
        Sizes are compared at once, hashes when a file is first read.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read("seeds").save(Path(folder) / "saved")
    ...     open(Path(folder) / "saved").metadata["source"].tolist()
    ['Agency reprint', 'Bloomberg', 'Washington Institute', 'TRT World']
    """
    if not isinstance(folder, str | Path) or folder == "":
        raise CorpusError(f"a folder is needed, not {folder!r}")
    with outside(folder):
        return Corpus([(shard, None) for shard in collection.open_shards(Path(folder), tokenizer)])


def _parquet(corpus: str | Path, options: ReadOptions) -> list[Source]:
    """Plan the shards of a corpus of Parquet files; of any other, none."""
    if options["format"] not in {None, "parquet"} or options["folders"]:
        return []
    files = parquet_files(corpus)
    if files:
        refuse(options, str(corpus), "parquet")
    return plan(files, text=options["text"] or "text")


def _into_memory(
    corpus: str | Path | pd.DataFrame,
    sources: Sequence[Source],
    options: ReadOptions,
    tokenizer: Tokenizer | None,
    progress: bool,
) -> Corpus:
    from discourse.ingest.file import read_file  # what reads other forms is not needed for Parquet
    from discourse.ingest.folder import read_folder, with_settings

    if tokenizer is None:
        tokenizer = segmenter(options["language"] or "")
    if sources:
        shards = [read_shard(each, options, tokenizer=tokenizer, progress=progress) for each in sources]
        return _joined(shards, [source.name for source in sources], options)
    notes = Notes(repair=options["errors"] == "repair")
    if isinstance(corpus, pd.DataFrame):
        refuse(options, DATAFRAME, DATAFRAME)
        table, name = corpus, DATAFRAME
    else:
        path = find(corpus)
        name = path.name or str(path)
        take = read_folder if path.is_dir() else read_file
        table = take(path, options=options, notes=notes, progress=progress)
        options = with_settings(options, path) if path.is_dir() else options
    table = with_index(table)
    rows = Rows(table.columns, name=name, options=options)
    documents = rows.describe(table, notes)
    raws = chunks_of_texts(Cells(table, name, notes).strings(rows.text, strip=False))
    documents, texts, changed = rows.into_memory(raws, documents, notes, progress=progress)
    kept = TextList(texts), changed, notes.table(), tokenizer, progress, options["language"] or ""
    return _joined([Memory(documents, *kept)], [name], options)


def _joined(libraries: Sequence[Memory], names: Sequence[str], options: ReadOptions) -> Corpus:
    """Join parts in memory into one corpus, in which every id is unique; without furniture, if so asked."""
    if not any(map(len, libraries)):
        raise no_text(names[0], options)
    for library, name in zip(libraries, names, strict=True):
        if library.tokenizer is None:
            refuse_unspaced(library.texts, name)
            notes = Notes()
            for row in unspaced_among(library.texts):
                notes.add(NOTE, document=library.documents["id"].iloc[row])
            if notes.rows:
                library.notes = pd.concat([library.notes, notes.table()], ignore_index=True)
    ids = [library.documents["id"].tolist() for library in libraries]
    for number, (new, noted) in unique_ids(ids, names, repair=options["errors"] == "repair").items():
        one = libraries[number]
        one.documents, one.notes = with_ids(one.documents, one.notes, new, noted)
    corpus = Corpus([(library, None) for library in libraries])
    if options["furniture"] == "keep":
        return corpus
    from discourse.copies.runs import find_runs

    groups = np.asarray(pd.factorize(corpus.column("source"), use_na_sentinel=False)[0], dtype=np.int64)
    progress = all(library.progress for library in libraries)
    runs = find_runs(corpus.shards, groups, corpus.families, tokens=corpus.tokens, progress=progress)
    return corpus.without_runs(runs, groups)


def _kept(
    corpus: str | Path, sources: Sequence[Source], options: ReadOptions, *, progress: bool
) -> Corpus | None:
    """Open the index of a large file in the cache, and make it first if need be."""
    path, least = Path(corpus), _SHARED if SHARED in os.environ else _LARGE
    if sources:
        keys = [key(source, options) for source in sources]
        size = sum(source.size for source in sources)
    elif path.is_file() and path.stat().st_size >= least:
        size = path.stat().st_size
        keys = [key(path, options)]
    else:
        return None
    if size < least:
        return None

    made: list[Corpus] = []

    def make(folder: Path) -> None:
        if sources:
            _build(folder, sources, options, progress=progress)
        else:
            made.append(_into_memory(corpus, [], options, None, progress))
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
            f"tokenizer={tokenizer!r} returns no spans; an object with span_tokenize is needed, such as "
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
