"""Parts of lines that are not the article's words, as news sites leave them beside it and inside it.

Every rule looks at one line, without those around it.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import product
from typing import Any, NamedTuple

import regex

from discourse.ingest.notes import Notes

Spans = Iterator[tuple[int, int]]


def _any_case(words: str) -> str:
    """Return a pattern for words in any case, where *ſ* is no *s*."""
    return "".join(f"[{char.upper()}{char}]" if char.isalpha() else char for char in words)


_AGENCIES = (
    "AAP|AFP|ANSA|AP|Anadolu|BBC|Bloomberg|CNN|DPA|EFE|IANS|Interfax|KUNA|Kyodo|PA|PTI|REUTERS|Reuters"
    "|Reuters Health|TASS|Thomson Reuters Foundation|UPI|WAM|Xinhua|Yonhap|dpa"
)
_CREDIT = rf"\((?:{_AGENCIES})(?: ?[/,] ?(?:{_AGENCIES}))?\)"
_GAP = r"[ \t,/-]{1,3}+"
_CALL_WORDS = (
    "also read|don't miss|don’t miss|more on this|must read|read also|read more|related|related article"
    "|related articles|related story|related stories|see also|see more|watch more"
)
_CALLS = _any_case(_CALL_WORDS)
# A row of buttons has one of these, and another after it.
_ANCHORS = (
    *("Facebook", "facebook", "FACEBOOK", "Twitter", "twitter", "TWITTER"),
    *("Tweet", "tweet", "WhatsApp", "Whatsapp"),
)
_ANCHOR = "(?:[Ff]acebook|FACEBOOK|[Tt]witter|TWITTER|[Tt]weet|Whats[Aa]pp)"
_NETWORK = (
    f"(?:{_ANCHOR}|[Dd]igg|[Ff]lipboard|[Gg]oogle ?\\+|Instagram|[Ll]inked[Ii]n|LINKEDIN|[Nn]ewsvine"
    "|[Pp]interest|PINTEREST|[Rr]eddit|REDDIT|[Ss]tumble(?:[Uu]pon)?|Telegram|[Tt]umblr|TUMBLR|Viber|YouTube)"
)
_OTHER = (
    "(?:Comments?|Copy [Ll]ink|[Ee]-?[Mm]ail|EMAIL|Mail|Messenger|Pin|Pocket|[Pp]rint|Save|Send|[Ss]hare"
    "|SHARE)"
)
_BUTTON = f"(?:{_NETWORK}|{_OTHER})"
_SPACE = r"[ \t|•·]{1,4}"
_APART = r"(?:[ \t]?[|•·][ \t]?|[ \t]{1,4})"
_YEAR = "(?:19|20)[0-9]{2}"
_NOTICE = rf"(?:Copyright ?(?:©|\([cC]\)|{_YEAR})|(?:©|\([cC]\)) ?{_YEAR})"
_PHOTOGRAPHERS = "AP|AFP|EPA|Reuters|REUTERS"
_PHOTO_BY = f"(?:{_PHOTOGRAPHERS})(?: Photo| PHOTO| Image)?"
_LOUD_PHOTO_BY = "(?:REUTERS|AP Photo|AFP PHOTO)"


class LatePattern:
    """A regular expression that is compiled when first used: all of them take longer than most commands."""

    def __init__(self, expression: str, compile_it: Callable[[str], Any] = regex.compile) -> None:
        self._expression, self._compile = expression, compile_it

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._compile(self._expression), name)
        setattr(self, name, method)
        return method


# A line may be a whole article, so every pattern looks at a bounded stretch from where it begins.
_CREDITED = LatePattern(_CREDIT)
_DASHED = LatePattern(r" ?[-–—]{1,3}(?!\S) ?")
_ON = LatePattern(r" (?=\p{Lu}|[\"“‘'])")
_TITLED = LatePattern(
    rf"[^\w\n]{{0,3}}(?:(?:\p{{Lu}}[\w.'’]{{0,30}}+|[0-9]{{1,4}}+|al|de|del|des|du|el|la|le|of|on|upon)"
    rf"{_GAP}){{0,8}}"
)
_LOUD = LatePattern(rf"(?<!\S)(?:\p{{Lu}}[\p{{Lu}}.'’]{{0,30}}+{_GAP}){{1,6}}$")
_LONGEST_DATELINE = 120
_PICTURE = LatePattern(
    r"\bImage (?:copyright|source)\b,?(?:[^\n]{1,80}?(?=\bImage caption\b)"
    r"|(?:[ /]{1,3}(?:AFP|AP|Alamy|BBC|EPA|Getty(?: Images)?|PA(?: Media| Wire)?|Reuters"
    r"|Science Photo Library)){1,4}\b"
    r"|[^.\n]{1,40}$)?"
)
_NAME = r"\p{Lu}[\w.'’-]{0,30}+"
_NO_NAME = "A|After|An|And|As|At|But|For|He|I|In|It|On|She|The|There|They|This|We|When|While|With"
_PHOTO = LatePattern(
    rf"\({_PHOTO_BY}/[^()\n]{{1,60}}\)"
    rf"|(?<!\w){_LOUD_PHOTO_BY}/{_NAME}(?: (?!(?:{_NO_NAME})\b){_NAME}(?: {_NAME}(?=\s*$|/))?)?"
    r"(?:/\p{Lu}\w{0,15}(?: Photo)?)?"
)
_CAPTION = LatePattern(r"\b(?:Image|Media) caption\b,?")
_PLAYER = LatePattern(r"\bMedia playback is (?:unsupported|not supported) on (?:your|this) device\b\.?")
_SLIDESHOW = LatePattern(r"\bSlideshow ?\( ?[0-9]{1,4} [Ii]mages? ?\)")
_SENTENCE = r"[^.!?\n]{0,120}+(?:[.!?](?!\S)|$)"
_CALL = LatePattern(rf"(?<!\w)(?:{_CALLS}):")
_LINE_BEGINS = LatePattern(r"\W{0,3}")
_TO_BRACKET = LatePattern(r"[^()\n]{0,250}+\)")
_TO_LINE_END = LatePattern(r"[^\n]{0,200}+$")
_TO_SENTENCE_END = LatePattern(_SENTENCE)
_NOTICED = LatePattern(
    rf"(?<!\w){_NOTICE}(?!\w)(?:[^\n]{{0,300}}$|{_SENTENCE})?|\bAll [Rr]ights [Rr]eserved\b\.?"
)
_BAR = LatePattern(rf"(?<!\w){_BUTTON}(?:{_APART}{_BUTTON}){{2,30}}(?![\w,])")
_EACH = LatePattern(_BUTTON)
_IS_NETWORK = LatePattern(_NETWORK)
_FEWEST, _FEWEST_NETWORKS = 3, 2
_NEXT = LatePattern(rf"{_APART}{_BUTTON}")
_BEFORE, _LONGEST_ROW = 60, 400  # characters


def _datelines(line: str) -> Spans:
    """Find the credits of agencies after a place, and before a dash or what can only be the first word."""
    for found in _CREDITED.finditer(line):
        start, end = found.span()
        dash = _DASHED.match(line, end)
        farthest = max(start - _LONGEST_DATELINE, 0)
        if not farthest and _TITLED.fullmatch(line, 0, start):
            place = line[:start]
            if dash:
                yield 0, dash.end()
            elif _ON.match(line, end) and (place == place.upper() or "CNN" in found[0]):
                yield 0, end
        elif dash and (loud := _LOUD.search(line[farthest:start])):
            yield farthest + loud.start(), dash.end()


def _spans(pattern: LatePattern) -> Callable[[str], Spans]:
    return lambda line: (found.span() for found in pattern.finditer(line))


def _photos(line: str) -> Spans:
    """Find credits of photographs; one that has a line for itself goes with its line."""
    for found in _PHOTO.finditer(line):
        if line[found.start()] == "(" or found[0] != line:
            yield found.span()


def _calls(line: str) -> Spans:
    """Find calls: in brackets; loud ones to the end of a sentence; at the start of a line, to its end."""
    done = 0
    for found in _CALL.finditer(line):
        begin, end = found.span()
        is_loud, rest = found[0].isupper(), None
        if is_loud and line[begin - 1 : begin] == "(" and (rest := _TO_BRACKET.match(line, end)):
            begin -= 1
        elif _LINE_BEGINS.fullmatch(line, 0, begin):
            rest = _TO_LINE_END.match(line, end)
        if is_loud and not rest:
            rest = _TO_SENTENCE_END.match(line, end)
        if (rest or is_loud) and begin >= done:
            done = rest.end() if rest else end
            yield begin, done


def _bars(line: str) -> Spans:
    """Find rows of buttons; where the line goes on, a word at their edge may be the article's."""
    rows = dict.fromkeys(row for anchor in _ANCHORS for row in _rows(line, anchor))
    for begin, end in sorted(rows):
        opens, closes = begin == 0, end == len(line)
        row = [each.span() for each in _EACH.finditer(line, begin, end)]
        networks = [place for place, span in enumerate(row) if _IS_NETWORK.fullmatch(line, *span)]
        if networks:
            row = row[0 if opens else networks[0] : None if closes else networks[-1] + 1]
        if len(row) >= _FEWEST and (len(networks) >= _FEWEST_NETWORKS or (opens and closes)):
            yield row[0][0], row[-1][1]


def _rows(line: str, anchor: str) -> Spans:
    """Find rows of what may be buttons around a network."""
    done, at = 0, line.find(anchor)
    while at >= 0:
        if at >= done and _NEXT.match(line, at + len(anchor)):
            around = _BAR.finditer(line, max(at - _BEFORE, 0), at + _LONGEST_ROW)
            row = next((found for found in around if found.end() > at), None)
            if row and row.start() <= at:
                yield row.span()
                done = row.end()
        at = line.find(anchor, at + 1)


class _Rule(NamedTuple):
    """What a part is, how it is found, and what is in every text that has one.

    Every hint begins with one of the `signs`, in any case if so said, each of which is a hint by itself or
    begins one, or with one of `perhaps`, which may begin one.
    """

    what: str
    find: Callable[[str], Spans]
    hint: str
    signs: Collection[str]
    perhaps: Collection[str] = ()
    any_case: bool = False


def _every(*places: str) -> list[str]:
    """Put what may stand at each place together in every way."""
    return ["".join(some) for some in product(*(place.split("|") for place in places))]


_RULES = (
    _Rule(
        "dateline",
        _datelines,
        _CREDIT,
        _every("(", _AGENCIES, ")"),
        _every("(", _AGENCIES, "| ", "/|,"),
    ),
    _Rule(
        "picture credit",
        _spans(_PICTURE),
        "Image (?:copyright|source)",
        ("Image copyright", "Image source"),
    ),
    _Rule(
        "photo credit",
        _photos,
        rf"\({_PHOTO_BY}/|{_LOUD_PHOTO_BY}/",
        ("REUTERS/", "AP Photo/", "AFP PHOTO/", *_every("(", _PHOTOGRAPHERS, "| Photo| PHOTO| Image", "/")),
    ),
    _Rule(
        "label of a caption",
        _spans(_CAPTION),
        "(?:Image|Media) caption",
        ("Image caption", "Media caption"),
    ),
    _Rule("notice of a player", _spans(_PLAYER), "Media playback is", ("Media playback is",)),
    _Rule(
        "notice of a slideshow",
        _spans(_SLIDESHOW),
        r"Slideshow ?\(",
        ("Slideshow(", "Slideshow ("),
    ),
    _Rule(
        "copyright notice",
        _spans(_NOTICED),
        f"{_NOTICE}|All [Rr]ights [Rr]eserved",
        (*_every("Copyright", "| ", "©|(c)|(C)"), *_every("All ", "R|r", "ights ", "R|r", "eserved")),
        _every("Copyright|©|(c)|(C)", "| ", "19|20"),
    ),
    _Rule("call to the reader", _calls, f"(?:{_CALLS}):", _every(_CALL_WORDS, ":"), any_case=True),
    _Rule(
        "buttons to share",
        _bars,
        f"{_ANCHOR}{_SPACE}{_BUTTON}",
        (),
        [a + s for a in _ANCHORS for s in " \t|•·"],
    ),
)
HINTS = tuple(rule.hint for rule in _RULES)
LONGEST_HINT = 120  # bytes in UTF-8


class Sign(NamedTuple):
    """A string, whether in any case, with which the hint of a number begins, or perhaps begins."""

    string: str
    any_case: bool
    hint: int
    is_enough: bool


SIGNS = [
    Sign(string, rule.any_case, number, is_enough)
    for number, rule in enumerate(_RULES)
    for strings, is_enough in ((rule.signs, True), (rule.perhaps, False))
    for string in strings
]
_SEARCHES = tuple(map(LatePattern, HINTS))


def begins_with_hint(number: int, text: str) -> bool:
    """Say whether a text begins with one of the `HINTS`."""
    return _SEARCHES[number].match(text) is not None


def clean_parts(text: str, *, notes: Notes, document: str) -> str:
    r"""Take parts of lines out of a text that are not the article's words, and note each.

    They are datelines with the credit of an agency, credits and labels of pictures, notices of players and
    slideshows, calls to the reader, copyright notices, and rows of buttons to share.

    Parameters
    ----------
    text : str
        With plain characters, as :func:`discourse.ingest.clean.clean_characters` makes them.
    notes : Notes
        Where each part is written down.
    document : str
        The id of the document, for `notes`.

    Examples
    --------
    >>> notes = Notes()
    >>> text = "ROME (Reuters) - Bread is dear.\nImage copyright AFP Image caption A baker."
    >>> clean_parts(text, notes=notes, document="a")
    'Bread is dear.\nA baker.'
    >>> [(row["line"], row["what"], row["text"]) for row in notes.rows][:2]
    [(1, 'dateline', 'ROME (Reuters) -'), (2, 'picture credit', 'Image copyright AFP')]
    """
    lines = dict(enumerate(text.split("\n"), start=1))
    hinted = {number: list(lines) for number, search in enumerate(_SEARCHES) if search.search(text)}
    return "\n".join(without_parts(lines, hinted, notes=notes, document=document).values())


def without_parts(
    lines: Mapping[int, str], hinted: Mapping[int, Collection[int]], *, notes: Notes, document: str
) -> dict[int, str]:
    """Return lines of a text, by their numbers, without parts.

    Parameters
    ----------
    lines : mapping of int to str
        In order.
    hinted : mapping of int to collection of int
        For each of the `HINTS` that the text has, in order, the lines that have it, in order; a line may have
        another when a part of it has gone.
    notes, document
        As for :func:`clean_parts`.
    """
    left, changed = dict(lines), set[int]()
    for rule, having in ((_RULES[hint], having) for hint, having in hinted.items()):
        for number in sorted(changed.union(having)) if changed else having:
            line = left[number]
            pieces, done = list[str](), 0
            for begin, end in rule.find(line):
                notes.add(rule.what, document=document, line=number, text=line[begin:end].strip())
                pieces.append(line[done:begin])
                if begin == 0 or line[begin - 1] in " \t":
                    while end < len(line) and line[end] in " \t":
                        end += 1
                done = end
            if done:
                left[number] = "".join([*pieces, line[done:]])
                changed.add(number)
    return left
