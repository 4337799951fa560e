"""Scripts that write no spaces between words: what cuts them, and the refusal where nothing does."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from discourse.errors import CorpusError
from discourse.text.chunks import Chunk, texts_of
from discourse.text.languages import UNSPACED, is_unspaced
from discourse.text.words import Tokenizer

_CHINESE = "zh"
_NEEDED = "a tokenizer is needed that cuts it into words: tokenizer= takes any object with span_tokenize"


class Jieba:
    """Cuts Chinese into words, by jieba and its dictionary."""

    def __repr__(self) -> str:
        return "Jieba()"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Jieba)

    def __hash__(self) -> int:
        return hash(Jieba)

    def span_tokenize(self, s: str) -> Iterator[tuple[int, int]]:
        """Yield the (start, end) character offsets of the words of a text."""
        import jieba  # reads its dictionary when it is first used

        for _, start, end in jieba.tokenize(s):
            yield start, end


def segmenter(language: str) -> Tokenizer | None:
    """Return what cuts a language into words where spaces do not; None where they do.

    Raises
    ------
    CorpusError
        If nothing here cuts it.

    Examples
    --------
    >>> segmenter("en") is None
    True
    """
    if language not in UNSPACED:
        return None
    if language != _CHINESE:
        raise CorpusError(f"language={language!r} writes no spaces between words; {_NEEDED}")
    try:
        import jieba
    except ImportError as error:
        raise CorpusError(
            "language='zh' writes no spaces between words; pip install 'comparative-discourse[zh]' brings "
            "jieba, which cuts Chinese, or tokenizer= takes another"
        ) from error
    jieba.setLogLevel("WARNING")  # it tells on standard error that it reads its dictionary
    return Jieba()


def refuse_unspaced(texts: Iterable[str], name: str) -> None:
    """Refuse texts whose script writes no spaces, which would be read into nonsense.

    Raises
    ------
    CorpusError
        If most letters of a sample are of such a script.
    """
    if is_unspaced(list(texts)):
        raise CorpusError(
            f"{name}: the texts are in a script that writes no spaces between words; Chinese is read with "
            f"language='zh' (the extra zh brings jieba), and for others {_NEEDED}"
        )


def spaced(chunks: Iterable[Chunk], name: str) -> Iterator[Chunk]:
    """Return chunks, of which the first says whether they are refused; see :func:`refuse_unspaced`."""
    remaining = iter(chunks)
    head = list(islice(remaining, 1))
    refuse_unspaced(texts_of(head), name)
    yield from chain(head, remaining)
