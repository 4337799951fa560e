"""A record of what was repaired, dropped or left empty while reading, so that nothing is lost silently."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import pandas as pd

from discourse.errors import CorpusError
from discourse.files import strings

_Item = TypeVar("_Item")


@dataclass
class Notes:
    """What happened to the documents while they were read.

    Attributes
    ----------
    repair : bool
        Whether faults are repaired and noted; otherwise they are raised.
    mended : int
        How many faults were repaired that would otherwise have been raised.
    """

    repair: bool = False
    rows: list[dict[str, object]] = field(default_factory=list)
    mended: int = 0

    def add(
        self,
        what: str,
        *,
        document: str | None = None,
        line: int | None = None,
        count: int = 1,
        text: str = "",
    ) -> None:
        """Add a row."""
        self.rows.append({"document": document, "line": line, "what": what, "count": count, "text": text})

    def fault(
        self, faults: Sequence[int], describe: Callable[[int], str], accepted: str, remedy: str
    ) -> None:
        """Raise a fault that was found in some rows, unless faults are repaired.

        Parameters
        ----------
        faults : sequence of int
            The rows; without any, nothing happens.
        describe : callable
            Returns the place and the value of the fault in a row.
        accepted, remedy : str
            What would be accepted; what ``errors="repair"`` does instead.
        """
        if len(faults) and not self.repair:
            more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
            raise CorpusError(f'{describe(faults[0])}{more}; {accepted}; errors="repair" {remedy}')
        self.mended += len(faults)

    def left_out(
        self,
        faults: Sequence[_Item],
        describe: Callable[[_Item], str],
        accepted: str,
        remedy: str,
        what: str,
        text: Callable[[_Item], str] = str,
    ) -> None:
        """Raise what is wrong with some items, as :meth:`fault` does, or note each that is left out."""
        self.fault(range(len(faults)), lambda number: describe(faults[number]), accepted, remedy)
        for item in faults:
            self.add(what, text=text(item))

    def table(self) -> pd.DataFrame:
        """Return the notes as a table: document, line, what, count, text."""
        table = pd.DataFrame(self.rows, columns=["document", "line", "what", "count", "text"])
        for column in ("document", "what", "text"):
            table[column] = strings(table[column])
        return table.astype({"line": "Int64", "count": "int64"})
