"""The study is what the code makes of FA-KES today, and holds no text of it."""

import json
import re
from pathlib import Path

import pandas as pd
import pytest

import discourse as dc
from discourse.report.run import SKIPPED
from studies.fifteen_outlets import __main__ as study
from studies.fifteen_outlets.__main__ import FIGURES, HERE, NOTEBOOK, ROOT
from tests.promised import as_locked, pictures, same_data, without_pictures

RUN = 8  # words


@pytest.fixture(scope="module")
def fresh(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the study as it is made now; skips where FA-KES is not."""
    made = tmp_path_factory.mktemp("study") / "made"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISCOURSE_DATA", str(data.resolve()))
        for scheme in ("HTTP_PROXY", "HTTPS_PROXY"):  # a kernel has sockets of its own: leave it no way out
            patch.setenv(scheme, "http://127.0.0.1:9")
        study.run_study(made, progress=False)
    return made


@as_locked
def test_texts_and_tables_are_those_committed(fresh: Path) -> None:
    assert without_pictures(fresh / NOTEBOOK.relative_to(ROOT)) == without_pictures(NOTEBOOK)


def test_the_data_of_figures_are_those_committed(fresh: Path) -> None:
    made = {path.name: path for path in (fresh / "figures").rglob("*.csv")}
    assert sorted(made) == sorted(path.name for path in FIGURES.glob("*.csv"))
    assert [name for name in made if not same_data(made[name], FIGURES / name)] == []
    assert "map.csv" in made


@pictures
def test_notebook_and_figures_are_the_same_bytes(fresh: Path) -> None:
    assert (fresh / NOTEBOOK.relative_to(ROOT)).read_bytes() == NOTEBOOK.read_bytes()
    made = fresh / FIGURES.relative_to(ROOT)
    committed = {path.name: path.read_bytes() for path in FIGURES.iterdir()}
    assert {path.name: path.read_bytes() for path in made.iterdir()} == committed


def runs(text: str) -> set[tuple[str, ...]]:
    """Return every run of so many words."""
    words = re.findall(r"\w+", text.casefold())
    return set(zip(*(words[start:] for start in range(RUN)), strict=False))


def written() -> dict[str, str]:
    """Return what the study commits, as text."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in HERE.glob("*.[ct]*")}
    texts |= {path.name: path.read_text(encoding="utf-8") for path in FIGURES.glob("*.[cjm]*")}
    for picture in FIGURES.glob("*.svg"):  # letters are outlines; title and description are text
        texts[picture.name] = " ".join(re.findall(r">([^<]+)<", picture.read_text(encoding="utf-8")))
    for cell in without_pictures(NOTEBOOK)["cells"]:
        shown = ["".join(cell["source"])]
        for output in cell.get("outputs", []):
            said = [*output.get("data", {}).values(), output.get("text", "")]
            shown += [re.sub(r"<[^>]+>", " ", "".join(each)) for each in said]
        texts[f"{NOTEBOOK.name}, {cell['id']}"] = "\n".join(shown)
    return texts


def test_no_sentence_of_an_article_is_committed(fakes: dc.Corpus) -> None:
    theirs: set[tuple[str, ...]] = set()
    for document, title in zip(fakes.metadata["id"], fakes.metadata["title"], strict=True):
        theirs |= runs(fakes.raw(document)) | runs(title)
    ours = written()
    assert {"map.csv", "README.md", "manifest.json", "map.svg", "coded_lines.csv", "lexicon.toml"} <= set(
        ours
    )
    found = {name: sorted(runs(text) & theirs)[:3] for name, text in ours.items()}
    assert {name: some for name, some in found.items() if some} == {}
    assert runs(fakes.raw(fakes.metadata["id"].iloc[0])) & theirs  # the test can find one


def test_cells_that_open_lines_are_committed_unrun() -> None:
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    opening = [cell for cell in code if SKIPPED in cell["metadata"].get("tags", [])]
    assert len(opening) >= 2
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in opening)
    shows_lines = ("concordance(", "validation_sample(", "duplicates(", ".text(", ".raw(")
    for cell in code:
        last = "".join(cell["source"]).rstrip().splitlines()[-1]
        assert cell in opening or not any(word in last for word in shows_lines), cell["id"]
        assert cell in opening or cell["execution_count"]
        assert not any(output["output_type"] == "error" for output in cell["outputs"])
        assert "def " not in "".join(cell["source"])


def test_the_readme_says_what_the_map_says() -> None:
    table = pd.read_csv(FIGURES / "map.csv").set_index(["source", "label"])
    first, second = table.loc[("Al-Manar", "terrorists")], table.loc[("Al-Manar", "regime")]
    low, high = 100 * first["share_low"], 100 * first["share_high"]
    said = (
        f"of {first['concept_count']} times that Al-Manar names the government's armed opponents by one of "
        f'four words, {first["count"]} are "terrorists" ({first["share"]:.0%}; the grey line is the 95% '
        f"interval, {low:.0f} to {high:.0f}); of {second['concept_count']} times that it says "
        f'"regime" or "government", {second["count"]} are "regime".'
    )
    readme = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    assert said in readme
    assert table.loc[("SANA", "regime"), "concept_count"] == 0
    words = pd.read_csv(FIGURES / "whose-word-terrorists.csv").set_index(["source", "voice"])
    own, every = (words[column].xs("outlet", level="voice") for column in ("count", "label_count"))
    others = every - own
    assert own["Ahram Online"] == 0
    assert (
        f'all {every["Ahram Online"]} "terrorists" of Ahram Online are words '
        f"that it quotes or reports, of Al-Manar's {every['Al-Manar']} only {others['Al-Manar']}."
    ) in readme


def test_without_the_data_it_says_how_to_get_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISCOURSE_DATA", raising=False)
    monkeypatch.setenv("DISCOURSE_CACHE", "")
    with pytest.raises(dc.CorpusError, match=r"get it from https://zenodo.org/records/2607278 and name its"):
        study.run_study(tmp_path / "made", progress=False)
    assert list(tmp_path.iterdir()) == []
