"""The corpus: documents, what is known about them, and the token index made when it is first needed."""

import hashlib
import html
import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.documents import make_documents
from discourse.ingest.folder import read_folder, read_settings
from discourse.ingest.notes import Notes
from discourse.ingest.table import read_table
from discourse.text.index import TokenIndex, build_index
from discourse.text.words import Tokenizer

_MOST_SOURCES_SHOWN = 20
_TEXTS_WORTH_A_BAR = 5000


@dataclass
class _Library:
    """What a corpus and all its selections share: read once, indexed once."""

    documents: pd.DataFrame
    texts: Sequence[str]
    raws: Sequence[str]
    notes: pd.DataFrame
    tokenizer: Tokenizer | None
    progress: bool
    rows: dict[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = {document: row for row, document in enumerate(self.documents["id"])}

    @cached_property
    def index(self) -> TokenIndex:
        if not self.progress or len(self.texts) < _TEXTS_WORTH_A_BAR:
            return build_index(self.texts, self.tokenizer)
        from tqdm.auto import tqdm  # looks for a notebook when it is imported: only if there is a bar to show

        return build_index(tqdm(self.texts, desc="Indexing", unit=" documents", disable=None), self.tokenizer)


class Corpus:
    """Documents, what is known about them, and their words as integers. Made by :func:`read`.

    Examples
    --------
    >>> corpus = read("seeds")
    >>> corpus.select(source=["Bloomberg", "TRT World"], year=range(2015, 2017)).documents["id"].tolist()
    ['001_533863e4d5e2877d', '003_f74b1c298b775472']
    """

    def __init__(self, library: _Library, rows: npt.NDArray[np.int64]) -> None:
        self._library = library
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    @cached_property
    def _metadata(self) -> pd.DataFrame:
        return self._library.documents.iloc[self._rows].reset_index(drop=True)

    @property
    def metadata(self) -> pd.DataFrame:
        """The documents without their token counts: needs no index."""
        return self._metadata.copy()

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document: id, source, date, year, title, every other metadata column, tokens."""
        return self._metadata.assign(tokens=self.index.lengths)

    @cached_property
    def index(self) -> TokenIndex:
        """The token index of these documents, made when it is first needed."""
        whole = self._library.index
        return whole if len(self._rows) == whole.documents else whole.take(self._rows)

    @property
    def notes(self) -> pd.DataFrame:
        """What was repaired, dropped or left empty: document, line, what, count, text."""
        notes = self._library.notes
        mine = notes["document"].isna() | notes["document"].isin(self._metadata["id"])
        whole = len(self._rows) == len(self._library.documents)
        return notes if whole else notes[mine].reset_index(drop=True)

    @property
    def tokenizer(self) -> str:
        """The name of what splits the texts into words."""
        tokenizer = self._library.tokenizer  # without the memory address that a plain repr has
        return "word" if tokenizer is None else re.sub(r" at 0x[0-9a-fA-F]+", "", repr(tokenizer))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the documents as they are counted: cleaned texts, metadata and tokenizer, in order."""
        digest = hashlib.sha256(f"{self.tokenizer}\n".encode())
        documents = self._metadata.astype(str)
        digest.update(json.dumps(list(documents.columns)).encode())
        for row, values in zip(self._rows, documents.itertuples(index=False, name=None), strict=True):
            digest.update(json.dumps([*values, self._library.texts[row]]).encode())
        return digest.hexdigest()

    def text(self, document: str) -> str:
        """Give the cleaned text of a document.

        Raises
        ------
        CorpusError
            If no document has this id.
        """
        return self._library.texts[self._row(document)]

    def raw(self, document: str) -> str:
        """Give the text of a document as it was read, before cleaning.

        Raises
        ------
        CorpusError
            If no document has this id.
        """
        return self._library.raws[self._row(document)]

    def utf8(self, row: int, start: int, stop: int) -> bytes:
        """Give some bytes of the cleaned text of a row of `documents`, in UTF-8."""
        text: str = self._library.texts[self._rows[row]]
        return text.encode()[start:stop]

    @property
    def shards(self) -> list["Corpus"]:
        """The parts that are counted one by one and added: this corpus itself, where it has no others."""
        return [self]

    def texts(self, rows: Iterable[int]) -> Iterable[str]:
        """Give the cleaned texts of some rows of `documents`."""
        return (self._library.texts[self._rows[row]] for row in rows)

    def select(self, **conditions: object) -> "Corpus":
        """Select documents; nothing is read again.

        Parameters
        ----------
        **conditions
            A metadata column, or ``year``, ``quarter`` (``"2016Q1"``), ``month`` (``"2016-01"``), and the
            value or the collection of values (list, set, range) that it must have.

        Returns
        -------
        Corpus

        Raises
        ------
        CorpusError
            If there is no such column, or no document is left.

        Examples
        --------
        >>> len(read("seeds").select(source="Bloomberg"))
        1
        """
        mask = np.ones(len(self._rows), dtype=bool)
        for column, wanted in conditions.items():
            values = (
                [wanted] if isinstance(wanted, str) or not isinstance(wanted, Collection) else list(wanted)
            )
            mask &= self.column(column).isin(values).to_numpy(dtype=bool)
        if not mask.any():
            asked = ", ".join(f"{column}={wanted!r}" for column, wanted in conditions.items())
            raise CorpusError(f"no document has {asked}; look at corpus.documents for what there is")
        return Corpus(self._library, self._rows[mask])

    def largest(self, by: str = "source", *, n: int = 16) -> "Corpus":
        """Select the documents of the `n` largest groups, for figures that many outlets would drown.

        Parameters
        ----------
        by : str
            A metadata column, or ``year``, ``quarter``, ``month``; documents without a value are not chosen.
        n : int
            How many groups; with equally many documents, the first in the alphabet.

        Returns
        -------
        Corpus
            This corpus itself if it has no more groups than that.

        Examples
        --------
        >>> read("seeds").largest("kind", n=1).metadata["source"].tolist()
        ['Agency reprint', 'Bloomberg', 'TRT World']
        """
        sizes = self.column(by).value_counts().sort_index(key=lambda names: names.astype(str))
        sizes = sizes.sort_values(ascending=False, kind="stable")
        return self if len(sizes) <= n else self.select(**{by: list(sizes.index[:n])})

    def column(self, name: str) -> "pd.Series[Any]":
        """Give a metadata column, or ``year``, ``quarter`` or ``month`` made from the date.

        Raises
        ------
        CorpusError
            If there is no such column.
        """
        metadata = self._metadata
        if name in metadata.columns:
            values: pd.Series[Any] = metadata[name]
            return values.mask(values == "")  # an empty cell of a table is no value
        dates = metadata["date"]
        if name == "quarter":
            years, quarters = (
                part.astype("Int64").astype("str") for part in (dates.dt.year, dates.dt.quarter)
            )
            named: pd.Series[Any] = (years + "Q" + quarters).where(dates.notna())
            return named
        if name == "month":
            months: pd.Series[Any] = dates.dt.strftime("%Y-%m")
            return months
        names = ", ".join([*metadata.columns, "quarter", "month"])
        raise CorpusError(f"the corpus has no column {name!r}; it has {names}")

    @cached_property
    def _has(self) -> npt.NDArray[np.bool_]:
        has = np.zeros(len(self._library.documents), dtype=bool)
        has[self._rows] = True
        return has

    def _row(self, document: str) -> int:
        row = self._library.rows.get(document)
        if row is None or not self._has[row]:
            raise CorpusError(f"no document has the id {document!r}; look at corpus.documents['id']")
        return row

    def _summary(self) -> str:
        years = self._metadata["year"].dropna()
        span = "no dates" if years.empty else f"{years.min()}–{years.max()}"
        types = len(np.unique(self.index.ids))
        notes = self.notes
        left_out = int(notes["what"].str.contains("left out", regex=False).sum())
        lines = int(notes["line"].notna().sum())
        return (
            f"{len(self):,} documents, {len(self.index.ids):,} tokens, {types:,} types, "
            f"{self._metadata['source'].nunique():,} sources, {span}; "
            f"left out: {left_out:,} documents or files, {lines:,} lines (see .notes)"
        )

    def _grid(self) -> tuple[pd.DataFrame, str]:
        metadata = self._metadata
        years = metadata["year"].astype("str").fillna("no date")
        grid = pd.crosstab(metadata["source"], years)
        grid.index.name, grid.columns.name = "source", None
        grid["all"] = grid.sum(axis=1)
        order = grid.index.to_series().str.casefold()
        grid = grid.loc[grid.assign(_name=order).sort_values(["all", "_name"], ascending=[False, True]).index]
        more = len(grid) - _MOST_SOURCES_SHOWN
        return grid.head(_MOST_SOURCES_SHOWN), f"and {more:,} more sources" if more > 0 else ""

    def __repr__(self) -> str:
        grid, more = self._grid()
        return "\n".join(filter(None, [f"Corpus: {self._summary()}", grid.to_string(), more]))

    def _repr_html_(self) -> str:
        grid, more = self._grid()
        table = grid.reset_index().to_html(index=False, border=0, escape=True)
        return f"<p><b>Corpus</b>: {html.escape(self._summary())}</p>{table}<p>{more}</p>"


def read(
    corpus: str | Path | pd.DataFrame,
    *,
    text: str | None = None,
    source: str | None = None,
    date: str | None = None,
    title: str | None = None,
    id: str | None = None,  # noqa: A002  (the field's name for it, and the column's)
    date_format: str | None = None,
    encoding: str | None = None,
    errors: str = "raise",
    clean: bool = True,
    drop_lines: Sequence[str] = (),
    tokenizer: Tokenizer | None = None,
    progress: bool = True,
) -> Corpus:
    """Read a corpus.

    Parameters
    ----------
    corpus : str, Path or DataFrame
        A folder of ``.txt`` files with ``metadata.csv`` (a column ``file``) beside them; a ``.csv``,
        ``.tsv``, ``.jsonl`` or ``.parquet`` file with one document a row; a DataFrame; or ``"seeds"``, the
        four articles that come with the library (unless the current folder has something of that name).
    text, source, date, title, id : str, optional
        The columns with these roles; by default the column of that very name. Text and source must exist.
        Without ids, documents are numbered from 1 (in a folder: the file's name). Other columns come along.
    date_format : str, optional
        The form of the dates, as for ``strptime`` (``"%m/%d/%Y"``); ISO 8601 unless said.
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
    if errors not in {"raise", "repair"}:
        raise CorpusError(f'errors= is "raise" or "repair", not {errors!r}')
    notes = Notes(repair=errors == "repair")
    dropped = list(drop_lines)
    if isinstance(drop_lines, str):
        raise CorpusError("drop_lines= is a list of regular expressions, not one text")
    if tokenizer is not None:
        _try(tokenizer)
    if isinstance(corpus, pd.DataFrame):
        table, name = corpus, "DataFrame"
    elif not isinstance(corpus, str | Path):
        raise CorpusError(f"a corpus is a path or a DataFrame, not {type(corpus).__name__}")
    else:
        path = _find(corpus)
        name = path.name or str(path)
        if path.is_dir():
            table = read_folder(path, encoding=encoding, notes=notes)
            dropped += read_settings(path)
        else:
            table = read_table(path, encoding=encoding, notes=notes)
    if any(level is not None and level not in table.columns for level in table.index.names):
        table = table.reset_index()  # an index with a name is a column: often the ids
    documents, texts, raws = make_documents(
        table.reset_index(drop=True),
        name=name,
        columns={"id": id, "source": source, "date": date, "title": title, "text": text},
        date_format=date_format,
        clean_texts=clean,
        drop_lines=dropped,
        notes=notes,
    )
    library = _Library(documents, texts, raws, notes.table(), tokenizer, progress)
    return Corpus(library, np.arange(len(documents)))


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


def _find(corpus: str | Path) -> Path:
    path = Path(corpus)
    if path.exists():
        return path
    if str(corpus) == "seeds":
        shipped = Path(str(resources.files("discourse"))) / "shipped" / "seeds"
        return shipped if shipped.is_dir() else Path(__file__).parents[1] / "seeds"
    raise CorpusError(
        f'there is no {str(corpus)!r}; give a folder, a .csv, .tsv, .jsonl or .parquet file, or "seeds"'
    )
