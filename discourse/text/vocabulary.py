"""Lists of words, as Arrow keeps them, put into one list in alphabetical order."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, overload

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc


class Words(Sequence[str]):
    """Words as Arrow keeps them, each a string of Python's when it is asked for.

    Examples
    --------
    >>> words = Words(arrow(["peace", "rebels", "war"]))
    >>> len(words), words[1], words[1:]
    (3, 'rebels', ['rebels', 'war'])
    """

    def __init__(self, array: Any) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        some = self.array[place]
        found: str | list[str] = some.to_pylist() if isinstance(place, slice) else some.as_py()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.array.to_pylist())


def arrow(words: Iterable[str]) -> Any:
    """Return words as Arrow keeps them.

    Examples
    --------
    >>> len(arrow(["rebels", "war"]))
    2
    """
    return words.array if isinstance(words, Words) else pa.array(words, pa.large_string())


def followed(terms: Any, heads: npt.NDArray[np.int64], words: Any, tails: npt.NDArray[np.int64]) -> Any:
    """Return terms that are each followed by a word; both are chosen by their places.

    Examples
    --------
    >>> words = arrow(["peace", "talks"])
    >>> followed(words, np.array([0, 1]), words, np.array([1, 1])).to_pylist()
    ['peace talks', 'talks talks']
    """
    return pc.binary_join_element_wise(
        terms.take(pa.array(heads)), words.take(pa.array(tails)), pa.scalar(" ", pa.large_string())
    )


def arrow_of_lines(lines: str) -> Any:
    r"""Return the lines of a text, each with its end, as Arrow keeps them; no line of Python's is made.

    Examples
    --------
    >>> arrow_of_lines("né\nrebels\n").to_pylist()
    ['né', 'rebels']
    """
    data = np.frombuffer(lines.encode(), dtype=np.uint8)
    ends = np.flatnonzero(data == 0x0A)
    offsets = np.concatenate((np.zeros(1, dtype=np.int64), ends + 1))
    whole = pa.LargeStringArray.from_buffers(len(ends), pa.py_buffer(offsets), pa.py_buffer(data))
    return pc.utf8_rtrim(whole, "\n")


def merge(lists: Sequence[Any]) -> tuple[Any, list[npt.NDArray[np.int32]]]:
    """Put lists of words into one, each word once, in alphabetical order.

    Parameters
    ----------
    lists : sequence of pyarrow.LargeStringArray

    Returns
    -------
    merged : pyarrow.LargeStringArray
        In the order that ``sorted`` gives: by code points, which in UTF-8 is by bytes.
    places : list of ndarray of int32
        For each list, where in `merged` its words are.

    Examples
    --------
    >>> merged, places = merge([arrow(["rebels", "war"]), arrow(["Åland", "war", "peace"])])
    >>> merged.to_pylist(), [place.tolist() for place in places]
    (['peace', 'rebels', 'war', 'Åland'], [[1, 2], [3, 2, 0]])
    """
    encoded = pa.concat_arrays(lists).dictionary_encode()
    order = pc.array_sort_indices(encoded.dictionary)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order.to_numpy()] = np.arange(len(order), dtype=np.int32)
    places = rank[encoded.indices.to_numpy()]
    return encoded.dictionary.take(order), np.split(places, np.cumsum([len(one) for one in lists])[:-1])
