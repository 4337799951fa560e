"""Where sentences and paragraphs end; the lines are ours, after what newspapers do."""

import re

import pytest
from nltk.tokenize import RegexpTokenizer

from discourse.compiled import gaps as compiled
from discourse.text import sentences
from discourse.text.index import build_index
from discourse.text.sentences import PARAGRAPH, SENTENCE
from discourse.text.words import spans

LINES = [
    "The rebels fled. | The army came. | Nobody stayed!",
    "“We left,” she said. | “They stayed.” | Why? | Nobody knows.",
    "Gen. Smith and Sen. Jones of the U.S. Senate met Mr. Brown on Jan. 5 at No. 10.",
    "He lives in the U.S. | The war is far. | At 5 p.m. | They met.",
    "J. K. Rowling wrote to George H.W. Bush in Washington, D.C. | It was late.",
    "Acme Inc. Chairman Brown sold it to Beta Corp. | He was paid.",
    "It cost 3.5 million. | 20 people came. | So what…",
    "A headline without a point\n\n| Then the article. | It ends",
    "Three things:\n• | One thing\n• | Another thing",
    "wrapped hard\nin the middle of\nOne sentence.",
    "(He left.) | (She stayed.) | [Nobody] said a word?! | No.",
    "¿Por qué? | ¡Nadie! | Él vino. | Ещё раз. | Да.",
    "هل رحلوا؟ | نعم.",
    "It fell 19%. | California won. | In 1995. | Mr. Brown came.",
    "They said no. | One left, see No. 1 on p. 5 and vol. 3. | (He left the “city”). | However, they stayed.",
    "On Feb. 25. | Russian troops came.[1] Others left in the 1990s. | $5 million went.",
    "I don't. | Mr. Assad's. | Sen. Brown’s Ph.D. thesis.",
    "No space.|The army came.|He, J.Smith of St.Louis, has a Ph.D and U.S.Army boots, v2.0 and Node.js.",
    "the e.g. case, the vs. case, i.e. a small letter. or this",
    "See https://b.org/c. | Then b.org. | Police came (see www.b.org). | Mail <a@b.org>. | Amazon.com said",
    "J. A. Smith, e.g. The Guardian, Gen. The Hon. Brown. | In the U.S.-led force. | It is 10.30 p.m. | The",
    "He said … and left. | Then … | No?! | Really, one thing: The end. | “Is it?” he asked. | Yes",
    "वह आया। | वह गया॥ | क्या? | هل جاء؟ | نعم. | 走了。|真的？|是",
]


@pytest.mark.parametrize("line", LINES)
def test_lines(line: str) -> None:
    parts = re.split(r"\| ?", line)
    expected = [len(list(spans("".join(parts[:number])))) for number in range(len(parts))]
    assert build_index(["".join(parts)]).sentences.tolist()[:-1] == expected


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("cs", "Např. Sýrie, tzv. Islámský stát a dr. Novák. | Potom č. 5."),
        ("pl", "Tzw. Państwo Islamskie. | Potem"),
        ("nl", "Bijv. Assad. | Daarna"),
        ("hu", "Dr. Kiss, pl. Szíria. | Aztán"),
        ("da", "F.eks. Assad. | Så"),
        ("es", "Tropas de EE. UU. llegaron. | La ONU y EE. UU. | La guerra"),
    ],
)
def test_points_of_other_languages(language: str, line: str) -> None:
    parts = re.split(r"\| ?", line)
    expected = [len(list(spans("".join(parts[:number])))) for number in range(len(parts))]
    assert build_index(["".join(parts)], None, language).sentences.tolist()[:-1] == expected


def test_paragraphs_end_at_empty_lines() -> None:
    text = "A headline\n\nThe article.\nIts second line\r\n \r\nand its end"
    found = build_index([text]).gaps.tolist()
    assert [place for place, gap in enumerate(found) if gap & PARAGRAPH] == [1, 6, 9]
    assert [place for place, gap in enumerate(found) if gap & SENTENCE] == [1, 3, 6, 9]


def test_a_document_ends_its_sentence_and_its_paragraph() -> None:
    assert build_index(["one two", "", "three"]).gaps.tolist() == [0, 3, 3]
    assert build_index([""]).sentences.tolist() == [0]


class Characters:
    """Every letter is a word, and so is what stands between white space where it has a point."""

    def span_tokenize(self, s: str) -> list[tuple[int, int]]:
        return [match.span() for match in re.finditer(r"[\w]|\S+\.", s)]


def test_other_tokenizers() -> None:
    text = "叛军走了。政府军来了！"
    assert build_index([text], Characters()).sentences.tolist() == [0, 4, 9]
    whole = RegexpTokenizer(r"\S+")  # leaves the marks in its words
    assert build_index(['He went. "The U.S. army came."'], whole).sentences.tolist() == [0, 2, 6]


def test_the_compiled_word_has_the_same_bits() -> None:
    for name in ("SENTENCE", "PARAGRAPH", "ADDRESS", "TOUCHING", "CLOSE", "CAPITAL", "MIXED"):
        assert getattr(compiled, name) == getattr(sentences, name)
    assert len(sentences.CLASSES) == 8


@pytest.mark.parametrize("piece", ["." * 9, ". ", ".” ", "\n ", " \n-", "\n\n", "“", "?!", ". “"])
def test_long_gaps_take_linear_time(piece: str) -> None:
    assert len(build_index([f"a{piece * 200_000}%B"]).gaps) == 2
