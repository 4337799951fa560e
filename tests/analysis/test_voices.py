"""Each label by voice and by speaker; one voice alone in every analysis."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import discourse as dc

LEXICON = dc.Lexicon.from_dict(
    {
        "side": {
            "labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"], "armed rebels": ["armed rebels"]}
        }
    }
)
TEXTS = [
    ("X", "The rebels left the town. “The terrorists will lose,” said Jane Roe."),
    ("X", "Rebels hold the town. Mayor John Doe said the terrorists had gone."),
    ("Y", "The terrorists left. The terrorists came back. “Armed rebels came,” said Jane Roe."),
    ("Y", "The minister wants to fight the rebels."),
]


@pytest.fixture(scope="module")
def corpus() -> dc.Corpus:
    return dc.read(pd.DataFrame(TEXTS, columns=["source", "text"]), clean=False, language="en")


def counted(table: pd.DataFrame) -> dict[tuple[str, str, str], int]:
    some = table[table["count"] > 0]
    return some.set_index(["source", "label", "voice"])["count"].to_dict()


def test_each_label_by_voice(corpus: dc.Corpus) -> None:
    table = dc.voices(corpus, LEXICON)
    assert counted(table) == {
        ("X", "rebels", "outlet"): 2, ("X", "terrorists", "quoted"): 1, ("X", "terrorists", "reported"): 1,
        ("Y", "terrorists", "outlet"): 2, ("Y", "armed rebels", "quoted"): 1, ("Y", "rebels", "attitude"): 1,
    }  # fmt: skip
    assert len(table) == 2 * 3 * 5
    mine = table[(table["source"] == "X") & (table["label"] == "terrorists")]
    assert mine["label_count"].tolist() == [2] * 5
    assert mine["voice_share"].sum() == 1.0
    assert table.loc[table["label_count"] == 0, "voice_share"].isna().all()


def test_voices_add_up_to_all_mentions(corpus: dc.Corpus) -> None:
    by_voice = dc.voices(corpus, LEXICON).groupby(["source", "label"])["count"].sum()
    framing = dc.framing(corpus, LEXICON).set_index(["source", "label"])["count"]
    assert by_voice.to_dict() == framing.to_dict()


def test_who_carries_which_label(corpus: dc.Corpus) -> None:
    table = dc.voices(corpus, LEXICON, by="speaker").set_index(["speaker", "label"])
    assert table.loc[("Jane Roe", "terrorists"), ["count", "documents", "concept_count"]].tolist() == [
        1,
        1,
        2,
    ]
    assert table.loc[("John Doe", "terrorists"), "count"] == 1
    assert table.loc[("(the outlet)", "terrorists"), "count"] == 2
    assert dc.in_words(dc.voices(corpus, LEXICON, by="speaker")).startswith("Jane Roe ")


def test_a_voice_limits_mentions_and_denominators(corpus: dc.Corpus) -> None:
    own = dc.framing(corpus, LEXICON, voice="outlet").set_index(["source", "label"])
    assert own.loc[("X", "terrorists"), "count"] == 0
    assert own.loc[("X", "rebels"), "share"] == 1.0
    assert own.loc[("Y", "terrorists"), "count"] == 2
    words = dc.term_frequencies(corpus, voice="outlet")
    assert (
        words.groupby("source")["count"].sum().to_dict()
        == words.groupby("source")["tokens"].first().to_dict()
    )
    assert (
        own["tokens"].groupby("source").first().to_dict()
        == words.groupby("source")["tokens"].first().to_dict()
    )

    table = dc.framing(corpus, LEXICON, voice=["outlet", "attitude"])
    assert table.attrs["options"]["voice"] == ["outlet", "attitude"]
    assert "voice" not in dc.framing(corpus, LEXICON).attrs["options"]
    assert dc.in_words(table).startswith("Counted in outlet and attitude words alone. ")


def test_voices_part_all_words(corpus: dc.Corpus, seeds: dc.Corpus) -> None:
    for each in (corpus, seeds):
        parts = [each.in_voice(voice) for voice in ("outlet", "quoted", "marked", "reported")]
        assert sum(part.lengths for part in parts).tolist() == each.lengths.tolist()
        assert sum(part.tokens for part in parts) == each.tokens
        own = parts[0]
        assert own.index.ids.tolist() == each.index.ids[each.voices == 0].tolist()
        assert set(own.voices.tolist()) == {0}
        assert own.in_voice("all").tokens == each.tokens


def test_no_pattern_matches_over_words_that_are_left_out() -> None:
    corpus = dc.read(
        pd.DataFrame({"source": ["X"], "text": ["The armed, “he knows it,” said Jane Roe, rebels left."]}),
        clean=False, language="en",
    )  # fmt: skip
    own = corpus.in_voice("outlet")
    assert len(dc.concordance(own, "armed rebels")) == 0
    ends = own.index.gaps & 1
    assert all(ends[i] for i, (a, b) in enumerate(pairwise(own.places)) if b - a > 1)


def test_selections_and_shards_keep_the_voice(corpus: dc.Corpus, seeds: dc.Corpus, tmp_path) -> None:
    own = seeds.in_voice("outlet")
    assert own.select(source="Bloomberg").voice == ("outlet",)
    assert own.select(source="Bloomberg").tokens == own.lengths[1]
    seeds.save(tmp_path / "saved")
    saved = dc.open(tmp_path / "saved")
    assert saved.in_voice("outlet").lengths.tolist() == own.lengths.tolist()
    with pytest.raises(dc.CorpusError, match="the words of some voices cannot be saved alone"):
        own.save(tmp_path / "other")


def test_lines_of_a_voice_are_those_that_are_counted(seeds: dc.Corpus, syria: dc.Lexicon) -> None:
    for voice in ("all", "outlet", "quoted", "reported"):
        lines = dc.concordance(seeds, syria, voice=voice, speakers=True)
        assert len(lines) == dc.framing(seeds, syria, voice=voice)["count"].sum()
        nodes = {(row["id"], row["position"]): row["node"] for row in lines.to_dict("records")}
        whole = dc.concordance(seeds, syria)
        known = {(row["id"], row["position"]): row["node"] for row in whole.to_dict("records")}
        shared = nodes.keys() & known.keys()
        assert {place: nodes[place] for place in shared} == {place: known[place] for place in shared}
        if voice != "all":
            names = {"reported": {"reported", "attitude"}}.get(voice, {voice})
            assert set(lines["voice"]) <= names


def test_an_unknown_voice_is_refused(corpus: dc.Corpus) -> None:
    with pytest.raises(dc.DiscourseError, match="voice= must be all, or some of outlet, quoted"):
        dc.framing(corpus, LEXICON, voice="mine")
    with pytest.raises(dc.DiscourseError, match="voice= must be all"):
        corpus.in_voice([])


def test_what_is_kept_of_a_saved_corpus_is_what_was_found(
    seeds: dc.Corpus, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    seeds.save(tmp_path / "saved")
    first = np.array(dc.open(tmp_path / "saved").voices)
    (kept,) = (tmp_path / "cache").rglob("voices")
    monkeypatch.setattr("discourse.store.shard.codes_of", lambda *_: pytest.fail("it was found again"))
    assert dc.open(tmp_path / "saved").voices.tolist() == first.tolist() == seeds.voices.tolist()
    monkeypatch.undo()
    monkeypatch.setenv("DISCOURSE_CACHE", str(tmp_path / "cache"))
    kept.write_bytes(kept.read_bytes()[:-1])
    assert dc.open(tmp_path / "saved").voices.tolist() == first.tolist()


def article(source: str, year: int, month: int) -> tuple[str, str, str]:
    own = "rebels" if (month + year + (source == "Y")) % 3 else "terrorists"
    text = f"The {own} left town {month} of {source}. “The terrorists and rebels lost,” said Jane Roe."
    return source, f"{year}-0{month}-01", text


ARTICLES = pd.DataFrame(
    [article(source, year, month) for source in "XY" for year in range(2011, 2018) for month in range(1, 7)],
    columns=["source", "date", "text"],
)
EVERYWHERE = {
    "framing": lambda corpus, voice: dc.framing(corpus, LEXICON, voice=voice)["count"].sum(),
    "term_frequencies": lambda corpus, voice: dc.term_frequencies(corpus, voice=voice)["count"].sum(),
    "keyness": lambda corpus, voice: dc.keyness(corpus, voice=voice)["count_target"].sum(),
    "collocates": lambda corpus, voice: (
        dc.collocates(corpus, "town", voice=voice).query("term == 'terrorists'")["count"].sum()
    ),
    "distances": lambda corpus, voice: dc.distances(corpus, voice=voice)["tokens_target"].sum(),
    "dispersion": lambda corpus, voice: dc.dispersion(corpus, "left", voice=voice)["tokens"].sum(),
    "overview": lambda corpus, voice: dc.overview(corpus, voice=voice)["tokens"].sum(),
    "concordance": lambda corpus, voice: len(dc.concordance(corpus, "terrorists", voice=voice)),
    "divides": lambda corpus, voice: dc.divides(corpus, LEXICON, voice=voice, draws=200)[
        "concept_count"
    ].sum(),
    "shift": lambda corpus, voice: dc.shift(
        corpus, LEXICON, label="rebels", before=2011, after=2016, voice=voice
    )["concept_count_before"].sum(),
    "standardize": lambda corpus, voice: dc.standardize(corpus, LEXICON, label="rebels", voice=voice)[
        "concept_count"
    ].sum(),
    "trend_model": lambda corpus, voice: dc.trend_model(corpus, LEXICON, label="rebels", voice=voice)[
        "concept_count"
    ].sum(),
    "change_points": lambda corpus, voice: dc.change_points(corpus, LEXICON, label="rebels", voice=voice)[
        "concept_count"
    ].sum(),
}


@pytest.mark.parametrize("analysis", EVERYWHERE)
def test_each_analysis_counts_a_voice_alone(analysis: str) -> None:
    corpus = dc.read(ARTICLES, clean=False, language="en")
    ask = EVERYWHERE[analysis]
    assert 0 < ask(corpus, "outlet") == ask(corpus.in_voice("outlet"), "all") < ask(corpus, "all")


def test_a_small_selection_reads_only_its_own_articles(seeds: dc.Corpus) -> None:
    corpus = dc.read("seeds")
    own = corpus.select(source="Bloomberg").in_voice("outlet")
    assert own.tokens == seeds.in_voice("outlet").lengths[1]
    assert "voices" not in vars(corpus._parts[0].library)


def test_runs_are_taken_out_of_the_texts_of_a_voice() -> None:
    stories = [" ".join(f"{day}{n}" for n in range(30)) for day in "abcdefghij"]
    texts = [f"“We {story},” said Jane Roe. Get all of our stories in your inbox." for story in stories]
    corpus = dc.read(pd.DataFrame({"source": "Post", "text": texts}), clean=False, language="en")
    runs = dc.furniture(corpus)
    assert len(runs)
    own = corpus.in_voice("outlet").without(runs)
    assert own.voice == ("outlet",)
    assert own.lengths.tolist() == corpus.without(runs).in_voice("outlet").lengths.tolist()
