"""The cache folder, and what is kept there of a saved corpus, each file with its own hash."""

import os
from contextlib import suppress
from pathlib import Path

import xxhash

from discourse.errors import CorpusError, DiscourseError
from discourse.files import write_atomically

FOLDER = "DISCOURSE_CACHE"
_SEAL = 16  # bytes


def folder() -> Path | None:
    """Return the cache folder: ``DISCOURSE_CACHE``, or the user's; None if that variable is empty."""
    said = os.environ.get(FOLDER)
    if said is not None:
        try:
            return Path(said).expanduser() if said else None
        except RuntimeError as error:
            raise CorpusError(f"{FOLDER}={said!r}: there is no such home; give a folder") from error
    from platformdirs import user_cache_path

    path = user_cache_path("discourse")
    return path if path.is_absolute() else None  # who has no home has no cache


def entry_of(key: str) -> Path | None:
    """Return the folder of what has a key; None if there is no cache."""
    place = folder()
    return None if place is None else place / xxhash.xxh3_128_hexdigest(key.encode())


def write_sealed(path: Path, data: bytes) -> None:
    """Keep bytes; without a place, a right or room for them, it is as if there were no cache."""
    with suppress(OSError, DiscourseError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(path, xxhash.xxh3_128_digest(data) + data)


def read_sealed(path: Path) -> bytes | None:
    """Read what was kept; None if there is nothing, or it is not what was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    with suppress(OSError):
        os.utime(path.parent)  # what was used last goes last
    seal, data = content[:_SEAL], content[_SEAL:]
    return data if seal == xxhash.xxh3_128_digest(data) else None
