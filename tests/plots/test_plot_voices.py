import pandas as pd
import pytest
from seen import bars, column_names, intervals, row_names, says, texts, title

from discourse.errors import DiscourseError
from discourse.plots.speakers import speakers
from discourse.plots.voices import voices

VOICES = ("outlet", "quoted", "marked", "reported", "attitude")


def parted(low: float = 0.1) -> pd.DataFrame:
    counts = {("Herald", "rebels"): (3, 1, 0, 0, 0), ("Post", "rebels"): (1, 1, 0, 2, 0)}
    counts |= {("Herald", "terrorists"): (0, 1, 0, 0, 0), ("Post", "terrorists"): (0, 0, 0, 0, 0)}
    rows = [
        (
            source,
            "opponents",
            label,
            voice,
            n,
            sum(each),
            n / sum(each) if sum(each) else float("nan"),
            low,
            0.9,
        )
        for (source, label), each in counts.items()
        for voice, n in zip(VOICES, each, strict=True)
    ]
    names = "source concept label voice count label_count voice_share voice_share_low voice_share_high"
    table = pd.DataFrame(rows, columns=names.split())
    table.attrs = {"analysis": "voices", "options": {"by": "source", "unit": "family", "confidence": 0.95}}
    return table


def test_bars_are_parted_by_voice_and_add_up() -> None:
    ax = voices(parted())
    assert title(ax) == "In whose words: opponents"
    assert row_names(ax) == ["Herald", "Post", "Herald"]  # Post never writes terrorists
    assert {"rebels", "terrorists", "4", "1"} <= set(texts(ax))
    assert sum(bar.get_width() for bar in bars(ax) if bar.get_gid() in VOICES) == pytest.approx(3.0)
    own = [round(bar.get_width(), 6) for bar in bars(ax) if bar.get_gid() == "outlet"]
    assert own == [0.75, 0.25, 0.0]


def test_the_line_is_the_interval_of_the_outlets_own() -> None:
    assert len(intervals(voices(parted()))) == 3
    assert says(voices(parted()), "95% interval between articles, of the outlet's own")
    alone = voices(parted(float("nan")))
    assert not intervals(alone)
    assert says(alone, "No interval where all of a row's mentions come from one article")


def test_a_table_by_speaker_is_speakers_by_labels() -> None:
    rows = [
        ("Roe", "rebels", 3, 4, 0.75),
        ("Roe", "terrorists", 1, 4, 0.25),
        ("Doe", "terrorists", 2, 2, 1.0),
    ]
    table = pd.DataFrame(rows, columns=["speaker", "label", "count", "concept_count", "share"])
    table["concept"] = "opponents"
    table.attrs = {"analysis": "voices", "options": {"by": "speaker"}}
    ax = speakers(table)
    assert title(ax) == "Who carries which label: opponents"
    assert row_names(ax) == ["Roe", "Doe"]
    assert column_names(ax) == ["rebels", "terrorists"]
    assert {"3", "1", "2", "4"} <= set(texts(ax))


def test_what_it_cannot_draw_is_said() -> None:
    with pytest.raises(DiscourseError, match=r"plot\.speakers draws this table by speaker"):
        voices(pd.DataFrame({"speaker": ["Roe"], "label": ["rebels"]}))
    other = parted().assign(concept=["a", *["b"] * 19])
    with pytest.raises(DiscourseError, match="one concept at a time"):
        voices(other)
