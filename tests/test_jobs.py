"""Calls side by side: in order, a few at a time, with whatever does them."""

from collections.abc import Iterator

import joblib
import pytest

from discourse import jobs


@pytest.mark.parametrize("backend", ["sequential", "threading", "loky", "multiprocessing"])
def test_results_come_in_order_with_any_backend(backend: str) -> None:
    with joblib.parallel_config(backend, n_jobs=2):
        assert list(jobs.run(pow, ((number, 2) for number in range(20)))) == [n**2 for n in range(20)]


def test_neither_calls_nor_results_pile_up() -> None:
    taken = []

    def calls() -> Iterator[tuple[int]]:
        for number in range(100):
            taken.append(number)
            yield (number,)

    results = jobs.run(abs, calls())
    assert [next(results) for _ in range(3)] == [0, 1, 2]
    assert len(taken) == jobs._A_JOB


@pytest.mark.parametrize(
    ("said", "meant"), [("", 2), ("1", 1), ("2", 2), ("16", 2), ("0", 2), ("4,2", 2), ("all", 2)]
)
def test_threads_are_those_that_the_process_may_use(
    monkeypatch: pytest.MonkeyPatch, said: str, meant: int
) -> None:
    monkeypatch.setenv("OMP_NUM_THREADS", said)
    assert jobs.threads() == meant
