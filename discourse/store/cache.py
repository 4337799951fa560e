"""Indexes of large files, kept in the user's cache folder so that the second reading takes no time."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import xxhash

from discourse.errors import CorpusError
from discourse.ingest import clean, documents
from discourse.store.collection import is_saved, open_shards
from discourse.store.shard import Stored
from discourse.text import words

FOLDER, GIGABYTES = "DISCOURSE_CACHE", "DISCOURSE_CACHE_GB"
_MOST_GIGABYTES = 20.0


def folder() -> Path | None:
    """Give the cache folder: ``DISCOURSE_CACHE``, or the user's; None where that is set to nothing."""
    said = os.environ.get(FOLDER)
    if said is not None:
        return Path(said) if said else None
    from platformdirs import user_cache_path

    return user_cache_path("discourse")


def limit() -> int:
    """Give the most bytes that the cache may have, from ``DISCOURSE_CACHE_GB``.

    Raises
    ------
    CorpusError
        If that is no number.
    """
    said = os.environ.get(GIGABYTES, str(_MOST_GIGABYTES))
    try:
        return int(float(said) * 1e9)
    except (ValueError, OverflowError) as error:
        raise CorpusError(f"{GIGABYTES}={said!r}: a number of gigabytes is needed") from error


def kept(keys: list[str], make: Callable[[Path], None], *, expected: int) -> list[Stored] | None:
    """Open what is kept under some keys, or make it.

    Parameters
    ----------
    keys : list of str
        What it is made from and how.
    make : callable
        Writes a saved corpus into the folder that it is given.
    expected : int
        About how many bytes it will have.

    Returns
    -------
    list of Stored
        None where there is no cache, it cannot be written, or it would be larger than the cache may be.
    """
    place, most = folder(), limit()
    if place is None or expected > most:
        return None
    entry = place / xxhash.xxh3_128_hexdigest(json.dumps([_rules(), *keys]).encode())
    if is_saved(entry):
        try:
            shards = open_shards(entry)
            for shard in shards:
                shard.check()
        except CorpusError:  # broken, or of an older version: made again, not trusted
            shutil.rmtree(entry)
        else:
            os.utime(entry)
            return shards
    try:
        entry.mkdir(parents=True, exist_ok=True)
        _make_room(place, most - expected, keep=entry)
    except OSError:
        return None
    make(entry)
    shards = open_shards(entry)
    _make_room(place, most, keep=entry)
    return shards


def _rules() -> str:
    """Give what changes when the rules of reading do."""
    files = (words.__file__, clean.__file__, documents.__file__)
    return xxhash.xxh3_128_hexdigest(b"".join(Path(file).read_bytes() for file in files))


def _make_room(place: Path, most: int, *, keep: Path) -> None:
    """Remove what was not used for the longest time, until no more than `most` bytes are left."""
    entries = sorted(
        (path for path in place.iterdir() if path.is_dir() and path != keep), key=lambda p: p.stat().st_mtime
    )
    sizes = {path: _size(path) for path in [*entries, keep]}
    total = sum(sizes.values())
    for path in entries:
        if total <= most:
            return
        shutil.rmtree(path, ignore_errors=True)
        total -= sizes[path]


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
