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

from discourse.analysis.in_words import in_words
from discourse.analysis.results import described
from discourse.errors import DiscourseError
from discourse.files import DIRECTIONS, NOT_XML, csv_bytes, making, real, write_together
from discourse.plots import FIGURES, plot

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

DPI = 200  # two picture points for each of the 100 logical ones an inch is shown with
_AROUND = 0.08  # inches
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


def save(
    table: pd.DataFrame,
    name: str,
    *,
    figure: str | Axes | Figure | None = None,
    caption: str = "",
    alt: str | None = None,
    notebook: str | None = None,
    folder: str | os.PathLike[str] = "figures",
    analysis: str | None = None,
    **options: Any,
) -> SavedFigure:
    """Draw a table and write the figure as SVG, PNG and CSV, with its words and a row in the manifest.

    The same input gives the same bytes. The figure is closed afterwards, so that a notebook shows it once.
    Several notebooks may write into one folder at the same time.

    Parameters
    ----------
    table : DataFrame
        From an analysis of this library: exactly the rows that are drawn. Numbers are written with ten
        significant digits, missing values as empty cells. A text that begins like a spreadsheet formula
        (``= + - @``, a tab or a line break) gets an apostrophe in front, so that opening the file never runs
        what an article said.
    name : str
        The files' name: small letters a to z, digits and hyphens, for example ``"label-shares"``.
    figure : str, matplotlib Axes or Figure, optional
        Another figure than the table's own, such as ``"forest"`` for ``dc.plot.forest``; or one of yours that
        is drawn already.
    caption : str
        The sentence under the figure.
    alt : str, optional
        What the figure shows, in words, for those who do not see it; by default :func:`discourse.in_words`.
    notebook : str, optional
        The notebook that draws it, as a path from where it runs; by default the one that is open.
    folder : path
        Where the files go.
    analysis : str, optional
        Which analysis made the table, where ``concat`` or ``merge`` lost its settings.
    **options
        Of the figure, such as ``label="rebels"``.

    Returns
    -------
    SavedFigure
        Shows the picture in a notebook.

    Raises
    ------
    DiscourseError
        If the table has no figure or no words of its own, the name has other characters, the alt text is
        empty, the manifest is broken, or the folder cannot be written; what stood there before stays.

    Examples
    --------
    >>> import tempfile
    >>> import discourse as dc
    >>> table = dc.overview(dc.read("seeds"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     dc.save(table, "overview", caption="What there is", folder=folder).rows
    12
    """
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise DiscourseError(
            f"a figure cannot be called {name!r}; a name has small letters a to z, digits and single "
            'hyphens, like "label-shares"'
        )
    if not isinstance(table, pd.DataFrame):
        raise DiscourseError(
            f"the data of the figure {name!r} is of type {type(table).__name__}; a DataFrame with the "
            "rows drawn is expected"
        )
    if analysis is not None:
        table = described(table, analysis)
    alt = in_words(table) if alt is None else alt
    if not alt.strip():
        raise DiscourseError(
            f"the figure {name!r} has no alt text; say in words what it shows (alt=…) for those who "
            "do not see it"
        )
    alt, caption = (DIRECTIONS.sub("", " ".join(NOT_XML.sub(" ", words).split())) for words in (alt, caption))
    target = Path(folder)
    drawn = _whole(_drawn(table.reset_index(drop=True), figure, options), name)  # a row's number is its index
    whole = _around(drawn)
    spots = [] if figure is not None and not isinstance(figure, str) else _spots(drawn, whole)
    files = {"csv": csv_bytes(table), **_draw(drawn, name, whole, title=caption or name, alt=alt)}
    row = {
        "name": name,
        "notebook": _notebook_link(_open_notebook() if notebook is None else notebook, target),
        "caption": caption,
        "alt": alt,
        "analysis": table.attrs.get("analysis", ""),
        "corpus": table.attrs.get("corpus", ""),
        "lexicon": table.attrs.get("lexicon", ""),
        "options": _plain(table.attrs.get("options", {})),
        "version": table.attrs.get("version", ""),
        "rows": len(table),
        "spots": spots,
        "files": {ending: hashlib.sha256(content).hexdigest() for ending, content in files.items()},
    }
    with making(target, wait=True):
        rows = [other for other in read_manifest(target) if other["name"] != name]
        made = {target / f"{name}.{ending}": content for ending, content in files.items()}
        write_together(made | manifest_files(target, [*rows, row]))
    png = files["png"]
    width, height = (int.from_bytes(png[at : at + 4], "big") // 2 for at in (16, 20))
    shown = Path(folder).as_posix()
    return SavedFigure(name, shown, alt, caption, width, height, len(table), png)


def _drawn(table: pd.DataFrame, figure: Any, options: Mapping[str, Any]) -> Any:
    """Return the figure that is asked for: drawn here, or by the caller."""
    if figure is not None and not isinstance(figure, str):
        return figure
    if figure is None:
        return plot(table, **options)
    if figure not in FIGURES:
        raise DiscourseError(
            f"figure={figure!r}: it must be one of {', '.join(FIGURES)}, or an Axes that is drawn"
        )
    return getattr(plot, figure)(table, **options)


def _open_notebook() -> str:
    """Return the name of the notebook that runs this, as Jupyter tells its kernels."""
    session = Path(os.environ.get("JPY_SESSION_NAME", ""))
    return session.name if session.suffix == ".ipynb" else ""


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


def _around(figure: Figure) -> Bbox:
    """Return where all that is on a figure is, in inches; matplotlib would draw everything once more."""
    from discourse.plots.sheet.style import DRAWING

    with DRAWING:
        if figure.get_layout_engine() is not None:  # a user's; nothing of ours moves when it is drawn
            figure.draw_without_rendering()
        return figure.get_tightbbox().padded(_AROUND)


def _draw(figure: Figure, name: str, whole: Bbox, *, title: str, alt: str) -> dict[str, bytes]:
    """Return the picture as SVG and PNG, cut to what is on it, and close the figure."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    from discourse.plots.sheet.style import DRAWING

    # The salt makes the ids in the SVG the same each time; letters as outlines look the same everywhere.
    settings: dict[Any, Any] = {"svg.hashsalt": name, "svg.fonttype": "path", "savefig.transparent": False}
    words = {"Date": None, "Creator": "discourse", "Title": title, "Description": alt}
    formats: dict[str, dict[str, Any]] = {
        "svg": {"metadata": words},
        "png": {"metadata": {"Software": None}, "pil_kwargs": {"compress_level": 1}},
    }
    pictures = {}
    with DRAWING, mpl.rc_context(settings):
        for ending, options in formats.items():
            stream = io.BytesIO()
            options |= {"format": ending, "dpi": DPI, "facecolor": "white", "bbox_inches": whole}
            figure.savefig(stream, **options)
            pictures[ending] = stream.getvalue()
        plt.close(figure)
    pictures["png"] = _in_few_colours(pictures["png"])
    # what is drawn as outlines stands in comments too, as it was given
    pictures["svg"] = NOT_XML.sub(" ", pictures["svg"].decode()).encode()
    return pictures


def _spots(figure: Figure, whole: Bbox) -> list[str]:
    """List where rows of the table stand on the picture: "row,x,y,width,height", in logical pixels."""
    from discourse.plots.sheet.sheet import SPOT

    made = []
    for spot in figure.findobj(lambda artist: artist.get_gid() == SPOT):
        box = spot.get_window_extent().transformed(figure.dpi_scale_trans.inverted())
        left, top = box.x0 - whole.x0, whole.y1 - box.y1
        numbers = (round(100 * inches) for inches in (left, top, box.width, box.height))
        made.append(",".join(map(str, (str(spot.get_label())[1:], *numbers))))
    return made


def _in_few_colours(png: bytes) -> bytes:
    """Return a picture with a palette: a third of the size, and no difference that an eye sees."""
    from PIL import Image

    stream = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    few.save(stream, "PNG")
    return stream.getvalue()


def _notebook_link(notebook: str, folder: Path) -> str:
    """Return the way from the figures' folder to a notebook, with forward slashes."""
    if not notebook:
        return ""
    path = Path(notebook if notebook.endswith(".ipynb") else f"{notebook}.ipynb")
    try:
        return Path(os.path.relpath(real(path), real(folder))).as_posix()
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
    """Return a folder's manifest (sorted by name) and gallery page, by the paths where they are written."""
    rows = sorted(rows, key=lambda row: str(row["name"]))
    text = json.dumps({"figures": rows}, ensure_ascii=False, indent=1, sort_keys=True, default=str)
    return {
        (into or folder) / "manifest.json": f"{text}\n".encode("utf-8", "replace"),
        (into or folder) / "README.md": gallery(rows, folder).encode("utf-8", "replace"),
    }


def gallery(rows: list[dict[str, Any]], folder: Path) -> str:
    """Return the Markdown page of a folder's figures; a notebook that is not there is not linked, only named.

    Subfolders with figures of their own are linked first.
    """
    parts = [
        "# Figures\n\nWritten by `dc.save` together with `manifest.json`; changes by hand are lost. "
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
