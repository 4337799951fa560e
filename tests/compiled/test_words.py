"""The compiled word gives what its definition gives, on any text."""

import itertools
import random
import sys
import unicodedata
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import discourse.text
from discourse.errors import DiscourseError, SlowerWarning
from discourse.text import index as indexing
from discourse.text import numbering
from discourse.text.chunks import Chunk, chunks_of_arrow, chunks_of_texts
from discourse.text.index import TokenIndex, build_index
from discourse.text.words import word_of

pytest.importorskip("numba")

from discourse.compiled import machine
from discourse.text import compiled

ANY = st.text(max_size=60)
TRICKY = st.text(alphabet="aBsSs 1١é中'''’..,,-\n\0\u200c\u200d\u0301ֿẞ𐐀\U000e0100²_“", max_size=60)
ACRONYMS = st.text(alphabet="UsS..'’\u0301 1é", max_size=30)
ASCII = st.text(alphabet="abcdefghij  ,.'s1", max_size=80)
ENDS = st.text(alphabet="aAB.  .!…?\n\n\t-•“”»(\"'1%$。中ع؟\u2029Ǆ", max_size=60)
PIECES = ["Gen", "no", "The", "U.S.", "p", "x", "9", "rebels", "Иван", "é", "@", "'s", "%", "(", " ", ", "]
PIECES += [".", ". ", ".", ". ", "?” ", "). ", "%. ", "…", "\n", "\n\n", "\n - "]
SENTENCES = st.lists(st.sampled_from(PIECES), max_size=20).map("".join)
LINKS = [
    "http",
    "://",
    "www",
    ".",
    "com",
    "COM",
    "uk",
    "a",
    "b-c",
    "_",
    "@",
    "-",
    "/",
    "x",
    "é",
    "'",
    "’",
    "1",
]
LINKS += [
    "#",
    "l",
    "QU",
    "dell",
    "i",
    " ",
    "?",
    ")",
    "ʼ",
    "%",
    "+",
    ":",
    "'s",
    "s",
    "‘",
    "²",
    "h",
    "Ô",
    "org/",
]
LINKS += [".."]
ADDRESSES = st.lists(st.sampled_from(LINKS), max_size=14).map("".join)
LANGUAGES = st.sampled_from(["", "en", "fr", "it", "tr"])
TEXTS = st.lists(ADDRESSES | ANY | TRICKY | ACRONYMS | ASCII | ENDS | SENTENCES, max_size=12)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> None:
    compiled._compile()


def by_kernel(texts: list[str], language: str = "", *, threads: int = 2) -> TokenIndex:
    return indexing._joined(*compiled.number(chunks_of_texts(texts), language, threads=threads))


def index_arrow(arrays: Any) -> TokenIndex:
    return indexing._joined(*numbering.number(chunks_of_arrow(arrays)))


def by_reference(texts: list[str], language: str = "") -> TokenIndex:
    return indexing._joined(*numbering._number_here(chunks_of_texts(texts), None, language))


def same(one: TokenIndex, other: TokenIndex) -> bool:
    assert list(one.vocabulary) == list(other.vocabulary)
    assert (one.ids.dtype, one.offsets.dtype) == (np.int32, np.int64)
    assert one.gaps.tolist() == other.gaps.tolist()
    return np.array_equal(one.ids, other.ids) and np.array_equal(one.offsets, other.offsets)


def words_as_written(texts: list[str], language: str = "") -> list[list[str]]:
    """Tokenise with a table that must grow at once."""
    vocabulary = compiled.Vocabulary(language, slots=2, arena=2)
    found = []
    for chunk in chunks_of_texts(texts):
        ids, _, lengths, _ = vocabulary.number(chunk)
        written = vocabulary._table.arena[: vocabulary._used].tobytes().decode().split("\n")
        ends = np.cumsum(lengths).tolist()
        found += [
            [written[i] for i in ids[end - n : end]] for end, n in zip(ends, lengths.tolist(), strict=True)
        ]
    return found


def words_by_definition(texts: list[str], language: str = "") -> list[list[str]]:
    return [[match.group() for match in word_of(language).finditer(text)] for text in texts]


@settings(max_examples=200)
@given(TEXTS, LANGUAGES)
def test_equal_to_the_reference(texts: list[str], language: str) -> None:
    assert same(by_kernel(texts, language), by_reference(texts, language))


@settings(max_examples=200)
@given(TEXTS, LANGUAGES)
def test_words_as_written_are_those_of_the_definition(texts: list[str], language: str) -> None:
    assert words_as_written(texts, language) == words_by_definition(texts, language)


@settings(max_examples=200)
@given(TEXTS)
def test_what_ends_after_words_is_what_the_definition_says(texts: list[str]) -> None:
    vocabulary = compiled.Vocabulary(slots=2, arena=2)  # must grow at once, in the midst of a document
    found = [vocabulary.number(chunk)[1].tolist() for chunk in chunks_of_texts(texts)]
    assert [*itertools.chain(*found)] == by_reference(texts).gaps.tolist()


def marks_by_definition(texts: list[str], between: int) -> list[int]:
    return [
        len(text[: match.start()].encode())
        for text in texts
        for match in itertools.islice(word_of().finditer(text), 0, None, between)
    ]


@settings(max_examples=100)
@given(TEXTS, st.sampled_from([1, 2, 16]))
def test_marks_are_the_bytes_where_words_start(texts: list[str], between: int) -> None:
    texts = [*texts, " ".join(texts * 3), "", "".join(texts)]
    vocabulary = compiled.Vocabulary(slots=2, arena=2)  # must grow at once, in the midst of a document
    ids, marks = list[int](), list[int]()
    for chunk in chunks_of_texts(texts):
        found, _, _, marked = vocabulary.number(chunk, between=between)
        assert marked is not None
        ids, marks = ids + found.tolist(), marks + marked.tolist()
    assert marks == marks_by_definition(texts, between)
    written = [len(word.encode()) for word in itertools.chain(*words_by_definition(texts))]
    assert vocabulary.bytes_of(np.array(ids, dtype=np.int32)).tolist() == written


@settings(max_examples=100)
@given(TEXTS, st.data())
def test_an_index_has_its_marks(texts: list[str], data: st.DataObject) -> None:
    texts += ["é. " + "rebels, " * 15 + "the " * 40]
    rows = data.draw(st.lists(st.integers(0, len(texts) - 1)))
    with mock.patch("discourse.text.chunks.CHUNK_BYTES", 30):
        index = by_kernel(texts)
    taken = index.take(np.array(rows, dtype=np.int64))
    for part, mine in ((index, texts), (taken, [texts[row] for row in rows])):
        assert part.marks is not None
        assert part.marks.dtype == np.uint32
        assert part.marks.tolist() == marks_by_definition(mine, 16)
        assert part.mark_offsets[-1] == len(part.marks)
    assert by_reference(texts).marks is None


def test_a_document_too_long_for_marks_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_MOST_BYTES", 9)
    assert by_kernel(["nine byte"]).marks is not None
    assert by_kernel(["ten  bytes"]).marks is None


@settings(max_examples=100)
@given(TEXTS, st.integers(1, 40), st.integers(1, 4))
def test_neither_chunks_nor_threads_change_the_index(texts: list[str], size: int, threads: int) -> None:
    with mock.patch("discourse.text.chunks.CHUNK_BYTES", size):
        in_chunks = by_kernel(texts, threads=threads)
        in_arrow = indexing._joined(
            *compiled.number(chunks_of_arrow(pa.array(texts, pa.string())), threads=threads), None
        )
    assert same(in_chunks, by_reference(texts))
    assert same(in_arrow, in_chunks)


@pytest.mark.parametrize("between", ["", "'s", ".A", "1,", ". ", "@", ".b.com/", "l'", "://"])
def test_every_character(between: str) -> None:
    everything = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point < 0xE000]
    if between:  # most points are nothing yet or ideographs, and alike: one in fifty stands for them
        alike = ("Cn", "Co"), ("Cn", "Co", "Lo")
        everything = [
            each
            for each in everything
            if unicodedata.category(each) not in alike[each >= "\u3400"] or ord(each) % 50 == 0
        ]
    text = between.join(everything)
    assert words_as_written([text]) == words_by_definition([text])
    assert same(by_kernel([text]), by_reference([text]))


@pytest.mark.parametrize(
    "text",
    [
        "x" * 500_000,
        "é" * 200_000,
        "a." * 100_000 + "bb",  # (the reference runs out of memory at 10 MB of it, or of "1,")
        "'" * 100_000,
        "a’" * 100_000,
        "1," * 999,
        "a-" * 200_000 + ".com",
        "a@" * 200_000,
        "@_" * 200_000 + "_" * 200_000,
        "a.com." * 50_000,
        "a://." * 50_000,
        "l'" * 200_000,
    ],
)
def test_long_without_a_space(text: str) -> None:
    assert words_as_written([text, "", "end"]) == words_by_definition([text, "", "end"])


@pytest.mark.parametrize("length", range(1, 40))
def test_words_of_every_length_at_every_place(length: int) -> None:
    word = "abcdefghijklmnopqrstuvwxyz0123456789ABCD"[:length]
    texts = [
        before + word + end + after
        for before in ("", " ", "  x ", "é", "“")
        for end in ("", ".", ",", "'", "'s", "’s", "é", "\u0301", "-", ".B", "9.5", "\0")
        for after in ("", " ", "z", " next word")
    ]
    assert words_as_written(texts) == words_by_definition(texts)


def test_many_types() -> None:
    drawn = random.Random(1)
    texts = [
        " ".join("".join(drawn.choices("abcdeé", k=drawn.randint(1, 24))) for _ in range(200))
        for _ in range(300)
    ]
    assert same(by_kernel(texts), by_reference(texts))


@pytest.mark.parametrize("texts", [[], [""], ["", "", ""], ["\0"], ["a\0b", "", "\0a"], ["", "one", "", ""]])
def test_little_or_nothing(texts: list[str]) -> None:
    assert same(by_kernel(texts), by_reference(texts))


MUCH = ["The U.S.’s ‘rebels’ don't hold 1,000 km. "] * 3


@pytest.fixture
def much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("discourse.text.chunks.MUCH", 1)


@pytest.fixture
def no_numba(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "discourse.text.compiled", None)
    monkeypatch.delattr(discourse.text, "compiled")


@pytest.mark.usefixtures("much")
def test_much_text_goes_through_the_kernel() -> None:
    with mock.patch.object(compiled, "number", wraps=compiled.number) as number:
        index = build_index(iter(MUCH), threads=1)
        assert same(index, index_arrow(pa.array(MUCH)))
    assert [call.kwargs for call in number.call_args_list] == [{"threads": 1}, {"threads": 2}]
    assert same(index, by_reference(MUCH))


@pytest.mark.usefixtures("no_numba")
def test_little_text_needs_no_numba() -> None:
    assert same(build_index(MUCH), by_reference(MUCH))
    assert same(index_arrow(pa.array(MUCH)), by_reference(MUCH))


@pytest.mark.usefixtures("much", "no_numba")
def test_without_numba_the_reference_runs_in_processes() -> None:
    with (
        mock.patch("discourse.text.chunks.CHUNK_BYTES", 1),
        pytest.warns(SlowerWarning, match="pip install numba"),
    ):
        assert same(build_index(MUCH), by_reference(MUCH))


@pytest.mark.usefixtures("much")
@pytest.mark.parametrize("text", ["half \ud83d", "\udc00"])
def test_half_a_character_is_refused(text: str) -> None:
    sentence = rf"^text 3, character {len(text)}: .* is half a character"
    with pytest.raises(DiscourseError, match=sentence):
        build_index(["one", "two", text])
    with pytest.raises(DiscourseError, match=sentence):
        by_reference(["one", "two", text])


BROKEN = [b"\xff", b"\xc3", b"\xc0\xaf", b"\xe2\x82", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"]
BROKEN += [b"\xf0\x8f\xbf\xbf", b"\x80", b"\xe0\x9f\xbf", b"\xf4\x90\x80\x80"]


def arrow_of(texts: list[bytes]) -> Any:
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(texts), [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(texts))]
    )


@pytest.mark.usefixtures("much")
@pytest.mark.parametrize("damage", BROKEN)
@pytest.mark.parametrize("before", [b"", b"x", b"a word x'", b"U.S.", b"abcdefgh", b"1,"])
@pytest.mark.parametrize("after", [b"", b"\xa9", b"word", b" and words"])
def test_what_is_not_utf8_is_refused(damage: bytes, before: bytes, after: bytes) -> None:
    text = before + damage + after
    try:
        text.decode()
    except UnicodeDecodeError as error:
        with pytest.raises(DiscourseError, match=rf"^text 2, byte {error.start + 1}: not UTF-8"):
            index_arrow(arrow_of([b"fine", text]))
        with (
            mock.patch("discourse.text.chunks.MUCH", 1 << 20),
            pytest.raises(DiscourseError, match=r"^text 2, byte"),
        ):
            index_arrow(arrow_of([b"fine", text]))


@settings(max_examples=100)
@given(st.lists(st.binary(max_size=20), max_size=5))
def test_any_bytes_are_read_or_refused(texts: list[bytes]) -> None:
    offsets = np.cumsum([0, *map(len, texts)]).astype(np.int64)
    chunk = Chunk(0, np.frombuffer(b"".join(texts), dtype=np.uint8), offsets)
    try:
        expected = [len(words) for words in words_by_definition([text.decode() for text in texts])]
    except UnicodeDecodeError:
        with pytest.raises(DiscourseError, match="not UTF-8"):
            compiled.Vocabulary().number(chunk)
    else:
        assert compiled.Vocabulary().number(chunk)[2].tolist() == expected


@pytest.mark.usefixtures("much")
def test_arrow_of_every_kind() -> None:
    texts = ["The rebels", None, "", "d’État 𐐀", "rebels"]
    expected = by_reference([text or "" for text in texts])
    plain = pa.array(texts)
    kinds = [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())]
    if int(pa.__version__.split(".")[0]) >= 18:  # the first that casts to it
        kinds.append(pa.string_view())
    for kind in kinds:
        assert same(index_arrow(plain.cast(kind)), expected)
    assert same(index_arrow(pa.chunked_array([plain[:2], plain[2:2], plain[2:]])), expected)
    assert same(index_arrow(part for part in [plain[:1], plain[1:]]), expected)
    assert same(index_arrow(pa.array([None, None], pa.string())), by_reference(["", ""]))
    assert same(index_arrow(pa.array([], pa.string())), by_reference([]))
    assert same(index_arrow(pa.array(pd.Series(["a b", "b"]))), by_reference(["a b", "b"]))


def test_what_is_not_text_is_refused() -> None:
    with pytest.raises(DiscourseError, match=r"^texts are strings, not int64$"):
        index_arrow(pa.array([1, 2]))
    with pytest.raises(DiscourseError, match=r"^texts are strings, not list"):
        index_arrow(pa.array([["a"]]))
    offsets = pa.py_buffer(np.array([0, 900, 3], dtype=np.int32))
    damaged = pa.Array.from_buffers(pa.string(), 2, [None, offsets, pa.py_buffer(b"abc")])
    with pytest.raises(DiscourseError, match=r"^the Arrow array from text 1 on is damaged"):
        index_arrow(damaged)


@pytest.mark.usefixtures("much")
def test_an_error_of_the_texts_comes_through() -> None:
    def texts() -> Any:
        yield from MUCH
        raise KeyError("the file ends")

    with pytest.raises(KeyError, match="the file ends"):
        build_index(texts())


def test_where_nothing_can_be_written_it_is_compiled_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def njit(**options: bool) -> Any:
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: (function, options)

    monkeypatch.setattr(machine.numba, "njit", njit)
    assert machine.compiled(arrow_of) == (arrow_of, {"nogil": True})


def test_fakes(data: Path) -> None:
    with (data / "fakes" / "FA-KES-Dataset.csv").open(encoding="latin-1", newline="") as file:
        texts = file.read().split("\n")
    assert same(by_kernel(texts), by_reference(texts))


def test_newsbias(data: Path) -> None:
    import pyarrow.parquet as pq

    file = pq.ParquetFile(data / "newsbias.parquet")
    texts = next(file.iter_batches(300, row_groups=[9], columns=["text"]))["text"]
    index = index_arrow(texts)
    assert same(index, by_reference(texts.to_pylist()))
    assert same(index, build_index(texts.to_pylist(), threads=3))
