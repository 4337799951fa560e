"""The same call on a cluster gives the same numbers to the digit, also when a worker is killed."""

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from unittest import mock

import joblib
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

import discourse as dc
from discourse.counting.shards import over_shards
from tests.store.test_index import write

distributed = pytest.importorskip("distributed", reason="Dask comes with the extra cluster")
dask = pytest.importorskip("dask")

ARTICLES = pd.DataFrame(
    {
        "text": [
            f"Rebels and {'terrorists' if number % 3 else 'militants'} met refugees in Town{number % 10}, "
            f"he said {number}. " * 20
            for number in range(240)
        ],
        "source": [f"Outlet {number % 7}" for number in range(240)],
        "date": [f"20{10 + number % 5}-01-01" for number in range(240)],
    }
)


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    patience = {f"distributed.comm.timeouts.{name}": "1h" for name in ("connect", "tcp")}
    with (
        dask.config.set({**patience, "distributed.scheduler.worker-ttl": None}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=":0",  # any free port: others may run a cluster too
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("news")
    for number in range(8):
        write(folder, ARTICLES[number * 30 : number * 30 + 30], name=f"{number}.parquet")
    return folder


def tables(corpus: dc.Corpus) -> list[pd.DataFrame]:
    lexicon = dc.Lexicon.read("syria")
    return [
        dc.framing(corpus, lexicon, by=["source", "year"]),
        dc.framing(corpus, lexicon, within="story"),
        dc.stories(corpus),
        dc.term_frequencies(corpus, ngram=2),
        dc.keyness(corpus),
        pd.DataFrame(dc.concordance(corpus, "rebel*")),
    ]


@pytest.mark.usefixtures("client")
def test_two_workers_give_the_numbers_of_one_process(news: Path, tmp_path: Path) -> None:
    alone = dc.index(news, tmp_path / "alone", progress=False)
    here = AssertionError("done in this process")
    with (
        joblib.parallel_config("dask", wait_for_workers_timeout=3600),
        mock.patch("discourse.store.collection.build_shard", side_effect=here),
        mock.patch("discourse.counting.tally.count_spread", side_effect=here),
    ):
        together = dc.index(news, tmp_path / "together", progress=False)
        counted = tables(together)
    assert together.hash == alone.hash
    assert len(together.shards) == 8
    for one, other in zip(counted, tables(alone), strict=True):
        assert_frame_equal(one, other, check_exact=True)
        assert one.attrs == other.attrs


def count_or_die_once(shard: dc.Corpus, mark: Path, lexicon: dc.Lexicon) -> pd.DataFrame:
    if "3:1" in set(shard.metadata["id"]) and not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return dc.framing(shard, lexicon, unit="document")  # a shard does not know the copies in others


@pytest.mark.usefixtures("client")
def test_a_worker_killed_in_the_midst_costs_no_result(news: Path, tmp_path: Path) -> None:
    corpus, lexicon = dc.index(news, tmp_path / "out", progress=False), dc.Lexicon.read("syria")
    mark = tmp_path / "killed"
    with joblib.parallel_config("dask", wait_for_workers_timeout=3600):
        counted = list(over_shards(corpus, count_or_die_once, mark, lexicon))
    assert mark.exists()
    alone = list(over_shards(corpus, count_or_die_once, mark, lexicon))
    for one, other in zip(counted, alone, strict=True):
        assert_frame_equal(one, other, check_exact=True)


def test_a_worker_killed_while_shards_are_made(news: Path, tmp_path: Path, client: Any) -> None:
    def kill_one() -> None:
        while not list((tmp_path / "out" / "shards").glob("0*")):
            time.sleep(0.002)
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)

    with ThreadPoolExecutor(1) as aside, joblib.parallel_config("dask", wait_for_workers_timeout=3600):
        killed = aside.submit(kill_one)
        made = dc.index(news, tmp_path / "out", progress=False)
        killed.result()
    alone = dc.index(news, tmp_path / "alone", progress=False)
    assert made.hash == alone.hash
    assert [path.name for path in (tmp_path / "out" / "shards").glob(".*")] in ([], [".lock"])
