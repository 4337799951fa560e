"""From one file of any format to rows."""

from pathlib import Path

import pandas as pd

from discourse.errors import CorpusError
from discourse.files import read_bytes, refuse_special
from discourse.ingest.decode import decode, what_it_is
from discourse.ingest.exports.read import export_format, export_of_several, read_exports
from discourse.ingest.notes import Notes
from discourse.ingest.options import ENDINGS, EXPORTS, ReadOptions, refuse
from discourse.ingest.page import looks_like_page, read_pages
from discourse.ingest.parquet import (
    as_unicode,
    open_parquet,
    refuse_bombs,
    refuse_changed,
    state_of,
    unreadable,
)
from discourse.ingest.table import parse_csv, parse_json, parse_jsonl


def read_file(path: Path, *, options: ReadOptions, notes: Notes, progress: bool = False) -> pd.DataFrame:
    """Read a file into one row per document; cells of text formats stay as they are written.

    Parameters
    ----------
    path : Path
        A table, an export or a saved web page.
    options : ReadOptions
        From :func:`discourse.ingest.options.checked`.
    notes : Notes
        Records repairs.
    progress : bool
        Whether to show a bar when it takes more than a second.

    Raises
    ------
    CorpusError
        If the file is empty, malformed, of an unknown format, or has bytes that do not decode.
    """
    name = path.name
    kind = options["format"] or ENDINGS.get(path.suffix.lower())
    refuse(options, name, kind or "")
    if kind == "parquet":
        refuse_special(path)
        with unreadable(name):
            before = state_of(str(path))
        with open_parquet(str(path)) as file, unreadable(name):
            refuse_bombs(str(path), file.metadata, name)
            table: pd.DataFrame = as_unicode(file.read(), name, notes).to_pandas()
        refuse_changed(str(path), name, before)
        return table
    data = read_bytes(path)
    if kind is None:
        raise _not_known(data, path, name)
    if kind == "excel":
        from discourse.ingest.excel import read_excel

        return read_excel(data, name=name, sheet=options["sheet"], notes=notes)
    if kind == "html":
        refuse_export(data.decode("utf-8", "replace"), name, options)
        return read_pages([(name, data)], encoding=options["encoding"], notes=notes)
    if kind in EXPORTS:
        [table] = read_exports(
            [(name, data)], format=kind, name=name, encoding=options["encoding"], notes=notes
        )
        return table
    text = decode(data, name=name, encoding=options["encoding"], notes=notes)
    if kind in {"csv", "tsv"}:
        usual = "," if kind == "csv" else "\t"
        return parse_csv(
            text,
            name=name,
            notes=notes,
            delimiter=options["delimiter"],
            escape=options["escape"],
            usual=usual,
            progress=progress,
        )
    if kind == "jsonl":
        return parse_jsonl(text, name, progress=progress)
    return parse_json(text, name)


def refuse_export(text: str, name: str, options: ReadOptions) -> None:
    """Refuse an export of several articles that would be read as one."""
    seems = None if options["format"] else export_of_several(text)
    if seems is not None:
        as_page = ", or format='html' to read it as one page" if looks_like_page(text) else ""
        raise CorpusError(f"{name}: {_seems(seems)}{as_page}")


def _seems(format: str) -> str:  # noqa: A002
    return f"looks like an export of {format.title()}; say format={format!r} to read it as one"


def _not_known(data: bytes, path: Path, name: str) -> CorpusError:
    """Make the error about a file of an unknown ending, with what its content tells."""
    what = what_it_is(data)
    if what is not None:
        remedy = "unpack it first" if what.endswith("archive") else "export it as text, CSV or Parquet"
        return CorpusError(f"{name}: {what}, which is not read; {remedy}")
    seems = export_format(data[:100_000].decode("utf-8", "replace"))
    if seems is not None:
        return CorpusError(f"{name}: {_seems(seems)}")
    return CorpusError(
        f"{name}: {path.suffix.lower() or 'no ending'} is not known; a corpus is a folder of .txt with "
        "metadata.csv or folders=, a .csv, .tsv, .json, .jsonl, .parquet, .xlsx, .ods or .html file, or an "
        "export with format="
    )
