"""Our side: the index by the command line, and questions to a saved index, each in a process of its own.

``python -m benchmarks.ours QUERY INDEX`` opens an index, asks, asks again, and writes how long each took.
"""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
COLUMNS = {"text": "text", "source": "source", "date": "date", "id": "id"}
EVERYTHING = "from discourse import Lexicon, concordance, framing, keyness, open, term_frequencies"
_LONG = 10.0  # seconds of an answer; beside so many, what is loaded for the first is little
_OF_THE_CLI = ["-m", "discourse", "index"]


def lexicon(dc: Any, corpus: Any) -> dict[str, int]:
    """Count the shipped lexicon by source and year."""
    return {"rows": len(dc.framing(corpus, dc.Lexicon.read("syria"), by=["source", "year"]))}


def keyness_of_25(dc: Any, corpus: Any) -> dict[str, int]:
    """Compare each of the 25 largest sources with the rest of them."""
    return {"rows": len(dc.keyness(corpus.largest(n=25), minimum=5))}


def keyness_of_all(dc: Any, corpus: Any) -> dict[str, int]:
    """Compare each source with the rest, by the words that come 500 times or more."""
    return {"rows": len(dc.keyness(corpus, minimum=500))}


def concordance(dc: Any, corpus: Any) -> dict[str, int]:
    """Make the lines around "terroris*"."""
    return {"rows": len(dc.concordance(corpus, "terroris*"))}


def bigrams(dc: Any, corpus: Any) -> dict[str, int]:
    """Count the bigrams of the 25 largest sources, those that come 50 times or more."""
    return {"rows": len(dc.term_frequencies(corpus.largest(n=25), ngram=2, minimum=50))}


def tokens(dc: Any, corpus: Any) -> dict[str, int]:
    """Count the words and the documents."""
    lengths = corpus.documents["tokens"]
    return {"tokens": int(lengths.sum()), "documents": len(lengths)}


QUERIES: dict[str, Callable[[Any, Any], dict[str, int]]] = {
    "lexicon": lexicon,
    "keyness of 25": keyness_of_25,
    "keyness of all": keyness_of_all,
    "concordance": concordance,
    "bigrams of 25": bigrams,
}


@dataclass(frozen=True)
class Index:
    """Making an index by the command line.

    Attributes
    ----------
    name : str
        As the table calls it.
    options : tuple of str
        What is added to the command.
    does : str
        What it does and does not do, in a sentence.
    """

    name: str
    options: tuple[str, ...]
    does: str

    def command(self, work: Path, size: str) -> list[str]:
        """Return the command that makes the index of an input of this folder."""
        columns = [part for role, column in COLUMNS.items() for part in (f"--{role}", column)]
        places = [str(work / f"{size}.parquet"), "--out", str(folder(work, size, self.name))]
        return [sys.executable, *_OF_THE_CLI, *places, *columns, "--repair", "--quiet", *self.options]

    def missing(self) -> str:
        """Say why it cannot run; nothing where it can."""
        asked = [sys.executable, *_OF_THE_CLI, "--help"]
        gone = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode  # noqa: S603
        return "this checkout has no `discourse index`" if gone else ""

    def before(self, work: Path, size: str) -> None:
        """Take away what the run before has made."""
        shutil.rmtree(folder(work, size, self.name), ignore_errors=True)

    def counted(self, _: str, work: Path, size: str) -> dict[str, Any]:
        """Open what was made and count its words; not part of what is timed."""
        made = folder(work, size, self.name)
        asked = [sys.executable, "-m", "benchmarks.ours", "tokens", str(made)]
        found = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
        on_disk = sum(path.stat().st_size for path in made.rglob("*") if path.is_file())
        return json.loads(found.stdout) | {"disk": on_disk}


@dataclass(frozen=True)
class Query:
    """Opening the index that :class:`Index` made, and one question to it."""

    name: str

    @property
    def does(self) -> str:
        """Say what is asked."""
        return str(QUERIES[self.name].__doc__)

    def command(self, work: Path, size: str) -> list[str]:
        """Return the command that asks."""
        made = folder(work, size, INDEXES[0].name)
        return [sys.executable, "-m", "benchmarks.ours", self.name, str(made)]

    def missing(self) -> str:
        """Say why it cannot run; nothing where it can."""
        asked = [sys.executable, "-c", "from discourse import open"]
        gone = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode  # noqa: S603
        return "this checkout has no `discourse.open`" if gone else ""

    def before(self, work: Path, size: str) -> None:
        """Nothing is in the way."""

    def counted(self, output: str, _work: Path, _size: str) -> dict[str, Any]:
        """Read what it wrote."""
        return dict(json.loads(output))


INDEXES = [
    Index(
        "discourse index --no-clean",
        ("--no-clean",),
        "Ours: reads Parquet, finds the words by its own definition (so its total differs), and writes an "
        "index to disk that all questions are answered from later, in the order of the words; no cleaning.",
    ),
    Index(
        "discourse index",
        (),
        "The same, and takes out what is not the article's words first, as it does unless told not to.",
    ),
]


def folder(work: Path, size: str, name: str) -> Path:
    """Say where an index goes."""
    return work / f"index {size} {name.rpartition(' ')[2]}"


def ask(query: str, index: str) -> dict[str, Any]:
    """Open an index, ask, ask again unless it takes long, and say how long each took."""
    start = time.perf_counter()
    import discourse as dc

    for name in EVERYTHING.partition("import ")[2].split(", "):
        getattr(dc, name)  # a name may bring its module only now
    imported = time.perf_counter()
    corpus = dc.open(index)
    opened = time.perf_counter()
    found = {**QUERIES, "tokens": tokens}[query](dc, corpus)
    asked = time.perf_counter()
    took = {"import": imported - start, "open": opened - imported, "first": asked - opened}
    if query in QUERIES and took["first"] < _LONG:
        QUERIES[query](dc, corpus)
        took["query"] = time.perf_counter() - asked
    else:
        took["query"] = took["first"]
    return {**took, **found}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask(sys.argv[1], sys.argv[2])) + "\n")
