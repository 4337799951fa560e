"""Five questions to a corpus that nobody has read before, in one process: what a scholar at a notebook asks.

``python -m benchmarks.five INPUT.parquet CACHE`` reads a Parquet file, counts words by source with intervals,
a lexicon of 13 labels by source and year with intervals, makes the lines around "terroris*", compares each of
the 25 largest sources with the others, and writes how long each took. All answers are kept to the end.
"""

import csv
import json
import os
import shutil
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import missing_in_r
from benchmarks.ours import COLUMNS

HERE = Path(__file__).parent
LABELS = HERE / "labels.tsv"
SIZES = ("22", "224")  # the largest input is one corpus five times: it says nothing of a corpus as it is
QUESTIONS = ("read", "words", "labels", "lines", "keyness")
TARGETS = {"22": (2.0, 0.4), "224": (9.0, 1.2)}  # seconds and gigabytes


@dataclass(frozen=True)
class Five:
    """The five questions, asked of one library.

    Attributes
    ----------
    name : str
        As the table calls it.
    does : str
        What it does and does not do, in a sentence.
    sizes : tuple of str
        Of what inputs.
    """

    name: str
    does: str
    sizes: tuple[str, ...] = SIZES

    def command(self, work: Path, size: str) -> list[str]:
        """Return the command that asks them of an input of this folder."""
        if self.name == QUANTEDA:
            files = [str(work / f"{size}.{end}") for end in ("lines", "sources", "years")]
            return ["Rscript", "--vanilla", str(HERE / "five.R"), *files, str(LABELS)]
        return [
            sys.executable,
            "-m",
            "benchmarks.five",
            str(work / f"{size}.parquet"),
            str(_cache(work, size)),
        ]

    def missing(self) -> str:
        """Say what is not installed; nothing where it can run."""
        return missing_in_r("quanteda") if self.name == QUANTEDA else ""

    def before(self, work: Path, size: str) -> None:
        """Take away the index of an earlier reading where there must be none."""
        if self.name == FIVE:
            shutil.rmtree(_cache(work, size), ignore_errors=True)

    def counted(self, output: str, _work: Path, _size: str) -> dict[str, Any]:
        """Read what it wrote."""
        return dict(json.loads(output))


FIVE, AGAIN, QUANTEDA = "five questions", "five questions again", "five questions, quanteda"
FIVES = [
    Five(FIVE, "Ours, of a file that was never read: finds the words, copies and what is not the article's."),
    Five(
        AGAIN, "Ours, when the index of an earlier reading is in the user's cache, as from 32 MB of text on."
    ),
    Five(
        QUANTEDA,
        "quanteda in R, two threads, without intervals; keyness with quanteda.textstats, if it is there.",
    ),
]


def _cache(work: Path, size: str) -> Path:
    return work / f"cache {size}"


def lexicon(dc: Any) -> Any:
    """Return the lexicon of 13 labels."""
    concepts: dict[str, dict[str, dict[str, list[str]]]] = {}
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            labels = concepts.setdefault(row["concept"], {"labels": {}})["labels"]
            labels[row["label"]] = row["patterns"].split(", ")
    return dc.Lexicon.from_dict(concepts)


def ask(parquet: str, cache: str) -> dict[str, float]:
    """Ask all five, and say how long each took and how many rows it has."""
    last = time.perf_counter()
    took: dict[str, float] = {}

    def answered(question: str) -> None:
        nonlocal last
        now = time.perf_counter()
        took[question], last = now - last, now

    os.environ["DISCOURSE_CACHE"] = cache
    import discourse as dc

    corpus = dc.read(parquet, **COLUMNS, errors="repair", progress=False)
    answered("read")
    words = dc.term_frequencies(corpus)
    answered("words")
    labels = dc.framing(corpus, lexicon(dc), every="year")
    answered("labels")
    lines = dc.concordance(corpus, "terroris*")
    answered("lines")
    keyness = dc.keyness(corpus.largest(n=25))
    answered("keyness")
    rows = {"rows": len(words), "cells": len(labels), "found": len(lines), "compared": len(keyness)}
    return took | rows


if __name__ == "__main__":
    sys.stdout.write(json.dumps(ask(sys.argv[1], sys.argv[2])) + "\n")
