"""From a folder to rows: one file per article, described by metadata.csv or by the names of subfolders."""

import os
import unicodedata
from collections.abc import Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pandas as pd

from discourse.errors import CorpusError, counted
from discourse.files import read_bytes, read_toml, real
from discourse.ingest.cells import is_unicode
from discourse.ingest.decode import decode
from discourse.ingest.documents import no_column
from discourse.ingest.exports.read import EXPORT_ENDINGS, read_exports
from discourse.ingest.file import refuse_export
from discourse.ingest.notes import Notes
from discourse.ingest.options import (
    ENDINGS,
    EXPORTS,
    FOLDER_OF_EXPORTS,
    METADATA,
    TREE,
    ReadOptions,
    refuse,
)
from discourse.ingest.outlets import read_aliases
from discourse.ingest.page import read_pages
from discourse.ingest.table import parse_csv
from discourse.progress import over

SETTINGS = "corpus.toml"
ALIASES = "aliases.toml"
_PAGES = (".html", ".htm")
_ARTICLES = (".txt", *_PAGES)
# Folders that are no corpus, by what is in them.
_MADE_HERE = {
    "shards": "a saved corpus that is not finished; the same discourse index goes on with it",
    "study.toml": "a study; type the command in this folder, without a corpus",
}
_OURS = frozenset({METADATA, SETTINGS, ALIASES})


def read_folder(folder: Path, *, options: ReadOptions, notes: Notes, progress: bool = False) -> pd.DataFrame:
    """Read the articles of a folder.

    Parameters
    ----------
    folder : Path
        It has ``metadata.csv``, with a column ``file`` and any others, and the files named there; or
        subfolders, whose levels `options` name; or saved web pages; or exports in the format given by
        `options`.
    options : ReadOptions
        From :func:`discourse.ingest.options.checked`.
    notes : Notes
        Records repairs.
    progress : bool
        Whether to show a bar when it takes more than a second.

    Returns
    -------
    DataFrame
        ``text``, ``id`` (if ``metadata.csv`` has none: the path of the file in the folder, without its
        ending), the columns of ``metadata.csv``, the levels of the subfolders, and what web pages and exports
        say about themselves.

    Raises
    ------
    CorpusError
        If there is neither ``metadata.csv`` nor a level for each subfolder, or if the files in the folder are
        not those that ``metadata.csv`` names.
    """
    if options["format"] in EXPORTS:
        refuse(options, str(folder), FOLDER_OF_EXPORTS)
        return _read_exports(folder, options, notes, progress)
    if options["format"] not in {None, "html"}:
        raise CorpusError(
            f"{folder}: format={options['format']!r} is a file's; of a folder it is "
            f"{', '.join(map(repr, EXPORTS[:-1]))} or {EXPORTS[-1]!r}"
        )
    if (folder / METADATA).is_file() and not options["folders"]:
        refuse(options, str(folder), METADATA)
        return _read_described(folder, options, notes, progress)
    refuse(options, str(folder), TREE)
    return _read_tree(folder, options, notes, progress)


def _read_described(folder: Path, options: ReadOptions, notes: Notes, progress: bool) -> pd.DataFrame:
    name = f"{folder.name}/{METADATA}"
    text = decode(read_bytes(folder / METADATA), name=name, encoding=options["encoding"], notes=notes)
    table = parse_csv(text, name=name, notes=notes, delimiter=options["delimiter"], escape=options["escape"])
    if "file" not in table.columns:
        raise no_column(name, "'file'", table.columns)
    below = files_of(folder, notes)[0]  # first: a link that leads out is noted there, and not read here
    home = real(folder)
    present = {file.name for file in folder.iterdir() if file.is_file() and not _leads_out(file, home)}
    composed = {composed_name(file): file for file in sorted(present)}  # as a Mac writes them, accents apart
    table["file"] = [f if f in present else composed.get(composed_name(f), f) for f in table["file"]]
    missing = [row for row, file in enumerate(table["file"]) if file not in present]
    notes.left_out(
        missing,
        lambda row: f"{name}, row {row + 1}: the file {table['file'].iloc[row]!r} is not in the folder",
        "each row names a file beside it",
        "leaves such rows out",
        "row without its file left out",
        lambda row: str(table["file"].iloc[row]),
    )
    table = table.drop(index=missing).reset_index(drop=True)
    described = set(table["file"])
    strays = sorted(file for file in present if file.lower().endswith(_ARTICLES) and file not in described)
    notes.left_out(
        strays,
        lambda file: f"{folder.name}/{file}: no row in {METADATA}",
        "each .txt and .html file has a row",
        "leaves such files out",
        "file without a row left out",
    )
    for path in below:
        if len(path.parts) > 1:
            notes.add("file in a folder below left out", text=str(path))
    articles = _read_articles(folder, table["file"].tolist(), options, notes, progress)
    for column in articles:
        if column == "text" or column not in table.columns:
            table[column] = articles[column]
    if "id" not in table.columns:
        table.insert(0, "id", [composed_name(Path(file).stem) for file in table["file"]])
    return table


def composed_name(name: str) -> str:
    """Return the name of a file with each letter and its accents in one, however a system keeps it."""
    return unicodedata.normalize("NFC", name)


def _read_tree(folder: Path, options: ReadOptions, notes: Notes, progress: bool) -> pd.DataFrame:
    """Read subfolders, each level of which says something about the articles below it."""
    files, others = files_of(folder, notes)
    if not files and any(file.suffix.lower() == ".docx" for file in others):
        refuse(options, str(folder), FOLDER_OF_EXPORTS)
        return _read_exports(folder, {**options, "format": "nexis"}, notes, progress)
    if not files:
        for name, what in _MADE_HERE.items():
            if (folder / name).exists():
                raise CorpusError(f"{folder}: {what}")
        tables = [str(file) for file in others if file.suffix.lower() in ENDINGS]
        raise CorpusError(
            f"{folder}: no .txt or .html file in it, and no {METADATA}; "
            + (
                f"give a table by its own name, such as {folder / tables[0]}"
                if tables
                else "an article a file is needed"
            )
        )
    inner = [file for file in files if len(file.parts) > 1]
    texts = [file for file in files if file.suffix.lower() not in _PAGES]
    if texts and not options["folders"]:
        count = counted(len(texts), ".txt file")
        where = f", in folders such as {inner[0].parent}," if inner else ""
        raise CorpusError(
            f"{folder}: {count}{where} and no {METADATA}; a table with the columns file, source, date (and "
            "title, …) is needed beside them, or folders= that says what the folders are, such as source, "
            "year"
        )
    for file in others:
        notes.add("file of another kind left out", text=str(file))
    levels = options["folders"]
    misplaced = [row for row, file in enumerate(files) if levels and len(file.parts) - 1 != len(levels)]
    notes.left_out(
        misplaced,
        lambda row: (
            f"{folder.name}/{files[row]}: lies {counted(len(files[row].parts) - 1, 'folder')} deep, and "
            f"folders= names {len(levels)} ({', '.join(levels)})"
        ),
        "every article lies as deep as there are levels",
        "leaves such files out",
        "file at another depth left out",
        lambda row: str(files[row]),
    )
    out = set(misplaced)
    kept = [file for row, file in enumerate(files) if row not in out]
    table = _read_articles(folder, [str(file) for file in kept], options, notes, progress)
    if "source" in levels and "source" in table.columns:
        table = table.rename(columns={"source": "site_domain"})  # the subfolder is the outlet
    for number, level in enumerate(levels):
        table[level] = pd.Series(
            [composed_name(file.parts[number]) for file in kept], index=table.index, dtype=object
        )
    table.insert(0, "id", [composed_name(str(file.with_suffix(""))) for file in kept])
    return table


def _read_articles(
    folder: Path, files: Sequence[str], options: ReadOptions, notes: Notes, progress: bool
) -> pd.DataFrame:
    """Read files in the order given: their texts, and what web pages say about themselves."""
    pages = [file for file in files if file.lower().endswith(_PAGES)]
    said: dict[str, dict[Any, Any]] = {}
    if pages:
        found = read_pages(
            (
                (f"{folder.name}/{file}", _page(folder, file, options))
                for file in over(pages, "Reading", "pages", progress=progress)
            ),
            encoding=options["encoding"],
            notes=notes,
        )
        said = dict(zip(pages, found.to_dict("records"), strict=True))
    rows = [
        said[file] if file in said else {"text": _text(folder, file, options, notes)}
        for file in over(files, "Reading", "files", progress=progress)
    ]
    columns = ["text", *dict.fromkeys(column for row in rows for column in row if column != "text")]
    return pd.DataFrame([{c: row.get(c, "") for c in columns} for row in rows], columns=columns, dtype=object)


def _page(folder: Path, file: str, options: ReadOptions) -> bytes:
    data = read_bytes(folder / file)
    refuse_export(data.decode("utf-8", "replace"), f"{folder.name}/{file}", options)
    return data


def _text(folder: Path, file: str, options: ReadOptions, notes: Notes) -> str:
    text = decode(
        read_bytes(folder / file),
        name=f"{folder.name}/{file}",
        encoding=options["encoding"],
        notes=notes,
        document=str(PurePosixPath(file).with_suffix("")),
    )
    refuse_export(text, f"{folder.name}/{file}", options)
    return text


def _read_exports(folder: Path, options: ReadOptions, notes: Notes, progress: bool) -> pd.DataFrame:
    """Read all exports in a folder; those of one search belong together."""
    format = options["format"] or ""  # noqa: A001
    endings = EXPORT_ENDINGS[format]
    files = sorted(file for some in files_of(folder, notes) for file in some)
    exports = [file for file in files if file.suffix.lower() in endings]
    if not exports:
        raise CorpusError(f"{folder}: no {', '.join(endings)} file in it; format={format!r} needs one")
    for file in files:
        if file.suffix.lower() not in endings:
            notes.add("file of another kind left out", text=str(file))
    tables = read_exports(
        (
            (f"{folder.name}/{file}", read_bytes(folder / file))
            for file in over(exports, "Reading", "files", progress=progress)
        ),
        format=format,
        name=str(folder),
        encoding=options["encoding"],
        notes=notes,
    )
    tables = [table.assign(file=str(file)) for file, table in zip(exports, tables, strict=True)]
    return pd.concat(tables, ignore_index=True).fillna("")


def files_of(folder: Path, notes: Notes) -> tuple[list[PurePosixPath], list[PurePosixPath]]:
    """List the articles below a folder, and its other files, both sorted; hidden files are ignored.

    Raises
    ------
    CorpusError
        If a folder below cannot be read, a name is not UTF-8, or a file or folder is a link that leads out of
        the folder; such are left out and noted instead if faults are repaired.
    """
    articles: list[PurePosixPath] = []
    others: list[PurePosixPath] = []
    closed: list[OSError] = []
    outside: list[PurePosixPath] = []
    foreign: list[PurePosixPath] = []
    home = real(folder)

    def below(path: Path) -> PurePosixPath:
        return PurePosixPath(path.relative_to(folder).as_posix())

    for where, folders, names in os.walk(folder, onerror=closed.append):
        pages = {Path(name).stem for name in names if name.lower().endswith(_PAGES)}
        # what a browser saves with a page: its images and frames
        beside = {f for f in folders if f.endswith("_files") and f.removesuffix("_files") in pages}
        beside |= {f for f in folders if (Path(where) / f).is_symlink()}  # which may lead in a circle
        for name in beside:
            path = Path(where) / name
            links = outside if _leads_out(path, home) and not name.startswith(".") else others
            links.append(below(path))
        foreign += [below(Path(where) / f) for f in folders if not is_unicode(f)]
        folders[:] = sorted(
            name for name in folders if not name.startswith(".") and name not in beside and is_unicode(name)
        )
        for name in names:
            if name.startswith((".", "~$")) or (Path(where) == folder and name in _OURS):
                continue
            path = Path(where) / name
            file = below(path)
            if not is_unicode(name):
                foreign.append(file)
            elif _leads_out(path, home):
                outside.append(file)
            else:
                (articles if name.lower().endswith(_ARTICLES) else others).append(file)
    notes.left_out(
        closed,
        lambda error: f"{error.filename}: cannot be read ({error.strerror})",
        "every folder below is read",
        "leaves such folders out",
        "folder that cannot be read left out",
        lambda error: str(error.filename),
    )
    notes.left_out(
        outside,
        lambda file: f"{folder.name}/{file}: a link that leads out of the folder",
        "a copy of the file is needed in its place",
        "leaves such links out",
        "link out of the folder left out",
    )
    notes.left_out(
        [os.fsencode(file).decode(errors="replace") for file in foreign],
        lambda name: f"{folder.name}/{name}: its name is not in UTF-8",
        "every name below is Unicode",
        "leaves such files out",
        "file without a name in UTF-8 left out",
    )
    return sorted(articles), sorted(others)


def _leads_out(path: Path, home: Path) -> bool:
    return path.is_symlink() and not real(path).is_relative_to(home)


def with_settings(options: ReadOptions, folder: Path) -> ReadOptions:
    """Add what a folder says about itself: what ``corpus.toml`` drops, and aliases if none are given.

    Raises
    ------
    CorpusError
        If ``corpus.toml`` is not TOML or has anything but ``drop_lines`` and ``drop_text``, lists of texts;
        or if an alias is malformed.
    """
    aliases = options["aliases"]
    if aliases is None and (folder / ALIASES).is_file():
        aliases = read_aliases(folder / ALIASES)
    drops = _drops(folder)
    return {
        **options,
        "aliases": aliases,
        "drop_lines": (*options["drop_lines"], *drops.get("drop_lines", ())),
        "drop_text": (*options["drop_text"], *drops.get("drop_text", ())),
    }


def _drops(folder: Path) -> dict[str, list[str]]:
    path = folder / SETTINGS
    if not path.is_file():
        return {}
    name = f"{folder.name}/{SETTINGS}"
    settings = read_toml(path, name)
    for what, patterns in settings.items():
        if what not in {"drop_lines", "drop_text"}:
            raise CorpusError(f"{name}: {what!r} is not known; only drop_lines and drop_text are")
        if not isinstance(patterns, list) or not all(isinstance(pattern, str) for pattern in patterns):
            raise CorpusError(f"{name}: {what} is a list of regular expressions, not {patterns!r}")
    return settings
