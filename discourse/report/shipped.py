"""Where the notebooks are: in the checkout that this code runs from, or inside the installed package."""

from importlib import resources
from pathlib import Path

from discourse.errors import DiscourseError

_PACKAGE = Path(str(resources.files("discourse")))
SEEDS = "seeds"


def checkout() -> Path | None:
    """Return the project's folder if this code runs from one (a clone), None if it is installed."""
    root = _PACKAGE.parent
    return root if (root / "pyproject.toml").is_file() and (root / "notebooks").is_dir() else None


def notebooks() -> list[Path]:
    """Return the notebooks that run on any corpus, in their order."""
    root = checkout()
    folder = root / "notebooks" if root else _PACKAGE / "shipped" / "notebooks"
    found = sorted(folder.glob("0[0-9]*.ipynb"))
    if not found:
        raise DiscourseError(f"there are no notebooks in {folder}; install comparative-discourse again")
    return found


def seeds() -> Path:
    """Return the folder of the four articles that come with the library."""
    root = checkout()
    return root / "seeds" if root else _PACKAGE / "shipped" / "seeds"


def is_seeds(corpus: object) -> bool:
    """Tell whether a corpus argument means the shipped seeds, and not a folder of the user's."""
    if corpus is None:
        return True
    path = Path(str(corpus))
    if corpus != "" and path.exists():
        return seeds().exists() and path.samefile(seeds())
    return str(corpus) == SEEDS
