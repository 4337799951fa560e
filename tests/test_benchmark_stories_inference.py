"""What the benchmark of comparisons in the same stories draws and counts."""

import numpy as np
import pandas as pd
import pytest

import discourse as dc
from benchmarks.stories_inference import World, _rate, articles_of, dealt, drawn, recover, totals


def test_a_world_has_what_it_says() -> None:
    random = np.random.default_rng(1)
    words, chosen = (
        totals(drawn(World(40, 0.3, 0.25, False), random, 50_000))[:, 0],
        World(40, 0.3, 0.0, True),
    )
    np.testing.assert_allclose(words, [0.175, 0, 0, 0.175], atol=0.01)
    np.testing.assert_allclose(totals(drawn(chosen, random, 50_000))[[0, 1], 0], [0, 0], atol=0.01)
    first = drawn(chosen, random, 50_000)
    assert (first[1] > 0).mean() == pytest.approx((first[3] > 0).mean(), abs=0.15)
    assert np.all(first[0] <= first[1]) & np.all(first[2] <= first[3])


def test_what_is_recovered_adds_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.stories_inference.DRAWS", 20)
    monkeypatch.setattr("benchmarks.stories_inference.WORLD", 5_000)
    found = recover(World(40, 0.3, 0.25, True), 3)
    assert found.furthest < 1e-12
    assert len(found.held) == len(found.mean) == 5
    assert found.mean[3] == pytest.approx(found.truth[3], abs=0.1)


def test_a_rate_of_draws_by_hand() -> None:
    rate = _rate([np.array([True, False]), np.array([False, False])])
    assert rate == (0.25, pytest.approx(np.sqrt(2 * 0.5**2) / 4), 2.0)
    assert np.isnan(_rate([]).value)


def test_articles_are_dealt_inside_their_event(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["Mr. Trump said so.", "Trump said: Trump.", "President Trump told them."]
    told = [(source, f"e{n}", text) for n in range(4) for source, text in zip("XYZ", texts, strict=True)]
    rows = pd.DataFrame(told, columns=["source", "event", "text"])
    corpus = dc.read(rows)
    count, size, event = articles_of(corpus)
    assert count.shape == size.shape == (12, 15)
    assert np.bincount(event).tolist() == [3, 3, 3, 3]
    monkeypatch.setattr("benchmarks.stories_inference.DEALS", 30)
    deals = list(dealt(corpus, 1))
    assert len(deals) == 30
    for x1, y1, x0, y0 in deals:
        assert x1.shape == (4, 15)
        assert (x1 <= y1).all() & (x0 <= y0).all()
    assert len({deal[0].tobytes() for deal in deals}) > 5
