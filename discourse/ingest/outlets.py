"""From cells to outlets: addresses become sites, and an outlet with several names gets one."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from discourse.errors import CorpusError, outside
from discourse.files import read_toml
from discourse.ingest.cells import Cells
from discourse.ingest.page import registered_domain

NO_SOURCE = "(no source)"
_SCHEMES = ("http://", "https://")
_HOST = re.compile(r"https?://(?:[^/?#@]*@)?(?:www\d?\.|m\.|amp\.|mobile\.)?([^/?#:]+)", re.IGNORECASE)


def read_aliases(aliases: str | Path | Mapping[str, str] | None) -> dict[str, str]:
    """Read other names of outlets.

    Parameters
    ----------
    aliases : path or mapping, optional
        A TOML file of lines such as ``"Fox Online News" = "Fox News"``, or its content.

    Returns
    -------
    dict
        The outlet by each of its other names.

    Raises
    ------
    CorpusError
        If there is no such file, it is not TOML, or the outlet of a name is not text or is itself an alias.

    Examples
    --------
    >>> read_aliases({"Fox Online News": "Fox News"})
    {'Fox Online News': 'Fox News'}
    """
    if aliases is None:
        return {}
    if isinstance(aliases, Mapping):
        where, said = "aliases=", dict(aliases)
    elif not isinstance(aliases, str | Path):
        raise CorpusError(f"aliases= is a TOML file or a mapping, not a {type(aliases).__name__}")
    else:
        path = Path(aliases)
        where = path.name
        with outside(where):
            if not path.exists():
                raise CorpusError(
                    f"there is no {str(aliases)!r}; aliases= is a TOML file of lines such as "
                    '"Fox Online News" = "Fox News"'
                )
            said = read_toml(path, where)
    for other, outlet in said.items():
        if (
            not isinstance(outlet, str)
            or not isinstance(other, str)
            or not outlet.strip()
            or not other.strip()
        ):
            raise CorpusError(
                f"{where}: {other!r} is {outlet!r}; each line is a name and, as text, the outlet it means"
            )
        if outlet.strip() in said and outlet.strip() != other:
            raise CorpusError(
                f"{where}: {other!r} is {outlet!r}, which is an alias itself; name {said[outlet.strip()]!r}"
            )
    return {" ".join(other.split()): " ".join(outlet.split()) for other, outlet in said.items()}


def host_of(address: str) -> str:
    """Return the host of an address, without what only says how it is shown; empty if it is no address.

    Examples
    --------
    >>> host_of("https://www.abc.go.com/2"), host_of("The Gazette")
    ('abc.go.com', '')
    """
    found = _HOST.match(address)
    return found[1].lower() if found else ""


def outlets_of(
    cells: Cells, column: str | None, aliases: Mapping[str, str], ids: list[str]
) -> tuple[list[str], list[str] | None]:
    """Read a column of outlets; addresses become domains, white space single spaces, aliases their outlet.

    An alias may be the host of an address, ``"abc.go.com"``, where one domain has several outlets.

    Parameters
    ----------
    cells : Cells
        The table.
    column : str, optional
        Its column of outlets.
    aliases : mapping
        From :func:`read_aliases`.
    ids : list of str
        The ids of the documents, for the notes.

    Returns
    -------
    sources : list of str
        None of them is empty.
    given : list of str or None
        As they were written, if that differs.
    """
    given = cells.strings(column)
    sites, renamed, spaced = Counter[str](), Counter[tuple[str, str]](), Counter[str]()
    outlets: dict[str, str] = {}
    for source, times in Counter(given).items():
        site = registered_domain(source) if source.lower().startswith(_SCHEMES) else ""
        plain = " ".join(source.split())  # a name with two spaces, or another space, looks the same
        name = site or plain
        spaced[plain] += times * (name != source and not site)
        outlets[source] = (
            aliases.get(host_of(source), aliases.get(name, name)) if site else aliases.get(name, name)
        )
        sites[site] += times
        renamed[name, outlets[source]] += times
    for site, times in sites.items():
        if site:
            cells.notes.add("address made the domain of its site", count=times, text=site)
    for name, times in spaced.items():
        if times:
            cells.notes.add("white space in an outlet's name made plain", count=times, text=name)
    for (name, outlet), times in renamed.items():
        if name != outlet:
            cells.notes.add("outlet by another name", count=times, text=f"{name} → {outlet}")
    sources = [outlets[source] for source in given]
    changed = bool(aliases) or sources != given
    for row, source in enumerate(sources):
        if not source:
            cells.notes.add("empty source", document=ids[row])
            sources[row] = NO_SOURCE
    return sources, given if changed else None
