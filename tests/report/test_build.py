"""Where the results go, what is refused, and that a failure leaves everything as it was."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from matplotlib.figure import Figure

import discourse as dc
from discourse.errors import DiscourseError
from discourse.plots.save import read_manifest
from discourse.report import build, shipped
from discourse.report.build import figures, report
from discourse.report.findings import FIGURE
from discourse.report.run import read_notebook


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, write: Callable[..., Path]) -> list[dict[str, Any]]:
    """Stand in for the kernels: note what was asked, write one notebook and one figure.

    What is found and the lines behind it have tests of their own.
    """
    asked: list[dict[str, Any]] = []
    source = write(tmp_path / "shipped" / "01_corpus.ipynb", "# The corpus")

    def run(
        sources: Sequence[Path],
        folder: Path,
        *,
        parameters: Mapping[str, Any],
        jobs: int | None,
        progress: bool,
    ) -> list[Path]:
        asked.append(dict(parameters))
        folder.mkdir(parents=True)
        (folder / source.name).write_bytes(source.read_bytes())
        table = pd.DataFrame({"run": [len(asked)]})
        axes = Figure(figsize=(1, 1)).subplots()
        dc.save(table, f"run-{len(asked)}", figure=axes, alt="x", folder=folder.parent / "figures")
        if parameters.get("by") == "kind":
            raise DiscourseError("01_corpus.ipynb, code cell 1: KeyError: 'kind'")
        return [folder / source.name]

    def first_figure(*_: object, figures: Path, **__: object) -> None:
        axes = Figure(figsize=(1, 1)).subplots()
        dc.save(pd.DataFrame({"source": ["A"]}), FIGURE, figure=axes, alt="x", folder=figures)

    monkeypatch.setattr(build, "run_notebooks", run)
    monkeypatch.setattr(build, "first_figure", first_figure)
    monkeypatch.setattr(build, "findings", lambda *_, **__: [])
    monkeypatch.setattr("discourse.report.page.cells", lambda *_, **__: [])
    monkeypatch.chdir(tmp_path)
    return asked


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "my data" / "news.csv"
    path.parent.mkdir()
    path.write_text("source,body,kind\nA,Rebels said.,news\nB,Terrorists said.,news\n", encoding="utf-8")
    return path


def tree(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_the_seeds_go_with_no_parameters_into_a_folder_of_their_own(
    runs: list[dict[str, Any]], tmp_path: Path
) -> None:
    made = report(progress=False)
    assert made == tmp_path / "report" / "report.html"
    assert runs == [{}]
    assert tree(tmp_path / "report") == [
        *(f"figures/{FIGURE}.{end}" for end in ("csv", "png", "svg")),
        "figures/README.md",
        "figures/manifest.json",
        "figures/run-1.csv",
        "figures/run-1.png",
        "figures/run-1.svg",
        "notebooks/01_corpus.ipynb",
        "report.html",
    ]
    assert not list(tmp_path.glob(".discourse-*"))


def test_an_own_corpus_is_passed_on_as_the_notebook_reaches_it(
    runs: list[dict[str, Any]], tmp_path: Path, news: Path
) -> None:
    options = {"text": "body", "errors": "repair", "drop_lines": ("x",)}
    report("my data/news.csv", options=options, out="out/news", progress=False)
    passed = {"text": "body", "errors": "repair", "drop_lines": ["x"]}
    assert runs == [{"corpus": "../../../my data/news.csv", "options": passed}]
    assert (tmp_path / "out" / "news" / "notebooks" / runs[0]["corpus"]).resolve() == news


def test_a_file_of_aliases_is_passed_on_as_what_it_says(
    runs: list[dict[str, Any]], tmp_path: Path, news: Path
) -> None:
    """Its way from here is none from where the notebooks run."""
    (tmp_path / "aliases.toml").write_text('B = "<i>C</i>"\n', encoding="utf-8")
    options = {"text": "body", "aliases": Path("aliases.toml")}
    page = report(news, options=options, out="out", progress=False)
    assert runs[0]["options"] == {"text": "body", "aliases": {"B": "<i>C</i>"}}
    html = page.read_text(encoding="utf-8")
    assert "<td>text = &#39;body&#39;, aliases = {&#39;B&#39;: &#39;&lt;i&gt;C&lt;/i&gt;&#39;}\n" in html
    assert '<th scope="row">&lt;i&gt;C&lt;/i&gt;<td>' in html


def test_a_file_of_stop_words_is_passed_on_as_its_words(
    runs: list[dict[str, Any]], tmp_path: Path, news: Path
) -> None:
    (tmp_path / "mine.txt").write_text("the\nsaid # a verb\n", encoding="utf-8")
    report(news, options={"text": "body", "stop_words": "mine.txt"}, out="out", progress=False)
    assert runs[0]["options"] == {"text": "body", "stop_words": ["said", "the"]}


def test_a_language_without_a_list_of_function_words_is_refused_before_anything_runs(
    runs: list[dict[str, Any]], news: Path
) -> None:
    with pytest.raises(dc.DiscourseError, match="there is no list of function words for 'mk'"):
        report(news, options={"text": "body", "language": "mk"}, out="out", progress=False)
    assert not runs


def test_a_lexicon_of_ones_own_is_passed_on_too(
    runs: list[dict[str, Any]], tmp_path: Path, news: Path
) -> None:
    (tmp_path / "mine.toml").write_text('[people.labels]\nrebels = ["rebel*"]\n', encoding="utf-8")
    page = report(news, options={"text": "body"}, lexicon="mine.toml", out="out", progress=False)
    assert runs[0]["lexicon"] == "../../mine.toml"
    assert "<code>rebel*</code>" in page.read_text(encoding="utf-8")


def test_without_lines_the_notebooks_are_told_to_show_no_text(
    runs: list[dict[str, Any]], news: Path, tmp_path: Path
) -> None:
    report(news, options={"text": "body"}, lines="none", out=tmp_path / "out", progress=False)
    assert runs[-1]["texts"] is False
    report(news, options={"text": "body"}, lines="short", out=tmp_path / "out", progress=False)
    assert "texts" not in runs[-1]


def test_every_cell_that_shows_passages_asks_whether_it_may() -> None:
    shows = (
        "dc.concordance(",
        "dc.quotations(",
        "dc.validation_sample(",
        "dc.side_by_side(",
        '"text"]',
        '"opening_a"',
    )
    cells = [
        cell for path in shipped.notebooks() for cell in read_notebook(path).cells if cell.cell_type == "code"
    ]
    showing = [cell.source for cell in cells if any(words in cell.source for words in shows)]
    assert len(showing) == 7
    assert all("if texts" in source or "and texts" in source for source in showing)


def test_a_second_report_replaces_the_first_and_takes_away_its_stale_figures_only(
    runs: list[dict[str, Any]], tmp_path: Path
) -> None:
    report(out="out", progress=False)
    (tmp_path / "out" / "figures" / "my-own.png").write_bytes(b"mine")
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    report(out="out", progress=False)
    assert [row["name"] for row in read_manifest(tmp_path / "out" / "figures")] == [FIGURE, "run-2"]
    kept = tree(tmp_path / "out")
    assert {"figures/my-own.png", "notes.txt", "figures/run-2.svg"} <= set(kept)
    assert not [name for name in kept if "run-1" in name]


def test_a_report_of_another_version_is_replaced(runs: list[dict[str, Any]], tmp_path: Path) -> None:
    out = tmp_path / "out"
    report(out=out, progress=False)
    page, manifest = out / "report.html", out / "figures" / "manifest.json"
    page.write_text(f"<!DOCTYPE html>\n{build.GENERATOR}\nan older page", encoding="utf-8")
    manifest.write_text('{"figures": [{"name": "run-1"}], "version": 0}', encoding="utf-8")
    report(out=out, progress=False)
    assert "an older page" not in page.read_text(encoding="utf-8")
    assert [row["name"] for row in read_manifest(out / "figures")] == [FIGURE, "run-2"]
    assert "run-1" not in (out / "figures" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("make", [report, figures])
def test_nothing_is_put_in_place_before_all_of_it_is_made(
    runs: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: Callable[..., Path]
) -> None:
    make(out="out", progress=False)
    before = {name: (tmp_path / "out" / name).read_bytes() for name in tree(tmp_path / "out")}

    def full(*_: Any, **__: Any) -> None:
        raise DiscourseError("page.html: cannot be written (No space left on device)")

    monkeypatch.setattr(build, "write_together", full)
    with pytest.raises(DiscourseError, match="No space left"):
        make(out="out", progress=False)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in tree(tmp_path / "out")} == before
    assert not list(tmp_path.glob(".discourse-*"))


def test_a_failing_notebook_leaves_everything_as_it_was(runs: list[dict[str, Any]], tmp_path: Path) -> None:
    report(out="out", progress=False)
    before = {name: (tmp_path / "out" / name).read_bytes() for name in tree(tmp_path / "out")}
    with pytest.raises(DiscourseError, match="code cell 1: KeyError: 'kind'"):
        report(by="kind", out="out", progress=False)
    assert {name: (tmp_path / "out" / name).read_bytes() for name in tree(tmp_path / "out")} == before
    assert not list(tmp_path.glob(".discourse-*"))


def test_a_stale_manifest_cannot_point_at_files_elsewhere(runs: list[dict[str, Any]], tmp_path: Path) -> None:
    report(out="out", progress=False)
    victim = tmp_path / "out" / "victim.csv"
    victim.write_text("mine", encoding="utf-8")
    manifest = tmp_path / "out" / "figures" / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    content["figures"][0]["name"] = "../victim"
    manifest.write_text(json.dumps(content), encoding="utf-8")
    report(out="out", progress=False)
    assert victim.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("make", [report, figures])
def test_a_folder_with_other_things_and_a_file_are_refused_before_anything_runs(
    runs: list[dict[str, Any]], tmp_path: Path, make: Callable[..., Path]
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.png").write_bytes(b"")
    with pytest.raises(
        DiscourseError, match="photos has other files in it; give a folder that is new, empty"
    ):
        make(out="photos", progress=False)
    with pytest.raises(DiscourseError, match="is a file; give a folder that is new"):
        make(out="photos/a.png", progress=False)
    assert runs == []


def test_bad_input_is_told_before_anything_runs(runs: list[dict[str, Any]], news: Path) -> None:
    for wrong, said in (
        ({"corpus": "nothing.csv"}, "nothing.csv"),
        ({"lexicon": "nothing"}, "nothing"),
        ({"by": "outlet"}, "no column 'outlet'"),
        ({"corpus": news, "options": {"text": "body"}, "by": "kind"}, "kind has one value only \\(news\\)"),
        ({"corpus": news, "options": {"text": "kind"}}, "the lexicon 'syria' finds nothing in news.csv"),
        ({"options": {"tokenizer": object()}}, "a report takes text, numbers and lists as options"),
    ):
        with pytest.raises(DiscourseError, match=said):
            report(**wrong, progress=False)
    assert runs == []


def test_figures_keeps_the_figures_and_links_no_notebook(runs: list[dict[str, Any]], tmp_path: Path) -> None:
    made = figures(out="pictures", progress=False)
    assert made == tmp_path / "pictures" / "README.md"
    assert tree(tmp_path / "pictures") == [
        *(f"{FIGURE}.{end}" for end in ("csv", "png", "svg")),
        "README.md",
        "manifest.json",
        "run-1.csv",
        "run-1.png",
        "run-1.svg",
    ]
    assert ".ipynb" not in made.read_text(encoding="utf-8")


def test_in_a_clone_the_seeds_are_made_anew_in_place(
    runs: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clone = tmp_path / "clone"
    (clone / "notebooks").mkdir(parents=True)
    seeds = shipped.seeds()
    monkeypatch.setattr(shipped, "seeds", lambda: seeds)
    monkeypatch.setattr(shipped, "checkout", lambda: clone)
    monkeypatch.setattr(shipped, "notebooks", list)
    monkeypatch.chdir(clone)
    (clone / "figures" / "study").mkdir(parents=True)
    (clone / "figures" / "study" / "manifest.json").write_text('{"figures": []}', encoding="utf-8")
    made = report(progress=False)
    gallery = (clone / "figures" / "README.md").read_text(encoding="utf-8")
    assert "More figures, in folders of their own: [study](study/README.md)\n" in gallery
    assert made == clone / "build" / "report.html"
    assert {"notebooks/01_corpus.ipynb", "figures/run-1.svg", "build/report.html"} <= set(tree(clone))
    assert "../" not in re.findall('href="(.*?)"', made.read_text(encoding="utf-8"))
    report(by="year", progress=False)  # other settings never touch the clone's own
    assert (clone / "report" / "report.html").is_file()
    assert [row["name"] for row in read_manifest(clone / "figures")] == [FIGURE, "run-1"]


def test_a_folder_called_seeds_is_the_users_own(
    runs: list[dict[str, Any]], tmp_path: Path, news: Path
) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "metadata.csv").write_text("file,source\na.txt,A\nb.txt,B\n", encoding="utf-8")
    (tmp_path / "seeds" / "b.txt").write_text("Terrorists said so.", encoding="utf-8")
    (tmp_path / "seeds" / "a.txt").write_text("Rebels said so.", encoding="utf-8")
    report("seeds", out="out", progress=False)
    report(out="other", progress=False)
    assert runs == [{"corpus": "../../seeds"}, {}]
