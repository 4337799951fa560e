"""The articles that calibration is measured on: what each has of each word."""

from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse

from benchmarks.inputs import CORPUS

FAKES = Path("fakes", "FA-KES-Dataset.csv")
OUTLETS = ("CNN (Web News)", "Washington Times")  # the two of which the corpus has most

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


class Sample(NamedTuple):
    """The articles of one origin.

    Attributes
    ----------
    name : str
    counts : csr_array of float, shape (articles, terms)
        The terms that several articles have, in the order of the vocabulary.
    lengths : ndarray of float, shape (articles,)
        All tokens of each article.
    family : ndarray of int64, shape (articles,)
        From 0, the same for copies of one story.
    """

    name: str
    counts: sparse.csr_array
    lengths: Floats
    family: Counts


def sample_of(name: str, corpus: Any) -> Sample:
    """Take a sample from a corpus; a word of one article alone can tell nothing of how articles differ."""
    counts = sparse.csr_array(corpus.index.matrix, dtype=np.float64)
    several = np.bincount(counts.indices, minlength=counts.shape[1]) > 1
    family = np.unique(corpus.families, return_inverse=True)[1]
    lengths = corpus.index.lengths.astype(np.float64)
    return Sample(name, sparse.csr_array(counts[:, several]), lengths, family)


def merged(sample: Sample) -> Sample:
    """Make one article of each family."""
    families = int(sample.family.max()) + 1
    shape = families, len(sample.family)
    adding = sparse.csr_array(
        (np.ones(len(sample.family)), (sample.family, np.arange(len(sample.family)))), shape=shape
    )
    counts = sparse.csr_array(adding @ sample.counts)
    return Sample(sample.name, counts, np.asarray(adding @ sample.lengths), np.arange(families))


def samples(data: Path) -> list[Sample]:
    """Read the outlets and FA-KES from the folder of the data."""
    import pyarrow.parquet as pq

    import discourse as dc
    from discourse.datasets import FAKES_READ_AS

    found = []
    for outlet in OUTLETS:
        columns = ["id", "source", "text"]
        table = pq.read_table(data / CORPUS, columns=columns, filters=[("source", "=", outlet)])
        corpus = dc.read(table.to_pandas(), text="text", source="source", id="id", errors="repair")
        found.append(sample_of(outlet, corpus))
    fakes = dc.read(data / FAKES, **FAKES_READ_AS)
    return [*found, sample_of("FA-KES", fakes)]


def missing(data: Path) -> list[str]:
    """Name the files that are not there."""
    return [str(name) for name in (CORPUS, FAKES) if not (data / name).is_file()]
