"""Who says the words at some places: the voice of each, and the name."""

import numpy as np

from discourse.corpus import Corpus
from discourse.lexicon.match import Matches
from discourse.text.index import Positions
from discourse.voice import OUTLET, VOICES
from discourse.voice.codes import Document, read_document
from discourse.voice.cues import cues
from discourse.voice.find import Attribution, speaker_of
from discourse.voice.speakers import names_of

Said = tuple[str, str]


def voice_of(corpus: Corpus, found: Matches) -> Positions:
    """Return the voice of each match in one shard: that of its first word which is not the outlet's own."""
    codes, voice = corpus.voices, np.zeros(len(found), dtype=np.int64)
    for place in range(int(found.length.max(initial=0))):
        open_ = np.flatnonzero((found.length > place) & (voice == OUTLET))
        voice[open_] = codes[found.start[open_] + place]
    return voice


def said_by(corpus: Corpus, document: Positions, start: Positions, length: Positions) -> list[Said]:
    """Return the voice and the speaker of some places in the words of one shard.

    Parameters
    ----------
    corpus : Corpus
        One shard, with the words of all voices.
    document : ndarray of int64
        The row of the document of each place, ascending.
    start, length : ndarray of int64
        The first word of each place, counted in its document, and the number of its words.

    Returns
    -------
    list of tuple of str
        Of each place the voice of its first word that is not the outlet's own, and who is named as the
        speaker of that word; empty if nobody is.
    """
    rows, firsts = np.unique(document, return_index=True)
    bounds, said = [*firsts.tolist(), len(document)], list[Said]()
    table = cues(corpus.index.language)
    texts = corpus.texts(rows.tolist())
    for row, text, first, last in zip(rows.tolist(), texts, bounds, bounds[1:], strict=False):
        read = read_document(text, corpus.index, row)
        names = names_of(read, table)
        for place, words in zip(start[first:last].tolist(), length[first:last].tolist(), strict=True):
            codes = read.found.codes[place : place + words]
            other = np.flatnonzero(codes != OUTLET)
            at = place + int(other[0]) if len(other) else place
            by = speaker_at(read, at) if len(other) else None
            said.append((VOICES[read.found.codes[at]], "" if by is None or names is None else names.of(by)))
    return said


def speaker_at(document: Document, place: int) -> Attribution | None:
    """Return who says a word: whoever speaks its quotation, or the innermost report around it."""
    for quote in document.found.quotes:
        if quote.first <= place < quote.last:
            return speaker_of(document.found, quote)
    around = [
        each
        for each in document.found.attributions
        if any(first <= place < last for first, last in each.content)
    ]
    return min(around, key=lambda each: sum(last - first for first, last in each.content), default=None)
