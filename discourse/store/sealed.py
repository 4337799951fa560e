"""The cache folder, and what is kept there of a saved corpus, each file with its own hash."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xxhash

from discourse.errors import CorpusError, DiscourseError
from discourse.files import write_atomically

FOLDER = "DISCOURSE_CACHE"
SHARED = "DISCOURSE_SHARED"  # is set where several processes read one corpus
_SEAL = 16  # bytes


@contextmanager
def shared() -> Iterator[None]:
    """Have smaller corpora kept, too, here and in the processes that are started and read them again."""
    before = os.environ.get(SHARED)
    os.environ[SHARED] = "yes"
    try:
        yield
    finally:
        os.environ.pop(SHARED)
        if before is not None:
            os.environ[SHARED] = before


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


def _place(key: str, name: str) -> Path | None:
    place = folder()
    return None if place is None else place / xxhash.xxh3_128_hexdigest(key.encode()) / name


def _seal(key: str, data: bytes) -> bytes:
    """Return a hash of bytes and of what they were made from: those of another entry have another."""
    digest = xxhash.xxh3_128(key.encode())
    digest.update(data)
    return digest.digest()


def write_sealed(key: str, name: str, data: bytes) -> None:
    """Keep bytes; without a place, a right or room for them, it is as if there were no cache."""
    path = _place(key, name)
    if path is not None:
        with suppress(OSError, DiscourseError):
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_atomically(path, _seal(key, data) + data)


def read_sealed(key: str, name: str) -> bytes | None:
    """Read what was kept; None if there is nothing, or it is not what was written there."""
    path = _place(key, name)
    try:
        content = path.read_bytes() if path is not None else b""
    except OSError:
        return None
    if path is None or content[:_SEAL] != _seal(key, content[_SEAL:]):
        return None
    with suppress(OSError):
        os.utime(path.parent)  # what was used last goes last
    return content[_SEAL:]
