"""What a saved figure leaves in its folder."""

import csv
import json
import re
import subprocess
import threading
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import discourse as dc
from discourse.errors import DiscourseError
from discourse.files import as_text, csv_bytes
from discourse.plots.save import read_manifest


@pytest.fixture
def table() -> pd.DataFrame:
    table = pd.DataFrame({"source": ["SANA", "Reuters"], "count": [3, 5], "share": [0.375, 0.625]})
    table.attrs = {
        "analysis": "framing",
        "corpus": "ab" * 32,
        "lexicon": "cd" * 32,
        "options": {"by": ["source"], "years": range(2015, 2017), "n": np.int64(3)},
        "version": "0.1.0",
    }
    return table


def save(folder: Path, table: pd.DataFrame, name: str = "shares", **options: Any) -> Any:
    _, axes = plt.subplots(figsize=(4, 2))
    axes.barh(table["source"], table["count"])
    given = {"alt": "Reuters 5, SANA 3", "caption": "Who says it", "notebook": "03_framing.ipynb", **options}
    return dc.save(table, name, figure=axes, folder=folder, **given)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_writes_pictures_data_manifest_and_gallery_and_nothing_else(
    tmp_path: Path, table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    save(Path("../figures"), table)
    files = contents(tmp_path / "figures")
    assert sorted(files) == ["README.md", "manifest.json", "shares.csv", "shares.png", "shares.svg"]
    [row] = json.loads(files["manifest.json"])["figures"]
    assert row == {
        "name": "shares",
        "notebook": "../notebooks/03_framing.ipynb",
        "caption": "Who says it",
        "alt": "Reuters 5, SANA 3",
        "analysis": "framing",
        "corpus": "ab" * 32,
        "lexicon": "cd" * 32,
        "options": {"by": ["source"], "years": [2015, 2016], "n": 3},
        "version": "0.1.0",
        "rows": 2,
        "spots": [],  # the figure is the user's
        "files": {end: sha256(files[f"shares.{end}"]).hexdigest() for end in ("svg", "png", "csv")},
    }


def test_the_same_input_gives_the_same_bytes(tmp_path: Path, table: pd.DataFrame) -> None:
    save(tmp_path / "one", table)
    save(tmp_path / "two", table)
    save(tmp_path / "two", table)
    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_pictures_name_no_date_and_no_version_of_a_program(tmp_path: Path, table: pd.DataFrame) -> None:
    save(tmp_path, table)
    svg = (tmp_path / "shares.svg").read_text(encoding="utf-8")
    assert "<dc:date>" not in svg
    assert "Matplotlib" not in svg
    assert b"Software" not in (tmp_path / "shares.png").read_bytes()


def test_the_manifest_is_sorted_and_a_figure_saved_again_replaces_its_row(
    tmp_path: Path, table: pd.DataFrame
) -> None:
    for name, caption in (("b", "old"), ("a", "x"), ("b", "new")):
        save(tmp_path, table, name, caption=caption)
    assert [(row["name"], row["caption"]) for row in read_manifest(tmp_path)] == [("a", "x"), ("b", "new")]


def test_figures_saved_side_by_side_all_reach_the_manifest(tmp_path: Path, table: pd.DataFrame) -> None:
    from matplotlib.figure import Figure

    def draw(name: str) -> None:
        axes = Figure(figsize=(1, 1)).subplots()
        dc.save(table, name, figure=axes, alt="x", folder=tmp_path)

    threads = [threading.Thread(target=draw, args=(f"figure-{number}",)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_manifest(tmp_path)) == 6


def test_git_sees_no_lock_file(tmp_path: Path, table: pd.DataFrame) -> None:
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    save(tmp_path / "figures", table)
    status = ["git", "-C", str(tmp_path), "status", "--porcelain", "-uall"]
    seen = subprocess.run(status, check=True, capture_output=True, text=True).stdout
    assert sorted(line.rpartition("/")[2] for line in seen.splitlines()) == [
        "README.md",
        "manifest.json",
        "shares.csv",
        "shares.png",
        "shares.svg",
    ]


def test_the_csv_holds_the_rows_with_ten_digits_and_empty_cells_for_missing() -> None:
    table = pd.DataFrame(
        {
            "share": [1 / 3, float("nan"), -0.0],
            "year": pd.array([2015, None, 2016], dtype="Int64"),
            "date": pd.to_datetime(["2015-01-23", None, "2016-02-10"]),
            "text": ["Ankara, “quoted”", None, 'say "no"'],
        }
    )
    assert csv_bytes(table).decode("utf-8") == (
        "share,year,date,text\n"
        '0.3333333333,2015,2015-01-23,"Ankara, “quoted”"\n'
        ",,,\n"
        '0,2016,2016-02-10,"say ""no"""\n'
    )


def test_an_index_that_says_something_is_kept_and_a_filtered_one_is_not() -> None:
    table = pd.DataFrame({"source": ["a", "b"], "count": [1, 2]})
    assert csv_bytes(table[table["count"] > 1]) == b"source,count\nb,2\n"
    assert csv_bytes(table.set_index("source")) == b"source,count\na,1\nb,2\n"


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＠", "'=", "''-", " =", "\u200b="]
)
def test_a_text_that_a_spreadsheet_would_run_gets_an_apostrophe_and_a_number_does_not(start: str) -> None:
    table = pd.DataFrame({"term": [f'{start}HYPERLINK("x")'], "log_ratio": [-1.5], start + "name": [1]})
    read = pd.read_csv(StringIO(csv_bytes(table).decode()), keep_default_na=False)
    assert read["term"][0].startswith("'")
    assert read["log_ratio"][0] == -1.5
    assert read.columns[2].startswith("'")


@pytest.mark.parametrize("text", ["x;=1+1", "x;\t=1+1", "x;'=1+1", "x;\ufeff=1+1", "x;y; =1+1"])
def test_where_semicolons_part_cells_nothing_runs_either(text: str) -> None:
    for cell in csv_bytes(pd.DataFrame({"a": [text]})).decode().partition("\n")[2].split(";"):
        assert not re.match(r"\W*=", cell) or re.match(r"\s*'", cell), cell


@given(st.text("=-;' \t\n\u200bx1", max_size=12))
def test_what_a_cell_says_can_be_read_again(text: str) -> None:
    [[_], [cell]] = csv.reader(StringIO(csv_bytes(pd.DataFrame({"a": [text]})).decode(), newline=""))
    assert as_text(cell) == text


def test_the_gallery_shows_foreign_text_as_text(tmp_path: Path, table: pd.DataFrame) -> None:
    save(
        tmp_path,
        table,
        alt="a ](x) *b* <img src=x>",
        caption="<script>alert(1)</script> https://x.org [c](d)",
    )
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert r"![a \](x) \*b\* &lt;img src=x&gt;](shares.svg)" in page
    assert r"&lt;script&gt;alert(1)&lt;/script&gt; https\://x.org \[c\](d)" in page
    assert "corpus `abababababab`" in page


def test_what_turns_the_direction_of_text_is_left_out_of_the_words(
    tmp_path: Path, table: pd.DataFrame
) -> None:
    saved = save(tmp_path, table, alt="\u202egnp.exe 3, \u2066الجزيرة 5", caption="x\u202c")
    assert (saved.alt, saved.caption) == ("gnp.exe 3, الجزيرة 5", "x")


@pytest.mark.filterwarnings("ignore:Glyph")  # no font draws them
def test_what_xml_forbids_is_in_no_picture(tmp_path: Path, table: pd.DataFrame) -> None:
    table["source"] = ["BBC\x02 News", "A\x00\ufffe--\x1b>"]
    save(tmp_path, table, caption="Who\x02 says it", alt="It is\ufffe \ud800BBC")
    picture = ElementTree.parse(tmp_path / "shares.svg").getroot()
    words = [each.text for each in picture.iter() if each.text and each.text.strip()]
    assert {"Who says it", "It is BBC"} <= set(words)


def test_the_gallery_links_only_a_notebook_that_is_there(
    tmp_path: Path, table: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    save(Path("figures"), table)
    assert "Notebook: 03\\_framing" in Path("figures/README.md").read_text(encoding="utf-8")
    Path("03_framing.ipynb").write_text("{}", encoding="utf-8")
    save(Path("figures"), table)
    page = Path("figures/README.md").read_text(encoding="utf-8")
    assert "[03\\_framing](../03_framing.ipynb)" in page


def test_the_gallery_links_galleries_in_folders_below(tmp_path: Path, table: pd.DataFrame) -> None:
    save(tmp_path / "a study_of [ours]", table)
    (tmp_path / "other").mkdir()
    save(tmp_path, table)
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    linked = r"[a study\_of \[ours\]](a%20study_of%20%5Bours%5D/README.md)"
    assert page.split("\n\n")[2] == f"More figures, in folders of their own: {linked}"
    assert "More figures" not in (tmp_path / "a study_of [ours]" / "README.md").read_text(encoding="utf-8")


def test_a_saved_figure_shows_itself_with_its_words_and_no_address(
    tmp_path: Path, table: pd.DataFrame
) -> None:
    saved = save(tmp_path, table)
    data, about = saved._repr_mimebundle_()
    assert data["text/plain"] == "Who says it"
    assert about["image/png"] == {"width": saved.width, "height": saved.height, "alt": "Reuters 5, SANA 3"}
    assert saved.rows == 2
    assert " at 0x" not in repr(saved)
    assert len(repr(saved)) < 400
    assert saved.width * 2 <= int.from_bytes(saved.png[16:20], "big") <= saved.width * 2 + 1


def test_the_figure_is_closed(tmp_path: Path, table: pd.DataFrame) -> None:
    save(tmp_path, table)
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", ["", "Label", "a_b", "../a", "a/b", "a.b", "-a", "é"])
def test_other_names_are_refused(tmp_path: Path, table: pd.DataFrame, name: str) -> None:
    with pytest.raises(DiscourseError, match="a name has small letters a to z, digits and single hyphens"):
        dc.save(table, name, figure=plt.figure(), alt="x", folder=tmp_path)
    plt.close("all")
    assert contents(tmp_path) == {}


def test_a_figure_needs_words(tmp_path: Path, table: pd.DataFrame) -> None:
    with pytest.raises(DiscourseError, match="the figure 'shares' has no alt text"):
        save(tmp_path, table, alt="  ")
    plt.close("all")


def test_what_is_no_table_or_no_figure_is_refused(tmp_path: Path, table: pd.DataFrame) -> None:
    not_a_table: Any = [1, 2]
    not_a_figure: Any = 3
    with pytest.raises(DiscourseError, match="of type list; a DataFrame with the rows drawn is expected"):
        dc.save(not_a_table, "a", figure=plt.figure(), alt="x", folder=tmp_path)
    plt.close("all")
    with pytest.raises(DiscourseError, match="of type int; a matplotlib Axes or Figure is expected"):
        dc.save(table, "a", figure=not_a_figure, alt="x", folder=tmp_path)


@pytest.mark.parametrize("broken", ["<<<<<<< HEAD", "[]", '{"figures": [{"name": "a"}]}', '{"figures": 3}'])
def test_a_broken_manifest_is_named_and_kept(tmp_path: Path, table: pd.DataFrame, broken: str) -> None:
    (tmp_path / "manifest.json").write_text(broken, encoding="utf-8")
    with pytest.raises(
        DiscourseError, match=r"manifest\.json is not .*; delete it and run the notebooks again"
    ):
        save(tmp_path, table)
    assert contents(tmp_path) == {"manifest.json": broken.encode()}
