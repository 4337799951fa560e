"""The cells of an executed notebook as pieces of a page; nothing in them is trusted to be harmless HTML."""

from __future__ import annotations

import base64
import binascii
import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import mistune
import pandas as pd
from PIL import Image

from discourse.analysis.results import grouped_by
from discourse.analysis.save_table import numbers_of, printed_table
from discourse.files import as_text
from discourse.report.run import ANSI, INJECTED, read_notebook
from discourse.report.sanitize import sanitize

_ROWS_SHOWN = 100
_LARGEST_FILE = 100_000  # bytes of data that the page carries for a figure
# Columns of words, which can look like numbers: the term 2016, the outlet 1001.
_WORDS = ("id", "date", "term", "concept", "label", "target", "reference", "detail", "speaker")
_PLAIN: dict[str, Any] = {"": float("nan"), "True": True, "False": False}
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d+)?(?:e[+-]\d+)?|inf)")


@dataclass
class Section:
    """A notebook on the page."""

    anchor: str
    title: str = ""
    headings: list[tuple[str, str, int]] = field(default_factory=list)  # anchor, text and level
    blocks: list[dict[str, Any]] = field(default_factory=list)


class _Renderer(mistune.HTMLRenderer):
    """Markdown to HTML: raw HTML is shown as text, a picture by its words, a link to a file by its text."""

    def __init__(self, section: Section) -> None:
        super().__init__(escape=False)  # else "&lt;" would be shown as "&amp;lt;"
        self._section = section

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
        if not parts.scheme and parts.path.endswith(".ipynb") and "/" not in parts.path:
            url = f"#{parts.path.removesuffix('.ipynb')}"
        elif not parts.scheme and parts.path:  # the page travels alone
            return text
        return f'<a href="{escape(unescape(url))}">{text}</a>'

    def block_code(self, code: str, info: str | None = None) -> str:
        return f'<pre tabindex="0"><code>{escape(code)}</code></pre>\n'

    def heading(self, text: str, level: int, **attrs: Any) -> str:
        plain = unescape(re.sub(r"<[^>]*>", "", text)).strip()
        if level == 1 and not self._section.title:
            self._section.title = plain
            return ""
        slug = re.sub(r"\W+", "-", plain.casefold()).strip("-") or "part"
        wanted = anchor = f"{self._section.anchor}-{slug}"
        taken = {there for there, _, _ in self._section.headings}
        number = 2
        while anchor in taken:
            anchor, number = f"{wanted}-{number}", number + 1
        self._section.headings.append((anchor, plain, level))
        tag = f"h{min(level + 1, 6)}"
        return f'<{tag} id="{escape(anchor)}">{text}</{tag}>\n'


def section(path: Path, figures: dict[str, dict[str, Any]], *, folder: Path) -> Section:
    """Return an executed notebook as a section of the page.

    `figures` has the manifest's rows by figure name, `folder` the figures' files.
    """
    made = Section(path.stem)
    render: Any = mistune.create_markdown(renderer=_Renderer(made), plugins=["table", "strikethrough"])
    labels = {"parameters": "Settings", INJECTED: "Settings of this run"}
    for cell in read_notebook(path).cells:
        if cell.cell_type == "markdown":
            made.blocks.append({"kind": "prose", "html": render(cell.source)})
        elif cell.cell_type == "code" and cell.source.strip():
            label = next((labels[tag] for tag in cell.metadata.get("tags", []) if tag in labels), "Code")
            made.blocks.append({"kind": "code", "label": label, "text": cell.source})
            blocks = (_output(output, render, figures, folder) for output in cell.outputs)
            made.blocks.extend(block for block in blocks if block)
    made.title = made.title or path.stem.replace("_", " ")
    return made


def _output(
    output: Any, render: Any, figures: dict[str, dict[str, Any]], folder: Path
) -> dict[str, Any] | None:
    data = output.get("data", {})
    for picture in ("image/png", "image/jpeg"):
        if picture in data:
            return _figure(picture, output, figures, folder)
    if "text/markdown" in data:
        return {"kind": "prose", "html": render(data["text/markdown"])}
    if "text/html" in data:
        return {"kind": "table", "html": sanitize(_scoped(data["text/html"]))}
    text = ANSI.sub("", data.get("text/plain", output.get("text", "")))
    return {"kind": "text", "text": text} if text.strip() else None


def _scoped(html: str) -> str:
    """Say of each heading in a table of pandas whether it is a column's or a row's; an empty one is none."""
    parts = re.split("(<thead>.*?</thead>)", html.replace("<th></th>", "<td></td>"), flags=re.DOTALL)
    scopes = ("row", "col")  # the parts in parentheses stand at odd places
    return "".join(
        re.sub("<th(?=[ >])", f'<th scope="{scopes[at % 2]}"', part) for at, part in enumerate(parts)
    )


def _figure(
    kind: str, output: Any, figures: dict[str, dict[str, Any]], folder: Path
) -> dict[str, Any] | None:
    try:
        content = base64.b64decode("".join(output.data[kind].split()), validate=True)
    except binascii.Error:
        return None
    size = output.metadata.get(kind, {})
    name = str(output.metadata.get("discourse", {}).get("figure", ""))
    row = figures.get(name, {})
    width, height = (at if isinstance(at := size.get(side), int) else None for side in ("width", "height"))
    block: dict[str, Any] = {
        "kind": "figure",
        "src": picture(content) if row and kind == "image/png" else address(kind, content),
        "width": width,
        "height": height,
        "alt": row.get("alt") or str(size.get("alt", "A figure without a description")),
        "caption": row.get("caption", ""),
        "name": name if row else "",
    }
    return {**block, **data(folder, row)} if row else block


def data(folder: Path, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the data of a figure: as in its file, as printed, and the file itself where it is not large."""
    content = (folder / f"{row['name']}.csv").read_bytes()
    lines = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    header, *rows = [[as_text(cell) for cell in line] for line in lines]
    table = pd.DataFrame(rows, columns=header, dtype=object)
    table.attrs = {"analysis": row["analysis"], "options": row.get("options", {})}
    words = {*_WORDS, *grouped_by(table)}
    for name in table.columns.difference([*words]):
        table[name] = pd.Series(map(_value, table[name]), dtype=object)
    printed = printed_table(table)
    return {
        "file": text_address("text/csv", content.decode("utf-8")) if len(content) <= _LARGEST_FILE else "",
        "header": header,
        "table": rows,
        "headings": list(printed.columns),
        "numbers": [at for at, number in enumerate(numbers_of(printed)) if number],
        "rows": printed.head(_ROWS_SHOWN).to_numpy().tolist(),
        "all": len(rows),
    }


def _value(cell: str) -> Any:
    """Return what a cell of a figure's file stands for: a number, yes or no, nothing, or its words."""
    if cell in _PLAIN:
        return _PLAIN[cell]
    if not _NUMBER.fullmatch(cell):
        return cell
    return int(cell) if cell.lstrip("-").isdigit() else float(cell)


def picture(png: bytes) -> str:
    """Return a figure of ours as an address that holds it: as WebP, a third as large, the same to the eye."""
    stream = io.BytesIO()
    try:
        with Image.open(io.BytesIO(png)) as drawn:
            if drawn.mode == "P":
                drawn.putpalette(_coarse(drawn.getpalette() or [], drawn.histogram()))
            drawn.convert("RGB").save(stream, "WEBP", lossless=True, quality=100, method=3)
    except OSError:  # no picture: someone edited the notebook
        return address("image/png", png)
    return address("image/webp", stream.getvalue())


def _coarse(palette: Sequence[int], counts: Sequence[int]) -> list[int]:
    """Return a palette whose rare colours, the edges of letters and lines, have eight shades a channel."""
    rare = sum(counts) / 1000
    return [
        value if counts[at // 3] >= rare else round(round(value * 7 / 255) * 255 / 7)
        for at, value in enumerate(palette)
    ]


def text_address(kind: str, text: str) -> str:
    """Return an address that holds a text, and is not much longer."""
    signs = (sign if sign.isprintable() and sign not in "%#&<>\"'" else quote(sign) for sign in text)
    return f"data:{kind};charset=utf-8,{''.join(signs)}"


def address(kind: str, content: bytes) -> str:
    """Return an address that holds its content, so that the page needs no file beside it."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"
