"""Hold stories, and comparisons inside them, against what is known: ``python -m benchmarks.stories``."""

import platform
from pathlib import Path

import discourse as dc
from benchmarks import inputs, stories_inference, stories_matching

PAGE = Path(__file__).with_name("STORIES.md")
SECTIONS = (stories_matching.section, stories_inference.section)


def page(data: Path) -> str:
    """Measure everything, and write the page."""
    version = f"discourse {dc.__version__}, Python {platform.python_version()}"
    made = f"Made by `python -m benchmarks.stories` with {version}."
    return "\n\n".join(["# Same stories", made, *(section(data).strip() for section in SECTIONS)]) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(inputs.data()), encoding="utf-8")
