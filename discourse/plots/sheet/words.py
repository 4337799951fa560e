"""The words and numbers of figures, in English, German, or as a table of one's own has them."""

import os
import tomllib
from collections.abc import Callable
from functools import cache
from math import isnan
from pathlib import Path
from string import Formatter
from typing import Any

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, ScalarFormatter

from discourse.errors import DiscourseError
from discourse.plots.sheet.look import ENGLISH, LOOK, Words

_SHIPPED = Path(__file__).parent / "languages"


def words_of(language: str | os.PathLike[str] | None) -> Words:
    """Return the words of a language that is shipped, or of a TOML file like those that are.

    Raises
    ------
    DiscourseError
        If there is no such language or file, or a phrase in it has other blanks to fill than the English one.
    """
    if language is None or language == "en":
        return ENGLISH
    shipped = sorted(file.stem for file in _SHIPPED.glob("*.toml"))
    path = _SHIPPED / f"{language}.toml" if language in shipped else Path(language)
    if path.suffix != ".toml" or not path.is_file():
        raise DiscourseError(
            f"language= is one of {', '.join(['en', *shipped])}, or a .toml file of phrases, not {language!r}"
        )
    return _read(path, path.stat().st_mtime_ns)


@cache
def _read(path: Path, changed: int) -> Words:
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        phrases, numbers = dict(read.get("phrases", {})), dict(read.get("numbers", {}))
    except (ValueError, TypeError) as error:
        raise DiscourseError(f"{path}: not a table of phrases ({error})") from error
    for english, phrase in phrases.items():
        if not isinstance(phrase, str) or not _blanks(phrase) <= _blanks(english):
            raise DiscourseError(f"{path}: the phrase for {english!r} has other blanks: {phrase!r}")
    named = {"decimal": ".", "thousands": ",", "percent": "%"}
    return Words(phrases, {mark: str(numbers.get(name, mark)) for name, mark in named.items()})


def _blanks(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}


class _Filled(Formatter):
    """Fills the blanks of a phrase; numbers have the marks of its language."""

    def format_field(self, value: Any, format_spec: str) -> str:
        text = str(super().format_field(value, format_spec))
        return text if isinstance(value, str) else LOOK.get().words.number(text)


def say(phrase: str, **blanks: Any) -> str:
    """Return a phrase of a figure in its language, with its blanks filled."""
    return _Filled().vformat(called(phrase), (), blanks)


def called(word: object) -> str:
    """Return a fixed word of a table, such as "the rest" or "year", in the language of the figure."""
    return LOOK.get().words.phrases.get(str(word), str(word))


def number(value: Any, form: str) -> str:
    """Return a number as the figure's language writes it: ``number(1204.5, ",.1f")``; a dash for NaN."""
    return "–" if isnan(value) else LOOK.get().words.number(format(value, form))


def signed(value: Any, form: str = "+.1f") -> str:
    """Return a number with its sign, which is no hyphen."""
    return number(value, form).replace("-", "−")


def counted(count: int, noun: str, before: str = "") -> str:
    """Return "1 article", "1,204 words", or "in 2 articles", which other languages inflect."""
    return say(f"{before}{{n:,}} {noun}{'' if count == 1 else 's'}", n=count)


def ticks(write: Callable[[Any], str]) -> FuncFormatter:
    """Return how the numbers of an axis are written, in the language of the figure, also when drawn later."""
    words = LOOK.get().words
    return FuncFormatter(lambda value, _: words.number(write(value)))


def localize(ax: Axes) -> None:
    """Write plain numbers on the axes in the language of the figure."""
    words = LOOK.get().words
    if not words.marks:
        return
    for axes in ax.findobj(Axes):
        for axis in (axes.xaxis, axes.yaxis):
            if type(axis.get_major_formatter()) is ScalarFormatter:
                axis.set_major_formatter(_Local(words))


class _Local(ScalarFormatter):
    """Numbers of an axis with the marks of a language."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._own = words

    def __call__(self, x: float, pos: int | None = None) -> str:
        return self._own.number(super().__call__(x, pos))
