"""Whose words the words of invented sentences are, and who says the thirty quotations of the seeds."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.errors import MarksOnlyWarning
from discourse.text.words import spans
from discourse.voice import VOICES
from discourse.voice.bits import LISTS
from discourse.voice.cues import CLASSES, cues
from discourse.voice.find import read_voices

# in brackets what is not the outlet's own: {quoted}, [reported], (attitude), <marked>
SENTENCES = [
    "“{We are leaving},” said Ms. Roe.",
    "“{We are leaving},” Ms. Roe, a nurse, said on Monday. “{It is late. We go}.”",
    "“{Is it over?}” the mayor asked.",
    "The minister said [the town is lost].",
    "The minister said on Monday [that the town is lost].",
    "[The town is lost], the minister said.",
    "[The town], the minister said, [is lost to us].",
    "On Monday the minister said [the town is lost].",
    "[The town is lost], according to the army.",
    "According to the army, [the town is lost].",
    "[The town], as Ms. Roe put it, [is lost].",
    "The army accused [the rebels of shelling the town].",
    "The minister believes (that the town is lost).",
    "The minister wants (to leave the town).",
    "They repeat the army's claim [that the town is lost].",
    "He called [them] “{terrorists}” and left.",
    "They fought over claimed territory and called on Monday.",
    "The claims of the army were many, and its reports are long.",
    "The United States has an army of its own.",
    "He showed promise as a young player.",
    "[The army] reportedly [left the town].",
    "The town fell in 2016.",
    "The <“nuclear option”> is a custom of the house.".replace("<“", "“<").replace("”>", ">”"),
    "They watched “<Gone With the Wind>” again.",
    "ROE: [We are leaving. It is late.]",
    "A source told SANA reporter [that the town is lost].",
    "She told a crowd of angry voters in the north [that the town is lost].",
    "He asked voters [to guess].",
    "[The army] is accused [of shelling the town].",
    "It is worth noting that the town is lost, and too soon to say whether it is.",
    "The attack claimed the lives of two persons, and a blast on the road was heard.",
    "Jane Roe, a nurse who had left, told The Hill [the town is lost].",
    "The plan, which she said [would fail], was dropped.",
    "The question was not new. The complaint is [that the town is lost].",
    "As the paper reported on Monday, [the town is lost].",
    "[It is time], he said, [to leave the town].",
    "She supports [opening the bridge].",
    "The rebels attacked the town and their attacks on it went on.",
    "The fear of (floods) was great.",
    "The minister promised [to leave the town].",
    "The mayor appeared to suggest [that the town is lost].",
    "The mayor left what critics describe [as a lost town].",
    "In a poll of the town, [few are for the bridge].",
    "The crowd waved “{Bridges Now}” signs.",
]
_SIGNS = {"{": "quoted", "[": "reported", "(": "attitude", "<": "marked"}


def read(marked: str) -> tuple[str, list[str]]:
    """Return a sentence without its brackets, and the voice of each of its words."""
    text, voice, at = "", "outlet", list[str]()
    for character in marked:
        if character in _SIGNS:
            voice = _SIGNS[character]
        elif character in "}])>":
            voice = "outlet"
        else:
            text += character
            at.append(voice)
    return text, [at[start] for start, _ in spans(text, None, "en")]


@pytest.mark.parametrize("marked", SENTENCES)
def test_whose_words(marked: str) -> None:
    text, expected = read(marked)
    assert [VOICES[code] for code in read_voices(text).codes] == expected


def speakers(*texts: str) -> list[str]:
    table = dc.quotations(dc.read(pd.DataFrame({"source": "X", "text": texts}), language="en"))
    return table.loc[table["voice"] == "quoted", "speaker"].tolist()


def test_who_speaks() -> None:
    assert speakers("“We go,” said Jane Roe.") == ["Jane Roe"]
    assert speakers("Mayor Jane Roe left. “We go,” Roe said. “Now.”") == ["Jane Roe"] * 2
    assert speakers("“We go,” said Jane Roe. She added, “It is late.”") == ["Jane Roe"] * 2
    assert (
        speakers("“We go,” said Jane Roe.\n\n“It is late. We have no time left at all.”") == ["Jane Roe"] * 2
    )
    assert speakers("Jane Roe (R-TX) said: “We go.”") == ["Jane Roe"]
    assert speakers("“We go,” the army said. “We go,” the Home for Lost Cats said.") == [
        "army",
        "Home for Lost Cats",
    ]


def test_who_speaks_where_commas_are_lost() -> None:
    lost = "[Air strikes have killed at least 60 people] said the Observatory a British group."
    for marked in (
        lost,
        "[Fighters left the area] Jane Roe said.",
        "[More than 80 people died in northern Syria] the Home for Lost Cats told the agency.",
        "A source at the Police Command said [the rebels fired on the town].",
        "According to a source at the Police Command [two people were killed].",
    ):
        text, expected = read(marked)
        assert [VOICES[code] for code in read_voices(text).codes] == expected
    text = read(lost)[0]
    (found,) = read_voices(text).attributions
    assert found.source is not None
    assert text.split()[slice(*found.source)] == ["the", "Observatory", "a", "British", "group."]


def test_pronouns_are_led_by_sex_where_it_shows() -> None:
    begun = "“We go,” said Jane Roe. “No,” said Mr. John Doe."
    assert speakers(f"{begun} “It is late,” she said.") == ["Jane Roe", "John Doe", "Jane Roe"]
    assert speakers(f"{begun} “It is late,” he said.") == ["Jane Roe", "John Doe", "John Doe"]
    begun = "Spokeswoman Xan Roe left. “No,” said Mr. Ur Doe."
    assert speakers(f"{begun} “It is late,” she said.") == ["Ur Doe", "Xan Roe"]


def test_nobody_is_called_the_or_saturday() -> None:
    assert speakers("The ministry on Saturday said: “We go.”") == ["ministry"]
    assert speakers("They are in Homs. SANA said: “We go.”") == ["SANA"]
    assert speakers("WHO said: “We go.”") == ["WHO"]
    assert speakers("Jane Roe’s supporters said: “We go.”") == ["Jane Roe’s supporters"]


def test_a_voice_is_a_matter_of_marks_alone_without_cues() -> None:
    corpus = dc.read(pd.DataFrame({"source": ["X"], "text": ["„Wir gehen“, sagte Frau Roe."]}), language="de")
    with pytest.warns(MarksOnlyWarning, match="no cues of speech are known for the language 'de'"):
        assert [VOICES[code] for code in corpus.voices] == ["marked"] * 2 + ["outlet"] * 3


def test_a_text_without_capitals_has_marks_alone() -> None:
    text = "the minister said the town is lost. “we go,” he said. " * 10
    corpus = dc.read(pd.DataFrame({"source": ["X"], "text": [text]}), language="en", clean=False)
    assert {VOICES[code] for code in corpus.voices} == {"outlet", "marked"}


def test_the_table_of_cues_says_what_the_code_knows() -> None:
    table = cues("en")
    assert table is not None
    assert {name for found in table.classes.values() for name in found} <= set(CLASSES)
    assert set(table.stance.values()) <= {"doubting", "endorsing"}
    assert set(LISTS) <= set(table.words)
    assert all(len(word.split()) <= 2 and word == word.casefold() for word in table.classes)


WORDS = [
    *("Roe", "said", "“we", "go”", "the", "minister", "told", "that", "it", "is", ",", ".", "?", "”", "“"),
    *("according", "to", "as", "put", "claims", "he", "and", "who", "-", ":", "(", ")"),
]


@given(st.lists(st.sampled_from([*WORDS, "\n\n"]), max_size=40))
def test_any_order_of_words_and_marks_is_read(words: list[str]) -> None:
    text = " ".join(words)
    found = read_voices(text)
    assert len(found.codes) == len(list(spans(text, None, "en")))
    for each in found.attributions:
        assert all(0 <= first < last <= len(found.codes) for first, last in each.content)
        assert each.source is None or 0 <= each.source[0] < each.source[1] <= len(found.codes)


SEEDS = {
    "000": ["Vladimir Putin and Recep Tayyip Erdogan"],
    "001": [
        *["Irina Zvyagelskaya"] * 2, *["John Kerry"] * 2, "Sergei Lavrov", "Riad Nassan Agha",
        *["Angela Merkel"] * 2, *["Julian Barnes-Dacey"] * 2,
    ],
    "002": [
        *["Mikhail Bogdanov"] * 2, "John Kerry", "Sergei Lavrov", *["Geneva Communique"] * 2,
        "Hossein Amir-Abdollahian", *["Bashar al-Assad"] * 2, *["Kremlin-controlled Russian press"] * 2,
        "Vladimir Putin", "Marie Harf", *["Kremlin and Damascus"] * 2,
    ],
    "003": ["Donald Tusk"] * 4,
}  # fmt: skip


def test_who_says_the_thirty_quotations_of_the_seeds(seeds: dc.Corpus) -> None:
    table = dc.quotations(seeds)
    quoted = table[table["voice"].isin(["quoted", "marked"])]
    assert (quoted["voice"] == "quoted").all()
    found = {name[:3]: rows["speaker"].tolist() for name, rows in quoted.groupby("id")}
    right = [one == other for name in SEEDS for one, other in zip(found[name], SEEDS[name], strict=True)]
    assert len(right) == 30
    assert {name: found[name] for name in SEEDS} == SEEDS
    text = {name: seeds.text(name) for name in seeds.metadata["id"]}
    assert all(text[i][a:b] == t for _, i, a, b, t in quoted[["id", "start", "end", "text"]].itertuples())
