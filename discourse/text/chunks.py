"""Texts as UTF-8 bytes, some megabytes at a time: what the compiled word reads."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from discourse.errors import DiscourseError

MUCH = 2 << 20  # bytes of text; less is read before Numba is even imported
CHUNK_BYTES = 2 << 20  # more makes nothing faster (measured up to 32 MB), and every thread holds one
# A text that begins with none of these bytes has more than white space in it.
_MAYBE_SPACE = np.zeros(256, dtype=bool)
_MAYBE_SPACE[[*range(0x21), 0xC2, 0xE1, 0xE2, 0xE3]] = True


class Chunk(NamedTuple):
    """Some documents, one after the other.

    Attributes
    ----------
    first : int
        How many documents came before, in earlier chunks.
    data : ndarray of uint8
        UTF-8, perhaps of other documents too.
    offsets : ndarray of int64, shape (documents + 1,)
        Document ``d`` is ``data[offsets[d]:offsets[d + 1]]``.
    """

    first: int
    data: npt.NDArray[np.uint8]
    offsets: npt.NDArray[np.int64]

    @property
    def size(self) -> int:
        """The number of bytes of these documents."""
        return int(self.offsets[-1] - self.offsets[0])


def encode(text: str | bytes, number: int) -> bytes:
    r"""Return a text as UTF-8; one that is bytes is so already.

    Raises
    ------
    DiscourseError
        If the text, the `number`-th, has half a character in it.

    Examples
    --------
    >>> encode("né", 1)
    b'n\xc3\xa9'
    """
    if isinstance(text, bytes):
        return text
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise DiscourseError(
            f"text {number}, character {error.start + 1}: {text[error.start]!r} is half a character (a lone "
            'surrogate); texts are Unicode, and dc.read(…, errors="repair") replaces it by U+FFFD'
        ) from error


def not_utf8(number: int, byte: int) -> DiscourseError:
    """Make the error about bytes that are no text.

    Examples
    --------
    >>> not_utf8(3, 17)
    DiscourseError('text 3, byte 17: not UTF-8; texts are Unicode, and Arrow holds them as UTF-8')
    """
    return DiscourseError(
        f"text {number}, byte {byte}: not UTF-8; texts are Unicode, and Arrow holds them as UTF-8"
    )


def chunks_of_texts(texts: Iterable[str | bytes]) -> Iterator[Chunk]:
    r"""Encode texts, some megabytes at a time.

    Examples
    --------
    >>> [(chunk.data.tobytes(), chunk.offsets.tolist()) for chunk in chunks_of_texts(["né", "", "a"])]
    [(b'n\xc3\xa9a', [0, 3, 3, 4])]
    """
    first, size, encoded = 0, 0, list[bytes]()
    for number, text in enumerate(texts, start=1):
        encoded.append(encode(text, number))
        size += len(encoded[-1])
        if size >= CHUNK_BYTES:
            yield chunk_of(first, encoded)
            first, size, encoded = number, 0, []
    if encoded:
        yield chunk_of(first, encoded)


def chunk_of(first: int, encoded: Sequence[bytes]) -> Chunk:
    """Put texts in UTF-8 together; `first` of them came before."""
    offsets = np.zeros(len(encoded) + 1, dtype=np.int64)
    np.cumsum([len(text) for text in encoded], out=offsets[1:])
    return Chunk(first, np.frombuffer(b"".join(encoded), dtype=np.uint8), offsets)


def chunks_of_arrow(arrays: Any) -> Iterator[Chunk]:
    """Take the texts of Arrow arrays as they lie in memory; a missing text is an empty one.

    Parameters
    ----------
    arrays : pyarrow.Array, pyarrow.ChunkedArray or iterable of pyarrow.Array
        Strings, with or without a dictionary.

    Raises
    ------
    DiscourseError
        If an array holds no strings, or its offsets point outside its bytes.

    Examples
    --------
    >>> import pyarrow
    >>> [chunk.offsets.tolist() for chunk in chunks_of_arrow(pyarrow.array(["né", None, "a"]))]
    [[0, 3, 3, 4]]
    """
    import pyarrow as pa

    if isinstance(arrays, pa.Array):
        arrays = [arrays]
    first = 0
    for array in arrays.chunks if isinstance(arrays, pa.ChunkedArray) else arrays:
        strings = _strings(array)
        _, places, bytes_ = strings.buffers()
        if len(strings):
            width = np.int64 if pa.types.is_large_string(strings.type) else np.int32
            here = slice(strings.offset, strings.offset + len(strings) + 1)
            offsets = np.frombuffer(places, dtype=width)[here].astype(np.int64)
            data = np.frombuffer(bytes_ if bytes_ is not None else b"", dtype=np.uint8)
            if offsets[0] < 0 or offsets[-1] > len(data) or (np.diff(offsets) < 0).any():
                raise DiscourseError(
                    f"the Arrow array from text {first + 1} on is damaged: it points outside its bytes"
                )
            cuts = np.searchsorted(offsets, np.arange(offsets[0], offsets[-1], CHUNK_BYTES)[1:])
            bounds = np.unique([0, *cuts, len(strings)]).tolist()
            for begin, end in pairwise(bounds):
                yield Chunk(first + begin, data, offsets[begin : end + 1])
        first += len(strings)


def _strings(array: Any) -> Any:
    import pyarrow as pa

    if not (pa.types.is_string(array.type) or pa.types.is_large_string(array.type)):
        try:
            assert not pa.types.is_primitive(array.type), array.type
            array = array.cast(pa.large_string())
        except (AssertionError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise DiscourseError(f"texts are strings, not {array.type}") from error
    return array.fill_null("") if array.null_count else array


def blank_rows(chunk: Chunk) -> list[int]:
    r"""List the texts of a chunk in which is nothing but white space, by their places in it.

    Examples
    --------
    >>> blank_rows(chunk_of(0, [b"a", b" \n", b"", b" b"]))
    [1, 2]
    """
    starts, ends = chunk.offsets[:-1], chunk.offsets[1:]
    maybe = starts == ends
    filled = np.flatnonzero(~maybe)
    maybe[filled] = _MAYBE_SPACE[chunk.data[starts[filled]]]
    return [
        row
        for row in np.flatnonzero(maybe).tolist()
        if not chunk.data[starts[row] : ends[row]].tobytes().decode(errors="replace").strip()
    ]


def bytes_of(chunk: Chunk) -> list[bytes]:
    r"""Return the texts of a chunk in UTF-8.

    Examples
    --------
    >>> bytes_of(chunk_of(0, [b"n\xc3\xa9", b""]))
    [b'n\xc3\xa9', b'']
    """
    return [chunk.data[start:end].tobytes() for start, end in pairwise(chunk.offsets.tolist())]


def without_rows(chunk: Chunk, rows: list[int]) -> Chunk:
    """Return a chunk without some of its texts.

    Examples
    --------
    >>> without_rows(chunk_of(0, [b"a", b" ", b"b"]), [1]).data.tobytes()
    b'ab'
    """
    gone = set(rows)
    return chunk_of(chunk.first, [text for row, text in enumerate(bytes_of(chunk)) if row not in gone])


def with_size(chunks: Iterable[Chunk]) -> tuple[bool, Iterator[Chunk]]:
    """Say whether chunks have so much text that it is worth the time to load Numba, and return them all."""
    remaining = iter(chunks)
    head, size = list[Chunk](), 0
    for chunk in remaining:
        head.append(chunk)
        size += chunk.size
        if size >= MUCH:
            break
    return size >= MUCH, chain(head, remaining)


def texts_of(chunks: Iterable[Chunk]) -> Iterator[str]:
    """Decode the texts of chunks.

    Raises
    ------
    DiscourseError
        If a text is not UTF-8.

    Examples
    --------
    >>> list(texts_of(chunks_of_texts(["né", "", "a"])))
    ['né', '', 'a']
    """
    for chunk in chunks:
        for number, text in enumerate(bytes_of(chunk), start=chunk.first + 1):
            try:
                yield text.decode()
            except UnicodeDecodeError as error:
                raise not_utf8(number, error.start + 1) from error


BETWEEN_MARKS = 16  # words from one mark to the next; a power of two


class Part(NamedTuple):
    """The words of a chunk.

    Attributes
    ----------
    ids : ndarray of int32, shape (tokens,)
        The number of each word, in the order in which one reader met them.
    gaps : ndarray of uint8, shape (tokens,)
        What ends after each word; see :mod:`discourse.text.sentences`.
    lengths : ndarray of int64, shape (documents,)
        The number of tokens of each document.
    reader : int
        Which of the lists of forms its numbers belong to.
    marks : ndarray of uint32, optional
        At which byte of its document, in UTF-8, each 16th word begins (the first, the 17th, …): for each
        document ``ceil(length / 16)`` of them. Only the compiled word gives any, and none where a document
        has 4 GiB.
    """

    ids: npt.NDArray[np.int32]
    gaps: npt.NDArray[np.uint8]
    lengths: npt.NDArray[np.int64]
    reader: int
    marks: npt.NDArray[np.uint32] | None = None


Parts = Iterator[Part]


Forms = Callable[[], list[Any]]
