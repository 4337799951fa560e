"""The rooms of the house: a file imports only from its own and those below, and none in a circle."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

HOUSE = Path(__file__).parents[1] / "discourse"
# From top to bottom; "discourse" is the public names, by which command line and report reach the rest.
ROOMS = [
    "__main__", "cli", "report", "discourse", "plots", "analysis", "counting", "datasets", "reading",
    "corpus", "glance", "copies", "store", "voice", "lexicon", "ingest", "text", "measures", "compiled",
    "files", "jobs", "progress", "errors", "version",
]  # fmt: skip
FILES = {
    ".".join(path.relative_to(HOUSE.parent).with_suffix("").parts).removesuffix(".__init__"): path
    for path in sorted(HOUSE.rglob("*.py"))
}


def imports(node: ast.AST) -> Iterator[str]:
    """Name the files that a file imports, at its head or later, but not those that only its types need."""
    if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
        return
    if isinstance(node, ast.Import | ast.ImportFrom):
        base = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for name in [base + alias.name for alias in node.names]:
            found = name if name in FILES else base.rstrip(".")
            if found in FILES:
                yield found
    for inside in ast.iter_child_nodes(node):
        yield from imports(inside)


IMPORTS = {file: set(imports(ast.parse(path.read_bytes()))) for file, path in FILES.items()}


def level(file: str) -> int:
    return ROOMS.index(f"{file}.".split(".")[1] or "discourse")


def test_a_file_imports_from_its_room_and_those_below() -> None:
    upwards = [(file, other) for file in FILES for other in IMPORTS[file] if level(other) < level(file)]
    assert upwards == []


def test_no_file_imports_itself_by_way_of_others() -> None:
    TopologicalSorter(IMPORTS).prepare()
    assert sum(map(len, IMPORTS.values())) > 200  # they were found
