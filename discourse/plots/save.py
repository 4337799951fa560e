"""Write a figure as picture and data, enter it in the folder's manifest, keep the gallery page up to date."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from discourse.errors import DiscourseError
from discourse.files import DIRECTIONS, csv_bytes, lock_of, make_folder, write_together

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 200  # two picture points for each of the 100 logical ones an inch is shown with
_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class SavedFigure:
    """A figure that has been written; shows its picture in a notebook.

    Attributes
    ----------
    name : str
        The files' name without ending.
    folder : str
        Where the files are, as it was given.
    alt, caption : str
        The words for those who do not see the picture, and those under it.
    width, height : int
        Size on the screen in logical pixels; the picture has twice as many each way.
    rows : int
        Rows of the data file.
    png : bytes
        The picture.
    """

    name: str
    folder: str
    alt: str
    caption: str
    width: int
    height: int
    rows: int
    png: bytes = field(repr=False)

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        """Return the picture for a notebook, with its alt text and its name."""
        data = {
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": self.caption or self.alt,
        }
        size = {"width": self.width, "height": self.height, "alt": self.alt}
        return data, {"image/png": size, "discourse": {"figure": self.name}}


def save_figure(
    figure: Axes | Figure,
    name: str,
    *,
    data: pd.DataFrame,
    alt: str,
    caption: str = "",
    notebook: str = "",
    folder: str | os.PathLike[str] = "figures",
) -> SavedFigure:
    """Write a figure as SVG, PNG and the CSV it was drawn from, and enter it in the folder's manifest.

    The same input gives the same bytes. The figure is closed afterwards, so that a notebook shows it once.
    Several notebooks may write into one folder at the same time.

    Parameters
    ----------
    figure : matplotlib Axes or Figure
        What a function of ``dc.plot`` returned, or a figure of your own.
    name : str
        The files' name: small letters a to z, digits and hyphens, for example ``"label-shares"``.
    data : DataFrame
        Exactly the rows that were drawn. Numbers are written with ten significant digits, missing values
        as empty cells. A text that begins like a spreadsheet formula (``= + - @``, a tab or a line break)
        gets an apostrophe in front, so that opening the file never runs what an article said.
    alt : str
        What the figure shows, in words, for those who do not see it.
    caption : str
        The sentence under the figure.
    notebook : str
        The notebook that draws it, as a path from where it runs: ``"03_framing.ipynb"``.
    folder : path
        Where the files go.

    Returns
    -------
    SavedFigure
        Shows the picture in a notebook.

    Raises
    ------
    DiscourseError
        A name with other characters, an empty alt text, data that is no DataFrame, a broken manifest, or a
        folder that cannot be written; what stood there before stays.

    Examples
    --------
    >>> import pandas as pd, tempfile
    >>> from matplotlib.figure import Figure
    >>> table = pd.DataFrame({"source": ["SANA", "Reuters"], "count": [3, 5]})
    >>> axes = Figure(figsize=(4, 2)).subplots()
    >>> bars = axes.barh(table["source"], table["count"])
    >>> folder = tempfile.TemporaryDirectory()
    >>> save_figure(axes, "counts", data=table, alt="Reuters 5, SANA 3", folder=folder.name).rows
    2
    >>> folder.cleanup()
    """
    if not _NAME.fullmatch(name):
        raise DiscourseError(
            f"a figure cannot be called {name!r}; a name has small letters a to z, digits and single "
            'hyphens, like "label-shares"'
        )
    if not alt.strip():
        raise DiscourseError(
            f"the figure {name!r} has no alt text; say in words what it shows (alt=…) for those who "
            "do not see it"
        )
    if not isinstance(data, pd.DataFrame):
        raise DiscourseError(
            f"the data of the figure {name!r} is of type {type(data).__name__}; a DataFrame with the "
            "rows drawn is expected"
        )
    alt, caption = (DIRECTIONS.sub("", " ".join(words.split())) for words in (alt, caption))
    target = Path(folder)
    make_folder(target)
    files = {"csv": csv_bytes(data), **_draw(_whole(figure, name), name, title=caption or name, alt=alt)}
    row = {
        "name": name,
        "notebook": _notebook_link(notebook, target),
        "caption": caption,
        "alt": alt,
        "analysis": data.attrs.get("analysis", ""),
        "corpus": data.attrs.get("corpus", ""),
        "lexicon": data.attrs.get("lexicon", ""),
        "options": _plain(data.attrs.get("options", {})),
        "version": data.attrs.get("version", ""),
        "rows": len(data),
        "files": {ending: hashlib.sha256(content).hexdigest() for ending, content in files.items()},
    }
    with lock_of(target):
        rows = [other for other in read_manifest(target) if other["name"] != name]
        made = {target / f"{name}.{ending}": content for ending, content in files.items()}
        write_together(made | manifest_files(target, [*rows, row]))
    png = files["png"]
    width, height = (int.from_bytes(png[at : at + 4], "big") // 2 for at in (16, 20))
    shown = Path(folder).as_posix()
    return SavedFigure(name, shown, alt, caption, width, height, len(data), png)


def _whole(figure: Any, name: str) -> Figure:
    """Return the figure that an Axes, a part of a figure or a figure belongs to."""
    canvas = getattr(figure, "canvas", None) or getattr(getattr(figure, "figure", None), "canvas", None)
    if canvas is None:
        raise DiscourseError(
            f"{name!r} cannot be drawn from an object of type {type(figure).__name__}; a matplotlib Axes or "
            "Figure is expected"
        )
    whole: Figure = canvas.figure
    return whole


def _draw(figure: Figure, name: str, *, title: str, alt: str) -> dict[str, bytes]:
    """Return the picture as SVG and PNG and close the figure."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    # The salt makes the ids in the SVG the same each time; letters as outlines look the same everywhere.
    settings: dict[Any, Any] = {"svg.hashsalt": name, "svg.fonttype": "path", "savefig.transparent": False}
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": "discourse", "Title": title, "Description": alt},
        "png": {"Software": None},
    }
    pictures = {}
    with mpl.rc_context(settings):
        for ending, words in metadata.items():
            stream = io.BytesIO()
            figure.savefig(
                stream,
                format=ending,
                dpi=DPI,
                facecolor="white",
                bbox_inches="tight",
                pad_inches=0.08,
                metadata=words,
            )
            pictures[ending] = stream.getvalue()
    plt.close(figure)
    return pictures


def _notebook_link(notebook: str, folder: Path) -> str:
    """Return the way from the figures' folder to a notebook, with forward slashes."""
    if not notebook:
        return ""
    path = Path(notebook if notebook.endswith(".ipynb") else f"{notebook}.ipynb")
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:  # another drive of a Windows machine: there is no way
        return path.name


def _plain(value: Any) -> Any:
    """Return options as what JSON can hold, the same on every run."""
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((_plain(item) for item in value), key=str)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, str | bool | int | float):
        return value
    return str(value)


def read_manifest(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a folder's manifest; none when there is no manifest.

    Raises
    ------
    DiscourseError
        The manifest is not JSON, or not a list of figures.
    """
    path = folder / "manifest.json"
    if not path.exists():
        return []
    advice = "delete it and run the notebooks again"
    try:
        rows = json.loads(path.read_bytes())["figures"]
    except json.JSONDecodeError as error:
        raise DiscourseError(
            f"{path} is not valid JSON (line {error.lineno}, column {error.colno}); {advice}"
        ) from error
    except (UnicodeDecodeError, KeyError, TypeError) as error:
        raise DiscourseError(f"{path} is not a manifest of figures; {advice}") from error
    wanted = {"name", "notebook", "caption", "alt", "corpus", "lexicon", "analysis", "rows", "files"}
    if not isinstance(rows, list) or not all(isinstance(row, dict) and wanted <= row.keys() for row in rows):
        raise DiscourseError(f"{path} is not a manifest of figures; {advice}")
    return rows


def manifest_files(
    folder: Path, rows: list[dict[str, Any]], *, into: Path | None = None
) -> dict[Path, bytes]:
    """Return a folder's manifest, sorted by name, and gallery page by their places, there or in another."""
    rows = sorted(rows, key=lambda row: str(row["name"]))
    text = json.dumps({"figures": rows}, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return {
        (into or folder) / "manifest.json": f"{text}\n".encode("utf-8", "replace"),
        (into or folder) / "README.md": gallery(rows, folder).encode("utf-8", "replace"),
    }


def gallery(rows: list[dict[str, Any]], folder: Path) -> str:
    """Return the Markdown page of a folder's figures; a notebook that is not there is named, not linked.

    Folders in it that have figures of their own are linked first.
    """
    parts = [
        "# Figures\n\nWritten by `dc.save_figure` together with `manifest.json`; changes by hand are lost. "
        "The data beside each figure are exactly the rows drawn.\n"
    ]
    below = sorted(path.parent.name for path in folder.glob("*/manifest.json"))
    if below:
        linked = " · ".join(f"[{_escape(name)}]({quote(name)}/README.md)" for name in below)
        parts.append(f"More figures, in folders of their own: {linked}\n")
    for row in sorted(rows, key=lambda row: (str(row["notebook"]), str(row["name"]))):
        name, notebook = str(row["name"]), str(row["notebook"])
        made = _escape(Path(notebook).stem)
        if notebook and (folder / notebook).exists():
            made = f"[{made}]({quote(notebook)})"
        links = f"Data: [{name}.csv]({name}.csv) ({row['rows']} rows) · [SVG]({name}.svg) · [PNG]({name}.png)"
        hashes = [f"{what} `{row[what][:12]}`" for what in ("corpus", "lexicon") if row[what]]
        lines = [
            f"## {name}",
            f"![{_escape(row['alt'])}]({name}.svg)",
            _escape(row["caption"]),
            f"*In words:* {_escape(row['alt'])}",
            " · ".join([links, *([f"Notebook: {made}"] if notebook else []), *hashes]),
        ]
        parts.append("\n\n".join(line for line in lines if line) + "\n")
    return "\n".join(parts)


def _escape(text: str) -> str:
    """Return text that Markdown shows as it is: no markup, no HTML, no links of its own."""
    text = re.sub(r"([\\`*_\[\]|~$])", r"\\\1", " ".join(str(text).split()))
    text = re.sub(r"(?i)\b(https?|ftp)://", r"\1\\://", text)
    text = re.sub(r"(?i)\bwww\.", r"www\\.", text)
    text = re.sub(r"^([#+=-])|^(\d+)(?=[.)])", lambda start: f"{start[2] or ''}\\{start[1] or ''}", text)
    return html.escape(text, quote=False)
