"""The pages of docs/: the code of the recipes runs, the picture of the rooms is that of today's imports."""

import re
import runpy
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
RECIPES = sorted(DOCS.glob("recipes/*.md"))
ELSEWHERE = "python cluster"  # a block that needs machines of its own; tests/store/test_cluster.py has them

SENTENCES = [  # what each outlet of the made articles writes, and another name that it has
    ("Morning Post", "", "Refugees crossed the border. The refugees asked for asylum, said the regime."),
    ("Morning Post", " Online", "Many refugees waited. Two migrants spoke to rebels."),
    ("Evening News", "", "The government spoke of terrorists; migrants waited in the port."),
    ("Daily Courier", "", "Asylum seekers were counted. Refugees and migrants went on."),
]


@pytest.fixture(params=RECIPES, ids=lambda path: path.stem)
def recipe(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recipe, in a folder with what it reads: a table of made articles, the same by year, a lexicon."""
    aliases = request.param.stem == "outlet-names"
    table = pd.DataFrame(
        [
            (
                outlet + (other if aliases else ""),
                f"{year}-{month:02}-15",
                f"{text} Article {month} of {year}.",
            )
            for year in (2016, 2017, 2018)
            for month in range(1, 13)
            for outlet, other, text in SENTENCES
        ],
        columns=["outlet", "published", "body"],
    )
    table.to_csv(tmp_path / "news.csv", index=False)
    (tmp_path / "years").mkdir()
    for year, part in table.groupby(table["published"].str[:4]):
        part.to_parquet(tmp_path / "years" / f"{year}.parquet", index=False)
    for name, lexicon in re.findall(r"```toml\n# (\S+\.toml)\n(.*?)```", read("own-lexicon"), re.DOTALL):
        (tmp_path / name).write_text(lexicon, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return Path(request.param)


def read(name: str) -> str:
    return (DOCS / "recipes" / f"{name}.md").read_text(encoding="utf-8")


def test_there_are_recipes_and_the_index_lists_them() -> None:
    listed = read("index").split(":maxdepth: 1\n")[1].split("```")[0].split()
    assert sorted([*listed, "index"]) == [path.stem for path in RECIPES]


def test_the_code_of_a_recipe_runs(recipe: Path) -> None:
    blocks = re.findall(r"^```(python[^\n]*)\n(.*?)^```", recipe.read_text(encoding="utf-8"), re.M | re.S)
    assert blocks
    names: dict[str, object] = {}
    for kind, block in blocks:
        code = compile(block, recipe.name, "exec")
        if kind != ELSEWHERE:
            exec(code, names)
    plt.close("all")


def test_the_picture_of_the_rooms_is_that_of_todays_imports() -> None:
    drawn = runpy.run_path(str(DOCS / "architecture.py"))
    assert (DOCS / "architecture.svg").read_text(encoding="utf-8") == drawn["svg"](drawn["imports"]())


def test_contributors_and_the_workflow_are_told_what_exists() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    workflow = (ROOT / ".github" / "workflows" / "test.yml").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    commands = re.findall(r"(?:`|^|run: )make ([a-z-]+)", told + workflow, re.M)
    assert set(commands) >= {"test", "test-oldest", "docs", "lock", "report"}
    assert set(commands) <= set(targets)
    paths = re.findall(r"`((?:discourse|tests|docs)/[\w/.]+)`", told)
    assert len(paths) > 5
    assert [path for path in paths if "NAME" not in path and not (ROOT / path).exists()] == []
