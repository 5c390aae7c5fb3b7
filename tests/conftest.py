"""Shared fixtures: the whole graph built once, small graphs made in a test, and a real server process."""

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import httpx
import httpx._config
import httpx._transports.default
import pytest
from hypothesis import HealthCheck, settings

from carekg import KnowledgeGraph
from carekg.build.candidate import build
from carekg.knowledge_graph import MAKERS
from carekg.terms.files import locate
from carekg.terms.garbage import look_seldom
from kept import begin_store, digest, locked
from overlays import Made
from support import PREAMBLE, sharing, write_catalogue

# A request without a client makes a TLS context of its own, which takes ten times as long as the rest; ours are HTTP.
vars(httpx._transports.default)["create_ssl_context"] = cache(httpx.create_ssl_context)
# Five seconds, its own patience, are few where a machine does much else; what must be quick is measured, not timed.
vars(httpx._config.DEFAULT_TIMEOUT_CONFIG).update(dict.fromkeys(("connect", "read", "write", "pool"), 60.0))

# Where the environment forbids to keep what is compiled, each process of the tests would compile it anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# How long an example takes says more of what else the machine does than of the code.
settings.register_profile("carekg", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("carekg")

ROOT = Path(__file__).parents[1]
TESTED = ROOT / "build/tested"
# Of few tests each, which take long on the whole graph: begun last, one would go on when all others are done.
LONG = {"optional", "redrawing", "remote", "scenario_examples", "sealed", "difference", "places"}

look_seldom()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with one file that needs the whole graph and those that do not, so that few wait while it is built."""
    sizes = Counter(item.path for item in items)
    whole = {item.path for item in items if "store" in getattr(item, "fixturenames", ())}
    builder = max(whole, key=lambda path: sizes[path], default=None)
    long = {path for path in whole if path.stem.removeprefix("test_") in LONG}
    items.sort(key=lambda item: (item.path != builder, item.path in whole, item.path not in long, -sizes[item.path]))


def pytest_collection_finish() -> None:
    """Look for no garbage among what all the tests imported."""
    look_seldom()


@pytest.fixture(scope="session")
def store() -> Path:
    """The store of the whole graph, built once for each state of the files that it is made from."""
    TESTED.mkdir(parents=True, exist_ok=True)
    with locked(TESTED.with_suffix(".lock")):
        folder = TESTED / _fingerprint()
        if not (folder / "current").exists():
            for old in TESTED.iterdir():
                shutil.rmtree(old)
            build(locate("data/catalog.ttl"), folder, strict=True, makers=MAKERS)
        _forget_stale(folder)
    return folder


def _forget_stale(folder: Path) -> None:
    """Remove what was made of the versions by other code than that of now, so that it is made anew."""
    made_by = digest(
        sorted(
            path for room in ("names", "bulk", "export/layouts") for path in (ROOT / "src/carekg" / room).rglob("*.*")
        )
    )
    if not (folder / "made-by").exists() or (folder / "made-by").read_text() != made_by:
        for made in folder.glob("versions/*/made"):
            shutil.rmtree(made)
        (folder / "made-by").write_text(made_by)


def _fingerprint() -> str:
    makers = (path for room in ("terms", "store", "build") for path in (ROOT / "src/carekg" / room).glob("*.py"))
    made_from = [*(ROOT / "data").rglob("*"), *(ROOT / "ontology").rglob("*"), *makers]
    return digest(sorted(made_from))


@pytest.fixture(scope="session")
def kg(store: Path) -> KnowledgeGraph:
    """The whole graph."""
    return KnowledgeGraph.open(store)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """A small public store, and a private overlay of forty made-up rows over it."""
    return Made.of(tmp_path_factory.mktemp("overlay"))


@pytest.fixture
def small(tmp_path: Path) -> Callable[..., KnowledgeGraph]:
    """A function that gives a graph of a few triples, with the ontology, or without it; the next version, if again."""

    def make(turtle: str, *, ontology: bool = True) -> KnowledgeGraph:
        if (tmp_path / "store").exists():
            catalogue = write_catalogue(tmp_path, {"facts.ttl": PREAMBLE + turtle}, ontology=ontology)
            build(catalogue, tmp_path / "store")
        else:
            begin_store(tmp_path, turtle, ontology=ontology)
        return KnowledgeGraph.open(tmp_path / "store")

    return make


@pytest.fixture(scope="session")
def server(store: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real server over the whole graph, which all processes of the tests share."""
    base = tmp_path_factory.getbasetemp()
    with sharing(store, base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as address:
        yield address
