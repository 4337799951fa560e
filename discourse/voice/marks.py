"""Where quotations stand: pairs of quotation marks, found paragraph by paragraph.

Straight marks say nothing of which side they close, apostrophes look like single quotes, inches like double
ones, and real texts lose marks. So each mark is read by what touches it, and what stays open is bounded: no
damage passes the end of its paragraph.
"""

from collections.abc import Sequence
from typing import NamedTuple

from discourse.voice.characters import *

_QUOTE, _APOSTROPHE, _LEFT, _RIGHT, _LEFT_TWO, _RIGHT_TWO = map(ord, "\"'‘’“”")
_GRAVE, _ACUTE, _COMMA, _OPENS_TAG, _ENDS_TAG, _PRIME, _ANGLE = map(ord, "`´,<>′«")
_SINGLE_OPENS, _SINGLE_CLOSES = tuple(map(ord, "'‘‚‛‹›’")), tuple(map(ord, "'’‘‹›"))
_CLOSES_TWO, _IN_TAGS = tuple(map(ord, "”〞」』")), tuple(map(ord, "/!"))
_MOST_SINGLE = 400  # characters between single quotes
_A_DOUBLE, _A_GUILLEMET, _A_SINGLE, _NO_MARK = range(4)
_SMALL, _LETTERS, _LONGEST = 32, 128, 5  # what makes a letter small; how many there are; of a word
_S = ord("s")


def _packed(word: str) -> int:
    number = 0
    for letter in word:
        number = number * _LETTERS + ord(letter)
    return number


_ELIDED = tuple(map(_packed, ("em", "til", "cause", "tis", "twas", "n", "bout", "round", "cuz")))

Codes = Sequence[int]
Stretch = tuple[int, int]


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
    broken: bool
    goes_on: bool


class Mark(NamedTuple):
    """A quotation mark: where, of which kind, and whether it may open or close by what it is and touches."""

    start: int
    end: int
    kind: int
    opens: bool
    closes: bool


def quotations(text: str) -> list[Quotation]:
    r"""Find the quotations of a text, the outermost alone, in order.

    Examples
    --------
    >>> text = "He’s 6'2\" and said “we ‘may’ go,” 'perhaps'."
    >>> [text[each.inner : each.outer] for each in quotations(text)]
    ['we ‘may’ go,', 'perhaps']
    """
    return quotations_in(*characters(text)[:4])


def paragraphs(kinds: Codes, lines: Codes) -> list[Stretch]:
    r"""Return where paragraphs stand: parted by empty lines; without any, by line ends after a sentence.

    Examples
    --------
    >>> for text in ("One.\n\nTwo\nlines.", "One.\nTwo\nlines."):
    ...     found = characters(text)
    ...     print(paragraphs(found.kinds, found.lines))
    [(0, 4), (6, 16)]
    [(0, 4), (5, 15)]
    """
    empty = _breaks(kinds, lines, True)
    breaks = empty if empty else _breaks(kinds, lines, False)
    found, begin = [(0, 0)][:0], 0
    for start, end in breaks:
        if begin < start:
            found.append((begin, start))
        begin = end
    if begin < len(kinds):
        found.append((begin, len(kinds)))
    return found


def _breaks(kinds: Codes, lines: Codes, empty: bool) -> list[Stretch]:
    """Return where space parts paragraphs: with an empty line in it, or else after the end of a sentence."""
    found, place, size = [(0, 0)][:0], 0, len(kinds)
    for line in lines:
        if line < place:
            continue
        start, end = line, line + 1
        if empty:
            while end < size and kinds[end] & (K_SPACE | K_LINE) == K_SPACE:
                end += 1
            if end == size or not kinds[end] & K_LINE:
                continue
        else:
            while start > 0 and kinds[start - 1] & (K_SPACE | K_LINE) == K_SPACE:
                start -= 1
            if not start or not kinds[start - 1] & K_PAUSE:
                continue
        while end < size and kinds[end] & K_SPACE:
            end += 1
        found.append((start, end))
        place = end
    return found


def quotations_in(text: Codes, kinds: Codes, lines: Codes, signs: Codes) -> list[Quotation]:
    """Find quotations in the characters of a text; see :class:`discourse.voice.characters.Characters`."""
    found = [Quotation(0, 0, 0, 0, False, False)][:0]
    if not len(signs):
        return found
    parts, place = paragraphs(kinds, lines), 0
    carried = (-1, -1)  # an opening mark whose sentence the empty line broke
    for n in range(len(parts)):
        start, end = parts[n]
        next_start, next_end = parts[n + 1] if n + 1 < len(parts) else (len(text), len(text))
        first = place
        while place < len(signs) and signs[place] < end:
            place += 1
        marks = _marks(text, kinds, signs[first:place], start, end)
        if carried[0] >= 0:
            first = 0
            while first < len(marks) and marks[first].kind != _A_DOUBLE:
                first += 1
            if first < len(marks) and marks[first].closes:
                closing = marks[first]
                found.append(Quotation(carried[0], closing.end, carried[1], closing.start, True, False))
                marks = marks[first + 1 :]
            carried = (-1, -1)
        reopened = _opens_with_mark(text, kinds, next_start, next_end)
        left = _pair(text, kinds, marks, reopened, found)
        if left < 0:
            continue
        opening = marks[left]
        small = next_start < len(text) and kinds[next_start] & K_LOWER != 0
        if small and not reopened and _end(kinds, max(end - 4, start), end) < 0:
            carried = opening.start, opening.end
        else:
            whole = reopened or opening.start == start
            stop = end if whole else _end_of_sentence(kinds, opening.end, end)
            found.append(Quotation(opening.start, stop, opening.end, stop, not reopened, reopened))
    return found


def _sign(text: Codes, kinds: Codes, at: int, end: int) -> int:
    """Return how many characters the mark at a place has; 0 if there is none, less for a tag with marks."""
    sign = text[at]
    if sign == _OPENS_TAG:
        past = at + 1
        if past < end and (text[past] in _IN_TAGS or (text[past] < _LETTERS and kinds[past] & K_LETTER)):
            while past < end and text[past] != _OPENS_TAG and text[past] != _ENDS_TAG:
                past += 1
            if past < end and text[past] == _ENDS_TAG:
                return at - past - 1
        return 0
    if at + 1 < end and text[at + 1] == sign:
        if sign in (_APOSTROPHE, _GRAVE, _ACUTE, _LEFT, _RIGHT):
            return 2
        if sign == _COMMA and at + 2 < end and kinds[at + 2] & K_LETTER:
            return 2
    return 0 if kinds[at] & K_PART else 1


def _marks(text: Codes, kinds: Codes, signs: Codes, start: int, end: int) -> list[Mark]:
    """Read each mark of a paragraph by itself and what touches it."""
    found, past = [Mark(0, 0, 0, False, False)][:0], start
    for at in signs:
        if at < past:
            continue
        size = _sign(text, kinds, at, end)
        past = at + max(abs(size), 1)
        if size > 0:
            mark = _mark(text, kinds, at, size, start, end)
            if mark.kind != _NO_MARK:
                found.append(mark)
    return found


def _mark(text: Codes, kinds: Codes, at: int, size: int, start: int, end: int) -> Mark:
    """Read a mark; one that can neither open nor close is none."""
    sign, past, two = text[at], at + size, size == 2
    first, last = at == start, past >= end
    before = 0 if first else text[at - 1]
    space_before, space_behind = first or kinds[at - 1] & K_SPACE != 0, last or kinds[past] & K_SPACE != 0
    free = first or kinds[at - 1] & K_FREE != 0
    touches = not first and kinds[at - 1] & K_WORD != 0
    word_behind = not last and kinds[past] & K_WORD != 0
    if not two and kinds[at] & K_SINGLE:
        if touches and word_behind:
            return Mark(at, past, _NO_MARK, False, False)  # an apostrophe
        opens = sign in _SINGLE_OPENS and not touches and not space_behind
        opens = opens and (free or kinds[at - 1] & K_DOUBLE != 0 or before in (_APOSTROPHE, _LEFT, _ANGLE))
        if opens and sign in (_APOSTROPHE, _RIGHT) and _elided(text, kinds, past):
            return Mark(at, past, _NO_MARK, False, False)  # 'em, '90s
        closes = sign in _SINGLE_CLOSES and not space_before and not word_behind
        return Mark(at, past, _A_SINGLE, opens, closes and not (sign == _LEFT and opens))
    if not two and kinds[at] & K_GUILLEMET:
        return Mark(at, past, _A_GUILLEMET, True, True)
    if two or sign == _QUOTE:
        digit = not first and kinds[at - 1] & K_DIGIT != 0
        if digit and sign != _APOSTROPHE and at > 1 and text[at - 2] in (_APOSTROPHE, _RIGHT, _PRIME):
            return Mark(at, past, _NO_MARK, False, False)  # 5'10"
        opens = not space_behind and (free or not touches)
        closes = not space_before and (not word_behind or not free)
        if free and not space_behind:
            closes = False
        elif not space_before and not free and not word_behind:
            opens = before in (_APOSTROPHE, _LEFT, _LEFT_TWO) and not space_behind
    elif sign == _LEFT_TWO:
        closes = touches or (not space_before and not word_behind and not free)
        opens = not closes or not space_behind
    elif sign in _CLOSES_TWO:
        opens = free and word_behind
        closes = not opens
    else:
        opens, closes = True, False
    return Mark(at, past, _A_DOUBLE, opens, closes)


def _elided(text: Codes, kinds: Codes, past: int) -> bool:
    """Say whether a whole word stands here that an apostrophe begins."""
    size, packed, digits = 0, 0, 0
    while past + size < len(text) and kinds[past + size] & K_RUN:
        letter = text[past + size]
        if size > _LONGEST or letter >= _LETTERS:
            return False
        digits += size < 2 and kinds[past + size] & K_DIGIT != 0
        packed = packed * _LETTERS + (letter | _SMALL)
        size += 1
    return packed in _ELIDED or (digits == 2 and (size == 2 or (size == 3 and packed % _LETTERS == _S)))


def _pair(text: Codes, kinds: Codes, marks: list[Mark], reopened: bool, found: list[Quotation]) -> int:
    """Pair the marks of a paragraph, add the outermost quotations; return which mark stays open, or -1."""
    left, depth, place = -1, 0, 0
    while place < len(marks):
        mark = marks[place]
        place += 1
        if left < 0:
            if not mark.opens:
                continue
            if mark.kind == _A_SINGLE:
                n = _closing_single(text, kinds, marks, place)
                if n >= 0:
                    found.append(Quotation(mark.start, marks[n].end, mark.end, marks[n].start, False, False))
                    place = n + 1
            elif not _is_inch(text, kinds, mark.start):
                left, depth = place - 1, 1
            continue
        opening = marks[left]
        if mark.kind != opening.kind:
            continue  # nested: belongs to the outer one
        if mark.closes:
            depth -= 1
            if not depth:
                found.append(Quotation(opening.start, mark.end, opening.end, mark.start, False, False))
                left = -1
        elif mark.opens:
            following, closing = 0, 0
            for n in range(place, len(marks)):
                if marks[n].kind == opening.kind and following < 2:
                    following += 1
                    closing += marks[n].closes
            if following == closing and (following == 2 or (following == 1 and reopened)):
                depth += 1
            else:  # the closing mark before it is lost
                stop = _end_of_sentence(kinds, opening.end, mark.start)
                found.append(Quotation(opening.start, stop, opening.end, stop, True, False))
                left, depth = place - 1, 1
    return left


def _is_inch(text: Codes, kinds: Codes, at: int) -> bool:
    return text[at] == _QUOTE and at > 0 and kinds[at - 1] & K_DIGIT != 0


def _closing_single(text: Codes, kinds: Codes, marks: list[Mark], place: int) -> int:
    """Find what closes a single quote: a plural's apostrophe does so only where nothing else does."""
    doubtful, opened = -1, marks[place - 1].end
    for n in range(place, len(marks)):
        other = marks[n]
        if other.start - opened > _MOST_SINGLE or (other.kind != _A_SINGLE and doubtful >= 0):
            break
        if other.kind == _A_SINGLE and other.closes and other.start > opened:
            letter = other.end  # the next, over one space
            if letter < len(text) and kinds[letter] & K_SPACE:
                letter += 1
            small = letter < len(text) and kinds[letter] & K_LOWER != 0
            if not (small and text[other.start - 1] | _SMALL == _S):
                return n
            doubtful = n if doubtful < 0 else doubtful
    return doubtful


def _opens_with_mark(text: Codes, kinds: Codes, start: int, end: int) -> bool:
    if start >= end or not kinds[start] & K_MARK:
        return False
    size = _sign(text, kinds, start, end)
    return size == 2 or (size == 1 and not kinds[start] & K_SINGLE)


def _end(kinds: Codes, start: int, end: int) -> int:
    """Return where the first sentence that ends in a stretch ends, or -1."""
    for place in range(start, end):
        if kinds[place] & K_STOP:
            past = place + 1
            while past < end and kinds[past] & K_CLOSER:
                past += 1
            if past == end or kinds[past] & K_SPACE:
                return past
    return -1


def _end_of_sentence(kinds: Codes, start: int, end: int) -> int:
    """Return where the first sentence that ends in a stretch ends, or the end of the stretch."""
    stop = _end(kinds, start, end)
    if stop >= 0:
        return stop
    while end and kinds[end - 1] & K_SPACE:
        end -= 1
    return end
