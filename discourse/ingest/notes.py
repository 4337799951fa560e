"""The book of what was repaired, dropped or left empty on the way in, so that nothing is lost silently."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from discourse.errors import CorpusError
from discourse.files import strings


@dataclass
class Notes:
    """What happened to the documents on the way in.

    Attributes
    ----------
    repair : bool
        Whether a fault is mended and noted, or raised.
    mended : int
        How many faults were mended, that is, would else have been raised.
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
        """Write down one thing that happened."""
        self.rows.append({"document": document, "line": line, "what": what, "count": count, "text": text})

    def fault(
        self, faults: Sequence[int], describe: Callable[[int], str], accepted: str, remedy: str
    ) -> None:
        """Raise a fault found in some rows, unless faults are repaired.

        Parameters
        ----------
        faults : sequence of int
            The rows that have it; nothing happens if there are none.
        describe : callable
            Gives the place and the value of the first.
        accepted, remedy : str
            What would be accepted; what ``errors="repair"`` does instead.
        """
        if len(faults) and not self.repair:
            more = f" (and {len(faults) - 1:,} more)" if len(faults) > 1 else ""
            raise CorpusError(f'{describe(faults[0])}{more}; {accepted}; errors="repair" {remedy}')
        self.mended += len(faults)

    def table(self) -> pd.DataFrame:
        """Return the notes as a table: document, line, what, count, text."""
        table = pd.DataFrame(self.rows, columns=["document", "line", "what", "count", "text"])
        for column in ("document", "what", "text"):
            table[column] = strings(table[column])
        return table.astype({"line": "Int64", "count": "int64"})
