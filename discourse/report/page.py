"""One self-contained page made of the executed notebooks, the figures, the corpus and the lexicon."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from textwrap import shorten
from typing import Any

import pandas as pd
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from discourse.analysis.framing import framing
from discourse.analysis.furniture import furniture, sentence
from discourse.analysis.sentences import caveat
from discourse.counting.groups import group_names
from discourse.plots.save import read_manifest
from discourse.reading.inspection import FITS
from discourse.report.content import section
from discourse.version import __version__

GENERATOR = '<meta name="generator" content="discourse report">'
_LIBRARIES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn", "nltk")
_NOTES_SHOWN = 20  # of each kind: thousands of one must not hide another


def page(
    notebooks: Sequence[Path],
    figures: Path,
    *,
    corpus: Any,
    lexicon: Any,
    name: str,
    settings: Mapping[str, str],
    notebooks_link: str,
    figures_link: str,
) -> str:
    """Return the report as HTML, a page that asks the network for nothing and has no script.

    The notebooks are executed, `figures` is the folder of what they drew, `name` is the corpus in a word, and
    the links lead from the page to the notebooks and the figures.
    """
    rows = {str(row["name"]): row for row in read_manifest(figures)}
    notes = corpus.notes
    first_notes = notes.groupby("what").head(_NOTES_SHOWN).astype(object)
    first_notes = first_notes.where(first_notes.notna(), "").astype(str)
    first_notes = first_notes.map(lambda cell: shorten(cell, 160, placeholder="…"))
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["grouped"] = lambda value: f"{value:,}" if isinstance(value, int) else value
    text = environment.get_template("report.html.j2").render(
        generator=GENERATOR,
        name=name,
        sections=[section(path, rows, folder=figures, notebooks_link=notebooks_link) for path in notebooks],
        summary=_summary(corpus),
        outlets=_outlets(corpus),
        caveat=caveat(corpus, by=settings["by"]),
        misfit=_misfit(corpus, lexicon),
        furniture=_furniture(corpus, lexicon, settings["by"]),
        lexicon=lexicon,
        tokenizer=corpus.tokenizer,
        notes=_notes(notes),
        note_rows=first_notes.to_numpy().tolist(),
        note_count=len(notes),
        notes_shown=_NOTES_SHOWN,
        settings={
            **settings,
            "hash of the corpus": corpus.hash,
            "hash of the lexicon": lexicon.hash,
            "discourse": __version__,
            "Python": platform.python_version(),
            **{library: metadata.version(library) for library in _LIBRARIES},
        },
        figures_link=figures_link,
        notebooks_link=notebooks_link,
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _misfit(corpus: Any, lexicon: Any) -> str:
    """Say that a lexicon hardly finds anything, if so."""
    found = framing(corpus, lexicon, by=None, unit="document")["count"].sum() / len(corpus)
    if found >= FITS:
        return ""
    return (
        f"The lexicon {lexicon.name} finds {found:.1f} labels an article in this corpus: it may be about "
        "something else, and what follows rests on few words."
    )


def _furniture(corpus: Any, lexicon: Any, by: str) -> str:
    """Say how much stands in many articles of one outlet and hardly elsewhere, if anything does."""
    table = furniture(corpus, by=by, lexicon=lexicon)
    if table.empty:
        return ""
    return (
        f'{sentence(table)} dc.furniture lists them. furniture="drop" (--drop-furniture) takes out those of '
        "each source, Corpus.without those that you choose."
    )


def _summary(corpus: Any) -> dict[str, Any]:
    documents = corpus.metadata
    years = documents["year"].dropna()
    undated = int(documents["date"].isna().sum())
    return {
        "Articles": len(documents),
        "Words": corpus.tokens,
        "Outlets": documents["source"].nunique(),
        "Years": "no dates" if years.empty else "–".join(dict.fromkeys([str(years.min()), str(years.max())])),
        **({"Without a date": undated} if undated else {}),
    }


def _outlets(corpus: Any) -> list[list[Any]]:
    """List each outlet with its articles, words, first and last day; the largest first."""
    table = corpus.documents.groupby("source", dropna=False, observed=True, as_index=False).agg(
        articles=("id", "size"), words=("tokens", "sum"), first=("date", "min"), last=("date", "max")
    )
    table = table.assign(source=group_names(table[["source"]]))
    table = table.sort_values("source", key=lambda names: names.str.casefold())
    table = table.sort_values("articles", ascending=False, kind="stable")
    for day in ("first", "last"):
        table[day] = table[day].dt.strftime("%Y-%m-%d").fillna("")
    rows: list[list[Any]] = table.astype(object).to_numpy().tolist()
    return rows


def _notes(notes: pd.DataFrame) -> list[list[Any]]:
    """List what was left out or repaired, by kind; lines of the text come last, and are named as such."""
    of_article = notes["line"].notna() & notes["document"].notna()
    kinds = notes.assign(is_line=of_article).groupby(["is_line", "what"], sort=True)
    table: Any = kinds.agg(times=("count", "sum"), documents=("document", "nunique")).reset_index()
    return [
        # What is noted of a file or an outlet as a whole does not say in which articles.
        [f"taken out: {row.what}" if row.is_line else row.what, row.times, row.documents or ""]
        for row in table.itertuples(index=False)
    ]
