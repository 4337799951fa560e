"""The cells of an executed notebook as pieces of a page; nothing in them is trusted to be harmless HTML."""

from __future__ import annotations

import base64
import binascii
import csv
import posixpath
import re
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import mistune

from discourse.files import as_text
from discourse.report.run import INJECTED
from discourse.report.sanitize import sanitize

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_ROWS_SHOWN = 100
_LABELS = {"parameters": "Settings", INJECTED: "Settings of this run"}
_PICTURES = ("image/png", "image/jpeg")


@dataclass
class Heading:
    """A heading of a notebook, for the contents."""

    anchor: str
    text: str
    level: int


@dataclass
class Section:
    """A notebook on the page."""

    anchor: str
    title: str = ""
    headings: list[Heading] = field(default_factory=list)
    blocks: list[dict[str, Any]] = field(default_factory=list)


class _Renderer(mistune.HTMLRenderer):
    """Markdown to HTML: raw HTML becomes text, pictures their words, links lead within the page or out."""

    def __init__(self, section: Section, notebooks_link: str) -> None:
        super().__init__(escape=False)  # entities mean what they say; for raw HTML see below
        self._section = section
        self._notebooks = notebooks_link

    def inline_html(self, html: str) -> str:
        return escape(html)

    def block_html(self, html: str) -> str:
        return f"<p>{escape(html)}</p>\n"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        return f"<em>{text}</em>"

    def link(self, text: str, url: str, title: str | None = None) -> str:
        parts = urlsplit(url)
        if parts.scheme not in {"", "http", "https", "mailto"} or (parts.netloc and not parts.scheme):
            return text
        if not parts.scheme and parts.path:
            file = posixpath.basename(parts.path)
            if file.endswith(".ipynb") and "/" not in parts.path:
                url = f"#{file.removesuffix('.ipynb')}"
            else:
                url = posixpath.normpath(posixpath.join(self._notebooks, parts.path))
        return f'<a href="{escape(unescape(url))}">{text}</a>'

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        plain = unescape(re.sub(r"<[^>]*>", "", text)).strip()
        if level == 1 and not self._section.title:
            self._section.title = plain
            return ""
        slug = re.sub(r"\W+", "-", plain.casefold()).strip("-") or "part"
        anchor = f"{self._section.anchor}-{slug}"
        taken = {heading.anchor for heading in self._section.headings}
        number = 2
        while anchor in taken:
            anchor, number = f"{self._section.anchor}-{slug}-{number}", number + 1
        self._section.headings.append(Heading(anchor, plain, level))
        tag = f"h{min(level + 1, 6)}"
        return f'<{tag} id="{escape(anchor)}">{text}</{tag}>\n'


def section(
    notebook: Any, stem: str, figures: dict[str, dict[str, Any]], *, folder: Path, notebooks_link: str
) -> Section:
    """Return an executed notebook as a section of the page.

    Parameters
    ----------
    notebook : NotebookNode
        The executed notebook.
    stem : str
        Its file's name without ending; the section's anchor.
    figures : dict
        The manifest's rows by figure name.
    folder : Path
        Where the figures' data are.
    notebooks_link : str
        The way from the page to the notebooks.
    """
    made = Section(stem)
    render: Any = mistune.create_markdown(
        renderer=_Renderer(made, notebooks_link), plugins=["table", "strikethrough"]
    )
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            made.blocks.append({"kind": "prose", "html": render(cell.source)})
        elif cell.cell_type == "code" and cell.source.strip():
            tags = cell.metadata.get("tags", [])
            what = (
                "Settings" if "parameters" in tags else "Settings of this run" if INJECTED in tags else "Code"
            )
            made.blocks.append({"kind": "code", "label": what, "text": cell.source})
            for output in cell.outputs:
                made.blocks.extend(_output(output, render, figures, folder))
    made.title = made.title or stem.replace("_", " ")
    return made


def _output(
    output: Any, render: Any, figures: dict[str, dict[str, Any]], folder: Path
) -> list[dict[str, Any]]:
    kind = output["output_type"]
    if kind == "stream":
        return [{"kind": "text", "text": _joined(output["text"])}]
    if kind not in {"display_data", "execute_result"}:
        return []
    data = output["data"]
    for picture in _PICTURES:
        if picture in data:
            return _picture(picture, output, figures, folder)
    if "text/markdown" in data:
        return [{"kind": "prose", "html": render(_joined(data["text/markdown"]))}]
    if "text/html" in data:
        return [{"kind": "table", "html": sanitize(_joined(data["text/html"]))}]
    text = _joined(data.get("text/plain", ""))
    return [{"kind": "text", "text": text}] if text.strip() else []


def _picture(
    kind: str, output: Any, figures: dict[str, dict[str, Any]], folder: Path
) -> list[dict[str, Any]]:
    try:
        content = base64.b64decode("".join(_joined(output["data"][kind]).split()), validate=True)
    except (binascii.Error, ValueError):
        return []
    about = output.get("metadata", {})
    size = about.get(kind, {})
    name = str(about.get("discourse", {}).get("figure", ""))
    row = figures.get(name)
    block: dict[str, Any] = {
        "kind": "figure",
        "src": f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}",
        "width": size.get("width") if isinstance(size.get("width"), int) else None,
        "height": size.get("height") if isinstance(size.get("height"), int) else None,
        "alt": row["alt"] if row else str(size.get("alt", "A figure without a description")),
        "caption": row["caption"] if row else "",
        "name": name if row else "",
    }
    if row:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = [[as_text(cell) for cell in row] for row in csv.reader(file)] or [[]]
        block |= {"header": header, "rows": rows[:_ROWS_SHOWN], "all": len(rows)}
    return [block]


def _joined(text: Any) -> str:
    return _ANSI.sub("", "".join(text) if isinstance(text, list) else str(text))
