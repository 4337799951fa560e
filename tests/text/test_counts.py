"""Counts by group: the compiled way gives what SciPy gives, and both leave out what is left out."""

import sys
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from discourse import jobs
from discourse.text import counts as counting_here
from discourse.text.counts import count_followers, count_spread, count_types, document_matrix, frequencies
from discourse.text.index import Ids, Positions

TYPES = 70 * 64  # more than one word of the upper bits
KINDS = st.sampled_from([0, 1, 2, 62, 63, 64, 127, 128, 4095, 4096, 4097, TYPES - 1])
DOCUMENTS = st.lists(st.lists(KINDS, max_size=12), max_size=10)


def arrays(documents: list[list[int]]) -> tuple[Ids, Positions]:
    ids = np.array([kind for document in documents for kind in document], dtype=np.int32)
    return ids, np.cumsum([0, *map(len, documents)])


def equal(one: sparse.csr_array, other: sparse.csr_array) -> bool:
    assert one.shape == other.shape
    assert (one.dtype, one.indices.dtype) == (np.int64, np.int32)
    return all(
        np.array_equal(a, b)
        for a, b in ((one.indptr, other.indptr), (one.indices, other.indices), (one.data, other.data))
    )


@given(DOCUMENTS, st.data())
def test_the_reference_counts(documents: list[list[int]], data: st.DataObject) -> None:
    codes = data.draw(st.lists(st.integers(-1, 3), min_size=len(documents), max_size=len(documents)))
    ids, offsets = arrays(documents)
    counts, within = count_types(ids, offsets, np.array(codes, dtype=np.int64), groups=4, types=TYPES)
    for group in range(4):
        mine = [document for document, code in zip(documents, codes, strict=True) if code == group]
        expected = Counter(kind for document in mine for kind in document)
        expected_within = Counter(kind for document in mine for kind in set(document))
        assert {i: n for i, n in enumerate(counts[[group]].toarray().ravel().tolist()) if n} == expected
        assert {i: n for i, n in enumerate(within[[group]].toarray().ravel().tolist()) if n} == (
            expected_within
        )


@given(DOCUMENTS, st.integers(1, 5), st.integers(1, 3), st.data())
def test_the_compiled_counts_are_the_same(
    documents: list[list[int]], groups: int, threads: int, data: st.DataObject
) -> None:
    pytest.importorskip("numba")
    size = len(documents)
    codes = np.array(
        data.draw(st.lists(st.integers(-1, groups - 1), min_size=size, max_size=size)), dtype=np.int64
    )
    ids, offsets = arrays(documents)
    ids.flags.writeable = False
    expected = count_types(ids, offsets, codes, groups=groups, types=TYPES)
    each = document_matrix(ids, offsets, types=TYPES)
    tally = frequencies(ids, types=TYPES)
    sizes = np.array(data.draw(st.lists(st.integers(-1, 9), min_size=size, max_size=size)), dtype=np.int64)
    spread = count_spread(ids, offsets, codes, sizes, groups=groups, types=TYPES)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting_here, "_MANY", 0)
        patch.setattr(counting_here, "_matrix_here", None)  # else SciPy would be held against itself
        patch.setattr(jobs, "threads", lambda: threads)
        found = count_types(ids, offsets, codes, groups=groups, types=TYPES)
        assert equal(document_matrix(ids, offsets, types=TYPES), each)
        assert np.array_equal(frequencies(ids, types=TYPES), tally)
        found_spread = count_spread(ids, offsets, codes, sizes, groups=groups, types=TYPES)
    assert equal(found[0], expected[0])
    assert equal(found[1], expected[1])
    for one, other in zip(found_spread, spread, strict=True):
        assert np.array_equal(one.toarray(), other.toarray())


@given(DOCUMENTS, st.data())
def test_the_reference_spread(documents: list[list[int]], data: st.DataObject) -> None:
    size = len(documents)
    sizes = data.draw(st.lists(st.integers(-1, 9), min_size=size, max_size=size))
    ids, offsets = arrays(documents)
    codes = np.zeros(size, dtype=np.int64)
    *_, squares, products = count_spread(
        ids, offsets, codes, np.array(sizes, dtype=np.int64), groups=1, types=TYPES
    )
    counted = [(Counter(document), n) for document, n in zip(documents, sizes, strict=True) if n >= 0]
    for kind in {kind for document in documents for kind in document}:
        assert squares[0, kind] == sum(times[kind] ** 2 for times, _ in counted)
        assert products[0, kind] == sum(times[kind] * n for times, n in counted)


def test_a_map_of_a_file_is_compiled_no_second_time(tmp_path: object) -> None:
    counting = pytest.importorskip("discourse.compiled.counts")
    counting._compile()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting_here, "_MANY", 0)
        file = np.memmap(f"{tmp_path}/ids", dtype=np.int32, mode="w+", shape=(4,))
        file[:] = [1, 0, 1, 1]
        file.flush()
        mapped = np.memmap(f"{tmp_path}/ids", dtype=np.int32, mode="r")
        for ids in (mapped, np.array(mapped)):
            assert frequencies(ids, types=2).tolist() == [1, 3]
            assert document_matrix(ids, np.array([0, 2, 4]), types=2).toarray().tolist() == [[1, 1], [0, 2]]
    for function in (counting._tally, counting._touch, counting._fill):
        assert len(function.signatures) == 1


def test_without_numba_scipy_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting_here, "_MANY", 0)
    monkeypatch.setitem(sys.modules, "numba", None)
    ids = np.array([1, 0, 1], dtype=np.int32)
    assert frequencies(ids, types=2).tolist() == [1, 2]
    assert count_types(ids, np.array([0, 3]), np.array([0]), groups=1, types=2)[0].toarray().tolist() == (
        [[1, 2]]
    )


SENTENCES = st.lists(st.lists(st.integers(-1, 6), min_size=1, max_size=9), max_size=8)


@given(SENTENCES, st.integers(1, 4), st.integers(1, 3))
def test_followers_are_those_of_the_sentence_and_the_compiled_way_counts_the_same(
    sentences: list[list[int]], reach: int, threads: int
) -> None:
    pytest.importorskip("numba")
    ids, _ = arrays(sentences)
    ends = np.zeros(len(ids), dtype=bool)
    ends[np.cumsum([len(each) for each in sentences], dtype=int) - 1] = True
    expected = Counter(
        (one, other)
        for each in sentences
        for place, one in enumerate(each)
        for other in each[place + 1 : place + 1 + reach]
        if min(one, other) >= 0
    )
    here = count_followers(ids, ends, types=7, reach=reach)
    assert {pair: here[pair] for pair in expected} == expected
    assert here.sum() == expected.total()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(counting_here, "_MANY", 0)
        patch.setattr(jobs, "threads", lambda: threads)
        compiled = count_followers(ids, ends, types=7, reach=reach)
    assert compiled.dtype == here.dtype
    assert np.array_equal(compiled.toarray(), here.toarray())
    assert all(
        np.all(np.diff(compiled.indices[a:b]) > 0)
        for a, b in zip(compiled.indptr, compiled.indptr[1:], strict=False)
    )
