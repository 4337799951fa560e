"""Articles about one event, in made news: each event has words of its own, all articles have the others."""

import numpy as np
import pandas as pd
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

import discourse as dc
from discourse.copies.events import _first_copy, _grouped, _pairs

OUTLETS = ("SANA", "AFP", "TRT")


def article(event: int, telling: int, more: str = "") -> tuple[str, str]:
    """Return title and text of an article about an event, as the n-th who tells it does."""
    random = np.random.default_rng([event, telling])
    own = [f"event{event}x{n}" for n in random.permutation(12)]
    usual = [f"usual{n}" for n in random.permutation(120)[:30]]
    return " ".join([*own[:3], *usual[:3]]), " ".join([*random.permutation([*own, *usual[3:]]), more])


def news(events: int = 6, tellings: int = 3) -> pd.DataFrame:
    """Return the articles of some events, two events a day."""
    rows = [
        (
            f"e{event}t{telling}",
            OUTLETS[telling % 3],
            f"2015-01-{1 + event // 2:02}",
            *article(event, telling),
        )
        for event in range(events)
        for telling in range(tellings)
    ]
    return pd.DataFrame(rows, columns=["id", "source", "date", "title", "text"])


def told(table: pd.DataFrame, lexicon: dc.Lexicon | None = None, days: int = 3) -> dict[str, str]:
    corpus = dc.read(table, clean=False).with_stories(lexicon, days=days)
    return dict(zip(corpus.metadata["id"], corpus.column("story"), strict=True))


def test_articles_of_an_event_are_one_story() -> None:
    table = news()
    assert told(table) == {name: f"{name[:2]}t0" for name in table["id"]}


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_documents_changes_nothing(seed: int) -> None:
    table = news()
    # sums of numbers that are no whole ones are added in one order too
    first = dc.stories(dc.read(table, clean=False)).set_index("id")["similarity"]
    mixed = table.sample(frac=1, random_state=seed)
    assert told(mixed) == told(table)
    again = dc.stories(dc.read(mixed, clean=False)).set_index("id")["similarity"]
    assert (again.loc[first.index] == first).all()


def test_a_story_is_named_by_its_earliest_article() -> None:
    table = news(events=1)
    table["date"] = ["2015-01-03", "2015-01-02", "2015-01-02"]
    assert set(told(table).values()) == {"e0t1"}


def test_articles_too_far_apart_are_two_stories() -> None:
    table = news(events=1)
    table["date"] = ["2015-01-01", "2015-01-02", "2015-01-05"]
    assert told(table) == {"e0t0": "e0t0", "e0t1": "e0t0", "e0t2": "e0t2"}
    assert set(told(table, days=4).values()) == {"e0t0"}
    assert set(told(table, days=0).values()) == {"e0t0", "e0t1", "e0t2"}


def test_chains_do_not_join() -> None:
    # each article shares half of its words with the next, and none with others
    rows = [
        (
            f"c{n}",
            "AFP",
            "2015-01-01",
            "",
            " ".join(f"link{n + step}x{k}" for step in (0, 1) for k in range(9)),
        )
        for n in range(9)
    ]
    stories = told(pd.DataFrame(rows, columns=["id", "source", "date", "title", "text"]))
    assert max(pd.Series(stories).value_counts()) <= 3


def test_labels_do_not_decide() -> None:
    lexicon = dc.Lexicon.from_dict(
        {"fighters": {"labels": {"a": ["rebel*"], "b": ["moderate @ opposition"]}}}
    )
    table = news(events=4, tellings=1)
    table["date"] = "2015-01-01"
    plain = told(table, lexicon)
    assert len(set(plain.values())) == 4
    named = table.assign(
        title=[f"{words} rebels rebel rebelled moderate opposition" for words in table["title"]],
        text=[f"moderate opposition rebels rebellion {words}" for words in table["text"]],
    )
    assert told(named, lexicon) == plain
    labels = ["rebels rebel", "moderate opposition", "rebels", "opposition"]
    differently = news(events=1, tellings=4)
    differently["text"] = [
        f"{label} {words}" for label, words in zip(labels, differently["text"], strict=True)
    ]
    similar = dc.stories(dc.read(differently, clean=False), lexicon=lexicon)["similarity"]
    assert similar.tolist() == pytest.approx(
        dc.stories(dc.read(news(events=1, tellings=4), clean=False))["similarity"].tolist(), abs=0.1
    )


def test_what_an_outlet_always_writes_brings_nothing_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = []
    for n in range(120):
        house = " ".join(f"house{k}" for k in range(12)) if n % 2 else ""
        title, text = article(n, 0)
        heading = f"{house} {' '.join(title.split()[:3])}"
        rows.append((f"h{n:03}", "TRT" if n % 2 else "AFP", "2015-01-01", heading, text))
    table = pd.DataFrame(rows, columns=["id", "source", "date", "title", "text"])
    assert len(set(told(table).values())) == 120
    monkeypatch.setattr("discourse.copies.events._USUAL", 10**9)
    assert len(set(told(table).values())) < 90, "if all outlets were one"


def test_copies_are_one() -> None:
    story = " ".join(f"copied{n}" for n in range(80))
    table = news(events=2)
    copies = [("k0", "SANA", "2015-01-01", "", story), ("k1", "AFP", "2015-01-02", "", f"{story} Reuters"),
              ("k2", "TRT", None, "", story), ("k3", "TRT", "2016-01-01", "", story)]  # fmt: skip
    table = pd.concat([table, pd.DataFrame(copies, columns=table.columns)], ignore_index=True)
    stories = told(table)
    assert stories["k0"] == stories["k1"] == "k0"
    assert stories["k2"] == stories["k3"] == "k3", (
        "a year later it is another story; without a date, the last"
    )
    similar = dc.stories(dc.read(table, clean=False)).set_index("id")["similarity"]
    assert similar.loc[["k0", "k1", "k2", "k3"]].tolist() == [1.0, 1.0, 1.0, 1.0]


def test_first_copies_begin_anew_after_a_pause() -> None:
    family, day = np.array([7, 7, 7, 3, 7]), np.array([0, 2, 9, 9, -1])
    dated = np.array([True, True, True, True, False])
    assert _first_copy(family, day, dated, 3).tolist() == [0, 0, 2, 3, 2]
    assert _first_copy(family, day, dated, 9).tolist() == [0, 0, 0, 3, 0]


def test_without_dates_nothing_is_compared() -> None:
    table = news().assign(date=None)
    assert told(table) == {name: name for name in table["id"]}
    corpus = dc.read(table, clean=False).with_stories()
    noted = corpus.notes["what"] == "no date, so not compared with others for its story"
    assert noted.sum() == len(table)
    assert not dc.read(news(), clean=False).with_stories().notes["what"].str.contains("no date").any()


@pytest.mark.parametrize("text", ["Only one article, and few words.", "...", "https://example.org/a"])
def test_one_article(text: str) -> None:
    corpus = dc.read(pd.DataFrame({"source": ["AFP"], "date": ["2015-01-01"], "text": [text]})).with_stories()
    assert corpus.stories.tolist() == [0]
    assert np.isnan(corpus.similarity).all()


def test_articles_without_words_are_alone() -> None:
    table = news(events=1)
    table = pd.concat([table, table.assign(id=["x", "y", "z"], title="", text="- - -")], ignore_index=True)
    stories = told(table)
    assert [stories[name] for name in "xyz"] == ["x", "y", "z"]
    assert stories["e0t2"] == "e0t0"


def test_a_corpus_without_titles() -> None:
    table = news()
    table["text"] = table.pop("title") + " " + table["text"]
    assert len(set(told(table).values())) == 6


def test_pairs_are_the_same_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    from scipy import sparse

    matrix = sparse.random_array((40, 30), density=0.3, random_state=1, format="csr")
    day = np.sort(np.random.default_rng(1).integers(0, 12, 40))
    whole = _pairs(matrix, day, 2, progress=False)
    monkeypatch.setattr("discourse.copies.events._AT_ONCE", 9)
    for one, other in zip(whole, _pairs(matrix, day, 2, progress=False), strict=True):
        assert one.tolist() == other.tolist()
    near = np.triu(np.abs(day[:, None] - day) <= 2, 1) & ((matrix @ matrix.T).toarray() >= 0.05)
    assert sorted(zip(*whole[:2], strict=True)) == sorted(zip(*np.nonzero(near), strict=True))


def test_of_two_and_three_articles_groups_are_those_of_average_linkage_or_closer() -> None:
    """Where groups are single articles, closeness is the cosine: what pairs UPGMA makes first, this makes."""
    random = np.random.default_rng(3)
    for _ in range(20):
        vectors = random.random((8, 4)) ** 4
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        cosine = vectors @ vectors.T
        one, other = np.triu_indices(8, 1)
        for closeness in (0.999, 0.9):
            group = _grouped(8, one, other, cosine[one, other], closeness)
            linked = fcluster(linkage(1 - cosine[one, other], "average"), 1 - closeness, "distance")
            together = linked[one] == linked[other]
            assert (group[one] == group[other])[together].all(), (
                "the cosine of sums is no less than the average"
            )


def test_groups_do_not_depend_on_equal_pairs() -> None:
    one, other = np.array([0, 1, 2]), np.array([1, 2, 3])
    assert _grouped(4, one, other, np.full(3, 0.5), 0.3).tolist() == [0, 0, 2, 2]
