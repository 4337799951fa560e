"""What is repeated in an outlet's articles is found, copies are kept apart, and what goes is noted."""

from pathlib import Path
from typing import Any

import joblib
import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.cli.main import main
from discourse.copies import runs as engine
from discourse.copies.runs import Run, find_runs, places_of
from discourse.text.index import build_index

BOX = "Get all of our best stories delivered to your inbox every single morning at no cost"
LINE = "Copyright Acme Media. Click here for reprint permission now."
SHARE = "digg reddit stumble newsvine"
CLEAN: dict[str, Any] = {"clean": False}


def story(seed: int, words: int = 60) -> str:
    random = np.random.default_rng(seed)
    return " ".join(f"w{number}" for number in random.integers(0, 3000, words))


def articles(count: int = 30) -> pd.DataFrame:
    """Return articles of three outlets: one with furniture at the end, one in the middle, one with none."""
    rows = [("Post", f"{story(n)}.\n\n{BOX}.\n\n{LINE}") for n in range(count)]
    rows += [("Times", f"{story(100 + n)}. {SHARE} {story(200 + n)}.") for n in range(count)]
    rows += [("Daily", story(300 + n)) for n in range(count)]
    return pd.DataFrame(rows, columns=["source", "text"])


def listed(table: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(table["source"], table["term"], strict=True))


BOTH = f"{BOX} {LINE}".lower().replace(".", "")


def test_runs_that_many_articles_of_one_outlet_have() -> None:
    table = dc.furniture(dc.read(articles(), **CLEAN))
    assert listed(table) == [("Post", BOTH), ("Times", SHARE)]
    post = table.iloc[0]
    assert (post["words"], post["count"], post["documents"], post["documents_total"]) == (25, 30, 30, 30)
    assert (post["document_share"], post["families"], post["documents_elsewhere"]) == (1.0, 30, 0)
    assert (post["word_count"], post["tokens"]) == (30 * 25, 30 * 85)
    assert post["word_share"] == 25 / 85
    assert table["place"].tolist() == ["end", "middle"]
    assert (post["id"], post["example"]) == ("1", f"{BOX}. {LINE[:-1]}")
    assert table["labels"].isna().all()
    assert table.attrs["options"] == {"by": "source", "least": 5}
    assert dc.in_words(table).startswith(
        "2 runs that many articles of one group have and hardly any others, with"
    )


def test_what_stands_elsewhere_too_is_none() -> None:
    table = articles()
    table.loc[table["source"] == "Daily", "text"] += f" {BOX}. {LINE}"
    found = listed(dc.furniture(dc.read(table, **CLEAN)))
    assert ("Times", SHARE) in found
    assert not any("inbox" in term for _, term in found)
    everywhere = dc.furniture(dc.read(table, **CLEAN), by=None)
    assert any("inbox" in term for term in everywhere["term"])
    assert "source" not in everywhere


def test_copies_of_a_story_are_one_article() -> None:
    rows = [("Post", f"{story(n)} and {story(n + 50)}") for n in range(20)]
    rows += [
        ("Post", f"{story(n + 900, 3)} {story(999)}") for n in range(20)
    ]  # one story, printed twenty times
    corpus = dc.read(pd.DataFrame(rows, columns=["source", "text"]), **CLEAN)
    assert dc.furniture(corpus).empty
    assert dc.in_words(dc.furniture(corpus)).startswith("No run of words")


@pytest.mark.parametrize(
    "texts",
    [
        ["The same few words of one short article stand here"] * 30,  # too short to be copies
        [f"The same few words of one short article stand here {n}" for n in range(30)],
        [story(1)] * 30,
        [story(1)],
        ["a"] * 30,
        ["a b c"] * 30 + [story(1)],
        [f"{'x ' * 400}{n}" for n in range(12)],
    ],
)
def test_whole_articles_that_are_alike_are_no_furniture(texts: list[str]) -> None:
    corpus = dc.read(pd.DataFrame({"source": "Post", "text": texts}), **CLEAN)
    assert dc.furniture(corpus).empty


def test_missing_outlets_and_outlets_of_one_article() -> None:
    table = articles()
    table["source"] = table["source"].where(table["source"] != "Post", "")
    table.loc[len(table)] = ["Alone", f"{story(7)} {story(8)}"]
    found = dc.furniture(dc.read(table, **CLEAN))
    assert found["source"].tolist() == ["(no source)", "Times"]
    without = dc.read(table, **CLEAN).without(found)
    assert not any("inbox" in text for text in without.texts(range(len(without))))


def test_labels_of_a_lexicon_in_runs_are_named() -> None:
    rows = [
        ("Ria", f"{story(n, 30)} the terrorists (banned by law in this country) {story(n + 99, 30)}")
        for n in range(20)
    ]
    rows += [("Post", f"{story(500 + n)}. {BOX}") for n in range(20)]
    corpus = dc.read(pd.DataFrame(rows, columns=["source", "text"]), **CLEAN)
    table = dc.furniture(corpus, lexicon=dc.Lexicon.read("syria"))
    assert dict(zip(table["source"], table["labels"], strict=True)) == {"Post": "", "Ria": "terrorists"}
    assert "1 run there are labels" in dc.in_words(table)


def test_shards_jobs_and_order_change_nothing(tmp_path: Path) -> None:
    table = articles()
    table["id"] = [f"a{n}" for n in range(len(table))]
    whole = dc.furniture(dc.read(table, **CLEAN))
    for number, part in enumerate(np.array_split(np.arange(len(table)), 3)):
        table.iloc[part].to_parquet(tmp_path / f"{number}.parquet")
    corpus = dc.read(tmp_path, **CLEAN)
    assert len(corpus.shards) == 3
    pd.testing.assert_frame_equal(dc.furniture(corpus), whole)
    with joblib.parallel_config("threading", n_jobs=2):
        pd.testing.assert_frame_equal(dc.furniture(corpus), whole)
    mixed = dc.furniture(dc.read(table.sample(frac=1, random_state=3), **CLEAN))
    others = [column for column in whole.columns if column not in ("id", "example")]
    pd.testing.assert_frame_equal(mixed[others], whole[others])


def test_what_goes_is_what_the_table_says(tmp_path: Path) -> None:
    corpus = dc.read(articles(), **CLEAN)
    table = dc.furniture(corpus)
    without = corpus.without(table)
    assert without.tokens == corpus.tokens - table["word_count"].sum()
    assert without.text("1") == f"{story(0)}."
    assert without.text("31") == f"{story(100)}. {story(200)}."
    assert [without.raw(document) for document in corpus.metadata["id"]] == list(
        corpus.texts(range(len(corpus)))
    )
    notes = without.notes[without.notes["what"] == "furniture"]
    assert notes["count"].sum() == table["count"].sum()
    assert notes.iloc[0].to_dict() == {
        "document": "1", "line": 3, "what": "furniture", "count": 1, "text": f"{BOX}.\n\n{LINE[:-1]}",
    }  # fmt: skip
    some = corpus.without(table[table["source"] == "Times"])
    assert some.text("1") == corpus.text("1")
    assert some.tokens == without.tokens + table["word_count"].iloc[0]
    assert corpus.select(source="Daily").without(table).hash == corpus.select(source="Daily").hash
    part = corpus.select(source="Post").without(table)
    assert (part.text("1"), part.raw("1")) == (without.text("1"), corpus.text("1"))
    without.save(tmp_path / "saved")
    assert dc.open(tmp_path / "saved").raw("1") == corpus.raw("1")
    assert dc.furniture(without).empty


def test_an_article_that_is_nothing_else_stays_and_is_noted() -> None:
    table = articles()
    table.loc[len(table)] = ["Post", BOX + " " + LINE]
    corpus = dc.read(table, **CLEAN)
    without = corpus.without(dc.furniture(corpus))
    assert without.text("91") == corpus.text("91")
    assert without.notes["what"].tolist().count("furniture kept, as the article is nothing else") == 1


@pytest.mark.parametrize("kind", ["csv", "parquet", "jsonl", "shards"])
def test_reading_without_furniture(kind: str, tmp_path: Path) -> None:
    table = articles()
    table["id"] = [f"a{n}" for n in range(len(table))]
    path = tmp_path / f"news.{kind}"
    if kind == "csv":
        table.to_csv(path, index=False)
    elif kind == "jsonl":
        table.to_json(path, orient="records", lines=True)
    elif kind == "parquet":
        table.to_parquet(path)
    else:
        path.mkdir()
        table[:30].to_parquet(path / "a.parquet")
        table[30:].to_parquet(path / "b.parquet")
    kept = dc.read(path, **CLEAN)
    expected = kept.without(dc.furniture(kept))
    read = dc.read(path, furniture="drop", **CLEAN)
    indexed = dc.index(path, tmp_path / "index", furniture="drop", progress=False, **CLEAN)
    for corpus in (read, indexed):
        assert list(corpus.texts(range(len(corpus)))) == list(expected.texts(range(len(expected))))
        pd.testing.assert_frame_equal(corpus.notes, expected.notes, check_dtype=False)
        assert corpus.raw("a0") == kept.text("a0")
    assert len(indexed.shards) == len(kept.shards)
    assert list(kept.texts([0])) != list(read.texts([0]))


def test_the_command_line(tmp_path: Path) -> None:
    articles().to_csv(tmp_path / "news.csv", index=False)
    run = CliRunner().invoke(main, ["inspect", str(tmp_path / "news.csv")])
    assert "furniture" in run.output
    assert "--drop-furniture takes them out" in " ".join(run.output.split())
    out = str(tmp_path / "index")
    CliRunner().invoke(
        main, ["index", str(tmp_path / "news.csv"), "--no-clean", "--drop-furniture", "--out", out]
    )
    assert (dc.open(Path(out)).notes["what"] == "furniture").sum() == 60


def test_what_cannot_be_used_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = dc.read(articles(), **CLEAN)
    with pytest.raises(dc.DiscourseError, match="least= must be a whole number of articles, 2 or"):
        dc.furniture(corpus, least=1)
    with pytest.raises(dc.CorpusError, match="the corpus has no column 'outlet'"):
        dc.furniture(corpus, by="outlet")
    with pytest.raises(dc.CorpusError, match='furniture= must be "keep" or "drop", not \'all\''):
        dc.read(articles(), furniture="all")
    table = dc.furniture(corpus)
    for wrong in (pd.DataFrame(), dc.overview(corpus), table.drop(columns="term")):
        with pytest.raises(dc.CorpusError, match="what is taken out is a table of dc"):
            corpus.without(wrong)
    with pytest.raises(dc.CorpusError, match="has lost the column 'source' of its groups"):
        corpus.without(table.drop(columns="source"))
    articles().to_parquet(tmp_path / "news.parquet")
    monkeypatch.setattr("discourse.reading.reading._MOST_IN_MEMORY", 1)
    with pytest.raises(dc.CorpusError, match="index it without, and save its shards without"):
        dc.index(tmp_path / "news.parquet", tmp_path / "out", furniture="drop")
    dc.index(tmp_path / "news.parquet", tmp_path / "saved")
    with pytest.raises(dc.CorpusError, match="a saved corpus, which was read when it was made"):
        dc.read(tmp_path / "saved", furniture="drop")


def test_of_very_many_words_some_articles_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = dc.read(articles(120), **CLEAN)
    every = dc.furniture(corpus)
    monkeypatch.setattr(engine, "_MOST_WORDS", corpus.tokens // 3)
    assert listed(dc.furniture(corpus)) == listed(every)
    pd.testing.assert_frame_equal(dc.furniture(corpus), every)


WORDS = st.lists(st.sampled_from("abc"), max_size=30).map(" ".join)


@given(
    st.lists(st.tuples(st.integers(0, 1), WORDS), min_size=1, max_size=8),
    st.lists(
        st.tuples(st.integers(0, 1), st.lists(st.sampled_from("abcd"), min_size=2, max_size=4)), max_size=4
    ),
)
def test_places_are_those_of_a_plain_search(
    documents: list[tuple[int, str]], wanted: list[tuple[int, list[str]]]
) -> None:
    runs = sorted({Run(group, tuple(words)) for group, words in wanted})
    groups = np.array([group for group, _ in documents])
    places = places_of(runs, build_index([text for _, text in documents]), groups)
    found = []
    for number, (group, text) in enumerate(documents):
        words, taken = text.split(), set[int]()
        spots = [
            (-len(run.words), at, which)
            for which, run in enumerate(runs)
            for at in range(len(words) - len(run.words) + 1)
            if run.group == group and tuple(words[at : at + len(run.words)]) == run.words
        ]
        for size, at, which in sorted(spots):
            if taken.isdisjoint(range(at, at - size)):
                taken.update(range(at, at - size))
                found.append((number, at, which))
    assert sorted(found) == list(
        zip(places.document.tolist(), places.start.tolist(), places.run.tolist(), strict=True)
    )
    elsewhere = [
        sum(
            run.group != group
            and f" {' '.join(run.words)} " in f" {text} ".replace(" ", "  ").replace("  ", " ")
            for group, text in documents
        )
        for run in runs
    ]
    assert places.elsewhere.tolist() == elsewhere


def test_no_corpus_and_no_run_is_no_fault() -> None:
    empty = np.empty(0, dtype=np.int64)
    index = build_index([])
    assert len(places_of([], index, empty).document) == 0
    assert find_runs([], empty, empty, tokens=0) == []
