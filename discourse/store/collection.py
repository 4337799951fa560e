"""A saved corpus: a folder of shards, and a description that is written when all of them are complete."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from discourse.errors import CorpusError, outside
from discourse.files import making
from discourse.ingest.documents import no_text, unique_ids, with_ids
from discourse.ingest.options import ReadOptions
from discourse.jobs import jobs, run, threads
from discourse.progress import bar
from discourse.store.build import build_shard
from discourse.store.library import content_hash
from discourse.store.shard import Stored, read_json, write_json
from discourse.store.sources import Source, key
from discourse.store.writer import rewrite
from discourse.text.index import build_index
from discourse.text.words import Tokenizer

FORMAT, VERSION = "discourse corpus", 1
DESCRIPTION = "corpus.json"
SHARDS = "shards"
_AGAIN = "remove the folder and make the saved corpus again"


def is_saved(folder: Path) -> bool:
    """Say whether a folder is a saved corpus."""
    return (folder / DESCRIPTION).is_file()


def refuse_strangers(folder: Path) -> None:
    """Refuse a place that has anything but a corpus, complete or begun.

    Raises
    ------
    CorpusError
        If there is anything else.
    """
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"{folder}: a file; a saved corpus is a folder")
    visible = (path.name for path in folder.glob("*") if not path.name.startswith("."))
    strangers = [name for name in visible if name not in {DESCRIPTION, SHARDS}]
    if strangers:
        raise CorpusError(f"{folder}: {strangers[0]!r} is in it; a saved corpus needs a folder of its own")


def refuse_saved(folder: Path) -> None:
    """Refuse a place that has anything, such as another saved corpus.

    Raises
    ------
    CorpusError
        If there is anything.
    """
    refuse_strangers(folder)
    if is_saved(folder):
        raise CorpusError(f"{folder}: holds a saved corpus; remove it, or give another folder")


def build(folder: Path, sources: Sequence[Source], options: ReadOptions, *, progress: bool) -> None:
    """Make missing shards, in parallel if ``joblib.parallel_config`` asks for it, and then the description.

    Raises
    ------
    CorpusError
        If something in the sources cannot be used, or the folder has another corpus.
    """
    names = [f"{number:05}" for number in range(len(sources))]
    wanted = {name: key(source, options) for name, source in zip(names, sources, strict=True)}
    refuse_strangers(folder)
    if _is_same(folder, wanted):  # which may be where nobody can write any more
        return
    with making(folder):
        if not _is_same(folder, wanted):
            (folder / SHARDS).mkdir(exist_ok=True)
            _build_missing(folder, sources, wanted, options, progress=progress)


def _is_same(folder: Path, wanted: dict[str, str]) -> bool:
    """Return whether a folder has the saved corpus that is wanted; refuse another."""
    if not is_saved(folder):
        return False
    if {shard.folder.name: shard.made_from for shard in open_shards(folder)} == wanted:
        return True
    raise CorpusError(
        f"{folder}: holds a corpus of other files or options, or read by other rules; give another folder"
    )


def _build_missing(
    folder: Path, sources: Sequence[Source], wanted: dict[str, str], options: ReadOptions, *, progress: bool
) -> None:
    names = list(wanted)
    places = {name: folder.absolute() / SHARDS / name for name in names}
    missing = [
        (source, places[name])
        for name, source in zip(names, sources, strict=True)
        if _made_from(places[name]) != wanted[name]
    ]
    rows = sum(source.rows for source in sources)
    sweep(folder, names)  # first: what was left may have the room that is needed
    try:
        _build_all(missing, options, done=rows - sum(source.rows for source, _ in missing), progress=progress)
    finally:
        sweep(folder, names)
    _settle_ids([Stored(place) for place in places.values()], sources, repair=options["errors"] == "repair")
    if not any(len(Stored(place)) for place in places.values()):
        raise no_text(sources[0].name, options)
    describe(folder, names)


def sweep(folder: Path, names: Sequence[str]) -> None:
    """Remove the folders of shards left by a killed process or an earlier plan."""
    for left in (folder / SHARDS).iterdir():
        if left.is_dir() and left.name not in names:
            shutil.rmtree(left, ignore_errors=True)  # a worker that is being killed may still write


def describe(folder: Path, names: Sequence[str], tokenizer: Tokenizer | None = None) -> None:
    """Write the description of a saved corpus, which opens from now on."""
    shards = []
    for name in names:
        shard = Stored(folder / SHARDS / name, tokenizer)
        shards.append({"name": name, **{k: shard.manifest[k] for k in ("documents", "tokens", "hash")}})
    partial = folder / f".{DESCRIPTION}"
    try:
        write_json(partial, {"format": FORMAT, "version": VERSION, "shards": shards})
        partial.replace(folder / DESCRIPTION)
    finally:
        partial.unlink(missing_ok=True)


def open_shards(folder: Path, tokenizer: Tokenizer | None = None) -> list[Stored]:
    """Open the shards of a saved corpus.

    Raises
    ------
    CorpusError
        If the folder has none, one of another version, or one that is incomplete.
    """
    description = read_json(folder / DESCRIPTION, form=FORMAT, version=VERSION)
    shards = []
    for about in description["shards"]:
        shard = Stored(folder.absolute() / SHARDS / about["name"], tokenizer)
        if shard.hash != about["hash"]:
            raise CorpusError(
                f"{shard.folder}: not the shard that {folder / DESCRIPTION} describes; remove the folder and "
                "make the saved corpus again"
            )
        shards.append(shard)
    return shards


def verify(folder: Path, tokenizer: Tokenizer | None = None) -> None:
    """Make all that a saved corpus says of itself anew, from its texts and metadata.

    A hash of XXH3 beside a file shows damage, but whoever forges a file writes that anew too. Here the
    SHA-256 of what is counted is computed again, and the words are found again.

    Raises
    ------
    CorpusError
        Names the first shard that is damaged or says what is not so.
    """
    with outside(folder):
        shards = open_shards(folder, tokenizer)
    for shard in shards:
        verify_shard(shard)
        shard.release()


def verify_shard(shard: Stored) -> None:
    """Make all that a shard says of itself anew; see :func:`verify`."""
    with outside(shard.folder):
        shard.check()
        texts = map(shard.texts.utf8, range(len(shard)))
        found = content_hash(shard.tokenizer, shard.language, shard.documents, texts)
        if found != shard.hash:
            raise CorpusError(
                f"{shard.folder}: forged: its documents have the SHA-256 {found[:16]}…, not "
                f"{shard.hash[:16]}… as it says; {_AGAIN}"
            )
        texts = map(shard.texts.utf8, range(len(shard)))
        words = build_index(texts, shard.tokenizer, shard.language)
        same = (
            np.array_equal(words.ids, shard.index.ids)
            and np.array_equal(words.offsets, shard.index.offsets)
            and np.array_equal(words.gaps, shard.index.gaps)
            and list(words.vocabulary) == list(shard.index.vocabulary)
            and np.array_equal(words.frequencies, shard.index.frequencies)
        )
    if not same:
        raise CorpusError(f"{shard.folder}: forged: its words are not those of its texts; {_AGAIN}")


def _made_from(folder: Path) -> str | None:
    """Return what a shard was made from; None if it is missing or incomplete, and must be made again."""
    try:
        shard = Stored(folder)
        shard.check()
    except CorpusError:
        return None
    return shard.made_from


def _build_all(todo: list[tuple[Source, Path]], options: ReadOptions, *, done: int, progress: bool) -> None:
    if not todo:
        return
    total = done + sum(source.rows for source, _ in todo)
    with bar(total, "Indexing", "documents", progress=progress) as steps:
        steps.update(done)
        if len(todo) == 1 or jobs() == 1:
            for source, place in todo:
                build_shard(source, options, place, threads=threads(), advance=steps.update)
            return
        for documents in run(_build_one, ((source, options, place) for source, place in todo)):
            steps.update(documents)


def _build_one(source: Source, options: ReadOptions, place: Path) -> int:
    build_shard(source, options, place, threads=1)
    return source.rows


def _settle_ids(shards: Sequence[Stored], sources: Sequence[Source], *, repair: bool) -> None:
    """Make ids unique across shards."""
    if len(shards) == 1:
        return
    columns = [pq.read_table(shard.path("documents.parquet"), columns=["id"])["id"] for shard in shards]
    together = pa.chunked_array(
        [chunk for column in columns for chunk in column.cast(pa.large_string()).chunks]
    )
    if len(together.unique()) == len(together):
        return
    names = [source.name for source in sources]
    changed = unique_ids([column.to_pylist() for column in columns], names, repair=repair)
    for number, (ids, notes) in changed.items():
        shard = shards[number]
        rewrite(shard.folder, *with_ids(shard.documents, shard.notes, ids, notes))
