"""Write how well stories are matched: ``python -m benchmarks.stories`` makes STORIES.md."""

import platform
from pathlib import Path

import discourse as dc
from benchmarks import inputs, stories_matching

PAGE = Path(__file__).with_name("STORIES.md")


def page(data: Path) -> str:
    """Measure everything, and write the page."""
    version = f"discourse {dc.__version__}, Python {platform.python_version()}"
    made = f"Made by `python -m benchmarks.stories` with {version}."
    return f"# Same stories\n\n{made}\n\n{stories_matching.section(data)}"


if __name__ == "__main__":
    PAGE.write_text(page(inputs.data()), encoding="utf-8")
