"""A bar over what takes more than a second."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import monotonic
from typing import Any


def tqdm(*items: Any, **options: Any) -> Any:
    """Make a bar of tqdm; in a notebook it is text, and gone when it is done.

    A widget would leave in the saved notebook what nobody can show again.
    """
    from tqdm import tqdm as made

    if os.environ.get("TQDM_DISABLE"):  # tqdm itself obeys it only where nothing is said
        options["disable"] = True
    elif _is_notebook():
        options |= {"file": _Output(), "leave": False}
    return made(*items, **options)


def _is_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return getattr(ipython and ipython.get_ipython(), "kernel", None) is not None


class _Output:
    """A place for one line of text under a cell of a notebook."""

    encoding = "utf-8"

    def __init__(self) -> None:
        self._shown: Any = None

    def write(self, text: str) -> None:
        """Put a text in the place of the one before."""
        from IPython import display

        data = {"text/plain": text.strip()}
        if self._shown is not None:
            self._shown.update(data, raw=True)
        elif data["text/plain"]:
            self._shown = display.display(data, raw=True, display_id=True)  # type: ignore[no-untyped-call]

    def flush(self) -> None:
        """Do nothing, as each text is shown at once."""

    def isatty(self) -> bool:
        """Say that somebody looks."""
        return True


class Steps:
    """How far something is; there is no bar, nor what draws it, before a second is over."""

    def __init__(self, **bar: Any) -> None:
        self.done = 0
        self._began = monotonic()
        self._options = bar
        self._bar: Any = None

    def update(self, steps: int = 1) -> None:
        """Go some steps on."""
        self.done += steps
        if self._bar is not None:
            self._bar.update(steps)
        elif monotonic() - self._began > 1:
            self._bar = tqdm(**self._options, initial=self.done)

    def refresh(self) -> None:
        """Let the clock of the bar go on."""
        if self._bar is None:
            self.update(0)
        else:
            self._bar.refresh()

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()


@contextmanager
def bar(total: int, what: str, unit: str, *, progress: bool) -> Iterator[Steps]:
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
    steps = Steps(total=total, desc=what, unit=f" {unit}", disable=None if progress else True)
    try:
        yield steps
    finally:
        steps.close()


def over(items: Sequence[Any], what: str, unit: str, *, progress: bool) -> Any:
    """Go through items under such a bar."""
    with bar(len(items), what, unit, progress=progress) as steps:
        for item in items:
            yield item
            steps.update()
