"""Where quotations stand: pairs of quotation marks, found paragraph by paragraph.

Straight marks say nothing of which side they close, apostrophes look like single quotes, inches like double
ones, and real texts lose marks. So each mark is read by what touches it, and what stays open is bounded: no
damage passes the end of its paragraph.
"""

from collections.abc import Iterator
from typing import NamedTuple

import regex

_DOUBLE, _GUILLEMET, _SINGLE = '"“”„‟〝〞「」『』', "«»", "'‘’‚‛‹›"
_MARK = regex.compile(
    r"(?P<tag><[A-Za-z/!][^<>]*+>)"  # quotation marks of HTML attributes are none
    r"|(?P<two>''|``|´´|‘‘|’’|,,(?=\p{L}))"
    rf"|[{_DOUBLE}{_GUILLEMET}{_SINGLE}]"
)
_EMPTY_LINE = regex.compile(r"\n[^\S\n]*+\n\s*+")
_LINE_AFTER_END = regex.compile(r"(?<=[.!?…:\"”»’'])[^\S\n]*+\n\s*+")
_WORDLY = regex.compile(r"[\p{L}\p{M}\p{Nd}]")
_OPENS_AFTER = regex.compile(r"[\s(\[{<—–\-/:;=>¿¡\u00a0]")
_END = regex.compile(r"[.!?…][\"'”’»)\]]*+(?=\s|\Z)")
_ELISION = regex.compile(r"\d\ds?\b|(?:em|til|cause|tis|twas|n|bout|round|cuz)\b", regex.I)  # 'em, '90s
_MOST_SINGLE = 400  # characters between single quotes


class Quotation(NamedTuple):
    """A quotation, in characters: from its opening mark to past its closing one.

    Attributes
    ----------
    start, end : int
        With the marks.
    inner, outer : int
        Without them.
    broken : bool
        Whether one of its marks is missing.
    goes_on : bool
        Whether the next paragraph reopens it.
    """

    start: int
    end: int
    inner: int
    outer: int
    broken: bool = False
    goes_on: bool = False


def paragraphs(text: str) -> list[tuple[int, int]]:
    r"""Return where paragraphs stand: parted by empty lines; without any, by line ends after a sentence.

    Examples
    --------
    >>> paragraphs("One.\n\nTwo\nlines."), paragraphs("One.\nTwo\nlines.")
    ([(0, 4), (6, 16)], [(0, 4), (5, 15)])
    """
    breaks = [match.span() for match in _EMPTY_LINE.finditer(text)]
    if not breaks:
        breaks = [match.span() for match in _LINE_AFTER_END.finditer(text)]
    edges = [0, *(edge for each in breaks for edge in each), len(text)]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end]


def quotations(text: str) -> list[Quotation]:
    r"""Find the quotations of a text, the outermost alone, in order.

    Examples
    --------
    >>> text = "He’s 6'2\" and said “we ‘may’ go,” 'perhaps'."
    >>> [text[each.inner : each.outer] for each in quotations(text)]
    ['we ‘may’ go,', 'perhaps']
    """
    if not _MARK.search(text):
        return []
    found = list[Quotation]()
    parts = paragraphs(text)
    after = [*parts[1:], (len(text), len(text))]
    carried: tuple[int, int] | None = None  # an opening mark whose sentence the empty line broke
    for (start, end), (next_start, next_end) in zip(parts, after, strict=True):
        marks = list(_marks(text, start, end))
        if carried is not None:
            closing = next((mark for mark in marks if mark.kind == _Kind.DOUBLE), None)
            if closing is not None and closing.closes:
                found.append(Quotation(carried[0], closing.end, carried[1], closing.start, True))
                marks = [mark for mark in marks if mark.start >= closing.end]
            carried = None
        reopened = _opens_with_mark(text, next_start, next_end)
        mine, open_ = _paired(text, marks, reopened)
        found += mine
        if open_ is None:
            continue
        torn = text[next_start : next_start + 1].islower() and not _END.search(text, max(end - 4, start), end)
        if torn and not reopened:
            carried = open_.start, open_.end
        else:
            stop = end if reopened or open_.start == start else _end_of_sentence(text, open_.end, end)
            found.append(Quotation(open_.start, stop, open_.end, stop, not reopened, reopened))
    return sorted(found)


class _Kind:
    DOUBLE, GUILLEMET, SINGLE = range(3)


class _Mark(NamedTuple):
    start: int
    end: int
    kind: int
    opens: bool  # may open, by what it is and touches
    closes: bool


def _marks(text: str, start: int, end: int) -> Iterator[_Mark]:
    """Read each mark of a paragraph by itself and what touches it."""
    for match in _MARK.finditer(text, start, end):
        if match["tag"]:
            continue
        sign, at, past = match[0], match.start(), match.end()
        before, behind = (
            text[at - 1 : at] if at > start else " ",
            text[past : past + 1] if past < end else " ",
        )
        free_before = _OPENS_AFTER.match(before) is not None
        touches_word = _WORDLY.match(before) is not None
        if len(sign) == 2 or sign in _DOUBLE:
            kind = _Kind.DOUBLE
        else:
            kind = _Kind.GUILLEMET if sign in _GUILLEMET else _Kind.SINGLE
        word_behind, space_behind = _WORDLY.match(behind) is not None, behind.isspace()
        if kind == _Kind.SINGLE:
            if touches_word and word_behind:
                continue  # an apostrophe
            opens = (sign in "'‘‚‛‹›" or sign == "’") and not touches_word and not space_behind
            opens = opens and (free_before or before in _DOUBLE + "'‘«")
            if opens and sign in "'’" and _ELISION.match(text, past):
                continue  # 'em, '90s
            closes = sign in "'’‘‹›" and not before.isspace() and not word_behind
            if sign == "‘" and opens:
                closes = False
        elif kind == _Kind.GUILLEMET:
            opens = closes = True
        else:
            if sign in "\"''" or len(sign) == 2:
                if before.isdigit() and sign != "''" and text[at - 2 : at - 1] in ("'", "’", "′"):
                    continue  # 5'10"
                opens = not space_behind and (free_before or not touches_word)
                closes = not before.isspace() and (not word_behind or not free_before)
                if free_before and not space_behind:
                    closes = False
                elif not before.isspace() and not free_before and not word_behind:
                    opens = before in "'‘“" and not space_behind
            elif sign in "“":
                closes = touches_word or (not before.isspace() and not word_behind and not free_before)
                opens = not closes or not space_behind
            elif sign in "”〞」』":
                opens = free_before and word_behind
                closes = not opens
            else:
                opens, closes = True, False
        yield _Mark(at, past, kind, opens, closes)


def _paired(text: str, marks: list[_Mark], reopened: bool) -> tuple[list[Quotation], _Mark | None]:
    """Pair the marks of a paragraph; return the outermost quotations, and a mark that stays open."""
    found, open_ = list[Quotation](), None
    depth, place = 0, 0
    while place < len(marks):
        mark = marks[place]
        place += 1
        if open_ is None:
            if not mark.opens:
                continue
            if mark.kind == _Kind.SINGLE:
                closing = _closing_single(text, mark, marks[place:])
                if closing is not None:
                    found.append(Quotation(mark.start, closing.end, mark.end, closing.start))
                    place = marks.index(closing) + 1
            elif not _is_inch(text, mark, marks[place:]):
                open_, depth = mark, 1
        elif mark.kind != open_.kind:
            continue  # nested: belongs to the outer one
        elif mark.closes:
            depth -= 1
            if not depth:
                found.append(Quotation(open_.start, mark.end, open_.end, mark.start))
                open_ = None
        elif mark.opens:
            following = [other for other in marks[place:] if other.kind == open_.kind][:2]
            both = len(following) == 2 and all(other.closes for other in following)
            inner = [other.closes for other in following] == [True] and reopened
            if both or inner:
                depth += 1
            else:  # the closing mark before it is lost
                stop = _end_of_sentence(text, open_.end, mark.start)
                found.append(Quotation(open_.start, stop, open_.end, stop, True))
                open_, depth = mark, 1
    return found, open_


def _is_inch(text: str, mark: _Mark, following: list[_Mark]) -> bool:
    return text[mark.start] == '"' and text[mark.start - 1 : mark.start].isdigit()


def _closing_single(text: str, mark: _Mark, following: list[_Mark]) -> _Mark | None:
    """Find what closes a single quote: a plural's apostrophe does so only where nothing else does."""
    doubtful = None
    for other in following:
        if other.start - mark.end > _MOST_SINGLE or (other.kind != _Kind.SINGLE and doubtful):
            break
        if other.kind == _Kind.SINGLE and other.closes and other.start > mark.end:
            plural = text[other.start - 1] in "sS" and text[other.end : other.end + 2].strip()[:1].islower()
            if not plural:
                return other
            doubtful = doubtful or other
    return doubtful


def _opens_with_mark(text: str, start: int, end: int) -> bool:
    match = _MARK.match(text, start, end)
    return match is not None and not match["tag"] and match[0] not in _SINGLE


def _end_of_sentence(text: str, start: int, end: int) -> int:
    """Return where the last sentence that ends in a stretch ends, or the end of the stretch."""
    match = _END.search(text, start, end)
    return match.end() if match else len(text[:end].rstrip())
