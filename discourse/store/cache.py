"""Indexes of large files, kept in the user's cache folder so that the second reading takes no time."""

import json
import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import xxhash
from filelock import FileLock

from discourse.errors import CorpusError
from discourse.ingest import clean, documents
from discourse.store.collection import is_saved, open_shards
from discourse.store.shard import Stored
from discourse.text import words

FOLDER, GIGABYTES = "DISCOURSE_CACHE", "DISCOURSE_CACHE_GB"
_MOST_GIGABYTES = 20.0
_DAY = 86_400.0


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
    try:
        place.mkdir(parents=True, exist_ok=True)
        with FileLock(place / f"{entry.name}.lock"):  # notebooks that run side by side read the same file
            shards = _whole(entry)
            if shards is None:
                _make_room(place, most - expected, keep=entry)
                entry.mkdir(exist_ok=True)
                make(entry)
                shards = open_shards(entry)
                _make_room(place, most, keep=entry)
            else:
                os.utime(entry)
            return shards
    except OSError:  # no place, no right, no room: read as if there were no cache
        return None


def _whole(entry: Path) -> list[Stored] | None:
    """Open an entry; one that is broken, or of an older version, is removed and not trusted."""
    if not is_saved(entry):
        return None
    try:
        shards = open_shards(entry)
        for shard in shards:
            shard.check()
    except CorpusError:
        shutil.rmtree(entry)
        return None
    return shards


def _rules() -> str:
    """Give what changes when the rules of reading do."""
    files = (words.__file__, clean.__file__, documents.__file__)
    return xxhash.xxh3_128_hexdigest(b"".join(Path(file).read_bytes() for file in files))


def _make_room(place: Path, most: int, *, keep: Path) -> None:
    """Remove what was not used for the longest time, until no more than `most` bytes are left."""
    begun = time.time() - _DAY  # what is younger and not whole may be in the making
    others = [path for path in place.iterdir() if path.is_dir() and path != keep]
    entries = sorted(
        (path for path in others if is_saved(path) or path.stat().st_mtime < begun),
        key=lambda path: path.stat().st_mtime,
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
