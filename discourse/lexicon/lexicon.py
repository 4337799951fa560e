"""The lexicon: concepts, the labels that compete to name each, and the patterns that find the labels."""

import hashlib
import json
import re
import tomllib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Protocol

import numpy as np
import pandas as pd

from discourse.errors import LexiconError, counted, outside
from discourse.files import refuse_special, strings, write_atomically
from discourse.lexicon.concept import Concept, place, read_concept
from discourse.lexicon.formats import ENDINGS, read_foreign
from discourse.lexicon.formats.source import decode
from discourse.lexicon.match import Query, find, resolve
from discourse.text.index import TokenIndex

_SHIPPED = resources.files("discourse.lexicon") / "data"


class _Indexed(Protocol):
    @property
    def index(self) -> TokenIndex: ...

    @property
    def shards(self) -> Sequence["_Indexed"]: ...


def bytes_of(path: str | Path) -> bytes:
    """Return what a file has, or a shipped lexicon of that name.

    Raises
    ------
    LexiconError
        If there is neither, or it may not be read.
    """
    file, shipped = Path(path), _SHIPPED / f"{path}.toml"
    refuse_special(file)
    if file.is_file():
        with outside(path, LexiconError):
            return file.read_bytes()
    if isinstance(path, str) and re.fullmatch(r"[\w-]+", path) and shipped.is_file():
        return shipped.read_bytes()
    names = sorted(p.name.removesuffix(".toml") for p in _SHIPPED.iterdir())
    raise LexiconError(
        f"there is no lexicon {str(path)!r}; give a file, or one that is shipped: {', '.join(names)}"
    )


@dataclass(frozen=True, repr=False)
class Lexicon:
    """What is looked for in a corpus.

    Attributes
    ----------
    name, language, description : str
        What the lexicon is.
    concepts : dict of str to Concept
        In the order of the file, which decides only how tables are ordered, never a number.
    notes : DataFrame
        What a dictionary of another program has and this lexicon has not, or has otherwise: ``what``,
        ``line``, ``entry`` and ``count``. Empty for TOML; no part of `hash`, nor of equality.

    Examples
    --------
    >>> lexicon = Lexicon.read("syria")
    >>> "rebel*" in lexicon.concepts["armed-opponents"].labels["rebels"].patterns
    True
    """

    name: str
    language: str
    description: str
    concepts: dict[str, Concept]
    notes: pd.DataFrame = field(default_factory=lambda: _notes([]), compare=False)

    def __repr__(self) -> str:
        labels = sum(len(concept.labels) for concept in self.concepts.values())
        return f"Lexicon {self.name!r}: {counted(len(self.concepts), 'concept')}, {counted(labels, 'label')}"

    @classmethod
    def read(
        cls,
        path: str | Path,
        *,
        encoding: str | None = None,
        case_sensitive: bool = False,
        errors: Literal["raise", "repair"] = "raise",
    ) -> "Lexicon":
        """Read a lexicon from a TOML file, or from a dictionary of another program.

        Parameters
        ----------
        path : str or Path
            A TOML file, or the name of a shipped lexicon (``syria``). The endings ``.dic`` and
            ``.dicx`` (LIWC), ``.lcd`` and ``.lc3`` (Lexicoder), ``.ykd`` (Yoshikoder), ``.cat`` (WordStat),
            ``.yml`` and ``.yaml`` (quanteda) are those of other programs. A category with others inside
            becomes a concept and those its labels, one without a concept by itself; where two inside one
            share an entry, each becomes a concept of its own, which `notes` says.
            :mod:`discourse.lexicon.formats` has it in full.
        encoding : str, optional
            What the file is in, if not UTF-8, such as ``"cp1252"``.
        case_sensitive : bool
            Whether the entries of a foreign dictionary are only found in their own case, as if each word had
            the sign ``=``; no format says it of itself.
        errors : {"raise", "repair"}
            Whether an entry of a foreign dictionary that cannot be carried over is raised, or left out and
            counted in `notes`. A TOML file is read strictly either way.

        Returns
        -------
        Lexicon

        Raises
        ------
        LexiconError
            If there is no such file, it is not of its format, or a concept, label or pattern in it is wrong
            or cannot be carried over; the message names the file, the line, and the concept, label or entry.

        Examples
        --------
        >>> Lexicon.read("syria")
        Lexicon 'syria': 9 concepts, 85 labels
        """
        if errors not in ("raise", "repair"):
            raise LexiconError(f'errors= must be "raise" or "repair", not {errors!r}')
        with outside(path, LexiconError):
            data = bytes_of(path)
            if Path(path).suffix.lower() in ENDINGS:
                foreign, rows = read_foreign(
                    str(path),
                    data,
                    encoding=encoding,
                    repair=errors == "repair",
                    case_sensitive=case_sensitive,
                )
                return replace(cls.from_dict(foreign, file=str(path)), notes=_notes(rows))
            if case_sensitive:
                raise LexiconError(
                    f"{path}: case_sensitive is for dictionaries of other programs; in TOML a word such as "
                    "=US says it"
                )
            mapping, text = _read_toml(str(path), data, encoding)
            return cls.from_dict(mapping, file=str(path), text=text)

    def write(self, path: str | Path, *, errors: Literal["raise", "repair"] = "raise") -> pd.DataFrame:
        """Write the lexicon as TOML or as a quanteda dictionary; the ending decides.

        From ``.toml`` the same lexicon is read again, with its notes and its order; comments that a file had
        are lost. ``.yml`` and ``.yaml`` have concepts, labels and patterns: what is read again counts the
        same, but the name, the language, descriptions and notes are lost, and exceptions cannot be carried
        over.

        Parameters
        ----------
        path : str or Path
            The file to be; one that is there is replaced, at once and whole.
        errors : {"raise", "repair"}
            Whether exceptions and the sign ``=``, which YAML has no place for, are raised, or left out and
            told.

        Returns
        -------
        DataFrame
            What could not be carried over, as in `notes`.

        Raises
        ------
        LexiconError
            If the ending is another, or something cannot be carried over.
        DiscourseError
            If the file cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     lost = Lexicon.read("syria").write(f"{folder}/syria.toml")
        ...     Lexicon.read(f"{folder}/syria.toml") == Lexicon.read("syria")
        True
        >>> len(lost)
        0
        """
        if errors not in ("raise", "repair"):
            raise LexiconError(f'errors= must be "raise" or "repair", not {errors!r}')
        from discourse.lexicon.formats import quanteda, toml  # bring what writes YAML and TOML

        file, ending = Path(path), Path(path).suffix.lower()
        heads = {"name": self.name, "language": self.language, "description": self.description}
        rows: list[dict[str, object]] = []
        try:
            if ending == ".toml":
                content = toml.write(heads, self.concepts).encode("utf-8")
            elif ending in (".yml", ".yaml"):
                heads["name"] = "" if self.name == file.stem else self.name
                rows = [quanteda.lost(key, value) for key, value in heads.items() if value]
                rows += quanteda.left_out(self.concepts, repair=errors == "repair")
                content = quanteda.write(self.concepts).encode("utf-8")
            else:
                raise LexiconError(
                    f"{path}: a lexicon is written as .toml, .yml or .yaml, not {ending or 'so'}"
                )
        except UnicodeEncodeError as error:
            raise LexiconError(f"{path}: {error.object[error.start]!r} is no character of UTF-8") from error
        write_atomically(file, content)
        return _notes(rows)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any], *, file: str = "lexicon", text: str = "") -> "Lexicon":
        """Make a lexicon from the mapping that its TOML file would give.

        Parameters
        ----------
        data : mapping
            Keys ``name``, ``language``, ``description`` (all optional) and one mapping a concept.
        file, text : str
            Where `data` came from, for error messages.

        Raises
        ------
        LexiconError
            If a concept, label or pattern is wrong.

        Examples
        --------
        >>> Lexicon.from_dict({"displaced": {"labels": {"refugees": ["refugee*"], "migrants": ["migrant*"]}}})
        Lexicon 'lexicon': 1 concept, 2 labels
        """
        concepts: dict[str, Concept] = {}
        heads: dict[str, str] = {"name": Path(file).stem, "language": "", "description": ""}
        for key, value in data.items():
            if key in heads:
                if not isinstance(value, str):
                    raise LexiconError(f"{place(file, text, key)}: {key} is text, not {value!r}")
                heads[key] = value
            elif isinstance(value, dict):
                concepts[key] = read_concept(key, value, file, text)
            else:
                raise LexiconError(
                    f"{place(file, text, key)}: {key!r} is neither name, language, description nor a concept"
                )
        slugs = Counter(concept.slug for concept in concepts.values())  # "+STATE+" and "-STATE-" have one
        for name, concept in concepts.items():
            concepts[name] = replace(concept, has_double=slugs[concept.slug] > 1)
        if not concepts:
            raise LexiconError(f"{file}: no concept; a lexicon has at least one [concept] with labels")
        return cls(heads["name"], heads["language"], heads["description"], concepts)

    @property
    def hash(self) -> str:
        """SHA-256 of what the lexicon looks for; notes and the order of entries do not change it."""
        content = {
            name: {
                label.name: [sorted(label.patterns), sorted(label.exceptions)]
                for label in concept.labels.values()
            }
            for name, concept in self.concepts.items()
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()

    @property
    def table(self) -> pd.DataFrame:
        """The lexicon as a table: concept, label, patterns, exceptions, note; one row a label."""
        rows = [
            (concept.name, label.name, ", ".join(label.patterns), ", ".join(label.exceptions), label.note)
            for concept in self.concepts.values()
            for label in concept.labels.values()
        ]
        return pd.DataFrame(rows, columns=["concept", "label", "patterns", "exceptions", "note"])

    def queries(self) -> list[Query]:
        """List the labels as queries, in the order of the file."""
        return [
            Query(concept.name, label.name, label.patterns, label.exceptions)
            for concept in self.concepts.values()
            for label in concept.labels.values()
        ]

    def check(self, corpus: _Indexed) -> pd.DataFrame:
        """Tell which patterns find nothing and which overlap.

        Parameters
        ----------
        corpus : Corpus
            Where to look.

        Returns
        -------
        DataFrame
            One row a pattern: ``concept``, ``label``, ``pattern``, ``found`` (places where it matches and no
            exception does), ``counted`` (places left to it by the longest match and the exceptions),
            ``overlaps`` (the patterns of other labels of the concept that it shares a word with, and how
            often).
        """
        queries = self.queries()
        rows, rivals = [], dict[int, Counter[int]]()
        times_found = times_counted = np.zeros(sum(len(query.patterns) for query in queries), dtype=np.int64)
        for shard in corpus.shards:
            found = find(queries, shard.index)
            times_found = times_found + np.bincount(found.pattern, minlength=len(times_found))
            times_counted = times_counted + np.bincount(resolve(found).pattern, minlength=len(times_counted))
            for number, overlaps_of_it in found.rivals().items():
                rivals.setdefault(number, Counter()).update(overlaps_of_it)
        for number, (query, pattern) in enumerate(found.patterns):
            overlaps = [
                f"{queries[found.patterns[rival][0]].label}: {found.patterns[rival][1].text} ({times})"
                for rival, times in sorted(rivals.get(number, {}).items())
            ]
            rows.append((queries[query].concept, queries[query].label, pattern.text, ", ".join(overlaps)))
        table = pd.DataFrame(rows, columns=["concept", "label", "pattern", "overlaps"])
        table.insert(3, "found", times_found)
        table.insert(4, "counted", times_counted)
        return table


def _notes(rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    table = pd.DataFrame(list(rows), columns=["what", "line", "entry", "count"])
    for column in ("what", "entry"):
        table[column] = strings(table[column])
    return table.astype({"line": "Int64", "count": "int64"})


def _unquoted(text: str, said: str) -> tuple[str, str] | None:
    """Return the line, and the name in it, where a TOML error is about a name without quotation marks."""
    line = re.search(r"line (\d+)", said)
    lines = text.splitlines()
    if line is None or int(line[1]) > len(lines):
        return None
    found = re.match(r"\s*\[*([^\[\]=\"'#]+?)\s*(?:=|\]|$)", lines[int(line[1]) - 1])
    if found is None or re.fullmatch(r"[A-Za-z0-9_.-]*", found[1]) or not re.search(r"\w", found[1]):
        return None
    return line[0], found[1]


def _read_toml(path: str, data: bytes, encoding: str | None) -> tuple[dict[str, Any], str]:
    """Read the bytes of a TOML file; its text comes too, for the places of faults."""
    text = decode(path, data, encoding)
    others = "" if path.endswith(".toml") else f"; other formats have the endings {' '.join(ENDINGS)}"
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        if not others and (key := _unquoted(text, str(error))) is not None:
            raise LexiconError(
                f"{path}, {key[0]}: the name {key[1]!r} needs quotation marks, as it has other signs than "
                f"a to z, digits, - and _"
            ) from error
        where = str(error).replace("at end of document", f"at the end, line {text.count(chr(10)) + 1}")
        raise LexiconError(f"{path}: not TOML: {where}{others}") from error
    except (RecursionError, ValueError) as error:
        raise LexiconError(f"{path}: not TOML: nested too deeply, or a number too long{others}") from error
