"""Draw docs/architecture.svg: the rooms of the library as boxes, who imports whom as arrows.

``python docs/architecture.py`` reads the imports of every file in ``discourse/``; no file is run. The picture
changes only when a room starts or stops importing another, or a room comes or goes.
"""

import ast
from collections.abc import Iterator
from html import escape
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROOMS = {  # top to bottom: a room imports from rooms below it
    "cli": "the command line, a family of commands a file",
    "report": "notebooks run on a corpus, one HTML page",
    "plots": "a tidy table in, matplotlib Axes out",
    "analysis": "the verbs: one question a file, a tidy table out",
    "counting": "groups, units, tallies, shards, intervals",
    "datasets": "published corpora, fetched once",
    "reading": "from files to a corpus: read, index, open, inspect",
    "corpus": "documents, metadata, index, families",
    "copies": "families of copies",
    "store": "where a corpus is kept: in memory, or in a folder",
    "voice": "whose word each word is",
    "lexicon": "concepts, labels, patterns; file formats",
    "ingest": "from the outside world to documents; cleaning",
    "text": "characters become token ids",
    "measures": "arithmetic alone: arrays in, arrays out",
    "compiled": "the same passes, compiled by Numba",
}
GROUND = ("errors", "files", "jobs", "progress", "version")  # single files that every room may import
PART_OF = {"__main__": "cli", "glance": "corpus"}  # files that are part of another room
PUBLIC = "__init__"

WIDTH, ROW, BOX, PAD = 560, 46, 350, 12
STYLE = (
    "text{font-family:'DejaVu Sans',Verdana,sans-serif}.room{font-size:14px;font-weight:bold;fill:#1b2733}"
    ".what{font-size:11.5px;fill:#4a5a6a}.box{fill:#f3f6f9;stroke:#7c93a8}.ground{fill:#e3e8ed;stroke:none}"
    ".arrow{fill:none;stroke:#2f6690;stroke-opacity:.55;stroke-width:1.3}.up{stroke:#d55e00;stroke-opacity:1}.head{fill:#2f6690}"
)


def imports(package: Path = ROOT / "discourse") -> set[tuple[str, str]]:
    """List which room imports which, by the import statements of all their files."""
    home = dict(_imported(package / "__init__.py", {}))
    found = set()
    for path in sorted(package.rglob("*.py")):
        room = path.relative_to(package).parts[0].removesuffix(".py")
        for _, target in _imported(path, home):
            found.add((PART_OF.get(room, room), PART_OF.get(target, target)))
    return {(room, target) for room, target in found if room != target and PUBLIC not in (room, target)}


def _imported(path: Path, home: dict[str, str]) -> list[tuple[str, str]]:
    """List the names that a file imports from the package, each with its room."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = []
    for node in _nodes(tree, types=path.name == "__init__.py"):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "discourse":
            _, *inner = str(node.module).split(".")
            for name in node.names:
                room = inner[0] if inner else home.get(name.name, name.name.strip("_"))
                found.append((name.asname or name.name, room))
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "dc":
            found.append((node.attr, home.get(node.attr, PUBLIC)))
    return found


def _nodes(node: ast.AST, *, types: bool) -> Iterator[ast.AST]:
    """Walk through a file, without what only its types need; the public names stand there."""
    if types or not (isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"):
        yield node
        for inside in ast.iter_child_nodes(node):
            yield from _nodes(inside, types=types)


def svg(arrows: set[tuple[str, str]]) -> str:
    """Draw the rooms in their order, one below the other, and the arrows between them."""
    above = {room: number for number, room in enumerate(ROOMS)}
    height = PAD + ROW * (len(ROOMS) + 1)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" '
        f'width="{WIDTH}" height="{height}">',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path class="head" d="M0,0 8,4 0,8z"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" rx="6" fill="white"/>',
    ]
    for room, number in above.items():
        parts += _box(number, room, ROOMS[room], "box")
    parts += _box(len(ROOMS), " ".join(GROUND), "single files that every room may import", "ground")
    inner = sorted((above[room], above[target]) for room, target in arrows if target in above)
    for start, end in inner:
        y, to = (PAD + ROW * start + 25, PAD + ROW * end + 9)
        reach = BOX + PAD + 24 + 19 * abs(end - start)
        parts.append(
            f'<path class="{"arrow" if end > start else "arrow up"}" marker-end="url(#head)" '
            f'd="M{BOX + PAD},{y} C{reach},{y} {reach},{to} {BOX + PAD + 1},{to}"/>'
        )
    return "\n".join([*parts, "</svg>", ""])


def _box(number: int, name: str, what: str, kind: str) -> list[str]:
    y = PAD + ROW * number
    return [
        f'<rect class="{kind}" x="{PAD}" y="{y}" width="{BOX}" height="34" rx="4"/>',
        f'<text class="room" x="{PAD + 9}" y="{y + 15}">{escape(name)}</text>',
        f'<text class="what" x="{PAD + 9}" y="{y + 28}">{escape(what)}</text>',
    ]


if __name__ == "__main__":
    (ROOT / "docs" / "architecture.svg").write_text(svg(imports()), encoding="utf-8")
