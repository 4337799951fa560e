"""A disk that is full in the middle of a corpus: one error that names the place, and nothing half made."""

import errno
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import discourse as dc
from discourse.store import writer


def full(*_: Any, **__: Any) -> Any:
    raise OSError(errno.ENOSPC, "No space left on device")  # as write() says it: without a name


def short(*_: Any, **__: Any) -> Any:
    raise OSError("40 requested and 0 written")  # as NumPy says it


def after(times: int, fails: Callable[..., Any]) -> Callable[..., Any]:
    left = [times]

    def later(*_: Any, **__: Any) -> None:
        left[0] -= 1
        if left[0] < 0:
            fails()

    return later


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    for name in ("one", "two"):
        table = pd.DataFrame({"id": [f"{name} 1", f"{name} 2"], "source": "S", "text": "the rebels"})
        table.to_parquet(tmp_path / f"{name}.parquet")
    return [str(tmp_path / f"{name}.parquet") for name in ("one", "two")]


@pytest.mark.parametrize(
    ("where", "name", "fails", "said"),
    [
        (writer._Growing, "append", full, "No space left on device"),
        (writer._Growing, "_header", after(4, full), "No space left on device"),
        (pq, "write_table", full, "No space left on device"),
        (np, "save", short, "40 requested and 0 written"),
    ],
)
def test_the_place_is_named_and_the_index_goes_on_where_there_was_room(
    tmp_path: Path,
    tables: list[str],
    monkeypatch: pytest.MonkeyPatch,
    where: Any,
    name: str,
    fails: Callable[..., Any],
    said: str,
) -> None:
    kept = tmp_path / "kept"
    with monkeypatch.context() as patch:
        patch.setattr(where, name, fails)
        with pytest.raises(dc.DiscourseError) as caught:
            dc.index(tables, kept, progress=False)
    assert str(caught.value) == f"{kept / 'shards' / '00000'}: cannot be written ({said})"
    assert [path.name for path in kept.rglob("*")] == ["shards"]
    with pytest.raises(dc.CorpusError, match="no saved corpus"):
        dc.open(kept)
    assert len(dc.index(tables, kept, progress=False)) == 4


def test_a_saved_corpus_that_has_no_room_names_its_place(
    tmp_path: Path, seeds: dc.Corpus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer._Growing, "append", full)
    with pytest.raises(dc.DiscourseError, match="00000: cannot be written"):
        seeds.save(tmp_path / "kept")
    assert [path.name for path in (tmp_path / "kept").rglob("*")] == ["shards"]
