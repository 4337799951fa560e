"""What all tests share: the seeds, the shipped lexicon, a way to the data for development."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

import discourse as dc

# How long a thing takes is for benchmarks/; examples are the same every time, but in a run by hand (FUZZ=…).
settings.register_profile("any machine", deadline=None, derandomize="FUZZ" not in os.environ)
settings.load_profile("any machine")


@pytest.fixture(scope="session", autouse=True)
def _no_cache() -> None:
    os.environ["DISCOURSE_CACHE"] = ""  # the user's stays as it is, and no test stands on an earlier run


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
