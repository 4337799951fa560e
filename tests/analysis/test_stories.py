import numpy as np
import pandas as pd
import pytest

import discourse as dc
from tests.copies.test_events import article, news


def test_a_row_an_article_in_the_order_of_stories() -> None:
    extra = [("z", "TRT", None, *article(9, 0)), ("k", "AFP", "2014-12-31", *article(8, 0))]
    table = pd.concat([news(events=2), pd.DataFrame(extra, columns=news().columns)], ignore_index=True)
    table.loc[2, "date"] = "2015-01-02"
    made = dc.stories(dc.read(table.sample(frac=1, random_state=1), clean=False))
    assert list(made.columns) == ["id", "source", "date", "story", "similarity"]
    assert made["id"].tolist() == ["k", "e0t0", "e0t1", "e0t2", "e1t0", "e1t1", "e1t2", "z"]
    assert made["story"].tolist() == ["k", "e0t0", "e0t0", "e0t0", "e1t0", "e1t0", "e1t0", "z"]
    assert np.isnan(made["similarity"]).tolist() == [name in "kz" for name in made["id"]]
    assert made["similarity"].dropna().between(0.25, 1).all()
    assert made.attrs["options"] == {"days": 3}
    assert made.attrs["analysis"] == "stories"


def test_similarity_is_the_average_likeness_to_the_others() -> None:
    # two texts of four words, of which two are the same, among eight that share nothing with them
    rows = [("A", "one two three four"), ("B", "one two five six")]
    rows += [("C", f"x{n} y{n} z{n} v{n}") for n in range(8)]
    table = pd.DataFrame(rows, columns=["source", "text"]).assign(date="2015-01-01")
    made = dc.stories(dc.read(table, clean=False))
    shares = np.array([2, 2, 1, 1]) / (10 + 4)  # of ten documents and four besides
    weights = -np.log((1 + 20 * shares) / (1 + 20))  # of the one of its outlet and twenty usual ones
    cosine = weights[:2].sum() / weights.sum()
    assert made["similarity"].iloc[:2].tolist() == pytest.approx([cosine] * 2)
    table.loc[1, "date"] = "2015-01-03"  # two of three days: of the quarter that fades, two thirds
    later = dc.stories(dc.read(table, clean=False)).set_index("source")["similarity"]
    assert later[["A", "B"]].tolist() == pytest.approx([cosine * 5 / 6] * 2)


def test_the_lexicon_is_in_the_settings(syria: dc.Lexicon) -> None:
    made = dc.stories(dc.read(news()), lexicon=syria, days=1)
    assert made.attrs["lexicon"] == syria.hash
    assert made.attrs["options"] == {"days": 1}


def test_in_words() -> None:
    table = news(events=2)
    table.loc[len(table)] = ["z", "TRT", None, *article(9, 0)]
    assert dc.in_words(dc.stories(dc.read(table, clean=False))) == (
        "7 articles in 3 stories. In 2 stories there are several articles, 6 in all, and in 2 several "
        "sources. The largest has 3 articles. 1 article has no date: without one, only copies "
        "are of one story."
    )
    alone = dc.stories(dc.read(table[table["id"].isin(["e0t0", "e1t0"])], clean=False))
    assert dc.in_words(alone) == "No two of 2 articles are about one event."
