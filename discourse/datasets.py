"""Corpora that others published under an open licence: found on this machine, or fetched once and checked."""

import hashlib
import os
import warnings
from pathlib import Path

from discourse.corpus import Corpus
from discourse.errors import CorpusError
from discourse.ingest.options import ReadOptions
from discourse.reading.reading import read
from discourse.store.sealed import folder

FOLDER = "DISCOURSE_DATA"
_NAME = "FA-KES-Dataset.csv"
_PAGE = "https://zenodo.org/records/2607278"
_URL = f"{_PAGE}/files/{_NAME}?download=1"
_SHA256 = "90822dc38d080fa220960d4b7c704fb66adba0feaf038ab44e56ec4d6f2e15ab"

# How its file is read, wherever it lies.
FAKES_READ_AS: ReadOptions = {
    "text": "article_content",
    "title": "article_title",
    "source": "source",
    "date": "date",
    "id": "unit_id",
    "date_format": "%m/%d/%Y",
    "encoding": "latin-1",
    "errors": "repair",
}


def fakes(*, progress: bool = True) -> Corpus:
    """Return FA-KES: 804 articles on the war in Syria, of 15 outlets, from 2011 to 2018.

    The file is looked for in the folder that the environment variable ``DISCOURSE_DATA`` names
    (``fakes/FA-KES-Dataset.csv`` in it, or ``FA-KES-Dataset.csv``). If it is not there, it is fetched once
    from its Zenodo record, checked by its hash, and kept in the user's cache folder (``DISCOURSE_CACHE``
    names another).

    Parameters
    ----------
    progress : bool
        Whether to show a bar when it takes more than a second.

    Returns
    -------
    Corpus
        ``id``, ``source``, ``date`` and ``title``; ``location`` and ``labels`` as the file has them (``1`` is
        credible and ``0`` fake, by comparison with the database named below); what was repaired is
        in ``.notes``.

    Raises
    ------
    CorpusError
        If the file is not the published one, or there is none and it cannot be fetched.

    Notes
    -----
    Abu Salem, Al Feel, Elbassuoni, Jaber, Farah, FA-KES: a fake news dataset around the Syrian war (ICWSM
    2019); Zenodo record 2607278, CC BY 4.0. The articles report single events of the war, gathered so that
    they can be checked against the database of the Violations Documentation Center. The file has lost all its
    apostrophes, and its texts all their commas; 123 bytes are damaged; twelve ids and 15 texts occur twice.

    Examples
    --------
    >>> import discourse as dc
    >>> len(dc.datasets.fakes())  # doctest: +SKIP
    804
    """
    return read(_file(progress=progress), **FAKES_READ_AS, progress=progress)


def _file(*, progress: bool) -> Path:
    """Find the published file, or fetch it."""
    given = os.environ.get(FOLDER)
    if given:
        for path in (Path(given).expanduser() / "fakes" / _NAME, Path(given).expanduser() / _NAME):
            if path.is_file():
                return _checked(path)
    advice = f"get it from {_PAGE} and name its folder in {FOLDER}"
    kept = folder()
    if kept is None:
        raise CorpusError(
            f"{_NAME} is not here, and it cannot be kept because DISCOURSE_CACHE is empty; {advice}"
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # in a notebook without widgets tqdm says so, which nobody asked
        import pooch
    try:
        return Path(pooch.retrieve(_URL, f"sha256:{_SHA256}", fname=_NAME, path=kept, progressbar=progress))
    except OSError as error:  # no network, no right to write, no room
        reason = error.strerror or type(error).__name__
        raise CorpusError(f"{_NAME} could not be fetched into {kept} ({reason}); {advice}") from error
    except ValueError as error:  # pooch says so when the hash is another
        raise CorpusError(f"{_URL} is not the file that was published, by its SHA-256; {advice}") from error


def _checked(path: Path) -> Path:
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != _SHA256:
        raise CorpusError(
            f"{path} is not the published file: its SHA-256 is {found}, that of {_PAGE} is {_SHA256}"
        )
    return path
