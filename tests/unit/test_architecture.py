"""The plan of the house, held against the imports."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Each module may import those above it, in its own line or earlier.
ORDER = [
    ["errors", "prefixes", "dates", "namespaces"],
    ["files", "sparql", "report", "results", "endpoint", "seal", "copies"],
    ["catalog", "store"],
    ["dataset", "dialects"],
    ["check", "versions", "remote"],
    ["rules", "push"],
    ["candidate"],
    ["revision"],
    ["answer", "search", "tabular"],
    ["places", "recode", "optional"],
    ["questions"],
    ["narrative"],
    ["layers", "grounds"],
    ["analytics"],
    ["scenario"],
    ["export"],
    ["knowledge_graph"],
    ["resident"],
    ["worker"],
    ["template"],
    ["process"],
    ["lane"],
    ["pool"],
    ["settings"],
    ["render"],
    ["render_evidence", "render_analytics"],
    ["sources"],
    ["cli", "cli_analytics", "cli_evidence", "cli_law", "cli_national", "cli_versions"],
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
SOURCES = sorted((ROOT / "src/carekg").rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Every module that a file imports, those for type checking left out."""
    found: set[str] = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    hidden = {
        child
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in hidden:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def room(path: Path) -> str:
    """The part of the house that a file belongs to."""
    return path.relative_to(ROOT / "src/carekg").parts[0].removesuffix(".py")


def test_every_module_has_its_place() -> None:
    assert {room(path) for path in SOURCES} == {*RANK, "__init__"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_modules_import_only_from_above(path: Path) -> None:
    if room(path) == "__init__":
        return
    ours = {name.split(".")[1] for name in imports(path) if name.startswith("carekg.")}
    below = {name for name in ours if name in RANK and RANK[name] > RANK[room(path)]}
    assert not below, f"{path.name} imports from below itself"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_libraries_stay_in_their_rooms(path: Path) -> None:
    used = {name.split(".")[0] for name in imports(path)}
    if room(path) not in ("layers", "analytics", "export"):
        assert "networkx" not in used
    if room(path) == "analytics":
        assert not used & {"rdflib", "pyoxigraph"}
    if room(path) != "cli":
        assert not used & {"fastapi", "starlette", "carekg_api"}
