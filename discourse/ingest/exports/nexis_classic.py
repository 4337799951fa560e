"""The classic form of LexisNexis (until 2019): "1 of 500 DOCUMENTS" before each article.

Unlabelled lines follow (source, date, edition, headline), then fields such as ``LENGTH:``, the body, and more
fields. Sometimes the line that announces an article is missing (JBGruber/LexisNexisTools, issue 6: files of
the "Text Assembler"; amcat/amcat, issue 586: a lone article); then the fields at the end of one article, and
the date and length of the next, show where that begins.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

from discourse.ingest.exports.lines import blocks_of
from discourse.ingest.exports.nexis_fields import (
    CLASSIC_LABEL,
    FOOT,
    HEAD,
    Left,
    day_of,
    is_notice,
    is_rights,
    joined,
    label,
    separate_foot,
    split_at_labels,
)
from discourse.ingest.notes import Notes

_NUMBER = r"(\d{1,9}|\d{1,3}(?:[.,]\d{3}){1,2})"
ANNOUNCES = (
    rf"(?:(?:FOCUS - )?{_NUMBER} (?:of|von|de|di|van) {_NUMBER} (?:DOCUMENTS?|DOKUMENTE?N?|DOCUMENTOS?)"
    rf"|(?:Document|Dokument|Documento) {_NUMBER} (?:of|von|de|di|van|sur) {_NUMBER})"
)
_ANNOUNCED = re.compile(rf"[ \t]*{ANNOUNCES}[ \t]*")
_ASKED_FOR = re.compile(r"[ \t]*(?:Download Request|Ausgabeauftrag):[^\d]{0,80}([\d,; -]{1,200})")
_RANGE = re.compile(r"\d{1,9} ?- ?(\d{1,9})")
_COVER = re.compile(
    r"[ \t]*(?:Download Request|Time Of Request|Send To|Terms|Source|Combined Source|Project ID|Print Request"
    r"|Research Information|Ausgabeauftrag|Begriffe):",
    re.IGNORECASE,
)
_WORDS = re.compile(
    r"\d[\d.,]*[ ]+(?:words?|w[öo]rter|wort|mots?|palabras?|parol[ae]|woord(?:en)?|palavras?|ord|слов)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"[^.,:!?]{1,60}")
_FIRST_LINES = 60  # not blank, that are searched for the head of a first article without its mark
_MOST_HEAD = 12  # blocks before the first named field: source, date, edition, a headline in several parts
_LAST_DATED = 6  # blocks of the head that are searched for a date,
_MOST_LINES = 20  # and lines of each


@dataclass
class Announced:
    """The documents that files announce, and those that are there; files of one search are counted together.

    Attributes
    ----------
    searches : dict of int to set of int
        For each number of documents that a search found, the numbers of those that are there.
    ends : dict of int to int
        For each, the last document that was requested: the last of the search, or that of the range on the
        cover; 0 if the cover names several ranges.
    listed, lacking : int
        How many documents are announced by lists of contents, and how many of them are missing.
    unannounced : int
        How many articles have no line that announces them.
    """

    searches: dict[int, set[int]] = field(default_factory=dict)
    ends: dict[int, int] = field(default_factory=dict)
    listed: int = 0
    lacking: int = 0
    unannounced: int = 0

    def check(self, name: str, notes: Notes) -> None:
        """Refuse a gap between the first document that is there and the last that was requested.

        The documents before the first are in other files, as an export is downloaded in parts.

        Raises
        ------
        CorpusError
            If one is missing, and faults are not repaired.
        """
        missing, elsewhere = self.lacking, 0
        first = ""
        for total, numbers in self.searches.items():
            last = max(self.ends[total], *numbers)
            gaps = last - min(numbers) + 1 - len(numbers) if self.ends[total] else 0
            missing += gaps
            if gaps and not first:
                number = next(n for n in range(min(numbers), last + 1) if n not in numbers)
                first = f" (the first is {number:,} of {total:,})"
            elsewhere += max(total - len(numbers) - gaps, 0)
        missing = max(missing - self.unannounced, 0)
        announced = self.listed + sum(self.searches)
        notes.fault(
            [missing] if missing else [],
            lambda count: (
                f"{name}: {announced:,} documents are announced, and {count:,} of them "
                f"{'is' if count == 1 else 'are'} missing{first}"
            ),
            "an export is read whole, its files together from one folder",
            "reads those that are there",
        )
        if missing:
            notes.add("announced document that is missing", count=missing, text=name)
        if elsewhere:
            notes.add("document of the search that was not downloaded here", count=elsewhere, text=name)
        if self.unannounced:
            notes.add("article without a line that announces it", count=self.unannounced, text=name)


def read_classic(lines: list[str], left: Left, announced: Announced) -> list[dict[str, str]]:
    """Read the articles of the classic form."""
    starts = _announcements(lines, announced)
    pieces = [blocks_of(lines[start + 1 : end]) for start, end in pairwise([*starts, len(lines)])]
    before = blocks_of(lines[: starts[0]] if starts else lines)
    first = _after_cover(before)
    left.outside += [line for block in before[:first] for line in block]
    announced.unannounced += first < len(before)
    rows = []
    for piece in [before[first:], *pieces]:
        parts = [part for part in _articles(piece) if part]
        announced.unannounced += max(len(parts) - 1, 0)
        rows += [_article(part, left) for part in parts]
    return rows


def looks_classic(lines: Iterable[str]) -> bool:
    """Say whether lines have the marks of the form, or begin like an article without its mark."""
    steps = 0  # a date, a length, and a field that ends an article, in this order
    filled = 0
    for line in lines:
        if len(line) < 120 and _ANNOUNCED.fullmatch(line):
            return True
        filled += bool(line.strip())
        if steps == 0 and filled <= _FIRST_LINES and line.strip():
            steps += day_of(line) is not None
        elif steps == 1 and filled <= _FIRST_LINES:
            steps += _is_length([line])
        elif steps == 2:
            steps += FOOT.get(label(line, CLASSIC_LABEL)[0]) in {"load_date", "language"}
    return steps == 3


def _announcements(lines: list[str], announced: Announced) -> list[int]:
    """Find the lines that announce an article, and record their numbers."""
    starts: list[int] = []
    cover: int | None = None  # the last document that the cover names, and the search it belongs to
    covered = 0
    for place, line in enumerate(lines):
        if len(line) > 1000:
            continue
        match = _ANNOUNCED.fullmatch(line) if len(line) < 120 else None
        if match is None:
            asked = _ASKED_FOR.fullmatch(line)
            if asked:
                several = _RANGE.fullmatch(asked[1].strip())
                cover, covered = int(several[1]) if several else 0, 0
            continue
        number, total = (int(re.sub("[.,]", "", group)) for group in match.groups() if group is not None)
        covered = covered or total
        end = total if cover is None or covered != total else min(cover, total)
        announced.searches.setdefault(total, set()).add(number)
        announced.ends[total] = max(announced.ends.get(total, 0), end)
        starts.append(place)
    return starts


def _is_length(block: list[str]) -> bool:
    for line in block:
        name, value = label(line, CLASSIC_LABEL)
        if HEAD.get(name) == "length" and _WORDS.fullmatch(value.strip()):
            return True
    return False


def _after_cover(blocks: list[list[str]]) -> int:
    """Return the index of the first block after the cover; without the length of an article all is cover."""
    last = next((place for place, block in enumerate(blocks) if _is_length(block)), None)
    if last is None:
        return len(blocks)
    covers = [place for place in range(last) if any(_COVER.match(line) for line in blocks[place])]
    return covers[-1] + 1 if covers else 0


def _articles(blocks: list[list[str]]) -> list[list[list[str]]]:
    """Split blocks where an article begins without its mark: date and length after the fields of another."""
    cuts = [0]
    ended = 0  # the block after the last of the fields that end an article
    day: int | None = None
    for place, block in enumerate(blocks):
        if _ends_article(block):
            ended, day = place + 1, None
        elif not ended:
            continue
        elif day is None and all(map(is_rights, block)):
            ended = place + 1
        elif place - ended > _MOST_HEAD:
            ended = 0
        elif place - ended < _LAST_DATED and _is_dated(block):
            day = place if day is None else day
        elif day is not None and _is_length(block):
            cuts.append(_first_of(blocks, ended, day))
            ended = 0
    return [blocks[start:end] for start, end in pairwise([*cuts, len(blocks)])]


def _first_of(blocks: list[list[str]], ended: int, day: int) -> int:
    """Find the block of the outlet, between the fields that end an article and the date of the next.

    A notice may come between outlet and date, and a caption or a code of the previous article before both.
    """
    outlet = day if day_of(blocks[day][0]) is None else day - 1
    while outlet > ended and joined(blocks[outlet]).endswith("."):
        outlet -= 1
    return max(outlet - joined(blocks[outlet]).startswith("("), ended)


def _is_dated(block: list[str]) -> bool:
    return any(map(day_of, block[:_MOST_LINES]))


def _ends_article(block: list[str]) -> bool:
    for line in block:
        name, value = label(line, CLASSIC_LABEL)
        column = FOOT.get(name)
        if column == "load_date" and day_of(value.strip()):
            return True
        if column in {"language", "publication_type", "journal_code"} and _VALUE.fullmatch(value):
            return True
    return False


def _article(blocks: list[list[str]], left: Left) -> dict[str, str]:
    """Read an article."""
    blocks = split_at_labels(blocks[:_MOST_HEAD], CLASSIC_LABEL, HEAD) + blocks[_MOST_HEAD:]
    labels = [label(block[0], CLASSIC_LABEL)[0] for block in blocks[: 2 * _MOST_HEAD]]
    named = next((place for place, name in enumerate(labels[:_MOST_HEAD]) if name in HEAD), None)
    head = blocks[: _MOST_HEAD if named is None else named]
    dated = next((i for i, block in enumerate(head[:_LAST_DATED]) if _is_dated(block)), None)
    if named is None:  # without any named field only source, date and headline can be told from the body
        foot = next((place for place, name in enumerate(labels) if name in FOOT), len(head))
        head = head[: min(foot, 2 if dated is None else dated + 2)]
    rest = blocks[len(head) :]
    row = _unnamed_head(head, dated, left, titled="headline" in labels)
    done: set[str] = set()
    body = 0
    while named is not None and body < len(rest):
        name, first = label(rest[body][0], CLASSIC_LABEL)
        column = HEAD.get(name, "")
        if column == "text":
            rest[body] = [first, *rest[body][1:]]
        if column in {"", "text"} or column in done:
            break
        done.add(column)
        value = [first, *rest[body][1:]]
        body += 1
        # The value may be a block of its own.
        if not joined(value) and body < len(rest) and not label(rest[body][0], CLASSIC_LABEL)[0]:
            value = rest[body]
            body += 1
        row[column] = joined([row.get(column, ""), *value])
    text, fields = separate_foot(rest[body:], left, CLASSIC_LABEL, seen={})
    return row | {"text": text} | {column: value for column, value in fields.items() if column not in row}


def _unnamed_head(head: list[list[str]], dated: int | None, left: Left, *, titled: bool) -> dict[str, str]:
    """Read the unlabelled lines by position: source, date, edition, headline."""
    row = {"source": "", "date": "", "title": ""}
    before: list[list[str]] = []
    edition: list[str] = []
    titles: list[list[str]] = []
    for place, block in enumerate(head):
        rights = [line for line in block if is_rights(line)]
        notices = [line for line in block if is_notice(line)]
        lines = [line for line in block if not is_rights(line) and not is_notice(line)]
        left.notices += notices
        if rights:
            row["copyright"] = joined([row.get("copyright", ""), *rights])
            left.rights += rights
        if place == dated:
            at = next((i for i, line in enumerate(lines) if day_of(line)), 0)
            row["date"], follows = day_of(lines[at]) or ("", "")
            before += [lines[:at]] if at else []
            edition += [follows, *lines[at + 1 :]]
        elif lines and (place < dated if dated is not None else not before):
            before.append(lines)
        elif lines:
            titles.append(lines)
    # A centred block before the headline belongs to the date.
    while titles and (len(titles) > 1 or titled) and all(line.startswith("     ") for line in titles[0]):
        edition += titles.pop(0)
    while len(before) > 1 and joined(before[1]).startswith("(") and joined(before[1]).endswith(")"):
        before[0] += before.pop(1)  # an outlet of two lines: a blog, a city
    if not titles and not titled and len(before) > 1 and not joined(before[-1]).endswith("."):
        titles = [before.pop()]  # the headline may come before the date; a notice is a sentence
    if before:
        row["source"] = joined(before[0])
        left.notices += [line for block in before[1:] for line in block]
    row["title"] = joined(line for block in titles for line in block)
    return row | ({"edition": joined(edition).strip(" ;")} if joined(edition) else {})
