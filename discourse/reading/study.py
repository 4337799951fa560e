"""A study: which corpus, how it is read and what is asked of it, as its file ``study.toml`` says."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from discourse.errors import CorpusError, DiscourseError
from discourse.files import read_toml
from discourse.ingest.options import OPTIONS, checked
from discourse.ingest.parquet import is_url

STUDY = "study.toml"
_PERIODS = ("year", "quarter", "month")
_NAMES_OF_OURS = re.compile(r"[\w-]+")  # of shipped lexicons, and "seeds"


@dataclass(frozen=True)
class Study:
    """What a study reads and asks; without a file, what the notebooks of the library do.

    Attributes
    ----------
    corpus : str
        What :func:`discourse.read` reads, from the current folder.
    options : dict
        How it reads it.
    lexicon : str
        What :meth:`Lexicon.read` reads.
    by : str
        The column whose groups are compared.
    every : str or None
        ``"year"``, ``"quarter"`` or ``"month"``; None where the report chooses.
    headline, byline, abstract : str
        What stands above the report.
    file : str
        Where this is said; empty if nowhere.
    """

    corpus: str = "seeds"
    options: dict[str, Any] = field(default_factory=dict)
    lexicon: str = "syria"
    by: str = "source"
    every: str | None = None
    headline: str = ""
    byline: str = ""
    abstract: str = ""
    file: str = ""

    def reads(self, corpus: str | None) -> dict[str, Any]:
        """Return the options of reading that hold for a corpus: for another than its own, none.

        Examples
        --------
        >>> ours = Study(corpus="../news.csv", options={"text": "body"})
        >>> ours.reads(None), ours.reads("../news.csv"), ours.reads("else.csv")
        ({'text': 'body'}, {'text': 'body'}, {})
        """
        ours = corpus is None or Path(corpus).resolve() == Path(self.corpus).resolve()
        return self.options if ours else {}

    def figures(self, corpus: object, options: object, lexicon: object, by: object) -> str:
        """Return where a notebook draws: with other settings than the study's, where it overwrites nothing.

        Examples
        --------
        >>> [Study().figures(corpus, {}, "syria", "source") for corpus in ("seeds", "news.csv")]
        ['../figures', 'own-figures']
        """
        ours = (corpus, options, lexicon, by) == (self.corpus, self.options, self.lexicon, self.by)
        return "../figures" if ours else "own-figures"


KEYS = tuple(each.name for each in fields(Study) if each.name != "file")


def study() -> Study:
    """Read the file ``study.toml`` in the current folder or the one above.

    Notebooks take their settings from it, so that a study says once what it reads. ``discourse new`` makes a
    folder with one.

    Returns
    -------
    Study
        With ``.corpus``, ``.options``, ``.lexicon``, ``.by`` and ``.every``, as :func:`discourse.read`,
        :meth:`Lexicon.read` and the analyses take them; paths lead from the current folder. Without a file,
        it is that of the notebooks of the library: the four seed articles and the lexicon ``syria``.

    Raises
    ------
    CorpusError
        If the file cannot be used; the message names it and the key.

    Examples
    --------
    >>> import discourse as dc
    >>> settings = dc.study()
    >>> settings.corpus, settings.lexicon, settings.by
    ('seeds', 'syria', 'source')
    """
    found = (folder / STUDY for folder in (Path(), Path("..")))
    file = next((path for path in found if os.path.lexists(path)), None)
    return Study() if file is None else read_study(file)


def read_study(file: Path) -> Study:
    """Read the file of a study; its paths begin where it lies.

    Raises
    ------
    CorpusError
        If it is not TOML, or has a key or value that nothing takes.
    """
    said = read_toml(file, str(file))
    unknown = next((key for key in said if key not in KEYS), None)
    if unknown is not None:
        hint = f"; in [options] {unknown} says how the corpus is read" if unknown in OPTIONS else ""
        raise CorpusError(f"{file}: {unknown} is not known; a study has {', '.join(KEYS)}{hint}")
    for key, value in said.items():
        if not isinstance(value, str) and key != "options":
            raise CorpusError(f"{file}: {key} is a text in quotation marks, not {value!r}")
    if said.get("every", "year") not in _PERIODS:
        raise CorpusError(f"{file}: every is one of {', '.join(_PERIODS)}, not {said['every']!r}")
    said["options"] = _options(file, said.get("options", {}))
    for key in ("corpus", "lexicon"):
        if key in said:
            said[key] = _place(file, said[key])
    return Study(**said, file=file.as_posix())


def _options(file: Path, said: object) -> dict[str, Any]:
    """Return the options of reading, each checked; files among them lead from the current folder."""
    if not isinstance(said, Mapping):
        raise CorpusError(f'{file}: options is a table, [options], with lines such as text = "body"')
    options: dict[str, Any] = {}
    for name, value in said.items():
        if name not in OPTIONS:
            raise CorpusError(f"{file}: options.{name} is not known; there are {', '.join(OPTIONS)}")
        is_file = OPTIONS[name].metavar == "FILE" and isinstance(value, str)
        options[name] = (file.parent / value).as_posix() if is_file else value
        try:
            checked({name: options[name]})
        except DiscourseError as error:
            raise CorpusError(
                f"{file}: options.{name}: {str(error).removeprefix(f'{name}=').strip()}"
            ) from error
    return options


def _place(file: Path, said: str) -> str:
    """Return how a file that a study mentions is reached, or a name of the library's as it is."""
    path = file.parent / said
    ours = _NAMES_OF_OURS.fullmatch(said) and not path.exists()
    return said if ours or is_url(said) else path.as_posix()
