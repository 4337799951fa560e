"""Words in context, as written: cut out of the texts without reading whole documents where marks help."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice, pairwise

import numpy as np

from discourse.corpus import Corpus
from discourse.text.chunks import BETWEEN_MARKS
from discourse.text.counts import is_worth_compiling
from discourse.text.index import Positions, TokenIndex
from discourse.text.words import spans, word_of
from discourse.voice.codes import ALL

Context = tuple[str, str, str]
Pieces = tuple[list[bytes], list[int], Positions]

_AROUND = "“”„«»‘’'\"()[].,;:!?…–—-"  # what touches a word and is not one
_BATCH = 8192  # lines whose pieces are in memory at a time
_MANY_LINES = 256  # fewer are cut before the compiled word is even loaded
_TO_THE_END = 1 << 40  # more bytes than a document with marks has
_LONGEST_CHARACTER = 4  # bytes


def contexts(
    corpus: Corpus, document: Positions, start: Positions, length: Positions, window: int | str
) -> list[Context]:
    """Return the words around some places, as written, white space made single.

    Parameters
    ----------
    corpus : Corpus
    document : ndarray of int64
        The row of the document of each place, ascending.
    start, length : ndarray of int64
        The first word of the place, counted in its document, and the number of its words.
    window : int or "sentence"
        Words of context on each side; or all words of the sentence.

    Returns
    -------
    list of tuple of str
        Left, node and right, with the marks that touch the outer words.
    """
    ends = start + length - 1
    if isinstance(window, int):
        left = np.maximum(start - window, 0)
        right = np.minimum(ends + window, corpus.index.lengths[document] - 1)
    else:
        before = corpus.index.offsets[document]
        opens, closes = sentence_of(corpus.index, before + start)
        left, right = opens - before, closes - 1 - before
    words = np.stack([left, start, ends, right], axis=1)
    if corpus.index.marks is None:
        return list(_of_documents(corpus, document, words))
    language = corpus.index.language
    cut: Callable[[list[bytes], list[int], Positions], Iterator[Context]] = partial(_by_definition, language)
    if len(document) >= _MANY_LINES and is_worth_compiling(len(corpus.index.ids)):
        from discourse.text.compiled import word_bounds

        cut = partial(_by_kernel, partial(word_bounds, language=language))
    lines = list[Context]()
    for first in range(0, len(document), _BATCH):
        batch = slice(first, first + _BATCH)
        lines += cut(*_pieces(corpus, document[batch], words[batch]))
    return lines


def sentence_of(index: TokenIndex, places: Positions) -> tuple[Positions, Positions]:
    """Return where the sentence of each place begins, and where it ends."""
    after = np.searchsorted(index.sentences, places, side="right")
    return index.sentences[after - 1], index.sentences[after]


def in_all_voices(corpus: Corpus, places: Positions) -> tuple[Corpus, Positions]:
    """Return one shard with the words of all voices, which a line has, and where some places are in these."""
    return (corpus.in_voice(ALL), corpus.places[places]) if corpus.voice else (corpus, places)


def _cut(text: str, first: int, begin: int, end: int, last: int) -> Context:
    """Cut a line from the start of its first word, at its node, to the end of its last word."""
    opens = len(text[:first].rstrip(_AROUND))
    closes = len(text) - len(text[last:].lstrip(_AROUND))
    left, node, right = (" ".join(text[a:b].split()) for a, b in pairwise((opens, begin, end, closes)))
    return left, node, right


def _of_documents(corpus: Corpus, document: Positions, words: Positions) -> Iterator[Context]:
    """Read each document that has a place, whole: what every faster way is held against."""
    rows, firsts = np.unique(document, return_index=True)
    for text, places in zip(corpus.texts(rows), np.split(words, firsts[1:]), strict=False):
        at = list(spans(text, *corpus.index.rules))
        for left, begin, end, right in places.tolist():
            yield _cut(text, at[left][0], at[begin][0], at[end][1], at[right][1])


def _pieces(corpus: Corpus, document: Positions, words: Positions) -> Pieces:
    """Read from the mark before each line to one after it.

    A piece has a word more before the line, and two more after it, than are needed, so that what a word is
    does not hang on what was cut off; and the character before, for a final 's stands after a word.
    """
    marks, edges = corpus.index.marks, corpus.index.mark_offsets[document]
    assert marks is not None
    before = np.maximum(words[:, 0] - 1, 0) // BETWEEN_MARKS
    after = edges - (-(words[:, 3] + 3) // BETWEEN_MARKS)
    starts = np.where(words[:, 0] > 0, marks[edges + before], 0).astype(np.int64)
    stops = np.full(len(document), _TO_THE_END, dtype=np.int64)
    inside = after < corpus.index.mark_offsets[document + 1]
    stops[inside] = marks[after[inside]]
    rows, firsts = np.unique(document, return_index=True)  # each document is asked for bytes once
    lows = np.maximum(np.minimum.reduceat(starts, firsts) - _LONGEST_CHARACTER, 0)
    highs = np.maximum.reduceat(stops, firsts)
    spans = zip(starts.tolist(), stops.tolist(), strict=True)
    lines = np.diff(firsts, append=len(document)).tolist()
    pieces, skipped = list[bytes](), list[int]()
    for row, low, high, number in zip(rows.tolist(), lows.tolist(), highs.tolist(), lines, strict=True):
        data = corpus.utf8(row, low, high)
        for start, stop in islice(spans, number):
            character = data[max(start - _LONGEST_CHARACTER - low, 0) : start - low]
            character = character.decode(errors="ignore")[-1:].encode()
            pieces.append(character + data[start - low : stop - low])
            skipped.append(len(character))
    return pieces, skipped, words - BETWEEN_MARKS * before[:, None]


def _by_definition(
    language: str, pieces: list[bytes], skipped: list[int], words: Positions
) -> Iterator[Context]:
    word = word_of(language)
    for piece, skip, (left, begin, end, right) in zip(pieces, skipped, words.tolist(), strict=True):
        text = piece.decode()
        at = [match.span() for match in islice(word.finditer(text, 1 if skip else 0), right + 1)]
        yield _cut(text, at[left][0], at[begin][0], at[end][1], at[right][1])


def _by_kernel(
    word_bounds: Callable[[list[bytes]], tuple[Positions, Positions, Positions]],
    pieces: list[bytes],
    skipped: list[int],
    words: Positions,
) -> Iterator[Context]:
    starts, sizes, counts = word_bounds(pieces)
    first = np.concatenate(([0], np.cumsum(counts)))[:-1]
    first += starts[first] < np.array(skipped)  # the character before is a word of its own
    at = first[:, None] + words
    bounds = starts[at]
    bounds[:, 2:] += sizes[at[:, 2:]]
    for piece, places in zip(pieces, bounds.tolist(), strict=True):
        if not piece.isascii():
            yield _cut(piece.decode(), *(len(piece[:place].decode()) for place in places))
        else:
            yield _cut(piece.decode(), *places)
