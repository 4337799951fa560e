"""Agreement of coders: Krippendorff's published example, and the same number by another implementation."""

import numpy as np
import pytest
from nltk.metrics.agreement import AnnotationTask

from discourse.measures import alpha_interval, krippendorff_alpha

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, section C: four observers, twelve units
EXAMPLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def counted(codes: list[list[int | None]]) -> np.ndarray:
    values = sorted({code for row in codes for code in row if code is not None})
    return np.array([[unit.count(value) for value in values] for unit in zip(*codes, strict=True)])


def test_the_published_example() -> None:
    assert krippendorff_alpha(counted(EXAMPLE)) == pytest.approx(0.743, abs=5e-4)


def test_it_is_that_of_nltk() -> None:
    random = np.random.default_rng(3)
    codes = [[int(code) for code in random.binomial(1, 0.3 + 0.4 * (np.arange(60) % 2))] for _ in range(3)]
    triples = [(coder, unit, code) for coder, row in enumerate(codes) for unit, code in enumerate(row)]
    assert krippendorff_alpha(counted(codes)) == pytest.approx(AnnotationTask(triples).alpha(), abs=1e-12)


def test_codes_of_one_value_or_one_coder_tell_nothing() -> None:
    assert np.isnan(krippendorff_alpha([[2, 0], [3, 0]]))
    assert np.isnan(krippendorff_alpha([[1, 0], [0, 1]]))
    assert np.isnan(alpha_interval([[2, 0], [3, 0]], [0, 1])).all()
    assert np.isnan(alpha_interval([[1, 1], [2, 0]], [0, 0])).all()


def test_the_interval_is_wider_where_articles_are_of_one_mind() -> None:
    random = np.random.default_rng(5)
    first = random.binomial(1, 0.5, 40).repeat(5)
    second = np.where(random.random(40).repeat(5) < 0.2, 1 - first, first)
    counts = np.column_stack([2 - first - second, first + second])
    lines, articles = (alpha_interval(counts, each) for each in (np.arange(200), np.arange(40).repeat(5)))
    assert articles[0] < lines[0] < krippendorff_alpha(counts) < lines[1] < articles[1]
    assert articles == alpha_interval(counts, np.arange(40).repeat(5))
