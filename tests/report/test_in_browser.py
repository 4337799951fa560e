"""The seeds' page as a reader uses it: in Chromium, by mouse, by keyboard, on a telephone, on paper."""

from collections.abc import Iterator
from pathlib import Path

import pytest

import discourse as dc
from discourse.report.page import About, page
from discourse.report.shipped import notebooks
from tests.report.browser import Tab, tab

FIGURES = Path(__file__).parents[2] / "figures"
SPOTS = "document.querySelectorAll('.canvas a')"
OPEN = "document.querySelector('.lines:target')"
SHOWN = f"[...{OPEN}.querySelectorAll('tbody tr')].filter(row => row.offsetParent).map(row => row.innerText)"
OUTSIDE = """[...document.querySelectorAll('body *')].filter(one => {
    const box = one.getBoundingClientRect();
    return box.width && box.right > innerWidth + 1 && !one.closest('.skip, .scroll, .picture, pre');
}).map(one => one.outerHTML.slice(0, 80))"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a page made of the committed notebooks and figures."""
    made = tmp_path_factory.mktemp("page") / "report.html"
    settings = {"corpus": "seeds", "options": "none", "lexicon": "syria", "by": "source"}
    corpus, lexicon = dc.read("seeds"), dc.Lexicon.read("syria")
    text = page(
        notebooks(), FIGURES, corpus=corpus, lexicon=lexicon, answers=[], about=About(), settings=settings
    )
    made.write_text(text, encoding="utf-8")
    return made.as_uri()


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with tab(tmp_path_factory.mktemp("profile")) as opened:
        yield opened


@pytest.fixture
def opened(chromium: Tab, report: str) -> Iterator[Tab]:
    chromium.ask(
        "Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False
    )
    chromium.open(report)
    chromium.until("document.readyState === 'complete' && document.images.length")
    yield chromium
    assert chromium.said == []


def test_a_click_opens_the_lines_which_are_sorted_and_filtered(opened: Tab) -> None:
    assert opened.value(f"{OPEN}") is None
    first = opened.value(f"{SPOTS}[0].title")
    opened.click(".canvas a")
    opened.until(OPEN)
    assert first.startswith(opened.value(f"{OPEN}.ariaLabel") + ", ")
    lines = opened.value(SHOWN)
    assert len(lines) > 1
    for head in (1, 5):
        for order in (1, -1):
            opened.click(f".lines:target th:nth-child({head}) button")
            cells = opened.value(
                f"[...{OPEN}.querySelectorAll('td:nth-child({head})')].map(td => td.innerText)"
            )
            assert cells == opened.value(f"{cells}.sort((a, b) => {order} * a.localeCompare(b))")
    word = lines[0].split()[-1]
    opened.click(".lines:target input")
    opened.ask("Input.insertText", text=word.upper())
    found = [line for line in lines if word.lower() in line.lower()]
    assert sorted(opened.value(SHOWN)) == sorted(found)
    assert found != lines
    assert opened.value(f"{OPEN}.querySelector('output').innerText").strip() == f"{len(found)} of these"


def test_the_keyboard_does_what_the_mouse_does(opened: Tab) -> None:
    opened.value(f"{SPOTS}[0].focus()")
    opened.press("Tab", 9)
    said = opened.value("document.activeElement.title")
    assert said == opened.value(f"{SPOTS}[1].title")
    shown = opened.value("getComputedStyle(document.activeElement, '::after').content")
    assert shown.strip('"') == said
    opened.press("Enter", 13, "\r")
    opened.until(OPEN)
    assert opened.value(f"document.activeElement === {OPEN}")
    opened.press("Escape", 27)
    opened.until(f"!{OPEN}")
    assert opened.value("document.activeElement.title") == said


def test_lines_have_an_address_of_their_own(opened: Tab, report: str) -> None:
    link = opened.value(f"{SPOTS}[2].hash")
    opened.open(report + link)
    assert opened.value(f"'#' + {OPEN}.id") == link
    assert opened.value(f"{OPEN}.querySelector('input').ariaLabel") == "Filter these lines"


def test_lines_open_without_a_script(opened: Tab, report: str) -> None:
    opened.ask("Emulation.setScriptExecutionDisabled", value=True)
    opened.open(report)
    opened.ask("Emulation.setScriptExecutionDisabled", value=False)  # what the page was to run, it has not
    opened.click(".canvas a")
    opened.until(OPEN)
    assert opened.value(f"{OPEN}.querySelector('input')") is None
    assert opened.value(SHOWN)


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_leaves_the_window(opened: Tab, width: int) -> None:
    opened.ask(
        "Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False
    )
    opened.value("document.querySelectorAll('details').forEach(one => { one.open = true })")
    opened.click(".canvas a")
    opened.until(OPEN)
    assert opened.value("document.documentElement.scrollWidth") == width
    assert opened.value(OUTSIDE) == []
    if width == 390:
        inside = f"[...{OPEN}.querySelectorAll('td')].every(one => one.getBoundingClientRect().right <= 390)"
        assert opened.value(inside)


def test_paper_has_figures_and_nothing_to_press(opened: Tab) -> None:
    opened.click(".canvas a")
    opened.until(OPEN)
    opened.ask("Emulation.setEmulatedMedia", media="print")
    gone = "nav, .canvas a, .lines, details.code, .links, input, button"
    seen = opened.value(f"[...document.querySelectorAll('{gone}')].filter(one => one.offsetParent).length")
    pictures = opened.value("[...document.images].every(one => one.complete && one.offsetWidth > 100)")
    opened.ask("Emulation.setEmulatedMedia", media="")
    assert seen == 0
    assert pictures
