"""The page: complete, self-contained, and harmless whatever the articles say."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pandas as pd
import pytest
from matplotlib.figure import Figure

import discourse as dc
from discourse.report.findings import Finding
from discourse.report.page import About, _span, page

EVIL = "<script>alert('x')</script>"


@pytest.fixture(scope="module")
def html(tmp_path_factory: pytest.TempPathFactory, write: Callable[..., Path], parameters: str) -> str:
    return _page(dc.read("seeds"), tmp_path_factory.mktemp("seeds"), write, parameters)


def _page(corpus: dc.Corpus, folder: Path, write: Callable[..., Path], parameters: str) -> str:
    table = pd.DataFrame({"source": [EVIL], "share": [0.5]})
    axes = Figure(figsize=(2, 1)).subplots()
    saved = dc.save(
        table, "shares", figure=axes, alt=f"Half {EVIL}", caption=f"Who {EVIL}", folder=folder / "figures"
    )
    data, about = saved._repr_mimebundle_()
    output = {"output_type": "display_data", "data": data, "metadata": about}
    code = {
        "cell_type": "code",
        "id": "b",
        "metadata": {},
        "source": f"x = {EVIL!r}",
        "outputs": [output],
        "execution_count": 1,
    }
    notebook = write(folder / "01_corpus.ipynb", "# The corpus", parameters, "## Shares", code)
    return page(
        [notebook],
        folder / "figures",
        corpus=corpus,
        lexicon=dc.Lexicon.read("syria"),
        answers=[Finding(f"Who {EVIL}?", f"All of {EVIL}.", "shares")],
        about=About(f"Title {EVIL}", f"By {EVIL}", f"Abstract {EVIL}"),
        settings={"corpus": "news", "options": f"{{'text': {EVIL!r}}}", "lexicon": "syria", "by": "source"},
    )


class _Outline(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.alts: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.links += [found["href"]] if "href" in found else []
        self.loads += [found[name] for name in ("src", "srcset", "data", "poster") if name in found]
        self.alts += [found.get("alt", "")] if tag == "img" else []
        assert not any(name.startswith("on") for name in found)


def test_it_has_language_title_landmarks_and_a_way_past_the_contents(html: str) -> None:
    assert html.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert html.count("<title>") == html.count("<h1>") == html.count("<main") == html.count("<nav") == 1
    assert '<a class="skip" href="#main">' in html
    assert html.isascii() or '<meta charset="utf-8">' in html


def test_it_loads_nothing_and_runs_one_script_that_is_sealed(html: str) -> None:
    seen = _Outline(html)
    [script] = re.findall("<script>(.*?)</script>", html, re.DOTALL)
    seal = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{seal}'"
    assert f'<meta http-equiv="Content-Security-Policy" content="{policy}">' in html
    assert seen.tags.count("script") == 1
    assert not re.search(r"innerHTML|eval|fetch|import|write|Function", script)
    assert not {"link", "iframe", "object", "embed", "base", "form"} & set(seen.tags)
    assert all(source.startswith("data:image/webp;base64,") for source in seen.loads)
    assert "@import" not in html
    assert "url(" not in html


def test_every_inner_link_has_its_place_and_no_place_is_named_twice(html: str) -> None:
    seen = _Outline(html)
    assert len(seen.ids) == len(set(seen.ids))
    assert {link[1:] for link in seen.links if link.startswith("#")} <= set(seen.ids)


def test_a_figure_has_its_caption_its_words_and_its_data(html: str) -> None:
    assert _Outline(html).alts == [f"Half {EVIL}"]
    (kept,) = re.findall('<a download="shares.csv" href="data:text/csv;charset=utf-8,(.*?)">', html)
    assert unquote(kept) == f"source,share\n{EVIL},0.5\n"
    assert "<strong>Figure 1.</strong> Who &lt;script&gt;" in html
    assert '<table class="data n1">' in html
    assert "<td>50%\n" in html


def test_it_begins_with_what_was_found(html: str) -> None:
    first = html.split("<section")[1]
    assert first.index('<h2 id="found">What was found</h2>') < first.index("All of &lt;script&gt;")
    assert (
        'All of &lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;. <a href="#figure-shares">Figure</a>' in first
    )
    assert html.index("What was found") < html.index("Shares</h3>") < html.index('id="corpus"')


def test_what_the_corpus_says_is_shown_and_never_obeyed(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    frame = pd.DataFrame(
        {
            "source": [EVIL, "Reuters"],
            "title": [EVIL, "x"],
            "text": ["Rebels said so.", "Rebels did."],
            "date": ["2015-01-01", ""],
        }
    )
    html = _page(dc.read(frame), tmp_path, write, parameters)
    assert html.count("<script") == 1
    assert html.count("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;") >= 5
    assert "2 articles of 2 outlets, 5 words, 2015, 1 without a date; read with" in html


def test_the_methods_have_the_lexicon_in_full_the_rules_and_the_hashes(html: str) -> None:
    lexicon, corpus = dc.Lexicon.read("syria"), dc.read("seeds")
    text = re.sub(r"\s+", " ", html)
    for concept in lexicon.concepts.values():
        for label in concept.labels.values():
            for pattern in (*label.patterns, *label.exceptions):
                shown = pattern.replace("&", "&amp;").replace('"', "&#34;").replace("'", "&#39;")
                assert f"<code>{shown}</code>" in text
    for expected in (corpus.hash, lexicon.hash, dc.__version__, "Uncertainty.", "numpy"):
        assert expected in text
    for what in corpus.notes["what"].unique():
        assert what in text


def test_the_warning_disappears_when_it_no_longer_holds(
    tmp_path: Path, write: Callable[..., Path], parameters: str, html: str
) -> None:
    assert "Read with care." in html
    frame = pd.DataFrame(
        {
            "source": ["A", "A", "B", "B"],
            "text": ["one", "two", "three", "four"],
            "date": ["2015-01-01", "2016-01-01"] * 2,
        }
    )
    other = _page(dc.read(frame), tmp_path, write, parameters)
    assert "Read with care." not in other
    assert "The lexicon syria finds 0.0 labels an article in this corpus" in other
    assert "The lexicon hardly fits." not in html


def test_every_repair_is_told_once_with_its_counts(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    """Only what is noted of single articles says in how many; a kind of thousands hides no other."""
    days = 30
    frame = pd.DataFrame(
        {
            "source": ["https://www.bbc.co.uk/news/1", "Fox Online News", "Fox News"] + ["BBC"] * days,
            "title": ["", "Talks", "", *[""] * days],
            "date": ["2016-01-20", "never", "", *["03/04/2016"] * days],
            "text": ["Rebels came.", "Talks\nRebels met.\nRead more", "", *["Rebels left."] * days],
        }
    )
    corpus = dc.read(
        frame,
        aliases={"bbc.co.uk": "BBC", "Fox Online News": "Fox News"},
        date_format=["iso", "%m/%d/%Y", "%d/%m/%Y"],
        errors="repair",
    )
    html = _page(corpus, tmp_path, write, parameters)
    told = html.split('id="methods-cleaning"')[1].split("<details>")[0]
    row = '<th scope="row">(.*?)<td>(.*?)<td>(.*)'
    assert re.findall(row, told) == [
        ("address made the domain of its site", "1", ""),
        ("date made missing", "1", "1"),
        ("date that a later form reads otherwise", "30", "30"),
        ("document without text left out", "1", "1"),
        ("empty date", "1", "1"),
        ("outlet by another name", "2", ""),
        ("taken out: call to the reader", "1", "1"),
        ("taken out: title", "1", "1"),
    ]
    assert "The first 20 of each kind, 28 of 38; all are in <code>corpus.notes</code>." in html
    assert "<td>Read more\n" in html


def test_a_date_that_cannot_be_does_not_stretch_the_years() -> None:
    years = pd.Series([2015] * 1200 + [2016] * 1200 + [1, 2050])
    assert _span(years) == "2015–2016 (2 dated outside)"
    assert _span(pd.Series([2015, 2050])) == "2015–2050"
    assert _span(pd.Series([2015, 2015])) == "2015"
