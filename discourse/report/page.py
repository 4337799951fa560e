"""One self-contained page made of the executed notebooks, the figures, the corpus and the lexicon."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

from discourse.plots.save import read_manifest
from discourse.report.run import read_notebook

GENERATOR = '<meta name="generator" content="discourse report">'
_LIBRARIES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn", "nltk")
_SOURCES_SHOWN = 40
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
    """Return the report as HTML.

    Parameters
    ----------
    notebooks : sequence of Path
        The executed notebooks in their order.
    figures : Path
        The folder of the figures that they made.
    corpus, lexicon : Corpus, Lexicon
        What was counted and what was looked for.
    name : str
        The corpus in a word.
    settings : mapping
        The run's settings, for the methods section.
    notebooks_link, figures_link : str
        The ways from the page to the notebooks and to the figures.

    Returns
    -------
    str
        A page that asks the network for nothing and has no script.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from discourse import __version__, caveat
    from discourse.report.content import section

    rows = {str(row["name"]): row for row in read_manifest(figures)}
    sections = [
        section(read_notebook(path), path.stem, rows, folder=figures, notebooks_link=notebooks_link)
        for path in notebooks
    ]
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("report.html.j2").render(
        generator=GENERATOR,
        name=name,
        sections=sections,
        summary=_summary(corpus),
        sources=_sources(corpus),
        sources_shown=_SOURCES_SHOWN,
        caveat=caveat(corpus, by=settings["by"]),
        lexicon=lexicon,
        corpus_hash=corpus.hash,
        lexicon_hash=lexicon.hash,
        tokenizer=corpus.tokenizer,
        notes=_notes(corpus.notes),
        note_rows=_note_rows(corpus.notes),
        note_count=len(corpus.notes),
        notes_shown=_NOTES_SHOWN,
        settings=settings,
        versions={"discourse": __version__, "Python": platform.python_version(), **_versions()},
        figures_link=figures_link,
        notebooks_link=notebooks_link,
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _summary(corpus: Any) -> dict[str, str]:
    documents = corpus.metadata
    years = documents["year"].dropna()
    undated = int(documents["date"].isna().sum())
    summary = {
        "Articles": f"{len(documents):,}",
        "Words": f"{corpus.tokens:,}",
        "Outlets": f"{documents['source'].nunique():,}",
        "Years": "no dates" if years.empty else "–".join(dict.fromkeys([str(years.min()), str(years.max())])),
    }
    return summary | ({"Without a date": f"{undated:,}"} if undated else {})


def _sources(corpus: Any) -> list[dict[str, str]]:
    """Return one line an outlet: articles, words, first and last day; the largest first."""
    groups = corpus.documents.groupby("source", dropna=False, observed=True)
    table = groups.agg(
        articles=("id", "size"), words=("tokens", "sum"), first=("date", "min"), last=("date", "max")
    ).reset_index()
    table["key"] = table["source"].astype(str).str.casefold()
    table = table.sort_values(["articles", "key"], ascending=[False, True])
    return [
        {
            "source": str(row.source),
            "articles": f"{row.articles:,}",
            "words": f"{row.words:,}",
            "first": "" if pd.isna(row.first) else f"{row.first:%Y-%m-%d}",
            "last": "" if pd.isna(row.last) else f"{row.last:%Y-%m-%d}",
        }
        for row in table.itertuples(index=False)
    ]


def _notes(notes: pd.DataFrame) -> list[dict[str, str]]:
    """Return what was dropped or repaired, one line a kind: lines of the text last, and named as such."""
    of_article = notes["line"].notna() & notes["document"].notna()
    kinds = notes.assign(is_line=of_article).groupby(["is_line", "what"], sort=True)
    table: Any = kinds.agg(times=("count", "sum"), documents=("document", "nunique")).reset_index()
    return [
        {
            "what": f"line taken out: {row.what}" if row.is_line else str(row.what),
            "count": f"{row.times:,}",
            # What is noted of a file or an outlet as a whole does not say in which articles.
            "documents": f"{row.documents:,}" if row.documents else "",
        }
        for row in table.itertuples(index=False)
    ]


def _note_rows(notes: pd.DataFrame) -> list[list[str]]:
    """Return the first notes of each kind as cells."""
    first = notes.groupby("what").head(_NOTES_SHOWN)
    rows: list[list[str]] = first.astype(object).fillna("").astype(str).to_numpy().tolist()
    return rows


def _versions() -> dict[str, str]:
    return {name: metadata.version(name) for name in _LIBRARIES}
