"""A folder to documents: one .txt an article, metadata.csv and corpus.toml beside them."""

import tomllib
from pathlib import Path

import pandas as pd

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes
from discourse.ingest.table import decode, parse_csv

METADATA = "metadata.csv"
SETTINGS = "corpus.toml"


def read_folder(folder: Path, *, encoding: str | None, notes: Notes) -> pd.DataFrame:
    """Read the articles of a folder, in the order of its ``metadata.csv``.

    Parameters
    ----------
    folder : Path
        Has ``metadata.csv`` with a column ``file`` and any others, and the files that it names.
    encoding : str, optional
        Of the articles and of ``metadata.csv``; UTF-8, with or without byte order mark, unless said.
    notes : Notes
        Where repairs are written down.

    Returns
    -------
    DataFrame
        The columns of ``metadata.csv``, ``text``, and ``id`` (the file's name without its ending) if none is
        there.

    Raises
    ------
    CorpusError
        If ``metadata.csv`` is missing or has no column ``file``, a file it names is not in the folder, or a
        ``.txt`` file has no row.
    """
    path = folder / METADATA
    if not path.is_file():
        texts = len(list(folder.glob("*.txt")))
        raise CorpusError(
            f"{folder}: {texts} .txt files and no {METADATA}; a table with the columns file, source, date "
            "(and title, …) is needed beside them"
        )
    name = f"{folder.name}/{METADATA}"
    table = parse_csv(
        decode(path.read_bytes(), name=name, encoding=encoding, notes=notes), name=name, notes=notes
    )
    if "file" not in table.columns:
        raise CorpusError(f"{name}: no column 'file'; its columns are {', '.join(map(str, table.columns))}")
    present = {file.name for file in folder.iterdir() if file.is_file()}
    missing = [row for row, file in enumerate(table["file"]) if file not in present]
    notes.fault(
        missing,
        lambda row: f"{name}, row {row + 1}: the file {table['file'].iloc[row]!r} is not in the folder",
        "each row names a file beside it",
        "leaves such rows out",
    )
    for row in missing:
        notes.add("row without its file left out", text=str(table["file"].iloc[row]))
    table = table.drop(index=missing).reset_index(drop=True)
    described = set(table["file"])
    strays = sorted(file for file in present if file.lower().endswith(".txt") and file not in described)
    notes.fault(
        range(len(strays)),
        lambda stray: f"{folder.name}/{strays[stray]}: no row in {METADATA}",
        "each .txt file has a row",
        "leaves such files out",
    )
    for file in strays:
        notes.add("file without a row left out", text=file)
    articles = [
        decode(
            (folder / file).read_bytes(),
            name=f"{folder.name}/{file}",
            encoding=encoding,
            notes=notes,
            document=Path(file).stem,
        )
        for file in table["file"]
    ]
    table["text"] = pd.Series(articles, dtype=object)
    if "id" not in table.columns:
        table.insert(0, "id", [Path(file).stem for file in table["file"]])
    return table


def read_settings(folder: Path) -> list[str]:
    """Read ``corpus.toml``: the regular expressions of ``drop_lines``, none if there is no such file.

    Raises
    ------
    CorpusError
        If it is not TOML, or has anything but ``drop_lines``, a list of texts.
    """
    path = folder / SETTINGS
    if not path.is_file():
        return []
    name = f"{folder.name}/{SETTINGS}"
    try:
        settings = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CorpusError(f"{name}: not TOML: {error}") from error
    unknown = sorted(set(settings) - {"drop_lines"})
    if unknown:
        raise CorpusError(f"{name}: {unknown[0]!r} is not known; only drop_lines is")
    lines = settings.get("drop_lines", [])
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise CorpusError(f"{name}: drop_lines is a list of regular expressions, not {lines!r}")
    return lines
