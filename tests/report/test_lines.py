"""The lines that a page carries: drawn by chance from all that are counted, and the same each time."""

from pathlib import Path

import pandas as pd
import pytest

import discourse as dc
from discourse.plots.save import read_manifest
from discourse.report.lines import cells, spots

LEXICON = dc.Lexicon.from_dict({"fighters": {"labels": {"rebels": ["rebel*"], "terrorists": ["terrorist*"]}}})


def rows(articles: int = 40) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                "id": f"{source}-{number}",
                "source": source,
                "title": f"<b>{number}</b>",
                "text": f"In town {number} the {word} & others met. {'Terrorists came. ' * (number % 3)}",
                "date": f"2016-01-{1 + number % 28:02}",
            }
            for source, word in (("Herald", "rebels"), ("Post", "terrorists"))
            for number in range(articles)
        ]
    )


def test_each_cell_says_how_many_there_are_and_shows_some_of_them() -> None:
    articles = dc.read(rows())
    drawn = cells(articles, LEXICON, by="source", lines="short")
    counts = dc.framing(articles, LEXICON).set_index(["source", "concept", "label"])["count"]
    assert {key: cell.found for key, cell in drawn.items()} == counts[counts > 0].to_dict()
    assert {len(cell.lines) for cell in drawn.values()} == {20}
    for (_, _, label), cell in drawn.items():
        assert all(node.lower() == label for _, _, node, *_ in cell.lines)
        assert cell.lines == sorted(cell.lines, key=lambda line: line[0])


def test_lines_say_whose_words_they_are_and_where_the_article_is() -> None:
    text = "Rebels left. The rebels lie, said Jane Roe. Ann Low told Reuters: “The rebels stay.”"
    urls = ["https://a.org/1?a=1&b=2", "javascript:alert(1)"]
    articles = dc.read(pd.DataFrame({"source": ["A", "B"], "text": text, "url": urls}), language="en")
    drawn = cells(articles, LEXICON, by="source", lines="short")
    said = ["", "reported: Jane Roe", "quoted: Ann Low"]
    for source, url in (("A", urls[0]), ("B", "")):
        lines = drawn[source, "fighters", "rebels"].lines
        assert [line[5:] for line in lines] == [(each, url) for each in said]
    by_year = cells(articles.select(source="A"), LEXICON, by="year", lines="short")
    assert {line[4] for cell in by_year.values() for line in cell.lines} == {"A: 1"}


def test_the_order_of_articles_changes_no_line() -> None:
    table = rows()
    one, other = (
        cells(dc.read(made), LEXICON, by="source", lines="short") for made in (table, table.iloc[::-1])
    )
    assert {key: cell.lines for key, cell in one.items()} == {key: cell.lines for key, cell in other.items()}


def test_a_saved_corpus_of_several_parts_shows_the_same_lines(tmp_path: Path) -> None:
    table = rows()
    for number in range(2):
        table.iloc[number::2].to_parquet(tmp_path / f"part-{number}.parquet")
    files = sorted(tmp_path.glob("*.parquet"))
    dc.index(files, tmp_path / "saved", progress=False)
    parts = cells(dc.open(tmp_path / "saved"), LEXICON, by="source", lines="short")
    whole = cells(dc.read(table), LEXICON, by="source", lines="short")
    assert {key: sorted(cell.lines) for key, cell in parts.items()} == {
        key: sorted(cell.lines) for key, cell in whole.items()
    }


def test_full_lines_are_longer_and_none_are_none() -> None:
    articles = dc.read("seeds")
    labels = dc.Lexicon.read("syria")
    made = [cells(articles, labels, by="source", lines=how) for how in ("short", "full")]
    short, full = (
        sum(len(left) + len(right) for cell in drawn.values() for _, left, _, right, *_ in cell.lines)
        for drawn in made
    )
    assert full > 2 * short
    assert cells(articles, labels, by="source", lines="none") == {}


@pytest.mark.parametrize("figure", ["choice", "forest", "label_counts"])
def test_the_places_on_a_figure_open_the_lines_of_their_row(tmp_path: Path, figure: str) -> None:
    articles = dc.read(rows())
    table = dc.framing(articles, LEXICON)
    options = {"label": "rebels"} if figure == "forest" else {}
    table = table[table["label"] == "rebels"] if figure == "forest" else table
    saved = dc.save(table, "one", figure=figure, alt="x", folder=tmp_path, **options)
    (row,) = read_manifest(tmp_path)
    written = pd.read_csv(tmp_path / "one.csv", dtype=str, keep_default_na=False)
    drawn = cells(articles, LEXICON, by="source", lines="short")
    found = spots(row, list(written.columns), written.to_numpy().tolist(), "source", drawn)
    shown = table[table["count"] > 0]
    assert sorted(spot["cell"].name for spot in found) == sorted(
        f"{source}: {label}" for source, label in zip(shown["source"], shown["label"], strict=True)
    )
    for spot in found:
        x, y, width, height = spot["box"]
        assert 0 <= x < x + width <= saved.width
        assert 0 <= y < y + height <= saved.height
    says = [spot["says"] for spot in found if spot["cell"].name == "Herald: rebels"]
    assert says[0].startswith("Herald: rebels, 40 of 79 mentions, 51% (")
    (told,) = table[(table["source"] == "Herald") & (table["label"] == "rebels")].to_dict("records")
    assert says[0].endswith(f", in {told['documents']} of {told['documents_total']} articles")


def test_a_figure_of_another_analysis_or_of_the_users_opens_nothing(tmp_path: Path) -> None:
    articles = dc.read(rows())
    drawn = cells(articles, LEXICON, by="source", lines="short")
    assert (
        spots({"analysis": "overview", "spots": ["0,1,1,1,1"]}, ["source"], [["Herald"]], "source", drawn)
        == []
    )
    table = dc.framing(articles, LEXICON)
    dc.save(table, "mine", figure=dc.plot.choice(table), alt="x", folder=tmp_path)
    assert read_manifest(tmp_path)[0]["spots"] == []
