"""What becomes of the cells of an executed notebook; nothing in them can act on the page."""

import base64
import io
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from PIL import Image

from discourse.report.content import Section, _coarse, section, text_address

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n picture").decode("ascii")
Make = Callable[..., Section]


@pytest.fixture
def make(tmp_path: Path, write: Callable[..., Path]) -> Make:
    def make(*cells: Any, figures: dict[str, Any] | None = None) -> Section:
        path = write(tmp_path / "02_words.ipynb", *cells)
        return section(path, figures or {}, folder=tmp_path)

    return make


def code(*outputs: dict[str, Any], source: str = "x") -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "source": source,
        "outputs": list(outputs),
        "execution_count": 1,
    }


def shown(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def test_headings_become_the_contents_one_level_down(make: Make) -> None:
    made = make("# The *words*\n\nHello", "## Asked & told", "## Asked & told\n\n### Deep")
    assert made.title == "The words"
    assert made.headings == [
        ("02_words-asked-told", "Asked & told", 2),
        ("02_words-asked-told-2", "Asked & told", 2),
        ("02_words-deep", "Deep", 3),
    ]
    assert '<h3 id="02_words-asked-told-2">Asked &amp; told</h3>' in made.blocks[2]["html"]
    assert "<h4" in made.blocks[2]["html"]


def test_code_in_prose_can_be_scrolled_by_keyboard(make: Make) -> None:
    html = make("text:```python\na < b\n```").blocks[0]["html"]
    assert html == '<pre tabindex="0"><code>a &lt; b\n</code></pre>\n'


def test_html_in_markdown_is_shown_as_text(make: Make) -> None:
    made = make("text:<script>alert(1)</script>\n\na <img src=x onerror=y> b &lt;c&gt; &amp; d")
    html = made.blocks[0]["html"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;c&gt; &amp; d" in html  # an entity means what it says


def test_links_lead_within_the_page_or_out_and_nowhere_else(make: Make) -> None:
    made = make(
        "text:[a](03_framing.ipynb) [b](../figures/README.md) [c](https://example.org/?x=1&y=2) "
        "[d](javascript:alert(1)) [e](#here) [f](//example.org) ![picture](https://example.org/x.png)"
    )
    html = made.blocks[0]["html"]
    assert '<a href="#03_framing">a</a>' in html
    assert " b <a" in html  # a file that is not there where the page travels alone
    assert '<a href="https://example.org/?x=1&amp;y=2">c</a>' in html
    assert '<a href="#here">e</a>' in html
    assert "javascript" not in html
    assert "//example.org)" not in html
    assert "<img" not in html
    assert html.count("<a ") == 3


def test_outputs_are_cleaned_or_escaped(make: Make) -> None:
    made = make(
        code(
            shown(
                {
                    "text/html": [
                        "<table class='dataframe'>",
                        "<thead><tr><th></th><th>share</th></tr></thead>",
                        "<tbody><tr><th>0</th><td onclick='x'>&lt;b&gt;</td></tr></tbody></table>",
                    ]
                }
            ),
            shown({"text/markdown": "**3** words <script>x</script>", "text/plain": "no"}),
            {"output_type": "stream", "name": "stdout", "text": ["\x1b[31mred\x1b[0m <b>\n"]},
            shown({"application/javascript": "alert(1)", "text/plain": "plain"}),
            shown({"image/svg+xml": "<svg onload='x'/>", "text/plain": "a drawing"}),
        )
    )
    kinds = [(block["kind"], block.get("html", block.get("text"))) for block in made.blocks[1:]]
    assert kinds == [
        (
            "table",
            '<table class="dataframe"><thead><tr><td></td><th scope="col">share</th></tr></thead>'
            '<tbody><tr><th scope="row">0</th><td>&lt;b&gt;</td></tr></tbody></table>',
        ),
        ("prose", "<p><strong>3</strong> words &lt;script&gt;x&lt;/script&gt;</p>\n"),
        ("text", "red <b>\n"),  # the template escapes it
        ("text", "plain"),
        ("text", "a drawing"),
    ]


def test_a_saved_figure_brings_its_words_and_its_data(make: Make, tmp_path: Path) -> None:
    written = 'source,count,share,share_low,share_high\n"A, <b>",1204,0.5,0.25,0.75\n2016,0,0,,\n'
    (tmp_path / "shares.csv").write_text(written, encoding="utf-8")
    about = {"image/png": {"width": 400, "height": 200, "alt": "old"}, "discourse": {"figure": "shares"}}
    row = {"name": "shares", "alt": "A half", "caption": "Who", "analysis": "framing"}
    row["options"] = {"by": "source", "confidence": 0.95}
    drawn = Image.new("P", (400, 200), 3)
    drawn.putpalette([40, 80, 120] * 4)
    file = io.BytesIO()
    drawn.save(file, "PNG")
    png = base64.b64encode(file.getvalue()).decode("ascii")
    block, broken = make(
        code(shown({"image/png": png}, about), shown({"image/png": PNG}, about)), figures={"shares": row}
    ).blocks[1:]
    assert (block["alt"], block["caption"], block["width"], block["height"]) == ("A half", "Who", 400, 200)
    assert block["table"] == [["A, <b>", "1204", "0.5", "0.25", "0.75"], ["2016", "0", "0", "", ""]]
    assert block["headings"] == ["Source", "Mentions", "Share (95% interval)"]
    assert block["rows"] == [["A, <b>", "1,204", "50% (25–75)"], ["2016", "0", "0%"]]
    assert (block["numbers"], block["all"]) == ([1, 2], 2)
    kind, content = block["src"].split(";base64,")
    assert kind == "data:image/webp"
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        assert picture.size == (400, 200)
        assert picture.convert("RGB").getcolors() == [(80_000, (40, 80, 120))]
    assert broken["src"] == f"data:image/png;base64,{PNG}"  # as it came: the notebook was edited


def test_a_picture_of_unknown_origin_stays_a_picture_and_a_false_one_is_left_out(make: Make) -> None:
    about = {
        "image/png": {"width": "1' onload='x", "alt": "mine"},
        "discourse": {"figure": "../../etc/passwd"},
    }
    made = make(code(shown({"image/png": PNG}, about), shown({"image/png": '" onerror="x'})))
    [block] = made.blocks[1:]
    assert (block["alt"], block["width"], block["name"]) == ("mine", None, "")


@pytest.mark.parametrize("text", ["a,b\n1,50%\n", "\"'&#<>?\t\r\n", "café \u202eabc \U0001f600 سوريا\n"])
def test_a_text_comes_out_of_its_address_as_it_went_in(text: str) -> None:
    made = text_address("text/csv", text)
    kind, content = made.split(",", 1)
    assert (kind, unquote(content)) == ("data:text/csv;charset=utf-8", text)
    assert made.isprintable()
    assert made == escape(made)


def test_flat_colours_of_a_picture_stay_and_rare_ones_are_made_alike() -> None:
    assert _coarse([40, 80, 120, 5, 100, 250], [9_999, 1]) == [40, 80, 120, 0, 109, 255]
