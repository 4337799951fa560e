"""What all tests share: the seeds, the shipped lexicon, a way to the data for development."""

import gc
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, settings

import discourse as dc
from discourse.plots import save

# How long a thing takes is for benchmarks/; examples are the same every time, but in a run by hand (FUZZ=…).
settings.register_profile(
    "any machine",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="FUZZ" not in os.environ,
    max_examples=50,
)
settings.load_profile("any machine")

gc.disable()  # what is made while tests are collected is no garbage


def pytest_collection_finish() -> None:
    """Let garbage be looked for from now on, but not again and again among a million objects that stay."""
    gc.freeze()
    gc.set_threshold(20_000)
    gc.enable()


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> None:
    os.environ["DISCOURSE_CACHE"] = ""  # the user's stays as it is, and no test stands on an earlier run


@pytest.fixture(scope="session", autouse=True)
def _every_svg_is_xml() -> Iterator[None]:
    """Parse every figure that a test saves."""
    draw = save._draw

    def drawn(*arguments: Any, **options: Any) -> dict[str, bytes]:
        files = draw(*arguments, **options)
        ElementTree.fromstring(files["svg"])
        return files

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(save, "_draw", drawn)
        yield


@pytest.fixture(scope="session")
def seeds() -> dc.Corpus:
    return dc.read("seeds")


@pytest.fixture(scope="session")
def syria() -> dc.Lexicon:
    return dc.Lexicon.read("syria")


@pytest.fixture(scope="session")
def data() -> Path:
    folder = Path(os.environ.get("DISCOURSE_DATA", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the data for development are not here; DISCOURSE_DATA names their folder")
    return folder


@pytest.fixture(scope="session")
def fakes(data: Path) -> dc.Corpus:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DISCOURSE_DATA", str(data))
        return dc.datasets.fakes()


@pytest.fixture(scope="session")
def work() -> Callable[[Callable[[], object]], int]:
    """Return what counts the lines of the library that a call runs: the same on every machine."""
    library = str(Path(dc.__file__).parent)

    def count(call: Callable[[], object]) -> int:
        lines = 0

        def trace(frame: FrameType, event: str, _: object) -> Any:
            nonlocal lines
            lines += event == "line"
            return trace if frame.f_code.co_filename.startswith(library) else None

        before = sys.gettrace()
        sys.settrace(trace)
        try:
            call()
        finally:
            sys.settrace(before)
        return lines

    return count
