"""The voices of many texts through the compiled word: the rules of this room themselves, over arrays.

What the rules say stands once, in modules that Python runs too; their compiled copies are called here.
Importing this module imports Numba: import it only where it is needed.
"""

import threading
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import islice
from types import GenericAlias
from typing import Any

import numba
import numpy as np
import numpy.typing as npt
from numba import types

from discourse.compiled.machine import borrowed, compile_with, compiled, compiled_copies, integer, read_only
from discourse.text.chunks import chunk_of
from discourse.text.compiled import Vocabulary, word_bounds
from discourse.text.index import TokenIndex, build_index
from discourse.text.sentences import CAPITAL, SENTENCE
from discourse.voice import MARKED, content, marks, signs, sources, walk, whole, words
from discourse.voice.bits import COMMA, E_PAIR, STOP, listed, look_of, traits
from discourse.voice.characters import K_LINE, K_MARK, K_SIGN, UNKNOWN, class_of, known_classes
from discourse.voice.cues import Cues
from discourse.voice.words import FEW

Bytes = npt.NDArray[np.uint8]
Positions = npt.NDArray[np.int64]
_Places = npt.NDArray[np.int32]

_TRAITS = np.dtype([("form", "i2"), ("lists", "i8"), ("kinds", "i4"), ("look", "i4")], align=True)
_WORD = np.dtype(
    [
        *((name, _TRAITS[name]) for name in ("form", "lists", "kinds", "look")),
        ("pair", "i4"),
        ("quote", "i4"),
        ("after", "i2"),
        ("gap", "u1"),
        ("large", "?"),
        ("commas", "?"),
    ],
    align=True,
)
_STRETCH = types.UniTuple(types.int64, 2)
_SAID = types.NamedTuple([*[_STRETCH] * 4, types.int64], words.Said)
_QUOTATION = types.NamedTuple([*[types.int64] * 4, *[types.boolean] * 2], marks.Quotation)
_MARK = types.NamedTuple([*[types.int64] * 3, *[types.boolean] * 2], marks.Mark)
_KINDS: dict[Any, Any] = {
    int: types.int64,
    bool: types.boolean,
    words.Stretch: _STRETCH,
    words.Said: _SAID,
    marks.Quotation: _QUOTATION,
    marks.Mark: _MARK,
}
_KINDS |= {GenericAlias(list, (hint,)): types.List(kind) for hint, kind in _KINDS.items()} | {
    words.Words: types.Array(numba.from_dtype(_WORD), 1, "C"),
    marks.Codes: types.Array(types.int32, 1, "C"),
    type(None): types.none,
}
_RULES = compiled_copies((words, content, sources, walk, whole, marks, signs), _KINDS)
_quotations_in, _words_between = _RULES[marks.quotations_in], _RULES[signs.words_between]
_add_signs, _is_title = _RULES[signs.add_signs], _RULES[whole.is_title]
_attributions, _voice_in = _RULES[whole.attributions], _RULES[whole.voice_in]
_TELLING = K_LINE | K_MARK | K_SIGN
_AT_ONCE = 1000  # texts


@compiled
def _read(
    data: Bytes, classes: _Places, letters: _Places, kinds: _Places, places: _Places, wide: _Places
) -> tuple[int, int, int, int, int]:
    """Read the characters of a text and what each is, as in :class:`discourse.voice.characters.Characters`.

    Return how many there are, and how many lines, marks, signs and bytes that only go on with a character
    (these are in `wide`); or the complement of a character whose class is not known yet.
    """
    place, size, lines, marks, signs, more = 0, 0, 0, 0, 0, 0
    while place < len(data):
        code = integer(data[place])
        place += 1
        if code >= 0x80:
            following = 1 + (code >= 0xE0) + (code >= 0xF0)
            code &= 0x3F >> following
            for _ in range(following):
                code = code << 6 | integer(data[place]) & 0x3F
                wide[more] = place
                more += 1
                place += 1
        kind = classes[code]
        if kind & _TELLING:
            if kind == UNKNOWN:
                return ~code, 0, 0, 0, 0
            if kind & K_LINE:
                places[0, lines] = size
                lines += 1
            if kind & K_MARK:
                places[1, marks] = size
                marks += 1
            if kind & K_SIGN:
                places[2, signs] = size
                signs += 1
        letters[size], kinds[size] = code, kind
        size += 1
    return size, lines, marks, signs, more


@compiled
def _bounds(starts: Positions, sizes: Positions, wide: _Places, begins: _Places, ends: _Places) -> None:
    """Write where words stand in characters, from where they stand in bytes."""
    passed = 0
    for k in range(len(starts)):
        while passed < len(wide) and wide[passed] < starts[k]:
            passed += 1
        begins[k] = starts[k] - passed
        while passed < len(wide) and wide[passed] < starts[k] + sizes[k]:
            passed += 1
        ends[k] = starts[k] + sizes[k] - passed


@compiled
def _walk(
    data: Bytes,
    offsets: Positions,
    starts: Positions,
    sizes: Positions,
    tokens: Positions,
    ids: _Places,
    gaps: Bytes,
    known: npt.NDArray[Any],
    pairs: Positions,
    classes_of_pairs: Positions,
    classes: _Places,
    cued: bool,
    words: npt.NDArray[Any],
    document: int,
    codes: Bytes,
) -> tuple[int, int]:
    """Write the voices of words from a text on; return where it stopped, and at which unknown character."""
    data, codes, words = borrowed(data), borrowed(codes), borrowed(words)
    ids, gaps, known, classes = borrowed(ids), borrowed(gaps), borrowed(known), borrowed(classes)
    longest = np.diff(offsets).max()
    letters, kinds = np.empty(longest, np.int32), np.empty(longest, np.int32)
    wide, places = np.empty(longest, np.int32), np.empty((3, longest), np.int32)
    bounds = np.empty((2, longest), np.int32)
    while document < len(offsets) - 1:
        a, b = tokens[document], tokens[document + 1]
        text = data[offsets[document] : offsets[document + 1]]
        size, lines, marks_, signs_, more = _read(text, classes, letters, kinds, places, wide)
        if size < 0:
            return document, ~size
        begins, ends = bounds[0, : b - a], bounds[1, : b - a]
        _bounds(starts[a:b], sizes[a:b], wide[:more], begins, ends)
        found = _quotations_in(letters[:size], kinds[:size], places[0, :lines], places[1, :marks_])
        quotes = [(0, 0)][:0]
        for first, last in _words_between(found, begins):
            if first < last:
                quotes.append((first, last))
                codes[a + first : a + last] = MARKED
        capital = b - a < FEW
        for k in range(a, b):
            capital = capital or gaps[k] & CAPITAL != 0
        if cued and capital and a < b:
            here = words[: b - a]
            _fill(here, ids[a:b], gaps[a:b], known, pairs, classes_of_pairs)
            after = [STOP if gaps[k] & SENTENCE else 0 for k in range(a, b)]
            _add_signs(letters[:size], places[2, :signs_], begins, ends, quotes, after)
            _join(here, after, quotes)
            titles = [_is_title(here, first, last) for first, last in quotes]
            for n in range(len(quotes)):
                if titles[n]:
                    for k in range(quotes[n][0], quotes[n][1]):
                        here[k].quote = -1
            for said in _attributions(here, quotes, titles):
                for first, last in (said.content, said.more):
                    for k in range(a + first, a + last):
                        codes[k] = _voice_in(codes[k], said.kind)
        document += 1
    return document, 0


@compiled
def _fill(
    words: npt.NDArray[Any],
    ids: _Places,
    gaps: Bytes,
    known: npt.NDArray[Any],
    pairs: Positions,
    classes_of_pairs: Positions,
) -> None:
    """Write what is known of each word wherever it stands, and of the phrase that it begins."""
    for k in range(len(words)):
        word, form = words[k], known[ids[k]]
        word.lists, word.kinds, word.look, word.form = form.lists, form.kinds, form.look, form.form
        word.pair, word.quote, word.gap, word.large = 0, -1, gaps[k], gaps[k] & CAPITAL != 0
        if form.look & E_PAIR and k + 1 < len(words):
            pair = ids[k] * integer(len(known)) + ids[k + 1]
            place = np.searchsorted(pairs, pair)
            if place < len(pairs) and pairs[place] == pair:
                word.pair = classes_of_pairs[place]


@compiled
def _join(words: npt.NDArray[Any], after: list[int], quotes: list[tuple[int, int]]) -> None:
    """Write the marks after each word, and in which quotation it stands."""
    commas = False
    for k in range(len(words)):
        commas = commas or after[k] & COMMA != 0
    for n in range(len(quotes)):
        first, last = quotes[n]
        for k in range(first, last):
            words[k].quote = n
    for k in range(len(words)):
        words[k].after, words[k].commas = after[k], commas


def codes_of(texts: Iterable[str], index: TokenIndex, table: Cues | None, *, threads: int) -> Bytes:
    """Return the voice of every word of an index, as :func:`discourse.voice.codes.codes_of` says.

    Parameters
    ----------
    texts : iterable of str
    index : TokenIndex
        Of these texts, with the words of this library.
    table : Cues or None
    threads : int
    """
    _compile()
    return _codes_of(texts, index, table, threads)


def _codes_of(texts: Iterable[str], index: TokenIndex, table: Cues | None, threads: int) -> Bytes:
    codes = np.zeros(len(index.ids), dtype=np.uint8)
    known, pairs, pair_kinds = _known(index, table)
    mine = threading.local()  # a thread knows the words that it has met

    def work(some: list[str], row: int) -> None:
        coded = [text.encode() for text in some]
        _, data, offsets = chunk_of(0, coded)
        if not hasattr(mine, "vocabulary"):
            mine.vocabulary = Vocabulary(index.language)
        starts, sizes, _ = word_bounds(coded, vocabulary=mine.vocabulary)
        first, last = index.offsets[row], index.offsets[row + len(some)]
        tokens = np.array(index.offsets[row : row + len(some) + 1]) - first
        words, classes = np.zeros(np.diff(tokens).max(), dtype=_WORD), known_classes()
        document = 0
        while document < len(some):
            document, unknown = _walk(
                read_only(data),
                offsets,
                starts,
                sizes,
                tokens,
                read_only(index.ids[first:last]),
                read_only(index.gaps[first:last]),
                known,
                pairs,
                pair_kinds,
                classes,
                table is not None,
                words,
                document,
                codes[first:last],
            )
            if document < len(some):
                classes[unknown] = class_of(chr(unknown))

    remaining, row, waiting = iter(texts), 0, deque[Future[None]]()
    with ThreadPoolExecutor(threads) as pool:
        while some := list(islice(remaining, _AT_ONCE)):
            waiting.append(pool.submit(work, some, row))
            row += len(some)
            if len(waiting) > threads:  # what has been read must not pile up
                waiting.popleft().result()
        while waiting:
            waiting.popleft().result()
    return codes


@cache
def _compile() -> None:
    text = "A word."
    compile_with(lambda: _codes_of([text], build_index([text]), None, 1), what="the voices of words")


def _known(index: TokenIndex, table: Cues | None) -> tuple[npt.NDArray[Any], Positions, Positions]:
    """Return what is known of each type, and the types that make phrases with their classes, in order."""
    if table is None:
        return np.zeros(1, dtype=_TRAITS), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    vocabulary = list(index.vocabulary)
    known = np.zeros(len(vocabulary), dtype=_TRAITS)
    known["look"] = [look_of(form) for form in vocabulary]
    some = listed(table.language)
    for place, form in enumerate(vocabulary):
        if form in some:
            known[place] = traits(form, table.language)
    inside = {word for one, others in table.pairs.items() for word in (one, *others)}
    ids = {form: place for place, form in enumerate(vocabulary) if form in inside}
    pairs = sorted(
        (ids[one] * len(vocabulary) + ids[other], kinds)
        for one, others in table.pairs.items()
        for other, kinds in others.items()
        if one in ids and other in ids
    )
    return known, *np.array(pairs, dtype=np.int64).reshape(-1, 2).T.copy()
