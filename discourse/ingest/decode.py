"""From bytes to text: files that are not text are refused by name, and bytes that do not decode are noted."""

import codecs

from discourse.errors import CorpusError
from discourse.ingest.notes import Notes

_BEGINNINGS = {
    b"PK\x03\x04": "a zip archive",
    b"PK\x05\x06": "a zip archive",
    b"\x1f\x8b": "a gzip archive",
    b"BZh": "a bzip2 archive",
    b"\xfd7zXZ\x00": "an xz archive",
    b"7z\xbc\xaf\x27\x1c": "a 7z archive",
    b"Rar!\x1a\x07": "a rar archive",
    b"\x28\xb5\x2f\xfd": "a zstd archive",
    b"%PDF-": "a PDF",
    b"{\\rtf": "an RTF document",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "an old Office document",
    b"\x89PNG\r\n\x1a\n": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"PAR1": "a Parquet file",
    b"SQLite format 3\x00": "an SQLite database",
    b"\x7fELF": "a program",
}
_OFFICE = {
    b"word/": "a Word document",
    b"xl/": "an Excel file",
    b"mimetypeapplication/vnd.oasis": "an OpenDocument",
}
_BYTE_ORDER_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_LOOKED_AT = 1 << 16
_MOST_NULS = 0.01


def what_it_is(data: bytes) -> str | None:
    """Name what a file is, judged by its first bytes, if it cannot be read as text.

    Examples
    --------
    >>> what_it_is(b"%PDF-1.7"), what_it_is(b"source,text")
    ('a PDF', None)
    """
    head = data[:_LOOKED_AT]
    if head.startswith(b"PK\x03\x04"):
        for mark, name in _OFFICE.items():
            if mark in head[:4096]:
                return name
    if head[257:262] == b"ustar":
        return "a tar archive"
    return next((name for mark, name in _BEGINNINGS.items() if head.startswith(mark)), None)


def refuse_binary(data: bytes, name: str, encoding: str | None) -> None:
    """Refuse a file that is not text.

    Raises
    ------
    CorpusError
        If it is an archive, a PDF, a picture or the like, or is full of zero bytes.
    """
    what = what_it_is(data)
    if what is not None:
        remedy = "unpack it first" if what.endswith("archive") else "export it as text, CSV or Parquet"
        kind = "archives are" if what.endswith("archive") else "this is"
        raise CorpusError(f"{name}: {what}, and {kind} not read; {remedy}")
    head = data[:_LOOKED_AT]
    wide = (encoding or "").lower().replace("_", "-").startswith(("utf-16", "utf-32", "u16", "u32"))
    if not wide and not head.startswith(_BYTE_ORDER_MARKS) and head.count(0) > max(4, _MOST_NULS * len(head)):
        raise CorpusError(
            f"{name}: {head.count(0):,} of its first {len(head):,} bytes are zero, so it is no text, or "
            "UTF-16 without a mark; say encoding= if it is that"
        )


def decode(data: bytes, *, name: str, encoding: str | None, notes: Notes, document: str | None = None) -> str:
    """Decode the bytes of a file.

    Raises
    ------
    CorpusError
        If they are not text, the encoding is unknown, or bytes do not decode; the message names the file, the
        line and the byte.
    """
    refuse_binary(data, name, encoding)
    try:
        codec = codecs.lookup(encoding or "utf-8").name
        codec = "utf-8-sig" if codec == "utf-8" else codec  # which takes away a byte order mark
        text = data.decode(codec)
    except LookupError as error:
        raise CorpusError(
            f"{name}: the encoding {encoding!r} is not known to Python; try utf-8 or latin-1"
        ) from error
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        value = data[error.start : error.start + 1]
        text = data.decode(codec, errors="replace")
        count = text.count("\ufffd")
        notes.fault(
            [line] * count,
            lambda line: f"{name}, line {line}: the byte {value!r} is not {encoding or 'UTF-8'}",
            "say encoding= (utf-16, by its first bytes)"
            if data.startswith(_BYTE_ORDER_MARKS)
            else "say encoding= (latin-1 decodes anything)",
            "replaces such bytes by U+FFFD",
        )
        notes.add("bytes replaced by U+FFFD", document=document, count=count)
        return text
    if codec == "iso8859-1":
        controls = sum(map(text.count, map(chr, range(0x80, 0xA0))))
        if controls:
            notes.add(
                "control characters of latin-1; windows-1252 may be meant", document=document, count=controls
            )
    return text
