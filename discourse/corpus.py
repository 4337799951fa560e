"""The corpus: documents, what is known about them, and their words; in one part or in many shards."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import xxhash

from discourse.copies.families import Families, Found
from discourse.copies.find import Copies
from discourse.errors import CorpusError
from discourse.files import making, strings
from discourse.glance import Glance
from discourse.ingest.clean_chunk import Changes
from discourse.ingest.notes import Notes
from discourse.store import collection
from discourse.store.library import Memory, TextList, content_hash, tokenizer_name
from discourse.store.shard import Library, Stored
from discourse.store.writer import Writer
from discourse.text.chunks import Part, chunks_of_texts
from discourse.text.index import TokenIndex, join, slices
from discourse.text.stop_words import function_words
from discourse.text.vocabulary import arrow
from discourse.voice.codes import ALL, Voice, codes_of, wanted, words_in

if TYPE_CHECKING:
    from discourse.copies.runs import Run
    from discourse.copies.stories import Stories, Told
    from discourse.lexicon import Lexicon


class _Selected(NamedTuple):
    """Some documents of a library: their rows in it."""

    library: Library
    rows: npt.NDArray[np.int64]

    @property
    def whole(self) -> bool:
        return len(self.rows) == len(self.library)

    @property
    def hash(self) -> str:
        library = self.library
        if self.whole:
            return library.hash
        rows = xxhash.xxh3_128_digest(self.rows.tobytes())
        if rows not in library.hashes:
            texts = (library.texts.utf8(row) for row in self.rows.tolist())
            documents = library.documents.iloc[self.rows]
            library.hashes[rows] = content_hash(library.tokenizer, library.language, documents, texts)
        return library.hashes[rows]

    @property
    def words(self) -> TokenIndex:
        return self.library.index if self.whole else self.library.index.take(self.rows)

    @property
    def voices(self) -> npt.NDArray[np.uint8]:
        library = self.library
        if isinstance(library, Memory) and not library.has_voices and 2 * len(self.rows) < len(library):
            return codes_of((library.texts[row] for row in self.rows.tolist()), self.words)
        codes = library.voices
        if self.whole:
            return codes
        offsets = self.library.index.offsets
        return slices(codes, offsets[self.rows], offsets[self.rows + 1])


class Corpus:
    """Documents, what is known about them, and their words as integers. Made by :func:`read`.

    Examples
    --------
    >>> import discourse as dc
    >>> corpus = dc.read("seeds")
    >>> corpus.select(source=["Bloomberg", "TRT World"], year=range(2015, 2017)).documents["id"].tolist()
    ['001_533863e4d5e2877d', '003_f74b1c298b775472']
    """

    def __init__(
        self,
        parts: Sequence[tuple[Library, npt.NDArray[np.int64] | None]],
        families: Families | None = None,  # of the corpus as it was read, where this is some of it
        stop_words: frozenset[str] | None = None,  # in place of the function words of the language
        voice: tuple[str, ...] = (),
        stories: "Stories | None" = None,  # of the corpus as it was read, where they were looked for
        wholes: tuple[Sequence[_Selected], ...] = (),  # the parts of those that this was selected from
    ) -> None:
        chosen = [
            _Selected(library, np.arange(len(library)) if rows is None else rows) for library, rows in parts
        ]
        self._parts = [part for part in chosen if len(part.rows)] or chosen[:1]
        self._bare = [part.library for part in chosen if not len(part.library)]  # all left out: notes remain
        self._families = families or Families([part.library for part in self._parts])
        self.voice = voice
        self._stop_words = stop_words
        self._stories = stories
        self._wholes = wholes
        self._columns: dict[str, pd.Series[Any] | None] = {}  # of the metadata, those that were asked for

    def __reduce__(self) -> tuple[Any, ...]:
        # what was made of it stays behind, and all rows need no list
        parts = [(part.library, None if part.whole else part.rows) for part in self._parts]
        libraries = [library for library, _ in parts]
        stories = self._stories and self._stories.only(libraries)
        return Corpus, (parts, self._families.only(libraries), self._stop_words, self.voice, stories)

    def _with(
        self,
        parts: Sequence[tuple[Library, npt.NDArray[np.int64] | None]],
        *,
        stop_words: frozenset[str] | None = None,
        voice: tuple[str, ...] | None = None,
        stories: "Stories | None" = None,
    ) -> "Corpus":
        """Return a corpus of other parts, that is like this one but for what is said."""
        words = self._stop_words if stop_words is None else stop_words
        named = self.voice if voice is None else voice
        wholes = self._wholes if parts is self._parts else (*self._wholes, self._parts)
        return Corpus(parts, self._families, words, named, stories or self._stories, wholes)

    def __len__(self) -> int:
        return sum(len(part.rows) for part in self._parts)

    @property
    def tokens(self) -> int:
        """How many words the documents have; addresses are none."""
        if self.voice:
            return int(self.lengths.sum())
        return sum(
            part.library.tokens if part.whole else int(part.library.index.sizes[part.rows].sum())
            for part in self._parts
        )

    @property
    def shards(self) -> list["Corpus"]:
        """The parts that are counted one by one and added: this corpus itself, where it is one part."""
        if len(self._parts) == 1:
            return [self]
        return [self._with([part]) for part in self._parts]

    @cached_property
    def _metadata(self) -> pd.DataFrame:
        return _together([part.library.documents.iloc[part.rows] for part in self._parts])

    def _values(self, name: str) -> "pd.Series[Any] | None":
        """Return a column of the metadata if there is one; of a saved corpus nothing else is read for it."""
        if "_metadata" in self.__dict__:
            known: pd.Series[Any] | None = self._metadata.get(name)
            return known
        if name not in self._columns:
            tables = [part.library.column(name).iloc[part.rows] for part in self._parts]
            self._columns[name] = _together(tables).get(name)
        return self._columns[name]

    @property
    def metadata(self) -> pd.DataFrame:
        """The documents without token counts and families: needs no index."""
        table = self._metadata.copy()
        return table if self._stories is None else table.assign(story=self.column("story"))

    @property
    def documents(self) -> pd.DataFrame:
        """One row a document: id, source, date, year, title, every other metadata column, tokens, family.

        With :meth:`with_stories`, also story.

        For `family`, copies are looked for when this is first asked for; :attr:`metadata` costs nothing.
        """
        table = self.metadata.assign(tokens=self.lengths)
        return table if "family" in table.columns else table.assign(family=self.column("family"))

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """The number of words of each document, shape (documents,); addresses are none."""
        if self.voice:
            return np.concatenate([index.sizes for index in self._indexes])
        return np.concatenate([part.library.index.sizes[part.rows] for part in self._parts])

    @property
    def families(self) -> npt.NDArray[np.int64]:
        """A number for each document, equal for copies of one story, shape (documents,).

        Copies are looked for when this is first asked for, in the whole corpus as it was read: a selection
        has the numbers that its documents have there. See :func:`discourse.copies.find.find_copies` for
        what a copy is, and :func:`duplicates` for the pairs.
        """
        return self._found.copies.family

    @property
    def copies(self) -> Copies:
        """The pairs of copies among these documents, by their rows, and the :attr:`families`."""
        first, second = (
            np.searchsorted(self._found.numbers, numbers)  # a selection keeps the order of the corpus
            for numbers in (self._found.copies.first, self._found.copies.second)
        )
        return self._found.copies._replace(first=first, second=second)

    @cached_property
    def _found(self) -> Found:
        return self._families.among([(part.library, part.rows) for part in self._parts])

    def with_stories(self, lexicon: "Lexicon | None" = None, *, days: int = 3) -> "Corpus":
        """Return the corpus with the story of each document: which are about one event, by any outlet.

        Parameters
        ----------
        lexicon : Lexicon, optional
            Whose words do not count in matching, so that how an outlet names what it tells does not decide
            with whom it is compared.
        days : int
            How many days apart two articles of one event may be.

        Returns
        -------
        Corpus
            The same documents, with a column ``story``: the id of the first article of the story, by date,
            if need be its own. It can be used as any other column: ``by="story"``, ``unit="story"``,
            ``select(story=…)``. Stories are looked for in the whole corpus as it was read: a selection has
            those that its documents have there. A document without a date is in no story with others, but
            for its copies.

        Raises
        ------
        CorpusError
            If the documents have a column of this name, or `days` is no whole number from 0.
        """
        if "story" in self._metadata.columns:
            raise CorpusError(
                "the documents have a column 'story' already, which can be used as it is; "
                "to look for stories, read them with another name for it"
            )
        from discourse.copies.stories import find_stories

        return self._with(self._parts, stories=find_stories(self._families, lexicon, days=days))

    @property
    def stories(self) -> npt.NDArray[np.int64]:
        """A number for each document, equal for articles about one event, shape (documents,).

        Raises
        ------
        CorpusError
            If they were not looked for, see :meth:`with_stories`.
        """
        return self._told.story

    @property
    def similarity(self) -> npt.NDArray[np.float64]:
        """How alike each document is to the others of its story; NaN for one alone, shape (documents,)."""
        return self._told.similarity

    @property
    def story_settings(self) -> dict[str, Any]:
        """How its stories were found: days, and the hash of the lexicon; empty if nobody looked for any."""
        if self._stories is None:
            return {}
        lexicon = self._stories.lexicon
        return {"days": self._stories.days, "lexicon": lexicon.hash if lexicon else None}

    @cached_property
    def _told(self) -> "Told":
        if self._stories is None:
            raise CorpusError("no stories were looked for; corpus.with_stories(lexicon) does it")
        return self._stories.among([(part.library, part.rows) for part in self._parts])

    @cached_property
    def _indexes(self) -> list[TokenIndex]:
        if self.voice:
            return [words_in(part.words, part.voices, self.voice)[0] for part in self._parts]
        return [part.words for part in self._parts]

    @cached_property
    def index(self) -> TokenIndex:
        """The token index of these documents, made when it is first needed; of all shards, in memory."""
        return self._indexes[0] if len(self._indexes) == 1 else join(self._indexes)

    @property
    def shared_index(self) -> tuple[TokenIndex, npt.NDArray[np.int64]]:
        """The index of one shard, and the rows of these documents in it: for who passes over the others.

        Of a small selection it is the :attr:`index`, which has no others.
        """
        ((library, rows),) = self._parts
        if self.voice or "index" in self.__dict__ or 2 * self.tokens < library.tokens:
            return self.index, np.arange(len(self))
        return library.index, rows

    @property
    def notes(self) -> pd.DataFrame:
        """What was repaired, dropped or left empty: document, line, what, count, text."""
        if self._stories is None:
            return self._noted
        notes = Notes()
        for document in self._metadata["id"][self._metadata["date"].isna()]:
            notes.add("no date, so not compared with others for its story", document=document)
        return pd.concat([self._noted, notes.table()], ignore_index=True)

    @property
    def _noted(self) -> pd.DataFrame:
        tables = []
        for library, rows in self._parts:
            notes = library.notes
            if len(rows) < len(library):
                mine = notes["document"].isin(library.documents["id"].iloc[rows])
                notes = notes[notes["document"].isna() | mine]
            tables.append(notes)
        tables += [library.notes for library in self._bare]
        return pd.concat(tables, ignore_index=True) if len(tables) > 1 else tables[0].reset_index(drop=True)

    @property
    def tokenizer(self) -> str:
        """The name of what splits the texts into words."""
        return tokenizer_name(self._parts[0].library.tokenizer)

    @property
    def language(self) -> str:
        """The code of the language of the texts, as it was said when they were read; empty if it was not."""
        return self._parts[0].library.language

    @property
    def function_words(self) -> frozenset[str]:
        """The function words of its language, or a list of your own in their place.

        Examples
        --------
        >>> import discourse as dc
        >>> sorted(dc.read("seeds", stop_words=["the", "said"]).function_words)
        ['said', 'the']
        """
        return function_words(self.language) if self._stop_words is None else self._stop_words

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the documents as they are counted: texts, metadata, tokenizer and language, in order.

        That of several shards is made of theirs.
        """
        hashes = [part.hash for part in self._parts]
        return hashes[0] if len(hashes) == 1 else hashlib.sha256("\n".join(hashes).encode()).hexdigest()

    def part_of(self, whole: str) -> "Corpus | None":
        """Return the corpus of that :attr:`hash` which this one, or a part of it, was selected from."""
        wholes = (self._with(parts) for parts in reversed(self._wholes))
        return next((each for each in (self, *wholes) if each.hash == whole), None)

    def text(self, document: str) -> str:
        """Return the cleaned text of a document.

        Raises
        ------
        CorpusError
            If no document has this id.
        """
        library, row = self._find(document)
        return library.texts[row]

    def raw(self, document: str) -> str:
        """Return the text of a document as it was read, before cleaning.

        Raises
        ------
        CorpusError
            If no document has this id.
        """
        library, row = self._find(document)
        return library.raw(row)

    def texts(self, rows: Iterable[int]) -> Iterator[str]:
        """Return the cleaned texts of some rows of `documents`."""
        for row in rows:
            library, there = self._place(row)
            yield library.texts[there]

    def utf8(self, row: int, start: int = 0, stop: int | None = None) -> bytes:
        """Return bytes of the cleaned text of a row of `documents`, in UTF-8; `stop` may be past its end."""
        library, there = self._place(row)
        return library.texts.utf8(there, start, stop)

    def select(self, **conditions: object) -> "Corpus":
        """Select documents; nothing is read again.

        Parameters
        ----------
        **conditions
            A metadata column, or ``year``, ``quarter`` (``"2016Q1"``), ``month`` (``"2016-01"``), ``family``
            (the id of the first document of a story and its copies), and the value or the collection of
            values (list, set, range) that it must have.

        Returns
        -------
        Corpus

        Raises
        ------
        CorpusError
            If there is no such column, or no document is left.

        Examples
        --------
        >>> import discourse as dc
        >>> len(dc.read("seeds").select(source="Bloomberg"))
        1
        """
        parts = []
        for shard in self.shards:
            mask = np.ones(len(shard), dtype=bool)
            for column, value in conditions.items():
                alone = isinstance(value, str) or not isinstance(value, Collection)
                values = [value] if alone else list(value)  # type: ignore[call-overload]
                mask &= shard.column(column).isin(values).to_numpy(dtype=bool)
            ((library, rows),) = shard._parts
            if mask.any():
                parts.append((library, rows[mask]))
        if not parts:
            asked = ", ".join(f"{column}={value!r}" for column, value in conditions.items())
            raise CorpusError(f"no document has {asked}; look at corpus.documents for what there is")
        return self._with(parts)

    def in_voice(self, voice: Voice) -> "Corpus":
        """Select the words of some voices: what is counted, and what it is counted among.

        Parameters
        ----------
        voice : str or sequence of str
            ``"outlet"`` (the outlet's own words), ``"quoted"`` (in quotation marks, and somebody is named),
            ``"marked"`` (in quotation marks, and nobody is), ``"reported"`` (indirect speech, also what is
            said to be believed or wanted), ``"attitude"`` (what is said to be believed or wanted alone);
            ``"all"`` for all words. Analyses take it as `voice`.

        Returns
        -------
        Corpus
            The same documents; no pattern matches over a place where words are left out.

        Raises
        ------
        DiscourseError
            If there is no such voice.

        Examples
        --------
        >>> import discourse as dc
        >>> corpus = dc.read("seeds")
        >>> corpus.in_voice("quoted").tokens < corpus.in_voice("outlet").tokens < corpus.tokens
        True
        """
        names = wanted(voice)
        return self if names == self.voice else self._with(self._parts, voice=names)

    @property
    def voices(self) -> npt.NDArray[np.uint8]:
        """Whose word each word of :attr:`index` is, as a place in :data:`discourse.voice.find.VOICES`."""
        codes = [
            part.voices[words_in(part.words, part.voices, self.voice)[1]] if self.voice else part.voices
            for part in self._parts
        ]
        return codes[0] if len(codes) == 1 else np.concatenate(codes)

    @property
    def places(self) -> npt.NDArray[np.int64]:
        """Where each word of the one shard's :attr:`index` stands among the words of all voices."""
        (part,) = self._parts
        return words_in(part.words, part.voices, self.voice)[1]

    def leaving_out(self, stop_words: Collection[str]) -> "Corpus":
        """Return the corpus with a list of your own in place of ``function_words``; no count changes."""
        return self._with(self._parts, stop_words=frozenset(stop_words))

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
        >>> import discourse as dc
        >>> dc.read("seeds").largest("kind", n=1).metadata["source"].tolist()
        ['Agency reprint', 'Bloomberg', 'TRT World']
        """
        if not isinstance(n, int) or n < 1:
            raise CorpusError(f"n= must be a whole number of groups from 1, not {n!r}")
        sizes = self.column(by).value_counts().sort_index(key=lambda names: names.astype(str))
        sizes = sizes.sort_values(ascending=False, kind="stable")
        return self if len(sizes) <= n else self.select(**{by: list(sizes.index[:n])})

    def without_copies(self) -> "Corpus":
        """Select one document of each family of copies: the earliest, or the first in the corpus.

        A document without a date counts as later than any with one. Nothing is read again.

        Examples
        --------
        >>> import discourse as dc
        >>> len(dc.read("seeds").without_copies())
        4
        """
        by_date = self._metadata["date"].sort_values(kind="stable").index.to_numpy()  # no date: last
        earliest = np.unique(self.families[by_date], return_index=True)[1]
        chosen = np.zeros(len(self), dtype=bool)
        chosen[by_date[earliest]] = True
        masks = np.split(chosen, np.cumsum([len(part.rows) for part in self._parts])[:-1])
        parts = [(part.library, part.rows[mask]) for part, mask in zip(self._parts, masks, strict=True)]
        return self._with(parts)

    def without(self, runs: pd.DataFrame) -> "Corpus":
        """Take runs of words out of the texts, in memory, and note each of them.

        Parameters
        ----------
        runs : DataFrame
            From :func:`furniture`, or rows of one: of this corpus, or of one that this is a part of.

        Returns
        -------
        Corpus
            Where one run is part of another, the longer one goes; marks that touch it, and a line of which
            nothing is left, go too. An article that is nothing else stays. ``.notes`` has a row a run, and
            :meth:`raw` the text as it was read.

        Raises
        ------
        CorpusError
            If the table is another, has lost its settings, or names columns that the corpus lacks.

        Examples
        --------
        >>> import discourse as dc
        >>> import pandas as pd
        >>> stories = [" ".join(f"{day}{n}" for n in range(30)) for day in "abcdefghij"]
        >>> texts = [f"{story}. Get all of our stories in your inbox." for story in stories]
        >>> corpus = dc.read(pd.DataFrame({"source": "Post", "text": texts}))
        >>> corpus.without(dc.furniture(corpus)).text("1")[-8:]
        'a28 a29.'
        """
        known = runs.attrs.get("analysis") if isinstance(runs, pd.DataFrame) else None
        if known != "furniture" or "term" not in runs.columns:
            raise CorpusError("what is taken out is a table of dc.furniture, with its settings and its terms")
        by = runs.attrs["options"]["by"]
        names = [by] if isinstance(by, str) else list(by or [])
        lost = [name for name in names if name not in runs.columns]
        if lost:
            raise CorpusError(f"the table of furniture has lost the column {lost[0]!r} of its groups")
        documents = pd.DataFrame({name: self.column(name) for name in names}, index=range(len(self)))
        both = pd.concat([documents, runs[names]], ignore_index=True).astype(object)
        one = np.zeros(len(both), dtype=np.int64)
        codes = np.asarray(both.groupby(names, dropna=False).ngroup()) if names else one
        from discourse.copies.runs import Run

        owners, terms = codes[len(self) :].tolist(), runs["term"].tolist()
        taken = [Run(owner, tuple(term.split(" "))) for owner, term in zip(owners, terms, strict=True)]
        return self.without_runs(taken, codes[: len(self)])

    def without_runs(self, runs: "Sequence[Run]", groups: npt.NDArray[np.int64]) -> "Corpus":
        """Take runs of words out of the texts of their groups; see :meth:`without`."""
        if self.voice:  # a text has the words of all voices
            return self.in_voice(ALL).without_runs(runs, groups).in_voice(self.voice)
        parts: list[tuple[Library, npt.NDArray[np.int64] | None]] = []
        ends = np.cumsum([len(part.rows) for part in self._parts])
        for shard, mine in zip(self.shards, np.split(groups, ends[:-1]), strict=True):
            parts += shard._without_runs(runs, mine)
            if len(ends) > 1:
                shard.release()
        made = Corpus(parts, stop_words=self._stop_words)
        return (
            made
            if self._stories is None
            else made.with_stories(self._stories.lexicon, days=self._stories.days)
        )

    def _without_runs(
        self, runs: "Sequence[Run]", groups: npt.NDArray[np.int64]
    ) -> list[tuple[Library, npt.NDArray[np.int64] | None]]:
        from discourse.copies.cut import without_runs

        ((library, rows),) = self._parts
        cuts = dict(without_runs(self.utf8, runs, self.index, groups))
        if not cuts:
            return list(self._parts)
        texts = [cuts[row].text.encode() if row in cuts else self.utf8(row) for row in range(len(self))]
        changes = {
            number: library.changes[row] for number, row in enumerate(rows.tolist()) if row in library.changes
        }
        ids, notes = self._metadata["id"].tolist(), Notes()
        for row, cut in cuts.items():
            if not cut.runs:
                notes.add("furniture kept, as the article is nothing else", document=ids[row])
                continue
            changes[row] = [(0, len(texts[row]), library.raw(int(rows[row])))]
            for line, written in cut.runs:
                notes.add("furniture", document=ids[row], line=line, text=written)
        known: dict[str, Any] = {e.name: getattr(library, e.name, e.default) for e in fields(Memory)}
        known |= {"documents": self._metadata, "texts": TextList(texts), "changes": changes}
        known["notes"] = pd.concat([self._noted, notes.table()], ignore_index=True)
        return [(Memory(**known), None)]

    def column(self, name: str) -> "pd.Series[Any]":
        """Return a metadata column; ``year``, ``quarter`` or ``month`` made from the date; or ``family``.

        The family of a document is the id of the first one in the corpus as it was read, if need be its own,
        of which it is a copy or that is a copy of it; see :attr:`families`.

        Raises
        ------
        CorpusError
            If there is no such column.
        """
        values = self._values(name)
        if values is not None:
            return values.mask(values == "")  # an empty cell of a table is no value
        if name == "family":
            found = self._found
            return self._named_after("family", found.numbers, found.copies.family, found.names)
        if name == "story":
            told = self._told
            return self._named_after("story", told.numbers, told.story, told.names)
        dates = self.column("date")
        if name == "quarter":
            years, quarters = (strings(part.astype("Int64")) for part in (dates.dt.year, dates.dt.quarter))
            named: pd.Series[Any] = (years + "Q" + quarters).where(dates.notna())
            return named
        if name == "month":
            months: pd.Series[Any] = dates.dt.strftime("%Y-%m")
            return months
        names = ", ".join([*self._metadata.columns.drop("year"), "family"])
        raise CorpusError(
            f"the corpus has no column {name!r}; it has {names}, and the periods year, quarter and month"
        )

    def _named_after(
        self, column: str, numbers: npt.NDArray[np.int64], first: npt.NDArray[np.int64], ids: dict[int, str]
    ) -> "pd.Series[Any]":
        """Name what each document belongs to by the id of the first that does, which may be itself."""
        named = self.column("id").rename(column)
        others = np.flatnonzero(first != numbers)
        named.iloc[others] = [ids[number] for number in first[others].tolist()]
        return named

    def refuse_forged(self) -> None:
        """Refuse a saved corpus whose words are not those of its texts; for when the one has led astray.

        Raises
        ------
        CorpusError
            Names the first folder that says what is not so, as ``discourse verify`` does.
        """
        for part in self._parts:
            if isinstance(part.library, Stored):
                collection.verify_shard(part.library)

    def release(self) -> None:
        """Forget what was read of a saved corpus; it is read again when it is needed."""
        for name in ("_indexes", "index"):
            self.__dict__.pop(name, None)
        for part in self._parts:
            part.library.release()

    def rest(self) -> None:
        """Take the pages of mapped files of a saved corpus out of memory, until they are needed again."""
        for part in self._parts:
            part.library.rest()

    def save(self, folder: str | Path) -> None:
        """Save the corpus in a folder, in open formats; :func:`discourse.open` opens it.

        Parameters
        ----------
        folder : str or Path
            A folder to be, or an empty one. It gets ``corpus.json``, which lists the shards, and in
            ``shards/`` a folder each: documents, notes and vocabulary as Parquet, texts, token ids and
            offsets as ``.npy``, and ``shard.json`` with the size and hash of each file. See
            :mod:`discourse.store.shard` for what each holds.

        Raises
        ------
        CorpusError
            If there is something in the folder, or a metadata column holds values of several kinds.

        Examples
        --------
        >>> import tempfile
        >>> import discourse as dc
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     dc.read("seeds").save(Path(folder) / "saved")
        ...     len(dc.open(Path(folder) / "saved"))
        4
        """
        folder = Path(folder)
        if self.voice:
            raise CorpusError("the words of some voices cannot be saved alone; save the corpus of all")
        collection.refuse_saved(folder)
        with making(folder):
            collection.refuse_saved(folder)  # what another run has made since
            names = [f"{number:05}" for number in range(len(self._parts))]
            for name, shard in zip(names, self.shards, strict=True):
                shard._save(folder / collection.SHARDS / name)
            collection.sweep(folder, names)
            collection.describe(folder, names, self._parts[0].library.tokenizer)

    def _save(self, folder: Path) -> None:
        index, metadata = self.index, self._metadata
        ((library, rows),) = self._parts
        with Writer(folder) as writer:
            for chunk in chunks_of_texts(library.texts.utf8(row) for row in rows.tolist()):
                writer.texts(chunk)
            changed = library.changes
            writer.changes(
                Changes.of({number: changed.get(row, ()) for number, row in enumerate(rows.tolist())})
            )
            writer.tokens(Part(index.ids, index.gaps, index.lengths, 0, index.marks))
            writer.finish(
                metadata,
                self._noted,
                lambda: [arrow(index.vocabulary)],
                made_from=self.hash,
                tokenizer=library.tokenizer,
                language=library.language,
            )

    def _place(self, row: int) -> tuple[Library, int]:
        """Find a row of `documents` in its library."""
        for part in self._parts:
            if row < len(part.rows):
                return part.library, int(part.rows[row])
            row -= len(part.rows)
        raise IndexError(row)

    @cached_property
    def _row_of(self) -> dict[str, int]:
        return {document: row for row, document in enumerate(self._metadata["id"])}

    def _find(self, document: str) -> tuple[Library, int]:
        row = self._row_of.get(document)
        if row is None:
            raise CorpusError(f"no document has the id {document!r}; look at corpus.documents['id']")
        return self._place(row)

    def _glance(self) -> Glance:
        # the types that stand in a selection; the vocabulary of its index has those of all
        types = {
            index.vocabulary[known]
            for index in self._indexes
            for known in np.flatnonzero(index.frequencies).tolist()
        }
        return Glance(self._metadata, self.notes, self.tokens, len(types))

    def __repr__(self) -> str:
        return self._glance().as_text()

    def _repr_html_(self) -> str:
        return self._glance().as_html()


def _together(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Put the documents of the parts of a corpus one below the other."""
    if len(tables) == 1:
        return tables[0].reset_index(drop=True)
    # a shard where all is missing cannot know what kind of value its column has
    return pd.concat(tables, ignore_index=True).infer_objects()
