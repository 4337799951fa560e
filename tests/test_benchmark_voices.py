"""What the benchmark of voices makes of annotations; an invented article and its annotations."""

from pathlib import Path

import pytest

from benchmarks import voices

TEXT = "The mayor said the town is lost.\r\n\r\nShe wants a bridge. “It rained,” said Jane Roe, a nurse.\r\n"
MARKED = """\
T1\tSource 0 9\tThe mayor
T2\tCue 10 14\tsaid
T3\tContent 15 31\tthe town is lost
E1\tAttribution:T2 Content:T3 Cue:T2 Source:T1
T4\tSource 36 39\tShe
T5\tCue 40 45\twants
T6\tContent 46 54\ta bridge
E2\tAttribution:T5 Content:T6 Cue:T5 Source:T4
T7\tSource 74 82;84 91\tJane Roe a nurse
T8\tCue 69 73\tsaid
T9\tContent 56 68\t“It rained,”
E3\tAttribution:T8 Content:T9 Cue:T8 Source:T7
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, content in (("text/nyt_a.txt", TEXT), ("attributions/nyt_a_1234.ann", MARKED)):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, encoding="utf-8", newline="")
    return tmp_path


def test_offsets_count_characters_of_the_text_as_it_is(folder: Path) -> None:
    (article,) = voices.articles(folder, ("nyt",))
    (annotator,) = article.annotators
    assert [[article.text[a:b] for a, b in each.content] for each in annotator] == [
        ["the town is lost"], ["a bridge"], ["“It rained,”"],
    ]  # fmt: skip
    assert [article.text[a:b] for a, b in annotator[2].source] == ["Jane Roe", "a nurse"]


def test_scores_of_an_article_that_is_read_as_it_was_marked(folder: Path) -> None:
    made = voices.scores(list(voices.articles(folder, ("nyt",))))
    for name in ("all", "outside", "no attitude", "no attitude, all", "speech", "quoted"):
        assert made[name].f1 == 1.0
    assert made["all everything"].precision < 1.0
    assert made["all marks"].recall < 1.0
    assert made["outside"].hit == 6
    assert made["no attitude"].hit == made["speech"].hit == 4  # what she wants is an attitude
    assert made["speakers"] == [3, 3, 3]


def test_a_cue_is_of_speech_of_an_attitude_or_of_neither() -> None:
    said = ("has said", "accused", "according to", "a claim", "promised to leave")
    thought = ("wants", "is confident", "fears of", "continues to hope", "plans to", "seems")
    assert {voices.kind_of(cue) for cue in said} == {"speech"}
    assert {voices.kind_of(cue) for cue in thought} == {"attitude"}
    assert voices.kind_of("pumps out") == ""


def test_damage_moves_what_is_marked_with_the_text(folder: Path) -> None:
    (article,) = voices.articles(folder, ("nyt",))
    damaged = voices.damaged(article)
    assert "," not in damaged.text
    (a, b) = damaged.annotators[0][2].content[0]
    assert damaged.text[a:b] == "“It rained”"
