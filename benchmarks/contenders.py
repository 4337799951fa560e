"""The peers: each counts the words of a corpus, in a process of its own.

``python -m benchmarks.contenders NAME INPUT.parquet`` runs one and writes what it counted, as JSON.
"""

import json
import re
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

HERE = Path(__file__).parent
WORD = r"\w+"
_WORD_OF_RE2 = r"[\pL\pM\pN_]+"  # what \w is in Python; RE2's own \w is ASCII and splits "café"

Counted = dict[str, Any]


@dataclass(frozen=True)
class Contender:
    """A peer.

    Attributes
    ----------
    name : str
        As the table and the command line call it.
    package : str
        What must be installed.
    does : str
        What it does and does not do, in a sentence.
    run : callable, optional
        Takes the Parquet file, gives what was counted; None for what is no Python.
    """

    name: str
    package: str
    does: str
    run: Callable[[Path], Counted] | None = None

    def command(self, work: Path, size: str) -> list[str]:
        """Return the command that runs it on an input of this folder."""
        if self.name == "wc":
            return ["wc", "-w", str(work / f"{size}.txt")]
        if self.name == "quanteda":
            files = [str(work / f"{size}.{end}") for end in ("lines", "sources")]
            return ["Rscript", "--vanilla", str(HERE / "quanteda.R"), *files]
        return [sys.executable, "-m", "benchmarks.contenders", self.name, str(work / f"{size}.parquet")]

    def missing(self) -> str:
        """Say what is not installed; nothing where it can run."""
        if self.name == "wc":
            return "" if which("wc") else "wc is not installed here"
        if self.name == "quanteda":
            return missing_in_r("quanteda")
        return "" if not self.package or find_spec(self.package) else "not installed here"

    def before(self, work: Path, size: str) -> None:
        """Nothing is in the way."""

    def counted(self, output: str, _work: Path, _size: str) -> Counted:
        """Read what it wrote."""
        return {"tokens": int(output.split()[0])} if self.name == "wc" else json.loads(output)


def missing_in_r(package: str) -> str:
    """Say that R or a package of it is not installed; nothing where it is."""
    if not which("Rscript"):
        return "not installed here"
    code = f'quit(status = !requireNamespace("{package}", quietly = TRUE))'
    asked = ["Rscript", "--vanilla", "-e", code]
    gone = subprocess.run(asked, capture_output=True, check=False).returncode  # noqa: S603
    return "not installed here" if gone else ""


def _batches(parquet: Path) -> Iterator[tuple[list[str], list[str]]]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(parquet).iter_batches(4096, columns=["source", "text"]):
        yield batch["source"].to_pylist(), batch["text"].to_pylist()


class _Numbering(dict[str, int]):
    def __missing__(self, word: str) -> int:
        number = self[word] = len(self)
        return number


def _numbers(texts: list[str], numbering: _Numbering) -> "array[int]":
    find = re.compile(WORD).findall
    ids = array("i")
    for text in texts:
        ids.extend([numbering[word] for word in find(text.lower())])
    return ids


def plain_python(parquet: Path) -> Counted:
    """Return every word a number, with `re` and a dict."""
    numbering, ids = _Numbering(), array("i")
    for _, texts in _batches(parquet):
        ids.extend(_numbers(texts, numbering))
    return {"tokens": len(ids), "types": len(numbering)}


def _number_batch(texts: list[str]) -> "tuple[array[int], list[str]]":
    numbering = _Numbering()
    return _numbers(texts, numbering), list(numbering)


def plain_python_2(parquet: Path) -> Counted:
    """Do it in two processes, each batch by itself, and bring the numbers together."""
    import numpy as np
    from joblib import Parallel, delayed

    numbering, parts = _Numbering(), []
    run = Parallel(n_jobs=2, return_as="generator", pre_dispatch=4)
    for ids, words in run(delayed(_number_batch)(texts) for _, texts in _batches(parquet)):
        renumber = np.array([numbering[word] for word in words], dtype=np.int32)
        parts.append(renumber[np.asarray(ids)])
    return {"tokens": sum(map(len, parts)), "types": len(numbering)}


def scikit_learn(parquet: Path) -> Counted:
    """Make a document-term matrix and add its rows by source."""
    import numpy as np
    from scipy import sparse
    from sklearn.feature_extraction.text import CountVectorizer

    sources: list[str] = []

    def texts() -> Iterator[str]:
        for names, batch in _batches(parquet):
            sources.extend(names)
            yield from batch

    matrix = CountVectorizer(token_pattern=WORD).fit_transform(texts())
    names, codes = np.unique(sources, return_inverse=True)
    places = (codes, np.arange(len(codes)))
    member = sparse.csr_array((np.ones(len(codes), dtype=np.int64), places), (len(names), len(codes)))
    counts = member @ matrix
    return {
        "tokens": int(counts.sum()),
        "types": counts.shape[1],
        "groups": len(names),
        "rows": int(counts.nnz),
    }


def _polars(parquet: Path, engine: str) -> Counted:
    import polars as pl

    words = pl.col("text").str.to_lowercase().str.extract_all(WORD)
    query = (
        pl.scan_parquet(parquet)
        .select("source", word=words)
        .explode("word")
        .group_by("source", "word")
        .len()
        .filter(pl.col("word").is_not_null())  # an article without a word
    )
    counts = query.collect(engine=engine)  # type: ignore[call-overload]
    return {
        "tokens": int(counts["len"].sum()),
        "types": counts["word"].n_unique(),
        "groups": counts["source"].n_unique(),
        "rows": counts.height,
    }


def polars_eager(parquet: Path) -> Counted:
    """Explode the words and group them, all in memory."""
    return _polars(parquet, "in-memory")


def polars_streaming(parquet: Path) -> Counted:
    """Explode the words and group them, in batches."""
    return _polars(parquet, "streaming")


def _duckdb(parquet: Path, words: str) -> Counted:
    import duckdb

    base = duckdb.connect()
    unnested = f"SELECT source, unnest({words}) AS word FROM read_parquet(?)"  # noqa: S608
    base.execute(
        f"CREATE TABLE counts AS SELECT source, word, count(*) AS n FROM ({unnested}) GROUP BY source, word",  # noqa: S608
        [str(parquet)],
    )
    said = (
        "SELECT sum(n), count(DISTINCT word), count(DISTINCT source), count(*) FROM counts WHERE word <> ''"
    )
    ((tokens, types, groups, rows),) = base.execute(said).fetchall()
    return {"tokens": int(tokens), "types": types, "groups": groups, "rows": rows}


def duckdb_words(parquet: Path) -> Counted:
    """Take the words out with a regular expression."""
    return _duckdb(parquet, f"regexp_extract_all(lower(text), '{_WORD_OF_RE2}')")


def duckdb_spaces(parquet: Path) -> Counted:
    """Split at spaces only."""
    return _duckdb(parquet, "string_split(lower(text), ' ')")


_TO_COUNTS = "Words are runs of letters, digits and underscores, lower-cased; gives counts by source and word"
CONTENDERS = [
    Contender("wc", "", "`wc -w` on the plain text, one thread, UTF-8 locale: counts words, keeps none."),
    Contender(
        "re",
        "pyarrow",
        "Python's `re` and a dict, one process: every word lower-cased and numbered; no counts by source.",
        plain_python,
    ),
    Contender(
        "re-2",
        "joblib",
        "The same in two processes; the parts are numbered together at the end.",
        plain_python_2,
    ),
    Contender(
        "scikit-learn",
        "sklearn",
        "`CountVectorizer` and the rows of its matrix added by source: keeps counts by article, no order.",
        scikit_learn,
    ),
    Contender(
        "polars-eager",
        "polars",
        f"Polars, engine in-memory. {_TO_COUNTS}; nothing else is kept.",
        polars_eager,
    ),
    Contender("polars-streaming", "polars", "The same with Polars' streaming engine.", polars_streaming),
    Contender("duckdb", "duckdb", f"DuckDB in memory. {_TO_COUNTS}; nothing else is kept.", duckdb_words),
    Contender(
        "duckdb-spaces",
        "duckdb",
        "DuckDB, text split at spaces only: cheaper, but “rebels,” and “rebels” are two words then.",
        duckdb_spaces,
    ),
    Contender(
        "quanteda",
        "",
        "quanteda in R, two threads: tokens, then a document-feature matrix grouped by source.",
    ),
]


if __name__ == "__main__":
    chosen = {contender.name: contender.run for contender in CONTENDERS}[sys.argv[1]]
    assert chosen is not None, sys.argv[1]
    sys.stdout.write(json.dumps(chosen(Path(sys.argv[2]))) + "\n")
