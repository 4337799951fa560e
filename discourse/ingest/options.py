"""What a caller says about the files of a corpus, where they do not say so themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from discourse.errors import CorpusError

# How a file is read, by its ending; ``format=`` says otherwise.
ENDINGS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".json": "json",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".xlsx": "excel",
    ".xls": "excel",
    ".xlsb": "excel",
    ".ods": "excel",
    ".html": "html",
    ".htm": "html",
}
EXPORTS = ("nexis", "factiva", "europresse")
# What an option is for.
_APPLIES = {
    "delimiter": ".csv and .tsv files",
    "sheet": "Excel files",
    "folders": "a folder of .txt or .html files",
}
FORMATS = (*dict.fromkeys(ENDINGS.values()), *EXPORTS)


@dataclass(frozen=True)
class Form:
    """What files look like, where they do not say; the names are those of :func:`discourse.read`."""

    format: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    folders: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        format: str | None = None,  # noqa: A002  (the name of the option)
        encoding: str | None = None,
        delimiter: str | None = None,
        sheet: str | None = None,
        folders: str | Sequence[str] = (),
    ) -> "Form":
        """Check what a caller says.

        Raises
        ------
        CorpusError
            If a format is not known, a delimiter is not one character, or a level of folders has no name, or
            that of another level.
        """
        for option, value in (("encoding", encoding), ("delimiter", delimiter), ("sheet", sheet)):
            if not isinstance(value, str | None):
                raise CorpusError(f"{option}={value!r}: a text is needed, not {type(value).__name__}")
        if format is not None and format not in FORMATS:
            raise CorpusError(f"format={format!r} is not known; it is one of {', '.join(FORMATS)}")
        delimiter = {"tab": "\t", "\\t": "\t"}.get(delimiter or "", delimiter)
        if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
            raise CorpusError(f"delimiter={delimiter!r}: one character is needed, such as ';', or \"tab\"")
        levels = (folders,) if isinstance(folders, str) else tuple(folders)
        if not all(isinstance(level, str) and level for level in levels) or len(set(levels)) < len(levels):
            raise CorpusError(f"folders={list(levels)}: each level of folders needs a name of its own")
        if {"text", "id"} & set(levels):
            raise CorpusError(
                "folders=: a level is neither the text, which is in a file, nor the id, its name"
            )
        return cls(format, encoding, delimiter, sheet, levels)

    def refuse(self, name: str, *options: str) -> None:
        """See that nothing is said that does not apply.

        Raises
        ------
        CorpusError
            If one of the options is said; the message names it and what it is for.
        """
        for option in options:
            if getattr(self, option):
                raise CorpusError(f"{name}: {option}= is for {_APPLIES[option]}")
