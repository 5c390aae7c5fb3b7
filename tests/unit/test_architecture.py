"""The plan of the house, held against the imports."""

import re
from pathlib import Path

import pytest

from carekg.store.sparql import read
from house import HOUSES, PAGE, ROOT, SOURCES, imports, modules, redrawn, room

# Each room may import those above it, and itself.
FLOORS = {
    "carekg": [
        ["terms"],
        ["store"],
        ["build"],
        ["names", "sources"],
        ["questions", "layers", "overlay"],
        ["client"],
        ["analytics", "recode"],
        ["scenario", "narrative"],
        ["export"],
        ["knowledge_graph"],
        ["workers", "bulk"],
        ["settings", "assistant"],
        ["cli"],
    ],
    "carekg_api": [["http"], ["protocol"], ["rest"], ["pages"], ["tasks"], ["app"]],
}
RANK = {(house, name): rank for house, floors in FLOORS.items() for rank, names in enumerate(floors) for name in names}
QUERIES = [path for folder in ("src", "api", "ontology") for path in sorted((ROOT / folder).rglob("*.rq"))]
IDS = [f"{house}/{path.relative_to(HOUSES[house])}" for house, path in SOURCES]
MOST_MODULES = 8  # on a top floor
MOST_ROOMS = {"carekg": 20, "carekg_api": 6}


def rooms_used(house: str, path: Path) -> set[str]:
    """The rooms of its own house that a file imports from."""
    parts = (name.split(".") for name in imports(path))
    return {each[1] for each in parts if each[0] == house and len(each) > 1 and (house, each[1]) in RANK}


def test_every_module_has_its_place() -> None:
    for house in HOUSES:
        found = {room(each, path) for each, path in SOURCES if each == house}
        assert found - {"__init__"} == {name for each, name in RANK if each == house}


def test_the_house_is_small_enough_to_see() -> None:
    for house, most in MOST_ROOMS.items():
        assert len([*HOUSES[house].glob("*.py")]) <= MOST_MODULES
        assert len([name for each, name in RANK if each == house]) <= most


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


def test_every_query_lies_beside_who_asks_it() -> None:
    """A folder of queries is named after its question; every other query is named in a module of its own folder."""
    for house, folder in HOUSES.items():
        for query in folder.rglob("*.rq"):
            beside = [*query.parent.glob("*.py")] or [*query.parent.parent.glob("*.py")]
            text = "".join(path.read_text(encoding="utf-8") for path in beside)
            parts = query.stem.split("-")
            text += "".join(path.read_text(encoding="utf-8") for path in query.parent.parent.glob("*.py"))
            named = any(f'"{"-".join(parts[start:]).removesuffix("s")}' in text for start in range(len(parts)))
            assert named or query.parent.with_suffix(".rq").exists() or _is_told(query, text), (house, query)


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_query_says_what_it_is(query: Path) -> None:
    assert read(query).header["title"]


def _is_told(query: Path, text: str) -> bool:
    folder = query.parent.name
    return any(each in text for each in (f"{query.stem}.rq", f'{folder}/{query.stem}"', f'"{folder}"', f'/ "{folder}'))


def test_the_page_shows_the_house() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert redrawn(page) == page, "run make diagram"
    for house in HOUSES:
        for path in HOUSES[house].iterdir():
            if path.is_dir() and (path / "__init__.py").exists():
                assert f"`{path.name}`" in page or f"`{house}.{path.name}`" in page, path.name


def test_every_rule_of_the_page_has_its_test() -> None:
    rules = re.findall(r"^\| .+ \| `(tests/[^`]+)` \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert 10 <= len(rules) <= 15
    for rule in rules:
        file, _, name = rule.partition("::")
        assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8"), rule
