"""Indexes of large files, kept in the user's cache folder so that a second reading takes no time."""

import json
import os
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import xxhash

from discourse.errors import CorpusError
from discourse.files import write_atomically
from discourse.store.collection import is_saved, open_shards
from discourse.store.sealed import folder
from discourse.store.shard import Stored

_KEY = ".key"  # hidden, so that an entry is a saved corpus and nothing else
GIGABYTES = "DISCOURSE_CACHE_GB"
_MOST_GIGABYTES = 20.0
_HOUR = 3600.0  # seconds
_OPEN_HERE: set[Path] = set()


def limit() -> int:
    """Return the largest size of the cache in bytes, from ``DISCOURSE_CACHE_GB``.

    Raises
    ------
    CorpusError
        If that is not a number.
    """
    said = os.environ.get(GIGABYTES, str(_MOST_GIGABYTES))
    try:
        return int(float(said) * 1e9)
    except (ValueError, OverflowError) as error:
        raise CorpusError(f"{GIGABYTES}={said!r}: a number of gigabytes is needed") from error


def kept(keys: list[str], make: Callable[[Path], None], *, expected: int) -> list[Stored] | None:
    """Open the entry of some keys, and make it first if need be.

    Parameters
    ----------
    keys : list of str
        What it is made from and how, from :func:`discourse.store.sources.key`.
    make : callable
        Writes a saved corpus into the folder that it is called with.
    expected : int
        Its size in bytes, roughly.

    Returns
    -------
    list of Stored
        None if there is no cache, it cannot be written, or the entry would be larger than the cache may be.
    """
    from filelock import FileLock  # brings asyncio

    place, most = folder(), limit()
    if place is None or expected > most:
        return None
    entry = place / xxhash.xxh3_128_hexdigest(json.dumps(keys).encode())
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with FileLock(place / f"{entry.name}.lock"):  # notebooks that run in parallel read the same file
            shards = _whole(entry, keys)
            if shards is None:
                _make_room(place, most - expected, keep=entry)
                entry.mkdir(mode=0o700, exist_ok=True)  # its sources may be for their owner alone
                make(entry)
                shards = open_shards(entry)
                write_atomically(entry / _KEY, _key(keys, shards))
                _make_room(place, most, keep=entry)
            os.utime(entry)
    except OSError:  # no folder, no permission, no room: as if there were no cache
        return None
    _OPEN_HERE.add(entry)
    return shards


def _whole(entry: Path, keys: list[str]) -> list[Stored] | None:
    """Open an entry; one that is damaged, of an older version or made from something else is removed."""
    if not is_saved(entry):
        return None
    try:
        shards = open_shards(entry)
        for shard in shards:
            shard.check()
        if (entry / _KEY).read_bytes() == _key(keys, shards):
            return shards
    except (CorpusError, FileNotFoundError):
        pass  # made anew below, as if it were not there
    shutil.rmtree(entry)
    return None


def _key(keys: list[str], shards: list[Stored]) -> bytes:
    """Return what an entry says of itself: what it was made from, and what came of that."""
    return json.dumps({"keys": keys, "shards": [shard.hash for shard in shards]}).encode()


def _make_room(place: Path, most: int, *, keep: Path) -> None:
    """Remove the least recently used entries until no more than `most` bytes are left.

    What this process has open, or any has used within the hour, stays: its files are still being read.
    """
    others = [path for path in place.iterdir() if path.is_dir() and path not in {keep, *_OPEN_HERE}]
    used = {path: _last_used(path) for path in others}
    total = sum(map(_size, [keep, *_OPEN_HERE, *others]))
    for path in sorted(others, key=used.__getitem__):
        if total <= most or used[path] > time.time() - _HOUR:
            return
        total -= _size(path)
        shutil.rmtree(path, ignore_errors=True)


def _last_used(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process has removed it
        return 0.0


def _size(path: Path) -> int:
    total = 0
    for file in path.rglob("*"):
        with suppress(FileNotFoundError):
            total += file.stat().st_size if file.is_file() else 0
    return total
