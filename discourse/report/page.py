"""One self-contained page made of the executed notebooks, the figures, the corpus and the lexicon."""

from __future__ import annotations

import base64
import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
from discourse.errors import counted
from discourse.files import DIRECTIONS
from discourse.plots.save import read_manifest
from discourse.reading.inspection import FITS
from discourse.report.content import data, picture, section
from discourse.report.findings import FIGURE, Finding
from discourse.report.lines import Cell, cells, spots
from discourse.version import __version__

GENERATOR = '<meta name="generator" content="discourse report">'
TITLE = "How outlets name the same things"
_LIBRARIES = ("numpy", "pandas", "scipy", "matplotlib", "seaborn", "nltk")
_COLUMNS = 40  # of a table on the page
_NOTES_SHOWN = 20  # of each kind: thousands of one must not hide another


@dataclass(frozen=True)
class About:
    """What stands above a report.

    Attributes
    ----------
    title, byline, abstract : str
        Empty ones are left out; a page without title has one that is true of every corpus.
    """

    title: str = ""
    byline: str = ""
    abstract: str = ""


def page(
    notebooks: Sequence[Path],
    figures: Path,
    *,
    corpus: Any,
    lexicon: Any,
    answers: Sequence[Finding],
    about: About,
    settings: Mapping[str, str],
    lines: str = "short",
) -> str:
    """Return the report as HTML, a page that asks the network for nothing and whose one script is ours.

    The notebooks are executed, `figures` is the folder of what they drew, and `answers` are what the page
    begins with. It holds its figures, their data and some of the lines behind them (`lines` is "none",
    "short" or "full"), so that it can be passed on alone.
    """
    rows = {str(row["name"]): row for row in read_manifest(figures)}
    notes = corpus.notes
    first_notes = notes.groupby("what").head(_NOTES_SHOWN).astype(object)
    first_notes = first_notes.where(first_notes.notna(), "").astype(str)
    first_notes = first_notes.map(lambda cell: shorten(cell, 160, placeholder="…"))
    if lines == "none":
        first_notes["text"] = ""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["inset"] = _inset
    environment.filters["grouped"] = lambda value: f"{value:,}" if isinstance(value, int) else value
    sections = [section(path, rows, folder=figures) for path in notebooks]
    first = _first(rows.get(FIGURE), figures)
    pictures = [block for made in sections for block in made.blocks if block["kind"] == "figure"]
    drawn = cells(corpus, lexicon, by=settings["by"], lines=lines)
    opened: dict[int, Cell] = {}
    for block in filter(None, [first, *pictures]):
        table = block.get("header", ()), block.get("table", ())
        block["spots"] = there = spots(rows.get(block["name"], {}), *table, settings["by"], drawn)
        opened |= {spot["cell"].number: spot["cell"] for spot in there}
    script = (Path(__file__).parent / "templates" / "report.js").read_text("utf-8").strip()
    text = environment.get_template("report.html.j2").render(
        generator=GENERATOR,
        script=script,
        seal=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        about=about,
        title=about.title or TITLE,
        answers=answers,
        first=first,
        drawn={block["name"] for block in pictures},
        cells=[opened[number] for number in sorted(opened)],
        sections=sections,
        columns=_COLUMNS,
        scope=_scope(corpus),
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
    )
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def _inset(box: Sequence[int], width: int, height: int) -> str:
    """Return where a box is in a picture, as CSS has it: from the top, right, bottom and left."""
    x, y, wide, high = box
    sides = (y / height, (width - x - wide) / width, (height - y - high) / height, x / width)
    return " ".join(f"{100 * side:.2f}%" for side in sides)


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
        f"{DIRECTIONS.sub('', sentence(table))} dc.furniture lists them. --drop-furniture takes out those of "
        "each source, Corpus.without those that you choose."
    )


def _scope(corpus: Any) -> str:
    """Say what there is: "804 articles of 15 outlets, 254,124 words, 2011–2018, 2 without a date"."""
    documents = corpus.metadata
    years = documents["year"].dropna()
    undated = int(documents["date"].isna().sum())
    outlets = documents["source"].nunique()
    said = [counted(len(documents), "article") + (f" of {counted(outlets, 'outlet')}" if outlets else "")]
    said.append(counted(int(corpus.tokens), "word"))
    said.append("no dates" if years.empty else _span(years.astype(int)))
    if undated and not years.empty:
        said.append(f"{undated:,} without a date")
    return ", ".join(said)


def _span(years: pd.Series[int]) -> str:
    """Return from when to when articles are; what next to none is dated, such as the year 1, is outside."""
    counts = years.value_counts().sort_index()
    usual = counts.index[counts >= len(years) / 1000]
    first, last = int(usual.min()), int(usual.max())
    outside = int((~years.between(first, last)).sum())
    said = "–".join(dict.fromkeys([str(first), str(last)]))
    return f"{said} ({outside:,} dated outside)" if outside else said


def _first(row: Mapping[str, Any] | None, figures: Path) -> dict[str, Any] | None:
    """Return the figure of the first page as a block of a section; None where there is none."""
    if row is None:
        return None
    png = (figures / f"{row['name']}.png").read_bytes()
    width, height = (int.from_bytes(png[at : at + 4], "big") // 2 for at in (16, 20))
    about = {"src": picture(png), "width": width, "height": height}
    about |= {"alt": row["alt"], "caption": row["caption"]}
    return {"kind": "figure", "name": row["name"], **about, **data(figures, row)}


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
