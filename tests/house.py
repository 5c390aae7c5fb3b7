"""The house as its imports draw it: which module imports which, and which room stands on which. `make diagram`."""

import ast
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
HOUSES = {"carekg": ROOT / "src/carekg", "carekg_api": ROOT / "api/carekg_api"}
SOURCES = [(house, path) for house, folder in HOUSES.items() for path in sorted(folder.rglob("*.py"))]
PAGE = ROOT / "docs/architecture.md"
_DRAWN = re.compile(r"(<!-- drawn: make diagram -->\n```mermaid\n).*?(```\n)", re.DOTALL)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in it, those for type checking too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            home = _home(path, node)
            found |= {home} | {f"{home}.{alias.name}" for alias in node.names}
    return found


def _home(path: Path, node: ast.ImportFrom) -> str:
    """Give what an import is from, in full: the client's modules name each other by where they lie."""
    if not node.level:
        return node.module or ""
    above = path.parents[node.level - 1]
    house = next(house for house, folder in HOUSES.items() if above.is_relative_to(folder))
    parts = above.relative_to(HOUSES[house]).parts
    return ".".join((house, *parts, *([node.module] if node.module else [])))


def room(house: str, path: Path) -> str:
    """The part of the house that a file belongs to."""
    return path.relative_to(HOUSES[house]).parts[0].removesuffix(".py")


def modules() -> dict[str, set[str]]:
    """Every module of the house, with the modules of it that each imports."""
    names = {
        ".".join((house, *path.relative_to(HOUSES[house]).with_suffix("").parts)).removesuffix(".__init__"): path
        for house, path in SOURCES
    }
    return {name: {each for each in imports(path) if each in names and each != name} for name, path in names.items()}


def rooms(house: str) -> dict[str, set[str]]:
    """The rooms of a house, each with the rooms that it imports from; what only hands things on is left out."""
    found: dict[str, set[str]] = {}
    for name, used in modules().items():
        parts = name.split(".")
        if parts[0] == house and len(parts) > 1:
            own = found.setdefault(parts[1], set())
            own |= {each.split(".")[1] for each in used if each.startswith(f"{house}.")} - {parts[1]}
    return found


def shortest(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that no longer way already says."""

    def reaches(start: str, end: str) -> bool:
        return end in graph[start] or any(reaches(each, end) for each in graph[start])

    return {
        name: {each for each in used if not any(reaches(other, each) for other in used - {each})}
        for name, used in graph.items()
    }


def diagram() -> str:
    """Draw the rooms as Mermaid does: an arrow from each to those that are built on it."""
    lines = ["flowchart TD"]
    for house in HOUSES:
        lines.append(f"  subgraph {house}")
        drawn = shortest(rooms(house))
        lines += [f"    {house}.{name}[{name}]" for name in sorted(drawn)]
        lines += sorted(f"    {house}.{used} --> {house}.{name}" for name, each in drawn.items() for used in each)
        lines.append("  end")
    return "\n".join([*lines, ""])


def redrawn(page: str) -> str:
    """Give the page of the architecture with the diagram as the imports draw it now."""
    return _DRAWN.sub(lambda found: found[1] + diagram() + found[2], page)


if __name__ == "__main__":
    PAGE.write_text(redrawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.exit(0)
