"""A bar over what takes more than a second."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any


def bar(total: int, what: str, unit: str, *, progress: bool) -> AbstractContextManager[Any]:
    """Make a bar that shows itself after a second, and only on a terminal or in a notebook.

    Parameters
    ----------
    total : int
        How many steps there are; tell it with ``update``.
    what, unit : str
        What is done, to how many of what.
    progress : bool
        Whether there is one at all.
    """
    from tqdm.auto import tqdm  # looks for a notebook when it is imported

    made: AbstractContextManager[Any] = tqdm(
        total=total, desc=what, unit=f" {unit}", delay=1, disable=None if progress else True
    )
    return made


def over(items: Sequence[Any], what: str, unit: str, *, progress: bool) -> Any:
    """Go through items under such a bar."""
    with bar(len(items), what, unit, progress=progress) as steps:
        for item in items:
            yield item
            steps.update()
