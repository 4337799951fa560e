"""The lexicon: concepts, the labels that compete to name each, and the patterns that find the labels."""

import hashlib
import json
import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pandas as pd

from discourse.errors import LexiconError
from discourse.lexicon.match import Query, find, resolve
from discourse.lexicon.pattern import parse_pattern
from discourse.text.index import TokenIndex

_SHIPPED = resources.files("discourse.lexicon") / "data"


class _Indexed(Protocol):
    @property
    def index(self) -> TokenIndex: ...

    @property
    def shards(self) -> Sequence["_Indexed"]: ...


@dataclass(frozen=True)
class Label:
    """One way to name a concept: the patterns that find it and the exceptions that limit them."""

    name: str
    patterns: tuple[str, ...]
    exceptions: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Concept:
    """One referent and the labels that compete to name it."""

    name: str
    description: str
    labels: dict[str, Label]

    @property
    def slug(self) -> str:
        """The name in small letters, digits and hyphens, for the names of files."""
        plain = unicodedata.normalize("NFKD", self.name).encode("ascii", "ignore").decode().casefold()
        digest = hashlib.sha256(self.name.encode()).hexdigest()[:8]
        return "-".join(re.findall(r"[a-z0-9]+", plain)) or f"concept-{digest}"


@dataclass(frozen=True, repr=False)
class Lexicon:
    """What is looked for in a corpus.

    Attributes
    ----------
    name, language, description : str
        What the lexicon is.
    concepts : dict of str to Concept
        In the order of the file, which decides only how tables are ordered, never a number.

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

    def __repr__(self) -> str:
        labels = sum(len(concept.labels) for concept in self.concepts.values())
        return f"Lexicon {self.name!r}: {len(self.concepts)} concepts, {labels} labels"

    @classmethod
    def read(cls, path: str | Path) -> "Lexicon":
        """Read a lexicon from a TOML file.

        Parameters
        ----------
        path : str or Path
            A TOML file, or the name of a shipped lexicon (``syria``).

        Raises
        ------
        LexiconError
            If there is no such file, it is not TOML, or a concept, label or pattern in it is wrong; the
            message names the file, the line, the concept and the label.
        """
        file = Path(path)
        shipped = _SHIPPED / f"{path}.toml"
        if file.is_file():
            data = file.read_bytes()
        elif isinstance(path, str) and re.fullmatch(r"[\w-]+", path) and shipped.is_file():
            data = shipped.read_bytes()
        else:
            names = sorted(p.name.removesuffix(".toml") for p in _SHIPPED.iterdir())
            raise LexiconError(
                f"there is no lexicon {str(path)!r}: give a TOML file or one of {', '.join(names)}"
            )
        try:
            text = data.decode("utf-8-sig")
            return cls.from_dict(tomllib.loads(text), file=str(path), text=text)
        except UnicodeDecodeError as error:
            line = data[: error.start].count(b"\n") + 1
            raise LexiconError(f"{path}, line {line}: not UTF-8; save the lexicon as UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            place = str(error).replace("at end of document", f"at the end, line {text.count(chr(10)) + 1}")
            raise LexiconError(f"{path}: not TOML: {place}") from error

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
        Lexicon 'lexicon': 1 concepts, 2 labels
        """
        concepts: dict[str, Concept] = {}
        heads: dict[str, str] = {"name": Path(file).stem, "language": "", "description": ""}
        for key, value in data.items():
            if key in heads:
                if not isinstance(value, str):
                    raise LexiconError(f"{_place(file, text, key)}: {key} is text, not {value!r}")
                heads[key] = value
            elif isinstance(value, dict):
                concepts[key] = _concept(key, value, file, text)
            else:
                raise LexiconError(
                    f"{_place(file, text, key)}: {key!r} is neither name, language, description nor a concept"
                )
        slugs = {concept.slug: concept.name for concept in concepts.values()}
        alike = next((c.name for c in concepts.values() if slugs[c.slug] != c.name), None)
        if alike is not None:
            first = concepts[alike]
            raise LexiconError(
                f"{_place(file, text, alike)}: the concepts {alike!r} and {slugs[first.slug]!r} would share "
                f"the file name {first.slug!r}; rename one"
            )
        if not concepts:
            raise LexiconError(f"{file}: no concept; a lexicon has at least one [concept] with labels")
        return cls(concepts=concepts, **heads)

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
        return pd.DataFrame(
            [
                {
                    "concept": concept.name,
                    "label": label.name,
                    "patterns": ", ".join(label.patterns),
                    "exceptions": ", ".join(label.exceptions),
                    "note": label.note,
                }
                for concept in self.concepts.values()
                for label in concept.labels.values()
            ]
        )

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
            exception does),
            ``counted`` (places left to it by the longest match and the exceptions), ``overlaps`` (the
            patterns of other labels of the concept that it shares a word with, and how often).
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
            rows.append(
                {
                    "concept": queries[query].concept,
                    "label": queries[query].label,
                    "pattern": pattern.text,
                    "found": int(times_found[number]),
                    "counted": int(times_counted[number]),
                    "overlaps": ", ".join(overlaps),
                }
            )
        return pd.DataFrame(rows)


def _concept(name: str, entry: dict[str, Any], file: str, text: str) -> Concept:
    here = f"{_place(file, text, name)}, concept {name!r}"
    unknown = set(entry) - {"description", "labels"}
    if unknown:
        raise LexiconError(
            f"{_place(file, text, name, min(unknown))}, concept {name!r}: {min(unknown)!r} is not known; "
            "a concept has description and labels"
        )
    if not isinstance(entry.get("description", ""), str):
        raise LexiconError(f"{here}: description is text")
    labels = entry.get("labels")
    if not isinstance(labels, dict) or not labels:
        raise LexiconError(f"{here}: no labels; give a table [{name}.labels] with at least one label")
    concept = Concept(
        name,
        entry.get("description", ""),
        {label: _label(name, label, value, file, text) for label, value in labels.items()},
    )
    owner: dict[tuple[str, ...], str] = {}
    for label in concept.labels.values():
        for pattern in label.patterns:
            first = owner.setdefault(parse_pattern(pattern).elements, label.name)
            if first != label.name:
                raise LexiconError(
                    f"{_place(file, text, name, label.name)}, concept {name!r}, label {label.name!r}: "
                    f"the pattern {pattern!r} stands under {first!r} too; it can belong to one label only"
                )
    return concept


def _label(concept: str, name: str, entry: Any, file: str, text: str) -> Label:
    here = f"{_place(file, text, concept, name)}, concept {concept!r}, label {name!r}"
    if isinstance(entry, list):
        entry = {"patterns": entry}
    if not isinstance(entry, dict):
        raise LexiconError(f"{here}: a list of patterns or a table with patterns is needed, not {entry!r}")
    unknown = set(entry) - {"patterns", "except", "note"}
    if unknown:
        raise LexiconError(f"{here}: {min(unknown)!r} is not known; a label has patterns, except and note")
    for key in ("patterns", "except"):
        value = entry.get(key, [])
        if not isinstance(value, list) or not all(isinstance(pattern, str) for pattern in value):
            raise LexiconError(f"{here}: {key} is a list of texts, not {value!r}")
        for pattern in value:
            try:
                parse_pattern(pattern)
            except LexiconError as error:
                raise LexiconError(f"{here}: {error}") from error
    if not entry.get("patterns"):
        raise LexiconError(f"{here}: no patterns; at least one is needed")
    if not isinstance(entry.get("note", ""), str):
        raise LexiconError(f"{here}: note is text")
    return Label(name, tuple(entry["patterns"]), tuple(entry.get("except", ())), entry.get("note", ""))


def _place(file: str, text: str, *path: str) -> str:
    """Name the file and, where it can be found again, the line of a concept or of a label in it."""
    line = 0
    lines = text.splitlines()
    for key in path:
        mention = re.compile(
            rf"^\s*(\[[^\]]*)?[\"']?{re.escape(key)}[\"']?\s*(=|\]|\.)|\.\s*[\"']?{re.escape(key)}[\"']?\s*\]"
        )
        line = next((n for n in range(line, len(lines)) if mention.search(lines[n])), line)
    return f"{file}, line {line + 1}" if lines else file
