"""Articles, outlets and lexicons that try to be obeyed are shown as text, in a browser and a spreadsheet."""

import csv
import io
import json
import os
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree

import mistune
import pytest
from click.testing import CliRunner

import discourse as dc
from discourse.cli.main import main as cli
from discourse.report.run import run_notebooks
from tests.report.browser import command
from tests.report.poisoned import poisons, write_lexicon, write_table

_FORMULA = re.compile(r"[=+\-@\t\r\n]")


@pytest.fixture(scope="module")
def canary() -> Iterator[tuple[str, list[str]]]:
    """Return an address on this machine, and the list of what was asked for there."""
    asked: list[str] = []

    class Noting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def poisoned(canary: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a real report on poisoned articles, with a poisoned lexicon."""
    folder = tmp_path_factory.mktemp("poisoned")
    words = [
        "report",
        str(write_table(folder, canary[0])),
        "--lexicon",
        str(write_lexicon(folder, canary[0])),
    ]
    result = CliRunner().invoke(cli, [*words, "--out", str(folder / "out"), "--quiet"])
    assert (result.exit_code, result.stderr) == (0, "")
    return folder / "out"


class _Elements(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


@pytest.fixture(scope="module")
def browse(
    canary: tuple[str, list[str]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], tuple[_Elements, list[str]]]:
    """Return the function that opens a page in a browser: its elements afterwards, and what it asked for."""
    start = [*command(tmp_path_factory.mktemp("profile")), "--dump-dom", "--virtual-time-budget=3000"]

    def open_page(page: Path) -> tuple[_Elements, list[str]]:
        canary[1].clear()
        seen = subprocess.run(
            [*start, page.as_uri()], capture_output=True, timeout=3600, check=True, env=os.environ
        )
        return _Elements(seen.stdout.decode("utf-8")), list(canary[1])

    return open_page


def assert_nothing_ran(seen: _Elements, asked: list[str]) -> None:
    assert asked == []
    assert "data-ran" not in dict(seen.found)["html"]
    for tag, attributes in seen.found:
        assert not [name for name in attributes if name.startswith("on")], tag
        for name in ("href", "src", "action"):
            assert not attributes.get(name, "").strip().lower().startswith("javascript:"), attributes


def text_of(seen: _Elements) -> str:
    return " ".join("".join(seen.words).split())


def test_a_page_that_obeys_is_noticed(
    canary: tuple[str, list[str]], browse: Callable[[Path], tuple[_Elements, list[str]]], tmp_path: Path
) -> None:
    for name in (
        "script",
        "image",
        "break out",
        "frame",
        "style",
    ):  # and only so the tests below say anything
        page = tmp_path / "page.html"
        page.write_text(f"<!DOCTYPE html><title>x</title><p>{poisons(canary[0])[name]}", encoding="utf-8")
        seen, asked = browse(page)
        assert asked, name
        with pytest.raises(AssertionError):
            assert_nothing_ran(seen, asked)


@pytest.mark.parametrize("policy", ["with its policy", "without"])
def test_the_report_obeys_nothing_and_shows_everything(
    canary: tuple[str, list[str]],
    browse: Callable[[Path], tuple[_Elements, list[str]]],
    poisoned: Path,
    tmp_path: Path,
    policy: str,
) -> None:
    page = poisoned / "report.html"
    if policy == "without":  # the escaping holds alone, in a browser that knows no policies
        text = page.read_text(encoding="utf-8")
        text, taken = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
        assert taken == 1
        page = tmp_path / "report.html"
        page.write_text(text, encoding="utf-8")
    seen, asked = browse(page)
    assert_nothing_ran(seen, asked)
    tags = {tag for tag, _ in seen.found}
    assert [tag for tag, _ in seen.found].count("script") == 1
    assert not tags & {"iframe", "object", "embed", "base", "form", "link", "svg"}
    pictures = [about["src"] for tag, about in seen.found if tag == "img"]
    assert all(source.startswith("data:image/webp;base64,") for source in pictures)
    shown = text_of(seen)
    for name, text in poisons(canary[0]).items():
        assert " ".join(text.split()) in shown, name
    prose = [words for words in seen.words if " documents " in words or " articles" in words]
    assert prose
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", "".join(prose))  # nothing turns a sentence of ours
    assert str(7919 * 7927) not in shown


@pytest.mark.parametrize("number", range(7))
def test_a_notebook_exported_as_html_obeys_nothing(
    browse: Callable[[Path], tuple[_Elements, list[str]]], poisoned: Path, tmp_path: Path, number: int
) -> None:
    from nbconvert import HTMLExporter

    notebook = sorted((poisoned / "notebooks").glob("0*.ipynb"))[number]
    page = tmp_path / "notebook.html"
    page.write_text(HTMLExporter().from_filename(str(notebook))[0], encoding="utf-8")
    assert_nothing_ran(*browse(page))


def test_the_gallery_obeys_nothing_on_a_code_host(
    browse: Callable[[Path], tuple[_Elements, list[str]]], poisoned: Path, tmp_path: Path
) -> None:
    render = mistune.create_markdown(escape=False, plugins=["table", "strikethrough", "url"])
    body = render((poisoned / "figures" / "README.md").read_text(encoding="utf-8"))
    page = tmp_path / "README.html"
    page.write_text(f"<!DOCTYPE html><title>x</title>{body}", encoding="utf-8")
    seen, asked = browse(page)
    assert_nothing_ran(seen, asked)
    addresses = [about["href"] for tag, about in seen.found if tag == "a"]
    assert all(re.fullmatch(r"[\w-]+\.(csv|svg|png)|\.\./notebooks/\w+\.ipynb", url) for url in addresses)


def reaches_out(element: ElementTree.Element, name: str) -> bool:
    return not element.attrib[name].startswith(("#", "data:image/png;base64,"))


def test_the_pictures_hold_no_script_and_their_words_are_words(poisoned: Path) -> None:
    pictures = sorted((poisoned / "figures").glob("*.svg"))
    rows = {
        row["name"]: row
        for row in json.loads((poisoned / "figures" / "manifest.json").read_bytes())["figures"]
    }
    assert len(pictures) > 10
    for picture in pictures:
        root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
        for element in root.iter():
            assert str(element.tag).rpartition("}")[2] not in {"script", "foreignObject", "a"}
            assert not [
                name for name in element.attrib if name.endswith("href") and reaches_out(element, name)
            ]
            assert not [name for name in element.attrib if name.startswith("on")]
        said = " ".join("".join(root.itertext()).split())
        assert " ".join(rows[picture.stem]["alt"].split()) in said


def formulas(content: str) -> list[str]:
    """Return the cells that a spreadsheet would take for a formula; a number is none."""
    cells = [cell for row in csv.reader(io.StringIO(content, newline="")) for cell in row]
    return [
        cell
        for cell in cells
        if _FORMULA.match(cell) and not re.fullmatch(r"-(inf|\d+(\.\d+)?(e-?\d+)?)", cell)
    ]


def test_no_file_for_a_spreadsheet_carries_a_formula(
    canary: tuple[str, list[str]], poisoned: Path, tmp_path: Path
) -> None:
    files = sorted((poisoned / "figures").glob("*.csv"))
    assert len(files) > 10
    table, lexicon = write_table(tmp_path, canary[0]), write_lexicon(tmp_path, canary[0])
    run = CliRunner()
    for name, words in (
        ("count", ["count", str(table), "--lexicon", str(lexicon)]),
        ("lines", ["concordance", "rebels", str(table)]),
    ):
        files.append(tmp_path / f"{name}.csv")
        assert run.invoke(cli, [*words, "--csv", str(files[-1])]).exit_code == 0
    articles, labels = dc.read(table), dc.Lexicon.read(lexicon)
    files.append(tmp_path / "to-code.csv")
    dc.validation_sample(articles, labels, files[-1], n=5)
    for file in files:
        assert formulas(file.read_text(encoding="utf-8-sig")) == [], file.name
    coded = files[-1].read_text(encoding="utf-8-sig")
    assert "'=HYPERLINK" in coded
    assert "''=1+1" in coded
    assert len(dc.validate(articles, labels, files[-1])) > 5  # the library's own reading is not disturbed


def test_a_setting_of_a_notebook_stays_a_value(
    tmp_path: Path, write: Callable[..., Path], parameters: str
) -> None:
    values = [
        *poisons("http://127.0.0.1:9").values(),
        'a"\nimport os\nos.mkdir("ran")\n#',
        "\n!mkdir ran\n%pwd",
        "\\",
        "é\x00\u2028\ud7ff",
    ]
    asked = {
        "corpus": values[-4],
        "options": {text: text for text in values},
        "lexicon": values[0],
        "by": values[-3],
    }
    show = "import json\nprint(json.dumps([corpus, options, lexicon, by]))"
    [made] = run_notebooks(
        [write(tmp_path / "a.ipynb", parameters, show)], tmp_path / "out", parameters=asked, progress=False
    )
    [output] = json.loads(made.read_text(encoding="utf-8"))["cells"][-1]["outputs"]
    assert json.loads("".join(output["text"])) == list(asked.values())
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["a.ipynb"]
