"""A corpus into a folder, from which it is opened at once ever after."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from discourse.corpus import Corpus
from discourse.errors import CorpusError
from discourse.ingest.documents import Reading
from discourse.ingest.options import Form
from discourse.reading.reading import open, read  # noqa: A004
from discourse.store import collection
from discourse.store.sources import parquet_files, plan


def index(
    corpus: str | Path | Sequence[str | Path],
    folder: str | Path,
    *,
    text: str | None = None,
    source: str | None = None,
    date: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002
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
    progress: bool = True,
) -> Corpus:
    """Read a corpus into a folder, from which it is opened at once ever after.

    Parquet files are read in a stream, so that the corpus may be larger than memory: each makes a shard or,
    where it has more than half a gigabyte of text in several row groups, several. With more than one, they
    are made where ``joblib.parallel_config`` says. An interrupted run leaves nothing that opens; the same
    call goes on with the shards that are missing.

    Parameters
    ----------
    corpus : str, Path or sequence of them
        What :func:`read` takes, but no DataFrame; or several Parquet files, folders or addresses.
    folder : str or Path
        A folder to be, an empty one, or one that this call began to fill. It must be in reach of every
        process that takes part. What is in it: see :meth:`Corpus.save`.
    text, source, date, title, id, date_format, timezone, aliases, errors, clean, drop_lines, progress
        As for :func:`read`.
    format, folders, delimiter, sheet, encoding
        As for :func:`read`; Parquet needs none of them.

    Returns
    -------
    Corpus
        Opened from the folder.

    Raises
    ------
    CorpusError
        If the input cannot be used, or there is something else in the folder.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(index("seeds", Path(folder) / "saved"))
    4
    """
    several: list[Any] = list(corpus) if isinstance(corpus, list | tuple) else [corpus]
    if not several or not all(isinstance(one, str | Path) for one in several):
        raise CorpusError("a path, or a list of paths, is indexed; Corpus.save keeps what was read otherwise")
    found = [parquet_files(one) for one in several]
    files = [file for some in found for file in some]
    if not files and len(several) == 1:
        collection.refuse_saved(Path(folder))
        read(
            several[0],
            text=text,
            source=source,
            date=date,
            title=title,
            id=id,
            date_format=date_format,
            timezone=timezone,
            aliases=aliases,
            format=format,
            folders=folders,
            delimiter=delimiter,
            sheet=sheet,
            encoding=encoding,
            errors=errors,
            clean=clean,
            drop_lines=drop_lines,
            cached=False,
            progress=progress,
        ).save(folder)
        return open(folder)
    if not all(found):
        raise CorpusError(
            f"{several[found.index([])]}: no Parquet file; several files make one index if all are Parquet"
        )
    form = Form.of(format, encoding, delimiter, sheet, folders)
    form.refuse(str(several[0]), "delimiter", "sheet", "folders")
    if form.format not in {None, "parquet"}:
        raise CorpusError(f"{several[0]}: format={format!r}, but the files are Parquet")
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
    collection.build(Path(folder), plan(files, text=text or "text"), given, progress=progress)
    return open(folder)
