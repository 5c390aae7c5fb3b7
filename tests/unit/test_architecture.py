"""The plan of the house, held against the imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Each room may import those above it, and itself.
FLOORS = {
    "carekg": [
        ["terms"],
        ["store"],
        ["build"],
        ["names", "sources"],
        ["questions", "layers"],
        ["analytics", "narrative", "recode"],
        ["scenario"],
        ["export"],
        ["knowledge_graph"],
        ["workers"],
        ["settings"],
        ["cli"],
    ],
    "carekg_api": [["http"], ["protocol"], ["rest"], ["pages"], ["app"]],
}
RANK = {(house, name): rank for house, floors in FLOORS.items() for rank, names in enumerate(floors) for name in names}
HOUSES = {"carekg": ROOT / "src/carekg", "carekg_api": ROOT / "api/carekg_api"}
SOURCES = [(house, path) for house, folder in HOUSES.items() for path in sorted(folder.rglob("*.py"))]
IDS = [f"{house}/{path.relative_to(HOUSES[house])}" for house, path in SOURCES]
MOST_MODULES = 8  # on a top floor


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it, those for type checking too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(house: str, path: Path) -> str:
    """The part of the house that a file belongs to."""
    return path.relative_to(HOUSES[house]).parts[0].removesuffix(".py")


def rooms_used(house: str, path: Path) -> set[str]:
    """The rooms of its own house that a file imports from."""
    parts = (name.split(".") for name in imports(path))
    return {each[1] for each in parts if each[0] == house and len(each) > 1 and (house, each[1]) in RANK}


def test_every_module_has_its_place() -> None:
    for house in HOUSES:
        found = {room(each, path) for each, path in SOURCES if each == house}
        assert found - {"__init__"} == {name for each, name in RANK if each == house}
        assert len([*HOUSES[house].glob("*.py")]) <= MOST_MODULES


@pytest.mark.parametrize(("house", "path"), SOURCES, ids=IDS)
def test_modules_import_only_from_above(house: str, path: Path) -> None:
    if room(house, path) == "__init__":
        return
    own = room(house, path)
    below = {name for name in rooms_used(house, path) - {own} if RANK[house, name] >= RANK[house, own]}
    assert not below, f"{path.name} imports from below itself, or from a room beside it"


@pytest.mark.parametrize(("house", "path"), SOURCES, ids=IDS)
def test_libraries_stay_in_their_rooms(house: str, path: Path) -> None:
    if house == "carekg_api":
        return
    used = {name.split(".")[0] for name in imports(path)}
    if room(house, path) not in ("layers", "analytics", "export", "knowledge_graph"):
        assert "networkx" not in used
    if room(house, path) == "analytics":
        assert not used & {"rdflib", "pyoxigraph"}
    if room(house, path) != "cli":
        assert not used & {"fastapi", "starlette", "carekg_api"}


def modules() -> dict[str, set[str]]:
    """Every module of the house, with the modules that it imports, those for type checking left out of nothing."""
    names = {
        ".".join((house, *path.relative_to(HOUSES[house]).with_suffix("").parts)).removesuffix(".__init__"): path
        for house, path in SOURCES
    }
    return {name: {each for each in imports(path) if each in names and each != name} for name, path in names.items()}


def test_no_circle_of_imports() -> None:
    graph, done = modules(), set[str]()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, f"a circle: {' -> '.join([*way[way.index(name) :], name])}"
        if name not in done:
            for each in sorted(graph[name]):
                visit(each, (*way, name))
            done.add(name)

    for name in sorted(graph):
        visit(name, ())
