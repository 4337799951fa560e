"""Sentences made from tables and corpora, so that what a page says stays true on another corpus."""

import html
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from discourse.corpus import Corpus
from discourse.counting.groups import columns_of
from discourse.counting.tally import sizes
from discourse.files import DIRECTIONS

_MOST_NAMES = 8


def caveat(corpus: Corpus, *, by: str | Sequence[str] = "source") -> str:
    """Say what forbids to read a difference between groups as theirs.

    Parameters
    ----------
    corpus : Corpus
    by : str or sequence of str
        The metadata columns that are compared.

    Returns
    -------
    str
        A sentence or two on groups with one document, and on groups that are each seen in one year only;
        empty where neither holds.

    Examples
    --------
    >>> import discourse as dc
    >>> dc.caveat(dc.read("seeds")).split(":")[0]
    'Each source has a single article, and with it a single year'
    """
    columns = columns_of(by)
    cells = sizes(corpus, list(dict.fromkeys([*columns, "year"])))
    groups = cells.over(columns)
    if len(groups) < 2:
        return ""
    by = " and ".join(columns)
    single = groups.documents == 1
    dated = cells.keys["year"].notna()
    together = cells.keys["year"].nunique() > 1 and by != "year"
    together &= not cells.keys.loc[dated, columns].duplicated().any()  # a row is a group in one of its years
    outlet = "outlet" if by == "source" else by
    may_be = (
        f"whatever differs may be the {outlet}, the year, the genre or the day's story, "
        "and no test can tell which."
    )
    if single.all():
        and_year = ", and with it a single year" if together else ""
        return f"Each {by} has a single article{and_year}: {may_be}"
    said = []
    if single.any():
        alone = [name for name, one in zip(groups.names, single, strict=True) if one]
        names = sorted(map(str, alone), key=str.casefold)
        more = f" and {len(names) - _MOST_NAMES} more" if len(names) > _MOST_NAMES else ""
        listed = ", ".join(names[:_MOST_NAMES]) + more
        said.append(
            f"{len(names)} of {len(groups)} values of {by} have a single article ({listed}): "
            "what is found there may be that article's alone."
        )
    if together:
        said.append(f"No {by} is seen in more than one year: {may_be}")
    return " ".join(said)


@dataclass(frozen=True)
class Narration:
    """A sentence that a notebook shows as Markdown."""

    markdown: str

    def __repr__(self) -> str:
        return self.markdown

    def _repr_markdown_(self) -> str:
        return self.markdown


def narrate(template: str, **values: object) -> Narration:
    r"""Fill a sentence with values from tables, as Markdown in which foreign text stays text.

    Parameters
    ----------
    template : str
        Markdown with ``{name}`` or ``{name:.1f}`` where values go.
    **values
        Text is escaped for Markdown and HTML; whole numbers get thousands separators, other numbers two
        decimals unless the template says; sequences become "a, b and c"; an empty value leaves nothing.

    Returns
    -------
    Narration
        Shows itself as Markdown in a notebook.

    Examples
    --------
    >>> narrate("**{source}** has {n} articles.", source="The *Star* <b>", n=1204)
    **The \*Star\* &lt;b&gt;** has 1,204 articles.
    """
    return Narration(_Escaping().vformat(template, (), values))


class _Escaping(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Sequence | np.ndarray) and not isinstance(value, str):
            parts = [self.format_field(part, format_spec) for part in value]
            return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))
        if isinstance(value, bool | np.bool_):
            return str(value)
        if isinstance(value, int | np.integer):
            return format(int(value), format_spec or ",")
        if isinstance(value, float | np.floating):
            return format(float(value), format_spec or ",.2f")
        text = DIRECTIONS.sub("", " ".join(format(str(value), format_spec).split()))
        return re.sub(r"([\\`*_\[\]#|~$])", r"\\\1", html.escape(text, quote=False))
