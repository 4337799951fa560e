"""Make a study: a folder with its settings, a lexicon, notebooks of its own and how to go on."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from discourse.analysis.neighbours import neighbours
from discourse.analysis.term_frequencies import term_frequencies
from discourse.corpus import Corpus
from discourse.errors import DiscourseError, counted
from discourse.files import beside, cannot_write, clear, passing, real, uninterrupted, write_together
from discourse.ingest.options import OPTIONS
from discourse.lexicon import Lexicon
from discourse.lexicon.formats import ENDINGS, toml
from discourse.lexicon.lexicon import bytes_of
from discourse.reading.reading import read
from discourse.reading.study import STUDY
from discourse.report import shipped
from discourse.report.build import way
from discourse.report.run import read_notebook, write_notebook

LEXICON = "lexicon.toml"
_COMMON, _PROPOSALS = 40, 30  # words of the corpus that the example shows, and that compete
_HEAD = """\
# What this study reads and asks: `discourse report`, other commands and the notebooks take it from here.
# Paths begin in this folder. What is said to a command wins over what stands here.

corpus = {corpus}
lexicon = {lexicon}
# The column whose groups are compared.
by = {by}
# "year", "quarter" or "month"; without it, years, or what a single year is made of.
{every}
# What stands above the report.
headline = {headline}
byline = {byline}
abstract = {abstract}

# How the corpus is read. `discourse inspect` proposes it, and `discourse report --help` lists all there is.
[options]
"""
_README = """\
# {headline}

A study made by `discourse new`. What it reads and asks stands in [study.toml](study.toml), what it looks for
in [lexicon.toml](lexicon.toml). Three commands, typed in this folder:

```
discourse lexicon check lexicon.toml      # which patterns find nothing, and which overlap
discourse report                          # report/report.html: one page that begins with what was found
jupyter lab notebooks                     # the same questions, to change and to add to
```

- The notebooks are yours. They read `study.toml` and draw into `figures/`. `discourse report` runs those
  whose names begin with a digit, in their order.
- `discourse concordance "PATTERN"` shows lines, `discourse neighbours WORD WORD` words that may compete with
  some, `discourse count --shares` counts; all take the corpus of this study.
"""
_ABOUT = """\
# What is looked for. A concept is one referent; its labels compete to name it; patterns find each label.
#   *  any characters inside a word    #  exactly one word    @  one word or none    =US  only in its own case
# Inside a concept the longest match wins and is counted once. To see what finds nothing and what overlaps:
#   discourse lexicon check lexicon.toml
"""
_EXAMPLE = """\
# An example; take away the # at the beginning of each line, and put your own in its place:
#
# [people]
# description = "Those who leave their country"
#
# [people.labels]
# refugees = ["refugee*"]
# migrants = { patterns = ["migrant*"], except = ["migrant bird*"], note = "Says that they move, not why" }
# "asylum seekers" = ["asylum @ seeker*"]
"""
_PROPOSED = """
[{concept}]
# description = "Whom or what these words name"

[{concept}.labels]
{seeds}

# Words of this corpus that stand in the same slots or in similar company, the nearest first, see
# `discourse neighbours`. Read the lines of one with `discourse concordance WORD`; if it names the same, take
# away the # before it:
"""


def new(
    folder: str | os.PathLike[str],
    corpus: str | None = None,
    *,
    options: Mapping[str, Any] | None = None,
    lexicon: str | None = None,
    seeds: Sequence[str] = (),
    by: str = "source",
    every: str | None = None,
    headline: str = "",
    byline: str = "",
    abstract: str = "",
    progress: bool = True,
) -> Path:
    """Make a folder for a study of a corpus, with everything in it or not at all.

    Parameters
    ----------
    folder : path
        The folder, which must not be there.
    corpus : str, optional
        What :func:`discourse.read` reads (default: the shipped seeds).
    options : mapping, optional
        Its options, as the command line takes them.
    lexicon : path or name, optional
        What the lexicon of the study begins with (default: an example to fill).
    seeds : sequence of str
        Patterns that name the same; in place of a lexicon. What competes with them is proposed.
    by, every, headline, byline, abstract
        What the report is asked, see :func:`discourse.report.build.report`.
    progress : bool
        Whether to show a bar while the corpus is read.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    DiscourseError
        If there is such a folder, it cannot be written, or the corpus or the lexicon cannot be read.
    """
    target = Path(folder)
    if os.path.lexists(target):
        raise DiscourseError(f"{target}: is there already; a study is made in a new folder")
    if lexicon is not None and seeds:
        raise DiscourseError("a study begins with a lexicon or with seeds, not with both")
    said = dict(options or {})
    is_seeds = shipped.is_seeds(corpus)
    articles = read(shipped.seeds() if is_seeds else str(corpus), **{"progress": progress, **said})
    articles.column(by)  # refuses what is no column
    name = real(target).name
    looked_for = _copied(lexicon) if lexicon is not None else _begun(articles, seeds, name)
    settings = {
        "corpus": shipped.SEEDS if is_seeds else way(target, str(corpus)),
        "lexicon": LEXICON,
        "by": by,
        "headline": headline,
        "byline": byline,
        "abstract": abstract,
    }
    told = {key: tomlkit.item(value).as_string() for key, value in settings.items()}
    told["every"] = f'every = "{every}"' if every else '# every = "month"'
    lines = [f"{key} = {tomlkit.item(value).as_string()}\n" for key, value in _from_there(said, target)]
    clear(target)
    with passing(beside(target)) as made, uninterrupted():
        try:
            for place in (made, made / "notebooks", made / "figures"):
                place.mkdir(parents=True)
        except OSError as error:
            raise cannot_write(target, error) from error
        for path in shipped.notebooks():
            notebook = read_notebook(path)
            for cell in notebook.cells:
                if cell.cell_type == "code":
                    cell.update(outputs=[], execution_count=None)
            write_notebook(notebook, made / "notebooks" / path.name)
        files = {
            STUDY: (_HEAD.format(**told) + "".join(lines)).encode(),
            LEXICON: looked_for,
            "README.md": _README.format(headline=" ".join(headline.split()) or name).encode(),
        }
        write_together({made / name: content for name, content in files.items()})
        try:
            made.rename(target)
        except OSError as error:
            raise cannot_write(target, error) from error
    return target


def _from_there(options: Mapping[str, Any], target: Path) -> Iterator[tuple[str, Any]]:
    """Yield options in their order, with the way from a folder to those that are files."""
    for name, option in OPTIONS.items():
        if name in options:
            is_file = option.metavar == "FILE"
            yield name, way(target, str(options[name])) if is_file else options[name]


def _copied(lexicon: str) -> bytes:
    """Return a lexicon as a TOML file: as it is, with its comments, or of another program as it was read."""
    read = Lexicon.read(lexicon)
    if Path(lexicon).suffix.lower() not in ENDINGS:
        return bytes_of(lexicon)
    heads = {"name": read.name, "language": read.language, "description": read.description}
    return toml.write(heads, read.concepts).encode()


def _begun(corpus: Corpus, seeds: Sequence[str], name: str) -> bytes:
    """Begin a lexicon: with words that name the same and what competes with them, or with an example."""
    heads = {"name": name, "language": corpus.language}
    text = _ABOUT + "".join(f"{key} = {_text(value)}\n" for key, value in heads.items())
    if not seeds:
        return (text + _frequent(corpus) + _EXAMPLE).encode()
    table = neighbours(corpus, list(seeds), n=_PROPOSALS)
    concept = _key(" or ".join(dict.fromkeys(seeds)))
    lines = "\n".join(f"{_key(seed)} = [{_text(seed)}]" for seed in dict.fromkeys(seeds))
    width = max(len(term) for term in ["", *table["term"]])
    rows = table[["term", "count", "slots", "slot"]].itertuples(index=False, name=None)
    proposed = "".join(
        f"# {f'{_key(term)} = [{_text(term)}]':{2 * width + 7}}  # {counted(count, 'time')}"
        + (f', in {counted(slots, "slot")} such as "{slot}"\n' if slots else "\n")
        for term, count, slots, slot in rows
    )
    begun = text + _PROPOSED.format(concept=concept, seeds=lines)
    return begun.encode() + proposed.encode("utf-8", "replace")


def _frequent(corpus: Corpus) -> str:
    """List the words of a corpus that come most often, those that build sentences left out."""
    table = term_frequencies(corpus, by=None)
    words = table[~table["term"].isin(corpus.function_words)]["term"].head(_COMMON).tolist()
    listed = textwrap.fill(", ".join(words), 110, initial_indent="#   ", subsequent_indent="#   ")
    return (
        f"\n# The words that come most often in the corpus, but for those that build sentences:\n{listed}\n\n"
    )


def _text(text: str) -> str:
    return tomlkit.item(text).as_string()


def _key(name: str) -> str:
    return tomlkit.key(name).as_string()
